//! Turns: the chunks of a table go through a state one after the other, in table order, whatever worker has them.
//!
//! Workers take chunks in order, so the chunk that is waited for is always under way and the wait ends.

use std::sync::{Condvar, Mutex};

use crate::error::ExecError;
use crate::locks::{lock, wait};

/// A state that chunks take in the order of their sequence numbers.
pub(crate) struct Turns<S> {
    line: Mutex<Line<S>>,
    changed: Condvar,
}

struct Line<S> {
    /// Whose turn it is.
    next: u64,
    /// One past the last chunk.
    end: u64,
    /// No turn comes for this chunk and those after it.
    stopped_from: u64,
    /// Away while a chunk has its turn.
    state: Option<S>,
}

impl<S> Turns<S> {
    /// A state for chunks that [`covers`](Self::cover) will tell of.
    pub(crate) fn new(state: S) -> Self {
        let line = Line { next: u64::MAX, end: 0, stopped_from: u64::MAX, state: Some(state) };
        Self { line: Mutex::new(line), changed: Condvar::new() }
    }

    /// Says that the chunks `from..to` will come. All ranges together have no gap.
    pub(crate) fn cover(&self, from: u64, to: u64) {
        let mut line = lock(&self.line);
        line.next = line.next.min(from);
        line.end = line.end.max(to);
    }

    /// Waits for the turn of chunk `sequence`.
    ///
    /// # Errors
    /// [`ExecError::Stopped`] when it will not come.
    pub(crate) fn take(&self, sequence: u64) -> Result<Turn<'_, S>, ExecError> {
        let mut line = lock(&self.line);
        loop {
            if line.stopped_from <= sequence {
                return Err(ExecError::Stopped);
            }
            if line.next == sequence
                && let Some(state) = line.state.take()
            {
                let is_last = sequence + 1 == line.end;
                return Ok(Turn { turns: self, sequence, is_last, state: Some(state) });
            }
            line = wait(&self.changed, line);
        }
    }

    /// Says that chunk `sequence` and those after it will not come, or are not wanted. Earlier ones are not disturbed.
    pub(crate) fn stop_from(&self, sequence: u64) {
        let mut line = lock(&self.line);
        line.stopped_from = line.stopped_from.min(sequence);
        drop(line);
        self.changed.notify_all();
    }
}

/// The turn of one chunk. Unless it is passed on, the later ones have none.
pub(crate) struct Turn<'a, S> {
    turns: &'a Turns<S>,
    sequence: u64,
    is_last: bool,
    state: Option<S>,
}

impl<S> Turn<'_, S> {
    /// The state; `None` only after it has been passed on.
    pub(crate) fn state(&mut self) -> Option<&mut S> {
        self.state.as_mut()
    }

    /// Whether no chunk comes after this one.
    pub(crate) fn is_last(&self) -> bool {
        self.is_last
    }

    /// Lets the next chunk have its turn.
    pub(crate) fn pass(mut self) {
        let mut line = lock(&self.turns.line);
        line.state = self.state.take();
        line.next += 1;
        drop(line);
        self.turns.changed.notify_all();
    }
}

impl<S> Drop for Turn<'_, S> {
    fn drop(&mut self) {
        if self.state.is_some() {
            self.turns.stop_from(self.sequence);
        }
    }
}

#[cfg(test)]
mod tests {
    use std::thread;

    use super::*;

    fn turns(chunks: u64) -> Turns<Vec<u64>> {
        let turns = Turns::new(Vec::new());
        turns.cover(0, chunks);
        turns
    }

    #[test]
    fn turns_come_in_order() {
        let turns = turns(20);
        thread::scope(|scope| {
            for worker in 0..4 {
                let turns = &turns;
                scope.spawn(move || {
                    for chunk in (worker..20).step_by(4) {
                        let mut turn = turns.take(chunk).unwrap();
                        turn.state().unwrap().push(chunk);
                        assert_eq!(turn.is_last(), chunk == 19);
                        turn.pass();
                    }
                });
            }
        });
        assert_eq!(lock(&turns.line).state.take().unwrap(), (0..20).collect::<Vec<_>>());
    }

    #[test]
    fn a_turn_that_is_not_passed_on_ends_the_later_ones_only() {
        let turns = turns(9);
        turns.take(0).unwrap().pass();
        thread::scope(|scope| {
            let later = scope.spawn(|| turns.take(2).map(|_| ()));
            let turn = turns.take(1).unwrap();
            drop(turn);
            assert!(matches!(later.join().unwrap(), Err(ExecError::Stopped)));
        });
        assert!(turns.take(1).is_err());
    }

    #[test]
    fn stopping_a_chunk_leaves_those_before_it_alone() {
        let turns = turns(9);
        turns.stop_from(1);
        assert!(turns.take(1).is_err());
        turns.take(0).unwrap().pass();
        assert!(turns.take(1).is_err());
    }
}
