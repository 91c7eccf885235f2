//! What does a real smart HTTP server do? The tests' own: `git http-backend` behind a loopback socket.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::{Arc, Mutex};

/// How the server answers beside serving the repositories below its root.
#[derive(Clone, Default)]
pub struct Manners {
    /// The `Authorization` header it insists on.
    pub password: Option<String>,
    /// Where requests for `/moved/…` are sent to: this text and the rest of the path.
    pub moved_to: Option<String>,
    /// Answers everything with this instead: content type and body.
    pub page: Option<(&'static str, &'static str)>,
    /// Ends the connection after that many bytes of a pack.
    pub cut_after: Option<usize>,
}

pub struct Server {
    pub port: u16,
    /// Request line and `Authorization` header of each request.
    pub seen: Arc<Log>,
}

impl Server {
    pub fn start(root: &Path, manners: Manners) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let port = listener.local_addr().unwrap().port();
        let seen: Arc<Log> = Arc::default();
        let (root, log) = (root.to_owned(), Arc::clone(&seen));
        std::thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let (root, manners, log) = (root.clone(), manners.clone(), Arc::clone(&log));
                std::thread::spawn(move || serve(stream, root, &manners, &log));
            }
        });
        Self { port, seen }
    }

    pub fn url(&self, path: &str) -> String {
        format!("http://127.0.0.1:{}/{path}", self.port)
    }
}

type Log = Mutex<Vec<(String, Option<String>)>>;

fn serve(stream: TcpStream, root: PathBuf, manners: &Manners, log: &Log) {
    let mut reader = BufReader::new(stream.try_clone().unwrap());
    let mut line = String::new();
    reader.read_line(&mut line).unwrap();
    let (mut length, mut kind, mut login) = (0, String::new(), None);
    loop {
        let mut header = String::new();
        reader.read_line(&mut header).unwrap();
        let Some((name, value)) = header.trim().split_once(": ") else { break };
        match name.to_ascii_lowercase().as_str() {
            "content-length" => length = value.parse().unwrap(),
            "content-type" => kind = value.to_owned(),
            "authorization" => login = Some(value.to_owned()),
            _ => {}
        }
    }
    let mut body = vec![0; length];
    reader.read_exact(&mut body).unwrap();
    log.lock().unwrap().push((line.trim().to_owned(), login.clone()));
    let mut words = line.split(' ');
    let (method, target) = (words.next().unwrap(), words.next().unwrap());
    let mut stream = stream;
    if let (Some(to), Some(rest)) = (&manners.moved_to, target.strip_prefix("/moved")) {
        let answer = format!(
            "HTTP/1.1 302 Found\r\nLocation: {to}{rest}\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"
        );
        let _ = stream.write_all(answer.as_bytes());
    } else if manners.password.is_some() && manners.password != login {
        let _ = stream.write_all(b"HTTP/1.1 401 No\r\nWWW-Authenticate: Basic realm=\"x\"\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");
    } else if let Some((kind, page)) = manners.page {
        let _ = write!(
            stream,
            "HTTP/1.1 200 OK\r\nContent-Type: {kind}\r\nContent-Length: {}\r\nConnection: close\r\n\r\n{page}",
            page.len()
        );
    } else {
        let output = backend(&root, method, target, &kind, &body);
        let split = output.windows(4).position(|w| w == b"\r\n\r\n").unwrap();
        let head = String::from_utf8_lossy(&output[..split]);
        let status = head.lines().find_map(|l| l.strip_prefix("Status: ")).unwrap_or("200 OK");
        let mut answer =
            format!("HTTP/1.1 {status}\r\n{head}\r\nConnection: close\r\n\r\n").into_bytes();
        answer.extend_from_slice(&output[split + 4..]);
        let cut = manners.cut_after.filter(|_| method == "POST").unwrap_or(answer.len());
        let _ = stream.write_all(&answer[..cut.min(answer.len())]);
    }
}

fn backend(root: &Path, method: &str, target: &str, kind: &str, body: &[u8]) -> Vec<u8> {
    let (path, query) = target.split_once('?').unwrap_or((target, ""));
    let mut child = Command::new("git")
        .arg("http-backend")
        .env("HOME", "/nonexistent")
        .env("GIT_CONFIG_GLOBAL", "/dev/null")
        .env_remove("GIT_DIR")
        .env_remove("GIT_PROTOCOL")
        .env("GIT_CONFIG_NOSYSTEM", "1")
        .env("GIT_PROJECT_ROOT", root)
        .env("GIT_HTTP_EXPORT_ALL", "1")
        .env("REQUEST_METHOD", method)
        .env("PATH_INFO", path)
        .env("QUERY_STRING", query)
        .env("CONTENT_TYPE", kind)
        .env("CONTENT_LENGTH", body.len().to_string())
        .env("REMOTE_ADDR", "127.0.0.1")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    child.stdin.take().unwrap().write_all(body).unwrap();
    child.wait_with_output().unwrap().stdout
}
