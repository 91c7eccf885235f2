//! Which file does a path without a file name's ending mean? TypeScript's order for TypeScript's files,
//! Node's and the bundlers' for the others.
//!
//! <https://www.typescriptlang.org/docs/handbook/modules/reference.html>: «file extension
//! substitution», «extensionless relative paths», «directory modules».

use crate::graph::edge::FileId;
use crate::graph::layout::Layout;
use crate::workspace::language::Language;

const TYPED: &[&str] =
    &["ts", "tsx", "d.ts", "js", "jsx", "mts", "cts", "d.mts", "d.cts", "mjs", "cjs", "json"];
const UNTYPED: &[&str] =
    &["js", "jsx", "mjs", "cjs", "json", "ts", "tsx", "mts", "cts", "d.ts", "d.mts", "d.cts"];

/// What stands for the ending that is written: sources, and declarations.
const SUBSTITUTES: &[(&str, &[&str], &[&str])] = &[
    (".js", &["ts", "tsx"], &["d.ts"]),
    (".jsx", &["tsx"], &["d.ts"]),
    (".mjs", &["mts"], &["d.mts"]),
    (".cjs", &["cts"], &["d.cts"]),
];

/// Finds files as an import in a file of one kind does.
#[derive(Clone, Copy)]
pub struct Finder<'a> {
    pub layout: &'a Layout<'a>,
    /// The importing file is TypeScript: declarations count before what they declare.
    pub typed: bool,
}

impl<'a> Finder<'a> {
    /// For imports of a file in this language; components with a script count as JavaScript.
    pub fn new(layout: &'a Layout<'a>, language: Option<Language>) -> Self {
        Self { layout, typed: language == Some(Language::TypeScript) }
    }

    /// `path` from the root: a file, a file without its ending, or one compiled from another.
    pub fn file(&self, path: &str) -> Option<FileId> {
        let with = |stem: &str, endings: &[&str]| {
            endings.iter().find_map(|ending| self.layout.find(&format!("{stem}.{ending}")))
        };
        let exact = || self.layout.find(path);
        let substitute = SUBSTITUTES.iter().find_map(|(ending, sources, other)| {
            Some((path.strip_suffix(ending)?, *sources, *other))
        });
        if let Some((stem, sources, other)) = substitute {
            let source = || with(stem, sources);
            let found = if self.typed {
                source().or_else(|| with(stem, other)).or_else(exact)
            } else {
                exact().or_else(source).or_else(|| with(stem, other))
            };
            if found.is_some() {
                return found;
            }
        }
        exact().or_else(|| with(path, if self.typed { TYPED } else { UNTYPED }))
    }

    /// A directory's own module, its `package.json` aside.
    pub fn index(&self, dir: &str) -> Option<FileId> {
        self.layout.is_dir(dir).then(|| self.file(&inside(dir, "index"))).flatten()
    }
}

/// `name` in `dir`, where `""` is the root.
pub fn inside(dir: &str, name: &str) -> String {
    if dir.is_empty() { name.to_owned() } else { format!("{dir}/{name}") }
}

/// A pattern with at most one `*`: what the star stands for.
pub fn star<'s>(pattern: &str, text: &'s str) -> Option<&'s str> {
    match pattern.split_once('*') {
        None => (pattern == text).then_some(""),
        Some((before, after)) => text.strip_prefix(before)?.strip_suffix(after),
    }
}

/// Of patterns that fit, the one that is most exact: without a star, else with the longest beginning.
pub fn best<'p, T>(
    patterns: impl Iterator<Item = (&'p str, T)>,
    text: &str,
) -> Option<(String, T)> {
    let fits = patterns.filter_map(|(pattern, value)| {
        let rest = star(pattern, text)?;
        let weight = pattern.split_once('*').map_or(usize::MAX, |(before, _)| before.len());
        Some((weight, rest.to_owned(), value))
    });
    let best = fits.reduce(|best, next| if next.0 > best.0 { next } else { best });
    best.map(|(_, rest, value)| (rest, value))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_most_exact_pattern_counts() {
        let patterns = ["*", "@/*", "@/lib/*", "@/lib/a"];
        let best = |text| best(patterns.iter().map(|p| (*p, *p)), text);
        assert_eq!(best("@/lib/a"), Some((String::new(), "@/lib/a")));
        assert_eq!(best("@/lib/b"), Some(("b".into(), "@/lib/*")));
        assert_eq!(best("@/c"), Some(("c".into(), "@/*")));
        assert_eq!(best("react"), Some(("react".into(), "*")));
    }
}
