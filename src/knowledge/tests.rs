//! Does what was said stay readable, count until it is replaced, and be found by its words?

use proptest::prelude::*;

use super::*;
use crate::base::clock::Deadline;
use crate::store::{Concept, Store, usage};

struct House {
    _dir: tempfile::TempDir,
    store: Store,
}

impl House {
    fn new() -> Self {
        let dir = tempfile::tempdir().unwrap();
        Self { store: Store::new(dir.path().join("state.db")), _dir: dir }
    }

    fn memory<'a>(&'a self, agent: &'a str) -> Memory<'a> {
        Memory { store: (&self.store).into(), workspace: "core", agent, quota: None }
    }
}

fn name(text: &str) -> Name {
    Name::parse(text).unwrap()
}

fn say(memory: &Memory, at: &str, value: &str) -> Remembered {
    let saying = Saying { value, confidence: 1.0, supersedes: None };
    memory.remember(&name(at), &saying).unwrap()
}

fn recalled(memory: &Memory, question: &str) -> Vec<String> {
    let found = memory.recall(question, None, 10, &Deadline::none()).unwrap();
    found.into_iter().map(|r| format!("{}/{}", r.fact.category, r.fact.key)).collect()
}

#[test]
fn a_new_value_counts_and_the_old_one_is_history() {
    let house = House::new();
    let (a, b) = (house.memory("team:a"), house.memory("team:b"));
    let first = say(&a, "build/tool", "make");
    assert_eq!((first.fact.number, first.conflict.is_none(), first.unchanged), (1, true, false));
    assert!(say(&a, "build/tool", "make").unchanged);
    let agreed = say(&b, "build/tool", "make");
    assert!(agreed.unchanged && agreed.fact.votes == (1, 0) && agreed.conflict.is_none());
    let over = say(&b, "build/tool", "ninja");
    assert_eq!(over.conflict.unwrap().author, "team:a");
    assert_eq!(over.fact.supersedes, Some(1));
    assert!(say(&b, "build/tool", "bazel").conflict.is_none(), "one's own word is no conflict");
    let values: Vec<String> =
        a.history(&name("build/tool")).unwrap().into_iter().map(|f| f.value).collect();
    assert_eq!(values, ["bazel", "ninja", "make"]);
    assert_eq!(recalled(&a, "make"), Vec::<String>::new());
    assert_eq!(recalled(&a, "bazel tools"), ["build/tool"]);
}

#[test]
fn who_names_the_value_that_counts_is_in_no_conflict() {
    let house = House::new();
    let (a, b) = (house.memory("team:a"), house.memory("team:b"));
    say(&a, "k", "one");
    let over = |memory: &Memory, value: &str, number| {
        memory.remember(&name("k"), &Saying { value, confidence: 0.5, supersedes: Some(number) })
    };
    assert!(over(&b, "two", 1).unwrap().conflict.is_none());
    assert_eq!(over(&a, "three", 1).unwrap().conflict.unwrap().value, "two");
    say(&a, "other", "x");
    for wrong in [0, 4, 99] {
        assert_eq!(over(&a, "four", wrong).unwrap_err().kind(), Kind::InvalidArguments);
    }
}

#[test]
fn removed_is_not_recalled_and_purged_was_never_there() {
    let house = House::new();
    let memory = house.memory("team:a");
    say(&memory, "k", "the secret word");
    say(&memory, "l", "another");
    memory.relate(&name("k"), "near", &name("l")).unwrap();
    memory.remove(&name("k")).unwrap();
    assert_eq!(memory.remove(&name("k")).unwrap_err().kind(), Kind::NotFound);
    assert_eq!(memory.get(&name("k")).unwrap_err().kind(), Kind::NotFound);
    assert!(recalled(&memory, "secret").is_empty());
    assert_eq!(memory.history(&name("k")).unwrap()[0].retired.as_ref().unwrap().1, "team:a");
    say(&memory, "k", "again");
    assert_eq!(memory.purge(&name("k")).unwrap(), 2);
    assert!(memory.history(&name("k")).is_err() && memory.purge(&name("k")).is_err());
    assert!(memory.neighbours(&name("l"), 3, None).unwrap().0.is_empty());
    memory.purge(&name("l")).unwrap();
    assert_eq!(house.store.read(|r| usage::of(r, Concept::Fact)).unwrap(), 0);
    assert_eq!(say(&memory, "k", "new").fact.number, 4, "numbers are never used again");
}

#[test]
fn doubt_lowers_and_agreement_raises() {
    let house = House::new();
    let memory = house.memory("team:a");
    say(&memory, "one", "the port is 8080");
    say(&memory, "two", "the port is 9090");
    for agent in ["team:b", "team:c"] {
        house.memory(agent).feedback(&name("two"), false).unwrap();
        house.memory(agent).feedback(&name("two"), false).unwrap();
    }
    assert_eq!(memory.get(&name("two")).unwrap().votes, (0, 2), "one voice each");
    assert_eq!(recalled(&memory, "which port"), ["general/one", "general/two"]);
    house.memory("team:b").feedback(&name("two"), true).unwrap();
    assert_eq!(memory.get(&name("two")).unwrap().votes, (1, 1));
}

#[test]
fn consolidation_merges_what_is_said_twice_and_drops_what_is_doubted() {
    let house = House::new();
    let memory = house.memory("team:a");
    say(&memory, "a/one", "Tests run with `cargo test`.");
    say(&memory, "a/two", "tests run with cargo test");
    say(&memory, "b/one", "tests run with cargo test");
    let unsure = Saying { value: "wrong", confidence: 0.3, supersedes: None };
    memory.remember(&name("a/bad"), &unsure).unwrap();
    for agent in ["team:b", "team:c"] {
        house.memory(agent).feedback(&name("a/bad"), false).unwrap();
    }
    let notes = [Note { category: "finding", text: "Compare tokens in constant time!".into() }];
    let plan = memory.consolidate(&notes, None, true).unwrap();
    assert!(memory.get(&name("a/bad")).is_ok(), "a dry run changes nothing");
    let done = memory.consolidate(&notes, None, false).unwrap();
    assert_eq!((&done.merged, &done.doubted), (&plan.merged, &plan.doubted));
    assert_eq!(done.merged, [(name("a/two"), name("a/one"))]);
    assert_eq!(done.doubted, [name("a/bad")]);
    assert_eq!(done.remembered, [name("finding/compare-tokens-in-constant-time")]);
    assert_eq!(memory.consolidate(&notes, None, false).unwrap(), Consolidated::default());
    memory.remove(&done.remembered[0]).unwrap();
    assert_eq!(memory.consolidate(&notes, None, false).unwrap(), Consolidated::default());
}

#[test]
fn an_export_is_taken_in_elsewhere() {
    let house = House::new();
    let memory = house.memory("team:a");
    for n in 0..5 {
        say(&memory, &format!("c/k{n}"), &format!("value {n}"));
    }
    say(&memory, "c/k0", "newer");
    assert_eq!(memory.export(true, 1, 100).unwrap().len(), 6);
    let facts: Vec<Imported> = memory
        .export(false, 1, 100)
        .unwrap()
        .into_iter()
        .map(|f| Imported {
            name: Name { category: f.category, key: f.key },
            value: f.value,
            confidence: f.confidence,
        })
        .collect();
    let there = Memory { workspace: "other", ..house.memory("team:b") };
    say(&there, "c/k1", "their own");
    let outcome = there.import(&facts, false).unwrap();
    assert_eq!(outcome, Outcome { added: 4, kept: 1, ..Outcome::default() });
    assert_eq!(there.get(&name("c/k0")).unwrap().author, "team:b");
    let again = there.import(&facts, true).unwrap();
    assert_eq!(again, Outcome { unchanged: 4, replaced: 1, ..Outcome::default() });
    let mut bad = facts.clone();
    bad[3].value = String::new();
    assert!(there.import(&bad, true).unwrap_err().message().contains("facts[3]"));
}

#[test]
fn neighbours_are_found_either_way_and_to_a_depth() {
    let house = House::new();
    let memory = house.memory("team:a");
    for key in ["a", "b", "c", "d", "e"] {
        say(&memory, key, key);
    }
    for (from, kind, to) in
        [("a", "needs", "b"), ("c", "needs", "b"), ("c", "near", "d"), ("d", "needs", "a")]
    {
        assert!(memory.relate(&name(from), kind, &name(to)).unwrap());
        assert!(!memory.relate(&name(from), kind, &name(to)).unwrap());
    }
    let found = |depth, kind| -> Vec<(String, usize)> {
        let (found, more) = memory.neighbours(&name("a"), depth, kind).unwrap();
        assert!(!more);
        found.into_iter().map(|n| (n.name.key, n.distance)).collect()
    };
    assert_eq!(found(1, None), [("b".into(), 1), ("d".into(), 1)]);
    assert_eq!(found(2, None), [("b".into(), 1), ("d".into(), 1), ("c".into(), 2)]);
    assert_eq!(found(9, Some("near")), []);
    assert!(memory.relate(&name("a"), "needs", &name("a")).is_err());
    assert!(memory.relate(&name("a"), "needs", &name("none")).is_err());
    assert_eq!(memory.unrelate(&name("a"), &name("b"), None).unwrap().len(), 1);
    assert_eq!(found(1, None), [("d".into(), 1)]);
}

#[test]
fn what_cannot_be_a_fact_is_refused() {
    let house = House::new();
    let memory = house.memory("team:a");
    for bad in ["", " ", "a\n", "/", "c/", "/k", &"x".repeat(300)] {
        assert!(Name::parse(bad).is_err(), "{bad:?}");
    }
    assert!(Name::new(Some("a/b"), "k").is_err());
    for (value, confidence) in [
        ("", 1.0),
        (" \n", 1.0),
        (&*"x".repeat(9000), 1.0),
        ("v", 1.1),
        ("v", f64::NAN),
        ("v", -0.1),
    ] {
        let saying = Saying { value, confidence, supersedes: None };
        assert_eq!(
            memory.remember(&name("k"), &saying).unwrap_err().kind(),
            Kind::InvalidArguments
        );
    }
    let full = Memory { quota: Some(100), ..memory };
    let saying = Saying { value: "v", confidence: 1.0, supersedes: None };
    assert!(full.remember(&name("k"), &saying).unwrap_err().message().contains("quota of 100"));
}

#[test]
fn writers_at_once_lose_no_word() {
    let house = House::new();
    std::thread::scope(|s| {
        for agent in 0..6 {
            let house = &house;
            s.spawn(move || {
                let agent = format!("team:{agent}");
                let memory = house.memory(&agent);
                for n in 0..8 {
                    say(&memory, "shared", &format!("{agent} says {n}"));
                    say(&memory, &format!("own/{}-{n}", agent.replace(':', "-")), "mine");
                }
            });
        }
    });
    let memory = house.memory("team:0");
    let history = memory.history(&name("shared")).unwrap();
    assert_eq!(history.len(), 48);
    assert_eq!(history.iter().filter(|f| f.retired.is_none()).count(), 1);
    // Each knows the one before it: nobody wrote over a value that it did not see.
    assert!(history.windows(2).all(|two| two[0].supersedes == Some(two[1].number)));
    assert_eq!(memory.list("own", "", ("", ""), 100).unwrap().1, 48);
    assert!(house.store.faults().unwrap().unwrap().is_empty());
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(16))]

    #[test]
    fn a_fact_is_found_by_each_of_its_words(
        values in prop::collection::vec(prop::collection::vec("[a-z]{4,9}", 1..6), 1..12)
    ) {
        let house = House::new();
        let memory = house.memory("team:a");
        for (n, words) in values.iter().enumerate() {
            say(&memory, &format!("k{n}"), &words.join(" "));
        }
        for (n, words) in values.iter().enumerate() {
            for word in words {
                let found = memory.recall(word, None, 100, &Deadline::none()).unwrap();
                let key = format!("k{n}");
                prop_assert!(found.iter().any(|r| r.fact.key == key), "{} by {}", key, word);
            }
        }
    }
}
