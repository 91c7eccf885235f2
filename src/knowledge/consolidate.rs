//! How does a memory stay small and true: what is said twice, what is doubted, what a session found?

use std::collections::BTreeMap;

use super::recall::belief;
use super::{Fact, MOST_HISTORY, Memory, Name, Saying, check, rows};
use crate::base::digest::sha256_hex;
use crate::base::{Result, clock};
use crate::store::word::words;

/// Facts looked at in one consolidation; a larger memory is done category by category.
const MOST: usize = 20_000;
/// Retired when at least so many agents found it wrong and it is believed less than this.
const DOUBTERS: u64 = 2;
const DOUBTED: f64 = 0.35;
/// Confidence of what a session found and nobody has confirmed.
const FOUND: f64 = 0.7;
/// Words of a note that make its key.
const KEY_WORDS: usize = 8;

/// Something that a session found or decided.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Note {
    /// `finding` or `decision`.
    pub category: &'static str,
    pub text: String,
}

/// What was done, or would be.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Consolidated {
    /// Names given to notes of the session.
    pub remembered: Vec<Name>,
    /// Retired because the second says the same.
    pub merged: Vec<(Name, Name)>,
    /// Retired because it is not believed.
    pub doubted: Vec<Name>,
}

impl Memory<'_> {
    /// Remembers a session's notes, retires facts that say what another of their category says,
    /// and those that agents found wrong. Everything retired stays readable as history.
    ///
    /// # Errors
    /// As remembering; then nothing is done.
    pub fn consolidate(
        &self,
        notes: &[Note],
        category: Option<&str>,
        dry_run: bool,
    ) -> Result<Consolidated> {
        let mut done = Consolidated::default();
        if dry_run {
            let facts = self.store.read(|r| {
                rows::list(r, self.workspace, category.unwrap_or(""), "", ("", ""), MOST)
            })?;
            done.remembered = notes.iter().filter_map(name_of).collect();
            self.sweep(&facts, &mut done, |_| Ok(()))?;
            return Ok(done);
        }
        self.store.write(|w| {
            for note in notes {
                let Some(name) = name_of(note) else { continue };
                let value = &note.text[..note.text.floor_char_boundary(check::LONGEST_VALUE)];
                // What was taken in once and then changed or removed is not brought back.
                let said =
                    rows::history(w, self.workspace, &name.category, &name.key, MOST_HISTORY)?;
                if said.iter().any(|fact| fact.value == value) {
                    continue;
                }
                let saying = Saying { value, confidence: FOUND, supersedes: None };
                if !self.remember_in(w, &name, &saying)?.unchanged {
                    done.remembered.push(name);
                }
            }
            let at = clock::now().as_millisecond();
            let facts = rows::list(w, self.workspace, category.unwrap_or(""), "", ("", ""), MOST)?;
            self.sweep(&facts, &mut done, |name| {
                rows::retire(w, self.workspace, name.parts(), self.agent, at).map(|_| ())
            })
        })?;
        Ok(done)
    }

    fn sweep(
        &self,
        facts: &[Fact],
        done: &mut Consolidated,
        mut retire: impl FnMut(&Name) -> Result<()>,
    ) -> Result<()> {
        // Of those that say the same the one that is believed most stays, and of equals the first.
        let mut said: BTreeMap<(&str, Vec<String>), &Fact> = BTreeMap::new();
        let mut by_worth: Vec<&Fact> = facts.iter().collect();
        by_worth.sort_by(|a, b| belief(b).total_cmp(&belief(a)).then(a.number.cmp(&b.number)));
        for fact in by_worth {
            let name = name(fact);
            if fact.votes.1 >= DOUBTERS && belief(fact) < DOUBTED {
                retire(&name)?;
                done.doubted.push(name);
                continue;
            }
            let words = words(&fact.value);
            if words.is_empty() {
                continue;
            }
            match said.entry((&fact.category, words)) {
                std::collections::btree_map::Entry::Occupied(kept) => {
                    retire(&name)?;
                    done.merged.push((name, self::name(kept.get())));
                }
                std::collections::btree_map::Entry::Vacant(place) => {
                    place.insert(fact);
                }
            }
        }
        Ok(())
    }
}

fn name(fact: &Fact) -> Name {
    Name { category: fact.category.clone(), key: fact.key.clone() }
}

/// The first words of a note, as `compare-tokens-in-constant-time`, and of a longer one a mark of
/// the rest, so that two notes which begin alike stay two; `None` for one without words.
fn name_of(note: &Note) -> Option<Name> {
    let words: Vec<String> = note
        .text
        .split(|c: char| !c.is_alphanumeric())
        .filter(|word| !word.is_empty())
        .map(str::to_lowercase)
        .collect();
    let plain = words[..words.len().min(KEY_WORDS)].join("-");
    let mut key = plain[..plain.floor_char_boundary(check::LONGEST_KEY - 9)].to_owned();
    if words.len() > KEY_WORDS || key.len() < plain.len() {
        key.push_str(&format!("-{}", &sha256_hex(note.text.as_bytes())[..8]));
    }
    Name::new(Some(note.category), &key).ok()
}
