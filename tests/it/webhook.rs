//! Does a forge's push arrive: signed, once, soon, and nobody else's?

use std::time::{Duration, Instant};

use hmac::{Hmac, KeyInit as _, Mac as _};
use serde_json::{Value, json};
use sha2::Sha256;

use crate::harness::{Home, PATIENCE, Server, Team, agent, eventually};

fn sign(secret: &str, body: &str) -> String {
    let mut mac = Hmac::<Sha256>::new_from_slice(secret.as_bytes()).unwrap();
    mac.update(body.as_bytes());
    hex::encode(mac.finalize().into_bytes())
}

fn deliver(server: &Server, path: &str, headers: &[(&str, &str)], body: &str) -> (u16, Value) {
    let mut request = agent().post(format!("{}{path}", server.url));
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    let mut response = request.send(body).expect("an answer");
    let text = response.body_mut().read_to_string().unwrap();
    (response.status().as_u16(), serde_json::from_str(&text).unwrap_or(Value::String(text)))
}

fn github(server: &Server, secret: &str, id: &str, event: &str) -> (u16, Value) {
    let body = r#"{"ref":"refs/heads/main"}"#;
    let signature = format!("sha256={}", sign(secret, body));
    let headers = [
        ("content-type", "application/json"),
        ("x-github-event", event),
        ("x-github-delivery", id),
        ("x-hub-signature-256", signature.as_str()),
    ];
    deliver(server, "/v1/webhooks/github/core", &headers, body)
}

fn secret_of(team: &Team, workspace: &str) -> String {
    let file = team.file.display().to_string();
    let args = ["team", "webhook", "secret", "--config", &file, "--workspace", workspace];
    team.home.run(args).ok().stdout.trim().to_owned()
}

fn finds(server: &Server, token: &str, text: &str) -> bool {
    server.ask(token, "ctx_search", json!({"pattern": text}))["total"].as_u64() == Some(1)
}

#[test]
fn a_push_is_searchable_soon_after_its_delivery() {
    let home = Home::new();
    let upstream = home.repo("upstream", &[("a.txt", "first words\n")]);
    let (_, clone) = home.cloned(&upstream, "core");
    let team = home.team(&[("core", &clone.path)]);
    let token = team.token("alice", &["--role", "admin"]);
    let secret = secret_of(&team, "core");
    let server = team.serve();
    let hook = || server.get("/v1/metrics", &token).1["webhooks"]["core"].clone();
    assert_eq!((&hook()["deliveries"], &hook()["lastDeliveryAt"]), (&json!(0), &Value::Null));

    let (status, body) = github(&server, &secret, "0", "ping");
    assert_eq!((status, &body["event"], &body["queued"]), (202, &json!("ping"), &json!(false)));

    upstream.write("a.txt", "second thoughts\n");
    upstream.commit("second");
    upstream.git(&["push", "-q", "origin", "main"]);
    let began = Instant::now();
    let (status, body) = github(&server, &secret, "1", "push");
    assert_eq!((status, &body["queued"], &body["repeated"]), (202, &json!(true), &json!(false)));
    eventually("the push is searchable", PATIENCE, || {
        finds(&server, &token, "second thoughts").then_some(())
    });
    let took = began.elapsed();
    assert!(took < Duration::from_secs(5), "{took:?}");

    // The same delivery again changes nothing once it was fetched.
    eventually("the sync has ended", PATIENCE, || (hook()["syncRunning"] == false).then_some(()));
    let (status, body) = github(&server, &secret, "1", "push");
    assert_eq!((status, &body["queued"], &body["repeated"]), (202, &json!(false), &json!(true)));
    let told = hook();
    assert_eq!((&told["deliveries"], &told["lastEvent"]), (&json!(3), &json!("push")), "{told}");
    assert!(told["lastDeliveryAt"].is_string());

    let records = team.audit();
    let of = |phase: &str| {
        let named = |r: &&Value| r["tokenId"] == "webhook:github:core" && r["phase"] == phase;
        records.iter().filter(named).count()
    };
    assert_eq!((of("intent"), of("outcome")), (3, 3), "every delivery is in the book");
    assert!(!std::fs::read_to_string(team.data.join("audit.jsonl")).unwrap().contains(&secret));
}

#[test]
fn nobody_learns_from_a_refusal_which_workspaces_there_are() {
    let home = Home::new();
    let repo = home.repo("core", &[("a.txt", "words\n")]);
    let more = json!({"webhooks": {"core": {"secret": "open sesame"}}});
    let team = home.team_with(&[("core", &repo.path), ("bare", &repo.path)], more);
    let token = team.token("alice", &["--role", "admin"]);
    let server = team.serve();
    let body = "{}";
    let right = format!("sha256={}", sign("open sesame", body));
    let wrong = format!("sha256={}", sign("open barley", body));
    let empty = format!("sha256={}", sign("", body));
    let ask = |path: &str, signature: Option<&str>| {
        let event = ("x-github-event", "push");
        match signature {
            Some(text) => deliver(&server, path, &[event, ("x-hub-signature-256", text)], body),
            None => deliver(&server, path, &[event], body),
        }
    };
    let refused = ask("/v1/webhooks/github/core", Some(&wrong));
    assert_eq!((refused.0, &refused.1["error_code"]), (401, &json!("unauthorized")));
    for (path, signature) in [
        ("/v1/webhooks/github/core", None),
        ("/v1/webhooks/github/core", Some("sha256=")),
        ("/v1/webhooks/github/core", Some(empty.as_str())),
        // Another forge's way to show it, and the secret itself.
        ("/v1/webhooks/gitlab/core", Some(right.as_str())),
        ("/v1/webhooks/github/core", Some("open sesame")),
        // None of its own: not with another's, not with none.
        ("/v1/webhooks/github/bare", Some(right.as_str())),
        ("/v1/webhooks/github/bare", Some(empty.as_str())),
        ("/v1/webhooks/github/nowhere", Some(right.as_str())),
        ("/v1/webhooks/github/nowhere", None),
        ("/v1/webhooks/github/..%2fcore", Some(right.as_str())),
    ] {
        assert_eq!(ask(path, signature), refused, "{path} {signature:?}");
    }
    let doubled = [
        ("x-github-event", "push"),
        ("x-hub-signature-256", right.as_str()),
        ("x-hub-signature-256", wrong.as_str()),
    ];
    assert_eq!(deliver(&server, "/v1/webhooks/github/core", &doubled, body), refused);
    assert_eq!(ask("/v1/webhooks/bitbucket/core", Some(&right)).0, 404);
    assert_eq!(server.get("/v1/webhooks/github/core", &token).0, 405);
    let unnamed = [("x-hub-signature-256", right.as_str())];
    assert_eq!(deliver(&server, "/v1/webhooks/github/core", &unnamed, body).0, 400);
    assert_eq!(ask("/v1/webhooks/github/core", Some(&right)).0, 202);

    let records = team.audit();
    let refusals: Vec<&Value> =
        records.iter().filter(|r| r["deniedReason"] == "unauthorized").collect();
    assert!(refusals.iter().all(|r| r["method"] == "/v1/webhooks/{provider}/{workspaceId}"));
    let told: Vec<&str> = refusals.iter().filter_map(|r| r["workspaceId"].as_str()).collect();
    assert!(told.iter().all(|id| *id == "core"), "no name of the caller's choice: {told:?}");
    assert!(!told.is_empty());
    // Guessing ends in being told to wait.
    eventually("too many guesses", PATIENCE, || {
        (ask("/v1/webhooks/github/core", Some(&wrong)).0 == 429).then_some(())
    });
    assert_eq!(
        ask("/v1/webhooks/github/core", Some(&right)).0,
        202,
        "who can sign is not shut out"
    );
    assert!(server.get("/v1/metrics", &token).1["webhooks"]["core"]["refused"].as_u64() > Some(0));
}

#[test]
fn every_forge_signs_in_its_own_way() {
    let home = Home::new();
    let repo = home.repo("core", &[("a.txt", "words\n")]);
    let team = home.team_with(
        &[("core", &repo.path)],
        json!({"webhooks": {"core": {"secret": "open sesame"}}, "maxBodyBytes": 4096}),
    );
    team.token("alice", &["--role", "viewer"]);
    let server = team.serve();
    let body = r#"{"a": 1}"#;
    let hex = sign("open sesame", body);
    for (path, headers) in [
        ("gitlab", [("x-gitlab-event", "Push Hook"), ("x-gitlab-token", "open sesame")]),
        ("gitea", [("x-gitea-event", "push"), ("x-gitea-signature", hex.as_str())]),
        ("forgejo", [("x-forgejo-event", "push"), ("x-forgejo-signature", hex.as_str())]),
    ] {
        let path = format!("/v1/webhooks/{path}/core");
        let (status, said) = deliver(&server, &path, &headers, body);
        assert_eq!((status, &said["event"]), (202, &json!("push")), "{path}");
        let (status, _) = deliver(&server, &path, &headers[..1], body);
        assert_eq!(status, 401, "{path}");
    }
    let big = "x".repeat(5000);
    let signature = format!("sha256={}", sign("open sesame", &big));
    let headers = [("x-github-event", "push"), ("x-hub-signature-256", signature.as_str())];
    assert_eq!(deliver(&server, "/v1/webhooks/github/core", &headers, &big).0, 413);
}

/// What was acknowledged is fetched, though the server is killed before it could.
#[test]
fn an_acknowledged_push_survives_a_kill() {
    let home = Home::new();
    let upstream = home.repo("upstream", &[("a.txt", "first words\n")]);
    let (remote, clone) = home.cloned(&upstream, "core");
    let team = home.team(&[("core", &clone.path)]);
    let token = team.token("alice", &["--role", "admin"]);
    let secret = secret_of(&team, "core");
    let mut server = team.serve();
    upstream.write("a.txt", "second thoughts\n");
    upstream.commit("second");
    upstream.git(&["push", "-q", "origin", "main"]);
    // The forge is out of reach for a while.
    let aside = home.join("aside.git");
    std::fs::rename(&remote, &aside).unwrap();
    assert_eq!(github(&server, &secret, "1", "push").1["queued"], true);
    let hook = |server: &Server| server.get("/v1/metrics", &token).1["webhooks"]["core"].clone();
    eventually("the sync has failed", PATIENCE, || {
        (hook(&server)["syncRunning"] == false).then_some(())
    });
    server.child.kill().unwrap();
    server.child.wait().unwrap();
    std::fs::rename(&aside, &remote).unwrap();
    let server = team.serve();
    eventually("what was promised is searchable", PATIENCE, || {
        finds(&server, &token, "second thoughts").then_some(())
    });
    eventually("the delivery is done with", PATIENCE, || {
        let (_, said) = github(&server, &secret, "1", "push");
        (said["queued"] == false && said["repeated"] == true).then_some(())
    });
}

#[test]
fn what_to_paste_is_printed() {
    let home = Home::new();
    let repo = home.repo("core", &[("a.txt", "words\n")]);
    let team =
        home.team_with(&[("core", &repo.path)], json!({"publicUrl": "https://ctx.example.com"}));
    let file = team.file.display().to_string();
    let url = |more: &[&str]| {
        let mut args = vec!["team", "webhook", "url", "--config", &file];
        args.extend(more);
        home.run(args)
    };
    let told = url(&["--json", "--provider", "github"]).ok().json();
    let hook = &told["webhooks"][0];
    assert_eq!(hook["url"], "https://ctx.example.com/v1/webhooks/github/core");
    assert_eq!(hook["secret"], Value::Null);
    let secret = secret_of(&team, "core");
    let said = url(&["--workspace", "core"]).ok().says("Tag push events").says("core.secret");
    assert!(!said.stdout.contains(&secret) && !said.stderr.contains(&secret));
    assert!(!std::fs::read_to_string(&team.file).unwrap().contains(&secret));
    url(&["--workspace", "cor"]).exits(2).says("core");
    url(&["--provider", "bitbucket"]).exits(2).says("gitlab");
    let again = secret_of(&team, "core");
    assert_ne!(secret, again);
    let kept = team.data.join("webhooks/core.secret");
    assert_eq!(std::fs::read_to_string(&kept).unwrap(), again);
    use std::os::unix::fs::PermissionsExt as _;
    assert_eq!(std::fs::metadata(kept).unwrap().permissions().mode() & 0o777, 0o600);
}
