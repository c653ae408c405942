//! Every kind of join against the obvious one: each row looks at all rows of the other table.

use std::sync::Arc;

use arrow::array::{ArrayRef, Float64Array, Int64Array, RecordBatch, StringArray};
use arrow::compute::concat_batches;
use arrow::datatypes::Schema;
use chunkwise_plan::{Join, JoinHow, JoinOptions, LogicalPlan, Scan, Validate};
use proptest::prelude::*;

use crate::{Engine, ExecConfig, MemoryTable};

/// A row: an integer key, a text key, and the number of the row.
type Row = (Option<i64>, Option<&'static str>);

fn table(rows: &[Row], batch_rows: usize, number: &str) -> LogicalPlan {
    let numbered: Vec<(usize, &Row)> = rows.iter().enumerate().collect();
    let batch = |part: &[(usize, &Row)]| {
        let k: ArrayRef = Arc::new(Int64Array::from_iter(part.iter().map(|(_, row)| row.0)));
        let s: ArrayRef = Arc::new(StringArray::from_iter(part.iter().map(|(_, row)| row.1)));
        let n: ArrayRef = Arc::new(Int64Array::from_iter_values(part.iter().map(|(at, _)| *at as i64)));
        RecordBatch::try_from_iter_with_nullable([("k", k, true), ("s", s, true), (number, n, true)]).unwrap()
    };
    let schema = batch(&[]).schema();
    scan(MemoryTable::new(schema, numbered.chunks(batch_rows).map(batch).collect()))
}

fn scan(table: MemoryTable) -> LogicalPlan {
    LogicalPlan::Scan(Scan::all(Arc::new(table)))
}

fn join(left: LogicalPlan, right: LogicalPlan, options: &JoinOptions) -> LogicalPlan {
    LogicalPlan::Join(Join::new(Arc::new(left), Arc::new(right), options).unwrap())
}

fn run(plan: &LogicalPlan, threads: usize) -> RecordBatch {
    try_run(plan, threads).unwrap()
}

fn try_run(plan: &LogicalPlan, threads: usize) -> Result<RecordBatch, crate::ExecError> {
    let engine = Engine::new(&ExecConfig { threads, chunk_bytes: 64 }).unwrap();
    let output = engine.run(std::slice::from_ref(plan))?.0.remove(0);
    Ok(concat_batches(&output.schema, &output.batches).unwrap())
}

fn options(keys: &[&str], how: JoinHow) -> JoinOptions {
    JoinOptions::new(keys.iter().map(|key| (key.to_string(), key.to_string())).collect(), how)
}

/// The numbers of the rows that go together, in pandas' order.
fn naive(left: &[Row], right: &[Row], keys: &[&str], how: JoinHow) -> Vec<(Option<usize>, Option<usize>)> {
    // Null last, as in sorted keys.
    let key = |row: &Row| {
        let int = if keys.contains(&"k") { (row.0.is_none(), row.0) } else { (false, None) };
        let text = if keys.contains(&"s") { (row.1.is_none(), row.1) } else { (false, None) };
        if keys.first() == Some(&"s") { (text, int, (false, None)) } else { ((false, None), int, text) }
    };
    let matches = |row: &Row, table: &[Row]| -> Vec<usize> {
        (0..table.len()).filter(|&other| key(row) == key(&table[other])).collect()
    };
    let mut pairs = Vec::new();
    match how {
        JoinHow::Right => {
            for (at, row) in right.iter().enumerate() {
                let found = matches(row, left);
                pairs.extend(found.iter().map(|&left| (Some(left), Some(at))));
                if found.is_empty() {
                    pairs.push((None, Some(at)));
                }
            }
        }
        _ => {
            for (at, row) in left.iter().enumerate() {
                let found = matches(row, right);
                match how {
                    JoinHow::Semi if !found.is_empty() => pairs.push((Some(at), None)),
                    JoinHow::Anti if found.is_empty() => pairs.push((Some(at), None)),
                    JoinHow::Semi | JoinHow::Anti => {}
                    JoinHow::Left | JoinHow::Outer if found.is_empty() => pairs.push((Some(at), None)),
                    _ => pairs.extend(found.iter().map(|&right| (Some(at), Some(right)))),
                }
            }
        }
    }
    if how == JoinHow::Outer {
        let alone = (0..right.len()).filter(|&at| matches(&right[at], left).is_empty());
        pairs.extend(alone.map(|at| (None, Some(at))));
        let of = |pair: &(Option<usize>, Option<usize>)| match pair {
            (Some(at), _) => key(&left[*at]),
            (None, at) => key(&right[at.unwrap()]),
        };
        pairs.sort_by_key(of);
    }
    pairs
}

fn numbers(batch: &RecordBatch, column: &str) -> Vec<Option<usize>> {
    match batch.column_by_name(column) {
        None => vec![None; batch.num_rows()],
        Some(column) => {
            let numbers = column.as_any().downcast_ref::<Int64Array>().unwrap();
            numbers.iter().map(|number| number.map(|number| number as usize)).collect()
        }
    }
}

fn rows(ints: Vec<i64>) -> impl Strategy<Value = Vec<Row>> {
    let int = prop::option::weighted(0.8, prop::sample::select(ints));
    let text = prop::sample::select(vec![None, Some("a"), Some("b"), Some("a text of more than 24 bytes")]);
    prop::collection::vec((int, text), 0..14)
}

/// Tables whose integer keys lie close together, or far apart.
fn two_tables() -> impl Strategy<Value = (Vec<Row>, Vec<Row>)> {
    let near = vec![-1, 0, 1, 2, 3];
    let far = vec![i64::MIN, -5, 0, 7, i64::MAX];
    prop_oneof![(rows(near.clone()), rows(near)), (rows(far.clone()), rows(far))]
}

fn any_how() -> impl Strategy<Value = JoinHow> {
    use JoinHow::{Anti, Inner, Left, Outer, Right, Semi};
    prop::sample::select(vec![Inner, Left, Right, Outer, Semi, Anti])
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn agrees_with_nested_loops(
        (left, right) in two_tables(),
        how in any_how(),
        keys in prop::sample::select(vec![vec!["k"], vec!["s"], vec!["k", "s"], vec!["s", "k"]]),
        batch_rows in 1usize..6,
        threads in 1usize..4,
    ) {
        let mut options = options(&keys, how);
        let shows_both = !matches!(how, JoinHow::Semi | JoinHow::Anti);
        options.indicator = shows_both.then(|| "_merge".to_string());
        let plan = join(table(&left, batch_rows, "l"), table(&right, batch_rows, "r"), &options);
        let found = run(&plan, threads);
        let expected = naive(&left, &right, &keys, how);
        let of_left: Vec<_> = expected.iter().map(|pair| pair.0).collect();
        let of_right: Vec<_> = expected.iter().map(|pair| pair.1).collect();
        prop_assert_eq!(&numbers(&found, "l"), &of_left);
        if shows_both {
            prop_assert_eq!(&numbers(&found, "r"), &of_right);
        }
        for (at, key) in keys.iter().enumerate() {
            let row = |pair: &(Option<usize>, Option<usize>)| match pair {
                (Some(row), _) => left[*row],
                (None, row) => right[row.unwrap()],
            };
            let expected: ArrayRef = match *key {
                "k" => Arc::new(Int64Array::from_iter(expected.iter().map(|pair| row(pair).0))),
                _ => Arc::new(StringArray::from_iter(expected.iter().map(|pair| row(pair).1))),
            };
            prop_assert_eq!(found.column_by_name(key).unwrap(), &expected, "key {}", at);
        }
        if shows_both {
            let text = |pair: &(Option<usize>, Option<usize>)| match pair {
                (Some(_), Some(_)) => "both",
                (Some(_), None) => "left_only",
                _ => "right_only",
            };
            let expected: ArrayRef = Arc::new(StringArray::from_iter_values(expected.iter().map(text)));
            prop_assert_eq!(found.column_by_name("_merge").unwrap(), &expected);
        }
    }

    #[test]
    fn cross_is_left_major(left in 0usize..9, right in 0usize..9, batch_rows in 1usize..4) {
        let rows = |n: usize| -> Vec<Row> { vec![(Some(1), None); n] };
        let plan = join(
            table(&rows(left), batch_rows, "l"),
            table(&rows(right), batch_rows, "r"),
            &options(&[], JoinHow::Cross),
        );
        let found = run(&plan, 2);
        let pairs: Vec<_> = (0..left).flat_map(|l| (0..right).map(move |r| (Some(l), Some(r)))).collect();
        let found: Vec<_> = numbers(&found, "l").into_iter().zip(numbers(&found, "r")).collect();
        prop_assert_eq!(found, pairs);
    }
}

fn single(name: &str, values: ArrayRef) -> LogicalPlan {
    let batch = RecordBatch::try_from_iter_with_nullable([(name, values, true)]).unwrap();
    scan(MemoryTable::new(batch.schema(), vec![batch]))
}

fn floats(values: &[f64]) -> ArrayRef {
    Arc::new(Float64Array::from(values.to_vec()))
}

fn ints(values: &[i64]) -> ArrayRef {
    Arc::new(Int64Array::from(values.to_vec()))
}

#[test]
fn integers_meet_floats_and_one_zero_is_the_other() {
    let cases = [
        (JoinHow::Inner, ints(&[3, 0])),
        (JoinHow::Left, ints(&[3, 0, 7])),
        (JoinHow::Right, floats(&[0.0, 2.5, 3.0])),
        (JoinHow::Outer, floats(&[0.0, 2.5, 3.0, 7.0])),
    ];
    for (how, expected) in cases {
        let plan = join(
            single("k", ints(&[3, 0, 7])),
            single("k", floats(&[-0.0, 2.5, 3.0])),
            &options(&["k"], how),
        );
        let found = run(&plan, 1);
        assert_eq!(found.column(0), &expected, "{how}");
        let sign = |column: &ArrayRef| {
            let floats = column.as_any().downcast_ref::<Float64Array>().cloned();
            floats.map(|floats| floats.value(0).to_bits())
        };
        assert_eq!(sign(found.column(0)), sign(&expected), "{how}: the left zero");
    }
}

#[test]
fn unsigned_and_signed_integers_are_compared_exactly() {
    let unsigned: ArrayRef = Arc::new(arrow::array::UInt64Array::from(vec![u64::MAX, 5]));
    let plan = join(single("k", ints(&[-1, 5])), single("k", unsigned), &options(&["k"], JoinHow::Inner));
    assert_eq!(run(&plan, 1).column(0), &ints(&[5]));
}

#[test]
fn nan_is_one_key_and_null_another() {
    let keys: ArrayRef = Arc::new(Float64Array::from(vec![Some(f64::NAN), None, Some(-f64::NAN)]));
    let plan = join(single("k", Arc::clone(&keys)), single("k", keys), &options(&["k"], JoinHow::Inner));
    assert_eq!(run(&plan, 1).num_rows(), 5);
}

#[test]
fn keys_that_are_not_unique_are_refused_where_that_was_asked_for() {
    let twice =
        || table(&[(Some(1), None), (Some(7), None), (None, None), (Some(1), None), (Some(7), None)], 2, "l");
    let once = || table(&[(Some(7), None), (None, None), (Some(1), None)], 2, "r");
    let message = |left: LogicalPlan, right: LogicalPlan, how, validate| {
        let options = JoinOptions { validate: Some(validate), ..options(&["k"], how) };
        try_run(&join(left, right, &options), 2).err().map(|error| error.to_string())
    };
    for how in [JoinHow::Inner, JoinHow::Left, JoinHow::Right, JoinHow::Outer] {
        let expected = "the keys of the left table are not unique, which one_to_many asks for: k = 1 is in row 0 and again in row 3";
        assert_eq!(message(twice(), once(), how, Validate::OneToMany).unwrap(), expected, "{how}");
        let expected = expected.replace("left", "right").replace("one_to_many", "one_to_one");
        assert_eq!(message(once(), twice(), how, Validate::OneToOne).unwrap(), expected, "{how}");
        assert_eq!(message(twice(), once(), how, Validate::ManyToOne), None);
        assert_eq!(message(once(), twice(), how, Validate::OneToMany), None);
        assert_eq!(message(once(), once(), how, Validate::OneToOne), None);
    }
}

#[test]
fn a_join_of_nothing_has_columns() {
    let nothing = || scan(MemoryTable::new(Arc::new(Schema::empty()), Vec::new()));
    let plan = join(nothing(), table(&[(Some(1), None)], 1, "r"), &options(&[], JoinHow::Cross));
    let found = run(&plan, 1);
    assert_eq!((found.num_columns(), found.num_rows()), (3, 0));
}
