//! What does the `tsconfig.json` or `jsconfig.json` over a file say about its imports?
//!
//! <https://www.typescriptlang.org/tsconfig/>: `extends`, `baseUrl`, `paths`, `rootDirs`,
//! `references`, `include`, `customConditions`, `rootDir`, `outDir`.

use foldhash::{HashMap, HashMapExt as _};

use serde_json::Value;

use super::package::Packages;
use super::place::{Finder, inside, star};
use crate::graph::edge::FileId;
use crate::graph::layout::{Layout, join, split};

/// Configurations that extend one another, at most.
const DEPTH: usize = 16;

/// What one configuration says, with what it extends.
#[derive(Debug, Clone, Default)]
pub struct Config {
    dir: String,
    /// Pattern and targets, these from the root.
    pub paths: Vec<(String, Vec<String>)>,
    pub base: Option<String>,
    pub root_dirs: Vec<String>,
    pub conditions: Vec<String>,
    /// Where sources are and where what is made of them goes.
    pub root_dir: Option<String>,
    pub out_dir: Option<String>,
    references: Vec<FileId>,
    /// Patterns from the root; `None` for everything below `dir`.
    include: Option<Vec<String>>,
    exclude: Vec<String>,
}

/// All configurations of a workspace.
pub struct Configs {
    list: HashMap<FileId, Config>,
    /// Directory → the configuration that holds in it.
    by_dir: HashMap<String, FileId>,
}

/// JSON with comments and trailing commas; `null` where it is not that.
pub fn parse(text: &str) -> Value {
    let text = text.trim_start_matches('\u{feff}');
    let collect = jsonc_parser::CollectOptions::default();
    let read = jsonc_parser::parse_to_ast(text, &collect, &jsonc_parser::ParseOptions::default());
    read.ok().and_then(|read| read.value).map_or(Value::Null, Into::into)
}

impl Configs {
    pub fn new(layout: &Layout<'_>, packages: &Packages) -> Self {
        let mut configs = Self { list: HashMap::new(), by_dir: HashMap::new() };
        for name in ["jsconfig.json", "tsconfig.json"] {
            for file in layout.named(name) {
                configs.by_dir.insert(layout.dir(*file).to_owned(), *file);
            }
        }
        let mut open: Vec<FileId> = configs.by_dir.values().copied().collect();
        while let Some(file) = open.pop() {
            if configs.list.contains_key(&file) {
                continue;
            }
            let config = read(layout, packages, file, DEPTH);
            open.extend(&config.references);
            configs.list.insert(file, config);
        }
        configs
    }

    /// The configuration that holds for a file: the nearest one above it that has it, or one that it
    /// refers to; where none has it, the nearest.
    pub fn of(&self, path: &str) -> Option<&Config> {
        let mut dir = split(path).0;
        let mut nearest = None;
        loop {
            if let Some(config) = self.by_dir.get(dir).and_then(|file| self.list.get(file)) {
                nearest = nearest.or(Some(config));
                if config.has(path) {
                    return Some(config);
                }
                let references = config.references.iter().filter_map(|file| self.list.get(file));
                if let Some(found) = references.into_iter().find(|config| config.has(path)) {
                    return Some(found);
                }
            }
            if dir.is_empty() {
                return nearest;
            }
            dir = split(dir).0;
        }
    }
}

impl Config {
    fn has(&self, path: &str) -> bool {
        let below = self.dir.is_empty() || path.starts_with(&format!("{}/", self.dir));
        let fits = |patterns: &[String]| patterns.iter().any(|pattern| glob(pattern, path));
        self.include.as_ref().map_or(below, |patterns| fits(patterns)) && !fits(&self.exclude)
    }
}

/// `${configDir}` is the directory of the configuration that is asked, not of the one that says it.
fn read(layout: &Layout<'_>, packages: &Packages, file: FileId, depth: usize) -> Config {
    let own = layout.dir(file);
    let mut config = merged(layout, packages, file, depth);
    config.dir = own.to_owned();
    let place = |text: &mut String| {
        if let Some(rest) = text.strip_prefix("${configDir}") {
            *text = join(own, rest).unwrap_or_default();
        }
    };
    config.paths.iter_mut().flat_map(|(_, targets)| targets).for_each(place);
    config.root_dirs.iter_mut().for_each(place);
    [&mut config.base, &mut config.root_dir, &mut config.out_dir]
        .into_iter()
        .flatten()
        .for_each(place);
    config.include.iter_mut().flatten().chain(&mut config.exclude).for_each(place);
    config
}

fn merged(layout: &Layout<'_>, packages: &Packages, file: FileId, depth: usize) -> Config {
    let dir = layout.dir(file);
    let json = parse(layout.text(file));
    let mut config = Config::default();
    let bases = match &json["extends"] {
        Value::String(one) => vec![one.as_str()],
        Value::Array(list) => list.iter().filter_map(Value::as_str).collect(),
        _ => Vec::new(),
    };
    for base in bases.into_iter().filter(|_| depth > 0) {
        let Some(base) = extended(layout, packages, dir, base).filter(|base| *base != file) else {
            continue;
        };
        config = over(config, merged(layout, packages, base, depth - 1));
    }
    config.references = Vec::new();
    over(config, written(layout, dir, &json))
}

/// The file that `extends` or `references` names.
fn extended(layout: &Layout<'_>, packages: &Packages, dir: &str, name: &str) -> Option<FileId> {
    let path = if name.starts_with('.') || name.starts_with('/') {
        join(dir, name)?
    } else {
        let (package, rest) = packages.named(name)?;
        let rest = if rest.is_empty() { "tsconfig.json" } else { rest };
        inside(&package.dir, rest)
    };
    let ending = || layout.find(&format!("{path}.json"));
    layout.find(&path).or_else(ending).or_else(|| layout.find(&inside(&path, "tsconfig.json")))
}

/// The later wins, option by option.
fn over(base: Config, own: Config) -> Config {
    let list = |own: Vec<String>, base| if own.is_empty() { base } else { own };
    Config {
        dir: own.dir,
        paths: if own.paths.is_empty() { base.paths } else { own.paths },
        base: own.base.or(base.base),
        root_dirs: list(own.root_dirs, base.root_dirs),
        conditions: list(own.conditions, base.conditions),
        root_dir: own.root_dir.or(base.root_dir),
        out_dir: own.out_dir.or(base.out_dir),
        references: own.references,
        include: own.include.or(base.include),
        exclude: list(own.exclude, base.exclude),
    }
}

/// What the file itself says.
fn written(layout: &Layout<'_>, dir: &str, json: &Value) -> Config {
    let options = &json["compilerOptions"];
    let place = |text: &str| {
        if text.starts_with("${configDir}") { Some(text.to_owned()) } else { join(dir, text) }
    };
    let one = |value: &Value| value.as_str().and_then(place);
    let strings = |value: &Value| -> Vec<String> {
        let list = value.as_array().map(Vec::as_slice).unwrap_or_default();
        list.iter().filter_map(Value::as_str).map(ToOwned::to_owned).collect()
    };
    let places = |value: &Value| strings(value).iter().filter_map(|text| place(text)).collect();
    let base = one(&options["baseUrl"]);
    let paths = options["paths"].as_object().into_iter().flatten().map(|(pattern, targets)| {
        let from = |text: &String| match &base {
            Some(base) if !text.starts_with("${configDir}") => join(base, text),
            _ => place(text),
        };
        (pattern.clone(), strings(targets).iter().filter_map(from).collect())
    });
    let references = json["references"].as_array().into_iter().flatten();
    let references = references.filter_map(|one| join(dir, one["path"].as_str()?));
    let references = references.filter_map(|path| {
        let inner = || layout.find(&inside(&path, "tsconfig.json"));
        layout.find(&path).or_else(inner)
    });
    let (include, files) = (&json["include"], &json["files"]);
    let include = (include.is_array() || files.is_array()).then(|| {
        let mut all: Vec<String> = places(include);
        all.extend::<Vec<String>>(places(files));
        all
    });
    Config {
        dir: dir.to_owned(),
        paths: paths.collect(),
        root_dirs: places(&options["rootDirs"]),
        conditions: strings(&options["customConditions"]),
        root_dir: one(&options["rootDir"]),
        out_dir: one(&options["outDir"]),
        references: references.collect(),
        include,
        exclude: places(&json["exclude"]),
        base,
    }
}

/// Does a pattern of directories name this one? `packages/*` does not name what is deeper.
pub fn is_dir(pattern: &str, dir: &str) -> bool {
    let deep = pattern.contains("**");
    if pattern.is_empty() || dir.is_empty() {
        return pattern == dir || deep;
    }
    glob(pattern, dir) && (deep || pattern.split('/').count() == dir.split('/').count())
}

/// `**`, `*` and `?`; what names a directory has all that is in it.
fn glob(pattern: &str, path: &str) -> bool {
    fn parts(pattern: &[&str], path: &[&str]) -> bool {
        match (pattern.split_first(), path.split_first()) {
            (None, _) => true,
            (Some((&"**", rest)), _) => (0..=path.len())
                .any(|skip| parts(rest, &path[skip..]) && (rest.is_empty() || skip < path.len())),
            (Some((first, rest)), Some((name, below))) => {
                part(first.as_bytes(), name.as_bytes()) && parts(rest, below)
            }
            (Some(_), None) => false,
        }
    }
    let split = |text: &'_ str| text.split('/').map(ToOwned::to_owned).collect::<Vec<_>>();
    let (pattern, path) = (split(pattern), split(path));
    // Stars that follow one another say no more than one; without them the search stays small.
    let mut pattern: Vec<&str> =
        pattern.iter().map(String::as_str).filter(|p| !p.is_empty()).collect();
    pattern.dedup_by(|a, b| a == b && *a == "**");
    pattern.truncate(24);
    parts(&pattern, &path.iter().map(String::as_str).collect::<Vec<_>>())
}

fn part(pattern: &[u8], name: &[u8]) -> bool {
    let (mut p, mut n, mut back) = (0, 0, None);
    while n < name.len() {
        match pattern.get(p) {
            Some(b'*') => {
                back = Some((p, n));
                p += 1;
            }
            Some(c) if *c == b'?' || *c == name[n] => (p, n) = (p + 1, n + 1),
            _ => {
                let Some((star, from)) = back else { return false };
                back = Some((star, from + 1));
                (p, n) = (star + 1, from + 1);
            }
        }
    }
    pattern[p..].iter().all(|c| *c == b'*')
}

/// What `paths` and then `baseUrl` make of a name, and whether a pattern of `paths` fitted that is
/// not for everything.
pub fn aliased(config: &Config, name: &str, find: Finder<'_>) -> (Option<FileId>, bool) {
    let file = |path: &str| super::module(find, path);
    let patterns =
        config.paths.iter().map(|(pattern, targets)| (pattern.as_str(), (pattern, targets)));
    let mut fitted = false;
    if let Some((rest, (pattern, targets))) = super::place::best(patterns, name) {
        fitted = star(pattern, "\0").is_none();
        let found = targets.iter().find_map(|target| file(&target.replacen('*', &rest, 1)));
        if found.is_some() {
            return (found, fitted);
        }
    }
    let base = config.base.as_ref().and_then(|base| file(&join(base, name)?));
    (base, fitted)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn patterns_of_files() {
        for (pattern, path, fits) in [
            ("src/**/*", "src/a/b.ts", true),
            ("src/**/*.ts", "src/b.ts", true),
            ("src", "src/a/b.ts", true),
            ("src/*", "src/a.ts", true),
            ("**/*.test.ts", "a/b/c.test.ts", true),
            ("**/*.test.ts", "a/b/c.ts", false),
            ("test/**", "src/a.ts", false),
            ("a.ts", "a.ts", true),
        ] {
            assert_eq!(glob(pattern, path), fits, "{pattern} {path}");
        }
    }

    #[test]
    fn comments_and_commas_are_no_matter() {
        let json = parse("\u{feff}{ // c\n \"a\": [1, /* d */ 2,], }");
        assert_eq!(json["a"][1], 2);
        assert_eq!(parse("{"), Value::Null);
    }
}
