//! Chunks against the serial parse: any split of the files, by any number of threads, gives the same records.

use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;
use std::{fs, thread};

use arrow::array::{Array, ArrayRef, AsArray};
use arrow::datatypes::{DataType, Int64Type};
use chunkwise_csv::{Dialect, Rows, ShortRows};
use proptest::prelude::*;

use crate::{ChunkScanner, CsvSource, Header, ReadOptions, ScanError, ScanErrorKind, Seams};

/// A row as text; `None` is null.
type Row = Vec<Option<String>>;
/// Rows, and the bytes that they took.
type Scanned = Result<(Vec<Row>, u64), ScanError>;

/// Files in a folder of their own, and the pattern that matches them.
pub(crate) fn files(contents: &[&[u8]]) -> (tempfile::TempDir, String) {
    let folder = tempfile::tempdir().unwrap();
    for (i, content) in contents.iter().enumerate() {
        fs::write(folder.path().join(format!("f_{i}.csv")), content).unwrap();
    }
    let pattern = folder.path().join("f_*.csv").display().to_string();
    (folder, pattern)
}

/// Opens the files with all columns as text and nothing but absent fields null.
fn open_as_text(pattern: &str, options: ReadOptions) -> CsvSource {
    let options = ReadOptions { keep_default_na: false, infer_files: 0, ..options };
    let source = CsvSource::open(&[pattern.to_owned()], options).unwrap();
    let columns = source.schema().fields().len();
    source.with_types(&(0..columns).map(|column| (column, DataType::Utf8)).collect::<Vec<_>>())
}

fn rows_of(columns: &[ArrayRef], rows: usize) -> Vec<Row> {
    let text = |column: &ArrayRef, row: usize| {
        let column = column.as_string::<i32>();
        column.is_valid(row).then(|| column.value(row).to_owned())
    };
    (0..rows).map(|row| columns.iter().map(|column| text(column, row)).collect()).collect()
}

/// Scans everything with `threads` workers; the rows in table order, and the bytes of all chunks.
fn scan_all(source: &CsvSource, chunk_bytes: usize, threads: usize) -> Scanned {
    let columns: Vec<usize> = (0..source.schema().fields().len()).collect();
    let partitions = source.partitions(chunk_bytes);
    let (seams, next) = (Seams::new(), AtomicUsize::new(0));
    let done: Mutex<Vec<Option<Scanned>>> = Mutex::new((0..partitions.len()).map(|_| None).collect());
    let scan_one = |scanner: &mut ChunkScanner, chunk: usize| {
        let scanned = scanner.scan(&partitions.get(chunk), &seams)?;
        let arrays = columns.iter().map(|&column| scanned.column(column, Rows::All));
        let arrays = arrays.collect::<Result<Vec<_>, _>>()?;
        Ok((rows_of(&arrays, scanned.rows()), scanned.bytes_read()))
    };
    thread::scope(|scope| {
        for _ in 0..threads {
            scope.spawn(|| {
                let mut scanner = ChunkScanner::new(source, &columns);
                loop {
                    let chunk = next.fetch_add(1, Ordering::Relaxed);
                    if chunk >= partitions.len() {
                        return;
                    }
                    let result = scan_one(&mut scanner, chunk);
                    done.lock().unwrap()[chunk] = Some(result);
                }
            });
        }
    });
    let (mut rows, mut bytes) = (Vec::new(), 0);
    for chunk in done.into_inner().unwrap() {
        let (chunk_rows, chunk_bytes) = chunk.expect("every chunk was taken")?;
        rows.extend(chunk_rows);
        bytes += chunk_bytes;
    }
    Ok((rows, bytes))
}

/// What the `csv` crate reads, after a first record that is the header.
fn oracle(content: &[u8]) -> Vec<Row> {
    let content = content.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(content);
    let mut reader = csv::ReaderBuilder::new().has_headers(true).flexible(true).from_reader(content);
    let row = |record: csv::StringRecord| record.iter().map(|field| Some(field.to_owned())).collect();
    reader.records().map(|record| row(record.unwrap())).collect()
}

/// The rows at every chunk size from 1 to 64 bytes, and at some larger ones, by 1 and by 3 workers.
fn check(content: &[u8]) {
    let (_folder, pattern) = files(&[content]);
    let source = open_as_text(&pattern, ReadOptions::default());
    let data_bytes: u64 = source.files().iter().map(|file| file.data_bytes()).sum();
    let expected = oracle(content);
    for chunk_bytes in (1..=64).chain([100, 1000, 1 << 20]) {
        for threads in [1, 3] {
            let (rows, bytes) = scan_all(&source, chunk_bytes, threads).unwrap();
            assert_eq!(rows, expected, "chunks of {chunk_bytes} bytes, {threads} threads");
            assert_eq!(bytes, data_bytes, "chunks of {chunk_bytes} bytes, {threads} threads");
        }
    }
}

#[test]
fn plain_records() {
    check(b"a,b\n1,2\n3,4\n");
    check(b"a,b\n1,2\n3,4");
    check(b"a,b\r\n1,2\r\n3,4\r\n");
    check(b"\xEF\xBB\xBFa,b\r\n1,2\r\n3,4");
    check(b"a,b\n\n1,2\n\r\n\n\n3,4\n\n\n");
    check(b"a,b\n");
    check(b"a,b");
}

#[test]
fn a_lone_carriage_return_is_data() {
    let (_folder, pattern) = files(&[b"a\n1\r2\n\r3\n"]);
    let source = open_as_text(&pattern, ReadOptions::default());
    for chunk_bytes in 1..10 {
        let (rows, _) = scan_all(&source, chunk_bytes, 2).unwrap();
        assert_eq!(rows, [[Some("1\r2".to_owned())], [Some("\r3".to_owned())]]);
    }
}

/// Scans with one thread per chunk, the first chunk last: every other one has to guess its start.
fn scan_backwards(source: &CsvSource, chunk_bytes: usize) -> Vec<Row> {
    let columns: Vec<usize> = (0..source.schema().fields().len()).collect();
    let (partitions, seams) = (source.partitions(chunk_bytes), Seams::new());
    let scan_one = |chunk: usize| {
        let mut scanner = ChunkScanner::new(source, &columns);
        let scanned = scanner.scan(&partitions.get(chunk), &seams).unwrap();
        let arrays: Vec<_> =
            columns.iter().map(|&column| scanned.column(column, Rows::All).unwrap()).collect();
        rows_of(&arrays, scanned.rows())
    };
    thread::scope(|scope| {
        let later: Vec<_> = (1..partitions.len()).map(|chunk| scope.spawn(move || scan_one(chunk))).collect();
        // Long enough for most of them to have guessed; the result must be right in any case.
        thread::sleep(Duration::from_millis(4));
        let mut rows = scan_one(0);
        for chunk in later {
            rows.extend(chunk.join().unwrap());
        }
        rows
    })
}

#[test]
fn wrong_guesses_are_noticed() {
    let inputs: [&[u8]; 4] = [
        b"a,b\n\"1,2\n3,4\n5,6\n7,8\n9,10\n11,12\n13,14\",15\n16,17\n",
        b"a,b\n\"\n\"\"\n\n,\"\",\n\"\"\n\",\"\n\"\n1,2\n3,4\n",
        b"a,b\n\"1\n2\n3\n4\n5,6,7\n8,9,10\n\",11\n12,\"\n13,14\n\"\n",
        b"a,b\r\n1,\"\r\n\"\"\r\n\"\r\n2,\"\"\"\r\n\"\"\"\r\n3,4",
    ];
    for content in inputs {
        let (_folder, pattern) = files(&[content]);
        let source = open_as_text(&pattern, ReadOptions::default());
        for chunk_bytes in [1, 2, 3, 4, 5, 7, 9, 12, 16, 23, 31] {
            assert_eq!(scan_backwards(&source, chunk_bytes), oracle(content), "{chunk_bytes}");
        }
    }
}

#[test]
fn quotes_and_line_ends_across_chunks() {
    check(b"a,b\n\"x\ny\",1\n\"\n\n\n\",2\n\"p\"\"\n\"\"q\",3\n");
    check(b"\"a\n\",b\n\"1\n,2\n,3\n\",\"\n\"\n4,5");
    // Read from a line inside the quotes, everything looks well-formed and is wrong.
    check(b"a,b\n\"1,2\n3,4\n5,6\n7,8\n9,10\n11,12\n13,14\",15\n16,17\n");
    // Read from a line inside the quotes, the quote that closes looks like one that never does.
    check(b"a,b\n\"\n\"\"\n\n,\"\",\n\"\"\n\",\"\n\"\n1,2\n3,4\n");
    check(b"a,b\r\n\"x\r\ny\",\"\r\n\"\r\n\"\"\"\",\"\"\"\r\n\"\"\"\r\n");
}

#[test]
fn records_longer_than_many_chunks() {
    let long = "word, \"\"word\"\"\n".repeat(60);
    check(format!("a,b\n1,2\n\"{long}\",3\n4,5\n\"{long}\",\"{long}\"\n6,7").as_bytes());
    let plain = "x".repeat(700);
    check(format!("a,b\n1,2\n{plain},3\n4,5\n{plain},{plain}").as_bytes());
}

#[test]
fn files_with_other_columns() {
    let contents: [&[u8]; 8] = [
        b"",
        b"a,b\n1,2\n3,4\n",
        b"a,b\n",
        b"b,c,a\n5,6,7\n",
        b"\xEF\xBB\xBF",
        b"c\n8\n9",
        b"\n\n",
        b"\xEF\xBB\xBFb\r\n\"1\r\n0\"\r\n",
    ];
    let (_folder, pattern) = files(&contents);
    let source = open_as_text(&pattern, ReadOptions::default());
    let rows: &[&[Option<&str>]] = &[
        &[Some("1"), Some("2"), None],
        &[Some("3"), Some("4"), None],
        &[Some("7"), Some("5"), Some("6")],
        &[None, None, Some("8")],
        &[None, None, Some("9")],
        &[None, Some("1\r\n0"), None],
    ];
    let expected: Vec<Row> =
        rows.iter().map(|row| row.iter().map(|field| field.map(str::to_owned)).collect()).collect();
    for chunk_bytes in (1..20).chain([1 << 20]) {
        for threads in [1, 4] {
            assert_eq!(scan_all(&source, chunk_bytes, threads).unwrap().0, expected, "{chunk_bytes}");
        }
    }
}

#[test]
fn options_reach_the_scan() {
    let (folder, pattern) = files(&[b"note\n1;'a;b'\n2\n", b"note\n3;c\n"]);
    let options = ReadOptions {
        dialect: Dialect { delimiter: b';', quote: Some(b'\''), ..Dialect::default() },
        header: Header::None,
        names: Some(vec!["n".into(), "t".into()]),
        skip_rows: 1,
        path_column: Some("path".into()),
        short_rows: ShortRows::Null,
        ..Default::default()
    };
    let source = CsvSource::open(&[pattern], options).unwrap();
    let mut scanner = ChunkScanner::new(&source, &[0, 1, 2]);
    let seams = Seams::new();
    let partitions = source.partitions(1 << 20);
    let path = |file: usize| folder.path().join(format!("f_{file}.csv")).display().to_string();
    {
        let chunk = scanner.scan(&partitions.get(0), &seams).unwrap();
        assert_eq!(chunk.column(0, Rows::All).unwrap().as_primitive::<Int64Type>().values(), &[1, 2]);
        let text = chunk.column(1, Rows::Range(0..2)).unwrap();
        assert_eq!((text.as_string::<i32>().value(0), text.is_null(1)), ("a;b", true));
        let paths = chunk.column(2, Rows::Picked(&[1])).unwrap();
        assert_eq!((paths.len(), paths.as_string::<i32>().value(0)), (1, path(0).as_str()));
    }
    let chunk = scanner.scan(&partitions.get(1), &seams).unwrap();
    assert_eq!(chunk.column(2, Rows::All).unwrap().as_string::<i32>().value(0), path(1));
}

#[test]
fn ragged_rows_and_open_quotes_are_found_at_any_chunk_size() {
    let error = |content: &[u8], chunk_bytes: usize, threads: usize| {
        let (folder, pattern) = files(&[content]);
        let source = open_as_text(&pattern, ReadOptions::default());
        let error = scan_all(&source, chunk_bytes, threads).unwrap_err().to_string();
        error.replace(&folder.path().join("f_0.csv").display().to_string(), "f")
    };
    for chunk_bytes in (1..40).chain([1000]) {
        for threads in [1, 3] {
            let error = |content: &[u8]| error(content, chunk_bytes, threads);
            let ragged = error(b"a,b\n\"1\n1\",2\n\n3,4\r\n5\r\n6,7\n8,9,10\n");
            assert!(ragged.starts_with("f:6: expected 2 fields, found 1: \"5\"."), "{chunk_bytes}: {ragged}");
            let open = error(b"a,b\n1,2\n3,\"4\n5,6\n7,8\n9,10\n11,12\n13,14");
            assert!(
                open.starts_with("f:3: the quote that opens here is never closed: \"\\\"4\"."),
                "{chunk_bytes}: {open}"
            );
        }
    }
}

#[test]
fn values_are_located() {
    let (folder, pattern) = files(&[b"id,fare\n1,\"2\n\"\n3,4\n5,\"a\"\"b\"\n"]);
    let file = folder.path().join("f_0.csv").display().to_string();
    let scan = |fare: Option<DataType>, infer_files: usize| {
        let dtypes = fare.map(|data_type| ("fare".to_owned(), data_type)).into_iter().collect();
        let options = ReadOptions { dtypes, infer_files, infer_bytes: 8, ..Default::default() };
        let source = CsvSource::open(std::slice::from_ref(&pattern), options).unwrap();
        let mut scanner = ChunkScanner::new(&source, &[1]);
        let result = scanner
            .scan(&source.partitions(1000).get(0), &Seams::new())
            .unwrap()
            .column(1, Rows::Picked(&[1, 2]));
        (result.map(|array| array.len()), source.guessed(1))
    };
    let (asked, guessed) = scan(Some(DataType::Int64), 1);
    let message = asked.unwrap_err().to_string();
    assert!(!guessed);
    assert!(
        message.starts_with(&format!("{file}:5: column \"fare\": \"a\\\"b\" is not an int64. ")),
        "{message}"
    );
    let (misfit, guessed) = scan(None, 0);
    let misfit = misfit.unwrap_err();
    assert!(misfit.is_misfit() && guessed);
    assert!(matches!(misfit.kind(), ScanErrorKind::Misfit { column: 1, line: 4, .. }), "{misfit}");
    assert_eq!(scan(Some(DataType::Utf8), 1).0.unwrap(), 2);
}

#[test]
fn text_must_be_utf8() {
    let (_folder, pattern) = files(&[b"a,b\n1,x\n2,caf\xE9\n"]);
    let source = open_as_text(&pattern, ReadOptions::default());
    let error = scan_all(&source, 1000, 1).unwrap_err();
    let ScanErrorKind::NotUtf8 { line, column, byte, text, .. } = error.kind() else { panic!("{error}") };
    assert_eq!((*line, column.as_str(), *byte, text.as_str()), (3, "b", 0xE9, "caf\u{fffd}"));
}

#[test]
fn a_changed_file_is_noticed() {
    let (folder, pattern) = files(&[b"a\n1\n"]);
    let source = open_as_text(&pattern, ReadOptions::default());
    fs::write(folder.path().join("f_0.csv"), b"a\n1\n2\n").unwrap();
    let error = scan_all(&source, 1000, 1).unwrap_err();
    assert!(matches!(error.kind(), ScanErrorKind::FileChanged { .. }), "{error}");
    fs::remove_file(folder.path().join("f_0.csv")).unwrap();
    let error = scan_all(&source, 1000, 1).unwrap_err();
    assert!(matches!(error.kind(), ScanErrorKind::NotReadable { .. }), "{error}");
}

#[test]
fn the_first_failure_stops_later_chunks_only() {
    let (_folder, pattern) = files(&[b"a,b\n1,2\n3\n4,5\n6,7\n"]);
    let source = open_as_text(&pattern, ReadOptions::default());
    let partitions = source.partitions(3);
    let seams = Seams::new();
    let mut scanner = ChunkScanner::new(&source, &[0]);
    let outcomes: Vec<String> = (0..partitions.len())
        .map(|chunk| match scanner.scan(&partitions.get(chunk), &seams) {
            Ok(chunk) => chunk.rows().to_string(),
            Err(error) if error.is_stopped() => "stopped".to_owned(),
            Err(_) => "error".to_owned(),
        })
        .collect();
    assert_eq!(outcomes[..3], ["1", "error", "stopped"], "{outcomes:?}");
}

/// Text made of what matters to the parser.
fn hostile_field() -> impl Strategy<Value = String> {
    let plain = "[a,\"\n\r ]{0,6}".prop_map(|text| format!("\"{}\"", text.replace('"', "\"\"")));
    prop_oneof![3 => "[a-c]{0,3}", 4 => plain, 1 => "[\"a,\n]{20,60}".prop_map(|text| format!("\"{}\"", text.replace('"', "\"\"")))]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, ..ProptestConfig::default() })]

    #[test]
    fn any_split_gives_the_serial_parse(
        records in prop::collection::vec((hostile_field(), hostile_field()), 0..12),
        chunk_bytes in 1_usize..80,
        threads in 1_usize..4,
        crlf in any::<bool>(),
        ends in any::<bool>(),
    ) {
        let line_end = if crlf { "\r\n" } else { "\n" };
        let lines: Vec<String> = records.iter().map(|(a, b)| format!("{a},{b}")).collect();
        let tail = if ends { line_end } else { "" };
        let content = format!("x,y{line_end}{}{tail}", lines.join(line_end));
        let (_folder, pattern) = files(&[content.as_bytes()]);
        let source = open_as_text(&pattern, ReadOptions::default());
        let (rows, _) = scan_all(&source, chunk_bytes, threads).unwrap();
        prop_assert_eq!(rows, oracle(content.as_bytes()), "{:?}", content);
    }
}
