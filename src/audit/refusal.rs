//! Which refusals are the same one again? Counts them, so that a flood costs little disk.

use std::collections::{HashMap, VecDeque};
use std::time::{Duration, Instant};

use super::record::Record;
use super::writer::Done;

/// How long refusals are counted together.
const WINDOW: Duration = Duration::from_secs(1);
/// Addresses, reasons and tools told apart at once; those beyond are counted without address and
/// token.
const MOST: usize = 4096;
/// Callers that wait for one first record.
const MOST_WAITING: usize = 1024;

/// What makes two refusals the same.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Same {
    remote: Option<String>,
    token: Option<String>,
    workspace: Option<String>,
    reason: Option<String>,
    tool: String,
    method: String,
}

impl Same {
    fn of(record: &Record) -> Self {
        Self {
            remote: record.remote.clone(),
            token: record.token_id.clone(),
            workspace: record.workspace_id.clone(),
            reason: record.denied_reason.clone(),
            tool: record.tool.clone(),
            method: record.method.clone(),
        }
    }
}

enum Stage {
    /// The first is on its way to the book; these wait for it.
    Pending(Vec<Done>),
    Written,
}

struct Entry {
    record: Record,
    repeats: u64,
    stage: Stage,
}

/// What to do with a refusal that has just arrived.
pub enum Arrival {
    /// Write it, then tell `Refusals::settle`.
    First(Same, Done),
    /// It is counted; answer.
    Repeat(Done),
    /// It is answered together with the first.
    Waiting,
    /// Too many wait: answer that it could not be written.
    Refused(Done),
}

/// The refusals of the last second.
#[derive(Default)]
pub struct Refusals {
    entries: HashMap<Same, Entry>,
    /// In the order in which their windows end.
    ends: VecDeque<(Instant, Same)>,
}

impl Refusals {
    pub fn arrive(&mut self, record: &mut Record, done: Done, now: Instant) -> Arrival {
        let mut same = Same::of(record);
        if self.entries.len() >= MOST && !self.entries.contains_key(&same) {
            (same.remote, same.token, same.workspace) = (None, None, None);
            (record.remote, record.token_id, record.workspace_id) = (None, None, None);
        }
        let Some(entry) = self.entries.get_mut(&same) else {
            let stage = Stage::Pending(Vec::new());
            let entry = Entry { record: record.clone(), repeats: 0, stage };
            self.entries.insert(same.clone(), entry);
            self.ends.push_back((now + WINDOW, same.clone()));
            return Arrival::First(same, done);
        };
        match &mut entry.stage {
            Stage::Pending(waiting) if waiting.len() >= MOST_WAITING => Arrival::Refused(done),
            Stage::Pending(waiting) => {
                waiting.push(done);
                Arrival::Waiting
            }
            Stage::Written => {
                entry.repeats += 1;
                Arrival::Repeat(done)
            }
        }
    }

    /// The first was written, or not: those who waited for it get the same answer. After a
    /// failure the next one is a first again.
    pub fn settle(&mut self, same: &Same, written: bool) -> Vec<Done> {
        let Some(entry) = self.entries.get_mut(same) else { return Vec::new() };
        let Stage::Pending(waiting) = std::mem::replace(&mut entry.stage, Stage::Written) else {
            return Vec::new();
        };
        if written {
            entry.repeats += waiting.len() as u64;
        } else {
            self.entries.remove(same);
            self.ends.retain(|(_, s)| s != same);
        }
        waiting
    }

    /// When the next window ends.
    pub fn next_end(&self) -> Option<Instant> {
        self.ends.front().map(|(at, _)| *at)
    }

    /// One record for the repeats of each window that has ended; all of them with `everything`.
    pub fn take_ended(&mut self, now: Instant, everything: bool) -> Vec<Record> {
        let mut ended = Vec::new();
        for _ in 0..self.ends.len() {
            let Some((at, same)) = self.ends.pop_front() else { break };
            if at > now && !everything {
                self.ends.push_front((at, same));
                break;
            }
            match self.entries.get(&same).map(|e| &e.stage) {
                Some(Stage::Pending(_)) => self.ends.push_back((now + WINDOW, same)),
                Some(Stage::Written) => ended.extend(self.entries.remove(&same)),
                None => {}
            }
        }
        ended.into_iter().filter(|e| e.repeats > 0).map(summary).collect()
    }
}

fn summary(entry: Entry) -> Record {
    Record {
        ts: crate::base::clock::now(),
        request_id: None,
        arguments_sha256: None,
        duration_ms: None,
        count: Some(entry.repeats),
        ..entry.record
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::{Kind, clock};

    fn refusal(remote: usize) -> Record {
        let mut record = Record::new("ctx_read", "tools/call").reason(Kind::Unauthorized);
        record.remote = Some(remote.to_string());
        record
    }

    /// Arrives, and is written at once when it is a first.
    fn arrive(refusals: &mut Refusals, remote: usize, now: Instant) -> bool {
        let mut record = refusal(remote);
        match refusals.arrive(&mut record, Box::new(|_| {}), now) {
            Arrival::First(same, _) => {
                assert!(refusals.settle(&same, true).is_empty());
                true
            }
            Arrival::Repeat(_) => false,
            Arrival::Waiting | Arrival::Refused(_) => panic!("nothing is pending"),
        }
    }

    #[test]
    fn more_addresses_than_are_told_apart_are_counted_together() {
        let (mut refusals, now) = (Refusals::default(), clock::instant());
        let firsts = (0..6000).filter(|n| arrive(&mut refusals, *n, now)).count();
        assert_eq!(firsts, MOST + 1, "one for all those beyond");
        assert!(!arrive(&mut refusals, 17, now), "those known are still told apart");
        assert!(refusals.take_ended(now, false).is_empty());
        let mut ended = refusals.take_ended(now + WINDOW, false);
        ended.sort_by_key(|r| r.count);
        let said: Vec<_> = ended.iter().map(|r| (r.remote.as_deref(), r.count)).collect();
        assert_eq!(said, [(Some("17"), Some(1)), (None, Some(6000 - MOST as u64 - 1))]);
        assert_eq!(refusals.next_end(), None);
        assert!(arrive(&mut refusals, 17, now + WINDOW), "a new second begins");
    }

    #[test]
    fn after_a_first_that_failed_the_next_is_a_first() {
        let (mut refusals, now) = (Refusals::default(), clock::instant());
        let mut first = || refusals.arrive(&mut refusal(1), Box::new(|_| {}), now);
        let Arrival::First(same, _) = first() else { panic!("the first is one") };
        assert!(matches!(first(), Arrival::Waiting));
        assert_eq!(refusals.settle(&same, false).len(), 1, "who waited is told");
        assert!(arrive(&mut refusals, 1, now));
        assert!(refusals.take_ended(now + WINDOW, false).is_empty(), "nothing was repeated");
    }

    #[test]
    fn a_window_stays_open_while_its_first_is_pending() {
        let (mut refusals, now) = (Refusals::default(), clock::instant());
        let Arrival::First(same, _) = refusals.arrive(&mut refusal(1), Box::new(|_| {}), now)
        else {
            panic!("the first is one")
        };
        assert!(refusals.take_ended(now + WINDOW, true).is_empty());
        assert!(refusals.next_end().is_some_and(|end| end > now + WINDOW));
        refusals.settle(&same, true);
        assert!(!arrive(&mut refusals, 1, now + WINDOW));
        assert_eq!(refusals.take_ended(now, true)[0].count, Some(1));
    }
}
