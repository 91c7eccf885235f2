//! Is what lies in the repository what the binary says? Completions, man pages, the example.

use std::collections::BTreeMap;
use std::path::Path;

use serde_json::Value;

use crate::harness::Home;

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn texts(dir: &Path) -> BTreeMap<String, String> {
    std::fs::read_dir(dir)
        .unwrap_or_else(|e| panic!("{}: {e}", dir.display()))
        .flatten()
        .map(|e| {
            (
                e.file_name().to_string_lossy().into_owned(),
                std::fs::read_to_string(e.path()).unwrap(),
            )
        })
        .collect()
}

#[test]
fn completions_are_those_of_the_binary() {
    let home = Home::new();
    for (shell, file) in [
        ("bash", "lean-ctx.bash"),
        ("zsh", "_lean-ctx"),
        ("fish", "lean-ctx.fish"),
        ("elvish", "lean-ctx.elv"),
        ("powershell", "_lean-ctx.ps1"),
    ] {
        let fresh = home.run(["completions", shell]).ok().stdout;
        let kept =
            std::fs::read_to_string(root().join("completions").join(file)).unwrap_or_default();
        assert!(fresh == kept, "completions/{file} is stale: run scripts/generate");
    }
}

#[test]
fn man_pages_are_those_of_the_binary() {
    let home = Home::new();
    let dir = home.join("man");
    home.run(["man", "--out", dir.to_str().unwrap()]).ok();
    let (fresh, kept) = (texts(&dir), texts(&root().join("man")));
    let names = |pages: &BTreeMap<String, String>| pages.keys().cloned().collect::<Vec<_>>();
    assert_eq!(names(&fresh), names(&kept), "man/ is stale: run scripts/generate");
    assert!(fresh == kept, "man/ is stale: run scripts/generate");
}

#[test]
fn the_example_loads() {
    let home = Home::new();
    let text = std::fs::read_to_string(root().join("team.json.example")).unwrap();
    let mut config: Value = serde_json::from_str(&text).unwrap();
    // Its paths are those of a server: here they are made below a home.
    let below = |value: &mut Value| {
        if let Some(path) = value.as_str().filter(|p| p.starts_with('/')) {
            *value = home.join(path.trim_start_matches('/')).display().to_string().into();
        }
    };
    let data = config["auditLogPath"].as_str().unwrap().to_owned();
    std::fs::create_dir_all(home.join(data.trim_start_matches('/')).parent().unwrap()).unwrap();
    below(&mut config["auditLogPath"]);
    if config.get("dataDir").is_some() {
        below(&mut config["dataDir"]);
    }
    for workspace in config["workspaces"].as_array_mut().unwrap() {
        if let Some(root) = workspace.get_mut("root") {
            below(root);
            if workspace.get("url").is_none() {
                std::fs::create_dir_all(workspace["root"].as_str().unwrap()).unwrap();
            }
        }
    }
    let file = home.join("team.json");
    std::fs::write(&file, config.to_string()).unwrap();
    home.run(["team", "check", "--config", file.to_str().unwrap()]).ok();
}

#[test]
fn help_has_an_example_everywhere() {
    let home = Home::new();
    let pages = texts(&root().join("man"));
    assert!(pages.len() > 15, "{} pages", pages.len());
    for name in pages.keys() {
        let name = name.trim_end_matches(".1").trim_start_matches("lean-ctx");
        // A page's name does not tell a word's own hyphen from the one between two words.
        let words: Vec<String> = commands(name.trim_start_matches('-'), &pages);
        let words: Vec<&str> = words.iter().map(String::as_str).chain(["--help"]).collect();
        let said = home.run(words).ok();
        assert!(said.stdout.contains("Example"), "no example in: {}", said.command);
    }
}

/// `team-slo-report` → `team`, `slo-report`: the longest group that it goes on from is its parent.
fn commands(name: &str, pages: &std::collections::BTreeMap<String, String>) -> Vec<String> {
    if name.is_empty() {
        return Vec::new();
    }
    let parents = name.rmatch_indices('-').map(|(at, _)| &name[..at]);
    let is_group = |page: &String| page.contains(".SH SUBCOMMANDS");
    let parent = parents
        .into_iter()
        .find(|parent| pages.get(&format!("lean-ctx-{parent}.1")).is_some_and(is_group));
    match parent {
        Some(parent) => {
            let mut words = commands(parent, pages);
            words.push(name[parent.len() + 1..].to_owned());
            words
        }
        None => vec![name.to_owned()],
    }
}
