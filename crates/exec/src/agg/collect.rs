//! collect: all values of a group as a list, in row order, nulls included.

use std::sync::Arc;

use arrow::array::{
    Array, ArrayRef, AsArray, LargeListArray, ListArray, UInt32Array, UInt64Array, new_empty_array,
};
use arrow::buffer::OffsetBuffer;
use arrow::compute::{concat, take};
use arrow::datatypes::{DataType, Field, FieldRef, UInt64Type};

use super::array::{columns, list_items, required, typed, values};
use super::{Accumulator, AggError, Groups};
use crate::group::NO_GROUP;

const WHAT: &str = "collect";

pub(super) fn new(input: &DataType) -> Option<Box<dyn Accumulator>> {
    Some(Box::new(Collect {
        item: input.clone(),
        parts: Vec::new(),
        part_bytes: 0,
        groups: Vec::new(),
        positions: Vec::new(),
        counts: Vec::new(),
    }))
}

/// Values as they came, with their groups and positions.
struct Collect {
    item: DataType,
    parts: Vec<ArrayRef>,
    part_bytes: usize,
    groups: Vec<u32>,
    positions: Vec<u64>,
    counts: Vec<usize>,
}

impl Collect {
    fn push(&mut self, part: ArrayRef) {
        self.part_bytes += part.get_array_memory_size();
        self.parts.push(part);
    }

    fn all_values(&self) -> Result<ArrayRef, AggError> {
        let parts: Vec<&dyn Array> = self.parts.iter().map(AsRef::as_ref).collect();
        if parts.is_empty() {
            return Ok(new_empty_array(&self.item));
        }
        let texts = self.parts.iter().filter_map(|part| part.as_string_opt::<i32>());
        let bytes =
            texts.map(|part| (part.value_offsets()[part.len()] - part.value_offsets()[0]) as usize).sum();
        if bytes > i32::MAX as usize {
            return Err(AggError::TooMuchText { bytes });
        }
        Ok(concat(&parts)?)
    }

    /// The values' places, group by group, in row order.
    fn order(&self) -> Result<Vec<u32>, AggError> {
        if self.groups.len() > i32::MAX as usize {
            return Err(AggError::TooManyValues { values: self.groups.len() });
        }
        let mut ends: Vec<usize> = Vec::with_capacity(self.counts.len());
        let mut sum = 0;
        for count in &self.counts {
            ends.push(sum);
            sum += count;
        }
        let mut order = vec![0; self.groups.len()];
        for (place, &group) in (0..).zip(&self.groups) {
            let end = &mut ends[group as usize];
            order[*end] = place;
            *end += 1;
        }
        let mut rest = order.as_mut_slice();
        for &count in &self.counts {
            let (own, after) = rest.split_at_mut(count);
            own.sort_unstable_by_key(|&place| self.positions[place as usize]);
            rest = after;
        }
        Ok(order)
    }

    fn ordered(&self) -> Result<(ArrayRef, UInt32Array), AggError> {
        let order = UInt32Array::from(self.order()?);
        Ok((take(&self.all_values()?, &order, None)?, order))
    }

    fn field(&self) -> FieldRef {
        Arc::new(Field::new_list_field(self.item.clone(), true))
    }

    fn offsets<O: arrow::array::OffsetSizeTrait>(&self) -> OffsetBuffer<O> {
        OffsetBuffer::from_lengths(self.counts.iter().copied())
    }
}

impl Accumulator for Collect {
    fn resize(&mut self, groups: usize) {
        self.counts.resize(groups, 0);
    }

    fn update(
        &mut self,
        groups: Groups<'_>,
        args: &[ArrayRef],
        rows: usize,
        first_row: u64,
    ) -> Result<(), AggError> {
        let array = required(args, WHAT)?;
        let positions = first_row..first_row + rows as u64;
        match groups {
            Groups::One => {
                self.counts[0] += rows;
                self.groups.resize(self.groups.len() + rows, 0);
                self.positions.extend(positions);
                self.push(Arc::clone(array));
            }
            Groups::Each(groups) => {
                let known = self.groups.len();
                let mut kept = Vec::new();
                for ((row, &group), position) in (0u32..).zip(groups).zip(positions) {
                    if group != NO_GROUP {
                        self.counts[group as usize] += 1;
                        self.groups.push(group);
                        self.positions.push(position);
                        kept.push(row);
                    }
                }
                if self.groups.len() == known + rows {
                    self.push(Arc::clone(array));
                } else if !kept.is_empty() {
                    self.push(take(array, &UInt32Array::from(kept), None)?);
                }
            }
        }
        Ok(())
    }

    /// A list of the group's values, and one of their positions.
    fn state(&self) -> Result<Vec<ArrayRef>, AggError> {
        let (values, order) = self.ordered()?;
        let positions = order.values().iter().map(|&place| self.positions[place as usize]);
        let positions: ArrayRef = Arc::new(UInt64Array::from_iter_values(positions));
        let field = Arc::new(Field::new_list_field(DataType::UInt64, true));
        Ok(vec![
            Arc::new(LargeListArray::try_new(self.field(), self.offsets(), values, None)?),
            Arc::new(LargeListArray::try_new(field, self.offsets(), positions, None)?),
        ])
    }

    fn merge(&mut self, groups: &[u32], state: &[ArrayRef]) -> Result<(), AggError> {
        let [lists, positions] = columns(state, WHAT)?;
        let (items, ranges) = list_items(typed::<LargeListArray>(lists, WHAT)?);
        let (positions, _) = list_items(typed::<LargeListArray>(positions, WHAT)?);
        if *items.data_type() != self.item || items.len() != positions.len() {
            return Err(AggError::DamagedState { what: WHAT });
        }
        for (&group, range) in groups.iter().zip(ranges) {
            self.counts[group as usize] += range.len();
            self.groups.resize(self.groups.len() + range.len(), group);
        }
        self.positions.extend_from_slice(values::<UInt64Type>(&positions, WHAT)?);
        self.push(items);
        Ok(())
    }

    fn finish(&self) -> Result<ArrayRef, AggError> {
        let (values, _) = self.ordered()?;
        Ok(Arc::new(ListArray::try_new(self.field(), self.offsets(), values, None)?))
    }

    fn size_bytes(&self) -> usize {
        self.part_bytes
            + self.parts.capacity() * size_of::<ArrayRef>()
            + self.groups.capacity() * size_of::<u32>()
            + self.positions.capacity() * size_of::<u64>()
            + self.counts.capacity() * size_of::<usize>()
    }
}

#[cfg(test)]
mod tests {
    use arrow::array::StringArray;

    use super::*;

    #[test]
    fn lists_are_in_row_order() {
        let later: ArrayRef = Arc::new(StringArray::from(vec![Some("d"), None, Some("f")]));
        let earlier: ArrayRef = Arc::new(StringArray::from(vec!["a", "b", "c"]));
        let mut state = new(&DataType::Utf8).unwrap();
        state.resize(3);
        state.update(Groups::Each(&[1, 1, NO_GROUP]), &[later], 3, 3).unwrap();
        state.update(Groups::Each(&[0, 1, 0]), &[earlier], 3, 0).unwrap();
        let lists = state.finish().unwrap();
        let list = |group: usize| lists.as_list::<i32>().value(group);
        assert_eq!(*list(0), StringArray::from(vec!["a", "c"]));
        assert_eq!(*list(1), StringArray::from(vec![Some("b"), Some("d"), None]));
        assert_eq!((list(2).len(), lists.null_count()), (0, 0));
    }
}
