//! How are a million short strings kept? End to end: a piece of memory for each would take more than they do.

use std::hash::BuildHasher as _;
use std::ops::Index;

use foldhash::fast::RandomState;
use hashbrown::HashTable;

/// Strings by number.
#[derive(Default)]
pub struct Texts {
    text: String,
    /// By number: where it ends.
    ends: Vec<u32>,
}

impl Texts {
    /// Adds a string; its number. Beyond 4 GiB of text, or numbers, the last one stands for all.
    pub fn push(&mut self, text: &str) -> u32 {
        if let Ok(end) = u32::try_from(self.text.len() + text.len()) {
            self.text.push_str(text);
            self.ends.push(end);
        }
        u32::try_from(self.ends.len()).map_or(u32::MAX, |len| len.saturating_sub(1))
    }

    pub fn len(&self) -> usize {
        self.ends.len()
    }

    pub fn iter(&self) -> impl Iterator<Item = &str> {
        (0..u32::try_from(self.ends.len()).unwrap_or(u32::MAX)).map(|at| &self[at])
    }

    /// Gives back what was taken in reserve.
    pub fn shrink(&mut self) {
        self.text.shrink_to_fit();
        self.ends.shrink_to_fit();
    }

    /// Bytes that it takes.
    pub fn bytes(&self) -> usize {
        self.text.len() + size_of_val(&*self.ends)
    }
}

/// Which number has a string? Of the strings, which lie elsewhere, it holds nothing: 5 bytes for each.
#[derive(Default)]
pub struct Known {
    numbers: HashTable<u32>,
    hasher: RandomState,
}

impl Known {
    /// `text`: the string of a number that was added.
    pub fn find<'t>(&self, own: &str, text: impl Fn(u32) -> &'t str) -> Option<u32> {
        self.numbers.find(self.hasher.hash_one(own), |at| text(*at) == own).copied()
    }

    /// Adds a string that is not in it, under a number whose string `text` knows from now on.
    pub fn add<'t>(&mut self, own: &str, number: u32, text: impl Fn(u32) -> &'t str) {
        let Self { numbers, hasher } = self;
        numbers.insert_unique(hasher.hash_one(own), number, |at| hasher.hash_one(text(*at)));
    }
}

impl Index<u32> for Texts {
    type Output = str;

    fn index(&self, at: u32) -> &str {
        let start = at.checked_sub(1).map_or(0, |before| self.ends[before as usize]);
        &self.text[start as usize..self.ends[at as usize] as usize]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn strings_are_found_by_themselves_among_many() {
        let (mut texts, mut known) = (Texts::default(), Known::default());
        for n in 0..5000 {
            let text = format!("name{n}");
            assert_eq!(known.find(&text, |at| &texts[at]), None);
            let number = texts.push(&text);
            known.add(&text, number, |at| &texts[at]);
        }
        for n in 0..5000 {
            assert_eq!(known.find(&format!("name{n}"), |at| &texts[at]), Some(n));
        }
        assert_eq!(known.find("", |at| &texts[at]), None);
    }
}
