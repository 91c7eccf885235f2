//! Is each one's state their own, and what is handed over whole?

use super::*;
use crate::base;
use crate::store::{Concept, Store, usage};

struct Office {
    _dir: tempfile::TempDir,
    store: Store,
}

impl Office {
    fn new() -> Self {
        let dir = tempfile::tempdir().unwrap();
        Self { store: Store::new(dir.path().join("state.db")), _dir: dir }
    }

    fn desk<'a>(&'a self, agent: &'a str) -> Desk<'a> {
        Desk {
            store: (&self.store).into(),
            workspace: "core",
            channel: "default",
            agent,
            quota: None,
        }
    }

    fn used(&self, concept: Concept) -> u64 {
        self.store.read(|r| usage::of(r, concept)).unwrap()
    }
}

fn note(desk: &Desk, kind: Kind, text: &str) -> Entry {
    desk.note(kind, &Noting { text, ..Noting::default() }).unwrap()
}

fn texts(desk: &Desk) -> Vec<String> {
    desk.state().unwrap().entries.into_iter().map(|e| e.text).collect()
}

#[test]
fn state_belongs_to_workspace_channel_and_agent() {
    let office = Office::new();
    let alice = office.desk("team:alice");
    alice.set_task("mend the parser").unwrap();
    note(&alice, Kind::Finding, "it loops");
    let others = [
        office.desk("team:bob"),
        Desk { channel: "other", ..alice },
        Desk { workspace: "api", ..alice },
    ];
    for other in &others {
        let status = other.status(u64::MAX, 10).unwrap();
        assert!(status.session.is_none() && status.entries.is_empty() && status.counts.is_empty());
        note(other, Kind::Decision, "theirs");
    }
    assert_eq!(texts(&alice), ["it loops"]);
    assert_eq!(alice.reset().unwrap(), 1);
    assert_eq!(others.map(|other| texts(&other)), [["theirs"], ["theirs"], ["theirs"]]);
    assert_eq!(note(&alice, Kind::Finding, "new").number, 2, "numbers go on");
    assert_eq!(alice.state().unwrap().task, "");
}

#[test]
fn what_is_freed_is_counted() {
    let office = Office::new();
    let alice = office.desk("team:alice");
    alice.set_task("a").unwrap();
    alice.set_task("a longer task").unwrap();
    for n in 0..10 {
        note(&alice, Kind::ALL[n % 3], "something");
    }
    assert!(office.used(Concept::Session) > 10 * usage::ROW);
    alice.reset().unwrap();
    assert_eq!(office.used(Concept::Session), usage::ROW + "default".len() as u64);
    let full = Desk { quota: Some(10), ..alice };
    assert!(full.set_task("much longer than that").unwrap_err().message().contains("quota of 10"));
    assert!(full.push("x").is_err() && full.hand_over("x", None).is_err());
}

#[test]
fn bad_texts_and_full_states_are_refused() {
    let office = Office::new();
    let alice = office.desk("team:alice");
    for bad in ["", "  ", &"x".repeat(LONGEST_TEXT + 1)] {
        assert!(alice.set_task(bad).is_err() && alice.push(bad).is_err());
        assert!(alice.note(Kind::Finding, &Noting { text: bad, ..Noting::default() }).is_err());
    }
    let path = Noting { text: "x", path: Some("a\nb"), ..Noting::default() };
    assert!(alice.note(Kind::Finding, &path).is_err());
    let given = |n: usize| {
        vec![Given { kind: "finding", noting: Noting { text: "x", ..Noting::default() } }; n]
    };
    assert_eq!(
        alice.import(Some("t"), &given(MOST_ENTRIES as usize), false).unwrap(),
        MOST_ENTRIES
    );
    let full = alice.note(Kind::Finding, &Noting { text: "x", ..Noting::default() }).unwrap_err();
    assert!(full.message().contains("at most 1000") && full.hint_text().is_some());
    assert!(alice.import(None, &given(1), false).is_err());
    assert_eq!(alice.import(None, &given(1), true).unwrap(), 1);
    let mut bad = given(3);
    bad[2].kind = "rumour";
    assert!(alice.import(None, &bad, true).unwrap_err().message().contains("entries[2]"));
    assert_eq!(texts(&alice).len(), 1, "nothing of a bad import is taken in");
}

#[test]
fn a_handoff_goes_to_whom_it_is_for() {
    let office = Office::new();
    let (alice, bob, carol) =
        (office.desk("team:alice"), office.desk("team:bob"), office.desk("team:carol"));
    alice.set_task("mend the parser").unwrap();
    note(&alice, Kind::Finding, "it loops");
    let private = alice.hand_over("for you", Some("bob")).unwrap();
    let open = alice.hand_over("whoever", None).unwrap();
    note(&alice, Kind::Finding, "later");
    let seen = |desk: &Desk| -> Vec<u64> {
        desk.handoffs(u64::MAX, 10).unwrap().into_iter().map(|h| h.number).collect()
    };
    assert_eq!((seen(&alice), seen(&bob), seen(&carol)), (vec![2, 1], vec![2, 1], vec![2]));
    assert_eq!(carol.take_over(private, true).unwrap_err().kind(), base::Kind::NotFound);
    let elsewhere = Desk { workspace: "api", ..bob };
    assert!(elsewhere.take_over(open, true).is_err());
    note(&bob, Kind::Decision, "mine");
    let taken = bob.take_over(private, true).unwrap();
    assert_eq!((taken.adopted, taken.handed.state.task.as_str()), (1, "mend the parser"));
    assert_eq!(bob.take_over(private, true).unwrap().adopted, 0, "each entry once");
    assert_eq!(texts(&bob), ["mine", "it loops"]);
    assert_eq!(bob.state().unwrap().entries[1].author, "team:alice");
    assert_eq!(bob.state().unwrap().task, "mend the parser");
    assert_eq!(carol.take_over(open, false).unwrap().adopted, 0);
    assert!(texts(&carol).is_empty());
    assert_eq!(alice.handoffs(u64::MAX, 1).unwrap()[0].pulled.as_ref().unwrap().1, "team:carol");
    assert!(alice.take_over(u64::MAX, true).is_err());
}

#[test]
fn messages_reach_every_other_once() {
    let office = Office::new();
    let (alice, bob) = (office.desk("team:alice"), office.desk("team:bob"));
    for n in 1..=3 {
        assert_eq!(alice.push(&format!("m{n}")).unwrap(), n);
    }
    bob.push("from bob").unwrap();
    let read = |desk: &Desk, since| -> Vec<String> {
        desk.unread(since, 10).unwrap().into_iter().map(|s| s.text).collect()
    };
    assert_eq!(read(&bob, None), ["m1", "m2", "m3"]);
    bob.mark_read(2).unwrap();
    bob.mark_read(1).unwrap();
    assert_eq!(read(&bob, None), ["m3"]);
    assert_eq!(read(&bob, Some(0)), ["m1", "m2", "m3"]);
    assert_eq!(read(&alice, None), ["from bob"]);
    let elsewhere = Desk { channel: "other", ..bob };
    assert!(read(&elsewhere, Some(0)).is_empty());
    assert!(office.desk("team:new").unread(Some(u64::MAX), 10).unwrap().is_empty());
}

#[test]
fn a_channel_keeps_its_newest_messages() {
    let office = Office::new();
    let alice = office.desk("team:alice");
    let most = crate::store::share::MOST as u64;
    for n in 0..most + 5 {
        office
            .store
            .write_soon(|w| crate::store::share::add(w, &alice.owner(), "x", n as i64, None))
            .unwrap();
    }
    let bob = office.desk("team:bob");
    let kept = bob.unread(Some(0), 10_000).unwrap();
    assert_eq!((kept.len() as u64, kept[0].number), (most, 6));
    assert_eq!(office.used(Concept::Share), most * (usage::ROW + 1));
}

#[test]
fn writers_at_once_lose_no_entry() {
    let office = Office::new();
    std::thread::scope(|s| {
        for thread in 0..6 {
            let office = &office;
            s.spawn(move || {
                // Two threads a token: one person's two clients.
                let agent = format!("team:{}", thread % 3);
                let desk = office.desk(&agent);
                for n in 0..8 {
                    note(&desk, Kind::Finding, &format!("{thread}-{n}"));
                    desk.push("to all").unwrap();
                }
            });
        }
    });
    for agent in ["team:0", "team:1", "team:2"] {
        let status = office.desk(agent).status(u64::MAX, 100).unwrap();
        let numbers: Vec<u64> = status.entries.iter().map(|e| e.number).rev().collect();
        assert_eq!(numbers, (1..=16).collect::<Vec<u64>>());
        assert_eq!(office.desk(agent).unread(Some(0), 100).unwrap().len(), 32);
    }
    assert!(office.store.faults().unwrap().unwrap().is_empty());
}
