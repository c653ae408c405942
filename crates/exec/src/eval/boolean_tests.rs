//! Tests of `boolean.rs`.

use arrow::array::{Array, BooleanArray, Int64Array, RecordBatch};
use chunkwise_plan::BinaryOp::FloorDivide;
use chunkwise_plan::{Scalar, col, lit};

use crate::eval::evaluate_predicate;
use crate::eval::test_support::{array, batch, binary, check, error_of, typed};

const T: Option<bool> = Some(true);
const F: Option<bool> = Some(false);
const N: Option<bool> = None;

fn truth_table() -> RecordBatch {
    batch([
        ("a", array(BooleanArray::from(vec![T, T, T, F, F, F, N, N, N]))),
        ("b", array(BooleanArray::from(vec![T, F, N, T, F, N, T, F, N]))),
    ])
}

#[test]
fn three_valued_logic() {
    let table = truth_table();
    check(col("a").and(col("b")), &table, BooleanArray::from(vec![T, F, N, F, F, F, N, F, N]));
    check(col("a").or(col("b")), &table, BooleanArray::from(vec![T, T, T, T, F, N, T, N, N]));
    check(!col("a"), &table, BooleanArray::from(vec![F, F, F, T, T, T, N, N, N]));
    check(col("a").and(Scalar::Null), &table, BooleanArray::from(vec![N, N, N, F, F, F, N, N, N]));
    check(lit(Scalar::Null).or(col("a")), &table, BooleanArray::from(vec![T, T, T, N, N, N, N, N, N]));
    check(lit(true).and(col("a")), &table, BooleanArray::from(vec![T, T, T, F, F, F, N, N, N]));
    check(!lit(Scalar::Null), &table, BooleanArray::from(vec![N; 9]));
}

#[test]
fn the_right_side_fails_only_for_rows_that_need_it() {
    let table = batch([("x", array(Int64Array::from(vec![Some(0), Some(2), None])))]);
    let guarded = || binary(10, FloorDivide, col("x")).gt(1);
    check(col("x").ne(0).and(guarded()), &table, BooleanArray::from(vec![F, T, N]));
    check(col("x").eq(0).or(guarded()), &table, BooleanArray::from(vec![T, T, N]));
    check(lit(false).and(guarded()), &table, BooleanArray::from(vec![F; 3]));
    check(lit(true).or(guarded()), &table, BooleanArray::from(vec![T; 3]));
    assert!(error_of(col("x").eq(0).and(guarded()), &table).contains("divides by zero"));
    assert!(error_of(guarded().and(false), &table).contains("divides by zero"));
}

#[test]
fn a_predicate_takes_null_for_false() {
    let table = truth_table();
    let predicate = |expr| evaluate_predicate(&typed(&expr, &table), &table).unwrap();
    let mask = predicate(col("a").and(col("b")));
    assert_eq!(mask.null_count(), 0);
    assert_eq!(mask, BooleanArray::from(vec![true, false, false, false, false, false, false, false, false]));
    assert_eq!(predicate(lit(true)), BooleanArray::from(vec![true; 9]));
    assert_eq!(predicate(lit(Scalar::Null)), BooleanArray::from(vec![false; 9]));
    let number = evaluate_predicate(&typed(&lit(1), &table), &table);
    assert!(number.unwrap_err().to_string().contains("no kernel"));
}
