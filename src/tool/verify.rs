//! ctx_verify: does this proof hold? Checked with the server's own key and the repository itself.

use std::fmt::Write as _;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::{Answer, Arguments, Call, Frame, Spec, Tool, schema};
use crate::auth::{Scope, ScopeSet};
use crate::base::Result;
use crate::git::repository::GitSource;
use crate::proof::verify::{Given, Report, named, verify};

pub struct Verify;

/// Arguments of ctx_verify.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct Input {
    /// The envelope that ctx_proof gave as `proof`, or its whole structured result.
    proof: Map<String, Value>,
    /// The answer that is to be compared: a structured result.
    answer: Option<Map<String, Value>>,
    /// The arguments that are thought to have been asked with.
    arguments: Option<Map<String, Value>>,
}

#[derive(Debug, Serialize, JsonSchema)]
struct Output<'a> {
    #[serde(flatten)]
    frame: &'a Frame,
    #[serde(flatten)]
    report: &'a Report,
}

const SPEC: Spec = Spec {
    name: "ctx_verify",
    title: "Verify proof",
    description: "Checks a proof of ctx_proof: that this server signed it, and that every cited line stands in the \
repository at that commit. Says what was checked, what was not, and why it is not valid.",
    scopes: ScopeSet::of(&[Scope::Artifacts]),
    read_only: true,
};

impl Tool for Verify {
    fn spec(&self) -> &'static Spec {
        &SPEC
    }

    fn input_schema(&self) -> Value {
        schema::input::<Input>()
    }

    fn output_schema(&self) -> Value {
        schema::output::<Output>()
    }

    fn run(&self, call: &Call, arguments: Arguments) -> Result<Answer> {
        let input: Input = arguments.read()?;
        let space = call.space();
        let bytes = |fields: Map<String, Value>| Value::Object(fields).to_string().into_bytes();
        let (file, answer) = (bytes(input.proof), input.answer.map(bytes));
        let arguments = input.arguments.map(bytes);
        // A proof of a key whose place ours has taken is ours, too.
        let keys = call.app.key().trusted();
        let given = Given {
            file: &file,
            key: named(&keys, &file),
            workspace: Some(space.id()),
            answer: answer.as_deref(),
            arguments: arguments.as_deref(),
            repository: GitSource::is_repository(space.root()).then(|| space.root()),
        };
        let report = verify(&given, call.permit.deadline())?;
        let frame = Frame {
            workspace: space.id().to_owned(),
            commit: report.proved.as_ref().map(|p| p.commit.clone()),
            reference: None,
            behind_by: space.behind_by(),
            dirty: None,
            unavailable: Vec::new(),
        };
        let output = Output { frame: &frame, report: &report };
        Answer::new(text(&report), &output, &frame)?.within(call.max_tokens)
    }
}

fn text(report: &Report) -> String {
    let mut text = String::from(if report.valid { "valid\n" } else { "not valid\n" });
    for fault in &report.faults {
        let _ = writeln!(text, "fault: {fault}");
    }
    for check in &report.checked {
        let _ = writeln!(text, "{}: {}", check.what, check.how);
    }
    for open in &report.not_checked {
        let _ = writeln!(text, "not checked: {open}");
    }
    text
}
