//! What does a token's secret look like, and how is it kept out of sight?
//!
//! `lctx_`, 256 random bits in base62 (43 digits), CRC-32 of all that in base62 (6 digits). The
//! prefix lets scanners find leaked secrets; the checksum catches typing errors without a server.
//! The same idea as GitHub's token format of 2021.

use rand::TryRng as _;
use rand::rngs::SysRng;
use zeroize::{Zeroize as _, Zeroizing};

use crate::base::digest::{Sha256Digest, sha256};
use crate::base::error::{Context as _, Result};

const PREFIX: &str = "lctx_";
const BODY: usize = 43;
const CHECK: usize = 6;
const DIGITS: &[u8; 62] = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

/// A secret text: overwritten when dropped, and with neither `Debug` nor `Display`, so that only
/// a visible [`Secret::expose`] can bring it anywhere.
#[derive(Clone)]
pub struct Secret(Zeroizing<String>);

/// What can be told about a typed secret without knowing any hash.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shape {
    /// One of ours, and its checksum holds.
    Ours,
    /// Begins as ours do, but was cut or mistyped: no server can know it.
    Damaged,
    /// Minted elsewhere, or not a token at all.
    Foreign,
}

impl Secret {
    pub fn new(text: impl Into<String>) -> Self {
        Self(Zeroizing::new(text.into()))
    }

    /// A new token secret out of the operating system's randomness.
    ///
    /// # Errors
    /// When the operating system gives no randomness.
    pub fn mint() -> Result<Self> {
        let mut bits = Zeroizing::new([0u8; 32]);
        SysRng
            .try_fill_bytes(bits.as_mut_slice())
            .context(|| "the operating system gives no randomness".into())?;
        Ok(Self(spell(&bits)))
    }

    pub fn expose(&self) -> &str {
        &self.0
    }

    /// What team.json keeps: SHA-256 of the UTF-8 bytes.
    pub fn sha256(&self) -> Sha256Digest {
        sha256(self.0.as_bytes())
    }

    /// Tells a mistyped secret from a foreign one. For people at a terminal only: a server answers
    /// each of them with the same 401.
    pub fn shape(&self) -> Shape {
        shape(&self.0)
    }
}

fn shape(text: &str) -> Shape {
    if !text.starts_with(PREFIX) {
        return Shape::Foreign;
    }
    let whole = text.is_ascii() && text.len() == PREFIX.len() + BODY + CHECK;
    if whole && checksum(&text[..PREFIX.len() + BODY]) == text[PREFIX.len() + BODY..] {
        Shape::Ours
    } else {
        Shape::Damaged
    }
}

fn spell(bits: &[u8; 32]) -> Zeroizing<String> {
    let mut text = Zeroizing::new(String::with_capacity(PREFIX.len() + BODY + CHECK));
    text.push_str(PREFIX);
    let mut number = Zeroizing::new(*bits);
    let mut digits = Zeroizing::new([0u8; BODY]);
    for digit in digits.iter_mut().rev() {
        *digit = DIGITS[usize::from(divide(&mut number))];
    }
    text.extend(digits.iter().map(|d| char::from(*d)));
    let mut check = checksum(&text);
    text.push_str(&check);
    check.zeroize();
    text
}

/// Divides a big-endian number by 62 in place and returns the remainder.
fn divide(number: &mut [u8; 32]) -> u8 {
    let mut rest = 0u16;
    for byte in number.iter_mut() {
        let part = rest << 8 | u16::from(*byte);
        // Both fit: `rest` is below 62, so `part / 62` is below 256.
        *byte = (part / 62) as u8;
        rest = part % 62;
    }
    rest as u8
}

fn checksum(text: &str) -> String {
    let mut crc = crc32fast::hash(text.as_bytes());
    let mut digits = [0u8; CHECK];
    for digit in digits.iter_mut().rev() {
        *digit = DIGITS[(crc % 62) as usize];
        crc /= 62;
    }
    digits.iter().map(|d| char::from(*d)).collect()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn minted_secrets_have_one_width_and_differ() {
        let (a, b) = (Secret::mint().unwrap(), Secret::mint().unwrap());
        assert_eq!(a.expose().len(), 54);
        assert_ne!(a.expose(), b.expose());
        assert_eq!(a.shape(), Shape::Ours);
        assert_eq!(b.shape(), Shape::Ours);
    }

    #[test]
    fn the_spelling_is_padded_and_whole() {
        let zero = spell(&[0; 32]);
        assert_eq!(&zero[..48], &format!("lctx_{}", "0".repeat(43)));
        let most = spell(&[0xff; 32]);
        assert_eq!(most.len(), 54);
        assert_eq!(shape(&most), Shape::Ours);
        let mut one = [0; 32];
        one[31] = 61;
        assert!(spell(&one)[..48].ends_with("0z"));
        one[31] = 62;
        assert!(spell(&one)[..48].ends_with("010"));
    }

    #[test]
    fn cut_foreign_and_odd_secrets_are_told_apart() {
        let text = spell(&[7; 32]);
        for cut in 5..text.len() {
            assert_eq!(shape(&text[..cut]), Shape::Damaged, "{cut}");
        }
        assert_eq!(shape(&format!("{}0", text.as_str())), Shape::Damaged);
        assert_eq!(shape(&format!("lctx_{}", "é".repeat(24) + "0")), Shape::Damaged);
        assert_eq!(shape(""), Shape::Foreign);
        assert_eq!(shape("ghp_abc"), Shape::Foreign);
    }

    proptest! {
        #[test]
        fn any_single_changed_character_is_caught(
            bits in any::<[u8; 32]>(), at in 5usize..54, digit in 0usize..62,
        ) {
            let text = spell(&bits);
            prop_assert_eq!(text.len(), 54);
            prop_assert_eq!(shape(&text), Shape::Ours);
            let mut bytes = text.as_bytes().to_vec();
            prop_assume!(bytes[at] != DIGITS[digit]);
            bytes[at] = DIGITS[digit];
            prop_assert_eq!(shape(std::str::from_utf8(&bytes).unwrap()), Shape::Damaged);
        }
    }
}
