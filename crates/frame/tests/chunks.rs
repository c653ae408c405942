//! Iteration over a lazy table: exact sizes, order, laziness, errors, and work beside it.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::print_stdout,
    reason = "helpers of tests"
)]

mod support;

use std::sync::Arc;
use std::sync::mpsc::channel;
use std::time::Duration;

use arrow::array::{ArrayRef, AsArray, Int64Array, RecordBatch};
use arrow::compute::concat_batches;
use arrow::datatypes::{DataType, Int64Type};
use chunkwise::{Chunks, DataFrame, Session, col, count_all, sum};
use chunkwise_testkit::temp_files;
use support::{computed, fixture, int, trips, value};

fn with_chunks_of(bytes: usize, threads: usize, file: &str) -> DataFrame {
    Session::builder().threads(threads).chunk_size(bytes).build().read_csv(fixture(file)).open().unwrap()
}

/// All batches; none may be empty or have another schema than the iteration said.
fn batches(chunks: Chunks) -> Vec<RecordBatch> {
    let schema = chunks.schema();
    let batches: Vec<RecordBatch> = chunks.map(Result::unwrap).collect();
    assert!(batches.iter().all(|batch| batch.num_rows() > 0 && batch.schema() == schema));
    batches
}

fn sizes(batches: &[RecordBatch]) -> Vec<usize> {
    batches.iter().map(RecordBatch::num_rows).collect()
}

#[test]
fn exact_sizes() {
    let expected = computed(&with_chunks_of(1 << 20, 1, "trips/trips_*.csv"));
    let rows = expected.num_rows();
    for bytes in [777, 64 << 10, 1 << 20] {
        let table = with_chunks_of(bytes, 2, "trips/trips_*.csv");
        for size in [1, 2, 7, 100, 107, 1_000, rows - 1, rows, rows + 1, usize::MAX] {
            let found = batches(table.chunksize(size).unwrap());
            let mut counts = vec![size; rows / size];
            counts.extend(Some(rows % size).filter(|&rest| rest > 0));
            assert_eq!(sizes(&found), counts, "chunksize {size}, {bytes} bytes");
            assert_eq!(concat_batches(&expected.schema(), &found).unwrap(), expected, "chunksize {size}");
        }
    }
    let error = trips().chunksize(0).map(drop).unwrap_err();
    assert_eq!(error.to_string(), "chunksize must be at least 1 row");
}

#[test]
fn order_and_filters() {
    let table = with_chunks_of(500, 4, "trips/trips_*.csv").filter(col("tip_amount").gt(5)).unwrap();
    let found = batches(table.iter_chunks().unwrap());
    assert!(found.len() > 50, "{} chunks have such rows", found.len());
    let expected = computed(&table);
    assert_eq!(concat_batches(&expected.schema(), &found).unwrap(), expected);
    // Breakers and limits can be iterated too.
    for query in [
        table.head(11),
        table.tail(11),
        table.sort_values(["total_amount"]).unwrap(),
        table.groupby(["VendorID"]).unwrap().size().unwrap(),
        DataFrame::concat([&table, &table.head(3)]).unwrap(),
        table.head(0),
    ] {
        let expected = computed(&query);
        let found = batches(query.iter_chunks().unwrap());
        assert_eq!(concat_batches(&expected.schema(), &found).unwrap(), expected);
        let found = batches(query.chunksize(4).unwrap());
        assert_eq!(concat_batches(&expected.schema(), &found).unwrap(), expected);
        assert!(sizes(&found).iter().rev().skip(1).all(|&size| size == 4));
    }
}

#[test]
fn nothing_is_computed_far_ahead() {
    let table = with_chunks_of(256, 2, "trips/trips_4.csv");
    let partitions = table.npartitions();
    assert!(partitions > 90);
    let mut chunks = table.iter_chunks().unwrap();
    assert_eq!(chunks.report().chunks, 0, "nothing before the first batch is asked for");
    chunks.next().unwrap().unwrap();
    // Time enough for all of it, if anything ran ahead.
    std::thread::sleep(Duration::from_millis(100));
    let ahead = chunks.report().chunks;
    assert!((1..=20).contains(&ahead), "{ahead} of {partitions} chunks were read for the first batch");
}

#[test]
fn once_consumed_it_is_finished() {
    let table = trips();
    for mut chunks in [table.iter_chunks().unwrap(), table.chunksize(1_000).unwrap()] {
        let rows: usize = chunks.by_ref().map(|batch| batch.unwrap().num_rows()).sum();
        assert_eq!(rows, 1_554);
        assert!((0..3).all(|_| chunks.next().is_none()));
        assert_eq!(chunks.report().rows_out, 1_554);
    }
    assert_eq!(table.chunksize(1_000).unwrap().count(), 2, "the table itself can be iterated again");
}

/// Good rows first, then the error, then nothing.
#[test]
fn an_error_in_the_middle() {
    let rows = |range: std::ops::Range<usize>| range.map(|n| format!("{n},x\n")).collect::<String>();
    let text = format!("n,s\n{}500,x,extra\n{}", rows(0..500), rows(501..1_000));
    let folder = temp_files([("bad.csv", text)]).unwrap();
    let session = Session::builder().threads(4).chunk_size(100).build();
    let table = session
        .read_csv(folder.path().join("bad.csv"))
        .dtype("n", DataType::Int64)
        .dtype("s", DataType::Utf8)
        .open()
        .unwrap();
    for (mut chunks, least) in [(table.iter_chunks().unwrap(), 450), (table.chunksize(30).unwrap(), 450)] {
        let mut good = Vec::new();
        let error = loop {
            match chunks.next().unwrap() {
                Ok(batch) => good.extend(batch.column(0).as_primitive::<Int64Type>().values().to_vec()),
                Err(error) => break error,
            }
        };
        assert!(error.to_string().contains("bad.csv:502: expected 2 fields, found 3"), "{error}");
        assert!((least..=500).contains(&good.len()), "{} good rows", good.len());
        assert!(good.iter().copied().eq(0..good.len() as i64), "from the first on, none left out");
        assert!((0..3).all(|_| chunks.next().is_none()));
    }
    let error = table.compute().unwrap_err();
    assert!(error.to_string().contains("bad.csv:502:"), "{error}");
}

/// Two iterations and a computation over the same session, turn by turn, with a single worker thread.
#[test]
fn work_beside_an_iteration() {
    let (done, finished) = channel();
    let worker = std::thread::spawn(move || {
        let table = with_chunks_of(512, 1, "trips/trips_*.csv");
        let (mut one, mut other) = (table.iter_chunks().unwrap(), table.chunksize(100).unwrap());
        let (mut rows, mut turns) = ([0, 0], 0);
        loop {
            let (a, b) = (one.next(), other.next());
            let ended = a.is_none() && b.is_none();
            for (rows, batch) in rows.iter_mut().zip([a, b]) {
                *rows += batch.map_or(0, |batch| batch.unwrap().num_rows());
            }
            if turns < 10 {
                assert_eq!(table.len().unwrap(), 1_554);
            }
            turns += 1;
            if ended {
                break;
            }
        }
        done.send(rows).unwrap();
    });
    let rows = finished.recv_timeout(Duration::from_secs(30)).expect("no deadlock, no panic");
    assert_eq!(rows, [1_554, 1_554]);
    worker.join().unwrap();
}

#[test]
fn map_partitions_sees_every_row_once() {
    let table = with_chunks_of(1_000, 2, "trips/trips_*.csv").select(["passenger_count"]).unwrap();
    let doubled = table
        .map_partitions(|batch: RecordBatch| {
            let counts = batch.column(0).as_primitive::<Int64Type>();
            let twice: ArrayRef = Arc::new(counts.iter().map(|n| n.map(|n| 2 * n)).collect::<Int64Array>());
            Ok(RecordBatch::try_from_iter([
                ("passenger_count", Arc::clone(batch.column(0))),
                ("twice", twice),
            ])?)
        })
        .unwrap();
    assert_eq!(doubled.columns().unwrap(), ["passenger_count", "twice"]);
    let expected = table.with_column("twice", col("passenger_count") * 2).unwrap();
    let (found, expected) = (computed(&doubled), computed(&expected));
    assert_eq!(found.columns(), expected.columns());
    let answers = chunkwise_testkit::answers("trips").unwrap();
    let passengers = answers["columns"]["passenger_count"]["sum"].as_i64().unwrap();
    assert_eq!(int(&value(&doubled, sum("twice"))), 2 * passengers);
    let filtered = doubled.filter(col("twice").gt(2)).unwrap().agg([count_all()]).unwrap();
    assert_eq!(
        int(&filtered.compute().unwrap().value(0, 0).unwrap()),
        answers["trips_with_two_or_more_passengers"]["count"].as_i64().unwrap()
    );
}

#[test]
fn map_partitions_that_goes_wrong() {
    let table = with_chunks_of(1_000, 2, "trips/trips_1.csv").select(["VendorID"]).unwrap();
    let error = table.map_partitions(|_| Err("not today".into())).unwrap_err();
    assert_eq!(error.to_string(), "the function given to map_partitions failed: not today");

    let later =
        table.map_partitions(|batch| if batch.num_rows() > 0 { Err("later".into()) } else { Ok(batch) });
    let later = later.unwrap();
    let expected = "the function given to map_partitions failed: later";
    assert_eq!(later.compute().unwrap_err().to_string(), expected);
    let mut chunks = later.iter_chunks().unwrap();
    assert_eq!(chunks.next().unwrap().unwrap_err().to_string(), expected);
    assert!(chunks.next().is_none());

    let other_columns = table.map_partitions(|batch| {
        let name = if batch.num_rows() > 0 { "other" } else { "VendorID" };
        Ok(RecordBatch::try_from_iter([(name, Arc::clone(batch.column(0)))])?)
    });
    let error = other_columns.unwrap().compute().unwrap_err().to_string();
    assert!(error.starts_with("the function given to map_partitions returned "), "{error}");
    assert!(error.contains("other") && error.contains("VendorID"), "{error}");
}

#[test]
fn map_partitions_that_panics() {
    let table = with_chunks_of(1_000, 2, "trips/trips_1.csv").select(["VendorID"]).unwrap();
    let panics =
        table.map_partitions(|batch| if batch.num_rows() > 0 { panic!("a bug") } else { Ok(batch) }).unwrap();
    let mut chunks = panics.iter_chunks().unwrap();
    let error = chunks.find_map(Result::err).unwrap();
    assert!(error.to_string().contains("panicked"), "{error}");
    assert!(chunks.next().is_none());
    assert_eq!(table.len().unwrap(), 107, "the session is still sound");
}
