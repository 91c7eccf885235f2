//! Which outside sources (issue trackers, pipelines, databases) does a workspace draw on?

use std::collections::BTreeMap;
use std::time::Duration;

use url::{Host, Url};

use super::Surroundings;
use super::document::{Fields, Node};
use super::fault::{nearest, one_of, suggest};
use super::secret::{self, SecretSource};
use super::workspace::{ID_REMEDY, is_id};

#[derive(
    Debug,
    Clone,
    Copy,
    PartialEq,
    Eq,
    Hash,
    serde::Serialize,
    serde::Deserialize,
    schemars::JsonSchema,
)]
#[serde(rename_all = "lowercase")]
pub enum Provider {
    Gitlab,
    Github,
    Jira,
    Postgres,
}

#[derive(
    Debug,
    Clone,
    Copy,
    PartialEq,
    Eq,
    Hash,
    serde::Serialize,
    serde::Deserialize,
    schemars::JsonSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum Resource {
    Issues,
    MergeRequests,
    Pipelines,
    PullRequests,
    Actions,
    Schema,
}

impl Provider {
    pub const ALL: [Self; 4] = [Self::Gitlab, Self::Github, Self::Jira, Self::Postgres];

    pub const fn word(self) -> &'static str {
        match self {
            Self::Gitlab => "gitlab",
            Self::Github => "github",
            Self::Jira => "jira",
            Self::Postgres => "postgres",
        }
    }

    pub const fn resources(self) -> &'static [Resource] {
        match self {
            Self::Gitlab => &[Resource::Issues, Resource::MergeRequests, Resource::Pipelines],
            Self::Github => &[Resource::Issues, Resource::PullRequests, Resource::Actions],
            Self::Jira => &[Resource::Issues],
            Self::Postgres => &[Resource::Schema],
        }
    }
}

impl Resource {
    pub const fn word(self) -> &'static str {
        match self {
            Self::Issues => "issues",
            Self::MergeRequests => "merge_requests",
            Self::Pipelines => "pipelines",
            Self::PullRequests => "pull_requests",
            Self::Actions => "actions",
            Self::Schema => "schema",
        }
    }
}

/// No `Debug`: it may hold a secret.
#[derive(Clone)]
pub struct Connector {
    pub id: String,
    pub provider: Provider,
    /// One of the provider's own.
    pub resource: Resource,
    /// `owner/name`, a project key, a schema: the provider's own word.
    pub project: Option<String>,
    /// None: the provider's public one, or what the environment names.
    pub host: Option<Url>,
    /// The provider's own filter, such as `opened`.
    pub state: Option<String>,
    /// Items asked for in one request; no provider gives more than a hundred.
    pub limit: u64,
    pub interval: Duration,
    pub secret: Option<SecretSource>,
    /// None: the default workspace.
    pub workspace: Option<String>,
    pub display_name: Option<String>,
    pub enabled: bool,
}

const INTERVAL_FLOOR_SECS: u64 = 300;

/// Reads `connectors`.
pub(super) fn read_all(node: &Node, ids: &[String], around: &Surroundings) -> Vec<Connector> {
    let mut found: Vec<Connector> = Vec::new();
    for element in node.list() {
        let Some(connector) = element.object(|o| read(o, ids, around)) else { continue };
        if found.iter().any(|other| other.id == connector.id) {
            let message = format!("the id `{}` is taken", connector.id);
            let _: Option<()> = element.fault(message, "give each connector its own id");
        }
        found.push(connector);
    }
    found
}

fn read(o: &Fields, ids: &[String], around: &Surroundings) -> Option<Connector> {
    let id = o.need("id", ID_REMEDY).and_then(|n| {
        let text = n.text()?;
        if is_id(&text) { Some(text) } else { n.fault(format!("`{text}` is not an id"), ID_REMEDY) }
    });
    let providers = Provider::ALL.map(Provider::word);
    let provider = o.need("provider", &format!("write {}", one_of(providers))).and_then(|n| {
        let text = n.text()?;
        Provider::ALL
            .into_iter()
            .find(|p| p.word() == text)
            .or_else(|| n.fault(format!("`{text}` is not a provider"), suggest(&text, providers)))
    });
    let resource = o
        .need("resource", "write what to fetch, such as `issues`")
        .and_then(|n| resource(&n, provider));
    let connector = Connector {
        id: id.unwrap_or_default(),
        provider: provider.unwrap_or(Provider::Gitlab),
        resource: resource.unwrap_or(Resource::Issues),
        project: o.words("project"),
        host: o.words("host").and_then(|text| host(o, &text)),
        state: o.words("state"),
        limit: o.get("limit").and_then(|n| n.whole(1..=10_000)).unwrap_or(50),
        interval: o.get("intervalSecs").and_then(|n| interval(&n)).unwrap_or(HOUR),
        secret: o.get("secret").and_then(|n| secret::read(&n, around)),
        workspace: o.get("workspaceId").and_then(|n| known_workspace(&n, ids)),
        display_name: o.words("displayName"),
        enabled: o.get("enabled").and_then(|n| n.boolean()).unwrap_or(true),
    };
    if let (Some(provider), Some(node)) = (provider, o.get("id")) {
        complain(&connector, provider, &node);
    }
    // A stand-in id must not collide with another's.
    (!connector.id.is_empty()).then_some(connector)
}

/// Without these it cannot run; its status says so as well.
fn complain(connector: &Connector, provider: Provider, node: &Node) {
    let (message, remedy) = match provider {
        Provider::Github | Provider::Gitlab if connector.project.is_none() => (
            "the connector names no `project`, and cannot run",
            "write `project`, such as `owner/name`",
        ),
        Provider::Postgres if connector.host.is_some() => (
            "`host` is not used for postgres",
            "the connection's URL is the `secret`: `env:DATABASE_URL`",
        ),
        _ => return,
    };
    node.warn(message, remedy);
}

fn host(o: &Fields, text: &str) -> Option<Url> {
    let wrong = |why: &str| {
        o.fault("host", why, "write `gitlab.example.com` or `https://jira.example.com/path`");
    };
    address(text).inspect_err(|why| wrong(why)).ok()
}

/// A provider's address as typed: a host's name, or a URL. What is sent there is secret, so plain http is for this
/// machine alone.
///
/// # Errors
/// Why not; the text is not in it, for it could hold a password.
pub fn address(text: &str) -> Result<Url, &'static str> {
    let spelt = if text.contains("://") { text.to_owned() } else { format!("https://{text}") };
    let url = Url::parse(&spelt).map_err(|_| "is no host and no URL")?;
    if !url.username().is_empty() || url.password().is_some() {
        return Err("must not hold a user or password");
    }
    if url.query().is_some() || url.fragment().is_some() {
        return Err("must have no `?` and no `#`");
    }
    match (url.scheme(), url.host()) {
        (_, None) => Err("names no host"),
        ("https", Some(_)) => Ok(url),
        ("http", Some(host)) if is_loopback(&host) => Ok(url),
        ("http", Some(_)) => Err("must be https: http is for this machine alone"),
        _ => Err("must be https"),
    }
}

fn is_loopback(host: &Host<&str>) -> bool {
    match host {
        Host::Domain(name) => *name == "localhost",
        Host::Ipv4(address) => address.is_loopback(),
        Host::Ipv6(address) => address.is_loopback(),
    }
}

const HOUR: Duration = Duration::from_secs(3600);

fn interval(n: &Node) -> Option<Duration> {
    let secs = n.whole(1..=31_536_000)?;
    if secs < INTERVAL_FLOOR_SECS {
        n.warn(
            format!("{secs} s is below the floor; {INTERVAL_FLOOR_SECS} s is used"),
            format!("write {INTERVAL_FLOOR_SECS} or more"),
        );
    }
    Some(Duration::from_secs(secs.max(INTERVAL_FLOOR_SECS)))
}

fn resource(n: &Node, provider: Option<Provider>) -> Option<Resource> {
    let text = n.text()?;
    let Some(provider) = provider else { return resource_of_any(n, &text) };
    if let Some(known) = provider.resources().iter().find(|r| r.word() == text) {
        return Some(*known);
    }
    let words: Vec<&str> = provider.resources().iter().map(|r| r.word()).collect();
    let message = format!("`{text}` is not a resource of {}", provider.word());
    n.fault(message, format!("write {}", one_of(words)))
}

/// Which provider is meant is not known: what none of them has is a fault all the same.
fn resource_of_any(n: &Node, text: &str) -> Option<Resource> {
    let all = Provider::ALL.into_iter().flat_map(Provider::resources);
    if let Some(known) = all.clone().find(|r| r.word() == text) {
        return Some(*known);
    }
    let words: Vec<&str> = all.map(|r| r.word()).collect();
    n.fault(format!("`{text}` is not a resource"), suggest(text, words))
}

pub(super) fn known_workspace(n: &Node, ids: &[String]) -> Option<String> {
    let text = n.text()?;
    if ids.is_empty() || ids.contains(&text) {
        return Some(text);
    }
    let known = ids.iter().map(String::as_str);
    n.fault(format!("`{text}` is not a workspace"), suggest(&text, known))
}

/// Reads `webhooks`: what each workspace's forge signs its push events with.
pub(super) fn read_webhooks(
    node: &Node,
    ids: &[String],
    around: &Surroundings,
) -> BTreeMap<String, SecretSource> {
    let mut found = BTreeMap::new();
    for (id, n) in node.entries() {
        if !ids.is_empty() && !ids.contains(&id) {
            let remedy = nearest(&id, ids.iter().map(String::as_str))
                .map_or("name a workspace".into(), |known| format!("did you mean `{known}`?"));
            let _: Option<()> = n.fault(format!("`{id}` is not a workspace"), remedy);
        }
        let secret = n.object(|o| {
            o.need("secret", "write the secret that the forge signs with, or `env:NAME`")
                .and_then(|n| secret::read(&n, around))
        });
        if let Some(secret) = secret {
            found.insert(id, secret);
        }
    }
    found
}
