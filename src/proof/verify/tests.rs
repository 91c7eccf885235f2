//! Is every change of a proof seen, and is its reason told?

use std::collections::BTreeSet;
use std::path::PathBuf;
use std::sync::{Arc, LazyLock};

use proptest::prelude::*;
use serde_json::{Value, json};

use super::*;
use crate::base::clock;
use crate::git::fixture::Fixture;
use crate::ledger::Key;
use crate::proof::sign::{Answered, Claim, Range, sign};
use crate::workspace::source::BlobId;

const ANSWER: &str =
    r#"{"workspace":"core","commit":null,"behindBy":0,"matches":[{"path":"ä.rs","score":0.1}]}"#;
const TEXT_FORM: &str = "1 match\n";

struct Made {
    fixture: Fixture,
    root: PathBuf,
    key: Key,
    other: Key,
    /// The envelope, as a file.
    file: Vec<u8>,
}

fn keys(fixture: &Fixture, name: &str) -> Key {
    Key::open(&fixture.path(name)).unwrap()
}

fn range(fixture: &Fixture, path: &str, lines: Option<(u32, u32)>) -> Range {
    let blob = fixture.git("r", &["rev-parse", &format!("HEAD:{path}")]);
    let blob = BlobId(hex::decode(blob).unwrap().try_into().unwrap());
    Range { path: Arc::from(path), lines, blob }
}

fn made() -> Made {
    let fixture = Fixture::new();
    let root = fixture.init("r");
    fixture.write("r", "b.txt", "1\n2\n3\n4");
    fixture.write("r", "sub/c.txt", "");
    let commit = fixture.commit("r", "a.rs", "fn a() {}\nfn b() {}\n");
    let (key, other) = (keys(&fixture, "keys"), keys(&fixture, "others"));
    let ranges = [
        range(&fixture, "a.rs", Some((1, 2))),
        range(&fixture, "b.txt", Some((1, 1))),
        range(&fixture, "b.txt", Some((3, 4))),
        range(&fixture, "sub/c.txt", None),
    ];
    let claim = Claim {
        workspace: "core",
        commit: &commit,
        tool: "ctx_search",
        arguments: &json!({"pattern": "fn", "limit": 1}),
        max_tokens: 8000,
        answer: Answered { structured: ANSWER, text: TEXT_FORM },
        ranges: BTreeSet::from(ranges),
        time: clock::now(),
    };
    let envelope = sign(claim, &root, &key, &Deadline::none()).unwrap();
    // History moves on: the proof is of a commit, not of a branch.
    fixture.commit("r", "a.rs", "all else\n");
    let file = serde_json::to_vec(&envelope).unwrap();
    Made { fixture, root, key, other, file }
}

static MADE: LazyLock<Made> = LazyLock::new(made);

fn check(given: &Given) -> Report {
    verify(given, &Deadline::none()).unwrap()
}

fn given(file: &[u8]) -> Given<'_> {
    let made = &*MADE;
    let root = Some(made.root.as_path());
    let key = made.key.public();
    Given { file, key, workspace: None, answer: None, arguments: None, repository: root }
}

fn signed(file: &[u8]) -> bool {
    check(&Given { repository: None, ..given(file) }).valid
}

/// Not valid, and the reason holds these words.
#[track_caller]
fn faulty(given: &Given, reason: &str) {
    let report = check(given);
    assert!(!report.valid && report.faults.iter().any(|f| f.contains(reason)), "{report:#?}");
}

/// The file with another field in its envelope.
fn with(change: impl FnOnce(&mut Value)) -> Vec<u8> {
    let mut value: Value = serde_json::from_slice(&MADE.file).unwrap();
    change(&mut value);
    value.to_string().into_bytes()
}

/// What is done to a predicate.
type Change<'a> = &'a dyn Fn(&mut Value);

#[test]
fn a_proof_holds_with_all_that_belongs_to_it() {
    let arguments = br#"{ "limit": 1.0, "pattern": "f\u006e" }"#;
    let all =
        Given { answer: Some(ANSWER.as_bytes()), arguments: Some(arguments), ..given(&MADE.file) };
    let report = check(&all);
    let whats: Vec<&str> = report.checked.iter().map(|c| c.what).collect();
    assert!(report.valid, "{report:#?}");
    assert_eq!(whats, ["signature", "answer", "arguments", "citations"]);
    let proved = report.proved.unwrap();
    assert_eq!((proved.tool.as_str(), proved.citations), ("ctx_search", 4));
    assert!(report.not_checked.last().unwrap().contains("signature alone"));

    let alone = check(&Given { repository: None, ..given(&MADE.file) });
    assert!(alone.valid && alone.checked.len() == 1 && alone.not_checked.len() == 4, "{alone:#?}");
}

#[test]
fn the_layout_of_the_file_does_not_count() {
    let value: Value = serde_json::from_slice(&MADE.file).unwrap();
    let pretty = format!("{}\n", serde_json::to_string_pretty(&value).unwrap());
    assert!(check(&given(pretty.as_bytes())).valid);
}

#[test]
fn what_is_wrong_with_an_envelope_is_told() {
    let file = &MADE.file;
    faulty(&given(b""), "not JSON");
    faulty(&given(&file[..file.len() - 1]), "not JSON");
    faulty(&given(&[file.as_slice(), b"x"].concat()), "not JSON");
    faulty(&given(b"[]"), "not a JSON object");
    faulty(&given(b"{}"), "not a DSSE envelope");
    faulty(&given(&with(|v| v["payloadType"] = "text/plain".into())), "`payloadType` is");
    faulty(&given(&with(|v| v["payload"] = "e30".into())), "`payload` is not base64");
    faulty(&given(&with(|v| v["payload"] = "e30=".into())), "does not hold");
    faulty(&given(&with(|v| v["signatures"] = json!([]))), "one signature, this has 0");
    faulty(&given(&with(|v| v["signatures"][0]["sig"] = "AA==".into())), "has 1 bytes");
    faulty(&given(&with(|v| v["signatures"][0]["keyid"] = "".into())), "another key");
    let other = Given { key: MADE.other.public(), ..given(file) };
    faulty(&other, "another key");
    // Whoever renames the key has still not signed with it.
    let renamed = with(|v| v["signatures"][0]["keyid"] = MADE.other.public_hex().into());
    faulty(&Given { key: MADE.other.public(), ..given(&renamed) }, "does not hold");
}

#[test]
fn what_the_key_signed_for_another_purpose_is_no_proof() {
    use base64::Engine as _;
    let encode = |bytes: &[u8]| base64::engine::general_purpose::STANDARD.encode(bytes);
    let signed = |payload: &[u8]| {
        let kind = crate::proof::format::PAYLOAD_TYPE;
        let head = format!("DSSEv1 {} {kind} {} ", kind.len(), payload.len());
        let sig = encode(&MADE.key.sign(&[head.as_bytes(), payload].concat()));
        let signatures = json!([{"keyid": MADE.key.public_hex(), "sig": sig}]);
        let file =
            json!({"payload": encode(payload), "payloadType": kind, "signatures": signatures});
        file.to_string().into_bytes()
    };
    faulty(&given(&signed(b"not json")), "not a proof of this version");
    faulty(&given(&signed(br#"{"_type":"https://in-toto.io/Statement/v0.1"}"#)), "`_type`");
    let other =
        format!(r#"{{"_type":"{STATEMENT_TYPE}","predicateType":"urn:lean-ctx:proof:v2"}}"#);
    faulty(&given(&signed(other.as_bytes())), "`predicateType`");
    let bare = format!(r#"{{"_type":"{STATEMENT_TYPE}","predicateType":"{PREDICATE_TYPE}"}}"#);
    faulty(&given(&signed(bare.as_bytes())), "missing field");
}

#[test]
fn another_answer_or_question_is_told() {
    let file = &MADE.file;
    let answer = |text: &'static str| Given { answer: Some(text.as_bytes()), ..given(file) };
    faulty(&answer(r#"{"workspace":"core"}"#), "answer is not the one");
    faulty(&answer("{"), "answer is not JSON");
    faulty(&answer(r#"{"a":1,"a":2}"#), "twice");
    let arguments = |text: &'static str| Given { arguments: Some(text.as_bytes()), ..given(file) };
    faulty(&arguments(r#"{"pattern":"fn"}"#), "arguments are not those");
    faulty(&arguments("x"), "arguments are not JSON");
    let reply = |text: &str| {
        let structured: Value = serde_json::from_str(ANSWER).unwrap();
        json!({"result": {"content": [{"type": "text", "text": text}], "structuredContent": structured}})
            .to_string()
    };
    let (whole, changed) = (reply(TEXT_FORM), reply("1 match"));
    assert!(check(&Given { answer: Some(whole.as_bytes()), ..given(file) }).valid);
    faulty(&Given { answer: Some(changed.as_bytes()), ..given(file) }, "answer's text");
}

fn bundle() -> Value {
    let proof: Value = serde_json::from_slice(&MADE.file).unwrap();
    let answer: Value = serde_json::from_str(ANSWER).unwrap();
    json!({"workspace": "core", "behindBy": 0, "tool": "ctx_search", "text": TEXT_FORM, "answer": answer, "proof": proof})
}

#[test]
fn a_result_is_checked_with_its_answer() {
    assert!(check(&given(bundle().to_string().as_bytes())).valid);
    for (field, value, reason) in [
        ("workspace", json!("other"), "`workspace` beside"),
        ("behindBy", json!(1), "`behindBy` beside"),
        ("tool", json!("ctx_read"), "`tool` beside"),
        ("text", json!("2 matches"), "answer's text"),
        ("text", json!(1), "`text` is not"),
        ("answer", json!({}), "answer is not the one"),
        ("more", json!(1), "no part of a proof"),
        ("proof", json!({}), "not a DSSE envelope"),
    ] {
        let mut changed = bundle();
        changed[field] = value;
        faulty(&given(changed.to_string().as_bytes()), reason);
    }
    let mut without = bundle();
    without.as_object_mut().unwrap().shift_remove("answer");
    faulty(&given(without.to_string().as_bytes()), "`answer` is not");
}

#[test]
fn another_repository_is_told() {
    assert!(check(&Given { workspace: Some("core"), ..given(&MADE.file) }).valid);
    faulty(&Given { workspace: Some("web"), ..given(&MADE.file) }, "workspace `core`, not `web`");
    let fixture = &MADE.fixture;
    let other = fixture.repository("other");
    faulty(&Given { repository: Some(&other), ..given(&MADE.file) }, "does not hold the commit");
    let nowhere = fixture.path("nowhere");
    let gone = Given { repository: Some(&nowhere), ..given(&MADE.file) };
    assert!(verify(&gone, &Deadline::none()).is_err());
}

#[test]
fn only_what_is_in_the_commit_is_signed() {
    let made = made();
    let fixture = &made.fixture;
    let commit = fixture.git("r", &["rev-parse", "HEAD~"]);
    let attempt = |commit: &str, range: Range| {
        let claim = Claim {
            workspace: "core",
            commit,
            tool: "ctx_read",
            arguments: &json!({}),
            max_tokens: 8000,
            answer: Answered { structured: "{}", text: "" },
            ranges: BTreeSet::from([range]),
            time: clock::now(),
        };
        sign(claim, &made.root, &made.key, &Deadline::none()).map(|_| ())
    };
    let good = range(fixture, "b.txt", Some((1, 4)));
    assert!(attempt(&commit, good.clone()).is_ok());
    for (bad, reason) in [
        (Range { lines: Some((1, 5)), ..good.clone() }, "no lines"),
        (Range { lines: Some((0, 1)), ..good.clone() }, "no lines"),
        (Range { path: Arc::from("nope"), ..good.clone() }, "not in the commit"),
        (Range { blob: BlobId([0; 20]), ..good.clone() }, "not in the commit"),
        (range(fixture, "a.rs", None), "not in the commit"),
    ] {
        let error = attempt(&commit, bad).unwrap_err();
        assert!(error.message().contains(reason), "{}", error.message());
    }
    assert!(attempt(&"1".repeat(40), good).unwrap_err().message().contains("no longer holds"));
}

/// Every statement whose fields were changed and signed anew with the true key is held against
/// the repository.
#[test]
fn a_false_citation_is_found_in_the_repository() {
    use base64::Engine as _;
    let engine = base64::engine::general_purpose::STANDARD;
    let resigned = |change: &dyn Fn(&mut Value)| {
        let payload: Value = serde_json::from_slice(&MADE.file).unwrap();
        let bytes = engine.decode(payload["payload"].as_str().unwrap()).unwrap();
        let mut statement: Value = serde_json::from_slice(&bytes).unwrap();
        change(&mut statement["predicate"]);
        let bytes = statement.to_string().into_bytes();
        let kind = crate::proof::format::PAYLOAD_TYPE;
        let head = format!("DSSEv1 {} {kind} {} ", kind.len(), bytes.len());
        let sig = MADE.key.sign(&[head.as_bytes(), &bytes].concat());
        with(|file| {
            file["payload"] = engine.encode(&bytes).into();
            file["signatures"][0]["sig"] = engine.encode(sig).into();
        })
    };
    assert!(check(&given(&resigned(&|_| {}))).valid);
    let cases: [(Change, &str); 9] = [
        (&|p| p["citations"][1]["sha256"] = "0".repeat(64).into(), "lines 1-1: the lines are not"),
        (&|p| p["citations"][1]["endLine"] = 2.into(), "lines 1-2: the lines are not"),
        (&|p| p["citations"][1]["endLine"] = 9.into(), "no such lines"),
        (&|p| p["citations"][1]["startLine"] = 0.into(), "no such lines"),
        (&|p| p["citations"][1]["path"] = "b".into(), "not in the commit"),
        (&|p| p["citations"][1]["path"] = "../r/b.txt".into(), "not in the commit"),
        (&|p| p["citations"][3]["blob"] = "0".repeat(40).into(), "the commit has blob"),
        (&|p| p["citations"][0]["sha256"] = Value::Null, "only some of"),
        (&|p| p["commit"] = "HEAD".into(), "no commit id"),
    ];
    for (change, reason) in cases {
        faulty(&given(&resigned(change)), reason);
    }
    faulty(&given(&resigned(&|p| p["key"] = "0".repeat(64).into())), "names the key");
    faulty(&given(&resigned(&|p| p["time"] = "noon".into())), "`time`");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2000))]

    /// No byte of the file, as it is written, can be another.
    #[test]
    fn any_other_byte_is_seen(at in any::<prop::sample::Index>(), byte in any::<u8>()) {
        let mut file = MADE.file.clone();
        let at = at.index(file.len());
        prop_assume!(file[at] != byte);
        file[at] = byte;
        let report = check(&Given { repository: None, ..given(&file) });
        prop_assert!(!report.valid && !report.faults[0].is_empty());
    }

    /// Nor can a byte be missing, or one be there too much, unless it is white space.
    #[test]
    fn any_byte_less_or_more_is_seen(at in any::<prop::sample::Index>(), byte in any::<u8>()) {
        let mut less = MADE.file.clone();
        less.remove(at.index(less.len()));
        prop_assert!(!signed(&less));
        prop_assume!(!byte.is_ascii_whitespace());
        let mut more = MADE.file.clone();
        more.insert(at.index(more.len() + 1), byte);
        prop_assert!(!signed(&more));
    }

    /// A changed answer is another value, or not valid.
    #[test]
    fn any_other_byte_of_the_answer_is_seen(at in any::<prop::sample::Index>(), byte in any::<u8>()) {
        let mut answer = ANSWER.as_bytes().to_vec();
        let at = at.index(answer.len());
        prop_assume!(answer[at] != byte);
        answer[at] = byte;
        let alone = Given { answer: Some(&answer), repository: None, ..given(&MADE.file) };
        let report = check(&alone);
        prop_assert!(!report.valid && !report.faults[0].is_empty(), "{}", String::from_utf8_lossy(&answer));
    }

    /// A cut file is no proof.
    #[test]
    fn a_cut_file_is_seen(at in any::<prop::sample::Index>()) {
        let file = &MADE.file[..at.index(MADE.file.len())];
        let report = check(&Given { repository: None, ..given(file) });
        prop_assert!(!report.valid && report.faults[0].contains("not JSON"));
    }
}
