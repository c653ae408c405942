//! The typed parsers: values per second, over one chunk of taxi data.

use arrow::datatypes::{DataType, TimeUnit};
use chunkwise_benches::taxi_text;
use chunkwise_csv::{
    ColumnSpec, Dialect, FieldIndex, IndexRequest, NullSpellings, Rows, ShortRows, index, parse_column,
};
use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use std::sync::Arc;

const ROWS: u64 = 6_500;

fn parse_taxi(c: &mut Criterion) {
    let text = taxi_text(ROWS).expect("the temporary folder can be written to");
    let (dialect, wanted) = (Dialect::default(), (0..19).collect::<Vec<_>>());
    let mut fields = FieldIndex::default();
    let request = IndexRequest {
        bytes: &text,
        start: 0,
        limit: text.len(),
        at_eof: true,
        fields: 19,
        wanted: &wanted,
        short_rows: ShortRows::Error,
    };
    index(&request, &dialect, &mut fields).expect("the generator writes well-formed rows");
    let mut group = c.benchmark_group("parse");
    group.throughput(Throughput::Elements(ROWS));
    for (name, column, data_type) in [
        ("int64 VendorID", 0, DataType::Int64),
        ("timestamp pickup", 1, DataType::Timestamp(TimeUnit::Microsecond, None)),
        ("float64 pickup_longitude", 5, DataType::Float64),
        ("string store_and_fwd_flag", 8, DataType::Utf8),
        ("float64 total_amount", 18, DataType::Float64),
    ] {
        let spec = ColumnSpec {
            data_type,
            guessed: true,
            nulls: Arc::new(NullSpellings::default()),
            dialect: dialect.clone(),
            dayfirst: None,
        };
        group.bench_function(name, |bench| {
            bench.iter(|| {
                let parsed = parse_column(&text, fields.column(column), Rows::All, &spec);
                assert_eq!(parsed.expect("the values are of their types").len() as u64, ROWS);
            });
        });
    }
    group.finish();
}

/// A value's text, by its row.
type MakeValue = fn(u64) -> String;

fn number(row: u64) -> u64 {
    row.wrapping_mul(2_654_435_761) % 1_000_000
}

/// The types that taxi data does not have, over one column of made-up values.
fn parse_others(c: &mut Criterion) {
    let mut group = c.benchmark_group("parse, made-up values");
    group.throughput(Throughput::Elements(ROWS));
    let columns: [(&str, DataType, MakeValue); 6] = [
        ("bool", DataType::Boolean, |row| number(row).is_multiple_of(3).to_string()),
        ("int64 up to a million", DataType::Int64, |row| number(row).to_string()),
        ("float32 of two decimals", DataType::Float32, |row| format!("{:.2}", number(row) as f64 / 100.0)),
        ("float64 of 17 digits", DataType::Float64, |row| (number(row) as f64 / 7e5).to_string()),
        ("date", DataType::Date32, |row| {
            let number = number(row);
            format!("20{:02}-{:02}-{:02}", number % 100, 1 + number % 12, 1 + number % 28)
        }),
        ("duration", DataType::Duration(TimeUnit::Microsecond), |row| {
            let number = number(row);
            format!("{} days {:02}:{:02}:{:02}", number % 40, number % 24, number % 60, number % 59)
        }),
    ];
    for (name, data_type, value) in columns {
        let text: String = (0..ROWS).map(|row| value(row) + "\n").collect();
        let (dialect, mut fields) = (Dialect::default(), FieldIndex::default());
        let request = IndexRequest {
            bytes: text.as_bytes(),
            start: 0,
            limit: text.len(),
            at_eof: true,
            fields: 1,
            wanted: &[0],
            short_rows: ShortRows::Error,
        };
        index(&request, &dialect, &mut fields).expect("a value per line");
        let nulls = Arc::new(NullSpellings::default());
        let spec = ColumnSpec { data_type, guessed: false, nulls, dialect, dayfirst: None };
        group.bench_function(name, |bench| {
            bench.iter(|| {
                let parsed = parse_column(text.as_bytes(), fields.column(0), Rows::All, &spec);
                assert_eq!(parsed.expect("the values are of their types").len() as u64, ROWS);
            });
        });
    }
    group.finish();
}

criterion_group!(benches, parse_taxi, parse_others);
criterion_main!(benches);
