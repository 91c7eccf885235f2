//! How much of an answer fits? Token counting, budgets and cursors.
