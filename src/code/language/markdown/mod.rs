//! Which headings does a Markdown file hold, and what stands below each?

use std::sync::OnceLock;

use tree_sitter::Node;

use crate::code::dialect::{Dialect, always, around, nothing};
use crate::workspace::language::Language;

pub static MARKDOWN: Dialect = Dialect {
    language: Language::Markdown,
    extensions: &[],
    grammar: || tree_sitter_md::LANGUAGE.into(),
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

/// 1 to 6, by the marker before the heading or below it; `None` for one in a quotation or a list.
pub fn level(heading: Node<'_>) -> Option<u8> {
    if !around(heading).all(|node| matches!(node.kind(), "section" | "document")) {
        return None;
    }
    let mut cursor = heading.walk();
    let level = |child: Node<'_>| {
        let kind = child.kind();
        let rest = kind.strip_prefix("atx_h").or_else(|| kind.strip_prefix("setext_h"))?;
        rest.bytes().next().filter(u8::is_ascii_digit).map(|digit| digit - b'0')
    };
    heading.children(&mut cursor).find_map(level)
}

#[cfg(test)]
mod tests {
    use crate::code::tests::{outline, read};

    #[test]
    fn a_heading_reaches_to_the_next_of_its_level() {
        let facts = read(
            "README.md",
            "---\na: 1\n---\nIntro\n\n# One `x`\n\ntext\n\n### Deep ###\n\n```sh\n# no heading\n```\n## Two\ntext\n\nThree\n-----\ntext\n\nFour\nand more\n========\n> # quoted\nend\n",
        );
        assert_eq!(
            outline(&facts),
            [
                "heading One `x` 6-21",
                "heading One `x`.Deep 10-14",
                "heading One `x`.Two 15-17",
                "heading One `x`.Three 18-21",
                "heading Four and more 22-26",
            ]
        );
    }
}
