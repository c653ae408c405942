//! Operations about nulls. NaN is a value, not a null.

use std::sync::Arc;

use arrow::array::ArrayRef;
use arrow::buffer::BooleanBuffer;
use arrow::compute::kernels::boolean;
use chunkwise_plan::TypedExpr;

use super::case::{choose, evaluate_where};
use super::error::EvalError;
use super::value::{Context, Value};

/// True where `value` is null; never null.
pub(super) fn is_null(ctx: &Context, value: &Value) -> Result<Value, EvalError> {
    value.map(|array| {
        let mask = boolean::is_null(array).map_err(|source| ctx.arrow(source))?;
        Ok(Arc::new(mask) as ArrayRef)
    })
}

/// True where `value` is not null; never null.
pub(super) fn is_not_null(ctx: &Context, value: &Value) -> Result<Value, EvalError> {
    value.map(|array| {
        let mask = boolean::is_not_null(array).map_err(|source| ctx.arrow(source))?;
        Ok(Arc::new(mask) as ArrayRef)
    })
}

/// The first argument that is not null. A later argument counts only for rows where all before it are null.
pub(super) fn coalesce(ctx: &Context, args: &[TypedExpr]) -> Result<Value, EvalError> {
    let mut open = BooleanBuffer::new_set(ctx.rows());
    let mut result = ctx.null();
    for arg in args {
        let value = evaluate_where(arg, ctx.batch, &open)?;
        result = choose(ctx, open, &value, &result)?;
        open = match result.array().logical_nulls() {
            None => return Ok(result),
            Some(valid) if result.is_scalar() && valid.is_null(0) => BooleanBuffer::new_set(ctx.rows()),
            Some(_) if result.is_scalar() => return Ok(result),
            Some(valid) => !valid.inner(),
        };
        if open.count_set_bits() == 0 {
            break;
        }
    }
    Ok(result)
}

#[cfg(test)]
#[path = "null_tests.rs"]
mod tests;
