//! Tests of `case.rs`.

use arrow::array::{Float64Array, Int64Array, RecordBatch, StringArray};
use arrow::datatypes::DataType;
use chunkwise_plan::BinaryOp::FloorDivide;
use chunkwise_plan::{Expr, Scalar, col, lit, when};

use crate::eval::test_support::{array, batch, binary, check, error_of, typed};
use crate::eval::{EvalError, evaluate};

fn table() -> RecordBatch {
    batch([
        ("x", array(Int64Array::from(vec![Some(0), Some(1), Some(2), None, Some(5)]))),
        ("s", array(StringArray::from(vec![Some("a"), None, Some("c"), Some("d"), Some("7")]))),
    ])
}

fn case<const N: usize>(branches: [(Expr, Expr); N], otherwise: Option<Expr>) -> Expr {
    Expr::Case { branches: branches.into(), otherwise: otherwise.map(Box::new) }
}

#[test]
fn the_first_true_branch_wins_and_null_is_not_true() {
    let expr = when(col("x").lt(1)).then("small").otherwise(col("s"));
    check(expr, &table(), StringArray::from(vec![Some("small"), None, Some("c"), Some("d"), Some("7")]));
    let two = case([(col("x").lt(2), lit(10)), (col("x").lt(3), lit(20))], None);
    check(two, &table(), Int64Array::from(vec![Some(10), Some(10), Some(20), None, None]));
    let mixed = case([(col("x").eq(0), lit(0.5))], Some(col("x")));
    check(mixed, &table(), Float64Array::from(vec![Some(0.5), Some(1.0), Some(2.0), None, Some(5.0)]));
}

#[test]
fn scalars_and_nulls() {
    check(case([(lit(true), lit(1))], Some(lit(2))), &table(), Int64Array::from(vec![1; 5]));
    check(case([(lit(false), lit(1))], None), &table(), Int64Array::new_null(5));
    check(case([(lit(Scalar::Null), lit(1))], Some(lit(2))), &table(), Int64Array::from(vec![2; 5]));
    let null_value = case([(col("x").ge(1), lit(Scalar::Null))], Some(lit("no")));
    check(null_value, &table(), StringArray::from(vec![Some("no"), None, None, Some("no"), None]));
}

#[test]
fn errors_of_rows_not_chosen_do_not_surface() {
    let quotient = || binary(10, FloorDivide, col("x"));
    let guarded = case([(col("x").eq(0), lit(-1))], Some(quotient()));
    check(guarded, &table(), Int64Array::from(vec![Some(-1), Some(10), Some(5), None, Some(2)]));
    let value = case([(col("x").gt(0), quotient())], None);
    check(value, &table(), Int64Array::from(vec![None, Some(10), Some(5), None, Some(2)]));
    // A later condition counts only for rows that are still open.
    let condition = case([(col("x").eq(0), lit(1)), (quotient().eq(5), lit(2))], Some(lit(3)));
    check(condition, &table(), Int64Array::from(vec![1, 3, 2, 3, 3]));
    assert!(error_of(case([(quotient().gt(1), lit(1))], None), &table()).contains("divides by zero"));
    let constant = case([(col("x").gt(100), binary(1, FloorDivide, 0))], Some(lit(1)));
    check(constant, &table(), Int64Array::from(vec![1; 5]));
}

#[test]
fn an_error_names_the_row_in_the_whole_batch() {
    let expr = case([(col("x").ge(1), col("x") - 5)], Some(lit(0))).cast(DataType::UInt64);
    let inside = case([(col("x").ge(2), (col("x") - 5).cast(DataType::UInt64))], None);
    for (expr, expected) in [(expr, 1), (inside, 2)] {
        let error = evaluate(&typed(&expr, &table()), &table()).unwrap_err();
        assert!(matches!(&error, EvalError::Cast { row, .. } if *row == expected), "{error:?}");
    }
}
