//! Can a cursor that nobody gave do more than be refused or begin elsewhere in the same answer?

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::index::grep::Position;
use crate::tool::read::{Lines, Place};
use crate::view::cursor;

const QUESTION: &str = "ctx_read {}";
const TEXT: &str = "fn main() {}\n\nlet ü = \"😀\";\nlast";

/// A cursor's letters, and the same bytes as a position behind the right fingerprint: the question
/// is no secret, so anybody can write one.
pub fn decode(bytes: &[u8]) {
    if let Ok(text) = std::str::from_utf8(bytes) {
        each(text);
    }
    let mut forged =
        URL_SAFE_NO_PAD.decode(cursor::encode(QUESTION, &())).expect("a cursor of ours");
    forged.extend(bytes);
    each(&URL_SAFE_NO_PAD.encode(forged));
}

fn each(text: &str) {
    again::<String>(text);
    again::<Position>(text);
    again::<(usize, Place)>(text);
    if let Some(place) = again::<Place>(text) {
        let lines = Lines::of(TEXT);
        let shown: String = lines.pieces(place, lines.len()).iter().map(|p| p.text).collect();
        assert!(TEXT.ends_with(&shown), "what is shown is not the rest of the text");
    }
}

/// What was read and is written again comes back the same.
fn again<P: Serialize + DeserializeOwned + PartialEq + std::fmt::Debug>(text: &str) -> Option<P> {
    let position: P = cursor::decode(QUESTION, text).ok()?;
    let written = cursor::encode(QUESTION, &position);
    let back: P = cursor::decode(QUESTION, &written).expect("our own cursor");
    assert_eq!(back, position);
    Some(position)
}
