//! Which part of a file does a mode show? Lines as they are, or what is said in their place.

use std::fmt::Write as _;

use super::lines::Lines;
use crate::base::{Error, Kind, Result};
use crate::code::Facts;
use crate::code::facts::{Form, Symbol, SymbolKind};
use crate::tool::code;
use crate::view::token;

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

/// The heads of all declarations, those of members and of functions in functions too; bodies are left
/// out, and values that state no type are nothing else.
pub fn signatures(facts: &Facts, lines: &Lines<'_>) -> Runs {
    let told = |symbol: &Symbol| !symbol.kind.is_value() || is_told(facts, symbol, lines);
    let shown = facts.symbols.iter().filter(|s| told(s)).map(|s| head(s, lines)).collect();
    with_little(joined(shown), lines)
}

/// What lies between two runs and costs no more than the mark that would stand for it is shown.
fn with_little(runs: Runs, lines: &Lines<'_>) -> Runs {
    let mut shown: Runs = Vec::new();
    for (first, last) in runs {
        match shown.last_mut() {
            Some(before) if is_little(before.1 + 1, first - 1, lines) => before.1 = last,
            _ => shown.push((first, last)),
        }
    }
    shown
}

/// Bytes that could be fewer tokens than a mark.
const LITTLE: usize = 80;

fn is_little(first: usize, last: usize, lines: &Lines<'_>) -> bool {
    let text = lines.text(first, last);
    text.trim().is_empty()
        || (text.len() <= LITTLE
            && token::count(text) <= token::count(&format!("[{first}-{last}]\n")))
}

/// Is a value part of what others see of the code? A type's shape is, and what says of which type it
/// is.
fn is_told(facts: &Facts, symbol: &Symbol, lines: &Lines<'_>) -> bool {
    let around = symbol.parent.and_then(|at| facts.symbols.get(at as usize)).map(|s| s.kind);
    match around {
        Some(SymbolKind::Class | SymbolKind::Module) | None => {}
        Some(_) => return true,
    }
    let line = lines.text(symbol.lines.0 as usize, symbol.lines.0 as usize);
    let stated = line.split('=').next().unwrap_or_default();
    symbol.public && (stated.len() == line.len() || stated.contains(':'))
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
        None if symbol.kind.is_value() => first,
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
    let wanted = code::dotted(name);
    let runs: Runs = (0..facts.symbols.len())
        .filter(|at| code::is_named(&qualified(facts, *at), &wanted))
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
    let mut text = imports(facts);
    let children = children(facts);
    let hidden = facts.symbols.iter().filter(|s| s.parent.is_none() && !s.public).count();
    if hidden > 0 {
        text.push_str("declares (- is not exported):\n");
    }
    let mut before = None;
    for at in &children[facts.symbols.len()] {
        let symbol = &facts.symbols[*at];
        let alone = children[*at].is_empty() && symbol.kind != SymbolKind::Heading;
        let hidden = if symbol.public { "" } else { "-" };
        if alone && before == Some(symbol.kind) {
            // The kind is said once.
            text.truncate(text.trim_end().len());
            let _ = writeln!(text, ", {hidden}{}", member(symbol, facts));
        } else {
            declared(facts, &children, *at, 0, &mut text);
        }
        before = alone.then_some(symbol.kind);
    }
    text
}

/// Names that are listed of one module; of more the number is told.
const MOST_NAMES: usize = 6;

/// `imports: os; .base (Base, b)`: each module once.
fn imports(facts: &Facts) -> String {
    let mut modules: Vec<(&str, Vec<&str>)> = Vec::new();
    for import in facts.imports.iter().filter(|import| import.within.is_none()) {
        let module = &facts[import.module];
        let names = import.names.iter().map(|taken| &facts[taken.name]);
        let names: Vec<&str> =
            if import.form == Form::Wildcard { vec!["*"] } else { names.collect() };
        match modules.iter_mut().find(|(own, _)| *own == module) {
            Some((_, taken)) => taken.extend(names),
            None => modules.push((module, names)),
        }
    }
    if modules.is_empty() {
        return String::new();
    }
    let told = |(module, names): &(&str, Vec<&str>)| match names.len() {
        0 => (*module).to_owned(),
        count if count > MOST_NAMES => {
            let (names, more) = (names[..MOST_NAMES - 1].join(", "), count + 1 - MOST_NAMES);
            format!("{module} ({names}, {more} more)")
        }
        _ => format!("{module} ({})", names.join(", ")),
    };
    let modules: Vec<String> = modules.iter().map(told).collect();
    format!("imports: {}\n", modules.join("; "))
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
    let (indent, own) = ("  ".repeat(depth), member(symbol, facts));
    let _ = match symbol.kind {
        SymbolKind::Heading => write!(text, "{indent}{own}"),
        kind => write!(text, "{indent}{} {hidden}{own}", kind.name()),
    };
    let inner = &children[at][..];
    // The headings of a document are its table of contents.
    let nested = symbol.kind == SymbolKind::Heading
        || depth < LEVELS
            && !symbol.kind.is_callable()
            && inner
                .iter()
                .any(|at| !children[*at].is_empty() && !facts.symbols[*at].kind.is_callable());
    if nested {
        text.push('\n');
        inner.iter().for_each(|at| declared(facts, children, *at, depth + 1, text));
        return;
    }
    let mut members = Vec::new();
    listed(facts, children, at, &mut members);
    if !members.is_empty() {
        let _ = write!(text, ": {}", members.join(", "));
    }
    text.push('\n');
}

/// What stands in a symbol, in one line with what stands in that: a function's own functions.
fn listed(facts: &Facts, children: &[Vec<usize>], at: usize, members: &mut Vec<String>) {
    let mut open: Vec<usize> = children[at].iter().rev().copied().collect();
    while let Some(at) = open.pop() {
        members.push(member(&facts.symbols[at], facts));
        open.extend(children[at].iter().rev());
    }
}

/// A name with its lines; of a value the name says all.
fn member(symbol: &Symbol, facts: &Facts) -> String {
    let (first, last) = symbol.lines;
    let name = &facts[symbol.name];
    match symbol.kind {
        kind if kind.is_value() || kind == SymbolKind::Variant => name.to_owned(),
        _ if first == last => format!("{name} {first}"),
        _ => format!("{name} {first}-{last}"),
    }
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

    fn read(path: &str, text: &str) -> Facts {
        let language = crate::workspace::language::Language::of_path(path).unwrap();
        let dialect = crate::code::dialect_of(path, language).unwrap();
        crate::code::Extractor::default().extract(dialect, text.as_bytes())
    }

    #[test]
    fn of_a_document_its_headings_are_shown() {
        let text = "# One\n\nlong text, which says much more than a mark would say\n\n## Two\n\nlong text, which says much more than a mark would say\n";
        let facts = read("a.md", text);
        assert_eq!(signatures(&facts, &Lines::of(text)), [(1, 1), (5, 5)]);
        assert_eq!(map(&facts), "One 1-7\n  Two 5-7\n");
        assert_eq!(symbol(&facts, "a.md", "Two").unwrap(), [(5, 7)]);
    }

    #[test]
    fn values_are_shown_where_they_state_a_type() {
        let text = "import a\nfrom a import b\nSIZE = 3\nLIMIT: int = 3\nclass A:\n    x: int = 1\n    y = 2\n    def f(self):\n        def inner():\n            return 'something that is long enough to be left out'\n        return inner\n";
        let facts = read("a.py", text);
        assert_eq!(signatures(&facts, &Lines::of(text)), [(4, 6), (8, 9)]);
        assert_eq!(
            map(&facts),
            "imports: a (b)\nvariable SIZE, LIMIT\nclass A 5-11: x, y, f 8-11, inner 9-10\n"
        );
    }
}
