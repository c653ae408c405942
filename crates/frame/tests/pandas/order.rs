//! Rows in order: heads and tails, sorting by every type, concatenating; columns dropped, renamed, assigned.

use chunkwise::{DataFrame, Result, SortKey, col};

use crate::support::{TABLES, check};

fn check_all(case: &str, pipeline: impl Fn(&DataFrame) -> Result<DataFrame>) {
    for table in TABLES {
        check("order", &format!("{case}, {table}"), |inputs| pipeline(&inputs.table(table)));
    }
}

#[test]
fn heads_and_tails() {
    check_all("head", |frame| Ok(frame.head(5)));
    check_all("tail", |frame| Ok(frame.tail(3)));
    check_all("head of nothing", |frame| Ok(frame.head(0)));
    check_all("head of more than there is", |frame| frame.head(1000).select(["id", "text"]));
    check_all("tail after a filter", |frame| Ok(frame.filter(col("small").gt(2))?.tail(4)));
    check_all("head of a tail", |frame| Ok(frame.tail(10).head(4)));
}

#[test]
fn columns() {
    check_all("drop and rename", |frame| {
        frame.drop(["x", "took"])?.rename([("small", "größe"), ("id", "small")])
    });
    check_all("assign in turn", |frame| {
        let columns = [("a", col("small") + 1), ("small", col("small") * 2), ("b", col("a") * 3)];
        frame.select(["id", "small"])?.assign(columns)
    });
}

#[test]
fn sorts_by_one_column() {
    for table in TABLES {
        for name in ["id", "key", "small", "i", "u", "x", "y", "flag", "text", "when", "day", "took"] {
            let shown = if name == "id" { vec!["id"] } else { vec!["id", name] };
            check("order", &format!("sort by {name}, {table}"), |inputs| {
                inputs.table(table).sort_values([name])?.select(shown.clone())
            });
            check("order", &format!("sort by {name} down, {table}"), |inputs| {
                inputs.table(table).sort_by(vec![SortKey::descending(name)])?.select(shown.clone())
            });
        }
    }
}

#[test]
fn sorts_by_several_keys() {
    let nulls_first = |key: SortKey| SortKey { nulls_first: true, ..key };
    check_all("sort by two", |frame| frame.sort_values(["flag", "small"])?.select(["id", "flag", "small"]));
    check_all("sort by three in several directions", |frame| {
        let keys = vec![SortKey::descending("key"), SortKey::ascending("small"), SortKey::descending("y")];
        frame.sort_by(keys)?.select(["id", "key", "small", "y"])
    });
    check_all("sort with nulls first", |frame| {
        frame.sort_by(vec![nulls_first(SortKey::ascending("small"))])?.select(["id", "small"])
    });
    check_all("sort down with nulls first", |frame| {
        frame.sort_by(vec![nulls_first(SortKey::descending("text"))])?.select(["id", "text"])
    });
}

#[test]
fn sorts_and_heads() {
    check_all("head of a sort", |frame| frame.sort_values(["y"])?.head(7).select(["id", "y"]));
    check_all("tail of a sort", |frame| {
        let keys = vec![SortKey::descending("small"), SortKey::ascending("id")];
        frame.sort_by(keys)?.tail(7).select(["id", "small"])
    });
    check_all("sort, filter, head", |frame| {
        frame.sort_values(["small"])?.filter(col("y").gt(0))?.head(9).select(["id", "small", "y"])
    });
}

#[test]
fn concats() {
    check("order", "concat of the same columns", |inputs| {
        DataFrame::concat([
            &inputs.mixed().head(4),
            &inputs.one_row(),
            &inputs.empty(),
            &inputs.all_null().head(2),
        ])
    });
    check("order", "concat by names", |inputs| {
        DataFrame::concat([
            &inputs.mixed().select(["id", "text"])?.head(3),
            &inputs.mixed().select(["x", "id"])?.head(2),
            &inputs.one_row().select(["text", "flag"])?,
        ])
    });
    check("order", "concat of integers and floats", |inputs| {
        DataFrame::concat([
            &inputs.mixed().select([col("small").alias("n")])?.head(5),
            &inputs.mixed().select([col("y").alias("n")])?.head(5),
        ])
    });
}
