//! What does Jira give: issues? Of Cloud its REST API 3, paged by a token; of Data Center version 2, paged by numbers.
//!
//! Which of both it is says the address (`*.atlassian.net`) or the credentials: an account's address with an API token
//! is Cloud's, a token alone is a personal access token of a Data Center.

use serde_json::Value;

use super::http::{Http, query};
use super::item::{Comment, Item, Page, Query};
use super::text::{self, field, maybe, name};
use super::trouble::{Fault, Outcome, Trouble};
use crate::base::clock::{self, Deadline};

/// Items of a page at most.
const MOST: u64 = 100;
/// Comments of an issue that are kept.
const COMMENTS: usize = 50;
const FIELDS: &str = "summary,description,status,labels,creator,reporter,assignee,issuetype,priority,updated,comment";
/// Depth of a document of Atlassian's that is read; deeper ones are no text of a person's.
const DEEP: usize = 40;

pub struct Jira {
    http: Http,
    project: Option<String>,
    cloud: bool,
}

impl Jira {
    pub fn new(http: Http, project: Option<&str>, has_account: bool) -> Outcome<Self> {
        let plain = |key: &str| {
            let letter = |c: char| c.is_ascii_alphanumeric() || "_-".contains(c);
            !key.is_empty() && key.chars().all(letter)
        };
        if project.is_some_and(|key| !plain(key)) {
            return Err(Trouble::new(
                Fault::Config,
                "the project is no key of Jira, such as `CORE`",
            ));
        }
        let host = http.base().host_str().unwrap_or_default();
        let cloud = has_account || host.ends_with(".atlassian.net");
        Ok(Self { http, project: project.map(str::to_owned), cloud })
    }

    const fn version(&self) -> &'static str {
        if self.cloud { "3" } else { "2" }
    }

    pub fn page(&self, asked: &Query, deadline: &Deadline) -> Outcome<Page> {
        let limit = asked.limit.clamp(1, MOST);
        let mut pairs = vec![
            ("jql", self.jql(asked)),
            ("maxResults", limit.to_string()),
            ("fields", FIELDS.to_owned()),
        ];
        let mut path = vec!["rest", "api", self.version(), "search"];
        let mut start = 0;
        if self.cloud {
            path.push("jql");
            pairs.extend(asked.next.clone().map(|token| ("nextPageToken", token)));
        } else {
            start = asked.next.as_deref().and_then(|n| n.parse::<u64>().ok()).unwrap_or(0);
            pairs.push(("startAt", start.to_string()));
        }
        let reply = self.http.get(&path, &query(&pairs), None, deadline)?;
        let list = reply.body["issues"].as_array().ok_or_else(malformed)?;
        let next = if list.is_empty() {
            None
        } else if self.cloud {
            let last = reply.body["isLast"] == Value::Bool(true);
            reply.body["nextPageToken"].as_str().filter(|_| !last).map(str::to_owned)
        } else {
            let end = start + list.len() as u64;
            let total = reply.body["total"].as_u64().unwrap_or(0);
            (end < total).then(|| end.to_string())
        };
        let items = list.iter().filter_map(|value| self.item(value)).collect();
        Ok(Page { items, next, until: reply.until, ..Page::default() })
    }

    /// The question in Jira's own language. A time in it would be read in the time zone of the account, so it is
    /// said in minutes from now: with some more, because its clock may be ahead of ours.
    fn jql(&self, asked: &Query) -> String {
        let mut terms = Vec::new();
        terms.extend(self.project.as_ref().map(|key| format!("project = \"{key}\"")));
        match asked.state.as_deref().map(str::to_lowercase).as_deref() {
            None | Some("all") => {}
            Some("open" | "opened") => terms.push("statusCategory != Done".to_owned()),
            Some("closed" | "done") => terms.push("statusCategory = Done".to_owned()),
            Some(_) => {
                let state = asked.state.as_deref().unwrap_or_default();
                let quoted = state.replace('\\', "\\\\").replace('"', "\\\"");
                terms.push(format!("status = \"{quoted}\""));
            }
        }
        if let Some(since) = asked.since {
            let seconds = clock::now().as_second().saturating_sub(since.as_second()).max(0);
            terms.push(format!("updated >= \"-{}m\"", seconds / 60 + 6));
        }
        if terms.is_empty() {
            // Cloud refuses a question without bounds.
            terms.push("created >= \"1990-01-01\"".to_owned());
        }
        format!("{} ORDER BY updated DESC, key DESC", terms.join(" AND "))
    }

    /// One issue with its comments.
    pub fn one(&self, id: &str, deadline: &Deadline) -> Outcome<Option<Item>> {
        let plain = |c: char| c.is_ascii_alphanumeric() || "_-".contains(c);
        if id.is_empty() || !id.chars().all(plain) {
            return Err(Trouble::new(
                Fault::Config,
                "the id of an issue of Jira is such as `CORE-7`",
            ));
        }
        let path = ["rest", "api", self.version(), "issue", id];
        let pairs = [("fields", FIELDS.to_owned())];
        Ok(self.item(&self.http.get(&path, &query(&pairs), None, deadline)?.body))
    }

    fn item(&self, value: &Value) -> Option<Item> {
        let id = name(&value["key"]);
        if id.is_empty() {
            return None;
        }
        let fields = &value["fields"];
        let status = &fields["status"];
        let labels = fields["labels"].as_array().map(Vec::as_slice).unwrap_or_default();
        let comments = fields["comment"]["comments"].as_array().map(Vec::as_slice);
        let person = |name: &str| maybe(&fields[name], "displayName");
        let mut item = Item {
            kind: "issue".to_owned(),
            title: field(fields, "summary"),
            state: field(status, "name"),
            open: status["statusCategory"]["key"] != "done",
            labels: labels.iter().map(name).filter(|label| !label.is_empty()).collect(),
            author: person("reporter").or_else(|| person("creator")),
            url: Some(self.page_of(&id)),
            updated: fields["updated"].as_str().and_then(time),
            body: prose(&fields["description"]),
            comments: comments.unwrap_or_default().iter().take(COMMENTS).map(comment).collect(),
            id,
            ..Item::default()
        };
        item.fact("type", field(&fields["issuetype"], "name"));
        item.fact("priority", field(&fields["priority"], "name"));
        item.fact("assignee", person("assignee").unwrap_or_default());
        Some(item)
    }

    fn page_of(&self, id: &str) -> String {
        format!("{}/browse/{id}", self.http.base().as_str().trim_end_matches('/'))
    }
}

fn malformed() -> Trouble {
    Trouble::new(Fault::Malformed, "Jira's answer is not of the form that it documents")
}

fn comment(value: &Value) -> Comment {
    Comment {
        author: maybe(&value["author"], "displayName"),
        at: value["created"].as_str().and_then(time),
        body: prose(&value["body"]),
    }
}

/// `2026-01-15T10:30:00.000+0000`: ISO 8601 whose offset has no colon.
fn time(text: &str) -> Option<jiff::Timestamp> {
    text.parse().ok()
}

/// A text, or a document in Atlassian's own form (ADF) as its text.
fn prose(value: &Value) -> String {
    match value {
        Value::String(text) => text::body(text),
        Value::Object(_) => {
            let mut out = String::new();
            flatten(value, 0, &mut out);
            text::body(out.trim())
        }
        _ => String::new(),
    }
}

fn flatten(node: &Value, depth: usize, out: &mut String) {
    if depth > DEEP || out.len() > text::MOST_BODY {
        return;
    }
    let kind = node["type"].as_str().unwrap_or_default();
    match kind {
        "text" => out.push_str(node["text"].as_str().unwrap_or_default()),
        "hardBreak" => out.push('\n'),
        "listItem" => out.push_str("- "),
        "mention" | "emoji" | "status" | "date" => {
            let said = ["text", "shortName", "timestamp"];
            let attributes = &node["attrs"];
            out.push_str(
                said.iter().find_map(|name| attributes[*name].as_str()).unwrap_or_default(),
            );
        }
        "inlineCard" | "blockCard" => {
            out.push_str(node["attrs"]["url"].as_str().unwrap_or_default());
        }
        _ => {}
    }
    for child in node["content"].as_array().map(Vec::as_slice).unwrap_or_default() {
        flatten(child, depth + 1, out);
    }
    let ends = ["paragraph", "heading", "codeBlock", "tableRow", "rule", "blockquote", "panel"];
    if ends.contains(&kind) && !out.ends_with('\n') {
        out.push('\n');
    }
}
