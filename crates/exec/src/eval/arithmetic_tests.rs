//! Tests of `arithmetic.rs`.

use arrow::array::{
    AsArray, DurationMicrosecondArray, Float64Array, Int8Array, Int64Array, RecordBatch,
    TimestampMicrosecondArray, UInt64Array,
};
use arrow::datatypes::Float64Type;
use chunkwise_plan::BinaryOp::{FloorDivide, Modulo};
use chunkwise_plan::{Expr, Scalar, col, lit};

use crate::eval::evaluate;
use crate::eval::test_support::{array, batch, binary, check, error_of, typed};

fn ints(a: &[Option<i64>], b: &[Option<i64>]) -> RecordBatch {
    batch([("a", array(Int64Array::from(a.to_vec()))), ("b", array(Int64Array::from(b.to_vec())))])
}

fn floats(a: &[f64], b: &[f64]) -> RecordBatch {
    batch([("a", array(Float64Array::from(a.to_vec()))), ("b", array(Float64Array::from(b.to_vec())))])
}

#[test]
fn integers_add_subtract_and_multiply() {
    let table = ints(&[Some(7), None, Some(-3)], &[Some(2), Some(1), Some(4)]);
    check(col("a") + col("b"), &table, Int64Array::from(vec![Some(9), None, Some(1)]));
    check(col("a") - col("b"), &table, Int64Array::from(vec![Some(5), None, Some(-7)]));
    check(col("a") * col("b"), &table, Int64Array::from(vec![Some(14), None, Some(-12)]));
    check(-col("a"), &table, Int64Array::from(vec![Some(-7), None, Some(3)]));
    check(col("a") + 1, &table, Int64Array::from(vec![Some(8), None, Some(-2)]));
    check(lit(1) - col("a"), &table, Int64Array::from(vec![Some(-6), None, Some(4)]));
    check(col("a") + Scalar::Null, &table, Int64Array::new_null(3));
    check(lit(2) + 3, &table, Int64Array::from(vec![5, 5, 5]));
}

#[test]
fn integers_never_wrap() {
    let table = ints(&[Some(0), Some(i64::MAX)], &[Some(i64::MIN), Some(1)]);
    let message = error_of(col("a") + col("b"), &table);
    assert!(message.starts_with("`a + b` gives a value that does not fit int64"), "{message}");
    for expr in [col("a") - col("b"), col("a") * 2, -col("b"), binary(col("b"), FloorDivide, -1)] {
        assert!(error_of(expr.clone(), &table).contains("does not fit"), "{expr}");
    }
    let unsigned = batch([("u", array(UInt64Array::from(vec![1])))]);
    assert!(error_of(col("u") - Scalar::UInt64(2), &unsigned).contains("does not fit"));
}

#[test]
fn what_lies_under_a_null_does_not_count() {
    // The null row holds i64::MAX and a zero divisor.
    let under = Int64Array::new(vec![1, i64::MAX].into(), Some(vec![true, false].into()));
    let zero = Int64Array::new(vec![1, 0].into(), Some(vec![true, false].into()));
    let table = batch([("a", array(under)), ("z", array(zero))]);
    check(col("a") + 1, &table, Int64Array::from(vec![Some(2), None]));
    check(col("a") * col("a"), &table, Int64Array::from(vec![Some(1), None]));
    check(binary(col("a"), FloorDivide, col("z")), &table, Int64Array::from(vec![Some(1), None]));
    check(binary(5, Modulo, col("z")), &table, Int64Array::from(vec![Some(0), None]));
}

#[test]
fn narrow_integers_are_computed_as_int64() {
    let table = batch([("a", array(Int8Array::from(vec![100, -128])))]);
    check(col("a") * 2, &table, Int64Array::from(vec![200, -256]));
    check(-col("a"), &table, Int64Array::from(vec![-100, 128]));
}

#[test]
fn integer_division_rounds_down_as_in_python() {
    let table = ints(
        &[Some(7), Some(-7), Some(7), Some(-7), Some(-6), None, Some(i64::MIN)],
        &[Some(2), Some(2), Some(-2), Some(-2), Some(3), Some(1), Some(2)],
    );
    let quotients = vec![Some(3), Some(-4), Some(-4), Some(3), Some(-2), None, Some(i64::MIN / 2)];
    check(binary(col("a"), FloorDivide, col("b")), &table, Int64Array::from(quotients));
    let rests = vec![Some(1), Some(1), Some(-1), Some(-1), Some(0), None, Some(0)];
    check(binary(col("a"), Modulo, col("b")), &table, Int64Array::from(rests));
    check(binary(Scalar::Int64(i64::MIN), Modulo, -1), &table, Int64Array::from(vec![0; 7]));
    let unsigned = batch([("u", array(UInt64Array::from(vec![u64::MAX])))]);
    let two = || Expr::from(Scalar::UInt64(2));
    check(binary(col("u"), FloorDivide, two()), &unsigned, UInt64Array::from(vec![u64::MAX / 2]));
    check(binary(col("u"), Modulo, two()), &unsigned, UInt64Array::from(vec![1]));
}

#[test]
fn integer_division_by_zero_is_an_error_and_true_division_is_not() {
    let table = ints(&[Some(1), Some(-1), Some(0)], &[Some(0), Some(0), Some(0)]);
    let message = error_of(binary(col("a"), FloorDivide, col("b")), &table);
    assert!(message.starts_with("`a // b` divides by zero"), "{message}");
    assert!(error_of(binary(col("a"), Modulo, 0), &table).contains("divides by zero"));
    let quotients = vec![f64::INFINITY, f64::NEG_INFINITY, f64::NAN];
    check_floats(col("a") / col("b"), &table, &quotients);
    let unsigned = batch([("u", array(UInt64Array::from(vec![1])))]);
    assert!(
        error_of(binary(col("u"), FloorDivide, Scalar::UInt64(0)), &unsigned).contains("divides by zero")
    );
    assert!(error_of(binary(col("u"), Modulo, Scalar::UInt64(0)), &unsigned).contains("divides by zero"));
}

#[test]
fn float_arithmetic_is_ieee() {
    let table = floats(&[1.5, f64::MAX, f64::INFINITY, -0.0], &[0.25, f64::MAX, f64::INFINITY, 0.0]);
    check_floats(col("a") + col("b"), &table, &[1.75, f64::INFINITY, f64::INFINITY, 0.0]);
    check_floats(col("a") - col("b"), &table, &[1.25, 0.0, f64::NAN, -0.0]);
    check_floats(col("a") * 2.0, &table, &[3.0, f64::INFINITY, f64::INFINITY, -0.0]);
    check_floats(-col("a"), &table, &[-1.5, f64::MIN, f64::NEG_INFINITY, 0.0]);
    let with_null = batch([("a", array(Float64Array::from(vec![Some(1.0), None])))]);
    check(col("a") / 2, &with_null, Float64Array::from(vec![Some(0.5), None]));
    check(lit(2) / col("a"), &with_null, Float64Array::from(vec![Some(2.0), None]));
}

/// Values, zero signs included, as `divmod` gives them in Python (and pandas).
#[test]
fn float_floor_division_follows_python() {
    let inf = f64::INFINITY;
    let cases = [
        (7.5, 2.0, 3.0, 1.5),
        (-7.5, 2.0, -4.0, 0.5),
        (7.5, -2.0, -4.0, -0.5),
        (-7.5, -2.0, 3.0, -1.5),
        (1.0, 0.1, 9.0, 0.09999999999999995),
        (0.3, 0.1, 2.0, 0.09999999999999998),
        (-0.0, 3.0, -0.0, 0.0),
        (6.0, -3.0, -2.0, -0.0),
        (1.0, inf, 0.0, 1.0),
        (-1.0, inf, -1.0, inf),
        (inf, 2.0, f64::NAN, f64::NAN),
        (1.0, 0.0, inf, f64::NAN),
        (-1.0, 0.0, -inf, f64::NAN),
        (0.0, 0.0, f64::NAN, f64::NAN),
        (f64::NAN, 1.0, f64::NAN, f64::NAN),
    ];
    let table = floats(&cases.map(|case| case.0), &cases.map(|case| case.1));
    check_floats(binary(col("a"), FloorDivide, col("b")), &table, &cases.map(|case| case.2));
    check_floats(binary(col("a"), Modulo, col("b")), &table, &cases.map(|case| case.3));
}

/// Asserts values bit by bit, zero signs included; any NaN equals any other.
fn check_floats(expr: impl Into<Expr>, table: &RecordBatch, expected: &[f64]) {
    let expr = expr.into();
    let result = evaluate(&typed(&expr, table), table).unwrap();
    let values = result.as_primitive::<Float64Type>().values();
    let same = |(a, b): (&f64, &f64)| a.to_bits() == b.to_bits() || (a.is_nan() && b.is_nan());
    assert_eq!(values.len(), expected.len());
    assert!(values.iter().zip(expected).all(same), "{expr}: {values:?}, expected {expected:?}");
}

#[test]
fn times_add_and_subtract() {
    let times = TimestampMicrosecondArray::from(vec![Some(10), None, Some(-5)]);
    let spans = DurationMicrosecondArray::from(vec![Some(3), Some(1), Some(-5)]);
    let table = batch([("t", array(times)), ("d", array(spans))]);
    check(col("t") + col("d"), &table, TimestampMicrosecondArray::from(vec![Some(13), None, Some(-10)]));
    check(col("d") + col("t"), &table, TimestampMicrosecondArray::from(vec![Some(13), None, Some(-10)]));
    check(col("t") - col("d"), &table, TimestampMicrosecondArray::from(vec![Some(7), None, Some(0)]));
    check(
        col("t") - Scalar::Timestamp(4),
        &table,
        DurationMicrosecondArray::from(vec![Some(6), None, Some(-9)]),
    );
    check(col("d") + Scalar::Duration(1), &table, DurationMicrosecondArray::from(vec![4, 2, -4]));
    check(-col("d"), &table, DurationMicrosecondArray::from(vec![-3, -1, 5]));
    assert!(error_of(col("t") - Scalar::Timestamp(i64::MIN), &table).contains("does not fit duration"));
    assert!(error_of(col("t") + Scalar::Duration(i64::MAX), &table).contains("does not fit timestamp"));
}

#[test]
fn dates_subtract_to_durations() {
    use arrow::array::Date32Array;
    let table = batch([("d", array(Date32Array::from(vec![Some(1), None, Some(-1)])))]);
    let day = 86_400_000_000;
    check(
        col("d") - Scalar::Date(0),
        &table,
        DurationMicrosecondArray::from(vec![Some(day), None, Some(-day)]),
    );
    check(
        col("d") + Scalar::Duration(1),
        &table,
        TimestampMicrosecondArray::from(vec![Some(day + 1), None, Some(1 - day)]),
    );
}
