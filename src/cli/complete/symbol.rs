//! Which declarations of the workspace begin so? Of what was indexed last; nothing is brought up to date for it.

use std::path::PathBuf;
use std::time::Duration;

use super::{MOST, Typed};
use crate::app::{Space, local};
use crate::base::clock::Deadline;
use crate::cli::local::WorkspaceArg;
use crate::config::environment;
use crate::graph;

/// Who waits for a completion sees each tenth of a second.
const TIME: Duration = Duration::from_millis(60);

pub fn beginning(word: &str, typed: &Typed) -> Vec<String> {
    let workspace = WorkspaceArg::at(typed.option("--workspace").map(PathBuf::from));
    let Ok((root, _)) = workspace.root() else { return Vec::new() };
    let Ok(data) = environment::local_data() else { return Vec::new() };
    let origin = local::origin(&data, &root, true);
    // To open an index makes its folder.
    if !origin.index.is_dir() {
        return Vec::new();
    }
    let space = Space::new(origin);
    let view = space.open().ok().and_then(|()| space.last_view());
    view.map_or_else(Vec::new, |view| {
        graph::names_beginning(view.snapshot(), word, MOST, &Deadline::after(TIME))
    })
}
