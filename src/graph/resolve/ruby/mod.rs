//! To which files do Ruby's `require`s lead, and which file declares a constant?

use foldhash::{HashMap, HashMapExt as _, HashSet, HashSetExt as _};

use super::space::{Place, enclosing_type, nearest};
use super::{Found, Links, Resolver, Target};
use crate::code::facts::{Facts, Form, Import, SymbolKind};
use crate::graph::edge::{Confidence, FileId, How, Unfound};
use crate::graph::layout::{Layout, join, split};
use crate::workspace::language::Language;

pub const LANGUAGES: &[Language] = &[Language::Ruby];

/// Directories that tools put on the load path: a gem's own, and those of its test runners.
const LOAD: [&str; 3] = ["lib", "test", "spec"];

/// First parts of what Ruby's own library is required by.
const STANDARD: &[&str] = &[
    "abbrev",
    "base64",
    "benchmark",
    "bigdecimal",
    "bundler",
    "cgi",
    "coverage",
    "csv",
    "date",
    "delegate",
    "did_you_mean",
    "digest",
    "drb",
    "English",
    "erb",
    "etc",
    "expect",
    "fcntl",
    "fiber",
    "fiddle",
    "fileutils",
    "find",
    "forwardable",
    "getoptlong",
    "io",
    "ipaddr",
    "irb",
    "json",
    "logger",
    "matrix",
    "mkmf",
    "monitor",
    "mutex_m",
    "net",
    "nkf",
    "objspace",
    "observer",
    "open-uri",
    "open3",
    "openssl",
    "optparse",
    "ostruct",
    "pathname",
    "pp",
    "prettyprint",
    "prime",
    "pstore",
    "psych",
    "pty",
    "racc",
    "rbconfig",
    "rdoc",
    "readline",
    "reline",
    "resolv",
    "rinda",
    "ripper",
    "securerandom",
    "set",
    "shellwords",
    "singleton",
    "socket",
    "stringio",
    "strscan",
    "syslog",
    "tempfile",
    "thread",
    "time",
    "timeout",
    "tmpdir",
    "tracer",
    "tsort",
    "un",
    "uri",
    "weakref",
    "yaml",
    "zlib",
];

/// Constants of Ruby and of Rails: a file that opens one adds to it, and is not what its name means.
const FOREIGN: &[&str] = &[
    "ActionCable",
    "ActionController",
    "ActionDispatch",
    "ActionMailer",
    "ActionView",
    "ActiveJob",
    "ActiveModel",
    "ActiveRecord",
    "ActiveStorage",
    "ActiveSupport",
    "Array",
    "BasicObject",
    "Class",
    "Comparable",
    "Date",
    "DateTime",
    "Dir",
    "Enumerable",
    "Exception",
    "FalseClass",
    "File",
    "Float",
    "Hash",
    "IO",
    "Integer",
    "Kernel",
    "Logger",
    "Method",
    "Module",
    "NilClass",
    "Numeric",
    "Object",
    "Proc",
    "Process",
    "Rack",
    "Rails",
    "Range",
    "Regexp",
    "Set",
    "StandardError",
    "String",
    "Struct",
    "Symbol",
    "Thread",
    "Time",
    "TrueClass",
    "URI",
];

/// Files that declare a module together are no place to which its name leads.
const REOPENED: usize = 3;

/// Modules and classes of one file in which its constants are looked for.
const NESTINGS: usize = 64;

pub fn prepare<'a>(layout: &'a Layout<'a>) -> Box<dyn Resolver + 'a> {
    let mut load: Vec<&str> = layout.dirs().filter(|dir| LOAD.contains(&split(dir).1)).collect();
    load.sort_unstable();
    let mut constants: HashMap<String, Vec<Place>> = HashMap::new();
    let mut nestings = HashMap::new();
    for file in layout.of_languages(LANGUAGES) {
        let Some(facts) = layout.facts(file) else { continue };
        let mut paths: Vec<String> = Vec::with_capacity(facts.symbols.len());
        let mut nested = HashSet::new();
        for (symbol, declared) in (0..).zip(&facts.symbols) {
            let around = declared.parent.map_or("", |parent| &paths[parent as usize]);
            let name = &facts[declared.name];
            let path =
                if around.is_empty() { name.to_owned() } else { format!("{around}::{name}") };
            let opens = matches!(declared.kind, SymbolKind::Module | SymbolKind::Class);
            if opens {
                nested.insert(path.clone());
            }
            if opens || declared.kind == SymbolKind::Constant {
                constants.entry(path.clone()).or_default().push(Place { file, symbol });
            }
            paths.push(path);
        }
        let mut nested: Vec<String> = nested.into_iter().collect();
        nested.sort_by_key(|path| (std::cmp::Reverse(path.len()), path.clone()));
        nested.truncate(NESTINGS);
        nestings.insert(file, nested);
    }
    Box::new(Ruby { layout, load, constants, nestings })
}

struct Ruby<'a> {
    layout: &'a Layout<'a>,
    load: Vec<&'a str>,
    /// By whole path: `Acme::Web::User`.
    constants: HashMap<String, Vec<Place>>,
    /// The modules and classes that a file opens, innermost first: where its bare constants are
    /// looked for.
    nestings: HashMap<FileId, Vec<String>>,
}

impl Resolver for Ruby<'_> {
    fn imports(&self, from: FileId, out: &mut Links<'_>) {
        let Some(facts) = self.layout.facts(from) else { return };
        for import in &facts.imports {
            self.import(from, facts, import, out);
        }
    }

    fn visible(&self, from: FileId, name: &str) -> Option<Found> {
        name.starts_with(|c: char| c.is_ascii_uppercase()).then(|| self.constant(from, name))?
    }

    fn path(&self, from: FileId, parts: &[&str]) -> Option<(Found, usize)> {
        (2..=parts.len()).rev().find_map(|used| {
            if !parts[used - 1].starts_with(|c: char| c.is_ascii_uppercase()) {
                return None;
            }
            Some((self.constant(from, &parts[..used].join("::"))?, used))
        })
    }

    /// Longest first: a chain's first name is mostly a module that many files open.
    fn chain(&self, from: FileId, _: Option<u32>, chain: &str) -> Option<(Found, usize)> {
        if !chain.starts_with(|c: char| c.is_ascii_uppercase()) || !chain.contains("::") {
            return None;
        }
        self.path(from, &crate::graph::bind::parts(chain))
    }

    fn region(&self, from: FileId, within: Option<u32>) -> Option<u32> {
        enclosing_type(self.layout, from, within)
    }

    fn implicit(&self) -> bool {
        true
    }
}

impl Ruby<'_> {
    fn import(&self, from: FileId, facts: &Facts, import: &Import, out: &mut Links<'_>) {
        let path = &facts[import.module];
        if path.contains(['#', '(', ' ']) {
            out.unresolved(import, path, Unfound::Ambiguous);
            return;
        }
        let found = match import.form {
            Form::Include => join(self.layout.dir(from), path)
                .and_then(|path| self.file(&path))
                .map(|file| (file, How::Relative, Confidence::Certain)),
            _ => self.loaded(from, path),
        };
        match found {
            Some((file, how, confidence)) => out.edge(import, file, how, confidence),
            None => out.unresolved(import, path, self.reason(path)),
        }
    }

    fn file(&self, path: &str) -> Option<FileId> {
        self.layout.find(&format!("{path}.rb")).or_else(|| self.layout.find(path))
    }

    /// Sure where one directory of the load path has it; of several the nearest.
    fn loaded(&self, from: FileId, path: &str) -> Option<(FileId, How, Confidence)> {
        let find = |dir: &&str| self.file(&join(dir, path)?);
        let files: Vec<FileId> = self.load.iter().filter_map(find).collect();
        if let [file] = files[..] {
            return Some((file, How::Search, Confidence::Certain));
        }
        let places: Vec<Place> = files.iter().map(|&file| Place { file, symbol: 0 }).collect();
        if let Some(place) = nearest(self.layout, from, &places).first() {
            return Some((place.file, How::Search, Confidence::Likely));
        }
        // Scripts put the root on the path.
        self.file(path).map(|file| (file, How::Search, Confidence::Likely))
    }

    fn reason(&self, path: &str) -> Unfound {
        let first = path.split('/').next().unwrap_or_default();
        // Gems share the first part of their paths (`rack/…`): what stands above must be a file here.
        let above = path.rsplit_once('/').map_or("", |(above, _)| above);
        let ours = |dir: &&str| self.file(&format!("{dir}/{above}")).is_some();
        if path.starts_with('.') || (!above.is_empty() && self.load.iter().any(ours)) {
            Unfound::Missing
        } else if STANDARD.contains(&first) {
            Unfound::Standard
        } else {
            Unfound::External
        }
    }

    /// A constant, looked for in the modules that the file opens, innermost first, then at the top:
    /// what is open at the one place is not asked, so it is likely and no more.
    fn constant(&self, from: FileId, path: &str) -> Option<Found> {
        let nestings = self.nestings.get(&from).map_or(&[][..], Vec::as_slice);
        let around = nestings.iter().map(|nesting| format!("{nesting}::{path}"));
        let places = around.chain([path.to_owned()]).find_map(|whole| {
            let places = self.constants.get(&whole).filter(|_| !FOREIGN.contains(&&*whole))?;
            self.one(from, &whole, places)
        })?;
        Some(Found {
            target: Target::Symbol(places.file, places.symbol),
            confidence: Confidence::Likely,
            how: How::Namespace,
        })
    }

    /// The declaration that a constant's name leads to: its only one, else the one in the file that
    /// is named after it, as autoloaders want it.
    fn one(&self, from: FileId, whole: &str, places: &[Place]) -> Option<Place> {
        if let Some(own) = places.iter().find(|place| place.file == from) {
            return Some(*own);
        }
        let mut files: Vec<FileId> = places.iter().map(|place| place.file).collect();
        files.dedup();
        let named = format!("{}.rb", underscored(whole));
        let fits = |place: &&Place| {
            let own = self.layout.path(place.file);
            own.strip_suffix(&named).is_some_and(|dir| dir.is_empty() || dir.ends_with('/'))
        };
        let fitting: Vec<Place> = places.iter().filter(fits).copied().collect();
        match (fitting.len(), files.len()) {
            (0, 1) => places.first().copied(),
            (0, count) if count <= REOPENED => {
                let near = nearest(self.layout, from, places);
                near.first().filter(|_| near.len() == 1).copied()
            }
            (0, _) => None,
            _ => nearest(self.layout, from, &fitting).first().copied(),
        }
    }
}

/// `Acme::HTTPServer` → `acme/http_server`, as Zeitwerk and Active Support do.
fn underscored(constant: &str) -> String {
    let constant = constant.replace("::", "/");
    let letters: Vec<char> = constant.chars().collect();
    let mut path = String::with_capacity(constant.len() + 8);
    for (at, letter) in letters.iter().enumerate() {
        let before = at.checked_sub(1).map(|at| letters[at]);
        let after = letters.get(at + 1);
        let starts = letter.is_ascii_uppercase()
            && before.is_some_and(|before| {
                before.is_ascii_lowercase()
                    || before.is_ascii_digit()
                    || (before.is_ascii_uppercase() && after.is_some_and(char::is_ascii_lowercase))
            });
        if starts {
            path.push('_');
        }
        path.push(letter.to_ascii_lowercase());
    }
    path
}

#[cfg(test)]
mod tests;
