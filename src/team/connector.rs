//! When does the server ask its connectors' providers? In a thread for each that is due, so that a slow one holds up nobody.
//!
//! A run is nobody's call, and goes through the gate all the same, under a name that no token can have: it is written
//! down before it begins and when it is over, and sees the one workspace that it fetches for.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::{Duration, Instant};

use super::{Team, lock};
use crate::base::clock::{self, Deadline};
use crate::base::{Error, Result};
use crate::config::{Config, Connector};
use crate::connector::{self, Job, Ran};
use crate::gate::{Ask, Caller, Effect, Line};

/// How often the store is asked what is due.
const LOOK: Duration = Duration::from_secs(1);
/// Connectors that run at once.
const AT_ONCE: usize = 4;
/// Of one run; what is left is for the next.
const PATIENCE: Duration = Duration::from_secs(600);
/// The last page of a run, and its record, are not cut off.
const GRACE: Duration = Duration::from_secs(120);

#[derive(Default)]
pub struct Runs {
    looked: Mutex<Option<Instant>>,
    running: Mutex<Vec<String>>,
    /// The server ends.
    ending: Arc<AtomicBool>,
}

impl Runs {
    pub fn stop(&self) {
        self.ending.store(true, Ordering::Release);
    }
}

/// The connectors that are served, with the workspace of each.
fn of(config: &Config) -> Vec<(&Connector, &str)> {
    config.connectors.iter().map(|c| (c, config.workspace_of(c))).collect()
}

impl Team {
    /// Brings what is kept to what is configured now.
    pub(super) fn settle_connectors(&self) {
        let live = self.live();
        let settled = connector::settle(self.app.store(), &of(&live.config));
        self.tell("the connectors' documents".into(), settled.err().map(|e| e.chain()));
    }

    /// At the start.
    pub(super) fn begin_connectors(&self) {
        let begun = connector::begin(self.app.store());
        self.tell("the connectors".into(), begun.err().map(|e| e.chain()));
        self.settle_connectors();
    }

    /// Starts those that are due.
    pub(super) fn run_connectors(self: &Arc<Self>) {
        let live = self.live();
        if live.config.connectors.iter().all(|c| !c.enabled) {
            return;
        }
        let mut looked = lock(&self.runs.looked);
        if looked.is_some_and(|at| at.elapsed() < LOOK) {
            return;
        }
        *looked = Some(clock::instant());
        drop(looked);
        // What stands against it is told where it is written to.
        let due = connector::due(self.app.store(), clock::now()).unwrap_or_default();
        for one in live.config.connectors.iter().filter(|c| c.enabled && due.contains(&c.id)) {
            let mut running = lock(&self.runs.running);
            if running.len() >= AT_ONCE {
                return;
            }
            if running.contains(&one.id) {
                continue;
            }
            running.push(one.id.clone());
            drop(running);
            let (team, one, id) = (Arc::clone(self), one.clone(), one.id.clone());
            let started = thread::Builder::new().name(format!("connector {id}")).spawn(move || {
                let wrong = team.run_connector(&one).err().map(|e| e.chain());
                team.tell(format!("connector `{}`", one.id), wrong);
                lock(&team.runs.running).retain(|r| *r != one.id);
            });
            if started.is_err() {
                lock(&self.runs.running).retain(|r| *r != id);
            }
        }
    }

    /// One run, through the gate.
    fn run_connector(&self, one: &Connector) -> Result<()> {
        let live = self.live();
        let workspace = live.config.workspace_of(one);
        let ending = || Arc::clone(&self.runs.ending);
        let caller = Caller {
            principal: connector::principal(one, workspace),
            request_id: format!("{:016x}", rand::random::<u64>()),
            remote: None,
            deadline: Deadline::new(clock::instant() + PATIENCE + GRACE, ending()),
            line: Line::default(),
            trace: crate::trace::Span::default(),
        };
        let ask = Ask {
            caller: &caller,
            tool: Some("ctx_provider"),
            method: "schedule",
            workspace: Some(workspace),
            needs: caller.principal.scopes,
            effect: Effect::Change,
            arguments_sha256: Some(connector::fingerprint(one, workspace)),
        };
        let deadline = Deadline::new(clock::instant() + PATIENCE, ending());
        let ran = self.app.gate().enter(&ask, |_| {
            let job = Job {
                store: self.app.store(),
                connector: one,
                outside: &self.outside,
                quota: live.config.storage_quota,
                deadline: &deadline,
            };
            match connector::run(&job)? {
                Ran::Failed(trouble) => Err(Error::from(trouble)),
                ran => Ok(ran),
            }
        })?;
        if let Ran::Well { changed, items } = ran
            && changed > 0
        {
            let id = &one.id;
            (self.notice)(&format!("connector `{id}`: {items} documents, {changed} changed"));
        }
        Ok(())
    }
}
