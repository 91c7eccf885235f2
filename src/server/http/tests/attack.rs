//! Does the listener survive what stops or kills a bare tiny_http 0.12? Each attack runs with an
//! honest client beside it that must be answered correctly throughout. All of it in a process of
//! its own, so that threads, descriptors and memory can be counted, and limits of the process
//! lowered.

use std::fs::{self, File};
use std::io::Read as _;
use std::io::Write as _;
use std::net::Shutdown;
use std::os::fd::BorrowedFd;
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::process::Command;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Barrier};
use std::thread;
use std::time::{Duration, Instant};

use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};

use super::{Bench, Client, quick};

const ALONE: &str = "server::http::tests::attack::all_of_them";

type Attack = (&'static str, fn(&Bench));

#[test]
fn survived_in_a_process_of_their_own() {
    let binary = std::env::current_exe().unwrap();
    let output = Command::new(binary)
        .args(["--exact", ALONE, "--ignored", "--nocapture", "--test-threads=1"])
        // glibc keeps large blocks once freed, up to 32 MiB each; here they would look like leaks.
        .env("MALLOC_MMAP_THRESHOLD_", "131072")
        // Where tiny_http finds no thread it panics; reading symbols for that takes megabytes.
        .env("RUST_BACKTRACE", "0")
        .output()
        .unwrap();
    let (out, err) =
        (String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    assert!(output.status.success() && out.contains("1 passed"), "{out}\n{err}");
}

#[test]
#[ignore = "started by `survived_in_a_process_of_their_own`, alone in its process"]
fn all_of_them() {
    let bench = Bench::start(quick());
    let attacks: [Attack; 13] = [
        ("A a body length that exhausts memory", body_lengths),
        ("B unsupported versions", versions),
        ("E bodies that never come", unfinished_bodies),
        ("F large replies that are not read", unread_replies),
        ("G upgrades", upgrades),
        ("H pipelining without end", pipelining),
        ("I heads and chunk sizes without end", endless_heads),
        ("J slow heads", slow_heads),
        ("K connections that come and go", churn),
        ("L more than is let in", crowd),
        ("500 streams", streams),
        ("C no descriptors", no_descriptors),
        ("D no threads, and the pool broken", no_threads),
    ];
    // Once without counting: buffers, the test's own threads and the allocator's arenas settle.
    let rest = &attacks[..11];
    rest.iter().for_each(|attack| run(&bench, attack));
    let before = Usage::now();
    attacks.iter().for_each(|attack| run(&bench, attack));
    let after = Usage::now();
    assert!(after.threads <= before.threads, "{before:?} {after:?}");
    assert!(after.descriptors <= before.descriptors, "{before:?} {after:?}");
    // Less than what 500 connections would leave with a page each; allocators vary a little.
    assert!(after.memory <= before.memory + 1024, "{before:?} {after:?}");
}

fn run(bench: &Bench, (name, attack): &Attack) {
    let begun = Instant::now();
    beside(bench, name, || attack(bench));
    settle(bench);
    println!("{name}: {:?}, {:?}", begun.elapsed(), Usage::now());
}

/// Runs an attack while an honest client asks again and again.
fn beside(bench: &Bench, name: &str, attack: impl FnOnce()) {
    let (over, connected) = (AtomicBool::new(false), Barrier::new(2));
    thread::scope(|scope| {
        let honest = thread::Builder::new().spawn_scoped(scope, || {
            // One connection from before the attack, and answered once, so that the server has
            // accepted it: descriptors may run out for new ones.
            let mut client = bench.client();
            let first = client.get("/x").status;
            connected.wait();
            assert_eq!(first, 200, "{name}");
            let mut answered = 0;
            while !over.load(Ordering::SeqCst) || answered == 0 {
                let begun = Instant::now();
                let got =
                    client.ask("POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\nhello");
                assert_eq!((got.status, got.text()), (200, "hello"), "{name}");
                assert!(begun.elapsed() < Duration::from_secs(2), "{name} {:?}", begun.elapsed());
                answered += 1;
                thread::sleep(Duration::from_millis(2));
            }
        });
        connected.wait();
        let ended = catch_unwind(AssertUnwindSafe(attack));
        over.store(true, Ordering::SeqCst);
        honest.unwrap().join().unwrap();
        if let Err(fault) = ended {
            resume_unwind(fault);
        }
    });
}

fn settle(bench: &Bench) {
    bench.until("all attackers are gone", |s| (s.connections, s.inside, s.buffered) == (0, 0, 0));
    // An idle thread of tiny_http's own pool ends after 5 s.
    let end = Instant::now() + Duration::from_secs(7);
    while Usage::now().threads > bench.server.stats().workers + 4 && Instant::now() < end {
        thread::sleep(Duration::from_millis(50));
    }
}

#[derive(Debug)]
struct Usage {
    threads: usize,
    descriptors: usize,
    /// Resident and not of a file (code pages come as they are first run), in KiB.
    memory: usize,
}

impl Usage {
    fn now() -> Self {
        let status = fs::read_to_string("/proc/self/status").unwrap();
        let of = |name: &str| {
            let line = status.lines().find(|line| line.starts_with(name)).unwrap();
            line.split_whitespace().nth(1).unwrap().parse().unwrap()
        };
        let descriptors = fs::read_dir("/proc/self/fd").unwrap().count();
        Self { threads: of("Threads:"), descriptors, memory: of("RssAnon:") }
    }
}

fn post(length: &str) -> String {
    format!("POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: {length}\r\n\r\n")
}

fn body_lengths(bench: &Bench) {
    for length in
        ["100000000000", "1000000000000000", "9223372036854775807", "18446744073709551615"]
    {
        for path in ["/echo", "/answer"] {
            let mut client = bench.client();
            client.send(post(length).replace("/echo", path)).end(Shutdown::Write);
            assert!([413, 401].contains(&client.reply().status));
            bench.client().send(post(length).replace("/echo", path));
        }
    }
}

fn versions(bench: &Bench) {
    for _ in 0..200 {
        bench.client().send("GET / HTTP/2.0\r\n\r\n");
    }
    assert_eq!(bench.client().ask("GET / HTTP/3.0\r\n\r\n").status, 400);
}

fn unfinished_bodies(bench: &Bench) {
    let mut clients: Vec<Client> = (0..50).map(|_| bench.client()).collect();
    for (n, client) in clients.iter_mut().enumerate() {
        client.send(if n % 2 == 0 {
            post("5000")
        } else {
            "POST /echo HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\nff\r\nx".into()
        });
    }
    let begun = Instant::now();
    assert!(clients.iter_mut().all(|client| client.reply().status == 400 && client.closed()));
    assert!(begun.elapsed() < Duration::from_secs(2));
    // Trickling does not help: the deadline is absolute.
    let mut client = bench.client();
    client.send(post("5000"));
    for _ in 0..30 {
        client.send("x");
        thread::sleep(Duration::from_millis(20));
    }
    assert_eq!(client.reply().status, 400);
}

fn unread_replies(bench: &Bench) {
    let mut clients: Vec<Client> = (0..6).map(|_| bench.client()).collect();
    for client in &mut clients {
        for _ in 0..8 {
            client.send("GET /big?8000000 HTTP/1.1\r\nHost: a\r\n\r\n");
        }
    }
    bench.until("they are there", |stats| stats.connections >= 6);
    thread::sleep(Duration::from_millis(200));
    assert!(bench.server.stats().connections >= 6);
    bench.until("they are cut off", |stats| stats.connections <= 1);
}

fn upgrades(bench: &Bench) {
    let head = post("9").replace("\r\n\r\n", "\r\nConnection: upgrade\r\nUpgrade: x\r\n\r\n");
    let mut clients: Vec<Client> = (0..20).map(|_| bench.client()).collect();
    for client in &mut clients {
        client.send(&head);
    }
    assert!(clients.iter_mut().all(|client| client.reply().status == 400));
    let mut client = bench.client();
    assert_eq!(client.ask(format!("{head}123456789")).text(), "123456789");
    assert_eq!(client.get("/x").status, 200);
}

fn pipelining(bench: &Bench) {
    let mut client = bench.client();
    client.socket.get_ref().set_write_timeout(Some(Duration::from_millis(100))).unwrap();
    let many = "GET /big?2000 HTTP/1.1\r\nHost: a\r\n\r\n".repeat(1000);
    let mut sent = 0;
    // Until the kernel's buffers are full, too: the server has stopped reading.
    while client.socket.get_mut().write_all(many.as_bytes()).is_ok() {
        sent += 1;
        assert!(bench.server.stats().buffered < 2_000_000, "{:?}", bench.server.stats());
    }
    assert!((1..2000).contains(&sent), "{sent}");
    assert!(bench.server.stats().inside <= 8);
}

fn endless_heads(bench: &Bench) {
    let begins = [
        "GET / HTTP/1.1\r\nX: ",
        "GET / HTTP/1.1\r\nHost: a\r\nX-",
        "GET /",
        "POST /echo HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n",
    ];
    for (n, begin) in begins.into_iter().enumerate() {
        let more = if n == 1 { "a: b\r\nX-".repeat(1000) } else { "0".repeat(8000) };
        let mut client = bench.client();
        client.send(begin);
        for _ in 0..200 {
            client.send(&more);
        }
        assert!(bench.server.stats().buffered < 1_000_000);
        // 400, unless the refusal was destroyed by what we still sent after it.
        client.end(Shutdown::Write);
    }
    let mut client = bench.client();
    client.send(format!("GET / HTTP/1.1\r\nHost: a\r\n{}", "X: b\r\n".repeat(100)));
    assert_eq!(client.ask("\r\n").status, 400);
}

fn slow_heads(bench: &Bench) {
    let mut clients: Vec<Client> = (0..500).map(|_| bench.client()).collect();
    for round in 0..10 {
        for client in clients.iter_mut().step_by(2) {
            client.send(&"GET / HTTP/1.1\r\nX: y"[round..=round]);
        }
        thread::sleep(Duration::from_millis(20));
    }
    bench.until("none of them is left", |stats| stats.connections <= 1);
    let mut told = clients.iter_mut().step_by(2);
    assert!(told.all(|client| client.reply().status == 400));
}

/// No attack, but what a team leaves open all day: it costs no thread and little memory.
fn streams(bench: &Bench) {
    let before = Usage::now();
    let mut readers: Vec<Client> = (0..500).map(|_| bench.client()).collect();
    for reader in &mut readers {
        reader.send("GET /open HTTP/1.1\r\nHost: a\r\n\r\n");
        assert_eq!(reader.reply_to(true).unwrap().status, 200);
    }
    let senders = std::mem::take(&mut *bench.seen.streams.lock().unwrap());
    assert_eq!(senders.len(), 500);
    for round in 0..5 {
        for sender in &senders {
            sender.send(format!("data: {round}\n\n").into_bytes()).unwrap();
        }
    }
    let during = Usage::now();
    println!("500 streams open: {during:?}");
    assert!(during.threads < 15, "{during:?}");
    assert!(during.memory <= before.memory + 10 * 1024, "{before:?} {during:?}");
    drop(senders);
    for reader in &mut readers {
        let mut text = String::new();
        reader.socket.read_to_string(&mut text).unwrap();
        assert!((0..5).all(|round| text.contains(&format!("data: {round}\n\n"))), "{text:?}");
        assert!(text.ends_with("0\r\n\r\n"), "{text:?}");
    }
}

fn churn(bench: &Bench) {
    for _ in 0..10 {
        let mut clients: Vec<Client> = (0..40).map(|_| bench.client()).collect();
        for (n, client) in clients.iter_mut().enumerate() {
            client.send("GET /answer HTTP/1.1\r\nHost: a\r\n\r\n");
            match n % 4 {
                0 => client.end(Shutdown::Both),
                1 => client.end(Shutdown::Write),
                _ => {}
            }
        }
        for client in clients.iter_mut().skip(1) {
            let got = client.reply_to(false);
            assert!(got.is_none_or(|got| got.status == 401));
        }
    }
}

fn crowd(bench: &Bench) {
    let limits = quick();
    bench.set(super::Limits { max_connections_per_address: 20, ..limits });
    thread::sleep(Duration::from_millis(300));
    let mut clients: Vec<Client> = (0..300).map(|_| bench.client()).collect();
    let refused = clients.iter_mut().filter_map(|client| client.reply_to(false));
    assert!(refused.filter(|got| got.status == 503).count() >= 50);
    bench.set(limits);
    drop(clients);
    thread::sleep(Duration::from_millis(300));
}

/// Lowers a limit of the process, for a while.
fn lowered(resource: Resource, current: u64, act: impl FnOnce()) {
    let limit = getrlimit(resource);
    let maximum = limit.maximum;
    setrlimit(resource, Rlimit { current: Some(current), maximum }).unwrap();
    let ended = catch_unwind(AssertUnwindSafe(act));
    setrlimit(resource, limit).unwrap();
    if let Err(fault) = ended {
        resume_unwind(fault);
    }
}

fn no_descriptors(bench: &Bench) {
    thread::sleep(Duration::from_millis(50));
    let few = Usage::now().descriptors as u64 + 20;
    lowered(Resource::Nofile, few, || {
        let mut fill = Vec::new();
        while let Ok(file) = File::open("/dev/null") {
            fill.push(file);
        }
        // One for this client; none for the server's end of it.
        fill.pop();
        let mut client = bench.client();
        thread::sleep(Duration::from_millis(350));
        assert!(bench.server.stats().connections <= 1, "accepted without a descriptor?");
        drop(fill);
        assert_eq!(client.get("/x").status, 200);
    });
}

fn no_threads(bench: &Bench) {
    let status = fs::read_to_string("/proc/self/status").unwrap();
    let line = status.lines().find(|line| line.starts_with("VmSize:")).unwrap();
    let used: u64 = line.split_whitespace().nth(1).unwrap().parse().unwrap();
    let repairs = bench.server.stats().repairs;
    let mut waiting = None;
    // No stack of 2 MiB can be had; what is small still can.
    lowered(Resource::As, used * 1024 + 1_500_000, || {
        let over = Arc::<AtomicBool>::default();
        let idle = || {
            let over = Arc::clone(&over);
            move || {
                while !over.load(Ordering::SeqCst) {
                    thread::park_timeout(Duration::from_millis(20));
                }
            }
        };
        // Ended threads have left stacks, which are used again first.
        let mut threads = Vec::new();
        while let Ok(thread) = thread::Builder::new().spawn(idle()) {
            threads.push(thread);
            assert!(threads.len() < 100, "threads can still be made");
        }
        let mut clients: Vec<Client> = (0..150).map(|_| bench.client()).collect();
        assert!(clients.iter_mut().all(|client| client.get("/x").status == 200));
        break_lane();
        waiting = Some(bench.client());
        waiting.as_mut().unwrap().send("GET /x HTTP/1.1\r\nHost: a\r\n\r\n");
        bench.until("mending is tried", |stats| stats.repairs > repairs + 1);
        assert!(!bench.server.failed());
        over.store(true, Ordering::SeqCst);
        threads.into_iter().for_each(|thread| thread.join().unwrap());
    });
    assert_eq!(waiting.unwrap().reply().status, 200);
}

/// Ends the connection between the event loop and tiny_http.
fn break_lane() {
    for entry in fs::read_dir("/proc/self/fd").unwrap().flatten() {
        let Ok(number) = entry.file_name().to_string_lossy().parse() else { continue };
        // SAFETY: only asked and shut down while the server, which owns the sockets, lives.
        let descriptor = unsafe { BorrowedFd::borrow_raw(number) };
        let family = rustix::net::sockopt::socket_domain(descriptor);
        if family == Ok(rustix::net::AddressFamily::UNIX) {
            let _ = rustix::net::shutdown(descriptor, rustix::net::Shutdown::Both);
        }
    }
}
