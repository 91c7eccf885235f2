//! `team token create`: how does somebody get a key?

use std::collections::BTreeSet;
use std::time::Duration;

use crate::auth::{Entry, Grant, Role, Scope, ScopeSet, Secret};
use crate::base::{Error, Kind, Result, clock};
use crate::cli::complete::Names;
use crate::cli::config_arg::{ConfigArg, load};
use crate::cli::span;
use crate::cli::ui::Ui;
use crate::config::edit::edit;
use crate::config::fault::suggest;
use crate::config::{Config, Groups, token};

const EXAMPLES: &str = "\
Examples:
  lean-ctx team token create --id alice --role member --expires 90d
  lean-ctx team token create --id ci-bot --scopes search,graph --workspaces core,web
  TOKEN=$(lean-ctx team token create -q --id ci --role viewer)

Roles: viewer (or read, readonly), member (contributor, write), admin, owner.
Scopes: search graph artifacts index events sessionmutations knowledge audit.
The secret alone goes to stdout, once; everything else goes to stderr.";

/// Mint a token: the secret is printed once, team.json keeps its hash.
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
#[command(group = clap::ArgGroup::new("grants").required(true).multiple(true).args(["role", "scopes"]))]
pub struct Args {
    #[command(flatten)]
    config: ConfigArg,
    /// The person or job that will hold it; the audit log names it.
    #[arg(long)]
    id: String,
    /// What the holder may do: viewer, member, admin or owner.
    #[arg(long)]
    role: Option<String>,
    /// Single permissions, beside or instead of a role.
    #[arg(long, value_delimiter = ',', value_name = "SCOPE,…")]
    scopes: Vec<String>,
    /// The workspaces it may see; by default all.
    #[arg(long, value_delimiter = ',', value_name = "ID,…", add = Names::Workspace)]
    workspaces: Option<Vec<String>>,
    /// How long it lives: a number and s, m, h, d or w; by default for ever.
    #[arg(long, value_name = "SPAN", value_parser = span::parse)]
    expires: Option<Duration>,
    /// Change no file: print the JSON entry to add on stderr.
    #[arg(long)]
    print_entry: bool,
}

impl Args {
    pub fn run(self, ui: &Ui) -> Result<()> {
        let source = self.config.source()?;
        let secret = Secret::mint()?;
        let entry = self.entry(&secret)?;
        let check = |config: &Config| -> Result<()> {
            refuse_taken(config, &entry.id)?;
            refuse_unknown(config, &entry.workspaces)?;
            refuse_torn(config, &entry)?;
            super::check_lifetime(config, self.expires)
        };
        let json = token::to_json(&entry);
        if self.print_entry {
            check(&load(&source)?)?;
        } else {
            edit(&source, |draft| {
                check(draft.config()?)?;
                draft.append("tokens", &json);
                Ok(())
            })?;
        }
        ui.secret(&secret)?;
        let done = if self.print_entry {
            ui.say(&format!("nothing was changed; add this to `tokens` of {source}:\n{json:#}"));
            "minted"
        } else {
            "created"
        };
        super::explain(ui, &format!("token `{}` {done}", entry.id), &entry);
        Ok(())
    }

    fn entry(&self, secret: &Secret) -> Result<Entry> {
        let now = clock::now();
        let usage = |message: String| Error::new(Kind::Usage, message);
        if let Some(fault) = token::id_fault(&self.id) {
            return Err(usage(format!("the id `{}` {fault}", self.id)).hint("write another `--id`"));
        }
        let role = match &self.role {
            None => None,
            Some(word) => Some(Role::parse_typed(word).ok_or_else(|| {
                usage(format!("`{word}` is not a role"))
                    .hint(suggest(word, Role::ALL.map(Role::word)))
            })?),
        };
        let scope = |word: &String| {
            Scope::parse(word).ok_or_else(|| {
                let hint = suggest(word, Scope::ALL.map(Scope::word));
                usage(format!("`{word}` is not a scope")).hint(hint)
            })
        };
        let scopes = self.scopes.iter().map(scope).collect::<Result<ScopeSet>>()?;
        if self.expires == Some(Duration::ZERO) {
            return Err(
                usage("the token would be dead at once".into()).hint("write `--expires 90d`")
            );
        }
        Ok(Entry {
            id: self.id.clone(),
            sha256: secret.sha256(),
            scopes,
            role,
            workspaces: match &self.workspaces {
                None => Grant::All,
                Some(ids) => Grant::Only(ids.iter().cloned().collect::<BTreeSet<_>>()),
            },
            created_at: Some(now),
            expires_at: self.expires.map(|span| super::later(now, span)).transpose()?,
            previous: None,
        })
    }
}

fn refuse_taken(config: &Config, id: &str) -> Result<()> {
    if config.tokens.iter().all(|t| t.id != id) {
        return Ok(());
    }
    Err(Error::new(Kind::Usage, format!("there is a token `{id}` already")).hint(format!(
        "give it a new secret with `lean-ctx team token rotate {id}`, or choose another id"
    )))
}

fn refuse_torn(config: &Config, entry: &Entry) -> Result<()> {
    match Groups::of(&config.workspaces).torn_by(&entry.workspaces).first() {
        None => Ok(()),
        Some(torn) => Err(Error::new(Kind::Usage, torn.told_of(&entry.id)).hint(torn.remedy())),
    }
}

fn refuse_unknown(config: &Config, grant: &Grant) -> Result<()> {
    let Grant::Only(ids) = grant else { return Ok(()) };
    match ids.iter().find(|id| config.workspace(id).is_none()) {
        None => Ok(()),
        Some(id) => {
            let known: Vec<&str> = config.workspaces.iter().map(|w| w.id.as_str()).collect();
            Err(Error::new(Kind::Usage, format!("there is no workspace `{id}`"))
                .hint(suggest(id, known)))
        }
    }
}
