//! How does a person write a key down?
//!
//! Crockford's base32 (no I, L, O, U; case and hyphens do not matter, I and L read as 1, O as 0) over the
//! 32 bytes of the key and the first three of the SHA-256 of a label and the key: 56 digits without a
//! rest, in 14 groups of four. A slip is caught with all but 6 in 10^8 certainty before anything is asked.

use zeroize::Zeroizing;

use crate::base::digest::sha256;
use crate::base::{Error, Kind, Result};

const DIGITS: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";
const LABEL: &[u8] = b"lean-ctx/v1/phrase";
const CHECK: usize = 3;
const LENGTH: usize = 56;

pub fn spell(key: &[u8; 32]) -> Zeroizing<String> {
    let mut bytes = Zeroizing::new([0u8; 32 + CHECK]);
    bytes[..32].copy_from_slice(key);
    bytes[32..].copy_from_slice(&check(key));
    let mut text = Zeroizing::new(String::with_capacity(LENGTH + LENGTH / 4));
    // Five bytes are eight digits.
    for (at, five) in bytes.chunks_exact(5).enumerate() {
        let number = five.iter().fold(0u64, |sum, byte| sum << 8 | u64::from(*byte));
        for digit in 0..8 {
            if digit % 4 == 0 && (at, digit) != (0, 0) {
                text.push('-');
            }
            text.push(char::from(DIGITS[(number >> (35 - 5 * digit)) as usize & 31]));
        }
    }
    text
}

/// # Errors
/// `CheckFailed` for what was mistyped. The text is not repeated.
pub fn read(text: &str) -> Result<Zeroizing<[u8; 32]>> {
    let wrong = |why: &str| {
        Error::new(Kind::CheckFailed, format!("this is not a recovery phrase: {why}"))
            .hint("it has 14 groups of four letters and digits, as it was shown at registration")
    };
    let mut digits = Zeroizing::new(Vec::with_capacity(LENGTH));
    for c in text.chars().filter(|c| !c.is_whitespace() && *c != '-') {
        digits.push(value(c).ok_or_else(|| wrong("a character is none of its letters"))?);
    }
    if digits.len() != LENGTH {
        return Err(wrong(&format!("it has {} of {LENGTH} letters", digits.len())));
    }
    let mut bytes = Zeroizing::new([0u8; 32 + CHECK]);
    for (eight, five) in digits.chunks_exact(8).zip(bytes.chunks_exact_mut(5)) {
        let number = eight.iter().fold(0u64, |sum, digit| sum << 5 | u64::from(*digit));
        five.copy_from_slice(&number.to_be_bytes()[3..]);
    }
    let mut key = Zeroizing::new([0u8; 32]);
    key.copy_from_slice(&bytes[..32]);
    if check(&key) != bytes[32..] {
        return Err(wrong("a letter of it is mistyped, or two are swapped"));
    }
    Ok(key)
}

fn value(c: char) -> Option<u8> {
    let c = match c.to_ascii_uppercase() {
        'I' | 'L' => '1',
        'O' => '0',
        c => c,
    };
    DIGITS.iter().position(|d| char::from(*d) == c).and_then(|at| u8::try_from(at).ok())
}

fn check(key: &[u8; 32]) -> [u8; CHECK] {
    let mut labelled = Zeroizing::new([0u8; LABEL.len() + 32]);
    labelled[..LABEL.len()].copy_from_slice(LABEL);
    labelled[LABEL.len()..].copy_from_slice(key);
    let digest = sha256(&labelled[..]);
    [digest[0], digest[1], digest[2]]
}
