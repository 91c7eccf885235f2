//! Is everybody answered, and soon, when there are many?

use std::io::Read as _;
use std::sync::atomic::Ordering;
use std::thread;
use std::time::{Duration, Instant};

use super::super::stream::MAX_BACKLOG;
use super::{Bench, Client, Limits, quick};

/// tiny_http alone leaves most of such connections unanswered for ever.
#[test]
fn a_burst_of_kept_connections_is_answered_whole() {
    let bench = Bench::start(Limits { max_concurrency: 300, ..quick() });
    let mut clients: Vec<Client> = (0..256).map(|_| bench.client()).collect();
    for _ in 0..3 {
        for client in &mut clients {
            client.send("GET /x HTTP/1.1\r\nHost: a\r\n\r\n");
        }
        for client in &mut clients {
            assert_eq!(client.reply().status, 200);
        }
    }
}

/// Without TCP_NODELAY each takes 40 ms.
#[test]
fn small_replies_on_a_kept_connection_do_not_wait_for_acknowledgements() {
    let bench = Bench::start(quick());
    let mut client = bench.client();
    client.get("/x");
    let begun = Instant::now();
    for _ in 0..50 {
        assert_eq!(client.get("/big?4096").body.len(), 4096);
    }
    assert!(begun.elapsed() < Duration::from_millis(1000), "{:?}", begun.elapsed());
}

#[test]
fn many_threads_of_clients_get_their_own_answers() {
    let bench = Bench::start(Limits { max_concurrency: 64, ..quick() });
    thread::scope(|scope| {
        for thread in 0..16 {
            let mut client = bench.client();
            scope.spawn(move || {
                for n in 0..100 {
                    let body = format!("{thread}-{n}").repeat(1 + n * 10);
                    let got = client.ask(format!(
                        "POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: {}\r\n\r\n{body}",
                        body.len()
                    ));
                    assert_eq!(got.text(), body);
                }
            });
        }
    });
}

#[test]
fn connections_are_capped_in_all_and_for_one_address() {
    let limits =
        Limits { max_connections_per_address: 5, idle_timeout: Duration::from_secs(30), ..quick() };
    let bench = Bench::start(limits);
    let mut kept: Vec<Client> = (0..5).map(|_| bench.client()).collect();
    assert!(kept.iter_mut().all(|client| client.get("/x").status == 200));
    let mut refused = bench.client();
    let got = refused.reply();
    assert_eq!((got.status, got.header("retry-after")), (503, Some("1")));
    assert!(refused.closed());
    // A flood of refused ones costs at most 64 descriptors, and the kept ones nothing.
    let flood: Vec<Client> = (0..200).map(|_| bench.client()).collect();
    assert!(kept.iter_mut().all(|client| client.get("/x").status == 200));
    assert_eq!(bench.server.stats().connections, 5);
    // A trusted proxy stands for many clients.
    bench.seen.trusted.store(true, Ordering::SeqCst);
    bench.well();
    drop((kept, flood));
    bench.until("all left", |stats| stats.connections == 0);
    bench.well();
}

#[test]
fn at_the_cap_the_longest_idle_connection_makes_room() {
    let limits = Limits { max_connections: 3, idle_timeout: Duration::from_secs(30), ..quick() };
    let bench = Bench::start(limits);
    let mut kept: Vec<Client> = (0..3).map(|_| bench.client()).collect();
    for client in &mut kept {
        assert_eq!(client.get("/x").status, 200);
    }
    // None of them is old enough yet.
    assert_eq!(bench.client().reply().status, 503);
    thread::sleep(Duration::from_millis(1100));
    assert_eq!(kept[0].get("/x").status, 200);
    bench.well();
    assert!(kept[1].closed());
    assert_eq!(kept[0].get("/x").status, 200);
}

#[test]
fn full_buffers_are_503_and_empty_again_afterwards() {
    let bench = Bench::start(Limits { max_buffered: 400_000, ..quick() });
    let mut holding: Vec<Client> = (0..4).map(|_| bench.client()).collect();
    for client in &mut holding {
        client.send("POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 200000\r\n\r\n");
        client.send(vec![b'x'; 190_000]);
    }
    let replies: Vec<u16> = holding.iter_mut().map(|client| client.reply().status).collect();
    // Some are over the budget at once, the others out of time.
    assert!(
        replies.contains(&503) && replies.iter().all(|s| [503, 400].contains(s)),
        "{replies:?}"
    );
    assert_eq!(bench.client().get("/big?500000").status, 503);
    drop(holding);
    bench.until("nothing is held", |stats| stats.buffered == 0);
    bench.well();
}

#[test]
fn a_stream_is_written_as_it_comes_and_ends_well() {
    let bench = Bench::start(quick());
    let mut client = bench.client();
    client.send("GET /open HTTP/1.1\r\nHost: a\r\n\r\n");
    let got = client.reply_to(true).unwrap();
    assert_eq!((got.status, got.header("transfer-encoding")), (200, Some("chunked")));
    assert_eq!(got.header("content-length"), None);
    let sender = bench.seen.streams.lock().unwrap().pop().unwrap();
    for piece in ["data: 1\n\n", ": ka\n\n"] {
        sender.send(piece.into()).unwrap();
        let expected = format!("{:x}\r\n{piece}\r\n", piece.len());
        let mut bytes = vec![0; expected.len()];
        client.socket.read_exact(&mut bytes).unwrap();
        assert_eq!(bytes, expected.as_bytes());
    }
    sender.send(b"last".into()).unwrap();
    drop(sender);
    let mut rest = String::new();
    client.socket.read_to_string(&mut rest).unwrap();
    assert_eq!(rest, "4\r\nlast\r\n0\r\n\r\n");
}

#[test]
fn a_stream_ends_when_its_reader_leaves_is_too_slow_or_the_server_drains() {
    let bench = Bench::start(quick());
    let open = || {
        let mut client = bench.client();
        client.send("GET /open HTTP/1.1\r\nHost: a\r\n\r\n");
        assert_eq!(client.reply_to(true).unwrap().status, 200);
        (client, bench.seen.streams.lock().unwrap().pop().unwrap())
    };
    let closes = |sender: &super::StreamSender| {
        let end = Instant::now() + Duration::from_secs(5);
        while !sender.closed() {
            assert!(Instant::now() < end);
            thread::sleep(Duration::from_millis(5));
        }
    };
    let (client, sender) = open();
    drop(client);
    closes(&sender);
    assert!(sender.send(b"x".into()).is_err());

    let (unread, sender) = open();
    let piece = vec![b'x'; MAX_BACKLOG / 4];
    let mut sent = 0;
    while sender.send(piece.clone()).is_ok() {
        sent += piece.len();
        assert!(sent < 64 * 1024 * 1024);
        thread::sleep(Duration::from_micros(200));
    }
    closes(&sender);
    bench.until("the slow reader is gone", |stats| stats.connections == 0);
    drop(unread);

    let (mut client, sender) = open();
    sender.send(b"bye".into()).unwrap();
    bench.server.drain(Duration::from_secs(3)).unwrap();
    assert!(sender.closed());
    let mut rest = String::new();
    client.socket.read_to_string(&mut rest).unwrap();
    assert_eq!(rest, "3\r\nbye\r\n0\r\n\r\n");
}
