//! The CSV sink: exact bytes, and what the csv crate reads back.

use super::*;
use arrow::array::{
    ArrayRef, BooleanArray, Float64Array, Int64Array, NullArray, StringArray, TimestampMicrosecondArray,
};
use proptest::prelude::*;
use std::sync::Arc;

fn batch(columns: Vec<(&str, ArrayRef)>) -> RecordBatch {
    RecordBatch::try_from_iter_with_nullable(columns.into_iter().map(|(name, array)| (name, array, true)))
        .unwrap()
}

fn strings(values: &[Option<&str>]) -> ArrayRef {
    Arc::new(StringArray::from(values.to_vec()))
}

fn text(batches: &[RecordBatch], delimiter: u8) -> String {
    let mut out = Vec::new();
    let mut sink = CsvSink::new(&mut out, delimiter).unwrap();
    sink.write_header(&batches[0].schema()).unwrap();
    for batch in batches {
        sink.write_batch(batch).unwrap();
    }
    sink.finish().unwrap();
    drop(sink);
    String::from_utf8(out).unwrap()
}

#[test]
fn each_type_is_written() {
    let batch = batch(vec![
        ("b", Arc::new(BooleanArray::from(vec![Some(true), None]))),
        ("i", Arc::new(Int64Array::from(vec![None, Some(-7)]))),
        ("f", Arc::new(Float64Array::from(vec![f64::NAN, 1e300]))),
        ("t", Arc::new(TimestampMicrosecondArray::from(vec![Some(0), None]))),
        ("n", Arc::new(NullArray::new(2))),
    ]);
    assert_eq!(text(&[batch], b','), "b,i,f,t,n\nTrue,,NaN,1970-01-01 00:00:00,\n,-7,1e300,,\n");
}

#[test]
fn quotes_stand_only_where_they_must() {
    let values =
        strings(&[Some("a b"), Some("a,b"), Some("say \"x\""), Some("1\n2"), Some("\r"), Some(""), None]);
    let more = strings(&[Some("x"); 7]);
    assert_eq!(
        text(&[batch(vec![("s", values), ("t", more)])], b','),
        "s,t\na b,x\n\"a,b\",x\n\"say \"\"x\"\"\",x\n\"1\n2\",x\n\"\r\",x\n\"\",x\n,x\n"
    );
}

#[test]
fn names_are_quoted_too() {
    assert_eq!(text(&[batch(vec![("a;b", strings(&[])), ("", strings(&[]))])], b';'), "\"a;b\";\"\"\n");
}

#[test]
fn values_that_hold_the_delimiter_are_quoted_whatever_their_type() {
    let batch = batch(vec![
        ("f", Arc::new(Float64Array::from(vec![1.5]))),
        ("t", Arc::new(TimestampMicrosecondArray::from(vec![0]))),
    ]);
    assert_eq!(text(std::slice::from_ref(&batch), b'.'), "f.t\n\"1.5\".1970-01-01 00:00:00\n");
    assert_eq!(text(&[batch], b' '), "f t\n1.5 \"1970-01-01 00:00:00\"\n");
}

#[test]
fn a_null_in_a_single_column_is_still_a_record() {
    assert_eq!(
        text(&[batch(vec![("s", strings(&[None, Some("x"), Some("")]))])], b','),
        "s\n\"\"\nx\n\"\"\n"
    );
}

#[test]
fn batches_must_agree() {
    let (one, two) =
        (batch(vec![("a", strings(&[]))]), batch(vec![("a", strings(&[])), ("b", strings(&[]))]));
    let mut sink = CsvSink::new(Vec::new(), b',').unwrap();
    sink.write_header(&one.schema()).unwrap();
    let error = sink.write_batch(&two).unwrap_err();
    assert!(matches!(error, FormatError::ColumnCount { expected: 1, found: 2 }));
}

#[test]
fn delimiters_that_cannot_work_are_refused() {
    for delimiter in [b'\n', b'\r', b'"', 0, 0xe9] {
        assert!(matches!(CsvSink::new(Vec::new(), delimiter), Err(FormatError::Delimiter { .. })));
    }
}

#[test]
fn a_failing_writer_is_reported_with_its_kind() {
    struct Broken;
    impl Write for Broken {
        fn write(&mut self, _: &[u8]) -> io::Result<usize> {
            Err(io::ErrorKind::BrokenPipe.into())
        }
        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }
    let mut sink = CsvSink::new(Broken, b',').unwrap();
    sink.write_batch(&batch(vec![("a", strings(&[Some("x")]))])).unwrap();
    let error = sink.finish().unwrap_err();
    assert!(matches!(error, FormatError::Write(source) if source.kind() == io::ErrorKind::BrokenPipe));
}

proptest! {
    #[test]
    fn the_csv_crate_reads_the_same_values(
        rows in prop::collection::vec(prop::array::uniform3("[a\",;\r\n é]{0,5}"), 1..20),
        delimiter in prop::sample::select(vec![b',', b';', b'\t', b'a']),
    ) {
        let column = |k: usize| -> ArrayRef { Arc::new(StringArray::from_iter_values(rows.iter().map(|row| &row[k]))) };
        let text = text(&[batch(vec![("x", column(0)), ("y", column(1)), ("z", column(2))])], delimiter);
        let mut reader = csv::ReaderBuilder::new().delimiter(delimiter).from_reader(text.as_bytes());
        let read: Vec<[String; 3]> =
            reader.records().map(|record| { let record = record.unwrap(); [0, 1, 2].map(|k| record[k].to_owned()) }).collect();
        prop_assert_eq!(read, rows);
    }
}
