//! Parts of timestamps and durations, as Int64. (The binder made timestamps of dates.)

use std::sync::Arc;

use arrow::array::{ArrayRef, ArrowPrimitiveType, AsArray, BooleanArray, Float64Array, Int64Array};
use arrow::datatypes::{DurationMicrosecondType, TimestampMicrosecondType};
use chunkwise_plan::Function;

use super::calendar::{
    self, Day, MICROS_PER_HOUR, MICROS_PER_MINUTE, MICROS_PER_SECOND, days_of, time_of_day,
};
use super::error::EvalError;
use super::value::{Context, Value};

/// The year.
pub(super) fn year(ctx: &Context, value: &Value) -> Result<Value, EvalError> {
    of_day(ctx, value, |days| calendar::day(days).year)
}

/// 1 to 4.
pub(super) fn quarter(ctx: &Context, value: &Value) -> Result<Value, EvalError> {
    of_day(ctx, value, |days| (calendar::day(days).month + 2) / 3)
}

/// 1 to 12.
pub(super) fn month(ctx: &Context, value: &Value) -> Result<Value, EvalError> {
    of_day(ctx, value, |days| calendar::day(days).month)
}

/// 1 to 31.
pub(super) fn day(ctx: &Context, value: &Value) -> Result<Value, EvalError> {
    of_day(ctx, value, |days| calendar::day(days).day)
}

/// Monday is 0.
pub(super) fn day_of_week(ctx: &Context, value: &Value) -> Result<Value, EvalError> {
    of_day(ctx, value, calendar::day_of_week)
}

/// 1 to 366.
pub(super) fn day_of_year(ctx: &Context, value: &Value) -> Result<Value, EvalError> {
    of_day(ctx, value, calendar::day_of_year)
}

/// 0 to 23.
pub(super) fn hour(ctx: &Context, value: &Value) -> Result<Value, EvalError> {
    of_time(ctx, value, |micros| micros / MICROS_PER_HOUR)
}

/// 0 to 59.
pub(super) fn minute(ctx: &Context, value: &Value) -> Result<Value, EvalError> {
    of_time(ctx, value, |micros| micros / MICROS_PER_MINUTE % 60)
}

/// 0 to 59.
pub(super) fn second(ctx: &Context, value: &Value) -> Result<Value, EvalError> {
    of_time(ctx, value, |micros| micros / MICROS_PER_SECOND % 60)
}

/// The part of the second, 0 to 999999.
pub(super) fn microsecond(ctx: &Context, value: &Value) -> Result<Value, EvalError> {
    of_time(ctx, value, |micros| micros % MICROS_PER_SECOND)
}

/// A duration in seconds, with its fraction, as Float64.
pub(super) fn total_seconds(ctx: &Context, value: &Value) -> Result<Value, EvalError> {
    value.map(|array| {
        let durations = array.as_primitive_opt::<DurationMicrosecondType>();
        let durations = durations.ok_or_else(|| ctx.unsupported(&[value]))?;
        let seconds: Float64Array = durations.unary(in_seconds);
        Ok(Arc::new(seconds) as ArrayRef)
    })
}

/// `micros / 1_000_000`, rounded once.
fn in_seconds(micros: i64) -> f64 {
    let (rounded, second) = (micros as f64, MICROS_PER_SECOND as f64);
    let seconds = rounded / second;
    let lost = i128::from(micros) - rounded as i128;
    if lost == 0 {
        return seconds;
    }
    // More than 285 years: what the conversion lost, and the division, may be half a unit together.
    let rest = seconds.mul_add(-second, rounded) + lost as f64;
    seconds + rest / second
}

/// The seconds of a duration beyond its whole days, 0 to 86399: -1 s is 86399 s after -1 day, as in pandas.
pub(super) fn seconds_of_day(ctx: &Context, value: &Value) -> Result<Value, EvalError> {
    parts::<DurationMicrosecondType>(ctx, value, |micros| time_of_day(micros) / MICROS_PER_SECOND)
}

/// The whole days of a duration, rounded down.
pub(super) fn days(ctx: &Context, value: &Value) -> Result<Value, EvalError> {
    parts::<DurationMicrosecondType>(ctx, value, days_of)
}

/// The microseconds of a duration beyond its whole seconds, 0 to 999999.
pub(super) fn microseconds(ctx: &Context, value: &Value) -> Result<Value, EvalError> {
    parts::<DurationMicrosecondType>(ctx, value, |micros| micros.rem_euclid(MICROS_PER_SECOND))
}

/// Always 0.
pub(super) fn nanosecond(ctx: &Context, value: &Value) -> Result<Value, EvalError> {
    of_day(ctx, value, |_| 0)
}

/// The ISO week, 1 to 53.
pub(super) fn week_of_year(ctx: &Context, value: &Value) -> Result<Value, EvalError> {
    of_day(ctx, value, |days| calendar::iso_week(days).week)
}

/// The year to which the ISO week belongs.
pub(super) fn iso_year(ctx: &Context, value: &Value) -> Result<Value, EvalError> {
    of_day(ctx, value, |days| calendar::iso_week(days).year)
}

/// Monday is 1.
pub(super) fn iso_day(ctx: &Context, value: &Value) -> Result<Value, EvalError> {
    of_day(ctx, value, |days| calendar::day_of_week(days) + 1)
}

/// 28 to 31.
pub(super) fn days_in_month(ctx: &Context, value: &Value) -> Result<Value, EvalError> {
    of_day(ctx, value, |days| {
        let Day { year, month, .. } = calendar::day(days);
        calendar::days_in_month(year, month)
    })
}

/// What the question `function` says of each day.
pub(super) fn test(ctx: &Context, function: Function, value: &Value) -> Result<Value, EvalError> {
    let last = |day: Day| day.day == calendar::days_in_month(day.year, day.month);
    let question: &dyn Fn(Day) -> bool = match function {
        Function::IsMonthStart => &|day| day.day == 1,
        Function::IsMonthEnd => &last,
        Function::IsQuarterStart => &|day| day.day == 1 && day.month % 3 == 1,
        Function::IsQuarterEnd => &|day| day.month % 3 == 0 && last(day),
        Function::IsYearStart => &|day| (day.month, day.day) == (1, 1),
        Function::IsYearEnd => &|day| (day.month, day.day) == (12, 31),
        Function::IsLeapYear => &|day| calendar::is_leap_year(day.year),
        _ => return Err(ctx.unsupported(&[value])),
    };
    value.map(|array| {
        let times = array.as_primitive_opt::<TimestampMicrosecondType>();
        let times = times.ok_or_else(|| ctx.unsupported(&[value]))?;
        let answer = |micros| question(calendar::day(days_of(micros)));
        Ok(Arc::new(BooleanArray::from_unary(times, answer)) as ArrayRef)
    })
}

/// A part that depends on the day only.
fn of_day(ctx: &Context, value: &Value, part: impl Fn(i64) -> i64) -> Result<Value, EvalError> {
    parts::<TimestampMicrosecondType>(ctx, value, |micros| part(days_of(micros)))
}

/// A part that depends on the microseconds since midnight only.
fn of_time(ctx: &Context, value: &Value, part: impl Fn(i64) -> i64) -> Result<Value, EvalError> {
    parts::<TimestampMicrosecondType>(ctx, value, |micros| part(time_of_day(micros)))
}

fn parts<T: ArrowPrimitiveType<Native = i64>>(
    ctx: &Context,
    value: &Value,
    part: impl Fn(i64) -> i64,
) -> Result<Value, EvalError> {
    value.map(|array| {
        let times = array.as_primitive_opt::<T>().ok_or_else(|| ctx.unsupported(&[value]))?;
        let parts: Int64Array = times.unary(part);
        Ok(Arc::new(parts) as ArrayRef)
    })
}

#[cfg(test)]
#[path = "datetime_tests.rs"]
mod tests;
