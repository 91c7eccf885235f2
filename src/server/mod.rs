//! How does the network, or a client's pipe, reach the gate? The only room that knows tiny_http, mio and httparse.

pub mod cloud;
mod failure;
mod guard;
pub mod http;
pub mod stdio;
pub mod team;
