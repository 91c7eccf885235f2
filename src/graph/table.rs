//! What does one file declare under a name? Places among its symbols, sorted by name: a hash table for each file takes ten
//! times as much, and there are millions of symbols.

use crate::code::facts::{Facts, Name, ReferenceKind, Symbol, SymbolKind};

/// Every method is to be given the facts that it was made of.
#[derive(Default)]
pub struct Table {
    /// By name.
    top: Box<[u32]>,
    /// By the names of a type and of its member: `impl` blocks add to the type they are named after.
    members: Box<[u32]>,
    /// What each type is derived from, as it is written; by type.
    bases: Box<[(u32, Name)]>,
}

impl Table {
    pub fn of(facts: &Facts) -> Self {
        let symbol = |at: u32| &facts.symbols[at as usize];
        let name = |at: u32| &facts[symbol(at).name];
        let all = 0..u32::try_from(facts.symbols.len()).unwrap_or(u32::MAX);
        let (mut members, mut top): (Vec<u32>, Vec<u32>) =
            all.partition(|at| around(facts, symbol(*at)).is_some());
        // The type, not what adds to it.
        let adds = |at: u32| symbol(at).kind == SymbolKind::Implementation;
        top.sort_unstable_by_key(|at| (name(*at), adds(*at), *at));
        top.dedup_by_key(|at| name(*at));
        let member = |at: u32| (around(facts, symbol(at)), name(at));
        members.sort_unstable_by_key(|at| (member(*at), *at));
        members.dedup_by_key(|at| member(*at));
        let inherits = facts.references.iter().filter(|r| r.kind == ReferenceKind::Inherit);
        let mut bases: Vec<(u32, Name)> =
            inherits.filter_map(|base| Some((base.within?, base.chain))).collect();
        bases.sort_by_key(|(of, _)| *of);
        Self { top: top.into(), members: members.into(), bases: bases.into() }
    }

    /// What stands in nothing else.
    pub fn top(&self, facts: &Facts, name: &str) -> Option<u32> {
        let own = |at: &u32| facts[facts.symbols[*at as usize].name].cmp(name);
        self.top.binary_search_by(own).ok().map(|at| self.top[at])
    }

    pub fn member(&self, facts: &Facts, of: &str, name: &str) -> Option<u32> {
        let own = |at: &u32| {
            let symbol = &facts.symbols[*at as usize];
            (around(facts, symbol), &facts[symbol.name]).cmp(&(Some(of), name))
        };
        self.members.binary_search_by(own).ok().map(|at| self.members[at])
    }

    /// What a type is derived from, in the order of its listing.
    pub fn bases<'f>(
        &self,
        facts: &'f Facts,
        of: u32,
    ) -> impl DoubleEndedIterator<Item = &'f str> + use<'_, 'f> {
        let start = self.bases.partition_point(|(own, _)| *own < of);
        let end = self.bases.partition_point(|(own, _)| *own <= of);
        self.bases[start..end].iter().map(|(_, chain)| &facts[*chain])
    }
}

/// The name of the type whose member it is, or of what it stands in.
fn around<'f>(facts: &'f Facts, symbol: &Symbol) -> Option<&'f str> {
    let parent = || Some(facts.symbols.get(symbol.parent? as usize)?.name);
    symbol.owner.or_else(parent).map(|name| &facts[name])
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::code::{Extractor, dialect_of};
    use crate::workspace::language::Language;

    #[test]
    fn the_first_of_a_name_counts_and_a_type_before_what_adds_to_it() {
        let text = "impl B { fn f() {} }\nfn a() {}\nstruct B;\nimpl B { fn f() {} fn g() {} }\nfn a() {}\n";
        let dialect = dialect_of("a.rs", Language::Rust).unwrap();
        let facts = Extractor::default().extract(dialect, text.as_bytes());
        let table = Table::of(&facts);
        let line = |at: Option<u32>| at.map(|at| facts.symbols[at as usize].lines.0);
        assert_eq!(line(table.top(&facts, "a")), Some(2));
        assert_eq!(line(table.top(&facts, "B")), Some(3));
        assert_eq!(line(table.top(&facts, "f")), None);
        assert_eq!(line(table.member(&facts, "B", "f")), Some(1));
        assert_eq!(line(table.member(&facts, "B", "g")), Some(4));
        assert_eq!(line(table.member(&facts, "A", "g")), None);
    }
}
