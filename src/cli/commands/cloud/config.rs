//! Which cloud.json does a command mean?

use std::path::Path;

use clap::Args;

use crate::base::{Error, Kind, Result, form};
use crate::cli::ui::Ui;
use crate::cloud::{Cloud, Email};
use crate::config::Source;
use crate::config::cloud::CloudConfig;

const USUAL: &str = "cloud.json";

#[derive(Debug, Args)]
pub struct CloudConfigArg {
    /// The account server's configuration: a path, `-` (stdin) or `env:NAME`; by default
    /// cloud.json, if it is here.
    #[arg(long, value_name = "FILE")]
    config: Option<String>,
}

impl CloudConfigArg {
    /// # Errors
    /// `Usage` when none is named and none is here; `Config` with every fault.
    pub fn load(&self, ui: &Ui) -> Result<CloudConfig> {
        let source = match &self.config {
            Some(typed) => Source::parse(typed),
            None if Path::new(USUAL).exists() => Source::Path(USUAL.into()),
            None => {
                return Err(Error::new(Kind::Usage, "there is no cloud.json here")
                    .hint("name one with `--config FILE`; cloud.json.example shows all keys"));
            }
        };
        let (config, warnings) = CloudConfig::load(&source)?;
        form::check(&config.data)?;
        for warning in warnings {
            ui.warn(&warning.to_string());
        }
        Ok(config)
    }

    /// The data itself, beside a server that may run; made where there is none, because invites
    /// are wanted before a first start.
    ///
    /// # Errors
    /// As [`CloudConfigArg::load`], and those of [`Cloud::open`].
    pub fn open(&self, ui: &Ui) -> Result<Cloud> {
        Cloud::open(self.load(ui)?)
    }
}

/// # Errors
/// `Usage` for what is no address.
pub fn email(typed: &str) -> Result<Email> {
    Email::parse(typed).map_err(|e| {
        Error::new(Kind::Usage, format!("`{typed}`: {}", e.message())).hint("write `name@host`")
    })
}
