//! Which files and chunks hold a report's words, and how much of them?

use std::collections::HashMap;
use std::hash::{BuildHasherDefault, Hasher};

use super::file::{B, K1, Weighed};
use super::text::{PARTS, Part, Report};
use crate::base::Result;
use crate::base::clock::Deadline;
use crate::index::View;
use crate::index::feature::hash;
use crate::index::rank::HitKind;
use crate::index::rank::gather::Parts;
use crate::index::rank::place::kind;
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

/// A map by a file's or a chunk's number. Such numbers are our own: nobody can choose them to collide.
pub type Map<V> = HashMap<u64, V, BuildHasherDefault<Mixed>>;

#[derive(Default)]
pub struct Mixed(u64);

impl Hasher for Mixed {
    fn write(&mut self, bytes: &[u8]) {
        for byte in bytes {
            self.write_u64(u64::from(*byte));
        }
    }

    /// Fibonacci hashing (Knuth, The Art of Computer Programming 3, 6.4), folded.
    fn write_u64(&mut self, number: u64) {
        let product = u128::from(self.0 ^ number) * 0x9e37_79b9_7f4a_7c15;
        self.0 = (product ^ (product >> 64)) as u64;
    }

    fn finish(&self) -> u64 {
        self.0
    }
}

fn key((part, (segment, doc)): (usize, Place)) -> u64 {
    ((part as u64) << 56) | ((segment as u64) << 32) | u64::from(doc)
}

/// A chunk's score for all words, and for the title's.
pub struct ChunkSum {
    pub place: (usize, Place),
    pub file: u64,
    pub all: f32,
    pub title: f32,
}

pub struct Walk<'v> {
    view: &'v View,
    pub sums: Map<Sum>,
    pub kinds: Map<(HitKind, f32)>,
    /// By `key`.
    pub chunks: Map<ChunkSum>,
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
    let mut walk = Walk {
        view,
        sums: Map::default(),
        kinds: Map::default(),
        chunks: Map::default(),
        average: 0.0,
        files: 0.0,
    };
    let code = view.snapshot().entries().iter().filter(|entry| entry.place().is_some());
    let (mut bytes, mut count) = (0.0, 0.0f32);
    for entry in code.filter(|entry| kind(entry) == HitKind::Code) {
        bytes += entry.size as f32;
        count += 1.0;
    }
    walk.files = count.max(1.0);
    walk.average = (bytes / walk.files).max(1.0);
    let average = (length / chunks).max(1.0);
    let mut left = POSTINGS;
    let mut words = Vec::with_capacity(rated.len());
    let mut tfs: Map<f32> = Map::default();
    let mut places: Vec<((usize, Place), u64, f32)> = Vec::new();
    for (_, held, weight, said) in rated {
        if held > left {
            continue;
        }
        left -= held;
        deadline.check()?;
        tfs.clear();
        places.clear();
        parts.each(body, &said.text, |place, file, times, length| {
            let times = times as f32;
            *tfs.entry(file).or_default() += times;
            let norm = K1 * (1.0 - B + B * length as f32 / average);
            places.push((place, file, times / (times + norm)));
        })?;
        let inside = tfs.keys().filter(|id| walk.kind(**id).0 == HitKind::Code).count() as f32;
        let rarity = (1.0 + (walk.files - inside + 0.5) / (inside + 0.5)).ln();
        let by_part = said.times.map(|times| if times > 0.0 { 1.0 + times.ln() } else { 0.0 });
        for (id, times) in &tfs {
            let (_, size) = walk.kind(*id);
            let value = rarity * times / (times + K1 * (1.0 - B + B * size / walk.average));
            let sum = walk.sums.entry(*id).or_default();
            sum.all += weight * value;
            for (sum, weight) in sum.parts.iter_mut().zip(by_part) {
                *sum += weight * value;
            }
        }
        for (place, file, value) in &places {
            let sum = walk.chunks.entry(key(*place)).or_insert(ChunkSum {
                place: *place,
                file: *file,
                all: 0.0,
                title: 0.0,
            });
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

impl<'v> Walk<'v> {
    fn kind(&mut self, id: u64) -> (HitKind, f32) {
        let view = self.view;
        *self.kinds.entry(id).or_insert_with(|| {
            let entry = view.snapshot().entry_of_id(id);
            entry.map_or((HitKind::Data, 1.0), |entry| (kind(entry), entry.size as f32))
        })
    }

    /// The best files of code, and the best of the others.
    pub fn best(&self) -> Vec<u64> {
        let mut code = Vec::new();
        let mut others = Vec::new();
        for (id, sum) in &self.sums {
            let (kind, _) = self.kinds.get(id).copied().unwrap_or((HitKind::Data, 1.0));
            if kind == HitKind::Code { &mut code } else { &mut others }.push((sum.all, *id));
        }
        for (all, most) in [(&mut code, FILES), (&mut others, OTHERS)] {
            all.sort_by(|a: &(f32, u64), b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
            all.truncate(most);
        }
        code.iter().chain(&others).map(|(_, id)| *id).collect()
    }
}
