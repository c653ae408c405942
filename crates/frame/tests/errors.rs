//! Bad input, through the API: the exact message, with its place and a hint, whatever the threads and chunk sizes.

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

use arrow::datatypes::DataType;
use chunkwise::{
    DataFrame, Encoding, Error, ReadCsv, Result, ScanErrorKind, Session, ShortRows, col, read_csv,
};
use chunkwise_testkit::temp_files;
use support::{computed, fixture};

/// Computes a file under many settings: always the same error. Returns it, with `<fixtures>` for the folder of fixtures.
#[track_caller]
fn error_of(file: &str, options: fn(ReadCsv) -> ReadCsv) -> String {
    let mut messages = Vec::new();
    for threads in [1, 2, 4] {
        for chunk in [1, 7, 64, 1 << 20] {
            let session = Session::builder().threads(threads).chunk_size(chunk).build();
            let table = options(session.read_csv(fixture(file))).open();
            let error = table.and_then(|table| table.compute()).map(drop).unwrap_err();
            assert!(matches!(error, Error::Scan(_)), "{error:?}");
            messages.push(error.to_string());
        }
    }
    messages.dedup();
    assert_eq!(messages.len(), 1, "one message: {messages:#?}");
    messages.remove(0).replace(fixture("").trim_end_matches('/'), "<fixtures>")
}

#[test]
fn no_file_matches() {
    assert_eq!(
        error_of("trips/trip_*.csv", |read| read),
        "no file matches \"<fixtures>/trips/trip_*.csv\"; did you mean \"<fixtures>/trips/trips_1.csv\" or \
         \"<fixtures>/trips/trips_2.csv\" or \"<fixtures>/trips/trips_3.csv\"?"
    );
    assert_eq!(
        error_of("nowhere/*.csv", |read| read),
        "no file matches \"<fixtures>/nowhere/*.csv\"; there is no folder \"<fixtures>/nowhere\""
    );
    assert_eq!(read_csv(Vec::<String>::new()).open().unwrap_err().to_string(), "no file is named");
    // One good pattern does not excuse a bad one.
    let error = read_csv([fixture("trips/trips_1.csv"), fixture("trips/nothing_*.csv")]).open().unwrap_err();
    assert!(error.to_string().starts_with("no file matches"), "{error}");
}

#[test]
fn a_directory() {
    assert_eq!(
        error_of("trips", |read| read),
        "<fixtures>/trips: is a directory. To read the files in it, say \"<fixtures>/trips/*.csv\""
    );
}

#[cfg(unix)]
#[test]
fn a_path_that_cannot_be_read() {
    use std::os::unix::fs::PermissionsExt;
    let folder = temp_files([("closed.csv", "a\n1\n")]).unwrap();
    let path = folder.path().join("closed.csv");
    fs::set_permissions(&path, fs::Permissions::from_mode(0o000)).unwrap();
    if fs::read(&path).is_ok() {
        println!("skipped: this user may read everything");
        return;
    }
    let error = read_csv(&path).open().unwrap_err();
    assert_eq!(
        error.to_string(),
        format!("{}: cannot be read: Permission denied (os error 13)", path.display())
    );
}

#[test]
fn too_few_and_too_many_fields() {
    assert_eq!(
        error_of("ragged/too_few.csv", |read| read),
        "<fixtures>/ragged/too_few.csv:3: expected 3 fields, found 2: \"4,5\". If short rows are right in this file, let \
         missing fields be null (short rows)"
    );
    assert_eq!(
        error_of("ragged/too_many.csv", |read| read),
        "<fixtures>/ragged/too_many.csv:4: expected 3 fields, found 4: \"7,8,9,10\". Is a delimiter inside a field that \
         should be in quotes?"
    );
    // Lines are counted in the file, not in records: the record before has two newlines in quotes.
    assert_eq!(
        error_of("ragged/too_many_after_quotes.csv", |read| read),
        "<fixtures>/ragged/too_many_after_quotes.csv:6: expected 2 fields, found 3: \"3,v,extra\". Is a delimiter inside a \
         field that should be in quotes?"
    );
    // Whatever columns are asked for, and when only rows are counted.
    let message = error_of("ragged/too_many.csv", |read| read.usecols(["a"]));
    assert!(message.contains("too_many.csv:4: expected 3 fields, found 4"), "{message}");
    let counted = read_csv(fixture("ragged/too_few.csv")).open().unwrap().len().unwrap_err().to_string();
    assert!(counted.contains("too_few.csv:3: expected 3 fields, found 2"), "{counted}");
    // And what the hint says helps.
    let nulls = read_csv(fixture("ragged/too_few.csv")).short_rows(ShortRows::Null).open().unwrap();
    let batch = computed(&nulls);
    assert_eq!((batch.num_rows(), batch.column(2).null_count()), (3, 1));
    let error = read_csv(fixture("ragged/too_many.csv")).short_rows(ShortRows::Null).open();
    let error = error.unwrap().compute().unwrap_err().to_string();
    assert!(error.contains("expected 3 fields, found 4"), "more than the header is never right: {error}");
}

#[test]
fn an_unclosed_quote() {
    assert_eq!(
        error_of("ragged/unclosed_quote.csv", |read| read),
        "<fixtures>/ragged/unclosed_quote.csv:3: the quote that opens here is never closed: \"\\\"y\". If quotes are \
         ordinary text in this file, turn quoting off"
    );
    let unquoted = read_csv(fixture("ragged/unclosed_quote.csv")).quote(None).open().unwrap();
    assert_eq!(computed(&unquoted).num_rows(), 3);
}

#[test]
fn a_value_that_is_not_of_the_type_asked_for() {
    assert_eq!(
        error_of("ragged/bad_value.csv", |read| read.dtype("fare", DataType::Float64)),
        "<fixtures>/ragged/bad_value.csv:4: column \"fare\": \"abc\" is not a float64. Give this column another type (dtype \
         fare=string), or list the spelling under na_values"
    );
    assert_eq!(
        error_of("ragged/bad_value.csv", |read| read.dtype("fare", DataType::Int64)),
        "<fixtures>/ragged/bad_value.csv:2: column \"fare\": \"2.5\" is not an int64. Give this column another type (dtype \
         fare=string), or list the spelling under na_values"
    );
    assert_eq!(
        error_of("drift/large_*.csv", |read| read.dtype("value", DataType::Int64)),
        "<fixtures>/drift/large_2.csv:2: column \"value\": \"9223372036854775808\" is out of the range of int64. Give this \
         column a wider type"
    );
    assert_eq!(
        error_of("types/temporal.csv", |read| read.parse_dates(["us"])),
        "<fixtures>/types/temporal.csv:2: column \"us\": \"1/31/2015 23:59\" may be day/month or month/day. Say which comes \
         first (dayfirst)"
    );
    assert_eq!(
        error_of("types/temporal.csv", |read| read.parse_dates(["us"]).dayfirst(true)),
        "<fixtures>/types/temporal.csv:2: column \"us\": \"1/31/2015 23:59\" is not on the calendar or clock. Give this \
         column another type (dtype us=string)"
    );
    // Guessed, the same column is simply text; and the hints help.
    let guessed = read_csv(fixture("ragged/bad_value.csv")).open().unwrap();
    assert_eq!(guessed.dtypes().unwrap()[1].1, "string");
    let listed =
        read_csv(fixture("ragged/bad_value.csv")).dtype("fare", DataType::Float64).na_values(["abc"]);
    assert_eq!(computed(&listed.open().unwrap()).column(1).null_count(), 1);
    // A query that does not need the column does not see it.
    let table = read_csv(fixture("ragged/bad_value.csv")).dtype("fare", DataType::Float64).open().unwrap();
    assert_eq!(table.len().unwrap(), 4);
    assert_eq!(computed(&table.select(["id"]).unwrap()).num_rows(), 4);
}

#[test]
fn bytes_that_are_not_utf8() {
    assert_eq!(
        error_of("ragged/not_utf8.csv", |read| read),
        "<fixtures>/ragged/not_utf8.csv:3: column \"name\": byte 0xe9 is not valid UTF-8 in \"caf\u{fffd}\". If the file is \
         in Latin-1, say so (encoding)"
    );
    // The two halves of a letter on both sides of a comma are no letter.
    let message = error_of("ragged/split_utf8.csv", |read| read);
    assert!(message.contains("split_utf8.csv:2: column \"a\": byte 0xc3 is not valid UTF-8"), "{message}");
    let latin = read_csv(fixture("ragged/not_utf8.csv")).encoding(Encoding::Latin1).open().unwrap();
    assert_eq!(latin.compute().unwrap().value(1, 1).unwrap(), "café".into());
}

#[test]
fn empty_input() {
    assert_eq!(error_of("quoted/empty.csv", |read| read), "no columns to parse: every file is empty");
    let with_others = read_csv([fixture("quoted/empty.csv"), fixture("quoted/crlf.csv")]).open().unwrap();
    assert_eq!(with_others.len().unwrap(), 3);
    let header_only = read_csv(fixture("quoted/header_only.csv")).open().unwrap();
    assert_eq!((header_only.len().unwrap(), header_only.columns().unwrap().len()), (0, 2));
}

/// The fields of the error, for programs.
#[test]
fn errors_are_typed() {
    let kind_of = |error: Error, check: &dyn Fn(&ScanErrorKind) -> bool| match &error {
        Error::Scan(scan) => assert!(check(scan.kind()), "{error:?}"),
        other => panic!("{other:?}"),
    };
    let error = |read: ReadCsv| read.open().and_then(|table| table.compute()).map(drop).unwrap_err();
    kind_of(error(read_csv(fixture("ragged/too_few.csv"))), &|kind| {
        matches!(kind, ScanErrorKind::FieldCount { path, line: 3, expected: 3, found: 2, text }
            if path.ends_with("too_few.csv") && text == "4,5")
    });
    kind_of(error(read_csv(fixture("ragged/bad_value.csv")).dtype("fare", DataType::Float64)), &|kind| {
        matches!(kind, ScanErrorKind::Value { path, line: 4, column, text, data_type: DataType::Float64, .. }
            if path.ends_with("bad_value.csv") && column == "fare" && text == "abc")
    });
    kind_of(
        error(read_csv(fixture("ragged/not_utf8.csv"))),
        &|kind| matches!(kind, ScanErrorKind::NotUtf8 { line: 3, column, byte: 0xe9, .. } if column == "name"),
    );
    kind_of(error(read_csv(fixture("ragged/unclosed_quote.csv"))), &|kind| {
        matches!(kind, ScanErrorKind::UnclosedQuote { line: 3, .. })
    });
    kind_of(error(read_csv(fixture("trips"))), &|kind| matches!(kind, ScanErrorKind::IsDirectory { .. }));
    kind_of(error(read_csv("no such file.csv")), &|kind| matches!(kind, ScanErrorKind::NoMatch { .. }));
}

#[test]
fn a_file_that_changes_after_it_was_opened() {
    let folder = temp_files([("a.csv", "n\n1\n2\n")]).unwrap();
    let path = folder.path().join("a.csv");
    let table = read_csv(&path).open().unwrap();
    fs::write(&path, "n\n1\n").unwrap();
    let expected = format!("{}: was changed after the table was opened. Open it again", path.display());
    assert_eq!(table.compute().unwrap_err().to_string(), expected);
    assert_eq!(read_csv(&path).open().unwrap().len().unwrap(), 1);
    fs::remove_file(&path).unwrap();
    assert!(matches!(table.compute().unwrap_err(), Error::Scan(_)));
}

#[test]
fn options_that_do_not_fit() {
    let error = |read: ReadCsv| read.open().unwrap_err().to_string();
    let trips = || read_csv(fixture("trips/trips_*.csv"));
    assert_eq!(
        error(trips().usecols(["VendorId"])),
        "usecols: there is no column \"VendorId\"; did you mean \"VendorID\"?"
    );
    assert_eq!(
        error(trips().parse_dates([19])),
        "parse_dates: there is no column at position 19: positions count from 0, and there are 19 columns"
    );
    assert_eq!(
        error(trips().dtype("tip", DataType::Int64)),
        "dtype: there is no column \"tip\"; did you mean \"tip_amount\"?"
    );
    assert_eq!(error(trips().delimiter(b'"')), "the delimiter and the quote are both '\"'");
    let names = error(read_csv(fixture("types/no_header.csv")).no_header().names(["a", "b"]));
    assert!(names.ends_with("no_header.csv: has 3 columns, but 2 names are given"), "{names}");
}

/// What is wrong with a pipeline is said when it is built: nothing has been read by then, so a file that cannot be parsed does not matter.
#[test]
fn a_pipeline_that_does_not_check() {
    let table = read_csv(fixture("trips/trips_*.csv")).open().unwrap();
    let message = |built: Result<DataFrame>| {
        let error = built.unwrap_err();
        assert!(matches!(error, Error::Plan(_)), "{error:?}");
        error.to_string()
    };
    assert_eq!(
        message(table.filter(col("tip_amont").gt(0))),
        "there is no column `tip_amont`; did you mean `tip_amount`?"
    );
    assert_eq!(
        message(table.with_column("x", col("store_and_fwd_flag") + 1)),
        "in `store_and_fwd_flag + 1`: cannot add a string and an int64; convert the text first: cast(store_and_fwd_flag as \
         int64)"
    );
    assert_eq!(
        message(table.filter(col("tip_amount") + 1)),
        "in `tip_amount + 1`: a condition must be true or false, and this is a float64; compare it with a number, as in x <> 0"
    );
    assert_eq!(
        message(table.select(["VendorID", "VendorID"])),
        "two columns would be called `VendorID`; give one of them another name (alias, or `as` in SQL)"
    );
    let unreadable = read_csv(fixture("ragged/unclosed_quote.csv")).open().unwrap();
    assert!(message(unreadable.filter(col("c").gt(0))).starts_with("there is no column `c`"));
    assert!(message(table.drop(["Vendor"])).contains("did you mean `VendorID`?"));
    assert!(
        message(table.groupby(["payment"]).map(|_| table.clone())).contains("did you mean `payment_type`?")
    );
    assert!(message(table.column("fare").map(|_| table.clone())).contains("did you mean `fare_amount`?"));
}

/// Errors that only the data shows, from expressions: with the place of the first such row.
#[test]
fn values_that_an_expression_does_not_take() {
    let table = read_csv(fixture("trips/trips_*.csv")).open().unwrap();
    let message = |name: &str, expr: chunkwise::Expr| {
        let error = table.with_column(name, expr).unwrap().compute().unwrap_err();
        assert!(matches!(error, Error::Exec(_)), "{error:?}");
        error.to_string().replace(fixture("").trim_end_matches('/'), "<fixtures>")
    };
    assert_eq!(
        message("x", col("VendorID") * i64::MAX),
        "<fixtures>/trips/trips_1.csv:2: `VendorID * 9223372036854775807` gives a value that does not fit int64. Cast to float64 for larger, inexact values"
    );
    assert_eq!(
        message("x", col("payment_type").floor_div(col("VendorID") - col("VendorID"))),
        "<fixtures>/trips/trips_1.csv:2: `payment_type // (VendorID - VendorID)` divides by zero. Cast to float64 for infinities, or exclude zeros with \
         case/when"
    );
    assert_eq!(
        message("x", col("store_and_fwd_flag").cast(DataType::Int64)),
        "<fixtures>/trips/trips_1.csv:2: `cast(store_and_fwd_flag as int64)`: \"N\" cannot be read as int64. Leave such values out first, with a filter or \
         case/when"
    );
}

/// The first error of several files is told, whichever worker meets it.
#[test]
fn the_first_bad_file_is_named() {
    let rows: String = (0..200).map(|n| format!("{n},x\n")).collect();
    let file = |bad: &str| format!("n,s\n{rows}{bad}{rows}");
    let folder =
        temp_files([("f_1.csv", file("")), ("f_2.csv", file("1,2,3\n")), ("f_3.csv", file("1\n"))]).unwrap();
    let path: &Path = folder.path();
    for (threads, chunk) in [(1, 1 << 20), (4, 50), (4, 1 << 10), (2, 1 << 20)] {
        let session = Session::builder().threads(threads).chunk_size(chunk).build();
        let error = session.read_csv(path.join("f_*.csv")).open().unwrap().compute().unwrap_err().to_string();
        assert!(error.contains("f_2.csv:202: expected 2 fields, found 3: \"1,2,3\""), "{error}");
    }
}
