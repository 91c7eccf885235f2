//! What do a daemon and its clients say to each other? One line of JSON each way, before MCP's own lines.

use std::io::{self, BufRead, BufReader, Write};
use std::os::unix::net::UnixStream;
use std::path::PathBuf;
use std::time::Duration;

use rustix::process::geteuid;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use serde_json::value::RawValue;

use super::Settings;
use crate::base::{Error, Kind};

/// Of the lines below; another number is another build's.
pub const PROTOCOL: u32 = 2;
/// Bytes of a line at most: an answer is bounded by its tokens.
const LONGEST: usize = 64 << 20;

/// The first line of a client.
#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Hello {
    pub protocol: u32,
    pub build: String,
    pub want: Want,
}

#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Want {
    /// MCP's messages, a line each, from here on.
    Serve(Asker),
    /// One tool's answer.
    Call {
        asker: Asker,
        tool: String,
        arguments: Value,
    },
    Status,
    /// The end of the daemon.
    Stop,
}

/// Who asks: a client of which workspace, and which model reads the answers.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Asker {
    pub root: PathBuf,
    pub model: Option<String>,
}

/// A line of the daemon. The first is `Welcome`, `OtherBuild` or `Busy`, at once.
#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Reply {
    Welcome,
    /// Only `Status` and `Stop` are answered to another build.
    OtherBuild(String),
    /// As many clients as there may be, or the end is near.
    Busy,
    /// Files of an index that the call waits for, done and in all, and bytes of those done.
    Progress(u64, u64, u64),
    /// What follows is MCP.
    Ready,
    Answer(Said),
    Failed(Failure),
    Status(Box<Status>),
}

/// An answer, as the terminal prints it.
#[derive(Debug, Serialize, Deserialize)]
pub struct Said {
    pub text: String,
    pub structured: Box<RawValue>,
}

/// An error as it crosses the socket: nothing of it is lost.
#[derive(Debug, Serialize, Deserialize)]
pub struct Failure {
    kind: String,
    message: String,
    hint: Option<String>,
    causes: Option<String>,
}

impl From<&Error> for Failure {
    fn from(e: &Error) -> Self {
        let chain = e.chain();
        let causes = chain.strip_prefix(e.message()).and_then(|rest| rest.strip_prefix(": "));
        Self {
            kind: format!("{:?}", e.kind()),
            message: e.message().to_owned(),
            hint: e.hint_text().map(str::to_owned),
            causes: causes.map(str::to_owned),
        }
    }
}

impl From<Failure> for Error {
    fn from(failure: Failure) -> Self {
        let named = |kind: &Kind| format!("{kind:?}") == failure.kind;
        let kind = Kind::ALL.into_iter().find(named).unwrap_or(Kind::Failed);
        let mut error = Self::new(kind, failure.message);
        if let Some(hint) = failure.hint {
            error = error.hint(hint);
        }
        match failure.causes {
            Some(causes) => error.source(causes),
            None => error,
        }
    }
}

/// How a daemon is.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Status {
    pub pid: u32,
    pub build: String,
    pub started_at: String,
    pub settings: Settings,
    /// Resident; none where the system does not say.
    pub memory_bytes: Option<u64>,
    pub connections: usize,
    /// Why nothing is watched, if nothing is.
    pub watching: Option<String>,
    pub workspaces: Vec<Room>,
}

/// One workspace of a daemon.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Room {
    pub id: String,
    pub root: PathBuf,
    /// Its index is open.
    pub loaded: bool,
    pub commit: Option<String>,
    pub files: u64,
    pub idle_secs: u64,
    /// Folders that are watched.
    pub watched: usize,
    /// Why it is looked at every now and then instead.
    pub polling: Option<String>,
}

/// A connection to the same user's process at the other end.
pub struct Link {
    reader: BufReader<UnixStream>,
    writer: UnixStream,
}

impl Link {
    /// # Errors
    /// When the peer is another user's process.
    pub fn new(stream: UnixStream) -> io::Result<Self> {
        if peer(&stream)?.is_some_and(|(_, uid)| uid != geteuid().as_raw()) {
            return Err(io::Error::new(io::ErrorKind::PermissionDenied, "another user's process"));
        }
        let writer = stream.try_clone()?;
        Ok(Self { reader: BufReader::new(stream), writer })
    }

    /// The process at the other end, where the system says.
    pub fn pid(&self) -> Option<u32> {
        peer(&self.writer).ok().flatten().map(|(pid, _)| pid)
    }

    /// How long `hear` waits; none: for ever.
    pub fn patience(&self, limit: Option<Duration>) -> io::Result<()> {
        self.writer.set_read_timeout(limit)
    }

    pub fn say(&mut self, message: &impl Serialize) -> io::Result<()> {
        let mut line = serde_json::to_vec(message)?;
        line.push(b'\n');
        self.writer.write_all(&line)
    }

    /// The next message; `None` when the other side has ended.
    pub fn hear<T: DeserializeOwned>(&mut self) -> io::Result<Option<T>> {
        match line(&mut self.reader, LONGEST)? {
            Some(line) => Ok(Some(serde_json::from_slice(&line)?)),
            None => Ok(None),
        }
    }

    /// Both ends, for lines that are not ours.
    pub fn into_parts(self) -> (BufReader<UnixStream>, UnixStream) {
        (self.reader, self.writer)
    }
}

/// Process and user at the other end of a socket.
fn peer(stream: &UnixStream) -> io::Result<Option<(u32, u32)>> {
    #[cfg(target_os = "linux")]
    {
        let peer = rustix::net::sockopt::socket_peercred(stream)?;
        let pid = u32::try_from(peer.pid.as_raw_pid()).unwrap_or_default();
        Ok(Some((pid, peer.uid.as_raw())))
    }
    // The folder is this user's alone; that is all there is to go by.
    #[cfg(not(target_os = "linux"))]
    {
        let _ = stream;
        Ok(None)
    }
}

/// The next line without its end; `None` at the end of input. What is longer than `most` is cut there.
pub fn line(input: &mut impl BufRead, most: usize) -> io::Result<Option<Vec<u8>>> {
    let (mut line, mut ended) = (Vec::new(), false);
    while !ended {
        let chunk = match input.fill_buf() {
            Err(e) if e.kind() == io::ErrorKind::Interrupted => continue,
            chunk => chunk?,
        };
        if chunk.is_empty() {
            return Ok((!line.is_empty()).then_some(line));
        }
        let end = chunk.iter().position(|b| *b == b'\n');
        ended = end.is_some();
        let used = end.map_or(chunk.len(), |at| at + 1);
        let room = most.saturating_sub(line.len());
        line.extend_from_slice(&chunk[..end.unwrap_or(used).min(room)]);
        input.consume(used);
    }
    Ok(Some(line))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_error_crosses_whole() {
        let error = Error::new(Kind::InvalidArguments, "no such: file").hint("look").source("why");
        let line = serde_json::to_string(&Reply::Failed(Failure::from(&error))).unwrap();
        let Ok(Reply::Failed(failure)) = serde_json::from_str::<Reply>(&line) else { panic!() };
        let back = Error::from(failure);
        assert_eq!((back.kind(), back.chain()), (error.kind(), error.chain()));
        assert_eq!((back.message(), back.hint_text()), (error.message(), error.hint_text()));
    }

    #[test]
    fn answers_keep_their_bytes() {
        let structured = RawValue::from_string(r#"{"b":1.50,"a":[ ]}"#.into()).unwrap();
        let reply = Reply::Answer(Said { text: "a\n\u{7f}\"".into(), structured });
        let line = serde_json::to_string(&reply).unwrap();
        assert!(!line.contains('\n'));
        let Ok(Reply::Answer(said)) = serde_json::from_str::<Reply>(&line) else { panic!() };
        assert_eq!(
            (said.text.as_str(), said.structured.get()),
            ("a\n\u{7f}\"", r#"{"b":1.50,"a":[ ]}"#)
        );
    }

    #[test]
    fn lines_are_bounded_and_the_last_needs_no_end() {
        let mut input = io::Cursor::new(b"one\nlonger\nlast".to_vec());
        let mut next = || line(&mut input, 4).unwrap().map(|l| String::from_utf8(l).unwrap());
        assert_eq!(next().as_deref(), Some("one"));
        assert_eq!(next().as_deref(), Some("long"));
        assert_eq!(next().as_deref(), Some("last"));
        assert_eq!(next(), None);
    }
}
