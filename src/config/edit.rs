//! How does a command change team.json so that nothing else in it moves, nothing is lost between
//! two commands at once, and what is stored always loads?

use std::path::Path;

use jsonc_parser::cst::{CstArray, CstInputValue, CstNode, CstObject, CstRootNode};
use serde_json::Value;

use super::check::check_text;
use super::document::STRICT;
use super::{Config, Fault, Loaded, Source, Surroundings, fault};
use crate::base::error::Context as _;
use crate::base::files::{Lock, Mode, write_atomic};
use crate::base::{Error, Kind, Result};

/// The tree of a team.json under change: layout, key order and unknown `_keys` stay.
pub struct Draft {
    root: CstRootNode,
    source: Source,
    before: Result<Config, Vec<Fault>>,
}

/// Changes the file under its lock: read, change, check that the result loads, replace. Prompts
/// belong before it, since others wait.
///
/// # Errors
/// `Config` when the source cannot be rewritten, is not JSON, or would not load afterwards; what
/// `change` returns; any I/O error. In each case the file is as it was.
pub fn edit<T>(source: &Source, change: impl FnOnce(&Draft) -> Result<T>) -> Result<T> {
    replace(source, change, |_, after| Err(after)).map(|(value, ())| value)
}

/// Changes the file as [`edit`] does, by something that only takes away. Whoever shuts somebody out
/// must not wait for an unmounted disk: faults that the file had before stay, and are given back.
///
/// # Errors
/// As [`edit`]; `Config` when the result would have a fault that the file did not have before.
pub fn take_away(source: &Source, change: impl FnOnce(&Draft) -> Result<()>) -> Result<Vec<Fault>> {
    let allow = |before: &[Fault], after: Vec<Fault>| {
        let new: Vec<Fault> = fault::added(before, &after).into_iter().cloned().collect();
        if new.is_empty() { Ok(after) } else { Err(new) }
    };
    replace(source, change, allow).map(|((), left)| left)
}

/// `allow` is asked about a result that has faults: those before, those after.
fn replace<T, A: Default>(
    source: &Source,
    change: impl FnOnce(&Draft) -> Result<T>,
    allow: impl FnOnce(&[Fault], Vec<Fault>) -> Result<A, Vec<Fault>>,
) -> Result<(T, A)> {
    let Some(path) = source.path() else {
        return Err(Error::new(Kind::Config, format!("{source} cannot be rewritten")).hint(
            "change it where it comes from; `token create --print-entry` prints the entry to add",
        ));
    };
    // A link stays one: what it points to is replaced.
    let path = std::fs::canonicalize(path)
        .map_err(|e| Error::new(Kind::Config, format!("cannot read {source}")).source(e))?;
    let source = &Source::Path(path.clone());
    let mut lock = path.clone().into_os_string();
    lock.push(".lock");
    let _held = Lock::wait(Path::new(&lock))?;

    let text = source.read()?;
    let around = Surroundings::of(source)?;
    let draft = Draft::parse(source, &text, &around)?;
    let value = change(&draft)?;
    let text = draft.root.to_string();
    let before = draft.before.as_ref().err().map_or(&[][..], Vec::as_slice);
    let allowed = match check_text(&text, &around) {
        Ok(_) => A::default(),
        Err(after) => allow(before, after).map_err(|faults| unstorable(source, &faults))?,
    };
    write_atomic(&path, text.as_bytes(), Mode::Keep)?;
    Ok((value, allowed))
}

fn unstorable(source: &Source, faults: &[Fault]) -> Error {
    let cause = fault::error(source, faults);
    let message = format!("nothing was changed: the result would not load\n{}", cause.message());
    Error::new(Kind::Config, message).hint("mend these first; `lean-ctx team check` lists them")
}

impl Draft {
    fn parse(source: &Source, text: &str, around: &Surroundings) -> Result<Self> {
        let before = check_text(text, around).map(|Loaded { config, .. }| config);
        let root = CstRootNode::parse(text, &STRICT).ok().filter(|r| r.object_value().is_some());
        match (root, before) {
            (Some(root), before) => Ok(Self { root, source: source.clone(), before }),
            (None, Err(faults)) => Err(fault::error(source, &faults)),
            (None, Ok(_)) => Err(Error::internal("the tree of a sound file cannot be built")),
        }
    }

    /// What the file says before the change. Commands that may be what mends a fault (revoke,
    /// remove) do without it.
    ///
    /// # Errors
    /// `Config` with all faults.
    pub fn config(&self) -> Result<&Config> {
        self.before.as_ref().map_err(|faults| fault::error(&self.source, faults))
    }

    /// Adds an entry at the end of the top-level array `list`.
    pub fn append(&self, list: &str, entry: &Value) {
        if let Some(root) = self.root.object_value() {
            root.array_value_or_set(list).append(input(entry));
        }
    }

    /// Sets a top-level key to a text.
    pub fn set_text(&self, key: &str, text: &str) {
        let Some(root) = self.root.object_value() else { return };
        match root.get(key) {
            Some(property) => property.set_value(text.into()),
            None => drop(root.append(key, text.into())),
        }
    }

    /// Sets the entry `key` of the top-level object `object`.
    pub fn set_entry(&self, object: &str, key: &str, value: &Value) {
        let Some(root) = self.root.object_value() else { return };
        let object = root.object_value_or_set(object);
        match object.get(key) {
            Some(property) => property.set_value(input(value)),
            None => drop(object.append(key, input(value))),
        }
    }

    /// Sets or (with `None`) takes away a key of the entry `id` in `list`.
    ///
    /// # Errors
    /// When there is no such entry.
    pub fn set(
        &self,
        list: &str,
        id: &str,
        key: &'static str,
        value: Option<&Value>,
    ) -> Result<()> {
        let object = self
            .entry(list, id)
            .ok_or_else(|| Error::internal(format!("`{list}` has no entry `{id}`")))?;
        match (object.get(key), value) {
            (Some(property), Some(value)) => property.set_value(input(value)),
            (Some(property), None) => property.remove(),
            (None, Some(value)) => drop(object.append(key, input(value))),
            (None, None) => {}
        }
        Ok(())
    }

    /// Takes the entry `id` out of `list`, in a faulty file every one of that id; false when there
    /// is none.
    pub fn remove(&self, list: &str, id: &str) -> bool {
        let found = self.objects(list).into_iter().filter(|o| id_of(o).as_deref() == Some(id));
        let found: Vec<CstObject> = found.collect();
        let there = !found.is_empty();
        found.into_iter().for_each(CstObject::remove);
        there
    }

    /// The ids in `list`, in the order of the file.
    pub fn ids(&self, list: &str) -> Vec<String> {
        self.objects(list).iter().filter_map(id_of).collect()
    }

    /// The text of a top-level key.
    pub fn text(&self, key: &str) -> Option<String> {
        string(self.root.object_value()?.get(key)?.value()?)
    }

    /// Takes `workspace` out of every token's `workspaces`.
    ///
    /// # Errors
    /// When a token would be left without any: that would be a wider or a dead token, and which
    /// one is meant the operator must say.
    pub fn withdraw(&self, workspace: &str) -> Result<()> {
        for token in self.objects("tokens") {
            let Some(grant) = token.array_value("workspaces") else { continue };
            let elements = grant.elements();
            let Some(at) = elements.iter().position(|n| is_string(n, workspace)) else { continue };
            if elements.len() == 1 {
                let id = id_of(&token).unwrap_or_default();
                return Err(Error::new(
                    Kind::Config,
                    format!("the token `{id}` may see nothing but `{workspace}`"),
                )
                .hint(format!("revoke it first: `lean-ctx team token revoke {id}`")));
            }
            elements[at].clone().remove();
        }
        Ok(())
    }

    fn entry(&self, list: &str, id: &str) -> Option<CstObject> {
        self.objects(list).into_iter().find(|o| id_of(o).as_deref() == Some(id))
    }

    fn objects(&self, list: &str) -> Vec<CstObject> {
        let array: Option<CstArray> = self.root.object_value().and_then(|o| o.array_value(list));
        array
            .map(|a| a.elements().iter().filter_map(CstNode::as_object).collect())
            .unwrap_or_default()
    }
}

/// A team.json's text with these top-level keys set to these texts, whether or not it would load
/// here; `None` for what is not JSON.
pub fn with_texts(text: &str, set: &[(&str, &str)]) -> Option<String> {
    let root = CstRootNode::parse(text, &STRICT).ok()?;
    let object = root.object_value()?;
    for (key, value) in set {
        match object.get(key) {
            Some(property) => property.set_value((*value).into()),
            None => drop(object.append(key, (*value).into())),
        }
    }
    Some(root.to_string())
}

fn id_of(object: &CstObject) -> Option<String> {
    string(object.get("id")?.value()?)
}

fn string(node: CstNode) -> Option<String> {
    node.as_string_lit()?.decoded_value().ok()
}

fn is_string(node: &CstNode, text: &str) -> bool {
    string(node.clone()).as_deref() == Some(text)
}

fn input(value: &Value) -> CstInputValue {
    match value {
        Value::Null => CstInputValue::Null,
        Value::Bool(b) => CstInputValue::Bool(*b),
        Value::Number(n) => CstInputValue::Number(n.to_string()),
        Value::String(s) => CstInputValue::String(s.clone()),
        Value::Array(list) => CstInputValue::Array(list.iter().map(input).collect()),
        Value::Object(map) => {
            CstInputValue::Object(map.iter().map(|(k, v)| (k.clone(), input(v))).collect())
        }
    }
}

/// Writes a new team.json, 0600, unless there is one already.
///
/// # Errors
/// When it exists, would not load, or cannot be written.
pub fn create(path: &Path, value: &Value) -> Result<()> {
    let source = Source::Path(path.into());
    let mut text =
        serde_json::to_string_pretty(value).context(|| "cannot spell the file".into())?;
    text.push('\n');
    check_text(&text, &Surroundings::of(&source)?)
        .map_err(|faults| unstorable(&source, &faults))?;
    if crate::base::files::create_private(path, text.as_bytes())? {
        return Ok(());
    }
    Err(Error::failed(format!("{source} exists already"))
        .hint("it is never overwritten; name another directory with `--dir`"))
}

#[cfg(test)]
mod tests;
