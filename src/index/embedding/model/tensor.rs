//! What numbers does a safetensors file hold? Its header is read and judged; rows are read where they lie, as they are
//! asked for, so that a model of any size takes no memory.
//!
//! Format: the header's length (`u64`, little-endian), the header (JSON: name → `dtype`, `shape`, `data_offsets`), then
//! the numbers (safetensors, "Format").

use std::collections::BTreeMap;
use std::fs::File;
use std::os::unix::fs::FileExt as _;
use std::path::{Path, PathBuf};

use serde::Deserialize;
use serde_json::Value;

use crate::base::error::Context as _;
use crate::base::{Error, Kind, Result};

/// Bytes of a header: a static model has three tensors.
const HEADER: u64 = 1 << 20;

/// An open file of tensors.
pub struct Tensors {
    path: PathBuf,
    file: File,
    /// Where the numbers begin, and how many bytes of them there are.
    start: u64,
    len: u64,
    listed: BTreeMap<String, Listed>,
}

#[derive(Deserialize)]
struct Listed {
    dtype: String,
    shape: Vec<u64>,
    data_offsets: [u64; 2],
}

/// How a number is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Form {
    F64,
    F32,
    F16,
    Bf16,
    I8,
    I32,
    I64,
}

impl Form {
    fn of(word: &str) -> Option<Self> {
        Some(match word {
            "F64" => Self::F64,
            "F32" => Self::F32,
            "F16" => Self::F16,
            "BF16" => Self::Bf16,
            "I8" => Self::I8,
            "I32" => Self::I32,
            "I64" => Self::I64,
            _ => return None,
        })
    }

    const fn bytes(self) -> u64 {
        match self {
            Self::I8 => 1,
            Self::F16 | Self::Bf16 => 2,
            Self::F32 | Self::I32 => 4,
            Self::F64 | Self::I64 => 8,
        }
    }

    /// `bytes` has the form's length.
    fn read(self, bytes: &[u8]) -> f64 {
        let mut wide = [0; 8];
        wide[..bytes.len()].copy_from_slice(bytes);
        let whole = u64::from_le_bytes(wide);
        match self {
            Self::F64 => f64::from_bits(whole),
            Self::F32 => f64::from(f32::from_bits(whole as u32)),
            Self::F16 => f64::from(half(whole as u16)),
            Self::Bf16 => f64::from(f32::from_bits((whole as u32) << 16)),
            Self::I8 => f64::from(bytes[0].cast_signed()),
            Self::I32 => f64::from((whole as u32).cast_signed()),
            Self::I64 => whole.cast_signed() as f64,
        }
    }
}

/// A number of IEEE 754's binary16.
fn half(bits: u16) -> f32 {
    let sign = if bits & 0x8000 == 0 { 1.0 } else { -1.0 };
    let (exponent, fraction) = (i32::from(bits >> 10 & 0x1f), f32::from(bits & 0x3ff));
    sign * match exponent {
        0 => fraction * (2f32).powi(-24),
        31 if fraction == 0.0 => f32::INFINITY,
        31 => f32::NAN,
        _ => (1.0 + fraction / 1024.0) * (2f32).powi(exponent - 15),
    }
}

/// A table of numbers, or a list where it has one column.
pub struct Tensor<'t> {
    of: &'t Tensors,
    form: Form,
    start: u64,
    pub rows: usize,
    pub columns: usize,
}

impl Tensors {
    /// # Errors
    /// `config` for what is no such file, or one that is cut short.
    pub fn open(path: &Path) -> Result<Self> {
        let file = File::open(path).context(|| format!("cannot read `{}`", path.display()))?;
        let act = || format!("cannot read `{}`", path.display());
        let size = file.metadata().context(act)?.len();
        let wrong = |what: &str| damaged(path, what);
        let mut length = [0; 8];
        file.read_exact_at(&mut length, 0).map_err(|_| wrong("is cut short"))?;
        let length = u64::from_le_bytes(length);
        if length > HEADER {
            return Err(wrong(&format!("has a header of {length} bytes: it is no static model")));
        }
        let mut header = vec![0; length as usize];
        file.read_exact_at(&mut header, 8).map_err(|_| wrong("is cut short"))?;
        let mut named: BTreeMap<String, Value> =
            serde_json::from_slice(&header).map_err(|_| wrong("has a header that is no JSON"))?;
        named.remove("__metadata__");
        let listed = named
            .into_iter()
            .map(|(name, value)| Ok((name, serde_json::from_value(value)?)))
            .collect::<Result<_, serde_json::Error>>()
            .map_err(|_| wrong("has a header that lists no tensors"))?;
        let start = 8 + length;
        Ok(Self { path: path.to_owned(), file, start, len: size.saturating_sub(start), listed })
    }

    /// `None` where there is none of that name.
    ///
    /// # Errors
    /// `config` for one that is not what it should be.
    pub fn find(&self, name: &str) -> Result<Option<Tensor<'_>>> {
        let Some(listed) = self.listed.get(name) else { return Ok(None) };
        let wrong = |what: String| damaged(&self.path, &format!("has a tensor `{name}` {what}"));
        let form = Form::of(&listed.dtype)
            .ok_or_else(|| wrong(format!("of `{}`: f32, f16 and i8 are read", listed.dtype)))?;
        let (rows, columns) = match listed.shape[..] {
            [rows] => (rows, 1),
            [rows, columns] => (rows, columns),
            _ => return Err(wrong(format!("of {} dimensions", listed.shape.len()))),
        };
        let [start, end] = listed.data_offsets;
        let needed = rows.checked_mul(columns).and_then(|n| n.checked_mul(form.bytes()));
        if end.checked_sub(start) != needed {
            return Err(wrong("whose size is not that of its shape".into()));
        }
        if end > self.len {
            return Err(damaged(&self.path, "is cut short"));
        }
        let (rows, columns) = (rows as usize, columns as usize);
        Ok(Some(Tensor { of: self, form, start, rows, columns }))
    }
}

impl Tensor<'_> {
    /// Whether its numbers are whole ones, to count with.
    pub const fn is_whole(&self) -> bool {
        matches!(self.form, Form::I32 | Form::I64)
    }

    /// # Errors
    /// `config` for a number that is none (NaN, infinite); any I/O error.
    pub fn row(&self, row: usize) -> Result<Vec<f64>> {
        let bytes = self.form.bytes();
        let mut held = vec![0; self.columns * bytes as usize];
        let at = self.of.start + self.start + row as u64 * held.len() as u64;
        self.of
            .file
            .read_exact_at(&mut held, at)
            .context(|| format!("cannot read `{}`", self.of.path.display()))?;
        let values: Vec<f64> =
            held.chunks_exact(bytes as usize).map(|bytes| self.form.read(bytes)).collect();
        match values.iter().all(|value| value.is_finite()) {
            true => Ok(values),
            false => Err(damaged(&self.of.path, &format!("holds what is no number, in row {row}"))),
        }
    }

    /// All of a list.
    ///
    /// # Errors
    /// As `row`.
    pub fn list(&self) -> Result<Vec<f64>> {
        Tensor { rows: 1, columns: self.rows * self.columns, ..*self }.row(0)
    }
}

fn damaged(path: &Path, what: &str) -> Error {
    Error::new(Kind::Config, format!("`{}` {what}", path.display()))
        .hint("save the model again with model2vec's `save_pretrained`")
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A file with this header and so many bytes behind it.
    fn file(header: &str, body: &[u8]) -> tempfile::NamedTempFile {
        let file = tempfile::NamedTempFile::new().unwrap();
        let mut bytes = (header.len() as u64).to_le_bytes().to_vec();
        bytes.extend_from_slice(header.as_bytes());
        bytes.extend_from_slice(body);
        std::fs::write(file.path(), bytes).unwrap();
        file
    }

    fn told(header: &str, body: &[u8]) -> String {
        let file = file(header, body);
        let opened = Tensors::open(file.path());
        let error = match &opened {
            Err(error) => error.message().to_owned(),
            Ok(tensors) => match tensors.find("embeddings") {
                Err(error) => error.message().to_owned(),
                Ok(None) => "none".to_owned(),
                Ok(Some(tensor)) => tensor
                    .list()
                    .map_or_else(|e| e.message().to_owned(), |list| format!("{list:?}")),
            },
        };
        error.replace(&file.path().display().to_string(), "F")
    }

    fn header(form: &str, shape: &str, end: u64) -> String {
        format!(
            r#"{{"__metadata__":{{"a":"b"}},"embeddings":{{"dtype":"{form}","shape":{shape},"data_offsets":[0,{end}]}}}}"#
        )
    }

    #[test]
    fn numbers_are_read_in_every_form() {
        let floats: Vec<u8> = [1.5f32, -2.0].iter().flat_map(|v| v.to_le_bytes()).collect();
        assert_eq!(told(&header("F32", "[1,2]", 8), &floats), "[1.5, -2.0]");
        let halves: Vec<u8> =
            [0x3e00u16, 0xc000, 0x0001, 0x8000].iter().flat_map(|v| v.to_le_bytes()).collect();
        let smallest = f64::from((2f32).powi(-24));
        assert_eq!(
            told(&header("F16", "[4]", 8), &halves),
            format!("[1.5, -2.0, {smallest:?}, -0.0]")
        );
        let brains: Vec<u8> = [0x3fc0u16, 0xc000].iter().flat_map(|v| v.to_le_bytes()).collect();
        assert_eq!(told(&header("BF16", "[2]", 4), &brains), "[1.5, -2.0]");
        assert_eq!(told(&header("I8", "[2,1]", 2), &[0xff, 127]), "[-1.0, 127.0]");
        assert_eq!(told(&header("I64", "[1]", 8), &7u64.to_le_bytes()), "[7.0]");
    }

    #[test]
    fn what_is_wrong_is_told_and_nothing_is_believed() {
        for (header, body, message) in [
            (header("F32", "[1,2]", 8), &[0; 4][..], "`F` is cut short"),
            (
                header("F32", "[1,2]", 12),
                &[0; 12],
                "`F` has a tensor `embeddings` whose size is not that of its shape",
            ),
            (
                header("F32", "[4294967296,4294967296]", 8),
                &[0; 8],
                "`F` has a tensor `embeddings` whose size is not that of its shape",
            ),
            (
                header("U8", "[8]", 8),
                &[0; 8],
                "`F` has a tensor `embeddings` of `U8`: f32, f16 and i8 are read",
            ),
            (header("F32", "[1,1,2]", 8), &[0; 8], "`F` has a tensor `embeddings` of 3 dimensions"),
            (header("F32", "[1]", 4), &[0, 0, 0xc0, 0x7f], "`F` holds what is no number, in row 0"),
            (header("F16", "[1]", 2), &[0, 0x7c], "`F` holds what is no number, in row 0"),
            ("{}".to_owned(), &[], "none"),
            ("{".to_owned(), &[], "`F` has a header that is no JSON"),
            (r#"{"embeddings":7}"#.to_owned(), &[], "`F` has a header that lists no tensors"),
        ] {
            assert_eq!(told(&header, body), message);
        }
        let file = tempfile::NamedTempFile::new().unwrap();
        for bytes in [&[][..], &[1, 2, 3], &u64::MAX.to_le_bytes(), &(9u64).to_le_bytes()] {
            std::fs::write(file.path(), bytes).unwrap();
            assert!(Tensors::open(file.path()).is_err());
        }
    }
}
