//! `+ - * / // %` and the minus sign. The binder made both sides `int64`, `uint64` or `float64`, or times that go together.
//!
//! | | integers | floats |
//! |---|---|---|
//! | `+ - *` | checked: an overflow is an error | IEEE |
//! | `/` | (the binder casts to float) | IEEE: `x / 0` is infinite or NaN |
//! | `//` | rounds down; by zero is an error | as Python and pandas; by zero is infinite or NaN |
//! | `%` | takes the divisor's sign; by zero is an error | takes the divisor's sign; by zero is NaN |
//!
//! Timestamps and durations add and subtract as checked integers; `duration.rs` has the rest.

use arrow::array::{ArrayRef, Datum};
use arrow::compute::kernels::numeric;
use arrow::datatypes::{DataType, Float64Type, Int64Type, UInt64Type};
use arrow::error::ArrowError;

use super::error::EvalError;
use super::pairs::pairs;
use super::value::{Context, Fault, Value, wrap};
use super::{duration, float_divide};

/// `left + right`.
pub(super) fn add(ctx: &Context, left: &Value, right: &Value) -> Result<Value, EvalError> {
    with_arrow(ctx, left, right, numeric::add)
}

/// `left - right`; of two timestamps, a duration.
pub(super) fn subtract(ctx: &Context, left: &Value, right: &Value) -> Result<Value, EvalError> {
    with_arrow(ctx, left, right, numeric::sub)
}

/// `left * right`.
pub(super) fn multiply(ctx: &Context, left: &Value, right: &Value) -> Result<Value, EvalError> {
    match left.data_type() {
        DataType::Duration(_) => duration::multiply(ctx, left, right),
        _ => with_arrow(ctx, left, right, numeric::mul),
    }
}

/// `left / right`, of floats or of a duration by a number.
pub(super) fn divide(ctx: &Context, left: &Value, right: &Value) -> Result<Value, EvalError> {
    match left.data_type() {
        DataType::Duration(_) => duration::divide(ctx, left, right),
        _ => pairs::<Float64Type, Float64Type, Float64Type>(ctx, left, right, |l, r| Ok(l / r)),
    }
}

/// `left // right`, rounded down.
pub(super) fn floor_divide(ctx: &Context, left: &Value, right: &Value) -> Result<Value, EvalError> {
    match left.data_type() {
        DataType::Int64 => pairs::<Int64Type, Int64Type, Int64Type>(ctx, left, right, int_floor_divide),
        DataType::UInt64 => pairs::<UInt64Type, UInt64Type, UInt64Type>(ctx, left, right, |l, r| {
            l.checked_div(r).ok_or(Fault::DivisionByZero)
        }),
        _ => pairs::<Float64Type, Float64Type, Float64Type>(ctx, left, right, |l, r| {
            Ok(float_divide::floor_divide(l, r))
        }),
    }
}

/// `left % right`, with the sign of `right`.
pub(super) fn modulo(ctx: &Context, left: &Value, right: &Value) -> Result<Value, EvalError> {
    match left.data_type() {
        DataType::Int64 => pairs::<Int64Type, Int64Type, Int64Type>(ctx, left, right, int_modulo),
        DataType::UInt64 => pairs::<UInt64Type, UInt64Type, UInt64Type>(ctx, left, right, |l, r| {
            l.checked_rem(r).ok_or(Fault::DivisionByZero)
        }),
        _ => pairs::<Float64Type, Float64Type, Float64Type>(ctx, left, right, |l, r| {
            Ok(float_divide::modulo(l, r))
        }),
    }
}

/// `-value`.
pub(super) fn negate(ctx: &Context, value: &Value) -> Result<Value, EvalError> {
    if value.data_type() == &DataType::Null {
        return Ok(ctx.null());
    }
    value.map(|array| numeric::neg(array).map_err(|source| refusal(ctx, value, value, source)))
}

/// Integer division that rounds down.
pub(super) fn int_floor_divide(left: i64, right: i64) -> Result<i64, Fault> {
    if right == 0 {
        return Err(Fault::DivisionByZero);
    }
    // Only i64::MIN // -1 does not fit.
    let quotient = left.checked_div(right).ok_or(Fault::Overflow)?;
    Ok(quotient - i64::from(left % right != 0 && (left < 0) != (right < 0)))
}

/// The remainder of [`int_floor_divide`].
pub(super) fn int_modulo(left: i64, right: i64) -> Result<i64, Fault> {
    if right == 0 {
        return Err(Fault::DivisionByZero);
    }
    let remainder = left.wrapping_rem(right); // i64::MIN % -1 is 0
    Ok(if remainder != 0 && (remainder < 0) != (right < 0) { remainder + right } else { remainder })
}

/// Arrow's kernels are checked for integers and times, and IEEE for floats.
fn with_arrow(
    ctx: &Context,
    left: &Value,
    right: &Value,
    kernel: fn(&dyn Datum, &dyn Datum) -> Result<ArrayRef, ArrowError>,
) -> Result<Value, EvalError> {
    let result = kernel(left.datum(), right.datum()).map_err(|source| refusal(ctx, left, right, source))?;
    Ok(wrap(&[left, right], result))
}

/// An arrow kernel refuses types by an argument error; everything else is about values.
fn refusal(ctx: &Context, left: &Value, right: &Value, source: ArrowError) -> EvalError {
    match source {
        ArrowError::InvalidArgumentError(_) => ctx.unsupported(&[left, right]),
        source => ctx.arrow(source),
    }
}

#[cfg(test)]
#[path = "arithmetic_tests.rs"]
mod tests;
