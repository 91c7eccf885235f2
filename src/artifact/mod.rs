//! Which files do callers keep beside a workspace's own: packs, reports, notes, by name?
//!
//! A content is kept in the database and not as a file: its name, its text index and its share of
//! the quota change with it in one transaction, so a crash leaves no orphan and no gap.

mod name;
mod passage;
#[cfg(test)]
mod tests;

use std::collections::BTreeSet;

use crate::base::clock::{self, Deadline};
use crate::base::{Error, Kind, Result};
use crate::store::artifact::{self as rows, New};
use crate::store::passage::Passage;
use crate::store::{Shared, word};

pub use crate::store::artifact::{Entry, Hit};
pub use passage::cut;

/// Bytes of one artifact. A request's body is limited as well (`maxBodyBytes`).
pub const MOST_BYTES: usize = 16 << 20;

/// Who stores, where.
#[derive(Debug, Clone, Copy)]
pub struct Shelf<'a> {
    pub store: Shared<'a>,
    pub workspace: &'a str,
}

/// What storing came to.
#[derive(Debug)]
pub struct Stored {
    pub entry: Entry,
    /// The name held this very content already.
    pub unchanged: bool,
}

impl Shelf<'_> {
    /// Stores a content under a name, in place of the one that is there: whoever fetches it
    /// meanwhile gets the old one or the new one. When this returns it is on the disk.
    ///
    /// # Errors
    /// `invalid_arguments` for a bad name or too large a content, `tool_error` when the quota has
    /// no room.
    pub fn put(
        &self,
        name: &str,
        content: &[u8],
        author: &str,
        quota: Option<u64>,
    ) -> Result<Stored> {
        name::check(name)?;
        if content.len() > MOST_BYTES {
            return Err(Error::invalid(format!(
                "an artifact has at most {MOST_BYTES} bytes, and this one {}",
                content.len()
            ))
            .hint("store it in parts, or only what others need of it"));
        }
        let text = text(content);
        // Cut before the database is held: others wait for it.
        let passages: Vec<Passage> = text
            .map(|text| passage::cut(name, text))
            .unwrap_or_default()
            .into_iter()
            .map(|(span, words)| Passage::new(span, &words))
            .collect();
        let new = New {
            workspace: self.workspace,
            name,
            content,
            is_text: text.is_some(),
            author,
            at: clock::now().as_millisecond(),
        };
        let (entry, changed) = self.store.write(|w| rows::put(w, &new, &passages, quota))?;
        Ok(Stored { entry, unchanged: !changed })
    }

    /// An artifact and its content.
    ///
    /// # Errors
    /// `not_found` where the workspace has none of that name.
    pub fn get(&self, name: &str) -> Result<(Entry, Vec<u8>)> {
        name::check(name)?;
        self.store.read(|r| rows::get(r, self.workspace, name))?.ok_or_else(|| none(name))
    }

    /// Artifacts whose names begin with `prefix`, by name, from the name `from` on, at most
    /// `limit`; and how many there are with that prefix in all.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub fn list(&self, prefix: &str, from: &str, limit: usize) -> Result<(Vec<Entry>, u64)> {
        self.store.read(|r| {
            let entries = rows::list(r, self.workspace, prefix, from, limit)?;
            Ok((entries, rows::count(r, self.workspace, prefix)?))
        })
    }

    /// Takes an artifact away.
    ///
    /// # Errors
    /// `not_found` where the workspace has none of that name.
    pub fn remove(&self, name: &str) -> Result<Entry> {
        name::check(name)?;
        self.store.write(|w| rows::remove(w, self.workspace, name))?.ok_or_else(|| none(name))
    }

    /// The passages of text artifacts that answer a question best.
    ///
    /// # Errors
    /// `request_timeout` when the deadline passes on the way.
    pub fn search(&self, question: &str, limit: usize, deadline: &Deadline) -> Result<Vec<Hit>> {
        self.store.read(|r| rows::search(r, self.workspace, question, limit, deadline))
    }
}

/// Text is what is UTF-8 and holds no NUL.
fn text(content: &[u8]) -> Option<&str> {
    std::str::from_utf8(content).ok().filter(|text| !text.contains('\0'))
}

fn none(name: &str) -> Error {
    Error::new(Kind::NotFound, format!("there is no artifact `{name}` in this workspace"))
        .hint("`action: list` names those there are")
}

/// Words that questions are made of and texts are not about.
const ASKING: &str = "a about an and are as at be by can do does for from has have how i in is it its my not of on or \
our so such that the their them then there these they this to was we what when where which who why will with you your";

/// Which part of a question's words a text holds, from 0 to 1: how the ranks of code and of
/// artifacts are brought to one scale.
pub fn coverage(question: &str, text: &str) -> f64 {
    let set = |text: &str| word::words(text).into_iter().collect::<BTreeSet<String>>();
    let (mut asked, held, asking) = (set(question), set(text), set(ASKING));
    if !asked.is_subset(&asking) {
        asked.retain(|word| !asking.contains(word));
    }
    if asked.is_empty() {
        return 0.0;
    }
    asked.intersection(&held).count() as f64 / asked.len() as f64
}
