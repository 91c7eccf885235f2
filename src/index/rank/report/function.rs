//! Which functions of the files that answer does a report speak of?

use std::borrow::Cow;
use std::cmp::Reverse;

use foldhash::{HashMap, HashMapExt as _};

use super::file::{Candidate, Found};
use super::text::{Part, Report, Way};
use crate::base::Result;
use crate::index::View;
use crate::index::feature::{Features, Row, whole};
use crate::index::rank::HitKind;
use crate::index::rank::place::kind;
use crate::index::rank::score::total;
use crate::index::token::{Spelt, numbered};
use crate::workspace::line::cut;

macro_rules! features {
    ($($variant:ident $name:literal;)*) => {
        /// What is known of a function.
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub enum Feature { $($variant),* }
        pub const NAMES: &[&str] = &[$($name),*];
        pub const COUNT: usize = NAMES.len();
    };
}

features! {
    File "file";
    FirstFile "first file";
    Words "words";
    WordsInFile "words in file";
    Title "title";
    Code "code";
    Chunk "chunk";
    Covers "covers";
    CoversTitle "covers title";
    NamedTitle "named in title";
    NamedMarked "named in prose";
    NamedCode "named in code";
    Within "within named";
    WithinTitle "within named in title";
    Running "running";
    Frame "frame";
    LastFrame "last frame";
    Quoted "quoted";
    Length "length";
    Constructor "constructor";
    Method "method";
}

pub type Values = [f32; COUNT];

pub struct Function {
    /// The candidate it stands in.
    pub file: usize,
    /// First and last line.
    pub lines: (u32, u32),
    pub row: Values,
    pub score: f32,
}

/// Files whose functions are ranked, and functions whose text is read.
const FILES: usize = 120;
const READ: usize = 240;
const K1: f32 = 1.2;
const B: f32 = 0.75;
/// Words of a function of usual length.
const USUAL: f32 = 110.0;

/// The functions of the best files, best first.
pub fn functions(
    view: &View,
    report: &Report,
    found: &Found<'_, '_>,
    weights: &Values,
) -> Result<Vec<Function>> {
    let mut all = Vec::new();
    let told = Told::new(report, found);
    let top = found.candidates.first().map_or(0.0, |first| first.score);
    for (file, candidate) in found.candidates.iter().enumerate().take(FILES) {
        if kind(candidate.entry) == HitKind::Code {
            of_file(view, &told, found, (file, candidate, top), &mut all)?;
        }
    }
    let rate = |f: &Function| -> f32 { f.row.iter().zip(weights).map(|(v, w)| v * w).sum() };
    // What is read in full is what is best by all else, with the chunk's words for the function's.
    for function in &mut all {
        let chunk = function.row[Feature::Chunk as usize];
        function.score = rate(function) + (weights[Feature::Words as usize] + 1.0) * chunk;
    }
    sort(&mut all);
    all.truncate(READ);
    by_words(view, report, found, &mut all)?;
    for function in &mut all {
        function.score = rate(function);
    }
    sort(&mut all);
    Ok(all)
}

fn sort(all: &mut [Function]) {
    // Rows are large: their keys are sorted, then each is moved once.
    all.sort_by_cached_key(|function| {
        (Reverse(total(function.score)), function.file, function.lines)
    });
}

/// What is asked of every declaration, by the hashes that records hold.
struct Told {
    names: HashMap<u32, usize>,
    words: HashMap<u32, usize>,
    running: Vec<u32>,
    /// What the most telling word is worth, and all of them.
    best: f32,
    total: f32,
}

impl Told {
    fn new(report: &Report, found: &Found<'_, '_>) -> Self {
        let worth = found.words.iter().map(|word| word.rarity * word.said);
        Self {
            names: found.names.iter().enumerate().map(|(at, name)| (name.hash, at)).collect(),
            words: found.words.iter().enumerate().map(|(at, word)| (word.hash, at)).collect(),
            running: report.frames.iter().map(|frame| whole(&frame.function)).collect(),
            best: worth.clone().fold(1.0, f32::max),
            total: worth.sum::<f32>().max(1.0),
        }
    }
}

fn of_file(
    view: &View,
    told: &Told,
    found: &Found<'_, '_>,
    (file, candidate, top): (usize, &Candidate<'_>, f32),
    all: &mut Vec<Function>,
) -> Result<()> {
    let Some(place) = candidate.entry.features else { return Ok(()) };
    let features = Features::new(view.snapshot().packs.get(place)?);
    let init = whole("init");
    // Types that are open around a declaration, with how they are named.
    let mut open: Vec<((u32, u32), f32, f32)> = Vec::new();
    // A function in another is a part of that.
    let mut until = 0;
    for declared in features.rows() {
        let lines = declared.lines;
        while open.pop_if(|around| around.0.1 < lines.0).is_some() {}
        let named = told.names.get(&declared.whole).map(|at| &found.names[*at]);
        if declared.kind.is_type() {
            let (mut any, mut title) = (0.0, 0.0);
            if let Some(name) = named {
                any = name.rarity;
                title = if name.named.ways[Way::Title as usize] { name.rarity } else { 0.0 };
            }
            open.push((lines, any, title));
        }
        if !declared.kind.is_callable() || lines.0 <= until {
            continue;
        }
        until = lines.1;
        let mut row = [0.0; COUNT];
        row[Feature::File as usize] = (candidate.score - top).exp();
        row[Feature::FirstFile as usize] = 1.0 / (1.0 + file as f32);
        if let Some(name) = named {
            for (way, feature) in [Feature::NamedTitle, Feature::NamedMarked, Feature::NamedCode]
                .into_iter()
                .enumerate()
            {
                row[feature as usize] =
                    if name.named.ways[way] { name.rarity.max(0.3) } else { 0.0 };
            }
        }
        if let Some((_, any, title)) = open.last() {
            row[Feature::Within as usize] = *any;
            row[Feature::WithinTitle as usize] = *title;
        }
        if let Some(at) = told.running.iter().rposition(|name| *name == declared.whole) {
            row[Feature::Running as usize] = 1.0 / (told.running.len() - at) as f32;
        }
        for (line, back) in &candidate.frames {
            if (lines.0..=lines.1).contains(line) {
                row[Feature::Frame as usize] = 1.0;
                let last = &mut row[Feature::LastFrame as usize];
                *last = last.max(1.0 / *back as f32);
            }
        }
        (row[Feature::Covers as usize], row[Feature::CoversTitle as usize]) =
            covers(&declared, found, &told.words, told.best);
        let holding = candidate.chunks.iter().filter(|c| c.0.0 <= lines.1 && lines.0 <= c.0.1);
        row[Feature::Chunk as usize] = holding.map(|c| c.1).fold(0.0, f32::max) / told.total;
        row[Feature::Length as usize] = ((lines.1 - lines.0 + 1) as f32).ln() / 6.0;
        row[Feature::Constructor as usize] = f32::from(u8::from(declared.whole == init));
        row[Feature::Method as usize] = f32::from(u8::from(!open.is_empty()));
        all.push(Function { file, lines, row, score: 0.0 });
    }
    Ok(())
}

/// How much of the report a name covers, times how much of the name the report does; and the title.
fn covers(row: &Row<'_>, found: &Found<'_, '_>, at: &HashMap<u32, usize>, best: f32) -> (f32, f32) {
    let (mut all, mut title, mut hits, mut in_title, mut count) = (0.0, 0.0, 0.0, 0.0, 0.0f32);
    for part in row.parts() {
        count += 1.0;
        if let Some(word) = at.get(&part).map(|at| &found.words[*at]) {
            all += word.rarity * word.said;
            hits += 1.0;
            if word.by_part[Part::Title as usize] > 0.0 {
                title += word.rarity;
                in_title += 1.0;
            }
        }
    }
    let count = count.max(1.0);
    (all / best * hits / count / 3.0, title / 10.0 * in_title / count)
}

/// BM25 over the functions' own text.
fn by_words(
    view: &View,
    report: &Report,
    found: &Found<'_, '_>,
    all: &mut [Function],
) -> Result<()> {
    let at: HashMap<&str, usize> =
        found.words.iter().enumerate().map(|(at, word)| (word.text.as_str(), at)).collect();
    let mut known = Spelt::default();
    let mut counts = vec![0.0f32; found.words.len()];
    let mut sums = vec![[0.0f32; 3]; all.len()];
    for (function, sums) in all.iter_mut().zip(&mut sums) {
        let candidate = &found.candidates[function.file];
        let Some(place) = candidate.entry.place() else { continue };
        let text = cut(view.snapshot().packs.get(place)?, function.lines);
        counts.fill(0.0);
        let number = |word: &str| at.get(word).copied();
        let count = |at: usize| counts[at] += 1.0;
        let text = String::from_utf8_lossy(text);
        let length = match text {
            Cow::Borrowed(text) => numbered(text, &mut known, number, count),
            Cow::Owned(ref text) => numbered(text, &mut Spelt::default(), number, count),
        };
        let length = length as f32;
        for (word, times) in found.words.iter().zip(&counts).filter(|(_, times)| **times > 0.0) {
            let value = word.rarity * times / (times + K1 * (1.0 - B + B * length / USUAL));
            sums[0] += word.said * value;
            sums[1] += word.by_part[Part::Title as usize] * value;
            sums[2] += word.by_part[Part::Code as usize] * value;
        }
        let quoted = report.quotes.iter().any(|quote| text.contains(quote.as_str()));
        function.row[Feature::Quoted as usize] = f32::from(u8::from(quoted));
    }
    let best = |which: usize| sums.iter().map(|sum| sum[which]).fold(f32::MIN_POSITIVE, f32::max);
    let bests = [best(0), best(1), best(2)];
    let mut of_file: HashMap<usize, f32> = HashMap::new();
    for (function, sum) in all.iter().zip(&sums) {
        let best = of_file.entry(function.file).or_insert(f32::MIN_POSITIVE);
        *best = best.max(sum[0]);
    }
    for (function, sum) in all.iter_mut().zip(&sums) {
        function.row[Feature::Words as usize] = sum[0] / bests[0];
        function.row[Feature::Title as usize] = sum[1] / bests[1];
        function.row[Feature::Code as usize] = sum[2] / bests[2];
        function.row[Feature::WordsInFile as usize] = sum[0] / of_file[&function.file];
    }
    Ok(())
}
