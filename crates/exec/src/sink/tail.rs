//! Tail: the last `n` rows in chunk order. Holds at most `n` rows and the batches that hold them.

use std::collections::BTreeMap;
use std::sync::Mutex;

use arrow::array::RecordBatch;
use arrow::compute::concat_batches;

use crate::error::ExecError;
use crate::locks::lock;
use crate::sink::{Sink, batch_bytes};

pub(crate) struct TailSink {
    rows_wanted: usize,
    state: Mutex<Suffix>,
}

#[derive(Default)]
struct Suffix {
    batches: BTreeMap<u64, RecordBatch>,
    rows: usize,
    bytes: usize,
}

impl TailSink {
    pub(crate) fn new(rows_wanted: usize) -> Self {
        Self { rows_wanted, state: Mutex::default() }
    }
}

/// The last `rows` of `batch`, copied so that the rest of the batch is freed.
fn last_rows(batch: &RecordBatch, rows: usize) -> Result<RecordBatch, ExecError> {
    let rows = rows.min(batch.num_rows());
    let tail = batch.slice(batch.num_rows() - rows, rows);
    Ok(if batch.num_columns() == 0 { tail } else { concat_batches(&batch.schema(), [&tail])? })
}

impl Sink for TailSink {
    fn name(&self) -> &'static str {
        "tail"
    }

    fn push(&self, sequence: u64, batch: RecordBatch) -> Result<(), ExecError> {
        if batch.num_rows() == 0 || self.rows_wanted == 0 {
            return Ok(());
        }
        let batch = last_rows(&batch, self.rows_wanted)?;
        let mut state = lock(&self.state);
        state.rows += batch.num_rows();
        state.bytes += batch_bytes(&batch);
        state.batches.insert(sequence, batch);
        // A first batch can go once the later ones hold enough rows, whatever still comes in between.
        while let Some((_, first)) = state.batches.first_key_value() {
            let (rows, bytes) = (first.num_rows(), batch_bytes(first));
            if state.rows - rows < self.rows_wanted {
                break;
            }
            state.batches.pop_first();
            state.rows -= rows;
            state.bytes -= bytes;
        }
        Ok(())
    }

    fn finish(&self) -> Result<Vec<RecordBatch>, ExecError> {
        let state = std::mem::take(&mut *lock(&self.state));
        let mut surplus = state.rows.saturating_sub(self.rows_wanted);
        let mut batches = Vec::with_capacity(state.batches.len());
        for batch in state.batches.into_values() {
            let skipped = surplus.min(batch.num_rows());
            surplus -= skipped;
            if skipped < batch.num_rows() {
                batches.push(batch.slice(skipped, batch.num_rows() - skipped));
            }
        }
        Ok(batches)
    }

    fn size_bytes(&self) -> usize {
        lock(&self.state).bytes
    }
}
