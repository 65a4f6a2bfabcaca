//! Code that is not ours, over bytes that are not ours: a panic in it is one file's fault and is told as such.
//!
//! Deliberately absent: what ends a process whole, an exhausted stack or memory. Bounds have to keep from those.

use std::cell::Cell;
use std::panic::{self, AssertUnwindSafe};
use std::sync::Once;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

thread_local!(static QUIET: Cell<bool> = const { Cell::new(false) });
static OPEN: AtomicUsize = AtomicUsize::new(0);

/// What the code gives back, or `None` where it panicked; nothing is printed of the panic.
pub fn quietly<T>(code: impl FnOnce() -> T) -> Option<T> {
    static HOOK: Once = Once::new();
    HOOK.call_once(|| {
        let usual = panic::take_hook();
        panic::set_hook(Box::new(move |about| {
            // Engines hand work to threads of their own, which have no name.
            let worker = thread::current().name().is_none() && OPEN.load(Ordering::Relaxed) > 0;
            if !QUIET.get() && !worker {
                usual(about);
            }
        }));
    });
    let before = QUIET.replace(true);
    OPEN.fetch_add(1, Ordering::Relaxed);
    let done = panic::catch_unwind(AssertUnwindSafe(code));
    OPEN.fetch_sub(1, Ordering::Relaxed);
    QUIET.set(before);
    done.ok()
}
