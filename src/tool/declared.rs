//! How is a declaration shown: its kind, place and signature?

use std::sync::Arc;

use schemars::JsonSchema;
use serde::Serialize;

use crate::graph::{FileId, Graph, SymbolId};
use crate::index::View;
use crate::workspace::manifest::Entry;

/// One declaration of an answer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Symbol {
    /// With what it stands in before it: `Engine.refresh`.
    pub name: String,
    pub kind: &'static str,
    pub path: String,
    pub start_line: u32,
    pub end_line: u32,
    /// Its first lines up to the body, in one line.
    pub signature: String,
}

impl Symbol {
    pub fn of(view: &View, graph: &Graph, symbol: SymbolId) -> Self {
        let node = graph.symbol(symbol);
        let text = entry(view, node.file).and_then(|e| view.snapshot().indexed(e).ok().flatten());
        let head = text.and_then(|text| text.get(node.head.start as usize..node.head.end as usize));
        Self {
            name: graph.qualified(symbol),
            kind: node.kind.name(),
            path: graph.path(node.file).to_owned(),
            start_line: node.lines.0,
            end_line: node.lines.1,
            signature: signature(&String::from_utf8_lossy(head.unwrap_or_default())),
        }
    }

    /// `method Engine.refresh 10-40  pub fn refresh(&self)`, without the path.
    pub fn line(&self) -> String {
        let lines = format!("{}-{}", self.start_line, self.end_line);
        format!("{} {} {lines}  {}", self.kind, self.name, self.signature)
    }

    /// Bytes that it takes in either form, about.
    pub fn size(&self) -> usize {
        80 + self.name.len() + self.path.len() + self.signature.len()
    }
}

/// Characters of a signature that are shown.
const LONGEST: usize = 240;

/// A declaration's head in one line: decorators, attributes and comments before it are left out.
pub fn signature(head: &str) -> String {
    let aside = |line: &str| {
        let line = line.trim_start();
        line.is_empty() || ["@", "#[", "//", "/*", "*"].iter().any(|mark| line.starts_with(mark))
    };
    let mut lines = head.lines().skip_while(|line| aside(line)).peekable();
    let lines: Vec<&str> =
        if lines.peek().is_some() { lines.collect() } else { head.lines().collect() };
    // A comment between the head and the body belongs to neither.
    let comment = |line: &&str| ["# ", "//", "/*", "* "].iter().any(|m| line.trim().starts_with(m));
    let lines = lines.into_iter().enumerate().filter(|(at, line)| *at == 0 || !comment(line));
    let mut text = String::new();
    for word in lines.flat_map(|(_, line)| line.split_whitespace()) {
        if !text.is_empty() {
            text.push(' ');
        }
        text.push_str(word);
        if text.len() > LONGEST {
            let end = (0..=LONGEST).rev().find(|at| text.is_char_boundary(*at)).unwrap_or(0);
            text.truncate(end);
            text.push('…');
            break;
        }
    }
    text.trim_end_matches(['{', ':', ' ']).to_owned()
}

/// The snapshot's entry of a file of the graph.
pub fn entry(view: &View, file: FileId) -> Option<&Entry> {
    view.snapshot().entries().get(file.0 as usize)
}

/// Collects the files and lines that an answer about code was made from.
pub struct Cites<'v> {
    view: &'v View,
    workspace: Arc<str>,
    citing: super::cited::Citing,
}

impl<'v> Cites<'v> {
    pub fn new(view: &'v View, workspace: &str) -> Self {
        let citing = super::cited::Citing::default();
        Self { view, workspace: Arc::from(workspace), citing }
    }

    /// Lines of a file, 1-based and inclusive; the file as such where `first` is 0.
    pub fn lines(&mut self, file: FileId, first: u32, last: u32) {
        if let Some(entry) = entry(self.view, file) {
            self.citing.lines(&self.workspace, &entry.path, entry.blob, first, last);
        }
    }

    pub fn done(self) -> Vec<super::Cited> {
        self.citing.done()
    }
}

#[cfg(test)]
mod tests {
    use super::signature;

    #[test]
    fn a_signature_is_one_line_without_what_stands_before() {
        for (head, expected) in [
            ("@cached\ndef f(\n    a,\n    b=1):\n    ", "def f( a, b=1)"),
            ("#[must_use]\npub fn f() -> u8 {", "pub fn f() -> u8"),
            ("@x", "@x"),
            ("const A: u8 = 3;", "const A: u8 = 3;"),
        ] {
            assert_eq!(signature(head), expected);
        }
        assert!(signature(&"ü".repeat(1000)).len() < 300);
    }
}
