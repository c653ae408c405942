//! What results and the process take in memory, and what a run reports of itself.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::print_stdout,
    reason = "helpers of tests"
)]

mod support;

use std::sync::Arc;

use arrow::array::{ArrayRef, BooleanArray, Int16Array, RecordBatch, StringArray};
use chunkwise::{
    DataFrame, RunReport, Session, col, compute_all, count_all, memory_footprint, nbytes, read_csv,
    render_report,
};
use chunkwise_testkit::temp_files;
use support::{fixture, trips};

const COLUMN_BYTES: usize = 50_000_000;

/// The eighth pipeline: the footprint before and after loading a column of 50 MB, and the bytes of the column.
#[test]
fn a_column_of_50_megabytes() {
    let rows = COLUMN_BYTES / 8;
    let folder = temp_files([("large.csv", format!("n\n{}", "7\n".repeat(rows)))]).unwrap();
    let table = read_csv(folder.path().join("large.csv")).open().unwrap();
    let before = memory_footprint();
    let column = table.compute().unwrap();
    let after = memory_footprint();
    assert_eq!(column.nbytes(), COLUMN_BYTES as u64);
    assert_eq!(column.num_rows(), rows);
    let grown = after - before;
    assert!((45_000_000..120_000_000).contains(&grown), "{before} before, {after} after");
    let resident = column.report().resident;
    assert!(resident.peak >= 45_000_000 && resident.after >= 45_000_000, "{resident:?}");
    let collected = column.report().operators.iter().map(|operator| operator.peak_bytes).max().unwrap();
    assert!(
        collected >= COLUMN_BYTES as u64,
        "some operator held the column: {:?}",
        column.report().operators
    );

    // The same column without loading it.
    assert_eq!(table.memory_usage().unwrap(), [("n".to_owned(), COLUMN_BYTES as u64)]);
    let held_by_sum = table.column("n").unwrap().sum().unwrap().compute_table().unwrap();
    let most = held_by_sum.report().operators.iter().map(|operator| operator.peak_bytes).max().unwrap();
    assert!(most < 10_000_000, "a sum holds chunks, not the column: {most}");
}

/// Computed by hand: the width of the type per row, bits for booleans and for nulls, offsets and text for strings.
#[test]
fn bytes_of_a_batch() {
    let text: ArrayRef = Arc::new(StringArray::from(vec![Some("a"), None, Some("é")]));
    let flag: ArrayRef = Arc::new(BooleanArray::from(vec![true, false, true]));
    let small: ArrayRef = Arc::new(Int16Array::from(vec![1, 2, 3]));
    let batch = RecordBatch::try_from_iter([("text", text), ("flag", flag), ("small", small)]).unwrap();
    let schema = batch.schema();
    let (text_bytes, flag_bytes, small_bytes) = (4 * (3 + 1) + 3 + 1, 1, 3 * 2);
    let expected = text_bytes + flag_bytes + small_bytes;
    assert_eq!(nbytes(&schema, std::slice::from_ref(&batch)), expected);
    // However it is cut, also into slices that share their buffers.
    assert_eq!(nbytes(&schema, &[batch.slice(0, 1), batch.slice(1, 2)]), expected);
    let frame = DataFrame::from_batches(schema, vec![batch.slice(0, 2), batch.slice(2, 1)]).unwrap();
    assert_eq!(frame.compute().unwrap().nbytes(), expected);
}

#[test]
fn memory_usage_does_not_depend_on_the_cut() {
    let answers = chunkwise_testkit::answers("trips").unwrap();
    let rows = answers["rows"].as_u64().unwrap();
    let expected: Vec<(String, u64)> = (trips().columns().unwrap().into_iter())
        .map(|name| {
            let bytes = match name.as_str() {
                "tpep_pickup_datetime" | "tpep_dropoff_datetime" => 4 * (rows + 1) + 19 * rows,
                "store_and_fwd_flag" => 4 * (rows + 1) + rows,
                _ => 8 * rows,
            };
            (name, bytes)
        })
        .collect();
    for (threads, chunk) in [(1, 100), (2, 1_000), (4, 64 << 10), (1, 64 << 20)] {
        let session = Session::builder().threads(threads).chunk_size(chunk).build();
        let table = session.read_csv(fixture("trips/trips_*.csv")).open().unwrap();
        assert_eq!(table.memory_usage().unwrap(), expected, "chunks of {chunk} bytes");
        let total: u64 = expected.iter().map(|(_, bytes)| bytes).sum();
        assert_eq!(table.compute().unwrap().nbytes(), total, "chunks of {chunk} bytes");
    }
}

#[test]
fn info_as_pandas_prints_it() {
    let expected = [
        "<class 'chunkwise.DataFrame'>",
        "RangeIndex: 5 entries, 0 to 4",
        "Data columns (total 5 columns):",
        " #   Column  Non-Null Count  Dtype  ",
        "---  ------  --------------  -----  ",
        " 0   i       3 non-null      int64  ",
        " 1   f       2 non-null      float64",
        " 2   b       3 non-null      bool   ",
        " 3   s       2 non-null      string ",
        " 4   none    0 non-null      null   ",
        "dtypes: bool(1), float64(1), int64(1), null(1), string(1)",
        "memory usage: 111.0 bytes",
        "",
    ]
    .join("\n");
    for chunk in [1, 10, 1 << 20] {
        let session = Session::builder().threads(2).chunk_size(chunk).build();
        let table = session.read_csv(fixture("nulls/sparse.csv")).open().unwrap();
        assert_eq!(table.info().unwrap(), expected, "chunks of {chunk} bytes");
        // i: 5 * 8 + 1; f: the same; b: 1 + 1; s: 4 * 6 + 2 + 1; none: nothing.
        let usage: Vec<u64> = table.memory_usage().unwrap().into_iter().map(|(_, bytes)| bytes).collect();
        assert_eq!(usage, [41, 41, 2, 27, 0]);
    }
    let non_null = &chunkwise_testkit::answers("nulls").unwrap()["sparse.csv"]["non_null"];
    for (name, count) in [("i", 3), ("f", 2), ("b", 3), ("s", 2), ("none", 0)] {
        assert_eq!(non_null[name], count, "the golden text has the true counts");
    }
}

/// Bytes of the records of the trips: the files without their header lines.
fn record_bytes() -> u64 {
    let data = |month: u32| {
        let text = std::fs::read_to_string(fixture(&format!("trips/trips_{month}.csv"))).unwrap();
        (text.len() - text.find('\n').unwrap() - 1) as u64
    };
    (1..=12).map(data).sum()
}

fn check_report(report: &RunReport, rows_out: u64, chunk: usize) {
    assert_eq!((report.rows_read, report.rows_out), (1_554, rows_out));
    assert_eq!(report.bytes_read, record_bytes());
    assert_eq!((report.threads, report.chunk_bytes), (2, chunk));
    assert!(report.wall_seconds > 0.0 && report.wall_seconds < 60.0);
    assert!(report.resident.before > 1_000_000, "{:?}", report.resident);
    assert!(report.resident.peak >= report.resident.before && report.resident.peak >= report.resident.after);
    assert!(report.notes.is_empty(), "{:?}", report.notes);
    assert!(report.operators.iter().any(|operator| operator.operator == "scan" && operator.peak_bytes > 0));
}

#[test]
fn reports() {
    const CHUNK: usize = 10_000;
    let session = Session::builder().threads(2).chunk_size(CHUNK).build();
    let table = session.read_csv(fixture("trips/trips_*.csv")).open().unwrap();
    let partitions = table.npartitions() as u64;
    assert!(partitions > 24, "several chunks a file");

    let by_vendor = table.groupby(["VendorID"]).unwrap().size().unwrap();
    let result = by_vendor.compute().unwrap();
    let report = result.report();
    check_report(report, 2, CHUNK);
    assert_eq!(report.chunks, partitions);
    assert!(
        report.operators.iter().any(|operator| operator.operator == "aggregate"),
        "{:?}",
        report.operators
    );

    // Several results of one pass share a report.
    let shared = table.filter(col("passenger_count").ge(2)).unwrap().agg([count_all()]).unwrap();
    let results = compute_all([&by_vendor, &shared]).unwrap();
    results.iter().for_each(|result| check_report(result.report(), 3, CHUNK));

    // A head reads the chunk that it needs.
    let head = table.head(1).compute().unwrap();
    assert_eq!(head.report().chunks, 1);
    assert!(head.report().rows_read < 500);

    let text = render_report(report);
    for part in ["run report", "1,554 rows", "2 threads", "resident memory", "peak of aggregate"] {
        assert!(text.contains(part), "{part} in {text}");
    }
}

#[test]
fn a_report_as_json() {
    let result = trips().agg([count_all()]).unwrap().compute().unwrap();
    let json = serde_json::to_value(result.report()).unwrap();
    let fields: Vec<&str> = json.as_object().unwrap().keys().map(String::as_str).collect();
    let mut expected = [
        "wall_seconds",
        "rows_read",
        "bytes_read",
        "rows_out",
        "chunks",
        "threads",
        "chunk_bytes",
        "resident",
        "operators",
        "notes",
    ];
    expected.sort_unstable();
    assert_eq!(fields, expected);
    assert_eq!(json["rows_read"], 1_554);
    assert_eq!(json["resident"]["peak"], result.report().resident.peak);
    let operators = json["operators"].as_array().unwrap();
    assert_eq!(operators.len(), result.report().operators.len());
    assert_eq!(operators[0]["operator"], result.report().operators[0].operator.as_str());
}

#[test]
fn a_report_of_an_iteration() {
    let mut chunks = trips().chunksize(1_000).unwrap();
    assert_eq!(chunks.by_ref().count(), 2);
    let report = chunks.report();
    assert_eq!(report.rows_out, 1_554);
    assert!(report.rows_read >= 1_554, "with what verifying the types took: {}", report.rows_read);
}
