//! Which modules does a Go workspace hold, and to which directory does an import path lead? By `go.mod`
//! and `go.work` (Go Modules Reference).

use foldhash::HashMap;

use crate::graph::edge::{Confidence, FileId, How};
use crate::graph::layout::{Layout, join, split};

/// One `go.mod`.
struct Module {
    dir: String,
    path: String,
    /// Module paths that are replaced by directories of the workspace.
    replaced: Vec<(String, String)>,
}

pub struct Modules {
    /// By directory.
    modules: Vec<Module>,
    by_dir: HashMap<String, usize>,
    /// Directories that a `go.work` uses, by the workspace file.
    works: Vec<Vec<String>>,
}

/// A directory and how sure it is that the path means it.
pub type Place = (String, How, Confidence);

impl Modules {
    pub fn new(layout: &Layout<'_>) -> Self {
        let own = |file: &FileId| !is_vendored(layout.path(*file));
        let modules: Vec<Module> = layout
            .named("go.mod")
            .iter()
            .filter(|file| own(file))
            .filter_map(|file| Module::read(layout.dir(*file), layout.text(*file)))
            .collect();
        let by_dir = (0..).zip(&modules).map(|(at, module)| (module.dir.clone(), at)).collect();
        let work = |file: &FileId| {
            let dir = layout.dir(*file);
            let used = directives(layout.text(*file), "use");
            used.iter().filter_map(|words| join(dir, words.first()?)).collect()
        };
        let works = layout.named("go.work").iter().map(work).collect();
        Self { modules, by_dir, works }
    }

    /// The module that a directory is in.
    fn of(&self, mut dir: &str) -> Option<&Module> {
        loop {
            if let Some(at) = self.by_dir.get(dir) {
                return Some(&self.modules[*at]);
            }
            if dir.is_empty() {
                return None;
            }
            dir = split(dir).0;
        }
    }

    /// The directory that `path` means to files in `dir`.
    pub fn find(&self, layout: &Layout<'_>, dir: &str, path: &str) -> Option<Place> {
        let own = self.of(dir);
        if let Some(replaced) = own.and_then(|own| own.replacement(path)) {
            return Some((replaced, How::Alias, Confidence::Certain));
        }
        let fitting = self.modules.iter().filter_map(|m| Some((m, m.below(path)?)));
        if let Some((module, rest)) = fitting.max_by_key(|(module, _)| module.path.len()) {
            let sure = own.is_some_and(|own| own.dir == module.dir || self.share(own, module));
            let confidence = if sure { Confidence::Certain } else { Confidence::Likely };
            return Some((join(&module.dir, rest)?, How::Package, confidence));
        }
        // The standard library's own repository.
        let library = self.modules.iter().find(|module| module.path == "std");
        let library = library.and_then(|module| join(&module.dir, path));
        if let Some(dir) = library.filter(|dir| layout.is_dir(dir)) {
            return Some((dir, How::Root, Confidence::Certain));
        }
        own.is_none().then(|| unrooted(layout, path)).flatten()
    }

    /// Should the path be in the workspace?
    pub fn is_own(&self, dir: &str, path: &str) -> bool {
        self.of(dir).is_some_and(|own| own.below(path).is_some())
    }

    fn share(&self, a: &Module, b: &Module) -> bool {
        self.works.iter().any(|dirs| dirs.contains(&a.dir) && dirs.contains(&b.dir))
    }
}

impl Module {
    fn read(dir: &str, text: &str) -> Option<Self> {
        let path = directives(text, "module").into_iter().next()?.into_iter().next()?;
        let local = |words: Vec<String>| {
            let arrow = words.iter().position(|word| word == "=>")?;
            let (old, new) = (words.first()?, words.get(arrow + 1)?);
            let here = new.starts_with("./") || new.starts_with("../");
            Some((old.clone(), join(dir, new).filter(|_| here)?))
        };
        let replaced = directives(text, "replace").into_iter().filter_map(local).collect();
        Some(Self { dir: dir.to_owned(), path, replaced })
    }

    /// What follows the module's path in an import path.
    fn below<'p>(&self, path: &'p str) -> Option<&'p str> {
        below(&self.path, path)
    }

    fn replacement(&self, path: &str) -> Option<String> {
        let fitting =
            self.replaced.iter().filter_map(|(old, dir)| Some((old, dir, below(old, path)?)));
        let (_, dir, rest) = fitting.max_by_key(|(old, ..)| old.len())?;
        join(dir, rest)
    }
}

fn below<'p>(module: &str, path: &'p str) -> Option<&'p str> {
    let rest = path.strip_prefix(module)?;
    if rest.is_empty() { Some(rest) } else { rest.strip_prefix('/') }
}

/// Without a `go.mod` the repository's own path is not known: its host and owner are taken off.
fn unrooted(layout: &Layout<'_>, path: &str) -> Option<Place> {
    let mut rest = path;
    for _ in 0..4 {
        rest = rest.split_once('/')?.1;
        let holds = layout.in_dir(rest).iter().any(|file| layout.name(*file).ends_with(".go"));
        if holds && !is_vendored(rest) {
            return Some((rest.to_owned(), How::Name, Confidence::Likely));
        }
    }
    None
}

/// Copies of other modules are left out: an import of them leads out of the workspace.
pub fn is_vendored(path: &str) -> bool {
    path.split('/').any(|part| part == "vendor")
}

/// The words of each line of a directive, also in its bracketed form.
fn directives(text: &str, name: &str) -> Vec<Vec<String>> {
    let mut found = Vec::new();
    let mut open = false;
    for line in text.lines() {
        let line = line.split("//").next().unwrap_or_default().trim();
        let rest = line.strip_prefix(name).filter(|rest| rest.starts_with([' ', '\t', '(']));
        let words = |text: &str| -> Vec<String> {
            text.split_whitespace().map(|word| word.trim_matches(['"', '`']).to_owned()).collect()
        };
        match rest.map(str::trim) {
            Some("(") => open = true,
            Some(rest) => found.push(words(rest)),
            None if line.starts_with(')') => open = false,
            None if open && !line.is_empty() => found.push(words(line)),
            None => {}
        }
    }
    found
}
