//! Group keys and aggregates: rows per second by number of groups, and exact sums beside plain addition.

use arrow::array::{ArrayRef, Float64Array, Int64Array, StringArray};
use arrow::datatypes::DataType;
use chunkwise_exec::agg::exact::ExactSum;
use chunkwise_exec::agg::{Groups, accumulator_of};
use chunkwise_exec::group::GroupTable;
use chunkwise_plan::AggFunc;
use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use std::hint::black_box;
use std::sync::Arc;

const ROWS: usize = 8_192;

/// Amounts in cents that look like fares; the sequence repeats exactly from run to run.
fn amounts() -> Vec<f64> {
    (0..ROWS as u64).map(|row| (row.wrapping_mul(2_654_435_761) % 10_000) as f64 / 100.0).collect()
}

fn sums(c: &mut Criterion) {
    let values = amounts();
    let mut group = c.benchmark_group("sum of floats");
    group.throughput(Throughput::Elements(ROWS as u64));
    group.bench_function("plain addition", |bench| bench.iter(|| black_box(&values).iter().sum::<f64>()));
    group.bench_function("exact", |bench| {
        bench.iter(|| {
            let mut sum = ExactSum::default();
            sum.add_slice(black_box(&values));
            sum.to_f64()
        });
    });
    group.finish();
}

fn group_by(c: &mut Criterion) {
    let values: ArrayRef = Arc::new(Float64Array::from(amounts()));
    let mut group = c.benchmark_group("mean by int64 key");
    group.throughput(Throughput::Elements(ROWS as u64));
    for groups in [5i64, 100_000] {
        let keys = (0..ROWS as i64).map(|row| row.wrapping_mul(7_919) % groups);
        let keys: ArrayRef = Arc::new(Int64Array::from_iter_values(keys));
        group.bench_function(format!("{groups} groups"), |bench| {
            let mut table = GroupTable::new(&[DataType::Int64], false).expect("int64 is a key type");
            let mut mean = accumulator_of(AggFunc::Mean, &[&DataType::Float64], &DataType::Float64, "mean")
                .expect("floats have a mean");
            let mut assigned = Vec::new();
            bench.iter(|| {
                table.assign(std::slice::from_ref(&keys), 0, &mut assigned).expect("keys of the right type");
                mean.resize(table.len());
                mean.update(Groups::Each(&assigned), std::slice::from_ref(&values), ROWS, 0)
                    .expect("values of the right type");
            });
        });
    }
    group.finish();
}

fn text_keys(c: &mut Criterion) {
    let mut group = c.benchmark_group("groups of text keys");
    group.throughput(Throughput::Elements(ROWS as u64));
    for (groups, length) in [(100, 5), (100_000, 12), (400, 40)] {
        let key = |row: usize| format!("{:0length$}", row.wrapping_mul(7_919) % groups);
        let keys: ArrayRef = Arc::new(StringArray::from_iter_values((0..ROWS).map(key)));
        group.bench_function(format!("{groups} groups, {length} bytes"), |bench| {
            let mut table = GroupTable::new(&[DataType::Utf8], false).expect("text is a key type");
            let mut assigned = Vec::new();
            bench.iter(|| {
                table.assign(std::slice::from_ref(&keys), 0, &mut assigned).expect("keys of the right type");
            });
        });
    }
    group.finish();
}

fn spread_and_extremes(c: &mut Criterion) {
    let values: ArrayRef = Arc::new(Float64Array::from(amounts()));
    let five: Vec<u32> = (0..ROWS as u32).map(|row| row.wrapping_mul(7_919) % 5).collect();
    let mut group = c.benchmark_group("float64");
    group.throughput(Throughput::Elements(ROWS as u64));
    for (name, func) in [("std", AggFunc::Std { ddof: 1 }), ("min", AggFunc::Min)] {
        for (groups, count, of) in [(Groups::One, 1, "all"), (Groups::Each(&five), 5, "5 groups")] {
            group.bench_function(format!("{name} of {of}"), |bench| {
                let mut states = accumulator_of(func, &[&DataType::Float64], &DataType::Float64, name)
                    .expect("floats have both");
                states.resize(count);
                bench.iter(|| {
                    states
                        .update(groups, std::slice::from_ref(&values), ROWS, 0)
                        .expect("values of the right type")
                });
            });
        }
    }
    group.finish();
}

criterion_group!(benches, sums, group_by, text_keys, spread_and_extremes);
criterion_main!(benches);
