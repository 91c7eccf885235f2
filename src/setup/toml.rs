//! How is one entry of a TOML file changed, with its layout kept?

use serde_json::{Map, Value};
use toml_edit::{Array, DocumentMut, InlineTable, Item, Table, TableLike, Value as Toml};

use super::edit::Broken;

/// The value at `under.name`.
///
/// # Errors
/// When the text is not TOML, or `under` is no table.
pub fn get(text: &str, under: &str, name: &str) -> Result<Option<Value>, Broken> {
    let document = parse(text)?;
    let Some(servers) = document.get(under) else { return Ok(None) };
    let servers = servers.as_table_like().ok_or_else(|| no_table(text, under))?;
    Ok(servers.get(name).map(json))
}

/// The text with `entry` at `under.name`, or with nothing there.
///
/// # Errors
/// As [`get`].
pub fn put(text: &str, under: &str, name: &str, entry: Option<&Value>) -> Result<String, Broken> {
    let mut document = parse(text)?;
    if document.get(under).is_none() {
        if entry.is_none() {
            return Ok(text.to_owned());
        }
        let mut servers = Table::new();
        // `[mcp_servers]` alone would say nothing.
        servers.set_implicit(true);
        document.insert(under, Item::Table(servers));
    }
    let inline = document.get(under).is_some_and(Item::is_inline_table);
    let servers = document
        .get_mut(under)
        .and_then(Item::as_table_like_mut)
        .ok_or_else(|| no_table(text, under))?;
    match entry.and_then(Value::as_object) {
        None => {
            servers.remove(name);
        }
        Some(entry) => match servers.get_mut(name).and_then(Item::as_table_like_mut) {
            Some(old) => sync(old, entry),
            None if inline => {
                servers.insert(name, Item::Value(Toml::InlineTable(inline_table(entry))));
            }
            None => {
                servers.insert(name, Item::Table(table(entry)));
            }
        },
    }
    let new = document.to_string();
    // The library writes line feeds; a file of the other kind stays one.
    let windows = text.contains("\r\n");
    Ok(if windows { new.replace("\r\n", "\n").replace('\n', "\r\n") } else { new })
}

fn parse(text: &str) -> Result<DocumentMut, Broken> {
    text.parse::<DocumentMut>().map_err(|e| {
        let at = e.span().map_or(0, |span| span.start).min(text.len());
        let line = text.as_bytes()[..at].iter().filter(|b| **b == b'\n').count() + 1;
        let why = e.message().lines().next().unwrap_or("cannot be read").to_owned();
        Broken::new(line, format!("not TOML: {why}"))
    })
}

fn no_table(text: &str, under: &str) -> Broken {
    let at = text.lines().position(|line| line.trim_start().starts_with(under)).unwrap_or(0);
    Broken::new(at + 1, format!("`{under}` is no table"))
}

fn sync(table: &mut dyn TableLike, wanted: &Map<String, Value>) {
    let gone: Vec<String> = table
        .iter()
        .map(|(key, _)| key.to_owned())
        .filter(|key| !wanted.contains_key(key))
        .collect();
    for key in gone {
        table.remove(&key);
    }
    for (key, value) in wanted {
        if table.get(key).map(json).as_ref() == Some(value) {
            continue;
        }
        match (table.get_mut(key), value.as_object()) {
            (Some(item), Some(value)) if item.is_table_like() => {
                if let Some(inner) = item.as_table_like_mut() {
                    sync(inner, value);
                }
            }
            (Some(item), _) => {
                // A comment behind the value, and the space before it, are the value's.
                let decor = item.as_value().map(|old| old.decor().clone());
                let mut new = toml(value);
                if let Some(decor) = decor {
                    *new.decor_mut() = decor;
                }
                *item = Item::Value(new);
            }
            (None, _) => {
                table.insert(key, Item::Value(toml(value)));
            }
        }
    }
}

fn table(entry: &Map<String, Value>) -> Table {
    let mut table = Table::new();
    for (key, value) in entry {
        table.insert(key, Item::Value(toml(value)));
    }
    table
}

fn inline_table(entry: &Map<String, Value>) -> InlineTable {
    entry.iter().map(|(key, value)| (key.as_str(), toml(value))).collect()
}

/// TOML has no null, and no entry of ours holds one.
fn toml(value: &Value) -> Toml {
    match value {
        Value::Null => Toml::from(""),
        Value::Bool(b) => Toml::from(*b),
        Value::Number(n) => {
            n.as_i64().map_or_else(|| Toml::from(n.as_f64().unwrap_or_default()), Toml::from)
        }
        Value::String(s) => Toml::from(s.as_str()),
        Value::Array(items) => Toml::Array(items.iter().map(toml).collect::<Array>()),
        Value::Object(map) => Toml::InlineTable(inline_table(map)),
    }
}

fn json(item: &Item) -> Value {
    if let Some(table) = item.as_table_like() {
        return Value::Object(table.iter().map(|(k, v)| (k.to_owned(), json(v))).collect());
    }
    item.as_value().map_or(Value::Null, plain)
}

fn plain(value: &Toml) -> Value {
    match value {
        Toml::String(s) => Value::from(s.value().as_str()),
        Toml::Integer(i) => Value::from(*i.value()),
        Toml::Float(f) => Value::from(*f.value()),
        Toml::Boolean(b) => Value::from(*b.value()),
        Toml::Datetime(d) => Value::from(d.value().to_string()),
        Toml::Array(items) => Value::Array(items.iter().map(plain).collect()),
        Toml::InlineTable(table) => {
            Value::Object(table.iter().map(|(k, v)| (k.to_owned(), plain(v))).collect())
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn put_in(text: &str) -> String {
        put(text, "mcp_servers", "us", Some(&json!({"command": "x", "args": ["a"]}))).unwrap()
    }

    #[test]
    fn layout_and_comments_stay() {
        let text =
            "# mine\nmodel   = \"m\"  # why\n\n[mcp_servers.b]\ncommand = \"y\"\n\n[tui]\na = 1\n";
        let new = put_in(text);
        assert!(new.contains("[mcp_servers.us]\ncommand = \"x\"\nargs = [\"a\"]\n"), "{new}");
        for part in [
            "# mine\nmodel   = \"m\"  # why\n",
            "[mcp_servers.b]\ncommand = \"y\"\n",
            "[tui]\na = 1\n",
        ] {
            assert!(new.contains(part), "{new}");
        }
        assert_eq!(put(&new, "mcp_servers", "us", None).unwrap(), text);
        assert_eq!(put_in(&new), new);
    }

    #[test]
    fn other_shapes_of_the_same_file() {
        let whole = "[mcp_servers.us]\ncommand = \"x\"\nargs = [\"a\"]\n";
        assert_eq!(put_in(""), whole);
        assert_eq!(put_in("\n").trim(), whole.trim());
        let inline = put_in("mcp_servers = { b = { command = \"y\" } }\n");
        assert_eq!(get(&inline, "mcp_servers", "us").unwrap().unwrap()["command"], "x");
        assert_eq!(get(&inline, "mcp_servers", "b").unwrap().unwrap()["command"], "y");
        let dotted = put_in("mcp_servers.b.command = \"y\"\n");
        assert_eq!(get(&dotted, "mcp_servers", "us").unwrap().unwrap()["command"], "x");
        let windows = put_in("a = 1\r\n[b]\r\nc = 2\r\n");
        assert!(!windows.replace("\r\n", "").contains('\n'), "{windows:?}");
    }

    #[test]
    fn an_entry_is_changed_where_it_differs() {
        let text =
            "[mcp_servers.us]\n# keep\ncommand = \"old\" # mine\nenabled = false\nurl = \"u\"\n";
        let wanted = json!({"command": "new", "enabled": false});
        let new = put(text, "mcp_servers", "us", Some(&wanted)).unwrap();
        assert!(new.starts_with("[mcp_servers.us]\n# keep\ncommand = \"new\" # mine\n"), "{new}");
        assert_eq!(get(&new, "mcp_servers", "us").unwrap(), Some(wanted));
    }

    #[test]
    fn what_is_broken_is_told_with_its_line() {
        let line = |text: &str| get(text, "mcp_servers", "us").unwrap_err().line;
        assert_eq!(line("a = 1\nb = \n"), 2);
        assert_eq!(line("a = 1\nmcp_servers = 3\n"), 2);
    }
}
