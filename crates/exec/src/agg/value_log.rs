//! All values of all groups, as they came: what exact quantiles need.
//!
//! Taking in a value is an append, whatever its group; the values are only put beside those of their own group at the end.

use std::sync::Arc;

use arrow::array::{Array, ArrayRef, Int64Array, LargeListArray};
use arrow::buffer::OffsetBuffer;
use arrow::datatypes::{DataType, Field, Int64Type};

use super::array::{columns, list_items, typed, values};
use super::keys::keys_of;
use super::visit::each_row;
use super::{AggError, Groups};

/// Values, by their keys, with their groups.
#[derive(Default)]
pub(super) struct ValueLog {
    /// The group of each value; empty as long as there is no more than one group.
    groups: Vec<u32>,
    keys: Vec<i64>,
    /// How many values each group has.
    counts: Vec<usize>,
    /// The keys of one batch; kept for its capacity.
    batch: Vec<i64>,
}

/// The values of each group side by side, in no particular order.
pub(super) struct ByGroup {
    keys: Vec<i64>,
    counts: Vec<usize>,
}

impl ValueLog {
    pub(super) fn resize(&mut self, groups: usize) {
        if groups > 1 && self.counts.len() <= 1 {
            self.groups.resize(self.keys.len(), 0);
        }
        self.counts.resize(groups, 0);
    }

    /// Takes in the values of a batch that are not null.
    pub(super) fn update(
        &mut self,
        groups: Groups<'_>,
        array: &ArrayRef,
        what: &'static str,
    ) -> Result<(), AggError> {
        let mut batch = std::mem::take(&mut self.batch);
        keys_of(array, &mut batch, what)?;
        let one_group = self.counts.len() <= 1;
        each_row(groups, array.logical_nulls().as_ref(), batch.len(), |row, group| {
            self.keys.push(batch[row]);
            if !one_group {
                self.groups.push(group as u32);
            }
            self.counts[group] += 1;
        });
        self.batch = batch;
        Ok(())
    }

    pub(super) fn by_group(&self) -> ByGroup {
        let counts = self.counts.clone();
        if counts.len() <= 1 {
            return ByGroup { keys: self.keys.clone(), counts };
        }
        let mut ends: Vec<usize> = running_sums(&counts);
        let mut keys = vec![0; self.keys.len()];
        for (&key, &group) in self.keys.iter().zip(&self.groups) {
            let end = &mut ends[group as usize];
            keys[*end] = key;
            *end += 1;
        }
        ByGroup { keys, counts }
    }

    /// A list of keys per group.
    pub(super) fn state(&self) -> Result<Vec<ArrayRef>, AggError> {
        let ByGroup { keys, counts } = self.by_group();
        let field = Arc::new(Field::new_list_field(DataType::Int64, true));
        let lists = LargeListArray::try_new(
            field,
            OffsetBuffer::from_lengths(counts),
            Arc::new(Int64Array::from(keys)),
            None,
        )?;
        Ok(vec![Arc::new(lists)])
    }

    pub(super) fn merge(
        &mut self,
        groups: &[u32],
        state: &[ArrayRef],
        what: &'static str,
    ) -> Result<(), AggError> {
        let [lists] = columns(state, what)?;
        let (items, ranges) = list_items(typed::<LargeListArray>(lists, what)?);
        let keys = values::<Int64Type>(&items, what)?;
        for (&group, range) in groups.iter().zip(ranges) {
            self.counts[group as usize] += range.len();
            self.keys.extend_from_slice(&keys[range]);
            if self.counts.len() > 1 {
                self.groups.resize(self.keys.len(), group);
            }
        }
        Ok(())
    }

    pub(super) fn size_bytes(&self) -> usize {
        self.groups.capacity() * size_of::<u32>()
            + (self.keys.capacity() + self.batch.capacity()) * size_of::<i64>()
            + self.counts.capacity() * size_of::<usize>()
    }
}

/// Where each group begins.
fn running_sums(counts: &[usize]) -> Vec<usize> {
    let starts = counts.iter().scan(0, |sum, &count| {
        let start = *sum;
        *sum += count;
        Some(start)
    });
    starts.collect()
}

impl ByGroup {
    /// Calls `look` with the keys of each group, which it may put in another order.
    pub(super) fn each(mut self, mut look: impl FnMut(&mut [i64])) {
        let mut rest = self.keys.as_mut_slice();
        for &count in &self.counts {
            let (keys, after) = rest.split_at_mut(count);
            look(keys);
            rest = after;
        }
    }
}
