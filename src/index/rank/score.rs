//! How well does each file answer? Every candidate gets a row of features; their weighted sum ranks it.
//!
//! A feature is between 0 and about 1. Shares are of the query: each word counts as much as it is rare.

use std::cmp::Reverse;
use std::collections::{BTreeMap, HashMap};

use super::gather::{Chunk, Parts};
use super::place::kind_of;
use super::question::{Asked, Ends, Question, hashes};
use super::{HitKind, weight};
use crate::base::Result;
use crate::base::clock::Deadline;
use crate::code::facts::SymbolKind;
use crate::index::View;
use crate::index::embedding::{Table, dot};
use crate::index::feature::{Features, Row, hash};
use crate::index::store::Place;
use crate::workspace::manifest::Entry;

macro_rules! features {
    ($($variant:ident $name:literal;)*) => {
        /// What is known of a candidate.
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub enum Feature { $($variant),* }
        pub const NAMES: &[&str] = &[$($name),*];
        pub const COUNT: usize = NAMES.len();
        pub type Values = [f32; COUNT];
    };
}
pub(super) use features;

features! {
    Body "body";
    BodyShare "body share";
    Covered "covered";
    Path "path";
    Names "names";
    Docs "docs";
    DocsShare "docs share";
    StemBack "stem back";
    StemBoth "stem both";
    Declared "declared";
    DeclaredValue "declared value";
    Heading "heading";
    Defines "defines";
    DefinesValue "defines value";
    DefinesAlike "defines alike";
    StemIsName "stem is name";
    NamesDefined "names defined";
    Embedding "embedding";
    Mentioned "mentioned";
    Test "test";
    Document "document";
    Data "data";
    Aside "aside";
    Derived "derived";
    Header "header";
    HandsOn "hands on";
    Length "length";
    Known "known";
    Depth "depth";
}

/// A file that may answer.
pub struct Candidate<'v> {
    pub entry: &'v Entry,
    /// Best first.
    pub chunks: Vec<Chunk>,
    pub row: Values,
    pub score: f32,
    /// Lines of the declaration that answers best, and whether it is what was asked for by name.
    pub declaration: Option<((u32, u32), f32)>,
    /// The line that a report names.
    pub line: Option<u32>,
}

/// Chunks that are grouped; more gained nothing.
const CHUNKS: usize = 200;
/// Files whose path, names or comments alone may bring them in.
const FILES: usize = 100;
/// Files whose meaning is compared.
const NEAR: usize = 50;
const SHARES: [f32; 3] = [1.0, 0.5, 0.25];
/// Words of a report that are searched.
const TELLING: usize = 48;
/// What a file gains that the query names whole. No question that weights are fitted on names any.
pub const MENTIONED: f32 = 6.0;
/// BM25's constants, as tantivy has them.
pub const K1: f32 = 1.2;
pub const B: f32 = 0.75;

/// A query, weighed against one index.
pub struct Weighed<'q> {
    pub question: &'q Question,
    /// Of each word: how rare it is, times its weight.
    pub rarity: Vec<f32>,
    pub total: f32,
    hashes: Vec<u32>,
    /// A bit for each of `hashes`, by its last digits: most words of declarations are none of them.
    sieve: [u64; 16],
    pub names: Vec<u32>,
}

impl Weighed<'_> {
    /// Which of the words has this hash?
    pub fn position(&self, word: u32) -> Option<usize> {
        let (at, bit) = mesh(word);
        let holds = self.sieve[at] & bit != 0;
        holds.then(|| self.hashes.iter().position(|hash| *hash == word)).flatten()
    }
}

/// Where a hash stands in a sieve.
const fn mesh(hash: u32) -> (usize, u64) {
    (((hash >> 6) & 15) as usize, 1 << (hash & 63))
}

/// The files that may answer, best first; equal ones in path order.
pub fn candidates<'v>(
    view: &'v View,
    parts: &Parts<'v>,
    weighed: &Weighed<'_>,
    deadline: &Deadline,
    watch: &mut dyn FnMut(&'static str),
) -> Result<Vec<Candidate<'v>>> {
    let question = weighed.question;
    let fields = parts.fields();
    deadline.check()?;
    let mut files: BTreeMap<u64, Vec<Chunk>> = BTreeMap::new();
    for chunk in parts.top(&[(fields.body, 1.0)], &question.words, false, CHUNKS)? {
        files.entry(chunk.file).or_default().push(chunk);
    }
    watch("chunks");
    deadline.check()?;
    let clauses = [(fields.path, 1.0), (fields.stem, 1.5), (fields.names, 1.0), (fields.docs, 0.5)];
    for first in parts.top(&clauses, &question.words, true, FILES)? {
        files.entry(first.file).or_default();
    }
    watch("files");
    let mentioned = mentioned(view, parts, question);
    for id in mentioned.keys() {
        files.entry(*id).or_default();
    }
    deadline.check()?;
    let mut all: Vec<Candidate> = files
        .into_iter()
        .filter_map(|(id, chunks)| {
            let entry = view.snapshot().entry_of_id(id)?;
            let (fits, line) = mentioned.get(&id).copied().unwrap_or_default();
            let mut row = [0.0; COUNT];
            row[Feature::Mentioned as usize] = fits;
            Some(Candidate { entry, chunks, row, score: 0.0, declaration: None, line })
        })
        .collect();
    by_body(weighed, &mut all);
    watch("candidates");
    by_fields(parts, weighed, &mut all)?;
    watch("fields");
    by_declarations(view, weighed, &mut all)?;
    watch("declarations");
    by_path(parts, weighed, &mut all)?;
    watch("paths");
    let weights = weights(question.asked);
    for candidate in &mut all {
        let fitted: f32 =
            candidate.row.iter().zip(weights).map(|(value, weight)| value * weight).sum();
        candidate.score = fitted + MENTIONED * candidate.row[Feature::Mentioned as usize];
    }
    sort(&mut all);
    if by_meaning(view, weighed, &mut all)? {
        sort(&mut all);
    }
    watch("sum");
    Ok(all)
}

fn sort(all: &mut [Candidate<'_>]) {
    // Candidates are large: their keys are sorted, then each is moved once.
    all.sort_by_cached_key(|candidate| (Reverse(total(candidate.score)), &*candidate.entry.path));
}

/// A number in whose order are what `f32::total_cmp` orders.
pub const fn total(score: f32) -> i32 {
    let bits = score.to_bits().cast_signed();
    bits ^ ((bits >> 31).cast_unsigned() >> 1).cast_signed()
}

pub const fn weights(asked: Asked) -> &'static Values {
    match asked {
        Asked::Symbol | Asked::Path => &weight::SYMBOL,
        Asked::Question | Asked::Report => &weight::QUESTION,
    }
}

/// Drops words that stand nowhere, and of a report those that tell least.
pub fn weigh<'q>(parts: &Parts<'_>, question: &'q mut Question) -> Result<Weighed<'q>> {
    let fields = parts.fields();
    let chunks = parts.chunks() as f32;
    let mut rated = Vec::with_capacity(question.words.len());
    for word in &question.words {
        let held = parts.frequency(fields.body, &word.text)? as f32;
        let stands = held > 0.0
            || parts.frequency(fields.path, &word.text)? > 0
            || parts.frequency(fields.stem, &word.text)? > 0;
        let rarity = (1.0 + (chunks - held + 0.5) / (held + 0.5)).ln();
        if stands {
            rated.push((rarity * word.weight, word.clone()));
        }
    }
    if question.asked == Asked::Report {
        rated.sort_by(|a, b| b.0.total_cmp(&a.0).then_with(|| a.1.text.cmp(&b.1.text)));
        rated.truncate(TELLING);
    }
    let rarity: Vec<f32> = rated.iter().map(|(rarity, _)| *rarity).collect();
    question.words = rated.into_iter().map(|(_, word)| word).collect();
    let words: Vec<u32> = question.words.iter().map(|word| hash(&word.text)).collect();
    let mut sieve = [0; 16];
    for (at, bit) in words.iter().copied().map(mesh) {
        sieve[at] |= bit;
    }
    Ok(Weighed {
        total: rarity.iter().sum::<f32>().max(f32::MIN_POSITIVE),
        rarity,
        hashes: words,
        sieve,
        names: hashes(&question.names),
        question,
    })
}

/// Files that the query names, how well, and at which line.
fn mentioned(
    view: &View,
    parts: &Parts<'_>,
    question: &Question,
) -> HashMap<u64, (f32, Option<u32>)> {
    let mut found: HashMap<u64, (f32, Option<u32>)> = HashMap::new();
    if question.mentions.is_empty() {
        return found;
    }
    let ends = Ends::new(&question.mentions);
    let mut near = Vec::new();
    for entry in view.snapshot().entries() {
        ends.of(&entry.path, &mut near);
        if near.is_empty() || entry.place().is_none() || !parts.admits(entry.id, false) {
            continue;
        }
        for mention in near.iter().map(|at| &question.mentions[*at]) {
            let fits = mention.fits(&entry.path);
            let known = found.get(&entry.id).map_or(0.0, |(fits, _)| *fits);
            if fits > known {
                found.insert(entry.id, (fits, mention.line));
            }
        }
    }
    if found.len() > FILES {
        // A name that many files have says little.
        found.retain(|_, (fits, _)| *fits >= 0.6);
    }
    found
}

/// Sets a feature to each value's part of the best.
fn set(all: &mut [Candidate<'_>], feature: Feature, values: &[f32]) {
    let best = values.iter().copied().fold(f32::MIN_POSITIVE, f32::max);
    for (candidate, value) in all.iter_mut().zip(values) {
        candidate.row[feature as usize] = value / best;
    }
}

/// BM25 of the best three chunks.
fn by_body(weighed: &Weighed<'_>, all: &mut [Candidate<'_>]) {
    let sum = |candidate: &Candidate<'_>| -> f32 {
        let shares = candidate.chunks.iter().zip(SHARES);
        let sum: f32 = shares.map(|(chunk, share)| chunk.score * share).sum();
        sum / (weighed.total * (K1 + 1.0))
    };
    let bodies: Vec<f32> = all.iter().map(sum).collect();
    set(all, Feature::Body, &bodies);
    for (candidate, body) in all.iter_mut().zip(bodies) {
        candidate.row[Feature::BodyShare as usize] = body;
    }
}

/// BM25 over what is known of files as a whole, as a share of the best that could be.
fn by_fields(parts: &Parts<'_>, weighed: &Weighed<'_>, all: &mut [Candidate<'_>]) -> Result<()> {
    let mut firsts: Vec<((usize, Place), usize)> = all
        .iter()
        .enumerate()
        .filter_map(|(at, candidate)| Some((parts.first(candidate.entry.id)?, at)))
        .collect();
    firsts.sort_unstable();
    let places: Vec<(usize, Place)> = firsts.iter().map(|(place, _)| *place).collect();
    let fields = parts.fields();
    let files = parts.files() as f32;
    let words = &weighed.question.words;
    let mut held = vec![false; words.len() * all.len()];
    let mut values = vec![0.0f32; all.len()];
    for (field, feature, boost) in [
        (fields.path, None, 0.4),
        (fields.stem, Some(Feature::Path), 0.6),
        (fields.names, Some(Feature::Names), 1.0),
        (fields.docs, Some(Feature::Docs), 1.0),
    ] {
        let average = parts.length(field)? as f32 / files;
        parts.occurrences(field, words, &places, |word, doc, times, length| {
            let (times, file) = (times as f32, firsts[doc].1);
            let norm = K1 * (1.0 - B + B * length as f32 / average.max(1.0));
            values[file] += boost * weighed.rarity[word] * times / (times + norm);
            held[file * words.len() + word] = true;
        })?;
        // Folders and name make one feature.
        let Some(feature) = feature else { continue };
        set(all, feature, &values);
        if feature == Feature::Docs {
            for (candidate, value) in all.iter_mut().zip(&values) {
                candidate.row[Feature::DocsShare as usize] = value / weighed.total;
            }
        }
        values.fill(0.0);
    }
    for (candidate, held) in all.iter_mut().zip(held.chunks_exact(words.len().max(1))) {
        let sum: f32 = held.iter().zip(&weighed.rarity).filter(|(h, _)| **h).map(|(_, r)| r).sum();
        candidate.row[Feature::Covered as usize] = sum / weighed.total;
    }
    Ok(())
}

/// How much of the query a declaration's name covers, times how much of the name the query does; and the first alone.
pub fn covers(row: &Row<'_>, weighed: &Weighed<'_>) -> (f32, f32) {
    let (mut sum, mut hit, mut count) = (0.0, 0.0, 0.0f32);
    for part in row.parts() {
        count += 1.0;
        if let Some(word) = weighed.position(part) {
            sum += weighed.rarity[word];
            hit += 1.0;
        }
    }
    let share = sum / weighed.total;
    if hit == 0.0 { (0.0, 0.0) } else { (share * hit / count, share) }
}

fn by_declarations(view: &View, weighed: &Weighed<'_>, all: &mut [Candidate<'_>]) -> Result<()> {
    let by_name = weighed.question.asked == Asked::Symbol;
    for candidate in all {
        let Some(place) = candidate.entry.features else { continue };
        let features = Features::new(view.snapshot().packs.get(place)?);
        let row = &mut candidate.row;
        row[Feature::HandsOn as usize] = f32::from(u8::from(features.hands_on()));
        if weighed.names.is_empty()
            && !features.words().any(|word| weighed.position(word).is_some())
        {
            continue;
        }
        let mut defined = vec![0.0f32; weighed.names.len()];
        let mut best: Option<((u32, u32), f32)> = None;
        // Of a document that is asked for, headings are what it declares.
        let headed = weighed.question.asks_documents;
        for declared in features.rows() {
            let (value, _) = covers(&declared, weighed);
            let telling = declared.is_strong() || (headed && declared.kind == SymbolKind::Heading);
            let feature = match declared.kind {
                _ if telling => Feature::Declared,
                SymbolKind::Heading => Feature::Heading,
                _ => Feature::DeclaredValue,
            };
            row[feature as usize] = row[feature as usize].max(value);
            let named = weighed.names.iter().position(|name| *name == declared.whole);
            let mut worth = if telling { value } else { value * 0.5 };
            if let Some(which) = named {
                let strong = declared.is_strong() && declared.kind != SymbolKind::Implementation;
                // `from_request` when `FromRequest` is asked for, or an `impl` of it.
                let alike = declared.style != weighed.question.styles[which];
                let feature = match declared.kind {
                    _ if alike => Feature::DefinesAlike,
                    SymbolKind::Implementation => Feature::DefinesAlike,
                    _ if strong => Feature::Defines,
                    _ => Feature::DefinesValue,
                };
                defined[which] = f32::max(defined[which], if alike { 0.5 } else { 1.0 });
                if by_name && which == 0 {
                    row[feature as usize] = 1.0;
                }
                worth += if strong && !alike { 1.0 } else { 0.5 };
                // Of several (a type and its implementations) what says most.
                worth += 0.01 * ((declared.lines.1 - declared.lines.0 + 1) as f32).ln().min(8.0);
            }
            if worth > best.map_or(0.0, |(_, best)| best) {
                best = Some((declared.lines, worth));
            }
        }
        candidate.declaration = best;
        if !by_name && !defined.is_empty() {
            row[Feature::NamesDefined as usize] =
                defined.iter().sum::<f32>() / defined.len() as f32;
        }
    }
    Ok(())
}

/// How near the best part of each of the best files is to the question, by what the workspace's own
/// comments have taught. Says whether there is such a table.
fn by_meaning(view: &View, weighed: &Weighed<'_>, all: &mut [Candidate<'_>]) -> Result<bool> {
    let published = &view.published().snapshot;
    let Some(table) = published.manifest.learned.and_then(|learned| learned.table) else {
        return Ok(false);
    };
    let Some(table) = Table::read(published.packs.get(table)?) else { return Ok(false) };
    let Some(asked) = table.vector(weighed.hashes.iter().copied()) else { return Ok(false) };
    let weight = weights(weighed.question.asked)[Feature::Embedding as usize];
    let near = all.iter_mut().take(NEAR).filter_map(|c| Some((c.entry.features?, c)));
    let (places, near): (Vec<_>, Vec<_>) = near.unzip();
    let meanings = view.published().meanings.of(&places, |place| {
        let features = Features::new(view.snapshot().packs.get(place)?);
        Ok(features.topics().filter_map(|words| table.vector(words)).collect())
    })?;
    for (candidate, parts) in near.into_iter().zip(meanings) {
        let nearest = parts.iter().map(|part| dot(&asked, part)).fold(0.0, f32::max);
        candidate.row[Feature::Embedding as usize] = nearest;
        candidate.score += weight * nearest;
    }
    Ok(true)
}

fn name_of(path: &str) -> &str {
    path.rsplit('/').next().unwrap_or(path)
}

/// The folders of a path that are named by a version (`v2`), each with what stands before it.
fn versions(path: &str) -> impl Iterator<Item = (&str, u32)> {
    // Of most paths that tells at once that there is none.
    let some = path.starts_with('v') || path.contains("/v");
    let path = if some { path } else { "" };
    let folders = path.match_indices('/').map(|(end, _)| &path[..end]);
    folders.filter_map(|folder| {
        let name = name_of(folder);
        let version = name.strip_prefix('v')?.parse().ok()?;
        Some((&folder[..folder.len() - name.len()], version))
    })
}

/// Of folders with versions in them the newest.
fn newest<'v>(all: &[Candidate<'v>]) -> HashMap<&'v str, u32> {
    let mut newest = HashMap::new();
    for (before, version) in all.iter().flat_map(|c| versions(&c.entry.path)) {
        let known = newest.entry(before).or_default();
        *known = version.max(*known);
    }
    newest
}

/// How much of one word list stands in another; a word of three letters that begins another counts.
fn begins(a: &str, b: &str) -> bool {
    let (short, long) = if a.len() < b.len() { (a, b) } else { (b, a) };
    short == long || (short.len() >= 3 && long.starts_with(short))
}

fn by_path<'v>(parts: &Parts<'v>, weighed: &Weighed<'_>, all: &mut [Candidate<'v>]) -> Result<()> {
    let question = weighed.question;
    let files = (parts.files() as f32).ln_1p().max(1.0);
    let names: foldhash::HashSet<&'v str> = all.iter().map(|c| name_of(&c.entry.path)).collect();
    let stands = |stem: &str, endings: &[&str]| {
        endings.iter().any(|ending| names.contains(&*format!("{stem}.{ending}")))
    };
    let newest = newest(all);
    let mut back = Vec::new();
    for candidate in all {
        let (said, held) = parts.said(candidate.entry)?;
        let mut stems = 0.0;
        back.clear();
        back.resize(said.words.len(), false);
        for (word, rarity) in question.words.iter().zip(&weighed.rarity) {
            let mut hit = false;
            for (own, back) in said.words.iter().zip(&mut back) {
                if begins(&word.text, own) {
                    (hit, *back) = (true, true);
                }
            }
            if hit {
                stems += rarity;
            } else if said.near.iter().any(|own| begins(&word.text, own)) {
                stems += 0.5 * rarity;
            }
        }
        // Of an identifier the parts count, not the whole beside them.
        let parts_of = if back.len() > 1 { &back[1..] } else { &back[..] };
        let hits = parts_of.iter().filter(|hit| **hit).count() as f32;
        let back = hits / parts_of.len().max(1) as f32;
        let row = &mut candidate.row;
        row[Feature::StemBack as usize] = back;
        row[Feature::StemBoth as usize] = back * stems / weighed.total;
        let is_name = !said.says_nothing && question.names.contains(&said.whole);
        row[Feature::StemIsName as usize] = f32::from(u8::from(is_name));
        let flag = |on: bool| f32::from(u8::from(on));
        let kind = kind_of(candidate.entry.language, || said.test);
        row[Feature::Test as usize] = flag(kind == HitKind::Test && !question.about_tests);
        row[Feature::Document as usize] = match kind {
            // What is against a document elsewhere is for it here.
            HitKind::Document if question.asks_documents => -2.5,
            HitKind::Document => flag(!question.about_documents),
            _ => 0.0,
        };
        row[Feature::Data as usize] = flag(kind == HitKind::Data);
        row[Feature::Aside as usize] = flag(said.aside);
        let (bare, ending) = name_of(&candidate.entry.path).split_once('.').unwrap_or_default();
        // What a compiler leaves beside its source, or in another folder of the same package.
        let compiled = match ending {
            "js" | "mjs" | "jsx" => stands(bare, &["ts", "tsx", "mts"]),
            "cjs" => stands(bare, &["ts", "tsx", "cts", "js", "mjs"]),
            _ => false,
        };
        let path = &*candidate.entry.path;
        let outdated = versions(path).any(|(before, version)| version < newest[before]);
        let outdated = outdated && !question.about_version;
        row[Feature::Derived as usize] = flag(compiled || outdated || said.derived);
        let header = matches!(ending, "h" | "hpp" | "hh");
        row[Feature::Header as usize] =
            flag(header && stands(bare, &["c", "cc", "cpp", "cxx", "m"]));
        row[Feature::Length as usize] = (candidate.entry.size as f32 + 1.0).ln() / 14.0;
        row[Feature::Known as usize] = (held as f32).ln_1p() / files;
        row[Feature::Depth as usize] = (said.depth as f32 / 8.0).min(1.5);
    }
    Ok(())
}
