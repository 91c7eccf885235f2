//! How does libgit2 reach a remote over https and ssh, which it is built without?
//!
//! libgit2's own https and ssh need OpenSSL and libssh2 on the machine that builds. Instead it is
//! given two "smart subtransports": byte streams to a remote's `git upload-pack`, over which
//! libgit2 speaks git's protocol itself (gitprotocol-pack(5), gitprotocol-http(5), version 0).

use std::cell::RefCell;
use std::io;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use git2::transport::{Service, SmartSubtransport, SmartSubtransportStream, Transport};
use zeroize::Zeroizing;

use crate::base::clock::Deadline;
use crate::base::{Error, Result};

use super::http::Http;
use super::ssh::Ssh;
use super::url::RemoteUrl;

/// What may be shown to a remote that asks who is there.
#[derive(Clone, Default)]
pub struct Credentials {
    /// From `LEAN_CTX_GIT_TOKEN`. Shown over https only (or to this machine), only to the remote's
    /// own host, and only after that asked for it.
    pub token: Option<Zeroizing<String>>,
}

impl std::fmt::Debug for Credentials {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let shown = if self.token.is_some() { "token" } else { "none" };
        write!(f, "Credentials({shown})")
    }
}

/// One fetch: what its connection needs, and why it failed.
pub struct Session {
    pub remote: RemoteUrl,
    pub credentials: Credentials,
    /// Asks git's credential helpers; `None` where it is not safe to ask them.
    pub helper: Option<git2::CredentialHelper>,
    pub ssh: Ssh,
    pub deadline: Deadline,
    failure: Mutex<Option<Error>>,
}

impl Session {
    pub fn new(
        remote: RemoteUrl,
        credentials: Credentials,
        helper: Option<git2::CredentialHelper>,
        ssh: Ssh,
        deadline: Deadline,
    ) -> Self {
        Self { remote, credentials, helper, ssh, deadline, failure: Mutex::default() }
    }

    /// Keeps our own error, which has a hint and was made without secrets, and gives libgit2 one
    /// that only says that there is such an error.
    pub fn fail(&self, error: Error) -> git2::Error {
        *self.failure.lock().unwrap_or_else(PoisonError::into_inner) = Some(error);
        git2::Error::from_str("the transport failed")
    }

    pub fn fail_io(&self, error: Error) -> io::Error {
        self.fail(error);
        io::Error::other("the transport failed")
    }

    /// The first reason, where the transport gave one.
    pub fn take_failure(&self) -> Option<Error> {
        self.failure.lock().unwrap_or_else(PoisonError::into_inner).take()
    }
}

thread_local! {
    /// The fetch that this thread is in. libgit2 makes transports from a process-wide table of
    /// schemes and tells the maker nothing but the remote; a fetch runs on one thread from its
    /// beginning to its end, so its session waits here.
    static CURRENT: RefCell<Option<Arc<Session>>> = const { RefCell::new(None) };
}

/// Runs `fetch` with `session` as the one that new connections of this thread belong to.
pub fn within<T>(session: &Arc<Session>, fetch: impl FnOnce() -> T) -> Result<T> {
    struct Leave;
    impl Drop for Leave {
        fn drop(&mut self) {
            CURRENT.with_borrow_mut(Option::take);
        }
    }
    register()?;
    CURRENT.set(Some(Arc::clone(session)));
    let _leave = Leave;
    Ok(fetch())
}

/// libgit2's table of transports belongs to the process and not to a repository, so there is no
/// way to be less global than once per process.
fn register() -> Result<()> {
    static DONE: OnceLock<bool> = OnceLock::new();
    let done = DONE.get_or_init(|| {
        let mut schemes = ["https", "http", "ssh"].into_iter();
        let done = schemes.try_for_each(|scheme| {
            let stateless = scheme != "ssh";
            // SAFETY: registering must not run while transports are made or registered elsewhere.
            // The cell lets one thread in, once, and `within` is the only door to connections, so
            // that none is made before this has finished.
            unsafe { git2::transport::register(scheme, move |remote| connect(remote, stateless)) }
        });
        done.is_ok()
    });
    if *done {
        return Ok(());
    }
    Err(Error::internal("libgit2 refused the transports for https and ssh"))
}

fn connect(remote: &git2::Remote<'_>, stateless: bool) -> Result<Transport, git2::Error> {
    let session = CURRENT.with_borrow(Clone::clone);
    let session = session.ok_or_else(|| git2::Error::from_str("no fetch is under way"))?;
    let open = match &session.remote {
        RemoteUrl::Http(url) => Open::Http(Box::new(Http::new(Arc::clone(&session), url.clone()))),
        RemoteUrl::Ssh(_) | RemoteUrl::Local(_) => Open::Ssh(session),
    };
    Transport::smart(remote, stateless, open)
}

/// Which way a connection goes. The address is the session's, checked before, and never the one
/// that libgit2 hands over.
enum Open {
    Http(Box<Http>),
    Ssh(Arc<Session>),
}

impl SmartSubtransport for Open {
    fn action(
        &self,
        _url: &str,
        action: Service,
    ) -> Result<Box<dyn SmartSubtransportStream>, git2::Error> {
        match (self, action) {
            (Self::Http(http), Service::UploadPackLs) => http.list(),
            (Self::Http(http), Service::UploadPack) => http.exchange(),
            (Self::Ssh(session), Service::UploadPackLs | Service::UploadPack) => {
                super::ssh::open(session)
            }
            (_, Service::ReceivePackLs | Service::ReceivePack) => {
                Err(git2::Error::from_str("this transport never pushes"))
            }
        }
    }

    fn close(&self) -> Result<(), git2::Error> {
        Ok(())
    }
}

/// Text of another program or machine, made fit for a terminal and a log: one line, no control
/// characters, not endless.
pub fn foreign_text(text: &str) -> String {
    const MAX: usize = 300;
    let mut line: String =
        text.chars().map(|c| if c.is_control() { ' ' } else { c }).take(MAX).collect();
    line.truncate(line.trim_end().len());
    line.trim_start().to_owned()
}
