//! The field index: bytes per second by number of wanted fields.

use chunkwise_benches::taxi_text;
use chunkwise_csv::{Dialect, FieldIndex, IndexRequest, ShortRows, index};
use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use std::hint::black_box;

const ROWS: u64 = 6_500;

fn index_taxi(c: &mut Criterion) {
    let text = taxi_text(ROWS).expect("the temporary folder can be written to");
    let dialect = Dialect::default();
    let mut group = c.benchmark_group("index");
    group.throughput(Throughput::Bytes(text.len() as u64));
    for wanted in [0, 2, 5, 19] {
        let wanted: Vec<usize> = (19 - wanted..19).collect();
        let mut fields = FieldIndex::default();
        group.bench_function(format!("{} of 19 fields", wanted.len()), |bench| {
            bench.iter(|| {
                let request = IndexRequest {
                    bytes: black_box(&text),
                    start: 0,
                    limit: text.len(),
                    at_eof: true,
                    fields: 19,
                    wanted: &wanted,
                    short_rows: ShortRows::Error,
                };
                index(&request, &dialect, &mut fields).expect("the generator writes well-formed rows");
                assert_eq!(fields.records() as u64, ROWS);
            });
        });
    }
    group.finish();
}

criterion_group!(benches, index_taxi);
criterion_main!(benches);
