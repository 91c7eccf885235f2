//! How are facts kept? As bytes beside the text they were read off, and as what they are in memory.
//!
//! There are as many references in code as there are words of interest, and half as many facts as text if each number is
//! written out. So numbers are steps from the one before (LEB128, signed ones in zigzag), what is nearly always
//! small shares a byte with flags, and a name is written once: `0` is the one that follows the highest so far, which
//! in a table that was made on the way is the next new one; any other is its number and one more. In this order: names,
//! symbols, imports, exports, references, routes, package, health; each list behind its length.
//!
//! A name stands in the text: all that is kept of it is its length and the way to it from the end of the one before, of which
//! `0` leads to a place that is counted from the text's beginning. What is not found there as it is (a chain over
//! several lines) is written out, its length marked by the lowest bit. So facts are read with their text beside them.

use super::Facts;
use super::facts::{
    Form, Health, Import, Interned, Name, Names, Reference, ReferenceKind, Route, Span, Symbol,
    SymbolKind, Taken,
};
use crate::base::{Error, Result};

/// Of what is read off a text: it rises whenever the same text may give other facts, be it by a
/// query, a grammar or the engine, or whenever they are kept in another form. An index of another version is built
/// anew.
pub const VERSION: u32 = 9;

impl Facts {
    /// `text`: what they were read off.
    pub fn encode(&self, text: &[u8]) -> Vec<u8> {
        let mut out = Out::default();
        out.names(&self.names, text);
        out.symbols(&self.symbols);
        out.imports(&self.imports);
        out.number(self.exports.len() as u32);
        self.exports.iter().for_each(|taken| out.taken(*taken));
        out.references(&self.references);
        out.routes(&self.routes);
        out.maybe(self.package);
        out.bytes.push(self.health as u8);
        out.bytes
    }

    /// # Errors
    /// `internal` when the bytes are none that `encode` gave for this text.
    pub fn decode(bytes: &[u8], text: &[u8]) -> Result<Self> {
        let mut from = In { bytes, text, next: 0 };
        let facts = from.facts().filter(|_| from.bytes.is_empty());
        let facts = facts.ok_or_else(|| Error::internal("stored facts cannot be decoded"))?;
        if facts.is_whole() {
            return Ok(facts);
        }
        Err(Error::internal("stored facts name what they do not hold"))
    }

    /// Does one of the names in stored facts begin with `start`? The rest is not decoded.
    pub fn has_beginning(bytes: &[u8], text: &[u8], start: &str) -> bool {
        In { bytes, text, next: 0 }
            .names()
            .is_some_and(|names| names.iter().any(|(_, name)| name.starts_with(start)))
    }

    /// Does each name and each place in it exist? Then nothing needs to be asked again.
    fn is_whole(&self) -> bool {
        let names = u32::try_from(self.names.len()).unwrap_or(u32::MAX);
        let symbols = u32::try_from(self.symbols.len()).unwrap_or(u32::MAX);
        let within = |at: Option<u32>| at.is_none_or(|at| at < symbols);
        let parents = (0..).zip(&self.symbols);
        self.names.is_whole()
            && parents.into_iter().all(|(at, s)| {
                let named = s.name.0 < names && s.owner.is_none_or(|owner| owner.0 < names);
                named && s.parent.is_none_or(|parent| parent < at)
            })
            && self.references.iter().all(|r| r.chain.0 < names && within(r.within))
            && self.imports.iter().all(|import| {
                let taken = import.names.iter().flat_map(|t| [Some(t.name), t.alias]).flatten();
                within(import.within)
                    && taken
                        .chain(import.alias)
                        .chain(import.condition)
                        .chain([import.module])
                        .all(|name| name.0 < names)
            })
            && self
                .exports
                .iter()
                .flat_map(|t| [Some(t.name), t.alias])
                .flatten()
                .all(|name| name.0 < names)
            && self.routes.iter().all(|r| {
                [Some(r.method), Some(r.path), r.handler, Some(r.framework)]
                    .into_iter()
                    .flatten()
                    .all(|name| name.0 < names)
            })
            && self.package.is_none_or(|name| name.0 < names)
    }
}

#[derive(Default)]
struct Out {
    bytes: Vec<u8>,
    /// One more than the highest name so far.
    next: u32,
}

/// Of a name's length: the name itself follows.
const WRITTEN: u32 = 1;
/// Bytes within which a name is looked for onward.
const NEAR: usize = 1 << 15;

enum Found {
    /// So many bytes behind the end of the one before.
    Onward(u32),
    /// So many behind the beginning.
    At(u32),
}

/// Finds names in the text, the nearest place first.
struct Finder<'t> {
    text: &'t [u8],
    next: usize,
    /// Bytes that may yet be looked at from the beginning on: a hostile text has a million names that stand at its end.
    most: usize,
    /// Bytes of names that may yet be found, as `In` takes no more.
    room: usize,
}

impl<'t> Finder<'t> {
    const fn new(text: &'t [u8]) -> Self {
        let most = text.len().saturating_mul(16).saturating_add(1 << 20);
        Self { text, next: 0, most, room: room(text) }
    }

    fn find(&mut self, name: &[u8]) -> Option<Found> {
        let rest = self.room.checked_sub(name.len())?;
        let onward = &self.text[self.next..self.text.len().min(self.next + NEAR)];
        let (start, found) = match memchr::memmem::find(onward, name) {
            Some(step) => (self.next + step, Found::Onward(u32::try_from(step).ok()?)),
            None => {
                let all = &self.text[..self.text.len().min(self.most)];
                let start = memchr::memmem::find(all, name);
                self.most -= start.unwrap_or(all.len());
                (start?, Found::At(u32::try_from(start?).ok()?))
            }
        };
        (self.next, self.room) = (start + name.len(), rest);
        Some(found)
    }
}

/// Names overlap (`a.b`, `a.b.c`), so that they may be more than the text; but not without bound.
const fn room(text: &[u8]) -> usize {
    text.len().saturating_mul(4)
}

/// What a byte has room for beside flags: this or more is written behind it.
const LINES: u8 = 31;
const STEP: u8 = 15;

impl Out {
    fn number(&mut self, mut value: u32) {
        while value >= 0x80 {
            self.bytes.push((value & 0x7f) as u8 | 0x80);
            value >>= 7;
        }
        self.bytes.push(value as u8);
    }

    fn step(&mut self, to: u32, from: u32) {
        self.number(zigzag(to.wrapping_sub(from)));
    }

    fn name(&mut self, name: Name) {
        self.number(if name.0 == self.next { 0 } else { name.0.saturating_add(1) });
        self.next = self.next.max(name.0.saturating_add(1));
    }

    fn maybe(&mut self, name: Option<Name>) {
        self.number(name.map_or(0, |name| name.0.saturating_add(1)));
    }

    fn names(&mut self, names: &Names, text: &[u8]) {
        self.number(names.len() as u32);
        let mut finder = Finder::new(text);
        for (_, name) in names.iter() {
            let len = (name.len() as u32) << 1;
            match finder.find(name.as_bytes()) {
                Some(Found::Onward(step)) => {
                    self.number(len);
                    self.number(step + 1);
                }
                Some(Found::At(start)) => {
                    self.number(len);
                    self.number(0);
                    self.number(start);
                }
                None => {
                    self.number(len | WRITTEN);
                    self.bytes.extend_from_slice(name.as_bytes());
                }
            }
        }
    }

    fn symbols(&mut self, symbols: &[Symbol]) {
        self.number(symbols.len() as u32);
        let (mut line, mut start, mut parent) = (0, 0, None);
        for (at, symbol) in (0u32..).zip(symbols) {
            let own = symbol.parent.is_some();
            self.bytes.push(
                symbol.kind as u8
                    | u8::from(own) << 5
                    | u8::from(symbol.public) << 6
                    | u8::from(symbol.body.is_some()) << 7,
            );
            let step = zigzag(symbol.lines.0.wrapping_sub(line));
            let low = step.min(u32::from(LINES)) as u8;
            self.bytes.push(
                low | u8::from(symbol.owner.is_some()) << 5
                    | u8::from(symbol.parent == parent) << 6,
            );
            if low == LINES {
                self.number(step);
            }
            self.name(symbol.name);
            if let Some(around) = symbol.parent.filter(|_| symbol.parent != parent) {
                self.number(at.wrapping_sub(around));
            }
            if let Some(owner) = symbol.owner {
                self.name(owner);
            }
            self.step(symbol.lines.1, symbol.lines.0);
            self.step(symbol.span.start, start);
            let mut end = symbol.span.start;
            if let Some(body) = symbol.body {
                self.step(body.start, end);
                self.step(body.end, body.start);
                end = body.end;
            }
            self.step(symbol.span.end, end);
            (line, start, parent) = (symbol.lines.0, symbol.span.start, symbol.parent);
        }
    }

    fn imports(&mut self, imports: &[Import]) {
        self.number(imports.len() as u32);
        let mut line = 0;
        for import in imports {
            self.bytes.push(
                import.form as u8
                    | u8::from(import.reexport) << 3
                    | u8::from(import.type_only) << 4
                    | u8::from(import.alias.is_some()) << 5
                    | u8::from(import.condition.is_some()) << 6
                    | u8::from(import.within.is_some()) << 7,
            );
            self.name(import.module);
            self.number(import.names.len() as u32);
            import.names.iter().for_each(|taken| self.taken(*taken));
            import.alias.into_iter().chain(import.condition).for_each(|name| self.name(name));
            self.step(import.line, line);
            line = import.line;
            import.within.into_iter().for_each(|within| self.number(within));
        }
    }

    fn taken(&mut self, taken: Taken) {
        self.name(taken.name);
        self.maybe(taken.alias);
    }

    fn references(&mut self, references: &[Reference]) {
        self.number(references.len() as u32);
        let (mut line, mut within) = (0, None);
        for reference in references {
            let step = zigzag(reference.line.wrapping_sub(line));
            let low = step.min(u32::from(STEP)) as u8;
            let place = match reference.within {
                same if same == within => 0,
                None => 1,
                Some(_) => 2,
            };
            self.bytes.push(reference.kind as u8 | place << 2 | low << 4);
            if low == STEP {
                self.number(step);
            }
            if let (2, Some(own)) = (place, reference.within) {
                self.step(own, within.unwrap_or(0));
            }
            self.name(reference.chain);
            (line, within) = (reference.line, reference.within);
        }
    }

    fn routes(&mut self, routes: &[Route]) {
        self.number(routes.len() as u32);
        for route in routes {
            [route.method, route.path, route.framework].into_iter().for_each(|n| self.name(n));
            self.maybe(route.handler);
            self.number(route.line);
        }
    }
}

/// Nothing that is read is believed: `None` where the bytes end early or say what is not.
struct In<'b> {
    bytes: &'b [u8],
    text: &'b [u8],
    next: u32,
}

impl<'b> In<'b> {
    fn byte(&mut self) -> Option<u8> {
        let (byte, rest) = self.bytes.split_first()?;
        self.bytes = rest;
        Some(*byte)
    }

    fn number(&mut self) -> Option<u32> {
        let mut value = 0;
        for shift in [0, 7, 14, 21, 28] {
            let byte = self.byte()?;
            value |= u32::from(byte & 0x7f) << shift;
            if byte & 0x80 == 0 {
                return Some(value);
            }
        }
        None
    }

    /// The length of a list, of which each item takes a byte or more.
    fn count(&mut self) -> Option<usize> {
        let count = self.number()? as usize;
        (count <= self.bytes.len()).then_some(count)
    }

    fn list<T>(&mut self, mut item: impl FnMut(&mut Self) -> Option<T>) -> Option<Vec<T>> {
        let count = self.count()?;
        let mut list = Vec::with_capacity(count);
        for _ in 0..count {
            list.push(item(self)?);
        }
        Some(list)
    }

    fn step(&mut self, from: u32) -> Option<u32> {
        Some(from.wrapping_add(unzigzag(self.number()?)))
    }

    fn name(&mut self) -> Option<Name> {
        let name = match self.number()? {
            0 => self.next,
            name => name - 1,
        };
        self.next = self.next.max(name.saturating_add(1));
        Some(Name(name))
    }

    fn maybe(&mut self) -> Option<Option<Name>> {
        Some(self.number()?.checked_sub(1).map(Name))
    }

    fn facts(&mut self) -> Option<Facts> {
        Some(Facts {
            names: self.names()?,
            symbols: self.symbols()?,
            imports: self.imports()?,
            exports: self.list(Self::taken)?,
            references: self.references()?,
            routes: self.list(|from| {
                Some(Route {
                    method: from.name()?,
                    path: from.name()?,
                    framework: from.name()?,
                    handler: from.maybe()?,
                    line: from.number()?,
                })
            })?,
            package: self.maybe()?,
            health: match self.byte()? {
                0 => Health::Clean,
                1 => Health::Partial,
                2 => Health::Failed,
                _ => return None,
            },
        })
    }

    fn names(&mut self) -> Option<Names> {
        let count = self.count()?;
        let (mut next, mut room) = (0usize, room(self.text));
        let mut names = Interned::with_capacity(count, self.text.len().min(12 * count));
        for _ in 0..count {
            let len = self.number()?;
            let (len, written) = ((len >> 1) as usize, len & WRITTEN != 0);
            if written {
                let (name, after) = self.bytes.split_at_checked(len)?;
                self.bytes = after;
                names.push(name)?;
                continue;
            }
            let start = match self.number()? as usize {
                0 => self.number()? as usize,
                step => next + (step - 1),
            };
            next = start.checked_add(len)?;
            room = room.checked_sub(len)?;
            names.push(self.text.get(start..next)?)?;
        }
        names.finish()
    }

    fn symbols(&mut self) -> Option<Vec<Symbol>> {
        let (mut at, mut line, mut start, mut parent) = (0u32, 0u32, 0, None);
        self.list(|from| {
            let (first, second) = (from.byte()?, from.byte()?);
            let kind = *SymbolKind::ALL.get(usize::from(first & 31))?;
            let step = match second & LINES {
                LINES => from.number()?,
                step => u32::from(step),
            };
            line = line.wrapping_add(unzigzag(step));
            let name = from.name()?;
            let same = second & 1 << 6 != 0;
            if !same {
                let own = first & 1 << 5 != 0;
                parent = if own { Some(at.wrapping_sub(from.number()?)) } else { None };
            }
            let owner = if second & 1 << 5 != 0 { Some(from.name()?) } else { None };
            let last = from.step(line)?;
            start = from.step(start)?;
            let mut end = start;
            let mut body = None;
            if first & 1 << 7 != 0 {
                let start = from.step(end)?;
                end = from.step(start)?;
                body = Some(Span { start, end });
            }
            let span = Span { start, end: from.step(end)? };
            at += 1;
            let (lines, public) = ((line, last), first & 1 << 6 != 0);
            Some(Symbol { name, kind, parent, owner, lines, span, body, public })
        })
    }

    fn imports(&mut self) -> Option<Vec<Import>> {
        let mut line = 0;
        self.list(|from| {
            let head = from.byte()?;
            let form = *Form::ALL.get(usize::from(head & 7))?;
            let module = from.name()?;
            let names = from.list(Self::taken)?;
            let alias = if head & 1 << 5 != 0 { Some(from.name()?) } else { None };
            let condition = if head & 1 << 6 != 0 { Some(from.name()?) } else { None };
            line = from.step(line)?;
            let within = if head & 1 << 7 != 0 { Some(from.number()?) } else { None };
            let (reexport, type_only) = (head & 1 << 3 != 0, head & 1 << 4 != 0);
            Some(Import {
                form,
                module,
                names,
                alias,
                reexport,
                type_only,
                condition,
                line,
                within,
            })
        })
    }

    fn taken(&mut self) -> Option<Taken> {
        Some(Taken { name: self.name()?, alias: self.maybe()? })
    }

    fn references(&mut self) -> Option<Vec<Reference>> {
        let (mut line, mut within) = (0, None);
        self.list(|from| {
            let head = from.byte()?;
            let kind = *ReferenceKind::ALL.get(usize::from(head & 3))?;
            let step = match head >> 4 {
                STEP => from.number()?,
                step => u32::from(step),
            };
            line = u32::wrapping_add(line, unzigzag(step));
            within = match head >> 2 & 3 {
                0 => within,
                1 => None,
                2 => Some(from.step(within.unwrap_or(0))?),
                _ => return None,
            };
            Some(Reference { chain: from.name()?, kind, line, within })
        })
    }
}

/// Small numbers for small steps, forth and back.
const fn zigzag(step: u32) -> u32 {
    let step = step.cast_signed();
    ((step << 1) ^ (step >> 31)).cast_unsigned()
}

const fn unzigzag(number: u32) -> u32 {
    (number >> 1) ^ (number & 1).wrapping_neg()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::tests::read;
    use super::*;

    #[test]
    fn steps_go_forth_and_back() {
        for step in [0, 1, 2, 63, 64, 1 << 30, u32::MAX, u32::MAX - 1, 1 << 31] {
            assert_eq!(unzigzag(zigzag(step)), step);
        }
        assert_eq!([zigzag(1), zigzag(u32::MAX)], [2, 1]);
        let text = "fn one() { two(3) }\n\nstruct S { a: T }\n".repeat(200);
        let facts = read("a.rs", &text);
        let bytes = facts.encode(text.as_bytes());
        assert_eq!(Facts::decode(&bytes, text.as_bytes()).unwrap(), facts);
        let plain = postcard::to_allocvec(&facts).unwrap();
        assert!(bytes.len() * 2 < plain.len(), "{} of {}", bytes.len(), plain.len());
    }

    #[test]
    fn facts_survive_their_bytes_and_damage_is_told() {
        let text = "import os as o\nclass A(o\n .B):\n    def f(self): return self.g(1)\n";
        let facts = read("a.py", text);
        let text = text.as_bytes();
        let bytes = facts.encode(text);
        assert_eq!(Facts::decode(&bytes, text).unwrap(), facts);
        for at in 0..bytes.len() {
            // Never a panic, and never a name that is not there.
            for bit in 0..8 {
                let mut bad = bytes.clone();
                bad[at] ^= 1 << bit;
                if let Ok(facts) = Facts::decode(&bad, text) {
                    assert!(facts.is_whole());
                }
            }
            assert!(Facts::decode(&bytes[..at], text).is_err(), "cut at {at}");
        }
        assert!(Facts::decode(&bytes, &text[..20]).is_err(), "another text");
    }

    #[test]
    fn a_name_that_is_kept_is_one_that_something_has() {
        let facts =
            read("a.c", "int f(int unused, int other) { int local = other; return g(local); }\n");
        let names: Vec<&str> = facts.names.iter().map(|(_, name)| name).collect();
        assert_eq!(names, ["f", "g"]);
        assert_eq!(facts.clone().tidied(), facts);
    }

    /// Names as texts have them: pieces of it, some of them nowhere in it.
    fn named(names: &[String]) -> Facts {
        let mut interner = super::super::facts::Interner::default();
        let references = names.iter().zip(1..).map(|(name, line)| Reference {
            chain: interner.intern(name),
            kind: ReferenceKind::Use,
            line,
            within: None,
        });
        let references = references.collect();
        Facts { references, names: interner.finish(), ..Facts::default() }
    }

    proptest! {
        #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]
        #[test]
        fn names_are_found_again_whatever_the_text(
            text in "[a-c. é\n]{0,200}",
            names in proptest::collection::vec("[a-cé.]{0,6}", 0..60),
        ) {
            let facts = named(&names);
            let bytes = facts.encode(text.as_bytes());
            prop_assert_eq!(Facts::decode(&bytes, text.as_bytes()).unwrap(), facts);
        }

        #[test]
        fn any_bytes_beside_any_text_are_facts_or_an_error(
            bytes in proptest::collection::vec(prop_oneof![0u8..8, any::<u8>()], 0..200),
            text in proptest::collection::vec(any::<u8>(), 0..60),
        ) {
            if let Ok(facts) = Facts::decode(&bytes, &text) {
                prop_assert!(facts.is_whole());
            }
            Facts::has_beginning(&bytes, &text, "a");
        }
    }
}
