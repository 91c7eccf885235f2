//! What does GitHub give: issues, pull requests, runs of Actions? Its REST API, version 2022-11-28.
//!
//! Issues are asked for with `since`; pull requests cannot be, but come sorted by their last change; runs come sorted
//! by their creation, and one that has not ended is looked at again.

use serde_json::Value;

use super::http::{Http, Reply, query};
use super::item::{Comment, Item, Page, Query};
use super::text::{address, body, field, maybe, name};
use super::trouble::{Fault, Outcome, Trouble};
use crate::base::clock::Deadline;
use crate::config::connector::Resource;

const ACCEPT: &str = "application/vnd.github+json";
const VERSION: &[(&str, &str)] = &[("X-GitHub-Api-Version", "2022-11-28")];
/// Items of a page at most.
const MOST: u64 = 100;
/// Comments that are fetched with one item.
const COMMENTS: u64 = 50;

pub struct Github {
    http: Http,
    owner: String,
    name: String,
    resource: Resource,
}

impl Github {
    pub fn new(http: Http, project: &str, resource: Resource) -> Outcome<Self> {
        let plain = |part: &str| {
            let letter = |c: char| c.is_ascii_alphanumeric() || "._-".contains(c);
            !part.is_empty() && part.chars().all(letter) && !part.chars().all(|c| c == '.')
        };
        let parts = project.trim_end_matches(".git").split_once('/');
        let Some((owner, name)) = parts.filter(|(owner, name)| plain(owner) && plain(name)) else {
            return Err(Trouble::new(Fault::Config, "the project is no `owner/name` of GitHub"));
        };
        let http = http.saying(ACCEPT, VERSION);
        Ok(Self { http, owner: owner.to_owned(), name: name.to_owned(), resource })
    }

    fn path(&self) -> Vec<&str> {
        let mut path = vec!["repos", self.owner.as_str(), self.name.as_str()];
        path.extend(match self.resource {
            Resource::PullRequests => &["pulls"][..],
            Resource::Actions => &["actions", "runs"],
            _ => &["issues"],
        });
        path
    }

    pub fn page(&self, asked: &Query, deadline: &Deadline) -> Outcome<Page> {
        let query = match &asked.next {
            Some(next) => next.clone(),
            None => self.query(asked),
        };
        let reply = self.http.get(&self.path(), &query, asked.etag.as_deref(), deadline)?;
        if reply.unchanged {
            return Ok(Page { unchanged: true, until: reply.until, ..Page::default() });
        }
        let list = match self.resource {
            Resource::Actions => &reply.body["workflow_runs"],
            _ => &reply.body,
        };
        let list = list.as_array().ok_or_else(malformed)?;
        let items = list.iter().filter_map(|value| self.item(value)).collect();
        Ok(Page {
            items,
            next: reply.next_link().filter(|_| !list.is_empty()),
            etag: reply.etag(),
            unchanged: false,
            until: reply.until,
        })
    }

    fn query(&self, asked: &Query) -> String {
        let state = asked.state.as_deref().map(str::to_lowercase);
        let mut pairs = vec![("per_page", asked.limit.clamp(1, MOST).to_string())];
        if self.resource == Resource::Actions {
            // Its words are states or conclusions; `open` is none of them.
            if let Some(state) = state.filter(|s| !["all", "open", "closed"].contains(&s.as_str()))
            {
                pairs.push(("status", state));
            }
            return query(&pairs);
        }
        let state = match state.as_deref() {
            Some("open" | "opened") => "open",
            Some("closed" | "done" | "merged") => "closed",
            _ => "all",
        };
        pairs.extend([
            ("state", state.to_owned()),
            ("sort", "updated".to_owned()),
            ("direction", "desc".to_owned()),
        ]);
        if let Some(since) = asked.since.filter(|_| self.resource == Resource::Issues) {
            pairs.push(("since", format!("{since:.0}")));
        }
        query(&pairs)
    }

    /// One item with its comments.
    pub fn one(&self, id: &str, deadline: &Deadline) -> Outcome<Option<Item>> {
        if id.is_empty() || !id.bytes().all(|b| b.is_ascii_digit()) {
            return Err(Trouble::new(Fault::Config, "the id of an item of GitHub is a number"));
        }
        let mut path = self.path();
        path.push(id);
        let reply = self.http.get(&path, "", None, deadline)?;
        let Some(mut item) = self.item(&reply.body) else { return Ok(None) };
        if self.resource != Resource::Actions {
            let discussed = ["repos", &self.owner, &self.name, "issues", id, "comments"];
            let pairs = [("per_page", COMMENTS.to_string())];
            let reply = self.http.get(&discussed, &query(&pairs), None, deadline)?;
            item.comments = comments(&reply);
        }
        Ok(Some(item))
    }

    /// None for what is not of the resource: among issues GitHub lists pull requests.
    fn item(&self, value: &Value) -> Option<Item> {
        match self.resource {
            Resource::Actions => run(value),
            Resource::PullRequests => pull(value),
            _ if value["pull_request"].is_object() => None,
            _ => issue(value, "issue"),
        }
    }
}

fn malformed() -> Trouble {
    Trouble::new(Fault::Malformed, "GitHub's answer is not of the form that it documents")
}

fn comments(reply: &Reply) -> Vec<Comment> {
    let list = reply.body.as_array().map(Vec::as_slice).unwrap_or_default();
    let comment = |value: &Value| Comment {
        author: maybe(&value["user"], "login"),
        at: value["created_at"].as_str().and_then(|at| at.parse().ok()),
        body: value["body"].as_str().map(body).unwrap_or_default(),
    };
    list.iter().map(comment).collect()
}

fn issue(value: &Value, kind: &str) -> Option<Item> {
    let id = name(&value["number"]);
    let labels = value["labels"].as_array().map(Vec::as_slice).unwrap_or_default();
    let state = field(value, "state");
    let mut item = Item {
        kind: kind.to_owned(),
        title: field(value, "title"),
        open: state == "open",
        state,
        // A label is an object, or in old answers its name.
        labels: labels
            .iter()
            .map(|label| if label.is_string() { name(label) } else { field(label, "name") })
            .filter(|label| !label.is_empty())
            .collect(),
        author: maybe(&value["user"], "login"),
        url: address(value, "html_url"),
        updated: value["updated_at"].as_str().and_then(|at| at.parse().ok()),
        body: value["body"].as_str().map(body).unwrap_or_default(),
        id,
        ..Item::default()
    };
    item.fact("milestone", field(&value["milestone"], "title"));
    let assignees = value["assignees"].as_array().map(Vec::as_slice).unwrap_or_default();
    let assignees: Vec<String> = assignees.iter().filter_map(|a| maybe(a, "login")).collect();
    item.fact("assignees", assignees.join(", "));
    item.fact("reason", field(value, "state_reason"));
    (!item.id.is_empty()).then_some(item)
}

fn pull(value: &Value) -> Option<Item> {
    let mut item = issue(value, "pull_request")?;
    if value["merged_at"].is_string() {
        item.state = "merged".to_owned();
    }
    item.fact("branch", field(&value["head"], "ref"));
    item.fact("into", field(&value["base"], "ref"));
    if value["draft"] == Value::Bool(true) {
        item.fact("draft", "yes");
    }
    Some(item)
}

fn run(value: &Value) -> Option<Item> {
    let id = name(&value["id"]);
    let (status, conclusion) = (field(value, "status"), field(value, "conclusion"));
    let ended = status == "completed";
    let workflow = field(value, "name");
    let title = maybe(value, "display_title").unwrap_or_else(|| workflow.clone());
    let mut item = Item {
        kind: "pipeline".to_owned(),
        title,
        state: if ended && !conclusion.is_empty() { conclusion } else { status },
        open: !ended,
        unfinished: !ended,
        author: maybe(&value["actor"], "login"),
        url: address(value, "html_url"),
        updated: value["updated_at"].as_str().and_then(|at| at.parse().ok()),
        created: value["created_at"].as_str().and_then(|at| at.parse().ok()),
        id,
        ..Item::default()
    };
    item.fact("workflow", workflow);
    item.fact("event", field(value, "event"));
    item.fact("branch", field(value, "head_branch"));
    item.fact("commit", field(value, "head_sha"));
    item.fact("attempt", name(&value["run_attempt"]));
    (!item.id.is_empty()).then_some(item)
}
