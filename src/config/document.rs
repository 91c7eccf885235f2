//! Which value stands where in the text? A cursor over strict JSON that collects faults as it
//! reads, each with its path and line, instead of stopping at the first.

use std::cell::RefCell;
use std::collections::BTreeSet;
use std::ops::RangeInclusive;

use jsonc_parser::ast::{Object, Value};
use jsonc_parser::common::Ranged as _;
use jsonc_parser::{CollectOptions, ParseOptions, parse_to_ast};

use super::fault::{Fault, nearest};

/// No comments, no trailing commas, nothing of JSON5: other people's programs read the file too.
pub const STRICT: ParseOptions = ParseOptions {
    allow_comments: false,
    allow_loose_object_property_names: false,
    allow_trailing_commas: false,
    allow_missing_commas: false,
    allow_single_quoted_strings: false,
    allow_hexadecimal_numbers: false,
    allow_unary_plus_numbers: false,
    allow_bare_decimal_point_numbers: false,
    allow_non_finite_numbers: false,
    allow_extended_string_escapes: false,
};

/// The text being read, and what was found wrong so far.
pub struct Document<'t> {
    text: &'t str,
    faults: RefCell<Vec<Fault>>,
    warnings: RefCell<Vec<Fault>>,
}

impl<'t> Document<'t> {
    pub const fn new(text: &'t str) -> Self {
        Self { text, faults: RefCell::new(Vec::new()), warnings: RefCell::new(Vec::new()) }
    }

    /// Faults, then warnings, both in the order of the text.
    pub fn finish(self) -> (Vec<Fault>, Vec<Fault>) {
        let sorted = |cell: RefCell<Vec<Fault>>| {
            let mut list = cell.into_inner();
            // Stable; what has no place in the text comes last.
            list.sort_by_key(|f| (f.line.unwrap_or(usize::MAX), f.column));
            list
        };
        (sorted(self.faults), sorted(self.warnings))
    }

    /// Parses the text; `None` after noting why it is not JSON.
    pub fn parse(&self) -> Option<Value<'t>> {
        let found = match parse_to_ast(self.text, &CollectOptions::default(), &STRICT) {
            Ok(parsed) => parsed.value,
            Err(e) => {
                let message = lower(&e.kind().to_string());
                self.syntax(e.line_display(), e.column_display(), &message);
                return None;
            }
        };
        // The parser above gives places but overlooks a few errors (control characters, leading
        // zeros); this one overlooks nothing.
        if let Err(e) = serde_json::from_str::<serde::de::IgnoredAny>(self.text) {
            let message = e.to_string();
            let message = message.split(" at line").next().unwrap_or_default();
            self.syntax(e.line(), e.column(), &lower(message));
            return None;
        }
        found
    }

    fn syntax(&self, line: usize, column: usize, message: &str) {
        let remedy = if self.text.starts_with('\u{feff}') {
            "save the file as UTF-8 without a byte order mark"
        } else if self.text.trim().is_empty() {
            "the text is empty: write one with `lean-ctx team init`"
        } else {
            "write strict JSON: double quotes, no comments, no comma after the last entry"
        };
        let mut fault = Fault::new("", format!("not JSON: {message}"), remedy);
        fault.line = Some(line.max(1));
        fault.column = Some(column.max(1));
        self.faults.borrow_mut().push(fault);
    }

    /// A fault that no place in the text can mend.
    pub fn fault(&self, fault: Fault) {
        self.faults.borrow_mut().push(fault);
    }

    fn place(&self, mut fault: Fault, offset: usize) -> Fault {
        let before = self.text.get(..offset).unwrap_or_default();
        let line_start = before.rfind('\n').map_or(0, |at| at + 1);
        fault.line = Some(before.matches('\n').count() + 1);
        fault.column = Some(before[line_start..].chars().count() + 1);
        fault
    }
}

/// The first letter small, except of an abbreviation (`EOF`).
fn lower(message: &str) -> String {
    let mut chars = message.chars();
    match chars.next() {
        Some(first) if chars.clone().next().is_some_and(char::is_lowercase) => {
            first.to_lowercase().chain(chars).collect()
        }
        _ => message.into(),
    }
}

/// One value and the way to it.
pub struct Node<'r, 't> {
    document: &'r Document<'t>,
    value: &'r Value<'t>,
    path: String,
}

impl<'r, 't> Node<'r, 't> {
    pub const fn root(document: &'r Document<'t>, value: &'r Value<'t>) -> Self {
        Self { document, value, path: String::new() }
    }

    pub fn path(&self) -> &str {
        &self.path
    }

    /// Notes a fault here. Generic, so that a reader can end with it.
    pub fn fault<T>(&self, message: impl Into<String>, remedy: impl Into<String>) -> Option<T> {
        let fault = Fault::new(&self.path, message, remedy);
        self.document.fault(self.document.place(fault, self.value.start()));
        None
    }

    pub fn warn(&self, message: impl Into<String>, remedy: impl Into<String>) {
        let warning = Fault::new(&self.path, message, remedy);
        let warning = self.document.place(warning, self.value.start());
        self.document.warnings.borrow_mut().push(warning);
    }

    fn wrong<T>(&self, expected: &str, remedy: &str) -> Option<T> {
        let found = match self.value {
            Value::StringLit(_) => "a string",
            Value::NumberLit(_) => "a number",
            Value::BooleanLit(_) => "a boolean",
            Value::Object(_) => "an object",
            Value::Array(_) => "an array",
            Value::NullKeyword(_) => "null",
        };
        self.fault(format!("must be {expected}, but is {found}"), remedy)
    }

    pub const fn is_text(&self) -> bool {
        matches!(self.value, Value::StringLit(_))
    }

    pub const fn is_object(&self) -> bool {
        matches!(self.value, Value::Object(_))
    }

    pub const fn is_list(&self) -> bool {
        matches!(self.value, Value::Array(_))
    }

    pub fn is_empty_list(&self) -> bool {
        matches!(self.value, Value::Array(array) if array.elements.is_empty())
    }

    /// A string, never empty, without control characters.
    pub fn text(&self) -> Option<String> {
        let Value::StringLit(literal) = self.value else {
            return self.wrong("a string", "write it in double quotes");
        };
        if literal.value.trim().is_empty() {
            return self.fault("must not be empty", "write a value, or leave the key out");
        }
        if literal.value.chars().any(char::is_control) {
            return self.fault("holds a control character", "write plain text on one line");
        }
        Some(literal.value.as_ref().into())
    }

    pub fn boolean(&self) -> Option<bool> {
        match self.value {
            Value::BooleanLit(literal) => Some(literal.value),
            _ => self.wrong("a boolean", "write `true` or `false`, without quotes"),
        }
    }

    /// A whole number within `range`.
    pub fn whole(&self, range: RangeInclusive<u64>) -> Option<u64> {
        let choice = match *range.end() {
            u64::MAX => format!("write a whole number of at least {}", range.start()),
            end => format!("write a whole number from {} to {end}", range.start()),
        };
        let Value::NumberLit(literal) = self.value else {
            return self.wrong("a whole number", &format!("{choice}, without quotes"));
        };
        match literal.value.parse::<u64>() {
            Ok(number) if range.contains(&number) => Some(number),
            Ok(_) => self.fault(format!("`{}` is out of range", literal.value), choice),
            Err(_) => {
                self.fault(format!("must be a whole number, but is `{}`", literal.value), choice)
            }
        }
    }

    /// The elements of an array; none after a fault.
    pub fn list(&self) -> Vec<Self> {
        let Value::Array(array) = self.value else {
            return self.wrong("an array", "write `[…]`").unwrap_or_default();
        };
        let element = |(at, value)| Self {
            document: self.document,
            value,
            path: format!("{}[{at}]", self.path),
        };
        array.elements.iter().enumerate().map(element).collect()
    }

    /// The strings of an array; what stands there twice is given once.
    pub fn texts(&self) -> Vec<(Self, String)> {
        let mut found: Vec<(Self, String)> = Vec::new();
        for node in self.list() {
            let Some(text) = node.text() else { continue };
            if found.iter().any(|(_, other)| *other == text) {
                node.warn(format!("`{text}` stands here twice"), "leave one of them out");
            } else {
                found.push((node, text));
            }
        }
        found
    }

    /// Reads an object whose keys are known; what `read` has not asked for is a fault.
    pub fn object<T>(&self, read: impl FnOnce(&Fields<'r, 't>) -> Option<T>) -> Option<T> {
        let Value::Object(object) = self.value else {
            return self.wrong("an object", "write `{…}`");
        };
        let fields = Fields {
            document: self.document,
            object,
            path: self.path.clone(),
            asked: RefCell::default(),
        };
        fields.refuse_repetition();
        let value = read(&fields);
        fields.refuse_unknown();
        value
    }

    /// Reads an object whose keys are free, such as ids.
    pub fn entries(&self) -> Vec<(String, Self)> {
        let Value::Object(object) = self.value else {
            return self.wrong("an object", "write `{…}`").unwrap_or_default();
        };
        let fields = Fields {
            document: self.document,
            object,
            path: self.path.clone(),
            asked: RefCell::default(),
        };
        fields.refuse_repetition();
        let known = object.properties.iter().filter(|p| !ignored(p.name.as_str()));
        known
            .map(|p| (p.name.as_str().to_owned(), fields.node(p.name.as_str(), &p.value)))
            .collect()
    }
}

/// The keys of one object.
pub struct Fields<'r, 't> {
    document: &'r Document<'t>,
    object: &'r Object<'t>,
    path: String,
    asked: RefCell<Vec<&'static str>>,
}

impl<'r, 't> Fields<'r, 't> {
    /// The value of `key`. `null` counts as absent: other programs write it for "not set".
    pub fn get(&self, key: &'static str) -> Option<Node<'r, 't>> {
        self.asked.borrow_mut().push(key);
        let property = self.object.get(key)?;
        let absent = matches!(property.value, Value::NullKeyword(_));
        (!absent).then(|| self.node(key, &property.value))
    }

    /// A text for people, or one that another program may have left blank: blank counts as absent.
    pub fn words(&self, key: &'static str) -> Option<String> {
        let node = self.get(key)?;
        let blank =
            matches!(node.value, Value::StringLit(literal) if literal.value.trim().is_empty());
        if blank { None } else { node.text() }
    }

    /// The value of a key that must be there.
    pub fn need(&self, key: &'static str, remedy: &str) -> Option<Node<'r, 't>> {
        let found = self.get(key);
        if found.is_none() {
            self.fault_at(key, self.object.start(), "is missing", remedy);
        }
        found
    }

    /// A fault about `key` where it stands, or about the object that lacks it.
    pub fn fault(&self, key: &str, message: &str, remedy: &str) {
        let at = self.object.get(key).map_or_else(|| self.object.start(), |p| p.value.start());
        self.fault_at(key, at, message, remedy);
    }

    fn fault_at(&self, key: &str, offset: usize, message: &str, remedy: &str) {
        let fault = Fault::new(&join(&self.path, key), message, remedy);
        self.document.fault(self.document.place(fault, offset));
    }

    fn node(&self, key: &str, value: &'r Value<'t>) -> Node<'r, 't> {
        Node { document: self.document, value, path: join(&self.path, key) }
    }

    fn refuse_repetition(&self) {
        let mut seen = BTreeSet::new();
        for property in &self.object.properties {
            let key = property.name.as_str();
            if !seen.insert(key) {
                let message = "this key stands here twice";
                self.fault_at(key, property.start(), message, "leave one of them out");
            }
        }
    }

    fn refuse_unknown(&self) {
        let asked = self.asked.borrow();
        for property in &self.object.properties {
            let key = property.name.as_str();
            if asked.contains(&key) || ignored(key) {
                continue;
            }
            let remedy = nearest(key, asked.iter().copied()).map_or_else(
                || format!("remove it, or name it `_{key}` to keep it as a note"),
                |known| format!("did you mean `{known}`?"),
            );
            self.fault_at(key, property.start(), "is not a known key", &remedy);
        }
    }
}

/// Editors' and people's own keys.
fn ignored(key: &str) -> bool {
    key == "$schema" || key.starts_with('_')
}

fn join(path: &str, key: &str) -> String {
    let plain = !key.is_empty() && key.chars().all(|c| c.is_alphanumeric() || "_$-".contains(c));
    match (path, plain) {
        (_, false) => format!("{path}[{key:?}]"),
        ("", true) => key.into(),
        (_, true) => format!("{path}.{key}"),
    }
}
