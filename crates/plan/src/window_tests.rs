//! Types of windows, and what is refused.

use arrow::datatypes::Field;

use super::*;
use crate::expr::{col, cumcount};

fn schema() -> Schema {
    let columns = [
        ("i", DataType::Int64),
        ("u", DataType::UInt8),
        ("f", DataType::Float32),
        ("b", DataType::Boolean),
        ("s", DataType::Utf8),
        ("d", DataType::Date32),
        ("t", TIMESTAMP),
        ("w", DURATION),
        ("n", DataType::Null),
    ];
    Schema::new(columns.map(|(name, data_type)| Field::new(name, data_type, true)).to_vec())
}

fn typed(expr: Expr) -> Result<String, PlanError> {
    let Expr::Window { function, arg, by } = expr else { panic!("a window") };
    let window = WindowExpr { function, arg: arg.map(|arg| *arg), by, name: String::new() };
    bind_window(&window, &schema()).map(|typed| type_name(&typed.output).to_string())
}

#[test]
fn types_of_results() {
    let cases = [
        (col("i").cumsum(), "int64"),
        (col("u").cumsum(), "uint64"),
        (col("f").cumsum(), "float64"),
        (col("b").cumsum(), "int64"),
        (col("w").cumsum(), "duration"),
        (col("n").cumsum(), "float64"),
        (col("u").cumprod(), "uint64"),
        (col("u").cummax(), "uint8"),
        (col("t").cummin(), "timestamp"),
        (col("b").cummin(), "bool"),
        (col("s").shift(-2), "string"),
        (col("n").ffill(), "null"),
        (col("d").bfill_limit(2), "date"),
        (col("i").rolling(3).sum(), "float64"),
        (col("b").rolling(3).count(), "float64"),
        (cumcount(), "int64"),
    ];
    for (expr, expected) in cases {
        assert_eq!(typed(expr.clone()).unwrap(), expected, "{expr}");
    }
}

#[test]
fn what_cannot_be_computed_is_refused() {
    let cases = [
        (
            col("s").cumsum(),
            "in `cumsum(s)`: there is no cumsum of a string; convert the text first: cast(s as float64)",
        ),
        (col("t").cumsum(), "in `cumsum(t)`: there is no cumsum of a timestamp; it takes numbers"),
        (
            col("w").rolling(2).mean(),
            "in `rolling_mean(w, 2)`: there is no rolling_mean of a duration; make it a number: total_seconds(w)",
        ),
        (
            col("i").rolling(0).mean(),
            "in `rolling_mean(i, 0)`: a window of 0 rows has no values; it takes at least 1 row",
        ),
        (
            col("i").rolling(2).min_periods(3).sum(),
            "in `rolling_sum(i, 2, 3)`: a window never has as many values as min_periods asks for; \
             min_periods is at most the rows",
        ),
        (
            col("x").shift(1),
            "there is no column `x`; the columns are i, u, f, b, s, d, t, w, n (if a text was meant: 'x', in single quotes)",
        ),
    ];
    for (expr, expected) in cases {
        assert_eq!(typed(expr).unwrap_err().to_string(), expected);
    }
}

#[test]
fn a_window_is_no_function_of_one_row() {
    let error = bind(&(col("i") + col("i").cumsum()), &schema()).unwrap_err();
    assert!(error.to_string().starts_with("in `cumsum(i)`: it depends on other rows"), "{error}");
}
