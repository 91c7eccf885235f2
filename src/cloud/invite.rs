//! Who may register though registration is not open to all?

use super::{Cloud, Email, now};
use crate::auth::Secret;
use crate::base::{Error, Kind, Result};
use crate::config::cloud::Registration;
use crate::store::Write;
use crate::store::cloud::invite::{self, Invite};

impl Cloud {
    /// A new invite: its number and its code, which is kept as a hash only.
    ///
    /// # Errors
    /// When it cannot be kept.
    pub fn invite(&self, email: Option<&Email>, uses: u64, life_ms: i64) -> Result<(i64, Secret)> {
        let code = Secret::mint()?;
        let (at, email) = (now(), email.map(Email::as_str));
        let id = self.store.write(|w| {
            invite::add(w, &code.sha256(), email, uses, (at, at.saturating_add(life_ms)))
        })?;
        Ok((id, code))
    }

    /// # Errors
    /// When the database cannot be read.
    pub fn invites(&self) -> Result<Vec<Invite>> {
        self.store.read(invite::all)
    }

    /// # Errors
    /// `not_found` where there is none of this number.
    pub fn revoke_invite(&self, id: i64) -> Result<()> {
        if self.store.write(|w| invite::revoke(w, id))? {
            return Ok(());
        }
        Err(Error::new(Kind::NotFound, format!("there is no invite {id}"))
            .hint("`lean-ctx cloud invite list` shows all"))
    }

    /// Spends an invite where one is needed or shown; whether it was made for this very address.
    pub(super) fn admit(&self, w: &Write, email: &Email, code: Option<&Secret>) -> Result<bool> {
        let denied = |message: &str| Error::new(Kind::RegistrationDenied, message.to_owned());
        let code = match (self.config.registration, code) {
            (Registration::Closed, _) => {
                return Err(denied("nobody can register here")
                    .hint("ask who runs the server for an account"));
            }
            (Registration::Open, None) => return Ok(false),
            (Registration::Invite, None) => {
                return Err(denied("an invite is needed").hint("ask who runs the server for one"));
            }
            (Registration::Open | Registration::Invite, Some(code)) => code,
        };
        let found = invite::find(w, &code.sha256())?.filter(|invite| {
            invite.usable(now()) && invite.email.as_ref().is_none_or(|e| e == email.as_str())
        });
        let invite = found.ok_or_else(|| {
            denied("this invite cannot be used")
                .hint("it is unknown, spent, revoked, expired or another's")
        })?;
        invite::spend(w, invite.id)?;
        Ok(invite.email.is_some())
    }
}
