//! Does the topology of deploy/compose.yaml hold when it runs? Caddy with the very Caddyfile in front of a server, TLS
//! by an authority made for the test, events and MCP through it; without containers.
//!
//! The sign-in is a stand-in for oauth2-proxy, which answers its one question (`/oauth2/auth`) as that does.

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::{TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::thread;
use std::time::{Duration, Instant};

use serde_json::{Value, json};
use ureq::tls::{Certificate, RootCerts, TlsConfig};

use crate::harness::{Home, PATIENCE, Server, Team, eventually, finish, not_run};

/// `LEAN_CTX_TEST_CADDY`, else the machine's own.
fn caddy() -> Option<PathBuf> {
    let set = std::env::var_os("LEAN_CTX_TEST_CADDY").filter(|v| !v.is_empty()).map(PathBuf::from);
    let path = std::env::var_os("PATH").unwrap_or_default();
    let own = || std::env::split_paths(&path).map(|dir| dir.join("caddy")).find(|p| p.is_file());
    let found = set.or_else(own);
    if found.is_none() {
        not_run("set LEAN_CTX_TEST_CADDY to a caddy, as .ci/run does");
    }
    found
}

/// A port that was free a moment ago.
fn free_port() -> u16 {
    TcpListener::bind(("127.0.0.1", 0)).unwrap().local_addr().unwrap().port()
}

/// Caddy before something, with an authority of its own.
struct Front {
    child: Child,
    port: u16,
    authority: PathBuf,
    agent: ureq::Agent,
}

impl Drop for Front {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// A client that believes this authority alone; `None` while there is none.
fn trusting(authority: &Path) -> Option<ureq::Agent> {
    let root = Certificate::from_pem(&std::fs::read(authority).ok()?).ok()?;
    let tls = TlsConfig::builder().root_certs(RootCerts::new_with_certs(&[root])).build();
    let agent = ureq::Agent::config_builder()
        .tls_config(tls)
        .http_status_as_error(false)
        .max_redirects(0)
        .max_redirects_will_error(false)
        .timeout_global(Some(PATIENCE))
        .build();
    Some(agent.into())
}

impl Front {
    /// Starts until the port it got is still free.
    fn start(home: &Home, port: u16, settings: &[(&str, String)]) -> Option<Self> {
        let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("deploy/Caddyfile");
        let data = home.join("caddy");
        let mut command = home.program(caddy()?);
        command
            .args(["run", "--adapter", "caddyfile", "--config"])
            .arg(file)
            .env("XDG_DATA_HOME", &data)
            .env("XDG_CONFIG_HOME", &data)
            .env("LEAN_CTX_DOMAIN", format!("localhost:{port}"))
            .env("LEAN_CTX_PORT", port.to_string())
            .envs(settings.iter().map(|(name, value)| (name, value)))
            .stdout(Stdio::null())
            .stderr(std::fs::File::create(home.join("caddy.log")).unwrap());
        let mut child = command.spawn().unwrap();
        let began = Instant::now();
        let authority = data.join("caddy/pki/authorities/local/root.crt");
        let agent = eventually("caddy answers or ends", PATIENCE, || {
            if child.try_wait().unwrap().is_some() {
                return Some(Ok(None));
            }
            let agent = trusting(&authority)?;
            // Short, so that one attempt that comes too early does not take all the time there is.
            let request = agent.get(format!("https://localhost:{port}/livez"));
            let asked =
                request.config().timeout_global(Some(Duration::from_secs(5))).build().call();
            match asked {
                Ok(_) => Some(Ok(Some(agent))),
                Err(e) => (began.elapsed() > PATIENCE * 3 / 4).then(|| Err(e.to_string())),
            }
        });
        let agent = agent.unwrap_or_else(|e| {
            let _ = child.kill();
            panic!("{e}\n{}", std::fs::read_to_string(home.join("caddy.log")).unwrap_or_default())
        });
        agent.map(|agent| Self { child, port, authority, agent })
    }

    fn url(&self, path: &str) -> String {
        format!("https://localhost:{}{path}", self.port)
    }

    /// Status, headers by name, body.
    fn get(&self, path: &str, headers: &[(&str, &str)]) -> (u16, Vec<(String, String)>, String) {
        let request = self.agent.get(self.url(path));
        let request = headers.iter().fold(request, |request, (n, v)| request.header(*n, *v));
        said(request.call())
    }

    fn post(&self, path: &str, token: &str, body: &str) -> (u16, Vec<(String, String)>, String) {
        let request = self
            .agent
            .post(self.url(path))
            .header("Authorization", format!("Bearer {token}"))
            .header("Accept", "application/json, text/event-stream")
            .header("Content-Type", "application/json");
        said(request.send(body))
    }
}

fn said(
    answer: Result<ureq::http::Response<ureq::Body>, ureq::Error>,
) -> (u16, Vec<(String, String)>, String) {
    let mut response = answer.expect("an answer");
    let text = |v: &ureq::http::HeaderValue| v.to_str().unwrap_or_default().to_owned();
    let headers =
        response.headers().iter().map(|(n, v)| (n.as_str().to_owned(), text(v))).collect();
    let body = response.body_mut().read_to_string().unwrap_or_default();
    (response.status().as_u16(), headers, body)
}

fn header<'a>(headers: &'a [(String, String)], name: &str) -> &'a str {
    headers.iter().find(|(n, _)| n == name).map_or("", |(_, value)| value)
}

/// The whole topology: a team's server that knows its public name alone, and Caddy before it.
fn topology(home: &Home) -> Option<(Team<'_>, String, Server, Front)> {
    topology_with(home, &json!({}), &[])
}

/// As [`topology`], with more keys in team.json and more settings of Caddy's.
fn topology_with<'h>(
    home: &'h Home,
    keys: &Value,
    settings: &[(&str, String)],
) -> Option<(Team<'h>, String, Server, Front)> {
    caddy()?;
    let repo = home.repo("core", &[("src/lib.rs", "pub fn needle() {}\n")]);
    for _ in 0..5 {
        let port = free_port();
        let mut more = json!({
            "publicUrl": format!("https://localhost:{port}"),
            "allowedHosts": ["ctx.internal"],
            "trustedProxies": ["127.0.0.0/8", "::1"],
        });
        for (key, value) in keys.as_object().unwrap() {
            more[key] = value.clone();
        }
        let team = home.team_with(&[("core", &repo.path)], more);
        let token = team.token("ann", &["--role", "admin"]);
        let server = team.serve();
        let upstream = ("LEAN_CTX_UPSTREAM", format!("127.0.0.1:{}", server.port()));
        let settings = [&[upstream], settings].concat();
        if let Some(front) = Front::start(home, port, &settings) {
            return Some((team, token, server, front));
        }
    }
    panic!("{}", std::fs::read_to_string(home.join("caddy.log")).unwrap_or_default());
}

const SEARCH: &str = r#"{"name": "ctx_search", "arguments": {"pattern": "needle"}}"#;

#[test]
fn tokens_mcp_and_health_come_through_tls() {
    let home = Home::new();
    let Some((_team, token, _server, front)) = topology(&home) else { return };
    let health = |authority: Option<&Path>| {
        let mut command = home.command();
        command.args(["team", "health", "--ready", "--json", "--timeout", "60", "--url"]);
        command.arg(front.url("")).envs(authority.map(|path| ("SSL_CERT_FILE", path)));
        finish(command)
    };
    assert_eq!(health(Some(&front.authority)).ok().json()["answer"]["ready"], true);
    health(None).exits(4).says("over TLS");

    let (status, headers, _) = front.get("/v1/tools", &[]);
    assert_eq!(status, 401);
    assert!(header(&headers, "strict-transport-security").contains("max-age"));
    let (status, _, body) = front.post("/v1/tools/call", &token, SEARCH);
    assert!(status == 200 && body.contains("src/lib.rs"), "{status} {body}");

    let call = r#"{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"ctx_search","arguments":{"pattern":"needle"}}}"#;
    let (status, _, body) = front.post("/mcp", &token, call);
    assert!(status == 200 && body.contains("src/lib.rs"), "{status} {body}");
    // A call that reports its progress answers as a stream.
    let call = r#"{"jsonrpc":"2.0","id":2,"method":"tools/call","params":{"name":"ctx_index","arguments":{"action":"rebuild"},"_meta":{"progressToken":"p"}}}"#;
    let (status, headers, body) = front.post("/mcp", &token, call);
    assert_eq!((status, header(&headers, "content-type")), (200, "text/event-stream"), "{body}");
    assert!(body.contains("notifications/progress") && body.contains("\"id\":2"), "{body}");
}

#[test]
fn what_must_not_come_through_does_not() {
    let home = Home::new();
    let Some((team, token, server, front)) = topology(&home) else { return };
    // A name that is not ours: at the proxy, and at the server behind it.
    let (status, _, body) = front.get("/v1/tools", &[("Host", "evil.example")]);
    assert!(status == 421 && !body.contains("tools"), "{status} {body}");
    let direct = |host: &str, more: &str| {
        let mut stream = TcpStream::connect(("127.0.0.1", server.port())).unwrap();
        let head = format!(
            "GET /v1/tools HTTP/1.1\r\nHost: {host}\r\nAuthorization: Bearer {token}\r\n{more}Connection: close\r\n\r\n"
        );
        stream.write_all(head.as_bytes()).unwrap();
        let mut reply = String::new();
        let _ = stream.read_to_string(&mut reply);
        reply
    };
    assert!(direct("evil.example", "").contains("host_denied"));
    let public = format!("localhost:{}", front.port);
    assert!(direct(&public, "").starts_with("HTTP/1.1 200"));

    // More than `maxBodyBytes`.
    let huge = format!(
        r#"{{"name": "ctx_search", "arguments": {{"pattern": "{}"}}}}"#,
        "a".repeat(3 << 20)
    );
    // The proxy may still be sending when the refusal comes, and then says so in its own words.
    eventually("it is refused as too large", PATIENCE, || {
        let (status, _, body) = front.post("/v1/tools/call", &token, &huge);
        assert!(status == 413 || status == 502, "{status} {body}");
        body.contains("payload_too_large").then_some(())
    });
    // There is nothing to upgrade to.
    let upgrade = [
        ("Authorization", &*format!("Bearer {token}")),
        ("Connection", "Upgrade"),
        ("Upgrade", "websocket"),
        ("Sec-WebSocket-Version", "13"),
        ("Sec-WebSocket-Key", "dGhlIHNhbXBsZSBub25jZQ=="),
    ];
    for path in ["/v1/tools", "/mcp"] {
        assert_ne!(front.get(path, &upgrade).0, 101, "{path}");
    }
    // In plain nothing is answered that a token could have been sent for.
    let mut plain = TcpStream::connect(("localhost", front.port)).unwrap();
    let head = format!(
        "GET /v1/tools HTTP/1.1\r\nHost: {public}\r\nAuthorization: {}\r\n\r\n",
        upgrade[0].1
    );
    // It may hang up before it has read all.
    let _ = plain.write_all(head.as_bytes());
    let mut reply = Vec::new();
    let _ = plain.read_to_end(&mut reply);
    let reply = String::from_utf8_lossy(&reply);
    assert!(reply.is_empty() || reply.starts_with("HTTP/1.0 400"), "{reply}");

    // Who calls, is what the proxy says; what the client says of it, the proxy does not pass on.
    let forged = "203.0.113.9";
    let remotes = |team: &Team| -> Vec<String> {
        let of = |r: &Value| r["remote"].as_str().map(str::to_owned);
        team.audit().iter().filter_map(of).collect()
    };
    let bearer = format!("Bearer {token}");
    assert_eq!(
        front.get("/v1/tools", &[("Authorization", &bearer), ("X-Forwarded-For", forged)]).0,
        200
    );
    assert!(!remotes(&team).iter().any(|r| r == forged), "{:?}", remotes(&team));
    let forwarded = format!("X-Forwarded-For: {forged}\r\n");
    assert!(direct(&public, &forwarded).starts_with("HTTP/1.1 200"));
    assert_eq!(
        remotes(&team).last().map(String::as_str),
        Some(forged),
        "a trusted proxy is believed"
    );
    let config = std::fs::read_to_string(&team.file).unwrap();
    let mut config: Value = serde_json::from_str(&config).unwrap();
    config["trustedProxies"] = json!(["192.0.2.1"]);
    std::fs::write(&team.file, config.to_string()).unwrap();
    eventually("nobody else is believed", PATIENCE, || {
        assert!(direct(&public, &forwarded).starts_with("HTTP/1.1 200"));
        (remotes(&team).last().map(String::as_str) == Some("127.0.0.1")).then_some(())
    });
}

#[test]
fn events_come_through_replayed_and_live() {
    let home = Home::new();
    let Some((_team, token, _server, front)) = topology(&home) else { return };
    assert_eq!(front.post("/v1/tools/call", &token, SEARCH).0, 200);
    let stream = front
        .agent
        .get(front.url("/v1/events"))
        .header("Authorization", format!("Bearer {token}"))
        .call()
        .unwrap();
    assert_eq!(stream.headers()["content-type"], "text/event-stream");
    let (send, events) = channel();
    thread::spawn(move || {
        for line in BufReader::new(stream.into_body().into_reader()).lines() {
            let Ok(line) = line else { return };
            if line == "event: tool_call_recorded" && send.send(()).is_err() {
                return;
            }
        }
    });
    events.recv_timeout(PATIENCE).expect("what was, is replayed");
    // The reply has not ended, and what happens now is in it at once: nothing is kept back to fill a buffer.
    assert_eq!(front.post("/v1/tools/call", &token, SEARCH).0, 200);
    events.recv_timeout(PATIENCE).expect("what happens, is told");
}

/// Answers each connection's one request by `answer`, and tells of its head.
fn listener(answer: impl Fn(&str) -> String + Send + 'static) -> (u16, Receiver<String>) {
    let listener = TcpListener::bind(("127.0.0.1", 0)).unwrap();
    let port = listener.local_addr().unwrap().port();
    let (send, heads) = channel();
    thread::spawn(move || {
        for stream in listener.incoming() {
            let Ok(mut stream) = stream else { continue };
            let mut head = String::new();
            let mut lines = BufReader::new(stream.try_clone().unwrap());
            while lines.read_line(&mut head).is_ok_and(|n| n > 2) {}
            let _ = stream.write_all(answer(&head).as_bytes());
            if send.send(head.to_ascii_lowercase()).is_err() {
                return;
            }
        }
    });
    (port, heads)
}

/// What oauth2-proxy says at its one door: who has a session is Ann.
fn sign_in() -> (u16, Receiver<String>) {
    listener(|head| {
        let known = head.contains("__Host-lean-ctx=ann");
        let (status, more) = match (head.starts_with("GET /oauth2/auth"), known) {
            (true, true) => ("202 Accepted", "X-Auth-Request-Email: ann@example.com\r\n"),
            (true, false) => ("401 Unauthorized", ""),
            _ => ("200 OK", "X-Stand-In: sign-in\r\n"),
        };
        format!("HTTP/1.1 {status}\r\n{more}Content-Length: 0\r\nConnection: close\r\n\r\n")
    })
}

#[test]
fn people_sign_in_for_the_page_alone_and_nobody_names_himself() {
    let home = Home::new();
    if caddy().is_none() {
        return;
    }
    let (upstream, arrived) =
        listener(|_| "HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: close\r\n\r\nhi".into());
    let (sign_in, _asked) = sign_in();
    let settings = |sso: &str| {
        [
            ("LEAN_CTX_UPSTREAM", format!("127.0.0.1:{upstream}")),
            ("LEAN_CTX_SSO", sso.to_owned()),
            ("LEAN_CTX_SSO_UPSTREAM", format!("127.0.0.1:{sign_in}")),
        ]
    };
    let start = |sso: &str| {
        let front = (0..5).find_map(|_| Front::start(&home, free_port(), &settings(sso)));
        front.unwrap_or_else(|| {
            panic!("{}", std::fs::read_to_string(home.join("caddy.log")).unwrap_or_default())
        })
    };
    let front = start("on");
    // A probe of the start that was given up may arrive late.
    let head = |path: &str| loop {
        let head = arrived.recv_timeout(PATIENCE).expect("it arrived");
        if head.starts_with(&format!("get {path} ")) {
            break head;
        }
    };
    let forged = [
        ("X-Forwarded-Email", "boss@example.com"),
        ("X-Forwarded-Groups", "admins"),
        ("X-Forwarded-User", "boss"),
        ("X-Amzn-Oidc-Data", "forged"),
        ("X-Auth-Request-Email", "boss@example.com"),
    ];
    let clean =
        |head: &str| !head.contains("boss") && !head.contains("admins") && !head.contains("forged");

    let (status, headers, _) = front.get("/ui?x=1", &forged);
    assert_eq!(status, 302);
    assert!(header(&headers, "location").starts_with("/oauth2/sign_in?rd=/ui"), "{headers:?}");
    let (status, headers, _) = front.get("/oauth2/sign_in?rd=/ui", &[]);
    assert_eq!((status, header(&headers, "x-stand-in")), (200, "sign-in"));
    // Signed in: the name is the sign-in's. It names no groups, so there are none, whatever the client says.
    let signed = [forged.as_slice(), &[("Cookie", "__Host-lean-ctx=ann")]].concat();
    assert_eq!(front.get("/ui/data", &signed).0, 200);
    let page = head("/ui/data");
    assert!(page.contains("x-forwarded-email: ann@example.com") && clean(&page), "{page}");
    assert_eq!(front.get("/v1/workspaces", &signed).0, 200);
    let shown = head("/v1/workspaces");
    assert!(shown.contains("x-forwarded-email: ann@example.com") && clean(&shown), "{shown}");
    // Programs are sent to no sign-in, and whoever has signed in is nobody there.
    let bearer = [signed.as_slice(), &[("Authorization", "Bearer lctx_x")]].concat();
    let elsewhere = ["/mcp", "/api/v1/webhooks", "/livez", "/uix"].map(|path| (path, &signed));
    for (path, sent) in [("/v1/tools", &bearer)].into_iter().chain(elsewhere) {
        assert_eq!(front.get(path, sent).0, 200, "{path}");
        let call = head(path);
        assert!(!call.contains("x-forwarded-email") && clean(&call), "{call}");
        assert!(
            call.contains("x-forwarded-for: ") && call.contains("x-forwarded-proto: https"),
            "{call}"
        );
    }
    drop(front);
    let front = start("off");
    let _ = arrived.try_iter().count();
    assert_eq!(front.get("/ui", &signed).0, 200, "without a sign-in the page's own token counts");
    let page = head("/ui");
    assert!(!page.contains("x-forwarded-email") && clean(&page), "{page}");
}

#[test]
fn who_has_signed_in_is_known_to_the_server_and_may_look() {
    let home = Home::new();
    let (port, _asked) = sign_in();
    let keys = json!({"edgeIdentity": {"kind": "header", "defaultRole": "viewer"}});
    let settings =
        [("LEAN_CTX_SSO", "on".into()), ("LEAN_CTX_SSO_UPSTREAM", format!("127.0.0.1:{port}"))];
    let Some((_team, token, _server, front)) = topology_with(&home, &keys, &settings) else {
        return;
    };
    let cookie = ("Cookie", "__Host-lean-ctx=ann");
    let forged = ("X-Forwarded-Email", "boss@example.com");
    let (status, _, body) = front.get("/v1/me", &[cookie, forged]);
    assert!(status == 200 && body.contains("edge:ann@example.com"), "{status} {body}");
    assert_eq!(front.get("/v1/me", &[forged]).0, 401, "nobody names himself");
    let (status, headers, _) = front.get("/ui", &[cookie]);
    assert_eq!(status, 200);
    assert!(header(&headers, "content-type").starts_with("text/html"), "{headers:?}");
    // A token is its own holder, whoever has signed in beside it; and looking is not acting.
    let bearer = format!("Bearer {token}");
    let (status, _, body) = front.get("/v1/me", &[cookie, ("Authorization", &bearer)]);
    assert!(status == 200 && !body.contains("edge:"), "{status} {body}");
    let request = front.agent.post(front.url("/v1/tools/call")).header(cookie.0, cookie.1);
    let (status, _, body) = said(request.header("Content-Type", "application/json").send(SEARCH));
    assert_eq!(status, 401, "{body}");
}

/// deploy/team.json.example is what its compose file needs.
#[test]
fn the_example_configuration_would_start() {
    let home = Home::new();
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("deploy");
    let file = home.join("team.json");
    let text = std::fs::read_to_string(root.join("team.json.example")).unwrap();
    // Its folder is the container's.
    std::fs::write(&file, text.replace("/var/lib/lean-ctx", &home.path().display().to_string()))
        .unwrap();
    let file = file.display().to_string();
    home.run([
        "team",
        "token",
        "create",
        "--config",
        &file,
        "--id",
        "ann",
        "--role",
        "member",
        "--expires",
        "90d",
    ])
    .ok();
    home.run(["team", "check", "--config", &file]).ok();
    let mut config: Value = serde_json::from_str(&std::fs::read_to_string(&file).unwrap()).unwrap();
    // With the sign-in that the page beside it tells of.
    let page = std::fs::read_to_string(root.join("README.md")).unwrap();
    let keys = page.split("```json\n").nth(1).and_then(|rest| rest.split("```").next()).unwrap();
    let keys: Value = serde_json::from_str(&format!("{{{keys}}}")).unwrap();
    config["edgeIdentity"] = keys["edgeIdentity"].clone();
    std::fs::write(&file, config.to_string()).unwrap();
    home.run(["team", "check", "--config", &file]).ok();
    let compose = std::fs::read_to_string(root.join("compose.yaml")).unwrap();
    let proxy = config["trustedProxies"][0].as_str().unwrap();
    assert!(compose.contains(&format!("ipv4_address: {proxy}\n")), "{proxy} is Caddy's");
    for (file, text) in [
        ("compose.yaml", compose),
        ("Dockerfile", std::fs::read_to_string(root.join("Dockerfile")).unwrap()),
    ] {
        assert!(!text.contains(":latest\n"), "{file}: a base or proxy without a version");
    }
}

/// What a health check, a unit or a task runs is a command of this binary.
#[test]
fn every_command_in_the_files_exists() {
    let home = Home::new();
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("deploy");
    let mut ran = 0;
    for name in [
        "Dockerfile",
        "aws/cloudformation.yaml",
        "kubernetes/lean-ctx.yaml",
        "systemd/lean-ctx.service",
        "systemd/lean-ctx-sync.service",
    ] {
        let text = std::fs::read_to_string(root.join(name)).unwrap();
        for line in text.lines() {
            let plain: String =
                line.chars().map(|c| if "\",[]".contains(c) { ' ' } else { c }).collect();
            let Some((_, after)) =
                plain.split_once(" team ").or_else(|| plain.split_once("=team "))
            else {
                continue;
            };
            let Some(command) = after.split_whitespace().next() else { continue };
            let is_run =
                ["CMD", "ExecStart", "Command:", "args:"].iter().any(|word| line.contains(word));
            if is_run {
                home.run(["team", command, "--help"]).ok();
                ran += 1;
            }
        }
    }
    assert!(ran >= 8, "{ran} commands found");
}
