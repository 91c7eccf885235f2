//! How is a PostgreSQL server spoken to? Its protocol 3.0 over one blocking socket: start, SCRAM, simple queries.

use std::io::{ErrorKind, Read, Write};
use std::net::{TcpStream, ToSocketAddrs as _};
use std::os::unix::net::UnixStream;
use std::time::Duration;

use bytes::BytesMut;
use fallible_iterator::FallibleIterator as _;
use postgres_protocol::authentication::md5_hash;
use postgres_protocol::authentication::sasl::{ChannelBinding, SCRAM_SHA_256, ScramSha256};
use postgres_protocol::message::backend::{ErrorResponseBody, Message};
use postgres_protocol::message::frontend;

use super::super::trouble::{Fault, Outcome, Trouble};
use super::place::{Host, Place, Tls};
use super::tls;
use crate::base::clock::Deadline;

const CONNECT: Duration = Duration::from_secs(10);
/// Bytes of one message, and of all answers to one question.
const MOST_MESSAGE: usize = 16 << 20;
const MOST_ANSWER: usize = 64 << 20;

trait Stream: Read + Write {
    /// Patience of the next read or write.
    fn patience(&self, left: Duration) -> std::io::Result<()>;
}

impl Stream for TcpStream {
    fn patience(&self, left: Duration) -> std::io::Result<()> {
        self.set_read_timeout(Some(left))?;
        self.set_write_timeout(Some(left))
    }
}

impl Stream for UnixStream {
    fn patience(&self, left: Duration) -> std::io::Result<()> {
        self.set_read_timeout(Some(left))?;
        self.set_write_timeout(Some(left))
    }
}

impl Stream for rustls::StreamOwned<rustls::ClientConnection, TcpStream> {
    fn patience(&self, left: Duration) -> std::io::Result<()> {
        self.sock.patience(left)
    }
}

/// A connection, logged in.
pub struct Session<'a> {
    stream: Box<dyn Stream>,
    read: BytesMut,
    place: &'a Place,
    deadline: &'a Deadline,
}

impl<'a> Session<'a> {
    /// # Errors
    /// Where it cannot be reached, is not the one that its certificate should name, or does not let us in.
    pub fn open(place: &'a Place, deadline: &'a Deadline) -> Outcome<Self> {
        let (stream, hidden) = connect(place, deadline)?;
        let mut session = Self { stream, read: BytesMut::new(), place, deadline };
        let parameters = [
            ("user", place.user.as_str()),
            ("database", place.database.as_str()),
            ("application_name", "lean-ctx"),
            ("client_encoding", "UTF8"),
        ];
        session.say(|out| frontend::startup_message(parameters, out))?;
        session.log_in(hidden)?;
        session.until_ready(|_| Ok(()))?;
        Ok(session)
    }

    fn log_in(&mut self, hidden: bool) -> Outcome<()> {
        loop {
            match self.hear()? {
                Message::AuthenticationOk => return Ok(()),
                Message::AuthenticationCleartextPassword if hidden || self.place.is_here() => {
                    let password = self.password()?;
                    self.say(|out| frontend::password_message(password.as_bytes(), out))?;
                }
                Message::AuthenticationMd5Password(asked) => {
                    let user = self.place.user.as_bytes();
                    let hash = md5_hash(user, self.password()?.as_bytes(), asked.salt());
                    self.say(|out| frontend::password_message(hash.as_bytes(), out))?;
                }
                Message::AuthenticationSasl(asked) => {
                    let offered = asked.mechanisms().any(|m| Ok(m == SCRAM_SHA_256));
                    if !offered.unwrap_or(false) {
                        return Err(self.unknown_way());
                    }
                    self.scram()?;
                }
                Message::ErrorResponse(body) => return Err(self.refusal(&body)),
                Message::NoticeResponse(_) | Message::ParameterStatus(_) => {}
                _ => return Err(self.unknown_way()),
            }
        }
    }

    fn unknown_way(&self) -> Trouble {
        let name = self.place.name();
        Trouble::new(
            Fault::Unauthorized,
            format!("{name} wants a proof that is not given in clear"),
        )
        .hint("SCRAM and MD5 passwords are spoken, and over TLS a plain one (`sslmode=require`)")
    }

    fn password(&self) -> Outcome<zeroize::Zeroizing<String>> {
        self.place.password.clone().ok_or_else(|| {
            let message = format!("{} wants a password", self.place.name());
            Trouble::new(Fault::Unauthorized, message).hint("put it into the database's URL")
        })
    }

    /// RFC 7677, without binding to the channel: which the certificate's check makes good.
    fn scram(&mut self) -> Outcome<()> {
        // `unrequested` would claim that the server offers none, and over TLS it does.
        let binding = ChannelBinding::unsupported();
        let mut scram = ScramSha256::new(self.password()?.as_bytes(), binding);
        let first = scram.message().to_vec();
        self.say(|out| frontend::sasl_initial_response(SCRAM_SHA_256, &first, out))?;
        let asked = match self.hear()? {
            Message::AuthenticationSaslContinue(body) => body,
            Message::ErrorResponse(body) => return Err(self.refusal(&body)),
            _ => return Err(self.confused()),
        };
        scram.update(asked.data()).map_err(|_| self.confused())?;
        let second = scram.message().to_vec();
        self.say(|out| frontend::sasl_response(&second, out))?;
        let last = match self.hear()? {
            Message::AuthenticationSaslFinal(body) => body,
            Message::ErrorResponse(body) => return Err(self.refusal(&body)),
            _ => return Err(self.confused()),
        };
        // It proves that it knows the password as well.
        scram.finish(last.data()).map_err(|_| {
            Trouble::new(Fault::Unauthorized, format!("{} is not who it says", self.place.name()))
        })
    }

    /// Statements whose answers do not matter.
    ///
    /// # Errors
    /// When one fails.
    pub fn run(&mut self, statements: &str) -> Outcome<()> {
        self.say(|out| frontend::query(statements, out))?;
        self.until_ready(|_| Ok(()))
    }

    /// The one column of each row.
    ///
    /// # Errors
    /// When the question fails, or its answer is too large.
    pub fn rows(&mut self, question: &str) -> Outcome<Vec<String>> {
        self.say(|out| frontend::query(question, out))?;
        let (mut rows, mut size) = (Vec::new(), 0);
        let name = self.place.name();
        self.until_ready(|message| {
            if let Message::DataRow(row) = message {
                let buffer = row.buffer();
                let range = row.ranges().next().ok().flatten().flatten().unwrap_or_default();
                let text = buffer.get(range).unwrap_or_default();
                size += text.len();
                if size > MOST_ANSWER {
                    let message = format!("{name} has more than {MOST_ANSWER} bytes of schema");
                    return Err(Trouble::new(Fault::TooLarge, message)
                        .hint("name the schemas that matter in `project`"));
                }
                rows.push(String::from_utf8_lossy(text).into_owned());
            }
            Ok(())
        })?;
        Ok(rows)
    }

    /// Nothing is left open: the transaction ends with the connection.
    pub fn close(mut self) {
        let _ = self.say(|out| {
            frontend::terminate(out);
            Ok(())
        });
    }

    fn until_ready(&mut self, mut take: impl FnMut(&Message) -> Outcome<()>) -> Outcome<()> {
        loop {
            match self.hear()? {
                Message::ReadyForQuery(_) => return Ok(()),
                Message::ErrorResponse(body) => return Err(self.refusal(&body)),
                message => take(&message)?,
            }
        }
    }

    fn say(&mut self, write: impl FnOnce(&mut BytesMut) -> std::io::Result<()>) -> Outcome<()> {
        let mut out = BytesMut::new();
        write(&mut out)
            .map_err(|_| Trouble::new(Fault::Config, "the database's URL holds a NUL"))?;
        self.patience()?;
        let sent = self.stream.write_all(&out).and_then(|()| self.stream.flush());
        sent.map_err(|e| broken(self.place, &e))
    }

    fn patience(&self) -> Outcome<()> {
        let left = self.deadline.left().unwrap_or(CONNECT);
        if self.deadline.passed() || left.is_zero() {
            return Err(late(self.place));
        }
        self.stream.patience(left).map_err(|e| broken(self.place, &e))
    }

    fn hear(&mut self) -> Outcome<Message> {
        loop {
            // Its length is looked at before room is made for it.
            if let Some(head) = self.read.get(1..5) {
                let length = u32::from_be_bytes([head[0], head[1], head[2], head[3]]) as usize;
                if length > MOST_MESSAGE {
                    let message = format!("{} says more than is believed", self.place.name());
                    return Err(Trouble::new(Fault::TooLarge, message));
                }
                if let Some(message) =
                    Message::parse(&mut self.read).map_err(|_| self.confused())?
                {
                    return Ok(message);
                }
            }
            self.patience()?;
            let mut part = [0; 16 << 10];
            match self.stream.read(&mut part) {
                Ok(0) => {
                    let message = format!("{} broke off", self.place.name());
                    return Err(Trouble::new(Fault::Unavailable, message));
                }
                Ok(n) => self.read.extend_from_slice(&part[..n]),
                Err(e) if e.kind() == ErrorKind::Interrupted => {}
                Err(e) => return Err(broken(self.place, &e)),
            }
        }
    }

    fn confused(&self) -> Trouble {
        Trouble::new(Fault::Malformed, format!("{} does not speak PostgreSQL", self.place.name()))
    }

    /// By its code alone (SQLSTATE): what else it says could hold anything.
    fn refusal(&self, body: &ErrorResponseBody) -> Trouble {
        let field = body.fields().find(|field| Ok(field.type_() == b'C'));
        let code = field.ok().flatten();
        let code =
            code.map(|f| String::from_utf8_lossy(f.value_bytes()).into_owned()).unwrap_or_default();
        let code: String = code.chars().filter(char::is_ascii_alphanumeric).take(5).collect();
        let (fault, what, hint) = match code.as_str() {
            "28P01" | "28000" => (
                Fault::Unauthorized,
                "does not accept the credentials",
                "are user and password right?",
            ),
            "3D000" => (Fault::NotFound, "has no such database", "is its name right?"),
            "42501" => {
                (Fault::Forbidden, "forbids this to the user", "grant it USAGE on the schemas")
            }
            "57014" => {
                (Fault::Timeout, "took too long", "name the schemas that matter in `project`")
            }
            "53300" => (Fault::Unavailable, "has no connection left", "it is tried again later"),
            code if code.starts_with("57P") => {
                (Fault::Unavailable, "is starting or stopping", "it is tried again later")
            }
            _ => (Fault::Rejected, "refuses the question", "is it PostgreSQL 10 or newer?"),
        };
        Trouble::new(fault, format!("{} {what} ({code})", self.place.name())).hint(hint)
    }
}

fn late(place: &Place) -> Trouble {
    Trouble::new(Fault::Timeout, format!("{} did not answer in time", place.name()))
}

fn broken(place: &Place, e: &std::io::Error) -> Trouble {
    match e.kind() {
        ErrorKind::WouldBlock | ErrorKind::TimedOut => late(place),
        // rustls' own errors.
        ErrorKind::InvalidData => {
            let message = format!("{} cannot be reached over TLS", place.name());
            Trouble::new(Fault::Unavailable, message)
                .hint("does this machine trust its certificate? `sslrootcert` names others")
        }
        _ => Trouble::new(Fault::Unavailable, format!("{} cannot be reached", place.name())),
    }
}

/// The stream, and whether it is hidden from others.
fn connect(place: &Place, deadline: &Deadline) -> Outcome<(Box<dyn Stream>, bool)> {
    let name = match &place.host {
        Host::Folder(folder) => {
            let socket = folder.join(format!(".s.PGSQL.{}", place.port));
            let stream = UnixStream::connect(socket).map_err(|e| broken(place, &e))?;
            return Ok((Box::new(stream), false));
        }
        Host::Name(name) => name,
    };
    let left = deadline.left().unwrap_or(CONNECT).min(CONNECT);
    let addresses = (name.as_str(), place.port).to_socket_addrs().map_err(|e| broken(place, &e))?;
    let mut failed = std::io::Error::from(ErrorKind::NotFound);
    let mut connected = None;
    for address in addresses {
        match TcpStream::connect_timeout(&address, left.max(Duration::from_millis(1))) {
            Ok(stream) => {
                connected = Some(stream);
                break;
            }
            Err(e) => failed = e,
        }
    }
    let Some(mut stream) = connected else { return Err(broken(place, &failed)) };
    let _ = stream.set_nodelay(true);
    stream.patience(left.max(Duration::from_millis(1))).map_err(|e| broken(place, &e))?;
    let wanted = match place.tls {
        Tls::Never => false,
        Tls::Prefer => !place.is_here(),
        Tls::Always => true,
    };
    if !wanted {
        return Ok((Box::new(stream), false));
    }
    let mut ask = BytesMut::new();
    frontend::ssl_request(&mut ask);
    let mut answer = [0];
    let asked = stream.write_all(&ask).and_then(|()| stream.read_exact(&mut answer));
    asked.map_err(|e| broken(place, &e))?;
    match (answer[0], place.tls) {
        (b'S', _) => {
            let connection = tls::connection(name, place.roots.as_deref())?;
            Ok((Box::new(rustls::StreamOwned::new(connection, stream)), true))
        }
        (_, Tls::Always) => {
            let message = format!("{} offers no TLS", place.name());
            Err(Trouble::new(Fault::Unavailable, message))
        }
        _ => Ok((Box::new(stream), false)),
    }
}
