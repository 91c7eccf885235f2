//! How does a daemon begin, and how is it ended without harm to any other process?

use std::fs;
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::Duration;

use rustix::process::{Pid, Signal};
use serde::{Deserialize, Serialize};

use super::client::{self, Met};
use super::wire::{Status, Want};
use super::{Place, Settings, log};
use crate::base::error::Context as _;
use crate::base::files::Lock;
use crate::base::{Error, Result, clock};
use crate::config::environment;

/// A daemon that has not answered by then does not start.
const BEGINS: Duration = Duration::from_secs(30);
/// One that holds the lock and does not answer may be about to begin or to end.
const SETTLES: Duration = Duration::from_secs(12);
/// How long its end is waited for: what was asked is answered first.
const ENDS: Duration = Duration::from_secs(15);
/// And after each signal.
const OBEYS: Duration = Duration::from_secs(5);
const PAUSE: Duration = Duration::from_millis(20);

/// So that memory that is let go is given back to the system: glibc's own ways to keep it, made small.
pub const ALLOCATOR: [(&str, &str); 3] = [
    ("MALLOC_ARENA_MAX", "2"),
    ("MALLOC_MMAP_THRESHOLD_", "131072"),
    ("MALLOC_TRIM_THRESHOLD_", "131072"),
];

/// A process that cannot be taken for another: its number comes again, its number and birth together do not.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Holder {
    pid: u32,
    /// Ticks between the system's start and its own, by proc(5); none where there is no such file.
    birth: Option<u64>,
}

impl Holder {
    pub fn ourselves() -> Self {
        let pid = std::process::id();
        Self { pid, birth: birth(pid) }
    }

    /// Does this very process still run?
    fn lives(&self) -> bool {
        self.birth.is_some() && birth(self.pid) == self.birth
    }

    /// Signals this process and no other: what is signalled is held by a descriptor, and looked at
    /// once it is.
    #[cfg(target_os = "linux")]
    fn signal(&self, signal: Signal) -> bool {
        use rustix::process::{PidfdFlags, pidfd_open, pidfd_send_signal};
        let pid = i32::try_from(self.pid).ok().and_then(Pid::from_raw);
        let held = pid.and_then(|pid| pidfd_open(pid, PidfdFlags::empty()).ok());
        held.is_some_and(|held| self.lives() && pidfd_send_signal(held, signal).is_ok())
    }

    /// Without births and descriptors nobody can be sure.
    #[cfg(not(target_os = "linux"))]
    fn signal(&self, _signal: Signal) -> bool {
        false
    }
}

/// The 22nd field of /proc/PID/stat; the second is a name in parentheses that may hold anything.
fn birth(pid: u32) -> Option<u64> {
    let stat = fs::read_to_string(format!("/proc/{pid}/stat")).ok()?;
    stat.rsplit_once(')')?.1.split_whitespace().nth(19)?.parse().ok()
}

/// What `start` came to.
pub struct Started {
    pub status: Status,
    /// It ran before.
    pub already: bool,
}

/// Starts a daemon unless one runs, and waits until it answers. Of many at once one starts it.
///
/// # Errors
/// When it ends at once or does not answer; the log says why.
pub fn start(place: &Place, settings: Settings) -> Result<Started> {
    place.prepare()?;
    let _changing = Lock::wait(&place.changing())?;
    let until = clock::instant() + SETTLES;
    loop {
        if let Some(status) = client::status(place) {
            return Ok(Started { status, already: true });
        }
        if is_free(place)? {
            break;
        }
        if clock::instant() > until {
            return Err(Error::failed("a daemon runs and does not answer")
                .hint("end it with `lean-ctx daemon stop`"));
        }
        thread::sleep(PAUSE);
    }
    let mut child = spawn(place, settings)?;
    let until = clock::instant() + BEGINS;
    while clock::instant() < until {
        if let Some(status) = client::status(place) {
            return Ok(Started { status, already: false });
        }
        if let Ok(Some(code)) = child.try_wait() {
            return Err(Error::failed(format!("the daemon has ended ({code})"))
                .hint("its log says why: `lean-ctx daemon logs`"));
        }
        thread::sleep(PAUSE);
    }
    let _ = child.kill();
    Err(Error::failed("the daemon does not answer")
        .hint("its log says why: `lean-ctx daemon logs`"))
}

/// Ourselves again, in a session of its own: no terminal, no standard input, the log for the rest.
fn spawn(place: &Place, settings: Settings) -> Result<Child> {
    let program = std::env::current_exe().context(|| "cannot tell which program this is".into())?;
    let said = log::open(&place.log())?;
    let also = said.try_clone().context(|| "cannot open the log twice".into())?;
    Command::new(program)
        .args(["daemon", "run", "--detached"])
        .args(settings.arguments())
        // It outlives whoever starts it, and the secrets of a shell are none of its business.
        .env_clear()
        .envs(environment::of_daemon())
        .env("LEAN_CTX_DATA_DIR", place.data())
        .envs(ALLOCATOR)
        .current_dir("/")
        .stdin(Stdio::null())
        .stdout(said)
        .stderr(also)
        .spawn()
        .context(|| "cannot start the daemon".into())
}

impl Settings {
    /// As the command line takes them.
    pub fn arguments(&self) -> Vec<String> {
        vec![
            format!("--memory-mb={}", self.memory_mb),
            format!("--unload-after={}s", self.unload_after.as_secs()),
            format!("--max-watches={}", self.max_watches),
        ]
    }
}

/// Ends the daemon, and says which process that was; `None` when there was none. It is asked to
/// first; one that does not listen is signalled, if it is certain which process it is.
///
/// # Errors
/// When it does not end.
pub fn stop(place: &Place) -> Result<Option<u32>> {
    if !place.lock().exists() {
        return Ok(None);
    }
    let _changing = Lock::wait(&place.changing())?;
    if is_free(place)? {
        return Ok(None);
    }
    let holder = holder(place);
    let asked = match client::meet(place, Want::Stop) {
        Met::Friend(link) => link.pid(),
        Met::Nobody | Met::Stranger(_) => None,
    };
    let pid = asked.or(holder.as_ref().map(|h| h.pid));
    if asked.is_some() && ends(place, ENDS)? {
        return Ok(pid);
    }
    // Only the holder of the lock writes who holds it; the lock is held, and that process lives.
    if let Some(holder) = holder.filter(Holder::lives) {
        for signal in [Signal::TERM, Signal::KILL] {
            if holder.signal(signal) && ends(place, OBEYS)? {
                return Ok(Some(holder.pid));
            }
        }
    }
    if ends(place, OBEYS)? {
        return Ok(pid);
    }
    Err(Error::failed("a daemon runs, does not answer, and cannot be told from other processes")
        .hint(format!("find who holds `{}` (`fuser`, `lsof`)", place.lock().display())))
}

fn holder(place: &Place) -> Option<Holder> {
    serde_json::from_slice(&fs::read(place.holder()).ok()?).ok()
}

fn is_free(place: &Place) -> Result<bool> {
    Ok(Lock::attempt(&place.lock())?.is_some())
}

fn ends(place: &Place, limit: Duration) -> Result<bool> {
    let until = clock::instant() + limit;
    while !is_free(place)? {
        if clock::instant() > until {
            return Ok(false);
        }
        thread::sleep(PAUSE);
    }
    Ok(true)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[cfg(target_os = "linux")]
    #[test]
    fn a_number_that_came_again_is_not_signalled() {
        let mut child = Command::new("sleep").arg("60").spawn().unwrap();
        let real = Holder { pid: child.id(), birth: birth(child.id()) };
        let stale = Holder { birth: real.birth.map(|b| b + 1), ..real.clone() };
        assert!(real.lives() && !stale.lives());
        assert!(!stale.signal(Signal::KILL));
        assert!(!Holder { birth: None, ..real.clone() }.signal(Signal::KILL));
        assert!(child.try_wait().unwrap().is_none());
        assert!(real.signal(Signal::KILL));
        child.wait().unwrap();
        assert!(!real.signal(Signal::KILL));
    }
}
