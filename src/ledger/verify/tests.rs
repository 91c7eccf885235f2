//! Is every way to tamper with a book told, and told apart?

use std::fs;

use proptest::prelude::*;

use super::*;
use crate::ledger::fixture::{Scene, codes, fill};
use crate::ledger::format::GENESIS;
use crate::ledger::{Book, head_path, line};

#[test]
fn a_good_book_holds_and_the_report_says_what_it_cannot_exclude() {
    let scene = Scene::written(10);
    let report = scene.verify();
    assert!(report.ok, "{report:?}");
    assert_eq!(
        (report.records, report.first, report.last, report.unsigned),
        (10, Some(1), Some(10), 0)
    );
    let head = report.head.unwrap();
    assert_eq!((head.size, head.signature), (10, Signature::Good));
    assert_eq!(Some(head.root), report.root);
    assert!(report.not_excluded[0].contains("older copy"), "{:?}", report.not_excluded);
    let kept = scene.verify_with(Some(&head_path(&scene.path)));
    assert!(kept.ok && !kept.not_excluded.iter().any(|q| q.contains("older copy")));
    fill(&mut scene.open(), 2);
    let report = scene.verify();
    assert_eq!((report.ok, report.unsigned), (true, 2));
}

/// Each harm to a book of ten, and the fault that names it, with its line.
#[test]
fn each_harm_has_its_own_message() {
    type Harm = fn(&mut Vec<String>);
    let cases: [(&str, Harm, u64); 11] = [
        ("edited", |l| l[4] = l[4].replace("record 4", "record X"), 5),
        ("missing", |l| drop(l.remove(4)), 5),
        ("missing", |l| drop(l.drain(4..7)), 5),
        ("reordered", |l| l.swap(4, 5), 6),
        ("repeated", |l| l.insert(5, l[4].clone()), 6),
        ("repeated", |l| l.insert(9, l[0].clone()), 10),
        ("not_a_record", |l| l.insert(4, "{\"a\":1}\n".into()), 5),
        ("not_a_record", |l| l[4] = l[4].replace("\"seq\"", "\"seq\" "), 5),
        ("not_a_record", |l| l[4] = l[4].replace("}\n", "} \n"), 5),
        ("missing_start", |l| drop(l.remove(0)), 1),
        ("torn", |l| l[9] = l[9].trim_end().into(), 10),
    ];
    for (code, harm, at) in cases {
        let scene = Scene::written(10);
        let mut lines = scene.lines();
        harm(&mut lines);
        scene.put(&lines);
        let report = scene.verify();
        assert!(!report.ok);
        assert_eq!(report.faults[0].code, code, "{:#?}", report.faults);
        assert_eq!(report.faults[0].line, Some(at), "{:#?}", report.faults);
        let only =
            matches!(code, "edited" | "missing" | "missing_start" | "reordered" | "repeated");
        let rest = report.faults.len() - 1;
        assert!(
            !only || rest == usize::from(report.faults.iter().any(|f| f.code == "rewritten")),
            "{:#?}",
            report.faults
        );
    }
}

#[test]
fn an_edit_with_a_new_hash_breaks_the_link() {
    let scene = Scene::written(10);
    let mut lines = scene.lines();
    lines[4] = forge(&lines[3], 5);
    scene.put(&lines);
    let report = scene.verify();
    assert_eq!(codes(&report), ["chain"]);
    assert_eq!(report.faults[0].line, Some(6));
}

/// A well-formed record after `before`.
fn forge(before: &str, seq: u64) -> String {
    let format = crate::ledger::fixture::FORMAT;
    let prev = line::parse(&format, before.trim_end().as_bytes()).unwrap().hash;
    let mut out = Vec::new();
    line::compose(&format, b"{\"what\":\"forged\"}", seq, Some(prev), &mut out).unwrap();
    String::from_utf8(out).unwrap()
}

#[test]
fn a_chain_forged_to_its_end_contradicts_the_head() {
    let scene = Scene::written(10);
    let mut lines = scene.lines();
    for at in 4..10 {
        lines[at] = forge(&lines[at - 1].clone(), at as u64 + 1);
    }
    scene.put(&lines);
    let report = scene.verify();
    assert_eq!(codes(&report), ["rewritten"]);
    assert_eq!(report.faults[0].line, Some(10));
}

#[test]
fn a_cut_tail_and_a_deleted_file_are_told_by_the_head() {
    let scene = Scene::written(10);
    let lines = scene.lines();
    scene.put(&lines[..7]);
    assert_eq!(codes(&scene.verify()), ["truncated"]);
    scene.put(&[]);
    assert_eq!(codes(&scene.verify()), ["deleted"]);
    fs::remove_file(&scene.path).unwrap();
    assert_eq!(codes(&scene.verify()), ["deleted"]);
    scene.put(&lines);
    fs::remove_file(head_path(&scene.path)).unwrap();
    assert_eq!(codes(&scene.verify()), ["head_missing"]);
}

#[test]
fn only_a_head_kept_elsewhere_tells_a_roll_back() {
    let scene = Scene::written(10);
    let (old_head, old_text) = (fs::read(head_path(&scene.path)).unwrap(), scene.text());
    let mut book: Book = scene.open();
    fill(&mut book, 5);
    book.seal().finish().unwrap();
    let kept = scene.dir.path().join("kept");
    fs::copy(head_path(&scene.path), &kept).unwrap();
    assert!(scene.verify_with(Some(&kept)).ok);
    fs::write(head_path(&scene.path), &old_head).unwrap();
    fs::write(&scene.path, &old_text).unwrap();
    let blind = scene.verify();
    assert!(blind.ok && blind.not_excluded[0].contains("older copy"));
    assert_eq!(codes(&scene.verify_with(Some(&kept))), ["truncated", "rolled_back"]);
    // The book goes on from there, other than before.
    let mut book = scene.open();
    book.append(&["{}"]).unwrap();
    fill(&mut book, 9);
    book.seal().finish().unwrap();
    assert!(scene.verify().ok);
    assert_eq!(codes(&scene.verify_with(Some(&kept))), ["rewritten"]);
}

#[test]
fn heads_are_believed_only_with_the_right_key_book_and_text() {
    let scene = Scene::written(3);
    let path = head_path(&scene.path);
    let good = fs::read_to_string(&path).unwrap();
    let other = Scene::written(3);
    fs::copy(head_path(&other.path), &path).unwrap();
    assert_eq!(codes(&scene.verify()), ["head_signature"]);
    fs::write(&path, good.replace("/test\n3\n", "/test\n2\n")).unwrap();
    assert_eq!(codes(&scene.verify()), ["head_signature"]);
    fs::write(&path, "nothing\n").unwrap();
    assert_eq!(codes(&scene.verify()), ["head_unreadable"]);
    // A head of another book of the same key.
    let key = std::sync::Arc::clone(&scene.key);
    let elsewhere = scene.dir.path().join("other.jsonl");
    let mut book = Book::open(&elsewhere, crate::ledger::fixture::FORMAT, "savings", key).unwrap();
    fill(&mut book, 3);
    book.seal().finish().unwrap();
    fs::copy(head_path(&elsewhere), &path).unwrap();
    assert_eq!(codes(&scene.verify()), ["head_signature"]);
    // Further signatures, as a witness adds them, do no harm.
    fs::write(&path, format!("{good}\u{2014} witness.example/w AAAAAAAA\n")).unwrap();
    assert!(scene.verify().ok);
}

#[test]
fn books_without_numbers_chain_as_well() {
    let format = Format { seq: None, prev: "prev_hash", hash: "entry_hash" };
    let scene = Scene::new();
    let key = std::sync::Arc::clone(&scene.key);
    let mut book = Book::open(&scene.path, format, "savings", key).unwrap();
    fill(&mut book, 6);
    book.seal().finish().unwrap();
    let check = |files: &[PathBuf]| {
        let head = head_path(&scene.path);
        let keys = [scene.key.public().clone()];
        let ask = Ask {
            files,
            format,
            word: "savings",
            head: Some(&head),
            kept: None,
            keys: &keys,
            partial: false,
        };
        codes(&verify(&ask, &mut |_| {}).unwrap())
    };
    let files = [scene.path.clone()];
    assert!(check(&files).is_empty());
    assert!(scene.text().contains(&format!(r#""prev_hash":"{GENESIS}","entry_hash":""#)));
    let lines = scene.lines();
    for (harm, code) in [(1..2, "chain"), (0..1, "missing_start"), (4..6, "truncated")] {
        let mut fewer = lines.clone();
        fewer.drain(harm);
        scene.put(&fewer);
        assert!(check(&files).contains(&code), "{code}: {:?}", check(&files));
    }
    assert_eq!(check(&[scene.dir.path().join("gone")]), ["deleted", "deleted"]);
}

#[test]
fn a_flood_of_faults_is_counted_not_kept() {
    let scene = Scene::written(500);
    let lines: Vec<String> = scene.lines().iter().map(|l| l.replace("record", "RECORD")).collect();
    scene.put(&lines);
    let report = scene.verify();
    assert_eq!(report.faults.len(), 100);
    assert!(report.fault_count >= 500);
}

#[test]
fn files_removed_on_purpose_are_an_open_question_not_a_fault() {
    let scene = Scene::written(6);
    scene.put(&scene.lines()[3..]);
    let head = head_path(&scene.path);
    let keys = [scene.key.public().clone()];
    let files = [scene.path.clone()];
    let ask = Ask {
        files: &files,
        format: crate::ledger::fixture::FORMAT,
        word: "test",
        head: Some(&head),
        kept: None,
        keys: &keys,
        partial: true,
    };
    let report = verify(&ask, &mut |_| {}).unwrap();
    assert!(report.ok, "{:?}", report.faults);
    assert!(report.not_excluded.iter().any(|q| q.contains("records 1 to 3")));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(60))]

    /// There is no byte in a book that may be another.
    #[test]
    fn any_changed_byte_is_found(at in any::<prop::sample::Index>(), bit in 0..8u8) {
        thread_local!(static SCENE: Scene = Scene::written(200));
        SCENE.with(|scene| {
            let good = fs::read(&scene.path).unwrap();
            let mut bytes = good.clone();
            bytes[at.index(good.len())] ^= 1 << bit;
            fs::write(&scene.path, &bytes).unwrap();
            let report = scene.verify();
            fs::write(&scene.path, &good).unwrap();
            prop_assert!(!report.ok);
            Ok(())
        })?;
    }
}

#[test]
fn every_changed_byte_of_a_small_book_is_found() {
    let scene = Scene::written(3);
    fs::remove_file(head_path(&scene.path)).unwrap();
    let good = fs::read(&scene.path).unwrap();
    for at in 0..good.len() {
        for byte in [good[at] ^ 1, good[at] ^ 0x20, b' ', b'\n', b'0'] {
            if byte == good[at] {
                continue;
            }
            let mut bytes = good.clone();
            bytes[at] = byte;
            fs::write(&scene.path, &bytes).unwrap();
            // The chain alone must find it: no head is there to help.
            let mut report = scene.verify();
            report.faults.retain(|f| f.code != "head_missing");
            // Without a head, the end is open: a newline makes no record of what follows it.
            assert!(!report.faults.is_empty(), "byte {at} as {byte}");
        }
    }
}
