//! Is somebody let in whom an issuer, a load balancer or a proxy names, and nobody whom only a caller names?

use std::collections::BTreeMap;
use std::io::{BufRead as _, BufReader, Write as _};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Mutex};
use std::thread;

use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE, URL_SAFE_NO_PAD};
use ring::rand::SystemRandom;
use ring::signature::{ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, KeyPair as _};
use serde_json::{Value, json};

use crate::harness::{Home, PATIENCE, Server, agent, eventually};

/// A site that gives out pages, and a key that signs.
struct Issuer {
    url: String,
    pages: Arc<Mutex<BTreeMap<String, String>>>,
    key: EcdsaKeyPair,
    random: SystemRandom,
}

fn key(random: &SystemRandom) -> EcdsaKeyPair {
    let how = &ECDSA_P256_SHA256_FIXED_SIGNING;
    let pkcs8 = EcdsaKeyPair::generate_pkcs8(how, random).unwrap();
    EcdsaKeyPair::from_pkcs8(how, pkcs8.as_ref(), random).unwrap()
}

fn b64(bytes: impl AsRef<[u8]>) -> String {
    URL_SAFE_NO_PAD.encode(bytes)
}

impl Issuer {
    fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let url = format!("http://127.0.0.1:{}", listener.local_addr().unwrap().port());
        let pages = Arc::<Mutex<BTreeMap<String, String>>>::default();
        let served = Arc::clone(&pages);
        thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let _ = answer(stream, &served);
            }
        });
        let random = SystemRandom::new();
        let issuer = Self { key: key(&random), url, pages, random };
        issuer.put(
            "/.well-known/openid-configuration",
            json!({"issuer": issuer.url, "jwks_uri": format!("{}/keys", issuer.url)}).to_string(),
        );
        issuer.put("/keys", json!({"keys": [issuer.jwk("one")]}).to_string());
        issuer
    }

    fn put(&self, path: &str, page: String) {
        self.pages.lock().unwrap().insert(path.into(), page);
    }

    fn jwk(&self, kid: &str) -> Value {
        let point = self.key.public_key().as_ref();
        json!({"kty": "EC", "crv": "P-256", "kid": kid, "x": b64(&point[1..33]), "y": b64(&point[33..])})
    }

    fn sign(&self, message: &str) -> Vec<u8> {
        self.key.sign(&self.random, message.as_bytes()).unwrap().as_ref().to_vec()
    }

    fn token(&self, kid: &str, claims: &Value) -> String {
        let header = json!({"alg": "ES256", "typ": "at+jwt", "kid": kid});
        let signed = format!("{}.{}", b64(header.to_string()), b64(claims.to_string()));
        format!("{signed}.{}", b64(self.sign(&signed)))
    }

    fn claims(&self, sub: &str) -> Value {
        json!({
            "iss": self.url, "aud": "https://ctx.example.com/mcp", "sub": sub, "groups": ["eng"],
            "scope": "openid search graph", "exp": now() + 300,
        })
    }
}

fn now() -> i64 {
    jiff::Timestamp::now().as_second()
}

fn answer(mut stream: TcpStream, pages: &Mutex<BTreeMap<String, String>>) -> std::io::Result<()> {
    let mut lines = BufReader::new(stream.try_clone()?).lines();
    let first = lines.next().transpose()?.unwrap_or_default();
    while lines.next().transpose()?.is_some_and(|line| !line.is_empty()) {}
    let path = first.split(' ').nth(1).unwrap_or_default();
    let page = pages.lock().unwrap().get(path).cloned();
    let (status, page) = page.map_or(("404 Not Found", String::new()), |page| ("200 OK", page));
    let length = page.len();
    write!(
        stream,
        "HTTP/1.1 {status}\r\nContent-Length: {length}\r\nConnection: close\r\n\r\n{page}"
    )
}

struct Told {
    status: u16,
    challenge: String,
    body: Value,
}

fn ask(server: &Server, method: &str, path: &str, headers: &[(&str, &str)], body: &Value) -> Told {
    let url = format!("{}{path}", server.url);
    let (agent, text) = (agent(), body.to_string());
    let mut request = ureq::http::Request::builder().method(method).uri(&url);
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    let answer = match method {
        "GET" => agent.run(request.body(()).unwrap()),
        _ => agent.run(request.header("Content-Type", "application/json").body(text).unwrap()),
    };
    let mut answer = answer.expect("an answer");
    let challenge =
        answer.headers().get("www-authenticate").map(|v| v.to_str().unwrap().to_owned());
    let text = answer.body_mut().read_to_string().unwrap();
    Told {
        status: answer.status().as_u16(),
        challenge: challenge.unwrap_or_default(),
        body: serde_json::from_str(&text).unwrap_or(Value::String(text)),
    }
}

fn get(server: &Server, path: &str, headers: &[(&str, &str)]) -> Told {
    ask(server, "GET", path, headers, &Value::Null)
}

fn call(name: &str) -> Value {
    json!({"name": name, "arguments": {"pattern": "words", "path": "a.txt"}})
}

#[test]
fn an_issuers_tokens_are_taken_beside_our_own() {
    let (home, issuer) = (Home::new(), Issuer::start());
    let repo = home.repo("core", &[("a.txt", "words\n")]);
    let team = home.team_with(
        &[("core", &repo.path)],
        json!({
            "publicUrl": "https://ctx.example.com",
            "oauth": {"issuer": issuer.url, "roles": {"eng": "member"}},
        }),
    );
    let own = team.token("ci", &["--role", "admin"]);
    let server = team.serve();

    // How a client that knows nothing finds the issuer.
    let told = ask(&server, "POST", "/mcp", &[], &json!({}));
    assert_eq!(told.status, 401);
    let at =
        "resource_metadata=\"https://ctx.example.com/.well-known/oauth-protected-resource/mcp\"";
    assert!(
        told.challenge.starts_with("Bearer ") && told.challenge.contains(at),
        "{}",
        told.challenge
    );
    assert!(told.challenge.contains("scope=\"search graph") && !told.challenge.contains("error="));
    let metadata = get(&server, "/.well-known/oauth-protected-resource/mcp", &[]);
    assert_eq!(metadata.status, 200);
    assert_eq!(metadata.body["resource"], "https://ctx.example.com/mcp");
    assert_eq!(metadata.body["authorization_servers"], json!([issuer.url]));
    let metadata = get(&server, "/.well-known/oauth-protected-resource", &[]);
    assert_eq!(metadata.body["resource"], "https://ctx.example.com");

    // Let in, with a body that waits for the decision, and again from what is remembered.
    let token = issuer.token("one", &issuer.claims("alice"));
    let bearer = format!("Bearer {token}");
    let alice = [("Authorization", bearer.as_str())];
    for _ in 0..2 {
        let told = ask(
            &server,
            "POST",
            "/v1/tools/call",
            &alice,
            &json!({
                "name": "ctx_search", "arguments": {"pattern": "words"},
            }),
        );
        assert_eq!(
            (told.status, &told.body["result"]["structuredContent"]["total"]),
            (200, &json!(1))
        );
    }
    let told = get(&server, "/v1/me", &alice);
    assert_eq!(told.body["id"], "oauth:alice");
    assert_eq!(
        told.body["scopes"],
        json!(["search", "graph"]),
        "the scopes asked for, within the role's"
    );
    // What it did not ask for, it is told to.
    for (path, body) in [
        ("/v1/tools/call", call("ctx_knowledge")),
        (
            "/mcp",
            json!({"jsonrpc": "2.0", "id": 1, "method": "tools/call", "params": call("ctx_knowledge")}),
        ),
    ] {
        let told = ask(&server, "POST", path, &alice, &body);
        assert_eq!(told.status, 403, "{path}: {}", told.body);
        assert!(told.challenge.contains("error=\"insufficient_scope\""), "{}", told.challenge);
    }
    // A token of team.json is what it was, also where it may not.
    let ours = format!("Bearer {own}");
    assert_eq!(get(&server, "/v1/me", &[("Authorization", &ours)]).body["via"], "token");
    assert!(get(&server, "/v1/nowhere", &[("Authorization", &ours)]).challenge.is_empty());

    // Forged, or meant for others.
    let (head, rest) = token.split_once('.').unwrap();
    let (_, signature) = rest.split_once('.').unwrap();
    let mut root = issuer.claims("root");
    root["groups"] = json!(["eng"]);
    let none = format!("{}.{}.", b64(r#"{"alg":"none"}"#), b64(root.to_string()));
    let mut elsewhere = issuer.claims("alice");
    elsewhere["aud"] = json!("https://other.example.com/mcp");
    let mut old = issuer.claims("alice");
    old["exp"] = json!(now() - 60);
    for forged in [
        format!("{head}.{}.{signature}", b64(root.to_string())),
        none,
        issuer.token("one", &elsewhere),
        issuer.token("one", &old),
        Issuer::start().token("one", &issuer.claims("alice")),
        "eyJhbGciOiJFUzI1NiJ9.e30.".into(),
        "ey..".into(),
    ] {
        let bearer = format!("Bearer {forged}");
        let told = ask(&server, "POST", "/mcp", &[("Authorization", &bearer)], &json!({}));
        assert_eq!(told.status, 401, "{forged}: {}", told.body);
        assert!(told.challenge.contains("error=\"invalid_token\""), "{}", told.challenge);
    }
    // Known, and granted nothing.
    let mut eve = issuer.claims("eve");
    eve["groups"] = json!(["sales"]);
    let bearer = format!("Bearer {}", issuer.token("one", &eve));
    let told = get(&server, "/v1/tools", &[("Authorization", &bearer)]);
    assert_eq!((told.status, &told.body["error_code"]), (403, &json!("scope_denied")));

    let book = std::fs::read_to_string(team.data.join("audit.jsonl")).unwrap();
    for part in token.split('.') {
        assert!(!book.contains(part), "no part of a token is in the book");
    }
    let by = |id: &str| team.audit().iter().filter(|r| r["tokenId"] == id).count();
    assert!(by("oauth:alice") >= 5 && by("oauth:eve") == 1 && by("ci") >= 1, "{book}");

    // Without the issuer, nobody of its is let in any more.
    let mut config: Value =
        serde_json::from_str(&std::fs::read_to_string(&team.file).unwrap()).unwrap();
    config.as_object_mut().unwrap().remove("oauth");
    std::fs::write(&team.file, config.to_string()).unwrap();
    eventually("the issuer's tokens are refused", PATIENCE, || {
        (get(&server, "/v1/me", &alice).status == 401).then_some(())
    });
    assert_eq!(get(&server, "/.well-known/oauth-protected-resource", &[]).status, 404);
    assert!(!get(&server, "/v1/tools", &[]).challenge.contains("resource_metadata"));
}

#[test]
fn an_issuer_out_of_reach_is_no_ones_fault() {
    let (home, issuer) = (Home::new(), Issuer::start());
    issuer.pages.lock().unwrap().clear();
    let repo = home.repo("core", &[("a.txt", "words\n")]);
    let team = home.team_with(
        &[("core", &repo.path)],
        json!({
            "publicUrl": "https://ctx.example.com",
            "oauth": {"issuer": issuer.url, "defaultRole": "viewer"},
        }),
    );
    let own = team.token("ci", &["--role", "viewer"]);
    let server = team.serve();
    let bearer = format!("Bearer {}", issuer.token("one", &issuer.claims("alice")));
    let told = get(&server, "/v1/tools", &[("Authorization", &bearer)]);
    assert_eq!(
        (told.status, &told.body["error_code"]),
        (503, &json!("overloaded")),
        "{}",
        told.body
    );
    assert_eq!(server.get("/v1/tools", &own).0, 200);
}

#[test]
fn a_proxy_in_front_names_people_for_pages_that_change_nothing() {
    let home = Home::new();
    let repo = home.repo("core", &[("a.txt", "words\n")]);
    let more = |proxies: &str| {
        json!({
            "trustedProxies": [proxies],
            "edgeIdentity": {"roles": {"eng": "admin"}},
        })
    };
    let team = home.team_with(&[("core", &repo.path)], more("127.0.0.0/8"));
    let own = team.token("ci", &["--role", "viewer"]);
    let server = team.serve();
    let (email, groups) =
        (("X-Forwarded-Email", "alice@example.com"), ("X-Forwarded-Groups", "eng"));
    let alice = [email, groups];
    let told = get(&server, "/v1/me", &alice);
    assert_eq!(told.status, 200, "{}", told.body);
    assert_eq!(told.body["id"], "edge:alice@example.com");
    assert_eq!((&told.body["via"], &told.body["readOnly"]), (&json!("edge"), &json!(true)));
    for path in ["/v1/workspaces", "/v1/metrics", "/v1/audit?limit=3", "/v1/tools"] {
        assert_eq!(get(&server, path, &alice).status, 200, "{path}");
    }
    // What could change something, or is no page, takes tokens alone.
    for path in ["/v1/tools/call", "/mcp", "/anything"] {
        assert_eq!(ask(&server, "POST", path, &alice, &call("ctx_search")).status, 401, "{path}");
    }
    // Another site's page makes the browser ask; a link from there is followed.
    for site in ["cross-site", "same-site"] {
        let from = [email, groups, ("Sec-Fetch-Site", site), ("Sec-Fetch-Mode", "no-cors")];
        assert_eq!(get(&server, "/v1/workspaces", &from).status, 401, "{site}");
        let followed = [email, groups, ("Sec-Fetch-Site", site), ("Sec-Fetch-Mode", "navigate")];
        assert_eq!(get(&server, "/v1/workspaces", &followed).status, 200, "{site}");
    }
    // Who shows a token is who the token says, good or not.
    let ours = format!("Bearer {own}");
    let told = get(&server, "/v1/me", &[email, groups, ("Authorization", &ours)]);
    assert_eq!(told.body["id"], "ci");
    let told = get(&server, "/v1/me", &[email, groups, ("Authorization", "Bearer nonsense")]);
    assert_eq!(told.status, 401);
    // A caller's header beside the proxy's, and somebody who may do nothing.
    let twice = [email, groups, ("X-Forwarded-Email", "root@example.com")];
    assert_eq!(get(&server, "/v1/me", &twice).status, 401);
    let eve = [("X-Forwarded-Email", "eve@example.com")];
    assert_eq!(get(&server, "/v1/me", &eve).status, 403);
    assert!(team.audit().iter().any(|r| r["tokenId"] == "edge:alice@example.com"));
    drop(server);

    // From elsewhere than the proxies, the same headers are nobody's word.
    let team = home.team_with(&[("core", &repo.path)], more("10.0.0.0/8"));
    team.token("ci", &["--role", "viewer"]);
    let server = team.serve();
    assert_eq!(get(&server, "/v1/me", &alice).status, 401);
}

#[test]
fn a_load_balancers_signed_header_names_a_person() {
    let (home, issuer) = (Home::new(), Issuer::start());
    let repo = home.repo("core", &[("a.txt", "words\n")]);
    let arn = "arn:aws:elasticloadbalancing:eu-west-1:1:loadbalancer/app/ctx/1";
    let team = home.team_with(
        &[("core", &repo.path)],
        json!({"edgeIdentity": {
            "kind": "alb", "signer": arn, "keysUrl": format!("{}/alb", issuer.url),
            "defaultRole": "viewer",
        }}),
    );
    team.token("ci", &["--role", "viewer"]);
    let mut der = hex::decode("3059301306072a8648ce3d020106082a8648ce3d030107034200").unwrap();
    der.extend_from_slice(issuer.key.public_key().as_ref());
    let pem = STANDARD.encode(der);
    issuer
        .put("/alb/k-1", format!("-----BEGIN PUBLIC KEY-----\n{pem}\n-----END PUBLIC KEY-----\n"));
    let server = team.serve();
    let token = |signer: &str, kid: &str| {
        let header = json!({"alg": "ES256", "kid": kid, "signer": signer, "exp": now() + 60});
        let part = |value: &Value| URL_SAFE.encode(value.to_string());
        let signed = format!("{}.{}", part(&header), part(&json!({"email": "bob@example.com"})));
        format!("{signed}.{}", URL_SAFE.encode(issuer.sign(&signed)))
    };
    let ask = |token: &str| get(&server, "/v1/me", &[("x-amzn-oidc-data", token)]);
    let good = token(arn, "k-1");
    for _ in 0..2 {
        let told = ask(&good);
        assert_eq!((told.status, &told.body["id"]), (200, &json!("edge:bob@example.com")));
    }
    for bad in [
        token(&arn.replace("/1", "/2"), "k-1"),
        token(arn, "k-2"),
        token(arn, "../keys"),
        format!("{}AAA=", &good[..good.len() - 4]),
    ] {
        assert_eq!(ask(&bad).status, 401, "{bad}");
    }
}
