//! The Local-Free Invariant: is every local command the same without an account, without a network, and under any plan?
//!
//! The commands are those of the binary's own tree. One that is neither run here nor listed as
//! somebody else's fails the test: whoever adds a command says which it is.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;
use std::thread;

use regex::Regex;
use seccompiler::{
    BpfProgram, SeccompAction, SeccompCmpArgLen, SeccompCmpOp, SeccompCondition, SeccompFilter,
    SeccompRule, TargetArch,
};

use crate::harness::{Home, Said, finish};

/// One command, in a home of its own; `{home}` in an argument is that home.
struct Step {
    name: &'static str,
    args: &'static [&'static str],
    /// A file in the home that is its standard input.
    stdin: Option<&'static str>,
    /// Where its standard output is kept for later steps.
    into: Option<&'static str>,
    code: i32,
}

const fn step(name: &'static str, args: &'static [&'static str]) -> Step {
    Step { name, args, stdin: None, into: None, code: 0 }
}

impl Step {
    const fn into(self, file: &'static str) -> Self {
        Self { into: Some(file), ..self }
    }

    const fn fed(self, file: &'static str) -> Self {
        Self { stdin: Some(file), ..self }
    }

    const fn exits(self, code: i32) -> Self {
        Self { code, ..self }
    }
}

const CONFIG: &str = "--config={home}/ops/.lean-ctx/team.json";

/// In this order; one whose command this build does not have is passed over. Each works in what those
/// before it have left.
const STEPS: &[Step] = &[
    step("search", &["needle"]),
    step("read", &["src/a.rs", "--lines", "1-2"]),
    step("tree", &["--json"]),
    step("call", &["ctx_overview", "{}"]),
    step("call", &["ctx_semantic_search", r#"{"query": "needle"}"#, "--json"]),
    step(
        "call",
        &["ctx_knowledge", r#"{"action": "remember", "category": "a", "key": "b", "value": "c"}"#],
    ),
    step("provider list", &[]),
    step("proof", &["--public-key"]).into("local.vkey"),
    step("serve", &[]).fed("mcp.jsonl"),
    step("completions", &["bash"]),
    step("man", &[]),
    step("savings", &[]),
    step("savings", &["--json"]),
    step("savings verify", &[]),
    step("savings export", &["--format=csv"]),
    step("savings roi", &["--json"]),
    step("savings roi", &["--period=all", "--out={home}/roi"]),
    step(
        "savings roi verify",
        &["{home}/roi/savings-roi-all.dsse.json", "--key={home}/local.vkey"],
    ),
    step("savings prove", &["--number=1"]).into("1.tlog-proof"),
    step("savings prove", &["--check={home}/1.tlog-proof", "--key={home}/local.vkey"]),
    step("savings keys show", &[]),
    step("savings sign", &["--out={home}/batch.json"]),
    step("savings sign", &["--period=2020-01"]).exits(1),
    step("savings verify-batch", &["{home}/batch.json", "--key={home}/local.vkey"]),
    step("billing plans", &["--json"]),
    step("billing usage", &["--json"]),
    step("billing entitlements", &[]),
    step("billing entitlements", &["enterprise"]),
    // After the ledger's: what is remembered has times in it, whose tokens differ from run to run.
    step("index status", &[]),
    step("index rebuild", &[]),
    step("semantic-search", &["needle", "--explain"]),
    step("symbol", &["needle", "--references"]),
    step("outline", &["src/a.rs"]),
    step("overview", &[]),
    step("glob", &["*.rs"]),
    step("multi-read", &["src/a.rs"]),
    step("expand", &["src/a.rs", "--lines=1-2"]),
    step("graph deps", &["src/a.rs"]),
    step("graph dependents", &["src/a.rs", "--json"]),
    step("graph path", &["src/a.rs", "src/a.rs"]),
    step("graph cycles", &[]),
    step("graph status", &[]),
    step("callgraph", &["needle"]),
    step("impact", &["src/a.rs"]),
    step("routes", &[]),
    step("pack", &["needle"]),
    step("artifacts list", &[]),
    step("artifacts store", &["a.rs", "src/a.rs"]),
    step("artifacts fetch", &["a.rs"]),
    step("artifacts remove", &["a.rs"]),
    step("knowledge remember", &["build", "with cargo"]),
    step("knowledge recall", &["cargo"]),
    step("knowledge feedback", &["build", "--helpful"]),
    step("knowledge list", &["--json"]),
    step("knowledge export", &[]).into("facts.json"),
    step("knowledge import", &["{home}/facts.json"]),
    step("knowledge remember", &["tool", "cargo", "-c", "decision"]),
    step("relations add", &["general/build", "needs", "decision/tool"]),
    step("relations of", &["general/build"]),
    step("relations remove", &["general/build", "decision/tool"]),
    step("session task", &["all of it"]),
    step("session finding", &["a needle", "--path=src/a.rs"]),
    step("session decision", &["to keep it", "--because=it is one"]),
    step("session checkpoint", &["half way"]),
    step("session save", &[]),
    step("session status", &["--json"]),
    step("session export", &[]).into("session.json"),
    step("session import", &["{home}/session.json"]),
    step("knowledge consolidate", &["--dry-run"]),
    step("knowledge remove", &["build"]),
    step("handoff create", &["go on"]),
    step("handoff list", &[]),
    step("handoff pull", &["1", "--no-adopt"]),
    step("session reset", &[]),
    step("share push", &["hello"]),
    step("share pull", &["--since=0"]),
    // After the ledger's: how many tokens a signature has differs from run to run.
    step("proof", &["ctx_read", "--arguments", r#"{"path": "src/a.rs"}"#, "--out={home}/a.proof"]),
    step("verify", &["{home}/a.proof", "--key={home}/local.vkey", "--repo=."]),
    step("team init", &["--yes", "--dir={home}/ops", "--workspace=core={home}/core", "--port=0"]),
    step("team token create", &[CONFIG, "--id=ann", "--role=admin"]).into("token"),
    step("team token list", &[CONFIG, "--json"]),
    step("team token inspect", &[CONFIG, "--json"]).fed("token"),
    step("team token expiring", &[CONFIG]),
    step("team token rotate", &[CONFIG, "ann"]),
    step("team workspace add", &[CONFIG, "{home}/docs", "--id=docs"]),
    step("team workspace list", &[CONFIG]),
    step("team webhook secret", &[CONFIG, "--workspace=core"]),
    step("team webhook url", &[CONFIG, "--json"]),
    step("team check", &[CONFIG, "--json"]),
    step("team sync", &[CONFIG, "--json"]),
    step("team keys show", &[CONFIG]),
    step("proof", &["ctx_tree", CONFIG, "--workspace=core", "--out={home}/tree.proof"]),
    step("team audit verify", &[CONFIG]),
    step("upgrade", &["--check", CONFIG]),
    step("team preflight", &[CONFIG]).exits(4),
    step("team backup", &[CONFIG, "--out={home}/b.tar", "--quiet"]),
    step("team restore", &["{home}/b.tar", "--into={home}/restored", "--quiet"]),
    step("team keys rotate", &[CONFIG]),
    step("savings keys rotate", &[]),
    step("team workspace remove", &[CONFIG, "docs", "--yes"]),
    step("team token revoke", &[CONFIG, "ann", "--yes"]),
    step("gotchas add", &["error: linker", "apt install it"]),
    step("gotchas list", &["--json"]),
    step("gotchas remove", &["error: linker"]),
    step("buddy set", &[r#"{"theme": "dark"}"#]),
    step("buddy show", &[]),
    step("contribute", &["--dry-run"]),
    step("logout", &[]),
    step("setup", &["--dry-run", "--yes"]),
    step("bootstrap", &["--dry-run", "--json"]),
    step("doctor", &["--json"]),
    step("daemon status", &[]),
    step("daemon start", &[]),
    step("daemon logs", &["--lines=1"]),
    step("search", &["thread"]),
    step("daemon restart", &[]),
    step("daemon stop", &[]),
];

/// Those whose purpose is another machine, or to be one; a group stands for all below it. None of them asks for a plan either:
/// nothing but `billing/` and `cli/` can name one (tests/it/tidy.rs).
const ELSEWHERE: &[(&str, &str)] = &[
    ("cloud", "is an account server, tends its accounts, or is one's account there"),
    ("daemon disable", "asks the service manager"),
    ("daemon enable", "asks the service manager"),
    ("daemon run", "serves until it is stopped"),
    ("forgot-password", "asks an account server"),
    ("login", "asks an account server"),
    ("provider fetch", "asks a provider"),
    ("register", "asks an account server"),
    ("sync", "asks an account server"),
    ("savings push", "sends to a team's server"),
    ("savings team", "asks a team's server"),
    ("team health", "asks a team's server"),
    ("team quickstart", "serves until it is stopped"),
    ("team serve", "serves until it is stopped"),
    ("team slo-report", "asks a team's server"),
];

const MCP: &str = r#"{"jsonrpc":"2.0","id":1,"method":"initialize","params":{"protocolVersion":"2025-06-18","capabilities":{},"clientInfo":{"name":"t","version":"1"}}}
{"jsonrpc":"2.0","method":"notifications/initialized"}
{"jsonrpc":"2.0","id":2,"method":"tools/list"}
{"jsonrpc":"2.0","id":3,"method":"tools/call","params":{"name":"ctx_search","arguments":{"pattern":"needle"}}}
"#;

/// What a managed offering's variables say; a network or none.
struct World {
    name: &'static str,
    network: bool,
    variables: &'static [(&'static str, &'static str)],
}

const WORLDS: &[World] = &[
    World { name: "as it is", network: true, variables: &[] },
    World { name: "without a network", network: false, variables: &[] },
    World {
        name: "under the smallest plan, with nothing valid",
        network: true,
        variables: &[
            ("LEAN_CTX_PLAN", "free"),
            ("LEAN_CTX_LICENSE", "expired 1970-01-01"),
            ("LEAN_CTX_ACCOUNT", ""),
        ],
    },
    World {
        name: "under the largest plan, without a network",
        network: false,
        variables: &[
            ("LEAN_CTX_PLAN", "enterprise"),
            ("LEAN_CTX_LICENSE", "{\"plan\":\"enterprise\",\"seats\":4294967295}"),
            ("LEAN_CTX_ACCOUNT", "ann@example.invalid"),
        ],
    },
    World {
        name: "under nonsense",
        network: true,
        variables: &[
            ("LEAN_CTX_PLAN", "🦀\u{1b}[2J; rm -rf /"),
            ("LEAN_CTX_LICENSE", "\u{feff}null"),
            ("LEAN_CTX_ACCOUNT", "../../../../etc/passwd"),
        ],
    },
];

#[test]
fn every_command_is_local_or_says_why_it_is_not() {
    let commands = commands(&Home::new());
    assert!(commands.contains("team token create"), "{commands:?}");
    let here = |command: &str| STEPS.iter().any(|step| step.name == command);
    let elsewhere = |command: &str| {
        ELSEWHERE.iter().any(|(name, _)| {
            command.strip_prefix(name).is_some_and(|rest| rest.is_empty() || rest.starts_with(' '))
        })
    };
    let new: Vec<&String> = commands.iter().filter(|c| !here(c) && !elsewhere(c)).collect();
    assert!(
        new.is_empty(),
        "law: every command is in STEPS or in ELSEWHERE of tests/it/free.rs\n\
         why: nothing local may come to depend on an account, a network or a plan unnoticed\n\
         new: {new:?}"
    );
    assert!(!STEPS.iter().any(|step| elsewhere(step.name)), "a command is in both");
}

#[test]
fn every_local_command_is_the_same_in_every_world() {
    let there = pages(&Home::new()).into_values().map(|(words, _)| words).collect::<BTreeSet<_>>();
    let steps: Vec<&Step> = STEPS.iter().filter(|step| there.contains(step.name)).collect();
    let steps = &steps;
    let told: Vec<Vec<String>> = thread::scope(|scope| {
        let live = |world| scope.spawn(move || live(world, steps));
        let worlds: Vec<_> = WORLDS.iter().map(live).collect();
        worlds.into_iter().map(|w| w.join().expect("a world")).collect()
    });
    for (world, told_here) in WORLDS.iter().zip(&told).skip(1) {
        for ((step, here), first) in steps.iter().zip(told_here).zip(&told[0]) {
            assert_eq!(here, first, "`{}` differs {}", step.name, world.name);
        }
    }
}

/// The commands of the binary's own tree that have none below them.
fn commands(home: &Home) -> BTreeSet<String> {
    let leaf = |(words, group): (String, bool)| (!group).then_some(words);
    pages(home).into_values().filter_map(leaf).collect()
}

/// The binary's manual pages: each command as it is typed, and whether there are others below it.
fn pages(home: &Home) -> BTreeMap<String, (String, bool)> {
    let folder = home.join("pages");
    home.run(["man", "--out", folder.to_str().unwrap()]).ok();
    let mut names: Vec<(String, bool)> = fs::read_dir(&folder)
        .unwrap()
        .map(|page| page.unwrap().path())
        .map(|path| {
            let group = fs::read_to_string(&path).unwrap().contains(".SH SUBCOMMANDS");
            (path.file_stem().unwrap().to_str().unwrap().to_owned(), group)
        })
        .collect();
    names.sort_by_key(|(name, _)| name.len());
    // A command may have hyphens of its own: it is what its name has beyond its group's.
    let mut spelled: BTreeMap<String, (String, bool)> = BTreeMap::new();
    for (name, group) in names {
        let above = spelled
            .iter()
            .filter(|(above, (_, group))| *group && name.starts_with(&format!("{above}-")))
            .max_by_key(|(above, _)| above.len());
        let words = match above {
            None => String::new(),
            Some((above, (words, _))) => format!("{words} {}", &name[above.len() + 1..]),
        };
        spelled.insert(name, (words.trim().to_owned(), group));
    }
    spelled
}

/// Runs all steps in a new home; what each said, with what differs from run to run left out.
fn live(world: &World, steps: &[&Step]) -> Vec<String> {
    if !world.network {
        // The cage holds for this thread and the processes that it starts, and cannot be left.
        seccompiler::apply_filter(&cage()).expect("a filter needs no privilege");
        let refused = std::net::TcpStream::connect(("127.0.0.1", 9)).unwrap_err();
        assert_eq!(refused.kind(), std::io::ErrorKind::PermissionDenied, "the cage is open");
    }
    let home = Home::new();
    let core = home.join("core");
    repo(&home, "core", "src/a.rs", "fn needle() {}\nfn thread() {}\n");
    repo(&home, "docs", "a.md", "# Docs\n");
    fs::create_dir(home.join("ops")).unwrap();
    fs::write(home.join("mcp.jsonl"), MCP).unwrap();
    let mend = Mend::new(home.path());
    let _ended = Ended(&home);
    let run = |step: &Step| {
        let mut command = home.command();
        command.args(step.name.split(' '));
        command.args(step.args.iter().map(|a| a.replace("{home}", home.path().to_str().unwrap())));
        command.current_dir(&core).envs(world.variables.iter().copied());
        if let Some(file) = step.stdin {
            command.stdin(fs::File::open(home.join(file)).unwrap());
        }
        let said = finish(command);
        assert_eq!(said.code(), step.code, "{}\n{said}", world.name);
        if let Some(file) = step.into {
            fs::write(home.join(file), &said.stdout).unwrap();
        }
        mend.told(&said)
    };
    steps.iter().copied().map(run).collect()
}

/// A repository whose commit is the same in every world, and so is every number that is counted
/// over its id: git is told the time.
fn repo(home: &Home, name: &str, file: &str, text: &str) {
    let path = home.join(name).join(file);
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    fs::write(path, text).unwrap();
    for args in
        [&["init", "-q", "-b", "main"][..], &["add", "-A"], &["commit", "-q", "-m", "first"]]
    {
        let mut git = home.program("git");
        git.args(args).current_dir(home.join(name));
        finish(git).ok();
    }
}

/// Leaves no daemon behind, whatever failed.
struct Ended<'h>(&'h Home);

impl Drop for Ended<'_> {
    fn drop(&mut self) {
        let _ = self.0.command().args(["daemon", "stop"]).output();
    }
}

/// No socket of the internet, and no way around the rule.
fn cage() -> BpfProgram {
    const SOCKET: i64 = if cfg!(target_arch = "x86_64") { 41 } else { 198 };
    const IO_URING_SETUP: i64 = 425;
    const FAMILIES: [u64; 2] = [2, 10];
    let family = |n| {
        let is = SeccompCondition::new(0, SeccompCmpArgLen::Dword, SeccompCmpOp::Eq, n);
        SeccompRule::new(vec![is.expect("a condition")]).expect("a rule")
    };
    let rules = [(SOCKET, FAMILIES.map(family).to_vec()), (IO_URING_SETUP, Vec::new())];
    const EACCES: u32 = 13;
    let arch = TargetArch::try_from(std::env::consts::ARCH).expect("a known machine");
    let filter = SeccompFilter::new(
        rules.into_iter().collect(),
        SeccompAction::Allow,
        SeccompAction::Errno(EACCES),
        arch,
    );
    filter.expect("a filter").try_into().expect("a program")
}

/// Takes out what differs from run to run: times, keys and what is made of them, and the home.
struct Mend {
    home: String,
    marks: Vec<(Regex, &'static str)>,
}

impl Mend {
    fn new(home: &Path) -> Self {
        let mark = |pattern: &str, word| (Regex::new(pattern).expect("a pattern"), word);
        Self {
            home: home.display().to_string(),
            marks: vec![
                mark(r"\d{4}-\d\d-\d\dT[\d:.]+(Z|\+00:00)", "TIME"),
                mark(r"lctx_\w+", "TOKEN"),
                mark(r"lean-ctx/[0-9a-f]{8}(\+[0-9a-f]{8})?", "KEY"),
                mark(r"\b[0-9a-f]{12}\b|[0-9a-f]{32,}", "HEX"),
                mark(r"[A-Za-z0-9+/]{40,}={0,2}", "BASE64"),
                mark(r"\b\d+(\.\d+)? ?(ms|s)\b", "SPAN"),
                mark(r"\bprocess \d+", "PROCESS"),
                mark(r"\b\d+ MiB", "SIZE"),
            ],
        }
    }

    fn told(&self, said: &Said) -> String {
        let whole = format!("{}\n{}\n---\n{}", said.code(), said.stdout, said.stderr);
        let text = whole.replace(&self.home, "HOME");
        self.marks
            .iter()
            .fold(text, |text, (pattern, word)| pattern.replace_all(&text, *word).into_owned())
    }
}
