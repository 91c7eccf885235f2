//! Does one command connect the clients of a machine, say the same thing twice, and take it all back?

use std::collections::BTreeMap;
use std::fs;
use std::io::{Read as _, Write as _};
use std::os::unix::fs::{PermissionsExt as _, symlink};
use std::path::{Path, PathBuf};
use std::process::Stdio;

use serde_json::{Value, json};

use crate::harness::{Home, PATIENCE, Repo, Said, finish, not_run, wait};
use crate::schema;

/// A client: its id, its file below a home, the key of its servers.
const CLIENTS: [(&str, &str, &str); 12] = [
    ("claude-code", ".claude.json", "mcpServers"),
    ("claude-desktop", "SETTINGS/Claude/claude_desktop_config.json", "mcpServers"),
    ("cursor", ".cursor/mcp.json", "mcpServers"),
    ("vscode", "SETTINGS/Code/User/mcp.json", "servers"),
    ("codex", ".codex/config.toml", "mcp_servers"),
    ("gemini", ".gemini/settings.json", "mcpServers"),
    ("windsurf", ".codeium/windsurf/mcp_config.json", "mcpServers"),
    ("zed", ".config/zed/settings.json", "context_servers"),
    ("opencode", ".config/opencode/opencode.json", "mcp"),
    (
        "cline",
        "SETTINGS/Code/User/globalStorage/saoudrizwan.claude-dev/settings/cline_mcp_settings.json",
        "mcpServers",
    ),
    ("continue", ".continue/mcpServers/mcp.json", "mcpServers"),
    ("jetbrains", ".junie/mcp/mcp.json", "mcpServers"),
];

const TOKEN: &str = "lctx_0000000000000000000000000000000000000000000test";

fn file(home: &Home, below: &str) -> PathBuf {
    let settings =
        if cfg!(target_os = "macos") { "Library/Application Support" } else { ".config" };
    home.join(&below.replace("SETTINGS", settings))
}

/// Each client's folder, so that all count as installed.
fn install_all(home: &Home) {
    fs::create_dir_all(home.join(".claude")).unwrap();
    for (_, path, _) in CLIENTS {
        fs::create_dir_all(file(home, path).parent().unwrap()).unwrap();
    }
}

/// What a client's file holds before, in one case of the matrix; none: there is no file.
fn before(case: &str, path: &str, under: &str) -> Option<String> {
    let toml = path.ends_with(".toml");
    Some(match (case, toml) {
        ("absent", _) => return None,
        ("empty", _) => String::new(),
        ("existing", true) => format!(
            "[{under}.lean-ctx]\ncommand = \"/old/lean-ctx\" # moved\nargs = [\"serve\"]\nstartup_timeout_sec = 20\n"
        ),
        ("existing", false) => format!(
            "{{\n  \"{under}\": {{\n    \"lean-ctx\": {{\n      \"command\": \"/old/lean-ctx\",\n      \"args\": [\"serve\"],\n      \"disabled\": false\n    }}\n  }}\n}}\n"
        ),
        ("others", true) => {
            format!(
                "model = \"m\"\n\n[{under}.other]\ncommand = \"other\"\n\n[tui]\ntheme = \"dark\"\n"
            )
        }
        ("others", false) => format!(
            "{{\"theme\": \"dark\", \"{under}\": {{\"other\": {{\"command\": \"other\"}}}}, \"last\": [1, 2]}}"
        ),
        ("comments", true) => format!(
            "# mine\nmodel   =   \"m\" # why\n\n# servers\n[{under}.other] # the other\ncommand = 'other'\n"
        ),
        ("comments", false) => format!(
            "// mine\n{{\n\t/* servers */\n\t\"{under}\": {{\n\t\t\"other\": {{ \"command\": \"other\" }}, // the other\n\t}},\n\t\"last\": 1, // done\n}}\n"
        ),
        ("broken", true) => format!("model = \"m\"\n[{under}.other\ncommand = \"other\"\n"),
        _ => format!("{{\n  \"{under}\": {{\n    \"other\" {{}}\n  }}\n}}\n"),
    })
}

/// Every file below a home but our own data: rights and bytes; folders without bytes.
fn snapshot(home: &Home) -> BTreeMap<PathBuf, (u32, Option<Vec<u8>>)> {
    fn walk(dir: &Path, found: &mut BTreeMap<PathBuf, (u32, Option<Vec<u8>>)>) {
        for entry in fs::read_dir(dir).unwrap().flatten() {
            let path = entry.path();
            let meta = fs::symlink_metadata(&path).unwrap();
            let mode = meta.permissions().mode() & 0o777;
            if meta.is_dir() {
                found.insert(path.clone(), (mode, None));
                walk(&path, found);
            } else {
                let bytes = fs::read(&path).unwrap_or_default();
                found.insert(path, (mode, Some(bytes)));
            }
        }
    }
    let mut found = BTreeMap::new();
    walk(home.path(), &mut found);
    let data = home.join(".lean-ctx");
    found.retain(|path, _| !path.starts_with(&data));
    found
}

fn run(home: &Home, cwd: &Path, args: &[&str]) -> Said {
    let mut command = home.command();
    command.args(args).current_dir(cwd).env("LEAN_CTX_TEAM_TOKEN", TOKEN).env_remove("PATH");
    finish(command)
}

fn statuses(report: &Value, step: &str) -> BTreeMap<String, String> {
    let step = report["steps"].as_array().unwrap().iter().find(|s| s["name"] == step).unwrap();
    let text = |v: &Value| v.as_str().unwrap().to_owned();
    let items = step["items"].as_array().unwrap();
    items.iter().map(|i| (text(&i["name"]), text(&i["status"]))).collect()
}

#[track_caller]
fn valid(report: &Value) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("schemas/bootstrap.schema.json");
    let root: Value = serde_json::from_slice(&fs::read(path).unwrap()).unwrap();
    let mut top = root.clone();
    // The first is for other validators, the second for references.
    top.as_object_mut().unwrap().retain(|key, _| !["$schema", "$defs"].contains(&key.as_str()));
    let faults = schema::faults(&root, &top, report);
    assert!(faults.is_empty(), "{faults:#?}\n{report:#}");
}

/// Compares with the file kept in `tests/golden/setup`, or writes it where
/// `LEAN_CTX_GOLDEN=write`.
#[track_caller]
fn golden(name: &str, text: &str) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/golden/setup").join(name);
    if std::env::var_os("LEAN_CTX_GOLDEN").is_some_and(|v| v == "write") {
        return fs::write(path, text).unwrap();
    }
    let kept = fs::read_to_string(&path).unwrap_or_default();
    assert_eq!(text, kept, "{name}: run with LEAN_CTX_GOLDEN=write and look at the difference");
}

/// One case of the matrix for all clients: install, repeat, undo.
fn case(case: &str, server: &[&str]) -> BTreeMap<&'static str, String> {
    let home = Home::new();
    install_all(&home);
    let repo = home.repo("core", &[("a.rs", "fn a() {}\n")]);
    for (_, path, under) in CLIENTS {
        if let Some(text) = before(case, path, under) {
            fs::write(file(&home, path), text).unwrap();
            fs::set_permissions(file(&home, path), fs::Permissions::from_mode(0o644)).unwrap();
        }
    }
    let untouched = snapshot(&home);
    let args = |more: &[&'static str]| {
        let mut args = vec!["setup", "--yes", "--only", "clients", "--json"];
        args.extend(server);
        args.extend(more);
        run(&home, &repo.path, &args)
    };
    let dry = args(&["--dry-run"]);
    assert_eq!(snapshot(&home), untouched, "{case}: a dry run changes nothing\n{dry}");
    let first = args(&[]);
    let report = first.json();
    valid(&report);
    let wanted = match case {
        "absent" => "created",
        "broken" => "error",
        _ => "updated",
    };
    for (client, status) in statuses(&report, "clients") {
        assert_eq!(status, wanted, "{case}, {client}\n{first}");
    }
    if case == "broken" {
        assert_eq!((first.code(), &report["success"]), (1, &json!(false)));
        assert_eq!(snapshot(&home), untouched, "a broken file is never overwritten");
        for item in report["steps"][0]["items"].as_array().unwrap() {
            let (path, note) = (item["path"].as_str().unwrap(), item["note"].as_str().unwrap());
            let line = if path.ends_with(".toml") { 2 } else { 3 };
            assert!(note.starts_with(&format!("{path}:{line}: not ")), "{note}");
        }
        return BTreeMap::new();
    }
    assert_eq!(first.code(), 0, "{first}");
    let installed = snapshot(&home);
    let texts = CLIENTS.map(|(id, path, _)| {
        let path = file(&home, path);
        let backup = PathBuf::from(format!("{}.lean-ctx-backup", path.display()));
        let had = untouched.get(&path).map(|(_, bytes)| bytes.clone().unwrap());
        assert_eq!(fs::read(backup).ok(), had, "{case}, {id}: a backup of what was there");
        let text = fs::read_to_string(&path).unwrap();
        if text.contains(TOKEN) {
            let mode = fs::metadata(&path).unwrap().permissions().mode() & 0o777;
            assert_eq!(mode, 0o600, "{case}, {id} holds a token");
        }
        let program = fs::canonicalize(env!("CARGO_BIN_EXE_lean-ctx")).unwrap();
        let text = text
            .replace(TOKEN, "{token}")
            .replace(program.to_str().unwrap(), "{program}")
            .replace(fs::canonicalize(home.path()).unwrap().to_str().unwrap(), "{home}");
        (id, text)
    });
    let again = args(&[]).ok();
    for (client, status) in statuses(&again.json(), "clients") {
        assert_eq!(status, "already", "{case}, {client}\n{again}");
    }
    assert_eq!(snapshot(&home), installed, "{case}: a second run changes no byte");
    let undone = run(&home, &repo.path, &["setup", "--yes", "--undo", "--json"]).ok();
    valid(&undone.json());
    assert_eq!(snapshot(&home), untouched, "{case}: all is as it was\n{undone}");
    let nothing = run(&home, &repo.path, &["setup", "--yes", "--undo", "--json"]).ok();
    assert_eq!(statuses(&nothing.json(), "undo")["changes"], "already");
    texts.into_iter().collect()
}

const CASES: [&str; 6] = ["absent", "empty", "existing", "others", "comments", "broken"];

fn matrix(suffix: &str, server: &[&str]) {
    let mut pages: BTreeMap<&str, String> = BTreeMap::new();
    for name in CASES {
        for (client, text) in case(name, server) {
            let page = pages.entry(client).or_default();
            *page += &format!("==== {name}\n{text}");
            if !page.ends_with('\n') {
                page.push_str("\n(no newline)\n");
            }
        }
    }
    for (client, page) in pages {
        golden(&format!("{client}.{suffix}.txt"), &page);
    }
}

#[test]
fn every_client_in_every_state_for_this_machine() {
    matrix("local", &[]);
}

#[test]
fn every_client_in_every_state_for_a_team() {
    matrix("team", &["--team", "https://ctx.example.com"]);
}

#[test]
fn from_one_kind_to_the_other_and_back() {
    let home = Home::new();
    install_all(&home);
    let repo = home.repo("core", &[("a.rs", "fn a() {}\n")]);
    let texts = || CLIENTS.map(|(_, path, _)| fs::read_to_string(file(&home, path)).unwrap());
    let setup = ["setup", "--yes", "--only", "clients", "--json"];
    run(&home, &repo.path, &setup).ok();
    let local = texts();
    let mut team = setup.to_vec();
    team.extend(["--team", "https://ctx.example.com/mcp"]);
    let said = run(&home, &repo.path, &team).ok();
    assert!(statuses(&said.json(), "clients").values().all(|s| s == "updated"), "{said}");
    for (text, (client, ..)) in texts().iter().zip(CLIENTS) {
        assert!(text.contains("https://ctx.example.com/mcp"), "{client}: {text}");
        assert!(!text.contains("/mcp/mcp"), "{client}: {text}");
    }
    run(&home, &repo.path, &setup).ok();
    let parsed = |text: &str| serde_json::from_str::<Value>(text).ok();
    for (client, (was, is)) in CLIENTS.iter().zip(local.iter().zip(texts())) {
        assert_eq!(parsed(was), parsed(&is), "{client:?}");
    }
}

#[test]
fn bootstrap_in_a_bare_container() {
    let home = Home::new();
    let empty = home.join("empty");
    fs::create_dir_all(&empty).unwrap();
    let bare = |alone: bool| {
        let mut command = if alone { home.program("unshare") } else { home.command() };
        if alone {
            command.args(["--net", "--map-root-user", env!("CARGO_BIN_EXE_lean-ctx")]);
        }
        command.args(["bootstrap", "--json"]).env("HOME", &empty).env_remove("LANG");
        if !alone {
            command.env_remove("PATH");
        }
        command.current_dir(if alone { "/" } else { "/tmp" });
        finish(command)
    };
    let said = bare(false).ok();
    let report = said.json();
    valid(&report);
    assert_eq!(report["success"], true);
    assert!(statuses(&report, "clients").values().all(|s| s == "not_detected"), "{said}");
    assert_eq!(statuses(&report, "index")["index"], "skipped");
    let kept = fs::read(empty.join(".lean-ctx/setup/latest.json")).unwrap();
    assert_eq!(serde_json::from_slice::<Value>(&kept).unwrap(), report);
    valid(&bare(false).ok().json());
    // Where the system lets us, without a network at all.
    let mut probe = home.program("unshare");
    probe.args(["--net", "--map-root-user", "true"]);
    if probe.stderr(Stdio::null()).status().is_ok_and(|s| s.success()) {
        valid(&bare(true).ok().json());
    } else {
        not_run("bootstrap without a network: `unshare --net` is not allowed here");
    }
}

#[test]
fn bootstrap_does_it_all() {
    let home = Home::new();
    let repo = home.repo("core", &[("a.rs", "fn a() {}\n"), ("b.md", "# B\n")]);
    fs::create_dir_all(home.join(".cursor")).unwrap();
    let bin = home.join(".local/bin");
    fs::create_dir_all(&bin).unwrap();
    symlink("/bin/sh", bin.join("man")).unwrap();
    symlink(env!("CARGO_BIN_EXE_lean-ctx"), bin.join("lean-ctx")).unwrap();
    let run = || {
        let mut command = home.command();
        command.args(["bootstrap", "--json"]).current_dir(&repo.path);
        finish(command_in(command, &bin))
    };
    let report = run().ok().json();
    valid(&report);
    assert_eq!(statuses(&report, "clients")["cursor"], "created");
    assert_eq!(statuses(&report, "completions")["fish"], "created");
    assert_eq!(statuses(&report, "man")["pages"], "created");
    assert_eq!(statuses(&report, "index")["core"], "ran");
    assert!(home.join(".config/fish/completions/lean-ctx.fish").is_file());
    assert!(home.join(".local/share/man/man1/lean-ctx-setup.1").is_file());
    let entry: Value =
        serde_json::from_slice(&fs::read(home.join(".cursor/mcp.json")).unwrap()).unwrap();
    // The name on the search path outlives an upgrade.
    let named = bin.join("lean-ctx").display().to_string();
    assert_eq!(entry["mcpServers"]["lean-ctx"]["command"], named.as_str());
    let before = snapshot(&home);
    let again = run().ok().json();
    for step in ["completions", "man", "index"] {
        assert!(statuses(&again, step).values().all(|s| s == "already"), "{again:#}");
    }
    assert_eq!(statuses(&again, "clients")["cursor"], "already");
    assert_eq!(snapshot(&home), before, "a second run changes no byte");
}

fn command_in(mut command: std::process::Command, bin: &Path) -> std::process::Command {
    command.env("PATH", bin).env("SHELL", "/usr/bin/fish");
    command
}

#[test]
fn what_somebody_edited_since_is_not_taken_back() {
    let home = Home::new();
    let path = home.join(".cursor/mcp.json");
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    fs::write(&path, "{\"mcpServers\": {\"other\": {}}}\n").unwrap();
    let setup = |args: &[&str]| run(&home, home.path(), args).ok();
    setup(&["setup", "--yes", "--only", "cursor"]);
    let text = fs::read_to_string(&path).unwrap().replacen("\"other\"", "\"theirs\"", 1);
    fs::write(&path, text).unwrap();
    setup(&["setup", "--undo", "--yes"]).says("was changed since");
    let left: Value = serde_json::from_slice(&fs::read(&path).unwrap()).unwrap();
    assert_eq!(left, json!({"mcpServers": {"theirs": {}}}));
}

#[test]
fn links_are_followed_and_stay() {
    let home = Home::new();
    fs::create_dir_all(home.join("dotfiles")).unwrap();
    fs::create_dir_all(home.join(".cursor")).unwrap();
    fs::create_dir_all(home.join(".gemini")).unwrap();
    fs::write(home.join("dotfiles/mcp.json"), "{}\n").unwrap();
    symlink("../dotfiles/mcp.json", home.join(".cursor/mcp.json")).unwrap();
    symlink("nowhere", home.join(".gemini/settings.json")).unwrap();
    let said = run(&home, home.path(), &["setup", "--yes", "--only", "cursor,gemini", "--json"]);
    let report = said.json();
    assert_eq!(said.code(), 1, "{said}");
    assert_eq!(statuses(&report, "clients")["cursor"], "updated");
    assert_eq!(statuses(&report, "clients")["gemini"], "error");
    assert!(fs::symlink_metadata(home.join(".cursor/mcp.json")).unwrap().is_symlink());
    assert!(fs::read_to_string(home.join("dotfiles/mcp.json")).unwrap().contains("lean-ctx"));
}

#[test]
fn words_that_nobody_knows_and_nobody_to_ask() {
    let home = Home::new();
    let code = |args: &[&str]| run(&home, home.path(), args).code();
    assert_eq!(code(&["bootstrap", "--frobnicate"]), 2);
    assert_eq!(code(&["setup", "--yes", "--only", "emacs"]), 2);
    assert_eq!(code(&["setup"]), 2);
    assert_eq!(code(&["setup", "--non-interactive"]), 2);
    assert_eq!(code(&["setup", "--yes", "--team", "ctx.example.com"]), 2);
    assert_eq!(code(&["bootstrap", "--help"]), 0);
    assert_eq!(code(&["setup", "--help"]), 0);
    let mut command = home.command();
    command.args(["bootstrap", "--team", "https://ctx.example.com"]);
    assert_eq!(finish(command).says("LEAN_CTX_TEAM_TOKEN").code(), 2);
    assert_eq!(fs::read_dir(home.path()).unwrap().count(), 0, "nothing was made");
}

#[test]
fn a_dry_run_shows_a_diff_and_no_secret() {
    let home = Home::new();
    fs::create_dir_all(home.join(".continue/mcpServers")).unwrap();
    fs::write(home.join(".continue/mcpServers/mcp.json"), "{\n  \"a\": 1\n}\n").unwrap();
    let args = ["setup", "--dry-run", "--only", "continue", "--team", "https://ctx.example.com"];
    let said = run(&home, home.path(), &args).ok();
    assert!(said.stdout.contains("@@ -1,3 +1,"), "{said}");
    assert!(said.stdout.contains("+    \"lean-ctx\": {"), "{said}");
    assert!(!said.stdout.contains(TOKEN) && !said.stderr.contains(TOKEN), "{said}");
}

/// The questions, on a terminal of `script`.
#[test]
fn a_person_is_asked() {
    let home = Home::new();
    let repo = home.repo("core", &[("a.rs", "fn a() {}\n")]);
    for dir in [".cursor", ".gemini"] {
        fs::create_dir_all(home.join(dir)).unwrap();
    }
    let mut probe = home.program("script");
    probe.args(["-qec", "true", "/dev/null"]).stdout(Stdio::null()).stderr(Stdio::null());
    if !probe.status().is_ok_and(|s| s.success()) {
        return not_run("the questions of setup: there is no `script` of util-linux");
    }
    answer(&home, &repo);
    assert!(home.join(".gemini/settings.json").exists());
    assert!(!home.join(".cursor/mcp.json").exists(), "its mark was taken away");
    assert!(home.join(".lean-ctx/index").is_dir());
    assert!(!home.join(".config/fish").exists(), "completions were refused");
}

fn answer(home: &Home, repo: &Repo) {
    let mut command = home.program("script");
    let only = "cursor,gemini,completions,man,index";
    // `script` would run the shell that it is told of.
    let program = env!("CARGO_BIN_EXE_lean-ctx");
    let typed = format!("SHELL=/usr/bin/fish '{program}' setup --only {only}");
    command.args(["-qec", &typed, "/dev/null"]).current_dir(&repo.path);
    command.env("TERM", "xterm").env("SHELL", "/bin/sh");
    command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::null());
    let mut child = command.spawn().unwrap();
    let mut input = child.stdin.take().unwrap();
    let mut output = child.stdout.take().unwrap();
    let mut seen = String::new();
    for (question, keys) in [
        // The first is unmarked.
        ("Connect which clients", " \r"),
        ("Install completions", "n"),
        ("Index `core` now", "y"),
    ] {
        let mut bytes = [0; 4096];
        while !seen.contains(question) {
            let n = output.read(&mut bytes).unwrap();
            assert!(n > 0, "ended before {question:?}:\n{seen}");
            seen += &String::from_utf8_lossy(&bytes[..n]);
        }
        input.write_all(keys.as_bytes()).unwrap();
        input.flush().unwrap();
    }
    let _ = output.read_to_string(&mut seen);
    let status = wait(&mut child, PATIENCE).expect("an end");
    assert!(status.success(), "{seen}");
    assert!(seen.contains("created"), "{seen}");
}
