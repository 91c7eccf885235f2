//! `forgot-password`: how does one get back in, and what becomes of the data?

use std::path::PathBuf;

use zeroize::Zeroizing;

use crate::account::enrol::{self, Reset};
use crate::account::home::{Home, masked};
use crate::account::remote::Remote;
use crate::base::Result;
use crate::cli::account_arg::{EmailArg, PasswordArg, home, secret, server};
use crate::cli::ui::Ui;
use crate::config::environment;
use crate::vault::AccountKey;

const EXAMPLES: &str = "\
Examples:
  lean-ctx forgot-password ann@example.com
  lean-ctx forgot-password ann@example.com --token-file token.txt --phrase-file phrase.txt
  lean-ctx forgot-password ann@example.com --token-file token.txt --discard --yes

The data stay only with the recovery phrase, or on a machine that is still signed in.";

/// Get a new password by mail. The data stay only if you have the recovery phrase.
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub struct Args {
    #[command(flatten)]
    email: EmailArg,
    /// The token from the mail, or from the server's operator: the first line of this file.
    #[arg(long, value_name = "FILE")]
    token_file: Option<PathBuf>,
    /// The recovery phrase: the first line of this file; by default it is asked for, or is in
    /// LEAN_CTX_RECOVERY_PHRASE.
    #[arg(long, value_name = "FILE", conflicts_with = "discard")]
    phrase_file: Option<PathBuf>,
    /// Give up all data that the server keeps: for when the phrase is lost.
    #[arg(long)]
    discard: bool,
    /// Do not ask before giving up the data.
    #[arg(long)]
    yes: bool,
    #[command(flatten)]
    password: PasswordArg,
}

impl Args {
    pub fn run(self, ui: &Ui) -> Result<()> {
        let home = home()?;
        let (email, server) = (self.email.read()?, server(ui, &home)?);
        ui.say("A new password alone opens nothing: the server has your data and your key sealed only. With the recovery phrase all data stay; without it they are lost.");
        let mut token = self.token_file.clone();
        if token.is_none() {
            Remote { server: &server, api_key: None }.forgot_password(&email)?;
            ui.note(&format!("if {} has an account, a token is on its way by mail; a server without mail has its operator give one (`lean-ctx cloud user reset EMAIL`)", masked(&email)));
            if !ui.can_ask() {
                ui.note("go on with `lean-ctx forgot-password EMAIL --token-file FILE --phrase-file FILE`");
                return Ok(());
            }
        }
        let token = secret(ui, "Token", token.take().as_deref(), || None)?;
        let key = self.key(ui, &home, &email)?;
        let password = self.password.choose(ui, "New password")?;
        let reset = Reset { email: &email, token: token.trim(), password: &password, key };
        let (kept, new) = enrol::reset(&server, reset)?;
        if let Some(new) = new {
            home.know(&server, &email, &new)?;
            ui.say("The account begins anew. Its new recovery phrase is below. Write it down.");
            ui.line(&new.phrase())?;
        }
        ui.note(match kept {
            true => "the password is new, and all data stay",
            false => "the password is new, and the server's data are gone; what is on your machines is not",
        });
        ui.note("every machine was signed out: sign in with `lean-ctx login EMAIL`");
        Ok(())
    }

    /// The account's key, if it is to be had.
    fn key(&self, ui: &Ui, home: &Home, email: &str) -> Result<Option<AccountKey>> {
        if self.discard {
            ui.confirm("Give up all data that the server keeps?", self.yes)?;
            return Ok(None);
        }
        let here = home.credentials().ok().flatten().filter(|known| known.email == email);
        let given = self.phrase_file.is_some() || environment::recovery_phrase().is_some();
        if let Some(here) = here.filter(|_| !given) {
            ui.note("this machine still has the account's key: no phrase is needed");
            return Ok(Some(here.key));
        }
        let phrase: Zeroizing<String> = secret(
            ui,
            "Recovery phrase",
            self.phrase_file.as_deref(),
            environment::recovery_phrase,
        )?;
        AccountKey::from_phrase(&phrase).map(Some)
    }
}
