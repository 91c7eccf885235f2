//! Which thread runs a handler? An unmodified tiny_http, whose workers take requests with `recv`.
//!
//! tiny_http 0.12 cannot be shown an untrusted byte: one request can abort the process, and several
//! others stop its threads for good. It is therefore reached over one private Unix connection, the
//! lane, on which the event loop alone writes, and what it writes is only a job's number
//! (`GET /17`). The request itself, checked and whole, waits in a table in memory and the reply
//! goes back the same way; so nothing large crosses the lane and a slow client is never seen here.
//!
//! The lane is opened and proven once, before any worker starts; then the socket's name is removed
//! and its listening ended. Nobody else can connect, tiny_http starts no thread after that, and so
//! neither its lost connections (a stale count of waiting threads) nor its panics when a thread
//! cannot be made can occur. Should the lane ever fail, the loop sees it and builds a new pool; the
//! jobs that no worker had taken are given to the new one.

use std::collections::HashMap;
use std::fs;
use std::io::{self, Write as _};
use std::os::fd::AsFd as _;
use std::os::unix::fs::DirBuilderExt as _;
use std::os::unix::net::{UnixListener, UnixStream};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

use rustix::net::{SendFlags, Shutdown};

use super::Request;
use super::mailbox::Ticket;
use crate::base::error::Context as _;
use crate::base::{Error, Result, clock};

/// How long tiny_http may take to answer the probe at start.
const PROOF: Duration = Duration::from_secs(2);
/// A job that no worker has taken after this time, though one is free, means a dead pool.
const STALLED: Duration = Duration::from_secs(5);
/// Where a socket can be bound for the moment it needs a name. Constants, not the environment:
/// a path in `TMPDIR` may be longer than a socket's name (108 bytes) or belong to somebody else.
const PLACES: [&str; 4] = ["/tmp", "/dev/shm", "/run", "/var/tmp"];

/// A closed lane must be an error, not a SIGPIPE.
#[cfg(not(target_vendor = "apple"))]
const QUIET: SendFlags = SendFlags::NOSIGNAL;
/// The standard library has asked for the same when it made the socket.
#[cfg(target_vendor = "apple")]
const QUIET: SendFlags = SendFlags::empty();

/// A request on its way to a worker.
pub struct Job {
    pub ticket: Ticket,
    pub request: Request,
}

/// What a worker does with a job; `true`: another has taken the worker's place, and it must end.
pub type Work = Arc<dyn Fn(Job) -> bool + Send + Sync>;

/// Handlers that may wait at once, each on a thread of its own.
const MOST_PARKED: usize = 32;

#[derive(Default)]
struct Table(Mutex<HashMap<u64, (Job, Instant)>>);

impl Table {
    fn lock(&self) -> MutexGuard<'_, HashMap<u64, (Job, Instant)>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

pub struct Pool {
    lane: UnixStream,
    /// Bytes the lane has not taken yet: not seen in practice, a socket's buffer holds thousands.
    unsent: Vec<u8>,
    next: u64,
    size: usize,
    staff: Arc<Staff>,
}

/// The workers, and what they share.
pub struct Staff {
    server: tiny_http::Server,
    table: Table,
    work: Work,
    stopping: AtomicBool,
    parked: AtomicUsize,
    threads: Mutex<Vec<JoinHandle<()>>>,
}

impl Staff {
    fn threads(&self) -> MutexGuard<'_, Vec<JoinHandle<()>>> {
        self.threads.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn hire(self: &Arc<Self>) -> io::Result<()> {
        let staff = Arc::clone(self);
        let worker = thread::Builder::new().name("http-worker".into());
        let worker = worker.spawn(move || staff.serve())?;
        let mut threads = self.threads();
        threads.retain(|thread| !thread.is_finished());
        threads.push(worker);
        Ok(())
    }

    /// One more worker, for one that waits. `false`: so many wait already, or no thread can be had.
    pub fn stand_in(self: &Arc<Self>) -> bool {
        let room = |parked: usize| (parked < MOST_PARKED).then_some(parked + 1);
        let room = self.parked.fetch_update(Ordering::SeqCst, Ordering::SeqCst, room);
        if room.is_err() {
            return false;
        }
        let hired = self.hire().is_ok();
        if !hired {
            self.parked.fetch_sub(1, Ordering::SeqCst);
        }
        if self.stopping.load(Ordering::SeqCst) {
            // Those that were woken to end did not include this one.
            self.server.unblock();
        }
        hired
    }

    fn serve(self: &Arc<Self>) {
        loop {
            match self.server.recv() {
                Ok(request) => {
                    let number = request.url().trim_start_matches('/').parse::<u64>().ok();
                    // Closing the writer unused sends nothing, and waits for nobody.
                    drop(request.into_writer());
                    let job = number.and_then(|number| self.table.lock().remove(&number));
                    let Some((job, _)) = job else { continue };
                    job.request.aside.taken_by(self);
                    if (self.work)(job) {
                        self.parked.fetch_sub(1, Ordering::SeqCst);
                        return;
                    }
                }
                Err(_) if self.stopping.load(Ordering::SeqCst) => return,
                Err(_) => {}
            }
        }
    }
}

impl Pool {
    /// Starts `wanted` workers, or as many as threads can be had.
    ///
    /// # Errors
    /// When tiny_http does not come up, or no thread can be made.
    pub fn start(wanted: usize, work: &Work) -> Result<Self> {
        let (server, lane) = open_lane()?;
        let staff = Arc::new(Staff {
            server,
            table: Table::default(),
            work: Arc::clone(work),
            stopping: AtomicBool::new(false),
            parked: AtomicUsize::new(0),
            threads: Mutex::default(),
        });
        let mut size = 0;
        for _ in 0..wanted.max(1) {
            match staff.hire() {
                Ok(()) => size += 1,
                Err(_) if size > 0 => break,
                Err(error) => return Err(error).context(|| "cannot start a worker thread".into()),
            }
        }
        Ok(Self { lane, unsent: Vec::new(), next: 1, size, staff })
    }

    /// Workers that do not wait.
    pub const fn size(&self) -> usize {
        self.size
    }

    /// Hands a job over; `flush` makes the workers see it.
    pub fn submit(&mut self, job: Job, now: Instant) {
        let number = self.next;
        self.next += 1;
        self.staff.table.lock().insert(number, (job, now));
        // Into a `Vec`: cannot fail.
        let _ = write!(self.unsent, "GET /{number} HTTP/1.1\r\n\r\n");
    }

    /// # Errors
    /// When the lane is broken: the pool must be replaced.
    pub fn flush(&mut self) -> io::Result<()> {
        while !self.unsent.is_empty() {
            match rustix::net::send(&self.lane, &self.unsent, QUIET) {
                Ok(sent) => drop(self.unsent.drain(..sent)),
                Err(rustix::io::Errno::INTR) => {}
                Err(rustix::io::Errno::AGAIN) => return Ok(()),
                Err(error) => return Err(error.into()),
            }
        }
        Ok(())
    }

    /// Whether tiny_http has stopped handing requests to its workers: the lane has ended (nothing
    /// is ever sent back on it), or a job lies about although there are not more of them than
    /// workers.
    pub fn failed(&self, now: Instant) -> bool {
        let mut byte = [0];
        let open = matches!(
            rustix::net::recv(&self.lane, &mut byte, rustix::net::RecvFlags::DONTWAIT),
            Err(rustix::io::Errno::AGAIN | rustix::io::Errno::INTR)
        );
        !open
            || self
                .staff
                .table
                .lock()
                .values()
                .any(|(_, since)| now.duration_since(*since) > STALLED)
    }

    /// Lets the workers end after the jobs they run. Returns them with the jobs nobody took.
    pub fn retire(self) -> (Vec<Job>, Vec<JoinHandle<()>>) {
        let staff = self.staff;
        let jobs = staff.table.lock().drain().map(|(_, (job, _))| job).collect();
        staff.stopping.store(true, Ordering::SeqCst);
        let workers = std::mem::take(&mut *staff.threads());
        for _ in &workers {
            staff.server.unblock();
        }
        (jobs, workers)
    }
}

/// Starts tiny_http on a socket of its own and connects to it, once and for ever.
fn open_lane() -> Result<(tiny_http::Server, UnixStream)> {
    let (directory, listener) = bind()?;
    let path = directory.join("s");
    let opened = listener.try_clone().and_then(|ear| {
        let server = start_server(listener)?;
        let lane = UnixStream::connect(&path)?;
        Ok((ear, server, lane))
    });
    // From here on nobody can connect; a killed process leaves nothing behind.
    let _ = fs::remove_file(&path);
    let _ = fs::remove_dir(&directory);
    let (ear, server, lane) = opened.context(|| "cannot start the worker pool".into())?;
    prove(&server, &lane).context(|| "cannot reach the worker pool".into())?;
    // Ends tiny_http's accepting. Its farewell, an error, must not be left for a worker to find.
    // Where a listener cannot be shut down, a thread keeps waiting for nobody.
    if rustix::net::shutdown(ear.as_fd(), Shutdown::Both).is_ok() {
        let _ = server.recv_timeout(PROOF);
    }
    lane.set_nonblocking(true).context(|| "cannot prepare the worker pool".into())?;
    Ok((server, lane))
}

fn bind() -> Result<(PathBuf, UnixListener)> {
    let mut last = io::Error::from(io::ErrorKind::NotFound);
    for place in PLACES {
        let name = format!("lean-ctx-{:016x}", rand::random::<u64>());
        let directory = Path::new(place).join(name);
        // Fails when it exists: nobody else can have made it.
        let bound = fs::DirBuilder::new()
            .mode(0o700)
            .create(&directory)
            .and_then(|()| UnixListener::bind(directory.join("s")));
        match bound {
            Ok(listener) => return Ok((directory, listener)),
            Err(error) => last = error,
        }
        let _ = fs::remove_dir(&directory);
    }
    let places = PLACES.join("`, `");
    Err(Error::failed(format!("cannot bind the worker pool's socket in any of `{places}`"))
        .hint("make one of these directories writable for the server's user")
        .source(last))
}

/// tiny_http panics when the system gives it no thread.
fn start_server(listener: UnixListener) -> io::Result<tiny_http::Server> {
    catch_unwind(AssertUnwindSafe(|| tiny_http::Server::from_listener(listener, None)))
        .unwrap_or_else(|_| Err("no thread could be started".into()))
        .map_err(io::Error::other)
}

/// A request must come through before the lane is used.
fn prove(server: &tiny_http::Server, mut lane: &UnixStream) -> io::Result<()> {
    lane.write_all(b"GET /0 HTTP/1.1\r\n\r\n")?;
    let until = clock::instant() + PROOF;
    while clock::instant() < until {
        if let Some(request) = server.recv_timeout(Duration::from_millis(100))? {
            drop(request.into_writer());
            return Ok(());
        }
    }
    Err(io::ErrorKind::TimedOut.into())
}
