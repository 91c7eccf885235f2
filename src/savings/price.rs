//! What does a token cost? A dated list of prices, each with its source; what is not in it is unknown.

use std::fs;
use std::path::Path;

use serde::{Deserialize, Serialize};

use crate::base::error::Context as _;
use crate::base::{Error, Kind, Result};

/// The list that is built in; `--prices FILE` replaces it by one of the same form.
const BUILT_IN: &str = include_str!("prices.json");

/// The model where nobody said which one reads the answers.
pub const UNKNOWN: &str = "unknown";

/// Micro-USD for a million tokens of one model.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Price {
    /// As the vendor's API names it. Where the price depends on the prompt's length, it is the lower. A dated name (`model-20260101`) has the same price.
    pub model: String,
    pub input: u64,
    pub cached_input: Option<u64>,
    pub output: u64,
    /// Where it was read: a key of the list's `sources`.
    pub source: String,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Source {
    pub id: String,
    pub url: String,
    /// The day on which it was read.
    pub read: String,
}

/// A list of prices.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct List {
    /// Entries name it, with its version.
    pub id: String,
    /// A date; a list that changed has a new one.
    pub version: String,
    /// `micro-usd-per-million-tokens`, and nothing else.
    pub unit: String,
    pub sources: Vec<Source>,
    pub models: Vec<Price>,
}

const UNIT: &str = "micro-usd-per-million-tokens";

impl List {
    pub fn built_in() -> Self {
        Self::parse(BUILT_IN).expect("the built-in list is one")
    }

    /// The list in a file.
    ///
    /// # Errors
    /// Any I/O error; `config` when it is no list.
    pub fn load(path: &Path) -> Result<Self> {
        let text = fs::read_to_string(path)
            .context(|| format!("cannot read the price list `{}`", path.display()))?;
        Self::parse(&text).map_err(|why| {
            Error::new(
                Kind::Config,
                format!("`{}` is not a price list: {why}", path.display()),
            )
            .hint("src/savings/prices.json of the sources is one; prices are whole micro-USD for a million tokens")
        })
    }

    fn parse(text: &str) -> std::result::Result<Self, String> {
        let list: Self = serde_json::from_str(text).map_err(|e| e.to_string())?;
        if list.unit != UNIT {
            return Err(format!("its `unit` must be `{UNIT}`"));
        }
        if list.id.is_empty() || list.version.is_empty() {
            return Err("it has no `id` or no `version`".into());
        }
        for (i, price) in list.models.iter().enumerate() {
            if list.models[..i].iter().any(|p| p.model == price.model) {
                return Err(format!("`{}` stands in it twice", price.model));
            }
            if !list.sources.iter().any(|s| s.id == price.source) {
                return Err(format!("`{}` has no source among `sources`", price.model));
            }
        }
        Ok(list)
    }

    /// What is known of `model`: nothing for one that is not listed. Never that of another.
    pub fn price(&self, model: &str) -> Option<&Price> {
        let dated = |listed: &str| {
            model.strip_prefix(listed).and_then(|rest| rest.strip_prefix('-')).is_some_and(is_date)
        };
        let exact = self.models.iter().find(|p| p.model == model);
        exact.or_else(|| self.models.iter().find(|p| dated(&p.model)))
    }
}

/// `20260101` or `2026-01-01`.
fn is_date(text: &str) -> bool {
    let digits = text.bytes().filter(u8::is_ascii_digit).count();
    let shaped = text.len() == 8 || text.len() == 10 && text.matches('-').count() == 2;
    digits == 8 && shaped && text.starts_with("20")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_built_in_list_is_one_and_knows_what_it_knows() {
        let list = List::built_in();
        assert!(list.models.len() > 10);
        let price = list.price("claude-opus-4-5-20251101").unwrap();
        assert_eq!((price.model.as_str(), price.input), ("claude-opus-4-5", 5_000_000));
        for unknown in
            ["", UNKNOWN, "claude-opus", "claude-opus-4-5-turbo", "gpt-5.4-2026", "-20260101"]
        {
            assert_eq!(list.price(unknown), None, "{unknown}");
        }
        for price in &list.models {
            assert!(price.cached_input.is_none_or(|c| c <= price.input), "{}", price.model);
            assert!(price.input > 0 && price.output >= price.input, "{}", price.model);
        }
    }

    #[test]
    fn a_list_that_is_none_is_refused_by_name() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("prices.json");
        for (from, to) in [
            ("\"input\": 5000000", "\"input\": 5.5"),
            ("\"unit\"", "\"units\""),
            ("micro-usd-per", "usd-per"),
            ("\"source\": \"morph\"", "\"source\": \"nobody\""),
        ] {
            let text = BUILT_IN.replacen(from, to, 1);
            assert_ne!(text, BUILT_IN, "{from}");
            fs::write(&path, text).unwrap();
            let error = List::load(&path).unwrap_err();
            assert_eq!(error.kind(), Kind::Config, "{from}");
        }
        fs::write(&path, BUILT_IN).unwrap();
        assert_eq!(List::load(&path).unwrap(), List::built_in());
        assert!(List::load(&dir.path().join("none")).is_err());
    }
}
