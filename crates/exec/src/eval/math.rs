//! Functions of numbers. The binder made their arguments `int64`, `uint64` or `float64`; `abs` takes durations too.

use std::sync::Arc;

use arrow::array::{ArrayRef, ArrowPrimitiveType, AsArray, BooleanArray, PrimitiveArray};
use arrow::datatypes::{DataType, DurationMicrosecondType, Float64Type, Int64Type, UInt64Type};
use chunkwise_plan::Function;

use super::error::EvalError;
use super::pairs::pairs;
use super::value::{Context, Fault, Value};

/// Without its sign. The smallest integer has no positive twin: an error.
pub(super) fn abs(ctx: &Context, value: &Value) -> Result<Value, EvalError> {
    match value.data_type() {
        DataType::Int64 => checked::<Int64Type>(ctx, value, i64::checked_abs),
        DataType::Duration(_) => checked::<DurationMicrosecondType>(ctx, value, i64::checked_abs),
        _ => floats(ctx, value, f64::abs),
    }
}

/// To this many decimals (0 if absent), half to even, as numpy and pandas do it: `x * 10^digits`, rounded to a whole number,
/// divided again. Negative digits round to tens, hundreds and so on.
pub(super) fn round(ctx: &Context, value: &Value, digits: Option<&Value>) -> Result<Value, EvalError> {
    let Some(digits) = digits else {
        return floats(ctx, value, f64::round_ties_even);
    };
    match value.data_type() {
        DataType::Int64 => pairs::<Int64Type, Int64Type, Int64Type>(ctx, value, digits, |x, d| {
            i64::try_from(round_integer(i128::from(x), d)).map_err(|_| Fault::Overflow)
        }),
        DataType::UInt64 => pairs::<UInt64Type, Int64Type, UInt64Type>(ctx, value, digits, |x, d| {
            u64::try_from(round_integer(i128::from(x), d)).map_err(|_| Fault::Overflow)
        }),
        _ => pairs::<Float64Type, Int64Type, Float64Type>(ctx, value, digits, |x, d| Ok(round_float(x, d))),
    }
}

/// The largest whole number not above the value; keeps the type.
pub(super) fn floor(ctx: &Context, value: &Value) -> Result<Value, EvalError> {
    floats(ctx, value, f64::floor)
}

/// The smallest whole number not below the value; keeps the type.
pub(super) fn ceil(ctx: &Context, value: &Value) -> Result<Value, EvalError> {
    floats(ctx, value, f64::ceil)
}

/// Without its fraction; keeps the type.
pub(super) fn trunc(ctx: &Context, value: &Value) -> Result<Value, EvalError> {
    floats(ctx, value, f64::trunc)
}

/// -1, 0 or 1; NaN of NaN, and 0.0 also of -0.0, as in numpy.
pub(super) fn sign(ctx: &Context, value: &Value) -> Result<Value, EvalError> {
    match value.data_type() {
        DataType::Int64 => checked::<Int64Type>(ctx, value, |value| Some(value.signum())),
        DataType::UInt64 => checked::<UInt64Type>(ctx, value, |value| Some(value.min(1))),
        _ => floats(ctx, value, |value| if value == 0.0 { 0.0 } else { value.signum() }),
    }
}

/// The angle of the point (x, y).
pub(super) fn atan2(ctx: &Context, y: &Value, x: &Value) -> Result<Value, EvalError> {
    pairs::<Float64Type, Float64Type, Float64Type>(ctx, y, x, |y, x| Ok(y.atan2(x)))
}

/// What `question` says of each float.
pub(super) fn test(ctx: &Context, value: &Value, question: fn(f64) -> bool) -> Result<Value, EvalError> {
    value.map(|array| {
        let floats = array.as_primitive_opt::<Float64Type>().ok_or_else(|| ctx.unsupported(&[value]))?;
        Ok(Arc::new(BooleanArray::from_unary(floats, question)) as ArrayRef)
    })
}

/// The function from float to float that this is, if it is one.
pub(super) fn of_float(function: Function) -> Option<fn(f64) -> f64> {
    Some(match function {
        Function::Sqrt => f64::sqrt,
        Function::Exp => f64::exp,
        Function::Expm1 => f64::exp_m1,
        Function::Log => f64::ln,
        Function::Log2 => f64::log2,
        Function::Log10 => f64::log10,
        Function::Log1p => f64::ln_1p,
        Function::Sin => f64::sin,
        Function::Cos => f64::cos,
        Function::Tan => f64::tan,
        Function::Asin => f64::asin,
        Function::Acos => f64::acos,
        Function::Atan => f64::atan,
        Function::Sinh => f64::sinh,
        Function::Cosh => f64::cosh,
        Function::Tanh => f64::tanh,
        _ => return None,
    })
}

/// Applies a function to floats; integers are already what it would give.
pub(super) fn floats(ctx: &Context, value: &Value, op: impl Fn(f64) -> f64) -> Result<Value, EvalError> {
    match value.data_type() {
        DataType::Float64 => value.map(|array| {
            let result: PrimitiveArray<Float64Type> = array.as_primitive::<Float64Type>().unary(op);
            Ok(Arc::new(result) as ArrayRef)
        }),
        DataType::Int64 | DataType::UInt64 => Ok(value.clone()),
        _ => Err(ctx.unsupported(&[value])),
    }
}

fn checked<T: ArrowPrimitiveType>(
    ctx: &Context,
    value: &Value,
    op: impl Fn(T::Native) -> Option<T::Native>,
) -> Result<Value, EvalError> {
    value.map(|array| {
        let numbers = array.as_primitive_opt::<T>().ok_or_else(|| ctx.unsupported(&[value]))?;
        let result: Result<PrimitiveArray<T>, Fault> =
            numbers.try_unary(|value| op(value).ok_or(Fault::Overflow));
        Ok(Arc::new(result.map_err(|fault| ctx.fault(fault))?) as ArrayRef)
    })
}

fn round_float(value: f64, digits: i64) -> f64 {
    /// Beyond the exponents of all floats: more digits make no difference.
    const FAR: i64 = 400;
    let unit = 10_f64.powi(digits.unsigned_abs().min(FAR as u64) as i32);
    if !value.is_finite() {
        value
    } else if digits < 0 {
        // An infinite unit: every value is nearest to zero.
        if unit.is_finite() { (value / unit).round_ties_even() * unit } else { 0.0_f64.copysign(value) }
    } else {
        // A value so large, or digits so many, that there is nothing to round away.
        let scaled = value * unit;
        if scaled.is_finite() { scaled.round_ties_even() / unit } else { value }
    }
}

/// An integer to tens, hundreds, … for negative digits, half to even.
fn round_integer(value: i128, digits: i64) -> i128 {
    /// 10^20 is more than twice any 64-bit integer: everything is nearest to zero.
    const FAR: u64 = 20;
    if digits >= 0 {
        return value;
    }
    let unit = 10_i128.pow(digits.unsigned_abs().min(FAR) as u32);
    let (down, rest) = (value.div_euclid(unit), value.rem_euclid(unit));
    let up = rest * 2 > unit || (rest * 2 == unit && down % 2 != 0);
    (down + i128::from(up)) * unit
}

#[cfg(test)]
#[path = "math_tests.rs"]
mod tests;
