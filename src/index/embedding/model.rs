//! What does a static model on this machine say that words mean? Reads the folder that model2vec saves: config.json,
//! tokenizer.json, model.safetensors. Nothing is fetched.
//!
//! A text's vector is the mean of its tokens', each times its weight where the model has weights (model2vec,
//! `StaticModel.encode`). A sum of words' vectors points where that of their text does, so a table of a workspace's own
//! words stands for the model, and no query loads it.

use std::fs::File;
use std::io::Read as _;
use std::os::unix::fs::MetadataExt as _;
use std::path::{Path, PathBuf};

use sha2::{Digest as _, Sha256};

use self::tensor::{Tensor, Tensors};
use self::tokenizer::Tokenizer;
use crate::base::clock::Deadline;
use crate::base::digest::Sha256Digest;
use crate::base::error::Context as _;
use crate::base::{Error, Kind, Result};

mod normal;
mod tensor;
mod tokenizer;

/// What the folder holds, and the most bytes of each.
const FILES: [(&str, u64); 3] =
    [("config.json", 1 << 20), ("tokenizer.json", 64 << 20), ("model.safetensors", 4 << 30)];
/// The table that is made of it holds a byte of each for each word.
const MOST_DIMENSIONS: usize = 1024;
/// Bytes that are read at once.
const STRIDE: usize = 1 << 20;

/// An open model.
pub struct Model {
    tensors: Tensors,
    name: &'static str,
    tokenizer: Tokenizer,
    /// Of each token.
    weights: Option<Vec<f64>>,
    /// Of each token its row, where several share one.
    rows: Option<Vec<usize>>,
    pub dimensions: usize,
}

/// Tells one state of a model's files from another without reading them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stamp([(u64, u64, i64, i64); 3]);

impl Stamp {
    /// # Errors
    /// When a file is not there.
    pub fn of(folder: &Path) -> Result<Self> {
        let mut stamp = [(0, 0, 0, 0); 3];
        for (stamp, (name, _)) in stamp.iter_mut().zip(FILES) {
            let path = folder.join(name);
            let meta = std::fs::metadata(&path).map_err(|e| unreadable(&path).source(e))?;
            *stamp = (meta.ino(), meta.len(), meta.mtime(), meta.mtime_nsec());
        }
        Ok(Self(stamp))
    }
}

impl Model {
    /// # Errors
    /// `config`, with what is wrong in which file.
    pub fn open(folder: &Path) -> Result<Self> {
        let [config, tokenizer] = [0, 1].map(|at| read(folder, FILES[at]));
        let wrong = |e| {
            Error::new(
                Kind::Config,
                format!("`{}` is no JSON", folder.join("config.json").display()),
            )
            .source(e)
            .hint("save the model again with model2vec's `save_pretrained`")
        };
        let _: serde_json::Map<String, serde_json::Value> =
            serde_json::from_str(&config?).map_err(wrong)?;
        let tokenizer = Tokenizer::read(&tokenizer?)?;
        let tensors = Tensors::open(&folder.join(FILES[2].0))?;
        let name =
            if tensors.find("embeddings")?.is_some() { "embeddings" } else { "embedding.weight" };
        let mut model = Self { tensors, name, tokenizer, weights: None, rows: None, dimensions: 0 };
        let wrong = |what: String| {
            Error::new(Kind::Config, format!("the model in `{}` {what}", folder.display()))
                .hint("save the model again with model2vec's `save_pretrained`")
        };
        let embeddings = model.embeddings()?.ok_or_else(|| wrong("has no `embeddings`".into()))?;
        let (rows, dimensions) = (embeddings.rows, embeddings.columns);
        if !(1..=MOST_DIMENSIONS).contains(&dimensions) {
            return Err(wrong(format!(
                "has {dimensions} dimensions; 1 to {MOST_DIMENSIONS} are read"
            )));
        }
        let size = model.tokenizer.size;
        let fits = |name: &str, count: usize| match count == size && size > 0 {
            true => Ok(()),
            false => Err(wrong(format!("has {count} {name} for {size} tokens"))),
        };
        let (weights, mapping) = (model.tensors.find("weights")?, model.tensors.find("mapping")?);
        let weights = weights.map(|weights| {
            fits("weights", weights.rows)?;
            weights.list()
        });
        let mapping = mapping.map(|mapping| {
            fits("rows named", mapping.rows)?;
            let named = mapping.list()?;
            if !mapping.is_whole() || named.iter().any(|row| *row < 0.0 || *row >= rows as f64) {
                return Err(wrong(format!("names a row that is none of its {rows}")));
            }
            Ok(named.into_iter().map(|row| row as usize).collect())
        });
        let (weights, mapping) = (weights.transpose()?, mapping.transpose()?);
        if mapping.is_none() {
            fits("rows", rows)?;
        }
        (model.weights, model.rows, model.dimensions) = (weights, mapping, dimensions);
        Ok(model)
    }

    fn embeddings(&self) -> Result<Option<Tensor<'_>>> {
        self.tensors.find(self.name)
    }

    /// The sum of the vectors of a text's tokens, and how many they are.
    ///
    /// # Errors
    /// `config` for a row that holds no numbers; when the file cannot be read.
    pub fn sum(&self, text: &str) -> Result<(Vec<f32>, usize)> {
        let mut sum = vec![0.0f64; self.dimensions];
        let tokens = self.tokenizer.tokens(text);
        let Some(embeddings) = self.embeddings()? else { return Ok((Vec::new(), 0)) };
        for token in &tokens {
            let token = *token as usize;
            let row = self.rows.as_ref().map_or(token, |rows| rows[token]);
            let weight = self.weights.as_ref().map_or(1.0, |weights| weights[token]);
            for (sum, value) in sum.iter_mut().zip(embeddings.row(row)?) {
                *sum += weight * value;
            }
        }
        Ok((sum.into_iter().map(|value| value as f32).collect(), tokens.len()))
    }

    /// Looks at every number in it, which takes as long as reading it does.
    ///
    /// # Errors
    /// As `open` and `sum`.
    pub fn check(folder: &Path) -> Result<()> {
        let model = Self::open(folder)?;
        let Some(embeddings) = model.embeddings()? else { return Ok(()) };
        (0..embeddings.rows).try_for_each(|row| embeddings.row(row).map(drop))
    }

    /// Of all that it is read from.
    ///
    /// # Errors
    /// When a file cannot be read or is too large; `request_timeout`.
    pub fn digest(folder: &Path, deadline: &Deadline) -> Result<Sha256Digest> {
        let mut whole = Sha256::new();
        let mut buffer = vec![0; STRIDE];
        for file in FILES {
            let (mut file, path) = opened(folder, file)?;
            let mut own = Sha256::new();
            loop {
                deadline.check()?;
                let count = file.read(&mut buffer).map_err(|e| unreadable(&path).source(e))?;
                if count == 0 {
                    break;
                }
                own.update(&buffer[..count]);
            }
            whole.update(own.finalize());
        }
        Ok(whole.finalize().into())
    }
}

fn opened(folder: &Path, (name, most): (&str, u64)) -> Result<(File, PathBuf)> {
    let path = folder.join(name);
    let file = File::open(&path).map_err(|e| unreadable(&path).source(e))?;
    let size = file.metadata().context(|| format!("cannot read `{}`", path.display()))?.len();
    if size > most {
        let message = format!("`{}` has {size} bytes; {most} are read", path.display());
        return Err(Error::new(Kind::Config, message).hint("take a smaller model"));
    }
    Ok((file, path))
}

fn read(folder: &Path, file: (&str, u64)) -> Result<String> {
    let (file, path) = opened(folder, file)?;
    let mut text = String::new();
    // It may have grown since.
    file.take(FILES[1].1 + 1).read_to_string(&mut text).map_err(|e| unreadable(&path).source(e))?;
    Ok(text)
}

fn unreadable(path: &Path) -> Error {
    Error::new(Kind::Config, format!("cannot read `{}`", path.display())).hint(
        "`index.embedding` names a folder with config.json, tokenizer.json and model.safetensors",
    )
}

#[cfg(test)]
#[path = "model_test.rs"]
pub mod tests;
