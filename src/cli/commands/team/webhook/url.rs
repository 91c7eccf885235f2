//! `team webhook url`: what is pasted into the forge's form?

use serde::Serialize;

use crate::base::{Error, Kind, Result};
use crate::cli::config_arg::{ConfigArg, load};
use crate::cli::ui::Ui;
use crate::config::{Config, SecretSource, Workspace};
use crate::hook::Forge;

const EXAMPLES: &str = "\
Examples:
  lean-ctx team webhook url
  lean-ctx team webhook url --workspace core --provider gitlab
  lean-ctx team webhook url --json | jq -r '.webhooks[].url'

Without `--provider`, the remote's host decides; where it tells nothing, all of them are shown.
The secret itself is not printed: it says where it is kept.";

/// Print the URL, the place of the secret and the events to tick, for each workspace.
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub struct Args {
    #[command(flatten)]
    config: ConfigArg,
    /// Only this workspace.
    #[arg(long, value_name = "ID")]
    workspace: Option<String>,
    /// Who will send: github, gitlab, gitea or forgejo.
    #[arg(long, value_name = "FORGE")]
    provider: Option<String>,
    /// Print `{webhooks: [...]}` for programs.
    #[arg(long)]
    json: bool,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Told {
    workspace: String,
    provider: &'static str,
    url: String,
    content_type: &'static str,
    events: &'static [&'static str],
    /// Headers that a signature may stand in.
    signed_in: &'static [&'static str],
    /// Where the server finds the secret; null: there is none, and deliveries are refused.
    secret: Option<String>,
}

impl Args {
    pub fn run(self, ui: &Ui) -> Result<()> {
        let config = load(&self.config.source()?)?;
        if let Some(id) = &self.workspace {
            super::check_workspace(&config, id)?;
        }
        let asked = self.provider.as_deref().map(forge).transpose()?;
        let base = base(&config, ui);
        let wanted = |w: &&Workspace| self.workspace.as_ref().is_none_or(|id| *id == w.id);
        let mut told = Vec::new();
        for workspace in config.workspaces.iter().filter(wanted) {
            let forges = asked.map_or_else(|| guess(workspace), |forge| vec![forge]);
            told.extend(forges.into_iter().map(|forge| describe(&config, workspace, forge, &base)));
        }
        if self.json {
            return ui.json(&serde_json::json!({"webhooks": told}));
        }
        told.iter().try_for_each(|one| print(ui, one))
    }
}

fn forge(word: &str) -> Result<Forge> {
    Forge::parse(word).ok_or_else(|| {
        Error::new(Kind::Usage, format!("`{word}` sends no webhooks that are known here"))
            .hint("write github, gitlab, gitea or forgejo")
    })
}

/// The origin that the forge reaches.
fn base(config: &Config, ui: &Ui) -> String {
    if let Some(url) = &config.public_url {
        return url.to_string();
    }
    ui.warn("`publicUrl` is not set: the forge must reach the address below as it stands");
    match config.listen.first() {
        Some(address) if config.port != 0 => format!("http://{address}"),
        _ => format!("http://{}:PORT", config.host),
    }
}

/// Whose remote it is, where its name tells.
fn guess(workspace: &Workspace) -> Vec<Forge> {
    let host = workspace.url.as_ref().and_then(|url| host(url.as_str())).unwrap_or_default();
    let named = |word: &str| host.split('.').any(|part| part == word);
    match () {
        () if named("github") => vec![Forge::Github],
        () if named("gitlab") => vec![Forge::Gitlab],
        () if named("gitea") || named("forgejo") || named("codeberg") => vec![Forge::Gitea],
        () => Forge::ALL.to_vec(),
    }
}

/// `https://host/…`, `ssh://git@host/…`, `git@host:…`
fn host(url: &str) -> Option<String> {
    let rest = url.split_once("://").map_or(url, |(_, rest)| rest);
    let authority = rest.split('/').next()?;
    let host = authority.rsplit('@').next()?.split(':').next()?;
    Some(host.to_ascii_lowercase())
}

fn describe(config: &Config, workspace: &Workspace, forge: Forge, base: &str) -> Told {
    Told {
        workspace: workspace.id.clone(),
        provider: forge.word(),
        url: format!("{base}/v1/webhooks/{}/{}", forge.word(), workspace.id),
        content_type: "application/json",
        events: forge.events(),
        signed_in: forge.signed_in(),
        secret: config.webhooks.get(&workspace.id).map(SecretSource::place),
    }
}

fn print(ui: &Ui, told: &Told) -> Result<()> {
    let secret = told.secret.as_ref().map_or_else(
        || format!("none yet: lean-ctx team webhook secret --workspace {}", told.workspace),
        |place| format!("what stands in {place}"),
    );
    ui.line(&format!("{} ({})", told.workspace, told.provider))?;
    ui.line(&format!("  URL           {}", told.url))?;
    ui.line(&format!("  content type  {}", told.content_type))?;
    ui.line(&format!("  secret        {secret}"))?;
    ui.line(&format!("  events        {}", told.events.join(", ")))
}

#[cfg(test)]
mod tests {
    use super::host;

    #[test]
    fn the_host_of_a_remote() {
        for (url, name) in [
            ("https://GitHub.com/a/b.git", "github.com"),
            ("https://user:pw@gitlab.example.com:8443/a", "gitlab.example.com"),
            ("git@gitlab.com:a/b.git", "gitlab.com"),
            ("ssh://git@codeberg.org/a/b", "codeberg.org"),
            ("/srv/git/a.git", ""),
        ] {
            assert_eq!(host(url).as_deref(), Some(name), "{url}");
        }
    }
}
