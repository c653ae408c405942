//! Floating-point numbers, correctly rounded.

use arrow::array::{Float32Array, Float64Array};
use arrow::datatypes::{Float32Type, Float64Type};
use fast_float2::FastFloat;

use super::ValueError;
use super::digits::take_digits;
use super::int;
use super::values::{Bad, Values, trim};

/// The powers of ten that a double holds exactly.
const POWERS_OF_TEN: [f64; 23] = [
    1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18,
    1e19, 1e20, 1e21, 1e22,
];

/// Integers up to here are exact doubles.
const EXACT_MAX: u64 = 1 << 53;

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
    let (guessed, decimal) = (values.spec.guessed, values.spec.dialect.decimal);
    values.primitives::<Float64Type>(|text| {
        let value = read(text, decimal).ok_or(Bad::NotA)?;
        if guessed && is_code(text) { Err(Bad::NotA) } else { Ok(value) }
    })
}

pub(super) fn parse32(values: &Values<'_>) -> Result<Float32Array, ValueError> {
    let (guessed, decimal) = (values.spec.guessed, values.spec.dialect.decimal);
    values.primitives::<Float32Type>(|text| {
        // not by way of a double: that would round twice
        let (negative, unsigned) = split_sign(trim(text));
        let value: f32 = read_any(unsigned, decimal).ok_or(Bad::NotA)?;
        if guessed && is_code(text) {
            return Err(Bad::NotA);
        }
        Ok(if negative { -value } else { value })
    })
}

#[cfg(test)]
mod tests {
    use super::super::testing::{guessed, spec, value};
    use super::*;
    use crate::{ColumnSpec, Dialect};
    use arrow::datatypes::DataType;
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
        }
    }
}
