//! Which names begin so? Read off the facts without a graph: for whoever waits at a prompt.

use std::collections::BTreeSet;

use crate::base::clock::Deadline;
use crate::code::Facts;
use crate::workspace::snapshot::Snapshot;

/// At most `most` names of declarations that begin with `start`, in alphabetical order; of members
/// (`Engine.refresh`) only once the dot is there. When the time is over, those that were found by
/// then. Files that were not parsed yet, and damaged facts, are passed over.
pub fn beginning(
    snapshot: &Snapshot,
    start: &str,
    most: usize,
    deadline: &Deadline,
) -> Vec<String> {
    let head = start.split('.').next().unwrap_or_default();
    let mut found = BTreeSet::new();
    for entry in snapshot.entries() {
        if found.len() >= most || deadline.passed() {
            break;
        }
        let bytes = entry.facts.and_then(|place| snapshot.packs.get(place).ok());
        let (Some(bytes), Ok(Some(text))) = (bytes, snapshot.indexed(entry)) else { continue };
        // Names come first in the facts: most files need not be decoded further.
        if Facts::has_beginning(bytes, text, head)
            && let Ok(facts) = Facts::decode(bytes, text)
        {
            collect(&facts, start, &mut found);
        }
    }
    found.into_iter().take(most).collect()
}

fn collect(facts: &Facts, start: &str, found: &mut BTreeSet<String>) {
    // Names with spaces are headings and rules; nobody completes them.
    let typed = |name: &str| name.starts_with(start) && !name.contains(char::is_whitespace);
    for at in 0..facts.symbols.len() {
        let symbol = &facts.symbols[at];
        if start.contains('.') {
            let name = qualified(facts, at);
            if typed(&name) {
                found.insert(name);
            }
        } else if typed(&facts.names[symbol.name]) {
            found.insert(facts.names[symbol.name].to_owned());
        }
    }
}

/// `Engine.refresh`.
fn qualified(facts: &Facts, at: usize) -> String {
    let symbol = &facts.symbols[at];
    let name = &facts.names[symbol.name];
    match (symbol.parent, symbol.owner) {
        (Some(parent), _) => format!("{}.{name}", qualified(facts, parent as usize)),
        (None, Some(owner)) => format!("{}.{name}", &facts.names[owner]),
        (None, None) => name.to_owned(),
    }
}
