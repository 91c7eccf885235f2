//! How are contributors counted without being known? By a keyed hash of their network, under a key
//! that is thrown away each week.
//!
//! The key lies in a file of its own and not in the database, so that no backup holds it. Who has
//! the running server has it, for as long as the week lasts.

use std::net::IpAddr;
use std::path::PathBuf;

use zeroize::Zeroizing;

use super::{keyed, random};
use crate::base::error::Context as _;
use crate::base::{Result, files};

const WEEK: i64 = 7 * super::DAY;

/// This week's key, once it was asked for.
pub struct Sources {
    path: PathBuf,
    held: Option<(i64, Zeroizing<[u8; 32]>)>,
}

impl Sources {
    pub const fn new(path: PathBuf) -> Self {
        Self { path, held: None }
    }

    /// The week of this moment, counted from 1970, and whether it is new to this process: then its
    /// key was read, or made in the place of the last one.
    ///
    /// # Errors
    /// When the key cannot be kept.
    pub fn turn(&mut self, now: i64) -> Result<(i64, bool)> {
        let week = now.div_euclid(WEEK);
        if self.held.as_ref().is_some_and(|(held, _)| *held == week) {
            return Ok((week, false));
        }
        let key = match self.kept(week) {
            Some(key) => key,
            None => self.renew(week)?,
        };
        self.held = Some((week, key));
        Ok((week, true))
    }

    /// Under which mark this network is counted this week: 16 bytes.
    pub fn mark(&self, address: IpAddr) -> Option<[u8; 16]> {
        let (_, key) = self.held.as_ref()?;
        let mac = keyed(&key[..], &[prefix(address).as_bytes()]);
        let mut mark = [0; 16];
        mark.copy_from_slice(&mac[..16]);
        Some(mark)
    }

    fn kept(&self, week: i64) -> Option<Zeroizing<[u8; 32]>> {
        let text = Zeroizing::new(std::fs::read_to_string(&self.path).ok()?);
        let (of, key) = text.trim_end().split_once(' ')?;
        let key = Zeroizing::new(hex::decode(key).ok()?);
        let key = <[u8; 32]>::try_from(key.as_slice()).ok()?;
        (of.parse() == Ok(week)).then(|| Zeroizing::new(key))
    }

    fn renew(&self, week: i64) -> Result<Zeroizing<[u8; 32]>> {
        let act = || format!("cannot destroy the old key `{}`", self.path.display());
        if let Some(parent) = self.path.parent() {
            files::private_dir(parent)?;
        }
        if let Ok(old) = std::fs::OpenOptions::new().write(true).open(&self.path) {
            // In place: a new file would leave the old one's blocks as they are.
            let blank = vec![b'0'; old.metadata().context(act)?.len() as usize];
            std::io::Write::write_all(&mut &old, &blank).context(act)?;
            old.sync_all().context(act)?;
        }
        let key = Zeroizing::new(random::<32>()?);
        let text = Zeroizing::new(format!("{week} {}\n", hex::encode(&key[..])));
        files::write_atomic(&self.path, text.as_bytes(), files::Mode::Private)?;
        Ok(key)
    }
}

/// The network of an address, as large as one household or office often has: /24 and /48.
fn prefix(address: IpAddr) -> String {
    match address.to_canonical() {
        IpAddr::V4(v4) => {
            let [a, b, c, _] = v4.octets();
            format!("{a}.{b}.{c}")
        }
        IpAddr::V6(v6) => {
            let [a, b, c, ..] = v6.segments();
            format!("{a:x}:{b:x}:{c:x}")
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_week_s_marks_are_equal_and_the_next_week_s_are_others() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("week/key");
        let mut sources = Sources::new(path.clone());
        let address = |text: &str| text.parse::<IpAddr>().unwrap();
        assert_eq!(sources.turn(5 * WEEK).unwrap(), (5, true));
        assert_eq!(sources.turn(5 * WEEK + 1).unwrap(), (5, false));
        let mark = sources.mark(address("192.0.2.1")).unwrap();
        assert_eq!(sources.mark(address("192.0.2.250")).unwrap(), mark);
        assert_eq!(sources.mark(address("::ffff:192.0.2.7")).unwrap(), mark);
        assert_ne!(sources.mark(address("192.0.3.1")).unwrap(), mark);
        assert_eq!(
            sources.mark(address("2001:db8:1::1")).unwrap(),
            sources.mark(address("2001:db8:1:ffff::1")).unwrap()
        );
        let mut again = Sources::new(path.clone());
        again.turn(6 * WEEK - 1).unwrap();
        assert_eq!(again.mark(address("192.0.2.1")).unwrap(), mark, "a restart keeps the key");
        let old = std::fs::read_to_string(&path).unwrap();
        assert_eq!(again.turn(6 * WEEK).unwrap(), (6, true));
        assert_ne!(again.mark(address("192.0.2.1")).unwrap(), mark);
        assert_ne!(std::fs::read_to_string(&path).unwrap(), old);
    }
}
