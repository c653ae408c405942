//! Which rows stay, in which order chunks ever come.

use std::sync::Arc;

use arrow::array::{AsArray, Int64Array, StringArray};
use arrow::datatypes::{Field, Int64Type};
use chunkwise_plan::col;

use super::*;

fn schema() -> Arc<Schema> {
    let (key, n) = (Field::new("k", DataType::Utf8, true), Field::new("n", DataType::Int64, true));
    Arc::new(Schema::new(vec![key, n]))
}

/// Keys with their row numbers, in chunks of `chunk` rows.
fn chunks(keys: &[Option<&str>], chunk: usize) -> Vec<(u64, RecordBatch)> {
    let numbers: Vec<i64> = (0..).take(keys.len()).collect();
    let batch = |keys: &[Option<&str>], numbers: &[i64]| {
        let columns: Vec<ArrayRef> =
            vec![Arc::new(StringArray::from(keys.to_vec())), Arc::new(Int64Array::from(numbers.to_vec()))];
        RecordBatch::try_new(schema(), columns).unwrap()
    };
    (0..).zip(keys.chunks(chunk).zip(numbers.chunks(chunk)).map(|(k, n)| batch(k, n))).collect()
}

fn rows(sink: &DistinctSink) -> Vec<i64> {
    let out = sink.finish().unwrap();
    out.iter().flat_map(|batch| batch.column(1).as_primitive::<Int64Type>().values().to_vec()).collect()
}

fn sink(keep: Keep) -> DistinctSink {
    DistinctSink::new(&[col("k")], keep, &schema()).unwrap()
}

#[test]
fn first_last_and_none_by_position_whatever_comes_when() {
    let keys = [Some("b"), Some("a"), None, Some("b"), Some("c"), None, Some("a"), Some("d")];
    for (keep, expected) in
        [(Keep::First, vec![0, 1, 2, 4, 7]), (Keep::Last, vec![3, 4, 5, 6, 7]), (Keep::None, vec![4, 7])]
    {
        for chunk in [1, 2, 3, 8] {
            for turn in 0..3 {
                let distinct = sink(keep);
                let mut parts = chunks(&keys, chunk);
                let turned = turn.min(parts.len());
                parts.rotate_left(turned);
                parts.into_iter().for_each(|(sequence, batch)| distinct.push(sequence, batch).unwrap());
                assert_eq!(rows(&distinct), expected, "{keep:?}, chunks of {chunk}, turned by {turn}");
            }
        }
    }
}

#[test]
fn states_of_several_workers_merge() {
    let keys = [Some("b"), Some("a"), Some("b"), Some("c"), None, Some("a"), None, Some("d")];
    for (keep, expected) in
        [(Keep::First, vec![0, 1, 3, 4, 7]), (Keep::Last, vec![2, 3, 5, 6, 7]), (Keep::None, vec![3, 7])]
    {
        let distinct = sink(keep);
        let mut states: Vec<State> = (0..3).map(|_| distinct.new_state().unwrap()).collect();
        for (sequence, batch) in chunks(&keys, 1) {
            let worker = usize::try_from(sequence % 3).unwrap();
            distinct.update(&mut states[worker], &batch, sequence << 32).unwrap();
        }
        *lock(&distinct.idle) = states;
        assert_eq!(rows(&distinct), expected, "{keep:?}");
    }
}

#[test]
fn rows_that_do_not_stay_are_forgotten() {
    let names: Vec<String> = (0..100).map(|n| format!("key {n}")).collect();
    let keys: Vec<Option<&str>> = names.iter().map(|name| Some(name.as_str())).collect();
    let [(_, batch)] = &chunks(&keys, 100)[..] else { panic!("one chunk") };
    for keep in [Keep::Last, Keep::None] {
        let distinct = sink(keep);
        for sequence in 0..5_000 {
            distinct.push(sequence, batch.clone()).unwrap();
        }
        let state = lock(&distinct.idle).pop().unwrap();
        assert!(state.rows <= SORTED_BATCH_ROWS + 300 && state.batches.len() < 1000, "{}", state.rows);
        assert_eq!(distinct.size_bytes(), state.size_bytes());
        lock(&distinct.idle).push(state);
        assert_eq!(rows(&distinct).len(), if keep == Keep::Last { 100 } else { 0 });
    }
}
