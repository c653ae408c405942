//! min and max of every type that has an order; null of nothing.
//!
//! Of floats, NaN counts only if there is nothing else, and -0.0 is below 0.0. Texts compare by their bytes, false is
//! below true.

use std::sync::Arc;

use arrow::array::{Array, ArrayRef, AsArray};
use arrow::datatypes::{DataType, Float32Type, Float64Type};

use super::array::{columns, required, typed};
use super::slots::{Build, Slots, for_type};
use super::visit::each_row;
use super::{Accumulator, AggError, Groups};

const WHAT: &str = "min and max";

/// Which of the two.
#[derive(Clone, Copy, PartialEq)]
pub(super) enum Extreme {
    Min,
    Max,
}

pub(super) fn new(input: &DataType, extreme: Extreme) -> Option<Box<dyn Accumulator>> {
    for_type(input, extreme)
}

impl Build for Extreme {
    fn build<S: Slots>(self) -> Box<dyn Accumulator> {
        Box::new(MinMax { extreme: self, slots: S::default() })
    }
}

struct MinMax<S> {
    extreme: Extreme,
    slots: S,
}

impl<S: Slots> MinMax<S> {
    #[inline(always)]
    fn offer(&mut self, group: usize, value: S::Value<'_>) {
        let better = match self.slots.get(group) {
            None => true,
            Some(old) => S::beats(value, old, self.extreme),
        };
        if better {
            self.slots.put(group, value);
        }
    }
}

impl<S: Slots> Accumulator for MinMax<S> {
    fn resize(&mut self, groups: usize) {
        self.slots.resize(groups);
    }

    fn update(&mut self, groups: Groups<'_>, args: &[ArrayRef], rows: usize, _: u64) -> Result<(), AggError> {
        let array = typed::<S::Array>(required(args, WHAT)?, WHAT)?;
        match (groups, array.null_count()) {
            (Groups::One, 0) => {
                if let Some(value) = S::best(array, self.extreme) {
                    self.offer(0, value);
                }
            }
            (Groups::Each(groups), 0) => self.slots.offer_each(groups, array, self.extreme),
            _ => each_row(groups, array.nulls(), rows, |row, group| self.offer(group, S::value(array, row))),
        }
        Ok(())
    }

    fn state(&self) -> Result<Vec<ArrayRef>, AggError> {
        Ok(vec![self.finish()?])
    }

    fn merge(&mut self, groups: &[u32], state: &[ArrayRef]) -> Result<(), AggError> {
        let [values] = columns(state, WHAT)?;
        self.update(Groups::Each(groups), std::slice::from_ref(values), values.len(), 0)
    }

    fn finish(&self) -> Result<ArrayRef, AggError> {
        Ok(one_nan(self.slots.finish()?))
    }

    fn size_bytes(&self) -> usize {
        self.slots.size_bytes()
    }
}

/// All NaNs made the same, since which one came first must not be seen.
fn one_nan(array: ArrayRef) -> ArrayRef {
    if let Some(array) = array.as_primitive_opt::<Float64Type>() {
        return Arc::new(array.unary::<_, Float64Type>(|x| if x.is_nan() { f64::NAN } else { x }));
    }
    if let Some(array) = array.as_primitive_opt::<Float32Type>() {
        return Arc::new(array.unary::<_, Float32Type>(|x| if x.is_nan() { f32::NAN } else { x }));
    }
    array
}

#[cfg(test)]
mod tests {
    use arrow::array::{BooleanArray, Float64Array, StringArray};

    use super::*;

    fn of(array: &ArrayRef, extreme: Extreme) -> ArrayRef {
        let mut state = new(array.data_type(), extreme).unwrap();
        state.resize(1);
        state.update(Groups::One, std::slice::from_ref(array), array.len(), 0).unwrap();
        state.finish().unwrap()
    }

    fn check(values: impl Array + 'static, min: impl Array, max: impl Array) {
        let values: ArrayRef = Arc::new(values);
        assert_eq!(of(&values, Extreme::Min).to_data(), min.to_data());
        assert_eq!(of(&values, Extreme::Max).to_data(), max.to_data());
    }

    #[test]
    fn floats_skip_nan_and_order_zeros() {
        let one = |x: f64| Float64Array::from(vec![x]);
        check(Float64Array::from(vec![f64::NAN, 2.0, -1.0, -f64::NAN]), one(-1.0), one(2.0));
        check(Float64Array::from(vec![0.0, -0.0, 0.0]), one(-0.0), one(0.0));
        check(Float64Array::from(vec![-f64::NAN]), one(f64::NAN), one(f64::NAN));
        check(Float64Array::from(vec![f64::INFINITY, f64::NAN]), one(f64::INFINITY), one(f64::INFINITY));
        let none = || Float64Array::from(vec![None]);
        check(none(), none(), none());
    }

    #[test]
    fn texts_and_booleans() {
        let texts = StringArray::from(vec![Some("pear"), None, Some("apple"), Some("pearl")]);
        check(texts, StringArray::from(vec!["apple"]), StringArray::from(vec!["pearl"]));
        let bools = BooleanArray::from(vec![Some(true), None, Some(false)]);
        check(bools, BooleanArray::from(vec![false]), BooleanArray::from(vec![true]));
    }
}
