//! What may stand in a route's query string? Said once: it is read and described from the same words.

use std::ops::RangeInclusive;

use jiff::Timestamp;
use serde_json::{Value, json};

use super::Context;
use crate::base::{Error, Result};
use crate::tool::LONGEST_CHANNEL;

/// One parameter of a query string.
#[derive(Debug, Clone, Copy)]
pub struct Param {
    pub name: &'static str,
    pub about: &'static str,
    pub form: Form,
    pub required: bool,
}

/// What its value looks like.
#[derive(Debug, Clone, Copy)]
pub enum Form {
    Text,
    /// Of a channel: see `tool::channel_name`.
    Name,
    /// The id of one that the caller may see.
    Workspace,
    Time,
    Flag,
    Choice(&'static [&'static str]),
    Whole {
        least: u64,
        most: u64,
        default: u64,
    },
}

impl Param {
    pub const fn new(name: &'static str, about: &'static str, form: Form) -> Self {
        Self { name, about, form, required: false }
    }

    pub const fn whole(
        name: &'static str,
        default: u64,
        bounds: RangeInclusive<u64>,
        about: &'static str,
    ) -> Self {
        let form = Form::Whole { least: *bounds.start(), most: *bounds.end(), default };
        Self::new(name, about, form)
    }

    pub const fn required(self) -> Self {
        Self { required: true, ..self }
    }

    /// `workspaces`: those that the caller may see.
    pub fn schema(&self, workspaces: &[String]) -> Value {
        match self.form {
            Form::Text => json!({"type": "string"}),
            Form::Name => json!({
                "type": "string",
                "minLength": 1,
                "maxLength": LONGEST_CHANNEL,
                "pattern": r"^[^\u0000-\u001f\u007f-\u009f]*$",
            }),
            Form::Workspace => json!({"type": "string", "enum": workspaces}),
            Form::Time => json!({"type": "string", "format": "date-time"}),
            Form::Flag => json!({"type": "string", "enum": ["true", "false"]}),
            Form::Choice(words) => json!({"type": "string", "enum": words}),
            Form::Whole { least, most, default } => {
                json!({"type": "integer", "minimum": least, "maximum": most, "default": default})
            }
        }
    }
}

/// Refuses what the route has no name for, and what is said twice: a misspelt filter must not
/// silently widen an answer.
///
/// # Errors
/// `invalid_arguments`.
pub fn check(context: &Context, known: &[Param]) -> Result<()> {
    let mut seen: Vec<String> = Vec::new();
    for (name, _) in pairs(context) {
        if !known.iter().any(|p| p.name == name) {
            let names: Vec<&str> = known.iter().map(|p| p.name).collect();
            let shown = crate::gate::clip(&name);
            return Err(Error::invalid(format!("there is no parameter `{shown}`")).hint(
                match names.len() {
                    0 => "this route takes none".into(),
                    _ => format!("this route takes `{}`", names.join("`, `")),
                },
            ));
        }
        if seen.contains(&name) {
            return Err(Error::invalid(format!("`{name}` is given twice")));
        }
        seen.push(name);
    }
    match known.iter().find(|p| p.required && !seen.iter().any(|s| s == p.name)) {
        None => Ok(()),
        Some(p) => Err(Error::invalid(format!("`{}` is needed", p.name)).hint(p.about)),
    }
}

fn pairs<'a>(context: &'a Context) -> impl Iterator<Item = (String, String)> + 'a {
    let query = context.request.head.query.as_deref().unwrap_or_default();
    url::form_urlencoded::parse(query.as_bytes())
        .map(|(name, value)| (name.into_owned(), value.into_owned()))
}

/// The value of a parameter, decoded.
pub fn text(context: &Context, param: &Param) -> Option<String> {
    pairs(context).find(|(name, _)| name == param.name).map(|(_, value)| value)
}

/// A whole number; its default where it is left out.
pub fn whole(context: &Context, param: &Param) -> Result<u64> {
    let Form::Whole { least, most, default } = param.form else {
        return Err(Error::internal("a parameter that is no number was read as one"));
    };
    let Some(text) = text(context, param) else { return Ok(default) };
    text.parse().ok().filter(|n| (least..=most).contains(n)).ok_or_else(|| {
        Error::invalid(format!("`{}` must be a whole number from {least} to {most}", param.name))
    })
}

/// As [`whole`], where it counts things.
pub fn count(context: &Context, param: &Param) -> Result<usize> {
    whole(context, param).map(|n| usize::try_from(n).unwrap_or(usize::MAX))
}

pub fn flag(context: &Context, param: &Param) -> Result<Option<bool>> {
    let read = |text: String| {
        text.parse().map_err(|_| Error::invalid(format!("`{}` must be true or false", param.name)))
    };
    text(context, param).map(read).transpose()
}

pub fn time(context: &Context, param: &Param) -> Result<Option<Timestamp>> {
    let read = |text: String| {
        text.parse()
            .map_err(|_| Error::invalid(format!("`{}` must be an RFC 3339 time", param.name)))
    };
    text(context, param).map(read).transpose()
}

pub fn choice(context: &Context, param: &Param) -> Result<Option<String>> {
    let Form::Choice(words) = param.form else { return Ok(text(context, param)) };
    match text(context, param) {
        Some(text) if !words.contains(&text.as_str()) => {
            let name = param.name;
            Err(Error::invalid(format!("`{name}` must be one of `{}`", words.join("`, `"))))
        }
        found => Ok(found),
    }
}
