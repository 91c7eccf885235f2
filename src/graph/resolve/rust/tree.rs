//! Which file is which module? From the root of each crate along its `mod` declarations (The Rust
//! Reference, "Modules").

use std::collections::BTreeMap;

use foldhash::{HashMap, HashMapExt as _, HashSet};

use super::cargo::{self, Dependency, Package};
use super::cfg;
use super::scope::{Source, plain};
use crate::code::facts::{Facts, Form, Import, SymbolKind};
use crate::graph::edge::FileId;
use crate::graph::layout::{Layout, join, split};
use crate::workspace::language::Language;

/// A place in the tree's modules.
pub type ModuleId = u32;

/// A module of one crate.
pub struct Module<'a> {
    pub file: FileId,
    /// Of its file.
    pub scope: u32,
    pub parent: Option<ModuleId>,
    /// The root of its crate.
    pub root: ModuleId,
    pub children: HashMap<&'a str, Vec<ModuleId>>,
    /// No `mod` names it, and it was placed by its path; or none that holds in the usual build.
    pub doubtful: bool,
}

/// What the crate that begins at a module knows.
#[derive(Default)]
pub struct Crate<'a> {
    /// Crates of the workspace by the names under which this one knows them.
    pub local: HashMap<String, ModuleId>,
    /// Names of crates from elsewhere.
    pub external: Vec<String>,
    /// A manifest says which others it knows.
    pub declared: bool,
    pub old: bool,
    /// Macros that are declared anywhere in it.
    pub macros: HashMap<&'a str, Vec<(FileId, u32)>>,
}

#[derive(Default)]
pub struct Tree<'a> {
    pub modules: Vec<Module<'a>>,
    /// By root.
    pub crates: HashMap<ModuleId, Crate<'a>>,
    /// By file; `None` for those of other languages.
    pub sources: HashMap<FileId, Source<'a>>,
    /// What a file and its scope are, in each crate that holds them.
    pub places: HashMap<(FileId, u32), Vec<ModuleId>>,
    /// Where `mod a;` leads: file and import → files.
    pub submodules: BTreeMap<(FileId, u32), FileId>,
}

/// A file that many crates hold (`tests/common/mod.rs`) is the same in each.
const PLACES: usize = 4;
/// Modules within modules.
const DEEPEST: usize = 64;

impl<'a> Tree<'a> {
    pub fn new(layout: &'a Layout<'a>) -> Self {
        use rayon::iter::{IntoParallelIterator as _, ParallelIterator as _};
        let files: Vec<FileId> = layout.of_languages(&[Language::Rust]).collect();
        let sources =
            files.into_par_iter().filter_map(|id| Some((id, Source::new(layout.facts(id)?))));
        let mut tree = Self { sources: sources.collect(), ..Self::default() };
        if tree.sources.is_empty() {
            return tree;
        }
        tree.judge(layout);
        let packages = cargo::packages(layout);
        let mut roots: Vec<(ModuleId, usize)> = Vec::new();
        for (at, package) in packages.iter().enumerate() {
            for file in &package.roots {
                roots.extend(tree.root(layout, *file).map(|root| (root, at)));
            }
        }
        tree.unrooted(layout, &packages, &mut roots);
        tree.acquaint(&packages, &roots);
        tree.gather_macros();
        let modules = &tree.modules;
        for places in tree.places.values_mut() {
            places.sort_by_key(|module| modules[*module as usize].doubtful);
        }
        tree
    }

    /// Tells which imports are there in the usual build.
    fn judge(&mut self, layout: &Layout<'_>) {
        let sources: Vec<(FileId, &Facts)> =
            self.sources.iter().map(|(file, source)| (*file, source.facts)).collect();
        let conditions = sources.iter().flat_map(|(_, facts)| {
            facts.imports.iter().filter_map(|import| Some(&facts[import.condition?]))
        });
        let wanted: HashSet<&str> = conditions
            .flat_map(|condition| condition.split(" & "))
            .filter_map(|one| one.strip_suffix('!').map(cfg::plain))
            .collect();
        let mut macros = HashMap::new();
        for (file, facts) in &sources {
            let named = facts.symbols.iter().filter(|symbol| {
                symbol.kind == SymbolKind::Macro && wanted.contains(&facts[symbol.name])
            });
            for symbol in named {
                let span = symbol.span.start as usize..symbol.span.end as usize;
                let text = layout.text(*file).get(span).unwrap_or_default();
                macros.extend(cfg::of_macro(text).map(|says| (&facts[symbol.name], says)));
            }
        }
        for source in self.sources.values_mut() {
            let facts = source.facts;
            let holds = |import: &Import| {
                import.condition.is_none_or(|condition| cfg::holds(&facts[condition], &macros))
            };
            source.holds = facts.imports.iter().map(holds).collect();
        }
    }

    /// The module that begins a crate, with everything below it.
    fn root(&mut self, layout: &Layout<'_>, file: FileId) -> Option<ModuleId> {
        self.sources.contains_key(&file).then(|| {
            let dir = layout.dir(file).to_owned();
            let root = self.enter(file, 0, None, false);
            self.descend(layout, root, dir);
            root
        })
    }

    fn enter(
        &mut self,
        file: FileId,
        scope: u32,
        parent: Option<ModuleId>,
        doubtful: bool,
    ) -> ModuleId {
        let id = u32::try_from(self.modules.len()).unwrap_or(u32::MAX);
        let above = parent.map(|parent| &self.modules[parent as usize]);
        let root = above.map_or(id, |above| above.root);
        let doubtful = doubtful || above.is_some_and(|above| above.doubtful);
        self.modules.push(Module { file, scope, parent, root, children: HashMap::new(), doubtful });
        self.places.entry((file, scope)).or_default().push(id);
        id
    }

    fn child(&mut self, parent: ModuleId, name: &'a str, child: ModuleId) {
        self.modules[parent as usize].children.entry(name).or_default().push(child);
    }

    /// Enters what is below a module. `dir` is where its submodules lie.
    fn descend(&mut self, layout: &Layout<'_>, module: ModuleId, dir: String) {
        let mut left = vec![(module, dir, 0)];
        while let Some((module, dir, depth)) = left.pop() {
            let (file, scope) =
                (self.modules[module as usize].file, self.modules[module as usize].scope);
            let source = &self.sources[&file];
            let facts = source.facts;
            let own = &source.scopes[scope as usize];
            let (inline, submodules) = (own.inline.clone(), own.submodules.clone());
            if depth == DEEPEST {
                continue;
            }
            for (name, scope) in inline {
                let id = self.enter(file, scope, Some(module), false);
                self.child(module, name, id);
                left.push((id, format!("{dir}/{name}"), depth + 1));
            }
            for at in submodules {
                let import = &facts.imports[at as usize];
                let holds = self.sources[&file].holds[at as usize];
                // Beside the file, where no module is written out around the declaration.
                let beside = if scope == 0 { layout.dir(file) } else { &dir };
                let Some(found) = submodule(layout, &facts[import.module], import, beside, &dir)
                else {
                    continue;
                };
                self.submodules.insert((file, at), found);
                if self.holds(module, found) || !self.sources.contains_key(&found) {
                    continue;
                }
                let name = plain(&facts[import.alias.unwrap_or(import.module)]);
                let id = self.enter(found, 0, Some(module), !holds);
                self.child(module, name, id);
                let below = if import.alias.is_some() {
                    layout.dir(found).to_owned()
                } else {
                    below(layout, found)
                };
                left.push((id, below, depth + 1));
            }
        }
    }

    /// Is the file already above the module, or in enough crates?
    fn holds(&self, module: ModuleId, file: FileId) -> bool {
        if self.places.get(&(file, 0)).is_some_and(|places| places.len() >= PLACES) {
            return true;
        }
        let mut at = Some(module);
        while let Some(id) = at {
            if self.modules[id as usize].file == file {
                return true;
            }
            at = self.modules[id as usize].parent;
        }
        false
    }

    /// Files that no crate reaches: one that lies where a module's child would is taken for one (a
    /// macro may declare it); any other is a crate of its own.
    fn unrooted(
        &mut self,
        layout: &Layout<'a>,
        packages: &[Package],
        roots: &mut Vec<(ModuleId, usize)>,
    ) {
        let by_dir: HashMap<&str, usize> =
            packages.iter().enumerate().map(|(at, package)| (&*package.dir, at)).collect();
        let mut files: Vec<FileId> = self.sources.keys().copied().collect();
        // What may be a parent comes first.
        files.sort_by_key(|file| {
            let parent = matches!(layout.name(*file), "lib.rs" | "main.rs" | "mod.rs");
            (layout.path(*file).matches('/').count(), !parent, *file)
        });
        for file in files {
            if self.places.contains_key(&(file, 0)) {
                continue;
            }
            if let Some((parent, name)) = self.parent_by_path(layout, file) {
                let id = self.enter(file, 0, Some(parent), true);
                self.child(parent, name, id);
                self.descend(layout, id, below(layout, file));
                continue;
            }
            let package = nearest(layout.dir(file), &by_dir);
            let root = self.root(layout, file);
            roots.extend(root.map(|root| (root, package.unwrap_or(usize::MAX))));
        }
    }

    /// The module as whose child a file lies, and its name.
    fn parent_by_path(&self, layout: &Layout<'a>, file: FileId) -> Option<(ModuleId, &'a str)> {
        let (dir, name) = match layout.name(file) {
            "lib.rs" | "main.rs" => return None,
            "mod.rs" => split(layout.dir(file)),
            name => (layout.dir(file), name.strip_suffix(".rs")?),
        };
        let (above, stem) = split(dir);
        let beside = ["mod.rs", "lib.rs", "main.rs"].iter().map(|name| format!("{dir}/{name}"));
        let mut places = beside.chain([format!("{above}/{stem}.rs")]);
        places.find_map(|path| {
            let parent = layout.find(path.trim_start_matches('/'))?;
            Some((*self.places.get(&(parent, 0))?.first()?, name))
        })
    }

    /// Tells each crate which others it knows.
    fn acquaint(&mut self, packages: &[Package], roots: &[(ModuleId, usize)]) {
        let by_dir: HashMap<&str, usize> =
            packages.iter().enumerate().map(|(at, package)| (&*package.dir, at)).collect();
        let root_of: HashMap<FileId, ModuleId> = roots
            .iter()
            .rev()
            .map(|(root, _)| (self.modules[*root as usize].file, *root))
            .collect();
        let lib = |at: usize| root_of.get(&packages[at].lib?).copied();
        for (root, at) in roots {
            let mut own = Crate::default();
            if let Some(package) = packages.get(*at) {
                (own.old, own.declared) = (package.old, true);
                own.local.extend(lib(*at).map(|lib| (package.name.clone(), lib)));
                for (name, dependency) in &package.dependencies {
                    let local = match dependency {
                        Dependency::Local(dir) => by_dir.get(&**dir).and_then(|at| lib(*at)),
                        Dependency::External => None,
                    };
                    match local {
                        Some(root) => _ = own.local.insert(name.clone(), root),
                        None => own.external.push(name.clone()),
                    }
                }
            }
            self.rename(*root, &mut own);
            self.crates.insert(*root, own);
        }
    }

    /// `extern crate a as b;` in a crate's root makes `b` known in all of it.
    fn rename(&self, root: ModuleId, own: &mut Crate<'_>) {
        let source = &self.sources[&self.modules[root as usize].file];
        let facts = source.facts;
        for import in facts.imports.iter().filter(|import| import.form == Form::Module) {
            let (name, Some(alias)) = (&facts[import.module], import.alias) else { continue };
            let found = if name == "self" { Some(root) } else { own.local.get(name).copied() };
            match found {
                Some(root) => _ = own.local.insert(facts[alias].to_owned(), root),
                None => own.external.push(facts[alias].to_owned()),
            }
        }
    }

    fn gather_macros(&mut self) {
        for module in &self.modules {
            let source = &self.sources[&module.file];
            let Some(own) = self.crates.get_mut(&module.root).filter(|_| module.scope == 0) else {
                continue;
            };
            for (at, symbol) in (0..).zip(&source.facts.symbols) {
                if symbol.kind == SymbolKind::Macro {
                    let name = plain(&source.facts[symbol.name]);
                    own.macros.entry(name).or_default().push((module.file, at));
                }
            }
        }
    }
}

/// Where `mod a;` leads. `beside` is the directory for a `#[path]`, `dir` that of submodules.
fn submodule(
    layout: &Layout<'_>,
    module: &str,
    import: &Import,
    beside: &str,
    dir: &str,
) -> Option<FileId> {
    if import.alias.is_some() {
        return layout.find(&join(beside, module)?);
    }
    let name = plain(module);
    let direct = join(dir, &format!("{name}.rs")).and_then(|path| layout.find(&path));
    direct.or_else(|| layout.find(&join(dir, &format!("{name}/mod.rs"))?))
}

/// Where the submodules of a file lie that is no crate's root.
fn below(layout: &Layout<'_>, file: FileId) -> String {
    match layout.name(file) {
        "mod.rs" => layout.dir(file).to_owned(),
        _ => layout.path(file).trim_end_matches(".rs").to_owned(),
    }
}

/// The package that a directory is in.
fn nearest(dir: &str, by_dir: &HashMap<&str, usize>) -> Option<usize> {
    let mut dir = dir;
    loop {
        if let Some(at) = by_dir.get(dir) {
            return Some(*at);
        }
        if dir.is_empty() {
            return None;
        }
        dir = split(dir).0;
    }
}
