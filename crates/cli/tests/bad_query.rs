//! Queries that mean nothing: refused before any data is read, with the option, the place and the names that come close.

#![allow(clippy::unwrap_used, reason = "helpers of tests")]

mod common;

use common::{STAFF, names_in, run_in};

/// The message for a query over `staff.csv`, without its `error: `.
fn message(args: &[&str]) -> String {
    let folder = chunkwise_testkit::temp_files([("staff.csv", STAFF)]).unwrap();
    let query = ["query", "staff.csv", "--output", "out.csv"].iter().chain(args);
    let message = run_in(folder.path(), query).error();
    assert_eq!(names_in(folder.path()), ["staff.csv"]);
    message.strip_prefix("error: ").unwrap_or(&message).to_owned()
}

#[test]
fn an_unknown_column_and_the_close_one() {
    for option in ["--where", "--select", "--sort-by", "--groupby"] {
        let expected = format!("{option}: there is no column `tem`; did you mean `team`?\n");
        assert_eq!(message(&[option, "tem"]), expected);
    }
    assert_eq!(
        message(&["--with", "x = Pay + 1"]),
        "--with: there is no column `Pay`; did you mean `pay`?\n"
    );
    assert_eq!(message(&["--agg", "mean(pai)"]), "--agg: there is no column `pai`; did you mean `pay`?\n");
    let far = message(&["--where", "team = Xenophon"]);
    let expected = "--where: there is no column `Xenophon`; the columns are name, team, pay, start (if a text was meant: \
                    'Xenophon', in single quotes)\n";
    assert_eq!(far, expected);
}

#[test]
fn each_step_knows_the_columns_that_the_one_before_it_leaves() {
    let gone = message(&["--groupby", "team", "--agg", "count(*) as n", "--select", "pay"]);
    assert!(gone.starts_with("--select: there is no column `pay`; the columns are team, n"), "{gone}");
}

#[test]
fn text_and_numbers_do_not_mix() {
    let cases = [
        (
            "name + 1 = 2",
            "in `name + 1`: cannot add a string and an int64; convert the text first: cast(name as int64)",
        ),
        (
            "pay = '7'",
            "in `pay = '7'`: cannot compare a float64 and a string; write 7 without quotes to mean the number",
        ),
        (
            "pay = 'x'",
            "in `pay = 'x'`: cannot compare a float64 and a string; write a number, or compare the text: cast(pay as string)",
        ),
        (
            "team = 1",
            "in `team = 1`: cannot compare a string and an int64; write '1' in quotes, or cast(team as int64)",
        ),
        (
            "start > timestamp '2020-01-01'",
            "in `start > timestamp '2020-01-01 00:00:00'`: cannot compare a string and a timestamp; convert the text first: \
             cast(start as timestamp)",
        ),
        (
            "pay",
            "in `pay`: a condition must be true or false, and this is a float64; compare it with a number, as in x <> 0",
        ),
    ];
    for (condition, expected) in cases {
        assert_eq!(message(&["--where", condition]), format!("--where: {expected}\n"));
    }
    let sum = message(&["--agg", "sum(name)"]);
    assert_eq!(
        sum,
        "--agg: in `sum(name)`: there is no sum of a string; convert the text first: cast(name as float64)\n"
    );
}

#[test]
fn a_syntax_error_shows_its_place() {
    let expected = "--where: expected an expression, found *\n  pay + * 2\n        ^\n";
    assert_eq!(message(&["--where", "pay + * 2"]), expected);
    let expected = "--with: expected = and an expression after `x`\n  x\n   ^\n";
    assert_eq!(message(&["--with", "x"]), expected);
    assert_eq!(message(&["--select", ""]), "--select: an expression is missing\n");
    let expected = "--agg: `pay` is not an aggregate such as mean(x) or count(*), on its own\n  pay\n  ^\n";
    assert_eq!(message(&["--agg", "pay"]), expected);
    let expected = "--select: mean(..) is an aggregate; it belongs in the list of aggregates\n  1 + mean(pay)\n      ^\n";
    assert_eq!(message(&["--select", "1 + mean(pay)"]), expected);
}

#[test]
fn unknown_functions_and_types() {
    let function = message(&["--where", "lenght(name) = 1"]);
    assert_eq!(function, "--where: there is no function `lenght`; did you mean `length`?\n");
    let aggregate = message(&["--agg", "men(pay)"]);
    assert_eq!(aggregate, "--agg: there is no function `men`; did you mean `mean` or `min`?\n");
    let types = "the types are bool, int8, int16, int32, int64, uint8, uint16, uint32, uint64, float32, float64, string, \
                 date, timestamp, duration\n";
    assert_eq!(
        message(&["--dtype", "pay=flot"]),
        format!("--dtype: there is no type `flot` (did you mean `float`?); {types}")
    );
    let cast = message(&["--select", "cast(pay as quux)"]);
    assert!(
        cast.to_lowercase().starts_with("--select: there is no type `quux`; the types are bool"),
        "{cast}"
    );
}

#[test]
fn two_columns_of_one_name() {
    let twice = message(&["--select", "pay, pay"]);
    let expected = "--select: two columns would be called `pay`; give one of them another name (alias, or `as` in SQL)\n";
    assert_eq!(twice, expected);
}

#[test]
fn values_that_cannot_be_computed() {
    let large = message(&["--select", "9223372036854775807 + length(name)"]);
    let expected = "staff.csv:2: `9223372036854775807 + length(name)` gives a value that does not fit int64. Cast to float64 for larger, \
                    inexact values\n";
    assert_eq!(large, expected);
    let zero = message(&["--select", "length(name) // 0"]);
    assert!(zero.starts_with("staff.csv:2: `length(name) // 0` divides by zero. "), "{zero}");
    let cast = message(&["--select", "cast(name as int64)"]);
    assert!(
        cast.starts_with("staff.csv:2: `cast(name as int64)`: \"Ann\" cannot be read as int64. "),
        "{cast}"
    );
    let sum = message(&["--agg", "sum(9223372036854775807) as s"]);
    assert!(sum.starts_with("`s` is 55340232221128654842, which does not fit int64. "), "{sum}");
}

#[test]
fn options_with_values_that_they_cannot_have() {
    let cases = [
        (
            ["--chunk-size", "12x"],
            "'--chunk-size <SIZE>': \"x\" is not a unit; use KiB, MiB, GiB, KB, MB or GB",
        ),
        (["--chunk-size", "0"], "'--chunk-size <SIZE>': the size must be at least 1 byte"),
        (
            ["--chunk-size", "1.5MB"],
            "'--chunk-size <SIZE>': it should be a whole number with a unit, such as 64KiB or 1MB",
        ),
        (["--threads", "0"], "'--threads <N>': it should be a whole number, 1 or more"),
        (["--limit", "-1"], "'--limit <N>': it should be a whole number, 0 or more"),
        (["--limit", "ten"], "'--limit <N>': it should be a whole number, 0 or more"),
        (["--format", "xml"], "'--format <FORMAT>'\n  [possible values: table, csv, json, ndjson]"),
        (["--delimiter", "ab"], "--delimiter \"ab\" should be one ASCII character, or the word tab"),
        (["--delimiter", "é"], "--delimiter \"é\" should be one ASCII character, or the word tab"),
        (["--delimiter", "\""], "the delimiter and the quote are both '\"'"),
        (["--dtype", "pay"], "--dtype \"pay\" should be COLUMN=TYPE, such as fare=float64"),
    ];
    for (args, expected) in cases {
        let message = message(&args);
        assert!(message.contains(expected), "{args:?}: {message}");
    }
}
