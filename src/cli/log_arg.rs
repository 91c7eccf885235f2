//! How does a server's operator want to read its log?

use std::sync::Arc;

use clap::builder::PossibleValuesParser;

use super::ui::Ui;
use crate::base::{Error, Kind, Result};
use crate::config::environment;
use crate::trace::{Format, Level, Tracer, Wish};

#[derive(Debug, clap::Args)]
pub struct LogArg {
    /// How the log on stderr is written: `text`, or `json` for one object a line [default: text, or
    /// LEAN_CTX_LOG_FORMAT].
    #[arg(long, value_name = "FORMAT", value_parser = PossibleValuesParser::new(FORMATS))]
    log_format: Option<String>,
    /// How much is told: requests are at `info`, those of health checks at `debug` [default: info, or
    /// LEAN_CTX_LOG_LEVEL].
    #[arg(long, value_name = "LEVEL", value_parser = PossibleValuesParser::new(Level::ALL.map(Level::word)))]
    log_level: Option<String>,
}

const FORMATS: [&str; 2] = ["text", "json"];

impl LogArg {
    /// From now on the log is written so; the format and the level that it is.
    ///
    /// # Errors
    /// `Usage` for a word in the environment that is none.
    fn apply(&self, ui: &Ui, default: Level) -> Result<(Format, Level)> {
        let (format, level) = environment::log_wish();
        let format = match self.log_format.clone().or(format).as_deref() {
            None | Some("text") => Format::Text,
            Some("json") => Format::Json,
            Some(_) => return Err(wrong("LEAN_CTX_LOG_FORMAT", &FORMATS)),
        };
        let words = Level::ALL.map(Level::word);
        let level = match self.log_level.clone().or(level) {
            None => default,
            Some(typed) => Level::ALL
                .into_iter()
                .find(|level| level.word() == typed)
                .ok_or_else(|| wrong("LEAN_CTX_LOG_LEVEL", &words))?,
        };
        ui.log_as(format, level);
        Ok((format, level))
    }

    /// Whether anybody has said how the log is to be.
    pub fn is_asked(&self) -> bool {
        let (format, level) = environment::log_wish();
        [&self.log_format, &self.log_level, &format, &level].iter().any(|wish| wish.is_some())
    }

    /// As [`LogArg::apply`]; what is asked is told there, and where the environment says (`OTEL_*`).
    ///
    /// # Errors
    /// As there.
    pub fn tracer(&self, ui: &Arc<Ui>, default: Level) -> Result<Tracer> {
        let (format, least) = self.apply(ui, default)?;
        let telemetry = environment::telemetry();
        for warning in telemetry.iter().flat_map(|telemetry| &telemetry.warnings) {
            ui.warn(warning);
        }
        if telemetry.is_some() && !cfg!(feature = "otlp") {
            ui.warn("this build exports nothing: it was made without `otlp`");
        }
        let lines = Arc::clone(ui);
        let say = Box::new(move |line: &str| lines.log_line(line));
        Ok(Tracer::new(Some(Wish { least, format, say }), telemetry))
    }
}

fn wrong(variable: &str, words: &[&str]) -> Error {
    Error::new(Kind::Usage, format!("`{variable}` is none of its words"))
        .hint(format!("one of {}", words.join(", ")))
}
