//! Which workspaces and tokens does a team's configuration name? Read as it stands: a faulty one has names, too.

use std::fs::File;
use std::io::Read as _;

use serde_json::Value;

use super::Typed;
use crate::cli::config_arg::USUAL;

/// A configuration is never so large.
const MOST: u64 = 4 << 20;

/// Ids, each with where it is.
pub fn workspaces(typed: &Typed) -> Vec<(String, String)> {
    listed(typed, "workspaces", &["label", "root", "url"])
}

/// Ids, each with its role.
pub fn tokens(typed: &Typed) -> Vec<(String, String)> {
    listed(typed, "tokens", &["role"])
}

fn listed(typed: &Typed, list: &str, about: &[&str]) -> Vec<(String, String)> {
    let config = config(typed).unwrap_or_default();
    let entries = config[list].as_array().into_iter().flatten();
    entries
        .filter_map(|entry| {
            let about = about.iter().find_map(|key| entry[*key].as_str()).unwrap_or_default();
            Some((entry["id"].as_str()?.to_owned(), about.to_owned()))
        })
        .collect()
}

/// The configuration that the command would take, if it is a file.
fn config(typed: &Typed) -> Option<Value> {
    let open = |path: &str| {
        let file = File::open(path).ok().filter(|f| f.metadata().is_ok_and(|m| m.is_file()))?;
        let mut bytes = Vec::new();
        file.take(MOST).read_to_end(&mut bytes).ok()?;
        serde_json::from_slice(&bytes).ok()
    };
    match typed.option("--config") {
        Some(path) => open(path),
        None => USUAL.into_iter().find_map(open),
    }
}
