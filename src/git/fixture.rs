//! Which repositories do this room's tests run against? Real ones, made by `git` apart from the machine's configuration.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

pub struct Fixture {
    dir: tempfile::TempDir,
}

impl Fixture {
    pub fn new() -> Self {
        let fixture = Self { dir: tempfile::tempdir().unwrap() };
        fs::create_dir(fixture.path("home")).unwrap();
        fixture
    }

    pub fn path(&self, name: &str) -> PathBuf {
        self.dir.path().join(name)
    }

    /// Runs git in `dir` and gives its standard output, trimmed.
    pub fn git(&self, dir: impl AsRef<Path>, args: &[&str]) -> String {
        let dir = self.dir.path().join(dir);
        let output = self.command(&dir).args(args).output().unwrap();
        let stderr = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "git {args:?} in {}: {stderr}", dir.display());
        String::from_utf8(output.stdout).unwrap().trim().to_owned()
    }

    pub fn command(&self, dir: &Path) -> Command {
        let mut command = Command::new("git");
        command
            .current_dir(dir)
            .env_remove("GIT_DIR")
            .env_remove("GIT_WORK_TREE")
            .env_remove("GIT_INDEX_FILE")
            .env("HOME", self.path("home"))
            .env("GIT_CONFIG_GLOBAL", "/dev/null")
            .env("GIT_CONFIG_NOSYSTEM", "1")
            .env("GIT_AUTHOR_NAME", "a")
            .env("GIT_AUTHOR_EMAIL", "a@example.com")
            .env("GIT_COMMITTER_NAME", "a")
            .env("GIT_COMMITTER_EMAIL", "a@example.com")
            .env("GIT_COMMITTER_DATE", "2026-01-02T03:04:05Z")
            .env("GIT_TERMINAL_PROMPT", "0");
        command
    }

    /// A repository with an empty history on branch `main`.
    pub fn init(&self, name: &str) -> PathBuf {
        let path = self.path(name);
        fs::create_dir_all(&path).unwrap();
        self.git(name, &["init", "-q", "-b", "main"]);
        path
    }

    pub fn init_bare(&self, name: &str) -> PathBuf {
        let path = self.path(name);
        fs::create_dir_all(&path).unwrap();
        self.git(name, &["init", "-q", "--bare", "-b", "main"]);
        path
    }

    pub fn write(&self, repo: &str, file: &str, text: &str) {
        let path = self.path(repo).join(file);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }

    /// Writes one file and commits everything; gives the commit.
    pub fn commit(&self, repo: &str, file: &str, text: &str) -> String {
        self.write(repo, file, text);
        self.commit_all(repo)
    }

    pub fn commit_all(&self, repo: &str) -> String {
        self.git(repo, &["add", "-A"]);
        self.git(repo, &["commit", "-q", "--allow-empty", "-m", "change"]);
        self.git(repo, &["rev-parse", "HEAD"])
    }

    /// A repository with one commit.
    pub fn repository(&self, name: &str) -> PathBuf {
        let path = self.init(name);
        self.commit(name, "a.txt", "one\n");
        path
    }
}
