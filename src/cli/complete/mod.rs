//! What could come next at the prompt? Commands and options, and the names that only this machine knows.
//!
//! A shell asks by running this binary with `COMPLETE` set (clap_complete's dynamic engine). What an
//! argument names is marked where the argument is declared; here it gets its candidates. Nothing is
//! indexed, nothing is written, no network is asked, and whatever fails has no candidates.

mod symbol;
mod team;

use std::ffi::{OsStr, OsString};
use std::process::ExitCode;
use std::sync::Arc;

use clap::builder::ArgExt;
use clap::{Command, CommandFactory as _};
use clap_complete::CompleteEnv;
use clap_complete::engine::{
    ArgValueCompleter, CompletionCandidate, PathCompleter, ValueCompleter as _,
};

use super::{Cli, ui};
use crate::code::facts::SymbolKind;
use crate::tool;
use crate::workspace::language::Language;

/// What an argument names.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Names {
    /// A file anywhere.
    File,
    Folder,
    /// A file or folder of the workspace, typed from where the person stands.
    Path,
    /// A declaration of the workspace.
    Symbol,
    SymbolKind,
    Language,
    Tool,
    /// Of a team's configuration.
    Workspace,
    /// Of a team's configuration, by its id; what is secret of it is not there.
    Token,
}

impl ArgExt for Names {}

/// Candidates at most: a longer list helps nobody.
const MOST: usize = 200;

/// Answers a shell that asks; `None` where this process was started for something else.
pub fn answered(args: &[OsString]) -> Option<ExitCode> {
    let typed = Arc::new(Typed::of(args));
    let here = std::env::current_dir().ok();
    let command = || marked(Cli::command(), &typed);
    match CompleteEnv::with_factory(command).try_complete(args.iter().cloned(), here.as_deref()) {
        Ok(false) => None,
        Ok(true) => Some(ExitCode::SUCCESS),
        Err(e) => Some(ui::usage(&e)),
    }
}

/// The command tree, its marked arguments with their candidates.
fn marked(command: Command, typed: &Arc<Typed>) -> Command {
    command
        .mut_args(|arg| match arg.get::<Names>().copied() {
            None => arg,
            Some(names) => {
                let typed = Arc::clone(typed);
                arg.add(ArgValueCompleter::new(move |word: &OsStr| names.beginning(word, &typed)))
            }
        })
        .mut_subcommands(|below| marked(below, typed))
}

impl Names {
    fn beginning(self, word: &OsStr, typed: &Typed) -> Vec<CompletionCandidate> {
        let visible = |path: &std::path::Path| path.file_name().is_none_or(|name| name != ".git");
        let Some(text) = word.to_str() else { return Vec::new() };
        let named = |all: Vec<(String, String)>| {
            let fits = all.into_iter().filter(|(name, _)| name.starts_with(text)).take(MOST);
            fits.map(|(name, about)| {
                let about = (!about.is_empty()).then(|| about.into());
                CompletionCandidate::new(name).help(about)
            })
            .collect()
        };
        let bare = |names: Vec<&str>| {
            named(names.into_iter().map(|n| (n.into(), String::new())).collect())
        };
        match self {
            Self::File => PathCompleter::any().complete(word),
            Self::Folder => PathCompleter::dir().complete(word),
            Self::Path => PathCompleter::any().filter(visible).complete(word),
            Self::Symbol => {
                symbol::beginning(text, typed).into_iter().map(CompletionCandidate::new).collect()
            }
            Self::SymbolKind => bare(SymbolKind::ALL.iter().map(|kind| kind.name()).collect()),
            Self::Language => bare(Language::ALL.iter().map(|language| language.name()).collect()),
            Self::Tool => named(
                tool::TOOLS
                    .iter()
                    .map(|tool| (tool.spec().name.to_owned(), tool.spec().title.to_owned()))
                    .collect(),
            ),
            Self::Workspace => named(team::workspaces(typed)),
            Self::Token => named(team::tokens(typed)),
        }
    }
}

/// The words of the line so far.
#[derive(Debug, Default)]
pub struct Typed(Vec<String>);

impl Typed {
    /// Of the arguments that a shell's script asks with: the line stands behind `--`.
    fn of(args: &[OsString]) -> Self {
        let line = args.iter().skip_while(|arg| *arg != "--").skip(1);
        Self(line.map(|word| word.to_string_lossy().into_owned()).collect())
    }

    /// The value of an option, `--name VALUE` or `--name=VALUE`, the last one first.
    fn option(&self, name: &str) -> Option<&str> {
        (0..self.0.len()).rev().find_map(|at| {
            let rest = self.0[at].strip_prefix(name)?;
            match rest.strip_prefix('=') {
                Some(value) => Some(value),
                // bash breaks words at `=`.
                None if rest.is_empty() => {
                    let next = self.0.get(at + 1)?;
                    if next == "=" { self.0.get(at + 2) } else { Some(next) }.map(String::as_str)
                }
                None => None,
            }
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_option_is_found_however_it_was_typed() {
        let option = |line: &str| {
            let words = ["lean-ctx", "--"].into_iter().chain(line.split(' '));
            let typed = Typed::of(&words.map(OsString::from).collect::<Vec<_>>());
            typed.option("--config").map(str::to_owned)
        };
        assert_eq!(option("lean-ctx team sync --config a.json x").as_deref(), Some("a.json"));
        assert_eq!(option("lean-ctx team sync --config=a.json x").as_deref(), Some("a.json"));
        assert_eq!(option("lean-ctx team sync --config = a.json x").as_deref(), Some("a.json"));
        assert_eq!(option("lean-ctx team sync --configured a"), None);
        assert_eq!(option("lean-ctx team sync --config"), None);
    }
}
