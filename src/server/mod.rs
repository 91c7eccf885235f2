//! How does the network reach the gate? The only room that knows tiny_http, mio and httparse.

pub mod http;
pub mod team;
