//! Who may say who a caller is, beside our own tokens? A load balancer in front, or an OAuth issuer.

use std::collections::BTreeMap;

use url::Url;

use super::document::{Fields, Node};
use super::fault::suggest;
use super::network;
use crate::auth::{Role, Scope, ScopeSet};

/// `edgeIdentity`: the proxy in front has authenticated the person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EdgeIdentity {
    pub kind: EdgeKind,
    pub grants: Grants,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum EdgeKind {
    /// `{"kind":"header","userHeader":…,"groupsHeader":…}`: oauth2-proxy and its like. Believed
    /// from `trustedProxies` only. Names in lower case.
    Header {
        user: String,
        groups: String,
    },
    Alb(Alb),
}

/// `{"kind":"alb","region":…,"signer":…}`: the signed `x-amzn-oidc-data` of an AWS load balancer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Alb {
    /// The load balancer's ARN.
    pub signer: String,
    /// Each key's address is this and the key's id; `keysUrl`, else the region's own.
    pub keys: Url,
    /// Which claim names the person; none: `email`, else `sub`.
    pub user_claim: Option<String>,
    pub groups_claim: String,
}

/// `oauth`: access tokens (JWT) of an issuer are accepted as bearer tokens.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Oauth {
    pub issuer: Url,
    /// What clients call this server: `publicUrl`.
    pub resource: String,
    /// What `aud` must name one of: `audience`, else the MCP endpoint or `publicUrl`.
    pub audiences: Vec<String>,
    /// None: as the issuer's own metadata say.
    pub jwks_url: Option<Url>,
    /// The claims that name the person and their groups.
    pub user_claim: String,
    pub groups_claim: String,
    /// What the issuer's own scope words stand for, beside ours, which mean themselves.
    pub scopes: BTreeMap<String, ScopeSet>,
    pub grants: Grants,
}

impl Oauth {
    /// The issuer as its tokens spell it, one of two where it has no path.
    pub fn is_issuer(&self, claim: &str) -> bool {
        let own = self.issuer.as_str();
        let bare = if self.issuer.path() == "/" { own.strip_suffix('/') } else { None };
        claim == own || Some(claim) == bare
    }
}

/// What a group's members may do: all that the roles of their groups may together. A group of the
/// form `user:NAME` is that person alone. Somebody in none of the groups has the default role, and
/// without one is refused.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Grants {
    pub roles: BTreeMap<String, Role>,
    pub default_role: Option<Role>,
}

/// How a key of `roles` begins that is no group but a person.
const PERSON: &str = "user:";

impl Grants {
    /// `None`: they may do nothing.
    pub fn of<'g>(&self, person: &str, groups: impl Iterator<Item = &'g str>) -> Option<ScopeSet> {
        let own = self.roles.get(&format!("{PERSON}{person}"));
        // A group that is named like a person is not that person.
        let theirs = groups.filter(|g| !g.starts_with(PERSON)).filter_map(|g| self.roles.get(g));
        let all = own.into_iter().chain(theirs).map(|role| role.scopes());
        all.reduce(ScopeSet::union).or_else(|| Some(self.default_role?.scopes()))
    }
}

/// Reads `edgeIdentity`.
pub(super) fn read_edge(node: &Node, has_proxies: bool) -> Option<EdgeIdentity> {
    node.object(|o| {
        let word = o.get("kind").map_or(Some("header".into()), |n| n.text());
        let user = header(o, "userHeader", "x-forwarded-email");
        let groups = header(o, "groupsHeader", "x-forwarded-groups");
        let (region, signer) = (o.get("region"), o.get("signer"));
        let keys = o.get("keysUrl").map(|n| network::secure_url(&n));
        let user_claim = o.get("userClaim").and_then(|n| n.text());
        let groups_claim = o.get("groupsClaim").and_then(|n| n.text());
        let grants = grants(o);
        let kind = match word?.as_str() {
            "header" => {
                if !has_proxies {
                    let _: Option<()> = node.fault(
                        "anyone could claim to be anyone: `trustedProxies` is empty",
                        "name the proxy's addresses in `trustedProxies`",
                    );
                }
                EdgeKind::Header { user: user?, groups: groups? }
            }
            "alb" => {
                let need = |found: Option<Node>, key, remedy| match found {
                    Some(n) => n.text(),
                    None => {
                        o.fault(key, "is missing", remedy);
                        None
                    }
                };
                let signer = need(signer, "signer", "write the load balancer's ARN");
                // With an address of the keys' own, the region says nothing more.
                let keys = match keys {
                    Some(url) => url.map(folder),
                    None => need(region, "region", "write the load balancer's AWS region")
                        .and_then(|text| region_keys(o, &text)),
                };
                let groups_claim = groups_claim.unwrap_or_else(|| "groups".into());
                EdgeKind::Alb(Alb { signer: signer?, keys: keys?, user_claim, groups_claim })
            }
            other => {
                let remedy = suggest(other, ["header", "alb"]);
                o.fault("kind", &format!("`{other}` is not a kind of identity"), &remedy);
                return None;
            }
        };
        Some(EdgeIdentity { kind, grants })
    })
}

/// Reads `oauth`. `public` is the text of `publicUrl`, if it is given.
pub(super) fn read_oauth(node: &Node, public: Option<&str>) -> Option<Oauth> {
    node.object(|o| {
        if public.is_none() {
            let _: Option<()> = node.fault(
                "clients could not be told which resource they ask for: `publicUrl` is missing",
                "write `publicUrl`, the https origin that users see",
            );
        }
        let remedy = "write the issuer's https URL, as in its `iss` claim";
        let issuer = o.need("issuer", remedy).and_then(|n| network::secure_url(&n));
        let text = |key| o.get(key).and_then(|n| n.text());
        let audiences = match text("audience") {
            Some(one) => Some(vec![one]),
            None => public.map(|url| vec![format!("{url}/mcp"), url.to_owned()]),
        };
        let jwks_url = o.get("jwksUrl").and_then(|n| network::secure_url(&n));
        let user_claim = text("userClaim").unwrap_or_else(|| "sub".into());
        let groups_claim = text("groupsClaim").unwrap_or_else(|| "groups".into());
        let scopes = o.get("scopes").map(|n| scopes(&n)).unwrap_or_default();
        let grants = grants(o);
        let (issuer, audiences, resource) = (issuer?, audiences?, public?.to_owned());
        Some(Oauth {
            issuer,
            resource,
            audiences,
            jwks_url,
            user_claim,
            groups_claim,
            scopes,
            grants,
        })
    })
}

/// The issuer's word → a role's word, whose scopes it stands for, or a scope's.
fn scopes(node: &Node) -> BTreeMap<String, ScopeSet> {
    let read = |(word, n): (String, Node)| {
        let text = n.text()?;
        let role = Role::parse(&text).map(Role::scopes);
        let scope = || Scope::parse(&text).map(|scope| ScopeSet::of(&[scope]));
        let known = Role::ALL.map(Role::word).into_iter().chain(Scope::ALL.map(Scope::word));
        let found = role.or_else(scope).or_else(|| {
            n.fault(format!("`{text}` is neither a role nor a scope"), suggest(&text, known))
        });
        Some((word, found?))
    };
    node.entries().into_iter().filter_map(read).collect()
}

/// Where a region's load balancers publish their keys. Source: Elastic Load Balancing, "Authenticate
/// users using an Application Load Balancer".
fn region_keys(o: &Fields, region: &str) -> Option<Url> {
    let plain = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-';
    let address = if !region.bytes().all(plain) || region.len() > 32 {
        None
    } else if region.starts_with("us-gov-") {
        Url::parse(&format!("https://s3-{region}.amazonaws.com/aws-elb-public-keys-prod-{region}/"))
            .ok()
    } else {
        let end = if region.starts_with("cn-") { ".cn" } else { "" };
        Url::parse(&format!("https://public-keys.auth.elb.{region}.amazonaws.com{end}/")).ok()
    };
    if address.is_none() {
        o.fault("region", &format!("`{region}` is not a region"), "write one such as `eu-west-1`");
    }
    address
}

/// What is joined to it comes below it.
fn folder(mut url: Url) -> Url {
    if !url.path().ends_with('/') {
        url.set_path(&format!("{}/", url.path()));
    }
    url
}

/// A header's name, in lower case.
fn header(o: &Fields, key: &'static str, default: &str) -> Option<String> {
    let Some(n) = o.get(key) else { return Some(default.into()) };
    let text = n.text()?;
    if text.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-') {
        return Some(text.to_ascii_lowercase());
    }
    n.fault(format!("`{text}` is not a header"), format!("write a name such as `{default}`"))
}

fn grants(o: &Fields) -> Grants {
    let role = |n: &Node| {
        let text = n.text()?;
        let words = Role::ALL.map(Role::word);
        Role::parse(&text)
            .or_else(|| n.fault(format!("`{text}` is not a role"), suggest(&text, words)))
    };
    let roles = o.get("roles").map(|n| n.entries()).unwrap_or_default();
    let default_role = o.get("defaultRole");
    if roles.is_empty() && default_role.is_none() {
        o.fault("roles", "nobody is granted anything", "map a group to a role in `roles`");
    }
    Grants {
        roles: roles.iter().filter_map(|(group, n)| Some((group.clone(), role(n)?))).collect(),
        default_role: default_role.and_then(|n| role(&n)),
    }
}
