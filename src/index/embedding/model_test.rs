//! Are a model's vectors those that model2vec itself gives, and is a damaged model told as such?

use super::*;
use crate::base::clock::Deadline;

/// `model2vec` 0.10's `StaticModel.encode` of these texts, by models with the tokenizers below and numbers by `value`.
const TEXTS: [&str; 7] = [
    "open files",
    "Open the FILE-lock.",
    "handle tokens",
    "über 中k a",
    "sending zzz",
    "acquire\u{200b} to\u{301}ken",
    "abc . lock",
];
const WORD_PIECE: [[f32; 4]; 7] = [
    [0.81314, -0.51745, -0.14784, 0.22177],
    [0.23141, -0.76036, 0.52894, 0.29753],
    [0.58423, 0.39834, -0.39834, -0.58423],
    [0.56257, -0.47602, -0.51929, 0.43274],
    [-0.85159, -0.26612, 0.31935, -0.31935],
    [0.58977, 0.14744, -0.29488, -0.73721],
    [0.62547, -0.71483, 0.0, -0.31274],
];
/// Not of length 1: its config.json says so.
const OF_BYTES: [[f32; 4]; 7] = [
    [3.66667, -2.33333, -0.66667, 1.0],
    [1.4, -4.6, 3.2, 1.8],
    [4.4, 3.0, -3.0, -4.4],
    [3.25, -2.75, -3.0, 2.5],
    [-8.0, -2.5, 3.0, -3.0],
    [8.0, 2.0, -4.0, -10.0],
    [2.8, -3.2, 0.0, -1.4],
];
const UNIGRAM: [[f32; 4]; 7] = [
    [0.2762, -0.94234, 0.08124, 0.1706],
    [-0.20776, -0.91171, 0.35198, 0.04155],
    [-0.06394, -0.76268, 0.42929, -0.47953],
    [-0.72538, -0.45589, 0.48508, -0.17517],
    [-0.02279, 0.13673, -0.09685, -0.9856],
    [-0.45948, -0.56065, 0.50164, -0.47213],
    [-0.2935, -0.76309, 0.56743, 0.09783],
];
const WORD_LEVEL: [[f32; 4]; 7] = [
    [0.3114, -0.1557, -0.6228, 0.70065],
    [0.71483, -0.35741, -0.40209, -0.44677],
    [0.0; 4],
    [0.0; 4],
    [0.0; 4],
    [0.0; 4],
    [0.13304, -0.66519, 0.06652, -0.73171],
];

const WORDS: &str = "[PAD] [UNK] open acquire send file hand le lock to ##ken ##s ##ing ##le a b k ##b ##c . - 中 uber über";

fn value(row: usize, column: usize) -> f32 {
    ((row * 31 + column * 17 + row * row * 7) % 23) as f32 / 8.0 - 11.0 / 8.0
}

fn word_piece(words: &str) -> String {
    let vocab: serde_json::Map<String, serde_json::Value> =
        words.split(' ').zip(0..).map(|(word, at)| (word.to_owned(), at.into())).collect();
    serde_json::json!({
        "added_tokens": [],
        "normalizer": {"type": "BertNormalizer", "clean_text": true, "handle_chinese_chars": true, "strip_accents": null, "lowercase": true},
        "pre_tokenizer": {"type": "BertPreTokenizer"},
        "model": {"type": "WordPiece", "unk_token": "[UNK]", "continuing_subword_prefix": "##", "max_input_chars_per_word": 100, "vocab": vocab},
    })
    .to_string()
}

const UNIGRAM_FILE: &str = r#"{"added_tokens":[],"normalizer":{"type":"Sequence","normalizers":[{"type":"NFKC"},{"type":"Lowercase"},{"type":"Replace","pattern":{"String":"-"},"content":" "}]},"pre_tokenizer":{"type":"Metaspace","replacement":"▁","prepend_scheme":"always","split":true},"model":{"type":"Unigram","unk_id":0,"vocab":[["<unk>",0.0],["▁",-3.0],["▁open",-5.0],["▁file",-5.1],["▁send",-5.2],["lock",-6.0],["▁l",-5.5],["ock",-5.6],["s",-3.9],["ing",-4.0],["o",-8.0],["p",-8.1],["e",-8.2],["n",-8.3],["k",-8.4]],"byte_fallback":false}}"#;
const LEVEL_FILE: &str = r#"{"normalizer":{"type":"Lowercase"},"pre_tokenizer":{"type":"Whitespace"},"model":{"type":"WordLevel","vocab":{"[UNK]":0,"open":1,"file":2,"lock":3,".":4},"unk_token":"[UNK]"}}"#;

/// Writes a file of tensors: name, form, shape, bytes.
fn tensors(path: &Path, tensors: &[(&str, &str, &[usize], Vec<u8>)]) {
    let (mut header, mut body) = (serde_json::Map::new(), Vec::new());
    for (name, form, shape, bytes) in tensors {
        let start = body.len();
        body.extend_from_slice(bytes);
        let listed =
            serde_json::json!({"dtype": form, "shape": shape, "data_offsets": [start, body.len()]});
        header.insert((*name).to_owned(), listed);
    }
    let header = serde_json::Value::Object(header).to_string();
    let mut file = (header.len() as u64).to_le_bytes().to_vec();
    file.extend_from_slice(header.as_bytes());
    file.extend(body);
    std::fs::write(path, file).unwrap();
}

fn floats(values: impl Iterator<Item = f32>) -> Vec<u8> {
    values.flat_map(f32::to_le_bytes).collect()
}

fn grid(rows: usize) -> impl Iterator<Item = f32> {
    (0..rows).flat_map(|row| (0..4).map(move |column| value(row, column)))
}

/// Saves a model whose tokens are these words, each with its own vector.
pub fn save(folder: &Path, words: &[(&str, [f32; 4])]) {
    std::fs::create_dir_all(folder).unwrap();
    std::fs::write(folder.join("config.json"), r#"{"normalize":true}"#).unwrap();
    let named: Vec<&str> =
        std::iter::once("[UNK]").chain(words.iter().map(|(word, _)| *word)).collect();
    std::fs::write(folder.join("tokenizer.json"), word_piece(&named.join(" "))).unwrap();
    let values = std::iter::once([0.0; 4]).chain(words.iter().map(|(_, vector)| *vector)).flatten();
    let path = folder.join("model.safetensors");
    tensors(&path, &[("embeddings", "F32", &[named.len(), 4], floats(values))]);
}

/// A folder with this tokenizer and numbers by `value`, in rows as many as it has tokens.
fn model(tokenizer: &str, rows: usize) -> tempfile::TempDir {
    let dir = tempfile::tempdir().unwrap();
    std::fs::write(dir.path().join("config.json"), "{}").unwrap();
    std::fs::write(dir.path().join("tokenizer.json"), tokenizer).unwrap();
    let path = dir.path().join("model.safetensors");
    tensors(&path, &[("embeddings", "F32", &[rows, 4], floats(grid(rows)))]);
    dir
}

fn assert_near(folder: &Path, expected: &[[f32; 4]; 7], of_length_1: bool) {
    let model = Model::open(folder).unwrap();
    for (text, expected) in TEXTS.iter().zip(expected) {
        let (mut vector, tokens) = model.sum(text).unwrap();
        let length = match of_length_1 {
            true => vector.iter().map(|value| value * value).sum::<f32>().sqrt(),
            false => tokens as f32,
        };
        vector.iter_mut().for_each(|value| *value /= length.max(f32::MIN_POSITIVE));
        let off = vector.iter().zip(expected).map(|(a, b)| (a - b).abs()).fold(0.0, f32::max);
        assert!(off < 1e-3, "{text}: {vector:?}, not {expected:?}");
    }
}

#[test]
fn vectors_are_those_of_model2vec() {
    let rows = WORDS.split(' ').count();
    let dir = model(&word_piece(WORDS), rows);
    assert_near(dir.path(), &WORD_PIECE, true);
    // 1.375 and its like are exact in 16 bits: sign, exponent and the fraction's upper ten.
    let half = |value: f32| {
        let bits = value.to_bits();
        let sign = (bits >> 16 & 0x8000) as u16;
        match bits << 1 {
            0 => sign,
            _ => {
                sign | ((((bits >> 23 & 0xff) as i32 - 112) as u16) << 10)
                    | (bits >> 13 & 0x3ff) as u16
            }
        }
    };
    let path = dir.path().join("model.safetensors");
    let halves = grid(rows).flat_map(|value| half(value).to_le_bytes()).collect();
    tensors(&path, &[("embeddings", "F16", &[rows, 4], halves)]);
    assert_near(dir.path(), &WORD_PIECE, true);
    let bytes = grid(rows).map(|value| ((value * 8.0) as i8).cast_unsigned()).collect();
    tensors(&path, &[("embedding.weight", "I8", &[rows, 4], bytes)]);
    assert_near(dir.path(), &OF_BYTES, false);

    let dir = model(UNIGRAM_FILE, 0);
    let weights = floats((0..15).map(|row| 1.0 + row as f32 / 4.0));
    let mapping = (0..15u64).flat_map(|row| (row * 5 % 7).to_le_bytes()).collect();
    tensors(
        &dir.path().join("model.safetensors"),
        &[
            ("mapping", "I64", &[15], mapping),
            ("weights", "F32", &[15], weights),
            ("embeddings", "F32", &[7, 4], floats(grid(7))),
        ],
    );
    assert_near(dir.path(), &UNIGRAM, true);
    assert_near(model(LEVEL_FILE, 5).path(), &WORD_LEVEL, true);
    Model::check(dir.path()).unwrap();
}

#[test]
fn what_does_not_fit_together_is_told_with_a_hint() {
    let rows = WORDS.split(' ').count();
    let told = |change: &dyn Fn(&Path)| {
        let dir = model(&word_piece(WORDS), rows);
        change(dir.path());
        let error = Model::check(dir.path()).unwrap_err();
        assert!(error.hint_text().is_some(), "{}", error.chain());
        error.chain().replace(&dir.path().display().to_string(), "DIR")
    };
    let write = |name: &'static str, text: String| {
        move |dir: &Path| std::fs::write(dir.join(name), &text).unwrap()
    };
    let embeddings = |rows: usize, columns: usize| {
        move |dir: &Path| {
            let bytes = vec![0; rows * columns * 4];
            tensors(
                &dir.join("model.safetensors"),
                &[("embeddings", "F32", &[rows, columns], bytes)],
            );
        }
    };
    for (change, message) in [
        (&embeddings(23, 4) as &dyn Fn(&Path), "has 23 rows for 24 tokens"),
        (&embeddings(24, 0), "has 0 dimensions"),
        (&embeddings(24, 1025), "has 1025 dimensions; 1 to 1024 are read"),
        (&|dir: &Path| tensors(&dir.join("model.safetensors"), &[]), "has no `embeddings`"),
        (
            &|dir: &Path| std::fs::remove_file(dir.join("config.json")).unwrap(),
            "cannot read `DIR/config.json`",
        ),
        (&write("config.json", "[".into()), "`DIR/config.json` is no JSON"),
        (&write("tokenizer.json", "{}".into()), "tokenizer.json is no tokenizer"),
        (
            &write("tokenizer.json", word_piece(WORDS).replace("WordPiece", "BPE")),
            "the tokenizer's model is `BPE`",
        ),
        (
            &write("tokenizer.json", word_piece(WORDS).replace("BertPreTokenizer", "ByteLevel")),
            "the tokenizer's pre_tokenizer is `ByteLevel`",
        ),
        (&write("model.safetensors", String::new()), "`DIR/model.safetensors` is cut short"),
    ] {
        let told = told(change);
        assert!(told.contains(message), "{told}, not {message}");
    }
    let not_a_number = |dir: &Path| {
        let values =
            grid(rows).enumerate().map(|(at, value)| if at == 9 { f32::NAN } else { value });
        tensors(
            &dir.join("model.safetensors"),
            &[("embeddings", "F32", &[rows, 4], floats(values))],
        );
    };
    assert!(told(&not_a_number).contains("holds what is no number, in row 2"));
    let beyond = |dir: &Path| {
        let mapping = (0..rows as u64).flat_map(u64::to_le_bytes).collect();
        tensors(
            &dir.join("model.safetensors"),
            &[
                ("embeddings", "F32", &[3, 4], floats(grid(3))),
                ("mapping", "I64", &[rows], mapping),
            ],
        );
    };
    assert!(told(&beyond).contains("names a row that is none of its 3"));
}

#[test]
fn another_model_has_another_digest() {
    let (a, b) = (model(LEVEL_FILE, 5), model(LEVEL_FILE, 5));
    let digest = |dir: &tempfile::TempDir| Model::digest(dir.path(), &Deadline::none()).unwrap();
    assert_eq!(digest(&a), digest(&b));
    std::fs::write(b.path().join("config.json"), "{ }").unwrap();
    assert_ne!(digest(&a), digest(&b));
    assert_ne!(Stamp::of(a.path()).unwrap(), Stamp::of(b.path()).unwrap());
}
