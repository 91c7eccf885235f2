//! `billing plans`: which plans are there?

use super::entitlements::rows;
use crate::base::Result;
use crate::billing::Plan;
use crate::cli::ui::Ui;

const EXAMPLES: &str = "\
Examples:
  lean-ctx billing plans
  lean-ctx billing plans --json | jq '.[].plan'

In JSON 4294967295 stands for no bound, and 0 for none at all.";

/// List the plans, from the smallest to the largest, with what each comprises.
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub struct Args {
    /// Print the plans for programs.
    #[arg(long)]
    json: bool,
}

impl Args {
    pub fn run(self, ui: &Ui) -> Result<()> {
        let plans = Plan::ALL.map(Plan::entitlements);
        if self.json {
            return ui.json(&plans);
        }
        let columns = plans.map(|entitlements| rows(&entitlements));
        let table = (0..columns[0].len()).map(|at| {
            let name = columns[0][at].0.to_owned();
            std::iter::once(name).chain(columns.iter().map(|c| c[at].1.clone())).collect()
        });
        let mut head = vec!["entitlement"];
        head.extend(Plan::ALL.map(Plan::name));
        ui.table(&head, table.collect())
    }
}
