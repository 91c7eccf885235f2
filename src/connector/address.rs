//! Where is a provider's API?

use url::Url;

use super::trouble::{Fault, Outcome, Trouble};
use crate::config::connector::Provider;

/// The API's address below which paths are asked for, out of the address that people know. `exact`: it is the API's
/// own.
pub fn api(provider: Provider, host: Option<&Url>, exact: bool) -> Outcome<Url> {
    let url = match (provider, host) {
        (_, Some(url)) if exact => url.clone(),
        (Provider::Github, Some(url)) => github(url),
        (Provider::Github, None) => parse("https://api.github.com"),
        (Provider::Gitlab, Some(url)) => below(url, "api/v4"),
        (Provider::Gitlab, None) => parse("https://gitlab.com/api/v4"),
        (Provider::Jira, Some(url)) => url.clone(),
        (Provider::Jira, None) => {
            return Err(Trouble::new(Fault::Config, "nothing says where this Jira is")
                .hint("set `JIRA_URL`, or the connector's `host`"));
        }
        (Provider::Postgres, _) => parse("postgres://"),
    };
    Ok(url)
}

fn parse(known: &str) -> Url {
    Url::parse(known).expect("an address of our own")
}

/// github.com and a company's own ghe.com have their API on a host of its own, GitHub Enterprise Server below
/// `/api/v3`. An address with a path is taken as the API's.
fn github(url: &Url) -> Url {
    let host = url.host_str().unwrap_or_default();
    if ["github.com", "www.github.com", "api.github.com"].contains(&host) {
        return parse("https://api.github.com");
    }
    if host.ends_with(".ghe.com") && !host.starts_with("api.") {
        let mut api = url.clone();
        if api.set_host(Some(&format!("api.{host}"))).is_ok() {
            return api;
        }
    }
    if url.path() != "/" || host.ends_with(".ghe.com") {
        return url.clone();
    }
    below(url, "api/v3")
}

fn below(url: &Url, path: &str) -> Url {
    let base = url.path().trim_end_matches('/');
    let mut api = url.clone();
    if !base.ends_with(path) {
        api.set_path(&format!("{base}/{path}"));
    }
    api
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::connector::address;

    #[test]
    fn people_name_hosts_and_apis_lie_elsewhere() {
        for (provider, host, expected) in [
            (Provider::Github, "", "https://api.github.com/"),
            (Provider::Github, "github.com", "https://api.github.com/"),
            (Provider::Github, "ghe.example.com", "https://ghe.example.com/api/v3"),
            (Provider::Github, "https://ghe.example.com/api/v3", "https://ghe.example.com/api/v3"),
            (Provider::Github, "acme.ghe.com", "https://api.acme.ghe.com/"),
            (Provider::Gitlab, "", "https://gitlab.com/api/v4"),
            (Provider::Gitlab, "git.example.com", "https://git.example.com/api/v4"),
            (Provider::Gitlab, "https://example.com/gitlab/", "https://example.com/gitlab/api/v4"),
            (Provider::Gitlab, "http://127.0.0.1:80/api/v4", "http://127.0.0.1/api/v4"),
            (Provider::Jira, "acme.atlassian.net", "https://acme.atlassian.net/"),
        ] {
            let host = (!host.is_empty()).then(|| address(host).unwrap());
            assert_eq!(api(provider, host.as_ref(), false).unwrap().as_str(), expected);
        }
        assert_eq!(api(Provider::Jira, None, false).unwrap_err().fault, Fault::Config);
        let exact = address("http://[::1]:8/x").unwrap();
        assert_eq!(api(Provider::Github, Some(&exact), true).unwrap(), exact);
    }

    #[test]
    fn secrets_travel_in_clear_on_this_machine_alone() {
        for bad in [
            "http://git.example.com",
            "ftp://example.com",
            "https://me:pw@example.com",
            "https://example.com/?a",
            "https://",
            "a b",
        ] {
            assert!(address(bad).is_err(), "{bad}");
        }
        for good in ["http://localhost:1", "http://127.3.2.1", "http://[::1]", "example.com:8443"] {
            assert!(address(good).is_ok(), "{good}");
        }
    }
}
