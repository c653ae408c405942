//! Runs a case at every setting and compares it with its golden answer.

use chunkwise::{DataFrame, Expr, Result};
use serde_json::Value;

use crate::golden::{Column, GOLDEN, columns};
use crate::inputs::{INPUTS, Inputs};

/// The tables with the columns of `mixed`.
pub(crate) const TABLES: [&str; 4] = ["mixed", "empty", "one_row", "all_null"];

/// A table of expressions and their names.
pub(crate) fn select<const N: usize>(frame: &DataFrame, columns: [(&str, Expr); N]) -> Result<DataFrame> {
    frame.select(columns.map(|(name, expr)| expr.alias(name)))
}

/// Runs a case of an area at several chunk sizes and numbers of threads. Each time the result must have the columns of the golden
/// answer, in order, by name and type, and its values, in order, bit for bit.
#[track_caller]
pub(crate) fn check(area: &str, case: &str, pipeline: impl Fn(&Inputs) -> Result<DataFrame>) {
    check_close(area, case, 0, pipeline);
}

/// The same, but floats may be off by so many units in the last place: for functions such as `exp` of which libraries give
/// different last bits, and for sums that pandas rounds at every step. Our own bits must be the same at each setting.
#[track_caller]
pub(crate) fn check_close(
    area: &str,
    case: &str,
    ulps: u64,
    pipeline: impl Fn(&Inputs) -> Result<DataFrame>,
) {
    let expected = GOLDEN[area].get(case).unwrap_or_else(|| {
        panic!("there is no case `{case}` in golden/{area}.json: run make_golden.py {area}")
    });
    let mut first: Option<Vec<Column>> = None;
    for inputs in INPUTS.iter() {
        let at = format!("{area}: {case}: {}", inputs.setting);
        let table = match pipeline(inputs).and_then(|frame| frame.compute()) {
            Ok(table) => table,
            Err(error) => panic!("{at}: {error}"),
        };
        let found = columns(&table);
        if let Some(difference) = difference(expected, &found, ulps) {
            panic!("{at}: pandas and Chunkwise differ: {difference}");
        }
        let first = first.get_or_insert_with(|| columns(&table));
        if let Some(difference) = difference(first, &found, 0) {
            panic!("{at}: not the same as with other chunks: {difference}");
        }
    }
}

/// The first difference of two tables; `None` if there is none.
fn difference(expected: &[Column], found: &[Column], ulps: u64) -> Option<String> {
    let heads = |columns: &[Column]| -> Vec<String> {
        columns.iter().map(|column| format!("{}: {}", column.name, column.dtype)).collect()
    };
    let (wanted, had) = (heads(expected), heads(found));
    if wanted != had {
        return Some(format!("columns\n  pandas    {wanted:?}\n  Chunkwise {had:?}"));
    }
    for (expected, found) in expected.iter().zip(found) {
        let pairs = expected.values.iter().zip(&found.values).enumerate();
        let unlike = pairs.into_iter().find(|(_, (a, b))| !same(a, b, ulps));
        if let Some((row, (a, b))) = unlike {
            let column = &expected.name;
            return Some(format!("column `{column}`, row {row}\n  pandas    {a}\n  Chunkwise {b}"));
        }
        let (a, b) = (expected.values.len(), found.values.len());
        if a != b {
            return Some(format!("rows\n  pandas    {a}\n  Chunkwise {b}"));
        }
    }
    None
}

fn same(a: &Value, b: &Value, ulps: u64) -> bool {
    match (a, b) {
        (Value::Array(a), Value::Array(b)) => {
            a.len() == b.len() && a.iter().zip(b).all(|(a, b)| same(a, b, ulps))
        }
        (Value::Number(a), Value::Number(b)) if a.is_f64() && b.is_f64() => {
            let (a, b) = (a.as_f64().unwrap(), b.as_f64().unwrap());
            // Zeros of different sign are different, however many units are granted.
            a.to_bits() == b.to_bits() || (a != b && steps(a).abs_diff(steps(b)) <= ulps)
        }
        _ => a == b,
    }
}

/// The position of a float among all floats in order.
fn steps(value: f64) -> i64 {
    let bits = value.to_bits().cast_signed();
    if bits < 0 { i64::MIN.wrapping_sub(bits) } else { bits }
}

#[test]
fn differences_are_found() {
    let table = |name: &str, dtype: &str, values: Vec<Value>| {
        vec![Column { name: name.to_owned(), dtype: dtype.to_owned(), values }]
    };
    let floats = |values: &[f64]| table("x", "float64", values.iter().map(|value| (*value).into()).collect());
    let next = 1.0_f64.next_up();
    assert_eq!(difference(&floats(&[1.0]), &floats(&[1.0]), 0), None);
    assert_eq!(difference(&floats(&[1.0]), &floats(&[next]), 1), None);
    assert_eq!(difference(&floats(&[-1.0]), &floats(&[-next]), 1), None);
    let unlike = [
        (floats(&[1.0]), floats(&[next]), "row 0"),
        (floats(&[0.0]), floats(&[-0.0]), "row 0"),
        (floats(&[1.0]), floats(&[1.0, 2.0]), "rows"),
        (floats(&[1.0]), table("x", "int64", vec![1.into()]), "columns"),
        (floats(&[1.0]), table("y", "float64", vec![1.0.into()]), "columns"),
        (floats(&[1.0]), table("x", "float64", vec![Value::Null]), "row 0"),
        (table("x", "float64", vec!["NaN".into()]), table("x", "float64", vec![Value::Null]), "row 0"),
    ];
    for (expected, found, what) in unlike {
        let text = difference(&expected, &found, 0).unwrap();
        assert!(text.contains(what), "{text}");
    }
    assert!(difference(&floats(&[0.0]), &floats(&[-0.0]), 9).is_some());
}
