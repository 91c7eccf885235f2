//! Which packages does the workspace itself hold, and what does each give under its name?
//!
//! <https://nodejs.org/api/packages.html> («package entry points», «subpath imports», «self-referencing»);
//! workspaces of npm, yarn and pnpm.

use foldhash::{HashMap, HashMapExt as _};

use serde_json::Value;

use super::config::{Config, parse};
use super::place::{Finder, best, inside};
use crate::graph::edge::{Confidence, FileId};
use crate::graph::layout::{Layout, join, split};

/// One `package.json`.
#[derive(Debug, Default)]
pub struct Package {
    pub dir: String,
    name: String,
    json: Value,
    /// A workspace's root names its directory.
    member: bool,
}

/// All packages of a workspace.
pub struct Packages {
    list: Vec<Package>,
    by_dir: HashMap<String, usize>,
    /// By name: members of workspaces before others.
    by_name: HashMap<String, Vec<usize>>,
}

/// A file and how sure it is.
pub type Hit = (FileId, Confidence);

/// Conditions that hold for some reader of the code.
const CONDITIONS: &[&str] = &[
    "types",
    "import",
    "require",
    "node",
    "module",
    "module-sync",
    "default",
    "browser",
    "development",
    "production",
    "worker",
];
/// Directories of what a build makes.
const BUILT: &[&str] = &["dist", "lib", "build", "out", "es", "esm", "cjs", "types", "output"];

impl Packages {
    pub fn new(layout: &Layout<'_>) -> Self {
        let mut list = Vec::new();
        for file in layout.named("package.json") {
            let dir = layout.dir(*file);
            if dir.split('/').any(|part| part == "node_modules") {
                continue;
            }
            let json = parse(layout.text(*file));
            let name = json["name"].as_str().unwrap_or_default().to_owned();
            list.push(Package { dir: dir.to_owned(), name, json, member: false });
        }
        let patterns = workspaces(layout, &list);
        for package in &mut list {
            let fits = |(root, pattern): &(String, String)| {
                join(root, pattern).is_some_and(|p| super::config::is_dir(&p, &package.dir))
            };
            let not = |(_, pattern): &&(String, String)| !pattern.starts_with('!');
            package.member = patterns.iter().filter(not).any(fits);
        }
        let mut packages = Self { list, by_dir: HashMap::new(), by_name: HashMap::new() };
        for (at, package) in packages.list.iter().enumerate() {
            packages.by_dir.insert(package.dir.clone(), at);
            if !package.name.is_empty() {
                packages.by_name.entry(package.name.clone()).or_default().push(at);
            }
        }
        let list = &packages.list;
        packages.by_name.values_mut().for_each(|all| all.sort_by_key(|at| !list[*at].member));
        packages
    }

    /// The package that a file is in.
    pub fn around(&self, path: &str) -> Option<&Package> {
        let mut dir = split(path).0;
        loop {
            if let Some(at) = self.by_dir.get(dir) {
                return Some(&self.list[*at]);
            }
            if dir.is_empty() {
                return None;
            }
            dir = split(dir).0;
        }
    }

    pub fn in_dir(&self, dir: &str) -> Option<&Package> {
        self.by_dir.get(dir).map(|at| &self.list[*at])
    }

    /// A member of a workspace by its name, and what of `name` lies behind that.
    pub fn named<'n>(&self, name: &'n str) -> Option<(&Package, &'n str)> {
        let (package, rest) = cut(name);
        let found = &self.list[*self.by_name.get(package)?.first()?];
        found.member.then_some((found, rest))
    }

    /// The package that `name` means in a file of `from`: itself, a member of the workspace, or one
    /// that it says is at a path.
    pub fn seen<'n>(&self, from: Option<&Package>, name: &'n str) -> Option<(&Package, &'n str)> {
        let (package, rest) = cut(name);
        let itself = from.filter(|own| own.name == package);
        if let Some(own) = itself.and_then(|own| self.in_dir(&own.dir)) {
            return Some((own, rest));
        }
        let linked = from.and_then(|own| self.in_dir(&own.link(package)?));
        linked.map(|package| (package, rest)).or_else(|| self.named(name))
    }
}

/// `@scope/name/a/b` → `@scope/name`, `a/b`.
pub fn cut(name: &str) -> (&str, &str) {
    let skip = if name.starts_with('@') { name.find('/').map_or(0, |at| at + 1) } else { 0 };
    match name[skip..].find('/') {
        Some(at) => (&name[..skip + at], &name[skip + at + 1..]),
        None => (name, ""),
    }
}

/// Each workspace's root and the patterns of its members' directories.
fn workspaces(layout: &Layout<'_>, packages: &[Package]) -> Vec<(String, String)> {
    let mut patterns = Vec::new();
    for package in packages {
        let listed = &package.json["workspaces"];
        let listed = listed.as_array().or_else(|| listed["packages"].as_array());
        let listed = listed.into_iter().flatten().filter_map(Value::as_str);
        let here = listed.map(|pattern| (package.dir.clone(), pattern.to_owned()));
        let before = patterns.len();
        patterns.extend(here);
        if patterns.len() > before {
            patterns.push((package.dir.clone(), ".".into()));
        }
    }
    for file in layout.named("pnpm-workspace.yaml") {
        let dir = layout.dir(*file).to_owned();
        patterns.push((dir.clone(), ".".into()));
        patterns
            .extend(listed(layout.text(*file)).into_iter().map(|pattern| (dir.clone(), pattern)));
    }
    for file in layout.named("lerna.json") {
        let json = parse(layout.text(*file));
        let listed = json["packages"].as_array().into_iter().flatten().filter_map(Value::as_str);
        let dir = layout.dir(*file).to_owned();
        patterns.extend(listed.map(|pattern| (dir.clone(), pattern.to_owned())));
    }
    patterns
}

/// The list under `packages:` of a pnpm workspace; nothing else of YAML is needed.
fn listed(yaml: &str) -> Vec<String> {
    let lines = yaml.lines().map(|line| line.split(" #").next().unwrap_or_default().trim_end());
    let mut lines = lines.skip_while(|line| !line.starts_with("packages:"));
    let first = lines.next().and_then(|line| line.split_once(':')).map_or("", |(_, rest)| rest);
    let quoted = |text: &str| text.trim().trim_matches(['"', '\'']).to_owned();
    if let Some(inline) = first.trim().strip_prefix('[') {
        let inline = inline.trim_end_matches(']').split(',').map(quoted);
        return inline.filter(|text| !text.is_empty()).collect();
    }
    let items = lines.filter(|line| !line.trim().is_empty() && !line.starts_with('#'));
    let items = items.map_while(|line| line.trim_start().strip_prefix('-').map(quoted));
    items.collect()
}

impl Package {
    /// Where `dependencies` says that another package lies.
    fn link(&self, name: &str) -> Option<String> {
        let lists = ["dependencies", "devDependencies", "peerDependencies", "optionalDependencies"];
        lists.into_iter().find_map(|list| {
            let version = self.json[list][name].as_str()?;
            let path = version.strip_prefix("file:").or_else(|| version.strip_prefix("link:"))?;
            join(&self.dir, path)
        })
    }

    /// What the package gives under a name behind its own; `""` is itself.
    pub fn entry(&self, rest: &str, find: Finder<'_>, config: Option<&Config>) -> Option<Hit> {
        let exports = &self.json["exports"];
        if !exports.is_null() {
            let key = if rest.is_empty() { ".".into() } else { format!("./{rest}") };
            let targets = select(exports, &key);
            return targets.and_then(|(star, value)| self.choose(value, &star, find, config));
        }
        if !rest.is_empty() {
            let path = inside(&self.dir, rest);
            let direct = super::module(find, &path).map(|file| (file, Confidence::Certain));
            return direct.or_else(|| self.source(rest, find, config));
        }
        let mut fields = ["types", "typings", "module", "main", "source", "browser"];
        if !find.typed {
            fields.rotate_left(2);
        }
        let targets = || fields.iter().filter_map(|field| self.json[*field].as_str());
        let found = targets().find_map(|target| {
            super::module(find, &join(&self.dir, target)?).map(|file| (file, Confidence::Certain))
        });
        found
            .or_else(|| find.index(&self.dir).map(|file| (file, Confidence::Certain)))
            .or_else(|| targets().find_map(|target| self.source(target, find, config)))
            .or_else(|| self.source("index", find, config))
    }

    /// What `imports` says of a name that begins with `#`: a file, or another name.
    pub fn inner(
        &self,
        name: &str,
        find: Finder<'_>,
        config: Option<&Config>,
    ) -> Option<Result<Hit, String>> {
        let imports = self.json["imports"].as_object()?;
        let (star, value) = best(imports.iter().map(|(k, v)| (k.as_str(), v)), name)?;
        if let Some(hit) = self.choose(value, &star, find, config) {
            return Some(Ok(hit));
        }
        let targets = targets(value, find, config);
        let other = targets.into_iter().find(|(target, _)| !target.starts_with('.'));
        other.map(|(target, _)| Err(target.replace('*', &star)))
    }

    /// The first target that is in the snapshot; else the source of one that a build makes.
    fn choose(
        &self,
        value: &Value,
        star: &str,
        find: Finder<'_>,
        config: Option<&Config>,
    ) -> Option<Hit> {
        let targets: Vec<(String, bool)> = targets(value, find, config)
            .into_iter()
            .filter(|(target, _)| target.starts_with("./"))
            .map(|(target, sure)| (target.replace('*', star), sure))
            .collect();
        let direct = targets.iter().find_map(|(target, sure)| {
            let file = find.file(&join(&self.dir, target)?)?;
            Some((file, if *sure { Confidence::Certain } else { Confidence::Likely }))
        });
        direct.or_else(|| targets.iter().find_map(|(target, _)| self.source(target, find, config)))
    }

    /// The file that a build makes `target` of: by `rootDir` and `outDir`, else by the custom that
    /// sources lie in `src` as their products do in `dist`.
    fn source(&self, target: &str, find: Finder<'_>, config: Option<&Config>) -> Option<Hit> {
        let path = join(&self.dir, target)?;
        let stem = bare(&path);
        let likely = |file| (file, Confidence::Likely);
        if let Some((root, out)) = config.and_then(|c| c.root_dir.as_ref().zip(c.out_dir.as_ref()))
            && let Some(rest) = stem.strip_prefix(&format!("{out}/"))
            && let Some(found) = find.file(&inside(root, rest))
        {
            return Some(likely(found));
        }
        let below = stem.strip_prefix(&self.dir).unwrap_or(stem).trim_start_matches('/');
        let mut parts: Vec<&str> = below.split('/').collect();
        while parts.len() > 1 && BUILT.contains(&parts[0]) {
            parts.remove(0);
        }
        let rest = parts.join("/");
        let candidates = [format!("src/{rest}"), rest.clone(), format!("source/{rest}")];
        candidates.iter().find_map(|candidate| {
            let path = inside(&self.dir, candidate);
            find.file(&path).or_else(|| find.index(&path)).map(likely)
        })
    }
}

/// A path without the endings of what a compiler makes.
fn bare(path: &str) -> &str {
    let endings = [".d.ts", ".d.mts", ".d.cts", ".min.js", ".js", ".mjs", ".cjs", ".jsx"];
    endings.iter().find_map(|ending| path.strip_suffix(ending)).unwrap_or(path)
}

/// The value of `exports` for a subpath, and what a `*` in it stands for.
fn select<'j>(exports: &'j Value, key: &str) -> Option<(String, &'j Value)> {
    match exports.as_object() {
        Some(map) if map.keys().any(|key| key.starts_with('.')) => {
            let folders = map.iter().find_map(|(pattern, value)| {
                // The old form: a folder and all that is in it.
                let rest = pattern.ends_with('/').then(|| key.strip_prefix(pattern.as_str()))??;
                Some((rest.to_owned(), value))
            });
            best(map.iter().map(|(k, v)| (k.as_str(), v)), key).or(folders)
        }
        _ => (key == ".").then(|| (String::new(), exports)),
    }
}

/// All targets whose conditions hold for somebody, in the order of the file; those of declarations
/// last, where the importing file is not typed. With each, whether everybody's conditions or the
/// configuration's own led there.
fn targets(value: &Value, find: Finder<'_>, config: Option<&Config>) -> Vec<(String, bool)> {
    let mut found = Vec::new();
    collect(value, true, config, &mut found);
    if !find.typed {
        found.sort_by_key(|(target, _)| is_declaration(target));
    }
    found
}

fn is_declaration(target: &str) -> bool {
    [".d.ts", ".d.mts", ".d.cts"].iter().any(|ending| target.ends_with(ending))
}

fn collect(value: &Value, sure: bool, config: Option<&Config>, out: &mut Vec<(String, bool)>) {
    match value {
        Value::String(target) => out.push((target.clone(), sure)),
        Value::Array(list) => list.iter().for_each(|one| collect(one, sure, config, out)),
        Value::Object(map) => {
            for (condition, below) in map {
                let own = config.is_some_and(|c| c.conditions.contains(condition));
                let usual = own || CONDITIONS.contains(&condition.as_str());
                collect(below, sure && usual, config, out);
            }
        }
        _ => {}
    }
}

/// Modules of Node itself.
pub fn is_builtin(name: &str) -> bool {
    const MODULES: &[&str] = &[
        "assert",
        "async_hooks",
        "buffer",
        "child_process",
        "cluster",
        "console",
        "constants",
        "crypto",
        "dgram",
        "diagnostics_channel",
        "dns",
        "domain",
        "events",
        "fs",
        "http",
        "http2",
        "https",
        "inspector",
        "module",
        "net",
        "os",
        "path",
        "perf_hooks",
        "process",
        "punycode",
        "querystring",
        "readline",
        "repl",
        "stream",
        "string_decoder",
        "sys",
        "timers",
        "tls",
        "trace_events",
        "tty",
        "url",
        "util",
        "v8",
        "vm",
        "wasi",
        "worker_threads",
        "zlib",
    ];
    name.starts_with("node:") || name.starts_with("bun:") || MODULES.contains(&cut(name).0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_cut_behind_the_package() {
        assert_eq!(cut("@a/b/c/d"), ("@a/b", "c/d"));
        assert_eq!(cut("a/b"), ("a", "b"));
        assert_eq!(cut("@a/b"), ("@a/b", ""));
        assert_eq!(cut("a"), ("a", ""));
    }

    #[test]
    fn members_are_listed_in_yaml() {
        let text = "x: 1\npackages:\n  - 'packages/*'  # all\n\n  - docs\nother:\n  - no\n";
        assert_eq!(listed(text), ["packages/*", "docs"]);
        assert_eq!(listed("packages: ['a', \"b/*\"]\n"), ["a", "b/*"]);
        assert!(listed("a: 1\n").is_empty());
    }
}
