//! What time is it, and how much of it may a call still use? The only room that asks the clock.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use jiff::Timestamp;

use super::{Error, Kind, Result};

/// Wall-clock time, UTC.
pub fn now() -> Timestamp {
    Timestamp::now()
}

/// Monotonic time.
pub fn instant() -> Instant {
    Instant::now()
}

/// RFC 3339, UTC, milliseconds: `2026-11-22T08:31:00.123Z`.
pub fn rfc3339(at: Timestamp) -> String {
    format!("{at:.3}")
}

/// As [`rfc3339`], of milliseconds since 1970; `None` for a time that no calendar has.
pub fn rfc3339_of(milliseconds: i64) -> Option<String> {
    Timestamp::from_millisecond(milliseconds).ok().map(rfc3339)
}

/// Until when a call may work, and whether its caller is still there. Loops ask it: a blocking
/// call cannot be cancelled from outside.
#[derive(Debug, Clone)]
pub struct Deadline {
    at: Option<Instant>,
    cancelled: Arc<AtomicBool>,
}

impl Deadline {
    pub fn after(limit: Duration) -> Self {
        Self { at: instant().checked_add(limit), cancelled: Arc::default() }
    }

    /// No limit: commands at the terminal, which a person ends with ^C.
    pub fn none() -> Self {
        Self { at: None, cancelled: Arc::default() }
    }

    pub const fn new(at: Instant, cancelled: Arc<AtomicBool>) -> Self {
        Self { at: Some(at), cancelled }
    }

    pub fn passed(&self) -> bool {
        self.cancelled.load(Ordering::Relaxed) || self.at.is_some_and(|at| instant() >= at)
    }

    /// Whether somebody has called the work off: its caller left, or was told that it took too long.
    pub fn cancelled(&self) -> bool {
        self.cancelled.load(Ordering::Relaxed)
    }

    /// Calls the work off, for all who hold this deadline.
    pub fn cancel(&self) {
        self.cancelled.store(true, Ordering::Relaxed);
    }

    /// How much time is left; `None`: as much as it takes.
    pub fn left(&self) -> Option<Duration> {
        self.at.map(|at| at.saturating_duration_since(instant()))
    }

    /// # Errors
    /// `request_timeout` once the time is over or the caller has left.
    pub fn check(&self) -> Result<()> {
        if self.cancelled() {
            return Err(Error::new(Kind::RequestTimeout, "the call was called off"));
        }
        if self.passed() {
            return Err(Error::new(Kind::RequestTimeout, "the call ran out of time")
                .hint("ask for less at once (a narrower `path`, a smaller `limit`), or raise `requestTimeoutMs`"));
        }
        Ok(())
    }
}
