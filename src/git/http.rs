//! How is a repository fetched over smart HTTP?
//!
//! gitprotocol-http(5): `GET info/refs?service=git-upload-pack` lists the refs, each step of the
//! negotiation is one `POST git-upload-pack`. Redirects are followed by hand, on the first request
//! only and never to a weaker scheme, because what may be shown to whom is decided at each step.

use std::io::{self, Read, Write};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use base64::Engine as _;
use git2::transport::SmartSubtransportStream;
use ureq::http::header::{ACCEPT, AUTHORIZATION, CACHE_CONTROL, CONTENT_TYPE, LOCATION};
use ureq::http::{Request, Response, StatusCode};
use ureq::tls::{RootCerts, TlsConfig};
use ureq::{Agent, Body, BodyReader};
use url::{Host, Url};
use zeroize::Zeroizing;

use crate::base::{Error, Result};

use super::transport::{Session, foreign_text};
use super::url::{decoded, display_url, is_loopback};

const CONNECT: Duration = Duration::from_secs(30);
/// Servers count objects before the first byte; they send a sign of life every few seconds.
const SILENCE: Duration = Duration::from_secs(120);
const MAX_REDIRECTS: usize = 5;
/// A list of refs longer than this is no list of refs.
const MAX_REFS: u64 = 512 << 20;

const LIST: &str = "/info/refs?service=git-upload-pack";

/// One remote over http or https, for the time of one fetch.
pub struct Http {
    session: Arc<Session>,
    /// As configured: the only host that credentials are for.
    home: Url,
    agent: Agent,
    state: Mutex<State>,
}

struct State {
    /// Where the repository is, redirects followed; without user and password.
    base: Url,
    /// What the remote accepted, if it asked.
    login: Option<Login>,
}

#[derive(Clone)]
struct Login {
    /// The value of the `Authorization` header.
    header: Zeroizing<String>,
    /// Where it came from, for messages.
    origin: &'static str,
}

impl Http {
    pub fn new(session: Arc<Session>, home: Url) -> Self {
        let agent = agent(&home);
        let state = Mutex::new(State { base: bare(&home), login: None });
        Self { session, home, agent, state }
    }

    /// The list of refs.
    pub fn list(&self) -> Result<Box<dyn SmartSubtransportStream>, git2::Error> {
        let response = self.ask_for_refs().map_err(|e| self.session.fail(e))?;
        let body = response.into_body().into_with_config().limit(MAX_REFS).reader();
        Ok(Box::new(Answer { session: Arc::clone(&self.session), body }))
    }

    /// One step of the negotiation: sent when its answer is first read.
    pub fn exchange(&self) -> Result<Box<dyn SmartSubtransportStream>, git2::Error> {
        let State { base, login } = &*self.state.lock().unwrap_or_else(PoisonError::into_inner);
        Ok(Box::new(Step {
            session: Arc::clone(&self.session),
            agent: self.agent.clone(),
            base: base.clone(),
            login: login.clone(),
            request: Vec::new(),
            answer: None,
        }))
    }

    fn ask_for_refs(&self) -> Result<Response<Body>> {
        let mut base = bare(&self.home);
        let mut login = None;
        let mut refused = None;
        let mut offers = self.offers();
        for _ in 0..=MAX_REDIRECTS + 4 {
            self.session.deadline.check()?;
            let response = self.get(&base, login.as_ref())?;
            match response.status() {
                StatusCode::OK => {
                    check_type(&base, &response, "advertisement")?;
                    *self.state.lock().unwrap_or_else(PoisonError::into_inner) =
                        State { base, login };
                    return Ok(response);
                }
                StatusCode::UNAUTHORIZED => {
                    refused = login.take().or(refused);
                    if !self.may_know(&base) {
                        return Err(unsafe_login(&base));
                    }
                    login = offers.next(self);
                    if login.is_none() {
                        return Err(login_failed(&base, refused.map(|l| l.origin)));
                    }
                }
                status if status.is_redirection() => {
                    base = redirected(&base, &response)?;
                    login = login.filter(|_| self.may_know(&base));
                }
                status => return Err(bad_status(&base, status, login.is_some())),
            }
        }
        Err(Error::failed(format!("`{}` redirects too often", display_url(self.home.as_str()))))
    }

    fn get(&self, base: &Url, login: Option<&Login>) -> Result<Response<Body>> {
        let mut request = Request::get(below(base, LIST))
            .header(ACCEPT, "application/x-git-upload-pack-advertisement, */*;q=0.1")
            .header(CACHE_CONTROL, "no-cache");
        if let Some(login) = login {
            request = request.header(AUTHORIZATION, login.header.as_str());
        }
        let request = request.body(()).map_err(|e| unreachable(base, ureq::Error::Http(e)))?;
        self.agent.run(request).map_err(|e| unreachable(base, e))
    }

    /// Whether credentials may be shown there: to the configured host and port (or the same host
    /// after an upgrade to https), and unencrypted only within this machine.
    fn may_know(&self, base: &Url) -> bool {
        let private = base.scheme() == "https" || is_loopback(base);
        let port = |url: &Url| url.port_or_known_default();
        let upgraded = self.home.scheme() == "http" && base.scheme() == "https";
        let same_port = port(base) == port(&self.home)
            || upgraded && port(&self.home) == Some(80) && port(base) == Some(443);
        private && same_port && base.host() == self.home.host()
    }

    const fn offers(&self) -> Offers {
        Offers { step: 0 }
    }
}

/// What can be shown, in order: the URL's own user and password, the token, the credential helper.
struct Offers {
    step: u8,
}

impl Offers {
    fn next(&mut self, http: &Http) -> Option<Login> {
        loop {
            self.step += 1;
            let found = match self.step {
                1 => from_url(&http.home),
                2 => http.session.credentials.token.as_ref().map(|token| {
                    let user = user_of(&http.home).unwrap_or_else(|| "x-access-token".to_owned());
                    login(&user, token, "the token of `LEAN_CTX_GIT_TOKEN`")
                }),
                3 => from_helper(http),
                _ => return None,
            };
            if found.is_some() {
                return found;
            }
        }
    }
}

fn from_url(url: &Url) -> Option<Login> {
    let password = Zeroizing::new(decoded(url.password()?)?);
    let user = user_of(url).unwrap_or_default();
    Some(login(&user, &password, "the user and password in the URL"))
}

/// Some hosts want to be told whose token it is.
fn user_of(url: &Url) -> Option<String> {
    decoded(url.username()).filter(|user| !user.is_empty())
}

/// Helpers are told the host, but git2's caller of helpers leaves out one that is an IP address;
/// they would then answer with any host's password. Such a remote needs the token.
fn from_helper(http: &Http) -> Option<Login> {
    if !matches!(http.home.host(), Some(Host::Domain(_))) {
        return None;
    }
    let (user, password) = http.session.helper.as_ref()?.execute()?;
    Some(login(&user, &Zeroizing::new(password), "what git's credential helper gave"))
}

fn login(user: &str, password: &str, origin: &'static str) -> Login {
    let pair = Zeroizing::new(format!("{user}:{password}"));
    let encoded = Zeroizing::new(base64::engine::general_purpose::STANDARD.encode(pair.as_bytes()));
    Login { header: Zeroizing::new(format!("Basic {}", encoded.as_str())), origin }
}

fn agent(home: &Url) -> Agent {
    let tls = TlsConfig::builder().root_certs(RootCerts::PlatformVerifier).build();
    let mut config = Agent::config_builder()
        .tls_config(tls)
        .http_status_as_error(false)
        .max_redirects(0)
        .max_redirects_will_error(false)
        .timeout_resolve(Some(CONNECT))
        .timeout_connect(Some(CONNECT))
        .timeout_per_read(Some(SILENCE))
        .timeout_per_write(Some(SILENCE))
        // Hosting services recognise git by this prefix.
        .user_agent(concat!("git/2.0 (lean-ctx ", env!("CARGO_PKG_VERSION"), ")"));
    if is_loopback(home) {
        config = config.proxy(None);
    }
    config.build().new_agent()
}

/// Without user, password, query and fragment, and without a slash at its end.
fn bare(url: &Url) -> Url {
    let mut url = url.clone();
    // Both fail only for URLs without a host.
    let _ = url.set_username("");
    let _ = url.set_password(None);
    url.set_query(None);
    url.set_fragment(None);
    let path = url.path().trim_end_matches('/').to_owned();
    url.set_path(&path);
    url
}

fn below(base: &Url, suffix: &str) -> String {
    format!("{}{suffix}", base.as_str().trim_end_matches('/'))
}

fn redirected(base: &Url, response: &Response<Body>) -> Result<Url> {
    let refuse = |why: &str| {
        Error::failed(format!("`{}` redirects {why}", display_url(base.as_str())))
            .hint("write the address that it should be fetched from into the remote's URL")
    };
    let target = response.headers().get(LOCATION).and_then(|v| v.to_str().ok());
    let asked = Url::parse(&below(base, LIST)).map_err(|_| refuse("from a broken address"))?;
    let target = target.and_then(|t| asked.join(t).ok()).ok_or_else(|| refuse("to nowhere"))?;
    match (base.scheme(), target.scheme()) {
        ("http", "http" | "https") | ("https", "https") => {}
        ("https", "http") => return Err(refuse("to an unencrypted address")),
        _ => return Err(refuse("to something that is not http")),
    }
    if !target.username().is_empty() || target.password().is_some() {
        return Err(refuse("to an address with a user name"));
    }
    // As git does: only where the whole repository moved is it clear what to ask next.
    let (path, query) = LIST.split_once('?').unwrap_or((LIST, ""));
    let moved = target.path().strip_suffix(path).filter(|_| target.query() == Some(query));
    let moved = moved.ok_or_else(|| refuse("to something that is not a repository"))?;
    let mut url = bare(&target);
    url.set_path(moved.trim_end_matches('/'));
    Ok(url)
}

fn check_type(base: &Url, response: &Response<Body>, what: &str) -> Result<()> {
    let expected = format!("application/x-git-upload-pack-{what}");
    let found = response.headers().get(CONTENT_TYPE).and_then(|v| v.to_str().ok()).unwrap_or("");
    if found.split(';').next().unwrap_or("").trim().eq_ignore_ascii_case(&expected) {
        return Ok(());
    }
    let message = format!(
        "`{}` does not answer as a git server does (content type `{}`)",
        display_url(base.as_str()),
        foreign_text(found)
    );
    Err(Error::failed(message).hint("check the URL; a login page or a proxy may stand in the way"))
}

fn login_failed(base: &Url, refused: Option<&str>) -> Error {
    let shown = display_url(base.as_str());
    match refused {
        Some(origin) => Error::failed(format!("`{shown}` refused {origin}"))
            .hint("check that it is still valid and may read this repository"),
        None => Error::failed(format!("`{shown}` asks for a login and none is known"))
            .hint("set `LEAN_CTX_GIT_TOKEN`, or configure a git credential helper"),
    }
}

fn unsafe_login(base: &Url) -> Error {
    Error::failed(format!(
        "`{}` asks for a login, but credentials are shown only to the configured host and only over https",
        display_url(base.as_str())
    ))
    .hint("write the https address that it should be fetched from into the remote's URL")
}

fn bad_status(base: &Url, status: StatusCode, logged_in: bool) -> Error {
    let error =
        Error::failed(format!("`{}` answered {}", display_url(base.as_str()), status.as_u16()));
    match status {
        StatusCode::NOT_FOUND if logged_in => {
            error.hint("there is no such repository, or the credentials may not see it")
        }
        StatusCode::NOT_FOUND => error.hint("there is no such repository: check the URL"),
        StatusCode::FORBIDDEN => error.hint("the credentials may not read this repository"),
        _ => error,
    }
}

fn unreachable(base: &Url, e: ureq::Error) -> Error {
    let shown = display_url(base.as_str());
    match e {
        ureq::Error::HostNotFound => Error::failed(format!("the host of `{shown}` is not known"))
            .hint("check the URL and the DNS"),
        ureq::Error::Timeout(_) => Error::failed(format!("`{shown}` did not answer in time")),
        // Not as a source: its text may repeat headers.
        ureq::Error::Http(_) => Error::failed(format!("no request can be made to `{shown}`")),
        e => {
            let text = foreign_text(&e.to_string());
            let error = Error::failed(format!("cannot reach `{shown}`: {text}"));
            if text.contains("certificate") { error.hint(CERTIFICATE) } else { error }
        }
    }
}

const CERTIFICATE: &str = "where a company signs its own certificates: add its root to the system's \
    store, or name a file with it in `SSL_CERT_FILE`";

struct Answer {
    session: Arc<Session>,
    body: BodyReader<'static>,
}

impl Read for Answer {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        self.session.deadline.check().map_err(|e| self.session.fail_io(e))?;
        self.body.read(buffer).map_err(|e| {
            let text = foreign_text(&e.to_string());
            self.session.fail_io(Error::failed(format!("the connection broke: {text}")))
        })
    }
}

impl Write for Answer {
    fn write(&mut self, _: &[u8]) -> io::Result<usize> {
        Err(io::Error::other("the list of refs is only read"))
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

struct Step {
    session: Arc<Session>,
    agent: Agent,
    base: Url,
    login: Option<Login>,
    request: Vec<u8>,
    answer: Option<Answer>,
}

impl Step {
    fn send(&mut self) -> Result<Answer> {
        let mut request = Request::post(below(&self.base, "/git-upload-pack"))
            .header(CONTENT_TYPE, "application/x-git-upload-pack-request")
            .header(ACCEPT, "application/x-git-upload-pack-result");
        if let Some(login) = &self.login {
            request = request.header(AUTHORIZATION, login.header.as_str());
        }
        let body = std::mem::take(&mut self.request);
        let request =
            request.body(body).map_err(|e| unreachable(&self.base, ureq::Error::Http(e)))?;
        let response = self.agent.run(request).map_err(|e| unreachable(&self.base, e))?;
        match response.status() {
            StatusCode::OK => check_type(&self.base, &response, "result")?,
            StatusCode::UNAUTHORIZED => {
                return Err(login_failed(&self.base, self.login.as_ref().map(|l| l.origin)));
            }
            status => return Err(bad_status(&self.base, status, self.login.is_some())),
        }
        let body = response.into_body().into_reader();
        Ok(Answer { session: Arc::clone(&self.session), body })
    }
}

impl Read for Step {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if self.answer.is_none() {
            self.answer = Some(self.send().map_err(|e| self.session.fail_io(e))?);
        }
        self.answer.as_mut().map_or(Ok(0), |answer| answer.read(buffer))
    }
}

impl Write for Step {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.request.extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}
