//! How many items of a list fit into so many tokens?

use crate::base::{Error, Result};

/// Tokens an answer may cost when its caller names no limit.
pub const DEFAULT_TOKENS: usize = 8_000;
/// Below this not even an answer's frame (workspace, commit, cursor) fits.
pub const LEAST_TOKENS: usize = 200;
/// Above this an answer would outgrow the reply that a worker may hand over.
pub const MOST_TOKENS: usize = 200_000;

/// A rendered answer, in its two forms: what a model reads, and the same for a program.
pub trait Cost {
    /// Tokens of the dearer of its two forms. A client shows its model the one or the other.
    fn tokens(&self) -> usize;
}

/// Renders the longest prefix of `sizes.len()` items whose answer costs at most `limit` tokens.
/// `sizes` are the items' bytes, a guide for the first guess; `render(n)` makes the answer out of
/// the first n items. Returns the answer and n.
///
/// The guess is mended by measuring: bytes a token vary by a factor of ten between languages.
/// The search ends when the answer is at least nine tenths full, so that the last items may be
/// left to the next page; it never ends above the limit.
///
/// # Errors
/// `invalid_arguments` when not even one item fits, or when an empty answer does not.
pub fn fit<A: Cost>(
    sizes: &[usize],
    limit: usize,
    mut render: impl FnMut(usize) -> Result<A>,
) -> Result<(A, usize)> {
    let total = sizes.len();
    let prefix: Vec<usize> = std::iter::once(0)
        .chain(sizes.iter().scan(0usize, |sum, size| {
            *sum = sum.saturating_add(*size);
            Some(*sum)
        }))
        .collect();
    // A token is at least one byte, seldom more than eight: a longer prefix need not be rendered.
    let mut high = prefix.partition_point(|bytes| *bytes <= limit.saturating_mul(8)).max(2) - 1;
    high = high.min(total);
    let (mut low, mut best) = (0, None);
    let mut n = high;
    loop {
        let answer = render(n)?;
        let tokens = answer.tokens();
        if tokens <= limit {
            let full = n == high || tokens * 10 >= limit * 9;
            low = n;
            best = Some((answer, n));
            if full {
                break;
            }
        } else if n == 0 {
            return Err(too_small(limit));
        } else {
            high = n - 1;
        }
        if low == high && best.is_some() {
            break;
        }
        n = next_guess(&prefix, n, tokens, limit).clamp(low.min(high), high);
        if n == low && best.is_some() {
            n = low + (high - low).div_ceil(2);
        }
    }
    match best {
        Some((_, 0)) if total > 0 => Err(too_small(limit)),
        Some(found) => Ok(found),
        None => Err(too_small(limit)),
    }
}

/// The n whose bytes should cost 95 % of the limit at the rate just measured.
fn next_guess(prefix: &[usize], n: usize, tokens: usize, limit: usize) -> usize {
    let bytes = prefix[n] as f64;
    let target = bytes * 0.95 * limit as f64 / tokens.max(1) as f64;
    prefix.partition_point(|b| (*b as f64) <= target).saturating_sub(1)
}

fn too_small(limit: usize) -> Error {
    Error::invalid(format!("not even one item fits into `maxTokens` {limit}"))
        .hint("ask with a larger `maxTokens`")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::view::token;
    use proptest::prelude::*;

    struct Forms {
        text: String,
        json: String,
    }

    impl Cost for Forms {
        fn tokens(&self) -> usize {
            token::count(&self.text).max(token::count(&self.json))
        }
    }

    fn render(items: &[String], n: usize) -> Forms {
        let text = items[..n].join("\n");
        let json = serde_json::to_string(&items[..n]).expect("strings serialise");
        Forms { text, json }
    }

    proptest! {
        #[test]
        fn never_above_the_limit(items in prop::collection::vec(".{0,200}", 0..60), limit in 20usize..2000) {
            let sizes: Vec<usize> = items.iter().map(String::len).collect();
            if let Ok((answer, n)) = fit(&sizes, limit, |n| Ok(render(&items, n))) {
                prop_assert!(answer.tokens() <= limit);
                prop_assert!(n > 0 || items.is_empty());
            } else {
                prop_assert!(render(&items, 1).tokens() > limit);
            }
        }

        #[test]
        fn everything_when_it_fits(items in prop::collection::vec("[a-z ]{0,20}", 0..20)) {
            let sizes: Vec<usize> = items.iter().map(String::len).collect();
            let (_, n) = fit(&sizes, 100_000, |n| Ok(render(&items, n))).unwrap();
            prop_assert_eq!(n, items.len());
        }
    }

    #[test]
    fn fills_at_least_half() {
        let items: Vec<String> = (0..5000).map(|i| format!("let x{i} = call_{i}(y);")).collect();
        let sizes: Vec<usize> = items.iter().map(String::len).collect();
        for limit in [200, 1000, 8000] {
            let mut renders = 0;
            let (answer, _) = fit(&sizes, limit, |n| {
                renders += 1;
                Ok(render(&items, n))
            })
            .unwrap();
            assert!(answer.tokens() * 2 >= limit && renders <= 8, "{limit}: {renders} renders");
        }
    }
}
