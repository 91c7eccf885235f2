//! Who signs the heads of the books? One Ed25519 key of this server, in a file nobody else may read.

use std::fs::{self, File};
use std::io::Read as _;
use std::os::unix::fs::{MetadataExt as _, PermissionsExt as _};
use std::path::{Path, PathBuf};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use ed25519_dalek::{Signature, Signer as _, SigningKey, VerifyingKey};
use hkdf::Hkdf;
use sha2::Sha256;
use zeroize::Zeroizing;

use super::{rotation, verify};
use crate::base::error::Context as _;
use crate::base::{Error, Kind, Result, digest, files};

/// Signature type of the C2SP signed-note format: plain Ed25519.
const ED25519: u8 = 1;
const FILE: &str = "server.key";
/// The key of a rotation that is under way.
const NEXT: &str = "server.key.next";
const HEADING: &str = "PRIVATE+KEY";

/// The private key. It has no `Debug` and is overwritten when dropped.
pub struct Key {
    signing: SigningKey,
    public: PublicKey,
    /// Those whose place it took, the newest first.
    former: Vec<PublicKey>,
    /// The file it was read from.
    home: Option<Home>,
}

struct Home {
    dir: PathBuf,
    mark: Mark,
}

/// Device, inode and time of a file: other ones are another file.
type Mark = (u64, u64, i64, i64);

fn mark(meta: &fs::Metadata) -> Mark {
    (meta.dev(), meta.ino(), meta.mtime(), meta.mtime_nsec())
}

impl Key {
    /// The key of the directory `dir`; the first caller makes both (of several at once, all get
    /// the same key).
    ///
    /// # Errors
    /// When the key is not one, when others may read it, or on any I/O error.
    pub fn open(dir: &Path) -> Result<Self> {
        files::private_dir(dir)?;
        if let Some(key) = Self::load(dir)? {
            return Ok(key);
        }
        Self::make(dir, FILE)?;
        Self::load(dir)?.ok_or_else(|| removed(dir, FILE))
    }

    /// Makes a key in the file `name`, unless it exists.
    fn make(dir: &Path, name: &str) -> Result<()> {
        let mut seed = Zeroizing::new([0u8; 32]);
        rand::fill(&mut seed[..]);
        let key = Self::from_seed(&seed);
        files::create_private(&dir.join(name), key.encode(&seed).as_bytes()).map(drop)
    }

    /// The key that is to be the next one, if there is one.
    pub(super) fn load_next(dir: &Path) -> Result<Option<Self>> {
        Self::load_file(dir, NEXT)
    }

    pub(super) fn make_next(dir: &Path) -> Result<Self> {
        Self::make(dir, NEXT)?;
        Self::load_next(dir)?.ok_or_else(|| removed(dir, NEXT))
    }

    /// From now on the next key is the key.
    pub(super) fn promote_next(dir: &Path) -> Result<()> {
        let (from, to) = (dir.join(NEXT), dir.join(FILE));
        let act = || format!("cannot replace `{}`", to.display());
        fs::rename(&from, &to).context(act)?;
        files::sync_parent(&to).context(act)
    }

    /// The key that has taken this one's place since it was read; costs a look at its file.
    pub fn renewed(&self) -> Option<Self> {
        let home = self.home.as_ref()?;
        let meta = fs::metadata(home.dir.join(FILE)).ok()?;
        if mark(&meta) == home.mark {
            return None;
        }
        Self::load(&home.dir).ok().flatten().filter(|key| key.public != self.public)
    }

    /// Keys whose signatures are ours: this one, and those whose place it took.
    pub fn trusted(&self) -> Vec<PublicKey> {
        std::iter::once(&self.public).chain(&self.former).cloned().collect()
    }

    /// The key of the directory `dir`, `None` when there is none yet.
    ///
    /// # Errors
    /// When the key is not one, when others may read it, or on any I/O error but "not found".
    pub fn load(dir: &Path) -> Result<Option<Self>> {
        let Some(mut key) = Self::load_file(dir, FILE)? else { return Ok(None) };
        // Records that do not hold lead nowhere: only this key is believed then.
        let records = verify::rotation::read(&rotation::text(dir)?).unwrap_or_default();
        key.former = verify::rotation::former(&key.public, &records);
        Ok(Some(key))
    }

    fn load_file(dir: &Path, name: &str) -> Result<Option<Self>> {
        let path = dir.join(name);
        let act = || format!("cannot read the key `{}`", path.display());
        let mut file = match File::open(&path) {
            Ok(file) => file,
            Err(e) if e.kind() == std::io::ErrorKind::NotFound => return Ok(None),
            Err(e) => return Err(e).context(act),
        };
        let meta = file.metadata().context(act)?;
        refuse_open_doors(dir, &path, &meta)?;
        let mut text = Zeroizing::new(String::with_capacity(256));
        (&mut file).take(256).read_to_string(&mut text).context(act)?;
        let mut key = Self::decode(&text).ok_or_else(|| {
            Error::new(Kind::Config, format!("`{}` does not hold a key", path.display())).hint(
                "restore it from a backup; or move it away: a new key is made, and heads signed so far need the old public key to be checked",
            )
        })?;
        key.home = Some(Home { dir: dir.to_owned(), mark: mark(&meta) });
        Ok(Some(key))
    }

    fn from_seed(seed: &[u8; 32]) -> Self {
        let signing = SigningKey::from_bytes(seed);
        let public = PublicKey::named(signing.verifying_key());
        Self { signing, public, former: Vec::new(), home: None }
    }

    /// As Go's `sumdb/note` writes private keys, so that its tools read ours.
    fn encode(&self, seed: &[u8; 32]) -> Zeroizing<String> {
        let mut secret = Zeroizing::new([0u8; 33]);
        secret[0] = ED25519;
        secret[1..].copy_from_slice(seed);
        let secret = Zeroizing::new(STANDARD.encode(&secret[..]));
        let id = hex::encode(self.public.id());
        Zeroizing::new(format!("{HEADING}+{}+{id}+{}\n", self.public.name, *secret))
    }

    fn decode(text: &str) -> Option<Self> {
        let rest = text.trim_end().strip_prefix(HEADING)?.strip_prefix('+')?;
        let (name, rest) = rest.split_once('+')?;
        let (id, secret) = rest.split_once('+')?;
        let secret = Zeroizing::new(STANDARD.decode(secret).ok()?);
        let (kind, seed) = secret.split_first()?;
        let key = Self::from_seed(seed.try_into().ok()?);
        let whole =
            *kind == ED25519 && name == key.public.name && id == hex::encode(key.public.id());
        whole.then_some(key)
    }

    pub const fn public(&self) -> &PublicKey {
        &self.public
    }

    /// The public half, 64 lower-case hex digits.
    pub fn public_hex(&self) -> String {
        self.public.hex()
    }

    /// A secret for one other purpose, from which this key cannot be found (HKDF-SHA256).
    pub fn derive(&self, purpose: &[u8]) -> Zeroizing<[u8; 32]> {
        let mut secret = Zeroizing::new([0u8; 32]);
        let seed = Zeroizing::new(self.signing.to_bytes());
        Hkdf::<Sha256>::new(None, &seed[..])
            .expand(purpose, &mut secret[..])
            .expect("HKDF gives up to 255 blocks, this is one");
        secret
    }

    pub fn sign(&self, message: &[u8]) -> [u8; 64] {
        self.signing.sign(message).to_bytes()
    }

    pub fn verify(&self, message: &[u8], signature: &[u8; 64]) -> bool {
        self.public.verify(message, signature)
    }
}

fn removed(dir: &Path, name: &str) -> Error {
    Error::failed(format!("`{}` was removed while it was made", dir.join(name).display()))
}

fn refuse_open_doors(dir: &Path, path: &Path, file: &fs::Metadata) -> Result<()> {
    if file.permissions().mode() & 0o077 != 0 {
        return Err(Error::new(
            Kind::Config,
            format!("the private key `{}` can be read by others", path.display()),
        )
        .hint(format!(
            "`chmod 600 {}`; if others have had access, make a new key",
            path.display()
        )));
    }
    let parent = fs::metadata(dir).context(|| format!("cannot read `{}`", dir.display()))?;
    if parent.permissions().mode() & 0o022 != 0 {
        return Err(Error::new(
            Kind::Config,
            format!("others may replace the private key: they can write to `{}`", dir.display()),
        )
        .hint(format!("`chmod 700 {}`", dir.display())));
    }
    Ok(())
}

/// The public half, with the name under which it signs: `lean-ctx/` and 8 hex digits of its SHA-256.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PublicKey {
    name: String,
    key: VerifyingKey,
}

impl PublicKey {
    fn named(key: VerifyingKey) -> Self {
        let print = digest::sha256_hex(key.as_bytes());
        Self { name: format!("lean-ctx/{}", &print[..8]), key }
    }

    /// Reads a verifier key (`name+id+base64`) or 64 hex digits.
    ///
    /// # Errors
    /// `usage` when it is neither.
    pub fn parse(text: &str) -> Result<Self> {
        let text = text.trim();
        Self::from_hex(text).or_else(|| Self::from_vkey(text)).ok_or_else(|| {
            Error::new(Kind::Usage, format!("`{text}` is not a public key"))
                .hint("give what `team keys show` prints: `name+id+base64`, or 64 hex digits")
        })
    }

    fn from_hex(text: &str) -> Option<Self> {
        let bytes: [u8; 32] = hex::decode(text).ok()?.try_into().ok()?;
        VerifyingKey::from_bytes(&bytes).ok().map(Self::named)
    }

    fn from_vkey(text: &str) -> Option<Self> {
        let (name, rest) = text.split_once('+')?;
        let (id, key) = rest.split_once('+')?;
        let bytes = STANDARD.decode(key).ok()?;
        let (kind, key) = bytes.split_first()?;
        let key = VerifyingKey::from_bytes(key.try_into().ok()?).ok()?;
        let public = Self { name: name.to_owned(), key };
        let whole = *kind == ED25519 && !name.is_empty() && id == hex::encode(public.id());
        whole.then_some(public)
    }

    pub fn name(&self) -> &str {
        &self.name
    }

    pub fn hex(&self) -> String {
        hex::encode(self.key.as_bytes())
    }

    /// The key's id in a signed note: `SHA-256(name ‖ \n ‖ type ‖ key)[..4]`.
    pub fn id(&self) -> [u8; 4] {
        let text = [self.name.as_bytes(), &[b'\n', ED25519], self.key.as_bytes()].concat();
        let print = digest::sha256(&text);
        [print[0], print[1], print[2], print[3]]
    }

    /// The verifier key as other tools of this format take it: `name+id+base64`.
    pub fn vkey(&self) -> String {
        let material = [&[ED25519], self.key.as_bytes().as_slice()].concat();
        format!("{}+{}+{}", self.name, hex::encode(self.id()), STANDARD.encode(material))
    }

    /// Strict: of the several encodings that lax verifiers accept, only the canonical one.
    pub fn verify(&self, message: &[u8], signature: &[u8; 64]) -> bool {
        self.key.verify_strict(message, &Signature::from_bytes(signature)).is_ok()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn made_once_and_found_again() {
        let dir = tempfile::tempdir().unwrap();
        let keys = dir.path().join("keys");
        assert!(Key::load(&keys).unwrap().is_none());
        let made: Vec<String> = std::thread::scope(|s| {
            let all: Vec<_> =
                (0..8).map(|_| s.spawn(|| Key::open(&keys).unwrap().public_hex())).collect();
            all.into_iter().map(|t| t.join().unwrap()).collect()
        });
        assert!(made.iter().all(|hex| *hex == made[0]));
        assert_eq!(fs::metadata(&keys).unwrap().permissions().mode() & 0o777, 0o700);
        let names: Vec<_> = fs::read_dir(&keys).unwrap().map(|e| e.unwrap().file_name()).collect();
        assert_eq!(names, [FILE]);
        assert_eq!(fs::metadata(keys.join(FILE)).unwrap().permissions().mode() & 0o777, 0o600);
    }

    #[test]
    fn signs_and_is_known_by_both_spellings() {
        let key = Key::from_seed(&[7; 32]);
        let signature = key.sign(b"text");
        assert!(key.verify(b"text", &signature));
        for spelling in [key.public().vkey(), key.public_hex(), key.public_hex().to_uppercase()] {
            let public = PublicKey::parse(&spelling).unwrap();
            assert_eq!(&public, key.public());
            assert!(public.verify(b"text", &signature));
            assert!(!public.verify(b"Text", &signature));
        }
        for wrong in ["", "00", "a+b+c", &key.public().vkey().replace("lean", "mean")] {
            assert_eq!(PublicKey::parse(wrong).unwrap_err().kind(), Kind::Usage);
        }
    }

    #[test]
    fn the_specification_s_example() {
        let key = PublicKey::parse(
            "example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k",
        )
        .unwrap();
        let line = STANDARD.decode("Uw2QOkn8srV1yJGh2VYRlL1Tnagv1YEq6TfXppzi2ONncAlTgK7Ztg1ERYNZXsYjOBH3mFXmRKuwHjG1Yu72IneyaQM=").unwrap();
        assert_eq!(line[..4], key.id());
        assert!(key.verify(b"This is an example message.\n", line[4..].try_into().unwrap()));
    }

    #[test]
    fn refuses_a_key_that_others_may_read_or_replace() {
        let dir = tempfile::tempdir().unwrap();
        let keys = dir.path().join("keys");
        Key::open(&keys).unwrap();
        let chmod = |path: &Path, bits| {
            fs::set_permissions(path, fs::Permissions::from_mode(bits)).unwrap();
        };
        chmod(&keys.join(FILE), 0o640);
        let error = Key::open(&keys).err().unwrap();
        assert!(error.hint_text().unwrap().contains("chmod 600"));
        chmod(&keys.join(FILE), 0o600);
        chmod(&keys, 0o770);
        assert!(Key::open(&keys).is_err());
        chmod(&keys, 0o750);
        assert!(Key::open(&keys).is_ok());
    }

    #[test]
    fn a_broken_key_is_not_replaced() {
        let dir = tempfile::tempdir().unwrap();
        Key::open(dir.path()).unwrap();
        let text = fs::read_to_string(dir.path().join(FILE)).unwrap();
        for broken in ["", &text[..text.len() / 2], &text.replace("lean", "mean")] {
            fs::write(dir.path().join(FILE), broken).unwrap();
            assert!(Key::open(dir.path()).is_err());
            assert_eq!(fs::read_to_string(dir.path().join(FILE)).unwrap(), broken);
        }
    }
}
