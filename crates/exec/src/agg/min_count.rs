//! An aggregate that is null where there are too few values: pandas' `min_count`.

use arrow::array::{ArrayRef, BooleanArray};
use arrow::buffer::NullBuffer;
use arrow::compute::nullif;

use super::count::Count;
use super::visit::each_row;
use super::{Accumulator, AggError, Groups};

/// The accumulator with a null where fewer than `min_count` rows have a value in every argument.
pub(super) fn new(inner: Box<dyn Accumulator>, min_count: u64) -> Box<dyn Accumulator> {
    Box::new(MinCount { inner, min_count, counts: Count::default() })
}

struct MinCount {
    inner: Box<dyn Accumulator>,
    min_count: u64,
    counts: Count,
}

impl Accumulator for MinCount {
    fn resize(&mut self, groups: usize) {
        self.inner.resize(groups);
        self.counts.resize(groups);
    }

    fn update(
        &mut self,
        groups: Groups<'_>,
        args: &[ArrayRef],
        rows: usize,
        first_row: u64,
    ) -> Result<(), AggError> {
        let nulls = args
            .iter()
            .fold(None, |nulls, array| NullBuffer::union(nulls.as_ref(), array.logical_nulls().as_ref()));
        each_row(groups, nulls.as_ref(), rows, |_, group| self.counts.add(group));
        self.inner.update(groups, args, rows, first_row)
    }

    /// The counts, then the state of the aggregate.
    fn state(&self) -> Result<Vec<ArrayRef>, AggError> {
        let mut state = self.counts.state()?;
        state.extend(self.inner.state()?);
        Ok(state)
    }

    fn merge(&mut self, groups: &[u32], state: &[ArrayRef]) -> Result<(), AggError> {
        let (counts, state) = state.split_at(state.len().min(1));
        self.counts.merge(groups, counts)?;
        self.inner.merge(groups, state)
    }

    fn finish(&self) -> Result<ArrayRef, AggError> {
        let too_few: Vec<bool> = self.counts.iter().map(|count| count < self.min_count).collect();
        Ok(nullif(&self.inner.finish()?, &BooleanArray::from(too_few))?)
    }

    fn size_bytes(&self) -> usize {
        self.inner.size_bytes() + self.counts.size_bytes()
    }
}
