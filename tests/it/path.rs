//! Does any path lead out of a workspace?

use std::os::unix::fs::symlink;

use serde_json::json;

use crate::harness::Home;

const OUTSIDE: &[&str] = &[
    "..",
    "../",
    "../secret.txt",
    "../../secret.txt",
    "src/../../secret.txt",
    "src/..",
    "src/../lib.rs",
    "./../secret.txt",
    "src/./../../secret.txt",
    "..\\secret.txt",
    "src\\..\\..\\secret.txt",
    "/",
    "/etc/passwd",
    "//etc/passwd",
    "///etc/passwd",
    "/proc/self/environ",
    "\\\\server\\share",
    "C:\\Windows",
    "C:/Windows",
    "c:secret",
    "\0",
    "src/lib.rs\0",
    "src\0/../../secret.txt",
    "src/\nlib.rs",
    "src/\u{7f}",
    ".git",
    ".git/",
    ".git/config",
    ".git/HEAD",
    "./.git/config",
    ".GIT/config",
    ".Git/config",
    "src/.git/config",
    ".git./config",
    ".git /config",
    "git~1/config",
    "GIT~1/config",
    ".g\u{200c}it/config",
    "\u{feff}.git/config",
    ".git\u{200d}/config",
    "out",
    "out/secret.txt",
    "deep/up",
    "deep/up/secret.txt",
    "absolute",
    "absolute/passwd",
    "loop",
    "loop/a",
    "tognit/config",
    "chain1",
];

#[test]
fn no_path_leaves_the_workspace() {
    let home = Home::new();
    std::fs::write(home.join("secret.txt"), "TOP SECRET\n").unwrap();
    let repo = home.repo("core", &[("src/lib.rs", "fn main() {}\n"), ("deep/a.txt", "a\n")]);
    for (link, target) in [
        ("out", ".."),
        ("deep/up", "../.."),
        ("absolute", "/etc"),
        ("loop", "loop"),
        ("tognit", ".git"),
        ("chain1", "chain2"),
        ("chain2", "../secret.txt"),
        ("inside", "src/lib.rs"),
        ("folder", "src"),
    ] {
        symlink(target, repo.path.join(link)).unwrap();
    }
    repo.commit("links");
    let team = home.team(&[("core", &repo.path)]);
    let token = team.token("alice", &["--role", "admin"]);
    let server = team.serve();
    for path in OUTSIDE {
        for tool in ["ctx_read", "ctx_tree"] {
            let (status, body) = server.call(&token, tool, json!({"path": path}));
            // The root is a folder one may list, not one may leave.
            assert_eq!(status, 400, "{tool} {path:?}: {body}");
            let text = body.to_string();
            assert!(
                !text.contains("TOP SECRET") && !text.contains("root:"),
                "{tool} {path:?}: {body}"
            );
        }
        for (tool, arguments) in [
            (
                "ctx_search",
                json!({"pattern": "SECRET|root:|repositoryformatversion", "path": path}),
            ),
            ("ctx_semantic_search", json!({"query": "secret root", "path": path})),
            ("ctx_glob", json!({"pattern": path})),
            ("ctx_multi_read", json!({"paths": [path]})),
        ] {
            let (_, body) = server.call(&token, tool, arguments);
            let text = body.to_string();
            let leaked = ["TOP SECRET", "root:x", "repositoryformatversion", "\"bytes\":11"];
            assert!(leaked.iter().all(|l| !text.contains(l)), "{tool} {path:?}: {body}");
        }
        let said = home.run([
            "read",
            path.replace('\0', "%00").as_str(),
            "--workspace",
            repo.path.to_str().unwrap(),
        ]);
        assert!(!said.stdout.contains("TOP SECRET") && !said.stdout.contains("root:"), "{said}");
    }
    let inside = server.ask(&token, "ctx_read", json!({"path": "inside"}));
    assert_eq!(inside["text"], "fn main() {}\n");
    let inside = server.ask(&token, "ctx_read", json!({"path": "folder/lib.rs"}));
    assert_eq!(inside["text"], "fn main() {}\n");
    for root in ["", ".", "./"] {
        let tree = server.ask(&token, "ctx_tree", json!({"path": root}));
        assert!(tree["entries"].as_array().unwrap().iter().any(|e| e["path"] == "src"), "{tree}");
    }
    // A refusal of a path is a refusal: it is in the book as one.
    assert!(
        team.audit()
            .iter()
            .any(|r| r["tool"] == "ctx_read" && r["deniedReason"] == "invalid_arguments")
    );
}
