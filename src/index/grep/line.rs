//! Where do a pattern's matches stand among a text's lines, and how is a line shown?

use memchr::{memchr, memchr_iter, memrchr};
use regex_automata::Input;
use regex_automata::meta::Regex;

use super::{LINE_CHARS, MATCH_CHARS};
use crate::index::matcher::Matcher;

/// Finds the matching places of one text, first to last; none shares a line with another.
pub struct Places<'a> {
    pub matcher: &'a Matcher,
    pub bytes: &'a [u8],
    /// Where the search goes on.
    pub at: usize,
    /// Whether a match may reach over a line's end.
    pub multiline: bool,
    /// Found, and not yet given: a place ends only where the next one begins on a later line.
    pub held: Option<(usize, usize)>,
}

impl Iterator for Places<'_> {
    /// The lines from the first byte to the last, the last line's end included.
    type Item = (usize, usize);

    fn next(&mut self) -> Option<(usize, usize)> {
        if self.multiline { self.block() } else { self.line() }
    }
}

impl Places<'_> {
    fn line(&mut self) -> Option<(usize, usize)> {
        let Some(loose) = &self.matcher.loose else { return self.line_by(&self.matcher.regex) };
        loop {
            let (start, end) = self.line_by(loose)?;
            // What stands before and behind a line is no part of a word.
            if self.matcher.regex.is_match(line_of(self.bytes, start, end)) {
                return Some((start, end));
            }
        }
    }

    /// The next line in which `regex` matches; `at` is a line's start.
    fn line_by(&mut self, regex: &Regex) -> Option<(usize, usize)> {
        let (bytes, at) = (self.bytes, self.at);
        let input = Input::new(&bytes[at..]).earliest(true);
        // A match ends in the line in which it begins.
        let offset = at + regex.search_half(&input)?.offset();
        let start = memrchr(b'\n', &bytes[at..offset]).map_or(at, |found| at + found + 1);
        let end = memchr(b'\n', &bytes[offset..]).map_or(bytes.len(), |n| offset + n + 1);
        self.at = end;
        // An empty match after the last line's end belongs to no line.
        (start < bytes.len()).then_some((start, end))
    }

    /// Matches that touch the same line are one place, as in ripgrep.
    fn block(&mut self) -> Option<(usize, usize)> {
        while let Some((start, end)) = self.found() {
            match &mut self.held {
                Some(held) if held.1 > start => held.1 = held.1.max(end),
                held => {
                    if let Some(whole) = held.replace((start, end)) {
                        return Some(whole);
                    }
                }
            }
        }
        self.held.take()
    }

    /// The lines of the next match.
    fn found(&mut self) -> Option<(usize, usize)> {
        let bytes = self.bytes;
        if self.at > bytes.len() {
            return None;
        }
        let hit = self.matcher.regex.search(&Input::new(bytes).range(self.at..))?;
        self.at = hit.end() + usize::from(hit.is_empty());
        let start = memrchr(b'\n', &bytes[..hit.start()]).map_or(0, |found| found + 1);
        if start == bytes.len() {
            return None;
        }
        let ended = !hit.is_empty() && bytes[hit.end() - 1] == b'\n';
        let rest = memchr(b'\n', &bytes[hit.end()..]).map(|n| hit.end() + n + 1);
        Some((start, if ended { hit.end() } else { rest.unwrap_or(bytes.len()) }))
    }
}

/// Counts line numbers forward, each byte once.
pub struct Lines<'b> {
    bytes: &'b [u8],
    number: u32,
    counted: usize,
}

impl<'b> Lines<'b> {
    pub const fn of(bytes: &'b [u8]) -> Self {
        Self { bytes, number: 1, counted: 0 }
    }

    /// Of the line that `offset` is in; offsets rise.
    pub fn number_at(&mut self, offset: usize) -> u32 {
        let breaks = memchr_iter(b'\n', &self.bytes[self.counted..offset]).count();
        self.number = self.number.saturating_add(u32::try_from(breaks).unwrap_or(u32::MAX));
        self.counted = offset;
        self.number
    }
}

/// Where the line after `line` begins, if there is one.
pub fn behind(bytes: &[u8], line: u32) -> Option<usize> {
    let Some(breaks) = (line as usize).checked_sub(1) else { return Some(0) };
    memchr_iter(b'\n', bytes).nth(breaks).map(|at| at + 1).filter(|at| *at < bytes.len())
}

/// A line without its `\n`. A `\r` before it stays part of what a pattern sees, as in ripgrep.
pub fn line_of(bytes: &[u8], start: usize, end: usize) -> &[u8] {
    let line = &bytes[start..end];
    line.strip_suffix(b"\n").unwrap_or(line)
}

/// A match's text: one line around `column`, or several from the first on.
pub fn shown(lines: &[u8], column: usize) -> (String, bool) {
    let text = String::from_utf8_lossy(lines);
    if !lines.contains(&b'\n') {
        return around(&text, column);
    }
    match text.char_indices().nth(MATCH_CHARS) {
        Some((end, _)) => (text[..end].to_owned(), true),
        None => (text.into_owned(), false),
    }
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

pub fn lines_before(bytes: &[u8], start: usize, count: usize) -> Vec<String> {
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

pub fn lines_after(bytes: &[u8], end: usize, count: usize) -> Vec<String> {
    let mut lines = Vec::new();
    let mut start = end;
    while start < bytes.len() && lines.len() < count {
        let end = memchr(b'\n', &bytes[start..]).map_or(bytes.len(), |at| start + at + 1);
        lines.push(shown_line(line_of(bytes, start, end)));
        start = end;
    }
    lines
}
