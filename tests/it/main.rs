//! Does the binary do what it promises? Real processes, real repositories, nothing of this machine's.

mod harness;
mod tidy;
