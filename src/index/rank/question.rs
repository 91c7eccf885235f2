//! What is asked? A name, a path, a question in words, or a pasted report: each is served by its own recipe.

use std::collections::HashMap;

use crate::base::{Error, Result};
use crate::index::feature::{Style, squashed, style, whole};
use crate::index::token::words;
use crate::workspace::language::Language;

/// What a query is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Asked {
    /// One name: `parseConfig`, `Rack::Response`, `fn run`.
    Symbol,
    /// One file: `src/app.py`, `app.py:12`.
    Path,
    /// Words of a person.
    Question,
    /// An issue, a log, a stack trace: many words, of which few tell.
    Report,
}

impl Asked {
    pub const fn name(self) -> &'static str {
        match self {
            Self::Symbol => "symbol",
            Self::Path => "path",
            Self::Question => "question",
            Self::Report => "report",
        }
    }
}

/// A word that is searched.
#[derive(Debug, Clone, PartialEq)]
pub struct Word {
    pub text: String,
    /// 1 for a word that is said once.
    pub weight: f32,
}

impl AsRef<str> for Word {
    fn as_ref(&self) -> &str {
        &self.text
    }
}

/// A file that the query names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mention {
    /// Its parts, the name last.
    pub parts: Vec<String>,
    pub line: Option<u32>,
    /// `a.b.c`: the last part may be a module, or something in one.
    pub dotted: bool,
}

#[derive(Debug, Clone)]
pub struct Question {
    pub asked: Asked,
    pub words: Vec<Word>,
    /// The names in it, without case and marks, and how each is written.
    pub names: Vec<String>,
    pub styles: Vec<Style>,
    pub mentions: Vec<Mention>,
    pub about_tests: bool,
    pub about_documents: bool,
    /// What documents say is asked for, not code that has to do with them.
    pub asks_documents: bool,
    /// `v2`: then an older one than the newest may be meant.
    pub about_version: bool,
}

/// Words of a question; a report has more, of which the most telling are searched.
const WORDS: usize = 64;
const REPORT_WORDS: usize = 400;
/// Words above which a query is a report, and above which one of several lines is.
const LONG: usize = 60;
const LONG_OF_LINES: usize = 15;
/// How much more a report's first line says than the rest.
const TITLE: f32 = 3.0;
const MENTIONS: usize = 40;
const NAMES: usize = 40;
/// Bytes that are read.
const LONGEST: usize = 64 << 10;

impl Question {
    /// # Errors
    /// `invalid_arguments` for a query without a single word.
    pub fn new(query: &str) -> Result<Self> {
        let query = &query[..query.floor_char_boundary(LONGEST)];
        let query = query.trim();
        let mentions = mentions(query);
        let asked = asked(query, &mentions);
        let words = match asked {
            Asked::Report => report_words(query),
            _ => question_words(query),
        };
        if words.is_empty() {
            return Err(Error::invalid("the query holds no word")
                .hint("ask with names or words; `ctx_search` finds punctuation"));
        }
        let says = |one: &[&str]| words.iter().any(|word| one.contains(&word.text.as_str()));
        let (names, styles) = names(query, asked);
        Ok(Self {
            asked,
            names,
            styles,
            about_tests: says(&[
                "test",
                "spec",
                "fixture",
                "mock",
                "pytest",
                "unittest",
                "benchmark",
            ]),
            asks_documents: asks_documents(query),
            about_documents: says(&[
                "readme",
                "document",
                "documentation",
                "doc",
                "docs",
                "guide",
                "tutorial",
                "changelog",
                "licens",
                "contribut",
                "install",
                "faq",
                "manual",
                "architectur",
            ]),
            about_version: query.split(|c: char| !c.is_alphanumeric()).any(is_version),
            words,
            mentions,
        })
    }
}

fn asks_documents(query: &str) -> bool {
    let lower = query.to_lowercase();
    let each: Vec<&str> =
        lower.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).collect();
    each.iter().enumerate().any(|(at, word)| match *word {
        "guide" | "tutorial" | "manual" | "readme" | "changelog" | "faq" => true,
        // `documentation generation` is a thing of code.
        "documentation" | "docs" => match each.get(at + 1) {
            Some(next) => ["of", "on", "for", "about", "say", "says"].contains(next),
            None => at > 0,
        },
        _ => false,
    })
}

fn asked(query: &str, mentions: &[Mention]) -> Asked {
    let count = query.split_whitespace().count();
    let lines = query.lines().filter(|line| !line.trim().is_empty()).count();
    let traced = mentions.iter().any(|mention| mention.line.is_some());
    if count > LONG || (lines > 1 && (count > LONG_OF_LINES || traced)) {
        return Asked::Report;
    }
    let bare = declared(query);
    if bare.split_whitespace().nth(1).is_some() {
        return Asked::Question;
    }
    if mentions.iter().any(|mention| !mention.dotted) {
        return Asked::Path;
    }
    let odd = |c: char| !(c.is_alphanumeric() || "_.:#()!?-<>$@'\\/&*".contains(c));
    if bare.contains(odd) { Asked::Question } else { Asked::Symbol }
}

/// Without a word that says what kind of thing is named.
fn declared(query: &str) -> &str {
    let mut parts = query.splitn(2, char::is_whitespace);
    let (first, rest) = (parts.next().unwrap_or_default(), parts.next().unwrap_or_default().trim());
    let kind = matches!(
        first,
        "class"
            | "def"
            | "fn"
            | "func"
            | "function"
            | "struct"
            | "enum"
            | "trait"
            | "interface"
            | "type"
            | "method"
            | "module"
            | "const"
            | "macro"
            | "impl"
    );
    if kind && !rest.is_empty() && !rest.contains(char::is_whitespace) { rest } else { query }
}

/// The query's distinct words. Stop words are dropped from what reads like a sentence, never all.
fn question_words(query: &str) -> Vec<Word> {
    let mut all: Vec<Word> = Vec::new();
    for text in words(query) {
        if all.iter().all(|word| word.text != text) {
            all.push(Word { text, weight: 1.0 });
        }
    }
    if query.split_whitespace().count() >= 3 {
        let telling: Vec<Word> =
            all.iter().filter(|word| !STOP_WORDS.contains(&word.text.as_str())).cloned().collect();
        if !telling.is_empty() {
            all = telling;
        }
    }
    all.truncate(WORDS);
    all
}

/// Words weigh 1 + ln(how often); the title's count three times.
fn report_words(query: &str) -> Vec<Word> {
    let mut at: HashMap<String, usize> = HashMap::new();
    let mut all: Vec<Word> = Vec::new();
    let title = query.lines().find(|line| !line.trim().is_empty()).unwrap_or_default();
    let rest = query.split_once(title).map_or("", |(_, rest)| rest);
    for (text, weight) in [(title, TITLE), (rest, 1.0)] {
        for text in words(text) {
            if STOP_WORDS.contains(&text.as_str()) || text.chars().all(|c| c.is_ascii_digit()) {
                continue;
            }
            let known = *at.entry(text.clone()).or_insert(all.len());
            match all.get_mut(known) {
                Some(word) => word.weight += weight,
                None => all.push(Word { text, weight }),
            }
        }
    }
    for word in &mut all {
        word.weight = 1.0 + word.weight.max(1.0).ln();
    }
    all.truncate(REPORT_WORDS);
    all
}

/// As the tokenizer leaves them.
pub const STOP_WORDS: &[&str] = &[
    "a", "about", "all", "an", "and", "any", "are", "as", "at", "be", "been", "being", "but", "by",
    "can", "could", "do", "doe", "does", "doing", "done", "for", "from", "had", "has", "have",
    "how", "i", "if", "in", "into", "is", "it", "its", "me", "my", "not", "of", "on", "one", "or",
    "our", "out", "should", "show", "so", "some", "such", "that", "the", "their", "them", "then",
    "there", "thes", "they", "this", "thos", "to", "up", "us", "use", "used", "using", "want",
    "was", "we", "were", "what", "when", "wher", "which", "while", "whil", "who", "why", "will",
    "with", "would", "you", "your",
];

fn is_version(word: &str) -> bool {
    let digits = word.strip_prefix(['v', 'V']).unwrap_or_default();
    !digits.is_empty() && digits.bytes().all(|b| b.is_ascii_digit())
}

/// What is written like a name of code, and of a symbol query that name.
fn names(query: &str, asked: Asked) -> (Vec<String>, Vec<Style>) {
    let (mut names, mut styles) = (Vec::new(), Vec::new());
    let mut push = |text: &str| {
        let name = squashed(text);
        if name.chars().count() >= 2 && !names.contains(&name) && names.len() < NAMES {
            names.push(name);
            styles.push(style(text));
        }
    };
    if asked == Asked::Symbol {
        push(declared(query));
    }
    let edge = |c: char| !(c.is_alphanumeric() || c == '_');
    for raw in query.split(|c: char| c.is_whitespace() || ",;\"`{}[]<>=|+*".contains(c)) {
        let called = raw.contains("()") || raw.ends_with('!');
        let text = raw.split('(').next().unwrap_or(raw).trim_matches(edge);
        if called || is_name(text) {
            push(text);
        }
    }
    (names, styles)
}

/// Is it written as only code is?
pub fn is_name(text: &str) -> bool {
    let inner = text.trim_matches('_');
    if inner.contains('_') || text.contains("::") {
        return true;
    }
    let mut before = ' ';
    let mut humps = false;
    for c in text.chars() {
        humps |= before.is_lowercase() && c.is_uppercase();
        before = c;
    }
    let dotted = text.contains('.') && text.split('.').all(|part| part.chars().count() > 1);
    humps || (dotted && text.chars().all(|c| c.is_alphanumeric() || c == '.'))
}

/// The files, lines and modules that a text names.
pub fn mentions(query: &str) -> Vec<Mention> {
    let mut found: Vec<Mention> = Vec::new();
    let cut = |c: char| c.is_whitespace() || "\"'`()[]{}<>,;|=".contains(c);
    let mut tokens = query.split(cut).filter(|token| !token.is_empty()).peekable();
    while let Some(token) = tokens.next() {
        if found.len() == MENTIONS {
            break;
        }
        let Some(mut mention) = mention(token) else { continue };
        // Python's frames: `File "a.py", line 12`.
        if mention.line.is_none() && tokens.peek() == Some(&"line") {
            tokens.next();
            mention.line = tokens.peek().and_then(|number| number.trim_matches(':').parse().ok());
        }
        if !found.contains(&mention) {
            found.push(mention);
        }
    }
    found
}

pub fn mention(token: &str) -> Option<Mention> {
    let token = token.trim_end_matches(['.', ':', '!', '?']);
    let token = token.strip_prefix("file://").unwrap_or(token);
    if token.contains("://") {
        // A link into a forge names a file of its tree.
        let (_, path) = token.split_once("/blob/").or_else(|| token.split_once("/tree/"))?;
        let (_, path) = path.split_once('/')?;
        return mention(path);
    }
    let (path, line) = match token.split_once("#L") {
        Some((path, rest)) => {
            (path, rest.split(|c: char| !c.is_ascii_digit()).next()?.parse().ok())
        }
        None => lined(token),
    };
    let slashed = path.replace('\\', "/");
    let parts: Vec<String> = slashed
        .split('/')
        .filter(|part| !matches!(*part, "" | "." | ".."))
        .map(str::to_owned)
        .collect();
    let name = parts.last()?;
    let plain = |part: &str| part.chars().all(|c| c.is_alphanumeric() || "._-+@".contains(c));
    if !parts.iter().all(|part| plain(part)) {
        return None;
    }
    let (stem, extension) = name.rsplit_once('.').unwrap_or((name, ""));
    let of_language = Language::of_path(name).is_some() && !extension.is_empty();
    if !stem.is_empty() && (of_language || (parts.len() > 1 && !extension.is_empty())) {
        return Some(Mention { parts, line, dotted: false });
    }
    if parts.len() > 2 || (parts.len() == 2 && slashed.contains('/') && line.is_some()) {
        return Some(Mention { parts, line, dotted: false });
    }
    let modules: Vec<String> = name.split('.').map(str::to_owned).collect();
    let identifier = |part: &String| {
        part.len() > 1
            && part.chars().next().is_some_and(|c| c.is_alphabetic() || c == '_')
            && part.chars().all(|c| c.is_alphanumeric() || c == '_')
    };
    (parts.len() == 1 && modules.len() > 1 && modules.iter().all(identifier)).then_some(Mention {
        parts: modules,
        line,
        dotted: true,
    })
}

/// `a.rs:12:5` is line 12.
fn lined(token: &str) -> (&str, Option<u32>) {
    let Some((path, rest)) = token.split_once(':') else { return (token, None) };
    // `C:\a.cs:line 12`
    if path.len() == 1 && rest.starts_with('\\') {
        return match rest.split_once(':') {
            Some((path, line)) => (path, line.trim_start_matches("line").trim().parse().ok()),
            None => (rest, None),
        };
    }
    let digits: String = rest.chars().take_while(char::is_ascii_digit).collect();
    match digits.parse() {
        Ok(line) => (path, Some(line)),
        Err(_) => (token, None),
    }
}

impl Mention {
    /// How well it names a path: 1 where one is the other's end, less where only the last names are
    /// equal; 0 where not even they are.
    pub fn fits(&self, path: &str) -> f32 {
        if self.dotted {
            return self.fits_module(path);
        }
        let mut same = 0;
        let mut theirs = path.rsplit('/');
        for own in self.parts.iter().rev() {
            match theirs.next() {
                Some(part) if part == own => same += 1,
                _ => break,
            }
        }
        let length = path.split('/').count();
        if same == 0 {
            0.0
        } else if same == self.parts.len() || same == length {
            1.0
        } else {
            // Two paths that part above the name: another machine's folders, or another file.
            if same > 1 { 0.6 } else { 0.2 }
        }
    }

    fn fits_module(&self, path: &str) -> f32 {
        let path = module_of(path);
        let mut best = 0.0f32;
        // What stands last may be a class or a function of the module.
        for drop in 0..3.min(self.parts.len() - 1) {
            let own = &self.parts[..self.parts.len() - drop];
            let mut theirs = path.rsplit('/');
            let same = own.iter().rev().take_while(|part| theirs.next() == Some(part)).count();
            if same == own.len() && own.len() > 1 {
                best = best.max(1.0 - 0.2 * drop as f32);
            }
        }
        best
    }
}

/// A path without its ending and a name that stands for its folder.
fn module_of(path: &str) -> &str {
    let path = path.rsplit_once('.').map_or(path, |(path, _)| path);
    path.strip_suffix("/__init__").or_else(|| path.strip_suffix("/mod")).unwrap_or(path)
}

/// The name that a path ends in.
pub fn last_of(path: &str) -> &str {
    &path[memchr::memrchr(b'/', path.as_bytes()).map_or(0, |at| at + 1)..]
}

/// By what a path ends in which of several mentions could fit it: a tree has many paths.
#[derive(Default)]
pub struct Ends<'m> {
    names: foldhash::HashMap<&'m str, Vec<usize>>,
    modules: foldhash::HashMap<&'m str, Vec<usize>>,
}

impl<'m> Ends<'m> {
    pub fn new(mentions: &'m [Mention]) -> Self {
        let mut ends = Self::default();
        for (at, mention) in mentions.iter().enumerate() {
            if mention.dotted {
                for part in mention.parts.iter().skip(1).rev().take(3) {
                    ends.modules.entry(part).or_default().push(at);
                }
            } else if let Some(name) = mention.parts.last() {
                ends.names.entry(name).or_default().push(at);
            }
        }
        ends
    }

    /// Those that could fit, in their order.
    pub fn of(&self, path: &str, into: &mut Vec<usize>) {
        into.clear();
        let mut look = |map: &foldhash::HashMap<&str, Vec<usize>>, path: &str| {
            if !map.is_empty() {
                into.extend(map.get(last_of(path)).into_iter().flatten());
            }
        };
        look(&self.names, path);
        look(&self.modules, module_of(path));
        into.sort_unstable();
        into.dedup();
    }
}

/// Names as records know them.
pub fn hashes(names: &[String]) -> Vec<u32> {
    names.iter().map(|name| whole(name)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn asked(query: &str) -> Asked {
        Question::new(query).unwrap().asked
    }

    fn texts(query: &str) -> Vec<String> {
        Question::new(query).unwrap().words.into_iter().map(|word| word.text).collect()
    }

    #[test]
    fn kinds_of_queries_are_told_apart() {
        for query in
            ["parseConfig", "Rack::Response", "app.get()", "fn main", "class Foo", "SSL", "isErr?"]
        {
            assert_eq!(asked(query), Asked::Symbol, "{query}");
        }
        for query in ["src/app.py", "app.py", "app.py:12", "lib/rack/", "a/b/c"] {
            let expected = if query == "lib/rack/" { Asked::Symbol } else { Asked::Path };
            assert_eq!(asked(query), expected, "{query}");
        }
        for query in ["where are tokens compared", "parse header", "token, compare"] {
            assert_eq!(asked(query), Asked::Question, "{query}");
        }
        let trace = "boom\n  File \"/x/app/models.py\", line 12, in f\nValueError: y";
        assert_eq!(asked(trace), Asked::Report);
        assert_eq!(asked(&"many words ".repeat(40)), Asked::Report);
        assert!(Question::new("+++ ...").is_err());
    }

    #[test]
    fn stop_words_go_from_sentences_alone() {
        assert_eq!(texts("where is the token compared"), ["token", "compar"]);
        assert_eq!(texts("use"), ["use"]);
        assert_eq!(texts("what is it"), ["what", "is", "it"]);
    }

    #[test]
    fn a_reports_title_weighs_more_and_repetition_less() {
        let report =
            Question::new(&format!("Crash in parser\n{}", "lexer broke again now\n".repeat(9)))
                .unwrap();
        let weight = |text: &str| report.words.iter().find(|w| w.text == text).unwrap().weight;
        assert!((weight("crash") - (1.0 + 3f32.ln())).abs() < 1e-6);
        assert!((weight("lexer") - (1.0 + 9f32.ln())).abs() < 1e-6);
    }

    #[test]
    fn documents_are_asked_for_by_what_they_are_called() {
        for query in
            ["what does the guide say of limits", "documentation of limits", "limits in the docs"]
        {
            assert!(asks_documents(query), "{query}");
        }
        for query in ["documentation generation for man pages", "parse a document", "docs"] {
            assert!(!asks_documents(query), "{query}");
        }
    }

    #[test]
    fn frames_name_files_and_lines() {
        let of = |text: &str| {
            let found = mentions(text).into_iter().next();
            found.map(|m| (m.parts.join("/"), m.line, m.dotted))
        };
        let some = |path: &str, line, dotted| Some((path.to_owned(), line, dotted));
        assert_eq!(
            of("File \"/srv/app/a.py\", line 12, in f"),
            some("srv/app/a.py", Some(12), false)
        );
        assert_eq!(of("at f (/srv/lib/a.js:10:3)"), some("srv/lib/a.js", Some(10), false));
        assert_eq!(of("thread panicked at src/a.rs:7:1:"), some("src/a.rs", Some(7), false));
        assert_eq!(
            of("https://example.org/o/r/blob/main/src/a.go#L5"),
            some("src/a.go", Some(5), false)
        );
        assert_eq!(of("see django.db.models"), some("django/db/models", None, true));
        assert_eq!(of("see https://example.org/x"), None);
        assert_eq!(of("e.g. nothing"), None);
    }

    #[test]
    fn a_mention_fits_by_its_end() {
        let fits = |text: &str, path: &str| mentions(text)[0].fits(path);
        assert_eq!(fits("/usr/lib/python3/site-packages/app/a.py", "app/a.py"), 1.0);
        assert_eq!(fits("app/a.py", "src/app/a.py"), 1.0);
        assert!(fits("other/a.py", "src/app/a.py") < 0.5);
        assert_eq!(fits("b.py", "src/app/a.py"), 0.0);
        assert_eq!(fits("app.models.User", "src/app/models.py"), 0.8);
        assert_eq!(fits("app.models", "app/models/__init__.py"), 1.0);
    }

    #[test]
    fn names_in_a_question_are_seen() {
        let names =
            Question::new("how does combineReducers call Foo::bar or app.run()").unwrap().names;
        assert_eq!(names, ["combinereducers", "bar", "run"]);
    }
}
