//! What `read_csv` makes of files: record rules, nulls, types and options, against the answers of the fixtures.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "helpers of tests")]

mod support;

use arrow::array::AsArray;
use arrow::datatypes::DataType;
use chunkwise::{DataFrame, ReadCsv, Scalar, Session, col, count, read_csv, sum};
use chunkwise_testkit::temp_files;
use serde_json::{Value, json};
use support::{computed, fixture, int, value};

fn answers(name: &str) -> Value {
    chunkwise_testkit::answers(name).unwrap()
}

fn read(file: &str, threads: usize, chunk: usize) -> ReadCsv {
    let read = Session::builder().threads(threads).chunk_size(chunk).build().read_csv(fixture(file));
    match file.rsplit_once('.') {
        Some((_, "tsv")) => read.delimiter(b'\t'),
        _ if file.ends_with("semicolon.csv") => read.delimiter(b';'),
        _ => read,
    }
}

/// The cells of a file as text.
fn cells(file: &str, threads: usize, chunk: usize) -> Value {
    let header = read(file, 1, 1 << 20).open().unwrap().columns().unwrap();
    let read = read(file, threads, chunk).keep_default_na(false);
    let typed = header.iter().fold(read, |read, name| read.dtype(name.as_str(), DataType::Utf8));
    let batch = computed(&typed.open().unwrap());
    let columns: Vec<_> = batch.columns().iter().map(|column| column.as_string::<i32>()).collect();
    let record = |row| json!(columns.iter().map(|column| column.value(row)).collect::<Vec<_>>());
    (0..batch.num_rows()).map(record).collect()
}

#[test]
fn quoted_fixtures_in_any_chunks() {
    let answers = answers("quoted");
    let mut compared = 0;
    for (file, answer) in answers.as_object().unwrap().iter().filter(|(file, _)| *file != "empty.csv") {
        let path = format!("quoted/{file}");
        let table = read(&path, 2, 64).open().unwrap();
        assert_eq!(json!(table.columns().unwrap()), answer["header"], "{file}");
        assert_eq!(table.len().unwrap(), answer["rows"].as_u64().unwrap(), "{file}");
        for (threads, chunk) in [(1, 1 << 20), (1, 1), (2, 3), (4, 17), (4, 100)] {
            let found = cells(&path, threads, chunk);
            if let Some(records) = answer.get("records") {
                assert_eq!(found, *records, "{file} in chunks of {chunk}");
            } else {
                let found = found.as_array().unwrap();
                let ends = json!([found.first(), found.last()]);
                assert_eq!(ends, answer["first_and_last"], "{file} in chunks of {chunk}");
            }
            compared += 1;
        }
    }
    assert_eq!(compared, 13 * 5);
}

#[test]
fn types_and_names_as_pandas() {
    let answers = answers("types");
    let guessed = read_csv(fixture("types/guessed.csv")).open().unwrap();
    let expected = answers["guessed.csv"]["dtypes"].as_object().unwrap();
    for (name, dtype) in guessed.dtypes().unwrap() {
        assert_eq!(json!(dtype), expected[&name], "{name}");
    }
    let row: Vec<Scalar> =
        (0..4).map(|at| guessed.head(1).compute().unwrap().value(0, at).unwrap()).collect();
    let expected = [true.into(), 1.into(), 9_007_199_254_740_993_i64.into(), (1_u64 << 63).into()];
    assert_eq!(row, expected);
    let names = read_csv(fixture("types/names.csv")).open().unwrap();
    assert_eq!(json!(names.columns().unwrap()), answers["names.csv"]["header"]);
    let sums = read_csv(fixture("types/sums.csv")).open().unwrap();
    support::assert_bits(&value(&sums, sum("x")), &answers["sums.csv"]["x"]);
    support::assert_bits(&value(&sums, sum("y")), &answers["sums.csv"]["y"]);
}

#[test]
fn times_as_pandas() {
    let answers = &answers("types")["temporal.csv"];
    let path = fixture("types/temporal.csv");
    let check = |table: &DataFrame, column: &str, answer: &str| {
        let found = table.compute().unwrap().values(column).unwrap();
        let found: Vec<Option<String>> =
            found.iter().map(|time| (!time.is_null()).then(|| support::plain(time))).collect();
        // Both spellings say the same time: compare with trailing zeros of the fraction gone.
        let short = |text: &str| {
            if text.contains('.') { text.trim_end_matches('0').to_owned() } else { text.to_owned() }
        };
        let found: Vec<_> = found.iter().map(|time| time.as_deref().map(short)).collect();
        let expected: Vec<_> = answers["timestamps"][answer]
            .as_array()
            .unwrap()
            .iter()
            .map(|time| time.as_str().map(short))
            .collect();
        assert_eq!(found, expected, "{answer}");
    };
    let table = read_csv(&path).parse_dates(["moment", "zoned", "day"]).open().unwrap();
    ["moment", "zoned", "day"].into_iter().for_each(|name| check(&table, name, name));
    // The same by position.
    let by_position = read_csv(&path).parse_dates([0, 1, 2]).open().unwrap();
    assert_eq!(computed(&by_position), computed(&table));
    let us = read_csv(&path).parse_dates(["us"]).dayfirst(false).open().unwrap();
    check(&us, "us", "us (month first)");
    let eu = read_csv(&path).parse_dates(["eu"]).dayfirst(true).open().unwrap();
    check(&eu, "eu", "eu (day first)");
    let duration = DataType::Duration(arrow::datatypes::TimeUnit::Microsecond);
    let took = read_csv(&path).dtype("took", duration).open().unwrap();
    let took = took.select([col("took").dt().total_seconds().alias("s")]).unwrap().compute().unwrap();
    let expected: Vec<Option<f64>> = serde_json::from_value(answers["took_seconds"].clone()).unwrap();
    assert_eq!(took.floats("s").unwrap(), expected);
}

#[test]
fn nulls_as_pandas() {
    let answers = answers("nulls");
    for file in ["custom.csv", "not_null.csv", "sparse.csv", "spellings.csv"] {
        let table = read_csv(fixture(&format!("nulls/{file}"))).open().unwrap();
        assert_eq!(table.len().unwrap(), answers[file]["rows"].as_u64().unwrap());
        for (name, non_null) in answers[file]["non_null"].as_object().unwrap() {
            assert_eq!(int(&value(&table, count(col(name)))), non_null.as_i64().unwrap(), "{file} {name}");
        }
    }
    let custom = || read_csv(fixture("nulls/custom.csv"));
    let missing = custom().na_values(["-200", "missing"]).open().unwrap();
    let expected = &answers["custom.csv with na_values -200, missing"]["sum_reading"];
    assert_eq!(int(&value(&missing, sum("reading"))) as f64, support::number(expected));
    let own_only = custom().na_values(["-200"]).keep_default_na(false).open().unwrap();
    let expected = &answers["custom.csv with na_values -200, keep_default_na false"]["non_null_reading"];
    assert_eq!(int(&value(&own_only, count("reading"))), expected.as_i64().unwrap());
}

#[test]
fn options() {
    let trips = || read_csv(fixture("trips/trips_*.csv"));
    // Columns come in the order of the file, by name or position.
    let two = trips().usecols(["total_amount", "VendorID"]).open().unwrap();
    assert_eq!(two.columns().unwrap(), ["VendorID", "total_amount"]);
    let same = trips().usecols([0, 18]).open().unwrap();
    assert_eq!(computed(&two), computed(&same));
    assert_eq!(
        computed(&two),
        computed(&trips().open().unwrap().select(["VendorID", "total_amount"]).unwrap())
    );
    // `nrows` is of the whole table.
    let some = trips().nrows(150).open().unwrap();
    assert_eq!(some.len().unwrap(), 150);
    assert_eq!(computed(&some), computed(&trips().open().unwrap().head(150)));
    // Files in natural order, each row with its file.
    let with_path = trips().include_path_column(true).open().unwrap();
    let counts = with_path.groupby(["path"]).unwrap().sort(false).size().unwrap().compute().unwrap();
    let answers = answers("trips");
    for (row, (path, rows)) in support::pairs(&counts).into_iter().enumerate() {
        let file = format!("trips_{}.csv", row + 1);
        assert!(path.ends_with(&file), "{path} at place {row}");
        assert_eq!(int(&rows), answers["rows_per_file"][&file].as_i64().unwrap());
    }
    assert_eq!(counts.num_rows(), 12);
    // A list of paths is taken in its order, and each file once.
    let list = read_csv([fixture("trips/trips_3.csv"), fixture("trips/trips_[13].csv")]).open().unwrap();
    assert_eq!(list.len().unwrap(), 141 + 107);
    assert_eq!(computed(&list.head(141)), computed(&read_csv(fixture("trips/trips_3.csv")).open().unwrap()));
}

#[test]
fn headers_and_skipped_lines() {
    let table = read_csv(fixture("types/no_header.csv")).no_header().open().unwrap();
    assert_eq!(table.columns().unwrap(), ["column_0", "column_1", "column_2"]);
    assert_eq!(table.compute().unwrap().value(2, 2).unwrap(), "z".into());
    let folder = temp_files([("notes.csv", "a note\nand \"another\nn,s\n1,x\n2,y\n")]).unwrap();
    let path = folder.path().join("notes.csv");
    let skipped = read_csv(&path).skiprows(2).open().unwrap();
    assert_eq!((skipped.columns().unwrap(), skipped.len().unwrap()), (vec!["n".into(), "s".into()], 2));
    let renamed = read_csv(&path).skiprows(2).names(["number", "text"]).open().unwrap();
    assert_eq!(int(&value(&renamed, sum("number"))), 3, "names take the place of the header line");
}

/// Nothing but sizes, headers and a bounded sample is read before compute: what is wrong far behind does not matter until then.
#[test]
fn opening_reads_a_sample() {
    let rows = "1,x\n".repeat(500_000);
    let folder = temp_files([("long.csv", format!("n,s\n{rows}broken\n"))]).unwrap();
    let table = Session::builder()
        .chunk_size(64 << 10)
        .build()
        .read_csv(folder.path().join("long.csv"))
        .open()
        .unwrap();
    assert_eq!(table.dtypes().unwrap(), [("n".to_owned(), "int64"), ("s".to_owned(), "string")]);
    assert_eq!(table.npartitions(), (4 + rows.len() + 7).div_ceil(64 << 10));
    let head = table.head(3).compute().unwrap();
    assert_eq!(head.num_rows(), 3);
    assert!(head.report().bytes_read < 1_000_000, "{} bytes for three rows", head.report().bytes_read);
    let error = table.len().unwrap_err().to_string();
    assert!(error.contains("long.csv:500002: expected 2 fields, found 1: \"broken\""), "{error}");
}
