//! Whole plans over tables in memory: what may not change a result.

use super::*;

use arrow::array::{ArrayRef, Float64Array, Int64Array, StringArray};
use arrow::compute::concat_batches;
use chunkwise_plan::{
    Expr, IntoColumn, Join, JoinOptions, SortKey, col, count_all, first, last, lit, max, mean, nunique, std,
    sum,
};
use proptest::prelude::*;

/// Rows of the test table: a small key, a float with nulls and specials, a text with nulls.
type Row = (i64, Option<f64>, Option<&'static str>);

fn engine(threads: usize) -> Engine {
    Engine::new(&ExecConfig { threads, chunk_bytes: 64 }).unwrap()
}

fn table(rows: &[Row], batch_rows: usize) -> Arc<MemoryTable> {
    let batches: Vec<RecordBatch> = rows
        .chunks(batch_rows.max(1))
        .map(|part| {
            let k: ArrayRef = Arc::new(Int64Array::from_iter_values(part.iter().map(|row| row.0)));
            let x: ArrayRef = Arc::new(Float64Array::from_iter(part.iter().map(|row| row.1)));
            let s: ArrayRef = Arc::new(StringArray::from_iter(part.iter().map(|row| row.2)));
            RecordBatch::try_from_iter_with_nullable([("k", k, true), ("x", x, true), ("s", s, true)])
                .unwrap()
        })
        .collect();
    let empty: [(&str, ArrayRef, bool); 3] = [
        ("k", Arc::new(Int64Array::from(Vec::<i64>::new())), true),
        ("x", Arc::new(Float64Array::from(Vec::<f64>::new())), true),
        ("s", Arc::new(StringArray::from(Vec::<&str>::new())), true),
    ];
    let schema = RecordBatch::try_from_iter_with_nullable(empty).unwrap().schema();
    Arc::new(MemoryTable::new(schema, batches))
}

fn scan(table: &Arc<MemoryTable>) -> LogicalPlan {
    let source = Arc::clone(table) as Arc<dyn chunkwise_plan::TableSource>;
    LogicalPlan::Scan(chunkwise_plan::Scan { source, projection: None, predicate: None, limit: None })
}

/// One step of a random pipeline that keeps the columns k, x and s.
#[derive(Debug, Clone)]
enum Step {
    Filter(u8),
    Compute(u8),
    Head(usize),
    Tail(usize),
    Sort(u8),
    ConcatWithItself,
    Join(u8),
    Window(u8),
}

fn apply(plan: LogicalPlan, step: &Step) -> LogicalPlan {
    let input = Arc::new(plan);
    match step {
        Step::Filter(which) => LogicalPlan::Filter { input, predicate: predicate(*which) },
        Step::Compute(which) => {
            let x: Expr = match which % 3 {
                0 => col("x") + col("k"),
                1 => col("x") * 2.0,
                _ => col("x"),
            };
            let k = if which % 2 == 0 { col("k") } else { col("k") + 1 };
            let exprs = vec![(k, "k".to_owned()), (x, "x".to_owned()), (col("s"), "s".to_owned())];
            LogicalPlan::Project { input, exprs }
        }
        Step::Head(n) => LogicalPlan::Head { input, n: *n },
        Step::Tail(n) => LogicalPlan::Tail { input, n: *n },
        Step::Sort(which) => LogicalPlan::Sort { input, keys: sort_keys(*which) },
        Step::ConcatWithItself => LogicalPlan::Concat { inputs: vec![Arc::clone(&input), input] },
        Step::Join(which) => joined(input, *which),
        Step::Window(which) => {
            let (k, x, s) = window(*which);
            let exprs = vec![(k, "k".to_owned()), (x, "x".to_owned()), (s, "s".to_owned())];
            LogicalPlan::Project { input, exprs }.with_windows_lifted().unwrap()
        }
    }
}

/// Columns in row order; equal parts, too.
fn window(which: u8) -> (Expr, Expr, Expr) {
    let keys = if which.is_multiple_of(2) { vec!["s"] } else { Vec::new() };
    let x = match which % 5 {
        0 => col("x").cumsum(),
        1 => col("x").rolling(3).min_periods(1).mean() + col("x").rolling(3).min_periods(1).mean(),
        2 => col("x").rolling(4).min_periods(1).center(true).max(),
        3 => col("x").diff(1),
        _ => col("x").shift(-2),
    };
    let s = match which % 3 {
        0 => col("s").bfill(),
        1 => col("s").shift(1),
        _ => col("s"),
    };
    let k = if which % 7 < 3 { col("k").cummax() } else { col("k") };
    (k, x.over(keys.clone()), s.over(keys))
}

/// The rows joined with a few others, in the columns k, x and s.
fn joined(input: Arc<LogicalPlan>, which: u8) -> LogicalPlan {
    let others = table(
        &[(1, Some(0.5), Some("b")), (3, None, None), (2, Some(-0.0), Some("a")), (1, None, Some("a"))],
        2,
    );
    let other = Arc::new(match which % 3 {
        0 => scan(&others),
        1 => apply(scan(&others), &Step::Filter(5)),
        _ => apply(scan(&others), &Step::Sort(1)),
    });
    let kinds = [
        JoinHow::Inner,
        JoinHow::Left,
        JoinHow::Right,
        JoinHow::Outer,
        JoinHow::Semi,
        JoinHow::Anti,
        JoinHow::Cross,
    ];
    let how = kinds[which as usize % kinds.len()];
    let on: &[&str] = match how {
        JoinHow::Cross => &[],
        _ if which.is_multiple_of(2) => &["k"],
        _ => &["s", "k"],
    };
    let on = on.iter().map(|key| (key.to_string(), key.to_string())).collect();
    let (left, right) = if which.is_multiple_of(5) { (other, input) } else { (input, other) };
    let join = Join::new(left, right, &JoinOptions::new(on, how)).unwrap();
    let named = |name: &str, side: &str| {
        let with_suffix = format!("{name}{side}");
        let there = join.columns.iter().any(|column| column.name == with_suffix);
        (col(if there { &with_suffix } else { name }), name.to_owned())
    };
    let side = if which.is_multiple_of(4) { "_y" } else { "_x" };
    let exprs = vec![named("k", side), named("x", side), named("s", "_x")];
    LogicalPlan::Project { input: Arc::new(LogicalPlan::Join(join)), exprs }
}

fn predicate(which: u8) -> Expr {
    match which % 6 {
        0 => col("k").gt(1),
        1 => col("x").is_not_null(),
        2 => col("s").eq("b"),
        3 => col("x").gt(0.0).or(col("k").eq(2)),
        4 => lit(true),
        _ => col("k").gt(0).and(col("x").le(1.5)),
    }
}

fn sort_keys(which: u8) -> Vec<SortKey> {
    match which % 3 {
        0 => vec![SortKey::ascending("x")],
        1 => vec![SortKey::descending("k"), SortKey::ascending("s")],
        _ => vec![SortKey { expr: "s".into_column(), descending: true, nulls_first: true }],
    }
}

/// The rows of a result as text, which tells bits of floats apart.
fn text(schema: &SchemaRef, batches: &[RecordBatch]) -> String {
    let whole = concat_batches(schema, batches).unwrap();
    let columns: Vec<String> = whole
        .columns()
        .iter()
        .map(|column| match column.as_any().downcast_ref::<Float64Array>() {
            Some(floats) => format!("{:?}", floats.iter().map(|x| x.map(f64::to_bits)).collect::<Vec<_>>()),
            None => format!("{column:?}"),
        })
        .collect();
    format!("{} rows\n{}", whole.num_rows(), columns.join("\n"))
}

fn run_text(engine: &Engine, plan: &LogicalPlan, optimized: bool) -> String {
    let plan = if optimized { prepared(plan).unwrap() } else { plan.clone() };
    let batches = engine
        .run_once(std::slice::from_ref(&plan), &Arc::default())
        .map_err(|failure| failure.error)
        .unwrap();
    text(&plan.schema().unwrap(), &batches[0])
}

fn rows() -> impl Strategy<Value = Vec<Row>> {
    let x = prop_oneof![
        Just(None),
        prop::sample::select(vec![0.0, -0.0, 1.5, -1.0, 1e300, -1e300, 1e-300, f64::NAN, f64::INFINITY, 0.1])
            .prop_map(Some),
    ];
    let s = prop::sample::select(vec![None, Some("a"), Some("b"), Some("")]);
    prop::collection::vec((0i64..4, x, s), 0..40)
}

fn steps() -> impl Strategy<Value = Vec<Step>> {
    let step = prop_oneof![
        4 => (0u8..6).prop_map(Step::Filter),
        4 => (0u8..6).prop_map(Step::Compute),
        2 => (0usize..12).prop_map(Step::Head),
        1 => (0usize..12).prop_map(Step::Tail),
        2 => (0u8..3).prop_map(Step::Sort),
        1 => Just(Step::ConcatWithItself),
        2 => any::<u8>().prop_map(Step::Join),
        3 => any::<u8>().prop_map(Step::Window),
    ];
    prop::collection::vec(step, 0..5)
}

fn aggregated(plan: LogicalPlan, which: u8) -> LogicalPlan {
    let plain =
        vec![count_all(), sum("x"), mean("x"), max("s"), nunique("x"), sum(col("x") * 2).alias("twice")];
    let aggs = if which.is_multiple_of(7) {
        plain
    } else {
        vec![count_all(), sum("x"), mean("x"), std("x"), max("s"), first("x"), last("s"), nunique("x")]
    };
    let key = if which.is_multiple_of(2) { "k" } else { "s" };
    let keys = if which.is_multiple_of(3) { Vec::new() } else { vec![(col(key), key.to_owned())] };
    LogicalPlan::Aggregate {
        input: Arc::new(plan),
        keys,
        aggs,
        sort: which % 4 < 2,
        dropna: !which.is_multiple_of(5),
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(150))]

    #[test]
    fn neither_the_optimizer_nor_batches_nor_threads_change_a_result(
        rows in rows(),
        steps in steps(),
        batch_rows in 1usize..9,
        aggregate in prop::option::of(0u8..60),
    ) {
        let build = |table: &Arc<MemoryTable>| {
            let plan = steps.iter().fold(scan(table), apply);
            match aggregate {
                Some(which) => aggregated(plan, which),
                None => plan,
            }
        };
        let expected = run_text(&engine(1), &build(&table(&rows, 1000)), false);
        let cut = build(&table(&rows, batch_rows));
        prop_assert_eq!(&run_text(&engine(1), &cut, false), &expected);
        prop_assert_eq!(&run_text(&engine(3), &cut, true), &expected);
        let stream = engine(2).stream(&cut).unwrap();
        let (schema, batches) = (Arc::clone(stream.schema()), stream.collect::<Result<Vec<_>, _>>().unwrap());
        prop_assert_eq!(&text(&schema, &batches), &expected);
    }
}

#[test]
fn several_plans_over_one_table_each_get_their_result() {
    let rows: Vec<Row> = (0..50).map(|row| (row % 4, Some(row as f64), Some("a"))).collect();
    let table = table(&rows, 7);
    let plans: Vec<LogicalPlan> = vec![
        aggregated(scan(&table), 1),
        LogicalPlan::Head { input: Arc::new(scan(&table)), n: 3 },
        apply(apply(scan(&table), &Step::Filter(0)), &Step::Sort(1)),
        apply(scan(&table), &Step::ConcatWithItself),
    ];
    let engine = engine(2);
    let (together, report) = engine.run(&plans).unwrap();
    for (plan, output) in plans.iter().zip(&together) {
        let alone = engine.run(std::slice::from_ref(plan)).unwrap().0;
        assert_eq!(text(&output.schema, &output.batches), text(&alone[0].schema, &alone[0].batches));
    }
    let rows_out: usize = together.iter().flat_map(|output| &output.batches).map(RecordBatch::num_rows).sum();
    assert_eq!(report.rows_out, rows_out as u64);
}

#[test]
fn a_result_has_no_rows_but_columns_when_nothing_passes() {
    let plan = apply(scan(&table(&[(1, None, None)], 1)), &Step::Filter(0));
    let (outputs, _) = engine(2).run(&[plan]).unwrap();
    assert_eq!((outputs[0].schema.fields().len(), outputs[0].batches.len()), (3, 0));
}

#[test]
fn the_first_rows_of_a_long_sort_are_those_of_the_whole_sort() {
    // More rows than a top-k keeps between two compactions, with many equal keys.
    let rows: Vec<Row> =
        (0..200_000i64).map(|row| ((row * 7919) % 1000, Some((row % 97) as f64), Some("a"))).collect();
    let table = table(&rows, 5_000);
    let sorted = apply(scan(&table), &Step::Sort(1));
    let (whole, _) = engine(2).run(std::slice::from_ref(&sorted)).unwrap();
    let first = LogicalPlan::Head { input: Arc::new(sorted), n: 1_234 };
    let (top, _) = engine(2).run(&[first]).unwrap();
    let expected = concat_batches(&whole[0].schema, &whole[0].batches).unwrap().slice(0, 1_234);
    assert_eq!(text(&top[0].schema, &top[0].batches), text(&whole[0].schema, &[expected]));
}
