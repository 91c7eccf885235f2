//! Where do the bytes lie that are searched? In immutable files, mapped into memory: a search never
//! inflates a git object.
//!
//! A pack is: magic, texts with a trigram segment (`workspace::trigram`) behind each 2048 of them or
//! so, among them what was read off texts and is not searched, and last the segments' table: for each its offset (`u64`), length and CRC-32 (`u32` each);
//! then their number and the table's CRC-32, all little-endian.

use std::fs::{File, OpenOptions};
use std::io::{BufWriter, Write as _};
use std::ops::{Deref, Range};
use std::os::unix::fs::OpenOptionsExt as _;
use std::path::{Path, PathBuf};
use std::sync::{Arc, OnceLock};

use memmap2::{Mmap, UncheckedAdvice};

use super::manifest::{PackInfo, Place};
use super::trigram::{Collector, Need, Segment};
use crate::base::error::Context as _;
use crate::base::{Error, Result};

const MAGIC: &[u8; 8] = b"lctxpak2";

/// More packs than this and small ones are joined.
const MANY: usize = 16;
/// Linux maps the pages around the one that is asked for, where it has them: 64 KiB.
const AROUND: usize = 64 << 10;
/// The segments' table: a row, and what ends it.
const ROW: usize = 16;
const TAIL: usize = 8;

/// The texts of one ingest run, one after the other.
pub struct Pack {
    number: u32,
    bytes: Bytes,
    segments: Vec<Span>,
}

/// Where a trigram segment lies.
struct Span {
    range: Range<usize>,
    sum: u32,
    /// Summed when it is first asked for: opening an index must not read all of it.
    sound: OnceLock<bool>,
}

enum Bytes {
    Mapped(Mmap),
    /// The local working tree's uncommitted files.
    Held(Vec<u8>),
}

impl Pack {
    /// # Errors
    /// When the file is missing, is no pack, is shorter than when it was written, or has a damaged
    /// table of segments.
    pub fn open(dir: &Path, info: PackInfo) -> Result<Self> {
        let path = pack_path(dir, info.number);
        let act = || format!("cannot open `{}`", path.display());
        let file = File::open(&path).context(act)?;
        // SAFETY: packs are written once, under another process's eyes only after that, and are
        // never shortened or overwritten; removal leaves the mapping intact. The directory is
        // private to this user.
        let bytes = unsafe { Mmap::map(&file) }.context(act)?;
        let whole = usize::try_from(info.len).ok().and_then(|len| bytes.get(..len));
        let segments = whole.filter(|whole| whole.starts_with(MAGIC)).and_then(segments);
        let segments =
            segments.ok_or_else(|| Error::failed(format!("`{}` is damaged", path.display())))?;
        Ok(Self { number: info.number, bytes: Bytes::Mapped(bytes), segments })
    }

    /// A pack in memory alone.
    pub const fn held(number: u32, bytes: Vec<u8>) -> Self {
        Self { number, bytes: Bytes::Held(bytes), segments: Vec::new() }
    }

    pub const fn number(&self) -> u32 {
        self.number
    }

    /// The offsets of the texts that may hold what is needed, rising. `None` where that cannot be
    /// told: the pack is in memory alone, or its segments are damaged.
    pub fn holding(&self, need: &Need) -> Option<Vec<u64>> {
        if self.segments.is_empty() {
            return None;
        }
        let mut offsets = Vec::new();
        for span in &self.segments {
            let bytes = self.bytes().get(span.range.clone())?;
            if !*span.sound.get_or_init(|| crc32fast::hash(bytes) == span.sum) {
                return None;
            }
            Segment::read(bytes)?.offsets(need, &mut offsets)?;
        }
        Some(offsets)
    }

    fn bytes(&self) -> &[u8] {
        match &self.bytes {
            Bytes::Mapped(map) => map,
            Bytes::Held(bytes) => bytes,
        }
    }
}

/// The table at a pack's end; `None` when it is damaged.
fn segments(pack: &[u8]) -> Option<Vec<Span>> {
    let (rest, tail) = pack.split_at_checked(pack.len().checked_sub(TAIL)?)?;
    let (count, sum) = tail.split_at(4);
    let count = u32::from_le_bytes(count.try_into().ok()?) as usize;
    let start = rest.len().checked_sub(count.checked_mul(ROW)?)?;
    if crc32fast::hash(&pack[start..pack.len() - 4]).to_le_bytes() != sum {
        return None;
    }
    let spans = rest[start..].chunks_exact(ROW).map(|row| {
        let offset = u64::from_le_bytes(row[..8].try_into().ok()?);
        let len = u32::from_le_bytes(row[8..12].try_into().ok()?) as usize;
        let sum = u32::from_le_bytes(row[12..].try_into().ok()?);
        let offset = usize::try_from(offset).ok()?;
        Some(Span { range: offset..offset.checked_add(len)?, sum, sound: OnceLock::new() })
    });
    spans.collect()
}

/// The packs of one snapshot.
#[derive(Clone, Default)]
pub struct Packs(Vec<Arc<Pack>>);

impl Packs {
    /// Opens what `infos` name, taking over from `open` what is mapped already.
    ///
    /// # Errors
    /// When one of them is missing or damaged.
    pub fn open(dir: &Path, infos: &[PackInfo], open: &Self) -> Result<Self> {
        let mut packs = Vec::with_capacity(infos.len());
        for info in infos {
            packs.push(match open.find(info.number) {
                Some(pack) => Arc::clone(pack),
                None => Arc::new(Pack::open(dir, *info)?),
            });
        }
        packs.sort_by_key(|pack| pack.number);
        Ok(Self(packs))
    }

    #[must_use]
    pub fn with(&self, pack: Pack) -> Self {
        let mut packs = self.0.clone();
        packs.push(Arc::new(pack));
        packs.sort_by_key(|pack| pack.number);
        Self(packs)
    }

    pub fn iter(&self) -> impl Iterator<Item = &Pack> {
        self.0.iter().map(|pack| &**pack)
    }

    fn find(&self, number: u32) -> Option<&Arc<Pack>> {
        let at = self.0.binary_search_by_key(&number, |pack| pack.number).ok()?;
        Some(&self.0[at])
    }

    /// The text at `place`.
    ///
    /// # Errors
    /// `internal` when a manifest names what is not there.
    pub fn get(&self, place: Place) -> Result<&[u8]> {
        if place.len == 0 {
            // A run that found nothing but empty files leaves no pack behind.
            return Ok(&[]);
        }
        let pack = self.find(place.pack).ok_or_else(|| lost(place))?;
        pack.bytes().get(range(place)?).ok_or_else(|| lost(place))
    }

    /// Lets the system have the memory in which a text is mapped, and what it mapped around it of its own
    /// accord. Who reads that again reads it as before.
    pub fn forget(&self, place: Place) {
        if let Some(pack) = self.find(place.pack)
            && let (Bytes::Mapped(map), Ok(range)) = (&pack.bytes, range(place))
            && range.end <= map.len()
        {
            let start = range.start.saturating_sub(AROUND);
            let len = (range.end + AROUND).min(map.len()) - start;
            // SAFETY: the mapping is shared and of a file that nobody writes: its pages come back as they were.
            // A system that refuses keeps them.
            let _ = unsafe { map.unchecked_advise_range(UncheckedAdvice::DontNeed, start, len) };
        }
    }

    /// As `get`, but keeps the pack alive by itself.
    ///
    /// # Errors
    /// As `get`.
    pub fn text(&self, place: Place) -> Result<Text> {
        if self.get(place)?.is_empty() {
            return Ok(Text::own(Vec::new()));
        }
        let pack = self.find(place.pack).ok_or_else(|| lost(place))?;
        Ok(Text(Held::Packed(Arc::clone(pack), range(place)?)))
    }
}

fn range(place: Place) -> Result<Range<usize>> {
    let start = usize::try_from(place.offset).map_err(|_| lost(place))?;
    let end = start.checked_add(place.len as usize).ok_or_else(|| lost(place))?;
    Ok(start..end)
}

fn lost(place: Place) -> Error {
    Error::internal(format!("pack {} has no text at {}", place.pack, place.offset))
}

/// A file's bytes, shared with the pack they lie in where there is one.
#[derive(Clone)]
pub struct Text(Held);

#[derive(Clone)]
enum Held {
    Packed(Arc<Pack>, Range<usize>),
    Own(Arc<Vec<u8>>),
}

impl Text {
    pub fn own(bytes: Vec<u8>) -> Self {
        Self(Held::Own(Arc::new(bytes)))
    }
}

impl Deref for Text {
    type Target = [u8];

    fn deref(&self) -> &[u8] {
        match &self.0 {
            Held::Packed(pack, range) => &pack.bytes()[range.clone()],
            Held::Own(bytes) => bytes,
        }
    }
}

impl std::fmt::Debug for Text {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Text({} bytes)", self.len())
    }
}

pub fn pack_path(dir: &Path, number: u32) -> PathBuf {
    dir.join(format!("text-{number:08}.pack"))
}

/// Writes one pack. Until `finish` nothing may name it. Trigrams on their way take at most 50 MB.
pub struct PackWriter {
    number: u32,
    path: PathBuf,
    file: BufWriter<File>,
    len: u64,
    text: u64,
    facts: u64,
    collector: Collector,
    table: Vec<u8>,
}

impl PackWriter {
    /// # Errors
    /// When the file cannot be created. One left by a run that was killed is replaced.
    pub fn create(dir: &Path, number: u32) -> Result<Self> {
        let path = pack_path(dir, number);
        let act = || format!("cannot create `{}`", path.display());
        let mut options = OpenOptions::new();
        options.write(true).create(true).truncate(true).mode(0o600);
        let mut file = BufWriter::with_capacity(1 << 18, options.open(&path).context(act)?);
        file.write_all(MAGIC).context(act)?;
        let (len, collector) = (MAGIC.len() as u64, Collector::default());
        Ok(Self { number, path, file, len, text: 0, facts: 0, collector, table: Vec::new() })
    }

    /// # Errors
    /// Any I/O error, or a text of 4 GiB and more.
    pub fn add(&mut self, text: &[u8]) -> Result<Place> {
        let act = || format!("cannot write `{}`", self.path.display());
        let len = u32::try_from(text.len()).context(act)?;
        let place = Place { pack: self.number, offset: self.len, len };
        if len > 0 {
            self.put(text)?;
            self.text += text.len() as u64;
            self.collector.add(place.offset, text);
            if self.collector.is_full() {
                self.segment()?;
            }
        }
        Ok(place)
    }

    /// Adds what is no text: it is kept, and never searched.
    ///
    /// # Errors
    /// As `add`.
    pub fn attach(&mut self, facts: &[u8]) -> Result<Place> {
        let act = || format!("cannot write `{}`", self.path.display());
        let len = u32::try_from(facts.len()).context(act)?;
        let place = Place { pack: self.number, offset: self.len, len };
        self.put(facts)?;
        self.facts += facts.len() as u64;
        Ok(place)
    }

    fn put(&mut self, bytes: &[u8]) -> Result<()> {
        self.file.write_all(bytes).context(|| format!("cannot write `{}`", self.path.display()))?;
        self.len += bytes.len() as u64;
        Ok(())
    }

    fn segment(&mut self) -> Result<()> {
        let segment = self.collector.segment();
        self.table.extend_from_slice(&self.len.to_le_bytes());
        self.table.extend_from_slice(&(segment.len() as u32).to_le_bytes());
        self.table.extend_from_slice(&crc32fast::hash(&segment).to_le_bytes());
        self.put(&segment)
    }

    /// Makes it durable. An empty pack is removed.
    ///
    /// # Errors
    /// Any I/O error.
    pub fn finish(mut self) -> Result<Option<PackInfo>> {
        let empty = self.text + self.facts == 0;
        if !empty {
            self.end()?;
        }
        let act = || format!("cannot write `{}`", self.path.display());
        let file = self.file.into_inner().map_err(|e| e.into_error()).context(act)?;
        if empty {
            std::fs::remove_file(&self.path).context(act)?;
            return Ok(None);
        }
        // Its name becomes durable with that of the manifest, which is written next to it.
        file.sync_all().context(act)?;
        Ok(Some(PackInfo {
            number: self.number,
            text: self.text,
            facts: self.facts,
            len: self.len,
        }))
    }

    fn end(&mut self) -> Result<()> {
        if !self.collector.is_empty() {
            self.segment()?;
        }
        let mut table = std::mem::take(&mut self.table);
        let count = (table.len() / ROW) as u32;
        table.extend_from_slice(&count.to_le_bytes());
        let sum = crc32fast::hash(&table);
        table.extend_from_slice(&sum.to_le_bytes());
        self.put(&table)
    }
}

/// Which packs should be written anew: those of which more than half is garbage, and, when there
/// are many, the small ones (each no larger than twice all smaller ones together, so that a text is
/// copied about log n times in its life). `live` are bytes still named.
pub fn worn(packs: &[(PackInfo, u64)]) -> Vec<u32> {
    let mut chosen: Vec<u32> = Vec::new();
    let mut kept: Vec<(u64, u32)> = Vec::new();
    for (info, live) in packs {
        if live * 2 < info.text + info.facts {
            chosen.push(info.number);
        } else {
            kept.push((*live, info.number));
        }
    }
    if kept.len() > MANY {
        kept.sort_unstable();
        let mut sum = 0;
        for (live, number) in kept {
            if sum > 0 && live > 2 * sum {
                break;
            }
            sum += live;
            chosen.push(number);
        }
    }
    chosen
}

#[cfg(test)]
mod tests {
    use super::super::trigram::Trigram;
    use super::*;

    #[test]
    fn what_is_written_is_read() {
        let dir = tempfile::tempdir().unwrap();
        let mut writer = PackWriter::create(dir.path(), 3).unwrap();
        let a = writer.add(b"hello").unwrap();
        let b = writer.add(b"").unwrap();
        let facts = writer.attach(b"facts").unwrap();
        let c = writer.add(&[0xff, 0, 1]).unwrap();
        let info = writer.finish().unwrap().unwrap();
        let packs = Packs::open(dir.path(), &[info], &Packs::default()).unwrap();
        assert_eq!(packs.get(a).unwrap(), b"hello");
        assert_eq!(packs.get(b).unwrap(), b"");
        assert_eq!(packs.get(facts).unwrap(), b"facts");
        assert_eq!(&*packs.text(c).unwrap(), &[0xff, 0, 1]);
        packs.forget(a);
        assert_eq!(packs.get(a).unwrap(), b"hello");
        assert!(packs.get(Place { pack: 3, offset: 8, len: 1000 }).is_err());
        assert!(packs.get(Place { pack: 4, offset: 8, len: 1 }).is_err());
        std::fs::remove_file(pack_path(dir.path(), 3)).unwrap();
        assert_eq!(packs.get(a).unwrap(), b"hello", "a removed pack stays readable");
    }

    #[test]
    fn a_cut_pack_is_refused() {
        let dir = tempfile::tempdir().unwrap();
        let mut writer = PackWriter::create(dir.path(), 0).unwrap();
        writer.add(b"hello").unwrap();
        let info = writer.finish().unwrap().unwrap();
        let path = pack_path(dir.path(), 0);
        let bytes = std::fs::read(&path).unwrap();
        std::fs::write(&path, &bytes[..bytes.len() - 1]).unwrap();
        assert!(Pack::open(dir.path(), info).is_err());
        std::fs::write(&path, b"").unwrap();
        assert!(Pack::open(dir.path(), info).is_err());
    }

    #[test]
    fn what_may_hold_a_need_is_told_or_not_at_all() {
        let dir = tempfile::tempdir().unwrap();
        let mut writer = PackWriter::create(dir.path(), 0).unwrap();
        // More texts than one segment takes.
        let texts =
            (0..5000).map(|n| format!("text {n} {}", if n % 1000 == 7 { "rare" } else { "" }));
        let places: Vec<Place> = texts.map(|text| writer.add(text.as_bytes()).unwrap()).collect();
        let info = writer.finish().unwrap().unwrap();
        let has = |text: &[u8; 3]| Need::Has(Trigram::of(*text));
        let open = || Pack::open(dir.path(), info).unwrap();
        let rare = [7, 1007, 2007, 3007, 4007].map(|n: usize| places[n].offset);
        assert_eq!(open().holding(&has(b"rar")).unwrap(), rare);
        assert_eq!(open().holding(&has(b"tex")).unwrap().len(), 5000);
        assert!(open().holding(&has(b"zzz")).unwrap().is_empty());
        assert!(Pack::held(1, b"text".to_vec()).holding(&has(b"tex")).is_none());

        let path = pack_path(dir.path(), 0);
        let good = std::fs::read(&path).unwrap();
        let texts: Vec<u64> = places.iter().map(|place| place.offset).collect();
        for at in (0..good.len()).rev().step_by(997).chain(good.len() - 80..good.len()) {
            let mut bad = good.clone();
            bad[at] ^= 4;
            std::fs::write(&path, &bad).unwrap();
            let Ok(pack) = Pack::open(dir.path(), info) else { continue };
            let in_text = texts.binary_search(&(at as u64)).is_ok();
            match pack.holding(&has(b"rar")) {
                Some(found) => assert!(in_text || found == rare, "byte {at}"),
                None => assert!(at > MAGIC.len(), "byte {at}"),
            }
        }
    }

    #[test]
    fn an_empty_pack_leaves_nothing() {
        let dir = tempfile::tempdir().unwrap();
        assert!(PackWriter::create(dir.path(), 1).unwrap().finish().unwrap().is_none());
        assert_eq!(std::fs::read_dir(dir.path()).unwrap().count(), 0);
    }

    #[test]
    fn garbage_and_many_small_packs_are_worn() {
        let info = |number, text| PackInfo { number, text, facts: 0, len: 3 * text };
        assert!(worn(&[(info(0, 100), 50)]).is_empty());
        assert_eq!(worn(&[(info(0, 100), 49), (info(1, 10), 10)]), [0]);
        let mut many: Vec<_> = (1..=16).map(|n| (info(n, 10), 10)).collect();
        assert!(worn(&many).is_empty());
        many.push((info(0, 10_000), 10_000));
        let chosen = worn(&many);
        assert_eq!(chosen.len(), 16);
        assert!(!chosen.contains(&0), "the large one is left alone");
    }
}
