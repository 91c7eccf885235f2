//! Is all told that should be, and nothing else?

use std::sync::Mutex;

use serde_json::Value;

use super::*;

fn heard(format: Format, work: impl FnOnce(&Tracer)) -> Vec<String> {
    let lines = Arc::new(Mutex::new(Vec::new()));
    let heard = Arc::clone(&lines);
    let say = Box::new(move |text: &str| {
        heard.lock().unwrap().extend(text.lines().map(str::to_owned));
    });
    let tracer = Tracer::new(Some(Wish { least: Level::Info, format, say }), None);
    work(&tracer);
    tracer.close();
    let lines = lines.lock().unwrap();
    lines.clone()
}

fn http(status: u16, watched: bool) -> What {
    What::Http { method: "POST", route: "/v1/tools/call", status, watched }
}

fn asker() -> Asker {
    Asker { request_id: "r-1".into(), token: Some("alice".into()), remote: None }
}

#[test]
fn a_request_is_one_line_with_what_was_found_out() {
    let lines = heard(Format::Json, |tracer| {
        let span = tracer.begin(None, &Span::default());
        span.about("ctx_search", Some("core"));
        span.failed("invalid_arguments");
        tracer.end(&span, asker(), http(400, false), true);
        let watched = tracer.begin(None, &Span::default());
        tracer.end(&watched, asker(), http(200, true), true);
    });
    assert_eq!(lines.len(), 1, "who watches is told of at debug: {lines:?}");
    let line: Value = serde_json::from_str(&lines[0]).unwrap();
    for (key, value) in [
        ("level", "info"),
        ("requestId", "r-1"),
        ("tool", "ctx_search"),
        ("workspace", "core"),
        ("error", "invalid_arguments"),
        ("tokenId", "alice"),
    ] {
        assert_eq!(line[key], value, "{line}");
    }
    assert!(line["traceId"].as_str().is_some_and(|id| id.len() == 32));
    assert!(line.get("remote").is_none());
}

#[test]
fn a_line_of_text_says_the_same() {
    let lines = heard(Format::Text, |tracer| {
        let span = tracer.begin(None, &Span::default());
        tracer.end(&span, asker(), http(503, false), true);
    });
    assert!(lines[0].contains(" error request requestId=r-1 method=POST"), "{lines:?}");
    assert!(lines[0].contains(" status=503 "), "{lines:?}");
}

#[test]
fn a_trace_is_its_callers_or_what_it_lies_within() {
    let tracer = Tracer::new(
        Some(Wish { least: Level::Error, format: Format::Text, say: Box::new(|_| {}) }),
        None,
    );
    let caller = Context { trace: 7, span: 8, sampled: true };
    let outer = tracer.begin(None, &Span::default());
    let inner = tracer.begin(None, &outer);
    let of = |span: &Span| span.0.as_ref().map(|i| (i.context, i.parent, i.link)).unwrap();
    assert_eq!(of(&inner).1, Some(of(&outer).0));
    assert_eq!((of(&inner).0.trace, of(&inner).2), (of(&outer).0.trace, None));
    let named = tracer.begin(Some(caller), &outer);
    assert_eq!((of(&named).0.trace, of(&named).1), (7, Some(caller)));
    assert_eq!(of(&named).2, Some(of(&outer).0), "the transport's is linked");
    assert!(Tracer::default().begin(Some(caller), &Span::default()).0.is_none());
}

#[test]
fn a_share_of_traces_is_chosen_by_their_number() {
    assert!(chosen(u128::MAX, 1.0) && !chosen(1, 0.0));
    let count = (0..10_000_u64)
        .filter(|n| chosen(u128::from(n.wrapping_mul(0x9E37_79B9_7F4A_7C15)), 0.25))
        .count();
    assert!((2300..2700).contains(&count), "{count}");
}
