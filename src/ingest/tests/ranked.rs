//! Do the right files come first, whatever a query holds?

use super::*;
use crate::index::rank::HitKind;

fn indexed(files: &[(&str, &str)]) -> (tempfile::TempDir, View) {
    let dir = scratch();
    let source = Arc::new(Memory::default());
    for (path, text) in files {
        source.put(path, text);
    }
    let engine = engine(dir.path(), &source);
    refresh(&engine);
    (dir, view(&engine))
}

fn sample() -> (tempfile::TempDir, View) {
    let filler = "let unrelated = something_else(1, 2, 3);\n".repeat(70);
    indexed(&[
        (
            "src/http/header.rs",
            &format!("{filler}fn parse_header(line: &str) -> Header {{ split(line) }}\n"),
        ),
        ("src/http/body.rs", "fn readBody(stream: Stream) { chunked_transfer(stream) }\n"),
        ("src/main.rs", "fn main() { serve() }\n"),
        ("tests/header.rs", &format!("{filler}fn works() {{ parse_header(1) }}\n")),
        ("docs/format.md", "# Format\nWhat stands in a header, and why.\n"),
        ("data/检索.txt", "全文检索引擎\n"),
    ])
}

#[test]
fn names_and_words_are_found_in_any_spelling() {
    let (_dir, view) = sample();
    for query in [
        "parse_header",
        "parseHeader",
        "ParseHeader",
        "parse-header",
        "PARSE_HEADER",
        "parse header",
    ] {
        assert_eq!(paths(&ask(&view, query))[0], "src/http/header.rs", "{query}");
    }
    assert_eq!(paths(&ask(&view, "read body chunked"))[0], "src/http/body.rs");
    assert_eq!(paths(&ask(&view, "检索")), ["data/检索.txt"]);
    assert_eq!(paths(&ask(&view, "引擎")), ["data/检索.txt"]);
}

#[test]
fn the_chunk_that_answers_is_shown() {
    let (_dir, view) = sample();
    let hits = ask(&view, "parse_header");
    let best = &hits[0];
    assert_eq!((best.start_line, best.end_line, best.kind), (61, 71, HitKind::Code));
    let why = best.why.as_ref().unwrap();
    assert_eq!(why.words, ["parseheader", "pars", "header"]);
    assert_eq!(why.asked, "symbol");
    assert!(why.counted.iter().any(|(name, value)| *name == "defines" && *value > 0.0));
    let kinds: Vec<_> = hits.iter().map(|hit| (&*hit.path, hit.kind)).collect();
    assert!(kinds.contains(&("tests/header.rs", HitKind::Test)));
    assert!(kinds.contains(&("docs/format.md", HitKind::Document)));
}

#[test]
fn a_query_is_words_and_nothing_else() {
    let (_dir, view) = sample();
    let hostile = [
        "parse_header(bar:",
        "body:parse AND NOT header",
        "\"parse header\"~3^5",
        "[a TO z] {parse} /regex.*/ header?",
        "path:* || file_id:1 parse",
        "+parse -header !x",
        "parse\\",
        "\u{0}parse\u{7f}",
        "parse 💥 \u{202e}header",
        &"parse ".repeat(10_000),
    ];
    for query in hostile {
        let hits = ask(&view, query);
        assert!(paths(&hits).contains(&"src/http/header.rs"), "{query:.40}: {:?}", paths(&hits));
    }
    for empty in ["", "  ", "(:!*", "\"\""] {
        let error =
            rank(&view, empty, &Filter::default(), 5, false, &Deadline::none()).unwrap_err();
        assert_eq!(error.kind(), crate::base::Kind::InvalidArguments, "{empty}");
    }
    assert!(!ask(&view, "how is the").is_empty() || ask(&view, "how is the header").len() > 1);
    assert!(ask(&view, "is it").iter().all(|hit| hit.score > 0.0), "stop words alone are words");
}

#[test]
fn filters_choose_before_the_best_are_taken() {
    let many: Vec<(String, String)> =
        (0..300).map(|n| (format!("noise/n{n}.rs"), "wanted ".repeat(20))).collect();
    let mut files: Vec<(&str, &str)> = many.iter().map(|(p, t)| (p.as_str(), t.as_str())).collect();
    files.push(("deep/one.py", "a wanted thing among many other words of a longer text\n"));
    let (_dir, view) = indexed(&files);
    let filtered = |paths: &[&str], languages: &[&str]| {
        let filter = Filter::new(paths.iter().copied(), languages.iter().copied()).unwrap();
        rank(&view, "wanted", &filter, 5, false, &Deadline::none()).unwrap()
    };
    assert_eq!(paths(&filtered(&["deep"], &[])), ["deep/one.py"]);
    assert_eq!(paths(&filtered(&[], &["python"])), ["deep/one.py"]);
    assert_eq!(paths(&filtered(&["**/*.py"], &[])), ["deep/one.py"]);
    assert_eq!(filtered(&["noise"], &[]).len(), 5);
    assert!(filtered(&["noise"], &["python"]).is_empty());
}

#[test]
fn a_file_is_found_by_its_path_alone() {
    let (_dir, view) = indexed(&[("src/retry_policy.rs", ""), ("src/b.rs", "nothing here\n")]);
    let hits = ask(&view, "retry policy");
    assert_eq!(paths(&hits), ["src/retry_policy.rs"]);
    assert_eq!((hits[0].start_line, hits[0].end_line), (1, 1));
}
