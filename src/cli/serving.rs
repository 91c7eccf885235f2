//! How does a team's server run, from its start to its last signal?

use std::net::TcpListener;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use signal_hook::consts::{SIGHUP, SIGINT, SIGTERM};
use signal_hook::iterator::Signals;

use super::supervisor;
use super::ui::Ui;
use crate::app::Space;
use crate::audit::{self, Writer};
use crate::base::clock::Deadline;
use crate::base::error::Context as _;
use crate::base::files::Lock;
use crate::base::layout::DataDir;
use crate::base::{Error, Result, form};
use crate::config::{Config, Source, environment};
use crate::event::Log;
use crate::gate::{Gate, Limiter};
use crate::git::transport::Credentials;
use crate::ledger::Key;
use crate::savings::{self, Metering};
use crate::server::http::Server;
use crate::server::team::TeamService;
use crate::store::{Medium, Store};
use crate::team::Team;
use crate::trace::{Level, Tracer};
use crate::view::token;

/// How often signals and the server's health are looked at.
const LOOK: Duration = Duration::from_millis(50);
/// How long a server waits for another one to leave a network file system: longer than the lease
/// of a machine that vanished (90 s with NFS 4).
const HANDOVER: Duration = Duration::from_secs(100);

/// A team that is open and not served yet.
pub struct Opened {
    team: Arc<Team>,
    /// A service manager's listener.
    passed: Option<TcpListener>,
    /// No other server has this data folder, where that could be one on another machine.
    alone: Option<Lock>,
}

impl Opened {
    /// Opens the book, the shared memory and the indexes that are there. `ui` must outlive the server's threads, so it
    /// is shared.
    ///
    /// # Errors
    /// When the key, the audit log or the database cannot be had, or what a service manager passed on is no
    /// listener.
    pub fn new(ui: &Arc<Ui>, config: Config, source: Source, tracer: Tracer) -> Result<Self> {
        let passed = supervisor::listener()?;
        form::stamp(&config.data)?;
        let key = Arc::new(Key::open(&config.data.keys())?);
        let writer = Writer::start(&config.audit_log, Arc::clone(&key), audit::Options::default())?;
        let gate = Gate::new(writer, Limiter::default());
        let store = Arc::new(Store::new(config.data.state()).on(environment::filesystem()?));
        let alone = alone(ui, &config.data, store.medium()?)?;
        let credentials = Credentials { token: environment::git_token() };
        let notices = Arc::clone(ui);
        let notice = Box::new(move |text: &str| notices.happened(Level::Info, text));
        let events = Log::start(Arc::clone(&store), config.retention.events)?;
        let options =
            savings::Options { totals: true, ..savings::Options::new(environment::model()) };
        let metering = Metering::open(&config.data, Arc::clone(&key), options)?;
        let rooms = (store, events, metering, tracer);
        let team = Team::new(
            gate,
            key,
            rooms,
            config,
            source,
            (credentials, environment::outside()),
            notice,
        );
        team.open_indexes();
        Ok(Self { team, passed, alone })
    }

    pub fn spaces(&self) -> Vec<Arc<Space>> {
        self.team.app().state().spaces.values().cloned().collect()
    }

    /// Serves until SIGTERM or SIGINT, then answers what was accepted. A second signal ends the
    /// process at once. SIGHUP reopens the audit log. A service manager's socket is served instead
    /// of the configured address, and it is told when the server is ready and when it stops.
    ///
    /// # Errors
    /// When the address cannot be bound, the listener dies, or the book cannot be closed.
    pub fn serve(self, ui: &Ui, announce: impl FnOnce(&str) -> Result<()>) -> Result<()> {
        let Self { team, passed, alone } = self;
        let live = team.live();
        let listener = passed.map_or_else(|| bind(&live.config), Ok)?;
        let descriptors = supervisor::raise_descriptors();
        // Before the first connection: a signal from now on is an orderly end.
        let (stopped, mut signals) = signals()?;
        let server =
            Server::start(listener, Arc::new(TeamService::new(Arc::clone(&team), descriptors)))?;
        let keeper = team.keep()?;
        std::thread::spawn(token::warm);
        announce(&format!("http://{}", server.local_addr()))?;
        let tell = |state: &str| {
            if let Err(e) = supervisor::notify(state) {
                ui.warn(&e.chain());
            }
        };
        tell("READY=1");
        let failed = || server.failed() || keeper.is_finished();
        while !stopped.load(Ordering::Acquire) && !failed() {
            if signals.pending().any(|signal| signal == SIGHUP) {
                team.app().gate().audit().reopen();
                ui.say("SIGHUP: the audit log is reopened");
            }
            std::thread::sleep(LOOK);
        }
        let failed = failed();
        tell("STOPPING=1");
        if !failed {
            let stats = server.stats();
            ui.say(&format!(
                "stopping: {} connections, {} requests to answer",
                stats.connections,
                stats.inside + stats.waiting
            ));
        }
        team.stop();
        let drained = server.drain(team.live().config.limits.request_timeout);
        let _ = keeper.join();
        team.app().tracer().close();
        team.app().close()?;
        drop(alone);
        if failed {
            return Err(
                Error::failed("the listener or the keeper has died").hint("start the server again")
            );
        }
        drained
    }
}

/// On a network file system a server on another machine may have this data folder, as when a task
/// is replaced: this one waits until it has gone. What a machine held that vanished is free when
/// its lease ends. On one machine the port says who serves.
fn alone(ui: &Ui, data: &DataDir, medium: Medium) -> Result<Option<Lock>> {
    if medium == Medium::Local {
        return Ok(None);
    }
    let path = data.server_lock();
    let deadline = Deadline::after(HANDOVER);
    let mut told = false;
    loop {
        if let Some(lock) = Lock::attempt(&path)? {
            return Ok(Some(lock));
        }
        if !std::mem::replace(&mut told, true) {
            ui.say(&format!(
                "another server has `{}`; waiting until it ends",
                data.root().display()
            ));
        }
        if deadline.passed() {
            return Err(Error::failed(format!("another server has `{}`", data.root().display()))
                .hint(
                    "one server at a time: end the other, or give this one a folder of its own",
                ));
        }
        std::thread::sleep(LOOK);
    }
}

fn bind(config: &Config) -> Result<TcpListener> {
    TcpListener::bind(config.listen.as_slice()).map_err(|e| {
        Error::failed(format!("cannot listen on `{}:{}`", config.host, config.port))
            .source(e)
            .hint("is another server there? change `port` in team.json, 0 takes any free one")
    })
}

/// A flag that the first SIGTERM or SIGINT sets; the second ends the process.
pub fn signals() -> Result<(Arc<AtomicBool>, Signals)> {
    let stopped = Arc::new(AtomicBool::new(false));
    let act = || "cannot handle signals".to_owned();
    for signal in [SIGTERM, SIGINT] {
        // In this order: the flag is asked before it is set, so the first signal only sets it.
        signal_hook::flag::register_conditional_shutdown(signal, 1, Arc::clone(&stopped))
            .context(act)?;
        signal_hook::flag::register(signal, Arc::clone(&stopped)).context(act)?;
    }
    Ok((stopped, Signals::new([SIGHUP]).context(act)?))
}
