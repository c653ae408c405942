//! mode: the most frequent value, or all of them in ascending order; null (an empty list) of nothing.
//!
//! Of floats, -0.0 and 0.0 are one value, and so are all NaNs, which come after all others.

use std::sync::Arc;

use arrow::array::{Array, ArrayRef, Int64Array, LargeListArray, ListArray, UInt32Array};
use arrow::buffer::OffsetBuffer;
use arrow::compute::take;
use arrow::datatypes::{DataType, Field, Int64Type};

use super::array::{columns, list_items, required, typed, values};
use super::pair_counts::PairCounts;
use super::visit::each_row;
use super::{Accumulator, AggError, Groups};
use crate::group::{GroupTable, NO_GROUP};

const WHAT: &str = "mode";

/// How many of the most frequent values.
#[derive(Clone, Copy, PartialEq)]
pub(super) enum Which {
    Smallest,
    All,
}

pub(super) fn new(input: &DataType, which: Which) -> Result<Option<Box<dyn Accumulator>>, AggError> {
    let values = GroupTable::new(std::slice::from_ref(input), false)?;
    let (numbers, counts) = (Vec::new(), PairCounts::default());
    Ok(Some(Box::new(Mode { which, values, numbers, counts, groups: 0 })))
}

struct Mode {
    which: Which,
    /// The different values, numbered.
    values: GroupTable,
    /// The number of each row's value; kept for its capacity.
    numbers: Vec<u32>,
    counts: PairCounts,
    groups: usize,
}

impl Mode {
    fn different_values(&self) -> Result<ArrayRef, AggError> {
        self.values.keys()?.pop().ok_or(AggError::DamagedState { what: WHAT })
    }

    /// The most frequent values of each group as places in the order of all values, and that order.
    fn winners(&self) -> Result<(Vec<Vec<u32>>, Vec<u32>), AggError> {
        let order = self.values.sorted_order()?;
        let mut place = vec![0; order.len()];
        for (at, &number) in (0..).zip(&order) {
            place[number as usize] = at;
        }
        let mut best = vec![0; self.groups];
        for pair in self.counts.iter() {
            let best = &mut best[pair.group()];
            *best = pair.count.max(*best);
        }
        let mut winners: Vec<Vec<u32>> = vec![Vec::new(); self.groups];
        for pair in self.counts.iter().filter(|pair| pair.count == best[pair.group()]) {
            winners[pair.group()].push(place[pair.value() as usize]);
        }
        winners.iter_mut().for_each(|places| places.sort_unstable());
        Ok((winners, order))
    }
}

impl Accumulator for Mode {
    fn resize(&mut self, groups: usize) {
        self.groups = groups;
    }

    fn update(&mut self, groups: Groups<'_>, args: &[ArrayRef], rows: usize, _: u64) -> Result<(), AggError> {
        let array = required(args, WHAT)?;
        self.values.assign(std::slice::from_ref(array), 0, &mut self.numbers)?;
        each_row(groups, None, rows, |row, group| {
            if self.numbers[row] != NO_GROUP {
                self.counts.add(group, self.numbers[row], 1);
            }
        });
        Ok(())
    }

    /// A list of the group's values, and one of their counts.
    fn state(&self) -> Result<Vec<ArrayRef>, AggError> {
        let pairs = self.counts.sorted();
        let numbers: UInt32Array = pairs.iter().map(|pair| pair.value()).collect();
        let counts: Int64Array = pairs.iter().map(|pair| pair.count).collect();
        let mut lengths = vec![0; self.groups];
        pairs.iter().for_each(|pair| lengths[pair.group()] += 1);
        let lists = |values: ArrayRef| -> Result<ArrayRef, AggError> {
            let field = Arc::new(Field::new_list_field(values.data_type().clone(), true));
            let offsets = OffsetBuffer::from_lengths(lengths.iter().copied());
            Ok(Arc::new(LargeListArray::try_new(field, offsets, values, None)?))
        };
        Ok(vec![lists(take(&self.different_values()?, &numbers, None)?)?, lists(Arc::new(counts))?])
    }

    fn merge(&mut self, groups: &[u32], state: &[ArrayRef]) -> Result<(), AggError> {
        let [lists, counts] = columns(state, WHAT)?;
        let (items, ranges) = list_items(typed::<LargeListArray>(lists, WHAT)?);
        let (counts, _) = list_items(typed::<LargeListArray>(counts, WHAT)?);
        let counts = values::<Int64Type>(&counts, WHAT)?;
        self.values.assign(std::slice::from_ref(&items), 0, &mut self.numbers)?;
        for (&group, range) in groups.iter().zip(ranges) {
            for row in range {
                let count = counts.get(row).ok_or(AggError::DamagedState { what: WHAT })?;
                self.counts.add(group as usize, self.numbers[row], *count);
            }
        }
        Ok(())
    }

    fn finish(&self) -> Result<ArrayRef, AggError> {
        let (winners, order) = self.winners()?;
        let number = |place: &u32| order[*place as usize];
        let values = self.different_values()?;
        if self.which == Which::Smallest {
            let first: UInt32Array = winners.iter().map(|places| places.first().map(number)).collect();
            return Ok(take(&values, &first, None)?);
        }
        let all: UInt32Array = winners.iter().flatten().map(number).collect();
        let values = take(&values, &all, None)?;
        let field = Arc::new(Field::new_list_field(values.data_type().clone(), true));
        let offsets = OffsetBuffer::from_lengths(winners.iter().map(Vec::len));
        Ok(Arc::new(ListArray::try_new(field, offsets, values, None)?))
    }

    fn size_bytes(&self) -> usize {
        self.values.size_bytes() + self.counts.size_bytes() + self.numbers.capacity() * size_of::<u32>()
    }
}

#[cfg(test)]
mod tests {
    use arrow::array::{AsArray, Float64Array, StringArray};

    use super::*;

    fn of(array: &ArrayRef, which: Which) -> ArrayRef {
        let mut state = new(array.data_type(), which).unwrap().unwrap();
        state.resize(2);
        state.update(Groups::One, std::slice::from_ref(array), array.len(), 0).unwrap();
        state.finish().unwrap()
    }

    #[test]
    fn ties_go_to_the_smallest() {
        let texts = vec![Some("b"), Some("a"), None, Some("b"), Some("c"), Some("a"), None, None];
        let texts: ArrayRef = Arc::new(StringArray::from(texts));
        assert_eq!(*of(&texts, Which::Smallest), StringArray::from(vec![Some("a"), None]));
        let all = of(&texts, Which::All);
        assert_eq!(*all.as_list::<i32>().value(0), StringArray::from(vec!["a", "b"]));
        assert_eq!(all.as_list::<i32>().value_length(1), 0);
    }

    #[test]
    fn zeros_are_one_value() {
        let zeros: ArrayRef = Arc::new(Float64Array::from(vec![0.0, 1.0, -0.0, f64::NAN]));
        assert_eq!(*of(&zeros, Which::Smallest), Float64Array::from(vec![Some(0.0), None]));
    }
}
