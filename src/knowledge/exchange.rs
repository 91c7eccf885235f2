//! How do facts go from one server to another?

use super::{Fact, Memory, Name, Saying, check, rows};
use crate::base::{Error, Result};

/// Facts of one import; it is all done or not at all.
pub const MOST_IMPORTED: usize = 1000;

/// A fact from elsewhere. Who said it there is not believed here: the importer says it.
#[derive(Debug, Clone)]
pub struct Imported {
    pub name: Name,
    pub value: String,
    pub confidence: f64,
}

/// What an import came to.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Outcome {
    pub added: u64,
    /// Keys that had the very value.
    pub unchanged: u64,
    /// Keys that had another value, and now have the imported one.
    pub replaced: u64,
    /// Keys that had another value and kept it.
    pub kept: u64,
}

impl Memory<'_> {
    /// Every value, those of the past where `history`, by number from `from` on; at most `limit`.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub fn export(&self, history: bool, from: u64, limit: usize) -> Result<Vec<Fact>> {
        self.store.read(|r| rows::all(r, self.workspace, history, from, limit))
    }

    /// Takes in facts; a key that has another value keeps it unless `replace`.
    ///
    /// # Errors
    /// As remembering; then nothing of it is taken in.
    pub fn import(&self, facts: &[Imported], replace: bool) -> Result<Outcome> {
        if facts.len() > MOST_IMPORTED {
            return Err(Error::invalid(format!(
                "{} facts are more than the {MOST_IMPORTED} that one import takes",
                facts.len()
            ))
            .hint("import them in parts"));
        }
        for (at, fact) in facts.iter().enumerate() {
            check::value(&fact.value)
                .and_then(|()| check::confidence(fact.confidence))
                .map_err(|e| Error::invalid(format!("`facts[{at}]`: {}", e.message())))?;
        }
        self.store.write(|w| {
            let mut outcome = Outcome::default();
            for fact in facts {
                let (category, key) = fact.name.parts();
                let there = rows::current(w, self.workspace, category, key)?;
                let count = match there {
                    None => &mut outcome.added,
                    Some(there) if there.value == fact.value => &mut outcome.unchanged,
                    Some(_) if replace => &mut outcome.replaced,
                    Some(_) => {
                        outcome.kept += 1;
                        continue;
                    }
                };
                *count += 1;
                let saying =
                    Saying { value: &fact.value, confidence: fact.confidence, supersedes: None };
                self.remember_in(w, &fact.name, &saying)?;
            }
            Ok(outcome)
        })
    }
}
