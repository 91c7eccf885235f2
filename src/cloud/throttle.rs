//! May this be tried again now? Buckets by act and by who: an address of the network, an account.

use std::collections::HashMap;
use std::sync::Mutex;
use std::time::{Duration, Instant};

use super::lock;
use crate::base::{Error, Kind, Result, clock};
use crate::config::cloud;

/// What is counted, each for itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Act {
    /// A password or a reset token is tried.
    LoginFrom,
    LoginTo,
    /// A registration, or a mail that is asked for.
    RegisterFrom,
    RegisterTo,
    /// A salt is asked for, or an API key shown that is none.
    KnockFrom,
    ContributeFrom,
    Request,
}

const QUARTER: Duration = Duration::from_secs(15 * 60);
const HOUR: Duration = Duration::from_secs(60 * 60);
/// Knocks of one address a minute: an office's, and few beside what login itself allows.
const KNOCKS: u32 = 120;
/// Buckets held; beyond, those that are full again are forgotten.
const MOST: usize = 100_000;

struct Bucket {
    level: f64,
    at: Instant,
}

pub struct Throttle {
    limits: cloud::Throttle,
    buckets: Mutex<HashMap<(Act, String), Bucket>>,
}

impl Throttle {
    pub fn new(limits: cloud::Throttle) -> Self {
        Self { limits, buckets: Mutex::default() }
    }

    /// How many at once, and in which time as many grow again.
    const fn form(&self, act: Act) -> (u32, Duration) {
        let limits = &self.limits;
        match act {
            Act::LoginFrom => (limits.logins_per_address, Duration::from_secs(600)),
            Act::LoginTo => (limits.logins_per_account, QUARTER),
            Act::RegisterFrom => (limits.registrations_per_address, HOUR),
            Act::RegisterTo => (limits.registrations_per_account, HOUR),
            Act::KnockFrom => (KNOCKS, Duration::from_secs(60)),
            Act::ContributeFrom => (limits.contributions_per_address, HOUR),
            Act::Request => {
                (limits.requests_per_second.saturating_mul(10), Duration::from_secs(10))
            }
        }
    }

    /// Counts one.
    ///
    /// # Errors
    /// `rate_limited`, with the seconds to wait.
    pub fn take(&self, act: Act, who: &str) -> Result<(), (Error, u64)> {
        self.take_at(act, who, clock::instant())
    }

    fn take_at(&self, act: Act, who: &str, now: Instant) -> Result<(), (Error, u64)> {
        let (most, span) = self.form(act);
        let (most, span) = (f64::from(most.max(1)), span.as_secs_f64());
        let mut buckets = lock(&self.buckets);
        let grown = |bucket: &Bucket, most: f64, span: f64| {
            let gained = now.saturating_duration_since(bucket.at).as_secs_f64() * most / span;
            (bucket.level + gained).min(most)
        };
        if buckets.len() >= MOST {
            // Whoever has waited so long is as good as new.
            buckets.retain(|(act, _), bucket| {
                let (most, span) = self.form(*act);
                let most = f64::from(most.max(1));
                grown(bucket, most, span.as_secs_f64()) < most
            });
            if buckets.len() >= MOST {
                return Err(refusal(60));
            }
        }
        let bucket =
            buckets.entry((act, who.to_owned())).or_insert(Bucket { level: most, at: now });
        bucket.level = grown(bucket, most, span);
        bucket.at = now;
        if bucket.level < 1.0 {
            return Err(refusal(((1.0 - bucket.level) * span / most).ceil().max(1.0) as u64));
        }
        bucket.level -= 1.0;
        Ok(())
    }

    /// Takes a count back: what was tried was right.
    pub fn give_back(&self, act: Act, who: &str) {
        if let Some(bucket) = lock(&self.buckets).get_mut(&(act, who.to_owned())) {
            bucket.level += 1.0;
        }
    }
}

fn refusal(wait: u64) -> (Error, u64) {
    let error = Error::new(Kind::RateLimited, "too many attempts");
    (error.hint(format!("try again in {wait} seconds")), wait)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn throttle() -> Throttle {
        Throttle::new(cloud::Throttle {
            logins_per_address: 60,
            logins_per_account: 10,
            registrations_per_address: 20,
            registrations_per_account: 5,
            contributions_per_address: 20,
            requests_per_second: 50,
        })
    }

    #[test]
    fn each_act_of_each_is_counted_for_itself() {
        let (throttle, now) = (throttle(), clock::instant());
        let take = |act, who: &str, at| throttle.take_at(act, who, at).is_ok();
        assert_eq!((0..100).filter(|_| take(Act::LoginTo, "ann", now)).count(), 10);
        assert!(take(Act::LoginTo, "bob", now));
        assert!(take(Act::RegisterTo, "ann", now));
        let (_, wait) = throttle.take_at(Act::LoginTo, "ann", now).unwrap_err();
        assert_eq!(wait, 90);
        assert!(take(Act::LoginTo, "ann", now + Duration::from_secs(91)));
        throttle.give_back(Act::LoginTo, "bob");
        assert_eq!((0..100).filter(|_| take(Act::LoginTo, "bob", now)).count(), 10);
    }

    #[test]
    fn a_flood_of_names_neither_grows_nor_frees_anybody() {
        let (throttle, now) = (throttle(), clock::instant());
        for n in 0..MOST {
            let _ = throttle.take_at(Act::RegisterTo, &n.to_string(), now);
        }
        assert!(throttle.take_at(Act::RegisterTo, "new", now).is_err());
        assert_eq!(lock(&throttle.buckets).len(), MOST);
        assert!(throttle.take_at(Act::RegisterTo, "new", now + HOUR).is_ok());
        assert_eq!(lock(&throttle.buckets).len(), 1);
    }
}
