//! Which hash stands for all records so far? The Merkle tree of RFC 6962 §2.1, kept as its peaks.

use sha2::{Digest as _, Sha256};

use crate::base::digest::{Sha256Digest, sha256};

/// The roots of the perfect subtrees that make up a tree of `size` leaves, largest first: one per
/// set bit of `size`. Enough to append and to tell the root, in memory that does not grow.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Frontier {
    size: u64,
    peaks: Vec<Sha256Digest>,
}

impl Frontier {
    /// `None` when the number of peaks does not fit the size.
    pub fn from_parts(size: u64, peaks: Vec<Sha256Digest>) -> Option<Self> {
        (peaks.len() == size.count_ones() as usize).then_some(Self { size, peaks })
    }

    pub const fn size(&self) -> u64 {
        self.size
    }

    pub fn peaks(&self) -> &[Sha256Digest] {
        &self.peaks
    }

    /// Adds a leaf with these bytes.
    pub fn push(&mut self, leaf: &[u8]) {
        let mut node: Sha256Digest =
            Sha256::new().chain_update([0]).chain_update(leaf).finalize().into();
        let mut full = self.size;
        while full & 1 == 1 {
            let left = self.peaks.pop().expect("one peak per set bit");
            node = parent(&left, &node);
            full >>= 1;
        }
        self.peaks.push(node);
        self.size += 1;
    }

    pub fn root(&self) -> Sha256Digest {
        let mut smaller = self.peaks.iter().rev();
        smaller.next().map_or_else(|| sha256(b""), |last| smaller.fold(*last, |r, l| parent(l, &r)))
    }
}

fn parent(left: &Sha256Digest, right: &Sha256Digest) -> Sha256Digest {
    Sha256::new().chain_update([1]).chain_update(left).chain_update(right).finalize().into()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// RFC 6962 §2.1 word for word: split at the largest power of two below n.
    fn by_definition(leaves: &[Vec<u8>]) -> Sha256Digest {
        match leaves {
            [] => sha256(b""),
            [one] => sha256(&[&[0], one.as_slice()].concat()),
            many => {
                let mut k = 1;
                while k * 2 < many.len() {
                    k *= 2;
                }
                parent(&by_definition(&many[..k]), &by_definition(&many[k..]))
            }
        }
    }

    #[test]
    fn root_is_that_of_the_definition() {
        let leaves: Vec<Vec<u8>> = (0..70u8).map(|i| vec![i; usize::from(i)]).collect();
        let mut tree = Frontier::default();
        assert_eq!(tree.root(), by_definition(&[]));
        for n in 0..leaves.len() {
            tree.push(&leaves[n]);
            assert_eq!(tree.root(), by_definition(&leaves[..=n]), "{} leaves", n + 1);
        }
    }

    #[test]
    fn known_roots() {
        // The test vectors of Certificate Transparency's reference implementation.
        let leaves: [&[u8]; 8] = [
            b"",
            b"\x00",
            b"\x10",
            b"\x20\x21",
            b"\x30\x31",
            b"\x40\x41\x42\x43",
            b"\x50\x51\x52\x53\x54\x55\x56\x57",
            b"\x60\x61\x62\x63\x64\x65\x66\x67\x68\x69\x6a\x6b\x6c\x6d\x6e\x6f",
        ];
        let mut tree = Frontier::default();
        leaves.iter().for_each(|l| tree.push(l));
        assert_eq!(
            hex::encode(tree.root()),
            "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328"
        );
    }

    #[test]
    fn parts_must_fit() {
        assert!(Frontier::from_parts(3, vec![[0; 32]]).is_none());
        assert!(Frontier::from_parts(3, vec![[0; 32]; 2]).is_some());
    }
}
