//! What did an answer save its reader? One event in the ledger for each call that was answered; docs/metering.md has the rules.

use std::collections::HashSet;
use std::sync::Arc;

use super::{Answer, Call, Described, EVERYWHERE, Tool};
use crate::app::{App, Space};
use crate::gate::Caller;
use crate::index::view::View;
use crate::savings::{Event, Evidence, Mechanism};
use crate::view::token;
use crate::workspace::source::BlobId;

/// What an answer stands for.
#[derive(Debug, Clone, Default)]
pub enum Stands {
    /// No source: nothing is saved.
    #[default]
    Nothing,
    /// These lines, as they are in the workspace.
    Lines(Mechanism, Vec<Span>),
    /// So many tokens of whole files, which somebody without this answer is assumed to have read.
    Files(usize),
}

/// Lines of one file, counted.
#[derive(Debug, Clone)]
pub struct Span {
    blob: BlobId,
    lines: (u32, u32),
    tokens: usize,
    /// Of them, those that an earlier answer's baseline holds.
    again: usize,
    compressed: bool,
}

impl Span {
    /// `tokens` are those of all `lines`, first and last, from 1; `count` counts some of them.
    pub fn new(
        call: &Call,
        blob: BlobId,
        lines: (usize, usize),
        (tokens, compressed): (usize, bool),
        count: impl Fn(usize, usize) -> usize,
    ) -> Self {
        let lines = (lines.0 as u32, lines.1 as u32);
        let earlier = call.app.metering().shown.counted(&call.permit.principal().id, blob, lines);
        let again = earlier.iter().map(|part| match *part == lines {
            true => tokens,
            false => count(part.0 as usize, part.1 as usize),
        });
        Self { blob, lines, tokens, again: again.sum::<usize>().min(tokens), compressed }
    }
}

/// Tokens of a file as a whole, counted once a commit, with its content's name and its lines; `None`
/// where it is not read.
pub fn whole(space: &Space, view: &View, path: &str) -> Option<(usize, BlobId, u32)> {
    let snapshot = view.snapshot();
    let entry = snapshot.manifest.find(path)?;
    let text = snapshot.indexed(entry).ok()??;
    let count = || token::count(&String::from_utf8_lossy(text));
    let tokens = space.tokens(view, path, (1, entry.lines as usize), count);
    Some((tokens, entry.blob, entry.lines))
}

/// Of the files that an answer points to, so many are assumed to be read without it: the first.
const READ: usize = 3;
/// Nobody is assumed to read a file of more bytes whole.
const READABLE: u64 = 256 << 10;

/// An event that becomes one when the call was answered.
pub struct Due {
    tool: &'static str,
    points: bool,
    /// Their name in the ledger's pseudonym.
    workspace: String,
    spaces: Vec<Arc<Space>>,
}

impl Due {
    pub fn new(tool: &dyn Tool, call: &Call) -> Self {
        let workspace = if call.everywhere { EVERYWHERE } else { call.memory() };
        Self {
            tool: tool.spec().name,
            points: tool.points(),
            workspace: workspace.to_owned(),
            spaces: call.spaces.to_vec(),
        }
    }

    pub fn book(self, app: &App, caller: &Caller, answer: &Answer) {
        let metering = app.metering();
        let links = answer.shown_links();
        let count = |text: &str| metering.counts.of(text, token::count);
        let actual = count(&answer.text) + if links.is_empty() { 0 } else { count(&links) };
        let token = &*caller.principal.id;
        let mut event = Event {
            tool: self.tool,
            mechanism: Mechanism::Routing,
            evidence: Evidence::Measured,
            method: "no_source",
            baseline: actual,
            actual,
            bounce: 0,
            workspace: &self.workspace,
            token,
        };
        match &answer.stands {
            Stands::Lines(mechanism, spans) => {
                event.mechanism = *mechanism;
                event.method = "same_lines";
                event.baseline = spans.iter().map(|s| s.tokens).sum();
                event.bounce = spans.iter().map(|s| s.again).sum();
                for span in spans {
                    metering.shown.note(token, span.blob, span.lines, span.compressed);
                }
            }
            Stands::Files(tokens) => {
                event.evidence = Evidence::Modelled;
                event.method = "whole_files";
                event.baseline = *tokens;
            }
            Stands::Nothing => {
                if let Some(tokens) = self.points.then(|| self.pointed(answer)).flatten() {
                    event.evidence = Evidence::Modelled;
                    event.method = "first_files";
                    event.baseline = tokens;
                }
            }
        }
        metering.writer.book(&event);
    }

    /// Tokens of the first files that the answer points to; `None` where it points to none.
    fn pointed(&self, answer: &Answer) -> Option<usize> {
        let mut seen = HashSet::new();
        let files = answer.cited.iter().filter(|cited| cited.lines.is_some());
        let first = files.filter(|c| seen.insert((&c.workspace, &c.path))).take(READ);
        let mut views: Vec<(&str, View)> = Vec::new();
        let mut sum = None;
        for cited in first {
            let Some(space) = self.spaces.iter().find(|s| s.id() == &*cited.workspace) else {
                continue;
            };
            if !views.iter().any(|(id, _)| *id == space.id()) {
                // As the answer saw it: at a terminal another look would ask git once more.
                views.push((space.id(), space.last_view()?));
            }
            let Some((_, view)) = views.iter().find(|(id, _)| *id == space.id()) else { continue };
            let size = view.snapshot().manifest.find(&cited.path).map_or(0, |entry| entry.size);
            if size <= READABLE
                && let Some((tokens, _, _)) = whole(space, view, &cited.path)
            {
                *sum.get_or_insert(0) += tokens;
            }
        }
        sum
    }
}

/// The descriptions of the tools were sent: what a client pays before anything is asked.
pub fn schemas(app: &App, caller: &Caller, sent: &[&Described]) {
    app.metering().writer.book(&Event {
        tool: "tools/list",
        mechanism: Mechanism::Routing,
        evidence: Evidence::Measured,
        method: "tool_schemas",
        baseline: 0,
        actual: sent.iter().map(|described| described.tokens()).sum(),
        bounce: 0,
        // Of no workspace.
        workspace: "",
        token: &caller.principal.id,
    });
}
