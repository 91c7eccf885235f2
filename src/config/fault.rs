//! What is wrong in team.json, where, and what to write instead?

use std::fmt;

use serde::Serialize;

use super::source::Source;
use crate::base::{Error, Kind};

/// One fault or warning.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Fault {
    /// `tokens[2].sha256Hex`; empty for the document as a whole.
    pub path: String,
    /// From 1; none where no text is at fault (an environment variable, a file that is not there).
    pub line: Option<usize>,
    /// In characters, from 1.
    pub column: Option<usize>,
    pub message: String,
    /// What to write instead.
    pub remedy: String,
}

impl Fault {
    pub fn new(path: &str, message: impl Into<String>, remedy: impl Into<String>) -> Self {
        Self {
            path: path.into(),
            line: None,
            column: None,
            message: plain(message.into()),
            remedy: plain(remedy.into()),
        }
    }

    /// What is wrong, whichever element of a list it is wrong with.
    fn placeless(&self) -> (String, String) {
        (without_indexes(&self.path), without_indexes(&self.message))
    }
}

/// `tokens[3].id` → `tokens[].id`.
fn without_indexes(text: &str) -> String {
    let mut parts = text.split('[');
    let mut plain = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        plain.push('[');
        plain.push_str(part.trim_start_matches(|c: char| c.is_ascii_digit()));
    }
    plain
}

/// A message quotes the text's keys and values, and is shown on terminals: control characters are
/// written out.
fn plain(text: String) -> String {
    if !text.contains(char::is_control) {
        return text;
    }
    text.chars().fold(String::new(), |mut plain, c| {
        if c.is_control() {
            plain.extend(c.escape_default());
        } else {
            plain.push(c);
        }
        plain
    })
}

/// `line 14, tokens[2].sha256Hex: must be …`.
impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let place = match (self.line, self.path.as_str()) {
            (Some(line), "") => format!("line {line}: "),
            (Some(line), path) => format!("line {line}, `{path}`: "),
            (None, "") => String::new(),
            (None, path) => format!("`{path}`: "),
        };
        write!(f, "{place}{}", self.message)
    }
}

/// Each fault and its remedy on lines of their own, after whatever introduces them.
pub fn list(faults: &[Fault]) -> String {
    faults.iter().map(|fault| format!("\n  {fault}\n    {}", fault.remedy)).collect()
}

/// The faults of `after` that `before` did not have. Places do not count: they move with an edit.
pub fn added<'a>(before: &[Fault], after: &'a [Fault]) -> Vec<&'a Fault> {
    let mut known: Vec<(String, String)> = before.iter().map(Fault::placeless).collect();
    let is_new = |fault: &&Fault| match known.iter().position(|k| *k == fault.placeless()) {
        Some(at) => {
            known.swap_remove(at);
            false
        }
        None => true,
    };
    after.iter().filter(is_new).collect()
}

/// All faults as one error, for commands that only need a configuration that loads.
pub fn error(source: &Source, faults: &[Fault]) -> Error {
    let count = match faults.len() {
        1 => "a fault".into(),
        n => format!("{n} faults"),
    };
    Error::new(Kind::Config, format!("{source} has {count}{}", list(faults)))
        .hint("`lean-ctx team check --config …` lists faults and warnings, `--json` for programs")
}

/// The candidate that was probably meant: at most a third of its letters differ, case not counted.
pub fn nearest<'a>(word: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let typed = word.to_lowercase();
    candidates
        .into_iter()
        .map(|known| (strsim::osa_distance(&typed, &known.to_lowercase()), known))
        .filter(|(distance, known)| *distance <= known.len().div_ceil(3))
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, known)| known)
}

/// `` `a`, `b` or `c` ``; what is given twice is named once.
pub fn one_of<'a>(words: impl IntoIterator<Item = &'a str>) -> String {
    let mut quoted: Vec<String> = Vec::new();
    for word in words {
        let word = format!("`{word}`");
        if !quoted.contains(&word) {
            quoted.push(word);
        }
    }
    match quoted.split_last() {
        Some((last, [])) => last.clone(),
        Some((last, rest)) => format!("{} or {last}", rest.join(", ")),
        None => String::new(),
    }
}

/// `did you mean `x`?` or the whole choice.
pub fn suggest<'a>(word: &str, words: impl IntoIterator<Item = &'a str> + Clone) -> String {
    nearest(word, words.clone()).map_or_else(
        || format!("write {}", one_of(words)),
        |known| format!("did you mean `{known}`?"),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_nearest_word_is_named_only_when_it_is_near() {
        let known = ["maxRps", "rateBurst", "maxBodyBytes"];
        assert_eq!(nearest("maxRsp", known), Some("maxRps"));
        assert_eq!(nearest("MAXRPS", known), Some("maxRps"));
        assert_eq!(nearest("ratBurst", known), Some("rateBurst"));
        assert_eq!(nearest("colour", known), None);
        assert_eq!(suggest("x", ["a", "b", "c"]), "did you mean `a`?");
        assert_eq!(suggest("xyz", ["a", "b", "c"]), "write `a`, `b` or `c`");
        assert_eq!(suggest("xyz", ["a", "a"]), "write `a`");
    }

    #[test]
    fn a_fault_that_moves_is_not_a_new_one() {
        let fault = |path: &str, message: &str| Fault::new(path, message, "r");
        let before = [fault("tokens[2].id", "x"), fault("tokens[3]", "`tokens[2]` has it")];
        let moved = [fault("tokens[1].id", "x"), fault("tokens[2]", "`tokens[1]` has it")];
        assert!(added(&before, &moved).is_empty());
        let twice = [fault("tokens[1].id", "x"), fault("tokens[0].id", "x")];
        assert_eq!(added(&before, &twice), [&twice[1]]);
        assert_eq!(added(&[], &moved).len(), 2);
        assert_eq!(without_indexes("a[12].b[x] [9]"), "a[].b[x] []");
    }
}
