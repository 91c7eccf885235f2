//! To which files do the imports of Java, Kotlin and Scala lead? Their packages are one: a package
//! clause and a name say which file, wherever it lies.

use std::collections::BTreeMap;

use foldhash::{HashSet, HashSetExt as _};

use super::space::{Place, Spaces, Usage, enclosing_type, shared, types, used};
use super::{Found, Links, Resolver, Target};
use crate::code::facts::{Facts, Form, Import, SymbolKind};
use crate::graph::edge::{Confidence, FileId, How, Unfound};
use crate::graph::layout::Layout;
use crate::workspace::language::Language;

pub const LANGUAGES: &[Language] = &[Language::Java, Language::Kotlin, Language::Scala];

/// Packages of the languages' own libraries. `javax` is Java's own for the greater part.
const STANDARD: &[&str] = &["java", "javax", "jdk", "sun", "kotlin", "scala"];

pub fn prepare<'a>(layout: &'a Layout<'a>) -> Box<dyn Resolver + 'a> {
    let mut spaces = Spaces::new(layout);
    for file in layout.of_languages(LANGUAGES) {
        let Some(facts) = layout.facts(file) else { continue };
        let package = package(facts);
        for (symbol, declared) in (0..).zip(&facts.symbols) {
            let (name, place) = (&facts[declared.name], Place { file, symbol });
            match declared.parent.map(|parent| &facts.symbols[parent as usize]) {
                None => spaces.declare(&package, name, place),
                // Scala's package objects.
                Some(around) if around.kind == SymbolKind::Module && around.parent.is_none() => {
                    let inner = dotted(&package, &facts[around.name]);
                    spaces.declare(&inner, name, place);
                }
                Some(_) => {}
            }
        }
    }
    Box::new(Jvm { layout, spaces })
}

struct Jvm<'a> {
    layout: &'a Layout<'a>,
    spaces: Spaces<'a>,
}

/// `com.acme.web`: Scala's clauses go into one another.
fn package(facts: &Facts) -> String {
    facts.package.map_or(String::new(), |name| facts[name].replace(' ', ".").replace('`', ""))
}

/// The packages whose names a file sees: its own, and for Scala those of the clauses before.
fn packages(facts: &Facts) -> Vec<String> {
    let written = facts.package.map_or("", |name| &facts[name]);
    let ends = written.match_indices(' ').map(|(at, _)| at).chain([written.len()]);
    let mut all: Vec<String> =
        ends.map(|end| written[..end].replace(' ', ".").replace('`', "")).collect();
    all.reverse();
    all
}

fn dotted(package: &str, name: &str) -> String {
    if package.is_empty() { name.to_owned() } else { format!("{package}.{name}") }
}

impl Resolver for Jvm<'_> {
    fn imports(&self, from: FileId, out: &mut Links<'_>) {
        let Some(facts) = self.layout.facts(from) else { return };
        for import in facts.imports.iter().filter(|import| import.form == Form::Names) {
            self.named(from, facts, import, out);
        }
        let used = used(facts);
        for import in facts.imports.iter().filter(|import| import.form == Form::Wildcard) {
            self.wildcard(from, facts, import, &used, out);
        }
    }

    fn visible(&self, from: FileId, name: &str) -> Option<Found> {
        let packages = packages(self.layout.facts(from)?);
        let mut places = packages.iter().map(|package| self.spaces.near(from, package, name));
        let places = places.find(|places| !places.is_empty())?;
        let found = self.spaces.found(&places)?;
        // A bare value is rather a member of a receiver that is not written: `apply { name = … }`.
        let most = match self.spaces.symbol(places[0])?.kind {
            SymbolKind::Variable => Confidence::Possible,
            kind if kind.is_type() => Confidence::Certain,
            _ => Confidence::Likely,
        };
        Some(Found { confidence: found.confidence.min(most), ..found })
    }

    fn path(&self, from: FileId, parts: &[&str]) -> Option<(Found, usize)> {
        let facts = self.layout.facts(from)?;
        let (places, used) = self.lookup(from, facts, parts).or_else(|| {
            // Scala's `import a.b` of a package, then `b.C`.
            if self.layout.language(from) != Some(Language::Scala) {
                return None;
            }
            let own = |import: &&Import| {
                import.names.iter().any(|t| &facts[t.alias.unwrap_or(t.name)] == parts[0])
            };
            let import = facts.imports.iter().find(own)?;
            let mut whole: Vec<&str> = facts[import.module].split('.').collect();
            let written = whole.len();
            whole.extend([&facts[import.names.first()?.name]]);
            whole.extend(&parts[1..]);
            let (places, used) = self.lookup(from, facts, &whole)?;
            Some((places, used.checked_sub(written)?))
        })?;
        if used < 2 {
            return None;
        }
        Some((self.spaces.found(&places)?, used))
    }

    fn region(&self, from: FileId, within: Option<u32>) -> Option<u32> {
        enclosing_type(self.layout, from, within)
    }

    fn implicit(&self) -> bool {
        true
    }
}

impl Jvm<'_> {
    /// A path from the root of all packages; Scala's also from the packages around.
    fn lookup(&self, from: FileId, facts: &Facts, parts: &[&str]) -> Option<(Vec<Place>, usize)> {
        let rooted = |parts: &[&str]| self.spaces.path(from, parts).filter(|(_, used)| *used > 1);
        let found = rooted(parts);
        if found.is_some() || self.layout.language(from) != Some(Language::Scala) {
            return found;
        }
        packages(facts).iter().find_map(|package| {
            let around = package.split('.').filter(|part| !part.is_empty());
            let whole: Vec<&str> = around.chain(parts.iter().copied()).collect();
            let before = whole.len() - parts.len();
            let (places, used) = rooted(&whole)?;
            Some((places, used.checked_sub(before).filter(|used| *used > 0)?))
        })
    }

    /// `import a.b.C`, `import a.b.C.member`, Scala's `import a.b.{C, D}`.
    fn named(&self, from: FileId, facts: &Facts, import: &Import, out: &mut Links<'_>) {
        let module = &facts[import.module];
        for taken in &import.names {
            let name = &facts[taken.name];
            let whole = dotted(module, name);
            let parts: Vec<&str> = whole.split('.').collect();
            let Some((places, used)) = self.lookup(from, facts, &parts) else {
                if !self.is_package(facts, from, &whole) {
                    let reason = self.reason(module);
                    out.unresolved(import, &whole, reason);
                }
                continue;
            };
            let confidence = self.enter(import, &places, out);
            if used >= parts.len() {
                let local = &facts[taken.alias.unwrap_or(taken.name)];
                let target = Target::Symbol(places[0].file, places[0].symbol);
                out.bind(local, target, confidence, false);
            }
        }
    }

    /// Scala imports packages too.
    fn is_package(&self, facts: &Facts, from: FileId, whole: &str) -> bool {
        self.layout.language(from) == Some(Language::Scala)
            && (self.spaces.begins(whole)
                || packages(facts).iter().any(|p| self.spaces.begins(&dotted(p, whole))))
    }

    /// One edge for each file; several declare one name where a library has variants for platforms,
    /// and where functions have overloads.
    fn enter(&self, import: &Import, places: &[Place], out: &mut Links<'_>) -> Confidence {
        let sure = if places.len() == 1 { Confidence::Certain } else { Confidence::Likely };
        for place in places {
            out.edge(import, place.file, How::Namespace, sure);
        }
        sure
    }

    /// `import a.b.*`: of the package's files those that declare a name which is used here and which
    /// nothing closer declares.
    fn wildcard(
        &self,
        from: FileId,
        facts: &Facts,
        import: &Import,
        used: &BTreeMap<&str, Usage>,
        out: &mut Links<'_>,
    ) {
        let module = facts[import.module].replace('`', "");
        let Some(space) = self.space(facts, from, &module) else {
            self.members(from, facts, import, &module, used, out);
            return;
        };
        let own = packages(facts);
        let mut declared = types(facts);
        let top = facts.symbols.iter().filter(|symbol| symbol.parent.is_none());
        declared.extend(top.map(|symbol| &facts[symbol.name]));
        let mut entered: HashSet<FileId> = HashSet::new();
        for name in used.keys() {
            let places = self.spaces.near(from, &space, name);
            let Some(first) = places.first() else { continue };
            // Unless that is another module's, whose package has the same name.
            let distance = |place: &Place| shared(self.layout, from, *place);
            let closer = || {
                let mut own = own.iter().map(|package| self.spaces.near(from, package, name));
                declared.contains(name)
                    || own.any(|own| own.first().map(distance) >= Some(distance(first)))
            };
            if out.scope.bound.contains_key(*name) || closer() {
                continue;
            }
            let is_type = self.spaces.symbol(places[0]).is_some_and(|s| s.kind.is_type());
            let single = places.len() == 1 && is_type;
            let sure = if single { Confidence::Certain } else { Confidence::Likely };
            for place in places.iter().filter(|place| entered.insert(place.file)) {
                out.edge(import, place.file, How::Namespace, sure);
            }
            out.bind(name, Target::Symbol(places[0].file, places[0].symbol), sure, false);
        }
    }

    fn space(&self, facts: &Facts, from: FileId, module: &str) -> Option<String> {
        if self.spaces.has(module) {
            return Some(module.to_owned());
        }
        if self.layout.language(from) != Some(Language::Scala) {
            return None;
        }
        packages(facts).iter().map(|p| dotted(p, module)).find(|whole| self.spaces.has(whole))
    }

    /// `import static a.b.C.*`, Kotlin's `import a.b.Enum.*`: all members of a type.
    fn members(
        &self,
        from: FileId,
        facts: &Facts,
        import: &Import,
        module: &str,
        used: &BTreeMap<&str, Usage>,
        out: &mut Links<'_>,
    ) {
        let parts: Vec<&str> = module.split('.').collect();
        let Some((places, _)) = self.lookup(from, facts, &parts) else {
            if !self.spaces.begins(module) {
                out.unresolved(import, module, self.reason(module));
            }
            return;
        };
        self.enter(import, &places, out);
        let members = self.spaces.members(places[0]);
        for name in used.keys() {
            let member = members.get(name).filter(|_| !out.scope.bound.contains_key(*name));
            if let Some(member) = member {
                let target = Target::Symbol(member.file, member.symbol);
                out.bind(name, target, Confidence::Likely, false);
            }
        }
    }

    fn reason(&self, module: &str) -> Unfound {
        let first = module.split('.').next().unwrap_or_default();
        if self.spaces.begins(module) {
            Unfound::Missing
        } else if STANDARD.contains(&first) {
            Unfound::Standard
        } else {
            Unfound::External
        }
    }
}

#[cfg(test)]
mod tests;
