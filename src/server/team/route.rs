//! Which path leads where, and who may take it? One row a route.

use serde_json::Value;

use crate::auth::{Scope, ScopeSet};
use crate::base::Result;
use crate::server::http::{Method, Reply};
use crate::tool::Described;

use super::events::EVENTS;
use super::query::Param;
use super::{
    Context, capability, connector, describe, events, health, mcp, me, metrics, openapi, page,
    records, resource, savings, series, storage, tokens, tools, usage, webhook, workspaces,
};

/// Who may come in. Without a default: a route that does not say so does not compile.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Access {
    /// Anyone, from any host name: probes of a load balancer.
    Open,
    /// Anyone under an admitted host name: files that a browser loads, the same for everybody.
    Page,
    /// Any valid token; what it sees depends on its scopes.
    Token,
    /// A token with these scopes.
    Scopes(ScopeSet),
    /// A token with these scopes that is bound to no workspaces: the answer is about all of them.
    Whole(ScopeSet),
    /// Who can sign with a workspace's webhook secret: its handler decides, on the whole body.
    Hook,
}

impl Access {
    /// The scopes that a caller needs.
    pub const fn scopes(self) -> ScopeSet {
        match self {
            Self::Open | Self::Page | Self::Token | Self::Hook => ScopeSet::NONE,
            Self::Scopes(scopes) | Self::Whole(scopes) => scopes,
        }
    }
}

pub struct Route {
    pub method: Method,
    /// A part may be a name in braces, which stands for any text.
    pub path: &'static str,
    pub access: Access,
    pub run: fn(&Context) -> Result<Reply>,
    pub about: About,
}

impl Route {
    fn leads(&self, path: &str) -> bool {
        let (mut own, mut asked) = (self.path.split('/'), path.split('/'));
        loop {
            match (own.next(), asked.next()) {
                (None, None) => return true,
                (Some(part), Some(text)) if name(part).is_some() && !text.is_empty() => {}
                (Some(part), Some(text)) if part == text => {}
                _ => return false,
            }
        }
    }

    /// The names that stand for parts of the path.
    pub fn names(&self) -> impl Iterator<Item = &'static str> {
        self.path.split('/').filter_map(name)
    }

    /// What stands in a path that leads here for a name.
    pub fn part<'p>(&self, path: &'p str, wanted: &str) -> Option<&'p str> {
        let mut parts = self.path.split('/').zip(path.split('/'));
        parts.find_map(|(part, text)| (name(part) == Some(wanted)).then_some(text))
    }
}

/// `{name}` → `name`.
fn name(part: &'static str) -> Option<&'static str> {
    part.strip_prefix('{')?.strip_suffix('}')
}

/// What a description of the API says of a route, beyond its path and who may take it.
#[derive(Debug, Clone, Copy)]
pub struct About {
    /// One of the routes of v1 that will not change.
    pub frozen: bool,
    pub summary: &'static str,
    pub query: &'static [Param],
    pub body: Option<fn(&[&'static Described]) -> Value>,
    pub answer: Answer,
}

/// The form of an answer that is no refusal.
#[derive(Debug, Clone, Copy)]
pub enum Answer {
    /// JSON of this schema.
    Json(fn() -> Value),
    /// As [`Answer::Json`]; the same with 503 while the server is not ready.
    Ready(fn() -> Value),
    /// As [`Answer::Json`], or text with `format=prometheus`.
    Metrics(fn() -> Value),
    Text,
    /// A file of this media type.
    File(&'static str),
    /// Server-sent events.
    Stream,
    /// A JSON-RPC message, or 202 without a body.
    Rpc,
    /// 202 with JSON of this schema.
    Taken(fn() -> Value),
}

const AUDIT: ScopeSet = ScopeSet::of(&[Scope::Audit]);

/// A GET that gives JSON.
const fn get(
    path: &'static str,
    access: Access,
    run: fn(&Context) -> Result<Reply>,
    about: About,
) -> Route {
    Route { method: Method::Get, path, access, run, about }
}

/// A file that a browser loads.
const fn file(
    path: &'static str,
    run: fn(&Context) -> Result<Reply>,
    kind: &'static str,
    summary: &'static str,
) -> Route {
    get(path, Access::Page, run, more(summary, &[], Answer::File(kind)))
}

/// Of the frozen contract.
const fn frozen(summary: &'static str, query: &'static [Param], answer: Answer) -> About {
    About { frozen: true, summary, query, body: None, answer }
}

/// Beyond the frozen contract.
const fn more(summary: &'static str, query: &'static [Param], answer: Answer) -> About {
    About { frozen: false, summary, query, body: None, answer }
}

pub const ROUTES: &[Route] = &[
    get("/health", Access::Open, health::health, frozen("Is the server alive?", &[], Answer::Text)),
    get(
        "/.status",
        Access::Open,
        health::status,
        more("How is the server?", &[], Answer::Json(health::schema)),
    ),
    get(
        "/livez",
        Access::Open,
        health::livez,
        more("Is the process alive?", &[], Answer::Json(health::schema)),
    ),
    get(
        "/readyz",
        Access::Open,
        health::readyz,
        more("Does every workspace answer?", &[], Answer::Ready(health::schema)),
    ),
    get(
        resource::METADATA,
        Access::Open,
        resource::of_origin,
        more(
            "Of which issuer tokens are taken (RFC 9728); 404 without one",
            &[],
            Answer::Json(resource::schema),
        ),
    ),
    get(
        resource::METADATA_OF_MCP,
        Access::Open,
        resource::of_mcp,
        more("The same, of the MCP endpoint", &[], Answer::Json(resource::schema)),
    ),
    get(
        "/v1/manifest",
        Access::Token,
        describe::manifest,
        frozen(
            "The tools that this token may call, and the read modes",
            &[],
            Answer::Json(describe::manifest_schema),
        ),
    ),
    get(
        "/v1/capabilities",
        Access::Token,
        capability::answer,
        frozen(
            "What the server speaks, and in which versions",
            &[],
            Answer::Json(capability::schema),
        ),
    ),
    get(
        "/v1/openapi.json",
        Access::Token,
        openapi::frozen,
        frozen("This description of the frozen routes", &[], Answer::Json(openapi::schema)),
    ),
    get(
        "/v1/openapi.operator.json",
        Access::Token,
        openapi::operator,
        more("The description of all other routes", &[], Answer::Json(openapi::schema)),
    ),
    get(
        "/v1/tools",
        Access::Token,
        describe::list,
        frozen(
            "The tools that this token may call, by page",
            &[describe::OFFSET, describe::LIMIT],
            Answer::Json(describe::list_schema),
        ),
    ),
    Route {
        method: Method::Post,
        path: "/v1/tools/call",
        access: Access::Token,
        run: tools::call,
        about: About {
            body: Some(tools::body_schema),
            ..frozen("Call one tool", &[], Answer::Json(tools::schema))
        },
    },
    get(
        "/v1/events",
        Access::Scopes(EVENTS),
        events::stream,
        frozen(
            "Events of a channel as they come, after those since the last id",
            &[events::WORKSPACE, events::CHANNEL, events::SINCE, events::BATCH],
            Answer::Stream,
        ),
    ),
    get(
        "/v1/events/search",
        Access::Scopes(EVENTS),
        events::search,
        frozen(
            "Events that hold all of these words, newest first",
            &[events::WORKSPACE, events::ANY_CHANNEL, events::WORDS, events::FOUND],
            Answer::Json(events::search_schema),
        ),
    ),
    get(
        "/v1/events/lineage",
        Access::Scopes(EVENTS),
        events::lineage,
        frozen(
            "What an event follows from, child first",
            &[events::WORKSPACE, events::ID, events::DEPTH],
            Answer::Json(events::lineage_schema),
        ),
    ),
    get(
        "/v1/context/summary",
        Access::Scopes(EVENTS),
        events::summary,
        frozen(
            "A digest of a channel's newest events",
            &[events::WORKSPACE, events::CHANNEL, events::NEWEST],
            Answer::Json(events::summary_schema),
        ),
    ),
    get(
        "/v1/metrics",
        Access::Whole(AUDIT),
        metrics::answer,
        frozen(
            "Counts, latencies and the three service level indicators",
            &[metrics::FORMAT],
            Answer::Metrics(metrics::schema),
        ),
    ),
    get(
        "/v1/storage",
        Access::Whole(AUDIT),
        storage::answer,
        more("Bytes on disk, measured at most a minute ago", &[], Answer::Json(storage::schema)),
    ),
    get(
        "/v1/usage",
        Access::Whole(AUDIT),
        usage::answer,
        more(
            "Savings, tool calls, storage and connectors at a glance",
            &[],
            Answer::Json(usage::schema),
        ),
    ),
    Route {
        method: Method::Post,
        path: "/api/v1/savings/ingest",
        access: Access::Whole(ScopeSet::NONE),
        run: savings::ingest,
        about: About {
            body: Some(savings::body_schema),
            ..more(
                "Take in a signed batch of savings; the first binds its key to the token",
                &[],
                Answer::Json(savings::ingest_schema),
            )
        },
    },
    get(
        "/v1/savings/summary",
        Access::Whole(AUDIT),
        savings::summary,
        more("What the team's members report", &[], Answer::Json(savings::summary_schema)),
    ),
    get(
        "/v1/savings/member/{signer}",
        Access::Whole(AUDIT),
        savings::member,
        more("What one of them reports", &[], Answer::Json(savings::member_schema)),
    ),
    get(
        "/v1/connectors",
        Access::Scopes(AUDIT),
        connector::answer,
        more(
            "The configured connectors, without their secrets",
            &[],
            Answer::Json(connector::schema),
        ),
    ),
    get(
        "/v1/me",
        Access::Token,
        me::answer,
        more("As whom the server knows the caller", &[], Answer::Json(me::schema)),
    ),
    get(
        "/v1/tokens",
        Access::Whole(AUDIT),
        tokens::list,
        more(
            "The tokens, with their last use and their end; never a secret or its hash",
            &[],
            Answer::Json(tokens::schema),
        ),
    ),
    get(
        "/v1/metrics/series",
        Access::Whole(AUDIT),
        series::answer,
        more(
            "Requests, refusals and latencies of the last hours, by the minute",
            &[series::MINUTES, series::STEP],
            Answer::Json(series::schema),
        ),
    ),
    get(
        "/v1/workspaces",
        Access::Token,
        workspaces::list,
        more("The workspaces that this token may see", &[], Answer::Json(workspaces::schema)),
    ),
    get(
        "/v1/audit",
        Access::Scopes(AUDIT),
        records::list,
        more(
            "What was decided, newest first",
            &[records::SINCE, records::TOKEN, records::ALLOWED, records::ROUTINE, records::LIMIT],
            Answer::Json(records::schema),
        ),
    ),
    Route {
        method: Method::Post,
        path: "/v1/webhooks/{provider}/{workspaceId}",
        access: Access::Hook,
        run: webhook::take,
        about: About {
            body: Some(webhook::body_schema),
            ..more(
                "A forge tells of a push, signed with the workspace's webhook secret",
                &[],
                Answer::Taken(webhook::schema),
            )
        },
    },
    file("/ui", page::index, page::HTML, "The status page for people"),
    file("/ui/app.js", page::script, page::SCRIPT, "Its script"),
    file("/ui/app.css", page::style, page::STYLE, "Its style"),
    file("/ui/icon.svg", page::icon, page::ICON, "Its icon"),
    MCP,
];

const MCP: Route = Route {
    method: Method::Post,
    path: "/mcp",
    access: Access::Token,
    run: mcp::answer,
    about: About {
        body: Some(mcp::body_schema),
        ..more("Model Context Protocol over Streamable HTTP", &[], Answer::Rpc)
    },
};

/// Where a POST goes that no row names: clients are pointed at all kinds of paths.
pub static UNROUTED: Route = MCP;

/// What a request's method and path come to.
pub enum Found {
    Route(&'static Route),
    /// The path exists for other methods: the value of `Allow`.
    NotAllowed(String),
    Nothing,
}

pub fn find(method: Method, path: &str) -> Found {
    // A HEAD is a GET whose body stays here; the listener cuts it off.
    let wanted = if method == Method::Head { Method::Get } else { method };
    let mut allowed: Vec<&str> = Vec::new();
    for route in ROUTES.iter().filter(|r| r.leads(path)) {
        if route.method == wanted {
            return Found::Route(route);
        }
        allowed.push(route.method.as_str());
    }
    if !allowed.is_empty() {
        return Found::NotAllowed(allowed.join(", "));
    }
    if method == Method::Post { Found::Route(&UNROUTED) } else { Found::Nothing }
}
