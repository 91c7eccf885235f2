//! What is asked of a database's catalog, and how does an object of it read?
//!
//! Each question gives one column, an object of JSON a row. Nothing of a table's content is named in any of them.

use std::fmt::Write as _;

use postgres_protocol::escape::escape_literal;
use serde_json::Value;

use super::super::item::Item;
use super::super::text::{body, field, line};

const RELATIONS: &str = "\
SELECT jsonb_build_object('schema', n.nspname, 'name', c.relname, 'kind', c.relkind::text,
  'comment', obj_description(c.oid, 'pg_class'),
  'columns', (SELECT jsonb_agg(jsonb_build_object('name', a.attname, 'type', format_type(a.atttypid, a.atttypmod),
      'required', a.attnotnull, 'default', pg_get_expr(d.adbin, d.adrelid), 'identity', a.attidentity::text,
      'comment', col_description(c.oid, a.attnum)) ORDER BY a.attnum)
    FROM pg_attribute a LEFT JOIN pg_attrdef d ON d.adrelid = a.attrelid AND d.adnum = a.attnum
    WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped),
  'constraints', (SELECT jsonb_agg(k.conname || ' ' || pg_get_constraintdef(k.oid) ORDER BY k.contype::text = 'p' DESC, k.conname)
    FROM pg_constraint k WHERE k.conrelid = c.oid AND k.contype IN ('p', 'u', 'f', 'c', 'x')),
  'indexes', (SELECT jsonb_agg(pg_get_indexdef(i.indexrelid) ORDER BY i.indexrelid) FROM pg_index i WHERE i.indrelid = c.oid),
  'used', (SELECT jsonb_agg(DISTINCT k.conrelid::regclass::text) FROM pg_constraint k
    WHERE k.confrelid = c.oid AND k.contype = 'f'),
  'definition', CASE WHEN c.relkind IN ('v', 'm') THEN pg_get_viewdef(c.oid, true) END)::text
FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE c.relkind IN ('r', 'p', 'v', 'm', 'f') AND NOT c.relispartition
  AND NOT EXISTS (SELECT 1 FROM pg_depend e WHERE e.classid = 'pg_class'::regclass AND e.objid = c.oid AND e.deptype = 'e')";

const TYPES: &str = "\
SELECT jsonb_build_object('schema', n.nspname, 'name', t.typname, 'kind', t.typtype::text,
  'comment', obj_description(t.oid, 'pg_type'),
  'labels', (SELECT jsonb_agg(l.enumlabel ORDER BY l.enumsortorder) FROM pg_enum l WHERE l.enumtypid = t.oid),
  'base', CASE WHEN t.typtype = 'd' THEN format_type(t.typbasetype, t.typtypmod) END,
  'checks', (SELECT jsonb_agg(pg_get_constraintdef(k.oid) ORDER BY k.conname) FROM pg_constraint k WHERE k.contypid = t.oid),
  'columns', (SELECT jsonb_agg(jsonb_build_object('name', a.attname, 'type', format_type(a.atttypid, a.atttypmod))
      ORDER BY a.attnum) FROM pg_attribute a
    WHERE a.attrelid = t.typrelid AND t.typrelid <> 0 AND a.attnum > 0 AND NOT a.attisdropped))::text
FROM pg_type t JOIN pg_namespace n ON n.oid = t.typnamespace
WHERE (t.typtype IN ('e', 'd') OR (t.typtype = 'c' AND EXISTS
    (SELECT 1 FROM pg_class c WHERE c.oid = t.typrelid AND c.relkind = 'c')))
  AND NOT EXISTS (SELECT 1 FROM pg_depend e WHERE e.classid = 'pg_type'::regclass AND e.objid = t.oid AND e.deptype = 'e')";

const FUNCTIONS: &str = "\
SELECT jsonb_build_object('schema', n.nspname, 'name', p.proname, 'kind', 'function',
  'comment', obj_description(p.oid, 'pg_proc'), 'arguments', pg_get_function_identity_arguments(p.oid),
  'signature', pg_get_function_arguments(p.oid), 'result', pg_get_function_result(p.oid), 'language', l.lanname)::text
FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace JOIN pg_language l ON l.oid = p.prolang
WHERE NOT EXISTS (SELECT 1 FROM pg_depend e WHERE e.classid = 'pg_proc'::regclass AND e.objid = p.oid AND e.deptype = 'e')";

/// The questions, of these schemas (parted by commas) or of all but the system's, as far as the user may use them.
pub fn questions(schemas: Option<&str>, most: usize) -> [String; 3] {
    let which = match schemas {
        Some(names) => {
            let names: Vec<String> =
                names.split(',').map(|name| escape_literal(name.trim())).collect();
            format!("n.nspname IN ({})", names.join(", "))
        }
        None => "n.nspname NOT LIKE 'pg\\_%' AND n.nspname <> 'information_schema'".to_owned(),
    };
    [RELATIONS, TYPES, FUNCTIONS].map(|question| {
        format!("{question} AND {which} AND has_schema_privilege(n.oid, 'USAGE') ORDER BY 1 LIMIT {most}")
    })
}

/// A row as an item; none for what is no object.
pub fn item(row: &str) -> Option<Item> {
    let value: Value = serde_json::from_str(row).ok()?;
    let (schema, name) = (field(&value, "schema"), field(&value, "name"));
    if name.is_empty() {
        return None;
    }
    let kind = field(&value, "kind");
    let word = match kind.as_str() {
        "r" => "table",
        "p" => "partitioned table",
        "v" => "view",
        "m" => "materialized view",
        "f" => "foreign table",
        "e" => "enum",
        "d" => "domain",
        "c" => "type",
        _ => "function",
    };
    let arguments = field(&value, "arguments");
    let full = match word {
        "function" => format!("{schema}.{name}({arguments})"),
        _ => format!("{schema}.{name}"),
    };
    let mut text = String::new();
    if let Some(comment) = value["comment"].as_str() {
        let _ = writeln!(text, "{}", body(comment));
    }
    columns(&mut text, &value["columns"]);
    lines(&mut text, "constraints", &value["constraints"]);
    lines(&mut text, "indexes", &value["indexes"]);
    lines(&mut text, "checks", &value["checks"]);
    lines(&mut text, "referenced by", &value["used"]);
    lines(&mut text, "labels", &value["labels"]);
    for (title, name) in [
        ("based on", "base"),
        ("arguments", "signature"),
        ("returns", "result"),
        ("language", "language"),
    ] {
        let said = field(&value, name);
        if !said.is_empty() {
            let _ = writeln!(text, "{title}: {said}");
        }
    }
    if let Some(definition) = value["definition"].as_str() {
        let _ = writeln!(text, "definition:\n{}", definition.trim());
    }
    Some(Item {
        id: full.clone(),
        kind: "schema".to_owned(),
        title: format!("{word} {full}"),
        state: word.to_owned(),
        body: body(text.trim_end()),
        open: true,
        ..Item::default()
    })
}

fn columns(text: &mut String, list: &Value) {
    let Some(list) = list.as_array().filter(|list| !list.is_empty()) else { return };
    text.push_str("columns:\n");
    for column in list {
        let _ = write!(text, "- {} {}", field(column, "name"), field(column, "type"));
        if column["required"] == Value::Bool(true) {
            text.push_str(" not null");
        }
        if !field(column, "identity").is_empty() {
            text.push_str(" identity");
        }
        if let Some(default) = column["default"].as_str() {
            let _ = write!(text, " default {}", line(default));
        }
        if let Some(comment) = column["comment"].as_str() {
            let _ = write!(text, "  -- {}", line(comment));
        }
        text.push('\n');
    }
}

fn lines(text: &mut String, title: &str, list: &Value) {
    let Some(list) = list.as_array().filter(|list| !list.is_empty()) else { return };
    let _ = writeln!(text, "{title}:");
    for said in list.iter().filter_map(Value::as_str) {
        let _ = writeln!(text, "- {}", line(said));
    }
}
