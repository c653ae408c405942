//! Sorting against a stable sort of the values, however the rows are cut and whatever comes when.

use std::sync::Arc;

use arrow::array::{ArrayRef, AsArray, Float64Array, Int64Array, StringArray};
use arrow::datatypes::{DataType, Field, Int64Type};

use super::*;

fn schema() -> Arc<Schema> {
    let field = |name, data_type| Field::new(name, data_type, true);
    let types =
        [("i", DataType::Int64), ("f", DataType::Float64), ("s", DataType::Utf8), ("n", DataType::Int64)];
    Arc::new(Schema::new(types.map(|(name, data_type)| field(name, data_type)).to_vec()))
}

/// Rows with many ties, nulls, NaN, both zeros and the ends of the range; `n` counts them.
fn rows(count: usize) -> RecordBatch {
    let ints = [Some(3), None, Some(i64::MAX), Some(i64::MIN), Some(0), Some(-7), None, Some(3)];
    let floats = [Some(1.5), Some(f64::NAN), None, Some(-0.0), Some(0.0), Some(f64::INFINITY), Some(-2.0)];
    let texts = [Some("b"), Some(""), None, Some("äh"), Some("b"), Some("a longer text")];
    let columns: Vec<ArrayRef> = vec![
        Arc::new((0..count).map(|row| ints[row * 5 % ints.len()]).collect::<Int64Array>()),
        Arc::new((0..count).map(|row| floats[row * 3 % floats.len()]).collect::<Float64Array>()),
        Arc::new((0..count).map(|row| texts[row * 7 % texts.len()]).collect::<StringArray>()),
        Arc::new((0..).take(count).collect::<Vec<i64>>().into_iter().map(Some).collect::<Int64Array>()),
    ];
    RecordBatch::try_new(schema(), columns).unwrap()
}

fn push_all(sink: &dyn Sink, rows: &RecordBatch, chunk: usize, turned: usize) {
    let starts = (0..rows.num_rows()).step_by(chunk);
    let mut parts: Vec<(u64, RecordBatch)> =
        (0..).zip(starts.map(|start| rows.slice(start, chunk.min(rows.num_rows() - start)))).collect();
    let turned = turned % parts.len().max(1);
    parts.rotate_left(turned);
    parts.into_iter().for_each(|(sequence, batch)| sink.push(sequence, batch).unwrap());
}

fn numbers(batches: &[RecordBatch]) -> Vec<i64> {
    batches.iter().flat_map(|batch| batch.column(3).as_primitive::<Int64Type>().values().to_vec()).collect()
}

/// The order by the comparison of the keys, which `keys.rs` tests.
fn expected(rows: &RecordBatch, keys: &[SortKey]) -> Vec<i64> {
    let encoder = KeyEncoder::new(keys, &rows.schema()).unwrap();
    let keys = encoder.encode(rows).unwrap();
    let mut order: Vec<usize> = (0..rows.num_rows()).collect();
    order.sort_by(|a, b| keys.compare(*a, &keys, *b)); // stable
    order.into_iter().map(|row| i64::try_from(row).unwrap()).collect()
}

fn all_keys() -> Vec<Vec<SortKey>> {
    let up = |name: &str| SortKey::ascending(name);
    let down = |name: &str| SortKey::descending(name);
    vec![
        vec![up("i")],
        vec![down("i").nulls_first()],
        vec![up("f")],
        vec![down("f")],
        vec![up("f").nulls_first()],
        vec![up("s")],
        vec![down("s"), up("i")],
        vec![up("f"), down("s").nulls_first()],
    ]
}

#[test]
fn rows_come_in_order_and_ties_in_table_order() {
    let rows = rows(500);
    for keys in all_keys() {
        let expected = expected(&rows, &keys);
        for (chunk, turned) in [(1, 3), (7, 0), (64, 5), (500, 0)] {
            let sort = SortSink::new(&keys, &rows.schema()).unwrap();
            push_all(&sort, &rows, chunk, turned);
            assert_eq!(numbers(&sort.finish().unwrap()), expected, "{keys:?}, chunks of {chunk}");
            for wanted in [0, 1, 10, 499, 900] {
                let top = TopKSink::new(&keys, &rows.schema(), wanted).unwrap();
                push_all(&top, &rows, chunk, turned);
                let first = &expected[..wanted.min(expected.len())];
                assert_eq!(numbers(&top.finish().unwrap()), first, "{keys:?}, top {wanted}");
            }
        }
    }
}

#[test]
fn one_key_as_a_number_orders_as_its_bytes_do() {
    let rows = rows(300);
    for keys in all_keys().into_iter().filter(|keys| keys.len() == 1) {
        // A second key that is always the same makes the encoder use bytes.
        let both = [keys.clone(), vec![SortKey::ascending(chunkwise_plan::lit(1))]].concat();
        assert_eq!(expected(&rows, &keys), expected(&rows, &both), "{keys:?}");
    }
}

#[test]
fn several_runs_and_partitions_merge() {
    let rows = rows(700_000);
    for keys in
        [vec![SortKey::descending("f")], vec![SortKey::ascending("n")], vec![SortKey::descending("n")]]
    {
        let expected = expected(&rows, &keys);
        let sort = SortSink::new(&keys, &rows.schema()).unwrap();
        // Runs of chunks that do not stand side by side, as of several workers.
        let mut lists: Vec<Vec<Chunk>> = (0..3).map(|_| Vec::new()).collect();
        for (sequence, start) in (0..).zip((0..rows.num_rows()).step_by(10_000)) {
            lists[usize::try_from(sequence % 3).unwrap()]
                .push(Chunk { sequence, batch: rows.slice(start, 10_000) });
        }
        for list in lists {
            sort.add_run(list).unwrap();
        }
        let batches = sort.finish().unwrap();
        assert!(batches.len() > 1);
        assert!(numbers(&batches) == expected, "{keys:?}");
    }
}

#[test]
fn rows_behind_the_bound_are_dropped_when_they_come() {
    let top = TopKSink::new(&[SortKey::ascending("n")], &schema(), 5).unwrap();
    push_all(&top, &rows(100_000), 1_000, 0);
    assert!(top.rows_kept() <= LOOSE_ROWS_SEEN, "{}", top.rows_kept());
    assert_eq!(numbers(&top.finish().unwrap()), [0, 1, 2, 3, 4]);
}

/// Until there are more rows than this no row is dropped.
const LOOSE_ROWS_SEEN: usize = 5 * 1024;
