//! One exact float sum per group: what sum, mean and variance of floats share.

use arrow::array::{Array, ArrayRef, BinaryArray, Float64Array};

use super::array::{binary, typed};
use super::exact::ExactSum;
use super::visit::each_row;
use super::{AggError, Groups};

/// Exact sums, one per group, and what they hold on the heap.
#[derive(Default)]
pub(super) struct FloatSums {
    pub(super) sums: Vec<ExactSum>,
    heap_bytes: usize,
}

impl FloatSums {
    pub(super) fn resize(&mut self, groups: usize) {
        self.sums.resize_with(groups, ExactSum::default);
    }

    pub(super) fn update(&mut self, groups: Groups<'_>, array: &Float64Array) {
        let values = array.values();
        if let (Groups::One, 0) = (groups, array.null_count()) {
            self.heap_bytes += self.sums[0].add_slice(values);
            return;
        }
        each_row(groups, array.nulls(), array.len(), |row, group| self.add(group, values[row]));
    }

    #[inline(always)]
    pub(super) fn add(&mut self, group: usize, x: f64) {
        let sum = &mut self.sums[group];
        if !sum.try_add(x) {
            self.heap_bytes += sum.add_outside(x);
        }
    }

    pub(super) fn state(&self) -> BinaryArray {
        binary(&self.sums, ExactSum::write_bytes)
    }

    pub(super) fn merge(
        &mut self,
        groups: &[u32],
        state: &ArrayRef,
        what: &'static str,
    ) -> Result<(), AggError> {
        let states = typed::<BinaryArray>(state, what)?;
        for (row, &group) in groups.iter().enumerate() {
            let other = ExactSum::from_bytes(states.value(row)).ok_or(AggError::DamagedState { what })?;
            self.heap_bytes += self.sums[group as usize].merge(&other);
        }
        Ok(())
    }

    pub(super) fn size_bytes(&self) -> usize {
        self.sums.capacity() * size_of::<ExactSum>() + self.heap_bytes
    }
}
