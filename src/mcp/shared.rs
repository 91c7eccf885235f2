//! Which methods do both eras know, and what do they come to before an era has dressed it?

use serde::Serialize;
use serde_json::{Value, json};

use super::header::Era;
use super::message::{Fault, Request};
use super::{Exchange, prompt, resource};
use crate::base::Error;

/// What a request came to.
pub enum Shared {
    /// A result that a client may keep for a while.
    Kept(Value),
    /// A result of this moment.
    Once(Value),
    Fault(Fault),
    Refused(Error),
}

impl Shared {
    pub fn kept(result: &impl Serialize) -> Self {
        match serde_json::to_value(result) {
            Ok(result) => Self::Kept(result),
            Err(e) => Self::Refused(Error::internal("a result does not serialise").source(e)),
        }
    }
}

impl From<Fault> for Shared {
    fn from(fault: Fault) -> Self {
        Self::Fault(fault)
    }
}

/// Of which changes clients can hear.
#[derive(Debug, Clone, Copy)]
pub enum Hears {
    Nothing,
    /// Of resources that they name.
    Things,
    /// And of what there is to list.
    All,
}

/// What is offered.
pub fn capabilities(hears: Hears) -> Value {
    let resources = match hears {
        Hears::Nothing => json!({}),
        Hears::Things => json!({"subscribe": true}),
        Hears::All => json!({"subscribe": true, "listChanged": true}),
    };
    json!({"tools": {}, "resources": resources, "prompts": {}, "completions": {}})
}

/// `None` for a method that is not one of these.
pub fn answer(exchange: &Exchange, request: &Request, era: Era) -> Option<Shared> {
    let params = &request.params;
    Some(match request.method.as_str() {
        "resources/list" => resource::list(exchange, params),
        "resources/templates/list" => single(params, || resource::templates(exchange)),
        "resources/read" => resource::read(exchange, params, era),
        "completion/complete" => resource::complete(exchange, params),
        "prompts/list" => single(params, || prompt::list(exchange)),
        "prompts/get" => prompt::get(exchange, params),
        _ => return None,
    })
}

/// A list of one page never hands out a cursor: any that comes back is not ours.
fn single(params: &Value, list: impl FnOnce() -> Shared) -> Shared {
    if params.get("cursor").is_some_and(|c| c.as_str() != Some("")) {
        return Fault::invalid_params("this cursor is not one of ours").into();
    }
    list()
}

pub fn text<'v>(value: &'v Value, name: &str) -> Option<&'v str> {
    value.get(name).and_then(Value::as_str)
}
