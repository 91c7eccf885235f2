//! Does the account server keep what it is given, tell strangers nothing, and survive? Real processes,
//! and a client of a few lines that knows the protocol and not the server's code.

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::{TcpListener, TcpStream};
use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc;
use std::thread;
use std::time::{Duration, Instant};

use ed25519_dalek::{Signer as _, SigningKey};
use serde_json::{Value, json};

use crate::harness::{Home, PATIENCE, Said, Server, eventually};

/// An answer, whole.
#[derive(Debug, Clone)]
struct Told {
    status: u16,
    /// Names in lower case.
    fields: Vec<(String, String)>,
    body: Vec<u8>,
}

impl Told {
    fn field(&self, name: &str) -> &str {
        self.fields.iter().find(|(n, _)| n == name).map_or("", |(_, value)| value)
    }

    fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap_or(Value::Null)
    }

    #[track_caller]
    fn is(self, status: u16) -> Self {
        assert_eq!(self.status, status, "{}", String::from_utf8_lossy(&self.body));
        self
    }

    #[track_caller]
    fn refused(self, status: u16, code: &str) -> Self {
        let told = self.is(status);
        assert_eq!(told.json()["error_code"], code, "{told:?}");
        told
    }

    /// What a stranger can compare: everything but the time and the request's own id.
    fn shape(&self) -> (u16, Vec<(String, String)>, Vec<u8>) {
        let own = |(name, _): &&(String, String)| name != "date" && name != "x-request-id";
        (self.status, self.fields.iter().filter(own).cloned().collect(), self.body.clone())
    }
}

/// An account server and its folder.
struct Cloud {
    home: Home,
    file: PathBuf,
}

impl Cloud {
    fn new(more: Value) -> Self {
        let home = Home::new();
        let file = home.join("cloud.json");
        let mut config = json!({
            "host": "127.0.0.1",
            "port": 0,
            "dataDir": "data",
            "registration": "open",
            "emailVerification": "off",
            "trustedProxies": ["127.0.0.1"],
            "throttle": {"registrationsPerAddress": 1000, "loginsPerAddress": 1000},
        });
        for (key, value) in more.as_object().unwrap() {
            config[key] = value.clone();
        }
        std::fs::write(&file, config.to_string()).unwrap();
        Self { home, file }
    }

    fn serve(&self) -> Server {
        let mut command = self.home.command();
        command.args(["cloud", "serve", "--quiet", "--config"]).arg(&self.file);
        Server::start(command)
    }

    /// A command of the operator's.
    fn run(&self, args: &[&str]) -> Said {
        let file = self.file.display().to_string();
        self.home.run(["cloud"].into_iter().chain(args.iter().copied()).chain(["--config", &file]))
    }
}

/// One request on a connection of its own.
fn send(port: u16, head: &str, fields: &[(&str, &str)], body: &[u8]) -> std::io::Result<Told> {
    let mut stream = TcpStream::connect(("127.0.0.1", port))?;
    stream.set_read_timeout(Some(PATIENCE))?;
    let mut text = format!("{head} HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n");
    for (name, value) in fields {
        text.push_str(&format!("{name}: {value}\r\n"));
    }
    if !body.is_empty() || !head.starts_with("GET") {
        text.push_str(&format!("content-length: {}\r\n", body.len()));
    }
    text.push_str("\r\n");
    stream.write_all(text.as_bytes())?;
    // What is refused before its body was read may close the connection meanwhile.
    let _ = stream.write_all(body);
    let mut bytes = Vec::new();
    stream.read_to_end(&mut bytes)?;
    let torn = || std::io::Error::new(std::io::ErrorKind::UnexpectedEof, "no whole answer");
    let end = bytes.windows(4).position(|w| w == b"\r\n\r\n").ok_or_else(torn)?;
    let head = String::from_utf8_lossy(&bytes[..end]).into_owned();
    let mut lines = head.lines();
    let status = lines.next().and_then(|l| l.split(' ').nth(1)?.parse().ok()).ok_or_else(torn)?;
    let fields = lines
        .filter_map(|l| l.split_once(": "))
        .map(|(n, v)| (n.to_lowercase(), v.to_owned()))
        .collect();
    let told = Told { status, fields, body: bytes[end + 4..].to_vec() };
    let length = told.field("content-length").parse().unwrap_or(told.body.len());
    if told.body.len() == length { Ok(told) } else { Err(torn()) }
}

#[track_caller]
fn get(server: &Server, path: &str, key: &str) -> Told {
    let bearer = format!("Bearer {key}");
    let fields: &[(&str, &str)] =
        if key.is_empty() { &[] } else { &[("authorization", bearer.as_str())] };
    send(server.port(), &format!("GET {path}"), fields, b"").expect("an answer")
}

#[track_caller]
fn ask(server: &Server, head: &str, key: &str, body: &Value, from: &str) -> Told {
    let bearer = format!("Bearer {key}");
    let mut fields = vec![("content-type", "application/json")];
    if !key.is_empty() {
        fields.push(("authorization", &bearer));
    }
    if !from.is_empty() {
        fields.push(("x-forwarded-for", from));
    }
    send(server.port(), head, &fields, body.to_string().as_bytes()).expect("an answer")
}

#[track_caller]
fn post(server: &Server, path: &str, key: &str, body: &Value) -> Told {
    ask(server, &format!("POST {path}"), key, body, "")
}

fn write(port: u16, head: &str, key: &str, over: u64, blob: &[u8]) -> std::io::Result<Told> {
    let (bearer, over) = (format!("Bearer {key}"), format!("\"{over}\""));
    let fields = [
        ("authorization", bearer.as_str()),
        ("content-type", "application/octet-stream"),
        ("if-match", &over),
        ("x-entry-count", "3"),
    ];
    send(port, head, &fields, blob)
}

#[track_caller]
fn put(server: &Server, head: &str, key: &str, over: u64, blob: &[u8]) -> Told {
    write(server.port(), head, key, over, blob).expect("an answer")
}

/// A half of a password, as hex; the server cannot tell how it came about.
fn half(word: &str) -> String {
    let mut hex: String = word.bytes().map(|b| format!("{b:02x}")).collect();
    hex.extend(std::iter::repeat_n('0', 64 - hex.len()));
    hex
}

fn registration(email: &str, word: &str) -> Value {
    json!({
        "email": email,
        "password": half(word),
        "wrapped_key": "ab".repeat(72),
        "key_check": "cd".repeat(32),
    })
}

const SEED: [u8; 32] = [7; 32];

fn login(server: &Server, email: &str, word: &str, from: &str) -> Told {
    let public = SigningKey::from_bytes(&SEED).verifying_key();
    let public: String = public.as_bytes().iter().map(|b| format!("{b:02x}")).collect();
    let device = json!({"name": "laptop", "public_key": public});
    let body = json!({"email": email, "password": half(word), "device": device});
    ask(server, "POST /api/auth/login", "", &body, from)
}

/// Registers and logs in; (API key, device).
#[track_caller]
fn enter(server: &Server, email: &str) -> (String, String) {
    post(server, "/api/auth/register", "", &registration(email, "pass")).is(202);
    key(&login(server, email, "pass", "").is(200))
}

fn key(told: &Told) -> (String, String) {
    let told = told.json();
    let text = |name: &str| told[name].as_str().expect("text").to_owned();
    (text("api_key"), text("device_id"))
}

#[test]
fn an_account_s_devices_share_sections() {
    let cloud = Cloud::new(json!({}));
    let server = cloud.serve();
    get(&server, "/health", "").is(200);
    let (laptop, laptop_id) = enter(&server, "Ann@Example.com");
    let (desk, desk_id) = key(&login(&server, "ann@example.com ", "pass", "").is(200));
    assert_ne!((&laptop, &laptop_id), (&desk, &desk_id), "a login replaces no key");

    let names = ["commands", "cep", "gain", "buddy", "feedback", "knowledge", "gotchas"];
    let paths: Vec<String> = names.iter().map(|name| format!("/api/sync/{name}")).collect();
    for path in paths.iter().map(String::as_str).chain(["/api/stats"]) {
        let none = get(&server, path, &laptop).is(204);
        assert_eq!(none.field("etag"), "\"0\"");
        let head = format!("POST {path}");
        let done = put(&server, &head, &laptop, 0, b"one").is(200);
        assert_eq!((done.field("etag"), &done.json()["version"]), ("\"1\"", &json!(1)));
        let stale = put(&server, &head, &desk, 0, b"two").refused(412, "version_conflict");
        assert_eq!(stale.field("etag"), "\"1\"");
        put(&server, &head, &desk, 1, b"two").is(200);
        let read = get(&server, path, &laptop).is(200);
        assert_eq!((read.body.as_slice(), read.field("etag")), (b"two".as_slice(), "\"2\""));
        assert_eq!(read.field("x-entry-count"), "3");
        assert_eq!(read.field("content-type"), "application/octet-stream");
    }

    let id = "0123456789abcdef0123456789abcdef";
    let (path, head) = (format!("/api/sync/index/{id}"), format!("PUT /api/sync/index/{id}"));
    put(&server, &head, &laptop, 0, b"index").is(200);
    assert_eq!(get(&server, &path, &desk).is(200).body, b"index");
    let listed = get(&server, "/api/sync/index", &desk).is(200).json();
    assert_eq!(listed["indexes"][0]["id"], id);
    put(&server, &format!("DELETE {path}"), &desk, 0, b"").refused(412, "version_conflict");
    let gone = put(&server, &format!("DELETE {path}"), &desk, 1, b"").is(200);
    assert_eq!(gone.json()["version"], 2);
    assert_eq!(get(&server, &path, &laptop).is(204).field("etag"), "\"2\"");
    put(&server, &head, &laptop, 0, b"again").refused(412, "version_conflict");
    put(&server, &head, &laptop, 2, b"again").is(200);

    let account = get(&server, "/api/account/cloud", &desk).is(200).json();
    assert_eq!(account["email"], "ann@example.com");
    assert_eq!(account["sections"].as_array().unwrap().len(), 8);
    assert_eq!((&account["devices"], &account["used_bytes"]), (&json!(2), &json!(8 * 3 + 5)));
    let export = get(&server, "/api/account/export", &desk).is(200).json();
    let sections = export["sections"].as_array().unwrap();
    let blob = |name: &str| sections.iter().find(|s| s["section"] == name).unwrap()["blob"].clone();
    assert_eq!((blob("cep"), blob(&format!("index/{id}"))), (json!("dHdv"), json!("YWdhaW4=")));

    // One device less, and the other goes on.
    let other = format!("DELETE /api/account/devices/{laptop_id}");
    ask(&server, &other, &desk, &Value::Null, "").is(200);
    ask(&server, &other, &desk, &Value::Null, "").refused(404, "not_found");
    get(&server, "/api/auth/me", &laptop).refused(401, "unauthorized");
    assert_eq!(get(&server, "/api/auth/me", &desk).is(200).json()["device_id"], desk_id);
    send(
        server.port(),
        "POST /api/auth/logout",
        &[("authorization", &format!("Bearer {desk}"))],
        b"",
    )
    .unwrap()
    .is(200);
    get(&server, "/api/stats", &desk).refused(401, "unauthorized");
}

#[test]
fn a_password_is_changed_reset_and_an_account_deleted() {
    let cloud = Cloud::new(json!({}));
    let server = cloud.serve();
    let (key, _) = enter(&server, "ann@example.com");
    put(&server, "POST /api/stats", &key, 0, b"blob").is(200);
    let change = |old: &str, new: &str, check: &str| {
        let body = json!({"password": half(old), "new_password": half(new),
            "wrapped_key": "ef".repeat(72), "key_check": check.repeat(32)});
        post(&server, "/api/auth/change-password", &key, &body)
    };
    change("wrong", "next", "cd").refused(401, "unauthorized");
    change("pass", "next", "00").refused(409, "conflict");
    change("pass", "next", "cd").is(200);
    login(&server, "ann@example.com", "pass", "").refused(401, "unauthorized");
    let entered = login(&server, "ann@example.com", "next", "").is(200).json();
    assert_eq!(entered["wrapped_key"], "ef".repeat(72));
    get(&server, "/api/stats", &key).is(200);

    let token = cloud.run(&["user", "reset", "ann@example.com"]).ok().stdout.trim().to_owned();
    let reset = |token: &str, check: &str, discard: bool| {
        let mut body = registration("ann@example.com", "third");
        body["token"] = json!(token);
        body["key_check"] = json!(check.repeat(32));
        body["discard"] = json!(discard);
        post(&server, "/api/auth/reset-password", "", &body)
    };
    reset("lctx_wrong", "cd", false).refused(400, "invalid_arguments");
    reset(&token, "00", false).refused(409, "conflict");
    assert_eq!(reset(&token, "cd", false).is(200).json(), json!({"reset": true, "kept": true}));
    reset(&token, "cd", false).refused(400, "invalid_arguments");
    get(&server, "/api/stats", &key).refused(401, "unauthorized");
    let (key, _) = self::key(&login(&server, "ann@example.com", "third", "").is(200));
    assert_eq!(get(&server, "/api/stats", &key).is(200).body, b"blob");

    let token = cloud.run(&["user", "reset", "ann@example.com"]).ok().stdout.trim().to_owned();
    assert_eq!(reset(&token, "00", true).is(200).json()["kept"], false);
    let (key, _) = self::key(&login(&server, "ann@example.com", "third", "").is(200));
    assert_eq!(get(&server, "/api/stats", &key).is(204).field("etag"), "\"0\"");

    let delete =
        |confirm: &str| ask(&server, "DELETE /api/account", &key, &json!({"confirm": confirm}), "");
    delete("bob@example.com").refused(400, "invalid_arguments");
    delete("ann@example.com").is(200);
    get(&server, "/api/auth/me", &key).refused(401, "unauthorized");
    login(&server, "ann@example.com", "third", "").refused(401, "unauthorized");
    cloud.run(&["user", "export", "ann@example.com"]).exits(1).says("no account");
}

#[test]
fn what_a_device_saw_is_signed_and_never_goes_back() {
    let cloud = Cloud::new(json!({}));
    let server = cloud.serve();
    let (key, id) = enter(&server, "ann@example.com");
    let sections = r#"{"stats":{"version":1}}"#;
    let mac = "12".repeat(32);
    let say = |counter: u64, signed: u64| {
        let text = ["lean-ctx/counter/v1", &id, &signed.to_string(), sections, &mac].join("\0");
        let signature = SigningKey::from_bytes(&SEED).sign(text.as_bytes());
        let signature: String = signature.to_bytes().iter().map(|b| format!("{b:02x}")).collect();
        let body =
            json!({"counter": counter, "sections": sections, "mac": mac, "signature": signature});
        ask(&server, "PUT /api/account/counter", &key, &body, "")
    };
    let none = get(&server, "/api/account/devices", &key).is(200).json();
    assert_eq!(
        (&none["devices"][0]["counter"], &none["devices"][0]["mac"]),
        (&json!(0), &json!(null))
    );
    say(4, 4).is(200);
    say(4, 4).refused(409, "conflict");
    say(3, 3).refused(409, "conflict");
    say(9, 8).refused(400, "invalid_arguments");
    let (other, _) = self::key(&login(&server, "ann@example.com", "pass", "").is(200));
    let told = get(&server, "/api/account/devices", &other).is(200).json();
    let device = told["devices"].as_array().unwrap().iter().find(|d| d["id"] == json!(id)).unwrap();
    assert_eq!((&device["counter"], &device["sections"]), (&json!(4), &json!(sections)));
    assert_eq!((&device["current"], &device["name"]), (&json!(false), &json!("laptop")));
}

#[test]
fn strangers_learn_nothing_of_an_address() {
    let cloud = Cloud::new(json!({"throttle": {"loginsPerAddress": 1000, "loginsPerAccount": 1000,
        "registrationsPerAddress": 1000}}));
    let server = cloud.serve();
    let salt = |email: &str| get(&server, &format!("/api/auth/kdf?email={email}"), "").is(200);
    let before = salt("ann@example.com").body;
    enter(&server, "ann@example.com");
    assert_eq!(salt("ann@example.com").body, before, "an account changes no salt");
    assert_eq!(salt("bob%40example.com").body, salt("Bob@example.com").body);
    assert_ne!(salt("bob@example.com").body, before);

    let same = |ask: &dyn Fn(&str) -> Told| {
        let (known, unknown) = (ask("ann@example.com"), ask("bob@example.com"));
        assert_eq!(known.shape(), unknown.shape());
    };
    same(&|email| login(&server, email, "wrong", ""));
    same(&|email| post(&server, "/api/auth/forgot-password", "", &json!({"email": email})));
    same(&|email| post(&server, "/api/auth/resend-verification", "", &json!({"email": email})));
    same(&|email| {
        let mut body = registration(email, "next");
        body["token"] = json!("lctx_wrong");
        post(&server, "/api/auth/reset-password", "", &body)
    });
    // Last: with `off`, the second is an account from here on.
    same(&|email| post(&server, "/api/auth/register", "", &registration(email, "next")));
    login(&server, "ann@example.com", "pass", "").is(200);
    login(&server, "ann@example.com", "next", "").refused(401, "unauthorized");

    // The fastest of several, in turns: a password is hashed either way, which is most of the work.
    let took = |email: &str| {
        let begun = Instant::now();
        login(&server, email, "wrong", "").is(401);
        begun.elapsed()
    };
    let turns: Vec<_> =
        (0..9).map(|_| (took("ann@example.com"), took("carol@example.com"))).collect();
    let known = turns.iter().map(|(known, _)| *known).min().unwrap();
    let unknown = turns.iter().map(|(_, unknown)| *unknown).min().unwrap();
    assert!(unknown * 5 > known && known * 5 > unknown, "{known:?} {unknown:?}");
}

#[test]
fn guesses_are_throttled_by_account_and_by_address() {
    let cloud = Cloud::new(json!({"throttle": {"loginsPerAccount": 3, "loginsPerAddress": 8,
        "registrationsPerAccount": 2, "registrationsPerAddress": 4, "requestsPerSecond": 1}}));
    let server = cloud.serve();
    let (key, _) = enter(&server, "ann@example.com");
    for email in ["ann@example.com", "nobody@example.com"] {
        for n in 0..3 {
            login(&server, email, "wrong", &format!("192.0.2.{n}")).is(401);
        }
        let told = login(&server, email, "pass", "192.0.2.9").refused(429, "rate_limited");
        assert!(told.field("retry-after").parse::<u64>().unwrap() > 0);
    }
    // One network, whatever account is tried; an IPv6 /64 is one.
    for n in 0..8 {
        login(&server, &format!("{n}@example.com"), "x", &format!("2001:db8::{n}")).is(401);
    }
    login(&server, "9@example.com", "x", "2001:db8::ffff").refused(429, "rate_limited");
    login(&server, "9@example.com", "x", "2001:db8:0:1::1").is(401);

    let register = |email: &str, from: &str| {
        ask(&server, "POST /api/auth/register", "", &registration(email, "x"), from)
    };
    for n in 0..4 {
        register(&format!("new{n}@example.com"), "198.51.100.1").is(202);
    }
    register("new5@example.com", "198.51.100.1").refused(429, "rate_limited");
    register("new6@example.com", "198.51.100.2").is(202);
    register("new6@example.com", "198.51.100.3").is(202);
    register("new6@example.com", "198.51.100.4").refused(429, "rate_limited");

    // An account's own requests; another's go on.
    let refused = (0..30).any(|_| get(&server, "/api/auth/me", &key).status == 429);
    assert!(refused);
    let told = login(&server, "new1@example.com", "x", "198.51.100.9").is(200);
    let (key, _) = self::key(&told);
    get(&server, "/api/auth/me", &key).is(200);
    // A key that was one.
    ask(&server, "POST /api/auth/logout", &key, &json!({}), "").is(200);
    let knock = || get(&server, "/api/auth/me", &key).status;
    assert_eq!(knock(), 401);
    get(&server, "/api/auth/me", "lctx_nonsense").refused(401, "unauthorized");
    assert!((0..200).any(|_| knock() == 429));
}

#[test]
fn registration_is_open_by_invite_or_closed() {
    let closed = Cloud::new(json!({"registration": "closed"}));
    let server = closed.serve();
    post(&server, "/api/auth/register", "", &registration("a@b.c", "x"))
        .refused(403, "registration_denied");
    drop(server);

    let cloud = Cloud::new(json!({"registration": "invite", "emailVerification": "operator"}));
    let server = cloud.serve();
    let register = |email: &str, invite: &str| {
        let mut body = registration(email, "pass");
        if !invite.is_empty() {
            body["invite"] = json!(invite);
        }
        post(&server, "/api/auth/register", "", &body)
    };
    let code = |args: &[&str]| {
        let all: Vec<&str> = ["invite", "create"].iter().chain(args).copied().collect();
        cloud.run(&all).ok().stdout.trim().to_owned()
    };
    register("ann@example.com", "").refused(403, "registration_denied");
    register("ann@example.com", "lctx_wrong").refused(403, "registration_denied");
    let bound = code(&["--email", "Ann@example.com"]);
    register("bob@example.com", &bound).refused(403, "registration_denied");
    let told = register("ann@example.com", &bound).is(202).json();
    assert_eq!(told["verification"], "off", "the operator has vouched for the address");
    login(&server, "ann@example.com", "pass", "").is(200);
    register("ann@example.com", &bound).refused(403, "registration_denied");

    let free = code(&["--uses", "3"]);
    assert_eq!(register("bob@example.com", &free).is(202).json()["verification"], "operator");
    login(&server, "bob@example.com", "pass", "").refused(401, "unauthorized");
    register("ann@example.com", &free).is(202);
    cloud.run(&["user", "confirm", "ann@example.com"]).exits(1);
    cloud.run(&["user", "confirm", "bob@example.com"]).ok();
    login(&server, "bob@example.com", "pass", "").is(200);

    // Two who say they are one: the operator must choose.
    let free = code(&["--uses", "2"]);
    register("eve@example.com", &free).is(202);
    let mut second = registration("eve@example.com", "other");
    second["invite"] = json!(free);
    post(&server, "/api/auth/register", "", &second).is(202);
    cloud.run(&["user", "confirm", "eve@example.com"]).exits(1).says("--id");
    let listed = cloud.run(&["user", "list", "--json"]).ok().json();
    let waiting: Vec<&Value> =
        listed.as_array().unwrap().iter().filter(|u| u["state"] == "waiting").collect();
    assert_eq!(waiting.len(), 2);
    let id = waiting[1]["id"].to_string();
    cloud.run(&["user", "confirm", "eve@example.com", "--id", &id]).ok();
    login(&server, "eve@example.com", "pass", "").refused(401, "unauthorized");
    login(&server, "eve@example.com", "other", "").is(200);

    let last = code(&[]);
    let invites = cloud.run(&["invite", "list", "--json"]).ok().json();
    let invite = invites.as_array().unwrap().last().unwrap();
    assert_eq!(invite["state"], "open");
    assert!(!invites.to_string().contains(&last), "a code is shown once");
    cloud.run(&["invite", "revoke", &invite["id"].to_string()]).ok();
    register("zoe@example.com", &last).refused(403, "registration_denied");
}

#[test]
fn limits_answer_with_413() {
    let cloud =
        Cloud::new(json!({"quotaBytes": 1000, "maxSectionBytes": 600, "maxIndexBytes": 700}));
    let server = cloud.serve();
    let (key, _) = enter(&server, "ann@example.com");
    let blob = vec![7; 701];
    put(&server, "POST /api/stats", &key, 0, &blob[..601]).refused(413, "payload_too_large");
    put(&server, "POST /api/stats", &key, 0, &blob[..600]).is(200);
    let index = "PUT /api/sync/index/0123456789abcdef0123456789abcdef";
    put(&server, index, &key, 0, &blob).refused(413, "payload_too_large");
    let told = put(&server, index, &key, 0, &blob[..401]).refused(413, "quota_exceeded");
    let message = told.json()["error"].as_str().unwrap().to_owned();
    assert!(message.contains("600") && message.contains("1000"), "{message}");
    put(&server, index, &key, 0, &blob[..400]).is(200);
    // What does not grow is always taken.
    put(&server, "POST /api/stats", &key, 1, &blob[..600]).is(200);
    put(&server, "POST /api/stats", &key, 2, &blob[..100]).is(200);
    put(&server, "POST /api/sync/cep", &key, 0, &blob[..501]).refused(413, "quota_exceeded");
    put(&server, "POST /api/sync/cep", &key, 0, &blob[..500]).is(200);
}

#[test]
fn what_is_malformed_is_named() {
    let cloud = Cloud::new(json!({}));
    let server = cloud.serve();
    let (key, _) = enter(&server, "ann@example.com");
    let bearer = format!("Bearer {key}");
    let raw = |head: &str, fields: &[(&str, &str)], body: &[u8]| {
        let mut all = vec![("authorization", bearer.as_str())];
        all.extend(fields);
        send(server.port(), head, &all, body).expect("an answer")
    };
    let blob = ("content-type", "application/octet-stream");
    raw("POST /api/stats", &[blob], b"x").refused(400, "invalid_request");
    for bad in ["*", "W/\"0\"", "\"a\"", "\"-1\"", "\"1\", \"2\"", "99999999999999999999"] {
        raw("POST /api/stats", &[blob, ("if-match", bad)], b"x").refused(400, "invalid_request");
    }
    raw("POST /api/stats", &[blob, ("if-match", "0")], b"").refused(400, "invalid_arguments");
    raw("POST /api/stats", &[blob, ("if-match", "0"), ("x-entry-count", "-1")], b"x")
        .refused(400, "invalid_arguments");
    raw("POST /api/stats", &[("if-match", "0"), ("content-type", "text/plain")], b"x")
        .refused(415, "unsupported_media_type");
    raw("GET /api/sync/secrets", &[], b"").refused(404, "not_found");
    raw("GET /api/sync/index/0123", &[], b"").refused(404, "not_found");
    raw("GET /api/nothing", &[], b"").refused(404, "not_found");
    assert_eq!(
        raw("PUT /api/stats", &[blob], b"").refused(405, "method_not_allowed").field("allow"),
        "GET, POST"
    );
    get(&server, "/api/stats", "").refused(401, "unauthorized");
    let told = send(server.port(), "GET /api/stats", &[("origin", "https://evil.example")], b"");
    told.unwrap().refused(403, "origin_denied");

    let register = |change: &dyn Fn(&mut Value)| {
        let mut body = registration("bob@example.com", "x");
        change(&mut body);
        post(&server, "/api/auth/register", "", &body).refused(400, "invalid_arguments");
    };
    register(&|b| b["email"] = json!("bob"));
    register(&|b| b["password"] = json!("a readable password"));
    register(&|b| b["password"] = json!("AB".repeat(32)));
    register(&|b| b["wrapped_key"] = json!("ab".repeat(71)));
    register(&|b| b["more"] = json!(1));
    for query in ["", "?email=", "?email=a@b.c&x=1", "?mail=a@b.c", "?email=nobody"] {
        get(&server, &format!("/api/auth/kdf{query}"), "").refused(400, "invalid_arguments");
    }
    get(&server, "/api/auth/verify-email?token=lctx_x", "").refused(400, "invalid_arguments");
}

#[test]
fn of_two_who_write_over_one_version_one_wins() {
    let cloud = Cloud::new(json!({}));
    let server = cloud.serve();
    let (key, _) = enter(&server, "ann@example.com");
    let port = server.port();
    let won: u64 = thread::scope(|scope| {
        let writer = || {
            let mut won = 0;
            for _ in 0..15 {
                let read = send(
                    port,
                    "GET /api/stats",
                    &[("authorization", &format!("Bearer {key}"))],
                    b"",
                )
                .unwrap();
                let version: u64 = read.field("etag").trim_matches('"').parse().unwrap();
                let blob = format!("{}", version + 1);
                match write(port, "POST /api/stats", &key, version, blob.as_bytes()).unwrap().status
                {
                    200 => won += 1,
                    412 => {}
                    other => panic!("{other}"),
                }
            }
            won
        };
        let all: Vec<_> = (0..4).map(|_| scope.spawn(writer)).collect();
        all.into_iter().map(|thread| thread.join().unwrap()).sum()
    });
    let read = get(&server, "/api/stats", &key).is(200);
    assert_eq!(read.field("etag"), format!("\"{won}\""));
    assert_eq!(read.body, won.to_string().into_bytes());
}

/// A server that is killed at any moment has every write that it acknowledged, and no half of one.
/// `LEAN_CTX_KILLS` says how often; the short form is the suite's.
#[test]
fn kill_9_in_the_middle_of_writes_loses_nothing() {
    let kills = std::env::var("LEAN_CTX_KILLS").ok().and_then(|n| n.parse().ok()).unwrap_or(3u32);
    let cloud = Cloud::new(json!({"throttle": {"requestsPerSecond": 1_000_000}}));
    let mut server = cloud.serve();
    let (key, _) = enter(&server, "ann@example.com");
    let mut acknowledged = [0u64; 3];
    // A blob tells its version, all over.
    let blob = |version: u64| format!("{version:08}").repeat(2000).into_bytes();
    for round in 0..kills {
        let port = server.port();
        let begun = AtomicBool::new(false);
        thread::scope(|scope| {
            let (key, begun) = (&key, &begun);
            let writers: Vec<_> = acknowledged
                .iter_mut()
                .zip(["stats", "sync/cep", "sync/knowledge"])
                .map(|(last, name)| {
                    scope.spawn(move || {
                        let head = format!("POST /api/{name}");
                        while let Ok(told) = write(port, &head, key, *last, &blob(*last + 1)) {
                            match told.status {
                                200 => *last += 1,
                                // Kept before the last kill, though the answer was lost.
                                412 => {
                                    *last = told.field("etag").trim_matches('"').parse().unwrap()
                                }
                                other => panic!("{other}: {}", String::from_utf8_lossy(&told.body)),
                            }
                            begun.store(true, Ordering::Relaxed);
                        }
                    })
                })
                .collect();
            eventually("a write", PATIENCE, || begun.load(Ordering::Relaxed).then_some(()));
            thread::sleep(Duration::from_millis(u64::from(round * 37 % 120)));
            server.child.kill().unwrap();
            server.child.wait().unwrap();
            for writer in writers {
                writer.join().unwrap();
            }
        });
        server = cloud.serve();
        for (last, path) in acknowledged.iter().zip(["stats", "sync/cep", "sync/knowledge"]) {
            let read = get(&server, &format!("/api/{path}"), &key).is(200);
            let version: u64 = read.field("etag").trim_matches('"').parse().unwrap();
            assert!(version == *last || version == last + 1, "{path}: {version}, not {last}");
            assert!(read.body == blob(version), "{path} {version}: not the blob of its version");
        }
    }
    let backup = cloud.home.join("backup");
    cloud.run(&["backup", backup.to_str().unwrap()]).ok();
}

#[test]
fn the_operator_works_beside_the_server() {
    let cloud = Cloud::new(json!({"throttle": {"requestsPerSecond": 1_000_000}}));
    let server = cloud.serve();
    let (key, _) = enter(&server, "ann@example.com");
    put(&server, "POST /api/stats", &key, 0, b"blob").is(200);
    let listed = cloud.run(&["user", "list", "--json"]).ok().json();
    assert_eq!((&listed[0]["email"], &listed[0]["bytes"]), (&json!("ann@example.com"), &json!(4)));
    cloud.run(&["user", "disable", "ann@example.com"]).ok();
    get(&server, "/api/stats", &key).refused(401, "unauthorized");
    login(&server, "ann@example.com", "pass", "").refused(401, "unauthorized");
    cloud.run(&["user", "enable", "ann@example.com"]).ok();
    get(&server, "/api/stats", &key).is(200);
    let out = cloud.home.join("ann.json");
    cloud.run(&["user", "export", "ann@example.com", "--out", out.to_str().unwrap()]).ok();
    let export: Value = serde_json::from_slice(&std::fs::read(&out).unwrap()).unwrap();
    assert_eq!(export["sections"][0]["blob"], "YmxvYg==");

    // A backup while somebody writes.
    let (dir, port) = (cloud.home.join("backup"), server.port());
    let at = dir.to_str().unwrap().to_owned();
    let stop = AtomicBool::new(false);
    thread::scope(|scope| {
        scope.spawn(|| {
            for version in 0.. {
                if stop.load(Ordering::Relaxed) {
                    return;
                }
                write(port, "POST /api/sync/cep", &key, version, &[1; 5000]).unwrap().is(200);
            }
        });
        let listed = cloud.run(&["backup", &at, "--json"]);
        stop.store(true, Ordering::Relaxed);
        assert_eq!(listed.ok().json()["accounts"], 1);
    });
    cloud.run(&["backup", &at]).exits(1).says("not empty");
    cloud.run(&["backup", &at, "--verify"]).ok();
    cloud.run(&["restore", &at]).exits(1).says("is there already");

    cloud.run(&["user", "delete", "ann@example.com", "--yes"]).ok();
    get(&server, "/api/stats", &key).refused(401, "unauthorized");
    drop(server);

    let fresh = Cloud::new(json!({}));
    fresh.run(&["restore", &at]).ok();
    let server = fresh.serve();
    assert_eq!(get(&server, "/api/stats", &key).is(200).body, b"blob");
    login(&server, "ann@example.com", "pass", "").is(200);

    let database = dir.join("cloud.db");
    let mut bytes = std::fs::read(&database).unwrap();
    let middle = bytes.len() / 2;
    bytes[middle] ^= 1;
    std::fs::write(&database, bytes).unwrap();
    fresh.run(&["backup", &at, "--verify"]).exits(4);
    Cloud::new(json!({})).run(&["restore", &at]).exits(4);
}

#[test]
fn contributions_are_published_when_many_stand_behind_them() {
    let cloud = Cloud::new(json!({"throttle": {"contributionsPerAddress": 100}}));
    let server = cloud.serve();
    let row = |mode: &str, ratio: f64| json!({"file_ext": "rs", "size_bucket": "2k-10k", "best_mode": mode, "compression_ratio": ratio});
    let give = |rows: Vec<Value>, from: &str| {
        ask(&server, "POST /api/contribute", "", &json!({"entries": rows}), from)
    };
    let models = || get(&server, "/api/cloud/models", "").is(200).json();
    assert_eq!(models()["models"], json!([]));
    for bad in [
        json!({"file_ext": "../x", "size_bucket": "0-500", "best_mode": "map", "compression_ratio": 0.5}),
        json!({"file_ext": "rs", "size_bucket": "1-2", "best_mode": "map", "compression_ratio": 0.5}),
        json!({"file_ext": "rs", "size_bucket": "10k+", "best_mode": "rm", "compression_ratio": 0.5}),
        json!({"file_ext": "rs", "size_bucket": "10k+", "best_mode": "map", "compression_ratio": 1.5}),
        json!({"file_ext": "rs", "size_bucket": "10k+", "best_mode": "map", "compression_ratio": 0.5, "device": "x"}),
    ] {
        give(vec![row("map", 0.7), bad], "192.0.2.1").refused(400, "invalid_arguments");
    }
    give(vec![row("map", 0.7); 501], "192.0.2.1").refused(400, "invalid_arguments");
    give(vec![], "192.0.2.1").refused(400, "invalid_arguments");

    // One source counts for ten; its neighbours in the network are the same source.
    let told = give(vec![row("map", 0.7); 30], "192.0.2.1").is(200).json();
    assert_eq!(told, json!({"accepted": 10, "refused": 20}));
    assert_eq!(give(vec![row("map", 0.7)], "192.0.2.200").is(200).json()["accepted"], 0);
    for n in 1..=2 {
        give(vec![row("map", 0.7); 3], &format!("198.51.{n}.1")).is(200);
    }
    give(vec![row("signatures", 0.8); 4], "2001:db8::1").is(200);
    assert_eq!(models()["models"], json!([]), "twenty of four sources");
    assert_eq!(give(vec![row("map", 0.0)], "203.0.113.1").is(200).json()["accepted"], 1);
    let published = models();
    assert_eq!(published["models"][0]["recommended_mode"], "map");
    assert_eq!(published["models"][0]["confidence"], 0.81);

    // Twenty say what is usual from here on.
    give(vec![row("map", 0.7); 4], "198.18.1.1").is(200);
    assert_eq!(give(vec![row("map", 0.05)], "198.18.2.1").is(200).json()["accepted"], 0);

    let model = models();
    let text = |name: &str| model[name].as_str().unwrap().to_owned();
    let mut signed = format!("lean-ctx/models/v1\n{}\n", text("generated_at"));
    for m in model["models"].as_array().unwrap() {
        let part = |name: &str| m[name].as_str().unwrap().to_owned();
        let (ext, size, mode) = (part("file_ext"), part("size_bucket"), part("recommended_mode"));
        signed.push_str(&format!(
            "{ext}\t{size}\t{mode}\t{:.3}\n",
            m["confidence"].as_f64().unwrap()
        ));
    }
    let key: [u8; 32] = unhex(&text("signer_public_key")).try_into().unwrap();
    let key = ed25519_dalek::VerifyingKey::from_bytes(&key).unwrap();
    let signature: [u8; 64] = unhex(&text("signature")).try_into().unwrap();
    key.verify_strict(signed.as_bytes(), &ed25519_dalek::Signature::from_bytes(&signature))
        .unwrap();

    // No address is on the disk in any form but the keyed one, and no row of a single contribution.
    drop(server);
    let database = std::fs::read(cloud.home.join("data/cloud.db")).unwrap();
    for address in ["192.0.2", "198.51", "2001:db8"] {
        assert!(!database.windows(address.len()).any(|w| w == address.as_bytes()), "{address}");
    }
}

fn unhex(text: &str) -> Vec<u8> {
    (0..text.len() / 2).map(|n| u8::from_str_radix(&text[2 * n..2 * n + 2], 16).unwrap()).collect()
}

/// A mail server of the least kind: takes everything, and hands each mail over.
fn mail_server() -> (u16, mpsc::Receiver<String>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    let (put, take) = mpsc::channel();
    thread::spawn(move || {
        for stream in listener.incoming().flatten() {
            let mut lines = BufReader::new(stream.try_clone().unwrap()).lines();
            let mut stream = stream;
            let mut say = |text: &str| stream.write_all(format!("{text}\r\n").as_bytes());
            if say("220 here").is_err() {
                continue;
            }
            while let Some(Ok(line)) = lines.next() {
                let answer = match line.split(' ').next().unwrap_or_default() {
                    "EHLO" => "250 here",
                    "DATA" => {
                        let _ = say("354 go on");
                        let mail: Vec<String> =
                            lines.by_ref().map_while(Result::ok).take_while(|l| l != ".").collect();
                        if put.send(mail.join("\n")).is_err() {
                            return;
                        }
                        "250 taken"
                    }
                    "QUIT" => "221 bye",
                    _ => "250 fine",
                };
                if say(answer).is_err() {
                    break;
                }
            }
        }
    });
    (port, take)
}

#[test]
fn addresses_are_confirmed_and_passwords_reset_by_mail() {
    let (port, mails) = mail_server();
    let cloud = Cloud::new(json!({
        "emailVerification": "email",
        "publicUrl": "https://sync.example.com",
        "smtp": {"host": "127.0.0.1", "port": port, "security": "none", "from": "ctx@example.com"},
    }));
    let server = cloud.serve();
    let mail = |to: &str| {
        let mail = mails.recv_timeout(PATIENCE).expect("a mail");
        assert!(mail.contains(&format!("To: {to}")), "{mail}");
        // Lines of quoted-printable, if it is that, are joined.
        mail.replace("=\n", "").replace("=3D", "=")
    };
    let token = |mail: &str| {
        let at = mail.find("lctx_").expect("a token");
        mail[at..]
            .chars()
            .take_while(|c| c.is_ascii_alphanumeric() || *c == '_')
            .collect::<String>()
    };
    let register = |word: &str| {
        let told = post(&server, "/api/auth/register", "", &registration("ann@example.com", word));
        assert_eq!(told.is(202).json()["verification"], "email");
    };
    let verify = |token: &str| get(&server, &format!("/api/auth/verify-email?token={token}"), "");
    // Somebody else came first; only what is confirmed counts.
    register("theirs");
    let theirs = mail("ann@example.com");
    assert!(
        theirs.contains("https://sync.example.com/api/auth/verify-email?token=lctx_"),
        "{theirs}"
    );
    register("mine");
    let mine = token(&mail("ann@example.com"));
    login(&server, "ann@example.com", "mine", "").refused(401, "unauthorized");
    post(&server, "/api/auth/resend-verification", "", &json!({"email": "ann@example.com"}))
        .is(202);
    let both = mail("ann@example.com");
    assert_eq!(both.matches("verify-email").count(), 2, "whoever asks again chooses by the time");
    let again = token(both.rsplit_once("verify-email").unwrap().1);
    verify(&mine).refused(400, "invalid_arguments");
    verify(&again).is(200);
    verify(&again).refused(400, "invalid_arguments");
    verify(&token(&theirs)).refused(400, "invalid_arguments");
    login(&server, "ann@example.com", "theirs", "").refused(401, "unauthorized");
    login(&server, "ann@example.com", "mine", "").is(200);

    register("anew");
    assert!(!mail("ann@example.com").contains("lctx_"), "who has an account is told so");
    post(&server, "/api/auth/forgot-password", "", &json!({"email": "bob@example.com"})).is(202);
    post(&server, "/api/auth/forgot-password", "", &json!({"email": "ann@example.com"})).is(202);
    let reset = token(&mail("ann@example.com"));
    let mut body = registration("ann@example.com", "next");
    body["token"] = json!(reset);
    post(&server, "/api/auth/reset-password", "", &body).is(200);
    login(&server, "ann@example.com", "next", "").is(200);

    // The database holds no token, no password and no key that opens anything.
    drop(server);
    let (key, _) = (half("next"), ());
    for file in std::fs::read_dir(cloud.home.join("data")).unwrap().flatten() {
        let Ok(bytes) = std::fs::read(file.path()) else { continue };
        for secret in [&reset, &mine, &key] {
            let found = bytes.windows(secret.len()).any(|w| w == secret.as_bytes());
            assert!(!found, "{} holds a secret", file.path().display());
        }
    }
}
