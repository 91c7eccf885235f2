//! ctx_proof: from what was this answer made? The answer of another tool, with a signed statement about it.

use std::collections::BTreeSet;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;
use serde_json::{Map, Value};

use super::{Answer, Arguments, Call, Frame, Invocation, Spec, Tool, schema};
use crate::auth::{Scope, ScopeSet};
use crate::base::{Error, Kind, Result, clock};
use crate::proof::sign::sign;
use crate::proof::{Answered, Claim, Envelope, Range};
use crate::view::budget::{self, Cost as _, LEAST_TOKENS};

pub struct Proof;

/// Arguments of ctx_proof.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct Input {
    /// The tool to ask, such as `ctx_search`.
    tool: String,
    /// Its arguments. `workspaceId` belongs beside `tool`.
    #[serde(default)]
    arguments: Map<String, Value>,
}

#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
struct Output<'a> {
    #[serde(flatten)]
    frame: &'a Frame,
    /// The tool that answered.
    tool: &'a str,
    /// Its structured result.
    #[schemars(with = "Map<String, Value>")]
    answer: &'a RawValue,
    /// A DSSE envelope around an in-toto statement: keep it as a file for `lean-ctx verify`.
    proof: &'a Envelope,
}

const SPEC: Spec = Spec {
    name: "ctx_proof",
    title: "Prove answer",
    description: "Asks another tool and signs the answer: commit, files, lines and digests it was made from. \
Anyone with the server's public key can check it later, offline: `lean-ctx verify`, or ctx_verify. `maxTokens` counts \
answer and proof.",
    scopes: ScopeSet::of(&[Scope::Artifacts]),
    read_only: true,
};

impl Tool for Proof {
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
        let name = full_name(&input.tool)?;
        let given = Value::Object(input.arguments);
        provable(&name, &given, call.space().id())?;
        let invocation = Invocation {
            caller: call.caller,
            method: call.method,
            name: &name,
            arguments: Some(given.clone()),
            workspace: Some(call.space().id().to_owned()),
            channel: Some(call.channel.to_owned()),
        };
        // The whole way of any call: this caller's scopes, the grant, and a record of its own.
        let proved = super::enter(call.app, invocation, |tool, inner, arguments| {
            fit(call.max_tokens, inner.max_tokens, |max_tokens| {
                let inner = Call { max_tokens, from_commit: true, ..*inner };
                let answer = tool.run(&inner, arguments.clone())?;
                prove(&inner, &name, &given, answer)
            })
        })?;
        call.telling.announce(call.store)?;
        Ok(proved)
    }
}

/// The prefix is optional, as it is for `ctx`.
fn full_name(tool: &str) -> Result<String> {
    let prefixed = format!("ctx_{tool}");
    let name = if super::find(&prefixed).is_some() { prefixed } else { tool.to_owned() };
    if name == super::META {
        return Err(Error::invalid("`tool` must name the tool itself, not `ctx`"));
    }
    Ok(name)
}

/// Refuses what is no function of a commit before it runs. A tool that there is not, or that this
/// caller may not use, is left to the gate.
fn provable(name: &str, given: &Value, space: &str) -> Result<()> {
    let arguments = Arguments::new(given.clone())?;
    if arguments.fields().get("workspaceId").is_some_and(|id| id != space) {
        return Err(Error::invalid("`workspaceId` belongs beside `tool`, not in its arguments"));
    }
    match super::find(name) {
        Some(tool) if !tool.provable(arguments.fields()) => {
            Err(Error::invalid(format!("`{name}` cannot be proved with these arguments"))
                .hint("only answers that are made from a commit alone can be"))
        }
        _ => Ok(()),
    }
}

/// Runs `make` with the most tokens for the answer at which answer and proof are within `limit`.
fn fit(limit: usize, asked: usize, make: impl Fn(usize) -> Result<Answer>) -> Result<Answer> {
    let too_small = || {
        Error::invalid(format!("the answer with its proof does not fit into `maxTokens` {limit}"))
            .hint("ask with a larger `maxTokens` beside `tool`, or for less")
    };
    let most = asked.min(limit);
    let mut tokens = most;
    loop {
        let answer = make(tokens).map_err(|e| match e.kind() {
            // What does not fit now has fitted into what was asked for.
            Kind::InvalidArguments if tokens < most => too_small(),
            _ => e,
        })?;
        if budget::fits(&answer, limit) {
            return Ok(answer);
        }
        // The proof grows with what is cited, hence with the answer.
        tokens = (tokens as f64 * 0.9 * limit as f64 / answer.tokens() as f64) as usize;
        if tokens < LEAST_TOKENS {
            return Err(too_small());
        }
    }
}

fn prove(call: &Call, tool: &str, arguments: &Value, answer: Answer) -> Result<Answer> {
    let (space, frame) = (call.space(), &answer.frame);
    if frame.dirty == Some(true) {
        return Err(refusal("uncommitted files lie over the commit, and cannot be proved")
            .hint("commit or stash them; `lean-ctx proof --committed` leaves them out"));
    }
    let commit = frame
        .commit
        .as_deref()
        .filter(|_| frame.workspace == space.id())
        .ok_or_else(|| refusal("the answer is not made from a commit, and cannot be proved"))?;
    let mut ranges = BTreeSet::new();
    for cited in &answer.cited {
        if *cited.workspace != *space.id() {
            return Err(Error::internal("an answer cites another workspace than its own"));
        }
        let path = cited.path.clone();
        ranges.insert(Range { path, lines: cited.lines, blob: cited.blob });
    }
    let claim = Claim {
        workspace: space.id(),
        commit,
        tool,
        arguments,
        max_tokens: call.max_tokens,
        answer: Answered { structured: answer.structured.get(), text: &answer.text },
        ranges,
        time: clock::now(),
    };
    let key = call.app.key();
    let proof = sign(claim, space.root(), &key, call.permit.deadline())?;
    let output = Output { frame, tool, answer: &answer.structured, proof: &proof };
    let text = format!(
        "{}{NOTE}signed by {} over commit {commit}; check it with ctx_verify or `lean-ctx verify`]",
        answer.text,
        key.public().name(),
    );
    Ok(Answer::new(text, &output, frame)?.citing(answer.cited).standing(answer.stands))
}

/// What stands between an answer's text and the note about its proof.
const NOTE: &str = "\n[proof: ";

/// The answer's own text, out of that of ctx_proof.
pub fn without_note(text: &str) -> &str {
    text.rsplit_once(NOTE).map_or(text, |(text, _)| text)
}

fn refusal(message: &str) -> Error {
    Error::new(Kind::ToolError, message)
}
