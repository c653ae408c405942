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

criterion_group!(benches, parse_taxi);
criterion_main!(benches);
