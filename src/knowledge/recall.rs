//! Which facts answer a question best: by their words, their age, and how far they are believed?

use super::{Fact, Memory, rows};
use crate::base::Result;
use crate::base::clock::{self, Deadline};

/// After so long a fact's age has taken half of what age can take.
const HALF_LIFE_MS: f64 = 30.0 * 24.0 * 60.0 * 60.0 * 1000.0;
/// Candidates by words alone, of which the best are chosen by all three; more of them where those
/// of other categories fall away.
const CANDIDATES: usize = 500;
const OF_A_CATEGORY: usize = 2000;
/// How many votes the author's own confidence is worth.
const OWN_WEIGHT: f64 = 2.0;

/// A fact and its rank.
#[derive(Debug, Clone, PartialEq)]
pub struct Recalled {
    pub fact: Fact,
    /// BM25 × (1/2 + 1/2 · 2^(-age / 30 days)) × (1/2 + 1/2 · belief): age and doubt together
    /// take away three quarters at most, so that a fact of the right words is always found.
    pub score: f64,
}

impl Memory<'_> {
    /// What counts and holds words of the question, best first; of one category where one is given.
    ///
    /// # Errors
    /// `request_timeout` when the deadline passes on the way.
    pub fn recall(
        &self,
        question: &str,
        category: Option<&str>,
        limit: usize,
        deadline: &Deadline,
    ) -> Result<Vec<Recalled>> {
        let most = if category.is_some() { OF_A_CATEGORY } else { CANDIDATES };
        let found =
            self.store.read(|r| rows::search(r, self.workspace, question, most, deadline))?;
        let now = clock::now().as_millisecond();
        let mut ranked: Vec<Recalled> = found
            .into_iter()
            .filter(|(fact, _)| category.is_none_or(|c| c == fact.category))
            .map(|(fact, bm25)| Recalled { score: bm25 * weight(&fact, now), fact })
            .collect();
        ranked.sort_by(|a, b| b.score.total_cmp(&a.score).then(b.fact.number.cmp(&a.fact.number)));
        ranked.truncate(limit);
        Ok(ranked)
    }
}

fn weight(fact: &Fact, now: i64) -> f64 {
    let age = (now - fact.at).max(0) as f64;
    let recency = 0.5 + 0.5 * (-age / HALF_LIFE_MS).exp2();
    recency * (0.5 + 0.5 * belief(fact))
}

/// The author's confidence as two votes of that share, and each agent's vote beside it; 0 to 1.
pub fn belief(fact: &Fact) -> f64 {
    let (right, wrong) = (fact.votes.0 as f64, fact.votes.1 as f64);
    (OWN_WEIGHT * fact.confidence + right) / (OWN_WEIGHT + right + wrong)
}
