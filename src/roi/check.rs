//! Does this report hold? Checked from a file and a public key, without us and without a network.

use std::path::Path;

use jiff::Timestamp;
use serde::Serialize;

use super::amount::Micro;
use super::period::Period;
use super::report::{Class, Head, Report, Row};
use super::statement::{PREDICATE_TYPE, Statement};
use super::tally::Tally;
use crate::base::Result;
use crate::base::digest::sha256_hex;
use crate::ledger::verify::{self as chain, Ask};
use crate::ledger::{Checkpoint, Frontier, PublicKey, line, parts};
use crate::proof::{Envelope, STATEMENT_TYPE, json, verify};
use crate::savings::price::List;
use crate::savings::{FORMAT, WORD};

/// What a verifier has.
pub struct Given<'a> {
    /// The envelope as `--out` writes it, or a report with its envelope, as `--json` prints it.
    pub file: &'a [u8],
    /// A key that the verifier holds already: one that comes with the report says nothing.
    pub key: &'a PublicKey,
    /// The ledger to add up again.
    pub ledger: Option<&'a Path>,
    /// The prices that it is added up with, in place of those it was booked with.
    pub prices: Option<List>,
}

/// What was found.
#[derive(Debug, Serialize)]
pub struct Checked {
    pub valid: bool,
    pub faults: Vec<String>,
    pub checked: Vec<String>,
    pub not_checked: Vec<String>,
    /// The report, once its signature holds.
    pub report: Option<Report>,
}

/// Checks everything that was given. What does not hold is in the result.
///
/// # Errors
/// When the ledger cannot be read.
pub fn check(given: Given) -> Result<Checked> {
    let mut result = Checked {
        valid: false,
        faults: Vec::new(),
        checked: Vec::new(),
        not_checked: Vec::new(),
        report: None,
    };
    let statement = match signed(given.file, given.key) {
        Ok(statement) => statement,
        Err(why) => {
            result.faults.push(why);
            return Ok(result);
        }
    };
    result.checked.push(format!("signature: made with the key {}", given.key.hex()));
    match head(&statement, given.key) {
        Ok(head) => result.checked.push(format!(
            "subject: the signed head over {} records of the ledger, the one the report names",
            head.state.tree.size()
        )),
        Err(why) => result.faults.push(why),
    }
    let report = statement.predicate;
    match sums(&report) {
        Ok(()) => result.checked.push("sums: the report's numbers agree with each other".into()),
        Err(why) => result.faults.push(why),
    }
    match given.ledger {
        Some(path) => match again(path, &report, &given)? {
            Ok(()) => result.checked.push(format!(
                "ledger: `{}` holds, and adds up to this report",
                path.display()
            )),
            Err(why) => result.faults.push(why),
        },
        None => result.not_checked.push(
            "that the ledger adds up to these numbers: it was not given (`--ledger FILE`); the signature alone vouches for them".into(),
        ),
    }
    result.not_checked.push(
        "what the server counted: that each entry is true is vouched for by who holds the key"
            .into(),
    );
    result.valid = result.faults.is_empty();
    result.report = Some(report);
    Ok(result)
}

/// The statement, once its signature holds: nothing that is not signed is read as one.
fn signed(file: &[u8], key: &PublicKey) -> Result<Statement, String> {
    // Some tools end every file with a line break.
    let file = file.strip_suffix(b"\n").unwrap_or(file);
    let value = json::parse(file).map_err(|e| format!("the file is not JSON: {e}"))?;
    let outer = value.get("envelope").is_some();
    let envelope = if outer { &value["envelope"] } else { &value };
    let envelope: Envelope = serde_json::from_value(envelope.clone())
        .map_err(|e| format!("the file is no DSSE envelope: {e}"))?;
    // One spelling: each byte counts.
    if !outer && serde_json::to_vec(&envelope).ok().as_deref() != Some(file) {
        return Err("the file is not spelled as it was written: it was changed".into());
    }
    let payload = verify::open(&envelope, key)?;
    let wrong = |what: String| format!("signed, but not a report of this version: {what}");
    let kinds = json::parse(&payload).map_err(|e| wrong(e.to_string()))?;
    for (field, wanted) in [("_type", STATEMENT_TYPE), ("predicateType", PREDICATE_TYPE)] {
        if kinds[field] != wanted {
            return Err(wrong(format!("`{field}` is {}, not `{wanted}`", kinds[field])));
        }
    }
    let statement: Statement =
        serde_json::from_slice(&payload).map_err(|e| wrong(e.to_string()))?;
    if outer {
        let mut shown: Report = serde_json::from_slice(file)
            .map_err(|e| format!("what stands beside the envelope is no report: {e}"))?;
        shown.envelope = None;
        if shown != statement.predicate {
            return Err("the report beside the envelope is not the one that was signed".into());
        }
    }
    Ok(statement)
}

/// The ledger's head, as subject and report both name it.
fn head(statement: &Statement, key: &PublicKey) -> Result<Checkpoint, String> {
    let report = &statement.predicate;
    let [subject] = statement.subject.as_slice() else {
        return Err(format!("it has {} subjects, not one", statement.subject.len()));
    };
    let note = report.ledger.note.as_deref().ok_or("the report names no head of the ledger")?;
    if subject.digest.sha256 != sha256_hex(note.as_bytes()) {
        return Err("the subject is not the head that the report names".into());
    }
    let head = Checkpoint::parse(note, key)
        .ok_or("the ledger's head in the report was not signed with this key")?;
    let origin = format!("{}/{WORD}", key.name());
    if head.origin != origin || subject.name != origin {
        return Err(format!("it is about `{}`, not `{origin}`", subject.name.escape_debug()));
    }
    if report.agent_id != key.name() || report.signer_public_key.as_deref() != Some(&key.hex()) {
        return Err("the report names another signer".into());
    }
    let said = (report.ledger.size, report.ledger.root.clone(), report.last_entry_hash.clone());
    let tree = &head.state.tree;
    if said != (tree.size(), hex::encode(tree.root()), line::tail_text(head.state.tail)) {
        return Err("size, root or last hash in the report are not those of the head".into());
    }
    if !(report.chain_valid && report.signed && report.envelope.is_none()) {
        return Err("it was signed over a ledger that did not hold".into());
    }
    Ok(head)
}

/// Do the numbers agree with each other? What the signer could not have added up is not signed for.
fn sums(report: &Report) -> Result<(), String> {
    let wrong = |what: &str| Err(format!("the report contradicts itself: {what}"));
    let total = &report.measured.total;
    let coverage = &report.coverage;
    if report.period.parse::<Period>().is_err() || report.created_at.parse::<Timestamp>().is_err() {
        return wrong("its period or time is none");
    }
    let headline = (report.total_events, report.saved_tokens, report.net_saved_tokens);
    if headline != (total.events, total.saved_tokens, total.net_saved_tokens)
        || report.saved_usd != total.saved_usd
        || report.net_saved_usd != total.net_saved_usd
        || (coverage.measured_calls, coverage.priced_calls) != (total.events, total.priced_events)
    {
        return wrong("the headline is not what was measured");
    }
    for (name, class) in [("measured", &report.measured), ("modelled", &report.modelled)] {
        if !rows_agree(class) {
            return wrong(&format!("the rows of `{name}` are not its total"));
        }
    }
    let overhead = report.injected_overhead_total_tokens;
    let schemas = &report.debits.schemas;
    if (overhead, report.turns) != (schemas.tokens, schemas.events)
        || report.debits.bounce.tokens != total.bounce_tokens
        || report.net_after_overhead_tokens
            != report.net_saved_tokens.saturating_sub_unsigned(overhead)
    {
        return wrong("the debits do not lead from gross to net");
    }
    let average = Micro::share(i128::from(report.saved_tokens) * 1_000_000, report.total_events);
    if report.avg_saved_tokens_per_event != average {
        return wrong("the average is not that of its events");
    }
    let days = &report.series;
    let net: i128 = days.iter().map(|day| i128::from(day.net_after_overhead_tokens)).sum();
    let events: u64 = days.iter().fold(0, |sum, day| sum.saturating_add(day.total_events));
    if net != i128::from(report.net_after_overhead_tokens)
        || events != report.total_events
        || !days.is_sorted_by(|a, b| a.date < b.date)
    {
        return wrong("the days do not add up to the period");
    }
    let tools = report.measured.by_tool.iter().map(|r| (&r.name, r.saved_tokens));
    if !report.top_tools.iter().map(|(name, saved)| (name, *saved)).eq(tools.take(10)) {
        return wrong("the top tools are others than the rows");
    }
    let models = report.measured.by_model.iter().map(|r| (&r.name, r.saved_tokens, r.saved_usd));
    if !report.top_models.iter().map(|(name, n, usd)| (name, *n, *usd)).eq(models.take(10)) {
        return wrong("the top models are others than the rows");
    }
    Ok(())
}

fn rows_agree(class: &Class) -> bool {
    let sum = |rows: &[Row], of: &dyn Fn(&Row) -> i128| rows.iter().map(of).sum::<i128>();
    let columns: [&dyn Fn(&Row) -> i128; 6] = [
        &|row| row.events.into(),
        &|row| row.saved_tokens.into(),
        &|row| row.bounce_tokens.into(),
        &|row| row.net_saved_tokens.into(),
        &|row| row.priced_events.into(),
        &|row| row.saved_usd.map_or(0, |usd| usd.0.into()),
    ];
    [&class.by_tool, &class.by_model, &class.by_mechanism]
        .into_iter()
        .all(|rows| columns.iter().all(|of| sum(rows, of) == of(&class.total)))
}

/// Adds the ledger up again, as far as the report's head reaches.
fn again(path: &Path, report: &Report, given: &Given) -> Result<Result<(), String>> {
    let Ok(period) = report.period.parse::<Period>() else {
        return Ok(Err("its period is none".into()));
    };
    let mut tally = Tally::new(period, given.prices.clone());
    let (mut tree, mut tail) = (Frontier::default(), None);
    // Head and signature are the report's own: the one beside the ledger may be younger, or missing.
    let files = parts(path, &FORMAT)?;
    let (format, word) = (FORMAT, WORD);
    let ask =
        Ask { files: &files, format, word, head: None, kept: None, keys: &[], partial: false };
    let verdict = chain::verify(&ask, &mut |seen| {
        if tree.size() < report.ledger.size {
            tree.push(seen.text);
            tail = line::parse(&FORMAT, seen.text).map(|link| link.hash);
            tally.read(seen.text);
        }
    })?;
    if let Some(fault) = verdict.faults.first() {
        return Ok(Err(format!("the ledger does not hold: {}", fault.text())));
    }
    let root = hex::encode(tree.root());
    if (tree.size(), &root) != (report.ledger.size, &report.ledger.root) {
        return Ok(Err("the ledger is another than the one the report was made from".into()));
    }
    let Ok(created) = report.created_at.parse::<Timestamp>() else {
        return Ok(Err("its time is none".into()));
    };
    let head = Head { note: report.ledger.note.clone(), size: tree.size(), root };
    let mut wanted = tally.report(created, head, line::tail_text(tail), true);
    // What is not added up, and what another version says in other words.
    wanted.lean_ctx_version.clone_from(&report.lean_ctx_version);
    wanted.created_at.clone_from(&report.created_at);
    wanted.agent_id.clone_from(&report.agent_id);
    wanted.signer_public_key.clone_from(&report.signer_public_key);
    wanted.signed = report.signed;
    wanted.coverage.exclusions.clone_from(&report.coverage.exclusions);
    if wanted == *report {
        return Ok(Ok(()));
    }
    let lists = |report: &Report| report.coverage.price_lists.clone();
    if lists(&wanted) != lists(report) {
        return Ok(Err(
            "the report was priced with another list than the ledger: name it with `--prices`"
                .into(),
        ));
    }
    Ok(Err("the ledger does not add up to this report".into()))
}
