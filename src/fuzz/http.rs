//! Is what the listener takes for a request the same however its bytes are cut, and whole in itself?

use crate::server::http::body::Body;
use crate::server::http::parse::{self, Framing, MAX_FIELDS, MAX_HEAD, Parsed, SINGLE, Scan};

/// Largest body that [`stream`] takes.
const MAX_BODY: usize = 64 << 10;

/// A request as it would be handed on.
#[derive(Debug, PartialEq, Eq)]
pub struct Taken {
    pub method: &'static str,
    /// Path and query, raw.
    pub target: String,
    /// Names in lower case.
    pub headers: Vec<(String, String)>,
    pub body: Vec<u8>,
}

/// The whole requests at the front of one connection's bytes, until one is refused or ends it.
pub fn requests(mut bytes: &[u8]) -> Vec<Taken> {
    let mut taken = Vec::new();
    while let Ok(Some(end)) = Scan::default().advance(bytes) {
        let Ok(parsed) = parse::head(&bytes[..end]) else { break };
        let Ok(mut body) = Body::new(parsed.framing, MAX_BODY) else { break };
        let Ok(used) = body.feed(&bytes[end..]) else { break };
        if !body.done() {
            break;
        }
        bytes = &bytes[end + used..];
        let keep_alive = parsed.keep_alive;
        taken.push(Taken {
            method: parsed.method.as_str(),
            target: target(&parsed),
            headers: parsed.headers.iter().map(|(n, v)| (n.to_owned(), v.to_owned())).collect(),
            body: body.into_bytes(),
        });
        if !keep_alive {
            break;
        }
    }
    taken
}

/// The bytes of a connection. `fuzz/` compares the requests with those another server sees.
pub fn stream(bytes: &[u8]) {
    for request in requests(bytes) {
        assert!(request.body.len() <= MAX_BODY);
    }
}

/// The bytes of a head, and perhaps more.
pub fn head(bytes: &[u8]) {
    let whole = Scan::default().advance(bytes);
    let mut scan = Scan::default();
    let mut by_byte = Ok(None);
    for end in 1..=bytes.len() {
        by_byte = scan.advance(&bytes[..end]);
        if by_byte != Ok(None) {
            break;
        }
    }
    assert_eq!(whole, by_byte, "the end of a head depends on how its bytes come");
    if let Ok(Some(end)) = whole {
        assert!(end <= MAX_HEAD);
        if let Ok(parsed) = parse::head(&bytes[..end]) {
            sound(&parsed);
        }
    }
    // Unscanned bytes may be refused or taken, but what is taken is as sound.
    if let Ok(parsed) = parse::head(bytes) {
        sound(&parsed);
    }
}

fn sound(parsed: &Parsed) {
    let graphic = |text: &str| text.bytes().all(|b| b.is_ascii_graphic());
    assert!(parsed.path.starts_with('/') && graphic(&parsed.path) && !parsed.path.contains('?'));
    assert!(parsed.query.as_deref().is_none_or(graphic));
    assert!(!target(parsed).contains('#'), "a fragment is never sent");
    assert!(parsed.headers.iter().count() <= MAX_FIELDS);
    for name in SINGLE {
        assert!(parsed.headers.get_all(name).count() <= 1, "{name} twice");
    }
    assert!(parsed.headers.get("host").is_some_and(|host| !host.is_empty()));
    let length = parsed.headers.get("content-length");
    let coding = parsed.headers.get("transfer-encoding");
    match parsed.framing {
        Framing::None => assert_eq!((length, coding), (None, None)),
        Framing::Length(n) => {
            assert_eq!(length.and_then(|text| text.parse().ok()), Some(n));
            assert_eq!(coding, None);
        }
        Framing::Chunked => {
            assert_eq!(length, None);
            assert!(coding.is_some_and(|c| c.eq_ignore_ascii_case("chunked")) && parsed.chunks);
        }
    }
    let text = write(parsed);
    let end = Scan::default().advance(text.as_bytes());
    if text.len() <= MAX_HEAD {
        assert_eq!(end, Ok(Some(text.len())));
        let again = parse::head(text.as_bytes());
        assert_eq!(again.as_ref(), Ok(parsed), "what was understood is written and read otherwise");
    }
}

fn target(parsed: &Parsed) -> String {
    match &parsed.query {
        Some(query) => format!("{}?{query}", parsed.path),
        None => parsed.path.clone(),
    }
}

fn write(parsed: &Parsed) -> String {
    let version = u8::from(parsed.chunks);
    let mut text = format!("{} {} HTTP/1.{version}\r\n", parsed.method.as_str(), target(parsed));
    for (name, value) in parsed.headers.iter() {
        text.push_str(&format!("{name}: {value}\r\n"));
    }
    text + "\r\n"
}

/// Five bytes of setting (framing, largest body, declared length, cuts), then the bytes of a body.
pub fn body(bytes: &[u8]) {
    let Some((&[kind, max, length_high, length_low, cuts], stream)) = bytes.split_first_chunk()
    else {
        return;
    };
    let framing = match kind % 3 {
        0 => Framing::None,
        1 => Framing::Length(u64::from(u16::from_be_bytes([length_high, length_low]))),
        _ => Framing::Chunked,
    };
    let max = usize::from(max) * 16;
    let whole = feed(framing, max, stream, |rest| rest);
    let mut seed = u32::from(cuts);
    let cut = feed(framing, max, stream, |rest| {
        seed = seed.wrapping_mul(1_103_515_245).wrapping_add(12_345);
        rest.min((seed >> 16) as usize % 7 + 1)
    });
    assert_eq!(whole, cut, "a body depends on how its bytes come");
    let Some((content, used, true)) = whole else { return };
    assert!(content.len() <= max);
    match framing {
        Framing::None => assert_eq!((content.len(), used), (0, 0)),
        Framing::Length(n) => {
            assert_eq!(content.len() as u64, n);
            assert_eq!(content, stream[..used]);
        }
        Framing::Chunked => {
            assert!(stream[..used].ends_with(b"\r\n") && used >= content.len() + 5);
            let mut coded = Vec::new();
            if !content.is_empty() {
                coded.extend(format!("{:x}\r\n", content.len()).bytes());
                coded.extend(&content);
                coded.extend(b"\r\n");
            }
            coded.extend(b"0\r\n\r\n");
            let length = coded.len();
            assert_eq!(feed(framing, max, &coded, |rest| rest), Some((content, length, true)));
        }
    }
}

/// Content, bytes used, and whether it is whole; `None` when it is refused.
fn feed(
    framing: Framing,
    max: usize,
    stream: &[u8],
    mut piece: impl FnMut(usize) -> usize,
) -> Option<(Vec<u8>, usize, bool)> {
    let mut body = Body::new(framing, max).ok()?;
    let mut used = 0;
    while used < stream.len() && !body.done() {
        let end = used + piece(stream.len() - used);
        let taken = body.feed(&stream[used..end]).ok()?;
        assert!(taken == end - used || body.done(), "bytes of an open body are left over");
        used += taken;
    }
    let done = body.done();
    Some((body.into_bytes(), used, done))
}
