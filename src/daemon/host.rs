//! How does the daemon run, from its lock to its last answer?

use std::collections::HashMap;
use std::fs::{self, Permissions};
use std::io::Write as _;
use std::net::Shutdown;
use std::os::unix::fs::PermissionsExt as _;
use std::os::unix::net::{UnixListener, UnixStream};
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::mpsc::channel;
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

use serde_json::Value;
use signal_hook::consts::{SIGHUP, SIGINT, SIGTERM};
use signal_hook::iterator::Signals;

use super::house::House;
use super::keeper::{Keeper, resident};
use super::log::Log;
use super::place::{Place, build};
use super::wire::{Asker, Failure, Hello, Link, PROTOCOL, Reply, Said, Status, Want, line};
use super::{Settings, process};
use crate::auth::Principal;
use crate::base::error::Context as _;
use crate::base::files::{self, Lock, Mode};
use crate::base::layout::DataDir;
use crate::base::{Error, Result, clock};
use crate::ingest::Progress;
use crate::server::stdio;
use crate::view::token;

/// Clients at once; one more goes on alone.
const MOST_CLIENTS: usize = 256;
/// A client says at once what it wants.
const HELLO: Duration = Duration::from_secs(10);
/// Who does not read its answer for so long is gone.
const UNREAD: Duration = Duration::from_secs(60);
/// Answers that are under way have this much to end.
const LAST: Duration = Duration::from_secs(10);
/// Another daemon's end is waited for so long.
const HANDOVER: Duration = Duration::from_secs(2);
/// A client hears no more often than this how far an index is.
const STEP: Duration = Duration::from_millis(100);

/// Runs until a signal or a client ends it. `ready` is called when clients are let in.
///
/// # Errors
/// When another one runs, or the place cannot be had.
pub fn run(data: &DataDir, settings: Settings, ready: impl FnOnce()) -> Result<()> {
    let place = Place::of(data)?;
    place.prepare()?;
    let _lock = lock(&place)?;
    let log = Arc::new(Log::new(place.log()));
    let held = serde_json::to_vec(&process::Holder::ourselves())
        .context(|| "cannot spell JSON".to_owned())?;
    files::write_atomic(&place.holder(), &held, Mode::Private)?;
    let (tell, news) = channel();
    let house = Arc::new(House::new(data.clone(), tell.clone()));
    signals(Arc::clone(&house))?;
    let listener = listen(&place)?;
    let door = place.socket();
    let channel = (tell, news);
    let keeper = Keeper::new(Arc::clone(&house), Arc::clone(&log), settings, door, channel);
    let host = Arc::new(Host {
        house,
        settings,
        build: build(),
        started_at: clock::rfc3339(clock::now()),
        watching: keeper.trouble(),
        number: AtomicU64::new(0),
        clients: Mutex::default(),
        left: Condvar::new(),
    });
    let door = Arc::clone(&host);
    thread::Builder::new()
        .name("door".into())
        .spawn(move || door.receive(&listener))
        .context(|| "cannot start a thread".to_owned())?;
    log.say(&format!("started: {}, process {}", host.build, std::process::id()));
    ready();
    thread::spawn(token::warm);
    let why = keeper.run();
    log.say(&format!("stopping: {why}"));
    let _ = fs::remove_file(place.socket());
    host.end();
    let closed = host.house.close();
    let _ = fs::remove_file(place.holder());
    log.say("stopped");
    closed
}

/// For as long as we run. One that ends at this moment is waited for.
fn lock(place: &Place) -> Result<Lock> {
    let until = clock::instant() + HANDOVER;
    loop {
        if let Some(lock) = Lock::attempt(&place.lock())? {
            return Ok(lock);
        }
        if clock::instant() > until {
            return Err(Error::failed("a daemon runs already")
                .hint("see `lean-ctx daemon status`; `lean-ctx daemon restart` replaces it"));
        }
        thread::sleep(Duration::from_millis(20));
    }
}

/// Whoever holds the lock owns the socket's name: what lies there is of a daemon that was killed.
fn listen(place: &Place) -> Result<UnixListener> {
    let socket = place.socket();
    let act = || format!("cannot listen on `{}`", socket.display());
    if socket.symlink_metadata().is_ok() {
        fs::remove_file(&socket).context(act)?;
    }
    let listener = UnixListener::bind(&socket).context(act)?;
    fs::set_permissions(&socket, Permissions::from_mode(0o600)).context(act)?;
    Ok(listener)
}

/// The first SIGTERM or SIGINT is an orderly end, the second ends at once. A terminal that closes is nothing to us.
fn signals(house: Arc<House>) -> Result<()> {
    let act = || "cannot handle signals".to_owned();
    let stopped = Arc::new(AtomicBool::new(false));
    for signal in [SIGTERM, SIGINT] {
        signal_hook::flag::register_conditional_shutdown(signal, 1, Arc::clone(&stopped))
            .context(act)?;
        signal_hook::flag::register(signal, Arc::clone(&stopped)).context(act)?;
    }
    let mut signals = Signals::new([SIGTERM, SIGINT, SIGHUP]).context(act)?;
    thread::Builder::new()
        .name("signals".into())
        .spawn(move || {
            for signal in signals.forever() {
                if signal != SIGHUP {
                    house.stop();
                }
            }
        })
        .context(act)?;
    Ok(())
}

struct Host {
    house: Arc<House>,
    settings: Settings,
    build: String,
    started_at: String,
    watching: Option<String>,
    number: AtomicU64,
    clients: Mutex<HashMap<u64, UnixStream>>,
    /// A client has left.
    left: Condvar,
}

impl Host {
    fn receive(self: Arc<Self>, listener: &UnixListener) {
        for stream in listener.incoming() {
            let Ok(stream) = stream else {
                // No descriptor is free: one may be soon.
                thread::sleep(Duration::from_millis(100));
                continue;
            };
            let host = Arc::clone(&self);
            let number = self.number.fetch_add(1, Ordering::Relaxed);
            let Ok(kept) = stream.try_clone() else { continue };
            self.clients().insert(number, kept);
            let seat = Seat { host, number };
            // Without a thread the connection is closed, and its client goes on alone.
            let _ = thread::Builder::new().name("client".into()).spawn(move || {
                let _ = seat.host.attend(stream);
            });
        }
    }

    fn clients(&self) -> MutexGuard<'_, HashMap<u64, UnixStream>> {
        self.clients.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Nothing more is heard; what was asked is answered.
    fn end(&self) {
        let until = clock::instant() + LAST;
        let mut clients = self.clients();
        for stream in clients.values() {
            let _ = stream.shutdown(Shutdown::Read);
        }
        while !clients.is_empty() {
            let left = until.saturating_duration_since(clock::instant());
            if left.is_zero() {
                return;
            }
            clients =
                self.left.wait_timeout(clients, left).unwrap_or_else(PoisonError::into_inner).0;
        }
    }

    fn attend(&self, stream: UnixStream) -> std::io::Result<()> {
        stream.set_write_timeout(Some(UNREAD))?;
        let mut link = Link::new(stream)?;
        link.patience(Some(HELLO))?;
        let Some(hello) = link.hear::<Hello>()? else { return Ok(()) };
        link.patience(None)?;
        let asks = matches!(hello.want, Want::Serve(_) | Want::Call { .. });
        if asks && (hello.protocol != PROTOCOL || hello.build != self.build) {
            return link.say(&Reply::OtherBuild(self.build.clone()));
        }
        let crowded = self.clients().len() > MOST_CLIENTS;
        if asks && (crowded || self.house.ending().cancelled()) {
            return link.say(&Reply::Busy);
        }
        link.say(&Reply::Welcome)?;
        match hello.want {
            Want::Status => link.say(&Reply::Status(Box::new(self.status()))),
            Want::Stop => {
                self.house.stop();
                Ok(())
            }
            Want::Call { asker, tool, arguments } => self.call(&mut link, asker, &tool, arguments),
            Want::Serve(asker) => self.serve(link, asker),
        }
    }

    fn status(&self) -> Status {
        Status {
            pid: std::process::id(),
            build: self.build.clone(),
            started_at: self.started_at.clone(),
            settings: self.settings,
            memory_bytes: resident(),
            // All but the one that asks.
            connections: self.clients().len().saturating_sub(1),
            watching: self.watching.clone(),
            workspaces: self.house.rooms(),
        }
    }

    fn call(
        &self,
        link: &mut Link,
        asker: Asker,
        tool: &str,
        arguments: Value,
    ) -> std::io::Result<()> {
        let answer = {
            let told = Told::new(link);
            self.house.call(&asker.root, asker.model, (tool, arguments), &|p| told.tell(p))
        };
        if answer.is_err() && self.house.ending().cancelled() {
            // Perhaps for that alone: its client finds the answer by itself.
            return Ok(());
        }
        link.say(&match answer {
            Ok(answer) => Reply::Answer(Said { text: answer.text, structured: answer.structured }),
            Err(e) => Reply::Failed(Failure::from(&e)),
        })
    }

    /// MCP, as `serve` speaks it.
    fn serve(&self, mut link: Link, asker: Asker) -> std::io::Result<()> {
        let opened = self.house.tenant(&asker.root).and_then(|tenant| {
            tenant.space.open()?;
            Ok((self.house.app(&tenant, asker.model)?, tenant))
        });
        let (app, tenant) = match opened {
            Ok(opened) => opened,
            Err(e) => return link.say(&Reply::Failed(Failure::from(&e))),
        };
        link.say(&Reply::Ready)?;
        let (house, behind) = (Arc::clone(&self.house), Arc::clone(&tenant));
        // What fails is told to who asks.
        thread::spawn(move || house.ready(&behind, &|_| {}));
        let (mut reader, writer) = link.into_parts();
        let next = Box::new(move || {
            let line = line(&mut reader, stdio::LONGEST).context(|| "cannot read".into())?;
            if line.is_some() {
                tenant.touch();
            }
            Ok(line)
        });
        let end = writer.try_clone()?;
        let writer = Mutex::new(writer);
        let say = Box::new(move |message: &str| {
            let mut writer = writer.lock().unwrap_or_else(PoisonError::into_inner);
            writer
                .write_all(format!("{message}\n").as_bytes())
                .context(|| "the client has left".into())
        });
        // A client that has left is no failure of ours.
        let _ = stdio::serve(app, Principal::local(), next, say);
        end.shutdown(Shutdown::Both)
    }
}

/// One client's place among all.
struct Seat {
    host: Arc<Host>,
    number: u64,
}

impl Drop for Seat {
    fn drop(&mut self) {
        self.host.clients().remove(&self.number);
        self.host.left.notify_all();
    }
}

/// Tells a client how far its index is, as often as is of use.
struct Told<'a>(Mutex<(&'a mut Link, Option<Instant>)>);

impl<'a> Told<'a> {
    fn new(link: &'a mut Link) -> Self {
        Self(Mutex::new((link, None)))
    }

    fn tell(&self, progress: Progress) {
        let mut told = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let (link, last) = &mut *told;
        if last.is_none_or(|at| at.elapsed() >= STEP) {
            *last = Some(clock::instant());
            // Who has left does not hear the answer either.
            let _ = link.say(&Reply::Progress(
                progress.files_done,
                progress.files_total,
                progress.bytes_done,
            ));
        }
    }
}
