//! Does this proof hold? Checked from the file, a public key and a repository, without a server.

mod envelope;
pub mod rebuild;
mod report;
#[cfg(test)]
mod tests;

use std::path::Path;

use jiff::Timestamp;
use serde_json::Value;

use super::format::{PREDICATE_TYPE, Predicate, STATEMENT_TYPE, STRUCTURED, Statement, TEXT};
use super::json;
use crate::base::Result;
use crate::base::clock::Deadline;
use crate::base::digest::sha256_hex;
use crate::ledger::PublicKey;

pub use envelope::open;
use envelope::{Bundle, answer_of};
pub use report::{Proved, Report};

/// What a verifier has.
#[derive(Debug)]
pub struct Given<'a> {
    /// The envelope, or a result of `ctx_proof` with the answer beside it.
    pub file: &'a [u8],
    /// A key that the verifier holds already: one that comes with the proof says nothing.
    pub key: &'a PublicKey,
    /// The workspace that it must be of; any, where none is named.
    pub workspace: Option<&'a str>,
    /// The answer, where it is not in the file.
    pub answer: Option<&'a [u8]>,
    /// The arguments that are thought to have been asked with.
    pub arguments: Option<&'a [u8]>,
    /// Root of the repository to rebuild the cited ranges from.
    pub repository: Option<&'a Path>,
}

/// Of several keys that one trusts, that which the file names; the first where it names none.
///
/// # Panics
/// Without a key.
pub fn named<'k>(keys: &'k [PublicKey], file: &[u8]) -> &'k PublicKey {
    let text = String::from_utf8_lossy(file);
    keys.iter().find(|key| text.contains(&key.hex())).unwrap_or(&keys[0])
}

/// Checks everything that was given. What does not hold is in the report.
///
/// # Errors
/// When the repository cannot be opened, or time is over.
pub fn verify(given: &Given, deadline: &Deadline) -> Result<Report> {
    let mut report = Report::default();
    let Some((bundle, statement)) = report.take(signed(given)) else { return Ok(report) };
    let predicate = &statement.predicate;
    report.held("signature", format!("made with the key {}", given.key.hex()));
    report.proved = Some(Proved::of(predicate));
    if let Some(wanted) = given.workspace.filter(|wanted| **wanted != *predicate.workspace) {
        report.fault(format!(
            "it is of the workspace `{}`, not `{wanted}`",
            predicate.workspace.escape_debug()
        ));
        return Ok(report.done());
    }
    check_answer(given, &bundle, &statement, &mut report);
    check_arguments(given, predicate, &mut report);
    match given.repository {
        Some(root) => rebuild::check(root, predicate, deadline, &mut report)?,
        None => report.open("the cited lines were not compared with a repository"),
    }
    if predicate.citations.is_empty() {
        report.open("the answer cites nothing: the signature alone vouches for it");
    }
    report.open(
        "which places were chosen, their order, scores and counts, and what was left out: \
         the signature alone vouches for these",
    );
    Ok(report.done())
}

/// The statement, once its signature holds: nothing that is not signed is read as one.
fn signed(given: &Given) -> Result<(Bundle, Statement), String> {
    let bundle = envelope::read(given.file)?;
    let payload = envelope::open(&bundle.envelope, given.key)?;
    let wrong = |what: String| format!("signed, but not a proof of this version: {what}");
    let value = json::parse(&payload).map_err(|e| wrong(e.to_string()))?;
    // Types first: a statement of another kind has other fields.
    for (field, wanted) in [("_type", STATEMENT_TYPE), ("predicateType", PREDICATE_TYPE)] {
        if value[field] != wanted {
            return Err(wrong(format!("`{field}` is {}, not `{wanted}`", value[field])));
        }
    }
    let statement: Statement = serde_json::from_value(value).map_err(|e| wrong(e.to_string()))?;
    let predicate = &statement.predicate;
    if predicate.key != given.key.hex() {
        return Err(wrong(format!("it names the key {}", predicate.key)));
    }
    if predicate.time.parse::<Timestamp>().is_err() {
        return Err(wrong(format!("`time` is `{}`", predicate.time)));
    }
    Ok((bundle, statement))
}

fn check_answer(given: &Given, bundle: &Bundle, statement: &Statement, report: &mut Report) {
    let digest_of = |name: &str| {
        let subject = statement.subject.iter().find(|s| s.name == name);
        subject.map(|s| s.digest.sha256.as_str()).unwrap_or_default()
    };
    let mut answers = Vec::new();
    if let Some(answer) = &bundle.answer {
        answers.push((answer.clone(), bundle.text.clone()));
    }
    if let Some(bytes) = given.answer {
        match answer_of(bytes) {
            Ok(answer) => answers.push(answer),
            Err(why) => return report.fault(why),
        }
    }
    if answers.is_empty() {
        return report.open("no answer was given to compare with the proof");
    }
    for (answer, text) in answers {
        match json::canonical(&answer) {
            Ok(form) if sha256_hex(form.as_bytes()) == digest_of(STRUCTURED) => {}
            Ok(_) => return report.fault("the answer is not the one that was signed"),
            Err(e) => return report.fault(format!("the answer: {}", e.message())),
        }
        if text.is_some_and(|text| sha256_hex(text.as_bytes()) != digest_of(TEXT)) {
            return report.fault("the answer's text is not the one that was signed");
        }
        for (field, value) in &bundle.echo {
            let wanted = match field.as_str() {
                "workspace" => Some(Value::from(statement.predicate.workspace.as_str())),
                "commit" => Some(Value::from(statement.predicate.commit.as_str())),
                "tool" => Some(Value::from(statement.predicate.tool.as_str())),
                field => answer.get(field).cloned(),
            };
            if wanted.as_ref() != Some(value) {
                return report.fault(format!("`{field}` beside the proof is not what was signed"));
            }
        }
    }
    report.held("answer", "it is the one that was signed");
}

fn check_arguments(given: &Given, predicate: &Predicate, report: &mut Report) {
    let Some(bytes) = given.arguments else {
        return report.open("no arguments were given to compare with the proof");
    };
    let form = json::parse(bytes).map_err(|e| e.to_string());
    let form = form.and_then(|value| json::canonical(&value).map_err(|e| e.message().to_owned()));
    match form {
        Ok(form) if sha256_hex(form.as_bytes()) == predicate.arguments_sha256 => {
            report.held("arguments", "they are those that were asked with");
        }
        Ok(_) => report.fault("the arguments are not those that were signed"),
        Err(why) => report.fault(format!("the arguments are not JSON: {why}")),
    }
}
