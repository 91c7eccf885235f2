//! What does GitLab give: issues, merge requests, pipelines? Its REST API, version 4.
//!
//! Pages are followed by `Link` where it is given (that is how keyset paging goes on), else by `X-Next-Page`.

use serde_json::Value;

use super::http::{Http, Reply, query};
use super::item::{Comment, Item, Page, Query};
use super::text::{address, body, field, maybe, name};
use super::trouble::{Fault, Outcome, Trouble};
use crate::base::clock::Deadline;
use crate::config::connector::Resource;

/// Items of a page at most.
const MOST: u64 = 100;
/// Comments that are fetched with one item.
const COMMENTS: u64 = 50;

pub struct Gitlab {
    http: Http,
    /// `group/name` or a number.
    project: String,
    resource: Resource,
}

impl Gitlab {
    pub fn new(http: Http, project: &str, resource: Resource) -> Outcome<Self> {
        let project = project.trim_matches('/');
        let wrong = project.is_empty()
            || project.chars().any(|c| c.is_control() || c.is_whitespace())
            || project.split('/').any(|part| part.is_empty() || part == "." || part == "..");
        if wrong {
            return Err(Trouble::new(Fault::Config, "the project is no `group/name` of GitLab"));
        }
        Ok(Self { http, project: project.to_owned(), resource })
    }

    fn path(&self) -> [&str; 3] {
        let resource = match self.resource {
            Resource::MergeRequests => "merge_requests",
            Resource::Pipelines => "pipelines",
            _ => "issues",
        };
        // A slash within the project is escaped: it is one part of the path.
        ["projects", &self.project, resource]
    }

    pub fn page(&self, asked: &Query, deadline: &Deadline) -> Outcome<Page> {
        let query = match &asked.next {
            Some(next) => next.clone(),
            None => self.query(asked, None),
        };
        let reply = self.http.get(&self.path(), &query, asked.etag.as_deref(), deadline)?;
        if reply.unchanged {
            return Ok(Page { unchanged: true, until: reply.until, ..Page::default() });
        }
        let list = reply.body.as_array().ok_or_else(malformed)?;
        let numbered = || reply.header("x-next-page").map(|page| with_page(&query, page));
        Ok(Page {
            items: list.iter().filter_map(|value| self.item(value)).collect(),
            next: reply.next_link().or_else(numbered).filter(|_| !list.is_empty()),
            etag: reply.etag(),
            unchanged: false,
            until: reply.until,
        })
    }

    fn query(&self, asked: &Query, page: Option<&str>) -> String {
        let mut pairs = vec![
            ("per_page", asked.limit.clamp(1, MOST).to_string()),
            ("order_by", "updated_at".to_owned()),
            ("sort", "desc".to_owned()),
        ];
        let state = asked.state.as_deref().map(str::to_lowercase);
        let word = |state: &str| match state {
            "open" => "opened".to_owned(),
            "done" => "closed".to_owned(),
            other => other.to_owned(),
        };
        match (self.resource, state.as_deref()) {
            (_, None | Some("all")) | (Resource::Pipelines, Some("open" | "opened" | "closed")) => {
            }
            // A merge request that was merged is closed as well, as its state it is not.
            (Resource::MergeRequests, Some("closed" | "done")) => {}
            (Resource::Pipelines, Some(status)) => pairs.push(("status", status.to_owned())),
            (_, Some(state)) => pairs.push(("state", word(state))),
        }
        if let Some(since) = asked.since {
            pairs.push(("updated_after", format!("{since:.3}")));
        }
        if let Some(page) = page {
            pairs.push(("page", page.to_owned()));
        }
        query(&pairs)
    }

    /// One item with its comments.
    pub fn one(&self, id: &str, deadline: &Deadline) -> Outcome<Option<Item>> {
        if id.is_empty() || !id.bytes().all(|b| b.is_ascii_digit()) {
            return Err(Trouble::new(Fault::Config, "the id of an item of GitLab is a number"));
        }
        let [projects, project, resource] = self.path();
        let path = [projects, project, resource, id];
        let reply = self.http.get(&path, "", None, deadline)?;
        let Some(mut item) = self.item(&reply.body) else { return Ok(None) };
        if self.resource != Resource::Pipelines {
            let path = [projects, project, resource, id, "notes"];
            let pairs = [("per_page", COMMENTS.to_string()), ("sort", "asc".to_owned())];
            item.comments = notes(&self.http.get(&path, &query(&pairs), None, deadline)?);
        }
        Ok(Some(item))
    }

    fn item(&self, value: &Value) -> Option<Item> {
        match self.resource {
            Resource::MergeRequests => merge_request(value),
            Resource::Pipelines => pipeline(value),
            _ => issue(value, "issue"),
        }
    }
}

/// The same question for another page.
fn with_page(query: &str, page: &str) -> String {
    let kept = url::form_urlencoded::parse(query.as_bytes()).filter(|(name, _)| name != "page");
    url::form_urlencoded::Serializer::new(String::new())
        .extend_pairs(kept)
        .append_pair("page", page)
        .finish()
}

fn malformed() -> Trouble {
    Trouble::new(Fault::Malformed, "GitLab's answer is not of the form that it documents")
}

fn notes(reply: &Reply) -> Vec<Comment> {
    let list = reply.body.as_array().map(Vec::as_slice).unwrap_or_default();
    let said = |value: &&Value| value["system"] != Value::Bool(true);
    let comment = |value: &Value| Comment {
        author: maybe(&value["author"], "username"),
        at: value["created_at"].as_str().and_then(|at| at.parse().ok()),
        body: value["body"].as_str().map(body).unwrap_or_default(),
    };
    list.iter().filter(said).map(comment).collect()
}

fn issue(value: &Value, kind: &str) -> Option<Item> {
    let id = name(&value["iid"]);
    let list = |name: &str| value[name].as_array().map(Vec::as_slice).unwrap_or_default();
    let state = field(value, "state");
    let mut item = Item {
        kind: kind.to_owned(),
        title: field(value, "title"),
        open: state == "opened" || state == "locked",
        state,
        labels: list("labels").iter().map(name).filter(|label| !label.is_empty()).collect(),
        author: maybe(&value["author"], "username"),
        url: address(value, "web_url"),
        updated: value["updated_at"].as_str().and_then(|at| at.parse().ok()),
        body: value["description"].as_str().map(body).unwrap_or_default(),
        id,
        ..Item::default()
    };
    item.fact("milestone", field(&value["milestone"], "title"));
    let assignees: Vec<String> =
        list("assignees").iter().filter_map(|a| maybe(a, "username")).collect();
    item.fact("assignees", assignees.join(", "));
    (!item.id.is_empty()).then_some(item)
}

fn merge_request(value: &Value) -> Option<Item> {
    let mut item = issue(value, "merge_request")?;
    item.fact("branch", field(value, "source_branch"));
    item.fact("into", field(value, "target_branch"));
    if value["draft"] == Value::Bool(true) {
        item.fact("draft", "yes");
    }
    Some(item)
}

/// States in which a pipeline will not stay.
const GOING: [&str; 9] = [
    "created",
    "waiting_for_resource",
    "preparing",
    "waiting_for_callback",
    "pending",
    "running",
    "canceling",
    "scheduled",
    "manual",
];

fn pipeline(value: &Value) -> Option<Item> {
    let id = name(&value["id"]);
    let state = field(value, "status");
    let (branch, commit) = (field(value, "ref"), field(value, "sha"));
    let named = maybe(value, "name");
    let mut item = Item {
        kind: "pipeline".to_owned(),
        title: named.unwrap_or_else(|| format!("Pipeline {id} on {branch}: {state}")),
        open: GOING.contains(&state.as_str()),
        state,
        author: maybe(&value["user"], "username"),
        url: address(value, "web_url"),
        updated: value["updated_at"].as_str().and_then(|at| at.parse().ok()),
        id,
        ..Item::default()
    };
    item.fact("event", field(value, "source"));
    item.fact("branch", branch);
    item.fact("commit", commit);
    (!item.id.is_empty()).then_some(item)
}
