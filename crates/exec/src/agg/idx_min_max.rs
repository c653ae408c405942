//! idxmin and idxmax: where the smallest (the largest) value is; the first of several, null of nothing.
//!
//! The results are positions of rows, which the sink turns into row numbers. Of floats, NaN counts only if there is
//! nothing else; 0.0 and -0.0 are equal.

use std::sync::Arc;

use arrow::array::{Array, ArrayRef, AsArray, UInt64Array};
use arrow::buffer::NullBuffer;
use arrow::datatypes::{DataType, Float32Type, Float64Type, UInt64Type};

use super::array::{columns, required, typed, values};
use super::min_max::Extreme;
use super::slots::{Build, Slots, for_type};
use super::visit::each_row;
use super::{Accumulator, AggError, Groups};

const WHAT: &str = "idxmin and idxmax";

pub(super) fn new(input: &DataType, extreme: Extreme) -> Option<Box<dyn Accumulator>> {
    for_type(input, At(extreme))
}

struct At(Extreme);

impl Build for At {
    fn build<S: Slots>(self) -> Box<dyn Accumulator> {
        Box::new(IdxMinMax { extreme: self.0, slots: S::default(), positions: Vec::new() })
    }
}

struct IdxMinMax<S> {
    extreme: Extreme,
    slots: S,
    /// Where the slots' values come from; of no meaning for an empty slot.
    positions: Vec<u64>,
}

impl<S: Slots> IdxMinMax<S> {
    #[inline(always)]
    fn offer(&mut self, group: usize, position: u64, value: S::Value<'_>) {
        let better = match self.slots.get(group) {
            None => true,
            Some(old) => {
                S::beats(value, old, self.extreme)
                    || (position < self.positions[group] && !S::beats(old, value, self.extreme))
            }
        };
        if better {
            self.positions[group] = position;
            self.slots.put(group, value);
        }
    }
}

impl<S: Slots> Accumulator for IdxMinMax<S> {
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
        let array = one_zero(required(args, WHAT)?);
        let array = typed::<S::Array>(&array, WHAT)?;
        each_row(groups, array.nulls(), rows, |row, group| {
            self.offer(group, first_row + row as u64, S::value(array, row));
        });
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
        let found: NullBuffer =
            (0..self.positions.len()).map(|group| self.slots.get(group).is_some()).collect();
        Ok(Arc::new(UInt64Array::new(self.positions.clone().into(), Some(found))))
    }

    fn size_bytes(&self) -> usize {
        self.slots.size_bytes() + self.positions.capacity() * size_of::<u64>()
    }
}

/// The array with 0.0 for -0.0.
fn one_zero(array: &ArrayRef) -> ArrayRef {
    if let Some(array) = array.as_primitive_opt::<Float64Type>() {
        return Arc::new(array.unary::<_, Float64Type>(|x| x + 0.0));
    }
    if let Some(array) = array.as_primitive_opt::<Float32Type>() {
        return Arc::new(array.unary::<_, Float32Type>(|x| x + 0.0));
    }
    Arc::clone(array)
}

#[cfg(test)]
mod tests {
    use arrow::array::{Float64Array, StringArray};

    use super::*;

    fn rows_of(array: impl Array + 'static) -> [Option<u64>; 2] {
        let array: ArrayRef = Arc::new(array);
        [Extreme::Min, Extreme::Max].map(|extreme| {
            let mut state = new(array.data_type(), extreme).unwrap();
            state.resize(1);
            state.update(Groups::One, std::slice::from_ref(&array), array.len(), 7).unwrap();
            typed::<UInt64Array>(&state.finish().unwrap(), "test").unwrap().iter().next().flatten()
        })
    }

    #[test]
    fn the_first_of_several() {
        let values = vec![Some(2.0), None, Some(f64::NAN), Some(1.0), Some(2.0), Some(1.0)];
        assert_eq!(rows_of(Float64Array::from(values)), [Some(10), Some(7)]);
        assert_eq!(rows_of(Float64Array::from(vec![0.0, -0.0, 0.0])), [Some(7), Some(7)]);
        assert_eq!(rows_of(Float64Array::from(vec![f64::NAN, f64::NAN])), [Some(7), Some(7)]);
        assert_eq!(rows_of(StringArray::from(vec![Some("b"), Some("c"), Some("a")])), [Some(9), Some(8)]);
        assert_eq!(rows_of(StringArray::from(vec![None::<&str>])), [None, None]);
    }
}
