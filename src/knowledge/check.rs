//! What can be a category, a key, a value?

use std::fmt;

use crate::base::{Error, Result};

/// Where a fact belongs that names no category.
pub const DEFAULT_CATEGORY: &str = "general";

/// Longest of each, in bytes. A fact is a sentence or a paragraph: what is longer is an artifact.
pub const LONGEST_CATEGORY: usize = 64;
pub const LONGEST_KEY: usize = 200;
pub const LONGEST_VALUE: usize = 8 << 10;
pub const LONGEST_REASONING: usize = 1 << 10;

/// Under what a fact is kept: a key in a category.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Name {
    pub category: String,
    pub key: String,
}

impl Name {
    /// # Errors
    /// `invalid_arguments` that says which of the two is wrong, and how.
    pub fn new(category: Option<&str>, key: &str) -> Result<Self> {
        let category = category.unwrap_or(DEFAULT_CATEGORY);
        check_category(category)?;
        plain("key", key, LONGEST_KEY)?;
        Ok(Self { category: category.to_owned(), key: key.to_owned() })
    }

    /// Reads `category/key`, as [`Name`] is written; without a slash the category is the default.
    ///
    /// # Errors
    /// As [`Name::new`].
    pub fn parse(text: &str) -> Result<Self> {
        match text.split_once('/') {
            Some((category, key)) => Self::new(Some(category), key),
            None => Self::new(None, text),
        }
    }

    pub fn parts(&self) -> (&str, &str) {
        (&self.category, &self.key)
    }
}

impl fmt::Display for Name {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.category, self.key)
    }
}

/// Why somebody writes something: told in its event, which has room for so much.
///
/// # Errors
/// `invalid_arguments` that says what is wrong.
pub fn check_reasoning(reasoning: &str) -> Result<()> {
    if reasoning.trim().is_empty() {
        return Err(Error::invalid("`reasoning` is empty"));
    }
    if reasoning.len() > LONGEST_REASONING {
        return Err(Error::invalid(format!(
            "`reasoning` is longer than {LONGEST_REASONING} bytes"
        ))
        .hint("what others should know for long belongs into `value`"));
    }
    Ok(())
}

/// # Errors
/// `invalid_arguments` that says what is wrong.
pub fn check_category(category: &str) -> Result<()> {
    plain("category", category, LONGEST_CATEGORY)?;
    // So that `category/key` reads in one way alone.
    match category.contains('/') {
        true => Err(Error::invalid("`category` has a slash").hint("put the slash into the key")),
        false => Ok(()),
    }
}

/// A word or a few on one line.
///
/// # Errors
/// `invalid_arguments` that names the argument.
pub fn plain(argument: &str, text: &str, longest: usize) -> Result<()> {
    if text.trim().is_empty() {
        return Err(Error::invalid(format!("`{argument}` is empty")));
    }
    if text.len() > longest {
        return Err(Error::invalid(format!("`{argument}` is longer than {longest} bytes")));
    }
    if text.trim() != text || text.chars().any(char::is_control) {
        return Err(Error::invalid(format!(
            "`{argument}` has a control character, or a space at its edge"
        )));
    }
    Ok(())
}

/// # Errors
/// `invalid_arguments` for one that is empty or too long.
pub fn value(value: &str) -> Result<()> {
    if value.trim().is_empty() {
        return Err(Error::invalid("`value` is empty").hint("`action: remove` retires a fact"));
    }
    if value.len() > LONGEST_VALUE {
        return Err(Error::invalid(format!(
            "`value` has {} bytes, and a fact has at most {LONGEST_VALUE}",
            value.len()
        ))
        .hint("keep the document with ctx_artifacts, and remember its name"));
    }
    Ok(())
}

/// # Errors
/// `invalid_arguments` outside of 0 to 1.
pub fn confidence(confidence: f64) -> Result<()> {
    match (0.0..=1.0).contains(&confidence) {
        true => Ok(()),
        false => Err(Error::invalid("`confidence` must be from 0 to 1")),
    }
}
