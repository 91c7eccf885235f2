//! Which places does ranked search give for reports whose fixes are known? `scripts/issues` reads what this writes.
//!
//! `issues ROWS [--features] [--limit N]`: each line of ROWS has `id`, `text`, and either `git` (a repository, bare or not) with
//! `commit`, or `tree` (a folder). Rows of one repository that follow each other share an index, which goes from commit to commit.
//! Writes a line for each row: its id, its places, the milliseconds they took; with `--features` each candidate's path and
//! features, and those of its functions, for `scripts/issues --fit`.

use std::io::{BufWriter, Write as _};
use std::path::Path;
use std::sync::{Arc, Mutex};
use std::time::Instant;

use lean_ctx::bench::{
    BlobReader, Deadline, Engine, Error, Filter, Folder, GitSource, Head, IndexOptions, RefChoice,
    Source, Tree, View, rank, report,
};
use serde_json::{Value, json};

/// A repository at the commit that is asked for.
struct At {
    git: GitSource,
    only_code: bool,
    commit: Mutex<String>,
}

fn is_code(path: &str) -> bool {
    let (folders, name) = path.rsplit_once('/').unwrap_or(("", path));
    let test = name.starts_with("test") || name.starts_with("conftest");
    path.ends_with(".py") && !test && !folders.split('/').any(|f| f == "tests" || f == "test")
}

impl Source for At {
    fn head(&self) -> Result<Head, Error> {
        Ok(Head { commit: Some(self.commit.lock().unwrap().clone()), reference: None })
    }

    fn tree(&self, head: &Head) -> Result<Tree, Error> {
        let mut tree = self.git.tree(head)?;
        // A snapshot of a repository may lack its largest files.
        let mut reader = self.git.reader()?;
        tree.files.retain(|file| {
            (!self.only_code || is_code(&file.path)) && reader.size(&file.path, file.blob).is_ok()
        });
        Ok(tree)
    }

    fn reader(&self) -> Result<Box<dyn BlobReader>, Error> {
        self.git.reader()
    }

    fn distance(&self, _: &Head, _: &Head) -> Result<u64, Error> {
        Ok(1)
    }
}

/// An index that follows the rows of one repository.
struct Followed {
    name: String,
    at: Option<Arc<At>>,
    engine: Engine,
    _dir: tempfile::TempDir,
}

fn follow(row: &Value, only_code: bool) -> Followed {
    let dir = tempfile::tempdir().unwrap();
    let threads = std::thread::available_parallelism().map_or(2, usize::from);
    let limits = IndexOptions { memory_mb: 256, threads, graph: false };
    let (name, at, source): (_, _, Arc<dyn Source>) = match row["git"].as_str() {
        Some(git) => {
            let source = GitSource::new(git, RefChoice::LocalHead);
            let at = Arc::new(At { git: source, only_code, commit: Mutex::default() });
            (git, Some(Arc::clone(&at)), at)
        }
        None => {
            let tree = row["tree"].as_str().expect("a row has `git` or `tree`");
            (tree, None, Arc::new(Folder::new(Path::new(tree))))
        }
    };
    let engine = Engine::open(dir.path(), source, limits).unwrap();
    Followed { name: name.to_owned(), at, engine, _dir: dir }
}

fn features(id: &Value, view: &View, text: &str) -> Value {
    let found = report::features(view, text).unwrap();
    let short = |row: &[f32]| -> Vec<f64> {
        row.iter().map(|value| (f64::from(*value) * 1e4).round() / 1e4).collect()
    };
    let files: Vec<Value> =
        found.files.iter().map(|(path, row)| json!([&**path, short(row)])).collect();
    let functions: Vec<Value> = found
        .functions
        .iter()
        .map(|(file, lines, row)| json!([file, lines.0, lines.1, short(row)]))
        .collect();
    json!({
        "id": id,
        "names": report::file::NAMES,
        "rows": files,
        "functionNames": report::function::NAMES,
        "functions": functions,
    })
}

fn main() {
    let mut arguments: Vec<String> = std::env::args().skip(1).filter(|a| a != "--bench").collect();
    if arguments.is_empty() {
        // `cargo test --benches` and `cargo bench` come without arguments.
        return;
    }
    let options = arguments.split_off(1);
    let limit = options.iter().position(|option| option == "--limit");
    let limit: usize = limit.map_or(100, |at| options[at + 1].parse().unwrap());
    let featured = options.iter().any(|option| option == "--features");
    let only_code = options.iter().any(|option| option == "--only-code");
    let rows = std::fs::read_to_string(&arguments[0]).unwrap();
    let mut out = BufWriter::new(std::io::stdout().lock());
    let mut followed: Option<Followed> = None;
    for line in rows.lines().filter(|line| !line.trim().is_empty()) {
        let row: Value = serde_json::from_str(line).unwrap();
        let name = row["git"].as_str().or(row["tree"].as_str()).unwrap();
        if followed.as_ref().is_none_or(|known| known.name != name) {
            followed = Some(follow(&row, only_code));
        }
        let Some(known) = &followed else { continue };
        if let Some(at) = &known.at {
            row["commit"].as_str().unwrap().clone_into(&mut at.commit.lock().unwrap());
        }
        let start = Instant::now();
        known.engine.refresh(&|_| {}, &Deadline::none()).unwrap();
        let view = View::new(known.engine.current().unwrap());
        eprintln!("{}: {:.1} s", row["id"], start.elapsed().as_secs_f64());
        let text = row["text"].as_str().unwrap();
        if featured {
            writeln!(out, "{}", features(&row["id"], &view, text)).unwrap();
            continue;
        }
        let start = Instant::now();
        let hits = rank(&view, text, &Filter::default(), limit, false, &Deadline::none()).unwrap();
        let ms = start.elapsed().as_secs_f64() * 1000.0;
        let results: Vec<Value> = hits
            .iter()
            .map(|hit| json!({"path": &*hit.path, "start": hit.start_line, "end": hit.end_line}))
            .collect();
        writeln!(out, "{}", json!({"id": row["id"], "results": results, "ms": ms})).unwrap();
    }
}
