//! What would the same answers cost in axum? Bearer check and JSON as the product's, no gate, no audit, no limits.
//!
//! `axum-peer FOLDER TOKEN`: serves the files of FOLDER from memory on a free loopback port, which it prints.

use std::collections::BTreeMap;
use std::net::Ipv4Addr;
use std::sync::Arc;

use axum::Router;
use axum::extract::{Json, Request, State};
use axum::http::StatusCode;
use axum::middleware::{self, Next};
use axum::response::Response;
use axum::routing::{get, post};
use serde::Deserialize;
use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};
use subtle::ConstantTimeEq as _;

struct Team {
    token: [u8; 32],
    files: BTreeMap<String, String>,
}

#[derive(Deserialize)]
struct Call {
    name: String,
    arguments: Value,
}

#[tokio::main(worker_threads = 2)]
async fn main() {
    let mut arguments = std::env::args().skip(1);
    let (Some(folder), Some(token)) = (arguments.next(), arguments.next()) else {
        panic!("axum-peer FOLDER TOKEN");
    };
    let mut files = BTreeMap::new();
    for entry in std::fs::read_dir(folder).expect("a folder").flatten() {
        if let Ok(text) = std::fs::read_to_string(entry.path()) {
            files.insert(entry.file_name().to_string_lossy().into_owned(), text);
        }
    }
    let team = Arc::new(Team { token: Sha256::digest(token).into(), files });
    let app = Router::new()
        .route("/v1/workspaces", get(workspaces))
        .route("/v1/tools/call", post(call))
        .layer(middleware::from_fn_with_state(Arc::clone(&team), bearer))
        .route("/livez", get(async || "ok\n"))
        .with_state(team);
    let listener = tokio::net::TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.expect("a port");
    println!("listening on http://{}", listener.local_addr().expect("an address"));
    let listener = axum::serve::ListenerExt::tap_io(listener, |socket| {
        let _ = socket.set_nodelay(true);
    });
    axum::serve(listener, app).await.expect("a server");
}

async fn bearer(
    State(team): State<Arc<Team>>,
    request: Request,
    next: Next,
) -> Result<Response, StatusCode> {
    let value = request.headers().get("authorization").and_then(|v| v.to_str().ok());
    let secret = value.and_then(|v| v.strip_prefix("Bearer ")).ok_or(StatusCode::UNAUTHORIZED)?;
    let digest: [u8; 32] = Sha256::digest(secret).into();
    if !bool::from(digest.ct_eq(&team.token)) {
        return Err(StatusCode::UNAUTHORIZED);
    }
    Ok(next.run(request).await)
}

async fn workspaces(State(team): State<Arc<Team>>) -> Json<Value> {
    Json(json!({"workspaces": [{
        "id": "corpus", "label": null, "state": "ready", "branch": "main", "behindBy": 0,
        "commit": "0123456789abcdef0123456789abcdef01234567", "files": team.files.len(),
        "indexedAt": "2026-11-22T08:31:00.123Z", "error": null,
    }]}))
}

async fn call(State(team): State<Arc<Team>>, Json(call): Json<Call>) -> Json<Value> {
    let of = |name: &str| call.arguments[name].as_str().unwrap_or_default();
    let (text, structured) = match call.name.as_str() {
        "ctx_read" => {
            let text = team.files.get(of("path")).map_or("", String::as_str);
            let lines = text.lines().count();
            (
                text.to_owned(),
                json!({"path": of("path"), "mode": "full", "text": text, "totalLines": lines}),
            )
        }
        "ctx_tree" => (
            "one.rs\n".to_owned(),
            json!({"entries": [{"path": "tiny/one.rs", "kind": "file", "bytes": 12}]}),
        ),
        _ => {
            let pattern = of("pattern");
            let matches: Vec<Value> = team
                .files
                .iter()
                .flat_map(|(path, text)| {
                    text.lines().enumerate().map(move |(n, line)| (path, n, line))
                })
                .filter_map(|(path, n, line)| {
                    let column = line.find(pattern)?;
                    Some(json!({"path": path, "line": n + 1, "column": column + 1, "text": line}))
                })
                .collect();
            let text = matches.iter().map(|m| format!("{m}\n")).collect();
            (text, json!({"total": matches.len(), "matches": matches}))
        }
    };
    Json(json!({"result": {
        "content": [{"type": "text", "text": text}], "structuredContent": structured, "isError": false,
    }}))
}
