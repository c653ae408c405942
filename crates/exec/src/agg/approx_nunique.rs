//! approx_nunique: HyperLogLog with 4,096 registers, standard error 1.6 %; nearly exact for a few hundred values.
//!
//! A register is a maximum, so neither the order of values nor of merges matters; the estimate is the one that does not depend on
//! them either. Of floats, -0.0 and 0.0 are one value, and so are all NaNs.

use std::sync::Arc;

use arrow::array::{Array, ArrayRef, AsArray, BinaryArray, Int64Array};
use arrow::datatypes::DataType;
use datasketches::hll::{HllSketch, HllType, HllUnion};

use super::array::{binary, columns, required, typed};
use super::keys::{has_keys, key_of_float, keys_of};
use super::visit::each_row;
use super::{Accumulator, AggError, Groups};

const WHAT: &str = "approx_nunique";

/// The logarithm of the number of registers.
const LOG_REGISTERS: u8 = 12;

pub(super) fn new(input: &DataType) -> Option<Box<dyn Accumulator>> {
    let empty = HllSketch::new(LOG_REGISTERS, HllType::Hll8).ok()?;
    (has_keys(input) || *input == DataType::Utf8).then(|| {
        let (sketches, batch) = (Vec::new(), Vec::new());
        Box::new(ApproxNUnique { empty, sketches, heap_bytes: 0, batch }) as Box<dyn Accumulator>
    })
}

struct ApproxNUnique {
    empty: HllSketch,
    sketches: Vec<HllSketch>,
    heap_bytes: usize,
    /// The keys of one batch; kept for its capacity.
    batch: Vec<i64>,
}

impl ApproxNUnique {
    fn change(&mut self, group: usize, change: impl FnOnce(&mut HllSketch)) {
        let sketch = &mut self.sketches[group];
        let before = sketch.estimated_size();
        change(sketch);
        self.heap_bytes += sketch.estimated_size().saturating_sub(before);
    }
}

impl Accumulator for ApproxNUnique {
    fn resize(&mut self, groups: usize) {
        self.sketches.resize(groups, self.empty.clone());
    }

    fn update(&mut self, groups: Groups<'_>, args: &[ArrayRef], rows: usize, _: u64) -> Result<(), AggError> {
        let array = required(args, WHAT)?;
        let nulls = array.logical_nulls();
        if let Some(texts) = array.as_string_opt::<i32>() {
            each_row(groups, nulls.as_ref(), rows, |row, group| {
                self.change(group, |sketch| sketch.update(texts.value(row)));
            });
            return Ok(());
        }
        let mut batch = std::mem::take(&mut self.batch);
        keys_of(array, &mut batch, WHAT)?;
        if array.data_type().is_floating() {
            let (minus, plus) = (key_of_float(-0.0), key_of_float(0.0));
            batch.iter_mut().filter(|key| **key == minus).for_each(|key| *key = plus);
        }
        each_row(groups, nulls.as_ref(), rows, |row, group| {
            self.change(group, |sketch| sketch.update(batch[row]));
        });
        self.batch = batch;
        Ok(())
    }

    fn state(&self) -> Result<Vec<ArrayRef>, AggError> {
        let write = |sketch: &HllSketch, out: &mut Vec<u8>| out.extend(sketch.serialize());
        Ok(vec![Arc::new(binary(&self.sketches, write)?)])
    }

    fn merge(&mut self, groups: &[u32], state: &[ArrayRef]) -> Result<(), AggError> {
        let [sketches] = columns(state, WHAT)?;
        let sketches = typed::<BinaryArray>(sketches, WHAT)?;
        let damaged = |_| AggError::DamagedState { what: WHAT };
        for (row, &group) in groups.iter().enumerate() {
            let other = HllSketch::deserialize(sketches.value(row)).map_err(damaged)?;
            if other.is_empty() {
                continue;
            }
            let mut union = HllUnion::new(LOG_REGISTERS).map_err(damaged)?;
            union.update(&self.sketches[group as usize]);
            union.update(&other);
            self.change(group as usize, |sketch| *sketch = union.to_sketch(HllType::Hll8));
        }
        Ok(())
    }

    fn finish(&self) -> Result<ArrayRef, AggError> {
        let estimates = self.sketches.iter().map(|sketch| sketch.composite_estimate().round() as i64);
        Ok(Arc::new(Int64Array::from_iter_values(estimates)))
    }

    fn size_bytes(&self) -> usize {
        self.sketches.capacity() * size_of::<HllSketch>()
            + self.heap_bytes
            + self.batch.capacity() * size_of::<i64>()
    }
}

#[cfg(test)]
mod tests {
    use arrow::array::{Float64Array, StringArray};

    use super::*;

    fn estimate(array: impl Array + 'static) -> i64 {
        let array: ArrayRef = Arc::new(array);
        let mut state = new(array.data_type()).unwrap();
        state.resize(1);
        state.update(Groups::One, std::slice::from_ref(&array), array.len(), 0).unwrap();
        assert!(state.size_bytes() > 0);
        typed::<Int64Array>(&state.finish().unwrap(), "test").unwrap().value(0)
    }

    #[test]
    fn estimates() {
        assert_eq!(
            estimate(Float64Array::from(vec![Some(0.0), Some(-0.0), None, Some(f64::NAN), Some(-f64::NAN)])),
            2
        );
        assert_eq!(estimate(StringArray::from(vec![Some("a"), None, Some("b"), Some("a")])), 2);
        assert_eq!(estimate(Int64Array::from(vec![None, None])), 0);
        for count in [100, 5_000, 200_000] {
            let found = estimate(Int64Array::from_iter_values((0..3 * count).map(|i| i % count * 7919)));
            assert!((found - count).abs() * 20 < count, "{found} for {count}"); // three standard errors
        }
    }
}
