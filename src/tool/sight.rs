//! What does a call see? One workspace's snapshot, or those of all that its caller may see.

use std::sync::Arc;

use serde::Serialize;

use super::Call;
use crate::app::Space;
use crate::base::Result;
use crate::index::view::View;
use crate::workspace::source;

/// `workspaceId` that stands for all workspaces the caller may see.
pub const EVERYWHERE: &str = "*";

/// Where an answer comes from; part of every structured result.
#[derive(Debug, Clone, Serialize, schemars::JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Frame {
    /// `*` where each result carries its own.
    pub workspace: String,
    /// Commit the answer was made from; null for a plain folder.
    pub commit: Option<String>,
    /// The ref that was asked for, where it is not the one that is served.
    #[serde(rename = "ref", skip_serializing_if = "Option::is_none")]
    pub reference: Option<String>,
    /// Commits between what is served and what was last fetched.
    pub behind_by: u64,
    /// Uncommitted files of the working tree lie over the commit.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub dirty: Option<bool>,
    /// Of `*`: workspaces that were left out because nothing of them is indexed yet.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub unavailable: Vec<String>,
}

impl Frame {
    /// `reference` is looked up at each call, and never behind.
    pub fn of(space: &Space, view: &View, reference: Option<&str>) -> Self {
        Self {
            workspace: space.id().to_owned(),
            commit: view.snapshot().head().commit.clone(),
            reference: reference.map(str::to_owned),
            behind_by: if reference.is_some() { 0 } else { space.behind_by() },
            dirty: view.dirty().then_some(true),
            unavailable: Vec::new(),
        }
    }

    /// Of an answer for which nothing was read in the workspace.
    pub fn unread(space: &Space) -> Self {
        Self {
            workspace: space.id().to_owned(),
            commit: space.commit(),
            reference: None,
            behind_by: space.behind_by(),
            dirty: None,
            unavailable: Vec::new(),
        }
    }

    /// `core @ 1a2b3c4d5e6f`, or `core @ 1a2b3c4d5e6f (release/2)` of a ref that was asked for, for the first line of a text.
    pub fn label(&self) -> String {
        let commit = match &self.commit {
            _ if self.workspace == EVERYWHERE => return "all workspaces".into(),
            Some(commit) => source::short(commit),
            None => "folder",
        };
        let dirty = if self.dirty == Some(true) { " + uncommitted" } else { "" };
        let reference = self.reference.as_ref().map(|r| format!(" ({r})")).unwrap_or_default();
        format!("{} @ {commit}{reference}{dirty}", self.workspace)
    }
}

/// One workspace as a call sees it: the same snapshot from its first line to its last.
pub struct Sight {
    pub view: View,
    pub frame: Frame,
}

/// Everything a call sees.
pub struct Sights {
    /// At least one, by id.
    pub each: Vec<Sight>,
    /// Of the whole answer.
    pub frame: Frame,
}

impl Sights {
    /// Each workspace's id, for what is cited of it.
    pub fn ids(&self) -> Vec<Arc<str>> {
        self.each.iter().map(|sight| Arc::from(sight.frame.workspace.as_str())).collect()
    }

    /// What a result says of its own workspace: nothing where the frame says it for all.
    pub fn origin(&self, which: usize) -> Origin<'_> {
        if self.frame.workspace != EVERYWHERE {
            return Origin::default();
        }
        let frame = &self.each[which].frame;
        Origin { workspace: Some(&frame.workspace), commit: frame.commit.as_deref() }
    }
}

/// Where one result of several workspaces is from.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, schemars::JsonSchema)]
pub struct Origin<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub workspace: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub commit: Option<&'a str>,
}

/// Opens the snapshots of a call. Of several workspaces those that cannot answer yet are named.
///
/// # Errors
/// `tool_error` when none can.
pub fn sights(call: &Call) -> Result<Sights> {
    let sight = |space: &Arc<Space>| {
        call.open(space).map(|view| Sight { frame: Frame::of(space, &view, call.reference), view })
    };
    if let [space] = call.spaces
        && !call.everywhere
    {
        let only = sight(space)?;
        return Ok(Sights { frame: only.frame.clone(), each: vec![only] });
    }
    let (mut each, mut unavailable, mut reason) = (Vec::new(), Vec::new(), None);
    for space in call.spaces {
        match sight(space) {
            Ok(sight) => each.push(sight),
            Err(e) => {
                unavailable.push(space.id().to_owned());
                reason = Some(e);
            }
        }
    }
    if let (true, Some(reason)) = (each.is_empty(), reason) {
        return Err(reason);
    }
    let frame = Frame {
        workspace: EVERYWHERE.into(),
        commit: None,
        reference: None,
        behind_by: each.iter().map(|s| s.frame.behind_by).max().unwrap_or(0),
        dirty: None,
        unavailable,
    };
    Ok(Sights { each, frame })
}
