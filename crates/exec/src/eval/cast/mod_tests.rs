//! Tests of casts.

use arrow::array::{
    ArrayRef, BooleanArray, Date32Array, DurationMicrosecondArray, Float32Array, Float64Array, Int8Array,
    Int32Array, Int64Array, NullArray, StringArray, TimestampMicrosecondArray, UInt8Array, UInt64Array,
};
use arrow::datatypes::DataType::{self, *};
use chunkwise_plan::{DURATION, Scalar, TIMESTAMP, col, lit};

use crate::eval::test_support::{array, batch, check, typed};
use crate::eval::{EvalError, evaluate};

fn check_cast(from: ArrayRef, expected: ArrayRef) {
    let table = batch([("x", from)]);
    check(col("x").cast(expected.data_type().clone()), &table, expected);
}

/// Asserts that the value at `row` (and none before it) cannot be cast, and how it is shown.
fn check_misfit(from: ArrayRef, to: DataType, row: usize, shown: &str) {
    let table = batch([("x", from)]);
    let expr = col("x").cast(to.clone());
    match evaluate(&typed(&expr, &table), &table).unwrap_err() {
        EvalError::Cast { value, to: found, row: found_row, .. } => {
            assert_eq!((value.as_str(), found, found_row), (shown, to, row), "{expr}");
        }
        other => panic!("{other:?}"),
    }
}

#[test]
fn integers() {
    let wide = || array(Int64Array::from(vec![Some(-128), None, Some(127)]));
    check_cast(wide(), array(Int8Array::from(vec![Some(-128), None, Some(127)])));
    check_cast(wide(), array(Float64Array::from(vec![Some(-128.0), None, Some(127.0)])));
    check_cast(wide(), array(BooleanArray::from(vec![Some(true), None, Some(true)])));
    check_cast(wide(), array(StringArray::from(vec![Some("-128"), None, Some("127")])));
    check_misfit(array(Int64Array::from(vec![Some(1), None, Some(128)])), Int8, 2, "128");
    check_misfit(array(Int64Array::from(vec![-1])), UInt64, 0, "-1");
    check_misfit(array(UInt64Array::from(vec![1, u64::MAX])), Int64, 1, "18446744073709551615");
    // What lies under a null does not count.
    let under = Int64Array::new(vec![300, 1].into(), Some(vec![false, true].into()));
    check_cast(array(under), array(UInt8Array::from(vec![None, Some(1)])));
}

#[test]
fn floats_to_integers_truncate_and_are_checked() {
    let limit = 9_223_372_036_854_775_808.0;
    let values = vec![Some(1.9), None, Some(-1.9), Some(-limit), Some(-0.5)];
    let expected = vec![Some(1), None, Some(-1), Some(i64::MIN), Some(0)];
    check_cast(array(Float64Array::from(values)), array(Int64Array::from(expected)));
    check_cast(array(Float64Array::from(vec![-0.9])), array(UInt64Array::from(vec![0])));
    for (value, shown) in [(f64::NAN, "nan"), (f64::INFINITY, "inf"), (limit, "9.223372036854776e+18")] {
        check_misfit(array(Float64Array::from(vec![Some(0.0), None, Some(value)])), Int64, 2, shown);
    }
    check_misfit(array(Float64Array::from(vec![-1.0])), UInt64, 0, "-1.0");
    check_misfit(array(Float64Array::from(vec![127.5, 128.0])), Int8, 1, "128.0");
}

#[test]
fn floats_to_narrow_floats_booleans_and_text() {
    let values =
        || array(Float64Array::from(vec![Some(0.1), None, Some(f64::INFINITY), Some(0.0), Some(1e20)]));
    let narrow = vec![Some(0.1), None, Some(f32::INFINITY), Some(0.0), Some(1e20)];
    check_cast(values(), array(Float32Array::from(narrow)));
    check_misfit(array(Float64Array::from(vec![1e39])), Float32, 0, "1e+39");
    let truth = vec![Some(true), None, Some(true), Some(false), Some(true)];
    check_cast(values(), array(BooleanArray::from(truth)));
    check_cast(array(Float64Array::from(vec![f64::NAN])), array(BooleanArray::from(vec![true])));
    let texts = vec![Some("0.1"), None, Some("inf"), Some("0.0"), Some("1e+20")];
    check_cast(values(), array(StringArray::from(texts)));
    // As Python's repr.
    let floats = vec![
        0.1 + 0.2,
        -0.0,
        1e-4,
        9.9e-5,
        -1.5e-7,
        5e-324,
        9_999_999_999_999_998.0,
        1e16,
        1.25e300,
        f64::NAN,
    ];
    let texts = vec![
        "0.30000000000000004",
        "-0.0",
        "0.0001",
        "9.9e-05",
        "-1.5e-07",
        "5e-324",
        "9999999999999998.0",
        "1e+16",
        "1.25e+300",
        "nan",
    ];
    check_cast(array(Float64Array::from(floats)), array(StringArray::from(texts)));
    check_cast(
        array(Float32Array::from(vec![0.1_f32, 1e20])),
        array(StringArray::from(vec!["0.1", "1e+20"])),
    );
    check_cast(
        array(BooleanArray::from(vec![Some(true), None])),
        array(Int64Array::from(vec![Some(1), None])),
    );
    check_cast(array(BooleanArray::from(vec![true, false])), array(StringArray::from(vec!["True", "False"])));
    check_cast(array(BooleanArray::from(vec![true, false])), array(Float64Array::from(vec![1.0, 0.0])));
}

#[test]
fn times_to_counts_and_back() {
    let times = || array(TimestampMicrosecondArray::from(vec![Some(-1), None, Some(86_400_000_000)]));
    check_cast(times(), array(Date32Array::from(vec![Some(-1), None, Some(1)])));
    check_cast(times(), array(Int64Array::from(vec![Some(-1), None, Some(86_400_000_000)])));
    check_cast(array(Int64Array::from(vec![Some(-1), None, Some(86_400_000_000)])), times());
    let dates = || array(Date32Array::from(vec![Some(-1), None]));
    check_cast(dates(), array(TimestampMicrosecondArray::from(vec![Some(-86_400_000_000), None])));
    check_cast(dates(), array(Int64Array::from(vec![Some(-1), None])));
    check_misfit(array(Date32Array::from(vec![0, i32::MAX])), TIMESTAMP, 1, "5881580-07-11");
    let spans = || array(DurationMicrosecondArray::from(vec![Some(-1), None]));
    check_cast(spans(), array(Int64Array::from(vec![Some(-1), None])));
    check_cast(array(Int64Array::from(vec![Some(-1), None])), spans());
}

#[test]
fn times_as_text() {
    let times = vec![Some(-1), None, Some(1_456_790_399_000_000), Some(-62_135_596_800_000_000)];
    let texts = vec![
        Some("1969-12-31 23:59:59.999999"),
        None,
        Some("2016-02-29 23:59:59"),
        Some("0001-01-01 00:00:00"),
    ];
    check_cast(array(TimestampMicrosecondArray::from(times)), array(StringArray::from(texts)));
    let dates = Date32Array::from(vec![Some(-1), None]);
    check_cast(array(dates), array(StringArray::from(vec![Some("1969-12-31"), None])));
    let spans =
        DurationMicrosecondArray::from(vec![Some(1_200_000_000), None, Some(-1), Some(86_400_000_001)]);
    let texts =
        vec![Some("0 days 00:20:00"), None, Some("-1 days +23:59:59.999999"), Some("1 days 00:00:00.000001")];
    check_cast(array(spans), array(StringArray::from(texts)));
}

#[test]
fn null_becomes_anything() {
    for to in [Boolean, Int8, UInt64, Float32, Utf8, Date32, TIMESTAMP, DURATION] {
        check_cast(array(NullArray::new(2)), arrow::array::new_null_array(&to, 2));
        let table = batch([("x", array(Int32Array::from(vec![1, 2])))]);
        check(lit(Scalar::Null).cast(to.clone()), &table, arrow::array::new_null_array(&to, 2));
    }
}

#[test]
fn text_is_read_as_the_reader_reads_it() {
    let texts = |values: &[Option<&str>]| array(StringArray::from(values.to_vec()));
    check_cast(texts(&[Some("1"), None, Some(" -2 "), Some("+007")]), {
        array(Int64Array::from(vec![Some(1), None, Some(-2), Some(7)]))
    });
    check_cast(texts(&[Some("1e3"), None, Some(".5"), Some("inf")]), {
        array(Float64Array::from(vec![Some(1000.0), None, Some(0.5), Some(f64::INFINITY)]))
    });
    check_cast(
        texts(&[Some("true"), None, Some("0")]),
        array(BooleanArray::from(vec![Some(true), None, Some(false)])),
    );
    check_cast(texts(&[Some("1969-12-31"), None]), array(Date32Array::from(vec![Some(-1), None])));
    check_cast(texts(&[Some("1970-01-01 00:00:01.5"), None]), {
        array(TimestampMicrosecondArray::from(vec![Some(1_500_000), None]))
    });
    check_cast(texts(&[Some("1 days 00:00:01"), None]), {
        array(DurationMicrosecondArray::from(vec![Some(86_401_000_000), None]))
    });
}

#[test]
fn text_that_does_not_parse_is_an_error_never_null() {
    let texts = |values: &[Option<&str>]| array(StringArray::from(values.to_vec()));
    check_misfit(texts(&[Some("1"), None, Some("x"), Some("")]), Int64, 2, "x");
    check_misfit(texts(&[Some("1"), None, Some(""), Some("x")]), Int64, 2, "");
    check_misfit(texts(&[Some("1"), Some("NA")]), Float64, 1, "NA");
    check_misfit(texts(&[Some("300")]), Int8, 0, "300");
    check_misfit(texts(&[Some("2015-02-30")]), Date32, 0, "2015-02-30");
    check_misfit(texts(&[Some("yes")]), Boolean, 0, "yes");
    let long = "x".repeat(200);
    check_misfit(texts(&[Some(&long)]), Int64, 0, &long[..80]);
    // A slice has its own rows.
    check_misfit(texts(&[Some("a"), Some("1"), Some("b")]).slice(1, 2), Int64, 1, "b");
}
