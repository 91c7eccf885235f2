//! From what on this machine is each section made, and what becomes of it here after a merge?

mod book;
mod buddy;
mod feedback;
mod habit;
mod memory;

pub use book::totals;
pub use buddy::{buddy, set_buddy};
pub use feedback::thresholds;
pub use memory::{GOTCHA, conflicts};

use super::habit::Habits;
use super::home::Home;
use super::section::{Replica, Section};
use crate::base::Result;
use crate::store::Store;

/// Where this machine's own data lie.
pub struct Machine {
    pub home: Home,
    pub store: Store,
    pub habits: Habits,
}

impl Machine {
    pub fn new(home: Home) -> Self {
        let data = home.data();
        let (store, habits) = (Store::new(data.state()), Habits::new(data));
        Self { home, store, habits }
    }

    /// Writes into the replica what is new on this machine.
    ///
    /// # Errors
    /// When the section's source cannot be read.
    pub fn gather(&self, section: Section, replica: &mut Replica) -> Result<()> {
        replica.begin();
        match section {
            Section::Stats => book::stats(self, replica),
            Section::Commands => book::commands(self, replica),
            Section::Cep => habit::sessions(self, replica),
            Section::Knowledge | Section::Gotchas => memory::gather(self, section, replica),
            Section::Buddy => buddy::gather(self, replica),
            Section::Feedback => habit::cells(self, replica),
        }
    }

    /// Brings what other machines wrote to where this one uses it.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn apply(&self, section: Section, replica: &mut Replica) -> Result<()> {
        match section {
            Section::Knowledge | Section::Gotchas => memory::apply(self, replica),
            Section::Buddy => buddy::apply(self, replica),
            Section::Feedback => feedback::apply(self, replica),
            // These are looked at where they are kept.
            Section::Stats | Section::Commands | Section::Cep => Ok(()),
        }
    }

    /// Brings what was synced before to a workspace that is opened here for the first time. Nobody is asked.
    ///
    /// # Errors
    /// When it cannot be written; while a sync is at work.
    pub fn settle(&self) -> Result<()> {
        let Some(known) = self.home.credentials()? else { return Ok(()) };
        let _held = self.home.lock()?;
        for section in [Section::Knowledge, Section::Gotchas] {
            let mut replica = Replica::load(&self.home, &known.key, section)?;
            self.apply(section, &mut replica)?;
            replica.save(&self.home, &known.key, section)?;
        }
        Ok(())
    }
}
