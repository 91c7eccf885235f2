//! Which keys does a YAML file hold?

use std::sync::OnceLock;

use crate::code::dialect::{Dialect, always, nothing};
use crate::workspace::language::Language;

pub static YAML: Dialect = Dialect {
    language: Language::Yaml,
    extensions: &[],
    grammar: || tree_sitter_yaml::LANGUAGE.into(),
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
            "ci.yml",
            "# why\nname: ci\n'on': [push]\njobs:\n  build: &b\n    steps:\n      - run: x\n        with: { a: 1 }\n    env:\n      A: 1\n  test:\n    <<: *b\n    text: |\n      a: b\n---\nname: next\n",
        );
        assert_eq!(
            outline(&facts),
            [
                "key name 2-2",
                "key on 3-3",
                "key jobs 4-14",
                "key jobs.build 5-10",
                "key jobs.build.steps 6-8",
                "key jobs.build.env 9-10",
                "key jobs.test 11-14",
                "key jobs.test.text 13-14",
                "key name 16-16",
            ]
        );
    }
}
