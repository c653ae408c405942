//! Hands out chunk numbers in order. A worker that would run too far ahead of an ordered consumer waits here, where it
//! holds no chunk and no buffer that another worker needs, so waiting cannot deadlock.

use std::sync::{Condvar, Mutex};

use crate::locks::{lock, wait};

pub(crate) struct Dispatcher {
    state: Mutex<State>,
    changed: Condvar,
}

struct State {
    next: u64,
    /// Chunks at or after this one are not handed out: the end of the input, or where an error was met.
    end: u64,
    /// Chunks at or after this one have to wait.
    window_end: u64,
}

impl Dispatcher {
    /// Hands out `0..end`, at first only what lies below `window_end`.
    pub(crate) fn new(end: u64, window_end: u64) -> Self {
        Self { state: Mutex::new(State { next: 0, end, window_end }), changed: Condvar::new() }
    }

    /// The next chunk, or `None` when there is none left or the run was stopped.
    pub(crate) fn take(&self) -> Option<u64> {
        let mut state = lock(&self.state);
        loop {
            if state.next >= state.end {
                return None;
            }
            if state.next < state.window_end {
                state.next += 1;
                return Some(state.next - 1);
            }
            state = wait(&self.changed, state);
        }
    }

    /// Lets chunks below `window_end` be handed out; a window never shrinks.
    pub(crate) fn open_window(&self, window_end: u64) {
        let mut state = lock(&self.state);
        if window_end > state.window_end {
            state.window_end = window_end;
            self.changed.notify_all();
        }
    }

    /// Hands out nothing at or after `chunk` any more.
    pub(crate) fn stop_at(&self, chunk: u64) {
        let mut state = lock(&self.state);
        state.end = state.end.min(chunk);
        self.changed.notify_all();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hands_out_every_chunk_once_and_in_order() {
        let dispatcher = Dispatcher::new(3, u64::MAX);
        let taken: Vec<u64> = std::iter::from_fn(|| dispatcher.take()).collect();
        assert_eq!(taken, [0, 1, 2]);
    }

    #[test]
    fn stopping_ends_the_run_early_and_wakes_waiters() {
        let dispatcher = Dispatcher::new(10, 1);
        assert_eq!(dispatcher.take(), Some(0));
        std::thread::scope(|scope| {
            let waiting = scope.spawn(|| dispatcher.take());
            dispatcher.stop_at(1);
            assert_eq!(waiting.join().unwrap(), None);
        });
    }

    #[test]
    fn a_window_lets_only_its_chunks_through() {
        let dispatcher = Dispatcher::new(10, 2);
        assert_eq!((dispatcher.take(), dispatcher.take()), (Some(0), Some(1)));
        dispatcher.open_window(3);
        assert_eq!(dispatcher.take(), Some(2));
    }
}
