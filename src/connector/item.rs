//! What is one thing that a provider gives, and one page of them?

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// An issue, a request, a pipeline, a table: of any provider.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Item {
    /// Its own name within the source: `42`, `CORE-7`, `public.users`.
    pub id: String,
    /// `issue`, `pull_request`, `merge_request`, `pipeline` or `schema`.
    pub kind: String,
    pub title: String,
    /// In the provider's own words: `open`, `merged`, `failure`, `In Progress`.
    #[serde(skip_serializing_if = "String::is_empty", default)]
    pub state: String,
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub labels: Vec<String>,
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub author: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub url: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none", default)]
    #[schemars(with = "Option<String>")]
    pub updated: Option<Timestamp>,
    /// What else is worth knowing: `milestone`, `branch`, `assignees`.
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub facts: Vec<Fact>,
    #[serde(skip_serializing_if = "String::is_empty", default)]
    pub body: String,
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub comments: Vec<Comment>,
    /// Neither open nor done for good: it is looked at again until it is.
    #[serde(skip)]
    pub unfinished: bool,
    /// By what the provider sorts it, where that is not `updated`.
    #[serde(skip)]
    pub created: Option<Timestamp>,
    /// Among the states that `state: "open"` means.
    #[serde(skip)]
    pub open: bool,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Fact {
    pub name: String,
    pub value: String,
}

#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Comment {
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub author: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none", default)]
    #[schemars(with = "Option<String>")]
    pub at: Option<Timestamp>,
    pub body: String,
}

impl Item {
    /// Notes a fact, if there is one.
    pub fn fact(&mut self, name: &str, value: impl Into<String>) {
        let value = value.into();
        if !value.is_empty() {
            self.facts.push(Fact { name: name.to_owned(), value });
        }
    }

    /// By what pages are sorted.
    pub fn place(&self) -> Option<Timestamp> {
        self.created.or(self.updated)
    }

    /// Is it one of those that this filter leaves? `open`, `closed`, `all`, or a provider's own word.
    pub fn is(&self, state: Option<&str>) -> bool {
        match state.map(str::to_lowercase).as_deref() {
            None | Some("all") => true,
            Some("open" | "opened") => self.open,
            Some("closed" | "done") => !self.open,
            Some(other) => self.state.to_lowercase() == other,
        }
    }
}

/// What is asked for.
#[derive(Debug, Clone, Default)]
pub struct Query {
    /// Changed then or later, as far as the provider can be asked that.
    pub since: Option<Timestamp>,
    /// As in [`Item::is`]; a provider that cannot be asked gives more than that.
    pub state: Option<String>,
    /// Items of a page; a provider may give fewer.
    pub limit: u64,
    /// From the page before.
    pub next: Option<String>,
    /// What the first page was marked with when it was last fetched.
    pub etag: Option<String>,
}

/// One page, newest first.
#[derive(Debug, Clone, Default)]
pub struct Page {
    pub items: Vec<Item>,
    /// Where the next one begins; none: this is the last.
    pub next: Option<String>,
    pub etag: Option<String>,
    /// It is what `etag` was of: nothing was sent.
    pub unchanged: bool,
    /// Nothing more may be asked before.
    pub until: Option<Timestamp>,
}
