//! Is this a batch, and did the key that it names sign it?

use super::canonical::{Fields, candidates, shape};
use super::{Batch, KIND, LARGEST, SCHEMA, wrong};
use crate::base::{Error, Kind, Result};
use crate::ledger::PublicKey;
use crate::ledger::verify::rotation::{self, Rotation};

/// Reads a batch; whether it is signed is not asked.
///
/// # Errors
/// `invalid_request` for what is none.
pub fn read(bytes: &[u8]) -> Result<Batch> {
    parse(text_of(bytes)?).map(|(_, batch)| batch)
}

/// Reads a batch and checks its signature. `key`: whose it must be; without one, anybody's will do.
///
/// # Errors
/// `invalid_request` for what is no batch, `check_failed` for one whose signature does not hold, is
/// of another key, or whose signer says that its ledger was broken.
pub fn check(bytes: &[u8], key: Option<&PublicKey>) -> Result<(Batch, PublicKey)> {
    let (fields, batch) = parse(text_of(bytes)?)?;
    let (Some(signer), Some(signature)) = (&batch.signer_public_key, &batch.signature) else {
        return Err(fails("the batch is not signed"));
    };
    let signer = public_key(signer)?;
    let signature: [u8; 64] =
        decode(signature).ok_or_else(|| fails("`signature` is not 128 hex digits"))?;
    if key.is_some_and(|key| key.hex() != signer.hex()) {
        return Err(fails("the batch is signed by another key")
            .hint(format!("it names `{}`", signer.hex())));
    }
    let signed = candidates(&fields, &batch)?;
    if !signed.iter().any(|text| signer.verify(text.as_bytes(), &signature)) {
        return Err(fails(
            "the signature does not fit: the batch was changed, or another key made it",
        ));
    }
    batch.readable()?;
    if !batch.chain_valid {
        return Err(fails("its signer says that its own ledger does not hold (`chain_valid`)"));
    }
    Ok((batch, signer))
}

/// How the signer's key came after earlier ones, where a batch says so: each step is signed by the
/// key before it.
///
/// # Errors
/// `invalid_request` for what is no record of rotations.
pub fn rotations(bytes: &[u8]) -> Result<Vec<Rotation>> {
    let fields = Fields::of(text_of(bytes)?)?;
    let Some(raw) = fields.get("rotations") else { return Ok(Vec::new()) };
    let records: String = serde_json::from_str(raw.get()).map_err(shape)?;
    rotation::read(&records).map_err(|why| wrong(format!("`rotations`: {why}")))
}

fn text_of(bytes: &[u8]) -> Result<&str> {
    if bytes.len() > LARGEST {
        return Err(wrong(format!("a savings batch has at most {LARGEST} bytes")));
    }
    std::str::from_utf8(bytes).map_err(|_| wrong("this is no UTF-8, so no savings batch"))
}

fn parse(text: &str) -> Result<(Fields<'_>, Batch)> {
    let fields = Fields::of(text)?;
    let batch: Batch = serde_json::from_str(text).map_err(shape)?;
    if batch.kind != KIND || batch.schema_version != SCHEMA {
        return Err(wrong(format!("this is no `{KIND}` of version {SCHEMA}")));
    }
    Ok((fields, batch))
}

/// Upper-case digits are the same key: what is kept of it is in lower case.
fn public_key(text: &str) -> Result<PublicKey> {
    let bytes: Option<[u8; 32]> = decode(text);
    bytes
        .and_then(|bytes| PublicKey::parse(&hex::encode(bytes)).ok())
        .ok_or_else(|| fails("`signer_public_key` is not an Ed25519 key of 64 hex digits"))
}

/// Exactly so many bytes in hex. Of bytes, not of characters: the text may be anything.
fn decode<const N: usize>(text: &str) -> Option<[u8; N]> {
    hex::decode(text.as_bytes()).ok()?.try_into().ok()
}

fn fails(message: &str) -> Error {
    Error::new(Kind::CheckFailed, message)
}
