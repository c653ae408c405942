//! Results to files: what is written reads back the same, and a file appears only when it is complete.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::print_stdout,
    reason = "helpers of tests"
)]

mod support;

use std::fs;
use std::path::Path;

use arrow::datatypes::{DataType, TimeUnit};
use chunkwise::{DataFrame, Error, Session, col, read_csv};
use chunkwise_testkit::temp_files;
use support::{computed, fixture, trips};

/// Names of the files in a folder, hidden ones too.
fn files(folder: &Path) -> Vec<String> {
    let mut names: Vec<String> = fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    names.sort();
    names
}

/// Reads a file back with the types of a table.
fn read_back(path: &Path, like: &DataFrame) -> DataFrame {
    let schema = like.schema().unwrap();
    let read = schema
        .fields()
        .iter()
        .fold(read_csv(path), |read, field| read.dtype(field.name().as_str(), field.data_type().clone()));
    read.open().unwrap()
}

#[test]
fn what_is_written_reads_back_the_same() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("out.csv");
    let timeseries = support::timeseries();
    let with_duration = trips()
        .with_column("duration", col("tpep_dropoff_datetime") - col("tpep_pickup_datetime"))
        .unwrap()
        .with_column("day", col("tpep_pickup_datetime").dt().date())
        .unwrap();
    let hostile = support::hostile::hostile_files(99);
    let hostile =
        support::hostile::read_hostile(&hostile, Session::builder().chunk_size(100)).open().map(|table| {
            assert_eq!(table.to_csv(&path).unwrap(), 198);
            assert_eq!(computed(&read_back(&path, &table)), computed(&table));
        });
    hostile.unwrap();
    for table in [trips(), timeseries, with_duration] {
        let rows = table.to_csv(&path).unwrap();
        assert_eq!(rows, table.len().unwrap());
        assert_eq!(computed(&read_back(&path, &table)), computed(&table));
        assert_eq!(files(folder.path()), ["out.csv"], "replaced, and nothing left beside it");
    }
    let header = fs::read_to_string(&path).unwrap().lines().next().unwrap().to_owned();
    assert!(header.ends_with("total_amount,duration,day"), "{header}");
}

/// The bytes, as another reader sees them.
#[test]
fn the_bytes_of_a_small_file() {
    let folder = temp_files([(
        "in.csv",
        "f,s,b,t,n\n0.1,\"a,\"\"b\"\"\",True,2015-01-31 10:00:00,\n1e300,\"two\nlines\",,,7\n",
    )])
    .unwrap();
    let table =
        read_csv(folder.path().join("in.csv")).dtype("t", DataType::Timestamp(TimeUnit::Microsecond, None));
    let out = folder.path().join("out.csv");
    assert_eq!(table.open().unwrap().to_csv(&out).unwrap(), 2);
    assert_eq!(
        fs::read_to_string(&out).unwrap(),
        "f,s,b,t,n\n0.1,\"a,\"\"b\"\"\",True,2015-01-31 10:00:00,\n1e300,\"two\nlines\",,,7\n"
    );
    let empty = trips().filter(col("VendorID").gt(9)).unwrap().select(["VendorID"]).unwrap();
    assert_eq!(empty.to_csv(&out).unwrap(), 0);
    assert_eq!(fs::read_to_string(&out).unwrap(), "VendorID\n");
}

#[test]
fn no_file_after_an_error() {
    let rows: String = (0..5_000).map(|n| format!("{n}\n")).collect();
    let folder = temp_files([("in/bad.csv", format!("n\n{rows}x\n"))]).unwrap();
    let session = Session::builder().threads(2).chunk_size(1 << 10).build();
    let table =
        session.read_csv(folder.path().join("in/bad.csv")).dtype("n", DataType::Int64).open().unwrap();
    let out = folder.path().join("out");
    fs::create_dir(&out).unwrap();
    let error = table.to_csv(out.join("new.csv")).unwrap_err();
    assert!(error.to_string().contains("bad.csv:5002: column \"n\": \"x\" is not an int64"), "{error}");
    assert!(files(&out).is_empty(), "{:?}", files(&out));
    // What was there before stays.
    fs::write(out.join("old.csv"), "old").unwrap();
    table.to_csv(out.join("old.csv")).unwrap_err();
    assert_eq!(fs::read_to_string(out.join("old.csv")).unwrap(), "old");
    assert_eq!(files(&out), ["old.csv"]);
}

#[test]
fn inputs_are_not_overwritten() {
    let folder = temp_files([("a_1.csv", "n\n1\n"), ("a_2.csv", "n\n2\n"), ("b.csv", "n\n3\n")]).unwrap();
    let at = |name: &str| folder.path().join(name);
    let a = read_csv(at("a_*.csv")).open().unwrap();
    let both = DataFrame::concat([&a, &read_csv(at("b.csv")).open().unwrap()]).unwrap();
    let refused = |table: &DataFrame, path: &Path| {
        let error = table.to_csv(path).unwrap_err();
        assert!(matches!(&error, Error::OverInput { .. }), "{error:?}");
        assert!(error.to_string().contains("is part of the input; write the result to another"), "{error}");
    };
    refused(&a, &at("a_2.csv"));
    refused(&both, &at("b.csv"));
    refused(&both.filter(col("n").gt(1)).unwrap().head(1), &at("b.csv"));
    refused(&a, &at("./../").join(folder.path().file_name().unwrap()).join("a_1.csv"));
    #[cfg(unix)]
    {
        std::os::unix::fs::symlink(at("a_1.csv"), at("link.csv")).unwrap();
        refused(&a, &at("link.csv"));
    }
    let texts: Vec<String> =
        ["a_1.csv", "a_2.csv", "b.csv"].iter().map(|name| fs::read_to_string(at(name)).unwrap()).collect();
    assert_eq!(texts, ["n\n1\n", "n\n2\n", "n\n3\n"]);
    assert_eq!(a.to_csv(at("b.csv")).unwrap(), 2, "a file that is not read may be replaced");
    assert_eq!(fs::read_to_string(at("b.csv")).unwrap(), "n\n1\n2\n");
}

#[test]
fn places_that_cannot_be_written() {
    let table = read_csv(fixture("trips/trips_1.csv")).open().unwrap();
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("no such folder/out.csv");
    let error = table.to_csv(&path).unwrap_err();
    assert!(matches!(&error, Error::NoFolder { .. }), "{error:?}");
    let message = error.to_string();
    assert!(message.contains("out.csv: cannot write the result: there is no folder "), "{message}");
    assert!(message.ends_with("Make it first"), "{message}");
    let error = table.to_csv(folder.path()).unwrap_err();
    assert!(matches!(&error, Error::Write { .. }), "{error:?}");
    assert!(files(folder.path()).is_empty());
}
