//! How does a sync begin that nobody asked for? Behind a tool's command, where the user has turned it on.

use std::os::unix::process::CommandExt as _;
use std::process::{Command, Stdio};

use crate::account::auto;
use crate::account::home::Home;
use crate::config::environment;

/// Starts `lean-ctx sync` and does not wait. That it cannot is no reason for the command to fail: `cloud status`
/// says when the last one was.
pub fn start() {
    let Ok(data) = environment::local_data() else { return };
    if !auto::due(&Home::new(data)) {
        return;
    }
    let Ok(program) = std::env::current_exe() else { return };
    let mut sync = Command::new(program);
    sync.args(["sync", "--quiet"]).process_group(0);
    let _ = sync.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null()).spawn();
}
