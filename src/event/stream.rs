//! How does each reader get every event of its channel once, in order, at its own pace?
//!
//! One thread serves all readers. What a reader is sent is always read from the store, above the
//! last id that it was sent: replay and live are the same, so there is no seam between them that
//! could lose or repeat an event. A reader whose buffer is full is passed over until it has room;
//! it catches up from the store, and nobody waits for it. Readers at the same place share one look.

use std::collections::{HashMap, HashSet};
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use serde_json::json;

use super::Event;
use super::guard::Guard;
use crate::base::{Error, Kind, Result, clock};
use crate::store::Store;
use crate::store::event::{self as kept, Kept};

/// Readers at once, and of one token.
const MOST: usize = 512;
const MOST_OF_ONE: usize = 128;
/// A reader hears at least this often that the stream lives.
const KEEP_ALIVE: Duration = Duration::from_secs(15);
/// How often readers' rights are asked for, and the store for what another process has written.
const LOOK: Duration = Duration::from_secs(1);
/// Readers that catch up have their turn so often at most, and use half of the thread's time: who
/// reads a long past must not make the present late for others.
const AGAIN: Duration = Duration::from_millis(5);
const LONGEST_PAUSE: Duration = Duration::from_millis(250);
/// Events of one look; about as many as a reader has room for.
const BATCH: usize = 256;

/// Where a reader's frames go.
pub trait Sink: Send {
    /// Bytes that can be sent now.
    fn room(&self) -> usize;
    /// Whether that is enough to be worth a look at the store.
    fn ready(&self) -> bool;
    /// `false`: the reader is gone.
    fn send(&self, frames: Vec<u8>) -> bool;
    fn closed(&self) -> bool;
    /// Why the reader may be sent nothing more, if so.
    fn ended(&self) -> Option<&'static str>;
}

/// What a reader wants.
pub struct Start {
    pub workspace: String,
    pub channel: String,
    /// The last id that it has; `None`: it has read nothing yet.
    pub since: Option<u64>,
    /// Whether it sees payloads whole.
    pub full: bool,
    /// Events that are read for it at a time.
    pub batch: usize,
    /// The token's id, for the cap.
    pub token: String,
    /// The caller's name, for the guard.
    pub agent: String,
}

struct Reader {
    start: Start,
    sink: Box<dyn Sink>,
    cursor: u64,
    /// Up to here events were there before the reader was.
    backlog: u64,
    spoke: Instant,
    /// There is more for it than it had room for.
    waits: bool,
    /// It was looked at for the first time.
    begun: bool,
    _place: Place,
}

type Channel = (String, String);

#[derive(Default)]
struct Inbox {
    joined: Vec<Reader>,
    touched: HashSet<Channel>,
    closing: bool,
}

#[derive(Debug, Default)]
pub struct Counts {
    pub active: AtomicUsize,
    pub total: AtomicU64,
    /// Events sent of those that were there before their reader was, and of the others.
    pub replayed: AtomicU64,
    pub broadcast: AtomicU64,
    by_token: Mutex<HashMap<String, usize>>,
}

impl Counts {
    fn by_token(&self) -> MutexGuard<'_, HashMap<String, usize>> {
        self.by_token.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A reader's place under the cap; dropping it makes it free.
struct Place {
    counts: Arc<Counts>,
    token: String,
}

impl Place {
    fn take(counts: &Arc<Counts>, token: &str) -> Result<Self> {
        let mut by_token = counts.by_token();
        let own = by_token.get(token).copied().unwrap_or(0);
        if own >= MOST_OF_ONE || counts.active.load(Ordering::Relaxed) >= MOST {
            return Err(Error::new(Kind::Overloaded, "too many event streams are open")
                .hint("close one, or try again later"));
        }
        by_token.insert(token.to_owned(), own + 1);
        counts.active.fetch_add(1, Ordering::Relaxed);
        counts.total.fetch_add(1, Ordering::Relaxed);
        Ok(Self { counts: Arc::clone(counts), token: token.to_owned() })
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        let mut by_token = self.counts.by_token();
        if let Some(own) = by_token.get_mut(&self.token) {
            *own -= 1;
            if *own == 0 {
                by_token.remove(&self.token);
            }
        }
        self.counts.active.fetch_sub(1, Ordering::Relaxed);
    }
}

/// All readers.
pub struct Streams {
    inbox: Mutex<Inbox>,
    work: Condvar,
    pub counts: Arc<Counts>,
}

impl Streams {
    pub fn new() -> Self {
        Self { inbox: Mutex::default(), work: Condvar::new(), counts: Arc::default() }
    }

    fn inbox(&self) -> MutexGuard<'_, Inbox> {
        self.inbox.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Takes a reader in. `sink` is asked for once there is a place.
    ///
    /// # Errors
    /// `overloaded` when there are too many; when the store cannot be read.
    pub fn join(&self, store: &Store, start: Start, sink: Box<dyn Sink>) -> Result<()> {
        let place = Place::take(&self.counts, &start.token)?;
        let extent = store.read(|r| kept::extent(r, &start.workspace, &start.channel))?;
        // Who has read nothing yet has missed nothing.
        let cursor = start.since.unwrap_or(extent.pruned);
        let reader = Reader {
            start,
            sink,
            cursor,
            backlog: extent.last,
            spoke: clock::instant(),
            waits: true,
            begun: false,
            _place: place,
        };
        self.inbox().joined.push(reader);
        self.work.notify_one();
        Ok(())
    }

    /// Tells that a channel has new events. Cheap while nobody reads.
    pub fn touch(&self, channels: impl IntoIterator<Item = Channel>) {
        if self.counts.active.load(Ordering::Relaxed) == 0 {
            return;
        }
        self.inbox().touched.extend(channels);
        self.work.notify_one();
    }

    pub fn close(&self) {
        self.inbox().closing = true;
        self.work.notify_one();
    }

    /// Serves the readers until `close`.
    pub fn run(&self, store: &Store, guard: &Guard) {
        let mut readers: Vec<Reader> = Vec::new();
        let (mut looked, mut turn) = (clock::instant(), clock::instant());
        loop {
            let again = readers.iter().any(|r| r.waits);
            let pause = match again {
                true => turn.saturating_duration_since(clock::instant()),
                false => LOOK,
            };
            let Some((joined, mut touched)) = self.wait(pause, readers.is_empty()) else { return };
            readers.extend(joined);
            if looked.elapsed() >= LOOK {
                looked = clock::instant();
                readers.retain(|reader| !reader.sink.closed() && !end(reader));
                touched.extend(readers.iter().map(Reader::place));
            }
            let began = clock::instant();
            let catch_up = began >= turn;
            self.serve(&mut readers, &touched, catch_up, (store, guard));
            if catch_up {
                turn = clock::instant() + began.elapsed().clamp(AGAIN, LONGEST_PAUSE);
            }
        }
    }

    /// What has come; waits for it up to `pause`. `None`: it is over.
    fn wait(&self, pause: Duration, idle: bool) -> Option<(Vec<Reader>, HashSet<Channel>)> {
        let mut inbox = self.inbox();
        let nothing = |i: &Inbox| i.joined.is_empty() && i.touched.is_empty() && !i.closing;
        if nothing(&inbox) {
            let pause = if idle { Duration::from_secs(3600) } else { pause };
            let waited = self.work.wait_timeout(inbox, pause);
            inbox = waited.unwrap_or_else(PoisonError::into_inner).0;
        }
        if inbox.closing {
            return None;
        }
        Some((std::mem::take(&mut inbox.joined), std::mem::take(&mut inbox.touched)))
    }

    fn serve(
        &self,
        readers: &mut Vec<Reader>,
        touched: &HashSet<Channel>,
        catch_up: bool,
        (store, guard): (&Store, &Guard),
    ) {
        let mut pages: HashMap<(Channel, u64, usize), Page> = HashMap::new();
        for reader in readers.iter_mut() {
            let place = reader.place();
            let due = if reader.waits { catch_up } else { touched.contains(&place) };
            if due && !reader.sink.ready() {
                reader.waits = true;
            } else if due {
                let key = (place, reader.cursor, reader.start.batch);
                let page = match pages.get_mut(&key) {
                    Some(page) => page,
                    // What cannot be read now is tried again.
                    None => match Page::read(store, &reader.start, reader.cursor) {
                        Ok(page) => pages.entry(key).or_insert(page),
                        Err(_) => continue,
                    },
                };
                reader.give(page, &self.counts, guard);
            }
            if reader.spoke.elapsed() >= KEEP_ALIVE {
                reader.say(b": keep-alive\n\n".to_vec());
            }
        }
        readers.retain(|reader| !reader.sink.closed());
    }
}

/// What stands above one place of a channel.
struct Page {
    extent: kept::Extent,
    events: Vec<Kept>,
    /// There may be more.
    whole: bool,
    /// Frames, made when the first reader of their kind needs them: redacted and full.
    frames: [Option<Vec<Vec<u8>>>; 2],
}

impl Page {
    fn read(store: &Store, start: &Start, cursor: u64) -> Result<Self> {
        let (workspace, channel) = (&start.workspace, &start.channel);
        store.read(|r| {
            let extent = kept::extent(r, workspace, channel)?;
            let events = kept::after(r, workspace, channel, cursor, start.batch.min(BATCH))?;
            let whole = events.len() < start.batch.min(BATCH);
            Ok(Self { extent, events, whole, frames: [None, None] })
        })
    }

    fn frames(&mut self, workspace: &str, full: bool) -> &[Vec<u8>] {
        let events = &self.events;
        self.frames[usize::from(full)].get_or_insert_with(|| {
            events.iter().map(|event| Event::of(workspace, event, full).frame()).collect()
        })
    }
}

impl Reader {
    fn place(&self) -> Channel {
        (self.start.workspace.clone(), self.start.channel.clone())
    }

    fn say(&mut self, frames: Vec<u8>) -> bool {
        if frames.len() > self.sink.room() {
            return false;
        }
        self.spoke = clock::instant();
        self.sink.send(frames)
    }

    /// Sends as much of a page, which begins at the cursor, as there is room for.
    fn give(&mut self, page: &mut Page, counts: &Counts, guard: &Guard) {
        self.waits = true;
        let first = !std::mem::replace(&mut self.begun, true);
        let ahead = first && self.cursor > page.extent.last;
        if (self.cursor < page.extent.pruned || ahead) && !self.gap(page, ahead) {
            self.begun = !first;
            return;
        }
        if ahead {
            return;
        }
        let (workspace, full) = (self.start.workspace.clone(), self.start.full);
        let mut room = self.sink.room();
        let (mut piece, mut to, mut sent) = (Vec::new(), self.cursor, 0);
        let ids: Vec<u64> = page.events.iter().map(|event| event.id).collect();
        for (frame, id) in page.frames(&workspace, full).iter().zip(&ids) {
            if frame.len() > room {
                break;
            }
            room -= frame.len();
            piece.extend_from_slice(frame);
            to = *id;
            sent += 1;
        }
        if sent > 0 && self.say(piece) {
            let before = ids[..sent].iter().filter(|id| **id <= self.backlog).count() as u64;
            counts.replayed.fetch_add(before, Ordering::Relaxed);
            counts.broadcast.fetch_add(sent as u64 - before, Ordering::Relaxed);
            self.cursor = to;
        }
        self.waits = sent < ids.len() || !page.whole;
        if !self.waits {
            guard.arrive(&self.start.workspace, &self.start.channel, &self.start.agent);
        }
    }

    /// Tells that events between what the reader has and the oldest that is kept are gone, or
    /// (`ahead`) that the reader has seen ids that this store has not given out: it was restored.
    fn gap(&mut self, page: &Page, ahead: bool) -> bool {
        let extent = &page.extent;
        let to = if ahead { extent.last } else { extent.pruned };
        let data = json!({
            "workspaceId": self.start.workspace,
            "channelId": self.start.channel,
            "since": self.cursor,
            "oldestId": extent.oldest.unwrap_or(extent.last + 1),
            "latestId": extent.last,
        });
        let told = self.say(format!("id: {to}\nevent: gap\ndata: {data}\n\n").into_bytes());
        if told {
            self.cursor = to;
        }
        told
    }
}

/// Ends a stream whose reader may see no more, with the reason.
fn end(reader: &Reader) -> bool {
    let Some(reason) = reader.sink.ended() else { return false };
    let data = json!({"reason": reason});
    let frame = format!("event: closed\ndata: {data}\n\n").into_bytes();
    if frame.len() <= reader.sink.room() {
        reader.sink.send(frame);
    }
    true
}
