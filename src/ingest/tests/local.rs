//! What is read and listed, through symlinks and with uncommitted files over the commit?

use super::*;
use crate::base::Kind;
use crate::index::overlay::{Edit, Edits};
use crate::index::view::NodeKind;
use crate::workspace::manifest::Reason;
use crate::workspace::snapshot::Origin;

fn sample() -> (tempfile::TempDir, Arc<Memory>, Engine) {
    let dir = scratch();
    let source = Arc::new(Memory::default());
    source.put("src/server.rs", "fn listen() {}\n");
    source.put("src/deep/util.rs", "fn util() {}\nfn two() {}");
    source.put("src-gen/x.rs", "fn generated() {}\n");
    source.put("logo.png", b"\x89PNG\0\0");
    source.put("vendor/lib.c", "int vendored;\n");
    source.put("big.txt", vec![b'b'; (1 << 20) + 1]);
    source.link("inside", "src/deep/../server.rs");
    source.link("folder", "./src");
    source.link("src/up", "../vendor/lib.c");
    source.link("outside", "../../etc/passwd");
    source.link("absolute", "/etc/passwd");
    source.link("loop_a", "loop_b");
    source.link("loop_b", "loop_a");
    source.link("dangling", "nowhere");
    source.put_as("sub", b"commit", FileKind::Submodule, Attributes::default());
    let engine = engine(dir.path(), &source);
    refresh(&engine);
    (dir, source, engine)
}

#[test]
fn files_are_read_from_where_they_are() {
    let (_dir, _source, engine) = sample();
    let view = view(&engine);
    let file = |path| view.read(&JailedPath::parse(path).unwrap()).unwrap();
    let server = file("src/server.rs");
    assert_eq!(
        (&*server.bytes, server.lines, server.from),
        (&b"fn listen() {}\n"[..], 1, Origin::Packed)
    );
    assert_eq!(file("src/deep/util.rs").lines, 2);
    let vendored = file("vendor/lib.c");
    assert_eq!((vendored.from, vendored.left_out), (Origin::Source, Some(Reason::Vendored)));
    assert_eq!(file("big.txt").bytes.len(), (1 << 20) + 1);
    let counts = view.snapshot().manifest.counts();
    let of = |reason| counts.of(reason);
    assert_eq!((counts.files, counts.lines), (3, 4));
    assert_eq!([of(Reason::Symlink), of(Reason::Submodule), of(Reason::Binary)], [8, 1, 1]);
    assert_eq!([of(Reason::Vendored), of(Reason::Oversized), of(Reason::Generated)], [1, 1, 0]);
}

#[test]
fn symlinks_stay_inside() {
    let (_dir, _source, engine) = sample();
    let view = view(&engine);
    assert_eq!(read(&view, "inside").unwrap(), "fn listen() {}\n");
    assert_eq!(read(&view, "folder/server.rs").unwrap(), "fn listen() {}\n");
    assert_eq!(read(&view, "folder/up").unwrap(), "int vendored;\n");
    assert_eq!(view.entries(&JailedPath::parse("folder/deep").unwrap()).unwrap().len(), 1);
    for (path, told) in [
        ("outside", "leads out of the workspace"),
        ("absolute", "leads out of the workspace"),
        ("outside/x", "leads out of the workspace"),
        ("loop_a", "circle"),
        ("dangling", "there is no `nowhere`"),
    ] {
        let error = read(&view, path).unwrap_err();
        assert_eq!(error.kind(), Kind::ToolError);
        assert!(error.message().contains(told), "{path}: {}", error.message());
    }
}

#[test]
fn what_is_no_text_file_says_so() {
    let (_dir, _source, engine) = sample();
    let view = view(&engine);
    for (path, message, hint) in [
        ("src", "`src` is a directory", "ctx_tree"),
        ("", "`.` is a directory", "ctx_tree"),
        ("logo.png", "binary file of 6 bytes", "only text"),
        ("sub", "is a submodule", "another repository"),
        ("src/servr.rs", "there is no `src/servr.rs`", "did you mean `src/server.rs`"),
        ("util.rs", "there is no `util.rs`", "`src/deep/util.rs`"),
        ("src/server.rs/x", "there is no", ""),
    ] {
        let error = read(&view, path).unwrap_err();
        assert!(error.message().contains(message), "{path}: {}", error.message());
        assert!(
            error.hint_text().unwrap_or_default().contains(hint),
            "{path}: {:?}",
            error.hint_text()
        );
    }
}

#[test]
fn trees_and_globs_list_what_is_there() {
    let (_dir, _source, engine) = sample();
    let view = view(&engine);
    let tree = |path: &str, depth| {
        let nodes = view.tree(&JailedPath::parse(path).unwrap(), depth).unwrap();
        nodes.into_iter().map(|n| (n.path.to_string(), n.kind.name(), n.files)).collect::<Vec<_>>()
    };
    let row = |path: &str, kind, files| (path.to_owned(), kind, files);
    assert_eq!(
        tree("src", 1),
        [
            row("src/deep", "directory", 1),
            row("src/server.rs", "file", 0),
            row("src/up", "symlink", 0)
        ]
    );
    assert_eq!(tree("src", 2).len(), 4);
    let root = tree("", 1);
    assert!(
        root.contains(&row("src", "directory", 3))
            && root.contains(&row("src-gen", "directory", 1))
    );
    assert!(root.contains(&row("sub", NodeKind::Submodule.name(), 0)));
    assert!(view.tree(&JailedPath::parse("big.txt").unwrap(), 1).is_err());
    let glob = |pattern: &str| {
        let found = view.glob(pattern).unwrap();
        found.into_iter().map(|e| e.path.to_string()).collect::<Vec<_>>()
    };
    assert_eq!(glob("*.rs"), ["src-gen/x.rs", "src/deep/util.rs", "src/server.rs"]);
    assert_eq!(glob("src/*.rs"), ["src/server.rs"]);
    assert_eq!(glob("src*/**/*.rs").len(), 3);
    assert!(view.glob("../*").is_err());
    assert!(view.glob("a{").is_err());
}

fn edit(text: &str) -> Option<Edit> {
    Some(Edit {
        kind: FileKind::File,
        bytes: text.as_bytes().to_vec(),
        attributes: Attributes::default(),
    })
}

#[test]
fn edits_lie_over_the_commit() {
    let (_dir, _source, engine) = sample();
    let edits = Edits::from([
        ("src/server.rs".to_owned(), edit("fn accept_clients() {}\n")),
        ("src/brand_new.rs".to_owned(), edit("fn freshly_typed() {}\n")),
        ("src/deep/util.rs".to_owned(), None),
        ("never/was.rs".to_owned(), None),
        ("blob.bin".to_owned(), edit("a\0b")),
        ("vendor/new.c".to_owned(), edit("int fresh;\n")),
    ]);
    let base = view(&engine);
    let view = View::with_edits(engine.current().unwrap(), edits).unwrap();
    assert!(view.dirty());
    assert_eq!(search(&view, "accept_clients|freshly").total, 2);
    assert_eq!(search(&view, "listen|util").total, 0);
    assert_eq!(search(&base, "listen|util").total, 2, "the commit itself is untouched");
    assert_eq!(paths(&ask(&view, "accept clients")), ["src/server.rs"]);
    assert_eq!(paths(&ask(&view, "brand new")), ["src/brand_new.rs"]);
    assert!(ask(&view, "listen").is_empty());
    assert!(ask(&view, "util").is_empty());
    assert_eq!(read(&view, "inside").unwrap(), "fn accept_clients() {}\n", "through a symlink too");
    assert_eq!(read(&view, "vendor/new.c").unwrap(), "int fresh;\n");
    let origin = |path| view.read(&JailedPath::parse(path).unwrap()).unwrap().from;
    assert_eq!(origin("src/brand_new.rs"), Origin::Overlay);
    assert_eq!(origin("vendor/new.c"), Origin::Overlay);
    assert_eq!(origin("src-gen/x.rs"), Origin::Packed);
    assert!(read(&view, "src/deep/util.rs").is_err());
    assert!(read(&view, "blob.bin").unwrap_err().message().contains("binary"));
    let names: Vec<String> =
        view.glob("*.rs").unwrap().iter().map(|e| e.path.to_string()).collect();
    assert_eq!(names, ["src-gen/x.rs", "src/brand_new.rs", "src/server.rs"]);
    assert!(
        view.tree(&JailedPath::parse("src").unwrap(), 1)
            .unwrap()
            .iter()
            .all(|n| *n.path != *"src/deep")
    );

    let nothing = Edits::from([("never/was.rs".to_owned(), None)]);
    assert!(!View::with_edits(engine.current().unwrap(), nothing).unwrap().dirty());
}

/// With every file edited, the answers are those of an index of the edits.
#[test]
fn an_overlay_ranks_as_an_index_of_its_files_does() {
    let dir = scratch();
    let (source, edited) = (Arc::new(Memory::default()), Arc::new(Memory::default()));
    let mut edits = Edits::new();
    for n in 0..30 {
        let text = format!("alpha beta{} {}\n", n % 3, "gamma ".repeat(n + 1));
        edited.put(&format!("f{n}.rs"), &text);
        if n % 2 == 0 {
            source.put(&format!("f{n}.rs"), &text);
        } else {
            source.put(&format!("f{n}.rs"), "something else entirely\n");
            edits.insert(format!("f{n}.rs"), edit(&text));
        }
    }
    let ours = engine(&dir.path().join("a"), &source);
    let theirs = engine(&dir.path().join("b"), &edited);
    refresh(&ours);
    refresh(&theirs);
    let over = View::with_edits(ours.current().unwrap(), edits).unwrap();
    for pattern in ["alpha", "beta1", "^gamma|else"] {
        let (ours, mut theirs) = (search(&over, pattern), search(&view(&theirs), pattern));
        // An uncommitted file has no blob.
        for (theirs, ours) in theirs.matches.iter_mut().zip(&ours.matches) {
            theirs.blob = if ours.blob == BlobId([0; 20]) { ours.blob } else { theirs.blob };
        }
        assert_eq!(ours, theirs);
    }
    for question in ["alpha", "beta1 gamma", "f7"] {
        let (mut a, mut b) = (ask(&over, question), ask(&view(&theirs), question));
        a.sort_by(|x, y| x.path.cmp(&y.path));
        b.sort_by(|x, y| x.path.cmp(&y.path));
        assert_eq!(paths(&a), paths(&b), "{question}");
    }
}
