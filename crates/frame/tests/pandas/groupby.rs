//! Group-by: keys, aggregates by group, transform, pivots.

use arrow::datatypes::{DataType, TimeUnit};
use chunkwise::{
    AggExpr, DataFrame, Expr, GroupBy, IntoColumn, Result, all, any, col, corr, count, count_all, cov, first,
    idxmax, idxmin, last, max, mean, median, min, mode, nunique, prod, quantile, sem, skew, std, sum, var,
    when,
};

use crate::support::{TABLES, check, check_close};

const TIMESTAMP: DataType = DataType::Timestamp(TimeUnit::Microsecond, None);

/// What every case computes for its keys.
fn described(groups: &GroupBy) -> Result<DataFrame> {
    let finite = when(col("x").abs().le(1e15)).then(col("x")).end();
    groups.agg([
        count_all().alias("rows"),
        count("text").alias("count"),
        sum("small").alias("sum"),
        sum("y").alias("sum_y"),
        sum(finite).alias("sum_x"),
        mean("y").alias("mean"),
        std("y").alias("std"),
        var("small").alias("var"),
        min("i").alias("min"),
        max("x").alias("max"),
        nunique("small").alias("nunique"),
        first("text").alias("first"),
        last("small").alias("last"),
        min("when").alias("earliest"),
        any("flag").alias("any"),
        all("flag").alias("all"),
    ])
}

fn check_by<K: IntoColumn + Clone, const N: usize>(
    case: &str,
    keys: &[K; N],
    options: impl Fn(GroupBy) -> GroupBy,
) {
    for table in TABLES {
        check("groupby", &format!("{case}, {table}"), |inputs| {
            described(&options(inputs.table(table).groupby(keys.clone())?))
        });
    }
}

#[test]
fn by_one_key() {
    let plain = |groups| groups;
    check_by("by text", &["key"], plain);
    check_by("by text in order of appearance", &["key"], |groups| groups.sort(false));
    check_by("by text with nulls", &["key"], |groups| groups.dropna(false));
    check_by("by integers", &["small"], plain);
    check_by("by far integers", &["i"], plain);
    check_by("by unsigned", &["u"], plain);
    check_by("by truth values with nulls", &["flag"], |groups| groups.dropna(false));
    check_by("by timestamps", &["when"], plain);
    check_by("by durations", &["took"], plain);
    check_by("by an expression", &[col("when").dt().year().alias("year")], plain);
}

#[test]
fn by_two_keys() {
    check_by("by two keys", &["key", "small"], |groups| groups);
    check_by("by two keys with nulls", &["flag", "key"], |groups| groups.dropna(false));
    check_by("by two keys in order of appearance", &["key", "flag"], |groups| groups.sort(false));
}

/// What goes for values of every type: `<column>_<aggregate>`.
fn every_type(groups: &GroupBy, key: &str) -> Result<DataFrame> {
    type Agg = fn(Expr) -> AggExpr;
    let aggs: [(&str, Agg); 6] = [
        ("count", count),
        ("nunique", nunique),
        ("min", min),
        ("max", max),
        ("first", first),
        ("last", last),
    ];
    let names = ["id", "key", "small", "i", "u", "x", "y", "flag", "text", "when", "day", "took"];
    let of = |name: &'static str| {
        let value = || if name == "day" { col(name).cast(TIMESTAMP) } else { col(name) };
        aggs.map(|(what, agg)| agg(value()).alias(format!("{name}_{what}")))
    };
    groups.agg(names.into_iter().filter(|name| *name != key).flat_map(of))
}

#[test]
fn values_of_every_type() {
    for table in TABLES {
        check("groupby", &format!("every type by text, {table}"), |inputs| {
            every_type(&inputs.table(table).groupby(["key"])?, "key")
        });
        check("groupby", &format!("every type by integer with null, {table}"), |inputs| {
            every_type(&inputs.table(table).groupby(["small"])?.dropna(false), "small")
        });
    }
}

#[test]
fn conditions_and_parameters() {
    let positive = || col("y").gt(0);
    for table in TABLES {
        check("groupby", &format!("conditional, {table}"), |inputs| {
            inputs.table(table).groupby(["key"])?.agg([
                sum("small").filter(positive()).alias("small"),
                count_all().filter(positive()).alias("rows"),
                max("small").filter(col("small").gt(99)).alias("none"),
                var("small").ddof(0).alias("var"),
                sum("small").min_count(25).alias("some"),
            ])
        });
    }
}

#[test]
fn sizes() {
    for table in TABLES {
        check("groupby", &format!("by dates, {table}"), |inputs| {
            inputs.table(table).groupby(["day"])?.size()
        });
        check("groupby", &format!("by floats, {table}"), |inputs| {
            inputs.table(table).with_column("x", col("x") + 0.0)?.groupby(["x"])?.size()
        });
    }
}

#[test]
fn order_statistics() {
    for table in TABLES {
        let check_by = |case: &str, keys: &[&str], dropna: bool| {
            // Between two values pandas interpolates from the left one, we from the nearer one.
            check_close("groupby", &format!("order statistics {case}, {table}"), 1, |inputs| {
                inputs.table(table).groupby(keys.iter().copied())?.dropna(dropna).agg([
                    median("y").alias("median"),
                    quantile("y", 0.75).alias("upper"),
                    mode("small").alias("mode"),
                    idxmin("small").alias("idxmin"),
                    idxmax("y").alias("idxmax"),
                    sem("small").alias("sem"),
                    skew("y").alias("skew"),
                    corr("y", "small").alias("corr"),
                    cov("y", "small").alias("cov"),
                    count_all().filter(col("y").gt(0)).alias("positive"),
                    prod(col("small") * 2 + 1).filter(col("id").lt(40)).alias("prod"),
                ])
            });
        };
        check_by("by text", &["key"], true);
        check_by("by two keys", &["key", "flag"], false);
        check_by("by unsigned", &["u"], true);
    }
}
