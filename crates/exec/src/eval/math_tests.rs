//! Tests of `math.rs`.

use arrow::array::{
    AsArray, BooleanArray, DurationMicrosecondArray, Float64Array, Int64Array, RecordBatch, UInt64Array,
};
use arrow::datatypes::Float64Type;
use chunkwise_plan::Function::{Abs, Ceil, Floor, Log, Round, Sign, Sqrt, Trunc};
use chunkwise_plan::{Expr, Scalar, col, lit};

use crate::eval::test_support::{array, batch, call, check, error_of, eval};

fn floats(values: Vec<Option<f64>>) -> RecordBatch {
    batch([("x", array(Float64Array::from(values)))])
}

fn ints(values: Vec<Option<i64>>) -> RecordBatch {
    batch([("i", array(Int64Array::from(values)))])
}

#[test]
fn abs_is_checked() {
    check(
        call(Abs, [col("i")]),
        &ints(vec![Some(-3), None, Some(i64::MAX)]),
        Int64Array::from(vec![Some(3), None, Some(i64::MAX)]),
    );
    assert!(
        error_of(call(Abs, [col("i")]), &ints(vec![Some(i64::MIN)])).starts_with("`abs(i)` gives a value")
    );
    let under_null = Int64Array::new(vec![i64::MIN].into(), Some(vec![false].into()));
    check(call(Abs, [col("i")]), &batch([("i", array(under_null))]), Int64Array::from(vec![None]));
    let table = floats(vec![Some(-0.0), Some(f64::NEG_INFINITY), None]);
    check(call(Abs, [col("x")]), &table, Float64Array::from(vec![Some(0.0), Some(f64::INFINITY), None]));
    let spans = batch([("d", array(DurationMicrosecondArray::from(vec![-5, 5])))]);
    check(call(Abs, [col("d")]), &spans, DurationMicrosecondArray::from(vec![5, 5]));
    let unsigned = batch([("u", array(UInt64Array::from(vec![u64::MAX])))]);
    check(call(Abs, [col("u")]), &unsigned, UInt64Array::from(vec![u64::MAX]));
}

/// Numpy's way: scaled, rounded half to even, scaled back. Where scaling overflows, the value stays as it is.
#[test]
fn round_is_half_to_even() {
    let cases: [(f64, i64, f64); 17] = [
        (0.5, 0, 0.0),
        (1.5, 0, 2.0),
        (2.5, 0, 2.0),
        (-0.5, 0, -0.0),
        (-2.5, 0, -2.0),
        (2.675, 2, 2.68),
        (0.15, 1, 0.2),
        (1.005, 2, 1.0),
        (147_087_398.649_4, 2, 147_087_398.65),
        (1234.5, -2, 1200.0),
        (1250.0, -2, 1200.0),
        (1350.0, -2, 1400.0),
        (1e300, 20, 1e300),
        (5e-324, 400, 5e-324),
        (1e308, -400, 0.0),
        (f64::INFINITY, 3, f64::INFINITY),
        (f64::NEG_INFINITY, -3, f64::NEG_INFINITY),
    ];
    for (value, digits, expected) in cases {
        let result = eval(&call(Round, [col("x"), lit(digits)]), &floats(vec![Some(value)])).unwrap();
        let result = result.as_primitive::<Float64Type>().value(0);
        assert_eq!(result.to_bits(), expected.to_bits(), "{value} to {digits}: {result}");
    }
    let table = floats(vec![Some(0.5), None, Some(1.5)]);
    check(call(Round, [col("x")]), &table, Float64Array::from(vec![Some(0.0), None, Some(2.0)]));
    check(call(Round, [col("x"), lit(Scalar::Null)]), &table, Float64Array::new_null(3));
    for extreme in [i64::MIN, i64::MAX] {
        eval(&call(Round, [col("x"), lit(extreme)]), &table).unwrap();
    }
}

#[test]
fn integers_round_to_tens() {
    let table = ints(vec![Some(15), Some(25), Some(-15), Some(-26), None, Some(i64::MIN)]);
    check(
        call(Round, [col("i")]),
        &table,
        Int64Array::from(vec![Some(15), Some(25), Some(-15), Some(-26), None, Some(i64::MIN)]),
    );
    let tens = vec![Some(20), Some(20), Some(-20), Some(-30), None];
    check(call(Round, [col("i"), lit(-1)]), &table.slice(0, 5), Int64Array::from(tens));
    // The nearest ten of the smallest integer lies below it.
    assert!(error_of(call(Round, [col("i"), lit(-1)]), &table).contains("does not fit"));
    check(
        call(Round, [col("i"), lit(-30)]),
        &table,
        Int64Array::from(vec![Some(0), Some(0), Some(0), Some(0), None, Some(0)]),
    );
    let unsigned = batch([("u", array(UInt64Array::from(vec![25, 5])))]);
    check(call(Round, [col("u"), lit(-1)]), &unsigned, UInt64Array::from(vec![20, 0]));
}

#[test]
fn floor_ceil_and_sqrt() {
    let table = floats(vec![Some(1.5), Some(-1.5), None, Some(-0.25), Some(f64::INFINITY)]);
    let inf = Some(f64::INFINITY);
    check(
        call(Floor, [col("x")]),
        &table,
        Float64Array::from(vec![Some(1.0), Some(-2.0), None, Some(-1.0), inf]),
    );
    check(
        call(Ceil, [col("x")]),
        &table,
        Float64Array::from(vec![Some(2.0), Some(-1.0), None, Some(-0.0), inf]),
    );
    check(call(Floor, [col("i")]), &ints(vec![Some(3), None]), Int64Array::from(vec![Some(3), None]));
    check(call(Sqrt, [col("i")]), &ints(vec![Some(9), None]), Float64Array::from(vec![Some(3.0), None]));
    let negative = eval(&call(Sqrt, [Expr::from(-1.0)]), &ints(vec![Some(0)])).unwrap();
    assert!(negative.as_primitive::<Float64Type>().value(0).is_nan());
}

#[test]
fn signs_and_whole_parts_keep_the_type() {
    let table = floats(vec![Some(-0.0), Some(-2.5), None, Some(f64::NAN), Some(f64::INFINITY)]);
    let signs = vec![Some(0.0), Some(-1.0), None, Some(f64::NAN), Some(1.0)];
    check(call(Sign, [col("x")]), &table, Float64Array::from(signs));
    let whole = vec![Some(-0.0), Some(-2.0), None, Some(f64::NAN), Some(f64::INFINITY)];
    check(call(Trunc, [col("x")]), &table, Float64Array::from(whole));
    let extremes = ints(vec![Some(i64::MIN), Some(0), None]);
    check(call(Sign, [col("i")]), &extremes, Int64Array::from(vec![Some(-1), Some(0), None]));
    let unsigned = batch([("u", array(UInt64Array::from(vec![u64::MAX, 0])))]);
    check(call(Sign, [col("u")]), &unsigned, UInt64Array::from(vec![1, 0]));
}

#[test]
fn logarithms_and_questions_at_the_edges() {
    let table = floats(vec![Some(0.0), Some(-1.0), None, Some(f64::INFINITY), Some(1.0)]);
    let (inf, nan) = (f64::INFINITY, f64::NAN);
    let logs = vec![Some(-inf), Some(nan), None, Some(inf), Some(0.0)];
    check(call(Log, [col("x")]).abs(), &table, Float64Array::from(logs).unary::<_, Float64Type>(f64::abs));
    let finite = vec![Some(true), Some(true), None, Some(false), Some(true)];
    check(col("x").is_finite(), &table, BooleanArray::from(finite));
    check(
        (col("x") * lit(0)).is_nan(),
        &table,
        BooleanArray::from(vec![Some(false), Some(false), None, Some(true), Some(false)]),
    );
}
