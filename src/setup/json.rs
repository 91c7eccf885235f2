//! How is one entry of a JSON file changed, with its comments, commas and indentation kept?

use jsonc_parser::ParseOptions;
use jsonc_parser::cst::{CstInputValue, CstObject, CstRootNode};
use serde_json::{Map, Value, json};

use super::edit::Broken;

/// What editors read as settings: comments and trailing commas, and nothing else beyond JSON.
const LENIENT: ParseOptions = ParseOptions {
    allow_comments: true,
    allow_trailing_commas: true,
    allow_loose_object_property_names: false,
    allow_missing_commas: false,
    allow_single_quoted_strings: false,
    allow_hexadecimal_numbers: false,
    allow_unary_plus_numbers: false,
    allow_bare_decimal_point_numbers: false,
    allow_non_finite_numbers: false,
    allow_extended_string_escapes: false,
};

const MARK: char = '\u{feff}';

/// The value at `under.name`.
///
/// # Errors
/// When the text is no JSON object, or `under` is none.
pub fn get(text: &str, under: &str, name: &str) -> Result<Option<Value>, Broken> {
    if is_blank(text) {
        return Ok(None);
    }
    let servers = servers(&root(text)?, text, under)?;
    Ok(servers.and_then(|s| s.get(name)).and_then(|p| p.to_serde_value()))
}

/// The text with `entry` at `under.name`, or with nothing there.
///
/// # Errors
/// As [`get`].
pub fn put(text: &str, under: &str, name: &str, entry: Option<&Value>) -> Result<String, Broken> {
    if is_blank(text) {
        let whole = entry.map_or_else(|| json!({}), |e| json!({under: {name: e}}));
        return Ok(format!("{whole:#}\n"));
    }
    let root = root(text)?;
    let servers = match servers(&root, text, under)? {
        Some(servers) => servers,
        None if entry.is_none() => return Ok(text.to_owned()),
        None => {
            let top = root.object_value().ok_or_else(|| Broken::new(1, "is no JSON object"))?;
            top.append(under, CstInputValue::Object(Vec::new()));
            top.object_value(under).ok_or_else(|| Broken::new(1, "cannot be edited"))?
        }
    };
    match (servers.get(name), entry) {
        (Some(old), None) => old.remove(),
        (None, None) => {}
        (None, Some(entry)) => {
            servers.append(name, input(entry));
        }
        (Some(old), Some(entry)) => match (old.object_value(), entry.as_object()) {
            (Some(object), Some(entry)) => sync(&object, entry),
            _ => old.set_value(input(entry)),
        },
    }
    let mark = if text.starts_with(MARK) { "\u{feff}" } else { "" };
    Ok(format!("{mark}{root}"))
}

fn is_blank(text: &str) -> bool {
    text.trim_start_matches(MARK).trim().is_empty()
}

fn root(text: &str) -> Result<CstRootNode, Broken> {
    CstRootNode::parse(text.trim_start_matches(MARK), &LENIENT)
        .map_err(|e| Broken::new(e.line_display(), format!("not JSON: {}", said(e.kind()))))
}

fn said(kind: &impl ToString) -> String {
    let text = kind.to_string();
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| first.to_lowercase().chain(letters).collect())
}

fn servers(root: &CstRootNode, text: &str, under: &str) -> Result<Option<CstObject>, Broken> {
    let Some(top) = root.object_value() else {
        return Err(Broken::new(1, "holds no JSON object"));
    };
    let Some(property) = top.get(under) else { return Ok(None) };
    property.object_value().map(Some).ok_or_else(|| {
        // The first place where the key stands; a text that holds it twice is told the earlier one.
        let at = text.find(&format!("\"{under}\"")).unwrap_or(0);
        let line = text[..at].matches('\n').count() + 1;
        Broken::new(line, format!("`{under}` is no object"))
    })
}

/// Makes `object` say `wanted`, touching only what differs.
fn sync(object: &CstObject, wanted: &Map<String, Value>) {
    for property in object.properties() {
        if property.decoded_name().is_some_and(|name| !wanted.contains_key(&name)) {
            property.remove();
        }
    }
    for (key, value) in wanted {
        match object.get(key) {
            None => {
                object.append(key, input(value));
            }
            Some(property) if property.to_serde_value().as_ref() == Some(value) => {}
            Some(property) => match (property.object_value(), value.as_object()) {
                (Some(inner), Some(value)) => sync(&inner, value),
                _ => property.set_value(input(value)),
            },
        }
    }
}

fn input(value: &Value) -> CstInputValue {
    match value {
        Value::Null => CstInputValue::Null,
        Value::Bool(b) => CstInputValue::Bool(*b),
        Value::Number(n) => CstInputValue::Number(n.to_string()),
        Value::String(s) => CstInputValue::String(s.clone()),
        Value::Array(items) => CstInputValue::Array(items.iter().map(input).collect()),
        Value::Object(map) => {
            CstInputValue::Object(map.iter().map(|(k, v)| (k.clone(), input(v))).collect())
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn put_in(text: &str) -> String {
        put(text, "servers", "us", Some(&json!({"command": "x", "args": ["a"]}))).unwrap()
    }

    #[test]
    fn comments_commas_and_indentation_stay() {
        let text = "// mine\n{\n\t// theirs\n\t\"servers\": {\n\t\t\"b\": {\"command\": \"y\"}, // why\n\t},\n\t\"z\": 1,\n}\n";
        let new = put_in(text);
        assert!(new.starts_with("// mine\n{\n\t// theirs\n\t\"servers\": {\n\t\t\"b\": {\"command\": \"y\"}, // why\n\t\t\"us\": {\n\t\t\t\"command\": \"x\""), "{new}");
        assert!(new.ends_with("\n\t},\n\t\"z\": 1,\n}\n"), "{new}");
        assert_eq!(put(&new, "servers", "us", None).unwrap(), text);
        assert_eq!(put_in(&new), new);
    }

    #[test]
    fn other_shapes_of_the_same_file() {
        assert_eq!(get(&put_in(""), "servers", "us").unwrap().unwrap()["command"], "x");
        assert!(put_in("").ends_with("}\n"));
        assert!(put_in("{\r\n  \"a\": 1\r\n}\r\n").contains("\r\n  \"servers\": {\r\n"));
        assert!(put_in("\u{feff}{}").starts_with("\u{feff}{"));
        assert_eq!(put("{}", "servers", "us", None).unwrap(), "{}");
    }

    #[test]
    fn an_entry_is_changed_where_it_differs() {
        let text = "{\"servers\": {\"us\": {\n  // keep\n  \"command\": \"old\", \"disabled\": true,\n  \"url\": \"u\"\n}}}";
        let wanted = json!({"disabled": true, "command": "new"});
        let new = put(text, "servers", "us", Some(&wanted)).unwrap();
        assert!(new.contains("// keep\n  \"command\": \"new\", \"disabled\": true"), "{new}");
        assert_eq!(get(&new, "servers", "us").unwrap(), Some(wanted));
    }

    #[test]
    fn what_is_broken_is_told_with_its_line() {
        let line = |text: &str| get(text, "servers", "us").unwrap_err().line;
        assert_eq!(line("{\n  \"servers\": {\n    \"a\" 1\n  }\n}"), 3);
        assert_eq!(line("{\n  \"servers\": []\n}"), 2);
        assert_eq!(line("[]"), 1);
        assert!(get("{\"servers\": {}} x", "servers", "us").is_err());
        assert!(get("{'servers': {}}", "servers", "us").is_err());
    }
}
