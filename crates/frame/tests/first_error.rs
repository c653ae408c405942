//! Which error is reported, and whether: that of the first row that cannot be computed, unless the rows before it are all that
//! is wanted. The same for any number of threads and any chunk size.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test that cannot write its files has failed")]

use std::fmt::Write as _;
use std::fs;
use std::path::Path;
use std::sync::Arc;

use arrow::datatypes::DataType;
use chunkwise::{DataFrame, ReadCsv, Scalar, Session, col, compute_all, count_all, max, sum};

const CHUNK_SIZES: [usize; 6] = [1, 7, 16, 64, 1024, 512 * 1024];

fn sessions() -> Vec<Arc<Session>> {
    let sessions = [1, 2, 4].into_iter().flat_map(|threads| {
        CHUNK_SIZES.map(|bytes| Session::builder().threads(threads).chunk_size(bytes).build())
    });
    sessions.collect()
}

/// Computes the frame in every session, a few times; there must be one outcome.
fn one_outcome(
    path: &Path,
    options: impl Fn(ReadCsv) -> ReadCsv,
    query: impl Fn(&DataFrame) -> chunkwise::Result<DataFrame>,
) -> Result<String, String> {
    let mut outcomes: Vec<Result<String, String>> = Vec::new();
    for session in sessions() {
        for _ in 0..4 {
            let frame = options(session.read_csv(path)).open().and_then(|frame| query(&frame));
            let table = frame.and_then(|frame| frame.compute());
            let folder = path.parent().unwrap().display().to_string() + "/";
            let outcome =
                table.map(|table| table.to_string()).map_err(|error| error.to_string().replace(&folder, ""));
            if !outcomes.contains(&outcome) {
                outcomes.push(outcome);
            }
        }
    }
    assert_eq!(outcomes.len(), 1, "{outcomes:#?}");
    outcomes.remove(0)
}

fn file(folder: &tempfile::TempDir, text: &str) -> std::path::PathBuf {
    let path = folder.path().join("f.csv");
    fs::write(&path, text).unwrap();
    path
}

#[test]
fn what_lies_behind_a_limit_does_not_matter() {
    let folder = tempfile::tempdir().unwrap();
    let numbers: String = (0..99).fold(String::from("a\n"), |text, n| text + &format!("{n}\n"));
    let int64 = |csv: ReadCsv| csv.dtype("a", DataType::Int64);
    for bad in ["x\n1\n2\n", "1,2\n3\n", "\"never closed\n5\n"] {
        let path = file(&folder, &format!("{numbers}{bad}"));
        let whole = |frame: &DataFrame| Ok(frame.head(99));
        assert!(one_outcome(&path, int64, whole).unwrap().contains("[99 rows x 1 column]"), "{bad}");
        let filtered = |frame: &DataFrame| Ok(frame.filter(col("a").ge(0))?.head(50));
        assert!(one_outcome(&path, int64, filtered).unwrap().contains("[50 rows x 1 column]"), "{bad}");
        let one_more = one_outcome(&path, int64, |frame| Ok(frame.head(100)));
        assert!(one_more.unwrap_err().starts_with("f.csv:101: "), "{bad}");
    }
}

#[test]
fn beside_other_queries_a_head_still_ends_before_what_it_does_not_need() {
    let folder = tempfile::tempdir().unwrap();
    let numbers: String = (0..99).fold(String::from("a,b\n"), |text, n| text + &format!("{n},{n}\n"));
    let path = file(&folder, &(numbers + "x,1\n" + &"5,5\n".repeat(200)));
    let outcome = |rows: usize, session: &Arc<Session>| -> Result<Vec<String>, String> {
        let all = session.read_csv(&path).dtype("a", DataType::Int64).open().unwrap();
        let head = all.select(["a"]).unwrap().head(rows);
        let tables = compute_all([head, all.agg([sum("b")]).unwrap()]).map_err(|error| error.to_string())?;
        Ok(tables.iter().map(|table| table.to_string()).collect())
    };
    for session in sessions() {
        for _ in 0..4 {
            let results = outcome(99, &session).unwrap();
            assert!(
                results[0].contains("[99 rows x 1 column]") && results[1].contains("5852"),
                "{results:?}"
            );
            let error = outcome(100, &session).unwrap_err();
            assert!(error.contains("f.csv:101: column \"a\""), "{error}");
        }
    }
}

#[test]
fn a_long_head_is_the_same_iterated_and_computed() {
    let folder = tempfile::tempdir().unwrap();
    let mut text = String::from("b\n");
    (0..200_000).for_each(|n| writeln!(text, "{}", n % 7).unwrap());
    text.push_str("x\n");
    let path = file(&folder, &text);
    let session = Session::builder().threads(2).build();
    for rows in [65_536, 70_000] {
        let head = session.read_csv(&path).open().unwrap().select([col("b") * 2]).unwrap().head(rows);
        let computed = head.compute().unwrap();
        let iterated: usize = head.iter_chunks().unwrap().map(|chunk| chunk.unwrap().num_rows()).sum();
        assert_eq!((computed.num_rows(), iterated), (rows, rows));
    }
}

#[test]
fn a_function_may_compute_something_else_in_the_middle_of_a_run() {
    let folder = tempfile::tempdir().unwrap();
    let numbers: String = (0..500).fold(String::from("a\n"), |text, n| text + &format!("{n}\n"));
    let path = file(&folder, &numbers);
    let session = Session::builder().threads(3).chunk_size(64).build();
    let table = session.read_csv(&path).open().unwrap();
    let lookup = table.clone();
    let mapped = table.map_partitions(move |batch| {
        lookup.len()?;
        Ok(batch)
    });
    let (done, waiting) = std::sync::mpsc::channel();
    std::thread::spawn(move || done.send(mapped.unwrap().head(40).compute().unwrap().num_rows()));
    assert_eq!(waiting.recv_timeout(std::time::Duration::from_secs(60)), Ok(40));
}

#[test]
fn the_first_bad_row_is_the_one_that_is_named() {
    let folder = tempfile::tempdir().unwrap();
    let text = "a,b\n1,2015-01-01 00:00:00\n2,yesterday\n3,2015-01-01 00:00:00\n4\n5,\"never closed\n";
    let path = file(&folder, text);
    let dates = |csv: ReadCsv| csv.parse_dates(["b"]);
    let error = one_outcome(&path, dates, |frame| frame.agg([max("b")])).unwrap_err();
    assert!(error.starts_with("f.csv:3: column \"b\": \"yesterday\" is not a timestamp"), "{error}");
    // Not asked for, the date does no harm; the short row does.
    let error = one_outcome(&path, dates, |frame| frame.agg([sum("a")])).unwrap_err();
    assert!(error.starts_with("f.csv:5: expected 2 fields, found 1"), "{error}");
}

#[test]
fn what_an_expression_cannot_compute_is_named_with_its_line() {
    let folder = tempfile::tempdir().unwrap();
    let mut text = String::from("a,b\n");
    (0..300).for_each(|n| writeln!(text, "{n},{n}").unwrap());
    text.push_str("9223372036854775807,xx\n1\n");
    let path = file(&folder, &text);
    let as_text = |csv: ReadCsv| csv.dtype("b", DataType::Utf8);
    let error =
        one_outcome(&path, as_text, |frame| frame.select([col("b").cast(DataType::Int64)])).unwrap_err();
    assert!(error.starts_with("f.csv:302: ") && error.contains("\"xx\""), "{error}");
    let error = one_outcome(&path, as_text, |frame| frame.select([col("a") + 1])).unwrap_err();
    assert!(error.starts_with("f.csv:302: "), "{error}");
}

/// More rows than the sample sees; the last value of x is `odd`.
fn late(folder: &tempfile::TempDir, odd: &str) -> std::path::PathBuf {
    let mut text = String::from("k,x\n");
    for k in 0..60_000 {
        writeln!(text, "{k},{}", k % 1000).unwrap();
    }
    writeln!(text, "60000,{odd}").unwrap();
    assert!(text.len() > 400_000);
    file(folder, &text)
}

#[test]
fn a_row_that_is_filtered_out_still_has_a_say_in_the_type() {
    let folder = tempfile::tempdir().unwrap();
    let few = |frame: &DataFrame| frame.filter(col("k").lt(12));
    let compute = |path: &Path, query: &dyn Fn(&DataFrame) -> chunkwise::Result<DataFrame>| {
        let session = Session::builder().threads(2).chunk_size(16 * 1024).build();
        session.read_csv(path).open().and_then(|frame| query(&frame)).and_then(|frame| frame.compute())
    };

    let path = late(&folder, "0.5");
    let total = compute(&path, &|frame| few(frame)?.agg([sum("x")])).unwrap();
    assert_eq!(total.value(0, 0).unwrap(), Scalar::Float64(66.0));

    let path = late(&folder, "zz");
    let sorted = compute(&path, &|frame| few(frame)?.sort_values(["x"])?.select(["x"])).unwrap();
    let texts: Vec<String> =
        sorted.values("x").unwrap().iter().map(|x| x.to_string().replace('\'', "")).collect();
    assert_eq!(texts, ["0", "1", "10", "11", "2", "3", "4", "5", "6", "7", "8", "9"]);
    let error = compute(&path, &|frame| few(frame)?.agg([sum("x")])).unwrap_err().to_string();
    assert!(error.contains("f.csv:60002: column \"x\": \"zz\" is not an int64"), "{error}");
    assert!(error.contains("x int64 → string") && error.contains("there is no sum of a string"), "{error}");

    // What only counts rows needs no type.
    let counted = compute(&path, &|frame| few(frame)?.agg([count_all()])).unwrap();
    assert_eq!(counted.value(0, 0).unwrap(), Scalar::Int64(12));
}

#[test]
fn of_two_columns_that_widen_the_first_row_is_named_also_by_a_stream() {
    let folder = tempfile::tempdir().unwrap();
    let mut text = String::from("a,b\n");
    (0..80_000).for_each(|n| writeln!(text, "{},{}", n % 7, n % 5).unwrap());
    // The later column is wrong in the earlier row.
    text.push_str("1,early\n1,1\nlate,1\n");
    let path = file(&folder, &text);
    for bytes in [1024, 512 * 1024] {
        let session = Session::builder().threads(2).chunk_size(bytes).build();
        let frame = session.read_csv(&path).open().unwrap();
        let added = frame.select([(col("a") * 2).alias("x"), (col("b") * 2).alias("y")]).unwrap();
        let error = added.iter_chunks().map(drop).unwrap_err().to_string();
        assert!(error.contains("f.csv:80002: column \"b\": \"early\""), "{bytes}: {error}");
    }
}
