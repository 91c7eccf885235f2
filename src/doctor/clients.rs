//! Do the clients of this machine know us, and does what they know still hold?

use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;

use rustix::fs::{Access, access};
use serde_json::Value;

use super::{Check, Patient};
use crate::setup::{self, CLIENTS, Client};

pub fn checks(patient: &Patient) -> Vec<Check> {
    let installed: Vec<&Client> =
        CLIENTS.iter().filter(|c| c.is_installed(patient.machine)).collect();
    if installed.is_empty() {
        return vec![Check::ok("clients", "no MCP client that we know is installed")];
    }
    installed.into_iter().map(|client| check(client, patient)).collect()
}

fn check(client: &Client, patient: &Patient) -> Check {
    let name = client.title;
    let file = client.file(patient.machine);
    let shown = patient.machine.short(&file);
    let connect = format!("`lean-ctx setup --only {}`", client.id);
    let entry = match setup::entry_in(client, &file) {
        Err(e) => {
            return Check::failure(name, e.chain(), "mend the file; setup leaves it as it is");
        }
        Ok(None) => return Check::warning(name, format!("`{shown}` does not name us"), connect),
        Ok(Some(entry)) => entry,
    };
    if let Some(open) = exposed(client, &entry, &file, &shown) {
        if patient.fix && setup::change::set_mode(&file, 0o600).is_ok() {
            return open.fixed(format!("`{shown}` holds a token, and is yours alone now"));
        }
        return open;
    }
    if let Some(program) = program(&entry) {
        if access(program, Access::EXEC_OK).is_err() {
            let message = format!("`{shown}` calls `{program}`, which cannot be run");
            return Check::failure(name, message, connect);
        }
        return Check::ok(name, format!("`{shown}` calls `{program}`"));
    }
    let text = entry.to_string();
    if text.contains("LEAN_CTX_TEAM_TOKEN") && patient.token.is_none() {
        let message =
            format!("`{shown}` takes the token from `LEAN_CTX_TEAM_TOKEN`, which is not set here");
        return Check::warning(name, message, "set it where the client is started from");
    }
    Check::ok(name, format!("`{shown}` leads to a team's server"))
}

/// The program that an entry starts, if it is a path.
fn program(entry: &Value) -> Option<&str> {
    let command = &entry["command"];
    let first = command.as_str().or_else(|| command.get(0).and_then(Value::as_str))?;
    first.starts_with('/').then_some(first)
}

/// A secret written out in a file that others may read.
fn exposed(client: &Client, entry: &Value, file: &Path, shown: &str) -> Option<Check> {
    let bits = std::fs::metadata(file).ok()?.permissions().mode() & 0o077;
    (bits != 0 && entry.to_string().contains("lctx_")).then(|| {
        Check::failure(
            client.title,
            format!("`{shown}` holds a token, and others on this machine may read it"),
            format!("`chmod 600 {shown}`, or `lean-ctx doctor --fix`"),
        )
    })
}
