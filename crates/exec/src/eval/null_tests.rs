//! Tests of `null.rs`.

use arrow::array::{BooleanArray, Float64Array, Int64Array, NullArray, RecordBatch, StringArray};
use chunkwise_plan::BinaryOp::FloorDivide;
use chunkwise_plan::{Expr, Function, Scalar, col, lit};

use crate::eval::test_support::{array, batch, binary, call, check, error_of};

fn table() -> RecordBatch {
    batch([
        ("a", array(Float64Array::from(vec![Some(1.0), None, Some(f64::NAN), None]))),
        ("b", array(Float64Array::from(vec![Some(10.0), Some(20.0), None, None]))),
        ("n", array(NullArray::new(4))),
    ])
}

#[test]
fn nan_is_no_null() {
    check(col("a").is_null(), &table(), BooleanArray::from(vec![false, true, false, true]));
    check(col("a").is_not_null(), &table(), BooleanArray::from(vec![true, false, true, false]));
    check(col("n").is_null(), &table(), BooleanArray::from(vec![true; 4]));
    check(col("n").is_not_null(), &table(), BooleanArray::from(vec![false; 4]));
    check(lit(1).is_null(), &table(), BooleanArray::from(vec![false; 4]));
    check(lit(Scalar::Null).is_null(), &table(), BooleanArray::from(vec![true; 4]));
}

#[test]
fn coalesce_takes_the_first_value() {
    let coalesce = |args: [Expr; 3]| call(Function::Coalesce, args);
    let expected = |last| Float64Array::from(vec![Some(1.0), Some(20.0), Some(f64::NAN), last]);
    check(coalesce([col("a"), col("b"), lit(0.5)]), &table(), expected(Some(0.5)));
    check(coalesce([col("a"), col("b"), lit(Scalar::Null)]), &table(), expected(None));
    check(coalesce([lit(Scalar::Null), col("a"), col("b")]), &table(), expected(None));
    check(coalesce([lit(7.0), col("a"), col("b")]), &table(), Float64Array::from(vec![7.0; 4]));
    check(call(Function::Coalesce, [col("n"), col("n")]), &table(), NullArray::new(4));
    let texts = batch([("s", array(StringArray::from(vec![Some(""), None])))]);
    check(call(Function::Coalesce, [col("s"), lit("-")]), &texts, StringArray::from(vec!["", "-"]));
}

#[test]
fn coalesce_ignores_errors_it_does_not_need() {
    let table = batch([
        ("x", array(Int64Array::from(vec![Some(1), None]))),
        ("y", array(Int64Array::from(vec![0, 2]))),
    ]);
    let quotient = || binary(10, FloorDivide, col("y"));
    check(call(Function::Coalesce, [col("x"), quotient()]), &table, Int64Array::from(vec![1, 5]));
    assert!(error_of(call(Function::Coalesce, [quotient(), col("x")]), &table).contains("divides by zero"));
}

#[test]
fn nullif_makes_null_of_equals() {
    let null_if = |unwanted: Expr| call(Function::NullIf, [col("b"), unwanted]);
    check(null_if(lit(10)), &table(), Float64Array::from(vec![None, Some(20.0), None, None]));
    check(null_if(col("a")), &table(), Float64Array::from(vec![Some(10.0), Some(20.0), None, None]));
}
