//! The options that say how files are read.

#![allow(clippy::unwrap_used, reason = "helpers of tests")]

mod common;

use chunkwise_testkit::temp_files;
use common::{STAFF, query_staff, run, run_in};

/// The result of a query over one file with this content, as CSV.
fn query(content: impl AsRef<[u8]>, args: &[&str]) -> String {
    let folder = temp_files([("in.csv", content)]).unwrap();
    let all = ["query", "in.csv", "--format", "csv"].iter().chain(args);
    run_in(folder.path(), all).result()
}

#[test]
fn delimiter() {
    let semicolon = ["query", "quoted/semicolon.csv", "--delimiter", ";", "--format", "csv"];
    assert_eq!(run(&semicolon).result(), "a,b,c\n1,\"0,5\",x;y\n2,\"-1,25\",z\n");
    for tab in ["tab", "\\t", "\t"] {
        let tabs = ["query", "quoted/tabs.tsv", "--delimiter", tab, "--format", "csv"];
        assert_eq!(run(&tabs).result(), "a,b\n1,\"x, y\"\n2,\n");
    }
}

#[test]
fn decimal_comma() {
    let decimal = ["query", "quoted/semicolon.csv", "--delimiter", ";", "--decimal", ",", "--format", "csv"];
    assert_eq!(run(&decimal).result(), "a,b,c\n1,0.5,x;y\n2,-1.25,z\n");
}

#[test]
fn quote() {
    assert_eq!(query("a,b\n'x,y',1\n", &["--quote", "'"]), "a,b\n\"x,y\",1\n");
    assert_eq!(query("a,b\n\"x,1\n", &["--quote", "none"]), "a,b\n\"\"\"x\",1\n");
}

#[test]
fn no_header_and_names() {
    assert_eq!(query("1,x\n2,y\n", &["--no-header"]), "column_0,column_1\n1,x\n2,y\n");
    assert_eq!(query("1,x\n2,y\n", &["--no-header", "--names", "n, s"]), "n,s\n1,x\n2,y\n");
    assert_eq!(query("a,b\n1,x\n", &["--names", "n,\"s, t\""]), "n,\"s, t\"\n1,x\n");
}

#[test]
fn parse_dates_by_name_and_by_position() {
    let first = ["--select", "start, year(start) as y, dayofweek(start) as d", "--limit", "1"];
    let expected = "start,y,d\n2020-01-02 00:00:00,2020,3\n";
    for columns in ["start", "3", "3, start"] {
        let all = [&["--parse-dates", columns], &first[..]].concat();
        assert_eq!(query_staff(&all), expected, "{columns}");
    }
}

#[test]
fn differences_of_times_are_durations() {
    let since = ["--parse-dates", "3", "--select", "start - timestamp '2020-01-01' as since", "--limit", "2"];
    assert_eq!(query_staff(&since), "since\n1 days 00:00:00\n-1 days +00:00:00\n");
}

#[test]
fn dayfirst() {
    let file = "day\n2/1/2015\n";
    assert_eq!(query(file, &["--parse-dates", "0", "--dayfirst", "true"]), "day\n2015-01-02 00:00:00\n");
    assert_eq!(query(file, &["--parse-dates", "0", "--dayfirst", "false"]), "day\n2015-02-01 00:00:00\n");
}

#[test]
fn dtype() {
    let types = ["--dtype", "pay=string,start=date", "--dtype", "name = str"];
    let rows = query_staff(&[&types[..], &["--limit", "2", "--with", "y = year(start)"]].concat());
    assert_eq!(rows, "name,team,pay,start,y\nAnn,red,10.5,2020-01-02,2020\nBob,blue,,2019-12-31,2019\n");
    assert_eq!(query("\"a=b\"\n007\n", &["--dtype", "\"a=b\"=string"]), "a=b\n007\n");
    assert_eq!(query("n\n007\n", &["--dtype", "n=uint8"]), "n\n7\n");
    assert_eq!(query("f\n0.1\n", &["--dtype", "f=float32"]), "f\n0.1\n");
}

#[test]
fn usecols() {
    assert_eq!(query_staff(&["--usecols", "pay, 0", "--limit", "1"]), "name,pay\nAnn,10.5\n");
}

#[test]
fn spellings_of_null() {
    let file = "a,b\nNA,x\n-,y\n";
    assert_eq!(query(file, &[]), "a,b\n,x\n-,y\n");
    assert_eq!(query(file, &["--na-values", "-,x"]), "a,b\n,\n,y\n");
    assert_eq!(query(file, &["--no-default-na"]), "a,b\nNA,x\n-,y\n");
}

#[test]
fn skiprows_and_nrows() {
    let file = "a note\n\nx\n1\n2\n3\n";
    assert_eq!(query(file, &["--skiprows", "2"]), "x\n1\n2\n3\n");
    assert_eq!(query(file, &["--skiprows", "2", "--nrows", "2"]), "x\n1\n2\n");
    // nrows is about what is read, limit about the result.
    assert_eq!(query_staff(&["--nrows", "2", "--where", "pay is null", "--select", "name"]), "name\nBob\n");
    assert_eq!(query_staff(&["--nrows", "1", "--where", "pay is null", "--select", "name"]), "name\n");
}

#[test]
fn encoding() {
    assert_eq!(query(b"a\ncaf\xe9\n", &["--encoding", "latin-1"]), "a\ncafé\n");
}

#[test]
fn short_rows() {
    assert_eq!(query("a,b\n1,2\n3\n", &["--short-rows", "null"]), "a,b\n1,2\n3,\n");
}

#[test]
fn several_files_are_one_table_by_column_name() {
    let args = ["query", "drift/columns_*.csv", "--path-column", "--format", "csv"];
    let expected = "id,city,amount,note,path\n\
                    1,Oslo,1.5,,drift/columns_1.csv\n2,Rome,2.5,,drift/columns_1.csv\n\
                    3,Lima,3.5,,drift/columns_2.csv\n4,Kyiv,4.5,,drift/columns_2.csv\n\
                    5,,5.5,,drift/columns_3.csv\n6,,6.5,,drift/columns_3.csv\n\
                    7,Bonn,7.5,extra,drift/columns_4.csv\n8,Cairo,8.5,,drift/columns_4.csv\n";
    assert_eq!(run(&args).result(), expected);
}

#[test]
fn files_keep_the_order_of_their_patterns_and_come_once() {
    let files = [("b.csv", "x\n2\n"), ("a.csv", "x\n1\n"), ("a_10.csv", "x\n10\n"), ("a_9.csv", "x\n9\n")];
    let folder = temp_files(files).unwrap();
    let all = ["query", "b.csv", "a*.csv", "a.csv", "--format", "csv"];
    assert_eq!(run_in(folder.path(), all).result(), "x\n2\n1\n9\n10\n");
}

#[test]
fn a_type_that_was_guessed_wrong_is_widened_and_a_note_says_so() {
    // The sample of a file ends long before its last line.
    let mut file = "code\n".to_owned() + &"1234567\n".repeat(50_000);
    file.push_str("007\n");
    let folder = temp_files([("in.csv", file)]).unwrap();
    let longest = ["query", "in.csv", "--agg", "min(length(cast(code as string))) as n", "--format", "csv"];
    let ran = run_in(folder.path(), longest);
    assert_eq!((ran.code, ran.stdout.as_str()), (Some(0), "n\n3\n"), "{ran:?}");
    assert!(ran.stderr.starts_with("note: ") && ran.stderr.contains("code"), "{ran:?}");
}

#[test]
fn empty_files() {
    assert_eq!(query("a,b\n", &[]), "a,b\n");
    let folder = temp_files([("1.csv", ""), ("2.csv", STAFF)]).unwrap();
    assert_eq!(run_in(folder.path(), ["count", "*.csv"]).result(), "6\n");
}
