//! Of what does a client want to hear, and how is it told? `subscriptions/listen` of MCP 2026-07-28; no transport.
//!
//! Resources alone change while a server runs: tools and prompts are the program's own. Files and
//! declarations change when a workspace is indexed anew, artifacts and knowledge when somebody
//! writes them.

use serde_json::{Map, Value, json};

use super::message::{Fault, RESOURCE_NOT_FOUND, Request};
use super::{Exchange, Outcome, describe};
use crate::app::App;
use crate::auth::Principal;
use crate::base::Error;
use crate::tool::resource::Watch;

const ID_KEY: &str = "io.modelcontextprotocol/subscriptionId";
/// Resources of one subscription, and bytes of their URIs: a message about all of them fits into
/// what may wait for a slow reader.
const MOST: usize = 100;
const MOST_BYTES: usize = 16 * 1024;
const TOO_MANY: &str = "a subscription names at most 100 resources, of 16 KiB together";

/// A subscription that was let in.
pub struct Subscription {
    /// Of the request, and so of every message; `None` for that of a connection.
    id: Option<Value>,
    watch: Watch,
}

/// Why there is none.
pub enum Denied {
    Fault(Fault),
    Refused(Error),
}

impl From<&str> for Denied {
    fn from(message: &str) -> Self {
        Self::Fault(message.into())
    }
}

pub fn open(exchange: &Exchange, request: &Request) -> Result<Subscription, Denied> {
    let Some(Value::Object(wanted)) = request.params.get("notifications") else {
        return Err("`params.notifications` must be an object".into());
    };
    for kind in ["toolsListChanged", "promptsListChanged", "resourcesListChanged"] {
        if wanted.get(kind).is_some_and(|asked| !asked.is_boolean()) {
            return Err("what changes of lists are asked for must be true or false".into());
        }
    }
    let uris = uris(wanted)?;
    let list = wanted.get("resourcesListChanged") == Some(&Value::Bool(true));
    let watch = |principal: &Principal| Watch::new(exchange.app, principal, &uris, list);
    match describe(exchange, "subscriptions/listen", watch) {
        Ok(watch) => Ok(Subscription { id: Some(request.id.clone()), watch }),
        Err(refused) => Err(Denied::Refused(refused)),
    }
}

/// `resources/subscribe` and `resources/unsubscribe` of the revisions before 2026-07-28.
pub fn of_connection(exchange: &Exchange, request: &Request, on: bool) -> Outcome {
    let Some(uri) = request.params.get("uri").and_then(Value::as_str) else {
        return Fault::invalid_params("`params.uri` must name a resource")
            .respond(Some(&request.id));
    };
    let method = if on { "resources/subscribe" } else { "resources/unsubscribe" };
    let takes = |principal: &Principal| !on || Watch::takes(exchange.app, principal, uri);
    match describe(exchange, method, takes) {
        Ok(true) => Outcome::Watch { id: request.id.clone(), uri: uri.to_owned(), on },
        Ok(false) => {
            let data = Some(json!({"uri": uri}));
            let fault = Fault::new(200, RESOURCE_NOT_FOUND, "there is no such resource to watch");
            Fault { data, ..fault }.respond(Some(&request.id))
        }
        Err(refused) => Outcome::Refused(refused),
    }
}

fn uris(wanted: &Map<String, Value>) -> Result<Vec<&str>, Denied> {
    let texts = match wanted.get("resourceSubscriptions") {
        None => Some(Vec::new()),
        Some(Value::Array(uris)) => uris.iter().map(Value::as_str).collect(),
        Some(_) => None,
    };
    let texts: Vec<&str> = texts.ok_or("`resourceSubscriptions` must be a list of URIs")?;
    if texts.len() > MOST || texts.iter().map(|uri| uri.len()).sum::<usize>() > MOST_BYTES {
        return Err(TOO_MANY.into());
    }
    Ok(texts)
}

impl Subscription {
    /// That of a connection: of nothing yet.
    pub fn connected(app: &App, principal: &Principal) -> Self {
        Self { id: None, watch: Watch::new(app, principal, &[], false) }
    }

    /// Watches a resource, or no longer.
    ///
    /// # Errors
    /// `invalid_arguments` when there are too many.
    pub fn watch(
        &mut self,
        app: &App,
        principal: &Principal,
        uri: &str,
        on: bool,
    ) -> Result<(), Error> {
        self.watch.remove(uri);
        if on {
            let bytes = self.watch.uris().map(str::len).sum::<usize>() + uri.len();
            if self.watch.uris().count() >= MOST || bytes > MOST_BYTES {
                return Err(Error::invalid(TOO_MANY));
            }
            self.watch.add(app, principal, uri);
        }
        Ok(())
    }

    /// Is it of nothing, so that there is nothing to look at?
    pub fn is_empty(&self) -> bool {
        !self.watch.list() && self.watch.uris().next().is_none()
    }

    pub const fn is_of_connection(&self) -> bool {
        self.id.is_none()
    }

    /// Was it opened by the request of this id?
    pub fn is_of(&self, id: &Value) -> bool {
        self.id.as_ref() == Some(id)
    }

    /// The first message: what is honoured.
    pub fn acknowledgement(&self) -> String {
        let mut honoured = Map::new();
        if self.watch.list() {
            honoured.insert("resourcesListChanged".into(), true.into());
        }
        let uris: Vec<&str> = self.watch.uris().collect();
        if !uris.is_empty() {
            honoured.insert("resourceSubscriptions".into(), uris.into());
        }
        self.notification("subscriptions/acknowledged", json!({"notifications": honoured}))
    }

    /// What is to be told since the last look.
    pub fn news(&mut self, app: &App, principal: &Principal) -> Vec<String> {
        let changes = self.watch.changes(app, principal);
        let list = changes.list.then(|| self.notification("resources/list_changed", json!({})));
        let updated = changes
            .uris
            .into_iter()
            .map(|uri| self.notification("resources/updated", json!({"uri": uri})));
        list.into_iter().chain(updated).collect()
    }

    /// The last message, when it is the server that ends it: the answer to the request.
    pub fn end(&self) -> String {
        let result = json!({"resultType": "complete", "_meta": {ID_KEY: self.id}});
        json!({"jsonrpc": "2.0", "id": self.id, "result": result}).to_string()
    }

    fn notification(&self, method: &str, mut params: Value) -> String {
        if let Some(id) = &self.id {
            params["_meta"] = json!({ID_KEY: id});
        }
        let method = format!("notifications/{method}");
        json!({"jsonrpc": "2.0", "method": method, "params": params}).to_string()
    }
}
