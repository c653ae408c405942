//! Where chunks meet: each chunk's start is guessed, and verified against the end of the chunk before it.
//!
//! A record belongs to the chunk in which its first byte lies. Where the first record of a chunk begins cannot be told from the
//! chunk alone, since it may begin inside a quoted field that holds line ends. So a worker assumes that it does not, indexes its
//! chunk, and then asks here where the chunk before it truly ended. Chunks are taken in order by running workers, so the one that
//! is waited for is always under way and the wait ends.

use std::collections::HashMap;
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};

use thiserror::Error;

/// The chunk that was waited for will never be known: it failed, or the scan was cancelled.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[error("the scan was stopped")]
pub struct Poisoned;

/// The true ends of the chunks of one scan, shared by its workers. Make a new one for each pass over the data.
///
/// Holds no more than the chunks under way: an end is forgotten once the next chunk has taken it.
#[derive(Debug)]
pub struct Seams {
    state: Mutex<State>,
    changed: Condvar,
}

#[derive(Debug)]
struct State {
    ends: HashMap<usize, u64>,
    poisoned_from: usize,
}

impl Default for Seams {
    fn default() -> Self {
        Self::new()
    }
}

impl Seams {
    /// No chunk has ended yet.
    #[must_use]
    pub fn new() -> Self {
        let state = State { ends: HashMap::new(), poisoned_from: usize::MAX };
        Self { state: Mutex::new(state), changed: Condvar::new() }
    }

    /// The file offset at which `chunk` ended, once it is known; it can be taken once.
    ///
    /// # Errors
    /// [`Poisoned`] when it will never be known.
    pub fn wait_end_of(&self, chunk: usize) -> Result<u64, Poisoned> {
        let mut state = self.lock();
        loop {
            if let Some(end) = state.take(chunk)? {
                return Ok(end);
            }
            state = self.changed.wait(state).unwrap_or_else(PoisonError::into_inner);
        }
    }

    /// The file offset at which `chunk` ended, if it is known now; it can be taken once.
    ///
    /// # Errors
    /// [`Poisoned`] when it will never be known.
    pub fn take_end_of(&self, chunk: usize) -> Result<Option<u64>, Poisoned> {
        self.lock().take(chunk)
    }

    /// Says that `chunk` ended at the file offset `end`: all records before it are its own or earlier ones'.
    pub fn publish(&self, chunk: usize, end: u64) {
        self.lock().ends.insert(chunk, end);
        self.changed.notify_all();
    }

    /// Cancels the scan: nobody waits any longer.
    pub fn poison(&self) {
        self.poison_from(0);
    }

    /// Says that `chunk` failed: nobody waits any longer for it or for a later one. Earlier chunks are not disturbed, so that the
    /// first error in file order is found whatever the timing.
    pub fn poison_from(&self, chunk: usize) {
        let mut state = self.lock();
        state.poisoned_from = state.poisoned_from.min(chunk);
        drop(state);
        self.changed.notify_all();
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        // Nothing that can panic runs under the lock, so its state is sound even if the mutex says otherwise.
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl State {
    fn take(&mut self, chunk: usize) -> Result<Option<u64>, Poisoned> {
        match self.ends.remove(&chunk) {
            Some(end) => Ok(Some(end)),
            None if chunk >= self.poisoned_from => Err(Poisoned),
            None => Ok(None),
        }
    }
}

/// A chunk's turn: unless its end is published, its successors must not wait for it.
pub(crate) struct Turn<'a> {
    seams: &'a Seams,
    chunk: usize,
    published: bool,
}

impl<'a> Turn<'a> {
    pub(crate) fn new(seams: &'a Seams, chunk: usize) -> Self {
        Self { seams, chunk, published: false }
    }

    pub(crate) fn seams(&self) -> &Seams {
        self.seams
    }

    pub(crate) fn publish(mut self, end: u64) {
        self.seams.publish(self.chunk, end);
        self.published = true;
    }

    /// Ends the turn of a chunk that no other one follows in its file.
    pub(crate) fn finish(mut self) {
        self.published = true;
    }
}

impl Drop for Turn<'_> {
    fn drop(&mut self) {
        if !self.published {
            self.seams.poison_from(self.chunk);
        }
    }
}

#[cfg(test)]
mod tests {
    use std::thread;

    use super::*;

    #[test]
    fn an_end_is_handed_on_once() {
        let seams = Seams::new();
        assert_eq!(seams.take_end_of(0), Ok(None));
        seams.publish(0, 17);
        assert_eq!(seams.take_end_of(0), Ok(Some(17)));
        assert_eq!(seams.take_end_of(0), Ok(None));
    }

    #[test]
    fn waits_until_published() {
        let seams = Seams::new();
        thread::scope(|scope| {
            let waiter = scope.spawn(|| seams.wait_end_of(3));
            seams.publish(2, 1);
            seams.publish(3, 99);
            assert_eq!(waiter.join().unwrap(), Ok(99));
        });
    }

    #[test]
    fn poison_wakes_the_later_ones_only() {
        let seams = Seams::new();
        thread::scope(|scope| {
            let early = scope.spawn(|| seams.wait_end_of(4));
            let late = scope.spawn(|| seams.wait_end_of(5));
            drop(Turn::new(&seams, 5));
            assert_eq!(late.join().unwrap(), Err(Poisoned));
            seams.publish(4, 7);
            assert_eq!(early.join().unwrap(), Ok(7));
            let cancelled = scope.spawn(|| seams.wait_end_of(0));
            seams.poison();
            assert_eq!(cancelled.join().unwrap(), Err(Poisoned));
        });
    }

    #[test]
    fn a_finished_turn_does_not_poison() {
        let seams = Seams::new();
        Turn::new(&seams, 0).publish(5);
        Turn::new(&seams, 1).finish();
        assert_eq!(seams.take_end_of(0), Ok(Some(5)));
        assert_eq!(seams.take_end_of(1), Ok(None));
    }
}
