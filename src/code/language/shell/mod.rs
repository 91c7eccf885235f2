//! How is Bash read, and what is close to it?

use std::sync::OnceLock;

use tree_sitter::Node;

use crate::code::dialect::{Cut, Dialect, Out, always, nothing};
use crate::code::facts::Form;
use crate::workspace::language::Language;

#[cfg(test)]
mod tests;

/// `fish` and `zsh` have other grammars.
pub static BASH: Dialect = Dialect {
    language: Language::Shell,
    extensions: &["sh", "bash", "ksh", "bashrc", "profile"],
    grammar: || tree_sitter_bash::LANGUAGE.into(),
    query: include_str!("query.scm"),
    leaves: &["command_name", "variable_name"],
    types: &[],
    chains: &[],
    calls: &[("command", "name")],
    explicit: false,
    import,
    route: nothing,
    public: always,
    compiled: OnceLock::new(),
};

/// `source a.sh`, `. "$(dirname "$0")/a.sh"`.
fn import(cut: &Cut<'_>, node: Node<'_>, out: &mut Out<'_>) {
    let Some(argument) = node.child_by_field_name("argument") else { return };
    let written = cut.of(argument).replace(['"', '\''], "");
    match beside(&written).or_else(|| through_variable(cut, &written)) {
        Some(path) => out.import(Form::Include, &path, node),
        // From where the script is started.
        None => out.import(Form::SystemInclude, &written, node),
    };
}

/// Bytes of a path's expression: what is longer is no path.
const LONGEST: usize = 400;

/// The path of what begins with the script's own directory, as `./…`. The text is without quotes.
fn beside(text: &str) -> Option<String> {
    if text.len() > LONGEST {
        return None;
    }
    for (variable, end) in
        [("BASH_SOURCE[0]", "%/*}"), ("BASH_SOURCE", "%/*}"), ("0", "%/*}"), ("0", ":h}")]
    {
        if let Some(rest) = text.strip_prefix(&format!("${{{variable}{end}")) {
            return Some(format!(".{rest}"));
        }
    }
    let inner = text.strip_prefix("$(")?;
    let (command, rest) = inner.rsplit_once(')').filter(|(command, _)| balanced(command))?;
    let command = command.trim();
    let named = |word: &str| {
        let own = ["$0", "${0}", "$BASH_SOURCE", "${BASH_SOURCE}", "${BASH_SOURCE[0]}"];
        let word = word.trim().trim_start_matches("-- ");
        own.contains(&word)
            || ["$(readlink -f ", "$(realpath "].iter().any(|start| {
                word.strip_prefix(start)
                    .and_then(|word| word.strip_suffix(')'))
                    .is_some_and(|word| own.contains(&word.trim_start_matches("-- ").trim()))
            })
    };
    if let Some(word) = command.strip_prefix("dirname ") {
        return named(word).then(|| format!(".{rest}"));
    }
    // `cd … && pwd` is the directory that it goes to.
    let directory = command.strip_prefix("cd ")?;
    let end = directory.find("&&").or_else(|| directory.find(';'))?;
    let directory = directory[..end].trim().trim_start_matches("-P ").trim_start_matches("-- ");
    let directory = directory.split(" >").next().unwrap_or(directory).trim();
    Some(format!("{}{rest}", beside(directory)?))
}

/// Does every closing bracket have its opening one?
fn balanced(text: &str) -> bool {
    let mut depth = 0usize;
    for byte in text.bytes() {
        match byte {
            b'(' => depth += 1,
            b')' if depth == 0 => return false,
            b')' => depth -= 1,
            _ => {}
        }
    }
    depth == 0
}

/// Bytes in which a script sets its directory: each line that sources goes through them.
const HEAD: usize = 8192;

/// `$DIR/a.sh`, where the script sets `DIR` once, to its own directory.
fn through_variable(cut: &Cut<'_>, written: &str) -> Option<String> {
    let rest = written.strip_prefix('$')?;
    let (name, rest) = match rest.strip_prefix('{') {
        Some(rest) => rest.split_once('}')?,
        None => rest.split_at(rest.find(|c: char| !c.is_alphanumeric() && c != '_')?),
    };
    let head = &cut.text[..cut.text.len().min(HEAD)];
    let text = head.utf8_chunks().next()?.valid();
    let set = format!("{name}=");
    let mut values = text.match_indices(&set).filter_map(|(at, _)| {
        let before = text[..at].rsplit('\n').next().unwrap_or_default().trim();
        let sets = matches!(before, "" | "export" | "readonly" | "local" | "declare -r");
        sets.then(|| text[at + set.len()..].lines().next().unwrap_or_default())
    });
    let value = values.next().filter(|_| values.next().is_none())?;
    let value = value.replace(['"', '\''], "");
    Some(format!("{}{rest}", beside(value.trim())?))
}
