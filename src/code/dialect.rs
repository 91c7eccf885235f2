//! How is one language read? What a language's folder gives, and the form in which the engine uses it.
//!
//! A folder holds `query.scm`, which finds declarations and imports, and a `mod.rs` with one or more
//! [`Dialect`]s: the parts of the grammar that are chains of names, and how an import is read.
//!
//! Captures of a query:
//! - `@definition.KIND` a declaration with its decorators, KIND a name of [`SymbolKind`]; with
//!   `@name` and, where a signature leaves something out, `@body`. Where two patterns give the same
//!   `@name` node, the one with the larger declaration counts, then the later one. The engine tells
//!   that a `function` directly in a type is a method, a `variable` there a field, and a value in a
//!   function a local.
//! - `@owner` with a definition: the type whose member it is, where it stands outside of that.
//! - `@import` a node for [`Dialect::import`]. What it contains is not used here, and values in it
//!   are not declared.
//! - `@export` the same, after all imports, but for that: a list of what the file gives.
//! - `@package` the name that the file says it belongs to.
//! - `@local` a name that is bound within a function: a parameter, a variable. A bare use of it in
//!   the same symbol is no reference, and of a chain that begins with it the members are.
//!   `@local.type` the same for a name of types: a parameter `T`.
//! - `@receiver` a local that is what its method is called on: it is read as `self`.
//! - `@label` a name that is no use of anything: an argument's, a jump's.
//! - `@type` a name in the place of a type, where its node does not tell.
//! - `@inherit` a node whose names are what a type is derived from.
//! - `@route` a node for [`Dialect::route`].

use std::ops::Range;
use std::sync::OnceLock;

use tree_sitter::{Node, Query};

use super::facts::{Form, Import, Interner, Name, Route, SymbolKind, Taken};
use crate::workspace::language::Language;

/// A grammar and how it is read. Most languages have one; TypeScript has two (TSX).
pub struct Dialect {
    pub language: Language,
    /// Which files of the language; empty for all that no other dialect names.
    pub extensions: &'static [&'static str],
    pub grammar: fn() -> tree_sitter::Language,
    pub query: &'static str,
    /// Nodes that are a name.
    pub leaves: &'static [&'static str],
    /// Names in the place of a type.
    pub types: &'static [&'static str],
    pub chains: &'static [Chain],
    /// Calls: the node, and the field that holds what is called (empty: its first child). A node
    /// that is a chain too joins and calls at once: Java's `a.b(c)`.
    pub calls: &'static [(&'static str, &'static str)],
    /// Every name that is not declared in a file is imported by it, but for built-ins: then a bare
    /// name that is neither is local and is left out.
    pub explicit: bool,
    pub import: fn(&Cut<'_>, Node<'_>, &mut Out<'_>),
    pub route: fn(&Cut<'_>, Node<'_>, &mut Out<'_>),
    /// Can this declaration be named from outside its file?
    pub public: fn(&Cut<'_>, Node<'_>, &str) -> bool,
    pub compiled: OnceLock<Compiled>,
}

/// A node that joins names: `a.b`, `a::b`.
pub struct Chain {
    pub kind: &'static str,
    /// Field of what stands before; a node without it is a bare member. [`FIRST`] for grammars
    /// without the field; [`FLAT`] where the names stand side by side.
    pub object: &'static str,
    /// Field of what is named, or [`LAST`].
    pub member: &'static str,
    pub separator: &'static str,
}

/// In the place of a field: the first named child. A chain's only child is its member.
pub const FIRST: &str = "";
/// In the place of a field: the last named child.
pub const LAST: &str = "";
/// In the place of a field: a node whose names are all its own children, beside others (a type's
/// arguments) that are walked. Names in it are types, if it stands alone.
pub const FLAT: &str = "*";

/// In the place of a field: a node that is a list of tokens, as a macro's arguments are. Names with the
/// separator or a dot between them are one chain; before `(` or `!` they are called.
pub const TOKENS: &str = "()";

/// The text under a tree.
pub struct Cut<'t> {
    pub text: &'t [u8],
    /// Calls of macros that were taken off around declarations, outer ones first.
    pub wrappers: &'t [Wrapper],
}

/// What stood around declarations: the bytes of the whole and of its name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Wrapper {
    pub span: Range<usize>,
    pub name: Range<usize>,
}

impl<'t> Cut<'t> {
    /// Empty where the bytes are not UTF-8.
    pub fn of(&self, node: Node<'_>) -> &'t str {
        let bytes = self.text.get(node.byte_range()).unwrap_or_default();
        std::str::from_utf8(bytes).unwrap_or_default()
    }

    /// The text of a field, if it is there.
    pub fn field(&self, node: Node<'_>, field: &str) -> Option<&'t str> {
        node.child_by_field_name(field).map(|child| self.of(child))
    }
}

/// The text of a string literal: without prefix letters and quotes; escapes stay as they are.
pub fn unquoted(literal: &str) -> &str {
    let text = literal.trim_start_matches(|c: char| c.is_ascii_alphabetic());
    let quotes: &[char] = &['"', '\'', '`'];
    text.trim_start_matches(quotes).trim_end_matches(quotes)
}

/// Nodes that a search upwards goes through: each costs a descent from the root.
const AROUND: usize = 64;

/// The nodes around one, innermost first; not those far out.
pub fn around(node: Node<'_>) -> impl Iterator<Item = Node<'_>> {
    std::iter::successors(node.parent(), |node| node.parent()).take(AROUND)
}

/// Bytes of an import's text that are kept.
const LONGEST_MODULE: usize = 400;

/// 1-based.
pub fn line(node: Node<'_>) -> u32 {
    u32::try_from(node.start_position().row).unwrap_or(u32::MAX - 1) + 1
}

/// Where a dialect puts what it reads.
pub struct Out<'o> {
    pub names: &'o mut Interner,
    pub imports: &'o mut Vec<Import>,
    pub exports: &'o mut Vec<Taken>,
    pub routes: &'o mut Vec<Route>,
}

impl Out<'_> {
    /// An import with nothing taken; `names`, `alias` and the marks may be set on what is given
    /// back. The engine fills `within`.
    pub fn import(&mut self, form: Form, module: &str, at: Node<'_>) -> &mut Import {
        // What is longer is no path but an expression.
        let module = self.names.intern(&module[..module.floor_char_boundary(LONGEST_MODULE)]);
        self.imports.push(Import {
            form,
            module,
            names: Vec::new(),
            alias: None,
            reexport: false,
            type_only: false,
            condition: None,
            line: line(at),
            within: None,
        });
        self.imports.last_mut().expect("pushed above")
    }

    pub fn taken(&mut self, name: &str, alias: Option<&str>) -> Taken {
        let name = self.names.intern(name);
        Taken { name, alias: alias.map(|alias| self.names.intern(alias)) }
    }

    pub fn name(&mut self, text: &str) -> Name {
        self.names.intern(text)
    }

    pub fn route(
        &mut self,
        framework: &str,
        method: &str,
        path: &str,
        handler: Option<&str>,
        at: Node<'_>,
    ) {
        let route = Route {
            method: self.names.intern(&method.to_ascii_uppercase()),
            path: self.names.intern(path),
            handler: handler.map(|handler| self.names.intern(handler)),
            framework: self.names.intern(framework),
            line: line(at),
        };
        self.routes.push(route);
    }
}

/// For languages without it.
pub fn nothing(_: &Cut<'_>, _: Node<'_>, _: &mut Out<'_>) {}

/// For languages in which a file hides nothing.
pub fn always(_: &Cut<'_>, _: Node<'_>, _: &str) -> bool {
    true
}

/// What a node is to the engine.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Role {
    Other,
    Leaf,
    Type,
    /// Which of the dialect's chains.
    Chain {
        which: u8,
        object: Slot,
        member: Slot,
        call: bool,
    },
    Flat {
        which: u8,
    },
    Tokens {
        which: u8,
    },
    Call {
        function: Slot,
    },
}

/// Where a part of a node is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Slot {
    Field(u16),
    First,
    Last,
}

impl Slot {
    pub fn of<'t>(self, node: Node<'t>) -> Option<Node<'t>> {
        match self {
            Self::Field(id) => node.child_by_field_id(id),
            Self::First => node.named_child(0),
            Self::Last => {
                let last = u32::try_from(node.named_child_count()).ok()?.checked_sub(1)?;
                node.named_child(last)
            }
        }
    }
}

/// A dialect with its query compiled and its kinds looked up.
pub struct Compiled {
    pub grammar: tree_sitter::Language,
    pub query: Query,
    /// By capture.
    pub captures: Vec<Capture>,
    /// By kind id.
    pub roles: Vec<Role>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Capture {
    Definition(SymbolKind),
    Name,
    Body,
    Import,
    Export,
    Package,
    Label,
    Type,
    Owner,
    Receiver,
    Local {
        types: bool,
    },
    Inherit,
    Route,
    /// Helps a pattern alone.
    Unused,
}

impl Dialect {
    /// Can a file use by its bare name what it only hands on? Not in ECMAScript.
    pub fn reexports_bind(&self) -> bool {
        !matches!(self.language, Language::TypeScript | Language::JavaScript)
    }

    /// # Panics
    /// When the folder's query or names do not fit its grammar: a test compiles every dialect.
    pub fn compiled(&self) -> &Compiled {
        self.compiled.get_or_init(|| self.compile().unwrap_or_else(|e| panic!("{e}")))
    }

    pub fn compile(&self) -> Result<Compiled, String> {
        let grammar = (self.grammar)();
        let name = self.language.name();
        let query =
            Query::new(&grammar, self.query).map_err(|e| format!("{name}/query.scm: {e}"))?;
        let captures = query
            .capture_names()
            .iter()
            .map(|capture| read_capture(capture).ok_or_else(|| format!("{name}: @{capture}?")))
            .collect::<Result<_, String>>()?;
        let roles = self.roles(&grammar)?;
        Ok(Compiled { grammar, query, captures, roles })
    }

    fn roles(&self, grammar: &tree_sitter::Language) -> Result<Vec<Role>, String> {
        let language = self.language.name();
        let mut roles = vec![Role::Other; grammar.node_kind_count()];
        let mut set = |kind: &str, role: Role| {
            let of = |named: bool| {
                let fits = move |id: &u16| {
                    grammar.node_kind_is_named(*id) == named
                        && grammar.node_kind_for_id(*id) == Some(kind)
                };
                (0..u16::try_from(grammar.node_kind_count()).unwrap_or(u16::MAX)).filter(fits)
            };
            let mut ids: Vec<u16> = of(true).collect();
            if ids.is_empty() {
                // A word of the language (`this`) has no name in some grammars.
                ids.extend(of(false));
            }
            ids.iter().for_each(|id| roles[usize::from(*id)] = role);
            if ids.is_empty() { Err(format!("{language}: there is no `{kind}`")) } else { Ok(()) }
        };
        let field = |name: &str, unnamed: Slot| {
            if name.is_empty() {
                return Ok(unnamed);
            }
            let id = grammar.field_id_for_name(name).map(|id| Slot::Field(id.get()));
            id.ok_or_else(|| format!("{language}: there is no field `{name}`"))
        };
        for kind in self.leaves {
            set(kind, Role::Leaf)?;
        }
        for kind in self.types {
            set(kind, Role::Type)?;
        }
        for (which, chain) in (0..).zip(self.chains) {
            if chain.object == FLAT {
                set(chain.kind, Role::Flat { which })?;
                continue;
            }
            if chain.object == TOKENS {
                set(chain.kind, Role::Tokens { which })?;
                continue;
            }
            let object = field(chain.object, Slot::First)?;
            let member = field(chain.member, Slot::Last)?;
            let call = self.calls.iter().any(|(kind, _)| *kind == chain.kind);
            set(chain.kind, Role::Chain { which, object, member, call })?;
        }
        for (kind, function) in self.calls {
            if self.chains.iter().all(|chain| chain.kind != *kind) {
                set(kind, Role::Call { function: field(function, Slot::First)? })?;
            }
        }
        Ok(roles)
    }
}

fn read_capture(name: &str) -> Option<Capture> {
    if let Some(kind) = name.strip_prefix("definition.") {
        return SymbolKind::parse(kind).map(Capture::Definition);
    }
    Some(match name {
        "name" => Capture::Name,
        "body" => Capture::Body,
        "import" => Capture::Import,
        "export" => Capture::Export,
        "package" => Capture::Package,
        "label" => Capture::Label,
        "type" => Capture::Type,
        "owner" => Capture::Owner,
        "receiver" => Capture::Receiver,
        "local" => Capture::Local { types: false },
        "local.type" => Capture::Local { types: true },
        "inherit" => Capture::Inherit,
        "route" => Capture::Route,
        _ if name.starts_with('_') => Capture::Unused,
        _ => return None,
    })
}
