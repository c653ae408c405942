//! One exact float sum per group: what sum, mean and variance of floats share.

use arrow::array::{Array, ArrayRef, BinaryArray, Float64Array};

use hashbrown::HashMap;

use super::array::{binary, typed};
use super::exact::ExactSum;
use super::visit::each_row;
use super::{AggError, Groups};

/// Exact sums, one per group.
///
/// Nearly all sums are a window and nothing else, and with many groups each row is a look at another place in memory: so the windows
/// lie close together, and what does not fit them is elsewhere.
#[derive(Default)]
pub(super) struct FloatSums {
    windows: Vec<i128>,
    /// To be added to the windows of the groups that need more.
    outside: HashMap<usize, ExactSum>,
    heap_bytes: usize,
}

impl FloatSums {
    pub(super) fn resize(&mut self, groups: usize) {
        self.windows.resize(groups, 0);
    }

    pub(super) fn update(&mut self, groups: Groups<'_>, array: &Float64Array) {
        let values = array.values();
        if let (Groups::One, 0) = (groups, array.null_count()) {
            return self.with(0, |sum| sum.add_slice(values));
        }
        each_row(groups, array.nulls(), array.len(), |row, group| self.add(group, values[row]));
    }

    #[inline(always)]
    pub(super) fn add(&mut self, group: usize, x: f64) {
        if !ExactSum::try_add_to(&mut self.windows[group], x) {
            self.add_outside(group, x);
        }
    }

    #[cold]
    #[inline(never)]
    fn add_outside(&mut self, group: usize, x: f64) {
        // the window stays where it is: what is outside is added to it at the end
        self.heap_bytes += self.outside.entry(group).or_default().add_outside(x);
    }

    /// Changes the sum of a group; `change` returns the bytes that it took from the heap.
    pub(super) fn with(&mut self, group: usize, change: impl FnOnce(&mut ExactSum) -> usize) {
        let known = self.outside.remove(&group);
        let mut sum = known.unwrap_or_default();
        self.heap_bytes += sum.merge(&ExactSum::from_window(self.windows[group]));
        self.heap_bytes += change(&mut sum);
        self.windows[group] = sum.take_window();
        if !sum.is_window() {
            self.outside.insert(group, sum);
        }
    }

    /// The sum of a group.
    pub(super) fn sum(&self, group: usize) -> ExactSum {
        let mut sum = ExactSum::from_window(self.windows[group]);
        if let Some(outside) = self.outside.get(&group) {
            sum.merge(outside);
        }
        sum
    }

    /// The sums of all groups.
    pub(super) fn iter(&self) -> impl Iterator<Item = ExactSum> {
        (0..self.windows.len()).map(|group| self.sum(group))
    }

    pub(super) fn state(&self) -> Result<BinaryArray, AggError> {
        binary(self.iter(), ExactSum::write_bytes)
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
            let group = group as usize;
            match other.is_window().then(|| self.windows[group].checked_add(other.window())).flatten() {
                Some(window) => self.windows[group] = window,
                None => self.with(group, |sum| sum.merge(&other)),
            }
        }
        Ok(())
    }

    pub(super) fn size_bytes(&self) -> usize {
        self.windows.capacity() * size_of::<i128>() + self.outside.allocation_size() + self.heap_bytes
    }
}
