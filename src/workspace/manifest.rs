//! Which files does a snapshot hold, where is the text of each, and which were left out, by which rule?

use std::path::Path;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::language::Language;
use super::source::{Attributes, BlobId, FileKind, Head, TreeFile};
use crate::base::digest::Sha256Digest;
use crate::base::error::Context as _;
use crate::base::files::{self, Mode};
use crate::base::{Error, Result};

const MAGIC: &[u8; 8] = b"lctxmani";
/// Of the stored form. Another version is not read: the index is built anew.
const VERSION: u32 = 5;
const HEADER: usize = 16;

/// A file above this many bytes is not indexed.
pub const OVERSIZED: u64 = 1 << 20;
/// As git does: a NUL among the first bytes makes a file binary.
const BINARY_PROBE: usize = 8000;
const VENDOR_DIRS: [&str; 4] = ["node_modules", "vendor", "third_party", "bower_components"];

/// Why a file's text is not in the index. The rules, in the order they are asked:
///
/// 1. `Symlink`, `Submodule`: their blob is a name, not a text.
/// 2. `Binary`: the attribute `binary` (later also: a NUL in the first 8000 bytes).
/// 3. `Generated`: the attribute `linguist-generated`.
/// 4. `Vendored`: the attribute `linguist-vendored`, or a folder `node_modules`, `vendor`,
///    `third_party` or `bower_components` above it, unless the attribute says `-linguist-vendored`.
/// 5. `Oversized`: more than 1 MiB.
///
/// A file left out stays readable; it is only not searched.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Reason {
    Symlink,
    Submodule,
    Binary,
    Generated,
    Vendored,
    Oversized,
}

impl Reason {
    pub const ALL: [Self; 6] = [
        Self::Symlink,
        Self::Submodule,
        Self::Binary,
        Self::Generated,
        Self::Vendored,
        Self::Oversized,
    ];

    pub const fn name(self) -> &'static str {
        match self {
            Self::Symlink => "symlink",
            Self::Submodule => "submodule",
            Self::Binary => "binary",
            Self::Generated => "generated",
            Self::Vendored => "vendored",
            Self::Oversized => "oversized",
        }
    }

    /// What can be told before the blob is read; `size` where it is known.
    pub fn of_file(file: &TreeFile, size: Option<u64>) -> Option<Self> {
        let attributes = file.attributes;
        match file.kind {
            FileKind::Symlink => return Some(Self::Symlink),
            FileKind::Submodule => return Some(Self::Submodule),
            FileKind::File => {}
        }
        if attributes.binary == Some(true) {
            return Some(Self::Binary);
        }
        if attributes.generated == Some(true) {
            return Some(Self::Generated);
        }
        if attributes.vendored.unwrap_or_else(|| under_vendor_dir(&file.path)) {
            return Some(Self::Vendored);
        }
        size.is_some_and(|size| size > OVERSIZED).then_some(Self::Oversized)
    }

    /// What only the content tells.
    pub fn of_content(bytes: &[u8]) -> Option<Self> {
        if is_binary(bytes) {
            return Some(Self::Binary);
        }
        (bytes.len() as u64 > OVERSIZED).then_some(Self::Oversized)
    }
}

pub fn is_binary(bytes: &[u8]) -> bool {
    memchr::memchr(0, &bytes[..bytes.len().min(BINARY_PROBE)]).is_some()
}

fn under_vendor_dir(path: &str) -> bool {
    path.rsplit_once('/')
        .is_some_and(|(folders, _)| folders.split('/').any(|part| VENDOR_DIRS.contains(&part)))
}

/// Lines as an editor counts them: the last one needs no `\n`.
pub fn count_lines(bytes: &[u8]) -> u32 {
    let breaks = memchr::memchr_iter(b'\n', bytes).count();
    let open = usize::from(bytes.last().is_some_and(|b| *b != b'\n'));
    u32::try_from(breaks + open).unwrap_or(u32::MAX)
}

/// Where a text lies: `len` bytes at `offset` of pack `pack`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Place {
    pub pack: u32,
    pub offset: u64,
    pub len: u32,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Content {
    Packed(Place),
    LeftOut(Reason),
}

/// One file of a snapshot.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Entry {
    #[serde(with = "shared_str")]
    pub path: Arc<str>,
    /// The file's name in the ranked index: the same while path, blob and attributes are, and
    /// never given to another file of the same index.
    pub id: u64,
    pub blob: BlobId,
    pub kind: FileKind,
    /// The attributes that decided, packed: a change of `.gitattributes` alone is seen by it.
    pub marks: u8,
    /// Bytes; 0 where it was not known without reading a file that is left out.
    pub size: u64,
    /// Of indexed text; 0 where left out.
    pub lines: u32,
    pub language: Option<Language>,
    pub content: Content,
    /// What was read off the text (`code`), in the same pack; `None` where it is not parsed.
    pub facts: Option<Place>,
    /// What ranking knows of it beside its words (`index::feature`), in the same pack; `None` until it
    /// has been read.
    pub features: Option<Place>,
}

impl Entry {
    pub const fn place(&self) -> Option<Place> {
        match self.content {
            Content::Packed(place) => Some(place),
            Content::LeftOut(_) => None,
        }
    }

    pub const fn left_out(&self) -> Option<Reason> {
        match self.content {
            Content::Packed(_) => None,
            Content::LeftOut(reason) => Some(reason),
        }
    }

    /// Whether an index that holds this entry holds `file` already.
    pub fn is_of(&self, file: &TreeFile) -> bool {
        *self.path == *file.path
            && self.blob == file.blob
            && self.kind == file.kind
            && self.marks == marks(file.attributes)
    }
}

pub fn marks(attributes: Attributes) -> u8 {
    let digit = |mark: Option<bool>| mark.map_or(0, |on| 1 + u8::from(on));
    digit(attributes.generated) + 3 * digit(attributes.vendored) + 9 * digit(attributes.binary)
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct PackInfo {
    pub number: u32,
    /// Bytes of the texts in it.
    pub text: u64,
    /// Bytes of what was read off texts.
    pub facts: u64,
    /// Bytes of the file; a shorter one is damaged.
    pub len: u64,
}

/// What was learned of an index's texts together.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Learned {
    /// Where the table lies; `None` where there was too little to learn from.
    pub table: Option<Place>,
    /// Bytes of text that there were.
    pub bytes: u64,
    /// Who taught it (`index::embedding::Teacher::mark`): another one's table is not used.
    pub by: Sha256Digest,
    /// Digest of what it was made of, or of itself: members of a group have the same one.
    pub of: Sha256Digest,
}

/// Everything a snapshot needs beside the packs and the source.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Default)]
pub struct Manifest {
    /// One more with each publication of an index.
    pub serial: u64,
    pub head: Head,
    /// Milliseconds since 1970, UTC.
    pub indexed_at: i64,
    /// Sorted by path bytes.
    pub entries: Vec<Entry>,
    pub packs: Vec<PackInfo>,
    pub next_id: u64,
    pub next_pack: u32,
    /// What was learned of the texts together (`index::embedding`); `None` until that was tried.
    pub learned: Option<Learned>,
    /// What can be read off the texts has been; else it is still to be done.
    pub parsed: bool,
    /// Files that have no UTF-8 path, which nothing here can name.
    pub unreadable_paths: u64,
}

/// What a snapshot holds, in numbers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Counts {
    pub files: u64,
    /// Bytes of indexed text.
    pub bytes: u64,
    pub lines: u64,
    /// In the order of `Reason::ALL`.
    pub left_out: [u64; Reason::ALL.len()],
    pub unreadable_paths: u64,
}

impl Counts {
    pub const fn of(&self, reason: Reason) -> u64 {
        self.left_out[reason as usize]
    }
}

impl Manifest {
    /// # Errors
    /// When the file cannot be read, is not a manifest of this version, or is damaged.
    pub fn read(path: &Path) -> Result<Self> {
        let bytes = std::fs::read(path).context(|| format!("cannot read `{}`", path.display()))?;
        let wrong = |what: &str| Error::failed(format!("`{}` {what}", path.display()));
        let (header, body) = bytes.split_at_checked(HEADER).ok_or_else(|| wrong("is cut short"))?;
        if &header[..8] != MAGIC {
            return Err(wrong("is not a manifest"));
        }
        if header[8..12] != VERSION.to_le_bytes() {
            return Err(wrong("is of another version"));
        }
        if header[12..16] != crc32fast::hash(body).to_le_bytes() {
            return Err(wrong("is damaged: its checksum does not match"));
        }
        postcard::from_bytes(body).context(|| format!("cannot decode `{}`", path.display()))
    }

    /// # Errors
    /// Any I/O error.
    pub fn write(&self, path: &Path) -> Result<()> {
        let mut bytes = Vec::with_capacity(HEADER + self.entries.len() * 96);
        bytes.extend_from_slice(MAGIC);
        bytes.extend_from_slice(&VERSION.to_le_bytes());
        bytes.extend_from_slice(&[0; 4]);
        let mut bytes = postcard::to_extend(self, bytes)
            .context(|| format!("cannot encode `{}`", path.display()))?;
        let sum = crc32fast::hash(&bytes[HEADER..]);
        bytes[12..HEADER].copy_from_slice(&sum.to_le_bytes());
        files::write_atomic(path, &bytes, Mode::Private)
    }

    pub fn counts(&self) -> Counts {
        let mut counts = Counts { unreadable_paths: self.unreadable_paths, ..Counts::default() };
        for entry in &self.entries {
            match entry.content {
                Content::Packed(_) => {
                    counts.files += 1;
                    counts.bytes += entry.size;
                    counts.lines += u64::from(entry.lines);
                }
                Content::LeftOut(reason) => counts.left_out[reason as usize] += 1,
            }
        }
        counts
    }

    pub fn find(&self, path: &str) -> Option<&Entry> {
        let at = self.entries.binary_search_by(|entry| (*entry.path).cmp(path)).ok()?;
        Some(&self.entries[at])
    }
}

/// `Arc<str>` as a plain string (serde's own support is behind a feature).
mod shared_str {
    use std::sync::Arc;

    use serde::{Deserialize, Deserializer, Serializer};

    pub fn serialize<S: Serializer>(text: &Arc<str>, to: S) -> Result<S::Ok, S::Error> {
        to.serialize_str(text)
    }

    pub fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<Arc<str>, D::Error> {
        Ok(Arc::from(<&str>::deserialize(from)?))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn file(path: &str, attributes: Attributes) -> TreeFile {
        TreeFile {
            path: path.to_owned(),
            blob: BlobId([1; 20]),
            kind: FileKind::File,
            size: None,
            attributes,
        }
    }

    #[test]
    fn rules_leave_files_out_in_their_order() {
        let none = Attributes::default();
        let reason = |path: &str, attributes, size| Reason::of_file(&file(path, attributes), size);
        assert_eq!(reason("a.rs", none, None), None);
        assert_eq!(reason("a.rs", none, Some(OVERSIZED)), None);
        assert_eq!(reason("a.rs", none, Some(OVERSIZED + 1)), Some(Reason::Oversized));
        assert_eq!(reason("x/node_modules/a/b.js", none, None), Some(Reason::Vendored));
        assert_eq!(reason("x/vendor", none, None), None, "a file of that name is not a folder");
        let kept = Attributes { vendored: Some(false), ..none };
        assert_eq!(reason("vendor/a.go", kept, None), None);
        let generated = Attributes { generated: Some(true), ..none };
        assert_eq!(reason("vendor/a.go", generated, None), Some(Reason::Generated));
        let binary = Attributes { binary: Some(true), ..generated };
        assert_eq!(reason("a.go", binary, None), Some(Reason::Binary));
        assert_eq!(Reason::of_content(b"a\0b"), Some(Reason::Binary));
        assert_eq!(Reason::of_content("ä".as_bytes()), None);
        let mut late = vec![b'a'; 9000];
        late[8500] = 0;
        assert_eq!(Reason::of_content(&late), None);
    }

    #[test]
    fn lines_are_counted_as_editors_do() {
        for (text, lines) in [("", 0), ("a", 1), ("a\n", 1), ("a\nb", 2), ("\n\n", 2)] {
            assert_eq!(count_lines(text.as_bytes()), lines, "{text:?}");
        }
    }

    #[test]
    fn marks_tell_attributes_apart() {
        let mut seen = std::collections::HashSet::new();
        let each = [None, Some(false), Some(true)];
        for generated in each {
            for vendored in each {
                for binary in each {
                    assert!(seen.insert(marks(Attributes { generated, vendored, binary })));
                }
            }
        }
    }

    #[test]
    fn a_manifest_survives_the_disk_and_damage_is_told() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("m");
        let entry = Entry {
            path: Arc::from("src/a.rs"),
            id: 7,
            blob: BlobId([3; 20]),
            kind: FileKind::File,
            marks: 5,
            size: 10,
            lines: 2,
            language: Some(Language::Rust),
            content: Content::Packed(Place { pack: 1, offset: 8, len: 10 }),
            facts: Some(Place { pack: 1, offset: 18, len: 5 }),
            features: Some(Place { pack: 1, offset: 23, len: 2 }),
        };
        let manifest = Manifest { entries: vec![entry], next_id: 8, ..Manifest::default() };
        manifest.write(&path).unwrap();
        assert_eq!(Manifest::read(&path).unwrap(), manifest);

        let good = std::fs::read(&path).unwrap();
        for at in 0..good.len() {
            let mut bad = good.clone();
            bad[at] ^= 0x40;
            std::fs::write(&path, &bad).unwrap();
            assert!(Manifest::read(&path).is_err(), "byte {at}");
            std::fs::write(&path, &good[..at]).unwrap();
            assert!(Manifest::read(&path).is_err(), "cut at {at}");
        }
    }
}
