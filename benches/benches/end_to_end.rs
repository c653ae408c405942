//! Whole queries over a small folder of taxi files: bytes per second from file to answer.

use chunkwise::{DataFrame, col, count_all, mean, read_csv};
use chunkwise_benches::taxi;
use criterion::{Criterion, Throughput, criterion_group, criterion_main};

const ROWS: u64 = 200_000;

fn queries(c: &mut Criterion) {
    let folder = tempfile::tempdir().expect("the temporary folder can be written to");
    let (pattern, bytes) = taxi(folder.path(), ROWS, 4).expect("the temporary folder can be written to");
    let dates = ["tpep_pickup_datetime", "tpep_dropoff_datetime"];
    let trips = read_csv(pattern).parse_dates(dates).open().expect("the files can be read");
    let seconds = (col("tpep_dropoff_datetime") - col("tpep_pickup_datetime")).dt().total_seconds();

    let mut group = c.benchmark_group("end to end");
    group.throughput(Throughput::Bytes(bytes)).sample_size(20);
    let mut bench = |name: &str, frame: chunkwise::Result<DataFrame>| {
        let frame = frame.expect("the query is valid");
        group.bench_function(name, |bench| {
            bench.iter(|| {
                let result = frame.compute().expect("the files can be read");
                assert_eq!(result.report().rows_read, ROWS);
            });
        });
    };
    bench(
        "mean(total_amount) by payment_type",
        trips.groupby(["payment_type"]).and_then(|groups| groups.agg([mean("total_amount")])),
    );
    bench(
        "mean(duration) where tip_amount = 0",
        trips
            .filter(col("tip_amount").eq(0.0))
            .and_then(|cash| cash.with_column("s", seconds)?.agg([mean("s")])),
    );
    bench("count(*)", trips.agg([count_all()]));
    bench("mean of every numeric column", trips.mean());
    group.finish();
}

criterion_group!(benches, queries);
criterion_main!(benches);
