//! Rows picked out of several batches.

use arrow::array::RecordBatch;
use arrow::compute::interleave_record_batch;

use crate::config::SORTED_BATCH_ROWS;
use crate::error::ExecError;
use crate::ops::project::batch_of;

/// The rows of `batches` in the order of `places` (batch, row), in batches of bounded length.
pub(crate) fn gather(
    batches: &[RecordBatch],
    places: &[(usize, usize)],
) -> Result<Vec<RecordBatch>, ExecError> {
    gather_by(batches, places, SORTED_BATCH_ROWS).collect()
}

/// The same one batch after the other, each of `rows` rows, the last one of fewer.
pub(crate) fn gather_by(
    batches: &[RecordBatch],
    places: &[(usize, usize)],
    rows: usize,
) -> impl Iterator<Item = Result<RecordBatch, ExecError>> {
    places.chunks(rows).map(move |part| gather_one(batches, part))
}

/// The rows of `batches` in the order of `places`, as one batch; there is at least one batch.
fn gather_one(batches: &[RecordBatch], places: &[(usize, usize)]) -> Result<RecordBatch, ExecError> {
    let schema = batches[0].schema();
    if schema.fields().is_empty() {
        return batch_of(&schema, Vec::new(), places.len());
    }
    let batches: Vec<&RecordBatch> = batches.iter().collect();
    Ok(interleave_record_batch(&batches, places)?)
}

/// A copy of rows `start..start + rows`, so that the rest of the batch can be freed.
pub(crate) fn copy_of(batch: &RecordBatch, start: usize, rows: usize) -> Result<RecordBatch, ExecError> {
    if batch.num_columns() == 0 || rows == batch.num_rows() {
        return Ok(batch.slice(start, rows));
    }
    // Of a single batch, `concat_batches` would make a slice.
    let places: Vec<(usize, usize)> = (start..start + rows).map(|row| (0, row)).collect();
    Ok(interleave_record_batch(&[batch], &places)?)
}
