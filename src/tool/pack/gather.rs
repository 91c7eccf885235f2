//! Which parts of a workspace are worth a place in a pack, and which comes first?
//!
//! First what was asked for: changed hunks, files, places that match the words. Then, for each of
//! those, what the graph says: definitions that it uses, tests that use it, its nearest dependents.
//! Within a kind the parts that more of the asked-for leans on come first.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use crate::base::{Error, Kind, Result};
use crate::git::history;
use crate::git::object::Commit;
use crate::git::status::ChangeKind;
use crate::graph::query::{End, is_test};
use crate::graph::{Confidence, FileId, Graph, SymbolId};
use crate::index::View;
use crate::index::filter::Filter;
use crate::index::rank::rank;
use crate::tool::read::{Lines, marked};
use crate::tool::{Call, booking, code, declared};
use crate::workspace::source::BlobId;

pub struct Wanted<'a> {
    pub query: Option<&'a str>,
    pub paths: &'a [String],
    pub range: Option<&'a str>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum PartKind {
    Change,
    File,
    Match,
    Definition,
    Test,
    Dependent,
}

impl PartKind {
    pub const fn name(self) -> &'static str {
        match self {
            Self::Change => "change",
            Self::File => "file",
            Self::Match => "match",
            Self::Definition => "definition",
            Self::Test => "test",
            Self::Dependent => "dependent",
        }
    }
}

/// Some lines of one file, and why they are worth reading.
pub struct Part {
    pub path: Arc<str>,
    pub blob: BlobId,
    pub kind: PartKind,
    pub lines: (u32, u32),
    pub why: String,
    /// Lines of the file as they are; of a change a unified diff.
    pub text: String,
    pub language: Option<&'static str>,
}

impl Part {
    /// Bytes that it takes in a document, about.
    pub fn size(&self) -> usize {
        self.text.len() + self.path.len() + self.why.len() + 60
    }

    /// Tokens of the whole file that it is taken from.
    pub fn file_tokens(&self, call: &Call, view: &View) -> usize {
        booking::whole(call.space(), view, &self.path).map_or(0, |(tokens, _, _)| tokens)
    }
}

/// Lines of a declaration up to which it is shown whole; of a longer one, its head.
const WHOLE: u32 = 60;
/// Lines of a file up to which it is shown whole; of a longer one, its signatures.
const WHOLE_FILE: u32 = 400;
/// Lines around a use.
const AROUND: u32 = 4;
const MOST_MATCHES: usize = 12;
const MOST_DEFINITIONS: usize = 60;
const MOST_USERS: usize = 40;

/// # Errors
/// Those of the search, the graph and git; `tool_error` when nothing at all fits the wish.
pub fn gather(call: &Call, view: &View, wanted: &Wanted<'_>) -> Result<Vec<Part>> {
    let graph = view.graph()?;
    let mut gathered = Gathered { call, view, graph: &graph, parts: Vec::new(), asked: Vec::new() };
    if let Some(range) = wanted.range {
        gathered.changes(range)?;
    }
    for path in wanted.paths {
        gathered.file(path)?;
    }
    if let Some(query) = wanted.query {
        gathered.matches(query)?;
    }
    if gathered.parts.is_empty() {
        return Err(Error::new(Kind::ToolError, "nothing in this workspace fits the wish")
            .hint("ask in other words, or name files"));
    }
    gathered.definitions();
    gathered.users();
    Ok(gathered.parts)
}

struct Gathered<'a> {
    call: &'a Call<'a>,
    view: &'a View,
    graph: &'a Graph,
    parts: Vec<Part>,
    /// Lines that were asked for, by file: what they use and what uses them belongs to the pack.
    asked: Vec<(FileId, (u32, u32))>,
}

impl Gathered<'_> {
    fn changes(&mut self, range: &str) -> Result<()> {
        let Some(served) = self.view.snapshot().head().commit.clone() else {
            return Err(Error::new(Kind::ToolError, "a plain folder has no commits")
                .hint("ask with `query` or `paths`"));
        };
        let root = self.call.space().root();
        let range = history::range(root, &served, range)?;
        let Some(commit) = Commit::open(root, &range.to)? else {
            return Err(Error::failed(format!("the commit `{}` is gone", range.to)));
        };
        for change in history::changes(root, &range)? {
            self.call.permit.deadline().check()?;
            let text = |blob: Option<BlobId>| blob.map(|b| commit.bytes(b)).transpose();
            let before = text(change.old)?.unwrap_or_default();
            let after = text(change.new)?.unwrap_or_default();
            let diff = history::unified(&before, &after, &change.path)?;
            let lines = history::changed_lines(&before, &after)?;
            let why = match (change.kind, &change.old_path) {
                (ChangeKind::Modified, Some(old)) => format!("renamed from {old}"),
                (kind, _) => format!("{} by the change", kind.name()),
            };
            let file = self.graph.file(&change.path);
            self.asked.extend(lines.iter().filter_map(|lines| Some((file?, *lines))));
            let span = (lines.first().map_or(1, |l| l.0), lines.last().map_or(1, |l| l.1));
            // What is deleted is in no file that is served, and is cited by nothing.
            let entry = self.view.snapshot().manifest.find(&change.path);
            self.parts.push(Part {
                path: Arc::from(&*change.path),
                blob: entry.map_or(BlobId([0; 20]), |entry| entry.blob),
                kind: PartKind::Change,
                lines: span,
                why,
                text: if diff.is_empty() { "(no line of text differs)\n".into() } else { diff },
                language: Some("diff"),
            });
        }
        Ok(())
    }

    fn file(&mut self, path: &str) -> Result<()> {
        let file = code::file(self.view, self.graph, path)?;
        let Some(entry) = declared::entry(self.view, file) else { return Ok(()) };
        let lines = (1, entry.lines.max(1));
        self.asked.push((file, lines));
        if entry.lines <= WHOLE_FILE {
            self.lines(file, lines, PartKind::File, "asked for".into());
            return Ok(());
        }
        let facts = self.view.facts(entry)?;
        let text = self.text(file);
        let runs =
            facts.map(|facts| crate::tool::read::mode::signatures(&facts, &Lines::of(&text)));
        match runs.filter(|runs| !runs.is_empty()) {
            None => self.lines(file, lines, PartKind::File, "asked for".into()),
            Some(runs) => {
                let shown = marked(&Lines::of(&text), &runs);
                self.part(file, lines, PartKind::File, "asked for; bodies left out".into(), shown);
            }
        }
        Ok(())
    }

    fn matches(&mut self, query: &str) -> Result<()> {
        let filter = Filter::new([""], None)?;
        let deadline = self.call.permit.deadline();
        let hits = rank(self.view, query, &filter, MOST_MATCHES, false, deadline)?;
        for hit in hits {
            let Some(file) = self.graph.file(&hit.path) else { continue };
            // The declaration around a place is easier to read than a window of lines.
            let around = self.around(file, (hit.start_line, hit.end_line));
            let lines = around.unwrap_or((hit.start_line, hit.end_line));
            self.asked.push((file, lines));
            self.lines(file, lines, PartKind::Match, format!("matches: {query}"));
        }
        Ok(())
    }

    /// The smallest declaration that holds these lines, if it is not much longer than they are.
    fn around(&self, file: FileId, lines: (u32, u32)) -> Option<(u32, u32)> {
        let holding = self.graph.symbols_in(file).map(|s| self.graph.symbol(s).lines);
        holding
            .filter(|own| own.0 <= lines.0 && own.1 >= lines.1 && own.1 - own.0 <= WHOLE)
            .min_by_key(|own| own.1 - own.0)
    }

    /// What the asked-for lines use and do not hold themselves, the most used first.
    fn definitions(&mut self) {
        let mut used: HashMap<SymbolId, u32> = HashMap::new();
        for (file, lines) in &self.asked {
            for one in self.graph.uses_in(*file) {
                let inside = one.line >= lines.0 && one.line <= lines.1;
                if inside && one.confidence > Confidence::Possible {
                    *used.entry(one.to).or_default() += 1;
                }
            }
        }
        let mut used: Vec<(SymbolId, u32)> =
            used.into_iter().filter(|(s, _)| !self.is_shown(*s)).collect();
        used.sort_by_key(|(symbol, count)| (std::cmp::Reverse(*count), *symbol));
        used.truncate(MOST_DEFINITIONS);
        for (symbol, count) in used {
            // A member may have come in with its type just before.
            if !self.is_shown(symbol) {
                let times = if count == 1 { "once".into() } else { format!("{count} times") };
                let why = format!("{} is used {times}", self.graph.qualified(symbol));
                self.declaration(symbol, PartKind::Definition, why);
            }
        }
    }

    /// Who uses what the asked-for lines declare: tests before others.
    fn users(&mut self) {
        let mut declared: Vec<SymbolId> = Vec::new();
        for (file, lines) in &self.asked {
            let within = self.graph.symbols_in(*file).filter(|s| {
                let own = self.graph.symbol(*s).lines;
                own.0 <= lines.1 && own.1 >= lines.0
            });
            declared.extend(within);
        }
        declared.sort_unstable();
        declared.dedup();
        let mut users: BTreeMap<(bool, FileId, End), (SymbolId, u32, u32)> = BTreeMap::new();
        for symbol in declared {
            for one in self.graph.users(symbol, Confidence::Likely) {
                if !self.is_asked(one.file, one.line) {
                    let test = is_test(self.graph.path(one.file));
                    let user = users.entry((!test, one.file, one.from));
                    user.or_insert((symbol, one.line, 0)).2 += 1;
                }
            }
        }
        let mut users: Vec<_> = users.into_iter().collect();
        users.sort_by_key(|((late, file, _), (_, line, count))| {
            (*late, std::cmp::Reverse(*count), *file, *line)
        });
        for ((late, file, end), (symbol, line, _)) in users.into_iter().take(MOST_USERS) {
            let kind = if late { PartKind::Dependent } else { PartKind::Test };
            let why = format!("uses {}", self.graph.qualified(symbol));
            let own = match end {
                End::Symbol(s) => Some(self.graph.symbol(s).lines),
                End::Top(_) => None,
            };
            let near = (line.saturating_sub(AROUND).max(1), line + AROUND);
            let lines = own.filter(|own| own.1 - own.0 <= WHOLE / 2).unwrap_or(near);
            if !self.holds(file, lines) {
                self.lines(file, lines, kind, why);
            }
        }
    }

    fn declaration(&mut self, symbol: SymbolId, kind: PartKind, why: String) {
        let node = self.graph.symbol(symbol);
        let (first, last) = node.lines;
        if last - first <= WHOLE {
            return self.lines(node.file, node.lines, kind, why);
        }
        let text = self.text(node.file);
        let (end, _) = Lines::of(&text).at((node.head.end as usize).saturating_sub(1));
        let end = u32::try_from(end).unwrap_or(first).clamp(first, last);
        self.lines(
            node.file,
            (first, end),
            kind,
            format!("{why}; its head, of lines {first}-{last}"),
        );
    }

    fn is_shown(&self, symbol: SymbolId) -> bool {
        let node = self.graph.symbol(symbol);
        self.holds(node.file, node.lines)
    }

    /// Are these lines in a part already? A diff shows too little of what is around it.
    fn holds(&self, file: FileId, lines: (u32, u32)) -> bool {
        let path = self.graph.path(file);
        self.parts.iter().any(|part| {
            part.kind != PartKind::Change
                && *part.path == *path
                && part.lines.0 <= lines.0
                && part.lines.1 >= lines.1
        })
    }

    fn is_asked(&self, file: FileId, line: u32) -> bool {
        self.asked.iter().any(|(own, lines)| *own == file && lines.0 <= line && line <= lines.1)
    }

    fn text(&self, file: FileId) -> String {
        let entry = declared::entry(self.view, file);
        let text = entry.and_then(|entry| self.view.snapshot().indexed(entry).ok().flatten());
        String::from_utf8_lossy(text.unwrap_or_default()).into_owned()
    }

    fn lines(&mut self, file: FileId, lines: (u32, u32), kind: PartKind, why: String) {
        if self.holds(file, lines) {
            return;
        }
        let text = self.text(file);
        let all = Lines::of(&text);
        let last = (lines.1 as usize).min(all.len());
        let shown = all.text(lines.0 as usize, last).to_owned();
        let last = u32::try_from(last).unwrap_or(lines.1).max(lines.0);
        self.part(file, (lines.0, last), kind, why, shown);
    }

    fn part(&mut self, file: FileId, lines: (u32, u32), kind: PartKind, why: String, text: String) {
        let Some(entry) = declared::entry(self.view, file) else { return };
        self.parts.push(Part {
            path: Arc::clone(&entry.path),
            blob: entry.blob,
            kind,
            lines,
            why,
            text,
            language: entry.language.map(|language| language.name()),
        });
    }
}
