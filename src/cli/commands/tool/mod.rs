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
mod provider;
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
use crate::cli::complete::Names;
use crate::cli::local::{Answered, Local, WorkspaceArg};
use crate::cli::ui::Ui;
use face::{Face, Form, Verb};
use show::Show;

/// In the order of help.
const FACES: [&Face; 20] = [
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
    &knowledge::FACE,
    &relations::FACE,
    &artifacts::FACE,
    &provider::FACE,
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
        for take in self.verb.takes.iter().filter(|take| take.names == Some(Names::Path)) {
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
        let names = names(self.face, self.verb);
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

/// What the tools' messages call by its name, and how that is typed; what was asked comes first.
fn names(face: &'static Face, verb: &'static Verb) -> Vec<(String, String)> {
    let own = |name: &str, typed: &str| (format!("`{name}`"), format!("`{typed}`"));
    let mut names = vec![own("maxTokens", "--max-tokens"), own("ref", "--ref")];
    let faces = || std::iter::once(face).chain(FACES);
    let all = faces().flat_map(|face| verbs(face).iter().map(move |verb| (face, verb)));
    for (face, verb) in all.clone() {
        for (_, action) in verb.fixed {
            let typed = format!("`lean-ctx {} {}`", face.name, verb.name);
            names.push((format!("`action: {action}`"), typed));
        }
    }
    let own = verb.takes.iter();
    for take in own.chain(all.flat_map(|(_, verb)| verb.takes)) {
        let typed = command::spelling(take);
        names.push((format!("`{}`", take.property), format!("`{typed}`")));
        names.push((format!("`{}: true`", take.property), format!("`{typed}`")));
    }
    names.extend(FACES.map(|f| (format!("`{}`", f.tool), format!("`lean-ctx {}`", f.name))));
    names
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

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use crate::tool;

    /// Tools whose commands have files of their own.
    const OTHERS: [&str; 5] = ["ctx_search", "ctx_read", "ctx_tree", "ctx_proof", "ctx_verify"];
    /// What a command leaves out of its tool: tool, property or action, why.
    const LEFT_OUT: [(&str, &str, &str); 7] = [
        ("ctx_semantic_search", "action", "`index rebuild` is the command for it"),
        ("ctx_graph", "index-build", "`index rebuild` is the command for it"),
        ("ctx_index", "wait", "at the terminal a rebuild is always waited for"),
        ("ctx_artifacts", "encoding", "follows from the file"),
        ("ctx_artifacts", "cursor", "`fetch` gives the whole"),
        ("ctx_provider", "connector", "names one of a server's"),
        ("ctx_session", "task", "of `import`: in the file"),
    ];

    #[test]
    fn every_tool_is_a_command() {
        for tool in tool::TOOLS {
            let name = tool.spec().name;
            let faces = FACES.iter().filter(|face| face.tool == name).count();
            assert_eq!(faces, usize::from(!OTHERS.contains(&name)), "{name}");
        }
    }

    /// A property that is added to a tool is missed here until somebody says how it is typed.
    #[test]
    fn a_command_takes_what_its_tool_takes() {
        for face in FACES {
            let schema = &tool::described(face.tool).expect("a tool").input_schema;
            let properties = schema["properties"].as_object().expect("an object");
            let taken: BTreeSet<&str> = verbs(face)
                .iter()
                .flat_map(|v| v.takes.iter().map(|t| t.property).chain(v.fixed.iter().map(|f| f.0)))
                .collect();
            let unknown: Vec<_> = taken.iter().filter(|t| !properties.contains_key(**t)).collect();
            assert!(unknown.is_empty(), "{}: {unknown:?}", face.tool);
            for property in properties.keys() {
                let of_all =
                    ["workspaceId", "channelId", "maxTokens", "ref"].contains(&property.as_str());
                let left = LEFT_OUT.iter().any(|l| l.0 == face.tool && l.1 == property);
                assert!(
                    of_all || left || taken.contains(property.as_str()),
                    "{}: nobody can type `{property}`",
                    face.tool
                );
            }
            actions(face, &schema["properties"]["action"]);
        }
    }

    fn actions(face: &Face, schema: &Value) {
        let list = ["enum", "oneOf"].into_iter().find_map(|key| schema[key].as_array());
        let word = |s: &Value| s["const"].as_str().or_else(|| s.as_str()).map(str::to_owned);
        for action in list.into_iter().flatten().filter_map(word) {
            let is = |verb: &Verb| verb.fixed.contains(&("action", action.as_str()));
            let left = LEFT_OUT.iter().any(|l| l.0 == face.tool && l.1 == action);
            assert!(left || verbs_of(face).iter().any(is), "{}: `{action}`", face.tool);
        }
    }

    fn verbs_of(face: &Face) -> &[Verb] {
        match &face.form {
            Form::One(verb) => std::slice::from_ref(verb),
            Form::Many { verbs, .. } => verbs,
        }
    }

    #[test]
    fn what_is_typed_are_the_tools_arguments() {
        let typed = |line: &str| {
            let command = Tool::augment_subcommands(Command::new("lean-ctx"));
            let words = std::iter::once("lean-ctx").chain(line.split(' '));
            let matches = command.try_get_matches_from(words).map_err(|e| e.to_string())?;
            let tool = Tool::from_arg_matches(&matches).map_err(|e| e.to_string())?;
            Ok::<_, String>(Value::Object(tool.arguments))
        };
        let is = |line: &str, expected: Value| assert_eq!(typed(line).unwrap(), expected, "{line}");
        use serde_json::json;
        is("symbol f -r --limit 3", json!({"name": "f", "references": true, "limit": 3}));
        is("graph deps a.rs -d 2", json!({"action": "dependencies", "path": "a.rs", "depth": 2}));
        is("graph path a b", json!({"action": "path", "path": "a", "to": "b"}));
        is("multi-read a b --max-tokens 900", json!({"paths": ["a", "b"], "maxTokens": 900}));
        is("outline a --ref v1", json!({"path": "a", "ref": "v1"}));
        is("expand a -l 1-2 -l 4-5", json!({"path": "a", "lines": ["1-2", "4-5"]}));
        is("index", json!({"action": "status"}));
        is("index rebuild", json!({"action": "rebuild"}));
        is("handoff pull 3 --no-adopt", json!({"action": "pull", "id": 3, "adopt": false}));
        is("session --channel c", json!({"action": "status", "channelId": "c"}));
        is(
            "relations add a/b needs c/d",
            json!({"action": "relate", "from": "a/b", "kind": "needs", "to": "c/d"}),
        );
        is(
            "knowledge remember k v --confidence 0.5",
            json!({"action": "remember", "key": "k", "value": "v", "confidence": 0.5}),
        );
        assert!(typed("graph sideways a").unwrap_err().contains("sideways"));
        assert!(typed("symbol f --limit many").unwrap_err().contains("--limit"));
        assert!(typed("symbol f --matching near").unwrap_err().contains("fuzzy"));
    }

    #[test]
    fn an_error_names_things_as_they_are_typed() {
        let tool = Tool {
            face: &relations::FACE,
            verb: &verbs(&relations::FACE)[0],
            arguments: Map::new(),
            workspace: WorkspaceArg::at(None),
            json: false,
        };
        let e = Error::invalid("`maxTokens` is too small for `kind`")
            .hint("`action: list` names what is; a removed value is shown with `history: true`");
        let spelt = tool.spelt(&e);
        assert_eq!(spelt.message(), "`--max-tokens` is too small for `HOW`");
        assert_eq!(
            spelt.hint_text(),
            Some(
                "`lean-ctx knowledge list` names what is; a removed value is shown with `--history`"
            )
        );
    }
}
