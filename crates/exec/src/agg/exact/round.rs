//! From an exact rational number to the nearest `f64`: rounded once, half to even, subnormals and overflow included.

use num_bigint::{BigInt, BigUint, Sign};

use super::float::{LOWEST_EXPONENT, power_of_two};

/// Bits that a quotient is computed to before it is rounded: more than the 53 of an `f64`, few enough for a `u128`.
const QUOTIENT_BITS: i64 = 66;

/// The `f64` nearest to `numerator / denominator * 2^exponent`; `denominator` is positive.
///
/// For numbers of at most 128 bits and small exponents, where no subnormal and no overflow can arise.
pub fn quotient_to_f64(numerator: i128, denominator: u64, exponent: i64) -> f64 {
    debug_assert!(denominator > 0);
    let magnitude = numerator.unsigned_abs();
    if magnitude == 0 {
        return 0.0;
    }
    let shift = magnitude.leading_zeros();
    let dividend = magnitude << shift; // at least 2^127, so the quotient has at least 63 bits
    let denominator = u128::from(denominator);
    let quotient = dividend / denominator;
    let inexact = quotient * denominator != dividend;
    // The lowest of 63 or more bits lies below the rounding position: it may stand for all that was cut off.
    let rounded = (quotient | u128::from(inexact)) as f64 * power_of_two(exponent - i64::from(shift));
    if numerator < 0 { -rounded } else { rounded }
}

/// `numerator / denominator` rounded to the nearest whole number, half to even; `denominator` is positive.
pub fn divide_half_even(numerator: i128, denominator: u64) -> i128 {
    debug_assert!(denominator > 0);
    let denominator = i128::from(denominator);
    let floor = numerator.div_euclid(denominator);
    let twice_rest = 2 * numerator.rem_euclid(denominator);
    let up = twice_rest > denominator || (twice_rest == denominator && floor & 1 == 1);
    floor + i128::from(up)
}

/// The `f64` nearest to `number * 2^exponent`.
pub fn big_to_f64(number: &BigInt, exponent: i64) -> f64 {
    ratio_to_f64(number, &BigInt::from(1), exponent)
}

/// The `f64` nearest to `numerator / denominator * 2^exponent`; `denominator` is positive.
///
/// Rounds half to even; what is too large becomes an infinity, what is too small a zero, each with its sign.
pub fn ratio_to_f64(numerator: &BigInt, denominator: &BigInt, exponent: i64) -> f64 {
    debug_assert!(denominator.sign() == Sign::Plus);
    if numerator.sign() == Sign::NoSign {
        return 0.0;
    }
    let (quotient, exponent, inexact) =
        quotient_bits(numerator.magnitude(), denominator.magnitude(), QUOTIENT_BITS, exponent);
    let rounded = round_scaled(to_u128(&quotient), exponent, inexact);
    if numerator.sign() == Sign::Minus { -rounded } else { rounded }
}

/// The `f64` nearest to the square root of `numerator / denominator * 2^exponent`; both are positive or the first 0.
pub fn sqrt_ratio_to_f64(numerator: &BigInt, denominator: &BigInt, exponent: i64) -> f64 {
    debug_assert!(denominator.sign() == Sign::Plus && numerator.sign() != Sign::Minus);
    if numerator.sign() == Sign::NoSign {
        return 0.0;
    }
    let (quotient, exponent, inexact) =
        quotient_bits(numerator.magnitude(), denominator.magnitude(), 2 * QUOTIENT_BITS, exponent);
    // The whole part of a root depends on the whole part of its square only.
    let root = quotient.sqrt();
    let inexact = inexact || &root * &root != quotient;
    round_scaled(to_u128(&root), exponent / 2, inexact)
}

/// `numerator / denominator * 2^exponent` as a whole number of `bits` to `bits + 2` bits, its exponent, which is even,
/// and whether something was cut off.
fn quotient_bits(
    numerator: &BigUint,
    denominator: &BigUint,
    bits: i64,
    exponent: i64,
) -> (BigUint, i64, bool) {
    let shift = bits - (numerator.bits() as i64 - denominator.bits() as i64);
    let shift = shift + ((exponent - shift) & 1);
    let (dividend, divisor) = if shift >= 0 {
        (numerator << shift, denominator.clone())
    } else {
        (numerator.clone(), denominator << -shift)
    };
    let quotient = &dividend / &divisor;
    let inexact = &quotient * &divisor != dividend;
    (quotient, exponent - shift, inexact)
}

/// Rounds `number * 2^exponent`, with `inexact` standing for a part below 1; `number` has 55 to 127 bits.
fn round_scaled(number: u128, exponent: i64, inexact: bool) -> f64 {
    let bits = 128 - i64::from(number.leading_zeros());
    debug_assert!((55..=127).contains(&bits));
    let top = bits - 1 + exponent; // 2^top <= value < 2^(top + 1)
    if top > 1023 {
        return f64::INFINITY;
    }
    let lowest = (top - 52).max(LOWEST_EXPONENT); // exponent of the result's lowest bit
    let cut = lowest - exponent;
    if cut > 127 {
        return 0.0; // below half of the smallest number
    }
    let mantissa = (number >> cut) as u64;
    let rest = number & ((1 << cut) - 1);
    let half = 1u128 << (cut - 1);
    let up = rest > half || (rest == half && (inexact || mantissa & 1 == 1));
    // The hidden bit of a normal number, and a carry out of the mantissa, count up the exponent field by themselves;
    // the largest field is that of infinity.
    let field = (lowest - LOWEST_EXPONENT) as u64;
    f64::from_bits((field << 52) + mantissa + u64::from(up))
}

/// The number, which has at most 128 bits.
fn to_u128(number: &BigUint) -> u128 {
    debug_assert!(number.bits() <= 128);
    let mut digits = number.iter_u64_digits();
    let low = digits.next().unwrap_or(0);
    let high = digits.next().unwrap_or(0);
    (u128::from(high) << 64) | u128::from(low)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ratio(numerator: i128, denominator: i128, exponent: i64) -> f64 {
        ratio_to_f64(&BigInt::from(numerator), &BigInt::from(denominator), exponent)
    }

    fn root(numerator: i128, denominator: i128, exponent: i64) -> f64 {
        sqrt_ratio_to_f64(&BigInt::from(numerator), &BigInt::from(denominator), exponent)
    }

    #[test]
    fn rounds_half_to_even() {
        assert_eq!(ratio((1 << 53) + 1, 1, 0), 9007199254740992.0);
        assert_eq!(ratio((1 << 53) + 3, 1, 0), 9007199254740996.0);
        assert_eq!(ratio(-(1 << 53) - 1, 1, 0), -9007199254740992.0);
        assert_eq!(ratio((1 << 60) + (1 << 7) + 1, 1, -7), 9007199254740994.0);
        assert_eq!(ratio(1, 3, 0), 1.0 / 3.0);
        assert_eq!(ratio(0, 3, 0), 0.0);
    }

    #[test]
    fn subnormals_and_overflow() {
        assert_eq!(ratio(1, 1, -1074), f64::from_bits(1));
        assert_eq!(ratio(1, 2, -1074), 0.0);
        assert_eq!(ratio(3, 4, -1074), f64::from_bits(1));
        assert_eq!(ratio(3, 2, -1074), f64::from_bits(2));
        assert_eq!(ratio(1, 1, -3000), 0.0);
        assert!(ratio(-1, 1, -3000).is_sign_negative());
        assert_eq!(ratio((1 << 53) - 1, 1, 971), f64::MAX);
        assert_eq!(ratio((1 << 54) - 1, 2, 971), f64::INFINITY);
        assert_eq!(ratio((1 << 55) - 3, 4, 971), f64::MAX);
        assert_eq!(ratio(-1, 1, 5000), f64::NEG_INFINITY);
        assert_eq!(ratio((1 << 53) - 1, 2, -1074), f64::MIN_POSITIVE);
    }

    #[test]
    fn roots() {
        for x in [1.0f64, 2.0, 3.0, 0.5, 1e10, 12345.678] {
            let exact = BigInt::from((x * 2f64.powi(20)) as i64);
            let expected = ((x * 2f64.powi(20)).trunc() / 2f64.powi(20)).sqrt();
            assert_eq!(sqrt_ratio_to_f64(&exact, &BigInt::from(1), -20), expected, "{x}");
        }
        assert_eq!(root(1, 4, 1), 0.5f64.sqrt());
        assert_eq!(root(1, 1, -2148), f64::from_bits(1));
        assert_eq!(root(1, 4, -2148), 0.0);
        assert_eq!(root(9, 4, -2148), f64::from_bits(2));
        assert_eq!(root(1, 1, 2047), 2f64.powi(1023) * 2f64.sqrt());
        assert_eq!(root(1, 1, 2048), f64::INFINITY);
        assert_eq!(root(0, 1, 7), 0.0);
        assert_eq!(root(1, 1, -1), 0.5f64.sqrt());
        // Half way between two floats, and a little more than that.
        let half_way = BigInt::from((1i128 << 53) + 1);
        let square = (&half_way * &half_way) << 200;
        assert_eq!(sqrt_ratio_to_f64(&square, &BigInt::from(1), -200), 9007199254740992.0);
        assert_eq!(sqrt_ratio_to_f64(&(square + 1), &BigInt::from(1), -200), 9007199254740994.0);
    }

    #[test]
    fn short_quotients_agree_with_long_ones() {
        let numerators = [1, -1, 7, i128::MAX, i128::MIN, (1 << 100) + 1, -123456789, 1 << 53, (1 << 54) - 1];
        for numerator in numerators {
            for denominator in [1, 2, 3, 10, 1 << 40, u64::MAX, u64::MAX - 1] {
                for exponent in [0, -74] {
                    let long = ratio(numerator, i128::from(denominator), exponent);
                    assert_eq!(quotient_to_f64(numerator, denominator, exponent).to_bits(), long.to_bits());
                }
            }
        }
        assert_eq!(quotient_to_f64(0, 5, 0), 0.0);
        // Half way between two floats but for the rest of the division.
        let half_way = ((1 << 53) + 1) << 9;
        assert_eq!(quotient_to_f64(half_way * i128::from(u64::MAX), u64::MAX, -9), 9007199254740992.0);
        assert_eq!(quotient_to_f64(half_way * i128::from(u64::MAX) + 1, u64::MAX, -9), 9007199254740994.0);
    }

    #[test]
    fn whole_quotients_round_half_to_even() {
        let cases =
            [(5, 2, 2), (7, 2, 4), (-5, 2, -2), (-7, 2, -4), (1, 3, 0), (2, 3, 1), (-2, 3, -1), (0, 9, 0)];
        for (numerator, denominator, expected) in cases {
            assert_eq!(divide_half_even(numerator, denominator), expected, "{numerator}/{denominator}");
        }
    }
}
