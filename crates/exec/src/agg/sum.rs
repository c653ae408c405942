//! sum: exact for whole numbers and durations, exact and rounded once for floats; 0 of nothing.

use std::sync::Arc;

use arrow::array::{Array, ArrayRef, Decimal128Array, Float64Array, Int64Array, UInt64Array};
use arrow::compute::cast;
use arrow::datatypes::{DataType, Decimal128Type};

use super::array::{Ints, columns, required, typed, values};
use super::float_states::FloatSums;
use super::visit::each_row;
use super::{Accumulator, AggError, Groups};

pub(super) fn new(input: &DataType, output: &DataType, name: &str) -> Option<Box<dyn Accumulator>> {
    match input {
        DataType::Float64 => Some(Box::new(FloatSum::default())),
        DataType::Timestamp(..) => None,
        _ if Ints::supports(input) => Some(Box::new(IntSum {
            sums: IntSums::default(),
            output: output.clone(),
            name: name.to_string(),
        })),
        _ => None,
    }
}

#[derive(Default)]
struct FloatSum {
    sums: FloatSums,
}

impl Accumulator for FloatSum {
    fn resize(&mut self, groups: usize) {
        self.sums.resize(groups);
    }

    fn update(&mut self, groups: Groups<'_>, args: &[ArrayRef], _: usize, _: u64) -> Result<(), AggError> {
        self.sums.update(groups, typed::<Float64Array>(required(args, "sum")?, "sum")?);
        Ok(())
    }

    fn state(&self) -> Result<Vec<ArrayRef>, AggError> {
        Ok(vec![Arc::new(self.sums.state()?)])
    }

    fn merge(&mut self, groups: &[u32], state: &[ArrayRef]) -> Result<(), AggError> {
        let [sums] = columns(state, "sum")?;
        self.sums.merge(groups, sums, "sum")
    }

    fn finish(&self) -> Result<ArrayRef, AggError> {
        Ok(Arc::new(Float64Array::from_iter_values(self.sums.iter().map(|sum| sum.to_f64()))))
    }

    fn size_bytes(&self) -> usize {
        self.sums.size_bytes()
    }
}

struct IntSum {
    sums: IntSums,
    output: DataType,
    name: String,
}

impl IntSum {
    fn overflow(&self, sum: i128) -> AggError {
        AggError::Overflow { what: self.name.clone(), value: sum.to_string(), output: self.output.clone() }
    }
}

impl Accumulator for IntSum {
    fn resize(&mut self, groups: usize) {
        self.sums.resize(groups);
    }

    fn update(&mut self, groups: Groups<'_>, args: &[ArrayRef], _: usize, _: u64) -> Result<(), AggError> {
        self.sums.update(groups, required(args, "sum")?, "sum")
    }

    fn state(&self) -> Result<Vec<ArrayRef>, AggError> {
        Ok(vec![self.sums.state()])
    }

    fn merge(&mut self, groups: &[u32], state: &[ArrayRef]) -> Result<(), AggError> {
        let [sums] = columns(state, "sum")?;
        self.sums.merge(groups, sums, "sum")
    }

    fn finish(&self) -> Result<ArrayRef, AggError> {
        let sums = self.sums.sums.iter();
        if self.output == DataType::UInt64 {
            let sums: Result<Vec<u64>, _> =
                sums.map(|&s| u64::try_from(s).map_err(|_| self.overflow(s))).collect();
            return Ok(Arc::new(UInt64Array::from(sums?)));
        }
        let sums: Result<Vec<i64>, _> =
            sums.map(|&s| i64::try_from(s).map_err(|_| self.overflow(s))).collect();
        Ok(cast(&Int64Array::from(sums?), &self.output)?)
    }

    fn size_bytes(&self) -> usize {
        self.sums.size_bytes()
    }
}

/// Sums of 64-bit whole numbers, one per group. 128 bits hold the sum of any number of rows that a table can have, so
/// that an intermediate overflow cannot happen.
#[derive(Default)]
pub(super) struct IntSums {
    pub(super) sums: Vec<i128>,
}

impl IntSums {
    pub(super) fn resize(&mut self, groups: usize) {
        self.sums.resize(groups, 0);
    }

    pub(super) fn update(
        &mut self,
        groups: Groups<'_>,
        array: &ArrayRef,
        what: &'static str,
    ) -> Result<(), AggError> {
        match Ints::of(array, what)? {
            Ints::Signed(values) => self.add(groups, array, values),
            Ints::Unsigned(values) => self.add(groups, array, values),
        }
        Ok(())
    }

    fn add<T: Copy + Into<i128>>(&mut self, groups: Groups<'_>, array: &ArrayRef, values: &[T]) {
        if let (Groups::One, 0) = (groups, array.null_count()) {
            self.sums[0] += values.iter().map(|&value| value.into()).sum::<i128>();
            return;
        }
        each_row(groups, array.nulls(), values.len(), |row, group| self.sums[group] += values[row].into());
    }

    /// As decimals with 38 digits, which is what Arrow calls a 128-bit integer.
    pub(super) fn state(&self) -> ArrayRef {
        Arc::new(Decimal128Array::from(self.sums.clone()).with_data_type(DataType::Decimal128(38, 0)))
    }

    pub(super) fn merge(
        &mut self,
        groups: &[u32],
        state: &ArrayRef,
        what: &'static str,
    ) -> Result<(), AggError> {
        for (&group, &sum) in groups.iter().zip(values::<Decimal128Type>(state, what)?) {
            let merged = &mut self.sums[group as usize];
            *merged = merged.checked_add(sum).ok_or(AggError::DamagedState { what })?;
        }
        Ok(())
    }

    pub(super) fn size_bytes(&self) -> usize {
        self.sums.capacity() * size_of::<i128>()
    }
}

#[cfg(test)]
mod tests {
    use arrow::array::DurationMicrosecondArray;
    use arrow::datatypes::TimeUnit;

    use super::*;

    fn sum_of(array: impl Array + 'static) -> Result<ArrayRef, AggError> {
        let array: ArrayRef = Arc::new(array);
        let mut sum = new(array.data_type(), array.data_type(), "sum(x)").unwrap();
        sum.resize(1);
        sum.update(Groups::One, std::slice::from_ref(&array), array.len(), 0)?;
        sum.finish()
    }

    #[test]
    fn whole_numbers_are_exact_or_an_error() {
        let sum = sum_of(Int64Array::from(vec![Some(i64::MAX), None, Some(1), Some(-1)])).unwrap();
        assert_eq!(*sum, Int64Array::from(vec![i64::MAX]));
        let error = sum_of(Int64Array::from(vec![i64::MAX, 1])).unwrap_err().to_string();
        assert!(error.contains("`sum(x)` is 9223372036854775808") && error.contains("float64"), "{error}");
        let sum = sum_of(UInt64Array::from(vec![u64::MAX - 1, 1])).unwrap();
        assert_eq!(*sum, UInt64Array::from(vec![u64::MAX]));
        assert!(sum_of(UInt64Array::from(vec![u64::MAX, 1])).is_err());
    }

    #[test]
    fn durations_and_nothing() {
        let sum = sum_of(DurationMicrosecondArray::from(vec![5, -2])).unwrap();
        assert_eq!(*sum, DurationMicrosecondArray::from(vec![3]));
        let sum = sum_of(Float64Array::from(vec![None, None])).unwrap();
        assert_eq!(*sum, Float64Array::from(vec![0.0]));
        let timestamp = DataType::Timestamp(TimeUnit::Microsecond, None);
        assert!(new(&timestamp, &timestamp, "sum(t)").is_none());
    }
}
