//! The golden answers, and results in their form: names, types and values as JSON.

use std::collections::BTreeMap;
use std::sync::{Arc, LazyLock};

use arrow::array::{Array, ArrayRef, AsArray, new_empty_array};
use arrow::compute::{cast, concat};
use arrow::datatypes::{DataType, Float64Type, Int64Type, UInt64Type};
use chunkwise::Table;
use chunkwise::format::{Cells, dtype_name};
use serde_json::Value;

/// The areas, one file of answers each.
pub(crate) const AREAS: [&str; 12] = [
    "operators",
    "scalar",
    "strings",
    "dates",
    "aggs",
    "groupby",
    "window",
    "table",
    "order",
    "joins",
    "statistics",
    "chains",
];

/// A column of an answer or of a result.
#[derive(Debug)]
pub(crate) struct Column {
    pub(crate) name: String,
    /// In Chunkwise's names.
    pub(crate) dtype: String,
    /// Floats that are no numbers as the texts `NaN`, `inf`, `-inf`; times as pandas prints them.
    pub(crate) values: Vec<Value>,
}

/// The cases of each area, by name.
pub(crate) static GOLDEN: LazyLock<BTreeMap<String, BTreeMap<String, Vec<Column>>>> = LazyLock::new(|| {
    let area = |area: &str| {
        let path = chunkwise_testkit::fixture(format!("pandas/golden/{area}.json"));
        let text = std::fs::read_to_string(&path).unwrap();
        let cases: BTreeMap<String, Value> = serde_json::from_str(&text).unwrap();
        cases.into_iter().map(|(name, case)| (name, answer(&case))).collect()
    };
    AREAS.iter().map(|name| ((*name).to_owned(), area(name))).collect()
});

fn answer(case: &Value) -> Vec<Column> {
    let column = |line: &Value| Column {
        name: line[0].as_str().unwrap().to_owned(),
        dtype: line[1].as_str().unwrap().to_owned(),
        values: line[2].as_array().unwrap().clone(),
    };
    case["columns"].as_array().unwrap().iter().map(column).collect()
}

/// A result in the form of the answers.
pub(crate) fn columns(table: &Table) -> Vec<Column> {
    let fields = table.schema().fields().iter().enumerate();
    fields
        .map(|(at, field)| {
            let arrays: Vec<&dyn Array> =
                table.batches().iter().map(|batch| batch.column(at).as_ref()).collect();
            let array =
                if arrays.is_empty() { new_empty_array(field.data_type()) } else { concat(&arrays).unwrap() };
            Column { name: field.name().clone(), dtype: type_text(field.data_type()), values: values(&array) }
        })
        .collect()
}

fn type_text(data_type: &DataType) -> String {
    match data_type {
        DataType::List(item) => format!("list<{}>", type_text(item.data_type())),
        other => dtype_name(other).to_owned(),
    }
}

fn values(array: &ArrayRef) -> Vec<Value> {
    (0..array.len()).map(|row| value(array, row)).collect()
}

fn value(array: &ArrayRef, row: usize) -> Value {
    if array.data_type() == &DataType::Null || array.is_null(row) {
        return Value::Null;
    }
    let one = || array.slice(row, 1);
    match array.data_type() {
        DataType::Boolean => array.as_boolean().value(row).into(),
        DataType::UInt64 => array.as_primitive::<UInt64Type>().value(row).into(),
        kind if kind.is_integer() => {
            cast(&one(), &DataType::Int64).unwrap().as_primitive::<Int64Type>().value(0).into()
        }
        kind if kind.is_floating() => {
            float(cast(&one(), &DataType::Float64).unwrap().as_primitive::<Float64Type>().value(0))
        }
        DataType::List(_) => values(&Arc::clone(&array.as_list::<i32>().value(row))).into(),
        _ => {
            let mut text = Vec::new();
            Cells::new("value", array).unwrap().push(row, &mut text);
            String::from_utf8(text).unwrap().into()
        }
    }
}

fn float(value: f64) -> Value {
    if value.is_finite() {
        value.into()
    } else if value.is_nan() {
        "NaN".into()
    } else {
        if value > 0.0 { "inf" } else { "-inf" }.into()
    }
}
