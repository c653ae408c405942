//! Opening tables: what the sample says, and what is certain.

use std::fs;

use arrow::datatypes::DataType;

use crate::scan_tests::files;
use crate::{ChunkScanner, CsvSource, ReadOptions, Rows, ScanErrorKind, Seams};

fn open(contents: &[&[u8]], options: ReadOptions) -> (tempfile::TempDir, CsvSource) {
    let (folder, pattern) = files(contents);
    let source = CsvSource::open(&[pattern], options).unwrap();
    (folder, source)
}

/// `name type` of each column, with a `?` after a type that is a guess.
fn describe(source: &CsvSource) -> String {
    let describe = |(column, field): (usize, &std::sync::Arc<arrow::datatypes::Field>)| {
        let mark = if source.guessed(column) { "?" } else { "" };
        format!("{} {}{mark}", field.name(), field.data_type())
    };
    source.schema().fields().iter().enumerate().map(describe).collect::<Vec<_>>().join(", ")
}

#[test]
fn small_input_is_inferred_as_a_whole() {
    let (_folder, source) = open(
        &[b"a,b,c,d,e,f\n1,1.5,x,true,,007\n2,3,,,,1\n", b"a\n2.5\n"],
        ReadOptions { path_column: Some("file".into()), ..Default::default() },
    );
    assert_eq!(describe(&source), "a Float64, b Float64, c Utf8, d Boolean, e Null, f Utf8, file Utf8");
    assert_eq!(source.total_bytes(), source.files().iter().map(|file| file.bytes).sum::<u64>());
}

#[test]
fn a_bounded_sample_gives_guesses() {
    let content = b"a,b\n1,2\n3,4\n5,x\n";
    let sample = |infer_bytes| {
        let options =
            ReadOptions { infer_bytes, dtypes: vec![("a".into(), DataType::Int8)], ..Default::default() };
        describe(&open(&[content], options).1)
    };
    assert_eq!(sample(4), "a Int8, b Int64?");
    assert_eq!(sample(8), "a Int8, b Int64?");
    assert_eq!(sample(12), "a Int8, b Utf8");
    assert_eq!(sample(0), "a Int8, b Null?");
}

#[test]
fn sampled_files_are_spread_and_every_column_is_covered() {
    let mut contents: Vec<&[u8]> = vec![b"a,b\n1,1\n"; 20];
    contents[7] = b"a,b,c\n1,1,x\n";
    contents[19] = b"a,b\n1,1.5\n";
    let options = |infer_files| ReadOptions { infer_files, ..Default::default() };
    assert_eq!(describe(&open(&contents, options(2)).1), "a Int64?, b Float64?, c Utf8");
    assert_eq!(describe(&open(&contents, options(1)).1), "a Int64?, b Int64?, c Utf8");
    assert_eq!(describe(&open(&contents, options(20)).1), "a Int64, b Float64, c Utf8");
    assert_eq!(describe(&open(&contents, options(0)).1), "a Null?, b Null?, c Null?");
}

#[test]
fn errors_in_the_data_wait_for_the_scan() {
    let (_folder, source) = open(&[b"a,b\n1,2\n3\n4,5\n"], ReadOptions::default());
    assert_eq!(describe(&source), "a Int64?, b Int64?");
    let (_folder, source) = open(&[b"a,b\n1,2\n\"3,4\n"], ReadOptions::default());
    assert_eq!(describe(&source), "a Int64?, b Int64?");
    let (_folder, source) = open(&[b"a,b\n1\n"], ReadOptions::default());
    assert_eq!(describe(&source), "a Null?, b Null?");
    let (_folder, source) = open(&[b"a\n\xE9\n"], ReadOptions::default());
    assert_eq!(describe(&source), "a Utf8");
}

#[test]
fn verified_types_are_no_guesses() {
    let (_folder, source) = open(&[b"a,b\n1,2\n"], ReadOptions { infer_files: 0, ..Default::default() });
    let verified = source.with_types(&[(1, DataType::Float64)]);
    assert_eq!(describe(&verified), "a Null?, b Float64");
    assert_eq!(describe(&source), "a Null?, b Null?");
    let mut scanner = ChunkScanner::new(&verified, &[1]);
    let chunk = scanner.scan(&verified.partitions(100).get(0), &Seams::new()).unwrap();
    assert_eq!(chunk.column(1, Rows::All).unwrap().data_type(), &DataType::Float64);
    let mut inference = chunkwise_csv::Inference::default();
    chunk.observe(1, &mut inference);
    assert_eq!(inference.data_type(), DataType::Int64);
}

#[test]
fn nothing_to_read_is_an_error() {
    let (folder, pattern) = files(&[b"", b"\xEF\xBB\xBF", b"\n\n"]);
    let error = CsvSource::open(std::slice::from_ref(&pattern), ReadOptions::default()).unwrap_err();
    assert!(matches!(error.kind(), ScanErrorKind::EmptyInput), "{error}");
    fs::write(folder.path().join("f_3.csv"), "a,b\n").unwrap();
    let source = CsvSource::open(&[pattern], ReadOptions::default()).unwrap();
    assert_eq!((describe(&source).as_str(), source.partitions(1).len()), ("a Null, b Null", 0));
}

#[test]
fn contradicting_options_are_refused() {
    let (_folder, pattern) = files(&[b"a,b\n1,2\n"]);
    let message = |options| CsvSource::open(std::slice::from_ref(&pattern), options).unwrap_err().to_string();
    let twice = ReadOptions { names: Some(vec!["x".into(), "x".into()]), ..Default::default() };
    assert_eq!(message(twice), "names: \"x\" is there twice");
    let dialect = chunkwise_csv::Dialect { delimiter: b'"', ..Default::default() };
    assert!(message(ReadOptions { dialect, ..Default::default() }).contains("are both"));
}
