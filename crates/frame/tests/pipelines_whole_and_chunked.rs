//! Random pipelines. Of operators that look at one row at a time: the same rows, or the same error, whole and in chunks. Of all
//! operators: the same rows when the optimizer sees all of it, and when each step is computed by itself.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "helpers of tests")]

mod support;

#[path = "support/random_pipelines.rs"]
mod random_pipelines;

use std::sync::Arc;

use arrow::array::{ArrayRef, AsArray, Float64Array, RecordBatch, StringArray};
use arrow::datatypes::{DataType, Float64Type, TimeUnit};
use chunkwise::{DataFrame, Keep, Merge, Result, Session, Table};
use random_pipelines::{Maker, Step};
use support::{fixture, rows};

const WHOLE: usize = 1 << 20;
const TIMESTAMP: DataType = DataType::Timestamp(TimeUnit::Microsecond, None);

/// How many pipelines are made; `PIPELINES=10000` makes more.
fn pipelines() -> u64 {
    std::env::var("PIPELINES").map_or(300, |number| number.parse().unwrap())
}

fn table(threads: usize, chunk: usize) -> DataFrame {
    let session = Session::builder().threads(threads).chunk_size(chunk).build();
    open(&session)
}

fn open(session: &Arc<Session>) -> DataFrame {
    session.read_csv(fixture("pandas/inputs/mixed.csv")).dtype("when", TIMESTAMP).open().unwrap()
}

/// Names of texts, one of them null, and one text twice.
fn names(text: &str, name: &str) -> DataFrame {
    let column = |texts: Vec<Option<&str>>| Arc::new(StringArray::from(texts)) as ArrayRef;
    let texts = ["alpha", "beta", "é", "alpha", "nobody"].map(Some).to_vec();
    let names = vec![Some("first"), Some("second"), None, Some("fourth"), Some("x")];
    let columns = [(text, column(texts), true), (name, column(names), true)];
    let batch = RecordBatch::try_from_iter_with_nullable(columns).unwrap();
    DataFrame::from_batches(batch.schema(), vec![batch]).unwrap()
}

fn one_step(frame: &DataFrame, step: &Step) -> Result<DataFrame> {
    match step {
        Step::WithColumn(name, expr) => frame.with_column(name, expr.clone()),
        Step::Filter(predicate) => frame.filter(predicate.clone()),
        Step::Select(exprs) => frame.select(exprs.clone()),
        Step::Rename(old, new) => frame.rename([(old, new)]),
        Step::Sort(keys) => frame.sort_by(keys.clone()),
        Step::Head(n) => Ok(frame.head(*n)),
        Step::Tail(n) => Ok(frame.tail(*n)),
        Step::Distinct(name) => frame.drop_duplicates_by([name.as_str()], Keep::First),
        Step::Group(keys, aggs, sort, dropna) => {
            let groups = frame.groupby(keys.iter().map(String::as_str))?;
            groups.sort(*sort).dropna(*dropna).agg(aggs.clone())
        }
        Step::Join(how, text, name) => frame.merge(&names(text, name), Merge::on([text]).how(*how)),
        Step::Concat(n) => DataFrame::concat([frame, &frame.head(*n)]),
    }
}

fn apply(frame: &DataFrame, steps: &[Step]) -> Result<DataFrame> {
    steps.iter().try_fold(frame.clone(), |frame, step| one_step(&frame, step))
}

/// The rows when each step is computed before the next one is known.
fn step_by_step(frame: &DataFrame, steps: &[Step]) -> Result<RecordBatch> {
    let mut table = frame.compute()?;
    for step in steps {
        table = one_step(&table.to_frame()?, step)?.compute()?;
    }
    Ok(all_rows(&table))
}

/// Some cuts: fewer bytes than a record, some records, many.
fn cuts() -> Vec<DataFrame> {
    let settings = [(2, 29), (4, 150), (3, 1_000), (1, 333), (2, 5_000)];
    settings.map(|(threads, chunk)| table(threads, chunk)).into()
}

/// The rows as one batch, in which every NaN has the same bits: which of two NaNs a processor passes on is not said.
fn all_rows(table: &Table) -> RecordBatch {
    let batch = rows(table);
    let columns = batch.columns().iter().map(|column| match column.as_primitive_opt::<Float64Type>() {
        Some(floats) => {
            let plain: Float64Array = floats.unary(|value| if value.is_nan() { f64::NAN } else { value });
            Arc::new(plain) as ArrayRef
        }
        None => Arc::clone(column),
    });
    RecordBatch::try_new(batch.schema(), columns.collect()).unwrap()
}

/// The rows as one batch, or the message of the error.
fn outcome(frame: &DataFrame, steps: &[Step]) -> Result<RecordBatch, String> {
    let table = apply(frame, steps).unwrap_or_else(|error| panic!("{error}: {steps:#?}")).compute();
    table.map(|table| all_rows(&table)).map_err(|error| error.to_string())
}

#[test]
fn whole_and_chunked() {
    let whole = table(1, WHOLE);
    let cut = cuts();
    let (mut failed, mut empty) = (0, 0);
    for seed in 0..pipelines() {
        let mut maker = Maker::new(seed);
        let steps = maker.pipeline();
        let expected = outcome(&whole, &steps);
        failed += u64::from(expected.is_err());
        empty += u64::from(expected.as_ref().is_ok_and(|batch| batch.num_rows() == 0));
        for frame in [maker.one_of(&cut), maker.one_of(&cut)] {
            let found = outcome(&frame, &steps);
            let session = frame.session();
            let (threads, chunk) = (session.threads(), session.chunk_size());
            assert_eq!(found, expected, "seed {seed}, {threads} threads, chunks of {chunk}: {steps:#?}");
        }
    }
    // The pipelines are such that the comparison says something.
    assert!((1..pipelines() / 4).contains(&failed), "{failed} pipelines fail");
    assert!(empty < pipelines() / 3, "{empty} pipelines have no rows");
}

#[test]
fn at_once_and_step_by_step() {
    let (whole, cut) = (table(1, WHOLE), cuts());
    let (mut failed, mut empty) = (0, 0);
    for seed in 0..pipelines() {
        let mut maker = Maker::new(seed + 1_000);
        let steps = maker.pipeline_of_all();
        // A step that fails for rows which a later one would drop says nothing about the whole.
        let Ok(expected) = step_by_step(&whole, &steps) else {
            failed += 1;
            continue;
        };
        empty += u64::from(expected.num_rows() == 0);
        let frame = maker.one_of(&cut);
        let found = outcome(&frame, &steps);
        let explained = apply(&frame, &steps).unwrap().explain().unwrap();
        assert_eq!(found.as_ref(), Ok(&expected), "seed {seed}: {steps:#?}\n{explained}");
    }
    assert!(failed < pipelines() / 20, "{failed} pipelines fail");
    assert!(empty < pipelines() / 3, "{empty} pipelines have no rows");
}
