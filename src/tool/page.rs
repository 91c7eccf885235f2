//! Which part of a list fits into one answer, and where does the next begin?

use std::ops::Range;

use serde::{Deserialize, Serialize};

use super::{Answer, Call, Frame};
use crate::base::{Error, Result};
use crate::view::{budget, cursor};

/// A list that is shown in pages. The cursor holds a place in the list of one commit: a newer one
/// has another list, and says so.
pub struct Page<'p> {
    pub call: &'p Call<'p>,
    pub frame: &'p Frame,
    pub question: &'p str,
    pub cursor: Option<&'p str>,
    /// Most items a page.
    pub limit: usize,
}

#[derive(Serialize, Deserialize)]
struct Place {
    at: u64,
    commit: Option<String>,
}

/// What an answer says of the list it is a page of.
pub struct Shown {
    pub range: Range<usize>,
    pub total: usize,
    pub cursor: Option<String>,
}

impl Shown {
    /// The last line of a text where there is more.
    pub fn more(&self) -> String {
        self.cursor.as_ref().map_or(String::new(), |cursor| {
            format!("[{} more: cursor {cursor}]", self.total - self.range.end)
        })
    }
}

impl Page<'_> {
    /// `sizes` are the items' bytes, about; `render` makes the answer of a range of them.
    ///
    /// # Errors
    /// `invalid_arguments` for a cursor of another question or commit, and when nothing fits.
    pub fn answer(
        &self,
        sizes: &[usize],
        render: impl Fn(&Shown) -> Result<Answer>,
    ) -> Result<Answer> {
        let skip = self.skip(sizes.len())?;
        let rest = &sizes[skip..];
        let rest = &rest[..rest.len().min(self.limit.max(1))];
        let make = |n: usize| {
            let range = skip..skip + n;
            let cursor = (range.end < sizes.len()).then(|| {
                let place = Place { at: range.end as u64, commit: self.frame.commit.clone() };
                cursor::encode(self.question, &place)
            });
            render(&Shown { range, total: sizes.len(), cursor })
        };
        Ok(budget::fit(rest, self.call.max_tokens, make)?.0)
    }

    fn skip(&self, len: usize) -> Result<usize> {
        let Some(cursor) = self.cursor else { return Ok(0) };
        let place: Place = cursor::decode(self.question, cursor)?;
        if place.commit != self.frame.commit {
            return Err(Error::invalid("`cursor` is of an older commit than is served now")
                .hint("ask anew without it"));
        }
        Ok(usize::try_from(place.at).unwrap_or(len).min(len))
    }
}
