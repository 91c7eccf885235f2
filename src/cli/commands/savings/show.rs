//! How does a report look at the terminal?

use crate::base::Result;
use crate::cli::ui::Ui;
use crate::roi::amount::{Micro, grouped};
use crate::roi::period::Period;
use crate::roi::report::{Debit, Report, Row};

/// # Errors
/// When stdout cannot be written.
pub fn report(ui: &Ui, period: &Period, report: &Report) -> Result<()> {
    if report.is_empty() {
        return ui.line(&format!(
            "nothing was metered {}: no call was answered, so nothing was saved",
            period.phrase()
        ));
    }
    if let Some(nothing) = report.nothing() {
        ui.line(nothing)?;
    }
    ui.line(&format!(
        "{} tokens saved {} by {} measured calls, net of all debits; {}",
        grouped(report.net_after_overhead_tokens),
        period.phrase(),
        report.total_events,
        match report.net_after_overhead_usd {
            Some(usd) => format!("worth {}", usd.dollars()),
            None => "their worth is unknown: no model with a price was named".to_owned(),
        }
    ))?;
    ui.line("")?;
    ladder(ui, report)?;
    by("TOOL", ui, &report.measured.by_tool)?;
    by("MODEL", ui, &report.measured.by_model)?;
    rest(ui, report)
}

fn ladder(ui: &Ui, report: &Report) -> Result<()> {
    let line = |what: &str, tokens: i64, usd: Option<Micro>| {
        vec![what.to_owned(), grouped(tokens), dollars(usd)]
    };
    let debit = |what: &str, debit: &Debit| {
        let usd = debit.usd.map(|usd| Micro(0) - usd);
        line(what, 0i64.saturating_sub_unsigned(debit.tokens), usd)
    };
    ui.table(
        &["MEASURED", "TOKENS", "USD"],
        vec![
            line("gross", report.saved_tokens, report.saved_usd),
            debit("counted before", &report.debits.bounce),
            line("net", report.net_saved_tokens, report.net_saved_usd),
            debit("tool schemas", &report.debits.schemas),
            line(
                "net after overhead",
                report.net_after_overhead_tokens,
                report.net_after_overhead_usd,
            ),
        ],
    )
}

/// The ten rows with the most.
fn by(name: &str, ui: &Ui, rows: &[Row]) -> Result<()> {
    if rows.is_empty() {
        return Ok(());
    }
    ui.line("")?;
    let cells = |row: &Row| {
        vec![
            row.name.escape_debug().to_string(),
            row.events.to_string(),
            grouped(row.saved_tokens),
            grouped(row.net_saved_tokens),
            dollars(row.net_saved_usd),
        ]
    };
    ui.table(
        &[name, "CALLS", "SAVED", "NET", "USD, NET"],
        rows.iter().take(10).map(cells).collect(),
    )
}

fn rest(ui: &Ui, report: &Report) -> Result<()> {
    let coverage = &report.coverage;
    ui.line("")?;
    if coverage.unpriced_calls > 0 {
        let models: Vec<String> =
            coverage.unknown_models.iter().map(|(m, _)| m.escape_debug().to_string()).collect();
        ui.line(&format!(
            "without a price: {} of {} calls (models: {})",
            coverage.unpriced_calls,
            coverage.measured_calls,
            models.join(", ")
        ))?;
        ui.hint("`LEAN_CTX_MODEL` names the model that reads the answers; `--prices FILE` brings prices of your own");
    }
    let modelled = &report.modelled.total;
    if modelled.events > 0 {
        ui.line(&format!(
            "modelled, in no number above: {} tokens by {} calls, worth {}",
            grouped(modelled.net_saved_tokens),
            modelled.events,
            dollars(modelled.net_saved_usd)
        ))?;
    }
    let lists: Vec<String> =
        coverage.price_lists.iter().map(|(id, version)| format!("{id} {version}")).collect();
    ui.line(&format!("prices: {}; what is left out: docs/savings.md", lists.join(", ")))
}

fn dollars(usd: Option<Micro>) -> String {
    usd.map_or_else(|| "unknown".to_owned(), Micro::dollars)
}
