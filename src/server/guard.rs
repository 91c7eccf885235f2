//! Is the request meant for this server, and from where does it come? The guard against DNS rebinding
//! and foreign web pages, and the client's address behind proxies.

use std::net::IpAddr;

use crate::base::{Error, Kind, Result};
use crate::config::{HostName, Network, Origin};

use super::http::Head;

/// What a configuration says of hosts and origins.
pub struct Guard<'a> {
    /// The file to amend, for a hint.
    pub file: &'static str,
    pub disabled: bool,
    pub hosts: &'a [HostName],
    pub origins: &'a [Origin],
    pub public: Option<&'a Origin>,
}

impl Guard<'_> {
    /// # Errors
    /// `host_denied` or `origin_denied`, with the line that would admit it.
    pub fn check(&self, head: &Head) -> Result<()> {
        let written = head.headers.get("host").unwrap_or_default();
        let host = HostName::parse(written);
        if !self.disabled && !host.as_ref().is_some_and(|h| self.admits_host(h)) {
            return Err(self.denied(Kind::HostDenied, "host", written, "allowedHosts"));
        }
        match head.headers.get("origin") {
            Some(origin) if !self.admits_origin(origin, host.as_ref()) => {
                Err(self.denied(Kind::OriginDenied, "origin", origin, "allowedOrigins"))
            }
            _ => Ok(()),
        }
    }

    fn denied(&self, kind: Kind, what: &str, value: &str, key: &str) -> Error {
        let value: String = value.chars().filter(|c| *c != '"' && *c != '\\').take(100).collect();
        let error = Error::new(kind, format!("{what} `{value}` is not admitted"));
        match value.as_str() {
            // Sandboxed frames and local files of every site send it: it must never be admitted.
            "" | "null" => error,
            _ => error.hint(format!("add \"{value}\" to `{key}` in {}", self.file)),
        }
    }

    fn admits_host(&self, host: &HostName) -> bool {
        let name = host.host.as_str();
        if self.public.is_some_and(|url| url.host.host == name) {
            return true;
        }
        if !self.hosts.is_empty() {
            return self.hosts.iter().any(|allowed| allowed.admits(host));
        }
        // An IP literal cannot be rebound: there is no name whose meaning could change.
        name == "localhost"
            || name.ends_with(".localhost")
            || name.parse::<IpAddr>().is_ok()
            || own_name().is_some_and(|own| own.eq_ignore_ascii_case(name))
    }

    /// A page of the server's own, or one that the operator admits. `null` is nobody's own.
    pub fn admits_origin(&self, origin: &str, host: Option<&HostName>) -> bool {
        let Some(origin) = Origin::parse(origin) else { return false };
        let own = matches!(origin.scheme.as_str(), "http" | "https")
            && host.is_some_and(|host| {
                let asked = Origin { scheme: origin.scheme.clone(), host: host.clone() };
                asked.host.host == origin.host.host && asked.port() == origin.port()
            });
        own || self.origins.contains(&origin) || self.public == Some(&origin)
    }
}

fn own_name() -> Option<String> {
    rustix::system::uname().nodename().to_str().ok().map(str::to_owned)
}

/// The client's address: the peer's, or what a trusted proxy says of it. Read from the right, as
/// each proxy appends: the first address that is not itself a trusted proxy is the client.
pub fn client(trusted: &[Network], head: &Head) -> IpAddr {
    let trusted = |ip: &IpAddr| trusted.iter().any(|net| net.contains(*ip));
    let mut address = head.peer;
    if !trusted(&address) {
        return address;
    }
    let forwarded = head.headers.get_all("x-forwarded-for").collect::<Vec<_>>().join(",");
    for hop in forwarded.rsplit(',') {
        let Ok(ip) = hop.trim().parse::<IpAddr>() else { break };
        address = ip.to_canonical();
        if !trusted(&address) {
            break;
        }
    }
    address
}

/// The secret that a request shows.
pub fn bearer(head: &Head) -> Option<&str> {
    let (scheme, secret) = head.headers.get("authorization")?.split_once(' ')?;
    scheme.eq_ignore_ascii_case("bearer").then(|| secret.trim())
}
