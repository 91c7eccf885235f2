//! What does a request say before its body? The parsed head, as handlers see it.

use std::net::IpAddr;

/// The methods that are let in; every other one is refused before it reaches a handler.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Method {
    Get,
    Head,
    Post,
    Put,
    Delete,
    Patch,
    Options,
}

impl Method {
    pub const ALL: [Self; 7] =
        [Self::Get, Self::Head, Self::Post, Self::Put, Self::Delete, Self::Patch, Self::Options];

    /// Methods are case-sensitive (RFC 9110 §9.1): `get` is not `GET`.
    pub fn parse(token: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|method| method.as_str() == token)
    }

    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Get => "GET",
            Self::Head => "HEAD",
            Self::Post => "POST",
            Self::Put => "PUT",
            Self::Delete => "DELETE",
            Self::Patch => "PATCH",
            Self::Options => "OPTIONS",
        }
    }
}

/// Header fields in the order they came. Names are kept in lower case; values are printable ASCII
/// without blanks at either end.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Headers(Vec<(String, String)>);

impl Headers {
    pub(super) fn push(&mut self, name: &str, value: &str) {
        self.0.push((name.to_ascii_lowercase(), value.to_owned()));
    }

    /// The first value of `name`, in any case. Fields that would be ambiguous when repeated
    /// (`parse::SINGLE`) come at most once.
    pub fn get(&self, name: &str) -> Option<&str> {
        self.iter().find(|(n, _)| n.eq_ignore_ascii_case(name)).map(|(_, value)| value)
    }

    /// The value of a field that came once, if it came.
    ///
    /// # Errors
    /// When it came more than once: which of them counts, nobody can say.
    pub fn single(&self, name: &str) -> Result<Option<&str>, ()> {
        let mut all = self.iter().filter(|(n, _)| n.eq_ignore_ascii_case(name));
        let first = all.next().map(|(_, value)| value);
        if all.next().is_some() { Err(()) } else { Ok(first) }
    }

    pub fn get_all<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a str> {
        self.iter().filter(|(n, _)| n.eq_ignore_ascii_case(name)).map(|(_, value)| value)
    }

    pub fn iter(&self) -> impl Iterator<Item = (&str, &str)> {
        self.0.iter().map(|(name, value)| (name.as_str(), value.as_str()))
    }
}

/// Values may be bearer tokens and cookies: only names are shown.
impl std::fmt::Debug for Headers {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_list().entries(self.iter().map(|(name, _)| name)).finish()
    }
}

/// A request's head, known before any byte of its body is taken in.
#[derive(Debug, Clone)]
pub struct Head {
    pub method: Method,
    /// Begins with `/`; raw: percent signs are well formed but not decoded; no query.
    pub path: String,
    /// What follows the first `?`, raw.
    pub query: Option<String>,
    pub headers: Headers,
    /// Who opened the connection; behind a proxy, the proxy. IPv4-mapped addresses are IPv4 here.
    pub peer: IpAddr,
    /// What the request carries as `x-request-id`, if that is 8 to 128 letters, digits, dots, hyphens and underscores;
    /// else fresh, 32 hex digits. The reply carries it, too.
    pub request_id: String,
    /// The declared length; `None` without a body and for a chunked one.
    pub content_length: Option<u64>,
    /// The body's length is not known before its end.
    pub chunked: bool,
}

impl Head {
    /// Whether body bytes follow.
    pub fn has_body(&self) -> bool {
        self.chunked || self.content_length.is_some_and(|n| n > 0)
    }
}
