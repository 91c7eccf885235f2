//! How does a tokenizer make a text plain before it is cut? The kinds of `normalizer` in tokenizer.json.
//!
//! As Hugging Face's tokenizers do it (`normalizers/` there). A `Precompiled` map is taken for NFKC, which it nearly is.

use regex::Regex;
use serde_json::Value;
use unicode_normalization::UnicodeNormalization as _;

use super::tokenizer::unread;
use crate::base::{Error, Result};

pub enum Normal {
    /// As BERT: without control characters; CJK set apart; accents and case as it says.
    Bert {
        clean: bool,
        apart: bool,
        plain: bool,
        lower: bool,
    },
    Lower,
    Nfc,
    Nfd,
    Nfkc,
    Nfkd,
    /// Without marks.
    Unmarked,
    Strip {
        left: bool,
        right: bool,
    },
    Replace(Regex, String),
    Prepend(String),
    All(Vec<Self>),
}

impl Normal {
    /// # Errors
    /// `config` for a kind that is not known here.
    pub fn read(value: &Value) -> Result<Self> {
        let flag = |key: &str, default: bool| value[key].as_bool().unwrap_or(default);
        let kind = value["type"].as_str().unwrap_or_default();
        Ok(match kind {
            "BertNormalizer" => {
                let lower = flag("lowercase", true);
                Self::Bert {
                    clean: flag("clean_text", true),
                    apart: flag("handle_chinese_chars", true),
                    plain: flag("strip_accents", lower),
                    lower,
                }
            }
            "Lowercase" => Self::Lower,
            "NFC" => Self::Nfc,
            "NFD" => Self::Nfd,
            "NFKC" | "Precompiled" => Self::Nfkc,
            "NFKD" => Self::Nfkd,
            "StripAccents" => Self::Unmarked,
            "Strip" => {
                Self::Strip { left: flag("strip_left", true), right: flag("strip_right", true) }
            }
            "Replace" => {
                let pattern =
                    match (value["pattern"]["String"].as_str(), value["pattern"]["Regex"].as_str())
                    {
                        (Some(text), _) => regex::escape(text),
                        (None, Some(pattern)) => pattern.to_owned(),
                        (None, None) => return Err(unread("normalizer", kind)),
                    };
                let pattern = Regex::new(&pattern)
                    .map_err(|e| -> Error { unread("normalizer", kind).source(e) })?;
                Self::Replace(pattern, value["content"].as_str().unwrap_or_default().to_owned())
            }
            "Prepend" => Self::Prepend(value["prepend"].as_str().unwrap_or_default().to_owned()),
            "Sequence" => {
                let all = value["normalizers"].as_array().map(Vec::as_slice).unwrap_or_default();
                Self::All(all.iter().map(Self::read).collect::<Result<_>>()?)
            }
            _ => return Err(unread("normalizer", kind)),
        })
    }

    pub fn apply(&self, text: &str, marks: &Regex) -> String {
        match self {
            Self::Bert { clean, apart, plain, lower } => {
                let mut text: String = text.chars().flat_map(|c| bert(c, *clean, *apart)).collect();
                if *plain {
                    text = marks.replace_all(&text.nfd().collect::<String>(), "").into_owned();
                }
                if *lower { lowered(&text) } else { text }
            }
            Self::Lower => lowered(text),
            Self::Nfc => text.nfc().collect(),
            Self::Nfd => text.nfd().collect(),
            Self::Nfkc => text.nfkc().collect(),
            Self::Nfkd => text.nfkd().collect(),
            Self::Unmarked => marks.replace_all(text, "").into_owned(),
            Self::Strip { left, right } => {
                let text = if *left { text.trim_start() } else { text };
                if *right { text.trim_end() } else { text }.to_owned()
            }
            Self::Replace(pattern, by) => {
                pattern.replace_all(text, regex::NoExpand(by)).into_owned()
            }
            Self::Prepend(_) if text.is_empty() => String::new(),
            Self::Prepend(before) => format!("{before}{text}"),
            Self::All(all) => {
                all.iter().fold(text.to_owned(), |text, normal| normal.apply(&text, marks))
            }
        }
    }
}

fn lowered(text: &str) -> String {
    text.chars().flat_map(char::to_lowercase).collect()
}

/// What becomes of a character; at most three.
fn bert(c: char, clean: bool, apart: bool) -> impl Iterator<Item = char> {
    let blank = c.is_whitespace();
    let gone = clean && !blank && (c.is_control() || c == '\u{fffd}' || is_format(c));
    let c = if clean && blank { ' ' } else { c };
    let around = (apart && is_ideograph(c)).then_some(' ');
    let own = (!gone).then_some(c);
    around.filter(|_| !gone).into_iter().chain(own).chain(around.filter(|_| !gone))
}

/// Invisible: what joins, marks directions, or orders bytes.
const fn is_format(c: char) -> bool {
    matches!(c as u32, 0xad | 0x200b..=0x200f | 0x202a..=0x202e | 0x2060..=0x2064 | 0x2066..=0x206f | 0xfeff)
}

const fn is_ideograph(c: char) -> bool {
    matches!(c as u32,
        0x4e00..=0x9fff | 0x3400..=0x4dbf | 0x20000..=0x2a6df | 0x2a700..=0x2b81f | 0x2b820..=0x2ceaf
        | 0xf900..=0xfaff | 0x2f800..=0x2fa1f)
}
