//! To which files do imports lead, and what do names mean? By each language's own rules: one file a
//! language family.

use super::edge::{Confidence, Edge, EdgeKind, FileId, How, Unfound, Unresolved};
use super::layout::Layout;
use crate::code::facts::{Form, Import};
use crate::workspace::language::Language;

mod c;
mod csharp;
mod go;
mod jvm;
mod php;
mod python;
mod ruby;
mod rust;
mod shell;
mod space;
mod swift;
mod typescript;

/// A language family's rules, prepared for one workspace (its configuration files are read once).
pub trait Resolver: Send + Sync {
    /// Resolves every import of `from`.
    fn imports(&self, from: FileId, out: &mut Links<'_>);

    /// The module or file that `name` means inside the module `of`, where `of` itself neither declares
    /// nor binds it: a submodule.
    fn child(&self, _of: FileId, _name: &str) -> Option<FileId> {
        None
    }

    /// The name under which a file gives what it is as a whole, where a module can be called or
    /// extended itself: CommonJS.
    fn whole(&self, _of: FileId) -> Option<&'static str> {
        None
    }

    /// What a bare name that is neither declared in `from` nor bound there means: of the same
    /// package, of a package that is imported whole, of a prelude.
    fn visible(&self, _from: FileId, _name: &str) -> Option<Found> {
        None
    }

    /// What a chain means where the language's rules go before the file's scope: Rust's paths, which
    /// depend on the module they stand in. Says how many of its names it has used up.
    fn chain(&self, _from: FileId, _within: Option<u32>, _chain: &str) -> Option<(Found, usize)> {
        None
    }

    /// The symbol around a place within which names have meanings of their own; chains are looked up
    /// once for each.
    fn region(&self, _from: FileId, _within: Option<u32>) -> Option<u32> {
        None
    }

    /// The other file in which a type that `of` declares has a member of this name.
    fn member(&self, _of: FileId, _type_name: &str, _name: &str) -> Option<FileId> {
        None
    }

    /// Does a bare name also mean a member of the types around it, before all else?
    fn implicit(&self) -> bool {
        false
    }

    /// What a written-out path means: `crate::a::b`, `com.example.A`. Says how many of `parts` it
    /// has used up.
    fn path(&self, _from: FileId, _parts: &[&str]) -> Option<(Found, usize)> {
        None
    }
}

/// What a name leads to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Found {
    pub target: Target,
    pub confidence: Confidence,
    pub how: How,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Target {
    /// The module that the file is.
    File(FileId),
    /// What the file declares or passes on under a name.
    Member(FileId, Box<str>),
    /// One of the file's symbols.
    Symbol(FileId, u32),
}

/// A language family: its languages, and how its resolver is prepared.
type Family = (&'static [Language], for<'a> fn(&'a Layout<'a>) -> Box<dyn Resolver + 'a>);

pub const FAMILIES: &[Family] = &[
    (&[Language::Python], python::prepare),
    (&[Language::Rust], rust::prepare),
    (&[Language::Go], go::prepare),
    (&[Language::TypeScript, Language::JavaScript], typescript::prepare),
    (jvm::LANGUAGES, jvm::prepare),
    (csharp::LANGUAGES, csharp::prepare),
    (php::LANGUAGES, php::prepare),
    (ruby::LANGUAGES, ruby::prepare),
    (swift::LANGUAGES, swift::prepare),
    (shell::LANGUAGES, shell::prepare),
    (c::LANGUAGES, c::prepare),
];

/// Do a language's rules ask what a file refers to when they resolve its imports? Where they do not, only
/// what types are derived from is held of the references.
pub fn leaves_references(language: Language) -> bool {
    [jvm::LANGUAGES, csharp::LANGUAGES, swift::LANGUAGES].iter().all(|of| !of.contains(&language))
}

/// Where a resolver puts what the imports of one file mean.
pub struct Links<'o> {
    from: FileId,
    pub edges: &'o mut Vec<Edge>,
    pub unresolved: &'o mut Vec<Unresolved>,
    pub scope: &'o mut Scope,
}

/// The names that imports bind in one file.
#[derive(Debug, Default)]
pub struct Scope {
    /// Name in this file → what it leads to.
    pub bound: foldhash::HashMap<Box<str>, Bound>,
    /// Files whose public names are all bound here, and whether they are passed on.
    pub wildcards: Vec<(FileId, bool)>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Bound {
    pub target: Target,
    pub confidence: Confidence,
    /// Can other files take it from here?
    pub passed_on: bool,
}

impl<'o> Links<'o> {
    pub fn new(
        from: FileId,
        edges: &'o mut Vec<Edge>,
        unresolved: &'o mut Vec<Unresolved>,
        scope: &'o mut Scope,
    ) -> Self {
        Self { from, edges, unresolved, scope }
    }

    /// The import leads to a file. Naming one twice is one edge: the surer, then the earlier counts.
    pub fn edge(&mut self, import: &Import, to: FileId, how: How, confidence: Confidence) {
        let kind = match import.form {
            Form::Include | Form::SystemInclude => EdgeKind::Include,
            Form::Submodule => EdgeKind::Submodule,
            Form::Dynamic => EdgeKind::Dynamic,
            _ if import.type_only => EdgeKind::Type,
            _ if import.reexport => EdgeKind::Reexport,
            Form::Module | Form::Names | Form::Wildcard | Form::Effect => EdgeKind::Import,
        };
        self.edges.push(Edge { from: self.from, to, kind, how, confidence, line: import.line });
    }

    /// The import leads out of the workspace, or nowhere. `module` is as written.
    pub fn unresolved(&mut self, import: &Import, module: &str, reason: Unfound) {
        let module = module.into();
        self.unresolved.push(Unresolved { from: self.from, module, line: import.line, reason });
    }

    /// In this file, `name` means `target`. A later binding of the same name replaces an earlier.
    pub fn bind(&mut self, name: &str, target: Target, confidence: Confidence, passed_on: bool) {
        self.scope.bound.insert(name.into(), Bound { target, confidence, passed_on });
    }

    /// All public names of `file` are bound here.
    pub fn bind_all(&mut self, file: FileId, passed_on: bool) {
        self.scope.wildcards.push((file, passed_on));
    }
}
