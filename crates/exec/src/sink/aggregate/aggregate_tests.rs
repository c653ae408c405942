//! Groups in one table, in several, and in partitions: always the same result.

use std::collections::BTreeMap;
use std::sync::Arc;

use arrow::array::{Array, AsArray, BooleanArray, Int64Array, RecordBatch, StringArray};
use arrow::compute::concat_batches;
use arrow::datatypes::{DataType, Field, Int64Type, Schema, SchemaRef};
use chunkwise_plan::{AggExpr, AggFunc, Expr, LogicalPlan, col, count_all};
use proptest::prelude::*;

use super::grouped::Limits;
use super::{AggregateSink, Key, Kind};
use crate::error::ExecError;
use crate::sink::Sink;
use crate::tables::MemoryTable;

type Row = (Option<String>, Option<i64>, Option<bool>, i64);

fn batch(rows: &[Row]) -> RecordBatch {
    let schema = Schema::new(vec![
        Field::new("text", DataType::Utf8, true),
        Field::new("number", DataType::Int64, true),
        Field::new("flag", DataType::Boolean, true),
        Field::new("value", DataType::Int64, true),
    ]);
    let text: StringArray = rows.iter().map(|row| row.0.clone()).collect();
    let number: Int64Array = rows.iter().map(|row| row.1).collect();
    let flag: BooleanArray = rows.iter().map(|row| row.2).collect();
    let value: Int64Array = rows.iter().map(|row| Some(row.3)).collect();
    RecordBatch::try_new(
        Arc::new(schema),
        vec![Arc::new(text), Arc::new(number), Arc::new(flag), Arc::new(value)],
    )
    .unwrap()
}

/// The result over `batches` (with their sequence numbers), grouped by the first columns.
fn aggregated(
    batches: &[(u64, RecordBatch)],
    width: usize,
    sort: bool,
    dropna: bool,
    limits: Limits,
) -> Result<RecordBatch, ExecError> {
    let input = batches.first().map_or_else(|| batch(&[]).schema(), |(_, batch)| batch.schema());
    let names = ["text", "number", "flag"];
    let keys: Vec<(Expr, String)> =
        names[..width].iter().map(|name| (col(*name), (*name).to_string())).collect();
    let aggs = vec![count_all().alias("rows"), AggExpr::new(AggFunc::Sum, col("value")).alias("sum")];
    let source = MemoryTable::new(SchemaRef::clone(&input), Vec::new());
    let plan = LogicalPlan::Aggregate {
        input: Arc::new(LogicalPlan::scan(Arc::new(source))),
        keys: keys.clone(),
        aggs: aggs.clone(),
        sort,
        dropna,
    };
    let keys: Vec<Key<'_>> = keys.iter().map(|(expr, _)| Key::Computed(expr)).collect();
    let schema = plan.schema().unwrap();
    let mut sink = AggregateSink::new(&keys, &aggs, sort, dropna, &input, SchemaRef::clone(&schema))?;
    if let Kind::Grouped(grouped) = sink.kind {
        sink.kind = Kind::Grouped(grouped.with_limits(limits));
    }
    for (sequence, batch) in batches {
        sink.push(*sequence, batch.clone())?;
    }
    Ok(concat_batches(&schema, &sink.finish()?).unwrap())
}

/// The same by a map: the rows of the result as text.
fn expected(rows: &[Row], width: usize, sort: bool, dropna: bool) -> Vec<String> {
    // None is first in an Option's order, and last in ours
    type Key = [(bool, String, i64); 3];
    let mut groups: BTreeMap<Key, (usize, i64, i64)> = BTreeMap::new();
    for (at, (text, number, flag, value)) in rows.iter().enumerate() {
        let key = [
            (text.is_none(), text.clone().unwrap_or_default(), 0),
            (number.is_none(), String::new(), number.unwrap_or_default()),
            (flag.is_none(), String::new(), flag.unwrap_or_default().into()),
        ];
        let mut kept: Key = Default::default();
        kept[..width].clone_from_slice(&key[..width]);
        if dropna && kept.iter().any(|part| part.0) {
            continue;
        }
        let group = groups.entry(kept).or_insert((at, 0, 0));
        (group.1, group.2) = (group.1 + 1, group.2 + value);
    }
    let mut groups: Vec<_> = groups.into_iter().collect();
    if !sort {
        groups.sort_by_key(|(_, (first, ..))| *first);
    }
    let line =
        |(key, (_, count, sum)): (Key, (usize, i64, i64))| format!("{:?} {count} {sum}", &key[..width]);
    groups.into_iter().map(line).collect()
}

fn lines(result: &RecordBatch, width: usize) -> Vec<String> {
    let counts = result.column(width).as_primitive::<Int64Type>();
    let sums = result.column(width + 1).as_primitive::<Int64Type>();
    let part = |at: usize, row: usize| {
        let column = result.column(at);
        match (column.is_null(row), column.data_type()) {
            (true, _) => (true, String::new(), 0),
            (_, DataType::Utf8) => (false, column.as_string::<i32>().value(row).to_string(), 0),
            (_, DataType::Boolean) => (false, String::new(), column.as_boolean().value(row).into()),
            _ => (false, String::new(), column.as_primitive::<Int64Type>().value(row)),
        }
    };
    let line = |row| {
        let key: Vec<_> = (0..width).map(|at| part(at, row)).collect();
        format!("{key:?} {} {}", counts.value(row), sums.value(row))
    };
    (0..result.num_rows()).map(line).collect()
}

fn rows() -> impl Strategy<Value = Vec<Row>> {
    let text = prop_oneof![
        1 => Just(None),
        4 => "[ab]{0,2}".prop_map(Some),
        2 => (20..30_usize).prop_map(|length| Some("long".repeat(length / 3))),
    ];
    let number = prop_oneof![
        1 => Just(None),
        4 => (-3..3_i64).prop_map(Some),
        2 => prop::sample::select(vec![i64::MIN, i64::MAX, 1 << 40, 100_000]).prop_map(Some),
    ];
    prop::collection::vec((text, number, prop::option::of(any::<bool>()), -100..100_i64), 0..120)
}

proptest! {
    #[test]
    fn groups_are_those_of_a_map(
        rows in rows(), width in 1..4_usize, sort in any::<bool>(), dropna in any::<bool>(),
        cut in 1..40_usize, local in 1..20_usize, few in 0..10_usize,
    ) {
        let mut batches: Vec<(u64, RecordBatch)> =
            (0..).zip(rows.chunks(cut).map(batch)).collect();
        let expected = expected(&rows, width, sort, dropna);
        for limits in [Limits { local, local_alone: local / 2, few }, Limits::default()] {
            let result = aggregated(&batches, width, sort, dropna, limits).unwrap();
            prop_assert_eq!(lines(&result, width), expected.clone());
            batches.reverse();
        }
    }
}

/// More than a worker's table takes, and more rows than one batch of the result.
#[test]
fn very_many_groups() {
    let rows: Vec<Row> = (0..300_000_i64)
        .map(|row| (Some(format!("key {}", row * 7919 % 150_001)), Some(row % 3), None, row))
        .collect();
    let batches: Vec<(u64, RecordBatch)> = (0..).zip(rows.chunks(20_000).map(batch)).collect();
    for width in [1, 2] {
        let result = aggregated(&batches, width, true, true, Limits::default()).unwrap();
        assert_eq!(lines(&result, width), expected(&rows, width, true, true));
    }
}

#[test]
fn of_sums_that_do_not_fit_the_first_group_is_named() {
    let row = |key: &str, value| (Some(key.to_string()), None, None, value);
    let rows: Vec<Row> = ["d", "b", "c", "a", "b", "d", "c", "b"]
        .iter()
        .zip(0..)
        .map(|(key, at)| row(key, if *key == "a" { 1 } else { i64::MAX - at }))
        .collect();
    for (sort, what) in [(true, i128::from(i64::MAX) * 3 - 12), (false, i128::from(i64::MAX) * 2 - 5)] {
        for local in [1, 100] {
            let batches: Vec<(u64, RecordBatch)> = (0..).zip(rows.chunks(2).map(batch)).collect();
            let error = aggregated(&batches, 1, sort, true, Limits { local, local_alone: local, few: 0 })
                .unwrap_err();
            assert!(error.to_string().contains(&what.to_string()), "{error}, not {what}");
        }
    }
}
