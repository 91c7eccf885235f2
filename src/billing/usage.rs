//! What would be billed by use? Read off the savings ledger, which it leaves as it is.

use jiff::Timestamp;
use serde::Serialize;

use crate::base::Result;
use crate::base::layout::DataDir;
use crate::ledger::Key;
use crate::savings::batch::{GENESIS, Period, make};

/// CONTRACT §6.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Usage {
    pub schema_version: u32,
    pub period: String,
    pub created_at: String,
    pub agent_id: String,
    pub metered_events: u64,
    pub net_saved_tokens: u64,
    /// US dollars.
    pub saved_usd: f64,
    pub last_entry_hash: String,
    pub chain_valid: bool,
    /// Whether the data root's key has signed the ledger that this is read off.
    pub signed: bool,
}

/// `key`: the data root's; it is not made for this.
///
/// # Errors
/// When a file that exists cannot be read.
pub fn usage(data: &DataDir, key: Option<&Key>, period: &Period, now: Timestamp) -> Result<Usage> {
    let batch = make(data, key, period, now)?;
    Ok(Usage {
        schema_version: 1,
        period: batch.period,
        created_at: batch.created_at,
        agent_id: batch.agent_id,
        metered_events: batch.totals.total_events,
        net_saved_tokens: batch.totals.net_saved_tokens,
        saved_usd: batch.totals.saved_usd,
        signed: key.is_some() && batch.chain_valid && batch.last_entry_hash != GENESIS,
        last_entry_hash: batch.last_entry_hash,
        chain_valid: batch.chain_valid,
    })
}
