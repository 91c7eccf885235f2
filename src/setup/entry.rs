//! What does one client's entry say, for this binary or for a team's server?

use std::path::{Path, PathBuf};

use serde_json::{Map, Value};
use url::Url;

use super::client::Client;
use crate::auth::Secret;
use crate::base::{Error, Result};

/// What an entry leads to, by way of this binary where a client speaks stdio alone.
pub struct Server {
    pub program: PathBuf,
    pub kind: Kind,
}

pub enum Kind {
    /// The repository that pinned clients ask.
    Local(Option<PathBuf>),
    /// Its address, and the token for clients that read no environment.
    Team(Url, Secret),
}

/// Two values: what the entry must say, and what an entry of the other kind may have said.
pub struct Entry {
    pub wanted: Value,
    pub other: Value,
}

impl Server {
    /// The address of a team's MCP endpoint, from the address of its server.
    pub fn endpoint(server: &Url) -> String {
        let shown = server.as_str().trim_end_matches('/');
        if shown.ends_with("/mcp") { shown.to_owned() } else { format!("{shown}/mcp") }
    }

    /// The entry for `client`. A workspace that its entry names already stays, if it is there.
    ///
    /// # Errors
    /// When a path is no text: no configuration could hold it.
    pub fn entry(&self, client: &Client, existing: Option<&Value>) -> Result<Entry> {
        let mut words = Words { program: Some(text(&self.program)?), ..Words::default() };
        let (template, other) = match &self.kind {
            Kind::Local(workspace) => {
                let kept = existing.and_then(named_workspace).filter(|path| path.is_dir());
                let workspace = kept.as_ref().or(workspace.as_ref());
                words.workspace = workspace.map(|path| text(path)).transpose()?;
                (client.local, client.team)
            }
            Kind::Team(url, token) => {
                words.url = Some(Self::endpoint(url));
                words.token = Some(token);
                (client.team, client.local)
            }
        };
        let wanted = words.fill(template);
        Ok(Entry { wanted, other: Words::default().fill(other) })
    }
}

fn text(path: &Path) -> Result<String> {
    path.to_str().map(str::to_owned).ok_or_else(|| {
        Error::failed(format!("`{}` is not UTF-8: no configuration can name it", path.display()))
    })
}

/// What follows `--workspace` in an entry's arguments.
fn named_workspace(entry: &Value) -> Option<PathBuf> {
    let arguments = entry.get("args")?.as_array()?;
    let at = arguments.iter().position(|a| a == "--workspace")?;
    arguments.get(at + 1)?.as_str().map(PathBuf::from)
}

#[derive(Default)]
struct Words<'a> {
    program: Option<String>,
    url: Option<String>,
    token: Option<&'a Secret>,
    workspace: Option<String>,
}

impl Words<'_> {
    fn fill(&self, template: &str) -> Value {
        let value = serde_json::from_str(template).expect("the table's entries are JSON");
        self.filled(value)
    }

    fn filled(&self, value: Value) -> Value {
        match value {
            Value::String(text) => Value::String(self.word(&text)),
            Value::Array(items) => {
                Value::Array(items.into_iter().flat_map(|item| self.item(item)).collect())
            }
            Value::Object(map) => {
                Value::Object(map.into_iter().map(|(k, v)| (k, self.filled(v))).collect())
            }
            other => other,
        }
    }

    fn item(&self, item: Value) -> Vec<Value> {
        if item == "{workspace}" {
            let named = self.workspace.iter().flat_map(|w| ["--workspace".to_owned(), w.clone()]);
            return named.map(Value::String).collect();
        }
        vec![self.filled(item)]
    }

    fn word(&self, text: &str) -> String {
        let mut text = text.to_owned();
        for (word, value) in [("{program}", &self.program), ("{url}", &self.url)] {
            if let Some(value) = value {
                text = text.replace(word, value);
            }
        }
        match self.token {
            Some(token) => text.replace("{token}", token.expose()),
            None => text,
        }
    }
}

/// `existing` as it must be: what is wanted is set, what only the other kind says is taken out, and
/// all else (`disabled`, `autoApprove`, a timeout) is the user's and stays.
pub fn blend(existing: &Value, entry: &Entry) -> Value {
    let (Some(old), Some(wanted)) = (existing.as_object(), entry.wanted.as_object()) else {
        return entry.wanted.clone();
    };
    let none = Map::new();
    let other = entry.other.as_object().unwrap_or(&none);
    let mut new = Map::new();
    for (key, value) in old {
        let kept = match (wanted.get(key), other.get(key)) {
            (None, None) => Some(value.clone()),
            (None, Some(other)) => without(value, other),
            (Some(wanted), other) => Some(blend(
                value,
                &Entry { wanted: wanted.clone(), other: other.cloned().unwrap_or(Value::Null) },
            )),
        };
        if let Some(kept) = kept {
            new.insert(key.clone(), kept);
        }
    }
    for (key, value) in wanted {
        new.entry(key).or_insert_with(|| value.clone());
    }
    Value::Object(new)
}

/// What is left of `value` without the keys of `other`; none when that is nothing.
fn without(value: &Value, other: &Value) -> Option<Value> {
    let (old, other) = (value.as_object()?, other.as_object()?);
    let left: Map<String, Value> = old
        .iter()
        .filter(|(key, _)| !other.contains_key(*key))
        .map(|(k, v)| (k.clone(), v.clone()))
        .collect();
    (!left.is_empty()).then_some(Value::Object(left))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::super::client::CLIENTS;
    use super::*;

    fn client(id: &str) -> &'static Client {
        CLIENTS.iter().find(|c| c.id == id).unwrap()
    }

    fn local(workspace: Option<&str>) -> Server {
        let kind = Kind::Local(workspace.map(Into::into));
        Server { program: "/bin/lean-ctx".into(), kind }
    }

    fn team() -> Server {
        let url = Url::parse("https://ctx.example/").unwrap();
        let kind = Kind::Team(url, Secret::new("lctx_s"));
        Server { program: "/bin/lean-ctx".into(), kind }
    }

    #[test]
    fn a_pinned_client_is_told_the_repository_and_keeps_the_one_it_has() {
        let entry = |existing: Option<&Value>| {
            local(Some("/src/api")).entry(client("windsurf"), existing).unwrap().wanted
        };
        assert_eq!(entry(None)["args"], json!(["serve", "--workspace", "/src/api"]));
        let there = json!({"args": ["serve", "--workspace", "/"]});
        assert_eq!(entry(Some(&there))["args"], json!(["serve", "--workspace", "/"]));
        let gone = json!({"args": ["serve", "--workspace", "/no/such/folder"]});
        assert_eq!(entry(Some(&gone))["args"], json!(["serve", "--workspace", "/src/api"]));
        let nowhere = local(None).entry(client("windsurf"), None).unwrap().wanted;
        assert_eq!(nowhere["args"], json!(["serve"]));
    }

    #[test]
    fn what_is_the_users_stays_and_what_was_of_the_other_kind_goes() {
        let jetbrains = client("jetbrains");
        let was = json!({"disabled": true, "command": "old", "env": {"X": "1"}});
        let entry = team().entry(jetbrains, Some(&was)).unwrap();
        let new = blend(&was, &entry);
        assert_eq!(new["disabled"], true);
        assert_eq!(new["env"], json!({"X": "1", "LEAN_CTX_TEAM_TOKEN": "lctx_s"}));
        assert_eq!(new["args"][2], "https://ctx.example/mcp");
        let back = blend(&new, &local(None).entry(jetbrains, Some(&new)).unwrap());
        assert_eq!(back["env"], json!({"X": "1"}));
        assert_eq!(back["args"], json!(["serve"]));

        let cursor = client("cursor");
        let was = team().entry(cursor, None).unwrap().wanted;
        assert_eq!(was["headers"]["Authorization"], "Bearer ${env:LEAN_CTX_TEAM_TOKEN}");
        let back = blend(&was, &local(None).entry(cursor, Some(&was)).unwrap());
        assert_eq!(back, json!({"type": "stdio", "command": "/bin/lean-ctx", "args": ["serve"]}));
    }

    #[test]
    fn an_endpoint_is_given_once() {
        for typed in ["https://a.b", "https://a.b/", "https://a.b/mcp", "https://a.b/mcp/"] {
            assert_eq!(Server::endpoint(&Url::parse(typed).unwrap()), "https://a.b/mcp");
        }
    }
}
