//! nunique: how many different values that are not null, exactly.
//!
//! Values get numbers, as group keys do; what is kept is the set of pairs of group and value. Of floats, -0.0 and 0.0
//! are one value, and so are all NaNs.

use std::hash::BuildHasher;
use std::sync::Arc;

use arrow::array::{Array, ArrayRef, Int64Array, LargeListArray, UInt32Array};
use arrow::buffer::OffsetBuffer;
use arrow::compute::take;
use arrow::datatypes::{DataType, Field};
use hashbrown::{DefaultHashBuilder, HashTable};

use super::array::{columns, list_items, required, typed};
use super::visit::each_row;
use super::{Accumulator, AggError, Groups};
use crate::group::{GroupTable, NO_GROUP};

pub(super) fn new(input: &DataType) -> Result<Option<Box<dyn Accumulator>>, AggError> {
    let values = GroupTable::new(std::slice::from_ref(input), false)?;
    Ok(Some(Box::new(NUnique { values, numbers: Vec::new(), pairs: Pairs::default(), counts: Vec::new() })))
}

struct NUnique {
    values: GroupTable,
    /// The number of each row's value; kept for its capacity.
    numbers: Vec<u32>,
    pairs: Pairs,
    counts: Vec<i64>,
}

impl NUnique {
    fn add(&mut self, group: usize, number: u32) {
        if number != NO_GROUP && self.pairs.insert(group as u32, number) {
            self.counts[group] += 1;
        }
    }
}

impl Accumulator for NUnique {
    fn resize(&mut self, groups: usize) {
        self.counts.resize(groups, 0);
    }

    fn update(&mut self, groups: Groups<'_>, args: &[ArrayRef], rows: usize, _: u64) -> Result<(), AggError> {
        let array = required(args, "nunique")?;
        let mut numbers = std::mem::take(&mut self.numbers);
        self.values.assign(std::slice::from_ref(array), 0, &mut numbers)?;
        each_row(groups, None, rows, |row, group| self.add(group, numbers[row]));
        self.numbers = numbers;
        Ok(())
    }

    /// A list of the group's values, in the order of their numbers.
    fn state(&self) -> Result<Vec<ArrayRef>, AggError> {
        let numbers: UInt32Array = self.pairs.sorted().iter().map(|&pair| pair as u32).collect();
        let mut keys = self.values.keys()?;
        let values = match keys.pop() {
            Some(values) => take(&values, &numbers, None)?,
            None => return Err(AggError::DamagedState { what: "nunique" }),
        };
        let lengths = self.counts.iter().map(|&count| count.unsigned_abs() as usize);
        let field = Arc::new(Field::new_list_field(values.data_type().clone(), true));
        Ok(vec![Arc::new(LargeListArray::try_new(field, OffsetBuffer::from_lengths(lengths), values, None)?)])
    }

    fn merge(&mut self, groups: &[u32], state: &[ArrayRef]) -> Result<(), AggError> {
        let [lists] = columns(state, "nunique")?;
        let (items, ranges) = list_items(typed::<LargeListArray>(lists, "nunique")?);
        let mut numbers = std::mem::take(&mut self.numbers);
        self.values.assign(std::slice::from_ref(&items), 0, &mut numbers)?;
        for (&group, range) in groups.iter().zip(ranges) {
            for &number in &numbers[range] {
                self.add(group as usize, number);
            }
        }
        self.numbers = numbers;
        Ok(())
    }

    fn finish(&self) -> Result<ArrayRef, AggError> {
        Ok(Arc::new(Int64Array::from(self.counts.clone())))
    }

    fn size_bytes(&self) -> usize {
        self.values.size_bytes()
            + self.pairs.size_bytes()
            + self.counts.capacity() * size_of::<i64>()
            + self.numbers.capacity() * size_of::<u32>()
    }
}

/// A set of pairs of group and value, each packed into 64 bits.
#[derive(Default)]
struct Pairs {
    table: HashTable<u64>,
    hasher: DefaultHashBuilder,
}

impl Pairs {
    /// Whether the pair is new.
    fn insert(&mut self, group: u32, number: u32) -> bool {
        let pair = (u64::from(group) << 32) | u64::from(number);
        let hasher = &self.hasher;
        let entry =
            self.table.entry(hasher.hash_one(pair), |&other| other == pair, |&other| hasher.hash_one(other));
        match entry {
            hashbrown::hash_table::Entry::Occupied(_) => false,
            hashbrown::hash_table::Entry::Vacant(vacant) => {
                vacant.insert(pair);
                true
            }
        }
    }

    /// All pairs by group, then by value: an order that does not depend on the hash.
    fn sorted(&self) -> Vec<u64> {
        let mut pairs: Vec<u64> = self.table.iter().copied().collect();
        pairs.sort_unstable();
        pairs
    }

    fn size_bytes(&self) -> usize {
        self.table.allocation_size()
    }
}

#[cfg(test)]
mod tests {
    use arrow::array::{Float64Array, StringArray};

    use super::*;

    fn nunique(array: &ArrayRef, groups: Groups<'_>) -> ArrayRef {
        let mut state = new(array.data_type()).unwrap().unwrap();
        state.resize(2);
        state.update(groups, std::slice::from_ref(array), array.len(), 0).unwrap();
        state.finish().unwrap()
    }

    #[test]
    fn zeros_and_nans_are_one_value_each() {
        let values = vec![Some(0.0), Some(-0.0), Some(f64::NAN), Some(-f64::NAN), None, Some(1.5)];
        let array: ArrayRef = Arc::new(Float64Array::from(values));
        assert_eq!(*nunique(&array, Groups::One), Int64Array::from(vec![3, 0]));
        assert_eq!(*nunique(&array, Groups::Each(&[1, 0, 0, 1, 1, NO_GROUP])), Int64Array::from(vec![2, 2]));
    }

    #[test]
    fn texts() {
        let array: ArrayRef = Arc::new(StringArray::from(vec![Some("a"), Some(""), Some("a"), None]));
        assert_eq!(*nunique(&array, Groups::Each(&[0, 0, 1, 1])), Int64Array::from(vec![2, 1]));
    }
}
