//! What does a pasted report say? Its title, prose and code apart; the frames of its traces, and what it names and quotes.

use std::collections::{HashMap, HashSet};

use crate::index::feature::squashed;
use crate::index::rank::is_stop;
use crate::index::rank::question::{Mention, is_name, mention, mentions};
use crate::index::token::words;

/// Where in a report something is said.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Part {
    Title,
    Prose,
    Code,
}

pub const PARTS: usize = 3;

/// A word, and how often each part says it.
#[derive(Debug, Clone, PartialEq)]
pub struct Said {
    pub text: String,
    pub times: [f32; PARTS],
}

/// How a name is said: the first that fits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Way {
    /// A word of the title, whatever it looks like.
    Title,
    /// In backticks, or written in prose as only code is.
    Marked,
    /// By code, or by a trace.
    Code,
}

pub const WAYS: usize = 3;

#[derive(Debug, Clone, PartialEq)]
pub struct Named {
    /// Without case and marks.
    pub name: String,
    pub ways: [bool; WAYS],
}

/// A line of a trace.
#[derive(Debug, Clone, PartialEq)]
pub struct Frame {
    pub file: Mention,
    /// What was running, without case and marks.
    pub function: String,
}

#[derive(Debug, Clone, Default)]
pub struct Report {
    pub words: Vec<Said>,
    pub names: Vec<Named>,
    /// In the order of the text: the last one of a trace is where it broke.
    pub frames: Vec<Frame>,
    /// Paths and modules that are named elsewhere.
    pub mentions: Vec<Mention>,
    /// Runs of words from messages and quotes, to be found as they are.
    pub quotes: Vec<String>,
}

/// Bounds, so that a log of a megabyte costs what an issue does.
const WORDS: usize = 400;
const NAMES: usize = 200;
const FRAMES: usize = 60;
const MENTIONS: usize = 60;
const QUOTES: usize = 6;
/// Bytes of a quote that say something.
const QUOTED: std::ops::RangeInclusive<usize> = 12..=120;

struct Reader {
    report: Report,
    words: HashMap<String, usize>,
    names: HashMap<String, usize>,
    quoted: HashSet<String>,
}

pub fn read(text: &str) -> Report {
    let mut reader = Reader {
        report: Report::default(),
        words: HashMap::new(),
        names: HashMap::new(),
        quoted: HashSet::new(),
    };
    let mut titled = false;
    let mut fenced = false;
    let mut hidden = false;
    for line in text.lines() {
        let bare = line.trim();
        // What a form's author wrote for the reporter, between `<!--` and `-->`.
        if hidden || bare.starts_with("<!--") {
            hidden = !bare.contains("-->");
            continue;
        }
        if bare.starts_with("```") || bare.starts_with("~~~") {
            fenced = !fenced;
            continue;
        }
        if bare.is_empty() {
            continue;
        }
        let part = if !titled {
            titled = true;
            Part::Title
        } else if fenced || is_code(line) {
            Part::Code
        } else {
            Part::Prose
        };
        reader.line(bare, part);
    }
    reader.report
}

/// Written as code is, though nothing fences it.
fn is_code(line: &str) -> bool {
    let bare = line.trim_start();
    let indent = line.len() - bare.len();
    indent >= 4
        || line.starts_with('\t')
        || ["import ", "from ", ">>>", "... ", "In [", "Out[", "$ ", "def ", "class ", "File \""]
            .iter()
            .any(|start| bare.starts_with(start))
        || bare.ends_with(';')
        || bare.ends_with('{')
        || (bare.ends_with(')') && !bare.contains(". ") && bare.contains('=') && bare.contains('('))
}

impl Reader {
    fn line(&mut self, line: &str, part: Part) {
        if self.frame(line) {
            return;
        }
        for text in words(line) {
            self.word(text, part);
        }
        self.imports(line);
        for found in mentions(line) {
            let known = self.report.mentions.contains(&found);
            if !known && self.report.mentions.len() < MENTIONS {
                self.report.mentions.push(found);
            }
        }
        self.spoken(line, part);
        self.quotes(line, part);
    }

    fn word(&mut self, text: String, part: Part) {
        if is_stop(&text) || text.chars().all(|c| c.is_ascii_digit()) {
            return;
        }
        let at = match self.words.get(&text) {
            Some(at) => *at,
            None if self.report.words.len() == WORDS => return,
            None => {
                self.report.words.push(Said { text: text.clone(), times: [0.0; PARTS] });
                self.words.insert(text, self.report.words.len() - 1);
                self.report.words.len() - 1
            }
        };
        self.report.words[at].times[part as usize] += 1.0;
    }

    fn name(&mut self, text: &str, way: Way) {
        let name = squashed(text);
        if name.chars().count() < 3 {
            return;
        }
        let at = match self.names.get(&name) {
            Some(at) => *at,
            None if self.report.names.len() == NAMES => return,
            None => {
                self.report.names.push(Named { name: name.clone(), ways: [false; WAYS] });
                self.names.insert(name, self.report.names.len() - 1);
                self.report.names.len() - 1
            }
        };
        self.report.names[at].ways[way as usize] = true;
    }

    /// `File "a.py", line 12, in f`, and `a.py:12: in f` or `at f (a.js:1:2)`.
    fn frame(&mut self, line: &str) -> bool {
        let python = line.starts_with("File \"") && line.contains(", line ");
        let start = line.starts_with("at ") || line.starts_with("from ");
        let first = line.split_whitespace().next().unwrap_or_default();
        let leads = mention(first.trim_end_matches(':')).is_some_and(|m| m.line.is_some());
        if !(python || start || leads) {
            return false;
        }
        let Some(mut file) = mentions(line).into_iter().find(|m| m.line.is_some() && !m.dotted)
        else {
            return false;
        };
        // What is installed lies below a folder of the installer's: the project begins under it.
        let packages = |part: &String| matches!(part.as_str(), "site-packages" | "dist-packages");
        if let Some(at) = file.parts.iter().rposition(packages)
            && at + 1 < file.parts.len()
        {
            file.parts.drain(..=at);
        }
        let running = match line.rsplit_once(" in ") {
            Some((_, running)) if !line.starts_with("at ") => running,
            _ => line.strip_prefix("at ").map_or("", |rest| rest.split('(').next().unwrap_or("")),
        };
        let running = running.split(['(', ' ']).next().unwrap_or_default();
        if self.report.frames.len() == FRAMES {
            self.report.frames.remove(0);
        }
        self.name(running, Way::Code);
        self.report.frames.push(Frame { file, function: squashed(running) });
        true
    }

    /// `from a.b import c`: the module, and what is taken from it.
    fn imports(&mut self, line: &str) {
        let line = line.trim_start_matches([' ', '>', '.']);
        let Some(rest) = line.strip_prefix("from ") else { return };
        let Some((module, names)) = rest.split_once(" import ") else { return };
        for name in names.split([',', '(', ')']).map(str::trim).filter(|name| !name.is_empty()) {
            let name = name.split(' ').next().unwrap_or(name);
            self.name(name, Way::Code);
            if let Some(found) = mention(&format!("{module}.{name}"))
                && self.report.mentions.len() < MENTIONS
                && !self.report.mentions.contains(&found)
            {
                self.report.mentions.push(found);
            }
        }
    }

    /// The names that a line says.
    fn spoken(&mut self, line: &str, part: Part) {
        let marks = |c: char| !(c.is_alphanumeric() || "_.:".contains(c));
        for (at, piece) in line.split('`').enumerate() {
            let marked = at % 2 == 1;
            for raw in piece.split(marks) {
                let raw = raw.trim_matches(['.', ':']);
                if raw.is_empty() {
                    continue;
                }
                let odd = is_name(raw);
                let pieces: Vec<&str> = raw.split(['.', ':']).filter(|p| !p.is_empty()).collect();
                for name in pieces {
                    if is_stop(&name.to_lowercase()) {
                        continue;
                    }
                    match part {
                        Part::Title => self.name(name, Way::Title),
                        Part::Code => self.name(name, Way::Code),
                        Part::Prose => {}
                    }
                    if part != Part::Code && (marked || odd) {
                        self.name(name, Way::Marked);
                    }
                }
            }
        }
    }

    /// Messages, and what stands in quotes: their runs of plain words.
    fn quotes(&mut self, line: &str, part: Part) {
        if let Some((kind, message)) = line.split_once(": ") {
            let last = kind.rsplit(['.', ' ']).next().unwrap_or_default();
            let tells = ["Error", "Exception", "Warning", "Exit"].iter().any(|e| last.ends_with(e));
            if tells {
                self.runs(message);
            }
        }
        if part == Part::Code {
            return;
        }
        for (at, piece) in line.split(['"', '\u{201c}', '\u{201d}']).enumerate() {
            if at % 2 == 1 && piece.contains(' ') {
                self.runs(piece);
            }
        }
    }

    /// What a message says in its own words: names and numbers in it differ each time.
    fn runs(&mut self, message: &str) {
        let varies = |c: char| !(c.is_alphabetic() || " ,;-_".contains(c));
        for run in message.split(varies) {
            let run = run.trim_matches(|c: char| !c.is_alphabetic());
            let run = &run[..run.floor_char_boundary(*QUOTED.end())];
            if QUOTED.contains(&run.len())
                && run.matches(' ').count() >= 2
                && self.report.quotes.len() < QUOTES
                && self.quoted.insert(run.to_owned())
            {
                self.report.quotes.push(run.to_owned());
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const REPORT: &str = "\
Router.dispatch() loses the `query_string` of a request

<!-- Please read the manual first. -->
When a mount is nested, calling `Mount.resolve` gives \"no route matches this request\".

```python
from web.routing import Router, Mount
Router([Mount('/a', app)]).dispatch('/a?x=1')
```

Traceback (most recent call last):
  File \"/usr/lib/python3/site-packages/web/routing.py\", line 40, in dispatch
    return self.resolve(path)
  File \"/usr/lib/python3/site-packages/web/mount.py\", line 7, in resolve
web.errors.RouteError: no route for 'x' in this table of mounts
";

    #[test]
    fn frames_are_read_in_order_and_begin_with_the_project() {
        let frames = read(REPORT).frames;
        let told: Vec<(String, Option<u32>, &str)> = frames
            .iter()
            .map(|f| (f.file.parts.join("/"), f.file.line, f.function.as_str()))
            .collect();
        assert_eq!(
            told,
            [
                ("web/routing.py".to_owned(), Some(40), "dispatch"),
                ("web/mount.py".to_owned(), Some(7), "resolve"),
            ]
        );
    }

    #[test]
    fn what_is_named_is_told_with_the_way_it_is_said() {
        let report = read(REPORT);
        let ways = |name: &str| report.names.iter().find(|n| n.name == name).map(|n| n.ways);
        assert_eq!(ways("querystring"), Some([true, true, false]));
        assert_eq!(ways("mount"), Some([false, true, true]));
        assert_eq!(ways("router"), Some([true, true, true]));
        assert_eq!(ways("manual"), None);
        let modules: Vec<String> =
            report.mentions.iter().filter(|m| m.dotted).map(|m| m.parts.join(".")).collect();
        assert!(modules.contains(&"web.routing.Mount".to_owned()), "{modules:?}");
    }

    #[test]
    fn messages_are_quoted_without_what_varies() {
        let quotes = read(REPORT).quotes;
        let expected = ["no route matches this request", "no route for", "in this table of mounts"];
        assert_eq!(quotes, expected);
    }

    #[test]
    fn parts_are_counted_apart() {
        let report = read(REPORT);
        let times = |word: &str| report.words.iter().find(|w| w.text == word).unwrap().times;
        assert_eq!(times("dispatch"), [1.0, 0.0, 1.0]);
        assert_eq!(times("nest"), [0.0, 1.0, 0.0]);
    }

    proptest::proptest! {
        #[test]
        fn any_text_is_read(text in "\\PC{0,300}(\\n[ -~]{0,60}){0,9}") {
            let report = read(&text);
            proptest::prop_assert!(report.quotes.iter().all(|quote| QUOTED.contains(&quote.len())));
        }
    }
}
