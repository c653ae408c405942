//! median and quantile: exact, of all values.
//!
//! A quantile lies at `(n - 1) * q` among the n values in order; between two of them the interpolation decides. A median, and what
//! lies half way, is `(a + b) / 2` rounded once. NaN among the values makes the result NaN; null of nothing.
//!
//! | values               | linear, midpoint | lower, higher, nearest |
//! |----------------------|------------------|------------------------|
//! | numbers              | float64          | as they are            |
//! | durations, times     | as they are      | as they are            |

use std::sync::Arc;

use arrow::array::{ArrayRef, Float64Array};
use arrow::buffer::NullBuffer;
use arrow::datatypes::DataType;
use chunkwise_plan::Interpolation;

use super::array::required;
use super::exact::{divide_half_even, quotient_to_f64};
use super::keys::{NAN_KEY, float_of_key, has_keys, unsigned_of_key, values_of};
use super::value_log::ValueLog;
use super::{Accumulator, AggError, Groups};

const WHAT: &str = "median and quantile";

pub(super) fn new(
    input: &DataType,
    output: &DataType,
    q: f64,
    interpolation: Interpolation,
) -> Option<Box<dyn Accumulator>> {
    let (input, output) = (input.clone(), output.clone());
    has_keys(&input)
        .then(|| Box::new(Quantile { log: ValueLog::default(), input, output, q, interpolation }) as Box<_>)
}

struct Quantile {
    log: ValueLog,
    input: DataType,
    output: DataType,
    q: f64,
    interpolation: Interpolation,
}

impl Accumulator for Quantile {
    fn resize(&mut self, groups: usize) {
        self.log.resize(groups);
    }

    fn update(&mut self, groups: Groups<'_>, args: &[ArrayRef], _: usize, _: u64) -> Result<(), AggError> {
        self.log.update(groups, required(args, WHAT)?, WHAT)
    }

    fn state(&self) -> Result<Vec<ArrayRef>, AggError> {
        self.log.state()
    }

    fn merge(&mut self, groups: &[u32], state: &[ArrayRef]) -> Result<(), AggError> {
        self.log.merge(groups, state, WHAT)
    }

    fn finish(&self) -> Result<ArrayRef, AggError> {
        let takes_a_value = self.input == self.output && !self.is_between();
        if self.output == DataType::Float64 && !takes_a_value {
            let mut results = Vec::new();
            self.log.by_group().each(|keys| results.push(self.place(keys).map(|place| self.number(place))));
            return Ok(Arc::new(Float64Array::from(results)));
        }
        let mut results = Vec::new();
        self.log.by_group().each(|keys| {
            results.push(
                self.place(keys).map(|place| if takes_a_value { self.one_of(place) } else { place.time() }),
            );
        });
        let nulls: NullBuffer = results.iter().map(Option::is_some).collect();
        let keys: Vec<i64> = results.into_iter().map(Option::unwrap_or_default).collect();
        Ok(values_of(&self.output, &keys, Some(nulls)))
    }

    fn size_bytes(&self) -> usize {
        self.log.size_bytes()
    }
}

/// A quantile among the values: `share` of the way from `below` to `above`, which follows it.
#[derive(Clone, Copy)]
struct Place {
    below: i64,
    above: i64,
    share: f64,
    /// Whether `below` is at an even position.
    even: bool,
}

impl Quantile {
    /// Whether the result may lie between two values.
    fn is_between(&self) -> bool {
        matches!(self.interpolation, Interpolation::Linear | Interpolation::Midpoint)
    }

    /// Where the quantile lies; `None` of nothing.
    fn place(&self, keys: &mut [i64]) -> Option<Place> {
        let last = keys.len().checked_sub(1)?;
        let is_float = matches!(self.input, DataType::Float64 | DataType::Float32);
        if is_float && keys.contains(&NAN_KEY) {
            return Some(Place { below: NAN_KEY, above: NAN_KEY, share: 0.0, even: true });
        }
        let at = last as f64 * self.q;
        let position = (at.floor() as usize).min(last);
        let share = at - position as f64;
        let (_, &mut below, after) = keys.select_nth_unstable(position);
        let above = if share > 0.0 { after.iter().copied().min().unwrap_or(below) } else { below };
        Some(Place { below, above, share, even: position.is_multiple_of(2) })
    }

    /// The key of the value that the interpolation takes.
    fn one_of(&self, place: Place) -> i64 {
        let above = match self.interpolation {
            Interpolation::Lower => false,
            Interpolation::Higher => true,
            _ => place.share > 0.5 || (place.share == 0.5 && !place.even),
        };
        if above { place.above } else { place.below }
    }

    /// The number at or between the two.
    fn number(&self, place: Place) -> f64 {
        let share = self.share_of(place);
        match self.input {
            DataType::Float64 => between_floats(float_of_key(place.below), float_of_key(place.above), share),
            DataType::UInt64 => {
                between_ints(unsigned_of_key(place.below), unsigned_of_key(place.above), share)
            }
            _ => between_ints(place.below, place.above, share),
        }
    }

    fn share_of(&self, place: Place) -> f64 {
        match self.interpolation {
            Interpolation::Midpoint if place.share > 0.0 => 0.5,
            _ => place.share,
        }
    }
}

impl Place {
    /// The moment or duration between the two, in microseconds, half to even.
    fn time(self) -> i64 {
        let (below, above) = (i128::from(self.below), i128::from(self.above));
        let time = if self.share == 0.5 {
            divide_half_even(below + above, 2)
        } else {
            below + ((above - below) as f64 * self.share).round_ties_even() as i128
        };
        // It lies between two that fit.
        i64::try_from(time).unwrap_or(self.above)
    }
}

/// Linear interpolation as numpy computes it, from the nearer end.
fn lerp(below: f64, above: f64, difference: f64, share: f64) -> f64 {
    if share < 0.5 { below + difference * share } else { above - difference * (1.0 - share) }
}

fn between_floats(below: f64, above: f64, share: f64) -> f64 {
    if share == 0.0 || below == above {
        return below;
    }
    if share == 0.5 {
        let sum = below + above;
        return if sum.is_finite() { sum / 2.0 } else { below / 2.0 + above / 2.0 };
    }
    let difference = above - below;
    if difference.is_finite() || below.is_infinite() || above.is_infinite() {
        lerp(below, above, difference, share)
    } else {
        // Too far apart for their difference.
        below * (1.0 - share) + above * share
    }
}

fn between_ints(below: impl Into<i128>, above: impl Into<i128>, share: f64) -> f64 {
    let (below, above) = (below.into(), above.into());
    if share == 0.5 {
        return quotient_to_f64(below + above, 2, 0);
    }
    lerp(below as f64, above as f64, (above - below) as f64, share)
}

#[cfg(test)]
mod tests {
    use arrow::array::{Array, Int64Array, TimestampMicrosecondArray, UInt64Array};

    use super::*;

    fn of(array: impl Array + 'static, output: &DataType, q: f64, interpolation: Interpolation) -> ArrayRef {
        let array: ArrayRef = Arc::new(array);
        let mut state = new(array.data_type(), output, q, interpolation).unwrap();
        state.resize(2);
        state.update(Groups::One, std::slice::from_ref(&array), array.len(), 0).unwrap();
        state.finish().unwrap().slice(0, 1)
    }

    fn number(array: impl Array + 'static, q: f64) -> f64 {
        let result = of(array, &DataType::Float64, q, Interpolation::Linear);
        super::super::array::typed::<Float64Array>(&result, "test").unwrap().value(0)
    }

    #[test]
    fn linear_between_neighbours() {
        let values = || Float64Array::from(vec![Some(4.0), None, Some(1.0), Some(3.0), Some(2.0)]);
        let found = [0.0, 0.25, 0.5, 0.9, 1.0].map(|q| number(values(), q));
        assert_eq!(found, [1.0, 1.75, 2.5, 3.7, 4.0]);
        assert_eq!(number(Float64Array::from(vec![f64::MAX, f64::MAX]), 0.5), f64::MAX);
        assert_eq!(number(Float64Array::from(vec![f64::MIN, f64::MAX]), 0.5), 0.0);
        assert_eq!(number(Float64Array::from(vec![1.0, f64::INFINITY]), 0.3), f64::INFINITY);
        assert!(number(Float64Array::from(vec![1.0, f64::NAN, 2.0]), 0.0).is_nan());
        assert_eq!(number(Int64Array::from(vec![i64::MAX, i64::MAX - 2]), 0.5), (i64::MAX - 1) as f64);
        assert_eq!(number(UInt64Array::from(vec![u64::MAX, 0, u64::MAX]), 0.5), u64::MAX as f64);
    }

    #[test]
    fn one_of_the_values() {
        let cases = [
            (Interpolation::Lower, 0.4, 2),
            (Interpolation::Higher, 0.4, 3),
            (Interpolation::Nearest, 0.4, 2),
            (Interpolation::Nearest, 0.5, 3), // as pandas: to the even position
            (Interpolation::Nearest, 0.6, 3),
            (Interpolation::Higher, 1.0, 4),
        ];
        for (interpolation, q, expected) in cases {
            let found = of(Int64Array::from(vec![3, 1, 4, 2]), &DataType::Int64, q, interpolation);
            assert_eq!(*found, Int64Array::from(vec![expected]), "{interpolation:?} {q}");
        }
    }

    #[test]
    fn times() {
        let times = TimestampMicrosecondArray::from(vec![10, 13, 0]);
        let timestamp = times.data_type().clone();
        let found = of(times.clone(), &timestamp, 0.75, Interpolation::Linear);
        assert_eq!(*found, TimestampMicrosecondArray::from(vec![12]));
        assert_eq!(
            *of(times, &timestamp, 0.8, Interpolation::Lower),
            TimestampMicrosecondArray::from(vec![10])
        );
    }
}
