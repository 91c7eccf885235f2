//! What does a tool take and give, in JSON Schema? Generated from its types.

use schemars::JsonSchema;
use schemars::generate::SchemaSettings;
use serde_json::{Value, json};

use crate::view::budget::{LEAST_TOKENS, MOST_TOKENS};

/// Schema of a tool's arguments, with those that every tool takes.
pub fn input<T: JsonSchema>() -> Value {
    let mut schema = generate::<T>(SchemaSettings::draft2020_12().for_deserialize());
    let common = json!({
        "workspaceId": {
            "type": "string",
            "description": "Workspace to ask; default: the server's default workspace. The searches take `*` for all.",
        },
        "channelId": {
            "type": "string",
            "description": "Conversation within the workspace; default: `default`.",
        },
        "maxTokens": {
            "type": "integer",
            "minimum": LEAST_TOKENS,
            "maximum": MOST_TOKENS,
            "default": super::default_max_tokens(),
            "description": "Largest size of the answer in tokens (o200k_base).",
        },
    });
    if let (Some(Value::Object(properties)), Value::Object(common)) =
        (schema.get_mut("properties"), common)
    {
        properties.extend(common);
    }
    schema
}

/// Adds the argument of tools that can be asked about another ref.
pub fn add_ref(schema: &mut Value) {
    let reference = json!({
        "type": "string",
        "description": "Branch, tag or commit to ask instead of the one that is served, if the workspace lets it be asked for.",
    });
    if let Some(Value::Object(properties)) = schema.get_mut("properties") {
        properties.insert("ref".into(), reference);
    }
}

/// Schema of a tool's structured result, or of the envelope in its place when the call fails: a
/// client that validates must find both valid, or its model never reads what went wrong.
pub fn output<T: JsonSchema>() -> Value {
    let mut schema = generate::<T>(SchemaSettings::draft2020_12().for_serialize());
    if let Some(required) = schema.as_object_mut().and_then(|root| root.remove("required")) {
        schema["anyOf"] = json!([{"required": required}, {"required": ["error", "error_code"]}]);
    }
    schema
}

fn generate<T: JsonSchema>(settings: SchemaSettings) -> Value {
    let settings = settings.with(|s| {
        s.inline_subschemas = true;
        // 2020-12 is the dialect where none is named (MCP 2025-11-25 and later), and validators
        // of older clients stumble over the word.
        s.meta_schema = None;
    });
    let mut schema = settings.into_generator().into_root_schema_for::<T>().to_value();
    trim(&mut schema, true);
    if let Value::Object(root) = &mut schema {
        root.entry("type").or_insert_with(|| "object".into());
        root.entry("properties").or_insert_with(|| json!({}));
    }
    schema
}

/// Takes out what costs every client tokens and tells none anything: Rust's integer formats, the
/// type's own name, and nulls as a second way to leave an argument out.
fn trim(schema: &mut Value, root: bool) {
    match schema {
        Value::Object(fields) => {
            for noise in ["format", "$schema"] {
                if fields.get(noise).is_some_and(Value::is_string) {
                    fields.shift_remove(noise);
                }
            }
            if root {
                fields.shift_remove("title");
                fields.shift_remove("description");
            }
            if fields.get("default").is_some_and(Value::is_null) {
                fields.shift_remove("default");
            }
            fields.values_mut().for_each(|v| trim(v, false));
        }
        Value::Array(items) => items.iter_mut().for_each(|v| trim(v, false)),
        _ => {}
    }
}
