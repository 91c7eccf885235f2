//! What does a shell offer at the prompt? Asked as its own script asks, and once by a real bash.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::time::SystemTime;

use serde_json::json;

use crate::harness::{Home, finish};

/// What is offered for the last word of `line`, as clap_complete's script for bash asks.
fn offered(home: &Home, here: &Path, line: &[&str]) -> Vec<String> {
    let mut command = home.command();
    command.arg("--").arg("lean-ctx").args(line).current_dir(here);
    command.env("COMPLETE", "bash").env("_CLAP_IFS", "\n");
    command.env("_CLAP_COMPLETE_INDEX", line.len().to_string());
    let said = finish(command).ok();
    assert_eq!(said.stderr, "", "{said}");
    said.stdout.lines().map(str::to_owned).collect()
}

/// Every file below, with its size and when it was changed last.
fn files(dir: &Path) -> BTreeMap<String, (u64, SystemTime)> {
    let mut found = BTreeMap::new();
    let mut folders = vec![dir.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(&folder).into_iter().flatten().flatten() {
            let meta = entry.metadata().unwrap();
            if meta.is_dir() {
                folders.push(entry.path());
            }
            found
                .insert(entry.path().display().to_string(), (meta.len(), meta.modified().unwrap()));
        }
    }
    found
}

const CODE: &str = "pub struct Engine;\nimpl Engine {\n    pub fn refresh(&self) {}\n    pub fn reload(&self) {}\n}\npub fn engage() {}\n";

#[test]
fn commands_options_and_words_are_offered() {
    let home = Home::new();
    let offers = |line: &[&str]| offered(&home, home.path(), line);
    assert_eq!(offers(&["te"]), ["team"]);
    assert_eq!(offers(&["team", "token", "cr"]), ["create"]);
    assert_eq!(offers(&["search", "--ra"]), ["--ranked"]);
    assert_eq!(offers(&["graph", "dep"]), ["deps", "dependents"]);
    assert_eq!(offers(&["artifacts", "f"]), ["fetch"]);
    assert_eq!(offers(&["symbol", "x", "--kind", "meth"]), ["method"]);
    assert_eq!(offers(&["symbol", "x", "--matching", "f"]), ["fuzzy"]);
    assert_eq!(offers(&["search", "x", "-l", "rus"]), ["rust"]);
    assert_eq!(offers(&["call", "ctx_sym"]), ["ctx_symbol"]);
    assert!(!home.join(".lean-ctx").exists(), "a completion has written something");
}

#[test]
fn workspaces_and_tokens_are_those_of_the_configuration() {
    let home = Home::new();
    let here = home.join("ops");
    fs::create_dir_all(&here).unwrap();
    // Faulty on purpose: an operator who mends it needs its names.
    let config = |workspaces: &[&str], tokens: &[&str]| {
        let ids = |ids: &[&str]| ids.iter().map(|id| json!({"id": id})).collect::<Vec<_>>();
        json!({"workspaces": ids(workspaces), "tokens": ids(tokens)}).to_string()
    };
    fs::write(here.join("team.json"), config(&["core", "web"], &["alice", "ci-bot"])).unwrap();
    fs::write(here.join("other.json"), config(&["cobalt"], &["carol"])).unwrap();
    let offers = |line: &[&str]| offered(&home, &here, line);
    assert_eq!(offers(&["team", "token", "rotate", ""])[..2], ["alice", "ci-bot"]);
    assert_eq!(offers(&["team", "token", "rotate", "--config", "other.json", "c"]), ["carol"]);
    assert_eq!(offers(&["team", "token", "revoke", "--config=other.json", "c"]), ["carol"]);
    assert_eq!(offers(&["team", "sync", "--workspace", "c"]), ["core"]);
    assert_eq!(offers(&["team", "sync", "--workspace=w"]), ["--workspace=web"]);
    assert_eq!(offers(&["team", "workspace", "remove", "--config", "other.json", "c"]), ["cobalt"]);
    let several = ["team", "token", "create", "--id", "x", "--workspaces", "core,w"];
    assert_eq!(offers(&several), ["core,web"]);
    assert_eq!(offers(&["team", "check", "--config", "oth"]), ["other.json"]);
    fs::write(here.join("team.json"), "{ no json").unwrap();
    assert!(offers(&["team", "sync", "--workspace", "c"]).is_empty());
}

#[test]
fn symbols_and_paths_are_those_of_the_repository_and_nothing_is_written() {
    let home = Home::new();
    let repo = home.repo("core", &[("src/engine.rs", CODE), ("docs/engine.md", "# The engine\n")]);
    let offers = |line: &[&str]| offered(&home, &repo.path, line);
    assert!(offers(&["symbol", "Eng"]).is_empty(), "nothing is indexed for it");
    assert!(!home.join(".lean-ctx/index").exists());
    let mut index = home.command();
    index.arg("index").current_dir(&repo.path);
    finish(index).ok();
    let before = files(&home.join(".lean-ctx"));
    assert_eq!(offers(&["symbol", "Eng"]), ["Engine"]);
    assert_eq!(offers(&["symbol", "eng"]), ["engage"]);
    assert_eq!(offers(&["callgraph", "Engine.re"]), ["Engine.refresh", "Engine.reload"]);
    assert_eq!(offers(&["impact", "--symbol", "ref"]), ["refresh"]);
    assert_eq!(offers(&["outline", "src/e"]), ["src/engine.rs"]);
    assert_eq!(offers(&["graph", "deps", "do"]), ["docs/"]);
    let elsewhere = ["symbol", "--workspace", repo.path.to_str().unwrap(), "Eng"];
    assert_eq!(offered(&home, home.path(), &elsewhere), ["Engine"]);
    assert_eq!(files(&home.join(".lean-ctx")), before, "a completion has written something");
}

/// The script that is shipped, in bash itself.
#[test]
fn bash_completes_with_the_shipped_script() {
    let home = Home::new();
    let completed = |line: &str| -> Vec<String> {
        let mut bash = home.program("bash");
        bash.args(["--norc", "-c"]);
        bash.arg(
            r#"PATH="$1:$PATH"; source "$2"; shift 2
            COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); COMP_TYPE=9
            _clap_complete_lean_ctx "$1" "${COMP_WORDS[COMP_CWORD]}" "${COMP_WORDS[COMP_CWORD - 1]}" 2>/dev/null
            printf '%s\n' "${COMPREPLY[@]}""#,
        );
        let binary = Path::new(env!("CARGO_BIN_EXE_lean-ctx")).parent().unwrap();
        let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("completions/lean-ctx.bash");
        bash.arg("bash").arg(binary).arg(script).arg("lean-ctx").args(line.split(' '));
        finish(bash).ok().stdout.lines().map(str::to_owned).collect()
    };
    assert_eq!(completed("te"), ["team"]);
    assert_eq!(completed("team token create --ro"), ["--role"]);
    assert_eq!(completed("graph pa"), ["path"]);
}
