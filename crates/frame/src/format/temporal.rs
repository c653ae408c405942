//! Dates, timestamps and durations as text, spelt as pandas prints them; by integer arithmetic, appended in place.

const MICROS_PER_SECOND: i64 = 1_000_000;
const SECONDS_PER_DAY: i64 = 86_400;

/// `2015-01-31`, from days since 1970-01-01. Years have at least four digits; those before year 0 a minus sign.
pub(crate) fn push_date(out: &mut Vec<u8>, days: i64) {
    let (year, month, day) = civil_from_days(days);
    if (0..10_000).contains(&year) {
        push_two_digits(out, (year / 100) as u8);
        push_two_digits(out, (year % 100) as u8);
    } else {
        push_long_year(out, year);
    }
    out.push(b'-');
    push_two_digits(out, month);
    out.push(b'-');
    push_two_digits(out, day);
}

/// `2015-01-31 23:59:59`, with `.ffffff` if there is a fraction of a second; from microseconds since 1970-01-01.
pub(crate) fn push_timestamp(out: &mut Vec<u8>, micros: i64) {
    push_seconds(out, micros.div_euclid(MICROS_PER_SECOND));
    push_fraction(out, micros.rem_euclid(MICROS_PER_SECOND));
}

/// `2015-01-31 23:59:59`, from seconds since 1970-01-01.
pub(crate) fn push_seconds(out: &mut Vec<u8>, seconds: i64) {
    push_date(out, seconds.div_euclid(SECONDS_PER_DAY));
    out.push(b' ');
    push_clock(out, seconds.rem_euclid(SECONDS_PER_DAY));
}

/// `0 days 00:20:15`, with `.ffffff` if there is a fraction of a second; from microseconds. A negative duration has
/// negative days and a time that counts forward, as in pandas: minus one minute is `-1 days +23:59:00`.
pub(crate) fn push_duration(out: &mut Vec<u8>, micros: i64) {
    let seconds = micros.div_euclid(MICROS_PER_SECOND);
    out.extend_from_slice(itoa::Buffer::new().format(seconds.div_euclid(SECONDS_PER_DAY)).as_bytes());
    out.extend_from_slice(if micros < 0 { b" days +" } else { b" days " });
    push_clock(out, seconds.rem_euclid(SECONDS_PER_DAY));
    push_fraction(out, micros.rem_euclid(MICROS_PER_SECOND));
}

/// A number below 100 with its leading zero.
pub(crate) fn push_two_digits(out: &mut Vec<u8>, value: u8) {
    out.extend_from_slice(&[b'0' + value / 10, b'0' + value % 10]);
}

/// Days from 1970-01-01 to a day of the Gregorian calendar (also before it was introduced).
/// The method is Howard Hinnant's: years start in March, so that the leap day is the last one.
pub(crate) fn days_from_civil(year: i64, month: i64, day: i64) -> i64 {
    let year = if month <= 2 { year - 1 } else { year };
    let (era, year_of_era) = (year.div_euclid(400), year.rem_euclid(400));
    let day_of_year = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;
    era * 146_097 + year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year - 719_468
}

/// The inverse of [`days_from_civil`].
fn civil_from_days(days: i64) -> (i64, u8, u8) {
    let days = days + 719_468;
    let (era, day_of_era) = (days.div_euclid(146_097), days.rem_euclid(146_097));
    let year_of_era = (day_of_era - day_of_era / 1_460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let shifted_month = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * shifted_month + 2) / 5 + 1;
    let month = if shifted_month < 10 { shifted_month + 3 } else { shifted_month - 9 };
    let year = era * 400 + year_of_era + i64::from(month <= 2);
    (year, month as u8, day as u8)
}

fn push_long_year(out: &mut Vec<u8>, year: i64) {
    if year < 0 {
        out.push(b'-');
    }
    let mut buffer = itoa::Buffer::new();
    let digits = buffer.format(year.unsigned_abs());
    out.extend_from_slice(&b"0000"[..4_usize.saturating_sub(digits.len())]);
    out.extend_from_slice(digits.as_bytes());
}

fn push_clock(out: &mut Vec<u8>, second_of_day: i64) {
    push_two_digits(out, (second_of_day / 3_600) as u8);
    out.push(b':');
    push_two_digits(out, (second_of_day / 60 % 60) as u8);
    out.push(b':');
    push_two_digits(out, (second_of_day % 60) as u8);
}

fn push_fraction(out: &mut Vec<u8>, micros: i64) {
    if micros > 0 {
        out.push(b'.');
        for part in [micros / 10_000, micros / 100 % 100, micros % 100] {
            push_two_digits(out, part as u8);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono::{DateTime, Datelike, NaiveDate};

    fn text(push: impl FnOnce(&mut Vec<u8>)) -> String {
        let mut out = Vec::new();
        push(&mut out);
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn dates_agree_with_chrono() {
        let epoch = NaiveDate::from_ymd_opt(1970, 1, 1).unwrap();
        for days in (-800_000..3_000_000).step_by(97) {
            let date = epoch + chrono::Duration::days(days);
            assert_eq!(civil_from_days(days), (i64::from(date.year()), date.month() as u8, date.day() as u8));
            assert_eq!(days_from_civil(date.year().into(), date.month().into(), date.day().into()), days);
        }
    }

    #[test]
    fn years_beyond_four_digits_and_before_zero() {
        assert_eq!(text(|out| push_date(out, days_from_civil(12_345, 1, 2))), "12345-01-02");
        assert_eq!(text(|out| push_date(out, days_from_civil(-5, 12, 31))), "-0005-12-31");
        assert_eq!(text(|out| push_date(out, days_from_civil(7, 2, 28))), "0007-02-28");
    }

    #[test]
    fn timestamps_agree_with_chrono() {
        for micros in
            [0, 1, -1, 999_999, -86_400_000_001, 1_421_348_739_000_000, 951_827_696_000_120, i64::MAX / 100]
        {
            let expected = DateTime::from_timestamp_micros(micros).unwrap().naive_utc();
            let spelt = text(|out| push_timestamp(out, micros));
            let format = if micros % 1_000_000 == 0 { "%Y-%m-%d %H:%M:%S" } else { "%Y-%m-%d %H:%M:%S%.6f" };
            assert_eq!(spelt, expected.format(format).to_string());
        }
    }

    #[test]
    fn the_extremes_do_not_overflow() {
        assert!(text(|out| push_timestamp(out, i64::MIN)).starts_with("-290308-"));
        assert!(text(|out| push_timestamp(out, i64::MAX)).starts_with("294247-"));
        assert!(text(|out| push_duration(out, i64::MIN)).starts_with("-106751992 days +"));
    }

    #[test]
    fn durations_are_spelt_as_in_pandas() {
        for (micros, expected) in [
            (0, "0 days 00:00:00"),
            (1_215_000_000, "0 days 00:20:15"),
            (-60_000_000, "-1 days +23:59:00"),
            (-86_400_000_000, "-1 days +00:00:00"),
            (90_061_000_001, "1 days 01:01:01.000001"),
            (-1, "-1 days +23:59:59.999999"),
        ] {
            assert_eq!(text(|out| push_duration(out, micros)), expected);
        }
    }
}
