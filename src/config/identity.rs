//! Who may say who a caller is, beside our own tokens? A load balancer in front, or an OAuth issuer.

use std::collections::BTreeMap;

use url::Url;

use super::document::{Fields, Node};
use super::fault::suggest;
use super::network;
use crate::auth::Role;

/// `edgeIdentity`: the proxy in front has authenticated the person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EdgeIdentity {
    pub kind: EdgeKind,
    pub grants: Grants,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum EdgeKind {
    /// `{"kind":"header","userHeader":…,"groupsHeader":…}`: oauth2-proxy and its like. Believed
    /// from `trustedProxies` only.
    Header { user: String, groups: String },
    /// `{"kind":"alb","region":…,"signer":…}`: the signed `x-amzn-oidc-data` of an AWS load
    /// balancer, whose ARN is the signer.
    Alb { region: String, signer: String },
}

/// `oauth`: access tokens (JWT) of an issuer are accepted as bearer tokens.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Oauth {
    pub issuer: Url,
    /// What `aud` must name; by default `publicUrl`.
    pub audience: String,
    /// None: as the issuer's own metadata say.
    pub jwks_url: Option<Url>,
    /// The claims that name the person and their groups.
    pub user_claim: String,
    pub groups_claim: String,
    pub grants: Grants,
}

/// What a group's members may do. Somebody in none of the groups has the default role, and without
/// one is refused.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Grants {
    pub roles: BTreeMap<String, Role>,
    pub default_role: Option<Role>,
}

/// Reads `edgeIdentity`.
pub(super) fn read_edge(node: &Node, has_proxies: bool) -> Option<EdgeIdentity> {
    node.object(|o| {
        let word = o.get("kind").map_or(Some("header".into()), |n| n.text());
        let user = header(o, "userHeader", "x-forwarded-email");
        let groups = header(o, "groupsHeader", "x-forwarded-groups");
        let (region, signer) = (o.get("region"), o.get("signer"));
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
                let region = need(region, "region", "write the load balancer's AWS region");
                let signer = need(signer, "signer", "write the load balancer's ARN");
                EdgeKind::Alb { region: region?, signer: signer? }
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
        let issuer = o.need("issuer", remedy).and_then(|n| network::https_url(&n));
        let text = |key| o.get(key).and_then(|n| n.text());
        let audience = text("audience").or_else(|| public.map(Into::into));
        let jwks_url = o.get("jwksUrl").and_then(|n| network::https_url(&n));
        let user_claim = text("userClaim").unwrap_or_else(|| "sub".into());
        let groups_claim = text("groupsClaim").unwrap_or_else(|| "groups".into());
        let grants = grants(o);
        let (issuer, audience) = (issuer?, audience?);
        Some(Oauth { issuer, audience, jwks_url, user_claim, groups_claim, grants })
    })
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
