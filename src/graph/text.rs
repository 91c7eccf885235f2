//! How are a million short strings kept? End to end: a piece of memory for each would take more than they do.

use std::ops::Index;

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

impl Index<u32> for Texts {
    type Output = str;

    fn index(&self, at: u32) -> &str {
        let start = at.checked_sub(1).map_or(0, |before| self.ends[before as usize]);
        &self.text[start as usize..self.ends[at as usize] as usize]
    }
}
