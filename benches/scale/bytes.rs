//! What are an index's bytes? By kind of record, and by field.

use std::collections::{BTreeMap, HashSet};

use lean_ctx::bench::{Facts, Features, Published};

/// Prints a row for each kind of bytes that the parts are made of.
pub fn told(live: &Published, text: f64) {
    let row = |name: &str, bytes: u64| {
        let mb = bytes as f64 / 1e6;
        println!("    {name:<28} {mb:>9.2} MB {:>7.4} of the text", bytes as f64 / text);
    };
    symbols(live, &row);
    ranked(live, &row);
}

fn symbols(live: &Published, row: &dyn Fn(&str, u64)) {
    let (mut seen, mut kinds, mut kept) = (HashSet::new(), [0u64; 6], [0u64; 2]);
    let mut words = 0;
    let mut count = [0u64; 4];
    for entry in live.snapshot.entries() {
        for (at, place) in [entry.facts, entry.features].into_iter().enumerate() {
            let Some(place) = place.filter(|place| seen.insert(*place)) else { continue };
            let bytes = live.snapshot.packs.get(place).expect("a record");
            kept[at] += bytes.len() as u64;
            if at == 1 {
                words += 4 * Features::new(bytes).words().count() as u64;
                count[3] += Features::new(bytes).rows().count() as u64;
                continue;
            }
            let text = live.snapshot.indexed(entry).expect("a text").unwrap_or_default();
            let mut facts = Facts::decode(bytes, text).expect("facts");
            count[0] += facts.names.len() as u64;
            count[1] += facts.symbols.len() as u64;
            count[2] += facts.references.len() as u64;
            let mut last = facts.encode(text).len();
            let mut less = |facts: &Facts, at: usize| {
                let now = facts.encode(text).len();
                kinds[at] += (last - now) as u64;
                last = now;
            };
            // What comes last goes first: a name's number depends on those before it.
            facts.routes.clear();
            less(&facts, 0);
            facts.references.clear();
            less(&facts, 1);
            facts.exports.clear();
            facts.imports.clear();
            less(&facts, 2);
            facts.symbols.clear();
            less(&facts, 3);
            kinds[4] += last as u64;
        }
    }
    row("facts as kept", kept[0]);
    let names = ["routes", "references", "imports, exports", "declarations", "names, the rest"];
    names.iter().zip(kinds).for_each(|(name, bytes)| row(&format!("- {name}"), bytes));
    println!("    {} names, {} declarations, {} references", count[0], count[1], count[2]);
    row("features as kept", kept[1]);
    println!("    of which {:.1} MB words, {} rows", words as f64 / 1e6, count[3]);
}

fn ranked(live: &Published, row: &dyn Fn(&str, u64)) {
    let usage = live.searcher.inner.space_usage().expect("a readable index");
    println!("    {} segments", usage.segments().len());
    let mut rows: BTreeMap<(&str, String), u64> = BTreeMap::new();
    for segment in usage.segments() {
        let parts = [
            ("terms", segment.termdict()),
            ("postings", segment.postings()),
            ("fast", segment.fast_fields()),
            ("norms", segment.fieldnorms()),
        ];
        for (part, usage) in parts {
            *rows.entry((part, String::new())).or_default() += usage.total().get_bytes();
            for field in usage.fields() {
                let name = format!(" of {}", field.field_name());
                *rows.entry((part, name)).or_default() += field.total().get_bytes();
            }
        }
        *rows.entry(("store", String::new())).or_default() += segment.store().total().get_bytes();
    }
    rows.iter().for_each(|((part, field), bytes)| row(&format!("{part}{field}"), *bytes));
}
