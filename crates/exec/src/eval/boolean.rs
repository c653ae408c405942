//! `and`, `or`, `not` with SQL's three values: `false and null` is false, `true or null` is true.
//!
//! The right side's value, and its errors, count only for rows that the left side leaves open.

use std::sync::Arc;

use arrow::array::{Array, ArrayRef, AsArray, BooleanArray};
use arrow::buffer::BooleanBuffer;
use arrow::compute::kernels::boolean;
use arrow::datatypes::DataType;
use chunkwise_plan::TypedExpr;

use super::case::evaluate_where;
use super::error::EvalError;
use super::evaluate_value;
use super::value::{Context, Value};

/// `left and right`.
pub(super) fn and(ctx: &Context, left: &TypedExpr, right: &TypedExpr) -> Result<Value, EvalError> {
    let left = booleans(ctx, evaluate_value(left, ctx.batch)?)?;
    let decided = decided_by(&left, false);
    if decided.count_set_bits() == left.len() {
        return Ok(Value::Array(Arc::new(left)));
    }
    let right = booleans(ctx, evaluate_where(right, ctx.batch, &!&decided)?)?;
    let both = boolean::and_kleene(&left, &right).map_err(|source| ctx.arrow(source))?;
    Ok(Value::Array(Arc::new(both)))
}

/// `left or right`.
pub(super) fn or(ctx: &Context, left: &TypedExpr, right: &TypedExpr) -> Result<Value, EvalError> {
    let left = booleans(ctx, evaluate_value(left, ctx.batch)?)?;
    let decided = decided_by(&left, true);
    if decided.count_set_bits() == left.len() {
        return Ok(Value::Array(Arc::new(left)));
    }
    let right = booleans(ctx, evaluate_where(right, ctx.batch, &!&decided)?)?;
    let either = boolean::or_kleene(&left, &right).map_err(|source| ctx.arrow(source))?;
    Ok(Value::Array(Arc::new(either)))
}

/// `not value`; null stays null.
pub(super) fn not(ctx: &Context, value: &Value) -> Result<Value, EvalError> {
    if value.data_type() == &DataType::Null {
        return Ok(ctx.null());
    }
    value.map(|array| {
        let mask = array.as_boolean_opt().ok_or_else(|| ctx.unsupported(&[value]))?;
        let inverse = boolean::not(mask).map_err(|source| ctx.arrow(source))?;
        Ok(Arc::new(inverse) as ArrayRef)
    })
}

/// The rows where `mask` is `value`, and not null.
fn decided_by(mask: &BooleanArray, value: bool) -> BooleanBuffer {
    let equal = if value { mask.values().clone() } else { !mask.values() };
    mask.nulls().map_or_else(|| equal.clone(), |valid| &equal & valid.inner())
}

/// The truth values of all rows of the batch.
fn booleans(ctx: &Context, value: Value) -> Result<BooleanArray, EvalError> {
    if value.data_type() == &DataType::Null {
        return Ok(BooleanArray::new_null(ctx.rows()));
    }
    let array = ctx.expand(value)?;
    match array.as_boolean_opt() {
        Some(mask) => Ok(mask.clone()),
        None => Err(ctx.unsupported(&[&Value::Array(array)])),
    }
}

#[cfg(test)]
#[path = "boolean_tests.rs"]
mod tests;
