//! Is what was stored there, once, counted and found, whatever was done before it?

use std::collections::BTreeMap;

use proptest::prelude::*;

use super::*;
use crate::store::{Concept, Store, usage};

struct Shop {
    _dir: tempfile::TempDir,
    store: Store,
}

impl Shop {
    fn new() -> Self {
        let dir = tempfile::tempdir().unwrap();
        Self { store: Store::new(dir.path().join("state.db")), _dir: dir }
    }

    fn shelf<'a>(&'a self, workspace: &'a str) -> Shelf<'a> {
        Shelf { store: (&self.store).into(), workspace }
    }

    fn used(&self) -> u64 {
        self.store.read(|r| usage::of(r, Concept::Artifact)).unwrap()
    }
}

fn names(shelf: &Shelf, question: &str) -> Vec<String> {
    let hits = shelf.search(question, 10, &Deadline::none()).unwrap();
    hits.into_iter().map(|hit| hit.name).collect()
}

#[test]
fn a_name_holds_its_newest_content() {
    let shop = Shop::new();
    let shelf = shop.shelf("core");
    assert_eq!(shelf.get("plan.md").unwrap_err().kind(), Kind::NotFound);
    let first = shelf.put("plan.md", b"compare tokens", "team:a", None).unwrap();
    assert_eq!((first.entry.version, first.unchanged, first.entry.is_text), (1, false, true));
    let again = shelf.put("plan.md", b"compare tokens", "team:b", None).unwrap();
    assert!(again.unchanged && again.entry.author == "team:a");
    let second = shelf.put("plan.md", &[0xff, 0], "team:b", None).unwrap();
    assert_eq!((second.entry.version, second.entry.is_text), (2, false));
    assert_eq!(shelf.get("plan.md").unwrap(), (second.entry, vec![0xff, 0]));
    assert!(names(&shelf, "tokens").is_empty(), "the old words are gone");
    shelf.remove("plan.md").unwrap();
    assert_eq!(shelf.remove("plan.md").unwrap_err().kind(), Kind::NotFound);
    assert_eq!(shop.used(), 0);
}

#[test]
fn workspaces_share_nothing() {
    let shop = Shop::new();
    let (a, b) = (shop.shelf("a"), shop.shelf("b"));
    a.put("plan.md", b"the quota of the storage", "team:a", None).unwrap();
    let alone = a.search("storage quota", 10, &Deadline::none()).unwrap();
    for n in 0..20 {
        let text = format!("storage storage quota number {n} and much more to say");
        b.put(&format!("{n}.md"), text.as_bytes(), "team:b", None).unwrap();
    }
    assert_eq!(a.search("storage quota", 10, &Deadline::none()).unwrap(), alone);
    assert_eq!(a.list("", "", 100).unwrap().1, 1);
    assert!(a.get("3.md").is_err() && a.remove("3.md").is_err());
    assert!(shop.shelf("c").search("storage", 10, &Deadline::none()).unwrap().is_empty());
}

#[test]
fn limits_are_named_and_leave_what_was_there() {
    let shop = Shop::new();
    let shelf = shop.shelf("core");
    let large = shelf.put("large", &vec![0; MOST_BYTES + 1], "team:a", None).unwrap_err();
    assert!(large.message().contains("16777216"), "{large}");
    shelf.put("kept", &[b'x'; 1000], "team:a", Some(4096)).unwrap();
    let full = shelf.put("more", &[b'y'; 4000], "team:a", Some(4096)).unwrap_err();
    assert!(full.message().contains("quota of 4096 bytes"), "{full}");
    assert!(full.hint_text().unwrap().contains("storageQuotaBytes"));
    assert_eq!(shelf.list("", "", 10).unwrap().1, 1);
    // Another name for the same content costs a row, a smaller one in its place nothing.
    shelf.put("again", &[b'x'; 1000], "team:a", Some(4096)).unwrap();
    assert_eq!(shop.used(), 1000 + 2 * usage::ROW);
    shelf.put("kept", b"x", "team:a", Some(1)).unwrap_err();
    shelf.remove("again").unwrap();
    shelf.put("kept", b"x", "team:a", Some(1)).unwrap();
    assert!(shelf.put("../up", b"", "team:a", None).is_err());
}

#[test]
fn a_question_finds_the_place() {
    let shop = Shop::new();
    let shelf = shop.shelf("core");
    let mut long = "nothing of interest here\n".repeat(200);
    long.push_str("retention of events is thirty days\n");
    shelf.put("notes/long.md", long.as_bytes(), "team:a", None).unwrap();
    shelf.put("release-checklist.md", b"tag, build, sign", "team:a", None).unwrap();
    let hits = shelf.search("How long are events retained?", 10, &Deadline::none()).unwrap();
    assert_eq!(hits[0].found.span.lines, (201, 201));
    assert!(hits[0].text.starts_with("retention of events") && hits[0].found.share <= 1.0);
    assert_eq!(names(&shelf, "checklist"), ["release-checklist.md"]);
    assert!(names(&shelf, "\"'*()^ OR AND NEAR").is_empty(), "no syntax of the engine's");
}

#[derive(Debug, Clone)]
enum Act {
    Put(usize, usize, usize),
    Remove(usize, usize),
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn the_shelf_is_a_map(acts in prop::collection::vec(
        prop_oneof![
            3 => (0usize..2, 0usize..4, 0usize..5).prop_map(|(w, n, c)| Act::Put(w, n, c)),
            1 => (0usize..2, 0usize..4).prop_map(|(w, n)| Act::Remove(w, n)),
        ],
        0..30,
    )) {
        const CONTENTS: [&str; 5] = ["alpha one", "beta two", "alpha beta", "", "gamma alpha three"];
        let shop = Shop::new();
        let mut model: BTreeMap<(usize, String), &str> = BTreeMap::new();
        for act in acts {
            match act {
                Act::Put(w, n, c) => {
                    let name = format!("n{n}");
                    shop.shelf(&format!("w{w}")).put(&name, CONTENTS[c].as_bytes(), "t", None).unwrap();
                    model.insert((w, name), CONTENTS[c]);
                }
                Act::Remove(w, n) => {
                    let name = format!("n{n}");
                    let removed = shop.shelf(&format!("w{w}")).remove(&name);
                    prop_assert_eq!(removed.is_ok(), model.remove(&(w, name)).is_some());
                }
            }
        }
        let mut used = 0;
        for w in 0..2 {
            let workspace = format!("w{w}");
            let shelf = shop.shelf(&workspace);
            let mine: BTreeMap<_, _> =
                model.iter().filter(|((at, _), _)| *at == w).map(|((_, n), c)| (n.clone(), *c)).collect();
            let listed: Vec<String> = shelf.list("", "", 100).unwrap().0.into_iter().map(|e| e.name).collect();
            prop_assert_eq!(&listed, &mine.keys().cloned().collect::<Vec<_>>());
            let mut found = names(&shelf, "alpha");
            found.sort();
            let holds: Vec<String> =
                mine.iter().filter(|(_, c)| c.contains("alpha")).map(|(n, _)| n.clone()).collect();
            prop_assert_eq!(found, holds);
            let distinct: std::collections::BTreeSet<_> = mine.values().collect();
            used += distinct.iter().map(|c| c.len() as u64).sum::<u64>() + usage::ROW * mine.len() as u64;
        }
        prop_assert_eq!(shop.used(), used);
        prop_assert!(shop.store.faults().unwrap().unwrap_or_default().is_empty());
    }
}
