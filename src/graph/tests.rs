//! Graphs of small workspaces, as tests compare them.

mod tree;

use std::sync::Arc;

use super::{File, Graph, build, file};
use crate::base::Result;
use crate::workspace::language::Language;
use crate::workspace::manifest::{Content, Entry, Manifest, Place};
use crate::workspace::pack::{Pack, Packs};
use crate::workspace::snapshot::Snapshot;
use crate::workspace::source::{BlobId, BlobReader, FileKind, Head, Source, Tree};

struct Nowhere;

impl Source for Nowhere {
    fn head(&self) -> crate::base::Result<Head> {
        Ok(Head::default())
    }

    fn tree(&self, _: &Head) -> crate::base::Result<Tree> {
        Err(crate::base::Error::failed("not asked"))
    }

    fn reader(&self) -> crate::base::Result<Box<dyn BlobReader>> {
        Err(crate::base::Error::failed("not asked"))
    }

    fn distance(&self, _: &Head, _: &Head) -> crate::base::Result<u64> {
        Ok(0)
    }
}

/// The graph of a workspace of these files.
pub fn graph(texts: &[(&str, &str)]) -> Graph {
    let whole = made(texts, false);
    let slim = made(texts, true);
    assert_eq!((edges(&whole), uses(&whole)), (edges(&slim), uses(&slim)));
    assert_eq!(whole.sites, slim.sites);
    assert_eq!(unresolved(&whole), unresolved(&slim));
    whole
}

/// `slim`: as graphs of large workspaces are made.
fn made(texts: &[(&str, &str)], slim: bool) -> Graph {
    let mut texts = texts.to_vec();
    texts.sort_unstable();
    let (mut pack, mut entries) = (Vec::new(), Vec::new());
    for (at, (path, text)) in texts.iter().enumerate() {
        let place = Place { pack: 0, offset: pack.len() as u64, len: text.len() as u32 };
        pack.extend_from_slice(text.as_bytes());
        let (path, language): (Arc<str>, _) = (Arc::from(*path), Language::of_path(path));
        entries.push(Entry {
            path,
            id: at as u64,
            blob: BlobId([0; 20]),
            kind: FileKind::File,
            marks: 0,
            size: text.len() as u64,
            lines: 0,
            language,
            content: Content::Packed(place),
            facts: None,
            features: None,
        });
    }
    let manifest = Arc::new(Manifest { entries, ..Manifest::default() });
    let packs = Packs::default().with(Pack::held(0, pack));
    let snapshot = Snapshot::new(manifest, packs, Arc::new(Nowhere));
    let files: Result<Vec<File>> =
        snapshot.entries().iter().map(|entry| file(&snapshot, entry, slim)).collect();
    build(&files.unwrap(), &snapshot).unwrap()
}

/// `a.py → b.py import root certain 1`, sorted.
pub fn edges(graph: &Graph) -> Vec<String> {
    let word = |w: String| w.to_lowercase();
    let line = |e: &super::Edge| {
        let kind = word(format!("{:?} {:?} {:?}", e.kind, e.how, e.confidence));
        format!("{} → {} {kind} {}", graph.path(e.from), graph.path(e.to), e.line)
    };
    graph.edges().iter().map(line).collect()
}

/// `b.py A.f ← a.py g call certain 3`, in the order of what is used.
pub fn uses(graph: &Graph) -> Vec<String> {
    let line = |u: &super::Use| {
        let to = graph.symbol(u.to);
        let within = u.within.map_or(String::new(), |w| format!(" {}", graph.qualified(w)));
        let kind = format!("{:?} {:?}", u.kind, u.confidence).to_lowercase();
        let (file, name) = (graph.path(to.file), graph.qualified(u.to));
        format!("{file} {name} ← {}{within} {kind} {}", graph.path(u.from), u.line)
    };
    graph.uses().iter().map(line).collect()
}

/// `a.py os external 1`.
pub fn unresolved(graph: &Graph) -> Vec<String> {
    let line = |u: &super::Unresolved| {
        format!(
            "{} {} {} {}",
            graph.path(u.from),
            u.module,
            format!("{:?}", u.reason).to_lowercase(),
            u.line
        )
    };
    graph.unresolved().iter().map(line).collect()
}

#[test]
fn python_hangs_together() {
    let graph = graph(&[
        ("app/__init__.py", "from .model import Model\n"),
        (
            "app/base.py",
            "class Base:\n    def save(self):\n        self.check()\n    def check(self): pass\n",
        ),
        (
            "app/model.py",
            "import os\nfrom .base import Base\nclass Model(Base):\n    def full(self):\n        self.save()\n        self.other.save()\n",
        ),
        (
            "use.py",
            "from app import Model\nimport app.base\n\ndef go():\n    m = Model()\n    m.save()\n",
        ),
    ]);
    assert_eq!(
        edges(&graph),
        [
            "app/__init__.py → app/model.py import relative certain 1",
            "app/model.py → app/base.py import relative certain 2",
            "use.py → app/__init__.py import root certain 1",
            "use.py → app/base.py import root certain 2",
            "use.py → app/model.py use namespace certain 5",
        ]
    );
    assert_eq!(
        uses(&graph),
        [
            "app/base.py Base ← app/model.py Model inherit certain 3",
            "app/base.py Base.save ← app/model.py Model.full call likely 5",
            "app/base.py Base.check ← app/base.py Base.save call certain 3",
            "app/model.py Model ← app/__init__.py use certain 1",
            "app/model.py Model ← use.py go call certain 5",
        ]
    );
    assert_eq!(unresolved(&graph), ["app/model.py os standard 1"]);
    let save = graph.symbols().find(|s| graph.name(*s) == "save").unwrap();
    let sites: Vec<u32> = graph.sites_of(save).iter().map(|s| s.line).collect();
    assert_eq!(sites, [6, 6], "calls on receivers of unknown type");
}
