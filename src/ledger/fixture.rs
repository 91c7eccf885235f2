//! What do the tests of this room start from? A key, a place for a book, and a verifier for it.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use tempfile::TempDir;

use super::verify::{Ask, Report, verify};
use super::{Book, Format, Key, PublicKey, head_path, parts};

pub const FORMAT: Format = Format { seq: Some("seq"), prev: "prevHash", hash: "hash" };

pub struct Scene {
    pub dir: TempDir,
    pub path: PathBuf,
    pub key: Arc<Key>,
}

impl Scene {
    pub fn new() -> Self {
        let dir = tempfile::tempdir().unwrap();
        let key = Arc::new(Key::open(&dir.path().join("keys")).unwrap());
        let path = dir.path().join("book.jsonl");
        Self { dir, path, key }
    }

    /// With `records` records, under a head.
    pub fn written(records: u64) -> Self {
        let scene = Self::new();
        let mut book = scene.open();
        fill(&mut book, records);
        book.seal().finish().unwrap();
        scene
    }

    pub fn open(&self) -> Book {
        Book::open(&self.path, FORMAT, "test", Arc::clone(&self.key)).unwrap()
    }

    pub fn text(&self) -> String {
        fs::read_to_string(&self.path).unwrap()
    }

    pub fn lines(&self) -> Vec<String> {
        self.text().lines().map(|l| format!("{l}\n")).collect()
    }

    pub fn put(&self, lines: &[String]) {
        fs::write(&self.path, lines.concat()).unwrap();
    }

    pub fn verify(&self) -> Report {
        self.verify_with(None)
    }

    pub fn verify_with(&self, kept: Option<&Path>) -> Report {
        self.ask(kept, &[self.key.public().clone()])
    }

    pub fn verify_by(&self, keys: &[PublicKey]) -> Report {
        self.ask(None, keys)
    }

    fn ask(&self, kept: Option<&Path>, keys: &[PublicKey]) -> Report {
        let files = parts(&self.path, &FORMAT).unwrap();
        let head = head_path(&self.path);
        let ask = Ask {
            files: &files,
            format: FORMAT,
            word: "test",
            head: Some(&head),
            kept,
            keys,
            partial: false,
        };
        verify(&ask, &mut |_| {}).unwrap()
    }

    #[track_caller]
    pub fn assert_holds(&self, records: u64) {
        let report = self.verify();
        assert!(report.ok, "{:#?}", report.faults);
        assert_eq!(report.records, records);
    }
}

pub fn fill(book: &mut Book, records: u64) {
    let bodies: Vec<String> =
        (0..records).map(|i| format!(r#"{{"what":"record {i}","n":{i}}}"#)).collect();
    book.append(&bodies).unwrap();
}

/// The codes of a report's faults.
pub fn codes(report: &Report) -> Vec<&'static str> {
    report.faults.iter().map(|f| f.code).collect()
}
