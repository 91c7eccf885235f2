//! How are facts kept? As bytes beside the text they were read off, and as what they are in memory.

use super::Facts;
use crate::base::{Error, Result};

/// Of what is read off a text: it rises whenever the same text may give other facts, be it by a
/// query, a grammar or the engine. An index of another version is built anew.
pub const VERSION: u32 = 7;

impl Facts {
    pub fn encode(&self) -> Vec<u8> {
        let mut facts = self.clone();
        facts.step(|number, before| zigzag(number.wrapping_sub(before)), true);
        postcard::to_allocvec(&facts).expect("facts are plain data")
    }

    /// # Errors
    /// `internal` when the bytes are none that `encode` gave.
    pub fn decode(bytes: &[u8]) -> Result<Self> {
        let mut facts: Self = postcard::from_bytes(bytes)
            .map_err(|e| Error::internal("stored facts cannot be decoded").source(e))?;
        facts.step(|number, before| before.wrapping_add(unzigzag(number)), false);
        if facts.is_whole() {
            return Ok(facts);
        }
        Err(Error::internal("stored facts name what they do not hold"))
    }

    /// Numbers that rise are kept as the steps between them, which take a byte where they would take
    /// three. `change` makes the one of the other, from the number and the plain one before it;
    /// `plain` says that the numbers are plain until then.
    fn step(&mut self, change: impl Fn(u32, u32) -> u32, plain: bool) {
        let run = |before: &mut u32, number: &mut u32| {
            let old = *number;
            *number = change(old, *before);
            *before = if plain { old } else { *number };
        };
        let mut end = 0;
        self.names.ends_mut().iter_mut().for_each(|number| run(&mut end, number));
        let (mut line, mut start) = (0, 0);
        for symbol in &mut self.symbols {
            run(&mut line, &mut symbol.lines.0);
            run(&mut start, &mut symbol.span.start);
            let (mut last, mut within) = (line, start);
            run(&mut last, &mut symbol.lines.1);
            if let Some(body) = &mut symbol.body {
                run(&mut within, &mut body.start);
                run(&mut within, &mut body.end);
            }
            run(&mut within, &mut symbol.span.end);
        }
        let mut line = 0;
        self.references.iter_mut().for_each(|reference| run(&mut line, &mut reference.line));
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
    use super::super::tests::read;
    use super::*;

    #[test]
    fn steps_go_forth_and_back() {
        for step in [0, 1, 2, 63, 64, 1 << 30, u32::MAX, u32::MAX - 1, 1 << 31] {
            assert_eq!(unzigzag(zigzag(step)), step);
        }
        assert_eq!([zigzag(1), zigzag(u32::MAX)], [2, 1]);
        let facts = read("a.rs", &"fn one() { two(3) }\n\nstruct S { a: T }\n".repeat(200));
        let bytes = facts.encode();
        assert_eq!(Facts::decode(&bytes).unwrap(), facts);
        let plain = postcard::to_allocvec(&facts).unwrap();
        assert!(bytes.len() * 10 < plain.len() * 9, "{} of {}", bytes.len(), plain.len());
    }

    #[test]
    fn facts_survive_their_bytes_and_damage_is_told() {
        let facts =
            read("a.py", "import os as o\nclass A(o.B):\n    def f(self): return self.g(1)\n");
        let bytes = facts.encode();
        assert_eq!(Facts::decode(&bytes).unwrap(), facts);
        for at in 0..bytes.len() {
            // Never a panic, and never a name that is not there.
            for bit in 0..8 {
                let mut bad = bytes.clone();
                bad[at] ^= 1 << bit;
                if let Ok(facts) = Facts::decode(&bad) {
                    assert!(facts.is_whole());
                }
            }
            assert!(Facts::decode(&bytes[..at]).is_err(), "cut at {at}");
        }
    }
}
