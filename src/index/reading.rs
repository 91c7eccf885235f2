//! What is indexed of one file? Its pieces, what it declares, what it says to people.

use std::collections::HashSet;

use super::chunk::{Chunk, Part, chunks};
use super::embedding::train::Pair;
use super::feature::{self, Declared, TOPIC_WORDS, TOPICS, hash};
use super::rank::is_stop;
use super::scan::{Line, Scan, declarations, scan};
use super::token::{each, spelt, words};
use crate::code::Facts;
use crate::code::facts::{Form, SymbolKind};
use crate::workspace::language::{Class, Language};

/// A file, ready to be indexed. A pure function of its text, its language and its facts.
pub struct Reading<'t> {
    pub chunks: Vec<Chunk<'t>>,
    /// Names that it declares; of a document its headings.
    pub names: String,
    /// Its comments and documentation strings.
    pub docs: String,
    /// See `feature`.
    pub features: Vec<u8>,
}

/// Bytes of comments of one file that are searched as such.
const DOCS: usize = 64 << 10;

impl<'t> Reading<'t> {
    /// A file that has not been parsed yet: windows of text, and no more.
    pub fn plain(text: &'t str) -> Self {
        let chunks = chunks(text, &[], &[]);
        Self { chunks, names: String::new(), docs: String::new(), features: Vec::new() }
    }

    /// `facts`: `None` where no grammar reads the file.
    pub fn new(text: &'t str, language: Option<Language>, facts: Option<&Facts>) -> Self {
        let scan = scan(text, language);
        let (declared, parts) = match facts {
            Some(facts) if !facts.symbols.is_empty() => of_facts(facts),
            _ => of_lines(text, language),
        };
        let mut names = String::new();
        for declared in declared.iter().filter(|declared| declared.kind != SymbolKind::Key) {
            names.push_str(&declared.name);
            names.push('\n');
        }
        let mut docs = String::new();
        for (_, comment) in &scan.comments {
            if docs.len() > DOCS {
                break;
            }
            docs.push_str(comment);
            docs.push('\n');
        }
        let topics = topics(&scan, &declared);
        let features = feature::encode(&declared, &topics, hands_on(facts, &declared, language));
        Self { chunks: chunks(text, &scan.lines, &parts), names, docs, features }
    }
}

/// Lines of the shortest part of a file that has a topic of its own.
const PART: usize = 60;

/// Of each part of the file the words that its comments and declarations say most.
fn topics(scan: &Scan, declared: &[Declared]) -> Vec<Vec<u32>> {
    let length = scan.lines.len().div_ceil(TOPICS).max(PART);
    let mut parts: [Tally; TOPICS] = Default::default();
    let mut say = |line: u32, text: &str| {
        let part = (line.saturating_sub(1) as usize / length).min(TOPICS - 1);
        each(text, |word| parts[part].count(word));
    };
    scan.comments.iter().for_each(|(line, text)| say(*line, text));
    declared.iter().for_each(|declared| say(declared.lines.0, &declared.name));
    parts.iter().map(Tally::most).filter(|topic| !topic.is_empty()).collect()
}

/// How often was each word said?
#[derive(Default)]
struct Tally {
    /// By hash: how often, and where in `text` it is.
    words: foldhash::HashMap<u32, (u32, u32, u32)>,
    text: String,
}

impl Tally {
    fn count(&mut self, word: &str) {
        if word.len() < 3 {
            return;
        }
        let (start, text) = (self.text.len() as u32, &mut self.text);
        let known = self.words.entry(hash(word)).or_insert_with(|| {
            text.push_str(word);
            (0, start, text.len() as u32)
        });
        known.0 += 1;
    }

    /// The hashes of the words that were said most, without those that say nothing.
    fn most(&self) -> Vec<u32> {
        let mut words: Vec<(u32, &str, u32)> = self
            .words
            .iter()
            .map(|(hash, (count, start, end))| {
                (*count, &self.text[*start as usize..*end as usize], *hash)
            })
            .collect();
        words.sort_unstable_by(|a, b| b.0.cmp(&a.0).then_with(|| a.1.cmp(b.1)));
        let telling = words.iter().filter(|(_, word, _)| !is_stop(word));
        telling.take(TOPIC_WORDS).map(|(.., hash)| *hash).collect()
    }
}

/// Does a file only give on what others declare?
fn hands_on(facts: Option<&Facts>, declared: &[Declared], language: Option<Language>) -> bool {
    if language.is_none_or(|language| language.class() != Class::Code) {
        return false;
    }
    let Some(facts) = facts else { return false };
    let own = declared.iter().filter(|d| d.kind.is_callable() || d.kind.is_type()).count();
    let taken = |import: &crate::code::facts::Import| {
        import.names.len().max(1) * usize::from(import.form != Form::Submodule || import.reexport)
    };
    let given: usize = facts.imports.iter().map(taken).sum::<usize>() + facts.exports.len();
    own <= 1 && given >= 3
}

/// Comments and the code under them, of what is long enough to learn from.
pub fn pairs(text: &str, language: Option<Language>, facts: &Facts) -> Vec<(u32, Pair)> {
    let scan = scan(text, language);
    let lines: Vec<&str> = text.lines().collect();
    let mut pairs = Vec::new();
    for symbol in facts.symbols.iter().filter(|s| s.kind.is_callable() || s.kind.is_type()) {
        let (first, last) = symbol.lines;
        let top = (first.saturating_sub(ABOVE)..first.saturating_sub(1))
            .rev()
            .take_while(|at| scan.lines.get(*at as usize) == Some(&Line::Lead))
            .last();
        let above = comments(&scan, top.map_or(first, |at| at + 1), first);
        let inside = || comments(&scan, first + 1, last.min(first + INSIDE) + 1);
        let comment = if above.len() < TELLING { inside() } else { above };
        if comment.len() < TELLING {
            continue;
        }
        let mut code = words(&facts[symbol.name]);
        let start = first.saturating_sub(1) as usize;
        for (at, line) in lines.iter().enumerate().take(last as usize).skip(start).take(CODE) {
            if scan.lines[at] == Line::Code && scan.comments_at(at as u32 + 1).is_empty() {
                code.extend(words(line));
            }
        }
        pairs.push((first, Pair::new(&distinct(comment), &distinct(code))));
    }
    pairs
}

/// What a file says to people and what it declares: words and how they are spelt, each once.
pub fn told(
    text: &str,
    language: Option<Language>,
    facts: Option<&Facts>,
) -> Vec<(String, String)> {
    let scan = scan(text, language);
    let (declared, _) = match facts {
        Some(facts) if !facts.symbols.is_empty() => of_facts(facts),
        _ => of_lines(text, language),
    };
    let mut seen = HashSet::new();
    let comments = scan.comments.iter().flat_map(|(_, text)| spelt(text));
    let names = declared.iter().flat_map(|declared| spelt(&declared.name));
    comments
        .chain(names)
        .filter(|(word, _)| word.len() > 2 && !is_stop(word))
        .filter(|pair| seen.insert(pair.clone()))
        .collect()
}

/// Lines above a declaration and in it whose comments are about it; lines of its code that are read.
const ABOVE: u32 = 20;
const INSIDE: u32 = 8;
const CODE: usize = 30;
/// Words of a comment that says something, and of either side that are learned from.
const TELLING: usize = 5;
const LEARNED: usize = 60;

/// Words of the comments of some lines.
fn comments(scan: &Scan, start: u32, end: u32) -> Vec<String> {
    let of = scan.comments.iter().filter(|(line, _)| (start..end).contains(line));
    of.flat_map(|(_, text)| words(text)).filter(|word| !is_stop(word)).collect()
}

fn distinct(words: Vec<String>) -> Vec<String> {
    let mut seen = HashSet::new();
    words.into_iter().filter(|word| seen.insert(word.clone())).take(LEARNED).collect()
}

fn of_facts(facts: &Facts) -> (Vec<Declared<'_>>, Vec<Part>) {
    let mut declared = Vec::with_capacity(facts.symbols.len());
    let mut parts = Vec::new();
    // Of each symbol the part that it is, or that is around it.
    let mut part_of: Vec<Option<usize>> = Vec::with_capacity(facts.symbols.len());
    for symbol in &facts.symbols {
        let around =
            symbol.parent.and_then(|parent| part_of.get(parent as usize).copied().flatten());
        let long = symbol.lines.1 > symbol.lines.0;
        if long && !matches!(symbol.kind, SymbolKind::Key | SymbolKind::Variant | SymbolKind::Field)
        {
            part_of.push(Some(parts.len()));
            parts.push(Part { lines: symbol.lines, parent: around });
        } else {
            part_of.push(around);
        }
        declared.push(Declared {
            name: facts[symbol.name].into(),
            kind: symbol.kind,
            lines: symbol.lines,
        });
    }
    (declared, parts)
}

fn of_lines(text: &str, language: Option<Language>) -> (Vec<Declared<'static>>, Vec<Part>) {
    let told = declarations(text, language);
    let mut parts: Vec<Part> = Vec::new();
    let mut open: Vec<usize> = Vec::new();
    for told in &told {
        while open.pop_if(|at| parts[*at].lines.1 < told.lines.0).is_some() {}
        let parent = open.last().copied();
        open.push(parts.len());
        parts.push(Part { lines: told.lines, parent });
    }
    (told.into_iter().map(Declared::from).collect(), parts)
}
