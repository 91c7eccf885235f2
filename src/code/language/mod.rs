//! Which languages are parsed? One folder and one line each.

use super::dialect::Dialect;
use crate::workspace::language::Language;

mod annotation;
mod csharp;
mod java;
mod kotlin;
mod php;
mod python;
mod ruby;
mod rust;
mod scala;
mod shell;
mod swift;

/// Every dialect. One that names its extensions comes before the one that takes the rest.
static DIALECTS: &[&Dialect] = &[
    &rust::RUST,
    &python::PYTHON,
    &java::JAVA,
    &kotlin::KOTLIN,
    &scala::SCALA,
    &csharp::CSHARP,
    &php::PHP,
    &ruby::RUBY,
    &swift::SWIFT,
    &shell::BASH,
];

/// How the file is read; `None` for languages without a grammar here.
pub fn dialect_of(path: &str, language: Language) -> Option<&'static Dialect> {
    let name = path.rsplit('/').next().unwrap_or(path);
    let extension = name.rsplit_once('.').map_or("", |(_, extension)| extension);
    DIALECTS.iter().copied().find(|dialect| {
        dialect.language == language
            && (dialect.extensions.is_empty() || dialect.extensions.contains(&extension))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_folder_fits_its_grammar() {
        for dialect in DIALECTS {
            if let Err(e) = dialect.compile() {
                panic!("{e}");
            }
        }
    }
}
