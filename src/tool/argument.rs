//! What did the caller write beside the tool's name? Arguments, read leniently in spelling and strictly in meaning.

use serde::de::DeserializeOwned;
use serde_json::{Map, Value};

use crate::base::{Error, Result};
use crate::view::budget::{DEFAULT_TOKENS, LEAST_TOKENS, MOST_TOKENS};

/// A call's arguments, keys in camelCase whatever their spelling was.
#[derive(Debug, Clone)]
pub struct Arguments(Map<String, Value>);

/// What every tool takes.
#[derive(Debug)]
pub struct Common {
    pub workspace: Option<String>,
    pub channel: Option<String>,
    pub max_tokens: usize,
}

/// Said by clients of the system before us about the caller or the conversation. Who calls is
/// known from the token alone, so these are read and forgotten.
const IGNORED: [&str; 3] = ["agentId", "sessionId", "_meta"];

impl Arguments {
    /// # Errors
    /// `invalid_arguments` for anything but an object, and for a key given in two spellings.
    pub fn new(raw: Value) -> Result<Self> {
        let fields = match raw {
            Value::Object(fields) => fields,
            Value::Null => Map::new(),
            _ => return Err(Error::invalid("`arguments` must be an object")),
        };
        let mut named = Map::new();
        for (key, value) in fields {
            // A null argument is one that was not given: generated clients send them.
            if value.is_null() {
                continue;
            }
            let name = canonical(&key);
            if IGNORED.contains(&name.as_str()) {
                continue;
            }
            if named.insert(name.clone(), value).is_some() {
                return Err(Error::invalid(format!("`{name}` is given twice")));
            }
        }
        Ok(Self(named))
    }

    pub const fn fields(&self) -> &Map<String, Value> {
        &self.0
    }

    /// # Errors
    /// `invalid_arguments` when it is there and no string.
    pub fn take_text(&mut self, name: &str) -> Result<Option<String>> {
        match self.0.shift_remove(name) {
            None => Ok(None),
            Some(Value::String(text)) => Ok(Some(text)),
            Some(_) => Err(Error::invalid(format!("`{name}` must be a string"))),
        }
    }

    /// Takes out the ref that is asked for, of a tool that can be asked about another one.
    ///
    /// # Errors
    /// `invalid_arguments` for what is no text.
    pub fn take_ref(&mut self) -> Result<Option<String>> {
        self.take_text("ref")
    }

    /// Takes out what is the same for all tools.
    ///
    /// # Errors
    /// `invalid_arguments` for a wrong type or a `maxTokens` out of its bounds.
    pub fn take_common(&mut self) -> Result<Common> {
        let workspace = self.take_text("workspaceId")?;
        let max_tokens = match self.0.shift_remove("maxTokens") {
            None => DEFAULT_TOKENS,
            Some(value) => value
                .as_u64()
                .and_then(|n| usize::try_from(n).ok())
                .filter(|n| (LEAST_TOKENS..=MOST_TOKENS).contains(n))
                .ok_or_else(|| {
                    Error::invalid(format!(
                        "`maxTokens` must be a whole number from {LEAST_TOKENS} to {MOST_TOKENS}"
                    ))
                })?,
        };
        let channel = self.take_text("channelId")?;
        Ok(Common { workspace, channel, max_tokens })
    }

    /// Of a tool with an `action`: that there is one, and that it takes what is given with it. An
    /// argument of another action would be passed over silently.
    ///
    /// # Errors
    /// `invalid_arguments` that names the action or the argument.
    pub fn fit_action(&self, actions: &[(&str, &[&str])]) -> Result<()> {
        let names = || actions.iter().map(|(name, _)| format!("`{name}`")).collect::<Vec<_>>();
        let Some(Value::String(action)) = self.0.get("action") else {
            return Err(Error::invalid("`action` is missing or no string")
                .hint(format!("one of {}", names().join(", "))));
        };
        let Some((_, takes)) = actions.iter().find(|(name, _)| name == action) else {
            let action = crate::gate::clip(action);
            return Err(Error::invalid(format!("there is no action `{action}`"))
                .hint(format!("one of {}", names().join(", "))));
        };
        match self.0.keys().find(|key| *key != "action" && !takes.contains(&key.as_str())) {
            Some(key) => {
                let key = crate::gate::clip(key);
                Err(Error::invalid(format!("`{action}` takes no `{key}`"))
                    .hint(format!("it takes {}", takes.join(", "))))
            }
            None => Ok(()),
        }
    }

    /// Reads the rest as a tool's own type, which denies unknown keys: a misspelt filter must not
    /// silently widen an answer.
    ///
    /// # Errors
    /// `invalid_arguments` that names the key.
    pub fn read<T: DeserializeOwned>(self) -> Result<T> {
        serde_json::from_value(Value::Object(self.0)).map_err(|e| {
            Error::invalid(format!("arguments do not fit: {}", plain(&e.to_string())))
                .hint("the tool's input schema says what it takes")
        })
    }

    /// What the question is, for a cursor to belong to: everything but the place and the size of
    /// the page.
    pub fn question(&self, tool: &str) -> String {
        let mut fields: Vec<_> =
            self.0.iter().filter(|(k, _)| *k != "cursor" && *k != "limit").collect();
        fields.sort_by_key(|(k, _)| k.as_str());
        format!("{tool} {}", serde_json::to_string(&fields).unwrap_or_default())
    }
}

/// serde's words for types, in the reader's: nobody who sends JSON has a `usize`.
fn plain(message: &str) -> String {
    let mut text = message.to_owned();
    for (theirs, ours) in [
        ("expected usize", "expected a whole number"),
        ("expected u32", "expected a whole number"),
        ("expected u64", "expected a whole number"),
        ("expected a sequence", "expected an array"),
        ("invalid type: sequence", "invalid type: array"),
        ("invalid type: map", "invalid type: object"),
    ] {
        text = text.replace(theirs, ours);
    }
    text
}

/// `snake_case` → `camelCase`, and the names that other clients use for ours.
fn canonical(key: &str) -> String {
    if key.starts_with('_') {
        return key.to_owned();
    }
    let mut name = String::with_capacity(key.len());
    let mut upper = false;
    for c in key.chars() {
        if c == '_' {
            upper = true;
        } else if upper {
            name.extend(c.to_uppercase());
            upper = false;
        } else {
            name.push(c);
        }
    }
    match name.as_str() {
        "topK" => "limit".into(),
        "targetDirectory" => "path".into(),
        _ => name,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn spellings_meet() {
        let arguments = Arguments::new(json!({
            "top_k": 3, "case_sensitive": true, "target_directory": ".", "agentId": "x", "cursor": null
        }))
        .unwrap();
        assert_eq!(
            Value::Object(arguments.0),
            json!({"limit": 3, "caseSensitive": true, "path": "."})
        );
        assert!(Arguments::new(json!({"top_k": 1, "limit": 2})).is_err());
        assert!(Arguments::new(json!([1])).is_err());
    }

    #[test]
    fn bounds_of_max_tokens() {
        for bad in [json!(0), json!(-1), json!(199), json!(1e9), json!("800"), json!(800.5)] {
            let mut arguments = Arguments::new(json!({"maxTokens": bad})).unwrap();
            assert!(arguments.take_common().is_err(), "{bad}");
        }
        let mut arguments = Arguments::new(json!({"max_tokens": 200})).unwrap();
        assert_eq!(arguments.take_common().unwrap().max_tokens, 200);
    }
}
