//! May this call happen, and is that written down? The one door to every tool and every guarded route.

mod attempt;
mod line;
mod rate;

use std::collections::HashMap;
use std::net::IpAddr;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::time::Duration;

use crate::audit::{Phase, Record, Writer};
use crate::auth::{Principal, ScopeSet};
use crate::base::clock::{self, Deadline};
use crate::base::{Error, Kind, Result};
use crate::trace::Span;

use attempt::Attempts;
pub use line::{Line, Step, Transport};
pub use rate::{Limiter, Rates};

/// Who calls, from where, and for how long: known before anything of the call is read.
#[derive(Debug, Clone)]
pub struct Caller {
    pub principal: Arc<Principal>,
    pub request_id: String,
    /// The client's address; `None` for a local process.
    pub remote: Option<String>,
    pub deadline: Deadline,
    /// What to do when the call must wait.
    pub line: Line,
    /// Where is noted what is told of it.
    pub trace: Span,
}

/// Does a call only look, or does it change something that outlives it?
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Effect {
    /// One record, when it is over.
    Read,
    /// A record of the intent before, one of the outcome after.
    Change,
}

/// What is asked for.
#[derive(Debug)]
pub struct Ask<'a> {
    pub caller: &'a Caller,
    /// The tool's name; `None` for an endpoint that is no tool.
    pub tool: Option<&'a str>,
    /// `/v1/tools/call`, `tools/call` or the endpoint's word.
    pub method: &'a str,
    pub workspace: Option<&'a str>,
    pub needs: ScopeSet,
    pub effect: Effect,
    pub arguments_sha256: Option<String>,
}

/// Proof that a call was allowed and will be written down. Only the gate makes one.
#[derive(Debug)]
pub struct Permit {
    principal: Arc<Principal>,
    deadline: Deadline,
}

impl Permit {
    pub fn principal(&self) -> &Principal {
        &self.principal
    }

    pub const fn deadline(&self) -> &Deadline {
        &self.deadline
    }
}

/// Somebody who was not let in, as far as the book names them.
#[derive(Debug, Clone, Copy)]
pub struct Stranger<'a> {
    pub remote: &'a str,
    pub request_id: &'a str,
    pub route: &'a str,
    pub token: Option<&'a str>,
    pub workspace: Option<&'a str>,
}

pub struct Gate {
    audit: Writer,
    limiter: Limiter,
    /// Of those that have no token and need none.
    strangers: Limiter,
    attempts: Attempts,
}

impl Gate {
    pub fn new(audit: Writer, limiter: Limiter) -> Self {
        let strangers = Limiter::default();
        Self { audit, limiter, strangers, attempts: Attempts::default() }
    }

    /// Runs `work` if the caller may, and answers only what could be written down.
    ///
    /// # Errors
    /// `scope_denied`, `unknown_workspace`, `request_timeout`, what `work` failed with, or
    /// `audit_unavailable`, in which case the result of `work` is thrown away.
    pub fn enter<T>(&self, ask: &Ask, work: impl FnOnce(&Permit) -> Result<T>) -> Result<T> {
        if let Err(refusal) = may(ask) {
            return Err(self.refuse(ask, refusal));
        }
        let began = clock::instant();
        if ask.effect == Effect::Change {
            let mut intent = record(ask).allow();
            intent.phase = Some(Phase::Intent);
            self.audit.record(intent)?;
        }
        let permit = Permit {
            principal: Arc::clone(&ask.caller.principal),
            deadline: ask.caller.deadline.clone(),
        };
        // A panic in a tool is our fault: the caller gets an error, the book a record, and the
        // worker lives on. What the tool held is dropped with it; the snapshot is immutable.
        let result = catch_unwind(AssertUnwindSafe(|| work(&permit)))
            .unwrap_or_else(|_| Err(Error::internal("the tool panicked")))
            .and_then(|done| permit.deadline.check().map(|()| done));
        let mut record = match &result {
            Ok(_) => record(ask).allow(),
            Err(e) => match e.kind() {
                kind @ (Kind::InvalidArguments | Kind::ScopeDenied) => record(ask).reason(kind),
                Kind::RequestTimeout => record(ask).allow().reason(Kind::RequestTimeout),
                _ => record(ask).allow().reason(Kind::ToolError),
            },
        };
        record.duration_ms = u64::try_from(began.elapsed().as_millis()).ok();
        if ask.effect == Effect::Change {
            record.phase = Some(Phase::Outcome);
        }
        self.audit.record(record)?;
        result
    }

    /// Writes down that `ask` was turned away for `refusal`, which is given back to be answered.
    pub fn refuse(&self, ask: &Ask, refusal: Error) -> Error {
        self.write_refusal(record(ask).reason(refusal.kind()), refusal)
    }

    /// As [`Gate::refuse`], for a batch: a refusal that the book has a word of its own for.
    pub fn refuse_batch(&self, ask: &Ask, refusal: Error) -> Error {
        let mut record = record(ask);
        record.denied_reason = Some("batch_requests_not_supported".into());
        self.write_refusal(record, refusal)
    }

    fn write_refusal(&self, record: Record, refusal: Error) -> Error {
        match self.audit.record(record) {
            Ok(()) => refusal,
            Err(unwritten) => unwritten,
        }
    }

    /// Writes down a refusal made before a principal was known. Never blocks: `done` runs when
    /// the record is in the book, or could not be written.
    pub fn turn_away(
        &self,
        refusal: &Error,
        who: &Stranger,
        done: impl FnOnce(Result<()>) + Send + 'static,
    ) {
        let mut record = Record::new(who.route, who.route).reason(refusal.kind());
        record.request_id = Some(who.request_id.to_owned());
        record.remote = Some(who.remote.to_owned());
        record.token_id = who.token.map(str::to_owned);
        record.workspace_id = who.workspace.map(str::to_owned);
        self.audit.refuse(record, Box::new(done));
    }

    /// One request of this principal now: its own bucket first, so that a refusal there costs the
    /// others nothing.
    ///
    /// # Errors
    /// `rate_limited`, with the seconds after which to try again.
    pub fn pace(&self, principal: &Principal, rates: Rates) -> Result<(), (Error, u64)> {
        self.limiter
            .take(&principal.id, rates)
            .map_err(|wait| (too_many("too many requests", wait), wait))
    }

    /// One request of this kind by somebody of this network who is not known yet.
    ///
    /// # Errors
    /// As [`Gate::pace`].
    pub fn pace_stranger(
        &self,
        what: &str,
        network: IpAddr,
        rates: Rates,
    ) -> Result<(), (Error, u64)> {
        self.strangers
            .take(&format!("{what} {network}"), rates)
            .map_err(|wait| (too_many("too many requests", wait), wait))
    }

    /// How long ago each principal asked last; of those that did since the start. Kept by what paces
    /// them: a request costs nothing more for it.
    pub fn idle(&self) -> HashMap<String, Duration> {
        self.limiter.last().into_iter().map(|(id, at)| (id, at.elapsed())).collect()
    }

    /// A caller of this network (one IPv4 address, one IPv6 /64) did not say who it is, or not
    /// rightly.
    ///
    /// # Errors
    /// `rate_limited`, with the seconds to wait, when that network does so too often: to be
    /// answered instead of the reason.
    pub fn count_failure(&self, network: IpAddr) -> Result<(), (Error, u64)> {
        self.attempts.fail(network).map_or(Ok(()), |wait| {
            Err((too_many("too many requests without a valid token", wait), wait))
        })
    }

    pub const fn audit(&self) -> &Writer {
        &self.audit
    }

    /// Closes the book: what was decided is on disk, under a signed head.
    ///
    /// # Errors
    /// When the last records could not be written.
    pub fn close(&self) -> Result<()> {
        self.audit.close()
    }
}

fn may(ask: &Ask) -> Result<()> {
    let principal = &ask.caller.principal;
    let missing = ask.needs.without(principal.scopes);
    if !missing.is_empty() {
        return Err(scope_denied(ask.tool.unwrap_or(ask.method), missing));
    }
    // `*` was made into the workspaces that the grant covers before it came here.
    if let Some(workspace) = ask.workspace.filter(|w| *w != "*")
        && !principal.grant.covers(workspace)
    {
        return Err(unknown_workspace(workspace));
    }
    Ok(())
}

fn too_many(what: &str, wait: u64) -> Error {
    Error::new(Kind::RateLimited, what).hint(format!("try again in {wait} s"))
}

/// The same for a tool that a token may not call and one that nobody may.
pub fn scope_denied(what: &str, missing: ScopeSet) -> Error {
    Error::new(Kind::ScopeDenied, format!("this token may not use `{what}`"))
        .hint(format!("it lacks the scope `{missing}`: ask who runs the server for it"))
}

/// The same for a workspace that does not exist and one that the caller may not see.
pub fn unknown_workspace(id: &str) -> Error {
    Error::new(Kind::UnknownWorkspace, format!("there is no workspace `{}`", clip(id)))
        .hint("GET /v1/workspaces lists those this token may see")
}

/// Text of a caller's in a message: short, and no control characters.
pub fn clip(text: &str) -> String {
    text.chars().filter(|c| !c.is_control()).take(64).collect()
}

fn record(ask: &Ask) -> Record {
    let mut record = Record::new(ask.tool.unwrap_or(ask.method), ask.method);
    let caller = ask.caller;
    record.token_id = Some(caller.principal.id.clone());
    record.workspace_id = ask.workspace.map(str::to_owned);
    record.request_id = Some(caller.request_id.clone());
    record.remote.clone_from(&caller.remote);
    record.arguments_sha256.clone_from(&ask.arguments_sha256);
    record
}
