//! A duration times or divided by a number: rounded to the nearest microsecond, half to even (as Python's timedelta).
//! Dividing by zero is an error: a duration has no infinity.

use arrow::datatypes::{DataType, DurationMicrosecondType as Duration, Float64Type, Int64Type};

use super::arithmetic::{int_floor_divide, int_modulo};
use super::error::EvalError;
use super::pairs::pairs;
use super::value::{Context, Fault, Value};

/// A duration times a number.
pub(super) fn multiply(ctx: &Context, left: &Value, right: &Value) -> Result<Value, EvalError> {
    match right.data_type() {
        DataType::Int64 => pairs::<Duration, Int64Type, Duration>(ctx, left, right, |l, r| {
            l.checked_mul(r).ok_or(Fault::Overflow)
        }),
        _ => pairs::<Duration, Float64Type, Duration>(ctx, left, right, |l, r| whole_micros(l as f64 * r)),
    }
}

/// A duration by a number.
pub(super) fn divide(ctx: &Context, left: &Value, right: &Value) -> Result<Value, EvalError> {
    match right.data_type() {
        DataType::Int64 => pairs::<Duration, Int64Type, Duration>(ctx, left, right, divide_to_nearest),
        _ => pairs::<Duration, Float64Type, Duration>(ctx, left, right, |l, r| {
            if r == 0.0 { Err(Fault::DivisionByZero) } else { whole_micros(l as f64 / r) }
        }),
    }
}

fn whole_micros(micros: f64) -> Result<i64, Fault> {
    /// 2^63: the first float beyond the range; its negative is the smallest one inside.
    const LIMIT: f64 = 9_223_372_036_854_775_808.0;
    let rounded = micros.round_ties_even();
    // NaN is in no range.
    if (-LIMIT..LIMIT).contains(&rounded) { Ok(rounded as i64) } else { Err(Fault::Overflow) }
}

/// `left / right` to the nearest whole number, half to even, without a detour through floats.
fn divide_to_nearest(left: i64, right: i64) -> Result<i64, Fault> {
    let down = int_floor_divide(left, right)?;
    let rest = i128::from(int_modulo(left, right)?).abs() * 2;
    let divisor = i128::from(right).abs();
    let up = rest > divisor || (rest == divisor && down % 2 != 0);
    down.checked_add(i64::from(up)).ok_or(Fault::Overflow)
}

#[cfg(test)]
#[path = "duration_tests.rs"]
mod tests;
