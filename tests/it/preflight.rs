//! Does the preflight find what stands against letting people in, behind a real TLS proxy, and is it quiet where nothing does?

use std::fs;
use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::thread;

use rcgen::{BasicConstraints, CertificateParams, CertifiedIssuer, DnType, IsCa, KeyPair};
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use rustls::{ServerConfig, ServerConnection, StreamOwned};
use serde_json::{Value, json};

use crate::harness::{Home, PATIENCE, Said, Team, finish};
use crate::schema;

/// What a proxy does to a request.
#[derive(Clone, Copy, Default)]
struct Manner {
    /// Puts the server's own address in the place of `Host`.
    hides_host: bool,
    /// Passes on what the caller says of its address, and nothing else.
    credulous: bool,
}

/// A TLS proxy before a server that is named when it has started.
struct Proxy {
    port: u16,
    listener: TcpListener,
    tls: Arc<ServerConfig>,
    /// The authority that vouches for it.
    ca: PathBuf,
}

impl Proxy {
    /// Its certificate ends in so many days.
    fn new(home: &Home, days: i64) -> Self {
        let ca = authority();
        let mut params = CertificateParams::new(vec!["localhost".to_owned()]).unwrap();
        params.not_before = rcgen::date_time_ymd(2024, 1, 1);
        let end = jiff::Timestamp::now() + jiff::SignedDuration::from_hours(24 * days);
        let end = end.to_zoned(jiff::tz::TimeZone::UTC).date();
        let (month, day) = (end.month().unsigned_abs(), end.day().unsigned_abs());
        params.not_after = rcgen::date_time_ymd(end.year().into(), month, day);
        let key = KeyPair::generate().unwrap();
        let leaf = params.signed_by(&key, &ca).unwrap();
        let file = home.join("ca.pem");
        fs::write(&file, ca.pem()).unwrap();
        let provider = Arc::new(rustls::crypto::ring::default_provider());
        let key = PrivateKeyDer::try_from(key.serialize_der()).unwrap();
        let tls = ServerConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()
            .unwrap()
            .with_no_client_auth()
            .with_single_cert(vec![CertificateDer::from(leaf.der().to_vec())], key)
            .unwrap();
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let port = listener.local_addr().unwrap().port();
        Self { port, listener, tls: Arc::new(tls), ca: file }
    }

    fn url(&self) -> String {
        format!("https://localhost:{}", self.port)
    }

    /// From now on it leads to `server`, until the test's process ends.
    fn lead(&self, server: &str, manner: Manner) {
        let (listener, tls) = (self.listener.try_clone().unwrap(), Arc::clone(&self.tls));
        let to = server.trim_start_matches("http://").trim_end_matches('/').to_owned();
        thread::spawn(move || {
            for socket in listener.incoming().flatten() {
                let (tls, to) = (Arc::clone(&tls), to.clone());
                thread::spawn(move || pass(socket, tls, &to, manner));
            }
        });
    }
}

fn authority() -> CertifiedIssuer<'static, KeyPair> {
    let mut params = CertificateParams::new(Vec::new()).unwrap();
    params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    params.distinguished_name.push(DnType::CommonName, "a test's authority");
    CertifiedIssuer::self_signed(params, KeyPair::generate().unwrap()).unwrap()
}

/// One request of one connection, and its answer.
fn pass(socket: TcpStream, tls: Arc<ServerConfig>, to: &str, manner: Manner) -> Option<()> {
    let peer = socket.peer_addr().ok()?.ip();
    socket.set_read_timeout(Some(PATIENCE)).ok()?;
    let mut client = StreamOwned::new(ServerConnection::new(tls).ok()?, socket);
    let mut head = Vec::new();
    while !head.ends_with(b"\r\n\r\n") {
        let mut byte = [0];
        client.read_exact(&mut byte).ok()?;
        head.push(byte[0]);
    }
    let head = String::from_utf8(head).ok()?;
    let mut lines = head.trim_end().split("\r\n");
    let mut out = format!("{}\r\n", lines.next()?);
    let (mut length, mut claimed) = (0usize, None);
    for line in lines {
        let (name, value) = line.split_once(':')?;
        match name.to_ascii_lowercase().as_str() {
            "connection" => {}
            "x-forwarded-for" => claimed = Some(value.trim().to_owned()),
            "host" if manner.hides_host => out.push_str(&format!("Host: {to}\r\n")),
            "content-length" => {
                length = value.trim().parse().ok()?;
                out.push_str(&format!("{line}\r\n"));
            }
            _ => out.push_str(&format!("{line}\r\n")),
        }
    }
    let forwarded = match (claimed, manner.credulous) {
        (Some(claimed), true) => claimed,
        (Some(claimed), false) => format!("{claimed}, {peer}"),
        (None, _) => peer.to_string(),
    };
    out.push_str(&format!("X-Forwarded-For: {forwarded}\r\nConnection: close\r\n\r\n"));
    let mut body = vec![0; length];
    client.read_exact(&mut body).ok()?;
    let mut server = TcpStream::connect(to).ok()?;
    server.set_read_timeout(Some(PATIENCE)).ok()?;
    server.write_all(out.as_bytes()).ok()?;
    server.write_all(&body).ok()?;
    let mut answer = Vec::new();
    server.read_to_end(&mut answer).ok()?;
    client.write_all(&answer).ok()?;
    client.conn.send_close_notify();
    client.flush().ok()
}

#[track_caller]
fn valid(report: &Value) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("schemas/findings.schema.json");
    let root: Value = serde_json::from_slice(&fs::read(path).unwrap()).unwrap();
    let mut top = root.clone();
    top.as_object_mut().unwrap().retain(|key, _| !["$schema", "$defs"].contains(&key.as_str()));
    let faults = schema::faults(&root, &top, report);
    assert!(faults.is_empty(), "{faults:#?}\n{report:#}");
}

fn preflight(team: &Team, more: &[&str]) -> Said {
    let mut command = team.home.command();
    command.args(["team", "preflight", "--json", "--config"]).arg(&team.file).args(more);
    let said = finish(command);
    let found = said.json();
    valid(&found);
    let failed = found["checks"].as_array().unwrap().iter().any(|c| c["state"] == "failure");
    assert_eq!((found["ok"] == false, said.code()), (failed, if failed { 4 } else { 0 }), "{said}");
    said
}

#[track_caller]
fn expect(said: &Said, name: &str, state: &str) -> Value {
    let found = said.json();
    let checks = found["checks"].as_array().unwrap().clone();
    let check = checks.into_iter().find(|c| c["name"] == name);
    let check = check.unwrap_or_else(|| panic!("no `{name}`\n{said}"));
    assert_eq!(check["state"], state, "{check:#}\n{}", said.stderr);
    assert_eq!(check["remedy"].is_string(), state != "ok", "{check:#}");
    check
}

fn private(path: &Path, bits: u32) {
    fs::set_permissions(path, fs::Permissions::from_mode(bits)).unwrap();
}

#[test]
fn a_deployment_that_is_ready_has_nothing_against_it() {
    let home = Home::new();
    let first = home.repo("first", &[("src/lib.rs", "pub fn weigh(n: u32) -> u32 { n }\n")]);
    let (_, core) = home.cloned(&first, "core");
    let proxy = Proxy::new(&home, 80);
    let url = proxy.url();
    let team = home.team_with(
        &[("core", &core.path)],
        json!({"publicUrl": url, "trustedProxies": ["10.0.0.0/8"], "maxTokenLifetimeDays": 90,
            "syncIntervalSecs": 300, "maxRps": 50, "rateBurst": 100}),
    );
    let token = team.token("ann", &["--role", "member", "--expires", "30d"]);
    team.token("ci", &["--scopes", "search,graph", "--expires", "30d"]);
    private(&team.file, 0o600);
    private(&team.data, 0o700);
    let secret = home.join("token");
    fs::write(&secret, format!("{token}\n")).unwrap();
    private(&secret, 0o600);
    let server = team.serve();
    proxy.lead(&server.url, Manner::default());
    let (config, out) = (team.file.display().to_string(), home.join("out").display().to_string());
    home.run(["team", "sync", "--config", &config]).ok();
    let made =
        home.run(["team", "backup", "--config", &config, "--out", &out, "--json"]).ok().json();
    let archive = made["archive"].as_str().unwrap();
    home.run(["team", "restore", "--verify", archive, "--config", &config]).ok();

    let (ca, secret) = (proxy.ca.display().to_string(), secret.display().to_string());
    let args = ["--origin", &server.url, "--ca-file", &ca, "--token-file", &secret];
    let said = preflight(&team, &args);
    for name in [
        "public origin",
        "host check",
        "browser origins",
        "origin's address",
        "secrets",
        "TLS certificate",
        "public status",
        "unknown host",
        "server status",
        "unknown host at the server",
        "caps",
        "storage quota",
        "token lifetime",
        "token expiry",
        "least privilege",
        "audit readers",
        "rights of team.json",
        "rights of token file",
        "data format",
        "data folder",
        "signing key",
        "database",
        "audit log",
        "audit chain",
        "repository `core`",
        "sync `core`",
        "index `core`",
        "question",
        "refusal",
        "audit trail",
        "caller's address",
        "connectors",
        "webhooks",
        "backup",
    ] {
        expect(&said, name, "ok");
    }
    // What nobody on this machine can know.
    expect(&said, "audit shipping", "warning");
    expect(&said, "plain from elsewhere", "warning");

    // A prober elsewhere, which reaches it, or does not.
    for (reachable, state) in [(false, "ok"), (true, "failure")] {
        let prober = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = format!("http://{}/ask", prober.local_addr().unwrap());
        thread::spawn(move || {
            let body = json!({"reachable": reachable}).to_string();
            for mut socket in prober.incoming().flatten() {
                let _ = socket.read(&mut [0; 4096]);
                let length = body.len();
                let _ = write!(
                    socket,
                    "HTTP/1.1 200 OK\r\ncontent-length: {length}\r\nconnection: close\r\n\r\n{body}"
                );
            }
        });
        let said = preflight(&team, &[&args[..], &["--probe-from", &address]].concat());
        expect(&said, "plain from elsewhere", state);
    }
    // The same as text, with a remedy below what is not in order.
    let mut command = home.command();
    command.args(["team", "preflight", "--config", &config]).args(args);
    let text = finish(command);
    assert!(text.stdout.contains("ok       TLS certificate: good for"), "{text}");
    assert_eq!(server.stop().0, 0);
}

#[test]
fn whatever_stands_against_it_is_found() {
    let home = Home::new();
    let repo = home.repo("core", &[("a.txt", "nothing but words\n")]);
    let proxy = Proxy::new(&home, 5);
    let team = home.team_with(
        &[("core", &repo.path)],
        json!({"publicUrl": "https://ctx.example.com", "disableHostCheck": true,
            "allowedOrigins": ["http://pages.example"], "maxTokenLifetimeDays": 30,
            "maxBodyBytes": 1 << 30, "storageQuotaBytes": 0, "trustedProxies": ["0.0.0.0/0"],
            "connectors": [{"id": "tickets", "provider": "github", "resource": "issues",
                "project": "a/b", "secret": "in clear"}],
            "webhooks": {"core": {"secret": "env:NOT_SET_HERE"}}}),
    );
    let token = team.token("ann", &["--role", "admin", "--expires", "10d"]);
    team.token("deploy-bot", &["--role", "admin", "--expires", "29d"]);
    let text = fs::read_to_string(&team.file).unwrap();
    let mut value: Value = serde_json::from_str(&text).unwrap();
    value["tokens"][1]["expiresAt"] = json!("2099-01-01T00:00:00Z");
    fs::write(&team.file, value.to_string()).unwrap();
    private(&team.file, 0o646);
    private(&team.data, 0o777);
    let server = team.serve();
    proxy.lead(&server.url, Manner { hides_host: true, credulous: true });
    let (ca, url, origin) = (proxy.ca.display().to_string(), proxy.url(), server.url.clone());
    let asked = |more: &[&str], token: &str| {
        let mut command = home.command();
        command.args(["team", "preflight", "--json", "--config"]).arg(&team.file);
        command.args(["--origin", &origin, "--url", &url]).args(more);
        finish({
            command.env("LEAN_CTX_TEAM_TOKEN", token);
            command
        })
        .exits(4)
    };
    let said = asked(&["--ca-file", &ca], &token);
    for (name, state) in [
        ("public origin", "failure"),
        ("host check", "failure"),
        ("browser origins", "warning"),
        ("trusted proxies", "failure"),
        ("secrets", "failure"),
        ("TLS certificate", "warning"),
        ("public status", "ok"),
        ("unknown host", "failure"),
        ("unknown host at the server", "failure"),
        ("caps", "warning"),
        ("storage quota", "warning"),
        ("token lifetime", "failure"),
        ("token expiry", "warning"),
        ("least privilege", "warning"),
        ("audit readers", "warning"),
        ("rights of team.json", "failure"),
        ("data folder", "failure"),
        ("repository `core`", "warning"),
        ("sync `core`", "warning"),
        ("question", "ok"),
        ("refusal", "ok"),
        ("audit trail", "ok"),
        ("backup", "failure"),
        ("audit rotation", "warning"),
    ] {
        expect(&said, name, state);
    }
    // An authority that nobody knows; a token that nobody knows.
    let said = asked(&[], &token);
    assert!(expect(&said, "public status", "failure")["message"].to_string().contains("TLS"));
    let said = asked(&["--ca-file", &ca], "lctx_nobody");
    expect(&said, "question", "failure");
    expect(&said, "refusal", "failure");
    expect(&said, "audit trail", "failure");
    assert_eq!(server.stop().0, 0);
    // Nobody is there any more.
    let said = asked(&["--ca-file", &ca], &token);
    expect(&said, "server status", "failure");
    // In clear.
    let mut command = home.command();
    command.args(["team", "preflight", "--json", "--config"]).arg(&team.file);
    let said = finish({
        command.args(["--url", "http://ctx.example.invalid"]);
        command
    });
    expect(&said.exits(4), "public origin", "failure");
    // Wrong usage is no finding.
    for wrong in [
        ["--url", "ctx"],
        ["--backup-max-age", "soon"],
        ["--ca-file", "/none"],
        ["--token-file", "/none"],
    ] {
        let mut command = home.command();
        command.args(["team", "preflight", "--config"]).arg(&team.file).args(wrong);
        finish(command).exits(2);
    }
}

#[test]
fn an_ended_certificate_is_read_and_named() {
    let home = Home::new();
    let repo = home.repo("core", &[("a.txt", "words\n")]);
    let proxy = Proxy::new(&home, -2);
    let team = home.team_with(&[("core", &repo.path)], json!({"publicUrl": proxy.url()}));
    team.token("ann", &["--role", "member"]);
    proxy.lead("http://127.0.0.1:1", Manner::default());
    let ca = proxy.ca.display().to_string();
    let said = preflight(&team, &["--ca-file", &ca]);
    let check = expect(&said, "TLS certificate", "failure");
    assert!(check["message"].as_str().unwrap().starts_with("ended 20"), "{check}");
    expect(&said, "public status", "failure");
    expect(&said, "server status", "warning");
    expect(&said, "question", "warning");
    expect(&said, "token lifetime", "warning");
    expect(&said, "index `core`", "failure");
}
