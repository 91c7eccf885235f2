//! How does the network, or a client's pipe, reach the gate? The only room that knows tiny_http, mio and httparse.

#[cfg(feature = "server")]
pub mod cloud;
#[cfg(feature = "server")]
mod failure;
#[cfg(feature = "server")]
mod guard;
#[cfg(feature = "server")]
pub mod http;
pub mod stdio;
#[cfg(feature = "server")]
pub mod team;
