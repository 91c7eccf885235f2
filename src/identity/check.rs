//! Where are tokens looked into, and what is remembered of it? Off the event loop, in bounded numbers.

use std::collections::{HashMap, VecDeque};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread;

use jiff::{SignedDuration, Timestamp};

use crate::base::clock;
use crate::base::digest::Sha256Digest;

use super::{Denied, Person, Way};

/// A verified token is believed for so long without looking again: a key that its issuer has
/// withdrawn counts no longer than this beyond the keys' own refresh.
const BELIEVED: SignedDuration = SignedDuration::from_secs(60);
/// Tokens that are remembered.
const MOST: usize = 4096;
/// Threads, and tokens that wait for one. A signature takes 50 to 150 µs.
const THREADS: usize = 2;
const WAITING: usize = 256;

/// Whom a token named, by its digest, and until when that is believed.
type Known = HashMap<(Way, Sha256Digest), (Arc<Person>, Timestamp)>;

/// Tokens that were verified lately.
#[derive(Default)]
pub struct Remembered(Mutex<Known>);

impl Remembered {
    fn lock(&self) -> MutexGuard<'_, Known> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub fn get(&self, way: Way, digest: &Sha256Digest, now: Timestamp) -> Option<Arc<Person>> {
        let known = self.lock();
        let (person, until) = known.get(&(way, *digest))?;
        (now < *until).then(|| Arc::clone(person))
    }

    pub fn keep(&self, way: Way, digest: Sha256Digest, person: &Arc<Person>) {
        let now = clock::now();
        let until = person.until.min(now.saturating_add(BELIEVED).unwrap_or(now));
        let mut known = self.lock();
        if known.len() >= MOST {
            known.retain(|_, (_, until)| now < *until);
        }
        if known.len() >= MOST {
            known.clear();
        }
        known.insert((way, digest), (Arc::clone(person), until));
    }
}

/// Is given the reason when it cannot be done.
pub type Job = Box<dyn FnOnce(Option<Denied>) + Send>;

#[derive(Default)]
struct State {
    waiting: VecDeque<Job>,
    threads: usize,
}

/// Threads that are there while there is something to do.
#[derive(Default)]
pub struct Checks(Mutex<State>);

impl Checks {
    fn lock(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub fn submit(checks: &Arc<Self>, job: Job) {
        let mut state = checks.lock();
        if state.waiting.len() >= WAITING {
            drop(state);
            return job(Some(Denied::unsure("too many tokens wait to be looked into")));
        }
        state.waiting.push_back(job);
        if state.threads >= THREADS {
            return;
        }
        state.threads += 1;
        drop(state);
        let mine = Arc::clone(checks);
        if thread::Builder::new().name("identity".into()).spawn(move || mine.work()).is_err() {
            checks.abandon();
        }
    }

    fn work(&self) {
        loop {
            let mut state = self.lock();
            let Some(job) = state.waiting.pop_front() else {
                state.threads -= 1;
                return;
            };
            drop(state);
            // Whoever waited is answered with an internal error when it is dropped.
            let _ = catch_unwind(AssertUnwindSafe(|| job(None)));
        }
    }

    /// There is no thread to be had.
    fn abandon(&self) {
        let mut state = self.lock();
        state.threads -= 1;
        if state.threads > 0 {
            return;
        }
        let waiting = std::mem::take(&mut state.waiting);
        drop(state);
        for job in waiting {
            job(Some(Denied::unsure("no thread could be started")));
        }
    }
}
