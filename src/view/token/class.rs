//! Which kind of character is this, as far as splitting text before it is tokenized is concerned?

use std::sync::LazyLock;

use regex_syntax::hir::{Class as Ranges, HirKind};

/// What the splitting expression tells apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub enum Class {
    /// What is nothing else: punctuation, symbols, controls, what is unassigned.
    Other,
    /// `\p{Lu}`, `\p{Lt}`.
    Upper,
    /// `\p{Ll}`.
    Lower,
    /// `\p{Lm}`, `\p{Lo}`: letters without case.
    Letter,
    /// `\p{M}`: counts as a letter without case, and as punctuation.
    Mark,
    /// `\p{N}`.
    Number,
    /// `\s` but for line ends.
    Space,
    /// `\r`, `\n`.
    Line,
}

/// Later ones win; none overlap but for the line ends.
const PROPERTIES: [(&str, Class); 6] = [
    (r"[\p{Lu}\p{Lt}]", Class::Upper),
    (r"\p{Ll}", Class::Lower),
    (r"[\p{Lm}\p{Lo}]", Class::Letter),
    (r"\p{M}", Class::Mark),
    (r"\p{N}", Class::Number),
    (r"\s", Class::Space),
];

/// Characters of a block that shares its row with like ones.
const BLOCK: usize = 256;

struct Table {
    /// The row of each block.
    rows: Vec<u16>,
    classes: Vec<[Class; BLOCK]>,
}

/// Made from the tables of Unicode that the regular expressions of this program use.
static TABLE: LazyLock<Table> = LazyLock::new(|| {
    let mut table = Table {
        rows: vec![0; (char::MAX as usize + 1) / BLOCK],
        classes: vec![[Class::Other; BLOCK]],
    };
    for (property, class) in PROPERTIES {
        for (from, to) in ranges(property) {
            table.fill(from, to, class);
        }
    }
    for end in ['\r', '\n'] {
        table.fill(end, end, Class::Line);
    }
    table
});

const ASCII: [Class; 128] = {
    let mut classes = [Class::Other; 128];
    let mut at = 0;
    while at < 128 {
        classes[at] = match at as u8 {
            b'A'..=b'Z' => Class::Upper,
            b'a'..=b'z' => Class::Lower,
            b'0'..=b'9' => Class::Number,
            b'\r' | b'\n' => Class::Line,
            b' ' | b'\t' | 0x0B | 0x0C => Class::Space,
            _ => Class::Other,
        };
        at += 1;
    }
    classes
};

fn ranges(property: &str) -> Vec<(char, char)> {
    let hir = regex_syntax::parse(property).expect("a property of Unicode");
    match hir.kind() {
        HirKind::Class(Ranges::Unicode(class)) => {
            class.ranges().iter().map(|r| (r.start(), r.end())).collect()
        }
        _ => Vec::new(),
    }
}

impl Table {
    fn fill(&mut self, from: char, to: char, class: Class) {
        let (mut at, end) = (from as usize, to as usize + 1);
        while at < end {
            let block = at / BLOCK;
            if self.rows[block] == 0 {
                self.rows[block] = self.classes.len() as u16;
                self.classes.push([Class::Other; BLOCK]);
            }
            let row = usize::from(self.rows[block]);
            let stop = end.min((block + 1) * BLOCK);
            self.classes[row][at % BLOCK..(stop - 1) % BLOCK + 1].fill(class);
            at = stop;
        }
    }
}

impl Class {
    /// The class of the character at `at`, which is a character's start, and its bytes; none at the end.
    #[inline]
    pub fn at(text: &str, at: usize) -> Option<(Self, usize)> {
        let byte = *text.as_bytes().get(at)?;
        match ASCII.get(usize::from(byte)) {
            Some(class) => Some((*class, 1)),
            None => text[at..].chars().next().map(|c| (Self::beyond_ascii(c), c.len_utf8())),
        }
    }

    fn beyond_ascii(c: char) -> Self {
        let table = &*TABLE;
        table.classes[usize::from(table.rows[c as usize / BLOCK])][c as usize % BLOCK]
    }
}
