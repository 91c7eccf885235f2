//! How are resources listed, read and their names completed, as JSON-RPC has it?

use serde_json::{Map, Value, json};

use super::header::Era;
use super::message::{Fault, INTERNAL_ERROR, INVALID_PARAMS, RESOURCE_NOT_FOUND};
use super::shared::{Shared, text};
use super::{Exchange, describe, prompt};
use crate::base::{Error, Kind};
use crate::tool;
use crate::tool::resource::{self, Body, Completed, Typed, Word};

pub fn list(exchange: &Exchange, params: &Value) -> Shared {
    let cursor = match params.get("cursor") {
        None => None,
        Some(Value::String(cursor)) => Some(cursor.as_str()),
        Some(_) => return Fault::invalid_params("`params.cursor` must be a string").into(),
    };
    let workspace = exchange.workspace.as_deref();
    match resource::list(exchange.app, exchange.caller, workspace, cursor) {
        Ok(page) => Shared::kept(&page),
        Err(error) => failed(error, None, Era::Modern),
    }
}

pub fn templates(exchange: &Exchange) -> Shared {
    match describe(exchange, "resources/templates/list", resource::templates) {
        Ok(templates) => Shared::Kept(json!({"resourceTemplates": templates})),
        Err(refused) => Shared::Refused(refused),
    }
}

pub fn read(exchange: &Exchange, params: &Value, era: Era) -> Shared {
    let Some(uri) = text(params, "uri") else {
        return Fault::invalid_params("`params.uri` must name a resource").into();
    };
    match resource::read(exchange.app, exchange.caller, uri) {
        Ok(content) => {
            let mut item = json!({"uri": uri, "mimeType": content.mime});
            match content.body {
                Body::Text(text) => item["text"] = text.into(),
                Body::Blob(blob) => item["blob"] = blob.into(),
            }
            Shared::Kept(json!({"contents": [item]}))
        }
        Err(error) => failed(error, Some(uri), era),
    }
}

/// Words that an argument of a template or a prompt may go on with.
pub fn complete(exchange: &Exchange, params: &Value) -> Shared {
    let Some((name, value)) = params
        .get("argument")
        .and_then(|argument| Some((text(argument, "name")?, text(argument, "value")?)))
    else {
        return Fault::invalid_params("`params.argument` must have a name and a value").into();
    };
    let word = match meant(params.get("ref"), name) {
        Ok(word) => word,
        Err(fault) => return fault.into(),
    };
    let context = params.pointer("/context/arguments");
    let beside = |name: &str| context.and_then(|context| text(context, name));
    let typed = Typed {
        word,
        value,
        workspace: beside("workspace").or(exchange.workspace.as_deref()),
        path: beside("path"),
        category: beside("category"),
    };
    match resource::complete(exchange.app, exchange.caller, &typed) {
        Ok(Completed { values, total }) => {
            let more = total > values.len();
            let completion = json!({"values": values, "total": total, "hasMore": more});
            Shared::Once(json!({"completion": completion}))
        }
        Err(error) => failed(error, None, Era::Modern),
    }
}

fn meant(reference: Option<&Value>, argument: &str) -> Result<Word, Fault> {
    let part = |name: &str| reference.and_then(|r| text(r, name));
    let found = match part("type") {
        Some("ref/resource") => part("uri")
            .and_then(resource::template)
            .ok_or("there is no such resource template")?
            .word(argument),
        Some("ref/prompt") => {
            part("name").and_then(prompt::find).ok_or("there is no such prompt")?.word(argument)
        }
        _ => return Err("`params.ref.type` must be `ref/resource` or `ref/prompt`".into()),
    };
    found.ok_or_else(|| format!("there is no argument `{}`", crate::gate::clip(argument)).into())
}

/// Which failures the protocol has a code for, and which the transport says.
pub fn failed(error: Error, uri: Option<&str>, era: Era) -> Shared {
    let fault = |code: i64| {
        let envelope = tool::envelope(&error);
        let message = envelope["error"].as_str().unwrap_or_default().to_owned();
        let mut data = Map::new();
        data.extend(uri.map(|uri| ("uri".to_owned(), uri.into())));
        if let Value::Object(fields) = envelope {
            data.extend(fields);
        }
        Fault { data: Some(Value::Object(data)), ..Fault::new(200, code, message) }.into()
    };
    match error.kind() {
        Kind::NotFound | Kind::UnknownWorkspace => match (uri, era) {
            (Some(_), Era::Legacy) => fault(RESOURCE_NOT_FOUND),
            _ => fault(INVALID_PARAMS),
        },
        Kind::InvalidArguments => fault(INVALID_PARAMS),
        Kind::RequestTimeout
        | Kind::ToolError
        | Kind::Failed
        | Kind::Usage
        | Kind::Config
        | Kind::CheckFailed
        | Kind::Internal => fault(INTERNAL_ERROR),
        Kind::ScopeDenied => Fault::denied(&error).into(),
        Kind::Unauthorized
        | Kind::TokenExpired
        | Kind::HostDenied
        | Kind::OriginDenied
        | Kind::InvalidRequest
        | Kind::MethodNotAllowed
        | Kind::PayloadTooLarge
        | Kind::UnsupportedMediaType
        | Kind::RateLimited
        | Kind::Overloaded
        | Kind::AuditUnavailable
        | Kind::VersionConflict
        | Kind::Conflict
        | Kind::QuotaExceeded
        | Kind::RegistrationDenied => Shared::Refused(error),
    }
}
