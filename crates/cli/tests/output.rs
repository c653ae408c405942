//! Results as table, CSV and JSON, on standard output and in files; plans and reports.

mod common;

use std::fs;

use chunkwise_testkit::{fixture, temp_files};
use common::{STAFF, names_in, query_staff, run, run_in, staff};
use serde_json::Value;

#[test]
fn a_table_is_the_default() {
    let folder = staff();
    let expected = "\
┌────────────┬────────┬─────────┬────────────┐
│ name       ┆ team   ┆     pay ┆ start      │
│ string     ┆ string ┆ float64 ┆ string     │
╞════════════╪════════╪═════════╪════════════╡
│ Ann        ┆ red    ┆    10.5 ┆ 2020-01-02 │
│ Bob        ┆ blue   ┆    null ┆ 2019-12-31 │
│ Cy         ┆ red    ┆     0.1 ┆ 2020-02-01 │
│ Dee        ┆ null   ┆     7.0 ┆ 2021-05-05 │
│ Eve        ┆ blue   ┆     0.2 ┆ 2020-01-02 │
│ O'Neil, Al ┆ red    ┆   1e300 ┆ 2022-03-04 │
└────────────┴────────┴─────────┴────────────┘
[6 rows x 4 columns]
";
    assert_eq!(run_in(folder.path(), ["query", "staff.csv"]).result(), expected);
    let asked = run_in(folder.path(), ["query", "staff.csv", "--format", "table"]).result();
    assert_eq!(asked, expected);
}

#[test]
fn a_long_table_is_cut_in_the_middle_and_says_how_long_it_is() {
    let table = run(&["query", "trips/trips_*.csv", "--select", "VendorID"]).result();
    assert_eq!(table.lines().filter(|line| line.starts_with('│')).count(), 2 + 30 + 1 + 30);
    assert!(table.ends_with("[1,554 rows x 1 column]\n"));
}

#[test]
fn csv_writes_floats_shortest_and_nulls_empty() {
    let expected = STAFF.replace("Dee,,7,", "Dee,,7.0,");
    assert_eq!(query_staff(&[]), expected);
}

#[test]
fn csv_reads_back_as_it_was_written() {
    let folder = temp_files([("none.txt", "")]).unwrap();
    for input in ["types/guessed.csv", "quoted/newlines.csv", "timeseries/ts_*.csv", "nulls/sparse.csv"] {
        let input = fixture(input);
        let input = input.to_str().unwrap();
        for (file, from) in [("1.csv", input), ("2.csv", "1.csv")] {
            run_in(folder.path(), ["query", from, "--format", "csv", "--output", file]).result();
        }
        let [first, second] = ["1.csv", "2.csv"].map(|file| fs::read(folder.path().join(file)).unwrap());
        assert!(first == second, "{input}");
        let [was, is] =
            [input, "1.csv"].map(|file| run_in(folder.path(), ["query", file, "--format", "json"]).result());
        assert_eq!(was, is, "{input}");
    }
}

#[test]
fn csv_of_one_column_keeps_its_nulls() {
    let pay = query_staff(&["--select", "pay"]);
    assert_eq!(pay, "pay\n10.5\n\"\"\n0.1\n7.0\n0.2\n1e300\n");
}

#[test]
fn json_is_an_array_of_objects() {
    let folder = staff();
    let json = run_in(folder.path(), ["query", "staff.csv", "--limit", "2", "--format", "json"]).result();
    let expected = "[\n{\"name\":\"Ann\",\"team\":\"red\",\"pay\":10.5,\"start\":\"2020-01-02\"},\n\
                    {\"name\":\"Bob\",\"team\":\"blue\",\"pay\":null,\"start\":\"2019-12-31\"}\n]\n";
    assert_eq!(json, expected);
    let none = run_in(folder.path(), ["query", "staff.csv", "--limit", "0", "--format", "json"]).result();
    assert_eq!(none, "[]\n");
}

#[test]
fn ndjson_is_an_object_a_line() {
    let args = ["query", "types/guessed.csv", "--usecols", "0,2,3,4,6", "--limit", "2", "--format", "ndjson"];
    let expected = "{\"flag\":true,\"large\":9007199254740993,\"unsigned\":9223372036854775808,\"real\":0.1,\"code\":\"007\"}\n\
                    {\"flag\":false,\"large\":-9223372036854775808,\"unsigned\":18446744073709551615,\"real\":1e300,\"code\":\"010\"}\n";
    assert_eq!(run(&args).result(), expected);
}

#[test]
fn infinities_and_nan() {
    let folder = temp_files([("in.csv", "x\n1\n-1\n0\n")]).unwrap();
    let ratio = ["query", "in.csv", "--select", "x / 0 as r", "--format"];
    let result = |format| run_in(folder.path(), ratio.iter().chain([&format])).result();
    assert_eq!(result("csv"), "r\ninf\n-inf\nNaN\n");
    assert_eq!(result("ndjson"), "{\"r\":null}\n{\"r\":null}\n{\"r\":null}\n");
}

#[test]
fn output_writes_a_file_and_prints_nothing() {
    let folder = staff();
    let to = |file: &str, more: &[&str]| {
        let args = ["query", "staff.csv", "--select", "pay", "--limit", "1", "--output", file];
        assert_eq!(run_in(folder.path(), args.iter().chain(more)).result(), "");
        fs::read_to_string(folder.path().join(file)).unwrap()
    };
    let expected = "pay\n10.5\n";
    assert_eq!(to("a.csv", &["--format", "csv"]), expected);
    // Without a format, the file's ending says it; never a table, which may leave rows out.
    assert_eq!(to("a.csv", &[]), expected);
    assert_eq!(to("a.json", &[]), "[\n{\"pay\":10.5}\n]\n");
    assert_eq!(to("a.JSONL", &[]), "{\"pay\":10.5}\n");
    assert_eq!(to("a", &[]), expected);
    assert!(to("a.txt", &["--format", "table"]).starts_with("┌"));
    assert_eq!(names_in(folder.path()), ["a", "a.JSONL", "a.csv", "a.json", "a.txt", "staff.csv"]);
}

#[cfg(unix)]
#[test]
fn output_to_a_device_writes_to_it() {
    let folder = staff();
    let args = ["query", "staff.csv", "--select", "pay", "--limit", "1", "--output", "/dev/stdout"];
    assert_eq!(run_in(folder.path(), args).result(), "pay\n10.5\n");
}

#[test]
fn explain_shows_both_plans_and_reads_nothing() {
    let folder = staff();
    let explain =
        ["query", "staff.csv", "--where", "pay > 1", "--limit", "2", "--explain", "--output", "not.csv"];
    let expected = "plan\nhead 2\n  filter pay > 1\n    scan csv staff.csv (163 bytes)\n\n\
                    optimized\nscan csv staff.csv (163 bytes) where pay > 1 limit 2\n";
    assert_eq!(run_in(folder.path(), explain).result(), expected);
    assert_eq!(names_in(folder.path()), ["staff.csv"]);
}

#[test]
fn the_report_goes_to_standard_error() {
    let ran = run(&["query", "trips/trips_*.csv", "--agg", "count(*) as n", "--format", "csv", "--report"]);
    assert_eq!((ran.code, ran.stdout.as_str()), (Some(0), "n\n1554\n"));
    for part in ["wall time", "1,554 rows, ", "12 chunks", "resident memory", "peak of scan"] {
        assert!(ran.stderr.contains(part), "{part}: {}", ran.stderr);
    }
}

#[test]
fn the_report_as_json_has_every_field() {
    let folder = staff();
    let args = ["query", "staff.csv", "--where", "pay > 1", "--threads", "2", "--chunk-size", "1KiB"];
    let both = ["--format", "csv", "--output", "out.csv", "--report-json", "report.json"];
    run_in(folder.path(), args.iter().chain(&both)).result();
    let text = fs::read_to_string(folder.path().join("report.json")).unwrap();
    let report: Value = serde_json::from_str(&text).unwrap();
    for (field, value) in
        [("rows_read", 6), ("rows_out", 3), ("chunks", 1), ("threads", 2), ("chunk_bytes", 1024)]
    {
        assert_eq!(report[field], value, "{field}: {text}");
    }
    assert_eq!(report["bytes_read"], STAFF.len() - "name,team,pay,start\n".len());
    assert!(report["wall_seconds"].as_f64().unwrap() >= 0.0);
    let resident = |field: &str| report["resident"][field].as_u64().unwrap();
    assert!(resident("peak") >= resident("before") && resident("peak") >= resident("after"), "{text}");
    let operators = report["operators"].as_array().unwrap();
    assert!(operators.iter().any(|operator| operator["operator"] == "scan"), "{text}");
    assert!(operators.iter().all(|operator| operator["peak_bytes"].is_u64()), "{text}");
    assert_eq!(report["notes"], Value::Array(vec![]));
    assert_eq!(names_in(folder.path()), ["out.csv", "report.json", "staff.csv"]);
}
