//! What may a handler do that takes long, before it answers? Begin the reply, and give its worker's place away.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, OnceLock};

use super::Reply;
use super::mailbox::{Mail, Mailbox, Ticket};
use super::pool::Staff;

/// Of one request.
pub struct Aside {
    mailbox: Arc<Mailbox>,
    ticket: Ticket,
    /// Whose worker runs the handler.
    staff: OnceLock<Arc<Staff>>,
    parked: AtomicBool,
}

impl Aside {
    pub const fn new(mailbox: Arc<Mailbox>, ticket: Ticket) -> Self {
        Self { mailbox, ticket, staff: OnceLock::new(), parked: AtomicBool::new(false) }
    }

    /// A worker takes the request.
    pub fn taken_by(&self, staff: &Arc<Staff>) {
        let _ = self.staff.set(Arc::clone(staff));
    }

    /// The handler waits from now on: another worker takes this one's place, and this one ends
    /// with its handler. `false`: too many wait already, or there is no thread to be had.
    pub fn park(&self) -> bool {
        if self.parked() {
            return true;
        }
        let parked = self.staff.get().is_some_and(|staff| staff.stand_in());
        if parked {
            self.parked.store(true, Ordering::Relaxed);
            self.mailbox.send(Mail::Parked);
        }
        parked
    }

    /// Whether another worker has taken this one's place.
    pub fn parked(&self) -> bool {
        self.parked.load(Ordering::Relaxed)
    }

    /// Sends the head of a reply that streams. What the handler itself returns is thrown away; the
    /// stream's end is the request's, and a reader that leaves before cancels its deadline.
    pub fn begin(&self, reply: Reply) {
        self.mailbox.send(Mail::Begun(self.ticket, reply));
    }
}
