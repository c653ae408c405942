//! Tests of `datetime.rs`.

use arrow::array::{
    Date32Array, DurationMicrosecondArray, Float64Array, Int64Array, RecordBatch, TimestampMicrosecondArray,
};
use chunkwise_plan::Function::{self, *};
use chunkwise_plan::{Scalar, col, lit};

use crate::eval::test_support::{array, batch, call, check};

const DAY: i64 = 86_400_000_000;

fn times() -> RecordBatch {
    let values = vec![
        Some(1_456_790_399_123_456), // 2016-02-29 23:59:59.123456, a Monday
        None,
        Some(-1),                      // 1969-12-31 23:59:59.999999, a Wednesday
        Some(0),                       // a Thursday
        Some(-62_135_596_800_000_000), // 0001-01-01, a Monday
    ];
    batch([("t", array(TimestampMicrosecondArray::from(values)))])
}

#[test]
fn parts_of_timestamps() {
    let cases: [(Function, [i64; 4]); 10] = [
        (Year, [2016, 1969, 1970, 1]),
        (Quarter, [1, 4, 1, 1]),
        (Month, [2, 12, 1, 1]),
        (Day, [29, 31, 1, 1]),
        (Hour, [23, 23, 0, 0]),
        (Minute, [59, 59, 0, 0]),
        (Second, [59, 59, 0, 0]),
        (Microsecond, [123_456, 999_999, 0, 0]),
        (DayOfWeek, [0, 2, 3, 0]),
        (DayOfYear, [60, 365, 1, 1]),
    ];
    for (function, [a, b, c, d]) in cases {
        let expected = vec![Some(a), None, Some(b), Some(c), Some(d)];
        check(call(function, [col("t")]), &times(), Int64Array::from(expected));
    }
    check(call(Year, [lit(Scalar::Null)]), &times(), Int64Array::new_null(5));
    check(call(Year, [lit(Scalar::Timestamp(-1))]), &times(), Int64Array::from(vec![1969; 5]));
}

#[test]
fn parts_of_dates() {
    let table = batch([("d", array(Date32Array::from(vec![Some(-1), None, Some(59)])))]);
    check(call(Month, [col("d")]), &table, Int64Array::from(vec![Some(12), None, Some(3)]));
    check(call(Hour, [col("d")]), &table, Int64Array::from(vec![Some(0), None, Some(0)]));
}

#[test]
fn the_date_of_a_timestamp_rounds_down() {
    let expected = vec![Some(16_860), None, Some(-1), Some(0), Some(-719_162)];
    check(call(Date, [col("t")]), &times(), Date32Array::from(expected));
}

#[test]
fn parts_of_durations() {
    let values = vec![Some(-1_000_000), None, Some(DAY + 61_500_000), Some(0), Some(i64::MIN)];
    let table = batch([("d", array(DurationMicrosecondArray::from(values)))]);
    let seconds = vec![Some(-1.0), None, Some(86_461.5), Some(0.0), Some(i64::MIN as f64 / 1e6)];
    check(call(TotalSeconds, [col("d")]), &table, Float64Array::from(seconds));
    let far = batch([(
        "d",
        array(DurationMicrosecondArray::from(vec![9_223_372_036_854_775, -9_007_199_254_740_993])),
    )]);
    let seconds = vec![9_223_372_036.854_775, -9_007_199_254.740_993];
    check(call(TotalSeconds, [col("d")]), &far, Float64Array::from(seconds));
    let rest = i64::MIN.rem_euclid(DAY) / 1_000_000;
    check(
        call(Seconds, [col("d")]),
        &table,
        Int64Array::from(vec![Some(86_399), None, Some(61), Some(0), Some(rest)]),
    );
    check(
        call(Days, [col("d")]),
        &table,
        Int64Array::from(vec![Some(-1), None, Some(1), Some(0), Some(-106_751_992)]),
    );
}
