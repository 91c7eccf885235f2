//! How fast is a crowd answered? One thread drives all connections, so that the load costs the server little.

use std::io::{ErrorKind, Read as _, Write as _};
use std::net::{Ipv4Addr, SocketAddr};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use mio::net::TcpStream;
use mio::{Events, Interest, Poll, Token};
use rustix::net::{AddressFamily, SocketType};

/// What came of a row. Times are milliseconds.
pub struct Row {
    pub rate: f64,
    pub p50: f64,
    pub p99: f64,
    pub worst: f64,
    /// Answered, but not with 200.
    pub refused: usize,
    /// Connections that ended under a request, or had no answer when thirty seconds more were over.
    pub unanswered: usize,
    /// Bytes of the last reply's body.
    pub bytes: usize,
}

/// A connection from a loopback address of its own group: servers cap connections by address.
pub fn connect(to: &str, group: usize) -> std::net::TcpStream {
    let to: SocketAddr = to.parse().expect("an address");
    let from = SocketAddr::from((Ipv4Addr::new(127, 0, 1, u8::try_from(group).expect("few")), 0));
    let socket =
        rustix::net::socket(AddressFamily::INET, SocketType::STREAM, None).expect("a socket");
    rustix::net::bind(&socket, &from).expect("a loopback address");
    rustix::net::connect(&socket, &to).expect("a connection");
    let stream = std::net::TcpStream::from(socket);
    stream.set_nodelay(true).expect("an option");
    stream
}

struct Asking {
    stream: TcpStream,
    /// Which request comes next.
    next: usize,
    began: Instant,
    reply: Vec<u8>,
    /// Known once the head is there: where it ends, and the whole reply.
    length: Option<(usize, usize)>,
    asking: bool,
}

/// Asks over and over for `time`, each connection its next request when it has the reply to the
/// last. The first tenth is not counted.
pub fn ask(to: &str, requests: &[String], connections: usize, time: Duration) -> Row {
    let mut poll = Poll::new().expect("an event queue");
    let mut asking: Vec<Asking> = (0..connections)
        .map(|n| {
            let stream = connect(to, 100 + n / 128);
            stream.set_nonblocking(true).expect("an option");
            let mut stream = TcpStream::from_std(stream);
            poll.registry().register(&mut stream, Token(n), Interest::READABLE).expect("an event");
            let (next, began) = (n * 31, Instant::now());
            Asking { stream, next, began, reply: Vec::new(), length: None, asking: false }
        })
        .collect();
    let counted_from = Instant::now() + time / 10;
    let end = counted_from + time;
    let mut count = Count::default();
    asking.iter_mut().for_each(|one| one.send(requests));
    let mut events = Events::with_capacity(1024);
    while asking.iter().any(|one| one.asking) {
        let now = Instant::now();
        if now > end + Duration::from_secs(30) {
            break;
        }
        poll.poll(&mut events, Some(Duration::from_millis(50))).expect("events");
        for event in &events {
            let one = &mut asking[event.token().0];
            while one.asking {
                let Some(status) = one.read(&mut count) else { break };
                let now = Instant::now();
                if now >= counted_from && now < end {
                    count.add(status, now - one.began);
                }
                if now < end {
                    one.send(requests);
                }
            }
        }
    }
    count.unanswered += asking.iter().filter(|one| one.asking).count();
    count.row(time)
}

#[derive(Default)]
struct Count {
    times: Vec<f64>,
    refused: usize,
    unanswered: usize,
    bytes: usize,
}

impl Count {
    fn add(&mut self, status: u16, took: Duration) {
        if status == 200 {
            self.times.push(took.as_secs_f64() * 1e3);
        } else {
            self.refused += 1;
        }
    }

    fn row(mut self, time: Duration) -> Row {
        self.times.sort_by(f64::total_cmp);
        let times = &self.times;
        let at = |part: f64| times.get((times.len() as f64 * part) as usize).copied();
        Row {
            rate: times.len() as f64 / time.as_secs_f64(),
            p50: at(0.5).unwrap_or(f64::NAN),
            p99: at(0.99).unwrap_or(f64::NAN),
            worst: times.last().copied().unwrap_or(f64::NAN),
            refused: self.refused,
            unanswered: self.unanswered,
            bytes: self.bytes,
        }
    }
}

impl Asking {
    fn send(&mut self, requests: &[String]) {
        let request = &requests[self.next % requests.len()];
        self.next += 1;
        self.began = Instant::now();
        // A request is smaller than a socket's buffer, which is empty now.
        self.asking = self.stream.write_all(request.as_bytes()).is_ok();
    }

    /// The status, once the reply is whole.
    fn read(&mut self, count: &mut Count) -> Option<u16> {
        let mut piece = [0; 64 * 1024];
        loop {
            match self.stream.read(&mut piece) {
                Ok(n) if n > 0 => self.reply.extend_from_slice(&piece[..n]),
                Err(e) if e.kind() == ErrorKind::WouldBlock => return None,
                _ => {
                    count.unanswered += 1;
                    self.asking = false;
                    return None;
                }
            }
            self.length = self.length.or_else(|| length(&self.reply));
            let Some((head, whole)) = self.length.filter(|(_, whole)| self.reply.len() >= *whole)
            else {
                continue;
            };
            let status = std::str::from_utf8(&self.reply[9..12]).ok().and_then(|s| s.parse().ok());
            count.bytes = whole - head;
            self.reply.clear();
            self.length = None;
            self.asking = false;
            return status;
        }
    }
}

/// Where the head ends, and where the reply does.
fn length(reply: &[u8]) -> Option<(usize, usize)> {
    let head = reply.windows(4).position(|w| w == b"\r\n\r\n")? + 4;
    let text = std::str::from_utf8(&reply[..head]).expect("a head is text");
    let length = text.lines().find_map(|line| {
        let (name, value) = line.split_once(':')?;
        name.eq_ignore_ascii_case("content-length").then(|| value.trim().parse().ok())?
    });
    Some((head, head + length.unwrap_or(0)))
}

/// Connections that send a byte of their head now and then, until dropped. Each one that the
/// server cuts off comes back.
pub struct Slow {
    stop: Arc<AtomicBool>,
    thread: Option<JoinHandle<()>>,
}

impl Slow {
    pub fn start(to: &str, connections: usize) -> Self {
        let (to, stop) = (to.to_owned(), Arc::<AtomicBool>::default());
        let stopped = Arc::clone(&stop);
        let begin = move |n: usize| {
            let mut stream = connect(&to, 1 + n / 128);
            let _ = stream.write_all(b"GET / HTTP/1.1\r\nX: ");
            stream.set_nonblocking(true).expect("an option");
            stream
        };
        let mut all: Vec<std::net::TcpStream> = (0..connections).map(&begin).collect();
        let thread = std::thread::spawn(move || {
            for n in (0..connections).cycle() {
                if stopped.load(Ordering::Relaxed) {
                    return;
                }
                let cut = !matches!(all[n].read(&mut [0; 512]), Err(e) if e.kind() == ErrorKind::WouldBlock);
                if cut || all[n].write_all(b"y").is_err() {
                    all[n] = begin(n);
                }
                // Each about once a second.
                std::thread::sleep(
                    Duration::from_secs(1) / u32::try_from(connections).expect("few"),
                );
            }
        });
        Self { stop, thread: Some(thread) }
    }
}

impl Drop for Slow {
    fn drop(&mut self) {
        self.stop.store(true, Ordering::Relaxed);
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}
