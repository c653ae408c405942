//! Functions of dates, timestamps and durations.

use super::Function;
use super::signature::Takes::{Constant, DateOrTimestamp, Duration, Moment, Time};
use super::signature::{Gives, Signature, Takes};

/// A part of a date or timestamp, an integer.
const fn part(function: Function, usage: &'static str, meaning: &'static str) -> Signature {
    const ONE: &[Takes] = &[Moment];
    Signature::new(function, usage, ONE, Gives::Int, meaning)
}

/// A question about the day of a date or timestamp.
const fn test(function: Function, usage: &'static str, meaning: &'static str) -> Signature {
    const ONE: &[Takes] = &[Moment];
    Signature::new(function, usage, ONE, Gives::Bool, meaning)
}

/// A text from a date or timestamp.
const fn name(function: Function, usage: &'static str, meaning: &'static str) -> Signature {
    const ONE: &[Takes] = &[Moment];
    Signature::new(function, usage, ONE, Gives::Text, meaning)
}

/// A time brought to a step of a frequency.
const fn step(function: Function, usage: &'static str, meaning: &'static str) -> Signature {
    const TWO: &[Takes] = &[Time, Constant];
    Signature::new(function, usage, TWO, Gives::Same, meaning)
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
    Signature::new(
        Function::Microseconds,
        "microseconds(d)",
        &[Duration],
        Gives::Int,
        "the microseconds of a duration beyond its whole seconds, 0 to 999999",
    ),
    part(Function::Nanosecond, "nanosecond(t)", "what is beyond microseconds: always 0"),
    part(Function::WeekOfYear, "weekofyear(t)", "the ISO week, 1 to 53").also(&[
        "week",
        "isoweek",
        "week_of_year",
    ]),
    part(Function::IsoYear, "isoyear(t)", "the year to which the ISO week belongs"),
    part(Function::IsoDay, "isodow(t)", "the ISO day of the week; Monday is 1").also(&["isoweekday"]),
    part(Function::DaysInMonth, "days_in_month(t)", "how many days the month has").also(&["daysinmonth"]),
    test(Function::IsMonthStart, "is_month_start(t)", "whether it is the first day of a month"),
    test(Function::IsMonthEnd, "is_month_end(t)", "whether it is the last day of a month"),
    test(Function::IsQuarterStart, "is_quarter_start(t)", "whether it is the first day of a quarter"),
    test(Function::IsQuarterEnd, "is_quarter_end(t)", "whether it is the last day of a quarter"),
    test(Function::IsYearStart, "is_year_start(t)", "whether it is the first day of a year"),
    test(Function::IsYearEnd, "is_year_end(t)", "whether it is the last day of a year"),
    test(Function::IsLeapYear, "is_leap_year(t)", "whether its year has a 29th of February"),
    name(Function::DayName, "day_name(t)", "the name of the day, such as Monday").also(&["dayname"]),
    name(Function::MonthName, "month_name(t)", "the name of the month, such as January").also(&["monthname"]),
    step(Function::FloorTime, "floor(t, '1h')", "the last step of a frequency that is not behind t"),
    step(Function::CeilTime, "ceil(t, '15min')", "the first step of a frequency that is not before t"),
    step(Function::RoundTime, "round(t, '1D')", "the nearest step of a frequency, the even one of two"),
    Signature::new(
        Function::DateTrunc,
        "date_trunc('month', t)",
        &[Moment, Constant],
        Gives::Timestamp,
        "the start of the year, quarter, month, week, day, … in which t lies",
    )
    .also(&["datetrunc"]),
    Signature::new(Function::Normalize, "normalize(t)", &[Moment], Gives::Timestamp, "midnight of the day"),
    Signature::new(
        Function::Strftime,
        "strftime(t, '%Y-%m-%d')",
        &[Moment, Constant],
        Gives::Text,
        "the time as a text, by a format of Python's directives",
    )
    .also(&["date_format"]),
];
