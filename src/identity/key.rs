//! Does a signature hold under this public key? JWK (RFC 7517, 7518, 8037) and PEM in; nothing secret.

use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use ring::signature::{
    ECDSA_P256_SHA256_FIXED, ECDSA_P384_SHA384_FIXED, ED25519, RSA_PKCS1_2048_8192_SHA256,
    RSA_PSS_2048_8192_SHA256, RsaPublicKeyComponents, UnparsedPublicKey,
};
use serde_json::Value;

/// What is taken. Each goes with one kind of key, and none with a secret.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Algorithm {
    Rs256,
    Ps256,
    Es256,
    Es384,
    /// Ed25519.
    EdDsa,
}

impl Algorithm {
    pub fn parse(word: &str) -> Option<Self> {
        match word {
            "RS256" => Some(Self::Rs256),
            "PS256" => Some(Self::Ps256),
            "ES256" => Some(Self::Es256),
            "ES384" => Some(Self::Es384),
            // RFC 9864 names the curve.
            "EdDSA" | "Ed25519" => Some(Self::EdDsa),
            _ => None,
        }
    }
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Material {
    Rsa {
        n: Vec<u8>,
        e: Vec<u8>,
    },
    /// Uncompressed points.
    P256(Vec<u8>),
    P384(Vec<u8>),
    Ed25519(Vec<u8>),
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Key {
    pub id: Option<String>,
    /// The one algorithm that it is for, if its owner says so.
    only: Option<Algorithm>,
    material: Material,
}

/// Longest modulus, in bytes.
const LONGEST: usize = 1024;

impl Key {
    /// `None`: it is not for signatures, or of a kind that is not taken.
    pub fn of_jwk(jwk: &Value) -> Option<Self> {
        let text = |name: &str| jwk.get(name).and_then(Value::as_str);
        let bytes = |name: &str| {
            let bytes = URL_SAFE_NO_PAD.decode(text(name)?).ok()?;
            (bytes.len() <= LONGEST).then_some(bytes)
        };
        // An own private or shared secret that is published is nobody's.
        let secret = ["d", "k"].iter().any(|name| jwk.get(*name).is_some());
        let elsewhere = text("use").is_some_and(|word| word != "sig");
        let no_verifying = jwk
            .get("key_ops")
            .and_then(Value::as_array)
            .is_some_and(|ops| !ops.iter().any(|op| op == "verify"));
        if secret || elsewhere || no_verifying {
            return None;
        }
        let point = |width: usize| {
            let (x, y) = (bytes("x")?, bytes("y")?);
            let whole = x.len() == width && y.len() == width;
            whole.then(|| [&[4], x.as_slice(), y.as_slice()].concat())
        };
        let material = match (text("kty")?, text("crv")) {
            ("RSA", _) => {
                // ring wants numbers without leading zeros.
                let number = |name: &str| {
                    let bytes = bytes(name)?;
                    let first = bytes.iter().position(|b| *b != 0)?;
                    Some(bytes[first..].to_vec())
                };
                Material::Rsa { n: number("n")?, e: number("e")? }
            }
            ("EC", Some("P-256")) => Material::P256(point(32)?),
            ("EC", Some("P-384")) => Material::P384(point(48)?),
            ("OKP", Some("Ed25519")) => Material::Ed25519(bytes("x").filter(|x| x.len() == 32)?),
            _ => return None,
        };
        let only = match text("alg") {
            // For an algorithm that is not taken.
            Some(word) => Some(Algorithm::parse(word)?),
            None => None,
        };
        Some(Self { id: text("kid").map(str::to_owned), only, material })
    }

    /// A P-256 key as `openssl` writes it: SubjectPublicKeyInfo in PEM.
    pub fn of_pem(pem: &str, id: &str) -> Option<Self> {
        let (_, rest) = pem.split_once("-----BEGIN PUBLIC KEY-----")?;
        let (body, _) = rest.split_once("-----END PUBLIC KEY-----")?;
        let body: String = body.split_ascii_whitespace().collect();
        let der = STANDARD.decode(body).ok()?;
        // SEQUENCE { SEQUENCE { ecPublicKey, prime256v1 }, BIT STRING }: one spelling in DER.
        let before = hex::decode("3059301306072a8648ce3d020106082a8648ce3d030107034200").ok()?;
        let point = der.strip_prefix(before.as_slice()).filter(|p| p.len() == 65 && p[0] == 4)?;
        let (material, only) = (Material::P256(point.to_vec()), Some(Algorithm::Es256));
        Some(Self { id: Some(id.to_owned()), only, material })
    }

    /// Whether it is for signatures of this algorithm.
    pub fn fits(&self, algorithm: Algorithm) -> bool {
        let kind = matches!(
            (&self.material, algorithm),
            (Material::Rsa { .. }, Algorithm::Rs256 | Algorithm::Ps256)
                | (Material::P256(_), Algorithm::Es256)
                | (Material::P384(_), Algorithm::Es384)
                | (Material::Ed25519(_), Algorithm::EdDsa)
        );
        kind && self.only.is_none_or(|only| only == algorithm)
    }

    pub fn verifies(&self, algorithm: Algorithm, message: &[u8], signature: &[u8]) -> bool {
        if !self.fits(algorithm) {
            return false;
        }
        let checked =
            match &self.material {
                Material::Rsa { n, e } => {
                    let key = RsaPublicKeyComponents { n, e };
                    let how = match algorithm {
                        Algorithm::Ps256 => &RSA_PSS_2048_8192_SHA256,
                        _ => &RSA_PKCS1_2048_8192_SHA256,
                    };
                    key.verify(how, message, signature)
                }
                Material::P256(point) => UnparsedPublicKey::new(&ECDSA_P256_SHA256_FIXED, point)
                    .verify(message, signature),
                Material::P384(point) => UnparsedPublicKey::new(&ECDSA_P384_SHA384_FIXED, point)
                    .verify(message, signature),
                Material::Ed25519(key) => {
                    UnparsedPublicKey::new(&ED25519, key).verify(message, signature)
                }
            };
        checked.is_ok()
    }
}
