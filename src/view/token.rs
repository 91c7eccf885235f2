//! How many tokens does a text cost its reader? Counted with o200k_base, the vocabulary of current models.

/// Tokens of `text`; linear in its length for any input.
pub fn count(text: &str) -> usize {
    bpe_openai::o200k_base().count(text)
}

/// Loads the vocabulary, which takes a moment, before the first answer needs it.
pub fn warm() {
    count("");
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Counts published with the vocabulary's reference implementation.
    #[test]
    fn counts_equal_the_reference() {
        for (text, tokens) in [
            ("", 0),
            ("hello world", 2),
            ("tiktoken is great!", 6),
            ("antidisestablishmentarianism", 6),
            ("2 + 2 = 4", 7),
            ("お誕生日おめでとう", 8),
        ] {
            assert_eq!(count(text), tokens, "{text:?}");
        }
    }

    #[test]
    fn a_megabyte_of_one_character_is_counted() {
        for c in [" ", "a", "\n", "\u{1F600}", "\0"] {
            assert!(count(&c.repeat(1 << 20)) > 0);
        }
    }
}
