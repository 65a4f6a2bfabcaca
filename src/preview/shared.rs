//! What the watching and the server share: the papers as they are now, and a way to wait for the next.

use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use super::making::Preview;
use crate::diagnostic::Error;

#[derive(Default)]
pub struct Shared {
    state: Mutex<State>,
    changed: Condvar,
}

/// What can be shown at one moment.
#[derive(Clone, Default)]
pub struct State {
    /// Goes up with each change of what is shown.
    pub version: u64,
    /// Whether the papers are being made.
    pub working: bool,
    /// What the last change was, in a sentence.
    pub said: String,
    /// The last papers that could be made.
    pub preview: Option<Arc<Preview>>,
    /// Why no newer ones could be.
    pub trouble: Option<Error>,
}

impl Shared {
    pub fn now(&self) -> State {
        self.state().clone()
    }

    /// Changes what is shown, and tells whoever waits.
    pub fn change(&self, change: impl FnOnce(&mut State)) {
        change(&mut self.state());
        self.changed.notify_all();
    }

    /// Waits until there is something else than was seen, but no longer than so long.
    pub fn wait(&self, seen: (u64, bool), longest: Duration) -> State {
        let is_seen = |state: &mut State| (state.version, state.working) == seen;
        let waited = self.changed.wait_timeout_while(self.state(), longest, is_seen);
        waited.unwrap_or_else(PoisonError::into_inner).0.clone()
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
