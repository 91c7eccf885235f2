//! What is a proof? A DSSE envelope around an in-toto Statement v1 whose predicate is ours.
//!
//! Sources: DSSE v1.0.2 (<https://github.com/secure-systems-lab/dsse>, `protocol.md` for the bytes
//! that are signed, `envelope.md` for the JSON), in-toto Statement v1
//! (<https://github.com/in-toto/attestation>, `spec/v1/statement.md`), the JSON Canonicalization
//! Scheme (RFC 8785), Ed25519 (RFC 8032). `docs/proof.md` describes each field for people who
//! check proofs with tools of their own.
//!
//! The key signs the heads of the books as well. No head begins as what is signed here does
//! (`DSSEv1 `), so that neither passes for the other.
//!
//! Stricter than DSSE asks, so that a proof has one spelling: one signature, `keyid` is there, and
//! base64 is the standard alphabet with padding.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Of the envelope: what its payload is.
pub const PAYLOAD_TYPE: &str = "application/vnd.in-toto+json";
/// `_type` of the statement.
pub const STATEMENT_TYPE: &str = "https://in-toto.io/Statement/v1";
/// A name, not an address: nothing is fetched. Another meaning gets another number.
pub const PREDICATE_TYPE: &str = "urn:lean-ctx:proof:v1";
/// Names of the two subjects.
pub const STRUCTURED: &str = "structuredContent";
pub const TEXT: &str = "text";

/// DSSE's JSON envelope.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Envelope {
    /// The statement's bytes, base64.
    pub payload: String,
    /// `application/vnd.in-toto+json`.
    pub payload_type: String,
    /// Exactly one.
    pub signatures: Vec<Signature>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Signature {
    /// The public key, 64 lower-case hex digits.
    pub keyid: String,
    /// Ed25519 over DSSE's pre-authentication encoding of type and payload; 64 bytes, base64.
    pub sig: String,
}

/// in-toto's middle layer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Statement {
    #[serde(rename = "_type")]
    pub kind: String,
    /// The answer's two forms, in the order `structuredContent`, `text`.
    pub subject: Vec<Subject>,
    pub predicate_type: String,
    pub predicate: Predicate,
}

/// One form of the answer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Subject {
    pub name: String,
    pub digest: Digest,
}

/// An in-toto DigestSet with the one algorithm that is used.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Digest {
    /// Of `structuredContent`: over its canonical form by RFC 8785. Of `text`: over its UTF-8.
    pub sha256: String,
}

/// What the answer was made from. The caller is left out on purpose: a proof is handed on, and who
/// asked is the audit log's affair.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Predicate {
    /// Id of the workspace.
    pub workspace: String,
    /// 40 lower-case hex digits.
    pub commit: String,
    /// The tool that answered, such as `ctx_search`.
    pub tool: String,
    /// Over the canonical form (RFC 8785) of the arguments as they were given; `{}` for none.
    pub arguments_sha256: String,
    /// The largest cost of the answer in tokens, as it was applied.
    pub max_tokens: u64,
    /// When the answer was made: RFC 3339, UTC, milliseconds.
    pub time: String,
    /// The public key of the server, 64 lower-case hex digits.
    pub key: String,
    /// Version of lean-ctx that answered.
    pub version: String,
    /// Sorted by path, then by lines; none twice.
    pub citations: Vec<Citation>,
}

/// Lines that the answer shows or stands for; a file of which only its being there was used has
/// none of `startLine`, `endLine` and `sha256`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Citation {
    /// From the root of the commit's tree, `/` between parts.
    pub path: String,
    /// What the commit has at that path: git's id, 40 hex digits.
    pub blob: String,
    /// First line, from 1. A line ends after its `\n`; the last one needs none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub start_line: Option<u32>,
    /// Last line, inclusive.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub end_line: Option<u32>,
    /// Over the bytes of those lines, their ends included.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sha256: Option<String>,
}
