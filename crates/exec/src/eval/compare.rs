//! Comparisons. Null if either side is null.
//!
//! Floats follow IEEE and pandas, not arrow's total order: NaN equals nothing, not even NaN, is neither below nor above
//! anything, and `-0.0 == 0.0`. Everything else goes to arrow's kernels; text compares by its UTF-8 bytes, false < true.

use std::sync::Arc;

use arrow::array::{Array, ArrowPrimitiveType, AsArray, BooleanArray, Datum, PrimitiveArray};
use arrow::compute::kernels::cmp;
use arrow::datatypes::{DataType, Float32Type, Float64Type};
use arrow::error::ArrowError;

use super::error::EvalError;
use super::value::{Context, Value, wrap};

type Kernel = fn(&dyn Datum, &dyn Datum) -> Result<BooleanArray, ArrowError>;

/// `left == right`.
pub(super) fn equal(ctx: &Context, left: &Value, right: &Value) -> Result<Value, EvalError> {
    compare(ctx, left, right, cmp::eq, |l, r| l == r, |l, r| l == r)
}

/// `left != right`: true for NaN.
pub(super) fn not_equal(ctx: &Context, left: &Value, right: &Value) -> Result<Value, EvalError> {
    compare(ctx, left, right, cmp::neq, |l, r| l != r, |l, r| l != r)
}

/// `left < right`.
pub(super) fn less(ctx: &Context, left: &Value, right: &Value) -> Result<Value, EvalError> {
    compare(ctx, left, right, cmp::lt, |l, r| l < r, |l, r| l < r)
}

/// `left <= right`.
pub(super) fn less_equal(ctx: &Context, left: &Value, right: &Value) -> Result<Value, EvalError> {
    compare(ctx, left, right, cmp::lt_eq, |l, r| l <= r, |l, r| l <= r)
}

fn compare(
    ctx: &Context,
    left: &Value,
    right: &Value,
    kernel: Kernel,
    doubles: impl Fn(f64, f64) -> bool,
    singles: impl Fn(f32, f32) -> bool,
) -> Result<Value, EvalError> {
    if left.data_type() != right.data_type() {
        return Err(ctx.unsupported(&[left, right]));
    }
    let result = match left.data_type() {
        DataType::Float64 => floats::<Float64Type>(left, right, doubles),
        DataType::Float32 => floats::<Float32Type>(left, right, singles),
        _ => kernel(left.datum(), right.datum()).map_err(|source| ctx.arrow(source))?,
    };
    Ok(wrap(&[left, right], Arc::new(result)))
}

fn floats<T: ArrowPrimitiveType>(
    left: &Value,
    right: &Value,
    op: impl Fn(T::Native, T::Native) -> bool,
) -> BooleanArray {
    let l: &PrimitiveArray<T> = left.array().as_primitive();
    let r: &PrimitiveArray<T> = right.array().as_primitive();
    match (left, right) {
        (Value::Array(_), Value::Scalar(_)) if r.is_null(0) => BooleanArray::new_null(l.len()),
        (Value::Scalar(_), Value::Array(_)) if l.is_null(0) => BooleanArray::new_null(r.len()),
        (Value::Array(_), Value::Scalar(_)) => {
            let right = r.value(0);
            BooleanArray::from_unary(l, |left| op(left, right))
        }
        (Value::Scalar(_), Value::Array(_)) => {
            let left = l.value(0);
            BooleanArray::from_unary(r, |right| op(left, right))
        }
        _ => BooleanArray::from_binary(l, r, op),
    }
}

#[cfg(test)]
#[path = "compare_tests.rs"]
mod tests;
