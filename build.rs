//! Which table finds a token by its bytes? Computed here once, so that no start of the program pays for it.

use std::path::Path;
use std::{env, fs};

#[path = "src/view/token/hash.rs"]
mod hash;

const VOCABULARY: &str = "vocabulary/o200k_base.tokens";
const BUCKETS: usize = 1 << hash::BUCKET_BITS;
const FREE: u64 = 0;

fn main() {
    println!("cargo::rerun-if-changed=build.rs");
    println!("cargo::rerun-if-changed=src/view/token/hash.rs");
    println!("cargo::rerun-if-changed={VOCABULARY}");
    let vocabulary = fs::read(VOCABULARY).expect("the vocabulary");
    let (displacements, slots) = place(&entries(&vocabulary));
    let pairs = pairs(&vocabulary);
    let out = env::var_os("OUT_DIR").expect("cargo names OUT_DIR");
    let write = |name: &str, bytes: Vec<u8>| {
        fs::write(Path::new(&out).join(name), bytes).expect("a table is written");
    };
    write("o200k_base.pairs", pairs.iter().flat_map(|r| r.to_le_bytes()).collect());
    write("o200k_base.displacements", displacements.iter().flat_map(|d| d.to_le_bytes()).collect());
    write("o200k_base.slots", slots.iter().flat_map(|s| s.to_le_bytes()).collect());
}

/// Each token in the order of their ranks, and where it starts.
fn tokens(vocabulary: &[u8]) -> impl Iterator<Item = (usize, &[u8])> {
    let mut at = 0;
    std::iter::from_fn(move || {
        let length = usize::from(*vocabulary.get(at)?);
        let offset = at + 1;
        at = offset + length;
        Some((offset, &vocabulary[offset..at]))
    })
}

/// The rank of each token of two bytes, by those bytes.
fn pairs(vocabulary: &[u8]) -> Vec<u32> {
    let mut pairs = vec![u32::MAX; 1 << 16];
    for (rank, (_, token)) in tokens(vocabulary).enumerate() {
        if let [first, second] = *token {
            pairs[usize::from(u16::from_le_bytes([first, second]))] = rank as u32;
        }
    }
    pairs
}

/// A token's hash, and what its slot says of it.
fn entries(vocabulary: &[u8]) -> Vec<(u64, u64)> {
    assert!(vocabulary.len() < 1 << hash::OFFSET_BITS);
    let mut entries = Vec::new();
    for (rank, (offset, token)) in tokens(vocabulary).enumerate() {
        assert!((1..=hash::LONGEST).contains(&token.len()));
        let hash = hash::hash(token);
        let mut slot = rank as u64;
        slot = slot << hash::OFFSET_BITS | offset as u64;
        slot = slot << hash::LENGTH_BITS | token.len() as u64;
        slot = slot << hash::TAG_BITS | hash::tag(hash);
        entries.push((hash, slot));
    }
    entries
}

/// The fullest buckets are placed first, while there is room.
fn place(entries: &[(u64, u64)]) -> (Vec<u16>, Vec<u64>) {
    let mut buckets = vec![Vec::new(); BUCKETS];
    for entry in entries {
        buckets[hash::bucket(entry.0)].push(*entry);
    }
    let mut order: Vec<usize> = (0..BUCKETS).collect();
    order.sort_by_key(|b| std::cmp::Reverse(buckets[*b].len()));
    let mut displacements = vec![0; BUCKETS];
    let mut slots = vec![FREE; hash::SLOTS];
    let mut places = Vec::new();
    for bucket in order {
        displacements[bucket] = (0..=u16::MAX)
            .find(|&displacement| {
                places.clear();
                for (hash, _) in &buckets[bucket] {
                    let place = hash::slot(*hash, displacement);
                    if slots[place] != FREE || places.contains(&place) {
                        return false;
                    }
                    places.push(place);
                }
                true
            })
            .expect("a displacement for each bucket");
        for (place, (_, slot)) in places.iter().zip(&buckets[bucket]) {
            slots[*place] = *slot;
        }
    }
    (displacements, slots)
}
