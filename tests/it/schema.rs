//! Is a value what its JSON Schema says? The part of draft 2020-12 that our schemas use; any other word fails.

use serde_json::Value;

/// Says where `value` is not what `schema` wants; `root` is what `$ref` looks in.
pub fn faults(root: &Value, schema: &Value, value: &Value) -> Vec<String> {
    let mut found = Vec::new();
    check(root, schema, value, "$", &mut found);
    found
}

fn check(root: &Value, schema: &Value, value: &Value, at: &str, found: &mut Vec<String>) {
    let words = match schema {
        Value::Bool(true) => return,
        Value::Object(words) => words,
        _ => return found.push(format!("{at}: no schema: {schema}")),
    };
    for (word, says) in words {
        match word.as_str() {
            "description" | "pattern" | "title" | "default" | "format" | "writeOnly"
            | "examples" => {}
            "$ref" => {
                let path = says.as_str().and_then(|r| r.strip_prefix('#')).expect("a local $ref");
                let target = root.pointer(path).unwrap_or_else(|| panic!("nothing at {path}"));
                check(root, target, value, at, found);
            }
            "type" => {
                let any = says.as_array().map_or(std::slice::from_ref(says), Vec::as_slice);
                if !any.iter().any(|t| is(value, t.as_str().expect("a type"))) {
                    found.push(format!("{at}: {value} is not of type {says}"));
                }
            }
            "const" if value != says => found.push(format!("{at}: {value} is not {says}")),
            "enum" if !says.as_array().expect("a list").contains(value) => {
                found.push(format!("{at}: {value} is none of {says}"));
            }
            "const" | "enum" => {}
            "required" => {
                for name in says.as_array().expect("a list") {
                    let name = name.as_str().expect("a name");
                    if value.is_object() && value.get(name).is_none() {
                        found.push(format!("{at}: `{name}` is missing in {value}"));
                    }
                }
            }
            "properties" => {
                for (name, schema) in says.as_object().expect("an object") {
                    if let Some(value) = value.get(name) {
                        check(root, schema, value, &format!("{at}.{name}"), found);
                    }
                }
            }
            "additionalProperties" => {
                let known = words.get("properties").and_then(Value::as_object);
                for (name, value) in value.as_object().into_iter().flatten() {
                    if known.is_some_and(|known| known.contains_key(name)) {
                        continue;
                    }
                    match says {
                        Value::Bool(false) => found.push(format!("{at}: `{name}` is unknown")),
                        schema => check(root, schema, value, &format!("{at}.{name}"), found),
                    }
                }
            }
            "items" => {
                for (i, value) in value.as_array().into_iter().flatten().enumerate() {
                    check(root, says, value, &format!("{at}[{i}]"), found);
                }
            }
            "minItems" | "maxItems" => {
                let n = value.as_array().map_or(0, Vec::len) as u64;
                let bound = says.as_u64().expect("a number");
                if value.is_array() && (if word == "minItems" { n < bound } else { n > bound }) {
                    found.push(format!("{at}: {n} items against {word} {bound}"));
                }
            }
            "minLength" | "maxLength" => {
                let n = value.as_str().map(|text| text.chars().count() as u64);
                let bound = says.as_u64().expect("a number");
                let out = |n| if word == "minLength" { n < bound } else { n > bound };
                if n.is_some_and(out) {
                    found.push(format!("{at}: {value} against {word} {bound}"));
                }
            }
            "minimum" if value.as_f64().is_some_and(|v| v < says.as_f64().expect("a number")) => {
                found.push(format!("{at}: {value} is below {says}"));
            }
            "maximum" if value.as_f64().is_some_and(|v| v > says.as_f64().expect("a number")) => {
                found.push(format!("{at}: {value} is above {says}"));
            }
            "minimum" | "maximum" => {}
            "anyOf" | "oneOf" => {
                let fits = |s: &&Value| faults(root, s, value).is_empty();
                let each = says.as_array().expect("a list");
                let n = each.iter().filter(fits).count();
                if n == 0 || (word == "oneOf" && n > 1) {
                    let why: Vec<_> = each.iter().map(|s| faults(root, s, value)).collect();
                    found.push(format!("{at}: {n} of {word} fit {value}: {why:?}"));
                }
            }
            "allOf" => {
                for schema in says.as_array().expect("a list") {
                    check(root, schema, value, at, found);
                }
            }
            _ => found.push(format!("{at}: the test does not know the word `{word}`")),
        }
    }
}

fn is(value: &Value, kind: &str) -> bool {
    match kind {
        "null" => value.is_null(),
        "boolean" => value.is_boolean(),
        "integer" => value.is_u64() || value.is_i64(),
        "number" => value.is_number(),
        "string" => value.is_string(),
        "array" => value.is_array(),
        "object" => value.is_object(),
        _ => false,
    }
}
