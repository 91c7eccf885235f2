//! Stats and command history: what does the savings ledger say of this machine's calls?

use std::collections::{BTreeMap, VecDeque};

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::Machine;
use crate::account::section::Replica;
use crate::base::Result;
use crate::base::error::Context as _;
use crate::savings::{self, Entry};

/// Calls that are remembered, of all machines together; beyond, the oldest go.
const MOST_COMMANDS: usize = 5000;

/// The last event of the ledger that is in the replica.
#[derive(Debug, Default, Serialize, Deserialize)]
struct Cursor {
    seq: u64,
    hash: String,
}

/// What one machine has asked, since it was first used.
#[derive(Debug, Default, Serialize, Deserialize)]
struct Stats {
    calls: i64,
    baseline_tokens: i64,
    actual_tokens: i64,
    saved_tokens: i64,
    bounce_tokens: i64,
    tools: BTreeMap<String, Tool>,
}

#[derive(Debug, Default, Serialize, Deserialize)]
struct Tool {
    calls: i64,
    net_saved_tokens: i64,
}

/// One call: which tool, when. What was asked is not kept anywhere.
#[derive(Debug, Serialize, Deserialize)]
struct Command {
    tool: String,
    /// Milliseconds since 1970, by the clock of its machine.
    at: i64,
    /// Above that of every call that its machine knew of: what is older goes by this and not by a clock.
    order: u64,
}

pub fn stats(machine: &Machine, replica: &mut Replica) -> Result<()> {
    let key = replica.own_key("");
    let known = replica.state.get(&key).map(|entry| entry.value.clone());
    let mut stats: Stats = known.and_then(|v| serde_json::from_value(v).ok()).unwrap_or_default();
    let cursor = fresh(machine, &replica.cursor, |entry| {
        let whole = |tokens: u64| i64::try_from(tokens).unwrap_or(i64::MAX);
        stats.calls += 1;
        stats.baseline_tokens = stats.baseline_tokens.saturating_add(whole(entry.baseline_tokens));
        stats.actual_tokens = stats.actual_tokens.saturating_add(whole(entry.actual_tokens));
        stats.saved_tokens = stats.saved_tokens.saturating_add(entry.saved_tokens);
        stats.bounce_tokens = stats.bounce_tokens.saturating_add(whole(entry.bounce_adjustment));
        let tool = stats.tools.entry(entry.tool.clone()).or_default();
        tool.calls += 1;
        tool.net_saved_tokens = tool.net_saved_tokens.saturating_add(entry.net_tokens());
    })?;
    if stats.calls > 0 {
        replica.put(&key, spelt(&stats)?);
    }
    replica.cursor = spelt(&cursor)?;
    Ok(())
}

/// Calls, and tokens saved less those that had to be asked for again, of all machines together.
pub fn totals(replica: &Replica) -> (i64, i64) {
    let all = replica.state.keys().filter_map(|key| {
        serde_json::from_value::<Stats>(replica.state.get(key)?.value.clone()).ok()
    });
    all.fold((0, 0), |(calls, saved), stats| {
        (calls + stats.calls, saved + stats.saved_tokens - stats.bounce_tokens)
    })
}

pub fn commands(machine: &Machine, replica: &mut Replica) -> Result<()> {
    let mut fresh_ones: VecDeque<Command> = VecDeque::new();
    let mut order = replica.state.keys().filter_map(|key| order(replica, key)).max().unwrap_or(0);
    let cursor = fresh(machine, &replica.cursor, |entry| {
        order += 1;
        let (tool, at) = (entry.tool.clone(), entry.ts.as_millisecond());
        fresh_ones.push_back(Command { tool, at, order });
        if fresh_ones.len() > MOST_COMMANDS {
            fresh_ones.pop_front();
        }
    })?;
    for command in &fresh_ones {
        replica.put(&replica.own_key(&format!("{:012}", command.order)), spelt(command)?);
    }
    trim(replica);
    replica.cursor = spelt(&cursor)?;
    Ok(())
}

fn order(replica: &Replica, key: &str) -> Option<u64> {
    replica.state.get(key)?.value["order"].as_u64()
}

fn trim(replica: &mut Replica) {
    let over = replica.state.len().saturating_sub(MOST_COMMANDS);
    if over == 0 {
        return;
    }
    let keys = replica.state.keys();
    let mut oldest: Vec<(u64, String)> =
        keys.map(|key| (order(replica, key).unwrap_or(0), key.to_owned())).collect();
    oldest.sort();
    oldest[..over].iter().for_each(|(_, key)| replica.state.remove(key));
}

/// Shows each event that is not in the replica yet. A ledger that was begun anew is new as a whole.
fn fresh(machine: &Machine, cursor: &Value, mut each: impl FnMut(&Entry)) -> Result<Cursor> {
    let mut cursor: Cursor = serde_json::from_value(cursor.clone()).unwrap_or_default();
    let book = savings::book(machine.home.data());
    let mut known = cursor.seq == 0;
    for (_, entry) in savings::read(&book)? {
        let entry = entry?;
        known |= entry.seq == cursor.seq && entry.entry_hash == cursor.hash;
    }
    if !known {
        cursor = Cursor::default();
    }
    let from = cursor.seq;
    for (_, entry) in savings::read(&book)? {
        let entry = entry?;
        if entry.seq > from || cursor.hash.is_empty() {
            each(&entry);
            cursor = Cursor { seq: entry.seq, hash: entry.entry_hash };
        }
    }
    Ok(cursor)
}

pub(super) fn spelt(value: &impl Serialize) -> Result<Value> {
    serde_json::to_value(value).context(|| "cannot spell JSON".into())
}
