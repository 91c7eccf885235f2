//! What went wrong, for a program (kind), for a person (message) and what to do next (hint).

use std::fmt;

pub type Result<T, E = Error> = std::result::Result<T, E>;

/// The closed list of failures. Exit code, HTTP status and JSON-RPC code are each one `match`
/// over it without `_`, so that a new kind stops the build until all three have an answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Kind {
    /// An operation did not succeed: I/O, network, git.
    Failed,
    /// The command line was wrong.
    Usage,
    /// team.json or another configuration is faulty.
    Config,
    /// A check was made and did not hold.
    CheckFailed,
    /// Our own fault; the message is for the log, never for a remote caller.
    Internal,
    Unauthorized,
    TokenExpired,
    ScopeDenied,
    HostDenied,
    OriginDenied,
    UnknownWorkspace,
    InvalidArguments,
    InvalidRequest,
    ToolError,
    NotFound,
    MethodNotAllowed,
    PayloadTooLarge,
    UnsupportedMediaType,
    RateLimited,
    Overloaded,
    RequestTimeout,
    AuditUnavailable,
    /// What is there is not what the caller builds on.
    VersionConflict,
    Conflict,
    QuotaExceeded,
    RegistrationDenied,
}

impl Kind {
    pub const ALL: [Self; 26] = [
        Self::Failed,
        Self::Usage,
        Self::Config,
        Self::CheckFailed,
        Self::Internal,
        Self::Unauthorized,
        Self::TokenExpired,
        Self::ScopeDenied,
        Self::HostDenied,
        Self::OriginDenied,
        Self::UnknownWorkspace,
        Self::InvalidArguments,
        Self::InvalidRequest,
        Self::ToolError,
        Self::NotFound,
        Self::MethodNotAllowed,
        Self::PayloadTooLarge,
        Self::UnsupportedMediaType,
        Self::RateLimited,
        Self::Overloaded,
        Self::RequestTimeout,
        Self::AuditUnavailable,
        Self::VersionConflict,
        Self::Conflict,
        Self::QuotaExceeded,
        Self::RegistrationDenied,
    ];

    /// The stable `error_code` of the wire (CONTRACT §3). Kinds that only a terminal meets
    /// appear on the wire as `tool_error`.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Unauthorized => "unauthorized",
            Self::TokenExpired => "token_expired",
            Self::ScopeDenied => "scope_denied",
            Self::HostDenied => "host_denied",
            Self::OriginDenied => "origin_denied",
            Self::UnknownWorkspace => "unknown_workspace",
            Self::InvalidArguments => "invalid_arguments",
            Self::InvalidRequest => "invalid_request",
            Self::NotFound => "not_found",
            Self::MethodNotAllowed => "method_not_allowed",
            Self::PayloadTooLarge => "payload_too_large",
            Self::UnsupportedMediaType => "unsupported_media_type",
            Self::RateLimited => "rate_limited",
            Self::Overloaded => "overloaded",
            Self::RequestTimeout => "request_timeout",
            Self::AuditUnavailable => "audit_unavailable",
            Self::VersionConflict => "version_conflict",
            Self::Conflict => "conflict",
            Self::QuotaExceeded => "quota_exceeded",
            Self::RegistrationDenied => "registration_denied",
            Self::ToolError
            | Self::Failed
            | Self::Usage
            | Self::Config
            | Self::CheckFailed
            | Self::Internal => "tool_error",
        }
    }
}

/// A failure: lower case, no final period, names in backticks.
#[derive(Debug)]
pub struct Error {
    kind: Kind,
    message: String,
    hint: Option<String>,
    source: Option<Box<dyn std::error::Error + Send + Sync>>,
}

impl Error {
    pub fn new(kind: Kind, message: impl Into<String>) -> Self {
        Self { kind, message: message.into(), hint: None, source: None }
    }

    pub fn failed(message: impl Into<String>) -> Self {
        Self::new(Kind::Failed, message)
    }

    pub fn invalid(message: impl Into<String>) -> Self {
        Self::new(Kind::InvalidArguments, message)
    }

    pub fn internal(message: impl Into<String>) -> Self {
        Self::new(Kind::Internal, message)
    }

    #[must_use]
    pub fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = Some(hint.into());
        self
    }

    #[must_use]
    pub fn source(mut self, source: impl Into<Box<dyn std::error::Error + Send + Sync>>) -> Self {
        self.source = Some(source.into());
        self
    }

    pub const fn kind(&self) -> Kind {
        self.kind
    }

    pub fn message(&self) -> &str {
        &self.message
    }

    pub fn hint_text(&self) -> Option<&str> {
        self.hint.as_deref()
    }

    /// Message and causes on one line, without the hint.
    pub fn chain(&self) -> String {
        let mut text = self.message.clone();
        let mut cause = std::error::Error::source(self);
        while let Some(inner) = cause {
            text.push_str(": ");
            text.push_str(&inner.to_string());
            cause = inner.source();
        }
        text
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for Error {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        self.source.as_deref().map(|e| e as _)
    }
}

/// Names the act that an outside library failed at.
pub trait Context<T> {
    fn context(self, act: impl FnOnce() -> String) -> Result<T>;
}

impl<T, E: std::error::Error + Send + Sync + 'static> Context<T> for std::result::Result<T, E> {
    fn context(self, act: impl FnOnce() -> String) -> Result<T> {
        self.map_err(|e| Error::failed(act()).source(e))
    }
}
