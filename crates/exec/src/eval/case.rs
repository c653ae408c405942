//! `case when … then … else … end`, and the evaluation of an expression for some rows only.

use arrow::array::{BooleanArray, RecordBatch, UInt32Array};
use arrow::buffer::BooleanBuffer;
use arrow::compute::kernels::zip::zip;
use arrow::compute::{filter_record_batch, take};
use chunkwise_plan::TypedExpr;

use super::error::EvalError;
use super::value::{Context, Value};
use super::{evaluate_value, true_rows};

/// Each row's value is that of the first branch whose condition is true. A branch's condition counts only for rows that no
/// earlier branch took, its value only for rows that it took: what else would fail there does not.
pub(super) fn case(
    ctx: &Context,
    branches: &[(TypedExpr, TypedExpr)],
    otherwise: Option<&TypedExpr>,
) -> Result<Value, EvalError> {
    let mut open = BooleanBuffer::new_set(ctx.rows());
    let mut taken = Vec::with_capacity(branches.len());
    for (when, then) in branches {
        if open.count_set_bits() == 0 {
            break;
        }
        let rows = &open & &truth(ctx, when, &open)?;
        open = &open & &!&rows;
        let value = evaluate_where(then, ctx.batch, &rows)?;
        taken.push((rows, value));
    }
    let mut result = match otherwise {
        Some(expr) => evaluate_where(expr, ctx.batch, &open)?,
        None => ctx.null(),
    };
    for (rows, value) in taken.into_iter().rev() {
        result = choose(ctx, rows, &value, &result)?;
    }
    Ok(result)
}

/// `value` for the marked rows, `other` for the rest.
pub(super) fn choose(
    ctx: &Context,
    rows: BooleanBuffer,
    value: &Value,
    other: &Value,
) -> Result<Value, EvalError> {
    match rows.count_set_bits() {
        0 => return Ok(other.clone()),
        all if all == rows.len() => return Ok(value.clone()),
        _ => {}
    }
    if value.data_type() != other.data_type() {
        return Err(ctx.unsupported(&[value, other]));
    }
    let mask = BooleanArray::new(rows, None);
    let array = zip(&mask, value.datum(), other.datum()).map_err(|source| ctx.arrow(source))?;
    Ok(Value::Array(array))
}

/// The value of `expr` for the marked rows of `batch`. The other rows hold anything, and fail nothing.
///
/// Tries the whole batch first, which needs no copy; only if that fails are the marked rows evaluated by themselves.
pub(super) fn evaluate_where(
    expr: &TypedExpr,
    batch: &RecordBatch,
    rows: &BooleanBuffer,
) -> Result<Value, EvalError> {
    let ctx = &Context { expr, batch };
    let marked = rows.count_set_bits();
    if marked == 0 {
        return Ok(ctx.null());
    }
    let whole = evaluate_value(expr, batch);
    if whole.is_ok() || marked == rows.len() {
        return whole;
    }
    let mask = BooleanArray::new(rows.clone(), None);
    let part = filter_record_batch(batch, &mask).map_err(|source| ctx.arrow(source))?;
    match evaluate_value(expr, &part) {
        Ok(Value::Array(array)) => {
            let mut next = 0..;
            let places: UInt32Array =
                rows.iter().map(|marked| if marked { next.next() } else { None }).collect();
            let spread = take(&array, &places, None).map_err(|source| ctx.arrow(source))?;
            Ok(Value::Array(spread))
        }
        Ok(scalar) => Ok(scalar),
        Err(error) => Err(error.map_row(|row| rows.set_indices().nth(row).unwrap_or(row))),
    }
}

/// The rows for which `expr` is true, among the marked ones.
fn truth(ctx: &Context, expr: &TypedExpr, rows: &BooleanBuffer) -> Result<BooleanBuffer, EvalError> {
    let value = ctx.expand(evaluate_where(expr, ctx.batch, rows)?)?;
    let ctx = &Context { expr, batch: ctx.batch };
    true_rows(ctx, value)
}

#[cfg(test)]
#[path = "case_tests.rs"]
mod tests;
