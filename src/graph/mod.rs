//! How do the files and declarations of a workspace hang together? Imports between files, uses of
//! declarations, and what can be asked of both.

mod bind;
mod build;
pub mod edge;
mod layout;
mod names;
pub mod query;
mod rank;
mod resolve;
mod route;
mod table;
#[cfg(test)]
mod tests;
mod text;

use std::sync::{Arc, OnceLock};

use rayon::slice::ParallelSliceMut as _;

use crate::code::facts::{Span, SymbolKind};
use crate::workspace::language::Language;

#[cfg(test)]
use build::{build, file};
pub use build::{facts, of};
pub use edge::{
    Confidence, Edge, EdgeKind, FileId, How, SymbolId, Unfound, Unresolved, Use, UseKind,
};
#[cfg(test)]
use layout::File;
pub use names::beginning as names_beginning;
use text::Texts;

/// The graph of one snapshot. Nothing in it changes; it is a pure function of the snapshot's files.
#[derive(Default)]
pub struct Graph {
    /// By `FileId`: the snapshot's entries.
    paths: Vec<Arc<str>>,
    languages: Vec<Option<Language>>,
    /// By `SymbolId`; those of a file are neighbours, in the order of its text.
    symbols: Vec<Node>,
    /// By file: its first symbol; and one more, so that the next tells where a file's end.
    first: Vec<u32>,
    names: Texts,
    /// Places in `names`, in the names' own order.
    sorted: Vec<u32>,
    /// Symbols by name: places in `symbols`, in the order of `names`.
    by_name: Lists,
    /// Sorted by `from`.
    edges: Vec<Edge>,
    from: Vec<u32>,
    /// Places in `edges`, by `to`.
    to: Lists,
    unresolved: Vec<Unresolved>,
    /// Sorted by `to`.
    uses: Vec<Use>,
    used: Vec<u32>,
    /// Places in `uses`, by the file they are in.
    uses_in: Lists,
    /// Calls of methods on receivers of unknown type, sorted by name.
    sites: Vec<Site>,
    sites_of: Vec<u32>,
    /// Places in `sites`, by the file they are in.
    sites_in: Lists,
    routes: Vec<Route>,
    /// Weight of each file; they add up to 1.
    rank: Vec<f32>,
    /// Files parsed: clean, in part, not at all.
    health: [u32; 3],
    /// By file whether it is a test, once that was asked.
    tests: OnceLock<Vec<bool>>,
}

/// A declaration in the graph.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Node {
    /// A place in the graph's names.
    name: u32,
    pub file: FileId,
    pub kind: SymbolKind,
    pub parent: Option<SymbolId>,
    /// The type whose member it is, where it is declared outside of that: a place in the graph's
    /// names.
    owner: Option<u32>,
    /// First and last, 1-based, inclusive.
    pub lines: (u32, u32),
    /// Its text up to the body.
    pub head: Span,
    pub public: bool,
}

impl Node {
    /// Is it reached through a type or another declaration?
    pub const fn is_member(&self) -> bool {
        self.parent.is_some() || self.owner.is_some()
    }
}

/// A call of a method on a receiver whose type is not known.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Site {
    name: u32,
    pub from: FileId,
    pub within: Option<SymbolId>,
    pub line: u32,
}

/// A declared HTTP route.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Route {
    pub file: FileId,
    pub line: u32,
    pub method: Box<str>,
    pub path: Box<str>,
    pub handler: Option<Box<str>>,
    pub framework: Box<str>,
}

/// Lists of numbers, one for each key, end to end.
#[derive(Default)]
struct Lists {
    starts: Vec<u32>,
    items: Vec<u32>,
}

impl Lists {
    /// `keys` are the keys of items 0, 1, 2 …; within a key the order stays.
    fn new(count: usize, keys: impl Iterator<Item = u32> + Clone) -> Self {
        let starts = runs(count, keys.clone());
        let mut next = starts.clone();
        let mut items = vec![0u32; starts[count] as usize];
        for (item, key) in (0..).zip(keys) {
            let slot = &mut next[key as usize];
            items[*slot as usize] = item;
            *slot += 1;
        }
        Self { starts, items }
    }

    fn get(&self, key: u32) -> &[u32] {
        run(&self.items, &self.starts, key)
    }
}

/// Where each key's run begins in a list sorted by key.
fn runs(count: usize, keys: impl Iterator<Item = u32>) -> Vec<u32> {
    let mut starts = vec![0u32; count + 1];
    for key in keys {
        starts[key as usize + 1] += 1;
    }
    for at in 1..starts.len() {
        starts[at] += starts[at - 1];
    }
    starts
}

fn run<'l, T>(list: &'l [T], starts: &[u32], key: u32) -> &'l [T] {
    let at = |at: usize| starts.get(at).map_or(list.len(), |start| *start as usize);
    &list[at(key as usize)..at(key as usize + 1)]
}

impl Graph {
    fn index(&mut self) {
        let files = self.paths.len();
        let lists = || {
            self.from = runs(files, self.edges.iter().map(|e| e.from.0));
            self.to = Lists::new(files, self.edges.iter().map(|e| e.to.0));
            self.used = runs(self.symbols.len(), self.uses.iter().map(|u| u.to.place()));
            self.uses_in = Lists::new(files, self.uses.iter().map(|u| u.from.0));
            self.sites_of = runs(self.names.len(), self.sites.iter().map(|s| s.name));
            self.sites_in = Lists::new(files, self.sites.iter().map(|s| s.from.0));
            self.by_name = Lists::new(self.names.len(), self.symbols.iter().map(|s| s.name));
        };
        let names = &self.names;
        let sort = || {
            self.sorted = (0..u32::try_from(names.len()).unwrap_or(u32::MAX)).collect();
            self.sorted.par_sort_unstable_by(|a, b| names[*a].cmp(&names[*b]));
        };
        rayon::join(lists, sort);
    }

    pub fn files(&self) -> impl Iterator<Item = FileId> + use<> {
        (0..u32::try_from(self.paths.len()).unwrap_or(u32::MAX)).map(FileId)
    }

    pub fn path(&self, file: FileId) -> &str {
        &self.paths[file.0 as usize]
    }

    /// Is the file a test, by its path?
    pub fn is_test(&self, file: FileId) -> bool {
        let all = || self.paths.iter().map(|path| query::is_test(path)).collect();
        self.tests.get_or_init(all)[file.0 as usize]
    }

    pub fn language(&self, file: FileId) -> Option<Language> {
        self.languages[file.0 as usize]
    }

    /// Paths are sorted, as the snapshot's entries are.
    pub fn file(&self, path: &str) -> Option<FileId> {
        let at = self.paths.binary_search_by(|own| (**own).cmp(path)).ok()?;
        u32::try_from(at).ok().map(FileId)
    }

    pub fn symbol(&self, symbol: SymbolId) -> &Node {
        &self.symbols[symbol.place() as usize]
    }

    pub fn name(&self, symbol: SymbolId) -> &str {
        &self.names[self.symbol(symbol).name]
    }

    /// `A.f`: the symbol's name behind those of what it stands in.
    pub fn qualified(&self, symbol: SymbolId) -> String {
        match self.symbol(symbol).parent {
            Some(parent) => format!("{}.{}", self.qualified(parent), self.name(symbol)),
            None => match self.symbol(symbol).owner {
                Some(owner) => format!("{}.{}", &self.names[owner], self.name(symbol)),
                None => self.name(symbol).to_owned(),
            },
        }
    }

    pub fn symbols(&self) -> impl Iterator<Item = SymbolId> + use<> {
        (0..u32::try_from(self.symbols.len()).unwrap_or(u32::MAX)).map(SymbolId::new)
    }

    /// The declarations of a file, in the order of its text.
    pub fn symbols_in(&self, file: FileId) -> impl Iterator<Item = SymbolId> + use<> {
        let at = |at: usize| self.first.get(at).copied().unwrap_or_default();
        (at(file.0 as usize)..at(file.0 as usize + 1)).map(SymbolId::new)
    }

    /// What is declared under exactly this name, by path and place.
    pub fn named(&self, name: &str) -> impl Iterator<Item = SymbolId> {
        let at = self.sorted.binary_search_by(|at| self.names[*at].cmp(name)).ok();
        let list = at.map_or(&[][..], |at| self.by_name.get(self.sorted[at]));
        list.iter().map(|at| SymbolId::new(*at))
    }

    /// Each name that something is declared under, with what is.
    pub fn names(&self) -> impl Iterator<Item = (&str, impl Iterator<Item = SymbolId>)> {
        let list = |at: u32| self.by_name.get(at).iter().map(|at| SymbolId::new(*at));
        (0..).zip(self.names.iter()).map(move |(at, name)| (name, list(at)))
    }

    /// Edges that begin in a file.
    pub fn edges_from(&self, file: FileId) -> &[Edge] {
        run(&self.edges, &self.from, file.0)
    }

    /// Edges that end in a file.
    pub fn edges_to(&self, file: FileId) -> impl Iterator<Item = &Edge> {
        self.to.get(file.0).iter().map(|at| &self.edges[*at as usize])
    }

    pub fn edges(&self) -> &[Edge] {
        &self.edges
    }

    pub fn unresolved(&self) -> &[Unresolved] {
        &self.unresolved
    }

    /// Where a declaration is used, of which that is known.
    pub fn uses_of(&self, symbol: SymbolId) -> &[Use] {
        run(&self.uses, &self.used, symbol.place())
    }

    /// What a file uses.
    pub fn uses_in(&self, file: FileId) -> impl Iterator<Item = &Use> {
        self.uses_in.get(file.0).iter().map(|at| &self.uses[*at as usize])
    }

    pub fn uses(&self) -> &[Use] {
        &self.uses
    }

    /// Calls of the symbol's name on receivers of unknown type: possibly of it.
    pub fn sites_of(&self, symbol: SymbolId) -> &[Site] {
        run(&self.sites, &self.sites_of, self.symbol(symbol).name)
    }

    /// Calls in a file on receivers of unknown type, with what they may mean.
    pub fn sites_in(
        &self,
        file: FileId,
    ) -> impl Iterator<Item = (&Site, impl Iterator<Item = SymbolId>)> {
        self.sites_in.get(file.0).iter().map(|at| {
            let site = &self.sites[*at as usize];
            (site, self.by_name.get(site.name).iter().map(|at| SymbolId::new(*at)))
        })
    }

    pub fn routes(&self) -> &[Route] {
        &self.routes
    }

    /// How much the workspace leans on a file: its PageRank; all add up to 1.
    pub fn rank(&self, file: FileId) -> f32 {
        self.rank.get(file.0 as usize).copied().unwrap_or_default()
    }

    /// Files parsed: clean, in part, not at all.
    pub const fn health(&self) -> [u32; 3] {
        self.health
    }

    /// Bytes that it takes, about.
    pub fn bytes(&self) -> usize {
        let lists = [&self.by_name, &self.to, &self.uses_in, &self.sites_in];
        // The paths themselves are the snapshot's.
        size_of_val(&*self.paths)
            + self.names.bytes()
            + size_of_val(&*self.symbols)
            + size_of_val(&*self.edges)
            + size_of_val(&*self.uses)
            + size_of_val(&*self.sites)
            + lists.iter().map(|l| size_of_val(&*l.starts) + size_of_val(&*l.items)).sum::<usize>()
            + 4 * (self.sorted.len()
                + self.from.len()
                + self.used.len()
                + self.sites_of.len()
                + self.first.len()
                + self.rank.len())
    }
}
