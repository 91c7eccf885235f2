//! How does a command find the daemon, and ask it?

use std::os::unix::net::UnixStream;
use std::time::Duration;

use serde_json::Value;

use super::place::{Place, build};
use super::wire::{Asker, Hello, Link, PROTOCOL, Reply, Said, Status, Want};
use crate::base::Error;
use crate::ingest::Progress;

/// A daemon that does not even say hello within this is not used.
const GREETING: Duration = Duration::from_secs(5);

/// What became of looking for it.
pub enum Met {
    Nobody,
    /// There is one that is not used, and why.
    Stranger(String),
    Friend(Link),
}

/// Connects, and says what is wanted. Never waits long: without a daemon a client goes on alone.
pub fn meet(place: &Place, want: Want) -> Met {
    if !place.is_private() {
        return Met::Nobody;
    }
    let Ok(stream) = UnixStream::connect(place.socket()) else { return Met::Nobody };
    let hello = Hello { protocol: PROTOCOL, build: build(), want };
    let heard = Link::new(stream).and_then(|mut link| {
        link.patience(Some(GREETING))?;
        link.say(&hello)?;
        let reply = link.hear::<Reply>()?;
        link.patience(None)?;
        Ok((link, reply))
    });
    match heard {
        Ok((link, Some(Reply::Welcome))) => Met::Friend(link),
        Ok((_, Some(Reply::OtherBuild(theirs)))) => Met::Stranger(format!(
            "the daemon is of another build ({theirs}, this is {}): `lean-ctx daemon restart` \
             replaces it",
            hello.build
        )),
        Ok((_, Some(Reply::Busy))) => Met::Stranger("the daemon has too many clients".into()),
        // It has ended at this moment.
        Ok((_, None)) => Met::Nobody,
        Ok((_, Some(_))) => Met::Stranger("the daemon says what is not understood".into()),
        Err(e) => Met::Stranger(format!("the daemon does not answer ({e})")),
    }
}

/// What came of a call.
pub enum Called {
    Said(Said),
    Failed(Error),
    /// It was not asked; why, if there is one.
    Alone(Option<String>),
    /// It has gone in the middle of the call, which may or may not have been made.
    Lost,
}

/// One tool's answer. `progress`: how far an index is that is waited for.
pub fn call(
    place: &Place,
    asker: Asker,
    tool: &str,
    arguments: &Value,
    progress: &dyn Fn(Progress),
) -> Called {
    let want = Want::Call { asker, tool: tool.to_owned(), arguments: arguments.clone() };
    let mut link = match meet(place, want) {
        Met::Nobody => return Called::Alone(None),
        Met::Stranger(why) => return Called::Alone(Some(why)),
        Met::Friend(link) => link,
    };
    loop {
        match link.hear::<Reply>() {
            Ok(Some(Reply::Progress(files_done, files_total, bytes_done))) => {
                progress(Progress { files_done, files_total, bytes_done });
            }
            Ok(Some(Reply::Answer(said))) => return Called::Said(said),
            Ok(Some(Reply::Failed(failure))) => return Called::Failed(failure.into()),
            _ => return Called::Lost,
        }
    }
}

/// A connection that speaks MCP from here on.
pub enum Served {
    Ready(Link),
    Failed(Error),
    Alone(Option<String>),
}

/// Has the daemon serve MCP.
pub fn serve(place: &Place, asker: Asker) -> Served {
    let mut link = match meet(place, Want::Serve(asker)) {
        Met::Nobody => return Served::Alone(None),
        Met::Stranger(why) => return Served::Alone(Some(why)),
        Met::Friend(link) => link,
    };
    match link.hear::<Reply>() {
        Ok(Some(Reply::Ready)) => Served::Ready(link),
        Ok(Some(Reply::Failed(failure))) => Served::Failed(failure.into()),
        _ => Served::Alone(None),
    }
}

/// How the daemon is; `None` when none answers.
pub fn status(place: &Place) -> Option<Status> {
    let Met::Friend(mut link) = meet(place, Want::Status) else { return None };
    link.patience(Some(GREETING)).ok()?;
    match link.hear::<Reply>() {
        Ok(Some(Reply::Status(status))) => Some(*status),
        _ => None,
    }
}
