//! Integers of every width.

use std::marker::PhantomData;

use arrow::array::{ArrowPrimitiveType, PrimitiveArray};

use super::ValueError;
use super::digits::take_digits;
use super::lanes::{LANES, Lanes, join_lane, not_digits, number_in};
use super::values::{Bad, ReadValue, Values, trim};
use super::window::{Window, ZEROS, are_digits, digit_values, join_digits};

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

/// Reads what nearly all integers are: up to sixteen digits with nothing around, no sign but a minus, no leading zero. `None`: ask
/// [`read`].
#[inline(always)]
fn read_quickly(window: Window<'_>) -> Option<i64> {
    let negative = window.bytes[0] == b'-';
    let sign = usize::from(negative);
    let len = window.len - sign;
    let word = window.word(sign);
    if len > 1 && word as u8 == b'0' {
        return None;
    }
    let value = match len {
        1..=8 => joined(digit_values(word, len))?,
        9..=16 => {
            let high = joined(word ^ ZEROS)?;
            let low = joined(digit_values(window.word(sign + 8), len - 8))?;
            high * 10_i64.pow(len as u32 - 8) + low
        }
        _ => return None,
    };
    Some(if negative { -value } else { value })
}

#[inline(always)]
fn joined(values: u64) -> Option<i64> {
    are_digits(values).then(|| join_digits(values) as i64)
}

pub(super) fn parse_signed<T: ArrowPrimitiveType>(
    values: &Values<'_>,
) -> Result<PrimitiveArray<T>, ValueError>
where
    T::Native: TryFrom<i64>,
{
    values.primitives(Signed { guessed: values.spec.guessed, native: PhantomData::<T::Native> })
}

struct Signed<N> {
    guessed: bool,
    native: PhantomData<N>,
}

impl<N: Copy + Default + TryFrom<i64>> ReadValue for Signed<N> {
    type Native = N;

    #[inline(always)]
    fn has_lanes(&self, lanes: &Lanes<'_>) -> bool {
        lanes.long() < LANES / 2
    }

    /// As [`read_quickly`], without branches.
    #[inline(always)]
    fn read_lanes(&self, lanes: &Lanes<'_>, out: &mut [N; LANES]) -> [u64; LANES] {
        let words = lanes.words(0);
        let (mut refused, mut integers) = ([0; LANES], [0; LANES]);
        for lane in 0..LANES {
            let number = number_in(words[lane], lanes.lens[lane]);
            refused[lane] = number.refused | not_digits(number.values) | number.leading_zero;
            integers[lane] = ((join_lane(number.values) ^ number.minus).wrapping_sub(number.minus)) as i64;
        }
        for lane in 0..LANES {
            match N::try_from(integers[lane]) {
                Ok(integer) => out[lane] = integer,
                Err(_) => refused[lane] = 1,
            }
        }
        refused
    }

    #[inline(always)]
    fn read_quickly(&self, window: Window<'_>) -> Option<N> {
        N::try_from(read_quickly(window)?).ok()
    }

    fn read(&self, text: &[u8]) -> Result<N, Bad> {
        let integer =
            read(text).filter(|integer| !(self.guessed && integer.leading_zero)).ok_or(Bad::NotA)?;
        let value = integer.to_i64().ok_or(Bad::OutOfRange)?;
        N::try_from(value).map_err(|_| Bad::OutOfRange)
    }
}

pub(super) fn parse_unsigned<T: ArrowPrimitiveType>(
    values: &Values<'_>,
) -> Result<PrimitiveArray<T>, ValueError>
where
    T::Native: TryFrom<u64>,
{
    values.primitives(Unsigned { guessed: values.spec.guessed, native: PhantomData::<T::Native> })
}

struct Unsigned<N> {
    guessed: bool,
    native: PhantomData<N>,
}

impl<N: Copy + Default + TryFrom<u64>> ReadValue for Unsigned<N> {
    type Native = N;

    #[inline(always)]
    fn read_quickly(&self, window: Window<'_>) -> Option<N> {
        if window.bytes[0] == b'-' {
            return None;
        }
        N::try_from(read_quickly(window)?.unsigned_abs()).ok()
    }

    fn read(&self, text: &[u8]) -> Result<N, Bad> {
        let fits_guess = |integer: &Integer| !(self.guessed && (integer.leading_zero || integer.negative));
        let integer = read(text).filter(fits_guess).ok_or(Bad::NotA)?;
        let value = integer.to_u64().ok_or(Bad::OutOfRange)?;
        N::try_from(value).map_err(|_| Bad::OutOfRange)
    }
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
