//! Which facts answer a question, and how is one shown among the places of code?

use super::{Asked, Place, passage};
use crate::artifact::coverage;
use crate::base::Result;
use crate::knowledge::{Fact, Memory, Name, belief};
use crate::tool::Call;

/// Of its coverage: see `join`.
const SAID_ONCE: f64 = 2.0 / 3.0;

/// A fact that counts.
pub struct Found {
    pub fact: Fact,
    /// As ctx_knowledge takes it: `category/key`.
    pub name: String,
    /// Of the score that code with all of the question's words would have.
    pub share: f64,
}

/// What is known in a workspace that holds words of the question.
///
/// # Errors
/// `request_timeout` when the deadline passes on the way.
pub fn find(call: &Call, workspace: &str, question: &str, limit: usize) -> Result<Vec<Found>> {
    let memory = Memory { workspace, ..call.knowledge() };
    let recalled = memory.recall(question, None, limit, call.permit.deadline())?;
    let found = recalled.into_iter().map(|recalled| {
        let fact = recalled.fact;
        let name = Name { category: fact.category.clone(), key: fact.key.clone() }.to_string();
        let held = coverage(question, &format!("{name}\n{}", fact.value));
        Found { share: held * SAID_ONCE * belief(&fact), fact, name }
    });
    Ok(found.collect())
}

pub fn explain(found: &Found) -> String {
    let fact = &found.fact;
    format!(
        "known; said by {}, believed {:.2}, share {:.2}",
        fact.author,
        belief(fact),
        found.share
    )
}

pub fn place<'a>(found: &'a Found, score: f32, asked: &Asked, most: usize) -> Place<'a> {
    let lines: Vec<&str> = found.fact.value.lines().collect();
    let span = (1, lines.len().max(1) as u64);
    passage(&found.name, "knowledge", &lines, span, score, asked, most)
}
