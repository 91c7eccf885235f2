//! How are facts read off a text? One parse, one query for what is declared, one walk for what is used.

use std::borrow::Cow;
use std::collections::hash_map::Entry;
use std::collections::{BTreeMap, HashMap, HashSet};
use std::ops::ControlFlow;

use tree_sitter::{
    Node, ParseOptions, Parser, Point, QueryCursor, StreamingIterator as _, Tree, TreeCursor,
};

use super::dialect::{Capture, Compiled, Cut, Dialect, Out, Role, Slot, Wrapper};
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

/// What stands around the node that is walked.
struct Above {
    role: Role,
    /// It says what a type is derived from.
    inherits: bool,
    /// The part that is called.
    function: Option<usize>,
    /// The parts of a chain that were entered with it.
    object: Option<usize>,
    member: Option<usize>,
}

impl Above {
    /// `whole`: the chain begins with a name.
    fn new(node: Node<'_>, role: Role, inherits: bool, whole: bool) -> Self {
        let id = |slot: Slot| slot.of(node).map(|part| part.id());
        let mut above = Self { role, inherits, function: None, object: None, member: None };
        match role {
            Role::Call { function } => above.function = id(function),
            Role::Chain { object, member, .. } => {
                above.member = id(member);
                above.object = id(object).filter(|object| whole && above.member != Some(*object));
            }
            Role::Other | Role::Leaf | Role::Type | Role::Flat { .. } | Role::Tokens { .. } => {}
        }
        above
    }

    /// Was this part of it entered with it?
    fn entered(&self, node: Node<'_>, role: Role) -> bool {
        let leaf = matches!(role, Role::Leaf | Role::Type);
        let part = Some(node.id());
        self.object == part
            || self.member == part
            || (leaf && matches!(self.role, Role::Flat { .. }))
    }
}

/// A chain of names in a list of tokens, as far as it was read.
struct Loose {
    chain: String,
    /// A separator was last.
    joined: bool,
    start: u32,
    line: u32,
}

/// In the place of a symbol: the file's top level.
const OUTSIDE: u32 = u32::MAX;

/// Names that are bound within a symbol, whether for types → whether a method is called on it.
type Locals = HashMap<(Name, u32, bool), bool>;

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

/// A declaration as the query found it.
struct Found<'t> {
    node: Node<'t>,
    /// Where it begins: it, or an attribute beside it.
    first: Node<'t>,
    name: Node<'t>,
    body: Option<Node<'t>>,
    owner: Option<Node<'t>>,
    kind: SymbolKind,
    pattern: usize,
    /// Where it ends, if that is not its node's end.
    until: Option<(u32, Point)>,
}

impl Found<'_> {
    /// Of several with one name the largest counts; among equals the later pattern, and its match
    /// with a body.
    fn weight(&self) -> (usize, usize, bool) {
        (self.node.byte_range().len(), self.pattern, self.body.is_some())
    }
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

    fn query(&mut self, cursor: &mut QueryCursor, tree: &'t Tree) -> Marks {
        let mut marks = Marks::default();
        let mut found: HashMap<usize, Found<'t>> = HashMap::new();
        let (mut imports, mut routes, mut packages) = (Vec::new(), Vec::new(), Vec::new());
        let mut exports = Vec::new();
        cursor.set_match_limit(MATCHES);
        cursor.set_max_start_depth(Some(DEEPEST));
        let mut matches = cursor.matches(&self.compiled.query, tree.root_node(), self.cut.text);
        while let Some(one) = matches.next() {
            let (mut definition, mut name, mut body, mut owner) = (None, None, None, None);
            for capture in one.captures() {
                let node = capture.node;
                match self.compiled.captures[capture.index as usize] {
                    Capture::Definition(kind) => definition = Some((node, kind)),
                    Capture::Name => name = Some(node),
                    Capture::Body => body = Some(node),
                    Capture::Import if marks.imports.insert(node.id()) => imports.push(node),
                    Capture::Package => {
                        marks.imports.insert(node.id());
                        packages.push(self.cut.of(node));
                    }
                    Capture::Type => _ = marks.types.insert(node.id()),
                    Capture::Export => exports.push(node),
                    Capture::Owner => owner = Some(node),
                    Capture::Receiver => {
                        let name = self.names.intern(self.cut.of(node));
                        marks.receivers.push((name, start(node), false));
                    }
                    Capture::Label => _ = marks.names.insert(node.id()),
                    Capture::Local { types } => {
                        let name = self.names.intern(self.cut.of(node));
                        marks.locals.push((name, start(node), types));
                    }
                    Capture::Inherit => _ = marks.inherits.insert(node.id()),
                    Capture::Route if marks.routes.insert(node.id()) => routes.push(node),
                    Capture::Import | Capture::Route | Capture::Unused => {}
                }
            }
            let (Some((node, kind)), Some(name)) = (definition, name) else { continue };
            marks.names.insert(name.id());
            let first = self.with_attributes(node);
            let pattern = one.pattern_index;
            let new = Found { node, first, name, body, owner, kind, pattern, until: None };
            match found.entry(name.id()) {
                Entry::Vacant(entry) => _ = entry.insert(new),
                Entry::Occupied(mut old) if new.weight() > old.get().weight() => {
                    old.insert(new);
                }
                Entry::Occupied(_) => {}
            }
        }
        if !packages.is_empty() {
            self.package = Some(self.names.intern(&packages.join(" ")));
        }
        let taken: BTreeMap<u32, u32> = imports
            .iter()
            .filter(|node| marks.imports.contains(&node.id()))
            .map(|node| (start(*node), span(*node).end))
            .collect();
        let free = |at: u32| taken.range(..=at).next_back().is_none_or(|(_, end)| *end <= at);
        found.retain(|_, found| !found.kind.is_value() || free(start(found.name)));
        marks.locals.retain(|(_, at, _)| free(*at));
        let mut found: Vec<Found<'t>> = found.into_values().collect();
        if let Some(level) = level_of(self.dialect.language) {
            reach(&mut found, level, tree.root_node());
        }
        self.declare(found, &mut marks);
        self.thin();
        let mut out = Out {
            names: &mut self.names,
            imports: &mut self.imports,
            exports: &mut self.exports,
            routes: &mut self.routes,
        };
        for node in imports.into_iter().chain(exports) {
            let from = out.imports.len();
            (self.dialect.import)(&self.cut, node, &mut out);
            let within = enclosing(&self.symbols, start(node));
            out.imports[from..].iter_mut().for_each(|import| import.within = within);
        }
        for node in routes {
            (self.dialect.route)(&self.cut, node, &mut out);
        }
        self.publish();
        marks
    }

    /// What is exported by a list can be named from outside.
    fn publish(&mut self) {
        let listed: HashSet<Name> = self.exports.iter().map(|taken| taken.name).collect();
        for symbol in &mut self.symbols {
            symbol.public |= symbol.parent.is_none() && listed.contains(&symbol.name);
        }
    }

    /// The first of the attributes that stand beside a declaration, or itself.
    fn with_attributes(&self, node: Node<'t>) -> Node<'t> {
        let Some((attribute, between)) = attribute_of(self.dialect.language) else { return node };
        let (mut first, mut at) = (node, node);
        while let Some(before) = at.prev_named_sibling() {
            if before.kind() == attribute {
                first = before;
            } else if !between.contains(&before.kind()) {
                break;
            }
            at = before;
        }
        first
    }

    /// Enters the declarations by position, each below the innermost that contains it. A value in a
    /// function is a local.
    fn declare(&mut self, mut found: Vec<Found<'t>>, marks: &mut Marks) {
        found.sort_by_key(|f| {
            (f.first.start_byte(), std::cmp::Reverse(f.node.end_byte()), f.name.start_byte())
        });
        let mut open: Vec<u32> = Vec::new();
        for Found { node, first, name, body, owner, kind, until, .. } in found {
            let text = plain(self.cut.of(name), kind);
            let text = text.as_ref();
            if text.is_empty() || text.len() > LONGEST_NAME {
                continue;
            }
            let end = until.map_or(span(node).end, |(byte, _)| byte);
            let span = Span { start: start(first), end };
            let body = match until {
                Some((end, _)) => Some(Span { start: self::span(node).end, end }),
                None => body.map(self::span),
            };
            let last = until.map_or(node.end_position(), |(_, point)| point);
            // Names of one declaration stand side by side.
            let over = |top: Span| top.end <= span.start || top == span;
            while open.last().is_some_and(|top| over(self.symbols[*top as usize].span)) {
                open.pop();
            }
            let parent = self.parent(open.last().copied(), kind);
            let around = parent.map(|p| self.symbols[p as usize].kind);
            if around.is_some_and(SymbolKind::is_callable) && kind.is_value() {
                marks.locals.push((self.names.intern(text), start(name), false));
                continue;
            }
            let member = |kind: SymbolKind| kind.is_type() || kind == SymbolKind::Variant;
            let kind = match kind {
                SymbolKind::Function if around.is_some_and(member) => SymbolKind::Method,
                SymbolKind::Variable if around.is_some_and(member) => SymbolKind::Field,
                _ => kind,
            };
            let public = (self.dialect.public)(&self.cut, node, text);
            let name = self.names.intern(text);
            let owner = owner.map(|owner| self.names.intern(self.cut.of(owner)));
            open.push(u32::try_from(self.symbols.len()).unwrap_or(u32::MAX));
            self.symbols.push(Symbol {
                name,
                kind,
                parent,
                lines: lines(first, last),
                span,
                body,
                owner,
                public,
            });
        }
    }

    /// Of a document or data file with too many parts, as lists of versions are, whole levels are kept;
    /// of a single level its beginning.
    fn thin(&mut self) {
        let part = |s: &Symbol| matches!(s.kind, SymbolKind::Key | SymbolKind::Heading);
        if self.symbols.len() <= PARTS || !self.symbols.iter().all(part) {
            return;
        }
        let mut depths: Vec<usize> = Vec::with_capacity(self.symbols.len());
        for symbol in &self.symbols {
            depths.push(symbol.parent.map_or(0, |parent| depths[parent as usize] + 1));
        }
        let fits = |levels: &usize| depths.iter().filter(|depth| *depth < levels).count() <= PARTS;
        let deepest = depths.iter().max().unwrap_or(&0) + 1;
        let levels = (1..deepest).rev().find(fits).unwrap_or(1);
        let mut places: Vec<Option<u32>> = Vec::with_capacity(depths.len());
        let mut next = 0;
        for depth in &depths {
            let kept = *depth < levels && (next as usize) < PARTS;
            places.push(kept.then_some(next));
            next += u32::from(kept);
        }
        let mut at = 0;
        self.symbols.retain_mut(|symbol| {
            symbol.parent = symbol.parent.and_then(|parent| places[parent as usize]);
            at += 1;
            places[at - 1].is_some()
        });
    }

    /// A field that a constructor's parameter declares is its type's.
    fn parent(&self, around: Option<u32>, kind: SymbolKind) -> Option<u32> {
        let symbol = &self.symbols[around? as usize];
        let promoted = kind == SymbolKind::Field && symbol.kind == SymbolKind::Constructor;
        if promoted { symbol.parent } else { around }
    }

    /// Enters the references, in the order of the text.
    fn walk(&mut self, mut cursor: TreeCursor<'t>, marks: &Marks) {
        let mut above: Vec<Above> = Vec::new();
        let mut place = Place { next: 0, open: Vec::new() };
        let locals = self.locals(marks);
        let mut loose = None;
        loop {
            let node = cursor.node();
            let kind = usize::from(node.kind_id());
            let role = self.compiled.roles.get(kind).copied().unwrap_or(Role::Other);
            let inherits = above.last().is_some_and(|above| above.inherits)
                || (!marks.inherits.is_empty() && marks.inherits.contains(&node.id()));
            let skipped = (!marks.imports.is_empty() && marks.imports.contains(&node.id()))
                || marks.names.contains(&node.id());
            let entered = above.last().is_some_and(|above| above.entered(node, role));
            let mut whole = entered;
            let listed = above.last().and_then(|above| match above.role {
                Role::Tokens { which } => Some(which),
                _ => None,
            });
            if let Some(which) = listed {
                self.token(node, role, which, &mut loose, &locals, &mut place);
            }
            let descend = !skipped
                && match role {
                    Role::Tokens { .. } => true,
                    _ if listed.is_some() => false,
                    Role::Other | Role::Call { .. } => !entered,
                    // The names are entered, what stands beside them is not.
                    Role::Flat { .. } if entered => true,
                    Role::Leaf | Role::Type | Role::Chain { .. } | Role::Flat { .. } if entered => {
                        false
                    }
                    Role::Leaf | Role::Type | Role::Chain { .. } | Role::Flat { .. } => {
                        let kind = self.reference_kind(node, role, above.last(), inherits, marks);
                        whole = self.refer(node, kind, &locals, &mut place);
                        !whole || matches!(role, Role::Flat { .. } | Role::Chain { call: true, .. })
                    }
                };
            if descend && cursor.goto_first_child() {
                // The arguments of a base are no bases.
                let inherits = inherits && !matches!(role, Role::Flat { .. });
                above.push(Above::new(node, role, inherits, whole));
                continue;
            }
            loop {
                if cursor.goto_next_sibling() {
                    break;
                }
                self.enter_loose(&mut loose, ReferenceKind::Use, &locals, &mut place);
                if !cursor.goto_parent() {
                    return;
                }
                above.pop();
            }
        }
    }

    fn reference_kind(
        &self,
        node: Node<'_>,
        role: Role,
        above: Option<&Above>,
        inherits: bool,
        marks: &Marks,
    ) -> ReferenceKind {
        let called = || above.is_some_and(|above| above.function == Some(node.id()));
        let typed = |member: Slot| member.of(node).is_some_and(|m| self.role(m) == Role::Type);
        match role {
            _ if inherits => ReferenceKind::Inherit,
            Role::Chain { call: true, .. } => ReferenceKind::Call,
            _ if called() => ReferenceKind::Call,
            Role::Type | Role::Flat { .. } => ReferenceKind::Type,
            _ if !marks.types.is_empty() && marks.types.contains(&node.id()) => ReferenceKind::Type,
            Role::Chain { member, .. } if typed(member) => ReferenceKind::Type,
            _ => ReferenceKind::Use,
        }
    }

    /// Names that are bound within functions, with the symbol in which they are.
    fn locals(&self, marks: &Marks) -> Locals {
        let within = |(name, byte, types): &(Name, u32, bool)| {
            (*name, enclosing(&self.symbols, *byte).unwrap_or(OUTSIDE), *types)
        };
        let locals = marks.locals.iter().map(within).map(|local| (local, false));
        let receivers = marks.receivers.iter().map(within).map(|own| (own, true));
        locals.chain(receivers).collect()
    }

    /// Takes one token of a list into the chain that stands open, or closes that.
    fn token(
        &mut self,
        node: Node<'t>,
        role: Role,
        which: u8,
        loose: &mut Option<Loose>,
        locals: &Locals,
        place: &mut Place,
    ) {
        let separator = self.dialect.chains[usize::from(which)].separator;
        let text = match node.kind() {
            kind if node.is_named() => (kind == "metavariable").then(|| self.cut.of(node)),
            kind => Some(kind),
        };
        let text = text.unwrap_or_default();
        // Rust's `$crate` is the crate in which the macro is declared.
        let name = match role {
            Role::Leaf | Role::Type => Some(self.cut.of(node)),
            _ if text == "$crate" => Some("crate"),
            _ => None,
        };
        let begun = |chain: &str, joined| Loose {
            chain: chain.to_owned(),
            joined,
            start: start(node),
            line: super::dialect::line(node),
        };
        match (name, loose.as_mut()) {
            (Some(name), Some(open)) if open.joined => {
                open.chain.push_str(name);
                open.joined = false;
            }
            (Some(name), _) => {
                self.enter_loose(loose, ReferenceKind::Use, locals, place);
                *loose = Some(begun(name, false));
            }
            (None, Some(open)) if !open.joined && (text == separator || text == ".") => {
                open.chain.push_str(text);
                open.joined = true;
            }
            (None, None) if text == "." => *loose = Some(begun(".", true)),
            _ => {
                let called = text == "!"
                    || (matches!(role, Role::Tokens { .. }) && self.cut.of(node).starts_with('('));
                let kind = if called { ReferenceKind::Call } else { ReferenceKind::Use };
                self.enter_loose(loose, kind, locals, place);
            }
        }
    }

    /// Enters the chain that was put together from tokens.
    fn enter_loose(
        &mut self,
        loose: &mut Option<Loose>,
        kind: ReferenceKind,
        locals: &Locals,
        place: &mut Place,
    ) {
        let Some(Loose { chain, start, line, .. }) = loose.take() else { return };
        let chain = chain.trim_end_matches(['.', ':']);
        let within = place.at(&self.symbols, start);
        let first = chain.split(['.', ':']).next().unwrap_or_default();
        let local = (!first.is_empty()).then(|| self.local(&[first], kind, within, locals));
        let chain = match local.flatten() {
            Some(receiver) => Cow::Owned(format!(
                "{}{}",
                if receiver { "self" } else { "" },
                &chain[first.len()..]
            )),
            None => Cow::Borrowed(chain),
        };
        if !chain.is_empty() && chain.len() <= LONGEST_NAME {
            let chain = self.names.intern(&chain);
            self.references.push(Reference { chain, kind, line, within });
        }
    }

    /// Enters one use of a name; says whether it begins with one.
    fn refer(
        &mut self,
        node: Node<'t>,
        kind: ReferenceKind,
        locals: &Locals,
        place: &mut Place,
    ) -> bool {
        let mut parts = Vec::new();
        let whole = self.chain(node, &mut parts);
        let within = place.at(&self.symbols, start(node));
        let local = whole.then(|| self.local(&parts, kind, within, locals)).flatten();
        if let Some(receiver) = local {
            parts.pop();
            parts.extend(receiver.then_some("self"));
        }
        let chain: String = parts.into_iter().rev().collect();
        // An object of its own type, told by no more than its word, says nothing.
        let own = kind == ReferenceKind::Use && chain == "this";
        if !chain.is_empty() && chain.len() <= LONGEST_NAME && !own {
            let chain = self.names.intern(&chain);
            let line = super::dialect::line(node);
            self.references.push(Reference { chain, kind, line, within });
        }
        whole
    }

    /// Is what a chain begins with bound in the symbol, or in one around it? Then says whether it is
    /// what a method is called on.
    fn local(
        &self,
        parts: &[&str],
        kind: ReferenceKind,
        within: Option<u32>,
        locals: &Locals,
    ) -> Option<bool> {
        if locals.is_empty() {
            return None;
        }
        let first = parts.last().and_then(|first| self.names.find(first))?;
        let types = matches!(kind, ReferenceKind::Type | ReferenceKind::Inherit);
        // What a script binds at its top level is bound there alone.
        let mut next = Some(within.unwrap_or(OUTSIDE));
        while let Some(at) = next {
            let value = locals.get(&(first, at, false)).filter(|_| !types);
            if let Some(receiver) = value.or_else(|| locals.get(&(first, at, true))) {
                return Some(*receiver);
            }
            next = self.symbols.get(at as usize).and_then(|symbol| symbol.parent);
        }
        None
    }

    /// The names of a chain, last first, with separators between them. Says whether it begins with
    /// a name.
    fn chain(&self, mut node: Node<'t>, parts: &mut Vec<&'t str>) -> bool {
        for length in 0..LONGEST_CHAIN {
            match self.role(node) {
                Role::Leaf | Role::Type => {
                    let name = self.cut.of(node);
                    parts.push(if name == "$this" { "this" } else { name.trim_matches('`') });
                    return true;
                }
                Role::Flat { which } => {
                    self.flat(node, which, parts);
                    return true;
                }
                Role::Chain { call: true, .. } if length > 0 => return false,
                Role::Chain { which, object, member, .. } => {
                    let chain = &self.dialect.chains[usize::from(which)];
                    if let Some(member) = member.of(node) {
                        match self.role(member) {
                            Role::Flat { which } => self.flat(member, which, parts),
                            _ => parts.push(self.cut.of(member)),
                        }
                    }
                    let alone = |object: &Node<'_>| member.of(node).is_none_or(|m| m != *object);
                    let Some(object) = object.of(node).filter(alone) else { return true };
                    parts.push(chain.separator);
                    node = object;
                }
                Role::Other | Role::Call { .. } | Role::Tokens { .. } => return false,
            }
        }
        false
    }

    /// The names side by side in a node, last first.
    fn flat(&self, node: Node<'t>, which: u8, parts: &mut Vec<&'t str>) {
        let separator = self.dialect.chains[usize::from(which)].separator;
        let mut cursor = node.walk();
        let mut names: Vec<&str> = node
            .named_children(&mut cursor)
            .filter(|child| matches!(self.role(*child), Role::Leaf | Role::Type))
            .take(LONGEST_CHAIN)
            .map(|child| self.cut.of(child))
            .collect();
        while let Some(name) = names.pop() {
            parts.push(name);
            if !names.is_empty() {
                parts.push(separator);
            }
        }
    }

    fn role(&self, node: Node<'_>) -> Role {
        self.compiled.roles.get(usize::from(node.kind_id())).copied().unwrap_or(Role::Other)
    }

    fn finish(mut self, health: Health) -> Facts {
        if self.dialect.explicit {
            self.forget_locals();
        }
        Facts {
            names: self.names.finish(),
            symbols: self.symbols,
            imports: self.imports,
            exports: self.exports,
            references: self.references,
            routes: self.routes,
            package: self.package,
            health,
        }
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

/// A declaration that has a level reaches to the next that is not deeper.
fn reach(found: &mut Vec<Found<'_>>, level: fn(Node<'_>) -> Option<u8>, root: Node<'_>) {
    found.sort_by_key(|found| std::cmp::Reverse(found.node.start_byte()));
    // Those behind, nearest last; each less deep than those nearer.
    let mut behind: Vec<(u8, (u32, Point))> = Vec::new();
    found.retain_mut(|one| {
        let Some(own) = level(one.node) else { return false };
        while behind.last().is_some_and(|(next, _)| *next > own) {
            behind.pop();
        }
        let end = behind.last().map(|(_, place)| *place);
        one.until = Some(end.unwrap_or((span(root).end, root.end_position())));
        behind.push((own, (start(one.node), one.node.start_position())));
        true
    });
}

/// A declaration's name as it is asked for.
fn plain(text: &str, kind: SymbolKind) -> Cow<'_, str> {
    let text = text.trim();
    match kind {
        SymbolKind::Key => {
            let inner = |quote| text.strip_prefix(quote)?.strip_suffix(quote);
            inner('"').or_else(|| inner('\'')).unwrap_or(text).into()
        }
        SymbolKind::Heading => {
            // Marks may close it; one below it may be of several lines.
            let open = text.trim_end_matches('#');
            let text = if open.ends_with([' ', '\t']) { open } else { text };
            text.split_whitespace().collect::<Vec<_>>().join(" ").into()
        }
        // Ruby declares by symbols (`attr_reader :name`) and from the top (`class ::A`); Kotlin
        // and Swift may quote a name.
        _ => text.trim_start_matches(':').trim_matches('`').into(),
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
    let first = super::dialect::line(first);
    let last = u32::try_from(end.row).unwrap_or(u32::MAX - 1) + u32::from(end.column > 0);
    (first, last.max(first))
}
