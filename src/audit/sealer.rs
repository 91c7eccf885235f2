//! Who waits for the disk, so that answers do not? A thread that syncs the book and signs its heads.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, mpsc};
use std::thread::{self, JoinHandle};

use super::queue::Shared;
use crate::base::Result;
use crate::base::error::Context as _;
use crate::ledger::Seal;

/// Syncs and signs beside the writer: a slow disk does not hold up answers.
pub struct Sealer {
    seals: Option<mpsc::Sender<Seal>>,
    thread: Option<JoinHandle<()>>,
    state: Arc<SealerState>,
}

#[derive(Default)]
struct SealerState {
    busy: AtomicBool,
    failed: AtomicBool,
}

impl Sealer {
    pub fn start(shared: Arc<Shared>) -> Result<Self> {
        let (seals, inbox) = mpsc::channel::<Seal>();
        let state = Arc::new(SealerState::default());
        let ours = Arc::clone(&state);
        let thread = thread::Builder::new()
            .name("audit-seal".into())
            .spawn(move || {
                for seal in inbox {
                    if let Err(error) = seal.finish() {
                        shared.failed(&error);
                        ours.failed.store(true, Ordering::Release);
                    }
                    ours.busy.store(false, Ordering::Release);
                }
            })
            .context(|| "cannot start the audit log's thread".to_owned())?;
        Ok(Self { seals: Some(seals), thread: Some(thread), state })
    }

    pub fn busy(&self) -> bool {
        self.state.busy.load(Ordering::Acquire)
    }

    /// Whether a seal has failed since this was last asked.
    pub fn failed(&self) -> bool {
        self.state.failed.swap(false, Ordering::AcqRel)
    }

    pub fn send(&self, seal: Seal) {
        self.state.busy.store(true, Ordering::Release);
        if let Some(seals) = &self.seals {
            let _ = seals.send(seal);
        }
    }

    pub fn join(&mut self) {
        self.seals = None;
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}
