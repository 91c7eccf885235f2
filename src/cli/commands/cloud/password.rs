//! `cloud password`: how is the account's password changed?

use std::path::PathBuf;

use crate::account::enrol;
use crate::base::Result;
use crate::cli::account_arg::{PasswordArg, chosen, secret, signed_in};
use crate::cli::ui::Ui;
use crate::config::environment;

const EXAMPLES: &str = "\
Examples:
  lean-ctx cloud password
  lean-ctx cloud password --password-file old.txt --new-password-file new.txt";

/// Change the account's password: its key is wrapped anew, no record is touched, no machine is signed out.
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub struct Args {
    #[command(flatten)]
    password: PasswordArg,
    /// Read the new password from the first line of a file; by default it is asked for, or is in
    /// LEAN_CTX_NEW_PASSWORD.
    #[arg(long, value_name = "FILE")]
    new_password_file: Option<PathBuf>,
}

impl Args {
    pub fn run(self, ui: &Ui) -> Result<()> {
        let (_, known) = signed_in()?;
        let old = self.password.read(ui)?;
        let given = self.new_password_file.is_some() || environment::cloud_new_password().is_some();
        let new = match given || !ui.can_ask() {
            true => {
                let file = self.new_password_file.as_deref();
                secret(ui, "New password", file, environment::cloud_new_password)?
            }
            false => chosen(ui, "New password")?,
        };
        enrol::change_password(&known, &old, &new)?;
        ui.note("the password is new; machines that are signed in stay so");
        Ok(())
    }
}
