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
use super::resolve::{FAMILIES, Links, Resolver, Scope};
use super::{Graph, Node, Route, Site, rank, route};
use crate::base::Result;
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
struct Referred<'a> {
    uses: Vec<LocalUse>,
    /// Name, symbol in which, line.
    sites: Vec<(&'a str, Option<u32>, u32)>,
}

/// A use whose symbols are counted within their files: they get their places in the graph when all
/// are known.
struct LocalUse {
    to: (FileId, u32),
    within: Option<u32>,
    line: u32,
    kind: UseKind,
    confidence: Confidence,
}

/// What was read off a file of the snapshot, now if not before; `None` where it is not parsed.
///
/// # Errors
/// `internal` for damaged facts.
pub fn facts(snapshot: &Snapshot, entry: &Entry) -> Result<Option<Facts>> {
    if let Some(place) = entry.facts {
        return Facts::decode(snapshot.packs.get(place)?).map(Some);
    }
    let Some(dialect) = dialect_of_entry(entry) else { return Ok(None) };
    let text = snapshot.indexed(entry)?;
    Ok(text.map(|text| Extractor::default().extract(dialect, text)))
}

/// The graph of a snapshot.
///
/// # Errors
/// `internal` for damaged facts.
pub fn of(snapshot: &Snapshot) -> Result<Graph> {
    let file = |entry: &Entry| {
        let (path, language) = (Arc::clone(&entry.path), entry.language);
        Ok(File { path, language, facts: facts(snapshot, entry)? })
    };
    let files: Vec<File> = snapshot.entries().par_iter().map(file).collect::<Result<_>>()?;
    Ok(build(&files, snapshot))
}

/// `files` are the snapshot's entries, in their order.
pub fn build(files: &[File], snapshot: &Snapshot) -> Graph {
    let layout = Layout::new(files, snapshot);
    let families: Vec<Box<dyn Resolver + '_>> =
        FAMILIES.iter().map(|(_, prepare)| prepare(&layout)).collect();
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
    let binder = Binder::new(&layout, &resolvers, &scopes);
    let callable = callable_names(&layout);
    let referred: Vec<Referred<'_>> = ids
        .into_par_iter()
        .map(|id| {
            layout.facts(id).map(|facts| refer(id, facts, &binder, &callable)).unwrap_or_default()
        })
        .collect();
    assemble(&layout, edges, unresolved, referred)
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

/// Names of methods and functions: what a call on a receiver of unknown type could mean.
fn callable_names<'a>(layout: &Layout<'a>) -> HashSet<&'a str> {
    let facts = layout.ids().filter_map(|id| layout.facts(id));
    facts
        .flat_map(|facts| facts.symbols.iter().map(move |symbol| (facts, symbol)))
        .filter(|(_, symbol)| symbol.kind.is_callable() && symbol.is_member())
        .map(|(facts, symbol)| &facts[symbol.name])
        .collect()
}

fn refer<'a>(
    id: FileId,
    facts: &'a Facts,
    binder: &Binder<'_>,
    callable: &HashSet<&str>,
) -> Referred<'a> {
    let mut referred = Referred::default();
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
        let unknown = match reached {
            Some(reached) => {
                let whole = reached.rest == 0;
                let kind = if whole { kind } else { UseKind::Use };
                let through = reached.through.iter().map(|(to, confidence)| LocalUse {
                    to: *to,
                    within: reference.within,
                    line: reference.line,
                    kind: UseKind::Use,
                    confidence: *confidence,
                });
                referred.uses.extend(through);
                if Some(reached.symbol.1) != reference.within || reached.symbol.0 != id {
                    let (to, sure) = (reached.symbol, reached.confidence);
                    let (within, line, confidence) = (reference.within, reference.line, sure);
                    referred.uses.push(LocalUse { to, within, line, kind, confidence });
                }
                !whole
            }
            None => true,
        };
        if unknown && kind == UseKind::Call {
            let parts = super::bind::parts(chain);
            if let Some(name) =
                parts.last().filter(|name| parts.len() > 1 && callable.contains(**name))
            {
                referred.sites.push((*name, reference.within, reference.line));
            }
        }
    }
    imported_alone(id, facts, binder, &mut referred);
    referred
}

fn around(facts: &Facts, within: Option<u32>) -> Option<u32> {
    facts.symbols.get(within? as usize)?.parent
}

/// Who imports a name and does nothing else with it (it is passed on, or kept for others) refers to it
/// where it is imported.
fn imported_alone(id: FileId, facts: &Facts, binder: &Binder<'_>, referred: &mut Referred<'_>) {
    let used: HashSet<(FileId, u32)> = referred.uses.iter().map(|one| one.to).collect();
    for import in &facts.imports {
        for taken in &import.names {
            let local = &facts[taken.alias.unwrap_or(taken.name)];
            if let Some((Meaning::Symbol(file, at), sure)) = binder.imported(id, local)
                && file != id
                && !used.contains(&(file, at))
            {
                referred.uses.push(LocalUse {
                    to: (file, at),
                    within: import.within,
                    line: import.line,
                    kind: UseKind::Use,
                    confidence: sure,
                });
            }
        }
    }
}

/// Does a chain's meaning depend on the type around it?
fn is_relative(chain: &str) -> bool {
    ["self", "this", "cls", "Self", "static", "super", "base", "parent"]
        .iter()
        .any(|word| chain.starts_with(word))
}

fn assemble(
    layout: &Layout<'_>,
    mut edges: Vec<Edge>,
    mut unresolved: Vec<Unresolved>,
    referred: Vec<Referred<'_>>,
) -> Graph {
    let mut graph = Graph::default();
    let mut first = Vec::with_capacity(referred.len() + 1);
    let mut names: HashMap<&str, u32> = HashMap::new();
    for id in layout.ids() {
        first.push(u32::try_from(graph.symbols.len()).unwrap_or(u32::MAX));
        let Some(facts) = layout.facts(id) else { continue };
        match facts.health {
            Health::Clean => graph.health[0] += 1,
            Health::Partial => graph.health[1] += 1,
            Health::Failed => graph.health[2] += 1,
        }
        let base = first[id.0 as usize];
        for symbol in &facts.symbols {
            let name = intern(&mut names, &mut graph.names, &facts[symbol.name]);
            graph.symbols.push(Node {
                name,
                file: id,
                kind: symbol.kind,
                parent: symbol.parent.map(|parent| SymbolId(base + parent)),
                owner: symbol.owner.map(|o| intern(&mut names, &mut graph.names, &facts[o])),
                lines: symbol.lines,
                head: Span {
                    start: symbol.span.start,
                    end: symbol.body.map_or(symbol.span.end, |body| body.start),
                },
                public: symbol.public,
            });
        }
        for route in &facts.routes {
            let mut path = facts[route.path].to_owned();
            let mut framework = &facts[route.framework];
            if framework == BY_PLACE {
                let Some(place) = route::of_place(layout.path(id)) else { continue };
                (path, framework) = place;
            }
            graph.routes.push(Route {
                file: id,
                line: route.line,
                method: facts[route.method].into(),
                path: path.into(),
                handler: route.handler.map(|handler| facts[handler].into()),
                framework: framework.into(),
            });
        }
    }
    first.push(u32::try_from(graph.symbols.len()).unwrap_or(u32::MAX));
    let global = |file: FileId, at: u32| SymbolId(first[file.0 as usize] + at);
    for (id, one) in layout.ids().zip(referred) {
        for LocalUse { to, within, line, kind, confidence } in one.uses {
            let within = within.map(|at| global(id, at));
            graph.uses.push(Use {
                to: global(to.0, to.1),
                from: id,
                within,
                line,
                kind,
                confidence,
            });
        }
        for (name, within, line) in one.sites {
            if let Some(name) = names.get(name) {
                let within = within.map(|at| global(id, at));
                graph.sites.push(Site { name: *name, from: id, within, line });
            }
        }
    }
    graph.uses.par_sort_unstable();
    graph.uses.dedup();
    used_files(&graph.uses, &graph.symbols, &mut edges);
    edges.sort_unstable();
    edges.dedup();
    unresolved.sort_unstable();
    graph.sites.par_sort_unstable();
    graph.first = first;
    graph.edges = edges;
    graph.unresolved = unresolved;
    graph.paths = layout.ids().map(|id| layout.path(id).into()).collect();
    graph.languages = layout.ids().map(|id| layout.language(id)).collect();
    graph.index();
    graph.rank = rank::rank(&graph);
    graph
}

fn intern<'a>(known: &mut HashMap<&'a str, u32>, names: &mut Vec<Box<str>>, text: &'a str) -> u32 {
    *known.entry(text).or_insert_with(|| {
        names.push(text.into());
        u32::try_from(names.len() - 1).unwrap_or(u32::MAX)
    })
}

/// Where a name of another file is used and no import says so, that is an edge of its own: as sure as
/// the surest use, at the first such line.
fn used_files(uses: &[Use], symbols: &[Node], edges: &mut Vec<Edge>) {
    let joined: HashSet<(FileId, FileId)> = edges.iter().map(|e| (e.from, e.to)).collect();
    let mut best: BTreeMap<(FileId, FileId), (Confidence, Reverse<u32>)> = BTreeMap::new();
    for one in uses {
        let to = symbols[one.to.0 as usize].file;
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
