//! How do spans and measures reach a collector? Gathered behind the requests, in bounded room; what finds none is counted.

use std::sync::atomic::Ordering;
use std::sync::mpsc::{self, Receiver, RecvTimeoutError, SyncSender, TrySendError};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

use jiff::Timestamp;
use serde_json::Value;

use super::measure::Measures;
use super::{Counts, Event, otlp};
use crate::base::clock;
use crate::client::Collector;
use crate::config::telemetry::{Endpoint, Telemetry};

/// Between the tries of a message that a collector could not take just now.
const AGAIN: [Duration; 3] =
    [Duration::from_millis(500), Duration::from_secs(1), Duration::from_secs(2)];

/// The way to a collector.
pub struct Export {
    /// `None`: the end.
    spans: SyncSender<Option<Arc<Event>>>,
    traced: bool,
    measures: Arc<Measures>,
    counts: Arc<Counts>,
    over: Mutex<Receiver<()>>,
}

impl Export {
    pub fn start(telemetry: Telemetry, counts: &Arc<Counts>) -> Self {
        let (spans, waiting) = mpsc::sync_channel(telemetry.queue);
        let (end, over) = mpsc::channel();
        let measures = Arc::new(Measures::default());
        let traced = telemetry.traces.is_some();
        let courier = Courier {
            traces: telemetry.traces.as_ref().map(collector),
            metrics: telemetry.metrics.as_ref().map(collector),
            telemetry,
            measures: Arc::clone(&measures),
            counts: Arc::clone(counts),
            since: clock::now(),
        };
        let work = move || {
            courier.run(&waiting);
            // Who does not wait for the end does not hear of it.
            let _ = end.send(());
        };
        // Without the thread the queue fills up, and what is lost is counted.
        let _ = thread::Builder::new().name("otlp".into()).spawn(work);
        Self { spans, traced, measures, counts: Arc::clone(counts), over: Mutex::new(over) }
    }

    /// Never waits.
    pub fn take(&self, event: Arc<Event>) {
        self.measures.add(&event);
        // Without a collector for them, spans are nobody's.
        if self.traced
            && event.sampled
            && let Err(TrySendError::Full(_)) = self.spans.try_send(Some(event))
        {
            self.counts.spans_dropped.fetch_add(1, Ordering::Relaxed);
        }
    }

    /// Sends what waits.
    pub fn close(&self, patience: Duration) {
        super::ended(&self.spans, clock::instant() + patience);
        let over = self.over.lock().unwrap_or_else(PoisonError::into_inner);
        // Who does not answer by then loses what it was sent.
        let _ = over.recv_timeout(patience);
    }
}

fn collector(endpoint: &Endpoint) -> Collector {
    Collector::new(&endpoint.url, endpoint.headers.clone(), endpoint.timeout)
}

/// The thread's own.
struct Courier {
    telemetry: Telemetry,
    traces: Option<Collector>,
    metrics: Option<Collector>,
    measures: Arc<Measures>,
    counts: Arc<Counts>,
    since: Timestamp,
}

impl Courier {
    fn run(&self, waiting: &Receiver<Option<Arc<Event>>>) {
        let (delay, interval) = (self.telemetry.delay, self.telemetry.interval);
        let mut batch: Vec<Arc<Event>> = Vec::new();
        let mut due = clock::instant() + delay;
        let mut measured = clock::instant() + interval;
        loop {
            let next = if batch.is_empty() { measured } else { due.min(measured) };
            let heard = waiting.recv_timeout(next.saturating_duration_since(clock::instant()));
            let ended = matches!(heard, Ok(None) | Err(RecvTimeoutError::Disconnected));
            if let Ok(Some(event)) = heard {
                if batch.is_empty() {
                    due = clock::instant() + delay;
                }
                batch.push(event);
            }
            let now = clock::instant();
            if batch.len() >= self.telemetry.batch || ended || (now >= due && !batch.is_empty()) {
                self.spans(&mut batch, ended);
            }
            if ended || now >= measured {
                self.measures(ended);
                measured = next_after(measured, interval, now);
            }
            if ended {
                return;
            }
        }
    }

    fn spans(&self, batch: &mut Vec<Arc<Event>>, last: bool) {
        let count = batch.len() as u64;
        if count == 0 {
            return;
        }
        let message = otlp::traces(&self.telemetry.resource, batch);
        let taken = self.traces.as_ref().is_some_and(|to| send(to, &message, last));
        let counter = if taken { &self.counts.spans_exported } else { &self.counts.spans_dropped };
        counter.fetch_add(count, Ordering::Relaxed);
        batch.clear();
    }

    fn measures(&self, last: bool) {
        if let Some(collector) = &self.metrics {
            let (resource, now) = (&self.telemetry.resource, clock::now());
            // What is lost now is in the next message: the counts go on from the start.
            send(collector, &otlp::metrics(resource, &self.measures, self.since, now), last);
        }
    }
}

fn next_after(due: Instant, interval: Duration, now: Instant) -> Instant {
    let next = due + interval;
    if next > now { next } else { now + interval }
}

/// Whether it was taken. `last`: the process ends, and one try must do.
fn send(collector: &Collector, message: &Value, last: bool) -> bool {
    let body = message.to_string();
    for pause in AGAIN.into_iter().map(Some).chain([None]) {
        match collector.post(body.as_bytes()) {
            Ok(200..=299) => return true,
            // What a collector may take later, by the protocol.
            Ok(429 | 502..=504) | Err(_) => match pause.filter(|_| !last) {
                Some(pause) => thread::sleep(pause),
                None => return false,
            },
            Ok(_) => return false,
        }
    }
    false
}
