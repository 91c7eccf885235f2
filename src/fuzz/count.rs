//! Is any text counted as o200k_base defines it? The definition is written out here a second time, slowly and plainly:
//! the published expression splits, and the lowest rank merges first until nothing merges.

use std::collections::HashMap;
use std::sync::LazyLock;

use regex::Regex;

use crate::view::token;

/// Each token, and its rank.
static RANKS: LazyLock<HashMap<&'static [u8], usize>> = LazyLock::new(|| {
    let mut rest: &[u8] =
        include_bytes!(concat!(env!("CARGO_MANIFEST_DIR"), "/vocabulary/o200k_base.tokens"));
    let mut ranks = HashMap::new();
    while let Some((length, after)) = rest.split_first() {
        let (token, after) = after.split_at(usize::from(*length));
        ranks.insert(token, ranks.len());
        rest = after;
    }
    ranks
});

/// As published, but for `\s+(?!\S)`, which this engine cannot say: white space before other things is group 1.
static PIECE: LazyLock<Regex> = LazyLock::new(|| {
    let caseless = r"\p{Lm}\p{Lo}\p{M}";
    let ending = "(?i:'s|'t|'re|'ve|'m|'ll|'d)?";
    Regex::new(&format!(
        r"^(?:[^\r\n\p{{L}}\p{{N}}]?[\p{{Lu}}\p{{Lt}}{caseless}]*[\p{{Ll}}{caseless}]+{ending}|[^\r\n\p{{L}}\p{{N}}]?[\p{{Lu}}\p{{Lt}}{caseless}]+[\p{{Ll}}{caseless}]*{ending}|\p{{N}}{{1,3}}| ?[^\s\p{{L}}\p{{N}}]+[\r\n/]*|\s*[\r\n]+|\s+$|(\s+))"
    ))
    .expect("the published expression")
});

/// Bytes beyond which the slow way would take too long.
const MOST: usize = 4096;

pub fn count(bytes: &[u8]) {
    let text = String::from_utf8_lossy(&bytes[..bytes.len().min(MOST)]);
    let (mut rest, mut tokens) = (&*text, 0);
    while !rest.is_empty() {
        let (piece, after) = rest.split_at(piece(rest));
        tokens += merged(piece.as_bytes());
        rest = after;
    }
    assert_eq!(token::count(&text), tokens, "{text:?}");
}

/// Bytes of the first piece.
fn piece(text: &str) -> usize {
    let found = PIECE.captures(text).expect("every text begins with a piece");
    let mut spaces = found.get(1).map_or("", |m| m.as_str()).char_indices();
    match spaces.next_back() {
        // The last one belongs to what follows, unless it is the only one.
        Some((last, _)) if last > 0 => last,
        _ => found[0].len(),
    }
}

fn merged(piece: &[u8]) -> usize {
    // Where each part starts, and the end.
    let mut bounds: Vec<usize> = (0..=piece.len()).collect();
    loop {
        let pairs = bounds.windows(3).enumerate();
        let merges = pairs.filter_map(|(i, w)| RANKS.get(&piece[w[0]..w[2]]).map(|rank| (rank, i)));
        let Some((_, first)) = merges.min() else { return bounds.len() - 1 };
        bounds.remove(first + 1);
    }
}
