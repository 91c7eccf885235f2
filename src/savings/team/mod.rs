//! What do a team's members report, and may they?
//!
//! Each batch tells of a signer's whole ledger, or of a month of it, so a newer one replaces an
//! older one and is never added to it. A signer counts with its newest batch over everything, and
//! only where it has sent none, with its newest of each month: nothing is counted twice.

pub mod weekly;

mod summary;
#[cfg(test)]
mod tests;

use jiff::Timestamp;

use super::batch::{self, Batch, micro};
use crate::base::{Error, Kind, Result};
use crate::ledger::PublicKey;
use crate::ledger::verify::rotation::{self, Rotation};
use crate::store::savings::{self as rows, Reported, Signer};
use crate::store::{Read, Store};

pub use summary::{member, summary};

/// Days of which the series tells, today's the last.
pub const WINDOW: i64 = 90;
/// A batch may be from so far ahead: clocks differ.
const AHEAD: i64 = 10 * 60 * 1_000_000_000;
/// No ledger is older.
const FIRST_MONTH: &str = "2020-01";
const DAY: i64 = 86_400 * 1_000_000_000;

/// Takes in a batch that a token brings: the whole of it, or, when this fails, nothing. When it
/// returns, the batch is on the disk.
///
/// # Errors
/// `invalid_request` for what is no batch, `invalid_arguments` for one that does not hold, is old or
/// was sent before, `scope_denied` for a key or token that belongs to another.
pub fn take_in(
    store: &Store,
    token: &str,
    bytes: &[u8],
    now: Timestamp,
) -> Result<(Batch, String)> {
    let (batch, signer) = batch::check(bytes, None).map_err(|e| match e.kind() {
        Kind::CheckFailed => Error::invalid(e.message()),
        _ => e,
    })?;
    batch.countable()?;
    let key = signer.hex();
    let figures = figures(&batch, now)?;
    let rotations = batch::rotations(bytes)?;
    let body = std::str::from_utf8(bytes).unwrap_or_default().trim();
    let today = day_of(nanoseconds(now)?);
    store.write(|w| {
        let known = rows::bound(w, &key, token)?;
        let id = match known.as_slice() {
            [] => rows::bind(w, &key, token, now.as_millisecond())?,
            [one] if one.token == token && follows(&one.key, &signer, &rotations) => {
                rows::rekey(w, one.id, &key)?;
                one.id
            }
            known => owner(known, &key, token)?,
        };
        newer(w, id, &figures)?;
        rows::keep(w, id, &figures, body, today - WINDOW, now.as_millisecond())
    })?;
    Ok((batch, key))
}

/// Whether the key that signs came after the one that is bound, by its own signature.
fn follows(bound: &str, signer: &PublicKey, rotations: &[Rotation]) -> bool {
    let bound = PublicKey::parse(bound);
    bound.is_ok_and(|bound| rotation::follow(&bound, rotations)[1..].contains(signer))
}

/// Whose the batch is, of those that have its key or its token.
fn owner(known: &[Signer], key: &str, token: &str) -> Result<i64> {
    let denied = |what: &str, hint: &str| Err(Error::new(Kind::ScopeDenied, what).hint(hint));
    match known {
        [one] if one.key == key && one.token == token => Ok(one.id),
        [one] if one.key == key => denied(
            "the batch's key belongs to another token",
            "send it with the token that sent this key's first batch",
        ),
        _ => denied(
            "this token's savings are signed by another key",
            "a token's first batch binds its key: send with that key or one that it was rotated to, or with a new token",
        ),
    }
}

/// Refuses what was sent before and what is older than what was.
fn newer(r: &Read, signer: i64, batch: &Reported) -> Result<()> {
    let before = rows::reported(r, signer)?;
    let mut same = before.iter().filter(|b| b.period == batch.period);
    let Some(newest) = same.next_back() else { return Ok(()) };
    let period = &batch.period;
    if batch.created == newest.created && batch.last_entry_hash == newest.last_entry_hash {
        return Err(Error::invalid(format!("this batch of `{period}` was taken in before")));
    }
    if batch.created <= newest.created {
        return Err(Error::invalid(format!("there is a newer batch of `{period}`"))
            .hint("`created_at` must be later than that of the batch before"));
    }
    let returns = batch.last_entry_hash != newest.last_entry_hash
        && same.any(|b| b.last_entry_hash == batch.last_entry_hash);
    if returns {
        return Err(Error::invalid("the batch is of an older state of its ledger")
            .hint("its `last_entry_hash` was followed by others: an old ledger was put back"));
    }
    Ok(())
}

fn figures(batch: &Batch, now: Timestamp) -> Result<Reported> {
    let created: Timestamp =
        batch.created_at.parse().map_err(|_| Error::invalid("`created_at` is no RFC 3339 time"))?;
    let created = nanoseconds(created)?;
    if created > nanoseconds(now)?.saturating_add(AHEAD) {
        return Err(Error::invalid("`created_at` is in the future")
            .hint("set the clock of the machine that signs"));
    }
    // What begins with a later month is later text.
    let held = FIRST_MONTH.to_owned()..=now.to_string();
    if batch.period != batch::ALL && !held.contains(&batch.period) {
        return Err(Error::invalid("`period` has not begun, or is of before anything was counted"));
    }
    Ok(Reported {
        period: batch.period.clone(),
        day: day_of(created),
        created,
        last_entry_hash: batch.last_entry_hash.clone(),
        net_saved_tokens: batch.totals.net_saved_tokens,
        saved_micro_usd: micro(batch.totals.saved_usd),
        total_events: batch.totals.total_events,
    })
}

fn nanoseconds(at: Timestamp) -> Result<i64> {
    i64::try_from(at.as_nanosecond())
        .map_err(|_| Error::invalid("`created_at` is beyond all calendars here"))
}

const fn day_of(nanoseconds: i64) -> i64 {
    nanoseconds.div_euclid(DAY)
}
