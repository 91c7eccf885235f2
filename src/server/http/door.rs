//! Who may connect, and what happens when too many do?

use std::io::ErrorKind;
use std::net::{IpAddr, Ipv6Addr};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::Ordering;
use std::time::Duration;

use mio::net::TcpStream;

use super::connection::{Connection, Phase};
use super::reactor::Reactor;
use crate::base::Kind;

/// Accepted in one turn, so that a flood of connections does not stop the others.
const ACCEPTS: usize = 256;
/// After a failed accept. The usual reason is that descriptors have run out; the connection stays
/// in the kernel's queue meanwhile.
const PAUSE: Duration = Duration::from_millis(100);
/// Connections beyond the caps that are told so; any more are closed at once.
const REFUSED: usize = 64;
/// An idle connection this old may be closed for a new one.
const STALE: Duration = Duration::from_secs(1);

/// The unit of what is counted by address: whoever has one IPv6 address has its whole /64.
pub fn network(peer: IpAddr) -> IpAddr {
    match peer {
        IpAddr::V4(_) => peer,
        IpAddr::V6(address) => {
            let [a, b, c, d, ..] = address.segments();
            Ipv6Addr::new(a, b, c, d, 0, 0, 0, 0).into()
        }
    }
}

impl Reactor {
    pub fn accept(&mut self) {
        if self.accept_after.is_some_and(|after| self.now < after) {
            return;
        }
        self.accept_after = None;
        for _ in 0..ACCEPTS {
            let Some(listener) = self.listener.as_ref().filter(|_| self.acceptable) else { return };
            match listener.accept() {
                Ok((socket, peer)) => self.admit(socket, peer.ip().to_canonical()),
                Err(error) => match error.kind() {
                    ErrorKind::WouldBlock => self.acceptable = false,
                    // Left before it was accepted: no reason to wait.
                    ErrorKind::Interrupted | ErrorKind::ConnectionAborted => {}
                    _ => {
                        self.evict();
                        self.accept_after = Some(self.now + PAUSE);
                        return;
                    }
                },
            }
        }
    }

    fn admit(&mut self, socket: TcpStream, peer: IpAddr) {
        self.gauge.accepted.fetch_add(1, Ordering::Relaxed);
        let refusal = self.refuses(peer);
        if refusal.is_some() && self.refused >= REFUSED {
            return;
        }
        // Without this, a small reply on a kept connection waits 40 ms for the client's delayed
        // acknowledgement.
        let _ = socket.set_nodelay(true);
        let slot = self.free.pop().unwrap_or(self.slots.len());
        if slot == self.slots.len() {
            self.slots.push(None);
        }
        let mut connection = Box::new(Connection::new(slot, socket, peer, self.now));
        let head_timeout = self.limits.head_timeout;
        self.arm(&mut connection, head_timeout);
        if self.register(&mut connection).is_err() {
            self.free.push(slot);
            return;
        }
        if let Some(message) = refusal {
            connection.refused = true;
            self.refused += 1;
            let reply = self.refusal(Kind::Overloaded, message);
            self.answer(&mut connection, reply);
        } else {
            self.open += 1;
            *self.per_network.entry(network(peer)).or_default() += 1;
        }
        self.slots[slot] = Some(connection);
        self.drive(slot);
    }

    fn refuses(&mut self, peer: IpAddr) -> Option<&'static str> {
        let open_here = self.per_network.get(&network(peer)).copied().unwrap_or_default();
        if open_here >= self.limits.max_connections_per_address && !self.uncapped(peer) {
            return Some("too many connections from this address");
        }
        if self.open >= self.limits.max_connections && !self.evict() {
            return Some("too many connections");
        }
        None
    }

    fn uncapped(&self, peer: IpAddr) -> bool {
        catch_unwind(AssertUnwindSafe(|| self.service.uncapped(peer))).unwrap_or(false)
    }

    /// Makes room by closing the connection that has been idle for longest.
    fn evict(&mut self) -> bool {
        let idle = |c: &Connection| c.idle().then_some(c.idle_since);
        let oldest = self
            .slots
            .iter()
            .enumerate()
            .filter_map(|(slot, c)| c.as_deref().and_then(idle).map(|since| (since, slot)))
            .min();
        match oldest {
            Some((since, slot)) if self.now.duration_since(since) >= STALE => {
                self.close(slot);
                true
            }
            _ => false,
        }
    }

    /// Ends a connection, whatever it was doing.
    pub fn close(&mut self, slot: usize) {
        let Some(connection) = self.slots.get_mut(slot).and_then(Option::take) else { return };
        self.release(*connection);
    }

    pub fn release(&mut self, connection: Connection) {
        if let Phase::Inside { cancelled, .. } = &connection.phase {
            cancelled.store(true, Ordering::Relaxed);
            self.forget_waiting(connection.serial);
        }
        self.buffered -= connection.charged;
        if connection.refused {
            self.refused -= 1;
        } else {
            self.open -= 1;
            let network = network(connection.peer);
            if let Some(count) = self.per_network.get_mut(&network) {
                *count -= 1;
                if *count == 0 {
                    self.per_network.remove(&network);
                }
            }
        }
        self.freed.push(connection.slot);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_ipv6_network_counts_as_one_address() {
        let network = |text: &str| network(text.parse::<IpAddr>().unwrap());
        assert_eq!(network("2001:db8:1:2::3"), network("2001:db8:1:2:ffff::9"));
        assert_ne!(network("2001:db8:1:2::3"), network("2001:db8:1:3::3"));
        assert_ne!(network("192.0.2.1"), network("192.0.2.2"));
    }
}
