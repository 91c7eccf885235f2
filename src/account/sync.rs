//! How do this machine and the server come to the same? Section by section: read, merge, write where nobody wrote meanwhile.
//!
//! Interrupted anywhere, it can be begun again: this machine's writes are on its disk before they are sent, a version
//! that the server took is met again as the newest, and merging twice is merging once.

use std::collections::BTreeMap;

use super::home::{self, Credentials};
use super::merge::State;
use super::remote::{Blob, Remote};
use super::section::{Replica, Section};
use super::source::{self, Machine};
use crate::base::error::Context as _;
use crate::base::{Error, Kind, Result};
use crate::ledger::Key;
use crate::vault::{Device, Place, Seen, Statement};

/// Times that another machine may come between before it is given up.
const ATTEMPTS: usize = 20;

/// What came of one section.
#[derive(Debug, Default)]
pub struct Outcome {
    /// Values that this machine had and the server had not.
    pub sent: usize,
    /// Values of other machines that this one did not know.
    pub received: usize,
    /// Values in the section now.
    pub entries: usize,
    pub version: u64,
    /// `category/key of project`, and the values that were written apart, the one that counts first.
    pub conflicts: Vec<(String, Vec<String>)>,
}

/// One run over all sections.
pub struct Sync<'a> {
    machine: &'a Machine,
    credentials: &'a Credentials,
    devices: Vec<Device>,
    /// Where this machine was told to believe a server that has gone back.
    accept_older: bool,
    /// Nothing is written on the server.
    pull: bool,
    pub warnings: Vec<String>,
}

impl<'a> Sync<'a> {
    /// Asks whether the account is the one that this machine has the key of, before anything is written.
    ///
    /// # Errors
    /// `CheckFailed` when it is another; what the server refuses with.
    pub fn begin(
        machine: &'a Machine,
        credentials: &'a Credentials,
        (pull, accept_older): (bool, bool),
    ) -> Result<Self> {
        let mut sync = Self {
            machine,
            credentials,
            devices: Vec::new(),
            accept_older,
            pull,
            warnings: Vec::new(),
        };
        let remote = sync.remote();
        credentials.key.verify(&remote.me()?.key_check).map_err(|e| {
            Error::new(Kind::CheckFailed, "the account has another key than this machine: it was reset, or is another account of this address")
                .hint("nothing was written; `lean-ctx login EMAIL` says more")
                .source(e)
        })?;
        sync.devices = remote.devices()?;
        Ok(sync)
    }

    const fn remote(&self) -> Remote<'a> {
        Remote { server: &self.credentials.server, api_key: Some(&self.credentials.api_key) }
    }

    /// # Errors
    /// `CheckFailed` when the server gives what is old or was not made by this account; else what it refuses with.
    pub fn section(&mut self, section: Section) -> Result<Outcome> {
        let (home, key) = (&self.machine.home, &self.credentials.key);
        let mut replica = Replica::load(home, key, section)?;
        self.machine.gather(section, &mut replica)?;
        let mut outcome = Outcome { sent: replica.unsent(), ..Outcome::default() };
        replica.save(home, key, section)?;
        let before = replica.state.clone();
        self.exchange(section, &mut replica)?;
        outcome.received = replica.state.news(&before, &replica.name);
        // Values that are brought here are written twice at worst: the cursor is kept behind them.
        self.machine.apply(section, &mut replica)?;
        replica.save(home, key, section)?;
        outcome.entries = replica.state.len();
        outcome.version = replica.version;
        outcome.conflicts = conflicts(section, &replica);
        Ok(outcome)
    }

    fn exchange(&mut self, section: Section, replica: &mut Replica) -> Result<()> {
        let (home, key) = (&self.machine.home, &self.credentials.key);
        for _ in 0..ATTEMPTS {
            let blob = self.remote().section(&section.path())?;
            let theirs = self.opened(section, replica, &blob)?;
            replica.join(&theirs, section);
            (replica.version, replica.sha256) = (blob.version, blob.sha256());
            if replica.state == theirs {
                replica.acknowledge(blob.version, blob.sha256());
                return Ok(());
            }
            if self.pull {
                return Ok(());
            }
            // The server may have it, and this machine be killed before it learns so: then it must know its own work.
            replica.save(home, key, section)?;
            let version = blob.version + 1;
            let text = serde_json::to_vec(&replica.state).context(|| "cannot spell JSON".into())?;
            let sealed = key.seal(&Place { section: section.name(), version }, &text)?;
            let entries = replica.state.len() as u64;
            if self.remote().write(&section.path(), blob.version, entries, &sealed)? {
                let sealed = Blob { version, bytes: Some(sealed) };
                replica.acknowledge(version, sealed.sha256());
                return Ok(());
            }
        }
        Err(Error::failed(format!(
            "other machines wrote `{}` {ATTEMPTS} times meanwhile",
            section.name()
        ))
        .hint("run `lean-ctx sync` again"))
    }

    /// What the server has, if it is this account's and not older than what was seen here.
    fn opened(&mut self, section: Section, replica: &Replica, blob: &Blob) -> Result<State> {
        let name = section.name();
        let older = blob.version < replica.version
            || (blob.version == replica.version && blob.sha256() != replica.sha256);
        if older && !self.accept_older {
            let what = match blob.version < replica.version {
                true => format!(
                    "the server gives version {} of `{name}`, and this machine has seen version {}",
                    blob.version, replica.version
                ),
                false => format!(
                    "the server gives another version {} of `{name}` than the one that this machine has seen",
                    blob.version
                ),
            };
            return Err(Error::new(Kind::CheckFailed, what).hint(
                "nothing was written; if its operator restored a backup, `lean-ctx sync --accept-older` goes on from there: what this machine has is then sent again",
            ));
        }
        self.compare(section, blob);
        let Some(sealed) = &blob.bytes else {
            return match blob.version {
                0 => Ok(State::default()),
                _ if self.accept_older => Ok(State::default()),
                _ => Err(Error::new(Kind::CheckFailed, format!("the server has dropped `{name}`"))
                    .hint("nothing was written; `lean-ctx sync --accept-older` sends anew what this machine has")),
            };
        };
        let place = Place { section: name, version: blob.version };
        let open = self.credentials.key.open(&place, sealed)?;
        serde_json::from_slice(&open).map_err(|_| {
            Error::new(
                Kind::CheckFailed,
                format!("`{name}` was written by a program that this one does not understand"),
            )
            .hint("nothing was written; is there a newer lean-ctx?")
        })
    }

    /// Another device that has seen more than the server shows knows of a past that is kept from this one.
    fn compare(&mut self, section: Section, blob: &Blob) {
        let name = section.name();
        for device in self.devices.iter().filter(|device| !device.current) {
            let Some(seen) = device.seen(&self.credentials.key) else { continue };
            let Some(seen) = seen.get(name) else { continue };
            let told = match seen.version.cmp(&blob.version) {
                std::cmp::Ordering::Greater => format!(
                    "has seen version {} of `{name}`, and the server shows version {}",
                    seen.version, blob.version
                ),
                std::cmp::Ordering::Equal if seen.sha256 != blob.sha256() => format!(
                    "has seen another version {} of `{name}` than the server shows",
                    seen.version
                ),
                _ => continue,
            };
            self.warnings.push(format!(
                "the device `{}` {told}: the server may be hiding the newer state",
                device.name
            ));
        }
    }

    /// Says, signed, what this machine has now seen, so that no server can show another one less.
    ///
    /// # Errors
    /// What the server refuses with.
    pub fn state(&self) -> Result<()> {
        let (home, key) = (&self.machine.home, &self.credentials.key);
        let mut seen = BTreeMap::new();
        for section in Section::ALL {
            let replica = Replica::load(home, key, section)?;
            if replica.version > 0 {
                let is = Seen { version: replica.version, sha256: replica.sha256 };
                seen.insert(section.name().to_owned(), is);
            }
        }
        let own = self.devices.iter().find(|device| device.current);
        if seen.is_empty() || own.and_then(|own| own.seen(key)).as_ref() == Some(&seen) {
            return Ok(());
        }
        let file = home.of(key).join("counter.json");
        let told: u64 = home::read(&file)?.unwrap_or_default();
        let counter = told.max(own.map_or(0, |own| own.counter)) + 1;
        home::write(&file, &counter)?;
        let signer = Key::open(&home.of(key).join("device"))?;
        self.remote().state(&Statement::make(
            key,
            (&self.credentials.device, &signer),
            counter,
            &seen,
        )?)
    }
}

fn conflicts(section: Section, replica: &Replica) -> Vec<(String, Vec<String>)> {
    match section {
        Section::Knowledge | Section::Gotchas => source::conflicts(replica),
        Section::Buddy => {
            let told = |key: &str| {
                let counts =
                    replica.state.get(key).map(|e| e.value.to_string()).unwrap_or_default();
                let others = replica.state.all(key).iter().map(|e| e.value.to_string());
                let others: Vec<String> = others.filter(|other| *other != counts).collect();
                (key.to_owned(), [vec![counts], others].concat())
            };
            replica.state.conflicts().map(told).collect()
        }
        Section::Stats | Section::Commands | Section::Cep | Section::Feedback => Vec::new(),
    }
}

/// What a sync would send, found without asking anybody and without changing a file.
///
/// # Errors
/// When the section's source cannot be read.
pub fn would_send(
    machine: &Machine,
    credentials: &Credentials,
    section: Section,
) -> Result<Outcome> {
    let mut replica = Replica::load(&machine.home, &credentials.key, section)?;
    machine.gather(section, &mut replica)?;
    Ok(Outcome {
        sent: replica.unsent(),
        entries: replica.state.len(),
        version: replica.version,
        conflicts: conflicts(section, &replica),
        ..Outcome::default()
    })
}
