//! Types guessed from a sample that turn out too narrow: the result is as if the whole input had been inferred.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::print_stdout,
    reason = "helpers of tests"
)]

mod support;

use arrow::array::{Array, AsArray, RecordBatch};
use arrow::compute::concat_batches;
use arrow::datatypes::DataType;
use chunkwise::{DataFrame, ReadCsv, Session, col, count, count_all, first, max, nunique, read_csv, sum};
use chunkwise_testkit::temp_files;
use support::{computed, fixture, int, rows, value};
use tempfile::TempDir;

/// A row far behind the sample of 256 KiB.
const LATE: usize = 20_000;
const ROWS: usize = 20_100;

/// A column: what it holds first, what row 20,000 holds, what the sample says and what is true.
struct Widening {
    name: &'static str,
    early: fn(usize) -> String,
    late: &'static str,
    guessed: DataType,
    true_type: DataType,
}

const WIDENINGS: [Widening; 8] = [
    Widening {
        name: "int to float",
        early: |row| row.to_string(),
        late: "0.5",
        guessed: DataType::Int64,
        true_type: DataType::Float64,
    },
    Widening {
        name: "int to code",
        early: |row| (row % 90 + 10).to_string(),
        late: "007",
        guessed: DataType::Int64,
        true_type: DataType::Utf8,
    },
    Widening {
        name: "float to text",
        early: |row| format!("{row}.50"),
        late: "n. a.",
        guessed: DataType::Float64,
        true_type: DataType::Utf8,
    },
    Widening {
        name: "bool to text",
        early: |row| ["True", "false"][row % 2].to_owned(),
        late: "maybe",
        guessed: DataType::Boolean,
        true_type: DataType::Utf8,
    },
    Widening {
        name: "null to int",
        early: |row| ["", "NA"][row % 2].to_owned(),
        late: "42",
        guessed: DataType::Null,
        true_type: DataType::Int64,
    },
    Widening {
        name: "int to uint64",
        early: |row| row.to_string(),
        late: "18446744073709551615",
        guessed: DataType::Int64,
        true_type: DataType::UInt64,
    },
    Widening {
        name: "bool to int",
        early: |_| "true".to_owned(),
        late: "1",
        guessed: DataType::Boolean,
        true_type: DataType::Utf8,
    },
    // Integers that no type holds are text, until a float among them makes all of them floats: a guess that no value contradicts.
    Widening {
        name: "overlong to float",
        early: |row| format!("{}00000000000000000000000000", row + 1),
        late: "0.5",
        guessed: DataType::Utf8,
        true_type: DataType::Float64,
    },
];

/// A file with a row number, all widening columns, and filler to be longer than the sample.
fn late_file() -> TempDir {
    let mut text = String::from("n");
    WIDENINGS.iter().for_each(|column| text.extend([",", column.name]));
    for row in 0..ROWS {
        text.push_str(&format!("\n{row}"));
        for column in &WIDENINGS {
            text.push(',');
            text.push_str(&if row == LATE { column.late.to_owned() } else { (column.early)(row) });
        }
    }
    temp_files([("late.csv", text)]).unwrap()
}

fn read(folder: &TempDir) -> ReadCsv {
    let session = Session::builder().threads(2).chunk_size(64 << 10).build();
    session.read_csv(folder.path().join("late.csv"))
}

/// The table with its types guessed, and with the true ones given from the start.
fn guessed_and_given(folder: &TempDir) -> (DataFrame, DataFrame) {
    let given =
        WIDENINGS.iter().fold(read(folder), |read, column| read.dtype(column.name, column.true_type.clone()));
    (read(folder).open().unwrap(), given.dtype("n", DataType::Int64).open().unwrap())
}

#[test]
fn the_sample_says_something_else() {
    let folder = late_file();
    let schema = read(&folder).open().unwrap().schema().unwrap();
    for column in &WIDENINGS {
        assert_eq!(
            *schema.field_with_name(column.name).unwrap().data_type(),
            column.guessed,
            "{}",
            column.name
        );
    }
}

#[test]
fn compute_of_the_whole_table() {
    let folder = late_file();
    let (guessed, given) = guessed_and_given(&folder);
    let table = guessed.compute().unwrap();
    for column in &WIDENINGS {
        let found = table.schema().field_with_name(column.name).unwrap().data_type();
        assert_eq!(*found, column.true_type, "{}", column.name);
    }
    assert_eq!(rows(&table), computed(&given));
    let notes = table.report().notes.join("\n");
    assert!(notes.contains("int to float int64 → float64"), "{notes}");
}

/// Each column alone, late and early rows looked at by position: no column is saved by its neighbour's misfit.
#[test]
fn compute_of_one_column() {
    let folder = late_file();
    let (guessed, given) = guessed_and_given(&folder);
    for column in &WIDENINGS {
        let found = computed(&guessed.select([col(column.name)]).unwrap());
        assert_eq!(*found.column(0).data_type(), column.true_type, "{}", column.name);
        assert_eq!(found, computed(&given.select([col(column.name)]).unwrap()), "{}", column.name);
        assert_eq!(found.num_rows(), ROWS);
        if column.true_type == DataType::Utf8 {
            let texts = found.column(0).as_string::<i32>();
            assert_eq!(
                (texts.value(LATE), texts.value(0)),
                (column.late, &*(column.early)(0)),
                "as in the file"
            );
        }
    }
}

#[test]
fn filters_and_aggregates() {
    let folder = late_file();
    let (guessed, given) = guessed_and_given(&folder);
    let both = |query: &dyn Fn(&DataFrame) -> DataFrame| {
        let (found, expected) = (computed(&query(&guessed)), computed(&query(&given)));
        assert_eq!(found, expected);
        found
    };
    let half = both(&|table| table.filter(col("int to float").lt(0.75).and(col("n").gt(0))).unwrap());
    assert_eq!(half.num_rows(), 1, "the late row, found by the value that did not fit");
    for column in &WIDENINGS {
        let name = column.name;
        both(&|table| table.agg([count(name), nunique(name), max(name), first(name)]).unwrap());
        both(&|table| {
            table.groupby([name]).unwrap().sort(false).agg([count_all(), sum("n")]).unwrap().head(70)
        });
        both(&|table| table.sort_values([name, "n"]).unwrap().select(["n", name]).unwrap().head(10));
    }
    let sum_of_numbers: f64 = (0..ROWS).filter(|row| *row != LATE).map(|row| row as f64).sum::<f64>() + 0.5;
    assert_eq!(support::float(&value(&guessed, sum("int to float"))), sum_of_numbers);
}

/// A head that ends before the late row does not read it, and has the type of the sample: as `nrows` in pandas.
#[test]
fn a_head_before_the_late_row() {
    let folder = late_file();
    let head = computed(&read(&folder).open().unwrap().select(["int to float"]).unwrap().head(5));
    assert_eq!(head.num_rows(), 5);
    let data_type = head.column(0).data_type();
    assert!(matches!(data_type, DataType::Int64 | DataType::Float64), "{data_type}");
}

#[test]
fn iteration_has_the_true_types_from_the_first_chunk() {
    let folder = late_file();
    let (guessed, given) = guessed_and_given(&folder);
    let expected = computed(&given);
    let chunks = guessed.iter_chunks().unwrap();
    assert_eq!(chunks.schema(), expected.schema());
    let batches: Vec<RecordBatch> = chunks.map(Result::unwrap).collect();
    assert!(batches.len() > 3, "the file has several chunks");
    assert_eq!(concat_batches(&expected.schema(), &batches).unwrap(), expected);
    let exact: Vec<RecordBatch> = guessed.chunksize(9_999).unwrap().map(Result::unwrap).collect();
    assert_eq!(exact.iter().map(RecordBatch::num_rows).collect::<Vec<_>>(), [9_999, 9_999, 102]);
    assert_eq!(concat_batches(&expected.schema(), &exact).unwrap(), expected);
}

#[test]
fn to_csv_writes_what_is_there() {
    let folder = late_file();
    let (guessed, given) = guessed_and_given(&folder);
    let (one, other) = (folder.path().join("one.csv"), folder.path().join("other.csv"));
    assert_eq!(guessed.to_csv(&one).unwrap(), ROWS as u64);
    given.to_csv(&other).unwrap();
    let text = std::fs::read_to_string(&one).unwrap();
    assert_eq!(text, std::fs::read_to_string(&other).unwrap());
    let mut reader = csv::Reader::from_reader(text.as_bytes());
    let late = reader.records().nth(LATE).unwrap().unwrap();
    assert_eq!((&late[1], &late[2], &late[3]), ("0.5", "007", "n. a."));
}

#[test]
fn drifting_fixtures() {
    let answers = chunkwise_testkit::answers("drift").unwrap();
    for (name, data_type) in [
        ("float", DataType::Float64),
        ("text", DataType::Utf8),
        ("code", DataType::Utf8),
        ("null", DataType::Utf8),
        ("large", DataType::UInt64),
    ] {
        let table = read_csv(fixture(&format!("drift/{name}_*.csv"))).open().unwrap();
        let batch = computed(&table);
        assert_eq!(*batch.column(1).data_type(), data_type, "{name}");
        let records = answers[name]["records"].as_array().unwrap();
        assert_eq!(batch.num_rows(), records.len());
        let as_text = computed(&table.with_column("value", col("value").cast(DataType::Utf8)).unwrap());
        for (row, record) in records.iter().enumerate() {
            let column = as_text.column(1).as_string::<i32>();
            let found = (!column.is_null(row)).then(|| column.value(row));
            match (data_type.clone(), found, record[1].as_str()) {
                (DataType::Float64, Some(found), Some(expected)) => {
                    assert_eq!(
                        found.parse::<f64>().unwrap(),
                        expected.parse::<f64>().unwrap(),
                        "{name} {row}"
                    );
                }
                (_, found, expected) => assert_eq!(found, expected, "{name} {row}"),
            }
        }
    }
    let float = read_csv(fixture("drift/float_*.csv")).open().unwrap();
    support::assert_bits(&value(&float, sum("value")), &answers["float"]["sum_value"]);
}

#[test]
fn columns_that_come_and_go() {
    let answers = chunkwise_testkit::answers("drift").unwrap();
    let table = read_csv(fixture("drift/columns_*.csv")).open().unwrap();
    let expected = &answers["columns"];
    assert_eq!(serde_json::json!(table.columns().unwrap()), expected["columns"]);
    let result = table.compute().unwrap();
    assert_eq!(result.num_rows() as u64, expected["rows"].as_u64().unwrap());
    for (row, record) in expected["records"].as_array().unwrap().iter().enumerate() {
        for (column, cell) in record.as_array().unwrap().iter().enumerate() {
            let found = result.value(row, column).unwrap();
            let found = (!found.is_null()).then(|| support::plain(&found));
            assert_eq!(found.as_deref(), cell.as_str(), "row {row}, column {column}");
        }
    }
}

/// A query that is valid with the sample's type and not with the true one: the error names the value, its place and both types.
#[test]
fn a_query_that_the_true_type_does_not_allow() {
    let folder = late_file();
    let table = read(&folder).open().unwrap();
    let query = table.agg([sum(col("float to text") * 2)]).unwrap();
    for _ in 0..2 {
        let error = query.compute().unwrap_err();
        assert!(matches!(&error, chunkwise::Error::Exec(_)), "{error:?}");
        let message = error.to_string();
        let line = LATE + 2;
        let place = format!("late.csv:{line}: column \"float to text\": \"n. a.\" is not a float64");
        assert!(message.contains(&place), "{message}");
        assert!(message.contains("cast"), "a hint: {message}");
    }
    assert_eq!(int(&value(&table, count("float to text"))), ROWS as i64, "the table itself is sound");
}

/// The same through iteration, which verifies the types before the first chunk: no chunk and no file. It has seen types and no
/// single value by then, so it names the column and both types, and no place.
#[test]
fn iteration_over_what_the_true_type_does_not_allow() {
    let folder = late_file();
    let table = read(&folder).open().unwrap();
    let twice = table.select([(col("float to text") * 2).alias("twice")]).unwrap();
    let path = folder.path().join("never.csv");
    twice.to_csv(&path).unwrap_err();
    assert!(!path.exists());
    let message = twice.iter_chunks().map(drop).unwrap_err().to_string();
    assert!(message.contains("float to text float64 → string"), "column and types: {message}");
    assert!(message.contains("cast"), "a hint: {message}");
    let computed = twice.compute().unwrap_err().to_string();
    assert_eq!(
        message.lines().next(),
        computed.lines().next(),
        "the place of the first value that does not fit"
    );
}
