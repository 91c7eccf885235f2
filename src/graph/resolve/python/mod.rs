//! To which files do Python's imports lead? By the import system's rules (The Python Language
//! Reference, chapter 5): packages, modules, namespace packages (PEP 420) and stubs (PEP 561).

use super::{Found, Links, Resolver, Target};
use crate::code::facts::{Facts, Form, Import};
use crate::graph::edge::{Confidence, FileId, How, Unfound};
use crate::graph::layout::{Layout, join, split};

mod root;
mod standard;
#[cfg(test)]
mod tests;

use root::Roots;

pub fn prepare<'a>(layout: &'a Layout<'a>) -> Box<dyn Resolver + 'a> {
    Box::new(Python { layout, roots: Roots::new(layout) })
}

struct Python<'a> {
    layout: &'a Layout<'a>,
    roots: Roots<'a>,
}

/// What a dotted name is.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Module {
    /// A module, or a package by its `__init__`.
    File(FileId),
    /// A directory without one: a part of a namespace package.
    Namespace(String),
}

/// A module and by which rule it was found.
type Located = (Module, How, Confidence);

impl Resolver for Python<'_> {
    fn imports(&self, from: FileId, out: &mut Links<'_>) {
        let Some(facts) = self.layout.facts(from) else { return };
        // What a function imports for itself is bound first, so that the file's own imports count.
        let (top, inner): (Vec<_>, Vec<_>) =
            facts.imports.iter().partition(|import| import.within.is_none());
        for import in inner.into_iter().chain(top) {
            self.import(from, facts, import, out);
        }
    }

    fn child(&self, of: FileId, name: &str) -> Option<FileId> {
        let package = matches!(self.layout.name(of), "__init__.py" | "__init__.pyi");
        package.then(|| self.file(&join(self.layout.dir(of), name)?)).flatten()
    }

    /// `a.b.c` behind an `import a.b`, where `a` is a namespace without a file of its own.
    fn path(&self, from: FileId, parts: &[&str]) -> Option<(Found, usize)> {
        let facts = self.layout.facts(from)?;
        let imported = |import: &Import| {
            import.form == Form::Module
                && import.alias.is_none()
                && facts[import.module].split('.').zip(parts).all(|(a, b)| a == *b)
        };
        if !facts.imports.iter().any(imported) {
            return None;
        }
        for used in (2..=parts.len()).rev() {
            let found = self.absolute(from, &parts[..used].join("."));
            if let Some((Module::File(file), how, confidence)) = found {
                let target = Target::File(file);
                return Some((Found { target, confidence, how }, used));
            }
        }
        None
    }
}

impl Python<'_> {
    fn import(&self, from: FileId, facts: &Facts, import: &Import, out: &mut Links<'_>) {
        let written: String = facts[import.module].split_whitespace().collect();
        let found = self.locate(from, &written, import.form == Form::Dynamic);
        let Some((module, how, confidence)) = found else {
            out.unresolved(import, &written, self.reason(from, &written));
            return;
        };
        let passed_on = import.within.is_none();
        match import.form {
            Form::Names => self.names(from, import, (module, how, confidence), out),
            Form::Wildcard => {
                if let Module::File(file) = module {
                    out.edge(import, file, how, confidence);
                    out.bind_all(file, passed_on);
                }
            }
            _ => {
                let Module::File(file) = module else { return };
                out.edge(import, file, how, confidence);
                if let Some(alias) = import.alias {
                    out.bind(&facts[alias], Target::File(file), confidence, passed_on);
                } else if import.form == Form::Module {
                    // `import a.b` binds `a`, of which `b` is then a part.
                    let first = written.split('.').next().unwrap_or_default();
                    if let Some((Module::File(top), _, confidence)) = self.absolute(from, first) {
                        out.bind(first, Target::File(top), confidence, passed_on);
                    }
                }
            }
        }
    }

    /// `from module import a, b`: a submodule, or else a name of the module itself.
    fn names(
        &self,
        from: FileId,
        import: &Import,
        (module, how, confidence): Located,
        out: &mut Links<'_>,
    ) {
        let Some(facts) = self.layout.facts(from) else { return };
        let dir = match &module {
            Module::File(file) => match self.layout.name(*file) {
                "__init__.py" | "__init__.pyi" => Some(self.layout.dir(*file)),
                _ => None,
            },
            Module::Namespace(dir) => Some(dir.as_str()),
        };
        for taken in &import.names {
            let (name, local) = (&facts[taken.name], &facts[taken.alias.unwrap_or(taken.name)]);
            let child = dir.and_then(|dir| self.at(&join(dir, name)?));
            match (&child, &module) {
                (Some(Module::File(file)), _) | (None | Some(_), Module::File(file)) => {
                    out.edge(import, *file, how, confidence);
                }
                (Some(Module::Namespace(_)), Module::Namespace(_)) => {}
                (None, Module::Namespace(dir)) => {
                    let missing = format!("{}.{name}", dir.replace('/', "."));
                    out.unresolved(import, &missing, Unfound::Missing);
                }
            }
            let target = match (child, &module) {
                // `from . import a` in the package itself.
                (Some(Module::File(file)), Module::File(own)) if *own == from => Target::File(file),
                // What the package itself declares under the name comes before its submodule.
                (_, Module::File(file)) => Target::Member(*file, name.into()),
                (Some(Module::File(file)), Module::Namespace(_)) => Target::File(file),
                _ => continue,
            };
            out.bind(local, target, confidence, import.within.is_none());
        }
    }

    fn locate(&self, from: FileId, written: &str, dynamic: bool) -> Option<Located> {
        let levels = written.chars().take_while(|c| *c == '.').count();
        let dotted = &written[levels..];
        if levels > 0 {
            let mut dir = self.layout.dir(from);
            for _ in 1..levels {
                if dir.is_empty() {
                    return None;
                }
                dir = split(dir).0;
            }
            let module = self.at(&join(dir, &dotted.replace('.', "/"))?)?;
            return Some((module, How::Relative, Confidence::Certain));
        }
        let found = self.absolute(from, dotted);
        // `import_string("a.b.Name")` names what is in a module.
        let (parent, _) = dotted.rsplit_once('.').unwrap_or_default();
        found.or_else(|| self.absolute(from, parent).filter(|_| dynamic && !parent.is_empty()))
    }

    /// On the search path that the file's place gives it.
    fn absolute(&self, from: FileId, dotted: &str) -> Option<Located> {
        let (first, _) = dotted.split_once('.').unwrap_or((dotted, ""));
        let below = dotted.replace('.', "/");
        let mut elsewhere = None;
        let mut namespace = None;
        for (root, near) in self.roots.search(self.layout.dir(from), first) {
            let Some(module) = join(root, &below).and_then(|path| self.at(&path)) else { continue };
            let Module::File(_) = module else {
                namespace = namespace.or(near.then_some((module, How::Root, Confidence::Certain)));
                continue;
            };
            if near {
                return Some((module, How::Root, Confidence::Certain));
            }
            if elsewhere.is_some() {
                // Several projects have it and none is this file's own.
                return None;
            }
            elsewhere = Some((module, How::Package, Confidence::Likely));
        }
        if standard::is_standard(first) {
            return namespace;
        }
        namespace.or(elsewhere)
    }

    fn reason(&self, from: FileId, written: &str) -> Unfound {
        let first = written.split('.').next().unwrap_or_default();
        if first.is_empty() {
            return Unfound::Missing;
        }
        if standard::is_standard(first) {
            return Unfound::Standard;
        }
        let here = |(root, near): (&str, bool)| {
            near && join(root, first).is_some_and(|path| self.file(&path).is_some())
        };
        if self.roots.search(self.layout.dir(from), first).any(here) {
            return Unfound::Missing;
        }
        let below = written.replace('.', "/");
        let found = self
            .roots
            .search(self.layout.dir(from), first)
            .filter(|(root, _)| join(root, &below).is_some_and(|path| self.file(&path).is_some()));
        if found.count() > 1 { Unfound::Ambiguous } else { Unfound::External }
    }

    /// What is at a path without its ending. A package comes before a module of its name, both
    /// before a namespace.
    fn at(&self, path: &str) -> Option<Module> {
        let path = path.trim_matches('/');
        if path.is_empty() {
            let init = self.layout.find("__init__.py");
            return Some(init.map_or_else(|| Module::Namespace(String::new()), Module::File));
        }
        let file = self.file(path).map(Module::File);
        let holds = self.roots.holds_modules(path);
        file.or_else(|| holds.then(|| Module::Namespace(path.to_owned())))
    }

    fn file(&self, path: &str) -> Option<FileId> {
        let endings = ["/__init__.py", ".py", "/__init__.pyi", ".pyi", ".pyx"];
        endings.iter().find_map(|ending| self.layout.find(&format!("{path}{ending}")))
    }
}
