//! How is one client served over a pair of pipes? What is read is answered in threads of its own, so that a request can be
//! called off while it runs; what changes something waits for what was asked before, and is waited for.

use std::collections::VecDeque;
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread;
use std::time::Duration;

use serde_json::{Value, json};

use crate::app::App;
use crate::auth::Principal;
use crate::base::clock::{self, Deadline};
use crate::base::{Error, Result};
use crate::gate::{Caller, Line, Transport};
use crate::mcp::glance::{Asks, glance};
use crate::mcp::{self, Exchange, Outcome, Subscription};
use crate::trace::Span;

/// Bytes of a message at most, as over HTTP by default. A message is a line.
pub const LONGEST: usize = 2 << 20;
/// Requests at work at once.
const AT_ONCE: usize = 4;
/// Those that wait for an index are not among them.
const MOST_PARKED: usize = 16;
/// Requests that are read before the first of them is answered; then nothing more is read.
const MOST_QUEUED: usize = 1024;
/// How often subscriptions are looked at, unless a look takes long: then it is a small part of the time.
const LOOK: Duration = Duration::from_millis(500);
const LOOK_SHARE: u32 = 20;

/// Writes one message, whole.
pub type Say = Box<dyn Fn(&str) -> Result<()> + Send + Sync>;
/// The next message; `None` at the end.
pub type Next = Box<dyn FnMut() -> Result<Option<Vec<u8>>> + Send>;

struct Stdio {
    app: Arc<App>,
    principal: Arc<Principal>,
    say: Say,
    state: Mutex<State>,
    moved: Condvar,
}

#[derive(Default)]
struct State {
    queue: VecDeque<Job>,
    running: Vec<Running>,
    serial: u64,
    subscriptions: Vec<Subscription>,
    /// A thread looks at the subscriptions; `away` while it has them, which may take long.
    looking: bool,
    away: bool,
    /// Those that were called off meanwhile.
    gone: Vec<Value>,
    /// Nothing more will be asked.
    ended: bool,
    /// Nobody reads the answers, or the questions cannot be read.
    failed: Option<Error>,
}

struct Job {
    id: Value,
    changes: bool,
    line: Vec<u8>,
}

struct Running {
    serial: u64,
    id: Value,
    changes: bool,
    parked: bool,
    deadline: Deadline,
}

impl State {
    /// The next request that may run now. One that waits for an index holds nobody up.
    fn next(&mut self) -> Option<Job> {
        let at_work = || self.running.iter().filter(|running| !running.parked);
        let first = self.queue.front()?;
        let free = match first.changes {
            true => at_work().next().is_none(),
            false => at_work().count() < AT_ONCE && !at_work().any(|running| running.changes),
        };
        if free { self.queue.pop_front() } else { None }
    }
}

/// Serves until there is nothing more to read and what was asked is answered, or nobody reads the answers.
///
/// # Errors
/// When the pipes fail, or no thread can be had.
pub fn serve(app: Arc<App>, principal: Principal, mut next: Next, say: Say) -> Result<()> {
    let stdio = Arc::new(Stdio {
        app,
        principal: Arc::new(principal),
        say,
        state: Mutex::default(),
        moved: Condvar::new(),
    });
    // Not waited for at the end: it may be in a read that never ends.
    let reader = Arc::clone(&stdio);
    thread::Builder::new()
        .name("stdio".into())
        .spawn(move || {
            let read = reader.read(&mut next);
            let mut state = reader.state();
            state.ended = true;
            if let Err(e) = read {
                state.failed.get_or_insert(e);
            }
            reader.moved.notify_all();
        })
        .map_err(|e| Error::failed("cannot start a thread").source(e))?;
    let over = |s: &mut State| {
        s.failed.is_some() || (s.ended && s.queue.is_empty() && s.running.is_empty())
    };
    let state = stdio.state();
    let mut state =
        stdio.moved.wait_while(state, |s| !over(s)).unwrap_or_else(PoisonError::into_inner);
    state.ended = true;
    state.queue.clear();
    state.running.iter().for_each(|running| running.deadline.cancel());
    state.failed.take().map_or(Ok(()), Err)
}

impl Stdio {
    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn say(&self, message: &str) {
        if let Err(e) = (self.say)(message) {
            self.state().failed.get_or_insert(e);
            self.moved.notify_all();
        }
    }

    fn read(self: &Arc<Self>, next: &mut Next) -> Result<()> {
        while let Some(line) = next()? {
            match glance(&line) {
                Asks::Nothing => {}
                Asks::CallOff(id) => self.call_off(&id),
                Asks::Little => self.answer(&line, Deadline::none(), Line::default()),
                Asks::Much { id, changes } => {
                    let full = |s: &mut State| s.queue.len() >= MOST_QUEUED && !s.ended;
                    let state = self.state();
                    let mut state =
                        self.moved.wait_while(state, full).unwrap_or_else(PoisonError::into_inner);
                    state.queue.push_back(Job { id, changes, line });
                    drop(state);
                    self.dispatch();
                }
            }
        }
        Ok(())
    }

    /// What is called off gets no answer, whether it runs, waits or listens.
    fn call_off(&self, id: &Value) {
        let mut state = self.state();
        state.queue.retain(|job| job.id != *id);
        state.subscriptions.retain(|subscription| !subscription.is_of(id));
        if state.away {
            state.gone.push(id.clone());
        }
        for running in state.running.iter().filter(|running| running.id == *id) {
            running.deadline.cancel();
        }
        self.moved.notify_all();
    }

    /// Starts what may run now.
    fn dispatch(self: &Arc<Self>) {
        loop {
            let mut state = self.state();
            let Some(Job { id, changes, line }) = state.next() else { return };
            state.serial += 1;
            let (serial, deadline) = (state.serial, Deadline::none());
            let parked = false;
            state.running.push(Running { serial, id, changes, parked, deadline: deadline.clone() });
            drop(state);
            let turn = Turn { stdio: Arc::clone(self), serial };
            let work = move || {
                let seat = Arc::new(Seat { stdio: Arc::clone(&turn.stdio), serial });
                turn.stdio.answer(&line, deadline, Line::over(seat));
            };
            // Without a thread the turn is over, and its client hears nothing of it.
            if let Err(e) = thread::Builder::new().name("call".into()).spawn(work) {
                let error = Error::failed("cannot start a thread").source(e);
                self.state().failed.get_or_insert(error);
                self.moved.notify_all();
            }
        }
    }

    fn caller(&self, deadline: Deadline, line: Line) -> Caller {
        Caller {
            principal: Arc::clone(&self.principal),
            request_id: format!("{:016x}", rand::random::<u64>()),
            remote: None,
            deadline,
            line,
            trace: Span::default(),
        }
    }

    fn answer(self: &Arc<Self>, message: &[u8], deadline: Deadline, line: Line) {
        let caller = self.caller(deadline.clone(), line);
        let exchange = Exchange {
            app: &self.app,
            caller: &caller,
            headers: None,
            workspace: None,
            streams: true,
            connected: true,
        };
        let outcome = mcp::answer(&exchange, message);
        if deadline.cancelled() {
            return;
        }
        match outcome {
            Outcome::Response { body, .. } => self.say(&body),
            Outcome::Accepted | Outcome::CalledOff(_) => {}
            Outcome::Listen(subscription) => {
                self.say(&subscription.acknowledgement());
                self.state().subscriptions.push(subscription);
                self.look();
            }
            Outcome::Watch { id, uri, on } => match self.watch(&uri, on) {
                Ok(()) => self.say(&json!({"jsonrpc": "2.0", "id": id, "result": {}}).to_string()),
                Err(e) => self.say(&mcp::refused(message, &e)),
            },
            Outcome::Refused(error) => self.say(&mcp::refused(message, &error)),
        }
    }

    /// That of the connection itself, of the revisions before 2026-07-28.
    fn watch(self: &Arc<Self>, uri: &str, on: bool) -> Result<()> {
        let (app, principal) = (&self.app, &self.principal);
        let state = self.state();
        let mut state =
            self.moved.wait_while(state, |s| s.away).unwrap_or_else(PoisonError::into_inner);
        let own = state.subscriptions.iter().position(Subscription::is_of_connection);
        let mut subscription = match own {
            Some(at) => state.subscriptions.swap_remove(at),
            None => Subscription::connected(app, principal),
        };
        let done = subscription.watch(app, principal, uri, on);
        if !subscription.is_empty() {
            state.subscriptions.push(subscription);
        }
        drop(state);
        self.look();
        done
    }

    /// Looks at the subscriptions from now on, while there are any.
    fn look(self: &Arc<Self>) {
        let mut state = self.state();
        if state.looking || state.subscriptions.is_empty() {
            return;
        }
        let stdio = Arc::clone(self);
        let looking = thread::Builder::new().name("subscriptions".into());
        state.looking = looking.spawn(move || while stdio.look_once() {}).is_ok();
    }

    fn look_once(&self) -> bool {
        let began = clock::instant();
        let mut state = self.state();
        let mut looked = std::mem::take(&mut state.subscriptions);
        state.away = true;
        drop(state);
        let news = |subscription: &mut Subscription| subscription.news(&self.app, &self.principal);
        let news: Vec<String> = looked.iter_mut().flat_map(news).collect();
        let mut state = self.state();
        let gone = std::mem::take(&mut state.gone);
        looked.retain(|subscription| !gone.iter().any(|id| subscription.is_of(id)));
        state.subscriptions.append(&mut looked);
        state.away = false;
        drop(state);
        self.moved.notify_all();
        for message in news {
            self.say(&message);
        }
        let pause = LOOK.max(began.elapsed() * LOOK_SHARE);
        let none = |s: &State| s.ended || s.subscriptions.is_empty();
        let state = self.state();
        let (mut state, _) = self
            .moved
            .wait_timeout_while(state, pause, |s| !none(s))
            .unwrap_or_else(PoisonError::into_inner);
        state.looking = !none(&state);
        state.looking
    }
}

/// A request's turn, which is over when it goes, be it by a panic.
struct Turn {
    stdio: Arc<Stdio>,
    serial: u64,
}

impl Drop for Turn {
    fn drop(&mut self) {
        self.stdio.state().running.retain(|running| running.serial != self.serial);
        self.stdio.moved.notify_all();
        self.stdio.dispatch();
    }
}

/// Where a request that takes long waits, and says how far it is.
struct Seat {
    stdio: Arc<Stdio>,
    serial: u64,
}

impl Transport for Seat {
    fn park(&self) -> bool {
        let mut state = self.stdio.state();
        if state.running.iter().filter(|running| running.parked).count() >= MOST_PARKED {
            return false;
        }
        let own = |running: &&mut Running| running.serial == self.serial;
        if let Some(running) = state.running.iter_mut().find(own) {
            running.parked = true;
        }
        drop(state);
        self.stdio.dispatch();
        true
    }

    fn notify(&self, message: String) {
        let state = self.stdio.state();
        let own = state.running.iter().find(|running| running.serial == self.serial);
        let heard = own.is_some_and(|running| !running.deadline.cancelled());
        drop(state);
        if heard {
            self.stdio.say(&message);
        }
    }
}
