//! Does the binary do what it promises? Real processes, real repositories, nothing of this machine's.

mod api;
mod artifact;
mod attack;
mod book;
mod budget;
mod client;
mod code;
mod contract;
mod door;
mod events;
mod follow;
mod harness;
mod local;
mod memory;
mod metering;
mod oracle;
mod path;
mod progress;
mod proof;
mod resource;
mod schema;
mod shipped;
mod supervisor;
mod surface;
mod tidy;
mod token;
