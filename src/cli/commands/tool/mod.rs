//! Which tools are commands of their own? Each has a face here; a new one is that file and its lines in this.

mod artifacts;
mod callgraph;
mod command;
mod expand;
mod face;
mod glob;
mod graph;
mod handoff;
mod impact;
mod index;
mod knowledge;
mod multi_read;
mod outline;
mod overview;
mod pack;
mod relations;
mod routes;
mod search;
mod semantic_search;
mod session;
mod share;
mod show;
mod symbol;
mod tree;

use clap::{ArgMatches, Command, FromArgMatches, Subcommand};
use serde_json::{Map, Value};

use crate::base::error::Context as _;
use crate::base::{Error, Result};
use crate::cli::local::{Answered, Local, WorkspaceArg};
use crate::cli::ui::Ui;
pub use face::What;
use face::{Face, Form, Verb};
use show::Show;

/// In the order of help.
const FACES: [&Face; 19] = [
    &semantic_search::FACE,
    &symbol::FACE,
    &outline::FACE,
    &overview::FACE,
    &graph::FACE,
    &callgraph::FACE,
    &impact::FACE,
    &routes::FACE,
    &glob::FACE,
    &multi_read::FACE,
    &expand::FACE,
    &pack::FACE,
    &index::FACE,
    &artifacts::FACE,
    &knowledge::FACE,
    &relations::FACE,
    &session::FACE,
    &handoff::FACE,
    &share::FACE,
];

/// A tool as it was called.
#[derive(Debug)]
pub struct Tool {
    face: &'static Face,
    verb: &'static Verb,
    arguments: Map<String, Value>,
    workspace: WorkspaceArg,
    json: bool,
}

impl Tool {
    pub fn run(mut self, ui: &Ui) -> Result<()> {
        let local = self.workspace.open(ui)?;
        if let Some(prepare) = self.verb.prepare {
            prepare(&mut self.arguments)?;
        }
        for take in self.verb.takes.iter().filter(|take| take.what == What::Path) {
            root(&local, self.arguments.get_mut(take.property));
        }
        let tool = self.face.tool;
        let answer =
            local.call(tool, Value::Object(self.arguments.clone())).map_err(|e| self.spelt(&e))?;
        let Some(join) = self.verb.join else {
            return print(ui, &answer, self.json, self.verb.show);
        };
        self.whole(ui, answer, join)
    }

    /// Asks for all pages of an answer.
    fn whole(mut self, ui: &Ui, first: Answered, join: fn(&mut Value, Value)) -> Result<()> {
        let mut whole = data(&first)?;
        while let Some(cursor) = whole["cursor"].as_str() {
            self.arguments.insert("cursor".into(), cursor.into());
            let local = self.workspace.open(ui)?;
            let page = data(&local.call(self.face.tool, Value::Object(self.arguments.clone()))?)?;
            whole["cursor"] = page["cursor"].clone();
            join(&mut whole, page);
        }
        if let Some(fields) = whole.as_object_mut() {
            fields.shift_remove("cursor");
        }
        match self.verb.show {
            Show::Raw(raw) if !self.json => ui.bytes(&raw(&whole)?),
            _ => ui.json(&whole),
        }
    }

    /// An error of the tool, with the names as they are typed here.
    fn spelt(&self, e: &Error) -> Error {
        let mut names: Vec<(String, String)> =
            vec![("`maxTokens`".into(), "`--max-tokens`".into())];
        for take in self.verb.takes {
            names.push((format!("`{}`", take.property), format!("`{}`", command::spelling(take))));
        }
        for face in FACES {
            names.push((format!("`{}`", face.tool), format!("`lean-ctx {}`", face.name)));
        }
        let spelt = |text: &str| {
            names.iter().fold(text.to_owned(), |text, (theirs, ours)| text.replace(theirs, ours))
        };
        let error = Error::new(e.kind(), spelt(&e.chain()));
        match e.hint_text() {
            Some("the tool's input schema says what it takes") => {
                error.hint(format!("`lean-ctx {} --help` says what it takes", self.face.name))
            }
            Some(hint) if hint.contains("{\"") => {
                error.hint(format!("`lean-ctx {} --help` has examples", self.face.name))
            }
            Some(hint) => error.hint(spelt(hint)),
            None => error,
        }
    }
}

/// Paths are typed from where the person stands.
fn root(local: &Local, value: Option<&mut Value>) {
    match value {
        Some(Value::String(path)) => *path = local.rooted(path),
        Some(Value::Array(paths)) => {
            for path in paths {
                root(local, Some(path));
            }
        }
        _ => {}
    }
}

fn data(answer: &Answered) -> Result<Value> {
    serde_json::from_str(answer.structured.get()).context(|| "cannot read JSON".into())
}

/// Prints a tool's answer: for a person as its face lays it out, else as an AI client would read it.
///
/// # Errors
/// When stdout cannot be written.
pub fn print_as(ui: &Ui, tool: &str, answer: &Answered, json: bool) -> Result<()> {
    let show = match tool {
        "ctx_search" => search::SHOW,
        "ctx_tree" => tree::SHOW,
        "ctx_semantic_search" => verbs(&semantic_search::FACE)[0].show,
        _ => Show::Text,
    };
    print(ui, answer, json, show)
}

fn print(ui: &Ui, answer: &Answered, json: bool, show: Show) -> Result<()> {
    if json {
        return ui.json(&data(answer)?);
    }
    if !ui.lays_out() {
        return ui.line(answer.text.trim_end_matches('\n'));
    }
    ui.page(&show::sheet(show, answer, &data(answer)?))
}

fn verbs(face: &'static Face) -> &'static [Verb] {
    match &face.form {
        Form::One(verb) => std::slice::from_ref(verb),
        Form::Many { verbs, .. } => verbs,
    }
}

impl FromArgMatches for Tool {
    fn from_arg_matches(matches: &ArgMatches) -> Result<Self, clap::Error> {
        let unknown = || clap::Error::new(clap::error::ErrorKind::InvalidSubcommand);
        let (name, matches) = matches.subcommand().ok_or_else(unknown)?;
        let face = FACES.into_iter().find(|face| face.name == name).ok_or_else(unknown)?;
        let (verb, matches) = match matches.subcommand() {
            None => (&verbs(face)[0], matches),
            Some((name, below)) => {
                (verbs(face).iter().find(|verb| verb.name == name).ok_or_else(unknown)?, below)
            }
        };
        Ok(Self {
            face,
            verb,
            arguments: command::arguments(face, verb, matches),
            workspace: WorkspaceArg::from_arg_matches(matches)?,
            json: matches.get_flag("json"),
        })
    }

    fn update_from_arg_matches(&mut self, matches: &ArgMatches) -> Result<(), clap::Error> {
        *self = Self::from_arg_matches(matches)?;
        Ok(())
    }
}

impl Subcommand for Tool {
    fn augment_subcommands(parent: Command) -> Command {
        FACES.iter().fold(parent, |parent, face| parent.subcommand(command::command(face)))
    }

    fn augment_subcommands_for_update(parent: Command) -> Command {
        Self::augment_subcommands(parent)
    }

    fn has_subcommand(name: &str) -> bool {
        FACES.iter().any(|face| face.name == name)
    }
}
