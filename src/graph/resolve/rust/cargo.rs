//! Which crates does a workspace hold, and under which names do they know one another? Read off every
//! `Cargo.toml` by Cargo's rules (The Cargo Book, "Cargo Targets" and "Specifying Dependencies").

use std::collections::{BTreeMap, BTreeSet};

use foldhash::HashMap;

use toml::{Table, Value};

use crate::graph::edge::FileId;
use crate::graph::layout::{Layout, join, split};

/// What one manifest with a `[package]` says.
pub struct Package {
    pub dir: String,
    /// The name under which its library is imported.
    pub name: String,
    pub lib: Option<FileId>,
    /// Roots of crates in it; the library first.
    pub roots: Vec<FileId>,
    /// Is an import's path relative to the crate's root, as in the edition of 2015?
    pub old: bool,
    pub dependencies: BTreeMap<String, Dependency>,
}

/// A crate that a package depends on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Dependency {
    /// The package in this directory of the workspace.
    Local(String),
    /// Of a registry or another repository.
    External,
}

/// A manifest: its directory and what it says.
struct Manifest {
    dir: String,
    table: Table,
}

/// Every package, by directory.
pub fn packages(layout: &Layout<'_>) -> Vec<Package> {
    let manifests: Vec<Manifest> = layout
        .named("Cargo.toml")
        .iter()
        .filter_map(|file| {
            let table = layout.text(*file).parse().ok()?;
            Some(Manifest { dir: layout.dir(*file).to_owned(), table })
        })
        .collect();
    let by_dir: HashMap<&str, &Manifest> = manifests.iter().map(|m| (&*m.dir, m)).collect();
    let mut packages: Vec<Package> =
        manifests.iter().filter_map(|manifest| package(layout, manifest, &by_dir)).collect();
    imported_names(&mut packages);
    packages
}

fn package(
    layout: &Layout<'_>,
    manifest: &Manifest,
    by_dir: &HashMap<&str, &Manifest>,
) -> Option<Package> {
    let Manifest { dir, table } = manifest;
    let about = table.get("package")?.as_table()?;
    let workspace = workspace(manifest, by_dir);
    let lib = table.get("lib").and_then(Value::as_table);
    let name = lib.and_then(|lib| text(lib, "name")).or_else(|| text(about, "name"))?;
    let inherited = || {
        about.get("edition")?.get("workspace")?.as_bool().filter(|yes| *yes)?;
        workspace?.table.get("workspace")?.get("package")?.get("edition")?.as_str()
    };
    let edition = text(about, "edition").or_else(inherited);
    let lib = lib
        .and_then(|lib| text(lib, "path"))
        .and_then(|path| find(layout, dir, path))
        .or_else(|| find(layout, dir, "src/lib.rs"));
    Some(Package {
        dir: dir.clone(),
        name: name.replace('-', "_"),
        lib,
        roots: roots(layout, manifest, lib),
        old: edition.is_none_or(|edition| edition == "2015"),
        dependencies: dependencies(manifest, workspace),
    })
}

fn text<'t>(table: &'t Table, key: &str) -> Option<&'t str> {
    table.get(key)?.as_str()
}

fn find(layout: &Layout<'_>, dir: &str, path: &str) -> Option<FileId> {
    layout.find(&join(dir, path)?)
}

/// The library, then what `[[bin]]` and its like name, then what lies where Cargo looks by itself.
fn roots(layout: &Layout<'_>, manifest: &Manifest, lib: Option<FileId>) -> Vec<FileId> {
    let Manifest { dir, table } = manifest;
    let mut found: Vec<FileId> = lib.into_iter().collect();
    for kind in ["bin", "example", "test", "bench"] {
        let targets = table.get(kind).and_then(Value::as_array).into_iter().flatten();
        let paths = targets.filter_map(|target| target.get("path")?.as_str());
        found.extend(paths.filter_map(|path| find(layout, dir, path)));
    }
    let build = table["package"].get("build").and_then(Value::as_str).unwrap_or("build.rs");
    found.extend(["src/main.rs", build].iter().filter_map(|path| find(layout, dir, path)));
    for place in ["src/bin", "examples", "tests", "benches"] {
        let Some(place) = join(dir, place) else { continue };
        let direct = layout.in_dir(&place).iter().copied();
        found.extend(direct.filter(|file| layout.name(*file).ends_with(".rs")));
        let below = layout.named("main.rs").iter().copied();
        found.extend(below.filter(|file| split(layout.dir(*file)).0 == place));
    }
    let mut seen = BTreeSet::new();
    found.retain(|file| seen.insert(*file));
    found
}

/// The manifest of the workspace that a package is a member of: the one it names, or the nearest
/// above it that has a `[workspace]`.
fn workspace<'m>(
    manifest: &'m Manifest,
    by_dir: &HashMap<&str, &'m Manifest>,
) -> Option<&'m Manifest> {
    if let Some(named) = manifest.table.get("package").and_then(|p| p.get("workspace")?.as_str()) {
        return by_dir.get(&*join(&manifest.dir, named)?).copied();
    }
    let mut dir = &*manifest.dir;
    loop {
        if let Some(found) = by_dir.get(dir).filter(|m| m.table.contains_key("workspace")) {
            return Some(found);
        }
        if dir.is_empty() {
            return None;
        }
        dir = split(dir).0;
    }
}

fn dependencies(manifest: &Manifest, workspace: Option<&Manifest>) -> BTreeMap<String, Dependency> {
    const KINDS: [&str; 5] = [
        "dependencies",
        "dev-dependencies",
        "build-dependencies",
        "dev_dependencies",
        "build_dependencies",
    ];
    let table = &manifest.table;
    let targets = table.get("target").and_then(Value::as_table).into_iter().flatten();
    let tables = std::iter::once(table).chain(targets.filter_map(|(_, t)| t.as_table()));
    let lists = tables.flat_map(|t| KINDS.iter().filter_map(|kind| t.get(*kind)?.as_table()));
    let mut found = BTreeMap::new();
    for (key, says) in lists.flatten() {
        let name = key.replace('-', "_");
        let local = local(manifest, workspace, key, says);
        let dependency = local.map_or(Dependency::External, Dependency::Local);
        // The same crate may be there for development with its path, else without.
        let known = found.entry(name).or_insert(Dependency::External);
        if *known == Dependency::External {
            *known = dependency;
        }
    }
    found
}

/// The directory of a dependency with a path: its own, its workspace's, or a patch's.
fn local(
    manifest: &Manifest,
    workspace: Option<&Manifest>,
    key: &str,
    says: &Value,
) -> Option<String> {
    let own = |dir: &str, says: &Value| join(dir, says.get("path")?.as_str()?);
    if let Some(dir) = own(&manifest.dir, says) {
        return Some(dir);
    }
    let root = workspace?;
    let name = says.get("package").and_then(Value::as_str).unwrap_or(key);
    let shared = || {
        says.get("workspace").filter(|w| w.as_bool() == Some(true))?;
        own(&root.dir, root.table.get("workspace")?.get("dependencies")?.get(key)?)
    };
    let patched = || {
        let patches = root.table.get("patch")?.as_table()?;
        patches.values().find_map(|patch| own(&root.dir, patch.get(name)?))
    };
    shared().or_else(patched)
}

/// A dependency that is not renamed is known by the name of its library, which may not be the name
/// of its package.
fn imported_names(packages: &mut [Package]) {
    let names: HashMap<String, String> =
        packages.iter().map(|p| (p.dir.clone(), p.name.clone())).collect();
    for package in packages {
        let own: Vec<(String, Dependency)> = package
            .dependencies
            .values()
            .filter_map(|dependency| match dependency {
                Dependency::Local(dir) => Some((names.get(dir)?.clone(), dependency.clone())),
                Dependency::External => None,
            })
            .collect();
        for (name, dependency) in own {
            package.dependencies.entry(name).or_insert(dependency);
        }
    }
}
