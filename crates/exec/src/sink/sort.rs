//! Sort: all rows, ordered by key; with `fetch`, only the first rows of that order are kept. Stable: equal keys stay in
//! table order. Nulls and NaN come last, or first when a key says so (pandas' `na_position`).

use std::cmp::Ordering;
use std::sync::{Arc, Mutex};

use arrow::array::{Array, ArrayRef, AsArray, Float64Array, RecordBatch};
use arrow::compute::SortOptions;
use arrow::compute::interleave_record_batch;
use arrow::datatypes::{DataType, Float64Type, Schema};
use arrow::row::{RowConverter, Rows, SortField};
use chunkwise_plan::{SortKey, TypedExpr, bind};

use crate::config::SORTED_BATCH_ROWS;
use crate::error::ExecError;
use crate::eval::evaluate;
use crate::locks::lock;
use crate::sink::{Sink, batch_bytes};

pub(crate) struct SortSink {
    keys: Vec<(TypedExpr, SortOptions)>,
    converter: RowConverter,
    fetch: Option<usize>,
    state: Mutex<Runs>,
}

#[derive(Default)]
struct Runs {
    runs: Vec<Run>,
    rows: usize,
    bytes: usize,
}

/// Rows of one chunk with their encoded keys. `origins` are positions in the table: sequence number and row.
struct Run {
    batch: RecordBatch,
    keys: Rows,
    origins: Vec<(u64, u32)>,
}

impl SortSink {
    pub(crate) fn new(keys: &[SortKey], input: &Schema, fetch: Option<usize>) -> Result<Self, ExecError> {
        let keys = keys
            .iter()
            .map(|key| {
                let options = SortOptions { descending: key.descending, nulls_first: key.nulls_first };
                Ok((bind(&key.expr, input)?, options))
            })
            .collect::<Result<Vec<_>, ExecError>>()?;
        let fields = keys
            .iter()
            .map(|(key, options)| SortField::new_with_options(key.data_type.clone(), *options))
            .collect();
        Ok(Self { keys, converter: RowConverter::new(fields)?, fetch, state: Mutex::default() })
    }

    fn run(&self, sequence: u64, batch: RecordBatch) -> Result<Run, ExecError> {
        let columns = self
            .keys
            .iter()
            .map(|(key, _)| Ok(without_nan(evaluate(key, &batch)?)))
            .collect::<Result<Vec<ArrayRef>, ExecError>>()?;
        let mut keys = self.converter.empty_rows(batch.num_rows(), 0);
        self.converter.append(&mut keys, &columns)?;
        let origins = (0..).take(batch.num_rows()).map(|row| (sequence, row)).collect();
        Ok(Run { batch, keys, origins })
    }

    /// Keeps just the first `fetch` rows of what was collected so far, as one run.
    fn compact(&self, state: &mut Runs, fetch: usize) -> Result<(), ExecError> {
        let order = state.order(Some(fetch));
        let mut keys = self.converter.empty_rows(order.len(), 0);
        let mut origins = Vec::with_capacity(order.len());
        for &(run, row) in &order {
            keys.push(state.runs[run].keys.row(row));
            origins.push(state.runs[run].origins[row]);
        }
        let Some(batch) = state.gather(&order)? else { return Ok(()) };
        let run = Run { batch, keys, origins };
        (state.rows, state.bytes) = (order.len(), run.size_bytes());
        state.runs = vec![run];
        Ok(())
    }
}

impl Run {
    fn size_bytes(&self) -> usize {
        batch_bytes(&self.batch) + self.keys.size() + self.origins.capacity() * size_of::<(u64, u32)>()
    }
}

impl Runs {
    /// (run, row) of all rows in sorted order, or of the first `fetch`.
    fn order(&self, fetch: Option<usize>) -> Vec<(usize, usize)> {
        let mut order = Vec::with_capacity(self.rows);
        for (run, rows) in self.runs.iter().enumerate() {
            order.extend((0..rows.batch.num_rows()).map(|row| (run, row)));
        }
        let compare = |a: &(usize, usize), b: &(usize, usize)| self.compare(*a, *b);
        if let Some(fetch) = fetch.filter(|&fetch| fetch < order.len()) {
            if fetch > 0 {
                order.select_nth_unstable_by(fetch - 1, compare);
            }
            order.truncate(fetch);
        }
        order.sort_unstable_by(compare);
        order
    }

    fn compare(&self, a: (usize, usize), b: (usize, usize)) -> Ordering {
        let (left, right) = (&self.runs[a.0], &self.runs[b.0]);
        left.keys.row(a.1).cmp(&right.keys.row(b.1)).then_with(|| left.origins[a.1].cmp(&right.origins[b.1]))
    }

    fn gather(&self, order: &[(usize, usize)]) -> Result<Option<RecordBatch>, ExecError> {
        let batches: Vec<&RecordBatch> = self.runs.iter().map(|run| &run.batch).collect();
        if batches.is_empty() {
            return Ok(None);
        }
        Ok(Some(interleave_record_batch(&batches, order)?))
    }
}

impl Sink for SortSink {
    fn name(&self) -> &'static str {
        if self.fetch.is_some() { "top-k" } else { "sort" }
    }

    fn push(&self, sequence: u64, batch: RecordBatch) -> Result<(), ExecError> {
        if batch.num_rows() == 0 {
            return Ok(());
        }
        let run = self.run(sequence, batch)?;
        let mut state = lock(&self.state);
        state.rows += run.batch.num_rows();
        state.bytes += run.size_bytes();
        state.runs.push(run);
        match self.fetch {
            Some(fetch) if state.rows > fetch.saturating_mul(4).max(SORTED_BATCH_ROWS) => {
                self.compact(&mut state, fetch)
            }
            _ => Ok(()),
        }
    }

    fn finish(&self) -> Result<Vec<RecordBatch>, ExecError> {
        let state = std::mem::take(&mut *lock(&self.state));
        let order = state.order(self.fetch);
        order.chunks(SORTED_BATCH_ROWS).filter_map(|part| state.gather(part).transpose()).collect()
    }

    fn size_bytes(&self) -> usize {
        lock(&self.state).bytes
    }
}

/// Float keys with NaN as null and no negative zero, so that they order as in pandas.
fn without_nan(array: ArrayRef) -> ArrayRef {
    if array.data_type() != &DataType::Float64 {
        return array;
    }
    let values = array.as_primitive::<Float64Type>();
    let cleaned: Float64Array =
        values.iter().map(|value| value.filter(|value| !value.is_nan()).map(|value| value + 0.0)).collect();
    Arc::new(cleaned)
}
