//! To which files do Go's imports lead, and what do names of a package mean? An import is of a package:
//! it leads to every file of it that can be built together with the importing one.

use std::collections::BTreeMap;

use foldhash::{HashMap, HashMapExt as _};

use super::{Found, Links, Resolver, Target};
use crate::code::facts::{Form, Import};
use crate::graph::edge::{Confidence, FileId, How, Unfound};
use crate::graph::layout::{Layout, split};
use crate::workspace::language::Language;

mod constraint;
mod module;
#[cfg(test)]
mod tests;

use constraint::Built;
use module::{Modules, is_vendored};

pub fn prepare<'a>(layout: &'a Layout<'a>) -> Box<dyn Resolver + 'a> {
    Box::new(Go::new(layout))
}

struct Go<'a> {
    layout: &'a Layout<'a>,
    modules: Modules,
    packages: Vec<Package<'a>>,
    /// Directory → the package that an import of it means.
    importable: HashMap<&'a str, usize>,
    files: HashMap<FileId, Own<'a>>,
}

/// The files of one directory with one package clause.
struct Package<'a> {
    name: &'a str,
    /// Without tests.
    files: Vec<FileId>,
    /// What its files declare, tests last.
    names: HashMap<&'a str, Vec<FileId>>,
    members: HashMap<(&'a str, &'a str), FileId>,
}

/// What is known of one file.
struct Own<'a> {
    package: usize,
    test: bool,
    built: Built,
    /// Names under which packages of the workspace are known in it; `.` for those whose names are
    /// all taken over.
    imported: Vec<(&'a str, usize)>,
}

impl<'a> Go<'a> {
    fn new(layout: &'a Layout<'a>) -> Self {
        let mut go = Self {
            layout,
            modules: Modules::new(layout),
            packages: Vec::new(),
            importable: HashMap::new(),
            files: HashMap::new(),
        };
        let mut known: BTreeMap<(&str, &str), usize> = BTreeMap::new();
        for id in layout.of_languages(&[Language::Go]) {
            let Some(facts) = layout.facts(id) else { continue };
            let (dir, file) = split(layout.path(id));
            let clause = facts.package.map(|name| &facts[name]).unwrap_or_default();
            // The `go` command leaves these out.
            if is_vendored(dir) || file.starts_with(['_', '.']) || clause == "documentation" {
                continue;
            }
            let package = *known.entry((dir, clause)).or_insert_with(|| {
                go.packages.push(Package::named(clause));
                go.packages.len() - 1
            });
            let test = file.ends_with("_test.go");
            let cgo = facts.imports.iter().any(|import| &facts[import.module] == "C");
            let built = Built::of(file, layout.text(id), cgo);
            go.files.insert(id, Own { package, test, built, imported: Vec::new() });
            go.packages[package].enter(id, facts, test);
        }
        for ((dir, name), at) in &known {
            let size = |at: usize| (go.packages[at].name != "main", go.packages[at].files.len());
            if name.ends_with("_test") || go.packages[*at].files.is_empty() {
                continue;
            }
            let best = go.importable.entry(dir).or_insert(*at);
            if size(*at) > size(*best) {
                *best = *at;
            }
        }
        let bound: Vec<_> = go.files.keys().map(|id| (*id, go.bindings(*id))).collect();
        for (id, imported) in bound {
            go.files.get_mut(&id).expect("it is a key").imported = imported;
        }
        go
    }

    fn bindings(&self, from: FileId) -> Vec<(&'a str, usize)> {
        let Some(facts) = self.layout.facts(from) else { return Vec::new() };
        let bound = facts.imports.iter().filter_map(|import| {
            let (package, ..) = self.package(from, &facts[import.module])?;
            let name = match import.form {
                Form::Module => import.alias.map_or(self.packages[package].name, |a| &facts[a]),
                Form::Wildcard => ".",
                _ => return None,
            };
            Some((name, package))
        });
        bound.collect()
    }

    /// The package of the workspace that an import path means.
    fn package(&self, from: FileId, path: &str) -> Option<(usize, How, Confidence)> {
        let dir = self.layout.dir(from);
        let (to, how, confidence) = self.modules.find(self.layout, dir, path)?;
        let package = self.importable.get(to.as_str()).filter(|_| may_import(dir, &to))?;
        Some((*package, how, confidence))
    }

    fn together(&self, a: FileId, b: FileId) -> Option<Confidence> {
        self.files.get(&a)?.built.together(&self.files.get(&b)?.built)
    }

    /// Where a package declares a name. Files for different platforms may each do so: then the one
    /// of the default platform stands for all.
    fn declared(&self, from: FileId, package: usize, name: &str, tests: bool) -> Option<Found> {
        let files = self.packages[package].names.get(name)?;
        let mut fitting = files.iter().filter(|file| {
            (tests || !self.files[file].test) && self.together(from, **file).is_some()
        });
        let first = *fitting.next()?;
        let mut rest = fitting.clone().peekable();
        let alone = rest.peek().is_none();
        let by_default = |file: &&FileId| self.files[file].built.by_default();
        let file =
            if by_default(&&first) { first } else { *fitting.find(by_default).unwrap_or(&first) };
        let confidence = if alone { Confidence::Certain } else { Confidence::Likely };
        Some(Found { target: Target::Member(file, name.into()), confidence, how: How::Package })
    }

    fn import(&self, from: FileId, module: &str, import: &Import, out: &mut Links<'_>) {
        let Some((package, how, confidence)) = self.package(from, module) else {
            out.unresolved(import, module, self.reason(from, module));
            return;
        };
        for file in &self.packages[package].files {
            if let Some(sure) = self.together(from, *file) {
                out.edge(import, *file, how, confidence.min(sure));
            }
        }
    }

    fn reason(&self, from: FileId, module: &str) -> Unfound {
        let first = module.split('/').next().unwrap_or_default();
        if self.modules.is_own(self.layout.dir(from), module) {
            Unfound::Missing
        } else if first.contains('.') {
            Unfound::External
        } else {
            Unfound::Standard
        }
    }
}

impl Resolver for Go<'_> {
    fn imports(&self, from: FileId, out: &mut Links<'_>) {
        let Some(facts) = self.layout.facts(from).filter(|_| self.files.contains_key(&from)) else {
            return;
        };
        for import in &facts.imports {
            self.import(from, &facts[import.module], import, out);
        }
    }

    fn visible(&self, from: FileId, name: &str) -> Option<Found> {
        let own = self.files.get(&from)?;
        let near = self.declared(from, own.package, name, own.test);
        near.or_else(|| {
            let mut dotted = own.imported.iter().filter(|(bound, _)| *bound == ".");
            dotted.find_map(|(_, package)| self.declared(from, *package, name, false))
        })
    }

    fn path(&self, from: FileId, parts: &[&str]) -> Option<(Found, usize)> {
        let [first, name, ..] = parts else { return None };
        let own = self.files.get(&from)?;
        let (_, package) = own.imported.iter().find(|(bound, _)| bound == first)?;
        Some((self.declared(from, *package, name, false)?, 2))
    }

    fn member(&self, of: FileId, type_name: &str, name: &str) -> Option<FileId> {
        let own = self.files.get(&of)?;
        self.packages[own.package].members.get(&(type_name, name)).copied()
    }
}

impl<'a> Package<'a> {
    fn named(name: &'a str) -> Self {
        Self { name, files: Vec::new(), names: HashMap::new(), members: HashMap::new() }
    }

    fn enter(&mut self, id: FileId, facts: &'a crate::code::Facts, test: bool) {
        if !test {
            self.files.push(id);
        }
        for symbol in &facts.symbols {
            let name = &facts[symbol.name];
            if let Some(owner) = symbol.owner {
                self.members.entry((&facts[owner], name)).or_insert(id);
            } else if symbol.parent.is_none() {
                let files = self.names.entry(name).or_default();
                if files.last() != Some(&id) {
                    files.push(id);
                }
            }
        }
    }
}

/// What is below a directory `internal` is for those around that directory alone.
fn may_import(from: &str, to: &str) -> bool {
    let parts = || to.split('/');
    let Some(at) = parts().collect::<Vec<_>>().iter().rposition(|part| *part == "internal") else {
        return true;
    };
    let around: Vec<&str> = parts().take(at).collect();
    from.split('/').take(around.len()).eq(around.iter().copied()) || around.is_empty()
}
