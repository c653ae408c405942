//! The same query gives the same bits for any number of threads and any chunk size.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::print_stdout,
    reason = "helpers of tests"
)]

mod support;

use arrow::array::RecordBatch;
use arrow::datatypes::{DataType, Float64Type};
use chunkwise::{
    AggExpr, AggFunc, DataFrame, Result, Session, SessionBuilder, SortKey, col, compute_all, count,
    count_all, first, last, lit, mean, std, sum, var, when,
};
use support::hostile::{hostile_files, hostile_sum_of_x, read_hostile};
use support::{fixture, float, int, rows, value};

/// A chunk that no file here exceeds.
const WHOLE: usize = 64 << 20;
/// Rows per file of the table that is cut into single bytes, and of the larger one.
const FEW: usize = 30;
const MANY: usize = 3_000;

fn session(threads: usize, chunk: usize) -> SessionBuilder {
    Session::builder().threads(threads).chunk_size(chunk)
}

/// All aggregates of one column.
fn all_of(column: &str) -> Vec<AggExpr> {
    use AggFunc::{Any, Count, First, Last, Max, Mean, Min, NUnique, Std, Sum, Var};
    let funcs = [
        Count,
        Sum,
        Mean,
        Min,
        Max,
        Std { ddof: 1 },
        Var { ddof: 1 },
        NUnique,
        First,
        Last,
        Any,
        chunkwise::AggFunc::All,
    ];
    funcs.into_iter().map(|func| AggExpr::new(func, column)).collect()
}

type Query = (&'static str, fn(&DataFrame) -> Result<Vec<DataFrame>>);

/// Queries of the hostile table; several tables of one query are computed in one pass.
const QUERIES: [Query; 17] = [
    ("everything", |table| Ok(vec![table.clone()])),
    ("filter", |table| Ok(vec![table.filter(col("x").gt(0.0).and(col("k").is_not_null()))?])),
    ("filter on text", |table| Ok(vec![table.filter(col("s").str().contains("\n").or(col("b")))?])),
    ("with_column", |table| {
        let z = col("y") * 2.0 + col("k") - col("n") / 7;
        Ok(vec![table.with_column("z", z)?.with_column("day", col("t").dt().date())?])
    }),
    ("select with when", |table| {
        let size = when(col("k").lt(0)).then("below").when(col("k").gt(0)).then(col("s")).otherwise("zero");
        let since = (col("t") - lit("2015-01-01").cast(TIMESTAMP)).dt().total_seconds();
        Ok(vec![table.select([col("n"), size.alias("size"), since.alias("since")])?])
    }),
    ("all aggregates of floats", |table| Ok(vec![table.agg(all_of("x"))?, table.agg(all_of("y"))?])),
    ("all aggregates of integers", |table| Ok(vec![table.agg(all_of("k"))?, table.agg(all_of("b"))?])),
    ("group by integer", |table| Ok(vec![table.groupby(["k"])?.agg(all_of("x"))?])),
    ("group by text with nulls", |table| {
        let aggs = [mean("y"), std("y"), count_all(), first("n"), last("s"), count("s")];
        Ok(vec![table.groupby(["s"])?.dropna(false).agg(aggs)?])
    }),
    ("group by several keys in order of appearance", |table| {
        let keys = [col("b"), col("s"), col("t").dt().month()];
        Ok(vec![table.groupby(keys)?.sort(false).dropna(false).agg([sum("x"), var("y"), last("n")])?])
    }),
    ("sort", |table| {
        let keys = vec![SortKey { nulls_first: true, ..SortKey::descending("s") }, SortKey::ascending("x")];
        Ok(vec![table.sort_by(keys)?])
    }),
    ("top of a sort", |table| Ok(vec![table.sort_by(vec![SortKey::descending("y")])?.head(9)])),
    ("head", |table| Ok(vec![table.filter(col("k").gt(0))?.head(17), table.head(1), table.head(0)])),
    ("tail", |table| Ok(vec![table.tail(23), table.filter(col("b"))?.tail(2)])),
    ("concat", |table| {
        let low = table.filter(col("k").lt(0))?.select(["n", "x"])?;
        let high = table.filter(col("k").gt(0))?.select(["s", "n"])?;
        Ok(vec![DataFrame::concat([&low, &high, &low])?])
    }),
    ("aggregate of an aggregate", |table| {
        let groups = table.groupby(["s", "k"])?.agg([sum("y").alias("y"), count_all().alias("rows")])?;
        Ok(vec![groups.filter(col("rows").gt(1))?.groupby(["s"])?.agg([mean("y"), sum("rows")])?])
    }),
    ("an error", |table| Ok(vec![table.with_column("wrong", col("u").cast(DataType::Int64))?])),
];

const TIMESTAMP: DataType = DataType::Timestamp(arrow::datatypes::TimeUnit::Microsecond, None);

/// The rows of each result, or the message of the error.
fn outcome(query: &Query, table: &DataFrame) -> Result<Vec<RecordBatch>, String> {
    let frames = (query.1)(table).map_err(|error| error.to_string())?;
    let tables = compute_all(frames).map_err(|error| error.to_string())?;
    Ok(tables.iter().map(rows).collect())
}

/// Runs all queries for all threads and chunk sizes.
fn check_all(file_rows: usize, chunks: &[usize]) {
    let folder = hostile_files(file_rows);
    let open = |threads, chunk| read_hostile(&folder, session(threads, chunk)).open().unwrap();
    let serial = open(1, WHOLE);
    let expected: Vec<_> = QUERIES.iter().map(|query| outcome(query, &serial)).collect();
    for threads in [1, 2, 4] {
        for &chunk in chunks {
            let table = open(threads, chunk);
            for (query, expected) in QUERIES.iter().zip(&expected) {
                let found = outcome(query, &table);
                assert_eq!(&found, expected, "{} with {threads} threads, chunks of {chunk} bytes", query.0);
            }
        }
    }
}

#[test]
fn small_files_cut_into_bytes() {
    check_all(FEW, &[1, 7, 64, 1 << 10, WHOLE]);
}

#[test]
fn large_files_cut_into_chunks() {
    check_all(MANY, &[64, 1 << 10, 64 << 10, WHOLE]);
}

/// Equality of batches is equality of bits, or these tests would be blind to it.
#[test]
fn equality_tells_zeros_apart() {
    let batch = |values: Vec<f64>| {
        let array: arrow::array::ArrayRef = std::sync::Arc::new(arrow::array::Float64Array::from(values));
        RecordBatch::try_from_iter([("x", array)]).unwrap()
    };
    assert_ne!(batch(vec![0.0]), batch(vec![-0.0]));
    assert_eq!(batch(vec![f64::NAN]), batch(vec![f64::NAN]));
    assert_ne!(batch(vec![0.1 + 0.2]), batch(vec![0.3]));
}

/// The serial run itself is right, where the answer is known from how the table was written.
#[test]
fn the_serial_answer_is_right() {
    let folder = hostile_files(MANY);
    let table = read_hostile(&folder, session(1, WHOLE)).open().unwrap();
    let outcomes: Vec<_> = QUERIES.iter().map(|query| outcome(query, &table)).collect();
    let failed: Vec<_> = QUERIES.iter().zip(&outcomes).filter(|(_, outcome)| outcome.is_err()).collect();
    assert_eq!(failed.len(), 1, "{failed:?}");
    assert_eq!(failed[0].0.0, "an error");
    assert!(outcomes.iter().flatten().flatten().filter(|batch| batch.num_rows() == 0).count() <= 1);

    assert_eq!(float(&value(&table, sum("x"))), hostile_sum_of_x(MANY));
    assert_eq!(float(&value(&table, mean("x"))), 0.5 / 3.0);
    let numbers = int(&value(&table, sum("n")));
    assert_eq!(numbers, (0..2 * MANY as i64).sum::<i64>());
    let sorted = outcomes[10].as_ref().unwrap()[0].clone();
    assert!(sorted.column_by_name("s").unwrap().is_null(0), "nulls first");
    assert_eq!(sorted.num_rows(), 2 * MANY);
    let top = support::computed(&table.sort_by(vec![SortKey::descending("y")]).unwrap().head(9));
    let mut all = table.compute().unwrap().floats("y").unwrap();
    all.sort_by(|a, b| b.partial_cmp(a).unwrap());
    let top: Vec<_> =
        arrow::array::AsArray::as_primitive::<Float64Type>(top.column_by_name("y").unwrap()).iter().collect();
    assert_eq!(top, all[..9]);
}

/// The fixtures, whose answers `pipelines.rs` checks.
#[test]
fn trips_in_any_chunks() {
    let queries: [Query; 3] = [
        ("means", |trips| {
            let numbers = trips.numeric_only()?;
            Ok(vec![numbers.mean()?, numbers.std()?, numbers.sum()?])
        }),
        ("groups", |trips| {
            let keys = ["payment_type", "passenger_count", "store_and_fwd_flag"];
            Ok(vec![trips.groupby(keys)?.agg(all_of("total_amount"))?])
        }),
        ("rows", |trips| Ok(vec![trips.filter(col("tip_amount").gt(col("tolls_amount")))?])),
    ];
    let open = |threads, chunk| {
        session(threads, chunk).build().read_csv(fixture("trips/trips_*.csv")).open().unwrap()
    };
    let serial = open(1, WHOLE);
    for query in &queries {
        let expected = outcome(query, &serial).unwrap();
        for threads in [1, 2, 4] {
            for chunk in [777, 1 << 10, 64 << 10] {
                let found = outcome(query, &open(threads, chunk)).unwrap();
                assert_eq!(found, expected, "{} with {threads} threads, chunks of {chunk} bytes", query.0);
            }
        }
    }
}
