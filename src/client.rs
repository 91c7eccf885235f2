//! How is a running server asked? One exchange, with a token, for JSON; or one message to a webhook.

pub mod certificate;

use std::path::Path;
use std::time::Duration;

use serde_json::Value;
use ureq::http::header::{ACCEPT, AUTHORIZATION, CONTENT_TYPE, ETAG, IF_MATCH};
use ureq::tls::{Certificate, PemItem, RootCerts, TlsConfig, parse_pem};
use url::Url;
use zeroize::Zeroizing;

use crate::auth::Secret;
use crate::base::{Error, Kind, Result};

const CONNECT: Duration = Duration::from_secs(10);
/// A whole exchange.
const PATIENCE: Duration = Duration::from_secs(30);
/// For a document that callers wait for.
const BRIEFLY: Duration = Duration::from_secs(8);
/// No answer to a command is larger.
const MOST: u64 = 64 << 20;

/// The address of a server, as typed: `https://ctx.example`, with a path if it lies below one.
///
/// # Errors
/// `Usage` for what is no http or https URL, and for one with a password in it.
pub fn address(typed: &str) -> Result<Url> {
    let wrong = |why: &str| {
        Error::new(Kind::Usage, format!("the server's address {why}"))
            .hint("write it as `https://ctx.example.com` or `http://127.0.0.1:8484`")
    };
    let url = Url::parse(typed).map_err(|_| wrong("is not a URL"))?;
    if !matches!(url.scheme(), "http" | "https") || !url.has_host() {
        return Err(wrong("must begin with http:// or https://"));
    }
    if !url.username().is_empty() || url.password().is_some() {
        return Err(wrong("must not hold a user or password"));
    }
    Ok(url)
}

/// What is asked of a server beside the path.
#[derive(Clone, Copy, Default)]
pub struct Ask<'a> {
    /// `GET`, `POST`, …
    pub method: &'static str,
    pub token: Option<&'a Secret>,
    /// Content type and bytes.
    pub body: Option<(&'static str, &'a [u8])>,
    /// The version that is there, where only that may be replaced.
    pub if_match: Option<u64>,
    /// A header more.
    pub more: Option<(&'static str, u64)>,
}

/// What a server answered, refusals too.
pub struct Said {
    pub status: u16,
    /// The version that the answer is of.
    pub version: Option<u64>,
    pub body: Vec<u8>,
}

/// One exchange. Redirects are not followed: the token is for this address.
///
/// # Errors
/// `Failed` when there is no answer.
pub fn exchange(server: &Url, path: &str, ask: &Ask) -> Result<Said> {
    let shown = server.as_str().trim_end_matches('/');
    let mut request =
        ureq::http::Request::builder().method(ask.method).uri(format!("{shown}{path}"));
    if let Some(token) = ask.token {
        let bearer = Zeroizing::new(format!("Bearer {}", token.expose()));
        request = request.header(AUTHORIZATION, bearer.as_str());
    }
    if let Some(version) = ask.if_match {
        request = request.header(IF_MATCH, format!("\"{version}\""));
    }
    if let Some((name, value)) = ask.more {
        request = request.header(name, value);
    }
    let agent = agent(PATIENCE);
    let unspoken = |e| Error::internal("a request cannot be spelt").source(e);
    let sent = match ask.body {
        Some((kind, bytes)) => {
            agent.run(request.header(CONTENT_TYPE, kind).body(bytes).map_err(unspoken)?)
        }
        None => agent.run(request.body(()).map_err(unspoken)?),
    };
    let mut response =
        sent.map_err(|e| Error::failed(format!("`{shown}` cannot be reached")).source(e))?;
    let tag = response.headers().get(ETAG).and_then(|tag| tag.to_str().ok());
    let version = tag.and_then(|tag| tag.trim_matches('"').parse().ok());
    let body = response.body_mut().with_config().limit(MOST).read_to_vec();
    let body =
        body.map_err(|e| Error::failed(format!("`{shown}` broke off its answer")).source(e))?;
    Ok(Said { status: response.status().as_u16(), version, body })
}

/// A public document, such as an issuer's keys. Redirects are not followed: its address is what it
/// is believed for.
///
/// # Errors
/// `not_found` where there is none (any 4xx), else `Failed`.
pub fn document(url: &Url, most: u64) -> Result<Vec<u8>> {
    let shown = url.as_str();
    let sent = agent(BRIEFLY).get(shown).header(ACCEPT, "application/json, */*;q=0.5").call();
    let mut response =
        sent.map_err(|e| Error::failed(format!("`{shown}` cannot be reached")).source(e))?;
    let status = response.status().as_u16();
    if status != 200 {
        let kind = if (400..500).contains(&status) { Kind::NotFound } else { Kind::Failed };
        return Err(Error::new(kind, format!("`{shown}` gives {status}")));
    }
    let body = response.body_mut().with_config().limit(most).read_to_vec();
    body.map_err(|e| Error::failed(format!("`{shown}` broke off its answer")).source(e))
}

/// What the server answers at `path`. Redirects are not followed: the token is for this address.
///
/// # Errors
/// `Failed` when there is no such answer, else the refusal's own kind.
pub fn get(server: &Url, path: &str, token: &Secret) -> Result<Value> {
    ask(server, path, token, None)
}

/// As [`get`], of a JSON text that is sent there.
///
/// # Errors
/// As there.
pub fn post(server: &Url, path: &str, token: &Secret, body: &str) -> Result<Value> {
    ask(server, path, token, Some(body))
}

fn ask(server: &Url, path: &str, token: &Secret, body: Option<&str>) -> Result<Value> {
    let shown = server.as_str().trim_end_matches('/');
    let method = if body.is_some() { "POST" } else { "GET" };
    let body = body.map(|text| ("application/json", text.as_bytes()));
    let said = exchange(server, path, &Ask { method, token: Some(token), body, ..Ask::default() })?;
    let status = said.status;
    let value = serde_json::from_slice::<Value>(&said.body).unwrap_or(Value::Null);
    let told = value["error"].as_str().unwrap_or("no reason is given").to_owned();
    match status {
        200 if !value.is_null() => Ok(value),
        401 => {
            Err(Error::new(Kind::Unauthorized, format!("`{shown}` knows no such token: {told}")))
        }
        403 => Err(Error::new(Kind::ScopeDenied, format!("`{shown}` refuses: {told}"))),
        _ => Err(Error::failed(format!("`{shown}{path}` gives {status}: {told}"))
            .hint("is this the address of a lean-ctx team server?")),
    }
}

/// Whose word about https servers is taken.
#[derive(Clone, Default)]
pub struct Authorities(Option<Vec<Certificate<'static>>>);

impl Authorities {
    /// Those in a PEM file, and no others.
    ///
    /// # Errors
    /// `Usage` when it cannot be read or holds no certificate.
    pub fn read(file: &Path) -> Result<Self> {
        let wrong = || {
            let message = format!("`{}` holds no certificate", file.display());
            Error::new(Kind::Usage, message).hint("name a PEM file of the authority's certificate")
        };
        let text = std::fs::read(file).map_err(|e| wrong().source(e))?;
        let found: Vec<_> = parse_pem(&text)
            .filter_map(|item| match item {
                Ok(PemItem::Certificate(certificate)) => Some(certificate),
                _ => None,
            })
            .collect();
        if found.is_empty() { Err(wrong()) } else { Ok(Self(Some(found))) }
    }

    fn roots(&self) -> RootCerts {
        match &self.0 {
            None => RootCerts::PlatformVerifier,
            Some(own) => RootCerts::new_with_certs(own),
        }
    }
}

/// A collector of telemetry, and the headers that it wants to see. No error names either.
#[cfg(feature = "otlp")]
pub struct Collector {
    agent: ureq::Agent,
    address: Url,
    headers: Vec<(String, Zeroizing<String>)>,
}

#[cfg(feature = "otlp")]
impl Collector {
    /// `patience`: for a whole exchange.
    pub fn new(
        address: &Url,
        headers: Vec<(String, Zeroizing<String>)>,
        patience: Duration,
    ) -> Self {
        Self { agent: agent(patience), address: address.clone(), headers }
    }

    /// Sends JSON; the answer's status.
    ///
    /// # Errors
    /// `Failed` when there is no answer.
    pub fn post(&self, body: &[u8]) -> Result<u16> {
        let mut request =
            self.agent.post(self.address.as_str()).header(CONTENT_TYPE, "application/json");
        for (name, value) in &self.headers {
            request = request.header(name.as_str(), value.as_str());
        }
        // What ureq says of a failure may hold the address.
        let answer = request.send(body);
        answer
            .map(|response| response.status().as_u16())
            .map_err(|_| Error::failed("the collector cannot be reached"))
    }
}

/// One answer, whatever its status.
pub struct Reply {
    pub status: u16,
    pub text: String,
    /// Under which the server has written it down.
    pub request_id: Option<String>,
}

impl Reply {
    /// Null where it is no JSON.
    pub fn value(&self) -> Value {
        serde_json::from_str(&self.text).unwrap_or(Value::Null)
    }
}

/// One server, and the token that is shown to it. Redirects are not followed: the token is for this
/// address.
pub struct Connection {
    agent: ureq::Agent,
    shown: String,
    bearer: Option<Zeroizing<String>>,
}

impl Connection {
    /// `patience`: for a whole exchange.
    pub fn new(server: &Url, token: Option<&Secret>, patience: Duration) -> Self {
        Self::trusting(server, token, patience, &Authorities::default())
    }

    /// As [`Connection::new`]; the server's certificate must be vouched for by `authorities`.
    pub fn trusting(
        server: &Url,
        token: Option<&Secret>,
        patience: Duration,
        authorities: &Authorities,
    ) -> Self {
        Self {
            agent: agent_trusting(patience, authorities),
            shown: server.as_str().trim_end_matches('/').to_owned(),
            bearer: token.map(|t| Zeroizing::new(format!("Bearer {}", t.expose()))),
        }
    }

    /// # Errors
    /// `Failed` when there is no answer.
    pub fn get(&self, path: &str) -> Result<Reply> {
        self.get_with(path, &[])
    }

    /// # Errors
    /// `Failed` when there is no answer.
    pub fn get_with(&self, path: &str, headers: &[(&str, &str)]) -> Result<Reply> {
        let mut request = self.agent.get(format!("{}{path}", self.shown));
        if let Some(bearer) = &self.bearer {
            request = request.header(AUTHORIZATION, bearer.as_str());
        }
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        self.read(request.call())
    }

    /// Sends JSON.
    ///
    /// # Errors
    /// `Failed` when there is no answer.
    pub fn post(&self, path: &str, headers: &[(&str, &str)], body: &[u8]) -> Result<Reply> {
        let mut request = self
            .agent
            .post(format!("{}{path}", self.shown))
            .header("Content-Type", "application/json")
            .header("Accept", "application/json, text/event-stream");
        if let Some(bearer) = &self.bearer {
            request = request.header(AUTHORIZATION, bearer.as_str());
        }
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        self.read(request.send(body))
    }

    fn read(
        &self,
        answer: std::result::Result<ureq::http::Response<ureq::Body>, ureq::Error>,
    ) -> Result<Reply> {
        let shown = &self.shown;
        let mut response = answer.map_err(|e| {
            let way = if is_tls(&e) { "reached over TLS" } else { "reached" };
            Error::failed(format!("`{shown}` cannot be {way}")).source(e)
        })?;
        let text = response.body_mut().with_config().limit(MOST).read_to_string();
        let text =
            text.map_err(|e| Error::failed(format!("`{shown}` broke off its answer")).source(e))?;
        let id = response.headers().get("x-request-id").and_then(|id| id.to_str().ok());
        let request_id = id.map(str::to_owned);
        Ok(Reply { status: response.status().as_u16(), text, request_id })
    }
}

/// Whether it was the encryption that failed, not the way to the server.
fn is_tls(e: &ureq::Error) -> bool {
    match e {
        ureq::Error::Tls(_) | ureq::Error::Rustls(_) => true,
        ureq::Error::Io(e) => {
            let told = e.to_string();
            ["certificate", "tls", "TLS", "handshake"].iter().any(|word| told.contains(word))
        }
        _ => false,
    }
}

/// Posts JSON to an address that is a secret itself: no error names it, nor what it answered.
/// Redirects are not followed.
///
/// # Errors
/// `Failed` unless it answers with a status of success.
pub fn deliver(address: &Url, body: &Value) -> Result<()> {
    let sent = agent(PATIENCE)
        .post(address.as_str())
        .header(CONTENT_TYPE, "application/json")
        .send(body.to_string());
    // What ureq says of a failure may hold the address.
    let response = sent.map_err(|_| Error::failed("it cannot be reached"))?;
    match response.status().as_u16() {
        200..300 => Ok(()),
        300..400 => Err(Error::failed("it redirects elsewhere, which is not followed")),
        status => Err(Error::failed(format!("it answers {status}"))),
    }
}

fn agent(patience: Duration) -> ureq::Agent {
    agent_trusting(patience, &Authorities::default())
}

fn agent_trusting(patience: Duration, authorities: &Authorities) -> ureq::Agent {
    let tls = TlsConfig::builder().root_certs(authorities.roots()).build();
    ureq::Agent::config_builder()
        .tls_config(tls)
        .http_status_as_error(false)
        .max_redirects(0)
        .max_redirects_will_error(false)
        .timeout_connect(Some(CONNECT))
        .timeout_global(Some(patience))
        .user_agent(concat!("lean-ctx/", env!("CARGO_PKG_VERSION")))
        .build()
        .new_agent()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_addresses_of_servers_are_taken() {
        for good in ["http://127.0.0.1:8484", "https://ctx.example/team/"] {
            assert!(address(good).is_ok(), "{good}");
        }
        for bad in ["ctx.example", "ftp://ctx.example", "https://me:pw@ctx.example", "http://", ""]
        {
            assert_eq!(address(bad).unwrap_err().kind(), Kind::Usage, "{bad}");
        }
    }
}
