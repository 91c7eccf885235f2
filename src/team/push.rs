//! Which workspaces wait to be fetched because a forge told of a push? Of each, at most one sync runs and one waits.

use std::collections::BTreeMap;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::{Duration, Instant};

use super::{Team, lock};
use crate::app::Space;
use crate::base::clock::{self, Deadline};
use crate::base::{Error, Result};
use crate::store::delivery::{self, Delivery, Seen};
use crate::sync::{SyncOutcome, SyncState};

/// Workspaces that are fetched at once; the others wait in the order they came.
const AT_ONCE: usize = 4;
/// Between two syncs of one workspace: whoever has a secret can make the server ask the forge so
/// often, and no oftener.
const SPACING: Duration = Duration::from_millis(500);
/// A sync that another process makes may have begun before the push: ours comes after it.
const BUSY: Duration = Duration::from_millis(500);
/// After a first failure; four times as long after each further one, up to [`TRIES`].
const RETRY: Duration = Duration::from_secs(5);
/// Then it is left to `syncIntervalSecs`, the next delivery or the next start.
const TRIES: u32 = 4;
/// A remote that says nothing for so long is given up.
const PATIENCE: Duration = Duration::from_secs(600);

/// One workspace's place.
#[derive(Debug, Default)]
struct Line {
    running: bool,
    /// When the next may begin, if one waits.
    waiting: Option<Instant>,
    /// Failures in a row.
    failures: u32,
    /// When the last one ended.
    ended: Option<Instant>,
}

#[derive(Debug, Default)]
pub struct Pushes {
    lines: Mutex<BTreeMap<String, Line>>,
    refused: Mutex<BTreeMap<String, u64>>,
}

/// What became of a delivery.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Taken {
    /// It came before.
    pub repeated: bool,
    /// A sync waits because of it; perhaps together with others'.
    pub queued: bool,
}

/// Of one workspace, at this moment.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Standing {
    pub running: bool,
    pub queued: bool,
}

impl Pushes {
    /// One more wish: it joins the one that waits, if one does.
    fn want(&self, id: &str, now: Instant) {
        let mut lines = lock(&self.lines);
        let line = lines.entry(id.to_owned()).or_default();
        let earliest = line.ended.map_or(now, |ended| now.max(ended + SPACING));
        // A wish that waits for another try need not wait any longer: the forge is there.
        line.waiting = Some(line.waiting.map_or(earliest, |at| at.min(earliest)));
    }

    /// Takes those that may begin now.
    fn take(&self, now: Instant) -> Vec<String> {
        let mut lines = lock(&self.lines);
        let running = lines.values().filter(|line| line.running).count();
        let mut due: Vec<(Instant, String)> = lines
            .iter()
            .filter(|(_, line)| !line.running)
            .filter_map(|(id, line)| Some((line.waiting.filter(|at| *at <= now)?, id.clone())))
            .collect();
        due.sort();
        due.truncate(AT_ONCE.saturating_sub(running));
        for (_, id) in &due {
            if let Some(line) = lines.get_mut(id) {
                (line.running, line.waiting) = (true, None);
            }
        }
        due.into_iter().map(|(_, id)| id).collect()
    }

    fn end(&self, id: &str, result: End, now: Instant) {
        let mut lines = lock(&self.lines);
        let Some(line) = lines.get_mut(id) else { return };
        (line.running, line.ended) = (false, Some(now));
        // What came while it ran waits no shorter than what comes now.
        line.waiting = line.waiting.map(|at| at.max(now + SPACING));
        match result {
            End::Done => line.failures = 0,
            End::Busy => line.waiting = line.waiting.or(Some(now + BUSY)),
            End::Failed => {
                line.failures += 1;
                if line.failures < TRIES {
                    let wait = RETRY * 4u32.pow(line.failures - 1);
                    line.waiting = line.waiting.or(Some(now + wait));
                } else {
                    line.failures = 0;
                }
            }
        }
    }

    fn standing(&self, id: &str) -> Standing {
        let lines = lock(&self.lines);
        lines.get(id).map_or_else(Standing::default, |line| Standing {
            running: line.running,
            queued: line.waiting.is_some(),
        })
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum End {
    Done,
    Busy,
    Failed,
}

impl Team {
    /// Notes a delivery whose signature holds, for good, and queues a sync if it tells of a push
    /// that was not fetched yet.
    ///
    /// # Errors
    /// When it cannot be noted: then nothing is queued either.
    pub fn delivered(self: &Arc<Self>, delivery: &Delivery) -> Result<Taken> {
        let seen = self.app.store().write(|w| delivery::note(w, delivery))?;
        let queued = delivery.pushes && seen != Seen::Settled;
        if queued {
            self.pushes.want(delivery.workspace, clock::instant());
            self.start_pushes();
        }
        Ok(Taken { repeated: seen != Seen::New, queued })
    }

    /// A delivery for this workspace was not signed with its secret.
    pub fn count_refused(&self, workspace: &str) {
        *lock(&self.pushes.refused).entry(workspace.to_owned()).or_default() += 1;
    }

    /// Such deliveries since the start.
    pub fn refused(&self, workspace: &str) -> u64 {
        lock(&self.pushes.refused).get(workspace).copied().unwrap_or_default()
    }

    /// Tells the operator that a secret cannot be read, or can be again.
    pub fn hook_secret(&self, workspace: &str, wrong: Option<Error>) {
        self.tell(format!("webhook secret of `{workspace}`"), wrong.map(|e| e.chain()));
    }

    /// How a workspace stands with its pushes.
    pub fn standing(&self, workspace: &str) -> Standing {
        self.pushes.standing(workspace)
    }

    /// What was promised to forges before the last end, however sudden it was.
    pub(super) fn resume_pushes(&self) {
        // An unreadable database is told of elsewhere.
        for id in self.app.store().read(delivery::pending).unwrap_or_default() {
            self.pushes.want(&id, clock::instant());
        }
    }

    /// Begins what may begin.
    pub(super) fn start_pushes(self: &Arc<Self>) {
        if self.stopping() {
            return;
        }
        for id in self.pushes.take(clock::instant()) {
            let (team, mine) = (Arc::clone(self), id.clone());
            let work = move || {
                let space = team.app.state().space(&mine).cloned();
                team.push(&mine, space.as_deref());
            };
            if thread::Builder::new().name("push".into()).spawn(work).is_err() {
                self.pushes.end(&id, End::Busy, clock::instant());
            }
        }
    }

    fn push(self: &Arc<Self>, id: &str, space: Option<&Space>) {
        let task = || space.map_or(Ok(End::Done), |space| self.fetch_pushed(space));
        let result = catch_unwind(AssertUnwindSafe(task))
            .unwrap_or_else(|_| Err(Error::internal("the sync panicked")));
        let end = *result.as_ref().unwrap_or(&End::Failed);
        if end != End::Busy {
            self.tell(format!("push to `{id}`"), result.err().map(|e| e.chain()));
        }
        self.pushes.end(id, end, clock::instant());
        self.start_pushes();
    }

    fn fetch_pushed(&self, space: &Space) -> Result<End> {
        let store = self.app.store();
        let newest = store.read(|r| delivery::newest(r, space.id()))?;
        let outcome: SyncOutcome = self.sync_outcome(space, Deadline::after(PATIENCE));
        if outcome.state == SyncState::Busy {
            return Ok(End::Busy);
        }
        outcome.into_result()?;
        store.write_soon(|w| delivery::settle(w, space.id(), newest))?;
        Ok(End::Done)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_runs_and_one_waits() {
        let (pushes, now) = (Pushes::default(), clock::instant());
        for _ in 0..100 {
            pushes.want("core", now);
        }
        assert_eq!(pushes.take(now), ["core"]);
        assert!(pushes.take(now).is_empty());
        for _ in 0..100 {
            pushes.want("core", now);
        }
        assert_eq!(pushes.standing("core"), Standing { running: true, queued: true });
        assert!(pushes.take(now + BUSY * 9).is_empty(), "while one runs none begins");
        pushes.end("core", End::Done, now);
        assert!(pushes.take(now).is_empty(), "not at once");
        assert_eq!(pushes.take(now + SPACING), ["core"]);
        pushes.end("core", End::Done, now + SPACING);
        assert_eq!(pushes.standing("core"), Standing::default());
        assert!(pushes.take(now + BUSY * 9).is_empty());
    }

    #[test]
    fn many_workspaces_take_turns_in_their_order() {
        let (pushes, now) = (Pushes::default(), clock::instant());
        let name = |n: u64| format!("{}", 9 - n);
        for n in 0..6 {
            pushes.want(&name(n), now + Duration::from_millis(n));
        }
        let later = now + Duration::from_secs(1);
        assert_eq!(pushes.take(later), (0..4).map(name).collect::<Vec<_>>());
        pushes.end(&name(2), End::Done, later);
        assert_eq!(pushes.take(later), [name(4)]);
    }

    #[test]
    fn a_failure_is_tried_again_and_in_the_end_left() {
        let (pushes, mut now) = (Pushes::default(), clock::instant());
        pushes.want("core", now);
        for wait in [5, 20, 80] {
            assert_eq!(pushes.take(now), ["core"]);
            pushes.end("core", End::Failed, now);
            assert!(pushes.take(now + Duration::from_secs(wait - 1)).is_empty());
            now += Duration::from_secs(wait);
        }
        assert_eq!(pushes.take(now), ["core"]);
        pushes.end("core", End::Failed, now);
        assert_eq!(pushes.standing("core"), Standing::default());
        // A new delivery begins anew, and comes before a try that waits.
        pushes.want("core", now + SPACING);
        assert_eq!(pushes.take(now + SPACING), ["core"]);
        pushes.end("core", End::Failed, now);
        pushes.want("core", now);
        assert_eq!(pushes.take(now + SPACING), ["core"]);
    }
}
