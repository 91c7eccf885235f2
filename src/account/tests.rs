//! Do machines that write apart come to the same, and is nothing lost on the way?

use std::collections::{BTreeMap, BTreeSet};

use proptest::prelude::*;
use serde_json::{Value, json};

use super::merge::State;
use super::section::{Replica, Section};

/// A server as the protocol has it: one blob, one version.
#[derive(Default)]
struct Server {
    version: u64,
    blob: Option<String>,
}

impl Server {
    fn read(&self) -> (u64, State) {
        let state = self.blob.as_ref().map(|text| serde_json::from_str(text).unwrap());
        (self.version, state.unwrap_or_default())
    }

    fn write(&mut self, over: u64, state: &State) -> bool {
        if over != self.version {
            return false;
        }
        self.version += 1;
        self.blob = Some(serde_json::to_string(state).unwrap());
        true
    }
}

/// Where a sync is broken off.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Cut {
    Nowhere,
    /// After reading, with nothing kept.
    Read,
    /// After what was merged was kept.
    Kept,
    /// After the server took it, before this machine knew.
    Sent,
}

/// As `sync::Sync::exchange` does it.
fn sync(replica: &mut Replica, server: &mut Server, section: Section, cut: Cut) {
    let before = replica.clone();
    let (version, theirs) = server.read();
    assert!(version >= replica.version);
    replica.join(&theirs, section);
    replica.version = version;
    if cut == Cut::Read {
        *replica = before;
        return;
    }
    if replica.state == theirs {
        replica.acknowledge(version, String::new());
        return;
    }
    if cut == Cut::Kept {
        return;
    }
    assert!(server.write(version, &replica.state));
    if cut == Cut::Sent {
        return;
    }
    replica.acknowledge(version + 1, String::new());
}

#[derive(Debug, Clone)]
enum Act {
    Set(usize, u8),
    Remove(usize, u8),
    Sync(usize, Cut),
}

fn acts() -> impl Strategy<Value = Vec<Act>> {
    let cut = prop_oneof![
        4 => Just(Cut::Nowhere),
        1 => Just(Cut::Read),
        1 => Just(Cut::Kept),
        1 => Just(Cut::Sent),
    ];
    let act = prop_oneof![
        4 => (0..3usize, 0..3u8).prop_map(|(machine, key)| Act::Set(machine, key)),
        1 => (0..3usize, 0..3u8).prop_map(|(machine, key)| Act::Remove(machine, key)),
        4 => (0..3usize, cut).prop_map(|(machine, cut)| Act::Sync(machine, cut)),
    ];
    prop::collection::vec(act, 0..60)
}

/// Which writes should count at the end, said without dots and versions: those that nobody took away or wrote
/// over who knew of them.
#[derive(Default)]
struct Truth {
    key_of: Vec<u8>,
    dead: BTreeSet<usize>,
    known: [BTreeSet<usize>; 3],
    server: BTreeSet<usize>,
}

impl Truth {
    fn forget(&mut self, machine: usize, key: u8) {
        let gone = self.known[machine].iter().filter(|write| self.key_of[**write] == key);
        self.dead.extend(gone);
    }

    fn write(&mut self, machine: usize, key: u8) -> usize {
        self.forget(machine, key);
        self.key_of.push(key);
        self.known[machine].insert(self.key_of.len() - 1);
        self.key_of.len() - 1
    }

    fn sync(&mut self, machine: usize, cut: Cut) {
        if cut == Cut::Read {
            return;
        }
        self.known[machine].extend(self.server.iter());
        if cut != Cut::Kept {
            self.server = self.known[machine].clone();
        }
    }

    fn live(&self) -> BTreeMap<String, BTreeSet<u64>> {
        let mut live: BTreeMap<String, BTreeSet<u64>> = BTreeMap::new();
        for (write, key) in self.key_of.iter().enumerate().filter(|(w, _)| !self.dead.contains(w)) {
            live.entry(key.to_string()).or_default().insert(write as u64);
        }
        live
    }
}

fn told(state: &State) -> BTreeMap<String, BTreeSet<u64>> {
    let values = |key: &str| state.all(key).iter().map(|e| e.value.as_u64().unwrap()).collect();
    state.keys().map(|key| (key.to_owned(), values(key))).collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn three_machines_end_equal_and_nothing_is_lost(acts in acts()) {
        let (mut server, mut truth) = (Server::default(), Truth::default());
        let mut machines: [Replica; 3] = Default::default();
        for act in acts {
            match act {
                Act::Set(machine, key) => {
                    let write = truth.write(machine, key);
                    machines[machine].begin();
                    machines[machine].put(&key.to_string(), json!(write));
                }
                Act::Remove(machine, key) => {
                    truth.forget(machine, key);
                    machines[machine].state.remove(&key.to_string());
                }
                Act::Sync(machine, cut) => {
                    truth.sync(machine, cut);
                    sync(&mut machines[machine], &mut server, Section::Knowledge, cut);
                }
            }
        }
        for machine in [0, 1, 2, 0, 1] {
            sync(&mut machines[machine], &mut server, Section::Knowledge, Cut::Nowhere);
        }
        let (_, end) = server.read();
        for machine in &machines {
            prop_assert_eq!(&machine.state, &end);
            prop_assert_eq!(machine.unsent(), 0);
        }
        prop_assert_eq!(told(&end), truth.live());
    }

    /// What merging must be, so that no order of it matters.
    #[test]
    fn merging_is_commutative_associative_and_idempotent(acts in acts()) {
        let mut server = Server::default();
        let mut machines: [Replica; 3] = Default::default();
        for (write, act) in acts.into_iter().enumerate() {
            match act {
                Act::Set(machine, key) => machines[machine].put(&key.to_string(), json!(write)),
                Act::Remove(machine, key) => machines[machine].state.remove(&key.to_string()),
                Act::Sync(machine, cut) => sync(&mut machines[machine], &mut server, Section::Knowledge, cut),
            }
        }
        let [a, b, c] = machines.map(|machine| machine.state);
        prop_assert_eq!(a.merged(&b), b.merged(&a));
        prop_assert_eq!(a.merged(&b).merged(&c), a.merged(&b.merged(&c)));
        prop_assert_eq!(a.merged(&a), a.clone());
        prop_assert_eq!(a.merged(&b).merged(&b), a.merged(&b));
    }

    /// Counters of several machines add, whatever is synced when, and whichever home is copied or put back.
    #[test]
    fn counters_add(acts in prop::collection::vec((0..3usize, 0..4u8), 0..40)) {
        let mut server = Server::default();
        let mut machines: [Replica; 3] = Default::default();
        let mut backups = machines.clone();
        // Calls that no copy of a home can have seen: those since the home was last synced.
        let mut total = 0;
        let mut open = [0u64; 3];
        for (machine, act) in acts {
            let own = &mut machines[machine];
            match act {
                0 | 1 => {
                    let key = own.own_key("");
                    let calls = own.state.get(&key).map_or(0, |e| e.value["calls"].as_u64().unwrap());
                    own.begin();
                    own.put(&key, json!({"calls": calls + 1}));
                    open[machine] += 1;
                }
                2 => {
                    sync(own, &mut server, Section::Stats, Cut::Nowhere);
                    total += std::mem::take(&mut open[machine]);
                    // A backup of a moment when all was sent.
                    backups[machine] = own.clone();
                }
                _ => {
                    // What was counted since the backup and never sent is gone with the home.
                    *own = backups[machine].clone();
                    open[machine] = 0;
                }
            }
        }
        for machine in [0, 1, 2, 0, 1] {
            sync(&mut machines[machine], &mut server, Section::Stats, Cut::Nowhere);
            total += std::mem::take(&mut open[machine]);
        }
        let (_, end) = server.read();
        let calls: u64 = end.keys().map(|key| end.get(key).unwrap().value["calls"].as_u64().unwrap()).sum();
        prop_assert_eq!(calls, total);
    }
}

#[test]
fn a_copied_home_is_another_replica_from_its_next_sync_on() {
    let mut server = Server::default();
    let mut one = Replica::default();
    let count = |replica: &mut Replica, calls: u64| {
        let key = replica.own_key("");
        replica.begin();
        replica.put(&key, json!({"calls": calls, "tools": {"ctx_read": calls}}));
    };
    count(&mut one, 5);
    sync(&mut one, &mut server, Section::Stats, Cut::Nowhere);
    let mut copy = one.clone();
    count(&mut one, 8);
    count(&mut copy, 7);
    sync(&mut one, &mut server, Section::Stats, Cut::Nowhere);
    sync(&mut copy, &mut server, Section::Stats, Cut::Nowhere);
    sync(&mut one, &mut server, Section::Stats, Cut::Nowhere);
    assert_ne!(one.name, copy.name);
    assert_eq!(one.state, copy.state);
    let values: BTreeMap<&str, &Value> =
        one.state.keys().map(|key| (key, &one.state.get(key).unwrap().value)).collect();
    assert_eq!(values[one.name.as_str()], &json!({"calls": 8, "tools": {"ctx_read": 8}}));
    assert_eq!(values[copy.name.as_str()], &json!({"calls": 2, "tools": {"ctx_read": 2}}));
}

#[test]
fn a_machine_that_was_away_for_a_year_brings_its_own_back_and_none_of_what_was_removed() {
    let mut server = Server::default();
    let (mut away, mut here) = (Replica::default(), Replica::default());
    away.put("old", json!("said long ago"));
    away.put("kept", json!("by both"));
    sync(&mut away, &mut server, Section::Knowledge, Cut::Nowhere);
    sync(&mut here, &mut server, Section::Knowledge, Cut::Nowhere);
    away.put("own", json!("written on the way"));
    here.state.remove("old");
    for day in 0..365 {
        here.begin();
        here.put("daily", json!(day));
        sync(&mut here, &mut server, Section::Knowledge, Cut::Nowhere);
    }
    sync(&mut away, &mut server, Section::Knowledge, Cut::Nowhere);
    sync(&mut here, &mut server, Section::Knowledge, Cut::Nowhere);
    assert_eq!(away.state, here.state);
    let keys: Vec<&str> = here.state.keys().collect();
    assert_eq!(keys, ["daily", "kept", "own"]);
    assert_eq!(here.state.get("daily").unwrap().value, json!(364));
}

#[test]
fn what_was_written_apart_is_kept_on_both_sides_until_it_is_written_anew() {
    let mut server = Server::default();
    let (mut a, mut b) = (Replica::default(), Replica::default());
    a.put("db", json!("postgres"));
    b.put("db", json!("sqlite"));
    sync(&mut a, &mut server, Section::Knowledge, Cut::Nowhere);
    sync(&mut b, &mut server, Section::Knowledge, Cut::Nowhere);
    sync(&mut a, &mut server, Section::Knowledge, Cut::Nowhere);
    assert_eq!(a.state.conflicts().collect::<Vec<_>>(), ["db"]);
    assert_eq!(a.state.get("db"), b.state.get("db"), "both say which one counts");
    b.put("db", json!("postgres"));
    sync(&mut b, &mut server, Section::Knowledge, Cut::Nowhere);
    sync(&mut a, &mut server, Section::Knowledge, Cut::Nowhere);
    assert_eq!(a.state.conflicts().count(), 0);
    assert_eq!(a.state.get("db").unwrap().value, json!("postgres"));
}
