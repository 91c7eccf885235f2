//! How does a client hear how far its request is? `notifications/progress`, where it sent a token for it.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use serde_json::{Value, json};

use super::message::Request;
use crate::base::clock;
use crate::gate::{Caller, Line, Step, Transport};

/// Not more often than this.
const PACE: Duration = Duration::from_millis(200);

/// The caller of a request, who hears how far it is if that was asked for.
pub fn heard(caller: &Caller, request: &Request) -> Caller {
    let token = request.meta().and_then(|meta| meta.get("progressToken"));
    let token = token.filter(|token| token.is_string() || token.is_i64() || token.is_u64());
    let line = match (token, caller.line.transport()) {
        (Some(token), Some(transport)) => told(&caller.line, token, transport),
        _ => caller.line.clone(),
    };
    Caller { line, ..caller.clone() }
}

fn told(line: &Line, token: &Value, transport: &Arc<dyn Transport>) -> Line {
    let (token, transport) = (token.clone(), Arc::clone(transport));
    let rise = Mutex::new(Rise::default());
    line.heard(move |step| {
        let now = clock::instant();
        let risen = rise.lock().unwrap_or_else(PoisonError::into_inner).take(step, now);
        if let Some(Step { done, total, .. }) = risen {
            let mut params = json!({"progressToken": token, "progress": done});
            if total > 0 {
                params["total"] = total.into();
                params["message"] = format!("{} of {} files", step.done, step.total).into();
            }
            let method = "notifications/progress";
            let message = json!({"jsonrpc": "2.0", "method": method, "params": params});
            transport.notify(message.to_string());
        }
    })
}

/// The protocol wants each value above the one before. Work has parts, each counted from nothing
/// (texts are indexed, then their code is read): a part that begins anew is added to those before.
#[derive(Default)]
struct Rise {
    before: u64,
    part: u64,
    told: Option<(u64, Instant)>,
}

impl Rise {
    /// What to tell, if anything.
    fn take(&mut self, step: Step, now: Instant) -> Option<Step> {
        if step.done < self.part {
            self.before += self.part;
        }
        self.part = step.done;
        let (done, total) = (self.before + step.done, self.before + step.total);
        if self.told.is_some_and(|(last, at)| done <= last || now < at + PACE) {
            return None;
        }
        self.told = Some((done, now));
        Some(Step { done, total: total.max(done), bytes: step.bytes })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_rise_over_the_parts_of_the_work_and_come_at_a_pace() {
        let (mut rise, mut now) = (Rise::default(), clock::instant());
        let mut told = Vec::new();
        for (done, total) in [(0, 10), (4, 10), (4, 10), (10, 10), (0, 3), (1, 3), (3, 3)] {
            told.extend(
                rise.take(Step { done, total, bytes: 0 }, now).map(|step| (step.done, step.total)),
            );
            now += PACE;
        }
        assert_eq!(told, [(0, 10), (4, 10), (10, 10), (11, 13), (13, 13)]);
        let soon = rise.take(Step { done: 4, total: 4, bytes: 0 }, now - PACE);
        assert_eq!(soon, None);
    }
}
