//! How does everything become as it was before? What nobody touched since is restored to the byte; of
//! what somebody edited since, only our part is taken out.

use std::fs;
use std::path::Path;

use super::change::{Change, Changes, digest, read, set_mode, write};
use super::client::CLIENTS;
use super::edit;
use super::report::{Item, Status, Step};
use crate::base::error::Context as _;
use crate::base::files::Mode;
use crate::base::{Error, Result};

/// Undoes all changes, the newest first.
pub fn undo(changes: &mut Changes) -> Step {
    let mut step = Step::new("undo");
    if changes.all().is_empty() {
        step.add(Item::new("changes", Status::Already).note("nothing is left to undo"));
    }
    for at in (0..changes.all().len()).rev() {
        let change = changes.all()[at].clone();
        let name = change.client.clone().unwrap_or_else(|| name_of(&change.path));
        let item = Item::new(name, Status::Updated).path(&change.path);
        match take_back(&change).and_then(|note| changes.forget(at).map(|()| note)) {
            Ok(note) => step.add(item.note(note)),
            Err(e) => step.fail(item, &e),
        }
    }
    step
}

/// What would be undone.
pub fn preview(changes: &Changes) -> Step {
    let mut step = Step::new("undo");
    for change in changes.all().iter().rev() {
        let name = change.client.clone().unwrap_or_else(|| name_of(&change.path));
        let note = if change.backup.is_some() { "would be restored" } else { "would be removed" };
        step.add(Item::new(name, Status::Updated).path(&change.path).note(note));
    }
    step
}

fn name_of(path: &Path) -> String {
    path.file_name().unwrap_or_default().to_string_lossy().into_owned()
}

fn take_back(change: &Change) -> Result<&'static str> {
    let path = &change.path;
    let before =
        match &change.backup {
            None => None,
            Some(backup) => Some(read(backup)?.ok_or_else(|| {
                Error::failed(format!("the backup `{}` is gone", backup.display()))
            })?),
        };
    let now = read(path)?;
    let note = match (&now, &before) {
        (None, None) => "was removed already",
        (None, Some(_)) => "was removed since, and stays so",
        // We were killed between the record and the change.
        (Some(now), Some(before)) if now == before => "is as it was",
        (Some(now), before) if digest(now) == change.wrote => match before {
            Some(before) => {
                write(path, before, Mode::Keep)?;
                "restored"
            }
            None => {
                fs::remove_file(path).context(|| format!("cannot remove `{}`", path.display()))?;
                "removed"
            }
        },
        (Some(now), before) => take_out(change, now, before.as_deref())?,
    };
    if let Some(bits) = change.mode.filter(|_| path.exists()) {
        set_mode(path, bits)?;
    }
    if let Some(backup) = &change.backup {
        fs::remove_file(backup).context(|| format!("cannot remove `{}`", backup.display()))?;
    }
    for folder in change.folders.iter().rev() {
        // One that holds anything is somebody's by now.
        let _ = fs::remove_dir(folder);
    }
    Ok(note)
}

/// Out of a file that was edited since.
fn take_out(change: &Change, now: &str, before: Option<&str>) -> Result<&'static str> {
    let client = CLIENTS.iter().find(|c| Some(c.id) == change.client.as_deref());
    let Some(client) = client else { return Ok("was changed since, and stays as it is") };
    let broken = |b: edit::Broken| b.of(&change.path);
    let had = before.map(|text| edit::get(client, text)).transpose().map_err(broken)?.flatten();
    let text = edit::put(client, now, had.as_ref()).map_err(broken)?;
    write(&change.path, &text, Mode::Keep)?;
    Ok("was changed since: only our entry is as it was before")
}
