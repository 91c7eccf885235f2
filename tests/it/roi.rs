//! Does a report of the savings hold for somebody who has only a key, and for a second verifier in another language?

use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::OnceLock;

use serde_json::{Value, json};

use crate::harness::{Home, Said, finish};

fn kept(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/golden/savings").join(name)
}

fn text(path: &Path) -> String {
    path.display().to_string()
}

/// A data root with the golden ledger in it, and the key that signed its head.
fn place(data: &Path) {
    for (from, to, bits) in [
        ("server.key", "keys/server.key", 0o600),
        ("ledger.jsonl", "savings/ledger.jsonl", 0o600),
        ("ledger.jsonl.head", "savings/ledger.jsonl.head", 0o600),
    ] {
        let to = data.join(to);
        fs::create_dir_all(to.parent().unwrap()).unwrap();
        fs::copy(kept(from), &to).unwrap();
        fs::set_permissions(&to, fs::Permissions::from_mode(bits)).unwrap();
    }
    fs::set_permissions(data.join("keys"), fs::Permissions::from_mode(0o700)).unwrap();
}

fn home() -> Home {
    let home = Home::new();
    place(&home.join(".lean-ctx"));
    home
}

/// An interpreter that has `cryptography`: CI's, the machine's own, or else one in a virtual
/// environment that is made for it. Without one there is no pass.
fn python() -> &'static Path {
    static PYTHON: OnceLock<PathBuf> = OnceLock::new();
    PYTHON.get_or_init(|| {
        let works = |python: &PathBuf| {
            let asked = Command::new(python).args(["-c", "import cryptography"]).output();
            asked.is_ok_and(|said| said.status.success())
        };
        let own = Path::new(env!("CARGO_TARGET_TMPDIR")).join("python");
        let named = std::env::var_os("LEAN_CTX_TEST_PYTHON").map(PathBuf::from);
        let tried = [named, Some("python3".into()), Some(own.join("bin/python"))];
        if let Some(found) = tried.into_iter().flatten().find(works) {
            return found;
        }
        let _ = Command::new("python3").args(["-m", "venv"]).arg(&own).output();
        let pip = own.join("bin/pip");
        let _ = Command::new(pip).args(["install", "--quiet", "cryptography"]).output();
        Some(own.join("bin/python")).filter(works).expect(
            "the second verifier needs python3 with `cryptography`: install it, or name an interpreter that has it in LEAN_CTX_TEST_PYTHON",
        )
    })
}

fn second(home: &Home, file: &Path, key: &str, more: &[&str]) -> Said {
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("scripts/roi-verify.py");
    let mut command = home.program(python());
    command.arg(script).arg(file).args(["--key", key]).args(more);
    finish(command)
}

fn without_volatile(mut report: Value) -> Value {
    for field in ["created_at", "lean_ctx_version", "envelope"] {
        report.as_object_mut().unwrap().shift_remove(field).expect(field);
    }
    report
}

#[test]
fn a_report_is_made_and_checked_elsewhere() {
    let home = home();
    let out = home.join("out");
    let said =
        home.run(["savings", "roi", "--period", "2026-10", "--out", &text(&out), "--json"]).ok();
    let golden: Value =
        serde_json::from_str(&fs::read_to_string(kept("roi.json")).unwrap()).unwrap();
    assert_eq!(without_volatile(said.json()), without_volatile(golden));
    let stem = out.join("savings-roi-2026-10");
    let file = |end: &str| PathBuf::from(format!("{}.{end}", stem.display()));
    assert_eq!(fs::read(file("focus.csv")).unwrap(), fs::read(kept("focus.csv")).unwrap());
    assert_eq!(fs::read(file("head")).unwrap(), fs::read(kept("ledger.jsonl.head")).unwrap());
    assert!(fs::read_to_string(file("html")).unwrap().contains("savings-roi-2026-10.dsse.json"));
    for end in ["dsse.json", "focus.csv", "html", "head"] {
        assert_eq!(fs::metadata(file(end)).unwrap().permissions().mode() & 0o777, 0o600, "{end}");
    }
    let json = home.join("report.json");
    fs::write(&json, &said.stdout).unwrap();

    // Another machine: no ledger, no data root, nothing but the file and the key.
    let away = Home::new();
    let key = text(&kept("server.vkey"));
    let ledger = text(&home.join(".lean-ctx/savings/ledger.jsonl"));
    for report in [&file("dsse.json"), &json] {
        away.run(["savings", "roi", "verify", &text(report), "--key", &key])
            .ok()
            .says("valid")
            .says("signature: made with the key")
            .says("not checked: that the ledger adds up");
        second(&away, report, &key, &[]).ok().says("valid: 2401544 tokens");
        second(&away, report, &key, &["--ledger", &ledger]).ok();
    }
    let (signed, with) = (text(&file("dsse.json")), ["--key", &key, "--ledger", &ledger, "--json"]);
    let found = away.run([&["savings", "roi", "verify", &signed][..], &with].concat()).ok().json();
    assert_eq!(
        (&found["valid"], &found["report"]["saved_tokens"]),
        (&json!(true), &json!(2_729_727))
    );
    assert!(!away.join(".lean-ctx").exists(), "to check needs no data root and makes none");

    // The head that came with it tells an older ledger that was put back.
    home.run(["savings", "verify", "--head", &text(&file("head"))]).ok();
    fs::remove_dir_all(home.join(".lean-ctx/savings")).unwrap();
    home.run(["savings", "verify", "--head", &text(&file("head"))]).exits(4);
}

#[test]
fn what_is_not_the_signed_is_told_by_both_verifiers() {
    let home = Home::new();
    let key = text(&kept("server.vkey"));
    let good = fs::read(kept("roi.dsse.json")).unwrap();
    let json = fs::read_to_string(kept("roi.json")).unwrap();
    let flipped = |at: usize| {
        let mut bytes = good.clone();
        bytes[at] ^= 1;
        bytes
    };
    let file = home.join("report");
    let attempts: Vec<Vec<u8>> = vec![
        Vec::new(),
        b"null".to_vec(),
        b"[]".to_vec(),
        b"{\"payload\":1,\"payloadType\":2,\"signatures\":3}".to_vec(),
        vec![b'['; 100_000],
        vec![0xff; 100],
        flipped(2),
        flipped(500),
        flipped(good.len() - 20),
        good[..good.len() - 1].to_vec(),
        [&good[..], &good[..]].concat(),
        json.replacen("\"saved_tokens\": 2729727", "\"saved_tokens\": 9999999", 1).into_bytes(),
        json.replacen("\"saved_usd\": 8.", "\"saved_usd\": 9.", 1).into_bytes(),
    ];
    for (i, bytes) in attempts.iter().enumerate() {
        fs::write(&file, bytes).unwrap();
        home.run(["savings", "roi", "verify", &text(&file), "--key", &key])
            .exits(4)
            .says("the report is not valid");
        let said = second(&home, &file, &key, &[]);
        assert_eq!(said.code(), 4, "attempt {i}\n{said}");
    }
    // Another key, and misuse.
    let other = home.run(["proof", "--public-key"]).ok().stdout;
    let report = text(&kept("roi.dsse.json"));
    home.run(["savings", "roi", "verify", &report, "--key", other.trim()])
        .exits(4)
        .says("another key");
    second(&home, &kept("roi.dsse.json"), other.trim(), &[]).exits(4);
    for (file, key) in [("nowhere", &*key), (&*report, "nonsense"), (&*report, &*report)] {
        home.run(["savings", "roi", "verify", file, "--key", key]).exits(2);
        second(&home, Path::new(file), key, &[]).exits(2);
    }
    home.run(["savings", "roi", "verify", &report]).exits(2);
    home.run(["savings", "roi", "verify", &report, "--key", &key, "--ledger", "nowhere"]).exits(2);
}

#[test]
fn an_empty_ledger_is_said_plainly() {
    let home = Home::new();
    home.run(["savings"]).ok().says("nothing was metered so far");
    assert_eq!(home.run(["savings", "--json"]).ok().json()["total_events"], 0);
    home.run(["savings", "verify"]).ok().says("the ledger is empty");
    assert_eq!(home.run(["savings", "export"]).ok().json(), json!([]));
    assert_eq!(home.run(["savings", "export", "--format", "csv"]).ok().stdout.lines().count(), 1);
    assert_eq!(home.run(["savings", "export", "--format", "focus"]).ok().stdout.lines().count(), 1);
    assert!(!home.join(".lean-ctx").exists(), "to look makes nothing");

    let out = text(&home.join("out"));
    home.run(["savings", "roi", "--out", &out]).ok().says("nothing was saved");
    let key = home.run(["proof", "--public-key"]).ok().stdout;
    let signed = home.join("out/savings-roi-all.dsse.json");
    home.run(["savings", "roi", "verify", &text(&signed), "--key", key.trim()]).ok();
    second(&home, &signed, key.trim(), &[]).ok();
    for wrong in ["2026-13", "october", ""] {
        home.run(["savings", "roi", "--period", wrong]).exits(2).says("is no period");
    }
    // A month in which nothing was booked, of a ledger that has others.
    place(&home.join(".lean-ctx"));
    home.run(["savings", "--period", "2026-08"]).ok().says("nothing was metered in 2026-08");
    home.run(["savings", "roi", "--period", "2026-08"]).ok().says("nothing was saved");
}

#[test]
fn the_summary_and_the_exports_are_of_what_was_booked() {
    let home = home();
    home.run(["savings", "--period", "2026-10"])
        .ok()
        .says("2,401,544 tokens saved in 2026-10 by 188 measured calls")
        .says("without a price: 38 of 188 calls")
        .says("modelled, in no number above");
    let events = home.run(["savings", "export", "--period", "2026-10"]).ok().json();
    let events = events.as_array().unwrap();
    assert_eq!(events.len(), 188 + 40 + 27);
    assert!(events.iter().all(|e| e["ts"].as_str().unwrap().starts_with("2026-10")));
    let csv = home.run(["savings", "export", "--format", "csv"]).ok();
    assert_eq!(csv.stdout, fs::read_to_string(kept("events.csv")).unwrap());
    home.run(["savings", "export", "--format", "csv", "--prices", "x"]).exits(2);

    // As a team's: the same, of the server's data root.
    let team = Home::new();
    let repo = team.repo("core", &[("a.rs", "fn a() {}\n")]);
    let config = team.team(&[("core", &repo.path)]);
    place(&config.data);
    let file = text(&config.file);
    let report =
        team.run(["savings", "--config", &file, "--json", "--period", "2026-10"]).ok().json();
    assert_eq!((&report["saved_tokens"], &report["signed"]), (&json!(2_729_727), &json!(false)));
    team.run(["savings", "roi", "--config", &file, "--json"]).ok().says("\"envelope\"");
    team.run(["savings", "verify", "--config", &file]).ok().says("signed head over 258 records");
    team.run(["savings", "export", "--config", &file, "--format", "focus"])
        .ok()
        .says("x_SavedCost");
}

#[test]
fn a_changed_ledger_is_not_signed_for() {
    let home = home();
    let path = home.join(".lean-ctx/savings/ledger.jsonl");
    let good = fs::read_to_string(&path).unwrap();
    fs::write(&path, good.replacen("ctx_read", "ctx_tree", 1)).unwrap();
    let out = home.join("out");
    home.run(["savings", "roi", "--out", &text(&out)]).exits(4).says("does not hold").says(":1:");
    assert!(!out.exists());
    let said = home.run(["savings", "roi", "--json"]).exits(4).json();
    assert_eq!((&said["chain_valid"], &said["signed"]), (&json!(false), &json!(false)));
    assert!(said.get("envelope").is_none());
    home.run(["savings"]).exits(4);
    home.run(["savings", "verify"]).exits(4).says("was edited");
    home.run(["savings", "export", "--format", "focus"]).exits(4);
}

/// The book that the tools write is the one that the report reads.
#[test]
fn what_a_call_booked_is_in_the_report() {
    let home = Home::new();
    let source: String = (0..400).map(|i| format!("pub fn f{i}() -> u32 {{ {i} }}\n")).collect();
    let repo = home.repo("core", &[("src/lib.rs", &source)]);
    let workspace = text(&repo.path);
    home.run(["read", "src/lib.rs", "--mode", "signatures", "--workspace", &workspace]).ok();
    let report = home.run(["savings", "roi", "--json"]).ok().json();
    assert_eq!(report["total_events"], 1, "{report}");
    assert_eq!(report["top_tools"][0][0], "ctx_read");
    assert_eq!((&report["chain_valid"], &report["signed"]), (&json!(true), &json!(true)));
}
