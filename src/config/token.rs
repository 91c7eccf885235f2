//! Which tokens does team.json name, and what do they grant?

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;
use serde_json::{Map, Value};

use super::document::{Fields, Node};
use super::fault::suggest;
use super::workspace::Groups;
use crate::auth::token::Previous;
use crate::auth::{Entry, Grant, Role, Scope, ScopeSet};
use crate::base::digest::{Sha256Digest, sha256};

/// What could be read of an entry: an id or a secret that stands there twice is told even when
/// something else is wrong with the entry.
struct Read {
    id: Option<String>,
    hashes: Vec<Sha256Digest>,
    /// Whole.
    entry: Option<Entry>,
}

/// Reads `tokens`.
pub(super) fn read_all(
    node: &Node,
    workspaces: &[String],
    groups: &Groups,
    now: Timestamp,
) -> Vec<Entry> {
    let mut found: Vec<Entry> = Vec::new();
    let mut ids: BTreeSet<String> = BTreeSet::new();
    let mut secrets: BTreeMap<Sha256Digest, String> = BTreeMap::new();
    for element in node.list() {
        let Some(read) = element.object(|o| Some(read(o, workspaces, groups))) else { continue };
        if let Some(id) = read.id
            && !ids.insert(id.clone())
        {
            let message = format!("the id `{id}` is taken");
            let _: Option<()> = element.fault(message, "give each token its own id");
        }
        for hash in read.hashes {
            if let Some(other) = secrets.insert(hash, element.path().into()) {
                let message = format!("`{other}` has the same secret");
                let remedy = "revoke one and create it anew: who calls could not be told";
                let _: Option<()> = element.fault(message, remedy);
            }
        }
        let Some(entry) = read.entry else { continue };
        if entry.expired(now) {
            element.warn(
                format!("the token `{}` has expired", entry.id),
                "rotate it, or revoke it: `lean-ctx team token revoke`",
            );
        }
        found.push(entry);
    }
    found
}

/// Every hash that stands under `tokens`, read leniently; see [`super::listed_hashes`].
pub(super) fn listed(root: &Node) -> Option<BTreeSet<Sha256Digest>> {
    let lists = values(root, "tokens").into_iter().filter(Node::is_list).collect::<Vec<_>>();
    if lists.is_empty() {
        return None;
    }
    let tokens = lists.iter().flat_map(Node::list).collect::<Vec<_>>();
    let previous = tokens.iter().flat_map(|token| values(token, "previous")).collect::<Vec<_>>();
    let hashes = tokens.iter().chain(&previous).flat_map(|holder| values(holder, "sha256Hex"));
    Some(hashes.filter_map(|n| hash(&n)).collect())
}

/// Every value of `key`, which in a faulty file may stand there twice.
fn values<'r, 't>(node: &Node<'r, 't>, key: &str) -> Vec<Node<'r, 't>> {
    node.entries().into_iter().filter(|(name, _)| name == key).map(|(_, value)| value).collect()
}

/// How ids of callers begin who have no token: no token may pass for one of them.
const RESERVED: [&str; 3] = ["edge:", "oauth:", "webhook:"];

/// Why `id` cannot be a token's id, if it cannot.
pub fn id_fault(id: &str) -> Option<&'static str> {
    if id == crate::auth::Principal::local().id {
        return Some("is the name of the operator at the terminal");
    }
    if RESERVED.iter().any(|prefix| id.starts_with(prefix)) {
        return Some("must not look like a caller without a token (`edge:`, `oauth:`, `webhook:`)");
    }
    let odd = |c: char| c.is_control() || c.is_whitespace();
    (id.is_empty() || id.chars().count() > 128 || id.contains(odd))
        .then_some("must be 1 to 128 characters without spaces")
}

/// An entry as it stands in team.json.
pub fn to_json(entry: &Entry) -> Value {
    let mut json = Map::new();
    let mut put = |key: &str, value: Value| json.insert(key.into(), value);
    put("id", entry.id.clone().into());
    put("sha256Hex", hex::encode(entry.sha256).into());
    if let Some(role) = entry.role {
        put("role", role.word().into());
    }
    if !entry.scopes.is_empty() {
        put("scopes", entry.scopes.iter().map(Scope::word).collect());
    }
    if let Grant::Only(ids) = &entry.workspaces {
        put("workspaces", ids.iter().map(String::as_str).collect());
    }
    if let Some(at) = entry.created_at {
        put("createdAt", spell_time(at).into());
    }
    if let Some(at) = entry.expires_at {
        put("expiresAt", spell_time(at).into());
    }
    if let Some(previous) = &entry.previous {
        put("previous", previous_to_json(previous));
    }
    Value::Object(json)
}

pub fn previous_to_json(previous: &Previous) -> Value {
    serde_json::json!({
        "sha256Hex": hex::encode(previous.sha256),
        "expiresAt": spell_time(previous.expires_at),
    })
}

/// RFC 3339, UTC, whole seconds.
pub fn spell_time(at: Timestamp) -> String {
    format!("{at:.0}")
}

fn read(o: &Fields, workspaces: &[String], groups: &Groups) -> Read {
    let id = o.need("id", "name the person or job that holds the token").and_then(|n| {
        let text = n.text()?;
        match id_fault(&text) {
            Some(fault) => n.fault(fault, "write another id"),
            None => Some(text),
        }
    });
    let sha256 = o.need("sha256Hex", HASH_REMEDY).and_then(|n| hash(&n));
    let scopes = o.get("scopes").map_or(ScopeSet::NONE, |n| scopes(&n));
    let role = o.get("role").and_then(|n| {
        let text = n.text()?;
        let words = Role::ALL.map(Role::word);
        Role::parse(&text)
            .or_else(|| n.fault(format!("`{text}` is not a role"), suggest(&text, words)))
    });
    if role.is_none() && scopes.is_empty() && o.get("role").is_none() && empty(o) {
        o.fault("role", "grants nothing", "write a `role`, or `scopes` with at least one scope");
    }
    let grant = o.get("workspaces").map_or(Grant::All, |n| {
        let grant = grant(&n, workspaces);
        for torn in groups.torn_by(&grant) {
            let holder = id.as_deref().unwrap_or_default();
            let _: Option<()> = n.fault(torn.told_of(holder), torn.remedy());
        }
        grant
    });
    let created_at = o.get("createdAt").and_then(|n| time(&n));
    let expires_at = o.get("expiresAt").and_then(|n| time(&n));
    if let (Some(created), Some(expires)) = (created_at, expires_at)
        && expires <= created
    {
        o.fault("expiresAt", "is not after `createdAt`", "write a later time");
    }
    let previous = o.get("previous").and_then(|n| n.object(read_previous));
    let before = previous.as_ref().map(|p: &Previous| p.sha256);
    let hashes = sha256.into_iter().chain(before).collect();
    let entry = id.clone().zip(sha256).map(|(id, sha256)| Entry {
        id,
        sha256,
        scopes,
        role,
        workspaces: grant,
        created_at,
        expires_at,
        previous,
    });
    Read { id, hashes, entry }
}

/// No scopes are listed at all (a listed but faulty one has its own fault).
fn empty(o: &Fields) -> bool {
    o.get("scopes").is_none_or(|n| n.is_empty_list())
}

fn read_previous(o: &Fields) -> Option<Previous> {
    let hash = o.need("sha256Hex", HASH_REMEDY).and_then(|n| hash(&n));
    let at = o.need("expiresAt", TIME_REMEDY).and_then(|n| time(&n));
    Some(Previous { sha256: hash?, expires_at: at? })
}

const HASH_REMEDY: &str = "write the SHA-256 of the secret as 64 hex digits";
const TIME_REMEDY: &str = "write a time such as `2027-01-31T00:00:00Z`";

fn hash(n: &Node) -> Option<Sha256Digest> {
    let text = n.text()?;
    let mut digest = [0; 32];
    if hex::decode_to_slice(&text, &mut digest).is_err() {
        // The text is left out on purpose: it may be the secret itself, put here by mistake.
        let count = text.chars().count();
        return n.fault(format!("is not 64 hex digits ({count} characters)"), HASH_REMEDY);
    }
    if digest == sha256(b"") {
        return n
            .fault("is the hash of no secret at all", "mint one: `lean-ctx team token create`");
    }
    Some(digest)
}

fn scopes(node: &Node) -> ScopeSet {
    let words = Scope::ALL.map(Scope::word);
    let read = |(n, text): (Node, String)| {
        Scope::parse(&text)
            .or_else(|| n.fault(format!("`{text}` is not a scope"), suggest(&text, words)))
    };
    node.texts().into_iter().filter_map(read).collect()
}

fn grant(node: &Node, workspaces: &[String]) -> Grant {
    let named = node.texts();
    if node.is_empty_list() {
        let _: Option<()> =
            node.fault("names no workspace", "name at least one, or leave the key out for all");
    }
    let read = |(n, text): (Node, String)| {
        // With none known, that is the fault to mend first.
        if workspaces.is_empty() || workspaces.contains(&text) {
            return Some(text);
        }
        let known = workspaces.iter().map(String::as_str);
        n.fault(format!("`{text}` is not a workspace"), suggest(&text, known))
    };
    Grant::Only(named.into_iter().filter_map(read).collect())
}

fn time(n: &Node) -> Option<Timestamp> {
    let text = n.text()?;
    match text.parse() {
        Ok(at) => Some(at),
        Err(_) => n.fault(format!("`{text}` is not an RFC 3339 time"), TIME_REMEDY),
    }
}
