//! How does a test get a provider of its own? A server on this machine that answers what a closure says.
//!
//! Integration tests include this file as it is, so it names nothing of the house.

use std::io::{BufRead as _, BufReader, Write as _};
use std::net::{TcpListener, TcpStream};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::Duration;

/// A request as it came.
#[derive(Debug, Clone)]
pub struct Seen {
    pub path: String,
    pub query: String,
    /// Names in lower case.
    pub headers: Vec<(String, String)>,
}

impl Seen {
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(n, _)| n == name).map(|(_, value)| value.as_str())
    }

    /// A parameter of the query, unescaped.
    pub fn asks(&self, name: &str) -> Option<String> {
        url::form_urlencoded::parse(self.query.as_bytes())
            .find(|(n, _)| n == name)
            .map(|(_, value)| value.into_owned())
    }
}

/// What is answered.
#[derive(Debug, Clone, Default)]
pub struct Given {
    pub status: u16,
    pub headers: Vec<(String, String)>,
    pub body: Vec<u8>,
}

impl Given {
    pub fn json(body: &serde_json::Value) -> Self {
        Self { status: 200, headers: Vec::new(), body: body.to_string().into_bytes() }
    }

    pub fn status(status: u16) -> Self {
        Self { status, headers: Vec::new(), body: b"{\"message\": \"no\"}".to_vec() }
    }

    #[must_use]
    pub fn with(mut self, name: &str, value: &str) -> Self {
        self.headers.push((name.to_owned(), value.to_owned()));
        self
    }
}

type Handler = dyn Fn(&Seen) -> Given + Send + Sync;

/// A server; it ends when it goes out of scope.
pub struct Mock {
    pub url: String,
    seen: Arc<Mutex<Vec<Seen>>>,
    ending: Arc<AtomicBool>,
    address: std::net::SocketAddr,
}

impl Mock {
    pub fn start(handler: impl Fn(&Seen) -> Given + Send + Sync + 'static) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
        let address = listener.local_addr().expect("an address");
        let (seen, ending) = (Arc::<Mutex<Vec<Seen>>>::default(), Arc::new(AtomicBool::new(false)));
        let handler: Arc<Handler> = Arc::new(handler);
        let (log, end) = (Arc::clone(&seen), Arc::clone(&ending));
        thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                if end.load(Ordering::Acquire) {
                    return;
                }
                let (handler, log) = (Arc::clone(&handler), Arc::clone(&log));
                thread::spawn(move || answer(stream, &*handler, &log));
            }
        });
        Self { url: format!("http://{address}"), seen, ending, address }
    }

    /// What was asked so far.
    pub fn seen(&self) -> Vec<Seen> {
        self.seen.lock().expect("a log").clone()
    }
}

impl Drop for Mock {
    fn drop(&mut self) {
        self.ending.store(true, Ordering::Release);
        let _ = TcpStream::connect(self.address);
    }
}

fn answer(stream: TcpStream, handler: &Handler, log: &Mutex<Vec<Seen>>) {
    let _ = stream.set_read_timeout(Some(Duration::from_secs(20)));
    let mut reader = BufReader::new(stream);
    let mut line = String::new();
    if reader.read_line(&mut line).is_err() {
        return;
    }
    let Some(target) = line.split_whitespace().nth(1).map(str::to_owned) else { return };
    let mut headers = Vec::new();
    loop {
        let mut line = String::new();
        match reader.read_line(&mut line) {
            Ok(n) if n > 0 && !line.trim().is_empty() => {}
            _ => break,
        }
        if let Some((name, value)) = line.trim().split_once(':') {
            headers.push((name.to_lowercase(), value.trim().to_owned()));
        }
    }
    let (path, query) = target.split_once('?').unwrap_or((&target, ""));
    let seen = Seen { path: path.to_owned(), query: query.to_owned(), headers };
    log.lock().expect("a log").push(seen.clone());
    let given = handler(&seen);
    let mut head = format!(
        "HTTP/1.1 {} X\r\ncontent-type: application/json\r\ncontent-length: {}\r\nconnection: close\r\n",
        given.status,
        if given.status == 304 { 0 } else { given.body.len() }
    );
    for (name, value) in &given.headers {
        head.push_str(&format!("{name}: {value}\r\n"));
    }
    head.push_str("\r\n");
    let mut stream = reader.into_inner();
    let _ = stream.write_all(head.as_bytes());
    if given.status != 304 {
        let _ = stream.write_all(&given.body);
    }
    let _ = stream.flush();
}
