//! Whose ledger is meant: the local user's, or a team server's?

use crate::base::Result;
use crate::base::layout::DataDir;
use crate::cli::config_arg::load;
use crate::config::{Source, environment};

#[derive(Debug, clap::Args)]
pub struct PlaceArg {
    /// The team whose ledger is meant: a path, `-` (stdin) or `env:NAME`; by default the local
    /// user's own.
    #[arg(long, value_name = "FILE")]
    config: Option<String>,
}

impl PlaceArg {
    /// # Errors
    /// When the configuration does not load, or there is no home directory.
    pub fn data(&self) -> Result<DataDir> {
        match &self.config {
            Some(typed) => Ok(load(&Source::parse(typed))?.data),
            None => environment::local_data(),
        }
    }
}
