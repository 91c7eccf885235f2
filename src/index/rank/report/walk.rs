//! Which files and chunks hold a report's words, and how much of them?

use tantivy::fieldnorm::FieldNormReader;
use tantivy::postings::Postings as _;
use tantivy::{DocSet as _, TERMINATED};

use super::file::{B, K1, Weighed};
use super::text::{PARTS, Part, Report};
use crate::base::Result;
use crate::base::clock::Deadline;
use crate::index::View;
use crate::index::feature::hash;
use crate::index::rank::gather::{Opened, Parts};
use crate::index::rank::number::Numbered;
use crate::index::rank::{HitKind, Numbers};
use crate::index::store::Place;

/// Words that are searched, and their places in the index that are looked at: the rarest words first.
const SEARCHED: usize = 120;
const POSTINGS: usize = 400_000;
/// Files of code that are weighed further, and others.
const FILES: usize = 150;
const OTHERS: usize = 25;
/// How much more often than the rest a title is counted.
const TITLE: f32 = 3.0;

/// A file's score while words are walked: of all words, and of each part's.
#[derive(Clone, Copy, Default)]
pub struct Sum {
    pub all: f32,
    pub parts: [f32; PARTS],
}

/// A chunk's score for all words, and for the title's.
#[derive(Clone, Copy, Default)]
pub struct ChunkSum {
    pub all: f32,
    pub title: f32,
}

pub struct Walk<'v> {
    numbers: Vec<&'v Numbers>,
    /// Of each part its files, of all parts one behind the other; and the first document of each segment.
    starts: Vec<(usize, Vec<usize>)>,
    sums: Vec<Sum>,
    chunks: Vec<ChunkSum>,
    average: f32,
    files: f32,
}

/// BM25 of every file and of every chunk that hold a word: files whole, as the sum of their chunks.
pub fn walk<'v>(
    view: &'v View,
    parts: &Parts<'v>,
    report: &Report,
    deadline: &Deadline,
) -> Result<(Vec<Weighed>, Walk<'v>)> {
    let body = parts.fields().body;
    let chunks = parts.chunks() as f32;
    let mut rated = Vec::new();
    for said in &report.words {
        let held = parts.frequency(body, &said.text)? as f32;
        let [title, prose, code] = said.times;
        let times = TITLE * title + prose + code;
        let weight = 1.0 + times.max(1.0).ln();
        let rarity = (1.0 + (chunks - held + 0.5) / (held + 0.5)).ln();
        if held > 0.0 {
            rated.push((rarity * weight, held as usize, weight, said));
        }
    }
    rated.sort_by(|a, b| b.0.total_cmp(&a.0).then_with(|| a.3.text.cmp(&b.3.text)));
    rated.truncate(SEARCHED);
    let length = parts.length(body)? as f32;
    let mut walk = Walk::new(parts.numbers(view));
    let mut counter = Counter::new(parts, &walk, (length / chunks).max(1.0));
    let mut left = POSTINGS;
    let mut words = Vec::with_capacity(rated.len());
    for (_, held, weight, said) in rated {
        if held > left {
            continue;
        }
        left -= held;
        deadline.check()?;
        counter.count(parts, &walk, &said.text)?;
        let inside = counter.files.iter().filter(|file| walk.file(**file).kind == HitKind::Code);
        let inside = inside.count() as f32;
        let rarity = (1.0 + (walk.files - inside + 0.5) / (inside + 0.5)).ln();
        let by_part = said.times.map(|times| if times > 0.0 { 1.0 + times.ln() } else { 0.0 });
        for file in &counter.files {
            let times = std::mem::take(&mut counter.times[*file as usize]);
            let size = walk.file(*file).size;
            let value = rarity * times / (times + K1 * (1.0 - B + B * size / walk.average));
            let sum = &mut walk.sums[*file as usize];
            sum.all += weight * value;
            for (sum, weight) in sum.parts.iter_mut().zip(by_part) {
                *sum += weight * value;
            }
        }
        for (chunk, value) in &counter.chunks {
            let sum = &mut walk.chunks[*chunk as usize];
            sum.all += weight * rarity * value;
            sum.title += by_part[Part::Title as usize] * rarity * value;
        }
        words.push(Weighed {
            text: said.text.clone(),
            hash: hash(&said.text),
            rarity,
            said: weight,
            by_part,
        });
    }
    Ok((words, walk))
}

/// Where one word stands.
struct Counter {
    /// What is in scope of each part's files; `None`: all of them.
    scopes: Vec<Option<Vec<bool>>>,
    /// For each of tantivy's steps of a chunk's length what BM25 sets against a word's number.
    norms: [f32; 256],
    /// Of each file how often; 0 between words.
    times: Vec<f32>,
    /// The files where it stands, and the chunks with their part of BM25's sum.
    files: Vec<u32>,
    chunks: Vec<(u32, f32)>,
}

impl Counter {
    fn new(parts: &Parts<'_>, walk: &Walk<'_>, average: f32) -> Self {
        let norm = |step: usize| {
            let length = FieldNormReader::id_to_fieldnorm(step as u8);
            K1 * (1.0 - B + B * length as f32 / average)
        };
        let scope = |(part, numbers): (usize, &&Numbers)| parts.scope(part, numbers);
        Self {
            scopes: walk.numbers.iter().enumerate().map(scope).collect(),
            norms: std::array::from_fn(norm),
            times: vec![0.0; walk.sums.len()],
            files: Vec::new(),
            chunks: Vec::new(),
        }
    }

    fn count(&mut self, parts: &Parts<'_>, walk: &Walk<'_>, word: &str) -> Result<()> {
        self.files.clear();
        self.chunks.clear();
        for (part, segment) in parts.segments() {
            let Some(opened) = parts.open((part, segment), parts.fields().body, word)? else {
                continue;
            };
            let Opened { mut postings, lengths, alive } = opened;
            let scope = self.scopes[part].as_deref();
            let numbers = walk.numbers[part].of_segment(segment);
            let (first_file, first_chunk) = (walk.starts[part].0, walk.starts[part].1[segment]);
            let mut doc = postings.doc();
            while doc != TERMINATED {
                let number = numbers[doc as usize] as usize;
                if alive.is_none_or(|alive| alive.is_alive(doc)) && scope.is_none_or(|s| s[number])
                {
                    let (file, times) = (first_file + number, postings.term_freq() as f32);
                    if self.times[file] == 0.0 {
                        self.files.push(file as u32);
                    }
                    self.times[file] += times;
                    let norm = self.norms[usize::from(lengths.fieldnorm_id(doc))];
                    self.chunks.push(((first_chunk + doc as usize) as u32, times / (times + norm)));
                }
                doc = postings.advance();
            }
        }
        Ok(())
    }
}

impl<'v> Walk<'v> {
    fn new(numbers: Vec<&'v Numbers>) -> Self {
        let (mut files, mut chunks) = (0, 0);
        let starts = numbers.iter().map(|numbers| {
            let first = files;
            files += numbers.files().len();
            let segments = numbers.segments().map(|documents| {
                chunks += documents;
                chunks - documents
            });
            (first, segments.collect())
        });
        let starts = starts.collect();
        // What is seen as a whole is the last part's.
        let (count, bytes) = numbers.last().map_or((0.0, 0.0), |numbers| numbers.code);
        let count = count.max(1.0);
        Self {
            sums: vec![Sum::default(); files],
            chunks: vec![ChunkSum::default(); chunks],
            average: (bytes / count).max(1.0),
            files: count,
            numbers,
            starts,
        }
    }

    fn file(&self, file: u32) -> Numbered {
        let part = self.starts.partition_point(|(first, _)| *first <= file as usize) - 1;
        self.numbers[part].files()[file as usize - self.starts[part].0]
    }

    /// The number of a file; `None` where nothing of it is indexed.
    pub fn number(&self, parts: &Parts<'_>, id: u64) -> Option<usize> {
        let (part, place) = parts.first(id)?;
        Some(self.starts[part].0 + self.numbers[part].of(place))
    }

    /// How many files there are numbers for.
    pub fn len(&self) -> usize {
        self.sums.len()
    }

    /// By a file's number.
    pub fn sum(&self, file: usize) -> Sum {
        self.sums[file]
    }

    /// The kind of a file that holds a word.
    pub fn kind(&self, parts: &Parts<'_>, id: u64) -> Option<HitKind> {
        let file = self.number(parts, id).filter(|file| self.sums[*file].all > 0.0)?;
        Some(self.file(file as u32).kind)
    }

    /// Tells `take` of each chunk that holds a word: the number of its file, its place, its sums.
    pub fn each_chunk(&self, mut take: impl FnMut(usize, (usize, Place), ChunkSum)) {
        for (part, (numbers, (first, starts))) in self.numbers.iter().zip(&self.starts).enumerate()
        {
            for (segment, start) in starts.iter().enumerate() {
                let files = numbers.of_segment(segment);
                let sums = &self.chunks[*start..start + files.len()];
                for (doc, (file, sum)) in files.iter().zip(sums).enumerate() {
                    if sum.all > 0.0 {
                        take(first + *file as usize, (part, (segment, doc as u32)), *sum);
                    }
                }
            }
        }
    }

    /// The best files of code, and the best of the others.
    pub fn best(&self) -> Vec<u64> {
        let mut code = Vec::new();
        let mut others = Vec::new();
        let files = self.numbers.iter().flat_map(|numbers| numbers.files());
        for (file, sum) in files.zip(&self.sums).filter(|(_, sum)| sum.all > 0.0) {
            let list = if file.kind == HitKind::Code { &mut code } else { &mut others };
            list.push((sum.all, file.id));
        }
        for (all, most) in [(&mut code, FILES), (&mut others, OTHERS)] {
            let better = |a: &(f32, u64), b: &(f32, u64)| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1));
            if all.len() > most {
                all.select_nth_unstable_by(most, better);
                all.truncate(most);
            }
        }
        code.iter().chain(&others).map(|(_, id)| *id).collect()
    }
}
