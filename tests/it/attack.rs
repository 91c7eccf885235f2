//! Does the real server survive what stops or kills a bare tiny_http, with honest clients beside it?

use std::path::Path;

use crate::harness::{Home, finish, not_run};

#[test]
fn every_attack_is_survived() {
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("scripts/attack");
    let home = Home::new();
    let mut version = home.program("python3");
    if version.arg("--version").output().is_err() {
        not_run("scripts/attack needs python3");
        return;
    }
    let mut command = home.program("python3");
    command.arg(script).args(["--short", "--binary", env!("CARGO_BIN_EXE_lean-ctx")]);
    finish(command).ok().says("survived: one process");
}
