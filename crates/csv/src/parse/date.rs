//! Days of the calendar.

use arrow::array::Date32Array;

use super::ValueError;
use super::digits::{take_digits, two_digits};
use super::values::{Bad, ReadValue, Values, trim};
use super::window::{Window, ZEROS, are_digits};

/// Days since 1970-01-01 of a day of the (proleptic) Gregorian calendar, or `None` when it has no such day.
///
/// The year is taken to begin in March, so that the leap day is its last (Hinnant, "chrono-compatible low-level date algorithms").
#[inline]
fn days_since_epoch(year: u32, month: u32, day: u32) -> Option<i32> {
    const DAYS_TO_EPOCH: i32 = 719_468; // from 0000-03-01
    const MONTH_DAYS: [u32; 13] = [0, 31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
    let month_days = *MONTH_DAYS.get(month as usize)?;
    if day == 0 || day > month_days || (month == 2 && day == 29 && !is_leap(year)) {
        return None;
    }
    let (march_year, march_month) =
        if month > 2 { (year as i32, month - 3) } else { (year as i32 - 1, month + 9) };
    let day_of_year = ((153 * march_month + 2) / 5 + day - 1) as i32;
    let leap_days = march_year.div_euclid(4) - march_year.div_euclid(100) + march_year.div_euclid(400);
    Some(march_year * 365 + leap_days + day_of_year - DAYS_TO_EPOCH)
}

fn is_leap(year: u32) -> bool {
    year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400))
}

/// Reads `YYYY-MM-DD`, in days since 1970-01-01.
#[inline]
pub(super) fn read_iso(text: &[u8; 10]) -> Result<i32, Bad> {
    let numbers = (two_digits(text, 0), two_digits(text, 2), two_digits(text, 5), two_digits(text, 8));
    match numbers {
        (Some(century), Some(year), Some(month), Some(day)) if text[4] == b'-' && text[7] == b'-' => {
            days_since_epoch(century * 100 + year, month, day).ok_or(Bad::NoSuchDay)
        }
        _ => Err(Bad::NotA),
    }
}

/// Reads the `YYYY-MM-DD` that a value begins with, in days since 1970-01-01. `None` if there is none, or no such day.
#[inline(always)]
pub(super) fn read_iso_quickly(window: Window<'_>) -> Option<i32> {
    let digits = window.word(0) ^ u64::from_le_bytes(*b"0000-00-");
    let day_digits = (window.word(8) ^ ZEROS) & 0xffff;
    let is_regular = are_digits(digits) && digits & 0xff00_00ff_0000_0000 == 0 && are_digits(day_digits);
    // each byte is ten times its digit and the next digit: below 100, so nothing carries
    let pairs = digits.wrapping_mul(10).wrapping_add(digits >> 8);
    let pair = |at: u32| (pairs >> (8 * at)) as u8;
    let day = (day_digits & 0xff) * 10 + (day_digits >> 8);
    let year = u32::from(pair(0)) * 100 + u32::from(pair(2));
    if is_regular { days_since_epoch(year, u32::from(pair(5)), day as u32) } else { None }
}

/// Reads the date that a text begins with, `YYYY-MM-DD` or one with slashes; the days since 1970-01-01 and what follows.
pub(super) fn read_prefix(text: &[u8], dayfirst: Option<bool>) -> Result<(i32, &[u8]), Bad> {
    match text.split_first_chunk() {
        Some((date, rest)) if date[4] == b'-' => Ok((read_iso(date)?, rest)),
        _ => read_slashes(text, dayfirst),
    }
}

/// Reads `M/D/YYYY` or `D/M/YYYY`; two-digit years are of 1969 to 2068, as in POSIX.
fn read_slashes(text: &[u8], dayfirst: Option<bool>) -> Result<(i32, &[u8]), Bad> {
    let (first, _, rest) = number_before_slash(text)?;
    let (second, _, rest) = number_before_slash(rest)?;
    let (year, digits) = take_digits(rest, 0);
    let year = match (digits, year as u32) {
        (4, year) => year,
        (2, year) => year + if year < 69 { 2000 } else { 1900 },
        _ => return Err(Bad::NotA),
    };
    let (month, day) = match dayfirst {
        None => return Err(Bad::AmbiguousDate),
        Some(true) => (second, first),
        Some(false) => (first, second),
    };
    Ok((days_since_epoch(year, month, day).ok_or(Bad::NoSuchDay)?, &rest[digits..]))
}

fn number_before_slash(text: &[u8]) -> Result<(u32, usize, &[u8]), Bad> {
    let (number, digits) = take_digits(text, 0);
    match &text[digits..] {
        [b'/', rest @ ..] if matches!(digits, 1 | 2) => Ok((number as u32, digits, rest)),
        _ => Err(Bad::NotA),
    }
}

pub(super) fn parse(values: &Values<'_>) -> Result<Date32Array, ValueError> {
    values.primitives(Dates { dayfirst: values.spec.dayfirst })
}

struct Dates {
    dayfirst: Option<bool>,
}

impl ReadValue for Dates {
    type Native = i32;

    #[inline(always)]
    fn read_quickly(&self, window: Window<'_>) -> Option<i32> {
        if window.len == 10 { read_iso_quickly(window) } else { None }
    }

    fn read(&self, text: &[u8]) -> Result<i32, Bad> {
        match read_prefix(trim(text), self.dayfirst)? {
            (days, []) => Ok(days),
            _ => Err(Bad::NotA),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::ValueErrorKind;
    use super::super::testing::{spec, value};
    use super::*;
    use crate::ColumnSpec;
    use arrow::datatypes::{DataType, Date32Type};
    use chrono::NaiveDate;

    fn date(text: &str, dayfirst: Option<bool>) -> Result<i32, ValueErrorKind> {
        value::<Date32Type>(&ColumnSpec { dayfirst, ..spec(DataType::Date32) }, text)
    }

    #[test]
    fn every_day_of_ten_thousand_years() {
        let epoch = NaiveDate::from_ymd_opt(1970, 1, 1).unwrap();
        for year in 0..=9999 {
            for month in 0..=13 {
                let days = if year % 50 == 0 || year % 100 == 4 { 0..=32 } else { 28..=31 };
                for day in days {
                    let expected = NaiveDate::from_ymd_opt(year, month, day);
                    let expected = expected.map(|date| date.signed_duration_since(epoch).num_days() as i32);
                    assert_eq!(days_since_epoch(year as u32, month, day), expected, "{year}-{month}-{day}");
                }
            }
        }
    }

    #[test]
    fn iso_dates() {
        for (text, days) in [
            ("1970-01-01", 0),
            ("1969-12-31", -1),
            ("2000-02-29", 11_016),
            (" 2015-01-31 ", 16_466),
            ("0000-01-01", -719_528),
            ("9999-12-31", 2_932_896),
        ] {
            assert_eq!(date(text, None), Ok(days), "{text}");
        }
        for text in ["2015-02-29", "1900-02-29", "2015-00-01", "2015-13-01", "2015-04-31", "2015-01-00"] {
            assert_eq!(date(text, None), Err(ValueErrorKind::NoSuchDay), "{text}");
        }
        for text in [
            "2015-1-1",
            "2015/01/01",
            "20150101",
            "2015-01-01 00:00",
            "2015-01-011",
            "201x-01-01",
            "x",
            "-015-01-01",
        ] {
            assert_eq!(date(text, None), Err(ValueErrorKind::NotA(DataType::Date32)), "{text}");
        }
    }

    #[test]
    fn slash_dates() {
        let january_31 = Ok(16_466);
        assert_eq!(date("1/31/2015", Some(false)), january_31);
        assert_eq!(date("31/01/15", Some(true)), january_31);
        assert_eq!(date("01/31/15", Some(false)), january_31);
        assert_eq!(date("1/1/69", Some(true)), Ok(-365));
        assert_eq!(date("1/1/68", Some(true)), Ok(35_794));
        assert_eq!(date("1/31/2015", None), Err(ValueErrorKind::AmbiguousDate));
        assert_eq!(date("1/31/2015", Some(true)), Err(ValueErrorKind::NoSuchDay));
        for text in ["1/1/201", "1/1", "/1/2015", "001/1/2015", "1/1/20155", "1/1/2015 x"] {
            assert_eq!(date(text, Some(true)), Err(ValueErrorKind::NotA(DataType::Date32)), "{text}");
        }
    }
}
