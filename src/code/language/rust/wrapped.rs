//! Which items stand in a macro's braces? `cfg_rt! { mod a; pub use a::B; }` passes its items on as
//! they are, and whole module trees are declared so; the grammar sees tokens alone.

use tree_sitter::{Node, Tree};

/// The macro calls with braces that stand where items do: each with its tokens.
pub fn wrapped(tree: &Tree) -> Vec<(Node<'_>, Node<'_>)> {
    let mut found = Vec::new();
    let mut left = vec![tree.root_node()];
    while let Some(list) = left.pop() {
        let mut cursor = list.walk();
        for child in list.named_children(&mut cursor) {
            let child = match child.kind() {
                "expression_statement" => child.named_child(0).unwrap_or(child),
                _ => child,
            };
            match child.kind() {
                "mod_item" | "impl_item" | "trait_item" | "foreign_mod_item" => {
                    left.extend(child.child_by_field_name("body"));
                }
                "macro_invocation" => {
                    let last = u32::try_from(child.named_child_count()).unwrap_or(u32::MAX);
                    let tokens = child.named_child(last.saturating_sub(1));
                    let braced = tokens.filter(|tokens| {
                        tokens.kind() == "token_tree"
                            && tokens.child(0).is_some_and(|open| open.kind() == "{")
                    });
                    found.extend(braced.map(|tokens| (child, tokens)));
                }
                _ => {}
            }
        }
    }
    found
}

/// Is this the tree of items, and of nothing else?
pub fn items(tree: &Tree) -> bool {
    let root = tree.root_node();
    let mut cursor = root.walk();
    let mut some = false;
    !root.has_error()
        && root.named_children(&mut cursor).all(|child| {
            some |= child.kind().ends_with("_item");
            match child.kind() {
                "expression_statement" => {
                    let inner = child.named_child(0);
                    let called = inner.is_some_and(|inner| inner.kind() == "macro_invocation");
                    some |= called;
                    called
                }
                "let_declaration" | "empty_statement" => false,
                "use_declaration" | "macro_invocation" | "macro_definition" => {
                    some = true;
                    true
                }
                _ => true,
            }
        })
        && some
}
