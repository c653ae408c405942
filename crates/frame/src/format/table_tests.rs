//! Tables for people: goldens of the whole text, and the spelling of floats.

use super::*;
use arrow::array::{ArrayRef, BooleanArray, Float64Array, Int64Array, NullArray, StringArray};
use std::sync::Arc;

fn batch(columns: Vec<(&str, ArrayRef)>) -> RecordBatch {
    RecordBatch::try_from_iter_with_nullable(columns.into_iter().map(|(name, array)| (name, array, true)))
        .unwrap()
}

fn integers(values: std::ops::Range<i64>) -> ArrayRef {
    Arc::new(Int64Array::from_iter_values(values))
}

fn render(batches: &[RecordBatch], options: TableOptions) -> String {
    render_table(&batches[0].schema(), batches, &options).unwrap()
}

#[test]
fn long_tables_show_both_ends() {
    let batches = [batch(vec![("n", integers(0..600))]), batch(vec![("n", integers(600..1234))])];
    let text = render(&batches, TableOptions { max_rows: 5, ..TableOptions::default() });
    assert_eq!(
        text,
        "┌───────┐\n\
         │     n │\n\
         │ int64 │\n\
         ╞═══════╡\n\
         │     0 │\n\
         │     1 │\n\
         │     2 │\n\
         │     … │\n\
         │  1232 │\n\
         │  1233 │\n\
         └───────┘\n\
         [1,234 rows x 1 column]\n"
    );
}

#[test]
fn as_many_rows_as_allowed_are_shown_whole() {
    let batches = [batch(vec![("n", integers(0..20))])];
    assert!(!render(&batches, TableOptions::default()).contains(ELLIPSIS));
    let text = render(&batches, TableOptions { max_rows: 1, ..TableOptions::default() });
    assert!(text.contains("│     0 │\n│     … │\n└"), "{text}");
    let text = render(&batches, TableOptions { max_rows: 0, ..TableOptions::default() });
    assert!(text.contains("╡\n│     … │\n└"), "{text}");
}

#[test]
fn cells_stay_on_one_line() {
    let values: ArrayRef =
        Arc::new(StringArray::from(vec![Some("a\nb\u{1b}[1m"), Some("0123456789"), Some(""), None]));
    let flags: ArrayRef = Arc::new(BooleanArray::from(vec![Some(true), Some(false), None, None]));
    let nothing: ArrayRef = Arc::new(NullArray::new(4));
    let batches = [batch(vec![("a long\tname", values), ("b", flags), ("c", nothing)])];
    let text = render(&batches, TableOptions { max_cell_chars: 9, ..TableOptions::default() });
    assert_eq!(
        text,
        "┌───────────┬───────┬──────┐\n\
         │ a long\\t… ┆ b     ┆ c    │\n\
         │ string    ┆ bool  ┆ null │\n\
         ╞═══════════╪═══════╪══════╡\n\
         │ a\\nb\\u{1… ┆ True  ┆ null │\n\
         │ 01234567… ┆ False ┆ null │\n\
         │           ┆ null  ┆ null │\n\
         │ null      ┆ null  ┆ null │\n\
         └───────────┴───────┴──────┘\n\
         [4 rows x 3 columns]\n"
    );
}

#[test]
fn wide_tables_lose_their_middle_columns() {
    let names = ["first", "b", "c", "d", "e", "last"];
    let batches = [batch(names.iter().map(|&name| (name, integers(0..1))).collect())];
    let text = render(&batches, TableOptions { max_line_chars: Some(37), ..TableOptions::default() });
    assert_eq!(
        text,
        "┌───────┬───────┬───┬───────┬───────┐\n\
         │ first ┆     b ┆ … ┆     e ┆  last │\n\
         │ int64 ┆ int64 ┆   ┆ int64 ┆ int64 │\n\
         ╞═══════╪═══════╪═══╪═══════╪═══════╡\n\
         │     0 ┆     0 ┆ … ┆     0 ┆     0 │\n\
         └───────┴───────┴───┴───────┴───────┘\n\
         [1 row x 6 columns]\n"
    );
    let text = render(&batches, TableOptions { max_line_chars: Some(49), ..TableOptions::default() });
    assert!(!text.contains(ELLIPSIS), "it just fits: {text}");
    let text = render(&batches, TableOptions { max_line_chars: Some(1), ..TableOptions::default() });
    assert!(text.contains("│ first ┆ … │"), "{text}");
}

#[test]
fn floats_are_readable_and_never_pretend() {
    for (value, expected) in [
        (1.0, "1.0"),
        (0.3, "0.3"),
        (0.1 + 0.2, "0.300000"),
        (2.999_999_999_999_999_6, "3.000000"),
        (147_087_398.65, "147087398.65"),
        (12.345_678_901_234, "12.345679"),
        (-1_234_567.123_456_789, "-1234567.123457"),
        (0.001_234_567_890_12, "0.0012345679"),
        (0.098_765_432_198, "0.098765432"),
        (0.000_012_345_678_901, "1.2345679e-5"),
        (123_456_789_012_345_680.0, "1.2345678901234568e17"),
        (f64::NAN, "NaN"),
        (f64::NEG_INFINITY, "-inf"),
        (f64::MAX, "1.7976931348623157e308"),
    ] {
        let column = Float64Array::from(vec![value]);
        assert_eq!(HumanCells::new("x", &column).unwrap().text(0, 50), expected);
    }
}

#[test]
fn empty_results() {
    let empty = batch(vec![("n", integers(0..0))]);
    let text = render_table(&empty.schema(), &[], &TableOptions::default()).unwrap();
    assert!(text.ends_with("╞═══════╡\n└───────┘\n[0 rows x 1 column]\n"), "{text}");
    let nothing = Schema::empty();
    assert_eq!(render_table(&nothing, &[], &TableOptions::default()).unwrap(), "[0 rows x 0 columns]\n");
}
