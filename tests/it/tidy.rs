//! Does the house still stand as ARCHITECTURE.md says? Each law prints itself and its reason when broken.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

/// Rooms and their levels. A room imports only rooms of lower levels.
const LEVELS: &[(&str, u8)] = &[
    ("base", 0),
    ("auth", 1),
    ("ledger", 1),
    ("store", 1),
    ("client", 2),
    ("vault", 2),
    ("config", 2),
    ("workspace", 2),
    ("hook", 2),
    ("artifact", 3),
    ("audit", 3),
    ("cloud", 3),
    ("code", 3),
    ("event", 3),
    ("git", 3),
    ("identity", 3),
    ("knowledge", 3),
    ("savings", 3),
    ("session", 3),
    ("setup", 3),
    ("meter", 3),
    ("trace", 3),
    ("view", 3),
    ("account", 4),
    ("billing", 4),
    ("connector", 4),
    ("gate", 4),
    ("graph", 4),
    ("proof", 4),
    ("sync", 4),
    ("index", 5),
    ("roi", 5),
    ("ingest", 6),
    ("app", 7),
    ("tool", 8),
    ("team", 8),
    ("mcp", 9),
    ("server", 10),
    ("daemon", 11),
    ("doctor", 12),
    ("backup", 13),
    ("preflight", 14),
    ("cli", 15),
    ("fuzz", 15),
];

/// Outside libraries that one room alone knows, so that replacing one is that room's affair.
const LIBRARIES: &[(&str, &[&str])] = &[
    ("tiny_http", &["server"]),
    ("age", &["backup"]),
    ("tar", &["backup"]),
    ("mio", &["server"]),
    ("httparse", &["server"]),
    ("git2", &["git"]),
    ("ureq", &["client", "connector", "git"]),
    ("x509_parser", &["client"]),
    ("tantivy", &["index"]),
    // `code` has a folder of this name for the language, `setup` a file for the format.
    ("toml", &["code", "graph", "setup"]),
    ("foldhash", &["graph", "index", "ingest"]),
    ("hashbrown", &["graph"]),
    ("tree_sitter", &["code"]),
    ("postgres_protocol", &["connector"]),
    ("ring", &["identity"]),
    ("rusqlite", &["store"]),
    ("rustls", &["client", "connector"]),
    ("regex_automata", &["index"]),
    ("regex_syntax", &["index", "view"]),
    ("ed25519_dalek", &["ledger"]),
    ("lettre", &["cloud"]),
    ("chacha20poly1305", &["vault"]),
    ("hkdf", &["ledger", "vault"]),
    ("jsonc_parser", &["config", "graph", "setup"]),
    ("notify", &["daemon"]),
    ("toml_edit", &["setup"]),
    ("clap", &["cli"]),
    ("clap_complete", &["cli"]),
    ("clap_mangen", &["cli"]),
    ("dialoguer", &["cli"]),
    ("indicatif", &["cli"]),
    ("comfy_table", &["cli"]),
];

/// Words that may stand in some files only: word, where it may, why.
const WORDS: &[(&str, &[&str], &str)] = &[
    ("println!", &["cli/ui.rs"], "one place decides what a person and what a program reads"),
    ("print!(", &["cli/ui.rs"], "one place decides what a person and what a program reads"),
    ("dbg!", &[], "it prints"),
    ("io::stdout", &["cli/ui.rs"], "one place decides what a person and what a program reads"),
    ("io::stderr", &["cli/ui.rs"], "one place decides what a person and what a program reads"),
    ("process::exit", &[], "it skips destructors: the audit book would miss its signed head"),
    ("env::var", &["cli/mod.rs", "config/"], "what a function depends on is in its arguments"),
    ("SystemTime::now", &["base/clock.rs"], "time has one source"),
    ("Instant::now", &["base/clock.rs"], "time has one source"),
    ("Timestamp::now", &["base/clock.rs"], "time has one source"),
    ("Permit {", &["gate.rs"], "only the gate lets a call through"),
    ("audit.record(", &["gate.rs"], "only the gate writes the audit log"),
    ("audit.submit(", &["gate.rs"], "only the gate writes the audit log"),
    ("audit.refuse(", &["gate.rs"], "only the gate writes the audit log"),
    (
        "LEAN_CTX_PLAN",
        &[],
        "the Local-Free Invariant: no plan, license or account decides what a command does",
    ),
    ("LEAN_CTX_LICENSE", &[], "as with a plan"),
    ("LEAN_CTX_ACCOUNT", &[], "as with a plan"),
    ("todo!", &[], "nothing is promised that is not there"),
    ("unimplemented!", &[], "nothing is promised that is not there"),
];

fn source() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("src")
}

/// Every source file: path below src, and its text.
fn files() -> BTreeMap<String, String> {
    fn walk(dir: &Path, found: &mut Vec<PathBuf>) {
        for entry in fs::read_dir(dir).expect("a directory").flatten() {
            let path = entry.path();
            if path.is_dir() {
                walk(&path, found);
            } else if path.extension().is_some_and(|e| e == "rs") {
                found.push(path);
            }
        }
    }
    let mut found = Vec::new();
    walk(&source(), &mut found);
    found
        .into_iter()
        .map(|path| {
            let name =
                path.strip_prefix(source()).expect("below src").to_string_lossy().into_owned();
            (name, fs::read_to_string(&path).expect("text"))
        })
        .collect()
}

fn room(file: &str) -> &str {
    file.split('/').next().map_or(file, |first| first.trim_end_matches(".rs"))
}

/// Code without comments; tests at the end of a file, and files of tests, are left out.
fn code(file: &str, text: &str) -> String {
    if file.ends_with("_test.rs")
        || file.ends_with("/tests.rs")
        || file.contains("/tests/")
        || file.ends_with("fixture.rs")
    {
        return String::new();
    }
    let mut code = String::new();
    for line in text.lines() {
        if line.trim_start().starts_with("#[cfg(test)]") {
            break;
        }
        code.push_str(line.split("//").next().unwrap_or_default());
        code.push('\n');
    }
    code
}

fn report(law: &str, reason: &str, broken: &[String]) {
    assert!(broken.is_empty(), "law: {law}\nwhy: {reason}\nbroken by:\n  {}", broken.join("\n  "));
}

#[test]
fn rooms_are_those_of_the_table() {
    let listed: BTreeSet<String> = LEVELS.iter().map(|(room, _)| (*room).to_owned()).collect();
    let mut found: BTreeSet<String> = files().keys().map(|f| room(f).to_owned()).collect();
    found.remove("lib");
    found.remove("main");
    assert_eq!(
        found, listed,
        "law: `ls src` is the map; name a new room in the table, with its level"
    );
}

#[test]
fn rooms_import_only_lower_levels() {
    let level = |name: &str| LEVELS.iter().find(|(room, _)| *room == name).map(|(_, level)| *level);
    let mut broken = Vec::new();
    for (file, text) in files() {
        let Some(own) = level(room(&file)) else { continue };
        let code = code(&file, &text);
        for part in code.split("crate::").skip(1) {
            let other: String =
                part.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect();
            if other == room(&file) {
                continue;
            }
            if level(&other).is_some_and(|theirs| theirs >= own) {
                broken.push(format!("{file} imports {other}"));
            }
        }
    }
    report(
        "a room imports only rooms of lower levels",
        "a request walks one way; a cycle makes two rooms one",
        &broken,
    );
}

#[test]
fn libraries_stay_in_their_rooms() {
    let mut broken = Vec::new();
    for (file, text) in files() {
        let code = code(&file, &text);
        for (library, rooms) in LIBRARIES {
            let named = code.match_indices(&format!("{library}::")).any(|(at, _)| {
                !code[..at].ends_with(|c: char| c.is_alphanumeric() || c == '_' || c == ':')
            });
            if named && !rooms.contains(&room(&file)) {
                broken.push(format!("{file} knows {library}"));
            }
        }
    }
    report(
        "each outside library is known to its own room",
        "so that replacing it is that room's affair",
        &broken,
    );
}

#[test]
fn words_stand_where_they_may() {
    for (word, places, reason) in WORDS {
        let broken: Vec<String> = files()
            .iter()
            .filter(|(file, text)| {
                code(file, text).contains(word) && !places.iter().any(|p| file.starts_with(p))
            })
            .map(|(file, _)| file.clone())
            .collect();
        report(&format!("`{word}` only in {places:?}"), reason, &broken);
    }
}

/// The Local-Free Invariant, in the source: what does not know of plans cannot ask for one.
#[test]
fn no_room_but_two_names_billing() {
    let broken: Vec<String> = files()
        .iter()
        .filter(|(file, _)| !["billing", "cli", "lib"].contains(&room(file)))
        .filter(|(file, text)| {
            let word = |c: char| c.is_alphanumeric() || c == '_';
            code(file, text).split(|c| !word(c)).any(|found| found == "billing")
        })
        .map(|(file, _)| file.clone())
        .collect();
    report(
        "no room but `billing/` and `cli/` names billing",
        "nothing local may ever depend on a plan",
        &broken,
    );
}

#[test]
fn no_global_state_behind_a_lock() {
    let broken: Vec<String> = files()
        .iter()
        .flat_map(|(file, text)| {
            code(file, text)
                .lines()
                .filter(|l| l.trim_start().trim_start_matches("pub ").starts_with("static "))
                .filter(|l| ["Mutex", "RwLock", "Atomic"].iter().any(|w| l.contains(w)))
                .map(|l| format!("{file}: {}", l.trim()))
                .collect::<Vec<_>>()
        })
        .collect();
    report("no global state", "what a function depends on is in its arguments", &broken);
}

#[test]
fn every_file_says_which_question_it_answers() {
    let broken: Vec<String> =
        files().into_iter().filter(|(_, text)| !text.starts_with("//! ")).map(|(f, _)| f).collect();
    report(
        "every file opens with a `//!` sentence",
        "a reader decides there whether to read on",
        &broken,
    );
}

#[test]
fn no_room_without_a_concept() {
    const VAGUE: [&str; 6] = ["core", "util", "utils", "common", "helpers", "misc"];
    let broken: Vec<String> = files()
        .into_keys()
        .filter(|f| f.split('/').any(|part| VAGUE.contains(&part.trim_end_matches(".rs"))))
        .collect();
    report(
        "no room is named for nothing",
        "a thing without a room shows that a room is missing",
        &broken,
    );
}

#[test]
fn the_map_is_short_and_names_every_room() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let map = fs::read_to_string(root.join("ARCHITECTURE.md")).expect("ARCHITECTURE.md");
    assert!(map.lines().count() < 200, "law: ARCHITECTURE.md stays under 200 lines");
    let missing: Vec<String> = LEVELS
        .iter()
        .map(|(room, _)| format!("`{room}"))
        .filter(|room| !map.contains(room.as_str()))
        .collect();
    report("ARCHITECTURE.md names every room", "it is the map", &missing);
}
