//! Functions of dates, timestamps and durations.

use super::Function;
use super::signature::Takes::{DateOrTimestamp, Duration, Moment};
use super::signature::{Gives, Signature, Takes};

/// A part of a date or timestamp, an integer.
const fn part(function: Function, usage: &'static str, meaning: &'static str) -> Signature {
    const ONE: &[Takes] = &[Moment];
    Signature::new(function, usage, ONE, Gives::Int, meaning)
}

pub(super) const SIGNATURES: &[Signature] = &[
    part(Function::Year, "year(t)", "the year"),
    part(Function::Quarter, "quarter(t)", "the quarter, 1 to 4"),
    part(Function::Month, "month(t)", "the month, 1 to 12"),
    part(Function::Day, "day(t)", "the day of the month, 1 to 31").also(&["dayofmonth"]),
    part(Function::Hour, "hour(t)", "the hour, 0 to 23"),
    part(Function::Minute, "minute(t)", "the minute, 0 to 59"),
    part(Function::Second, "second(t)", "the second, 0 to 59, without its fraction"),
    part(Function::Microsecond, "microsecond(t)", "the fraction of the second, 0 to 999999"),
    part(Function::DayOfWeek, "dayofweek(t)", "the day of the week; Monday is 0").also(&[
        "day_of_week",
        "weekday",
        "dow",
    ]),
    part(Function::DayOfYear, "dayofyear(t)", "the day of the year, 1 to 366").also(&["day_of_year", "doy"]),
    Signature::new(Function::Date, "date(t)", &[DateOrTimestamp], Gives::Date, "the day, as a date")
        .also(&["to_date"]),
    Signature::new(
        Function::TotalSeconds,
        "total_seconds(d)",
        &[Duration],
        Gives::Float,
        "a duration in seconds",
    ),
    Signature::new(
        Function::Seconds,
        "seconds(d)",
        &[Duration],
        Gives::Int,
        "the seconds of a duration beyond its whole days, 0 to 86399",
    ),
    Signature::new(
        Function::Days,
        "days(d)",
        &[Duration],
        Gives::Int,
        "the whole days of a duration, rounded down",
    ),
];
