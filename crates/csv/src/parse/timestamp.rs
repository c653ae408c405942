//! Points in time, in microseconds since 1970-01-01 00:00 UTC.

use arrow::array::TimestampMicrosecondArray;

use super::ValueError;
use super::date::{read_iso_quickly, read_prefix};
use super::digits::{take_digits, two_digits};
use super::values::{Bad, ReadValue, Values, trim};
use super::window::{Window, are_digits};

pub(super) const SECOND_US: i64 = 1_000_000;
pub(super) const DAY_US: i64 = 86_400 * SECOND_US;

/// Reads `YYYY-MM-DD HH:MM:SS` (or with a `T`), which nearly all timestamps are. `None`: ask [`read_any`].
#[inline(always)]
fn read_quickly(window: Window<'_>) -> Option<i64> {
    if window.len != 19 || !matches!(window.bytes[10], b' ' | b'T') {
        return None;
    }
    let digits = window.word(11) ^ u64::from_le_bytes(*b"00:00:00");
    let is_regular = are_digits(digits) && digits & 0x0000_ff00_00ff_0000 == 0;
    // each byte is ten times its digit and the next digit: below 100, so nothing carries
    let pairs = digits.wrapping_mul(10).wrapping_add(digits >> 8);
    let pair = |at: u32| i64::from((pairs >> (8 * at)) as u8);
    let (hour, minute, second) = (pair(0), pair(3), pair(6));
    let days = read_iso_quickly(window)?;
    (is_regular && hour < 24 && minute < 60 && second < 60)
        .then(|| i64::from(days) * DAY_US + (hour * 3600 + minute * 60 + second) * SECOND_US)
}

/// Reads any timestamp, and says what is wrong with it if it is none.
fn read_any(text: &[u8], dayfirst: Option<bool>) -> Result<i64, Bad> {
    let (days, rest) = read_prefix(text, dayfirst)?;
    let midnight = i64::from(days) * DAY_US;
    let [separator, clock @ ..] = rest else { return Ok(midnight) };
    let (time_of_day, zone) = match separator {
        b' ' | b'T' => {
            let (time, zone) = read_clock(clock)?;
            (time.of_day()?, zone)
        }
        _ => (0, rest),
    };
    Ok(midnight + time_of_day - read_zone(zone)?)
}

/// A reading of a clock: hours, minutes, seconds and microseconds.
#[derive(Debug, Clone, Copy)]
pub(super) struct Clock {
    pub(super) hours: u64,
    minutes_us: i64,
}

impl Clock {
    /// Microseconds since midnight, if the day has that hour.
    fn of_day(self) -> Result<i64, Bad> {
        if self.hours < 24 { self.duration().ok_or(Bad::OutOfRange) } else { Err(Bad::NoSuchDay) }
    }

    /// Microseconds in all.
    pub(super) fn duration(self) -> Option<i64> {
        i64::try_from(self.hours).ok()?.checked_mul(3600 * SECOND_US)?.checked_add(self.minutes_us)
    }
}

/// Reads `H:MM[:SS[.f{1,9}]]`, and returns what follows.
pub(super) fn read_clock(text: &[u8]) -> Result<(Clock, &[u8]), Bad> {
    let (hours, digits) = take_digits(text, 0);
    if !(1..=9).contains(&digits) {
        return Err(Bad::NotA);
    }
    let (minutes, rest) = read_sixtieths(&text[digits..])?.ok_or(Bad::NotA)?;
    let (seconds, rest) = match read_sixtieths(rest)? {
        None => return Ok((Clock { hours, minutes_us: minutes * 60 * SECOND_US }, rest)),
        Some(found) => found,
    };
    let (fraction_us, rest) = read_fraction(rest)?;
    Ok((Clock { hours, minutes_us: (minutes * 60 + seconds) * SECOND_US + fraction_us }, rest))
}

/// Reads `:NN` below 60, if there is a colon.
fn read_sixtieths(text: &[u8]) -> Result<Option<(i64, &[u8])>, Bad> {
    let [b':', rest @ ..] = text else { return Ok(None) };
    let number = two_digits(rest, 0).ok_or(Bad::NotA)?;
    if number < 60 { Ok(Some((i64::from(number), &rest[2..]))) } else { Err(Bad::NoSuchDay) }
}

/// Reads `.f{1,9}`, if there is a point, in microseconds.
fn read_fraction(text: &[u8]) -> Result<(i64, &[u8]), Bad> {
    let [b'.', rest @ ..] = text else { return Ok((0, text)) };
    let (number, digits) = take_digits(rest, 0);
    if !(1..=9).contains(&digits) {
        return Err(Bad::NotA);
    }
    let nanoseconds = number * 10_u64.pow(9 - digits as u32);
    if !nanoseconds.is_multiple_of(1000) {
        return Err(Bad::TooFine);
    }
    Ok(((nanoseconds / 1000) as i64, &rest[digits..]))
}

/// Reads nothing, `Z`, or `+HH:MM`: microseconds east of UTC.
fn read_zone(text: &[u8]) -> Result<i64, Bad> {
    let (sign, offset) = match text {
        [] | [b'Z'] => return Ok(0),
        [b'+', offset @ ..] => (1, offset),
        [b'-', offset @ ..] => (-1, offset),
        _ => return Err(Bad::NotA),
    };
    let (Some(hours), [_, _, b':', _, _], Some(minutes)) =
        (two_digits(offset, 0), offset, two_digits(offset, 3))
    else {
        return Err(Bad::NotA);
    };
    if hours < 24 && minutes < 60 {
        Ok(sign * i64::from(hours * 60 + minutes) * 60 * SECOND_US)
    } else {
        Err(Bad::NoSuchDay)
    }
}

pub(super) fn parse(values: &Values<'_>) -> Result<TimestampMicrosecondArray, ValueError> {
    values.primitives(Timestamps { dayfirst: values.spec.dayfirst })
}

struct Timestamps {
    dayfirst: Option<bool>,
}

impl ReadValue for Timestamps {
    type Native = i64;

    #[inline(always)]
    fn read_quickly(&self, window: Window<'_>) -> Option<i64> {
        read_quickly(window)
    }

    fn read(&self, text: &[u8]) -> Result<i64, Bad> {
        read_any(trim(text), self.dayfirst)
    }
}

#[cfg(test)]
mod tests {
    use super::super::ValueErrorKind::{self, AmbiguousDate, NoSuchDay, NotA, TooFine};
    use super::super::testing::{parse_texts, spec, value};
    use super::*;
    use crate::ColumnSpec;
    use arrow::datatypes::{DataType, TimeUnit, TimestampMicrosecondType};
    use chrono::{DateTime, NaiveDateTime};
    use proptest::prelude::*;

    const TIMESTAMP: DataType = DataType::Timestamp(TimeUnit::Microsecond, None);

    fn time(text: &str) -> Result<i64, ValueErrorKind> {
        value::<TimestampMicrosecondType>(&spec(TIMESTAMP), text)
    }

    fn chrono(text: &str) -> i64 {
        let time = NaiveDateTime::parse_from_str(text, "%Y-%m-%d %H:%M:%S%.f").unwrap();
        time.and_utc().timestamp_micros()
    }

    #[test]
    fn formats() {
        let base = chrono("2015-01-31 07:05:00");
        for (text, offset_us) in [
            ("2015-01-31 07:05:00", 0),
            ("2015-01-31T07:05:00", 0),
            ("2015-01-31 07:05", 0),
            ("2015-01-31 07:05:09", 9_000_000),
            ("2015-01-31 07:05:00.5", 500_000),
            ("2015-01-31 07:05:00.123456", 123_456),
            ("2015-01-31 07:05:00.123456000", 123_456),
            ("2015-01-31 07:05:00Z", 0),
            ("2015-01-31T07:05:00.25Z", 250_000),
            ("2015-01-31 09:05:00+02:00", 0),
            ("2015-01-31 01:35:00.5-05:30", 500_000),
            ("  2015-01-31 07:05:00 ", 0),
            ("2015-01-31", -(7 * 60 + 5) * 60 * SECOND_US),
            ("2015-01-31Z", -(7 * 60 + 5) * 60 * SECOND_US),
        ] {
            assert_eq!(time(text), Ok(base + offset_us), "{text}");
        }
    }

    #[test]
    fn bounds() {
        for text in [
            "0000-01-01 00:00:00",
            "9999-12-31 23:59:59.999999",
            "1969-12-31 23:59:59.999999",
            "2000-02-29 12:00:00",
        ] {
            assert_eq!(time(text), Ok(chrono(text)), "{text}");
        }
    }

    #[test]
    fn errors_tell_what_is_wrong() {
        for text in [
            "2015-02-29 00:00:00",
            "2015-01-31 24:00:00",
            "2015-01-31 23:60:00",
            "2015-01-31 23:59:60",
            "2015-01-31 00:00:00+24:00",
        ] {
            assert_eq!(time(text), Err(NoSuchDay), "{text}");
        }
        assert_eq!(time("2015-01-31 00:00:00.1234567"), Err(TooFine));
        for text in [
            "x",
            "2015-01-31 .",
            "2015-01-31x",
            "2015-01-31 7",
            "2015-01-31 07:5:00",
            "2015-01-31 07:05:00 +02:00",
            "2015-01-31 07:05:00.",
            "2015-01-31 07:05:00.1234567890",
            "2015-01-31 07:05:00+0200",
            "2015-01-31 07:05:00+02:0",
            "2015-01-31_07:05:00",
            "2015-01-31 07-05-00",
            "2015-01-31 07:05:0x",
            "2015-01-31 07:05:00ZZ",
            "12345",
            "2015-01-31 -1:00:00",
        ] {
            assert_eq!(time(text), Err(NotA(TIMESTAMP)), "{text}");
        }
    }

    #[test]
    fn slash_dates() {
        let with = |text, dayfirst| {
            value::<TimestampMicrosecondType>(&ColumnSpec { dayfirst, ..spec(TIMESTAMP) }, text)
        };
        let base = chrono("2015-01-02 07:05:09");
        assert_eq!(with("1/2/2015 7:05:09", Some(false)), Ok(base));
        assert_eq!(with("02/01/15 07:05:09.5", Some(true)), Ok(base + 500_000));
        assert_eq!(with("1/2/15 7:05", Some(false)), Ok(base - 9 * SECOND_US));
        assert_eq!(with("1/2/15", Some(false)), Ok(chrono("2015-01-02 00:00:00")));
        assert_eq!(with("1/2/2015 7:05:09", None), Err(AmbiguousDate));
        assert_eq!(with("01/02/2015 07:05:09", None), Err(AmbiguousDate)); // nineteen characters
        assert_eq!(with("1/2/15", Some(true)), Ok(chrono("2015-02-01 00:00:00")));
    }

    #[test]
    fn nulls() {
        let array = parse_texts(&spec(TIMESTAMP), &["", "2015-01-31", "NA"]).unwrap();
        assert_eq!(array.null_count(), 2);
    }

    proptest! {
        #[test]
        fn like_chrono(us in -62_167_219_200_000_000_i64..253_402_300_800_000_000, mutation in any::<(usize, u8)>()) {
            let whole = DateTime::from_timestamp_micros(us - us.rem_euclid(SECOND_US)).unwrap().naive_utc();
            let text = whole.format("%Y-%m-%d %H:%M:%S").to_string();
            prop_assert_eq!(time(&text), Ok(whole.and_utc().timestamp_micros()));
            let exact = format!("{text}.{:06}", us.rem_euclid(SECOND_US));
            prop_assert_eq!(time(&exact), Ok(us));
            // one byte changed: the fixed path accepts exactly what chrono does (leap seconds apart)
            let mut bytes = text.into_bytes();
            bytes[mutation.0 % 19] = b"0123456789:- T/x"[usize::from(mutation.1) % 16];
            let changed = String::from_utf8(bytes).unwrap();
            if let Ok(found) = time(&changed) && changed.len() == changed.trim().len() && !changed.contains('T') {
                prop_assert_eq!(found, chrono(&changed));
            } else if !changed.ends_with(":60") && NaiveDateTime::parse_from_str(&changed, "%Y-%m-%d %H:%M:%S").is_ok_and(|time| time.format("%Y-%m-%d %H:%M:%S").to_string() == changed) {
                prop_assert!(time(&changed).is_ok());
            }
        }
    }
}
