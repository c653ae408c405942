//! What the tests of this folder share: expressions are bound to a batch's schema, then evaluated.

use std::sync::Arc;

use arrow::array::{Array, ArrayRef, RecordBatch, RecordBatchOptions};
use arrow::datatypes::{Field, Schema};
use chunkwise_plan::{BinaryOp, Expr, Function, TypedExpr, bind};

use super::{EvalError, evaluate};

/// A batch of named columns.
pub(super) fn batch<const N: usize>(columns: [(&str, ArrayRef); N]) -> RecordBatch {
    let fields: Vec<Field> =
        columns.iter().map(|(name, array)| Field::new(*name, array.data_type().clone(), true)).collect();
    let rows = columns.first().map_or(1, |(_, array)| array.len());
    let arrays = columns.into_iter().map(|(_, array)| array).collect();
    let options = RecordBatchOptions::new().with_row_count(Some(rows));
    RecordBatch::try_new_with_options(Arc::new(Schema::new(fields)), arrays, &options).unwrap()
}

/// A column for [`batch`].
pub(super) fn array(values: impl Array + 'static) -> ArrayRef {
    Arc::new(values)
}

pub(super) fn typed(expr: &Expr, batch: &RecordBatch) -> TypedExpr {
    bind(expr, &batch.schema()).unwrap()
}

/// The expression's values, checked for their type and count, and that an empty batch and a slice work, too.
pub(super) fn eval(expr: &Expr, batch: &RecordBatch) -> Result<ArrayRef, EvalError> {
    let typed = typed(expr, batch);
    let result = evaluate(&typed, batch)?;
    assert_eq!(result.data_type(), &typed.data_type, "{expr}");
    assert_eq!(result.len(), batch.num_rows(), "{expr}");
    let empty = evaluate(&typed, &batch.slice(0, 0))?;
    assert_eq!((empty.len(), empty.data_type()), (0, &typed.data_type), "{expr}");
    for row in 0..batch.num_rows() {
        let one = evaluate(&typed, &batch.slice(row, 1))?;
        assert_eq!(&one, &result.slice(row, 1), "{expr}, row {row} alone");
    }
    Ok(result)
}

/// Asserts the expression's values. Floats are equal if arrow says so: NaN is equal to itself, `0.0` and `-0.0` are not.
pub(super) fn check(expr: impl Into<Expr>, batch: &RecordBatch, expected: impl Array + 'static) {
    let expr = expr.into();
    assert_eq!(&eval(&expr, batch).unwrap(), &array(expected), "{expr}");
}

/// The message of the expression's error.
pub(super) fn error_of(expr: impl Into<Expr>, batch: &RecordBatch) -> String {
    let expr = expr.into();
    evaluate(&typed(&expr, batch), batch).map(|array| format!("{array:?}")).unwrap_err().to_string()
}

pub(super) fn binary(left: impl Into<Expr>, op: BinaryOp, right: impl Into<Expr>) -> Expr {
    Expr::Binary { op, left: Box::new(left.into()), right: Box::new(right.into()) }
}

pub(super) fn call<const N: usize>(function: Function, args: [Expr; N]) -> Expr {
    Expr::Call { function, args: args.into() }
}
