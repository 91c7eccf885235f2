//! Is a real PostgreSQL's schema read, all of it and nothing else?
//!
//! The server is Debian's package. It is started here, in a folder and on a socket of its own, as a user who is not
//! root: PostgreSQL refuses to run as root.

use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

use serde_json::{Value, json};
use tempfile::TempDir;

use crate::harness::{Home, PATIENCE, Said, eventually, finish, not_run, wait};

const PASSWORD: &str = "correct-horse-battery";

const SCHEMA: &str = r#"
CREATE SCHEMA shop;
CREATE TYPE shop.mood AS ENUM ('sad', 'ok', 'happy');
CREATE DOMAIN shop.email AS text CHECK (VALUE LIKE '%@%');
CREATE TABLE shop.customer (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    mail shop.email NOT NULL UNIQUE,
    mood shop.mood DEFAULT 'ok',
    born date
);
COMMENT ON TABLE shop.customer IS 'People who buy; the frobnicated ledger of them';
COMMENT ON COLUMN shop.customer.mail IS 'verified at signup';
CREATE TABLE shop."Order" (
    id bigint PRIMARY KEY,
    customer bigint NOT NULL REFERENCES shop.customer ON DELETE CASCADE,
    total numeric(12,2) CHECK (total >= 0)
);
CREATE INDEX order_by_total ON shop."Order" (total DESC) WHERE total > 100;
CREATE VIEW shop.rich AS SELECT c.id, sum(o.total) AS spent FROM shop.customer c JOIN shop."Order" o ON o.customer = c.id GROUP BY c.id;
CREATE FUNCTION shop.discount(customer bigint, rate numeric DEFAULT 0.1) RETURNS numeric LANGUAGE sql AS $$ SELECT 42.4242 * rate $$;
COMMENT ON FUNCTION shop.discount IS 'What they save';
INSERT INTO shop.customer (mail) VALUES ('row-content-that-nobody-may-see@example.com');
CREATE TABLE public.note (id int, text text);
CREATE SCHEMA hidden;
CREATE TABLE hidden.salary (amount int);
CREATE ROLE reader LOGIN PASSWORD 'correct-horse-battery';
GRANT USAGE ON SCHEMA shop TO reader;
SET password_encryption = 'md5';
CREATE ROLE old LOGIN PASSWORD 'correct-horse-battery';
GRANT USAGE ON SCHEMA shop TO old;
"#;

/// A running server; stopped when it goes out of scope.
struct Database {
    dir: TempDir,
    child: Child,
    bin: PathBuf,
    port: u16,
}

impl Drop for Database {
    fn drop(&mut self) {
        // Its own end of a fast shutdown; then it is killed.
        let pid = std::fs::read_to_string(self.dir.path().join("data/postmaster.pid"));
        let pid = pid.ok().and_then(|text| text.lines().next().map(str::to_owned));
        if let Some(pid) = pid.and_then(|pid| pid.parse::<u32>().ok()) {
            let _ = Command::new("sh").args(["-c", &format!("kill -INT {pid}")]).status();
        }
        if wait(&mut self.child, std::time::Duration::from_secs(10)).is_none() {
            let _ = self.child.kill();
            let _ = self.child.wait();
        }
    }
}

/// Debian's package puts them beside each other's versions.
fn binaries() -> Option<PathBuf> {
    let versions = std::fs::read_dir("/usr/lib/postgresql").into_iter().flatten().flatten();
    let packaged = versions.map(|entry| entry.path().join("bin"));
    let path = std::env::var_os("PATH").unwrap_or_default();
    let listed: Vec<PathBuf> = std::env::split_paths(&path).collect();
    packaged
        .chain(listed)
        .find(|dir| dir.join("initdb").is_file() && dir.join("postgres").is_file())
}

/// A command as a user who may run a database: oneself, or who has none of root's rights.
fn unprivileged(program: &Path) -> Command {
    if !rustix::process::geteuid().is_root() {
        return Command::new(program);
    }
    let known = |user: &&&str| {
        Command::new("id")
            .arg(user)
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .status()
            .is_ok_and(|s| s.success())
    };
    let user = ["postgres", "nobody"].iter().find(known).expect("a user who is not root");
    let mut command = Command::new("runuser");
    command.args(["-u", user, "--"]).arg(program);
    command
}

impl Database {
    fn start() -> Option<Self> {
        let Some(bin) = binaries() else {
            let wanted = std::env::var_os("LEAN_CTX_TEST_POSTGRES").is_some();
            assert!(!wanted, "LEAN_CTX_TEST_POSTGRES is set, and there is no PostgreSQL");
            not_run("a real PostgreSQL: install Debian's package `postgresql`");
            return None;
        };
        let dir = tempfile::tempdir().expect("a directory");
        std::fs::write(dir.path().join("password"), PASSWORD).expect("a file");
        if rustix::process::geteuid().is_root() {
            let own = |user: &str| {
                Command::new("chown")
                    .args(["-R", user])
                    .arg(dir.path())
                    .stderr(Stdio::null())
                    .status()
                    .is_ok_and(|s| s.success())
            };
            assert!(own("postgres") || own("nobody"), "a user who is not root");
        }
        let data = dir.path().join("data");
        let mut init = unprivileged(&bin.join("initdb"));
        init.args([
            "-U",
            "owner",
            "-E",
            "UTF8",
            "--locale=C",
            "--auth=scram-sha-256",
            "--no-sync",
            "--pwfile",
        ])
        .arg(dir.path().join("password"))
        .arg("-D")
        .arg(&data);
        init.current_dir(dir.path());
        finish(init).ok();
        // The role of an older password is let in by it.
        let rules = "local all old md5\nlocal all all scram-sha-256\nhostssl all all 127.0.0.1/32 scram-sha-256\n";
        std::fs::write(data.join("pg_hba.conf"), rules).expect("a file");
        for _ in 0..5 {
            let free = std::net::TcpListener::bind("127.0.0.1:0").expect("a port");
            let port = free.local_addr().expect("an address").port();
            drop(free);
            if let Some(child) = run(&bin, dir.path(), port) {
                let database = Self { dir, child, bin, port };
                database.sql("owner", "postgres", SCHEMA);
                return Some(database);
            }
        }
        panic!(
            "the database does not start: {}",
            std::fs::read_to_string(dir.path().join("log")).unwrap_or_default()
        );
    }

    fn socket(&self) -> String {
        self.dir.path().display().to_string()
    }

    fn url(&self, user: &str, password: &str) -> String {
        format!("postgres://{user}:{password}@/postgres?host={}&port={}", self.socket(), self.port)
    }

    #[track_caller]
    fn sql(&self, user: &str, database: &str, text: &str) {
        let mut psql = Command::new(self.bin.join("psql"));
        psql.args([
            "-v",
            "ON_ERROR_STOP=1",
            "-q",
            "-h",
            &self.socket(),
            "-p",
            &self.port.to_string(),
            "-U",
            user,
            "-d",
            database,
            "-c",
            text,
        ])
        .env("PGPASSWORD", PASSWORD)
        .current_dir(self.dir.path());
        finish(psql).ok();
    }
}

/// A certificate for `localhost`, if this machine has openssl.
fn certificate(dir: &Path) -> bool {
    let made = Command::new("openssl")
        .args([
            "req",
            "-x509",
            "-newkey",
            "rsa:2048",
            "-nodes",
            "-days",
            "2",
            "-subj",
            "/CN=localhost",
        ])
        .args([
            "-addext",
            "subjectAltName=DNS:localhost,IP:127.0.0.1",
            "-keyout",
            "server.key",
            "-out",
            "server.crt",
        ])
        .current_dir(dir)
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status();
    made.is_ok_and(|status| status.success())
        && Command::new("chown")
            .arg(format!("--reference={}", dir.join("data").display()))
            .args([dir.join("server.key"), dir.join("server.crt")])
            .status()
            .is_ok_and(|status| status.success())
}

fn run(bin: &Path, dir: &Path, port: u16) -> Option<Child> {
    let log = std::fs::File::create(dir.join("log")).expect("a file");
    let tls = dir.join("server.crt").exists() || certificate(dir);
    let mut command = unprivileged(&bin.join("postgres"));
    command.arg("-D").arg(dir.join("data")).args(["-k"]).arg(dir).args([
        "-h",
        "127.0.0.1",
        "-p",
        &port.to_string(),
    ]);
    for setting in ["fsync=off", "shared_buffers=16MB", "max_connections=20", "log_statement=all"] {
        command.args(["-c", setting]);
    }
    if tls {
        for (name, file) in [("ssl_cert_file", "server.crt"), ("ssl_key_file", "server.key")] {
            command.arg("-c").arg(format!("{name}={}", dir.join(file).display()));
        }
        command.args(["-c", "ssl=on"]);
    }
    command.current_dir(dir).stdin(Stdio::null()).stdout(Stdio::null()).stderr(log);
    let mut child = command.spawn().expect("postgres");
    let socket = dir.join(format!(".s.PGSQL.{port}"));
    let ready = eventually("the database listens, or ends", PATIENCE, || {
        if child.try_wait().expect("a child").is_some() {
            return Some(false);
        }
        let said = std::fs::read_to_string(dir.join("log")).unwrap_or_default();
        (socket.exists() && said.contains("ready to accept connections")).then_some(true)
    });
    ready.then_some(child)
}

fn fetch(home: &Home, at: &Path, url: &str, more: Value) -> Said {
    let mut arguments =
        json!({"action": "fetch", "provider": "postgres", "limit": 100, "maxTokens": 20_000});
    arguments
        .as_object_mut()
        .expect("an object")
        .extend(more.as_object().expect("an object").clone());
    let mut command = home.command();
    command
        .args(["call", "ctx_provider", &arguments.to_string(), "--json"])
        .current_dir(at)
        .env("DATABASE_URL", url);
    finish(command)
}

#[test]
fn a_schema_is_read_and_no_row() {
    let Some(database) = Database::start() else { return };
    let home = Home::new();
    let repo = home.repo("core", &[("README.md", "# Sample\n")]);
    let owner = database.url("owner", PASSWORD);
    let said = fetch(&home, &repo.path, &owner, json!({})).ok();
    assert!(!said.to_string().contains("row-content"), "{said}");
    let all = said.json();
    let ids: Vec<&str> =
        all["items"].as_array().unwrap().iter().map(|i| i["id"].as_str().unwrap()).collect();
    let expected = [
        "hidden.salary",
        "public.note",
        "shop.Order",
        "shop.customer",
        "shop.discount(customer bigint, rate numeric)",
        "shop.email",
        "shop.mood",
        "shop.rich",
    ];
    assert_eq!(ids, expected, "{all}");
    let body = |id: &str| {
        let one = fetch(&home, &repo.path, &owner, json!({"id": id})).ok().json();
        one["items"][0]["body"].as_str().unwrap().to_owned()
    };
    let customer = body("shop.customer");
    for line in [
        "People who buy; the frobnicated ledger of them",
        "- id bigint not null identity",
        "- mail shop.email not null  -- verified at signup",
        "- mood shop.mood default 'ok'::shop.mood",
        "PRIMARY KEY (id)",
        "UNIQUE (mail)",
        "referenced by:\n- shop.\"Order\"",
    ] {
        assert!(customer.contains(line), "{line}: {customer}");
    }
    let order = body("shop.Order");
    assert!(
        order.contains("FOREIGN KEY (customer) REFERENCES shop.customer(id) ON DELETE CASCADE"),
        "{order}"
    );
    assert!(
        order.contains("CREATE INDEX order_by_total ON shop.\"Order\"")
            && order.contains("- total numeric(12,2)"),
        "{order}"
    );
    assert!(body("shop.mood").contains("labels:\n- sad\n- ok\n- happy"));
    assert!(
        body("shop.rich").contains("definition:\n SELECT")
            || body("shop.rich").contains("definition:\nSELECT")
    );
    let discount = body(expected[4]);
    assert!(
        discount.contains("returns: numeric")
            && discount.contains("What they save")
            && !discount.contains("42.4242"),
        "{discount}"
    );
    // Only what is asked for, and only what the user may use.
    let views = fetch(&home, &repo.path, &owner, json!({"state": "view"})).ok().json();
    assert_eq!(views["items"].as_array().unwrap().len(), 1);
    let named = fetch(&home, &repo.path, &owner, json!({"project": "hidden, public"})).ok().json();
    assert_eq!(named["items"].as_array().unwrap().len(), 2);
    for user in ["reader", "old"] {
        let seen = fetch(&home, &repo.path, &database.url(user, PASSWORD), json!({})).ok().json();
        let hidden = seen["items"].as_array().unwrap().iter().any(|i| i["id"] == "hidden.salary");
        assert!(!hidden && seen["items"].as_array().unwrap().len() >= 6, "{user}: {seen}");
    }
    // Pages.
    let first = fetch(&home, &repo.path, &owner, json!({"limit": 5})).ok().json();
    let rest = fetch(&home, &repo.path, &owner, json!({"limit": 5, "cursor": first["cursor"]}))
        .ok()
        .json();
    assert_eq!(rest["items"].as_array().unwrap().len(), 3);
    refusals(&home, &repo.path, &database);
    encrypted(&home, &repo.path, &database);
    // It only read, within a transaction that could do no more.
    let log = std::fs::read_to_string(database.dir.path().join("log")).unwrap();
    assert!(
        log.contains("BEGIN TRANSACTION READ ONLY") && log.contains("statement_timeout"),
        "{log}"
    );
}

fn refusals(home: &Home, at: &Path, database: &Database) {
    let secret = "wrong-password-0123";
    let said = fetch(home, at, &database.url("owner", secret), json!({})).exits(1);
    let said = said.says("does not accept the credentials");
    assert!(!said.stderr.contains(secret) && !said.stdout.contains(secret), "{said}");
    let none = format!(
        "postgres://owner:{secret}@/nothere?host={}&port={}",
        database.socket(),
        database.port
    );
    let said = fetch(home, at, &none, json!({})).exits(1);
    assert!(!said.stderr.contains(secret), "{said}");
    fetch(home, at, "postgres://owner@127.0.0.1:1/x", json!({})).exits(1).says("cannot be reached");
    fetch(home, at, "not a url", json!({})).exits(1).says("the database's URL is no URL");
}

/// Over TCP with TLS: its certificate is believed where it is named, and nowhere else.
fn encrypted(home: &Home, at: &Path, database: &Database) {
    let certificate = database.dir.path().join("server.crt");
    if !certificate.exists() {
        not_run("PostgreSQL over TLS: there is no openssl to make a certificate with");
        return;
    }
    let url = |host: &str, more: &str| {
        format!(
            "postgres://owner:{PASSWORD}@{host}:{}/postgres?sslmode=require{more}",
            database.port
        )
    };
    let named = format!("&sslrootcert={}", certificate.display());
    let seen = fetch(home, at, &url("localhost", &named), json!({})).ok().json();
    assert_eq!(seen["items"].as_array().unwrap().len(), 8);
    fetch(home, at, &url("localhost", ""), json!({})).exits(1).says("cannot be reached over TLS");
}

#[test]
fn a_servers_database_is_found_as_documents() {
    let Some(database) = Database::start() else { return };
    let home = Home::new();
    let repo = home.repo("core", &[("README.md", "# Sample\n")]);
    let secret = home.join("database-url");
    std::fs::write(&secret, database.url("reader", PASSWORD)).unwrap();
    let connector = json!({"id": "db", "provider": "postgres", "resource": "schema", "project": "shop",
        "secret": format!("file:{}", secret.display())});
    let team = home.team_with(&[("core", &repo.path)], json!({"connectors": [connector]}));
    let admin = team.token("admin", &["--role", "admin"]);
    let server = team.serve();
    let found = server.ask(
        &admin,
        "ctx_provider",
        json!({"action": "fetch", "connector": "db", "state": "table"}),
    );
    assert_eq!(found["items"].as_array().unwrap().len(), 2, "{found}");
    let found = server.ask(
        &admin,
        "ctx_semantic_search",
        json!({"query": "frobnicated ledger of people who buy"}),
    );
    let best = &found["results"][0];
    assert_eq!(
        (&best["kind"], &best["path"]),
        (&json!("schema"), &json!("postgres:shop.customer")),
        "{found}"
    );
    let (_, body) = server.get("/v1/connectors", &admin);
    assert!(!body.to_string().contains(PASSWORD) && body["connectors"][0]["hasSecret"] == true);
    let (_, said) = server.stop();
    assert!(!said.contains(PASSWORD), "{said}");
}
