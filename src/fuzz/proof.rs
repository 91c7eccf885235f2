//! Can a file that no server signed pass for a proof, and do signer and verifier cut lines alike?

use crate::base::clock::Deadline;
use crate::ledger::PublicKey;
use crate::proof::json::{canonical, parse};
use crate::proof::sign::cut;
use crate::proof::verify::rebuild::lines;
use crate::proof::verify::{Given, verify};

/// RFC 8032's first test key: no input is signed with it.
const KEY: &str = "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a";

/// A file for a verifier, which is also JSON to be made canonical, and a text to be cut.
pub fn check(bytes: &[u8]) {
    let key = PublicKey::parse(KEY).expect("a key");
    let given = Given {
        file: bytes,
        key: &key,
        workspace: None,
        answer: Some(bytes),
        arguments: Some(bytes),
        repository: None,
    };
    let report = verify(&given, &Deadline::none()).expect("no repository is asked");
    assert!(!report.valid && !report.faults.is_empty() && report.proved.is_none());
    if let Ok(form) = parse(bytes).map(|value| canonical(&value))
        && let Ok(form) = form
    {
        let again = canonical(&parse(form.as_bytes()).expect("JSON")).expect("numbers are exact");
        assert_eq!(again, form, "the canonical form is not its own");
    }
    if let [first, last, text @ ..] = bytes {
        let (first, last) = (u32::from(*first), u32::from(*last));
        assert_eq!(cut(text, first, last), lines(text, first, last).as_deref());
    }
}
