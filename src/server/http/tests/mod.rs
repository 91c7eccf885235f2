//! Does the listener hold? A small service behind a real socket on loopback, and plain clients.

#[cfg(target_os = "linux")]
mod attack;
mod drain;
mod flow;
mod load;
mod parsing;
mod split;

use std::collections::HashMap;
use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::{IpAddr, Shutdown, SocketAddr, TcpListener, TcpStream};
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::{Duration, Instant};

use serde_json::json;

use super::{Admission, Completion, Head, Limits, Reply, Request, Server, Service, StreamSender};
use crate::base::Kind;

/// What the tests may look into.
#[derive(Default)]
pub struct Seen {
    /// Handlers that found their deadline cancelled.
    pub cancelled: AtomicUsize,
    pub handled: AtomicUsize,
    pub streams: Mutex<Vec<StreamSender>>,
    /// Handlers that wait go on.
    pub go: AtomicBool,
    /// Everybody is a trusted proxy.
    pub trusted: AtomicBool,
}

pub struct Echo {
    limits: Mutex<Limits>,
    timeout: Duration,
    pub seen: Arc<Seen>,
}

pub const MAX_BODY: usize = 256 * 1024;

impl Service for Echo {
    fn limits(&self) -> Limits {
        *self.limits.lock().unwrap()
    }

    fn admit(&self, head: &Head, done: Completion) -> Admission {
        match head.path.as_str() {
            "/answer" => Admission::Answer(Reply::text(401, "who are you")),
            "/later" => {
                thread::spawn(move || {
                    thread::sleep(Duration::from_millis(30));
                    done.send(Reply::text(200, "later"));
                });
                Admission::Later
            }
            "/lost" => {
                thread::spawn(move || drop(done));
                Admission::Later
            }
            "/never" => {
                std::mem::forget(done);
                Admission::Later
            }
            "/decided" => {
                let context = Box::new(head.request_id.clone());
                let timeout = self.timeout;
                thread::spawn(move || {
                    thread::sleep(Duration::from_millis(20));
                    done.decide(Admission::Accept { context, max_body: MAX_BODY, timeout });
                });
                Admission::Later
            }
            "/fault" => panic!("a fault in admit"),
            "/open" => {
                let event = ("content-type".to_owned(), "text/event-stream".to_owned());
                let (reply, sender) = Reply::stream(vec![event]);
                self.seen.streams.lock().unwrap().push(sender);
                Admission::Answer(reply)
            }
            _ => Admission::Accept {
                context: Box::new(head.request_id.clone()),
                max_body: MAX_BODY,
                timeout: self.timeout,
            },
        }
    }

    fn handle(&self, request: Request) -> Reply {
        self.seen.handled.fetch_add(1, Ordering::SeqCst);
        assert_eq!(request.context.downcast_ref(), Some(&request.head.request_id));
        let number = request.head.query.as_deref().and_then(|n| n.parse().ok()).unwrap_or(0);
        match request.head.path.as_str() {
            "/echo" | "/decided" => Reply::bytes(200, "application/octet-stream", request.body),
            "/big" => Reply::bytes(200, "application/octet-stream", vec![b'x'; number]),
            "/panic" => panic!("a fault in handle"),
            "/split" => Reply::text(200, "").header("x-a", "1\r\nx-b: 2").header("x b", "3"),
            "/busy" => {
                thread::sleep(Duration::from_millis(number as u64));
                Reply::text(200, "woke")
            }
            "/sleep" => {
                let end = Instant::now() + Duration::from_millis(number as u64);
                while Instant::now() < end {
                    if request.deadline.passed() {
                        self.seen.cancelled.fetch_add(1, Ordering::SeqCst);
                        return Reply::text(200, "stopped");
                    }
                    thread::sleep(Duration::from_millis(1));
                }
                Reply::text(200, "slept")
            }
            "/wait" => {
                assert!(request.aside.park());
                let (reply, sender) = Reply::stream(Vec::new());
                request.aside.begin(reply);
                let _ = sender.send(b"begun".to_vec());
                while !self.seen.go.load(Ordering::SeqCst) {
                    if request.deadline.passed() {
                        self.seen.cancelled.fetch_add(1, Ordering::SeqCst);
                        break;
                    }
                    thread::sleep(Duration::from_millis(1));
                }
                sender.last(vec![b'x'; number]);
                Reply::text(500, "counts for nothing")
            }
            path => Reply::json(200, &json!({ "path": path, "query": request.head.query })),
        }
    }

    fn refuse(&self, kind: Kind, message: &str) -> Reply {
        let status = match kind {
            Kind::InvalidRequest => 400,
            Kind::MethodNotAllowed => 405,
            Kind::PayloadTooLarge => 413,
            Kind::Overloaded => 503,
            Kind::RequestTimeout => 504,
            _ => 500,
        };
        Reply::json(status, &json!({ "error": message, "error_code": kind.code() }))
    }

    fn uncapped(&self, peer: IpAddr) -> bool {
        peer.is_loopback() && self.seen.trusted.load(Ordering::SeqCst)
    }
}

/// A server with its service.
pub struct Bench {
    pub server: Server,
    pub seen: Arc<Seen>,
    service: Arc<Echo>,
}

pub fn quick() -> Limits {
    Limits {
        max_concurrency: 4,
        head_timeout: Duration::from_millis(400),
        body_timeout: Duration::from_millis(400),
        idle_timeout: Duration::from_secs(5),
        write_timeout: Duration::from_millis(600),
        linger_timeout: Duration::from_millis(300),
        later_timeout: Duration::from_millis(500),
        max_connections: 1500,
        max_connections_per_address: 1500,
        ..Limits::default()
    }
}

impl Bench {
    pub fn start(limits: Limits) -> Self {
        Self::with(limits, Duration::from_secs(5))
    }

    pub fn with(limits: Limits, timeout: Duration) -> Self {
        let seen = Arc::<Seen>::default();
        let service =
            Arc::new(Echo { limits: Mutex::new(limits), timeout, seen: Arc::clone(&seen) });
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let server = Server::start(listener, Arc::clone(&service) as Arc<dyn Service>).unwrap();
        Self { server, seen, service }
    }

    pub fn set(&self, limits: Limits) {
        *self.service.limits.lock().unwrap() = limits;
    }

    pub fn address(&self) -> SocketAddr {
        self.server.local_addr()
    }

    pub fn client(&self) -> Client {
        Client::connect(self.address())
    }

    /// A well-behaved request on a connection of its own must be answered, and soon.
    pub fn well(&self) {
        let begun = Instant::now();
        let got =
            self.client().ask("POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\nhello");
        assert_eq!((got.status, got.body.as_slice()), (200, b"hello".as_slice()));
        assert!(begun.elapsed() < Duration::from_secs(2), "{:?}", begun.elapsed());
    }

    /// Waits until the listener's figures are so.
    pub fn until(&self, what: &str, so: impl Fn(&super::gauge::Stats) -> bool) {
        let end = Instant::now() + Duration::from_secs(8);
        while !so(&self.server.stats()) {
            assert!(Instant::now() < end, "{what}: {:?}", self.server.stats());
            thread::sleep(Duration::from_millis(5));
        }
    }
}

#[derive(Debug)]
pub struct Got {
    pub status: u16,
    pub headers: HashMap<String, String>,
    pub body: Vec<u8>,
}

impl Got {
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name).map(String::as_str)
    }

    pub fn text(&self) -> &str {
        std::str::from_utf8(&self.body).unwrap()
    }
}

/// A client that checks that what it gets is HTTP.
pub struct Client {
    pub socket: BufReader<TcpStream>,
}

impl Client {
    pub fn connect(address: SocketAddr) -> Self {
        Self::over(TcpStream::connect(address).unwrap())
    }

    pub fn over(socket: TcpStream) -> Self {
        socket.set_read_timeout(Some(Duration::from_secs(10))).unwrap();
        socket.set_write_timeout(Some(Duration::from_secs(10))).unwrap();
        socket.set_nodelay(true).unwrap();
        Self { socket: BufReader::new(socket) }
    }

    /// Errors are left for the reader to find: the server may close in the middle of a request.
    pub fn send(&mut self, bytes: impl AsRef<[u8]>) -> &mut Self {
        let _ = self.socket.get_mut().write_all(bytes.as_ref());
        self
    }

    pub fn ask(&mut self, bytes: impl AsRef<[u8]>) -> Got {
        self.send(bytes).reply()
    }

    pub fn get(&mut self, path: &str) -> Got {
        self.ask(format!("GET {path} HTTP/1.1\r\nHost: a\r\n\r\n"))
    }

    pub fn reply(&mut self) -> Got {
        self.reply_to(false).expect("a reply, not the end")
    }

    /// `None` when the connection has ended.
    pub fn reply_to(&mut self, head_only: bool) -> Option<Got> {
        let mut line = String::new();
        if self.socket.read_line(&mut line).unwrap_or(0) == 0 {
            return None;
        }
        let status = line.split(' ').nth(1).and_then(|s| s.parse().ok());
        let status = status.unwrap_or_else(|| panic!("not a status line: {line:?}"));
        let mut headers = HashMap::new();
        loop {
            let mut line = String::new();
            self.socket.read_line(&mut line).unwrap();
            let Some((name, value)) = line.trim_end().split_once(": ") else {
                assert_eq!(line, "\r\n");
                break;
            };
            assert!(headers.insert(name.to_ascii_lowercase(), value.to_owned()).is_none());
        }
        let length = headers.get("content-length").map_or(0, |n| n.parse().unwrap());
        let mut body = vec![0; if head_only { 0 } else { length }];
        self.socket.read_exact(&mut body).unwrap();
        Some(Got { status, headers, body })
    }

    /// The server has closed, and sends nothing more.
    pub fn closed(&mut self) -> bool {
        let mut rest = Vec::new();
        let _ = self.socket.read_to_end(&mut rest);
        rest.is_empty()
    }

    pub fn end(&self, how: Shutdown) {
        let _ = self.socket.get_ref().shutdown(how);
    }
}
