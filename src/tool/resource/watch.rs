//! Which of these resources are others than they were at the last look?

use std::collections::BTreeMap;
use std::sync::Arc;

use super::uri::{Thing, Uri};
use crate::app::{App, Space, State};
use crate::auth::{Principal, Scope};
use crate::index::View;
use crate::workspace::manifest::Manifest;
use crate::workspace::path::JailedPath;
use crate::workspace::snapshot::{Named, Snapshot};
use crate::workspace::source::{BlobId, FileKind};

/// Files that somebody wants to hear of, and how they were.
pub struct Watch {
    files: Vec<File>,
    /// Also of any change of what is there to list.
    list: bool,
    /// What each workspace served; `None` before its first index. Held, so that none that comes
    /// later can lie at its place.
    served: BTreeMap<String, Option<Arc<Manifest>>>,
}

struct File {
    /// As its client wrote it.
    uri: String,
    workspace: String,
    path: JailedPath,
    blob: Option<BlobId>,
}

/// What has changed since the last look.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Changes {
    pub list: bool,
    pub uris: Vec<String>,
}

impl Watch {
    /// Takes the URIs of files and declarations in workspaces that the principal may search. Of
    /// the others nothing is said, whether they exist or not.
    pub fn new(app: &App, principal: &Principal, uris: &[&str], list: bool) -> Self {
        let state = app.state();
        let mut watch = Self { files: Vec::new(), list, served: BTreeMap::new() };
        for uri in uris {
            let Ok(Uri { workspace, thing }) = Uri::parse(uri) else { continue };
            let (Thing::File { path } | Thing::Symbol { path, .. }) = thing else { continue };
            let Ok(path) = JailedPath::parse(&path) else { continue };
            if principal.scopes.has(Scope::Search)
                && principal.grant.covers(&workspace)
                && state.space(&workspace).is_some()
            {
                watch.files.push(File { uri: (*uri).to_owned(), workspace, path, blob: None });
            }
        }
        watch.look(&state, principal);
        watch
    }

    /// Those that were taken.
    pub fn uris(&self) -> impl Iterator<Item = &str> {
        self.files.iter().map(|file| &*file.uri)
    }

    pub const fn list(&self) -> bool {
        self.list
    }

    /// Looks again. Several changes between two looks are one.
    pub fn changes(&mut self, app: &App, principal: &Principal) -> Changes {
        self.look(&app.state(), principal)
    }

    fn look(&mut self, state: &State, principal: &Principal) -> Changes {
        let may = principal.scopes.has(Scope::Search);
        let views: BTreeMap<String, Option<View>> = state
            .visible(principal)
            .filter(|_| may)
            .map(|space| (space.id().to_owned(), Space::view(space).ok()))
            .collect();
        let served: BTreeMap<String, Option<Arc<Manifest>>> = views
            .iter()
            .map(|(id, view)| {
                (id.clone(), view.as_ref().map(|v| Arc::clone(&v.snapshot().manifest)))
            })
            .collect();
        if same(&served, &self.served) {
            return Changes::default();
        }
        self.served = served;
        let mut changes = Changes { list: self.list, uris: Vec::new() };
        for file in &mut self.files {
            let view = views.get(&file.workspace).and_then(Option::as_ref);
            let blob = view.and_then(|view| blob(view.snapshot(), &file.path));
            if blob != file.blob {
                file.blob = blob;
                changes.uris.push(file.uri.clone());
            }
        }
        changes
    }
}

/// Are these the very manifests? A folder has no commit that would tell.
fn same(
    a: &BTreeMap<String, Option<Arc<Manifest>>>,
    b: &BTreeMap<String, Option<Arc<Manifest>>>,
) -> bool {
    let alike = |a: &Option<Arc<Manifest>>, b: &Option<Arc<Manifest>>| match (a, b) {
        (Some(a), Some(b)) => Arc::ptr_eq(a, b),
        (None, None) => true,
        _ => false,
    };
    a.len() == b.len() && a.iter().zip(b).all(|(a, b)| a.0 == b.0 && alike(a.1, b.1))
}

/// What a path holds. One that is not there is only looked up: the names nearest to it, which
/// `resolve` would find, cost a walk. So a path that leads through a symlink to a folder is not
/// followed; one that is itself a symlink is.
fn blob(snapshot: &Snapshot, path: &JailedPath) -> Option<BlobId> {
    let entry = snapshot.manifest.find(path.as_str())?;
    if entry.kind != FileKind::Symlink {
        return Some(entry.blob);
    }
    match snapshot.resolve(path) {
        Ok(Named::File(entry)) => Some(entry.blob),
        _ => None,
    }
}
