//! Why could a provider not be asked? In words that hold nothing of what it said.

use jiff::Timestamp;

use crate::base::{Error, Kind, clock};

/// What went wrong, for programs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fault {
    /// The connector's own settings do not suffice.
    Config,
    Unauthorized,
    Forbidden,
    NotFound,
    RateLimited,
    /// Another refusal of the request.
    Rejected,
    /// It redirects to another place, to which the credentials are not sent.
    Redirected,
    /// It cannot be reached, or has a fault of its own.
    Unavailable,
    /// It took too long.
    Timeout,
    /// Its answer is not what it says it gives.
    Malformed,
    TooLarge,
    /// What it gave cannot be kept: the storage quota, the disk.
    Storage,
}

impl Fault {
    pub const ALL: [Self; 12] = [
        Self::Config,
        Self::Unauthorized,
        Self::Forbidden,
        Self::NotFound,
        Self::RateLimited,
        Self::Rejected,
        Self::Redirected,
        Self::Unavailable,
        Self::Timeout,
        Self::Malformed,
        Self::TooLarge,
        Self::Storage,
    ];

    pub const fn word(self) -> &'static str {
        match self {
            Self::Config => "config",
            Self::Unauthorized => "unauthorized",
            Self::Forbidden => "forbidden",
            Self::NotFound => "not_found",
            Self::RateLimited => "rate_limited",
            Self::Rejected => "rejected",
            Self::Redirected => "redirected",
            Self::Unavailable => "unavailable",
            Self::Timeout => "timeout",
            Self::Malformed => "malformed",
            Self::TooLarge => "too_large",
            Self::Storage => "storage",
        }
    }

    /// May the same request succeed a little later?
    pub const fn passes(self) -> bool {
        matches!(self, Self::Unavailable | Self::Timeout | Self::Malformed | Self::Rejected)
    }
}

/// A failed request.
#[derive(Debug, Clone)]
pub struct Trouble {
    pub fault: Fault,
    pub message: String,
    pub hint: Option<&'static str>,
    /// Not to be asked again before.
    pub until: Option<Timestamp>,
}

pub type Outcome<T> = std::result::Result<T, Trouble>;

impl Trouble {
    pub fn new(fault: Fault, message: impl Into<String>) -> Self {
        Self { fault, message: message.into(), hint: None, until: None }
    }

    #[must_use]
    pub const fn hint(mut self, hint: &'static str) -> Self {
        self.hint = Some(hint);
        self
    }

    #[must_use]
    pub const fn until(mut self, until: Timestamp) -> Self {
        self.until = Some(until);
        self
    }
}

impl From<Trouble> for Error {
    fn from(trouble: Trouble) -> Self {
        let kind = match trouble.fault {
            Fault::Timeout => Kind::RequestTimeout,
            _ => Kind::ToolError,
        };
        let error = Self::new(kind, trouble.message);
        match (trouble.until, trouble.hint) {
            (Some(until), _) => error.hint(format!("ask again after {}", clock::rfc3339(until))),
            (None, Some(hint)) => error.hint(hint),
            (None, None) => error,
        }
    }
}
