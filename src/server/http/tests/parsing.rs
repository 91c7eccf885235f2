//! Is everything refused that two HTTP parsers could read differently? Every case goes over a real
//! socket with a second request behind it, which must never be answered after a refusal.

use std::net::Shutdown;
use std::sync::atomic::Ordering;

use super::{Bench, quick};

const NEXT: &str = "GET /next HTTP/1.1\r\nHost: a\r\n\r\n";

/// Heads that are refused; `{}` marks nothing, each is sent as it is.
fn refused() -> Vec<(&'static str, Vec<u8>, u16)> {
    let get = |fields: &str| format!("GET /x HTTP/1.1\r\nHost: a\r\n{fields}\r\n").into_bytes();
    let line = |line: &str| format!("{line}\r\nHost: a\r\n\r\n").into_bytes();
    let length = |value: &str| {
        format!("POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: {value}\r\n\r\nhello")
            .into_bytes()
    };
    let coding = |fields: &str| {
        let head = "POST /echo HTTP/1.1\r\nHost: a\r\n";
        format!("{head}{fields}\r\n\r\n5\r\nhello\r\n0\r\n\r\n").into_bytes()
    };
    let chunks = |body: &str| {
        let head = "POST /echo HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n";
        format!("{head}{body}").into_bytes()
    };
    vec![
        ("length twice, equal", length("5\r\nContent-Length: 5"), 400),
        ("length twice, different", length("5\r\ncontent-length: 6"), 400),
        ("length list", length("5, 5"), 400),
        ("length word", length("abc"), 400),
        ("length negative", length("-1"), 400),
        ("length signed", length("+5"), 400),
        ("length fraction", length("5.0"), 400),
        ("length hexadecimal", length("0x5"), 400),
        ("length empty", length(""), 400),
        ("length inner blank", length("5 5"), 400),
        ("length 2^64", length("18446744073709551616"), 400),
        ("length 2^64-1", length("18446744073709551615"), 413),
        ("length 2^63-1", length("9223372036854775807"), 413),
        ("length 10^11", length("100000000000"), 413),
        ("length and coding", coding("Content-Length: 5\r\nTransfer-Encoding: chunked"), 400),
        ("coding and length", coding("Transfer-Encoding: chunked\r\nContent-Length: 5"), 400),
        ("coding identity", coding("Transfer-Encoding: identity"), 400),
        ("coding unknown", coding("Transfer-Encoding: xchunked"), 400),
        ("coding list", coding("Transfer-Encoding: gzip, chunked"), 400),
        ("coding chunked twice in a list", coding("Transfer-Encoding: chunked, chunked"), 400),
        ("coding twice", coding("Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked"), 400),
        ("coding with parameter", coding("Transfer-Encoding: chunked;q=1"), 400),
        ("coding empty", coding("Transfer-Encoding:"), 400),
        ("coding after a tab", coding("Transfer-Encoding:\tchunked"), 400),
        ("coding after a vertical tab", coding("Transfer-Encoding: \x0bchunked"), 400),
        ("coding name with a blank", coding("Transfer-Encoding : chunked"), 400),
        (
            "coding on 1.0",
            b"POST /echo HTTP/1.0\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n".into(),
            400,
        ),
        ("chunk size signed", chunks("+5\r\nhello\r\n0\r\n\r\n"), 400),
        ("chunk size negative", chunks("-5\r\nhello\r\n0\r\n\r\n"), 400),
        ("chunk size 0x", chunks("0x5\r\nhello\r\n0\r\n\r\n"), 400),
        ("chunk size empty", chunks("\r\nhello\r\n0\r\n\r\n"), 400),
        ("chunk size blank before", chunks(" 5\r\nhello\r\n0\r\n\r\n"), 400),
        ("chunk size blank after", chunks("5 \r\nhello\r\n0\r\n\r\n"), 400),
        ("chunk size too long", chunks("000000005\r\nhello\r\n0\r\n\r\n"), 400),
        ("chunk size overflow", chunks("ffffffffffffffff5\r\nhello\r\n0\r\n\r\n"), 400),
        ("chunk size too large", chunks("ffffffff\r\nhello\r\n0\r\n\r\n"), 413),
        ("chunk extension", chunks("5;a=b\r\nhello\r\n0\r\n\r\n"), 400),
        ("chunk size ended by LF", chunks("5\nhello\r\n0\r\n\r\n"), 400),
        ("chunk size ended by CR", chunks("5\rhello\r\n0\r\n\r\n"), 400),
        ("chunk data too long", chunks("5\r\nhello!\r\n0\r\n\r\n"), 400),
        ("chunk data ended by LF", chunks("5\r\nhello\n0\r\n\r\n"), 400),
        ("trailer malformed", chunks("0\r\nno colon\r\n\r\n"), 400),
        ("trailer folded", chunks("0\r\na: b\r\n c\r\n\r\n"), 400),
        ("trailer with LF", chunks("0\r\na: b\n\r\n"), 400),
        ("trailer too large", chunks(&format!("0\r\na: {}\r\n\r\n", "b".repeat(20_000))), 400),
        ("trailer too many", chunks(&format!("0\r\n{}\r\n", "a: b\r\n".repeat(65))), 400),
        ("bare LF", b"GET /x HTTP/1.1\nHost: a\n\n".into(), 400),
        ("one bare LF", b"GET /x HTTP/1.1\r\nHost: a\nX: b\r\n\r\n".into(), 400),
        ("bare CR", b"GET /x HTTP/1.1\r\nHost: a\rX: b\r\n\r\n".into(), 400),
        ("CR CR LF", b"GET /x HTTP/1.1\r\nHost: a\r\r\n\r\n".into(), 400),
        ("leading empty line", b"\r\nGET /x HTTP/1.1\r\nHost: a\r\n\r\n".into(), 400),
        ("leading blank", b" GET /x HTTP/1.1\r\nHost: a\r\n\r\n".into(), 400),
        ("folded header", get("X: a\r\n b\r\n"), 400),
        ("folded first header", b"GET /x HTTP/1.1\r\n X: a\r\nHost: a\r\n\r\n".into(), 400),
        ("NUL in a value", get("X: a\0b\r\n"), 400),
        ("DEL in a value", get("X: a\x7fb\r\n"), 400),
        ("escape in a value", get("X: a\x1bb\r\n"), 400),
        ("tab in a value", get("X: a\tb\r\n"), 400),
        ("UTF-8 in a value", get("X: \u{e4}\r\n"), 400),
        ("header without colon", get("X\r\n"), 400),
        ("header without name", get(": a\r\n"), 400),
        ("blank in a name", get("X Y: a\r\n"), 400),
        ("blank before the colon", get("X : a\r\n"), 400),
        ("parenthesis in a name", get("X(: a\r\n"), 400),
        ("UTF-8 in a name", get("X\u{e4}: a\r\n"), 400),
        ("65 fields", get(&"X: a\r\n".repeat(64)), 400),
        ("field of 17 KiB", get(&format!("X: {}\r\n", "a".repeat(17_000))), 400),
        ("two authorizations", get("Authorization: Bearer a\r\nauthorization: Bearer b\r\n"), 400),
        ("two origins", get("Origin: a\r\nOrigin: b\r\n"), 400),
        ("another expectation", get("Expect: 200-ok\r\n"), 400),
        ("no host", b"GET /x HTTP/1.1\r\n\r\n".into(), 400),
        ("no host on 1.0", b"GET /x HTTP/1.0\r\n\r\n".into(), 400),
        ("two hosts", get("Host: b\r\n"), 400),
        ("empty host", b"GET /x HTTP/1.1\r\nHost:\r\n\r\n".into(), 400),
        ("host list", b"GET /x HTTP/1.1\r\nHost: a, b\r\n\r\n".into(), 400),
        ("host with user", b"GET /x HTTP/1.1\r\nHost: a@b\r\n\r\n".into(), 400),
        ("host with path", b"GET /x HTTP/1.1\r\nHost: a/b\r\n\r\n".into(), 400),
        ("HTTP/2.0", line("GET /x HTTP/2.0"), 400),
        ("HTTP/1.2", line("GET /x HTTP/1.2"), 400),
        ("HTTP/0.9", line("GET /x HTTP/0.9"), 400),
        ("no version", line("GET /x"), 400),
        ("junk after the version", line("GET /x HTTP/1.1 x"), 400),
        ("blank after the version", line("GET /x HTTP/1.1 "), 400),
        ("lower-case version", line("GET /x http/1.1"), 400),
        ("two blanks", line("GET  /x HTTP/1.1"), 400),
        ("two blanks before the version", line("GET /x  HTTP/1.1"), 400),
        ("tab in the request line", line("GET\t/x HTTP/1.1"), 400),
        ("blank in the target", line("GET /x y HTTP/1.1"), 400),
        ("absolute target", line("GET http://a/x HTTP/1.1"), 400),
        ("asterisk", line("OPTIONS * HTTP/1.1"), 400),
        ("authority", line("CONNECT a:1 HTTP/1.1"), 405),
        ("relative target", line("GET x HTTP/1.1"), 400),
        ("fragment", line("GET /x#y HTTP/1.1"), 400),
        ("backslash", line("GET /x\\y HTTP/1.1"), 400),
        ("quote", line("GET /x\"y HTTP/1.1"), 400),
        ("angle bracket", line("GET /<x> HTTP/1.1"), 400),
        ("broken percent", line("GET /%zz HTTP/1.1"), 400),
        ("cut percent", line("GET /%4 HTTP/1.1"), 400),
        ("broken percent in the query", line("GET /?%4x HTTP/1.1"), 400),
        ("UTF-8 in the target", line("GET /\u{e4} HTTP/1.1"), 400),
        ("lower-case method", line("get /x HTTP/1.1"), 405),
        ("unknown method", line("BREW /x HTTP/1.1"), 405),
        ("TRACE", line("TRACE /x HTTP/1.1"), 405),
        ("control character in the method", line("GE\x01T /x HTTP/1.1"), 400),
        ("no method", line("/x HTTP/1.1"), 400),
        ("TLS", b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03".into(), 400),
        ("HTTP/2 preface", b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".into(), 400),
    ]
}

#[test]
fn ambiguous_requests_are_refused_and_end_the_connection() {
    let bench = Bench::start(quick());
    for (name, request, status) in refused() {
        let mut client = bench.client();
        client.send(&request).send(NEXT);
        let got = client.reply_to(false).unwrap_or_else(|| panic!("{name}: no reply"));
        assert_eq!((got.status, got.header("connection")), (status, Some("close")), "{name}");
        assert!(got.text().contains("error_code"), "{name}");
        assert_eq!(got.header("allow").is_some(), status == 405, "{name}");
        assert!(client.closed(), "{name}: something came after the refusal");
        bench.well();
    }
    let honest = refused().len();
    assert_eq!(bench.seen.handled.load(Ordering::SeqCst), honest, "only the honest client's ran");
}

#[test]
fn honest_requests_are_taken() {
    let bench = Bench::start(quick());
    let mut client = bench.client();
    for (request, body) in [
        ("GET /x HTTP/1.1\r\nhost:a:8080\r\n\r\n", None),
        ("GET /x HTTP/1.1\r\nHOST:   [::1]:80   \r\nX:\r\nY:  \r\n\r\n", None),
        ("GET /%C3%A4/%2e%2e?a[]={b|c}^&d?e HTTP/1.1\r\nHost: a\r\n\r\n", None),
        ("GET //x;y=1,2/@:!$&'()*+~ HTTP/1.1\r\nHost: a\r\n\r\n", None),
        ("GET /? HTTP/1.1\r\nHost: a\r\nUpgrade: h2c\r\nConnection: upgrade\r\n\r\n", None),
        (
            "POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 00000000005\r\n\r\nhello",
            Some("hello"),
        ),
        ("POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 0\r\n\r\n", Some("")),
        ("POST /echo HTTP/1.1\r\nHost: a\r\n\r\n", Some("")),
        ("GET /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\n\r\nhi", Some("hi")),
        (
            "POST /echo HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: CHUNKED \r\nTE: trailers\r\n\r\n\
             A\r\n0123456789\r\n0\r\nX: y\r\n\r\n",
            Some("0123456789"),
        ),
    ] {
        let got = client.ask(request);
        assert_eq!(got.status, 200, "{request}");
        assert!(body.is_none_or(|body| got.text() == body), "{request}");
    }
    let fields = "X: a\r\n".repeat(63);
    assert_eq!(client.ask(format!("GET /x HTTP/1.1\r\nHost: a\r\n{fields}\r\n")).status, 200);
    let long = "a".repeat(16_000);
    assert_eq!(client.ask(format!("GET /{long} HTTP/1.1\r\nHost: a\r\n\r\n")).status, 200);
}

#[test]
fn a_body_that_is_cut_short_never_reaches_a_handler() {
    let bench = Bench::start(quick());
    for request in [
        "POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\nhell",
        "POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 5000\r\n\r\nhello",
        "POST /echo HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n",
        "POST /echo HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n",
        "POST /echo HTTP/1.1\r\nHost: a\r\nTransfer-Enc",
    ] {
        let mut client = bench.client();
        client.send(request).end(Shutdown::Write);
        assert_eq!(client.reply().status, 400, "{request}");
        assert!(client.closed());
    }
    assert_eq!(bench.seen.handled.load(Ordering::SeqCst), 0);
}
