//! Aggregates over the table.

use chunkwise::{
    AggExpr, DataFrame, Expr, Result, all, any, col, count_all, first, last, lit, max, mean, min, nunique,
    std, sum, var, when,
};

use crate::inputs::Inputs;
use crate::support::{TABLES, check};

/// `x` where it is small enough that pandas' sum has twelve right digits.
fn finite() -> Expr {
    when(col("x").abs().le(1e15)).then(col("x")).end()
}

/// An aggregate and what it is called.
type Named<'a> = (&'a str, fn(&str) -> AggExpr);

/// Two aggregates of every column, as `<column>_<name>`.
fn both(frame: &DataFrame, aggs: [Named<'_>; 2]) -> Result<DataFrame> {
    let names = frame.columns()?;
    let of = |column: &String| aggs.map(|(name, agg)| agg(column).alias(format!("{column}_{name}")));
    frame.agg(names.iter().flat_map(of))
}

fn check_all(case: &str, pipeline: impl Fn(&DataFrame) -> Result<DataFrame>) {
    for table in TABLES {
        check("aggs", &format!("{case}, {table}"), |inputs: &Inputs| pipeline(&inputs.table(table)));
    }
}

#[test]
fn counts() {
    check_all("count", DataFrame::count);
    check_all("nunique", DataFrame::nunique);
}

#[test]
fn extremes() {
    check_all("min and max", |frame| both(frame, [("min", |name| min(name)), ("max", |name| max(name))]));
    check_all("first and last that is no null", |frame| {
        both(frame, [("first", |name| first(name)), ("last", |name| last(name))])
    });
}

#[test]
fn moments() {
    check_all("sum", |frame| {
        let far = lit(chunkwise::Scalar::Duration(5_000 * 86_400_000_000));
        let near = when(col("took").abs().lt(far)).then(col("took")).end();
        frame.agg([
            sum("small").alias("small"),
            sum("id").alias("id"),
            sum("y").alias("y"),
            sum(finite()).alias("finite"),
            sum("flag").alias("flag"),
            sum(near).alias("took"),
        ])
    });
    check_all("mean", |frame| {
        frame.agg([
            mean("small").alias("small"),
            mean("y").alias("y"),
            mean(finite()).alias("finite"),
            mean("flag").alias("flag"),
            mean("i").alias("i"),
        ])
    });
    check_all("std and var", |frame| {
        frame.agg([
            std("small").alias("small_std"),
            var("small").alias("small_var"),
            std("y").alias("y_std"),
            var("y").alias("y_var"),
            std("id").alias("id_std"),
            var("id").alias("id_var"),
        ])
    });
}

#[test]
fn truths_and_expressions() {
    check_all("any and all", |frame| {
        frame.agg([
            any("flag").alias("any_flag"),
            all("flag").alias("all_flag"),
            any("small").alias("any_small"),
            all("small").alias("all_small"),
            any("x").alias("any_x"),
            all("id").alias("all_id"),
        ])
    });
    check_all("of expressions", |frame| {
        frame.agg([
            sum(col("small") * 2).alias("doubled"),
            sum(col("y").gt(0)).alias("positive"),
            sum(col("text").str().len()).alias("letters"),
            count_all().alias("rows"),
        ])
    });
}

#[test]
fn not_finite() {
    let no_nan = || when(col("x").eq(col("x"))).then(col("x")).end();
    let above = || when(col("x").gt(-1e308)).then(col("x")).end();
    check("aggs", "sums with NaN and infinities", |inputs| {
        inputs.numbers().agg([
            sum("x").alias("nan"),
            sum(no_nan()).alias("opposite"),
            sum(above()).alias("infinite"),
            mean("x").alias("mean_nan"),
            mean(above()).alias("mean_infinite"),
        ])
    });
    check("aggs", "extremes with NaN and infinities", |inputs| {
        inputs.numbers().agg([
            min("x").alias("min"),
            max("x").alias("max"),
            min(when(col("x").ne(col("x"))).then(col("x")).end()).alias("only_nan"),
        ])
    });
    check("aggs", "distinct with NaN and zeros", |inputs| inputs.numbers().agg([nunique("x").alias("x")]));
}
