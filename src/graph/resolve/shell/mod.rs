//! To which files do a script's `source` lines lead?

use super::{Links, Resolver};
use crate::code::facts::{Facts, Form, Import};
use crate::graph::edge::{Confidence, FileId, How, Unfound};
use crate::graph::layout::{Layout, join, split};
use crate::workspace::language::Language;

pub const LANGUAGES: &[Language] = &[Language::Shell];

pub fn prepare<'a>(layout: &'a Layout<'a>) -> Box<dyn Resolver + 'a> {
    Box::new(Shell { layout })
}

struct Shell<'a> {
    layout: &'a Layout<'a>,
}

impl Resolver for Shell<'_> {
    fn imports(&self, from: FileId, out: &mut Links<'_>) {
        let Some(facts) = self.layout.facts(from) else { return };
        for import in &facts.imports {
            match self.import(from, facts, import) {
                Ok((file, how, confidence)) => {
                    out.edge(import, file, how, confidence);
                    out.bind_all(file, true);
                }
                Err(reason) => out.unresolved(import, &facts[import.module], reason),
            }
        }
    }
}

type Found = (FileId, How, Confidence);

impl Shell<'_> {
    fn import(&self, from: FileId, facts: &Facts, import: &Import) -> Result<Found, Unfound> {
        let path = &facts[import.module];
        let find = |dir: &str| join(dir, path).and_then(|path| self.layout.find(&path));
        let beside = find(self.layout.dir(from));
        if import.form == Form::Include {
            // The script says that it means its own directory.
            let found = beside.map(|file| (file, How::Relative, Confidence::Certain));
            return found.ok_or(Unfound::Missing);
        }
        if path.starts_with(['/', '~']) {
            return Err(Unfound::External);
        }
        if path.contains(['$', '`', '*']) {
            return self.ending(path).ok_or(Unfound::Ambiguous);
        }
        // From where it was started: mostly the root, or the script's own place.
        let found = beside.or_else(|| find(""));
        found.map(|file| (file, How::Search, Confidence::Likely)).ok_or(Unfound::Missing)
    }

    /// `$ROOT/lib/a.sh`: the one file whose path ends like it, if two names or more agree.
    fn ending(&self, path: &str) -> Option<Found> {
        let (_, rest) = path.rsplit_once(['}', ')']).or_else(|| path.split_once('/'))?;
        let rest = rest.trim_start_matches('/');
        if rest.contains(['$', '*', '`']) || !rest.contains('/') {
            return None;
        }
        let ends = |file: &FileId| {
            let own = self.layout.path(*file);
            own.strip_suffix(rest).is_some_and(|before| before.is_empty() || before.ends_with('/'))
        };
        let mut files = self.layout.named(split(rest).1).iter().copied().filter(ends);
        let file = files.next().filter(|_| files.next().is_none())?;
        Some((file, How::Name, Confidence::Possible))
    }
}

#[cfg(test)]
mod tests;
