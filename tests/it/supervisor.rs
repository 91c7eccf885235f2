//! Does the server get on with a service manager: its socket, its readiness, its signals?

use std::io::Write as _;
use std::net::{TcpListener, TcpStream};
use std::os::unix::net::UnixDatagram;
use std::process::Stdio;
use std::time::{Duration, Instant};

use crate::harness::{Home, PATIENCE, Server, wait};

/// Starts a program as a service manager does: descriptor 3 is the listener, `LISTEN_PID` the
/// process itself.
const ACTIVATE: &str = r#"export LISTEN_FDS="$1" LISTEN_PID=$$; shift; exec "$@" 3<&0"#;

#[test]
fn a_passed_socket_is_served() {
    let home = Home::new();
    let repo = home.repo("core", &[("a.txt", "a\n")]);
    // The configured address is not touched: nothing could be bound there.
    let team = home
        .team_with(&[("core", &repo.path)], serde_json::json!({"host": "192.0.2.1", "port": 9}));
    let token = team.token("bot", &["--role", "viewer"]);
    let activate = |sockets: &str, listener: &TcpListener| {
        let mut command = home.program("sh");
        command
            .args(["-c", ACTIVATE, "sh", sockets, env!("CARGO_BIN_EXE_lean-ctx")])
            .args(["team", "serve", "--config"])
            .arg(&team.file)
            .stdin(Stdio::from(std::os::fd::OwnedFd::from(listener.try_clone().expect("a copy"))));
        command
    };
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
    let address = listener.local_addr().expect("an address");
    // Who connects before the server runs waits in the kernel and is served.
    let early = TcpStream::connect(address).expect("a connection");
    let server = Server::start(activate("1", &listener));
    assert_eq!(server.url, format!("http://{address}"));
    let answer = |mut stream: TcpStream| {
        stream
            .write_all(b"GET /livez HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n")
            .expect("sent");
        std::io::read_to_string(stream).expect("a reply")
    };
    assert!(answer(early).starts_with("HTTP/1.1 200"));
    assert_eq!(server.get("/v1/tools", &token).0, 200);
    assert_eq!(server.stop().0, 0);
    // The manager's listener outlives the server: a restart loses nobody.
    drop(TcpStream::connect(address).expect("still open"));
    crate::harness::finish(activate("2", &listener)).exits(2).says("ListenStream=");
}

#[test]
fn readiness_and_the_end_are_told() {
    let home = Home::new();
    let repo = home.repo("core", &[("a.txt", "a\n")]);
    let team = home.team(&[("core", &repo.path)]);
    team.token("bot", &["--role", "viewer"]);
    let path = home.join("notify");
    let manager = UnixDatagram::bind(&path).expect("a socket");
    manager.set_read_timeout(Some(PATIENCE)).expect("an option");
    let next = || {
        let mut bytes = [0; 64];
        let got = manager.recv(&mut bytes).expect("a message");
        String::from_utf8_lossy(&bytes[..got]).into_owned()
    };
    let mut server = team.start_with(|command| {
        command.env("NOTIFY_SOCKET", &path);
    });
    assert_eq!(next(), "READY=1");
    assert_eq!(server.get("/livez", "").0, 200);
    // As many descriptors as allowed, for as many connections as are let in.
    let limits =
        std::fs::read_to_string(format!("/proc/{}/limits", server.child.id())).expect("Linux");
    let files = limits.lines().find(|l| l.starts_with("Max open files")).expect("a limit");
    let numbers: Vec<&str> = files.split_whitespace().skip(3).take(2).collect();
    assert_eq!(numbers[0], numbers[1], "{files}");
    server.signal("TERM");
    assert_eq!(next(), "STOPPING=1");
    assert_eq!(wait(&mut server.child, PATIENCE).expect("the end").code(), Some(0));

    // A manager that has gone is no reason not to serve.
    drop(manager);
    // A process that another test has just forked may hold the socket: what has no name takes nothing.
    std::fs::remove_file(&path).expect("the socket's name");
    let server = team.start_with(|command| {
        command.env("NOTIFY_SOCKET", &path);
    });
    let (code, said) = server.stop();
    assert!(code == 0 && said.contains("READY=1"), "{code} {said}");
}

/// A request whose body does not come keeps the first from ending before its time.
#[test]
fn a_second_signal_ends_at_once() {
    for (first, second) in [("TERM", "TERM"), ("INT", "TERM"), ("TERM", "INT")] {
        let home = Home::new();
        let repo = home.repo("core", &[("a.txt", "a\n")]);
        let team = home.team(&[("core", &repo.path)]);
        let token = team.token("bot", &["--role", "viewer"]);
        let mut server = team.serve();
        let mut stream = TcpStream::connect(("127.0.0.1", server.port())).expect("a connection");
        let head = format!(
            "POST /mcp HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer {token}\r\n\
             Content-Length: 100\r\n\r\n"
        );
        stream.write_all(head.as_bytes()).expect("sent");
        std::thread::sleep(Duration::from_millis(200));
        server.signal(first);
        assert!(wait(&mut server.child, Duration::from_millis(800)).is_none(), "it drains");
        let begun = Instant::now();
        server.signal(second);
        let status = wait(&mut server.child, PATIENCE).expect("the end");
        assert!(begun.elapsed() < Duration::from_secs(1), "{:?}", begun.elapsed());
        assert_eq!(status.code(), Some(1), "it says that not everything was answered");
    }
}
