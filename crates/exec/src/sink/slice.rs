//! Slice: rows by their places, `start..stop` and of these every `step`-th one. Ends when it has them.

use std::sync::Mutex;

use arrow::array::{RecordBatch, UInt32Array};
use arrow::compute::take_record_batch;

use crate::error::ExecError;
use crate::locks::lock;
use crate::sink::gather::copy_of;
use crate::sink::in_order::InOrder;
use crate::sink::{Sink, batch_bytes};

pub(crate) struct SliceSink {
    start: usize,
    stop: usize,
    step: usize,
    state: Mutex<State>,
}

#[derive(Default)]
struct State {
    order: InOrder,
    /// Rows of the table that have had their turn.
    seen: usize,
    kept: Vec<RecordBatch>,
    bytes: usize,
}

impl SliceSink {
    pub(crate) fn new(start: usize, stop: Option<usize>, step: usize) -> Self {
        Self { start, stop: stop.unwrap_or(usize::MAX), step: step.max(1), state: Mutex::default() }
    }

    /// The wanted rows of a batch that begins at row `from` of the table.
    fn wanted(&self, batch: &RecordBatch, from: usize) -> Result<Option<RecordBatch>, ExecError> {
        let end = self.stop.saturating_sub(from).min(batch.num_rows());
        let first = if from <= self.start {
            self.start - from
        } else {
            (self.step - (from - self.start) % self.step) % self.step
        };
        if first >= end {
            return Ok(None);
        }
        if self.step == 1 {
            return copy_of(batch, first, end - first).map(Some);
        }
        let rows = (first..end).step_by(self.step).map(|row| u32::try_from(row).unwrap_or(u32::MAX));
        Ok(Some(take_record_batch(batch, &UInt32Array::from_iter_values(rows))?))
    }
}

impl Sink for SliceSink {
    fn name(&self) -> &'static str {
        "slice"
    }

    fn push(&self, sequence: u64, batch: RecordBatch) -> Result<(), ExecError> {
        let mut state = lock(&self.state);
        state.order.push(sequence, batch);
        while let Some(batch) = state.order.pop() {
            let rows = self.wanted(&batch, state.seen)?;
            state.seen += batch.num_rows();
            state.bytes += rows.as_ref().map_or(0, batch_bytes);
            state.kept.extend(rows);
        }
        Ok(())
    }

    fn end_after(&self, sequence: u64) {
        lock(&self.state).order.end_after(sequence);
    }

    fn window_end(&self) -> u64 {
        let state = lock(&self.state);
        if self.stop == usize::MAX {
            return state.order.window_end();
        }
        state.order.taken().saturating_mul(2).max(1).min(state.order.window_end())
    }

    fn may_be_satisfied(&self) -> bool {
        self.stop < usize::MAX
    }

    fn is_satisfied(&self) -> bool {
        self.start >= self.stop || lock(&self.state).seen >= self.stop
    }

    fn finish(&self) -> Result<Vec<RecordBatch>, ExecError> {
        Ok(std::mem::take(&mut lock(&self.state).kept))
    }

    fn size_bytes(&self) -> usize {
        let state = lock(&self.state);
        state.bytes + state.order.size_bytes()
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use arrow::array::{ArrayRef, AsArray, Int64Array};
    use arrow::datatypes::Int64Type;

    use super::*;

    /// Rows 0..10 in batches of `chunk`, pushed from the last to the first.
    fn sliced(start: usize, stop: Option<usize>, step: usize, chunk: usize) -> Vec<i64> {
        let rows: Vec<i64> = (0..10).collect();
        let sink = SliceSink::new(start, stop, step);
        for (sequence, part) in (0..).zip(rows.chunks(chunk)).collect::<Vec<_>>().into_iter().rev() {
            let column: ArrayRef = Arc::new(Int64Array::from(part.to_vec()));
            sink.push(sequence, RecordBatch::try_from_iter([("n", column)]).unwrap()).unwrap();
        }
        let out = sink.finish().unwrap();
        out.iter().flat_map(|batch| batch.column(0).as_primitive::<Int64Type>().values().to_vec()).collect()
    }

    #[test]
    fn rows_are_those_of_a_slice_however_they_are_cut() {
        for chunk in [1, 2, 3, 4, 10] {
            for (start, stop, step) in [(0, Some(3), 1), (2, Some(7), 2), (3, None, 3), (5, Some(5), 1)] {
                let end = stop.unwrap_or(10);
                let expected: Vec<i64> = (0..10).take(end).skip(start).step_by(step).collect();
                assert_eq!(sliced(start, stop, step, chunk), expected, "{start}..{end} by {step}");
            }
        }
        assert_eq!(sliced(8, Some(99), 1, 4), [8, 9]);
        assert!(sliced(12, None, 1, 4).is_empty());
    }

    #[test]
    fn it_ends_when_it_has_its_rows() {
        let sink = SliceSink::new(1, Some(3), 1);
        assert!(!sink.is_satisfied());
        let column: ArrayRef = Arc::new(Int64Array::from(vec![0, 1, 2]));
        sink.push(0, RecordBatch::try_from_iter([("n", column)]).unwrap()).unwrap();
        assert!(sink.is_satisfied());
        assert!(SliceSink::new(3, Some(1), 1).is_satisfied());
    }
}
