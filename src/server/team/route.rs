//! Which path leads where, and who may take it? One row a route.

use crate::auth::{Scope, ScopeSet};
use crate::base::Result;
use crate::server::http::{Method, Reply};

use super::{Context, describe, health, mcp, records, tools, workspaces};

/// Who may come in. Without a default: a route that does not say so does not compile.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Access {
    /// Anyone, from any host name: probes of a load balancer.
    Open,
    /// Any valid token; what it sees depends on its scopes.
    Token,
    /// A token with these scopes.
    Scopes(ScopeSet),
}

pub struct Route {
    pub method: Method,
    pub path: &'static str,
    pub access: Access,
    pub run: fn(&Context) -> Result<Reply>,
}

const AUDIT: ScopeSet = ScopeSet::of(&[Scope::Audit]);

pub const ROUTES: &[Route] = &[
    Route { method: Method::Get, path: "/health", access: Access::Open, run: health::health },
    Route { method: Method::Get, path: "/.status", access: Access::Open, run: health::status },
    Route { method: Method::Get, path: "/livez", access: Access::Open, run: health::livez },
    Route { method: Method::Get, path: "/readyz", access: Access::Open, run: health::readyz },
    Route {
        method: Method::Get,
        path: "/v1/manifest",
        access: Access::Token,
        run: describe::manifest,
    },
    Route { method: Method::Get, path: "/v1/tools", access: Access::Token, run: describe::list },
    Route { method: Method::Post, path: "/v1/tools/call", access: Access::Token, run: tools::call },
    Route {
        method: Method::Get,
        path: "/v1/workspaces",
        access: Access::Token,
        run: workspaces::list,
    },
    Route {
        method: Method::Get,
        path: "/v1/audit",
        access: Access::Scopes(AUDIT),
        run: records::list,
    },
    MCP,
];

const MCP: Route =
    Route { method: Method::Post, path: "/mcp", access: Access::Token, run: mcp::answer };

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
    for route in ROUTES.iter().filter(|r| r.path == path) {
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
