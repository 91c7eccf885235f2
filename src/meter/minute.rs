//! How did the last hours go, minute by minute? In bounded memory, for a few additions a request.
//!
//! Latencies are counted in buckets of a quarter of a power of two, the idea of HdrHistogram with two
//! significant bits: a percentile is told to within an eighth, and those of several minutes can be
//! merged exactly, which percentiles themselves cannot.

use std::sync::atomic::{AtomicI64, AtomicU32, Ordering};
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

/// Minutes that are kept: six hours, in about 130 KB.
pub const KEPT: usize = 360;

/// Below two to this, in microseconds, latencies are not told apart.
const LEAST: u32 = 6;
/// Powers of two that are told apart; what takes longer (two minutes) is counted in the last.
const OCTAVES: usize = 21;
const BUCKETS: usize = 1 + OCTAVES * 4;

/// No minute that ever was.
const NEVER: i64 = i64::MIN;

/// What is counted of a minute.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Turned {
    /// Nobody known, or not allowed: 401 and 403.
    Denied,
    /// Too fast: 429.
    Limited,
}

#[derive(Debug)]
struct Minute {
    /// Minutes since 1970.
    at: AtomicI64,
    requests: AtomicU32,
    errors: AtomicU32,
    denied: AtomicU32,
    limited: AtomicU32,
    latencies: [AtomicU32; BUCKETS],
}

impl Minute {
    fn new() -> Self {
        Self {
            at: AtomicI64::new(NEVER),
            requests: AtomicU32::new(0),
            errors: AtomicU32::new(0),
            denied: AtomicU32::new(0),
            limited: AtomicU32::new(0),
            latencies: [const { AtomicU32::new(0) }; BUCKETS],
        }
    }

    fn counters(&self) -> impl Iterator<Item = &AtomicU32> {
        [&self.requests, &self.errors, &self.denied, &self.limited]
            .into_iter()
            .chain(&self.latencies)
    }
}

/// The newest minutes, in a ring.
#[derive(Debug)]
pub struct Minutes {
    ring: Box<[Minute]>,
    /// Held by whoever begins a minute.
    turn: Mutex<()>,
}

impl Default for Minutes {
    fn default() -> Self {
        Self { ring: (0..KEPT).map(|_| Minute::new()).collect(), turn: Mutex::new(()) }
    }
}

/// Some minutes as one.
#[derive(Debug, Clone, PartialEq)]
pub struct Span {
    /// The first, since 1970.
    pub minute: i64,
    pub requests: u64,
    pub errors: u64,
    pub denied: u64,
    pub limited: u64,
    /// In milliseconds, of requests that were let in; `None` where there was none.
    pub percentiles: Option<[f64; 3]>,
}

impl Minutes {
    /// The counters of this minute. Whoever comes first empties those of six hours ago; nobody can
    /// add before that is done.
    fn of(&self, minute: i64) -> &Minute {
        let slot = &self.ring[place(minute)];
        if slot.at.load(Ordering::Acquire) != minute {
            let _turn = self.turn.lock().unwrap_or_else(PoisonError::into_inner);
            if slot.at.load(Ordering::Acquire) != minute {
                slot.counters().for_each(|counter| counter.store(0, Ordering::Relaxed));
                slot.at.store(minute, Ordering::Release);
            }
        }
        slot
    }

    /// A request of somebody who was let in has its answer.
    pub fn request(&self, minute: i64, took: Duration, error: bool) {
        let slot = self.of(minute);
        slot.requests.fetch_add(1, Ordering::Relaxed);
        slot.latencies[bucket(took)].fetch_add(1, Ordering::Relaxed);
        if error {
            slot.errors.fetch_add(1, Ordering::Relaxed);
        }
    }

    /// Somebody was refused.
    pub fn turned(&self, minute: i64, why: Turned) {
        let slot = self.of(minute);
        let counter = match why {
            Turned::Denied => &slot.denied,
            Turned::Limited => &slot.limited,
        };
        counter.fetch_add(1, Ordering::Relaxed);
    }

    /// Spans of `step` minutes, oldest first, the last one with `now` in it. They begin at multiples
    /// of `step`, so that they stay the same while time goes on. None lies wholly before `since`.
    pub fn read(&self, now: i64, since: i64, minutes: usize, step: usize) -> Vec<Span> {
        let step = i64::try_from(step.clamp(1, KEPT)).unwrap_or(1);
        let minutes = i64::try_from(minutes.min(KEPT)).unwrap_or(0);
        let last = now.div_euclid(step) * step;
        let first = last - (minutes / step - 1).max(0) * step;
        let mut spans = Vec::new();
        let mut minute = first;
        while minute <= last {
            if minute + step > since {
                spans.push(self.span(minute, step));
            }
            minute += step;
        }
        spans
    }

    fn span(&self, first: i64, step: i64) -> Span {
        let mut span = Span {
            minute: first,
            requests: 0,
            errors: 0,
            denied: 0,
            limited: 0,
            percentiles: None,
        };
        let mut latencies = [0; BUCKETS];
        for minute in first..first + step {
            let slot = &self.ring[place(minute)];
            if slot.at.load(Ordering::Acquire) != minute {
                continue;
            }
            let read = |counter: &AtomicU32| u64::from(counter.load(Ordering::Relaxed));
            span.requests += read(&slot.requests);
            span.errors += read(&slot.errors);
            span.denied += read(&slot.denied);
            span.limited += read(&slot.limited);
            for (sum, counter) in latencies.iter_mut().zip(&slot.latencies) {
                *sum += read(counter);
            }
        }
        span.percentiles = percentiles(&latencies);
        span
    }
}

fn place(minute: i64) -> usize {
    usize::try_from(minute.rem_euclid(KEPT as i64)).unwrap_or(0)
}

fn bucket(took: Duration) -> usize {
    let micros = u64::try_from(took.as_micros()).unwrap_or(u64::MAX);
    let Some(power) = micros.checked_ilog2().filter(|power| *power >= LEAST) else { return 0 };
    let quarter = (micros >> (power - 2)) & 3;
    (1 + (power - LEAST) as usize * 4 + quarter as usize).min(BUCKETS - 1)
}

/// The middle of a bucket, in milliseconds.
fn middle(bucket: usize) -> f64 {
    let Some(above) = bucket.checked_sub(1) else { return f64::from(1u32 << LEAST) / 2000.0 };
    let lowest = (1u64 << (LEAST as usize + above / 4)) as f64;
    lowest * (1.0 + (above % 4) as f64 / 4.0 + 0.125) / 1000.0
}

/// 50, 95 and 99, by nearest rank.
fn percentiles(latencies: &[u64; BUCKETS]) -> Option<[f64; 3]> {
    let total: u64 = latencies.iter().sum();
    (total > 0).then(|| {
        [50, 95, 99].map(|percent| {
            let rank = (total * percent).div_ceil(100);
            let mut seen = 0;
            let at = latencies.iter().position(|count| {
                seen += count;
                seen >= rank
            });
            middle(at.unwrap_or(BUCKETS - 1))
        })
    })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const MS: Duration = Duration::from_millis(1);

    #[test]
    fn minutes_are_apart_and_can_be_merged() {
        let minutes = Minutes::default();
        for ms in 1..=100 {
            minutes.request(1000, MS * ms, ms > 98);
        }
        minutes.request(1001, MS * 9000, true);
        minutes.turned(1001, Turned::Denied);
        minutes.turned(1003, Turned::Limited);
        let spans = minutes.read(1003, 0, 4, 1);
        let counts: Vec<_> =
            spans.iter().map(|s| (s.minute, s.requests, s.errors, s.denied, s.limited)).collect();
        assert_eq!(
            counts,
            [(1000, 100, 2, 0, 0), (1001, 1, 1, 1, 0), (1002, 0, 0, 0, 0), (1003, 0, 0, 0, 1)]
        );
        assert_eq!(spans[2].percentiles, None);
        for (found, true_) in spans[0].percentiles.unwrap().into_iter().zip([50.0, 95.0, 99.0]) {
            assert!((found / true_ - 1.0f64).abs() <= 0.125, "{found} for {true_}");
        }
        let merged = minutes.read(1003, 0, 4, 4);
        assert_eq!((merged.len(), merged[0].minute, merged[0].requests), (1, 1000, 101));
        assert_eq!(merged[0].percentiles.unwrap()[1], spans[0].percentiles.unwrap()[1]);
    }

    #[test]
    fn spans_begin_where_they_always_begin_and_not_before_the_start() {
        let minutes = Minutes::default();
        let firsts = |now, since, count, step| -> Vec<i64> {
            minutes.read(now, since, count, step).iter().map(|s| s.minute).collect()
        };
        assert_eq!(firsts(1004, 0, 15, 5), [990, 995, 1000]);
        assert_eq!(firsts(1005, 0, 15, 5), [995, 1000, 1005]);
        assert_eq!(firsts(1005, 1003, 15, 5), [1000, 1005]);
        assert_eq!(firsts(1005, 1005, KEPT, 1), [1005]);
        assert_eq!(minutes.read(1005, 0, KEPT, 1).len(), KEPT);
    }

    #[test]
    fn a_minute_of_six_hours_ago_is_forgotten() {
        let minutes = Minutes::default();
        minutes.request(0, MS, false);
        let later = KEPT as i64;
        assert_eq!(minutes.read(later, 0, KEPT, KEPT)[0].requests, 0);
        minutes.request(later, MS, false);
        assert_eq!(minutes.read(later, 0, KEPT, 1).iter().map(|s| s.requests).sum::<u64>(), 1);
    }

    #[test]
    fn nothing_is_lost_where_many_begin_a_minute() {
        let minutes = Minutes::default();
        std::thread::scope(|scope| {
            for _ in 0..8 {
                scope.spawn(|| {
                    for minute in 0..200 {
                        minutes.request(minute, MS, minute % 2 == 0);
                        minutes.turned(minute, Turned::Denied);
                    }
                });
            }
        });
        for span in minutes.read(199, 0, 200, 1) {
            assert_eq!((span.requests, span.denied), (8, 8), "{}", span.minute);
        }
    }

    proptest! {
        /// Whatever took how long: its bucket's middle is within an eighth of it, between 64 µs and two minutes.
        #[test]
        fn a_bucket_is_near(micros in 64u64..120_000_000) {
            let found = middle(bucket(Duration::from_micros(micros))) * 1000.0;
            prop_assert!((found / micros as f64 - 1.0).abs() <= 0.125, "{} for {}", found, micros);
        }

        #[test]
        fn buckets_are_in_order(a in any::<u64>(), b in any::<u64>()) {
            let (low, high) = (a.min(b), a.max(b));
            prop_assert!(bucket(Duration::from_micros(low)) <= bucket(Duration::from_micros(high)));
        }
    }
}
