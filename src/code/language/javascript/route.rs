//! Which HTTP routes does a JavaScript or TypeScript file declare?

use tree_sitter::Node;

use crate::code::dialect::{Cut, Out};

pub fn route(_: &Cut<'_>, _: Node<'_>, _: &mut Out<'_>) {}
