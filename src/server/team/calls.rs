//! Which call does a client mean that calls one off by its id? `notifications/cancelled`, of the revisions before 2026-07-28.
//!
//! Without sessions an id is only its client's own, and several clients may have one token. So a
//! call is called off only where no other can be meant: of this token exactly one call had this id
//! lately, it is still at work, and it came from the same address. Else the notification is
//! ignored, as the protocol allows. (From 2026-07-28 on a client disconnects instead.)

use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use serde_json::Value;

use crate::base::clock::{self, Deadline};
use crate::gate::Caller;

/// A call that is over is remembered for so long: who called it off was too late, and must not hit
/// another's.
const LATELY: Duration = Duration::from_secs(60);
/// Ids that are remembered.
const MOST: usize = 65_536;

#[derive(Default)]
pub struct Calls(Mutex<State>);

#[derive(Default)]
struct State {
    /// By the token's id and the request's.
    calls: HashMap<(String, String), Seen>,
    serial: u64,
    swept: Option<Instant>,
    /// Something was forgotten too early: until then no call can be told from another.
    blind: Option<Instant>,
}

#[derive(Default)]
struct Seen {
    running: Vec<(u64, Option<String>, Deadline)>,
    /// Calls that are over, and when the last of them was.
    over: Option<Instant>,
}

/// A call at work, until it goes.
pub struct Entered<'c> {
    calls: &'c Calls,
    key: (String, String),
    serial: u64,
}

impl Calls {
    fn lock(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub fn enter(&self, caller: &Caller, id: &Value) -> Entered<'_> {
        let key = (caller.principal.id.clone(), id.to_string());
        let mut state = self.lock();
        state.sweep(clock::instant());
        state.serial += 1;
        let serial = state.serial;
        let call = (serial, caller.remote.clone(), caller.deadline.clone());
        state.calls.entry(key.clone()).or_default().running.push(call);
        Entered { calls: self, key, serial }
    }

    /// Whether a call was called off.
    pub fn call_off(&self, caller: &Caller, id: &Value) -> bool {
        let key = (caller.principal.id.clone(), id.to_string());
        let mut state = self.lock();
        let now = clock::instant();
        state.sweep(now);
        let Some(Seen { running, over }) = state.calls.get(&key) else { return false };
        let lately = over.is_some_and(|at| now < at + LATELY);
        match &running[..] {
            [(_, remote, deadline)]
                if *remote == caller.remote && !lately && state.blind.is_none() =>
            {
                deadline.cancel();
                true
            }
            _ => false,
        }
    }
}

impl State {
    fn sweep(&mut self, now: Instant) {
        self.blind.take_if(|until| *until <= now);
        let due = self.swept.is_none_or(|at| now >= at + LATELY / 4);
        if !due && self.calls.len() < MOST {
            return;
        }
        self.swept = Some(now);
        let lately = |at: &Instant| now < *at + LATELY;
        self.calls.retain(|_, s| !s.running.is_empty() || s.over.as_ref().is_some_and(lately));
        if self.calls.len() >= MOST {
            self.calls.retain(|_, seen| !seen.running.is_empty());
            self.blind = Some(now + LATELY);
        }
    }
}

impl Drop for Entered<'_> {
    fn drop(&mut self) {
        let mut state = self.calls.lock();
        if let Some(seen) = state.calls.get_mut(&self.key) {
            seen.running.retain(|(serial, ..)| *serial != self.serial);
            seen.over = Some(clock::instant());
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use serde_json::json;

    use super::*;
    use crate::auth::Principal;
    use crate::gate::Line;

    fn caller(token: &str, remote: &str) -> Caller {
        let principal = Principal { id: token.into(), ..Principal::local() };
        Caller {
            principal: Arc::new(principal),
            request_id: String::new(),
            remote: Some(remote.into()),
            deadline: Deadline::none(),
            line: Line::default(),
            trace: crate::trace::Span::default(),
        }
    }

    #[test]
    fn a_call_is_called_off_by_who_made_it() {
        let calls = Calls::default();
        let alice = caller("alice", "10.0.0.1");
        let entered = calls.enter(&alice, &json!(1));
        for other in [caller("bob", "10.0.0.1"), caller("alice", "10.0.0.2")] {
            assert!(!calls.call_off(&other, &json!(1)));
        }
        assert!(!calls.call_off(&alice, &json!("1")), "another id");
        assert!(!alice.deadline.cancelled());
        assert!(calls.call_off(&caller("alice", "10.0.0.1"), &json!(1)));
        assert!(alice.deadline.cancelled());
        drop(entered);
        assert!(!calls.call_off(&alice, &json!(1)), "it is over");
    }

    #[test]
    fn where_two_could_be_meant_neither_is() {
        let calls = Calls::default();
        let (one, other) = (caller("t", "a"), caller("t", "a"));
        let first = calls.enter(&one, &json!(1));
        let second = calls.enter(&other, &json!(1));
        assert!(!calls.call_off(&one, &json!(1)));
        drop(first);
        // What comes late for the first would hit the second.
        assert!(!calls.call_off(&one, &json!(1)));
        drop(second);
        assert!(!one.deadline.cancelled() && !other.deadline.cancelled());
    }

    #[test]
    fn what_was_forgotten_too_early_makes_blind() {
        let calls = Calls::default();
        let caller = caller("t", "a");
        for id in 0..=MOST {
            drop(calls.enter(&caller, &json!(id)));
        }
        let _entered = calls.enter(&caller, &json!(0));
        assert!(!calls.call_off(&caller, &json!(0)));
        assert!(calls.lock().calls.len() < MOST);
    }
}
