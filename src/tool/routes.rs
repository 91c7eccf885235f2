//! ctx_routes: which HTTP routes does the code declare?

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::declared::Cites;
use super::page::Page;
use super::{Answer, Arguments, Call, Frame, Spec, Tool, code, counted, schema};
use crate::auth::{Scope, ScopeSet};
use crate::base::Result;
use crate::graph;

pub struct Routes;

/// Arguments of ctx_routes.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct Input {
    /// Only files at or below this path.
    path: Option<String>,
    /// Only this method: `GET`, `POST`, …
    method: Option<String>,
    /// Only routes whose path holds this.
    contains: Option<String>,
    #[serde(default = "hundred")]
    limit: usize,
    /// From an earlier answer: goes on where that ended.
    cursor: Option<String>,
}

const fn hundred() -> usize {
    100
}

#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
struct Output<'a> {
    #[serde(flatten)]
    frame: &'a Frame,
    routes: Vec<Row<'a>>,
    total: usize,
    #[serde(skip_serializing_if = "Option::is_none")]
    cursor: Option<&'a str>,
}

#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
struct Row<'a> {
    /// `ANY` where the declaration takes all.
    method: &'a str,
    /// As the declaration writes it: prefixes of a router that is mounted elsewhere are not in it.
    route: &'a str,
    /// What answers, where it has a name.
    #[serde(skip_serializing_if = "Option::is_none")]
    handler: Option<&'a str>,
    framework: &'a str,
    path: &'a str,
    line: u32,
}

const SPEC: Spec = Spec {
    name: "ctx_routes",
    title: "HTTP routes",
    description: "Lists the HTTP routes that the code declares (Flask, FastAPI, Django, Express, Nest, Axum, \
Actix, net/http, Gin, Spring and others): method, route, handler and place.",
    scopes: ScopeSet::of(&[Scope::Graph]),
    read_only: true,
};

impl Tool for Routes {
    fn spec(&self) -> &'static Spec {
        &SPEC
    }

    fn points(&self) -> bool {
        true
    }

    fn input_schema(&self) -> Value {
        schema::input::<Input>()
    }

    fn output_schema(&self) -> Value {
        schema::output::<Output>()
    }

    fn run(&self, call: &Call, arguments: Arguments) -> Result<Answer> {
        let question = arguments.question(SPEC.name);
        let input: Input = arguments.read()?;
        let view = call.view()?;
        let frame = call.frame(&view);
        let graph = view.graph()?;
        let below =
            input.path.as_deref().map(|path| code::below(&view, &graph, path)).transpose()?;
        let routes: Vec<&graph::Route> = graph
            .routes()
            .iter()
            .filter(|r| below.as_ref().is_none_or(|files| files.contains(&r.file.0)))
            .filter(|r| input.method.as_ref().is_none_or(|m| m.eq_ignore_ascii_case(&r.method)))
            .filter(|r| input.contains.as_ref().is_none_or(|part| r.path.contains(part.as_str())))
            .collect();
        let sizes: Vec<usize> =
            routes.iter().map(|r| 120 + r.path.len() + graph.path(r.file).len()).collect();
        let page = Page {
            call,
            frame: &frame,
            question: &question,
            cursor: input.cursor.as_deref(),
            limit: input.limit.clamp(1, 2000),
        };
        page.answer(&sizes, |shown| {
            let mut cites = Cites::new(&view, call.space().id());
            let mut text = format!("{} ({})\n", counted(routes.len(), "route"), frame.label());
            let mut rows = Vec::new();
            for route in &routes[shown.range.clone()] {
                let path = graph.path(route.file);
                let handler = route.handler.as_ref().map_or(String::new(), |h| format!(" → {h}"));
                text.push_str(&format!(
                    "{} {}{handler} ({}) {path}:{}\n",
                    route.method, route.path, route.framework, route.line
                ));
                cites.lines(route.file, route.line, route.line);
                rows.push(Row {
                    method: &route.method,
                    route: &route.path,
                    handler: route.handler.as_deref(),
                    framework: &route.framework,
                    path,
                    line: route.line,
                });
            }
            text.push_str(&shown.more());
            let (total, cursor) = (routes.len(), shown.cursor.as_deref());
            let output = Output { frame: &frame, routes: rows, total, cursor };
            Ok(Answer::new(text, &output, &frame)?.citing(cites.done()))
        })
    }
}
