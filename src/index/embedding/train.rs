//! How is a table learned? From pairs of a comment and the code under it: each comment must be nearer to its own code
//! than to that of the others in its batch, and the other way round.
//!
//! In-batch contrast with a softmax (van den Oord and others, Representation Learning with Contrastive Predictive
//! Coding, 2018), by Adagrad. One thread and a fixed seed: the same pairs give the same table.

use std::collections::HashMap;

use super::encode;
use crate::base::Result;
use crate::base::clock::Deadline;

/// Below this many pairs there is nothing to learn from; of more, so many are taken.
pub const LEAST: usize = 2000;
pub const MOST: usize = 24_000;
pub const DIMENSIONS: usize = 128;
/// Words of a table: 2.7 MB.
const WORDS: usize = 20_000;
/// Pairs that must hold a word.
const HELD: u32 = 3;
/// Tests are built without optimisation.
const EPOCHS: usize = if cfg!(test) { 1 } else { 5 };
const BATCH: usize = 48;
const RATE: f32 = 0.08;
/// How sharply near and far are told apart.
const SHARPNESS: f32 = 14.0;
const SEED: u64 = 0x6c65_616e_2d63_7478;

/// A comment and the code under it, as words with a blank between them: many are held at once.
#[derive(Debug, PartialEq, Eq)]
pub struct Pair {
    pub comment: String,
    pub code: String,
}

impl Pair {
    pub fn new(comment: &[String], code: &[String]) -> Self {
        Self { comment: comment.join(" "), code: code.join(" ") }
    }
}

/// The table that `pairs` give; `None` of too few.
///
/// # Errors
/// `request_timeout`.
pub fn train(pairs: Vec<Pair>, deadline: &Deadline) -> Result<Option<Vec<u8>>> {
    if pairs.len() < LEAST { Ok(None) } else { learn(pairs, EPOCHS, deadline).map(Some) }
}

fn learn(pairs: Vec<Pair>, epochs: usize, deadline: &Deadline) -> Result<Vec<u8>> {
    let (words, rarity) = vocabulary(&pairs);
    let at: HashMap<&str, u32> = (0..).zip(&words).map(|(at, word)| (word.as_str(), at)).collect();
    let known = |words: &str| -> Vec<u32> {
        words.split(' ').filter_map(|word| at.get(word).copied()).collect()
    };
    let pairs: Vec<[Vec<u32>; 2]> = pairs
        .into_iter()
        .map(|pair| [known(&pair.comment), known(&pair.code)])
        .filter(|[comment, code]| !comment.is_empty() && !code.is_empty())
        .collect();
    let mut random = Random(SEED);
    let mut learner = Learner::new(&rarity, &mut random);
    let mut order: Vec<usize> = (0..pairs.len()).collect();
    for _ in 0..epochs {
        for end in (1..order.len()).rev() {
            order.swap(end, random.below(end + 1));
        }
        for batch in order.chunks_exact(BATCH) {
            deadline.check()?;
            learner.step(&pairs, batch);
        }
    }
    // A word is as long as it is rare.
    for (vector, rarity) in learner.vectors.chunks_exact_mut(DIMENSIONS).zip(&rarity) {
        vector.iter_mut().for_each(|value| *value *= rarity);
    }
    Ok(encode(&words, &learner.vectors, DIMENSIONS))
}

/// Words that enough pairs hold, and how rare each is.
fn vocabulary(pairs: &[Pair]) -> (Vec<String>, Vec<f32>) {
    let mut held: HashMap<&str, u32> = HashMap::new();
    for pair in pairs {
        let mut all: Vec<&str> = pair.comment.split(' ').chain(pair.code.split(' ')).collect();
        all.sort_unstable();
        all.dedup();
        all.into_iter().for_each(|word| *held.entry(word).or_default() += 1);
    }
    let mut words: Vec<(&str, u32)> = held.into_iter().filter(|(_, held)| *held >= HELD).collect();
    words.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(b.0)));
    words.truncate(WORDS);
    let rarity = |held: u32| (pairs.len() as f32 / held as f32).ln().max(0.1);
    words.into_iter().map(|(word, held)| (word.to_owned(), rarity(held))).unzip()
}

struct Learner<'r> {
    rarity: &'r [f32],
    vectors: Vec<f32>,
    /// Of each value the sum of its squared gradients.
    squares: Vec<f32>,
}

/// The two sides of a batch.
struct Side {
    /// Of length 1.
    units: Vec<f32>,
    lengths: Vec<f32>,
}

impl<'r> Learner<'r> {
    fn new(rarity: &'r [f32], random: &mut Random) -> Self {
        let count = rarity.len() * DIMENSIONS;
        let spread = 1.0 / (DIMENSIONS as f32).sqrt();
        let vectors = (0..count).map(|_| random.signed() * spread).collect();
        Self { rarity, vectors, squares: vec![1e-6; count] }
    }

    fn vector(&self, word: u32) -> &[f32] {
        let start = word as usize * DIMENSIONS;
        &self.vectors[start..start + DIMENSIONS]
    }

    fn side(&self, pairs: &[[Vec<u32>; 2]], batch: &[usize], which: usize) -> Side {
        let mut units = vec![0.0f32; batch.len() * DIMENSIONS];
        let mut lengths = Vec::with_capacity(batch.len());
        for (unit, pair) in units.chunks_exact_mut(DIMENSIONS).zip(batch) {
            for word in &pairs[*pair][which] {
                let rarity = self.rarity[*word as usize];
                for (unit, value) in unit.iter_mut().zip(self.vector(*word)) {
                    *unit += rarity * value;
                }
            }
            let length = unit.iter().map(|value| value * value).sum::<f32>().sqrt().max(1e-6);
            unit.iter_mut().for_each(|value| *value /= length);
            lengths.push(length);
        }
        Side { units, lengths }
    }

    fn step(&mut self, pairs: &[[Vec<u32>; 2]], batch: &[usize]) {
        let sides = [self.side(pairs, batch, 0), self.side(pairs, batch, 1)];
        let slopes = slopes(&sides, batch.len());
        for (which, side) in sides.iter().enumerate() {
            let other = &sides[1 - which];
            for (at, pair) in batch.iter().enumerate() {
                // What the sum of the pair's words should change by, through its length of 1.
                let mut change = [0.0f32; DIMENSIONS];
                for (opposite, unit) in other.units.chunks_exact(DIMENSIONS).enumerate() {
                    let (row, column) = if which == 0 { (at, opposite) } else { (opposite, at) };
                    let slope = slopes[row * batch.len() + column];
                    change
                        .iter_mut()
                        .zip(unit)
                        .for_each(|(change, value)| *change += slope * value);
                }
                let unit = &side.units[at * DIMENSIONS..(at + 1) * DIMENSIONS];
                let along: f32 = change.iter().zip(unit).map(|(a, b)| a * b).sum();
                for (change, unit) in change.iter_mut().zip(unit) {
                    *change = (*change - along * unit) / side.lengths[at];
                }
                for word in &pairs[*pair][which] {
                    self.change(*word, &change);
                }
            }
        }
    }

    fn change(&mut self, word: u32, change: &[f32; DIMENSIONS]) {
        let (start, rarity) = (word as usize * DIMENSIONS, self.rarity[word as usize]);
        let vector = &mut self.vectors[start..start + DIMENSIONS];
        let squares = &mut self.squares[start..start + DIMENSIONS];
        for ((value, square), change) in vector.iter_mut().zip(squares).zip(change) {
            let gradient = rarity * change;
            *square += gradient * gradient;
            *value -= RATE * gradient / square.sqrt() * 0.1;
        }
    }
}

/// How the loss changes with each similarity: softmax over rows and over columns, less the truth.
fn slopes(sides: &[Side; 2], count: usize) -> Vec<f32> {
    let mut near = vec![0.0f32; count * count];
    for (row, left) in sides[0].units.chunks_exact(DIMENSIONS).enumerate() {
        for (column, right) in sides[1].units.chunks_exact(DIMENSIONS).enumerate() {
            let cosine: f32 = left.iter().zip(right).map(|(a, b)| a * b).sum();
            near[row * count + column] = (SHARPNESS * (cosine - 1.0)).exp();
        }
    }
    let sum = |row: usize, of_rows: bool| -> f32 {
        (0..count)
            .map(|at| if of_rows { near[row * count + at] } else { near[at * count + row] })
            .sum()
    };
    let rows: Vec<f32> = (0..count).map(|row| sum(row, true)).collect();
    let columns: Vec<f32> = (0..count).map(|column| sum(column, false)).collect();
    let mut slopes = near;
    for (at, slope) in slopes.iter_mut().enumerate() {
        let (row, column) = (at / count, at % count);
        let own = if row == column { 2.0 } else { 0.0 };
        *slope = SHARPNESS * (*slope / rows[row] + *slope / columns[column] - own)
            / (2.0 * count as f32);
    }
    slopes
}

/// SplitMix64 (Steele, Lea and Flood, 2014).
struct Random(u64);

impl Random {
    const fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    /// Less than `end`.
    fn below(&mut self, end: usize) -> usize {
        ((u128::from(self.next()) * end as u128) >> 64) as usize
    }

    /// Between -1 and 1.
    fn signed(&mut self) -> f32 {
        (self.next() >> 40) as f32 / (1 << 23) as f32 - 1.0
    }
}

#[cfg(test)]
mod tests {
    use super::super::super::feature::hash;
    use super::super::{Table, dot};
    use super::*;

    /// Comments say `open`, code says `acquire`, and so on; which filler stands beside them is chance.
    fn pairs(count: usize) -> Vec<Pair> {
        let meanings =
            [("open", "acquire"), ("send", "transmit"), ("delete", "purge"), ("sort", "arrange")];
        let mut random = Random(7);
        (0..count)
            .map(|_| {
                let (said, done) = meanings[random.below(meanings.len())];
                let mut filler = || format!("w{}", random.below(40));
                let comment = [said.to_owned(), filler(), filler()];
                Pair::new(&comment, &[done.to_owned(), filler(), filler()])
            })
            .collect()
    }

    #[test]
    fn words_that_meet_become_alike_and_the_same_pairs_give_the_same_table() {
        let table = learn(pairs(480), 6, &Deadline::none()).unwrap();
        assert_eq!(learn(pairs(480), 6, &Deadline::none()).unwrap(), table);
        let table = Table::read(&table).unwrap();
        let vector = |word: &str| table.vector([hash(word)].into_iter()).unwrap();
        let (open, near) = (vector("open"), dot(&vector("open"), &vector("acquire")));
        for far in ["transmit", "purge", "arrange"] {
            assert!(near > dot(&open, &vector(far)), "{near} {far}");
        }
        assert!(table.vector([hash("unheard")].into_iter()).is_none());
    }

    #[test]
    fn of_too_few_pairs_nothing_is_learned_and_damage_is_no_table() {
        assert!(train(pairs(LEAST - 1), &Deadline::none()).unwrap().is_none());
        let bytes = encode(&["a"], &[0.5; DIMENSIONS], DIMENSIONS);
        assert!(Table::read(&bytes).is_some());
        for end in 0..bytes.len() {
            assert!(Table::read(&bytes[..end]).is_none());
        }
    }
}
