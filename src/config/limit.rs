//! How much may be asked of the server, and how much may it keep?

use std::path::{Path, PathBuf};
use std::time::Duration;

use super::Surroundings;
use super::document::{Fields, Node};
use super::fault::Fault;

/// What protects the server from its callers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Limits {
    pub max_body_bytes: u64,
    pub max_concurrency: usize,
    /// The bucket that all share: tokens a second, and its depth.
    pub max_rps: u32,
    pub rate_burst: u32,
    /// Each token's own bucket.
    pub per_token_rps: u32,
    pub per_token_burst: u32,
    pub request_timeout: Duration,
}

/// Limits of the index engine.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct IndexLimits {
    /// What indexing may hold, in MiB.
    pub memory_mb: u64,
    pub embedding: Embedding,
}

/// From what ranking knows which words mean alike.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Embedding {
    /// `false` or `"off"`: it does not.
    Off,
    /// `true`: from what is indexed.
    Trained,
    /// `{"model": "/path"}`: from a static model in a folder of this machine.
    Model(PathBuf),
}

/// What makes a folder one of a static model (model2vec).
const MODEL_FILES: [&str; 3] = ["config.json", "tokenizer.json", "model.safetensors"];

/// How long books are kept. The default forgets only what is a cache of what happened: events.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Retention {
    pub events: Keep,
    pub audit: Keep,
    pub ledger: Keep,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Keep {
    Forever,
    /// A whole number, or `"90d"`.
    Days(u64),
    /// `"500MiB"`; the newest that fit.
    Bytes(u64),
}

pub const QUOTA_ENV: &str = "LEANCTX_TEAM_STORAGE_QUOTA_BYTES";
const QUOTA: u64 = 5 << 30;
const RATE: u64 = u32::MAX as u64;

pub(super) fn read_limits(o: &Fields) -> Limits {
    let number = |key, most, default| o.get(key).and_then(|n| n.whole(1..=most)).unwrap_or(default);
    let max_rps = number("maxRps", RATE, 50);
    let rate_burst = number("rateBurst", RATE, 100);
    // The ranges above fit the types below.
    Limits {
        max_body_bytes: number("maxBodyBytes", 1 << 30, 2 << 20),
        max_concurrency: number("maxConcurrency", RATE, 32) as usize,
        max_rps: max_rps as u32,
        rate_burst: rate_burst as u32,
        per_token_rps: number("perTokenRps", RATE, (max_rps / 2).max(1)) as u32,
        per_token_burst: number("perTokenBurst", RATE, (rate_burst / 2).max(1)) as u32,
        request_timeout: Duration::from_millis(number("requestTimeoutMs", 86_400_000, 30_000)),
    }
}

/// Bytes; none: no quota.
pub(super) fn read_quota(o: &Fields, around: &Surroundings) -> Result<Option<u64>, Fault> {
    let written = o.get("storageQuotaBytes").and_then(|n| n.whole(0..=u64::MAX)).unwrap_or(QUOTA);
    let bytes = match around.env(QUOTA_ENV).filter(|text| !text.trim().is_empty()) {
        None => written,
        Some(text) => text.trim().parse().map_err(|_| {
            Fault::new(
                QUOTA_ENV,
                format!("the environment variable must be a whole number, but is `{text}`"),
                "set it to a number of bytes (0: no quota), or unset it",
            )
        })?,
    };
    Ok(Some(bytes).filter(|b| *b > 0))
}

/// `base` is what a relative path starts from.
pub(super) fn read_index(node: Option<Node>, base: &Path) -> IndexLimits {
    let default = IndexLimits { memory_mb: 256, embedding: Embedding::Trained };
    let Some(node) = node else { return default };
    let read = node.object(|o| {
        Some(IndexLimits {
            memory_mb: o.get("memoryMb").and_then(|n| n.whole(16..=1 << 20)).unwrap_or(256),
            embedding: o
                .get("embedding")
                .and_then(|n| embedding(&n, base))
                .unwrap_or(Embedding::Trained),
        })
    });
    read.unwrap_or(default)
}

fn embedding(n: &Node, base: &Path) -> Option<Embedding> {
    const REMEDY: &str = "write `true`, `\"off\"` or `{\"model\": \"/path\"}`";
    if n.is_text() {
        let text = n.text()?;
        return match text.as_str() {
            "off" => Some(Embedding::Off),
            _ => n.fault(format!("`{text}` is no embedding"), REMEDY),
        };
    }
    if n.is_object() {
        return n.object(|o| {
            let folder = o.need("model", "write the path of a model2vec folder")?;
            let path = base.join(folder.text()?);
            model_folder(&folder, path).map(Embedding::Model)
        });
    }
    Some(if n.boolean()? { Embedding::Trained } else { Embedding::Off })
}

/// What is in the files is looked at by `team check`: a start must not wait for it.
fn model_folder(n: &Node, path: PathBuf) -> Option<PathBuf> {
    let missing = MODEL_FILES.iter().find(|name| !path.join(name).is_file());
    match missing {
        None => Some(path),
        Some(name) => n.fault(
            format!("`{}` is not a file", path.join(name).display()),
            "name a folder with `config.json`, `tokenizer.json` and `model.safetensors`, as model2vec saves it",
        ),
    }
}

pub(super) fn read_retention(node: Option<Node>) -> Retention {
    let default = Retention { events: Keep::Days(30), audit: Keep::Forever, ledger: Keep::Forever };
    let Some(node) = node else { return default };
    let read = node.object(|o| {
        let of = |key, default| o.get(key).and_then(|n| keep(&n)).unwrap_or(default);
        Some(Retention {
            events: of("events", default.events),
            audit: of("audit", default.audit),
            ledger: of("ledger", default.ledger),
        })
    });
    read.unwrap_or(default)
}

fn keep(n: &Node) -> Option<Keep> {
    if !n.is_text() {
        return n.whole(1..=365_000).map(Keep::Days);
    }
    let text = n.text()?;
    let remedy = "write days (`90` or `\"90d\"`), bytes (`\"500MiB\"`) or `\"forever\"`";
    parse_keep(&text).or_else(|| n.fault(format!("`{text}` is not a retention"), remedy))
}

fn parse_keep(text: &str) -> Option<Keep> {
    if text == "forever" {
        return Some(Keep::Forever);
    }
    let end = text.find(|c: char| !c.is_ascii_digit())?;
    let (number, unit) = (text[..end].parse::<u64>().ok()?, text[end..].trim_start());
    let factor: u64 = match unit {
        "d" | "days" => return (1..=365_000).contains(&number).then_some(Keep::Days(number)),
        "B" => 1,
        "kB" | "KB" => 1000,
        "MB" => 1_000_000,
        "GB" => 1_000_000_000,
        "KiB" => 1 << 10,
        "MiB" => 1 << 20,
        "GiB" => 1 << 30,
        _ => return None,
    };
    number.checked_mul(factor).filter(|bytes| *bytes > 0).map(Keep::Bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn retention_is_days_bytes_or_forever() {
        for (text, keep) in [
            ("forever", Some(Keep::Forever)),
            ("90d", Some(Keep::Days(90))),
            ("500MiB", Some(Keep::Bytes(500 << 20))),
            ("2 GB", Some(Keep::Bytes(2_000_000_000))),
            ("0d", None),
            ("90", None),
            ("d", None),
            ("-1d", None),
            ("90 weeks", None),
            ("18446744073709551615GiB", None),
            ("", None),
        ] {
            assert_eq!(parse_keep(text), keep, "{text}");
        }
    }
}
