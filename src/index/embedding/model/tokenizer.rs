//! Into which tokens of a model does a text fall? What a tokenizer.json says, for the kinds that static models have.
//!
//! WordPiece (Schuster and Nakajima, Japanese and Korean Voice Search, 2012) takes the longest piece that fits;
//! Unigram (Kudo, Subword Regularization, 2018) the likeliest cut. Special tokens in a text are not looked for: what is
//! asked here are words.

use std::collections::HashMap;

use regex::Regex;
use serde::Deserialize;
use serde_json::Value;
use serde_json::value::RawValue;

use super::normal::Normal;
use crate::base::{Error, Kind, Result};

pub struct Tokenizer {
    normal: Option<Normal>,
    cuts: Vec<Cut>,
    pieces: Pieces,
    /// Of tokens that stand for what is not known.
    unknown: Option<u32>,
    /// One more than the highest token.
    pub size: usize,
    marks: Regex,
    punctuation: Regex,
}

/// How a text is cut into words.
enum Cut {
    /// At blanks, and around punctuation.
    Bert,
    /// At blanks.
    Blanks,
    /// Runs of letters and runs of signs.
    Words,
    /// Before each mark that stands for a blank.
    Meta { mark: char, before: bool, splits: bool },
}

enum Pieces {
    /// The greatest at each place; those after the first begin with a prefix.
    Longest {
        ids: HashMap<String, u32>,
        prefix: String,
        longest: usize,
    },
    /// The likeliest together.
    Likeliest {
        scores: HashMap<String, (u32, f64)>,
        longest: usize,
        least: f64,
        bytes: bool,
    },
    Whole(HashMap<String, u32>),
}

#[derive(Deserialize)]
struct Written<'t> {
    #[serde(default)]
    added_tokens: Vec<Added>,
    normalizer: Option<Value>,
    pre_tokenizer: Option<Value>,
    #[serde(borrow)]
    model: Model<'t>,
}

#[derive(Deserialize)]
struct Added {
    id: u32,
}

#[derive(Deserialize)]
struct Model<'t> {
    #[serde(rename = "type")]
    kind: Option<String>,
    unk_token: Option<String>,
    unk_id: Option<u32>,
    continuing_subword_prefix: Option<String>,
    max_input_chars_per_word: Option<usize>,
    byte_fallback: Option<bool>,
    /// Large: read once its kind is known.
    #[serde(borrow)]
    vocab: &'t RawValue,
}

/// How far below the least likely piece an unknown character is, as in SentencePiece.
const UNKNOWN: f64 = 10.0;
/// Bytes of the longest piece that is looked for.
const LONGEST: usize = 256;

pub fn unread(part: &str, kind: &str) -> Error {
    let kind = if kind.is_empty() { "none" } else { kind };
    Error::new(Kind::Config, format!("the tokenizer's {part} is `{kind}`, which is not read here"))
        .hint("models with a WordPiece, Unigram or WordLevel tokenizer are, as model2vec distils them")
}

impl Tokenizer {
    /// # Errors
    /// `config` for what is no tokenizer.json, or one of a kind that is not read here.
    pub fn read(text: &str) -> Result<Self> {
        let wrong = |e: serde_json::Error| {
            Error::new(Kind::Config, "tokenizer.json is no tokenizer")
                .source(e)
                .hint("save the model again with model2vec's `save_pretrained`")
        };
        let written: Written = serde_json::from_str(text).map_err(wrong)?;
        let normal = written.normalizer.as_ref().map(Normal::read).transpose()?;
        let mut cuts = Vec::new();
        if let Some(value) = &written.pre_tokenizer {
            read_cuts(value, &mut cuts)?;
        }
        let model = &written.model;
        let kind = model.kind.as_deref().unwrap_or_default();
        let ids = || serde_json::from_str::<HashMap<String, u32>>(model.vocab.get()).map_err(wrong);
        let named = |ids: &HashMap<String, u32>| {
            let word = model.unk_token.as_deref().unwrap_or("[UNK]");
            ids.get(word).copied()
        };
        let (pieces, unknown, highest) = match kind {
            "WordPiece" => {
                let ids = ids()?;
                let (unknown, highest) = (named(&ids), ids.values().copied().max());
                let prefix =
                    model.continuing_subword_prefix.clone().unwrap_or_else(|| "##".to_owned());
                let longest = model.max_input_chars_per_word.unwrap_or(100);
                (Pieces::Longest { ids, prefix, longest }, unknown, highest)
            }
            "WordLevel" => {
                let ids = ids()?;
                let (unknown, highest) = (named(&ids), ids.values().copied().max());
                (Pieces::Whole(ids), unknown, highest)
            }
            "Unigram" => {
                let listed: Vec<(String, f64)> =
                    serde_json::from_str(model.vocab.get()).map_err(wrong)?;
                let highest = (listed.len() as u32).checked_sub(1);
                let least = listed.iter().map(|(_, score)| *score).fold(f64::INFINITY, f64::min);
                let longest = listed.iter().map(|(piece, _)| piece.len()).max().unwrap_or(0);
                let scores =
                    (0..).zip(listed).map(|(id, (piece, score))| (piece, (id, score))).collect();
                let bytes = model.byte_fallback.unwrap_or(false);
                let longest = longest.min(LONGEST);
                (Pieces::Likeliest { scores, longest, least, bytes }, model.unk_id, highest)
            }
            _ => return Err(unread("model", kind)),
        };
        let added = written.added_tokens.iter().map(|added| added.id).max();
        let size = highest.max(added).map_or(0, |highest| highest as usize + 1);
        let expression = |pattern| Regex::new(pattern).expect("a sound expression");
        let (marks, punctuation) = (expression(r"\p{Mn}+"), expression(r"^\p{P}"));
        Ok(Self { normal, cuts, pieces, unknown, size, marks, punctuation })
    }

    /// The tokens of a text, without those that stand for what is not known.
    pub fn tokens(&self, text: &str) -> Vec<u32> {
        let text = match &self.normal {
            Some(normal) => normal.apply(text, &self.marks),
            None => text.to_owned(),
        };
        let mut words = vec![text];
        for cut in &self.cuts {
            words = words.iter().flat_map(|word| self.cut(cut, word)).collect();
        }
        let mut tokens = Vec::new();
        for word in words.iter().filter(|word| !word.is_empty()) {
            self.pieces.of(word, &mut tokens);
        }
        tokens.retain(|token| Some(*token) != self.unknown);
        tokens
    }

    fn cut(&self, cut: &Cut, text: &str) -> Vec<String> {
        match cut {
            Cut::Blanks => text.split_whitespace().map(str::to_owned).collect(),
            Cut::Bert => text.split_whitespace().flat_map(|word| self.apart(word)).collect(),
            Cut::Words => {
                let kind = |c: char| (c.is_whitespace(), c.is_alphanumeric() || c == '_');
                runs(text, |a, b| kind(a) != kind(b))
                    .into_iter()
                    .filter(|run| !run.starts_with(char::is_whitespace))
                    .collect()
            }
            Cut::Meta { mark, before, splits } => {
                let mut text = text.replace(' ', &mark.to_string());
                if *before && !text.starts_with(*mark) {
                    text.insert(0, *mark);
                }
                if *splits { runs(&text, |_, next| next == *mark) } else { vec![text] }
            }
        }
    }

    /// Each sign of punctuation by itself.
    fn apart(&self, word: &str) -> Vec<String> {
        let sign = |c: char| {
            c.is_ascii_punctuation()
                || (!c.is_ascii() && self.punctuation.is_match(c.encode_utf8(&mut [0; 4])))
        };
        runs(word, |a, b| sign(a) || sign(b))
    }
}

/// Cuts where two neighbours part.
fn runs(text: &str, parts: impl Fn(char, char) -> bool) -> Vec<String> {
    let mut runs: Vec<String> = Vec::new();
    let mut before = None;
    for c in text.chars() {
        match (before, runs.last_mut()) {
            (Some(last), Some(run)) if !parts(last, c) => run.push(c),
            _ => runs.push(c.to_string()),
        }
        before = Some(c);
    }
    runs
}

fn read_cuts(value: &Value, cuts: &mut Vec<Cut>) -> Result<()> {
    let kind = value["type"].as_str().unwrap_or_default();
    cuts.push(match kind {
        "BertPreTokenizer" => Cut::Bert,
        "WhitespaceSplit" => Cut::Blanks,
        "Whitespace" => Cut::Words,
        "Metaspace" => {
            let mark = value["replacement"].as_str().and_then(|text| text.chars().next());
            let before = match value["prepend_scheme"].as_str() {
                Some(scheme) => scheme != "never",
                None => value["add_prefix_space"].as_bool().unwrap_or(true),
            };
            let splits = value["split"].as_bool().unwrap_or(true);
            Cut::Meta { mark: mark.unwrap_or('\u{2581}'), before, splits }
        }
        "Sequence" => {
            let all = value["pretokenizers"].as_array().map(Vec::as_slice).unwrap_or_default();
            return all.iter().try_for_each(|value| read_cuts(value, cuts));
        }
        _ => return Err(unread("pre_tokenizer", kind)),
    });
    Ok(())
}

impl Pieces {
    /// What is not known has no token.
    fn of(&self, word: &str, tokens: &mut Vec<u32>) {
        match self {
            Self::Whole(ids) => tokens.extend(ids.get(word)),
            Self::Longest { ids, prefix, longest } => {
                if word.chars().count() <= *longest {
                    let found = greedy(ids, prefix, word);
                    tokens.extend(found.into_iter().flatten());
                }
            }
            Self::Likeliest { scores, longest, least, bytes } => {
                likeliest(scores, *longest, least - UNKNOWN, *bytes, word, tokens);
            }
        }
    }
}

/// `None` where a part of the word is no piece: then none of it is known.
fn greedy(ids: &HashMap<String, u32>, prefix: &str, word: &str) -> Option<Vec<u32>> {
    let mut found = Vec::new();
    let (mut start, mut piece) = (0, String::new());
    while start < word.len() {
        let ends = word[start..].char_indices().map(|(at, c)| start + at + c.len_utf8());
        let ends: Vec<usize> = ends.collect();
        let (end, id) = ends.into_iter().rev().find_map(|end| {
            piece.clear();
            piece.push_str(if start > 0 { prefix } else { "" });
            piece.push_str(&word[start..end]);
            Some((end, *ids.get(&piece)?))
        })?;
        found.push(id);
        start = end;
    }
    Some(found)
}

/// How the best cut up to a place ends.
#[derive(Clone, Copy)]
struct End {
    start: usize,
    /// `None`: an unknown character.
    id: Option<u32>,
    score: f64,
}

fn likeliest(
    scores: &HashMap<String, (u32, f64)>,
    longest: usize,
    unknown: f64,
    bytes: bool,
    word: &str,
    tokens: &mut Vec<u32>,
) {
    let mut best: Vec<Option<End>> = vec![None; word.len() + 1];
    let offer = |best: &mut Vec<Option<End>>, end: usize, offered: End| {
        if best[end].is_none_or(|known| offered.score > known.score) {
            best[end] = Some(offered);
        }
    };
    for (start, c) in word.char_indices() {
        let before = if start == 0 { 0.0 } else { best[start].map_or(0.0, |end| end.score) };
        let mut single = false;
        for (at, c) in word[start..].char_indices() {
            let end = start + at + c.len_utf8();
            if end - start > longest {
                break;
            }
            if let Some((id, score)) = scores.get(&word[start..end]) {
                single |= at == 0;
                offer(&mut best, end, End { start, id: Some(*id), score: before + score });
            }
        }
        if !single {
            offer(
                &mut best,
                start + c.len_utf8(),
                End { start, id: None, score: before + unknown },
            );
        }
    }
    let (mut end, mut ends) = (word.len(), Vec::new());
    while let Some(last) = best[end].filter(|_| end > 0) {
        ends.push((last, end));
        end = last.start;
    }
    for (last, end) in ends.into_iter().rev() {
        match last.id {
            Some(id) => tokens.push(id),
            None if bytes => {
                let each = word[last.start..end].bytes();
                let ids: Option<Vec<u32>> =
                    each.map(|byte| Some(scores.get(&format!("<0x{byte:02X}>"))?.0)).collect();
                tokens.extend(ids.into_iter().flatten());
            }
            None => {}
        }
    }
}
