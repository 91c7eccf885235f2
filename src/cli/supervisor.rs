//! What does a service manager give the server, and what is it told? systemd's socket activation and
//! readiness, both plain protocols: a descriptor in a known place, a datagram.

use std::ffi::OsStr;
use std::io;
use std::net::TcpListener;
use std::os::fd::{FromRawFd as _, OwnedFd};
use std::os::unix::net::UnixDatagram;

use rustix::net::SocketType;
use rustix::net::sockopt;
use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};

use crate::base::error::Context as _;
use crate::base::{Error, Kind, Result};
use crate::config::environment;

/// The first descriptor that is passed on, by sd_listen_fds(3).
const FIRST: i32 = 3;

/// The listener that a service manager has opened for us, if it has. Asked once, and first.
///
/// # Errors
/// When it is not one listening TCP socket.
pub fn listener() -> Result<Option<TcpListener>> {
    match environment::passed_sockets() {
        0 => Ok(None),
        // SAFETY: `LISTEN_PID` names this process, so whoever started it opened descriptor 3 for
        // it. This is asked once, before the server opens anything, so nobody else owns it.
        1 => listening(unsafe { OwnedFd::from_raw_fd(FIRST) }).map(Some),
        more => {
            Err(Error::new(Kind::Usage, format!("{more} sockets were passed on, one is served"))
                .hint("keep one `ListenStream=` in the socket unit"))
        }
    }
}

fn listening(socket: OwnedFd) -> Result<TcpListener> {
    let act = || "cannot use the socket that was passed on".to_owned();
    // Not for the `ssh` that a fetch may start.
    rustix::io::fcntl_setfd(&socket, rustix::io::FdFlags::CLOEXEC).context(act)?;
    let stream = sockopt::socket_type(&socket).is_ok_and(|kind| kind == SocketType::STREAM);
    let listens = sockopt::socket_acceptconn(&socket).unwrap_or(false);
    let listener = TcpListener::from(socket);
    if !stream || !listens || listener.local_addr().is_err() {
        return Err(Error::new(
            Kind::Usage,
            "the socket that was passed on is not a listening TCP socket",
        )
        .hint("the socket unit needs `ListenStream=` with a port, and `Accept=no`"));
    }
    Ok(listener)
}

/// Tells the service manager, if there is one. `state` is as in sd_notify(3).
///
/// # Errors
/// When it cannot be told; the server is none the worse for it.
pub fn notify(state: &str) -> Result<()> {
    let Some(socket) = environment::notify_socket() else { return Ok(()) };
    send(&socket, state.as_bytes()).context(|| format!("cannot tell the service manager `{state}`"))
}

fn send(to: &OsStr, state: &[u8]) -> io::Result<()> {
    let socket = UnixDatagram::unbound()?;
    // A manager that does not read must not stop us.
    socket.set_nonblocking(true)?;
    #[cfg(any(target_os = "linux", target_os = "android"))]
    if let Some(name) = to.as_encoded_bytes().strip_prefix(b"@") {
        use std::os::linux::net::SocketAddrExt as _;
        let address = std::os::unix::net::SocketAddr::from_abstract_name(name)?;
        return socket.send_to_addr(state, &address).map(drop);
    }
    socket.send_to(state, to).map(drop)
}

/// Takes as many descriptors as the system lets us have, and says how many: at first it is usually
/// 1024, for programs that use `select`, which is fewer than the connections that are let in.
pub fn raise_descriptors() -> usize {
    let Rlimit { maximum, .. } = getrlimit(Resource::Nofile);
    let _ = setrlimit(Resource::Nofile, Rlimit { current: maximum, maximum });
    let current = getrlimit(Resource::Nofile).current;
    current.and_then(|n| usize::try_from(n).ok()).unwrap_or(usize::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::net::{TcpStream, UdpSocket};

    #[test]
    fn a_socket_with_a_path_and_one_without_are_told() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("notify");
        let manager = UnixDatagram::bind(&path).unwrap();
        send(path.as_os_str(), b"READY=1").unwrap();
        let mut bytes = [0; 16];
        let got = manager.recv(&mut bytes).unwrap();
        assert_eq!(&bytes[..got], b"READY=1");
        assert!(send(dir.path().join("nobody").as_os_str(), b"READY=1").is_err());
    }

    #[cfg(target_os = "linux")]
    #[test]
    fn an_abstract_socket_is_told() {
        use std::os::linux::net::SocketAddrExt as _;
        let name = format!("lean-ctx-test-{}", std::process::id());
        let address = std::os::unix::net::SocketAddr::from_abstract_name(&name).unwrap();
        let manager = UnixDatagram::bind_addr(&address).unwrap();
        send(OsStr::new(&format!("@{name}")), b"STOPPING=1").unwrap();
        let mut bytes = [0; 16];
        let got = manager.recv(&mut bytes).unwrap();
        assert_eq!(&bytes[..got], b"STOPPING=1");
    }

    #[test]
    fn only_a_listening_tcp_socket_is_taken() {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        let client = TcpStream::connect(address).unwrap();
        assert_eq!(listening(listener.into()).unwrap().local_addr().unwrap(), address);
        assert!(listening(client.into()).is_err());
        assert!(listening(UdpSocket::bind("127.0.0.1:0").unwrap().into()).is_err());
        let dir = tempfile::tempdir().unwrap();
        let unix = std::os::unix::net::UnixListener::bind(dir.path().join("s")).unwrap();
        assert!(listening(unix.into()).is_err(), "not TCP");
    }

    #[test]
    fn the_limit_on_descriptors_is_the_highest_allowed() {
        let raised = raise_descriptors();
        let limit = getrlimit(Resource::Nofile);
        assert_eq!(limit.current, limit.maximum);
        assert!(limit.current.is_none_or(|n| n == raised as u64));
    }
}
