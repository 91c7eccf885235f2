//! Sections over HTTP: a blob, its version in `ETag`, and a write over the version that was read.

use serde_json::{Value, json};

use super::{Answer, Context, Failure, json};
use crate::base::{Error, Kind, Result};
use crate::cloud::{Refused, time};
use crate::server::http::Reply;

/// At /api/sync; `stats` has a path of its own.
const NAMES: [&str; 7] = ["commands", "cep", "gain", "buddy", "feedback", "knowledge", "gotchas"];
/// The largest number that every client's JSON can hold.
const MOST: u64 = (1 << 53) - 1;

/// Whether this can stand for `{}` behind `front`.
pub fn is_part(front: &str, part: &str) -> bool {
    match front {
        "/api/sync/" => NAMES.contains(&part),
        _ => part.len() == 32 && part.bytes().all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f')),
    }
}

fn name<'a>(context: &'a Context) -> &'a str {
    if context.part.is_empty() { "stats" } else { context.part }
}

fn index(context: &Context) -> String {
    format!("index/{}", context.part)
}

pub fn read(context: &Context) -> Answer {
    give(context, name(context))
}

pub fn read_index(context: &Context) -> Answer {
    give(context, &index(context))
}

fn give(context: &Context, name: &str) -> Answer {
    let kept = context.cloud.section(context.holder()?, name)?;
    let reply = match kept.blob {
        Some(blob) => Reply::bytes(200, "application/octet-stream", blob)
            .header("X-Entry-Count", kept.entries.to_string()),
        None => Reply::empty(204),
    };
    Ok(reply.header("ETag", tag(kept.version)))
}

pub fn write(context: &Context) -> Answer {
    keep(context, name(context), Some(&context.request.body))
}

pub fn write_index(context: &Context) -> Answer {
    keep(context, &index(context), Some(&context.request.body))
}

pub fn delete_index(context: &Context) -> Answer {
    keep(context, &index(context), None)
}

fn keep(context: &Context, name: &str, blob: Option<&[u8]>) -> Answer {
    if blob.is_some_and(<[u8]>::is_empty) {
        return Err(Error::invalid("the blob is empty").into());
    }
    let over = over(context)?;
    let entries = match (blob, context.header("x-entry-count")) {
        (None, _) | (_, None) => 0,
        (Some(_), Some(text)) => {
            number(text).ok_or_else(|| Error::invalid("`X-Entry-Count` is a whole number"))?
        }
    };
    let written = match context.cloud.put(context.holder()?, name, over, blob, entries) {
        Ok(written) => written,
        Err(Refused::Stale { current }) => return Err(stale(current)),
        Err(Refused::Other(error)) => return Err(error.into()),
    };
    let value = json!({
        "section": name,
        "version": written.version,
        "entry_count": written.entries,
        "bytes": written.bytes,
    });
    Ok(Reply::json(200, &value).header("ETag", tag(written.version)))
}

fn stale(current: u64) -> Failure {
    let error = Error::new(Kind::VersionConflict, format!("version {current} is there by now"))
        .hint("read it, merge, and write over it");
    Failure { error, field: Some(("ETag", tag(current))) }
}

/// The version that the writer has read.
fn over(context: &Context) -> Result<u64> {
    let said = context.header("if-match").ok_or_else(|| {
        Error::new(Kind::InvalidRequest, "a write needs `If-Match`")
            .hint("send the version that was read; \"0\" where there is none")
    })?;
    let bare = said.strip_prefix('"').and_then(|s| s.strip_suffix('"')).unwrap_or(said);
    number(bare)
        .ok_or_else(|| Error::new(Kind::InvalidRequest, "`If-Match` is one version, such as \"7\""))
}

fn number(text: &str) -> Option<u64> {
    let digits = !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
    text.parse().ok().filter(|n| digits && *n < MOST)
}

fn tag(version: u64) -> String {
    format!("\"{version}\"")
}

pub fn indexes(context: &Context) -> Answer {
    let mut all = Vec::new();
    for section in context.cloud.sections(context.holder()?)? {
        let Some(id) = section.name.strip_prefix("index/") else { continue };
        let value: Value = json!({
            "id": id,
            "version": section.version,
            "entry_count": section.entries,
            "bytes": section.bytes,
            "updated_at": time(section.updated_at),
        });
        all.push(value);
    }
    json(200, &json!({"indexes": all}))
}
