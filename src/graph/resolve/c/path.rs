//! In which directories does a C file look for what it includes? As the build says it
//! (`compile_commands.json`, CMake), else as projects are laid out.

use foldhash::{HashMap, HashMapExt as _};

use serde::Deserialize;

use crate::graph::layout::{Layout, join, split};

/// Directory of files → directories that a build gives them, in its order.
pub struct Paths {
    given: HashMap<String, Vec<String>>,
}

/// The build gives the directory.
pub const GIVEN: u8 = 0;
/// It is where the files around the including one have their headers.
pub const NEAR: u8 = 1;
/// Neither.
pub const ELSEWHERE: u8 = 2;

/// Directories for headers, beside or above the sources.
const CUSTOMARY: [&str; 6] = ["include", "inc", "includes", "headers", "src", "lib"];

/// A row of a compilation database (clang's JSON Compilation Database Format).
#[derive(Deserialize)]
struct Command {
    directory: String,
    file: String,
    #[serde(default)]
    command: String,
    #[serde(default)]
    arguments: Vec<String>,
}

impl Paths {
    pub fn new(layout: &Layout<'_>) -> Self {
        let mut given: HashMap<String, Vec<String>> = HashMap::new();
        let mut add = |dir: String, root: String| {
            let roots = given.entry(dir).or_default();
            if !roots.contains(&root) {
                roots.push(root);
            }
        };
        for file in layout.named("compile_commands.json") {
            let commands: Vec<Command> =
                serde_json::from_str(layout.text(*file)).unwrap_or_default();
            for command in commands {
                for (source, root) in command.roots(layout) {
                    add(source, root);
                }
            }
        }
        for file in layout.named("CMakeLists.txt") {
            let dir = layout.dir(*file);
            for root in cmake_directories(dir, layout.text(*file)) {
                if layout.is_dir(&root) {
                    add(dir.to_owned(), root);
                }
            }
        }
        Self { given }
    }

    /// What a build gives to the files of a directory: its own rows, then those of the directories
    /// around it.
    pub fn of(&self, mut dir: &str) -> Vec<&str> {
        let mut roots = Vec::new();
        loop {
            roots.extend(self.given.get(dir).into_iter().flatten().map(String::as_str));
            if dir.is_empty() {
                return roots;
            }
            dir = split(dir).0;
        }
    }

    /// How near `root` is on the search path of files in `dir`; less is nearer.
    pub fn rank(&self, dir: &str, root: &str) -> (u8, usize) {
        if let Some(at) = self.of(dir).iter().position(|given| *given == root) {
            return (GIVEN, at);
        }
        // A customary directory beside the file or one around it.
        let (above, name) = split(root);
        let around = |outer: &str| {
            outer.is_empty()
                || dir == outer
                || dir.strip_prefix(outer).is_some_and(|r| r.starts_with('/'))
        };
        let steps = |outer: &str| {
            let depth = |path: &str| path.split('/').filter(|part| !part.is_empty()).count();
            depth(dir) - depth(outer)
        };
        if around(root) {
            return (NEAR, 2 * steps(root));
        }
        if CUSTOMARY.contains(&name) && around(above) {
            return (NEAR, 2 * steps(above) + 1);
        }
        (ELSEWHERE, 0)
    }
}

impl Command {
    /// Directory of the source and directory to search, both within the workspace.
    fn roots(&self, layout: &Layout<'_>) -> Vec<(String, String)> {
        let words: Vec<&str> = if self.arguments.is_empty() {
            self.command.split_whitespace().collect()
        } else {
            self.arguments.iter().map(String::as_str).collect()
        };
        let source = self.inside(&self.file, |path| layout.find(path).is_some());
        let Some(source) = source else { return Vec::new() };
        let mut found = Vec::new();
        let mut words = words.into_iter();
        while let Some(word) = words.next() {
            let flags = ["-isystem", "-iquote", "-I", "/I"];
            let Some(rest) = flags.iter().find_map(|flag| word.strip_prefix(flag)) else {
                continue;
            };
            let path = if rest.is_empty() { words.next().unwrap_or_default() } else { rest };
            if let Some(root) = self.inside(path.trim_matches('"'), |path| layout.is_dir(path)) {
                found.push((split(&source).0.to_owned(), root));
            }
        }
        found
    }

    /// A path of the machine that built it, as one of the workspace: its longest end that is there.
    fn inside(&self, path: &str, is_there: impl Fn(&str) -> bool) -> Option<String> {
        let absolute = path.starts_with('/') || path.contains(":\\") || path.contains(":/");
        let whole = if absolute { path.to_owned() } else { format!("{}/{path}", self.directory) };
        let whole = join("", &whole.replace('\\', "/"))?;
        let mut rest = whole.as_str();
        loop {
            if is_there(rest) {
                return Some(rest.to_owned());
            }
            rest = rest.split_once('/')?.1;
        }
    }
}

/// Directories that CMake's commands name.
fn cmake_directories(dir: &str, text: &str) -> Vec<String> {
    let mut found = Vec::new();
    let code: String = text
        .lines()
        .map(|line| line.split('#').next().unwrap_or_default())
        .collect::<Vec<_>>()
        .join(" ");
    for (at, _) in code.match_indices("include_directories") {
        let Some(arguments) = code[at..].split_once('(').map(|(_, rest)| rest) else { continue };
        for word in arguments.split(')').next().unwrap_or_default().split_whitespace() {
            let word = word.trim_matches('"');
            // `$<BUILD_INTERFACE:…>` is the directory; `$<INSTALL_INTERFACE:…>` is elsewhere.
            let word =
                word.strip_prefix("$<BUILD_INTERFACE:").unwrap_or(word).trim_end_matches('>');
            let own = ["${CMAKE_CURRENT_SOURCE_DIR}", "${CMAKE_CURRENT_LIST_DIR}"];
            let top = ["${CMAKE_SOURCE_DIR}", "${PROJECT_SOURCE_DIR}"];
            let after = |names: &[&str]| names.iter().find_map(|name| word.strip_prefix(name));
            let path = match (after(&own), after(&top)) {
                (Some(rest), _) => join(dir, rest),
                (_, Some(rest)) => join("", rest),
                _ if word.contains('$') || word.starts_with('/') => None,
                _ if matches!(word, "PUBLIC" | "PRIVATE" | "INTERFACE" | "SYSTEM" | "BEFORE") => {
                    None
                }
                _ => join(dir, word),
            };
            found.extend(path);
        }
    }
    found
}
