//! Do several machines come to the same behind a server that cannot read it? Homes, real processes, one server.

use std::io::{Read as _, Write as _};
use std::net::{TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::sync::Arc;
use std::sync::atomic::{AtomicU16, AtomicU64, Ordering};
use std::thread;

use serde_json::{Value, json};

use crate::harness::{Home, PATIENCE, Repo, Said, Server, eventually, finish, wait};

const EMAIL: &str = "ann@example.com";
const PASSWORD: &str = "correct horse battery";

/// An account server, and what lies before it.
struct Cloud {
    home: Home,
    file: PathBuf,
    server: Option<Server>,
    proxy: Proxy,
}

impl Cloud {
    fn new() -> Self {
        let home = Home::new();
        let file = home.join("cloud.json");
        let config = json!({
            "host": "127.0.0.1",
            "port": 0,
            "dataDir": "data",
            "registration": "open",
            "emailVerification": "off",
            "throttle": {
                "loginsPerAddress": 10_000,
                "loginsPerAccount": 10_000,
                "registrationsPerAddress": 10_000,
                "requestsPerSecond": 10_000,
            },
        });
        std::fs::write(&file, config.to_string()).unwrap();
        let mut cloud = Self { home, file, server: None, proxy: Proxy::new() };
        cloud.start();
        cloud
    }

    fn start(&mut self) {
        let mut command = self.home.command();
        command.args(["cloud", "serve", "--quiet", "--config"]).arg(&self.file);
        let server = Server::start(command);
        self.proxy.target.store(server.port(), Ordering::SeqCst);
        self.server = Some(server);
    }

    /// SIGKILL.
    fn kill(&mut self) {
        let mut server = self.server.take().expect("it runs");
        server.child.kill().unwrap();
        server.child.wait().unwrap();
    }

    /// A command of the operator's.
    fn run(&self, args: &[&str]) -> Said {
        let file = self.file.display().to_string();
        self.home.run(["cloud"].into_iter().chain(args.iter().copied()).chain(["--config", &file]))
    }

    fn database(&self) -> rusqlite::Connection {
        let found = files(&self.home.join("data"))
            .into_iter()
            .find(|path| path.extension().is_some_and(|e| e == "db"));
        rusqlite::Connection::open(found.expect("the server's database")).unwrap()
    }

    /// `(version, blob)` of a section.
    fn section(&self, name: &str) -> (i64, Vec<u8>) {
        self.database()
            .query_row("SELECT version, blob FROM section WHERE name = ?1", [name], |row| {
                Ok((row.get(0)?, row.get(1)?))
            })
            .unwrap()
    }

    fn forge(&self, name: &str, (version, blob): (i64, &[u8])) {
        let changed = self
            .database()
            .execute(
                "UPDATE section SET version = ?2, blob = ?3, bytes = ?4 WHERE name = ?1",
                rusqlite::params![name, version, blob, blob.len() as i64],
            )
            .unwrap();
        assert_eq!(changed, 1);
    }

    fn versions(&self) -> Vec<(String, i64)> {
        let database = self.database();
        let mut query = database.prepare("SELECT name, version FROM section ORDER BY 1").unwrap();
        let rows = query.query_map([], |row| Ok((row.get(0)?, row.get(1)?))).unwrap();
        rows.collect::<Result<_, _>>().unwrap()
    }

    /// A machine that is signed in.
    fn machine(&self, name: &str) -> Machine {
        let machine = self.stranger(name);
        machine.run(&["login", EMAIL, "--device", name]).ok();
        machine
    }

    /// A machine that is not.
    fn stranger(&self, name: &str) -> Machine {
        let home = Home::new();
        let repo = home.repo("project", &[("src/a.rs", &source())]);
        repo.git(&["remote", "add", "origin", "https://git.example/team/project.git"]);
        Machine {
            name: name.into(),
            url: format!("http://127.0.0.1:{}", self.proxy.port),
            home,
            repo,
        }
    }
}

/// A file of some hundred tokens.
fn source() -> String {
    (0..60)
        .map(|i| {
            format!(
                "/// Adds.\npub fn f{i}(a: u32) -> u32 {{\n    let b = a + {i};\n    b * 2\n}}\n"
            )
        })
        .collect()
}

struct Machine {
    name: String,
    url: String,
    home: Home,
    repo: Repo,
}

impl Machine {
    fn command(&self, args: &[&str]) -> std::process::Command {
        let mut command = self.home.command();
        command
            .args(args)
            .current_dir(&self.repo.path)
            .env("LEAN_CTX_API_URL", &self.url)
            .env("LEAN_CTX_PASSWORD", PASSWORD);
        command
    }

    #[track_caller]
    fn run(&self, args: &[&str]) -> Said {
        let said = finish(self.command(args));
        assert!(
            !format!("{}{}", said.stdout, said.stderr).contains(EMAIL),
            "the address is not masked\n{said}"
        );
        assert!(!said.stderr.contains("lctx_"), "{said}");
        said
    }

    #[track_caller]
    fn sync(&self) -> Value {
        let said = self.run(&["sync", "--json"]);
        assert_eq!(said.code(), 0, "{}: {said}", self.name);
        said.json()
    }

    fn remember(&self, key: &str, value: &str) {
        let call = json!({"action": "remember", "key": key, "value": value}).to_string();
        self.run(&["call", "ctx_knowledge", &call]).ok();
    }

    /// What counts under a key.
    fn recall(&self, key: &str) -> Option<String> {
        let call = json!({"action": "recall", "key": key}).to_string();
        let said = self.run(&["call", "ctx_knowledge", &call, "--json"]);
        (said.code() == 0).then(|| said.json()["facts"][0]["value"].as_str().unwrap().to_owned())
    }

    /// What was ever under a key, and counts or does not.
    fn history(&self, key: &str) -> Vec<String> {
        let call = json!({"action": "recall", "key": key, "history": true}).to_string();
        let said = self.run(&["call", "ctx_knowledge", &call, "--json"]).ok().json();
        let facts = said["facts"].as_array().unwrap().iter();
        facts.map(|fact| fact["value"].as_str().unwrap().to_owned()).collect()
    }

    fn credentials(&self) -> PathBuf {
        self.home.join(".lean-ctx/cloud/credentials.json")
    }
}

fn of<'a>(synced: &'a Value, section: &str) -> &'a Value {
    let sections = synced["sections"].as_array().unwrap();
    sections.iter().find(|s| s["section"] == section).expect("every section is told of")
}

/// The address and its recovery phrase.
fn register(cloud: &Cloud) -> String {
    let said = cloud.stranger("desk").run(&["register", EMAIL]).ok();
    said.stdout.trim().to_owned()
}

fn files(dir: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(dir).unwrap().flatten() {
        match entry.path() {
            path if path.is_dir() => found.extend(files(&path)),
            path => found.push(path),
        }
    }
    found
}

/// Hands on bytes, and stops in the middle when it is told to: then one side can be killed there.
struct Proxy {
    port: u16,
    target: Arc<AtomicU16>,
    /// Bytes that went through, both ways, and after how many it stands still.
    passed: Arc<AtomicU64>,
    limit: Arc<AtomicU64>,
}

impl Proxy {
    fn new() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let proxy = Self {
            port: listener.local_addr().unwrap().port(),
            target: Arc::default(),
            passed: Arc::default(),
            limit: Arc::new(AtomicU64::new(u64::MAX)),
        };
        let (target, passed, limit) =
            (Arc::clone(&proxy.target), Arc::clone(&proxy.passed), Arc::clone(&proxy.limit));
        thread::spawn(move || {
            for client in listener.incoming().flatten() {
                let Ok(server) = TcpStream::connect(("127.0.0.1", target.load(Ordering::SeqCst)))
                else {
                    continue;
                };
                for (from, to) in [
                    (client.try_clone(), server.try_clone()),
                    (server.try_clone(), client.try_clone()),
                ] {
                    let (Ok(from), Ok(to)) = (from, to) else { continue };
                    let (passed, limit) = (Arc::clone(&passed), Arc::clone(&limit));
                    thread::spawn(move || hand_on(from, to, &passed, &limit));
                }
            }
        });
        proxy
    }

    /// Stands still after so many more bytes.
    fn stop_after(&self, bytes: u64) {
        self.limit.store(self.passed.load(Ordering::SeqCst) + bytes, Ordering::SeqCst);
    }

    fn stands(&self) -> bool {
        self.passed.load(Ordering::SeqCst) >= self.limit.load(Ordering::SeqCst)
    }

    fn go_on(&self) {
        self.limit.store(u64::MAX, Ordering::SeqCst);
    }
}

fn hand_on(mut from: TcpStream, mut to: TcpStream, passed: &AtomicU64, limit: &AtomicU64) {
    let mut bytes = [0u8; 512];
    while let Ok(n @ 1..) = from.read(&mut bytes) {
        let before = passed.fetch_add(n as u64, Ordering::SeqCst);
        let room = limit.load(Ordering::SeqCst).saturating_sub(before).min(n as u64) as usize;
        if to.write_all(&bytes[..room]).is_err() {
            break;
        }
        if room < n {
            // Whoever waits is killed; then the other end closes.
            while !matches!(from.read(&mut bytes), Ok(0) | Err(_)) {}
            break;
        }
    }
    let _ = to.shutdown(std::net::Shutdown::Both);
    let _ = from.shutdown(std::net::Shutdown::Both);
}

#[test]
fn signed_out_the_status_says_so_and_how_to_begin() {
    let home = Home::new();
    home.run(["cloud", "status"]).ok().says("nobody is signed in").says("register EMAIL");
    assert_eq!(home.run(["cloud", "status", "--json"]).ok().json()["signed_in"], false);
    home.run(["sync"]).exits(3).says("lean-ctx login EMAIL");
    home.run(["register", EMAIL]).exits(2).says("LEAN_CTX_API_URL");
    home.run(["login", EMAIL]).exits(2).says("none is built in");
    home.run(["register", "no address"]).exits(2);
    home.run(["login", EMAIL, "--password", "secret"]).exits(2);
    home.run(["cloud", "autosync", "status"]).ok().says("off");
}

#[test]
fn two_machines_come_to_the_same_and_the_server_reads_nothing() {
    let cloud = Cloud::new();
    let phrase = register(&cloud);
    let (desk, lap) = (cloud.machine("desk"), cloud.machine("lap"));
    let empty = desk.run(&["sync"]).ok();
    for words in [
        "stats",
        "command history",
        "CEP scores",
        "knowledge",
        "gotchas",
        "buddy state",
        "feedback thresholds",
    ] {
        assert!(empty.stdout.contains(&format!("No {words} to sync yet")), "{empty}");
    }

    desk.remember("database", "the orchids live in postgres");
    desk.run(&["gotchas", "add", "linker orchid not found", "apt install orchid"]).ok();
    desk.run(&["buddy", "set", r#"{"mood": "orchidaceous"}"#]).ok();
    for mode in ["signatures", "map", "full"] {
        desk.run(&["read", "src/a.rs", "--mode", mode]).ok();
    }
    let before = desk.run(&["sync", "--dry-run", "--json"]).ok().json();
    assert!(cloud.versions().is_empty(), "a dry run sends nothing");
    let first = desk.sync();
    for section in ["stats", "commands", "cep", "knowledge", "gotchas", "buddy", "feedback"] {
        let (tried, sent) = (of(&before, section), of(&first, section));
        assert_eq!(tried["sent"], sent["sent"], "{section}");
        assert!(sent["sent"].as_u64().unwrap() > 0, "{first}");
        assert_eq!(sent["version"], 1);
    }
    assert_eq!(of(&desk.sync(), "stats")["sent"], 0, "what was sent is not sent again");

    let second = lap.sync();
    assert!(of(&second, "commands")["received"].as_u64().unwrap() >= 4, "{second}");
    assert_eq!(lap.recall("database").as_deref(), Some("the orchids live in postgres"));
    let gotchas = lap.run(&["gotchas", "list", "--json"]).ok().json();
    assert_eq!(
        gotchas,
        json!([{"pattern": "linker orchid not found", "fix": "apt install orchid"}])
    );
    assert_eq!(lap.run(&["buddy", "show"]).ok().json(), json!({"mood": "orchidaceous"}));

    // Each goes its own way: what does not collide unites, what does is kept on both sides.
    desk.remember("database", "the orchids moved to sqlite");
    lap.remember("database", "the orchids moved to mysql");
    desk.remember("desk", "written on the desk");
    lap.remember("lap", "written on the lap");
    desk.run(&["gotchas", "remove", "linker orchid not found"]).ok();
    desk.sync();
    let told = lap.sync();
    assert_eq!(
        of(&told, "knowledge")["conflicts"][0]["values"].as_array().unwrap().len(),
        2,
        "{told}"
    );
    lap.run(&["sync"]).ok().says("was written apart; both are kept");
    desk.sync();
    for machine in [&desk, &lap] {
        assert_eq!(machine.recall("desk").as_deref(), Some("written on the desk"));
        assert_eq!(machine.recall("lap").as_deref(), Some("written on the lap"));
        let history = machine.history("database");
        assert!(
            history.iter().any(|v| v.ends_with("sqlite"))
                && history.iter().any(|v| v.ends_with("mysql")),
            "{history:?}"
        );
        assert_eq!(machine.run(&["gotchas", "list", "--json"]).ok().json(), json!([]));
    }
    assert_eq!(desk.recall("database"), lap.recall("database"));
    desk.remember("database", "the orchids are settled");
    desk.sync();
    assert_eq!(of(&lap.sync(), "knowledge")["conflicts"], json!([]));
    assert_eq!(lap.recall("database").as_deref(), Some("the orchids are settled"));

    let key = secret_of(&desk);
    let needles = [
        "orchid",
        "ctx_knowledge",
        "ctx_read",
        "signatures",
        PASSWORD,
        &phrase,
        &phrase.replace('-', ""),
        &key,
    ];
    for file in files(cloud.home.path()) {
        let bytes = std::fs::read(&file).unwrap();
        for needle in needles {
            let held = bytes.windows(needle.len()).any(|window| window == needle.as_bytes());
            assert!(!held, "{} holds {needle:?}", file.display());
        }
    }
}

/// The account key as it rests on the machine.
fn secret_of(machine: &Machine) -> String {
    use std::os::unix::fs::PermissionsExt as _;
    let path = machine.credentials();
    let mode = |path: &Path| std::fs::metadata(path).unwrap().permissions().mode() & 0o777;
    assert_eq!((mode(&path), mode(path.parent().unwrap())), (0o600, 0o700));
    let text = std::fs::read_to_string(path).unwrap();
    let kept: Value = serde_json::from_str(&text).unwrap();
    kept["account_key"].as_str().unwrap().to_owned()
}

/// Way by way, with a whole client: it refuses, names the section, and not a byte is written, here or there.
#[test]
fn nine_ways_to_poison_an_account_are_refused() {
    let cloud = Cloud::new();
    register(&cloud);
    let desk = cloud.machine("desk");
    desk.remember("a", "one");
    desk.run(&["gotchas", "add", "pattern", "fix"]).ok();
    desk.sync();
    let old = cloud.section("knowledge");
    desk.remember("a", "two");
    desk.sync();
    let new = cloud.section("knowledge");

    // 1: a wrong password.
    let wrong = cloud.stranger("wrong");
    let mut login = wrong.command(&["login", EMAIL]);
    login.env("LEAN_CTX_PASSWORD", "incorrect horse");
    finish(login).exits(3);
    assert!(!wrong.credentials().exists());

    // 2: a wrong phrase: mistyped, and of another account.
    let others = {
        let said = wrong.run(&["register", "eve@example.com"]).ok();
        said.stdout.trim().to_owned()
    };
    let kept = std::fs::read(desk.credentials()).unwrap();
    for phrase in [others.as_str(), &others[1..], "horse"] {
        let mut restore = desk.command(&["cloud", "key", "restore"]);
        restore.env("LEAN_CTX_RECOVERY_PHRASE", phrase);
        finish(restore).exits(4);
    }
    assert_eq!(std::fs::read(desk.credentials()).unwrap(), kept);

    let refused = |section: &str, why: &str| {
        let before = cloud.section(section);
        let said = desk.run(&["sync"]).exits(4).says(section).says(why);
        assert_eq!(cloud.section(section), before, "{why}\n{said}");
        assert_eq!(desk.recall("a").as_deref(), Some("two"));
    };
    // 3: the record of another account.
    wrong.run(&["login", "eve@example.com"]).ok();
    wrong.remember("a", "poison");
    let foreign = {
        wrong.run(&["sync"]).ok();
        let database = cloud.database();
        let blob: Vec<u8> = database
            .query_row("SELECT blob FROM section WHERE name = 'knowledge' AND account = (SELECT max(id) FROM account)", [], |row| row.get(0))
            .unwrap();
        database
            .execute("DELETE FROM account WHERE id = (SELECT max(id) FROM account)", [])
            .unwrap();
        database
            .execute("DELETE FROM section WHERE account NOT IN (SELECT id FROM account)", [])
            .unwrap();
        blob
    };
    cloud.forge("knowledge", (new.0 + 1, &foreign));
    refused("knowledge", "does not open");
    // 4: the record of another section.
    let gotchas = cloud.section("gotchas");
    cloud.forge("knowledge", (new.0 + 1, &gotchas.1));
    refused("knowledge", "does not open");
    // 5: an older record: under its own number, under the newest, and under a newer one.
    cloud.forge("knowledge", (old.0, &old.1));
    refused("knowledge", "this machine has seen version");
    cloud.forge("knowledge", (new.0, &old.1));
    refused("knowledge", "another version");
    cloud.forge("knowledge", (new.0 + 1, &old.1));
    refused("knowledge", "does not open");
    // 6: a cut record, a changed one, and none.
    cloud.forge("knowledge", (new.0 + 1, &new.1[..new.1.len() / 2]));
    refused("knowledge", "does not open");
    let mut changed = new.1.clone();
    changed[40] ^= 1;
    cloud.forge("knowledge", (new.0 + 1, &changed));
    refused("knowledge", "does not open");
    cloud.forge("knowledge", (new.0, &new.1));
    desk.sync();

    // 7: a key that was wrapped for somebody else.
    let account = |column: &str| -> Vec<u8> {
        let text = format!("SELECT {column} FROM account WHERE email = ?1");
        cloud.database().query_row(&text, [EMAIL], |row| row.get(0)).unwrap()
    };
    let (wrapped, check) = (account("wrapped_key"), account("key_check"));
    let put = |column: &str, value: &[u8]| {
        let text = format!("UPDATE account SET {column} = ?1 WHERE email = ?2");
        cloud.database().execute(&text, rusqlite::params![value, EMAIL]).unwrap();
    };
    let lap = cloud.stranger("lap");
    put("wrapped_key", &foreign[..wrapped.len()]);
    lap.run(&["login", EMAIL]).exits(4).says("does not open with this password");
    assert!(!lap.credentials().exists());
    put("wrapped_key", &wrapped);
    // 8: a key of which the check value is another's, as after registering the address anew.
    put("key_check", &[7; 32]);
    lap.run(&["login", EMAIL]).exits(4).says("check value differs");
    assert!(!lap.credentials().exists());
    // 9: a machine that still has the key of before.
    let versions = cloud.versions();
    desk.remember("a", "three");
    desk.run(&["sync"]).exits(4).says("another key than this machine");
    assert_eq!(cloud.versions(), versions);
    put("key_check", &check);
    desk.sync();
    lap.run(&["login", EMAIL]).ok();
    lap.sync();
    assert_eq!(lap.recall("a").as_deref(), Some("three"));
}

#[test]
fn a_failed_section_is_named_and_the_others_are_done() {
    let cloud = Cloud::new();
    register(&cloud);
    let desk = cloud.machine("desk");
    desk.remember("a", "one");
    desk.sync();
    let (version, blob) = cloud.section("knowledge");
    cloud.forge("knowledge", (version + 1, &blob));
    desk.run(&["buddy", "set", "1"]).ok();
    let said = desk.run(&["sync", "--json"]).exits(4).says("knowledge failed");
    let told = said.json();
    assert_eq!(
        (&told["success"], &of(&told, "knowledge")["status"]),
        (&json!(false), &json!("failed"))
    );
    assert_eq!(of(&told, "buddy")["version"], 1);
    // A backup was restored: with the user's word it goes on from there, and what is here is sent again.
    cloud
        .database()
        .execute("UPDATE section SET blob = NULL, version = 1 WHERE name = 'knowledge'", [])
        .unwrap();
    desk.run(&["sync"]).exits(4);
    desk.run(&["sync", "--accept-older"]).ok();
    let lap = cloud.machine("lap");
    lap.sync();
    assert_eq!(lap.recall("a").as_deref(), Some("one"));
}

#[test]
fn a_new_machine_is_warned_when_another_has_seen_more() {
    let cloud = Cloud::new();
    register(&cloud);
    let desk = cloud.machine("desk");
    desk.remember("a", "one");
    desk.sync();
    let old = cloud.section("knowledge");
    desk.remember("a", "two");
    desk.sync();
    cloud.forge("knowledge", (old.0, &old.1));
    let lap = cloud.machine("lap");
    lap.run(&["sync"])
        .ok()
        .says("`desk` has seen version 2 of `knowledge`, and the server shows version 1");
}

#[test]
fn passwords_change_machines_leave_and_a_reset_keeps_what_the_phrase_opens() {
    let cloud = Cloud::new();
    let phrase = register(&cloud);
    let (desk, lap) = (cloud.machine("desk"), cloud.machine("lap"));
    desk.remember("a", "one");
    desk.sync();
    let sealed = cloud.section("knowledge");

    let mut change = desk.command(&["cloud", "password"]);
    change.env("LEAN_CTX_NEW_PASSWORD", "another horse battery");
    finish(change).ok();
    assert_eq!(cloud.section("knowledge"), sealed, "nothing is encrypted anew");
    lap.sync();
    assert_eq!(lap.recall("a").as_deref(), Some("one"), "who was signed in stays so");
    let tablet = cloud.stranger("tablet");
    tablet.run(&["login", EMAIL]).exits(3);
    let with = |machine: &Machine, password: &str, args: &[&str]| {
        let mut command = machine.command(args);
        command.env("LEAN_CTX_PASSWORD", password);
        finish(command)
    };
    with(&tablet, "another horse battery", &["login", EMAIL, "--device", "tablet"]).ok();

    // One machine goes, and no other with it.
    desk.run(&["cloud", "devices", "revoke", "tablet"]).exits(2).says("--yes");
    desk.run(&["cloud", "devices", "revoke", "tablet", "--yes"]).ok();
    tablet.run(&["sync"]).exits(3).says("sign in again");
    lap.sync();
    desk.sync();
    assert_eq!(
        desk.run(&["cloud", "devices", "list", "--json"]).ok().json().as_array().unwrap().len(),
        2
    );

    // A reset with the phrase keeps everything; every machine signs in anew.
    let token = |name: &str| {
        let said = cloud.run(&["user", "reset", EMAIL]).ok();
        let path = tablet.home.join(name);
        std::fs::write(&path, said.stdout.trim()).unwrap();
        path.display().to_string()
    };
    let file = token("one");
    let mut reset = tablet.command(&["forgot-password", EMAIL, "--token-file", &file]);
    reset.env("LEAN_CTX_RECOVERY_PHRASE", "0000");
    finish(reset).exits(4);
    let mut reset = tablet.command(&["forgot-password", EMAIL, "--token-file", &file]);
    reset.env("LEAN_CTX_RECOVERY_PHRASE", &phrase).env("LEAN_CTX_PASSWORD", "third horse battery");
    finish(reset).ok().says("all data stay").says("recovery phrase all data stay");
    desk.run(&["sync"]).exits(3);
    with(&lap, "third horse battery", &["login", EMAIL]).ok();
    lap.sync();
    assert_eq!(lap.recall("a").as_deref(), Some("one"));

    // Without it they are lost, and a machine that knew the old key asks before it joins the new account.
    let file = token("two");
    let discard = ["forgot-password", EMAIL, "--token-file", &file, "--discard"];
    tablet.run(&discard).exits(2).says("--yes");
    tablet.run(&[&discard[..], &["--yes"]].concat()).ok().says("begins anew");
    lap.run(&["login", EMAIL]).exits(4).says("another key than when this machine last signed in");
    lap.run(&["login", EMAIL, "--new-key"]).ok();
    lap.sync();
    tablet.run(&["login", EMAIL]).ok();
    tablet.sync();
    assert_eq!(tablet.recall("a").as_deref(), Some("one"), "what was on a machine is there again");
    tablet.run(&["logout"]).ok();
    assert!(!tablet.credentials().exists());
}

#[test]
fn who_contributes_sends_the_bytes_that_the_dry_run_shows_and_nothing_else() {
    let machine = {
        let home = Home::new();
        let repo = home.repo("secret-project", &[("src/secret.rs", &source())]);
        Machine { name: "desk".into(), url: String::new(), home, repo }
    };
    machine.run(&["contribute", "--dry-run"]).ok().says("nothing to contribute yet");
    for _ in 0..3 {
        machine.run(&["read", "src/secret.rs", "--mode", "signatures"]).ok();
    }
    let shown = machine.run(&["contribute", "--dry-run"]).ok().stdout;
    let rows: Value = serde_json::from_str(&shown).unwrap();
    let row = rows["entries"][0].as_object().unwrap();
    let mut fields: Vec<&str> = row.keys().map(String::as_str).collect();
    fields.sort_unstable();
    assert_eq!(fields, ["best_mode", "compression_ratio", "file_ext", "size_bucket"]);
    assert_eq!((&row["file_ext"], &row["best_mode"]), (&json!("rs"), &json!("signatures")));

    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    let heard = thread::spawn(move || {
        let (mut stream, _) = listener.accept().unwrap();
        let mut bytes = Vec::new();
        let mut part = [0u8; 4096];
        loop {
            let n = stream.read(&mut part).unwrap();
            bytes.extend_from_slice(&part[..n]);
            let text = String::from_utf8_lossy(&bytes).into_owned();
            let Some((head, body)) = text.split_once("\r\n\r\n") else { continue };
            let length = head.lines().find_map(|l| {
                l.to_lowercase().strip_prefix("content-length: ")?.parse::<usize>().ok()
            });
            if length.is_none_or(|length| body.len() >= length) {
                let answer = r#"{"accepted":1,"refused":0}"#;
                write!(
                    stream,
                    "HTTP/1.1 200 OK\r\ncontent-length: {}\r\nconnection: close\r\n\r\n{answer}",
                    answer.len()
                )
                .unwrap();
                return text;
            }
        }
    });
    let mut command = machine.command(&["contribute"]);
    command.env("LEAN_CTX_API_URL", format!("http://127.0.0.1:{port}"));
    finish(command).ok().says("1 of 1 rows");
    let text = heard.join().unwrap();
    let (head, body) = text.split_once("\r\n\r\n").unwrap();
    assert_eq!(body, shown);
    let mut names: Vec<String> =
        head.lines().skip(1).map(|l| l.split(':').next().unwrap().to_lowercase()).collect();
    names.sort();
    assert_eq!(
        names,
        ["accept", "accept-encoding", "content-length", "content-type", "host", "user-agent"],
        "{head}"
    );
}

#[test]
fn autosync_runs_behind_a_tool_only_when_it_is_on() {
    let cloud = Cloud::new();
    register(&cloud);
    let desk = cloud.machine("desk");
    desk.remember("a", "one");
    assert_eq!(cloud.proxy.passed.load(Ordering::SeqCst), {
        desk.run(&["search", "f1"]).ok();
        cloud.proxy.passed.load(Ordering::SeqCst)
    });
    assert!(cloud.versions().is_empty());
    desk.run(&["cloud", "autosync", "on"]).ok().says("on");
    desk.run(&["search", "f1"]).ok();
    eventually("the sync behind the tool", PATIENCE, || {
        cloud.versions().iter().any(|(name, _)| name == "knowledge").then_some(())
    });
    // It ends before its home does.
    eventually("the end of the sync", PATIENCE, || {
        (desk.run(&["sync", "--json"]).code() == 0).then_some(())
    });
}

/// Either side is killed at places spread over a whole sync; `LEAN_CTX_KILLS=50` for all that the drill asks for.
#[test]
fn a_kill_on_either_side_in_the_middle_loses_nothing() {
    let kills: u64 = std::env::var("LEAN_CTX_KILLS").ok().and_then(|n| n.parse().ok()).unwrap_or(6);
    let mut cloud = Cloud::new();
    register(&cloud);
    let (desk, lap) = (cloud.machine("desk"), cloud.machine("lap"));
    desk.remember("first", "zero");
    let start = cloud.proxy.passed.load(Ordering::SeqCst);
    desk.sync();
    let whole = cloud.proxy.passed.load(Ordering::SeqCst) - start;
    for kill in 0..kills {
        let machine = if kill % 4 < 2 { &desk } else { &lap };
        machine.remember(&format!("k{kill}"), &format!("v{kill}"));
        machine.remember("shared", &format!("by {} in {kill}", machine.name));
        cloud.proxy.stop_after(whole * (2 * kill + 1) / (2 * kills));
        let mut sync = machine.command(&["sync"]);
        let mut child = sync.stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
        let ended = eventually("the middle of a sync", PATIENCE, || {
            let ended = child.try_wait().unwrap().is_some();
            (ended || cloud.proxy.stands()).then_some(ended)
        });
        if kill % 2 == 0 && !ended {
            child.kill().unwrap();
        } else {
            cloud.kill();
            cloud.proxy.go_on();
            cloud.start();
        }
        cloud.proxy.go_on();
        assert!(wait(&mut child, PATIENCE).is_some(), "the sync ends");
    }
    for machine in [&desk, &lap, &desk] {
        machine.sync();
    }
    let shared = desk.recall("shared");
    assert!(shared.is_some());
    for machine in [&desk, &lap] {
        assert_eq!(machine.recall("first").as_deref(), Some("zero"));
        for kill in 0..kills {
            assert_eq!(
                machine.recall(&format!("k{kill}")),
                Some(format!("v{kill}")),
                "{}",
                machine.name
            );
        }
        assert_eq!(machine.recall("shared"), shared);
    }
}
