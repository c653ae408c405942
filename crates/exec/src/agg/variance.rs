//! var, std and sem: from exact sums of values and of squares, rounded once.
//!
//! Null for no more than `ddof` values; NaN if a value is infinite or NaN.

use std::sync::Arc;

use arrow::array::{Array, ArrayRef, BinaryArray, Decimal256Array, Float64Array};
use arrow::datatypes::{DataType, Decimal256Type, i256};

use super::array::{Ints, binary, columns, required, typed, values};
use super::count::Count;
use super::exact::{ExactSquares, Moments, U256, add_moments};
use super::float_states::FloatSums;
use super::sum::IntSums;
use super::visit::each_row;
use super::{Accumulator, AggError, Groups};

const WHAT: &str = "var, std and sem";

/// Which of the three.
#[derive(Clone, Copy)]
pub(super) enum Spread {
    Variance,
    Deviation,
    StandardError,
}

impl Spread {
    fn of(self, moments: Option<Moments>) -> Option<f64> {
        moments.map(|moments| match self {
            Spread::Variance => moments.variance(),
            Spread::Deviation => moments.deviation(),
            Spread::StandardError => moments.standard_error(),
        })
    }
}

pub(super) fn new(input: &DataType, spread: Spread, ddof: u32) -> Option<Box<dyn Accumulator>> {
    let (sums, squares, counts) = (FloatSums::default(), Vec::new(), Count::default());
    match input {
        DataType::Float64 => {
            Some(Box::new(FloatSpread { spread, ddof, sums, squares, heap_bytes: 0, counts }))
        }
        DataType::Int64 | DataType::UInt64 => {
            Some(Box::new(IntSpread { spread, ddof, sums: IntSums::default(), squares: Vec::new(), counts }))
        }
        _ => None,
    }
}

struct FloatSpread {
    spread: Spread,
    ddof: u32,
    sums: FloatSums,
    squares: Vec<ExactSquares>,
    /// What the squares hold.
    heap_bytes: usize,
    counts: Count,
}

impl FloatSpread {
    #[inline(always)]
    fn add_square(&mut self, group: usize, x: f64) {
        let squares = &mut self.squares[group];
        if !squares.try_add(x) {
            self.heap_bytes += squares.add_outside(x);
        }
    }
}

impl Accumulator for FloatSpread {
    fn resize(&mut self, groups: usize) {
        self.sums.resize(groups);
        self.squares.resize_with(groups, ExactSquares::default);
        self.counts.resize(groups);
    }

    fn update(
        &mut self,
        groups: Groups<'_>,
        args: &[ArrayRef],
        rows: usize,
        at: u64,
    ) -> Result<(), AggError> {
        let array = typed::<Float64Array>(required(args, WHAT)?, WHAT)?;
        let values = array.values();
        if let (Groups::One, 0) = (groups, array.null_count()) {
            self.sums.with(0, |sum| add_moments(sum, &mut self.squares[0], values));
            return self.counts.update(groups, args, rows, at);
        }
        each_row(groups, array.nulls(), rows, |row, group| {
            self.sums.add(group, values[row]);
            self.add_square(group, values[row]);
        });
        self.counts.update(groups, args, rows, at)
    }

    fn state(&self) -> Result<Vec<ArrayRef>, AggError> {
        let squares = binary(&self.squares, ExactSquares::write_bytes)?;
        Ok(vec![Arc::new(self.sums.state()?), Arc::new(squares), self.counts.finish()?])
    }

    fn merge(&mut self, groups: &[u32], state: &[ArrayRef]) -> Result<(), AggError> {
        let [sums, squares, counts] = columns(state, WHAT)?;
        self.sums.merge(groups, sums, WHAT)?;
        self.counts.merge(groups, std::slice::from_ref(counts))?;
        let squares = typed::<BinaryArray>(squares, WHAT)?;
        for (row, &group) in groups.iter().enumerate() {
            let other =
                ExactSquares::from_bytes(squares.value(row)).ok_or(AggError::DamagedState { what: WHAT })?;
            self.heap_bytes += self.squares[group as usize].merge(&other);
        }
        Ok(())
    }

    fn finish(&self) -> Result<ArrayRef, AggError> {
        let states = self.sums.iter().zip(&self.squares).zip(self.counts.iter());
        let spreads = states.map(|((sum, squares), count)| {
            self.spread.of(Moments::of_floats(&sum, squares, count, self.ddof))
        });
        Ok(Arc::new(spreads.collect::<Float64Array>()))
    }

    fn size_bytes(&self) -> usize {
        let squares = self.squares.capacity() * size_of::<ExactSquares>() + self.heap_bytes;
        self.sums.size_bytes() + squares + self.counts.size_bytes()
    }
}

struct IntSpread {
    spread: Spread,
    ddof: u32,
    sums: IntSums,
    squares: Vec<U256>,
    counts: Count,
}

impl IntSpread {
    fn add_squares(&mut self, groups: Groups<'_>, array: &ArrayRef, magnitude: impl Fn(usize) -> u64) {
        each_row(groups, array.nulls(), array.len(), |row, group| {
            let magnitude = u128::from(magnitude(row));
            self.squares[group].add(magnitude * magnitude);
        });
    }
}

impl Accumulator for IntSpread {
    fn resize(&mut self, groups: usize) {
        self.sums.resize(groups);
        self.squares.resize(groups, U256::default());
        self.counts.resize(groups);
    }

    fn update(
        &mut self,
        groups: Groups<'_>,
        args: &[ArrayRef],
        rows: usize,
        at: u64,
    ) -> Result<(), AggError> {
        let array = required(args, WHAT)?;
        self.sums.update(groups, array, WHAT)?;
        match Ints::of(array, WHAT)? {
            Ints::Signed(values) => self.add_squares(groups, array, |row| values[row].unsigned_abs()),
            Ints::Unsigned(values) => self.add_squares(groups, array, |row| values[row]),
        }
        self.counts.update(groups, args, rows, at)
    }

    fn state(&self) -> Result<Vec<ArrayRef>, AggError> {
        let squares = self.squares.iter().map(|squares| {
            let (low, high) = squares.halves();
            i256::from_parts(low, high as i128)
        });
        let squares = Decimal256Array::from_iter_values(squares).with_data_type(DataType::Decimal256(76, 0));
        Ok(vec![self.sums.state(), Arc::new(squares), self.counts.finish()?])
    }

    fn merge(&mut self, groups: &[u32], state: &[ArrayRef]) -> Result<(), AggError> {
        let [sums, squares, counts] = columns(state, WHAT)?;
        self.sums.merge(groups, sums, WHAT)?;
        self.counts.merge(groups, std::slice::from_ref(counts))?;
        for (&group, &squares) in groups.iter().zip(values::<Decimal256Type>(squares, WHAT)?) {
            let (low, high) = squares.to_parts();
            let merged = &mut self.squares[group as usize];
            let sum = merged.checked_add(U256::from_halves(low, high as u128));
            *merged = sum.ok_or(AggError::DamagedState { what: WHAT })?;
        }
        Ok(())
    }

    fn finish(&self) -> Result<ArrayRef, AggError> {
        let states = self.sums.sums.iter().zip(&self.squares).zip(self.counts.iter());
        let spreads = states.map(|((&sum, &squares), count)| {
            self.spread.of(Moments::of_ints(sum, squares, count, self.ddof))
        });
        Ok(Arc::new(spreads.collect::<Float64Array>()))
    }

    fn size_bytes(&self) -> usize {
        self.sums.size_bytes() + self.squares.capacity() * size_of::<U256>() + self.counts.size_bytes()
    }
}

#[cfg(test)]
mod tests {
    use arrow::array::{Int64Array, UInt64Array};

    use super::*;

    fn spread_of(array: impl Array + 'static, spread: Spread) -> Vec<Option<f64>> {
        let array: ArrayRef = Arc::new(array);
        let mut state = new(array.data_type(), spread, 1).unwrap();
        state.resize(1);
        state.update(Groups::One, std::slice::from_ref(&array), array.len(), 0).unwrap();
        typed::<Float64Array>(&state.finish().unwrap(), "test").unwrap().iter().collect()
    }

    #[test]
    fn integers_at_the_limits() {
        let ints = Int64Array::from(vec![i64::MIN, i64::MAX]);
        // The difference is 2^64 - 1; its square, halved.
        let expected = 2f64.powi(127);
        assert_eq!(spread_of(ints.clone(), Spread::Variance), [Some(expected)]);
        assert_eq!(spread_of(ints, Spread::Deviation), [Some(13043817825332782212.0)]);
        assert_eq!(spread_of(Int64Array::from(vec![-3, -1, 2, -2]), Spread::Variance), [Some(14.0 / 3.0)]);
        let ints = UInt64Array::from(vec![Some(u64::MAX), Some(u64::MAX - 2), None, Some(u64::MAX - 1)]);
        assert_eq!(spread_of(ints, Spread::Variance), [Some(1.0)]);
    }

    #[test]
    fn fewer_than_two_values_have_none() {
        let one = Float64Array::from(vec![Some(1.5), None]);
        assert_eq!(spread_of(one, Spread::Variance), [None]);
        let two = Float64Array::from(vec![1.5, 2.5]);
        assert_eq!(spread_of(two, Spread::Variance), [Some(0.5)]);
    }
}
