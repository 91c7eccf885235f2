//! Which running server does a command mean, and with which token does it ask?

use std::path::PathBuf;

use clap::Args;
use url::Url;

use crate::auth::Secret;
use crate::base::error::Context as _;
use crate::base::{Error, Kind, Result};
use crate::client;
use crate::config::environment;

#[derive(Debug, Args)]
pub struct ServerArg {
    /// Address of the server.
    #[arg(long, value_name = "URL")]
    server: String,
    /// A file whose first line is the token.
    #[arg(long, value_name = "FILE")]
    token_file: Option<PathBuf>,
}

impl ServerArg {
    /// The server's address, and the token: the file's, else `LEAN_CTX_TEAM_TOKEN`. Never an
    /// argument, which every process of the machine may read.
    ///
    /// # Errors
    /// `Usage` when the address is none, or there is no token.
    pub fn open(&self) -> Result<(Url, Secret)> {
        Ok((client::address(&self.server)?, self.token()?))
    }

    fn token(&self) -> Result<Secret> {
        let text = match &self.token_file {
            Some(path) => Some(zeroize::Zeroizing::new(
                std::fs::read_to_string(path)
                    .context(|| format!("cannot read `{}`", path.display()))?,
            )),
            None => environment::team_token(),
        };
        let line = text.as_deref().and_then(|t| t.lines().next()).map(str::trim);
        line.filter(|l| !l.is_empty()).map(Secret::new).ok_or_else(|| {
            Error::new(Kind::Usage, "there is no token to show to the server")
                .hint("set `LEAN_CTX_TEAM_TOKEN`, or name a file with `--token-file`")
        })
    }
}
