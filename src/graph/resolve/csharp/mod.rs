//! To which files do C#'s `using`s lead? A namespace is no file: of its files those that declare a type
//! which is used.

use std::collections::BTreeMap;

use foldhash::{HashMap, HashMapExt as _, HashSet, HashSetExt as _};

use super::space::{Place, Spaces, Usage, enclosing_type, types, used};
use super::{Found, Links, Resolver, Target};
use crate::code::facts::{Facts, Form, Import, SymbolKind};
use crate::graph::edge::{Confidence, Edge, EdgeKind, FileId, How, Unfound};
use crate::graph::layout::{Layout, split};
use crate::workspace::language::Language;

pub const LANGUAGES: &[Language] = &[Language::CSharp];

/// Files of one type (`partial`) that are all entered; of more, the type's main file.
const PARTS: usize = 8;

/// Namespaces of one file that its names are looked for in.
const NAMESPACES: usize = 16;

pub fn prepare<'a>(layout: &'a Layout<'a>) -> Box<dyn Resolver + 'a> {
    let mut spaces = Spaces::new(layout);
    let mut global: HashMap<&str, Vec<String>> = HashMap::new();
    let mut own = HashMap::new();
    for file in layout.of_languages(LANGUAGES) {
        let Some(facts) = layout.facts(file) else { continue };
        let mut inside: Vec<String> = Vec::new();
        for (symbol, declared) in (0..).zip(&facts.symbols) {
            let Some(space) = namespace(facts, declared.parent) else { continue };
            if declared.kind == SymbolKind::Module {
                let whole = dotted(&space, &facts[declared.name]);
                inside.extend(Some(whole).filter(|whole| !inside.contains(whole)));
            } else if declared.kind.is_type() {
                // A namespace holds nothing else: what seems to is a grammar's error around `#if`.
                spaces.declare(&space, &facts[declared.name], Place { file, symbol });
            }
        }
        inside.extend(facts.package.map(|name| facts[name].to_owned()));
        inside.truncate(NAMESPACES);
        own.insert(file, inside);
        let globals = facts.imports.iter().filter(|i| i.reexport && i.form == Form::Wildcard);
        let globals = globals.map(|import| facts[import.module].to_owned());
        global.entry(project(layout, file)).or_default().extend(globals);
    }
    Box::new(CSharp { layout, spaces, global, own })
}

struct CSharp<'a> {
    layout: &'a Layout<'a>,
    spaces: Spaces<'a>,
    /// By project: namespaces that all its files use.
    global: HashMap<&'a str, Vec<String>>,
    /// The namespaces that a file declares.
    own: HashMap<FileId, Vec<String>>,
}

/// The directory of the project file that is nearest above.
fn project<'a>(layout: &Layout<'a>, file: FileId) -> &'a str {
    let mut dir = layout.dir(file);
    loop {
        let is_project = |file: &FileId| layout.name(*file).ends_with(".csproj");
        if dir.is_empty() || layout.in_dir(dir).iter().any(is_project) {
            return dir;
        }
        dir = split(dir).0;
    }
}

fn dotted(space: &str, name: &str) -> String {
    if space.is_empty() { name.to_owned() } else { format!("{space}.{name}") }
}

/// The namespace in which a symbol with this parent stands; `None` for members of types.
fn namespace(facts: &Facts, mut parent: Option<u32>) -> Option<String> {
    let mut parts: Vec<&str> = Vec::new();
    while let Some(at) = parent {
        let symbol = facts.symbols.get(at as usize)?;
        if symbol.kind != SymbolKind::Module {
            return None;
        }
        parts.push(&facts[symbol.name]);
        parent = symbol.parent;
    }
    parts.extend(facts.package.map(|package| &facts[package]));
    parts.reverse();
    Some(parts.join("."))
}

/// A namespace and those around it, innermost first; the one of all last.
fn outward<'s>(space: &'s str) -> impl Iterator<Item = &'s str> {
    std::iter::successors(Some(space), |space: &&'s str| {
        let outer = space.rsplit_once('.').map_or("", |(outer, _)| outer);
        (!space.is_empty()).then_some(outer)
    })
}

impl Resolver for CSharp<'_> {
    fn imports(&self, from: FileId, out: &mut Links<'_>) {
        let Some(facts) = self.layout.facts(from) else { return };
        let (mut used, declared) = (used(facts), types(facts));
        used.retain(|name, _| !declared.contains(name));
        for (name, usage) in &used {
            self.neighbour(from, name, usage, out);
        }
        for import in &facts.imports {
            match import.form {
                Form::Wildcard => self.using(from, facts, import, &used, out),
                _ => self.alias(from, facts, import, out),
            }
        }
    }

    fn visible(&self, from: FileId, name: &str) -> Option<Found> {
        let places = self.seen(from, name)?;
        let found = self.spaces.found(&places)?;
        // A name alone may be a member of a base that is not here.
        Some(Found { confidence: Confidence::Likely, ..found })
    }

    fn path(&self, from: FileId, parts: &[&str]) -> Option<(Found, usize)> {
        let (places, used) = self.rooted(from, parts)?;
        Some((self.spaces.found(&places)?, used))
    }

    fn region(&self, from: FileId, within: Option<u32>) -> Option<u32> {
        enclosing_type(self.layout, from, within)
    }

    fn implicit(&self) -> bool {
        true
    }
}

impl CSharp<'_> {
    fn own(&self, from: FileId) -> &[String] {
        self.own.get(&from).map_or(&[], Vec::as_slice)
    }

    /// What a namespace declares under a name, or under an attribute's short name; the main file of
    /// the type first.
    fn types(&self, from: FileId, space: &str, name: &str) -> Option<Vec<Place>> {
        let mut places = self.spaces.near(from, space, name);
        if places.is_empty() {
            places = self.spaces.near(from, space, &format!("{name}Attribute"));
        }
        let main = |place: &Place| {
            let stem = self.layout.name(place.file).split('.').next().unwrap_or_default();
            stem == name
        };
        if let Some(at) = places.iter().position(main) {
            places.swap(0, at);
        }
        Some(places).filter(|places| !places.is_empty())
    }

    /// What the file's own namespaces declare, those around them, and those its project uses.
    fn seen(&self, from: FileId, name: &str) -> Option<Vec<Place>> {
        let global = self.global.get(project(self.layout, from));
        let own = self.own(from).iter().flat_map(|space| outward(space)).chain([""]);
        let mut spaces = own.chain(global.into_iter().flatten().map(String::as_str));
        spaces.find_map(|space| self.types(from, space, name))
    }

    /// A qualified name: from the namespace of all, or from one around.
    fn rooted(&self, from: FileId, parts: &[&str]) -> Option<(Vec<Place>, usize)> {
        let parts = if parts[0] == "global" { &parts[1..] } else { parts };
        if parts.len() < 2 {
            return None;
        }
        let own = self.own(from).iter();
        let spaces = own.flat_map(|space| outward(space)).chain([""]);
        for space in spaces {
            let around = space.split('.').filter(|part| !part.is_empty());
            let whole: Vec<&str> = around.chain(parts.iter().copied()).collect();
            let before = whole.len() - parts.len();
            let found = self.spaces.path(from, &whole);
            if let Some((places, used)) = found.filter(|(_, used)| *used > before + 1) {
                return Some((places, used - before));
            }
        }
        None
    }

    /// A type of the same namespace, or of one around it: used without a `using`.
    fn neighbour(&self, from: FileId, name: &str, usage: &Usage, out: &mut Links<'_>) {
        if !usage.typed {
            return;
        }
        let Some(places) = self.seen(from, name) else { return };
        let (kind, how) = (EdgeKind::Use, How::Namespace);
        let confidence = sure(&places);
        for place in places.iter().take(PARTS) {
            out.edges.push(Edge { from, to: place.file, kind, how, confidence, line: usage.line });
        }
        out.bind(name, Target::Symbol(places[0].file, places[0].symbol), confidence, false);
    }

    /// `using A.B;`
    fn using(
        &self,
        from: FileId,
        facts: &Facts,
        import: &Import,
        used: &BTreeMap<&str, Usage>,
        out: &mut Links<'_>,
    ) {
        let written = &facts[import.module];
        let around = self.own(from).iter().flat_map(|space| outward(space)).chain([""]);
        let spaces: Vec<String> = around.map(|space| dotted(space, written)).collect();
        let Some(space) = spaces.iter().find(|space| self.spaces.has(space)) else {
            let known = spaces.iter().any(|space| self.spaces.begins(space));
            if !known {
                self.of_type(from, written, import, used, out);
            }
            return;
        };
        let mut entered: HashSet<FileId> = HashSet::new();
        for (name, usage) in used {
            if out.scope.bound.contains_key(*name) {
                continue;
            }
            let Some(places) = self.types(from, space, name) else { continue };
            let confidence = if usage.typed { sure(&places) } else { Confidence::Likely };
            for place in places.iter().take(PARTS).filter(|place| entered.insert(place.file)) {
                out.edge(import, place.file, How::Namespace, confidence);
            }
            let target = Target::Symbol(places[0].file, places[0].symbol);
            out.bind(name, target, confidence, false);
        }
    }

    /// `using static A.B.C;`
    fn of_type(
        &self,
        from: FileId,
        written: &str,
        import: &Import,
        used: &BTreeMap<&str, Usage>,
        out: &mut Links<'_>,
    ) {
        let parts: Vec<&str> = written.split('.').collect();
        let Some((places, _)) = self.rooted(from, &parts) else {
            out.unresolved(import, written, self.reason(written));
            return;
        };
        self.enter(import, &places, out);
        let members = self.spaces.members(places[0]);
        for name in used.keys() {
            if let Some(member) = members.get(name) {
                let target = Target::Symbol(member.file, member.symbol);
                out.bind(name, target, Confidence::Likely, false);
            }
        }
    }

    /// `using A = B.C;`
    fn alias(&self, from: FileId, facts: &Facts, import: &Import, out: &mut Links<'_>) {
        let Some(taken) = import.names.first() else { return };
        let whole = dotted(&facts[import.module], &facts[taken.name]);
        let parts: Vec<&str> = whole.split('.').collect();
        let Some((places, _)) = self.rooted(from, &parts) else {
            if !self.spaces.begins(&whole) {
                out.unresolved(import, &whole, self.reason(&whole));
            }
            return;
        };
        let confidence = self.enter(import, &places, out);
        let local = &facts[taken.alias.unwrap_or(taken.name)];
        out.bind(local, Target::Symbol(places[0].file, places[0].symbol), confidence, false);
    }

    fn enter(&self, import: &Import, places: &[Place], out: &mut Links<'_>) -> Confidence {
        let confidence = sure(places);
        for place in places.iter().take(PARTS) {
            out.edge(import, place.file, How::Namespace, confidence);
        }
        confidence
    }

    fn reason(&self, written: &str) -> Unfound {
        let outer = written.rsplit_once('.').map_or(written, |(outer, _)| outer);
        match written.split('.').next() {
            Some("System") => Unfound::Standard,
            _ if self.spaces.has(outer) => Unfound::Missing,
            _ => Unfound::External,
        }
    }
}

fn sure(places: &[Place]) -> Confidence {
    if places.len() == 1 { Confidence::Certain } else { Confidence::Likely }
}

#[cfg(test)]
mod tests;
