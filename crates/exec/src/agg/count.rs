//! count: how many rows, or how many values that are not null.

use std::sync::Arc;

use arrow::array::{Array, ArrayRef, Int64Array};
use arrow::datatypes::Int64Type;

use super::array::{columns, values};
use super::visit::each_row;
use super::{Accumulator, AggError, Groups};

/// Counts rows, or with `skip_nulls` values.
pub(super) fn new(skip_nulls: bool) -> Box<dyn Accumulator> {
    Box::new(Count { skip_nulls, counts: Vec::new() })
}

/// How many values were taken in, per group.
pub(super) struct Count {
    skip_nulls: bool,
    counts: Vec<i64>,
}

impl Default for Count {
    /// Counts values, as sums and means need it.
    fn default() -> Self {
        Count { skip_nulls: true, counts: Vec::new() }
    }
}

impl Count {
    /// Counts one more value of a group.
    #[inline(always)]
    pub(super) fn add(&mut self, group: usize) {
        self.counts[group] += 1;
    }

    pub(super) fn iter(&self) -> impl Iterator<Item = u64> {
        self.counts.iter().map(|&count| count.unsigned_abs())
    }
}

impl Accumulator for Count {
    fn resize(&mut self, groups: usize) {
        self.counts.resize(groups, 0);
    }

    fn update(&mut self, groups: Groups<'_>, args: &[ArrayRef], rows: usize, _: u64) -> Result<(), AggError> {
        let nulls = args.first().filter(|_| self.skip_nulls).and_then(|array| array.logical_nulls());
        if let Groups::One = groups {
            let nulls = nulls.map_or(0, |nulls| nulls.null_count());
            self.counts[0] += (rows - nulls) as i64;
        } else {
            each_row(groups, nulls.as_ref(), rows, |_, group| self.counts[group] += 1);
        }
        Ok(())
    }

    fn state(&self) -> Result<Vec<ArrayRef>, AggError> {
        Ok(vec![self.finish()?])
    }

    fn merge(&mut self, groups: &[u32], state: &[ArrayRef]) -> Result<(), AggError> {
        let [counts] = columns(state, "count")?;
        for (&group, &count) in groups.iter().zip(values::<Int64Type>(counts, "count")?) {
            self.counts[group as usize] += count;
        }
        Ok(())
    }

    fn finish(&self) -> Result<ArrayRef, AggError> {
        Ok(Arc::new(Int64Array::from(self.counts.clone())))
    }

    fn size_bytes(&self) -> usize {
        self.counts.capacity() * size_of::<i64>()
    }
}
