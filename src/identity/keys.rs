//! Which public keys does an issuer have at this moment? Fetched when they are needed, kept while they are good.
//!
//! A fetch has a thread of its own; whoever needs a key that is not there waits in a list, not in a
//! thread. A stranger who makes up names of keys can cause one fetch each [`Pace::cooldown`].

use std::collections::BTreeMap;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

use serde_json::Value;
use url::Url;

use crate::base::{Error, Kind, Result, clock};
use crate::config::Oauth;
use crate::config::network::is_secure;

use super::Denied;
use super::key::{Algorithm, Key};

/// Gets a document of at most so many bytes; `not_found` where there is none.
pub type Fetch = Box<dyn Fn(&Url, u64) -> Result<Vec<u8>> + Send + Sync>;
type Then = Box<dyn FnOnce(Result<Arc<Key>, Denied>) + Send>;

/// Where keys are published.
pub enum Place {
    /// Where the issuer's metadata say.
    Issuer(Box<Oauth>),
    /// All of them there.
    Set(Url),
    /// Each at this address and its own id.
    Each(Url),
}

/// How old keys may be.
#[derive(Debug, Clone, Copy)]
pub struct Pace {
    /// Then they are fetched anew, while they still count; twice as old, they are fetched before.
    pub fresh: Duration,
    /// Then they no longer count, though no others are to be had: so long an issuer may be out of reach.
    pub stale: Duration,
    /// Between two fetches of one address.
    pub cooldown: Duration,
}

impl Default for Pace {
    fn default() -> Self {
        Self {
            fresh: Duration::from_secs(600),
            stale: Duration::from_secs(3600),
            cooldown: Duration::from_secs(10),
        }
    }
}

/// Bytes of a document, keys in one, addresses that are remembered.
const LARGEST: u64 = 512 << 10;
const KEYS: usize = 100;
const SETS: usize = 64;
/// Fetches under way, and tokens that wait for them.
const FETCHES: usize = 4;
const WAITING: usize = 256;

/// What one address gave.
struct Set {
    keys: Vec<Arc<Key>>,
    /// When they were fetched last; none: never.
    fetched: Option<Instant>,
    tried: Instant,
}

struct Waiting {
    kid: Option<String>,
    algorithm: Algorithm,
    then: Then,
}

#[derive(Default)]
struct State {
    /// By key's id where each has its own address, else one.
    sets: BTreeMap<String, Set>,
    /// Fetches that are under way, and who waits for them.
    waiting: BTreeMap<String, Vec<Waiting>>,
}

pub struct Keys {
    place: Place,
    fetch: Fetch,
    pace: Pace,
    state: Mutex<State>,
}

/// What to do about a key.
enum Next {
    Give(Arc<Key>),
    /// The same, and fetch anew meanwhile.
    Renew(Arc<Key>),
    Refuse(Denied),
    Wait,
}

impl Keys {
    pub fn new(place: Place, fetch: Fetch) -> Arc<Self> {
        Self::paced(place, fetch, Pace::default())
    }

    pub fn paced(place: Place, fetch: Fetch, pace: Pace) -> Arc<Self> {
        Arc::new(Self { place, fetch, pace, state: Mutex::default() })
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Gives `then` the key for a token: at once, or when it was fetched.
    pub fn find(self: &Arc<Self>, kid: Option<String>, algorithm: Algorithm, then: Then) {
        let slot = match self.place {
            Place::Each(_) => kid.clone().unwrap_or_default(),
            Place::Issuer(_) | Place::Set(_) => String::new(),
        };
        let mut state = self.lock();
        let under_way = state.waiting.contains_key(&slot);
        match self.next(&state, &slot, kid.as_deref(), algorithm) {
            Next::Give(key) => {
                drop(state);
                then(Ok(key));
            }
            Next::Refuse(denied) => {
                drop(state);
                then(Err(denied));
            }
            Next::Renew(key) => {
                if !under_way {
                    state.waiting.insert(slot.clone(), Vec::new());
                }
                drop(state);
                if !under_way && !self.begin(slot.clone()) {
                    self.end(&slot, None);
                }
                then(Ok(key));
            }
            Next::Wait => {
                let waits = state.waiting.values().map(Vec::len).sum::<usize>();
                let full = waits >= WAITING || (!under_way && state.waiting.len() >= FETCHES);
                if full {
                    drop(state);
                    return then(Err(Denied::unsure("too many wait for the issuer's keys")));
                }
                state.waiting.entry(slot.clone()).or_default().push(Waiting {
                    kid,
                    algorithm,
                    then,
                });
                drop(state);
                if !under_way && !self.begin(slot.clone()) {
                    self.end(&slot, None);
                }
            }
        }
    }

    fn next(&self, state: &State, slot: &str, kid: Option<&str>, algorithm: Algorithm) -> Next {
        let Some(set) = state.sets.get(slot) else { return Next::Wait };
        let may_fetch =
            state.waiting.contains_key(slot) || set.tried.elapsed() >= self.pace.cooldown;
        let age = set.fetched.map(|at| at.elapsed()).filter(|age| *age < self.pace.stale);
        match (set.pick(kid, algorithm), age) {
            // Nobody asked for long: what was withdrawn meanwhile must not be taken even once.
            (Some(_), Some(age)) if age >= self.pace.fresh * 2 && may_fetch => Next::Wait,
            (Some(key), Some(age)) if age >= self.pace.fresh && may_fetch => Next::Renew(key),
            (Some(key), Some(_)) => Next::Give(key),
            _ if may_fetch => Next::Wait,
            (None, Some(_)) => Next::Refuse(Denied::unknown("its key is not known")),
            (_, None) => Next::Refuse(unreachable()),
        }
    }

    /// Fetches in a thread of its own. `false`: there is none to be had.
    fn begin(self: &Arc<Self>, slot: String) -> bool {
        let (keys, mine) = (Arc::clone(self), slot);
        let work = move || {
            let fetched = catch_unwind(AssertUnwindSafe(|| keys.place.fetch(&mine, &keys.fetch)))
                .unwrap_or_else(|_| Err(Error::internal("fetching keys panicked")));
            keys.end(&mine, fetched.ok());
        };
        thread::Builder::new().name("keys".into()).spawn(work).is_ok()
    }

    fn end(&self, slot: &str, fetched: Option<Vec<Arc<Key>>>) {
        let now = clock::instant();
        let mut state = self.lock();
        let waiting = state.waiting.remove(slot).unwrap_or_default();
        let set = state.sets.entry(slot.to_owned()).or_insert_with(|| Set {
            keys: Vec::new(),
            fetched: None,
            tried: now,
        });
        set.tried = now;
        if let Some(keys) = fetched {
            (set.keys, set.fetched) = (keys, Some(now));
        }
        let found: Vec<_> = waiting
            .into_iter()
            .map(|w| {
                let known = set.fetched.is_some_and(|at| at.elapsed() < self.pace.stale);
                let key = set.pick(w.kid.as_deref(), w.algorithm).filter(|_| known);
                let why = || {
                    if known { Denied::unknown("its key is not known") } else { unreachable() }
                };
                (w.then, key.ok_or_else(why))
            })
            .collect();
        while state.sets.len() > SETS {
            let oldest = state.sets.iter().min_by_key(|(_, set)| set.tried);
            let Some(oldest) = oldest.map(|(slot, _)| slot.clone()) else { break };
            state.sets.remove(&oldest);
        }
        drop(state);
        for (then, key) in found {
            // One that panics takes nobody else's answer with it.
            let _ = catch_unwind(AssertUnwindSafe(|| then(key)));
        }
    }
}

fn unreachable() -> Denied {
    Denied::unsure("the issuer's keys cannot be fetched")
}

impl Set {
    /// The key of this name that is for this algorithm; without a name, the only one.
    fn pick(&self, kid: Option<&str>, algorithm: Algorithm) -> Option<Arc<Key>> {
        let mut fitting = self.keys.iter().filter(|key| key.fits(algorithm));
        match kid {
            Some(kid) => fitting.find(|key| key.id.as_deref() == Some(kid)).cloned(),
            None => {
                let first = fitting.next()?;
                fitting.next().is_none().then(|| Arc::clone(first))
            }
        }
    }
}

impl Place {
    fn fetch(&self, slot: &str, fetch: &Fetch) -> Result<Vec<Arc<Key>>> {
        match self {
            Self::Set(url) => set(&fetch(url, LARGEST)?),
            Self::Issuer(oauth) => set(&fetch(&key_set_of(oauth, fetch)?, LARGEST)?),
            Self::Each(base) => {
                let url = base.join(slot).map_err(|e| Error::failed("no address").source(e))?;
                match fetch(&url, LARGEST) {
                    Ok(pem) => {
                        let key = Key::of_pem(&String::from_utf8_lossy(&pem), slot);
                        Ok(key.map(Arc::new).into_iter().collect())
                    }
                    // There is no such key, which is worth knowing.
                    Err(e) if e.kind() == Kind::NotFound => Ok(Vec::new()),
                    Err(e) => Err(e),
                }
            }
        }
    }
}

fn json(bytes: &[u8]) -> Result<Value> {
    serde_json::from_slice(bytes).map_err(|e| Error::failed("the issuer's answer").source(e))
}

/// RFC 7517: what is of no use here is passed over.
fn set(bytes: &[u8]) -> Result<Vec<Arc<Key>>> {
    let value = json(bytes)?;
    let keys = value["keys"].as_array().ok_or_else(|| Error::failed("it holds no keys"))?;
    Ok(keys.iter().take(KEYS).filter_map(Key::of_jwk).map(Arc::new).collect())
}

/// `jwks_uri` of the issuer's metadata: OpenID Connect's, else RFC 8414's.
fn key_set_of(oauth: &Oauth, fetch: &Fetch) -> Result<Url> {
    let issuer = &oauth.issuer;
    let path = issuer.path().trim_end_matches('/');
    let mut openid = issuer.clone();
    openid.set_path(&format!("{path}/.well-known/openid-configuration"));
    let mut general = issuer.clone();
    general.set_path(&format!("/.well-known/oauth-authorization-server{path}"));
    let found = fetch(&openid, LARGEST).or_else(|_| fetch(&general, LARGEST))?;
    let metadata = json(&found)?;
    if !metadata["issuer"].as_str().is_some_and(|iss| oauth.is_issuer(iss)) {
        return Err(Error::failed("the metadata are of another issuer"));
    }
    let text = metadata["jwks_uri"].as_str().unwrap_or_default();
    let url = Url::parse(text).map_err(|e| Error::failed("it names no keys").source(e))?;
    let weaker = issuer.scheme() == "https" && url.scheme() != "https";
    if weaker || !is_secure(&url) {
        return Err(Error::failed("its keys are not at an https address"));
    }
    Ok(url)
}
