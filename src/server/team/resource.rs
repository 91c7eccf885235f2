//! How does an OAuth client learn whose tokens are taken here, and with which scopes?
//!
//! Sources: RFC 9728 (protected resource metadata), RFC 6750 (challenges), MCP 2025-11-25 and later,
//! "Authorization".

use serde_json::{Value, json};

use super::{Context, openapi};
use crate::auth::{Scope, ScopeSet};
use crate::base::{Error, Kind, Result};
use crate::config::Oauth;
use crate::identity::Via;
use crate::server::http::{Head, Reply};
use crate::team::Live;

/// The metadata of the whole origin, and of the MCP endpoint below it.
pub const METADATA: &str = "/.well-known/oauth-protected-resource";
pub const METADATA_OF_MCP: &str = "/.well-known/oauth-protected-resource/mcp";
const MCP: &str = "/mcp";

/// What a client is told to ask for: all that there is for somebody who works with code. The role of
/// who agrees to it is the limit.
const WANTED: ScopeSet = ScopeSet::of(&[
    Scope::Search,
    Scope::Graph,
    Scope::Artifacts,
    Scope::Index,
    Scope::Events,
    Scope::SessionMutations,
    Scope::Knowledge,
]);

pub fn of_origin(context: &Context) -> Result<Reply> {
    metadata(context, "")
}

pub fn of_mcp(context: &Context) -> Result<Reply> {
    metadata(context, MCP)
}

fn metadata(context: &Context, path: &str) -> Result<Reply> {
    let live = context.team.live();
    let oauth = live.identity.oauth().ok_or_else(|| {
        Error::new(Kind::NotFound, "there is nothing at this path")
            .hint("bearer tokens of team.json are taken here, and of no issuer")
    })?;
    super::json_reply(&json!({
        "resource": format!("{}{path}", oauth.resource),
        "authorization_servers": [spelt(oauth)],
        "scopes_supported": Scope::ALL.map(Scope::word),
        "bearer_methods_supported": ["header"],
        "resource_name": "lean-ctx",
    }))
}

/// An issuer without a path has no slash at its end.
fn spelt(oauth: &Oauth) -> &str {
    let issuer = oauth.issuer.as_str();
    if oauth.issuer.path() == "/" { issuer.trim_end_matches('/') } else { issuer }
}

/// Adds to a 401 where a token is to be had.
pub fn challenge(live: &Live, head: &Head, reply: Reply) -> Reply {
    let Some(oauth) = live.identity.oauth().filter(|_| reply.status == 401) else { return reply };
    // RFC 6750 §3.1: without a token there is no error to tell.
    let shown = head.headers.get("authorization").is_some();
    challenged(reply, oauth, &head.path, shown.then_some("invalid_token"), WANTED)
}

/// Adds to a 403 which scopes would do, for somebody whose issuer could give them.
pub fn step_up(context: &Context, reply: Reply) -> Reply {
    let live = context.team.live();
    let of_issuer = context.person().filter(|p| p.via == Via::Oauth && reply.status == 403);
    let (Some(oauth), Some(person)) = (live.identity.oauth(), of_issuer) else { return reply };
    let needs = context.admitted().map_or(ScopeSet::NONE, |a| a.route.access.scopes());
    let scopes = WANTED.union(needs).union(person.principal.scopes);
    challenged(reply, oauth, &context.request.head.path, Some("insufficient_scope"), scopes)
}

fn challenged(
    mut reply: Reply,
    oauth: &Oauth,
    path: &str,
    error: Option<&str>,
    scopes: ScopeSet,
) -> Reply {
    reply.headers.retain(|(name, _)| !name.eq_ignore_ascii_case("www-authenticate"));
    let error = error.map(|word| format!(" error=\"{word}\",")).unwrap_or_default();
    let metadata = if path == MCP { METADATA_OF_MCP } else { METADATA };
    let words: Vec<&str> = scopes.iter().map(Scope::word).collect();
    let challenge = format!(
        "Bearer realm=\"lean-ctx\",{error} resource_metadata=\"{}{metadata}\", scope=\"{}\"",
        oauth.resource,
        words.join(" "),
    );
    reply.header("WWW-Authenticate", challenge)
}

pub fn schema() -> Value {
    let text = json!({"type": "string"});
    let texts = json!({"type": "array", "items": text});
    openapi::object(json!({
        "resource": text,
        "authorization_servers": texts,
        "scopes_supported": texts,
        "bearer_methods_supported": texts,
    }))
}
