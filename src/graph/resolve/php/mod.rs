//! To which files do PHP's `use` and `require` lead? By the autoload rules of `composer.json`, by the
//! namespace a name is declared in, and by literal paths.

use foldhash::{HashMap, HashMapExt as _};

use super::space::{Place, Spaces, enclosing_type};
use super::{Found, Links, Resolver, Target};
use crate::code::facts::{Facts, Form, Import, SymbolKind};
use crate::graph::edge::{Confidence, FileId, How, Unfound};
use crate::graph::layout::{Layout, join};
use crate::workspace::language::Language;

pub const LANGUAGES: &[Language] = &[Language::Php];

/// Namespaces of one file that are told apart.
const NAMESPACES: usize = 16;

pub fn prepare<'a>(layout: &'a Layout<'a>) -> Box<dyn Resolver + 'a> {
    let mut spaces = Spaces::new(layout);
    let mut folded: HashMap<String, Option<&'a str>> = HashMap::new();
    for file in layout.of_languages(LANGUAGES) {
        let Some(facts) = layout.facts(file) else { continue };
        for (symbol, declared) in (0..).zip(&facts.symbols) {
            let top = declared.parent.is_none_or(|parent| {
                // Of what is declared in functions and conditions, types and functions are global.
                !facts.symbols[parent as usize].kind.is_type()
            });
            if !top || declared.kind == SymbolKind::Field {
                continue;
            }
            let name = &facts[declared.name];
            for space in namespaces(facts) {
                spaces.declare(&space, name, Place { file, symbol });
            }
            // Names of classes and functions are told apart without regard to case.
            let same = folded.entry(name.to_ascii_lowercase()).or_insert(Some(name));
            *same = same.filter(|own| *own == name);
        }
    }
    Box::new(Php { layout, spaces, folded, roots: composer(layout) })
}

struct Php<'a> {
    layout: &'a Layout<'a>,
    spaces: Spaces<'a>,
    /// Lower case → the one way in which a name is written where it is declared.
    folded: HashMap<String, Option<&'a str>>,
    roots: Vec<Root>,
}

/// A rule of autoloading.
struct Root {
    /// `App.Http`, without a dot at its end.
    prefix: String,
    /// Where its names lie.
    dir: String,
    /// psr-0: the namespace is part of the path, and `_` in a class's name parts directories.
    whole: bool,
}

fn namespaces(facts: &Facts) -> Vec<String> {
    match facts.package {
        Some(name) => {
            facts[name].split(' ').take(NAMESPACES).map(|space| space.replace('\\', ".")).collect()
        }
        None => vec![String::new()],
    }
}

/// The rules of every `composer.json`, longest prefix first.
fn composer(layout: &Layout<'_>) -> Vec<Root> {
    let mut roots = Vec::new();
    for file in layout.named("composer.json") {
        let Ok(json) = serde_json::from_str::<serde_json::Value>(layout.text(*file)) else {
            continue;
        };
        for (part, standard) in [
            ("autoload", "psr-4"),
            ("autoload-dev", "psr-4"),
            ("autoload", "psr-0"),
            ("autoload-dev", "psr-0"),
        ] {
            let Some(rules) = json[part][standard].as_object() else { continue };
            for (prefix, dirs) in rules {
                let one = dirs.as_str().into_iter();
                let dirs =
                    one.chain(dirs.as_array().into_iter().flatten().filter_map(|d| d.as_str()));
                for dir in dirs {
                    let Some(dir) = join(layout.dir(*file), dir) else { continue };
                    let prefix = prefix.trim_matches('\\').replace('\\', ".");
                    roots.push(Root { prefix, dir, whole: standard == "psr-0" });
                }
            }
        }
    }
    roots.sort_by_key(|root| std::cmp::Reverse(root.prefix.len()));
    roots
}

impl Root {
    /// Where the class of this dotted name lies, if it is the rule's.
    fn path(&self, class: &str) -> Option<String> {
        let rest = if self.prefix.is_empty() { class } else { class.strip_prefix(&self.prefix)? };
        let rest = match self.whole {
            true => {
                let (space, name) = class.rsplit_once('.').unwrap_or(("", class));
                format!("{}/{}", space.replace('.', "/"), name.replace('_', "/"))
            }
            false if self.prefix.is_empty() => rest.replace('.', "/"),
            false => rest.strip_prefix('.')?.replace('.', "/"),
        };
        join(&self.dir, &format!("{rest}.php"))
    }
}

impl Resolver for Php<'_> {
    fn imports(&self, from: FileId, out: &mut Links<'_>) {
        let Some(facts) = self.layout.facts(from) else { return };
        for import in &facts.imports {
            match import.form {
                Form::Include => self.include(from, facts, import, out),
                _ => self.uses(from, facts, import, out),
            }
        }
    }

    fn visible(&self, from: FileId, name: &str) -> Option<Found> {
        let facts = self.layout.facts(from)?;
        namespaces(facts).iter().find_map(|space| self.class(from, space, name)).or_else(|| {
            // Functions and constants of no namespace are seen from all.
            let (found, how, _) = self.class_named(from, "", name)?;
            let callable = self.spaces.symbol(found)?.kind;
            let global = matches!(callable, SymbolKind::Function | SymbolKind::Constant);
            global.then(|| self.found(found, how, Confidence::Likely))
        })
    }

    /// `\A\B`, `A\B` below an alias or the file's own namespace.
    fn path(&self, from: FileId, parts: &[&str]) -> Option<(Found, usize)> {
        let facts = self.layout.facts(from)?;
        // Members stand behind `::`; a class's name ends before them.
        let found = |space: &str, parts: &[&str]| {
            (1..=parts.len()).rev().find_map(|used| {
                let (name, inner) = parts[..used].split_last()?;
                let space = dotted(space, &inner.join("."));
                self.class(from, &space, name).map(|found| (found, used))
            })
        };
        if parts[0].is_empty() {
            return found("", &parts[1..]).map(|(one, used)| (one, used + 1));
        }
        if parts.len() < 2 {
            return None;
        }
        let alias =
            facts.imports.iter().filter(|import| import.form == Form::Names).find(|import| {
                import.names.iter().any(|t| &facts[t.alias.unwrap_or(t.name)] == parts[0])
            });
        if let Some(import) = alias {
            let name = &facts[import.names.first()?.name];
            let space = dotted(&facts[import.module].replace('\\', "."), name);
            return found(&space, &parts[1..]).map(|(one, used)| (one, used + 1));
        }
        namespaces(facts).iter().find_map(|space| found(space, parts).filter(|(_, used)| *used > 1))
    }

    fn region(&self, from: FileId, within: Option<u32>) -> Option<u32> {
        enclosing_type(self.layout, from, within)
    }
}

fn dotted(space: &str, name: &str) -> String {
    match (space, name) {
        ("", name) => name.to_owned(),
        (space, "") => space.to_owned(),
        (space, name) => format!("{space}.{name}"),
    }
}

impl Php<'_> {
    fn found(&self, place: Place, how: How, confidence: Confidence) -> Found {
        Found { target: Target::Symbol(place.file, place.symbol), confidence, how }
    }

    fn class(&self, from: FileId, space: &str, name: &str) -> Option<Found> {
        let (place, how, confidence) = self.class_named(from, space, name)?;
        Some(self.found(place, how, confidence))
    }

    /// The declaration of a class, function or constant: where autoloading finds it, it is sure.
    fn class_named(
        &self,
        from: FileId,
        space: &str,
        name: &str,
    ) -> Option<(Place, How, Confidence)> {
        let mut name = name;
        let mut places = self.spaces.all(space, name);
        if places.is_empty() {
            name = (*self.folded.get(&name.to_ascii_lowercase())?)?;
            places = self.spaces.all(space, name);
        }
        let loaded = self.loaded(&dotted(space, name));
        let at = loaded.and_then(|file| places.iter().find(|place| place.file == file));
        if let Some(place) = at {
            return Some((*place, How::Alias, Confidence::Certain));
        }
        let near = self.spaces.near(from, space, name);
        let sure = match near.len() {
            1 if self.spaces.all(space, name).len() == 1 => Confidence::Certain,
            _ => Confidence::Likely,
        };
        near.first().map(|place| (*place, How::Namespace, sure))
    }

    /// The file that autoloading opens for a class.
    fn loaded(&self, class: &str) -> Option<FileId> {
        self.roots.iter().find_map(|root| self.layout.find(&root.path(class)?))
    }

    fn uses(&self, from: FileId, facts: &Facts, import: &Import, out: &mut Links<'_>) {
        let space = facts[import.module].replace('\\', ".");
        for taken in &import.names {
            let name = &facts[taken.name];
            let whole = dotted(&space, name);
            if let Some((place, how, sure)) = self.class_named(from, &space, name) {
                out.edge(import, place.file, how, sure);
                let local = &facts[taken.alias.unwrap_or(taken.name)];
                out.bind(local, Target::Symbol(place.file, place.symbol), sure, false);
            } else if let Some(file) = self.loaded(&whole) {
                out.edge(import, file, How::Alias, Confidence::Likely);
            } else if !self.spaces.begins(&whole) {
                let written = whole.replace('.', "\\");
                out.unresolved(import, &written, self.reason(&space, &whole));
            }
        }
    }

    fn reason(&self, space: &str, class: &str) -> Unfound {
        let ours = |root: &Root| !root.prefix.is_empty() && root.path(class).is_some();
        if self.spaces.has(space) && !space.is_empty() || self.roots.iter().any(ours) {
            Unfound::Missing
        } else if space.is_empty() {
            Unfound::Standard
        } else {
            Unfound::External
        }
    }

    /// `require 'a.php'`: on the include path, which begins where the program was started, then
    /// beside the file.
    fn include(&self, from: FileId, facts: &Facts, import: &Import, out: &mut Links<'_>) {
        let path = &facts[import.module];
        let find = |dir: &str| join(dir, path).and_then(|path| self.layout.find(&path));
        let beside = find(self.layout.dir(from));
        let found = if path.starts_with("./") || path.starts_with("../") {
            beside.map(|file| (file, How::Relative, Confidence::Certain))
        } else {
            let started = || find("").map(|file| (file, How::Search, Confidence::Likely));
            beside.map(|file| (file, How::Search, Confidence::Likely)).or_else(started)
        };
        match found {
            Some((file, how, sure)) => {
                out.edge(import, file, how, sure);
                out.bind_all(file, true);
            }
            None if path.contains(['$', '(', '\\']) => {
                out.unresolved(import, path, Unfound::Ambiguous);
            }
            // Put there by composer.
            None if path.contains("vendor/") => out.unresolved(import, path, Unfound::External),
            None => out.unresolved(import, path, Unfound::Missing),
        }
    }
}

#[cfg(test)]
mod tests;
