//! Tests of `duration.rs`.

use arrow::array::{DurationMicrosecondArray, Float64Array, RecordBatch};
use chunkwise_plan::{Scalar, col, lit};

use crate::eval::test_support::{array, batch, check, error_of};

fn durations(values: Vec<Option<i64>>) -> RecordBatch {
    batch([("d", array(DurationMicrosecondArray::from(values)))])
}

#[test]
fn numbers_scale_durations_to_the_nearest_microsecond() {
    let table = durations(vec![Some(3), Some(5), Some(-3), None]);
    let expect = |values: [i64; 3]| {
        DurationMicrosecondArray::from(vec![Some(values[0]), Some(values[1]), Some(values[2]), None])
    };
    check(col("d") * 2, &table, expect([6, 10, -6]));
    check(lit(2) * col("d"), &table, expect([6, 10, -6]));
    check(col("d") * 0.5, &table, expect([2, 2, -2])); // 1.5, 2.5, -1.5: half to even
    check(col("d") / 2, &table, expect([2, 2, -2]));
    check(col("d") / -2, &table, expect([-2, -2, 2]));
    check(col("d") / 4, &table, expect([1, 1, -1]));
    check(col("d") / 0.25, &table, expect([12, 20, -12]));
}

#[test]
fn a_duration_by_a_duration_is_a_float() {
    let table = durations(vec![Some(3), Some(-1), None]);
    check(col("d") / Scalar::Duration(2), &table, Float64Array::from(vec![Some(1.5), Some(-0.5), None]));
    check(
        col("d") / Scalar::Duration(0),
        &table,
        Float64Array::from(vec![Some(f64::INFINITY), Some(f64::NEG_INFINITY), None]),
    );
}

#[test]
fn what_no_duration_can_say_is_an_error() {
    let table = durations(vec![Some(i64::MAX)]);
    for expr in [col("d") * 2, col("d") * 1.5, col("d") / 0.5, col("d") * f64::NAN, col("d") * 1.0] {
        assert!(error_of(expr.clone(), &table).contains("does not fit duration"), "{expr}");
    }
    for expr in [col("d") / 0, col("d") / 0.0] {
        assert!(error_of(expr.clone(), &table).contains("divides by zero"), "{expr}");
    }
    check(col("d") / 1, &table, DurationMicrosecondArray::from(vec![i64::MAX]));
    let smallest = durations(vec![Some(i64::MIN)]);
    check(col("d") * 1.0, &smallest, DurationMicrosecondArray::from(vec![i64::MIN]));
    assert!(error_of(col("d") / -1, &smallest).contains("does not fit"));
}
