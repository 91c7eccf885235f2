//! Does a request mean the same however its bytes are cut, and does nothing crash the parser?

use proptest::prelude::*;

use super::super::body::Body;
use super::super::parse::{self, Fault, Framing, Parsed, Scan};

/// What the parser makes of a connection's first request: the head, the body, and how many bytes
/// they took.
type Outcome = Result<Option<(Parsed, Vec<u8>, usize)>, Fault>;

/// Feeds `bytes` in pieces that end at `cuts`, as the event loop does.
fn read(bytes: &[u8], cuts: &[usize], max: usize) -> Outcome {
    let (mut inbox, mut scan, mut head) = (Vec::new(), Scan::default(), None);
    let mut used = 0;
    let mut ends: Vec<usize> = cuts.iter().map(|cut| cut % (bytes.len() + 1)).collect();
    ends.push(bytes.len());
    ends.sort_unstable();
    let mut begin = 0;
    for end in ends {
        inbox.extend_from_slice(&bytes[begin..end]);
        begin = end;
        if head.is_none() {
            let Some(length) = scan.advance(&inbox)? else { continue };
            let parsed = parse::head(&inbox[..length])?;
            inbox.drain(..length);
            used = length;
            let body = Body::new(parsed.framing, max)?;
            head = Some((parsed, body));
        }
        if let Some((_, body)) = &mut head {
            let taken = body.feed(&inbox)?;
            inbox.drain(..taken);
            used += taken;
            if body.done() {
                break;
            }
        }
    }
    Ok(head.filter(|(_, body)| body.done()).map(|(parsed, body)| (parsed, body.into_bytes(), used)))
}

/// Requests of which about half are right, and the others nearly.
fn request() -> impl Strategy<Value = Vec<u8>> {
    let line = prop_oneof![
        4 => Just("POST /a?b HTTP/1.1\r\n".to_owned()),
        1 => "[A-Z]{1,7} /[ -~]{0,12} HTTP/[0-2]\\.[0-2]\r\n",
    ];
    let field = prop_oneof![
        3 => "[A-Za-z-]{1,12}: [ -~]{0,20}\r\n",
        1 => "[!-~]{1,6}:[\\x00-\\x7f]{0,8}\r?\n",
        1 => Just("Content-Length: 5\r\n".to_owned()),
        1 => "(Transfer-Encoding|Content-Length): ?[a-z0-9+-]{0,7}\r\n",
    ];
    let framed = prop_oneof![
        2 => Just(("Content-Length: 5\r\n".to_owned(), "hello".to_owned())),
        2 => "([1-5]\r\nhello\r\n|5\r\nhello\r\n){0,3}0\r\n(X: y\r\n)?\r\n"
            .prop_map(|body| ("Transfer-Encoding: chunked\r\n".to_owned(), body)),
        1 => "[ -~\r\n]{0,30}".prop_map(|body| ("Transfer-Encoding: chunked\r\n".to_owned(), body)),
    ];
    (line, prop::collection::vec(field, 0..4), framed, ".{0,10}").prop_map(
        |(line, fields, (framing, body), rest)| {
            format!("{line}Host: a\r\n{}{framing}\r\n{body}{rest}", fields.concat()).into_bytes()
        },
    )
}

type Fields<'a> = Vec<(String, &'a str)>;

/// A second reading of a head, as plain as can be: lines, a colon, blanks off.
fn plain(head: &str) -> Option<(Vec<&str>, Fields<'_>)> {
    let mut lines = head.strip_suffix("\r\n\r\n")?.split("\r\n");
    let words = lines.next()?.split(' ').collect();
    let fields = lines.map(|line| {
        let (name, value) = line.split_once(':')?;
        Some((name.to_ascii_lowercase(), value.trim_matches(' ')))
    });
    Some((words, fields.collect::<Option<_>>()?))
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 2000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn cuts_change_nothing(bytes in request(), cuts in prop::collection::vec(any::<usize>(), 0..12)) {
        let whole = read(&bytes, &[], 1000);
        prop_assert_eq!(&read(&bytes, &cuts, 1000), &whole);
        let every: Vec<usize> = (0..bytes.len()).collect();
        prop_assert_eq!(&read(&bytes, &every, 1000), &whole);
    }

    #[test]
    fn what_is_accepted_reads_the_same_plainly(bytes in request()) {
        if let Ok(Some((parsed, body, used))) = read(&bytes, &[], 1000) {
            let text = std::str::from_utf8(&bytes).unwrap();
            let end = text.find("\r\n\r\n").unwrap() + 4;
            let (words, fields) = plain(&text[..end]).unwrap();
            let target = match &parsed.query {
                Some(query) => format!("{}?{query}", parsed.path),
                None => parsed.path.clone(),
            };
            prop_assert_eq!(&words[..2], &[parsed.method.as_str(), &target]);
            let headers: Vec<_> = parsed.headers.iter().map(|(n, v)| (n.to_owned(), v)).collect();
            prop_assert_eq!(headers, fields);
            match parsed.framing {
                Framing::None => prop_assert_eq!((body.len(), used), (0, end)),
                Framing::Length(n) => prop_assert_eq!(body.as_slice(), &bytes[end..end + n as usize]),
                Framing::Chunked => prop_assert!(text[end..used].ends_with("\r\n\r\n")),
            }
        }
    }

    #[test]
    fn any_bytes_are_taken_or_refused(bytes in prop::collection::vec(any::<u8>(), 0..300), max in 0usize..50) {
        let _ = read(&bytes, &[], max);
        let mut body = Body::new(Framing::Chunked, max).unwrap();
        if body.feed(&bytes).is_ok() {
            prop_assert!(body.into_bytes().len() <= max);
        }
    }
}
