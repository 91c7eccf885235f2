//! Which remotes may be fetched from, and how is one shown without its secrets?

use url::{Host, Url};

use crate::base::{Error, Kind, Result};

/// A remote's address, of one of the kinds that are allowed. Everything else that git knows
/// (`git://`, `ext::` and other helpers, relative paths) is refused on purpose.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum RemoteUrl {
    /// `https://` or `http://`
    Http(Url),
    Ssh(SshUrl),
    /// `file://` or an absolute path: libgit2 reads the other repository itself.
    Local(String),
}

/// `ssh://user@host:port/path` or `user@host:path`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SshUrl {
    pub user: Option<String>,
    pub host: String,
    pub port: Option<u16>,
    /// As the other side's shell shall see it, before quoting.
    pub path: String,
}

impl RemoteUrl {
    /// # Errors
    /// When the address is of no kind that is allowed; the message does not repeat its secrets.
    pub fn parse(text: &str) -> Result<Self> {
        if text.is_empty() || text.chars().any(char::is_control) {
            return Err(refused(text, "is empty or has control characters"));
        }
        if text.starts_with('/') {
            return Ok(Self::Local(text.to_owned()));
        }
        if let Some((scheme, _)) = text.split_once("://") {
            return Self::with_scheme(&scheme.to_ascii_lowercase(), text);
        }
        scp(text).map(Self::Ssh)
    }

    fn with_scheme(scheme: &str, text: &str) -> Result<Self> {
        match scheme {
            "file" => Ok(Self::Local(text.to_owned())),
            "http" | "https" => {
                let url = Url::parse(text).map_err(|_| refused(text, "is not a URL"))?;
                match url.host() {
                    Some(_) => Ok(Self::Http(url)),
                    None => Err(refused(text, "names no host")),
                }
            }
            "ssh" => {
                let url = Url::parse(text).map_err(|_| refused(text, "is not a URL"))?;
                let host = url.host_str().ok_or_else(|| refused(text, "names no host"))?;
                let decode =
                    |part: &str| decoded(part).ok_or_else(|| refused(text, "is not UTF-8"));
                let user = Some(url.username()).filter(|u| !u.is_empty());
                let path = decode(url.path())?;
                // `ssh://host/~user/x` means a home directory there, as in git.
                let path = if path.starts_with("/~") { path[1..].to_owned() } else { path };
                SshUrl {
                    user: user.map(decode).transpose()?,
                    host: host.trim_matches(['[', ']']).to_owned(),
                    port: url.port(),
                    path,
                }
                .checked(text)
                .map(Self::Ssh)
            }
            _ => Err(refused(text, "is of no kind that is fetched from")),
        }
    }
}

impl SshUrl {
    /// Refuses what ssh, or git on the other side, would take for an option.
    fn checked(self, text: &str) -> Result<Self> {
        let bad = |part: &str| {
            part.is_empty() || part.starts_with('-') || part.contains(char::is_control)
        };
        if bad(&self.host) || bad(&self.path) || self.user.as_deref().is_some_and(bad) {
            return Err(refused(text, "has an empty part, or one that looks like an option"));
        }
        Ok(self)
    }
}

/// `[user@]host:path`, where no slash comes before the colon.
fn scp(text: &str) -> Result<SshUrl> {
    let relative = || refused(text, "is neither a URL nor an absolute path");
    let (before, path) = if let Some(bracket) = text.find("]:") {
        (&text[..=bracket], &text[bracket + 2..])
    } else {
        text.split_once(':').ok_or_else(relative)?
    };
    if before.contains('/') {
        return Err(relative());
    }
    if path.starts_with(':') {
        return Err(refused(text, "names a transport helper, which is not allowed"));
    }
    let (user, host) = match before.rsplit_once('@') {
        Some((user, host)) => (Some(user.to_owned()), host),
        None => (None, before),
    };
    let host = host.trim_matches(['[', ']']).to_owned();
    SshUrl { user, host, port: None, path: path.to_owned() }.checked(text)
}

fn refused(text: &str, why: &str) -> Error {
    Error::new(Kind::Config, format!("the git address `{}` {why}", display_url(text))).hint(
        "use https://host/path, ssh://user@host/path, user@host:path, file:///path or an absolute path",
    )
}

/// The address without user names and passwords, query and control characters: fit for any output.
pub fn display_url(text: &str) -> String {
    let Some((scheme, rest)) = text.split_once("://") else {
        // `user@host:path` holds no secret; a mistyped `https:user:password@host` does.
        let masked = match text.rsplit_once('@') {
            Some((before, rest)) if before.contains(':') => format!("***@{rest}"),
            _ => text.to_owned(),
        };
        return masked.escape_debug().to_string();
    };
    let rest = rest.split(['?', '#']).next().unwrap_or(rest);
    let (authority, path) = rest.split_at(rest.find('/').unwrap_or(rest.len()));
    // Everything up to the last `@`: a password may hold one itself.
    let (user, host) = match authority.rsplit_once('@') {
        Some((user, host)) => (Some(user), host),
        None => (None, authority),
    };
    let shown = match (scheme, user) {
        // An account of ssh is no secret, and needed to understand failures.
        ("ssh", Some(user)) if !user.contains(':') => format!("{user}@"),
        (_, Some(_)) => "***@".to_owned(),
        (_, None) => String::new(),
    };
    format!("{scheme}://{shown}{host}{path}").escape_debug().to_string()
}

/// Whether the host is this machine, so that unencrypted traffic does not leave it.
pub fn is_loopback(url: &Url) -> bool {
    match url.host() {
        Some(Host::Domain(name)) => name.eq_ignore_ascii_case("localhost"),
        Some(Host::Ipv4(ip)) => ip.is_loopback(),
        Some(Host::Ipv6(ip)) => ip.is_loopback(),
        None => false,
    }
}

/// Undoes percent encoding; `None` where that gives no UTF-8.
pub fn decoded(text: &str) -> Option<String> {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let Some((&first, tail)) = rest.split_first() {
        let hex = (first == b'%').then(|| tail.get(..2)).flatten();
        let byte = hex.and_then(|h| u8::from_str_radix(std::str::from_utf8(h).ok()?, 16).ok());
        bytes.push(byte.unwrap_or(first));
        rest = if byte.is_some() { &tail[2..] } else { tail };
    }
    String::from_utf8(bytes).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ssh(user: Option<&str>, host: &str, port: Option<u16>, path: &str) -> RemoteUrl {
        let user = user.map(str::to_owned);
        RemoteUrl::Ssh(SshUrl { user, host: host.to_owned(), port, path: path.to_owned() })
    }

    #[test]
    fn allowed_table() {
        for (text, expected) in [
            ("git@host.example:team/x.git", ssh(Some("git"), "host.example", None, "team/x.git")),
            ("host:/abs/x", ssh(None, "host", None, "/abs/x")),
            ("git@[::1]:x", ssh(Some("git"), "::1", None, "x")),
            ("ssh://git@host:2222/a/b", ssh(Some("git"), "host", Some(2222), "/a/b")),
            ("ssh://host/~me/b%20c", ssh(None, "host", None, "~me/b c")),
            ("SSH://host/x", ssh(None, "host", None, "/x")),
            ("/srv/git/x", RemoteUrl::Local("/srv/git/x".to_owned())),
            ("file:///srv/x", RemoteUrl::Local("file:///srv/x".to_owned())),
        ] {
            assert_eq!(RemoteUrl::parse(text).unwrap(), expected, "{text}");
        }
        assert!(matches!(RemoteUrl::parse("https://u:p@h/x"), Ok(RemoteUrl::Http(_))));
        assert!(matches!(RemoteUrl::parse("HTTP://h:8080/x"), Ok(RemoteUrl::Http(_))));
    }

    #[test]
    fn refused_table() {
        for text in [
            "",
            "ext::sh -c touch% /tmp/x",
            "fd::3",
            "git://host/x",
            "ftp://host/x",
            "javascript://x",
            "git+ssh://host/x",
            "../up",
            "up",
            "./a:b",
            "-oProxyCommand=x:path",
            "user@-oProxyCommand=x:path",
            "-x@host:path",
            "ssh://-oProxyCommand=x/path",
            "ssh://-x@host/path",
            "host:-path",
            "host:",
            ":path",
            "ssh://host",
            "https://",
            "https://host/\nx",
            "ssh://host/%0a",
            "host:a\0b",
        ] {
            let parsed = RemoteUrl::parse(text);
            // `ssh://host` has the path `` or `/`, both useless but harmless.
            assert!(parsed.is_err(), "{text:?} gave {parsed:?}");
        }
    }

    #[test]
    fn secrets_are_masked() {
        for (text, shown) in [
            ("https://user:s3cret@host/x.git", "https://***@host/x.git"),
            ("https://s3cret@host:8443/x", "https://***@host:8443/x"),
            ("https://u:s3@cret@host/x?token=s3cret#s3cret", "https://***@host/x"),
            ("ssh://git@host/x", "ssh://git@host/x"),
            ("ssh://git:s3cret@host/x", "ssh://***@host/x"),
            ("git@host:x", "git@host:x"),
            ("https:me:s3cret@host/x", "***@host/x"),
            ("https://host/x", "https://host/x"),
        ] {
            assert_eq!(display_url(text), shown);
        }
        let error = RemoteUrl::parse("ftp://user:s3cret@host/x").unwrap_err();
        assert!(!error.to_string().contains("s3cret"), "{error}");
    }
}
