//! Sinks: where a pipeline's batches end. A sink is shared by all workers; the order of `push` calls does not matter,
//! because every batch comes with its sequence number.

mod aggregate;
mod collect;
mod distinct;
mod gather;
mod in_order;
mod limit;
mod row_numbers;
mod sample;
mod slice;
mod sort;
mod stream;
mod tail;

pub(crate) use aggregate::{AggregateSink, Key};
pub(crate) use collect::CollectSink;
pub(crate) use distinct::DistinctSink;
pub(crate) use limit::LimitSink;
pub(crate) use sample::SampleSink;
pub(crate) use slice::SliceSink;
pub(crate) use sort::{SortSink, TopKSink};
pub(crate) use stream::StreamSink;
pub(crate) use tail::TailSink;

use arrow::array::RecordBatch;

use crate::error::ExecError;
use crate::morsel::ChosenRows;

/// The end of a pipeline.
pub(crate) trait Sink: Send + Sync {
    /// Name in the report.
    fn name(&self) -> &'static str;

    /// Takes the rows of chunk `sequence`; every chunk is pushed once, also when it has no rows.
    fn push(&self, sequence: u64, batch: RecordBatch) -> Result<(), ExecError>;

    /// As [`Sink::push`], for a sink that asks the morsel for columns of the table itself. `rows` are those of `batch` when there is no
    /// operator between the scan and the sink.
    fn push_rows(&self, sequence: u64, batch: RecordBatch, _rows: &ChosenRows<'_>) -> Result<(), ExecError> {
        self.push(sequence, batch)
    }

    /// Says, before it is pushed, that chunk `sequence` ends in an error: its rows are the last ones that are in order, whatever
    /// other workers push.
    fn end_after(&self, _sequence: u64) {}

    /// Chunks at or after this number need not be started yet; `u64::MAX` when there is no reason to wait.
    fn window_end(&self) -> u64 {
        u64::MAX
    }

    /// Whether it can come to that more chunks do not change the result.
    fn may_be_satisfied(&self) -> bool {
        false
    }

    /// Whether more chunks cannot change the result.
    fn is_satisfied(&self) -> bool {
        false
    }

    /// The result, in row order. Called once, after the last push.
    fn finish(&self) -> Result<Vec<RecordBatch>, ExecError>;

    /// Bytes of state held now.
    fn size_bytes(&self) -> usize;
}

/// Bytes that the batch's values take.
pub(crate) fn batch_bytes(batch: &RecordBatch) -> usize {
    batch.get_array_memory_size()
}
