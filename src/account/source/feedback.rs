//! Feedback thresholds: after which compressed reads did the user want the whole, on all machines together?

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::Machine;
use crate::account::habit::{Cell, Cells};
use crate::account::home::{self, Home};
use crate::account::section::Replica;
use crate::base::Result;

/// The sums over all machines, as the last sync left them.
#[derive(Debug, Default, Serialize, Deserialize)]
pub struct Thresholds {
    pub cells: Cells,
}

const FILE: &str = "feedback.json";

/// # Errors
/// When the file is damaged or cannot be read.
pub fn thresholds(home: &Home) -> Result<Thresholds> {
    Ok(home::read(&home.file(FILE))?.unwrap_or_default())
}

pub fn apply(machine: &Machine, replica: &Replica) -> Result<()> {
    let mut cells: BTreeMap<String, Cell> = BTreeMap::new();
    for key in replica.state.keys() {
        let Some((_, name)) = key.split_once('/') else { continue };
        // After a home was copied, both machines may have written one key: the larger has all of the smaller.
        let own = replica.state.all(key).iter();
        let own = own.filter_map(|entry| serde_json::from_value::<Cell>(entry.value.clone()).ok());
        if let Some(most) = own.max_by_key(|cell| (cell.reads, cell.source)) {
            cells.entry(name.to_owned()).or_default().add(&most);
        }
    }
    match thresholds(&machine.home)?.cells == cells {
        true => Ok(()),
        false => home::write(&machine.home.file(FILE), &Thresholds { cells }),
    }
}
