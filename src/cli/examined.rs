//! How is a book's examination told at the terminal? One way for the audit log and the savings ledger.

use super::ui::Ui;
use crate::base::{Error, Kind, Result};
use crate::ledger::verify::Report;

/// Its faults, a line each.
///
/// # Errors
/// As [`Ui::line`].
pub fn faults(ui: &Ui, book: &Report) -> Result<()> {
    for fault in &book.faults {
        ui.line(&format!("fault: {}", fault.text()))?;
    }
    let shown = book.faults.len() as u64;
    if book.fault_count > shown {
        ui.line(&format!("and {} more faults", book.fault_count - shown))?;
    }
    Ok(())
}

/// What its head covers, and what no examination can exclude.
///
/// # Errors
/// As [`Ui::line`].
pub fn limits(ui: &Ui, book: &Report) -> Result<()> {
    if let Some(head) = &book.head {
        ui.line(&format!("signed head over {} records", head.size))?;
    }
    ui.line("not excluded:")?;
    book.not_excluded.iter().try_for_each(|open| ui.line(&format!("- {open}")))
}

/// # Errors
/// `CheckFailed` when the book, named by `what`, has a fault.
pub fn verdict(what: &str, book: &Report) -> Result<()> {
    let faults = match book.fault_count {
        0 => return Ok(()),
        1 => "1 fault".to_owned(),
        n => format!("{n} faults"),
    };
    Err(Error::new(Kind::CheckFailed, format!("the {what} does not hold: {faults}")))
}
