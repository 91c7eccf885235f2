//! Is a backup that is made of a serving team everything that a new machine needs, and is what is not one told?

use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use age::secrecy::ExposeSecret as _;
use rusqlite::Connection;
use serde_json::{Value, json};

use crate::harness::{Home, Repo, Said, Team, finish, wait};

/// Sudden ends of each kind; more with `LEAN_CTX_KILLS=100`.
fn kills() -> u64 {
    std::env::var("LEAN_CTX_KILLS").ok().and_then(|n| n.parse().ok()).unwrap_or(4)
}

fn repo(home: &Home) -> Repo {
    let body = "pub fn shared_helper(n: u32) -> u32 { n + 1 }\n".repeat(50);
    home.repo(
        "core",
        &[
            ("src/lib.rs", "//! The core.\npub fn weigh(cargo: u32) -> u32 { cargo * 2 }\n"),
            ("src/main.rs", "fn main() { println!(\"{}\", core::weigh(3)); }\n"),
            ("src/deep/more.rs", &body),
            ("README.md", "# Core\n\nWeighs cargo.\n"),
        ],
    )
}

fn backup(team: &Team, more: &[&str]) -> Said {
    let (config, out) = (team.file.display().to_string(), team.home.join("out"));
    let out = out.display().to_string();
    let mut args = vec!["team", "backup", "--config", &config, "--out", &out, "--json"];
    args.extend(more);
    team.home.run(args)
}

#[track_caller]
fn archive(said: &Said) -> PathBuf {
    PathBuf::from(said.json()["archive"].as_str().expect("a path"))
}

fn verify(team: &Team, archive: &Path, more: &[&str]) -> Said {
    let (config, archive) = (team.file.display().to_string(), archive.display().to_string());
    let mut args = vec!["team", "restore", "--verify", &archive, "--config", &config, "--json"];
    args.extend(more);
    team.home.run(args)
}

fn into(home: &Home, archive: &Path, dir: &str, more: &[&str]) -> Said {
    let (archive, dir) = (archive.display().to_string(), home.join(dir).display().to_string());
    let mut args = vec!["team", "restore", &archive, "--into", &dir, "--json"];
    args.extend(more);
    home.run(args)
}

fn mode(path: &Path) -> u32 {
    fs::metadata(path).expect("a file").permissions().mode() & 0o777
}

fn names(dir: &Path) -> Vec<String> {
    let mut names: Vec<String> = fs::read_dir(dir)
        .map(|all| all.map(|e| e.expect("an entry").file_name().to_string_lossy().into()).collect())
        .unwrap_or_default();
    names.sort();
    names
}

#[test]
fn a_restored_team_answers_what_the_first_one_did() {
    let home = Home::new();
    let repo = repo(&home);
    let team = home.team_with(
        &[("core", &repo.path)],
        json!({"connectors": [{"id": "tickets", "provider": "github", "resource": "issues",
            "project": "a/b", "secret": "env:TICKETS"}]}),
    );
    let token = team.token("ann", &["--role", "admin"]);
    let server = team.serve();
    let fact =
        json!({"action": "remember", "category": "decision", "key": "units", "value": "kilograms"});
    server.ask(&token, "ctx_knowledge", fact);
    let search = json!({"pattern": "weigh"});
    let before = server.ask(&token, "ctx_search", search.clone());

    // Beside the server.
    let said = backup(&team, &[]).ok().says("not encrypted").says("TICKETS");
    let (made, archive) = (said.json(), archive(&said));
    assert_eq!(mode(&archive), 0o600);
    assert_eq!(made["workspaces"][0]["commit"], before["commit"]);
    assert!(made["workspaces"][0]["probes"].as_u64() > Some(8), "{made}");
    assert_eq!(made["leftOut"], json!([]), "{made}");
    assert_eq!(names(&team.home.join("out")).len(), 1);
    assert_eq!(names(&team.data.join("backup")), ["last.json", "lock"]);

    // What a test that ended suddenly has left goes with the next one.
    fs::create_dir(team.home.join("out/.lean-ctx-verify-0")).unwrap();
    let tested = verify(&team, &archive, &[]).ok().json();
    let checks = tested["checks"].as_array().expect("checks");
    assert!(checks.iter().all(|c| c["state"] == "ok"), "{tested}");
    for part in
        ["archive", "team.json", "key", "audit log", "savings ledger", "database", "index `core`"]
    {
        assert!(checks.iter().any(|c| c["name"] == part), "{part}: {tested}");
    }
    assert_eq!(names(&team.home.join("out")).len(), 1, "nothing is left of the test");
    let record: Value =
        serde_json::from_slice(&fs::read(team.data.join("backup/last.json")).unwrap()).unwrap();
    assert_eq!(record["restoreTest"]["ok"], true, "{record}");
    assert_eq!(record["restoreTest"]["sha256"], record["sha256"]);
    assert_eq!(server.stop().0, 0);

    // The old one is gone.
    fs::remove_dir_all(&team.data).unwrap();
    fs::remove_file(&team.file).unwrap();
    let restored = into(&home, &archive, "new", &[]).ok().json();
    let data = home.join("new");
    assert_eq!(restored["teamJson"], json!(data.join("team.json")));
    assert_eq!(
        (mode(&data.join("keys/server.key")), mode(&data.join("team.json"))),
        (0o600, 0o600)
    );
    assert!(!data.join(".restoring").exists() && !names(&data).iter().any(|n| n.starts_with('.')));
    let new = Team { home: &home, file: data.join("team.json"), data: data.clone() };
    let config = new.file.display().to_string();
    home.run(["team", "audit", "verify", "--config", &config]).ok();
    home.run(["savings", "verify", "--config", &config]).ok();
    let server = new.serve();
    assert_eq!(server.ask(&token, "ctx_search", search), before);
    let fact = json!({"action": "recall", "query": "units"});
    assert!(server.ask(&token, "ctx_knowledge", fact).to_string().contains("kilograms"));
    assert_eq!(server.stop().0, 0);
    // Its books go on where they were.
    home.run(["team", "audit", "verify", "--config", &config]).ok();
    assert!(new.audit().len() > 4);
}

#[test]
fn a_place_that_holds_something_and_data_of_a_newer_program_are_refused() {
    let home = Home::new();
    let repo = repo(&home);
    let team = home.team(&[("core", &repo.path)]);
    team.token("ann", &["--role", "admin"]);
    team.serve().stop();
    let archive = archive(&backup(&team, &[]).ok());
    let config = team.file.display().to_string();
    let shown = archive.display().to_string();

    // Not over what is there, by neither way; and nothing is changed by trying.
    let before = names(&team.data);
    home.run(["team", "restore", &shown, "--config", &config]).exits(1).says("is there already");
    assert_eq!(names(&team.data), before);
    fs::create_dir(home.join("full")).unwrap();
    fs::write(home.join("full/mine"), "mine").unwrap();
    into(&home, &archive, "full", &[]).exits(1).says("full/mine");
    assert_eq!(names(&home.join("full")), ["mine"]);
    home.run(["team", "restore", &shown]).exits(2).says("--into");

    // With the configuration's own places, once they are empty; the log under its own name.
    fs::remove_dir_all(&team.data).unwrap();
    fs::create_dir(&team.data).unwrap();
    let text = fs::read_to_string(&team.file).unwrap().replace("audit.jsonl", "decisions.jsonl");
    fs::write(&team.file, text).unwrap();
    home.run(["team", "restore", &shown, "--config", &config]).ok();
    assert!(
        team.data.join("decisions.jsonl").exists()
            && team.data.join("decisions.jsonl.head").exists()
    );
    home.run(["team", "audit", "verify", "--config", &config]).ok();

    // A newer program's data: every command that opens it says so, and how to get back.
    let newer = json!({"format": 99, "writtenBy": "9.9.0", "at": "2030-01-01T00:00:00.000Z"});
    fs::write(team.data.join("format.json"), newer.to_string()).unwrap();
    let out = home.join("out").display().to_string();
    for args in [
        vec!["team", "serve"],
        vec!["team", "sync"],
        vec!["team", "keys", "show"],
        vec!["team", "keys", "rotate"],
        vec!["team", "audit", "verify"],
        vec!["team", "backup", "--out", &out],
        vec!["savings", "verify"],
        vec!["billing", "usage"],
    ] {
        let said = home.run(args.into_iter().chain(["--config", &config])).exits(2);
        said.says("9.9.0").says("team restore");
    }
    home.run(["upgrade", "--config", &config]).exits(2).says("9.9.0");
    home.run(["upgrade", "--check", "--config", &config]).exits(4).says("REFUSED");
    // A local user's, too.
    fs::create_dir_all(home.join(".lean-ctx")).unwrap();
    fs::write(home.join(".lean-ctx/format.json"), newer.to_string()).unwrap();
    home.run(["search", "weigh", "--workspace", &repo.path.display().to_string()])
        .exits(2)
        .says("9.9.0");
}

#[test]
fn whatever_is_wrong_with_an_archive_is_named() {
    let home = Home::new();
    let repo = repo(&home);
    let team = home.team(&[("core", &repo.path)]);
    team.token("ann", &["--role", "admin"]);
    team.serve().stop();
    let good = archive(&backup(&team, &["--without-index"]).ok());
    let bytes = fs::read(&good).unwrap();
    let bad = home.join("bad.tar");
    let at = |name: &str, after: &[u8]| {
        let mut header = bytes.windows(name.len()).enumerate().skip(600);
        let header = header.find(|(at, w)| at % 512 == 0 && *w == name.as_bytes()).unwrap().0;
        let found = bytes[header + 512..].windows(after.len()).position(|w| w == after).unwrap();
        header + 512 + found
    };
    for (place, named) in [
        (at("data/state.db", b"SQLite"), "`data/state.db` is not what was backed up"),
        (at("data/keys/server.key", b"PRIVATE"), "`data/keys/server.key` is not what"),
        (at("team.json", b"auditLogPath"), "`team.json` is not what"),
        (100, "header behind the beginning"),
        (bytes.len() - 1, "behind its end"),
    ] {
        let mut other = bytes.clone();
        other[place] ^= 4;
        fs::write(&bad, &other).unwrap();
        let said = verify(&team, &bad, &[]).exits(4);
        assert!(said.stdout.contains(named), "{named}\n{said}");
        into(&home, &bad, "new", &[]).exits(4).says(named);
        assert!(!home.join("new").exists(), "nothing is left of it");
    }
    fs::write(&bad, &bytes[..bytes.len() / 2]).unwrap();
    into(&home, &bad, "new", &[]).exits(4).says("ends");
    fs::write(&bad, "no archive").unwrap();
    into(&home, &bad, "new", &[]).exits(4);
    fs::write(&bad, "").unwrap();
    into(&home, &bad, "new", &[]).exits(4);

    // Without an index in it, the one commit is indexed anew where the repository lies.
    repo.write("src/later.rs", "fn later() {}\n");
    repo.commit("later");
    let tested = verify(&team, &good, &[]).ok().json();
    assert!(tested.to_string().contains("made again"), "{tested}");
    fs::rename(&repo.path, home.join("moved")).unwrap();
    fs::create_dir(&repo.path).unwrap();
    let tested = verify(&team, &good, &[]).ok().json();
    assert!(tested.to_string().contains("is no repository"), "{tested}");
}

#[test]
fn an_encrypted_archive_opens_to_its_key_alone() {
    let home = Home::new();
    let repo = repo(&home);
    let team = home.team(&[("core", &repo.path)]);
    team.token("ann", &["--role", "admin"]);
    team.serve().stop();
    let identity = |name: &str| {
        let identity = age::x25519::Identity::generate();
        let file = home.join(name);
        fs::write(&file, identity.to_string().expose_secret()).unwrap();
        (identity.to_public().to_string(), file)
    };
    let ((recipient, mine), (_, other)) = (identity("mine.key"), identity("other.key"));
    let said = backup(&team, &["--recipient", &recipient]).ok();
    assert!(!said.stderr.contains("not encrypted"), "{said}");
    let sealed = archive(&said);
    assert!(sealed.to_string_lossy().ends_with(".tar.age"));
    let bytes = fs::read(&sealed).unwrap();
    assert!(bytes.starts_with(b"age-encryption.org/v1\n"));
    assert!(!bytes.windows(11).any(|w| w == b"PRIVATE+KEY"));
    verify(&team, &sealed, &[]).exits(2).says("--identity");
    let said = verify(&team, &sealed, &["--identity", &mine.display().to_string()]).ok();
    assert_eq!(said.json()["encrypted"], true);
    verify(&team, &sealed, &["--identity", &other.display().to_string()])
        .exits(4)
        .says("to somebody else");
    let mut changed = bytes;
    let at = changed.len() / 2;
    changed[at] ^= 1;
    let bad = home.join("bad.age");
    fs::write(&bad, changed).unwrap();
    verify(&team, &bad, &["--identity", &mine.display().to_string()]).exits(4).says("damaged");

    let phrase = home.join("phrase");
    fs::write(&phrase, "correct horse battery\n").unwrap();
    let phrase = phrase.display().to_string();
    let sealed = archive(&backup(&team, &["--passphrase-file", &phrase, "--without-index"]).ok());
    into(&home, &sealed, "new", &[]).exits(2).says("--passphrase-file");
    into(&home, &sealed, "new", &["--passphrase-file", &phrase]).ok();
}

/// The server is written to, its log is rotated and its repository grows while it is backed up.
#[test]
fn a_backup_beside_a_busy_server_is_whole() {
    let home = Home::new();
    let repo = repo(&home);
    let team = home.team(&[("core", &repo.path)]);
    let token = team.token("ann", &["--role", "admin"]);
    let server = team.serve();
    let over = AtomicBool::new(false);
    std::thread::scope(|scope| {
        for writer in 0..2 {
            let (over, server, token) = (&over, &server, &token);
            scope.spawn(move || {
                for n in 0.. {
                    if over.load(Ordering::Relaxed) {
                        return;
                    }
                    let fact = json!({"action": "remember", "category": format!("w{writer}"), "key": format!("k{n}"), "value": "v"});
                    server.ask(token, "ctx_knowledge", fact);
                    server.ask(token, "ctx_search", json!({"pattern": "weigh"}));
                }
            });
        }
        let mut archives = Vec::new();
        for n in 0..3 {
            repo.write(&format!("src/n{n}.rs"), format!("pub fn number_{n}() {{}}\n"));
            repo.commit("more");
            archives.push(archive(&backup(&team, &[]).ok()));
            fs::rename(team.data.join("audit.jsonl"), team.data.join(format!("audit.jsonl.{n}")))
                .unwrap();
            server.signal("HUP");
        }
        over.store(true, Ordering::Relaxed);
        for archive in archives {
            let tested = verify(&team, &archive, &[]).ok().json();
            assert!(
                tested["checks"].as_array().unwrap().iter().all(|c| c["state"] == "ok"),
                "{tested}"
            );
        }
    });
    assert_eq!(server.stop().0, 0);
}

/// Ends a command with SIGKILL after so many milliseconds; whether it was still at work.
fn killed(home: &Home, args: &[&str], after: u64) -> bool {
    let mut command = home.command();
    let mut child = command
        .args(args)
        .stdout(std::process::Stdio::null())
        .stderr(std::process::Stdio::null())
        .spawn()
        .expect("the binary");
    let ended = wait(&mut child, Duration::from_millis(after)).is_some();
    let _ = child.kill();
    let _ = child.wait();
    !ended
}

/// At any moment: what bears an archive's name is one, and the next backup is not hindered.
#[test]
fn a_backup_that_is_killed_is_none() {
    let home = Home::new();
    let repo = repo(&home);
    let team = home.team(&[("core", &repo.path)]);
    team.token("ann", &["--role", "admin"]);
    team.serve().stop();
    let (config, out) = (team.file.display().to_string(), home.join("out").display().to_string());
    let args = ["team", "backup", "--config", &config, "--out", &out];
    for n in 0..kills() {
        killed(&home, &args, 3 + n * 23 % 200);
        for name in names(&home.join("out")).iter().filter(|name| !name.starts_with('.')) {
            verify(&team, &home.join("out").join(name), &[]).ok();
        }
    }
    let whole = archive(&backup(&team, &[]).ok());
    verify(&team, &whole, &[]).ok();
    let mut left = names(&team.data.join("backup"));
    // Of a record that was being written when the run was killed; swept once it is an hour old.
    left.retain(|name| !name.starts_with(".last.json."));
    assert_eq!(left, ["last.json", "lock"], "stages are swept");
}

/// At any moment: half a restore is opened by nobody, and the same restore mends it.
#[test]
fn a_restore_that_is_killed_is_begun_anew() {
    let home = Home::new();
    let repo = repo(&home);
    let team = home.team(&[("core", &repo.path)]);
    let token = team.token("ann", &["--role", "admin"]);
    team.serve().stop();
    let archive = archive(&backup(&team, &[]).ok()).display().to_string();
    for n in 0..kills() {
        let dir = home.join(&format!("new{n}"));
        let shown = dir.display().to_string();
        let args = ["team", "restore", &archive, "--into", &shown];
        killed(&home, &args, 2 + n * 17 % 120);
        let config = dir.join("team.json");
        if dir.join(".restoring").exists() {
            if config.exists() {
                let config = config.display().to_string();
                home.run(["team", "serve", "--config", &config]).exits(2).says("cut short");
            }
            home.run(args).ok();
        } else if !config.exists() {
            home.run(args).ok();
        }
        let new = Team { home: &home, file: config, data: dir };
        let server = new.serve();
        assert_eq!(server.ask(&token, "ctx_search", json!({"pattern": "weigh"}))["total"], 3);
    }
}

/// A database as the first release with it would have left it.
fn old_database(path: &Path, steps: usize) {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/store/migration");
    let mut files: Vec<PathBuf> =
        fs::read_dir(folder).unwrap().map(|e| e.unwrap().path()).collect();
    files.sort();
    let db = Connection::open(path).unwrap();
    db.execute_batch("CREATE TABLE migration (number INTEGER PRIMARY KEY, name TEXT NOT NULL, sha256 TEXT NOT NULL, at TEXT NOT NULL) STRICT").unwrap();
    for (n, file) in files.iter().take(steps).enumerate() {
        let sql = fs::read_to_string(file).unwrap();
        db.execute_batch(&sql).unwrap();
        let stem = file.file_stem().unwrap().to_string_lossy().into_owned();
        let name = stem.split_once('_').unwrap().1;
        let digest = hex::encode(<sha2::Sha256 as sha2::Digest>::digest(sql.as_bytes()));
        db.execute(
            "INSERT INTO migration VALUES (?1, ?2, ?3, '2026-01-01T00:00:00.000Z')",
            rusqlite::params![n as i64 + 1, name, digest],
        )
        .unwrap();
    }
    db.pragma_update(None, "application_id", 0x6c63_7478).unwrap();
    db.pragma_update(None, "user_version", steps as i64).unwrap();
    db.pragma_update(None, "journal_mode", "WAL").unwrap();
}

#[test]
fn an_older_database_is_brought_forward_on_a_copy_first_whatever_kills_it() {
    let home = Home::new();
    let repo = repo(&home);
    let team = home.team(&[("core", &repo.path)]);
    team.token("ann", &["--role", "admin"]);
    let (config, path) = (team.file.display().to_string(), team.data.join("state.db"));
    for n in 0..kills() {
        for left in names(&team.data) {
            if left.starts_with("state.db") {
                fs::remove_file(team.data.join(left)).unwrap();
            }
        }
        old_database(&path, 3);
        let said = home.run(["upgrade", "--check", "--config", &config, "--json"]).ok().json();
        let part = |said: &Value, name: &str| {
            let parts = said["parts"].as_array().unwrap().clone();
            parts.into_iter().find(|p| p["name"] == name).unwrap()
        };
        assert_eq!(part(&said, "database")["due"], "migrates", "{said}");
        assert!(
            part(&said, "database")["message"].as_str().unwrap().contains("`savings`"),
            "{said}"
        );
        // A backup of it is of the form it has.
        if n == 0 {
            let archive = archive(&backup(&team, &[]).ok());
            let version: i64 = Connection::open(&path)
                .unwrap()
                .pragma_query_value(None, "user_version", |r| r.get(0))
                .unwrap();
            assert_eq!(version, 3, "not touched");
            verify(&team, &archive, &[]).ok();
        }
        killed(&home, &["upgrade", "--config", &config], n * 7 % 60);
        let said = home.run(["upgrade", "--config", &config, "--json"]).ok().json();
        assert_eq!(part(&said, "database")["due"], "current", "{said}");
        let left: Vec<String> = names(&team.data)
            .into_iter()
            .filter(|n| n.contains(".before") || n.contains(".trial"))
            .collect();
        assert!(left.is_empty(), "{left:?}");
    }
    // Steps of a release that is not out yet.
    Connection::open(&path).unwrap().pragma_update(None, "user_version", 99).unwrap();
    home.run(["upgrade", "--check", "--config", &config]).exits(4).says("newer");
    home.run(["team", "serve", "--config", &config]).exits(1).says("newer").says("backup");
}

#[test]
fn two_backups_of_one_place_wait_for_nobody() {
    let home = Home::new();
    let repo = repo(&home);
    let team = home.team(&[("core", &repo.path)]);
    team.token("ann", &["--role", "admin"]);
    team.serve().stop();
    backup(&team, &[]).ok();
    let lock = fs::File::options().write(true).open(team.data.join("backup/lock")).unwrap();
    rustix::fs::flock(&lock, rustix::fs::FlockOperation::LockExclusive).unwrap();
    backup(&team, &[]).exits(1).says("another backup");
    drop(lock);
    // A folder that cannot be written is told before anything is made.
    let mut command = home.command();
    command.args(["team", "backup", "--config"]).arg(&team.file).args(["--out", "/proc/nothing"]);
    finish(command).exits(1).says("/proc/nothing");
}
