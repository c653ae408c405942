//! Integers of every width.

use arrow::array::{ArrowPrimitiveType, PrimitiveArray};

use super::ValueError;
use super::digits::take_digits;
use super::values::{Bad, Values, trim};

/// What the text of an integer says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Integer {
    /// Written with a minus sign.
    pub(crate) negative: bool,
    /// More than one digit, the first of them 0: rather a code than a number.
    pub(crate) leading_zero: bool,
    /// `None` when it is above `u64::MAX`.
    pub(crate) magnitude: Option<u64>,
}

impl Integer {
    /// The value, when it fits.
    #[inline]
    pub(crate) fn to_i64(self) -> Option<i64> {
        let magnitude = self.magnitude?;
        if self.negative { 0_i64.checked_sub_unsigned(magnitude) } else { i64::try_from(magnitude).ok() }
    }

    #[inline]
    fn to_u64(self) -> Option<u64> {
        self.magnitude.filter(|&magnitude| magnitude == 0 || !self.negative)
    }
}

/// Reads `[+-]digits`, with blanks around.
#[inline(never)]
pub(crate) fn read(text: &[u8]) -> Option<Integer> {
    let (negative, digits) = match trim(text) {
        [b'-', digits @ ..] => (true, digits),
        [b'+', digits @ ..] => (false, digits),
        digits => (false, digits),
    };
    let (value, count) = take_digits(digits, 0);
    if count == 0 || count < digits.len() {
        return None;
    }
    let leading_zero = count > 1 && digits[0] == b'0';
    let magnitude = if count <= 19 { Some(value) } else { long_magnitude(digits) };
    Some(Integer { negative, leading_zero, magnitude })
}

#[cold]
fn long_magnitude(digits: &[u8]) -> Option<u64> {
    digits.iter().try_fold(0_u64, |value, digit| value.checked_mul(10)?.checked_add(u64::from(digit - b'0')))
}

/// Reads what nearly all integers are: a few digits with nothing around, no sign but a minus, no leading zero.
#[inline]
fn read_plain(text: &[u8]) -> Option<i64> {
    let (negative, digits) = match text {
        [b'-', digits @ ..] => (true, digits),
        digits => (false, digits),
    };
    if digits.len() > 18 || matches!(digits, [] | [b'0', _, ..]) {
        return None;
    }
    let mut value = 0_i64;
    for byte in digits {
        let digit = byte.wrapping_sub(b'0');
        if digit > 9 {
            return None;
        }
        value = value * 10 + i64::from(digit);
    }
    Some(if negative { -value } else { value })
}

#[inline]
pub(super) fn parse_signed<T: ArrowPrimitiveType>(
    values: &Values<'_>,
) -> Result<PrimitiveArray<T>, ValueError>
where
    T::Native: TryFrom<i64>,
{
    let guessed = values.spec.guessed;
    values.primitives::<T>(|text| {
        let value = match read_plain(text) {
            Some(value) => value,
            None => {
                let integer =
                    read(text).filter(|integer| !(guessed && integer.leading_zero)).ok_or(Bad::NotA)?;
                integer.to_i64().ok_or(Bad::OutOfRange)?
            }
        };
        T::Native::try_from(value).map_err(|_| Bad::OutOfRange)
    })
}

#[inline]
pub(super) fn parse_unsigned<T: ArrowPrimitiveType>(
    values: &Values<'_>,
) -> Result<PrimitiveArray<T>, ValueError>
where
    T::Native: TryFrom<u64>,
{
    let guessed = values.spec.guessed;
    values.primitives::<T>(|text| {
        let fits_guess = |integer: &Integer| !(guessed && (integer.leading_zero || integer.negative));
        let integer = read(text).filter(fits_guess).ok_or(Bad::NotA)?;
        let value = integer.to_u64().ok_or(Bad::OutOfRange)?;
        T::Native::try_from(value).map_err(|_| Bad::OutOfRange)
    })
}

#[cfg(test)]
mod tests {
    use super::super::ValueErrorKind::{NotA, OutOfRange};
    use super::super::testing::{errors, guessed, parses, spec, value};
    use arrow::array::AsArray;
    use arrow::datatypes::{DataType, Int8Type, Int64Type, UInt64Type};
    use proptest::prelude::*;

    fn int(text: &str) -> Result<i64, super::super::ValueErrorKind> {
        value::<Int64Type>(&spec(DataType::Int64), text)
    }

    #[test]
    fn asked_for() {
        for (text, number) in [
            ("0", 0),
            ("-0", 0),
            ("+5", 5),
            ("007", 7),
            (" 12\t", 12),
            ("-0012", -12),
            ("00000000000000000000000001", 1),
        ] {
            assert_eq!(int(text), Ok(number), "{text:?}");
        }
        for text in ["1.0", "1e3", "--1", "+-1", "-", "+", " ", "1 2", "0x1", "1_000", "12a", "a", "٣"] {
            assert_eq!(int(text), Err(NotA(DataType::Int64)), "{text:?}");
        }
    }

    #[test]
    fn limits() {
        for number in [i64::MIN, i64::MIN + 1, i64::MAX, 999_999_999_999_999_999, 1_000_000_000_000_000_000] {
            assert_eq!(int(&number.to_string()), Ok(number));
        }
        for text in
            ["9223372036854775808", "-9223372036854775809", "10000000000000000000", "99999999999999999999"]
        {
            assert_eq!(int(text), Err(OutOfRange(DataType::Int64)), "{text}");
        }
        let unsigned = |text: &str| value::<UInt64Type>(&spec(DataType::UInt64), text);
        assert_eq!(unsigned("18446744073709551615"), Ok(u64::MAX));
        assert_eq!(unsigned("-0"), Ok(0));
        for text in ["18446744073709551616", "-1", "28446744073709551615", "100000000000000000000"] {
            assert_eq!(unsigned(text), Err(OutOfRange(DataType::UInt64)), "{text}");
        }
        let narrow = parses(DataType::Int8, &["-128", "", "127"]);
        assert_eq!(
            narrow.as_primitive::<Int8Type>().iter().collect::<Vec<_>>(),
            [Some(-128), None, Some(127)]
        );
        assert_eq!(errors(DataType::Int8, "128"), OutOfRange(DataType::Int8));
        assert_eq!(errors(DataType::UInt8, "256"), OutOfRange(DataType::UInt8));
    }

    #[test]
    fn guessed_types_are_strict() {
        let signed = |text: &str| value::<Int64Type>(&guessed(DataType::Int64), text).is_ok();
        assert!(signed("12") && signed("-12") && signed("0") && signed("+7") && signed(" 1"));
        assert!(!signed("012") && !signed("-00") && !signed("9223372036854775808"));
        let unsigned = |text: &str| value::<UInt64Type>(&guessed(DataType::UInt64), text).is_ok();
        assert!(unsigned("12") && unsigned("18446744073709551615"));
        assert!(!unsigned("-1") && !unsigned("-0") && !unsigned("01"));
    }

    proptest! {
        #[test]
        fn like_std(text in "[ ]?[+-]?[0-9]{0,22}[ ax.]?", number in any::<i64>(), unsigned in any::<u64>()) {
            if !text.is_empty() {
                prop_assert_eq!(int(&text).ok(), text.trim().parse().ok());
            }
            prop_assert_eq!(int(&number.to_string()), Ok(number));
            prop_assert_eq!(value::<UInt64Type>(&spec(DataType::UInt64), &unsigned.to_string()), Ok(unsigned));
        }
    }
}
