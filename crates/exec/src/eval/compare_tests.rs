//! Tests of `compare.rs`.

use arrow::array::{
    ArrayRef, BooleanArray, Date32Array, Float32Array, Float64Array, Int64Array, RecordBatch, StringArray,
    UInt64Array,
};
use chunkwise_plan::{Expr, Scalar, col, lit};

use crate::eval::test_support::{array, batch, check};

/// Checks `=  <>  <  <=  >  >=` of two expressions, in this order.
fn check_all(left: &Expr, right: &Expr, table: &RecordBatch, expected: [Vec<Option<bool>>; 6]) {
    let (l, r) = (|| left.clone(), || right.clone());
    let exprs = [l().eq(r()), l().ne(r()), l().lt(r()), l().le(r()), l().gt(r()), l().ge(r())];
    for (expr, expected) in exprs.into_iter().zip(expected) {
        check(expr, table, BooleanArray::from(expected));
    }
}

fn pair(left: ArrayRef, right: ArrayRef) -> RecordBatch {
    batch([("l", left), ("r", right)])
}

const T: Option<bool> = Some(true);
const F: Option<bool> = Some(false);
const N: Option<bool> = None;

#[test]
fn floats_compare_by_ieee() {
    let nan = f64::NAN;
    let left = vec![Some(nan), Some(nan), Some(-0.0), Some(1.0), None, Some(f64::INFINITY), Some(-nan)];
    let right =
        vec![Some(nan), Some(1.0), Some(0.0), Some(nan), Some(1.0), Some(f64::MAX), Some(f64::NEG_INFINITY)];
    let expected = [
        vec![F, F, T, F, N, F, F],
        vec![T, T, F, T, N, T, T],
        vec![F, F, F, F, N, F, F],
        vec![F, F, T, F, N, F, F],
        vec![F, F, F, F, N, T, F],
        vec![F, F, T, F, N, T, F],
    ];
    let doubles = pair(array(Float64Array::from(left.clone())), array(Float64Array::from(right.clone())));
    check_all(&col("l"), &col("r"), &doubles, expected.clone());
    let narrow = |values: Vec<Option<f64>>| -> Float32Array {
        values.into_iter().map(|value| value.map(|value| value.clamp(f64::MIN, f64::MAX) as f32)).collect()
    };
    let mut left = left;
    left[5] = Some(2.0);
    let mut right = right;
    right[5] = Some(1.0);
    let singles = pair(array(narrow(left)), array(narrow(right)));
    check_all(&col("l"), &col("r"), &singles, expected);
}

#[test]
fn floats_compare_with_scalars_on_either_side() {
    let table = batch([("x", array(Float64Array::from(vec![Some(f64::NAN), Some(0.0), None, Some(2.0)])))]);
    let expected = [
        vec![F, F, N, T],
        vec![T, T, N, F],
        vec![F, T, N, F],
        vec![F, T, N, T],
        vec![F, F, N, F],
        vec![F, F, N, T],
    ];
    check_all(&col("x"), &lit(2.0), &table, expected.clone());
    let [eq, ne, lt, le, gt, ge] = expected;
    check_all(&lit(2.0), &col("x"), &table, [eq, ne, gt, ge, lt, le]);
    let nulls = || vec![N; 4];
    let none = Expr::Literal(Scalar::Null);
    check_all(&col("x"), &none, &table, [nulls(), nulls(), nulls(), nulls(), nulls(), nulls()]);
    check(lit(f64::NAN).eq(f64::NAN), &table, BooleanArray::from(vec![false; 4]));
}

#[test]
fn integers_compare_exactly_across_signs() {
    let big = 1_i64 << 53;
    let table = pair(
        array(Int64Array::from(vec![Some(-1), Some(big + 1), None, Some(i64::MAX)])),
        array(UInt64Array::from(vec![Some(u64::MAX), Some(big as u64), Some(1), Some(i64::MAX as u64)])),
    );
    let expected = [
        vec![F, F, N, T],
        vec![T, T, N, F],
        vec![T, F, N, F],
        vec![T, F, N, T],
        vec![F, T, N, F],
        vec![F, T, N, T],
    ];
    check_all(&col("l"), &col("r"), &table, expected);
}

#[test]
fn texts_compare_by_code_point() {
    let table =
        batch([("s", array(StringArray::from(vec![Some("b"), Some(""), None, Some("é"), Some("Z")])))]);
    let expected = [
        vec![T, F, N, F, F],
        vec![F, T, N, T, T],
        vec![F, T, N, F, T],
        vec![T, T, N, F, T],
        vec![F, F, N, T, F],
        vec![T, F, N, T, F],
    ];
    check_all(&col("s"), &lit("b"), &table, expected);
}

#[test]
fn dates_and_booleans_compare() {
    let table = batch([
        ("d", array(Date32Array::from(vec![Some(-1), Some(0), None]))),
        ("b", array(BooleanArray::from(vec![T, F, N]))),
    ]);
    check(col("d").lt("1970-01-01"), &table, BooleanArray::from(vec![T, F, N]));
    check(col("d").ge(Scalar::Timestamp(-86_400_000_000)), &table, BooleanArray::from(vec![T, T, N]));
    check(col("b").gt(false), &table, BooleanArray::from(vec![T, F, N]));
    check(col("b").eq(1), &table, BooleanArray::from(vec![T, F, N]));
}
