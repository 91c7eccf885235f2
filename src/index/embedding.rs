//! Which words mean alike in this workspace? A table of vectors, learned from its own comments and the code under
//! them, or taken from a static model.
//!
//! Nothing is downloaded, and nothing of one workspace is in another's table, unless the operator has declared both as
//! one group. A text's vector is the sum of its words' vectors, each as long as its word is telling. A table lies in a
//! pack, and is read there: the number of words and that of dimensions (`u32`, little-endian), the words' hashes
//! rising, a scale (`f32`) for each, and the dimensions (`i8`) of each.

use std::collections::BTreeSet;
use std::path::PathBuf;
use std::sync::{Arc, PoisonError, RwLock};

use sha2::{Digest as _, Sha256};

use super::feature::hash;
use super::overlay;
use crate::base::Result;
use crate::base::digest::Sha256Digest;
use crate::workspace::manifest::Place;

pub mod model;
pub mod train;

/// From what a workspace's table is made.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum Teacher {
    /// From nothing: there is none, and one that was made is not used.
    Off,
    /// From the workspace's own texts.
    #[default]
    Own,
    /// From those of all members of its group: their ids.
    Group(BTreeSet<String>),
    /// From a static model in this folder.
    Model(PathBuf),
}

/// One more with each change of what the same texts would teach.
const METHOD: u32 = 1;

impl Teacher {
    /// Tells tables of one teacher from those of another: a workspace that has left a group must not be ranked by
    /// what the others of it said.
    pub fn mark(&self) -> Sha256Digest {
        let mut mark = Sha256::new();
        mark.update(METHOD.to_le_bytes());
        let mut add = |kind: u8, text: &[u8]| {
            mark.update([kind]);
            mark.update((text.len() as u64).to_le_bytes());
            mark.update(text);
        };
        match self {
            Self::Off => add(0, b""),
            Self::Own => add(1, b""),
            Self::Group(members) => members.iter().for_each(|id| add(2, id.as_bytes())),
            Self::Model(folder) => add(3, folder.as_os_str().as_encoded_bytes()),
        }
        mark.finalize().into()
    }
}

/// A text's meaning, of length 1.
pub type Vector = Vec<f32>;

/// A table, where it lies.
#[derive(Clone, Copy)]
pub struct Table<'a> {
    hashes: &'a [u8],
    scales: &'a [u8],
    rows: &'a [u8],
    dimensions: usize,
}

impl<'a> Table<'a> {
    /// `None` for what is no table.
    pub fn read(bytes: &'a [u8]) -> Option<Self> {
        let (count, rest) = bytes.split_first_chunk::<4>()?;
        let (dimensions, rest) = rest.split_first_chunk::<4>()?;
        let number = |bytes: [u8; 4]| u32::from_le_bytes(bytes) as usize;
        let (count, dimensions) = (number(*count), number(*dimensions));
        let (hashes, rest) = rest.split_at_checked(count.checked_mul(4)?)?;
        let (scales, rows) = rest.split_at_checked(count * 4)?;
        let whole = count.checked_mul(dimensions) == Some(rows.len());
        whole.then_some(Self { hashes, scales, rows, dimensions })
    }

    fn word(&self, at: usize) -> u32 {
        let bytes = &self.hashes[at * 4..at * 4 + 4];
        u32::from_le_bytes([bytes[0], bytes[1], bytes[2], bytes[3]])
    }

    fn find(&self, hash: u32) -> Option<usize> {
        let count = self.hashes.len() / 4;
        // Hashes are spread evenly: a word is near where its hash stands among all there could be.
        let (near, far) = (((u64::from(hash) * count as u64) >> 32) as usize, count.isqrt());
        let (mut low, mut high) = (near.saturating_sub(far), (near + far).min(count));
        if low > 0 && self.word(low) > hash {
            low = 0;
        }
        if high < count && self.word(high) <= hash {
            high = count;
        }
        // The last that is not greater.
        while high > low + 1 {
            let middle = usize::midpoint(low, high);
            let (below, above) =
                if self.word(middle) <= hash { (middle, high) } else { (low, middle) };
            (low, high) = (below, above);
        }
        (low < count && self.word(low) == hash).then_some(low)
    }

    /// The vector of some words, of length 1; `None` where the table knows none of them.
    pub fn vector(&self, words: impl Iterator<Item = u32>) -> Option<Vector> {
        let mut sum = vec![0.0; self.dimensions];
        for at in words.filter_map(|word| self.find(word)) {
            let bytes = &self.scales[at * 4..at * 4 + 4];
            let scale = f32::from_le_bytes([bytes[0], bytes[1], bytes[2], bytes[3]]);
            let row = &self.rows[at * self.dimensions..][..self.dimensions];
            for (sum, value) in sum.iter_mut().zip(row) {
                *sum += scale * f32::from(value.cast_signed());
            }
        }
        let length = dot(&sum, &sum).sqrt();
        if length <= 1e-6 {
            return None;
        }
        sum.iter_mut().for_each(|value| *value /= length);
        Some(sum)
    }
}

/// What each part of a file is about, by where its record lies: made when the file is first compared, kept as long as the
/// index is served. Making it takes a hundred times as long as comparing it.
#[derive(Default)]
pub struct Meanings(RwLock<Held>);

#[derive(Default)]
struct Held {
    files: foldhash::HashMap<Place, Arc<[Vector]>>,
    numbers: usize,
}

/// Numbers that are kept of one index: 16 MB of them. All are forgotten where there would be more.
const MOST: usize = 4 << 20;

impl Meanings {
    /// Those of `places`, in their order; `make` makes what is not known.
    ///
    /// # Errors
    /// What `make` fails with.
    pub fn of(
        &self,
        places: &[Place],
        mut make: impl FnMut(Place) -> Result<Arc<[Vector]>>,
    ) -> Result<Vec<Arc<[Vector]>>> {
        let known: Vec<Option<Arc<[Vector]>>> = {
            let held = self.0.read().unwrap_or_else(PoisonError::into_inner);
            places.iter().map(|place| held.files.get(place).cloned()).collect()
        };
        let mut made = Vec::new();
        let mut all = Vec::with_capacity(places.len());
        for (place, known) in places.iter().zip(known) {
            all.push(match known {
                Some(known) => known,
                None => {
                    let own = make(*place)?;
                    // What lies over the snapshot is another's in the next call.
                    if place.pack != overlay::PACK {
                        made.push((*place, Arc::clone(&own)));
                    }
                    own
                }
            });
        }
        if !made.is_empty() {
            self.0.write().unwrap_or_else(PoisonError::into_inner).keep(made);
        }
        Ok(all)
    }
}

impl Held {
    fn keep(&mut self, made: Vec<(Place, Arc<[Vector]>)>) {
        for (place, parts) in made {
            let numbers = parts.iter().map(Vec::len).sum::<usize>();
            if self.numbers + numbers > MOST {
                *self = Self::default();
            }
            if self.files.insert(place, parts).is_none() {
                self.numbers += numbers;
            }
        }
    }
}

/// The cosine of two vectors of length 1.
pub fn dot(a: &[f32], b: &[f32]) -> f32 {
    a.iter().zip(b).map(|(a, b)| a * b).sum()
}

/// Words and their vectors as a table.
pub fn encode<W: AsRef<str>>(words: &[W], vectors: &[f32], dimensions: usize) -> Vec<u8> {
    let mut rows: Vec<(u32, &[f32])> = words
        .iter()
        .map(|word| hash(word.as_ref()))
        .zip(vectors.chunks_exact(dimensions))
        .collect();
    rows.sort_by_key(|(hash, _)| *hash);
    rows.dedup_by_key(|(hash, _)| *hash);
    let mut bytes = (rows.len() as u32).to_le_bytes().to_vec();
    bytes.extend_from_slice(&(dimensions as u32).to_le_bytes());
    rows.iter().for_each(|(hash, _)| bytes.extend_from_slice(&hash.to_le_bytes()));
    let scale = |row: &[f32]| row.iter().fold(1e-9f32, |most, value| most.max(value.abs())) / 127.0;
    rows.iter().for_each(|(_, row)| bytes.extend_from_slice(&scale(row).to_le_bytes()));
    for (_, row) in rows {
        let scale = scale(row);
        bytes.extend(row.iter().map(|value| ((value / scale).round() as i8).cast_unsigned()));
    }
    bytes
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_word_is_found_and_no_other() {
        for count in [0, 1, 2, 3, 17, 1000] {
            let words: Vec<String> = (0..count).map(|n| format!("word{n}")).collect();
            let bytes = encode(&words, &vec![1.0; count * 2], 2);
            let table = Table::read(&bytes).unwrap();
            let found = |word: &str| table.find(hash(word)).map(|at| table.word(at));
            assert!(words.iter().all(|word| found(word) == Some(hash(word))));
            assert!((0..1000).all(|n| found(&format!("other{n}")).is_none()), "of {count}");
        }
    }

    #[test]
    fn a_meaning_is_made_once_and_that_of_an_edit_each_time() {
        let meanings = Meanings::default();
        let places = [3, overlay::PACK, 3].map(|pack| Place { pack, offset: 7, len: 1 });
        let mut made = 0;
        for _ in 0..2 {
            let make = |place: Place| {
                made += 1;
                Ok(Arc::from([vec![place.pack as f32]]))
            };
            let all = meanings.of(&places, make).unwrap();
            assert!(all.iter().zip(places).all(|(parts, place)| parts[0] == [place.pack as f32]));
        }
        // The first call knew of neither; in the second only the edit was made again.
        assert_eq!(made, 4);
    }
}
