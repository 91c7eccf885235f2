//! How does a graph come out of the files of a snapshot? Each step is a pure function of the one
//! before; files are worked on by all cores.

use std::cmp::Reverse;
use std::collections::BTreeMap;
use std::sync::Arc;

use foldhash::{HashMap, HashMapExt as _, HashSet, HashSetExt as _};

use rayon::iter::{IntoParallelIterator as _, IntoParallelRefIterator as _, ParallelIterator as _};
use rayon::slice::ParallelSliceMut as _;

use super::bind::{Binder, Meaning, Reached};
use super::edge::{Confidence, Edge, EdgeKind, FileId, How, SymbolId, Unresolved, Use, UseKind};
use super::layout::{File, Layout};
use super::resolve::{self, FAMILIES, Links, Resolver, Scope};
use super::text::{Known, Texts};
use super::{Graph, Node, Route, Site, rank, route};
use crate::base::{Result, threads};
use crate::code::facts::{BY_PLACE, Facts, Health, ReferenceKind, Span};
use crate::code::{Extractor, dialect_of_entry};
use crate::workspace::manifest::Entry;
use crate::workspace::snapshot::Snapshot;

/// What the imports of one file came to.
#[derive(Default)]
struct Imported {
    edges: Vec<Edge>,
    unresolved: Vec<Unresolved>,
    scope: Scope,
}

/// What the references of one file came to.
#[derive(Default)]
struct Referred {
    uses: Vec<Use>,
    sites: Vec<Site>,
}

/// Bytes of facts from which references are not held while the graph is made, but read again file by file.
const MUCH: u64 = 40 << 20;
/// Files whose references are looked up before what they came to is put together.
const PIECE: usize = 4096;

/// What was read off a file of the snapshot, now if not before; `None` where it is not parsed.
///
/// # Errors
/// `internal` for damaged facts.
pub fn facts(snapshot: &Snapshot, entry: &Entry) -> Result<Option<Facts>> {
    let text = snapshot.indexed(entry)?;
    if let Some(place) = entry.facts {
        return Facts::decode(snapshot.packs.get(place)?, text.unwrap_or_default()).map(Some);
    }
    let Some(dialect) = dialect_of_entry(entry) else { return Ok(None) };
    Ok(text.map(|text| Extractor::default().extract(dialect, text)))
}

/// The graph of a snapshot.
///
/// # Errors
/// `internal` for damaged facts.
pub fn of(snapshot: &Snapshot) -> Result<Graph> {
    threads::apart(|| whole(snapshot))
}

fn whole(snapshot: &Snapshot) -> Result<Graph> {
    let bytes: u64 = snapshot.manifest.packs.iter().map(|pack| pack.facts).sum();
    let files: Vec<File> = snapshot
        .entries()
        .par_iter()
        .map(|e| file(snapshot, e, bytes > MUCH))
        .collect::<Result<_>>()?;
    let (mut graph, edges) = bound(&files, snapshot)?;
    // What comes last takes room of its own.
    drop(files);
    finish(&mut graph, edges);
    Ok(graph)
}

/// What a graph needs of an entry. `slim`: without most of its references, where its language allows.
pub fn file(snapshot: &Snapshot, entry: &Entry, slim: bool) -> Result<File> {
    let (path, language) = (Arc::clone(&entry.path), entry.language);
    let slim = slim && language.is_some_and(resolve::leaves_references);
    let mut facts = facts(snapshot, entry)?;
    if slim {
        entry.facts.into_iter().chain(entry.place()).for_each(|place| snapshot.packs.forget(place));
        facts = facts.map(Facts::without_references);
    }
    Ok(File { path, language, facts, slim })
}

/// As `of`, of files that are read already.
#[cfg(test)]
pub fn build(files: &[File], snapshot: &Snapshot) -> Result<Graph> {
    let (mut graph, edges) = bound(files, snapshot)?;
    finish(&mut graph, edges);
    Ok(graph)
}

/// Everything that the files say, in no order yet. `files` are the snapshot's entries, in their order.
fn bound(files: &[File], snapshot: &Snapshot) -> Result<(Graph, Vec<Edge>)> {
    let layout = Layout::new(files, snapshot);
    let prepare = || FAMILIES.par_iter().map(|(_, prepare)| prepare(&layout)).collect();
    let (families, (mut graph, names)): (Vec<Box<dyn Resolver + '_>>, _) =
        rayon::join(prepare, || declare(&layout));
    let family = |id: FileId| {
        let language = layout.language(id)?;
        let at = FAMILIES.iter().position(|(languages, _)| languages.contains(&language))?;
        Some(&*families[at])
    };
    let resolvers: Vec<Option<&dyn Resolver>> = layout.ids().map(family).collect();
    let ids: Vec<FileId> = layout.ids().collect();
    let imported: Vec<Imported> =
        ids.clone().into_par_iter().map(|id| import(id, resolvers[id.0 as usize])).collect();
    let (mut edges, mut unresolved, mut scopes) = (Vec::new(), Vec::new(), Vec::new());
    for one in imported {
        edges.extend(one.edges);
        unresolved.extend(one.unresolved);
        scopes.push(one.scope);
    }
    let callable = callable(&graph);
    let binder = Binder::new(&layout, &resolvers, &scopes);
    let name = |name: &str| names.find(name, |at| &graph.names[at]);
    let referring =
        Referring { binder: &binder, first: &graph.first, name: &name, callable: &callable };
    let (mut uses, mut sites) = (Vec::new(), Vec::new());
    for piece in ids.chunks(PIECE) {
        let referred: Vec<Referred> =
            piece.par_iter().map(|id| referring.file(*id, &layout)).collect::<Result<_>>()?;
        for one in referred {
            uses.extend(one.uses);
            sites.extend(one.sites);
        }
    }
    (graph.uses, graph.sites, graph.unresolved) = (uses, sites, unresolved);
    Ok((graph, edges))
}

fn import(id: FileId, resolver: Option<&dyn Resolver>) -> Imported {
    let mut one = Imported::default();
    if let Some(resolver) = resolver {
        let mut links = Links::new(id, &mut one.edges, &mut one.unresolved, &mut one.scope);
        resolver.imports(id, &mut links);
        let mut seen = HashSet::new();
        one.edges.retain(|e| e.to != id && seen.insert((e.to, e.kind, e.line)));
    }
    one
}

/// By name, whether methods and functions have it: what a call on a receiver of unknown type could mean.
fn callable(graph: &Graph) -> Vec<bool> {
    let mut callable = vec![false; graph.names.len()];
    for symbol in graph.symbols.iter().filter(|s| s.kind.is_callable() && s.is_member()) {
        callable[symbol.name as usize] = true;
    }
    callable
}

/// What is needed to tell what the references of a file come to.
struct Referring<'r> {
    binder: &'r Binder<'r>,
    /// By file: its first symbol.
    first: &'r [u32],
    /// What is declared somewhere.
    name: &'r (dyn Fn(&str) -> Option<u32> + Sync),
    callable: &'r [bool],
}

impl Referring<'_> {
    fn file(&self, id: FileId, layout: &Layout<'_>) -> Result<Referred> {
        if let Some(whole) = layout.whole(id)? {
            return Ok(self.refer(id, &whole));
        }
        Ok(layout.facts(id).map(|facts| self.refer(id, facts)).unwrap_or_default())
    }

    fn global(&self, file: FileId, at: u32) -> SymbolId {
        SymbolId::new(self.first[file.0 as usize] + at)
    }

    fn refer(&self, id: FileId, facts: &Facts) -> Referred {
        let mut referred = Referred::default();
        let binder = self.binder;
        // One chain is looked up once a file, but for those that depend on where they stand.
        let mut known: HashMap<(u32, Option<u32>), Option<Reached>> = HashMap::new();
        for reference in &facts.references {
            let chain = &facts[reference.chain];
            // What a type is derived from is looked for around it, not in it.
            let within = match reference.kind {
                ReferenceKind::Inherit => around(facts, reference.within),
                _ => reference.within,
            };
            let place = if is_relative(chain) { within } else { binder.region(id, within) };
            let reached = known
                .entry((reference.chain.0, place))
                .or_insert_with(|| binder.chain(id, within, chain));
            let kind = match reference.kind {
                ReferenceKind::Call => UseKind::Call,
                ReferenceKind::Type => UseKind::Type,
                ReferenceKind::Inherit => UseKind::Inherit,
                ReferenceKind::Use => UseKind::Use,
            };
            let line = reference.line;
            let inside = reference.within.map(|at| self.global(id, at));
            let used = |to: (FileId, u32), kind, confidence| Use {
                to: self.global(to.0, to.1),
                from: id,
                within: inside,
                line,
                kind,
                confidence,
            };
            let unknown = match reached {
                Some(reached) => {
                    let whole = reached.rest == 0;
                    let kind = if whole { kind } else { UseKind::Use };
                    let through = reached.through.iter();
                    referred.uses.extend(through.map(|(to, sure)| used(*to, UseKind::Use, *sure)));
                    if Some(reached.symbol.1) != reference.within || reached.symbol.0 != id {
                        referred.uses.push(used(reached.symbol, kind, reached.confidence));
                    }
                    !whole
                }
                None => true,
            };
            if unknown && kind == UseKind::Call {
                let parts = super::bind::parts(chain);
                let last = parts.last().filter(|_| parts.len() > 1);
                let name = last.and_then(|name| (self.name)(name));
                if let Some(name) = name.filter(|name| self.callable[*name as usize]) {
                    referred.sites.push(Site { name, from: id, within: inside, line });
                }
            }
        }
        self.imported_alone(id, facts, &mut referred);
        referred
    }

    /// Who imports a name and does nothing else with it (it is passed on, or kept for others) refers to
    /// it where it is imported.
    fn imported_alone(&self, id: FileId, facts: &Facts, referred: &mut Referred) {
        let used: HashSet<SymbolId> = referred.uses.iter().map(|one| one.to).collect();
        for import in &facts.imports {
            for taken in &import.names {
                let local = &facts[taken.alias.unwrap_or(taken.name)];
                if let Some((Meaning::Symbol(file, at), confidence)) =
                    self.binder.imported(id, local)
                    && file != id
                    && !used.contains(&self.global(file, at))
                {
                    referred.uses.push(Use {
                        to: self.global(file, at),
                        from: id,
                        within: import.within.map(|at| self.global(id, at)),
                        line: import.line,
                        kind: UseKind::Use,
                        confidence,
                    });
                }
            }
        }
    }
}

fn around(facts: &Facts, within: Option<u32>) -> Option<u32> {
    facts.symbols.get(within? as usize)?.parent
}

/// Does a chain's meaning depend on the type around it?
fn is_relative(chain: &str) -> bool {
    ["self", "this", "cls", "Self", "static", "super", "base", "parent"]
        .iter()
        .any(|word| chain.starts_with(word))
}

/// What the files declare, and each name's number.
fn declare(layout: &Layout<'_>) -> (Graph, Known) {
    let mut graph = Graph::default();
    let mut names = Known::default();
    for id in layout.ids() {
        let base = u32::try_from(graph.symbols.len()).unwrap_or(u32::MAX);
        graph.first.push(base);
        let Some(facts) = layout.facts(id) else { continue };
        match facts.health {
            Health::Clean => graph.health[0] += 1,
            Health::Partial => graph.health[1] += 1,
            Health::Failed => graph.health[2] += 1,
        }
        for symbol in &facts.symbols {
            let name = intern(&mut names, &mut graph.names, &facts[symbol.name]);
            graph.symbols.push(Node {
                name,
                file: id,
                kind: symbol.kind,
                parent: symbol.parent.map(|parent| SymbolId::new(base + parent)),
                owner: symbol.owner.map(|o| intern(&mut names, &mut graph.names, &facts[o])),
                lines: symbol.lines,
                head: Span {
                    start: symbol.span.start,
                    end: symbol.body.map_or(symbol.span.end, |body| body.start),
                },
                public: symbol.public,
            });
        }
        graph
            .routes
            .extend(facts.routes.iter().filter_map(|route| routed(layout, id, facts, route)));
    }
    graph.first.push(u32::try_from(graph.symbols.len()).unwrap_or(u32::MAX));
    graph.paths = layout.ids().map(|id| layout.shared_path(id)).collect();
    graph.languages = layout.ids().map(|id| layout.language(id)).collect();
    graph.names.shrink();
    graph.symbols.shrink_to_fit();
    (graph, names)
}

fn routed(
    layout: &Layout<'_>,
    file: FileId,
    facts: &Facts,
    route: &crate::code::facts::Route,
) -> Option<Route> {
    let mut path = facts[route.path].to_owned();
    let mut framework = &facts[route.framework];
    if framework == BY_PLACE {
        (path, framework) = route::of_place(layout.path(file))?;
    }
    Some(Route {
        file,
        line: route.line,
        method: facts[route.method].into(),
        path: path.into(),
        handler: route.handler.map(|handler| facts[handler].into()),
        framework: framework.into(),
    })
}

/// Puts everything in its order.
fn finish(graph: &mut Graph, mut edges: Vec<Edge>) {
    graph.uses.par_sort_unstable();
    graph.uses.dedup();
    graph.uses.shrink_to_fit();
    used_files(&graph.uses, &graph.symbols, &mut edges);
    edges.sort_unstable();
    edges.dedup();
    graph.edges = edges;
    graph.unresolved.sort_unstable();
    graph.sites.par_sort_unstable();
    graph.sites.shrink_to_fit();
    graph.index();
    graph.rank = rank::rank(graph);
}

fn intern(known: &mut Known, names: &mut Texts, text: &str) -> u32 {
    known.find(text, |at| &names[at]).unwrap_or_else(|| {
        let number = names.push(text);
        known.add(text, number, |at| &names[at]);
        number
    })
}

/// Where a name of another file is used and no import says so, that is an edge of its own: as sure as
/// the surest use, at the first such line.
fn used_files(uses: &[Use], symbols: &[Node], edges: &mut Vec<Edge>) {
    let joined: HashSet<(FileId, FileId)> = edges.iter().map(|e| (e.from, e.to)).collect();
    let mut best: BTreeMap<(FileId, FileId), (Confidence, Reverse<u32>)> = BTreeMap::new();
    for one in uses {
        let to = symbols[one.to.place() as usize].file;
        let known = to == one.from || joined.contains(&(one.from, to));
        if !known && one.confidence > Confidence::Possible {
            let new = (one.confidence, Reverse(one.line));
            best.entry((one.from, to)).and_modify(|old| *old = new.max(*old)).or_insert(new);
        }
    }
    for ((from, to), (confidence, Reverse(line))) in best {
        let how = How::Namespace;
        edges.push(Edge { from, to, kind: EdgeKind::Use, how, confidence, line });
    }
}
