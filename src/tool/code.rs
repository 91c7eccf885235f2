//! Which file or declaration does a call about code mean?

use crate::base::{Error, Kind, Result};
use crate::code::facts::SymbolKind;
use crate::graph::{Confidence, FileId, Graph, SymbolId};
use crate::index::View;
use crate::workspace::language::Language;
use crate::workspace::path::JailedPath;
use crate::workspace::snapshot::{self, Named};
use crate::workspace::source::FileKind;

/// The file that `path` names, symlinks followed inside the snapshot.
///
/// # Errors
/// `tool_error` when it is not there or no file.
pub fn file(view: &View, graph: &Graph, path: &str) -> Result<FileId> {
    let path = JailedPath::parse(path)?;
    match view.snapshot().resolve(&path)? {
        Named::File(entry) if entry.kind == FileKind::Submodule => {
            Err(snapshot::submodule(&entry.path))
        }
        Named::File(entry) => graph
            .file(&entry.path)
            .ok_or_else(|| Error::internal(format!("`{}` is not in the graph", entry.path))),
        Named::Directory(path) => {
            let message = format!("`{path}` is a directory");
            Err(Error::new(Kind::ToolError, message).hint("name one of its files"))
        }
    }
}

/// The files at or below `path`, as a range of file ids: the graph's files are sorted by path.
///
/// # Errors
/// `tool_error` when nothing is there.
pub fn below(view: &View, graph: &Graph, path: &str) -> Result<std::ops::Range<u32>> {
    let entries = view.entries(&JailedPath::parse(path)?)?;
    let first = entries.first().and_then(|entry| graph.file(&entry.path)).map_or(0, |file| file.0);
    Ok(first..first + u32::try_from(entries.len()).unwrap_or(u32::MAX - first))
}

/// What narrows a name down.
#[derive(Default)]
pub struct Narrow {
    pub file: Option<FileId>,
    pub kind: Option<SymbolKind>,
    pub language: Option<Language>,
}

impl Narrow {
    pub fn admits(&self, graph: &Graph, symbol: SymbolId) -> bool {
        let node = graph.symbol(symbol);
        self.file.is_none_or(|file| node.file == file)
            && self.kind.is_none_or(|kind| node.kind == kind)
            && self.language.is_none_or(|own| graph.language(node.file) == Some(own))
    }
}

/// # Errors
/// `invalid_arguments` for a word that is no kind.
pub fn kind(word: &str) -> Result<SymbolKind> {
    SymbolKind::parse(&word.to_ascii_lowercase()).ok_or_else(|| {
        let all: Vec<&str> = SymbolKind::ALL.iter().map(|kind| kind.name()).collect();
        Error::invalid(format!("there is no kind `{}`", crate::gate::clip(word)))
            .hint(format!("kinds are {}", all.join(", ")))
    })
}

/// # Errors
/// `invalid_arguments` for a word that is no language.
pub fn language(word: &str) -> Result<Language> {
    Language::parse(word).ok_or_else(|| {
        Error::invalid(format!("there is no language `{}`", crate::gate::clip(word)))
            .hint("for example `rust`, `python`, `typescript`")
    })
}

/// How sure an answer is that names no confidence.
pub fn likely() -> String {
    Confidence::Likely.name().into()
}

/// # Errors
/// `invalid_arguments` for any other word.
pub fn confidence(word: &str) -> Result<Confidence> {
    match word {
        "certain" => Ok(Confidence::Certain),
        "likely" => Ok(Confidence::Likely),
        "possible" => Ok(Confidence::Possible),
        _ => Err(Error::invalid(format!("there is no confidence `{}`", crate::gate::clip(word)))
            .hint("`certain`, `likely` (those and the certain ones) or `possible` (all)")),
    }
}

/// A declaration's name with dots, however its language writes it: `A::f` and `A#f` are `A.f`. In `A.r#type` (Rust) and
/// `A.#f` (JavaScript) the `#` is the name's own.
pub fn dotted(name: &str) -> String {
    let mut dotted = String::with_capacity(name.len());
    for c in name.replace("::", ".").chars() {
        let own = || matches!(dotted.rsplit('.').next(), None | Some("" | "r"));
        let parts = c == '#' && !own();
        dotted.push(if parts { '.' } else { c });
    }
    dotted
}

/// Is a declaration with the full name `own` meant by `wanted`, which may leave out what is outermost?
pub fn is_named(own: &str, wanted: &str) -> bool {
    own.strip_suffix(wanted).is_some_and(|rest| rest.is_empty() || rest.ends_with('.'))
}

/// All declarations of exactly this name: `refresh`, or with what they stand in, `Engine.refresh`
/// (`Engine::refresh` and `Engine#refresh` are read alike).
pub fn exact(graph: &Graph, name: &str, narrow: &Narrow) -> Vec<SymbolId> {
    let name = dotted(name);
    let last = name.rsplit('.').next().unwrap_or_default();
    let qualified = last.len() < name.len();
    let fits = |symbol: &SymbolId| {
        narrow.admits(graph, *symbol) && (!qualified || is_named(&graph.qualified(*symbol), &name))
    };
    graph.named(last).filter(fits).collect()
}

/// As `exact`, but code alone where there is some, and finding nothing is an error with the nearest
/// names.
///
/// # Errors
/// `tool_error` when nothing is declared under the name.
pub fn symbols(graph: &Graph, name: &str, narrow: &Narrow) -> Result<Vec<SymbolId>> {
    let mut found = exact(graph, name, narrow);
    if found.iter().any(|s| !beside_code(graph, *s)) {
        found.retain(|s| !beside_code(graph, *s));
    }
    if !found.is_empty() {
        return Ok(found);
    }
    let near: Vec<String> = fuzzy(graph, name, narrow)
        .into_iter()
        .take(3)
        .map(|s| format!("`{}`", graph.qualified(s)))
        .collect();
    let message = format!("nothing is declared under the name `{}`", crate::gate::clip(name));
    let error = Error::new(Kind::ToolError, message);
    Err(if near.is_empty() {
        error.hint("`ctx_symbol` finds declarations by a part of their name")
    } else {
        error.hint(format!("did you mean {}?", near.join(", ")))
    })
}

/// Headings and keys are found behind code: any word may be one.
pub fn beside_code(graph: &Graph, symbol: SymbolId) -> bool {
    matches!(graph.symbol(symbol).kind, SymbolKind::Heading | SymbolKind::Key)
}

/// Declarations whose name begins with `name`, whatever the case; shorter names first.
pub fn prefixed(graph: &Graph, name: &str, narrow: &Narrow) -> Vec<SymbolId> {
    let name = name.to_lowercase();
    let mut found: Vec<(bool, usize, &str, SymbolId)> = Vec::new();
    for (own, symbols) in graph.names() {
        if starts_with(own, &name) {
            let symbols = symbols.filter(|s| narrow.admits(graph, *s));
            found.extend(symbols.map(|s| (beside_code(graph, s), own.len(), own, s)));
        }
    }
    found.sort_unstable();
    found.into_iter().map(|(.., symbol)| symbol).collect()
}

fn starts_with(own: &str, lower: &str) -> bool {
    let mut chars = own.chars().flat_map(char::to_lowercase);
    lower.chars().all(|c| chars.next() == Some(c))
}

/// Likeness below which two names have nothing to do with each other.
const LIKE: f64 = 0.84;

/// Declarations with a similar name: those that hold all its letters in order, and those that are
/// spelt alike (Jaro-Winkler), best first.
pub fn fuzzy(graph: &Graph, name: &str, narrow: &Narrow) -> Vec<SymbolId> {
    let wanted = name.rsplit(['.', ':', '#']).next().unwrap_or(name).to_lowercase();
    let mut scored: Vec<(f64, &str, SymbolId)> = Vec::new();
    let mut lower = String::new();
    for (own, symbols) in graph.names() {
        if own.is_ascii() {
            lower.clear();
            lower.push_str(own);
            lower.make_ascii_lowercase();
        } else {
            lower = own.to_lowercase();
        }
        let score = likeness(&lower, &wanted);
        if score >= LIKE {
            scored.extend(symbols.filter(|s| narrow.admits(graph, *s)).map(|s| (score, own, s)));
        }
    }
    scored.sort_by(|a, b| {
        beside_code(graph, a.2)
            .cmp(&beside_code(graph, b.2))
            .then(b.0.total_cmp(&a.0))
            .then((a.1.len(), a.1, a.2).cmp(&(b.1.len(), b.1, b.2)))
    });
    scored.into_iter().map(|(_, _, symbol)| symbol).collect()
}

fn likeness(own: &str, wanted: &str) -> f64 {
    if own == wanted {
        return 2.0;
    }
    if wanted.len() >= 3 && own.contains(wanted) {
        return 1.0 + wanted.len() as f64 / own.len() as f64 / 2.0;
    }
    // Most names differ so much in length that nothing else could make them alike.
    if own.len() > 3 * wanted.len() + 3 {
        return 0.0;
    }
    let mut letters = own.chars();
    if wanted.len() >= 3 && wanted.chars().all(|c| letters.any(|own| own == c)) {
        return 0.9 + wanted.len() as f64 / own.len() as f64 / 20.0;
    }
    if own.is_ascii() && wanted.is_ascii() && most_alike(own.as_bytes(), wanted.as_bytes()) < LIKE {
        return 0.0;
    }
    strsim::jaro_winkler(own, wanted)
}

/// The Jaro-Winkler likeness that two names would have if all their common letters stood in one order: never less than
/// what they have, and told much sooner.
fn most_alike(a: &[u8], b: &[u8]) -> f64 {
    let mut left = [0u32; 128];
    b.iter().for_each(|byte| left[usize::from(*byte)] += 1);
    let mut common = 0;
    for byte in a {
        let left = &mut left[usize::from(*byte)];
        common += usize::from(*left > 0);
        *left = left.saturating_sub(1);
    }
    if common == 0 {
        return 0.0;
    }
    let (common, a_len, b_len) = (common as f64, a.len() as f64, b.len() as f64);
    let jaro = (common / a_len + common / b_len + 1.0) / 3.0;
    let begin = a.iter().zip(b).take(4).take_while(|(a, b)| a == b).count() as f64;
    // The margin is for sums in another order.
    jaro + 0.1 * begin * (1.0 - jaro) + 1e-9
}

#[cfg(test)]
mod tests {
    use super::{LIKE, dotted, likeness, most_alike, starts_with};

    proptest::proptest! {
        #[test]
        fn no_like_name_is_passed_over(a in "[a-d_]{0,12}", b in "[a-d_]{0,12}") {
            let alike = strsim::jaro_winkler(&a, &b);
            let most = most_alike(a.as_bytes(), b.as_bytes());
            proptest::prop_assert!(a == b || most >= alike || most >= LIKE, "{most} {alike}");
        }
    }

    #[test]
    fn a_name_has_dots_between_its_parts_and_keeps_its_own_sign() {
        for (written, read) in [
            ("Engine::refresh", "Engine.refresh"),
            ("Engine#refresh", "Engine.refresh"),
            ("Kind.r#type", "Kind.r#type"),
            ("kind::r#type", "kind.r#type"),
            ("Engine.#lock", "Engine.#lock"),
            ("#lock", "#lock"),
        ] {
            assert_eq!(dotted(written), read, "{written}");
        }
    }

    #[test]
    fn the_likest_name_comes_first() {
        let order = ["refresh", "refresh_all", "do_refresh_now", "refrsh", "fresh"];
        let scores: Vec<f64> = order.iter().map(|own| likeness(own, "refresh")).collect();
        assert!(scores.windows(2).all(|w| w[0] >= w[1]), "{scores:?}");
        assert!(likeness("banana", "refresh") < 0.8);
        assert!(starts_with("ReadFile", "readf") && !starts_with("Read", "readf"));
    }
}
