//! Collect: keeps every batch, in chunk order.

use std::sync::Mutex;

use arrow::array::RecordBatch;

use crate::error::ExecError;
use crate::locks::lock;
use crate::sink::{Sink, batch_bytes};

#[derive(Default)]
pub(crate) struct CollectSink {
    state: Mutex<Collected>,
}

#[derive(Default)]
struct Collected {
    batches: Vec<(u64, RecordBatch)>,
    bytes: usize,
}

impl Sink for CollectSink {
    fn name(&self) -> &'static str {
        "collect"
    }

    fn push(&self, sequence: u64, batch: RecordBatch) -> Result<(), ExecError> {
        if batch.num_rows() == 0 {
            return Ok(());
        }
        let mut state = lock(&self.state);
        state.bytes += batch_bytes(&batch);
        state.batches.push((sequence, batch));
        Ok(())
    }

    fn finish(&self) -> Result<Vec<RecordBatch>, ExecError> {
        let mut batches = std::mem::take(&mut lock(&self.state).batches);
        batches.sort_by_key(|&(sequence, _)| sequence);
        Ok(batches.into_iter().map(|(_, batch)| batch).collect())
    }

    fn size_bytes(&self) -> usize {
        lock(&self.state).bytes
    }
}
