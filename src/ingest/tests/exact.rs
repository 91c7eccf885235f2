//! Does exact search find what a plain scan of all lines finds, page by page?

use std::time::Duration;

use proptest::prelude::*;

use super::*;
use crate::code::facts::SymbolKind;
use crate::index::grep::{Case, Match, Position, Query};

fn run(view: &View, query: &Query, limit: usize) -> Page {
    grep(view, query, None, limit, &Deadline::none()).unwrap()
}

fn pattern(text: &str) -> Query {
    Query { pattern: text.to_owned(), regex: true, ..Query::default() }
}

fn rows(page: &Page) -> Vec<(&str, u32, u32, &str)> {
    page.matches.iter().map(|m| (&*m.path, m.line, m.column, m.text.as_str())).collect()
}

#[test]
fn lines_columns_and_context() {
    let (_dir, view) = indexed(&[
        ("a.rs", "één foo\nbar\nfoo foo\n\nlast foo".as_bytes()),
        ("b.py", b"Foo\r\nnone\r\n"),
    ]);
    let page = run(&view, &pattern("foo"), 10);
    let expected = [
        ("a.rs", 1, 5, "één foo"),
        ("a.rs", 3, 1, "foo foo"),
        ("a.rs", 5, 6, "last foo"),
        ("b.py", 1, 1, "Foo"),
    ];
    assert_eq!(rows(&page), expected);
    assert_eq!((page.total, page.files, page.exact, page.next), (4, 2, true, None));

    let sensitive = Query { case: Case::Sensitive, ..pattern("foo") };
    assert_eq!(run(&view, &sensitive, 10).total, 3);
    assert_eq!(run(&view, &pattern("Foo"), 10).total, 1, "a capital makes smart case sensitive");
    let any = Query { case: Case::Insensitive, ..pattern("FOO") };
    assert_eq!(run(&view, &any, 10).total, 4);

    let with_context = Query { before: 1, after: 1, ..pattern("^bar$") };
    let page = run(&view, &with_context, 10);
    assert_eq!(page.matches[0].before, ["één foo"]);
    assert_eq!(page.matches[0].after, ["foo foo"]);
    let page = run(&view, &Query { before: 9, after: 9, ..pattern("last") }, 10);
    assert_eq!(page.matches[0].before, ["één foo", "bar", "foo foo", ""]);
    assert!(page.matches[0].after.is_empty());
}

#[test]
fn literals_words_and_filters() {
    let (_dir, view) = indexed(&[
        ("src/a.rs", b"let x = f(a.b[0]);\nlet axb = 1;\n"),
        ("src/deep/b.py", b"x = f(a.b[0])\n"),
        ("docs/[id].md", b"f(a.b[0])\n"),
    ]);
    let literal = Query { regex: false, ..pattern("f(a.b[0])") };
    assert_eq!(run(&view, &literal, 10).total, 3);
    assert!(grep(&view, &pattern("f(a.b[0]"), None, 10, &Deadline::none()).is_err());
    assert_eq!(run(&view, &Query { word: true, ..pattern("x") }, 10).total, 2);

    let filtered = |paths: &[&str], languages: &[&str]| {
        let filter = Filter::new(paths.iter().copied(), languages.iter().copied()).unwrap();
        run(&view, &Query { filter, ..literal.clone() }, 10).total
    };
    assert_eq!(filtered(&["src"], &[]), 2);
    assert_eq!(filtered(&["src/deep", "docs"], &[]), 2);
    assert_eq!(filtered(&["*.py"], &[]), 1);
    assert_eq!(filtered(&["src/*.{rs,py}"], &[]), 1);
    assert_eq!(filtered(&["src/**/*.py"], &[]), 1);
    assert_eq!(filtered(&["docs/[id].md"], &[]), 1, "a name that looks like a glob is a name");
    assert_eq!(filtered(&["."], &["rust", "py"]), 2);
    assert_eq!(filtered(&["src"], &["md"]), 0);
    assert!(Filter::new(["../x"], []).is_err());
    assert!(Filter::new(["**/.git/*"], []).is_err());
    assert!(Filter::new(["a[",], []).is_err());
    let error = Filter::new([], ["pyton"]).unwrap_err();
    assert_eq!(error.hint_text(), Some("did you mean `python`?"));
    let missing = Filter::new(["nowhere"], []).unwrap();
    let query = Query { filter: missing, ..literal.clone() };
    assert!(grep(&view, &query, None, 10, &Deadline::none()).is_err());
}

#[test]
fn hostile_text_is_shown_cut_and_whole() {
    let long = format!("{}needle{}", "é".repeat(300_000), "ü".repeat(200_000));
    let (_dir, view) = indexed(&[("long", long.as_bytes()), ("odd", b"\xff\xfeneedle\xff\n")]);
    let page = run(&view, &Query { before: 2, after: 2, ..pattern("needle") }, 10);
    let found = &page.matches[0];
    assert_eq!((found.column, found.cut), (300_001, true));
    assert_eq!(found.text.chars().count(), grep::LINE_CHARS);
    assert!(found.text.contains("needle"));
    assert_eq!(rows(&page)[1], ("odd", 1, 3, "\u{fffd}\u{fffd}needle\u{fffd}"));
}

#[test]
fn bad_patterns_are_told() {
    let (_dir, view) = indexed(&[("a", b"a\n")]);
    for bad in ["", "(", "a{1000000000}", "a\\nb", "((a{999}){999}){999}", "\\p{Nope}"] {
        let error = grep(&view, &pattern(bad), None, 10, &Deadline::none()).unwrap_err();
        assert_eq!(error.kind(), crate::base::Kind::InvalidArguments, "{bad}");
    }
    assert_eq!(run(&view, &pattern("$"), 10).total, 1, "an empty match is one of its line");
    let over = Deadline::after(Duration::ZERO);
    let error = grep(&view, &pattern("a"), None, 10, &over).unwrap_err();
    assert_eq!(error.kind(), crate::base::Kind::RequestTimeout);
}

#[test]
fn counting_ends_and_says_so() {
    let lines = "x\n".repeat(9_000);
    let many: Vec<(String, Vec<u8>)> =
        (0..200).map(|n| (format!("{n:03}"), lines.clone().into_bytes())).collect();
    let files: Vec<(&str, &[u8])> = many.iter().map(|(p, b)| (p.as_str(), b.as_slice())).collect();
    let (_dir, view) = indexed(&files);
    let page = run(&view, &pattern("x"), 5);
    assert!(!page.exact && page.total >= 10_000 && page.total < 300_000, "{}", page.total);
    assert_eq!(page, run(&view, &pattern("x"), 5), "the bound does not depend on timing");
    assert_eq!(page.matches.len(), 5);
    let rest = grep(&view, &pattern("x"), page.next.as_ref(), 5, &Deadline::none()).unwrap();
    assert_eq!(rest.matches[0].line, 6);
}

#[test]
fn counting_behind_a_full_page_is_bounded_by_size() {
    let body = format!("match\n{}", "no such thing\n".repeat(7_000));
    let many: Vec<(String, Vec<u8>)> =
        (0..200).map(|n| (format!("{n:03}"), format!("{n}\n{body}").into_bytes())).collect();
    let files: Vec<(&str, &[u8])> = many.iter().map(|(p, b)| (p.as_str(), b.as_slice())).collect();
    let (_dir, view) = indexed(&files);
    let page = run(&view, &pattern("match"), 5);
    assert!(!page.exact && page.total > 5 && page.total < 60, "{}", page.total);
    assert_eq!(page, run(&view, &pattern("match"), 5));
    let (all, totals) = paged(&view, &pattern("match"), 30);
    assert_eq!((all.len(), totals.last()), (200, Some(&(200, 200))), "pages are complete");
    let none = run(&view, &pattern("matches"), 5);
    assert_eq!((none.total, none.exact), (0, true), "an empty page has looked everywhere");
}

/// All pages of `limit` matches, one after the other.
fn paged(view: &View, query: &Query, limit: usize) -> (Vec<Match>, Vec<(u64, u64)>) {
    let mut from: Option<Position> = None;
    let (mut all, mut totals) = (Vec::new(), Vec::new());
    loop {
        let page = grep(view, query, from.as_ref(), limit, &Deadline::none()).unwrap();
        assert!(page.matches.len() <= limit);
        totals.push((page.total, page.files));
        all.extend(page.matches);
        match page.next {
            Some(next) => from = Some(next),
            None => return (all, totals),
        }
    }
}

/// What a plain scan gives: line by line, with the regex crate alone.
fn scanned(files: &BTreeMap<String, Vec<u8>>, regex: &str) -> Vec<(String, u32)> {
    let regex = regex::bytes::Regex::new(regex).unwrap();
    let mut found = Vec::new();
    for (path, bytes) in files {
        let mut lines: Vec<&[u8]> = bytes.split(|b| *b == b'\n').collect();
        if lines.last().is_some_and(|last| last.is_empty()) {
            lines.pop();
        }
        for (line, number) in lines.iter().zip(1..) {
            if regex.is_match(line) {
                found.push((path.clone(), number));
            }
        }
    }
    found
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 32, failure_persistence: None, ..ProptestConfig::default() })]
    #[test]
    fn what_a_pattern_needs_leaves_no_match_out(
        files in proptest::collection::btree_map("[a-c]{1,2}", "([abks ]|foo|Bar_1|SKi|é|É|ſ|\u{212a}|\\n){0,80}", 1..12),
        patterns in proptest::collection::vec(
            "(foo|bar_|Sk|ski|é|a|\\[ab\\]|\\[\\^k\\]|\\.|\\\\w|\\\\b|\\|)(o|s|_1|k|K|\\\\d|(é|foo)\\*|(ba|sk){1,2}|\\.\\+)(\\*|i\\?|\\||a)?(foo|1|SK| ){0,2}",
            12,
        ),
    ) {
        let files: BTreeMap<String, Vec<u8>> =
            files.into_iter().map(|(path, text)| (path, text.into_bytes())).collect();
        let rows: Vec<(&str, &[u8])> = files.iter().map(|(p, b)| (p.as_str(), b.as_slice())).collect();
        let (_dir, view) = indexed(&rows);
        for regex in patterns {
            for (case, flags) in [(Case::Sensitive, ""), (Case::Insensitive, "(?i)")] {
                let expected = scanned(&files, &format!("{flags}{regex}"));
                let page = run(&view, &Query { case, ..pattern(&regex) }, 1000);
                let got: Vec<(String, u32)> = page.matches.into_iter().map(|m| (m.path.to_string(), m.line)).collect();
                prop_assert_eq!(got, expected, "{} {:?}", regex, case);
            }
        }
    }

    #[test]
    fn equals_a_plain_scan_in_pages_of_any_size(
        files in proptest::collection::btree_map("[a-c]{1,3}(/[a-c])?x", "([ab. \\n\\r]|foo|Bar_1|é|\\t){0,60}", 1..12),
        limit in 1usize..8,
    ) {
        let files: BTreeMap<String, Vec<u8>> =
            files.into_iter().map(|(path, text)| (path, text.into_bytes())).collect();
        let rows: Vec<(&str, &[u8])> = files.iter().map(|(p, b)| (p.as_str(), b.as_slice())).collect();
        let (_dir, view) = indexed(&rows);
        for regex in ["foo", "a+b", r"\bfoo\b", "^a", "b$", "^$", r"\w+_\d", "foo|Bar", "[^a]", "é.", r"\s", ".*", r"o{2}\W", r"a\r?$"] {
            let query = Query { case: Case::Sensitive, ..pattern(regex) };
            let expected = scanned(&files, regex);
            let (all, totals) = paged(&view, &query, limit);
            let got: Vec<(String, u32)> = all.into_iter().map(|m| (m.path.to_string(), m.line)).collect();
            let distinct: std::collections::BTreeSet<&String> = expected.iter().map(|(p, _)| p).collect();
            for (total, files) in totals {
                prop_assert_eq!(total, expected.len() as u64);
                prop_assert_eq!(files, distinct.len() as u64, "{}", regex);
            }
            prop_assert_eq!(got, expected, "{}", regex);
        }
    }
}

#[test]
fn matches_over_several_lines() {
    let (_dir, view) =
        indexed(&[("a.rs", b"fn one(\n    a: u8,\n) {}\nfn two() {}\n// fn three(\n")]);
    let query = Query { multiline: true, after: 1, ..pattern(r"fn \w+\(\s*a") };
    let page = run(&view, &query, 10);
    let found = &page.matches[0];
    assert_eq!((page.total, found.line, found.end_line, found.column), (1, 1, 2, 1));
    assert_eq!((found.text.as_str(), found.after[0].as_str()), ("fn one(\n    a: u8,", ") {}"));
    let plain = Query { multiline: true, regex: false, ..pattern("{}\nfn") };
    assert_eq!(rows(&run(&view, &plain, 10)), [("a.rs", 3, 3, ") {}\nfn two() {}")]);
    let long = Query { multiline: true, ..pattern(r"(?s).+") };
    let (_dir, view) = indexed(&[("long", "line\n".repeat(9_000).as_bytes())]);
    let page = run(&view, &long, 10);
    let found = &page.matches[0];
    assert_eq!((found.end_line, found.cut, found.text.len()), (9_000, true, grep::MATCH_CHARS));
}

#[test]
fn within_declarations_of_a_kind() {
    let source = b"const RETRY: u8 = 3; // retry\nfn send() {\n    retry();\n}\nstruct Retry {\n    retry: u8,\n}\n";
    let (_dir, view) = indexed(&[("a.rs", source), ("notes.txt", b"retry\n")]);
    let lines = |kind| {
        let query = Query { within: kind, ..pattern("retry") };
        let page = run(&view, &query, 10);
        assert_eq!(page.total, page.matches.len() as u64);
        page.matches.iter().map(|m| m.line).collect::<Vec<_>>()
    };
    assert_eq!(lines(None), [1, 3, 5, 6, 1]);
    assert_eq!(lines(Some(SymbolKind::Function)), [3]);
    assert_eq!(lines(Some(SymbolKind::Struct)), [5, 6]);
    assert_eq!(lines(Some(SymbolKind::Constant)), [1]);
    assert!(lines(Some(SymbolKind::Class)).is_empty());
}

#[test]
fn what_is_not_searched_is_counted() {
    let (_dir, view) = indexed(&[
        ("a.rs", b"x\n"),
        ("logo.png", b"x\0y"),
        ("vendor/b.go", b"x\n"),
        ("web/node_modules/c.js", b"x\n"),
    ]);
    let left_out = |path: &str| {
        let query = Query { filter: Filter::new([path], []).unwrap(), ..pattern("x") };
        let page = run(&view, &query, 10);
        (page.total, page.left_out)
    };
    assert_eq!((left_out(""), left_out("web"), left_out("*.go")), ((1, 3), (0, 1), (0, 1)));
    let path = JailedPath::parse("vendor/b.go").unwrap();
    assert_eq!(&*view.read(&path).unwrap().bytes, b"x\n", "and it can be read");
}
