//! Does the listener end without losing what it has accepted?

use std::net::TcpStream;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use super::{Bench, Client, quick};

const LIMIT: Duration = Duration::from_secs(5);
const REQUEST: &str = "GET /x HTTP/1.1\r\nHost: a\r\n\r\n";

#[test]
fn what_is_inside_is_answered_and_then_everything_ends() {
    let bench = Bench::start(quick());
    let mut running: Vec<Client> = (0..7).map(|_| bench.client()).collect();
    for client in &mut running {
        client.send("GET /sleep?300 HTTP/1.1\r\nHost: a\r\n\r\n");
    }
    bench.until("four run, three wait", |s| (s.busy, s.waiting) == (4, 3));
    // Its head has begun; the rest comes while the server drains.
    let mut begun = bench.client();
    begun.send("POST /echo HTTP/1.1\r\nHost: a\r\nContent-Le");
    let mut idle = bench.client();
    assert_eq!(idle.get("/answer").status, 401);
    let address = bench.address();
    let clients = thread::spawn(move || {
        thread::sleep(Duration::from_millis(100));
        assert!(TcpStream::connect(address).is_err(), "nobody new is let in");
        let got = begun.ask("ngth: 5\r\n\r\nhello");
        assert_eq!((got.text(), got.header("connection")), ("hello", Some("close")));
        for mut client in running {
            let got = client.reply();
            assert_eq!((got.text(), got.header("connection")), ("slept", Some("close")));
            assert!(client.closed());
        }
        assert!(idle.closed());
    });
    let started = Instant::now();
    bench.server.drain(LIMIT).unwrap();
    assert!(started.elapsed() < Duration::from_secs(3), "{:?}", started.elapsed());
    clients.join().unwrap();
}

/// Clients that send one request after the other: each request is answered, until a reply (or an
/// end before anything was sent) says that the connection is over.
#[test]
fn under_load_no_request_is_lost() {
    for _ in 0..3 {
        let bench = Bench::start(quick());
        let (stop, done) = (AtomicBool::new(false), AtomicUsize::new(0));
        let address = bench.address();
        thread::scope(|scope| {
            for _ in 0..8 {
                scope.spawn(|| {
                    while !stop.load(Ordering::SeqCst) {
                        // Refused, or reset before its first request, once the listener is gone.
                        let Ok(socket) = TcpStream::connect(address) else { return };
                        let mut client = Client::over(socket);
                        client.send(REQUEST);
                        let Some(first) = client.reply_to(false) else { return };
                        assert_eq!(first.status, 200);
                        if first.header("connection") == Some("close") {
                            return;
                        }
                        for _ in 0..20 {
                            let got = client.get("/x");
                            assert_eq!(got.status, 200);
                            done.fetch_add(1, Ordering::SeqCst);
                            if got.header("connection") == Some("close") {
                                return;
                            }
                        }
                    }
                });
            }
            thread::sleep(Duration::from_millis(200));
            bench.server.drain(LIMIT).unwrap();
            stop.store(true, Ordering::SeqCst);
        });
        assert!(done.load(Ordering::SeqCst) > 50);
    }
}

#[test]
fn the_limit_is_kept_when_a_handler_does_not_end() {
    let bench = Bench::start(quick());
    let mut client = bench.client();
    client.send("GET /busy?3000 HTTP/1.1\r\nHost: a\r\n\r\n");
    bench.until("it runs", |stats| stats.busy == 1);
    let started = Instant::now();
    let error = bench.server.drain(Duration::from_millis(300)).unwrap_err();
    assert!(started.elapsed() < Duration::from_secs(2));
    assert!(error.message().contains("still running"), "{}", error.message());
    assert!(client.closed());
}

#[test]
fn slow_clients_do_not_hold_it_up() {
    let bench = Bench::start(quick());
    let _idle: Vec<Client> = (0..50).map(|_| bench.client()).collect();
    let mut slow = bench.client();
    slow.send("GET / HT");
    let mut unread = bench.client();
    unread.send("GET /big?5000000 HTTP/1.1\r\nHost: a\r\n\r\n");
    bench.until("all are there", |stats| stats.connections == 52);
    let started = Instant::now();
    bench.server.drain(LIMIT).unwrap();
    assert!(started.elapsed() < Duration::from_secs(3), "{:?}", started.elapsed());
}

#[test]
fn dropping_the_server_ends_it_at_once() {
    let bench = Bench::start(quick());
    let address = bench.address();
    let mut client = bench.client();
    assert_eq!(client.get("/x").status, 200);
    drop(bench);
    assert!(client.closed());
    assert!(TcpStream::connect(address).is_err());
}
