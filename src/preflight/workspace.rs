//! Is every workspace a repository that can be fetched, and is what was fetched what is served?

use serde_json::Value;

use super::asked::server_says;
use super::{Flight, PATIENCE, counted};
use crate::app::{Origin, Space};
use crate::base::clock::Deadline;
use crate::config::Workspace;
use crate::doctor::Check;
use crate::git::fetch::{FetchOptions, NO_TAGS, reach};
use crate::git::repository::GitSource;
use crate::git::transport::Credentials;
use crate::sync::{SyncRecord, SyncState};
use crate::workspace::source::short;

pub fn checks(flight: &Flight) -> Vec<Check> {
    let said = server_says(flight, "/v1/workspaces");
    let mut checks = Vec::new();
    for w in &flight.config.workspaces {
        checks.push(repository(w, &flight.credentials));
        checks.push(synced(flight, w));
        checks.push(match said.as_ref().and_then(|said| find(said, &w.id)) {
            Some(found) => indexed(&w.id, found),
            None => local(flight, w),
        });
    }
    checks
}

fn find<'v>(said: &'v Value, id: &str) -> Option<&'v Value> {
    let list = said["workspaces"].as_array().or_else(|| said.as_array())?;
    list.iter().find(|w| w["id"] == id)
}

fn repository(w: &Workspace, credentials: &Credentials) -> Check {
    let name = format!("repository `{}`", w.id);
    let root = w.root.display();
    if !w.root.exists() {
        return match &w.url {
            Some(_) => Check::warning(
                name,
                format!("`{root}` is not cloned yet"),
                "`lean-ctx team sync`, or start the server",
            ),
            None => Check::failure(
                name,
                format!("`{root}` does not exist"),
                "clone it there, or give the workspace a `url`",
            ),
        };
    }
    if !GitSource::is_repository(&w.root) {
        return Check::failure(
            name,
            format!("`{root}` is no git repository"),
            "clone one there: a plain folder has no commits that an answer could name",
        );
    }
    let options = FetchOptions {
        credentials: credentials.clone(),
        deadline: Deadline::after(PATIENCE),
        progress: &|_| {},
        ssh: None,
        tags: NO_TAGS,
    };
    match reach(&w.root, &options) {
        Ok(Some(0)) => Check::failure(name, "its remote has no branch", "push to it first"),
        Ok(Some(n)) => {
            let branches = if n == 1 { "1 branch".to_owned() } else { format!("{n} branches") };
            Check::ok(name, format!("its remote shows {branches}"))
        }
        Ok(None) => Check::warning(
            name,
            format!("`{root}` has no remote: only commits that are made there are served"),
            "let it be a clone of the repository that people push to",
        ),
        Err(e) => Check::failure(
            name,
            e.chain(),
            e.hint_text()
                .unwrap_or("set `LEAN_CTX_GIT_TOKEN`, or give the server's user a key for it"),
        ),
    }
}

/// The last fetch, whoever made it.
fn synced(flight: &Flight, w: &Workspace) -> Check {
    let last = SyncRecord::read(&flight.config.data, &w.id);
    let steady =
        flight.config.sync_interval.is_some() || flight.config.webhooks.contains_key(&w.id);
    fresh(&w.id, last.as_ref(), steady)
}

fn fresh(id: &str, last: Option<&SyncRecord>, steady: bool) -> Check {
    let name = format!("sync `{id}`");
    match last {
        Some(last) if last.state == SyncState::Failed => Check::failure(
            name,
            format!(
                "failed at {}: {}",
                last.last_attempt,
                last.error.as_deref().unwrap_or("no reason is known")
            ),
            "`lean-ctx team sync` says more",
        ),
        Some(last) => Check::ok(name, format!("last at {}", last.last_attempt)),
        None if steady => {
            Check::warning(name, "never yet", "start the server, or run `lean-ctx team sync` once")
        }
        None => Check::warning(
            name,
            "never, and nothing in team.json makes one",
            "run `lean-ctx team sync` on a timer, or set `syncIntervalSecs` or a webhook",
        ),
    }
}

/// As the running server says.
fn indexed(id: &str, said: &Value) -> Check {
    let name = format!("index `{id}`");
    let commit = said["commit"].as_str().map_or("its files", short);
    let error = said["error"].as_str().unwrap_or("it does not say why");
    let state = said["state"].as_str().unwrap_or_default();
    match state {
        "ready" => {
            let files = said["files"].as_u64().unwrap_or(0);
            Check::ok(name, format!("{commit} is served, with {}", counted(files as usize, "file")))
        }
        "stale" => Check::warning(
            name,
            format!("{commit} is served; newer: {} commits ({error})", said["behindBy"]),
            "wait for the next index; if it stays so, look at the server's messages",
        ),
        "failed" => {
            Check::failure(name, error, "`lean-ctx team check`, then the server's messages")
        }
        _ => Check::warning(name, format!("is {state}"), "wait for the first index"),
    }
}

/// Where no server was asked: what lies on the disk.
fn local(flight: &Flight, w: &Workspace) -> Check {
    let name = format!("index `{}`", w.id);
    if !flight.config.data.index(&w.id).join("current").exists() {
        return Check::failure(
            name,
            "there is none yet",
            "start the server: it indexes every workspace",
        );
    }
    let space = Space::new(Origin::of(flight.config, w));
    if let Err(e) = space.open() {
        return Check::failure(name, e.chain(), "mend the workspace's `root`");
    }
    match serde_json::to_value(space.summary()) {
        Ok(said) => indexed(&w.id, &said),
        Err(e) => Check::failure(name, e.to_string(), "report this"),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::doctor::State;

    #[test]
    fn what_the_server_says_is_judged() {
        for (said, wanted) in [
            (json!({"state": "ready", "commit": "0123456789abcdef", "files": 3}), State::Ok),
            (
                json!({"state": "stale", "commit": "0123456789abcdef", "behindBy": 2}),
                State::Warning,
            ),
            (json!({"state": "running"}), State::Warning),
            (json!({"state": "failed", "error": "no such ref"}), State::Failure),
        ] {
            assert_eq!(indexed("core", &said).state, wanted, "{said}");
        }
        let list = json!({"workspaces": [{"id": "a"}, {"id": "b", "state": "ready"}]});
        assert_eq!(find(&list, "b").unwrap()["state"], "ready");
        assert!(find(&list, "c").is_none());
        let record = |state| SyncRecord {
            last_attempt: "2026-11-22T00:00:00Z".into(),
            last_success: None,
            state,
            error: Some("no way".into()),
        };
        for (last, steady, wanted) in [
            (Some(record(SyncState::Unchanged)), false, State::Ok),
            (Some(record(SyncState::Failed)), true, State::Failure),
            (None, true, State::Warning),
            (None, false, State::Warning),
        ] {
            assert_eq!(fresh("core", last.as_ref(), steady).state, wanted);
        }
    }
}
