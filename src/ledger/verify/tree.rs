//! Which root do these lines have? RFC 6962 §2.1 once more, for the verifier alone.

use sha2::{Digest as _, Sha256};

type Hash = [u8; 32];

/// Perfect subtrees not yet joined, with their heights; heights fall from left to right.
#[derive(Default)]
pub struct Tree {
    waiting: Vec<(u32, Hash)>,
}

impl Tree {
    pub fn leaf(&mut self, line: &[u8]) {
        self.waiting.push((0, hash(&[&[0], line])));
        while let [.., (a, left), (b, right)] = self.waiting[..]
            && a == b
        {
            self.waiting.truncate(self.waiting.len() - 2);
            self.waiting.push((a + 1, hash(&[&[1], &left, &right])));
        }
    }

    pub fn root(&self) -> Hash {
        let mut rest = self.waiting.clone();
        let Some((_, mut root)) = rest.pop() else { return hash(&[]) };
        while let Some((_, left)) = rest.pop() {
            root = hash(&[&[1], &left, &root]);
        }
        root
    }
}

fn hash(parts: &[&[u8]]) -> Hash {
    let mut all = Sha256::new();
    parts.iter().for_each(|p| all.update(p));
    all.finalize().into()
}
