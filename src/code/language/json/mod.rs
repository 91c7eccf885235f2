//! Which keys does a JSON file hold?

use std::sync::OnceLock;

use crate::code::dialect::{Dialect, always, nothing};
use crate::workspace::language::Language;

/// With comments too. Files of a value a line and those of other quotes are text alone.
pub static JSON: Dialect = Dialect {
    language: Language::Json,
    extensions: &["json", "jsonc"],
    grammar: || tree_sitter_json::LANGUAGE.into(),
    query: include_str!("query.scm"),
    leaves: &[],
    types: &[],
    chains: &[],
    calls: &[],
    explicit: false,
    import: nothing,
    route: nothing,
    public: always,
    compiled: OnceLock::new(),
};

#[cfg(test)]
mod tests {
    use crate::code::tests::{outline, read};

    #[test]
    fn keys_are_read_to_the_third_level_and_lists_are_not_entered() {
        let facts = read(
            "package.json",
            "{\n  // why\n  \"name\": \"a\",\n  \"scripts\": {\n    \"build\": \"b\",\n    \"x\": { \"y\": { \"z\": 1 } }\n  },\n  \"files\": [ { \"a\": 1 } ],\n  \"say \\\"hi\\\"\": {}\n}\n",
        );
        assert_eq!(
            outline(&facts),
            [
                "key name 3-3",
                "key scripts 4-7",
                "key scripts.build 5-5",
                "key scripts.x 6-6",
                "key scripts.x.y 6-6",
                "key files 8-8",
                "key say \\\"hi\\\" 9-9",
            ]
        );
        assert!(facts.references.is_empty());
    }

    #[test]
    fn of_a_huge_file_the_outermost_keys_are_kept() {
        let inner: String = (0..3000).map(|n| format!("\"p{n}\": {{ \"v\": 1 }},\n")).collect();
        let text = format!("{{\n\"name\": \"a\",\n\"packages\": {{\n{inner}\"q\": 1 }}\n}}\n");
        let facts = read("package-lock.json", &text);
        assert_eq!(outline(&facts), ["key name 2-2", "key packages 3-3004"]);
    }

    #[test]
    fn what_is_never_closed_is_not_read() {
        for text in ["[".repeat(900_000), "{\"a\":".repeat(150_000)] {
            let facts = read("a.json", &text);
            assert_eq!(facts.health, crate::code::facts::Health::Failed);
        }
        let wide: String = (0..3000).map(|n| format!("\"k{n}\": {{ \"v\": 1 }},\n")).collect();
        assert_eq!(read("a.json", &format!("{{{wide}\"z\": 1}}")).symbols.len(), 1000);
    }
}
