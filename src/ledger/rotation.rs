//! How does a new key take the old one's place, so that nobody who trusts the old one must be asked? The writer's side.
//!
//! The order of the steps is what makes a sudden end harmless: the new key is on the disk before
//! anybody vouches for it, and vouched for before it signs. Until the last step the old key is in
//! use and good; a rotation that was cut short is finished by the next one.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use super::format::ROTATION;
use super::key::{Key, PublicKey};
use super::verify::rotation;
use crate::base::error::Context as _;
use crate::base::files::{self, Lock, Mode};
use crate::base::{Error, Kind, Result, clock};

const FILE: &str = "rotations";
const LOCK: &str = "rotations.lock";

/// Where the records of a key directory's rotations lie.
pub fn path(keys: &Path) -> PathBuf {
    keys.join(FILE)
}

/// The records as they are; empty where the key was never rotated.
///
/// # Errors
/// Any I/O error but "not found".
pub fn text(keys: &Path) -> Result<String> {
    match fs::read_to_string(path(keys)) {
        Ok(text) => Ok(text),
        Err(e) if e.kind() == io::ErrorKind::NotFound => Ok(String::new()),
        Err(e) => Err(e).context(|| format!("cannot read `{}`", path(keys).display())),
    }
}

/// What a rotation came to.
#[derive(Debug)]
pub struct Rotated {
    pub old: PublicKey,
    pub new: PublicKey,
    /// It had been begun earlier, and was only finished now.
    pub resumed: bool,
}

/// Makes a new key in the place of that of the directory `keys`, with a record signed by both.
/// Where there is no key yet, one is made first.
///
/// # Errors
/// When a key or the records cannot be read, or on any I/O error; the old key then stays in use.
pub fn rotate(keys: &Path) -> Result<Rotated> {
    rotate_until(keys, |_| false)
}

/// What lies behind when a rotation is cut short.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Step {
    Made,
    Recorded,
}

/// `ends` says after which step to end, as a kill would; for tests.
fn rotate_until(keys: &Path, ends: impl Fn(Step) -> bool) -> Result<Rotated> {
    let old = Key::open(keys)?;
    let _held = Lock::wait(&keys.join(LOCK))?;
    // Whoever held the lock may have made another.
    let old = Key::load(keys)?.unwrap_or(old);
    let records = text(keys)?;
    let known = rotation::read(&records).map_err(|why| {
        Error::new(Kind::Config, format!("`{}` does not hold: {why}", path(keys).display()))
            .hint("restore it from a backup: it leads from earlier public keys to the present one")
    })?;
    let begun = known.last().filter(|r| r.old == *old.public()).map(|r| r.new.clone());
    let next = match Key::load_next(keys)? {
        Some(next) => next,
        None if begun.is_some() => return Err(lost(keys)),
        None => Key::make_next(keys)?,
    };
    let done = |resumed| Rotated { old: old.public().clone(), new: next.public().clone(), resumed };
    if ends(Step::Made) {
        return Ok(done(false));
    }
    let resumed = begun.is_some();
    match begun {
        Some(new) if new != *next.public() => return Err(lost(keys)),
        Some(_) => {}
        None => {
            let all = records + &record(&old, &next);
            files::write_atomic(&path(keys), all.as_bytes(), Mode::Plain)?;
        }
    }
    if ends(Step::Recorded) {
        return Ok(done(resumed));
    }
    Key::promote_next(keys)?;
    Ok(done(resumed))
}

fn lost(keys: &Path) -> Error {
    Error::new(
        Kind::Config,
        format!("`{}` ends with a key that is not there", path(keys).display()),
    )
    .hint("a rotation was begun and its new key removed: take the last record off the file, and rotate again")
}

/// See `format`.
fn record(old: &Key, new: &Key) -> String {
    let text = format!(
        "{ROTATION}\nold {}\nnew {}\ntime {}\n",
        old.public().vkey(),
        new.public().vkey(),
        clock::rfc3339(clock::now())
    );
    let signature = |key: &Key| {
        let mut signed = key.public().id().to_vec();
        signed.extend_from_slice(&key.sign(text.as_bytes()));
        format!("\u{2014} {} {}\n", key.public().name(), STANDARD.encode(signed))
    };
    format!("{text}\n{}{}\n", signature(old), signature(new))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ledger::fixture::{Scene, fill};
    use crate::ledger::{Book, Note};
    use std::sync::Arc;

    fn keys(dir: &tempfile::TempDir) -> PathBuf {
        dir.path().join("keys")
    }

    #[test]
    fn the_old_key_vouches_for_the_new_one() {
        let dir = tempfile::tempdir().unwrap();
        let keys = keys(&dir);
        let first = Key::open(&keys).unwrap().public().clone();
        let mut all = vec![first.clone()];
        for _ in 0..3 {
            let rotated = rotate(&keys).unwrap();
            assert_eq!(Some(&rotated.old), all.last());
            assert!(!rotated.resumed);
            all.push(rotated.new);
        }
        let now = Key::open(&keys).unwrap();
        assert_eq!(Some(now.public()), all.last());
        let read = rotation::read(&text(&keys).unwrap()).unwrap();
        assert_eq!(rotation::follow(&first, &read), all);
        assert_eq!(rotation::follow(&all[2], &read), all[2..]);
        let mut trusted = now.trusted();
        trusted.reverse();
        assert_eq!(trusted, all);
        let mut names: Vec<_> =
            fs::read_dir(&keys).unwrap().map(|e| e.unwrap().file_name()).collect();
        names.sort();
        assert_eq!(names, ["rotations", "rotations.lock", "server.key"]);
    }

    #[test]
    fn a_rotation_cut_short_leaves_a_key_and_is_finished_later() {
        for step in [Step::Made, Step::Recorded] {
            let dir = tempfile::tempdir().unwrap();
            let keys = keys(&dir);
            let first = Key::open(&keys).unwrap().public().clone();
            let begun = rotate_until(&keys, |at| at == step).unwrap().new;
            let now = Key::open(&keys).unwrap();
            assert_eq!(*now.public(), first, "{step:?}: the old key is in use");
            assert!(now.trusted().contains(&first));
            let rotated = rotate(&keys).unwrap();
            assert_eq!((rotated.old, &rotated.new), (first, &begun), "{step:?}");
            assert_eq!(rotated.resumed, step == Step::Recorded);
            assert_eq!(*Key::open(&keys).unwrap().public(), begun);
            assert_eq!(rotation::read(&text(&keys).unwrap()).unwrap().len(), 1);
        }
    }

    #[test]
    fn several_at_once_make_one_chain() {
        let dir = tempfile::tempdir().unwrap();
        let keys = keys(&dir);
        let first = Key::open(&keys).unwrap().public().clone();
        std::thread::scope(|scope| {
            (0..6).for_each(|_| drop(scope.spawn(|| rotate(&keys).unwrap())));
        });
        let read = rotation::read(&text(&keys).unwrap()).unwrap();
        assert_eq!(rotation::follow(&first, &read).len(), 7);
    }

    #[test]
    fn any_changed_byte_of_the_records_is_found() {
        let dir = tempfile::tempdir().unwrap();
        let keys = keys(&dir);
        let first = Key::open(&keys).unwrap().public().clone();
        rotate(&keys).unwrap();
        rotate(&keys).unwrap();
        let whole = text(&keys).unwrap().into_bytes();
        for at in 0..whole.len() {
            let mut edited = whole.clone();
            edited[at] ^= 1;
            let Ok(edited) = String::from_utf8(edited) else { continue };
            let led = rotation::read(&edited).map(|r| rotation::follow(&first, &r).len());
            assert!(!matches!(led, Ok(3)), "byte {at}");
        }
        let stranger = Key::open(&dir.path().join("other")).unwrap();
        let own = Key::open(&keys).unwrap();
        let forged =
            record(&stranger, &stranger).replace(&stranger.public().vkey(), &own.public().vkey());
        assert!(rotation::read(&forged).is_err());
    }

    #[test]
    fn books_go_on_under_the_new_key_and_hold_for_who_kept_the_old_one() {
        let scene = Scene::written(5);
        let dir = scene.dir.path().join("keys");
        let old = scene.key.public().clone();
        // A writer that is at work meanwhile.
        let mut running = scene.open();
        rotate(&dir).unwrap();
        let now = Arc::new(Key::open(&dir).unwrap());
        let report = scene.verify_by(&now.trusted());
        assert!(report.ok, "a head of the old key is good until the next: {:?}", report.faults);
        fill(&mut running, 1);
        running.seal().finish().unwrap();
        let changed = Note::KeyChanged { from: old.name().into(), to: now.public().name().into() };
        assert_eq!(running.take_notes(), [changed], "a running writer notices");
        assert!(scene.verify_by(&[now.public().clone()]).ok, "the new key signs alone");
        rotate(&dir).unwrap();
        let third = Arc::new(Key::open(&dir).unwrap());
        let mut book =
            Book::open(&scene.path, crate::ledger::fixture::FORMAT, "test", Arc::clone(&third))
                .unwrap();
        assert_eq!(book.size(), 6);
        assert!(matches!(&book.take_notes()[..], [Note::KeyChanged { .. }]));
        assert!(book.unsealed() > 0, "a head of the old key is to be replaced");
        book.seal().finish().unwrap();
        let read = rotation::read(&text(&dir).unwrap()).unwrap();
        assert!(scene.verify_by(&rotation::follow(&old, &read)).ok);
        assert!(!scene.verify_by(&[old]).ok);
    }
}
