//! Which part of a file does a mode show? Lines as they are, or what is said in their place.

use std::fmt::Write as _;

use super::lines::Lines;
use crate::base::{Error, Kind, Result};
use crate::code::Facts;
use crate::code::facts::{Form, Import, Symbol, SymbolKind};

/// The forms of `mode`, as clients are told.
pub const MODES: [&str; 7] =
    ["full", "lines:a-b", "signatures", "map", "diff:REV", "auto", "symbol:NAME"];

/// What was asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Mode {
    Full,
    /// First and last line, 1-based; the last may be left open.
    Lines(usize, Option<usize>),
    Signatures,
    Map,
    /// Against this revision.
    Diff(String),
    Auto,
    Symbol(String),
}

impl Mode {
    /// # Errors
    /// `invalid_arguments` for any other word.
    pub fn parse(text: &str) -> Result<Self> {
        let wrong = || {
            Error::invalid(format!("there is no mode `{}`", crate::gate::clip(text)))
                .hint(format!("modes are {}; lines are counted from 1", MODES.join(", ")))
        };
        match text {
            "full" => return Ok(Self::Full),
            "signatures" => return Ok(Self::Signatures),
            "map" => return Ok(Self::Map),
            "auto" => return Ok(Self::Auto),
            _ => {}
        }
        let (word, rest) = text.split_once(':').ok_or_else(wrong)?;
        match word {
            _ if rest.trim().is_empty() => Err(wrong()),
            "lines" => span(rest).map(|(a, b)| Self::Lines(a, b)).ok_or_else(wrong),
            "diff" => Ok(Self::Diff(rest.trim().to_owned())),
            "symbol" => Ok(Self::Symbol(rest.trim().to_owned())),
            _ => Err(wrong()),
        }
    }
}

/// `10-40`, `10` and `10-`.
pub fn span(text: &str) -> Option<(usize, Option<usize>)> {
    let (a, b) = text.split_once('-').unwrap_or((text, text));
    let first = a.trim().parse().ok()?;
    let last = if b.trim().is_empty() { None } else { Some(b.trim().parse().ok()?) };
    Some((first, last))
}

/// Runs of lines, first and last, 1-based and inclusive; rising, and none touches the next.
pub type Runs = Vec<(usize, usize)>;

/// Lines of a declaration without a body that are shown: a table of a hundred rows is a body too.
const LONGEST_HEAD: usize = 6;

/// The heads of all declarations, those of members too; bodies are left out.
pub fn signatures(facts: &Facts, lines: &Lines<'_>) -> Runs {
    let mut shown: Runs = Vec::new();
    for (at, symbol) in facts.symbols.iter().enumerate() {
        if symbol.kind == SymbolKind::Key || !within_function(facts, at) {
            shown.push(head(symbol, lines));
        }
    }
    with_blanks(joined(shown), lines)
}

/// Blank lines between what is shown cost less than the mark that would stand for them.
fn with_blanks(runs: Runs, lines: &Lines<'_>) -> Runs {
    let mut shown: Runs = Vec::new();
    for (first, last) in runs {
        match shown.last_mut() {
            Some(before) if lines.text(before.1 + 1, first - 1).trim().is_empty() => {
                before.1 = last
            }
            _ => shown.push((first, last)),
        }
    }
    shown
}

/// What stands in a function's body belongs to the body.
fn within_function(facts: &Facts, at: usize) -> bool {
    let mut parent = facts.symbols[at].parent;
    while let Some(symbol) = parent.and_then(|at| facts.symbols.get(at as usize)) {
        if symbol.kind.is_callable() {
            return true;
        }
        parent = symbol.parent;
    }
    false
}

fn head(symbol: &Symbol, lines: &Lines<'_>) -> (usize, usize) {
    let first = symbol.lines.0 as usize;
    let last = match symbol.body {
        // A body that begins on a line of its own is left out with it.
        Some(body) => {
            let (line, before) = lines.at(body.start as usize);
            let mut last = if before.trim().is_empty() { line - 1 } else { line };
            // Comments above a body's first statement are the body's.
            while last > first && is_aside(lines.text(last, last)) {
                last -= 1;
            }
            last
        }
        None if (symbol.lines.1 as usize) < first + LONGEST_HEAD => symbol.lines.1 as usize,
        None => first,
    };
    (first, last.clamp(first, symbol.lines.1 as usize))
}

fn is_aside(line: &str) -> bool {
    let line = line.trim();
    line.is_empty() || line.starts_with("# ") || line.starts_with("//") || line.starts_with("/*")
}

/// Overlapping and touching runs as one.
pub fn joined(mut runs: Runs) -> Runs {
    runs.sort_unstable();
    let mut joined: Runs = Vec::new();
    for (first, last) in runs {
        match joined.last_mut() {
            Some(before) if first <= before.1 + 1 => before.1 = before.1.max(last),
            _ => joined.push((first, last)),
        }
    }
    joined
}

/// The lines of the declarations of this name, `f` or `A.f`.
///
/// # Errors
/// `tool_error` when the file declares nothing of the name.
pub fn symbol(facts: &Facts, path: &str, name: &str) -> Result<Runs> {
    let wanted = name.replace("::", ".").replace('#', ".");
    let runs: Runs = (0..facts.symbols.len())
        .filter(|at| {
            let own = qualified(facts, *at);
            own == wanted || own.ends_with(&format!(".{wanted}"))
        })
        .map(|at| (facts.symbols[at].lines.0 as usize, facts.symbols[at].lines.1 as usize))
        .collect();
    if !runs.is_empty() {
        return Ok(joined(runs));
    }
    let mut near: Vec<(f64, String)> = (0..facts.symbols.len())
        .map(|at| qualified(facts, at))
        .map(|own| (strsim::jaro_winkler(own.rsplit('.').next().unwrap_or(&own), &wanted), own))
        .filter(|(likeness, _)| *likeness > 0.8)
        .collect();
    near.sort_by(|a, b| b.0.total_cmp(&a.0));
    near.dedup();
    let message = format!("`{path}` declares no `{}`", crate::gate::clip(name));
    let error = Error::new(Kind::ToolError, message);
    Err(match near.first() {
        Some((_, own)) => error.hint(format!("did you mean `{own}`?")),
        None => error.hint("`ctx_outline` lists what it declares"),
    })
}

fn qualified(facts: &Facts, at: usize) -> String {
    let symbol = &facts.symbols[at];
    let name = &facts[symbol.name];
    match (symbol.owner, symbol.parent) {
        (Some(owner), _) => format!("{}.{name}", &facts[owner]),
        (None, Some(parent)) => format!("{}.{name}", qualified(facts, parent as usize)),
        (None, None) => name.to_owned(),
    }
}

/// Imports, what others can name, and every declaration with its lines: the file's table of
/// contents, in words of its own.
pub fn map(facts: &Facts) -> String {
    let mut text = String::new();
    let imports: Vec<String> =
        facts.imports.iter().filter(|i| i.within.is_none()).map(|i| import(facts, i)).collect();
    if !imports.is_empty() {
        let _ = writeln!(text, "imports: {}", imports.join("; "));
    }
    let children = children(facts);
    let hidden = facts.symbols.iter().filter(|s| s.parent.is_none() && !s.public).count();
    if hidden > 0 {
        text.push_str("declares (- is not exported):\n");
    }
    for at in &children[facts.symbols.len()] {
        declared(facts, &children, *at, 0, &mut text);
    }
    text
}

/// By symbol, what stands directly in it; last, what stands in none.
fn children(facts: &Facts) -> Vec<Vec<usize>> {
    let mut children = vec![Vec::new(); facts.symbols.len() + 1];
    for (at, symbol) in facts.symbols.iter().enumerate() {
        children[symbol.parent.map_or(facts.symbols.len(), |parent| parent as usize)].push(at);
    }
    children
}

/// Levels that are shown one below the other; deeper ones stand in line with their parent.
const LEVELS: usize = 2;

fn declared(facts: &Facts, children: &[Vec<usize>], at: usize, depth: usize, text: &mut String) {
    let symbol = &facts.symbols[at];
    let hidden = if symbol.public || depth > 0 { "" } else { "-" };
    let (first, last) = symbol.lines;
    let lines = if first == last { format!("{first}") } else { format!("{first}-{last}") };
    let (indent, name) = ("  ".repeat(depth), &facts[symbol.name]);
    let _ = match symbol.kind {
        SymbolKind::Heading => write!(text, "{indent}{name} {lines}"),
        kind => write!(text, "{indent}{hidden}{} {name} {lines}", kind.name()),
    };
    // What a function declares within itself is its own affair.
    let inner = if symbol.kind.is_callable() { &[][..] } else { &children[at][..] };
    // The headings of a document are its table of contents.
    let nested = symbol.kind == SymbolKind::Heading
        || depth < LEVELS
            && inner
                .iter()
                .any(|at| !children[*at].is_empty() && !facts.symbols[*at].kind.is_callable());
    if nested {
        text.push('\n');
        inner.iter().for_each(|at| declared(facts, children, *at, depth + 1, text));
        return;
    }
    let members: Vec<String> = inner.iter().map(|at| member(&facts.symbols[*at], facts)).collect();
    if !members.is_empty() {
        let _ = write!(text, ": {}", members.join(", "));
    }
    text.push('\n');
}

fn member(symbol: &Symbol, facts: &Facts) -> String {
    let (first, last) = symbol.lines;
    let name = &facts[symbol.name];
    if first == last { format!("{name} {first}") } else { format!("{name} {first}-{last}") }
}

fn import(facts: &Facts, import: &Import) -> String {
    let module = &facts[import.module];
    if import.form == Form::Wildcard {
        return format!("{module} (*)");
    }
    if import.names.is_empty() {
        return module.to_owned();
    }
    let names: Vec<&str> = import.names.iter().map(|taken| &facts[taken.name]).collect();
    format!("{module} ({})", names.join(", "))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn modes_are_read_and_others_refused() {
        for (text, mode) in [
            ("full", Mode::Full),
            ("lines:3-9", Mode::Lines(3, Some(9))),
            ("lines:3", Mode::Lines(3, Some(3))),
            ("lines:3-", Mode::Lines(3, None)),
            ("diff:HEAD~2", Mode::Diff("HEAD~2".into())),
            ("symbol:A::f", Mode::Symbol("A::f".into())),
        ] {
            assert_eq!(Mode::parse(text).unwrap(), mode);
        }
        for bad in ["", "fully", "lines:", "lines:a-b", "diff:", "symbol: ", "x:y"] {
            assert!(Mode::parse(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn runs_that_touch_are_one() {
        assert_eq!(joined(vec![(5, 6), (1, 2), (3, 4), (9, 9), (6, 7)]), [(1, 7), (9, 9)]);
    }
}
