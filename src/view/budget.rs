//! How many items of a list fit into so many tokens?

use crate::base::{Error, Result};

/// Tokens an answer may cost when its caller names no limit.
pub const DEFAULT_TOKENS: usize = 8_000;
/// Below this not even an answer's frame (workspace, commit, cursor) fits.
pub const LEAST_TOKENS: usize = 200;
/// Above this an answer would outgrow the reply that a worker may hand over.
pub const MOST_TOKENS: usize = 200_000;

/// A rendered answer, in its two forms: what a model reads, and the same for a program. A client
/// shows its model the one or the other, so each has to fit.
pub trait Cost {
    /// Bytes of the longer form. A token is at least one byte: what has few enough needs no count.
    fn bytes(&self) -> usize;
    /// Tokens of the dearer form.
    fn tokens(&self) -> usize;
}

/// Is the answer within the limit? Counts only where its length leaves that open.
pub fn fits(answer: &impl Cost, limit: usize) -> bool {
    answer.bytes() <= limit || answer.tokens() <= limit
}

/// Bytes a token that the first guess is made with; code has 3 to 4.
const USUAL_BYTES: usize = 3;

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
    let prefix: Vec<usize> = std::iter::once(0)
        .chain(sizes.iter().scan(0usize, |sum, size| {
            *sum = sum.saturating_add(*size);
            Some(*sum)
        }))
        .collect();
    let within = |bytes: usize| prefix.partition_point(|sum| *sum <= bytes).saturating_sub(1);
    // The longest prefix that is not known to be too long, and the shortest that is worth trying.
    let (mut low, mut high) = (0, sizes.len());
    let mut best = None;
    let mut n = within(limit.saturating_mul(USUAL_BYTES)).max(1).min(high);
    loop {
        let answer = render(n)?;
        if n == sizes.len() && fits(&answer, limit) {
            return Ok((answer, n));
        }
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
        // At the rate just measured, 95 % of the limit.
        let target = prefix[n] as f64 * 0.95 * limit as f64 / tokens.max(1) as f64;
        n = within(target as usize).clamp(low, high);
        if n == low && best.is_some() {
            n = low + (high - low).div_ceil(2);
        }
    }
    match best {
        Some((_, 0)) | None if !sizes.is_empty() => Err(too_small(limit)),
        Some(found) => Ok(found),
        None => Err(too_small(limit)),
    }
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
        fn bytes(&self) -> usize {
            self.text.len().max(self.json.len())
        }

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
