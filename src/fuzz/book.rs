//! Do the writer and the verifier of a book, who share no code, read every line alike?

use crate::base::digest::sha256;
use crate::ledger::Format;
use crate::ledger::line::{self, tail_text};
use crate::ledger::verify::entry;

const FORMATS: [Format; 2] = [
    Format { seq: Some("seq"), prev: "prevHash", hash: "hash" },
    Format { seq: None, prev: "prev_hash", hash: "entry_hash" },
];

/// A line without its newline; also the body of a record that is to be written.
pub fn line(bytes: &[u8]) {
    for format in &FORMATS {
        if let Ok(read) = entry::read(format, bytes) {
            let hash = read.prev.len() == 64 && read.prev.bytes().all(|b| b.is_ascii_hexdigit());
            let link = line::parse(format, bytes);
            assert_eq!(link.is_some(), hash || read.prev == tail_text(None));
            if let Some(link) = link {
                assert_eq!((link.seq, tail_text(link.prev)), (read.seq, read.prev.to_lowercase()));
                assert_eq!(hex::encode(link.hash), read.stated);
            }
        }
        written(format, bytes);
    }
}

fn written(format: &Format, body: &[u8]) {
    let prev = Some(sha256(b"before"));
    let mut out = Vec::new();
    let Ok(hash) = line::compose(format, body, 7, prev, &mut out) else { return };
    let text = out.strip_suffix(b"\n").expect("a line ends");
    assert!(!text.contains(&b'\n'), "one record, two lines");
    let link = line::parse(format, text).expect("the writer reads its own line");
    assert_eq!((link.seq, link.prev, link.hash), (format.seq.map(|_| 7), prev, hash));
    // The verifier also demands JSON, and that no name of the chain stands there twice.
    if let Ok(read) = entry::read(format, text) {
        assert_eq!((read.seq, &read.stated), (link.seq, &read.computed));
        assert_eq!(read.stated, hex::encode(hash));
    }
}
