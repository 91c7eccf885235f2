//! Does a condition hold in the build that is taken for the usual one? Linux on x86_64 with every
//! feature on, without tests and without flags of the project's own (The Rust Reference,
//! "Conditional compilation"). What holds elsewhere alone is likely and no more.

use foldhash::HashMap;

/// Deeper ones are taken to hold.
const DEEPEST: usize = 32;

/// Each of a list with ` & ` between them; `macros` says what `name!` puts before what it wraps.
pub fn holds(condition: &str, macros: &HashMap<&str, String>) -> bool {
    condition.split(" & ").all(|one| match one.strip_suffix('!') {
        Some(name) => macros.get(plain(name)).is_none_or(|predicate| predicate_holds(predicate, 0)),
        None => predicate_holds(one, 0),
    })
}

/// The last name of a macro's path.
pub fn plain(name: &str) -> &str {
    name.rsplit("::").next().unwrap_or(name).trim()
}

/// The first `#[cfg(…)]` of a macro's text: what it puts before what it wraps.
pub fn of_macro(text: &str) -> Option<String> {
    let start = text.find("#[cfg(")? + "#[cfg(".len();
    let mut open = 1;
    let end = text[start..].char_indices().find(|(_, c)| {
        open += i32::from(*c == '(') - i32::from(*c == ')');
        open == 0
    })?;
    let inside = &text[start..start + end.0];
    // What its caller gives is not known here.
    let fixed = !inside.contains('$');
    fixed.then(|| inside.split_whitespace().collect::<Vec<_>>().join(" "))
}

fn predicate_holds(predicate: &str, depth: usize) -> bool {
    let text = predicate.trim();
    if depth == DEEPEST {
        return true;
    }
    if let Some((name, inside)) = text.strip_suffix(')').and_then(|text| text.split_once('(')) {
        let mut parts = split(inside).into_iter().map(|part| predicate_holds(part, depth + 1));
        return match name.trim() {
            "all" => parts.all(|holds| holds),
            "any" => parts.any(|holds| holds),
            "not" => !parts.next().unwrap_or(true),
            _ => false,
        };
    }
    match text.split_once('=') {
        Some((key, value)) => {
            let value = value.trim().trim_matches('"');
            match key.trim() {
                "feature" | "target_has_atomic" => true,
                "target_os" => value == "linux",
                "target_family" => value == "unix",
                "target_arch" => value == "x86_64",
                "target_pointer_width" => value == "64",
                "target_endian" => value == "little",
                "target_env" => value == "gnu",
                "panic" => value == "unwind",
                _ => false,
            }
        }
        None => {
            matches!(
                text,
                "unix" | "debug_assertions" | "overflow_checks" | "target_has_atomic" | "true"
            )
        }
    }
}

/// The parts of a list, at its commas outside of brackets and quotes.
fn split(list: &str) -> Vec<&str> {
    let (mut parts, mut start, mut open, mut quoted) = (Vec::new(), 0, 0, false);
    for (at, c) in list.char_indices() {
        match c {
            '"' => quoted = !quoted,
            '(' if !quoted => open += 1,
            ')' if !quoted => open -= 1,
            ',' if !quoted && open == 0 => {
                parts.push(&list[start..at]);
                start = at + 1;
            }
            _ => {}
        }
    }
    parts.push(&list[start..]);
    parts.retain(|part| !part.trim().is_empty());
    parts
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn conditions_hold_as_in_the_usual_build() {
        let macros = HashMap::from_iter([
            ("cfg_rt", of_macro("() => { $( #[cfg(feature = \"rt\")] $item )* }").unwrap()),
            ("cfg_loom", of_macro("#[cfg(all(loom, any(test,\n unix)))] $i").unwrap()),
        ]);
        assert_eq!(of_macro("(#![$m:meta] $i:item) => { #[cfg($m)] $i }"), None);
        for (condition, expected) in [
            ("unix", true),
            ("windows", false),
            ("test", false),
            ("not(test)", true),
            ("feature = \"a,b)\"", true),
            ("not(all(feature = \"a\", not(miri)))", false),
            ("all(unix, any(loom, target_os = \"linux\"),)", true),
            ("any()", false),
            ("all()", true),
            ("unix & windows", false),
            ("cfg_rt! & unix", true),
            ("crate::cfg_loom!", false),
            ("unknown!", true),
            ("feature! & windows", false),
            ("all(", false),
        ] {
            assert_eq!(holds(condition, &macros), expected, "{condition}");
        }
    }
}
