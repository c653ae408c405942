//! any and all: whether one value, or every value, is true. Of nothing, any is false and all is true.

use std::sync::Arc;

use arrow::array::{Array, ArrayRef, BooleanArray};
use arrow::datatypes::DataType;

use super::array::{columns, required, typed};
use super::visit::each_row;
use super::{Accumulator, AggError, Groups};

/// Which of the two.
#[derive(Clone, Copy, PartialEq)]
pub(super) enum Test {
    Any,
    All,
}

pub(super) fn new(input: &DataType, test: Test) -> Option<Box<dyn Accumulator>> {
    if *input == DataType::Boolean { Some(Box::new(AnyAll { test, results: Vec::new() })) } else { None }
}

struct AnyAll {
    test: Test,
    results: Vec<bool>,
}

impl AnyAll {
    fn take(&mut self, group: usize, value: bool) {
        let result = &mut self.results[group];
        match self.test {
            Test::Any => *result |= value,
            Test::All => *result &= value,
        }
    }
}

impl Accumulator for AnyAll {
    fn resize(&mut self, groups: usize) {
        self.results.resize(groups, self.test == Test::All);
    }

    fn update(&mut self, groups: Groups<'_>, args: &[ArrayRef], rows: usize, _: u64) -> Result<(), AggError> {
        let array = typed::<BooleanArray>(required(args, "any and all")?, "any and all")?;
        if let Groups::One = groups {
            let value = match self.test {
                Test::Any => array.has_true(),
                Test::All => !array.has_false(),
            };
            self.take(0, value);
        } else {
            each_row(groups, array.nulls(), rows, |row, group| self.take(group, array.value(row)));
        }
        Ok(())
    }

    fn state(&self) -> Result<Vec<ArrayRef>, AggError> {
        Ok(vec![self.finish()?])
    }

    fn merge(&mut self, groups: &[u32], state: &[ArrayRef]) -> Result<(), AggError> {
        let [results] = columns(state, "any and all")?;
        let results = typed::<BooleanArray>(results, "any and all")?;
        for (row, &group) in groups.iter().enumerate() {
            self.take(group as usize, results.value(row));
        }
        Ok(())
    }

    fn finish(&self) -> Result<ArrayRef, AggError> {
        Ok(Arc::new(BooleanArray::from(self.results.clone())))
    }

    fn size_bytes(&self) -> usize {
        self.results.capacity()
    }
}
