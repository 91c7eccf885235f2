//! When does the server post the week's savings? In a thread of its own, so that nobody waits for the other side.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::{Duration, Instant};

use super::{Team, lock};
use crate::base::{Result, clock};
use crate::client;
use crate::config::Webhook;
use crate::savings::team::weekly;

/// How often the store is asked whether a report is due.
const LOOK: Duration = Duration::from_secs(1);
const SUBJECT: &str = "`roiWebhookUrl`";

#[derive(Default)]
pub struct Reporter {
    busy: AtomicBool,
    looked: Mutex<Option<Instant>>,
}

impl Team {
    pub(super) fn report_weekly(self: &Arc<Self>) {
        let Some(webhook) = self.live().config.roi_webhook.clone() else { return };
        let mut looked = lock(&self.weekly.looked);
        let fresh = looked.is_some_and(|at| at.elapsed() < LOOK);
        if fresh || self.weekly.busy.swap(true, Ordering::AcqRel) {
            return;
        }
        *looked = Some(clock::instant());
        drop(looked);
        let team = Arc::clone(self);
        let started = thread::Builder::new().name("weekly report".into()).spawn(move || {
            let wrong = team.report(&webhook).err().map(|e| e.chain());
            if let Some(wrong) = wrong {
                team.tell(SUBJECT.into(), Some(wrong));
            }
            team.weekly.busy.store(false, Ordering::Release);
        });
        if started.is_err() {
            self.weekly.busy.store(false, Ordering::Release);
        }
    }

    /// Posts the report if it is this process's to post. What goes wrong is tried again later, ever
    /// more rarely; the address is in no message.
    fn report(&self, webhook: &Webhook) -> Result<()> {
        let store = self.app.store();
        let Some(due) = weekly::take(store, clock::now())? else { return Ok(()) };
        let address = webhook.expose();
        let delivered = client::deliver(address, &weekly::body(address, &due.text));
        weekly::note(store, &due, delivered.is_ok(), clock::now())?;
        delivered?;
        self.tell(SUBJECT.into(), None);
        (self.notice)(&format!("the savings of {} are posted to {SUBJECT}", due.week));
        Ok(())
    }
}
