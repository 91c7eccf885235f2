//! To which files do `#include` lines of C and C++ lead, and what do names mean that no import binds?
//! The search path is the build's; where the build does not say it, it is told by where headers lie.

use std::sync::{Arc, Mutex, PoisonError};

use foldhash::{HashMap, HashMapExt as _, HashSet};

use rayon::iter::{IntoParallelIterator as _, ParallelIterator as _};

use super::{Found, Links, Resolver, Target};
use crate::code::facts::{Form, SymbolKind};
use crate::graph::Lists;
use crate::graph::edge::{Confidence, FileId, How, Unfound};
use crate::graph::layout::{Layout, join, split};
use crate::graph::text::Known;
use crate::workspace::language::Language;

mod path;
mod standard;
#[cfg(test)]
mod tests;

use path::Paths;

pub const LANGUAGES: &[Language] = &[Language::C, Language::Cpp];

pub fn prepare<'a>(layout: &'a Layout<'a>) -> Box<dyn Resolver + 'a> {
    Box::new(C::new(layout))
}

struct C<'a> {
    layout: &'a Layout<'a>,
    paths: Paths,
    /// By file and place among its imports: the files that are meant.
    included: HashMap<FileId, Vec<Meant>>,
    /// What files declare for others: the file, and the place among its symbols.
    declared: Vec<(FileId, u32)>,
    /// Names, by number, and places in `declared` by that: most names are declared once, and there are millions.
    names: Known,
    by_name: Lists,
    /// By thread what the file it is at sees: names are asked for file by file.
    last: Vec<Mutex<Option<Seen>>>,
}

/// A file, and those it includes, by way of others too.
type Seen = (FileId, Arc<HashSet<FileId>>);

/// What one line includes; with several files, one of them.
type Meant = (Vec<FileId>, How, Confidence);

/// The name of a declaration.
fn named<'a>(layout: &Layout<'a>, (file, at): (FileId, u32)) -> &'a str {
    layout.facts(file).map_or("", |facts| &facts[facts.symbols[at as usize].name])
}

/// More files than this of one name are no answer.
const MOST_MEANT: usize = 8;
/// Headers of headers that are looked through for a name, nearest first.
const MOST_SEEN: usize = 256;

impl<'a> C<'a> {
    fn new(layout: &'a Layout<'a>) -> Self {
        let files: Vec<FileId> = layout.of_languages(LANGUAGES).collect();
        let paths = Paths::new(layout);
        let last = (0..=rayon::current_num_threads()).map(|_| Mutex::default()).collect();
        let (included, names) = (HashMap::new(), Known::default());
        let (declared, by_name) = (Vec::new(), Lists::default());
        let mut c = Self { layout, paths, included, declared, names, by_name, last };
        let includes = |id: FileId| -> Option<(FileId, Vec<Meant>)> {
            let facts = layout.facts(id)?;
            let meant = facts.imports.iter().map(|i| c.include(id, i.form, &facts[i.module]));
            Some((id, meant.collect()))
        };
        let included = files.clone().into_par_iter().filter_map(includes).collect();
        c.included = included;
        // By name: the first that has it.
        let (mut keys, mut firsts) = (Vec::new(), Vec::new());
        for id in files {
            let Some(facts) = layout.facts(id) else { continue };
            for (at, symbol) in (0..).zip(&facts.symbols) {
                if !symbol.public || symbol.is_member() {
                    continue;
                }
                let name = &facts[symbol.name];
                let text = |number: u32| named(layout, firsts[number as usize]);
                let known = c.names.find(name, text);
                keys.push(known.unwrap_or_else(|| {
                    let number = u32::try_from(firsts.len()).unwrap_or(u32::MAX);
                    firsts.push((id, at));
                    c.names.add(name, number, |number| named(layout, firsts[number as usize]));
                    number
                }));
                c.declared.push((id, at));
            }
        }
        c.by_name = Lists::new(firsts.len(), keys.iter().copied());
        c.declared.shrink_to_fit();
        c
    }

    /// The name with this number.
    fn name(&self, number: u32) -> &'a str {
        let first = self.by_name.get(number).first();
        first.map_or("", |at| named(self.layout, self.declared[*at as usize]))
    }

    fn defines(&self, (file, at): (FileId, u32)) -> bool {
        let symbol = self.layout.facts(file).map(|facts| &facts.symbols[at as usize]);
        symbol.is_some_and(|s| s.body.is_some() || s.kind != SymbolKind::Function)
    }

    fn include(&self, from: FileId, form: Form, written: &str) -> Meant {
        let dir = self.layout.dir(from);
        let beside = || self.layout.find(&join(dir, written)?);
        if let Some(file) = (form == Form::Include).then(beside).flatten() {
            return (vec![file], How::Relative, Confidence::Certain);
        }
        let name = split(written).1;
        let mut ranked: Vec<_> = self
            .layout
            .named(name)
            .iter()
            .filter_map(|file| {
                let rest = self.layout.path(*file).strip_suffix(written)?;
                let root = if rest.is_empty() { rest } else { rest.strip_suffix('/')? };
                Some((self.paths.rank(dir, root), *file))
            })
            .collect();
        ranked.sort_unstable();
        let Some(((best, depth), first)) = ranked.first().copied() else {
            return (self.upward(from, written), How::Search, Confidence::Likely);
        };
        match best {
            path::GIVEN => (vec![first], How::Search, Confidence::Certain),
            path::NEAR => (vec![first], How::Search, Confidence::Likely),
            _ if form == Form::SystemInclude && standard::is_standard(written) => {
                (Vec::new(), How::Name, Confidence::Possible)
            }
            _ => {
                let equal = ranked.iter().filter(|(rank, _)| *rank == (best, depth));
                let meant: Vec<FileId> = equal.map(|(_, file)| *file).collect();
                let alone = meant.len() == 1;
                let sure = if alone { Confidence::Likely } else { Confidence::Possible };
                (meant, How::Name, sure)
            }
        }
    }

    /// `../a.h` from a directory of the search path.
    fn upward(&self, from: FileId, written: &str) -> Vec<FileId> {
        if !written.contains("../") {
            return Vec::new();
        }
        let roots = self.paths.of(self.layout.dir(from));
        let mut found = roots.iter().filter_map(|root| self.layout.find(&join(root, written)?));
        found.next().into_iter().collect()
    }

    /// As `seen`, which is long, and is asked for once for each name.
    fn seen_by(&self, from: FileId) -> Arc<HashSet<FileId>> {
        let thread = rayon::current_thread_index().map_or(0, |at| at + 1);
        let Some(last) = self.last.get(thread) else { return Arc::new(self.seen(from)) };
        let mut last = last.lock().unwrap_or_else(PoisonError::into_inner);
        match &*last {
            Some((of, seen)) if *of == from => Arc::clone(seen),
            _ => {
                let seen = Arc::new(self.seen(from));
                *last = Some((from, Arc::clone(&seen)));
                seen
            }
        }
    }

    /// Does `from` include the file, by way of others too?
    fn seen(&self, from: FileId) -> HashSet<FileId> {
        let (mut seen, mut next) = (HashSet::from_iter([from]), vec![from]);
        let mut at = 0;
        while at < next.len() && seen.len() < MOST_SEEN {
            let lines = self.included.get(&next[at]).map_or(&[][..], Vec::as_slice);
            for (files, _, sure) in lines {
                if *sure > Confidence::Possible {
                    next.extend(files.iter().filter(|file| seen.insert(**file)));
                }
            }
            at += 1;
        }
        seen
    }
}

impl Resolver for C<'_> {
    fn imports(&self, from: FileId, out: &mut Links<'_>) {
        let (Some(facts), Some(meant)) = (self.layout.facts(from), self.included.get(&from)) else {
            return;
        };
        for (import, (files, how, confidence)) in facts.imports.iter().zip(meant) {
            let written = &facts[import.module];
            let system = import.form == Form::SystemInclude;
            match files.len() {
                0 if standard::is_standard(written) => {
                    out.unresolved(import, written, Unfound::Standard);
                }
                0 if system => out.unresolved(import, written, Unfound::External),
                0 => out.unresolved(import, written, Unfound::Missing),
                1..=MOST_MEANT => {
                    files.iter().for_each(|file| out.edge(import, *file, *how, *confidence));
                }
                _ => out.unresolved(import, written, Unfound::Ambiguous),
            }
        }
    }

    /// Names are of the whole program: one that is defined once is that; of several, the one that
    /// is included.
    fn visible(&self, from: FileId, name: &str) -> Option<Found> {
        let places = self.by_name.get(self.names.find(name, |number| self.name(number))?);
        let all = || {
            places.iter().map(|at| {
                let declared = self.declared[*at as usize];
                (declared.0, self.defines(declared))
            })
        };
        let found = |file: FileId| Found {
            target: Target::Member(file, name.into()),
            confidence: Confidence::Likely,
            how: How::Name,
        };
        let mut defining = all().filter(|(_, defines)| *defines).map(|(file, _)| file);
        if let (Some(only), None) = (defining.next(), defining.next()) {
            return Some(found(only));
        }
        if places.len() == 1 {
            return all().next().map(|(only, _)| found(only));
        }
        let seen = self.seen_by(from);
        let mut included = all().filter(|(file, _)| seen.contains(file));
        let first = included.next()?;
        let defined = included.clone().find(|(_, defines)| *defines);
        let chosen = if first.1 { first } else { defined.unwrap_or(first) };
        Some(found(chosen.0))
    }
}
