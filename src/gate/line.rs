//! What if a call takes long? Where it waits, and how its caller hears how far it is.

use std::sync::Arc;

/// What a transport does for calls that take long.
pub trait Transport: Send + Sync {
    /// The call waits from now on: its thread's place goes to another. `false`: too many wait
    /// already, and this one should answer with what there is.
    fn park(&self) -> bool;

    /// Sends a message to the caller, before the answer.
    fn notify(&self, message: String);
}

/// How far something is. What is counted is files; from one step to the next the total may change.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Step {
    pub done: u64,
    pub total: u64,
    /// Of the files done; zero where that is not known.
    pub bytes: u64,
}

/// What a call has for its waiting; without a transport it just waits and nobody hears of it.
#[derive(Clone, Default)]
pub struct Line {
    transport: Option<Arc<dyn Transport>>,
    hears: Option<Arc<dyn Fn(Step) + Send + Sync>>,
}

impl Line {
    pub fn over(transport: Arc<dyn Transport>) -> Self {
        Self { transport: Some(transport), hears: None }
    }

    /// The same with a caller who wants to hear how far the call is.
    #[must_use]
    pub fn heard(&self, hears: impl Fn(Step) + Send + Sync + 'static) -> Self {
        Self { transport: self.transport.clone(), hears: Some(Arc::new(hears)) }
    }

    pub fn transport(&self) -> Option<&Arc<dyn Transport>> {
        self.transport.as_ref()
    }

    /// Does the caller want to hear how far the call is?
    pub fn is_heard(&self) -> bool {
        self.hears.is_some()
    }

    pub fn tell(&self, step: Step) {
        if let Some(hears) = &self.hears {
            hears(step);
        }
    }

    /// See [`Transport::park`].
    pub fn park(&self) -> bool {
        self.transport.as_ref().is_none_or(|transport| transport.park())
    }
}

impl std::fmt::Debug for Line {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Line").field("heard", &self.is_heard()).finish_non_exhaustive()
    }
}
