//! Spans of time, in microseconds, as pandas writes them.

use arrow::array::DurationMicrosecondArray;

use super::ValueError;
use super::digits::take_digits;
use super::timestamp::{DAY_US, read_clock};
use super::values::{Bad, ReadValue, Values, trim};

/// Reads `[-]N days [+]HH:MM:SS[.f]`, `[-]N days`, or `[-]HH:MM:SS[.f]`.
///
/// As in pandas, the sign of the days holds for the time too unless the time has its own plus: `-1 days +23:00:00` is minus one hour,
/// `-1 days 23:00:00` is minus 47.
fn read(text: &[u8]) -> Result<i64, Bad> {
    let (negative, unsigned) = match text {
        [b'-', rest @ ..] => (true, rest),
        [b'+', rest @ ..] => (false, rest),
        _ => (false, text),
    };
    let sign = if negative { -1 } else { 1 };
    let (number, digits) = take_digits(unsigned, 0);
    let Some(after_days) = strip_days(&unsigned[digits..]) else {
        return Ok(sign * read_time(unsigned)?);
    };
    if !(1..=9).contains(&digits) {
        return Err(if digits == 0 { Bad::NotA } else { Bad::OutOfRange });
    }
    let time = match after_days {
        [] => 0,
        [b' ', b'+', time @ ..] => read_time(time)?,
        [b' ', time @ ..] => sign * read_time(time)?,
        _ => return Err(Bad::NotA),
    };
    // Days alone may be out of range where days and time are not.
    let whole = i128::from(sign) * i128::from(number) * i128::from(DAY_US) + i128::from(time);
    i64::try_from(whole).map_err(|_| Bad::OutOfRange)
}

/// What follows ` days` or ` day`.
fn strip_days(text: &[u8]) -> Option<&[u8]> {
    text.strip_prefix(b" days").or_else(|| text.strip_prefix(b" day"))
}

fn read_time(text: &[u8]) -> Result<i64, Bad> {
    match read_clock(text)? {
        (clock, []) => clock.duration().ok_or(Bad::OutOfRange),
        _ => Err(Bad::NotA),
    }
}

pub(super) fn parse(values: &Values<'_>) -> Result<DurationMicrosecondArray, ValueError> {
    values.primitives(Durations)
}

struct Durations;

impl ReadValue for Durations {
    type Native = i64;

    fn read(&self, text: &[u8]) -> Result<i64, Bad> {
        read(trim(text))
    }
}

#[cfg(test)]
mod tests {
    use super::super::ValueErrorKind;
    use super::super::testing::{spec, value};
    use arrow::datatypes::{DataType, DurationMicrosecondType, TimeUnit};

    const HOUR_US: i64 = 3_600_000_000;
    const DURATION: DataType = DataType::Duration(TimeUnit::Microsecond);

    fn duration(text: &str) -> Result<i64, ValueErrorKind> {
        value::<DurationMicrosecondType>(&spec(DURATION), text)
    }

    #[test]
    fn formats() {
        for (text, us) in [
            ("0 days 00:00:00", 0),
            ("1 days 02:00:00", 26 * HOUR_US),
            ("1 day 02:00:00.000001", 26 * HOUR_US + 1),
            ("-1 days +23:00:00", -HOUR_US),
            ("-1 days +23:59:59.5", -500_000),
            ("-1 days 23:00:00", -47 * HOUR_US),
            ("3 days", 72 * HOUR_US),
            ("02:03:04.25", 7_384_250_000),
            ("-01:00:00", -HOUR_US),
            ("36:00:00", 36 * HOUR_US),
            (" 00:00:01 ", 1_000_000),
            ("-106751992 days +19:59:05.224192", i64::MIN),
            ("106751991 days 04:00:54.775807", i64::MAX),
        ] {
            assert_eq!(duration(text), Ok(us), "{text}");
        }
    }

    #[test]
    fn errors() {
        for text in [
            "1",
            "days",
            " days",
            "1 days-",
            "1 days 02:00:00x",
            "--1 days",
            "1 dayss",
            "1 days  02:00:00",
            "x",
            "1 days -01:00:00",
        ] {
            assert_eq!(duration(text), Err(ValueErrorKind::NotA(DURATION)), "{text}");
        }
        assert_eq!(duration("00:60:00"), Err(ValueErrorKind::NoSuchDay));
        assert_eq!(duration("00:00:00.0000001"), Err(ValueErrorKind::TooFine));
        for text in ["106751992 days", "9999999999 days", "106751991 days 24:00:00"] {
            assert_eq!(duration(text), Err(ValueErrorKind::OutOfRange(DURATION)), "{text}");
        }
    }
}
