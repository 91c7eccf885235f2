//! How is the ranked index kept? Tantivy's schema, its files, and one commit that names the manifest.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::{Arc, OnceLock};

use tantivy::columnar::ColumnValues;
use tantivy::directory::{Directory as _, META_LOCK};
use tantivy::index::SegmentComponent;
use tantivy::indexer::IndexWriterOptions;
use tantivy::merge_policy::LogMergePolicy;
use tantivy::schema::{
    FAST, Field, IndexRecordOption, NumericOptions, Schema, TextFieldIndexing, TextOptions,
};
use tantivy::tokenizer::TokenizerManager;
use tantivy::{
    DocId, DocSet as _, Index, IndexReader, IndexSettings, IndexWriter, ReloadPolicy, TERMINATED,
    TantivyDocument, Term,
};

use super::directory::Disk;
use super::rank::{Numbers, Said};
use super::reading::Reading;
use super::token::CodeTokenizer;
use crate::base::error::Context as _;
use crate::base::{Error, Result};

/// Of schema, tokenizer, chunks and packs: an index of another version is built anew.
pub const VERSION: u32 = 6;

const TOKENIZER: &str = "code";

/// One document is one chunk. Its text is not stored here (packs have it), nor positions. What is
/// known of the file as a whole is with its first chunk alone, so that a word of it counts once a
/// file, and its rarity is that among files.
#[derive(Clone)]
pub struct Fields {
    pub body: Field,
    /// The last three folders and the name.
    pub path: Field,
    /// The name without its extension; for names that say nothing (`mod.rs`) the folder too.
    pub stem: Field,
    /// What the file declares; of a document its headings.
    pub names: Field,
    /// Its comments and documentation strings.
    pub docs: Field,
    file_id: Field,
    start_line: Field,
    end_line: Field,
}

fn schema() -> (Schema, Fields) {
    let mut builder = Schema::builder();
    let text = TextOptions::default().set_indexing_options(
        TextFieldIndexing::default()
            .set_tokenizer(TOKENIZER)
            .set_index_option(IndexRecordOption::WithFreqs),
    );
    let fields = Fields {
        body: builder.add_text_field("body", text.clone()),
        path: builder.add_text_field("path", text.clone()),
        stem: builder.add_text_field("stem", text.clone()),
        names: builder.add_text_field("names", text.clone()),
        docs: builder.add_text_field("docs", text),
        file_id: builder
            .add_u64_field("file_id", NumericOptions::default().set_indexed().set_fast()),
        start_line: builder.add_u64_field("start_line", FAST),
        end_line: builder.add_u64_field("end_line", FAST),
    };
    (builder.build(), fields)
}

fn tokenizers() -> TokenizerManager {
    // With tantivy's own, which it asks for even where a field has no text.
    let manager = TokenizerManager::default();
    manager.register(TOKENIZER, CodeTokenizer);
    manager
}

/// An index on disk, or in memory for uncommitted files.
pub struct Store {
    /// `None` in memory.
    dir: Option<PathBuf>,
    index: Index,
    reader: IndexReader,
    fields: Fields,
}

/// What a writer may use.
#[derive(Debug, Clone, Copy)]
pub struct Limits {
    pub memory_mb: usize,
    pub threads: usize,
}

impl Store {
    /// A new, empty index in `dir`, which must exist and be empty.
    ///
    /// # Errors
    /// Any I/O error.
    pub fn create(dir: &Path) -> Result<Self> {
        let act = || format!("cannot create an index in `{}`", dir.display());
        let directory = Disk::open(dir).context(act)?;
        let mut index =
            Index::create(directory, schema().0, IndexSettings::default()).context(act)?;
        index.set_tokenizers(tokenizers());
        Self::of(index, Some(dir)).context(act)
    }

    /// # Errors
    /// When there is none, or it is damaged or of another schema.
    pub fn open(dir: &Path) -> Result<Self> {
        let act = || format!("cannot open the index in `{}`", dir.display());
        let directory = Disk::open(dir).context(act)?;
        let mut index = Index::open(directory).context(act)?;
        index.set_tokenizers(tokenizers());
        if index.schema() != schema().0 {
            return Err(Error::failed(format!(
                "the index in `{}` has another schema",
                dir.display()
            )));
        }
        let store = Self::of(index, Some(dir)).context(act)?;
        let missing = store.required().context(act)?.into_iter().find(|f| !dir.join(f).exists());
        match missing {
            Some(file) => Err(Error::failed(format!(
                "the index in `{}` has lost `{}`",
                dir.display(),
                file.display()
            ))),
            None => Ok(store),
        }
    }

    pub fn in_memory() -> Result<Self> {
        let act = || "cannot create an index in memory".to_owned();
        let index = Index::builder()
            .schema(schema().0)
            .tokenizers(tokenizers())
            .create_in_ram()
            .context(act)?;
        Self::of(index, None).context(act)
    }

    fn of(index: Index, dir: Option<&Path>) -> tantivy::Result<Self> {
        let reader = index
            .reader_builder()
            .reload_policy(ReloadPolicy::Manual)
            .doc_store_cache_num_blocks(0)
            .try_into()?;
        Ok(Self { dir: dir.map(Path::to_owned), index, reader, fields: schema().1 })
    }

    /// The payload of the last commit: what `Writer::commit` was given.
    ///
    /// # Errors
    /// When the index's own list of files cannot be read.
    pub fn payload(&self) -> Result<Option<String>> {
        Ok(self.index.load_metas().context(|| "cannot read the index".to_owned())?.payload)
    }

    /// The last commit's state.
    ///
    /// # Errors
    /// When a file of it is missing or damaged.
    pub fn searcher(&self) -> Result<Searcher> {
        let act = || "cannot read the index".to_owned();
        self.reader.reload().context(act)?;
        Searcher::new(self.reader.searcher(), self.fields.clone()).context(act)
    }

    /// Compares every file of the index with its checksum.
    pub fn is_sound(&self) -> bool {
        let directory = self.index.directory();
        self.required().is_ok_and(|files| {
            files.iter().all(|file| directory.validate_checksum(file).unwrap_or(false))
        })
    }

    /// The files that a reader needs. Tantivy opens an index of which some are missing, and fails
    /// later.
    fn required(&self) -> tantivy::Result<Vec<PathBuf>> {
        let metas = self.index.load_metas()?;
        let mut files = Vec::new();
        for segment in &metas.segments {
            let parts = [
                SegmentComponent::Postings,
                SegmentComponent::Positions,
                SegmentComponent::Terms,
                SegmentComponent::FastFields,
                SegmentComponent::FieldNorms,
                SegmentComponent::Store,
            ];
            let deletes = segment.has_deletes().then_some(SegmentComponent::Delete);
            files.extend(parts.into_iter().chain(deletes).map(|part| segment.relative_path(part)));
        }
        Ok(files)
    }

    /// Bytes on disk of what the last commit names. What it replaced goes when tantivy gets to it.
    ///
    /// # Errors
    /// When the list of segments cannot be read.
    pub fn bytes(&self) -> Result<u64> {
        let Some(dir) = &self.dir else { return Ok(0) };
        let metas = self.index.load_metas().context(|| "cannot weigh the index".to_owned())?;
        let files = metas.list_segment_files();
        Ok(files.iter().filter_map(|file| fs::metadata(dir.join(file)).ok()).map(|m| m.len()).sum())
    }

    /// Removes files that no commit names: those of a writer that was killed would take up space,
    /// and stand in the way of files with the same names.
    fn sweep(&self) -> tantivy::Result<()> {
        // Held by readers of other processes between reading the list and opening what it names.
        let _reading = self.index.directory().acquire_lock(&META_LOCK)?;
        let metas = self.index.load_metas()?;
        let named = metas.list_segment_files();
        let Some(dir) = &self.dir else { return Ok(()) };
        for file in fs::read_dir(dir)?.flatten() {
            let name = PathBuf::from(file.file_name());
            // Tantivy's files are `<segment>.<part>`, where the segment is 32 hex digits.
            let of_segment = name.to_str().is_some_and(|name| name.find('.') == Some(32));
            if of_segment && !named.contains(&name) {
                fs::remove_file(file.path())?;
            }
        }
        Ok(())
    }

    /// # Errors
    /// When another writer is at work.
    pub fn writer(&self, limits: Limits) -> Result<Writer> {
        self.sweep().context(|| "cannot clear the index of what nothing names".to_owned())?;
        const SMALLEST: usize = 15 << 20;
        let threads = limits.threads.clamp(1, 8);
        let options = IndexWriterOptions::builder()
            .memory_budget_per_thread((limits.memory_mb * (1 << 20) / threads).max(SMALLEST))
            .num_worker_threads(threads)
            .num_merge_threads(1)
            .build();
        let inner: IndexWriter = self
            .index
            .writer_with_options(options)
            .context(|| "cannot write to the index".to_owned())?;
        let mut merges = LogMergePolicy::default();
        // A commit of one file makes a segment of a few chunks: such are joined among themselves,
        // and never drag the large ones along.
        merges.set_min_layer_size(256);
        merges.set_del_docs_ratio_before_merge(0.3);
        inner.set_merge_policy(Box::new(merges));
        Ok(Writer { inner, fields: self.fields.clone() })
    }
}

/// Changes that become visible together at `commit`. Its methods may be called from many threads.
pub struct Writer {
    inner: IndexWriter,
    fields: Fields,
}

impl Writer {
    /// Adds a file; waits while the queue before tantivy's own threads is full.
    ///
    /// # Errors
    /// When a writing thread has failed.
    pub fn add(&self, id: u64, path: &str, reading: &Reading<'_>) -> Result<()> {
        for (at, chunk) in reading.chunks.iter().enumerate() {
            let mut doc = TantivyDocument::new();
            doc.add_u64(self.fields.file_id, id);
            doc.add_u64(self.fields.start_line, u64::from(chunk.start_line));
            doc.add_u64(self.fields.end_line, u64::from(chunk.end_line));
            doc.add_text(self.fields.body, chunk.text);
            if at == 0 {
                let (path, stem) = path_words(path);
                doc.add_text(self.fields.path, path);
                doc.add_text(self.fields.stem, stem);
                doc.add_text(self.fields.names, &reading.names);
                doc.add_text(self.fields.docs, &reading.docs);
            }
            self.inner.add_document(doc).context(|| format!("cannot index `{path}`"))?;
        }
        Ok(())
    }

    /// Forgets every file.
    ///
    /// # Errors
    /// When a writing thread has failed.
    pub fn clear(&self) -> Result<()> {
        self.inner.delete_all_documents().context(|| "cannot clear the index".to_owned())?;
        Ok(())
    }

    pub fn remove(&self, id: u64) {
        self.inner.delete_term(Term::from_field_u64(self.fields.file_id, id));
    }

    /// Makes all changes durable, in one step with `payload`.
    ///
    /// # Errors
    /// Any I/O error; the commit before then stays.
    pub fn commit(&mut self, payload: &str) -> Result<()> {
        let act = || "cannot commit the index".to_owned();
        let mut commit = self.inner.prepare_commit().context(act)?;
        commit.set_payload(payload);
        commit.commit().context(act)?;
        Ok(())
    }

    /// Lets merges that have begun come to their end.
    ///
    /// # Errors
    /// When one of them failed; what was committed is not touched by that.
    pub fn settle(self) -> Result<()> {
        self.inner.wait_merging_threads().context(|| "cannot merge the index".to_owned())
    }
}

/// What the fields `path` and `stem` hold for a path.
fn path_words(path: &str) -> (String, String) {
    let parts: Vec<&str> = path.split('/').collect();
    let shown = parts[parts.len().saturating_sub(4)..].join(" ");
    let name = parts.last().copied().unwrap_or_default();
    let stem = name.rsplit_once('.').map_or(name, |(stem, _)| stem);
    let says_nothing = matches!(
        stem,
        "mod" | "lib" | "main" | "index" | "init" | "__init__" | "README" | "package"
    );
    let stem = match (says_nothing, parts.len().checked_sub(2)) {
        (true, Some(folder)) => format!("{stem} {}", parts[folder]),
        _ => stem.to_owned(),
    };
    (shown, stem)
}

/// A committed state, ready to be searched; cheap to clone.
#[derive(Clone)]
pub struct Searcher {
    pub inner: tantivy::Searcher,
    pub fields: Fields,
    segments: Arc<[Columns]>,
    files: Arc<Files>,
}

/// A document of a searcher: its segment, and its number there.
pub type Place = (usize, DocId);

/// The files that are in it.
#[derive(Default)]
struct Files {
    by_id: foldhash::HashMap<u64, First>,
    /// Documents that carry a path, deleted ones included (as tantivy counts all documents).
    firsts: u64,
    numbers: OnceLock<Numbers>,
}

/// A file's first chunk, and what its path says, once that was asked.
struct First {
    place: Place,
    said: OnceLock<Box<Said>>,
}

/// What is asked of each hit, opened once.
struct Columns {
    file_id: Arc<dyn ColumnValues<u64>>,
    start_line: Arc<dyn ColumnValues<u64>>,
    end_line: Arc<dyn ColumnValues<u64>>,
}

impl Searcher {
    fn new(inner: tantivy::Searcher, fields: Fields) -> tantivy::Result<Self> {
        let mut segments = Vec::new();
        let mut files = Files::default();
        for (segment, reader) in inner.segment_readers().iter().enumerate() {
            let alive = reader.alive_bitset();
            let fast = reader.fast_fields();
            let columns = Columns {
                file_id: fast.u64("file_id")?.first_or_default_col(0),
                start_line: fast.u64("start_line")?.first_or_default_col(0),
                end_line: fast.u64("end_line")?.first_or_default_col(0),
            };
            for doc in 0..reader.max_doc() {
                if columns.start_line.get_val(doc) != 1 {
                    continue;
                }
                files.firsts += 1;
                if alive.is_none_or(|alive| alive.is_alive(doc)) {
                    let known = files.by_id.entry(columns.file_id.get_val(doc));
                    // An overlong first line is cut into several chunks: the first of them counts.
                    let place = (segment, doc);
                    known.or_insert_with(|| First { place, said: OnceLock::new() });
                }
            }
            segments.push(columns);
        }
        Ok(Self { inner, fields, segments: segments.into(), files: Arc::new(files) })
    }

    pub fn same_segments(&self, other: &Self) -> bool {
        self.inner.generation().segments() == other.inner.generation().segments()
    }

    pub fn firsts(&self) -> u64 {
        self.files.firsts
    }

    /// The document that carries what is known of the file as a whole.
    pub fn first(&self, id: u64) -> Option<Place> {
        self.files.by_id.get(&id).map(|first| first.place)
    }

    /// What the path of a file says; `None` for a file that is not in it.
    ///
    /// # Errors
    /// What `make` fails with.
    pub fn said(&self, id: u64, make: impl FnOnce() -> Result<Said>) -> Result<Option<&Said>> {
        let Some(first) = self.files.by_id.get(&id) else { return Ok(None) };
        if first.said.get().is_none() {
            // Of two who make it at once the first is kept: they are equal.
            let _ = first.said.set(Box::new(make()?));
        }
        Ok(first.said.get().map(|said| &**said))
    }

    /// Its files by number, which are made once.
    pub fn numbers(&self, make: impl FnOnce() -> Numbers) -> &Numbers {
        self.files.numbers.get_or_init(make)
    }

    /// A file's chunks, `limit` at the most.
    ///
    /// # Errors
    /// When a file of the index cannot be read.
    pub fn of_file(&self, id: u64, limit: usize) -> tantivy::Result<Vec<Place>> {
        let term = Term::from_field_u64(self.fields.file_id, id);
        let mut all = Vec::new();
        for (segment, reader) in self.inner.segment_readers().iter().enumerate() {
            let inverted = reader.inverted_index(self.fields.file_id)?;
            let Some(mut postings) = inverted.read_postings(&term, IndexRecordOption::Basic)?
            else {
                continue;
            };
            let alive = reader.alive_bitset();
            while postings.doc() != TERMINATED && all.len() < limit {
                if alive.is_none_or(|alive| alive.is_alive(postings.doc())) {
                    all.push((segment, postings.doc()));
                }
                postings.advance();
            }
        }
        Ok(all)
    }

    pub fn file_id(&self, segment: usize, doc: u32) -> u64 {
        self.segments[segment].file_id.get_val(doc)
    }

    /// First and last line of a chunk.
    pub fn lines(&self, segment: usize, doc: u32) -> (u32, u32) {
        let columns = &self.segments[segment];
        let line = |column: &Arc<dyn ColumnValues<u64>>| {
            u32::try_from(column.get_val(doc)).unwrap_or(u32::MAX)
        };
        (line(&columns.start_line), line(&columns.end_line))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_gives_its_folders_and_a_stem_that_says_something() {
        let words = |path| path_words(path);
        assert_eq!(words("a/b/c/d/e.rs"), ("b c d e.rs".to_owned(), "e".to_owned()));
        assert_eq!(words("src/index/mod.rs").1, "mod index");
        assert_eq!(words("mod.rs").1, "mod");
        assert_eq!(words("Makefile"), ("Makefile".to_owned(), "Makefile".to_owned()));
    }

    #[test]
    fn a_commit_carries_its_payload_and_removal_removes() {
        let dir = tempfile::tempdir().unwrap();
        let store = Store::create(dir.path()).unwrap();
        let mut writer = store.writer(Limits { memory_mb: 16, threads: 1 }).unwrap();
        writer.add(1, "a.rs", &Reading::plain("fn alpha() {}")).unwrap();
        writer.add(2, "b.rs", &Reading::plain("fn beta() {}")).unwrap();
        writer.commit("one").unwrap();
        writer.remove(1);
        writer.commit("two").unwrap();
        writer.settle().unwrap();
        let store = Store::open(dir.path()).unwrap();
        assert_eq!(store.payload().unwrap().as_deref(), Some("two"));
        assert_eq!(store.searcher().unwrap().inner.num_docs(), 1);
    }
}
