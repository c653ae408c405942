//! One exact float sum per group: what sum, mean and variance of floats share.

use std::sync::Arc;

use arrow::array::{
    Array, ArrayRef, BinaryArray, BinaryBuilder, Decimal128Array, Float64Array, StructArray, new_null_array,
};
use arrow::datatypes::{DataType, Decimal128Type, Field};
use hashbrown::HashMap;

use super::array::{columns, typed, values};
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

    /// The windows, and what is outside of them: null for nearly all.
    pub(super) fn state(&self) -> Result<StructArray, AggError> {
        let windows = Decimal128Array::from(self.windows.clone()).with_data_type(DataType::Decimal128(38, 0));
        let outside: ArrayRef = if self.outside.is_empty() {
            new_null_array(&DataType::Binary, self.windows.len())
        } else {
            let mut builder = BinaryBuilder::new();
            let mut bytes = Vec::new();
            for group in 0..self.windows.len() {
                bytes.clear();
                if let Some(sum) = self.outside.get(&group) {
                    sum.write_bytes(&mut bytes);
                }
                builder.append_option(self.outside.contains_key(&group).then_some(&bytes));
            }
            Arc::new(builder.finish())
        };
        let fields = [("window", windows.data_type()), ("outside", &DataType::Binary)];
        let fields = fields.map(|(name, data_type)| Field::new(name, data_type.clone(), true));
        Ok(StructArray::try_new(fields.into_iter().collect(), vec![Arc::new(windows), outside], None)?)
    }

    pub(super) fn merge(
        &mut self,
        groups: &[u32],
        state: &ArrayRef,
        what: &'static str,
    ) -> Result<(), AggError> {
        let [windows, outside] = columns(typed::<StructArray>(state, what)?.columns(), what)?;
        for (&group, &window) in groups.iter().zip(values::<Decimal128Type>(windows, what)?) {
            let mine = &mut self.windows[group as usize];
            match mine.checked_add(window) {
                Some(sum) => *mine = sum,
                None => self.with(group as usize, |sum| sum.merge(&ExactSum::from_window(window))),
            }
        }
        let outside = typed::<BinaryArray>(outside, what)?;
        if outside.null_count() == outside.len() {
            return Ok(());
        }
        for (&group, bytes) in groups.iter().zip(outside) {
            if let Some(bytes) = bytes {
                let other = ExactSum::from_bytes(bytes).ok_or(AggError::DamagedState { what })?;
                self.with(group as usize, |sum| sum.merge(&other));
            }
        }
        Ok(())
    }

    pub(super) fn size_bytes(&self) -> usize {
        self.windows.capacity() * size_of::<i128>() + self.outside.allocation_size() + self.heap_bytes
    }
}
