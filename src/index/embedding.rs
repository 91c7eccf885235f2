//! Which words mean alike in this workspace? A table of vectors, learned from its own comments and the code under them.
//!
//! Nothing is downloaded, and nothing of one workspace is in another's table. A text's vector is the sum of its words'
//! vectors, each as long as its word is telling. A table lies in a pack, and is read there: the number of words
//! (`u32`, little-endian), their hashes rising, a scale (`f32`) for each, and 128 bytes (`i8`) for each.

use super::feature::hash;

pub mod train;

pub const DIMENSIONS: usize = 128;
pub type Vector = [f32; DIMENSIONS];

/// A table, where it lies.
#[derive(Clone, Copy)]
pub struct Table<'a> {
    hashes: &'a [u8],
    scales: &'a [u8],
    rows: &'a [u8],
}

impl<'a> Table<'a> {
    /// `None` for what is no table.
    pub fn read(bytes: &'a [u8]) -> Option<Self> {
        let (count, rest) = bytes.split_first_chunk::<4>()?;
        let count = u32::from_le_bytes(*count) as usize;
        let (hashes, rest) = rest.split_at_checked(count.checked_mul(4)?)?;
        let (scales, rows) = rest.split_at_checked(count * 4)?;
        (rows.len() == count * DIMENSIONS).then_some(Self { hashes, scales, rows })
    }

    fn word(&self, at: usize) -> u32 {
        let bytes = &self.hashes[at * 4..at * 4 + 4];
        u32::from_le_bytes([bytes[0], bytes[1], bytes[2], bytes[3]])
    }

    fn find(&self, hash: u32) -> Option<usize> {
        let (mut low, mut high) = (0, self.hashes.len() / 4);
        while low < high {
            let middle = usize::midpoint(low, high);
            match self.word(middle).cmp(&hash) {
                std::cmp::Ordering::Equal => return Some(middle),
                std::cmp::Ordering::Less => low = middle + 1,
                std::cmp::Ordering::Greater => high = middle,
            }
        }
        None
    }

    /// The vector of some words, of length 1; `None` where the table knows none of them.
    pub fn vector(&self, words: impl Iterator<Item = u32>) -> Option<Vector> {
        let mut sum = [0.0; DIMENSIONS];
        for at in words.filter_map(|word| self.find(word)) {
            let bytes = &self.scales[at * 4..at * 4 + 4];
            let scale = f32::from_le_bytes([bytes[0], bytes[1], bytes[2], bytes[3]]);
            let row = &self.rows[at * DIMENSIONS..(at + 1) * DIMENSIONS];
            for (sum, value) in sum.iter_mut().zip(row) {
                *sum += scale * f32::from(value.cast_signed());
            }
        }
        let length = dot(&sum, &sum).sqrt();
        (length > 1e-6).then(|| sum.map(|value| value / length))
    }
}

/// The cosine of two vectors of length 1.
pub fn dot(a: &Vector, b: &Vector) -> f32 {
    a.iter().zip(b).map(|(a, b)| a * b).sum()
}

/// Words and their vectors as a table.
fn encode(words: &[String], vectors: &[f32]) -> Vec<u8> {
    let mut rows: Vec<(u32, &[f32])> =
        words.iter().map(|word| hash(word)).zip(vectors.chunks_exact(DIMENSIONS)).collect();
    rows.sort_by_key(|(hash, _)| *hash);
    rows.dedup_by_key(|(hash, _)| *hash);
    let mut bytes = (rows.len() as u32).to_le_bytes().to_vec();
    rows.iter().for_each(|(hash, _)| bytes.extend_from_slice(&hash.to_le_bytes()));
    let scale = |row: &[f32]| row.iter().fold(1e-9f32, |most, value| most.max(value.abs())) / 127.0;
    rows.iter().for_each(|(_, row)| bytes.extend_from_slice(&scale(row).to_le_bytes()));
    for (_, row) in rows {
        let scale = scale(row);
        bytes.extend(row.iter().map(|value| ((value / scale).round() as i8).cast_unsigned()));
    }
    bytes
}
