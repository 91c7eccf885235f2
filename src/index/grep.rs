//! Which lines match this pattern? Indexed files are searched in their mapped bytes, in path order.
//!
//! A match is a matching line, as ripgrep counts; its column is that of the first match in it. What
//! is not indexed (binary, generated, oversized, vendored) is not searched. What a
//! pattern needs to match (`index::need`) thins out the files before any is searched.

use std::sync::Arc;

use memchr::{memchr, memchr_iter, memrchr};
use rayon::prelude::*;
use regex_automata::Input;
use regex_automata::meta::Regex;

use super::View;
use super::filter::Filter;
use super::matcher::{Matcher, compile};
use crate::base::Result;
use crate::base::clock::Deadline;
use crate::workspace::manifest::Entry;
use crate::workspace::snapshot::Snapshot;
use crate::workspace::source::BlobId;
use crate::workspace::trigram::Need;

/// A shown line is cut to this many characters, around its match.
pub const LINE_CHARS: usize = 500;
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

#[derive(Debug, Clone, Default)]
pub struct Query {
    pub pattern: String,
    /// Otherwise the pattern is searched as it stands.
    pub regex: bool,
    pub case: Case,
    /// Matches end at word boundaries only.
    pub word: bool,
    pub filter: Filter,
    /// Lines shown before and after each match, at most 50.
    pub context: u32,
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
    /// From 1, in characters (not bytes) of the whole line.
    pub column: u32,
    /// The line, without its end; at most 500 characters around the match. Bytes that are not UTF-8
    /// are shown as U+FFFD.
    pub text: String,
    /// Whether `text` was cut.
    pub cut: bool,
    pub before: Vec<String>,
    pub after: Vec<String>,
}

#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Page {
    pub matches: Vec<Match>,
    /// Matching files, of all pages; as exact as `total`.
    pub files: u64,
    /// Matching lines, of all pages.
    pub total: u64,
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
    let Matcher { regex, need } = compile(query)?;
    let snapshot = view.snapshot();
    let files = candidates(snapshot, &need, &query.filter, from)?;
    let search = Search {
        snapshot,
        regex: &regex,
        context: query.context.min(CONTEXT_LINES) as usize,
        after: from,
        deadline,
    };
    let page = search.page(&files, limit)?;
    if page.timed_out && page.matches.is_empty() {
        deadline.check()?;
    }
    Ok(page)
}

/// The indexed files that the query concerns, that may match and that are not behind us.
fn candidates<'s>(
    snapshot: &'s Snapshot,
    need: &Need,
    filter: &Filter,
    from: Option<&Position>,
) -> Result<Vec<&'s Entry>> {
    let mut files = match need {
        Need::Any if filter.asks_nothing() => snapshot.entries().iter().collect(),
        Need::Any => filter.select(snapshot)?,
        need => snapshot.holding(need),
    };
    if *need != Need::Any && !filter.asks_nothing() {
        filter.thin(snapshot, &mut files)?;
    }
    if let Some(from) = from {
        let behind = files.partition_point(|entry| *entry.path < *from.path);
        files.drain(..behind);
    }
    files.retain(|entry| entry.place().is_some());
    Ok(files)
}

struct Search<'a> {
    snapshot: &'a Snapshot,
    regex: &'a Regex,
    context: usize,
    after: Option<&'a Position>,
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
        let mut seen = self.after.map_or((0, 0), |from| (from.matches, from.files));
        let mut rest = blocks(files);
        let (mut window, mut done, mut further, mut cut) = (1, 0, FURTHER, false);
        // A cursor's counts are what its bearer wrote: they are told back, and must not overflow.
        let counted = seen.0.saturating_add(COUNTED.max(limit as u64 + 1));
        // How far one looks at a time depends on what was found, never on time, so that the same
        // query over the same snapshot gives the same page on any machine.
        while !rest.is_empty() && seen.0 < counted && !page.timed_out && further > 0 {
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
        let Some(bytes) = self.snapshot.indexed(entry)? else { return Ok(()) };
        let resumed = self.after.filter(|from| *from.path == *entry.path);
        let mut lines = Lines { bytes, at: 0, number: 1, counted: 0 };
        if let Some(from) = resumed {
            lines.skip(from.line);
        }
        let before = found.total;
        while let Some((start, end)) = self.next_line(bytes, lines.at) {
            found.total += 1;
            lines.at = end;
            if found.matches.len() < room {
                let number = lines.number_at(start);
                found.matches.push(self.shown(entry, bytes, start, end, number));
            } else if found.total >= COUNTED {
                found.cut = true;
                break;
            } else if found.total.is_multiple_of(4096) && self.deadline.passed() {
                found.timed_out = true;
                break;
            }
        }
        if found.total > before && resumed.is_none() {
            found.files += 1;
        }
        Ok(())
    }

    /// The next matching line at or after `at`, which is a line's start: its span, end included.
    fn next_line(&self, bytes: &[u8], at: usize) -> Option<(usize, usize)> {
        let input = Input::new(&bytes[at..]).earliest(true);
        // A match ends in the line in which it begins.
        let offset = at + self.regex.search_half(&input)?.offset();
        let start = memrchr(b'\n', &bytes[at..offset]).map_or(at, |found| at + found + 1);
        let end = memchr(b'\n', &bytes[offset..]).map_or(bytes.len(), |n| offset + n + 1);
        // An empty match after the last line's end belongs to no line.
        (start < bytes.len()).then_some((start, end))
    }

    fn shown(&self, entry: &Entry, bytes: &[u8], start: usize, end: usize, line: u32) -> Match {
        let whole = line_of(bytes, start, end);
        let offset = self.regex.find(whole).map_or(0, |hit| hit.start());
        let before = String::from_utf8_lossy(&whole[..offset]).chars().count();
        let (text, cut) = around(&String::from_utf8_lossy(whole), before);
        let mut found = Match {
            path: Arc::clone(&entry.path),
            blob: entry.blob,
            line,
            column: u32::try_from(before + 1).unwrap_or(u32::MAX),
            text,
            cut,
            before: Vec::new(),
            after: Vec::new(),
        };
        if self.context > 0 {
            found.before = lines_before(bytes, start, self.context);
            found.after = lines_after(bytes, end, self.context);
        }
        found
    }

    fn position(&self, matches: &[Match]) -> Option<Position> {
        let last = matches.last()?;
        let seen = self.after.map_or((0, 0), |from| (from.matches, from.files));
        let resumed = self.after.map(|from| from.path.as_str());
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
            line: last.line,
            matches: seen.0.saturating_add(matches.len() as u64),
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

/// Counts line numbers forward, each byte once.
struct Lines<'b> {
    bytes: &'b [u8],
    /// Where the search goes on: a line's start.
    at: usize,
    number: u32,
    counted: usize,
}

impl Lines<'_> {
    fn number_at(&mut self, offset: usize) -> u32 {
        let breaks = memchr_iter(b'\n', &self.bytes[self.counted..offset]).count();
        self.number = self.number.saturating_add(u32::try_from(breaks).unwrap_or(u32::MAX));
        self.counted = offset;
        self.number
    }

    /// Goes to the start of the line after `line`.
    fn skip(&mut self, line: u32) {
        let mut ends = memchr_iter(b'\n', self.bytes);
        let end = (line as usize).checked_sub(1).map_or(Some(0), |n| ends.nth(n).map(|at| at + 1));
        self.at = end.unwrap_or(self.bytes.len());
    }
}

/// A line without its `\n`. A `\r` before it stays part of what a pattern sees, as in ripgrep.
fn line_of(bytes: &[u8], start: usize, end: usize) -> &[u8] {
    let line = &bytes[start..end];
    line.strip_suffix(b"\n").unwrap_or(line)
}

/// At most `LINE_CHARS` characters of a line, with the character at `column` among them.
fn around(line: &str, column: usize) -> (String, bool) {
    let line = line.strip_suffix('\r').unwrap_or(line);
    if line.len() <= LINE_CHARS || line.chars().count() <= LINE_CHARS {
        return (line.to_owned(), false);
    }
    let skip = column.saturating_sub(LINE_CHARS / 4);
    (line.chars().skip(skip).take(LINE_CHARS).collect(), true)
}

fn shown_line(line: &[u8]) -> String {
    // Four bytes hold the longest character: more bytes than this are not shown.
    let line = &line[..line.len().min(4 * LINE_CHARS)];
    around(&String::from_utf8_lossy(line), 0).0
}

fn lines_before(bytes: &[u8], start: usize, count: usize) -> Vec<String> {
    let mut lines = Vec::new();
    let mut end = start;
    while end > 0 && lines.len() < count {
        let from = memrchr(b'\n', &bytes[..end - 1]).map_or(0, |at| at + 1);
        lines.push(shown_line(line_of(bytes, from, end)));
        end = from;
    }
    lines.reverse();
    lines
}

fn lines_after(bytes: &[u8], end: usize, count: usize) -> Vec<String> {
    let mut lines = Vec::new();
    let mut start = end;
    while start < bytes.len() && lines.len() < count {
        let end = memchr(b'\n', &bytes[start..]).map_or(bytes.len(), |at| start + at + 1);
        lines.push(shown_line(line_of(bytes, start, end)));
        start = end;
    }
    lines
}
