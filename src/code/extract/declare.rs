//! What does a tree declare, import and bind? Read off by the dialect's query.

use super::*;

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
    pub(super) fn query(&mut self, cursor: &mut QueryCursor, tree: &'t Tree) -> Marks {
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
