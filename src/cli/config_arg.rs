//! Which team.json does a command mean?

use std::path::Path;

use clap::Args;

use crate::base::{Error, Kind, Result, form};
use crate::cli::complete::Names;
use crate::cli::ui::Ui;
use crate::config::{Config, Fault, Loaded, Source, fault};

/// Where `team init` writes, then where the documentation's own examples have it.
pub const USUAL: [&str; 2] = [".lean-ctx/team.json", "team.json"];

#[derive(Debug, Args)]
pub struct ConfigArg {
    /// The team's configuration: a path, `-` (stdin) or `env:NAME`; by default
    /// .lean-ctx/team.json or team.json, whichever is here.
    #[arg(long, value_name = "FILE", add = Names::File)]
    config: Option<String>,
}

impl ConfigArg {
    /// Whether one was named.
    pub const fn is_named(&self) -> bool {
        self.config.is_some()
    }

    /// # Errors
    /// `Usage` when none is named and none is here.
    pub fn source(&self) -> Result<Source> {
        if let Some(typed) = &self.config {
            return Ok(Source::parse(typed));
        }
        let here = USUAL.into_iter().find(|path| Path::new(path).exists());
        here.map(|path| Source::Path(path.into())).ok_or_else(|| {
            Error::new(Kind::Usage, "there is no team.json here")
                .hint("name one with `--config FILE`, or write one with `lean-ctx team init`")
        })
    }
}

/// # Errors
/// `Config` with every fault, or when the data that it names is not for this program.
pub fn load(source: &Source) -> Result<Config> {
    let config = unchecked(source)?;
    form::check(&config.data)?;
    Ok(config)
}

/// As [`load`], of a text that was read from there.
///
/// # Errors
/// As there.
pub fn parse(source: &Source, text: &str) -> Result<Config> {
    let config = parse_unchecked(source, text)?;
    form::check(&config.data)?;
    Ok(config)
}

/// As [`parse`], for who asks himself whether the data is for this program.
///
/// # Errors
/// `Config` with every fault.
pub fn parse_unchecked(source: &Source, text: &str) -> Result<Config> {
    Config::parse(source, text)
        .map(|Loaded { config, .. }| config)
        .map_err(|faults| fault::error(source, &faults))
}

/// As [`load`], for who asks himself whether the data is for this program.
///
/// # Errors
/// `Config` with every fault.
pub fn unchecked(source: &Source) -> Result<Config> {
    Config::load(source)
        .map(|Loaded { config, .. }| config)
        .map_err(|faults| fault::error(source, &faults))
}

/// What was done is done; a server that starts now would still refuse the file.
pub fn warn_of_faults(ui: &Ui, source: &Source, faults: &[Fault]) {
    if !faults.is_empty() {
        let other = if faults.len() == 1 { "another fault" } else { "other faults" };
        ui.warn(&format!("{source} has {other}, as before:{}", fault::list(faults)));
    }
}
