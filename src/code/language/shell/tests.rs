//! Is Bash read as it is meant?

use crate::code::tests::{imports, outline, read, references};

const TEXT: &str = r##"#!/usr/bin/env bash
source ./lib/a.sh
. "$(dirname "$0")/b.sh"
. "${BASH_SOURCE%/*}/c.sh"
source "$DIR/d.sh"
DIR="$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)"
readonly X=1
export Y=2 Z
declare -r W=1
alias ll='ls -l'
foo() { local a=1; bar "$a"; source "${DIR}/e.sh"; }
function bar { echo $X; }
foo | bar && baz "$(qux)"
"##;

#[test]
fn declarations() {
    assert_eq!(
        outline(&read("a.sh", TEXT)),
        [
            "variable DIR 6-6",
            "variable X 7-7",
            "variable Y 8-8",
            "variable W 9-9",
            "function foo 11-11",
            "function bar 12-12"
        ]
    );
}

#[test]
fn imports_and_uses() {
    let facts = read("a.sh", TEXT);
    assert_eq!(
        imports(&facts),
        [
            "SystemInclude ./lib/a.sh 2",
            "Include ./b.sh 3",
            "Include ./c.sh 4",
            "Include ./d.sh 5",
            "Include ./e.sh 11"
        ]
    );
    assert_eq!(
        references(&facts),
        [
            "Call cd 6 in DIR",
            "Call dirname 6 in DIR",
            "Use BASH_SOURCE 6 in DIR",
            "Call pwd 6 in DIR",
            "Use Z 8 in Y",
            "Call alias 10",
            "Call bar 11 in foo",
            "Call echo 12 in bar",
            "Use X 12 in bar",
            "Call foo 13",
            "Call bar 13",
            "Call baz 13",
            "Call qux 13"
        ]
    );
}
