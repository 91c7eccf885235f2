//! Is this an e-mail address, and is it the same as another?

use std::fmt;

use crate::base::{Error, Result};

/// Trimmed and in lower case; two spellings that are one person's in practice are one account's.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Email(String);

impl Email {
    /// # Errors
    /// `invalid_arguments` for what is none.
    pub fn parse(typed: &str) -> Result<Self> {
        let text = typed.trim().to_ascii_lowercase();
        let sound = text.len() <= 254
            && text.bytes().all(|b| b.is_ascii_graphic() && !b"<>()[]\\,;:\"".contains(&b))
            && text.split_once('@').is_some_and(|(name, host)| {
                !name.is_empty()
                    && name.len() <= 64
                    && !host.contains('@')
                    && host.split('.').all(|part| !part.is_empty())
            });
        if sound {
            return Ok(Self(text));
        }
        Err(Error::invalid("that is not an e-mail address")
            .hint("write `name@host`, in ASCII and without blanks"))
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Enough to know one's own by.
    pub fn masked(&self) -> String {
        let (name, host) = self.0.split_once('@').unwrap_or_default();
        format!("{}***@{host}", name.chars().next().unwrap_or('*'))
    }
}

impl fmt::Display for Email {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_person_s_spellings_are_one_address() {
        assert_eq!(Email::parse(" Ann@Example.COM\n").unwrap().as_str(), "ann@example.com");
        assert_eq!(Email::parse("ann@localhost").unwrap().masked(), "a***@localhost");
        for bad in
            ["", "ann", "@b", "a@", "a@b@c", "a b@c", "a@b..c", "ä@b.c", "a\r\n@b.c", "<a>@b"]
        {
            assert!(Email::parse(bad).is_err(), "{bad}");
        }
    }
}
