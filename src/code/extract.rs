//! How are facts read off a text? One parse, one query for what is declared, one walk for what is used.

use std::collections::{HashMap, HashSet};
use std::ops::ControlFlow;

use tree_sitter::{
    Node, ParseOptions, Parser, QueryCursor, StreamingIterator as _, Tree, TreeCursor,
};

use super::dialect::{Capture, Compiled, Cut, Dialect, Out, Role};
use super::facts::{
    Facts, Health, Import, Interner, Name, Reference, ReferenceKind, Route, Span, Symbol,
    SymbolKind,
};

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
/// Unfinished matches that a query may carry; beyond it the oldest are dropped.
const MATCHES: u32 = 4096;
/// Names in a chain, and bytes of one: what is longer is generated and names nothing.
const LONGEST_CHAIN: usize = 12;
const LONGEST_NAME: usize = 200;

impl Extractor {
    /// Reads `text`. Never fails: what cannot be understood is told by `health`.
    pub fn extract(&mut self, dialect: &Dialect, text: &[u8]) -> Facts {
        let compiled = dialect.compiled();
        let Some(tree) = self.parse(compiled, text) else {
            return Facts { health: Health::Failed, ..Facts::default() };
        };
        let mut work = Work::new(dialect, compiled, Cut { text });
        let marks = work.query(&mut self.cursor, &tree);
        work.walk(tree.walk(), &marks);
        let health = if tree.root_node().has_error() { Health::Partial } else { Health::Clean };
        work.finish(health)
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

/// Nodes that the query marked, by id.
#[derive(Default)]
struct Marks {
    /// Names of declarations: no references.
    names: HashSet<usize>,
    imports: HashSet<usize>,
    inherits: HashSet<usize>,
}

struct Work<'t> {
    dialect: &'t Dialect,
    compiled: &'t Compiled,
    cut: Cut<'t>,
    names: Interner,
    symbols: Vec<Symbol>,
    imports: Vec<Import>,
    references: Vec<Reference>,
    routes: Vec<Route>,
    package: Option<Name>,
}

/// A declaration as the query found it.
struct Found<'t> {
    node: Node<'t>,
    name: Node<'t>,
    body: Option<Node<'t>>,
    kind: SymbolKind,
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
            references: Vec::new(),
            routes: Vec::new(),
            package: None,
        }
    }

    fn query(&mut self, cursor: &mut QueryCursor, tree: &'t Tree) -> Marks {
        let mut marks = Marks::default();
        let mut found: HashMap<usize, Found<'t>> = HashMap::new();
        let (mut imports, mut routes) = (Vec::new(), Vec::new());
        cursor.set_match_limit(MATCHES);
        let mut matches = cursor.matches(&self.compiled.query, tree.root_node(), self.cut.text);
        while let Some(one) = matches.next() {
            let (mut definition, mut name, mut body) = (None, None, None);
            for capture in one.captures() {
                let node = capture.node;
                match self.compiled.captures[capture.index as usize] {
                    Capture::Definition(kind) => definition = Some((node, kind)),
                    Capture::Name => name = Some(node),
                    Capture::Body => body = Some(node),
                    Capture::Import if marks.imports.insert(node.id()) => imports.push(node),
                    Capture::Package => self.package = Some(self.names.intern(self.cut.of(node))),
                    Capture::Inherit => _ = marks.inherits.insert(node.id()),
                    Capture::Route => routes.push(node),
                    Capture::Import | Capture::Unused => {}
                }
            }
            let (Some((node, kind)), Some(name)) = (definition, name) else { continue };
            marks.names.insert(name.id());
            let new = Found { node, name, body, kind };
            let old = found.entry(name.id()).or_insert_with(|| Found { ..new });
            if new.node.byte_range().len() > old.node.byte_range().len() {
                *old = new;
            }
        }
        self.declare(found.into_values().collect());
        let mut out =
            Out { names: &mut self.names, imports: &mut self.imports, routes: &mut self.routes };
        for node in imports {
            let from = out.imports.len();
            (self.dialect.import)(&self.cut, node, &mut out);
            let within = enclosing(&self.symbols, start(node));
            out.imports[from..].iter_mut().for_each(|import| import.within = within);
        }
        for node in routes {
            (self.dialect.route)(&self.cut, node, &mut out);
        }
        marks
    }

    /// Enters the declarations by position, each below the innermost that contains it.
    fn declare(&mut self, mut found: Vec<Found<'t>>) {
        found.sort_by_key(|f| {
            (f.node.start_byte(), std::cmp::Reverse(f.node.end_byte()), f.name.start_byte())
        });
        let mut open: Vec<u32> = Vec::new();
        for Found { node, name, body, kind } in found {
            let text = self.cut.of(name).trim();
            if text.is_empty() || text.len() > LONGEST_NAME {
                continue;
            }
            let span = span(node);
            while open.last().is_some_and(|top| self.symbols[*top as usize].span.end <= span.start)
            {
                open.pop();
            }
            let parent = open.last().copied();
            let in_type = parent.is_some_and(|p| self.symbols[p as usize].kind.is_type());
            let kind =
                if in_type && kind == SymbolKind::Function { SymbolKind::Method } else { kind };
            let public = (self.dialect.public)(&self.cut, node, text);
            let name = self.names.intern(text);
            open.push(u32::try_from(self.symbols.len()).unwrap_or(u32::MAX));
            self.symbols.push(Symbol {
                name,
                kind,
                parent,
                lines: lines(node),
                span,
                body: body.map(self::span),
                public,
            });
        }
    }

    /// Enters the references, in the order of the text.
    fn walk(&mut self, mut cursor: TreeCursor<'t>, marks: &Marks) {
        // What lies between the root and the node: its role, and whether it says what is inherited.
        let mut above: Vec<(Role, bool)> = Vec::new();
        let mut place = Place { next: 0, open: Vec::new() };
        loop {
            let node = cursor.node();
            let role = self
                .compiled
                .roles
                .get(usize::from(node.kind_id()))
                .copied()
                .unwrap_or(Role::Other);
            let inherits = above.last().is_some_and(|(_, inherits)| *inherits)
                || (!marks.inherits.is_empty() && marks.inherits.contains(&node.id()));
            let skipped = !marks.imports.is_empty() && marks.imports.contains(&node.id());
            let descend = !skipped
                && match role {
                    Role::Other | Role::Call { .. } => true,
                    Role::Leaf | Role::Type | Role::Chain { .. } => {
                        let parent = above.last().map(|(role, _)| *role);
                        let field = cursor.field_id().map_or(0, std::num::NonZero::get);
                        self.refer(node, role, parent, field, inherits, marks, &mut place)
                    }
                };
            if descend && cursor.goto_first_child() {
                above.push((role, inherits));
                continue;
            }
            loop {
                if cursor.goto_next_sibling() {
                    break;
                }
                if !cursor.goto_parent() {
                    return;
                }
                above.pop();
            }
        }
    }

    /// Enters one use of a name; says whether there is more below it.
    #[expect(clippy::too_many_arguments, reason = "the state of a walk, which is one loop")]
    fn refer(
        &mut self,
        node: Node<'t>,
        role: Role,
        parent: Option<Role>,
        field: u16,
        inherits: bool,
        marks: &Marks,
        place: &mut Place,
    ) -> bool {
        if let (Role::Leaf | Role::Type, Some(Role::Chain { member, .. })) = (role, parent)
            && member == field
        {
            // Part of a chain whose beginning is no name: entered with it.
            return false;
        }
        if marks.names.contains(&node.id()) {
            return false;
        }
        let mut parts = Vec::new();
        let whole = self.chain(node, &mut parts);
        let kind = match parent {
            _ if inherits => ReferenceKind::Inherit,
            Some(Role::Call { function }) if function == field => ReferenceKind::Call,
            _ if role == Role::Type => ReferenceKind::Type,
            _ => ReferenceKind::Use,
        };
        let chain: String = parts.into_iter().rev().collect();
        if !chain.is_empty() && chain.len() <= LONGEST_NAME {
            let within = place.at(&self.symbols, start(node));
            let chain = self.names.intern(&chain);
            self.references.push(Reference {
                chain,
                kind,
                line: super::dialect::line(node),
                within,
            });
        }
        !whole
    }

    /// The names of a chain, last first, with separators between them. Says whether it begins with
    /// a name.
    fn chain(&self, mut node: Node<'t>, parts: &mut Vec<&'t str>) -> bool {
        for _ in 0..LONGEST_CHAIN {
            match self.compiled.roles.get(usize::from(node.kind_id())) {
                Some(Role::Leaf | Role::Type) => {
                    parts.push(self.cut.of(node));
                    return true;
                }
                Some(Role::Chain { which, object, member }) => {
                    let chain = &self.dialect.chains[usize::from(*which)];
                    if let Some(member) = node.child_by_field_id(*member) {
                        parts.push(self.cut.of(member));
                    }
                    let Some(object) = node.child_by_field_id(*object) else { return true };
                    parts.push(chain.separator);
                    node = object;
                }
                _ => return false,
            }
        }
        false
    }

    fn finish(mut self, health: Health) -> Facts {
        if self.dialect.explicit {
            self.forget_locals();
        }
        Facts {
            names: self.names.finish(),
            symbols: self.symbols,
            imports: self.imports,
            references: self.references,
            routes: self.routes,
            package: self.package,
            health,
        }
    }

    /// Where every foreign name is imported, a bare use of any other is a local's or a built-in's.
    fn forget_locals(&mut self) {
        use super::facts::Form;
        if self.imports.iter().any(|import| import.form == Form::Wildcard) {
            return;
        }
        let mut known: HashSet<&str> =
            self.symbols.iter().map(|s| self.names.get(s.name)).collect();
        for import in &self.imports {
            let taken = import.names.iter().map(|taken| taken.alias.unwrap_or(taken.name));
            known.extend(taken.chain(import.alias).map(|name| self.names.get(name)));
            if import.names.is_empty() {
                known.extend(self.names.get(import.module).split(['.', '/', ':', '\\']));
            }
        }
        known.extend(["self", "Self", "cls", "this", "super", "crate"]);
        let names = &self.names;
        self.references.retain(|reference| {
            let chain = names.get(reference.chain);
            let base = chain.split(['.', ':', '\\']).next().unwrap_or_default();
            let member = base.len() < chain.len();
            known.contains(base) || (member && reference.kind == ReferenceKind::Call)
        });
    }
}

/// Which symbols are open where the walk stands.
struct Place {
    next: usize,
    open: Vec<u32>,
}

impl Place {
    fn at(&mut self, symbols: &[Symbol], byte: u32) -> Option<u32> {
        while let Some(symbol) = symbols.get(self.next).filter(|s| s.span.start <= byte) {
            debug_assert!(symbol.span.start <= symbol.span.end);
            self.open.push(u32::try_from(self.next).unwrap_or(u32::MAX));
            self.next += 1;
        }
        // An inner symbol may end before an outer one: what has ended is taken out wherever it is.
        self.open.retain(|at| symbols[*at as usize].span.end > byte);
        self.open.last().copied()
    }
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

/// A node that ends with its line feed (a heading's section) ends in the line before.
fn lines(node: Node<'_>) -> (u32, u32) {
    let end = node.end_position();
    let first = super::dialect::line(node);
    let last = u32::try_from(end.row).unwrap_or(u32::MAX - 1) + u32::from(end.column > 0);
    (first, last.max(first))
}
