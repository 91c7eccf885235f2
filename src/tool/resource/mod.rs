//! What can be read by a name of its own, a URI? Files, declarations, artifacts and knowledge of each workspace.
//!
//! A resource is another way to what the tools give, never a way around them: it is read as the
//! tool of its kind, with that tool's scopes and in the same book.

mod complete;
mod list;
mod mime;
mod read;
mod uri;
mod watch;

use serde::Serialize;

use super::Content;
use crate::auth::{Principal, Scope, ScopeSet};

pub use complete::{Completed, Typed, Word, complete};
pub use list::list;
pub use read::{Body, read};
pub use uri::{Thing, Uri};
pub use watch::Watch;

/// One entry of `resources/templates/list` (RFC 6570, level 2).
#[derive(Debug, Clone, Copy, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Template {
    pub uri_template: &'static str,
    pub name: &'static str,
    pub title: &'static str,
    pub description: &'static str,
    #[serde(skip)]
    pub needs: ScopeSet,
}

pub const FILE: Template = Template {
    uri_template: "leanctx://{workspace}/file/{+path}",
    name: "file",
    title: "File",
    description: "A text file of the served commit, whole.",
    needs: ScopeSet::of(&[Scope::Search]),
};

pub const SYMBOL: Template = Template {
    uri_template: "leanctx://{workspace}/symbol/{+path}#{name}",
    name: "symbol",
    title: "Declaration",
    description: "One declaration of a file with its body, by its name: `refresh` or `Engine.refresh`.",
    needs: ScopeSet::of(&[Scope::Search]),
};

pub const FILE_AT: Template = Template {
    uri_template: "leanctx://{workspace}/file/{+path}?ref={ref}",
    name: "file_at_ref",
    title: "File at a ref",
    description: "A text file as of a branch, tag or commit that may be asked for.",
    ..FILE
};

pub const SYMBOL_AT: Template = Template {
    uri_template: "leanctx://{workspace}/symbol/{+path}?ref={ref}#{name}",
    name: "symbol_at_ref",
    title: "Declaration at a ref",
    description: "One declaration with its body, as of a branch, tag or commit that may be asked for.",
    ..SYMBOL
};

pub const ARTIFACT: Template = Template {
    uri_template: "leanctx://{workspace}/artifact/{+name}",
    name: "artifact",
    title: "Artifact",
    description: "A file that was stored beside the workspace.",
    needs: ScopeSet::of(&[Scope::Artifacts]),
};

pub const KNOWLEDGE: Template = Template {
    uri_template: "leanctx://{workspace}/knowledge/{category}/{key}",
    name: "knowledge",
    title: "Knowledge",
    description: "What is known about the workspace under a category and a key, with who said it.",
    needs: ScopeSet::of(&[Scope::Knowledge]),
};

const TEMPLATES: [&Template; 6] = [&FILE, &SYMBOL, &FILE_AT, &SYMBOL_AT, &ARTIFACT, &KNOWLEDGE];

impl Template {
    /// What one of its arguments is.
    pub fn word(&self, argument: &str) -> Option<Word> {
        match (self.name, argument) {
            (_, "workspace") => Some(Word::Workspace),
            ("file" | "symbol" | "file_at_ref" | "symbol_at_ref", "path") => Some(Word::Path),
            ("symbol" | "symbol_at_ref", "name") => Some(Word::Symbol),
            ("file_at_ref" | "symbol_at_ref", "ref") => Some(Word::Ref),
            ("artifact", "name") => Some(Word::Artifact),
            ("knowledge", "category") => Some(Word::Category),
            ("knowledge", "key") => Some(Word::Key),
            _ => None,
        }
    }
}

/// The templates whose resources a principal may read.
pub fn templates(principal: &Principal) -> Vec<&'static Template> {
    TEMPLATES.into_iter().filter(|t| principal.scopes.covers(t.needs)).collect()
}

/// A file as an answer links to it.
pub fn link(workspace: &str, path: &str, reference: Option<&str>) -> Content {
    Content::ResourceLink {
        uri: Uri::file(workspace, path).at(reference).to_string(),
        name: path.to_owned(),
        mime_type: mime::of_file(path),
    }
}

/// The template that a client names, or that a URI of ours is of.
pub fn template(uri: &str) -> Option<&'static Template> {
    if let Some(own) = TEMPLATES.into_iter().find(|t| t.uri_template == uri) {
        return Some(own);
    }
    Uri::parse(uri).ok().map(|uri| match (uri.thing, uri.reference) {
        (Thing::File { .. }, None) => &FILE,
        (Thing::File { .. }, Some(_)) => &FILE_AT,
        (Thing::Symbol { .. }, None) => &SYMBOL,
        (Thing::Symbol { .. }, Some(_)) => &SYMBOL_AT,
        (Thing::Artifact { .. }, _) => &ARTIFACT,
        (Thing::Fact { .. }, _) => &KNOWLEDGE,
    })
}
