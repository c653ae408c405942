//! Properties over generated files: however a file is cut, the table is what the `csv` crate reads.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::print_stdout,
    reason = "helpers of tests"
)]

mod support;

use arrow::array::{Array, AsArray, BooleanArray, RecordBatch};
use arrow::compute::filter_record_batch;
use arrow::datatypes::{DataType, Float64Type};
use chunkwise::{DataFrame, Session, col, count_all, sum};
use chunkwise_testkit::table_gen::{ColumnKind, csv_case_of};
use chunkwise_testkit::{CsvCase, csv_case, hostile_bytes, temp_files};
use proptest::prelude::*;
use support::{computed, int, rows};
use tempfile::TempDir;

const WHOLE: usize = 1 << 20;

fn file(text: &[u8]) -> TempDir {
    temp_files([("case.csv", text)]).unwrap()
}

fn session(threads: usize, chunk: usize) -> std::sync::Arc<Session> {
    Session::builder().threads(threads).chunk_size(chunk).build()
}

/// The file with every column as text, no spelling of null.
fn as_text(
    folder: &TempDir,
    header: &[String],
    threads: usize,
    chunk: usize,
) -> chunkwise::Result<DataFrame> {
    let read = session(threads, chunk).read_csv(folder.path().join("case.csv")).keep_default_na(false);
    header.iter().fold(read, |read, name| read.dtype(name.as_str(), DataType::Utf8)).open()
}

/// The cells of a table of texts, record by record.
fn cells(batch: &RecordBatch) -> Vec<Vec<String>> {
    let columns: Vec<_> = batch.columns().iter().map(|column| column.as_string::<i32>()).collect();
    (0..batch.num_rows())
        .map(|row| {
            columns
                .iter()
                .map(|column| {
                    assert!(!column.is_null(row), "no cell of a text column is null here");
                    column.value(row).to_owned()
                })
                .collect()
        })
        .collect()
}

/// What the `csv` crate reads, if the text has no CR but before a LF outside quotes: there the two have other rules.
fn read_by_csv_crate(text: &[u8]) -> (Vec<String>, Vec<Vec<String>>) {
    let mut reader = csv::ReaderBuilder::new().from_reader(text);
    let header = reader.headers().unwrap().iter().map(str::to_owned).collect();
    let records = reader.records().map(|record| record.unwrap().iter().map(str::to_owned).collect());
    (header, records.collect())
}

fn is_plain(case: &CsvCase) -> bool {
    !case.records.iter().flatten().any(|cell| cell.contains('\r'))
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 150, failure_persistence: None, ..ProptestConfig::default() })]

    /// The cells are those that the file was written from, and those that the `csv` crate reads.
    #[test]
    fn cells_of_any_cut(case in csv_case(), chunk in 1..200_usize, threads in 1..4_usize) {
        let folder = file(&case.text);
        let table = as_text(&folder, &case.header, threads, chunk).unwrap();
        prop_assert_eq!(table.columns().unwrap(), case.header.clone());
        prop_assert_eq!(cells(&computed(&table)), case.records.clone());
        prop_assert_eq!(table.len().unwrap(), case.records.len() as u64);
        if is_plain(&case) {
            let (header, records) = read_by_csv_crate(&case.text);
            prop_assert_eq!((header, records), (case.header, case.records));
        }
    }

    /// Columns of guessed types: one column read alone is that column of the whole table, nulls and types included.
    #[test]
    fn types_of_any_cut(case in csv_case(), chunk in 1..200_usize, threads in 1..4_usize) {
        let folder = file(&case.text);
        let open = |threads, chunk| session(threads, chunk).read_csv(folder.path().join("case.csv")).open().unwrap();
        let whole = computed(&open(1, WHOLE));
        let cut = open(threads, chunk);
        prop_assert_eq!(computed(&cut), whole.clone());
        for (at, name) in case.header.iter().enumerate() {
            let alone = computed(&cut.select([col(name)]).unwrap());
            prop_assert_eq!(alone.column(0), whole.column(at));
        }
    }

    /// A filter keeps the rows that a filter in the test keeps; counts and sums agree with it.
    #[test]
    fn filter_of_any_cut(
        case in csv_case_of(&[ColumnKind::Int, ColumnKind::Text, ColumnKind::Float]),
        bound in -500..500_i64,
        chunk in 1..100_usize,
        threads in 1..4_usize,
    ) {
        let names = ["n", "text", "x"];
        let folder = file(&case.text);
        let open = |threads, chunk| {
            let read = session(threads, chunk).read_csv(folder.path().join("case.csv")).names(names);
            read.dtype("n", DataType::Int64).dtype("text", DataType::Utf8).dtype("x", DataType::Float64).open().unwrap()
        };
        let all = computed(&open(1, WHOLE));
        let numbers = case.records.iter().map(|record| record[0].parse::<i64>().ok());
        let keep: BooleanArray = numbers.map(|number| Some(number.is_some_and(|number| number > bound))).collect();
        let expected = filter_record_batch(&all, &keep).unwrap();

        let kept = open(threads, chunk).filter(col("n").gt(bound)).unwrap();
        prop_assert_eq!(computed(&kept), expected.clone());
        let table = kept.agg([count_all(), sum("x")]).unwrap().compute().unwrap();
        prop_assert_eq!(int(&table.value(0, 0).unwrap()), expected.num_rows() as i64);
        let x = expected.column(2).as_primitive::<Float64Type>();
        if let [Some(only)] = x.iter().flatten().map(Some).collect::<Vec<_>>()[..] {
            prop_assert_eq!(table.floats("sum(x)").unwrap(), [Some(only)]);
        }
    }

    /// Bytes that need not make sense give the same table, or the same error, however they are cut.
    #[test]
    fn nonsense_of_any_cut(bytes in hostile_bytes(40), chunk in 1..60_usize, threads in 1..4_usize) {
        let folder = file(&bytes);
        let outcome = |threads, chunk| {
            let table = session(threads, chunk).read_csv(folder.path().join("case.csv")).open();
            table.and_then(|table| table.compute()).map(|table| rows(&table)).map_err(|error| error.to_string())
        };
        prop_assert_eq!(outcome(threads, chunk), outcome(1, WHOLE));
    }
}

/// The generator makes what the properties are about: quotes, newlines in cells, CRs.
#[test]
fn the_cases_are_hostile() {
    let cases: Vec<CsvCase> = (0..50).map(|seed| chunkwise_testkit::sample(&csv_case(), seed)).collect();
    let some = |what: &dyn Fn(&CsvCase) -> bool| cases.iter().filter(|case| what(case)).count();
    assert!(some(&|case| case.records.iter().flatten().any(|cell| cell.contains('\n'))) > 5);
    assert!(some(&|case| case.records.iter().flatten().any(|cell| cell.contains('"'))) > 5);
    assert!(some(&is_plain) > 5);
    assert!(some(&|case| case.records.len() > 10) > 5);
}
