//! Which files do `.gitattributes` call generated, vendored or binary?
//!
//! The format is gitattributes(5), of which only these matter: `linguist-generated`,
//! `linguist-vendored`, `text`, `diff` and the built-in macro `binary`. Macros defined by a
//! repository are left out on purpose, and so are `info/attributes` and a person's own file: what
//! is served depends on the commit alone.

use std::collections::HashMap;

use ignore::gitignore::{Gitignore, GitignoreBuilder};

use super::source::Attributes;

/// The name of the files that `Rules` are made of.
pub const FILE_NAME: &str = ".gitattributes";

/// Larger files than this are not read: git itself stops at 100 MiB.
pub const MAX_BYTES: u64 = 1 << 20;

/// The rules of all directories of one tree.
#[derive(Debug, Default)]
pub struct Rules(HashMap<String, Directory>);

/// One directory's rules, each attribute with its own patterns.
#[derive(Debug)]
struct Directory {
    generated: Patterns,
    vendored: Patterns,
    binary: Patterns,
}

impl Rules {
    /// Whether no attribute that matters is mentioned anywhere.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Adds the `.gitattributes` of `directory` (relative to the root, `""` for the root).
    /// Lines and patterns that git would not understand are passed over, as git does.
    pub fn add(&mut self, directory: &str, content: &[u8]) {
        let (mut generated, mut vendored, mut binary) = Default::default();
        for line in content.split(|b| *b == b'\n') {
            let Some((pattern, found)) = std::str::from_utf8(line).ok().and_then(parse_line) else {
                continue;
            };
            push(&mut generated, &pattern, found.generated);
            push(&mut vendored, &pattern, found.vendored);
            push(&mut binary, &pattern, found.binary);
        }
        if generated.is_empty() && vendored.is_empty() && binary.is_empty() {
            return;
        }
        let [generated, vendored, binary] = [generated, vendored, binary].map(Patterns::new);
        self.0.insert(directory.to_owned(), Directory { generated, vendored, binary });
    }

    /// What holds for `path`: the deepest directory that has an opinion decides, in it the last
    /// line that matches.
    pub fn of(&self, path: &str) -> Attributes {
        let mut found = Attributes::default();
        if self.is_empty() {
            return found;
        }
        let mut decided = [false; 3];
        let mut end = path.rfind('/');
        loop {
            let directory = &path[..end.unwrap_or(0)];
            if let Some(rules) = self.0.get(directory) {
                let rest = end.map_or(path, |end| &path[end + 1..]);
                rules.generated.apply(rest, &mut found.generated, &mut decided[0]);
                rules.vendored.apply(rest, &mut found.vendored, &mut decided[1]);
                rules.binary.apply(rest, &mut found.binary, &mut decided[2]);
            }
            match end {
                Some(at) => end = path[..at].rfind('/'),
                None => return found,
            }
        }
    }
}

/// One line's say about one attribute: silent, or set, unset, or (`None`) made unspecified.
type Say = Option<Option<bool>>;

#[derive(Debug, Default, PartialEq, Eq)]
struct Line {
    generated: Say,
    vendored: Say,
    binary: Say,
}

fn push(list: &mut Vec<(String, Option<bool>)>, pattern: &str, say: Say) {
    if let Some(value) = say {
        list.push((pattern.to_owned(), value));
    }
}

fn parse_line(line: &str) -> Option<(String, Line)> {
    let line = line.trim_matches([' ', '\t', '\r']);
    if line.is_empty() || line.starts_with('#') || line.starts_with("[attr]") {
        return None;
    }
    let (pattern, rest) = pattern_of(line)?;
    // gitattributes(5): negative patterns are forbidden.
    if pattern.starts_with('!') {
        return None;
    }
    let mut found = Line::default();
    let (mut text, mut diff) = (None, None);
    for word in rest.split([' ', '\t']).filter(|w| !w.is_empty()) {
        let (name, value) = state(word);
        match name {
            "linguist-generated" => found.generated = Some(value),
            "linguist-vendored" => found.vendored = Some(value),
            "binary" => found.binary = Some(value.filter(|set| *set)),
            "text" if !word.contains('=') => text = value,
            "diff" if !word.contains('=') => diff = value,
            _ => {}
        }
    }
    if found.binary.is_none() {
        found.binary = match (text, diff) {
            (Some(false), Some(false)) => Some(Some(true)),
            (Some(true), _) => Some(Some(false)),
            _ => None,
        };
    }
    (found != Line::default()).then_some((pattern, found))
}

/// `name`, `-name`, `!name`, `name=value`.
fn state(word: &str) -> (&str, Option<bool>) {
    if let Some(name) = word.strip_prefix('-') {
        return (name, Some(false));
    }
    if let Some(name) = word.strip_prefix('!') {
        return (name, None);
    }
    match word.split_once('=') {
        Some((name, value)) => (name, Some(!value.eq_ignore_ascii_case("false") && value != "0")),
        None => (word, Some(true)),
    }
}

/// The pattern, which may be quoted in C style, and what follows it.
fn pattern_of(line: &str) -> Option<(String, &str)> {
    let Some(quoted) = line.strip_prefix('"') else {
        let end = line.find([' ', '\t'])?;
        return Some((line[..end].to_owned(), &line[end..]));
    };
    let mut pattern = String::new();
    let mut chars = quoted.char_indices();
    while let Some((at, c)) = chars.next() {
        match c {
            '"' => return Some((pattern, &quoted[at + 1..])),
            '\\' => match chars.next()?.1 {
                't' => pattern.push('\t'),
                c @ ('"' | '\\') => pattern.push(c),
                // Octal and control escapes do not occur in names that are UTF-8 text.
                _ => return None,
            },
            c => pattern.push(c),
        }
    }
    None
}

/// Patterns of one attribute in one file, with the value each gives.
#[derive(Debug)]
struct Patterns {
    matcher: Gitignore,
    /// By pattern: of two equal ones the later counts.
    values: HashMap<String, Option<bool>>,
}

impl Patterns {
    fn new(lines: Vec<(String, Option<bool>)>) -> Self {
        let mut builder = GitignoreBuilder::new("");
        let mut values = HashMap::new();
        for (pattern, value) in lines {
            if builder.add_line(None, &pattern).is_ok() {
                values.insert(pattern, value);
            }
        }
        let matcher = builder.build().unwrap_or_else(|_| Gitignore::empty());
        Self { matcher, values }
    }

    fn apply(&self, path: &str, value: &mut Option<bool>, decided: &mut bool) {
        if *decided {
            return;
        }
        let Some(glob) = self.matcher.matched(path, false).inner().copied() else { return };
        if let Some(found) = self.values.get(glob.original()) {
            *value = *found;
            *decided = true;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rules(files: &[(&str, &str)]) -> Rules {
        let mut rules = Rules::default();
        for (dir, text) in files {
            rules.add(dir, text.as_bytes());
        }
        rules
    }

    #[test]
    fn irrelevant_files_cost_nothing() {
        let rules = rules(&[("", "* text=auto eol=lf\n*.rs diff=rust\n# linguist-generated\n\n")]);
        assert!(rules.is_empty());
    }

    #[test]
    fn values_table() {
        let text = "*.gen linguist-generated\n\
            gen/** linguist-generated=true\n\
            keep.gen -linguist-generated\n\
            ask.gen !linguist-generated\n\
            no.gen linguist-generated=false\n\
            third/** linguist-vendored binary\n\
            *.dat -text -diff\n\
            *.half -text\n\
            *.svg text\n\
            \"a b.gen2\" linguist-generated\n\
            !x linguist-generated\n\
            /root.txt linguist-generated\n\
            dir/ linguist-generated\n";
        let rules = rules(&[("", text)]);
        let none = Attributes::default();
        let generated = |v| Attributes { generated: Some(v), ..none };
        let binary = |v| Attributes { binary: Some(v), ..none };
        for (path, expected) in [
            ("a.gen", generated(true)),
            ("deep/er/a.gen", generated(true)),
            ("gen/x/y.rs", generated(true)),
            ("keep.gen", generated(false)),
            ("ask.gen", none),
            ("no.gen", generated(false)),
            ("third/z.c", Attributes { vendored: Some(true), binary: Some(true), ..none }),
            ("x/third/z.c", none),
            ("a.dat", binary(true)),
            ("a.half", none),
            ("a.svg", binary(false)),
            ("a b.gen2", generated(true)),
            ("x", none),
            ("root.txt", generated(true)),
            ("sub/root.txt", none),
            // A pattern for directories says nothing about the files in them.
            ("dir/file", none),
        ] {
            assert_eq!(rules.of(path), expected, "{path}");
        }
    }

    #[test]
    fn deeper_files_win_and_later_lines_win() {
        let rules = rules(&[
            (
                "",
                "*.x linguist-generated linguist-vendored\n*.y linguist-generated\n*.y -linguist-generated\n*.y linguist-generated",
            ),
            ("a/b", "*.x -linguist-generated\n"),
        ]);
        assert_eq!(rules.of("a/b/c/1.x").generated, Some(false));
        assert_eq!(rules.of("a/b/c/1.x").vendored, Some(true));
        assert_eq!(rules.of("a/1.x").generated, Some(true));
        assert_eq!(rules.of("a/bb/1.x").generated, Some(true));
        assert_eq!(rules.of("1.y").generated, Some(true));
    }
}
