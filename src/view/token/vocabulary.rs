//! Which token has these bytes, and how soon does it merge? The tables lie in the binary and are read in place.

use super::hash;

/// Each token in the order of its rank: one byte of length, then its bytes.
const TOKENS: &[u8] =
    include_bytes!(concat!(env!("CARGO_MANIFEST_DIR"), "/vocabulary/o200k_base.tokens"));
const PAIRS: &[[u8; 4]] =
    include_bytes!(concat!(env!("OUT_DIR"), "/o200k_base.pairs")).as_chunks().0;
const DISPLACEMENTS: &[[u8; 2]] =
    include_bytes!(concat!(env!("OUT_DIR"), "/o200k_base.displacements")).as_chunks().0;
const SLOTS: &[[u8; 8]] =
    include_bytes!(concat!(env!("OUT_DIR"), "/o200k_base.slots")).as_chunks().0;

/// The rank of what is no token: no merge comes later.
pub const NONE: u32 = u32::MAX;

/// As [`rank`] of two bytes, which is asked most.
#[inline]
pub fn rank_of_pair(first: u8, second: u8) -> u32 {
    u32::from_le_bytes(PAIRS[usize::from(u16::from_le_bytes([first, second]))])
}

/// The rank of the token that is `bytes`, or [`NONE`].
#[inline]
pub fn rank(bytes: &[u8]) -> u32 {
    if bytes.len() > hash::LONGEST {
        return NONE;
    }
    let hash = hash::hash(bytes);
    let displacement = u16::from_le_bytes(DISPLACEMENTS[hash::bucket(hash)]);
    let slot = u64::from_le_bytes(SLOTS[hash::slot(hash, displacement)]);
    let length = (slot >> hash::TAG_BITS) as usize & ((1 << hash::LENGTH_BITS) - 1);
    if hash::tag(slot) != hash::tag(hash) || length != bytes.len() {
        return NONE;
    }
    let rest = slot >> (hash::TAG_BITS + hash::LENGTH_BITS);
    let offset = rest as usize & ((1 << hash::OFFSET_BITS) - 1);
    if equal(&TOKENS[offset..offset + length], bytes) {
        (rest >> hash::OFFSET_BITS) as u32
    } else {
        NONE
    }
}

/// Whether two slices of one length are equal. They are short: a call would cost more than comparing them here.
#[inline]
fn equal(a: &[u8], b: &[u8]) -> bool {
    if a.len() < 8 || b.len() < 8 {
        return hash::short(a) == hash::short(b);
    }
    let last = a.len().min(b.len()) - 8;
    let same = |at| hash::word(a, at) == hash::word(b, at);
    (0..last).step_by(8).all(same) && same(last)
}

/// Every token, in the order of their ranks.
#[cfg(test)]
pub fn tokens() -> impl Iterator<Item = &'static [u8]> {
    let mut rest = TOKENS;
    std::iter::from_fn(move || {
        let (length, after) = rest.split_first()?;
        let (token, after) = after.split_at(usize::from(*length));
        rest = after;
        Some(token)
    })
}
