//! Which declaration does a name mean? Scopes, what files pass on to one another, members of types.

use foldhash::HashSet;

use super::edge::{Confidence, FileId};
use super::layout::Layout;
use super::resolve::{Found, Resolver, Scope, Target};
use super::table::Table;
use crate::code::facts::SymbolKind;

/// What a name means.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Meaning {
    /// The module that a file is.
    File(FileId),
    /// A declaration: a file and its place among the file's symbols.
    Symbol(FileId, u32),
}

/// A meaning and the weakest link of the chain to it.
pub type Sure = (Meaning, Confidence);

/// What a chain of names was found to mean.
pub struct Reached {
    pub symbol: (FileId, u32),
    pub confidence: Confidence,
    /// Names of the chain that lie behind what was found: members of a value of unknown type.
    pub rest: usize,
    /// The declarations by way of which it was found: `A` in `A.f`.
    pub through: Vec<((FileId, u32), Confidence)>,
}

/// Files that a search goes through: chains in real code are short, circles exist.
const HOPS: usize = 24;
/// Types that a search for an inherited member asks.
const BASES: usize = 256;

/// Everything that is needed to tell what names mean.
pub struct Binder<'a> {
    layout: &'a Layout<'a>,
    /// By file; `None` where its language has no rules here.
    resolvers: &'a [Option<&'a dyn Resolver>],
    scopes: &'a [Scope],
    tables: Vec<Table>,
}

impl<'a> Binder<'a> {
    pub fn new(
        layout: &'a Layout<'a>,
        resolvers: &'a [Option<&'a dyn Resolver>],
        scopes: &'a [Scope],
    ) -> Self {
        use rayon::iter::{IntoParallelIterator as _, ParallelIterator as _};
        let files: Vec<FileId> = layout.ids().collect();
        let tables =
            files.into_par_iter().map(|id| layout.facts(id).map(Table::of).unwrap_or_default());
        Self { layout, resolvers, scopes, tables: tables.collect() }
    }

    fn resolver(&self, file: FileId) -> Option<&'a dyn Resolver> {
        self.resolvers[file.0 as usize]
    }

    /// What `file` gives to others under `name`.
    pub fn export(&self, file: FileId, name: &str) -> Option<Sure> {
        self.lookup(file, name, false, HOPS)
    }

    /// What an import of `file` binds to `name`.
    pub fn imported(&self, file: FileId, name: &str) -> Option<Sure> {
        let bound = self.scopes[file.0 as usize].bound.get(name)?;
        let (meaning, sure) = self.target(&bound.target, HOPS)?;
        Some((meaning, sure.min(bound.confidence)))
    }

    /// What `name` means in `file`: its own declarations, then what it binds, then what its
    /// language lets it see.
    pub fn local(&self, file: FileId, name: &str) -> Option<Sure> {
        let visible = || {
            let found = self.resolver(file)?.visible(file, name)?;
            self.follow(&found, HOPS)
        };
        self.lookup(file, name, true, HOPS).or_else(visible)
    }

    fn lookup(&self, file: FileId, name: &str, own: bool, hops: usize) -> Option<Sure> {
        let hops = hops.checked_sub(1)?;
        let table = &self.tables[file.0 as usize];
        if let Some(at) = self.layout.facts(file).and_then(|facts| table.top(facts, name)) {
            return Some((Meaning::Symbol(file, at), Confidence::Certain));
        }
        let scope = &self.scopes[file.0 as usize];
        if let Some(bound) = scope.bound.get(name).filter(|bound| own || bound.passed_on) {
            return self
                .target(&bound.target, hops)
                .map(|(meaning, sure)| (meaning, sure.min(bound.confidence)));
        }
        if let Some(child) = self.resolver(file).and_then(|r| r.child(file, name)) {
            return Some((Meaning::File(child), Confidence::Certain));
        }
        let mut wildcards = scope.wildcards.iter().filter(|(_, passed_on)| own || *passed_on);
        wildcards.find_map(|(from, _)| self.lookup(*from, name, false, hops))
    }

    fn target(&self, target: &Target, hops: usize) -> Option<Sure> {
        match target {
            Target::File(file) => Some((Meaning::File(*file), Confidence::Certain)),
            Target::Member(file, name) => self.lookup(*file, name, false, hops),
            Target::Symbol(file, at) => Some((Meaning::Symbol(*file, *at), Confidence::Certain)),
        }
    }

    fn follow(&self, found: &Found, hops: usize) -> Option<Sure> {
        let (meaning, sure) = self.target(&found.target, hops)?;
        Some((meaning, sure.min(found.confidence)))
    }

    /// The symbol around a place within which names have meanings of their own.
    pub fn region(&self, from: FileId, within: Option<u32>) -> Option<u32> {
        self.resolver(from)?.region(from, within)
    }

    /// What a chain of names means at a place.
    pub fn chain(&self, from: FileId, within: Option<u32>, chain: &str) -> Option<Reached> {
        let parts = parts(chain);
        let (first, rest) = parts.split_first()?;
        // PHP writes a path from the top as `\A\B`.
        if first.is_empty() && !chain.starts_with('\\') {
            return None;
        }
        let ruled = self.resolver(from).and_then(|r| r.chain(from, within, chain));
        // `base` is a word of one language and a module's name in others.
        let bound = self.scopes[from.0 as usize].bound.contains_key(*first);
        if ruled.is_none()
            && !bound
            && matches!(
                *first,
                "self" | "this" | "cls" | "Self" | "static" | "super" | "base" | "parent"
            )
            && let Some(of) = self.enclosing_type(from, within)
            && !chain[first.len()..].starts_with("::super")
        {
            return self.own_member(of, first, rest);
        }
        let ruled = ruled.and_then(|(found, used)| Some((self.follow(&found, HOPS)?, used)));
        let around = || self.around(from, within, first).map(|sure| (sure, 1));
        let base = ruled.or_else(around);
        let base = base.or_else(|| self.local(from, first).map(|sure| (sure, 1)));
        let path = || {
            let (found, used) = self.resolver(from)?.path(from, &parts)?;
            Some((self.follow(&found, HOPS)?, used.max(1)))
        };
        let ((mut meaning, mut sure), mut used) = base.or_else(path)?;
        let mut through = Vec::new();
        while used < parts.len() {
            let next = match meaning {
                Meaning::File(file) => {
                    let of_whole = || match self.whole(file)? {
                        (Meaning::Symbol(file, at), _) => self.member(file, at, parts[used]),
                        (Meaning::File(_), _) => None,
                    };
                    self.export(file, parts[used]).or_else(of_whole)
                }
                Meaning::Symbol(file, at) => self.member(file, at, parts[used]),
            };
            let Some((found, weaker)) = next else { break };
            if let Meaning::Symbol(file, at) = meaning {
                through.push(((file, at), sure));
            }
            (meaning, sure, used) = (found, sure.min(weaker), used + 1);
        }
        if let Meaning::File(file) = meaning {
            let (whole, weaker) = self.whole(file)?;
            (meaning, sure) = (whole, sure.min(weaker));
        }
        match meaning {
            Meaning::Symbol(file, at) => {
                let rest = parts.len() - used;
                Some(Reached { symbol: (file, at), confidence: sure, rest, through })
            }
            Meaning::File(_) => None,
        }
    }

    /// A member of the types around a place, where the language lets them go without `this`.
    fn around(&self, from: FileId, within: Option<u32>, name: &str) -> Option<Sure> {
        if !self.resolver(from)?.implicit() {
            return None;
        }
        let mut next = self.enclosing_type(from, within);
        while let Some((file, of)) = next {
            if let Some(found) = self.member(file, of, name) {
                return Some(found).filter(|(meaning, _)| !self.hides_type(from, name, *meaning));
            }
            let parent = self.layout.facts(file)?.symbols.get(of as usize)?.parent;
            next = self.enclosing_type(file, parent);
        }
        None
    }

    /// C#'s and Swift's `Color Color`: a field that is named like its type leads to the same members.
    fn hides_type(&self, from: FileId, name: &str, meaning: Meaning) -> bool {
        let kind = |meaning: Meaning| match meaning {
            Meaning::Symbol(file, at) => Some(self.layout.facts(file)?.symbols[at as usize].kind),
            Meaning::File(_) => None,
        };
        kind(meaning) == Some(SymbolKind::Field)
            && self.local(from, name).and_then(|(of, _)| kind(of)).is_some_and(SymbolKind::is_type)
    }

    /// What a module is, where it can be used as a value.
    fn whole(&self, file: FileId) -> Option<Sure> {
        self.export(file, self.resolver(file)?.whole(file)?)
    }

    /// `self.name`, or the type itself for `Self`.
    fn own_member(&self, symbol: (FileId, u32), first: &str, rest: &[&str]) -> Option<Reached> {
        let (from, of) = symbol;
        let Some(name) = rest.first() else {
            let is_type = first == "Self" || first == "static";
            let (confidence, through) = (Confidence::Certain, Vec::new());
            return is_type.then_some(Reached { symbol, confidence, rest: 0, through });
        };
        let above = matches!(first, "super" | "base" | "parent");
        let (meaning, confidence) =
            if above { self.inherited(from, of, name)? } else { self.member(from, of, name)? };
        let Meaning::Symbol(file, at) = meaning else { return None };
        let (symbol, rest) = ((file, at), rest.len() - 1);
        Some(Reached { symbol, confidence, rest, through: Vec::new() })
    }

    /// A member of a type, its own or inherited; what is inherited may be overridden, so it is
    /// likely and no more.
    fn member(&self, file: FileId, of: u32, name: &str) -> Option<Sure> {
        if let Some((file, at)) = self.own(file, of, name) {
            return Some((Meaning::Symbol(file, at), Confidence::Certain));
        }
        let is_type = self.layout.facts(file)?.symbols.get(of as usize)?.kind.is_type();
        is_type.then(|| self.inherited(file, of, name))?
    }

    /// What a type itself declares, in its file or in another that adds to it.
    fn own(&self, file: FileId, of: u32, name: &str) -> Option<(FileId, u32)> {
        let facts = self.layout.facts(file)?;
        let symbol = facts.symbols.get(of as usize)?;
        let type_name = &facts[symbol.name];
        let here = |file: FileId| {
            let facts = self.layout.facts(file)?;
            self.tables[file.0 as usize].member(facts, type_name, name).map(|at| (file, at))
        };
        let elsewhere = || {
            let other = self.resolver(file)?.member(file, type_name, name);
            other.filter(|_| symbol.kind.is_type()).and_then(here)
        };
        here(file).or_else(elsewhere)
    }

    /// The first base in the order of their listing that has it, each base's own before the next;
    /// every base is asked once, however they hang together.
    fn inherited(&self, file: FileId, of: u32, name: &str) -> Option<Sure> {
        let mut seen = HashSet::from_iter([(file, of)]);
        let mut next = self.bases(file, of);
        while let Some((file, of)) = next.pop() {
            if seen.len() > BASES || !seen.insert((file, of)) {
                continue;
            }
            if let Some((file, at)) = self.own(file, of, name) {
                return Some((Meaning::Symbol(file, at), Confidence::Likely));
            }
            next.extend(self.bases(file, of));
        }
        None
    }

    /// What a type is derived from, last first.
    fn bases(&self, file: FileId, of: u32) -> Vec<(FileId, u32)> {
        let Some(facts) = self.layout.facts(file) else { return Vec::new() };
        let chains = self.tables[file.0 as usize].bases(facts, of);
        // A class may be named like its base: the base is then what is imported.
        let others = |base: &(FileId, u32)| *base != (file, of);
        chains.rev().filter_map(|chain| self.base(file, of, chain)).filter(others).collect()
    }

    fn base(&self, from: FileId, of: u32, chain: &str) -> Option<(FileId, u32)> {
        let parts = parts(chain);
        let first = parts.first()?;
        let beside = self.beside(from, of, first).map(|(file, at)| Meaning::Symbol(file, at));
        let local = || self.local(from, first).map(|(meaning, _)| meaning);
        let mut meaning = beside.or_else(local)?;
        for part in &parts[1..] {
            let (found, _) = match meaning {
                Meaning::File(file) => self.export(file, part)?,
                Meaning::Symbol(file, at) => {
                    let facts = self.layout.facts(file)?;
                    let of = &facts[facts.symbols.get(at as usize)?.name];
                    let at = self.tables[file.0 as usize].member(facts, of, part)?;
                    (Meaning::Symbol(file, at), Confidence::Certain)
                }
            };
            meaning = found;
        }
        match meaning {
            Meaning::Symbol(file, at) => Some((file, at)),
            Meaning::File(_) => None,
        }
    }

    /// A member of a type around this one.
    fn beside(&self, from: FileId, of: u32, name: &str) -> Option<(FileId, u32)> {
        if !self.resolver(from)?.implicit() {
            return None;
        }
        let symbols = &self.layout.facts(from)?.symbols;
        let parent = |at: &u32| symbols.get(*at as usize).and_then(|symbol| symbol.parent);
        std::iter::successors(parent(&of), parent).find_map(|outer| self.own(from, outer, name))
    }

    fn enclosing_type(&self, file: FileId, within: Option<u32>) -> Option<(FileId, u32)> {
        let facts = self.layout.facts(file)?;
        let mut at = within?;
        loop {
            let symbol = facts.symbols.get(at as usize)?;
            if symbol.kind.is_type() {
                return Some((file, at));
            }
            if let Some(owner) = symbol.owner {
                return match self.local(file, &facts[owner])? {
                    (Meaning::Symbol(file, at), _) => Some((file, at)),
                    (Meaning::File(_), _) => None,
                };
            }
            at = symbol.parent?;
        }
    }
}

/// The names of a chain, by any language's separators.
pub fn parts(chain: &str) -> Vec<&str> {
    let mut parts = Vec::with_capacity(4);
    let mut start = 0;
    let bytes = chain.as_bytes();
    let mut at = 0;
    while at < bytes.len() {
        let width = match bytes[at] {
            b'.' | b'\\' => 1,
            b':' if bytes.get(at + 1) == Some(&b':') => 2,
            b'-' if bytes.get(at + 1) == Some(&b'>') => 2,
            _ => {
                at += 1;
                continue;
            }
        };
        parts.push(&chain[start..at]);
        at += width;
        start = at;
    }
    parts.push(&chain[start..]);
    parts
}

#[cfg(test)]
mod tests {
    use super::parts;

    #[test]
    fn chains_are_cut_at_every_separator() {
        assert_eq!(parts("a.b"), ["a", "b"]);
        assert_eq!(parts("a::b.c"), ["a", "b", "c"]);
        assert_eq!(parts(".save"), ["", "save"]);
        assert_eq!(parts("A\\B"), ["A", "B"]);
        assert_eq!(parts("x"), ["x"]);
    }
}
