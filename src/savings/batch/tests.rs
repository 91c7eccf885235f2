//! Does a batch of any maker verify, and nothing that was changed?

use std::fs;
use std::path::Path;
use std::sync::Arc;

use proptest::prelude::*;

use super::*;
use crate::base::Kind;
use crate::base::layout::DataDir;
use crate::ledger::Book;
use crate::savings::entry::tests::entry;
use crate::savings::{Entry, Evidence, FORMAT, WORD, book};

pub fn key(seed: u8) -> (tempfile::TempDir, Key) {
    let dir = tempfile::tempdir().unwrap();
    let keys = dir.path().join(format!("keys-{seed}"));
    let key = Key::open(&keys).unwrap();
    (dir, key)
}

pub fn batch(created: &str, period: &str, net: u64, usd: f64) -> Batch {
    Batch {
        schema_version: SCHEMA,
        kind: KIND.into(),
        created_at: created.into(),
        lean_ctx_version: "3.9.13".into(),
        agent_id: "local".into(),
        period: period.into(),
        first_entry_hash: "genesis".into(),
        last_entry_hash: format!("head {created}"),
        chain_valid: true,
        totals: Totals {
            total_events: 1,
            saved_tokens: net,
            net_saved_tokens: net,
            saved_usd: usd,
            tokenizers: vec!["o200k_base".into()],
            by_model: vec![("claude-opus".into(), net, usd)],
            by_tool: vec![("ctx_read".into(), net)],
            by_mechanism: Some(vec![("compression".into(), net, usd)]),
            ..Totals::default()
        },
        signer_public_key: None,
        signature: None,
    }
}

/// Files of another maker; tests/it/vector/batch.py wrote them.
fn vectors() -> Vec<(String, String)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/it/vector/batch");
    let found: Vec<(String, String)> = fs::read_dir(folder)
        .unwrap()
        .map(|e| e.unwrap().path())
        .map(|p| (p.display().to_string(), fs::read_to_string(p).unwrap()))
        .collect();
    assert!(found.len() >= 12);
    found
}

#[test]
fn batches_of_the_first_maker_verify() {
    for (name, text) in vectors() {
        let (batch, signer) =
            check(text.as_bytes(), None).unwrap_or_else(|e| panic!("{name}: {e}"));
        assert_eq!(batch.signer_public_key, Some(signer.hex()), "{name}");
        check(text.as_bytes(), Some(&signer)).unwrap();
        let other = key(1).1;
        let refused = check(text.as_bytes(), Some(other.public())).unwrap_err();
        assert_eq!(refused.kind(), Kind::CheckFailed, "{name}");
    }
}

/// Some programs read JSON and write it again: spaces, escapes and numbers come out differently.
#[test]
fn what_went_through_another_program_verifies() {
    for (name, text) in vectors() {
        let value: serde_json::Value = serde_json::from_str(&text).unwrap();
        for again in [value.to_string(), serde_json::to_string_pretty(&value).unwrap()] {
            assert!(check(again.as_bytes(), None).is_ok(), "{name}: {again}");
        }
        let mut sorted: Vec<_> = value.as_object().unwrap().clone().into_iter().collect();
        sorted.sort_by(|a, b| a.0.cmp(&b.0));
        let sorted = serde_json::Value::Object(sorted.into_iter().collect());
        assert!(check(sorted.to_string().as_bytes(), None).is_ok(), "{name}: {sorted}");
        let escaped = text.replace('ü', "\\u00fc").replace('/', "\\/");
        assert!(check(escaped.as_bytes(), None).is_ok(), "{name}: {escaped}");
        let upper = text.replace(
            value["signer_public_key"].as_str().unwrap(),
            &value["signer_public_key"].as_str().unwrap().to_uppercase(),
        );
        let (_, signer) = check(upper.as_bytes(), None).unwrap();
        assert_eq!(signer.hex(), value["signer_public_key"].as_str().unwrap());
    }
}

#[test]
fn a_security_tally_beside_it_is_let_be_and_other_additions_are_not() {
    let text = key(1).1;
    let text = batch("2026-06-01T00:00:00Z", ALL, 5, 0.5).sign(&text).unwrap();
    let add = |field: &str| format!("{{{field},{}", &text[1..]);
    assert!(check(add(r#""security":{"counts":{}}"#).as_bytes(), None).is_ok());
    for field in [r#""net":1"#, r#""kind":"lean-ctx.savings-batch""#, r#""ſignature":null"#] {
        assert!(check(add(field).as_bytes(), None).is_err(), "{field}");
    }
    let inside = text.replace(r#""totals":{"#, r#""totals":{"more":1,"#);
    assert_eq!(check(inside.as_bytes(), None).unwrap_err().kind(), Kind::CheckFailed);
}

#[test]
fn a_ledger_s_batch_has_what_was_measured_and_nothing_else() {
    let dir = tempfile::tempdir().unwrap();
    let data = DataDir::new(dir.path());
    let key = Arc::new(Key::open(&data.keys()).unwrap());
    let now = "2026-11-30T00:00:00Z".parse().unwrap();
    let empty = make(&data, Some(&key), &Period::All, now).unwrap();
    assert_eq!((empty.last_entry_hash.as_str(), empty.chain_valid), (GENESIS, true));
    assert!(!data.savings().exists(), "a look makes nothing");

    let measured =
        Entry { unit_price_per_m_usd: Some(3_000_000), saved_usd: Some(2250), ..entry() };
    let entries = [
        Entry { ts: "2026-10-31T23:59:59.999Z".parse().unwrap(), ..measured.clone() },
        Entry { bounce_adjustment: 50, ..measured.clone() },
        Entry { tool: "ctx_tree".into(), saved_tokens: -30, saved_usd: None, ..measured.clone() },
        Entry { evidence_class: Evidence::Modelled, saved_tokens: 9_000, ..measured.clone() },
        Entry { tool: "tools/list".into(), saved_tokens: -500, ..measured },
    ];
    let lines: Vec<Vec<u8>> = entries.iter().map(|e| serde_json::to_vec(e).unwrap()).collect();
    std::fs::create_dir(data.savings()).unwrap();
    let mut book = Book::open(&book(&data), FORMAT, WORD, Arc::clone(&key)).unwrap();
    book.append(&lines).unwrap();
    book.seal().finish().unwrap();

    let all = make(&data, Some(&key), &Period::All, now).unwrap();
    assert!(all.chain_valid);
    assert_eq!(all.totals.total_events, 3);
    assert_eq!((all.totals.saved_tokens, all.totals.net_saved_tokens), (1470, 1420));
    assert_eq!((all.totals.bounce_tokens, all.totals.bounce_events), (50, 1));
    assert_eq!(all.totals.saved_usd, 0.0045);
    assert_eq!(all.totals.by_tool, [("ctx_read".into(), 1500), ("ctx_tree".into(), 0)]);
    assert_eq!(all.totals.by_mechanism, Some(vec![("compression".into(), 1470, 0.0045)]));
    let month = Period::parse("2026-11").unwrap();
    let november = make(&data, Some(&key), &month, now).unwrap();
    assert_eq!((november.period.as_str(), november.totals.total_events), ("2026-11", 2));
    assert_ne!(november.first_entry_hash, all.first_entry_hash);
    assert_eq!(november.last_entry_hash, all.last_entry_hash);
    let text = all.clone().sign(&key).unwrap();
    assert_eq!(check(text.as_bytes(), Some(key.public())).unwrap().0.totals, all.totals);

    // A ledger that does not hold says so, and such a batch is not valid.
    let path = super::super::book(&data);
    let edited = std::fs::read_to_string(&path).unwrap().replacen("750", "751", 1);
    std::fs::write(&path, edited).unwrap();
    let broken = make(&data, Some(&key), &Period::All, now).unwrap();
    assert!(!broken.chain_valid);
    let text = broken.sign(&key).unwrap();
    assert_eq!(check(text.as_bytes(), None).unwrap_err().kind(), Kind::CheckFailed);
}

#[test]
fn hostile_input_is_an_error_and_no_panic() {
    let (_dir, key) = key(1);
    let good = batch("2026-06-01T00:00:00Z", ALL, 5, 0.5).sign(&key).unwrap();
    let public = key.public_hex();
    for wrong in [
        "",
        "zz",
        "ü",
        "🦀🦀🦀🦀🦀🦀🦀🦀🦀🦀🦀🦀🦀🦀🦀🦀",
        &"é".repeat(32),
        &public[..63],
        &format!("{public}00"),
        &"0".repeat(64),
        &"f".repeat(64),
    ] {
        let text = good.replace(&public, wrong);
        assert_eq!(check(text.as_bytes(), None).unwrap_err().kind(), Kind::CheckFailed, "{wrong}");
    }
    for (from, to) in [
        (r#""net_saved_tokens":5"#, r#""net_saved_tokens":-5"#),
        (r#""net_saved_tokens":5"#, r#""net_saved_tokens":5.0"#),
        (r#""net_saved_tokens":5"#, r#""net_saved_tokens":99999999999999999999999"#),
        (r#""net_saved_tokens":5"#, r#""net_saved_tokens":"5""#),
        (r#""saved_usd":0.5"#, r#""saved_usd":1e999"#),
        (r#""saved_usd":0.5"#, r#""saved_usd":NaN"#),
        (r#""saved_usd":0.5"#, r#""saved_usd":null"#),
        (r#""schema_version":1"#, r#""schema_version":2"#),
        (r#""chain_valid":true"#, r#""chain_valid":1"#),
        (r#""agent_id":"local""#, r#""agent_id":"\ud800""#),
        (r#"{"schema_version""#, r#"[{"schema_version""#),
        (r#""totals":{"#, r#""totals":[{"#),
    ] {
        let text = good.replacen(from, to, 1);
        assert_ne!(text, good);
        assert_eq!(check(text.as_bytes(), None).unwrap_err().kind(), Kind::InvalidRequest, "{to}");
    }
    // Nested deeper than any stack.
    let deep = format!("{}1{}", "[".repeat(10_000), "]".repeat(10_000));
    let deep = good.replacen(r#""by_tool":["#, &format!(r#""deep":{deep},"by_tool":["#), 1);
    assert!(check(deep.as_bytes(), None).is_err());
    for bytes in [&b""[..], b"{}", b"[]", b"null", b"\xff\xfe", b"{\"a\":", &[b' '; LARGEST + 1]] {
        assert_eq!(check(bytes, None).unwrap_err().kind(), Kind::InvalidRequest);
    }
    let long = Batch { agent_id: "x".repeat(201), ..batch("2026-06-01T00:00:00Z", ALL, 5, 0.5) };
    assert_eq!(
        check(long.sign(&key).unwrap().as_bytes(), None).unwrap_err().kind(),
        Kind::InvalidRequest
    );
    let unsigned = batch("2026-06-01T00:00:00Z", ALL, 5, 0.5).json().unwrap();
    assert_eq!(check(unsigned.as_bytes(), None).unwrap_err().kind(), Kind::CheckFailed);
    let broken = Batch { chain_valid: false, ..batch("2026-06-01T00:00:00Z", ALL, 5, 0.5) };
    assert_eq!(
        check(broken.sign(&key).unwrap().as_bytes(), None).unwrap_err().kind(),
        Kind::CheckFailed
    );
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, ..ProptestConfig::default() })]

    #[test]
    fn any_amount_survives_signing(usd in proptest::num::f64::POSITIVE | proptest::num::f64::ZERO, net in 0..MOST) {
        let (_dir, key) = key(1);
        let text = batch("2026-06-01T00:00:00Z", ALL, net, usd.abs()).sign(&key).unwrap();
        let (read, _) = check(text.as_bytes(), None).unwrap();
        prop_assert_eq!(read.totals.saved_usd.to_bits(), usd.abs().to_bits());
    }

    /// Whatever byte is changed to whatever: it is refused, or it says the same.
    #[test]
    fn any_edit_is_found(at in 0usize..900, to in any::<u8>()) {
        let (_dir, key) = key(1);
        let text = batch("2026-06-01T00:00:00Z", ALL, 5_000, 0.25).sign(&key).unwrap();
        let mut bytes = text.clone().into_bytes();
        let at = at % bytes.len();
        bytes[at] = to;
        if let Ok((read, _)) = check(&bytes, None) {
            // Hex in the other case, and spaces between words, are the same batch.
            let lower = |b: Batch| Batch { signer_public_key: None, signature: None, ..b };
            prop_assert_eq!(lower(read), lower(super::read(text.as_bytes()).unwrap()));
        }
    }
}
