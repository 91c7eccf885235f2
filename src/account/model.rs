//! Which mode do many users' reads recommend, who says so, and what would it be worth here?

use std::collections::HashMap;

use serde::{Deserialize, Serialize};
use url::Url;

use super::contribute::{self, MODES, parts, worth};
use super::habit::{BUCKETS, Cells, bucket};
use super::home::{self, Home};
use super::remote::Remote;
use crate::base::{Error, Kind, Result};
use crate::ledger::PublicKey;

#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Model {
    pub file_ext: String,
    pub size_bucket: String,
    pub recommended_mode: String,
    /// From 0 to 1.
    pub confidence: f64,
}

/// As a server gives it.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Models {
    pub models: Vec<Model>,
    pub generated_at: String,
    pub signer_public_key: String,
    pub signature: String,
}

/// As it is kept, with the server that it is from: its key is the one that counts from then on.
#[derive(Debug, Serialize, Deserialize)]
struct Kept {
    server: String,
    #[serde(flatten)]
    models: Models,
}

const FILE: &str = "model.json";
/// Recommendations that fewer agree on are not followed.
const SURE: f64 = 0.5;
/// A mode that failed this often, in so many reads, is not recommended here.
const FAILED: f64 = 0.5;
const ENOUGH: u64 = 8;

impl Models {
    /// # Errors
    /// `CheckFailed` when the signature does not hold or a row is none.
    fn verify(&self) -> Result<()> {
        let refused = |why: &str| {
            Error::new(Kind::CheckFailed, format!("the model is refused: {why}"))
                .hint("nothing was kept; modes are chosen as before")
        };
        let mut text = format!("lean-ctx/models/v1\n{}\n", self.generated_at);
        for row in &self.models {
            let sound = BUCKETS.contains(&row.size_bucket.as_str())
                && MODES.contains(&row.recommended_mode.as_str())
                && (0.0..=1.0).contains(&row.confidence);
            if !sound {
                return Err(refused("a row of it is none"));
            }
            let Model { file_ext, size_bucket, recommended_mode, confidence } = row;
            text.push_str(&format!(
                "{file_ext}\t{size_bucket}\t{recommended_mode}\t{confidence:.3}\n"
            ));
        }
        let mut signature = [0u8; 64];
        let spelt = hex::decode_to_slice(&self.signature, &mut signature).is_ok();
        let key = PublicKey::parse(&self.signer_public_key)?;
        match spelt && key.verify(text.as_bytes(), &signature) {
            true => Ok(()),
            false => Err(refused("its signature does not hold")),
        }
    }
}

/// Fetches the model, checks it and keeps it.
///
/// # Errors
/// `CheckFailed` when it is not signed by the key that this server's model had before, unless `new_key`.
pub fn pull(home: &Home, server: &Url, new_key: bool) -> Result<Models> {
    let models: Models = Remote { server, api_key: None }.models()?;
    models.verify()?;
    let before: Option<Kept> = home::read(&home.file(FILE))?;
    let pinned = before.filter(|kept| kept.server == server.as_str()).map(|kept| kept.models);
    if let Some(pinned) = pinned {
        if pinned.signer_public_key != models.signer_public_key && !new_key {
            return Err(Error::new(Kind::CheckFailed, "the model is signed by another key than before")
                .hint("nothing was kept; if the server's operator confirms it, `--new-key` takes the new one"));
        }
        if pinned.generated_at > models.generated_at && !new_key {
            return Err(Error::new(
                Kind::CheckFailed,
                "the server gives an older model than the one that is here",
            ));
        }
    }
    let kept = Kept { server: server.to_string(), models };
    home::write(&home.file(FILE), &kept)?;
    Ok(kept.models)
}

/// What `ctx_read mode:auto` is told beside what fits.
#[derive(Debug, Default)]
pub struct Advice {
    /// By extension and bucket.
    modes: HashMap<(String, String), String>,
}

impl Advice {
    /// Of the model that was pulled, less what did not do here or on the user's other machines. Without a model
    /// there is no advice.
    ///
    /// # Errors
    /// When a file is damaged.
    pub fn load(home: &Home) -> Result<Self> {
        let Some(kept) = home::read::<Kept>(&home.file(FILE))? else { return Ok(Self::default()) };
        let cells = super::source::thresholds(home)?.cells;
        let cells = match cells.is_empty() {
            true => super::habit::Habits::new(home.data()).digest()?.cells,
            false => cells,
        };
        Ok(Self::of(&kept.models, &cells))
    }

    fn of(models: &Models, cells: &Cells) -> Self {
        let does = |row: &&Model| {
            let cell = format!("{}/{}/{}", row.file_ext, row.size_bucket, row.recommended_mode);
            let failed =
                |cell: &super::habit::Cell| cell.reads >= ENOUGH && cell.bounced() >= FAILED;
            row.confidence >= SURE && !cells.get(&cell).is_some_and(failed)
        };
        let pair = |row: &Model| {
            ((row.file_ext.clone(), row.size_bucket.clone()), row.recommended_mode.clone())
        };
        Self { modes: models.models.iter().filter(does).map(pair).collect() }
    }

    /// The mode for a file of so many tokens.
    pub fn mode(&self, path: &str, tokens: u64) -> Option<&str> {
        if self.modes.is_empty() {
            return None;
        }
        let ext = path.rsplit_once('.')?.1.to_ascii_lowercase();
        self.modes.get(&(ext, bucket(tokens).to_owned())).map(String::as_str)
    }
}

/// What the recommendations would have been worth on this machine's own reads.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Gain {
    /// Reads that a recommendation speaks of.
    pub reads: u64,
    /// Tokens that they delivered, and that they would have.
    pub delivered: u64,
    pub estimated: u64,
}

/// Of each extension and size with a recommendation: its reads in `full`, `map` and `signatures` would have saved
/// what the recommended mode saved here, or, where it was never used here, what it saves of any file here, or nothing.
pub fn gain(models: &Models, cells: &Cells) -> Gain {
    let mut overall: HashMap<&str, super::habit::Cell> = HashMap::new();
    for (name, cell) in cells {
        if let Some((_, _, mode)) = parts(name) {
            overall.entry(mode).or_default().add(cell);
        }
    }
    let mut gain = Gain { reads: 0, delivered: 0, estimated: 0 };
    for row in models.models.iter().filter(|row| row.confidence >= SURE) {
        let own = |mode: &str| cells.get(&format!("{}/{}/{mode}", row.file_ext, row.size_bucket));
        let mode = row.recommended_mode.as_str();
        let share = match own(mode).or_else(|| overall.get(mode)) {
            Some(cell) => 1.0 - worth(cell),
            None => continue,
        };
        for cell in contribute::MODES.into_iter().filter_map(own) {
            gain.reads += cell.reads;
            gain.delivered += cell.delivered;
            gain.estimated += (cell.source as f64 * share) as u64;
        }
    }
    gain
}

#[cfg(test)]
mod tests {
    use super::super::habit::Cell;
    use super::*;
    use crate::ledger::Key;

    fn models(key: &Key, confidence: f64) -> Models {
        let row = Model {
            file_ext: "rs".into(),
            size_bucket: "500-2k".into(),
            recommended_mode: "signatures".into(),
            confidence,
        };
        let text = format!(
            "lean-ctx/models/v1\n2026-11-22T00:00:00Z\nrs\t500-2k\tsignatures\t{confidence:.3}\n"
        );
        Models {
            models: vec![row],
            generated_at: "2026-11-22T00:00:00Z".into(),
            signer_public_key: key.public_hex(),
            signature: hex::encode(key.sign(text.as_bytes())),
        }
    }

    #[test]
    fn a_model_is_believed_as_it_was_signed() {
        let dir = tempfile::tempdir().unwrap();
        let key = Key::open(dir.path()).unwrap();
        let good = models(&key, 0.75);
        good.verify().unwrap();
        let changes: [fn(&mut Models); 4] = [
            |m| m.models[0].recommended_mode = "map".into(),
            |m| m.models[0].confidence = 0.9,
            |m| m.generated_at = "2027".into(),
            |m| m.models.clear(),
        ];
        for change in changes {
            let mut bad = good.clone();
            change(&mut bad);
            assert_eq!(bad.verify().unwrap_err().kind(), Kind::CheckFailed);
        }
    }

    #[test]
    fn advice_is_what_many_found_and_did_not_fail_here() {
        let dir = tempfile::tempdir().unwrap();
        let key = Key::open(dir.path()).unwrap();
        let failing = |bounces| {
            Cells::from([(
                "rs/500-2k/signatures".to_owned(),
                Cell { reads: 10, bounces, source: 9000, delivered: 900 },
            )])
        };
        let told = |confidence, cells: &Cells| {
            Advice::of(&models(&key, confidence), cells).mode("src/a.rs", 700).map(str::to_owned)
        };
        assert_eq!(told(0.9, &Cells::new()).as_deref(), Some("signatures"));
        assert_eq!(told(0.2, &Cells::new()), None);
        assert_eq!(told(0.9, &failing(2)).as_deref(), Some("signatures"));
        assert_eq!(told(0.9, &failing(5)), None);
        assert_eq!(Advice::of(&models(&key, 0.9), &Cells::new()).mode("src/a.rs", 7000), None);
    }

    #[test]
    fn the_gain_is_counted_on_own_reads() {
        let dir = tempfile::tempdir().unwrap();
        let key = Key::open(dir.path()).unwrap();
        let cells: Cells = [
            ("rs/500-2k/full", Cell { reads: 10, bounces: 0, source: 10_000, delivered: 10_000 }),
            ("py/500-2k/signatures", Cell { reads: 4, bounces: 0, source: 4000, delivered: 1000 }),
        ]
        .map(|(name, cell)| (name.to_owned(), cell))
        .into();
        assert_eq!(
            gain(&models(&key, 0.9), &cells),
            Gain { reads: 10, delivered: 10_000, estimated: 2500 }
        );
        assert_eq!(gain(&models(&key, 0.1), &cells).reads, 0);
    }
}
