//! Limit: the first `n` rows in chunk order. Starts with one chunk and widens its window only while rows are missing.

use std::collections::BTreeMap;
use std::sync::Mutex;

use arrow::array::RecordBatch;

use crate::error::ExecError;
use crate::locks::lock;
use crate::sink::{Sink, batch_bytes};

pub(crate) struct LimitSink {
    rows_wanted: usize,
    state: Mutex<Prefix>,
}

/// Chunks `0..next` are complete and trimmed; `later` holds what came before its turn.
struct Prefix {
    batches: Vec<RecordBatch>,
    rows: usize,
    next: u64,
    /// No chunk from here on counts: the one before ends in an error.
    end: u64,
    later: BTreeMap<u64, RecordBatch>,
    bytes: usize,
}

impl LimitSink {
    pub(crate) fn new(rows_wanted: usize) -> Self {
        let state =
            Prefix { batches: Vec::new(), rows: 0, next: 0, end: u64::MAX, later: BTreeMap::new(), bytes: 0 };
        Self { rows_wanted, state: Mutex::new(state) }
    }
}

impl Prefix {
    fn advance(&mut self, rows_wanted: usize) {
        while self.next < self.end
            && let Some(batch) = self.later.remove(&self.next)
        {
            self.next += 1;
            let batch = batch.slice(0, batch.num_rows().min(rows_wanted - self.rows));
            self.rows += batch.num_rows();
            if batch.num_rows() > 0 {
                self.batches.push(batch);
            } else {
                self.bytes -= batch_bytes(&batch);
            }
        }
    }
}

impl Sink for LimitSink {
    fn name(&self) -> &'static str {
        "head"
    }

    fn push(&self, sequence: u64, batch: RecordBatch) -> Result<(), ExecError> {
        let mut state = lock(&self.state);
        let batch = batch.slice(0, batch.num_rows().min(self.rows_wanted));
        state.bytes += batch_bytes(&batch);
        state.later.insert(sequence, batch);
        state.advance(self.rows_wanted);
        Ok(())
    }

    fn end_after(&self, sequence: u64) {
        let mut state = lock(&self.state);
        state.end = state.end.min(sequence + 1);
    }

    fn window_end(&self) -> u64 {
        let next = lock(&self.state).next;
        next.saturating_mul(2).max(1)
    }

    fn may_be_satisfied(&self) -> bool {
        true
    }

    fn is_satisfied(&self) -> bool {
        lock(&self.state).rows >= self.rows_wanted
    }

    fn finish(&self) -> Result<Vec<RecordBatch>, ExecError> {
        Ok(std::mem::take(&mut lock(&self.state).batches))
    }

    fn size_bytes(&self) -> usize {
        lock(&self.state).bytes
    }
}
