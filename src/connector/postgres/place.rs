//! Where is a database, and as whom is it asked? A connection URL as libpq reads it.

use std::path::PathBuf;

use url::Url;
use zeroize::Zeroizing;

use super::super::trouble::{Fault, Outcome, Trouble};
use crate::auth::Secret;

/// How far is the way to it hidden from others?
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tls {
    Never,
    /// Where the server can; a password is never sent in clear then.
    Prefer,
    Always,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Host {
    Name(String),
    /// The folder of a Unix socket.
    Folder(PathBuf),
}

/// A parsed URL. No `Debug`: it holds a password.
pub struct Place {
    pub host: Host,
    pub port: u16,
    pub user: String,
    pub password: Option<Zeroizing<String>>,
    pub database: String,
    pub tls: Tls,
    /// Certificates to trust in place of the system's (`sslrootcert`).
    pub roots: Option<PathBuf>,
}

fn wrong(why: &str) -> Trouble {
    Trouble::new(Fault::Config, format!("the database's URL {why}"))
        .hint("write `postgres://user:password@host:5432/name?sslmode=require`")
}

impl Place {
    /// # Errors
    /// Why not; the URL is in no message.
    pub fn parse(url: &Secret) -> Outcome<Self> {
        let spelt = hosted(url.expose());
        let url = Url::parse(&spelt).map_err(|_| wrong("is no URL"))?;
        if !["postgres", "postgresql"].contains(&url.scheme()) {
            return Err(wrong("does not begin with `postgres://`"));
        }
        let mut host = url.host_str().map(decoded).unwrap_or_default();
        let mut place = Self {
            host: Host::Name(String::new()),
            port: url.port().unwrap_or(5432),
            user: decoded(url.username()).to_string(),
            password: url.password().map(decoded),
            database: decoded(url.path().trim_start_matches('/')).to_string(),
            tls: Tls::Prefer,
            roots: None,
        };
        for (name, value) in url.query_pairs() {
            match name.as_ref() {
                "host" => host = Zeroizing::new(value.into_owned()),
                "port" => place.port = value.parse().map_err(|_| wrong("names no port"))?,
                "user" => place.user = value.into_owned(),
                "password" => place.password = Some(Zeroizing::new(value.into_owned())),
                "dbname" => place.database = value.into_owned(),
                "sslmode" => place.tls = tls(&value)?,
                "sslrootcert" if value != "system" => place.roots = Some(PathBuf::from(&*value)),
                // What else libpq knows changes nothing of what is read.
                _ => {}
            }
        }
        if place.user.is_empty() {
            return Err(wrong("names no user"));
        }
        if place.database.is_empty() {
            place.database.clone_from(&place.user);
        }
        place.host = match host.as_str() {
            "" => Host::Name("localhost".to_owned()),
            folder if folder.starts_with('/') => Host::Folder(PathBuf::from(folder)),
            name => Host::Name(name.trim_matches(['[', ']']).to_owned()),
        };
        Ok(place)
    }

    /// Does the way to it stay on this machine?
    pub fn is_here(&self) -> bool {
        match &self.host {
            Host::Folder(_) => true,
            Host::Name(name) => {
                name == "localhost"
                    || name.parse::<std::net::IpAddr>().is_ok_and(|address| address.is_loopback())
            }
        }
    }

    /// For messages.
    pub fn name(&self) -> String {
        match &self.host {
            Host::Name(name) => format!("the database at `{name}:{}`", self.port),
            Host::Folder(_) => "the database behind its socket".to_owned(),
        }
    }
}

/// libpq lets the host be left out behind a user (`postgres://me@/name?host=/run/postgresql`); a URL does not.
fn hosted(url: &str) -> Zeroizing<String> {
    let begins = url.find("://").map_or(0, |at| at + 3);
    let ends = url[begins..].find(['/', '?']).map_or(url.len(), |at| begins + at);
    let (authority, rest) = url.split_at(ends);
    let host = if authority.ends_with('@') { "localhost" } else { "" };
    Zeroizing::new(format!("{authority}{host}{rest}"))
}

fn tls(mode: &str) -> Outcome<Tls> {
    match mode {
        "disable" => Ok(Tls::Never),
        "allow" | "prefer" => Ok(Tls::Prefer),
        "require" | "verify-ca" | "verify-full" => Ok(Tls::Always),
        _ => Err(wrong("has an `sslmode` that there is not")),
    }
}

fn decoded(text: &str) -> Zeroizing<String> {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let Some((first, after)) = rest.split_first() {
        let hex = after
            .get(..2)
            .filter(|_| *first == b'%')
            .and_then(|two| u8::from_str_radix(std::str::from_utf8(two).ok()?, 16).ok());
        match hex {
            Some(byte) => {
                bytes.push(byte);
                rest = &after[2..];
            }
            None => {
                bytes.push(*first);
                rest = after;
            }
        }
    }
    Zeroizing::new(String::from_utf8_lossy(&bytes).into_owned())
}
