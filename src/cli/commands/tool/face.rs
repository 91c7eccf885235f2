//! How does a tool look as a command: its name, its examples, what is typed without a flag, what is shown?
//!
//! Types, defaults, allowed words and the texts of options come from the tool's own schema; a face
//! says only what a schema cannot.

use std::fmt;

use serde_json::{Map, Value};

use super::show::Show;
use crate::base::Result;
use crate::cli::complete::Names;

impl fmt::Debug for Face {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name)
    }
}

impl fmt::Debug for Verb {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name)
    }
}

/// A tool as a command.
pub struct Face {
    pub tool: &'static str,
    pub name: &'static str,
    pub about: &'static str,
    pub form: Form,
    /// A paragraph below the examples.
    pub note: &'static str,
}

pub enum Form {
    One(Verb),
    /// A subcommand for each. Without one the first is meant, if `bare`.
    Many {
        bare: bool,
        verbs: &'static [Verb],
    },
}

pub type Prepare = fn(&mut Map<String, Value>) -> Result<()>;

/// One thing to ask of a tool.
pub struct Verb {
    /// As it is typed; empty where the command itself is it.
    pub name: &'static str,
    pub about: &'static str,
    /// Arguments that are the same at each call.
    pub fixed: &'static [(&'static str, &'static str)],
    pub takes: &'static [Take],
    /// Behind `lean-ctx`.
    pub examples: &'static [&'static str],
    pub show: Show,
    /// Makes of what was typed what the tool takes.
    pub prepare: Option<Prepare>,
    /// Of an answer in pages that is of use only as a whole: adds the next page to those before.
    pub join: Option<fn(&mut Value, Value)>,
}

impl Verb {
    pub const fn new(name: &'static str, about: &'static str, show: Show) -> Self {
        let (fixed, takes, examples): (_, &[Take], _) = (&[], &[], &[]);
        Self { name, about, fixed, takes, examples, show, prepare: None, join: None }
    }

    /// The tool's `action`, where the tool has several.
    pub const fn does(mut self, fixed: &'static [(&'static str, &'static str)]) -> Self {
        self.fixed = fixed;
        self
    }

    pub const fn takes(mut self, takes: &'static [Take]) -> Self {
        self.takes = takes;
        self
    }

    pub const fn examples(mut self, examples: &'static [&'static str]) -> Self {
        self.examples = examples;
        self
    }

    pub const fn prepared(mut self, by: Prepare) -> Self {
        self.prepare = Some(by);
        self
    }

    pub const fn joined(mut self, by: fn(&mut Value, Value)) -> Self {
        self.join = Some(by);
        self
    }
}

/// An argument of the tool, as it is typed.
pub struct Take {
    pub property: &'static str,
    /// Without a flag, at its place among those of its kind.
    pub placed: bool,
    pub needed: bool,
    pub long: Option<&'static str>,
    pub short: Option<char>,
    pub value: Option<&'static str>,
    /// In place of the schema's description.
    pub says: Option<&'static str>,
    /// What a value names: a path is typed from where the person stands, and all are completed.
    pub names: Option<Names>,
}

impl Take {
    const fn new(property: &'static str, placed: bool) -> Self {
        Self {
            property,
            placed,
            needed: false,
            long: None,
            short: None,
            value: None,
            says: None,
            names: None,
        }
    }

    pub const fn needed(mut self) -> Self {
        self.needed = true;
        self
    }

    pub const fn long(mut self, long: &'static str) -> Self {
        self.long = Some(long);
        self
    }

    pub const fn short(mut self, short: char) -> Self {
        self.short = Some(short);
        self
    }

    pub const fn value(mut self, value: &'static str) -> Self {
        self.value = Some(value);
        self
    }

    pub const fn says(mut self, says: &'static str) -> Self {
        self.says = Some(says);
        self
    }

    pub const fn names(mut self, names: Names) -> Self {
        self.names = Some(names);
        self
    }
}

/// Typed without a flag.
pub const fn at(property: &'static str) -> Take {
    Take::new(property, true)
}

/// Typed behind `--property`.
pub const fn flag(property: &'static str) -> Take {
    Take::new(property, false)
}

pub const CURSOR: Take = flag("cursor").says("Go on where an earlier answer ended");
pub const LIMIT: Take = flag("limit").value("COUNT");
pub const CHANNEL: Take =
    flag("channelId").long("channel").value("NAME").says("The conversation that is meant");
pub const CONFIDENCE: Take = flag("confidence").value("LEVEL");
pub const KIND: Take = flag("kind").short('k').names(Names::SymbolKind);
pub const LANGUAGE: Take = flag("language")
    .short('l')
    .says("Only of this language, such as rust, py or ts")
    .names(Names::Language);
