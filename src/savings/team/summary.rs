//! What has the team saved, and what has one of it? Made from the newest batches, each time anew.

use std::collections::BTreeMap;

use jiff::civil::Date;
use jiff::{Span, Timestamp};
use serde::Serialize;

use super::{WINDOW, day_of, nanoseconds};
use crate::base::{Error, Kind, Result, clock};
use crate::savings::batch::{self, Batch, micro, usd};
use crate::store::savings::{self as rows, Reported, Signer};
use crate::store::{Read, Store};

/// Rows of a breakdown.
const ROWS: usize = 10;
/// So much of a key is enough to name its signer, as those do who know the first 16 digits only.
const SHORTEST: usize = 16;

/// The team's, with the fields and in the version that readers of this route have always had.
#[derive(Debug, Clone, Serialize)]
pub struct Summary {
    pub schema_version: u32,
    pub generated_at: String,
    pub member_count: usize,
    pub totals: Totals,
    /// The one that saved most first.
    pub by_member: Vec<Line>,
    pub by_model: Vec<Model>,
    pub by_tool: Vec<Tool>,
    /// One a day, as of its end; empty while nobody has reported.
    pub series: Vec<Day>,
    pub window_days: i64,
}

/// One member's.
#[derive(Debug, Clone, Serialize)]
pub struct Member {
    pub schema_version: u32,
    pub generated_at: String,
    pub signer: String,
    pub agent_id: String,
    pub last_reported: String,
    pub totals: Totals,
    pub by_model: Vec<Model>,
    pub by_tool: Vec<Tool>,
    pub series: Vec<Day>,
    pub window_days: i64,
}

#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct Totals {
    pub saved_tokens: u64,
    pub net_saved_tokens: u64,
    pub saved_usd: f64,
    pub total_events: u64,
}

#[derive(Debug, Clone, Serialize)]
pub struct Line {
    /// The public key.
    pub signer: String,
    pub agent_id: String,
    #[serde(flatten)]
    pub totals: Totals,
    pub last_reported: String,
}

#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Model {
    pub model: String,
    pub saved_tokens: u64,
    pub saved_usd: f64,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Tool {
    pub tool: String,
    pub saved_tokens: u64,
}

#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Day {
    pub date: String,
    pub net_saved_tokens: u64,
    pub saved_usd: f64,
    pub total_events: u64,
}

/// Sums of batches; money in micro-dollars.
#[derive(Debug, Default)]
struct Sums {
    saved: u64,
    net: u64,
    micro_usd: i64,
    events: u64,
    models: BTreeMap<String, (u64, i64)>,
    tools: BTreeMap<String, u64>,
}

/// One signer with all that it has reported.
struct Account {
    signer: Signer,
    reported: Vec<Reported>,
    /// Those that count now; the newest last.
    counting: Vec<Batch>,
}

/// # Errors
/// When the store cannot be read.
pub fn summary(store: &Store, now: Timestamp) -> Result<Summary> {
    let accounts = store.read(|r| {
        rows::signers(r)?.into_iter().map(|signer| account(r, signer)).collect::<Result<Vec<_>>>()
    })?;
    let mut all = Sums::default();
    let mut lines = Vec::new();
    for account in &accounts {
        let mut own = Sums::default();
        for batch in &account.counting {
            own.add(batch);
            all.add(batch);
        }
        lines.extend(account.counting.last().map(|newest| Line {
            signer: account.signer.key.clone(),
            agent_id: newest.agent_id.clone(),
            totals: own.totals(),
            last_reported: newest.created_at.clone(),
        }));
    }
    lines.sort_by(|a, b| {
        let most = b.totals.net_saved_tokens.cmp(&a.totals.net_saved_tokens);
        most.then_with(|| a.signer.cmp(&b.signer))
    });
    Ok(Summary {
        schema_version: 2,
        generated_at: clock::rfc3339(now),
        member_count: lines.len(),
        totals: all.totals(),
        by_member: lines,
        by_model: all.models(),
        by_tool: all.tools(),
        series: series(&accounts, now)?,
        window_days: WINDOW,
    })
}

/// # Errors
/// `invalid_arguments` for what is no key, `not_found` for one that never reported.
pub fn member(store: &Store, signer: &str, now: Timestamp) -> Result<Member> {
    let wanted = signer.to_ascii_lowercase();
    let hex = wanted.bytes().all(|b| b.is_ascii_hexdigit());
    if !hex || !(SHORTEST..=64).contains(&wanted.len()) {
        return Err(Error::invalid("a signer is a public key in hex, or its first 16 digits"));
    }
    let account = store.read(|r| {
        let mut found = rows::signers(r)?.into_iter().filter(|s| s.key.starts_with(&wanted));
        let one = found.next();
        if found.next().is_some() {
            return Err(Error::invalid("several signers begin so").hint("give the whole key"));
        }
        one.map(|signer| account(r, signer)).transpose()
    })?;
    let unknown = || Error::new(Kind::NotFound, "nothing was reported by this signer");
    let account = account.ok_or_else(unknown)?;
    let newest = account.counting.last().ok_or_else(unknown)?;
    let mut sums = Sums::default();
    account.counting.iter().for_each(|batch| sums.add(batch));
    Ok(Member {
        schema_version: 1,
        generated_at: clock::rfc3339(now),
        signer: account.signer.key.clone(),
        agent_id: newest.agent_id.clone(),
        last_reported: newest.created_at.clone(),
        totals: sums.totals(),
        by_model: sums.models(),
        by_tool: sums.tools(),
        series: series(std::slice::from_ref(&account), now)?,
        window_days: WINDOW,
    })
}

fn account(r: &Read, signer: Signer) -> Result<Account> {
    let reported = rows::reported(r, signer.id)?;
    let periods = counting(&reported);
    let bodies = periods
        .iter()
        .map(|newest| rows::newest_body(r, signer.id, &newest.period))
        .collect::<Result<Vec<_>>>()?;
    let read = |body: &String| batch::read(body.as_bytes());
    let counting = bodies.iter().flatten().map(read).collect::<Result<Vec<_>>>();
    let damaged = |e: Error| Error::internal("a kept savings batch cannot be read").source(e);
    Ok(Account { counting: counting.map_err(damaged)?, signer, reported })
}

/// The batches that a signer's figures are the sum of, the newest last: that over everything, or
/// else the newest of each month. `reported`: by time.
fn counting(reported: &[Reported]) -> Vec<&Reported> {
    if let Some(all) = reported.iter().rfind(|b| b.period == batch::ALL) {
        return vec![all];
    }
    let mut months: BTreeMap<&str, &Reported> = BTreeMap::new();
    for report in reported {
        months.insert(&report.period, report);
    }
    let mut newest: Vec<_> = months.into_values().collect();
    newest.sort_by_key(|b| b.created);
    newest
}

/// The end of each day of the window: what counted by then, carried on from day to day.
fn series(accounts: &[Account], now: Timestamp) -> Result<Vec<Day>> {
    if accounts.iter().all(|a| a.reported.is_empty()) {
        return Ok(Vec::new());
    }
    let today = day_of(nanoseconds(now)?);
    let day_at = |day: i64| {
        let (mut net, mut micro_usd, mut events) = (0u64, 0i64, 0u64);
        for account in accounts {
            let known = account.reported.partition_point(|b| b.day <= day);
            for batch in counting(&account.reported[..known]) {
                net = net.saturating_add(batch.net_saved_tokens);
                micro_usd = micro_usd.saturating_add(batch.saved_micro_usd);
                events = events.saturating_add(batch.total_events);
            }
        }
        Ok(Day {
            date: date_of(day)?,
            net_saved_tokens: net,
            saved_usd: usd(micro_usd),
            total_events: events,
        })
    };
    (today - WINDOW + 1..=today).map(day_at).collect()
}

fn date_of(day: i64) -> Result<String> {
    let date = Date::constant(1970, 1, 1).checked_add(Span::new().days(day));
    date.map(|d| d.to_string()).map_err(|e| Error::internal("a day is in no calendar").source(e))
}

impl Sums {
    fn add(&mut self, batch: &Batch) {
        let totals = &batch.totals;
        self.saved = self.saved.saturating_add(totals.saved_tokens);
        self.net = self.net.saturating_add(totals.net_saved_tokens);
        self.micro_usd = self.micro_usd.saturating_add(micro(totals.saved_usd));
        self.events = self.events.saturating_add(totals.total_events);
        for (model, tokens, dollars) in &totals.by_model {
            let sum = self.models.entry(model.clone()).or_default();
            *sum = (sum.0.saturating_add(*tokens), sum.1.saturating_add(micro(*dollars)));
        }
        for (tool, tokens) in &totals.by_tool {
            let sum = self.tools.entry(tool.clone()).or_default();
            *sum = sum.saturating_add(*tokens);
        }
    }

    fn totals(&self) -> Totals {
        Totals {
            saved_tokens: self.saved,
            net_saved_tokens: self.net,
            saved_usd: usd(self.micro_usd),
            total_events: self.events,
        }
    }

    fn models(&self) -> Vec<Model> {
        let row = |(model, sum): (&String, &(u64, i64))| Model {
            model: model.clone(),
            saved_tokens: sum.0,
            saved_usd: usd(sum.1),
        };
        let mut rows: Vec<Model> = self.models.iter().map(row).collect();
        // Stable: among equals the order of names stays.
        rows.sort_by_key(|m| std::cmp::Reverse(m.saved_tokens));
        rows.truncate(ROWS);
        rows
    }

    fn tools(&self) -> Vec<Tool> {
        let row =
            |(tool, tokens): (&String, &u64)| Tool { tool: tool.clone(), saved_tokens: *tokens };
        let mut rows: Vec<Tool> = self.tools.iter().map(row).collect();
        rows.sort_by_key(|t| std::cmp::Reverse(t.saved_tokens));
        rows.truncate(ROWS);
        rows
    }
}
