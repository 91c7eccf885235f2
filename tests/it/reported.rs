//! Does a team's server take in signed savings, keep them, add them up, and tell of them once a week?

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::TcpListener;
use std::path::Path;
use std::sync::mpsc::{Receiver, channel};
use std::thread;
use std::time::Duration;

use ed25519_dalek::{Signer as _, SigningKey};
use serde_json::{Value, json};

use crate::harness::{Home, PATIENCE, Server, Team, finish, not_run};
use crate::schema;

const INGEST: &str = "/api/v1/savings/ingest";
const SUMMARY: &str = "/v1/savings/summary";

/// A signed batch, made without a line of the product.
pub fn batch(seed: u8, created: &str, period: &str, net: u64) -> Value {
    sign(seed, plain(created, period, net))
}

fn plain(created: &str, period: &str, net: u64) -> Value {
    json!({
        "schema_version": 1,
        "kind": "lean-ctx.savings-batch",
        "created_at": created,
        "lean_ctx_version": "3.9.13",
        "agent_id": "anna's laptop",
        "period": period,
        "first_entry_hash": "genesis",
        "last_entry_hash": format!("head of {created}"),
        "chain_valid": true,
        "totals": {
            "total_events": 4,
            "saved_tokens": net + 10,
            "net_saved_tokens": net,
            "saved_usd": 0.0002,
            "bounce_tokens": 10,
            "bounce_events": 1,
            "tokenizers": ["o200k_base"],
            "by_model": [["claude-opus", net, 0.0002]],
            "by_tool": [["ctx_read", net]],
            "by_mechanism": [["compression", net, 0.0002]],
        },
        "signer_public_key": null,
        "signature": null,
    })
}

fn sign(seed: u8, mut batch: Value) -> Value {
    let key = SigningKey::from_bytes(&[seed; 32]);
    let signature = key.sign(batch.to_string().as_bytes());
    batch["signer_public_key"] = hex::encode(key.verifying_key().as_bytes()).into();
    batch["signature"] = hex::encode(signature.to_bytes()).into();
    batch
}

pub fn signer(seed: u8) -> String {
    hex::encode(SigningKey::from_bytes(&[seed; 32]).verifying_key().as_bytes())
}

fn team<'h>(home: &'h Home, more: Value) -> Team<'h> {
    let repo = home.repo("core", &[("a.rs", "fn a() {}\n")]);
    home.team_with(&[("core", &repo.path)], more)
}

#[test]
fn members_report_and_the_team_is_summed_up() {
    let home = Home::new();
    let team = team(&home, json!({}));
    let (anna, ben) =
        (team.token("anna", &["--role", "member"]), team.token("ben", &["--role", "viewer"]));
    let admin = team.token("admin", &["--role", "admin"]);
    let bound = team.token("bound", &["--role", "admin", "--workspaces", "core"]);
    let server = team.serve();
    let (status, body) = server.get(SUMMARY, &admin);
    assert_eq!((status, &body["member_count"], &body["series"]), (200, &json!(0), &json!([])));

    let first = batch(1, "2026-06-01T18:45:00.123456789+00:00", "all", 1000);
    let (status, body) = server.post(INGEST, &anna, &first);
    let accepted =
        json!({"accepted": true, "signer_public_key": signer(1), "net_saved_tokens": 1000});
    assert_eq!((status, body), (200, accepted));
    let mut upper = batch(1, "2026-06-02T00:00:00Z", "all", 3000);
    upper["signer_public_key"] = signer(1).to_uppercase().into();
    let (status, body) = server.post(INGEST, &anna, &upper);
    assert_eq!((status, &body["signer_public_key"]), (200, &json!(signer(1))), "{body}");
    assert_eq!(server.post(INGEST, &ben, &batch(2, "2026-06-02T00:00:00Z", "all", 500)).0, 200);

    // Replayed, older, of another key, of another token, changed, bound, without a token.
    let later = |seed| batch(seed, "2026-06-03T00:00:00Z", "all", 1);
    let mut changed = later(1);
    changed["totals"]["net_saved_tokens"] = 7.into();
    for (token, body, status, code) in [
        (&anna, first.clone(), 400, "invalid_arguments"),
        (&anna, upper, 400, "invalid_arguments"),
        (&anna, batch(1, "2026-05-31T00:00:00Z", "all", 9), 400, "invalid_arguments"),
        (&anna, later(3), 403, "scope_denied"),
        (&admin, later(1), 403, "scope_denied"),
        (&anna, changed, 400, "invalid_arguments"),
        (&bound, later(4), 403, "scope_denied"),
        (&String::new(), later(5), 401, "unauthorized"),
    ] {
        let (found, answer) = server.post(INGEST, token, &body);
        assert_eq!((found, answer["error_code"].as_str()), (status, Some(code)), "{answer}");
    }

    let (status, summary) = server.get(SUMMARY, &admin);
    assert_eq!(status, 200, "{summary}");
    let names: Vec<&String> = summary.as_object().unwrap().keys().collect();
    assert_eq!(
        names,
        [
            "schema_version",
            "generated_at",
            "member_count",
            "totals",
            "by_member",
            "by_model",
            "by_tool",
            "series",
            "window_days"
        ]
    );
    assert_eq!((&summary["schema_version"], &summary["window_days"]), (&json!(2), &json!(90)));
    assert_eq!(
        summary["totals"],
        json!({"saved_tokens": 3520, "net_saved_tokens": 3500, "saved_usd": 0.0004, "total_events": 8})
    );
    assert_eq!(summary["by_member"][0]["signer"], signer(1));
    assert_eq!(summary["by_member"][0]["last_reported"], "2026-06-02T00:00:00Z");
    assert_eq!(
        summary["by_model"],
        json!([{"model": "claude-opus", "saved_tokens": 3500, "saved_usd": 0.0004}])
    );
    assert_eq!(summary["by_tool"], json!([{"tool": "ctx_read", "saved_tokens": 3500}]));
    assert_eq!(summary["series"].as_array().unwrap().len(), 90);
    let (status, own) = server.get(&format!("/v1/savings/member/{}", signer(2)), &admin);
    assert_eq!(
        (status, &own["schema_version"], &own["totals"]["net_saved_tokens"]),
        (200, &json!(1), &json!(500))
    );
    for (path, token, wanted) in [
        ("/v1/savings/member/0123456789abcdef", &admin, 404),
        ("/v1/savings/member/%F0%9F%A6%80", &admin, 400),
        ("/v1/savings/member/..%2f..%2fetc", &admin, 400),
        ("/v1/savings/member/", &admin, 404),
        (SUMMARY, &anna, 403),
        (SUMMARY, &bound, 403),
        ("/v1/savings/member/0123456789abcdef", &bound, 403),
    ] {
        let (status, body) = server.get(path, token);
        assert_eq!(status, wanted, "{path} {body}");
        assert!(body["error"].is_string() && body["error_code"].is_string(), "{body}");
    }

    // Every decision is in the book, an intent before each change, and never what was sent.
    let records = team.audit();
    let of = |token: &str, allowed: bool| {
        let mine =
            |r: &&Value| r["tool"] == INGEST && r["tokenId"] == token && r["allowed"] == allowed;
        records.iter().filter(mine).map(|r| r["deniedReason"].to_string()).collect::<Vec<_>>()
    };
    let denied = of("anna", false);
    assert_eq!(denied.iter().filter(|r| *r == "\"invalid_arguments\"").count(), 4, "{denied:?}");
    assert_eq!(denied.iter().filter(|r| *r == "\"scope_denied\"").count(), 1, "{denied:?}");
    assert_eq!(of("admin", false), ["\"scope_denied\""]);
    assert_eq!(of("bound", false), ["\"scope_denied\""]);
    assert!(
        records
            .iter()
            .filter(|r| r["tool"] == INGEST && r["allowed"] == true)
            .all(|r| r["argumentsSha256"].is_string())
    );
}

#[test]
fn hostile_batches_are_refused_and_the_server_lives_on() {
    let home = Home::new();
    let team = team(&home, json!({}));
    let token = team.token("anna", &["--role", "member"]);
    let server = team.serve();
    let good = batch(1, "2026-06-01T00:00:00Z", "all", 5).to_string();
    let key = signer(1);
    let mut bodies: Vec<Vec<u8>> = ["", "null", "[]", "{}", "{\"kind\":", "1e999", "\"é\""]
        .map(|text| text.as_bytes().to_vec())
        .to_vec();
    for hostile in [
        "",
        "é",
        "🦀🦀🦀🦀",
        &"é".repeat(32),
        &"zz".repeat(32),
        &"0".repeat(64),
        &"f".repeat(63),
        "..\\u0000/",
    ] {
        bodies.push(good.replace(&key, hostile).into_bytes());
        let signature: Value = serde_json::from_str(&good).unwrap();
        bodies.push(good.replace(signature["signature"].as_str().unwrap(), hostile).into_bytes());
    }
    for (from, to) in [
        ("\"net_saved_tokens\":5", "\"net_saved_tokens\":-5"),
        ("\"net_saved_tokens\":5", "\"net_saved_tokens\":18446744073709551616"),
        ("\"net_saved_tokens\":5", "\"net_saved_tokens\":[5]"),
        ("\"saved_usd\":0.0002", "\"saved_usd\":NaN"),
        ("\"saved_usd\":0.0002", "\"saved_usd\":1e999"),
        ("\"chain_valid\":true", "\"chain_valid\":\"true\""),
        ("anna's laptop", "\\ud800"),
    ] {
        bodies.push(good.replacen(from, to, 1).into_bytes());
    }
    bodies.push(b"\xff\xfe\x00".to_vec());
    bodies.push(
        good.replacen("\"by_tool\":[", &format!("\"by_tool\":[{}", "[".repeat(20_000)), 1)
            .into_bytes(),
    );
    // Well signed, and still nothing that can be counted.
    let signed = |change: &dyn Fn(&mut Value)| {
        let mut made = plain("2026-06-01T00:00:00Z", "all", 5);
        change(&mut made);
        sign(1, made).to_string().into_bytes()
    };
    bodies.push(signed(&|b| b["totals"]["saved_usd"] = json!(-0.5)));
    bodies.push(signed(&|b| b["totals"]["saved_usd"] = json!(1e300)));
    bodies.push(signed(&|b| b["totals"]["saved_tokens"] = json!(u64::MAX)));
    bodies.push(signed(&|b| b["totals"]["net_saved_tokens"] = json!(16)));
    bodies.push(signed(&|b| b["agent_id"] = json!("x".repeat(300))));
    bodies.push(signed(&|b| b["agent_id"] = json!("x\u{1b}[2J")));
    bodies.push(signed(&|b| b["agent_id"] = json!("x".repeat(40_000))));
    bodies.push(signed(&|b| b["created_at"] = json!("2999-01-01T00:00:00Z")));
    bodies.push(signed(&|b| b["created_at"] = json!("gestern")));
    bodies.push(signed(&|b| b["period"] = json!("2026-13")));
    bodies.push(signed(&|b| b["chain_valid"] = json!(false)));
    bodies.push(signed(&|b| b["kind"] = json!("other")));
    for body in bodies {
        let (status, answer) = post_bytes(&server, &token, &body);
        let shown = String::from_utf8_lossy(&body[..body.len().min(300)]).into_owned();
        assert!((400..500).contains(&status), "{status} {answer} for {shown}");
        assert!(answer["error_code"].is_string(), "{answer}");
    }
    assert_eq!(post_bytes(&server, &token, good.as_bytes()).0, 200, "none of them bound the key");
}

fn post_bytes(server: &Server, token: &str, body: &[u8]) -> (u16, Value) {
    let sent = crate::harness::agent()
        .post(format!("{}{INGEST}", server.url))
        .header("Content-Type", "application/json")
        .header("Authorization", format!("Bearer {token}"))
        .send(body);
    let mut answer = sent.expect("an answer");
    let text = answer.body_mut().read_to_string().unwrap_or_default();
    (answer.status().as_u16(), serde_json::from_str(&text).unwrap_or(Value::String(text)))
}

#[test]
fn what_was_acknowledged_survives_a_kill() {
    let home = Home::new();
    let team = team(&home, json!({}));
    let admin = team.token("admin", &["--role", "admin"]);
    for round in 1..=3u64 {
        let mut server = team.start_with(|_| {});
        let created = format!("2026-06-0{round}T00:00:00Z");
        assert_eq!(server.post(INGEST, &admin, &batch(1, &created, "all", round)).0, 200);
        server.child.kill().unwrap();
        server.child.wait().unwrap();
        drop(server);
        let server = team.start_with(|_| {});
        assert_eq!(server.get(SUMMARY, &admin).1["totals"]["net_saved_tokens"], round);
        assert_eq!(
            server.post(INGEST, &admin, &batch(1, &created, "all", round)).0,
            400,
            "a replay"
        );
    }
}

#[test]
fn batches_of_the_first_maker_are_checked_and_taken_in() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/it/vector");
    let home = Home::new();
    let team = team(&home, json!({}));
    let mut files: Vec<_> =
        std::fs::read_dir(folder.join("batch")).unwrap().map(|e| e.unwrap().path()).collect();
    files.sort();
    let tokens: Vec<String> =
        (0..files.len()).map(|n| team.token(&format!("t{n}"), &["--role", "viewer"])).collect();
    let server = team.serve();
    for (file, token) in files.iter().zip(&tokens) {
        let name = file.display().to_string();
        home.run(["savings", "verify-batch", &name]).ok().says("valid");
        let text = std::fs::read_to_string(file).unwrap();
        let (status, answer) = post_bytes(&server, token, text.as_bytes());
        // More dollars than there are is a valid signature, and no saving.
        let beyond = name.contains("huge") || name.contains("largest");
        assert_eq!(status, if beyond { 400 } else { 200 }, "{name}: {answer}");
        let broken = home.join("broken.json");
        std::fs::write(&broken, text.replacen("12800000", "12800001", 1)).unwrap();
        let broken = broken.to_str().unwrap();
        home.run(["savings", "verify-batch", broken]).exits(4).says("not valid");
        let other = signer(200);
        home.run(["savings", "verify-batch", &name, "--key", &other]).exits(4);
    }
    home.run(["savings", "verify-batch", "nowhere.json"]).exits(2);
    home.run(["savings", "verify-batch", files[0].to_str().unwrap(), "--key", "none"]).exits(2);

    // The files are what the script makes, where it can run here.
    let made = home.join("made");
    std::fs::create_dir(&made).unwrap();
    let mut python = home.program("python3");
    python.arg(folder.join("batch.py")).arg(&made);
    let said = finish(python);
    if said.code() != 0 && said.stderr.contains("cryptography") {
        return not_run("python3 has no `cryptography`: the batches are not made again");
    }
    said.ok();
    for file in files {
        let again = std::fs::read(made.join(file.file_name().unwrap())).unwrap();
        assert_eq!(again, std::fs::read(&file).unwrap(), "{}", file.display());
    }
}

#[test]
fn a_member_s_own_ledger_is_signed_pushed_and_counted() {
    let home = Home::new();
    let team = team(&home, json!({}));
    let (anna, admin) =
        (team.token("anna", &["--role", "member"]), team.token("admin", &["--role", "admin"]));
    let bound = team.token("bound", &["--role", "admin", "--workspaces", "core"]);
    let server = team.serve();
    home.run(["savings", "sign"]).exits(1).says("nothing was metered");
    let empty = home.run(["billing", "usage", "--json"]).ok().json();
    assert_eq!(
        (&empty["metered_events"], &empty["signed"], &empty["chain_valid"]),
        (&json!(0), &json!(false), &json!(true))
    );
    let text = |name: &str| -> String {
        (0..300).map(|n| format!("pub fn {name}{n}() {{\n    work({n});\n}}\n")).collect()
    };
    // The same content again would be a bounce.
    let files = ["a.rs", "b.rs", "c.rs"].map(|path| (path, text(&path[..1])));
    let core = home.repo("own", &files.each_ref().map(|(path, text)| (*path, &**text))).path;
    let read = |args: &[&str]| {
        let mut command = home.command();
        command.args(args).current_dir(&core);
        finish(command)
    };
    for (path, _) in &files {
        read(&["read", path, "--mode", "signatures"]).ok();
    }
    let usage = home.run(["billing", "usage", "--json"]).ok().json();
    let names: Vec<&String> = usage.as_object().unwrap().keys().collect();
    assert_eq!(
        names,
        [
            "schema_version",
            "period",
            "created_at",
            "agent_id",
            "metered_events",
            "net_saved_tokens",
            "saved_usd",
            "last_entry_hash",
            "chain_valid",
            "signed"
        ]
    );
    assert_eq!(usage["metered_events"], 3, "{usage}");
    assert!(usage["net_saved_tokens"].as_u64() > Some(100), "{usage}");
    assert_eq!((&usage["chain_valid"], &usage["signed"]), (&json!(true), &json!(true)), "{usage}");
    let signed = home.join("batch.json");
    home.run(["savings", "sign", "--out", signed.to_str().unwrap()]).ok();
    let batch: Value = serde_json::from_slice(&std::fs::read(&signed).unwrap()).unwrap();
    assert_eq!(batch["totals"]["net_saved_tokens"], usage["net_saved_tokens"]);
    home.run(["savings", "verify-batch", signed.to_str().unwrap()]).ok().says("valid");
    let push = |token: &str| {
        let mut command = home.command();
        command
            .args(["savings", "push", "--server", &server.url])
            .env("LEAN_CTX_TEAM_TOKEN", token);
        finish(command)
    };
    push(&anna).ok().says("reported");
    push(&admin).exits(3).says("another token");
    push(&bound).exits(3);
    push("lctx_wrong").exits(3);
    push("").exits(2);
    let summary = server.get(SUMMARY, &admin).1;
    assert_eq!(summary["totals"]["net_saved_tokens"], usage["net_saved_tokens"]);
    assert_eq!(summary["by_member"][0]["signer"], batch["signer_public_key"]);
}

/// A webhook's other side: answers with these statuses, one after the other, and tells what it got.
fn hook(statuses: &'static [&'static str]) -> (String, Receiver<(String, Value)>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = format!("http://{}/services/T0/hidden-path", listener.local_addr().unwrap());
    let (tell, told) = channel();
    thread::spawn(move || {
        for status in statuses {
            let (stream, _) = listener.accept().unwrap();
            let mut reader = BufReader::new(stream);
            let (mut head, mut line) = (String::new(), String::new());
            while reader.read_line(&mut line).unwrap_or(0) > 2 {
                head.push_str(&line);
                line.clear();
            }
            let length = head
                .lines()
                .find_map(|l| l.to_lowercase().strip_prefix("content-length: ").map(str::to_owned))
                .and_then(|n| n.trim().parse().ok())
                .unwrap_or(0);
            let mut body = vec![0; length];
            reader.read_exact(&mut body).unwrap();
            let answer =
                format!("HTTP/1.1 {status}\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");
            reader.get_mut().write_all(answer.as_bytes()).unwrap();
            let _ = tell.send((head, serde_json::from_slice(&body).unwrap_or(Value::Null)));
        }
    });
    (address, told)
}

#[test]
fn the_week_is_posted_once_and_its_address_told_to_nobody() {
    let home = Home::new();
    let (address, told) =
        hook(&["500 No", "302 Found\r\nLocation: http://127.0.0.1:1/x", "204 Done", "200 Again"]);
    let team = team(&home, json!({"roiWebhookUrl": address}));
    let admin = team.token("admin", &["--role", "admin"]);
    let server = team.serve();
    assert_eq!(
        server.post(INGEST, &admin, &batch(1, "2026-06-01T00:00:00Z", "all", 12_345)).0,
        200
    );
    let mut texts = Vec::new();
    for _ in 0..3 {
        let (head, body) = told.recv_timeout(PATIENCE).expect("a post");
        assert!(
            head.starts_with("POST /services/T0/hidden-path ") && head.contains("application/json"),
            "{head}"
        );
        assert_eq!(body["text"], body["content"], "whoever it is finds its own");
        texts.push(body["text"].as_str().unwrap().to_owned());
    }
    assert!(
        texts[0].contains("12 345 tokens net") && texts[0].contains("anna?s laptop"),
        "{}",
        texts[0]
    );
    // Nobody waited for the other side, and after it is out another start does not post again.
    assert_eq!(server.get("/health", "").0, 200);
    let (_, said) = server.stop();
    assert!(said.contains("it answers 500") && said.contains("redirects"), "{said}");
    let check = home.run(["team", "check", "--config", team.file.to_str().unwrap()]);
    let written = std::fs::read_to_string(team.data.join("audit.jsonl")).unwrap();
    for text in [&said, &check.stdout, &check.stderr, &written] {
        assert!(!text.contains("hidden-path"), "{text}");
    }
    // Two processes over one store, started anew.
    let (one, two) = (team.serve(), team.start_with(|_| {}));
    assert!(told.recv_timeout(Duration::from_millis(2500)).is_err(), "it was posted twice");
    drop((one, two));
}

#[test]
fn the_operator_s_document_describes_what_is_answered() {
    let home = Home::new();
    let team = team(&home, json!({}));
    let admin = team.token("admin", &["--role", "admin"]);
    let server = team.serve();
    let (_, document) = server.get("/v1/openapi.operator.json", &admin);
    let sent = batch(1, "2026-06-01T00:00:00Z", "2026-05", 12);
    let takes =
        &document["paths"][INGEST]["post"]["requestBody"]["content"]["application/json"]["schema"];
    assert_eq!(schema::faults(&document, takes, &sent), Vec::<String>::new());
    assert_eq!(server.post(INGEST, &admin, &sent).0, 200);
    for (path, url) in [
        (SUMMARY, SUMMARY.to_owned()),
        ("/v1/savings/member/{signer}", format!("/v1/savings/member/{}", &signer(1)[..16])),
    ] {
        let operation = &document["paths"][path]["get"];
        let gives = &operation["responses"]["200"]["content"]["application/json"]["schema"];
        let (status, answer) = server.get(&url, &admin);
        assert_eq!(status, 200, "{answer}");
        assert_eq!(schema::faults(&document, gives, &answer), Vec::<String>::new(), "{path}");
        assert!(operation["description"].as_str().unwrap().contains("bound to no workspaces"));
    }
    let parameters = &document["paths"]["/v1/savings/member/{signer}"]["get"]["parameters"];
    assert_eq!((&parameters[0]["in"], &parameters[0]["required"]), (&json!("path"), &json!(true)));
}

#[test]
fn the_team_s_table_is_for_people_and_for_programs() {
    let home = Home::new();
    let team = team(&home, json!({}));
    let admin = team.token("admin", &["--role", "admin"]);
    let server = team.serve();
    let run = |args: &[&str], token: &str| {
        let mut command = home.command();
        command.args(["savings", "team", "--server", &server.url]).args(args);
        command.env("LEAN_CTX_TEAM_TOKEN", token);
        finish(command)
    };
    run(&[], &admin).ok().says("nobody has reported");
    assert_eq!(server.post(INGEST, &admin, &batch(1, "2026-06-01T00:00:00Z", "all", 777)).0, 200);
    run(&[], &admin).ok().says("777").says("anna's laptop").says("ctx_read");
    assert_eq!(run(&["--json"], &admin).ok().json()["totals"]["net_saved_tokens"], 777);
    run(&[], "lctx_wrong").exits(3);
    run(&[], "").exits(2).says("LEAN_CTX_TEAM_TOKEN");
    home.run(["savings", "team", "--server", "ftp://x"]).exits(2);
}
