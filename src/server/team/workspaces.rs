//! Which workspaces may the caller see, and how is each?

use serde_json::json;

use crate::base::Result;
use crate::server::http::Reply;

use super::Context;

pub fn list(context: &Context) -> Result<Reply> {
    super::guarded(context, |permit| {
        let state = context.team.app().state();
        let workspaces: Vec<_> = state.visible(permit.principal()).map(|s| s.summary()).collect();
        let mut body = json!({"workspaces": workspaces});
        if let Some(error) = &state.config_error {
            // Faults name paths and ids of the whole team: only a token that sees all of it is told.
            let all = permit.principal().grant == crate::auth::Grant::All;
            body["configError"] = if all { error.as_str() } else { "team.json is faulty" }.into();
        }
        Ok(Reply::json(200, &body))
    })
}
