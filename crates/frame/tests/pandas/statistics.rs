//! Aggregates that look at how values are spread: products, quantiles, moments, correlation; over the table and by group.

use chunkwise::{
    AggExpr, AggFunc, Interpolation, col, collect, corr, cov, idxmax, idxmin, kurt, median, mode, prod,
    quantile, quantile_with, sem, skew,
};

use crate::support::{TABLES, check};

fn moments() -> Vec<AggExpr> {
    vec![
        prod(col("y") / 16).alias("prod"),
        sem("y").alias("sem"),
        sem("small").alias("sem_small"),
        skew("y").alias("skew"),
        skew("small").alias("skew_small"),
        kurt("y").alias("kurt"),
        kurt("small").alias("kurt_small"),
        cov("y", "small").alias("cov"),
        corr("y", "small").alias("corr"),
        corr("id", "small").alias("corr_ints"),
    ]
}

fn order() -> Vec<AggExpr> {
    let third = |how| quantile_with("y", 1.0 / 3.0, how);
    vec![
        median("y").alias("median"),
        median("small").alias("median_small"),
        median("flag").alias("median_flag"),
        quantile("y", 0.1).alias("tenth"),
        quantile("small", 0.9).alias("all_but_tenth"),
        quantile("y", 0.0).alias("least"),
        quantile("x", 1.0).alias("greatest"),
        third(Interpolation::Linear).alias("third_linear"),
        third(Interpolation::Lower).alias("third_lower"),
        third(Interpolation::Higher).alias("third_higher"),
        third(Interpolation::Midpoint).alias("third_midpoint"),
        third(Interpolation::Nearest).alias("third_nearest"),
        quantile_with("small", 0.3, Interpolation::Lower).alias("small_lower"),
        quantile_with("small", 0.77, Interpolation::Nearest).alias("small_nearest"),
        mode("small").alias("mode"),
        mode("text").alias("mode_text"),
        mode(col("x") + 0.0).alias("mode_x"),
        idxmin("small").alias("idxmin"),
        idxmax("y").alias("idxmax"),
        idxmax("id").alias("idxmax_id"),
    ]
}

#[test]
fn of_the_table() {
    for table in TABLES {
        check("statistics", &format!("moments, {table}"), |inputs| inputs.table(table).agg(moments()));
        check("statistics", &format!("quantiles and modes, {table}"), |inputs| {
            inputs.table(table).agg(order())
        });
        check("statistics", &format!("modes of small, {table}"), |inputs| {
            inputs.table(table).agg([AggExpr::new(AggFunc::Modes, "small").alias("value")])
        });
    }
}

#[test]
fn by_group() {
    for table in TABLES {
        for key in ["key", "small", "flag"] {
            check("statistics", &format!("moments by {key}, {table}"), |inputs| {
                inputs.table(table).groupby([key])?.agg(moments())
            });
            check("statistics", &format!("quantiles and modes by {key}, {table}"), |inputs| {
                inputs.table(table).groupby([key])?.agg(order())
            });
        }
        check("statistics", &format!("lists by key, {table}"), |inputs| {
            let lists = ["small", "text", "y"].map(|name| collect(name).alias(name));
            inputs.table(table).groupby(["key"])?.agg(lists)
        });
    }
}
