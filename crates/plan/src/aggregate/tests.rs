//! Types and names of aggregates, and what cannot be aggregated.

use arrow::datatypes::{DataType, Schema};

use super::*;
use crate::expr::col;
use crate::types::{DURATION, TIMESTAMP, type_name};
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
        (count_all(), " -> int64"),
        (count_all().filter(col("b")), " -> int64"),
        (prod(col("u8")), "uint64 -> uint64"),
        (median(col("i8")), "int64 -> float64"),
        (median(col("d")), "timestamp -> timestamp"),
        (quantile(col("b"), 0.9), "int64 -> float64"),
        (quantile_with(col("i8"), 0.9, Interpolation::Lower), "int8 -> int8"),
        (mode(col("s")), "string -> string"),
        (idxmax(col("s")), "string -> int64"),
        (collect(col("d")), "date -> list of date"),
        (largest(col("f32"), 2), "float32 -> list of float32"),
        (corr(col("i8"), col("u8")), "int64, int64 -> float64"),
        (cov(col("i8"), col("u")), "float64, float64 -> float64"),
        (skew(col("i8")), "float64 -> float64"),
        (approx_nunique(col("s")), "string -> int64"),
    ];
    for (agg, expected) in cases {
        let typed = bind_agg(&agg, &schema()).unwrap();
        let inputs: Vec<String> = typed.args.iter().map(|arg| type_name(&arg.data_type)).collect();
        let text = format!("{} -> {}", inputs.join(", "), type_name(&typed.output));
        assert_eq!(text, expected, "{agg}");
    }
}

#[test]
fn truth_of_numbers_is_not_zero() {
    let typed = bind_agg(&any(col("f")), &schema()).unwrap();
    assert_eq!(typed.args[0].to_string(), "(#5 <> 0.0)");
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
fn counts_and_parameters_are_checked() {
    let error = bind_agg(&AggExpr::new(AggFunc::Corr, col("f")), &schema()).unwrap_err().to_string();
    assert_eq!(error, "in `corr(f)`: corr takes 2 arguments, and got 1");
    let error = bind_agg(&quantile("f", 90.0), &schema()).unwrap_err().to_string();
    assert_eq!(
        error,
        "in `quantile(f, 90)`: 90 is not a share from 0 to 1; the median is 0.5, the 90th percentile 0.9"
    );
    assert!(bind_agg(&quantile("f", f64::NAN), &schema()).is_err());
    assert!(
        bind_agg(&cov("f", "s"), &schema()).unwrap_err().to_string().contains("there is no cov of a string")
    );
    assert!(bind_agg(&sum("f").filter(col("f")), &schema()).is_err());
}

#[test]
fn a_given_name_stays() {
    let agg = sum("x").alias("total").filter(col("y").gt(0)).min_count(2);
    assert_eq!(agg.name, "total");
    assert_eq!(agg.to_string(), "sum(x, min_count => 2) filter (where y > 0) as total");
    assert_eq!(quantile("x", 0.9).min_count(1).name, "quantile(x, 0.9, min_count => 1)");
}

#[test]
fn every_name_is_found_and_the_own_one_comes_back() {
    for (name, func) in AggFunc::names().filter(|(_, func)| *func != AggFunc::CountAll) {
        assert_eq!(AggFunc::from_name(name).unwrap(), func);
        assert!(AggFunc::from_name(func.name()).unwrap().is_kind_of(func), "{name}");
    }
}

#[test]
fn names() {
    assert_eq!(mean(col("Total Amount")).name, "mean(Total Amount)");
    assert_eq!(sum(col("a") * 2).name, "sum(a * 2)");
    assert_eq!(sum(col("a").alias("x")).to_string(), "sum(a) as \"sum(x)\"");
    assert_eq!(AggFunc::from_name("STDDEV").unwrap(), AggFunc::Std { ddof: 1 });
    let error = AggFunc::from_name("maen").unwrap_err().to_string();
    assert_eq!(error, "there is no function `maen`; did you mean `mean`?");
}
