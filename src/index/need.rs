//! What must a text hold for this pattern to match in it? Trigrams, read off the parsed expression.
//!
//! The construction is that of R. Cox, "Regular Expression Matching with a Trigram Index" (2012,
//! <https://swtch.com/~rsc/regexp/regexp4.html>): each part of an expression is known by the few
//! strings it can be, or else by how it begins and ends and what it holds. Every step may forget
//! something, none may demand what a match can do without.

use std::collections::BTreeSet;

use regex_syntax::hir::{Class, Hir, HirKind, Repetition};

use crate::workspace::trigram::{Need, Trigram, code};

/// More alternatives than this are forgotten.
const STRINGS: usize = 16;
/// A string demands at most this many trigrams.
const DEMANDS: usize = 48;
/// Looking up more than this many trigrams costs what it saves.
const LOOKUPS: usize = 600;

/// What a text must hold for a line of it to match.
pub fn need(hir: &Hir) -> Need {
    let need = part(hir).loose().need;
    if lookups(&need) > LOOKUPS { Need::Any } else { need }
}

/// Codes, not bytes.
type Strings = BTreeSet<Vec<u8>>;

/// What is known of a part of an expression.
enum Part {
    /// Every match of it is one of these.
    Exact(Strings),
    Loose(Loose),
}

/// Every match begins with one of `head`, ends with one of `tail` (at most two codes each), and
/// fulfils `need`.
struct Loose {
    head: Strings,
    tail: Strings,
    need: Need,
}

impl Part {
    fn empty() -> Self {
        Self::Exact(Strings::from([Vec::new()]))
    }

    fn any() -> Self {
        let nothing = || Strings::from([Vec::new()]);
        Self::Loose(Loose { head: nothing(), tail: nothing(), need: Need::Any })
    }

    fn loose(self) -> Loose {
        match self {
            Self::Exact(strings) => {
                Loose { need: of(&strings), head: head(&strings), tail: tail(&strings) }
            }
            Self::Loose(loose) => loose,
        }
    }

    fn then(self, next: Self) -> Self {
        let both = match (&self, &next) {
            (Self::Exact(a), Self::Exact(b)) => cross(a, b),
            _ => None,
        };
        both.map_or_else(|| Self::Loose(self.joined(next)), Self::Exact)
    }

    fn joined(self, next: Self) -> Loose {
        let exact = |part: &Self| match part {
            Self::Exact(strings) => Some(strings.clone()),
            Self::Loose(_) => None,
        };
        let (first, last) = (exact(&self), exact(&next));
        let (a, b) = (self.loose(), next.loose());
        let seam = cross(&a.tail, &b.head).map_or(Need::Any, |strings| of(&strings));
        let longer = |strings: Option<Strings>| strings.and_then(|a| cross(&a, &b.head));
        let begin = longer(first).map_or(a.head, |strings| head(&strings));
        let longer = |strings: Option<Strings>| strings.and_then(|b| cross(&a.tail, &b));
        let end = longer(last).map_or(b.tail, |strings| tail(&strings));
        Loose { head: begin, tail: end, need: all([a.need, b.need, seam]) }
    }

    fn or(self, other: Self) -> Self {
        match (self, other) {
            (Self::Exact(a), Self::Exact(b)) if a.len() + b.len() <= STRINGS => {
                Self::Exact(a.into_iter().chain(b).collect())
            }
            (a, b) => {
                let (a, b) = (a.loose(), b.loose());
                Self::Loose(Loose {
                    head: head(&a.head.into_iter().chain(b.head).collect()),
                    tail: tail(&a.tail.into_iter().chain(b.tail).collect()),
                    need: one([a.need, b.need]),
                })
            }
        }
    }
}

fn part(hir: &Hir) -> Part {
    match hir.kind() {
        HirKind::Empty | HirKind::Look(_) => Part::empty(),
        HirKind::Literal(literal) => Part::Exact(Strings::from([coded(&literal.0)])),
        HirKind::Class(class) => self::class(class),
        HirKind::Capture(capture) => part(&capture.sub),
        HirKind::Repetition(repetition) => self::repetition(repetition),
        HirKind::Concat(parts) => {
            parts.iter().map(part).reduce(Part::then).unwrap_or_else(Part::empty)
        }
        HirKind::Alternation(parts) => {
            parts.iter().map(part).reduce(Part::or).unwrap_or_else(Part::any)
        }
    }
}

fn class(class: &Class) -> Part {
    let mut strings = Strings::new();
    match class {
        Class::Unicode(class) => {
            let chars = class.iter().flat_map(|range| range.start()..=range.end());
            // Two of each letter are one code.
            for char in chars.take(2 * STRINGS + 1) {
                strings.insert(coded(char.encode_utf8(&mut [0; 4]).as_bytes()));
            }
        }
        Class::Bytes(class) => {
            let bytes = class.iter().flat_map(|range| range.start()..=range.end());
            strings.extend(bytes.map(|byte| vec![code(byte)]));
        }
    }
    let whole = match class {
        Class::Unicode(class) => {
            class.iter().map(|range| range.len()).sum::<usize>() <= 2 * STRINGS
        }
        Class::Bytes(_) => true,
    };
    if whole && strings.len() <= STRINGS { Part::Exact(strings) } else { Part::any() }
}

fn repetition(repetition: &Repetition) -> Part {
    /// More copies than this are not looked at.
    const COPIES: u32 = 4;
    let Repetition { min, max, ref sub, .. } = *repetition;
    if min == 0 {
        return match (max, part(sub)) {
            (Some(1), sub) => sub.or(Part::empty()),
            _ => Part::any(),
        };
    }
    let copies = (0..min.min(COPIES)).map(|_| part(sub));
    let whole = copies.reduce(Part::then).unwrap_or_else(Part::empty);
    if max == Some(min) && min <= COPIES { whole } else { Part::Loose(whole.loose()) }
}

fn coded(bytes: &[u8]) -> Vec<u8> {
    bytes.iter().map(|byte| code(*byte)).collect()
}

/// Each of `a` before each of `b`, unless there are too many.
fn cross(a: &Strings, b: &Strings) -> Option<Strings> {
    (a.len() * b.len() <= STRINGS)
        .then(|| a.iter().flat_map(|a| b.iter().map(|b| [&a[..], b].concat())).collect())
}

fn head(strings: &Strings) -> Strings {
    ends(strings, |string, len| string[..len.min(string.len())].to_vec())
}

fn tail(strings: &Strings) -> Strings {
    ends(strings, |string, len| string[string.len().saturating_sub(len)..].to_vec())
}

/// As much of each string as a seam can use, and less where there are too many.
fn ends(strings: &Strings, end: impl Fn(&[u8], usize) -> Vec<u8>) -> Strings {
    let cut = |len| strings.iter().map(|string| end(string, len)).collect::<Strings>();
    [2, 1].map(cut).into_iter().find(|cut| cut.len() <= STRINGS).unwrap_or_else(|| cut(0))
}

/// What a text needs to hold one of `strings`.
fn of(strings: &Strings) -> Need {
    one(strings.iter().map(|string| {
        // No run over a line's end is in the index.
        let runs = string.windows(3).filter(|run| !run.contains(&b'\n')).take(DEMANDS);
        all(runs.map(|run| Need::Has(Trigram::of([run[0], run[1], run[2]]))))
    }))
}

fn all(needs: impl IntoIterator<Item = Need>) -> Need {
    let mut flat = Vec::new();
    for need in needs {
        match need {
            Need::Any => {}
            Need::All(needs) => flat.extend(needs),
            need => flat.push(need),
        }
    }
    flat.sort_unstable();
    flat.dedup();
    match flat.len() {
        0 => Need::Any,
        1 => flat.remove(0),
        _ => Need::All(flat),
    }
}

fn one(needs: impl IntoIterator<Item = Need>) -> Need {
    let mut flat = Vec::new();
    for need in needs {
        match need {
            Need::Any => return Need::Any,
            Need::One(needs) => flat.extend(needs),
            need => flat.push(need),
        }
    }
    flat.sort_unstable();
    flat.dedup();
    if flat.len() == 1 { flat.remove(0) } else { Need::One(flat) }
}

fn lookups(need: &Need) -> usize {
    match need {
        Need::Any => 0,
        Need::Has(_) => 1,
        Need::All(needs) | Need::One(needs) => needs.iter().map(lookups).sum(),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::grep::Case;
    use super::super::matcher::parse;
    use super::*;

    fn needed(pattern: &str, regex: bool, insensitive: bool) -> Need {
        let case = if insensitive { Case::Insensitive } else { Case::Sensitive };
        need(&parse(pattern, regex, case).unwrap())
    }

    fn has(run: &str) -> Need {
        Need::Has(Trigram::of(coded(run.as_bytes()).try_into().unwrap()))
    }

    fn fulfils(line: &[u8], need: &Need) -> bool {
        match need {
            Need::Any => true,
            Need::Has(trigram) => {
                coded(line).windows(3).any(|w| Trigram::of([w[0], w[1], w[2]]) == *trigram)
            }
            Need::All(needs) => needs.iter().all(|need| fulfils(line, need)),
            Need::One(needs) => needs.iter().any(|need| fulfils(line, need)),
        }
    }

    #[test]
    fn patterns_need_what_they_say() {
        let sensitive = |pattern| needed(pattern, true, false);
        assert_eq!(sensitive("abcd"), all([has("abc"), has("bcd")]));
        assert_eq!(sensitive("ABC"), has("abc"));
        assert_eq!(sensitive(r"\babc\w*\("), has("abc"));
        assert_eq!(sensitive(r"\w+abc.*xyz$"), all([has("abc"), has("xyz")]));
        assert_eq!(sensitive("abc|xyz"), one([has("abc"), has("xyz")]));
        assert_eq!(
            sensitive("x(ab|cd)y"),
            one([all([has("xab"), has("aby")]), all([has("xcd"), has("cdy")])])
        );
        assert_eq!(sensitive("(abc)+d"), all([has("abc"), has("bcd")]));
        assert_eq!(sensitive("a{3,}"), has("aaa"));
        assert_eq!(sensitive("ab(cd)?"), Need::Any);
        assert_eq!(sensitive("[0-9]ab"), one((0..10).map(|n| has(&format!("{n}ab")))));
        for nothing in ["a*", "$", "ab", ".*", r"\w+", "abc|", "[^a]b", "(abc)*"] {
            assert_eq!(sensitive(nothing), Need::Any, "{nothing}");
        }
        assert_eq!(needed("a.b", false, false), has("a.b"));
        assert_eq!(needed("abc", true, true), has("abc"));
        let kelvin = Need::Has(Trigram::of(coded("\u{212a}".as_bytes()).try_into().unwrap()));
        let fulfilled = |line: &str| fulfils(line.as_bytes(), &needed("kit", true, true));
        assert!(fulfilled("KIT") && fulfilled("\u{212a}it") && !fulfilled("ki"));
        assert!(fulfils("\u{212a}".as_bytes(), &kelvin));
        let words: Vec<String> = (0..5000).map(|n| format!("word{n}")).collect();
        assert_eq!(sensitive(&words.join("|")), Need::Any, "too many to look up");
    }

    /// Expressions over few letters, so that lines match them.
    fn expression() -> impl Strategy<Value = String> {
        let leaf = prop_oneof![
            8 => "[abkKsS]{1,4}",
            1 => "[é_ſ\u{212a}ß]",
            1 => prop_oneof![Just(".".into()), Just(r"\w".into()), Just(r"\b".into()), Just("^".into()), Just("$".into()), Just(String::new())],
            1 => prop_oneof![Just("[ab]".into()), Just("[^a]".into()), Just("[a-s]".into()), Just(r"(?-u:\xc3)".into()), Just(r"(?i:sk)".into()), Just(r"(?-i:Sk)".into())],
        ];
        leaf.prop_recursive(4, 24, 4, |inner| {
            prop_oneof![
                4 => proptest::collection::vec(inner.clone(), 2..4).prop_map(|parts| parts.concat()),
                2 => proptest::collection::vec(inner.clone(), 2..4).prop_map(|parts| format!("(?:{})", parts.join("|"))),
                2 => (inner, prop_oneof![Just("*"), Just("+"), Just("?"), Just("{2}"), Just("{2,}"), Just("{1,3}"), Just("{5}")])
                    .prop_map(|(part, times)| format!("(?:{part}){times}")),
            ]
        })
    }

    proptest! {
        #![proptest_config(ProptestConfig { cases: 2000, failure_persistence: None, ..ProptestConfig::default() })]
        #[test]
        fn what_matches_fulfils_the_need(
            pattern in expression(),
            lines in proptest::collection::vec("([abkKsS]|[é_ſ\u{212a}ß]|ab|sk| ){0,24}", 12),
            insensitive: bool,
        ) {
            let regex = regex::bytes::RegexBuilder::new(&pattern).case_insensitive(insensitive).multi_line(true).build().unwrap();
            let need = needed(&pattern, true, insensitive);
            for line in lines.iter().filter(|line| regex.is_match(line.as_bytes())) {
                prop_assert!(fulfils(line.as_bytes(), &need), "{pattern:?} {line:?} {need:?}");
            }
            if let Some(hit) = lines.iter().find_map(|line| regex.find(line.as_bytes())) {
                let literal = String::from_utf8_lossy(hit.as_bytes());
                let need = needed(&literal, false, insensitive);
                prop_assert!(fulfils(literal.as_bytes(), &need));
            }
        }
    }
}
