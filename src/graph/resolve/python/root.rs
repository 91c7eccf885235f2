//! Where does Python look for modules? A search path is known when a program starts; here it is told by
//! where packages begin and by what the projects' files say.

use std::collections::BTreeSet;

use foldhash::{HashMap, HashMapExt as _, HashSet, HashSetExt as _};

use crate::graph::layout::{Layout, join, split};
use crate::workspace::language::Language;

pub struct Roots<'a> {
    /// A module's or package's first name → directories in which it lies, in path order; no package
    /// is among them.
    tops: HashMap<&'a str, Vec<&'a str>>,
    /// Directories with Python files somewhere below.
    dirs: HashSet<&'a str>,
    /// Packages: directories with `__init__`.
    packages: HashSet<&'a str>,
    /// Directories that hold a project's file, with the search path it gives, the project's own
    /// directory last.
    projects: HashMap<&'a str, Vec<String>>,
}

/// Files that make a directory a project.
const PROJECT: [&str; 7] = [
    "pyproject.toml",
    "setup.cfg",
    "setup.py",
    "pytest.ini",
    "tox.ini",
    "mypy.ini",
    "pyrightconfig.json",
];

/// Settings whose values are directories for the search path, or packages in one.
const SETTINGS: [&str; 12] = [
    "package-dir",
    "package_dir",
    "packages",
    "where",
    "from",
    "pythonpath",
    "mypy_path",
    "extraPaths",
    "extra-paths",
    "sources",
    "src",
    "root",
];

impl<'a> Roots<'a> {
    pub fn new(layout: &'a Layout<'a>) -> Self {
        let files: Vec<&str> =
            layout.of_languages(&[Language::Python]).map(|id| layout.path(id)).collect();
        let mut roots = Self {
            tops: HashMap::new(),
            dirs: HashSet::new(),
            packages: HashSet::new(),
            projects: HashMap::new(),
        };
        for path in &files {
            let (mut dir, name) = split(path);
            if name.starts_with("__init__.") {
                roots.packages.insert(dir);
            }
            while roots.dirs.insert(dir) && !dir.is_empty() {
                dir = split(dir).0;
            }
        }
        let mut tops: HashMap<&str, BTreeSet<&str>> = HashMap::new();
        let mut enter = |dir: &'a str, name: &'a str| {
            if !roots.packages.contains(dir) {
                tops.entry(name).or_default().insert(dir);
            }
        };
        for path in &files {
            let (dir, name) = split(path);
            let (stem, _) = name.split_once('.').unwrap_or((name, ""));
            enter(dir, stem);
        }
        for dir in roots.dirs.iter().filter(|dir| !dir.is_empty()) {
            let (above, name) = split(dir);
            enter(above, name);
        }
        roots.tops = tops.into_iter().map(|(name, dirs)| (name, Vec::from_iter(dirs))).collect();
        for file in PROJECT.iter().flat_map(|name| layout.named(name)) {
            let dir = layout.dir(*file);
            let named = named_directories(layout.text(*file));
            let paths = named.iter().filter_map(|named| {
                let path = join(dir, named).filter(|path| roots.dirs.contains(path.as_str()))?;
                let package = roots.packages.contains(path.as_str());
                Some(if package { split(&path).0.to_owned() } else { path })
            });
            roots.projects.entry(dir).or_default().extend(paths);
        }
        for (dir, paths) in &mut roots.projects {
            let custom = join(dir, "src").filter(|src| {
                roots.dirs.contains(src.as_str()) && !roots.packages.contains(src.as_str())
            });
            paths.extend(custom);
            paths.push((*dir).to_owned());
        }
        roots
    }

    /// Does the directory have Python files somewhere below?
    pub fn holds_modules(&self, dir: &str) -> bool {
        self.dirs.contains(dir)
    }

    /// Directories in which a file of `dir` finds `first`, nearest first, and whether its own search
    /// path holds it for certain.
    pub fn search(&self, dir: &'a str, first: &str) -> impl Iterator<Item = (&'a str, bool)> {
        let known: &[&'a str] = self.tops.get(first).map_or(&[], Vec::as_slice);
        let mut ranked: Vec<(u8, usize, &'a str)> = Vec::with_capacity(known.len());
        if !known.is_empty() {
            let own = self.own(dir);
            for root in known {
                let (rank, depth) = self.rank(own, root);
                ranked.push((rank, depth, root));
            }
            ranked.sort_unstable();
        }
        ranked.into_iter().map(|(rank, _, root)| (root, rank < ELSEWHERE))
    }

    /// Where the outermost package that holds the directory lies.
    fn own(&self, mut dir: &'a str) -> &'a str {
        while self.packages.contains(dir) && !dir.is_empty() {
            dir = split(dir).0;
        }
        dir
    }

    fn rank(&self, own: &str, root: &str) -> (u8, usize) {
        if root == own {
            return (0, 0);
        }
        // Projects around the file, the innermost first; the repository is one.
        let (mut at, mut depth) = (own, 0);
        loop {
            let given = self.projects.get(at).is_some_and(|paths| paths.iter().any(|p| p == root));
            if given || (at.is_empty() && (root.is_empty() || root == "src")) {
                return (1, depth);
            }
            if at == root {
                return (2, depth);
            }
            if at.is_empty() {
                return (ELSEWHERE, 0);
            }
            (at, depth) = (split(at).0, depth + 1);
        }
    }
}

/// The rank of what is not on the file's own search path.
const ELSEWHERE: u8 = 3;

/// Words behind a setting's name, on its line and on those that go on with it: whether they are
/// directories is seen in the tree.
fn named_directories(text: &str) -> Vec<String> {
    let mut found = Vec::new();
    let mut open = false;
    for line in text.lines() {
        let line = line.split('#').next().unwrap_or_default();
        let setting = SETTINGS.iter().any(|name| {
            line.match_indices(name).any(|(at, _)| {
                let before = line[..at].chars().next_back();
                let after = line[at + name.len()..].trim_start_matches(['"', '\'', ' ']);
                !before.is_some_and(|c| c.is_alphanumeric() || c == '_')
                    && after.starts_with(['=', ':', '('])
            })
        }) || line.contains("find_packages(");
        open = setting || (open && line.starts_with([' ', '\t', '"', '\'']));
        if open {
            let words = line.split(|c: char| !(c.is_alphanumeric() || "_-./".contains(c)));
            let words = words.map(|word| word.trim_end_matches('/'));
            found.extend(words.filter(|word| !word.is_empty()).map(str::to_owned));
        }
    }
    found
}
