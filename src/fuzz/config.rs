//! Does every team.json either load sound or say what is wrong, where, in words fit for a terminal?

use std::net::SocketAddr;

use crate::config::Surroundings;
use crate::config::check::check_text;

/// A text; only UTF-8 is one.
pub fn check(bytes: &[u8]) {
    let Ok(text) = std::str::from_utf8(bytes) else { return };
    // Neither names nor the environment are asked: an input means the same on every machine.
    let around = Surroundings::fixed(
        "/",
        |_| None,
        |host, port| host.parse().map(|ip| SocketAddr::new(ip, port)).into_iter().collect(),
    );
    // A line's end is whatever an editor takes for one.
    let lines = text.matches(['\n', '\r']).count() + 1;
    let told = match check_text(text, &around) {
        Ok(loaded) => {
            let config = loaded.config;
            assert!(!config.workspaces.is_empty() && !config.listen.is_empty());
            assert!(config.workspace(&config.default_workspace).is_some());
            assert!(config.roster().authenticate("", around.now).is_err());
            let ids = |id: &str| config.tokens.iter().filter(|t| t.id == id).count();
            assert!(config.tokens.iter().all(|t| ids(&t.id) == 1), "an id names two tokens");
            assert!(config.audit_log.is_absolute());
            loaded.warnings
        }
        Err(faults) => {
            assert!(!faults.is_empty(), "refused, and nobody says why");
            faults
        }
    };
    for fault in told {
        assert!(fault.line.is_none_or(|line| (1..=lines).contains(&line)), "{fault:?}");
        let shown = format!("{fault} {}", fault.remedy);
        assert!(!shown.chars().any(char::is_control), "{fault:?}");
    }
}
