//! How is a running server asked? One exchange, with a token, for JSON; or one message to a webhook.

use std::time::Duration;

use serde_json::Value;
use ureq::http::header::{AUTHORIZATION, CONTENT_TYPE};
use ureq::tls::{RootCerts, TlsConfig};
use url::Url;
use zeroize::Zeroizing;

use crate::auth::Secret;
use crate::base::{Error, Kind, Result};

const CONNECT: Duration = Duration::from_secs(10);
/// A whole exchange.
const PATIENCE: Duration = Duration::from_secs(30);
/// No answer to a command is larger.
const MOST: u64 = 64 << 20;

/// The address of a server, as typed: `https://ctx.example`, with a path if it lies below one.
///
/// # Errors
/// `Usage` for what is no http or https URL, and for one with a password in it.
pub fn address(typed: &str) -> Result<Url> {
    let wrong = |why: &str| {
        Error::new(Kind::Usage, format!("the server's address {why}"))
            .hint("write it as `https://ctx.example.com` or `http://127.0.0.1:8484`")
    };
    let url = Url::parse(typed).map_err(|_| wrong("is not a URL"))?;
    if !matches!(url.scheme(), "http" | "https") || !url.has_host() {
        return Err(wrong("must begin with http:// or https://"));
    }
    if !url.username().is_empty() || url.password().is_some() {
        return Err(wrong("must not hold a user or password"));
    }
    Ok(url)
}

/// What the server answers at `path`. Redirects are not followed: the token is for this address.
///
/// # Errors
/// `Failed` when there is no such answer, else the refusal's own kind.
pub fn get(server: &Url, path: &str, token: &Secret) -> Result<Value> {
    ask(server, path, token, None)
}

/// As [`get`], of a JSON text that is sent there.
///
/// # Errors
/// As there.
pub fn post(server: &Url, path: &str, token: &Secret, body: &str) -> Result<Value> {
    ask(server, path, token, Some(body))
}

fn ask(server: &Url, path: &str, token: &Secret, body: Option<&str>) -> Result<Value> {
    let shown = server.as_str().trim_end_matches('/');
    let bearer = Zeroizing::new(format!("Bearer {}", token.expose()));
    let address = format!("{shown}{path}");
    let agent = agent();
    let sent = match body {
        None => agent.get(address).header(AUTHORIZATION, bearer.as_str()).call(),
        Some(body) => agent
            .post(address)
            .header(AUTHORIZATION, bearer.as_str())
            .header(CONTENT_TYPE, "application/json")
            .send(body),
    };
    let mut response =
        sent.map_err(|e| Error::failed(format!("`{shown}` cannot be reached")).source(e))?;
    let status = response.status().as_u16();
    let body = response.body_mut().with_config().limit(MOST).read_to_string();
    let body =
        body.map_err(|e| Error::failed(format!("`{shown}` broke off its answer")).source(e))?;
    let value = serde_json::from_str::<Value>(&body).unwrap_or(Value::Null);
    let told = value["error"].as_str().unwrap_or("no reason is given").to_owned();
    match status {
        200 if !value.is_null() => Ok(value),
        401 => {
            Err(Error::new(Kind::Unauthorized, format!("`{shown}` knows no such token: {told}")))
        }
        403 => Err(Error::new(Kind::ScopeDenied, format!("`{shown}` refuses: {told}"))),
        _ => Err(Error::failed(format!("`{shown}{path}` gives {status}: {told}"))
            .hint("is this the address of a lean-ctx team server?")),
    }
}

/// Posts JSON to an address that is a secret itself: no error names it, nor what it answered.
/// Redirects are not followed.
///
/// # Errors
/// `Failed` unless it answers with a status of success.
pub fn deliver(address: &Url, body: &Value) -> Result<()> {
    let sent = agent()
        .post(address.as_str())
        .header(CONTENT_TYPE, "application/json")
        .send(body.to_string());
    // What ureq says of a failure may hold the address.
    let response = sent.map_err(|_| Error::failed("it cannot be reached"))?;
    match response.status().as_u16() {
        200..300 => Ok(()),
        300..400 => Err(Error::failed("it redirects elsewhere, which is not followed")),
        status => Err(Error::failed(format!("it answers {status}"))),
    }
}

fn agent() -> ureq::Agent {
    let tls = TlsConfig::builder().root_certs(RootCerts::PlatformVerifier).build();
    ureq::Agent::config_builder()
        .tls_config(tls)
        .http_status_as_error(false)
        .max_redirects(0)
        .max_redirects_will_error(false)
        .timeout_connect(Some(CONNECT))
        .timeout_global(Some(PATIENCE))
        .user_agent(concat!("lean-ctx/", env!("CARGO_PKG_VERSION")))
        .build()
        .new_agent()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_addresses_of_servers_are_taken() {
        for good in ["http://127.0.0.1:8484", "https://ctx.example/team/"] {
            assert!(address(good).is_ok(), "{good}");
        }
        for bad in ["ctx.example", "ftp://ctx.example", "https://me:pw@ctx.example", "http://", ""]
        {
            assert_eq!(address(bad).unwrap_err().kind(), Kind::Usage, "{bad}");
        }
    }
}
