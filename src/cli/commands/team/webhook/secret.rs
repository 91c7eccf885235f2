//! `team webhook secret`: with what does a forge sign its deliveries?

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::json;
use zeroize::Zeroizing;

use crate::auth::Secret;
use crate::base::files::{Mode, private_dir, write_atomic};
use crate::base::{Error, Result};
use crate::cli::config_arg::ConfigArg;
use crate::cli::ui::Ui;
use crate::config::edit::edit;
use crate::hook::SIGNING;

const EXAMPLES: &str = "\
Examples:
  lean-ctx team webhook secret --workspace core
  lean-ctx team webhook secret --workspace core --signing    for GitLab's `Signing token`
  SECRET=$(lean-ctx team webhook secret -q --workspace core)

The secret goes to stdout, once. It is kept in <data>/webhooks, readable to the server's user alone,
and team.json names that file; a server that runs takes it up by itself. Run it again for a new one:
the old one counts no longer.";

/// Mint the secret of a workspace's webhook and put it where the server finds it.
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub struct Args {
    #[command(flatten)]
    config: ConfigArg,
    /// The workspace whose pushes it is for.
    #[arg(long, value_name = "ID")]
    workspace: String,
    /// Mint a signing token (`whsec_…`, Standard Webhooks) instead of a secret.
    #[arg(long)]
    signing: bool,
}

impl Args {
    pub fn run(self, ui: &Ui) -> Result<()> {
        let secret = if self.signing { signing()? } else { Secret::mint()? };
        let source = self.config.source()?;
        let file = edit(&source, |draft| {
            let config = draft.config()?;
            super::check_workspace(config, &self.workspace)?;
            let file = std::path::absolute(config.data.webhook_secret(&self.workspace))
                .map_err(|e| Error::failed("cannot name the secret's file").source(e))?;
            if let Some(dir) = file.parent() {
                private_dir(dir)?;
            }
            write_atomic(&file, secret.expose().as_bytes(), Mode::Private)?;
            let entry = json!({"secret": format!("file:{}", file.display())});
            draft.set_entry("webhooks", &self.workspace, &entry);
            Ok(file)
        })?;
        ui.secret(&secret)?;
        ui.say(&format!("the secret is kept in {}", file.display()));
        ui.hint(&format!(
            "what else to paste: lean-ctx team webhook url --workspace {}",
            self.workspace
        ));
        Ok(())
    }
}

/// 256 random bits as Standard Webhooks spell them.
fn signing() -> Result<Secret> {
    let bits = Zeroizing::new(Secret::mint()?.sha256());
    let text = Zeroizing::new(STANDARD.encode(*bits));
    Ok(Secret::new(format!("{SIGNING}{}", text.as_str())))
}
