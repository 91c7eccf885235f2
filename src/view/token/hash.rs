//! In which slot of the table would a token with these bytes be? Shared with `build.rs`, which fills the table.
//!
//! A perfect hash by displacement (Fox, Chen and Heath 1992): a first hash picks a bucket, and the bucket's
//! displacement picks a slot that no other token has.

/// Bits of a bucket's number; each bucket has one displacement of two bytes.
pub const BUCKET_BITS: u32 = 16;

/// Slots of eight bytes. One in twenty stays free, so that displacements are found soon.
pub const SLOTS: usize = 210_000;

/// Bytes of the longest token.
pub const LONGEST: usize = 128;

/// Bits of what a slot says, from the lowest: the token's tag, its length, where it starts, and in the rest its rank.
/// A slot without a token is 0: its length is.
pub const TAG_BITS: u32 = 17;
pub const LENGTH_BITS: u32 = 8;
pub const OFFSET_BITS: u32 = 21;

const MIX: u64 = 0x9E37_79B9_7F4A_7C15;

/// 64 well-mixed bits of `bytes`, of which no two tokens have the same.
#[inline]
pub fn hash(bytes: &[u8]) -> u64 {
    let mut state = (bytes.len() as u64).wrapping_mul(MIX);
    if bytes.len() < 8 {
        return fold(state ^ short(bytes));
    }
    let last = bytes.len() - 8;
    let mut at = 0;
    while at < last {
        state = fold(state ^ word(bytes, at));
        at += 8;
    }
    fold(state ^ word(bytes, last))
}

/// Eight bytes.
#[inline]
pub fn word(bytes: &[u8], at: usize) -> u64 {
    u64::from_le_bytes(bytes[at..at + 8].try_into().expect("eight bytes"))
}

/// All of less than eight bytes, in a word that no others of the same length make.
#[inline]
pub fn short(bytes: &[u8]) -> u64 {
    let half = |at: usize| {
        u64::from(u32::from_le_bytes(bytes[at..at + 4].try_into().expect("four bytes")))
    };
    match *bytes {
        [] => 0,
        [a] => u64::from(a),
        [a, b] => u64::from(a) | u64::from(b) << 8,
        [a, b, c] => u64::from(a) | u64::from(b) << 8 | u64::from(c) << 16,
        _ => half(0) | half(bytes.len() - 4) << 32,
    }
}

/// Both halves of the product: each bit of the result depends on each bit of `x`.
#[inline]
fn fold(x: u64) -> u64 {
    let product = u128::from(x ^ 0xA076_1D64_78BD_642F) * u128::from(MIX);
    (product as u64) ^ (product >> 64) as u64
}

#[inline]
pub fn bucket(hash: u64) -> usize {
    (hash >> (64 - BUCKET_BITS)) as usize
}

#[inline]
pub fn slot(hash: u64, displacement: u16) -> usize {
    let mixed = (hash ^ u64::from(displacement).wrapping_mul(MIX)).wrapping_mul(MIX);
    ((u128::from(mixed) * SLOTS as u128) >> 64) as usize
}

#[inline]
pub fn tag(hash: u64) -> u64 {
    hash & ((1 << TAG_BITS) - 1)
}
