//! What depends on the rows before and after: cumulative, shift, rolling, fill.

use chunkwise::{DataFrame, Expr, Result, RollingWindow, SortKey, col, cumcount};

use crate::support::{TABLES, check, select};

const AREA: &str = "window";

type Statistic = fn(RollingWindow) -> Expr;

const STATISTICS: [(&str, Statistic); 8] = [
    ("sum", RollingWindow::sum),
    ("mean", RollingWindow::mean),
    ("min", RollingWindow::min),
    ("max", RollingWindow::max),
    ("std", RollingWindow::std),
    ("var", RollingWindow::var),
    ("count", RollingWindow::count),
    ("median", RollingWindow::median),
];

#[test]
fn cumulative() {
    for name in TABLES {
        check(AREA, &format!("cumulative of {name}"), |inputs| {
            let table = inputs.table(name).with_column("row", cumcount())?;
            let first_six = chunkwise::when(col("row").lt(6)).then(col("small")).otherwise(None::<i64>);
            select(
                &table,
                [
                    ("sum", col("small").cumsum()),
                    ("fsum", col("y").cumsum()),
                    ("bsum", col("flag").cumsum()),
                    ("prod", first_six.cumprod()),
                    ("min", col("small").cummin()),
                    ("max", col("y").cummax()),
                    ("umax", col("u").cummax()),
                    ("imin", col("i").cummin()),
                    ("bmax", col("flag").cummax()),
                    ("tmin", col("when").cummin()),
                    ("dmax", col("took").cummax()),
                ],
            )
        });
    }
    check(AREA, "cumulative with NaN", |inputs| {
        let table = inputs.numbers().with_column("row", cumcount())?;
        let ones = chunkwise::when(col("x").abs().lt(f64::INFINITY)).then(1.0).otherwise(col("x"));
        let first = |rows: i64, column: &str| {
            chunkwise::when(col("row").lt(rows))
                .then(col(column))
                .otherwise(chunkwise::lit(chunkwise::Scalar::Null))
        };
        select(
            &table,
            [("sum", ones.cumsum()), ("min", first(1, "x").cummin()), ("prod", first(12, "c").cumprod())],
        )
    });
    check(AREA, "cumsum of a column", |inputs| inputs.mixed().column("small")?.cumsum());
}

#[test]
fn shifted() {
    for name in TABLES {
        check(AREA, &format!("shifted {name}"), |inputs| {
            select(
                &inputs.table(name),
                [
                    ("one", col("small").shift(1)),
                    ("up", col("text").shift(-2)),
                    ("far", col("x").shift(150)),
                    ("all", col("when").shift(1000)),
                    ("none", col("key").shift(-1000)),
                ],
            )
        });
        check(AREA, &format!("shifted table {name}"), |inputs| inputs.table(name).shift(2));
        check(AREA, &format!("shifted up table {name}"), |inputs| inputs.table(name).shift(-3));
        check(AREA, &format!("differences of {name}"), |inputs| {
            select(
                &inputs.table(name),
                [
                    ("diff", col("small").diff(1)),
                    ("diff3", col("y").diff(3)),
                    ("up", col("small").diff(-1)),
                    ("when", col("when").diff(1)),
                    ("pct", col("small").pct_change(1)),
                    ("pct2", col("y").pct_change(2)),
                ],
            )
        });
    }
}

#[test]
fn filled() {
    for name in TABLES {
        check(AREA, &format!("filled {name}"), |inputs| {
            let table = inputs.table(name);
            let limited = [
                ("text", col("text").ffill_limit(1)),
                ("x", col("x").bfill_limit(2)),
                ("small", col("small").ffill_limit(3)),
            ];
            let columns = table.columns()?.into_iter().map(|name| {
                let limited = limited.iter().find(|(known, _)| *known == name);
                limited.map_or_else(|| col(&*name).ffill(), |(_, expr)| expr.clone()).alias(name)
            });
            table.select(columns.collect::<Vec<_>>())
        });
        check(AREA, &format!("filled from behind {name}"), |inputs| inputs.table(name).bfill(None));
    }
}

#[test]
fn rolling() {
    for name in TABLES {
        check(AREA, &format!("rolling {name}"), |inputs| {
            let mut columns = Vec::new();
            for (what, statistic) in STATISTICS {
                for rows in [1, 3] {
                    columns.push(statistic(col("small").rolling(rows)).alias(format!("{what} {rows}")));
                }
            }
            let some = STATISTICS.map(|(what, statistic)| {
                statistic(col("y").rolling(5).min_periods(2)).alias(format!("some {what}"))
            });
            columns.extend(some);
            inputs.table(name).select(columns)
        });
        check(AREA, &format!("rolling in the middle of {name}"), |inputs| {
            let mut columns = Vec::new();
            for (what, statistic) in STATISTICS {
                for rows in [3, 4] {
                    let window = col("small").rolling(rows).min_periods(1).center(true);
                    columns.push(statistic(window).alias(format!("{what} {rows}")));
                }
            }
            inputs.table(name).select(columns)
        });
        check(AREA, &format!("rolling by group {name}"), |inputs| {
            inputs.table(name).select(STATISTICS.map(|(what, statistic)| {
                statistic(col("small").rolling(3).min_periods(1)).over(["key"]).alias(what)
            }))
        });
    }
}

#[test]
fn by_group() {
    for name in TABLES {
        check(AREA, &format!("by group {name}"), |inputs| {
            let keys = ["key"];
            let table = inputs.table(name).with_column("row", cumcount().over(keys))?;
            let first_two = chunkwise::when(col("row").lt(2)).then(col("small")).otherwise(None::<i64>);
            select(
                &table,
                [
                    ("key", col("key")),
                    ("sum", col("small").cumsum().over(keys)),
                    ("prod", first_two.cumprod().over(keys)),
                    ("min", col("small").cummin().over(keys)),
                    ("max", col("y").cummax().over(keys)),
                    ("count", col("row")),
                    ("shift", col("text").shift(1).over(keys)),
                    ("up", col("when").shift(-2).over(keys)),
                    ("diff", col("small").diff(1).over(keys)),
                    ("ffill", col("y").ffill().over(keys)),
                    ("bfill", col("text").bfill_limit(1).over(keys)),
                    ("two", col("small").cumsum().over(["key", "flag"])),
                ],
            )
        });
    }
}

#[test]
fn among_other_steps() {
    check(AREA, "filter above and below", |inputs| {
        let rows = inputs.mixed().filter(col("small").gt(-2))?;
        let rows = rows.assign([("d", col("small").diff(1)), ("up", col("small").shift(-1))])?;
        rows.filter(col("d").gt(0))?.select(["id", "small", "d", "up"])
    });
    check(AREA, "of sorted rows", |inputs| {
        let keys = vec![SortKey::descending("small"), SortKey::ascending("id")];
        let sorted: Result<DataFrame> = inputs.mixed().sort_by(keys);
        select(&sorted?, [("id", col("id")), ("sum", col("small").cumsum()), ("up", col("id").shift(-1))])
    });
    check(AREA, "twice", |inputs| {
        select(&inputs.mixed(), [("x", col("small").diff(1).cumsum()), ("y", col("small").shift(-2).ffill())])
    });
}
