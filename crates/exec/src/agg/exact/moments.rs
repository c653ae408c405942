//! Variance and standard deviation from exact sums, rounded once.

use num_bigint::{BigInt, Sign};

use super::round::{ratio_to_f64, sqrt_ratio_to_f64};
use super::{ExactSquares, ExactSum, U256};

/// The variance as an exact number: `numerator / denominator * 2^exponent`.
///
/// With n values, their sum S and their sum of squares Q, it is (n Q - S S) / (n (n - ddof)); ddof is 1 for a sample.
///
/// ```
/// use chunkwise_exec::agg::exact::{ExactSquares, ExactSum, Moments};
///
/// let (mut sum, mut squares) = (ExactSum::default(), ExactSquares::default());
/// for x in [1e9 + 4.0, 1e9 + 7.0, 1e9 + 13.0, 1e9 + 16.0] {
///     sum.add(x);
///     squares.add(x);
/// }
/// let moments = Moments::of_floats(&sum, &squares, 4, 1).unwrap();
/// assert_eq!(moments.variance(), 30.0);
/// ```
#[derive(Debug, Clone)]
pub struct Moments {
    /// None: not a number, because a value was infinite or NaN.
    ratio: Option<Ratio>,
    count: u64,
}

#[derive(Debug, Clone)]
struct Ratio {
    numerator: BigInt,
    denominator: BigInt,
    exponent: i64,
}

impl Moments {
    /// Of floating-point values; None for no more than `ddof`.
    pub fn of_floats(sum: &ExactSum, squares: &ExactSquares, count: u64, ddof: u32) -> Option<Moments> {
        if count <= u64::from(ddof) {
            return None;
        }
        if sum.special().is_some() {
            return Some(Moments { ratio: None, count });
        }
        let ratio = match (sum.in_window(), squares.in_window()) {
            (Some(sum), Some(squares)) => {
                let (sum, squares) = (BigInt::from(sum), BigInt::from(squares.to_big()));
                Ratio::new(&sum, &squares, [count, ddof.into()], ExactSquares::WINDOW_EXPONENT)
            }
            _ => Ratio::new(
                &sum.to_bigint(),
                &squares.to_bigint(),
                [count, ddof.into()],
                ExactSquares::LOWEST_EXPONENT,
            ),
        };
        Some(Moments { ratio: Some(ratio), count })
    }

    /// Of whole numbers; None for no more than `ddof`.
    pub fn of_ints(sum: i128, squares: U256, count: u64, ddof: u32) -> Option<Moments> {
        if count <= u64::from(ddof) {
            return None;
        }
        let ratio = Ratio::new(&sum.into(), &squares.to_big().into(), [count, ddof.into()], 0);
        Some(Moments { ratio: Some(ratio), count })
    }

    /// The variance, rounded once; NaN if a value was infinite or NaN.
    pub fn variance(&self) -> f64 {
        self.round(ratio_to_f64)
    }

    /// The standard deviation: the root of the exact variance, rounded once; NaN if a value was infinite or NaN.
    pub fn deviation(&self) -> f64 {
        self.round(sqrt_ratio_to_f64)
    }

    /// The standard error of the mean: the root of the exact variance divided by the count, rounded once.
    pub fn standard_error(&self) -> f64 {
        match &self.ratio {
            Some(ratio) => {
                let denominator = &ratio.denominator * self.count;
                sqrt_ratio_to_f64(&ratio.numerator, &denominator, ratio.exponent)
            }
            None => f64::NAN,
        }
    }

    fn round(&self, nearest: fn(&BigInt, &BigInt, i64) -> f64) -> f64 {
        match &self.ratio {
            Some(ratio) => nearest(&ratio.numerator, &ratio.denominator, ratio.exponent),
            None => f64::NAN,
        }
    }
}

impl Ratio {
    fn new(sum: &BigInt, squares: &BigInt, [count, ddof]: [u64; 2], exponent: i64) -> Ratio {
        let numerator = squares * count - sum * sum;
        // Never negative for true sums. Sums that do not belong together (a state from elsewhere) must not panic below.
        let numerator = if numerator.sign() == Sign::Minus { BigInt::ZERO } else { numerator };
        let denominator = BigInt::from(u128::from(count) * u128::from(count - ddof));
        Ratio { numerator, denominator, exponent }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whole_numbers() {
        let squares = |values: &[i128]| {
            let sum: u128 = values.iter().map(|v| (v * v) as u128).sum();
            U256::from_halves(sum, 0)
        };
        let values = [2, 4, 4, 4, 5, 5, 7, 9];
        let moments = Moments::of_ints(values.iter().sum(), squares(&values), 8, 1).unwrap();
        assert_eq!(moments.variance(), 32.0 / 7.0);
        assert_eq!(moments.deviation(), (32.0f64 / 7.0).sqrt());
        assert!(Moments::of_ints(5, squares(&[5]), 1, 1).is_none());
        assert_eq!(Moments::of_ints(10, squares(&[5, 5]), 2, 1).unwrap().deviation(), 0.0);
    }

    #[test]
    fn fewer_than_two_and_specials() {
        let (mut sum, mut squares) = (ExactSum::default(), ExactSquares::default());
        assert!(Moments::of_floats(&sum, &squares, 0, 1).is_none());
        for x in [1.0, f64::INFINITY] {
            sum.add(x);
            squares.add(x);
        }
        assert!(Moments::of_floats(&sum, &squares, 1, 1).is_none());
        assert!(Moments::of_floats(&sum, &squares, 2, 1).unwrap().variance().is_nan());
    }

    #[test]
    fn a_variance_too_large_has_a_finite_root() {
        let (mut sum, mut squares) = (ExactSum::default(), ExactSquares::default());
        for x in [1e308, -1e308] {
            sum.add(x);
            squares.add(x);
        }
        let moments = Moments::of_floats(&sum, &squares, 2, 1).unwrap();
        assert_eq!(moments.variance(), f64::INFINITY);
        assert_eq!(moments.deviation(), 2f64.sqrt() * 1e308);
    }
}
