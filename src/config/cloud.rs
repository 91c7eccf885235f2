//! What did the operator of an account server write in cloud.json?

use std::net::SocketAddr;
use std::time::Duration;

use super::document::{Document, Fields, Node};
use super::fault::{self, Fault, suggest};
use super::network::{self, HostName, Network, Origin};
use super::secret::{self, SecretSource};
use super::{Source, Surroundings};
use crate::base::layout::DataDir;
use crate::base::{Error, Kind, Result};

/// Who may register?
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Registration {
    Open,
    /// Who was given an invite.
    Invite,
    Closed,
}

impl Registration {
    const ALL: [(&'static str, Self); 3] =
        [("open", Self::Open), ("invite", Self::Invite), ("closed", Self::Closed)];
}

/// Who says that an address is the registering person's own?
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verification {
    /// A mail to it.
    Email,
    /// `cloud user confirm`.
    Operator,
    /// Nobody.
    Off,
}

impl Verification {
    const ALL: [(&'static str, Self); 3] =
        [("email", Self::Email), ("operator", Self::Operator), ("off", Self::Off)];

    pub const fn word(self) -> &'static str {
        match self {
            Self::Email => "email",
            Self::Operator => "operator",
            Self::Off => "off",
        }
    }
}

/// How is a connection to the mail server kept private?
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Security {
    /// TLS from the first byte.
    Tls,
    /// TLS before anything of ours is said; never without.
    StartTls,
    /// Not at all: only to this machine.
    None,
}

/// The mail server that sends for us.
#[derive(Clone)]
pub struct Smtp {
    pub host: String,
    pub port: u16,
    pub security: Security,
    pub login: Option<(String, SecretSource)>,
    /// An address, or `Name <address>`.
    pub from: String,
}

/// How often may what is guessed or costly be tried?
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Throttle {
    /// Logins (and resets) of one address of the network, each ten minutes.
    pub logins_per_address: u32,
    /// Of one account, each quarter of an hour.
    pub logins_per_account: u32,
    /// Registrations and mails asked for, each hour.
    pub registrations_per_address: u32,
    pub registrations_per_account: u32,
    /// Of one address of the network, each hour.
    pub contributions_per_address: u32,
    /// Of one account, each second; ten times as many at once.
    pub requests_per_second: u32,
}

/// A cloud.json without faults.
#[derive(Clone)]
pub struct CloudConfig {
    pub host: String,
    pub port: u16,
    /// What `host` and `port` resolved to; at least one.
    pub listen: Vec<SocketAddr>,
    pub data: DataDir,
    pub public_url: Option<Origin>,
    pub allowed_hosts: Vec<HostName>,
    pub trusted_proxies: Vec<Network>,
    pub registration: Registration,
    pub verification: Verification,
    pub smtp: Option<Smtp>,
    /// Bytes of all of one account's blobs.
    pub quota: u64,
    pub max_section: u64,
    pub max_index: u64,
    pub max_devices: u64,
    pub max_concurrency: usize,
    pub request_timeout: Duration,
    pub throttle: Throttle,
}

impl CloudConfig {
    /// Reads and checks a cloud.json; the second is what is probably not meant.
    ///
    /// # Errors
    /// `Config` with every fault.
    pub fn load(source: &Source) -> Result<(Self, Vec<Fault>)> {
        let around = Surroundings::of(source)?;
        let text = source.read().map_err(|e| {
            let error = Error::new(Kind::Config, e.message().to_owned())
                .hint("name another file with `--config`, or copy cloud.json.example");
            error.source(e)
        })?;
        check(&text, &around).map_err(|faults| {
            let count = match faults.len() {
                1 => "a fault".into(),
                n => format!("{n} faults"),
            };
            Error::new(Kind::Config, format!("{source} has {count}{}", fault::list(&faults)))
        })
    }
}

/// # Errors
/// Every fault there is, in the order of the text.
pub fn check(text: &str, around: &Surroundings) -> Result<(CloudConfig, Vec<Fault>), Vec<Fault>> {
    let document = Document::new(text);
    let value = document.parse();
    let config =
        value.as_ref().and_then(|v| Node::root(&document, v).object(|o| Some(read(o, around))));
    let (faults, warnings) = document.finish();
    match config {
        Some(config) if faults.is_empty() => Ok((config, warnings)),
        _ => Err(faults),
    }
}

/// A value with a fault gets a stand-in, so that the walk goes on; the caller throws all away.
fn read(o: &Fields, around: &Surroundings) -> CloudConfig {
    let host = o.need("host", "write an address to listen on, such as `127.0.0.1`");
    let host = host.and_then(|n| n.text()).unwrap_or_default();
    let port = o.need("port", "write a port, such as 8090 (0: any free one)");
    let port = port.and_then(|n| n.whole(0..=65_535)).unwrap_or_default() as u16;
    let data = o.need("dataDir", "write a folder such as `/var/lib/lean-ctx-cloud`");
    let data = data.and_then(|n| n.text()).map(|text| around.base.join(text)).unwrap_or_default();
    let trusted = o.get("trustedProxies").map(|n| network::trusted_proxies(&n));
    let smtp = o.get("smtp").and_then(|n| n.object(|s| Some(read_smtp(s, around))));
    let verification = choice(o, "emailVerification", &Verification::ALL);
    let by_default = if smtp.is_some() { Verification::Email } else { Verification::Operator };
    let verification = verification.unwrap_or(by_default);
    let public_url = o.get("publicUrl").and_then(|n| network::public_url(&n));
    if verification == Verification::Email && smtp.is_none() {
        o.fault("emailVerification", "needs `smtp`", "add `smtp`, or write `operator` or `off`");
    }
    if smtp.is_some() && public_url.is_none() {
        o.fault("publicUrl", "is missing", "write the https origin that links in mails begin with");
    }
    let size = |key, default| o.get(key).and_then(|n| n.whole(1..=1 << 40)).unwrap_or(default);
    CloudConfig {
        listen: listen(o, &host, port, around),
        host,
        port,
        data: DataDir::new(data),
        public_url,
        allowed_hosts: o
            .get("allowedHosts")
            .map(|n| network::allowed_hosts(&n))
            .unwrap_or_default(),
        trusted_proxies: trusted.unwrap_or_default(),
        registration: choice(o, "registration", &Registration::ALL).unwrap_or(Registration::Invite),
        verification,
        smtp,
        quota: size("quotaBytes", 64 << 20),
        max_section: size("maxSectionBytes", 8 << 20).min(64 << 20),
        max_index: size("maxIndexBytes", 32 << 20).min(64 << 20),
        max_devices: o.get("maxDevices").and_then(|n| n.whole(1..=1000)).unwrap_or(20),
        max_concurrency: o.get("maxConcurrency").and_then(|n| n.whole(1..=65_536)).unwrap_or(512)
            as usize,
        request_timeout: Duration::from_millis(
            o.get("requestTimeoutMs").and_then(|n| n.whole(100..=3_600_000)).unwrap_or(30_000),
        ),
        throttle: o
            .get("throttle")
            .and_then(|n| n.object(|t| Some(read_throttle(Some(t)))))
            .unwrap_or_else(|| read_throttle(None)),
    }
}

fn choice<T: Copy>(o: &Fields, key: &'static str, words: &[(&'static str, T)]) -> Option<T> {
    let node = o.get(key)?;
    let text = node.text()?;
    match words.iter().find(|(word, _)| *word == text) {
        Some((_, value)) => Some(*value),
        None => {
            let remedy = suggest(&text, words.iter().map(|(word, _)| *word));
            node.fault(format!("`{text}` is not known here"), remedy)
        }
    }
}

fn listen(o: &Fields, host: &str, port: u16, around: &Surroundings) -> Vec<SocketAddr> {
    if host.is_empty() {
        return Vec::new();
    }
    let bare = host.strip_prefix('[').and_then(|h| h.strip_suffix(']')).unwrap_or(host);
    let found = around.resolve(bare, port);
    if found.is_empty() {
        let remedy = "write an IP address or a name of this machine, without a port";
        o.fault("host", &format!("`{host}` does not resolve"), remedy);
    }
    found
}

fn read_smtp(o: &Fields, around: &Surroundings) -> Smtp {
    let words =
        [("tls", Security::Tls), ("starttls", Security::StartTls), ("none", Security::None)];
    let host = o.need("host", "write the name of the mail server").and_then(|n| n.text());
    let host = host.unwrap_or_default();
    let security = choice(o, "security", &words).unwrap_or(Security::Tls);
    let usual = match security {
        Security::Tls => 465,
        Security::StartTls => 587,
        Security::None => 25,
    };
    let here = host == "localhost"
        || host.parse::<std::net::IpAddr>().is_ok_and(|address| address.is_loopback());
    if security == Security::None && !here {
        let remedy = "write `tls` or `starttls`; `none` is for a relay on this machine";
        o.fault("security", "mails with tokens would be sent in clear", remedy);
    }
    let user = o.get("user").and_then(|n| n.text());
    let password = o.get("password").and_then(|n| {
        let secret = secret::read(&n, around)?;
        if matches!(secret, SecretSource::Literal(_)) {
            return n.fault("must not stand in this file", "write `env:NAME` or `file:/path`");
        }
        Some(secret)
    });
    if user.is_some() != password.is_some() {
        o.fault("user", "`user` and `password` belong together", "write both, or neither");
    }
    let from = o.need("from", "write the sender, such as `lean-ctx <ctx@example.com>`");
    Smtp {
        host,
        port: o.get("port").and_then(|n| n.whole(1..=65_535)).unwrap_or(usual) as u16,
        security,
        login: user.zip(password),
        from: from.and_then(|n| n.text()).unwrap_or_default(),
    }
}

fn read_throttle(o: Option<&Fields>) -> Throttle {
    let number = |key, default| {
        let found = o.and_then(|o| o.get(key)).and_then(|n| n.whole(1..=1_000_000_000));
        found.unwrap_or(default) as u32
    };
    Throttle {
        logins_per_address: number("loginsPerAddress", 60),
        logins_per_account: number("loginsPerAccount", 10),
        registrations_per_address: number("registrationsPerAddress", 20),
        registrations_per_account: number("registrationsPerAccount", 5),
        contributions_per_address: number("contributionsPerAddress", 20),
        requests_per_second: number("requestsPerSecond", 50),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;

    fn load(value: &Value) -> Result<(CloudConfig, Vec<Fault>), Vec<Fault>> {
        let here = |_: &str, port: u16| vec![SocketAddr::from(([127, 0, 0, 1], port))];
        check(&value.to_string(), &Surroundings::fixed("/srv", |_| None, here))
    }

    fn with(more: Value) -> Value {
        let mut value = json!({"host": "127.0.0.1", "port": 0, "dataDir": "cloud"});
        value.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        value
    }

    #[test]
    fn a_small_file_is_safe_by_default() {
        let (config, warnings) = load(&with(json!({}))).ok().unwrap();
        assert!(warnings.is_empty());
        assert_eq!(config.data.accounts(), std::path::Path::new("/srv/cloud/cloud.db"));
        assert_eq!(config.registration, Registration::Invite);
        assert_eq!(config.verification, Verification::Operator);
        assert_eq!((config.max_section, config.quota), (8 << 20, 64 << 20));
        assert_eq!(config.verification.word(), "operator");
    }

    #[test]
    fn the_example_loads_and_shows_the_defaults() {
        let text = include_str!("../../cloud.json.example");
        let value: Value = serde_json::from_str(text).unwrap();
        let (shown, _) = load(&value).ok().unwrap();
        let (small, _) = load(&with(json!({}))).ok().unwrap();
        let costs = |c: &CloudConfig| (c.quota, c.max_section, c.max_index, c.max_devices);
        assert_eq!(costs(&shown), costs(&small));
        assert_eq!(shown.throttle, small.throttle);
        assert_eq!(shown.registration, small.registration);
        assert_eq!(
            (shown.max_concurrency, shown.request_timeout),
            (small.max_concurrency, small.request_timeout)
        );
    }

    #[test]
    fn mail_needs_a_private_way_and_a_kept_password() {
        let smtp = json!({"host": "mail.example.com", "from": "ctx@example.com"});
        let (config, _) =
            load(&with(json!({"smtp": smtp, "publicUrl": "https://ctx.example.com"})))
                .ok()
                .unwrap();
        assert_eq!(config.verification, Verification::Email);
        let smtp = config.smtp.unwrap();
        assert_eq!((smtp.port, smtp.security), (465, Security::Tls));
        for bad in [
            json!({"emailVerification": "email"}),
            json!({"smtp": {"host": "mail.example.com", "from": "a@b.c"}}),
            json!({"publicUrl": "https://c.example", "smtp":
                {"host": "mail.example.com", "from": "a@b.c", "security": "none"}}),
            json!({"publicUrl": "https://c.example", "smtp":
                {"host": "m", "from": "a@b.c", "user": "u", "password": "plain"}}),
            json!({"publicUrl": "https://c.example", "smtp": {"host": "m", "from": "a", "user": "u"}}),
            json!({"registration": "opne"}),
            json!({"quotaByte": 1}),
            json!({"throttle": {"loginPerAddress": 1}}),
        ] {
            assert!(load(&with(bad.clone())).is_err(), "{bad}");
        }
    }
}
