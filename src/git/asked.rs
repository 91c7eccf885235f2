//! To which commit does a ref lead that a caller asks for, and may it be asked for?
//!
//! A name is looked up only where it may be asked for, so that what is forbidden and what is not
//! there cost the same and say the same. What a ref leads to is judged by its own name again: a
//! symbolic one opens no door to another. A commit is served where it is in the history of what is
//! served or of a ref that may be asked for; what hangs in the air (pruned, forced away, another
//! fork's) is not.

use std::collections::HashSet;

use git2::{ErrorCode, Oid, Reference, Repository, Sort};

use super::reference::{candidates, follow, public, tracked_remote};
use super::repository::{act, oid};
use crate::base::Result;
use crate::base::clock::Deadline;
use crate::workspace::source::{Allowed, Head};

/// Bytes of a name that git would keep in a file.
const LONGEST: usize = 1024;
/// Shortest part of a commit's id that stands for it.
const SHORTEST: usize = 7;
/// Clocks of those who commit differ: the search for a commit ends at so many that are older.
const OLDER: usize = 2048;
/// Between two looks at the deadline.
const STRIDE: usize = 1024;

pub struct Asking<'a> {
    repo: &'a Repository,
    served: &'a Head,
    allowed: Allowed<'a>,
    remote: Option<String>,
}

impl<'a> Asking<'a> {
    /// `served` is what is served where nothing is asked for: its own name and commit always pass.
    pub fn new(repo: &'a Repository, served: &'a Head, allowed: Allowed<'a>) -> Result<Self> {
        Ok(Self { repo, served, allowed, remote: tracked_remote(repo)? })
    }

    pub fn find(&self, name: &str, deadline: &Deadline) -> Result<Option<Head>> {
        if name.is_empty() || name.len() > LONGEST || name.contains(char::is_control) {
            return Ok(None);
        }
        for full in candidates(self.repo, name)? {
            if !Reference::is_valid_name(&full) || !self.passes(&full) {
                continue;
            }
            // What cannot be followed (a tag of a blob) is no commit's name.
            let Some(head) = follow(self.repo, &full).ok().flatten() else { continue };
            // A detached `HEAD` leads to no ref.
            let own = head.reference.as_deref().unwrap_or(&full);
            if self.passes(own) {
                return Ok(Some(head));
            }
        }
        self.commit(name, deadline)
    }

    fn passes(&self, full: &str) -> bool {
        self.served.reference.as_deref() == Some(&*public(full)) || self.listed(full)
    }

    fn listed(&self, full: &str) -> bool {
        match self.allowed {
            Allowed::All => true,
            Allowed::Those(test) => names(full, self.remote.as_deref()).iter().any(|n| test(n)),
        }
    }

    fn commit(&self, name: &str, deadline: &Deadline) -> Result<Option<Head>> {
        let is_id =
            (SHORTEST..=40).contains(&name.len()) && name.bytes().all(|b| b.is_ascii_hexdigit());
        // git reads digits in either case.
        let lower = name.to_ascii_lowercase();
        let name = if is_id { &*lower } else { name };
        if is_id && self.served.commit.as_deref().is_some_and(|own| own.starts_with(name)) {
            return Ok(Some(self.served.clone()));
        }
        let found = match self.allowed {
            Allowed::All => {
                self.repo.revparse_single(name).and_then(|found| found.peel_to_commit())
            }
            Allowed::Those(_) if is_id => self.repo.find_commit_by_prefix(name),
            Allowed::Those(_) => return Ok(None),
        };
        let Ok(commit) = found else { return Ok(None) };
        let reached = self.reaches(commit.id(), commit.time().seconds(), deadline)?;
        let head = || Head { commit: Some(commit.id().to_string()), reference: None };
        Ok(reached.then(head))
    }

    /// Is it in the history of what is served, or of a ref that may be asked for?
    fn reaches(&self, commit: Oid, time: i64, deadline: &Deadline) -> Result<bool> {
        let tips = self.tips()?;
        if tips.contains(&commit) {
            return Ok(true);
        }
        let fail = |e| act("cannot walk the history", e);
        let mut walk = self.repo.revwalk().map_err(fail)?;
        walk.set_sorting(Sort::TIME).map_err(fail)?;
        for tip in tips {
            walk.push(tip).map_err(fail)?;
        }
        let mut older = 0;
        for (n, found) in walk.enumerate() {
            if n % STRIDE == 0 {
                deadline.check()?;
            }
            let found = found.map_err(fail)?;
            if found == commit {
                return Ok(true);
            }
            let is_older = |c: git2::Commit<'_>| c.time().seconds() < time;
            older += usize::from(self.repo.find_commit(found).is_ok_and(is_older));
            if older > OLDER {
                break;
            }
        }
        Ok(false)
    }

    /// The commits of what is served and of all refs that may be asked for.
    fn tips(&self) -> Result<HashSet<Oid>> {
        let fail = |e| act("cannot list the refs", e);
        let served = self.served.commit.as_deref().and_then(|commit| oid(commit).ok());
        let mut tips: HashSet<Oid> = served.into_iter().collect();
        for reference in self.repo.references().map_err(fail)? {
            let reference = reference.map_err(fail)?;
            let Ok(name) = reference.name() else { continue };
            if self.listed(name)
                && let Ok(commit) = reference.peel_to_commit()
            {
                tips.insert(commit.id());
            }
        }
        if matches!(self.allowed, Allowed::All) {
            match self.repo.head().and_then(|head| head.peel_to_commit()) {
                Ok(commit) => drop(tips.insert(commit.id())),
                Err(e) if matches!(e.code(), ErrorCode::NotFound | ErrorCode::UnbornBranch) => {}
                Err(e) => return Err(act("cannot read `HEAD`", e)),
            }
        }
        Ok(tips)
    }
}

/// The names under which a ref is known to people: the full one, and those without what git puts
/// before them. A branch of the remote that is followed goes by its name there.
fn names(full: &str, remote: Option<&str>) -> Vec<String> {
    let full = &*public(full);
    let mut names = vec![full.to_owned()];
    let short = |prefix| full.strip_prefix(prefix).map(str::to_owned);
    names.extend(short("refs/heads/").or_else(|| short("refs/tags/")));
    if let Some(tracked) = short("refs/remotes/") {
        let own = remote.and_then(|remote| tracked.strip_prefix(remote)?.strip_prefix('/'));
        match own {
            Some(branch) => names.extend([branch.to_owned(), format!("refs/heads/{branch}")]),
            None => names.push(tracked),
        }
    }
    names
}

#[cfg(test)]
#[path = "asked_test.rs"]
mod tests;
