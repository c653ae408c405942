//! mean: the exact sum divided by the count, rounded once.
//!
//! | values             | mean                                            |
//! |--------------------|-------------------------------------------------|
//! | floats, integers   | float64, nearest, half to even                  |
//! | durations          | duration, nearest microsecond, half to even     |
//! | timestamps         | timestamp, nearest microsecond, half to even    |

use std::sync::Arc;

use arrow::array::{ArrayRef, Float64Array, Int64Array};
use arrow::compute::cast;
use arrow::datatypes::DataType;

use super::array::{Ints, columns, required, typed};
use super::count;
use super::exact::{divide_half_even, quotient_to_f64};
use super::float_states::FloatSums;
use super::sum::IntSums;
use super::{Accumulator, AggError, Groups};

pub(super) fn new(input: &DataType, output: &DataType, name: &str) -> Option<Box<dyn Accumulator>> {
    match input {
        DataType::Float64 => Some(Box::new(FloatMean::default())),
        _ if Ints::supports(input) => Some(Box::new(IntMean {
            sums: IntSums::default(),
            counts: count::Count::default(),
            output: output.clone(),
            name: name.to_string(),
        })),
        _ => None,
    }
}

#[derive(Default)]
struct FloatMean {
    sums: FloatSums,
    counts: count::Count,
}

impl Accumulator for FloatMean {
    fn resize(&mut self, groups: usize) {
        self.sums.resize(groups);
        self.counts.resize(groups);
    }

    fn update(
        &mut self,
        groups: Groups<'_>,
        args: &[ArrayRef],
        rows: usize,
        at: u64,
    ) -> Result<(), AggError> {
        let array = required(args, "mean")?;
        self.sums.update(groups, typed::<Float64Array>(array, "mean")?);
        self.counts.update(groups, args, rows, at)
    }

    fn state(&self) -> Result<Vec<ArrayRef>, AggError> {
        Ok(vec![Arc::new(self.sums.state()?), self.counts.finish()?])
    }

    fn merge(&mut self, groups: &[u32], state: &[ArrayRef]) -> Result<(), AggError> {
        let [sums, counts] = columns(state, "mean")?;
        self.sums.merge(groups, sums, "mean")?;
        self.counts.merge(groups, std::slice::from_ref(counts))
    }

    fn finish(&self) -> Result<ArrayRef, AggError> {
        let states = self.sums.iter().zip(self.counts.iter());
        let means = states.map(|(sum, count)| (count > 0).then(|| sum.mean(count)));
        Ok(Arc::new(means.collect::<Float64Array>()))
    }

    fn size_bytes(&self) -> usize {
        self.sums.size_bytes() + self.counts.size_bytes()
    }
}

struct IntMean {
    sums: IntSums,
    counts: count::Count,
    output: DataType,
    name: String,
}

impl IntMean {
    /// The mean as a whole number. It lies between the values, so it fits, unless the state is not a true one.
    fn whole(&self, sum: i128, count: u64) -> Result<Option<i64>, AggError> {
        if count == 0 {
            return Ok(None);
        }
        let mean = divide_half_even(sum, count);
        i64::try_from(mean).map(Some).map_err(|_| AggError::Overflow {
            what: self.name.clone(),
            value: mean.to_string(),
            output: self.output.clone(),
        })
    }
}

impl Accumulator for IntMean {
    fn resize(&mut self, groups: usize) {
        self.sums.resize(groups);
        self.counts.resize(groups);
    }

    fn update(
        &mut self,
        groups: Groups<'_>,
        args: &[ArrayRef],
        rows: usize,
        at: u64,
    ) -> Result<(), AggError> {
        self.sums.update(groups, required(args, "mean")?, "mean")?;
        self.counts.update(groups, args, rows, at)
    }

    fn state(&self) -> Result<Vec<ArrayRef>, AggError> {
        Ok(vec![self.sums.state(), self.counts.finish()?])
    }

    fn merge(&mut self, groups: &[u32], state: &[ArrayRef]) -> Result<(), AggError> {
        let [sums, counts] = columns(state, "mean")?;
        self.sums.merge(groups, sums, "mean")?;
        self.counts.merge(groups, std::slice::from_ref(counts))
    }

    fn finish(&self) -> Result<ArrayRef, AggError> {
        let states = self.sums.sums.iter().zip(self.counts.iter());
        if self.output == DataType::Float64 {
            let means = states.map(|(&sum, count)| (count > 0).then(|| quotient_to_f64(sum, count, 0)));
            return Ok(Arc::new(means.collect::<Float64Array>()));
        }
        let means: Result<Int64Array, _> = states.map(|(&sum, count)| self.whole(sum, count)).collect();
        Ok(cast(&means?, &self.output)?)
    }

    fn size_bytes(&self) -> usize {
        self.sums.size_bytes() + self.counts.size_bytes()
    }
}

#[cfg(test)]
mod tests {
    use arrow::array::{Array, DurationMicrosecondArray, TimestampMicrosecondArray, UInt64Array};

    use super::*;

    fn mean_of(array: impl Array + 'static, output: &DataType) -> ArrayRef {
        let array: ArrayRef = Arc::new(array);
        let mut mean = new(array.data_type(), output, "mean(x)").unwrap();
        mean.resize(2);
        mean.update(Groups::One, std::slice::from_ref(&array), array.len(), 0).unwrap();
        mean.finish().unwrap()
    }

    #[test]
    fn numbers() {
        let floats = Float64Array::from(vec![Some(0.1), None, Some(0.2), Some(0.3)]);
        assert_eq!(*mean_of(floats, &DataType::Float64), Float64Array::from(vec![Some(0.2), None]));
        let ints = Int64Array::from(vec![i64::MAX, i64::MAX, 1]);
        let expected = ((i64::MAX as i128 * 2 + 1) / 3) as f64;
        assert_eq!(*mean_of(ints, &DataType::Float64), Float64Array::from(vec![Some(expected), None]));
        let ints = UInt64Array::from(vec![u64::MAX, u64::MAX]);
        let expected = u64::MAX as f64;
        assert_eq!(*mean_of(ints, &DataType::Float64), Float64Array::from(vec![Some(expected), None]));
    }

    #[test]
    fn times_round_half_to_even() {
        let durations = DurationMicrosecondArray::from(vec![1, 2]);
        let output = durations.data_type().clone();
        let expected = DurationMicrosecondArray::from(vec![Some(2), None]);
        assert_eq!(*mean_of(durations, &output), expected);
        let times = TimestampMicrosecondArray::from(vec![-2, -3, i64::MAX, -i64::MAX]);
        let output = times.data_type().clone();
        let expected = TimestampMicrosecondArray::from(vec![Some(-1), None]);
        assert_eq!(*mean_of(times, &output), expected);
    }
}
