//! How do many files become one, so that no byte of it can change unnoticed?
//!
//! A POSIX tar archive (ustar; sizes above 8 GiB as GNU tar writes them), so that every system can
//! open it. Its last two entries are `SHA256SUMS`, one line a file before it, as `sha256sum -c`
//! reads it, and `SHA256SUMS.sha256`, the same of that. What no digest covers is written in one way
//! alone: a header is a function of name, size and mode; padding is zeros; nothing follows the end.
//! So whatever byte is another than was written, the reader finds it, and says where.
//!
//! Not compressed, on purpose: what comes out of an archive is never larger than the archive is.

use std::io::{self, Read, Write};

use sha2::{Digest as _, Sha256};
use tar::{EntryType, Header};

use crate::base::error::Context as _;
use crate::base::{Error, Kind, Result};

const BLOCK: usize = 512;
const CHUNK: usize = 1 << 16;
const SUMS: &str = "SHA256SUMS";
const SUMS_SUM: &str = "SHA256SUMS.sha256";
/// Lists of digests above this are nobody's backup.
const MOST_SUMS: u64 = 256 << 20;
/// What a name may be long; ustar's own bound is 255 with a slash in the right place.
const LONGEST_NAME: usize = 250;

/// One file of an archive, without its content.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Head {
    /// Relative, `/` between parts, none of them `.` or `..`.
    pub name: String,
    /// Permission bits.
    pub mode: u32,
    pub size: u64,
}

impl Head {
    fn block(&self) -> Result<Header> {
        let mut header = Header::new_ustar();
        header
            .set_path(&self.name)
            .context(|| format!("the name `{}` does not fit into an archive", self.name))?;
        header.set_entry_type(EntryType::Regular);
        header.set_mode(self.mode);
        header.set_size(self.size);
        header.set_uid(0);
        header.set_gid(0);
        header.set_mtime(0);
        header.set_cksum();
        Ok(header)
    }

    const fn padding(&self) -> usize {
        let over = (self.size % BLOCK as u64) as usize;
        if over == 0 { 0 } else { BLOCK - over }
    }
}

/// Is this a name that can be a file's below any folder, and nowhere else?
pub fn is_name(name: &str) -> bool {
    let part = |p: &str| !p.is_empty() && p != "." && p != "..";
    name.len() <= LONGEST_NAME
        && !name.contains(|c: char| c.is_control() || c == '\\')
        && name.split('/').all(part)
}

/// Files go in, one after another.
pub struct Writer<W: Write> {
    to: W,
    sums: String,
}

impl<W: Write> Writer<W> {
    pub const fn new(to: W) -> Self {
        Self { to, sums: String::new() }
    }

    /// Adds a file of `head.size` bytes; `from` may hold more, not less.
    ///
    /// # Errors
    /// When the name is none, `from` ends early, or on any I/O error.
    pub fn add(
        &mut self,
        head: &Head,
        from: &mut dyn Read,
        tick: &mut dyn FnMut(u64),
    ) -> Result<()> {
        let digest = self.put(head, from, tick)?;
        self.sums.push_str(&format!("{}  {}\n", hex::encode(digest), head.name));
        Ok(())
    }

    fn put(
        &mut self,
        head: &Head,
        from: &mut dyn Read,
        tick: &mut dyn FnMut(u64),
    ) -> Result<[u8; 32]> {
        if !is_name(&head.name) || head.mode & !0o777 != 0 {
            return Err(Error::failed(format!("`{}` cannot be kept in a backup", head.name)));
        }
        let written = || format!("cannot write `{}` into the backup", head.name);
        self.to.write_all(head.block()?.as_bytes()).context(written)?;
        let mut digest = Sha256::new();
        let mut from = from.take(head.size);
        let mut chunk = zeroize::Zeroizing::new(vec![0; CHUNK]);
        let mut left = head.size;
        while left > 0 {
            let n = from.read(&mut chunk).context(|| format!("cannot read `{}`", head.name))?;
            if n == 0 {
                return Err(Error::failed(format!(
                    "`{}` became shorter while it was read",
                    head.name
                ))
                .hint("run the backup again"));
            }
            digest.update(&chunk[..n]);
            self.to.write_all(&chunk[..n]).context(written)?;
            left -= n as u64;
            tick(n as u64);
        }
        self.to.write_all(&[0; BLOCK][..head.padding()]).context(written)?;
        Ok(digest.finalize().into())
    }

    /// Writes the digests and the end; gives back what was written to.
    ///
    /// # Errors
    /// Any I/O error.
    pub fn finish(mut self) -> Result<W> {
        let sums = std::mem::take(&mut self.sums);
        let digest = self.put(&sealed(SUMS, sums.len()), &mut sums.as_bytes(), &mut |_| {})?;
        let line = format!("{}  {SUMS}\n", hex::encode(digest));
        self.put(&sealed(SUMS_SUM, line.len()), &mut line.as_bytes(), &mut |_| {})?;
        self.to.write_all(&[0; 2 * BLOCK]).context(|| "cannot write the backup's end".into())?;
        Ok(self.to)
    }
}

fn sealed(name: &str, size: usize) -> Head {
    Head { name: name.to_owned(), mode: 0o600, size: size as u64 }
}

/// Reads a whole archive in order and shows each file to `see`, which takes its content or leaves
/// it. What is shown has not been checked against its digest yet: only when this returns `Ok` was
/// every byte what was written.
///
/// # Errors
/// `CheckFailed`, naming the place, for whatever is not as it was written; what `see` fails with.
pub fn read(
    from: &mut dyn Read,
    see: &mut dyn FnMut(&Head, &mut dyn Read) -> Result<()>,
) -> Result<()> {
    let mut reader = Reader { from, sums: String::new(), behind: "the beginning".into() };
    loop {
        let head = reader.head()?;
        match head.name.as_str() {
            SUMS => return reader.end(&head),
            SUMS_SUM => return Err(damaged("its list of digests is missing")),
            _ => reader.file(&head, see)?,
        }
    }
}

struct Reader<'a> {
    from: &'a mut dyn Read,
    sums: String,
    /// Where we are, for who must find it.
    behind: String,
}

/// What is read, with its digest.
pub struct Digested<R> {
    pub from: R,
    pub digest: Sha256,
}

impl<R: Read> Read for Digested<R> {
    fn read(&mut self, to: &mut [u8]) -> io::Result<usize> {
        let n = self.from.read(to)?;
        self.digest.update(&to[..n]);
        Ok(n)
    }
}

impl Reader<'_> {
    fn exact(&mut self, bytes: &mut [u8]) -> Result<()> {
        self.from.read_exact(bytes).map_err(|e| lost(&self.behind, e))
    }

    /// The next header, which must be the one that its own name, size and mode make.
    fn head(&mut self) -> Result<Head> {
        let mut block = [0; BLOCK];
        self.exact(&mut block)?;
        let wrong = || damaged(&format!("the header behind {} is not one of ours", self.behind));
        let header = Header::from_byte_slice(&block);
        let named = header.path_bytes();
        let name = std::str::from_utf8(&named).map_err(|_| wrong())?;
        // A link, a device or a folder is refused here, whatever it is called.
        if header.entry_type() != EntryType::Regular || !is_name(name) {
            return Err(wrong());
        }
        let (Ok(mode), Ok(size)) = (header.mode(), header.size()) else { return Err(wrong()) };
        let head = Head { name: name.to_owned(), mode, size };
        if mode & !0o777 != 0 || head.block().map_err(|_| wrong())?.as_bytes() != &block {
            return Err(wrong());
        }
        Ok(head)
    }

    fn file(
        &mut self,
        head: &Head,
        see: &mut dyn FnMut(&Head, &mut dyn Read) -> Result<()>,
    ) -> Result<()> {
        self.behind = format!("`{}`", head.name);
        let mut content =
            Digested { from: (&mut *self.from).take(head.size), digest: Sha256::new() };
        see(head, &mut content)?;
        io::copy(&mut content, &mut io::sink()).map_err(|e| lost(&self.behind, e))?;
        if content.from.limit() > 0 {
            return Err(damaged(&format!("it ends within {}", self.behind)));
        }
        let digest = hex::encode(content.digest.finalize());
        self.sums.push_str(&format!("{digest}  {}\n", head.name));
        self.padding(head)
    }

    fn padding(&mut self, head: &Head) -> Result<()> {
        let mut padding = [0; BLOCK];
        let padding = &mut padding[..head.padding()];
        self.exact(padding)?;
        match padding.iter().all(|b| *b == 0) {
            true => Ok(()),
            false => Err(damaged(&format!("there is something behind `{}`", head.name))),
        }
    }

    /// The list of digests, its own digest, and that nothing comes after.
    fn end(mut self, head: &Head) -> Result<()> {
        let sums = self.own(head, MOST_SUMS)?;
        self.behind = format!("`{SUMS}`");
        let head = self.head()?;
        let line = format!("{}  {SUMS}\n", hex::encode(Sha256::digest(&sums)));
        if head.name != SUMS_SUM || self.own(&head, 1 << 10)? != line.as_bytes() {
            return Err(damaged(&format!("`{SUMS}` is not what `{SUMS_SUM}` says")));
        }
        self.behind = format!("`{SUMS_SUM}`");
        compare(&String::from_utf8_lossy(&sums), &self.sums)?;
        let mut end = [0; 2 * BLOCK];
        self.exact(&mut end)?;
        let more = self.from.read(&mut [0]).map_err(|e| lost("its end", e))?;
        match end.iter().all(|b| *b == 0) && more == 0 {
            true => Ok(()),
            false => Err(damaged("there is something behind its end")),
        }
    }

    fn own(&mut self, head: &Head, most: u64) -> Result<Vec<u8>> {
        if head.size > most {
            return Err(damaged(&format!("`{}` is too large", head.name)));
        }
        let mut bytes = Vec::new();
        let act = |e| lost(&head.name, e);
        (&mut *self.from).take(head.size).read_to_end(&mut bytes).map_err(act)?;
        if bytes.len() as u64 != head.size {
            return Err(damaged(&format!("it ends within `{}`", head.name)));
        }
        self.padding(head)?;
        Ok(bytes)
    }
}

/// Which line of the list is not what was found?
fn compare(listed: &str, found: &str) -> Result<()> {
    if listed == found {
        return Ok(());
    }
    let name = |line: &str| line.split_once("  ").map_or("", |(_, name)| name).to_owned();
    let differs = listed.lines().zip(found.lines()).find(|(l, f)| l != f);
    Err(damaged(&match differs {
        Some((listed, found)) if name(listed) == name(found) => {
            format!("`{}` is not what was backed up", name(found))
        }
        Some((listed, found)) => {
            format!("there is `{}` in the place of `{}`", name(found), name(listed))
        }
        None => "a file is missing, or one too many".into(),
    }))
}

fn lost(behind: &str, e: io::Error) -> Error {
    match e.kind() {
        io::ErrorKind::UnexpectedEof => damaged(&format!("it ends behind {behind}")),
        _ => damaged(&format!("it cannot be read behind {behind}")).source(e),
    }
}

/// An archive that is not what was written.
pub fn damaged(what: &str) -> Error {
    Error::new(Kind::CheckFailed, format!("the archive is damaged: {what}"))
        .hint("use another backup, or another copy of this one")
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn head(name: &str, mode: u32, size: usize) -> Head {
        Head { name: name.into(), mode, size: size as u64 }
    }

    fn written(files: &[(Head, Vec<u8>)]) -> Vec<u8> {
        let mut writer = Writer::new(Vec::new());
        for (head, bytes) in files {
            writer.add(head, &mut bytes.as_slice(), &mut |_| {}).unwrap();
        }
        writer.finish().unwrap()
    }

    fn got(archive: &[u8]) -> Result<Vec<(Head, Vec<u8>)>> {
        let mut files = Vec::new();
        read(&mut &*archive, &mut |head, content| {
            let mut bytes = Vec::new();
            content.read_to_end(&mut bytes).unwrap();
            files.push((head.clone(), bytes));
            Ok(())
        })?;
        Ok(files)
    }

    fn three() -> Vec<(Head, Vec<u8>)> {
        vec![
            (head("team.json", 0o600, 11), b"{\"port\": 1}".to_vec()),
            (head("data/keys/server.key", 0o400, 512), vec![7; 512]),
            (head("data/index/core/generation-00000001/ranked/meta.json", 0o644, 0), Vec::new()),
        ]
    }

    #[test]
    fn what_goes_in_comes_out() {
        let archive = written(&three());
        assert_eq!(archive.len() % BLOCK, 0);
        assert_eq!(got(&archive).unwrap(), three());
        // A reader that leaves the contents still has them checked.
        read(&mut &*archive, &mut |_, _| Ok(())).unwrap();
    }

    #[test]
    fn tar_itself_lists_and_sha256sum_checks_it() {
        let dir = tempfile::tempdir().unwrap();
        std::fs::write(dir.path().join("a.tar"), written(&three())).unwrap();
        let run = |line: &str| {
            let mut shell = std::process::Command::new("sh");
            shell.args(["-c", line]).current_dir(dir.path()).output().unwrap()
        };
        let said = run("tar -xf a.tar && sha256sum -c SHA256SUMS.sha256 SHA256SUMS");
        assert!(said.status.success(), "{}", String::from_utf8_lossy(&said.stderr));
    }

    #[test]
    fn every_flipped_bit_is_found_and_told() {
        let archive = written(&three());
        for at in 0..archive.len() {
            let mut other = archive.clone();
            other[at] ^= 1 << (at % 8);
            let e = got(&other).expect_err(&format!("byte {at} of {}", archive.len()));
            assert_eq!(e.kind(), Kind::CheckFailed);
            assert!(e.message().starts_with("the archive is damaged: "), "{e}");
        }
        let mut other = archive.clone();
        other[2 * BLOCK + BLOCK] ^= 1;
        let told = got(&other).unwrap_err();
        assert!(told.message().contains("`data/keys/server.key` is not what"), "{told}");
    }

    #[test]
    fn what_is_cut_or_longer_is_found() {
        let archive = written(&three());
        for at in 0..archive.len() {
            assert!(got(&archive[..at]).is_err(), "cut at {at}");
        }
        assert!(got(&[&archive[..], &[0]].concat()).is_err());
    }

    #[test]
    fn links_devices_folders_and_ways_out_are_refused() {
        let forged = |change: &dyn Fn(&mut Header)| {
            let mut header = head("data/x", 0o600, 0).block().unwrap();
            change(&mut header);
            header.set_cksum();
            let mut archive = header.as_bytes().to_vec();
            archive.extend(written(&[]));
            got(&archive)
        };
        assert!(forged(&|_| ()).is_err(), "its digest is not in the list");
        for kind in [
            EntryType::Symlink,
            EntryType::Link,
            EntryType::Char,
            EntryType::Block,
            EntryType::Fifo,
            EntryType::Directory,
            EntryType::XHeader,
            EntryType::GNULongName,
        ] {
            let e = forged(&|h| h.set_entry_type(kind)).unwrap_err();
            assert!(e.message().contains("not one of ours"), "{e}");
        }
        for name in ["../x", "/etc/passwd", "a/../../x", "./x", "a//b", "a/", "", "a\\b", "a\nb"] {
            assert!(!is_name(name), "{name}");
            let e = forged(&|h| {
                let field = &mut h.as_mut_bytes()[..100];
                field.fill(0);
                field[..name.len()].copy_from_slice(name.as_bytes());
            })
            .unwrap_err();
            assert!(e.message().contains("not one of ours"), "{name}: {e}");
        }
        assert!(forged(&|h| h.set_mode(0o4755)).is_err());
        assert!(forged(&|h| h.set_uid(5)).is_err());
        assert!(forged(&|h| h.set_size(u64::MAX)).is_err());
        // No room is made for what a header merely claims.
        assert!(forged(&|h| h.set_size(1 << 60)).is_err());
    }

    fn part() -> impl Strategy<Value = String> {
        "[a-zA-Z0-9._-]{1,20}".prop_filter("a name", |p| p != "." && p != "..")
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]

        #[test]
        fn any_files_come_out_as_they_went_in(
            files in proptest::collection::vec(
                (proptest::collection::vec(part(), 1..4), 0u32..0o1000, proptest::collection::vec(any::<u8>(), 0..1500)),
                0..6,
            )
        ) {
            let reserved = |parts: &[String]| parts.len() == 1 && parts[0].starts_with(SUMS);
            let files: Vec<_> = files
                .into_iter()
                .filter(|(parts, _, _)| !reserved(parts))
                .map(|(parts, mode, bytes)| (head(&parts.join("/"), mode, bytes.len()), bytes))
                .collect();
            prop_assert_eq!(got(&written(&files)).unwrap(), files);
        }

        #[test]
        fn no_bytes_make_the_reader_do_anything_but_refuse(
            bytes in proptest::collection::vec(any::<u8>(), 0..3000)
        ) {
            prop_assert!(got(&bytes).is_err());
        }

        #[test]
        fn no_change_passes(at in 0usize..6000, to in any::<u8>(), more in 0usize..3) {
            let archive = written(&three());
            let at = at % archive.len();
            let mut other = archive.clone();
            for byte in other.iter_mut().skip(at).take(1 + more) {
                *byte = byte.wrapping_add(to.max(1));
            }
            prop_assert!(got(&other).is_err());
        }
    }
}
