//! How does an account's HTTP request become a call? Routes, who may come in, and replies.

mod account;
mod auth;
mod body;
mod contribution;
mod device;
mod route;
mod section;

use std::any::Any;
use std::net::IpAddr;
use std::sync::Arc;
use std::time::Duration;

use serde_json::Value;

use crate::auth::Secret;
use crate::auth::secret::Shape;
use crate::base::{Error, Kind, Result};
use crate::cloud::{Act, Cloud, Holder};
use crate::trace::{Asker, Span, Tracer, What};

use super::failure;
use super::guard::{self, Guard};
use super::http::{self, Admission, Completion, Head, Limits, Reply, Request, Service};
use route::{Access, Found, Route};

/// The account server's surface, as the listener sees it.
pub struct CloudService {
    cloud: Arc<Cloud>,
    tracer: Arc<Tracer>,
    max_connections: usize,
}

/// Descriptors that are no connection's: the database and its log, mails.
const KEPT: usize = 128;
/// Open connections, most of which wait.
const CONNECTIONS: usize = 4096;
/// For the largest index at the slowest that a line may be, in bytes a second.
const BODY_TIMEOUT: Duration = Duration::from_secs(300);
const SLOWEST: u64 = 128 << 10;

/// What the door found out, for the worker.
struct Admitted {
    route: &'static Route,
    /// What stands in the path for `{}`.
    part: String,
    client: IpAddr,
}

/// One request on its way through a route.
struct Context<'a> {
    cloud: &'a Cloud,
    request: &'a Request,
    part: &'a str,
    client: IpAddr,
    holder: Option<Holder>,
}

/// A refusal, and the field that belongs to it.
struct Failure {
    error: Error,
    field: Option<(&'static str, String)>,
}

impl From<Error> for Failure {
    fn from(error: Error) -> Self {
        Self { error, field: None }
    }
}

/// After so many seconds it may be tried again.
impl From<(Error, u64)> for Failure {
    fn from((error, wait): (Error, u64)) -> Self {
        Self { error, field: Some(("Retry-After", wait.to_string())) }
    }
}

type Answer = Result<Reply, Failure>;

impl Context<'_> {
    /// # Errors
    /// `internal` when a route that needs a key is declared open: a mistake of ours.
    fn holder(&self) -> Result<&Holder> {
        self.holder.as_ref().ok_or_else(|| Error::internal("an open route asked for its caller"))
    }

    fn header(&self, name: &str) -> Option<&str> {
        self.request.head.headers.get(name)
    }

    /// Counts an act of the client's network.
    fn count_from(&self, act: Act) -> Result<(), Failure> {
        let network = http::network(self.client).to_string();
        Ok(self.cloud.throttle.take(act, &network)?)
    }

    /// Counts an act that an account is meant by, whether or not there is one.
    fn count_to(&self, act: Act, email: &str) -> Result<(), Failure> {
        Ok(self.cloud.throttle.take(act, email)?)
    }
}

impl CloudService {
    /// `descriptors`: how many the process may have open.
    pub fn new(cloud: Arc<Cloud>, tracer: Arc<Tracer>, descriptors: usize) -> Self {
        let room = descriptors.saturating_sub(KEPT).max(KEPT / 2);
        Self { cloud, tracer, max_connections: CONNECTIONS.min(room) }
    }

    /// Who may come in is decided here as far as the head tells; API keys are looked up by a
    /// worker, because the event loop must not wait for a disk.
    fn door(&self, head: &Head) -> Result<Admission, Failure> {
        let config = self.cloud.config();
        let (route, part) = match route::find(head.method, &head.path) {
            Found::Route(route, part) => (route, part),
            Found::NotAllowed(allow) => {
                let message = format!("`{}` takes {allow}", head.path);
                let error = Error::new(Kind::MethodNotAllowed, message);
                return Err(Failure { error, field: Some(("Allow", allow)) });
            }
            Found::Nothing => {
                return Err(Error::new(Kind::NotFound, "there is nothing at this path")
                    .hint("the API is under /api")
                    .into());
            }
        };
        if route.access != Access::Probe {
            let guard = Guard {
                file: "cloud.json",
                disabled: false,
                hosts: &config.allowed_hosts,
                origins: &[],
                public: config.public_url.as_ref(),
            };
            guard.check(head)?;
        }
        // What cannot be a key costs nothing but this look.
        let shaped = |text: &str| Secret::new(text).shape() == Shape::Ours;
        if route.access == Access::Key && !guard::bearer(head).is_some_and(shaped) {
            return Err(no_key().into());
        }
        let client = guard::client(&config.trusted_proxies, head);
        Ok(Admission::Accept {
            context: Box::new(Admitted { route, part, client }) as Box<dyn Any + Send>,
            max_body: route.body.most(config),
            timeout: config.request_timeout + slack(head),
        })
    }

    fn answer(&self, request: &Request) -> Answer {
        let Some(admitted) = request.context.downcast_ref::<Admitted>() else {
            return Err(Error::internal("a request without its admission").into());
        };
        let mut context = Context {
            cloud: &self.cloud,
            request,
            part: &admitted.part,
            client: admitted.client,
            holder: None,
        };
        if admitted.route.access == Access::Key {
            context.holder = Some(authenticate(&context)?);
        }
        body::declared(&context, admitted.route.body)?;
        (admitted.route.run)(&context)
    }
}

/// What a slow line may take to bring the body.
fn slack(head: &Head) -> Duration {
    Duration::from_secs(head.content_length.unwrap_or(0) / SLOWEST).min(BODY_TIMEOUT)
}

fn no_key() -> Error {
    Error::new(Kind::Unauthorized, "a valid API key is needed")
        .hint("log in: `lean-ctx login EMAIL`")
}

/// Whoever shows keys that are none too often is told to wait; a key that is one works on.
fn authenticate(context: &Context) -> Result<Holder, Failure> {
    let secret = Secret::new(guard::bearer(&context.request.head).unwrap_or_default());
    match context.cloud.holder(&secret) {
        Ok(holder) => {
            context.cloud.throttle.take(Act::Request, &holder.account.email)?;
            Ok(holder)
        }
        Err(error) => {
            if error.kind() == Kind::Unauthorized {
                context.count_from(Act::KnockFrom)?;
            }
            Err(error.into())
        }
    }
}

fn refusal(failure: Failure) -> Reply {
    let Failure { error, field } = failure;
    // What a terminal's user would be told of the disk is no fault of a request.
    let error = match error.kind() {
        Kind::ToolError | Kind::Failed => {
            Error::new(Kind::Overloaded, "the server cannot read or write its data now")
                .hint("try again later")
        }
        _ => error,
    };
    let overloaded = error.kind() == Kind::Overloaded;
    let reply = failure::reply(&error);
    match field {
        Some((name, value)) => reply.header(name, value),
        None if overloaded => reply.header("Retry-After", "5"),
        None => reply,
    }
}

impl Service for CloudService {
    fn limits(&self) -> Limits {
        Limits {
            max_concurrency: self.cloud.config().max_concurrency,
            max_connections: self.max_connections,
            body_timeout: BODY_TIMEOUT,
            ..Limits::default()
        }
    }

    fn admit(&self, head: &Head, _: Completion) -> Admission {
        self.door(head).unwrap_or_else(|failure| Admission::Answer(refusal(failure)))
    }

    fn uncapped(&self, peer: IpAddr) -> bool {
        self.cloud.config().trusted_proxies.iter().any(|net| net.contains(peer))
    }

    fn handle(&self, request: Request) -> Reply {
        // A stranger's word for its trace counts for nothing: most who come here are not known yet.
        let span = self.tracer.begin(None, &Span::default());
        let reply = self.answer(&request).unwrap_or_else(|failure| {
            span.failed(failure.error.kind().code());
            refusal(failure)
        });
        if let Some(admitted) = request.context.downcast_ref::<Admitted>() {
            let what = What::Http {
                method: request.head.method.as_str(),
                route: admitted.route.path,
                status: reply.status,
                watched: admitted.route.access == Access::Probe,
            };
            let request_id = request.head.request_id.clone();
            // Whose account it is, and from where, is in no log.
            self.tracer.end(&span, Asker { request_id, ..Asker::default() }, what, true);
        }
        // Keys, mails and blobs are nobody's to keep on the way.
        reply.header("Cache-Control", "no-store")
    }

    fn refuse(&self, kind: Kind, message: &str) -> Reply {
        failure::reply(&Error::new(kind, message))
    }
}

fn json(status: u16, value: &Value) -> Answer {
    Ok(Reply::json(status, value))
}
