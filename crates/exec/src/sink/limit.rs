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
#[derive(Default)]
struct Prefix {
    batches: Vec<RecordBatch>,
    rows: usize,
    next: u64,
    later: BTreeMap<u64, RecordBatch>,
}

impl LimitSink {
    pub(crate) fn new(rows_wanted: usize) -> Self {
        Self { rows_wanted, state: Mutex::default() }
    }
}

impl Prefix {
    fn advance(&mut self, rows_wanted: usize) {
        while let Some(batch) = self.later.remove(&self.next) {
            self.next += 1;
            let batch = batch.slice(0, batch.num_rows().min(rows_wanted - self.rows));
            self.rows += batch.num_rows();
            if batch.num_rows() > 0 {
                self.batches.push(batch);
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
        state.later.insert(sequence, batch);
        state.advance(self.rows_wanted);
        Ok(())
    }

    fn window_end(&self) -> u64 {
        let next = lock(&self.state).next;
        next.saturating_mul(2).max(1)
    }

    fn is_satisfied(&self) -> bool {
        lock(&self.state).rows >= self.rows_wanted
    }

    fn finish(&self) -> Result<Vec<RecordBatch>, ExecError> {
        Ok(std::mem::take(&mut lock(&self.state).batches))
    }

    fn size_bytes(&self) -> usize {
        let state = lock(&self.state);
        state.batches.iter().chain(state.later.values()).map(batch_bytes).sum()
    }
}
