//! Which files declare a name in a package or namespace? What the languages with namespaces share.

use std::collections::BTreeMap;

use foldhash::{HashMap, HashMapExt as _, HashSet, HashSetExt as _};

use crate::code::facts::{Facts, ReferenceKind, Symbol};
use crate::graph::edge::{Confidence, FileId};
use crate::graph::layout::Layout;

use super::{Found, Target};
use crate::graph::edge::How;

/// Files that may declare one name in one namespace; of more, none is meant rather than another.
const MANY: usize = 256;

/// A declaration.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Place {
    pub file: FileId,
    pub symbol: u32,
}

/// Declarations by namespace and name. Namespaces are written with `.`.
pub struct Spaces<'a> {
    layout: &'a Layout<'a>,
    spaces: HashMap<String, HashMap<&'a str, Vec<Place>>>,
    /// Every namespace, and what stands above it.
    begun: HashSet<String>,
}

/// How a file uses a name that it does not qualify.
#[derive(Debug, Clone, Copy)]
pub struct Usage {
    /// The first one's.
    pub line: u32,
    /// Where only a type can stand.
    pub typed: bool,
}

impl<'a> Spaces<'a> {
    pub fn new(layout: &'a Layout<'a>) -> Self {
        Self { layout, spaces: HashMap::new(), begun: HashSet::new() }
    }

    pub fn declare(&mut self, space: &str, name: &'a str, place: Place) {
        if !self.spaces.contains_key(space) {
            let ends = space.match_indices('.').map(|(at, _)| at).chain([space.len()]);
            self.begun.extend(ends.map(|end| space[..end].to_owned()));
            self.spaces.insert(space.to_owned(), HashMap::new());
        }
        let names = self.spaces.get_mut(space).expect("inserted above");
        let places = names.entry(name).or_default();
        // One of a file's overloads stands for all.
        if places.last().is_none_or(|last| last.file != place.file) {
            places.push(place);
        }
    }

    /// Does something of the workspace stand in the namespace?
    pub fn has(&self, space: &str) -> bool {
        self.spaces.contains_key(space)
    }

    /// Does something stand in it or below it?
    pub fn begins(&self, space: &str) -> bool {
        self.begun.contains(space)
    }

    pub fn all(&self, space: &str, name: &str) -> &[Place] {
        self.spaces.get(space).and_then(|names| names.get(name)).map_or(&[], Vec::as_slice)
    }

    /// Those that share the most directories with `from`, which is not among them: several modules of
    /// a build, and a module's tests, may hold the same namespace.
    pub fn near(&self, from: FileId, space: &str, name: &str) -> Vec<Place> {
        let all = self.all(space, name);
        if all.len() > MANY {
            return Vec::new();
        }
        let others: Vec<Place> = all.iter().filter(|place| place.file != from).copied().collect();
        nearest(self.layout, from, &others)
    }

    /// The declaration to which a dotted path leads from the longest namespace that fits, and how
    /// many names that has used up.
    pub fn path(&self, from: FileId, parts: &[&str]) -> Option<(Vec<Place>, usize)> {
        (0..parts.len()).rev().find_map(|split| {
            let space = parts[..split].join(".");
            let mut places = self.near(from, &space, parts[split]);
            if places.is_empty() {
                return None;
            }
            let mut used = split + 1;
            while let Some(member) = parts.get(used).and_then(|name| self.member(places[0], name)) {
                // Of several files that declare the type, the one that has the member.
                places[0] = member;
                used += 1;
            }
            Some((places, used))
        })
    }

    pub fn symbol(&self, place: Place) -> Option<&'a Symbol> {
        self.layout.facts(place.file)?.symbols.get(place.symbol as usize)
    }

    /// A member of a type, in the same file: a class and its companion have one name.
    pub fn member(&self, of: Place, name: &str) -> Option<Place> {
        let facts = self.layout.facts(of.file)?;
        let around = facts.symbols.get(of.symbol as usize)?.name;
        let own = facts.names.find(name)?;
        let fits = |symbol: &Symbol| {
            symbol.name == own
                && symbol.parent.is_some_and(|at| facts.symbols[at as usize].name == around)
        };
        let at = facts.symbols.iter().position(fits)?;
        Some(Place { file: of.file, symbol: u32::try_from(at).ok()? })
    }

    /// The members of a type by name.
    pub fn members(&self, of: Place) -> HashMap<&'a str, Place> {
        let Some(facts) = self.layout.facts(of.file) else { return HashMap::new() };
        let Some(around) = facts.symbols.get(of.symbol as usize) else { return HashMap::new() };
        let inside = (0..).zip(&facts.symbols).filter(|(_, symbol)| {
            symbol.parent.is_some_and(|at| facts.symbols[at as usize].name == around.name)
        });
        let named = |(symbol, declared): (u32, &'a Symbol)| {
            (&facts[declared.name], Place { file: of.file, symbol })
        };
        inside.map(named).collect()
    }

    /// The first of them; sure where it is the only one.
    pub fn found(&self, places: &[Place]) -> Option<Found> {
        let first = *places.first()?;
        let confidence = if places.len() == 1 { Confidence::Certain } else { Confidence::Likely };
        let target = Target::Symbol(first.file, first.symbol);
        Some(Found { target, confidence, how: How::Namespace })
    }
}

/// Those in the files that share the most directories with `from`.
pub fn nearest(layout: &Layout<'_>, from: FileId, places: &[Place]) -> Vec<Place> {
    let most = places.iter().map(|place| shared(layout, from, *place)).max();
    places.iter().filter(|place| Some(shared(layout, from, **place)) == most).copied().collect()
}

/// How many directories the path of a place has in common with that of `from`.
pub fn shared(layout: &Layout<'_>, from: FileId, place: Place) -> usize {
    let (own, other) = (layout.dir(from).split('/'), layout.dir(place.file).split('/'));
    own.zip(other).take_while(|(own, other)| own == other).count()
}

/// The names that a file uses without saying where they are from: what its chains begin with.
pub fn used(facts: &Facts) -> BTreeMap<&str, Usage> {
    let mut used: BTreeMap<&str, Usage> = BTreeMap::new();
    for reference in &facts.references {
        let chain = &facts[reference.chain];
        let end = chain.find(['.', ':', '\\', '-']).unwrap_or(chain.len());
        if end == 0 {
            continue;
        }
        let typed = matches!(reference.kind, ReferenceKind::Type | ReferenceKind::Inherit);
        let usage =
            used.entry(&chain[..end]).or_insert(Usage { line: reference.line, typed: false });
        usage.typed |= typed;
    }
    used
}

/// The names of the types that a file declares, at any depth.
pub fn types(facts: &Facts) -> HashSet<&str> {
    let types = facts.symbols.iter().filter(|symbol| symbol.kind.is_type());
    types.map(|symbol| &facts[symbol.name]).collect()
}

/// The innermost type around a place.
pub fn enclosing_type(layout: &Layout<'_>, file: FileId, within: Option<u32>) -> Option<u32> {
    let facts = layout.facts(file)?;
    let mut at = within?;
    while !facts.symbols.get(at as usize)?.kind.is_type() {
        at = facts.symbols.get(at as usize)?.parent?;
    }
    Some(at)
}
