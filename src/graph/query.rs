//! What can be asked of a graph: what a file leans on, what leans on it, the way between two, circles,
//! who calls what, and what a change reaches.

use std::collections::VecDeque;

use foldhash::{HashMap, HashMapExt as _, HashSet};

use super::Graph;
use super::edge::{Confidence, Edge, FileId, SymbolId, UseKind};

/// Which way edges are followed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Way {
    /// What is depended on; what is called.
    Down,
    /// What depends; what calls.
    Up,
}

/// A file that was reached.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Reached {
    pub file: FileId,
    /// Edges on the shortest way; 0 for where it begins.
    pub distance: u32,
    /// The weakest edge of that way.
    pub confidence: Confidence,
}

impl Graph {
    /// All files within `depth` edges of those in `from`, nearest first, then in path order;
    /// `from` themselves are not among them.
    pub fn reach(&self, from: &[FileId], way: Way, depth: u32, least: Confidence) -> Vec<Reached> {
        let mut found: Vec<Reached> = Vec::new();
        let mut reached: Vec<Option<(u32, Confidence)>> = vec![None; self.paths.len()];
        for file in from {
            reached[file.0 as usize] = Some((0, Confidence::Certain));
        }
        let mut border: Vec<FileId> = from.to_vec();
        for distance in 1..=depth {
            let mut next = Vec::new();
            for file in &border {
                let Some((_, sure)) = reached[file.0 as usize] else { continue };
                self.each_edge(*file, way, |edge, other| {
                    let confidence = sure.min(edge.confidence);
                    let slot = &mut reached[other.0 as usize];
                    match slot {
                        _ if edge.confidence < least => {}
                        None => {
                            *slot = Some((distance, confidence));
                            next.push(other);
                        }
                        // Of several shortest ways the surest counts.
                        Some((own, best)) if *own == distance => *best = (*best).max(confidence),
                        Some(_) => {}
                    }
                });
            }
            if next.is_empty() {
                break;
            }
            next.sort_unstable();
            found.extend(next.iter().filter_map(|file| {
                let (distance, confidence) = reached[file.0 as usize]?;
                Some(Reached { file: *file, distance, confidence })
            }));
            border = next;
        }
        found
    }

    fn each_edge(&self, file: FileId, way: Way, mut see: impl FnMut(&Edge, FileId)) {
        match way {
            Way::Down => self.edges_from(file).iter().for_each(|edge| see(edge, edge.to)),
            Way::Up => self.edges_to(file).for_each(|edge| see(edge, edge.from)),
        }
    }

    /// The edges of a shortest way from one file to another; `None` where there is none.
    pub fn path_between(&self, from: FileId, to: FileId) -> Option<Vec<Edge>> {
        let mut came: HashMap<FileId, Edge> = HashMap::new();
        let mut queue = VecDeque::from([from]);
        let mut seen = HashSet::from_iter([from]);
        while let Some(file) = queue.pop_front() {
            if file == to {
                let mut way = Vec::new();
                let mut at = to;
                while let Some(edge) = came.get(&at).filter(|_| at != from) {
                    way.push(*edge);
                    at = edge.from;
                }
                way.reverse();
                return Some(way);
            }
            for edge in self.edges_from(file) {
                if seen.insert(edge.to) {
                    came.insert(edge.to, *edge);
                    queue.push_back(edge.to);
                }
            }
        }
        None
    }

    /// Files that depend on each other in circles: the strongly connected components of more than
    /// one file, largest first (Tarjan 1972, without recursion).
    pub fn cycles(&self, least: Confidence) -> Vec<Vec<FileId>> {
        let count = self.paths.len();
        let mut state = Tarjan {
            index: vec![u32::MAX; count],
            low: vec![0; count],
            on_stack: vec![false; count],
            stack: Vec::new(),
            next: 0,
            found: Vec::new(),
        };
        for root in self.files() {
            if state.index[root.0 as usize] == u32::MAX {
                state.visit(self, root, least);
            }
        }
        let mut found = state.found;
        found.iter_mut().for_each(|cycle| cycle.sort_unstable());
        found.sort_by_key(|cycle| (std::cmp::Reverse(cycle.len()), cycle[0]));
        found
    }
}

struct Tarjan {
    index: Vec<u32>,
    low: Vec<u32>,
    on_stack: Vec<bool>,
    stack: Vec<FileId>,
    next: u32,
    found: Vec<Vec<FileId>>,
}

impl Tarjan {
    fn open(&mut self, file: FileId) {
        let at = file.0 as usize;
        (self.index[at], self.low[at], self.on_stack[at]) = (self.next, self.next, true);
        self.next += 1;
        self.stack.push(file);
    }

    fn visit(&mut self, graph: &Graph, root: FileId, least: Confidence) {
        self.open(root);
        let mut work = vec![(root, 0usize)];
        while let Some((file, at)) = work.last_mut() {
            let (file, edge) = (*file, graph.edges_from(*file).get(*at));
            *at += 1;
            let Some(edge) = edge else {
                work.pop();
                self.close(file, work.last().map(|(above, _)| *above));
                continue;
            };
            if edge.confidence < least {
                continue;
            }
            let to = edge.to.0 as usize;
            if self.index[to] == u32::MAX {
                self.open(edge.to);
                work.push((edge.to, 0));
            } else if self.on_stack[to] {
                let low = &mut self.low[file.0 as usize];
                *low = (*low).min(self.index[to]);
            }
        }
    }

    fn close(&mut self, file: FileId, above: Option<FileId>) {
        let low = self.low[file.0 as usize];
        if let Some(above) = above {
            let own = &mut self.low[above.0 as usize];
            *own = (*own).min(low);
        }
        if low == self.index[file.0 as usize] {
            let from = self.stack.iter().rposition(|f| *f == file).expect("it was opened");
            let component = self.stack.split_off(from);
            component.iter().for_each(|f| self.on_stack[f.0 as usize] = false);
            if component.len() > 1 {
                self.found.push(component);
            }
        }
    }
}

/// A symbol or a file's top level: what stands at an end of a call.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum End {
    Symbol(SymbolId),
    /// Code of a file outside of every declaration.
    Top(FileId),
}

/// One call, or another use.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Call {
    pub from: End,
    pub to: SymbolId,
    pub file: FileId,
    pub line: u32,
    pub kind: UseKind,
    pub confidence: Confidence,
}

impl Graph {
    /// Who uses a symbol, by how sure that is and then by place. `Possible` adds calls of its name
    /// on receivers of unknown type, in files of its language.
    pub fn users(&self, symbol: SymbolId, least: Confidence) -> Vec<Call> {
        let end = |within: Option<SymbolId>, file| within.map_or(End::Top(file), End::Symbol);
        let mut calls: Vec<Call> = self
            .uses_of(symbol)
            .iter()
            .filter(|u| u.confidence >= least)
            .map(|u| Call {
                from: end(u.within, u.from),
                to: symbol,
                file: u.from,
                line: u.line,
                kind: u.kind,
                confidence: u.confidence,
            })
            .collect();
        let node = self.symbol(symbol);
        if least == Confidence::Possible && node.is_member() && node.kind.is_callable() {
            let own = self.language(node.file);
            let same = self.sites_of(symbol).iter().filter(|s| self.language(s.from) == own);
            calls.extend(same.map(|s| Call {
                from: end(s.within, s.from),
                to: symbol,
                file: s.from,
                line: s.line,
                kind: UseKind::Call,
                confidence: Confidence::Possible,
            }));
        }
        calls.sort_by_key(|c| (std::cmp::Reverse(c.confidence), c.file, c.line));
        calls
    }

    /// What a symbol's own lines use.
    pub fn used_by(&self, symbol: SymbolId, least: Confidence) -> Vec<Call> {
        let node = self.symbol(symbol);
        let inside = |line: u32| line >= node.lines.0 && line <= node.lines.1;
        let from = End::Symbol(symbol);
        let mut calls: Vec<Call> = self
            .uses_in(node.file)
            .filter(|u| inside(u.line) && u.confidence >= least && u.to != symbol)
            .filter(|u| u.within.is_some_and(|within| self.is_in(within, symbol)))
            .map(|u| Call {
                from,
                to: u.to,
                file: u.from,
                line: u.line,
                kind: u.kind,
                confidence: u.confidence,
            })
            .collect();
        if least == Confidence::Possible {
            let own = self.language(node.file);
            let sites = self.sites_in(node.file).filter(|(s, _)| {
                inside(s.line) && s.within.is_some_and(|within| self.is_in(within, symbol))
            });
            for (site, may) in sites {
                let may = may.filter(|to| {
                    let to = self.symbol(*to);
                    to.kind.is_callable() && to.is_member() && self.language(to.file) == own
                });
                calls.extend(may.map(|to| Call {
                    from,
                    to,
                    file: site.from,
                    line: site.line,
                    kind: UseKind::Call,
                    confidence: Confidence::Possible,
                }));
            }
        }
        calls.sort_by_key(|c| (std::cmp::Reverse(c.confidence), c.line, c.to));
        calls
    }

    /// Is `inner` the symbol `outer`, or declared in it?
    pub fn is_in(&self, inner: SymbolId, outer: SymbolId) -> bool {
        let mut at = Some(inner);
        while let Some(symbol) = at {
            if symbol == outer {
                return true;
            }
            at = self.symbol(symbol).parent;
        }
        false
    }
}

/// Is the file a test, by the customs of its language?
pub fn is_test(path: &str) -> bool {
    let (dir, name) = super::layout::split(path);
    let stem = name.split('.').next().unwrap_or(name);
    let folder = |part: &str| {
        matches!(part, "test" | "tests" | "__tests__" | "spec" | "specs" | "testing" | "e2e")
    };
    dir.split('/').any(folder)
        || stem.starts_with("test_")
        || stem == "conftest"
        || ["_test", "_tests", "_spec", "Test", "Tests", "Spec"]
            .iter()
            .any(|end| stem.ends_with(end))
        || [".test.", ".spec.", ".e2e."].iter().any(|mark| name.contains(mark))
}

#[cfg(test)]
mod tests {
    use super::is_test;

    #[test]
    fn tests_are_known_by_their_names() {
        for path in [
            "tests/a.py",
            "a/test_x.py",
            "x_test.go",
            "a/b.test.ts",
            "src/test/java/A.java",
            "FooTest.java",
        ] {
            assert!(is_test(path), "{path}");
        }
        for path in ["src/contest.py", "latest/a.rs", "src/attest.rs"] {
            assert!(!is_test(path), "{path}");
        }
    }
}
