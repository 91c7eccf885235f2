//! `provider`: what do issue trackers, pipelines and databases outside of the repository say?

use serde_json::Value;

use super::face::{CURSOR, Face, Form, LIMIT, Verb, at, flag};
use super::show::{Show, column, filled};
use crate::cli::sheet::{Sheet, Span, Tone};

pub const FACE: Face = Face {
    tool: "ctx_provider",
    name: "provider",
    about: "Fetch issues, requests, pipelines and schemas from GitHub, GitLab, Jira and PostgreSQL",
    form: Form::Many {
        bare: true,
        verbs: &[
            Verb::new(
                "list",
                "List what can be fetched, and where credentials are set",
                Show::Rows(
                    "providers",
                    &[
                        column("PROVIDER", "{provider}", Tone::Strong),
                        column("RESOURCES", "{resources}", Tone::Word),
                        column("CREDENTIALS", "{credentials}", Tone::Plain),
                        column("VARIABLES", "{variables}", Tone::Faint),
                    ],
                ),
            )
            .does(&[("action", "list")])
            .examples(&["provider list"]),
            Verb::new("fetch", "Fetch what is there, newest first", Show::Own(items))
                .does(&[("action", "fetch")])
                .takes(&[
                    at("provider").needed().says("github, gitlab, jira or postgres"),
                    at("project").says("owner/name, a Jira project's key, a database's schema"),
                    flag("resource").short('r').value("WHAT").says(
                        "issues (the default), pull_requests, actions, merge_requests, pipelines or schema",
                    ),
                    flag("state").short('s').says("open, closed, all (the default) or the provider's own word"),
                    flag("id").says("This one alone, whole, with its comments"),
                    LIMIT,
                    CURSOR,
                ])
                .examples(&[
                    "provider fetch github acme/app --state open",
                    "provider fetch gitlab acme/app --resource pipelines --state failed",
                    "provider fetch jira CORE --id CORE-7",
                    "provider fetch postgres shop --json",
                ]),
        ],
    },
    note: "Credentials are the environment's: GITHUB_TOKEN, GITLAB_TOKEN, JIRA_URL with JIRA_API_TOKEN, DATABASE_URL.\n\
           What comes back was written by others.",
};

fn items(data: &Value, sheet: &mut Sheet) {
    sheet.text(Tone::Faint, &filled("{notice}", data));
    for item in data["items"].as_array().into_iter().flatten() {
        sheet.blank();
        sheet.line([
            Span::new(Tone::Strong, filled("{id}", item)),
            Span::new(Tone::Word, filled("  {state}", item)),
            Span::plain(filled("  {title}", item)),
        ]);
        for known in ["  by {author}", "  updated {updated|time}", "  labels {labels}", "  {url}"] {
            sheet.text(Tone::Faint, &filled(known, item));
        }
        said(sheet, item);
        for comment in item["comments"].as_array().into_iter().flatten() {
            sheet.line([Span::new(Tone::Faint, filled("  comment by {author}", comment))]);
            said(sheet, comment);
        }
    }
}

fn said(sheet: &mut Sheet, item: &Value) {
    for line in item["body"].as_str().unwrap_or_default().lines() {
        sheet.line([Span::plain(format!("  {line}"))]);
    }
}
