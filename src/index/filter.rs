//! Which files does a question concern? Paths and languages as people write them, checked and compiled.

use globset::{Glob, GlobBuilder, GlobSet, GlobSetBuilder};

use crate::base::{Error, Result};
use crate::workspace::language::Language;
use crate::workspace::manifest::Entry;
use crate::workspace::path::JailedPath;
use crate::workspace::snapshot::{Named, Snapshot};
use crate::workspace::trigram::Need;

/// Files match when one of the paths covers them and they are of one of the languages; an empty
/// list asks nothing.
#[derive(Debug, Clone, Default)]
pub struct Filter {
    /// A file, a folder, or a glob: told apart when the snapshot is known, because `[id].tsx` may
    /// well be a file's name.
    paths: Vec<JailedPath>,
    languages: Vec<Language>,
}

impl Filter {
    /// # Errors
    /// `invalid_arguments` for a path that leaves the workspace, a glob that is none, and an
    /// unknown language.
    pub fn new<'a>(
        paths: impl IntoIterator<Item = &'a str>,
        languages: impl IntoIterator<Item = &'a str>,
    ) -> Result<Self> {
        let mut filter = Self::default();
        for raw in paths {
            let path = JailedPath::parse(raw)?;
            if is_glob(&path) {
                glob(&path)?;
            }
            if !path.is_root() {
                filter.paths.push(path);
            }
        }
        for word in languages {
            filter.languages.push(Language::parse(word).ok_or_else(|| unknown_language(word))?);
        }
        Ok(filter)
    }

    pub fn asks_nothing(&self) -> bool {
        self.paths.is_empty() && self.languages.is_empty()
    }

    /// What is meant in `snapshot`: files and folders that are there, and globs.
    ///
    /// # Errors
    /// `tool_error` when a path is neither a glob nor there.
    pub fn on<'s>(&'s self, snapshot: &'s Snapshot) -> Result<Chosen<'s>> {
        let mut roots = Vec::new();
        let mut globs = GlobSetBuilder::new();
        for path in &self.paths {
            match snapshot.resolve(path) {
                Ok(Named::File(entry)) => roots.push(JailedPath::parse(&entry.path)?),
                Ok(Named::Directory(folder)) => roots.push(folder),
                Err(_) if is_glob(path) => {
                    globs.add(glob(path)?);
                }
                Err(missing) => return Err(missing),
            }
        }
        let globs =
            globs.build().map_err(|e| Error::invalid("the globs are too large").source(e))?;
        Ok(Chosen { filter: self, snapshot, roots, globs })
    }
}

/// A filter's files of one snapshot.
pub struct Chosen<'s> {
    filter: &'s Filter,
    snapshot: &'s Snapshot,
    roots: Vec<JailedPath>,
    globs: GlobSet,
}

impl<'s> Chosen<'s> {
    /// In path order.
    pub fn all(&self) -> Vec<&'s Entry> {
        let within = match self.roots.as_slice() {
            [root] if self.globs.is_empty() => self.snapshot.below(root),
            _ => self.snapshot.entries(),
        };
        within.iter().filter(|entry| self.admits(entry)).collect()
    }

    /// Those that may match, as far as the trigram index can tell; in path order.
    pub fn holding(&self, need: &Need) -> Vec<&'s Entry> {
        let mut files = self.snapshot.holding(need);
        files.retain(|entry| self.admits(entry));
        files
    }

    /// How many are in no index, and so not searched.
    pub fn left_out(&self) -> u64 {
        self.snapshot.left_out().filter(|entry| self.admits(entry)).count() as u64
    }

    pub fn admits(&self, entry: &Entry) -> bool {
        let filter = self.filter;
        let by_language = filter.languages.is_empty()
            || entry.language.is_some_and(|language| filter.languages.contains(&language));
        by_language
            && (filter.paths.is_empty()
                || self.roots.iter().any(|root| root.covers(&entry.path))
                || self.globs.is_match(&*entry.path))
    }
}

fn is_glob(path: &JailedPath) -> bool {
    path.as_str().contains(['*', '?', '[', '{'])
}

/// `*` stays within a folder, `**` does not. A glob without `/` is asked of names at any depth, as
/// in `.gitignore`.
pub fn glob(path: &JailedPath) -> Result<Glob> {
    let pattern = path.as_str();
    let pattern = if pattern.contains('/') { pattern.to_owned() } else { format!("**/{pattern}") };
    GlobBuilder::new(&pattern).literal_separator(true).build().map_err(|e| {
        Error::invalid(format!("`{path}` is not a glob: {}", e.kind()))
            .hint("for example `src/**/*.rs` or `*.{ts,tsx}`")
    })
}

fn unknown_language(word: &str) -> Error {
    let near = Language::ALL
        .iter()
        .map(|language| (strsim::jaro_winkler(word, language.name()), language.name()))
        .max_by(|a, b| a.0.total_cmp(&b.0))
        .filter(|(score, _)| *score > 0.75);
    let shown: String = word.chars().take(40).flat_map(char::escape_debug).collect();
    let error = Error::invalid(format!("`{shown}` is not a language that is known here"));
    match near {
        Some((_, name)) => error.hint(format!("did you mean `{name}`?")),
        None => {
            error.hint("a name (`rust`), an alias (`rs`) or an extension; or use a glob as `path`")
        }
    }
}
