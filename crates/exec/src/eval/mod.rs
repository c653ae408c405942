//! Evaluates a bound expression over one `RecordBatch`.
//!
//! One file per family of operations; this one says which family an expression belongs to. Rules that hold for all:
//! a null operand gives null unless the operation is about nulls; integers never wrap; a cast never turns a value
//! into null; floats compare and divide by IEEE rules. Whether an expression fails depends on the rows that need it and
//! never on how rows were cut into batches: `case`, `and`, `or` and `coalesce` ignore errors of rows they do not use.

mod arithmetic;
mod boolean;
mod bounds;
mod calendar;
mod call;
mod case;
mod cast;
mod compare;
mod datetime;
mod describe;
mod duration;
mod error;
mod float_divide;
mod in_list;
mod literal;
mod lookup;
mod math;
mod null;
mod pairs;
mod power;
mod strftime;
#[cfg(test)]
mod test_support;
mod text;
mod time_steps;
mod value;

use arrow::array::{Array, ArrayRef, AsArray, BooleanArray, RecordBatch, new_empty_array};
use arrow::buffer::BooleanBuffer;
use arrow::datatypes::DataType;
use chunkwise_plan::{BinaryOp, Function, TypedExpr, TypedKind};

pub use error::EvalError;
use value::Context;
pub use value::Value;

/// The values of `expr`, one per row of `batch`.
///
/// # Errors
/// [`EvalError`] when a row has no value: an overflow, an integer division by zero, a cast that does not fit.
pub fn evaluate(expr: &TypedExpr, batch: &RecordBatch) -> Result<ArrayRef, EvalError> {
    Context { expr, batch }.expand(evaluate_value(expr, batch)?)
}

/// For which rows of `batch` the Boolean `expr` is true. Null counts as false: the result has no nulls.
///
/// # Errors
/// As [`evaluate`].
pub fn evaluate_predicate(expr: &TypedExpr, batch: &RecordBatch) -> Result<BooleanArray, EvalError> {
    let array = evaluate(expr, batch)?;
    if array.null_count() == 0
        && let Some(mask) = array.as_boolean_opt()
    {
        return Ok(mask.clone());
    }
    Ok(BooleanArray::new(true_rows(&Context { expr, batch }, array)?, None))
}

/// The rows where a Boolean array is true; null counts as false.
fn true_rows(ctx: &Context, array: ArrayRef) -> Result<BooleanBuffer, EvalError> {
    if array.data_type() == &DataType::Null {
        return Ok(BooleanBuffer::new_unset(array.len()));
    }
    match array.as_boolean_opt() {
        Some(mask) => {
            Ok(mask.nulls().map_or_else(|| mask.values().clone(), |valid| mask.values() & valid.inner()))
        }
        None => Err(ctx.unsupported(&[&Value::Array(array)])),
    }
}

/// As [`evaluate`], without repeating what is the same for every row.
///
/// # Errors
/// As [`evaluate`].
pub fn evaluate_value(expr: &TypedExpr, batch: &RecordBatch) -> Result<Value, EvalError> {
    // No rows, no errors: an expression without columns must not fail for a batch that nobody needs.
    if batch.num_rows() == 0 {
        return Ok(Value::Array(new_empty_array(&expr.data_type)));
    }
    let ctx = &Context { expr, batch };
    match &expr.kind {
        TypedKind::Column(position) => ctx.column(*position),
        TypedKind::Literal(scalar) => literal::value(ctx, scalar),
        TypedKind::Binary { op: BinaryOp::And, left, right } => boolean::and(ctx, left, right),
        TypedKind::Binary { op: BinaryOp::Or, left, right } => boolean::or(ctx, left, right),
        TypedKind::Binary { op, left, right } => {
            binary(ctx, *op, &evaluate_value(left, batch)?, &evaluate_value(right, batch)?)
        }
        TypedKind::Not(inner) => boolean::not(ctx, &evaluate_value(inner, batch)?),
        TypedKind::Negate(inner) => arithmetic::negate(ctx, &evaluate_value(inner, batch)?),
        TypedKind::IsNull(inner) => null::is_null(ctx, &evaluate_value(inner, batch)?),
        TypedKind::IsNotNull(inner) => null::is_not_null(ctx, &evaluate_value(inner, batch)?),
        TypedKind::InList { expr, list, negated } => {
            in_list::in_list(ctx, &evaluate_value(expr, batch)?, list, *negated)
        }
        TypedKind::Cast(inner) => cast::cast(ctx, &evaluate_value(inner, batch)?, &expr.data_type),
        TypedKind::Case { branches, otherwise } => case::case(ctx, branches, otherwise.as_deref()),
        TypedKind::Call { function: Function::Coalesce, args, .. } => null::coalesce(ctx, args),
        TypedKind::Call { function, args, parameters } => {
            let args = args.iter().map(|arg| evaluate_value(arg, batch)).collect::<Result<Vec<_>, _>>()?;
            match parameters {
                None => call::call(ctx, *function, &args),
                Some(parameters) => call::call_with(ctx, *function, &args, &parameters.prepared),
            }
        }
    }
}

fn binary(ctx: &Context, op: BinaryOp, left: &Value, right: &Value) -> Result<Value, EvalError> {
    if left.data_type() == &DataType::Null || right.data_type() == &DataType::Null {
        return Ok(ctx.null());
    }
    match op {
        BinaryOp::Add => arithmetic::add(ctx, left, right),
        BinaryOp::Subtract => arithmetic::subtract(ctx, left, right),
        BinaryOp::Multiply => arithmetic::multiply(ctx, left, right),
        BinaryOp::Divide => arithmetic::divide(ctx, left, right),
        BinaryOp::FloorDivide => arithmetic::floor_divide(ctx, left, right),
        BinaryOp::Modulo => arithmetic::modulo(ctx, left, right),
        BinaryOp::Equal => compare::equal(ctx, left, right),
        BinaryOp::NotEqual => compare::not_equal(ctx, left, right),
        BinaryOp::Less => compare::less(ctx, left, right),
        BinaryOp::LessEqual => compare::less_equal(ctx, left, right),
        BinaryOp::Greater => compare::less(ctx, right, left),
        BinaryOp::GreaterEqual => compare::less_equal(ctx, right, left),
        // The first two are evaluated lazily, above; the binder makes `<>` of the third.
        BinaryOp::And | BinaryOp::Or | BinaryOp::Xor => Err(ctx.unsupported(&[left, right])),
    }
}
