//! How does `serve` let the daemon answer? It carries lines between its client and the daemon, and remembers what
//! is not answered yet, so that it can go on alone when the daemon ends.

use std::collections::VecDeque;
use std::io::{BufReader, Write as _};
use std::net::Shutdown;
use std::os::unix::net::UnixStream;
use std::path::Path;
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread;

use serde_json::Value;

use super::local::{alone, asker, lost, open_here, place};
use super::ui::Ui;
use crate::auth::Principal;
use crate::base::{Error, Result};
use crate::daemon::client::{self, Served};
use crate::daemon::wire;
use crate::mcp::glance::{Asks, glance, is_own};
use crate::mcp::refused;
use crate::server::stdio::{self, LONGEST, Next};

/// Lines that are read ahead.
const AHEAD: usize = 64;
/// Bytes of one line from the daemon at most: its answers are bounded by their tokens, resources by their files.
const LONGEST_ANSWER: usize = 256 << 20;

/// What a client asked and was not answered.
#[derive(Default)]
struct Open {
    asked: Vec<Question>,
    /// The daemon says nothing more.
    gone: bool,
}

struct Question {
    id: Value,
    changes: bool,
    line: Vec<u8>,
}

/// What this process answers itself, beside the daemon: calls that need its environment, which the daemon has not.
struct Own<'a> {
    ui: &'a Arc<Ui>,
    root: &'a Path,
    at_work: Option<AtWork>,
}

struct AtWork {
    lines: SyncSender<Vec<u8>>,
    thread: thread::JoinHandle<Result<()>>,
}

impl<'a> Own<'a> {
    const fn new(ui: &'a Arc<Ui>, root: &'a Path) -> Self {
        Self { ui, root, at_work: None }
    }

    /// Answers a message. The workspace is opened for the first.
    fn ask(&mut self, line: Vec<u8>) -> Result<()> {
        if self.at_work.is_none() {
            let (lines, heard) = sync_channel::<Vec<u8>>(AHEAD);
            let app = Arc::new(open_here(self.root, true)?);
            let output = Arc::clone(self.ui);
            let say = Box::new(move |message: &str| {
                output.line(message)?;
                output.flush()
            });
            let next = Box::new(move || Ok(heard.recv().ok()));
            let thread = thread::spawn(move || {
                let served = stdio::serve(Arc::clone(&app), Principal::local(), next, say);
                app.close()?;
                served
            });
            self.at_work = Some(AtWork { lines, thread });
        }
        let at_work = self.at_work.as_ref().expect("set above");
        at_work.lines.send(line).map_err(|_| Error::failed("this process answers no more"))
    }

    /// What was asked is answered.
    fn end(self) -> Result<()> {
        let Some(AtWork { lines, thread }) = self.at_work else { return Ok(()) };
        drop(lines);
        thread.join().unwrap_or_else(|_| Err(Error::internal("the server panicked")))
    }
}

enum Event {
    Line(Vec<u8>),
    /// The client has nothing more to say, or cannot be read.
    End(Option<Error>),
    Gone,
}

/// Serves through the daemon. `None`: the client has ended, all is done. Else what is still to be answered by this
/// process, which goes on with the client's next lines.
///
/// # Errors
/// When the daemon cannot open the workspace, or the client's pipes fail.
pub fn through_daemon(
    ui: &Arc<Ui>,
    root: &Path,
    say: &(dyn Fn(&str) -> Result<()> + Sync),
) -> Result<Option<Next>> {
    let served = place().map_or(Served::Alone(None), |place| client::serve(&place, asker(root)));
    let link = match served {
        Served::Ready(link) => link,
        Served::Failed(e) => return Err(e),
        Served::Alone(why) => {
            alone(ui, why);
            let input = Arc::clone(ui);
            return Ok(Some(Box::new(move || input.input_line(LONGEST))));
        }
    };
    ui.note("served by the daemon; the end of stdin ends it");
    let (events, heard) = sync_channel(AHEAD);
    read_client(ui, events.clone());
    let open = Mutex::new(Open::default());
    let (reader, mut writer) = link.into_parts();
    let mut own = Own::new(ui, root);
    let ended = thread::scope(|scope| {
        let open = &open;
        let answers = scope.spawn(move || {
            let carried = carry(reader, open, say);
            lock(open).gone = true;
            // Nobody waits for it once the client has ended.
            let _ = events.try_send(Event::Gone);
            carried
        });
        let ended = ask(&heard, open, &mut writer, &mut own);
        if matches!(ended, Ended::Client(_)) {
            // What was asked is answered, then the daemon closes its side.
            let _ = writer.shutdown(Shutdown::Write);
        }
        answers.join().unwrap_or_else(|_| Err(Error::internal("the carrier panicked")))?;
        Ok::<_, Error>(ended)
    })?;
    own.end()?;
    let asked = std::mem::take(&mut lock(&open).asked);
    let mut rest = VecDeque::new();
    for question in asked {
        match question.changes {
            true => say(&refused(&question.line, &lost()))?,
            false => rest.push_back(question.line),
        }
    }
    match ended {
        Ended::Client(Some(e)) => Err(e),
        Ended::Client(None) if rest.is_empty() => Ok(None),
        Ended::Client(None) => Ok(Some(Box::new(move || Ok(rest.pop_front())))),
        Ended::Daemon => {
            ui.note("the daemon has ended: this process goes on alone");
            Ok(Some(Box::new(move || alone_next(&mut rest, &heard))))
        }
    }
}

/// Who has ended?
enum Ended {
    Client(Option<Error>),
    Daemon,
}

fn lock(open: &Mutex<Open>) -> MutexGuard<'_, Open> {
    open.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Not waited for at the end: it may be in a read that never ends.
fn read_client(ui: &Arc<Ui>, events: SyncSender<Event>) {
    let input = Arc::clone(ui);
    thread::spawn(move || {
        loop {
            let event = match input.input_line(LONGEST) {
                Ok(Some(line)) => Event::Line(line),
                Ok(None) => Event::End(None),
                Err(e) => Event::End(Some(e)),
            };
            let last = matches!(event, Event::End(_));
            if events.send(event).is_err() || last {
                return;
            }
        }
    });
}

/// Carries what the client says, until one of both ends.
fn ask(
    heard: &Receiver<Event>,
    open: &Mutex<Open>,
    writer: &mut UnixStream,
    own: &mut Own,
) -> Ended {
    while let Ok(event) = heard.recv() {
        let mut line = match event {
            Event::Line(line) => line,
            Event::End(e) => return Ended::Client(e),
            Event::Gone => return Ended::Daemon,
        };
        if is_own(&line) {
            if let Err(e) = own.ask(line) {
                return Ended::Client(Some(e));
            }
            continue;
        }
        let asks = match glance(&line) {
            Asks::Nothing => None,
            Asks::CallOff(id) => {
                lock(open).asked.retain(|question| question.id != id);
                None
            }
            Asks::Little => Some((id_of(&line), false)),
            Asks::Much { id, changes } => Some((id, changes)),
        };
        if let Some((id, changes)) = asks {
            lock(open).asked.push(Question { id, changes, line: line.clone() });
        }
        line.push(b'\n');
        if writer.write_all(&line).is_err() || lock(open).gone {
            return Ended::Daemon;
        }
    }
    Ended::Client(None)
}

/// Of a message that is no request, the answer's is null.
fn id_of(line: &[u8]) -> Value {
    let message = serde_json::from_slice::<Value>(line).unwrap_or_default();
    message.get("id").cloned().unwrap_or_default()
}

/// Carries what the daemon says, until it ends.
fn carry(
    mut reader: BufReader<UnixStream>,
    open: &Mutex<Open>,
    say: &(dyn Fn(&str) -> Result<()> + Sync),
) -> Result<()> {
    while let Ok(Some(line)) = wire::line(&mut reader, LONGEST_ANSWER) {
        // A daemon that is killed may leave half a line: it is no answer.
        let Ok(line) = String::from_utf8(line) else { break };
        let Ok(message) = serde_json::from_str::<Head>(&line) else { break };
        // Notifications have no id, and answers have no method.
        if let (Some(id), None) = (message.id, message.method) {
            let mut open = lock(open);
            if let Some(at) = open.asked.iter().position(|question| question.id == id) {
                open.asked.remove(at);
            }
        }
        say(&line)?;
    }
    Ok(())
}

#[derive(serde::Deserialize)]
struct Head {
    #[serde(default, deserialize_with = "present")]
    id: Option<Value>,
    method: Option<serde::de::IgnoredAny>,
}

/// A null is an id, too.
fn present<'de, D: serde::Deserializer<'de>>(from: D) -> Result<Option<Value>, D::Error> {
    serde::Deserialize::deserialize(from).map(Some)
}

/// What was asked and not answered, then what the client says next.
fn alone_next(rest: &mut VecDeque<Vec<u8>>, heard: &Receiver<Event>) -> Result<Option<Vec<u8>>> {
    if let Some(line) = rest.pop_front() {
        return Ok(Some(line));
    }
    loop {
        match heard.recv() {
            Ok(Event::Line(line)) => return Ok(Some(line)),
            Ok(Event::Gone) => {}
            Ok(Event::End(Some(e))) => return Err(e),
            Ok(Event::End(None)) | Err(_) => return Ok(None),
        }
    }
}
