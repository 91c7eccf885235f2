//! What do the account's commands ask for? Passwords and keys: without echo, from a file or the environment, never from the command line.

use std::path::{Path, PathBuf};

use clap::Args;
use zeroize::Zeroizing;

use super::given;
use super::ui::Ui;
use crate::account::home::{Credentials, Home};
use crate::account::source::Machine;
use crate::base::{Error, Kind, Result};
use crate::config::environment;
use crate::vault;

#[derive(Debug, Args)]
pub struct EmailArg {
    /// The account's address.
    email: String,
}

impl EmailArg {
    /// # Errors
    /// `Usage` for what is none.
    pub fn read(&self) -> Result<String> {
        vault::address(&self.email)
    }
}

#[derive(Debug, Args)]
pub struct PasswordArg {
    /// Read the password from the first line of a file (`-`: the standard input); by default it is asked for, or
    /// is in LEAN_CTX_PASSWORD.
    #[arg(long, value_name = "FILE")]
    password_file: Option<PathBuf>,
}

impl PasswordArg {
    /// # Errors
    /// `Usage` when there is none.
    pub fn read(&self, ui: &Ui) -> Result<Zeroizing<String>> {
        let known = environment::cloud_password;
        secret(ui, "Password", self.password_file.as_deref(), known)
    }

    /// As [`PasswordArg::read`]; a person types it twice.
    ///
    /// # Errors
    /// `Usage` when there is none, or the two differ.
    pub fn choose(&self, ui: &Ui, prompt: &str) -> Result<Zeroizing<String>> {
        let given = self.password_file.is_some() || environment::cloud_password().is_some();
        if given || !ui.can_ask() {
            return self.read(ui);
        }
        chosen(ui, prompt)
    }
}

/// # Errors
/// `Usage` when the two differ.
pub fn chosen(ui: &Ui, prompt: &str) -> Result<Zeroizing<String>> {
    let first = ui.secret_input(prompt)?;
    match *first == *ui.secret_input("Once more")? {
        true => Ok(first),
        false => Err(Error::new(Kind::Usage, "the two passwords differ").hint("nothing was sent")),
    }
}

/// The first line of a file, else what the environment has, else what is typed.
///
/// # Errors
/// `Usage` when it is empty.
pub fn secret(
    ui: &Ui,
    prompt: &str,
    file: Option<&Path>,
    environment: impl FnOnce() -> Option<Zeroizing<String>>,
) -> Result<Zeroizing<String>> {
    let text = match file {
        Some(path) => first_line(Zeroizing::new(given::bytes(path)?))?,
        None => match environment() {
            Some(text) => text,
            None => ui.secret_input(prompt)?,
        },
    };
    if text.is_empty() {
        let what = prompt.to_lowercase();
        return Err(Error::new(Kind::Usage, format!("no {what} is given"))
            .hint("it is asked for on a terminal; else name a file with it, or pipe it in"));
    }
    Ok(text)
}

fn first_line(bytes: Zeroizing<Vec<u8>>) -> Result<Zeroizing<String>> {
    let line = bytes.split(|b| *b == b'\n').next().unwrap_or_default();
    let text = std::str::from_utf8(line)
        .map_err(|_| Error::new(Kind::Usage, "the secret in the file is not text"))?;
    Ok(Zeroizing::new(text.trim_end_matches('\r').to_owned()))
}

/// This user's account files.
///
/// # Errors
/// `Config` when there is no home.
pub fn home() -> Result<Home> {
    Ok(Home::new(environment::local_data()?))
}

/// The account that this machine is signed in to, and where its data are.
///
/// # Errors
/// `Unauthorized` when nobody is signed in.
pub fn signed_in() -> Result<(Machine, Credentials)> {
    let home = home()?;
    let credentials = home.signed_in(environment::cloud_address().as_deref())?;
    Ok((Machine::new(home), credentials))
}

/// The server that the user names. Plain http beyond this machine is told of: a listener could take the API key.
///
/// # Errors
/// `Config` when none is named.
pub fn server(ui: &Ui, home: &Home) -> Result<url::Url> {
    let server = home.server(environment::cloud_address().as_deref())?;
    let here = match server.host() {
        Some(url::Host::Ipv4(ip)) => ip.is_loopback(),
        Some(url::Host::Ipv6(ip)) => ip.is_loopback(),
        Some(url::Host::Domain(name)) => name == "localhost",
        None => false,
    };
    if server.scheme() == "http" && !here {
        ui.warn(&format!("`{server}` is plain http: who listens on the way can take this machine's place (not read its data); use https"));
    }
    Ok(server)
}
