//! What joins two places of a workspace, how was that found, and how sure is it?

use std::num::NonZeroU32;

use serde::{Deserialize, Serialize};

/// A file: its place in the snapshot's entries.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct FileId(pub u32);

/// A declaration: its place in the graph's symbols, kept as one more, so that one that may be absent
/// takes no more room.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct SymbolId(NonZeroU32);

impl SymbolId {
    pub const fn new(place: u32) -> Self {
        Self(NonZeroU32::MIN.saturating_add(place))
    }

    pub const fn place(self) -> u32 {
        self.0.get() - 1
    }
}

/// How sure a statement is. In rising order, so that the weakest link of a chain is its minimum.
#[derive(
    Debug,
    Clone,
    Copy,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    Hash,
    Serialize,
    Deserialize,
    schemars::JsonSchema,
)]
#[serde(rename_all = "lowercase")]
pub enum Confidence {
    /// A name alone speaks for it: a method called on a receiver of unknown type.
    Possible,
    /// The language's rules with one assumption: a search path, a base class, a built file.
    Likely,
    /// By the language's own rules, from what is in the snapshot.
    Certain,
}

/// What the code says at the edge's beginning.
#[derive(
    Debug,
    Clone,
    Copy,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    Hash,
    Serialize,
    Deserialize,
    schemars::JsonSchema,
)]
#[serde(rename_all = "lowercase")]
pub enum EdgeKind {
    Import,
    /// An import whose names are passed on.
    Reexport,
    /// An import for types alone, gone at run time.
    Type,
    Include,
    /// Rust's `mod a;`.
    Submodule,
    /// An import inside running code.
    Dynamic,
    /// A name is used without an import statement: a path written out, a name of the same package.
    Use,
}

/// By which rule the other end was found.
#[derive(
    Debug,
    Clone,
    Copy,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    Hash,
    Serialize,
    Deserialize,
    schemars::JsonSchema,
)]
#[serde(rename_all = "lowercase")]
pub enum How {
    /// From the importing file's own place.
    Relative,
    /// From the root of a source tree, package or crate.
    Root,
    /// By a package's name and its manifest.
    Package,
    /// By an alias of a configuration (`paths`, `replace`, `#imports`, psr-4).
    Alias,
    /// On a search path (`#include`, `-I`, `$LOAD_PATH`).
    Search,
    /// Through a module that passes the name on.
    Reexport,
    /// By the namespace or package that the names are declared in.
    Namespace,
    /// By the name alone.
    Name,
}

/// From one file to another.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Edge {
    pub from: FileId,
    pub to: FileId,
    pub kind: EdgeKind,
    pub how: How,
    pub confidence: Confidence,
    /// Of the statement, 1-based.
    pub line: u32,
}

/// Why an import leads to no file of the workspace.
#[derive(
    Debug,
    Clone,
    Copy,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    Hash,
    Serialize,
    Deserialize,
    schemars::JsonSchema,
)]
#[serde(rename_all = "lowercase")]
pub enum Unfound {
    /// It is the language's own library.
    Standard,
    /// It is another package's.
    External,
    /// It should be here by the language's rules, and is not: generated, vendored, or a mistake.
    Missing,
    /// Several files fit, and no rule chooses.
    Ambiguous,
}

/// An import that leads to no file of the workspace. It is kept and counted.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Unresolved {
    pub from: FileId,
    /// As written.
    pub module: Box<str>,
    pub line: u32,
    pub reason: Unfound,
}

/// One place where a declaration is used.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Use {
    pub to: SymbolId,
    pub from: FileId,
    /// The declaration in which it is used; `None` at the file's top level.
    pub within: Option<SymbolId>,
    pub line: u32,
    pub kind: UseKind,
    pub confidence: Confidence,
}

#[derive(
    Debug,
    Clone,
    Copy,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    Hash,
    Serialize,
    Deserialize,
    schemars::JsonSchema,
)]
#[serde(rename_all = "lowercase")]
pub enum UseKind {
    Call,
    Type,
    Inherit,
    Use,
}

impl Confidence {
    pub const fn name(self) -> &'static str {
        match self {
            Self::Possible => "possible",
            Self::Likely => "likely",
            Self::Certain => "certain",
        }
    }
}

impl UseKind {
    pub const fn name(self) -> &'static str {
        match self {
            Self::Call => "call",
            Self::Type => "type",
            Self::Inherit => "inherit",
            Self::Use => "use",
        }
    }
}

impl EdgeKind {
    pub const fn name(self) -> &'static str {
        match self {
            Self::Import => "import",
            Self::Reexport => "reexport",
            Self::Type => "type",
            Self::Include => "include",
            Self::Submodule => "submodule",
            Self::Dynamic => "dynamic",
            Self::Use => "use",
        }
    }
}

impl Unfound {
    pub const ALL: [Self; 4] = [Self::Standard, Self::External, Self::Missing, Self::Ambiguous];

    pub const fn name(self) -> &'static str {
        match self {
            Self::Standard => "standard",
            Self::External => "external",
            Self::Missing => "missing",
            Self::Ambiguous => "ambiguous",
        }
    }
}
