//! How much has changed in a channel since a caller was last there?
//!
//! Counted are events that change what callers share (all but `local` ones: a channel in which
//! many only read is not stale), by others than the caller. A caller is there when one of its tool
//! calls in the channel is answered, when it reads the channel's summary, and when a stream of its
//! has brought it everything; it is told once, and starts anew from there. Kept in memory: after a
//! restart everybody begins at the present.

use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

/// Changes beyond which a caller is told.
pub const BOUND: u64 = 10;
/// Callers in channels that are remembered; beyond that all are forgotten, and are told later.
const MOST: usize = 65_536;

#[derive(Debug, Default)]
struct Channel {
    changes: u64,
    /// What each caller has seen of them.
    seen: HashMap<String, u64>,
}

#[derive(Debug, Default)]
struct Channels {
    /// By workspace and name.
    all: HashMap<String, HashMap<String, Channel>>,
    callers: usize,
}

#[derive(Debug, Default)]
pub struct Guard(Mutex<Channels>);

impl Guard {
    fn lock(&self) -> MutexGuard<'_, Channels> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// How far behind the caller was; from now on it is not.
    pub fn arrive(&self, workspace: &str, channel: &str, caller: &str) -> u64 {
        let mut channels = self.lock();
        let known = channels
            .all
            .get_mut(workspace)
            .and_then(|named| named.get_mut(channel))
            .and_then(|c| c.seen.get_mut(caller).map(|seen| (c.changes, seen)));
        if let Some((changes, seen)) = known {
            return changes - std::mem::replace(seen, changes);
        }
        if channels.callers >= MOST {
            *channels = Channels::default();
        }
        channels.callers += 1;
        let named = channels.all.entry(workspace.to_owned()).or_default();
        let channel = named.entry(channel.to_owned()).or_default();
        channel.seen.insert(caller.to_owned(), channel.changes);
        0
    }

    /// The caller has changed something itself.
    pub fn change(&self, workspace: &str, channel: &str, caller: &str, changes: u64) {
        let mut channels = self.lock();
        // Where nobody has been, nobody is behind.
        let found = channels.all.get_mut(workspace).and_then(|named| named.get_mut(channel));
        let Some(channel) = found else { return };
        channel.changes += changes;
        if let Some(seen) = channel.seen.get_mut(caller) {
            *seen += changes;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn others_changes_count_once_and_ones_own_never() {
        let guard = Guard::default();
        assert_eq!(guard.arrive("core", "default", "a"), 0);
        assert_eq!(guard.arrive("core", "default", "b"), 0);
        guard.change("core", "default", "a", 3);
        guard.change("core", "default", "b", 1);
        guard.change("core", "other", "b", 9);
        assert_eq!(guard.arrive("core", "default", "a"), 1);
        assert_eq!(guard.arrive("core", "default", "a"), 0);
        assert_eq!(guard.arrive("core", "default", "b"), 3);
        assert_eq!(guard.arrive("core", "default", "new"), 0);
        assert_eq!(guard.arrive("web", "default", "a"), 0);
    }

    #[test]
    fn memory_is_bounded() {
        let guard = Guard::default();
        for n in 0..=MOST {
            guard.arrive("core", &n.to_string(), "a");
        }
        assert_eq!(guard.lock().callers, 1);
    }
}
