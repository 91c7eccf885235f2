//! `register`: how does somebody get an account?

use crate::account::enrol::{self, Registered};
use crate::account::home::masked;
use crate::account::remote::Verification;
use crate::base::Result;
use crate::cli::account_arg::{EmailArg, PasswordArg, home, server};
use crate::cli::ui::Ui;

const EXAMPLES: &str = "\
Examples:
  lean-ctx register ann@example.com
  lean-ctx register ann@example.com --invite CODE --password-file password.txt > phrase.txt

The server is named by LEAN_CTX_API_URL or by cloud.url in ~/.lean-ctx/config.json; none is built in.";

/// Make an account for syncing between machines; its recovery phrase is printed, this once.
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub struct Args {
    #[command(flatten)]
    email: EmailArg,
    /// The invite, where the server asks for one.
    #[arg(long, value_name = "CODE")]
    invite: Option<String>,
    #[command(flatten)]
    password: PasswordArg,
}

impl Args {
    pub fn run(self, ui: &Ui) -> Result<()> {
        let home = home()?;
        let (email, server) = (self.email.read()?, server(ui, &home)?);
        let password = self.password.choose(ui, "New password")?;
        let Registered { key, verification } =
            enrol::register(&server, &email, &password, self.invite.as_deref())?;
        ui.say("Your recovery phrase is below. Write it down: without it and without the password nobody can read your data, and it is the only way to keep them when the password is forgotten.");
        ui.line(&key.phrase())?;
        ui.flush()?;
        let shown = masked(&email);
        ui.note(&match verification {
            Verification::Email => {
                format!("a mail to {shown} confirms the account; then `lean-ctx login EMAIL`")
            }
            Verification::Operator => {
                format!("the server's operator confirms {shown}; then `lean-ctx login EMAIL`")
            }
            Verification::Off => format!("registered {shown}; sign in with `lean-ctx login EMAIL`"),
        });
        ui.note("if the address had an account before, that one stays as it is, and this phrase is of no use");
        Ok(())
    }
}
