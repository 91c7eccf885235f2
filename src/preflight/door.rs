//! Who can come to the door at all? What team.json says of addresses, hosts, pages and proxies.

use std::net::{IpAddr, SocketAddr};

use super::{Flight, listed};
use crate::config::{Config, HostName, Origin, SecretSource};
use crate::doctor::Check;

pub fn checks(flight: &Flight) -> Vec<Check> {
    let config = flight.config;
    vec![
        public(flight),
        guard(config.disable_host_check),
        hosts(&config.allowed_hosts, config.public_url.as_ref(), config.is_loopback()),
        origins(&config.allowed_origins),
        bind(&config.listen),
        proxies(config),
        secrets(config),
    ]
}

fn public(flight: &Flight) -> Check {
    const NAME: &str = "public origin";
    let Some(url) = &flight.public else {
        return Check::failure(
            NAME,
            "neither `publicUrl` in team.json nor `--url` names it",
            "set `publicUrl` to the https origin that users see",
        );
    };
    let typed = Origin::parse(url.as_str());
    let own = flight.config.public_url.as_ref();
    match (url.scheme(), own) {
        ("https", Some(own)) if typed.as_ref() == Some(own) => {
            Check::ok(NAME, format!("{own}, as `publicUrl` says"))
        }
        ("https", Some(own)) => Check::failure(
            NAME,
            format!("`{url}` is asked, and `publicUrl` is {own}"),
            "let `publicUrl` be the origin that users see: hosts and links depend on it",
        ),
        ("https", None) => Check::warning(
            NAME,
            format!("{url}, which team.json does not name"),
            format!("add \"publicUrl\": \"{}\"", url.as_str().trim_end_matches('/')),
        ),
        (scheme, _) => Check::failure(
            NAME,
            format!("`{url}` is {scheme}: tokens travel in clear"),
            "put a TLS proxy before the server, and name its https address",
        ),
    }
}

fn guard(disabled: bool) -> Check {
    const NAME: &str = "host check";
    match disabled {
        false => Check::ok(NAME, "requests for other hosts are refused"),
        true => Check::failure(
            NAME,
            "`disableHostCheck` is on: any web page may reach the server by DNS rebinding",
            "take it out of team.json, and name the hosts in `publicUrl` or `allowedHosts`",
        ),
    }
}

fn hosts(allowed: &[HostName], public: Option<&Origin>, loopback: bool) -> Check {
    const NAME: &str = "allowed hosts";
    let names: Vec<String> = allowed.iter().map(ToString::to_string).collect();
    let all = names.iter().map(String::as_str);
    match (names.is_empty(), public) {
        (false, Some(url)) => Check::ok(NAME, format!("{} and that of {url}", listed(all))),
        (false, None) => Check::ok(NAME, listed(all)),
        (true, _) if loopback => {
            Check::ok(NAME, "this machine's own, and the public one: it listens to nobody else")
        }
        (true, _) => Check::warning(
            NAME,
            "`allowedHosts` is empty: every IP literal and this machine's name are admitted beside the public one",
            "name the hosts that may be asked for, those of health checks included",
        ),
    }
}

fn origins(allowed: &[Origin]) -> Check {
    const NAME: &str = "browser origins";
    let plain: Vec<String> = allowed
        .iter()
        .filter(|o| o.scheme != "https" && !o.is_loopback())
        .map(ToString::to_string)
        .collect();
    if !plain.is_empty() {
        return Check::warning(
            NAME,
            format!("pages of {} come unencrypted", listed(plain.iter().map(String::as_str))),
            "admit their https origins only",
        );
    }
    let names: Vec<String> = allowed.iter().map(ToString::to_string).collect();
    match names.is_empty() {
        true => Check::ok(NAME, "none but the server's own"),
        false => Check::ok(
            NAME,
            format!("beside the server's own: {}", listed(names.iter().map(String::as_str))),
        ),
    }
}

/// Where the server itself listens, in plain.
fn bind(listen: &[SocketAddr]) -> Check {
    const NAME: &str = "origin's address";
    let shown: Vec<String> = listen.iter().map(ToString::to_string).collect();
    let shown = listed(shown.iter().map(String::as_str));
    let worst = listen.iter().map(|a| reach(a.ip())).max().unwrap_or(Reach::Machine);
    match worst {
        Reach::Machine => Check::ok(NAME, format!("{shown}: this machine alone")),
        Reach::Network => Check::warning(
            NAME,
            format!(
                "{shown}: the private network reaches it in plain; what stands in that network is not seen from here"
            ),
            "let only the proxy's address through (security group, firewall); `--probe-from URL` brings evidence",
        ),
        Reach::Anyone => Check::warning(
            NAME,
            format!(
                "{shown}: every address of this machine; whether a firewall stands before it is not seen from here"
            ),
            "listen on a private address, or let only the proxy through; `--probe-from URL` brings evidence",
        ),
    }
}

#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
enum Reach {
    Machine,
    Network,
    Anyone,
}

fn reach(address: IpAddr) -> Reach {
    match address.to_canonical() {
        ip if ip.is_loopback() => Reach::Machine,
        IpAddr::V4(ip) if ip.is_private() || ip.is_link_local() => Reach::Network,
        // fc00::/7 and fe80::/10
        IpAddr::V6(ip)
            if (ip.segments()[0] & 0xfe00) == 0xfc00 || (ip.segments()[0] & 0xffc0) == 0xfe80 =>
        {
            Reach::Network
        }
        _ => Reach::Anyone,
    }
}

fn proxies(config: &Config) -> Check {
    const NAME: &str = "trusted proxies";
    let wide: Vec<String> = config
        .trusted_proxies
        .iter()
        .filter(|n| n.prefix < if n.address.is_ipv4() { 8 } else { 16 })
        .map(|n| format!("{}/{}", n.address, n.prefix))
        .collect();
    if !wide.is_empty() {
        return Check::failure(
            NAME,
            format!(
                "{} is nearly everybody: any caller may name any address",
                listed(wide.iter().map(String::as_str))
            ),
            "name the proxy's own addresses",
        );
    }
    match config.trusted_proxies.len() {
        0 => Check::warning(
            NAME,
            "`trustedProxies` is empty: behind a proxy, the audit log has its address for every caller's",
            "name the proxy's addresses, from which `X-Forwarded-For` is to be believed",
        ),
        n => Check::ok(
            NAME,
            format!("`X-Forwarded-For` is believed from {}", super::counted(n, "network")),
        ),
    }
}

/// Where the secrets are that the server needs in clear.
fn secrets(config: &Config) -> Check {
    const NAME: &str = "secrets";
    let connectors = config.connectors.iter().filter(|c| c.enabled);
    let connectors =
        connectors.filter_map(|c| Some((format!("connector {}", c.id), c.secret.as_ref()?)));
    let webhooks = config.webhooks.iter().map(|(id, secret)| (format!("webhook of {id}"), secret));
    let all: Vec<(String, &SecretSource)> = connectors.chain(webhooks).collect();
    let gone: Vec<&str> =
        all.iter().filter(|(_, s)| s.resolve().is_err()).map(|(whose, _)| whose.as_str()).collect();
    if !gone.is_empty() {
        return Check::failure(
            NAME,
            format!("not found in this environment: that of {}", listed(gone)),
            "set them where the server runs; if only the server has them, inspect with its environment",
        );
    }
    let literal: Vec<&str> = all
        .iter()
        .filter(|(_, s)| matches!(s, SecretSource::Literal(_)))
        .map(|(whose, _)| whose.as_str())
        .collect();
    match (literal.is_empty(), all.len()) {
        (true, 0) => Check::ok(NAME, "team.json needs none"),
        (true, n) => Check::ok(
            NAME,
            format!("{}, none written out in team.json", super::counted(n, "reference")),
        ),
        (false, _) => Check::warning(
            NAME,
            format!("written out in team.json: that of {}", listed(literal)),
            "write `env:NAME` or `file:/path` instead: such a secret is rotated without team.json, and is in no backup",
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::doctor::State;

    #[test]
    fn each_finding_both_ways() {
        let host = |t: &str| HostName::parse(t).unwrap();
        let origin = |t: &str| Origin::parse(t).unwrap();
        let listen = |t: &str| vec![t.parse::<SocketAddr>().unwrap()];
        let url = origin("https://ctx.example.com");
        for (check, wanted) in [
            (guard(false), State::Ok),
            (guard(true), State::Failure),
            (hosts(&[], None, true), State::Ok),
            (hosts(&[], Some(&url), false), State::Warning),
            (hosts(&[host("ctx.example.com")], Some(&url), false), State::Ok),
            (hosts(&[host("ctx.example.com")], None, false), State::Ok),
            (origins(&[]), State::Ok),
            (origins(&[origin("https://a.example"), origin("http://localhost:3000")]), State::Ok),
            (origins(&[origin("http://a.example")]), State::Warning),
            (bind(&listen("127.0.0.1:8080")), State::Ok),
            (bind(&listen("[::1]:8080")), State::Ok),
            (bind(&listen("10.1.2.3:8080")), State::Warning),
            (bind(&listen("[fd00::1]:8080")), State::Warning),
            (bind(&listen("0.0.0.0:8080")), State::Warning),
            (bind(&listen("203.0.113.5:8080")), State::Warning),
        ] {
            assert_eq!(check.state, wanted, "{}: {}", check.name, check.message);
            assert_eq!(check.remedy.is_some(), wanted != State::Ok, "{}", check.name);
        }
        assert!(bind(&listen("0.0.0.0:1")).message.contains("every address"));
        assert_eq!(reach("::ffff:10.0.0.1".parse().unwrap()), Reach::Network);
    }
}
