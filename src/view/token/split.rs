//! Where does a text split into pieces that no token crosses? As o200k_base's expression says, whose alternatives
//! are, the first that matches winning:
//!
//! 1. `[^\r\n\p{L}\p{N}]?[\p{Lu}\p{Lt}\p{Lm}\p{Lo}\p{M}]*[\p{Ll}\p{Lm}\p{Lo}\p{M}]+(?i:'s|'t|'re|'ve|'m|'ll|'d)?`
//! 2. `[^\r\n\p{L}\p{N}]?[\p{Lu}\p{Lt}\p{Lm}\p{Lo}\p{M}]+[\p{Ll}\p{Lm}\p{Lo}\p{M}]*(?i:'s|'t|'re|'ve|'m|'ll|'d)?`
//! 3. `\p{N}{1,3}`
//! 4. ` ?[^\s\p{L}\p{N}]+[\r\n/]*`
//! 5. `\s*[\r\n]+`
//! 6. `\s+(?!\S)`
//! 7. `\s+`
//!
//! Written out by hand because an automaton reads it several times more slowly.

use super::class::Class;

/// The pieces of a text, in order; together they are the text.
pub struct Pieces<'a> {
    text: &'a str,
    at: usize,
}

impl<'a> Pieces<'a> {
    pub fn of(text: &'a str) -> Self {
        Self { text, at: 0 }
    }
}

impl<'a> Iterator for Pieces<'a> {
    type Item = &'a [u8];

    #[inline]
    fn next(&mut self) -> Option<&'a [u8]> {
        let from = self.at;
        let (first, size) = Class::at(self.text, from)?;
        self.at = Cut { text: self.text }.piece(from, first, from + size);
        Some(&self.text.as_bytes()[from..self.at])
    }
}

/// Every function is given a place in the text, and answers with the one where what it looks for ends.
#[derive(Clone, Copy)]
struct Cut<'a> {
    text: &'a str,
}

impl Cut<'_> {
    /// The end of the piece from `from`, whose first character is `first` and ends at `second`.
    #[inline]
    fn piece(self, from: usize, first: Class, second: usize) -> usize {
        match first {
            Class::Upper | Class::Lower | Class::Letter => self.word(from).unwrap_or(second),
            Class::Number => self.while_in(second, 2, |c| c == Class::Number),
            Class::Mark => self
                .lower_word(second)
                // Without a prefix the mark is itself the letter that the first alternative asks for.
                .unwrap_or_else(|| self.contraction(second)),
            Class::Other => self.word(second).unwrap_or_else(|| self.symbols(second)),
            Class::Space => {
                if let Some(end) = self.word(second) {
                    return end;
                }
                let symbol = Class::at(self.text, second)
                    .filter(|(c, _)| self.text.as_bytes()[from] == b' ' && is_symbol(*c));
                match symbol {
                    Some((_, size)) => self.symbols(second + size),
                    None => self.space(from),
                }
            }
            Class::Line => self.space(from),
        }
    }

    /// A word without what may stand before it: the first alternative, then the second.
    #[inline]
    fn word(self, from: usize) -> Option<usize> {
        // Most words are upper case, then lower case, then something else that is ASCII: then both end the same.
        let bytes = self.text.as_bytes();
        let run = |from: usize, wanted: fn(&u8) -> bool| {
            from + bytes[from..].iter().take_while(|b| wanted(b)).count()
        };
        let end = run(run(from, u8::is_ascii_uppercase), u8::is_ascii_lowercase);
        match bytes.get(end) {
            Some(byte) if !byte.is_ascii() => self.any_word(from),
            _ => (end > from).then(|| self.contraction(end)),
        }
    }

    fn any_word(self, from: usize) -> Option<usize> {
        self.lower_word(from).or_else(|| {
            let end = self.while_in(from, usize::MAX, is_first);
            (end > from).then(|| self.contraction(end))
        })
    }

    /// The first alternative without its prefix: it ends with what has no upper case.
    fn lower_word(self, from: usize) -> Option<usize> {
        let (mut at, mut caseless) = (from, None);
        while let Some((class, size)) = Class::at(self.text, at)
            && is_first(class)
        {
            at += size;
            if class != Class::Upper {
                caseless = Some(at);
            }
        }
        let end = self.while_in(at, usize::MAX, is_second);
        // Where nothing follows, the last of the first run that may stand in the second is given to it.
        let end = if end > at { end } else { caseless? };
        Some(self.contraction(end))
    }

    /// `'s` and its like, if they follow.
    #[inline]
    fn contraction(self, from: usize) -> usize {
        let rest = &self.text.as_bytes()[from..];
        if rest.first() != Some(&b'\'') {
            return from;
        }
        let lower = |i: usize| rest.get(i).map_or(0, u8::to_ascii_lowercase);
        match (lower(1), lower(2)) {
            (b's' | b't' | b'm' | b'd', _) => from + 2,
            (b'r' | b'v', b'e') | (b'l', b'l') => from + 3,
            // The long s, U+017F, which is an s to whom case is nothing.
            (0xC5, 0xBF) => from + 3,
            _ => from,
        }
    }

    /// The rest of a run of symbols, whose first is read, and the line ends and slashes behind it.
    fn symbols(self, from: usize) -> usize {
        let mut at = self.while_in(from, usize::MAX, is_symbol);
        while let Some(b'\r' | b'\n' | b'/') = self.text.as_bytes().get(at) {
            at += 1;
        }
        at
    }

    /// White space: up to its last line end; else all but its last character, which belongs to what follows.
    fn space(self, from: usize) -> usize {
        let (mut at, mut last, mut line) = (from, from, None);
        while let Some((class, size)) = Class::at(self.text, at)
            && matches!(class, Class::Space | Class::Line)
        {
            last = at;
            at += size;
            if class == Class::Line {
                line = Some(at);
            }
        }
        match line {
            Some(line) => line,
            None if at == self.text.len() || last == from => at,
            None => last,
        }
    }

    #[inline]
    fn while_in(self, from: usize, most: usize, wanted: impl Fn(Class) -> bool) -> usize {
        let mut at = from;
        for _ in 0..most {
            match Class::at(self.text, at) {
                Some((class, size)) if wanted(class) => at += size,
                _ => break,
            }
        }
        at
    }
}

/// `[\p{Lu}\p{Lt}\p{Lm}\p{Lo}\p{M}]`
fn is_first(class: Class) -> bool {
    matches!(class, Class::Upper | Class::Letter | Class::Mark)
}

/// `[\p{Ll}\p{Lm}\p{Lo}\p{M}]`
fn is_second(class: Class) -> bool {
    matches!(class, Class::Lower | Class::Letter | Class::Mark)
}

/// `[^\s\p{L}\p{N}]`
fn is_symbol(class: Class) -> bool {
    matches!(class, Class::Other | Class::Mark)
}
