//! How do MCP clients hear that resources have changed? One thread looks for all of them; a stream costs no worker.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

use super::pass::Pass;
use super::{Context, line};
use crate::base::{Error, Kind, Result, clock};
use crate::mcp::Subscription;
use crate::server::http::{Reply, StreamSender};
use crate::team::Team;

/// Streams at once, and of one token.
const MOST: usize = 256;
const MOST_OF_ONE: usize = 32;
/// How often is looked.
const LOOK: Duration = Duration::from_millis(500);
/// A reader hears at least this often that the stream lives.
const KEEP_ALIVE: Duration = Duration::from_secs(15);

/// All subscriptions. The thread lives while there is one.
#[derive(Default)]
pub struct Subscriptions(Mutex<State>);

#[derive(Default)]
struct State {
    readers: Vec<Reader>,
    running: bool,
}

struct Reader {
    subscription: Subscription,
    sender: StreamSender,
    /// Whoever is revoked is told nothing more.
    pass: Pass,
    token: String,
    spoke: Instant,
}

/// Opens the stream of a subscription.
///
/// # Errors
/// `overloaded` when there are too many.
pub fn open(context: &Context, subscription: Subscription) -> Result<Reply> {
    let (reply, sender) = Reply::stream(line::headers());
    let mut reader = Reader {
        sender,
        pass: Pass::of(context),
        token: context.caller()?.principal.id.clone(),
        spoke: clock::instant(),
        subscription,
    };
    reader.say(&[reader.subscription.acknowledgement()]);
    context.service.subscriptions.join(&context.service.team, reader)?;
    Ok(reply)
}

impl Subscriptions {
    fn lock(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn join(self: &Arc<Self>, team: &Arc<Team>, reader: Reader) -> Result<()> {
        let mut state = self.lock();
        let own = state.readers.iter().filter(|r| r.token == reader.token).count();
        if state.readers.len() >= MOST || own >= MOST_OF_ONE {
            return Err(Error::new(Kind::Overloaded, "too many subscriptions are open")
                .hint("close one, or try again later"));
        }
        if !state.running {
            let (all, team) = (Arc::clone(self), Arc::clone(team));
            thread::Builder::new()
                .name("subscriptions".into())
                .spawn(move || {
                    while all.look(&team) {
                        thread::sleep(LOOK)
                    }
                })
                .map_err(|e| Error::failed("cannot start a thread").source(e))?;
            state.running = true;
        }
        state.readers.push(reader);
        Ok(())
    }

    /// Tells each what has changed for it; `false` when nobody is left.
    fn look(&self, team: &Team) -> bool {
        let mut state = self.lock();
        state.readers.retain_mut(|reader| reader.look(team));
        state.running = !state.readers.is_empty();
        state.running
    }
}

impl Reader {
    /// `false`: it is over.
    fn look(&mut self, team: &Team) -> bool {
        if self.sender.closed() {
            return false;
        }
        let Ok(principal) = self.pass.asked_again(&team.live()) else {
            self.say(&[self.subscription.end()]);
            return false;
        };
        // Who is slow is looked for later: what changes meanwhile is told as one change.
        if self.sender.room() >= StreamSender::MOST / 2 {
            let news = self.subscription.news(team.app(), &principal);
            self.say(&news);
        }
        if self.spoke.elapsed() >= KEEP_ALIVE {
            self.send(b": keep-alive\n\n".to_vec());
        }
        !self.sender.closed()
    }

    fn say(&mut self, messages: &[String]) {
        if !messages.is_empty() {
            self.send(messages.iter().flat_map(|m| line::frame(m)).collect());
        }
    }

    /// That the reader has left is seen at the next look.
    fn send(&mut self, frames: Vec<u8>) {
        self.spoke = clock::instant();
        let _ = self.sender.send(frames);
    }
}
