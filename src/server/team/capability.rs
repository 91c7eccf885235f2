//! GET /v1/capabilities: what does this server speak, and in which versions?

use serde_json::{Value, json};

use super::{Context, describe, openapi};
use crate::base::Result;
use crate::server::http::Reply;
use crate::tool;

/// The version of each contract that is kept, under the names that clients know.
const CONTRACTS: [(&str, &str, u32); 3] = [
    ("http-mcp", "leanctx.contract.http_mcp.contract_version", 1),
    ("team-server", "leanctx.contract.team_server.contract_version", 1),
    ("capabilities", "leanctx.contract.capabilities.contract_version", 1),
];

pub fn answer(context: &Context) -> Result<Reply> {
    super::guarded(context, |permit| {
        let names: Vec<&str> =
            tool::visible(permit.principal()).map(|t| t.tool.spec().name).collect();
        let contracts: Value =
            CONTRACTS.iter().map(|(_, key, n)| ((*key).to_owned(), json!(n))).collect();
        let status: Value =
            CONTRACTS.iter().map(|(name, _, _)| ((*name).to_owned(), json!("frozen"))).collect();
        super::json_reply(&json!({
            "contract_version": 1,
            "server": {"name": "lean-ctx", "version": env!("CARGO_PKG_VERSION")},
            "plane": "team",
            "transports": ["rest", "mcp-http", "sse"],
            "read_modes": describe::READ_MODES,
            "tools": {"total": names.len(), "names": names},
            "features": {
                "audit_chain": true,
                "events": true,
                "mcp_2026_07_28": true,
                "multi_workspace": true,
                "prometheus": true,
                "workspace_bound_tokens": true,
            },
            "extensions": {},
            "contracts": contracts,
            "contract_status": status,
        }))
    })
}

pub fn schema() -> Value {
    let words = json!({"type": "array", "items": {"type": "string"}});
    let map = |of: &str| json!({"type": "object", "additionalProperties": {"type": of}});
    openapi::object(json!({
        "contract_version": {"type": "integer"},
        "server": openapi::object(json!({"name": {"type": "string"}, "version": {"type": "string"}})),
        "plane": {"type": "string"},
        "transports": words,
        "read_modes": words,
        "tools": openapi::object(json!({"total": {"type": "integer"}, "names": words})),
        "features": map("boolean"),
        "extensions": {"type": "object"},
        "contracts": map("integer"),
        "contract_status": map("string"),
    }))
}
