//! Days and times of day from counts since 1970-01-01, in the proleptic Gregorian calendar, for any count.

/// Microseconds in a second.
pub(super) const MICROS_PER_SECOND: i64 = 1_000_000;
/// Microseconds in a minute.
pub(super) const MICROS_PER_MINUTE: i64 = 60 * MICROS_PER_SECOND;
/// Microseconds in an hour.
pub(super) const MICROS_PER_HOUR: i64 = 60 * MICROS_PER_MINUTE;
/// Microseconds in a day; there are no leap seconds.
pub(super) const MICROS_PER_DAY: i64 = 24 * MICROS_PER_HOUR;

/// Days in 400 years, after which the calendar repeats.
const DAYS_PER_ERA: i64 = 146_097;
/// Days from 0000-03-01 to 1970-01-01.
const EPOCH: i64 = 719_468;

/// A day of the calendar.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Day {
    /// The year; 0 is the year before 1.
    pub(super) year: i64,
    /// 1 to 12.
    pub(super) month: i64,
    /// 1 to 31.
    pub(super) day: i64,
}

/// The day that lies `days` after 1970-01-01.
///
/// Counts in years that begin in March, so that the leap day is a year's last day
/// (Howard Hinnant, "chrono-compatible low-level date algorithms").
pub(super) fn day(days: i64) -> Day {
    let shifted = days + EPOCH;
    let era = shifted.div_euclid(DAYS_PER_ERA);
    let day_of_era = shifted.rem_euclid(DAYS_PER_ERA);
    let year_of_era = (day_of_era - day_of_era / 1_460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let month_from_march = (5 * day_of_year + 2) / 153;
    let month = if month_from_march < 10 { month_from_march + 3 } else { month_from_march - 9 };
    Day {
        year: era * 400 + year_of_era + i64::from(month <= 2),
        month,
        day: day_of_year - (153 * month_from_march + 2) / 5 + 1,
    }
}

/// 1 to 366.
pub(super) fn day_of_year(days: i64) -> i64 {
    /// Days before each month of a year that is not a leap year.
    const BEFORE: [i64; 12] = [0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334];
    let Day { year, month, day } = day(days);
    BEFORE[(month - 1) as usize] + day + i64::from(is_leap_year(year) && month > 2)
}

/// Whether the year has a 29th of February.
pub(super) fn is_leap_year(year: i64) -> bool {
    (year % 4 == 0 && year % 100 != 0) || year % 400 == 0
}

/// How many days the month has.
pub(super) fn days_in_month(year: i64, month: i64) -> i64 {
    match month {
        2 => 28 + i64::from(is_leap_year(year)),
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

/// The inverse of [`day`]: how many days after 1970-01-01 it is. The same source.
pub(super) fn days_since_1970(Day { year, month, day }: Day) -> i64 {
    let year = year - i64::from(month <= 2); // years begin in March
    let (era, year_of_era) = (year.div_euclid(400), year.rem_euclid(400));
    let month_from_march = (month + 9) % 12;
    let day_of_year = (153 * month_from_march + 2) / 5 + day - 1;
    let day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
    era * DAYS_PER_ERA + day_of_era - EPOCH
}

/// A week of ISO 8601: it begins on Monday and belongs to the year in which its Thursday lies.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct IsoWeek {
    pub(super) year: i64,
    /// 1 to 53.
    pub(super) week: i64,
}

/// The ISO week of a day.
pub(super) fn iso_week(days: i64) -> IsoWeek {
    let thursday = days - day_of_week(days) + 3;
    IsoWeek { year: day(thursday).year, week: (day_of_year(thursday) - 1) / 7 + 1 }
}

/// Monday is 0.
pub(super) fn day_of_week(days: i64) -> i64 {
    (days + 3).rem_euclid(7) // 1970-01-01 was a Thursday
}

/// The whole days before an instant, rounded down.
pub(super) fn days_of(micros: i64) -> i64 {
    micros.div_euclid(MICROS_PER_DAY)
}

/// The microseconds since midnight of an instant.
pub(super) fn time_of_day(micros: i64) -> i64 {
    micros.rem_euclid(MICROS_PER_DAY)
}

#[cfg(test)]
#[path = "calendar_tests.rs"]
mod tests;
