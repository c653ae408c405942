//! Tests of `in_list.rs`.

use arrow::array::{
    BooleanArray, Date32Array, Float64Array, Int16Array, Int64Array, NullArray, RecordBatch, StringArray,
    UInt64Array,
};
use arrow::datatypes::DataType;
use chunkwise_plan::{Expr, Scalar, TypedExpr, TypedKind, col};

use crate::eval::evaluate;
use crate::eval::test_support::{array, batch, check, typed};

fn is_in(list: impl IntoIterator<Item = Scalar>, negated: bool) -> Expr {
    Expr::InList { expr: Box::new(col("x")), list: list.into_iter().collect(), negated }
}

/// Checks a list as it is, and made long enough for the hash set by `filler` constants that occur nowhere.
fn check_list(
    table: &RecordBatch,
    list: &[Scalar],
    filler: impl Fn(i32) -> Scalar,
    expected: &[Option<bool>],
) {
    let long: Vec<Scalar> = list.iter().cloned().chain((100..120).map(filler)).collect();
    let inverse: Vec<_> = expected.iter().map(|value| value.map(|value| !value)).collect();
    for list in [list.to_vec(), long] {
        check(is_in(list.clone(), false), table, BooleanArray::from(expected.to_vec()));
        check(is_in(list, true), table, BooleanArray::from(inverse.clone()));
    }
}

const T: Option<bool> = Some(true);
const F: Option<bool> = Some(false);
const N: Option<bool> = None;

#[test]
fn numbers() {
    let ints = batch([("x", array(Int64Array::from(vec![Some(1), Some(2), None, Some(i64::MIN)])))]);
    check_list(&ints, &[1.into(), i64::MIN.into()], Scalar::from, &[T, F, N, T]);
    let narrow = batch([("x", array(Int16Array::from(vec![Some(1), Some(2), None])))]);
    check_list(&narrow, &[1.into(), 100_000.into()], Scalar::from, &[T, F, N]);
    let unsigned = batch([("x", array(UInt64Array::from(vec![Some(1), Some(u64::MAX), None])))]);
    check_list(&unsigned, &[u64::MAX.into()], Scalar::from, &[F, T, N]);
}

#[test]
fn floats_by_ieee() {
    let values = vec![Some(f64::NAN), Some(-0.0), Some(1.5), None, Some(f64::INFINITY)];
    let table = batch([("x", array(Float64Array::from(values)))]);
    let list = [f64::NAN.into(), 0.0.into(), f64::INFINITY.into()];
    check_list(&table, &list, |filler| f64::from(filler).into(), &[F, T, F, N, T]);
}

#[test]
fn texts_and_dates() {
    let texts = batch([("x", array(StringArray::from(vec![Some("a"), Some(""), None, Some("ü")])))]);
    check_list(&texts, &["".into(), "ü".into()], |filler| filler.to_string().into(), &[F, T, N, T]);
    let dates = batch([("x", array(Date32Array::from(vec![Some(-1), Some(0), None])))]);
    check_list(&dates, &[Scalar::Date(-1)], Scalar::Date, &[T, F, N]);
    let bools = batch([("x", array(BooleanArray::from(vec![T, F, N])))]);
    check(is_in([Scalar::Bool(true)], false), &bools, BooleanArray::from(vec![T, F, N]));
}

#[test]
fn empty_lists_and_null_columns() {
    let table = batch([("x", array(Int64Array::from(vec![Some(1), None])))]);
    check(is_in([], false), &table, BooleanArray::from(vec![F, N]));
    check(is_in([], true), &table, BooleanArray::from(vec![T, N]));
    let nulls = batch([("x", array(NullArray::new(2)))]);
    check(is_in([1.into()], false), &nulls, BooleanArray::from(vec![N, N]));
}

/// The binder refuses nulls in lists; a plan made otherwise gets SQL's answer.
#[test]
fn a_null_in_the_list_is_unknown() {
    let table = batch([("x", array(Int64Array::from(vec![Some(1), Some(2), None])))]);
    let test = |negated| {
        let kind = TypedKind::InList {
            expr: Box::new(typed(&col("x"), &table)),
            list: vec![Scalar::Int64(1), Scalar::Null],
            negated,
        };
        evaluate(&TypedExpr { kind, data_type: DataType::Boolean }, &table).unwrap()
    };
    assert_eq!(&test(false), &array(BooleanArray::from(vec![T, N, N])));
    assert_eq!(&test(true), &array(BooleanArray::from(vec![F, N, N])));
}
