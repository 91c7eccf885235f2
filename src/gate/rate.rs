//! Is this caller asking too fast? Token buckets: one a token, one for all.

use std::collections::HashMap;
use std::sync::Mutex;
use std::time::Instant;

use crate::base::clock;

/// Requests a second, and how many may come at once.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rates {
    pub all_rps: u32,
    pub all_burst: u32,
    pub token_rps: u32,
    pub token_burst: u32,
}

/// Refilled by the time that has passed, never by a timer.
#[derive(Debug)]
struct Bucket {
    level: f64,
    at: Instant,
}

impl Bucket {
    fn refill(&mut self, rps: u32, burst: u32, now: Instant) {
        let gained = now.saturating_duration_since(self.at).as_secs_f64() * f64::from(rps);
        self.level = (self.level + gained).min(f64::from(burst.max(1)));
        self.at = now;
    }

    /// Whole seconds until one request fits, at least 1 (what `Retry-After` can say).
    fn wait(&self, rps: u32) -> u64 {
        ((1.0 - self.level) / f64::from(rps.max(1))).ceil().max(1.0) as u64
    }
}

#[derive(Debug, Default)]
struct Buckets {
    all: Option<Bucket>,
    tokens: HashMap<String, Bucket>,
}

/// The buckets of a server. Limits come with each call, so that a changed team.json counts at once.
#[derive(Debug, Default)]
pub struct Limiter(Mutex<Buckets>);

impl Limiter {
    /// Takes one request out of the token's bucket and out of the common one, or out of neither.
    ///
    /// # Errors
    /// Seconds to wait.
    pub fn take(&self, token: &str, rates: Rates) -> Result<(), u64> {
        self.take_at(token, rates, clock::instant())
    }

    /// When each token asked last, refused for its haste or not; of those that did since the start.
    pub fn last(&self) -> HashMap<String, Instant> {
        let buckets = self.0.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        buckets.tokens.iter().map(|(id, bucket)| (id.clone(), bucket.at)).collect()
    }

    fn take_at(&self, token: &str, rates: Rates, now: Instant) -> Result<(), u64> {
        let mut buckets = self.0.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        let Buckets { all, tokens } = &mut *buckets;
        let full = |burst: u32| Bucket { level: f64::from(burst.max(1)), at: now };
        if !tokens.contains_key(token) {
            // As long as the list of team.json's tokens, or of networks that forges are in; cut
            // back after many have come and gone.
            if tokens.len() > 4096 {
                tokens.clear();
            }
            tokens.insert(token.to_owned(), full(rates.token_burst));
        }
        let own = tokens.get_mut(token).expect("inserted above");
        own.refill(rates.token_rps, rates.token_burst, now);
        if own.level < 1.0 {
            return Err(own.wait(rates.token_rps));
        }
        let all = all.get_or_insert_with(|| full(rates.all_burst));
        all.refill(rates.all_rps, rates.all_burst, now);
        if all.level < 1.0 {
            return Err(all.wait(rates.all_rps));
        }
        own.level -= 1.0;
        all.level -= 1.0;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::time::Duration;

    const RATES: Rates = Rates { all_rps: 10, all_burst: 20, token_rps: 5, token_burst: 10 };

    #[test]
    fn one_token_cannot_starve_another() {
        let limiter = Limiter::default();
        let now = clock::instant();
        let taken = (0..100).filter(|_| limiter.take_at("bot", RATES, now).is_ok()).count();
        assert_eq!(taken, 10);
        let taken = (0..100).filter(|_| limiter.take_at("alice", RATES, now).is_ok()).count();
        assert_eq!(taken, 10);
        assert_eq!(limiter.take_at("carol", RATES, now), Err(1));
        let mut asked: Vec<_> = limiter.last().into_keys().collect();
        asked.sort_unstable();
        assert_eq!(asked, ["alice", "bot", "carol"]);
    }

    #[test]
    fn refills_with_time() {
        let limiter = Limiter::default();
        let now = clock::instant();
        while limiter.take_at("bot", RATES, now).is_ok() {}
        let later = now + Duration::from_secs(1);
        let taken = (0..100).filter(|_| limiter.take_at("bot", RATES, later).is_ok()).count();
        assert_eq!(taken, 5);
    }
}
