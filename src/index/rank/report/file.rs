//! Which files does a report speak of? Each candidate gets a row of features, as in `rank::score`, but of what reports hold:
//! their words over whole files, and what they name, quote and trace.

use std::collections::HashMap;

use tantivy::schema::Field;

use super::text::{Named, PARTS, Part, Report, WAYS};
use super::walk::{Sum, Walk, walk};
use crate::base::Result;
use crate::base::clock::Deadline;
use crate::index::View;
use crate::index::feature::whole;
use crate::index::rank::HitKind;
use crate::index::rank::gather::Parts;
use crate::index::rank::place::{is_derived, kind, stem};
use crate::index::rank::question::{Mention, last_of};
use crate::index::store::Place;
use crate::index::token::words;
use crate::workspace::manifest::Entry;

macro_rules! features {
    ($($variant:ident $name:literal;)*) => {
        /// What is known of a file.
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub enum Feature { $($variant),* }
        pub const NAMES: &[&str] = &[$($name),*];
        pub const COUNT: usize = NAMES.len();
    };
}

features! {
    All "all words";
    Title "title";
    Prose "prose";
    Code "code";
    Chunk "best chunk";
    TitleChunk "best chunk for title";
    Path "path";
    TitlePath "path in title";
    Declared "declared";
    TitleDeclared "declared in title";
    Docs "docs";
    StemBack "stem back";
    NamedTitle "named in title";
    NamedMarked "named in prose";
    NamedCode "named in code";
    NamedBest "best name";
    NamedShare "share of names";
    Folder "folder";
    Mentioned "mentioned";
    Module "module";
    Frame "frame";
    LastFrame "last frame";
    Quoted "quoted";
    Test "test";
    Document "document";
    Data "data";
    Aside "aside";
    Derived "derived";
    Package "package file";
    Length "length";
    Depth "depth";
    Known "known";
}

pub type Values = [f32; COUNT];

/// A word of the report, weighed against the index.
pub struct Weighed {
    pub text: String,
    pub hash: u32,
    /// How rare it is among files of code.
    pub rarity: f32,
    /// How much the whole report says it, and how much each part.
    pub said: f32,
    pub by_part: [f32; PARTS],
}

/// A name of the report that something here bears.
pub struct Borne<'r> {
    pub named: &'r Named,
    /// As records know whole names.
    pub hash: u32,
    /// 1 for a name that one file declares.
    pub rarity: f32,
}

/// A chunk's lines, and its scores for all words and for the title.
type Scored = ((u32, u32), f32, f32);

pub struct Candidate<'v> {
    pub entry: &'v Entry,
    pub row: Values,
    pub score: f32,
    /// The last line of it that a trace names.
    pub line: Option<u32>,
    /// What runs in its frames: the last first.
    pub frames: Vec<(u32, u32)>,
    /// Of its chunks: lines, score for all words, for the title.
    pub chunks: Vec<Scored>,
}

/// What was found in the whole index.
pub struct Found<'v, 'r> {
    pub words: Vec<Weighed>,
    pub names: Vec<Borne<'r>>,
    pub candidates: Vec<Candidate<'v>>,
}

/// A name that more files bear says nothing.
const BORNE: usize = 60;
/// BM25's constants, as tantivy has them.
pub const K1: f32 = 1.2;
pub const B: f32 = 0.75;

pub fn candidates<'v, 'r>(
    view: &'v View,
    parts: &Parts<'v>,
    report: &'r Report,
    weights: &Values,
    deadline: &Deadline,
) -> Result<Found<'v, 'r>> {
    let (words, walk) = walk(view, parts, report, deadline)?;
    deadline.check()?;
    let (names, bearers) = borne(parts, report, &walk)?;
    let mentioned = mentioned(view, parts, report);
    let mut chosen = walk.best();
    chosen.extend(mentioned.iter().filter(|(_, m)| m.sure()).map(|(id, _)| *id));
    chosen.extend(bearers.iter().filter(|(_, b)| b.best >= 0.6).map(|(id, _)| *id));
    chosen.sort_unstable();
    chosen.dedup();
    let mut all: Vec<Candidate<'v>> = chosen
        .into_iter()
        .filter_map(|id| {
            let entry = view.snapshot().entry_of_id(id)?;
            entry.place()?;
            Some(Candidate {
                entry,
                row: [0.0; COUNT],
                score: 0.0,
                line: None,
                frames: Vec::new(),
                chunks: Vec::new(),
            })
        })
        .collect();
    by_words(parts, &walk, &mut all);
    by_fields(parts, &words, &mut all)?;
    let said: f32 = names.iter().map(|name| name.rarity).sum();
    for candidate in &mut all {
        if let Some(found) = mentioned.get(&candidate.entry.id) {
            found.tell(candidate, report.frames.len());
        }
        if let Some(found) = bearers.get(&candidate.entry.id) {
            let row = &mut candidate.row;
            for (way, feature) in [Feature::NamedTitle, Feature::NamedMarked, Feature::NamedCode]
                .into_iter()
                .enumerate()
            {
                row[feature as usize] = 1.0 - (-found.ways[way]).exp();
            }
            row[Feature::NamedBest as usize] = found.best;
            row[Feature::NamedShare as usize] = found.sum / said.max(f32::MIN_POSITIVE);
        }
    }
    by_path(parts, &words, &mut all)?;
    by_quotes(view, report, &mut all)?;
    by_folder(&mut all);
    for candidate in &mut all {
        candidate.score = candidate.row.iter().zip(weights).map(|(v, w)| v * w).sum();
    }
    all.sort_by(|a, b| b.score.total_cmp(&a.score).then_with(|| a.entry.path.cmp(&b.entry.path)));
    Ok(Found { words, names, candidates: all })
}

fn set(all: &mut [Candidate<'_>], feature: Feature, values: &[f32]) {
    let best = values.iter().copied().fold(f32::MIN_POSITIVE, f32::max);
    for (candidate, value) in all.iter_mut().zip(values) {
        candidate.row[feature as usize] = value / best;
    }
}

fn by_words(parts: &Parts<'_>, walk: &Walk<'_>, all: &mut [Candidate<'_>]) {
    let mut sums = vec![Sum::default(); all.len()];
    let mut at = vec![usize::MAX; walk.len()];
    for (which, candidate) in all.iter().enumerate() {
        if let Some(file) = walk.number(parts, candidate.entry.id) {
            (at[file], sums[which]) = (which, walk.sum(file));
        }
    }
    walk.each_chunk(|file, (part, place), sum| {
        if let Some(candidate) = all.get_mut(at[file]) {
            candidate.chunks.push((parts.lines(part, place), sum.all, sum.title));
        }
    });
    let column = |get: &dyn Fn(&Sum) -> f32| sums.iter().map(get).collect::<Vec<f32>>();
    set(all, Feature::All, &column(&|sum| sum.all));
    set(all, Feature::Title, &column(&|sum| sum.parts[Part::Title as usize]));
    set(all, Feature::Prose, &column(&|sum| sum.parts[Part::Prose as usize]));
    set(all, Feature::Code, &column(&|sum| sum.parts[Part::Code as usize]));
    let best = |get: &dyn Fn(&Scored) -> f32| -> Vec<f32> {
        all.iter().map(|c| c.chunks.iter().map(get).fold(0.0, f32::max)).collect()
    };
    let (chunk, title) = (best(&|chunk| chunk.1), best(&|chunk| chunk.2));
    set(all, Feature::Chunk, &chunk);
    set(all, Feature::TitleChunk, &title);
    for candidate in all.iter_mut() {
        candidate.chunks.sort_by_key(|chunk| chunk.0);
    }
}

/// Fields with their boosts, the feature that they make, and the one that they make for the title.
type Group<'a> = (&'a [(Field, f32)], Feature, Option<Feature>);

/// BM25 over paths, declared names and comments, for all words and for the title's.
fn by_fields(parts: &Parts<'_>, words: &[Weighed], all: &mut [Candidate<'_>]) -> Result<()> {
    let mut firsts: Vec<((usize, Place), usize)> = all
        .iter()
        .enumerate()
        .filter_map(|(at, candidate)| Some((parts.first(candidate.entry.id)?, at)))
        .collect();
    firsts.sort_unstable();
    let places: Vec<(usize, Place)> = firsts.iter().map(|(place, _)| *place).collect();
    let fields = parts.fields();
    let files = parts.files() as f32;
    let texts: Vec<&str> = words.iter().map(|word| word.text.as_str()).collect();
    let (mut whole, mut title) = (vec![0.0f32; all.len()], vec![0.0f32; all.len()]);
    let groups: [Group<'_>; 3] = [
        (&[(fields.path, 0.4), (fields.stem, 0.6)], Feature::Path, Some(Feature::TitlePath)),
        (&[(fields.names, 1.0)], Feature::Declared, Some(Feature::TitleDeclared)),
        (&[(fields.docs, 1.0)], Feature::Docs, None),
    ];
    for (fields, feature, of_title) in groups {
        whole.fill(0.0);
        title.fill(0.0);
        for (field, boost) in fields {
            let average = (parts.length(*field)? as f32 / files).max(1.0);
            parts.occurrences(*field, &texts, &places, |word, doc, times, length| {
                let (times, file, word) = (times as f32, firsts[doc].1, &words[word]);
                let norm = K1 * (1.0 - B + B * length as f32 / average);
                let value = boost * word.rarity * times / (times + norm);
                whole[file] += word.said * value;
                title[file] += word.by_part[Part::Title as usize] * value;
            })?;
        }
        set(all, feature, &whole);
        if let Some(of_title) = of_title {
            set(all, of_title, &title);
        }
    }
    Ok(())
}

/// What a file bears of the report's names.
#[derive(Clone, Copy, Default)]
pub struct Bears {
    ways: [f32; WAYS],
    sum: f32,
    best: f32,
}

/// The names that something declares, and of each file how many of them.
fn borne<'r>(
    parts: &Parts<'_>,
    report: &'r Report,
    walk: &Walk<'_>,
) -> Result<(Vec<Borne<'r>>, HashMap<u64, Bears>)> {
    let field = parts.fields().names;
    let mut names = Vec::new();
    let mut bearers: HashMap<u64, Bears> = HashMap::new();
    let mut files = Vec::new();
    for named in &report.names {
        // Declared names are indexed as words are: whole ones without marks, single words stemmed.
        let mut forms = words(&named.name);
        forms.push(named.name.clone());
        forms.dedup();
        files.clear();
        for form in forms.iter().take(2) {
            if parts.frequency(field, form)? as usize <= 4 * BORNE {
                parts.each(field, form, |_, file, _, _| files.push(file))?;
            }
        }
        files.sort_unstable();
        files.dedup();
        files.retain(|id| walk.kind(parts, *id).is_none_or(|kind| kind == HitKind::Code));
        if files.is_empty() || files.len() > BORNE {
            continue;
        }
        let rarity = 1.0 / (1.0 + (files.len() as f32).ln());
        for id in &files {
            let bears = bearers.entry(*id).or_default();
            bears.sum += rarity;
            for (sum, way) in bears.ways.iter_mut().zip(named.ways) {
                *sum += if way { rarity } else { 0.0 };
            }
            if named.ways[..2].iter().any(|way| *way) {
                bears.best = bears.best.max(rarity);
            }
        }
        names.push(Borne { named, hash: whole(&named.name), rarity });
    }
    Ok((names, bearers))
}

/// What a report says of one file by its name.
#[derive(Default)]
struct Spoken {
    path: f32,
    module: f32,
    /// Each frame's fit, its number from the start, and its line.
    frames: Vec<(f32, usize, u32)>,
}

impl Spoken {
    fn sure(&self) -> bool {
        self.path >= 0.6 || self.module >= 0.6 || self.frames.iter().any(|frame| frame.0 >= 0.6)
    }

    fn tell(&self, candidate: &mut Candidate<'_>, frames: usize) {
        let row = &mut candidate.row;
        row[Feature::Mentioned as usize] = self.path;
        row[Feature::Module as usize] = self.module;
        for (fits, at, line) in &self.frames {
            let near = fits / (frames - at) as f32;
            let (any, last) = (Feature::Frame as usize, Feature::LastFrame as usize);
            row[any] = row[any].max(*fits);
            row[last] = row[last].max(near);
            if *fits >= 0.6 {
                candidate.line = Some(*line);
                candidate.frames.push((*line, (frames - at) as u32));
            }
        }
    }
}

/// The names of files that a mention could mean.
fn ends(mention: &Mention) -> impl Iterator<Item = &str> {
    let most = if mention.dotted { 3 } else { 1 };
    mention.parts.iter().rev().take(most).map(|part| {
        if mention.dotted { part.as_str() } else { part.split('.').next().unwrap_or(part) }
    })
}

fn mentioned(view: &View, parts: &Parts<'_>, report: &Report) -> HashMap<u64, Spoken> {
    let mut wanted: foldhash::HashMap<&str, Vec<(&Mention, Option<usize>)>> = Default::default();
    let frames = report.frames.iter().enumerate().map(|(at, frame)| (&frame.file, Some(at)));
    for (mention, at) in report.mentions.iter().map(|mention| (mention, None)).chain(frames) {
        for end in ends(mention) {
            wanted.entry(end).or_default().push((mention, at));
        }
    }
    let mut found: HashMap<u64, Spoken> = HashMap::new();
    if wanted.is_empty() {
        return found;
    }
    for entry in view.snapshot().entries() {
        let own = last_of(&entry.path);
        let own = &own[..memchr::memchr(b'.', own.as_bytes()).unwrap_or(own.len())];
        let package = matches!(own, "__init__" | "mod" | "index");
        let folder = if package { entry.path.rsplit('/').nth(1) } else { None };
        let named = [Some(own), folder].into_iter().flatten();
        let named = named.filter_map(|end| wanted.get(end)).flatten();
        for (mention, frame) in named {
            if entry.place().is_none() || !parts.admits(entry.id, false) {
                break;
            }
            let fits = mention.fits(&entry.path);
            if fits == 0.0 {
                continue;
            }
            let spoken = found.entry(entry.id).or_default();
            match frame {
                Some(at) => spoken.frames.push((fits, *at, mention.line.unwrap_or(1))),
                None if mention.dotted => spoken.module = spoken.module.max(fits),
                None => spoken.path = spoken.path.max(fits),
            }
        }
    }
    found
}

fn by_path(parts: &Parts<'_>, said: &[Weighed], all: &mut [Candidate<'_>]) -> Result<()> {
    let files = (parts.files() as f32).ln_1p().max(1.0);
    for candidate in all {
        let path = &*candidate.entry.path;
        let own = stem(path);
        let mut own_words = words(own);
        if own_words.len() > 1 {
            own_words.remove(0);
        }
        let begins = |a: &str, b: &str| {
            a == b || (a.len() >= 4 && b.len() >= 4 && (a.starts_with(b) || b.starts_with(a)))
        };
        let back = own_words.iter().filter(|own| said.iter().any(|w| begins(&w.text, own))).count();
        let flag = |on: bool| f32::from(u8::from(on));
        let kind = kind(candidate.entry);
        let known =
            parts.frequency(parts.fields().body, own_words.last().map_or("", String::as_str))?;
        let row = &mut candidate.row;
        row[Feature::StemBack as usize] = back as f32 / own_words.len().max(1) as f32;
        row[Feature::Test as usize] = flag(kind == HitKind::Test);
        row[Feature::Document as usize] = flag(kind == HitKind::Document);
        row[Feature::Data as usize] = flag(kind == HitKind::Data);
        row[Feature::Aside as usize] = flag(shows(path));
        row[Feature::Derived as usize] = flag(is_derived(path));
        row[Feature::Package as usize] = flag(path.ends_with("__init__.py"));
        row[Feature::Length as usize] = (candidate.entry.size as f32 + 1.0).ln() / 14.0;
        row[Feature::Depth as usize] = (path.split('/').count() as f32 / 8.0).min(1.5);
        row[Feature::Known as usize] = (known as f32).ln_1p() / files;
    }
    Ok(())
}

/// Beside what runs: how it is used, measured and told.
fn shows(path: &str) -> bool {
    let folders = path.rsplit_once('/').map_or("", |(folders, _)| folders);
    let beside = [
        "example",
        "examples",
        "sample",
        "samples",
        "demo",
        "demos",
        "bench",
        "benchmarks",
        "doc",
        "docs",
        "galleries",
        "tutorials",
        "fixtures",
        "third_party",
        "vendor",
        "extern",
    ];
    folders.split('/').any(|part| beside.contains(&part))
}

/// How much the candidates in a file's folder hold of the report, beside itself.
fn by_folder(all: &mut [Candidate<'_>]) {
    let folder =
        |c: &Candidate<'_>| c.entry.path.rsplit_once('/').map_or("", |(f, _)| f).to_owned();
    let mut sums: HashMap<String, f32> = HashMap::new();
    let worth = |c: &Candidate<'_>| {
        if kind(c.entry) == HitKind::Code { c.row[Feature::All as usize].powi(4) } else { 0.0 }
    };
    for candidate in all.iter() {
        *sums.entry(folder(candidate)).or_default() += worth(candidate);
    }
    for candidate in all.iter_mut() {
        let others = sums[&folder(candidate)] - worth(candidate);
        candidate.row[Feature::Folder as usize] = 1.0 - (-others).exp();
    }
}

/// Messages and quotes that a file holds as they are; one that few hold counts more.
fn by_quotes(view: &View, report: &Report, all: &mut [Candidate<'_>]) -> Result<()> {
    for quote in &report.quotes {
        let finder = memchr::memmem::Finder::new(quote);
        let mut holders = Vec::new();
        for (at, candidate) in all.iter().enumerate() {
            let Some(place) = candidate.entry.place() else { continue };
            if kind(candidate.entry) == HitKind::Code
                && finder.find(view.snapshot().packs.get(place)?).is_some()
            {
                holders.push(at);
            }
        }
        for at in &holders {
            let value = &mut all[*at].row[Feature::Quoted as usize];
            *value = value.max(1.0 / holders.len() as f32);
        }
    }
    Ok(())
}
