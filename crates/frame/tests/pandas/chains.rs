//! Several operations, one after the other: what the optimizer moves must leave the answer as it is.

use std::sync::Arc;

use arrow::array::{ArrayRef, RecordBatch, StringArray};
use chunkwise::{
    DataFrame, DropNa, Expr, JoinHow, Keep, Melt, Merge, Result, SortKey, col, count, count_all, last, sum,
};

use crate::support::{TABLES, check};

type Chain = fn(&DataFrame, &DataFrame) -> Result<DataFrame>;

/// Runs chains over `mixed`, the tables with its columns, and one with a name for each key.
fn check_chains<const N: usize>(chains: [(&str, Chain); N]) {
    let names = names();
    for (case, chain) in chains {
        for table in TABLES {
            check("chains", &format!("{case}, {table}"), |inputs| chain(&inputs.table(table), &names));
        }
    }
}

/// Names of some keys, one of them null.
fn names() -> DataFrame {
    let column = |texts: Vec<Option<&str>>| Arc::new(StringArray::from(texts)) as ArrayRef;
    let keys = ["alpha", "beta", "Beta", "γάμμα", "nobody"].map(Some).to_vec();
    let names = vec![Some("first"), Some("second"), None, Some("fourth"), Some("x")];
    let batch = RecordBatch::try_from_iter_with_nullable([
        ("key", column(keys), true),
        ("name", column(names), true),
    ])
    .unwrap();
    DataFrame::from_batches(batch.schema(), vec![batch]).unwrap()
}

fn small() -> Expr {
    col("small")
}

fn total() -> chunkwise::AggExpr {
    sum("small").alias("total")
}

fn rows() -> chunkwise::AggExpr {
    count_all().alias("rows")
}

fn by_key(t: &DataFrame) -> Result<DataFrame> {
    t.groupby(["key"])?.agg([total(), rows()])
}

fn left(t: &DataFrame, names: &DataFrame) -> Result<DataFrame> {
    t.merge(names, Merge::on(["key"]).how(JoinHow::Left))
}

fn outer(t: &DataFrame, names: &DataFrame) -> Result<DataFrame> {
    t.select(["id", "key", "small"])?.merge(names, Merge::on(["key"]).how(JoinHow::Outer))
}

fn running(t: &DataFrame) -> Result<DataFrame> {
    t.select(["id", "small", "y"])?.assign([("run", small().cumsum()), ("before", small().shift(1))])
}

#[test]
fn heads_and_filters() {
    check_chains([
        ("head, then filter", |t, _| t.head(20).filter(small().gt(1))?.select(["id", "small"])),
        ("filter, then head", |t, _| t.filter(small().gt(1))?.head(5).select(["id", "small"])),
        ("head, tail, head", |t, _| t.head(30).tail(12).head(5).select(["id"])),
        ("tail, then filter", |t, _| t.tail(30).filter(small().gt(1))?.select(["id", "small"])),
        ("filter twice, rename between", |t, _| {
            t.filter(small().gt(0))?.rename([("small", "s")])?.filter(col("s").lt(4))?.select(["id", "s"])
        }),
        ("filter on a computed column", |t, _| {
            t.with_column("d", small() * 2)?.filter(col("d").gt(3))?.select(["id", "d"])
        }),
        ("filter on a replaced column", |t, _| {
            t.with_column("small", -small())?.filter(small().gt(1))?.select(["id", "small"])
        }),
        ("the same column twice", |t, _| {
            let twice = t.select([(small() + 1).alias("a"), (small() + 1).alias("b")])?;
            Ok(twice.with_column("c", col("a") - col("b"))?.head(20))
        }),
    ]);
}

#[test]
fn sorts_and_duplicates() {
    check_chains([
        ("sort, filter, slice", |t, _| {
            t.sort_values(["y"])?.filter(small().gt(0))?.slice(3..9).select(["id", "y"])
        }),
        ("sort, then sort", |t, _| {
            t.sort_values(["y"])?.sort_values(["small"])?.select(["id", "small", "y"])
        }),
        ("head, then sort", |t, _| {
            t.head(15).sort_by(vec![SortKey::descending("small")])?.select(["id", "small"])
        }),
        ("sort, first of each key", |t, _| {
            let sorted = t.sort_values(["small", "id"])?;
            sorted.drop_duplicates_by(["key"], Keep::First)?.select(["id", "key", "small"])
        }),
        ("duplicates, then filter", |t, _| {
            t.drop_duplicates_by(["small"], Keep::First)?.filter(col("id").gt(5))?.select(["id", "small"])
        }),
        ("filter, then duplicates", |t, _| {
            t.filter(col("id").gt(5))?.drop_duplicates_by(["small"], Keep::First)?.select(["id", "small"])
        }),
        ("concat, then duplicates", |t, _| {
            let two = t.select(["key", "flag"])?;
            DataFrame::concat([&two, &two.head(9)])?.drop_duplicates()
        }),
        ("concat of filters, then group", |t, _| {
            let parts = [t.filter(small().gt(2))?, t.filter(small().lt(0))?];
            DataFrame::concat(&parts)?.groupby(["key"])?.agg([rows()])
        }),
        ("concat, then head", |t, _| {
            DataFrame::concat([&t.head(2), &t.tail(3)])?.head(4).select(["id", "text"])
        }),
    ]);
}

#[test]
fn groups() {
    check_chains([
        ("group, then having", |t, _| by_key(t)?.filter(col("total").gt(10))),
        ("group, then sort and head", |t, _| {
            let keys = vec![SortKey::descending("rows"), SortKey::ascending("key")];
            Ok(by_key(t)?.sort_by(keys)?.head(3))
        }),
        ("group of a group", |t, _| {
            let groups = by_key(t)?.groupby([col("rows").gt(30).alias("many")])?;
            groups.agg([count("key").alias("keys"), sum("total").alias("total")])
        }),
        ("group of a head", |t, _| t.head(25).groupby(["key"])?.agg([total()])),
        ("head of a group in order of appearance", |t, _| {
            Ok(t.groupby(["key"])?.sort(false).agg([total()])?.head(2))
        }),
        ("dropna, fillna, group", |t, _| {
            let known = t.dropna(DropNa::any().subset(["key"]))?;
            known.with_column("small", small().fillna(0))?.groupby(["key"])?.agg([total()])
        }),
        ("long, then group", |t, _| {
            let long = t.melt(Melt::default().id_vars(["key"]).value_vars(["small", "id"]))?;
            long.groupby(["variable"])?.agg([sum("value").alias("total")])
        }),
        ("a filter that keeps nothing", |t, _| t.filter(small().gt(99))?.groupby(["key"])?.agg([rows()])),
    ]);
}

#[test]
fn joins() {
    check_chains([
        ("join, filter on the left side", |t, names| {
            left(t, names)?.filter(small().gt(2))?.select(["id", "key", "name"])
        }),
        ("join, filter on the right side", |t, names| {
            left(t, names)?.filter(col("name").eq("first"))?.select(["id", "key", "name"])
        }),
        ("join, filter where the right side is null", |t, names| {
            left(t, names)?.filter(col("name").is_null())?.select(["id", "key"])
        }),
        ("outer join, filter on the left side", |t, names| outer(t, names)?.filter(small().gt(2))),
        ("outer join, filter where the left side is null", |t, names| {
            outer(t, names)?.filter(col("id").is_null())
        }),
        ("outer join, filter on the key", |t, names| outer(t, names)?.filter(col("key").eq("beta"))),
        ("join with its own groups", |t, _| {
            let rows = t.select(["id", "key", "small"])?;
            rows.merge(&by_key(t)?, Merge::on(["key"]))?.sort_values(["id"])
        }),
        ("join, group, sort", |t, names| {
            left(t, names)?.groupby(["name"])?.agg([total()])?.sort_values(["total"])
        }),
        ("join of two heads", |t, _| {
            let tail = t.tail(9).select(["key", "small"])?;
            t.head(9).select(["id", "key"])?.merge(&tail, Merge::on(["key"]))
        }),
        ("join, then head", |t, names| left(t, names)?.head(7).select(["id", "name"])),
        ("counts of a join", |t, names| left(t, names)?.value_counts(["name"])),
    ]);
}

#[test]
fn row_order() {
    check_chains([
        ("running sum, then filter", |t, _| {
            running(t)?.filter(small().gt(2))?.select(["id", "run", "before"])
        }),
        ("filter, then running sum", |t, _| {
            let kept = t.filter(small().gt(2))?;
            kept.with_column("run", small().cumsum())?.select(["id", "run"])
        }),
        ("running sum, then head", |t, _| running(t)?.head(6).select(["id", "run", "before"])),
        ("head, then running sum", |t, _| {
            t.head(6).with_column("run", small().cumsum())?.select(["id", "run"])
        }),
        ("sort, then shift", |t, _| {
            t.sort_values(["y"])?.with_column("before", small().shift(2))?.select(["id", "before"])
        }),
        ("shift, then sort", |t, _| running(t)?.sort_values(["small"])?.select(["id", "small", "before"])),
        ("running sum by key of a filter", |t, _| {
            let positive = t.filter(col("y").gt(0))?;
            positive.with_column("run", small().cumsum().over(["key"]))?.select(["id", "key", "run"])
        }),
        ("running sum, then group", |t, _| {
            let run = t.select([col("key"), small().cumsum().alias("run")])?;
            run.groupby(["key"])?.agg([last("run").alias("last")])
        }),
    ]);
}
