//! Does nothing open that should not? Vectors, and each way in which a wrong key could get in.

use std::collections::BTreeMap;

use super::*;
use crate::base::Kind;
use crate::ledger::Key;

/// Quick enough for a test, and at the floor.
fn kdf() -> Kdf {
    Kdf::of(19 * 1024, 2, 1, "000102030405060708090a0b0c0d0e0f")
}

fn at(section: &str, version: u64) -> Place<'_> {
    Place { section, version }
}

#[track_caller]
fn refused<T>(result: crate::base::Result<T>) {
    assert_eq!(result.err().expect("a refusal").kind(), Kind::CheckFailed);
}

/// draft-irtf-cfrg-xchacha-03, appendix A.3.1.
#[test]
fn the_cipher_is_the_drafts() {
    let text = b"Ladies and Gentlemen of the class of '99: If I could offer you only one tip for the future, sunscreen would be it.";
    let key: [u8; 32] = std::array::from_fn(|i| 0x80 + i as u8);
    let nonce: [u8; 24] = std::array::from_fn(|i| 0x40 + i as u8);
    let aad = hex::decode("50515253c0c1c2c3c4c5c6c7").unwrap();
    let sealed = seal::sealed_with(&key, nonce, &aad, text).unwrap();
    assert_eq!(sealed[..24], nonce);
    assert_eq!(
        hex::encode(&sealed[24..]),
        "bd6d179d3e83d43b9576579493c0e939572a1700252bfaccbed2902c21396cbb\
         731c7f1b0b4aa6440bf3a82f4eda7e39ae64c6708c54c216cb96b72e1213b452\
         2f8c9ba40db5d945b11b69b982c1bb9e3f3fac2bc369488f76b2383565d3fff9\
         21f9664c97637da9768812f615c68b13b52ec0875924c1c7987947deafd8780acf49"
    );
    assert_eq!(seal::unseal(&key, &aad, &sealed).unwrap()[..], text[..]);
}

/// Made once by a program of others (see docs/account-sync.md), so that other clients can hold theirs against them.
#[test]
fn derived_keys_are_those_of_the_protocol() {
    let by = Stretched::new("ann@example.com", "correct horse", &kdf()).unwrap();
    assert_eq!(*by.auth(), "731da1d2222499978f06c13e932762b9fdca144207577b05c2e0db43c4217a51");
    assert_eq!(
        hex::encode(by.wrapping()),
        "1b25c9c168b1a724bf333aa126be7a2f8b972feeecf491f7d8bd2fd87f9f5ada"
    );
    let key = AccountKey::of(std::array::from_fn(|i| i as u8));
    assert_eq!(
        key.check_value(),
        "d0878da65e557075742b5566155664f5836cc790a39bf0b11a74734decb7a1bf"
    );
    assert_eq!(
        *key.phrase(),
        "000G-40R4-0M30-E209-185G-R38E-1W81-24GK-2GAH-C5RR-34D1-P70X-3RFH-VZMK"
    );
    let sealed = key.sealed_with(&at("knowledge", 7), [9; 24], b"open");
    assert_eq!(hex::encode(&sealed[24..]), "9cb1b231ae9af143aeb406872583eaabbc4dfd36");
}

#[test]
fn parameters_outside_the_bounds_are_refused_before_anything_is_sent() {
    let salt = "000102030405060708090a0b0c0d0e0f";
    for bad in [
        Kdf::of(19 * 1024 - 1, 2, 1, salt),
        Kdf::of(19 * 1024, 1, 1, salt),
        Kdf::of(19 * 1024, 2, 0, salt),
        Kdf::of((1 << 20) + 1, 2, 1, salt),
        Kdf::of(19 * 1024, 11, 1, salt),
        Kdf::of(19 * 1024, 2, 5, salt),
        Kdf::of(19 * 1024, 2, 1, "00"),
        Kdf::of(19 * 1024, 2, 1, ""),
    ] {
        refused(Stretched::new("a@b", "password", &bad));
    }
}

#[test]
fn one_salt_for_all_is_not_one_key_for_all() {
    let a = Stretched::new("a@example.com", "password", &kdf()).unwrap();
    let b = Stretched::new("b@example.com", "password", &kdf()).unwrap();
    assert_ne!(a.auth(), b.auth());
}

#[test]
fn addresses_are_of_one_form() {
    assert_eq!(address(" Ann@Example.COM\n").unwrap(), "ann@example.com");
    for bad in ["", "ann", "@b", "a@", "a@b@c", "a b@c", "ä@b"] {
        assert_eq!(address(bad).unwrap_err().kind(), Kind::Usage, "{bad}");
    }
}

#[test]
fn a_phrase_is_the_key_and_a_slip_in_it_is_caught() {
    let key = AccountKey::mint().unwrap();
    let phrase = key.phrase();
    assert_eq!(phrase.split('-').count(), 14);
    let read = |text: &str| AccountKey::from_phrase(text);
    assert_eq!(read(&phrase).unwrap().id(), key.id());
    let loose = phrase.to_lowercase().replace('-', " ").replace('0', "o").replace('1', "l");
    assert_eq!(read(&loose).unwrap().id(), key.id());
    refused(read(""));
    refused(read(&phrase[1..]));
    refused(read(&format!("{}U", &phrase[1..])));
    for at in 0..phrase.len() {
        let (was, by) =
            (phrase.as_bytes()[at], if phrase.as_bytes()[at] == b'7' { "8" } else { "7" });
        if was != b'-' {
            refused(read(&format!("{}{by}{}", &phrase[..at], &phrase[at + 1..])));
        }
    }
}

#[test]
fn secrets_are_not_shown() {
    let key = AccountKey::mint().unwrap();
    let by = Stretched::new("a@b", "password", &kdf()).unwrap();
    assert_eq!(format!("{key:?} {by:?}"), "AccountKey(..) Stretched(..)");
}

// The nine ways. What each does to a whole client is in tests/it/account.rs.

#[test]
fn way_1_a_wrong_password_opens_nothing() {
    let key = AccountKey::mint().unwrap();
    let right = Stretched::new("a@b", "password", &kdf()).unwrap();
    let wrong = Stretched::new("a@b", "passwort", &kdf()).unwrap();
    let wrapped = key.wrap(&right).unwrap();
    assert_eq!(AccountKey::unwrap(&wrapped, &right, &key.check_value()).unwrap().id(), key.id());
    refused(AccountKey::unwrap(&wrapped, &wrong, &key.check_value()));
}

#[test]
fn way_2_a_phrase_of_another_key_is_refused_by_the_check_value() {
    let (own, other) = (AccountKey::mint().unwrap(), AccountKey::mint().unwrap());
    let typed = AccountKey::from_phrase(&other.phrase()).unwrap();
    refused(typed.verify(&own.check_value()));
    own.verify(&own.check_value()).unwrap();
}

#[test]
fn way_3_a_record_of_another_account_does_not_open() {
    let (own, other) = (AccountKey::mint().unwrap(), AccountKey::mint().unwrap());
    let sealed = other.seal(&at("stats", 1), b"{}").unwrap();
    refused(own.open(&at("stats", 1), &sealed));
}

#[test]
fn way_4_a_record_of_another_section_does_not_open() {
    let key = AccountKey::mint().unwrap();
    let sealed = key.seal(&at("knowledge", 3), b"{}").unwrap();
    refused(key.open(&at("gotchas", 3), &sealed));
    assert_eq!(key.open(&at("knowledge", 3), &sealed).unwrap()[..], b"{}"[..]);
}

#[test]
fn way_5_an_older_record_under_a_newer_number_does_not_open() {
    let key = AccountKey::mint().unwrap();
    let sealed = key.seal(&at("knowledge", 3), b"{}").unwrap();
    refused(key.open(&at("knowledge", 4), &sealed));
    refused(key.open(&at("knowledge", 2), &sealed));
}

#[test]
fn way_6_a_cut_or_changed_record_does_not_open() {
    let key = AccountKey::mint().unwrap();
    let sealed = key.seal(&at("cep", 1), b"{\"a\":1}").unwrap();
    for length in 0..sealed.len() {
        refused(key.open(&at("cep", 1), &sealed[..length]));
    }
    for byte in 0..sealed.len() {
        let mut changed = sealed.clone();
        changed[byte] ^= 1;
        refused(key.open(&at("cep", 1), &changed));
    }
}

#[test]
fn way_7_a_key_wrapped_for_another_address_does_not_open_with_the_same_password() {
    let key = AccountKey::mint().unwrap();
    let a = Stretched::new("a@b", "password", &kdf()).unwrap();
    let b = Stretched::new("c@b", "password", &kdf()).unwrap();
    refused(AccountKey::unwrap(&key.wrap(&a).unwrap(), &b, &key.check_value()));
}

#[test]
fn way_8_a_new_account_of_the_same_address_and_password_is_another_key() {
    let by = Stretched::new("a@b", "password", &kdf()).unwrap();
    let (old, new) = (AccountKey::mint().unwrap(), AccountKey::mint().unwrap());
    let wrapped = new.wrap(&by).unwrap();
    // The server mixes the two: the old check value with the new key.
    refused(AccountKey::unwrap(&wrapped, &by, &old.check_value()));
    assert_ne!(AccountKey::unwrap(&wrapped, &by, &new.check_value()).unwrap().id(), old.id());
}

#[test]
fn way_9_a_device_that_kept_the_key_of_before_opens_and_writes_nothing_of_after() {
    let (before, after) = (AccountKey::mint().unwrap(), AccountKey::mint().unwrap());
    let sealed = after.seal(&at("buddy", 1), b"{}").unwrap();
    refused(before.open(&at("buddy", 1), &sealed));
    refused(before.verify(&after.check_value()));
}

#[test]
fn a_statement_is_believed_of_a_device_that_has_the_key_and_of_none_else() {
    let dir = tempfile::tempdir().unwrap();
    let own = Key::open(&dir.path().join("a")).unwrap();
    let account = AccountKey::mint().unwrap();
    let seen: BTreeMap<String, Seen> =
        [("stats".to_owned(), Seen { version: 4, sha256: "00".repeat(32) })].into();
    let made = |account: &AccountKey| {
        let said = Statement::make(account, ("0a", &own), 9, &seen).unwrap();
        Device {
            id: "0a".into(),
            name: "desk".into(),
            created_at: String::new(),
            last_seen_at: None,
            current: false,
            public_key: own.public_hex(),
            counter: said.counter,
            sections: Some(said.sections),
            mac: Some(said.mac),
            signature: Some(said.signature),
        }
    };
    let device = made(&account);
    assert_eq!(device.seen(&account), Some(seen.clone()));
    assert_eq!(made(&AccountKey::mint().unwrap()).seen(&account), None, "a device of the server's");
    let other = Key::open(&dir.path().join("b")).unwrap();
    let changes: [fn(&mut Device, &Key); 5] = [
        |d, _| d.counter = 10,
        |d, _| d.id = "0b".into(),
        |d, _| d.sections = Some("{}".into()),
        |d, other| d.public_key = other.public_hex(),
        |d, _| d.mac = None,
    ];
    for change in changes {
        let mut device = device.clone();
        change(&mut device, &other);
        assert_eq!(device.seen(&account), None);
    }
}
