//! Is a count the reference's, whatever is counted? Another implementation of o200k_base stands for the reference.

use std::path::Path;

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use proptest::prelude::*;
use sha2::{Digest as _, Sha256};

use super::split::Pieces;
use super::{count, vocabulary};

fn same(text: &str) {
    let theirs = bpe_openai::o200k_base();
    assert!(
        Pieces::of(text).eq(theirs.split(text).map(str::as_bytes)),
        "split differently: {:?}",
        theirs
            .split(text)
            .zip(Pieces::of(text))
            .find(|(theirs, ours)| theirs.as_bytes() != *ours)
            .map(|(theirs, ours)| (theirs, String::from_utf8_lossy(ours)))
    );
    assert_eq!(count(text), theirs.count(text), "{:?}", text.chars().take(80).collect::<String>());
}

/// Counts published with the vocabulary's reference implementation.
#[test]
fn counts_equal_the_published() {
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
fn the_vocabulary_is_the_published_one() {
    let mut published = String::new();
    for (number, token) in vocabulary::tokens().enumerate() {
        published.push_str(&format!("{} {number}\n", BASE64_STANDARD.encode(token)));
    }
    assert_eq!(
        hex::encode(Sha256::digest(published)),
        "446a9538cb6c348e3516120d7c08b09f57c36495e2acfffe59a5bf8b0cfb1a2d"
    );
}

#[test]
fn each_token_is_found_under_its_rank() {
    for (number, token) in vocabulary::tokens().enumerate() {
        assert_eq!(vocabulary::rank(token), number as u32, "{token:?}");
    }
}

#[test]
fn each_token_that_is_text_counts_as_the_reference_does() {
    for token in vocabulary::tokens().filter_map(|t| std::str::from_utf8(t).ok()) {
        same(token);
    }
}

#[test]
fn each_character_counts_as_the_reference_does() {
    let mut text = String::new();
    for c in ('\0'..=char::MAX).step_by(7) {
        text.push(c);
        text.push_str(["a", " ", "A1", "'s"][c as usize % 4]);
    }
    same(&text);
}

#[test]
fn what_can_be_told_apart_only_by_reading_on() {
    for text in [
        "中ABC",
        "\u{301}ABC",
        "\u{301}\u{301}ABC'S",
        "a\u{301}B'll C'LL d'ſ e'xyz '",
        "x'",
        " \u{301}",
        " !\r\n/\n//a",
        "/\r/\n \n\n  x",
        "\u{85}\u{2028} \u{a0}y",
        "\t\t(\t\ta",
        "1234567 ١٢٣٤ ⅷⅷⅷⅷ",
        "ǅabc ʰʰA",
        "don't DON'T we'VE i'm they'd",
        "<|endoftext|>",
        "  \n ",
        "  ",
        "\u{10FFFF}\u{0}\u{fffd}",
    ] {
        same(text);
    }
}

/// Longer than a window of merging, and of every shape that could keep a window's end open.
#[test]
fn long_pieces_count_as_the_reference_does() {
    for unit in [
        " ",
        "a",
        "A",
        "\n",
        "\r",
        "\t",
        "\0",
        "=",
        "-",
        "_",
        "ab",
        "aaab",
        "中",
        "\u{301}",
        "é",
        "\u{1F600}",
        "क्",
        "한국어",
        " \n",
        "=-",
        "__*",
        "\\",
        "\"'",
        "abcdefghijklmnopqrstuvwxyz",
        "\u{1F468}\u{200d}\u{1F469}",
    ] {
        for bytes in [255, 256, 257, 300, 400, 1_000, 20_000] {
            same(&unit.repeat(bytes / unit.len() + 1));
        }
    }
}

#[test]
fn a_megabyte_of_one_character_is_counted() {
    for (c, tokens) in [(" ", 8192), ("a", 131_072)] {
        assert_eq!(count(&c.repeat(1 << 20)), tokens);
    }
}

#[test]
fn this_repository_counts_as_the_reference_does() {
    fn walk(dir: &Path) {
        for entry in std::fs::read_dir(dir).expect("a directory").flatten() {
            if entry.path().is_dir() {
                walk(&entry.path());
            } else if let Ok(text) = std::fs::read(entry.path()) {
                same(&String::from_utf8_lossy(&text));
            }
        }
    }
    for dir in ["src", "man", "vocabulary"] {
        walk(&Path::new(env!("CARGO_MANIFEST_DIR")).join(dir));
    }
}

proptest! {
    #[test]
    fn any_text(text in "\\PC{0,300}") {
        same(&text);
    }

    #[test]
    fn any_bytes(bytes in prop::collection::vec(any::<u8>(), 0..2_000)) {
        same(&String::from_utf8_lossy(&bytes));
    }

    /// Few characters of each class, so that every transition between classes comes up.
    #[test]
    fn any_mixture_of_classes(text in "[aZzſʰ中ǅ\u{301}1٣ \t\n\r/'.\u{a0}\u{2028}slTREvm]{0,200}") {
        same(&text);
    }

    #[test]
    fn any_long_piece(text in prop_oneof!["[ab]{200,1500}", "[a-z]{200,1500}", "[=#*_-]{200,1500}",
        "[A-Z]{200,1500}", "[ \t]{200,1500}", "[\u{4e00}-\u{5000}あ-ん]{80,600}", "[eo\u{301}]{200,1000}"]) {
        same(&text);
    }
}
