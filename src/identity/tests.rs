//! Who is let in by a token of an issuer or a load balancer, and who is not? With keys made here.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, mpsc};
use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE, URL_SAFE_NO_PAD};
use proptest::prelude::*;
use ring::rand::SystemRandom;
use ring::rsa::{KeyPairComponents, PublicKeyComponents};
use ring::signature::{
    ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, Ed25519KeyPair, KeyPair as _, RSA_PKCS1_SHA256,
    RSA_PSS_SHA256, RsaKeyPair,
};
use serde_json::{Value, json};

use super::keys::Pace;
use super::*;
use crate::auth::{Scope, ScopeSet};
use crate::base::clock;
use crate::config::Surroundings;

fn b64(bytes: impl AsRef<[u8]>) -> String {
    URL_SAFE_NO_PAD.encode(bytes)
}

/// The key of RFC 7515, appendix A.2: published, so that anybody can sign with it.
const RSA: [&str; 8] = [
    "ofgWCuLjybRlzo0tZWJjNiuSfb4p4fAkd_wWJcyQoTbji9k0l8W26mPddxHmfHQp-Vaw-4qPCJrcS2mJPMEzP1Pt0Bm4d4QlL-yRT-SFd2lZS-pCgNMsD1W_YpRPEwOWvG6b32690r2jZ47soMZo9wGzjb_7OMg0LOL-bSf63kpaSHSXndS5z5rexMdbBYUsLA9e-KXBdQOS-UTo7WTBEMa2R2CapHg665xsmtdVMTBQY4uDZlxvb3qCo5ZwKh9kG4LT6_I5IhlJH7aGhyxXFvUK-DWNmoudF8NAco9_h9iaGNj8q2ethFkMLs91kzk2PAcDTW9gb54h4FRWyuXpoQ",
    "AQAB",
    "Eq5xpGnNCivDflJsRQBXHx1hdR1k6Ulwe2JZD50LpXyWPEAeP88vLNO97IjlA7_GQ5sLKMgvfTeXZx9SE-7YwVol2NXOoAJe46sui395IW_GO-pWJ1O0BkTGoVEn2bKVRUCgu-GjBVaYLU6f3l9kJfFNS3E0QbVdxzubSu3Mkqzjkn439X0M_V51gfpRLI9JYanrC4D4qAdGcopV_0ZHHzQlBjudU2QvXt4ehNYTCBr6XCLQUShb1juUO1ZdiYoFaFQT5Tw8bGUl_x_jTj3ccPDVZFD9pIuhLhBOneufuBiB4cS98l2SR_RQyGWSeWjnczT0QU91p1DhOVRuOopznQ",
    "4BzEEOtIpmVdVEZNCqS7baC4crd0pqnRH_5IB3jw3bcxGn6QLvnEtfdUdiYrqBdss1l58BQ3KhooKeQTa9AB0Hw_Py5PJdTJNPY8cQn7ouZ2KKDcmnPGBY5t7yLc1QlQ5xHdwW1VhvKn-nXqhJTBgIPgtldC-KDV5z-y2XDwGUc",
    "uQPEfgmVtjL0Uyyx88GZFF1fOunH3-7cepKmtH4pxhtCoHqpWmT8YAmZxaewHgHAjLYsp1ZSe7zFYHj7C6ul7TjeLQeZD_YwD66t62wDmpe_HlB-TnBA-njbglfIsRLtXlnDzQkv5dTltRJ11BKBBypeeF6689rjcJIDEz9RWdc",
    "BwKfV3Akq5_MFZDFZCnW-wzl-CCo83WoZvnLQwCTeDv8uzluRSnm71I3QCLdhrqE2e9YkxvuxdBfpT_PI7Yz-FOKnu1R6HsJeDCjn12Sk3vmAktV2zb34MCdy7cpdTh_YVr7tss2u6vneTwrA86rZtu5Mbr1C1XsmvkxHQAdYo0",
    "h_96-mK1R_7glhsum81dZxjTnYynPbZpHziZjeeHcXYsXaaMwkOlODsWa7I9xXDoRwbKgB719rrmI2oKr6N3Do9U0ajaHF-NKJnwgjMd2w9cjz3_-kyNlxAr2v4IKhGNpmM5iIgOS1VZnOZ68m6_pbLBSp3nssTdlqvd0tIiTHU",
    "IYd7DHOhrWvxkwPQsRM2tOgrjbcrfvtQJipd-DlcxyVuuM9sQLdgjVk2oy26F0EmpScGLq2MowX7fhd_QJQ3ydy5cY7YIBi87w93IKLEdfnbJtoOPLUW0ITrJReOgo1cq9SbsxYawBgfp_gh6A5603k2-ZQwVK0JKSHuLFkuQ3U",
];

/// Somebody who signs tokens.
struct Signer {
    rsa: RsaKeyPair,
    p256: EcdsaKeyPair,
    ed25519: Ed25519KeyPair,
    random: SystemRandom,
}

impl Signer {
    fn new() -> Self {
        let random = SystemRandom::new();
        let [n, e, d, p, q, dp, dq, qi] = RSA.map(|part| URL_SAFE_NO_PAD.decode(part).unwrap());
        #[allow(non_snake_case, reason = "ring's own names")]
        let rsa = RsaKeyPair::from_components(&KeyPairComponents {
            public_key: PublicKeyComponents { n, e },
            d,
            p,
            q,
            dP: dp,
            dQ: dq,
            qInv: qi,
        });
        let how = &ECDSA_P256_SHA256_FIXED_SIGNING;
        let p256 = EcdsaKeyPair::generate_pkcs8(how, &random).unwrap();
        let ed25519 = Ed25519KeyPair::generate_pkcs8(&random).unwrap();
        Self {
            rsa: rsa.unwrap(),
            p256: EcdsaKeyPair::from_pkcs8(how, p256.as_ref(), &random).unwrap(),
            ed25519: Ed25519KeyPair::from_pkcs8(ed25519.as_ref()).unwrap(),
            random,
        }
    }

    fn signature(&self, alg: &str, message: &[u8]) -> Vec<u8> {
        let rsa = |padding: &'static dyn ring::signature::RsaEncoding| {
            let mut out = vec![0; self.rsa.public().modulus_len()];
            self.rsa.sign(padding, &self.random, message, &mut out).unwrap();
            out
        };
        match alg {
            "RS256" => rsa(&RSA_PKCS1_SHA256),
            "PS256" => rsa(&RSA_PSS_SHA256),
            "ES256" => self.p256.sign(&self.random, message).unwrap().as_ref().to_vec(),
            "EdDSA" => self.ed25519.sign(message).as_ref().to_vec(),
            _ => Vec::new(),
        }
    }

    /// Signs by `alg`, whatever the header says.
    fn token(&self, alg: &str, header: &Value, claims: &Value) -> String {
        let signed = format!("{}.{}", b64(header.to_string()), b64(claims.to_string()));
        let signature = b64(self.signature(alg, signed.as_bytes()));
        format!("{signed}.{signature}")
    }

    fn jwk(&self, alg: &str, kid: &str) -> Value {
        let mut jwk = match alg {
            "RS256" | "PS256" => json!({"kty": "RSA", "n": RSA[0], "e": RSA[1]}),
            "ES256" => {
                let point = self.p256.public_key().as_ref();
                json!({"kty": "EC", "crv": "P-256", "x": b64(&point[1..33]), "y": b64(&point[33..])})
            }
            _ => json!({
                "kty": "OKP", "crv": "Ed25519", "x": b64(self.ed25519.public_key().as_ref()),
            }),
        };
        jwk["kid"] = kid.into();
        jwk["use"] = "sig".into();
        jwk
    }

    fn jwks(&self) -> Value {
        json!({"keys": [
            self.jwk("RS256", "rsa"),
            self.jwk("ES256", "ec"),
            self.jwk("EdDSA", "ed"),
            {"kty": "oct", "k": "c2VjcmV0", "kid": "shared"},
            {"kty": "EC", "crv": "secp256k1", "kid": "odd", "x": "AA", "y": "AA"},
        ]})
    }

    fn pem(&self) -> String {
        let mut der = hex::decode("3059301306072a8648ce3d020106082a8648ce3d030107034200").unwrap();
        der.extend_from_slice(self.p256.public_key().as_ref());
        let text = STANDARD.encode(der);
        let (a, b) = text.split_at(64);
        format!("-----BEGIN PUBLIC KEY-----\n{a}\n{b}\n-----END PUBLIC KEY-----\n")
    }
}

/// What is published, by address, and how often it was asked for.
#[derive(Clone, Default)]
struct Web {
    pages: Arc<Mutex<BTreeMap<String, String>>>,
    asked: Arc<AtomicUsize>,
}

impl Web {
    fn put(&self, url: &str, page: impl ToString) {
        self.pages.lock().unwrap().insert(url.into(), page.to_string());
    }

    fn clear(&self) {
        self.pages.lock().unwrap().clear();
    }

    fn fetch(&self) -> Fetch {
        let web = self.clone();
        Box::new(move |url: &Url, _| {
            web.asked.fetch_add(1, Ordering::SeqCst);
            let page = web.pages.lock().unwrap().get(url.as_str()).cloned();
            page.map(String::into_bytes).ok_or_else(|| Error::new(Kind::NotFound, "no such page"))
        })
    }

    fn asked(&self) -> usize {
        self.asked.load(Ordering::SeqCst)
    }
}

const ISSUER: &str = "https://id.example.com/realms/a";
const KEYS: &str = "https://id.example.com/keys";
const ARN: &str = "arn:aws:elasticloadbalancing:eu-west-1:123456789012:loadbalancer/app/ctx/50dc6c";
const KID: &str = "12345678-1234-1234-1234-123456789012";

fn config(more: &Value) -> Config {
    let dir = tempfile::tempdir().unwrap();
    let mut config = json!({
        "host": "127.0.0.1", "port": 0, "defaultWorkspaceId": "core",
        "workspaces": [{"id": "core", "root": dir.path()}],
        "auditLogPath": dir.path().join("audit.jsonl"),
        "publicUrl": "https://ctx.example.com",
    });
    config.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    let resolve = |_: &str, port| vec![([127, 0, 0, 1], port).into()];
    let around = Surroundings::fixed(dir.path(), |_| None, resolve);
    match crate::config::check::check_text(&config.to_string(), &around) {
        Ok(loaded) => loaded.config,
        Err(faults) => panic!("{faults:?}"),
    }
}

fn oauth() -> Value {
    json!({"oauth": {
        "issuer": ISSUER,
        "roles": {"eng": "member", "ops": "admin", "user:carol": "viewer"},
        "scopes": {"access_as_user": "viewer"},
    }})
}

/// An issuer that publishes its keys, and a server that knows it.
fn house(more: &Value) -> (Signer, Web, Arc<Identity>) {
    let (signer, web) = (Signer::new(), Web::default());
    web.put(
        &format!("{ISSUER}/.well-known/openid-configuration"),
        json!({"issuer": ISSUER, "jwks_uri": KEYS}),
    );
    web.put(KEYS, signer.jwks());
    let identity = Identity::with(&config(more), || web.fetch());
    (signer, web, identity)
}

fn now() -> i64 {
    clock::now().as_second()
}

fn claims() -> Value {
    json!({
        "iss": ISSUER, "aud": "https://ctx.example.com/mcp", "sub": "alice", "groups": ["eng"],
        "exp": now() + 300, "iat": now(),
    })
}

fn with(mut value: Value, key: &str, to: Value) -> Value {
    match to {
        Value::Null => drop(value.as_object_mut().unwrap().remove(key)),
        to => value[key] = to,
    }
    value
}

fn settle(identity: &Arc<Identity>, look: Look) -> Option<Outcome> {
    match look {
        Look::Nobody => None,
        Look::Decided(outcome) => Some(outcome),
        Look::Claimed(claimed) => {
            let (sender, receiver) = mpsc::channel();
            identity.check(claimed, Box::new(move |outcome| drop(sender.send(outcome))));
            Some(receiver.recv_timeout(Duration::from_secs(60)).expect("an outcome"))
        }
    }
}

fn ask(identity: &Arc<Identity>, token: &str) -> Outcome {
    settle(identity, identity.of_bearer(token))
        .unwrap_or_else(|| Err(Denied::unknown("it does not look like a token")))
}

fn refused(outcome: Outcome) -> String {
    match outcome {
        Err(Denied::Unknown(error)) => error.message().to_owned(),
        Err(other) => panic!("{other:?}"),
        Ok(person) => panic!("let in: {person:?}"),
    }
}

#[test]
fn each_algorithm_is_taken_with_its_own_kind_of_key() {
    let (signer, web, identity) = house(&oauth());
    for (alg, kid) in [("RS256", "rsa"), ("PS256", "rsa"), ("ES256", "ec"), ("EdDSA", "ed")] {
        let header = json!({"alg": alg, "kid": kid, "typ": "at+jwt"});
        let person = ask(&identity, &signer.token(alg, &header, &claims())).unwrap();
        assert_eq!(person.principal.id, "oauth:alice", "{alg}");
        assert_eq!(person.principal.agent, person.principal.id);
        assert_eq!(person.principal.scopes, crate::auth::Role::Member.scopes());
    }
    assert_eq!(web.asked(), 2, "metadata and keys, once");
    // The one key of its kind needs no name, of two of a kind it would.
    let token = signer.token("ES256", &json!({"alg": "ES256"}), &claims());
    assert!(ask(&identity, &token).is_ok());
}

/// Every way to be let in wrongly that is written up somewhere, and some more.
#[test]
fn forged_tokens_are_refused() {
    let (signer, web, identity) = house(&oauth());
    let stranger = Signer::new();
    let header = || json!({"alg": "ES256", "kid": "ec", "typ": "at+jwt"});
    let good = signer.token("ES256", &header(), &claims());
    assert!(ask(&identity, &good).is_ok());
    let mut forged: Vec<(&str, String)> = Vec::new();
    let mut add = |what, token| forged.push((what, token));

    // The signature.
    let (signed, signature) = good.rsplit_once('.').unwrap();
    add("no signature", format!("{signed}."));
    add("two parts", signed.to_owned());
    add("four parts", format!("{good}.{signature}"));
    add("cut", good[..good.len() - 4].to_owned());
    add("padded", format!("{good}="));
    add("another's key", stranger.token("ES256", &header(), &claims()));
    let other = with(claims(), "sub", json!("admin"));
    add(
        "other claims",
        format!("{}.{}.{signature}", b64(header().to_string()), b64(other.to_string())),
    );
    add("all zeros", format!("{signed}.{}", b64([0; 64])));
    // DER, where the fixed form is due.
    add("another form", format!("{signed}.{}", b64([0x30, 6, 2, 1, 1, 2, 1, 1])));
    let tail = URL_SAFE_NO_PAD.decode(signature).unwrap();
    let mut long = tail.clone();
    long.push(0);
    add("a byte more", format!("{signed}.{}", b64(long)));

    // The algorithm.
    for alg in ["none", "None", "NONE", "", "HS256", "HS512", "RS1", "ES256K", "es256", "RS512"] {
        let header = json!({"alg": alg, "kid": "ec"});
        add("algorithm", signer.token("ES256", &header, &claims()));
        add("unsigned", signer.token("", &header, &claims()));
    }
    add("no algorithm", signer.token("ES256", &json!({"kid": "ec"}), &claims()));
    add(
        "a list of algorithms",
        signer.token("ES256", &json!({"alg": ["ES256"], "kid": "ec"}), &claims()),
    );
    // HMAC under what is public: the modulus, the point, the PEM.
    for public in [RSA[0].as_bytes(), signer.p256.public_key().as_ref(), signer.pem().as_bytes()] {
        for alg in ["HS256", "RS256", "ES256"] {
            let head = b64(json!({"alg": alg, "kid": "rsa"}).to_string());
            let signed = format!("{head}.{}", b64(claims().to_string()));
            let key = ring::hmac::Key::new(ring::hmac::HMAC_SHA256, public);
            let mac = ring::hmac::sign(&key, signed.as_bytes());
            add("a public key as a secret", format!("{signed}.{}", b64(mac)));
        }
    }
    for (alg, kid) in [("RS256", "ec"), ("ES256", "rsa"), ("EdDSA", "ec"), ("PS256", "ed")] {
        let header = json!({"alg": alg, "kid": kid});
        add("a key of another kind", signer.token(alg, &header, &claims()));
    }
    let pss_as_pkcs1 = json!({"alg": "RS256", "kid": "rsa"});
    add("another padding", signer.token("PS256", &pss_as_pkcs1, &claims()));
    add(
        "a shared key",
        signer.token("ES256", &json!({"alg": "HS256", "kid": "shared"}), &claims()),
    );

    // The key.
    let own = stranger.jwk("ES256", "own");
    for (name, value) in [
        ("jwk", own.clone()),
        ("jku", json!("https://evil.example/keys")),
        ("x5u", json!("https://evil.example/chain")),
        ("x5c", json!(["AAAA"])),
    ] {
        add(
            "its own key",
            stranger.token("ES256", &with(header(), name, value.clone()), &claims()),
        );
        let unnamed = with(with(header(), name, value), "kid", json!("own"));
        add("its own key, named", stranger.token("ES256", &unnamed, &claims()));
    }
    for kid in [json!("../../etc/passwd"), json!("ec' OR '1'='1"), json!(""), json!(7), json!(null)]
    {
        let mut header = header();
        header["kid"] = kid;
        add("an odd key", stranger.token("ES256", &header, &claims()));
    }
    let crit = |name: &str| {
        let header = with(with(header(), "crit", json!([name])), name, json!(true));
        signer.token("ES256", &header, &claims())
    };
    add("a demand", crit("exp"));
    add("a demand", crit("b64"));
    add("unencoded", signer.token("ES256", &with(header(), "b64", json!(false)), &claims()));
    add("packed", signer.token("ES256", &with(header(), "zip", json!("DEF")), &claims()));

    // What it is, for whom, and for how long.
    for typ in ["id+jwt", "logout+jwt", "dpop+jwt", "secevent+jwt", "jwt+at"] {
        add("another kind", signer.token("ES256", &with(header(), "typ", json!(typ)), &claims()));
    }
    let plain = || json!({"alg": "ES256", "kid": "ec", "typ": "JWT"});
    for (name, value) in [("at_hash", json!("x")), ("typ", json!("Refresh")), ("events", json!({}))]
    {
        add("no access token", signer.token("ES256", &plain(), &with(claims(), name, value)));
    }
    for (name, value) in [
        ("iss", json!("https://id.example.com/realms/b")),
        ("iss", json!(format!("{ISSUER}/"))),
        ("iss", json!([ISSUER])),
        ("iss", Value::Null),
        ("aud", json!("https://ctx.example.com.evil.example")),
        ("aud", json!("https://ctx.example.com/mcp/deeper")),
        ("aud", json!("http://ctx.example.com")),
        ("aud", json!("account")),
        ("aud", json!([])),
        ("aud", json!({"https://ctx.example.com": 1})),
        ("aud", Value::Null),
        ("exp", json!(now() - 31)),
        ("exp", json!("never")),
        ("exp", json!(-1)),
        ("exp", json!(1e300)),
        ("exp", Value::Null),
        ("nbf", json!(now() + 100)),
        ("nbf", json!("soon")),
        ("iat", json!(now() + 100)),
        ("sub", Value::Null),
        ("sub", json!("")),
        ("sub", json!(["alice"])),
        ("sub", json!("x".repeat(300))),
    ] {
        add("a claim", signer.token("ES256", &header(), &with(claims(), name, value)));
    }
    // A name that stands there twice.
    let doubled = |header: &str, claims: &str| {
        let signed = format!("{}.{}", b64(header), b64(claims));
        format!("{signed}.{}", b64(signer.signature("ES256", signed.as_bytes())))
    };
    let text = claims().to_string();
    add("two algorithms", doubled(r#"{"alg":"none","alg":"ES256","kid":"ec"}"#, &text));
    let two = text.replacen('{', r#"{"sub":"root","#, 1);
    add("two subjects", doubled(&header().to_string(), &two));
    add("no object", doubled("[]", &text));
    add("no JSON", doubled("{", &text));

    for (what, token) in forged {
        let outcome = ask(&identity, &token);
        assert!(matches!(outcome, Err(Denied::Unknown(_))), "{what}: {token}: {outcome:?}");
    }
    assert!(web.asked() <= 4, "{}: made-up keys cost no fetches", web.asked());
    assert!(ask(&identity, &good).is_ok());
}

#[test]
fn who_may_do_what_is_what_they_asked_for_within_what_they_are_granted() {
    let (signer, _, identity) = house(&oauth());
    let scopes = |claims: Value| {
        let header = json!({"alg": "ES256", "kid": "ec"});
        ask(&identity, &signer.token("ES256", &header, &claims)).map(|p| p.principal.scopes)
    };
    let member = crate::auth::Role::Member.scopes();
    let search = ScopeSet::of(&[Scope::Search]);
    assert_eq!(scopes(claims()).unwrap(), member, "no word of scopes: the role's");
    for (scope, expected) in [
        (json!("search"), search),
        (json!("openid search audit"), search),
        (json!(["search", "sessionMutations"]), search),
        (json!("access_as_user"), search),
        (json!("openid profile"), ScopeSet::NONE),
        (json!(""), ScopeSet::NONE),
        (json!(7), ScopeSet::NONE),
    ] {
        for name in ["scope", "scp"] {
            let found = scopes(with(claims(), name, scope.clone())).unwrap();
            assert_eq!(found, expected, "{name} {scope}");
        }
    }
    // All that their groups may together; a person by name; nobody else.
    let groups = |sub: &str, groups: Value| {
        scopes(with(with(claims(), "sub", json!(sub)), "groups", groups))
    };
    assert_eq!(groups("bob", json!(["x", "eng", "ops"])).unwrap(), ScopeSet::of(&Scope::ALL));
    assert_eq!(groups("bob", json!("eng")).unwrap(), member);
    assert_eq!(groups("carol", json!([])).unwrap(), search);
    for (sub, theirs) in
        [("bob", json!([])), ("bob", json!(["user:carol"])), ("bob", json!({"eng": 1}))]
    {
        match groups(sub, theirs) {
            Err(Denied::NothingGranted { id, .. }) => assert_eq!(id, "oauth:bob"),
            other => panic!("{other:?}"),
        }
    }
    // A slash at the end is what a URL library adds.
    for aud in [json!("https://ctx.example.com/"), json!(["account", "https://ctx.example.com"])] {
        assert!(scopes(with(claims(), "aud", aud)).is_ok());
    }
    let given = json!({"oauth": {
        "issuer": ISSUER, "jwksUrl": KEYS, "audience": "api://ctx", "userClaim": "email",
        "groupsClaim": "realm_access.roles", "defaultRole": "viewer",
    }});
    let (signer, _, identity) = house(&given);
    let own = json!({
        "iss": ISSUER, "aud": "api://ctx", "email": "a@b", "exp": now() + 9,
        "realm_access": {"roles": ["x"]},
    });
    let token = |claims| signer.token("EdDSA", &json!({"alg": "EdDSA", "kid": "ed"}), claims);
    assert_eq!(ask(&identity, &token(&own)).unwrap().principal.id, "oauth:a@b");
    let other = with(own.clone(), "aud", json!("https://ctx.example.com/mcp"));
    assert!(refused(ask(&identity, &token(&other))).contains("meant for another"));
}

#[test]
fn keys_are_fetched_when_they_are_needed_and_no_oftener() {
    let (signer, web, _) = house(&oauth());
    let fast = Pace {
        fresh: Duration::from_millis(0),
        stale: Duration::from_secs(3600),
        cooldown: Duration::from_secs(3600),
    };
    let find = |keys: &Arc<Keys>, kid: &str| {
        let (sender, receiver) = mpsc::channel();
        keys.find(Some(kid.into()), key::Algorithm::Es256, Box::new(move |k| drop(sender.send(k))));
        receiver.recv_timeout(Duration::from_secs(60)).expect("an answer")
    };
    let place = || Place::Set(KEYS.parse().unwrap());
    let keys = Keys::paced(place(), web.fetch(), fast);
    assert!(find(&keys, "ec").is_ok());
    // Neither a made-up key nor an old one makes it ask again so soon.
    for n in 0..50 {
        assert!(matches!(find(&keys, &format!("no {n}")), Err(Denied::Unknown(_))));
        assert!(find(&keys, "ec").is_ok());
    }
    assert_eq!(web.asked(), 1);
    // A key that has just been published is found once the time is over.
    let quick = Pace { cooldown: Duration::ZERO, fresh: Duration::from_secs(60), ..fast };
    let keys = Keys::paced(place(), web.fetch(), quick);
    assert!(find(&keys, "new").is_err());
    web.put(KEYS, json!({"keys": [signer.jwk("ES256", "new")]}));
    assert!(find(&keys, "new").is_ok());
    assert!(matches!(find(&keys, "ec"), Err(Denied::Unknown(_))), "what was withdrawn is gone");
    // While they cannot be fetched, those that are there count, for a time.
    web.clear();
    assert!(find(&keys, "new").is_ok());
    let short = Pace { stale: Duration::ZERO, ..quick };
    let keys = Keys::paced(place(), web.fetch(), short);
    assert!(matches!(find(&keys, "new"), Err(Denied::Unsure(_))), "nobody says: not now");
}

#[test]
fn many_that_need_one_key_wait_for_one_fetch() {
    let (signer, web) = (Signer::new(), Web::default());
    web.put(KEYS, signer.jwks());
    let (go, gone) = mpsc::channel::<()>();
    let gone = Mutex::new(gone);
    let fetch = web.fetch();
    let slow: Fetch = Box::new(move |url, most| {
        let _ = gone.lock().unwrap().recv();
        fetch(url, most)
    });
    let keys = Keys::new(Place::Set(KEYS.parse().unwrap()), slow);
    let (sender, receiver) = mpsc::channel();
    for _ in 0..300 {
        let sender = sender.clone();
        let then = Box::new(move |found: Result<_, Denied>| {
            let _ = sender.send(found.is_ok());
        });
        keys.find(Some("ec".into()), key::Algorithm::Es256, then);
    }
    let told = |n: usize| {
        (0..n).filter(|_| receiver.recv_timeout(Duration::from_secs(60)).unwrap()).count()
    };
    assert_eq!(told(300 - 256), 0, "beyond those that may wait, nobody does");
    go.send(()).unwrap();
    assert_eq!(told(256), 256);
    assert_eq!(web.asked(), 1);
}

#[test]
fn metadata_are_believed_only_of_the_issuer_itself() {
    for metadata in [
        json!({"issuer": "https://evil.example", "jwks_uri": KEYS}),
        json!({"issuer": ISSUER, "jwks_uri": "http://id.example.com/keys"}),
        json!({"issuer": ISSUER, "jwks_uri": "http://127.0.0.1/keys"}),
        json!({"issuer": ISSUER, "jwks_uri": "file:///etc/passwd"}),
        json!({"issuer": ISSUER}),
        json!([]),
    ] {
        let (signer, web, identity) = house(&oauth());
        web.put(&format!("{ISSUER}/.well-known/openid-configuration"), &metadata);
        web.put("http://id.example.com/keys", signer.jwks());
        let token = signer.token("ES256", &json!({"alg": "ES256", "kid": "ec"}), &claims());
        let outcome = ask(&identity, &token);
        assert!(matches!(outcome, Err(Denied::Unsure(_))), "{metadata}: {outcome:?}");
    }
    let (signer, web, identity) = house(&oauth());
    web.clear();
    web.put(
        "https://id.example.com/.well-known/oauth-authorization-server/realms/a",
        json!({"issuer": ISSUER, "jwks_uri": KEYS}),
    );
    web.put(KEYS, signer.jwks());
    let token = signer.token("ES256", &json!({"alg": "ES256", "kid": "ec"}), &claims());
    assert!(ask(&identity, &token).is_ok(), "RFC 8414's place");
}

const NOBODY: [(&str, &str); 0] = [];

fn edge(identity: &Arc<Identity>, peer: &str, headers: &[(&str, &str)]) -> Option<Outcome> {
    let header = |name: &str| {
        let mut all = headers.iter().filter(|(n, _)| *n == name).map(|(_, v)| *v);
        let first = all.next();
        if all.next().is_some() { Err(Repeated) } else { Ok(first) }
    };
    settle(identity, identity.of_edge(peer.parse().unwrap(), &header))
}

#[test]
fn a_proxy_names_a_person_and_nobody_else_does() {
    let more = json!({
        "trustedProxies": ["10.0.0.0/8"],
        "edgeIdentity": {"roles": {"eng": "member", "user:root@example.com": "admin"}},
    });
    let (_, _, identity) = house(&more);
    let (email, groups) = ("x-forwarded-email", "x-forwarded-groups");
    let alice = [(email, "alice@example.com"), (groups, "x, eng,")];
    let person = edge(&identity, "10.1.2.3", &alice).unwrap().unwrap();
    assert_eq!((person.principal.id.as_str(), person.via), ("edge:alice@example.com", Via::Edge));
    assert_eq!(person.principal.scopes, crate::auth::Role::Member.scopes());
    assert!(edge(&identity, "192.0.2.1", &alice).is_none(), "from elsewhere it says nothing");
    assert!(edge(&identity, "10.1.2.3", &NOBODY).is_none());
    assert!(edge(&identity, "10.1.2.3", &[(email, "")]).is_none());
    assert!(edge(&identity, "10.1.2.3", &[(groups, "eng")]).is_none());
    for twice in [
        [(email, "alice@example.com"), (email, "root@example.com")].as_slice(),
        &[(email, "alice@example.com"), (groups, "x"), (groups, "eng")],
        &[(email, "alice@example.com,root@example.com"), (groups, "eng")],
    ] {
        assert!(matches!(edge(&identity, "10.1.2.3", twice), Some(Err(Denied::Unknown(_)))));
    }
    let nobody = edge(&identity, "10.1.2.3", &[(email, "eve@example.com")]).unwrap();
    assert!(matches!(nobody, Err(Denied::NothingGranted { .. })));
}

fn alb_token(signer: &Signer, header: &Value, claims: &Value) -> String {
    let part = |value: &Value| URL_SAFE.encode(value.to_string());
    let signed = format!("{}.{}", part(header), part(claims));
    format!("{signed}.{}", URL_SAFE.encode(signer.signature("ES256", signed.as_bytes())))
}

#[test]
fn a_load_balancer_names_a_person() {
    let more = json!({"edgeIdentity": {
        "kind": "alb", "region": "eu-west-1", "signer": ARN, "defaultRole": "viewer",
    }});
    let (signer, web, identity) = house(&more);
    let place = |kid: &str| format!("https://public-keys.auth.elb.eu-west-1.amazonaws.com/{kid}");
    web.put(&place(KID), signer.pem());
    // 64 bytes padded, and claims of any length.
    let header = || {
        json!({"typ": "JWT", "kid": KID, "alg": "ES256", "iss": "https://id.example.com",
            "client": "c", "signer": ARN, "exp": now() + 120})
    };
    let claims = || json!({"sub": "1", "email": "alice@example.com", "email_verified": "true"});
    let ask = |token: &str| edge(&identity, "192.0.2.1", &[(SIGNED, token)]).unwrap();
    let token = alb_token(&signer, &header(), &claims());
    assert!(token.contains('='), "as load balancers spell it");
    for _ in 0..3 {
        let person = ask(&token).unwrap();
        assert_eq!(person.principal.id, "edge:alice@example.com");
    }
    assert_eq!(web.asked(), 1);
    let stranger = Signer::new();
    let forged = [
        alb_token(&stranger, &header(), &claims()),
        alb_token(
            &signer,
            &with(header(), "signer", json!(ARN.replace("50dc6c", "50dc6d"))),
            &claims(),
        ),
        alb_token(&signer, &with(header(), "signer", Value::Null), &claims()),
        alb_token(&signer, &with(header(), "exp", json!(now() - 31)), &claims()),
        alb_token(&signer, &with(header(), "exp", Value::Null), &claims()),
        alb_token(&signer, &header(), &with(claims(), "exp", json!(now() - 31))),
        alb_token(&signer, &with(header(), "alg", json!("none")), &claims()),
        alb_token(&signer, &with(header(), "alg", json!("RS256")), &claims()),
        alb_token(&signer, &with(header(), "kid", json!("../../evil")), &claims()),
        alb_token(&signer, &with(header(), "kid", json!("a?b#c")), &claims()),
        alb_token(&signer, &with(header(), "kid", json!("//evil.example/k")), &claims()),
        alb_token(&signer, &with(header(), "kid", json!("x".repeat(65))), &claims()),
        alb_token(&signer, &with(header(), "kid", Value::Null), &claims()),
        alb_token(&signer, &header(), &json!({"name": "Alice"})),
        token.replace('=', ""),
        token[..token.len() - 2].to_owned() + "AA",
    ];
    for token in forged {
        refused(ask(&token));
    }
    assert_eq!(web.asked(), 1, "no odd key became an address");
    let unknown = alb_token(&signer, &with(header(), "kid", json!("unknown")), &claims());
    for _ in 0..3 {
        assert!(refused(ask(&unknown)).contains("not known"));
    }
    assert_eq!(web.asked(), 2, "that there is none is remembered");
    assert!(edge(&identity, "192.0.2.1", &NOBODY).is_none());
}

#[test]
fn where_a_region_publishes_its_keys() {
    let keys = |region: &str| {
        let more = json!({"edgeIdentity": {
            "kind": "alb", "region": region, "signer": ARN, "defaultRole": "viewer",
        }});
        match config(&more).edge_identity.unwrap().kind {
            EdgeKind::Alb(alb) => alb.keys.to_string(),
            EdgeKind::Header { .. } => String::new(),
        }
    };
    assert_eq!(
        keys("us-gov-west-1"),
        "https://s3-us-gov-west-1.amazonaws.com/aws-elb-public-keys-prod-us-gov-west-1/"
    );
    assert_eq!(keys("us-east-1"), "https://public-keys.auth.elb.us-east-1.amazonaws.com/");
    assert_eq!(keys("cn-north-1"), "https://public-keys.auth.elb.cn-north-1.amazonaws.com.cn/");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(512))]

    #[test]
    fn no_text_is_a_token_by_chance(text in ".{0,200}", parts in prop::collection::vec("[A-Za-z0-9_=-]{0,40}", 0..5)) {
        for text in [text, parts.join(".")] {
            for spelling in [jws::Spelling::Bare, jws::Spelling::Padded] {
                prop_assert!(jws::Token::read(&text, spelling).is_err());
            }
        }
    }

    /// Whatever header and claims say, reading them ends, and what was not signed is not believed.
    #[test]
    fn hostile_headers_and_claims_are_read_to_an_end(
        header in prop::collection::vec(("(alg|kid|typ|crit|jwk|x5c)", any::<i64>(), "[ -~]{0,12}"), 0..5),
        claims in prop::collection::vec(("(iss|aud|exp|nbf|sub|scope|groups)", any::<f64>(), ".{0,12}"), 0..6),
    ) {
        let mut head = json!({"alg": "ES256"});
        for (name, number, text) in header {
            head[name] = if number % 2 == 0 { json!(number) } else { json!(text) };
        }
        let mut body = json!({});
        for (name, number, text) in claims {
            body[name] = if number > 0.0 { json!(number) } else { json!(text) };
        }
        let text = format!("{}.{}.{}", b64(head.to_string()), b64(body.to_string()), b64([1; 64]));
        let oauth = config(&oauth()).oauth.unwrap();
        let read = oauth::read(&oauth, &text, clock::now());
        prop_assert!(read.is_err(), "an issuer's name is not made up by chance");
    }

    #[test]
    fn a_changed_byte_of_a_token_is_noticed(at in 0usize..10_000, to in any::<u8>()) {
        let signer = Signer::new();
        let token = signer.token("EdDSA", &json!({"alg": "EdDSA", "kid": "ed"}), &claims());
        let mut bytes = token.clone().into_bytes();
        let at = at % bytes.len();
        prop_assume!(bytes[at] != to && to.is_ascii());
        bytes[at] = to;
        let text = String::from_utf8(bytes).unwrap();
        let key = key::Key::of_jwk(&signer.jwk("EdDSA", "ed")).unwrap();
        if let Ok(read) = jws::Token::read(&text, jws::Spelling::Bare) {
            let holds = key.verifies(read.algorithm, read.signed(&text), &read.signature);
            prop_assert!(!holds, "{}", text);
        }
    }
}
