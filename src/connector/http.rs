//! How is one request made of a provider? Bounded in time and size, to one address alone.

use std::time::Duration;

use jiff::Timestamp;
use serde_json::Value;
use ureq::http::header::{ACCEPT, ETAG, IF_NONE_MATCH, LINK, LOCATION};
use ureq::http::{HeaderMap, Response};
use ureq::tls::{RootCerts, TlsConfig};
use url::Url;

use super::auth::Auth;
use super::limit;
use super::trouble::{Fault, Outcome, Trouble};
use crate::base::clock::{self, Deadline};

const CONNECT: Duration = Duration::from_secs(10);
/// A whole exchange.
const PATIENCE: Duration = Duration::from_secs(30);
/// Bytes of one answer; a hundred issues with long texts are within it.
const MOST: u64 = 16 << 20;
/// Redirects that are followed, within the same address.
const HOPS: usize = 3;

/// One API, and what is shown to it.
#[derive(Clone)]
pub struct Http {
    agent: ureq::Agent,
    base: Url,
    auth: Auth,
    accept: &'static str,
    more: &'static [(&'static str, &'static str)],
}

/// What a provider answered.
pub struct Reply {
    pub body: Value,
    pub headers: HeaderMap,
    /// 304: it is what the etag was of.
    pub unchanged: bool,
    /// Nothing more may be asked before.
    pub until: Option<Timestamp>,
}

impl Reply {
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name)?.to_str().ok().map(str::trim).filter(|text| !text.is_empty())
    }

    pub fn etag(&self) -> Option<String> {
        self.header(ETAG.as_str()).map(str::to_owned)
    }

    /// The query of the page that `Link` calls the next (RFC 8288). Its path is not used: the same is asked again.
    pub fn next_link(&self) -> Option<String> {
        let links = self.header(LINK.as_str())?;
        links.split(',').find_map(|link| {
            let (target, parameters) = link.trim().strip_prefix('<')?.split_once('>')?;
            let next = parameters
                .split(';')
                .any(|p| p.trim().eq_ignore_ascii_case("rel=\"next\"") || p.trim() == "rel=next");
            let query = target.split_once('?')?.1.split('#').next()?;
            next.then(|| query.to_owned())
        })
    }
}

impl Http {
    pub fn new(base: Url, auth: Auth) -> Self {
        let tls = TlsConfig::builder().root_certs(RootCerts::PlatformVerifier).build();
        let agent = ureq::Agent::config_builder()
            .tls_config(tls)
            .http_status_as_error(false)
            .max_redirects(0)
            .max_redirects_will_error(false)
            .timeout_connect(Some(CONNECT))
            .user_agent(concat!("lean-ctx/", env!("CARGO_PKG_VERSION")))
            .build()
            .new_agent();
        Self { agent, base, auth, accept: "application/json", more: &[] }
    }

    #[must_use]
    pub const fn saying(
        mut self,
        accept: &'static str,
        more: &'static [(&'static str, &'static str)],
    ) -> Self {
        self.accept = accept;
        self.more = more;
        self
    }

    pub const fn base(&self) -> &Url {
        &self.base
    }

    /// What lies at `segments` below the API's address, each one part of a path whatever it holds.
    pub fn get(
        &self,
        segments: &[&str],
        query: &str,
        etag: Option<&str>,
        deadline: &Deadline,
    ) -> Outcome<Reply> {
        let mut url = self.base.clone();
        if let Ok(mut path) = url.path_segments_mut() {
            path.pop_if_empty().extend(segments);
        }
        url.set_query((!query.is_empty()).then_some(query));
        for _ in 0..=HOPS {
            let response = self.send(&url, etag, deadline)?;
            match response.status().as_u16() {
                304 => return self.read(response, etag.is_some()),
                300..400 => url = self.follow(&url, response.headers())?,
                _ => return self.read(response, false),
            }
        }
        Err(Trouble::new(Fault::Redirected, format!("{} redirects without end", self.name())))
    }

    fn send(
        &self,
        url: &Url,
        etag: Option<&str>,
        deadline: &Deadline,
    ) -> Outcome<Response<ureq::Body>> {
        let late =
            || Trouble::new(Fault::Timeout, format!("{} was not asked in time", self.name()));
        let patience = deadline.left().map_or(PATIENCE, |left| left.min(PATIENCE));
        if deadline.passed() || patience.is_zero() {
            return Err(late());
        }
        let mut request = self
            .agent
            .get(url.as_str())
            .config()
            .timeout_global(Some(patience))
            .build()
            .header(ACCEPT, self.accept);
        for (name, value) in self.more {
            request = request.header(*name, *value);
        }
        if let Some((name, value)) = self.auth.header() {
            request = request.header(name, value.as_str());
        }
        if let Some(etag) = etag {
            request = request.header(IF_NONE_MATCH, etag);
        }
        request.call().map_err(|e| self.unreached(&e))
    }

    /// What ureq says of a failure could hold what was sent: the kind of failure is told, and no more.
    fn unreached(&self, e: &ureq::Error) -> Trouble {
        let name = self.name();
        match e {
            ureq::Error::Timeout(_) => {
                Trouble::new(Fault::Timeout, format!("{name} did not answer in time"))
            }
            ureq::Error::HostNotFound => {
                Trouble::new(Fault::Unavailable, format!("{name} is not found"))
                    .hint("is the host right, and does its name resolve here?")
            }
            ureq::Error::Tls(_) | ureq::Error::Rustls(_) => {
                Trouble::new(Fault::Unavailable, format!("{name} cannot be reached over TLS"))
                    .hint("does this machine trust its certificate?")
            }
            ureq::Error::Http(_) => {
                Trouble::new(Fault::Config, format!("the credentials for {name} cannot be sent"))
                    .hint("they hold a line break or a letter that no header can")
            }
            _ => Trouble::new(Fault::Unavailable, format!("{name} cannot be reached")),
        }
    }

    /// The provider's host, for messages.
    fn name(&self) -> String {
        let host = self.base.host_str().unwrap_or("the provider");
        match self.base.port() {
            Some(port) => format!("`{host}:{port}`"),
            None => format!("`{host}`"),
        }
    }

    /// A repository that was renamed redirects within its API. Anywhere else the credentials do not go.
    fn follow(&self, from: &Url, headers: &HeaderMap) -> Outcome<Url> {
        let target = headers.get(LOCATION).and_then(|l| l.to_str().ok());
        let target = target.and_then(|location| from.join(location).ok());
        target.filter(|to| to.origin() == self.base.origin()).ok_or_else(|| {
            let message = format!("{} redirects elsewhere, which is not followed", self.name());
            Trouble::new(Fault::Redirected, message)
                .hint("name the address it has now; is it `https`, and the API's own?")
        })
    }

    fn read(&self, mut response: Response<ureq::Body>, unchanged: bool) -> Outcome<Reply> {
        let status = response.status().as_u16();
        let headers = std::mem::take(response.headers_mut());
        let now = clock::now();
        let until = limit::used_up(&headers, now);
        if unchanged {
            return Ok(Reply { body: Value::Null, headers, unchanged, until });
        }
        let read = response.body_mut().with_config().limit(MOST).read_to_vec();
        let body = match read {
            Ok(body) => body,
            Err(e) if is_too_large(&e) => {
                let message = format!("{} answers more than {MOST} bytes", self.name());
                return Err(Trouble::new(Fault::TooLarge, message)
                    .hint("ask for fewer items at a time: a smaller `limit`"));
            }
            Err(ureq::Error::Timeout(_)) => {
                let message = format!("{} did not answer in time", self.name());
                return Err(Trouble::new(Fault::Timeout, message));
            }
            // Of a refusal the status is enough.
            Err(_) if status >= 400 => Vec::new(),
            Err(_) => {
                let message = format!("{} broke off its answer", self.name());
                return Err(Trouble::new(Fault::Unavailable, message));
            }
        };
        if status != 200 {
            return Err(self.refusal(status, &headers, &body, now));
        }
        let body = serde_json::from_slice(&self.auth.scrub(body)).map_err(|_| {
            Trouble::new(Fault::Malformed, format!("{} answers what is no JSON", self.name()))
                .hint("is this the address of its API?")
        })?;
        Ok(Reply { body, headers, unchanged, until })
    }

    fn refusal(&self, status: u16, headers: &HeaderMap, body: &[u8], now: Timestamp) -> Trouble {
        let name = self.name();
        if let Some(until) = limit::refused(status, headers, body, now) {
            let message = format!("{name} has been asked too often ({status})");
            return Trouble::new(Fault::RateLimited, message).until(until);
        }
        let anonymous = matches!(self.auth, Auth::Nobody);
        let (fault, what, hint) = match status {
            401 if anonymous => (Fault::Unauthorized, "wants credentials", SET),
            401 => (
                Fault::Unauthorized,
                "does not accept the credentials",
                "have they expired, or been revoked?",
            ),
            403 => (
                Fault::Forbidden,
                "forbids this to these credentials",
                "which scopes and repositories may they read?",
            ),
            404 | 410 if anonymous => (Fault::NotFound, "has no such thing for strangers", SET),
            404 | 410 => (
                Fault::NotFound,
                "has no such thing, or does not show it to these credentials",
                "is the project spelt as in its address?",
            ),
            500.. => (Fault::Unavailable, "has a fault of its own", "it is tried again later"),
            _ => (Fault::Rejected, "refuses the request", "does it know this state and project?"),
        };
        Trouble::new(fault, format!("{name} {what} ({status})")).hint(hint)
    }
}

const SET: &str = "set the variable that holds the token, or the connector's `secret`";

/// The limit is told as an error of its own, or wrapped into one of reading.
fn is_too_large(e: &ureq::Error) -> bool {
    match e {
        ureq::Error::BodyExceedsLimit(_) => true,
        ureq::Error::Io(e) => e
            .get_ref()
            .and_then(|inner| inner.downcast_ref::<ureq::Error>())
            .is_some_and(|e| matches!(e, ureq::Error::BodyExceedsLimit(_))),
        _ => false,
    }
}

/// `a=1&b=2`, escaped.
pub fn query(pairs: &[(&str, String)]) -> String {
    url::form_urlencoded::Serializer::new(String::new()).extend_pairs(pairs).finish()
}
