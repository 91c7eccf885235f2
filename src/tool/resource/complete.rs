//! How may a word that somebody is typing go on? Workspaces, paths, declarations, artifacts, categories and keys.

use std::collections::BTreeMap;

use crate::app::{App, Space};
use crate::artifact::Shelf;
use crate::auth::{Scope, ScopeSet};
use crate::base::Result;
use crate::base::digest::sha256_hex;
use crate::gate::{self, Ask, Caller, Effect};
use crate::graph::{Graph, SymbolId};
use crate::index::View;
use crate::knowledge::Memory;
use crate::store::Store;
use crate::tool::code::{self, Narrow};

const METHOD: &str = "completion/complete";
/// Words of one answer (the protocol's own limit).
const MOST: usize = 100;
/// Names and keys that are looked at.
const LOOKED_AT: usize = 10_000;

/// What the word is to be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Word {
    Workspace,
    Path,
    Symbol,
    Artifact,
    Category,
    Key,
    /// Of commits.
    Range,
    /// A branch, a tag or a commit.
    Ref,
}

impl Word {
    const fn needs(self) -> ScopeSet {
        match self {
            Self::Workspace => ScopeSet::NONE,
            Self::Path | Self::Symbol | Self::Range | Self::Ref => ScopeSet::of(&[Scope::Search]),
            Self::Artifact => ScopeSet::of(&[Scope::Artifacts]),
            Self::Category | Self::Key => ScopeSet::of(&[Scope::Knowledge]),
        }
    }
}

/// A word, and what stands beside it already.
#[derive(Debug)]
pub struct Typed<'a> {
    pub word: Word,
    pub value: &'a str,
    /// None: the server's own.
    pub workspace: Option<&'a str>,
    /// Of a declaration: the file that it is in.
    pub path: Option<&'a str>,
    /// Of a key.
    pub category: Option<&'a str>,
}

/// Best first.
#[derive(Debug, PartialEq, Eq)]
pub struct Completed {
    pub values: Vec<String>,
    /// Of those that were looked at.
    pub total: usize,
}

/// # Errors
/// Every refusal of the gate; `tool_error` while the workspace has never been indexed.
pub fn complete(app: &App, caller: &Caller, typed: &Typed) -> Result<Completed> {
    let state = app.state();
    let about = typed.word != Word::Workspace;
    let id = typed.workspace.filter(|id| !id.is_empty()).unwrap_or(state.default_workspace());
    let ask = Ask {
        caller,
        tool: None,
        method: METHOD,
        workspace: about.then_some(id),
        needs: typed.word.needs(),
        effect: Effect::Read,
        arguments_sha256: Some(sha256_hex(typed.value.as_bytes())),
    };
    let space = state.space(id);
    let missing = ask.needs.without(caller.principal.scopes);
    if about && space.is_none() && missing.is_empty() {
        return Err(app.gate().refuse(&ask, gate::unknown_workspace(id)));
    }
    app.gate().enter(&ask, |permit| {
        permit.deadline().check()?;
        let found = match space.filter(|_| about) {
            Some(space) => in_workspace(app.store(), space, typed)?,
            None => {
                let ids = state.visible(permit.principal()).map(|space| space.id().to_owned());
                best(typed.value, ids.map(|id| (id, 0.0)))
            }
        };
        let total = found.len();
        Ok(Completed { values: found.into_iter().take(MOST).collect(), total })
    })
}

fn in_workspace(store: &Store, space: &Space, typed: &Typed) -> Result<Vec<String>> {
    let value = typed.value;
    Ok(match typed.word {
        // Refs are not told: most that are listed are never asked for, and a forge has thousands.
        Word::Workspace | Word::Ref => Vec::new(),
        Word::Path => paths(&space.view()?, value),
        Word::Symbol => {
            let view = space.view()?;
            symbols(&view, &*view.graph()?, value, typed.path)
        }
        Word::Artifact => {
            let shelf = Shelf { store: store.into(), workspace: space.memory() };
            let (entries, _) = shelf.list("", "", LOOKED_AT)?;
            best(value, entries.into_iter().map(|e| (e.name, 0.0)))
        }
        Word::Category | Word::Key => facts(store, space, typed)?,
        // Branches are not told: an index serves one of them, and a range may be of any commit.
        Word::Range => {
            let usual = ["HEAD~1..", "HEAD~5..", "HEAD~20.."].map(|range| (range.to_owned(), 0.0));
            best(value, usual.into_iter())
        }
    })
}

fn facts(store: &Store, space: &Space, typed: &Typed) -> Result<Vec<String>> {
    let memory = Memory { store: store.into(), workspace: space.memory(), agent: "", quota: None };
    let category = typed.category.filter(|_| typed.word == Word::Key).unwrap_or_default();
    let (facts, _) = memory.list(category, "", ("", ""), LOOKED_AT)?;
    // The more is known under a word, the sooner it is meant.
    let mut counts: BTreeMap<String, f32> = BTreeMap::new();
    for fact in facts {
        let word = if typed.word == Word::Key { fact.key } else { fact.category };
        *counts.entry(word).or_default() += 1.0;
    }
    Ok(best(typed.value, counts.into_iter()))
}

/// Files are known before it is known how much leans on them.
fn paths(view: &View, value: &str) -> Vec<String> {
    let graph = view.graph().ok();
    let weight = |path: &str| {
        graph.as_ref().and_then(|graph| Some(graph.rank(graph.file(path)?))).unwrap_or_default()
    };
    let known = view.snapshot().entries().iter().filter(|entry| entry.left_out().is_none());
    best(value, known.map(|entry| (entry.path.to_string(), weight(&entry.path))))
}

/// Names that begin with the word, then those like it; in one file where that is known.
fn symbols(view: &View, graph: &Graph, value: &str, path: Option<&str>) -> Vec<String> {
    let file = path.filter(|p| !p.is_empty()).map(|p| code::file(view, graph, p));
    let narrow = match file {
        Some(Ok(file)) => Narrow { file: Some(file), ..Narrow::default() },
        // What the path names has no declarations.
        Some(Err(_)) => return Vec::new(),
        None => Narrow::default(),
    };
    if let (Some(file), true) = (narrow.file, value.is_empty()) {
        return distinct(graph, graph.symbols_in(file));
    }
    let last = value.rsplit(['.', ':', '#']).next().unwrap_or(value);
    let mut found = code::prefixed(graph, last, &narrow);
    if !last.is_empty() {
        found.extend(code::fuzzy(graph, last, &narrow));
    }
    // `Engine.re` means a `re…` of an `Engine`.
    if last.len() < value.len() {
        let within = code::dotted(&value[..value.len() - last.len()]);
        found.retain(|symbol| graph.qualified(*symbol).contains(&within));
    }
    distinct(graph, found.into_iter())
}

fn distinct(graph: &Graph, symbols: impl Iterator<Item = SymbolId>) -> Vec<String> {
    let mut seen = std::collections::HashSet::new();
    symbols
        .take(LOOKED_AT)
        .map(|symbol| graph.qualified(symbol))
        .filter(|name| seen.insert(name.clone()))
        .collect()
}

/// Those that fit, best first: what begins with the word, what has a part that does, what holds
/// it, what holds its letters in order; among equals the weightier, then the shorter.
fn best(value: &str, all: impl Iterator<Item = (String, f32)>) -> Vec<String> {
    let wanted = value.to_lowercase();
    let mut fits: Vec<(u8, f32, String)> =
        all.filter_map(|(name, weight)| Some((fit(&name, &wanted)?, weight, name))).collect();
    fits.sort_by(|a, b| {
        a.0.cmp(&b.0)
            .then(b.1.total_cmp(&a.1))
            .then_with(|| (a.2.len(), &a.2).cmp(&(b.2.len(), &b.2)))
    });
    fits.into_iter().map(|(_, _, name)| name).collect()
}

/// How well: 0 is best.
fn fit(name: &str, wanted: &str) -> Option<u8> {
    let name = name.to_lowercase();
    if name.starts_with(wanted) {
        return Some(0);
    }
    if name.split('/').any(|part| part.starts_with(wanted)) {
        return Some(1);
    }
    if name.contains(wanted) {
        return Some(2);
    }
    let mut letters = name.chars();
    wanted.chars().all(|c| letters.any(|own| own == c)).then_some(3)
}

#[cfg(test)]
mod tests {
    use super::best;

    #[test]
    fn the_nearest_comes_first_and_among_equals_the_weightiest() {
        let all = ["src/auth/token.rs", "docs/src.md", "src/main.rs", "tests/resource.rs", "x"];
        let weights = [0.1, 0.9, 0.2, 0.5, 1.0];
        let named = || all.map(str::to_owned).into_iter().zip(weights);
        let found = best("src", named());
        assert_eq!(found, ["src/main.rs", "src/auth/token.rs", "docs/src.md", "tests/resource.rs"]);
        assert_eq!(best("TOK", named()), ["src/auth/token.rs"]);
        assert_eq!(best("smain", named()), ["src/main.rs"]);
        assert_eq!(best("", named()).len(), 5);
        assert!(best("zzz", named()).is_empty());
    }
}
