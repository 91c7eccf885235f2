//! Does each forge's signature hold, and nothing that only looks like one?

use super::*;

const NOW: i64 = 1_790_000_000;

fn check(
    forge: Forge,
    secret: &str,
    headers: &[(&str, &str)],
    body: &[u8],
) -> Result<Delivery, Refusal> {
    let header = |name: &str| headers.iter().find(|(n, _)| *n == name).map(|(_, v)| *v);
    forge.check(secret, &header, body, NOW)
}

fn hex_mac(secret: &str, body: &[u8]) -> String {
    hex::encode(mac(secret.as_bytes(), &[body]))
}

/// The example of GitHub's documentation.
#[test]
fn the_published_example_of_github() {
    let signature = "sha256=757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17";
    let headers = [
        ("x-hub-signature-256", signature),
        ("x-github-event", "push"),
        ("x-github-delivery", "72d3162e-cc78-11e3-81ab-4c9367dc0958"),
    ];
    let secret = "It's a Secret to Everybody";
    let delivery = check(Forge::Github, secret, &headers, b"Hello, World!").unwrap();
    assert_eq!(delivery.event, Event::Push);
    assert_eq!(delivery.id.as_deref(), Some("72d3162e-cc78-11e3-81ab-4c9367dc0958"));
    let refused = |secret, body| check(Forge::Github, secret, &headers, body).unwrap_err();
    assert_eq!(refused(secret, b"Hello, World?"), Refusal::Unsigned);
    assert_eq!(refused("another", b"Hello, World!"), Refusal::Unsigned);
    // Right, and still not for another forge's way of signing.
    assert!(check(Forge::Gitlab, secret, &headers, b"Hello, World!").is_err());
}

#[test]
fn what_is_not_quite_a_signature_is_none() {
    let right = hex_mac("s", b"{}");
    for shown in [
        String::new(),
        "sha256=".into(),
        right.clone(),
        format!("sha1={right}"),
        format!("SHA256={right}"),
        format!("sha256={}", &right[..62]),
        format!("sha256={right}00"),
        format!("sha256= {right}"),
        format!("sha256={}", "0".repeat(64)),
        format!("sha256={}", "é".repeat(32)),
    ] {
        let headers = [("x-hub-signature-256", shown.as_str()), ("x-github-event", "push")];
        let refused = check(Forge::Github, "s", &headers, b"{}");
        assert_eq!(refused, Err(Refusal::Unsigned), "{shown}");
    }
    let upper = format!("sha256={}", right.to_uppercase());
    let headers = [("x-hub-signature-256", upper.as_str()), ("x-github-event", "ping")];
    assert_eq!(check(Forge::Github, "s", &headers, b"{}").unwrap().event, Event::Ping);
}

#[test]
fn an_empty_secret_signs_nothing() {
    let signature = format!("sha256={}", hex_mac("", b"{}"));
    let github = [("x-hub-signature-256", signature.as_str()), ("x-github-event", "push")];
    assert_eq!(check(Forge::Github, "", &github, b"{}"), Err(Refusal::Unsigned));
    let gitlab = [("x-gitlab-token", ""), ("x-gitlab-event", "Push Hook")];
    assert_eq!(check(Forge::Gitlab, "", &gitlab, b"{}"), Err(Refusal::Unsigned));
    assert_eq!(check(Forge::Gitlab, "", &gitlab[1..], b"{}"), Err(Refusal::Unsigned));
}

#[test]
fn gitea_and_forgejo_sign_without_a_prefix() {
    let right = hex_mac("s", b"{}");
    for (signed, event, id) in [
        ("x-gitea-signature", "x-gitea-event", "x-gitea-delivery"),
        ("x-forgejo-signature", "x-forgejo-event", "x-forgejo-delivery"),
    ] {
        let headers = [(signed, right.as_str()), (event, "push"), (id, "one")];
        let delivery = check(Forge::Gitea, "s", &headers, b"{}").unwrap();
        assert_eq!((delivery.event, delivery.id.as_deref()), (Event::Push, Some("one")));
        assert_eq!(check(Forge::Gitea, "s", &headers[..1], b"{}").unwrap_err(), {
            Refusal::Unnamed("x-gitea-event")
        });
    }
    assert_eq!(Forge::parse("forgejo"), Some(Forge::Gitea));
}

#[test]
fn gitlab_shows_its_token_or_signs() {
    let headers = [("x-gitlab-token", "s"), ("x-gitlab-event", "Tag Push Hook")];
    assert_eq!(check(Forge::Gitlab, "s", &headers, b"{}").unwrap().event, Event::Push);
    assert!(check(Forge::Gitlab, "S", &headers, b"{}").is_err());
    let issue = [("x-gitlab-token", "s"), ("x-gitlab-event", "Issue Hook")];
    assert_eq!(check(Forge::Gitlab, "s", &issue, b"{}").unwrap().event, Event::Other);

    let secret = format!("{SIGNING}{}", STANDARD.encode([7; 32]));
    let signed = |id: &str, at: i64, body: &[u8]| {
        let at = at.to_string();
        let mac = mac(&[7; 32], &[id.as_bytes(), b".", at.as_bytes(), b".", body]);
        (at, format!("v1,AAAA v1,{}", STANDARD.encode(mac)))
    };
    let ask = |id: &str, (at, signature): (String, String), body: &[u8]| {
        let headers = [
            ("webhook-id", id),
            ("webhook-timestamp", at.as_str()),
            ("webhook-signature", signature.as_str()),
            ("x-gitlab-event", "Push Hook"),
            // What the secret itself looks like must not do instead.
            ("x-gitlab-token", secret.as_str()),
        ];
        check(Forge::Gitlab, &secret, &headers, body)
    };
    assert_eq!(ask("a", signed("a", NOW, b"{}"), b"{}").unwrap().id.as_deref(), Some("a"));
    assert!(ask("a", signed("a", NOW - TOLERANCE, b"{}"), b"{}").is_ok());
    assert!(ask("a", signed("a", NOW - TOLERANCE - 1, b"{}"), b"{}").is_err(), "old");
    assert!(ask("a", signed("a", NOW + TOLERANCE + 1, b"{}"), b"{}").is_err(), "not yet");
    assert!(ask("b", signed("a", NOW, b"{}"), b"{}").is_err(), "another id");
    assert!(ask("a", signed("a", NOW, b"{}"), b"{ }").is_err(), "another body");
    assert!(ask("", signed("", NOW, b"{}"), b"{}").is_err(), "no id");
    assert!(ask("a", (String::new(), String::new()), b"{}").is_err(), "the token alone");
    assert!(check(Forge::Gitlab, "whsec_?", &headers, b"{}").is_err(), "no key");
}
