//! Does exact search find what ripgrep finds? Its own libraries search the same files, line for line.

use std::collections::BTreeSet;

use grep_regex::{RegexMatcher, RegexMatcherBuilder};
use grep_searcher::{Searcher, SearcherBuilder, Sink, SinkMatch};

use super::*;
use crate::index::grep::{Case, Query, Rows};

/// Written by hand: what parsers, planners and engines get wrong.
const PATTERNS: &[&str] = &[
    "fn",
    "Fn",
    "fn main",
    "TODO",
    "a",
    "e$",
    "^",
    "$",
    "^$",
    "^\\s*$",
    "^use ",
    ";$",
    "\\bself\\b",
    "\\Bself",
    "self\\B",
    "pub (fn|struct|enum) \\w+",
    "(?i)RESULT",
    "(?-i)result",
    "(?i:Err)or",
    "[A-Z]{3,}",
    "[a-z]+_[a-z]+",
    "\\d+",
    "\\D{40}",
    "0x[0-9a-fA-F]+",
    "\\w+\\(\\)",
    "\\.\\w+\\(",
    "&mut ",
    "&'a ",
    "<'\\w+>",
    "->\\s*Result<",
    "Result<\\(\\)>",
    "=>",
    "\\{$",
    "^\\}$",
    "^    \\}$",
    "//[/!] ",
    "^//!",
    "\"[^\"]*\"",
    "\"[^\"]{20,}\"",
    "'.'",
    "'\\\\n'",
    "\\\\n",
    "\\t",
    "\\x41",
    "\\u{e9}",
    "é",
    "É",
    "[é-ü]",
    "日本",
    "[\\p{Han}]+",
    "\\p{Greek}",
    "\\p{Lu}\\p{Ll}+",
    "\\P{ASCII}",
    "(?-u:\\xff)",
    "[^\\x00-\\x7f]",
    "(?-u)[\\x80-\\xff]",
    "foo|bar|baz",
    "(a|b|c)(d|e|f)",
    "(foo)?bar",
    "(foo)*bar",
    "(foo)+bar",
    "x{0}",
    "x{2}",
    "x{2,3}",
    "x{0,3}y",
    "(ab){3}",
    "a.c",
    "a.*c",
    "a.*?c",
    "a[^b]c",
    ".{80,}",
    "^.{0,3}$",
    ".",
    "..",
    "\\S",
    "\\s\\s",
    "\\S+\\s+\\S+$",
    "\\A//!",
    "\\z",
    "needle\\z",
    "\\Aneedle",
    "(?m)^needle$",
    "(?s)a.b",
    "(?x) need le",
    "(?x)[ ]",
    "[[:alpha:]]+ing",
    "[[:^alnum:]]{4}",
    "[a&&[^b]]",
    "[a-c--b]",
    "\\bin\\b.*\\bof\\b",
    "(?:the|an?) \\w+ of",
    "the the",
    "of\\s+the",
    "match(es)?",
    "index(es|ed|ing)",
    "(un)?read(able)?",
    "r?e?s?ult",
    "\r$",
    "\\r",
    "x\r",
    "[\r\n]",
    "needle[^x]",
    "needle\\s",
    "[\\s\\S]needle",
    "needle|",
    "|needle",
    "()",
    "(|a)",
    "a||b",
    "a*",
    "a*?",
    "\\b",
    "\\B",
    "^|$",
    "\\b\\w{1,2}\\b",
    "\\<in",
    "in\\>",
    "\\b{start}in",
    "in\\b{end}",
    "\\b{start-half}in",
    "\u{130}",
    "\u{131}",
    "ſ",
    "K",
    "ß",
    "(?i)ß",
    "(?i)ſ",
    "(?i)k",
];

/// Where `\n` may stand in them. None asks for the text's beginning: see below.
const MULTILINE: &[&str] = &[
    "\\n",
    "\\n\\n",
    "\\{\\n",
    "\\}\\n\\}",
    "fn \\w+[^{]*\\{\\s*\\n",
    "(?s)fn .*?\\}",
    "(?s)/\\*.*?\\*/",
    "a\\nb",
    "^\\n",
    "\\s+",
    "\\s{20,}",
    "use [^;]+;",
    "\"[^\"]*\"",
    "[^x]\\n",
    ";\\n\\s*\\}",
    "needle\\nneedle",
    "(?s)needle.needle",
    "\\r\\n",
    "\\n\\z",
    "$\\n^",
    "e\\n",
    "\\nx",
    "^$\\n",
    "(?s).\\z",
    "[\\s\\S]{30}",
    "\\w+\\n\\w+",
    "[^;]$\\n",
];

fn corpus() -> Vec<(String, Vec<u8>)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut files = Vec::new();
    let listed = std::fs::read_dir(root.join("src/base")).unwrap();
    let listed = listed.map(|entry| entry.unwrap().path()).filter(|path| path.is_file());
    for path in listed.chain([root.join("docs/code.md")]) {
        let name = path.strip_prefix(root).unwrap().to_str().unwrap().to_owned();
        files.push((name, std::fs::read(path).unwrap()));
    }
    let odd: [(&str, &[u8]); 12] = [
        ("odd/empty", b""),
        ("odd/end", b"\n"),
        ("odd/ends", b"\n\n\n"),
        ("odd/open", b"needle"),
        ("odd/closed", b"needle\nneedle\n"),
        ("odd/crlf", b"one x\r\nneedle\r\n\r\nlast\r"),
        ("odd/bytes", b"\xff\xfeneedle\xff\nx\x80\n\xe9 needle\n"),
        ("odd/letters", "é É ü 日本語 ß ſ K k İ ı ΣΑΣ\n日本\n".as_bytes()),
        ("odd/space", b"   \n\t\n \x0b\x0c \n\xc2\xa0\n"),
        ("odd/repeat", b"xxx xx x\nababab\nfoofoobar foobar bar\nabc adc a\nc\n"),
        ("odd/nested", b"a\nb\na b\n{\n}\n}\n/* a\n b */ c\nuse a::{\n    b,\n};\n"),
        ("odd/bom", b"\xef\xbb\xbfneedle\n"),
    ];
    files.extend(odd.map(|(name, bytes)| (name.to_owned(), bytes.to_vec())));
    files.push((
        "odd/long".to_owned(),
        format!("{}needle{}", "ab ".repeat(90_000), "é".repeat(50_000)).into_bytes(),
    ));
    files.sort();
    files
}

/// Pieces of the corpus itself, as text: what people paste.
fn pieces(files: &[(String, Vec<u8>)]) -> Vec<String> {
    let text: String = files.iter().map(|(_, bytes)| String::from_utf8_lossy(bytes)).collect();
    let lines: Vec<&str> = text.lines().filter(|line| line.chars().count() > 12).collect();
    let mut pieces = Vec::new();
    for at in 0..160 {
        let chars: Vec<char> = lines[at * 7919 % lines.len()].chars().collect();
        let start = at * 31 % (chars.len() - 6);
        let len = (1 + at % 11).min(chars.len() - start);
        pieces.push(chars[start..start + len].iter().collect());
    }
    pieces
}

/// The lines of each match, as ripgrep's searcher groups them.
struct Spans(Vec<(u64, u64)>);

impl Sink for Spans {
    type Error = std::io::Error;

    fn matched(&mut self, _: &Searcher, found: &SinkMatch<'_>) -> std::io::Result<bool> {
        let first = found.line_number().unwrap();
        self.0.push((first, first + found.lines().count() as u64 - 1));
        Ok(true)
    }
}

fn peer(query: &Query) -> Result<RegexMatcher, grep_regex::Error> {
    let mut builder = RegexMatcherBuilder::new();
    builder.multi_line(true).word(query.word).fixed_strings(!query.regex);
    match query.case {
        Case::Smart => builder.case_smart(true),
        Case::Sensitive => builder.case_insensitive(false),
        Case::Insensitive => builder.case_insensitive(true),
    };
    if !query.multiline {
        builder.line_terminator(Some(b'\n'));
    }
    builder.build(&query.pattern)
}

fn theirs(
    files: &[(String, Vec<u8>)],
    query: &Query,
    matcher: &RegexMatcher,
) -> Vec<(String, u64, u64)> {
    let mut searcher = SearcherBuilder::new()
        .line_number(true)
        .multi_line(query.multiline)
        .bom_sniffing(false)
        .build();
    let mut all = Vec::new();
    for (path, bytes) in files {
        let mut spans = Spans(Vec::new());
        searcher.search_slice(matcher, bytes, &mut spans).unwrap();
        all.extend(spans.0.into_iter().map(|(first, last)| (path.clone(), first, last)));
    }
    all
}

fn ours(view: &View, query: &Query) -> Vec<(String, u64, u64)> {
    let page = grep(view, query, None, 1_000_000, &Deadline::none()).unwrap();
    assert!(page.exact, "{query:?}");
    let spans = |m: &grep::Match| (m.path.to_string(), u64::from(m.line), u64::from(m.end_line));
    page.matches.iter().map(spans).collect()
}

fn each_line(spans: &[(String, u64, u64)]) -> Vec<(String, u64, u64)> {
    let lines = |(path, first, last): &(String, u64, u64)| {
        let path = path.clone();
        (*first..=*last).map(move |line| (path.clone(), line, line))
    };
    let lines: BTreeSet<(String, u64, u64)> = spans.iter().flat_map(lines).collect();
    lines.into_iter().collect()
}

fn borrowed(files: &[(String, Vec<u8>)]) -> Vec<(&str, &[u8])> {
    files.iter().map(|(path, bytes)| (path.as_str(), bytes.as_slice())).collect()
}

#[test]
fn it_finds_what_ripgrep_finds() {
    let files = corpus();
    let (_dir, view) = indexed(&borrowed(&files));
    let pieces = pieces(&files);
    let written = PATTERNS.iter().map(|p| ((*p).to_owned(), true, false));
    let pasted = pieces.iter().map(|p| (p.clone(), false, false));
    let mut asked: Vec<(String, bool, bool)> = written.chain(pasted).collect();
    let both = MULTILINE.iter().chain(PATTERNS).map(|p| ((*p).to_owned(), true, true));
    asked.extend(both);
    let (mut compared, mut found, mut wrong) = (0, BTreeSet::new(), Vec::new());
    for (at, (pattern, regex, multiline)) in asked.iter().enumerate() {
        // Every pattern in one of the six ways, so that each way meets many patterns.
        let case = [Case::Smart, Case::Sensitive, Case::Insensitive][at % 3];
        // Over several lines ripgrep forgets what stands before the place where it goes on, so that its
        // word boundaries are found in the middle of words.
        for word in [false, at % 2 == 0 && !multiline] {
            let query = Query {
                pattern: pattern.clone(),
                regex: *regex,
                case,
                word,
                multiline: *multiline,
                ..Query::default()
            };
            let Ok(matcher) = peer(&query) else {
                if grep(&view, &query, None, 10, &Deadline::none()).is_ok() {
                    wrong.push(format!("ripgrep refuses {query:?}"));
                }
                continue;
            };
            let (ours, theirs) = (ours(&view, &query), theirs(&files, &query, &matcher));
            // Over several lines ripgrep joins matches on neighbouring lines: there the lines are compared.
            let (ours, theirs) =
                if *multiline { (each_line(&ours), each_line(&theirs)) } else { (ours, theirs) };
            if ours != theirs {
                let first = ours.iter().zip(&theirs).find(|(a, b)| a != b);
                let (ours, theirs) = (ours.len(), theirs.len());
                wrong.push(format!("{query:?}: ours {ours}, theirs {theirs}: {first:?}"));
            }
            compared += 1;
            if !ours.is_empty() {
                found.insert(pattern);
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(compared > 700 && found.len() > 250, "{compared} compared, {} found", found.len());
}

#[test]
fn files_and_counts_are_those_of_the_matches() {
    let files = corpus();
    let (_dir, view) = indexed(&borrowed(&files));
    for pattern in ["fn", "needle", "Result<", "^$", "nowhere at all"] {
        for multiline in [false, true] {
            let all =
                Query { pattern: pattern.to_owned(), regex: true, multiline, ..Query::default() };
            let mut expected: BTreeMap<String, u64> = BTreeMap::new();
            ours(&view, &all)
                .into_iter()
                .for_each(|(path, ..)| *expected.entry(path).or_default() += 1);
            for (rows, limit) in
                [(Rows::Counts, 1000), (Rows::Counts, 3), (Rows::Files, 1000), (Rows::Files, 7)]
            {
                let query = Query { rows, ..all.clone() };
                let (mut listed, mut from) = (BTreeMap::new(), None);
                loop {
                    let page =
                        grep(&view, &query, from.as_ref(), limit, &Deadline::none()).unwrap();
                    assert!(page.matches.len() <= limit);
                    for row in &page.matches {
                        assert!(
                            listed.insert(row.path.to_string(), row.count).is_none(),
                            "{query:?}"
                        );
                    }
                    let Some(next) = page.next else {
                        assert_eq!(page.files, expected.len() as u64);
                        break;
                    };
                    from = Some(next);
                }
                let ones =
                    |rows: &BTreeMap<String, u64>| rows.keys().map(|k| (k.clone(), 1)).collect();
                let expected =
                    if rows == Rows::Counts { expected.clone() } else { ones(&expected) };
                assert_eq!(listed, expected, "{query:?}");
            }
        }
    }
}
