//! Is this file an envelope of ours, and does its signature hold?

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Map, Value};

use crate::ledger::PublicKey;
use crate::proof::format::{Envelope, PAYLOAD_TYPE};
use crate::proof::json;

/// What a file holds: an envelope alone, or what `ctx_proof` gave back.
#[derive(Debug)]
pub struct Bundle {
    pub envelope: Envelope,
    pub answer: Option<Value>,
    pub text: Option<String>,
    /// Fields that say again what the statement or the answer says.
    pub echo: Map<String, Value>,
}

/// Of a `ctx_proof` result: every field that it may have beside `proof`, `answer` and `text`.
const ECHO: [&str; 4] = ["workspace", "commit", "behindBy", "tool"];

pub fn read(file: &[u8]) -> Result<Bundle, String> {
    let value = json::parse(file).map_err(|e| format!("the file is not JSON: {e}"))?;
    let Value::Object(mut fields) = value else {
        return Err("the file is not a JSON object".into());
    };
    let (mut answer, mut text) = (None, None);
    let envelope = match fields.shift_remove("proof") {
        None => Value::Object(std::mem::take(&mut fields)),
        Some(envelope) => {
            answer =
                Some(fields.shift_remove("answer").ok_or("`proof` is there, `answer` is not")?);
            text = match fields.shift_remove("text") {
                None => None,
                Some(Value::String(text)) => Some(text),
                Some(_) => return Err("`text` is not a string".into()),
            };
            envelope
        }
    };
    if let Some(other) = fields.keys().find(|key| !ECHO.contains(&key.as_str())) {
        return Err(format!("`{}` is no part of a proof", other.escape_debug()));
    }
    let envelope = serde_json::from_value(envelope)
        .map_err(|e| format!("the file is not a DSSE envelope: {e}"))?;
    Ok(Bundle { envelope, answer, text, echo: fields })
}

/// An answer by itself, or as REST (`result`) and MCP (`structuredContent`, `content`) carry it.
pub fn answer_of(bytes: &[u8]) -> Result<(Value, Option<String>), String> {
    let mut value = json::parse(bytes).map_err(|e| format!("the answer is not JSON: {e}"))?;
    if let Some(result) = value.get_mut("result").filter(|r| r.get("structuredContent").is_some()) {
        value = result.take();
    }
    if let Some(structured) = value.get_mut("structuredContent") {
        let structured = structured.take();
        let text = value["content"][0]["text"].as_str().map(str::to_owned);
        return Ok((structured, text));
    }
    Ok((value, None))
}

/// The payload, if `key` signed it.
pub fn open(envelope: &Envelope, key: &PublicKey) -> Result<Vec<u8>, String> {
    if envelope.payload_type != PAYLOAD_TYPE {
        let kind = envelope.payload_type.escape_debug();
        return Err(format!("`payloadType` is `{kind}`, not `{PAYLOAD_TYPE}`"));
    }
    let payload =
        STANDARD.decode(&envelope.payload).map_err(|e| format!("`payload` is not base64: {e}"))?;
    let [signature] = envelope.signatures.as_slice() else {
        return Err(format!(
            "an envelope has one signature, this has {}",
            envelope.signatures.len()
        ));
    };
    if signature.keyid != key.hex() {
        return Err(format!(
            "it is signed with another key: `{}`, not `{}`",
            signature.keyid.escape_debug(),
            key.hex()
        ));
    }
    let bytes = STANDARD.decode(&signature.sig).map_err(|e| format!("`sig` is not base64: {e}"))?;
    let bytes: [u8; 64] = bytes
        .try_into()
        .map_err(|b: Vec<u8>| format!("the signature has {} bytes, not 64", b.len()))?;
    if !key.verify(&signed_bytes(&envelope.payload_type, &payload), &bytes) {
        return Err("the signature does not hold: payload or signature were changed".into());
    }
    Ok(payload)
}

/// DSSE's pre-authentication encoding: each part behind its length, parted by spaces.
fn signed_bytes(kind: &str, payload: &[u8]) -> Vec<u8> {
    let lengths = [kind.len().to_string(), payload.len().to_string()];
    let parts: [&[u8]; 5] =
        [b"DSSEv1", lengths[0].as_bytes(), kind.as_bytes(), lengths[1].as_bytes(), payload];
    parts.join(&b' ')
}
