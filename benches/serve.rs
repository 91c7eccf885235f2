//! How fast is the whole process on a real repository? Index, parse, restart, change, questions under
//! load, memory.
//!
//! Of each row what the server's own threads took of the processors for a request, which other work on the machine changes
//! little, and how many times that is what the team server answered that this one replaces.
//!
//! `scripts/bench` runs it. The corpus is a git repository made of crates' sources from the cargo
//! registry, so that anyone can run it: `LEAN_CTX_BENCH_MB` megabytes of them (default 40), or the
//! repository that `LEAN_CTX_BENCH_REPO` names. `LEAN_CTX_BENCH_SECONDS` a row (default 5).

mod load;

use std::fs;
use std::path::Path;
use std::process::Command;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use serde_json::{Value, json};

use load::corpus::corpus;
use load::{Connection, Server, Team, number, post, rest};

fn main() {
    // `cargo test` runs benches too, to see that they build; there is nothing to measure then.
    if !std::env::args().any(|a| a == "--bench") {
        return;
    }
    let dir = tempfile::TempDir::new().expect("a temporary directory");
    let repo = corpus(dir.path());
    let team = Team::new(dir.path(), &repo);

    println!("corpus: {}", repo.display());
    let began = Instant::now();
    let server = Server::start(&team);
    let cold = server.until_ready(began);
    let status = server.call(&team, "ctx_index", &json!({"action": "status"}));
    let bytes = status["bytes"].as_u64().unwrap_or(0);
    let megabytes = bytes as f64 / 1e6;
    println!(
        "files {} text {megabytes:.1} MB, index on disk {:.2} of it",
        status["files"],
        ratio(&status, bytes)
    );
    println!("index cold: {cold:.2?}, {:.1} MB/s", megabytes / cold.as_secs_f64());
    println!("resident after indexing: {:.0} MB", server.resident());
    code(&team, &server, began, cold);
    drop(server);

    let began = Instant::now();
    let server = Server::start(&team);
    let open = server.until_ready(began);
    println!("restart, existing index answers after: {open:.2?}");

    change(&team, &server, &repo);

    println!(
        "\n{:<34} {:>5} {:>10} {:>9} {:>9} {:>9} {:>9} {:>14}",
        "workload", "conns", "requests/s", "p50 ms", "p95 ms", "p99 ms", "cpu us", "x the original"
    );
    let workloads = workloads(&repo, &team, &server);
    let seconds = number("LEAN_CTX_BENCH_SECONDS", 5);
    for (name, bodies) in &workloads {
        for connections in [1, 8, 64] {
            row(&server, &team, (name, bodies), connections, seconds);
        }
    }
    println!("\nresident after load: {:.0} MB", server.resident());
    println!("\nwhile a file changes every second:");
    let stop = AtomicBool::new(false);
    std::thread::scope(|scope| {
        let commits = scope.spawn(|| commit_often(&repo, &stop));
        let asked = ["ranked search (REST)", "regex search (REST)", "symbol (REST)"];
        for (name, bodies) in workloads.iter().filter(|(name, _)| asked.contains(name)) {
            row(&server, &team, (name, bodies), 8, seconds.max(5));
        }
        stop.store(true, Ordering::Relaxed);
        println!("commits meanwhile: {}", commits.join().expect("a thread"));
    });
    println!("resident after that: {:.0} MB", server.resident());
}

/// Commits a change of one file about once a second; how many.
fn commit_often(repo: &Path, stop: &AtomicBool) -> usize {
    let mut commits = 0;
    while !stop.load(Ordering::Relaxed) {
        let text = format!("pub fn changed_again_{commits}() {{}}\n");
        fs::write(repo.join("bench_change.rs"), text).expect("a file");
        load::commit(repo);
        commits += 1;
        std::thread::sleep(Duration::from_secs(1));
    }
    commits
}

/// Measures a workload, and prints its row.
fn row(
    server: &Server,
    team: &Team,
    (name, bodies): (&str, &[Body]),
    connections: usize,
    seconds: u64,
) {
    let before = server.busy();
    let row = load(server, team, bodies, connections, seconds);
    let busy = server.busy().saturating_sub(before).as_secs_f64() * 1e6;
    println!(
        "{name:<34} {connections:>5} {:>10.0} {:>9.2} {:>9.2} {:>9.2} {:>9.0} {:>14}{}",
        row.rate,
        row.p50,
        row.p95,
        row.p99,
        busy / row.answered.max(1) as f64,
        beside(name, connections, row.rate),
        if row.failed > 0 { format!("  FAILED {}", row.failed) } else { String::new() }
    );
}

/// What the team server that this one replaces answered in a second, at 1 and at 64 connections (release build, two
/// cores; ranked, regex and graph over Django, the others over tokio), and how many times that is asked for at 64.
const ORIGINAL: &[(&str, f64, f64, f64)] = &[
    ("ranked search (REST)", 3.7, 8.3, 100.0),
    ("ranked search (MCP)", 5.0, 8.6, 100.0),
    ("regex search (REST)", 4.5, 8.6, 100.0),
    ("read (REST)", 8.0, 11.0, 100.0),
    ("dependents (REST)", 11.0, 22.0, 100.0),
    ("tools/list (MCP)", 462.0, 606.0, 20.0),
];

fn beside(name: &str, connections: usize, rate: f64) -> String {
    let Some((_, alone, many, asked)) = ORIGINAL.iter().find(|row| row.0 == name) else {
        return String::new();
    };
    match connections {
        1 => format!("{:.0}", rate / alone),
        64 => format!("{:.0} (asked {asked:.0})", rate / many),
        _ => String::new(),
    }
}

/// From the text's being served to the code's: parsing, and the graph of it.
fn code(team: &Team, server: &Server, began: Instant, text: Duration) {
    let status = loop {
        let (status, body) = server.try_call(team, "ctx_graph", &json!({"action": "status"}));
        if status == 200 {
            break body["result"]["structuredContent"]["status"].clone();
        }
        assert!(began.elapsed() < Duration::from_secs(900), "the code is never read: {body}");
        std::thread::sleep(Duration::from_millis(5));
    };
    let number = |name: &str| status[name].as_u64().unwrap_or(0);
    let parsed = number("parsedClean") + number("parsedInPart") + number("parseFailed");
    println!(
        "code read {:.2?} behind the text: {parsed} files parsed, {} symbols, {} edges, {} uses",
        began.elapsed().saturating_sub(text),
        number("symbols"),
        number("edges"),
        number("uses")
    );
    println!(
        "graph in memory: {:.1} MB, {:.2} MB for 1,000 parsed files; resident {:.0} MB",
        number("bytes") as f64 / 1e6,
        number("bytes") as f64 / 1e3 / parsed.max(1) as f64,
        server.resident()
    );
}

fn ratio(status: &Value, bytes: u64) -> f64 {
    status["diskBytes"].as_u64().unwrap_or(0) as f64 / bytes.max(1) as f64
}

/// From a commit to its being served, and the part of it that indexing took.
fn change(team: &Team, server: &Server, repo: &Path) {
    let file = repo.join("bench_change.rs");
    let mut seen = Vec::new();
    for round in 0..5 {
        fs::write(&file, format!("pub fn changed_in_round_{round}() {{}}\n")).expect("a file");
        load::commit(repo);
        let began = Instant::now();
        let wanted = format!("changed_in_round_{round}");
        loop {
            let found =
                server.call(team, "ctx_search", &json!({"pattern": wanted, "regex": false}));
            if found["total"].as_u64().unwrap_or(0) > 0 {
                break;
            }
            assert!(began.elapsed() < Duration::from_secs(30), "the change is never served");
            std::thread::sleep(Duration::from_millis(2));
        }
        let status = server.call(team, "ctx_index", &json!({"action": "status"}));
        let served = began.elapsed();
        while server.try_call(team, "ctx_outline", &json!({"path": "bench_change.rs"})).1["result"]
            ["structuredContent"]["symbols"][0]["name"]
            != wanted
        {
            assert!(began.elapsed() < Duration::from_secs(60), "the symbol is never served");
            std::thread::sleep(Duration::from_millis(2));
        }
        let index = status["lastIndexMs"].as_u64().unwrap_or(0);
        seen.push((served, index, began.elapsed().saturating_sub(served)));
    }
    seen.sort();
    let (whole, index, graph) = seen[seen.len() / 2];
    println!(
        "one-file change: served after {whole:.0?}, of which indexing and parsing {index} ms; its \
         symbols and edges {graph:.0?} behind (median of 5)"
    );
}

/// What is asked under load: each a list of different requests, so that no answer is the last one's.
fn workloads(repo: &Path, team: &Team, server: &Server) -> Vec<(&'static str, Vec<Body>)> {
    let (words, paths) = vocabulary(repo);
    let pick = |n: usize| (0..n).map(|i| words[(i * 7919) % words.len()].clone());
    let tool = |name: &'static str, arguments: Vec<Value>| {
        arguments.into_iter().map(|a| Body::Tool(name, a)).collect::<Vec<_>>()
    };
    let mcp = |arguments: Vec<Value>, name: &'static str| {
        arguments
            .into_iter()
            .map(|a| Body::Mcp(json!({"jsonrpc": "2.0", "id": 1, "method": "tools/call", "params": {"name": name, "arguments": a}})))
            .collect::<Vec<_>>()
    };
    let questions: Vec<Value> = pick(200)
        .zip(pick(400).skip(200))
        .map(|(a, b)| json!({"query": format!("where is {a} {b} handled")}))
        .collect();
    let literals: Vec<Value> =
        pick(200).map(|w| json!({"pattern": w, "regex": false, "limit": 20})).collect();
    let regexes: Vec<Value> =
        pick(200).map(|w| json!({"pattern": format!("{w}\\w*\\("), "limit": 20})).collect();
    let reads: Vec<Value> =
        (0..200).map(|i| json!({"path": paths[(i * 7919) % paths.len()]})).collect();
    let with = |name: &str, value: &str| -> Vec<Value> {
        let mut reads = reads.clone();
        reads.iter_mut().for_each(|read| read[name] = value.into());
        reads
    };
    let symbols = symbols(team, server, &reads);
    let named = |field: &str| symbols.iter().map(|s| json!({field: s})).collect::<Vec<_>>();
    vec![
        ("ranked search (REST)", tool("ctx_semantic_search", questions.clone())),
        ("ranked search (MCP)", mcp(questions, "ctx_semantic_search")),
        ("literal search (REST)", tool("ctx_search", literals)),
        ("regex search (REST)", tool("ctx_search", regexes)),
        ("read (REST)", tool("ctx_read", reads.clone())),
        ("read signatures (REST)", tool("ctx_read", with("mode", "signatures"))),
        ("outline (REST)", tool("ctx_outline", reads.clone())),
        ("symbol (REST)", tool("ctx_symbol", named("name"))),
        ("dependents (REST)", tool("ctx_graph", with("action", "dependents"))),
        ("impact of a file (REST)", tool("ctx_impact", reads)),
        ("impact of a symbol (REST)", tool("ctx_impact", named("symbol"))),
        ("callers (REST)", tool("ctx_callgraph", named("symbol"))),
        (
            "tools/list (MCP)",
            vec![Body::Mcp(json!({"jsonrpc": "2.0", "id": 1, "method": "tools/list"}))],
        ),
    ]
}

enum Body {
    Tool(&'static str, Value),
    Mcp(Value),
}

/// Identifiers and paths of the corpus.
fn vocabulary(repo: &Path) -> (Vec<String>, Vec<String>) {
    let listing = Command::new("git").args(["ls-files"]).current_dir(repo).output().expect("git");
    let all: Vec<String> =
        String::from_utf8_lossy(&listing.stdout).lines().map(str::to_owned).collect();
    // The language that most of it is written in.
    let of = |ending: &&str| -> Vec<String> {
        all.iter().filter(|path| path.ends_with(*ending)).cloned().collect()
    };
    let endings = [".rs", ".py", ".ts", ".go", ".java", ".c", ".js"];
    let mut paths = endings.iter().map(of).max_by_key(Vec::len).unwrap_or_default();
    if paths.is_empty() {
        paths = all;
    }
    let mut words: Vec<String> = paths
        .iter()
        .step_by(paths.len().div_ceil(200))
        .filter_map(|p| fs::read_to_string(repo.join(p)).ok())
        .flat_map(|text| {
            text.split(|c: char| !c.is_alphanumeric() && c != '_')
                .filter(|w| w.len() >= 6 && w.chars().next().is_some_and(char::is_alphabetic))
                .map(str::to_owned)
                .collect::<Vec<_>>()
        })
        .collect();
    words.sort();
    words.dedup();
    (words, paths)
}

/// Functions and methods that the files declare: a few of each.
fn symbols(team: &Team, server: &Server, reads: &[Value]) -> Vec<String> {
    let mut names: Vec<String> = Vec::new();
    for read in reads.iter().take(100) {
        let outline = server.call(team, "ctx_outline", read);
        let functions = outline["symbols"].as_array().into_iter().flatten().filter(|symbol| {
            ["function", "method", "class", "struct"].iter().any(|kind| symbol["kind"] == *kind)
        });
        names.extend(functions.take(3).filter_map(|s| s["name"].as_str()).map(str::to_owned));
    }
    names.sort();
    names.dedup();
    names
}

struct Row {
    rate: f64,
    answered: usize,
    p50: f64,
    p95: f64,
    p99: f64,
    failed: usize,
}

fn load(server: &Server, team: &Team, bodies: &[Body], connections: usize, seconds: u64) -> Row {
    let requests: Vec<String> = bodies
        .iter()
        .map(|b| match b {
            Body::Tool(name, arguments) => rest(team, name, arguments, &server.address),
            Body::Mcp(message) => post("/mcp", team, &message.to_string(), &server.address),
        })
        .collect();
    let (stop, failed, next) = (AtomicBool::new(false), AtomicUsize::new(0), AtomicUsize::new(0));
    let began = Instant::now();
    let mut times: Vec<f64> = std::thread::scope(|scope| {
        let workers: Vec<_> = (0..connections)
            .map(|_| {
                scope.spawn(|| {
                    let mut connection = Connection::open(&server.address);
                    let mut times = Vec::new();
                    while !stop.load(Ordering::Relaxed) {
                        let request =
                            &requests[next.fetch_add(1, Ordering::Relaxed) % requests.len()];
                        let began = Instant::now();
                        match connection.ask(request) {
                            Some((200, _)) => times.push(began.elapsed().as_secs_f64() * 1e3),
                            other => {
                                if failed.fetch_add(1, Ordering::Relaxed) == 0 {
                                    eprintln!("failed: {request}\n{other:?}");
                                }
                                if other.is_none() {
                                    connection = Connection::open(&server.address);
                                }
                            }
                        }
                    }
                    times
                })
            })
            .collect();
        std::thread::sleep(Duration::from_secs(seconds));
        stop.store(true, Ordering::Relaxed);
        workers.into_iter().flat_map(|w| w.join().expect("a worker")).collect()
    });
    let elapsed = began.elapsed().as_secs_f64();
    times.sort_by(f64::total_cmp);
    let at =
        |part: f64| times.get((times.len() as f64 * part) as usize).copied().unwrap_or(f64::NAN);
    Row {
        rate: times.len() as f64 / elapsed,
        answered: times.len(),
        p50: at(0.5),
        p95: at(0.95),
        p99: at(0.99),
        failed: failed.load(Ordering::Relaxed),
    }
}
