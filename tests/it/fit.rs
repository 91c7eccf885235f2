//! Do the weights of ranked search come out the same, to the digit, whenever the same is fitted?

use std::fmt::Write as _;
use std::path::Path;
use std::process::Command;

use serde_json::json;

use crate::harness::{Home, finish, not_run};

/// An interpreter with numpy: CI's, or the machine's own.
fn python() -> Option<std::ffi::OsString> {
    let works = |python: &std::ffi::OsString| {
        let asked = Command::new(python).args(["-I", "-c", "import numpy"]).output();
        asked.is_ok_and(|said| said.status.success())
    };
    let named = std::env::var_os("LEAN_CTX_TEST_PYTHON");
    named.into_iter().chain(["python3".into()]).find(works)
}

/// Features that come out alike everywhere, and answers that follow the first and shun the second.
fn kept(folder: &Path) {
    let mut state = 1u64;
    let mut next = || {
        state =
            state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        ((state >> 33) % 101) as f64 / 100.0
    };
    let (mut queries, mut features, mut pieces) = (String::new(), String::new(), String::new());
    for at in 0..48 {
        let rows: Vec<[f64; 3]> = (0..6).map(|_| [next(), next(), next()]).collect();
        let worth = |row: &[f64; 3]| 2.0 * row[0] - row[1];
        let best = (0..6).max_by(|a, b| worth(&rows[*a]).total_cmp(&worth(&rows[*b]))).unwrap();
        let id = format!("q{at}");
        let answer = json!({"path": format!("f{best}.rs"), "start_line": best, "end_line": best});
        let asked = if at % 3 == 0 { "symbol" } else { "question" };
        let query = json!({"id": id, "repo": format!("r{}", at % 8), "category": asked, "query": id,
            "relevant": [answer], "secondary": []});
        let names = ["one", "two", "three"];
        let of_files: Vec<_> = rows
            .iter()
            .enumerate()
            .map(|(file, row)| json!([format!("f{file}.rs"), row]))
            .collect();
        let cut: Vec<_> =
            rows.iter().enumerate().map(|(line, row)| json!([line, line, row])).collect();
        let files = json!([[format!("f{best}.rs"), cut]]);
        writeln!(queries, "{query}").unwrap();
        let line = json!({"id": id, "asked": asked, "names": names, "rows": of_files});
        writeln!(features, "{line}").unwrap();
        writeln!(pieces, "{}", json!({"id": id, "names": names, "files": files})).unwrap();
    }
    for (name, text) in [("queries", queries), ("features", features), ("pieces", pieces)] {
        std::fs::write(folder.join(format!("{name}.jsonl")), text).unwrap();
    }
}

#[test]
fn the_same_questions_give_the_same_weights_to_the_digit() {
    let Some(python) = python() else {
        not_run("set LEAN_CTX_TEST_PYTHON to an interpreter with numpy, as .ci/run does");
        return;
    };
    let home = Home::new();
    let folder = tempfile::tempdir().unwrap();
    kept(folder.path());
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let queries = folder.path().join("queries.jsonl");
    let fit = |out: &Path, check: bool| {
        let mut command = home.program(&python);
        command.arg(root.join("scripts/fit")).arg(&queries).arg(folder.path());
        command.arg("--lines").arg(&queries).arg(folder.path()).arg("--out").arg(out);
        command.args(check.then_some("--check"));
        command.env("LEAN_CTX_RETRIEVAL", root.join("tests/retrieval/kept"));
        finish(command)
    };
    let written = folder.path().join("weight.rs");
    let said = fit(&written, false).ok();
    assert!(said.stdout.contains("unseen repositories: 8 repositories, 48 questions"), "{said}");
    let text = std::fs::read_to_string(&written).unwrap();
    assert_eq!(text, include_str!("fit/weight.txt"));
    fit(&written, true).ok();
    std::fs::write(&written, text.replacen(".", ".1", 1)).unwrap();
    let refused = fit(&written, true);
    assert!(refused.stderr.contains("is not what this input gives"), "{refused}");
}
