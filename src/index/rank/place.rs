//! What does a path alone say about a file's part in its project?

use crate::index::feature::squashed;
use crate::index::rank::HitKind;
use crate::index::token::words;
use crate::workspace::language::{Class, Language};
use crate::workspace::manifest::Entry;

/// All that ranking asks of a path: made when the file is first a candidate, kept as long as the index is
/// served (some 200 bytes a file).
#[derive(Debug, Clone)]
pub struct Said {
    /// Of the name: the whole first, where it has several.
    pub words: Box<[String]>,
    /// Of the folder, unless the name is the folder's.
    pub near: Box<[String]>,
    /// The name without case and marks.
    pub whole: String,
    /// Chunks of this file's own index that hold `whole`.
    pub held: u64,
    pub says_nothing: bool,
    pub test: bool,
    pub aside: bool,
    pub derived: bool,
    /// Names on the way to it, its own among them.
    pub depth: usize,
}

impl Said {
    /// `held` of it is 0.
    pub fn new(path: &str) -> Self {
        let own = stem(path);
        let folders = path.rsplit_once('/').map_or("", |(folders, _)| folders);
        let parent = folders.rsplit('/').next().unwrap_or_default();
        let near = if parent == own { Vec::new() } else { words(parent) };
        Self {
            words: words(own).into(),
            near: near.into(),
            whole: squashed(own),
            held: 0,
            says_nothing: says_nothing(own),
            test: is_test(path),
            aside: is_aside(path),
            derived: is_derived(path),
            depth: path.split('/').count(),
        }
    }
}

pub fn kind(entry: &Entry) -> HitKind {
    kind_of(entry.language, || is_test(&entry.path))
}

/// `test`: by its path.
pub fn kind_of(language: Option<Language>, test: impl Fn() -> bool) -> HitKind {
    match language.map(Language::class) {
        Some(Class::Document) => HitKind::Document,
        Some(Class::Data) => HitKind::Data,
        Some(Class::Code) | None if test() => HitKind::Test,
        Some(Class::Code) | None => HitKind::Code,
    }
}

/// By the places and names that test runners know.
pub fn is_test(path: &str) -> bool {
    let (folders, name) = path.rsplit_once('/').unwrap_or(("", path));
    let stem = name.split('.').next().unwrap_or_default();
    folders.split('/').any(|part| {
        matches!(part, "test" | "tests" | "testing" | "__tests__" | "spec" | "specs" | "testdata")
    }) || stem.starts_with("test_")
        || stem.ends_with("_test")
        || stem.ends_with("_tests")
        || stem.ends_with("_spec")
        || stem == "tests"
        || stem == "conftest"
        || (stem.len() > 4 && (stem.ends_with("Test") || stem.ends_with("Tests")))
        || (stem.len() > 4 && stem.ends_with("Spec"))
        || name.contains(".test.")
        || name.contains(".spec.")
}

/// Shows how the project is used, measured or once was: beside what it is.
pub fn is_aside(path: &str) -> bool {
    let folders = path.rsplit_once('/').map_or("", |(folders, _)| folders);
    folders.split('/').any(|part| {
        matches!(
            part,
            "example"
                | "examples"
                | "sample"
                | "samples"
                | "demo"
                | "demos"
                | "bench"
                | "benches"
                | "benchmark"
                | "benchmarks"
                | "fixtures"
                | "legacy"
                | "deprecated"
                | "compat"
                | "contrib"
                | "third_party"
                | "mocks"
                | "mock"
                | "stubs"
                | "playground"
        )
    })
}

/// Made out of another file, or declares only what that does: `x.min.js`, `x.d.ts`, `dist/x.js`.
pub fn is_derived(path: &str) -> bool {
    let (folders, name) = path.rsplit_once('/').unwrap_or(("", path));
    name.contains(".min.")
        || name.contains(".d.")
        || name.ends_with(".map")
        || name.ends_with(".pyi")
        || name.contains(".generated.")
        || name.contains("_generated.")
        || name.ends_with("_pb2.py")
        || name.ends_with(".pb.go")
        || folders
            .split('/')
            .any(|part| matches!(part, "dist" | "build" | "out" | "generated" | "bundles"))
}

/// The name without its endings, and for a name that says nothing the folder's.
pub fn stem(path: &str) -> &str {
    let mut parts = path.rsplit('/');
    let name = parts.next().unwrap_or(path);
    let stem = bare(name);
    if says_nothing(stem) { parts.next().unwrap_or(stem) } else { stem }
}

fn bare(name: &str) -> &str {
    let from = usize::from(name.starts_with('.'));
    name[from..].find('.').map_or(name, |dot| &name[..from + dot])
}

pub fn says_nothing(stem: &str) -> bool {
    matches!(stem, "mod" | "lib" | "main" | "index" | "init" | "__init__" | "README" | "package")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_stem_says_something() {
        assert_eq!(stem("a/b.test.ts"), "b");
        assert_eq!(stem("src/index/mod.rs"), "index");
        assert_eq!(stem("mod.rs"), "mod");
        assert_eq!(stem(".bashrc"), ".bashrc");
    }

    #[test]
    fn what_is_made_of_another_is_told() {
        assert!(is_derived("dist/a.js") && is_derived("a.min.js") && is_derived("x/a.d.ts"));
        assert!(!is_derived("src/a.ts") && !is_derived("distance/a.py"));
        assert!(is_test("a/FooSpec.scala") && !is_test("src/inspect.rs"));
    }
}
