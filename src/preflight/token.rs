//! Who has been given a key, for how long, and does it open more than it must?

use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;
use std::time::Duration;

use jiff::{SignedDuration, Timestamp};

use super::{Flight, counted, listed};
use crate::auth::{Entry, Scope, ScopeSet};
use crate::doctor::Check;

/// Who is near its end is told this long before.
const NEAR: SignedDuration = SignedDuration::from_hours(14 * 24);
/// Parts of an id that are a machine's.
const MACHINES: [&str; 20] = [
    "ci",
    "bot",
    "build",
    "builder",
    "deploy",
    "pipeline",
    "action",
    "actions",
    "runner",
    "jenkins",
    "gitlab",
    "github",
    "cron",
    "job",
    "robot",
    "automation",
    "renovate",
    "dependabot",
    "agent",
    "svc",
];

pub fn checks(flight: &Flight) -> Vec<Check> {
    let (config, now) = (flight.config, flight.now);
    let mut checks = vec![
        ends(&config.tokens, config.max_token_lifetime, now),
        near(&config.tokens, now),
        machines(&config.tokens),
        admins(&config.tokens),
    ];
    if let Some(path) = flight.source.path() {
        checks.push(mode("team.json", path));
    }
    checks.extend(flight.token_file.map(|path| mode("token file", path)));
    checks
}

fn ends(tokens: &[Entry], most: Option<Duration>, now: Timestamp) -> Check {
    const NAME: &str = "token lifetime";
    if tokens.is_empty() {
        return Check::failure(
            NAME,
            "there is no token: nobody can be let in",
            "mint one: `lean-ctx team token create --id … --role member`",
        );
    }
    let endless: Vec<&str> =
        tokens.iter().filter(|t| t.expires_at.is_none()).map(|t| t.id.as_str()).collect();
    let Some(most) = most else {
        return match endless.is_empty() {
            true => Check::ok(NAME, format!("all {} end", counted(tokens.len(), "token"))),
            false => Check::warning(
                NAME,
                format!("never end: {}; `maxTokenLifetimeDays` is not set", listed(endless)),
                "set it, and rotate these: `lean-ctx team token rotate ID --expires 90d`",
            ),
        };
    };
    let long = |t: &&Entry| {
        t.expires_at.is_some_and(|at| {
            let from = t.created_at.unwrap_or(now);
            Duration::try_from(at.duration_since(from)).is_ok_and(|life| life > most)
        })
    };
    let long: Vec<&str> = tokens.iter().filter(long).map(|t| t.id.as_str()).collect();
    let days = most.as_secs() / 86_400;
    let remedy = "rotate them: `lean-ctx team token rotate ID`";
    match (endless.is_empty(), long.is_empty()) {
        (true, true) => {
            Check::ok(NAME, format!("{} of at most {days} days", counted(tokens.len(), "token")))
        }
        (false, _) => Check::failure(
            NAME,
            format!("`maxTokenLifetimeDays` is {days}, and these never end: {}", listed(endless)),
            remedy,
        ),
        (true, false) => Check::failure(
            NAME,
            format!("`maxTokenLifetimeDays` is {days}, and these live longer: {}", listed(long)),
            remedy,
        ),
    }
}

fn near(tokens: &[Entry], now: Timestamp) -> Check {
    const NAME: &str = "token expiry";
    let over: Vec<&str> = tokens.iter().filter(|t| t.expired(now)).map(|t| t.id.as_str()).collect();
    let soon = now.checked_add(NEAR).unwrap_or(Timestamp::MAX);
    let near: Vec<&str> = tokens
        .iter()
        .filter(|t| !t.expired(now) && t.expires_at.is_some_and(|at| at <= soon))
        .map(|t| t.id.as_str())
        .collect();
    match (near.is_empty(), over.is_empty()) {
        (true, true) => Check::ok(NAME, "none ends within 14 days"),
        (false, _) => Check::warning(
            NAME,
            format!("end within 14 days: {}", listed(near)),
            "hand out new ones before: `lean-ctx team token rotate ID`",
        ),
        (true, false) => Check::warning(
            NAME,
            format!("have ended and are still listed: {}", listed(over)),
            "take them out: `lean-ctx team token revoke ID`",
        ),
    }
}

fn machines(tokens: &[Entry]) -> Check {
    const NAME: &str = "least privilege";
    let needed = ScopeSet::of(&[Scope::Search, Scope::Graph]);
    let bots: Vec<&Entry> = tokens.iter().filter(|t| is_machine(&t.id)).collect();
    let more: Vec<String> = bots
        .iter()
        .filter_map(|t| {
            let over = t.effective().without(needed);
            (!over.is_empty()).then(|| format!("{} ({over})", t.id))
        })
        .collect();
    match more.is_empty() {
        true => Check::ok(
            NAME,
            format!(
                "{} by their ids, none with more than search and graph",
                counted(bots.len(), "machine")
            ),
        ),
        false => Check::warning(
            NAME,
            format!(
                "machines with more than search and graph: {}",
                listed(more.iter().map(String::as_str))
            ),
            "mint them anew: `lean-ctx team token create --id … --scopes search,graph`",
        ),
    }
}

fn is_machine(id: &str) -> bool {
    let lower = id.to_ascii_lowercase();
    lower.split(|c: char| !c.is_ascii_alphanumeric()).any(|part| MACHINES.contains(&part))
}

/// Reserved for trusted roles.
fn admins(tokens: &[Entry]) -> Check {
    const NAME: &str = "audit readers";
    let audit = ScopeSet::of(&[Scope::Audit]);
    let holders: Vec<&str> =
        tokens.iter().filter(|t| t.effective().covers(audit)).map(|t| t.id.as_str()).collect();
    match (holders.len(), tokens.len()) {
        (0, _) => Check::ok(NAME, "no token reads the audit log over the network"),
        (n, all) if n > 1 && n == all => Check::warning(
            NAME,
            format!("every token reads the audit log: {}", listed(holders)),
            "give people `--role member`, and few the role admin",
        ),
        _ => Check::ok(NAME, listed(holders)),
    }
}

fn mode(name: &str, path: &Path) -> Check {
    let name = format!("rights of {name}");
    let shown = path.display();
    let Ok(meta) = fs::metadata(path) else {
        return Check::failure(
            name,
            format!("`{shown}` cannot be looked at"),
            "inspect as the server's user",
        );
    };
    let bits = meta.permissions().mode() & 0o777;
    match (bits & 0o022, bits & 0o004) {
        (0, 0) => Check::ok(name, format!("`{shown}` is {bits:o}")),
        (0, _) => Check::warning(
            name,
            format!("everybody on this machine may read `{shown}` ({bits:o})"),
            format!("`chmod 600 {shown}`"),
        ),
        _ => Check::failure(
            name,
            format!("others may write `{shown}` ({bits:o})"),
            format!("`chmod 600 {shown}`"),
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::auth::{Grant, Role};
    use crate::doctor::State;

    fn now() -> Timestamp {
        "2026-11-22T00:00:00Z".parse().unwrap()
    }

    fn token(id: &str, role: Role, days: Option<i64>) -> Entry {
        let later = |d: i64| now().checked_add(SignedDuration::from_hours(24 * d)).unwrap();
        Entry {
            id: id.into(),
            sha256: [0; 32],
            scopes: ScopeSet::NONE,
            role: Some(role),
            workspaces: Grant::All,
            created_at: Some(now()),
            expires_at: days.map(later),
            previous: None,
        }
    }

    #[test]
    fn each_finding_both_ways() {
        let day = Duration::from_secs(86_400);
        let ann = |days| token("ann", Role::Member, days);
        let cases = [
            (ends(&[], None, now()), State::Failure, "no token"),
            (ends(&[ann(Some(30))], None, now()), State::Ok, "1 token end"),
            (ends(&[ann(None)], None, now()), State::Warning, "`ann`"),
            (ends(&[ann(Some(30))], Some(90 * day), now()), State::Ok, "90 days"),
            (ends(&[ann(None)], Some(90 * day), now()), State::Failure, "never end: `ann`"),
            (ends(&[ann(Some(91))], Some(90 * day), now()), State::Failure, "live longer: `ann`"),
            (near(&[ann(Some(15)), ann(None)], now()), State::Ok, "none"),
            (near(&[ann(Some(14))], now()), State::Warning, "within 14 days: `ann`"),
            (near(&[ann(Some(0))], now()), State::Warning, "have ended"),
            (machines(&[ann(None), token("ci-1", Role::Viewer, None)]), State::Ok, "1 machine"),
            (
                machines(&[token("deploy_bot", Role::Member, None)]),
                State::Warning,
                "deploy_bot (index",
            ),
            (admins(&[ann(None), token("root", Role::Admin, None)]), State::Ok, "`root`"),
            (
                admins(&[token("a", Role::Admin, None), token("b", Role::Owner, None)]),
                State::Warning,
                "every",
            ),
        ];
        for (check, wanted, part) in cases {
            assert_eq!(check.state, wanted, "{}: {}", check.name, check.message);
            assert!(check.message.contains(part), "{part}: {}", check.message);
        }
        assert!(!is_machine("alice") && !is_machine("cicero") && is_machine("web.CI"));
    }

    #[test]
    fn files_that_others_read_or_write() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("t");
        fs::write(&path, "").unwrap();
        for (bits, wanted) in [
            (0o600, State::Ok),
            (0o640, State::Ok),
            (0o644, State::Warning),
            (0o660, State::Failure),
            (0o602, State::Failure),
        ] {
            fs::set_permissions(&path, fs::Permissions::from_mode(bits)).unwrap();
            assert_eq!(mode("t", &path).state, wanted, "{bits:o}");
        }
        assert_eq!(mode("t", &dir.path().join("none")).state, State::Failure);
    }
}
