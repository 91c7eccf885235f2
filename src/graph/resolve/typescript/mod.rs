//! To which files do TypeScript's and JavaScript's imports lead?

mod config;
mod package;
mod place;
#[cfg(test)]
mod tests;

use config::Configs;
use package::Packages;
use place::Finder;

use super::{Links, Resolver, Target};
use crate::code::facts::{Facts, Form, Import};
use crate::graph::edge::{Confidence, FileId, How, Unfound};
use crate::graph::layout::{Layout, join};

pub fn prepare<'a>(layout: &'a Layout<'a>) -> Box<dyn Resolver + 'a> {
    let packages = Packages::new(layout);
    let configs = Configs::new(layout, &packages);
    Box::new(TypeScript { layout, packages, configs })
}

struct TypeScript<'a> {
    layout: &'a Layout<'a>,
    packages: Packages,
    configs: Configs,
}

impl Resolver for TypeScript<'_> {
    fn imports(&self, from: FileId, out: &mut Links<'_>) {
        let Some(facts) = self.layout.facts(from) else { return };
        for import in &facts.imports {
            let written = &facts[import.module];
            match self.resolve(from, written) {
                Ok((to, how, confidence)) => {
                    out.edge(import, to, how, confidence);
                    self.bind(facts, import, to, confidence, out);
                }
                Err(reason) => out.unresolved(import, written, reason),
            }
        }
        pass_on(from, facts, out);
    }

    fn whole(&self, _of: FileId) -> Option<&'static str> {
        Some("default")
    }
}

/// What the file gives by a list or by another name.
fn pass_on(from: FileId, facts: &Facts, out: &mut Links<'_>) {
    for taken in &facts.exports {
        let (name, given) = (&facts[taken.name], &facts[taken.alias.unwrap_or(taken.name)]);
        match out.scope.bound.get(name).cloned() {
            Some(bound) => out.bind(given, bound.target, bound.confidence, true),
            None if given != name => {
                out.bind(given, Target::Member(from, name.into()), Confidence::Certain, true);
            }
            None => {}
        }
    }
}

impl<'a> TypeScript<'a> {
    fn bind(
        &self,
        facts: &Facts,
        import: &Import,
        to: FileId,
        confidence: Confidence,
        out: &mut Links<'_>,
    ) {
        if import.form == Form::Wildcard {
            out.bind_all(to, import.reexport);
            return;
        }
        if let Some(alias) = import.alias {
            out.bind(&facts[alias], Target::File(to), confidence, import.reexport);
        }
        for taken in &import.names {
            let (name, local) = (&facts[taken.name], &facts[taken.alias.unwrap_or(taken.name)]);
            // A CommonJS module that gives no whole is its own `default`.
            let target = if name == "default" && !self.gives_whole(to) {
                Target::File(to)
            } else {
                Target::Member(to, name.into())
            };
            out.bind(local, target, confidence, import.reexport);
        }
    }

    fn gives_whole(&self, file: FileId) -> bool {
        let Some(facts) = self.layout.facts(file) else { return false };
        let Some(whole) = facts.names.find("default") else {
            return facts.imports.iter().any(|i| i.reexport && i.form == Form::Wildcard);
        };
        facts.symbols.iter().any(|symbol| symbol.name == whole)
            || facts.exports.iter().any(|taken| taken.alias.unwrap_or(taken.name) == whole)
            || facts.imports.iter().any(|import| {
                let mut given = import.names.iter().map(|taken| taken.alias.unwrap_or(taken.name));
                import.reexport
                    && (import.form == Form::Wildcard || given.any(|name| name == whole))
            })
    }

    fn resolve(&self, from: FileId, written: &str) -> Result<(FileId, How, Confidence), Unfound> {
        // Bundlers take `./a.svg?raw` for the file; a name may begin with `#`.
        let name = written.split('?').next().unwrap_or(written);
        let path = self.layout.path(from);
        let find = Finder::new(self.layout, self.layout.language(from));
        let config = self.configs.of(path);
        if is_relative(name) {
            let place = join(self.layout.dir(from), name).ok_or(Unfound::Missing)?;
            let found = self.module(find, &place, name.ends_with('/') || name.ends_with('.'));
            let found = found.or_else(|| elsewhere(config?, &place, find));
            return found
                .map(|file| (file, How::Relative, Confidence::Certain))
                .ok_or(Unfound::Missing);
        }
        if name.is_empty() || name.starts_with('/') {
            return Err(Unfound::Missing);
        }
        let mut fitted = false;
        if let Some(config) = config {
            let found = config::aliased(config, name, find);
            if let (Some(file), alias) = found {
                let how = if alias { How::Alias } else { How::Root };
                return Ok((file, how, Confidence::Certain));
            }
            fitted = found.1;
        }
        let around = self.packages.around(path);
        let mut name = name.to_owned();
        if name.starts_with('#') {
            match around.and_then(|package| package.inner(&name, find, config)) {
                Some(Ok((file, confidence))) => return Ok((file, How::Alias, confidence)),
                Some(Err(other)) => name = other,
                None => return Err(Unfound::Missing),
            }
        }
        if let Some((package, rest)) = self.packages.seen(around, &name) {
            let config = self.configs.of(&place::inside(&package.dir, "package.json")).or(config);
            let found = package.entry(rest, find, config);
            return found.map(|(file, sure)| (file, How::Package, sure)).ok_or(Unfound::Missing);
        }
        Err(match () {
            () if package::is_builtin(&name) => Unfound::Standard,
            () if fitted => Unfound::Missing,
            () => Unfound::External,
        })
    }

    /// A file, or a directory with a module of its own or a `package.json` that names one.
    fn module(&self, find: Finder<'_>, path: &str, directory: bool) -> Option<FileId> {
        let file = || find.file(path).filter(|_| !directory);
        let package = || self.packages.in_dir(path)?.entry("", find, None).map(|(file, _)| file);
        file().or_else(package).or_else(|| find.index(path))
    }
}

/// A file or a directory's index.
fn module(find: Finder<'_>, path: &str) -> Option<FileId> {
    find.file(path).or_else(|| find.index(path))
}

fn is_relative(name: &str) -> bool {
    name == "." || name == ".." || name.starts_with("./") || name.starts_with("../")
}

/// The same place below another of `rootDirs`.
fn elsewhere(config: &config::Config, place: &str, find: Finder<'_>) -> Option<FileId> {
    let own = config.root_dirs.iter().filter_map(|root| place.strip_prefix(root.as_str()));
    let rest = own.max_by_key(|rest| std::cmp::Reverse(rest.len()))?.trim_start_matches('/');
    config.root_dirs.iter().find_map(|root| module(find, &place::inside(root, rest)))
}
