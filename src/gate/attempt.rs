//! Has this network failed too often to say who it is? Counted by the minute, in bounded memory.

use std::collections::HashMap;
use std::net::IpAddr;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use crate::base::clock;

/// Failures that are answered with their reason; more within the window only with a time to wait.
pub const ALLOWED: u32 = 20;
/// Counted from a network's first failure.
const WINDOW: Duration = Duration::from_secs(60);
/// Networks told apart at once; those beyond share one count.
const MOST: usize = 4096;

#[derive(Debug, Clone, Copy)]
struct Count {
    failures: u32,
    ends: Instant,
}

impl Count {
    const fn new(ends: Instant) -> Self {
        Self { failures: 0, ends }
    }
}

#[derive(Debug, Default)]
struct Counts {
    /// No window ends earlier: before that there is nothing to sweep.
    earliest: Option<Instant>,
    told_apart: HashMap<IpAddr, Count>,
    others: Option<Count>,
}

/// Failed authentications, by network (one IPv4 address, one IPv6 /64).
///
/// A valid token is never refused for its neighbours: behind one address there may be a whole
/// office, and one client with a stale token would lock out all of it. So this does not slow down
/// whoever guesses right. It need not: a minted secret has 256 bits. It keeps a flood of failures
/// short, in what it is answered and in what is written of it.
#[derive(Debug, Default)]
pub struct Attempts(Mutex<Counts>);

impl Attempts {
    fn lock(&self) -> MutexGuard<'_, Counts> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// One more failure. `Some(seconds)`: there were too many, and so long they stay too many.
    pub fn fail(&self, network: IpAddr) -> Option<u64> {
        self.fail_at(network, clock::instant())
    }

    fn fail_at(&self, network: IpAddr, now: Instant) -> Option<u64> {
        let mut counts = self.lock();
        counts.sweep(now);
        let count = counts.of(network, now);
        if count.failures >= ALLOWED {
            // Rounded up: whoever waits so long is heard again.
            let left = count.ends.saturating_duration_since(now);
            return Some(left.as_secs() + 1);
        }
        count.failures += 1;
        None
    }
}

impl Counts {
    fn of(&mut self, network: IpAddr, now: Instant) -> &mut Count {
        let fresh = Count::new(now + WINDOW);
        if self.told_apart.len() >= MOST && !self.told_apart.contains_key(&network) {
            let others = self.others.get_or_insert(fresh);
            if others.ends <= now {
                *others = fresh;
            }
            return others;
        }
        self.earliest.get_or_insert(fresh.ends);
        self.told_apart.entry(network).or_insert(fresh)
    }

    /// Forgets windows that have ended. It looks at all of them, so no more often than one ends,
    /// and after that not within a second.
    fn sweep(&mut self, now: Instant) {
        if self.earliest.is_none_or(|earliest| now < earliest) {
            return;
        }
        self.told_apart.retain(|_, count| count.ends > now);
        let next = self.told_apart.values().map(|count| count.ends).min();
        self.earliest = next.map(|ends| ends.max(now + Duration::from_secs(1)));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn address(n: u32) -> IpAddr {
        std::net::Ipv4Addr::from(n).into()
    }

    /// How many of `tries` failures were answered with their reason.
    fn answered(attempts: &Attempts, network: IpAddr, tries: u32, now: Instant) -> u32 {
        (0..tries).filter(|_| attempts.fail_at(network, now).is_none()).count() as u32
    }

    #[test]
    fn each_network_has_its_own_count_and_a_new_one_every_minute() {
        let (attempts, now) = (Attempts::default(), clock::instant());
        assert_eq!(answered(&attempts, address(1), 100, now), ALLOWED);
        assert_eq!(answered(&attempts, address(2), 5, now), 5);
        let wait = attempts.fail_at(address(1), now + Duration::from_secs(30)).unwrap();
        assert!((30..=31).contains(&wait), "{wait}");
        let heard = now + Duration::from_secs(30 + wait);
        assert_eq!(answered(&attempts, address(1), 100, heard), ALLOWED);
    }

    #[test]
    fn a_flood_of_networks_shares_what_is_left() {
        let (attempts, now) = (Attempts::default(), clock::instant());
        let heard = (0..10_000).filter(|n| attempts.fail_at(address(*n), now).is_none()).count();
        assert_eq!(heard, MOST + ALLOWED as usize);
        assert!(attempts.fail_at(address(1), now).is_none(), "a known one keeps its own count");
        assert_eq!(attempts.lock().told_apart.len(), MOST);
        let later = now + WINDOW;
        assert!(attempts.fail_at(address(9_999), later).is_none());
        assert_eq!(attempts.lock().told_apart.len(), 1);
    }
}
