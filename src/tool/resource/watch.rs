//! Which of these resources are others than they were at the last look?

use std::collections::BTreeMap;
use std::hash::{DefaultHasher, Hash as _, Hasher as _};
use std::sync::Arc;

use super::uri::{Thing, Uri};
use crate::app::{App, Space, State};
use crate::artifact::Entry;
use crate::auth::{Principal, Scope};
use crate::index::View;
use crate::knowledge::Fact;
use crate::store::{artifact, knowledge};
use crate::workspace::manifest::Manifest;
use crate::workspace::path::JailedPath;
use crate::workspace::snapshot::{Named, Snapshot};
use crate::workspace::source::{BlobId, FileKind};

/// What somebody wants to hear of, and how it was.
pub struct Watch {
    things: Vec<Watched>,
    /// Also of any change of what is there to list.
    list: bool,
    /// What each workspace served.
    served: BTreeMap<String, Served>,
    /// How many artifacts and facts each workspace had, and the newest of each.
    kept: BTreeMap<String, [(u64, u64); 2]>,
}

struct Watched {
    /// As its client wrote it.
    uri: String,
    workspace: String,
    what: What,
    mark: Option<Mark>,
}

enum What {
    File(JailedPath),
    Artifact(String),
    Fact(String, String),
}

impl What {
    const fn needs(&self) -> Scope {
        match self {
            Self::File(_) => Scope::Search,
            Self::Artifact(_) => Scope::Artifacts,
            Self::Fact(..) => Scope::Knowledge,
        }
    }
}

/// What tells one state of a thing from another; none where there is no such thing.
#[derive(PartialEq, Eq)]
enum Mark {
    File(BlobId),
    Artifact(Box<Entry>),
    /// The value's number, and its votes.
    Fact(u64, (u64, u64)),
}

impl Mark {
    const fn of_fact(fact: &Fact) -> Self {
        Self::Fact(fact.number, fact.votes)
    }
}

/// What a workspace serves, as far as two looks differ in it.
enum Served {
    /// Before its first index.
    Nothing,
    /// Held, so that none that comes later can lie at its place. A folder has no commit that would
    /// tell.
    Manifest(Arc<Manifest>),
    /// With uncommitted files, whose list is made anew for each look: a digest of it.
    Dirty(u64),
}

impl Served {
    fn of(view: Option<&View>) -> Self {
        let Some(view) = view else { return Self::Nothing };
        let manifest = &view.snapshot().manifest;
        if !view.dirty() {
            return Self::Manifest(Arc::clone(manifest));
        }
        let mut digest = DefaultHasher::new();
        for entry in &manifest.entries {
            (&*entry.path, &entry.blob).hash(&mut digest);
        }
        Self::Dirty(digest.finish())
    }

    fn is(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Nothing, Self::Nothing) => true,
            (Self::Manifest(a), Self::Manifest(b)) => Arc::ptr_eq(a, b),
            (Self::Dirty(a), Self::Dirty(b)) => a == b,
            _ => false,
        }
    }
}

/// What has changed since the last look.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Changes {
    pub list: bool,
    pub uris: Vec<String>,
}

impl Watch {
    /// Takes the URIs that [`Watch::add`] takes, and of the others nothing.
    pub fn new(app: &App, principal: &Principal, uris: &[&str], list: bool) -> Self {
        let (served, kept) = (BTreeMap::new(), BTreeMap::new());
        let mut watch = Self { things: Vec::new(), list, served, kept };
        for uri in uris {
            watch.take(&app.state(), principal, uri);
        }
        watch.look(app, principal);
        watch
    }

    /// Takes the URI of a thing in a workspace that the principal may read. Of others nothing is
    /// said, whether they exist or not.
    pub fn add(&mut self, app: &App, principal: &Principal, uri: &str) {
        self.remove(uri);
        // How it is now is no news; what has happened to the others meanwhile still is.
        self.things.extend(Self::new(app, principal, &[uri], false).things);
    }

    pub fn remove(&mut self, uri: &str) {
        self.things.retain(|thing| thing.uri != uri);
    }

    fn take(&mut self, state: &State, principal: &Principal, uri: &str) -> bool {
        let Some((workspace, what)) = named(uri) else { return false };
        let may = may(state, principal, &workspace, &what);
        if may {
            self.things.push(Watched { uri: uri.to_owned(), workspace, what, mark: None });
        }
        may
    }

    /// Can there be such a resource for this principal?
    pub fn takes(app: &App, principal: &Principal, uri: &str) -> bool {
        named(uri).is_some_and(|(workspace, what)| may(&app.state(), principal, &workspace, &what))
    }

    /// Those that were taken.
    pub fn uris(&self) -> impl Iterator<Item = &str> {
        self.things.iter().map(|thing| &*thing.uri)
    }

    pub const fn list(&self) -> bool {
        self.list
    }

    /// Looks again. Several changes between two looks are one.
    pub fn changes(&mut self, app: &App, principal: &Principal) -> Changes {
        self.look(app, principal)
    }

    fn look(&mut self, app: &App, principal: &Principal) -> Changes {
        let state = app.state();
        let mut changes = self.look_at_files(&state, principal);
        // What cannot be read now is looked at the next time.
        let kept = self.look_at_kept(app, &state, principal, &mut changes);
        changes.list |= kept.unwrap_or(false);
        changes.list &= self.list;
        changes
    }

    fn look_at_files(&mut self, state: &State, principal: &Principal) -> Changes {
        let watches = self.list || self.things.iter().any(|t| matches!(t.what, What::File(_)));
        let may = watches && principal.scopes.has(Scope::Search);
        let views: BTreeMap<String, Option<View>> = state
            .visible(principal)
            .filter(|_| may)
            .map(|space| (space.id().to_owned(), Space::view(space).ok()))
            .collect();
        let served: BTreeMap<String, Served> =
            views.iter().map(|(id, view)| (id.clone(), Served::of(view.as_ref()))).collect();
        let same = served.len() == self.served.len()
            && served.iter().zip(&self.served).all(|(a, b)| a.0 == b.0 && a.1.is(b.1));
        if same {
            return Changes::default();
        }
        self.served = served;
        let mut changes = Changes { list: true, uris: Vec::new() };
        for thing in &mut self.things {
            let What::File(path) = &thing.what else { continue };
            let Some(view) = views.get(&thing.workspace) else { continue };
            let blob = view.as_ref().and_then(|view| blob(view.snapshot(), path));
            thing.note(blob.map(Mark::File), &mut changes);
        }
        changes
    }

    /// Whether there are other artifacts or facts than before; none: that could not be read.
    fn look_at_kept(
        &mut self,
        app: &App,
        state: &State,
        principal: &Principal,
        changes: &mut Changes,
    ) -> Option<bool> {
        let files = self.things.iter().all(|thing| matches!(thing.what, What::File(_)));
        if files && !self.list {
            return Some(false);
        }
        let (mut kept, mut found) = (BTreeMap::new(), Vec::new());
        let read = app.store().read(|r| {
            for space in state.visible(principal).filter(|_| self.list) {
                let (scopes, memory) = (principal.scopes, space.memory());
                let mut extents = [(0, 0); 2];
                if scopes.has(Scope::Artifacts) {
                    extents[0] = artifact::extent(r, memory)?;
                }
                if scopes.has(Scope::Knowledge) {
                    extents[1] = knowledge::extent(r, memory)?;
                }
                kept.insert(space.id().to_owned(), extents);
            }
            for (at, thing) in self.things.iter().enumerate() {
                let Some(space) = state.space(&thing.workspace) else { continue };
                if !may(state, principal, &thing.workspace, &thing.what) {
                    continue;
                }
                let memory = space.memory();
                let mark = match &thing.what {
                    What::File(_) => continue,
                    What::Artifact(name) => artifact::entry_of(r, memory, name)?
                        .map(|entry| Mark::Artifact(Box::new(entry))),
                    What::Fact(category, key) => {
                        knowledge::current(r, memory, category, key)?.as_ref().map(Mark::of_fact)
                    }
                };
                found.push((at, mark));
            }
            Ok(())
        });
        read.ok()?;
        for (at, mark) in found {
            self.things[at].note(mark, changes);
        }
        let changed = kept != self.kept;
        self.kept = kept;
        Some(changed)
    }
}

impl Watched {
    fn note(&mut self, mark: Option<Mark>, changes: &mut Changes) {
        if mark != self.mark {
            self.mark = mark;
            changes.uris.push(self.uri.clone());
        }
    }
}

/// What a URI of ours names.
fn named(uri: &str) -> Option<(String, What)> {
    let Uri { workspace, thing, reference } = Uri::parse(uri).ok()?;
    // Of what is served alone: another ref is indexed when it is asked for, not for a look at it.
    if reference.is_some() {
        return None;
    }
    let what = match thing {
        Thing::File { path } | Thing::Symbol { path, .. } => {
            What::File(JailedPath::parse(&path).ok()?)
        }
        Thing::Artifact { name } => What::Artifact(name),
        Thing::Fact { category, key } => What::Fact(category, key),
    };
    Some((workspace, what))
}

/// Asked anew at each look: a token's scopes can change.
fn may(state: &State, principal: &Principal, workspace: &str, what: &What) -> bool {
    principal.scopes.has(what.needs())
        && principal.grant.covers(workspace)
        && state.space(workspace).is_some()
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
