//! What does one line claim, and is its own hash true? The verifier's reading of `format`.

use std::borrow::Cow;
use std::fmt;

use serde::de::{DeserializeSeed, Error as _, IgnoredAny, MapAccess, Visitor};

use crate::base::digest::sha256_hex;
use crate::ledger::format::Format;

/// A line that has the shape of a record.
pub struct Entry {
    pub seq: Option<u64>,
    /// 64 hex digits, or `genesis`.
    pub prev: String,
    /// What it says its hash is.
    pub stated: String,
    /// What its hash is.
    pub computed: String,
}

/// Reads a line without its newline; `Err` says why it is no record.
pub fn read(format: &Format, line: &[u8]) -> Result<Entry, String> {
    let fields = fields(format, line).map_err(|e| e.to_string())?;
    let stated = fields.hash.ok_or_else(|| format!("it has no `{}`", format.hash))?;
    let prev = fields.prev.ok_or_else(|| format!("it has no `{}`", format.prev))?;
    if format.seq.is_some() && fields.seq.is_none() {
        return Err(format!("it has no `{}`", format.seq.unwrap_or_default()));
    }
    // The bytes, not the values: nothing may stand between the fields or behind the last one.
    let number =
        format.seq.zip(fields.seq).map(|(name, n)| format!("\"{name}\":{n},")).unwrap_or_default();
    let last = format!(",\"{}\":\"{stated}\"}}", format.hash);
    let ends = format!("{number}\"{}\":\"{prev}\"{last}", format.prev);
    if !line.ends_with(ends.as_bytes()) || !is_hash(&stated) {
        return Err("its last fields are not those of a record".to_owned());
    }
    let mut hashed = line[..line.len() - last.len()].to_vec();
    hashed.push(b'}');
    Ok(Entry { seq: fields.seq, prev, stated, computed: sha256_hex(&hashed) })
}

fn is_hash(text: &str) -> bool {
    text.len() == 64 && text.bytes().all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f'))
}

/// The three fields, wherever they stand in the object.
#[derive(Default)]
struct Fields {
    seq: Option<u64>,
    prev: Option<String>,
    hash: Option<String>,
}

fn fields(format: &Format, line: &[u8]) -> serde_json::Result<Fields> {
    let mut json = serde_json::Deserializer::from_slice(line);
    let fields = Seed(format).deserialize(&mut json)?;
    json.end()?;
    Ok(fields)
}

struct Seed<'a>(&'a Format);

impl<'de> DeserializeSeed<'de> for Seed<'_> {
    type Value = Fields;

    fn deserialize<D: serde::Deserializer<'de>>(self, json: D) -> Result<Fields, D::Error> {
        json.deserialize_map(self)
    }
}

impl<'de> Visitor<'de> for Seed<'_> {
    type Value = Fields;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a JSON object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Fields, A::Error> {
        let mut fields = Fields::default();
        while let Some(name) = map.next_key::<Cow<'de, str>>()? {
            let twice = if Some(&*name) == self.0.seq {
                fields.seq.replace(map.next_value()?).is_some()
            } else if name == self.0.prev {
                fields.prev.replace(map.next_value()?).is_some()
            } else if name == self.0.hash {
                fields.hash.replace(map.next_value()?).is_some()
            } else {
                map.next_value::<IgnoredAny>()?;
                false
            };
            if twice {
                return Err(A::Error::custom(format!("`{name}` stands in it twice")));
            }
        }
        Ok(fields)
    }
}
