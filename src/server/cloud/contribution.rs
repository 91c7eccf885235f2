//! Contributions over HTTP: taken from anybody, given back only as what many agree on.

use serde::Deserialize;
use serde_json::json;

use super::body::parse;
use super::{Answer, Context, json};
use crate::cloud::Act;
use crate::cloud::contribution::Entry;
use crate::server::http::Reply;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Contribution {
    entries: Vec<Entry>,
}

pub fn take(context: &Context) -> Answer {
    let given: Contribution = parse(context)?;
    context.count_from(Act::ContributeFrom)?;
    let accepted = context.cloud.contribute(&given.entries, context.client)?;
    json(200, &json!({"accepted": accepted, "refused": given.entries.len() - accepted}))
}

pub fn models(context: &Context) -> Answer {
    context.count_from(Act::KnockFrom)?;
    Ok(Reply::bytes(200, "application/json", context.cloud.models()?))
}
