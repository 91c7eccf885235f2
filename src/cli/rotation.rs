//! How does a person put a new key in the old one's place? The same for a team's server and for a local user.

use std::path::Path;
use std::sync::Arc;

use serde_json::json;

use super::ui::Ui;
use crate::base::Result;
use crate::base::error::Context as _;
use crate::base::layout::DataDir;
use crate::ledger::{Book, Key, head_path, rotation};
use crate::{audit, savings};

/// Rotates the key of a data root, and has the heads of its books signed by the new one. A server
/// that runs goes on, and signs with the new key from its next head on.
///
/// # Errors
/// What `rotation::rotate` fails with; when a head cannot be signed anew: the new key is in use
/// then, and heads of the old one are good until the next.
pub fn rotate(ui: &Ui, data: &DataDir, audit_log: &Path, json: bool) -> Result<()> {
    let rotated = rotation::rotate(&data.keys())?;
    let key = Arc::new(Key::open(&data.keys())?);
    for (path, format, word) in [
        (audit_log, audit::FORMAT, audit::WORD),
        (&*savings::book(data), savings::FORMAT, savings::WORD),
    ] {
        if path.exists() || head_path(path).exists() {
            let mut book = Book::open(path, format, word, Arc::clone(&key))?;
            let signed = book.seal().finish();
            signed.context(|| {
                format!("the key is rotated; the head of `{}` is not", path.display())
            })?;
        }
    }
    if json {
        return ui.json(&json!({
            "old": rotated.old.vkey(),
            "new": rotated.new.vkey(),
            "resumed": rotated.resumed,
            "rotations": rotation::path(&data.keys()).display().to_string(),
        }));
    }
    if rotated.resumed {
        ui.say("a rotation that was cut short is finished");
    }
    ui.say(&format!("`{}` signs from now on, vouched for by the old key", rotated.new.name()));
    ui.say(
        "give verifiers what `keys show --rotations` prints, to be put behind the key they keep",
    );
    ui.line(&rotated.new.vkey())
}

/// What is shown of a key; the same for both.
#[derive(Debug, clap::Args)]
pub struct ShowArgs {
    /// Print the records of its rotations instead: behind a key that was kept, in the same file,
    /// they lead to the present one.
    #[arg(long, conflicts_with = "json")]
    rotations: bool,
    /// Print `{algorithm, hex, verifierKey}` for programs.
    #[arg(long)]
    json: bool,
}

impl ShowArgs {
    /// # Errors
    /// When the key or the records cannot be read.
    pub fn run(&self, ui: &Ui, keys: &Path) -> Result<()> {
        if self.rotations {
            return rotation::text(keys)?.lines().try_for_each(|line| ui.line(line));
        }
        let key = Key::open(keys)?;
        if self.json {
            return ui.json(&json!({
                "algorithm": "Ed25519",
                "hex": key.public_hex(),
                "verifierKey": key.public().vkey(),
            }));
        }
        ui.line(&key.public().vkey())
    }
}
