//! To which files do Rust's modules, imports and paths lead?

use super::{Found, Links, Resolver, Target};
use crate::code::facts::{Form, Import};
use crate::graph::edge::{Confidence, FileId, How, Unfound};
use crate::graph::layout::Layout;

mod cargo;
mod cfg;
mod path;
mod scope;
#[cfg(test)]
mod tests;
mod tree;

use path::{Def, Meant, Query};
use scope::Bound;
use tree::{ModuleId, Tree};

pub fn prepare<'a>(layout: &'a Layout<'a>) -> Box<dyn Resolver + 'a> {
    Box::new(Rust { tree: Tree::new(layout) })
}

struct Rust<'a> {
    tree: Tree<'a>,
}

impl Resolver for Rust<'_> {
    fn imports(&self, from: FileId, out: &mut Links<'_>) {
        let Some(source) = self.tree.sources.get(&from) else { return };
        for (at, import) in (0..).zip(&source.facts.imports) {
            match import.form {
                Form::Submodule => match self.tree.submodules.get(&(from, at)) {
                    Some(to) => {
                        out.edge(import, *to, How::Relative, sure(source.holds[at as usize]))
                    }
                    None => out.unresolved(import, &source.facts[import.module], Unfound::Missing),
                },
                Form::Names => {
                    for which in (0..).take(import.names.len()) {
                        self.import(from, import, Bound { import: at, taken: Some(which) }, out);
                    }
                }
                _ => self.import(from, import, Bound { import: at, taken: None }, out),
            }
        }
    }

    fn chain(&self, from: FileId, within: Option<u32>, chain: &str) -> Option<(Found, usize)> {
        // Behind a dot stand members of values.
        let path = chain.split('.').next().unwrap_or_default();
        if matches!(path, "" | "self" | "Self") {
            return None;
        }
        let parts = path::parts(path);
        let (scope, modules) = self.place(from, within)?;
        for module in modules {
            let mut query = Query::default();
            let meant = self.tree.path(*module, scope, &parts, false, &mut query);
            let Some(hit) = meant.defs.first() else { continue };
            let target = match hit.def {
                Def::Module(at) => Target::File(self.tree.modules[at as usize].file),
                Def::Item(file, at) => Target::Symbol(file, at),
            };
            let confidence = sure(hit.sure && !self.tree.modules[*module as usize].doubtful);
            return Some((Found { target, confidence, how: How::Namespace }, meant.used));
        }
        None
    }

    fn region(&self, from: FileId, within: Option<u32>) -> Option<u32> {
        let source = self.tree.sources.get(&from)?;
        source.scopes[source.at(within) as usize].symbol
    }
}

impl Rust<'_> {
    /// The innermost scope around a place, and the modules that it is in: one for each crate.
    fn place(&self, from: FileId, within: Option<u32>) -> Option<(u32, &[ModuleId])> {
        let source = self.tree.sources.get(&from)?;
        let scope = source.at(within);
        let modules = self.tree.places.get(&(from, source.module_of(scope)))?;
        Some((scope, modules))
    }

    /// Enters where one name of an import leads, in the first crate in which it leads anywhere.
    fn import(&self, from: FileId, import: &Import, bound: Bound, out: &mut Links<'_>) {
        let facts = self.tree.sources[&from].facts;
        let Some((scope, modules)) = self.place(from, import.within) else { return };
        let holds = self.tree.sources[&from].holds[bound.import as usize];
        let mut reason = Unfound::Missing;
        let mut nearest = None;
        for module in modules {
            let mut query = Query::default();
            let (meant, length) = self.tree.import(*module, scope, bound, &mut query);
            if meant.used == length {
                let holds = holds && !self.tree.modules[*module as usize].doubtful;
                for hit in &meant.defs {
                    let to = self.tree.file(hit.def);
                    let through = query.through.is_some_and(|through| through != to);
                    let how = how(&facts[import.module], through);
                    out.edge(import, to, how, sure(hit.sure && holds));
                }
                return;
            }
            reason = query.outside.unwrap_or(reason);
            nearest = nearest.or_else(|| self.nearest(from, &meant, length, &query));
        }
        if let Some((to, how)) = nearest {
            out.edge(import, to, how, Confidence::Likely);
        }
        let module = &facts[import.module];
        let name = bound.taken.map(|at| &facts[import.names[at as usize].name]);
        match name.filter(|name| *name != "self") {
            Some(name) if module.is_empty() => out.unresolved(import, name, reason),
            Some(name) => out.unresolved(import, &format!("{module}::{name}"), reason),
            None => out.unresolved(import, module, reason),
        }
    }

    /// Where a path leads that is not followed to its end: the file that passes on a name from outside
    /// of the workspace, or the module that has the name from a macro.
    fn nearest(
        &self,
        from: FileId,
        meant: &Meant,
        length: usize,
        query: &Query<'_>,
    ) -> Option<(FileId, How)> {
        if query.outside.is_some() {
            let through = query.through.filter(|through| *through != from)?;
            return Some((through, How::Reexport));
        }
        match meant.defs.first()?.def {
            Def::Module(at) if meant.used + 1 == length => {
                Some((self.tree.modules[at as usize].file, How::Name))
            }
            _ => None,
        }
    }
}

const fn sure(sure: bool) -> Confidence {
    if sure { Confidence::Certain } else { Confidence::Likely }
}

fn how(path: &str, through: bool) -> How {
    match path.split("::").next().unwrap_or_default() {
        _ if through => How::Reexport,
        "crate" => How::Root,
        "self" | "super" => How::Relative,
        _ => How::Package,
    }
}
