//! Facts as tests compare them: a line for each.

use super::facts::{Facts, Symbol};
use super::{Extractor, dialect_of};
use crate::workspace::language::Language;

/// The facts of a file of this name.
pub fn read(path: &str, text: &str) -> Facts {
    let language = Language::of_path(path).expect("a known extension");
    let dialect = dialect_of(path, language).expect("a parsed language");
    Extractor::default().extract(dialect, text.as_bytes())
}

/// `method A.f 3-5` in order; `-` before what is not public.
pub fn outline(facts: &Facts) -> Vec<String> {
    let path = |symbol: &Symbol| {
        let mut parts = vec![&facts[symbol.name]];
        parts.extend(symbol.owner.map(|owner| &facts[owner]));
        let mut parent = symbol.parent;
        while let Some(at) = parent {
            parts.push(&facts[facts.symbols[at as usize].name]);
            parent = facts.symbols[at as usize].parent;
        }
        parts.reverse();
        parts.join(".")
    };
    let line = |s: &Symbol| {
        let hidden = if s.public { "" } else { "-" };
        format!("{hidden}{} {} {}-{}", s.kind.name(), path(s), s.lines.0, s.lines.1)
    };
    facts.symbols.iter().map(line).collect()
}

/// `Names a.b (c as d) 1`; `re` and `type` before what is exported again or is for types alone.
pub fn imports(facts: &Facts) -> Vec<String> {
    let line = |i: &super::facts::Import| {
        let mut text = format!(
            "{}{}",
            if i.reexport { "re " } else { "" },
            if i.type_only { "type " } else { "" }
        );
        text += &format!("{:?} {}", i.form, &facts[i.module]);
        if let Some(alias) = i.alias {
            text += &format!(" as {}", &facts[alias]);
        }
        for taken in &i.names {
            text += &format!(" ({}", &facts[taken.name]);
            text += &taken.alias.map_or(")".into(), |alias| format!(" as {})", &facts[alias]));
        }
        format!("{text} {}", i.line)
    };
    facts.imports.iter().map(line).collect()
}

/// `Call a.b 3 in f`.
pub fn references(facts: &Facts) -> Vec<String> {
    let line = |r: &super::facts::Reference| {
        let within = r
            .within
            .map_or(String::new(), |at| format!(" in {}", &facts[facts.symbols[at as usize].name]));
        format!("{:?} {} {}{within}", r.kind, &facts[r.chain], r.line)
    };
    facts.references.iter().map(line).collect()
}

/// `flask GET /a handler 3`.
pub fn routes(facts: &Facts) -> Vec<String> {
    let line = |r: &super::facts::Route| {
        let handler = r.handler.map_or("", |handler| &facts[handler]);
        let (framework, method, path) = (&facts[r.framework], &facts[r.method], &facts[r.path]);
        format!("{framework} {method} {path} {handler} {}", r.line)
    };
    facts.routes.iter().map(line).collect()
}

#[test]
fn python_is_read() {
    let facts = read(
        "a.py",
        "import os.path as p, sys\nfrom ..forms import Form as F, x\nfrom . import *\n\n\
         @route(1)\nclass A(F, p.Base):\n    size: int = 3\n    def f(self, n):\n        self.g().h(n)\n        return np.linalg.norm(x)\n\nLIMIT = F.limit\n",
    );
    assert_eq!(
        outline(&facts),
        ["class A 5-10", "field A.size 7-7", "method A.f 8-10", "variable LIMIT 12-12",]
    );
    assert_eq!(
        imports(&facts),
        [
            "Module os.path as p 1",
            "Module sys 1",
            "Names ..forms (Form as F) (x) 2",
            "re Wildcard . 3",
        ]
    );
    assert_eq!(
        references(&facts),
        [
            "Call route 5 in A",
            "Inherit F 6 in A",
            "Inherit p.Base 6 in A",
            "Use int 7 in size",
            "Call .h 9 in f",
            "Call self.g 9 in f",
            "Call np.linalg.norm 10 in f",
            "Use x 10 in f",
            "Use F.limit 12 in LIMIT",
        ]
    );
}
