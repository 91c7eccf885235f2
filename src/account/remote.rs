//! What does an account server say? Each route of docs/account-sync.md that a client asks.

use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};
use url::Url;

use crate::auth::Secret;
use crate::base::digest::sha256_hex;
use crate::base::{Error, Kind, Result};
use crate::client::{self, Ask, Said};
use crate::vault::{Device, Kdf, Statement};

const JSON: &str = "application/json";
const BLOB: &str = "application/octet-stream";

/// A server, and who asks it.
pub struct Remote<'a> {
    pub server: &'a Url,
    pub api_key: Option<&'a Secret>,
}

/// What a login gives.
#[derive(Deserialize)]
pub struct Login {
    pub api_key: String,
    pub device_id: String,
    pub wrapped_key: String,
    pub key_check: String,
}

#[derive(Deserialize)]
pub struct Me {
    pub created_at: String,
    pub device_name: String,
    pub key_check: String,
}

/// How an account comes to count.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Verification {
    Email,
    Operator,
    Off,
}

/// A section as the server has it.
pub struct Blob {
    pub version: u64,
    pub bytes: Option<Vec<u8>>,
}

impl Blob {
    pub fn sha256(&self) -> String {
        self.bytes.as_deref().map(sha256_hex).unwrap_or_default()
    }
}

impl Remote<'_> {
    fn send(&self, method: &'static str, path: &str, body: Option<&Value>) -> Result<Said> {
        let text = body.map(Value::to_string);
        let body = text.as_ref().map(|text| (JSON, text.as_bytes()));
        client::exchange(
            self.server,
            path,
            &Ask { method, token: self.api_key, body, ..Ask::default() },
        )
    }

    fn json<T: DeserializeOwned>(
        &self,
        method: &'static str,
        path: &str,
        body: Option<&Value>,
    ) -> Result<T> {
        let said = self.send(method, path, body)?;
        if !(200..300).contains(&said.status) {
            return Err(self.refusal(&said));
        }
        self.read(&said)
    }

    fn read<T: DeserializeOwned>(&self, said: &Said) -> Result<T> {
        // What serde quotes may be a key.
        serde_json::from_slice(&said.body).map_err(|_| {
            Error::failed(format!("`{}` gives an answer that is none", self.server))
                .hint("is this the address of a lean-ctx account server?")
        })
    }

    fn refusal(&self, said: &Said) -> Error {
        let value = serde_json::from_slice::<Value>(&said.body).unwrap_or(Value::Null);
        let told = value["error"].as_str().unwrap_or("no reason is given");
        let kind = match said.status {
            401 => Kind::Unauthorized,
            403 => Kind::ScopeDenied,
            413 => Kind::PayloadTooLarge,
            429 => Kind::RateLimited,
            503 => Kind::Overloaded,
            404 => Kind::NotFound,
            _ => Kind::Failed,
        };
        let error =
            Error::new(kind, format!("`{}` refuses ({}): {told}", self.server, said.status));
        match kind {
            Kind::Unauthorized if self.api_key.is_some() => error.hint(
                "this machine's API key does not count any more; sign in again with `lean-ctx login EMAIL`",
            ),
            Kind::RateLimited | Kind::Overloaded => error.hint("wait a little and try again"),
            Kind::NotFound => error.hint("is this the address of a lean-ctx account server?"),
            _ => error,
        }
    }

    /// # Errors
    /// When the server gives none.
    pub fn kdf(&self, email: &str) -> Result<Kdf> {
        let query: String = url::form_urlencoded::Serializer::new(String::new())
            .append_pair("email", email)
            .finish();
        self.json("GET", &format!("/api/auth/kdf?{query}"), None)
    }

    /// # Errors
    /// What the server refuses with.
    pub fn register(&self, body: &Value) -> Result<Verification> {
        #[derive(Deserialize)]
        struct Accepted {
            verification: Verification,
        }
        self.json::<Accepted>("POST", "/api/auth/register", Some(body))
            .map(|said| said.verification)
    }

    /// # Errors
    /// `Unauthorized` for a wrong address or password alike.
    pub fn login(&self, body: &Value) -> Result<Login> {
        self.json("POST", "/api/auth/login", Some(body))
    }

    /// # Errors
    /// What the server refuses with.
    pub fn logout(&self) -> Result<()> {
        self.json::<Value>("POST", "/api/auth/logout", None).map(|_| ())
    }

    /// # Errors
    /// What the server refuses with.
    pub fn forgot_password(&self, email: &str) -> Result<()> {
        let body = json!({"email": email});
        self.json::<Value>("POST", "/api/auth/forgot-password", Some(&body)).map(|_| ())
    }

    /// Whether the data stayed.
    ///
    /// # Errors
    /// `CheckFailed` when the key is not the account's and the data may not go.
    pub fn reset_password(&self, body: &Value) -> Result<bool> {
        #[derive(Deserialize)]
        struct Reset {
            kept: bool,
        }
        let said = self.send("POST", "/api/auth/reset-password", Some(body))?;
        match said.status {
            200 => Ok(self.read::<Reset>(&said)?.kept),
            409 => Err(foreign_key()),
            _ => Err(self.refusal(&said)),
        }
    }

    /// # Errors
    /// `CheckFailed` when the key is not the account's.
    pub fn change_password(&self, body: &Value) -> Result<()> {
        let said = self.send("POST", "/api/auth/change-password", Some(body))?;
        match said.status {
            200 => Ok(()),
            409 => Err(foreign_key()),
            _ => Err(self.refusal(&said)),
        }
    }

    /// # Errors
    /// What the server refuses with.
    pub fn me(&self) -> Result<Me> {
        self.json("GET", "/api/auth/me", None)
    }

    /// # Errors
    /// What the server refuses with.
    pub fn account(&self) -> Result<Value> {
        self.json("GET", "/api/account/cloud", None)
    }

    /// # Errors
    /// What the server refuses with.
    pub fn devices(&self) -> Result<Vec<Device>> {
        #[derive(Deserialize)]
        struct Devices {
            devices: Vec<Device>,
        }
        self.json::<Devices>("GET", "/api/account/devices", None).map(|said| said.devices)
    }

    /// # Errors
    /// What the server refuses with.
    pub fn revoke(&self, device: &str) -> Result<()> {
        self.json::<Value>("DELETE", &format!("/api/account/devices/{device}"), None).map(|_| ())
    }

    /// # Errors
    /// What the server refuses with.
    pub fn state(&self, statement: &Statement) -> Result<()> {
        let body = serde_json::to_value(statement)
            .map_err(|e| Error::internal("cannot spell JSON").source(e))?;
        self.json::<Value>("PUT", "/api/account/counter", Some(&body)).map(|_| ())
    }

    /// # Errors
    /// What the server refuses with.
    pub fn section(&self, path: &str) -> Result<Blob> {
        let said = self.send("GET", path, None)?;
        match (said.status, said.version) {
            (200, Some(version)) => Ok(Blob { version, bytes: Some(said.body) }),
            (204, Some(version)) => Ok(Blob { version, bytes: None }),
            (200 | 204, None) => {
                Err(Error::failed(format!("`{}` tells no version of `{path}`", self.server)))
            }
            _ => Err(self.refusal(&said)),
        }
    }

    /// Whether it was written: not where the server has another version by now.
    ///
    /// # Errors
    /// What the server refuses with.
    pub fn write(&self, path: &str, over: u64, entries: u64, blob: &[u8]) -> Result<bool> {
        let ask = Ask {
            method: "POST",
            token: self.api_key,
            body: Some((BLOB, blob)),
            if_match: Some(over),
            more: Some(("X-Entry-Count", entries)),
        };
        let said = client::exchange(self.server, path, &ask)?;
        match said.status {
            200 => Ok(true),
            412 => Ok(false),
            _ => Err(self.refusal(&said)),
        }
    }

    /// # Errors
    /// What the server refuses with.
    pub fn contribute(&self, body: &[u8]) -> Result<(u64, u64)> {
        #[derive(Deserialize)]
        struct Taken {
            accepted: u64,
            refused: u64,
        }
        let ask = Ask { method: "POST", body: Some((JSON, body)), ..Ask::default() };
        let said = client::exchange(self.server, "/api/contribute", &ask)?;
        if said.status != 200 {
            return Err(self.refusal(&said));
        }
        self.read::<Taken>(&said).map(|taken| (taken.accepted, taken.refused))
    }

    /// # Errors
    /// What the server refuses with.
    pub fn models<T: DeserializeOwned>(&self) -> Result<T> {
        self.json("GET", "/api/cloud/models", None)
    }
}

fn foreign_key() -> Error {
    Error::new(Kind::CheckFailed, "the server says that this key is not the account's")
        .hint("nothing was changed")
}
