//! Exact arithmetic on floats, the slow and obvious way.

use num_bigint::{BigInt, Sign};

/// A double is a whole number of these.
const SMALLEST_EXPONENT: i32 = -1074;

/// The value in units of 2^-1074.
fn whole(value: f64) -> BigInt {
    assert!(value.is_finite());
    let bits = value.to_bits();
    let (exponent, fraction) = ((bits >> 52 & 0x7ff) as i32, bits & ((1 << 52) - 1));
    let (mantissa, exponent) = if exponent == 0 { (fraction, 1) } else { (fraction | 1 << 52, exponent) };
    let shift = exponent - 1075 - SMALLEST_EXPONENT;
    let sign = if value < 0.0 { Sign::Minus } else { Sign::Plus };
    BigInt::from_biguint(sign, mantissa.into()) << shift
}

/// Whether no double is nearer to the mean of `values` than `mean`.
pub(crate) fn is_nearest_to_mean(mean: f64, values: impl IntoIterator<Item = f64>) -> bool {
    is_nearest(mean, values.into_iter().map(whole))
}

/// As [`is_nearest_to_mean`], for integers.
pub(crate) fn is_nearest_to_whole_mean(mean: f64, values: impl IntoIterator<Item = i64>) -> bool {
    is_nearest(mean, values.into_iter().map(|value| BigInt::from(value) << -SMALLEST_EXPONENT))
}

fn is_nearest(mean: f64, values: impl Iterator<Item = BigInt>) -> bool {
    let (mut sum, mut count) = (BigInt::ZERO, 0_u64);
    for value in values {
        sum += value;
        count += 1;
    }
    let distance = |candidate: f64| (whole(candidate) * count - &sum).magnitude().clone();
    distance(mean) <= distance(mean.next_up()) && distance(mean) <= distance(mean.next_down())
}
