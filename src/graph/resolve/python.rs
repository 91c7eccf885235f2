//! To which files do Python's imports lead?

use super::{Links, Resolver, Target};
use crate::code::facts::{Facts, Form, Import};
use crate::graph::edge::{Confidence, FileId, How, Unfound};
use crate::graph::layout::Layout;

pub fn prepare<'a>(layout: &'a Layout<'a>) -> Box<dyn Resolver + 'a> {
    Box::new(Python { layout })
}

struct Python<'a> {
    layout: &'a Layout<'a>,
}

impl Resolver for Python<'_> {
    fn imports(&self, from: FileId, out: &mut Links<'_>) {
        let Some(facts) = self.layout.facts(from) else { return };
        for import in &facts.imports {
            self.import(from, facts, import, out);
        }
    }

    fn child(&self, of: FileId, name: &str) -> Option<FileId> {
        (self.layout.name(of) == "__init__.py")
            .then(|| self.module(self.layout.dir(of), name))
            .flatten()
    }
}

impl Python<'_> {
    fn import(&self, from: FileId, facts: &Facts, import: &Import, out: &mut Links<'_>) {
        let written = &facts[import.module];
        let levels = written.chars().take_while(|c| *c == '.').count();
        let dotted = &written[levels..];
        let (base, how) = if levels > 0 {
            let mut dir = self.layout.dir(from);
            for _ in 1..levels {
                dir = crate::graph::layout::split(dir).0;
            }
            (dir, How::Relative)
        } else {
            ("", How::Root)
        };
        let Some(module) = self.module(base, dotted) else {
            out.unresolved(import, written, Unfound::External);
            return;
        };
        out.edge(import, module, how, Confidence::Certain);
        match import.form {
            Form::Wildcard => out.bind_all(module, true),
            Form::Names => {
                for taken in &import.names {
                    let (name, local) =
                        (&facts[taken.name], &facts[taken.alias.unwrap_or(taken.name)]);
                    let target = match self.child(module, name) {
                        Some(file) => Target::File(file),
                        None => Target::Member(module, name.into()),
                    };
                    out.bind(local, target, Confidence::Certain, true);
                }
            }
            _ => {
                let local = import.alias.map_or(dotted, |alias| &facts[alias]);
                out.bind(local, Target::File(module), Confidence::Certain, true);
            }
        }
    }

    fn module(&self, base: &str, dotted: &str) -> Option<FileId> {
        let path = crate::graph::layout::join(base, &dotted.replace('.', "/"))?;
        let file = self.layout.find(&format!("{path}.py"));
        file.or_else(|| self.layout.find(&format!("{path}/__init__.py").trim_start_matches('/')))
    }
}
