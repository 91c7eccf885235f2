//! Which bytes are a request's head, and which must be refused? This is the security boundary:
//! what is accepted here has one meaning for every HTTP/1.1 implementation (RFC 9112).
//!
//! Stricter than the RFC where leniency has let two parsers disagree: no bare CR or LF, no leading
//! blank line, no obsolete folding, no tabs, nothing but printable ASCII, no list or sign in
//! `Content-Length`, no transfer coding but `chunked`, never both, origin-form targets only,
//! exactly one `Host` (on HTTP/1.0 too).

use super::head::{Headers, Method};
use crate::base::Kind;

/// Bytes of a request line with its fields and the empty line.
pub const MAX_HEAD: usize = 16 * 1024;
/// Number of fields.
pub const MAX_FIELDS: usize = 64;

/// Fields whose repetition would let two readers of one request disagree.
pub const SINGLE: [&str; 8] = [
    "authorization",
    "content-length",
    "content-type",
    "cookie",
    "expect",
    "host",
    "origin",
    "transfer-encoding",
];

/// Why a request is refused; the message is for people and holds nothing the client sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Fault {
    pub kind: Kind,
    pub message: &'static str,
}

pub(super) const fn bad(message: &'static str) -> Fault {
    Fault { kind: Kind::InvalidRequest, message }
}

/// How a body is delimited.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Framing {
    None,
    Length(u64),
    Chunked,
}

/// What a head says, before it is joined with the connection it came over.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Parsed {
    pub method: Method,
    pub path: String,
    pub query: Option<String>,
    pub headers: Headers,
    pub framing: Framing,
    /// HTTP/1.1 without `Connection: close`. HTTP/1.0 never keeps the connection.
    pub keep_alive: bool,
    /// HTTP/1.1: a reply may come in chunks.
    pub chunks: bool,
    /// `Expect: 100-continue`, to be answered before the body comes.
    pub expects_continue: bool,
}

/// Finds the end of a head in bytes that arrive in any pieces, refusing at the first byte that
/// cannot belong to one: a TLS handshake is told at once, not after a timeout.
#[derive(Debug, Default, Clone)]
pub struct Scan {
    seen: usize,
    after_cr: bool,
    in_line: bool,
}

impl Scan {
    /// `bytes` is everything received so far; what earlier calls saw is not looked at again.
    /// `Some(n)`: the head is the first `n` bytes.
    pub fn advance(&mut self, bytes: &[u8]) -> Result<Option<usize>, Fault> {
        for &byte in &bytes[self.seen..] {
            self.seen += 1;
            if self.seen > MAX_HEAD {
                return Err(bad("the request head is larger than 16 KiB"));
            }
            match (byte, self.after_cr) {
                (b'\n', true) => {
                    if !self.in_line {
                        return Ok(Some(self.seen));
                    }
                    (self.after_cr, self.in_line) = (false, false);
                }
                (b'\r', false) => self.after_cr = true,
                (b' '..=b'~', false) => self.in_line = true,
                _ => return Err(bad("the request head has a byte that HTTP does not allow there")),
            }
        }
        Ok(None)
    }
}

/// Parses one whole head, empty line included.
pub fn head(bytes: &[u8]) -> Result<Parsed, Fault> {
    let mut fields = [httparse::EMPTY_HEADER; MAX_FIELDS];
    let mut request = httparse::Request::new(&mut fields);
    match request.parse(bytes) {
        Ok(httparse::Status::Complete(length)) if length == bytes.len() => {}
        Ok(_) => return Err(bad("the request head is not well formed")),
        Err(error) => return Err(bad(explain(error))),
    }
    let version = request.version.unwrap_or_default();
    let method = request.method.unwrap_or_default();
    let method = Method::parse(method).ok_or(Fault {
        kind: Kind::MethodNotAllowed,
        message: "this method is not served; methods are written in capitals",
    })?;
    let (path, query) = target(request.path.unwrap_or_default())?;
    let mut headers = Headers::default();
    for field in request.headers.iter() {
        headers.push(field.name, text(field.value)?);
    }
    check_fields(&headers)?;
    Ok(Parsed {
        method,
        path,
        query,
        framing: framing(&headers, version)?,
        keep_alive: version == 1 && !lists(&headers, "connection", "close"),
        chunks: version == 1,
        expects_continue: expects(&headers, version)?,
        headers,
    })
}

const fn explain(error: httparse::Error) -> &'static str {
    match error {
        httparse::Error::TooManyHeaders => "the request has more than 64 header fields",
        httparse::Error::Version => "only HTTP/1.0 and HTTP/1.1 are served",
        httparse::Error::HeaderName => "a header name is not well formed",
        httparse::Error::HeaderValue => "a header value is not well formed",
        _ => "the request line is not well formed",
    }
}

/// `Scan` has let only printable ASCII pass; this holds for callers that did not scan, too.
fn text(value: &[u8]) -> Result<&str, Fault> {
    let printable = value.iter().all(|byte| (b' '..=b'~').contains(byte));
    match std::str::from_utf8(value) {
        Ok(text) if printable => Ok(text.trim_matches(' ')),
        _ => Err(bad("a header value is not printable ASCII")),
    }
}

/// Origin-form only (RFC 9112 §3.2.1), its characters those of RFC 3986; the query may also have
/// the brackets and bars that clients leave raw.
fn target(raw: &str) -> Result<(String, Option<String>), Fault> {
    let (path, query) = match raw.split_once('?') {
        Some((path, query)) => (path, Some(query)),
        None => (raw, None),
    };
    if !path.starts_with('/') {
        return Err(bad("the request target must be a path that begins with `/`"));
    }
    let well_formed = allowed(path, b"") && query.is_none_or(|q| allowed(q, b"?[]{}|^"));
    if !well_formed {
        return Err(bad("the request target has a character that must be percent-encoded"));
    }
    Ok((path.to_owned(), query.map(str::to_owned)))
}

fn allowed(part: &str, extra: &[u8]) -> bool {
    let bytes = part.as_bytes();
    bytes.iter().enumerate().all(|(at, &byte)| match byte {
        b'%' => bytes.get(at + 1..at + 3).is_some_and(|hex| hex.iter().all(u8::is_ascii_hexdigit)),
        _ => {
            byte.is_ascii_alphanumeric()
                || b"-._~!$&'()*+,;=:@/".contains(&byte)
                || extra.contains(&byte)
        }
    })
}

fn check_fields(headers: &Headers) -> Result<(), Fault> {
    if SINGLE.iter().any(|name| headers.get_all(name).count() > 1) {
        return Err(bad("a header field that may appear once appears twice"));
    }
    let host = headers.get("host").ok_or(bad("the request has no `Host` header"))?;
    let known = |byte: u8| byte.is_ascii_alphanumeric() || b".-_:[]".contains(&byte);
    if host.is_empty() || !host.bytes().all(known) {
        return Err(bad("the `Host` header is not a host with an optional port"));
    }
    Ok(())
}

fn framing(headers: &Headers, version: u8) -> Result<Framing, Fault> {
    let coding = headers.get("transfer-encoding");
    let length = headers.get("content-length");
    match (coding, length) {
        (None, None) => Ok(Framing::None),
        (None, Some(digits)) => length_of(digits).map(Framing::Length),
        (Some(_), Some(_)) => {
            Err(bad("`Content-Length` and `Transfer-Encoding` exclude each other"))
        }
        (Some(_), None) if version == 0 => Err(bad("HTTP/1.0 has no `Transfer-Encoding`")),
        (Some(coding), None) if coding.eq_ignore_ascii_case("chunked") => Ok(Framing::Chunked),
        (Some(_), None) => Err(bad("the only transfer coding taken is `chunked`")),
    }
}

/// Digits only (`+5`, `5, 5` and `0x5` are read differently by different servers), and no more
/// than fit.
fn length_of(digits: &str) -> Result<u64, Fault> {
    let all_digits = !digits.is_empty() && digits.bytes().all(|b| b.is_ascii_digit());
    all_digits
        .then(|| digits.parse().ok())
        .flatten()
        .ok_or(bad("`Content-Length` must be one decimal number"))
}

fn expects(headers: &Headers, version: u8) -> Result<bool, Fault> {
    match headers.get("expect") {
        None => Ok(false),
        // A 1.0 client cannot understand an interim reply (RFC 9110 §10.1.1).
        Some(value) if value.eq_ignore_ascii_case("100-continue") => Ok(version == 1),
        Some(_) => Err(bad("the only expectation met is `100-continue`")),
    }
}

fn lists(headers: &Headers, name: &str, token: &str) -> bool {
    headers
        .get_all(name)
        .flat_map(|value| value.split(','))
        .any(|item| item.trim_matches(' ').eq_ignore_ascii_case(token))
}

/// Checks a trailer section whose end `Scan` has found; its fields are not used.
pub fn trailer(bytes: &[u8]) -> Result<(), Fault> {
    let mut fields = [httparse::EMPTY_HEADER; MAX_FIELDS];
    match httparse::parse_headers(bytes, &mut fields) {
        Ok(httparse::Status::Complete(_)) => Ok(()),
        _ => Err(bad("the trailer of the chunked body is not well formed")),
    }
}
