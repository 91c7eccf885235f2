//! How is a repository fetched over ssh? By the system's own `ssh`, which knows the user's agent, keys, known hosts and configuration.

use std::ffi::OsString;
use std::io::{self, Read, Write};
use std::process::{Child, ChildStderr, ChildStdin, ChildStdout, Command, Stdio};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::JoinHandle;
use std::time::Duration;

use git2::transport::SmartSubtransportStream;
use rustix::event::{PollFd, PollFlags, Timespec, poll};

use crate::base::{Error, Result};

use super::repository::shell_word;
use super::transport::{Session, foreign_text};
use super::url::{RemoteUrl, SshUrl};

/// Which program is run.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Ssh {
    /// A program, found by its path or in `PATH`.
    Program(OsString),
    /// A shell command that takes ssh's arguments: git's `core.sshCommand`.
    Command(String),
}

impl Default for Ssh {
    fn default() -> Self {
        Self::Program("ssh".into())
    }
}

impl Ssh {
    fn command(&self) -> Command {
        match self {
            Self::Program(program) => Command::new(program),
            Self::Command(line) => {
                let mut command = Command::new("sh");
                command.arg("-c").arg(format!("{line} \"$@\"")).arg(line);
                command
            }
        }
    }
}

/// How often a silent connection is asked whether its time is over.
const TICK: Duration = Duration::from_millis(250);

pub fn open(session: &Arc<Session>) -> Result<Box<dyn SmartSubtransportStream>, git2::Error> {
    let RemoteUrl::Ssh(url) = &session.remote else {
        return Err(session.fail(Error::internal("a connection by ssh to something else")));
    };
    match spawn(session, url) {
        Ok(stream) => Ok(Box::new(stream)),
        Err(e) => Err(session.fail(e)),
    }
}

fn spawn(session: &Arc<Session>, url: &SshUrl) -> Result<Stream> {
    let mut command = session.ssh.command();
    command
        // Not its business, and `SendEnv` may pass anything on.
        .env_remove("LEAN_CTX_GIT_TOKEN")
        // Never a question for a password or an unknown host: nobody may be there to answer.
        .args(["-o", "BatchMode=yes"])
        .args(["-o", "ConnectTimeout=30"])
        // A dead connection ends instead of staying silent for ever.
        .args(["-o", "ServerAliveInterval=15", "-o", "ServerAliveCountMax=4"]);
    if let Some(port) = url.port {
        command.args(["-p", &port.to_string()]);
    }
    let host = match &url.user {
        Some(user) => format!("{user}@{}", url.host),
        None => url.host.clone(),
    };
    // `RemoteUrl::parse` has refused hosts and paths that begin with `-`.
    let mut child = command
        .arg(host)
        .arg(format!("git-upload-pack {}", quoted(&url.path)))
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .map_err(|e| {
            Error::failed("cannot run `ssh`")
                .hint("install the OpenSSH client, or use an https address with a token")
                .source(e)
        })?;
    let (Some(input), Some(output), Some(errors)) =
        (child.stdin.take(), child.stdout.take(), child.stderr.take())
    else {
        return Err(Error::internal("a child process without its pipes"));
    };
    let words = Words::default();
    let listener = words.listen(errors);
    let (session, host) = (Arc::clone(session), url.host.clone());
    Ok(Stream { session, host, child, input, output, words, listener, heard: false })
}

/// As git quotes paths for the shell on the other side: always within single quotes, except that
/// a leading `~` or `~user` stays open to expansion.
fn quoted(path: &str) -> String {
    let always = |text: &str| format!("'{}'", text.replace('\'', "'\\''"));
    if let Some(home) = path.strip_prefix('~') {
        let (user, rest) = home.split_at(home.find('/').unwrap_or(home.len()));
        if shell_word(user) == user || user.is_empty() {
            return format!(
                "~{user}{}",
                if rest.is_empty() { String::new() } else { always(rest) }
            );
        }
    }
    always(path)
}

/// The last words of ssh. Its errors are read to their end, so that it never waits for a listener.
#[derive(Clone, Default)]
struct Words(Arc<Mutex<Vec<u8>>>);

impl Words {
    fn listen(&self, mut errors: ChildStderr) -> JoinHandle<()> {
        const KEPT: usize = 2048;
        let words = self.clone();
        std::thread::spawn(move || {
            let mut buffer = [0; 1024];
            while let Ok(count @ 1..) = errors.read(&mut buffer) {
                let mut kept = words.0.lock().unwrap_or_else(PoisonError::into_inner);
                kept.extend_from_slice(&buffer[..count]);
                let surplus = kept.len().saturating_sub(KEPT);
                kept.drain(..surplus);
            }
        })
    }

    fn text(&self) -> String {
        let kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        foreign_text(&String::from_utf8_lossy(&kept))
    }
}

struct Stream {
    session: Arc<Session>,
    host: String,
    child: Child,
    input: ChildStdin,
    output: ChildStdout,
    words: Words,
    listener: JoinHandle<()>,
    /// Whether anything came; before that, an end is a failure to connect.
    heard: bool,
}

impl Stream {
    fn wait_for_bytes(&self) -> Result<()> {
        let tick = Timespec { tv_sec: 0, tv_nsec: TICK.subsec_nanos().into() };
        loop {
            self.session.deadline.check()?;
            let mut list = [PollFd::new(&self.output, PollFlags::IN)];
            match poll(&mut list, Some(&tick)) {
                Ok(0) | Err(rustix::io::Errno::INTR) => {}
                Ok(_) => return Ok(()),
                Err(e) => return Err(Error::failed("cannot wait for `ssh`").source(e)),
            }
        }
    }

    /// Why ssh ended before it said anything.
    fn refusal(&self) -> Error {
        // Not joined: a shared connection that ssh leaves behind may keep its errors open.
        for _ in 0..20 {
            if self.listener.is_finished() {
                break;
            }
            std::thread::sleep(Duration::from_millis(10));
        }
        let said = self.words.text();
        let said = if said.is_empty() { "the connection ended".to_owned() } else { said };
        Error::failed(format!("ssh to `{}` failed: {said}", self.host)).hint(
            "try `ssh` to that host as the user that lean-ctx runs as: \
             its host key must be known and a key must be loaded, since nothing is asked",
        )
    }
}

impl Read for Stream {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if let Err(e) = self.wait_for_bytes() {
            return Err(self.session.fail_io(e));
        }
        let count = self.output.read(buffer)?;
        if count == 0 && !self.heard && !buffer.is_empty() {
            return Err(self.session.fail_io(self.refusal()));
        }
        self.heard |= count > 0;
        Ok(count)
    }
}

impl Write for Stream {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.input.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.input.flush()
    }
}

impl Drop for Stream {
    fn drop(&mut self) {
        // It may still be sending; nobody listens any more.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_are_quoted_for_the_other_shell() {
        for (path, expected) in [
            ("/a/b.git", "'/a/b.git'"),
            ("a b; rm -rf /", "'a b; rm -rf /'"),
            ("it's", r"'it'\''s'"),
            ("~/x y", "~'/x y'"),
            ("~me/x", "~me'/x'"),
            ("~$(id)/x", "'~$(id)/x'"),
        ] {
            assert_eq!(quoted(path), expected);
        }
    }
}
