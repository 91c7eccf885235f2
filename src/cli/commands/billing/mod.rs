//! `billing`: what would a managed offering comprise and count? It describes; nothing here is gated by it.

mod entitlements;
mod plans;
mod usage;

use clap::Subcommand;

use crate::base::Result;
use crate::cli::ui::Ui;

const EXAMPLES: &str = "\
Examples:
  lean-ctx billing plans
  lean-ctx billing entitlements team --json
  lean-ctx billing usage --period 2026-10

Every command of this program works the same with any plan, or none: that is tested.";

/// Describe the plans of a managed offering, and what it would count; it changes nothing.
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES, arg_required_else_help = true)]
pub struct Args {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    Plans(plans::Args),
    Usage(usage::Args),
    Entitlements(entitlements::Args),
}

impl Args {
    pub fn run(self, ui: &Ui) -> Result<()> {
        match self.command {
            Command::Plans(args) => args.run(ui),
            Command::Usage(args) => args.run(ui),
            Command::Entitlements(args) => args.run(ui),
        }
    }
}
