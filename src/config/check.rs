//! Is this text a configuration? One walk that reads every key and notes every fault.

use std::net::SocketAddr;
use std::time::Duration;

use super::document::{Document, Fields, Node};
use super::fault::Fault;
use super::workspace::Groups;
use super::{Config, Loaded, Surroundings};
use super::{connector, identity, limit, network, place, token, workspace};

/// Reads the whole text of a team.json.
///
/// # Errors
/// Every fault there is, in the order of the text.
pub fn check_text(text: &str, around: &Surroundings) -> Result<Loaded, Vec<Fault>> {
    survey_text(text, around).map_err(|(faults, _)| faults)
}

/// Reads the whole text of a team.json.
///
/// # Errors
/// Every fault there is, and every warning, both in the order of the text.
pub fn survey_text(text: &str, around: &Surroundings) -> Result<Loaded, (Vec<Fault>, Vec<Fault>)> {
    let document = Document::new(text);
    let value = document.parse();
    let config = value.as_ref().and_then(|value| {
        Node::root(&document, value).object(|o| Some(read(o, &document, around)))
    });
    let (faults, warnings) = document.finish();
    match config {
        Some(config) if faults.is_empty() => Ok(Loaded { config, warnings }),
        _ => Err((faults, warnings)),
    }
}

/// A value with a fault gets a stand-in, so that the walk goes on; the caller throws all away.
fn read(o: &Fields, document: &Document, around: &Surroundings) -> Config {
    let host = o.need("host", "write an address to listen on, such as `127.0.0.1`");
    let host = host.and_then(|n| n.text());
    let port = o.need("port", "write a port, such as 8080 (0: any free one)");
    let port = port.and_then(|n| n.whole(0..=65_535)).map(|p| p as u16);
    let listen = listen(o, host.as_deref(), port, around);
    let (audit_log, data) = place::read(o, around);

    let remedy = "add a workspace: `lean-ctx team workspace add PATH`";
    let workspaces = o
        .need("workspaces", remedy)
        .map(|n| workspace::read_all(&n, &around.base, &data))
        .unwrap_or_default();
    let ids: Vec<String> = workspaces.iter().map(|w| w.id.clone()).collect();
    let default_workspace = o
        .need("defaultWorkspaceId", "write the id of one of `workspaces`")
        .and_then(|n| connector::known_workspace(&n, &ids));
    let groups = Groups::of(&workspaces);
    if let Some(n) = o.get("workspaces") {
        groups.warn_of_lonely(&n);
    }
    let tokens = o.get("tokens").map(|n| token::read_all(&n, &ids, &groups, around.now));
    let tokens = tokens.unwrap_or_default();
    let lifetime = o.get("maxTokenLifetimeDays").and_then(|n| n.whole(1..=36_500));

    let trusted_proxies = o.get("trustedProxies").map(|n| network::trusted_proxies(&n));
    let trusted_proxies = trusted_proxies.unwrap_or_default();
    let public_url = o.get("publicUrl").and_then(|n| network::public_url(&n));
    let public_text = public_url.as_ref().map(ToString::to_string);
    let disable_host_check = flag(o, "disableHostCheck", false, |n| {
        n.warn(
            "any `Host` is answered: DNS rebinding is not stopped",
            "list `allowedHosts` instead",
        );
    });
    read_modes(o);

    Config {
        host: host.unwrap_or_default(),
        port: port.unwrap_or_default(),
        listen,
        default_workspace: default_workspace.unwrap_or_default(),
        workspaces,
        tokens,
        max_token_lifetime: lifetime.map(|days| Duration::from_secs(days * 86_400)),
        audit_log,
        disable_host_check,
        allowed_hosts: o
            .get("allowedHosts")
            .map(|n| network::allowed_hosts(&n))
            .unwrap_or_default(),
        allowed_origins: o
            .get("allowedOrigins")
            .map(|n| network::allowed_origins(&n))
            .unwrap_or_default(),
        edge_identity: o
            .get("edgeIdentity")
            .and_then(|n| identity::read_edge(&n, !trusted_proxies.is_empty())),
        oauth: o.get("oauth").and_then(|n| identity::read_oauth(&n, public_text.as_deref())),
        public_url,
        trusted_proxies,
        limits: limit::read_limits(o),
        storage_quota: limit::read_quota(o, around).unwrap_or_else(|fault| {
            document.fault(fault);
            None
        }),
        roi_webhook: o.get("roiWebhookUrl").and_then(|n| network::webhook(&n)),
        connectors: o
            .get("connectors")
            .map(|n| connector::read_all(&n, &ids, around))
            .unwrap_or_default(),
        webhooks: o
            .get("webhooks")
            .map(|n| connector::read_webhooks(&n, &ids, around))
            .unwrap_or_default(),
        sync_interval: o
            .get("syncIntervalSecs")
            .and_then(|n| n.whole(0..=31_536_000))
            .filter(|secs| *secs > 0)
            .map(Duration::from_secs),
        index: limit::read_index(o.get("index"), &around.base),
        retention: limit::read_retention(o.get("retention")),
        data,
    }
}

/// `host` with `port` must be an address here and now; with a faulty port, `host` by itself.
fn listen(
    o: &Fields,
    host: Option<&str>,
    port: Option<u16>,
    around: &Surroundings,
) -> Vec<SocketAddr> {
    let Some(host) = host else { return Vec::new() };
    let port = port.unwrap_or_default();
    let bare = host.strip_prefix('[').and_then(|h| h.strip_suffix(']')).unwrap_or(host);
    let found = around.resolve(bare, port);
    if found.is_empty() {
        let remedy = "write an IP address or a name of this machine, without a port";
        o.fault("host", &format!("`{host}` does not resolve"), remedy);
    }
    found
}

/// Keys that are read for the sake of existing files: only stateless JSON is served.
fn read_modes(o: &Fields) {
    flag(o, "statefulMode", false, |n| {
        n.warn("only stateless MCP is served", "remove the key, or write `false`");
    });
    if let Some(n) = o.get("jsonResponse")
        && n.boolean() == Some(false)
    {
        n.warn("answers are JSON all the same", "remove the key, or write `true`");
    }
}

fn flag(o: &Fields, key: &'static str, default: bool, when_set: impl FnOnce(&Node)) -> bool {
    let Some(node) = o.get(key) else { return default };
    let value = node.boolean();
    if value == Some(true) {
        when_set(&node);
    }
    value.unwrap_or(default)
}
