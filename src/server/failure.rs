//! How does an error look over HTTP? Status, envelope, and the headers that go with them.

use crate::base::{Error, Kind};
use crate::server::http::Reply;
use crate::tool;

/// The status of each kind (CONTRACT §3).
pub const fn status(kind: Kind) -> u16 {
    match kind {
        Kind::Unauthorized | Kind::TokenExpired => 401,
        Kind::ScopeDenied | Kind::HostDenied | Kind::OriginDenied | Kind::RegistrationDenied => 403,
        Kind::UnknownWorkspace
        | Kind::InvalidArguments
        | Kind::InvalidRequest
        | Kind::ToolError
        | Kind::Failed
        | Kind::Usage
        | Kind::Config
        | Kind::CheckFailed => 400,
        Kind::Internal => 500,
        Kind::NotFound => 404,
        Kind::MethodNotAllowed => 405,
        Kind::Conflict => 409,
        Kind::VersionConflict => 412,
        Kind::PayloadTooLarge | Kind::QuotaExceeded => 413,
        Kind::UnsupportedMediaType => 415,
        Kind::RateLimited => 429,
        Kind::Overloaded | Kind::AuditUnavailable => 503,
        Kind::RequestTimeout => 504,
    }
}

pub fn reply(error: &Error) -> Reply {
    let reply = Reply::json(status(error.kind()), &tool::envelope(error));
    match error.kind() {
        Kind::Unauthorized => reply.header("WWW-Authenticate", "Bearer realm=\"lean-ctx\""),
        Kind::TokenExpired => reply.header(
            "WWW-Authenticate",
            "Bearer realm=\"lean-ctx\", error=\"invalid_token\", error_description=\"the token has expired\"",
        ),
        Kind::AuditUnavailable => reply.header("Retry-After", "5"),
        _ => reply,
    }
}
