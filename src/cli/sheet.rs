//! What does a person see of a result: lines and tables, within the terminal's width, with or without colours?

use std::cell::Cell as Once;

use comfy_table::{
    Attribute, Cell, CellAlignment, ColumnConstraint, ContentArrangement, Table, Width, presets,
};

use super::ui::clean;

/// What a piece of text is; colours follow from it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Tone {
    #[default]
    Plain,
    /// What is looked for.
    Strong,
    /// What is beside the point.
    Faint,
    Path,
    Number,
    Word,
    Good,
    Bad,
}

impl Tone {
    /// SGR parameters (ECMA-48); the sixteen colours, so that the terminal's own theme decides.
    const fn code(self) -> Option<&'static str> {
        match self {
            Self::Plain => None,
            Self::Strong => Some("1"),
            Self::Faint => Some("2"),
            Self::Path => Some("35"),
            Self::Number | Self::Good => Some("32"),
            Self::Word => Some("36"),
            Self::Bad => Some("31"),
        }
    }

    fn dress(self, cell: Cell) -> Cell {
        use comfy_table::Color;
        match self {
            Self::Plain => cell,
            Self::Strong => cell.add_attribute(Attribute::Bold),
            Self::Faint => cell.add_attribute(Attribute::Dim),
            Self::Path => cell.fg(Color::DarkMagenta),
            Self::Number | Self::Good => cell.fg(Color::DarkGreen),
            Self::Word => cell.fg(Color::DarkCyan),
            Self::Bad => cell.fg(Color::DarkRed),
        }
    }
}

/// A piece of a line, or a cell.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Span {
    pub tone: Tone,
    pub text: String,
}

impl Span {
    pub fn new(tone: Tone, text: impl Into<String>) -> Self {
        Self { tone, text: text.into() }
    }

    pub fn plain(text: impl Into<String>) -> Self {
        Self::new(Tone::Plain, text)
    }
}

/// A column of a table.
#[derive(Debug, Clone, Copy)]
pub struct Head<'a> {
    pub name: &'a str,
    /// May be cut off where there is no room, so that a row stays a line.
    pub cut: bool,
}

enum Block {
    Line(Vec<Span>),
    Table(Vec<Head<'static>>, Vec<Vec<Span>>),
}

/// A result for a person.
#[derive(Default)]
pub struct Sheet {
    blocks: Vec<Block>,
}

impl Sheet {
    pub fn line(&mut self, spans: impl IntoIterator<Item = Span>) {
        self.blocks.push(Block::Line(spans.into_iter().collect()));
    }

    /// Lines of one tone.
    pub fn text(&mut self, tone: Tone, text: &str) {
        for line in text.lines() {
            self.line([Span::new(tone, line)]);
        }
    }

    pub fn blank(&mut self) {
        self.line([]);
    }

    /// A table; without rows nothing. A column that is empty in all of them is left out.
    pub fn table(&mut self, head: &[Head<'static>], rows: Vec<Vec<Span>>) {
        if rows.is_empty() {
            return;
        }
        let used: Vec<bool> = (0..head.len())
            .map(|at| rows.iter().any(|row| row.get(at).is_some_and(|c| !c.text.is_empty())))
            .collect();
        let kept = |at: usize| used.get(at).copied().unwrap_or_default();
        let head = head.iter().enumerate().filter(|(at, _)| kept(*at)).map(|(_, h)| *h).collect();
        let keep = |row: Vec<Span>| {
            row.into_iter().enumerate().filter(|(at, _)| kept(*at)).map(|(_, c)| c).collect()
        };
        self.blocks.push(Block::Table(head, rows.into_iter().map(keep).collect()));
    }

    /// As text, each line with its end. `width`: the terminal's, where there is one.
    pub fn render(&self, width: Option<u16>, colour: bool) -> String {
        let mut text = String::new();
        for block in &self.blocks {
            match block {
                Block::Line(spans) => {
                    spans.iter().for_each(|span| paint(&mut text, span, colour));
                    text.push('\n');
                }
                Block::Table(head, rows) => {
                    for line in table(head, rows, width, colour) {
                        text.push_str(&line);
                        text.push('\n');
                    }
                }
            }
        }
        text
    }
}

fn paint(text: &mut String, span: &Span, colour: bool) {
    let shown = clean(&span.text);
    match span.tone.code().filter(|_| colour && !shown.is_empty()) {
        Some(code) => {
            text.push_str("\u{1b}[");
            text.push_str(code);
            text.push('m');
            text.push_str(&shown);
            text.push_str("\u{1b}[0m");
        }
        None => text.push_str(&shown),
    }
}

const GAP: u16 = 2;
/// What is left of a cell that may be cut, at least.
const LEAST: usize = 12;

/// The lines of a table, within `width` characters if it can be done without breaking a word.
pub fn table(head: &[Head], rows: &[Vec<Span>], width: Option<u16>, colour: bool) -> Vec<String> {
    let mut table = Table::new();
    table.load_style(presets::NOTHING);
    table.set_truncation_indicator("…");
    if colour {
        table.enforce_styling();
    } else {
        table.force_no_tty();
    }
    let strong = |name: &str| Tone::Strong.dress(Cell::new(name));
    table.set_header(head.iter().map(|h| strong(h.name)));
    let cuts = width.is_some() && head.iter().any(|h| h.cut);
    for row in rows {
        let cells = row.iter().map(|cell| cell.tone.dress(Cell::new(clean(&cell.text))));
        let mut row = comfy_table::Row::from(cells);
        if cuts {
            row.max_height(1);
        }
        table.add_row(row);
    }
    if let Some(width) = width {
        table.set_content_arrangement(ContentArrangement::Dynamic).set_width(width);
    }
    let at = Once::new(0);
    for column in table.column_iter_mut() {
        let place = at.replace(at.get() + 1);
        let gap = if place + 1 == head.len() { 0 } else { GAP };
        column.set_padding((0, gap));
        let number = |row: &Vec<Span>| {
            let cell = row.get(place);
            cell.is_some_and(|c| c.tone == Tone::Number && c.text.parse::<u64>().is_ok())
        };
        if rows.iter().all(number) {
            column.set_cell_alignment(CellAlignment::Right);
        }
        let head = head.get(place);
        let cells = rows.iter().filter_map(|row| row.get(place)).map(|cell| cell.text.as_str());
        // Where a row is one line, what may not be cut takes its whole width.
        let whole = cuts && head.is_some_and(|h| !h.cut);
        let parts = cells
            .chain(head.map(|h| h.name))
            .flat_map(|cell| if whole { vec![cell] } else { cell.split_whitespace().collect() });
        let longest = parts.map(|part| part.chars().count()).max().unwrap_or_default();
        let least = if cuts && !whole { longest.min(LEAST) } else { longest };
        let least = u16::try_from(least).unwrap_or(u16::MAX).saturating_add(gap);
        column.set_constraint(ColumnConstraint::LowerBoundary(Width::Fixed(least)));
    }
    table.lines().map(|line| line.trim_end().to_owned()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const HEAD: [Head<'static>; 3] = [
        Head { name: "PLACE", cut: false },
        Head { name: "KIND", cut: false },
        Head { name: "SIGNATURE", cut: true },
    ];

    fn sheet() -> Sheet {
        let row = |place: &str, signature: &str| {
            vec![Span::new(Tone::Path, place), Span::plain(""), Span::new(Tone::Faint, signature)]
        };
        let mut sheet = Sheet::default();
        sheet.line([Span::new(Tone::Strong, "2 declarations"), Span::plain(" (exact)")]);
        sheet.table(
            &HEAD,
            vec![
                row("src/a.rs:1", "fn one()"),
                row("src/long/b.rs:12", "fn two(of: Something, and: Another) -> Result<Third>"),
            ],
        );
        sheet.table(&HEAD, Vec::new());
        sheet
    }

    #[test]
    fn a_row_is_a_line_and_what_may_not_be_cut_is_whole() {
        let text = sheet().render(Some(48), false);
        let lines: Vec<&str> = text.lines().collect();
        assert_eq!(lines.len(), 4, "an empty column and an empty table are left out: {text}");
        assert!(lines.iter().all(|line| line.chars().count() <= 48), "{text}");
        assert!(lines[3].starts_with("src/long/b.rs:12  fn two(of:"), "{text}");
        assert!(lines[3].ends_with('…'), "{text}");
        let whole = sheet().render(None, false);
        assert!(whole.contains("-> Result<Third>"), "nothing is cut without a terminal: {whole}");
    }

    #[test]
    fn colours_are_those_of_what_it_is_and_none_where_none_are_wanted() {
        assert!(!sheet().render(Some(80), false).contains('\u{1b}'));
        let text = sheet().render(Some(80), true);
        assert!(text.starts_with("\u{1b}[1m2 declarations\u{1b}[0m (exact)\n"), "{text:?}");
        let mut odd = Sheet::default();
        odd.text(Tone::Path, "a\u{1b}[2Jb");
        assert_eq!(odd.render(None, false), "a\u{fffd}[2Jb\n");
    }
}
