//! Does the server know the code it serves: what is declared, what hangs together, what may be left out?

use std::time::Duration;

use serde_json::{Value, json};

use crate::harness::{Home, Repo, Server, eventually};

const FILES: &[(&str, &str)] = &[
    ("app/__init__.py", "from .model import Model\n"),
    (
        "app/base.py",
        "class Base:\n    \"\"\"What can be saved.\"\"\"\n\n    def save(self):\n        self.check()\n        return True\n\n    def check(self):\n        pass\n",
    ),
    (
        "app/model.py",
        "import os\nfrom .base import Base\n\n\nclass Model(Base):\n    size = 3\n\n    def full(self):\n        self.save()\n        return os.path.join('a', 'b')\n",
    ),
    (
        "app/web.py",
        "from flask import Flask\nfrom app import Model\n\napp = Flask(__name__)\n\n\n@app.route('/models', methods=['POST'])\ndef create():\n    return Model().full()\n",
    ),
    (
        "tests/test_model.py",
        "from app.model import Model\n\n\ndef test_full():\n    assert Model().full()\n",
    ),
    ("README.md", "# Demo\n\nSome words.\n"),
];

struct Served {
    // Last to be dropped.
    server: Server,
    token: String,
    repo: Repo,
    _home: Home,
}

impl Served {
    fn new(files: &[(&str, &str)]) -> Self {
        let home = Home::new();
        let repo = home.repo("demo", files);
        let team = home.team(&[("demo", &repo.path)]);
        let token = team.token("admin", &["--role", "admin"]);
        let server = team.serve();
        let served = Self { server, token, repo, _home: home };
        served.parsed();
        served
    }

    /// Waits until the code of the commit is read, too.
    fn parsed(&self) {
        eventually("the code is read", Duration::from_secs(20), || {
            let (status, _) = self.call("ctx_graph", json!({"action": "status"}));
            (status == 200).then_some(())
        });
    }

    fn call(&self, tool: &str, arguments: Value) -> (u16, Value) {
        self.server.call(&self.token, tool, arguments)
    }

    fn ask(&self, tool: &str, arguments: Value) -> Value {
        self.server.ask(&self.token, tool, arguments)
    }

    /// Until the served commit is this one and its code is read.
    fn follows(&self, commit: &str) {
        eventually("the commit is served", Duration::from_secs(20), || {
            let (status, body) = self.call("ctx_graph", json!({"action": "status"}));
            let served = &body["result"]["structuredContent"]["commit"];
            (status == 200 && served == commit).then_some(())
        });
    }
}

fn list(answer: &Value, field: &str, show: impl Fn(&Value) -> String) -> Vec<String> {
    answer[field]
        .as_array()
        .unwrap_or_else(|| panic!("{field} in {answer}"))
        .iter()
        .map(show)
        .collect()
}

fn text(value: &Value) -> &str {
    value.as_str().unwrap_or_else(|| panic!("a text, not {value}"))
}

#[test]
fn declarations_are_outlined_and_found() {
    let served = Served::new(FILES);
    let outline = served.ask("ctx_outline", json!({"path": "app/base.py"}));
    let row = |s: &Value| {
        format!(
            "{} {} {}-{} {}",
            text(&s["kind"]),
            text(&s["name"]),
            s["startLine"],
            s["endLine"],
            text(&s["signature"])
        )
    };
    assert_eq!(
        list(&outline, "symbols", row),
        [
            "class Base 1-9 class Base",
            "method Base.save 4-6 def save(self)",
            "method Base.check 8-9 def check(self)",
        ]
    );
    let found = served.ask("ctx_symbol", json!({"name": "Base.save", "references": true}));
    assert_eq!(found["matching"], "exact");
    let uses = list(&found["symbols"][0], "references", |r| {
        format!(
            "{}:{} {} {} {}",
            text(&r["path"]),
            r["line"],
            text(&r["within"]),
            text(&r["kind"]),
            text(&r["confidence"])
        )
    });
    assert_eq!(uses, ["app/model.py:9 Model.full call likely"]);
    let names = |answer: &Value| list(answer, "symbols", |s| text(&s["name"]).to_owned());
    assert_eq!(names(&served.ask("ctx_symbol", json!({"name": "mod"}))), ["Model"]);
    assert_eq!(
        names(&served.ask("ctx_symbol", json!({"name": "ful", "kind": "method"}))),
        ["Model.full"]
    );
    assert_eq!(names(&served.ask("ctx_symbol", json!({"name": "chekc"}))), ["Base.check"]);
    assert_eq!(
        names(&served.ask("ctx_symbol", json!({"name": "Model", "language": "rust"}))),
        [""; 0]
    );
    for bad in [
        json!({"name": ""}),
        json!({"name": "x", "kind": "thing"}),
        json!({"name": "x", "language": "latin"}),
        json!({"name": "x", "path": "none.py"}),
    ] {
        let (status, body) = served.call("ctx_symbol", bad);
        assert_eq!(status, 400, "{body}");
    }
}

#[test]
fn files_hang_together() {
    let served = Served::new(FILES);
    let edge = |e: &Value| {
        format!(
            "{} → {} {} {} {}",
            text(&e["from"]),
            text(&e["to"]),
            text(&e["kind"]),
            text(&e["confidence"]),
            e["line"]
        )
    };
    let down = served.ask("ctx_graph", json!({"action": "dependencies", "path": "app/model.py"}));
    assert_eq!(list(&down, "edges", edge), ["app/model.py → app/base.py import certain 2"]);
    assert_eq!(list(&down, "unresolved", |u| text(&u["module"]).to_owned()), ["os"]);
    let up =
        served.ask("ctx_graph", json!({"action": "dependents", "path": "app/base.py", "depth": 9}));
    let from: std::collections::BTreeSet<String> =
        list(&up, "edges", |e| text(&e["from"]).to_owned()).into_iter().collect();
    assert_eq!(
        from.into_iter().collect::<Vec<_>>(),
        ["app/__init__.py", "app/model.py", "app/web.py", "tests/test_model.py"]
    );
    let way = served.ask(
        "ctx_graph",
        json!({"action": "path", "path": "tests/test_model.py", "to": "app/base.py"}),
    );
    assert_eq!(way["totalEdges"], 2);
    let (status, none) = served
        .call("ctx_graph", json!({"action": "path", "path": "app/base.py", "to": "app/web.py"}));
    assert_eq!((status, &none["error_code"]), (400, &json!("tool_error")), "{none}");
    let status = served.ask("ctx_graph", json!({"action": "status"}));
    assert_eq!(status["status"]["parseFailed"], 0);

    let impact = served.ask("ctx_impact", json!({"path": "app/base.py"}));
    let affected = |a: &Value| {
        format!(
            "{} {} {}",
            a["distance"],
            text(&a["path"]),
            if a["test"] == true { "test" } else { "" }
        )
    };
    let rows = list(&impact, "affected", affected);
    assert!(
        rows.contains(&"1 app/model.py ".to_owned())
            && rows.contains(&"2 tests/test_model.py test".to_owned()),
        "{rows:?}"
    );
    let impact = served.ask("ctx_impact", json!({"symbol": "Base.save"}));
    let rows = list(&impact, "affected", |a| {
        format!("{} {} {}", a["distance"], text(&a["path"]), a["symbol"].as_str().unwrap_or("-"))
    });
    assert_eq!(rows[0], "1 app/model.py Model.full");
    let (status, _) =
        served.call("ctx_impact", json!({"symbol": "a", "path": "app/base.py", "range": "x"}));
    assert_eq!(status, 400);

    let calls = served.ask("ctx_callgraph", json!({"symbol": "Base.check", "depth": 2}));
    let rows = list(&calls, "edges", |e| format!("{} → {}", text(&e["from"]), text(&e["to"])));
    assert_eq!(
        rows,
        [
            "app/base.py:Base.save → app/base.py:Base.check",
            "app/model.py:Model.full → app/base.py:Base.save",
        ]
    );
    let calls =
        served.ask("ctx_callgraph", json!({"symbol": "Model.full", "direction": "callees"}));
    assert_eq!(list(&calls, "edges", |e| text(&e["to"]).to_owned()), ["app/base.py:Base.save"]);

    let routes = served.ask("ctx_routes", json!({}));
    let rows = list(&routes, "routes", |r| {
        format!("{} {} {}", text(&r["method"]), text(&r["route"]), text(&r["handler"]))
    });
    assert_eq!(rows, ["POST /models create"]);
    let overview = served.ask("ctx_overview", json!({}));
    assert_eq!(overview["languages"][0]["language"], "python");
    assert_eq!(overview["central"][0]["path"], "app/base.py", "{overview}");
}

#[test]
fn a_change_is_known_at_once_and_its_reach_is_told() {
    let served = Served::new(FILES);
    let before = served.repo.git(&["rev-parse", "HEAD"]);
    served.repo.write("app/base.py", "class Base:\n    def keep(self):\n        return 1\n");
    let after = served.repo.commit("keep");
    served.follows(&after);
    assert_eq!(
        served.ask("ctx_symbol", json!({"name": "keep"}))["symbols"][0]["name"],
        "Base.keep"
    );
    let gone = served.ask("ctx_symbol", json!({"name": "save", "matching": "exact"}));
    assert_eq!(gone["total"], 0);
    let range = format!("{}..", before.trim());
    let impact = served.ask("ctx_impact", json!({"range": range}));
    assert_eq!(impact["changed"], json!(["app/base.py"]));
    assert!(
        list(&impact, "affected", |a| text(&a["path"]).to_owned())
            .contains(&"app/web.py".to_owned())
    );
    let diff = served
        .ask("ctx_read", json!({"path": "app/base.py", "mode": format!("diff:{}", before.trim())}));
    assert!(text(&diff["text"]).contains("-    def save(self):\n"), "{diff}");
    assert!(text(&diff["text"]).contains("+    def keep(self):\n"), "{diff}");
    // A commit that no branch holds is nobody's business.
    served.repo.git(&["checkout", "-q", "-b", "secret"]);
    served.repo.write("app/base.py", "SECRET = 1\n");
    let hidden = served.repo.commit("hidden");
    served.repo.git(&["checkout", "-q", "-"]);
    for revision in [hidden.as_str(), "secret", "HEAD@{1}", ":/keep", "nowhere"] {
        let (status, body) = served
            .call("ctx_read", json!({"path": "app/base.py", "mode": format!("diff:{revision}")}));
        assert_eq!(
            (status, &body["error_code"]),
            (400, &json!("invalid_arguments")),
            "{revision}: {body}"
        );
        assert!(!body.to_string().contains("SECRET = 1"), "{body}");
    }
}

/// Lines shown and lines marked as left out are together the file, each line once and unchanged.
#[test]
fn what_is_left_out_is_marked_and_can_be_had() {
    let served = Served::new(FILES);
    for path in ["app/base.py", "app/model.py", "app/web.py"] {
        let whole = served.ask("ctx_read", json!({"path": path}));
        let lines: Vec<&str> = text(&whole["text"]).split_inclusive('\n').collect();
        let short = served.ask("ctx_read", json!({"path": path, "mode": "signatures"}));
        let mut rebuilt = String::new();
        for line in text(&short["text"]).split_inclusive('\n') {
            let mark = line.trim_end().strip_prefix('[').and_then(|l| l.strip_suffix(']'));
            let Some((first, last)) = mark.and_then(|m| m.split_once('-')) else {
                rebuilt.push_str(line);
                continue;
            };
            let expanded = served.ask("ctx_expand", json!({"path": path, "lines": [mark]}));
            let (first, last): (usize, usize) = (first.parse().unwrap(), last.parse().unwrap());
            assert_eq!(text(&expanded["text"]), lines[first - 1..last].concat());
            rebuilt.push_str(text(&expanded["text"]));
        }
        assert_eq!(rebuilt, lines.concat());
        let omitted: u64 = short["omitted"]
            .as_array()
            .unwrap()
            .iter()
            .map(|o| o["endLine"].as_u64().unwrap() - o["startLine"].as_u64().unwrap() + 1)
            .sum();
        assert!(omitted > 0 && omitted < lines.len() as u64);
        assert!(short["deliveredTokens"].as_u64() < short["sourceTokens"].as_u64(), "{short}");
    }
    let map = served.ask("ctx_read", json!({"path": "app/model.py", "mode": "map"}));
    assert_eq!(
        text(&map["text"]),
        "imports: os; .base (Base)\nclass Model 5-10: size, full 8-10\n"
    );
    let symbol =
        served.ask("ctx_read", json!({"path": "app/base.py", "mode": "symbol:Base.check"}));
    assert_eq!(text(&symbol["text"]), "    def check(self):\n        pass\n");
    let body = served.ask("ctx_expand", json!({"path": "app/base.py", "symbol": "check"}));
    assert_eq!(body["text"], symbol["text"]);
    let auto = served.ask("ctx_read", json!({"path": "app/base.py", "mode": "auto"}));
    assert_eq!(auto["mode"], "full");
    for (arguments, code) in [
        (json!({"path": "app/base.py", "mode": "symbol:none"}), "tool_error"),
        (json!({"path": "app/base.py", "mode": "sideways"}), "invalid_arguments"),
    ] {
        let (status, body) = served.call("ctx_read", arguments);
        assert_eq!((status, &body["error_code"]), (400, &json!(code)), "{body}");
    }
    for bad in [json!([]), json!(["9-2"]), json!(["x"]), json!(["999-1000"])] {
        let (status, body) =
            served.call("ctx_expand", json!({"path": "app/base.py", "lines": bad}));
        assert_eq!(status, 400, "{body}");
    }
}

#[test]
fn auto_chooses_what_fits() {
    let steps = "    value = value * 3 + len(str(value))\n".repeat(12);
    let function = |n| format!("def f{n}(value):\n{steps}    return value - {n}\n\n\n");
    let body: String = (0..400).map(function).collect();
    let served = Served::new(&[("big.py", &body)]);
    let mode = |tokens: u64| {
        let answer =
            served.ask("ctx_read", json!({"path": "big.py", "mode": "auto", "maxTokens": tokens}));
        text(&answer["mode"]).to_owned()
    };
    assert_eq!(mode(150_000), "full");
    assert_eq!(mode(20_000), "signatures");
    assert_eq!(mode(6_000), "map");
    assert_eq!(mode(600), "signatures", "in pages, where not even the map fits");
}

#[test]
fn a_pack_holds_what_a_change_needs() {
    let served = Served::new(FILES);
    let before = served.repo.git(&["rev-parse", "HEAD"]).trim().to_owned();
    served.repo.write("app/model.py", "from .base import Base\n\n\nclass Model(Base):\n    def full(self):\n        return self.save()\n");
    served.follows(&served.repo.commit("shorter"));
    let pack = served.ask("ctx_pack", json!({"range": format!("{before}..")}));
    let kinds = list(&pack, "items", |i| format!("{} {}", text(&i["kind"]), text(&i["path"])));
    assert_eq!(kinds[0], "change app/model.py");
    for part in ["definition app/base.py", "test tests/test_model.py", "dependent app/web.py"] {
        assert!(kinds.iter().any(|k| k == part), "{part} in {kinds:?}");
    }
    assert!(text(&pack["document"]).contains("```diff\n@@ "), "{pack}");
    let xml = served.ask("ctx_pack", json!({"query": "save a model", "paths": ["app/base.py"], "format": "xml", "saveAs": "packs/save.xml"}));
    assert!(
        text(&xml["document"]).starts_with("<context for=\"save a model; app/base.py\""),
        "{xml}"
    );
    let kept = served.ask("ctx_artifacts", json!({"action": "fetch", "name": "packs/save.xml"}));
    assert_eq!(kept["content"], xml["document"]);
    let small = served.ask("ctx_pack", json!({"query": "save a model", "maxTokens": 300}));
    assert!(!small["leftOut"].as_array().unwrap().is_empty(), "{small}");
    let (status, _) = served.call("ctx_pack", json!({}));
    assert_eq!(status, 400);
}

/// What no parser likes: it is searched all the same, and nothing falls over.
#[test]
fn hostile_files_are_survived() {
    let deep = format!("x = {}1{}\n", "(".repeat(50_000), ")".repeat(50_000));
    let long = format!("var a={};\n", "f(a,b,{c:1}),".repeat(900 * 1024 / 13));
    let nested = format!("{}needle{}", "{\"a\":".repeat(20_000), "}".repeat(20_000));
    let served = Served::new(&[
        ("deep.py", &deep),
        ("long.js", &long),
        ("nested.json", &nested),
        ("a.py", "from b import y\nx = 1\n"),
        ("b.py", "from a import x\ny = 2\n"),
        ("bad.rs", "fn ( { struct }}} needle\n"),
    ]);
    served.repo.write("latin.py", b"# caf\xe9\ndef needle():\n    pass\n");
    std::os::unix::fs::symlink("loop.py", served.repo.path.join("loop.py")).unwrap();
    served.follows(&served.repo.commit("bytes and a loop"));
    let cycles = served.ask("ctx_graph", json!({"action": "cycles"}));
    assert_eq!(cycles["cycles"], json!([["a.py", "b.py"]]));
    assert_eq!(
        served.ask("ctx_symbol", json!({"name": "needle"}))["symbols"][0]["path"],
        "latin.py"
    );
    let found = served.ask("ctx_search", json!({"pattern": "needle"}));
    let files: Vec<String> = list(&found, "matches", |m| text(&m["path"]).to_owned());
    assert!(
        ["bad.rs", "latin.py", "nested.json"].iter().all(|f| files.iter().any(|g| g == f)),
        "{files:?}"
    );
    let status = served.ask("ctx_graph", json!({"action": "status"}));
    assert!(status["status"]["parsedInPart"].as_u64() > Some(0), "{status}");
    for path in ["deep.py", "long.js", "bad.rs"] {
        let answer = served.call("ctx_read", json!({"path": path, "mode": "auto"}));
        assert_eq!(answer.0, 200, "{path}: {}", answer.1);
        served.ask("ctx_outline", json!({"path": path}));
    }
    let (status, body) = served.call("ctx_outline", json!({"path": "loop.py"}));
    assert_eq!((status, &body["error_code"]), (400, &json!("tool_error")), "{body}");
}

/// A submodule, a repository without a commit, a branch that was rewritten: each is told for what it is.
#[test]
fn unusual_repositories_are_told_for_what_they_are() {
    let home = Home::new();
    let repo = home.repo("demo", FILES);
    let first = repo.git(&["rev-parse", "HEAD"]).trim().to_owned();
    let link = format!("160000,{first},sub");
    repo.git(&["update-index", "--add", "--cacheinfo", &link]);
    repo.git(&["commit", "-q", "-m", "a submodule"]);
    let empty = home.join("empty");
    std::fs::create_dir(&empty).unwrap();
    assert!(
        home.program("git").args(["init", "-q"]).current_dir(&empty).status().unwrap().success()
    );
    let team = home.team(&[("demo", &repo.path), ("empty", &empty)]);
    let token = team.token("admin", &["--role", "admin"]);
    // It never says that it is ready: one of its workspaces cannot be.
    let served = Served { server: team.start_with(|_| {}), token, repo, _home: home };
    served.parsed();
    let (status, body) = served.call("ctx_outline", json!({"path": "sub"}));
    assert_eq!((status, &body["error_code"]), (400, &json!("tool_error")), "{body}");
    for tool in ["ctx_overview", "ctx_routes"] {
        let (status, body) = served.call(tool, json!({"workspaceId": "empty"}));
        assert_eq!((status, &body["error_code"]), (400, &json!("tool_error")), "{body}");
        assert!(text(&body["error"]).contains("commit"), "{body}");
    }
    served.repo.git(&["reset", "-q", "--hard", &first]);
    served.repo.write("app/base.py", "class Other:\n    pass\n");
    served.follows(&served.repo.commit("another history"));
    let found = served.ask("ctx_symbol", json!({"name": "Base", "matching": "exact"}));
    assert_eq!(found["total"], 0, "{found}");
    let down = served.ask("ctx_graph", json!({"path": "app/model.py"}));
    assert_eq!(down["totalEdges"], 1, "{down}");
}
