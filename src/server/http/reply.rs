//! What does a client get back, and in which bytes?

use serde_json::Value;

use super::stream::{self, Source, StreamSender};

/// Bodies up to this size travel in one buffer, and so in one packet, with their head.
const JOINED: usize = 16 * 1024;

/// Fields that only the listener writes; a handler's are left out.
const OWN: [&str; 7] = [
    "connection",
    "content-length",
    "date",
    "keep-alive",
    "server",
    "transfer-encoding",
    "x-request-id",
];

/// A handler's answer. The listener adds `Content-Length`, `Connection`, `Date`, `Server` and
/// `x-request-id`, and leaves the body out for `HEAD`.
#[derive(Debug)]
pub struct Reply {
    pub status: u16,
    /// Names that are not tokens are left out; characters of a value that are not printable ASCII
    /// become `?`, so that nothing a user supplied can end a line.
    pub headers: Vec<(String, String)>,
    pub body: Vec<u8>,
    pub(super) stream: Option<Source>,
}

impl Reply {
    /// Neither headers nor body.
    pub const fn empty(status: u16) -> Self {
        Self { status, headers: Vec::new(), body: Vec::new(), stream: None }
    }

    pub fn bytes(status: u16, content_type: &str, body: impl Into<Vec<u8>>) -> Self {
        Self { body: body.into(), ..Self::empty(status).header("content-type", content_type) }
    }

    pub fn json(status: u16, value: &Value) -> Self {
        Self::bytes(status, "application/json", value.to_string())
    }

    pub fn text(status: u16, text: impl Into<String>) -> Self {
        Self::bytes(status, "text/plain; charset=utf-8", text.into())
    }

    /// A 200 whose body is sent as it comes, by the event loop: no worker waits for it.
    pub fn stream(headers: Vec<(String, String)>) -> (Self, StreamSender) {
        let (source, sender) = stream::pair();
        (Self { headers, stream: Some(source), ..Self::empty(200) }, sender)
    }

    #[must_use]
    pub fn header(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        self.headers.push((name.into(), value.into()));
        self
    }

    pub fn has_header(&self, name: &str) -> bool {
        self.headers.iter().any(|(n, _)| n.eq_ignore_ascii_case(name))
    }
}

/// What the connection knows about the answer's circumstances.
pub struct Envelope<'a> {
    pub request_id: &'a str,
    /// The answer to `HEAD`: the same head without the body.
    pub head_only: bool,
    pub keep_alive: bool,
    /// HTTP/1.1, which knows the chunked coding that a stream needs.
    pub chunks: bool,
    /// The body follows later, its end unknown.
    pub streams: bool,
    pub date: &'a str,
}

/// The bytes of a reply: its head, with the body when that is small, and a large body apart.
pub fn encode(reply: &mut Reply, envelope: &Envelope<'_>) -> (Vec<u8>, Vec<u8>) {
    // 1xx cannot be a final answer, and three digits is what the line has room for.
    let status = if (200..=599).contains(&reply.status) { reply.status } else { 500 };
    let body = std::mem::take(&mut reply.body);
    let bodiless = matches!(status, 204 | 304);
    let mut head = format!("HTTP/1.1 {status} {}\r\n", reason(status));
    for (name, value) in &reply.headers {
        put(&mut head, name, value);
    }
    if envelope.streams {
        head.push_str(if envelope.chunks { "transfer-encoding: chunked\r\n" } else { "" });
    } else if !bodiless {
        head.push_str(&format!("content-length: {}\r\n", body.len()));
    }
    let connection = if envelope.keep_alive { "keep-alive" } else { "close" };
    head.push_str(&format!(
        "connection: {connection}\r\ndate: {}\r\nserver: lean-ctx\r\nx-request-id: {}\r\n\r\n",
        envelope.date, envelope.request_id
    ));
    let mut head = head.into_bytes();
    if envelope.head_only || bodiless {
        return (head, Vec::new());
    }
    if body.len() <= JOINED {
        head.extend_from_slice(&body);
        return (head, Vec::new());
    }
    (head, body)
}

fn put(head: &mut String, name: &str, value: &str) {
    let token = |byte: u8| byte.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&byte);
    let own = OWN.iter().any(|own| own.eq_ignore_ascii_case(name));
    if own || name.is_empty() || !name.bytes().all(token) {
        return;
    }
    head.push_str(name);
    head.push_str(": ");
    head.extend(value.chars().map(|c| if matches!(c, ' '..='~') { c } else { '?' }));
    head.push_str("\r\n");
}

/// The phrase has no meaning (RFC 9112 §4); common ones help whoever reads with their eyes.
const fn reason(status: u16) -> &'static str {
    match status {
        200 => "OK",
        201 => "Created",
        202 => "Accepted",
        204 => "No Content",
        304 => "Not Modified",
        400 => "Bad Request",
        401 => "Unauthorized",
        403 => "Forbidden",
        404 => "Not Found",
        405 => "Method Not Allowed",
        409 => "Conflict",
        412 => "Precondition Failed",
        413 => "Content Too Large",
        415 => "Unsupported Media Type",
        429 => "Too Many Requests",
        500 => "Internal Server Error",
        503 => "Service Unavailable",
        504 => "Gateway Timeout",
        _ => "",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn bytes(mut reply: Reply, head_only: bool) -> (String, usize) {
        let envelope = Envelope {
            request_id: "id",
            head_only,
            keep_alive: true,
            chunks: true,
            streams: false,
            date: "now",
        };
        let (head, body) = encode(&mut reply, &envelope);
        (String::from_utf8(head).unwrap(), body.len())
    }

    const TAIL: &str =
        "connection: keep-alive\r\ndate: now\r\nserver: lean-ctx\r\nx-request-id: id\r\n\r\n";

    #[test]
    fn the_listener_writes_its_own_fields_once() {
        let reply = Reply::text(404, "no").header("Content-Length", "9").header("DATE", "then");
        let reply = reply.header("Transfer-Encoding", "chunked").header("x-b", "\u{e4}\0\r\nc");
        let expected = format!(
            "HTTP/1.1 404 Not Found\r\ncontent-type: text/plain; charset=utf-8\r\nx-b: ????c\r\n\
             content-length: 2\r\n{TAIL}no"
        );
        assert_eq!(bytes(reply, false), (expected, 0));
    }

    #[test]
    fn what_has_no_body_gets_none() {
        let (text, rest) = bytes(Reply::text(200, "hello"), true);
        assert!(text.contains("content-length: 5\r\n") && text.ends_with("id\r\n\r\n"));
        assert_eq!(rest, 0);
        let (text, _) = bytes(Reply::text(204, "hello"), false);
        assert!(!text.contains("content-length") && text.ends_with("id\r\n\r\n"));
        let (text, rest) = bytes(Reply::bytes(200, "a/b", vec![0; JOINED + 1]), false);
        assert!(text.ends_with("id\r\n\r\n"));
        assert_eq!(rest, JOINED + 1);
    }

    #[test]
    fn a_status_that_cannot_end_a_request_is_a_fault() {
        for status in [0, 100, 101, 199, 600, 65_535] {
            assert!(bytes(Reply::empty(status), false).0.starts_with("HTTP/1.1 500 "));
        }
    }
}
