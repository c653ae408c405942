//! first and last: the value at the lowest (highest) position that is not null, as pandas; null of nothing.

use std::sync::Arc;

use arrow::array::{Array, ArrayRef, UInt64Array};
use arrow::datatypes::{DataType, UInt64Type};

use super::array::{columns, required, typed, values};
use super::slots::{Build, Slots, for_type};
use super::visit::each_row;
use super::{Accumulator, AggError, Groups};

const WHAT: &str = "first and last";

/// Which of the two.
#[derive(Clone, Copy, PartialEq)]
pub(super) enum End {
    First,
    Last,
}

pub(super) fn new(input: &DataType, end: End) -> Option<Box<dyn Accumulator>> {
    for_type(input, end)
}

impl Build for End {
    fn build<S: Slots>(self) -> Box<dyn Accumulator> {
        Box::new(FirstLast { end: self, slots: S::default(), positions: Vec::new() })
    }
}

struct FirstLast<S> {
    end: End,
    slots: S,
    /// Where the slots' values come from; of no meaning for an empty slot.
    positions: Vec<u64>,
}

impl<S: Slots> FirstLast<S> {
    #[inline(always)]
    fn offer(&mut self, group: usize, position: u64, value: S::Value<'_>) {
        let known = self.positions[group];
        let better = match self.end {
            End::First => position < known,
            End::Last => position > known,
        };
        if better || self.slots.get(group).is_none() {
            self.positions[group] = position;
            self.slots.put(group, value);
        }
    }

    /// The only row of an array that can matter to a single group.
    fn end_of(&self, array: &S::Array) -> Option<usize> {
        let mut rows = 0..array.len();
        match self.end {
            End::First => rows.find(|&row| array.is_valid(row)),
            End::Last => rows.rfind(|&row| array.is_valid(row)),
        }
    }
}

impl<S: Slots> Accumulator for FirstLast<S> {
    fn resize(&mut self, groups: usize) {
        self.slots.resize(groups);
        self.positions.resize(groups, 0);
    }

    fn update(
        &mut self,
        groups: Groups<'_>,
        args: &[ArrayRef],
        rows: usize,
        first_row: u64,
    ) -> Result<(), AggError> {
        let array = typed::<S::Array>(required(args, WHAT)?, WHAT)?;
        let position = |row: usize| first_row + row as u64;
        if let Groups::One = groups {
            if let Some(row) = self.end_of(array) {
                self.offer(0, position(row), S::value(array, row));
            }
        } else {
            let nulls = array.nulls();
            each_row(groups, nulls, rows, |row, group| {
                self.offer(group, position(row), S::value(array, row));
            });
        }
        Ok(())
    }

    fn state(&self) -> Result<Vec<ArrayRef>, AggError> {
        Ok(vec![self.slots.finish()?, Arc::new(UInt64Array::from(self.positions.clone()))])
    }

    fn merge(&mut self, groups: &[u32], state: &[ArrayRef]) -> Result<(), AggError> {
        let [array, positions] = columns(state, WHAT)?;
        let array = typed::<S::Array>(array, WHAT)?;
        let positions = values::<UInt64Type>(positions, WHAT)?;
        each_row(Groups::Each(groups), array.nulls(), groups.len(), |row, group| {
            self.offer(group, positions[row], S::value(array, row));
        });
        Ok(())
    }

    fn finish(&self) -> Result<ArrayRef, AggError> {
        self.slots.finish()
    }

    fn size_bytes(&self) -> usize {
        self.slots.size_bytes() + self.positions.capacity() * size_of::<u64>()
    }
}

#[cfg(test)]
mod tests {
    use arrow::array::{Int64Array, StringArray};

    use super::*;

    #[test]
    fn go_by_position_not_by_time() {
        let later: ArrayRef = Arc::new(Int64Array::from(vec![Some(3), None]));
        let earlier: ArrayRef = Arc::new(Int64Array::from(vec![None, Some(1), Some(2)]));
        for (end, expected) in [(End::First, 1), (End::Last, 3)] {
            let mut state = new(&DataType::Int64, end).unwrap();
            state.resize(1);
            state.update(Groups::One, std::slice::from_ref(&later), 2, 3).unwrap();
            state.update(Groups::One, std::slice::from_ref(&earlier), 3, 0).unwrap();
            assert_eq!(*state.finish().unwrap(), Int64Array::from(vec![expected]));
        }
    }

    #[test]
    fn texts_per_group() {
        let array: ArrayRef = Arc::new(StringArray::from(vec![Some("a"), Some("bb"), None, Some("ccc")]));
        let mut state = new(&DataType::Utf8, End::Last).unwrap();
        state.resize(3);
        state.update(Groups::Each(&[1, 0, 0, 1]), std::slice::from_ref(&array), 4, 7).unwrap();
        assert_eq!(*state.finish().unwrap(), StringArray::from(vec![Some("bb"), Some("ccc"), None]));
    }
}
