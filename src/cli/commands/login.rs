//! `login`: how does this machine join an account?

use crate::account::enrol;
use crate::account::home::masked;
use crate::account::remote::Remote;
use crate::base::Result;
use crate::cli::account_arg::{EmailArg, PasswordArg, home, server};
use crate::cli::ui::Ui;

const EXAMPLES: &str = "\
Examples:
  lean-ctx login ann@example.com
  lean-ctx login ann@example.com --password-file password.txt --device laptop
  LEAN_CTX_PASSWORD=… lean-ctx login ann@example.com";

/// Sign this machine in to an account. The account's key opens with the password, here and nowhere else.
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub struct Args {
    #[command(flatten)]
    email: EmailArg,
    /// What the account's other machines call this one; by default its host name.
    #[arg(long, value_name = "NAME")]
    device: Option<String>,
    /// Join although the account's key is another than this machine knew: after a reset without the phrase.
    #[arg(long)]
    new_key: bool,
    #[command(flatten)]
    password: PasswordArg,
}

impl Args {
    pub fn run(self, ui: &Ui) -> Result<()> {
        let home = home()?;
        let (email, server) = (self.email.read()?, server(ui, &home)?);
        let before = home.credentials().ok().flatten();
        let password = self.password.read(ui)?;
        let device = self.device.unwrap_or_else(host);
        let _held = home.lock()?;
        let now = enrol::login(&home, &server, (&email, &password), &device, self.new_key)?;
        if let Some(before) = before {
            // This machine is a device once. The old key may long have ceased to count.
            let old = Remote { server: &before.server, api_key: Some(&before.api_key) };
            let _ = old.logout();
        }
        ui.note(&format!(
            "signed in as {} at {} (device `{device}`)",
            masked(&now.email),
            now.server
        ));
        ui.note("`lean-ctx sync` brings this machine and the account to the same; nothing is sent before");
        Ok(())
    }
}

fn host() -> String {
    let name = rustix::system::uname().nodename().to_string_lossy().into_owned();
    let plain: String = name.chars().filter(|c| !c.is_control()).take(64).collect();
    if plain.is_empty() { "device".into() } else { plain }
}
