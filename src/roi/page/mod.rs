//! What does a person read? One HTML file with everything in it: no script, nothing loaded, for screen and paper.

mod chart;
mod markup;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use jiff::ToSpan as _;
use jiff::civil::Date;

use self::chart::{About, Step};
use self::markup::{escape, table};
use super::amount::{Micro, grouped};
use super::period::{Period, Unit};
use super::report::{Day, Report, Row};

const STYLE: &str = include_str!("style.css");

/// More days than this are drawn and listed as months.
const MOST_DAYS: usize = 92;

/// The whole page. `name`: of the envelope's file, that a reader saves it by.
pub fn html(report: &Report, name: &str) -> String {
    let days = days(report);
    let body = [
        header(report),
        tiles(report),
        banner(report),
        ladder(report),
        by_day(&days),
        by_tool(report),
        money(report, &days),
        by_model(report),
        classes(report),
        coverage(report),
        check(report, name),
    ]
    .concat();
    format!(
        "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">\n<meta name=\"referrer\" content=\"no-referrer\">\n<title>{}</title>\n<style>\n{STYLE}</style>\n</head>\n<body>\n<main>\n{body}</main>\n</body>\n</html>\n",
        escape(&format!("Savings report, {}", scope(report)))
    )
}

fn scope(report: &Report) -> &str {
    if report.period == "all" { "all time" } else { &report.period }
}

fn header(report: &Report) -> String {
    let seal = match (&report.signer_public_key, report.signed) {
        (Some(key), true) => format!(
            "<div class=\"seal\"><b>Signed</b>Ed25519 {}…<br>over {} ledger records</div>",
            escape(key.get(..16).unwrap_or(key)),
            count(report.ledger.size)
        ),
        _ => "<div class=\"seal open\"><b>Not signed</b>for reading only</div>".to_owned(),
    };
    format!(
        "<header><div><h1>Savings report, <span class=\"whole\">{}</span></h1><p class=\"quiet\">{} · made {} by lean-ctx {} · days are UTC</p></div>{seal}</header>\n",
        escape(scope(report)),
        escape(&report.agent_id),
        escape(report.created_at.get(..16).unwrap_or(&report.created_at)).replace('T', " "),
        escape(&report.lean_ctx_version),
    )
}

fn tiles(report: &Report) -> String {
    let total = &report.measured.total;
    let tile = |label: &str, value: &str, under: &str| {
        let [label, value, under] = [label, value, under].map(escape);
        format!("<li><span>{label}</span><strong>{value}</strong><span>{under}</span></li>\n")
    };
    let calls = count(report.total_events);
    let priced = if report.coverage.unpriced_calls == 0 {
        format!("of {calls} calls")
    } else {
        format!("{} of {calls} calls priced", count(report.coverage.priced_calls))
    };
    format!(
        "<ul class=\"tiles\">\n{}{}{}{}</ul>\n",
        tile(
            "Tokens saved, net",
            &grouped(report.net_after_overhead_tokens),
            &format!("{} gross", grouped(report.saved_tokens))
        ),
        tile("USD saved, net", &dollars(report.net_after_overhead_usd), &priced),
        tile(
            "Less to read",
            &percent(report.net_after_overhead_tokens, total.baseline_tokens),
            &format!("{} tokens of source", count(total.baseline_tokens))
        ),
        tile(
            "Measured calls",
            &calls,
            &format!("{} tokens each, gross", report.avg_saved_tokens_per_event.whole())
        ),
    )
}

fn banner(report: &Report) -> String {
    let note = |text: &str| format!("<p class=\"note\">{}</p>\n", escape(text));
    let mut out = String::new();
    if let Some(nothing) = report.nothing() {
        out.push_str(&note(&sentence(nothing)));
    }
    if !report.chain_valid {
        out.push_str(&note("The ledger does not hold: it was changed. These numbers prove nothing; `lean-ctx savings verify` tells what is wrong."));
    }
    out
}

fn ladder(report: &Report) -> String {
    let minus = |debit: &super::report::Debit| debit.usd.map(|usd| Micro(0) - usd);
    let line = |what: &str, tokens: i64, usd: Option<Micro>| {
        vec![what.to_owned(), grouped(tokens), dollars(usd)]
    };
    let negative = |tokens: u64| 0i64.saturating_sub_unsigned(tokens);
    let debits = &report.debits;
    let rows = [
        line("Gross: source less what was delivered", report.saved_tokens, report.saved_usd),
        line(
            &format!(
                "Source that an earlier call had counted ({} calls)",
                count(debits.bounce.events)
            ),
            negative(debits.bounce.tokens),
            minus(&debits.bounce),
        ),
        line("Net", report.net_saved_tokens, report.net_saved_usd),
        line(
            &format!("Schemas of the tools (sent {})", plural(debits.schemas.events, "time")),
            negative(debits.schemas.tokens),
            minus(&debits.schemas),
        ),
        line("Net after overhead", report.net_after_overhead_tokens, report.net_after_overhead_usd),
    ];
    let longer = if debits.longer_answers.events > 0 {
        format!(
            "<p class=\"quiet\">In the gross already: {} longer than what they stand for, by {} tokens.</p>\n",
            plural(debits.longer_answers.events, "answer"),
            count(debits.longer_answers.tokens)
        )
    } else {
        String::new()
    };
    format!(
        "<h2>From gross to net</h2>\n<div class=\"wide sum\">{}</div>{longer}",
        table(
            "Tokens were counted, none is estimated; USD at the list price of an input token.",
            &["", "Tokens", "USD"],
            &rows
        )
    )
}

/// A day, or a month of them.
struct Span {
    label: String,
    day: Day,
}

impl Span {
    const fn counts(&self) -> bool {
        self.day.total_events > 0 || self.day.overhead_tokens > 0
    }
}

/// Every day of the period's months, those without an event too; months where days are too many.
fn days(report: &Report) -> Vec<Span> {
    let read = |day: &Day| day.date.parse::<Date>().ok();
    let (first, last) = match report.period.parse::<Period>() {
        Ok(Period::Days(first, last, Unit::Month)) => (Some(first), Some(last)),
        _ => (report.series.first().and_then(read), report.series.last().and_then(read)),
    };
    let (Some(first), Some(last)) = (first, last) else { return Vec::new() };
    let far = first.until(last).map_or(usize::MAX, |s| usize::try_from(s.get_days()).unwrap_or(0));
    let months = far >= MOST_DAYS;
    let mut spans: Vec<Span> = Vec::new();
    let mut at = if months { first.first_of_month() } else { first };
    // A span of years is a few hundred months; one of centuries is a ledger's lie.
    while at <= last && spans.len() < 1200 {
        let name = at.to_string();
        let (date, label) = if months {
            (name[..7].to_owned(), name[..7].to_owned())
        } else {
            let label = format!("{} {}", month_name(at), at.day());
            (name, label)
        };
        spans.push(Span { label, day: empty(date) });
        at = at.saturating_add(if months { 1.month() } else { 1.day() });
    }
    for day in &report.series {
        let found = spans.iter_mut().find(|span| day.date.starts_with(&span.day.date));
        if let Some(span) = found {
            add(&mut span.day, day);
        }
    }
    spans
}

fn month_name(day: Date) -> &'static str {
    const NAMES: [&str; 12] =
        ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
    usize::try_from(day.month() - 1).ok().and_then(|i| NAMES.get(i)).copied().unwrap_or("")
}

const fn empty(date: String) -> Day {
    Day {
        date,
        total_events: 0,
        actual_tokens: 0,
        saved_tokens: 0,
        net_saved_tokens: 0,
        overhead_tokens: 0,
        net_after_overhead_tokens: 0,
        saved_usd: None,
        net_after_overhead_usd: None,
    }
}

fn add(to: &mut Day, day: &Day) {
    let usd = |a: Option<Micro>, b: Option<Micro>| match (a, b) {
        (Some(a), Some(b)) => Some(a + b),
        (a, b) => a.or(b),
    };
    to.total_events += day.total_events;
    to.actual_tokens = to.actual_tokens.saturating_add(day.actual_tokens);
    to.saved_tokens = to.saved_tokens.saturating_add(day.saved_tokens);
    to.net_saved_tokens = to.net_saved_tokens.saturating_add(day.net_saved_tokens);
    to.overhead_tokens = to.overhead_tokens.saturating_add(day.overhead_tokens);
    to.net_after_overhead_tokens =
        to.net_after_overhead_tokens.saturating_add(day.net_after_overhead_tokens);
    to.saved_usd = usd(to.saved_usd, day.saved_usd);
    to.net_after_overhead_usd = usd(to.net_after_overhead_usd, day.net_after_overhead_usd);
}

fn by_day(spans: &[Span]) -> String {
    if !spans.iter().any(Span::counts) {
        return String::new();
    }
    let steps: Vec<Step> = spans
        .iter()
        .map(|span| Step {
            label: span.label.clone(),
            hint: format!(
                "{}: {} delivered, {} saved net",
                span.day.date,
                count(span.day.actual_tokens),
                grouped(span.day.net_after_overhead_tokens)
            ),
            base: i64::try_from(span.day.actual_tokens).unwrap_or(i64::MAX),
            value: span.day.net_after_overhead_tokens,
        })
        .collect();
    let about = About {
        id: "tokens",
        title: "Tokens a day",
        description: "For each day a bar of the tokens that were delivered, and on it the tokens that were saved net of all debits. The table below has the numbers.",
    };
    let rows: Vec<Vec<String>> = spans
        .iter()
        .filter(|span| span.counts())
        .map(|Span { day, .. }| {
            vec![
                day.date.clone(),
                count(day.total_events),
                count(day.actual_tokens),
                grouped(day.saved_tokens),
                grouped(day.net_after_overhead_tokens),
                dollars(day.net_after_overhead_usd),
            ]
        })
        .collect();
    let head = ["Day", "Calls", "Delivered", "Saved, gross", "Saved, net", "USD, net"];
    format!(
        "<h2>Tokens a day</h2>\n<figure><figcaption><i class=\"key b\"></i><span>delivered</span><i class=\"key g\"></i><span>saved, net of all debits</span><i class=\"key l\"></i><span>less than nothing saved</span></figcaption>\n{}</figure>\n<div class=\"wide\">{}</div>\n",
        chart::bars(&about, &steps, &compact),
        table("Days on which something was measured.", &head, &rows)
    )
}

fn by_tool(report: &Report) -> String {
    let tools = &report.measured.by_tool;
    if tools.is_empty() {
        return String::new();
    }
    let bars: Vec<(String, i64, String)> = tools
        .iter()
        .take(10)
        .map(|row| (row.name.clone(), row.saved_tokens, compact(row.saved_tokens)))
        .collect();
    let about = About {
        id: "tools",
        title: "Tokens saved by tool",
        description: "One bar for each of the ten tools that saved most, gross. The table below has the numbers.",
    };
    format!(
        "<h2>By tool</h2>\n<figure><figcaption>Tokens saved, gross; the ten tools with the most</figcaption>\n{}</figure>\n<div class=\"wide\">{}</div>\n",
        chart::rows(&about, &bars),
        sums("All tools with a measured call.", "Tool", tools)
    )
}

fn sums(caption: &str, what: &str, rows: &[Row]) -> String {
    let cells: Vec<Vec<String>> = rows
        .iter()
        .map(|row| {
            vec![
                row.name.clone(),
                count(row.events),
                count(row.baseline_tokens),
                count(row.actual_tokens),
                grouped(row.saved_tokens),
                grouped(row.net_saved_tokens),
                dollars(row.net_saved_usd),
            ]
        })
        .collect();
    let head = [what, "Calls", "Source", "Delivered", "Saved, gross", "Saved, net", "USD, net"];
    table(caption, &head, &cells)
}

fn money(report: &Report, spans: &[Span]) -> String {
    let mut sum = Micro(0);
    let mut known = false;
    let steps: Vec<Step> = spans
        .iter()
        .map(|span| {
            known |= span.day.net_after_overhead_usd.is_some() && span.day.total_events > 0;
            sum = sum + span.day.net_after_overhead_usd.unwrap_or_default();
            Step {
                label: span.label.clone(),
                hint: format!("{}: {}", span.day.date, sum.dollars()),
                base: 0,
                value: sum.0,
            }
        })
        .collect();
    if !known || report.net_after_overhead_usd.is_none() {
        let why = if report.is_empty() {
            ""
        } else {
            "<p>No amount is given: the models that read the answers are not named, or the price list does not have them. An unknown price is not taken for zero, nor for that of another model.</p>\n"
        };
        return if why.is_empty() {
            String::new()
        } else {
            format!("<h2>Cumulative USD</h2>\n{why}")
        };
    }
    let about = About {
        id: "usd",
        title: "Cumulative USD saved",
        description: "A line that adds up, day by day, what the tokens saved net of all debits are worth at list prices. The table of days has the amounts.",
    };
    let rest = if report.coverage.unpriced_calls > 0 {
        format!(" {} calls without a price are not in it.", count(report.coverage.unpriced_calls))
    } else {
        String::new()
    };
    format!(
        "<h2>Cumulative USD</h2>\n<figure><figcaption>Net of all debits, at the list price of an input token.{}</figcaption>\n{}</figure>\n",
        escape(&rest),
        chart::area(&about, &steps, &|micro| {
            format!("{}${}", if micro < 0 { "-" } else { "" }, Micro(micro.saturating_abs()))
        })
    )
}

fn by_model(report: &Report) -> String {
    if report.measured.by_model.is_empty() {
        return String::new();
    }
    let lists: Vec<String> =
        report.coverage.price_lists.iter().map(|(id, version)| format!("{id} {version}")).collect();
    let caption = format!("Prices: {}. A model without a price has no amount.", lists.join(", "));
    format!(
        "<h2>By model</h2>\n<div class=\"wide\">{}</div>\n",
        sums(&caption, "Model", &report.measured.by_model)
    )
}

fn classes(report: &Report) -> String {
    let mut rows = vec![report.measured.total.clone()];
    rows[0].name = "Measured".into();
    let mut modelled = report.modelled.total.clone();
    modelled.name = "Modelled (in no other number)".into();
    rows.push(modelled);
    format!(
        "<h2>Measured and modelled</h2>\n<p>Measured: tokens of the very lines and files that an answer stands for, counted. Modelled: tokens of what a reader without these tools is assumed to have read. Every number outside of the second row is measured.</p>\n<div class=\"wide\">{}</div>\n",
        sums("Calls by class of evidence.", "Class", &rows)
    )
}

fn coverage(report: &Report) -> String {
    let coverage = &report.coverage;
    let item =
        |name: &str, value: &str| format!("<dt>{}</dt><dd>{}</dd>\n", escape(name), escape(value));
    let unknown: Vec<String> = coverage
        .unknown_models
        .iter()
        .map(|(model, n)| format!("{model} ({})", plural(*n, "event")))
        .collect();
    let methods: Vec<String> = coverage
        .methods
        .iter()
        .map(|(method, class, n)| format!("{method} ({class}, {})", count(*n)))
        .collect();
    let span = match (&coverage.first_event, &coverage.last_event) {
        (Some(first), Some(last)) => format!("{first} to {last}"),
        _ => "none".into(),
    };
    let or_none = |list: &[String]| if list.is_empty() { "none".into() } else { list.join(", ") };
    let exclusions: String =
        coverage.exclusions.iter().map(|text| format!("<li>{}</li>\n", escape(text))).collect();
    let priced = format!(
        "{} of {} measured calls",
        count(coverage.priced_calls),
        count(coverage.measured_calls)
    );
    let mut items = vec![
        item("Events", &span),
        item("With a price", &priced),
        item("Models without a price", &or_none(&unknown)),
        item("Counted by", &or_none(&coverage.tokenizers)),
        item("Baselines", &or_none(&methods)),
    ];
    if coverage.unread_records > 0 {
        items.push(item("Records not read", &count(coverage.unread_records)));
    }
    format!(
        "<h2>What is covered, and what is not</h2>\n<dl>{}</dl>\n<p>Not in these numbers:</p>\n<ul class=\"plain\">\n{exclusions}</ul>\n",
        items.concat()
    )
}

fn check(report: &Report, name: &str) -> String {
    let (Some(key), Some(envelope)) = (&report.signer_public_key, &report.envelope) else {
        return String::new();
    };
    let file = serde_json::to_vec(envelope).unwrap_or_default();
    format!(
        "<section class=\"keep\"><h2>Check it yourself</h2>\n<p>This page is for reading. What is signed is the envelope <span class=\"screen\">(<a download=\"{name}\" href=\"data:application/json;base64,{}\">save {name} from this page</a>)</span>, which has the same numbers. Take the key from whom you trust, not from here; it must be this one. No account and no network is needed.</p>\n<pre>lean-ctx savings roi verify {name} --key {key}\npython3 roi-verify.py {name} --key {key}</pre>\n<dl>{}{}{}{}</dl>\n</section>\n<footer>The format is open: DSSE around an in-toto statement, Ed25519; docs/savings.md describes each number.</footer>\n",
        STANDARD.encode(file),
        format_args!("<dt>Key</dt><dd><code>{}</code></dd>\n", escape(key)),
        format_args!("<dt>Ledger</dt><dd>{} records</dd>\n", count(report.ledger.size)),
        format_args!("<dt>Merkle root</dt><dd><code>{}</code></dd>\n", escape(&report.ledger.root)),
        format_args!(
            "<dt>Last record</dt><dd><code>{}</code></dd>\n",
            escape(&report.last_entry_hash)
        ),
        name = escape(name),
        key = escape(key),
    )
}

fn count(n: u64) -> String {
    grouped(i64::try_from(n).unwrap_or(i64::MAX))
}

fn plural(n: u64, what: &str) -> String {
    format!("{} {what}{}", count(n), if n == 1 { "" } else { "s" })
}

fn dollars(usd: Option<Micro>) -> String {
    usd.map_or_else(|| "unknown".to_owned(), Micro::dollars)
}

/// Of the source, in tenths of a percent, rounded down.
fn percent(part: i64, whole: u64) -> String {
    if whole == 0 {
        return "–".to_owned();
    }
    let permille = (i128::from(part) * 1000).div_euclid(i128::from(whole));
    let sign = if permille < 0 { "-" } else { "" };
    let permille = permille.unsigned_abs();
    format!("{sign}{}.{}%", permille / 10, permille % 10)
}

/// `1.2M`, for axes.
fn compact(n: i64) -> String {
    let sign = if n < 0 { "-" } else { "" };
    let size = n.unsigned_abs();
    let (unit, name) = match size {
        0..1_000 => return n.to_string(),
        1_000..1_000_000 => (1_000, "k"),
        1_000_000..1_000_000_000 => (1_000_000, "M"),
        _ => (1_000_000_000, "G"),
    };
    match (size / unit, size % unit * 10 / unit) {
        (whole, 0) => format!("{sign}{whole}{name}"),
        (whole, tenth) => format!("{sign}{whole}.{tenth}{name}"),
    }
}

fn sentence(text: &str) -> String {
    let mut letters = text.chars();
    let first = letters.next().map(char::to_uppercase).into_iter().flatten();
    first.chain(letters).chain(['.']).collect()
}
