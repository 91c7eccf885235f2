//! How are facts kept? As bytes beside the text they were read off, and as what they are in memory.

use super::Facts;
use crate::base::{Error, Result};

/// Of what is read off a text: it rises whenever the same text may give other facts, be it by a
/// query, a grammar or the engine. An index of another version is built anew.
pub const VERSION: u32 = 6;

impl Facts {
    pub fn encode(&self) -> Vec<u8> {
        postcard::to_allocvec(self).expect("facts are plain data")
    }

    /// # Errors
    /// `internal` when the bytes are none that `encode` gave.
    pub fn decode(bytes: &[u8]) -> Result<Self> {
        let facts: Self = postcard::from_bytes(bytes)
            .map_err(|e| Error::internal("stored facts cannot be decoded").source(e))?;
        if facts.is_whole() {
            return Ok(facts);
        }
        Err(Error::internal("stored facts name what they do not hold"))
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

#[cfg(test)]
mod tests {
    use super::super::tests::read;
    use super::*;

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
