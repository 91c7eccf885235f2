//! How much of an answer fits? Token counting, budgets and cursors.

pub mod budget;
pub mod cursor;
pub mod token;
