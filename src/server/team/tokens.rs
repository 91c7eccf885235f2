//! GET /v1/tokens: who may ask, since when, until when, and when did they last?

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};

use jiff::{SignedDuration, Timestamp};
use serde_json::{Value, json};

use super::me::{bound_schema, time_schema, words, workspaces};
use super::{Context, openapi};
use crate::audit;
use crate::auth::{Entry, Role};
use crate::base::{Result, clock};
use crate::server::http::Reply;

type Last = BTreeMap<String, Timestamp>;

/// When tokens were used before this process began to notice it: read off the audit log once.
#[derive(Default)]
pub struct Uses(Mutex<Option<Arc<Last>>>);

impl Uses {
    /// Whoever comes while the log is being read waits for it.
    fn before(&self, log: &Path) -> Result<Arc<Last>> {
        let mut known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(last) = known.as_ref() {
            return Ok(Arc::clone(last));
        }
        let last = Arc::new(audit::last_used(log)?);
        *known = Some(Arc::clone(&last));
        Ok(last)
    }
}

pub fn list(context: &Context) -> Result<Reply> {
    super::guarded(context, |_| {
        let live = context.team.live();
        let before = context.service.uses.before(&live.config.audit_log)?;
        let idle = context.team.app().gate().idle();
        let now = clock::now();
        let used = |id: &str| {
            let since = idle.get(id).and_then(|gone| SignedDuration::try_from(*gone).ok());
            let lately = since.and_then(|gone| now.checked_sub(gone).ok());
            lately.max(before.get(id).copied())
        };
        let tokens: Vec<Value> =
            live.config.tokens.iter().map(|token| describe(token, used(&token.id))).collect();
        super::json_reply(&json!({
            "schemaVersion": 1,
            "generatedAt": clock::rfc3339(now),
            "tokens": tokens,
        }))
    })
}

fn describe(token: &Entry, used: Option<Timestamp>) -> Value {
    json!({
        "id": token.id,
        "role": token.role.map(Role::word),
        "scopes": words(token.effective()),
        "workspaces": workspaces(&token.workspaces),
        "createdAt": token.created_at.map(clock::rfc3339),
        "expiresAt": token.expires_at.map(clock::rfc3339),
        "previousExpiresAt": token.previous.as_ref().map(|p| clock::rfc3339(p.expires_at)),
        "lastUsedAt": used.map(clock::rfc3339),
    })
}

pub fn schema() -> Value {
    let text = json!({"type": "string"});
    let role = json!({"type": ["string", "null"]});
    let token = openapi::object(json!({
        "id": text,
        "role": role,
        "scopes": {"type": "array", "items": text, "description": "Those of the role among them."},
        "workspaces": bound_schema(),
        "createdAt": time_schema(),
        "expiresAt": time_schema(),
        "previousExpiresAt": time_schema(),
        "lastUsedAt": time_schema(),
    }));
    openapi::object(json!({
        "schemaVersion": {"const": 1},
        "generatedAt": {"type": "string", "format": "date-time"},
        "tokens": {"type": "array", "items": token},
    }))
}
