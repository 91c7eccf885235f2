//! What has been asked, and how did it go? Told to the operator's log and to a collector of OpenTelemetry, behind the
//! request: whoever answers hands an event over and goes on.
//!
//! Never told: a token, an argument, a path, a query, a text. An event's types have no room for them.

mod context;
mod event;
#[cfg(feature = "otlp")]
mod export;
#[cfg(feature = "otlp")]
mod measure;
#[cfg(feature = "otlp")]
mod otlp;

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::mpsc::{self, SyncSender, TryRecvError, TrySendError};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

use jiff::Timestamp;

use crate::base::clock;
use crate::config::telemetry::{Sampler, Telemetry};
pub use context::Context;
pub use event::{Details, Event, Format, Level, What};

/// Lines that wait at most; a reader that is slower loses some, and is told how many.
const LINES: usize = 4096;
/// Bytes of lines that are written together, about.
const AT_ONCE: usize = 16 << 10;
/// How long the end waits for what is still to be told.
const PATIENCE: Duration = Duration::from_secs(5);
const PAUSE: Duration = Duration::from_millis(5);
/// How long lines are gathered after a write: while nobody waits for them, handing one over wakes nobody. Many fewer
/// than `LINES` come in that time.
const GATHER: Duration = Duration::from_millis(10);

/// One request while it is at work; of it nobody hears where nobody listens.
#[derive(Debug, Clone, Default)]
pub struct Span(Option<Arc<Inner>>);

#[derive(Debug)]
struct Inner {
    context: Context,
    parent: Option<Context>,
    link: Option<Context>,
    sampled: bool,
    began: (Timestamp, Instant),
    details: Mutex<Details>,
}

impl Span {
    fn note(&self, change: impl FnOnce(&mut Details)) {
        if let Some(inner) = &self.0 {
            change(&mut inner.details.lock().unwrap_or_else(PoisonError::into_inner));
        }
    }

    /// Which of our tools is asked, and which workspace that the caller may see.
    pub fn about(&self, tool: &'static str, workspace: Option<&str>) {
        self.note(|details| {
            details.tool = Some(tool);
            details.workspace = workspace.map(str::to_owned);
        });
    }

    /// It has failed, under an `error_code` of the wire.
    pub fn failed(&self, code: &'static str) {
        self.note(|details| details.error = Some(code));
    }

    /// What was found out about a message that this request has carried.
    pub fn carried(&self, rpc: &'static str, message: &Self) {
        if let Some(inner) = &message.0 {
            let found = inner.details.lock().unwrap_or_else(PoisonError::into_inner).clone();
            self.note(|details| *details = Details { rpc: Some(rpc), ..found });
        }
    }

    fn context(&self) -> Option<Context> {
        self.0.as_ref().map(|inner| inner.context)
    }
}

/// Who asked, as far as it is told.
#[derive(Debug, Clone, Default)]
pub struct Asker {
    pub request_id: String,
    pub token: Option<String>,
    pub remote: Option<String>,
}

/// What could not be told, since the start.
#[derive(Debug, Default)]
pub struct Counts {
    /// Lines of the log.
    pub lines_dropped: AtomicU64,
    /// Spans that found the queue full, or that no collector took.
    pub spans_dropped: AtomicU64,
    pub spans_exported: AtomicU64,
}

impl Counts {
    /// Lines dropped, spans exported, spans dropped.
    pub fn read(&self) -> [u64; 3] {
        [&self.lines_dropped, &self.spans_exported, &self.spans_dropped]
            .map(|count| count.load(Ordering::Relaxed))
    }
}

/// The listeners of a process.
#[derive(Default)]
pub struct Tracer {
    log: Option<Log>,
    #[cfg(feature = "otlp")]
    export: Option<export::Export>,
    sampler: Option<Sampler>,
    counts: Arc<Counts>,
}

/// The operator's log, written by a thread of its own: a slow reader holds no request up.
struct Log {
    least: Level,
    /// `None`: the end.
    events: SyncSender<Option<Arc<Event>>>,
    thread: Mutex<Option<JoinHandle<()>>>,
}

/// How the log is written.
pub struct Wish {
    pub least: Level,
    pub format: Format,
    /// Takes one line, or several with line ends between them.
    pub say: Box<dyn Fn(&str) + Send>,
}

impl Tracer {
    /// `telemetry`: where else it is told. A build without `otlp` tells nobody else.
    pub fn new(log: Option<Wish>, telemetry: Option<Telemetry>) -> Self {
        let counts = Arc::new(Counts::default());
        let log = log.map(|wish| Log::start(wish, &counts));
        let sampler = telemetry.as_ref().map(|t| t.sampler);
        #[cfg(feature = "otlp")]
        let export = telemetry.map(|t| export::Export::start(t, &counts));
        Self {
            log,
            #[cfg(feature = "otlp")]
            export,
            sampler: sampler.filter(|_| cfg!(feature = "otlp")),
            counts,
        }
    }

    fn listens(&self) -> bool {
        self.log.is_some() || self.sampler.is_some()
    }

    pub fn counts(&self) -> &Counts {
        &self.counts
    }

    /// A request begins: of the trace that its caller names, else of what it lies within, else of a
    /// new one.
    pub fn begin(&self, caller: Option<Context>, within: &Span) -> Span {
        if !self.listens() {
            return Span::default();
        }
        let ambient = within.context();
        let parent = caller.or(ambient);
        let fresh = || rand::random::<u128>().max(1);
        let trace = parent.map_or_else(fresh, |parent| parent.trace);
        let sampled = match (&within.0, parent, self.sampler) {
            (_, _, None) => false,
            (_, Some(parent), Some(sampler)) if sampler.by_parent => parent.sampled,
            (_, _, Some(sampler)) => chosen(trace, sampler.share),
        };
        let context = Context { trace, span: rand::random::<u64>().max(1), sampled };
        Span(Some(Arc::new(Inner {
            context,
            parent,
            link: ambient.filter(|ambient| Some(*ambient) != parent),
            sampled,
            began: (clock::now(), clock::instant()),
            details: Mutex::default(),
        })))
    }

    /// A request is over. `told`: in the log as well; a message that HTTP carried is in its
    /// request's line already.
    pub fn end(&self, span: &Span, asker: Asker, what: What, told: bool) {
        let Some(inner) = &span.0 else { return };
        let log = self.log.as_ref().filter(|log| told && what.level() <= log.least);
        #[cfg(feature = "otlp")]
        let exports = self.export.is_some();
        #[cfg(not(feature = "otlp"))]
        let exports = false;
        if log.is_none() && !exports {
            return;
        }
        let watched = matches!(what, What::Http { watched: true, .. });
        let event = Arc::new(Event {
            what,
            details: inner.details.lock().unwrap_or_else(PoisonError::into_inner).clone(),
            request_id: asker.request_id,
            token: asker.token,
            remote: asker.remote,
            began: inner.began.0,
            took: inner.began.1.elapsed(),
            context: inner.context,
            parent: inner.parent,
            link: inner.link,
            sampled: inner.sampled && !watched,
        });
        if let Some(log) = log
            && let Err(TrySendError::Full(_)) = log.events.try_send(Some(Arc::clone(&event)))
        {
            self.counts.lines_dropped.fetch_add(1, Ordering::Relaxed);
        }
        #[cfg(feature = "otlp")]
        if let Some(export) = &self.export {
            export.take(event);
        }
    }

    /// Tells what is still to be told, and no longer than a few seconds.
    pub fn close(&self) {
        #[cfg(feature = "otlp")]
        if let Some(export) = &self.export {
            export.close(PATIENCE);
        }
        if let Some(log) = &self.log {
            let until = clock::instant() + PATIENCE;
            ended(&log.events, until);
            let thread = log.thread.lock().unwrap_or_else(PoisonError::into_inner);
            while thread.as_ref().is_some_and(|t| !t.is_finished()) && clock::instant() < until {
                thread::sleep(PAUSE);
            }
        }
    }
}

/// Says that nothing comes any more, as soon as there is room for it.
fn ended<T>(queue: &SyncSender<Option<T>>, until: Instant) {
    while matches!(queue.try_send(None), Err(TrySendError::Full(_))) && clock::instant() < until {
        thread::sleep(PAUSE);
    }
}

/// By the trace's own number, so that all its spans are chosen or none.
fn chosen(trace: u128, share: f64) -> bool {
    // 53 bits are what the fraction holds: rounded up, the last would be a whole.
    #[allow(clippy::cast_precision_loss)]
    let place = (trace as u64 >> 11) as f64 / (1_u64 << 53) as f64;
    place < share
}

impl Log {
    fn start(wish: Wish, counts: &Arc<Counts>) -> Self {
        let Wish { least, format, say } = wish;
        let (events, heard) = mpsc::sync_channel::<Option<Arc<Event>>>(LINES);
        let counts = Arc::clone(counts);
        let work = move || {
            let (mut told, mut lines) = (0, String::new());
            for event in heard.iter().map_while(|event| event) {
                // What waits is written at once: a flood of requests is not one of writes.
                lines.clear();
                event.line(format, &mut lines);
                let mut next = heard.try_recv();
                while let Ok(Some(event)) = &next {
                    lines.push('\n');
                    event.line(format, &mut lines);
                    if lines.len() > AT_ONCE {
                        break;
                    }
                    next = heard.try_recv();
                }
                let dropped = counts.lines_dropped.load(Ordering::Relaxed);
                if dropped > told {
                    told = dropped;
                    lines.push('\n');
                    lines.push_str(&lost(dropped, format));
                }
                say(&lines);
                match next {
                    Ok(Some(_)) => {}
                    Ok(None) | Err(TryRecvError::Disconnected) => break,
                    Err(TryRecvError::Empty) => thread::sleep(GATHER),
                }
            }
        };
        let thread = thread::Builder::new().name("log".into()).spawn(work).ok();
        Self { least, events, thread: Mutex::new(thread) }
    }
}

fn lost(lines: u64, format: Format) -> String {
    let (at, level) = (clock::rfc3339(clock::now()), Level::Warn.word());
    let message = format!("lines that found no room, since the start: {lines}");
    match format {
        Format::Text => format!("{at} {level} {message}"),
        Format::Json => {
            serde_json::json!({"ts": at, "level": level, "message": message}).to_string()
        }
    }
}

#[cfg(test)]
mod tests;
