//! skew and kurt: without bias, as pandas; from exact sums of powers, rounded once.

use std::sync::Arc;

use arrow::array::{Array, ArrayRef, BinaryArray, Float64Array};
use arrow::datatypes::DataType;

use super::array::{binary, columns, required, typed};
use super::exact::PowerSums;
use super::visit::each_row;
use super::{Accumulator, AggError, Groups};

const WHAT: &str = "skew and kurt";

/// Which of the two.
#[derive(Clone, Copy, PartialEq)]
pub(super) enum Shape {
    Skewness,
    Kurtosis,
}

pub(super) fn new(input: &DataType, shape: Shape) -> Option<Box<dyn Accumulator>> {
    let made = || Box::new(ShapeOf { shape, sums: Vec::new(), heap_bytes: 0 }) as Box<dyn Accumulator>;
    (*input == DataType::Float64).then(made)
}

struct ShapeOf {
    shape: Shape,
    sums: Vec<PowerSums>,
    heap_bytes: usize,
}

impl Accumulator for ShapeOf {
    fn resize(&mut self, groups: usize) {
        self.sums.resize_with(groups, PowerSums::default);
    }

    fn update(&mut self, groups: Groups<'_>, args: &[ArrayRef], rows: usize, _: u64) -> Result<(), AggError> {
        let array = typed::<Float64Array>(required(args, WHAT)?, WHAT)?;
        let values = array.values();
        let fourth = self.shape == Shape::Kurtosis;
        each_row(groups, array.nulls(), rows, |row, group| {
            self.heap_bytes += self.sums[group].add(values[row], fourth);
        });
        Ok(())
    }

    fn state(&self) -> Result<Vec<ArrayRef>, AggError> {
        Ok(vec![Arc::new(binary(&self.sums, PowerSums::write_bytes)?)])
    }

    fn merge(&mut self, groups: &[u32], state: &[ArrayRef]) -> Result<(), AggError> {
        let [sums] = columns(state, WHAT)?;
        let sums = typed::<BinaryArray>(sums, WHAT)?;
        for (row, &group) in groups.iter().enumerate() {
            let other =
                PowerSums::from_bytes(sums.value(row)).ok_or(AggError::DamagedState { what: WHAT })?;
            self.heap_bytes += self.sums[group as usize].merge(&other);
        }
        Ok(())
    }

    fn finish(&self) -> Result<ArrayRef, AggError> {
        let results = self.sums.iter().map(|sums| match self.shape {
            Shape::Skewness => sums.skewness(),
            Shape::Kurtosis => sums.kurtosis(),
        });
        Ok(Arc::new(results.collect::<Float64Array>()))
    }

    fn size_bytes(&self) -> usize {
        self.sums.capacity() * size_of::<PowerSums>() + self.heap_bytes
    }
}
