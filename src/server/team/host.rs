//! Is the request meant for this server? The guard against DNS rebinding and foreign web pages.

use std::net::IpAddr;

use crate::base::{Error, Kind, Result};
use crate::config::{Config, HostName, Origin};
use crate::server::http::Head;

/// # Errors
/// `host_denied` or `origin_denied`, with the line that would admit it.
pub fn check(config: &Config, head: &Head) -> Result<()> {
    let written = head.headers.get("host").unwrap_or_default();
    let host = HostName::parse(written);
    if !config.disable_host_check && !host.as_ref().is_some_and(|h| host_allowed(config, h)) {
        return Err(denied(Kind::HostDenied, "host", written, "allowedHosts"));
    }
    match head.headers.get("origin") {
        Some(origin) if !origin_allowed(config, origin, host.as_ref()) => {
            Err(denied(Kind::OriginDenied, "origin", origin, "allowedOrigins"))
        }
        _ => Ok(()),
    }
}

fn denied(kind: Kind, what: &str, value: &str, key: &str) -> Error {
    let value: String = value.chars().filter(|c| *c != '"' && *c != '\\').take(100).collect();
    let error = Error::new(kind, format!("{what} `{value}` is not admitted"));
    match value.as_str() {
        // Sandboxed frames and local files of every site send it: it must never be admitted.
        "" | "null" => error,
        _ => error.hint(format!("add \"{value}\" to `{key}` in team.json")),
    }
}

fn host_allowed(config: &Config, host: &HostName) -> bool {
    let name = host.host.as_str();
    if config.public_url.as_ref().is_some_and(|url| url.host.host == name) {
        return true;
    }
    if !config.allowed_hosts.is_empty() {
        return config.allowed_hosts.iter().any(|allowed| allowed.admits(host));
    }
    // An IP literal cannot be rebound: there is no name whose meaning could change.
    name == "localhost"
        || name.ends_with(".localhost")
        || name.parse::<IpAddr>().is_ok()
        || own_name().is_some_and(|own| own.eq_ignore_ascii_case(name))
}

fn own_name() -> Option<String> {
    rustix::system::uname().nodename().to_str().ok().map(str::to_owned)
}

/// A page of the server's own, or one that the operator admits. `null` is nobody's own.
pub fn origin_allowed(config: &Config, origin: &str, host: Option<&HostName>) -> bool {
    let Some(origin) = Origin::parse(origin) else { return false };
    let own = matches!(origin.scheme.as_str(), "http" | "https")
        && host.is_some_and(|host| {
            let asked = Origin { scheme: origin.scheme.clone(), host: host.clone() };
            asked.host.host == origin.host.host && asked.port() == origin.port()
        });
    own || config.allowed_origins.contains(&origin) || config.public_url.as_ref() == Some(&origin)
}
