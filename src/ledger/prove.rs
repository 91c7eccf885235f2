//! How is it shown that a record is in the book, to somebody who has only a head? The maker of inclusion proofs.
//!
//! The form is <https://c2sp.org/tlog-proof>: the record's line as extra data, its place, the audit
//! path of RFC 6962 §2.1.1, and the head it leads to.

use std::fs::{self, File};
use std::io::{BufRead as _, BufReader, Read as _};
use std::path::{Path, PathBuf};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use super::format::{Format, INCLUSION, MAX_LINE};
use super::line::{self, Tail};
use super::merkle::Frontier;
use super::parts::{head_path, parts};
use crate::base::digest::Sha256Digest;
use crate::base::error::Context as _;
use crate::base::{Error, Kind, Result};

/// Which record is meant.
#[derive(Debug, Clone, Copy)]
pub enum Which {
    /// Its number; the first is 1.
    Number(u64),
    /// Its own hash.
    Hash(Sha256Digest),
}

/// The proof that a record of the book in `path` is under the head beside it. Reads the book twice,
/// in bounded memory.
///
/// # Errors
/// `not_found` for a record that is not under the head; `check_failed` when the book does not lead
/// to its head; any I/O error.
pub fn prove(path: &Path, format: &Format, which: Which) -> Result<String> {
    let head = head_path(path);
    let note = fs::read_to_string(&head)
        .context(|| format!("cannot read the head `{}`", head.display()))?;
    let unreadable =
        || Error::new(Kind::CheckFailed, format!("`{}` is not a signed head", head.display()));
    let mut lines = note.lines();
    let size: u64 = lines.nth(1).and_then(|n| n.parse().ok()).ok_or_else(unreadable)?;
    let root = lines.next().map(str::to_owned).ok_or_else(unreadable)?;
    let files = parts(path, format)?;
    let index = find(&files, format, which, size)?;
    let (line, hashes, whole) = audit_path(&files, format, index, size)?;
    if STANDARD.encode(whole) != root {
        return Err(Error::new(
            Kind::CheckFailed,
            format!("`{}` does not lead to its signed head", path.display()),
        )
        .hint("verify the ledger: it says what is wrong, and where"));
    }
    let mut proof = format!("{INCLUSION}\nextra {}\nindex {index}\n", STANDARD.encode(line));
    for hash in hashes {
        proof.push_str(&STANDARD.encode(hash));
        proof.push('\n');
    }
    Ok(format!("{proof}\n{note}"))
}

/// The lines that are records, in their order, each with its hash; until `see` has enough.
fn records(
    files: &[PathBuf],
    format: &Format,
    mut see: impl FnMut(u64, &[u8], &Sha256Digest) -> bool,
) -> Result<()> {
    let (mut count, mut tail): (u64, Tail) = (0, None);
    let mut text = Vec::new();
    for file in files {
        let act = || format!("cannot read `{}`", file.display());
        let mut lines = BufReader::with_capacity(1 << 18, File::open(file).context(act)?);
        loop {
            text.clear();
            let room = &mut (&mut lines).take(MAX_LINE as u64);
            if room.read_until(b'\n', &mut text).context(act)? == 0 {
                break;
            }
            let Some(record) = text.strip_suffix(b"\n") else { continue };
            let Some(link) = line::parse(format, record) else { continue };
            if link.prev != tail || link.seq.is_some_and(|seq| seq != count + 1) {
                continue;
            }
            tail = Some(link.hash);
            if !see(count, record, &link.hash) {
                return Ok(());
            }
            count += 1;
        }
    }
    Ok(())
}

fn find(files: &[PathBuf], format: &Format, which: Which, size: u64) -> Result<u64> {
    let found = match which {
        Which::Number(number) => number.checked_sub(1),
        Which::Hash(wanted) => {
            let mut found = None;
            records(files, format, |index, _, hash| {
                if *hash == wanted {
                    found = Some(index);
                }
                found.is_none() && index + 1 < size
            })?;
            found
        }
    };
    found.filter(|index| *index < size).ok_or_else(|| {
        Error::new(
            Kind::NotFound,
            format!("no such record is among the {size} under the signed head"),
        )
        .hint("what was just written is signed within seconds, or when the command ends")
    })
}

type Found = (Vec<u8>, Vec<Sha256Digest>, Sha256Digest);

/// The record, the roots beside it from the leaf upwards, and the root of all.
fn audit_path(files: &[PathBuf], format: &Format, index: u64, size: u64) -> Result<Found> {
    let mut beside = Vec::new();
    subtrees(index, 0, size, &mut beside);
    let mut trees: Vec<Frontier> = beside.iter().map(|_| Frontier::default()).collect();
    let (mut whole, mut line) = (Frontier::default(), Vec::new());
    records(files, format, |at, text, _| {
        whole.push(text);
        match beside.iter().position(|(from, to)| (*from..*to).contains(&at)) {
            Some(of) => trees[of].push(text),
            None => line = text.to_vec(),
        }
        at + 1 < size
    })?;
    Ok((line, trees.iter().map(Frontier::root).collect(), whole.root()))
}

/// The leaves below each root of the path, the lowest first: PATH(m, D[n]) of RFC 6962 §2.1.1.
fn subtrees(index: u64, from: u64, count: u64, out: &mut Vec<(u64, u64)>) {
    if count <= 1 {
        return;
    }
    let half = 1 << (u64::BITS - 1 - (count - 1).leading_zeros());
    if index < half {
        subtrees(index, from, half, out);
        out.push((from + half, from + count));
    } else {
        subtrees(index - half, from + half, count - half, out);
        out.push((from, from + half));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ledger::fixture::{FORMAT, Scene, fill};
    use crate::ledger::verify::inclusion;

    #[test]
    fn every_record_of_books_of_any_size_is_proved_and_nothing_else() {
        for size in [1, 2, 3, 5, 8, 13] {
            let scene = Scene::written(size);
            let keys = [scene.key.public().clone()];
            let lines = scene.lines();
            for number in 1..=size {
                let proof = prove(&scene.path, &FORMAT, Which::Number(number)).unwrap();
                let shown = inclusion::check(&proof, &FORMAT, "test", &keys).unwrap();
                assert_eq!((shown.number, shown.size), (number, size));
                assert_eq!(format!("{}\n", shown.line), lines[number as usize - 1]);
                let hash = line::parse(&FORMAT, shown.line.as_bytes()).unwrap().hash;
                assert_eq!(prove(&scene.path, &FORMAT, Which::Hash(hash)).unwrap(), proof);
            }
            for wrong in [Which::Number(0), Which::Number(size + 1), Which::Hash([7; 32])] {
                let error = prove(&scene.path, &FORMAT, wrong).unwrap_err();
                assert_eq!(error.kind(), Kind::NotFound);
            }
        }
    }

    #[test]
    fn a_changed_proof_does_not_hold() {
        let scene = Scene::written(11);
        let keys = [scene.key.public().clone()];
        let proof = prove(&scene.path, &FORMAT, Which::Number(6)).unwrap();
        let end = proof.find("\n\n").unwrap();
        for at in 0..proof.len() {
            let mut edited = proof.clone().into_bytes();
            edited[at] ^= 1;
            let Ok(edited) = String::from_utf8(edited) else { continue };
            assert!(inclusion::check(&edited, &FORMAT, "test", &keys).is_err(), "byte {at}");
        }
        for cut in [end, end - 45, proof.len() - 10] {
            assert!(inclusion::check(&proof[..cut], &FORMAT, "test", &keys).is_err());
        }
        let doubled = proof.replacen("\n\n", &format!("\n{}\n\n", STANDARD.encode([1; 32])), 1);
        assert!(inclusion::check(&doubled, &FORMAT, "test", &keys).is_err());
        assert!(inclusion::check(&proof, &FORMAT, "audit", &keys).is_err(), "another book's");
        let other = Scene::new();
        assert!(inclusion::check(&proof, &FORMAT, "test", &[other.key.public().clone()]).is_err());
    }

    #[test]
    fn what_no_head_covers_cannot_be_proved_and_an_edited_book_proves_nothing() {
        let scene = Scene::written(4);
        fill(&mut scene.open(), 2);
        assert!(prove(&scene.path, &FORMAT, Which::Number(5)).is_err());
        assert!(prove(&scene.path, &FORMAT, Which::Number(4)).is_ok());
        let mut lines = scene.lines();
        lines[1] = lines[1].replace("record 1", "record X");
        scene.put(&lines);
        let error = prove(&scene.path, &FORMAT, Which::Number(4)).unwrap_err();
        assert_eq!(error.kind(), Kind::CheckFailed);
    }
}
