//! What holds of every input, whatever it is? Laws that panic when an input breaks them.
//!
//! `fuzz/` drives them with libFuzzer; the test below replays what it keeps, so that an input that
//! once broke a law is tried on every `cargo test`. In neither the binary nor the published library.

pub mod book;
pub mod config;
pub mod count;
pub mod cursor;
pub mod http;
pub mod mcp;
pub mod path;
pub mod proof;
pub mod token;

/// A target of `fuzz/` by its name, and its law.
pub type Law = (&'static str, fn(&[u8]));

pub const LAWS: &[Law] = &[
    ("book_line", book::line),
    ("count", count::count),
    ("cursor", cursor::decode),
    ("http_body", http::body),
    ("http_head", http::head),
    ("http_hyper", http::stream),
    ("mcp_message", mcp::message),
    ("path", path::parse),
    ("proof", proof::check),
    ("team_json", config::check),
    ("token", token::authenticate),
];

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;
    use std::fs;
    use std::path::{Path, PathBuf};

    use super::LAWS;

    fn below(folder: &str, target: &str) -> Vec<PathBuf> {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("fuzz").join(folder).join(target);
        let found = fs::read_dir(path).into_iter().flatten().flatten();
        found.map(|entry| entry.path()).collect()
    }

    #[test]
    fn kept_inputs_break_no_law() {
        for (target, law) in LAWS {
            let corpus = below("corpus", target);
            assert!(!corpus.is_empty(), "fuzz/corpus/{target} is empty");
            for file in corpus.into_iter().chain(below("regressions", target)) {
                let input = fs::read(&file).unwrap();
                let kept = std::panic::catch_unwind(|| law(&input));
                assert!(kept.is_ok(), "{} breaks the law of {target}", file.display());
            }
        }
    }

    #[test]
    fn every_law_is_a_target() {
        let laws: BTreeSet<String> = LAWS.iter().map(|(name, _)| format!("{name}.rs")).collect();
        let targets = below("fuzz_targets", "").into_iter();
        let targets =
            targets.map(|path| path.file_name().unwrap().to_string_lossy().into_owned()).collect();
        assert_eq!(laws, targets);
    }
}
