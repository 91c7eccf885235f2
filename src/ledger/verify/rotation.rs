//! Which keys may sign for somebody who trusts one of them? The verifier's reading of the rotation records.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use crate::ledger::format::ROTATION;
use crate::ledger::key::PublicKey;

/// Lines of a record, the empty one behind it included.
const LINES: usize = 8;

/// A new key that an old one vouched for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rotation {
    pub old: PublicKey,
    pub new: PublicKey,
    /// As the record says it.
    pub time: String,
}

/// Reads records, the oldest first; each is signed by both of its keys.
///
/// # Errors
/// Says what is wrong, and in which line.
pub fn read(text: &str) -> Result<Vec<Rotation>, String> {
    if !text.is_empty() && !text.ends_with('\n') {
        return Err("its last line is unfinished".into());
    }
    let lines: Vec<&str> = text.split_terminator('\n').collect();
    lines
        .chunks(LINES)
        .enumerate()
        .map(|(n, lines)| {
            one(lines).map_err(|why| format!("the record at line {}: {why}", n * LINES + 1))
        })
        .collect()
}

fn one(lines: &[&str]) -> Result<Rotation, &'static str> {
    let [ROTATION, old, new, time, "", by_old, by_new, ""] = lines else {
        return Err("it is not a record of a rotation");
    };
    let key = |line: &str, word: &str| {
        let text = line.strip_prefix(word)?.strip_prefix(' ')?;
        // The one spelling of the key, so that what was signed is what is believed.
        PublicKey::parse(text).ok().filter(|key| key.vkey() == text)
    };
    let (old_key, new_key) = (key(old, "old"), key(new, "new"));
    let (Some(old_key), Some(new_key)) = (old_key, new_key) else {
        return Err("it does not name two keys");
    };
    let time_text = time.strip_prefix("time ").ok_or("it has no time")?;
    let text = format!("{ROTATION}\n{old}\n{new}\n{time}\n");
    if !signed(&old_key, &text, by_old) {
        return Err("the old key did not sign it");
    }
    if !signed(&new_key, &text, by_new) {
        return Err("the new key did not sign it");
    }
    Ok(Rotation { old: old_key, new: new_key, time: time_text.to_owned() })
}

fn signed(key: &PublicKey, text: &str, line: &str) -> bool {
    let encoded = line.strip_prefix("\u{2014} ").and_then(|l| l.strip_prefix(key.name()));
    let bytes = encoded.and_then(|l| STANDARD.decode(l.strip_prefix(' ')?).ok());
    bytes.as_deref().and_then(<[u8]>::split_first_chunk::<4>).is_some_and(|(id, signature)| {
        *id == key.id()
            && signature.try_into().is_ok_and(|s: &[u8; 64]| key.verify(text.as_bytes(), s))
    })
}

/// `key`, and those that it led to, the newest last.
pub fn follow(key: &PublicKey, rotations: &[Rotation]) -> Vec<PublicKey> {
    let mut keys = vec![key.clone()];
    for rotation in rotations {
        if keys.last() == Some(&rotation.old) {
            keys.push(rotation.new.clone());
        }
    }
    keys
}

/// The keys that led to `key`, the newest first.
pub fn former(key: &PublicKey, rotations: &[Rotation]) -> Vec<PublicKey> {
    let mut keys = Vec::new();
    for rotation in rotations.iter().rev() {
        if keys.last().unwrap_or(key) == &rotation.new {
            keys.push(rotation.old.clone());
        }
    }
    keys
}
