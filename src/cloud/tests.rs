//! What must hold of the rooms' own parts that no request shows?

use std::net::IpAddr;

use super::*;
use crate::cloud::account::{Newcomer, Offer};
use crate::config::Surroundings;
use crate::ledger::PublicKey;
use crate::store::cloud::contribution;

fn cloud(dir: &std::path::Path, more: &str) -> Cloud {
    let text = format!(
        r#"{{"host": "127.0.0.1", "port": 0, "dataDir": "data", "registration": "open", "emailVerification": "off"{more}}}"#
    );
    let here = |_: &str, port: u16| vec![std::net::SocketAddr::from(([127, 0, 0, 1], port))];
    let (config, _) =
        crate::config::cloud::check(&text, &Surroundings::fixed(dir, |_| None, here)).ok().unwrap();
    Cloud::open(config).unwrap()
}

fn offer(word: &str) -> Offer {
    let password = crate::auth::Secret::new(word);
    Offer { password, wrapped_key: vec![1; 72], key_check: vec![2; 32] }
}

#[test]
fn a_full_house_lets_nobody_in_and_keeps_who_is_there() {
    let dir = tempfile::tempdir().unwrap();
    let cloud = cloud(dir.path(), r#", "maxDevices": 2"#);
    let email = Email::parse("ann@example.com").unwrap();
    cloud.register(&email, offer("pass"), None).unwrap();
    let enter = || {
        let public_key =
            PublicKey::parse("d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a")
                .unwrap();
        let who = Newcomer { name: "laptop".into(), public_key };
        cloud.login(&email, &crate::auth::Secret::new("pass"), &who)
    };
    let first = enter().unwrap();
    enter().unwrap();
    assert_eq!(enter().err().unwrap().kind(), Kind::Conflict);
    let holder = cloud.holder(&first.api_key).unwrap();
    cloud.revoke(&holder, &first.device).unwrap();
    assert!(cloud.holder(&first.api_key).is_err());
    enter().unwrap();
}

#[test]
fn the_same_data_opened_twice_has_one_secret() {
    let dir = tempfile::tempdir().unwrap();
    let (one, two) = (cloud(dir.path(), ""), cloud(dir.path(), ""));
    let email = Email::parse("ann@example.com").unwrap();
    assert_eq!(one.salt(&email), two.salt(&email));
}

#[test]
fn a_week_s_sources_become_a_number_and_weeks_are_not_added_up() {
    let dir = tempfile::tempdir().unwrap();
    let cloud = cloud(dir.path(), "");
    let from: IpAddr = "192.0.2.1".parse().unwrap();
    let entry = contribution::Cell { file_ext: "rs".into(), size_bucket: "0-500".into() };
    let give = |week: i64, sources: u8| {
        let mut marks = source::Sources::new(dir.path().join("week/other"));
        marks.turn(week * 7 * DAY).unwrap();
        assert!(marks.mark(from).is_some());
        cloud.store.write(|w| {
            contribution::close(w, week, week - 26)?;
            for n in 0..sources {
                contribution::count_source(w, week, &entry, &[n; 16], 10)?;
                contribution::add(w, week, &entry, "map", 10)?;
            }
            Ok(())
        })
    };
    give(1, 3).unwrap();
    give(2, 4).unwrap();
    give(3, 2).unwrap();
    let reach = cloud.store.read(contribution::reach).unwrap();
    assert_eq!(reach, [(entry.clone(), 4)], "the most of any one week");
    let total: u64 = cloud.store.read(contribution::counts).unwrap().iter().map(|c| c.count).sum();
    assert_eq!(total, 9);
    cloud.store.write(|w| contribution::close(w, 40, 14)).unwrap();
    assert!(cloud.store.read(contribution::counts).unwrap().is_empty());
}
