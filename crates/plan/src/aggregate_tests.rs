//! Types and names of aggregates, and what cannot be aggregated.

use super::*;
use crate::expr::col;
use arrow::datatypes::Field;

fn schema() -> Schema {
    let columns = [
        ("b", DataType::Boolean),
        ("i8", DataType::Int8),
        ("u8", DataType::UInt8),
        ("u", DataType::UInt64),
        ("f32", DataType::Float32),
        ("f", DataType::Float64),
        ("s", DataType::Utf8),
        ("d", DataType::Date32),
        ("t", TIMESTAMP),
        ("p", DURATION),
        ("n", DataType::Null),
    ];
    Schema::new(columns.map(|(name, data_type)| Field::new(name, data_type, true)).to_vec())
}

#[test]
fn types_of_aggregates() {
    let cases = [
        (sum(col("b")), "int64 -> int64"),
        (sum(col("i8")), "int64 -> int64"),
        (sum(col("u8")), "uint64 -> uint64"),
        (sum(col("f32")), "float64 -> float64"),
        (sum(col("p")), "duration -> duration"),
        (sum(col("n")), "float64 -> float64"),
        (mean(col("b")), "int64 -> float64"),
        (mean(col("d")), "timestamp -> timestamp"),
        (mean(col("p")), "duration -> duration"),
        (min(col("i8")), "int8 -> int8"),
        (max(col("s")), "string -> string"),
        (first(col("f32")), "float32 -> float32"),
        (last(col("n")), "float64 -> float64"),
        (std(col("u")), "uint64 -> float64"),
        (any(col("f")), "bool -> bool"),
        (all(col("b")), "bool -> bool"),
        (any(col("n")), "bool -> bool"),
        (nunique(col("s")), "string -> int64"),
        (count(col("i8")), "int64 -> int64"),
        (count_all(), "null -> int64"),
    ];
    for (agg, expected) in cases {
        let typed = bind_agg(&agg, &schema()).unwrap();
        assert_eq!(format!("{} -> {}", type_name(&typed.input), type_name(&typed.output)), expected, "{agg}");
        if let Some(arg) = typed.arg {
            assert_eq!(arg.data_type, typed.input, "{agg}");
        }
    }
}

#[test]
fn truth_of_numbers_is_not_zero() {
    let typed = bind_agg(&any(col("f")), &schema()).unwrap();
    assert_eq!(typed.arg.unwrap().to_string(), "(#5 <> 0.0)");
}

#[test]
fn what_cannot_be_aggregated() {
    let cases = [
        (
            sum(col("s")),
            "in `sum(s)`: there is no sum of a string; convert the text first: cast(s as float64)",
        ),
        (
            std(col("p")),
            "in `std(p)`: there is no std of a duration; make it a number: std(total_seconds(p))",
        ),
        (
            sum(col("t")),
            "in `sum(t)`: there is no sum of a timestamp; count, min, max, first, last and nunique take it",
        ),
        (
            any(col("s")),
            "in `any(s)`: there is no any of a string; test something: any(x > 0), any(x is null)",
        ),
    ];
    for (agg, message) in cases {
        assert_eq!(bind_agg(&agg, &schema()).unwrap_err().to_string(), message);
    }
}

#[test]
fn names() {
    assert_eq!(mean(col("Total Amount")).name, "mean(Total Amount)");
    assert_eq!(sum(col("a") * 2).name, "sum(a * 2)");
    assert_eq!(sum(col("a").alias("x")).to_string(), "sum(a) as \"sum(x)\"");
    assert_eq!(AggFunc::from_name("STDDEV").unwrap(), AggFunc::Std);
    let error = AggFunc::from_name("maen").unwrap_err().to_string();
    assert_eq!(error, "there is no function `maen`; did you mean `mean`?");
}
