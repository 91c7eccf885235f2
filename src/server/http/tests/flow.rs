//! Does an honest client get what HTTP promises?

use std::io::Read as _;
use std::net::Shutdown;
use std::sync::atomic::Ordering;
use std::thread;
use std::time::{Duration, Instant};

use super::{Bench, Client, MAX_BODY, quick};

#[test]
fn a_request_is_answered_whole() {
    let bench = Bench::start(quick());
    let got = bench.client().get("/a/b%20c?q=1");
    assert_eq!((got.status, got.text()), (200, r#"{"path":"/a/b%20c","query":"q=1"}"#));
    assert_eq!(got.header("server"), Some("lean-ctx"));
    assert_eq!(got.header("content-type"), Some("application/json"));
    assert_eq!(got.header("connection"), Some("keep-alive"));
    assert!(got.header("date").is_some_and(|date| date.ends_with(" GMT")));
    let id = got.header("x-request-id").unwrap();
    assert!(id.len() == 32 && id.bytes().all(|b| b.is_ascii_hexdigit()));
}

#[test]
fn a_connection_is_kept_and_each_request_has_its_own_id() {
    let bench = Bench::start(quick());
    let mut client = bench.client();
    let mut ids = std::collections::HashSet::new();
    for _ in 0..50 {
        let got = client.get("/x");
        assert_eq!(got.status, 200);
        ids.insert(got.header("x-request-id").unwrap().to_owned());
    }
    let refused = client.ask("GET / HTTP/2.0\r\n\r\n");
    ids.insert(refused.header("x-request-id").unwrap().to_owned());
    assert_eq!(ids.len(), 51);
    assert_eq!(bench.server.stats().accepted, 1);
}

#[test]
fn connection_close_and_http_1_0_end_the_connection() {
    let bench = Bench::start(quick());
    for request in [
        "GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n",
        "GET / HTTP/1.1\r\nHost: a\r\nConnection: foo, Close\r\n\r\n",
        "GET / HTTP/1.0\r\nHost: a\r\nConnection: keep-alive\r\n\r\n",
    ] {
        let mut client = bench.client();
        let got = client.ask(request);
        assert_eq!((got.status, got.header("connection")), (200, Some("close")), "{request}");
        assert!(client.closed());
    }
}

#[test]
fn pipelined_requests_are_answered_in_order() {
    let bench = Bench::start(quick());
    let mut client = bench.client();
    for n in 0..40 {
        let body = format!("number {n}");
        client.send(format!(
            "POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: {}\r\n\r\n{body}",
            body.len()
        ));
    }
    for n in 0..40 {
        assert_eq!(client.reply().text(), format!("number {n}"));
    }
}

#[test]
fn a_chunked_body_is_decoded_and_its_trailer_dropped() {
    let bench = Bench::start(quick());
    let mut client = bench.client();
    let head = "POST /echo HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: Chunked\r\n\r\n";
    for body in [
        "5\r\nhello\r\n6\r\n world\r\n0\r\n\r\n",
        "000b\r\nhello world\r\n000\r\nX-Sum: 1\r\nX-Other: 2\r\n\r\n",
    ] {
        assert_eq!(client.ask(format!("{head}{body}")).text(), "hello world");
    }
    assert_eq!(client.ask(format!("{head}0\r\n\r\n")).text(), "");
    assert_eq!(client.get("/x").status, 200);
}

#[test]
fn expect_continue_is_answered_before_the_body() {
    let bench = Bench::start(quick());
    let mut client = bench.client();
    let head =
        "POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\nExpect: 100-continue\r\n\r\n";
    assert_eq!(client.send(head).reply_to(true).unwrap().status, 100);
    assert_eq!(client.ask("hello").text(), "hello");
    // A refusal comes instead of the interim reply, and the body stays unread.
    let refused = client.ask(head.replace("/echo", "/answer"));
    assert_eq!((refused.status, refused.header("connection")), (401, Some("close")));
    assert!(client.closed());
    let large = head.replace("Length: 5", "Length: 99999999");
    assert_eq!(bench.client().ask(large).status, 413);
}

#[test]
fn head_has_the_length_and_no_body() {
    let bench = Bench::start(quick());
    let mut client = bench.client();
    client.send("HEAD /big?1234 HTTP/1.1\r\nHost: a\r\n\r\n");
    let got = client.reply_to(true).unwrap();
    assert_eq!((got.status, got.header("content-length")), (200, Some("1234")));
    assert_eq!(client.get("/x").status, 200);
}

#[test]
fn a_body_above_the_limit_is_413() {
    let bench = Bench::start(quick());
    let head = "POST /echo HTTP/1.1\r\nHost: a\r\n";
    let mut client = bench.client();
    let got = client.ask(format!("{head}Content-Length: {}\r\n\r\n", MAX_BODY + 1));
    assert_eq!((got.status, got.header("connection")), (413, Some("close")));
    assert!(got.text().contains("payload_too_large"));
    assert!(client.closed());
    let chunk = format!("{:x}\r\n{}\r\n", 100_000, "y".repeat(100_000));
    let got =
        bench.client().ask(format!("{head}Transfer-Encoding: chunked\r\n\r\n{}", chunk.repeat(3)));
    assert_eq!(got.status, 413);
    let largest = vec![b'z'; MAX_BODY];
    let mut client = bench.client();
    client.send(format!("{head}Content-Length: {MAX_BODY}\r\n\r\n"));
    assert_eq!(client.ask(&largest).body, largest);
    bench.well();
}

#[test]
fn an_answer_at_admission_needs_no_worker() {
    let bench = Bench::start(quick());
    let mut client = bench.client();
    assert_eq!(client.get("/answer").status, 401);
    assert_eq!(client.get("/answer").header("connection"), Some("keep-alive"));
    // With a body: its bytes must never be taken for the next request.
    let smuggled = "GET /x HTTP/1.1\r\nHost: a\r\n\r\n";
    let got = client.ask(format!(
        "POST /answer HTTP/1.1\r\nHost: a\r\nContent-Length: {}\r\n\r\n{smuggled}",
        smuggled.len()
    ));
    assert_eq!((got.status, got.header("connection")), (401, Some("close")));
    assert!(client.closed());
    assert_eq!(bench.seen.handled.load(Ordering::SeqCst), 0);
}

#[test]
fn later_is_answered_from_another_thread_or_refused() {
    let bench = Bench::start(quick());
    let mut client = bench.client();
    assert_eq!(client.get("/later").text(), "later");
    let lost = client.get("/lost");
    assert_eq!(lost.status, 500);
    assert_eq!(client.get("/never").status, 504);
    assert_eq!(client.get("/x").status, 200);
}

#[test]
fn what_is_let_in_later_goes_on_as_if_it_had_been_at_once() {
    let bench = Bench::start(quick());
    let mut client = bench.client();
    // The whole body, and the next request, have come before the decision.
    let asked = "POST /decided HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\nhello";
    client.send(asked).send("GET /x HTTP/1.1\r\nHost: a\r\n\r\n");
    let got = client.reply();
    assert_eq!(
        (got.status, got.text(), got.header("connection")),
        (200, "hello", Some("keep-alive"))
    );
    assert_eq!(client.reply().status, 200);
    // The body comes after it, and is too large.
    let large =
        format!("POST /decided HTTP/1.1\r\nHost: a\r\nContent-Length: {}\r\n\r\n", MAX_BODY + 1);
    assert_eq!(client.ask(large).status, 413);
    let mut client = bench.client();
    let got = client.ask(
        "POST /decided HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nab\r\n0\r\n\r\n",
    );
    assert_eq!((got.status, got.text()), (200, "ab"));
    // A refusal of a request whose body was never read ends the connection.
    let smuggled = "GET /x HTTP/1.1\r\nHost: a\r\n\r\n";
    let got = client.ask(format!(
        "POST /later HTTP/1.1\r\nHost: a\r\nContent-Length: {}\r\n\r\n{smuggled}",
        smuggled.len()
    ));
    assert_eq!((got.status, got.header("connection")), (200, Some("close")));
    assert!(client.closed());
    // Whoever leaves before the decision is forgotten.
    for _ in 0..20 {
        bench.client().send(asked);
    }
    bench.well();
}

#[test]
fn panics_are_the_servers_fault_and_end_nothing() {
    let bench = Bench::start(quick());
    let mut client = bench.client();
    for _ in 0..10 {
        assert_eq!(client.get("/panic").status, 500);
        assert_eq!(client.get("/fault").status, 500);
    }
    assert_eq!(client.get("/x").status, 200);
    assert!(!bench.server.failed());
}

#[test]
fn header_values_cannot_split_the_reply() {
    let bench = Bench::start(quick());
    let got = bench.client().get("/split");
    assert_eq!(got.header("x-a"), Some("1??x-b: 2"));
    assert_eq!((got.header("x-b"), got.header("x b")), (None, None));
}

#[test]
fn a_request_that_takes_too_long_is_504_and_its_late_reply_is_dropped() {
    let bench = Bench::with(quick(), Duration::from_millis(150));
    let mut client = bench.client();
    let begun = Instant::now();
    let got = client.get("/busy?1000");
    assert!(begun.elapsed() < Duration::from_millis(800));
    assert_eq!(got.status, 504);
    assert!(got.text().contains("request_timeout"));
    assert_eq!(bench.server.stats().busy, 1);
    assert_eq!(client.get("/x").status, 200);
    bench.until("the handler ended", |stats| stats.inside == 0);
    assert_eq!(client.get("/x").status, 200);
}

#[test]
fn the_queue_is_bounded_and_beyond_it_is_503() {
    let bench = Bench::start(super::Limits { max_concurrency: 2, ..quick() });
    let mut inside: Vec<Client> = (0..4).map(|_| bench.client()).collect();
    for client in &mut inside {
        client.send("GET /sleep?400 HTTP/1.1\r\nHost: a\r\n\r\n");
    }
    bench.until("two run, two wait", |s| (s.busy, s.waiting, s.inside) == (2, 2, 4));
    let mut client = bench.client();
    let got = client.get("/x");
    assert_eq!((got.status, got.header("retry-after")), (503, Some("1")));
    for client in &mut inside {
        assert_eq!(client.reply().status, 200);
    }
    assert_eq!(client.get("/x").status, 200);
}

#[test]
fn a_client_that_leaves_cancels_its_request() {
    let bench = Bench::start(quick());
    for how in [Shutdown::Both, Shutdown::Write] {
        let before = bench.seen.cancelled.load(Ordering::SeqCst);
        let mut client = bench.client();
        client.send("GET /sleep?5000 HTTP/1.1\r\nHost: a\r\n\r\n");
        bench.until("it runs", |stats| stats.busy == 1);
        client.end(how);
        bench.until("it stopped", |stats| stats.busy == 0);
        assert_eq!(bench.seen.cancelled.load(Ordering::SeqCst), before + 1);
        if how == Shutdown::Write {
            assert_eq!(client.reply().text(), "stopped");
        }
    }
    bench.until("nothing is left open", |stats| stats.connections == 0);
}

#[test]
fn limits_are_read_again() {
    let bench = Bench::start(quick());
    bench.set(super::Limits { max_connections: 0, ..quick() });
    thread::sleep(Duration::from_millis(400));
    let got = bench.client().reply();
    assert_eq!((got.status, got.header("retry-after")), (503, Some("1")));
    bench.set(quick());
    thread::sleep(Duration::from_millis(400));
    bench.well();
}

#[test]
fn an_idle_connection_is_closed_silently() {
    let bench = Bench::start(super::Limits { idle_timeout: Duration::from_millis(200), ..quick() });
    let mut client = bench.client();
    assert_eq!(client.get("/x").status, 200);
    assert!(client.closed());
    assert!(bench.client().closed());
}

#[test]
fn a_large_reply_arrives_whole() {
    let bench = Bench::start(quick());
    let mut client = bench.client();
    for size in [16 * 1024, 16 * 1024 + 1, 5_000_000] {
        let got = client.get(&format!("/big?{size}"));
        assert!(got.body.len() == size && got.body.iter().all(|&b| b == b'x'));
    }
}

#[test]
fn handlers_that_wait_take_no_worker_and_end_what_they_began() {
    const LAST: usize = 100_000;
    let patient = Duration::from_secs(60);
    let bench = Bench::with(super::Limits { write_timeout: patient, ..quick() }, patient);
    let wait = || {
        let mut client = bench.client();
        client.send(format!("GET /wait?{LAST} HTTP/1.1\r\nHost: a\r\n\r\n"));
        let head = client.reply();
        assert_eq!((head.status, head.header("connection")), (200, Some("close")));
        client
    };
    // Three times as many as there are workers.
    let mut waiting: Vec<_> = (0..12).map(|_| wait()).collect();
    bench.well();
    waiting.pop().unwrap().end(Shutdown::Both);
    bench.until("it stopped", |stats| stats.busy == 11);
    assert_eq!(bench.seen.cancelled.load(Ordering::SeqCst), 1);
    bench.seen.go.store(true, Ordering::SeqCst);
    for mut client in waiting {
        let mut rest = Vec::new();
        client.socket.read_to_end(&mut rest).unwrap();
        assert_eq!(rest.iter().filter(|byte| **byte == b'x').count(), LAST);
        assert!(rest.ends_with(b"0\r\n\r\n"), "it ended as meant");
    }
    bench.until("all is over", |stats| (stats.busy, stats.connections) == (0, 0));
    bench.well();
    assert_eq!(bench.server.stats().repairs, 0);
}
