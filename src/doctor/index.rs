//! Is the index of the repository here sound, and as new as its commit?

use super::{Check, Patient};
use crate::app::Status;
use crate::workspace::source::short;

const NAME: &str = "index";

pub fn check(patient: &Patient) -> Check {
    let Some(space) = patient.space else {
        return Check::ok(NAME, "you stand in no repository: none is looked at");
    };
    let id = space.id();
    let unmade = || {
        Check::warning(
            NAME,
            format!("`{id}` is not indexed yet"),
            "`lean-ctx setup --only index`; any question asked here does it as well",
        )
    };
    // A look makes nothing, least of all a folder.
    if !patient.fix && !space.origin().index.is_dir() {
        return unmade();
    }
    if let Err(e) = space.open() {
        let remedy = format!("remove `{}`: it is made anew", space.origin().index.display());
        return Check::failure(NAME, e.chain(), remedy);
    }
    let was = space.summary();
    let found = match was.state {
        Status::Ready => {
            let commit = was.commit.as_deref().map_or("no commit", short);
            return Check::ok(NAME, format!("`{id}`: {} files at {commit}", was.files));
        }
        Status::Queued | Status::Running => unmade(),
        Status::Stale if was.error.is_none() => Check::warning(
            NAME,
            format!("`{id}` is {} commits behind", was.behind_by),
            "nothing: the next question brings it up to date",
        ),
        Status::Stale | Status::Failed => {
            let why = was.error.clone().unwrap_or_else(|| "it does not say why".into());
            Check::failure(NAME, format!("`{id}`: {why}"), "`lean-ctx doctor --fix` makes it anew")
        }
    };
    if !patient.fix {
        return found;
    }
    space.request_rebuild();
    match space.refresh(&|_| {}) {
        Ok(_) => found.fixed(format!("`{id}` was indexed: {} files", space.summary().files)),
        Err(e) => Check::failure(NAME, e.chain(), e.hint_text().unwrap_or("see the reason")),
    }
}
