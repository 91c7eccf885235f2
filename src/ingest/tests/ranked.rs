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

/// What is known only once texts are parsed: names declared, comments, headings.
fn library() -> (tempfile::TempDir, View) {
    let filler = "    value = compute(value)\n".repeat(50);
    indexed(&[
        (
            "lib/session.py",
            &format!(
                "\"\"\"Sessions of users.\"\"\"\n\n\ndef refresh(value):\n{filler}    return value\n\n\n\
                 class TokenStore:\n    \"\"\"Keeps tokens until they expire.\"\"\"\n\n    def purge(self):\n        pass\n"
            ),
        ),
        ("lib/uses.py", &"from lib.session import TokenStore\nTokenStore().purge()\n".repeat(20)),
        ("tests/test_session.py", &"TokenStore().purge()\n".repeat(30)),
        ("docs/guide.md", "# Guide\n\nWords.\n\n## Rotating keys\n\nHow it is done.\n"),
    ])
}

#[test]
fn what_declares_a_name_comes_before_what_uses_it_and_is_shown() {
    let (_dir, view) = library();
    for query in ["TokenStore", "token_store", "class TokenStore", "lib.session.TokenStore"] {
        let hits = ask(&view, query);
        assert_eq!(&*hits[0].path, "lib/session.py", "{query}");
        assert!((hits[0].start_line..=hits[0].end_line).contains(&58), "{query}: {hits:?}");
    }
    assert_eq!(paths(&ask(&view, "where are tokens kept until they expire"))[0], "lib/session.py");
    assert_eq!(paths(&ask(&view, "documentation about rotating keys"))[0], "docs/guide.md");
}

#[test]
fn paths_and_frames_lead_to_their_files_and_lines() {
    let (_dir, view) = library();
    assert_eq!(paths(&ask(&view, "lib/uses.py"))[0], "lib/uses.py");
    let report = "Purging fails\n\nTraceback (most recent call last):\n  File \"/srv/app/lib/uses.py\", line 12, in <module>\n\
                  KeyError: 'TokenStore'\n";
    let hits = ask(&view, report);
    assert_eq!(&*hits[0].path, "lib/uses.py");
    assert!((hits[0].start_line..=hits[0].end_line).contains(&12));
    assert_eq!(hits[0].why.as_ref().unwrap().asked, "report");
}

#[test]
fn a_document_is_found_by_its_heading_and_shown_from_there() {
    let filler =
        |what: &str| format!("Some words about {what} and more of the same kind.\n\n").repeat(20);
    let guide = format!(
        "# Operating\n\n{}## Backups\n\n{}## Rotating signing keys\n\nA new pair is made; the old one stays.\n\n{}## Upgrades\n\n{}",
        filler("daily work"),
        filler("copies"),
        filler("what is signed"),
        filler("versions"),
    );
    let manual = format!(
        "Manual\n======\n\n{}Setting time limits\n-------------------\n\nEach call ends in time.\n\n{}Colours\n-------\n\n{}",
        filler("starting"),
        filler("waiting"),
        filler("themes"),
    );
    let code = "def rotate(keys):\n    signing = keys.pop()\n    return signing\n".repeat(3);
    let (_dir, view) = indexed(&[
        ("docs/operating.md", &guide),
        ("docs/manual.rst", &manual),
        ("lib/keys.py", &code),
        ("lib/limits.py", "def limit(time):\n    return time\n"),
    ]);
    let line = |text: &str, heading: &str| {
        text.lines().position(|line| line.contains(heading)).unwrap() as u32 + 1
    };
    for (query, path, text, heading) in [
        (
            "what does the guide say about rotating signing keys",
            "docs/operating.md",
            &guide,
            "Rotating",
        ),
        ("documentation of setting time limits", "docs/manual.rst", &manual, "Setting time"),
        (
            "how are backups made, according to the documentation",
            "docs/operating.md",
            &guide,
            "Backups",
        ),
    ] {
        let hits = ask(&view, query);
        assert_eq!(&*hits[0].path, path, "{query}");
        assert_eq!(hits[0].start_line, line(text, heading), "{query}");
    }
}

#[test]
fn a_report_leads_to_the_functions_that_it_speaks_of() {
    let filler = |name: &str| {
        (0..12)
            .map(|n| {
                format!("def {name}_{n}(value):\n    step = value + {n}\n    return step\n\n\n")
            })
            .collect::<String>()
    };
    let render = "class Template:\n    def render(self, context):\n        return self.nodes.render(context)\n\n\n\
                  def escape_html(text):\n    \"\"\"Escapes quotes in attributes.\"\"\"\n    return text.replace('<', '&lt;')\n\n\n";
    let loader = "class FileLoader:\n    def find(self, name):\n        for folder in self.folders:\n            path = join(folder, name)\n\
                  \x20           if exists(path):\n                return path\n        raise LookupError('no template of that name was found')\n\n\n";
    let (_dir, view) = indexed(&[
        ("app/render.py", &format!("{}{render}{}", filler("first"), filler("second"))),
        ("app/loader.py", &format!("{}{loader}{}", filler("third"), filler("fourth"))),
        ("app/cache.py", &filler("kept")),
        (
            "tests/test_render.py",
            &"def test_escape_html():\n    assert escape_html('quotes') == 'attributes'\n"
                .repeat(9),
        ),
        ("docs/render.md", "# Rendering\n\nescape_html escapes quotes in attributes.\n"),
    ]);
    let holds = |hit: &crate::index::rank::Hit, text: &str| {
        let file = String::from_utf8_lossy(&hit.file).into_owned();
        let lines = file.lines().skip(hit.start_line as usize - 1);
        lines.take((hit.end_line - hit.start_line + 1) as usize).any(|line| line.contains(text))
    };
    let told = "escape_html leaves single quotes alone\n\nWhen a value with a quote is put into an attribute, the page breaks.\n\n\
                ```python\nfrom app.render import escape_html\nescape_html(\"it's\")\n```\n\nExpected the quote to be escaped as well.\n";
    let traced = "Templates of a second folder are not found\n\nTraceback (most recent call last):\n\
                  \x20 File \"/srv/lib/python3/site-packages/app/loader.py\", line 66, in find\n\
                  LookupError: no template of that name was found\n";
    for (report, path, text) in
        [(told, "app/render.py", "def escape_html"), (traced, "app/loader.py", "def find")]
    {
        let hits = ask(&view, report);
        assert_eq!(hits[0].why.as_ref().unwrap().asked, "report");
        assert_eq!(&*hits[0].path, path);
        assert!(holds(&hits[0], text), "{hits:?}");
        assert!(hits.windows(2).all(|pair| pair[0].score >= pair[1].score));
        let test = hits.iter().position(|hit| hit.kind != HitKind::Code);
        assert!(test.is_none_or(|at| at > 0));
    }
}

#[test]
fn a_report_may_be_any_text() {
    let (_dir, view) = library();
    let hostile = [
        "`\n".repeat(3000),
        "```\n".to_owned() + &"at x (a.py:1:1)\n".repeat(5000),
        "File \"\", line 99999999999999999999, in \nwords of it\n".repeat(50),
        "<!-- never ends\n".to_owned() + &"token store ".repeat(100),
        "é".repeat(100) + "\n" + &"a.b.c.d.e.f:1 \u{202e}x\u{0} ".repeat(2000),
        format!("{}\n{}", "TokenStore ".repeat(70), "from a import (b, c, d)\n".repeat(300)),
    ];
    for report in hostile {
        let found = rank(&view, &report, &Filter::default(), 20, true, &Deadline::none());
        for hit in found.into_iter().flatten() {
            assert!(1 <= hit.start_line && hit.start_line <= hit.end_line, "{report:.40}");
        }
    }
}

#[test]
fn of_too_little_nothing_is_learned_and_that_is_known() {
    let dir = scratch();
    let source = Arc::new(Memory::default());
    source
        .put("a.py", "def f():\n    \"\"\"Says what it does here, and why.\"\"\"\n    return 1\n");
    let engine = engine(dir.path(), &source);
    refresh(&engine);
    assert!(engine.learn(&Deadline::none()).unwrap());
    let learned = view(&engine).snapshot().manifest.learned.unwrap();
    assert_eq!(learned.table, None);
    assert!(!engine.learn(&Deadline::none()).unwrap(), "it is not due again");
    assert_eq!(paths(&ask(&view(&engine), "f")), ["a.py"]);
}
