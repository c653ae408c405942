//! Floating-point numbers, correctly rounded.

use arrow::array::{Float32Array, Float64Array};
use fast_float2::FastFloat;

use super::ValueError;
use super::digits::take_digits;
use super::int;
use super::lanes::{LANES, Lanes, join_lane, not_digits, number_in};
use super::quick_float::{EXACT_MAX, POWERS_OF_TEN, point_in, read_narrow_quickly, read_quickly, to_double};
use super::values::{Bad, ReadValue, Values, trim};
use super::window::Window;

/// Reads a number: an integer, a decimal fraction, with an exponent or not, `inf`, `infinity` or `nan` in any case; a sign; blanks
/// around.
#[inline]
pub(crate) fn read(text: &[u8], decimal: u8) -> Option<f64> {
    let (negative, unsigned) = split_sign(text);
    match read_short(unsigned, decimal) {
        Some(value) => Some(if negative { -value } else { value }),
        None => read_long(text, decimal),
    }
}

/// Reads what [`read_short`] did not take.
#[inline(never)]
fn read_long(text: &[u8], decimal: u8) -> Option<f64> {
    let (negative, unsigned) = split_sign(trim(text));
    let value: f64 = read_any(unsigned, decimal)?;
    Some(if negative { -value } else { value })
}

#[inline]
fn split_sign(text: &[u8]) -> (bool, &[u8]) {
    match text {
        [b'-', rest @ ..] => (true, rest),
        [b'+', rest @ ..] => (false, rest),
        _ => (false, text),
    }
}

/// Digits with a decimal point somewhere, when the digits (as an integer) and the power of ten are both exact doubles: then one division
/// rounds correctly (Clinger, "How to read floating point numbers accurately", 1990).
#[inline]
fn read_short(text: &[u8], decimal: u8) -> Option<f64> {
    let (mantissa, whole_digits) = take_digits(text, 0);
    let (mantissa, fraction_digits) = match &text[whole_digits..] {
        [] => (mantissa, 0),
        [point, fraction @ ..] if *point == decimal => {
            let (mantissa, digits) = take_digits(fraction, mantissa);
            if digits < fraction.len() {
                return None;
            }
            (mantissa, digits)
        }
        _ => return None,
    };
    let digits = whole_digits + fraction_digits;
    let is_exact = digits > 0 && digits <= 19 && mantissa <= EXACT_MAX; // 19 digits cannot wrap around
    is_exact.then(|| mantissa as f64 / POWERS_OF_TEN[fraction_digits])
}

/// Any unsigned number.
fn read_any<T: FastFloat>(text: &[u8], decimal: u8) -> Option<T> {
    if matches!(text.first(), None | Some(b'+' | b'-')) {
        return None; // a second sign
    }
    if decimal == b'.' {
        return fast_float2::parse(text).ok();
    }
    if text.contains(&b'.') {
        return None;
    }
    let with_point: Vec<u8> = text.iter().map(|&byte| if byte == decimal { b'.' } else { byte }).collect();
    fast_float2::parse(with_point).ok()
}

/// Whether a guessed type rules this number out: an integer with leading zeros makes the column text.
#[inline]
fn is_code(text: &[u8]) -> bool {
    let begins_like_code = matches!(split_sign(trim(text)).1, [b'0', b'0'..=b'9', ..]);
    begins_like_code && int::read(text).is_some_and(|integer| integer.leading_zero)
}

pub(super) fn parse64(values: &Values<'_>) -> Result<Float64Array, ValueError> {
    values.primitives(Doubles { decimal: values.spec.dialect.decimal, guessed: values.spec.guessed })
}

struct Doubles {
    decimal: u8,
    guessed: bool,
}

impl ReadValue for Doubles {
    type Native = f64;

    #[inline(always)]
    fn has_lanes(&self, lanes: &Lanes<'_>) -> bool {
        lanes.long() < LANES / 2
    }

    /// As [`read_quickly`], without branches.
    #[inline(always)]
    fn read_lanes(&self, lanes: &Lanes<'_>, out: &mut [f64; LANES]) -> [u64; LANES] {
        let words = lanes.words(0);
        let mut refused = [0; LANES];
        let codes = if self.guessed { u64::MAX } else { 0 };
        for lane in 0..LANES {
            let number = number_in(words[lane], lanes.lens[lane]);
            let points = point_in(number.values, self.decimal);
            let point = points & points.wrapping_neg();
            let through_point = point ^ point.wrapping_sub(1);
            let no_point = if point == 0 { u64::MAX } else { 0 };
            let gap = 8 & !no_point;
            let digits = (number.values & !through_point) | (number.values & (through_point >> gap)) << gap;
            let is_code = number.leading_zero & codes & no_point;
            // of a lone point nothing stays but zeros, so its place tells: at the end, and nothing before it
            let is_lone_point = u64::from(lanes.lens[lane].wrapping_sub(number.minus & 1) == 1) & !no_point;
            refused[lane] = number.refused | not_digits(digits) | is_code | is_lone_point;
            // 10 to the number of digits after the point, by the bits of that number
            let one_of = |places: u64, power: f64| if point & places == 0 { 1.0 } else { power };
            let divisor = one_of(0x0080_0080_0080_0080, 1e1)
                * one_of(0x0000_8080_0000_8080, 1e2)
                * one_of(0x0000_0000_8080_8080, 1e4);
            let quotient = to_double(join_lane(digits)) / divisor;
            out[lane] = f64::from_bits(quotient.to_bits() | (number.minus & 1 << 63));
        }
        refused
    }

    #[inline(always)]
    fn read_quickly(&self, window: Window<'_>) -> Option<f64> {
        read_quickly(window, self.decimal, self.guessed)
    }

    fn read(&self, text: &[u8]) -> Result<f64, Bad> {
        let value = read(text, self.decimal).ok_or(Bad::NotA)?;
        if self.guessed && is_code(text) { Err(Bad::NotA) } else { Ok(value) }
    }
}

pub(super) fn parse32(values: &Values<'_>) -> Result<Float32Array, ValueError> {
    values.primitives(Singles { decimal: values.spec.dialect.decimal, guessed: values.spec.guessed })
}

struct Singles {
    decimal: u8,
    guessed: bool,
}

impl ReadValue for Singles {
    type Native = f32;

    #[inline(always)]
    fn read_quickly(&self, window: Window<'_>) -> Option<f32> {
        read_narrow_quickly(window, self.decimal, self.guessed)
    }

    fn read(&self, text: &[u8]) -> Result<f32, Bad> {
        // not by way of a double: that would round twice
        let (negative, unsigned) = split_sign(trim(text));
        let value: f32 = read_any(unsigned, self.decimal).ok_or(Bad::NotA)?;
        if self.guessed && is_code(text) {
            return Err(Bad::NotA);
        }
        Ok(if negative { -value } else { value })
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::{guessed, spec, value};
    use super::*;
    use crate::{ColumnSpec, Dialect};
    use arrow::datatypes::{DataType, Float32Type, Float64Type};
    use proptest::prelude::*;

    /// The same bits as std, or both refuse (std takes no blanks, and we take no other text).
    fn check(text: &str) {
        let expected = text.parse::<f64>().ok().map(f64::to_bits);
        assert_eq!(read(text.as_bytes(), b'.').map(f64::to_bits), expected, "{text}");
        if !crate::NullSpellings::pandas().contains(text.as_bytes()) && !text.is_empty() {
            let narrow = value::<Float32Type>(&spec(DataType::Float32), text).ok().map(f32::to_bits);
            assert_eq!(narrow, text.parse::<f32>().ok().map(f32::to_bits), "{text} as f32");
        }
    }

    #[test]
    fn like_std_where_it_is_hard() {
        for text in [
            "0",
            "-0",
            "0.0",
            "-0.0",
            "1",
            "+1",
            ".5",
            "5.",
            "-.5",
            "1e5",
            "1E+5",
            "1e-5",
            "1.e1",
            ".1e1",
            "0.1",
            "0.3",
            "1.1",
            "123.456",
            // the limits of the exact path
            "9007199254740992",
            "9007199254740993",
            "9007199254740992.5",
            "90071992547409.93",
            "0.9007199254740993",
            "1234567890123456789",
            "12345678901234567890",
            "0.000000000000000000001",
            "0.0000000000000000000001",
            "1e22",
            "1e23",
            // halfway cases
            "9007199254740993.0",
            "9007199254740995",
            "9007199254740993.00000000000000000000000000000000000000001",
            "1.00000000000000011102230246251565404236316680908203125",
            "1.00000000000000011102230246251565404236316680908203124",
            "1.00000000000000011102230246251565404236316680908203126",
            "16777217",
            "16777217.0000001",
            "1.00000005960464477540",
            // the ends of the range
            "1.7976931348623157e308",
            "1.7976931348623159e308",
            "1e309",
            "-1e999",
            "2.2250738585072014e-308",
            "2.2250738585072011e-308",
            "4.9e-324",
            "2.4703282292062327e-324",
            "2.4703282292062328e-324",
            "1e-400",
            "3.4028236e38",
            "1e-45",
            "0e99999999999",
            "1e99999999999999999999",
            // words
            "inf",
            "-inf",
            "INF",
            "Infinity",
            "+infinity",
            "nan",
            "NaN",
            "-nan",
            // not numbers
            "",
            ".",
            "+",
            "-",
            "e",
            "e5",
            "1e",
            "1e+",
            ".e1",
            "+.",
            "--1",
            "+-1",
            "1.2.3",
            "1,5",
            "0x10",
            "1_0",
            "infin",
            "in",
            "na",
            "1d5",
            "1f",
            "$1",
        ] {
            check(text);
        }
    }

    #[test]
    fn blanks_and_decimal_commas() {
        assert_eq!(read(b" 1.5\t", b'.'), Some(1.5));
        assert_eq!(read(b"  ", b'.'), None);
        assert_eq!(
            (read(b"1,5", b','), read(b"1.5", b','), read(b"-1,5e3", b',')),
            (Some(1.5), None, Some(-1500.0))
        );
        let dialect = Dialect { delimiter: b';', decimal: b',', ..Dialect::default() };
        let spec = ColumnSpec { dialect, ..spec(DataType::Float32) };
        assert_eq!(value::<Float32Type>(&spec, "0,1"), Ok(0.1));
    }

    #[test]
    fn guessed_types_are_strict() {
        let accepts = |text: &str| value::<Float64Type>(&guessed(DataType::Float64), text).is_ok();
        for text in ["0", "0.5", "00.5", "1e5", "-12", "99999999999999999999999", "inf", "0e1", "-0"] {
            assert!(accepts(text), "{text}");
        }
        for text in ["00", "007", "-012", "+01", " 01", "true", "x"] {
            assert!(!accepts(text), "{text}");
        }
        assert_eq!(value::<Float64Type>(&spec(DataType::Float64), "007"), Ok(7.0));
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(2000))]

        #[test]
        fn like_std(text in "[+-]?[0-9]{0,12}\\.?[0-9]{0,20}(e[+-]?[0-9]{1,3})?", bits in any::<u64>(), decimals in 0..10_usize) {
            check(&text);
            let number = f64::from_bits(bits);
            if number.is_finite() {
                check(&format!("{number}"));
                check(&format!("{number:e}"));
            }
            check(&format!("{:.decimals$}", (bits % 10_000_000) as f64 / 1000.0));
            check(&format!("-{:.17}", (bits % 10_000_000_000) as f64 / 7e7));
        }
    }
}
