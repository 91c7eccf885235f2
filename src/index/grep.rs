//! Which lines match this pattern? Indexed files are searched in their mapped bytes, in path order.
//!
//! A match is a matching line, as ripgrep counts; its column is that of the first match in it. One that
//! may reach over lines' ends is all the lines it touches. What is not indexed (binary, generated,
//! oversized, vendored) is not searched, and counted. What a pattern needs to match (`index::need`)
//! thins out the files before any is searched.

mod line;

use std::sync::Arc;

use rayon::prelude::*;

use self::line::{Lines, Places, line_of};
use super::View;
use super::filter::{Chosen, Filter};
use super::matcher::{Matcher, compile};
use crate::base::Result;
use crate::base::clock::Deadline;
use crate::code::facts::SymbolKind;
use crate::workspace::manifest::Entry;
use crate::workspace::source::BlobId;
use crate::workspace::trigram::Need;

/// A shown line is cut to this many characters, around its match.
pub const LINE_CHARS: usize = 500;
/// And a match of several lines to this many, from its first on.
pub const MATCH_CHARS: usize = 4 * LINE_CHARS;
/// From here on matches are no longer counted: the total is then a lower bound.
const COUNTED: u64 = 10_000;
/// Blocks that are searched behind a full page, to count alone. By size and not by time: the same
/// question over the same snapshot has the same answer on any machine.
const FURTHER: usize = 4;
/// What one thread searches at a time.
const BLOCK: u64 = 256 << 10;
const CONTEXT_LINES: u32 = 50;

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Case {
    /// Insensitive unless the pattern holds a capital.
    #[default]
    Smart,
    Sensitive,
    Insensitive,
}

/// What a page has a row for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Rows {
    #[default]
    Matches,
    /// Files with a match, and how many each has.
    Counts,
    /// Files with a match. Each is searched up to its first one alone.
    Files,
}

#[derive(Debug, Clone, Default)]
pub struct Query {
    pub pattern: String,
    /// Otherwise the pattern is searched as it stands.
    pub regex: bool,
    pub case: Case,
    /// Matches end at word boundaries only.
    pub word: bool,
    /// A match may reach over lines' ends; `.` does so only with `(?s)`.
    pub multiline: bool,
    pub filter: Filter,
    /// Only matches that begin within a declaration of this kind.
    pub within: Option<SymbolKind>,
    /// Lines shown before each match, at most 50.
    pub before: u32,
    /// Lines shown after each match, at most 50.
    pub after: u32,
    pub rows: Rows,
}

impl Query {
    /// The line behind which the search goes on, once `found` was shown.
    pub const fn passed(&self, found: &Match) -> u32 {
        match self.rows {
            Rows::Matches => found.end_line,
            Rows::Counts | Rows::Files => u32::MAX,
        }
    }
}

/// Where a page ended: after this line of this file.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Position {
    pub path: String,
    pub line: u32,
    /// Matches and files of all pages so far.
    pub matches: u64,
    pub files: u64,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Match {
    pub path: Arc<str>,
    pub blob: BlobId,
    /// From 1.
    pub line: u32,
    /// Where it may reach over lines' ends; else `line`.
    pub end_line: u32,
    /// From 1, in characters (not bytes) of the whole line.
    pub column: u32,
    /// The line, without its end; at most 500 characters around the match, 2,000 of several lines.
    /// Bytes that are not UTF-8 are shown as U+FFFD.
    pub text: String,
    /// Whether `text` was cut.
    pub cut: bool,
    pub before: Vec<String>,
    pub after: Vec<String>,
    /// Of `Rows::Counts`, the matches of the file, whose first one this is; else 1.
    pub count: u64,
}

#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Page {
    pub matches: Vec<Match>,
    /// Matching files, of all pages; as exact as `total`.
    pub files: u64,
    /// Matches of all pages; of `Rows::Files` one for each file.
    pub total: u64,
    /// Files that the query's filter covers and that are not searched, because their text is not
    /// indexed.
    pub left_out: u64,
    /// Otherwise there are more than `total`: counting ended, or time did.
    pub exact: bool,
    /// The deadline passed before every file was searched.
    pub timed_out: bool,
    /// Set when there is more to show.
    pub next: Option<Position>,
}

/// One page of at most `limit` matches after `from`.
///
/// # Errors
/// `invalid_arguments` for a pattern that is empty, faulty or too large, `tool_error` for a path
/// that is not there, `request_timeout` when the deadline passed before anything was found.
pub fn grep(
    view: &View,
    query: &Query,
    from: Option<&Position>,
    limit: usize,
    deadline: &Deadline,
) -> Result<Page> {
    let matcher = compile(query)?;
    let snapshot = view.snapshot();
    let chosen = query.filter.on(snapshot)?;
    let files = candidates(&chosen, &matcher.need, from);
    let search = Search { view, query, matcher: &matcher, from, deadline };
    let mut page = search.page(&files, limit)?;
    page.left_out = chosen.left_out();
    if page.timed_out && page.matches.is_empty() {
        deadline.check()?;
    }
    Ok(page)
}

/// The indexed files that the query concerns, that may match and that are not behind us.
fn candidates<'s>(chosen: &Chosen<'s>, need: &Need, from: Option<&Position>) -> Vec<&'s Entry> {
    let mut files = match need {
        Need::Any => chosen.all(),
        need => chosen.holding(need),
    };
    if let Some(from) = from {
        let behind = files.partition_point(|entry| *entry.path < *from.path);
        files.drain(..behind);
    }
    files.retain(|entry| entry.place().is_some());
    files
}

struct Search<'a> {
    view: &'a View,
    query: &'a Query,
    matcher: &'a Matcher,
    from: Option<&'a Position>,
    deadline: &'a Deadline,
}

/// What one block of files gave.
#[derive(Default)]
struct Found {
    matches: Vec<Match>,
    total: u64,
    files: u64,
    timed_out: bool,
    /// Counting ended before the block did.
    cut: bool,
}

impl Search<'_> {
    fn page(&self, files: &[&Entry], limit: usize) -> Result<Page> {
        let mut page = Page::default();
        let mut seen = self.from.map_or((0, 0), |from| (from.matches, from.files));
        let mut rest = blocks(files);
        let (mut window, mut done, mut further, mut cut) = (1, 0, FURTHER, false);
        // A cursor's counts are what its bearer wrote: they are told back, and must not overflow.
        let counted = seen.0.saturating_add(COUNTED.max(limit as u64 + 1));
        // How far one looks at a time depends on what was found, never on time, so that the same
        // query over the same snapshot gives the same page on any machine.
        let rows = self.query.rows;
        while !rest.is_empty() && !page.timed_out && further > 0 {
            if rows == Rows::Matches && seen.0 >= counted {
                break;
            }
            let room = (limit + 1).saturating_sub(page.matches.len());
            let take = rest.len().min(if room == 0 { further } else { window });
            further -= if room == 0 { take } else { 0 };
            for found in self.window(&rest[..take], room)? {
                page.matches.extend(found.matches);
                seen = (seen.0.saturating_add(found.total), seen.1.saturating_add(found.files));
                page.timed_out |= found.timed_out;
                cut |= found.cut;
            }
            rest.drain(..take);
            done += take;
            let room = (limit + 1).saturating_sub(page.matches.len());
            let enough = (room * done).checked_div(page.matches.len()).unwrap_or(usize::MAX);
            window = enough.clamp(1, (window * 2).min(32));
        }
        (page.total, page.files) = seen;
        page.exact = rest.is_empty() && !page.timed_out && !cut;
        if page.matches.len() > limit {
            page.matches.truncate(limit);
            page.next = self.position(&page.matches);
        }
        Ok(page)
    }

    fn window(&self, blocks: &[&[&Entry]], room: usize) -> Result<Vec<Found>> {
        match blocks {
            [block] => Ok(vec![self.block(block, room)?]),
            blocks => blocks.par_iter().map(|block| self.block(block, room)).collect(),
        }
    }

    fn block(&self, files: &[&Entry], room: usize) -> Result<Found> {
        let mut found = Found::default();
        for entry in files {
            if self.deadline.passed() {
                found.timed_out = true;
                break;
            }
            self.file(entry, room, &mut found)?;
            if found.cut || found.timed_out {
                break;
            }
        }
        Ok(found)
    }

    fn file(&self, entry: &Entry, room: usize, found: &mut Found) -> Result<()> {
        let Some(bytes) = self.view.snapshot().indexed(entry)? else { return Ok(()) };
        let resumed = self.from.filter(|from| *from.path == *entry.path);
        let Some(at) = resumed.map_or(Some(0), |from| line::behind(bytes, from.line)) else {
            return Ok(());
        };
        let rows = self.query.rows;
        let mut lines = Lines::of(bytes);
        let mut within = None;
        let (mut looked, mut count) = (0_u32, 0);
        for (start, end) in self.places(bytes, at) {
            looked = looked.wrapping_add(1);
            if looked.is_multiple_of(4096) && self.deadline.passed() {
                found.timed_out = true;
                break;
            }
            if let Some(kind) = self.query.within {
                let spans = match &mut within {
                    Some(spans) => spans,
                    none => none.insert(self.spans(entry, kind)?),
                };
                let line = lines.number_at(start);
                if !spans.iter().any(|(first, last)| (*first..=*last).contains(&line)) {
                    continue;
                }
            }
            count += 1;
            found.total += 1;
            let has_row = rows == Rows::Matches || count == 1;
            if has_row && found.matches.len() < room {
                let number = lines.number_at(start);
                found.matches.push(self.shown(entry, bytes, (start, end), number));
            } else if rows == Rows::Matches && found.total >= COUNTED {
                found.cut = true;
                break;
            }
            if rows == Rows::Files {
                break;
            }
        }
        if let (Rows::Counts, Some(row)) = (rows, found.matches.last_mut())
            && row.path == entry.path
        {
            row.count = count;
        }
        if count > 0 && resumed.is_none() {
            found.files += 1;
        }
        Ok(())
    }

    const fn places<'b>(&'b self, bytes: &'b [u8], at: usize) -> Places<'b> {
        Places { matcher: self.matcher, bytes, at, multiline: self.query.multiline, held: None }
    }

    /// First and last lines of a file's declarations of a kind.
    fn spans(&self, entry: &Entry, kind: SymbolKind) -> Result<Vec<(u32, u32)>> {
        let facts = self.view.facts(entry)?.unwrap_or_default();
        Ok(facts.symbols.iter().filter(|s| s.kind == kind).map(|s| s.lines).collect())
    }

    fn shown(&self, entry: &Entry, bytes: &[u8], span: (usize, usize), line: u32) -> Match {
        let (start, end) = span;
        let whole = line_of(bytes, start, end);
        let first = &bytes[start..];
        let offset = self.matcher.regex.find(if self.query.multiline { first } else { whole });
        let offset = offset.map_or(0, |hit| hit.start()).min(whole.len());
        let column = String::from_utf8_lossy(&whole[..offset]).chars().count();
        let (text, cut) = line::shown(whole, column);
        let breaks = memchr::memchr_iter(b'\n', whole).count();
        let (before, after) =
            (self.query.before.min(CONTEXT_LINES), self.query.after.min(CONTEXT_LINES));
        Match {
            path: Arc::clone(&entry.path),
            blob: entry.blob,
            line,
            end_line: line.saturating_add(u32::try_from(breaks).unwrap_or(u32::MAX)),
            column: u32::try_from(column + 1).unwrap_or(u32::MAX),
            text,
            cut,
            before: line::lines_before(bytes, start, before as usize),
            after: line::lines_after(bytes, end, after as usize),
            count: 1,
        }
    }

    fn position(&self, matches: &[Match]) -> Option<Position> {
        let last = matches.last()?;
        let seen = self.from.map_or((0, 0), |from| (from.matches, from.files));
        let resumed = self.from.map(|from| from.path.as_str());
        let mut files = 0;
        let mut before = resumed;
        for found in matches {
            if before != Some(&*found.path) {
                files += 1;
                before = Some(&*found.path);
            }
        }
        Some(Position {
            path: last.path.to_string(),
            line: self.query.passed(last),
            matches: seen.0.saturating_add(matches.iter().map(|m| m.count).sum()),
            files: seen.1.saturating_add(files),
        })
    }
}

/// Cuts the files into runs of about `BLOCK` bytes.
fn blocks<'f, 's>(files: &'f [&'s Entry]) -> Vec<&'f [&'s Entry]> {
    let mut blocks = Vec::new();
    let mut start = 0;
    let mut bytes = 0;
    for (at, entry) in files.iter().enumerate() {
        bytes += entry.size + 256;
        if bytes >= BLOCK {
            blocks.push(&files[start..=at]);
            start = at + 1;
            bytes = 0;
        }
    }
    if start < files.len() {
        blocks.push(&files[start..]);
    }
    blocks
}
