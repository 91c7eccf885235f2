//! What does one file say about itself? Its declarations, imports, references and routes, as they are
//! written; nothing here knows of another file.

use std::collections::HashMap;
use std::ops::Index;

use serde::{Deserialize, Serialize};

/// Everything that was read off one blob. A pure function of its bytes and its dialect, so it is
/// kept by blob id and never made twice.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Facts {
    pub names: Names,
    /// By position; what contains a symbol stands before it.
    pub symbols: Vec<Symbol>,
    pub imports: Vec<Import>,
    /// What the file gives by another name than its own, or by a list: `export { a as b }`,
    /// `export default a`, `module.exports = { a }`. What a language calls the whole is `default`.
    pub exports: Vec<Taken>,
    /// By position.
    pub references: Vec<Reference>,
    pub routes: Vec<Route>,
    /// What the file says it belongs to: Java's and Go's `package`, PHP's and C#'s `namespace`;
    /// several clauses (Scala's) with a space between them.
    pub package: Option<Name>,
    pub health: Health,
}

/// How much of a file its grammar understood.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub enum Health {
    #[default]
    Clean,
    /// Some of it: the facts are those of the rest.
    Partial,
    /// Nothing: the parser gave up at its bound.
    Failed,
}

/// A string of the file's table.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Name(pub u32);

/// Each string of the facts once, end to end: a graph is made of the facts of every file, and a
/// piece of memory for each name would be most of its cost.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Names {
    text: String,
    /// By name: where it ends.
    ends: Vec<u32>,
}

impl Names {
    pub fn iter(&self) -> impl Iterator<Item = (Name, &str)> {
        (0..self.ends.len()).map(|at| {
            let name = Name(u32::try_from(at).unwrap_or(u32::MAX));
            (name, &self[name])
        })
    }

    pub fn len(&self) -> usize {
        self.ends.len()
    }

    pub fn find(&self, text: &str) -> Option<Name> {
        self.iter().find(|(_, own)| *own == text).map(|(name, _)| name)
    }

    fn push(&mut self, text: &str) -> Name {
        let name = Name(u32::try_from(self.ends.len()).expect("a file has fewer names"));
        self.text.push_str(text);
        self.ends.push(u32::try_from(self.text.len()).expect("a file's names are shorter"));
        name
    }

    /// Is each name a piece of the text? Stored ones may be damaged.
    pub fn is_whole(&self) -> bool {
        self.ends.is_sorted()
            && self.ends.last().map_or(0, |end| *end as usize) == self.text.len()
            && self.ends.iter().all(|end| self.text.is_char_boundary(*end as usize))
    }
}

impl Index<Name> for Names {
    type Output = str;

    fn index(&self, name: Name) -> &str {
        let at = name.0 as usize;
        let start = at.checked_sub(1).map_or(0, |before| self.ends[before]);
        &self.text[start as usize..self.ends[at] as usize]
    }
}

impl Facts {
    /// Without the references and the names that only those have; what types are derived from is kept.
    #[must_use]
    pub fn without_references(mut self) -> Self {
        self.references.retain(|reference| reference.kind == ReferenceKind::Inherit);
        self.references.shrink_to_fit();
        self.tidied()
    }

    /// With those names alone that something has, in the order in which they are come upon: a tenth of what is
    /// read off C are names of locals, to which nothing refers in the end.
    #[must_use]
    pub fn tidied(mut self) -> Self {
        let old = std::mem::take(&mut self.names);
        let mut names = Names::default();
        let mut moved = vec![None; old.len()];
        self.each_name(|name| {
            let to = &mut moved[name.0 as usize];
            *name = *to.get_or_insert_with(|| names.push(&old[*name]));
        });
        names.text.shrink_to_fit();
        names.ends.shrink_to_fit();
        self.names = names;
        self
    }

    /// In the order in which they are kept.
    fn each_name(&mut self, mut say: impl FnMut(&mut Name)) {
        for symbol in &mut self.symbols {
            say(&mut symbol.name);
            symbol.owner.iter_mut().for_each(&mut say);
        }
        let taken = |taken: &mut Taken, say: &mut dyn FnMut(&mut Name)| {
            say(&mut taken.name);
            taken.alias.iter_mut().for_each(say);
        };
        for import in &mut self.imports {
            say(&mut import.module);
            import.names.iter_mut().for_each(|one| taken(one, &mut say));
            import.alias.iter_mut().chain(&mut import.condition).for_each(&mut say);
        }
        self.exports.iter_mut().for_each(|one| taken(one, &mut say));
        self.references.iter_mut().for_each(|reference| say(&mut reference.chain));
        for route in &mut self.routes {
            [&mut route.method, &mut route.path, &mut route.framework]
                .into_iter()
                .for_each(&mut say);
            route.handler.iter_mut().for_each(&mut say);
        }
        self.package.iter_mut().for_each(say);
    }
}

impl Index<Name> for Facts {
    type Output = str;

    fn index(&self, name: Name) -> &str {
        &self.names[name]
    }
}

/// Reads a table, of which nothing is believed.
pub struct Interned {
    text: Vec<u8>,
    ends: Vec<u32>,
}

impl Interned {
    pub fn with_capacity(names: usize, bytes: usize) -> Self {
        Self { text: Vec::with_capacity(bytes), ends: Vec::with_capacity(names) }
    }

    pub fn push(&mut self, name: &[u8]) -> Option<()> {
        self.text.extend_from_slice(name);
        self.ends.push(u32::try_from(self.text.len()).ok()?);
        Some(())
    }

    /// `None` where it is no text.
    pub fn finish(self) -> Option<Names> {
        Some(Names { text: String::from_utf8(self.text).ok()?, ends: self.ends })
    }
}

/// Makes a table.
#[derive(Default)]
pub struct Interner {
    names: Names,
    known: HashMap<Box<str>, Name>,
}

impl Interner {
    pub fn intern(&mut self, text: &str) -> Name {
        if let Some(name) = self.known.get(text) {
            return *name;
        }
        let name = self.names.push(text);
        self.known.insert(text.into(), name);
        name
    }

    pub fn get(&self, name: Name) -> &str {
        &self.names[name]
    }

    pub fn find(&self, text: &str) -> Option<Name> {
        self.known.get(text).copied()
    }

    pub fn finish(self) -> Names {
        self.names
    }
}

/// A half-open range of bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Span {
    pub start: u32,
    pub end: u32,
}

/// A declaration.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Symbol {
    pub name: Name,
    pub kind: SymbolKind,
    /// The innermost symbol around it; an index into the file's symbols.
    pub parent: Option<u32>,
    /// The type whose member it is, where it is declared outside of that: Go's methods, C++'s
    /// `A::f`.
    pub owner: Option<Name>,
    /// First and last line, 1-based, inclusive.
    pub lines: (u32, u32),
    /// The declaration with its decorators and attributes.
    pub span: Span,
    /// What a signature leaves out.
    pub body: Option<Span>,
    /// Can be named from outside its file, by its language's rule.
    pub public: bool,
}

impl Symbol {
    /// Is it reached through a type or another declaration?
    pub const fn is_member(&self) -> bool {
        self.parent.is_some() || self.owner.is_some()
    }
}

/// The kinds of all languages. A language uses those that are its own words.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum SymbolKind {
    Function,
    Method,
    Constructor,
    Class,
    Struct,
    Union,
    Enum,
    /// One of an enum's values.
    Variant,
    Interface,
    Trait,
    /// Rust's `impl`, Swift's `extension`: adds members to the type it is named after.
    Implementation,
    /// Module, namespace or package that is declared within a file.
    Module,
    /// A name for another type.
    Type,
    Constant,
    Variable,
    /// A member that holds a value.
    Field,
    Macro,
    /// Of a document.
    Heading,
    /// Of a data file.
    Key,
}

impl SymbolKind {
    pub const ALL: [Self; 19] = [
        Self::Function,
        Self::Method,
        Self::Constructor,
        Self::Class,
        Self::Struct,
        Self::Union,
        Self::Enum,
        Self::Variant,
        Self::Interface,
        Self::Trait,
        Self::Implementation,
        Self::Module,
        Self::Type,
        Self::Constant,
        Self::Variable,
        Self::Field,
        Self::Macro,
        Self::Heading,
        Self::Key,
    ];

    pub const fn name(self) -> &'static str {
        match self {
            Self::Function => "function",
            Self::Method => "method",
            Self::Constructor => "constructor",
            Self::Class => "class",
            Self::Struct => "struct",
            Self::Union => "union",
            Self::Enum => "enum",
            Self::Variant => "variant",
            Self::Interface => "interface",
            Self::Trait => "trait",
            Self::Implementation => "implementation",
            Self::Module => "module",
            Self::Type => "type",
            Self::Constant => "constant",
            Self::Variable => "variable",
            Self::Field => "field",
            Self::Macro => "macro",
            Self::Heading => "heading",
            Self::Key => "key",
        }
    }

    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.name() == word)
    }

    /// Can its members be reached through its name?
    pub const fn is_type(self) -> bool {
        matches!(
            self,
            Self::Class
                | Self::Struct
                | Self::Union
                | Self::Enum
                | Self::Interface
                | Self::Trait
                | Self::Implementation
                | Self::Type
        )
    }

    /// A local, where it stands in a function.
    pub const fn is_value(self) -> bool {
        matches!(self, Self::Constant | Self::Variable | Self::Field)
    }

    pub const fn is_callable(self) -> bool {
        matches!(self, Self::Function | Self::Method | Self::Constructor | Self::Macro)
    }
}

/// A statement that makes another file's content known here.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Import {
    pub form: Form,
    /// As written, without quotes: `..forms.models`, `./a.js`, `crate::base::Error`, `sys/types.h`.
    pub module: Name,
    /// What is taken out of it, and under which name; empty where the module itself is bound.
    pub names: Vec<Taken>,
    /// The name to which the module itself is bound, where that is not what its own name says.
    pub alias: Option<Name>,
    /// Other files see the names as this one's own: `pub use`, `export … from`.
    pub reexport: bool,
    /// Only for types, gone at run time.
    pub type_only: bool,
    /// Under which it is compiled, where that is written around it: Rust's `cfg`, and as `name!` a
    /// macro whose braces it stands in; several with ` & ` between them.
    pub condition: Option<Name>,
    pub line: u32,
    /// The symbol in which it stands; `None` at the file's top level.
    pub within: Option<u32>,
}

impl Form {
    pub const ALL: [Self; 8] = [
        Self::Module,
        Self::Names,
        Self::Wildcard,
        Self::Effect,
        Self::Include,
        Self::SystemInclude,
        Self::Submodule,
        Self::Dynamic,
    ];
}

/// One name that is imported or exported.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Taken {
    pub name: Name,
    pub alias: Option<Name>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Form {
    /// `import a.b`: the module is bound.
    Module,
    /// `from a import b, c`; `use a::{b, c}`.
    Names,
    /// `from a import *`; `use a::*`.
    Wildcard,
    /// `import "./a"`: run, nothing bound.
    Effect,
    /// `#include "a.h"`, and PHP's and Ruby's `require`: its text, searched beside this file first.
    Include,
    /// `#include <a.h>`: searched on the include path alone.
    SystemInclude,
    /// Rust's `mod a;`: the file is part of this module.
    Submodule,
    /// `import(…)`, `require(…)`, `importlib.import_module(…)` with a literal, inside code.
    Dynamic,
}

/// A place where a name is used.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reference {
    /// The whole chain with its own separators: `np.linalg.norm`, `Error::new`, `self.save`. A member
    /// of something that is no name (a call's result, a literal) begins with `.`: `.save`.
    pub chain: Name,
    pub kind: ReferenceKind,
    /// 1-based.
    pub line: u32,
    /// The innermost symbol in which it stands; `None` at the file's top level.
    pub within: Option<u32>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum ReferenceKind {
    Call,
    Type,
    /// The base of a class, the interface or trait that is implemented.
    Inherit,
    Use,
}

impl ReferenceKind {
    pub const ALL: [Self; 4] = [Self::Call, Self::Type, Self::Inherit, Self::Use];
}

/// In the place of a framework: the file's own path is the route's, which is not known here.
pub const BY_PLACE: &str = "place";

/// An HTTP route that is declared in code.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Route {
    /// Upper case; `ANY` where the declaration takes all.
    pub method: Name,
    /// As written, with its parameters; of one that is put together, the literal part of this file.
    pub path: Name,
    /// The chain of what answers, where it has a name.
    pub handler: Option<Name>,
    /// The framework by whose rule it was recognised: `flask`, `express`, `axum`.
    pub framework: Name,
    pub line: u32,
}
