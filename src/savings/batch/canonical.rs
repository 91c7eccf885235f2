//! Which bytes did the signer of a batch sign? Its compact JSON, with key and signature null.
//!
//! A number has several spellings (`1`, `1.0`, `1e0`) and only one of them was signed. So the first
//! answer keeps each number as it came. The others are for batches that went through a program that
//! writes numbers or orders fields in its own way: they are written anew as the format's first
//! maker does, whose library of numbers has written a large one `1e16`, and later `1e+16`.

use std::fmt;

use serde::Deserializer as _;
use serde::de::{Error as _, MapAccess, Visitor};
use serde_json::value::RawValue;

use super::{Batch, wrong};
use crate::base::{Error, Result};

/// What is set to null when the rest is signed.
const NULLED: [&str; 2] = ["signer_public_key", "signature"];
/// What is sent along under signatures of its own: a tally that newer makers add and that is not
/// read here, and how the signer's key came to be (see `check::rotations`).
const APART: [&str; 2] = ["security", "rotations"];
const FIELDS: [&str; 12] = [
    "schema_version",
    "kind",
    "created_at",
    "lean_ctx_version",
    "agent_id",
    "period",
    "first_entry_hash",
    "last_entry_hash",
    "chain_valid",
    "totals",
    NULLED[0],
    NULLED[1],
];
const TOTALS: [&str; 10] = [
    "total_events",
    "saved_tokens",
    "net_saved_tokens",
    "saved_usd",
    "bounce_tokens",
    "bounce_events",
    "tokenizers",
    "by_model",
    "by_tool",
    "by_mechanism",
];

/// The fields of an object in their order; a name that stands there twice is an error, because two
/// readers would take two values.
pub struct Fields<'a>(Vec<(String, &'a RawValue)>);

impl<'a> Fields<'a> {
    /// # Errors
    /// `invalid_request` for what is no JSON object.
    pub fn of(text: &'a str) -> Result<Self> {
        struct Object;
        impl<'de> Visitor<'de> for Object {
            type Value = Vec<(String, &'de RawValue)>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a JSON object")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
                let mut fields: Self::Value = Vec::new();
                while let Some((name, value)) = map.next_entry::<String, &RawValue>()? {
                    if fields.iter().any(|(known, _)| *known == name) {
                        return Err(A::Error::custom("a field stands there twice"));
                    }
                    fields.push((name, value));
                }
                Ok(fields)
            }
        }
        let mut json = serde_json::Deserializer::from_str(text);
        let fields = json.deserialize_map(Object).map_err(shape)?;
        json.end().map_err(shape)?;
        Ok(Self(fields))
    }

    pub fn get(&self, name: &str) -> Option<&'a RawValue> {
        self.0.iter().find(|(known, _)| known == name).map(|(_, value)| *value)
    }

    fn all_in(&self, names: &[&str]) -> bool {
        self.0
            .iter()
            .all(|(name, _)| names.contains(&name.as_str()) || APART.contains(&name.as_str()))
    }
}

pub fn shape(e: serde_json::Error) -> Error {
    wrong("this is no savings batch").source(e)
}

/// Every text that the signer may have signed when it sent this.
///
/// # Errors
/// `invalid_request` for what is no batch.
pub fn candidates(fields: &Fields, batch: &Batch) -> Result<Vec<String>> {
    let mut found = vec![as_sent(fields)?];
    let totals = fields.get("totals").map(|raw| Fields::of(raw.get())).transpose()?;
    // A field that this reader does not know is in the first text alone: nothing is left out of
    // what is vouched for.
    if fields.all_in(&FIELDS) && totals.is_some_and(|t| t.all_in(&TOTALS)) {
        let plain = Batch { signer_public_key: None, signature: None, ..batch.clone() };
        let text = plain.json()?;
        found.push(rewrite(&text, |number| number.replace("e+", "e"))?);
        found.push(text);
    }
    found.dedup();
    Ok(found)
}

fn as_sent(fields: &Fields) -> Result<String> {
    let mut text = String::from("{");
    for (name, value) in fields.0.iter().filter(|(name, _)| !APART.contains(&name.as_str())) {
        if text.len() > 1 {
            text.push(',');
        }
        text.push_str(&serde_json::to_string(name).map_err(shape)?);
        text.push(':');
        if NULLED.contains(&name.as_str()) {
            text.push_str("null");
        } else {
            text.push_str(&rewrite(value.get(), str::to_owned)?);
        }
    }
    text.push('}');
    Ok(text)
}

/// Valid JSON without spaces, its texts escaped in the one way, its numbers as `number` has them.
fn rewrite(json: &str, number: impl Fn(&str) -> String) -> Result<String> {
    let mut text = String::with_capacity(json.len());
    let mut rest = json;
    while let Some(first) = rest.chars().next() {
        let end = match first {
            '"' => end_of_text(rest),
            '-' | '0'..='9' => rest
                .find(|c: char| !(c.is_ascii_digit() || "+-.eE".contains(c)))
                .unwrap_or(rest.len()),
            _ => first.len_utf8(),
        };
        let (token, after) = rest.split_at(end);
        match first {
            ' ' | '\t' | '\n' | '\r' => {}
            '"' => {
                let plain: String = serde_json::from_str(token).map_err(shape)?;
                text.push_str(&serde_json::to_string(&plain).map_err(shape)?);
            }
            '-' | '0'..='9' => text.push_str(&number(token)),
            _ => text.push_str(token),
        }
        rest = after;
    }
    Ok(text)
}

/// Behind the closing quote of the text at the beginning.
fn end_of_text(json: &str) -> usize {
    let mut escaped = false;
    for (at, byte) in json.bytes().enumerate().skip(1) {
        match byte {
            _ if escaped => escaped = false,
            b'\\' => escaped = true,
            b'"' => return at + 1,
            _ => {}
        }
    }
    json.len()
}
