//! How does somebody enter whose password is lost? With a token from a mail or the operator, and
//! with the account key if the data is to stay.

use super::account::{Offer, other_key, unknown};
use super::mail::Mail;
use super::{Cloud, Email, now};
use crate::auth::Secret;
use crate::base::{Error, Result};
use crate::store::cloud::{account, device, registration, section};

/// How long a token can be used.
const LIFE: i64 = 3_600_000;

impl Cloud {
    /// Sends a token, if there is such an account.
    ///
    /// # Errors
    /// When the database cannot be written.
    pub fn forgot(&self, email: &Email) -> Result<()> {
        let (token, known) = self.reset_token(email)?;
        if known {
            self.post(Mail::Reset { to: email.clone(), token });
        }
        Ok(())
    }

    /// A token for the operator to hand over.
    ///
    /// # Errors
    /// `not_found`.
    pub fn hand_reset(&self, email: &Email) -> Result<Secret> {
        match self.reset_token(email)? {
            (token, true) => Ok(token),
            (_, false) => Err(unknown("account", email)),
        }
    }

    /// Kept for any address, so that both cases are the same work.
    fn reset_token(&self, email: &Email) -> Result<(Secret, bool)> {
        let token = Secret::mint()?;
        let address = self.mac("reset", email.as_str());
        let known = self.store.write(|w| {
            registration::offer_reset(w, &address, &token.sha256(), now() + LIFE)?;
            Ok(account::find(w, email.as_str())?.is_some())
        })?;
        Ok((token, known))
    }

    /// Sets a new password; whether the data stayed. All API keys are revoked.
    ///
    /// # Errors
    /// `invalid_arguments` for a token that is wrong, used or expired; `conflict` for another
    /// account key, unless the data is to be discarded.
    pub fn reset(
        &self,
        email: &Email,
        token: &Secret,
        offer: Offer,
        discard: bool,
    ) -> Result<bool> {
        let address = self.mac("reset", email.as_str());
        // First, whatever else is wrong: a stranger learns nothing from the time.
        let lock = offer.lock()?;
        self.store.write(|w| {
            let wrong = || {
                Error::invalid("the token is wrong, was used, or is too old")
                    .hint("ask for another one: `lean-ctx forgot-password EMAIL`")
            };
            let may = registration::may_reset(w, &address, &token.sha256(), now())?;
            let account = account::find(w, email.as_str())?;
            let account = account.filter(|_| may).ok_or_else(wrong)?;
            let kept = account.lock.key_check == lock.key_check;
            if !kept && !discard {
                return Err(other_key().hint(
                    "without the recovery phrase the data cannot be read again; `discard` begins anew",
                ));
            }
            if !kept {
                section::clear(w, account.id)?;
            }
            registration::spend_reset(w, &address)?;
            device::remove_all(w, account.id)?;
            account::relock(w, account.id, &lock)?;
            Ok(kept)
        })
    }
}
