//! Real files, as people publish them, against their known content. Skipped where the folder is not there.

use std::collections::BTreeMap;
use std::fs;
use std::io::Write as _;
use std::path::PathBuf;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

use arrow::array::{Array, AsArray};
use arrow::datatypes::DataType;
use serde_json::Value;

use crate::{
    ChunkScanner, CsvSource, Dialect, Encoding, Header, Inference, ReadOptions, Rows, ScanErrorKind, Seams,
    ShortRows,
};

/// `shared/data` beside the repository.
fn data_folder() -> Option<PathBuf> {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../../shared/data");
    if folder.is_dir() {
        return Some(folder);
    }
    // Not by println, which the test harness would keep to itself.
    let _ = writeln!(std::io::stderr(), "skipped: there is no folder ../shared/data beside the repository");
    None
}

/// Cells of a column.
#[derive(Debug, Default, Clone, PartialEq, Eq, PartialOrd, Ord)]
struct Cells {
    absent: u64,
    empty: u64,
    characters: u64,
}

fn truth_of(truth: &Value) -> BTreeMap<String, Cells> {
    let cells = |column: &Value| Cells {
        absent: column["absent"].as_u64().unwrap(),
        empty: column["empty"].as_u64().unwrap(),
        characters: column["text_bytes"].as_u64().unwrap(),
    };
    truth["columns"].as_object().unwrap().iter().map(|(name, column)| (name.clone(), cells(column))).collect()
}

/// Counts the cells of every column, read as text by two workers, and infers the columns on the way.
fn count_cells(source: &CsvSource, chunk_bytes: usize) -> (usize, BTreeMap<String, Cells>, Vec<DataType>) {
    let columns: Vec<usize> = (0..source.schema().fields().len()).collect();
    let text = source.with_types(&columns.iter().map(|&column| (column, DataType::Utf8)).collect::<Vec<_>>());
    let (partitions, seams, next) = (source.partitions(chunk_bytes), Seams::new(), AtomicUsize::new(0));
    let total =
        Mutex::new((0, vec![Cells::default(); columns.len()], vec![Inference::default(); columns.len()]));
    let work = || {
        let mut scanner = ChunkScanner::new(&text, &columns);
        loop {
            let chunk = next.fetch_add(1, Ordering::Relaxed);
            if chunk >= partitions.len() {
                return;
            }
            let scanned = scanner.scan(&partitions.get(chunk), &seams).unwrap();
            let mut total = total.lock().unwrap();
            total.0 += scanned.rows();
            for &column in &columns {
                let array = scanned.column(column, Rows::All).unwrap();
                let cells = &mut total.1[column];
                cells.absent += array.null_count() as u64;
                for cell in array.as_string::<i32>().iter().flatten() {
                    cells.empty += u64::from(cell.is_empty());
                    cells.characters += cell.len() as u64;
                }
                scanned.observe(column, &mut total.2[column]);
            }
        }
    };
    thread::scope(|scope| {
        scope.spawn(work);
        scope.spawn(work);
    });
    let (rows, cells, inferences) = total.into_inner().unwrap();
    let names = text.schema().fields().iter().map(|field| field.name().clone());
    (rows, names.zip(cells).collect(), inferences.into_iter().map(Inference::data_type).collect())
}

/// Reads the set at several chunk sizes, and compares each column's cells with the truth.
fn check(truth: &str, pattern: &str, options: &ReadOptions) {
    let Some(folder) = data_folder() else { return };
    let truth: Value =
        serde_json::from_slice(&fs::read(folder.join(format!("truth/{truth}.json"))).unwrap()).unwrap();
    let options = ReadOptions { keep_default_na: false, ..options.clone() };
    let source = CsvSource::open(&[folder.join(pattern).display().to_string()], options).unwrap();
    assert_eq!(source.total_bytes(), truth["bytes"].as_u64().unwrap());
    let mut types = None;
    for chunk_bytes in [10_007, 1 << 20, 1 << 30] {
        let (rows, cells, inferred) = count_cells(&source, chunk_bytes);
        assert_eq!(rows as u64, truth["rows"].as_u64().unwrap(), "{chunk_bytes}");
        let mut expected = truth_of(&truth);
        let mut cells = cells;
        if source.options().short_rows == ShortRows::Null {
            // The truth calls the missing fields of a short row absent; as text without any null spelling they are empty.
            for cells in expected.values_mut().chain(cells.values_mut()) {
                (cells.empty, cells.absent) = (cells.empty + cells.absent, 0);
            }
        }
        if source.schema().field(4).name().starts_with("Unnamed") {
            // The truth has its own names for columns without one.
            let mut counts: (Vec<_>, Vec<_>) =
                (cells.into_values().collect(), expected.into_values().collect());
            counts.0.sort();
            counts.1.sort();
            assert_eq!(counts.0, counts.1);
        } else {
            assert_eq!(cells, expected, "{chunk_bytes}");
        }
        assert_eq!(types.get_or_insert_with(|| inferred.clone()), &inferred);
    }
}

#[test]
fn htru2() {
    check("htru2", "HTRU_2.csv", &ReadOptions { header: Header::None, ..Default::default() });
}

#[test]
fn taxi() {
    check("taxi_yellow_2015", "taxi_yellow_2015/*.csv", &ReadOptions::default());
}

#[test]
fn tweets() {
    check("tweets_mcgregor", "tweets_mcgregor/tweets.csv", &ReadOptions::default());
}

#[test]
fn air_quality() {
    let dialect = Dialect { delimiter: b';', decimal: b',', ..Dialect::default() };
    check("air_quality", "air_quality/AirQualityUCI.csv", &ReadOptions { dialect, ..Default::default() });
}

#[test]
fn adult() {
    check("adult", "adult/adult.data", &ReadOptions::default());
}

#[test]
fn star_wars() {
    let dialect = Dialect { encoding: Encoding::Latin1, ..Dialect::default() };
    check("star_wars", "star_wars/StarWars.csv", &ReadOptions { dialect, ..Default::default() });
}

#[test]
fn star_wars_is_not_utf8() {
    let Some(folder) = data_folder() else { return };
    let path = folder.join("star_wars/StarWars.csv").display().to_string();
    let error = CsvSource::open(&[path], ReadOptions::default()).unwrap_err();
    assert!(matches!(error.kind(), ScanErrorKind::NotUtf8 { line: 1, .. }), "{error}");
}

#[test]
fn covid() {
    let options = ReadOptions { short_rows: ShortRows::Null, ..Default::default() };
    check("covid_daily", "covid_daily/*.csv", &options);
}

#[test]
fn covid_short_rows_are_refused_by_default() {
    let Some(folder) = data_folder() else { return };
    let path = folder.join("covid_daily/05-29-2020.csv").display().to_string();
    let source = CsvSource::open(&[path], ReadOptions::default()).unwrap();
    let mut scanner = ChunkScanner::new(&source, &[]);
    let error = scanner.scan(&source.partitions(1 << 30).get(0), &Seams::new()).unwrap_err();
    assert!(matches!(error.kind(), ScanErrorKind::FieldCount { expected: 14, found: 12, .. }), "{error}");
}
