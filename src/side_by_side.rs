//! Pieces of work that do not wait for each other, some at once. What comes of them is in the order of the pieces.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError};
use std::thread;

/// Does the work for each piece, for `at_once` of them at a time.
pub fn map<T: Sync, R: Send>(at_once: usize, pieces: &[T], work: impl Fn(&T) -> R + Sync) -> Vec<R> {
    let next = AtomicUsize::new(0);
    let done = Mutex::new(Vec::with_capacity(pieces.len()));
    let take = || {
        loop {
            let at = next.fetch_add(1, Ordering::Relaxed);
            let Some(piece) = pieces.get(at) else { break };
            let made = work(piece);
            done.lock().unwrap_or_else(PoisonError::into_inner).push((at, made));
        }
    };
    thread::scope(|scope| {
        for _ in 1..at_once.min(pieces.len()) {
            // Where the system gives no thread, this one does it all.
            let _ = thread::Builder::new().spawn_scoped(scope, take);
        }
        take();
    });
    let mut done = done.into_inner().unwrap_or_else(PoisonError::into_inner);
    done.sort_by_key(|(at, _)| *at);
    done.into_iter().map(|(_, made)| made).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_comes_of_the_pieces_is_in_their_order() {
        let pieces: Vec<usize> = (0..100).collect();
        for at_once in [0, 1, 2, 7, 1000] {
            let made = map(at_once, &pieces, |piece| {
                if piece % 10 == 0 {
                    thread::yield_now();
                }
                2 * piece
            });
            assert!(made.iter().enumerate().all(|(at, twice)| 2 * at == *twice) && made.len() == 100, "{at_once}");
        }
        assert!(map(2, &[], |piece: &usize| *piece).is_empty());
    }
}
