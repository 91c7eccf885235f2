//! `cloud serve`: the account server itself.

use std::net::TcpListener;
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::Duration;

use super::config::CloudConfigArg;
use crate::base::{Error, Result, clock};
use crate::cli::log_arg::LogArg;
use crate::cli::serving::signals;
use crate::cli::supervisor;
use crate::cli::ui::Ui;
use crate::cloud::Cloud;
use crate::config::cloud::{CloudConfig, Registration, Verification};
use crate::server::cloud::CloudService;
use crate::server::http::Server;
use crate::trace::Level;

const EXAMPLES: &str = "\
Examples:
  lean-ctx cloud serve --config /etc/lean-ctx/cloud.json
  lean-ctx cloud serve --config env:CLOUD_JSON
  lean-ctx cloud serve --log-format json

A small cloud.json:
  {\"host\": \"127.0.0.1\", \"port\": 8090, \"dataDir\": \"/var/lib/lean-ctx-cloud\",
   \"registration\": \"invite\"}

registration: open, invite (default) or closed.
emailVerification: email (default with `smtp`), operator (default without: `cloud user confirm`)
or off. cloud.json.example shows all keys.

stdout gets one line, `listening on URL`; everything else is on stderr. SIGTERM and SIGINT answer
what was accepted and end with 0. TLS is a reverse proxy's work: name it in `trustedProxies`.";

/// How often signals and the server's health are looked at.
const LOOK: Duration = Duration::from_millis(50);
const TIDY: Duration = Duration::from_secs(600);

/// Serve accounts to people's machines, until SIGTERM. It stores only what it cannot read.
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub struct Args {
    #[command(flatten)]
    config: CloudConfigArg,
    #[command(flatten)]
    log: LogArg,
}

impl Args {
    pub fn run(self, ui: &Arc<Ui>) -> Result<()> {
        let tracer = Arc::new(self.log.tracer(ui, Level::Info)?);
        let passed = supervisor::listener()?;
        let config = self.config.load(ui)?;
        advise(ui, &config);
        let limit = config.request_timeout;
        let listener = passed.map_or_else(|| bind(&config), Ok)?;
        let notices = Arc::clone(ui);
        let notice = Box::new(move |text: &str| notices.happened(Level::Warn, text));
        let cloud = Arc::new(Cloud::serve(config, notice)?);
        let descriptors = supervisor::raise_descriptors();
        // Before the first connection: a signal from now on is an orderly end.
        let (stopped, _signals) = signals()?;
        let service =
            Arc::new(CloudService::new(Arc::clone(&cloud), Arc::clone(&tracer), descriptors));
        let server = Server::start(listener, service)?;
        ui.line(&format!("listening on http://{}", server.local_addr()))?;
        ui.flush()?;
        let tell = |state: &str| {
            if let Err(e) = supervisor::notify(state) {
                ui.warn(&e.chain());
            }
        };
        tell("READY=1");
        let mut tidied = clock::instant();
        while !stopped.load(Ordering::Acquire) && !server.failed() {
            std::thread::sleep(LOOK);
            if tidied.elapsed() >= TIDY {
                tidied = clock::instant();
                if let Err(e) = cloud.tidy() {
                    ui.warn(&e.chain());
                }
            }
        }
        tell("STOPPING=1");
        if server.failed() {
            return Err(Error::failed("the listener has died").hint("start the server again"));
        }
        let drained = server.drain(limit);
        tracer.close();
        drained
    }
}

fn bind(config: &CloudConfig) -> Result<TcpListener> {
    TcpListener::bind(config.listen.as_slice()).map_err(|e| {
        Error::failed(format!("cannot listen on `{}:{}`", config.host, config.port))
            .source(e)
            .hint("is another server there? change `port` in cloud.json, 0 takes any free one")
    })
}

/// What works, but may not be meant.
fn advise(ui: &Ui, config: &CloudConfig) {
    let open = config.registration == Registration::Open;
    if open && config.verification == Verification::Off {
        ui.warn("anybody can make an account for any address: `registration` is `open` and `emailVerification` is `off`");
    }
    let local = config.listen.iter().all(|address| address.ip().to_canonical().is_loopback());
    if !local && config.trusted_proxies.is_empty() {
        ui.warn("the server listens beyond this machine, and no `trustedProxies` are named: without TLS before it, API keys travel in clear");
    }
}
