//! What do the events of a period add up to? One pass over the ledger, in memory that grows with days and tools only.

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;
use jiff::civil::Date;
use serde::Deserialize;

use super::amount::Micro;
use super::period::{Period, day_of};
use super::report::{Class, Coverage, Day, Debit, Debits, Head, Report, Row};
use crate::base::clock::rfc3339;
use crate::savings::price::List;
use crate::savings::{Entry, Evidence, Mechanism, worth};

/// The event that books what the tools' own schemas cost.
pub const SCHEMAS: &str = "tools/list";

const TOP: usize = 10;

const EXCLUSIONS: [&str; 6] = [
    "calls that were refused or failed, and whatever a client read or wrote without these tools",
    "output tokens: only what a model reads is metered",
    "discounts: a token is valued at the list price of an input token; where a vendor's prompt cache would have held the source, it is worth less",
    "schemas that a client sends its model again in each turn: they are counted each time that this server sends them",
    "the cost of running this server",
    "in USD: calls whose model nobody named, or that the price list does not have",
];

/// What events are told apart by.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Cell {
    pub day: Date,
    pub evidence: Evidence,
    pub tool: String,
    pub model: String,
    pub mechanism: Mechanism,
    /// Id and version of the price list.
    pub prices: (String, String),
}

/// Sums over events.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Sum {
    pub events: u64,
    pub baseline: u64,
    pub actual: u64,
    pub saved: i64,
    pub bounce: u64,
    pub bounced: u64,
    pub longer: u64,
    pub longer_tokens: u64,
    pub priced: u64,
    pub saved_usd: Micro,
    pub bounce_usd: Micro,
}

impl Sum {
    fn add(&mut self, other: &Self) {
        self.events += other.events;
        self.baseline = self.baseline.saturating_add(other.baseline);
        self.actual = self.actual.saturating_add(other.actual);
        self.saved = self.saved.saturating_add(other.saved);
        self.bounce = self.bounce.saturating_add(other.bounce);
        self.bounced += other.bounced;
        self.longer += other.longer;
        self.longer_tokens = self.longer_tokens.saturating_add(other.longer_tokens);
        self.priced += other.priced;
        self.saved_usd = self.saved_usd + other.saved_usd;
        self.bounce_usd = self.bounce_usd + other.bounce_usd;
    }

    pub const fn net(&self) -> i64 {
        self.saved.saturating_sub_unsigned(self.bounce)
    }

    /// Nothing is known where no event has a price; where there are no events, it is nothing.
    pub fn usd(&self) -> Option<Micro> {
        (self.priced > 0 || self.events == 0).then_some(self.saved_usd)
    }

    pub fn net_usd(&self) -> Option<Micro> {
        self.usd().map(|gross| gross - self.bounce_usd)
    }

    fn row(&self, name: &str) -> Row {
        Row {
            name: name.to_owned(),
            events: self.events,
            baseline_tokens: self.baseline,
            actual_tokens: self.actual,
            saved_tokens: self.saved,
            bounce_tokens: self.bounce,
            net_saved_tokens: self.net(),
            priced_events: self.priced,
            saved_usd: self.usd(),
            net_saved_usd: self.net_usd(),
        }
    }
}

/// The writer's remarks are records, and no events.
#[derive(Deserialize)]
struct Remark {
    #[serde(rename = "note")]
    _note: String,
}

/// Events of a period, added up.
pub struct Tally {
    period: Period,
    /// Replaces the prices that the events were booked with.
    prices: Option<List>,
    cells: BTreeMap<Cell, Sum>,
    tokenizers: BTreeSet<String>,
    methods: BTreeMap<(String, &'static str), u64>,
    span: Option<(Timestamp, Timestamp)>,
    unread: u64,
}

impl Tally {
    pub fn new(period: Period, prices: Option<List>) -> Self {
        Self {
            period,
            prices,
            cells: BTreeMap::new(),
            tokenizers: BTreeSet::new(),
            methods: BTreeMap::new(),
            span: None,
            unread: 0,
        }
    }

    /// Adds a record of the ledger: an event, or a remark of the writer, which counts nothing.
    pub fn read(&mut self, record: &[u8]) {
        match serde_json::from_slice::<Entry>(record) {
            Ok(entry) => self.add(entry),
            Err(_) if serde_json::from_slice::<Remark>(record).is_ok() => {}
            Err(_) => self.unread += 1,
        }
    }

    pub fn add(&mut self, mut entry: Entry) {
        let day = day_of(entry.ts);
        if !self.period.holds(day) {
            return;
        }
        if let Some(list) = &self.prices {
            reprice(&mut entry, list);
        }
        let (from, to) = self.span.unwrap_or((entry.ts, entry.ts));
        self.span = Some((from.min(entry.ts), to.max(entry.ts)));
        let sum = sum_of(&entry);
        if !self.tokenizers.contains(&entry.tokenizer) {
            self.tokenizers.insert(entry.tokenizer);
        }
        let method = (entry.measurement_method, entry.evidence_class.name());
        *self.methods.entry(method).or_default() += 1;
        let cell = Cell {
            day,
            evidence: entry.evidence_class,
            tool: entry.tool,
            model: entry.model_id,
            mechanism: entry.mechanism,
            prices: (entry.price_list, entry.price_version),
        };
        self.cells.entry(cell).or_default().add(&sum);
    }

    pub const fn period(&self) -> &Period {
        &self.period
    }

    pub const fn cells(&self) -> &BTreeMap<Cell, Sum> {
        &self.cells
    }

    /// The report, unsigned. `created`: now.
    pub fn report(&self, created: Timestamp, ledger: Head, last: String, holds: bool) -> Report {
        let calls = |wanted| self.sum(move |cell| is_call(cell, wanted));
        let (measured, modelled) = (calls(Evidence::Measured), calls(Evidence::Modelled));
        let schemas = self.sum(|cell| cell.tool == SCHEMAS);
        let overhead = spent(&schemas);
        let net = measured.net();
        let by_tool = self.by(Evidence::Measured, |cell| &cell.tool);
        let by_model = self.by(Evidence::Measured, |cell| &cell.model);
        Report {
            period: self.period.to_string(),
            created_at: rfc3339(created),
            lean_ctx_version: env!("CARGO_PKG_VERSION").to_owned(),
            agent_id: String::new(),
            last_entry_hash: last,
            chain_valid: holds,
            signed: false,
            signer_public_key: None,
            total_events: measured.events,
            saved_tokens: measured.saved,
            net_saved_tokens: net,
            saved_usd: measured.usd(),
            avg_saved_tokens_per_event: Micro::share(
                i128::from(measured.saved) * 1_000_000,
                measured.events,
            ),
            avg_saved_usd_per_event: measured
                .usd()
                .map(|usd| Micro::share(i128::from(usd.0), measured.priced)),
            top_models: by_model
                .iter()
                .take(TOP)
                .map(|row| (row.name.clone(), row.saved_tokens, row.saved_usd))
                .collect(),
            top_tools: by_tool
                .iter()
                .take(TOP)
                .map(|row| (row.name.clone(), row.saved_tokens))
                .collect(),
            injected_overhead_tokens_per_turn: overhead
                .tokens
                .checked_div(schemas.events)
                .map_or(0, |_| overhead.tokens.div_ceil(schemas.events)),
            turns: schemas.events,
            injected_overhead_total_tokens: overhead.tokens,
            net_after_overhead_tokens: net.saturating_sub_unsigned(overhead.tokens),
            net_saved_usd: measured.net_usd(),
            net_after_overhead_usd: after(measured.net_usd(), &overhead),
            series: self.series(),
            debits: Debits {
                bounce: Debit {
                    events: measured.bounced,
                    tokens: measured.bounce,
                    usd: measured.usd().map(|_| measured.bounce_usd),
                },
                schemas: overhead,
                longer_answers: Debit {
                    events: measured.longer,
                    tokens: measured.longer_tokens,
                    usd: None,
                },
            },
            coverage: self.coverage(&measured, &modelled, &schemas),
            measured: self.class(Evidence::Measured, &measured, by_tool, by_model),
            modelled: self.class(
                Evidence::Modelled,
                &modelled,
                self.by(Evidence::Modelled, |cell| &cell.tool),
                self.by(Evidence::Modelled, |cell| &cell.model),
            ),
            ledger,
            envelope: None,
        }
    }

    fn sum(&self, wanted: impl Fn(&Cell) -> bool) -> Sum {
        let mut total = Sum::default();
        self.cells.iter().filter(|(cell, _)| wanted(cell)).for_each(|(_, sum)| total.add(sum));
        total
    }

    /// Rows of calls, those that saved most first.
    fn by<'a>(&'a self, class: Evidence, name: impl Fn(&'a Cell) -> &'a str) -> Vec<Row> {
        let mut sums: BTreeMap<&str, Sum> = BTreeMap::new();
        for (cell, sum) in self.cells.iter().filter(|(cell, _)| is_call(cell, class)) {
            sums.entry(name(cell)).or_default().add(sum);
        }
        let mut rows: Vec<Row> = sums.into_iter().map(|(name, sum)| sum.row(name)).collect();
        rows.sort_by(|a, b| b.saved_tokens.cmp(&a.saved_tokens).then_with(|| a.name.cmp(&b.name)));
        rows
    }

    fn class(&self, class: Evidence, total: &Sum, by_tool: Vec<Row>, by_model: Vec<Row>) -> Class {
        let by_mechanism = self.by(class, |cell| cell.mechanism.name());
        Class { total: total.row(class.name()), by_tool, by_model, by_mechanism }
    }

    fn series(&self) -> Vec<Day> {
        let mut days: BTreeMap<Date, (Sum, Sum)> = BTreeMap::new();
        for (cell, sum) in self.cells.iter().filter(|(c, _)| c.evidence == Evidence::Measured) {
            let (calls, schemas) = days.entry(cell.day).or_default();
            if cell.tool == SCHEMAS { schemas.add(sum) } else { calls.add(sum) }
        }
        let day = |(date, (calls, schemas)): (Date, (Sum, Sum))| {
            let overhead = spent(&schemas);
            Day {
                date: date.to_string(),
                total_events: calls.events,
                actual_tokens: calls.actual,
                saved_tokens: calls.saved,
                net_saved_tokens: calls.net(),
                overhead_tokens: overhead.tokens,
                net_after_overhead_tokens: calls.net().saturating_sub_unsigned(overhead.tokens),
                saved_usd: calls.usd(),
                net_after_overhead_usd: after(calls.net_usd(), &overhead),
            }
        };
        days.into_iter().map(day).collect()
    }

    fn coverage(&self, measured: &Sum, modelled: &Sum, schemas: &Sum) -> Coverage {
        let mut unknown: BTreeMap<&str, u64> = BTreeMap::new();
        for (cell, sum) in &self.cells {
            if sum.events > sum.priced {
                *unknown.entry(&cell.model).or_default() += sum.events - sum.priced;
            }
        }
        let lists: BTreeSet<_> = self.cells.keys().map(|cell| cell.prices.clone()).collect();
        Coverage {
            events: measured.events + modelled.events + schemas.events,
            measured_calls: measured.events,
            modelled_calls: modelled.events,
            priced_calls: measured.priced,
            unpriced_calls: measured.events - measured.priced,
            unknown_models: unknown.into_iter().map(|(m, n)| (m.to_owned(), n)).collect(),
            price_lists: lists.into_iter().collect(),
            tokenizers: self.tokenizers.iter().cloned().collect(),
            methods: self
                .methods
                .iter()
                .map(|((method, class), n)| (method.clone(), (*class).to_owned(), *n))
                .collect(),
            first_event: self.span.map(|(first, _)| rfc3339(first)),
            last_event: self.span.map(|(_, last)| rfc3339(last)),
            unread_records: self.unread,
            exclusions: EXCLUSIONS.map(str::to_owned).to_vec(),
        }
    }
}

fn is_call(cell: &Cell, class: Evidence) -> bool {
    cell.evidence == class && cell.tool != SCHEMAS
}

/// What schemas cost: their entries' savings, without the sign.
fn spent(schemas: &Sum) -> Debit {
    let usd = schemas.usd().map(|usd| Micro(0) - usd);
    Debit { events: schemas.events, tokens: schemas.actual, usd }
}

/// Where calls have a price, and schemas none, nothing is known of the rest.
fn after(net: Option<Micro>, overhead: &Debit) -> Option<Micro> {
    net.zip(overhead.usd).map(|(net, overhead)| net - overhead)
}

fn reprice(entry: &mut Entry, list: &List) {
    let input = list.price(&entry.model_id).map(|price| price.input);
    entry.unit_price_per_m_usd = input;
    entry.saved_usd = input.map(|input| worth(entry.saved_tokens, input));
    entry.price_list.clone_from(&list.id);
    entry.price_version.clone_from(&list.version);
}

fn sum_of(entry: &Entry) -> Sum {
    let bounce_usd = entry.bounce_usd();
    let usd = entry.saved_usd.zip(bounce_usd);
    let longer = entry.saved_tokens < 0;
    Sum {
        events: 1,
        baseline: entry.baseline_tokens,
        actual: entry.actual_tokens,
        saved: entry.saved_tokens,
        bounce: entry.bounce_adjustment,
        bounced: u64::from(entry.bounce_adjustment > 0),
        longer: u64::from(longer),
        longer_tokens: if longer { entry.saved_tokens.unsigned_abs() } else { 0 },
        priced: u64::from(usd.is_some()),
        saved_usd: Micro(usd.map_or(0, |(saved, _)| saved)),
        bounce_usd: Micro(usd.map_or(0, |(_, bounce)| bounce)),
    }
}
