//! Which hosts, origins and proxies are named? Small typed addresses, compared the same way for a
//! configuration and for a request's headers.

use std::fmt;
use std::net::IpAddr;
use std::str::FromStr;

use url::Url;

use super::document::Node;

/// `host` or `host:port`, as in `Host:`; lower case, IPv6 without brackets, no final dot.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HostName {
    pub host: String,
    pub port: Option<u16>,
}

impl HostName {
    pub fn parse(text: &str) -> Option<Self> {
        let (host, port) = match text.strip_prefix('[') {
            Some(rest) => {
                let (host, after) = rest.split_once(']')?;
                host.parse::<std::net::Ipv6Addr>().ok()?;
                match after {
                    "" => (host, None),
                    _ => (host, Some(after.strip_prefix(':')?)),
                }
            }
            None if text.parse::<std::net::Ipv6Addr>().is_ok() => (text, None),
            None => match text.split_once(':') {
                Some((host, port)) => (host, Some(port)),
                None => (text, None),
            },
        };
        let digits = |p: &str| !p.is_empty() && p.bytes().all(|b| b.is_ascii_digit());
        let port = match port {
            Some(port) if digits(port) => Some(port.parse().ok()?),
            Some(_) => return None,
            None => None,
        };
        let host = host.strip_suffix('.').unwrap_or(host).to_ascii_lowercase();
        let allowed = |b: u8| b.is_ascii_alphanumeric() || b"-_.:%".contains(&b) || b >= 0x80;
        (!host.is_empty() && host.bytes().all(allowed)).then_some(Self { host, port })
    }

    /// Whether this entry of a list lets `asked` in: without a port, on every port.
    pub fn admits(&self, asked: &Self) -> bool {
        self.host == asked.host && (self.port.is_none() || self.port == asked.port)
    }
}

impl fmt::Display for HostName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.host.contains(':') {
            write!(f, "[{}]", self.host)?;
        } else {
            f.write_str(&self.host)?;
        }
        self.port.map_or(Ok(()), |port| write!(f, ":{port}"))
    }
}

/// Scheme, host and port, as in `Origin:`; the scheme's own port counts as none.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Origin {
    pub scheme: String,
    pub host: HostName,
}

impl Origin {
    pub fn parse(text: &str) -> Option<Self> {
        let url = Url::parse(text).ok()?;
        let bare = matches!(url.path(), "" | "/")
            && url.query().is_none()
            && url.fragment().is_none()
            && url.username().is_empty()
            && url.password().is_none();
        let host = HostName::parse(url.host_str()?)?;
        bare.then(|| Self {
            scheme: url.scheme().into(),
            host: HostName { port: url.port(), ..host },
        })
    }

    /// The port a client connects to, where the scheme has one.
    pub fn port(&self) -> Option<u16> {
        self.host.port.or(match self.scheme.as_str() {
            "https" => Some(443),
            "http" => Some(80),
            _ => None,
        })
    }

    /// Reached without leaving the machine.
    pub fn is_loopback(&self) -> bool {
        let host = self.host.host.as_str();
        host == "localhost" || host.parse::<IpAddr>().is_ok_and(|ip| ip.is_loopback())
    }
}

impl fmt::Display for Origin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}://{}", self.scheme, self.host)
    }
}

/// A block of addresses: `10.0.0.0/8`; a bare address is a block of one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Network {
    /// The first address; the host bits are zero.
    pub address: IpAddr,
    pub prefix: u8,
}

impl Network {
    /// `::ffff:10.1.2.3` counts as `10.1.2.3`: a dual-stack socket reports it so.
    pub fn contains(&self, address: IpAddr) -> bool {
        masked(address.to_canonical(), self.prefix) == Some(self.address)
    }
}

impl FromStr for Network {
    type Err = String;

    /// The error says what to write instead.
    fn from_str(text: &str) -> Result<Self, String> {
        let (address, prefix) = text.split_once('/').map_or((text, None), |(a, p)| (a, Some(p)));
        let address: IpAddr =
            address.parse().map_err(|_| "write an address block such as `10.0.0.0/8`")?;
        let most = if address.is_ipv4() { 32 } else { 128 };
        let prefix = match prefix {
            None => most,
            Some(digits) => digits
                .parse()
                .ok()
                .filter(|p| *p <= most && !digits.starts_with('+'))
                .ok_or_else(|| format!("write a prefix length from 0 to {most}"))?,
        };
        match masked(address, prefix) {
            Some(first) if first == address => Ok(Self { address, prefix }),
            Some(first) => Err(format!("the block's first address is `{first}/{prefix}`")),
            None => Err(format!("write a prefix length from 0 to {most}")),
        }
    }
}

fn masked(address: IpAddr, prefix: u8) -> Option<IpAddr> {
    let prefix = u32::from(prefix);
    match address {
        IpAddr::V4(v4) => {
            let mask = u32::MAX.checked_shl(32_u32.checked_sub(prefix)?).unwrap_or(0);
            Some(IpAddr::from((v4.to_bits() & mask).to_be_bytes()))
        }
        IpAddr::V6(v6) => {
            let mask = u128::MAX.checked_shl(128_u32.checked_sub(prefix)?).unwrap_or(0);
            Some(IpAddr::from((v6.to_bits() & mask).to_be_bytes()))
        }
    }
}

pub fn allowed_hosts(node: &Node) -> Vec<HostName> {
    let remedy = "write `host` or `host:port`, without scheme, path or wildcard";
    let read = |(n, text): (Node, String)| {
        HostName::parse(&text).or_else(|| n.fault(format!("`{text}` is not a host"), remedy))
    };
    node.texts().into_iter().filter_map(read).collect()
}

pub fn allowed_origins(node: &Node) -> Vec<Origin> {
    let remedy = "write each origin out: `https://app.example.com`, without a path";
    let read = |(n, text): (Node, String)| {
        Origin::parse(&text).or_else(|| n.fault(format!("`{text}` is not an origin"), remedy))
    };
    node.texts().into_iter().filter_map(read).collect()
}

pub fn trusted_proxies(node: &Node) -> Vec<Network> {
    let read = |(n, text): (Node, String)| match text.parse::<Network>() {
        Ok(network) => {
            if network.prefix == 0 {
                n.warn(
                    "every address is believed about `X-Forwarded-For`",
                    "name your proxies' own addresses",
                );
            }
            Some(network)
        }
        Err(remedy) => n.fault(format!("`{text}` is not an address block"), remedy),
    };
    node.texts().into_iter().filter_map(read).collect()
}

/// The https origin that users see. Plain http only on the machine itself: tokens travel over it.
pub fn public_url(node: &Node) -> Option<Origin> {
    let remedy = "write the origin alone, such as `https://context.example.com`";
    let text = node.text()?;
    let Some(origin) = Origin::parse(&text) else {
        return node.fault(format!("`{text}` is not an origin"), remedy);
    };
    match origin.scheme.as_str() {
        "https" => Some(origin),
        "http" if origin.is_loopback() => Some(origin),
        _ => node.fault(format!("`{text}` is not https"), remedy),
    }
}

/// An address whose answers are believed. Plain http only on the machine itself.
pub fn secure_url(node: &Node) -> Option<Url> {
    let text = node.text()?;
    let remedy = "write an address that begins with `https://`";
    match Url::parse(&text) {
        Ok(url) if is_secure(&url) => Some(url),
        Ok(_) => node.fault("must be https", remedy),
        Err(e) => node.fault(format!("is not a URL: {e}"), remedy),
    }
}

/// Whether nobody on the way can change what is read there.
pub fn is_secure(url: &Url) -> bool {
    url.scheme() == "https" || (url.scheme() == "http" && is_here(url))
}

/// An address that is a secret itself: who knows it may post there. Plain http only on the machine
/// itself. No fault repeats it.
pub fn webhook(node: &Node) -> Option<Webhook> {
    let text = node.text()?;
    let remedy = "write an address that begins with `https://`";
    match Url::parse(&text) {
        Ok(url) if is_secure(&url) => Some(Webhook(url)),
        Ok(_) => node.fault("must be https", remedy),
        Err(e) => node.fault(format!("is not a URL: {e}"), remedy),
    }
}

fn is_here(url: &Url) -> bool {
    match url.host() {
        Some(url::Host::Domain(name)) => name == "localhost",
        Some(url::Host::Ipv4(ip)) => ip.is_loopback(),
        Some(url::Host::Ipv6(ip)) => ip.is_loopback(),
        None => false,
    }
}

/// Where something is posted to. It has neither `Debug` nor `Display`: its path is its password.
#[derive(Clone, PartialEq, Eq)]
pub struct Webhook(Url);

impl Webhook {
    pub const fn expose(&self) -> &Url {
        &self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn host(text: &str) -> HostName {
        HostName::parse(text).unwrap()
    }

    #[test]
    fn hosts_are_compared_as_browsers_mean_them() {
        assert!(host("Ctx.Example.com").admits(&host("ctx.example.com.:8080")));
        assert!(!host("ctx.example.com:443").admits(&host("ctx.example.com:8080")));
        assert!(host("[::1]").admits(&host("[::1]:8080")));
        assert_eq!(host("::1").to_string(), "[::1]");
        assert_eq!(host("A:80").to_string(), "a:80");
        for bad in ["", ":80", "a:", "a:+1", "a:99999", "https://a", "*.a", "a b", "[::1", "[x]"] {
            assert_eq!(HostName::parse(bad), None, "{bad}");
        }
    }

    #[test]
    fn origins_lose_default_ports_and_refuse_paths() {
        let origin = |text| Origin::parse(text).map(|o| o.to_string());
        assert_eq!(origin("https://App.example:443/").unwrap(), "https://app.example");
        assert_eq!(origin("http://localhost:3000").unwrap(), "http://localhost:3000");
        assert_eq!(origin("http://[::1]:3000").unwrap(), "http://[::1]:3000");
        assert_eq!(Origin::parse("https://a").unwrap().port(), Some(443));
        assert!(Origin::parse("vscode-webview://abc").is_some());
        for bad in ["null", "*", "https://a/b", "https://a?x", "https://u@a", "a.com", "file:///x"]
        {
            assert_eq!(Origin::parse(bad), None, "{bad}");
        }
    }

    #[test]
    fn blocks_hold_their_addresses() {
        let net = |text: &str| text.parse::<Network>();
        let ten = net("10.0.0.0/8").unwrap();
        assert!(ten.contains("10.255.0.1".parse().unwrap()));
        assert!(ten.contains("::ffff:10.1.2.3".parse().unwrap()));
        assert!(!ten.contains("11.0.0.1".parse().unwrap()));
        assert!(net("0.0.0.0/0").unwrap().contains("8.8.8.8".parse().unwrap()));
        assert!(!net("0.0.0.0/0").unwrap().contains("::1".parse().unwrap()));
        assert!(net("fd00::/8").unwrap().contains("fd12::1".parse().unwrap()));
        assert!(net("127.0.0.1").unwrap().contains("127.0.0.1".parse().unwrap()));
        assert!(net("10.0.0.1/8").unwrap_err().contains("10.0.0.0/8"));
        for bad in ["", "x", "10.0.0.0/33", "::/129", "10.0.0.0/", "10.0.0.0/+8", "10.0.0.0/-1"] {
            assert!(net(bad).is_err(), "{bad}");
        }
    }
}
