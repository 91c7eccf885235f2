//! GET /v1/audit: what was decided, newest first.

use serde_json::json;

use crate::audit;
use crate::base::{Error, Result};
use crate::server::http::Reply;

use super::Context;

pub fn list(context: &Context) -> Result<Reply> {
    let limit = super::number(context, "limit", 100, 1..=1000)?;
    let since = super::query(context, "since")
        .map(|text| text.parse().map_err(|_| Error::invalid("`since` must be an RFC 3339 time")))
        .transpose()?;
    let allowed = super::query(context, "allowed")
        .map(|text| text.parse().map_err(|_| Error::invalid("`allowed` must be true or false")))
        .transpose()?;
    super::guarded(context, |permit| {
        let grant = permit.principal().grant.clone();
        let token = super::query(context, "token");
        let filter = audit::Filter { since, token, allowed, grant, limit };
        let path = &context.team.live().config.audit_log;
        let records = audit::read(path, &filter, permit.deadline())?;
        Ok(Reply::json(200, &json!({"records": records, "count": records.len()})))
    })
}
