//! How do facts hang together?

use std::collections::{BTreeMap, VecDeque};

use super::{Memory, Name, Relation, check, none, rows};
use crate::base::{Result, clock};
use crate::store::relation as ties;

/// Ties away from where one starts, at most.
pub const MOST_DEPTH: usize = 5;
/// Facts that are found from one, at most, and ties of one that are followed.
const MOST_FOUND: usize = 500;
const MOST_TIES: usize = 500;
/// Longest word for how two facts hang together.
const LONGEST_KIND: usize = 64;

/// A fact that hangs together with another, and by what.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Neighbour {
    pub name: Name,
    /// Ties between the two; 1 for one that is tied directly.
    pub distance: usize,
    /// The tie by which it was reached first.
    pub tie: Relation,
    /// The start of its value; `None` for a key that has none any more.
    pub value: Option<String>,
}

impl Memory<'_> {
    /// Ties one fact to another; `false` where they were tied so already.
    ///
    /// # Errors
    /// `not_found` where one of them has no value, `invalid_arguments` for a bad `kind` or a fact
    /// tied to itself, `tool_error` when the quota has no room.
    pub fn relate(&self, from: &Name, kind: &str, to: &Name) -> Result<bool> {
        check::plain("kind", kind, LONGEST_KIND)?;
        if from == to {
            return Err(crate::base::Error::invalid("`from` and `to` are the same fact"));
        }
        let tie = Relation {
            from: (from.category.clone(), from.key.clone()),
            kind: kind.to_owned(),
            to: (to.category.clone(), to.key.clone()),
            author: self.agent.to_owned(),
            at: clock::now().as_millisecond(),
        };
        self.store.write(|w| {
            for name in [from, to] {
                rows::current(w, self.workspace, &name.category, &name.key)?
                    .ok_or_else(|| none(name))?;
            }
            ties::relate(w, self.workspace, &tie, self.quota)
        })
    }

    /// Undoes the ties from one fact to another, of one kind or of all; those that were.
    ///
    /// # Errors
    /// When the change cannot be kept.
    pub fn unrelate(&self, from: &Name, to: &Name, kind: Option<&str>) -> Result<Vec<Relation>> {
        let pair = |name: &Name| (name.category.clone(), name.key.clone());
        self.store.write(|w| ties::unrelate(w, self.workspace, &pair(from), &pair(to), kind))
    }

    /// The facts that are reached from one over ties, either way, of one kind or of all, nearest
    /// first; and whether there are more than can be shown.
    ///
    /// # Errors
    /// `not_found` where nothing was ever remembered under that name.
    pub fn neighbours(
        &self,
        of: &Name,
        depth: usize,
        kind: Option<&str>,
    ) -> Result<(Vec<Neighbour>, bool)> {
        self.store.read(|r| {
            if rows::history(r, self.workspace, &of.category, &of.key, 1)?.is_empty() {
                return Err(none(of));
            }
            let mut seen: BTreeMap<Name, usize> = BTreeMap::from([(of.clone(), 0)]);
            let mut open = VecDeque::from([of.clone()]);
            let mut found = Vec::new();
            let mut more = false;
            while let Some(at) = open.pop_front() {
                let distance = seen[&at] + 1;
                if distance > depth.min(MOST_DEPTH) {
                    break;
                }
                let ties = ties::relations(r, self.workspace, at.parts(), MOST_TIES + 1)?;
                more |= ties.len() > MOST_TIES;
                for tie in ties.into_iter().take(MOST_TIES) {
                    if kind.is_some_and(|k| k != tie.kind) {
                        continue;
                    }
                    let here = (tie.from.0.as_str(), tie.from.1.as_str()) == at.parts();
                    let (category, key) = if here { &tie.to } else { &tie.from };
                    let name = Name { category: category.clone(), key: key.clone() };
                    if seen.contains_key(&name) {
                        continue;
                    }
                    if found.len() == MOST_FOUND {
                        more = true;
                        break;
                    }
                    let value = rows::current(r, self.workspace, &name.category, &name.key)?
                        .map(|fact| fact.value);
                    seen.insert(name.clone(), distance);
                    open.push_back(name.clone());
                    found.push(Neighbour { name, distance, tie, value });
                }
            }
            Ok((found, more))
        })
    }
}
