//! Do the lines follow each other, and do they lead to what was signed?

use std::fs::File;
use std::io::{self, BufRead, BufReader, Read as _};
use std::path::{Path, PathBuf};
use std::thread;
use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use super::entry::{self, Entry};
use super::head::Head;
use super::report::Report;
use super::tree::Tree;
use super::{Ask, Seen};
use crate::base::Result;
use crate::base::error::Context as _;
use crate::ledger::format::{GENESIS, MAX_LINE};

/// Gaps that are remembered, to tell a moved record from a missing one.
const MOST_GAPS: usize = 1000;

/// Records that were passed over; they may still come.
struct Gap {
    from: u64,
    to: u64,
    file: PathBuf,
    line: u64,
}

/// What a head says of the record it ends with.
struct Expected {
    size: u64,
    chain: String,
    root: [u8; 32],
    name: &'static str,
    met: bool,
}

pub struct Walk<'a, 'b> {
    ask: &'a Ask<'a>,
    report: &'b mut Report,
    see: &'b mut dyn FnMut(&Seen<'_>),
    expected: Vec<Expected>,
    /// Number and stated hash of the record farthest on.
    front: Option<(u64, String)>,
    /// Lines since then that were no records.
    unread: u64,
    gaps: Vec<Gap>,
    tree: Tree,
    /// Every leaf so far is known.
    whole: bool,
}

impl<'a, 'b> Walk<'a, 'b> {
    pub fn new(
        ask: &'a Ask<'a>,
        report: &'b mut Report,
        see: &'b mut dyn FnMut(&Seen<'_>),
    ) -> Self {
        Self {
            ask,
            report,
            see,
            expected: Vec::new(),
            front: None,
            unread: 0,
            gaps: Vec::new(),
            tree: Tree::default(),
            whole: true,
        }
    }

    /// From now on the records must lead to `head`.
    pub fn expect(&mut self, head: &Head, is_kept: bool) {
        self.expected.push(Expected {
            size: head.report.size,
            chain: head.chain.clone(),
            root: head.root,
            name: if is_kept { "head kept elsewhere" } else { "signed head" },
            met: head.report.size == 0,
        });
    }

    /// # Errors
    /// Any I/O error but "not found", which is a fault.
    pub fn file(&mut self, path: &Path) -> Result<()> {
        self.report.files.push(path.display().to_string());
        let act = || format!("cannot read `{}`", path.display());
        let file = match File::open(path) {
            Ok(file) => file,
            Err(e) if e.kind() == io::ErrorKind::NotFound => {
                self.report.fault("deleted", Some(path), None, "the file is not there".to_owned());
                return Ok(());
            }
            Err(e) => return Err(e).context(act),
        };
        let mut lines = BufReader::with_capacity(1 << 18, file);
        let mut text = Vec::new();
        let mut number = 0;
        while let Some(state) = next_line(&mut lines, &mut text).context(act)? {
            number += 1;
            match state {
                Line::Whole => self.line(path, number, &text),
                Line::Long => self.no_record(path, number, "it is longer than 1 MiB"),
                Line::Torn => {
                    self.whole = false;
                    self.unread += 1;
                    let message = "the last line is unfinished: it was cut, or a crash interrupted it and nothing was written since";
                    self.report.fault("torn", Some(path), Some(number), message.to_owned());
                }
            }
        }
        Ok(())
    }

    fn line(&mut self, file: &Path, line: u64, text: &[u8]) {
        let entry = match entry::read(&self.ask.format, text) {
            Ok(entry) => entry,
            Err(why) => return self.no_record(file, line, &why),
        };
        self.report.records += 1;
        let next = self.front.as_ref().map_or(0, |(n, _)| *n) + self.unread + 1;
        let seq = entry.seq.unwrap_or(next);
        if entry.stated != entry.computed {
            let message = format!("record {seq} was edited: it does not have the hash it states");
            self.report.fault("edited", Some(file), Some(line), message);
        }
        if self.front.as_ref().is_some_and(|(n, _)| seq <= *n) {
            self.late(file, line, seq);
        } else {
            self.check_link(file, line, seq, next, &entry);
            self.advance(file, line, seq, entry, text);
        }
        (self.see)(&Seen { seq, text });
    }

    fn no_record(&mut self, file: &Path, line: u64, why: &str) {
        self.unread += 1;
        self.whole = false;
        let message = format!("the line is not a record of this book: {why}");
        self.report.fault("not_a_record", Some(file), Some(line), message);
    }

    /// A record behind one with a higher number.
    fn late(&mut self, file: &Path, line: u64, seq: u64) {
        let Some(at) = self.gaps.iter().position(|g| (g.from..=g.to).contains(&seq)) else {
            let message = format!("record {seq} stands here again: it was repeated or moved");
            return self.report.fault("repeated", Some(file), Some(line), message);
        };
        let gap = self.gaps.swap_remove(at);
        for (from, to) in [(gap.from, seq - 1), (seq + 1, gap.to)] {
            if from <= to {
                self.gaps.push(Gap { from, to, file: gap.file.clone(), line: gap.line });
            }
        }
        let message = format!(
            "record {seq} stands after a later one (it belongs before line {}): lines were reordered",
            gap.line
        );
        self.report.fault("reordered", Some(file), Some(line), message);
    }

    fn check_link(&mut self, file: &Path, line: u64, seq: u64, next: u64, entry: &Entry) {
        let Some((front, hash)) = &self.front else {
            return self.check_start(file, line, seq, entry);
        };
        if seq > next {
            self.whole = false;
            let from = front + 1;
            if self.gaps.len() < MOST_GAPS {
                self.gaps.push(Gap { from, to: seq - 1, file: file.to_owned(), line });
            } else {
                let message = missing(from, seq - 1);
                self.report.fault("missing", Some(file), Some(line), message);
            }
        } else if self.unread == 0 && entry.prev != *hash {
            let message = if self.ask.format.seq.is_some() {
                format!(
                    "record {seq} does not continue record {front}: one of the two was replaced"
                )
            } else {
                "the line does not continue the one before: lines were dropped, moved or replaced"
                    .to_owned()
            };
            self.whole = false;
            self.report.fault("chain", Some(file), Some(line), message);
        }
    }

    fn check_start(&mut self, file: &Path, line: u64, seq: u64, entry: &Entry) {
        if entry.prev == GENESIS && seq == 1 {
            return;
        }
        self.whole = false;
        let begins = entry.prev == GENESIS;
        let message = match self.ask.format.seq {
            Some(_) if begins || seq == 1 => {
                format!("record {seq} and what it says of the one before do not agree")
            }
            Some(_) if self.ask.partial => return,
            None if self.ask.partial => return,
            Some(_) => format!(
                "the first record here is number {seq}: {}",
                missing(1, seq.saturating_sub(1))
            ),
            None => "the first record here is not the book's first".to_owned(),
        };
        let code = if begins || seq == 1 && self.ask.format.seq.is_some() {
            "chain"
        } else {
            "missing_start"
        };
        self.report.fault(code, Some(file), Some(line), message);
    }

    fn advance(&mut self, file: &Path, line: u64, seq: u64, entry: Entry, text: &[u8]) {
        self.report.first.get_or_insert(seq);
        self.report.last = Some(seq);
        self.unread = 0;
        self.tree.leaf(text);
        let root =
            (self.whole && self.expected.iter().any(|e| e.size == seq)).then(|| self.tree.root());
        for head in self.expected.iter_mut().filter(|e| e.size == seq) {
            head.met = true;
            if head.chain != entry.computed {
                let message =
                    format!("record {seq} is not the one that the {} stands for", head.name);
                self.report.fault("rewritten", Some(file), Some(line), message);
            } else if root.is_some_and(|r| r != head.root) {
                let message =
                    format!("the first {seq} records are not those the {} stands for", head.name);
                self.report.fault("rewritten", Some(file), Some(line), message);
            }
        }
        self.front = Some((seq, entry.stated));
    }

    pub fn finish(self) {
        let report = self.report;
        for gap in &self.gaps {
            let message = missing(gap.from, gap.to);
            report.fault("missing", Some(&gap.file), Some(gap.line), message);
        }
        if self.whole {
            report.root = Some(STANDARD.encode(self.tree.root()));
        }
        let last = self.front.map_or(0, |(n, _)| n);
        let file = self.ask.files.last().map(PathBuf::as_path);
        for head in self.expected.iter().filter(|e| !e.met && e.size > last) {
            if last == 0 {
                let message = format!(
                    "deleted: the {} counts {} records, and none is there",
                    head.name, head.size
                );
                report.fault("deleted", file, None, message);
            } else {
                let message = format!(
                    "cut off: the {} counts {} records, the last one here is {last}",
                    head.name, head.size
                );
                report.fault("truncated", file, None, message);
            }
        }
    }
}

fn missing(from: u64, to: u64) -> String {
    if from == to {
        format!("record {from} is missing")
    } else {
        format!("records {from} to {to} are missing")
    }
}

enum Line {
    Whole,
    Long,
    Torn,
}

/// The next line, without its newline.
fn next_line(lines: &mut impl BufRead, text: &mut Vec<u8>) -> io::Result<Option<Line>> {
    text.clear();
    // Twice more: a writer at work may be in the middle of a line.
    for patience in 0..3 {
        if patience > 0 && !text.is_empty() {
            thread::sleep(Duration::from_millis(20));
        }
        let room = (MAX_LINE - text.len()) as u64;
        lines.by_ref().take(room).read_until(b'\n', text)?;
        if text.is_empty() {
            return Ok(None);
        }
        if text.ends_with(b"\n") {
            text.pop();
            return Ok(Some(Line::Whole));
        }
        if text.len() >= MAX_LINE {
            lines.skip_until(b'\n')?;
            return Ok(Some(Line::Long));
        }
    }
    Ok(Some(Line::Torn))
}
