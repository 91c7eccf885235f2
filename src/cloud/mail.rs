//! How does a mail leave? From a queue and a thread of its own, so that nobody's answer takes as
//! long as a mail server does.

use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::thread;
use std::time::Duration;

use lettre::message::Mailbox;
use lettre::message::header::ContentType;
use lettre::transport::smtp::authentication::Credentials;
use lettre::transport::smtp::client::{Tls, TlsParameters};
use lettre::{Message, SmtpTransport, Transport as _};

use super::{Email, Notice};
use crate::auth::Secret;
use crate::base::error::Context as _;
use crate::base::{Error, Kind, Result};
use crate::config::cloud::{Security, Smtp};

/// Mails that may wait; more are dropped, and asked for again.
const MOST: usize = 1024;
const PATIENCE: Duration = Duration::from_secs(20);
/// Between attempts.
const PAUSES: [Duration; 2] = [Duration::from_secs(2), Duration::from_secs(20)];

pub enum Mail {
    /// Tokens of the registrations that wait, each with the time it came.
    Confirm {
        to: Email,
        links: Vec<(Secret, String)>,
    },
    /// Somebody registered an address that has an account.
    Known {
        to: Email,
    },
    Reset {
        to: Email,
        token: Secret,
    },
}

/// Where mails are put.
pub struct Queue(SyncSender<Mail>);

impl Queue {
    /// # Errors
    /// `Config` when the sender or the mail server's settings are of no use.
    pub fn start(smtp: &Smtp, link: String, notice: Notice) -> Result<Self> {
        let from: Mailbox = smtp.from.parse().map_err(|e: lettre::address::AddressError| {
            Error::new(Kind::Config, "`smtp.from` is not an address").source(e)
        })?;
        let settings = smtp.clone();
        transport(&settings)?;
        let (put, take) = sync_channel(MOST);
        let work = move || work(&take, &settings, &from, &link, &notice);
        thread::Builder::new()
            .name("mail".into())
            .spawn(work)
            .map_err(|e| Error::failed("cannot start the thread for mails").source(e))?;
        Ok(Self(put))
    }

    /// Never waits.
    pub fn put(&self, mail: Mail) {
        let _ = self.0.try_send(mail);
    }
}

fn transport(smtp: &Smtp) -> Result<SmtpTransport> {
    let fault = |e| Error::new(Kind::Config, "`smtp` cannot be used").source(e);
    let tls = || TlsParameters::new(smtp.host.clone()).map_err(fault);
    let tls = match smtp.security {
        Security::Tls => Tls::Wrapper(tls()?),
        Security::StartTls => Tls::Required(tls()?),
        Security::None => Tls::None,
    };
    let builder = SmtpTransport::builder_dangerous(smtp.host.clone())
        .port(smtp.port)
        .tls(tls)
        .timeout(Some(PATIENCE));
    Ok(match &smtp.login {
        None => builder.build(),
        // Read again for each connection, so that a rotated password counts.
        Some((user, password)) => {
            let password = password.resolve()?.expose().to_owned();
            builder.credentials(Credentials::new(user.clone(), password)).build()
        }
    })
}

fn work(mails: &Receiver<Mail>, smtp: &Smtp, from: &Mailbox, link: &str, notice: &Notice) {
    while let Ok(mail) = mails.recv() {
        let to = mail.to().masked();
        let Err(first) = send(&mail, smtp, from, link) else { continue };
        let mut last = first;
        let sent = PAUSES.iter().any(|pause| {
            thread::sleep(*pause);
            send(&mail, smtp, from, link).map_err(|e| last = e).is_ok()
        });
        if !sent {
            notice(&format!("a mail to {to} could not be sent: {}", last.chain()));
        }
    }
}

fn send(mail: &Mail, smtp: &Smtp, from: &Mailbox, link: &str) -> Result<()> {
    let to: Mailbox = mail.to().as_str().parse().context(|| "the address is none".into())?;
    let (subject, text) = mail.words(link);
    let message = Message::builder()
        .from(from.clone())
        .to(to)
        .subject(subject)
        .header(ContentType::TEXT_PLAIN)
        .body(text)
        .context(|| "a mail cannot be put together".into())?;
    transport(smtp)?.send(&message).map(drop).context(|| "the mail server did not take it".into())
}

impl Mail {
    const fn to(&self) -> &Email {
        match self {
            Self::Confirm { to, .. } | Self::Known { to } | Self::Reset { to, .. } => to,
        }
    }

    fn words(&self, link: &str) -> (&'static str, String) {
        match self {
            Self::Confirm { links, .. } => {
                let mut text = format!(
                    "Somebody, probably you, registered this address at {link}. To confirm it, \
                     open the link of the time at which it was you:\n"
                );
                for (token, time) in links {
                    let token = token.expose();
                    text.push_str(&format!(
                        "\n{time}\n{link}/api/auth/verify-email?token={token}\n"
                    ));
                }
                text.push_str("\nThen log in: lean-ctx login. If it was not you, do nothing.\n");
                ("Confirm your address for lean-ctx", text)
            }
            Self::Known { .. } => (
                "You have an account at lean-ctx",
                format!(
                    "Somebody, probably you, registered this address at {link}, where it has an \
                     account already.\n\nLog in with lean-ctx login, or set a new password with \
                     lean-ctx forgot-password. If it was not you, do nothing.\n"
                ),
            ),
            Self::Reset { token, .. } => (
                "A new password for lean-ctx",
                format!(
                    "Somebody, probably you, wants a new password for this address at {link}.\n\n\
                     This token sets one, within an hour:\n\n{}\n\n\
                     Your data stays readable only with your recovery phrase. If it was not you, \
                     do nothing.\n",
                    token.expose()
                ),
            ),
        }
    }
}
