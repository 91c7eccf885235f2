//! What stands in a section, and may this write take its place?

use super::{Cloud, Holder, now};
use crate::base::{Error, Kind, Result};
use crate::store::cloud::section::{self, Kept, Section};

/// A write that was kept.
pub struct Written {
    pub version: u64,
    pub entries: u64,
    pub bytes: u64,
}

/// Why a write was not kept, where the version that is there is worth telling.
pub enum Refused {
    Stale { current: u64 },
    Other(Error),
}

impl From<Error> for Refused {
    fn from(error: Error) -> Self {
        Self::Other(error)
    }
}

impl Cloud {
    /// What stands under a name.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub fn section(&self, holder: &Holder, name: &str) -> Result<Kept> {
        self.store.read(|r| section::kept(r, holder.account.id, name))
    }

    /// Every section that has a blob.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub fn sections(&self, holder: &Holder) -> Result<Vec<Section>> {
        let all = self.store.read(|r| section::all(r, holder.account.id))?;
        Ok(all.into_iter().filter(|s| s.present).collect())
    }

    /// Puts `blob` (none: nothing) in the place of the version `over`.
    ///
    /// # Errors
    /// `Stale` when another version is there; `quota_exceeded`.
    pub fn put(
        &self,
        holder: &Holder,
        name: &str,
        over: u64,
        blob: Option<&[u8]>,
        entries: u64,
    ) -> Result<Written, Refused> {
        let (account, quota) = (holder.account.id, self.config.quota);
        let bytes = blob.map_or(0, |b| b.len() as u64);
        let stale = self.store.write_together(|w| {
            let (current, before) = section::current(w, account, name)?;
            if current != over {
                return Ok(Some(current));
            }
            let used = section::used(w, account)? - before;
            if bytes > before && used + bytes > quota {
                return Err(over_quota(used + before, bytes, quota));
            }
            section::put(w, account, (name, over + 1), blob, (entries, now()))?;
            Ok(None)
        })?;
        match stale {
            Some(current) => Err(Refused::Stale { current }),
            None => Ok(Written { version: over + 1, entries, bytes }),
        }
    }
}

fn over_quota(used: u64, bytes: u64, quota: u64) -> Error {
    Error::new(
        Kind::QuotaExceeded,
        format!("{bytes} bytes do not fit: {used} of the account's {quota} are in use"),
    )
    .hint("delete what is not needed (`lean-ctx cloud status` lists it), or ask who runs the server to raise `quotaBytes`")
}
