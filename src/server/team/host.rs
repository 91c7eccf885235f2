//! Which hosts and origins does team.json admit?

use crate::base::Result;
use crate::config::{Config, HostName};
use crate::server::guard::Guard;
use crate::server::http::Head;

const fn guard(config: &Config) -> Guard<'_> {
    Guard {
        file: "team.json",
        disabled: config.disable_host_check,
        hosts: config.allowed_hosts.as_slice(),
        origins: config.allowed_origins.as_slice(),
        public: config.public_url.as_ref(),
    }
}

/// # Errors
/// `host_denied` or `origin_denied`, with the line that would admit it.
pub fn check(config: &Config, head: &Head) -> Result<()> {
    guard(config).check(head)
}

/// A page of the server's own, or one that the operator admits. `null` is nobody's own.
pub fn origin_allowed(config: &Config, origin: &str, host: Option<&HostName>) -> bool {
    guard(config).admits_origin(origin, host)
}
