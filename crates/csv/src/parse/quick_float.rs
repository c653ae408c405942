//! Floating-point numbers read by whole words, and the division that long ones need.

use super::window::{Window, ZEROS, are_digits, digit_values, join_digits};

/// The powers of ten that a double holds exactly.
pub(super) const POWERS_OF_TEN: [f64; 23] = [
    1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18,
    1e19, 1e20, 1e21, 1e22,
];

/// Integers up to here are exact doubles.
pub(super) const EXACT_MAX: u64 = 1 << 53;

/// 5^i: what stays of 10^i without its power of two.
const POWERS_OF_FIVE: [u64; 20] = {
    let mut powers = [1; 20];
    let mut i = 1;
    while i < 20 {
        powers[i] = 5 * powers[i - 1];
        i += 1;
    }
    powers
};

/// For each power of five, 2^(63 + its bits) / 5^i, rounded up: a number of 64 bits, but for 5^0.
const RECIPROCALS: [u64; 20] = {
    let mut reciprocals = [0; 20];
    let mut i = 1;
    while i < 20 {
        let bits = 64 - POWERS_OF_FIVE[i].leading_zeros();
        reciprocals[i] = (1_u128 << (63 + bits)).div_ceil(POWERS_OF_FIVE[i] as u128) as u64;
        i += 1;
    }
    reciprocals
};

/// Reads digits with a decimal point among them, with a minus or not: the text of nearly all numbers. `None`: ask the plain reader.
#[inline(always)]
pub(super) fn read_quickly(window: Window<'_>, decimal: u8, guessed: bool) -> Option<f64> {
    let negative = window.bytes[0] == b'-';
    let sign = usize::from(negative);
    let len = window.len - sign;
    let value = match len {
        1..=8 => {
            let word = window.word(sign);
            let values = digit_values(word, len);
            let point = point_in(values, decimal);
            // all bytes when there is no point: nothing to close up then
            let through_point = point ^ point.wrapping_sub(1);
            let gap = if point == 0 { 0 } else { 8 };
            let digits = (values & !through_point) | (values & (through_point >> gap)) << gap;
            // no branches: whether there is a point is hard to predict
            let is_code = guessed & (point == 0) & (len > 1) & (word as u8 == b'0');
            let is_lone_point = (len == 1) & (point != 0);
            if !are_digits(digits) | is_code | is_lone_point {
                return None;
            }
            const DIVISORS: [f64; 9] = [1.0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1.0];
            to_double(join_digits(digits)) / DIVISORS[point.leading_zeros() as usize / 8]
        }
        9..=27 => read_long_quickly(window, sign, len, decimal)?,
        _ => return None,
    };
    Some(f64::from_bits(value.to_bits() | u64::from(negative) << 63))
}

/// An integer below 2^52, by way of the double 2^52 + `integer`: a conversion instruction would wait for the last value's division,
/// since it keeps what else is in its register.
#[inline(always)]
pub(super) fn to_double(integer: u64) -> f64 {
    const TWO_TO_52: u64 = (1023 + 52) << 52;
    f64::from_bits(TWO_TO_52 | integer) - f64::from_bits(TWO_TO_52)
}

/// The top bit of each byte that is the decimal point, in a word of digit values; of several only the first is sure.
#[inline(always)]
pub(super) fn point_in(values: u64, decimal: u8) -> u64 {
    let differences = values ^ (u64::from(decimal ^ b'0') * 0x0101_0101_0101_0101);
    differences.wrapping_sub(0x0101_0101_0101_0101) & !differences & 0x8080_8080_8080_8080
}

/// Reads up to 7 digits, the point, and 1 to 19 digits.
#[inline(never)]
fn read_long_quickly(window: Window<'_>, sign: usize, len: usize, decimal: u8) -> Option<f64> {
    let values = window.word(sign) ^ ZEROS;
    let point = point_in(values, decimal);
    if point == 0 {
        return None;
    }
    let whole_digits = point.trailing_zeros() as usize / 8;
    let whole = (values << 8) << (8 * (7 - whole_digits)); // in two steps, for there may be no digit
    let fraction = sign + whole_digits + 1;
    let fraction_digits = len - whole_digits - 1;
    if !are_digits(whole) || !(1..=19).contains(&fraction_digits) {
        return None;
    }
    let mut mantissa = join_digits(whole);
    if mantissa != 0 && whole_digits + fraction_digits > 19 {
        return None; // it might not fit 64 bits
    }
    for at in (0..fraction_digits).step_by(8) {
        let digits = (fraction_digits - at).min(8);
        let values = digit_values(window.word(fraction + at), digits);
        if !are_digits(values) {
            return None;
        }
        mantissa = mantissa * INTEGER_POWERS_OF_TEN[digits] + join_digits(values);
    }
    divide_by_power_of_ten(mantissa, fraction_digits)
}

const INTEGER_POWERS_OF_TEN: [u64; 9] =
    [1, 10, 100, 1_000, 10_000, 100_000, 1_000_000, 10_000_000, 100_000_000];

/// `mantissa` / 10^`power`, correctly rounded, for powers of 1 to 19; `None` where a product of 64 bits by 64 cannot tell.
///
/// The product with the reciprocal, which was rounded up, is too large by less than 1 in its upper half. So the quotient lies between
/// two numbers of 64 bits; nearly always they round to the same double, and then the quotient does, too. (Lemire, "Number parsing at
/// a gigabyte per second", 2021, does it with 128 bits where these do not suffice; we leave those to the library.)
#[inline(always)]
fn divide_by_power_of_ten(mantissa: u64, power: usize) -> Option<f64> {
    if mantissa <= EXACT_MAX {
        return Some(mantissa as i64 as f64 / POWERS_OF_TEN[power]);
    }
    let zeros = mantissa.leading_zeros();
    let product = u128::from(mantissa << zeros) * u128::from(RECIPROCALS[power]);
    // half of the upper half, so that it converts as a signed number: the quotient lies strictly between half - 1 and half + 1
    let half = (product >> 65) as i64;
    let (low, high) = ((half - 1) as f64, (half + 1) as f64);
    if low.to_bits() != high.to_bits() {
        return None;
    }
    // mantissa * 2^zeros * 2^(63 + bits) / 5^power = quotient * 2^65, and 10^power = 5^power * 2^power
    let bits = 64 - POWERS_OF_FIVE[power].leading_zeros();
    let exponent = 65 - 63 - i64::from(bits) - i64::from(zeros) - power as i64;
    Some(low * f64::from_bits(((1023 + exponent) as u64) << 52))
}

/// Reads a single of at most eight characters by way of the double. That rounds twice, which is right unless the number
/// lies so close to the middle between two singles that the double is that middle: its last 29 bits are a 1 and zeros.
#[inline(always)]
pub(super) fn read_narrow_quickly(window: Window<'_>, decimal: u8, guessed: bool) -> Option<f32> {
    let wide = if window.len <= 8 { read_quickly(window, decimal, guessed)? } else { return None };
    let below_single = wide.to_bits() & 0x1fff_ffff;
    (below_single != 1 << 28).then_some(wide as f32)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// All that the quick division says is what exact arithmetic says, also where it is close.
    #[test]
    fn divides_as_exact_arithmetic_does() {
        let mut refused = 0;
        let mut check = |mantissa: u64, power: usize| {
            let expected: f64 = format!("{mantissa}e-{power}").parse().unwrap();
            match divide_by_power_of_ten(mantissa, power) {
                Some(quotient) => assert_eq!(quotient.to_bits(), expected.to_bits(), "{mantissa}e-{power}"),
                None => refused += 1,
            }
        };
        let mut state = 1_u64;
        for (power, five) in POWERS_OF_FIVE.into_iter().enumerate().skip(1) {
            for mantissa in
                [1, EXACT_MAX, EXACT_MAX + 1, u64::MAX, u64::MAX - 1, 10_u64.pow(19), 1 << 63, (1 << 54) + 2]
            {
                check(mantissa, power);
                // halfway between two doubles, and close to it
                let halfway = u128::from(((mantissa >> 10) | 1 << 53) * 2 + 1);
                for near in [halfway - 1, halfway, halfway + 1] {
                    let scaled = near * u128::from(five);
                    let kept = scaled >> (128 - scaled.leading_zeros()).saturating_sub(64);
                    check(kept as u64, power);
                }
            }
            for _ in 0..2000 {
                state = state.wrapping_mul(0x5851_f42d_4c95_7f2d).wrapping_add(0x1405_7b7e_f767_814f);
                check(state ^ state >> 31, power);
            }
        }
        assert!(refused < 400, "{refused} of 40,000 are not quick");
    }
}
