//! The larger and the smaller of values: `clip`, `greatest`, `least`. Of any type that has an order.

use arrow::array::{Array, AsArray, BooleanArray};
use arrow::buffer::BooleanBuffer;
use arrow::datatypes::{DataType, Float64Type};

use super::case::choose;
use super::compare;
use super::error::EvalError;
use super::value::{Context, Value};

/// The value, or the bound that it lies beyond. A bound that is null, or NaN, does not bound. Where the bounds cross each
/// other the upper one wins.
pub(super) fn clip(ctx: &Context, value: &Value, lower: &Value, upper: &Value) -> Result<Value, EvalError> {
    let raised = take_where(ctx, lower, value, &compare::less(ctx, value, lower)?)?;
    take_where(ctx, upper, &raised, &compare::less(ctx, upper, &raised)?)
}

/// The largest value; nulls do not count, and NaN only if there is nothing else.
pub(super) fn greatest(ctx: &Context, values: &[Value]) -> Result<Value, EvalError> {
    best(ctx, values, |best, next| compare::less(ctx, best, next))
}

/// The smallest value; nulls do not count, and NaN only if there is nothing else.
pub(super) fn least(ctx: &Context, values: &[Value]) -> Result<Value, EvalError> {
    best(ctx, values, |best, next| compare::less(ctx, next, best))
}

fn best(
    ctx: &Context,
    values: &[Value],
    is_better: impl Fn(&Value, &Value) -> Result<Value, EvalError>,
) -> Result<Value, EvalError> {
    let Some((first, rest)) = values.split_first() else { return Err(ctx.unsupported(&[])) };
    let mut best = first.clone();
    for next in rest {
        // What is null or NaN gives way to anything; the comparison alone would keep it.
        let missing = missing(ctx, &best)?;
        let better = rows_true(ctx, &is_better(&best, next)?)?;
        let null_next = nulls(ctx, next)?;
        best = choose(ctx, &(&better | &missing) & &!&null_next, next, &best)?;
    }
    Ok(best)
}

/// `value` where `mask` is true, else `other`.
fn take_where(ctx: &Context, value: &Value, other: &Value, mask: &Value) -> Result<Value, EvalError> {
    choose(ctx, rows_true(ctx, mask)?, value, other)
}

/// The rows where a truth value is true; null counts as false.
fn rows_true(ctx: &Context, mask: &Value) -> Result<BooleanBuffer, EvalError> {
    super::true_rows(ctx, ctx.expand(mask.clone())?)
}

fn nulls(ctx: &Context, value: &Value) -> Result<BooleanBuffer, EvalError> {
    Ok(per_row(ctx, value, &null_rows(value.array())))
}

/// The rows that are null or NaN.
fn missing(ctx: &Context, value: &Value) -> Result<BooleanBuffer, EvalError> {
    let nulls = null_rows(value.array());
    if value.data_type() != &DataType::Float64 {
        return Ok(per_row(ctx, value, &nulls));
    }
    let floats = value.array().as_primitive::<Float64Type>();
    let nan = BooleanArray::from_unary(floats, f64::is_nan);
    Ok(per_row(ctx, value, &(&nulls | nan.values())))
}

fn null_rows(array: &dyn Array) -> BooleanBuffer {
    array.logical_nulls().map_or_else(|| BooleanBuffer::new_unset(array.len()), |valid| !valid.inner())
}

/// One bit per row of the batch: a scalar's bit is repeated.
fn per_row(ctx: &Context, value: &Value, bits: &BooleanBuffer) -> BooleanBuffer {
    match value {
        Value::Array(_) => bits.clone(),
        Value::Scalar(_) if bits.value(0) => BooleanBuffer::new_set(ctx.rows()),
        Value::Scalar(_) => BooleanBuffer::new_unset(ctx.rows()),
    }
}

#[cfg(test)]
mod tests {
    use arrow::array::{Float64Array, Int64Array, StringArray};
    use chunkwise_plan::{Function, col, lit};

    use crate::eval::test_support::{array, batch, call, check};

    #[test]
    fn clip_bounds_what_is_not_null() {
        let table = batch([
            ("x", array(Float64Array::from(vec![Some(-1.0), Some(0.5), None, Some(f64::NAN), Some(9.0)]))),
            ("u", array(Float64Array::from(vec![Some(1.0), Some(0.25), Some(1.0), Some(1.0), None]))),
        ]);
        let both = vec![Some(0.0), Some(0.5), None, Some(f64::NAN), Some(2.0)];
        check(col("x").clip(0, 2), &table, Float64Array::from(both));
        let one = vec![Some(-1.0), Some(0.25), None, Some(f64::NAN), Some(9.0)];
        check(col("x").clip(lit(None::<f64>), col("u")), &table, Float64Array::from(one));
        let ints = batch([("i", array(Int64Array::from(vec![Some(i64::MIN), None, Some(3)])))]);
        check(col("i").clip(1, 2), &ints, Int64Array::from(vec![Some(1), None, Some(2)]));
        check(lit(5).clip(1, 2), &ints, Int64Array::from(vec![2, 2, 2]));
    }

    #[test]
    fn greatest_and_least_skip_nulls() {
        let nan = f64::NAN;
        let table = batch([
            ("a", array(Float64Array::from(vec![Some(1.0), None, None, Some(nan), Some(nan)]))),
            ("b", array(Float64Array::from(vec![Some(2.0), Some(3.0), None, Some(4.0), None]))),
        ]);
        let largest = vec![Some(2.0), Some(3.0), None, Some(4.0), Some(nan)];
        check(call(Function::Greatest, [col("a"), col("b")]), &table, Float64Array::from(largest));
        let smallest = vec![Some(1.0), Some(3.0), Some(3.5), Some(3.5), Some(3.5)];
        check(call(Function::Least, [col("a"), lit(3.5), col("b")]), &table, Float64Array::from(smallest));
        let texts = batch([("s", array(StringArray::from(vec![Some("b"), None])))]);
        check(call(Function::Least, [col("s"), lit("c")]), &texts, StringArray::from(vec!["b", "c"]));
    }
}
