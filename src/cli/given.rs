//! What did the command line give: the thing itself, or a file that holds it?

use std::fs::File;
use std::io::{self, Read as _};
use std::path::Path;

use crate::base::{Error, Kind, Result};
use crate::ledger::PublicKey;
use crate::ledger::verify::rotation;

/// Largest file that is read whole.
const MOST: u64 = 64 << 20;

/// A public key, or a file with it. What such a file holds is never repeated in an error: it may be
/// the private half.
///
/// # Errors
/// `Usage` when it is neither.
pub fn public_key(given: &str) -> Result<PublicKey> {
    if let Ok(key) = PublicKey::parse(given) {
        return Ok(key);
    }
    let wrong = || {
        Error::new(Kind::Usage, format!("`{given}` is neither a public key nor a file with one"))
            .hint("give what `lean-ctx team keys show` prints: `name+id+base64`, or 64 hex digits")
    };
    let text = std::fs::read_to_string(given).map_err(|e| wrong().source(e))?;
    PublicKey::parse(&text).map_err(|_| wrong())
}

/// As [`public_key`]; in a file, records of rotations may stand behind the key: then with the keys
/// that it leads to.
///
/// # Errors
/// `Usage` when it is neither, or when what stands behind the key are no such records.
pub fn public_keys(given: &str) -> Result<Vec<PublicKey>> {
    if let Ok(key) = PublicKey::parse(given) {
        return Ok(vec![key]);
    }
    let text = std::fs::read_to_string(given).unwrap_or_default();
    let (first, rest) = text.split_once('\n').unwrap_or((&text, ""));
    match PublicKey::parse(first) {
        Ok(key) if !rest.trim().is_empty() => {
            let records = rotation::read(rest).map_err(|why| {
                let message = format!("`{given}` holds a key, and behind it no rotations: {why}");
                Error::new(Kind::Usage, message)
                    .hint("`lean-ctx team keys show --rotations >> FILE` puts them there")
            })?;
            Ok(rotation::follow(&key, &records))
        }
        _ => public_key(given).map(|key| vec![key]),
    }
}

/// JSON as it stands, `@FILE`, or `-` for the standard input.
///
/// # Errors
/// `Usage` when the file cannot be read.
pub fn json(given: &str) -> Result<Vec<u8>> {
    match given.strip_prefix('@') {
        Some(path) => bytes(Path::new(path)),
        None if given == "-" => bytes(Path::new("-")),
        None => Ok(given.as_bytes().to_vec()),
    }
}

/// A file's bytes; of the standard input for `-`.
///
/// # Errors
/// `Usage` when it cannot be read, or is too large to be what is meant.
pub fn bytes(path: &Path) -> Result<Vec<u8>> {
    let mut bytes = Vec::new();
    let read = if path == Path::new("-") {
        io::stdin().lock().take(MOST + 1).read_to_end(&mut bytes)
    } else {
        File::open(path).and_then(|file| file.take(MOST + 1).read_to_end(&mut bytes))
    };
    let shown = path.display();
    read.map_err(|e| Error::new(Kind::Usage, format!("cannot read `{shown}`")).source(e))?;
    if bytes.len() as u64 > MOST {
        return Err(Error::new(Kind::Usage, format!("`{shown}` has more than {MOST} bytes")));
    }
    Ok(bytes)
}
