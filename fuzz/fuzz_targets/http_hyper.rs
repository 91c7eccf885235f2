//! Whatever our listener takes for a request, hyper takes for the same one: method, target, headers,
//! body, and where the next request begins. Two servers that disagree there can be played against
//! each other (request smuggling). hyper may take more than we do.
#![no_main]

use std::cell::RefCell;
use std::convert::Infallible;
use std::io;
use std::pin::{Pin, pin};
use std::task::{Context, Poll, Waker};

use http_body_util::{BodyExt as _, Empty};
use hyper::body::{Bytes, Incoming};
use hyper::rt::{Read, ReadBufCursor, Write};
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper::{Request, Response};
use lean_ctx::fuzz::http::requests;

libfuzzer_sys::fuzz_target!(|data: &[u8]| {
    let ours = requests(data);
    if ours.is_empty() {
        return;
    }
    let theirs = seen_by_hyper(data);
    assert!(ours.len() <= theirs.len(), "hyper refuses\n{ours:#?}\nit took\n{theirs:#?}");
    for (our, their) in ours.iter().zip(&theirs) {
        assert_eq!((our.method, &our.target), (their.method.as_str(), &their.target));
        assert_eq!(sorted(&our.headers), sorted(&their.headers));
        assert_eq!(our.body, their.body);
    }
});

#[derive(Debug)]
struct Seen {
    method: String,
    target: String,
    headers: Vec<(String, String)>,
    body: Vec<u8>,
}

/// A client that sent all its bytes at once, reads every answer and has closed its side.
struct Client<'a>(&'a [u8]);

impl Read for Client<'_> {
    fn poll_read(
        mut self: Pin<&mut Self>,
        _: &mut Context<'_>,
        mut room: ReadBufCursor<'_>,
    ) -> Poll<io::Result<()>> {
        let (now, later) = self.0.split_at(self.0.len().min(room.remaining()));
        room.put_slice(now);
        self.0 = later;
        Poll::Ready(Ok(()))
    }
}

impl Write for Client<'_> {
    fn poll_write(
        self: Pin<&mut Self>,
        _: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        Poll::Ready(Ok(bytes.len()))
    }

    fn poll_flush(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<io::Result<()>> {
        Poll::Ready(Ok(()))
    }

    fn poll_shutdown(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<io::Result<()>> {
        Poll::Ready(Ok(()))
    }
}

/// The whole requests that hyper hands to a service.
fn seen_by_hyper(data: &[u8]) -> Vec<Seen> {
    let seen = RefCell::new(Vec::new());
    {
        let service = service_fn(async |request: Request<Incoming>| {
            let (head, body) = request.into_parts();
            if let Ok(body) = body.collect().await {
                seen.borrow_mut().push(Seen {
                    method: head.method.to_string(),
                    target: head.uri.to_string(),
                    headers: fields(&head.headers),
                    body: body.to_bytes().to_vec(),
                });
            }
            Ok::<_, Infallible>(Response::new(Empty::<Bytes>::new()))
        });
        let connection =
            http1::Builder::new().half_close(true).serve_connection(Client(data), service);
        let mut connection = pin!(connection);
        // Nothing here ever waits, so an executor is a loop; it is bounded for a hang to be found.
        let mut context = Context::from_waker(Waker::noop());
        let ends = (0..10_000).any(|_| connection.as_mut().poll(&mut context).is_ready());
        assert!(ends, "hyper does not come to an end");
    }
    seen.into_inner()
}

/// By name; fields of one name stay in their order.
fn sorted(fields: &[(String, String)]) -> Vec<&(String, String)> {
    let mut all: Vec<_> = fields.iter().collect();
    all.sort_by_key(|(name, _)| name);
    all
}

fn fields(headers: &http::HeaderMap) -> Vec<(String, String)> {
    headers
        .iter()
        .map(|(name, value)| {
            (name.as_str().to_owned(), String::from_utf8_lossy(value.as_bytes()).into_owned())
        })
        .collect()
}
