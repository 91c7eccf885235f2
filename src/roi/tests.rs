//! Do the numbers come out as they went in, in every form, and is every change to a signed report told?
//!
//! The golden files are in tests/golden/savings; `LEAN_CTX_GOLDEN=write cargo test --lib roi` writes
//! them anew, to be looked at and committed.

use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use proptest::prelude::*;
use serde_json::Value;
use tempfile::TempDir;

use super::check::{Checked, Given, check};
use super::csv::{self, Event};
use super::report::Report;
use super::statement;
use super::tally::{SCHEMAS, Tally};
use super::{amount::Micro, focus, page};
use crate::base::layout::DataDir;
use crate::ledger::{Book, Key};
use crate::savings::price::List;
use crate::savings::{Entry, Evidence, FORMAT, Mechanism, VERSION, WORD, book, worth};

const NOW: &str = "2026-11-02T09:00:00.000Z";

fn golden() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/golden/savings")
}

fn event(day: u32, minute: u32, tool: &str, baseline: u64, actual: u64) -> Entry {
    let ts = format!("2026-10-{day:02}T{:02}:{:02}:07.250Z", 8 + minute / 60, minute % 60);
    Entry {
        ts: ts.parse().unwrap(),
        tool: tool.into(),
        mechanism: Mechanism::Compression,
        model_id: "unknown".into(),
        tokenizer: "o200k_base".into(),
        baseline_tokens: baseline,
        actual_tokens: actual,
        saved_tokens: i64::try_from(baseline).unwrap() - i64::try_from(actual).unwrap(),
        bounce_adjustment: 0,
        unit_price_per_m_usd: None,
        saved_usd: None,
        repo_hash: "0123456789abcdef0123456789abcdef".into(),
        agent_id: "fedcba9876543210fedcba9876543210".into(),
        evidence_class: Evidence::Measured,
        measurement_method: "same_lines".into(),
        price_list: "lean-ctx".into(),
        price_version: "2026-10-01".into(),
        version: VERSION,
        seq: 0,
        prev_hash: String::new(),
        entry_hash: String::new(),
    }
}

fn priced(entry: Entry, model: &str, per_million: u64) -> Entry {
    Entry {
        model_id: model.into(),
        unit_price_per_m_usd: Some(per_million),
        saved_usd: Some(worth(entry.saved_tokens, per_million)),
        ..entry
    }
}

/// A month of a small team: busy weekdays, quiet weekends, every kind of entry, and names that are
/// meant to break out of a table.
fn october() -> Vec<Entry> {
    const TOOLS: [(&str, u64); 6] = [
        ("ctx_read", 9_400),
        ("ctx_search", 21_700),
        ("ctx_semantic_search", 15_300),
        ("ctx_outline", 6_100),
        ("ctx_graph", 2_900),
        ("ctx_pack", 48_000),
    ];
    let mut all = vec![event(1, 0, "ctx_read", 10, 2)];
    all[0].ts = "2026-09-30T23:59:59.999Z".parse().unwrap();
    let mut random = 1u64;
    let mut next = |below: u64| {
        random =
            random.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (random >> 33) % below
    };
    for day in 1..=31u32 {
        // The first of October 2026 is a Thursday.
        let weekend = matches!((day + 3) % 7, 6 | 0);
        let calls = if weekend { next(2) } else { 6 + next(10) };
        if calls > 0 {
            let schemas = Entry {
                mechanism: Mechanism::Routing,
                measurement_method: "schemas".into(),
                ..event(day, 0, SCHEMAS, 0, 4_870)
            };
            all.push(priced(schemas, "claude-sonnet-4-5", 3_000_000));
        }
        for call in 0..calls {
            let (tool, size) = TOOLS[usize::try_from(next(6)).unwrap()];
            let baseline = size / 2 + next(size);
            let mut entry = event(
                day,
                u32::try_from(call).unwrap() * 20 + 5,
                tool,
                baseline,
                baseline / (3 + next(6)),
            );
            if next(4) == 0 {
                entry.bounce_adjustment = baseline / 5;
                entry.mechanism = Mechanism::Caching;
            }
            if tool == "ctx_semantic_search" {
                entry.evidence_class = Evidence::Modelled;
                entry.measurement_method = "whole_files".into();
            }
            all.push(match next(5) {
                0 => entry,
                1 => priced(entry, "gpt-5.5", 5_000_000),
                _ => priced(entry, "claude-sonnet-4-5", 3_000_000),
            });
        }
    }
    all.push(event(31, 700, "ctx_tree", 120, 310));
    let mut odd = event(31, 701, "ctx_glob", 900, 300);
    odd.model_id = "=HYPERLINK(\"x\")</td><script>alert(1)</script>,\u{202e}".into();
    all.push(odd);
    let mut later = event(1, 0, "ctx_read", 1_000, 200);
    later.ts = "2026-11-01T00:00:00.000Z".parse().unwrap();
    all.push(later);
    all
}

struct Scene {
    dir: TempDir,
    data: DataDir,
    key: Arc<Key>,
}

impl Scene {
    fn of(entries: &[Entry]) -> Self {
        let dir = tempfile::tempdir().unwrap();
        let data = DataDir::new(dir.path().join("data"));
        fs::create_dir_all(data.keys()).unwrap();
        fs::create_dir_all(data.savings()).unwrap();
        fs::set_permissions(data.keys(), fs::Permissions::from_mode(0o700)).unwrap();
        let file = data.keys().join("server.key");
        fs::copy(golden().join("server.key"), &file).unwrap();
        fs::set_permissions(&file, fs::Permissions::from_mode(0o600)).unwrap();
        let key = Arc::new(Key::load(&data.keys()).unwrap().unwrap());
        let scene = Self { dir, data, key };
        if !entries.is_empty() {
            scene.append(entries);
        }
        scene
    }

    fn append(&self, entries: &[Entry]) {
        let mut ledger =
            Book::open(&book(&self.data), FORMAT, WORD, Arc::clone(&self.key)).unwrap();
        let mut bodies: Vec<Vec<u8>> =
            entries.iter().map(|entry| serde_json::to_vec(entry).unwrap()).collect();
        bodies
            .insert(1, br#"{"ts":"2026-10-01T00:00:00.000Z","note":"text of a remark"}"#.to_vec());
        ledger.append(&bodies).unwrap();
        ledger.seal().finish().unwrap();
    }

    fn tally(&self, period: &str, prices: Option<List>) -> (Tally, Report) {
        let mut tally = Tally::new(period.parse().unwrap(), prices);
        let now = NOW.parse().unwrap();
        let read = super::ledger::read(&book(&self.data), Some(&self.key), &mut tally).unwrap();
        assert!(read.verdict.ok, "{:?}", read.verdict.faults);
        let mut report = statement::unsigned(&tally, &read, Some(&self.key), now);
        // The golden files outlive versions.
        report.lean_ctx_version = "0.0.0".into();
        statement::sign(&mut report, &self.key).unwrap();
        (tally, report)
    }

    fn report(&self, period: &str) -> Report {
        self.tally(period, None).1
    }

    fn check(&self, file: &[u8]) -> Checked {
        let key = self.key.public();
        check(Given { file, key, ledger: None, prices: None }).unwrap()
    }

    fn check_ledger(&self, file: &[u8], path: &Path, prices: Option<List>) -> Checked {
        let key = self.key.public();
        check(Given { file, key, ledger: Some(path), prices }).unwrap()
    }
}

fn envelope(report: &Report) -> Vec<u8> {
    serde_json::to_vec(report.envelope.as_ref().unwrap()).unwrap()
}

#[track_caller]
fn same_as_golden(name: &str, text: &str) {
    let path = golden().join(name);
    if std::env::var_os("LEAN_CTX_GOLDEN").is_some() {
        fs::write(&path, text).unwrap();
    }
    let wanted = fs::read_to_string(&path).unwrap_or_default();
    if text != wanted {
        let line = text.lines().zip(wanted.lines()).position(|(a, b)| a != b).unwrap_or(0);
        panic!(
            "`{}` is not what is made, from line {} on; LEAN_CTX_GOLDEN=write renews it\nmade: {:?}\nkept: {:?}",
            path.display(),
            line + 1,
            text.lines().nth(line),
            wanted.lines().nth(line)
        );
    }
}

#[test]
fn every_form_is_the_golden_one() {
    let scene = Scene::of(&october());
    let ledger = fs::read_to_string(book(&scene.data)).unwrap();
    same_as_golden("ledger.jsonl", &ledger);
    same_as_golden(
        "ledger.jsonl.head",
        &fs::read_to_string(crate::ledger::head_path(&book(&scene.data))).unwrap(),
    );
    same_as_golden("server.vkey", &format!("{}\n", scene.key.public().vkey()));
    let (tally, report) = scene.tally("2026-10", None);
    same_as_golden("roi.json", &format!("{}\n", serde_json::to_string_pretty(&report).unwrap()));
    same_as_golden("roi.dsse.json", std::str::from_utf8(&envelope(&report)).unwrap());
    same_as_golden("roi.html", &page::html(&report, "roi.dsse.json"));
    same_as_golden("focus.csv", &focus::csv(&tally, scene.key.public().name()));
    let events = crate::savings::read(&book(&scene.data)).unwrap();
    let rows: String = events.map(|(_, entry)| Event::from(entry.unwrap()).row()).collect();
    same_as_golden("events.csv", &(csv::row(&csv::HEAD.map(str::to_owned)) + &rows));
    let empty = Scene::of(&[]).report("2026-10");
    same_as_golden("empty.html", &page::html(&empty, "roi.dsse.json"));
}

#[test]
fn the_numbers_are_those_of_the_entries() {
    let (entries, scene) = (october(), Scene::of(&october()));
    let report = scene.report("2026-10");
    let month = |e: &&Entry| e.ts.to_string().starts_with("2026-10");
    let calls: Vec<&Entry> = entries
        .iter()
        .filter(month)
        .filter(|e| e.evidence_class == Evidence::Measured && e.tool != SCHEMAS)
        .collect();
    let schemas: Vec<&Entry> = entries.iter().filter(month).filter(|e| e.tool == SCHEMAS).collect();
    assert_eq!(report.total_events, calls.len() as u64);
    assert_eq!(report.saved_tokens, calls.iter().map(|e| e.saved_tokens).sum::<i64>());
    assert_eq!(report.net_saved_tokens, calls.iter().map(|e| e.net_tokens()).sum::<i64>());
    assert_eq!(report.saved_usd, Some(Micro(calls.iter().filter_map(|e| e.saved_usd).sum())));
    assert_eq!(report.net_saved_usd, Some(Micro(calls.iter().filter_map(|e| e.net_usd()).sum())));
    let sent: u64 = schemas.iter().map(|e| e.actual_tokens).sum();
    assert_eq!((report.turns, report.injected_overhead_total_tokens), (schemas.len() as u64, sent));
    assert_eq!(report.injected_overhead_tokens_per_turn, 4_870);
    assert_eq!(
        report.net_after_overhead_tokens,
        report.net_saved_tokens - i64::try_from(sent).unwrap()
    );
    let longer = &report.debits.longer_answers;
    assert_eq!((longer.events, longer.tokens), (1, 190));
    assert!(report.modelled.total.events > 10, "and none of them is in the headline");
    assert_eq!(report.ledger.size, entries.len() as u64 + 1);
    assert_eq!(report.coverage.unread_records, 0);
    // All time has the two events beside the month, and the month's modelled ones still apart.
    let all = scene.report("all");
    assert_eq!(all.total_events, report.total_events + 2);
    assert_eq!(all.saved_tokens, report.saved_tokens + 8 + 800);
}

#[test]
fn the_rows_of_focus_come_to_the_report() {
    let scene = Scene::of(&october());
    let (tally, report) = scene.tally("2026-10", None);
    let (mut saved, mut net, mut delivered) = (0, 0, 0);
    let mut cost = Micro(0);
    for (cell, sum) in tally.cells() {
        let line = focus::csv(&tally, "a");
        assert!(line.starts_with("BilledCost,BillingAccountId,"));
        if cell.evidence == Evidence::Measured {
            saved += if cell.tool == SCHEMAS { 0 } else { sum.saved };
            net += sum.net();
            delivered += sum.actual;
            cost = cost + sum.net_usd().unwrap_or_default();
        }
    }
    assert_eq!((saved, net), (report.saved_tokens, report.net_after_overhead_tokens));
    assert_eq!(Some(cost), report.net_after_overhead_usd);
    assert_eq!(
        delivered,
        report.measured.total.actual_tokens + report.injected_overhead_total_tokens
    );
}

#[test]
fn nothing_saved_is_said_and_signed() {
    let empty = Scene::of(&[]);
    let report = empty.report("all");
    assert_eq!(
        (report.total_events, report.saved_usd, &*report.last_entry_hash),
        (0, Some(Micro(0)), "genesis")
    );
    assert!(report.nothing().unwrap().contains("nothing was saved"));
    assert!(empty.check(&envelope(&report)).valid);
    assert!(!book(&empty.data).exists(), "to look makes no ledger");

    let spent = Scene::of(&[event(3, 0, SCHEMAS, 0, 900)]);
    let report = spent.report("2026-10");
    assert_eq!((report.turns, report.net_after_overhead_tokens), (1, -900));
    assert!(report.nothing().unwrap().contains("nothing was saved"));
    assert_eq!(spent.report("2026-09").nothing(), report_of_nothing());
}

fn report_of_nothing() -> Option<&'static str> {
    Some("nothing was metered in this period, so nothing was saved")
}

#[test]
fn an_unknown_price_is_unknown() {
    let scene = Scene::of(&[event(3, 0, "ctx_read", 900, 100)]);
    let report = scene.report("all");
    assert_eq!((report.saved_usd, report.avg_saved_usd_per_event), (None, None));
    let json: Value = serde_json::to_value(&report).unwrap();
    assert_eq!((&json["saved_usd"], &json["top_models"][0][2]), (&Value::Null, &Value::Null));
    assert_eq!(report.coverage.unknown_models, [("unknown".to_owned(), 1)]);
    assert!(page::html(&report, "f").contains("No amount is given"));
    // Another list knows the model: that the report says so is part of what is signed.
    let text = fs::read_to_string("src/savings/prices.json").unwrap();
    let list: List = serde_json::from_str(
        &text
            .replacen("\"claude-haiku-4-5\"", "\"unknown\"", 1)
            .replace("\"lean-ctx\"", "\"ours\""),
    )
    .unwrap();
    let (_, priced) = scene.tally("all", Some(list.clone()));
    assert_eq!(priced.saved_usd, Some(Micro(800)));
    assert_eq!(priced.coverage.price_lists[0].0, "ours");
    let (file, path) = (envelope(&priced), book(&scene.data));
    assert!(scene.check_ledger(&file, &path, Some(list)).valid);
    let other = scene.check_ledger(&file, &path, None);
    assert!(other.faults[0].contains("--prices"), "{:?}", other.faults);
}

/// Two bits of each byte, one of them that between cases; bytes dropped, and bytes doubled.
#[test]
fn every_changed_byte_is_told() {
    let scene = Scene::of(&october()[..6]);
    let file = envelope(&scene.report("all"));
    assert!(scene.check(&file).valid);
    for at in 0..file.len() {
        for bit in [at % 5, 5] {
            let mut changed = file.clone();
            changed[at] ^= 1 << bit;
            assert!(!scene.check(&changed).valid, "bit {bit} of byte {at}");
        }
    }
    for at in (0..file.len()).step_by(7) {
        let cut = [&file[..at], &file[at + 1..]].concat();
        assert!(!scene.check(&cut).valid, "without byte {at}");
        let doubled = [&file[..=at], &file[at..]].concat();
        assert!(!scene.check(&doubled).valid, "byte {at} twice");
    }
    assert!(scene.check(&[&file[..], b"\n"].concat()).valid, "editors end a file so");
    assert!(!scene.check(&[&file[..], b"\n\n"].concat()).valid);
}

#[test]
fn a_report_with_its_envelope_is_checked_as_one() {
    let scene = Scene::of(&october());
    let report = scene.report("2026-10");
    let text = serde_json::to_string_pretty(&report).unwrap();
    let found = scene.check(text.as_bytes());
    assert!(found.valid, "{:?}", found.faults);
    let saved = format!("\"saved_tokens\": {}", report.saved_tokens);
    assert!(text.contains(&saved));
    for (from, to) in [
        (&*saved, "\"saved_tokens\": 999999999"),
        ("\"chain_valid\": true", "\"chain_valid\": false"),
        ("\"period\": \"2026-10\"", "\"period\": \"2026-11\""),
        ("\"period\": \"2026-10\"", "\"period\": \"2026-10\", \"more\": 1"),
        ("\"period\": \"2026-10\",", ""),
    ] {
        let changed = text.replacen(from, to, 1);
        assert_ne!(changed, text);
        assert!(!scene.check(changed.as_bytes()).valid, "{to}");
    }
}

/// Signed with the right key, and still not what a report may be.
#[test]
fn a_signature_alone_is_not_enough() {
    let scene = Scene::of(&october());
    type Change = fn(&mut Report);
    let changes: [(Change, &str); 9] = [
        (|r| r.saved_tokens += 1, "the headline"),
        (|r| r.net_after_overhead_tokens += 1, "the debits"),
        (|r| r.measured.by_tool[0].saved_tokens += 1, "the rows of `measured`"),
        (|r| r.top_tools[0].0.push('x'), "the top tools"),
        (|r| drop(r.series.pop()), "the days"),
        (|r| r.avg_saved_tokens_per_event = Micro(1), "the average"),
        (|r| r.ledger.size += 1, "size, root or last hash"),
        (|r| r.chain_valid = false, "did not hold"),
        (|r| r.agent_id = "lean-ctx/00000000".into(), "another signer"),
    ];
    for (change, why) in changes {
        let mut report = scene.report("2026-10");
        report.envelope = None;
        change(&mut report);
        statement::sign(&mut report, &scene.key).unwrap();
        let found = scene.check(&envelope(&report));
        assert!(!found.valid && found.faults[0].contains(why), "{why}: {:?}", found.faults);
    }
    let other = Key::open(&scene.dir.path().join("other")).unwrap();
    let mut report = scene.report("2026-10");
    report.envelope = None;
    statement::sign(&mut report, &other).unwrap();
    assert!(scene.check(&envelope(&report)).faults[0].contains("another key"));
}

#[test]
fn a_ledger_is_added_up_again() {
    let scene = Scene::of(&october());
    let path = book(&scene.data);
    let file = envelope(&scene.report("2026-10"));
    assert!(scene.check_ledger(&file, &path, None).valid);
    // It has grown since: the report is about what was there.
    scene.append(&[event(31, 710, "ctx_read", 5_000, 10), event(31, 711, "ctx_read", 5_000, 10)]);
    let found = scene.check_ledger(&file, &path, None);
    assert!(found.valid, "{:?}", found.faults);
    // Another ledger, and one that was cut.
    let other = Scene::of(&october()[..20]);
    let found = scene.check_ledger(&file, &book(&other.data), None);
    assert!(found.faults[0].contains("another than"), "{:?}", found.faults);
    let text = fs::read_to_string(&path).unwrap();
    fs::write(&path, text.replacen("\"baseline_tokens\":10,", "\"baseline_tokens\":99,", 1))
        .unwrap();
    let found = scene.check_ledger(&file, &path, None);
    assert!(found.faults[0].contains("does not hold"), "{:?}", found.faults);
}

#[test]
fn a_ledger_that_does_not_hold_is_not_signed() {
    let scene = Scene::of(&october());
    let path = book(&scene.data);
    let text = fs::read_to_string(&path).unwrap();
    fs::write(&path, text.replacen("\"baseline_tokens\":10,", "\"baseline_tokens\":99,", 1))
        .unwrap();
    let mut tally = Tally::new("all".parse().unwrap(), None);
    let now = NOW.parse().unwrap();
    let (report, verdict) = statement::make(&scene.data, &scene.key, &mut tally, now).unwrap();
    assert_eq!((report.signed, report.chain_valid, verdict.ok), (false, false, false));
    assert!(report.envelope.is_none() && report.ledger.note.is_none());
    assert!(page::html(&report, "f").contains("The ledger does not hold"));
}

#[test]
fn a_page_has_no_script_and_loads_nothing() {
    let scene = Scene::of(&october());
    let html = page::html(&scene.report("2026-10"), "roi.dsse.json");
    assert!(!html.contains("<script") && !html.contains("src=") && !html.contains("@import"));
    assert!(!html.contains("url(") && !html.contains("onload"));
    assert!(html.contains("default-src 'none'") && html.contains("prefers-color-scheme:dark"));
    for link in html.split("href=\"").skip(1) {
        assert!(link.starts_with("data:application/json;base64,"), "{}", &link[..40]);
    }
    for chart in ["tokens", "tools", "usd"] {
        assert!(
            html.contains(&format!("aria-labelledby=\"{chart}-title {chart}-desc\"")),
            "{chart}"
        );
    }
    assert!(html.contains("&lt;script&gt;alert(1)&lt;/script&gt;") && !html.contains('\u{202e}'));
}

/// What a ledger's lines may hold at the utmost: nothing of it may stop a report.
fn any_entry() -> impl Strategy<Value = Entry> {
    let numbers = (any::<u64>(), any::<u64>(), any::<i64>(), any::<u64>());
    let money = (any::<Option<u64>>(), any::<Option<i64>>());
    (numbers, money, 1u32..31, ".{0,12}", any::<bool>()).prop_map(|(n, m, day, name, measured)| {
        Entry {
            baseline_tokens: n.0,
            actual_tokens: n.1,
            saved_tokens: n.2,
            bounce_adjustment: n.3,
            unit_price_per_m_usd: m.0,
            saved_usd: m.1,
            tool: name.clone(),
            model_id: name,
            evidence_class: if measured { Evidence::Measured } else { Evidence::Modelled },
            ..event(day, 0, "t", 1, 1)
        }
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]
    #[test]
    fn no_entry_stops_a_report(entries in prop::collection::vec(any_entry(), 0..12)) {
        let mut tally = Tally::new("all".parse().unwrap(), None);
        entries.into_iter().for_each(|entry| tally.add(entry));
        let head = super::report::Head { note: None, size: 0, root: String::new() };
        let report = tally.report(NOW.parse().unwrap(), head, "genesis".into(), true);
        let text = serde_json::to_string(&report).unwrap();
        prop_assert_eq!(&serde_json::from_str::<Report>(&text).unwrap(), &report);
        prop_assert!(page::html(&report, "f").ends_with("</html>\n"));
        prop_assert!(focus::csv(&tally, "a").lines().count() > tally.cells().len());
    }

    /// Whatever is handed in, there is an answer.
    #[test]
    fn any_file_is_answered(file in prop::collection::vec(any::<u8>(), 0..400)) {
        let dir = tempfile::tempdir().unwrap();
        let key = Key::open(dir.path()).unwrap();
        let found = check(Given { file: &file, key: key.public(), ledger: None, prices: None }).unwrap();
        prop_assert!(!found.valid);
    }
}
