//! May a page of another origin read this answer? Tells a browser so, for origins of `allowedOrigins`.
//!
//! Source: the Fetch standard, "CORS protocol". Tokens travel in a header and never in a cookie, so
//! credentials are not allowed.

use crate::config::{Config, HostName};
use crate::server::http::{Head, Method, Reply};

use super::host;

/// The answer to a preflight: what a browser asks before it sends a page's own request.
pub fn preflight(config: &Config, head: &Head) -> Option<Reply> {
    head.headers.get("access-control-request-method").filter(|_| head.method == Method::Options)?;
    admitted(config, head)?;
    let reply = Reply::empty(204)
        .header("Access-Control-Allow-Methods", "GET, POST")
        .header(
            "Access-Control-Allow-Headers",
            "Authorization, Content-Type, Accept, MCP-Protocol-Version, Mcp-Method, Mcp-Name, x-leanctx-workspace",
        )
        .header("Access-Control-Max-Age", "600");
    Some(mark(config, head, reply))
}

/// Adds what lets the page of an admitted origin read the answer.
pub fn mark(config: &Config, head: &Head, reply: Reply) -> Reply {
    let Some(origin) = admitted(config, head) else { return reply };
    reply
        .header("Access-Control-Allow-Origin", origin)
        .header(
            "Access-Control-Expose-Headers",
            "x-request-id, x-leanctx-workspace, x-leanctx-commit, Retry-After, WWW-Authenticate",
        )
        .header("Vary", "Origin")
}

fn admitted<'h>(config: &Config, head: &'h Head) -> Option<&'h str> {
    let origin = head.headers.get("origin")?;
    let host = head.headers.get("host").and_then(HostName::parse);
    host::origin_allowed(config, origin, host.as_ref()).then_some(origin)
}
