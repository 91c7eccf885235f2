//! What does a call do while it waits for an index? It gives its thread's place away, tells how far the work is, and ends
//! in time.

use std::time::Duration;

use super::Call;
use crate::app::{REST, Space};
use crate::base::Result;
use crate::gate::{Line, Step};
use crate::ingest::Progress;

/// A call that waits answers with what there is when this much of its time is left.
const LEFT: Duration = Duration::from_secs(1);

/// What came of asking for a rebuild.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Rebuild {
    Done,
    /// It was not waited for, or not to its end.
    Asked,
}

impl Call<'_> {
    /// Has the index built anew. Whether it is waited for is decided by `wait`, or else by whether
    /// the caller wants to hear how far it is. Where no server keeps the workspace, this builds it.
    ///
    /// # Errors
    /// `tool_error` when the rebuild failed, `request_timeout` when the call was called off.
    pub fn rebuild(&self, wait: Option<bool>) -> Result<Rebuild> {
        let space = self.space();
        let number = space.request_rebuild();
        let (line, deadline) = (&self.caller.line, self.permit.deadline());
        if !self.app.is_kept() {
            line.park();
            space.refresh_now(deadline, &|progress| tell(line, progress))?;
            return Ok(Rebuild::Done);
        }
        if !wait.unwrap_or_else(|| line.is_heard()) {
            return Ok(Rebuild::Asked);
        }
        let over = self.wait(space, || space.rebuilt(number))?;
        over.map_or(Ok(Rebuild::Asked), |done| done.map(|()| Rebuild::Done))
    }

    /// Waits for a workspace's first index, where the caller hears how far it is.
    ///
    /// # Errors
    /// `request_timeout` when the call was called off.
    pub fn await_first(&self, space: &Space) -> Result<()> {
        if space.serves() || !self.app.is_kept() || !self.caller.line.is_heard() {
            return Ok(());
        }
        self.wait(space, || (space.serves() || space.failed()).then_some(()))?;
        Ok(())
    }

    /// `None`: not over when the call had to answer.
    fn wait<T>(&self, space: &Space, over: impl Fn() -> Option<T>) -> Result<Option<T>> {
        let (deadline, line) = (self.permit.deadline(), &self.caller.line);
        let mut parked = false;
        loop {
            if let Some(over) = over() {
                return Ok(Some(over));
            }
            if deadline.cancelled() {
                deadline.check()?;
            }
            if deadline.left().is_some_and(|left| left < LEFT) || self.app.ending() {
                return Ok(None);
            }
            if !parked {
                if !line.park() {
                    return Ok(None);
                }
                parked = true;
                // At once, so that the caller knows that it is waited.
                line.tell(Step { done: 0, total: space.files(), bytes: 0 });
            }
            if let Some((done, total)) = space.progress() {
                line.tell(Step { done, total, bytes: 0 });
            }
            space.rest(REST);
        }
    }
}

/// Tells a caller how far its own indexing is.
pub fn tell(line: &Line, progress: Progress) {
    line.tell(Step {
        done: progress.files_done,
        total: progress.files_total,
        bytes: progress.bytes_done,
    });
}
