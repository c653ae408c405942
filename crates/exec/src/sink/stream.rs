//! Stream: hands batches to a consumer in chunk order; workers stay within a window ahead of it.

use std::collections::BTreeMap;
use std::sync::{Condvar, Mutex};

use arrow::array::RecordBatch;

use crate::error::ExecError;
use crate::locks::{lock, wait};
use crate::sink::{Sink, batch_bytes};

pub(crate) struct StreamSink {
    state: Mutex<Queue>,
    changed: Condvar,
    window: u64,
}

struct Queue {
    ready: BTreeMap<u64, RecordBatch>,
    next: u64,
    /// Nothing from here on is handed out: the chunk before ends in an error.
    end: u64,
    workers_done: bool,
    bytes: usize,
}

impl StreamSink {
    /// A stream whose workers run at most `window` chunks ahead of the consumer.
    pub(crate) fn new(window: u64) -> Self {
        let queue = Queue { ready: BTreeMap::new(), next: 0, end: u64::MAX, workers_done: false, bytes: 0 };
        Self { state: Mutex::new(queue), changed: Condvar::new(), window: window.max(1) }
    }

    /// The next chunk's batch; `None` when the workers have ended and nothing more is in order.
    pub(crate) fn next(&self) -> Option<RecordBatch> {
        let mut state = lock(&self.state);
        loop {
            let next = state.next;
            if next < state.end
                && let Some(batch) = state.ready.remove(&next)
            {
                state.next += 1;
                state.bytes -= batch_bytes(&batch);
                return Some(batch);
            }
            if state.workers_done {
                return None;
            }
            state = wait(&self.changed, state);
        }
    }

    /// Says that no batch will be pushed any more.
    pub(crate) fn close(&self) {
        lock(&self.state).workers_done = true;
        self.changed.notify_all();
    }

    /// Waits until the workers have ended.
    pub(crate) fn wait_closed(&self) {
        let mut state = lock(&self.state);
        while !state.workers_done {
            state = wait(&self.changed, state);
        }
    }
}

impl Sink for StreamSink {
    fn name(&self) -> &'static str {
        "stream"
    }

    fn push(&self, sequence: u64, batch: RecordBatch) -> Result<(), ExecError> {
        let mut state = lock(&self.state);
        state.bytes += batch_bytes(&batch);
        state.ready.insert(sequence, batch);
        drop(state);
        self.changed.notify_all();
        Ok(())
    }

    fn end_after(&self, sequence: u64) {
        let mut state = lock(&self.state);
        state.end = state.end.min(sequence + 1);
    }

    fn window_end(&self) -> u64 {
        lock(&self.state).next + self.window
    }

    fn finish(&self) -> Result<Vec<RecordBatch>, ExecError> {
        Ok(std::iter::from_fn(|| self.next()).collect())
    }

    fn size_bytes(&self) -> usize {
        lock(&self.state).bytes
    }
}
