//! Is each batch counted once, for the one who signed it, and never an older one again?

use jiff::Timestamp;

use super::*;
use crate::ledger::{Key, rotation};
use crate::savings::batch::ALL;
use crate::savings::batch::tests::{batch, key};

const NOW: &str = "2026-06-10T12:00:00Z";

fn at(text: &str) -> Timestamp {
    text.parse().unwrap()
}

fn store(dir: &tempfile::TempDir) -> Store {
    Store::new(dir.path().join("state.db"))
}

fn send(store: &Store, token: &str, key: &Key, batch: Batch) -> Result<()> {
    take_in(store, token, batch.sign(key)?.as_bytes(), at(NOW)).map(|_| ())
}

#[track_caller]
fn refused(result: Result<()>, kind: Kind, part: &str) {
    let error = result.unwrap_err();
    assert_eq!(error.kind(), kind, "{error}");
    assert!(error.message().contains(part), "{error}");
}

#[test]
fn the_newest_of_each_signer_counts_once() {
    let (dir, one) = key(1);
    let (_two, two) = key(2);
    let store = store(&dir);
    assert_eq!(summary(&store, at(NOW)).unwrap().series, []);
    send(&store, "anna", &one, batch("2026-06-01T00:00:00Z", ALL, 1000, 0.01)).unwrap();
    send(&store, "anna", &one, batch("2026-06-08T00:00:00+00:00", ALL, 3000, 0.03)).unwrap();
    send(&store, "ben", &two, batch("2026-06-07T23:59:59.999999999Z", ALL, 2000, 0.02)).unwrap();
    let found = summary(&store, at(NOW)).unwrap();
    assert_eq!((found.schema_version, found.member_count, found.window_days), (2, 2, 90));
    assert_eq!((found.totals.net_saved_tokens, found.totals.total_events), (5000, 2));
    assert_eq!(found.totals.saved_usd, 0.05);
    assert_eq!(found.by_member[0].signer, one.public_hex());
    assert_eq!(found.by_member[0].last_reported, "2026-06-08T00:00:00+00:00");
    assert_eq!(found.by_model[0].saved_tokens, 5000);
    assert_eq!(found.by_tool[0].saved_tokens, 5000);
    let series: Vec<_> =
        found.series.iter().map(|d| (d.date.as_str(), d.net_saved_tokens)).collect();
    assert_eq!(series.len(), 90);
    assert_eq!(series[0], ("2026-03-13", 0));
    assert_eq!(
        series[80..],
        [
            ("2026-06-01", 1000),
            ("2026-06-02", 1000),
            ("2026-06-03", 1000),
            ("2026-06-04", 1000),
            ("2026-06-05", 1000),
            ("2026-06-06", 1000),
            ("2026-06-07", 3000),
            ("2026-06-08", 5000),
            ("2026-06-09", 5000),
            ("2026-06-10", 5000),
        ]
    );
    let own = member(&store, &one.public_hex().to_uppercase(), at(NOW)).unwrap();
    assert_eq!((own.schema_version, own.totals.net_saved_tokens), (1, 3000));
    assert_eq!(own.series[87].net_saved_tokens, 3000);
    assert_eq!(member(&store, &one.public_hex()[..16], at(NOW)).unwrap().signer, one.public_hex());
    for (signer, kind) in [
        ("", Kind::InvalidArguments),
        ("ab", Kind::InvalidArguments),
        ("ÄÄÄÄÄÄÄÄ", Kind::InvalidArguments),
        ("../../../../etc/passwd", Kind::InvalidArguments),
        ("0123456789abcdef", Kind::NotFound),
    ] {
        assert_eq!(member(&store, signer, at(NOW)).unwrap_err().kind(), kind, "{signer}");
    }
}

#[test]
fn months_are_added_up_until_there_is_a_batch_over_everything() {
    let (dir, one) = key(1);
    let store = store(&dir);
    let net = || summary(&store, at(NOW)).unwrap().totals.net_saved_tokens;
    send(&store, "anna", &one, batch("2026-06-01T00:00:00Z", "2026-05", 100, 0.0)).unwrap();
    send(&store, "anna", &one, batch("2026-06-02T00:00:00Z", "2026-06", 20, 0.0)).unwrap();
    send(&store, "anna", &one, batch("2026-06-03T00:00:00Z", "2026-06", 30, 0.0)).unwrap();
    assert_eq!(net(), 130);
    send(&store, "anna", &one, batch("2026-06-04T00:00:00Z", ALL, 500, 0.0)).unwrap();
    assert_eq!(net(), 500);
    let series = summary(&store, at(NOW)).unwrap().series;
    let last: Vec<u64> = series[80..85].iter().map(|d| d.net_saved_tokens).collect();
    assert_eq!(last, [100, 120, 130, 500, 500]);
    for period in ["2026-07", "2019-12", "2026-13", "2026", "2026-6", "+026-06", "*", ""] {
        let sent = send(&store, "anna", &one, batch("2026-06-05T00:00:00Z", period, 1, 0.0));
        assert!(sent.is_err(), "{period}");
    }
}

#[test]
fn replays_and_older_batches_are_refused() {
    let (dir, one) = key(1);
    let store = store(&dir);
    let first = batch("2026-06-05T00:00:00Z", ALL, 100, 0.0);
    send(&store, "anna", &one, first.clone()).unwrap();
    refused(send(&store, "anna", &one, first.clone()), Kind::InvalidArguments, "before");
    let older = batch("2026-06-04T23:59:59Z", ALL, 200, 0.0);
    refused(send(&store, "anna", &one, older), Kind::InvalidArguments, "newer batch");
    let same_time = Batch { last_entry_hash: "x".into(), ..first.clone() };
    refused(send(&store, "anna", &one, same_time), Kind::InvalidArguments, "newer batch");
    let future = batch("2026-06-10T12:11:00Z", ALL, 200, 0.0);
    refused(send(&store, "anna", &one, future), Kind::InvalidArguments, "future");
    send(&store, "anna", &one, batch("2026-06-06T00:00:00Z", ALL, 200, 0.0)).unwrap();
    let back = Batch { created_at: "2026-06-07T00:00:00Z".into(), ..first };
    refused(send(&store, "anna", &one, back), Kind::InvalidArguments, "older state");
    for created in ["", "yesterday", "2026-06-07", "9999-12-31T23:59:59Z", "0001-01-01T00:00:00Z"] {
        assert!(send(&store, "anna", &one, batch(created, ALL, 1, 0.0)).is_err(), "{created}");
    }
    assert_eq!(summary(&store, at(NOW)).unwrap().totals.net_saved_tokens, 200);
}

#[test]
fn a_key_and_a_token_belong_to_each_other_from_the_first_batch_on() {
    let (dir, one) = key(1);
    let (_two, two) = key(2);
    let store = store(&dir);
    send(&store, "anna", &one, batch("2026-06-05T00:00:00Z", ALL, 100, 0.0)).unwrap();
    let later = || batch("2026-06-06T00:00:00Z", ALL, 1, 0.0);
    refused(send(&store, "anna", &two, later()), Kind::ScopeDenied, "another key");
    refused(send(&store, "ben", &one, later()), Kind::ScopeDenied, "another token");
    send(&store, "ben", &two, later()).unwrap();
    refused(send(&store, "ben", &one, later()), Kind::ScopeDenied, "another");
    assert_eq!(summary(&store, at(NOW)).unwrap().member_count, 2);
    // A batch that is refused binds nothing.
    let (_three, three) = key(3);
    assert!(send(&store, "carl", &three, batch("2030-01-01T00:00:00Z", ALL, 1, 0.0)).is_err());
    send(&store, "dora", &three, later()).unwrap();
}

#[test]
fn a_rotated_key_goes_on_where_the_old_one_was() {
    let dir = tempfile::tempdir().unwrap();
    let keys = dir.path().join("keys");
    let store = store(&dir);
    let old = Key::open(&keys).unwrap();
    send(&store, "anna", &old, batch("2026-06-05T00:00:00Z", ALL, 100, 0.0)).unwrap();
    for _ in 0..2 {
        rotation::rotate(&keys).unwrap();
    }
    let new = Key::open(&keys).unwrap();
    let records = rotation::text(&keys).unwrap();
    let later = |token: &str, records: &str| {
        let text = batch("2026-06-06T00:00:00Z", ALL, 150, 0.0).sign_after(&new, records).unwrap();
        take_in(&store, token, text.as_bytes(), at(NOW)).map(|_| ())
    };
    refused(later("anna", ""), Kind::ScopeDenied, "another key");
    refused(later("anna", "nothing of the kind\n"), Kind::InvalidRequest, "rotations");
    let half = &records[records.len() / 2..];
    refused(later("anna", half), Kind::ScopeDenied, "another key");
    later("anna", &records).unwrap();
    let found = summary(&store, at(NOW)).unwrap();
    assert_eq!((found.member_count, found.totals.net_saved_tokens), (1, 150));
    assert_eq!(found.by_member[0].signer, new.public_hex());
    let back = batch("2026-06-07T00:00:00Z", ALL, 1, 0.0);
    refused(send(&store, "anna", &old, back), Kind::ScopeDenied, "another key");
}

#[test]
fn what_is_kept_does_not_grow_without_end() {
    let (dir, one) = key(1);
    let store = store(&dir);
    let mut time = at("2025-01-01T00:00:00Z");
    while time < at(NOW) {
        send(&store, "anna", &one, batch(&time.to_string(), ALL, 7, 0.0)).unwrap();
        time = time.checked_add(jiff::SignedDuration::from_hours(60)).unwrap();
    }
    let kept = store.read(|r| rows::reported(r, 1)).unwrap();
    assert!((30..=40).contains(&kept.len()), "{}", kept.len());
    let series = summary(&store, at(NOW)).unwrap().series;
    assert!(series.iter().all(|d| d.net_saved_tokens == 7), "what came before is carried on");
}

#[test]
fn a_week_is_told_of_once() {
    let (dir, one) = key(1);
    let store = store(&dir);
    let take = |time: &str| weekly::take(&store, at(time)).unwrap();
    assert!(take(NOW).is_none(), "nobody has reported");
    send(&store, "anna", &one, batch("2026-06-05T00:00:00Z", ALL, 12_345, 0.5)).unwrap();
    let due = take(NOW).unwrap();
    assert!(
        due.text.contains("2026-W24") && due.text.contains("12 345 tokens net"),
        "{}",
        due.text
    );
    assert!(take(NOW).is_none(), "it is taken");
    weekly::note(&store, &due, false, at(NOW)).unwrap();
    assert!(take("2026-06-10T12:00:01Z").is_none(), "it is too early to try again");
    let again = take("2026-06-10T12:00:02Z").unwrap();
    weekly::note(&store, &again, false, at("2026-06-10T12:00:02Z")).unwrap();
    assert!(take("2026-06-10T12:00:05Z").is_none(), "ever more rarely");
    let third = take("2026-06-10T12:00:06Z").unwrap();
    // Whoever took it died: after a while it is free again.
    assert!(take("2026-06-10T12:01:00Z").is_none());
    let fourth = take("2026-06-10T12:03:00Z").unwrap();
    weekly::note(&store, &fourth, true, at("2026-06-10T12:03:00Z")).unwrap();
    weekly::note(&store, &third, false, at("2026-06-10T12:03:01Z")).unwrap();
    assert!(take("2026-06-14T23:59:59Z").is_none(), "it is out");
    assert!(take("2026-06-15T00:00:00Z").is_some(), "a new week");
}

#[test]
fn of_many_processes_one_posts() {
    let (dir, one) = key(1);
    send(&store(&dir), "anna", &one, batch("2026-06-05T00:00:00Z", ALL, 1, 0.0)).unwrap();
    // Each with a connection of its own, as a process has.
    let took = std::thread::scope(|scope| {
        let ask = || scope.spawn(|| weekly::take(&store(&dir), at(NOW)).unwrap().is_some());
        let all: Vec<_> = (0..8).map(|_| ask()).collect();
        all.into_iter().map(|t| t.join().unwrap()).collect::<Vec<bool>>()
    });
    assert_eq!(took.iter().filter(|took| **took).count(), 1);
}
