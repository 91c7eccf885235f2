//! What does a tree use? One walk over its names, in the order of the text.

use super::*;

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

impl<'t> Work<'t> {
    /// Enters the references, in the order of the text.
    pub(super) fn walk(&mut self, mut cursor: TreeCursor<'t>, marks: &Marks) {
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
            line: line_of(node),
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
            let line = line_of(node);
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
