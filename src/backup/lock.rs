//! Who may read an archive? Whoever has the file; encrypted, whoever has an age identity or the passphrase.
//!
//! The format is age's own (<https://age-encryption.org/v1>), so that its tools open what we write.
//! It also authenticates every byte: what was changed does not open.

use std::io::{self, Read, Write};
use std::path::Path;

use age::secrecy::SecretString;
use age::{Decryptor, Encryptor, IdentityFile, scrypt, x25519};
use zeroize::Zeroizing;

use super::archive::damaged;
use crate::base::error::Context as _;
use crate::base::{Error, Kind, Result};

/// How an age file begins.
pub const MAGIC: &[u8] = b"age-encryption.org/";
/// Larger files are no list of keys.
const MOST: u64 = 1 << 20;

/// To whom an archive is encrypted.
pub enum Lock {
    Recipients(Vec<x25519::Recipient>),
    Passphrase(SecretString),
}

impl Lock {
    /// `typed`: recipients as `age-keygen -y` prints them; `files`: files of them, a line each.
    ///
    /// # Errors
    /// `Usage` for what is no recipient, or none at all.
    pub fn to(typed: &[String], files: &[&Path]) -> Result<Self> {
        let mut all = typed.to_vec();
        for file in files {
            let text = text(file)?;
            let lines = text.lines().map(str::trim);
            all.extend(lines.filter(|l| !l.is_empty() && !l.starts_with('#')).map(str::to_owned));
        }
        let recipients: Vec<x25519::Recipient> = all
            .iter()
            .map(|line| {
                line.parse().map_err(|why: &str| {
                    Error::new(Kind::Usage, format!("`{line}` is not an age recipient: {why}"))
                        .hint("write `age1…`, as `age-keygen` shows it")
                })
            })
            .collect::<Result<_>>()?;
        match recipients.is_empty() {
            true => Err(Error::new(Kind::Usage, "no recipient is named")),
            false => Ok(Self::Recipients(recipients)),
        }
    }

    /// # Errors
    /// `Usage` when the file cannot be read or its first line is empty.
    pub fn passphrase(file: &Path) -> Result<Self> {
        passphrase(file).map(Self::Passphrase)
    }

    /// What is written into the result is encrypted; `finish` it.
    ///
    /// # Errors
    /// Any I/O error.
    pub fn close<W: Write>(&self, to: W) -> Result<age::stream::StreamWriter<W>> {
        let act = || "cannot encrypt the backup".to_owned();
        let encryptor = match self {
            Self::Recipients(all) => {
                Encryptor::with_recipients(all.iter().map(|r| r as _)).context(act)?
            }
            Self::Passphrase(phrase) => Encryptor::with_user_passphrase(phrase.clone()),
        };
        encryptor.wrap_output(to).context(act)
    }
}

/// With what an archive is opened.
#[derive(Default)]
pub struct Keys {
    identities: Vec<Box<dyn age::Identity>>,
    passphrase: bool,
}

impl Keys {
    /// `files`: identities as `age-keygen` writes them.
    ///
    /// # Errors
    /// `Usage` for what is none.
    pub fn read(files: &[&Path], phrase: Option<&Path>) -> Result<Self> {
        let mut identities: Vec<Box<dyn age::Identity>> = Vec::new();
        for file in files {
            let wrong = || {
                // What the file holds is never repeated: it may be half a key.
                Error::new(
                    Kind::Usage,
                    format!("`{}` is not a file of age identities", file.display()),
                )
                .hint("name what `age-keygen -o FILE` wrote")
            };
            let text = text(file)?;
            let read = IdentityFile::from_buffer(text.as_bytes()).map_err(|_| wrong())?;
            let found = read.into_identities().map_err(|_| wrong())?;
            if found.is_empty() {
                return Err(wrong());
            }
            identities.extend(found.into_iter().map(|i| i as Box<dyn age::Identity>));
        }
        if let Some(file) = phrase {
            identities.push(Box::new(scrypt::Identity::new(passphrase(file)?)));
        }
        Ok(Self { identities, passphrase: phrase.is_some() })
    }

    /// What `from` holds in clear: as it is, unless it is an age file.
    ///
    /// # Errors
    /// `Usage` when a key is needed and none was given; `CheckFailed` when none fits, or the file's
    /// beginning is damaged.
    pub fn open<'a, R: Read + 'a>(&self, mut from: R) -> Result<Opened<'a>> {
        let mut begin = vec![0; MAGIC.len()];
        let mut n = 0;
        while n < begin.len() {
            match from.read(&mut begin[n..]).context(|| "cannot read the archive".into())? {
                0 => break,
                more => n += more,
            }
        }
        begin.truncate(n);
        let encrypted = begin == MAGIC;
        let whole = io::Cursor::new(begin).chain(from);
        if !encrypted {
            return Ok(Opened { encrypted, content: Box::new(whole) });
        }
        let decryptor = Decryptor::new(whole).map_err(|e| {
            damaged("what stands before its content, to whom it is encrypted, cannot be read")
                .source(e)
        })?;
        let fits = if decryptor.is_scrypt() {
            self.passphrase
        } else {
            self.identities.len() > usize::from(self.passphrase)
        };
        if !fits {
            let needs = if decryptor.is_scrypt() {
                ("a passphrase", "give it with `--passphrase-file FILE`")
            } else {
                ("an age identity", "give it with `--identity FILE`")
            };
            return Err(Error::new(
                Kind::Usage,
                format!("the archive is encrypted: it needs {}", needs.0),
            )
            .hint(needs.1));
        }
        let content = decryptor.decrypt(self.identities.iter().map(|i| &**i)).map_err(|e| {
            use age::DecryptError as E;
            match e {
                E::NoMatchingKeys | E::DecryptionFailed => {
                    Error::new(Kind::CheckFailed, "the archive is encrypted to somebody else").hint(
                        "give the identity or passphrase that it was made for; or its beginning is damaged",
                    )
                }
                e => damaged("what stands before its content, to whom it is encrypted, was changed")
                    .source(e),
            }
        })?;
        Ok(Opened { encrypted, content: Box::new(content) })
    }
}

/// An archive in clear.
pub struct Opened<'a> {
    pub encrypted: bool,
    pub content: Box<dyn Read + 'a>,
}

fn text(file: &Path) -> Result<Zeroizing<String>> {
    let unreadable = || format!("cannot read `{}`", file.display());
    let mut text = Zeroizing::new(String::new());
    let opened = std::fs::File::open(file);
    opened
        .and_then(|f| f.take(MOST).read_to_string(&mut text))
        .map_err(|e| Error::new(Kind::Usage, unreadable()).source(e))?;
    Ok(text)
}

fn passphrase(file: &Path) -> Result<SecretString> {
    let text = text(file)?;
    let line = text.lines().next().unwrap_or_default();
    if line.is_empty() {
        return Err(Error::new(Kind::Usage, format!("`{}` holds no passphrase", file.display()))
            .hint("its first line is taken"));
    }
    Ok(SecretString::from(line.to_owned()))
}

#[cfg(test)]
mod tests {
    use age::secrecy::ExposeSecret as _;

    use super::*;

    fn sealed(lock: &Lock, text: &[u8]) -> Vec<u8> {
        let mut writer = lock.close(Vec::new()).unwrap();
        writer.write_all(text).unwrap();
        writer.finish().unwrap()
    }

    fn opened(keys: &Keys, bytes: &[u8]) -> Result<Vec<u8>> {
        let mut opened = keys.open(bytes)?;
        let mut text = Vec::new();
        opened.content.read_to_end(&mut text).context(|| "it does not open".into())?;
        Ok(text)
    }

    #[test]
    fn recipients_open_it_and_nobody_else() {
        let dir = tempfile::tempdir().unwrap();
        let file = |name: &str| {
            let identity = x25519::Identity::generate();
            let path = dir.path().join(name);
            let text = format!("# a comment\n{}\n", identity.to_string().expose_secret());
            std::fs::write(&path, text).unwrap();
            (identity.to_public().to_string(), path)
        };
        let ((ann, anns), (bob, bobs), (_, eves)) = (file("ann"), file("bob"), file("eve"));
        std::fs::write(dir.path().join("team"), format!("# us\n{bob}\n\n")).unwrap();
        let lock = Lock::to(&[ann], &[&dir.path().join("team")]).unwrap();
        let bytes = sealed(&lock, b"kept");
        for good in [&anns, &bobs] {
            assert_eq!(opened(&Keys::read(&[good], None).unwrap(), &bytes).unwrap(), b"kept");
        }
        let other = opened(&Keys::read(&[&eves], None).unwrap(), &bytes).unwrap_err();
        assert_eq!(other.kind(), Kind::CheckFailed);
        assert!(other.message().contains("to somebody else"), "{other}");
        let none = opened(&Keys::default(), &bytes).unwrap_err();
        assert_eq!(none.kind(), Kind::Usage);
        assert!(none.hint_text().unwrap().contains("--identity"));
        for at in 0..bytes.len() {
            let mut bytes = bytes.clone();
            bytes[at] ^= 1;
            let keys = Keys::read(&[&anns], None).unwrap();
            // What no longer begins as an age file is read as it stands: no archive begins so.
            assert_ne!(opened(&keys, &bytes).ok().as_deref(), Some(&b"kept"[..]), "byte {at}");
        }
        assert_eq!(opened(&Keys::default(), b"plain").unwrap(), b"plain");
        for wrong in [Lock::to(&["age1x".into()], &[]).err(), Lock::to(&[], &[]).err()] {
            assert_eq!(wrong.unwrap().kind(), Kind::Usage);
        }
        assert!(Keys::read(&[&dir.path().join("team")], None).is_err());
    }

    #[test]
    fn a_passphrase_does() {
        let dir = tempfile::tempdir().unwrap();
        let (good, bad) = (dir.path().join("good"), dir.path().join("bad"));
        std::fs::write(&good, "correct horse\nignored\n").unwrap();
        std::fs::write(&bad, "wrong\n").unwrap();
        let Lock::Passphrase(phrase) = Lock::passphrase(&good).unwrap() else { unreachable!() };
        // As `close`, with less work: the default takes a second on purpose.
        let mut recipient = scrypt::Recipient::new(phrase);
        recipient.set_work_factor(4);
        let encryptor = Encryptor::with_recipients(std::iter::once(&recipient as _)).unwrap();
        let mut writer = encryptor.wrap_output(Vec::new()).unwrap();
        writer.write_all(b"kept").unwrap();
        let bytes = writer.finish().unwrap();
        assert_eq!(opened(&Keys::read(&[], Some(&good)).unwrap(), &bytes).unwrap(), b"kept");
        let wrong = opened(&Keys::read(&[], Some(&bad)).unwrap(), &bytes).unwrap_err();
        assert_eq!(wrong.kind(), Kind::CheckFailed);
        let none = opened(&Keys::default(), &bytes).unwrap_err();
        assert!(none.hint_text().unwrap().contains("--passphrase-file"));
        std::fs::write(&bad, "\n").unwrap();
        assert!(Lock::passphrase(&bad).is_err());
    }
}
