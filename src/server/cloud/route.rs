//! Which path leads where, and who may take it? One row a route.

use crate::server::http::Method;

use super::body::Body;
use super::{Answer, Context, account, auth, contribution, device, section};

/// Who may come in. Without a default: a route that does not say so does not compile.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Access {
    /// Anyone, from any host name: probes of a load balancer.
    Probe,
    Open,
    /// Who holds an API key.
    Key,
}

pub struct Route {
    pub method: Method,
    /// `{}` stands for one part.
    pub path: &'static str,
    pub access: Access,
    pub body: Body,
    pub run: fn(&Context) -> Answer,
}

const fn get(path: &'static str, access: Access, run: fn(&Context) -> Answer) -> Route {
    Route { method: Method::Get, path, access, body: Body::None, run }
}

const fn post(path: &'static str, access: Access, run: fn(&Context) -> Answer) -> Route {
    Route { method: Method::Post, path, access, body: Body::Json, run }
}

const fn put(path: &'static str, body: Body, run: fn(&Context) -> Answer) -> Route {
    Route { method: Method::Put, path, access: Access::Key, body, run }
}

const fn delete(path: &'static str, body: Body, run: fn(&Context) -> Answer) -> Route {
    Route { method: Method::Delete, path, access: Access::Key, body, run }
}

/// Rows of exact paths come before those with a part.
const ROUTES: &[Route] = &[
    get("/health", Access::Probe, auth::health),
    get("/.status", Access::Probe, auth::status),
    get("/livez", Access::Probe, auth::status),
    get("/readyz", Access::Probe, auth::status),
    get("/api/auth/kdf", Access::Open, auth::kdf),
    post("/api/auth/register", Access::Open, auth::register),
    get("/api/auth/verify-email", Access::Open, auth::verify_email),
    post("/api/auth/resend-verification", Access::Open, auth::resend),
    post("/api/auth/login", Access::Open, auth::login),
    post("/api/auth/forgot-password", Access::Open, auth::forgot),
    post("/api/auth/reset-password", Access::Open, auth::reset),
    post("/api/auth/change-password", Access::Key, auth::change),
    get("/api/auth/me", Access::Key, auth::me),
    Route { body: Body::None, ..post("/api/auth/logout", Access::Key, device::logout) },
    get("/api/stats", Access::Key, section::read),
    Route { body: Body::Section, ..post("/api/stats", Access::Key, section::write) },
    get("/api/sync/index", Access::Key, section::indexes),
    get("/api/sync/index/{}", Access::Key, section::read_index),
    put("/api/sync/index/{}", Body::Index, section::write_index),
    delete("/api/sync/index/{}", Body::None, section::delete_index),
    get("/api/sync/{}", Access::Key, section::read),
    Route { body: Body::Section, ..post("/api/sync/{}", Access::Key, section::write) },
    get("/api/account/cloud", Access::Key, account::cloud),
    get("/api/account/export", Access::Key, account::export),
    delete("/api/account", Body::Json, account::delete),
    get("/api/account/devices", Access::Key, device::list),
    delete("/api/account/devices/{}", Body::None, device::revoke),
    put("/api/account/counter", Body::Json, device::say),
    Route { body: Body::Contribution, ..post("/api/contribute", Access::Open, contribution::take) },
    get("/api/cloud/models", Access::Open, contribution::models),
];

/// What a request's method and path come to.
pub enum Found {
    /// The row, and what stands in the path for `{}`.
    Route(&'static Route, String),
    /// The path exists for other methods: the value of `Allow`.
    NotAllowed(String),
    Nothing,
}

pub fn find(method: Method, path: &str) -> Found {
    // A HEAD is a GET whose body stays here; the listener cuts it off.
    let wanted = if method == Method::Head { Method::Get } else { method };
    let mut allowed: Vec<&str> = Vec::new();
    let exact = ROUTES.iter().any(|route| route.path == path);
    for route in ROUTES {
        let Some(part) = matched(route.path, path).filter(|_| !exact || route.path == path) else {
            continue;
        };
        if route.method == wanted {
            return Found::Route(route, part.to_owned());
        }
        allowed.push(route.method.as_str());
    }
    if allowed.is_empty() { Found::Nothing } else { Found::NotAllowed(allowed.join(", ")) }
}

/// The part that stands for `{}`; empty where the row has none.
fn matched<'p>(row: &str, path: &'p str) -> Option<&'p str> {
    match row.strip_suffix("{}") {
        None => (row == path).then_some(""),
        Some(front) => path.strip_prefix(front).filter(|part| section::is_part(front, part)),
    }
}
