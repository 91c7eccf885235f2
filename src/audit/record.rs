//! What stands in one line of the audit log? The fields of CONTRACT §5, and never a raw argument.

use jiff::Timestamp;
use serde::{Deserialize, Serialize, Serializer};

use crate::base::{Kind, clock};

/// Longest text of a field, in bytes. Callers choose tool names; the log must not grow by them.
const LONGEST: usize = 256;

/// Which half of a change a record is: announced before it begins, and how it went.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Phase {
    Intent,
    Outcome,
}

/// One decision.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct Record {
    /// UTC; written in milliseconds.
    #[serde(serialize_with = "milliseconds")]
    pub ts: Timestamp,
    /// `None` while the caller is unknown.
    #[serde(serialize_with = "clipped")]
    pub token_id: Option<String>,
    #[serde(serialize_with = "clipped")]
    pub workspace_id: Option<String>,
    #[serde(serialize_with = "clipped_text")]
    pub tool: String,
    /// `/v1/tools/call`, `tools/call`, or the endpoint's word.
    #[serde(serialize_with = "clipped_text")]
    pub method: String,
    pub allowed: bool,
    /// Why not; with `allowed`: why it failed all the same.
    #[serde(serialize_with = "clipped")]
    pub denied_reason: Option<String>,
    /// SHA-256 of the arguments, hex.
    #[serde(serialize_with = "clipped")]
    pub arguments_sha256: Option<String>,
    #[serde(serialize_with = "clipped")]
    pub request_id: Option<String>,
    /// The caller's address.
    #[serde(serialize_with = "clipped")]
    pub remote: Option<String>,
    pub duration_ms: Option<u64>,
    /// How many identical refusals this record stands for; see `Writer::refuse`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub count: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub phase: Option<Phase>,
    /// What the writer has to say about the log itself.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
}

impl Record {
    /// A decision of now, to be filled in. Nothing is allowed unless it is said.
    pub fn new(tool: impl Into<String>, method: impl Into<String>) -> Self {
        Self { ts: clock::now(), tool: tool.into(), method: method.into(), ..Self::default() }
    }

    #[must_use]
    pub const fn allow(mut self) -> Self {
        self.allowed = true;
        self
    }

    /// Names the reason by the wire's word for it.
    #[must_use]
    pub fn reason(mut self, kind: Kind) -> Self {
        self.denied_reason = Some(kind.code().to_owned());
        self
    }

    /// Allowed, without a fault, and neither a tool's call nor a change: an endpoint was read.
    pub fn is_routine(&self) -> bool {
        let plain = self.denied_reason.is_none() && self.phase.is_none() && self.note.is_none();
        self.allowed && plain && self.tool.starts_with('/')
    }

    /// The writer's own remark.
    pub(super) fn remark(text: String) -> Self {
        Self { allowed: true, note: Some(text), ..Self::new("audit", "note") }
    }

    /// The record as the ledger takes it.
    pub(super) fn body(&self) -> Vec<u8> {
        serde_json::to_vec(self).expect("numbers and texts always serialize")
    }
}

fn milliseconds<S: Serializer>(ts: &Timestamp, to: S) -> Result<S::Ok, S::Error> {
    to.serialize_str(&clock::rfc3339(*ts))
}

fn clipped<S: Serializer>(text: &Option<String>, to: S) -> Result<S::Ok, S::Error> {
    match text {
        Some(text) => clipped_text(text, to),
        None => to.serialize_none(),
    }
}

fn clipped_text<S: Serializer>(text: &str, to: S) -> Result<S::Ok, S::Error> {
    if text.len() <= LONGEST {
        return to.serialize_str(text);
    }
    let end = (0..=LONGEST).rev().find(|at| text.is_char_boundary(*at)).unwrap_or(0);
    to.serialize_str(&format!("{}…", &text[..end]))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_names_and_nulls_of_the_contract() {
        let mut record = Record::new("ctx_read", "tools/call").allow();
        record.ts = "2026-11-22T08:31:00.1239Z".parse().unwrap();
        assert_eq!(
            String::from_utf8(record.body()).unwrap(),
            r#"{"ts":"2026-11-22T08:31:00.123Z","tokenId":null,"workspaceId":null,"tool":"ctx_read","method":"tools/call","allowed":true,"deniedReason":null,"argumentsSha256":null,"requestId":null,"remote":null,"durationMs":null}"#
        );
        record.count = Some(3);
        record.phase = Some(Phase::Intent);
        let record = record.reason(Kind::ToolError);
        let text = String::from_utf8(record.body()).unwrap();
        assert!(text.contains(r#""deniedReason":"tool_error""#));
        assert!(text.ends_with(r#""count":3,"phase":"intent"}"#));
    }

    #[test]
    fn callers_cannot_make_a_line_long_or_two_lines() {
        let record = Record::new("é\n\u{2028}\"".repeat(100_000), "x".repeat(257));
        let body = record.body();
        assert!(body.len() < 1500, "{}", body.len());
        assert!(!body.contains(&b'\n'));
        let read: Record = serde_json::from_slice(&body).unwrap();
        assert!(read.tool.ends_with('…') && read.method.ends_with("x…"));
    }
}
