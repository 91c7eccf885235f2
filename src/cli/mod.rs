//! What was typed, which command does it mean, and with which code does the process end?
//!
//! A command is one file under `commands/`: an `Args` and a short `run` over the rooms below. A new
//! one is that file and its two lines in the `mod.rs` beside it; help, completions and man follow.

mod account_arg;
mod autosync;
mod bridge;
mod commands;
mod complete;
mod config_arg;
mod connecting;
mod examined;
mod generate;
mod given;
mod local;
mod log_arg;
mod piped;
mod rotation;
mod server_arg;
#[cfg(feature = "server")]
mod serving;
mod sheet;
mod span;
mod supervisor;
mod ui;

use std::ffi::OsString;
use std::process::ExitCode;
use std::sync::Arc;

use clap::{Args, Parser};

use crate::base::{Kind, Result, heap};
use commands::Command;
use ui::{Color, Ui};

const AFTER_HELP: &str = "\
Examples:
  lean-ctx setup                            connect the AI clients of this machine
  lean-ctx team quickstart                  serve the repository you stand in
  lean-ctx team serve --config team.json    serve a team's
  lean-ctx search 'fn main'                 ask here, without a server
  lean-ctx serve                            MCP over stdio, for an AI client

Exit codes: 0 done, 1 failed, 2 wrong usage or configuration, 3 denied, 4 a check did not hold.";

/// One governed, compressed context layer for a company's repositories.
#[derive(Debug, Parser)]
#[command(name = "lean-ctx", version, after_help = AFTER_HELP, arg_required_else_help = true)]
struct Cli {
    #[command(flatten)]
    style: Style,
    #[command(subcommand)]
    command: Command,
}

/// How the terminal is written to.
#[derive(Debug, Args)]
struct Style {
    /// Colour messages: `auto` does on a terminal, unless `NO_COLOR` is set.
    #[arg(long, global = true, value_name = "WHEN", default_value = "auto", display_order = 900)]
    color: Color,
    /// Print results, warnings and errors only.
    #[arg(long, short, global = true, display_order = 901)]
    quiet: bool,
}

/// Runs the command line of this process.
pub fn run() -> ExitCode {
    heap::prepare();
    let plain = |name| std::env::var_os(name).is_some_and(|v| !v.is_empty());
    let no_color = plain("NO_COLOR") || std::env::var_os("TERM").is_some_and(|t| t == "dumb");
    let args: Vec<OsString> = std::env::args_os().collect();
    complete::answered(&args).unwrap_or_else(|| run_args(args, no_color))
}

fn run_args(args: impl IntoIterator<Item = OsString>, no_color: bool) -> ExitCode {
    let cli = match Cli::try_parse_from(args) {
        Ok(cli) => cli,
        Err(e) => return ui::usage(&e),
    };
    let ui = Arc::new(Ui::new(cli.style.color, no_color, cli.style.quiet));
    let done = cli.command.run(&ui).and_then(|()| ui.flush());
    conclude(&ui, done)
}

fn conclude(ui: &Ui, done: Result<()>) -> ExitCode {
    match done {
        Ok(()) => ExitCode::SUCCESS,
        // The reader (`| head`) has seen enough: that is no failure.
        Err(_) if ui.reader_left() => ExitCode::SUCCESS,
        Err(e) => {
            ui.error(&e);
            ExitCode::from(exit_code(e.kind()))
        }
    }
}

/// 1 failed, 2 usage or configuration, 3 denied, 4 a check did not hold.
const fn exit_code(kind: Kind) -> u8 {
    match kind {
        Kind::Failed
        | Kind::Internal
        | Kind::UnknownWorkspace
        | Kind::ToolError
        | Kind::NotFound
        | Kind::MethodNotAllowed
        | Kind::PayloadTooLarge
        | Kind::UnsupportedMediaType
        | Kind::RateLimited
        | Kind::Overloaded
        | Kind::RequestTimeout
        | Kind::AuditUnavailable
        | Kind::VersionConflict
        | Kind::Conflict
        | Kind::QuotaExceeded => 1,
        Kind::Usage | Kind::Config | Kind::InvalidArguments | Kind::InvalidRequest => 2,
        Kind::Unauthorized
        | Kind::TokenExpired
        | Kind::ScopeDenied
        | Kind::HostDenied
        | Kind::OriginDenied
        | Kind::RegistrationDenied => 3,
        Kind::CheckFailed => 4,
    }
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory as _;

    use super::*;

    #[test]
    fn the_command_tree_is_sound() {
        Cli::command().debug_assert();
    }

    /// Operators read help first: each command says what it does and shows an example.
    #[test]
    fn every_command_has_a_help_text_and_an_example() {
        fn walk(command: &clap::Command, path: &str) {
            let name = format!("{path} {}", command.get_name());
            assert!(command.get_about().is_some(), "`{name}` lacks a description");
            let help = command.get_after_help().map(ToString::to_string).unwrap_or_default();
            assert!(help.contains("Example"), "`{name}` lacks an example");
            assert!(help.contains("lean-ctx "), "`{name}` lacks an example that can be typed");
            for argument in command.get_arguments().filter(|a| !a.is_hide_set()) {
                assert!(
                    argument.get_help().is_some(),
                    "`{name}`: {} lacks help",
                    argument.get_id()
                );
            }
            for sub in command.get_subcommands() {
                walk(sub, &name);
            }
        }
        walk(&Cli::command(), "");
    }

    #[test]
    fn exit_codes_are_those_of_the_contract() {
        let codes: Vec<u8> = Kind::ALL.into_iter().map(exit_code).collect();
        assert!(codes.iter().all(|c| (1..=4).contains(c)));
        assert_eq!(exit_code(Kind::Config), 2);
        assert_eq!(exit_code(Kind::ScopeDenied), 3);
        assert_eq!(exit_code(Kind::CheckFailed), 4);
    }
}
