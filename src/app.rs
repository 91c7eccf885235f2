//! What is open while the program runs? The gate, the shared memory, and each workspace's index; everything else is passed.

mod aside;
pub mod local;
mod space;

use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use arc_swap::ArcSwap;

use crate::account::habit::Habits;
use crate::auth::Principal;
use crate::config::Connector;
use crate::config::environment::Outside;
use crate::event::Log;
use crate::gate::Gate;
use crate::ledger::Key;
use crate::meter::Meter;
use crate::savings::Metering;
use crate::store::Store;
use crate::trace::Tracer;

pub use aside::Refs;
pub use space::{Code, Origin, REST, Space, Status};

/// The workspaces that are served now. Replaced whole when the configuration changes.
#[derive(Default)]
pub struct State {
    pub default_workspace: String,
    pub spaces: BTreeMap<String, Arc<Space>>,
    /// What the server fetches for its workspaces.
    pub connectors: Vec<Connector>,
    /// Bytes that callers may store; none: no limit.
    pub storage_quota: Option<u64>,
    /// Why a changed team.json was not taken, while the old one still counts.
    pub config_error: Option<String>,
}

impl State {
    pub fn default_workspace(&self) -> &str {
        &self.default_workspace
    }

    pub fn space(&self, id: &str) -> Option<&Arc<Space>> {
        self.spaces.get(id)
    }

    /// The connectors of a workspace.
    pub fn connectors<'a>(&'a self, workspace: &'a str) -> impl Iterator<Item = &'a Connector> {
        let of = |c: &'a Connector| c.workspace.as_deref().unwrap_or(&self.default_workspace);
        self.connectors.iter().filter(move |c| of(c) == workspace)
    }

    /// The workspaces that a principal may see, by id.
    pub fn visible<'a>(&'a self, principal: &'a Principal) -> impl Iterator<Item = &'a Arc<Space>> {
        self.spaces.values().filter(|s| principal.grant.covers(s.id()))
    }

    /// Does every workspace answer?
    pub fn ready(&self) -> bool {
        self.spaces.values().all(|s| s.serves())
    }
}

pub struct App {
    gate: Gate,
    key: ArcSwap<Key>,
    store: Arc<Store>,
    events: Option<Log>,
    state: ArcSwap<State>,
    meter: Meter,
    ending: AtomicBool,
    metering: Metering,
    habits: Option<Habits>,
    outside: Option<Outside>,
    tracer: Tracer,
}

impl App {
    /// `events`: where what happens is told of; a local user has nobody to tell.
    pub fn new(
        gate: Gate,
        key: Arc<Key>,
        store: Arc<Store>,
        events: Option<Log>,
        metering: Metering,
        state: State,
    ) -> Self {
        let (state, meter) = (ArcSwap::from_pointee(state), Meter::default());
        let (key, ending) = (ArcSwap::new(key), AtomicBool::new(false));
        let (habits, outside, tracer) = (None, None, Tracer::default());
        Self { gate, key, store, events, state, meter, ending, metering, habits, outside, tracer }
    }

    /// Notes how its user reads: of a local user alone, never of a team's.
    #[must_use]
    pub fn with_habits(mut self, habits: Habits) -> Self {
        self.habits = Some(habits);
        self
    }

    /// Fetches from providers with what the environment says of them: of a local user alone, in a process of their own.
    #[must_use]
    pub fn with_outside(mut self, outside: Outside) -> Self {
        self.outside = Some(outside);
        self
    }

    pub const fn outside(&self) -> Option<&Outside> {
        self.outside.as_ref()
    }

    /// Tells of what is asked.
    #[must_use]
    pub fn with_tracer(mut self, tracer: Tracer) -> Self {
        self.tracer = tracer;
        self
    }

    pub const fn tracer(&self) -> &Tracer {
        &self.tracer
    }

    pub const fn habits(&self) -> Option<&Habits> {
        self.habits.as_ref()
    }

    /// What the server signs with: heads of its books, proofs of its answers. The key that is in
    /// its file now: one that was rotated is noticed.
    pub fn key(&self) -> Arc<Key> {
        if let Some(renewed) = self.key.load().renewed() {
            self.key.store(Arc::new(renewed));
        }
        self.key.load_full()
    }

    pub const fn gate(&self) -> &Gate {
        &self.gate
    }

    /// What callers write and share.
    pub fn store(&self) -> &Store {
        &self.store
    }

    /// Is this a server's, whose keeper indexes what is asked for? Else each call does so itself.
    pub const fn is_kept(&self) -> bool {
        self.events.is_some()
    }

    pub const fn events(&self) -> Option<&Log> {
        self.events.as_ref()
    }

    pub const fn meter(&self) -> &Meter {
        &self.meter
    }

    /// What answers save is booked here.
    pub const fn metering(&self) -> &Metering {
        &self.metering
    }

    /// From now on no call waits for what may take long: it answers with what there is.
    pub fn end_waiting(&self) {
        self.ending.store(true, Ordering::Relaxed);
    }

    pub fn ending(&self) -> bool {
        self.ending.load(Ordering::Relaxed)
    }

    pub fn state(&self) -> Arc<State> {
        self.state.load_full()
    }

    /// Drops what other refs' commits took and nobody has asked for lately, and the least recently
    /// used of the rest until it fits.
    pub fn bound_asides(&self) {
        aside::bound(self.state().spaces.values());
    }

    pub fn replace(&self, state: State) {
        self.state.store(Arc::new(state));
    }

    /// Keeps the events that wait, and closes the books.
    ///
    /// # Errors
    /// When the audit log's last records could not be written. That the ledger's could not is in
    /// its statistics: what is booked late holds up nobody.
    pub fn close(&self) -> crate::base::Result<()> {
        if let Some(events) = &self.events {
            events.close();
        }
        let _ = self.metering.close();
        self.gate.close()
    }
}
