//! How much is asked of the server, how fast is it answered, and how often does it fail?
//!
//! Written by every worker at every request, read a few times a minute: a request costs a handful of
//! relaxed additions and one store, and whoever reads sorts a copy.

mod minute;

use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, AtomicU64, Ordering};
use std::time::{Duration, Instant};

use arc_swap::ArcSwap;

use jiff::Timestamp;

use crate::base::{Kind, clock};

pub use minute::{KEPT as MINUTES_KEPT, Span};
use minute::{Minutes, Turned};

/// Requests that the percentiles and the availability are of: the newest.
const WINDOW: usize = 4096;
/// As many of each tool.
const TOOL_WINDOW: usize = 1024;
/// Set in a sample of what failed.
const FAILED: u32 = 1 << 31;

/// Upper ends of the histogram's buckets, in milliseconds; one more is open.
pub const BOUNDS_MS: [u64; 13] = [1, 2, 5, 10, 25, 50, 100, 250, 500, 1000, 2500, 5000, 10_000];

/// The newest samples exactly, all of them as a histogram.
#[derive(Debug)]
pub struct Series {
    /// Microseconds plus one, with `FAILED`; 0 is a place not written yet.
    ring: Box<[AtomicU32]>,
    total: AtomicU64,
    failed: AtomicU64,
    buckets: [AtomicU64; BOUNDS_MS.len() + 1],
    micros: AtomicU64,
}

/// A series at one moment. Percentiles are by nearest rank, in milliseconds; 0 without a sample.
#[derive(Debug, Clone, PartialEq)]
pub struct Reading {
    pub total: u64,
    pub failed: u64,
    /// Samples that what follows is of.
    pub window: usize,
    pub p50: f64,
    pub p95: f64,
    pub p99: f64,
    /// Percent of the window that did not fail; 100 without a sample.
    pub availability: f64,
    /// By `BOUNDS_MS`, each counting what was at most so slow; the last counts all.
    pub cumulative: [u64; BOUNDS_MS.len() + 1],
    /// Seconds in all.
    pub sum: f64,
}

impl Series {
    fn new(window: usize) -> Self {
        Self {
            ring: (0..window).map(|_| AtomicU32::new(0)).collect(),
            total: AtomicU64::new(0),
            failed: AtomicU64::new(0),
            buckets: Default::default(),
            micros: AtomicU64::new(0),
        }
    }

    fn add(&self, took: Duration, failed: bool) {
        let micros = u64::try_from(took.as_micros()).unwrap_or(u64::MAX);
        let sample = u32::try_from(micros).unwrap_or(u32::MAX).min(FAILED - 2) + 1;
        let at = self.total.fetch_add(1, Ordering::Relaxed) as usize % self.ring.len();
        let mark = if failed { FAILED } else { 0 };
        self.ring[at].store(sample | mark, Ordering::Relaxed);
        let bucket = BOUNDS_MS.iter().position(|most| micros <= most * 1000);
        self.buckets[bucket.unwrap_or(BOUNDS_MS.len())].fetch_add(1, Ordering::Relaxed);
        self.micros.fetch_add(micros, Ordering::Relaxed);
        if failed {
            self.failed.fetch_add(1, Ordering::Relaxed);
        }
    }

    pub fn read(&self) -> Reading {
        let mut failed = 0;
        let mut samples: Vec<u32> = Vec::with_capacity(self.ring.len());
        for sample in self.ring.iter().map(|s| s.load(Ordering::Relaxed)).filter(|s| *s != 0) {
            failed += usize::from(sample & FAILED != 0);
            samples.push((sample & !FAILED) - 1);
        }
        samples.sort_unstable();
        let window = samples.len();
        let rank = |percent: usize| {
            let nearest = (window * percent).div_ceil(100).max(1) - 1;
            samples.get(nearest).map_or(0.0, |micros| f64::from(*micros) / 1000.0)
        };
        let mut cumulative = [0; BOUNDS_MS.len() + 1];
        let mut sum = 0;
        for (to, bucket) in cumulative.iter_mut().zip(&self.buckets) {
            sum += bucket.load(Ordering::Relaxed);
            *to = sum;
        }
        Reading {
            total: self.total.load(Ordering::Relaxed),
            failed: self.failed.load(Ordering::Relaxed),
            window,
            p50: rank(50),
            p95: rank(95),
            p99: rank(99),
            availability: match window {
                0 => 100.0,
                n => 100.0 * (n - failed) as f64 / n as f64,
            },
            cumulative,
            sum: self.micros.load(Ordering::Relaxed) as f64 / 1e6,
        }
    }
}

/// What a server counts of its own work.
#[derive(Debug)]
pub struct Meter {
    started: Instant,
    since: Timestamp,
    requests: Series,
    minutes: Minutes,
    /// By name; a tool's is made at its first call.
    tools: ArcSwap<BTreeMap<&'static str, Arc<Series>>>,
    /// Turned away at the door, by kind.
    refusals: [AtomicU64; Kind::ALL.len()],
}

impl Default for Meter {
    fn default() -> Self {
        Self {
            started: clock::instant(),
            since: clock::now(),
            requests: Series::new(WINDOW),
            minutes: Minutes::default(),
            tools: ArcSwap::default(),
            refusals: Default::default(),
        }
    }
}

impl Meter {
    /// A request of somebody who was let in has its answer, under this status; 5xx is our fault.
    pub fn request(&self, took: Duration, status: u16) {
        let failed = status >= 500;
        self.requests.add(took, failed);
        let minute = minute_of(clock::now());
        self.minutes.request(minute, took, failed);
        if status == 403 {
            self.minutes.turned(minute, Turned::Denied);
        }
    }

    /// A tool was run. `failed`: it gave an error, whoever's fault.
    pub fn call(&self, tool: &'static str, took: Duration, failed: bool) {
        if let Some(series) = self.tools.load().get(tool) {
            return series.add(took, failed);
        }
        self.tools.rcu(|tools| {
            let mut tools = BTreeMap::clone(tools);
            tools.entry(tool).or_insert_with(|| Arc::new(Series::new(TOOL_WINDOW)));
            tools
        });
        if let Some(series) = self.tools.load().get(tool) {
            series.add(took, failed);
        }
    }

    /// Somebody was turned away before anything was asked of a worker.
    pub fn refusal(&self, kind: Kind) {
        if let Some(at) = Kind::ALL.iter().position(|k| *k == kind) {
            self.refusals[at].fetch_add(1, Ordering::Relaxed);
        }
        let limited = kind == Kind::RateLimited;
        let why = if limited { Turned::Limited } else { Turned::Denied };
        self.minutes.turned(minute_of(clock::now()), why);
    }

    /// The newest `minutes`, at most [`MINUTES_KEPT`], in spans of `step` that begin at multiples of
    /// it; the last one is not over yet, and none lies before the start.
    pub fn minutes(&self, minutes: usize, step: usize) -> Vec<Span> {
        self.minutes.read(minute_of(clock::now()), minute_of(self.since), minutes, step)
    }

    /// When the counting began.
    pub const fn since(&self) -> Timestamp {
        self.since
    }

    pub fn requests(&self) -> Reading {
        self.requests.read()
    }

    pub fn tools(&self) -> Vec<(&'static str, Reading)> {
        self.tools.load().iter().map(|(name, series)| (*name, series.read())).collect()
    }

    /// Calls of all tools.
    pub fn calls(&self) -> u64 {
        self.tools.load().values().map(|series| series.total.load(Ordering::Relaxed)).sum()
    }

    /// Codes of the wire with how often each was given at the door; none that never was.
    pub fn refusals(&self) -> BTreeMap<&'static str, u64> {
        let mut found = BTreeMap::new();
        for (kind, count) in Kind::ALL.iter().zip(&self.refusals) {
            let count = count.load(Ordering::Relaxed);
            if count > 0 {
                *found.entry(kind.code()).or_default() += count;
            }
        }
        found
    }

    pub fn uptime(&self) -> Duration {
        self.started.elapsed()
    }
}

fn minute_of(at: Timestamp) -> i64 {
    at.as_second().div_euclid(60)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn percentiles_are_nearest_rank_over_the_newest() {
        let series = Series::new(100);
        assert_eq!((series.read().p95, series.read().availability), (0.0, 100.0));
        for _ in 0..50 {
            series.add(Duration::from_secs(9), true);
        }
        for ms in 1..=100 {
            series.add(Duration::from_millis(ms), ms % 50 == 0);
        }
        let read = series.read();
        assert_eq!((read.total, read.failed, read.window), (150, 52, 100));
        assert_eq!((read.p50, read.p95, read.p99), (50.0, 95.0, 99.0));
        assert_eq!(read.availability, 98.0);
        assert_eq!(read.cumulative[0], 1);
        assert_eq!(read.cumulative[6], 100);
        assert_eq!(read.cumulative[13], 150);
        assert!((read.sum - (450.0 + 5.05)).abs() < 1e-9, "{}", read.sum);
    }

    #[test]
    fn a_slow_sample_is_no_failure_and_one_sample_is_every_percentile() {
        let series = Series::new(4);
        series.add(Duration::from_secs(1 << 20), false);
        let read = series.read();
        assert_eq!((read.failed, read.window, read.availability), (0, 1, 100.0));
        assert!(read.p50 == read.p99 && read.p50 > 2_000_000.0);
    }

    #[test]
    fn many_threads_lose_no_count() {
        let meter = Meter::default();
        std::thread::scope(|scope| {
            for _ in 0..8 {
                scope.spawn(|| {
                    for n in 0..1000 {
                        meter.call("ctx_a", Duration::from_micros(n), n % 10 == 0);
                        meter.request(Duration::from_micros(n), 200);
                    }
                });
            }
        });
        assert_eq!((meter.calls(), meter.requests().total), (8000, 8000));
        assert_eq!((meter.tools()[0].1.failed, meter.tools()[0].1.window), (800, TOOL_WINDOW));
        meter.refusal(Kind::Unauthorized);
        assert_eq!(meter.refusals(), BTreeMap::from([("unauthorized", 1)]));
    }
}
