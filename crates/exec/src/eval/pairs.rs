//! Applies a function to two operands of primitive types, either of which may be a scalar.

use std::sync::Arc;

use arrow::array::{Array, ArrayRef, ArrowPrimitiveType, AsArray, PrimitiveArray, new_null_array};
use arrow::buffer::NullBuffer;

use super::error::EvalError;
use super::value::{Context, Fault, Value, wrap};

/// `op` of every two values of one row; null where either is null.
///
/// # Errors
/// [`EvalError::Unsupported`] if the operands are not of types `L` and `R`; the first fault of `op`.
pub(super) fn pairs<L, R, O>(
    ctx: &Context,
    left: &Value,
    right: &Value,
    op: impl Fn(L::Native, R::Native) -> Result<O::Native, Fault>,
) -> Result<Value, EvalError>
where
    L: ArrowPrimitiveType,
    R: ArrowPrimitiveType,
    O: ArrowPrimitiveType,
{
    let operands = (left.array().as_primitive_opt::<L>(), right.array().as_primitive_opt::<R>());
    let (Some(l), Some(r)) = operands else { return Err(ctx.unsupported(&[left, right])) };
    let result: Result<PrimitiveArray<O>, Fault> = match (left, right) {
        (Value::Scalar(_), Value::Scalar(_)) | (Value::Array(_), Value::Array(_)) => both_arrays(l, r, op),
        (Value::Array(_), Value::Scalar(_)) => match r.is_null(0) {
            true => return Ok(wrap(&[left, right], null_array::<O>(l.len()))),
            false => l.try_unary(|value| op(value, r.value(0))),
        },
        (Value::Scalar(_), Value::Array(_)) => match l.is_null(0) {
            true => return Ok(wrap(&[left, right], null_array::<O>(r.len()))),
            false => r.try_unary(|value| op(l.value(0), value)),
        },
    };
    let array: ArrayRef = Arc::new(result.map_err(|fault| ctx.fault(fault))?);
    Ok(wrap(&[left, right], array))
}

fn null_array<O: ArrowPrimitiveType>(rows: usize) -> ArrayRef {
    new_null_array(&O::DATA_TYPE, rows)
}

fn both_arrays<L, R, O>(
    left: &PrimitiveArray<L>,
    right: &PrimitiveArray<R>,
    op: impl Fn(L::Native, R::Native) -> Result<O::Native, Fault>,
) -> Result<PrimitiveArray<O>, Fault>
where
    L: ArrowPrimitiveType,
    R: ArrowPrimitiveType,
    O: ArrowPrimitiveType,
{
    let nulls = NullBuffer::union(left.nulls(), right.nulls());
    let operands = left.values().iter().zip(right.values());
    let values: Vec<O::Native> = match &nulls {
        None => operands.map(|(l, r)| op(*l, *r)).collect::<Result<_, _>>()?,
        // A null row's operands may be anything, so `op` must not see them.
        Some(valid) => operands
            .zip(valid)
            .map(|((l, r), valid)| if valid { op(*l, *r) } else { Ok(O::Native::default()) })
            .collect::<Result<_, _>>()?,
    };
    Ok(PrimitiveArray::new(values.into(), nulls))
}
