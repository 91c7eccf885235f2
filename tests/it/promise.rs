//! Does every command that docs/ and deploy/ tell of exist, with its options, and every file?

use std::collections::BTreeMap;
use std::path::Path;

use crate::harness::{Home, finish};

const PAGES: &[&str] =
    &["docs/promises.md", "docs/operating.md", "deploy/README.md", "deploy/compose.yaml"];

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn page(name: &str) -> String {
    std::fs::read_to_string(root().join(name)).unwrap_or_else(|e| panic!("{name}: {e}"))
}

/// The commands of a page: what stands between backticks, or alone in a line, and begins with our name.
fn commands(text: &str) -> Vec<String> {
    let spans = text.split('`').skip(1).step_by(2).map(str::trim);
    let lines = text.lines().map(|l| l.trim_start_matches(['#', '$', ' ']).trim());
    let ours = |s: &&str| s.starts_with("lean-ctx ") && !s.contains('\n');
    let mut found: Vec<String> = spans.chain(lines).filter(ours).map(str::to_owned).collect();
    found.sort();
    found.dedup();
    found
}

/// What the binary itself says of its commands, asked once each.
struct Tree {
    home: Home,
    known: BTreeMap<String, Option<String>>,
}

impl Tree {
    /// The help of a command; `None` where there is none of that name.
    fn help(&mut self, path: &[&str]) -> Option<String> {
        let name = path.join(" ");
        let home = &self.home;
        let ask = || {
            let mut command = home.command();
            command.args(path).arg("--help");
            let said = finish(command);
            let usage = format!("Usage: lean-ctx {name}");
            (said.code() == 0 && said.stdout.contains(usage.trim_end())).then_some(said.stdout)
        };
        self.known.entry(name.clone()).or_insert_with(ask).clone()
    }

    /// What is wrong with a command as it is written.
    fn fault(&mut self, written: &str) -> Option<String> {
        let words: Vec<&str> = written.split_whitespace().skip(1).collect();
        let is_name = |w: &&&str| w.chars().all(|c| c.is_ascii_lowercase() || c == '-');
        let names: Vec<&str> =
            words.iter().take_while(|w| !w.starts_with('-')).take_while(is_name).copied().collect();
        let mut known = 0;
        let mut help = String::new();
        while let Some(text) = names.get(..=known).and_then(|path| self.help(path)) {
            (known, help) = (known + 1, text);
        }
        if known == 0 {
            return Some("there is no such command".into());
        }
        if help.lines().any(|l| l.starts_with("Usage:") && l.contains("<COMMAND>")) {
            return Some(format!("`{}` needs another of its commands", names[..known].join(" ")));
        }
        let options = words.iter().filter(|w| w.starts_with("--") && w.len() > 2);
        let unknown: Vec<&str> = options
            .map(|w| w.split(['=', ',', ';', ')']).next().unwrap_or(w))
            .filter(|option| !help.contains(option))
            .collect();
        (!unknown.is_empty()).then(|| format!("it has no {}", unknown.join(", ")))
    }
}

#[test]
fn every_command_that_is_told_of_exists() {
    let mut tree = Tree { home: Home::new(), known: BTreeMap::new() };
    let mut faults = Vec::new();
    let mut count = 0;
    for name in PAGES {
        for written in commands(&page(name)) {
            count += 1;
            if let Some(fault) = tree.fault(&written) {
                faults.push(format!("{name}: `{written}`: {fault}"));
            }
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
    assert!(count > 60, "only {count} commands were found: are they still written as before?");
}

#[test]
fn every_file_and_heading_that_is_told_of_is_there() {
    for name in PAGES {
        let text = page(name);
        let folder = root().join(name);
        let folder = folder.parent().unwrap();
        for path in text.split('`').skip(1).step_by(2) {
            let ours = ["deploy/", "scripts/", "tests/", "docs/", "src/"];
            let plain = path.chars().all(|c| c.is_ascii_alphanumeric() || "/._-".contains(c));
            // `deploy/.env` and `deploy/config/` are the reader's own.
            let made = path.contains(".env") || path.starts_with("deploy/config");
            if plain && !made && ours.iter().any(|p| path.starts_with(p)) {
                assert!(root().join(path).exists(), "{name}: there is no `{path}`");
            }
        }
        for link in text.split("](").skip(1).filter_map(|rest| rest.split(')').next()) {
            if link.contains("://") {
                continue;
            }
            let (file, heading) = link.split_once('#').unwrap_or((link, ""));
            let target = if file.is_empty() { root().join(name) } else { folder.join(file) };
            assert!(target.exists(), "{name}: there is no {link}");
            let anchors = std::fs::read_to_string(&target).unwrap_or_default();
            let anchor =
                |l: &str| l.trim_start_matches('#').trim().to_lowercase().replace(' ', "-");
            let there =
                anchors.lines().filter(|l| l.starts_with('#')).any(|l| anchor(l) == heading);
            assert!(heading.is_empty() || there, "{name}: there is no heading {link}");
        }
    }
}

#[test]
fn a_command_that_is_none_is_noticed() {
    let mut tree = Tree { home: Home::new(), known: BTreeMap::new() };
    for (written, part) in [
        ("lean-ctx fly", "no such command"),
        ("lean-ctx team", "another of its commands"),
        ("lean-ctx team fly", "another of its commands"),
        ("lean-ctx team serve --naked", "it has no --naked"),
    ] {
        let fault = tree.fault(written).unwrap_or_default();
        assert!(fault.contains(part), "{written}: {fault:?}");
    }
    assert_eq!(tree.fault("lean-ctx team token rotate --config team.json alice"), None);
    let text = "`lean-ctx tree` and\n    lean-ctx read a.rs\n# lean-ctx man\n";
    assert_eq!(commands(text), ["lean-ctx man", "lean-ctx read a.rs", "lean-ctx tree"]);
}
