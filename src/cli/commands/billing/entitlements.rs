//! `billing entitlements`: what does one plan comprise?

use crate::base::Result;
use crate::billing::{Entitlements, Plan, UNBOUNDED};
use crate::cli::ui::Ui;

const EXAMPLES: &str = "\
Examples:
  lean-ctx billing entitlements
  lean-ctx billing entitlements team --json

In JSON 4294967295 stands for no bound, and 0 for none at all.";

/// Show what a plan of a managed offering comprises.
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub struct Args {
    /// free, team or enterprise.
    #[arg(default_value = "free")]
    plan: String,
    /// Print the entitlements for programs.
    #[arg(long)]
    json: bool,
}

impl Args {
    pub fn run(self, ui: &Ui) -> Result<()> {
        let entitlements = Plan::parse(&self.plan)?.entitlements();
        if self.json {
            return ui.json(&entitlements);
        }
        let rows =
            rows(&entitlements).into_iter().map(|(name, value)| vec![name.to_owned(), value]);
        ui.table(&["entitlement", entitlements.plan.name()], rows.collect())
    }
}

/// For people.
pub fn rows(of: &Entitlements) -> Vec<(&'static str, String)> {
    let count = |n: u32| if n == UNBOUNDED { "unbounded".to_owned() } else { n.to_string() };
    let flag = |is: bool| if is { "yes" } else { "no" }.to_owned();
    vec![
        ("seats", count(of.seats)),
        ("hosted index, MB", count(of.hosted_index_mb)),
        ("managed connectors", count(of.managed_connectors)),
        ("private registry", flag(of.private_registry)),
        ("single sign-on (OIDC)", flag(of.sso_oidc)),
        ("directory sync (SCIM)", flag(of.sso_scim)),
        ("audit retention, days", count(of.audit_retention_days)),
        ("revenue share", flag(of.revenue_share)),
        ("supporter", flag(of.supporter)),
        ("cloud sync", flag(of.cloud_sync)),
    ]
}
