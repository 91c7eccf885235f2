//! Which tables and keys does a TOML file hold?

use std::sync::OnceLock;

use crate::code::dialect::{Dialect, always, nothing};
use crate::workspace::language::Language;

/// But for lock files: lists of versions, which declare nothing.
pub static TOML: Dialect = Dialect {
    language: Language::Toml,
    extensions: &["toml"],
    grammar: || tree_sitter_toml_ng::LANGUAGE.into(),
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
    use crate::code::dialect_of;
    use crate::code::tests::{outline, read};
    use crate::workspace::language::Language;

    #[test]
    fn keys_stand_in_their_tables() {
        let facts = read(
            "Cargo.toml",
            "top = 1\n[package]\nname = \"a\"\nlist = [\n  1,\n]\n\n[[bin]]\nname = 'b'\n\n[target.'cfg(unix)'.dependencies]\na.version = \"1\"\n\"b c\" = { version = \"2\" }\n",
        );
        assert_eq!(
            outline(&facts),
            [
                "key top 1-1",
                "key package 2-7",
                "key package.name 3-3",
                "key package.list 4-6",
                "key bin 8-10",
                "key bin.name 9-9",
                "key target.'cfg(unix)'.dependencies 11-13",
                "key dependencies.a.version 12-12",
                "key dependencies.b c 13-13",
            ]
        );
    }

    #[test]
    fn lock_files_are_text_alone() {
        assert!(dialect_of("Cargo.lock", Language::Toml).is_none());
    }
}
