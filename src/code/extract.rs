//! How are facts read off a text? One parse, one query for what is declared, one walk for what is used.

mod declare;
mod walk;

use std::borrow::Cow;
use std::collections::hash_map::Entry;
use std::collections::{BTreeMap, HashMap, HashSet};
use std::ops::ControlFlow;

use tree_sitter::{
    Node, ParseOptions, Parser, Point, QueryCursor, StreamingIterator as _, Tree, TreeCursor,
};

use super::dialect::{Capture, Compiled, Cut, Dialect, Out, Role, Slot, Wrapper, line as line_of};
use super::facts::{
    Facts, Form, Health, Import, Interner, Name, Reference, ReferenceKind, Route, Span, Symbol,
    SymbolKind, Taken,
};
use super::language::{attribute_of, level_of, mending_of, wrapping_of};

/// Reads files, one after another; each thread has its own.
#[derive(Default)]
pub struct Extractor {
    parser: Parser,
    cursor: QueryCursor,
}

/// Calls of the parser's progress callback (one every few hundred of its steps) that a text may
/// cost, at least and per byte: a bound that does not depend on the machine's mood, so that facts
/// stay a pure function of the text. Clean code costs about 0.02 calls a byte.
const LEAST_CALLS: usize = 20_000;
const CALLS_PER_BYTE: usize = 1;
/// Wrappers within wrappers that are taken off.
const DEEPEST_WRAPPED: usize = 4;
/// Unfinished matches that a query may carry; beyond it the oldest are dropped.
const MATCHES: u32 = 4096;
/// Nodes around what a query finds; code is not nested as deeply, and searches upwards stay cheap.
const DEEPEST: u32 = 500;
/// Keys of a data file and headings of a document that are kept, the outermost first.
const PARTS: usize = 1000;
/// Brackets of one kind that may stay open: a parser that mends a text looks at all of them at every
/// step, and nobody writes so many.
const OPEN: usize = 5000;
/// Names in a chain, and bytes of one: what is longer is generated and names nothing.
const LONGEST_CHAIN: usize = 12;
const LONGEST_NAME: usize = 200;

impl Extractor {
    /// Reads `text`. Never fails: what cannot be understood is told by `health`.
    pub fn extract(&mut self, dialect: &Dialect, text: &[u8]) -> Facts {
        let compiled = dialect.compiled();
        let tree = if is_open(text) { None } else { self.parse(compiled, text) };
        let Some(tree) = tree else {
            return Facts { health: Health::Failed, ..Facts::default() };
        };
        let tree = self.mended(dialect, compiled, text, tree);
        let (tree, wrappers) = self.unwrapped(dialect, compiled, text, tree);
        let mut work = Work::new(dialect, compiled, Cut { text, wrappers: &wrappers });
        let marks = work.query(&mut self.cursor, &tree);
        // Data and documents use no names.
        if !dialect.leaves.is_empty() {
            work.walk(tree.walk(), &marks);
        }
        let health = if tree.root_node().has_error() { Health::Partial } else { Health::Clean };
        work.finish(health)
    }

    /// The tree of the text as its grammar can read it, where less of that is broken. Every byte keeps
    /// its place.
    fn mended(&mut self, dialect: &Dialect, compiled: &Compiled, text: &[u8], tree: Tree) -> Tree {
        let mend = mending_of(dialect).filter(|_| tree.root_node().has_error());
        let mended = mend.and_then(|mend| mend(text));
        let next = mended.and_then(|text| self.parse(compiled, &text));
        next.filter(|next| broken(next) < broken(&tree)).unwrap_or(tree)
    }

    /// The tree of the text without the wrappers of what can be read on its own. Every byte keeps its
    /// place.
    fn unwrapped(
        &mut self,
        dialect: &Dialect,
        compiled: &Compiled,
        text: &[u8],
        tree: Tree,
    ) -> (Tree, Vec<Wrapper>) {
        let mut taken = Vec::new();
        let Some(wrapping) = wrapping_of(dialect.language) else { return (tree, taken) };
        let (mut tree, mut bare, mut refused) = (tree, None, HashSet::new());
        for _ in 0..DEEPEST_WRAPPED {
            let mut wrappers = Vec::new();
            for (node, brackets) in (wrapping.wrapped)(&tree) {
                if refused.contains(&brackets.start_byte()) {
                    continue;
                }
                let text = bare.as_deref().unwrap_or(text);
                if self
                    .inside(compiled, text, brackets)
                    .is_some_and(|tree| (wrapping.counts)(&tree))
                {
                    wrappers.push((node.byte_range(), brackets.byte_range()));
                } else {
                    refused.insert(brackets.start_byte());
                }
            }
            if wrappers.is_empty() {
                break;
            }
            let bare = bare.get_or_insert_with(|| text.to_vec());
            for (node, brackets) in wrappers {
                bare[brackets.end - 1] = b' ';
                let name = node.start..brackets.start;
                taken.push(Wrapper { span: node.start..brackets.end, name });
                // What is called stays known, with nothing in its brackets.
                if bare[brackets.start - 1] == b' ' {
                    bare[brackets.start - 1..=brackets.start].copy_from_slice(b"{}");
                } else {
                    bare[node.start..=brackets.start].fill(b' ');
                }
            }
            let Some(next) = self.parse(compiled, bare) else { break };
            tree = next;
        }
        (tree, taken)
    }

    /// The tree of what stands in brackets.
    fn inside(&mut self, compiled: &Compiled, text: &[u8], brackets: Node<'_>) -> Option<Tree> {
        let last = brackets.child_count().checked_sub(1)?;
        let (open, close) = (brackets.child(0)?.range(), brackets.child(last)?.range());
        let range = tree_sitter::Range {
            start_byte: open.end_byte,
            end_byte: close.start_byte,
            start_point: open.end_point,
            end_point: close.start_point,
        };
        self.parser.set_included_ranges(&[range]).ok()?;
        let tree = self.parse(compiled, text);
        self.parser.set_included_ranges(&[]).ok()?;
        tree
    }

    fn parse(&mut self, compiled: &Compiled, text: &[u8]) -> Option<Tree> {
        self.parser.set_language(&compiled.grammar).ok()?;
        let mut calls = LEAST_CALLS + text.len() * CALLS_PER_BYTE;
        let mut progress = |_: &_| {
            calls = calls.saturating_sub(1);
            if calls == 0 { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
        };
        let options = ParseOptions::new().progress_callback(&mut progress);
        let mut read = |at: usize, _| text.get(at..).unwrap_or_default();
        let tree = self.parser.parse_with_options(&mut read, None, Some(options));
        if tree.is_none() {
            // Else the next text would be taken for the rest of this one.
            self.parser.reset();
        }
        tree
    }
}

/// Bytes of a file's own statements that hold an error.
fn broken(tree: &Tree) -> usize {
    let root = tree.root_node();
    if root.is_error() {
        return root.byte_range().len();
    }
    let mut cursor = root.walk();
    let errors = root.children(&mut cursor).filter(Node::has_error);
    errors.map(|child| child.byte_range().len()).sum()
}

/// Nodes that the query marked, by id.
#[derive(Default)]
struct Marks {
    /// Names of declarations: no references.
    names: HashSet<usize>,
    imports: HashSet<usize>,
    inherits: HashSet<usize>,
    routes: HashSet<usize>,
    types: HashSet<usize>,
    /// What is bound within functions.
    locals: Vec<(Name, u32, bool)>,
    /// Names under which methods know what they are called on.
    receivers: Vec<(Name, u32, bool)>,
}

struct Work<'t> {
    dialect: &'t Dialect,
    compiled: &'t Compiled,
    cut: Cut<'t>,
    names: Interner,
    symbols: Vec<Symbol>,
    imports: Vec<Import>,
    exports: Vec<Taken>,
    references: Vec<Reference>,
    routes: Vec<Route>,
    package: Option<Name>,
}

impl<'t> Work<'t> {
    fn new(dialect: &'t Dialect, compiled: &'t Compiled, cut: Cut<'t>) -> Self {
        Self {
            dialect,
            compiled,
            cut,
            names: Interner::default(),
            symbols: Vec::new(),
            imports: Vec::new(),
            exports: Vec::new(),
            references: Vec::new(),
            routes: Vec::new(),
            package: None,
        }
    }

    fn finish(mut self, health: Health) -> Facts {
        if self.dialect.explicit {
            self.forget_locals();
        }
        let facts = Facts {
            names: self.names.finish(),
            symbols: self.symbols,
            imports: self.imports,
            exports: self.exports,
            references: self.references,
            routes: self.routes,
            package: self.package,
            health,
        };
        facts.tidied()
    }

    /// Where every foreign name is imported, a bare use of any other is a local's or a built-in's.
    fn forget_locals(&mut self) {
        let binds = |import: &&Import| !import.reexport || self.dialect.reexports_bind();
        if self.imports.iter().filter(binds).any(|import| import.form == Form::Wildcard) {
            return;
        }
        let mut known: HashSet<&str> =
            self.symbols.iter().map(|s| self.names.get(s.name)).collect();
        for import in self.imports.iter().filter(binds) {
            let taken = import.names.iter().map(|taken| taken.alias.unwrap_or(taken.name));
            known.extend(taken.chain(import.alias).map(|name| self.names.get(name)));
            if import.names.is_empty() && import.alias.is_none() {
                known.extend(self.names.get(import.module).split(['.', '/', ':', '\\']));
                known.remove("");
            }
        }
        known.extend(["self", "Self", "cls", "this", "super", "crate"]);
        let names = &self.names;
        self.references.retain(|reference| {
            let chain = names.get(reference.chain);
            let base = chain.split(['.', ':', '\\']).next().unwrap_or_default();
            let member = base.len() < chain.len();
            // A path can begin with a name that nothing here binds: another package's.
            let path = !base.is_empty() && chain[base.len()..].starts_with("::");
            known.contains(base) || path || (member && reference.kind == ReferenceKind::Call)
        });
    }
}

/// Is so much opened and never closed that no grammar would make sense of it?
fn is_open(text: &[u8]) -> bool {
    let mut open = [0usize; 3];
    for byte in text {
        match byte {
            b'(' => open[0] += 1,
            b'[' => open[1] += 1,
            b'{' => open[2] += 1,
            b')' => open[0] = open[0].saturating_sub(1),
            b']' => open[1] = open[1].saturating_sub(1),
            b'}' => open[2] = open[2].saturating_sub(1),
            _ => {}
        }
    }
    open.iter().any(|open| *open > OPEN)
}

/// The innermost symbol that contains a byte.
fn enclosing(symbols: &[Symbol], byte: u32) -> Option<u32> {
    let before = symbols.partition_point(|symbol| symbol.span.start <= byte);
    let mut at = u32::try_from(before.checked_sub(1)?).ok();
    while let Some(symbol) = at.map(|at| &symbols[at as usize]) {
        if symbol.span.end > byte {
            return at;
        }
        at = symbol.parent;
    }
    None
}

fn start(node: Node<'_>) -> u32 {
    u32::try_from(node.start_byte()).unwrap_or(u32::MAX)
}

fn span(node: Node<'_>) -> Span {
    Span { start: start(node), end: u32::try_from(node.end_byte()).unwrap_or(u32::MAX) }
}

/// What ends with its line feed (a heading's section) ends in the line before.
fn lines(first: Node<'_>, end: Point) -> (u32, u32) {
    let first = line_of(first);
    let last = u32::try_from(end.row).unwrap_or(u32::MAX - 1) + u32::from(end.column > 0);
    (first, last.max(first))
}
