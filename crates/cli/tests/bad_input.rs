//! Files that cannot be read as they are: the message names the place, the text and what to do about it.

#![allow(clippy::unwrap_used, reason = "helpers of tests")]

mod common;

use std::fs;
use std::path::Path;

use chunkwise_testkit::temp_files;
use common::{Ran, names_in, run, run_in};

/// Runs a query that must fail, with an output file beside its input; checks that nothing is left of it.
fn failing_query(name: &str, content: impl AsRef<[u8]>, args: &[&str]) -> String {
    let folder = temp_files([(name, content)]).unwrap();
    let query = [&["query", name, "--output", "result.csv"], args].concat();
    let message = run_in(folder.path(), query).error();
    assert_eq!(names_in(folder.path()), [name], "no partial output, no temporary file");
    let printed = run_in(folder.path(), ["query", name].iter().chain(args)).error();
    assert_eq!(printed, message);
    message
}

#[test]
fn no_file_matches() {
    let folder = temp_files([("trips_1.csv", "a\n1\n"), ("sub/x.csv", "a\n1\n")]).unwrap();
    let message = |path: &str| run_in(folder.path(), ["count", path]).error();
    assert_eq!(
        message("trip_1.csv"),
        "error: no file matches \"trip_1.csv\"; did you mean \"trips_1.csv\"?\n"
    );
    assert_eq!(
        message("zzz*"),
        "error: no file matches \"zzz*\"; a path without a folder is looked for in the current one\n"
    );
    assert_eq!(
        message("sub/*.txt"),
        "error: no file matches \"sub/*.txt\"; the folder \"sub\" has no such file\n"
    );
    assert_eq!(message("no/*.csv"), "error: no file matches \"no/*.csv\"; there is no folder \"no\"\n");
}

#[test]
fn a_directory() {
    let message = run(&["count", "trips"]).error();
    assert_eq!(message, "error: trips: is a directory. To read the files in it, say \"trips/*.csv\"\n");
}

#[cfg(unix)]
#[test]
fn a_file_that_may_not_be_read() {
    use std::os::unix::fs::PermissionsExt;
    let folder = temp_files([("secret.csv", "a\n1\n")]).unwrap();
    let path = folder.path().join("secret.csv");
    fs::set_permissions(&path, fs::Permissions::from_mode(0o000)).unwrap();
    if fs::read(&path).is_ok() {
        eprintln!("skipped: this user may read everything");
        return;
    }
    let message = run_in(folder.path(), ["count", "secret.csv"]).error();
    assert!(message.starts_with("error: secret.csv: cannot be read: "), "{message}");
}

#[test]
fn too_few_fields() {
    let message = failing_query("few.csv", "a,b,c\n1,2,3\n4,5\n7,8,9\n", &[]);
    let expected = "error: few.csv:3: expected 3 fields, found 2: \"4,5\". If short rows are right in this file, let \
                    missing fields be null (short rows)\n  try: --short-rows null\n";
    assert_eq!(message, expected);
}

#[test]
fn too_many_fields() {
    let message = failing_query("many.csv", "a,b\n\"x\ny\",2\n4,5,6\n", &[]);
    let expected = "error: many.csv:4: expected 2 fields, found 3: \"4,5,6\". Is a delimiter inside a field that should be \
                    in quotes?\n";
    assert_eq!(message, expected);
}

#[test]
fn a_ragged_row_is_an_error_whatever_the_query_needs() {
    let ragged = "a,b\n1,2\n3\n";
    let whole = failing_query("in.csv", ragged, &[]);
    for query in [&["--agg", "count(*)"][..], &["--select", "a"], &["--where", "a < 0"]] {
        assert_eq!(failing_query("in.csv", ragged, query), whole, "{query:?}");
    }
}

#[test]
fn an_unclosed_quote() {
    let message = failing_query("open.csv", "a,b\n1,x\n2,\"y\n3,z\n", &[]);
    let expected = "error: open.csv:3: the quote that opens here is never closed: \"\\\"y\". If quotes are ordinary text in \
                    this file, turn quoting off\n  try: --quote none\n";
    assert_eq!(message, expected);
}

#[test]
fn a_value_that_is_not_of_the_type_that_was_asked_for() {
    let message = failing_query("bad.csv", "id,fare\n1,2.5\n2,abc\n", &["--dtype", "fare=float64"]);
    let expected = "error: bad.csv:3: column \"fare\": \"abc\" is not a float64. Give this column another type (dtype \
                    fare=string), or list the spelling under na_values\n  try: --dtype fare=string, or --na-values abc\n";
    assert_eq!(message, expected);
    // What is tried works.
    let folder = temp_files([("bad.csv", "id,fare\n1,2.5\n2,abc\n")]).unwrap();
    for way in [["--dtype", "fare=string"], ["--na-values", "abc"]] {
        assert_eq!(run_in(folder.path(), ["count", "bad.csv"].iter().chain(&way)).result(), "2\n");
    }
}

#[test]
fn a_value_outside_the_range_of_its_type() {
    let message = failing_query("big.csv", "n\n1\n300\n", &["--dtype", "n=uint8"]);
    assert!(
        message.starts_with("error: big.csv:3: column \"n\": \"300\" is out of the range of uint8"),
        "{message}"
    );
    let message = failing_query("day.csv", "d\n2015-02-30\n", &["--parse-dates", "d"]);
    assert!(
        message.starts_with("error: day.csv:2: column \"d\": \"2015-02-30\" is not on the calendar"),
        "{message}"
    );
}

#[test]
fn a_date_that_may_be_two_days() {
    let message = failing_query("day.csv", "d\n2/1/2015\n", &["--parse-dates", "0"]);
    let expected = "error: day.csv:2: column \"d\": \"2/1/2015\" may be day/month or month/day. Say which comes first \
                    (dayfirst)\n  try: --dayfirst true, or --dayfirst false\n";
    assert_eq!(message, expected);
}

#[test]
fn bytes_that_are_not_utf8() {
    let message = failing_query("latin.csv", b"id,name\n1,x\n2,caf\xe9\n", &[]);
    let expected = "error: latin.csv:3: column \"name\": byte 0xe9 is not valid UTF-8 in \"caf\u{fffd}\". If the file is in \
                    Latin-1, say so (encoding)\n  try: --encoding latin-1\n";
    assert_eq!(message, expected);
}

#[test]
fn bytes_that_are_utf8_only_across_a_delimiter() {
    let message = run(&["query", "ragged/split_utf8.csv"]).error();
    assert!(message.starts_with("error: ragged/split_utf8.csv:2: column \"a\": byte 0xc3"), "{message}");
}

#[test]
fn files_that_are_not_csv() {
    let message = failing_query("table.csv", b"\x1f\x8b\x08\x00", &[]);
    assert_eq!(
        message,
        "error: table.csv: is not a plain CSV file but compressed with gzip. Decompress it first\n"
    );
    let message = failing_query("empty.csv", "", &[]);
    assert_eq!(message, "error: no columns to parse: every file is empty\n");
}

#[test]
fn names_that_do_not_fit_the_file() {
    let message = failing_query("in.csv", "1,2\n", &["--no-header", "--names", "a,b,c"]);
    assert_eq!(message, "error: in.csv: has 2 columns, but 3 names are given\n");
}

#[test]
fn options_that_name_unknown_columns() {
    let message = |args: &[&str]| failing_query("in.csv", "fare,tip\n1,2\n", args);
    let dtype = message(&["--dtype", "faer=int64"]);
    assert_eq!(dtype, "error: --dtype: there is no column \"faer\"; did you mean \"fare\"?\n");
    let dates = message(&["--parse-dates", "2"]);
    let expected = "error: --parse-dates: there is no column at position 2: positions count from 0, and there are 2 columns\n";
    assert_eq!(dates, expected);
    let columns = message(&["--usecols", "Tip"]);
    assert_eq!(columns, "error: --usecols: there is no column \"Tip\"; did you mean \"tip\"?\n");
}

/// A query over `a.csv` and a run that writes to `target` there.
fn run_to(folder: &Path, option: &str, target: &str) -> Ran {
    run_in(folder, ["query", "a.csv", "--format", "csv", option, target])
}

#[test]
fn targets_that_cannot_be_written_are_refused_before_anything_is_printed() {
    let folder = temp_files([("a.csv", "x\n1\n"), ("sub/b.csv", "x\n1\n")]).unwrap();
    for option in ["--output", "--report-json"] {
        let no_folder = run_to(folder.path(), option, "no/out.csv").error();
        let expected =
            "error: no/out.csv: cannot write the result: there is no folder \"no\". Make it first\n";
        assert_eq!(no_folder, expected, "{option}");
        let directory = run_to(folder.path(), option, "sub").error();
        assert_eq!(directory, "error: sub: cannot write the result: is a directory\n", "{option}");
        for input in ["a.csv", "./a.csv", "sub/../a.csv"] {
            let over = run_to(folder.path(), option, input).error();
            assert!(
                over.ends_with("this file is part of the input; write the result to another one\n"),
                "{over}"
            );
        }
    }
    assert_eq!(fs::read_to_string(folder.path().join("a.csv")).unwrap(), "x\n1\n");
    assert_eq!(names_in(folder.path()), ["a.csv", "sub"]);
}

#[test]
fn the_result_and_the_report_do_not_share_a_file() {
    let folder = temp_files([("a.csv", "x\n1\n")]).unwrap();
    let both = ["query", "a.csv", "--output", "out.csv", "--report-json", "./out.csv"];
    let message = run_in(folder.path(), both).error();
    assert_eq!(message, "error: --output and --report-json are both out.csv\n");
    assert_eq!(names_in(folder.path()), ["a.csv"]);
}

#[test]
fn a_failed_query_leaves_the_old_result_alone() {
    let folder = temp_files([("a.csv", "x,y\n1,2\n3\n"), ("out.csv", "old\n")]).unwrap();
    run_to(folder.path(), "--output", "out.csv").error();
    assert_eq!(fs::read_to_string(folder.path().join("out.csv")).unwrap(), "old\n");
    assert_eq!(names_in(folder.path()), ["a.csv", "out.csv"]);
}

#[test]
fn an_error_late_in_a_large_input_leaves_no_file() {
    let rows: String = (0..100_000).map(|row| format!("{row},text\n")).collect();
    let folder = temp_files([("in.csv", format!("n,s\n{rows}100000\n"))]).unwrap();
    let query = ["query", "in.csv", "--dtype", "n=int64,s=string", "--format", "csv"];
    let to_file = run_in(folder.path(), query.iter().chain(&["--output", "out.csv"])).error();
    assert!(to_file.starts_with("error: in.csv:100002: expected 2 fields, found 1: \"100000\""), "{to_file}");
    assert_eq!(names_in(folder.path()), ["in.csv"]);
    // A stream has passed on the rows before the error; its exit code says that they are not all.
    let to_stdout = run_in(folder.path(), query);
    assert_eq!((to_stdout.code, &to_stdout.stderr), (Some(1), &to_file));
    assert!(format!("n,s\n{rows}").starts_with(&to_stdout.stdout));
}
