//! Functions in row order at every cut of the input: chunks from one byte on, one thread or several, beside filters, heads, sorts,
//! concats and errors.

#![allow(clippy::unwrap_used, reason = "helpers of tests")]

use std::fmt::Write;

use chunkwise::{DataFrame, Expr, Session, SortKey, col, cumcount, lit};

type Pipeline = fn(&DataFrame) -> chunkwise::Result<DataFrame>;

/// Rows with small and large floats, nulls, texts and keys.
fn rows() -> String {
    let mut text = "k,i,x,s\n".to_string();
    for row in 0..300_i64 {
        let key = ["a", "b", "", "c"][usize::try_from(row * 7 % 4).unwrap()];
        let int = if row % 5 == 3 { String::new() } else { (row * 37 % 101 - 50).to_string() };
        let float = match row % 11 {
            0 => "1e300".to_string(),
            1 => "-1e300".to_string(),
            4..=6 => String::new(),
            _ => format!("{}.{}", row % 13, row % 10),
        };
        let word = if row % 3 == 0 { String::new() } else { format!("w{}", row % 17) };
        writeln!(text, "{key},{int},{float},{word}").unwrap();
    }
    text
}

fn shown(pipeline: Pipeline, path: &std::path::Path, chunk: usize, threads: usize) -> String {
    let session = Session::builder().chunk_size(chunk).threads(threads).build();
    let frame = session.read_csv(path).open().unwrap();
    match pipeline(&frame).and_then(|frame| frame.compute()) {
        Ok(table) => {
            let mut text = String::new();
            for field in table.schema().fields() {
                let values = table.values(field.name()).unwrap();
                writeln!(text, "{} {:?} {} {values:?}", field.name(), field.data_type(), table.num_rows())
                    .unwrap();
            }
            text
        }
        Err(error) => error.to_string(),
    }
}

/// The same text for every cut; returns it.
fn same_at_any_cut(name: &str, pipeline: Pipeline) -> String {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("rows.csv");
    std::fs::write(&path, rows()).unwrap();
    let whole = shown(pipeline, &path, 1 << 20, 1);
    for (chunk, threads) in [(1, 1), (1, 4), (7, 2), (64, 3), (333, 2), (1500, 4)] {
        let cut = shown(pipeline, &path, chunk, threads);
        assert_eq!(cut, whole, "{name}: chunks of {chunk} bytes, {threads} threads");
    }
    whole
}

fn each(exprs: &[(&'static str, Expr)], frame: &DataFrame) -> chunkwise::Result<DataFrame> {
    frame.select(exprs.iter().map(|(name, expr)| expr.clone().alias(*name)))
}

#[test]
fn looking_back() {
    same_at_any_cut("looking back", |frame| {
        each(
            &[
                ("sum", col("i").cumsum()),
                ("fsum", col("x").cumsum()),
                ("prod", (col("x") / 10).cumprod()),
                ("min", col("i").cummin()),
                ("max", col("x").cummax()),
                ("count", cumcount()),
                ("shift", col("s").shift(2)),
                ("far", col("s").shift(299)),
                ("beyond", col("s").shift(10_000)),
                ("diff", col("i").diff(1)),
                ("pct", col("i").pct_change(3)),
                ("ffill", col("s").ffill()),
                ("ffill1", col("x").ffill_limit(1)),
            ],
            frame,
        )
    });
}

#[test]
fn looking_ahead() {
    same_at_any_cut("looking ahead", |frame| {
        each(
            &[
                ("up", col("s").shift(-3)),
                ("beyond", col("s").shift(-10_000)),
                ("bfill", col("s").bfill()),
                ("bfill2", col("x").bfill_limit(2)),
                ("centre", col("x").rolling(4).min_periods(1).center(true).mean()),
                ("own", col("i")),
                ("sum", col("i").cumsum()),
            ],
            frame,
        )
    });
}

#[test]
fn rolling() {
    same_at_any_cut("rolling", |frame| {
        each(
            &[
                ("sum", col("x").rolling(3).min_periods(1).sum()),
                ("mean", col("i").rolling(5).min_periods(2).mean()),
                ("min", col("i").rolling(4).min_periods(1).min()),
                ("max", col("x").rolling(4).min_periods(1).max()),
                ("std", col("x").rolling(7).min_periods(2).std()),
                ("var", col("i").rolling(7).min_periods(2).var()),
                ("count", col("i").rolling(3).count()),
                ("median", col("i").rolling(6).min_periods(1).median()),
                ("full", col("i").rolling(2).sum()),
            ],
            frame,
        )
    });
}

#[test]
fn within_groups() {
    same_at_any_cut("within groups", |frame| {
        let keys = ["k"];
        each(
            &[
                ("k", col("k")),
                ("sum", col("i").cumsum().over(keys)),
                ("count", cumcount().over(keys)),
                ("shift", col("s").shift(2).over(keys)),
                ("up", col("s").shift(-2).over(keys)),
                ("diff", col("i").diff(1).over(keys)),
                ("ffill", col("s").ffill().over(keys)),
                ("bfill", col("s").bfill_limit(3).over(keys)),
                ("mean", col("x").rolling(3).min_periods(1).mean().over(keys)),
                ("centre", col("x").rolling(3).min_periods(1).center(true).max().over(keys)),
                ("two", col("i").cumsum().over([col("k"), col("i") % 2])),
            ],
            frame,
        )
    });
}

#[test]
fn among_other_steps() {
    let text = same_at_any_cut("filters on both sides", |frame| {
        frame
            .filter(col("i").gt(-20))?
            .with_column("d", col("i") - col("i").shift(1))?
            .filter(col("d").gt(0).and(col("i").lt(col("i").shift(-1))))?
            .with_column("n", cumcount())
    });
    assert!(text.contains("Int64(20)"), "{text}");
    same_at_any_cut("head above", |frame| Ok(frame.select([col("i").cumsum()])?.head(17)));
    same_at_any_cut("head above looking ahead", |frame| Ok(frame.select([col("i").shift(-2)])?.head(17)));
    same_at_any_cut("head below", |frame| frame.head(40).select([col("i").shift(-2), col("i").cumsum()]));
    same_at_any_cut("tail", |frame| Ok(frame.select([col("i").shift(-2), col("i").cumsum()])?.tail(7)));
    same_at_any_cut("sorted", |frame| {
        frame.sort_by(vec![SortKey::descending("i")])?.select([col("i"), col("i").cumsum()])
    });
    same_at_any_cut("sorted by", |frame| frame.sort_by(vec![SortKey::ascending(col("i").diff(1))]));
    same_at_any_cut("window of a window", |frame| {
        frame.select([col("i").shift(-1).cumsum().alias("a"), col("i").cumsum().shift(-3).bfill().alias("b")])
    });
    same_at_any_cut("aggregated", |frame| {
        frame.groupby(["k"])?.agg([chunkwise::sum(col("i").diff(1)), chunkwise::last(col("s").bfill())])
    });
    same_at_any_cut("concat", |frame| {
        let both = DataFrame::concat([frame, &frame.filter(col("i").gt(0))?, frame])?;
        both.select([col("i").cumsum(), col("s").bfill(), col("i").shift(-1), cumcount().alias("n")])
    });
    same_at_any_cut("concat of windows", |frame| {
        let sums = frame.select([col("i").cumsum().alias("i")])?;
        let ahead = frame.select([col("i").shift(-1).alias("i")])?;
        DataFrame::concat([&ahead, frame, &sums])?.select([col("i").cumsum()])
    });
    same_at_any_cut("no rows", |frame| {
        frame.filter(lit(false))?.select([col("i").cumsum(), col("i").bfill()])
    });
}

#[test]
fn the_first_error_in_row_order() {
    let overflow = same_at_any_cut("overflow", |frame| {
        frame.select([(col("i") * 100_000_000_000_000_000_i64).cumsum().alias("x")])
    });
    assert!(overflow.contains("rows.csv:") && overflow.contains("cumsum"), "{overflow}");
    let behind = same_at_any_cut("behind a window", |frame| {
        frame.filter(col("i").ne(5))?.select([(lit(1).floor_div(col("i").shift(1) - 24)).alias("x")])
    });
    assert!(behind.contains("rows.csv:") && behind.contains("divides by zero"), "{behind}");
    let ahead = same_at_any_cut("behind a window that looks ahead", |frame| {
        frame.select([(lit(1).floor_div(col("i").shift(-2) - 24)).alias("x")])
    });
    assert!(ahead.contains("divides by zero"), "{ahead}");
    let before = same_at_any_cut("before a window", |frame| {
        frame.select([lit(1).floor_div(col("i") - 24).cumsum().alias("x")])
    });
    assert!(before.contains("rows.csv:"), "{before}");
    same_at_any_cut("not reached", |frame| {
        Ok(frame.select([(lit(1).floor_div(col("i").shift(1) - 24)).alias("x")])?.head(9))
    });
}

#[test]
fn names_and_types_are_known_before() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("rows.csv");
    std::fs::write(&path, rows()).unwrap();
    let frame = chunkwise::read_csv(&path).open().unwrap();
    let out = frame.select([col("i").cumsum(), col("x").rolling(2).mean(), col("s").shift(1)]).unwrap();
    let types: Vec<String> =
        out.dtypes().unwrap().into_iter().map(|(name, dtype)| format!("{name}: {dtype}")).collect();
    assert_eq!(types, ["cumsum(i): int64", "rolling_mean(x, 2): float64", "shift(s, 1): string"]);
    let error = frame.select([col("s").cumsum()]).unwrap_err().to_string();
    assert!(error.contains("there is no cumsum of a string"), "{error}");
    let explained = frame.with_column("d", col("i").diff(1)).unwrap().explain().unwrap();
    assert!(explained.contains("window shift(i, 1)"), "{explained}");
}
