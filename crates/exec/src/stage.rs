//! Stages: a plan is cut at its pipeline breakers (aggregate, sort, head, tail, slice, sample,
//! distinct). A stage streams from tables to one sink; its
//! result takes the place of its part of the plan, as a table in memory, until nothing is left to run.

use std::sync::Arc;

use arrow::datatypes::SchemaRef;
use chunkwise_plan::{LogicalPlan, Scan, SortKey};

use crate::error::ExecError;
use crate::pipeline::{Branch, branches};
use crate::sink::{
    AggregateSink, CollectSink, DistinctSink, LimitSink, SampleSink, Sink, SliceSink, SortSink, TailSink,
};
use crate::tables::MemoryTable;

/// Where a stage's part of a plan is: the input to follow at each level.
pub(crate) type Path = Vec<usize>;

/// One pipeline with its sink.
pub(crate) struct Stage {
    pub(crate) branches: Vec<Branch>,
    pub(crate) sink: Arc<dyn Sink>,
    pub(crate) schema: SchemaRef,
}

/// Parts of `plan` that can run now, because no breaker is below them.
pub(crate) fn ready(plan: &LogicalPlan) -> Vec<Path> {
    let mut found = Vec::new();
    if !find_ready(plan, &mut Vec::new(), &mut found) {
        found.push(Vec::new());
    }
    found
}

/// Whether `plan` has a breaker; adds the lowest ones to `found`.
fn find_ready(plan: &LogicalPlan, path: &mut Path, found: &mut Vec<Path>) -> bool {
    let depth = path.len();
    let mut body = plan;
    if let Some(sort) = sort_under_head(plan) {
        path.push(0);
        body = sort;
    }
    let mut below = false;
    for (at, input) in body.inputs().into_iter().enumerate() {
        path.push(at);
        below |= find_ready(input, path, found);
        path.pop();
    }
    path.truncate(depth);
    if !is_breaker(plan) {
        return below;
    }
    if !below {
        found.push(path.clone());
    }
    true
}

fn is_breaker(plan: &LogicalPlan) -> bool {
    matches!(
        plan,
        LogicalPlan::Aggregate { .. }
            | LogicalPlan::Sort { .. }
            | LogicalPlan::Head { .. }
            | LogicalPlan::Tail { .. }
            | LogicalPlan::Slice { .. }
            | LogicalPlan::Sample { .. }
            | LogicalPlan::Distinct { .. }
    )
}

/// The sort of a head over a sort: the two run as one top-k.
fn sort_under_head(plan: &LogicalPlan) -> Option<&LogicalPlan> {
    match plan {
        LogicalPlan::Head { input, .. } if matches!(**input, LogicalPlan::Sort { .. }) => Some(input),
        _ => None,
    }
}

/// The part of `plan` at `path`.
pub(crate) fn part<'a>(plan: &'a LogicalPlan, path: &[usize]) -> &'a LogicalPlan {
    match path {
        [] => plan,
        [first, rest @ ..] => part(plan.inputs()[*first], rest),
    }
}

/// `plan` with `new` in place of the part at `path`.
pub(crate) fn replace(plan: &LogicalPlan, path: &[usize], new: LogicalPlan) -> LogicalPlan {
    let [first, rest @ ..] = path else { return new };
    let mut inputs: Vec<Arc<LogicalPlan>> = plan.inputs().into_iter().map(Arc::clone).collect();
    inputs[*first] = Arc::new(replace(&inputs[*first], rest, new));
    plan.with_new_inputs(inputs)
}

/// `plan` with a head over every scan that has a limit: the scan applies it to each chunk, the head to all of them. The head
/// stands above projections, so that at the root it can be streamed.
pub(crate) fn with_exact_limits(plan: &LogicalPlan) -> LogicalPlan {
    if let Some(n) = limit_of_scan(plan) {
        return LogicalPlan::Head { input: Arc::new(plan.clone()), n };
    }
    let inputs = plan.inputs().into_iter().map(|input| Arc::new(with_exact_limits(input))).collect();
    plan.with_new_inputs(inputs)
}

fn limit_of_scan(plan: &LogicalPlan) -> Option<usize> {
    match plan {
        LogicalPlan::Scan(scan) => scan.limit,
        LogicalPlan::Project { input, .. } => limit_of_scan(input),
        _ => None,
    }
}

/// A scan of a finished stage's result.
pub(crate) fn scan_of(table: MemoryTable) -> LogicalPlan {
    LogicalPlan::Scan(Scan { source: Arc::new(table), projection: None, predicate: None, limit: None })
}

impl Stage {
    /// Binds a part of a plan that is ready.
    pub(crate) fn new(plan: &LogicalPlan) -> Result<Self, ExecError> {
        let schema = plan.schema()?;
        let (input, sink): (&LogicalPlan, Arc<dyn Sink>) = match plan {
            LogicalPlan::Aggregate { input, keys, aggs, sort, dropna } => {
                let sink =
                    AggregateSink::new(keys, aggs, *sort, *dropna, &*input.schema()?, Arc::clone(&schema))?;
                (input, Arc::new(sink))
            }
            LogicalPlan::Sort { input, keys } => (input, sort_sink(input, keys, None)?),
            LogicalPlan::Head { input, n } => match &**input {
                LogicalPlan::Sort { input, keys } => (input, sort_sink(input, keys, Some(*n))?),
                _ => (input, Arc::new(LimitSink::new(*n))),
            },
            LogicalPlan::Tail { input, n } => (input, Arc::new(TailSink::new(*n))),
            LogicalPlan::Slice { input, start, stop, step } => {
                (input, Arc::new(SliceSink::new(*start, *stop, *step)))
            }
            LogicalPlan::Sample { input, size, seed } => (input, Arc::new(SampleSink::new(*size, *seed))),
            LogicalPlan::Distinct { input, keys, keep } => {
                (input, Arc::new(DistinctSink::new(keys, *keep, &*input.schema()?)?))
            }
            _ => (plan, Arc::new(CollectSink::default())),
        };
        Ok(Self { branches: branches(input)?, sink, schema })
    }
}

fn sort_sink(
    input: &LogicalPlan,
    keys: &[SortKey],
    fetch: Option<usize>,
) -> Result<Arc<dyn Sink>, ExecError> {
    Ok(Arc::new(SortSink::new(keys, &*input.schema()?, fetch)?))
}
