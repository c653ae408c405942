//! What the behaviour tests share: fixtures by name, values out of results, and comparison bit for bit.

#![allow(dead_code, reason = "each test file uses a part of it")]

pub(crate) mod exact;
pub(crate) mod hostile;

use std::path::Path;

use arrow::array::RecordBatch;
use arrow::compute::concat_batches;
use chunkwise::{AggExpr, DataFrame, Scalar, Table, read_csv};
use serde_json::Value;

/// The path or glob of fixtures, as text.
pub(crate) fn fixture(path: &str) -> String {
    text(&chunkwise_testkit::fixture(path))
}

/// A path as text.
pub(crate) fn text(path: &Path) -> String {
    path.to_str().unwrap().to_owned()
}

/// The twelve files of trips, with their times as timestamps.
pub(crate) fn trips() -> DataFrame {
    read_csv(fixture("trips/trips_*.csv"))
        .parse_dates(["tpep_pickup_datetime", "tpep_dropoff_datetime"])
        .open()
        .unwrap()
}

/// The three files of the time series, with timestamps.
pub(crate) fn timeseries() -> DataFrame {
    read_csv(fixture("timeseries/ts_*.csv")).parse_dates(["timestamp"]).open().unwrap()
}

/// All rows of a result as one batch.
pub(crate) fn rows(table: &Table) -> RecordBatch {
    concat_batches(table.schema(), table.batches()).unwrap()
}

/// All rows of a lazy table as one batch.
pub(crate) fn computed(frame: &DataFrame) -> RecordBatch {
    rows(&frame.compute().unwrap())
}

/// The one value of an aggregate over a table.
pub(crate) fn value(frame: &DataFrame, agg: AggExpr) -> Scalar {
    frame.agg([agg]).unwrap().compute().unwrap().value(0, 0).unwrap()
}

/// An integer out of a result.
pub(crate) fn int(value: &Scalar) -> i64 {
    match value {
        Scalar::Int64(value) => *value,
        other => panic!("{other} is not an integer"),
    }
}

/// A float out of a result.
pub(crate) fn float(value: &Scalar) -> f64 {
    match value {
        Scalar::Float64(value) => *value,
        other => panic!("{other} is not a float"),
    }
}

/// Checks that a float of a result has the very bits of a true answer.
#[track_caller]
pub(crate) fn assert_bits(found: &Scalar, expected: &Value) {
    let (found, expected) = (float(found), number(expected));
    assert_eq!(found.to_bits(), expected.to_bits(), "{found:?} for {expected:?}");
}

/// A number of an answer.
pub(crate) fn number(value: &Value) -> f64 {
    value.as_f64().unwrap_or_else(|| panic!("{value} is not a number"))
}

/// A result of keys and values as pairs: the keys as people read them.
pub(crate) fn pairs(table: &Table) -> Vec<(String, Scalar)> {
    (0..table.num_rows())
        .map(|row| (plain(&table.value(row, 0).unwrap()), table.value(row, 1).unwrap()))
        .collect()
}

/// A value without the quotes and type names of SQL.
pub(crate) fn plain(value: &Scalar) -> String {
    match value {
        Scalar::String(text) => text.clone(),
        other => other.to_string().split('\'').nth(1).map_or_else(|| other.to_string(), str::to_owned),
    }
}

/// The keys and numbers of an answer such as `{"1": 19.5}`, in the order of the keys as text.
pub(crate) fn answer_pairs(answer: &Value) -> Vec<(String, f64)> {
    let mut pairs: Vec<(String, f64)> =
        answer.as_object().unwrap().iter().map(|(key, value)| (key.clone(), number(value))).collect();
    pairs.sort_by(|a, b| a.0.cmp(&b.0));
    pairs
}

/// Checks floats by key against an answer, bit for bit.
#[track_caller]
pub(crate) fn assert_floats_by_key(table: &Table, answer: &Value) {
    let mut found: Vec<(String, f64)> =
        pairs(table).into_iter().map(|(key, value)| (key, float(&value))).collect();
    found.sort_by(|a, b| a.0.cmp(&b.0));
    let expected = answer_pairs(answer);
    assert!(!expected.is_empty());
    assert_eq!(found, expected);
}

/// Checks integers by key against an answer.
#[track_caller]
pub(crate) fn assert_ints_by_key(table: &Table, answer: &Value) {
    let mut found: Vec<(String, i64)> =
        pairs(table).into_iter().map(|(key, value)| (key, int(&value))).collect();
    found.sort_by(|a, b| a.0.cmp(&b.0));
    let expected: Vec<(String, i64)> =
        answer_pairs(answer).into_iter().map(|(key, value)| (key, value as i64)).collect();
    assert!(!expected.is_empty());
    assert_eq!(found, expected);
}
