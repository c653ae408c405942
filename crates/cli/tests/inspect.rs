//! `head`, `tail`, `info`, `schema` and `count`.

mod common;

use std::fs;

use chunkwise_testkit::temp_files;
use common::{run, run_in, staff};

#[test]
fn head_prints_the_first_rows() {
    let folder = staff();
    let head = |args: &[&str]| {
        let all = ["head", "staff.csv", "--format", "csv"].iter().chain(args);
        run_in(folder.path(), all).result()
    };
    assert_eq!(head(&[]).lines().count(), 1 + 5);
    assert_eq!(head(&["-n", "1"]), "name,team,pay,start\nAnn,red,10.5,2020-01-02\n");
    assert_eq!(head(&["--rows", "0"]), "name,team,pay,start\n");
    assert_eq!(head(&["-n", "99"]).lines().count(), 1 + 6);
}

#[test]
fn head_goes_on_in_the_next_file() {
    let folder = temp_files([("1.csv", "x\n1\n"), ("2.csv", "x\n2\n"), ("3.csv", "x\n3\n")]).unwrap();
    let head = ["head", "*.csv", "-n", "2", "--format", "csv"];
    assert_eq!(run_in(folder.path(), head).result(), "x\n1\n2\n");
}

#[test]
fn tail_prints_the_last_rows() {
    let tail =
        ["tail", "timeseries/ts_*.csv", "-n", "2", "--usecols", "timestamp,id,name", "--format", "csv"];
    let expected = "timestamp,id,name\n2000-01-07 05:40:00,1012,Laura\n2000-01-07 05:50:00,1039,Kevin\n";
    assert_eq!(run(&tail).result(), expected);
    let one_kib = [&tail[..], &["--chunk-size", "1KiB", "--threads", "4"]].concat();
    assert_eq!(run(&one_kib).result(), expected);
}

#[test]
fn info_is_as_pandas_prints_it() {
    let folder = staff();
    let info = run_in(folder.path(), ["info", "staff.csv", "--parse-dates", "start"]).result();
    let trimmed: Vec<&str> = info.lines().map(str::trim_end).collect();
    let expected = [
        "<class 'chunkwise.DataFrame'>",
        "RangeIndex: 6 entries, 0 to 5",
        "Data columns (total 4 columns):",
        " #   Column  Non-Null Count  Dtype",
        "---  ------  --------------  -----",
        " 0   name    6 non-null      string",
        " 1   team    5 non-null      string",
        " 2   pay     5 non-null      float64",
        " 3   start   6 non-null      timestamp[us]",
        "dtypes: float64(1), string(2), timestamp[us](1)",
        "memory usage: 195.0 bytes",
    ];
    assert_eq!(trimmed, expected);
}

#[test]
fn schema_names_columns_and_types() {
    let expected = "column,dtype\nflag,bool\nsmall,int64\nlarge,int64\nunsigned,uint64\nreal,float64\nmixed,float64\n\
                    code,string\nhuge,string\ntext,string\nday,string\n";
    assert_eq!(run(&["schema", "types/guessed.csv", "--format", "csv"]).result(), expected);
    let asked = ["--dtype", "small=int8,day=date", "--usecols", "small,day", "--format", "ndjson"];
    let asked = run(&[&["schema", "types/guessed.csv"], &asked[..]].concat()).result();
    assert_eq!(asked, "{\"column\":\"small\",\"dtype\":\"int8\"}\n{\"column\":\"day\",\"dtype\":\"date\"}\n");
}

#[test]
fn count_counts_records_and_not_lines() {
    assert_eq!(run(&["count", "trips/trips_*.csv"]).result(), "1554\n");
    assert_eq!(run(&["count", "quoted/long_notes.csv"]).result(), "200\n");
    assert_eq!(run(&["count", "quoted/header_only.csv"]).result(), "0\n");
    assert_eq!(run(&["count", "types/no_header.csv", "--no-header"]).result(), "3\n");
}

#[test]
fn results_of_inspection_go_to_files_but_never_over_their_input() {
    let folder = staff();
    run_in(folder.path(), ["schema", "staff.csv", "--output", "schema.csv"]).result();
    let schema = fs::read_to_string(folder.path().join("schema.csv")).unwrap();
    assert!(schema.starts_with("column,dtype\nname,string\n"), "{schema}");
    let before = fs::read(folder.path().join("staff.csv")).unwrap();
    for subcommand in ["schema", "head", "tail"] {
        for option in ["--output", "--report-json"] {
            let message = run_in(folder.path(), [subcommand, "staff.csv", option, "staff.csv"]).error();
            assert!(message.contains("staff.csv: this file is part of the input"), "{message}");
        }
    }
    assert_eq!(fs::read(folder.path().join("staff.csv")).unwrap(), before);
}
