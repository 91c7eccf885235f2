//! Knowledge and gotchas: the facts of this user's workspaces, as they count here and elsewhere.
//!
//! A workspace is known on all machines by its repository's remote (see `project`), because folders differ. What
//! the cursor holds is what the store had when it and the replica last agreed: where the store has something
//! else by now, somebody here has changed it.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use super::Machine;
use super::book::spelt;
use crate::account::project;
use crate::account::section::{Replica, Section};
use crate::base::Result;
use crate::base::digest::sha256_hex;
use crate::store::Write;
use crate::store::knowledge::{self as rows, Fact, New};

/// The category of facts that are gotchas: the key is the pattern, the value the fix.
pub const GOTCHA: &str = "gotcha";

/// A fact as it is synced.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
struct Body {
    value: String,
    confidence: f64,
    author: String,
    /// Milliseconds since 1970, by the clock of its machine. Nothing is decided by it.
    at: i64,
}

impl From<&Fact> for Body {
    fn from(fact: &Fact) -> Self {
        Self {
            value: fact.value.clone(),
            confidence: fact.confidence,
            author: fact.author.clone(),
            at: fact.at,
        }
    }
}

/// By workspace and `category/key`: digest of the value that store and replica agreed on.
type Agreed = BTreeMap<String, BTreeMap<String, String>>;

fn agreed(replica: &Replica) -> Agreed {
    serde_json::from_value(replica.cursor.clone()).unwrap_or_default()
}

fn digest(fact: &Fact) -> String {
    sha256_hex(format!("{}\0{}", fact.confidence, fact.value).as_bytes())
}

/// `project\ncategory/key`: a project has no line break, a category no slash.
fn name_of(project: &str, fact: &Fact) -> String {
    format!("{project}\n{}/{}", fact.category, fact.key)
}

fn parsed(key: &str) -> Option<(&str, &str, &str)> {
    let (project, name) = key.split_once('\n')?;
    let (category, key) = name.split_once('/')?;
    Some((project, category, key))
}

fn belongs(section: Section, category: &str) -> bool {
    (category == GOTCHA) == (section == Section::Gotchas)
}

fn current(machine: &Machine, workspace: &str, section: Section) -> Result<Vec<Fact>> {
    let facts = machine.store.read(|r| rows::all(r, workspace, false, 1, u32::MAX as usize))?;
    Ok(facts.into_iter().filter(|fact| belongs(section, &fact.category)).collect())
}

pub fn gather(machine: &Machine, section: Section, replica: &mut Replica) -> Result<()> {
    let mut agreed = agreed(replica);
    for (workspace, project) in project::known(machine.home.data())? {
        let before = agreed.entry(workspace.clone()).or_default();
        let mut here = BTreeSet::new();
        for fact in current(machine, &workspace, section)? {
            let (key, digest) = (name_of(&project, &fact), digest(&fact));
            let name = format!("{}/{}", fact.category, fact.key);
            if before.get(&name) != Some(&digest) {
                let same = |known: &Body| known.value == fact.value;
                let counts = replica.state.get(&key).map(|entry| entry.value.clone());
                let counts = counts.and_then(|value| serde_json::from_value::<Body>(value).ok());
                // A crash may have come between bringing a value here and saying so.
                if !counts.as_ref().is_some_and(same) {
                    replica.put(&key, spelt(&Body::from(&fact))?);
                }
                before.insert(name.clone(), digest);
            }
            here.insert(name);
        }
        if here.is_empty()
            && machine.store.read(|r| rows::all(r, &workspace, true, 1, 1))?.is_empty()
        {
            // What was removed leaves its history. This is a database that was lost: what was agreed on comes back.
            before.clear();
        }
        let gone: Vec<String> =
            before.keys().filter(|name| !here.contains(*name)).cloned().collect();
        for name in gone {
            replica.state.remove(&format!("{project}\n{name}"));
            before.remove(&name);
        }
    }
    replica.cursor = spelt(&agreed)?;
    Ok(())
}

pub fn apply(machine: &Machine, replica: &mut Replica) -> Result<()> {
    let mut agreed = agreed(replica);
    for (workspace, project) in project::known(machine.home.data())? {
        let before = agreed.entry(workspace.clone()).or_default();
        let mine = replica.state.keys().filter_map(parsed).filter(|(p, ..)| *p == project);
        let wanted: BTreeSet<(&str, &str)> =
            mine.map(|(_, category, key)| (category, key)).collect();
        for (category, key) in &wanted {
            let name = format!("{category}/{key}");
            let values = bodies(replica, &format!("{project}\n{name}"));
            let known = before.get(&name).cloned();
            let place = (workspace.as_str(), *category, *key);
            let done = machine.store.write(|w| bring(w, place, &values, known.as_deref()))?;
            if let Some(digest) = done {
                before.insert(name, digest);
            }
        }
        let gone: Vec<String> = before.keys().cloned().collect();
        for name in gone {
            let Some((category, key)) = name.split_once('/') else { continue };
            if wanted.contains(&(category, key)) {
                continue;
            }
            let known = before.remove(&name);
            let place = (workspace.as_str(), category, key);
            machine.store.write(|w| retire(w, place, known.as_deref()))?;
        }
    }
    replica.cursor = spelt(&agreed)?;
    Ok(())
}

/// All values of a key; the last is the one that counts.
fn bodies(replica: &Replica, key: &str) -> Vec<Body> {
    let counts = replica.state.get(key).map(|entry| (&entry.by, entry.number));
    let others = replica.state.all(key).iter().filter(|e| Some((&e.by, e.number)) != counts);
    let read = |value: &serde_json::Value| serde_json::from_value::<Body>(value.clone()).ok();
    let last = replica.state.get(key).and_then(|entry| read(&entry.value));
    let mut bodies: Vec<Body> = others.filter_map(|entry| read(&entry.value)).collect();
    if let Some(last) = last {
        bodies.retain(|body| body.value != last.value);
        bodies.push(last);
    }
    bodies
}

type Place<'a> = (&'a str, &'a str, &'a str);

/// The digest of what store and replica now agree on; `None` where somebody has changed the store meanwhile.
fn bring(
    w: &Write,
    (workspace, category, key): Place,
    values: &[Body],
    known: Option<&str>,
) -> Result<Option<String>> {
    let Some((counts, others)) = values.split_last() else { return Ok(None) };
    let here = rows::current(w, workspace, category, key)?;
    if here.as_ref().map(digest).as_deref() != known {
        return Ok(None);
    }
    let past = rows::history(w, workspace, category, key, usize::from(u16::MAX))?;
    let add = |body: &Body| {
        let (value, author) = (body.value.as_str(), body.author.as_str());
        let (at, confidence) = (body.at, body.confidence);
        rows::add(w, workspace, &New { category, key, value, author, at, confidence }, None)
    };
    let same = |fact: &Fact, body: &Body| {
        fact.value == body.value && (fact.confidence - body.confidence).abs() < 1e-9
    };
    let missing: Vec<&Body> =
        others.iter().filter(|body| !past.iter().any(|fact| fact.value == body.value)).collect();
    let stands = here.as_ref().filter(|fact| same(fact, counts) && missing.is_empty());
    if let Some(fact) = stands {
        return Ok(Some(digest(fact)));
    }
    // The losing values of a conflict first: they stay readable as the history of the one that counts.
    for body in missing {
        add(body)?;
    }
    let fact = add(counts)?;
    Ok(Some(digest(&fact)))
}

fn retire(w: &Write, (workspace, category, key): Place, known: Option<&str>) -> Result<()> {
    let here = rows::current(w, workspace, category, key)?;
    match here {
        Some(fact) if Some(digest(&fact).as_str()) == known => {
            let at = crate::base::clock::now().as_millisecond();
            rows::retire(w, workspace, (category, key), &fact.author, at).map(|_| ())
        }
        _ => Ok(()),
    }
}

/// `category/key of project`, and its values, the one that counts first.
pub fn conflicts(replica: &Replica) -> Vec<(String, Vec<String>)> {
    let told = |key: &str| {
        let (project, category, name) = parsed(key)?;
        let mut values: Vec<String> =
            bodies(replica, key).into_iter().map(|body| body.value).collect();
        values.reverse();
        (values.len() > 1).then(|| (format!("{category}/{name} of {project}"), values))
    };
    replica.state.conflicts().filter_map(told).collect()
}
