//! Aggregates over the table.

use chunkwise::{
    AggExpr, AggFunc, DataFrame, Expr, Interpolation, Result, all, any, col, corr, count_all, cov, first,
    idxmax, idxmin, kurt, last, lit, max, mean, median, min, mode, nunique, prod, quantile, quantile_with,
    sem, skew, std, sum, var, when,
};

use crate::inputs::Inputs;
use crate::support::{TABLES, check, check_close};

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

#[test]
fn quantiles() {
    let numbers = ["id", "small", "y", "flag"];
    check_all("median", |frame| frame.agg(numbers.map(|name| median(name).alias(name))));
    let shares = [("0", 0.0), ("0.1", 0.1), ("0.25", 0.25), ("0.5", 0.5), ("0.9", 0.9), ("1", 1.0)];
    for table in TABLES {
        // pandas divides the share by 100 after it has multiplied it.
        check_close("aggs", &format!("quantiles, {table}"), 1, |inputs| {
            let of = |name: &'static str| {
                shares.map(|(text, q)| quantile(name, q).alias(format!("{name}_{text}")))
            };
            inputs.table(table).agg(numbers.into_iter().flat_map(of))
        });
    }
    check_all("quantiles that are values", |frame| {
        let names = ["small", "i", "u", "y", "when", "day", "took"];
        let of = |name: &'static str| {
            [Interpolation::Lower, Interpolation::Higher, Interpolation::Nearest].map(|interpolation| {
                let alias = format!("{name}_{}", interpolation.name());
                quantile_with(name, 0.3, interpolation).alias(alias)
            })
        };
        frame.agg(names.into_iter().flat_map(of))
    });
}

#[test]
fn modes_and_rows() {
    check_all("mode", |frame| {
        let names = ["small", "key", "flag", "i", "when", "took", "text", "y"];
        frame.agg(names.map(|name| mode(name).alias(name)))
    });
    check_all("idxmin and idxmax", |frame| {
        let frame = frame.select(["id", "small", "i", "u", "y", "when", "took", "flag"])?;
        both(&frame, [("idxmin", |name| idxmin(name)), ("idxmax", |name| idxmax(name))])
    });
}

#[test]
fn shapes_and_pairs() {
    check_all("sem, skew and kurt", |frame| {
        frame.agg([
            sem("small").alias("small_sem"),
            sem("y").alias("y_sem"),
            sem("y").ddof(0).alias("y_sem_0"),
            skew("small").alias("small_skew"),
            skew("y").alias("y_skew"),
            kurt("small").alias("small_kurt"),
            kurt("y").alias("y_kurt"),
        ])
    });
    check_all("ddof", |frame| {
        frame.agg([
            var("small").ddof(0).alias("small_0"),
            var("small").ddof(2).alias("small_2"),
            var("y").ddof(0).alias("y_0"),
        ])
    });
    check_all("cov and corr", |frame| {
        frame.agg([
            cov("small", "id").alias("ints"),
            cov("y", "small").alias("floats"),
            cov("y", "small").ddof(0).alias("cov_0"),
            corr("small", "id").alias("corr_ints"),
            corr("y", "small").alias("corr_floats"),
        ])
    });
    check_all("cov matrix", |frame| frame.select(["small", "y", "id"])?.cov());
    check_all("corr matrix", |frame| frame.select(["small", "y", "id"])?.corr());
}

#[test]
fn products_and_conditions() {
    let odd = || col("small") * 2 + 1;
    check_all("prod", |frame| {
        frame.agg([
            prod(odd()).filter(col("id").lt(10)).alias("odd"),
            prod("flag").alias("flag"),
            prod(odd() / 10).filter(col("id").lt(60)).alias("tenths"),
        ])
    });
    check_all("min_count", |frame| {
        frame.agg([
            sum("small").min_count(1).alias("sum_1"),
            sum("small").min_count(150).alias("sum_150"),
            prod("flag").min_count(1).alias("prod_1"),
            max("y").min_count(170).alias("max_170"),
        ])
    });
    check_all("with a condition", |frame| {
        let positive = || col("y").gt(0);
        frame.agg([
            count_all().filter(positive()).alias("rows"),
            sum("small").filter(positive()).alias("small"),
            mean("y").filter(positive()).alias("mean"),
            first("text").filter(positive()).alias("first"),
            AggExpr::new(AggFunc::IdxMax, "i").filter(positive()).alias("idxmax"),
            nunique("key").filter(positive()).alias("nunique"),
        ])
    });
}
