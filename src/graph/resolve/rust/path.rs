//! What does a path mean at a place? Modules, items, `use` and globs, from crate to crate (The Rust
//! Reference, "Paths" and "Use declarations").

use foldhash::{HashSet, HashSetExt as _};

use super::scope::{Bound, plain};
use super::tree::{ModuleId, Tree};
use crate::code::facts::{Form, Import, SymbolKind};
use crate::graph::edge::{FileId, Unfound};

/// What a path leads to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Def {
    Module(ModuleId),
    /// A file and a place among its symbols.
    Item(FileId, u32),
}

/// What a path leads to, and whether by what holds in the usual build alone.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Hit {
    pub def: Def,
    pub sure: bool,
}

/// Names that one question may follow: `use` in a circle and globs of globs end here.
const STEPS: usize = 4_000;
/// Names on the way from one to what it means.
const HOPS: usize = 32;

/// The crates that come with the compiler.
const STANDARD: &[&str] = &["std", "core", "alloc", "proc_macro", "test"];

/// One question, with what was seen on the way.
#[derive(Default)]
pub struct Query<'q> {
    open: Vec<(ModuleId, u32, &'q str)>,
    steps: usize,
    /// The path leaves the workspace, and how.
    pub outside: Option<Unfound>,
    /// The last file whose `use` was followed.
    pub through: Option<FileId>,
}

/// The meanings of a path, of which there is one for each namespace and each `cfg`, and how many
/// of its names they use up.
#[derive(Debug, Default)]
pub struct Meant {
    pub defs: Vec<Hit>,
    pub used: usize,
}

impl<'a> Tree<'a> {
    pub fn file(&self, def: Def) -> FileId {
        match def {
            Def::Module(module) => self.modules[module as usize].file,
            Def::Item(file, _) => file,
        }
    }

    fn module(&self, module: ModuleId) -> Hit {
        Hit { def: Def::Module(module), sure: !self.modules[module as usize].doubtful }
    }

    /// What an import, or one name of it, means in a module.
    pub fn import<'q>(
        &self,
        module: ModuleId,
        scope: u32,
        bound: Bound,
        query: &mut Query<'q>,
    ) -> (Meant, usize)
    where
        'a: 'q,
    {
        let facts = self.sources[&self.modules[module as usize].file].facts;
        let import = &facts.imports[bound.import as usize];
        let mut parts = parts(&facts[import.module]);
        let name = bound.taken.map(|at| &facts[import.names[at as usize].name]);
        parts.extend(name.filter(|name| *name != "self").map(plain));
        let meant = match import.form {
            Form::Module => {
                let name = parts.first().copied().unwrap_or_default();
                let defs = self.foreign(module, name, query);
                Meant { used: usize::from(!defs.is_empty()), defs }
            }
            _ => self.path(module, scope, &parts, true, query),
        };
        (meant, parts.len())
    }

    /// What `parts` mean in a scope of a module; `import` where they stand in a `use`.
    pub fn path<'q>(
        &self,
        module: ModuleId,
        scope: u32,
        parts: &[&'q str],
        import: bool,
        query: &mut Query<'q>,
    ) -> Meant
    where
        'a: 'q,
    {
        let Some((first, rest)) = parts.split_first() else { return Meant::default() };
        let home = &self.modules[module as usize];
        let (mut defs, mut used) = match *first {
            "crate" | "$crate" => (vec![self.module(home.root)], 1),
            "self" => (vec![self.module(module)], 1),
            "super" => (home.parent.map(|above| self.module(above)).into_iter().collect(), 1),
            "" => match rest.first() {
                Some(name) => (self.foreign(module, name, query), 2),
                None => return Meant::default(),
            },
            name => (self.first(module, scope, name, import, query), 1),
        };
        if defs.is_empty() {
            return Meant::default();
        }
        while let Some(name) = parts.get(used) {
            let next: Vec<Hit> =
                defs.iter().flat_map(|hit| self.member(*hit, name, None, query)).collect();
            if next.is_empty() {
                break;
            }
            (defs, used) = (next, used + 1);
        }
        Meant { defs, used }
    }

    /// What a path's first name means.
    fn first<'q>(
        &self,
        module: ModuleId,
        scope: u32,
        name: &'q str,
        import: bool,
        query: &mut Query<'q>,
    ) -> Vec<Hit>
    where
        'a: 'q,
    {
        let home = &self.modules[module as usize];
        let old = self.crates.get(&home.root).is_some_and(|own| own.old);
        let found = if import && old {
            let root = &self.modules[home.root as usize];
            self.names(home.root, root.scope, name, None, query)
        } else {
            let scopes = &self.sources[&home.file].scopes;
            let mut at = scope;
            loop {
                let found = self.names(module, at, name, None, query);
                if !found.is_empty() || query.outside.is_some() || !scopes[at as usize].block {
                    break found;
                }
                at = scopes[at as usize].parent.unwrap_or_default();
            }
        };
        if found.is_empty() && query.outside.is_none() {
            return self.foreign(module, name, query);
        }
        found
    }

    /// Another crate by the name under which this one knows it.
    fn foreign(&self, module: ModuleId, name: &str, query: &mut Query<'_>) -> Vec<Hit> {
        let root = self.modules[module as usize].root;
        let Some(own) = self.crates.get(&root) else { return Vec::new() };
        if name == "self" {
            return vec![self.module(root)];
        }
        if let Some(root) = own.local.get(name) {
            return vec![self.module(*root)];
        }
        if own.external.iter().any(|external| external == name) {
            query.outside = Some(Unfound::External);
        } else if STANDARD.contains(&name) {
            query.outside = Some(Unfound::Standard);
        } else if !own.declared {
            // Nothing says what is another's: what is not here is.
            query.outside = Some(Unfound::External);
        }
        Vec::new()
    }

    /// What a name means behind a module or an enum; `asker` is the module whose glob asks.
    fn member<'q>(
        &self,
        hit: Hit,
        name: &'q str,
        asker: Option<ModuleId>,
        query: &mut Query<'q>,
    ) -> Vec<Hit>
    where
        'a: 'q,
    {
        let mut found: Vec<Hit> = match hit.def {
            Def::Module(module) if name == "super" => {
                let above = self.modules[module as usize].parent;
                above.map(|above| self.module(above)).into_iter().collect()
            }
            Def::Module(module) => {
                let own = &self.modules[module as usize];
                let found = self.names(module, own.scope, name, asker, query);
                let macros = self.crates.get(&module).and_then(|own| own.macros.get(name));
                match macros {
                    Some(macros) if found.is_empty() => {
                        macros.iter().map(|(file, at)| item(*file, *at)).collect()
                    }
                    _ => found,
                }
            }
            Def::Item(file, of) => {
                let facts = self.sources[&file].facts;
                if facts.symbols[of as usize].kind != SymbolKind::Enum {
                    return Vec::new();
                }
                let variant =
                    (0..).zip(&facts.symbols).skip(of as usize + 1).find(|(_, symbol)| {
                        symbol.kind == SymbolKind::Variant
                            && symbol.parent == Some(of)
                            && &facts[symbol.name] == name
                    });
                variant.map(|(at, _)| item(file, at)).into_iter().collect()
            }
        };
        found.iter_mut().for_each(|one| one.sure &= hit.sure);
        found
    }

    /// What a name means in one scope: what is declared there, its submodules and imports; then what
    /// its globs bring.
    fn names<'q>(
        &self,
        module: ModuleId,
        scope: u32,
        name: &'q str,
        asker: Option<ModuleId>,
        query: &mut Query<'q>,
    ) -> Vec<Hit>
    where
        'a: 'q,
    {
        let key = (module, scope, name);
        query.steps += 1;
        if query.steps > STEPS || query.open.len() >= HOPS || query.open.contains(&key) {
            return Vec::new();
        }
        query.open.push(key);
        let mut found = self.declared(module, scope, name, asker);
        let home = &self.modules[module as usize];
        let source = &self.sources[&home.file];
        let own = &source.scopes[scope as usize];
        let seen = |import: &Import| import.reexport || self.sees(asker, module);
        for bound in own.bound.get(name).into_iter().flatten() {
            let at = bound.import as usize;
            if seen(&source.facts.imports[at]) {
                let (mut meant, length) = self.import(module, scope, *bound, query);
                if meant.used == length {
                    meant.defs.iter_mut().for_each(|hit| hit.sure &= source.holds[at]);
                    found.append(&mut meant.defs);
                }
                query.through = Some(home.file);
            }
        }
        if found.is_empty() && !own.bound.contains_key(name) {
            for glob in &own.globs {
                let import = &source.facts.imports[*glob as usize];
                if seen(import) {
                    let mut some = self.globbed(module, scope, import, name, query);
                    some.iter_mut().for_each(|hit| hit.sure &= source.holds[*glob as usize]);
                    found.append(&mut some);
                }
            }
        }
        query.open.pop();
        // What holds comes first, and what is the same stands side by side.
        found.sort_unstable_by_key(|hit| match hit.def {
            Def::Module(module) => (!hit.sure, 0, module, 0),
            Def::Item(file, at) => (!hit.sure, 1, file.0, at),
        });
        let mut seen = HashSet::new();
        found.retain(|hit| seen.insert(hit.def));
        found
    }

    fn globbed<'q>(
        &self,
        module: ModuleId,
        scope: u32,
        import: &Import,
        name: &'q str,
        query: &mut Query<'q>,
    ) -> Vec<Hit>
    where
        'a: 'q,
    {
        let file = self.modules[module as usize].file;
        let path = parts(&self.sources[&file].facts[import.module]);
        // A glob of another package may bring the name, or not: that says nothing.
        let outside = query.outside;
        let meant = self.path(module, scope, &path, true, query);
        query.outside = outside;
        if meant.used < path.len() {
            return Vec::new();
        }
        let found: Vec<Hit> = meant
            .defs
            .iter()
            .flat_map(|hit| self.member(*hit, name, Some(module), query))
            .collect();
        if !found.is_empty() {
            query.through = Some(file);
        }
        found
    }

    fn declared(
        &self,
        module: ModuleId,
        scope: u32,
        name: &str,
        asker: Option<ModuleId>,
    ) -> Vec<Hit> {
        let home = &self.modules[module as usize];
        let source = &self.sources[&home.file];
        let own = &source.scopes[scope as usize];
        let inner = self.sees(asker, module);
        let items = own.items.get(name).into_iter().flatten();
        let mut found: Vec<Hit> = items
            .filter(|at| inner || source.facts.symbols[**at as usize].public)
            .map(|at| item(home.file, *at))
            .collect();
        if scope == home.scope {
            let children = home.children.get(name).into_iter().flatten();
            found.extend(children.map(|child| self.module(*child)));
        }
        found
    }

    /// Does a module whose glob asks see what is private to another: is it inside of it?
    fn sees(&self, asker: Option<ModuleId>, module: ModuleId) -> bool {
        let Some(mut at) = asker else { return true };
        while at != module {
            let Some(parent) = self.modules[at as usize].parent else { return false };
            at = parent;
        }
        true
    }
}

fn item(file: FileId, at: u32) -> Hit {
    Hit { def: Def::Item(file, at), sure: true }
}

/// The names of a path; the first is empty where it begins with `::`.
pub fn parts(path: &str) -> Vec<&str> {
    if path.is_empty() {
        return Vec::new();
    }
    path.split("::").map(plain).collect()
}
