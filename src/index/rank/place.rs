//! What does a path alone say about a file's part in its project?

use crate::index::rank::HitKind;
use crate::workspace::language::{Class, Language};
use crate::workspace::manifest::Entry;

pub fn kind(entry: &Entry) -> HitKind {
    match entry.language.map(Language::class) {
        Some(Class::Document) => HitKind::Document,
        Some(Class::Data) => HitKind::Data,
        Some(Class::Code) | None if is_test(&entry.path) => HitKind::Test,
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
