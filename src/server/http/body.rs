//! Where does a request's body end, and is it as large as it may be? Chunked coding is undone here,
//! so that nobody behind the listener ever sees it.

use super::parse::{self, Fault, Framing, Scan, bad};
use crate::base::Kind;

/// A chunk size has at most this many hex digits: 4 GiB, far above any `max_body`.
const MAX_SIZE_DIGITS: u8 = 8;

/// A body while it arrives, in any pieces.
#[derive(Debug)]
pub struct Body {
    state: State,
    bytes: Vec<u8>,
    max: usize,
}

#[derive(Debug)]
enum State {
    /// So many bytes are still to come.
    Length(u64),
    Chunk(Chunk),
    Done,
}

/// RFC 9112 §7.1, without chunk extensions: nobody sends them, and readers that skip them
/// differently see different requests.
#[derive(Debug)]
enum Chunk {
    Size { value: u64, digits: u8 },
    SizeEnd { value: u64 },
    Data { left: u64 },
    DataCr,
    DataLf,
    Trailer { scan: Scan, bytes: Vec<u8> },
}

const SIZE: Chunk = Chunk::Size { value: 0, digits: 0 };

const fn too_large() -> Fault {
    Fault { kind: Kind::PayloadTooLarge, message: "the request body is larger than is taken here" }
}

impl Body {
    /// # Errors
    /// `payload_too_large` when the declared length is above `max`.
    pub fn new(framing: Framing, max: usize) -> Result<Self, Fault> {
        let state = match framing {
            Framing::None | Framing::Length(0) => State::Done,
            Framing::Length(n) if n > max as u64 => return Err(too_large()),
            Framing::Length(n) => State::Length(n),
            Framing::Chunked => State::Chunk(SIZE),
        };
        Ok(Self { state, bytes: Vec::new(), max })
    }

    pub const fn done(&self) -> bool {
        matches!(self.state, State::Done)
    }

    /// Memory held.
    pub fn held(&self) -> usize {
        self.bytes.capacity()
    }

    pub fn into_bytes(self) -> Vec<u8> {
        self.bytes
    }

    /// Takes what belongs to this body from the front of `input` and returns how much that was;
    /// what is left over belongs to the next request.
    ///
    /// # Errors
    /// A body that is malformed or too large; nothing after it can be trusted.
    pub fn feed(&mut self, input: &[u8]) -> Result<usize, Fault> {
        let mut used = 0;
        while used < input.len() && !self.done() {
            used += self.step(&input[used..])?;
        }
        Ok(used)
    }

    /// `input` is not empty; uses at least one byte of it.
    fn step(&mut self, input: &[u8]) -> Result<usize, Fault> {
        match &mut self.state {
            State::Done => Ok(0),
            State::Length(left) => {
                let take = fitting(*left, input);
                self.bytes.extend_from_slice(&input[..take]);
                *left -= take as u64;
                if *left == 0 {
                    self.state = State::Done;
                }
                Ok(take)
            }
            State::Chunk(Chunk::Data { left }) => {
                let take = fitting(*left, input);
                self.bytes.extend_from_slice(&input[..take]);
                *left -= take as u64;
                if *left == 0 {
                    self.state = State::Chunk(Chunk::DataCr);
                }
                Ok(take)
            }
            State::Chunk(Chunk::Trailer { scan, bytes }) => {
                let before = bytes.len();
                let room = (parse::MAX_HEAD + 1).saturating_sub(before).min(input.len());
                bytes.extend_from_slice(&input[..room]);
                let Some(end) = scan.advance(bytes)? else { return Ok(room) };
                parse::trailer(&bytes[..end])?;
                self.state = State::Done;
                Ok(end - before)
            }
            State::Chunk(chunk) => {
                let room = self.max - self.bytes.len();
                let next = punctuation(chunk, input[0], room as u64)?;
                *chunk = next;
                Ok(1)
            }
        }
    }
}

fn fitting(left: u64, input: &[u8]) -> usize {
    usize::try_from(left).unwrap_or(usize::MAX).min(input.len())
}

/// The bytes around a chunk's data; `room` is how much data may still come.
fn punctuation(chunk: &Chunk, byte: u8, room: u64) -> Result<Chunk, Fault> {
    let malformed = bad("the chunked body is not well formed");
    match (chunk, byte) {
        (&Chunk::Size { value, digits }, b'\r') if digits > 0 => Ok(Chunk::SizeEnd { value }),
        (&Chunk::Size { value, digits }, byte) => {
            let digit = char::from(byte).to_digit(16).filter(|_| digits < MAX_SIZE_DIGITS);
            let digit = digit.ok_or(malformed)?;
            Ok(Chunk::Size { value: value * 16 + u64::from(digit), digits: digits + 1 })
        }
        (Chunk::SizeEnd { value: 0 }, b'\n') => {
            Ok(Chunk::Trailer { scan: Scan::default(), bytes: Vec::new() })
        }
        (&Chunk::SizeEnd { value }, b'\n') if value > room => Err(too_large()),
        (&Chunk::SizeEnd { value }, b'\n') => Ok(Chunk::Data { left: value }),
        (Chunk::DataCr, b'\r') => Ok(Chunk::DataLf),
        (Chunk::DataLf, b'\n') => Ok(SIZE),
        _ => Err(malformed),
    }
}
