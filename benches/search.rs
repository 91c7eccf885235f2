//! How fast is a whole exact search, beside ripgrep (no index) and codesearch (a trigram index)?
//!
//! `scripts/bench search [REPOSITORY]` runs it; the corpus is that of `serve`. Both peers are Debian packages
//! (`ripgrep`, `codesearch`) and read the working tree; what is not installed is left out, and said. Ours is asked
//! over HTTP with its authorisation, audit and metering, the peers' times have a process's start in them. Median of 7.

mod load;

use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use serde_json::json;

use load::corpus::corpus;
use load::{Server, Team};

/// What people and agents look for in code of any language: rare, frequent, nowhere, few letters in a row.
const PATTERNS: &[&str] = &[
    "TODO|FIXME",
    "(?i)copyright",
    "fn poll_next",
    "def __init__\\(self, ",
    "unsafe impl.*Send",
    "return (None|null|nil)\\b",
    "\\.unwrap\\(\\)",
    "[a-z]+Error\\b",
    "https?://[^ ]+\\.org",
    "(read|write)_(all|exact|to_end)",
    "^import .* as ",
    "\\b[0-9a-f]{40}\\b",
    "[A-Z]{5}_[a-z]+_never_there",
];

/// A page's most rows.
const LIMIT: u64 = 1000;

fn main() {
    if !std::env::args().any(|a| a == "--bench") {
        return;
    }
    let dir = tempfile::TempDir::new().expect("a temporary directory");
    let repo = corpus(dir.path());
    let team = Team::new(dir.path(), &repo);
    println!("corpus: {}", repo.display());
    let began = Instant::now();
    let server = Server::start(&team);
    let ours = server.until_ready(began);
    let status = server.call(&team, "ctx_index", &json!({"action": "status"}));
    println!(
        "index: ours {ours:.2?} for everything that is searched, {} MB of {} MB text",
        megabytes(&status["diskBytes"]),
        megabytes(&status["bytes"])
    );
    let peers = Peers::find(dir.path(), &repo);
    println!(
        "\n{:<34} {:>8} {:>9} {:>9} {:>9} {:>7} {:>7}",
        "files with", "files", "ours ms", "rg ms", "cs ms", "/rg", "/cs"
    );
    for pattern in PATTERNS {
        let question =
            json!({"pattern": pattern, "caseSensitive": true, "output": "files", "limit": LIMIT});
        let found = server.call(&team, "ctx_search", &question);
        let ours = median(|| drop(server.call(&team, "ctx_search", &question)));
        let times = peers.files(pattern);
        row(pattern, &found["files"], found["exact"] == false, ours, times);
    }
    println!("\n{:<34} {:>8}", "lines (first 1,000 of them; the peers: all)", "lines");
    for pattern in PATTERNS {
        let question = json!({"pattern": pattern, "caseSensitive": true, "limit": LIMIT});
        let found = server.call(&team, "ctx_search", &question);
        let ours = median(|| drop(server.call(&team, "ctx_search", &question)));
        row(pattern, &found["total"], found["exact"] == false, ours, peers.lines(pattern));
    }
    println!("\nresident: {:.0} MB", server.resident());
}

type Times = [Option<Duration>; 2];

fn row(pattern: &str, found: &serde_json::Value, least: bool, ours: Duration, peers: Times) {
    let ms = |time: Duration| time.as_secs_f64() * 1e3;
    let shown = |time: Option<Duration>| time.map_or("-".to_owned(), |t| format!("{:.1}", ms(t)));
    let ratio = |time: Option<Duration>| {
        time.map_or("-".to_owned(), |t| format!("{:.2}", ms(ours) / ms(t)))
    };
    let found = format!("{}{found}", if least { ">" } else { "" });
    println!(
        "{pattern:<34} {found:>8} {:>9.2} {:>9} {:>9} {:>7} {:>7}",
        ms(ours),
        shown(peers[0]),
        shown(peers[1]),
        ratio(peers[0]),
        ratio(peers[1])
    );
}

fn megabytes(bytes: &serde_json::Value) -> String {
    format!("{:.1}", bytes.as_u64().unwrap_or(0) as f64 / 1e6)
}

struct Peers<'a> {
    repo: &'a Path,
    ripgrep: bool,
    /// The index of codesearch.
    index: Option<std::path::PathBuf>,
}

impl<'a> Peers<'a> {
    fn find(dir: &Path, repo: &'a Path) -> Self {
        let ripgrep = Command::new("rg").arg("--version").output().is_ok();
        if !ripgrep {
            println!("ripgrep is not here: not compared");
        }
        let index = dir.join("csearchindex");
        let began = Instant::now();
        let made = Command::new("cindex")
            .arg(repo)
            .env("CSEARCHINDEX", &index)
            .stderr(Stdio::null())
            .status();
        let index = made.is_ok_and(|status| status.success()).then_some(index);
        match index.as_ref().and_then(|index| index.metadata().ok()) {
            Some(meta) => {
                println!(
                    "index: codesearch {:.2?}, {:.1} MB",
                    began.elapsed(),
                    meta.len() as f64 / 1e6
                );
            }
            None => println!("codesearch is not here: not compared"),
        }
        Self { repo, ripgrep, index }
    }

    fn files(&self, pattern: &str) -> Times {
        self.times(pattern, "-l")
    }

    fn lines(&self, pattern: &str) -> Times {
        self.times(pattern, "-n")
    }

    fn times(&self, pattern: &str, what: &str) -> Times {
        let ripgrep = self.ripgrep.then(|| {
            let run = || {
                quiet(
                    Command::new("rg")
                        .args(["--no-config", what, "-e", pattern, "."])
                        .current_dir(self.repo),
                )
            };
            median(run)
        });
        let codesearch = self.index.as_ref().map(|index| {
            median(|| {
                quiet(Command::new("csearch").args([what, pattern]).env("CSEARCHINDEX", index))
            })
        });
        [ripgrep, codesearch]
    }
}

fn quiet(command: &mut Command) {
    // A search without a match exits with 1.
    let status = command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null()).status();
    assert!(status.is_ok(), "{command:?}");
}

fn median(mut run: impl FnMut()) -> Duration {
    let mut times = [(); 7].map(|()| {
        let began = Instant::now();
        run();
        began.elapsed()
    });
    times.sort();
    times[3]
}
