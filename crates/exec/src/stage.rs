//! Stages: a plan is cut at its pipeline breakers (aggregate, sort, head, tail, slice, sample, distinct, outer join) and below
//! the side of a join that is held in memory. A stage streams from tables to one sink; its result takes the place of its part of
//! the plan, as a table in memory, until nothing is left to run.

use std::collections::BTreeSet;
use std::sync::Arc;

use arrow::array::RecordBatch;
use arrow::datatypes::{DataType, SchemaRef};
use chunkwise_plan::{AggExpr, Expr, Join, JoinHow, LogicalPlan, Scan, Side, SortKey, TableSource};

use crate::error::ExecError;
use crate::join::{BuiltTable, OuterSink};
use crate::metrics::Metrics;
use crate::pipeline::{Branch, branches};
use crate::retype::may_change;
use crate::sink::{
    AggregateSink, CollectSink, DistinctSink, Key, LimitSink, SampleSink, Sink, SliceSink, SortSink,
    TailSink, TopKSink,
};
use crate::tables::{CsvTable, MemoryTable};

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
    let mut below = false;
    for (at, input) in plan.inputs().into_iter().enumerate() {
        path.push(at);
        if find_ready(input, path, found) {
            below = true;
        } else if held_in_memory(plan, at).is_some_and(|held| !held.is_there(input)) {
            found.push(path.clone());
            below = true;
        }
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
            | LogicalPlan::TopK { .. }
            | LogicalPlan::Head { .. }
            | LogicalPlan::Tail { .. }
            | LogicalPlan::Slice { .. }
            | LogicalPlan::Sample { .. }
            | LogicalPlan::Distinct { .. }
            | LogicalPlan::Join(Join { how: JoinHow::Outer, .. })
    )
}

/// As what an input of a step has to be in memory before the step runs.
enum Held {
    /// The indexed table of a join.
    Built(Side),
    /// Rows.
    Rows,
}

/// As what the input `at` of `plan` has to be in memory, if it has to.
fn held_in_memory(plan: &LogicalPlan, at: usize) -> Option<Held> {
    let LogicalPlan::Join(join) = plan else { return None };
    let side = if at == 0 { Side::Left } else { Side::Right };
    let is_built = side == join.build_side();
    match join.how {
        JoinHow::Outer => is_built.then_some(Held::Rows),
        _ if is_built => Some(Held::Built(side)),
        // All rows have to be seen before the first one is joined.
        _ => join.checks(side).then_some(Held::Rows),
    }
}

impl Held {
    fn is_there(&self, input: &LogicalPlan) -> bool {
        match self {
            Self::Built(_) => source_as::<BuiltTable>(input).is_some(),
            Self::Rows => source_as::<MemoryTable>(input).is_some(),
        }
    }
}

/// The table that `plan` scans, all of it, if it is of this kind.
fn source_as<T: 'static>(plan: &LogicalPlan) -> Option<&T> {
    match plan {
        LogicalPlan::Scan(Scan { source, projection: None, predicate: None, limit: None }) => {
            source.as_any().downcast_ref()
        }
        _ => None,
    }
}

/// The table that `join` holds in memory; the stage that makes it has run.
pub(crate) fn built_table(join: &Join) -> Result<BuiltTable, ExecError> {
    source_as(join.input(join.build_side())).cloned().ok_or(ExecError::Stopped)
}

/// The rows of an input of a step that had to be in memory.
pub(crate) fn rows_in_memory(plan: &LogicalPlan) -> Result<&MemoryTable, ExecError> {
    source_as(plan).ok_or(ExecError::Stopped)
}

/// The result of the stage at `path` of `plan`, as the table that takes its place. Runs on the pool that it is called from.
pub(crate) fn result_table(
    plan: &LogicalPlan,
    path: &[usize],
    schema: SchemaRef,
    batches: Vec<RecordBatch>,
    metrics: &Metrics,
) -> Result<LogicalPlan, ExecError> {
    if let Some((&at, parent)) = path.split_last()
        && let parent = part(plan, parent)
        && let LogicalPlan::Join(join) = parent
        && let Some(Held::Built(side)) = held_in_memory(parent, at)
    {
        let built = BuiltTable::new(join, side, schema, batches)?;
        metrics.gauge("join").note(built.size_bytes());
        return Ok(scan_of(Arc::new(built)));
    }
    Ok(scan_of(Arc::new(MemoryTable::new(schema, batches))))
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
        // The first rows of a window that does not look ahead are those of the first rows.
        LogicalPlan::Window { input, exprs } if !exprs.iter().any(|window| window.function.looks_ahead()) => {
            limit_of_scan(input)
        }
        _ => None,
    }
}

/// A scan of a finished stage's result.
fn scan_of(source: Arc<dyn TableSource>) -> LogicalPlan {
    LogicalPlan::Scan(Scan { source, projection: None, predicate: None, limit: None })
}

impl Stage {
    /// Binds a part of a plan that is ready.
    pub(crate) fn new(plan: &LogicalPlan) -> Result<Self, ExecError> {
        let schema = plan.schema()?;
        let (input, sink): (&LogicalPlan, Arc<dyn Sink>) = match plan {
            LogicalPlan::Aggregate { input, keys, aggs, sort, dropna } => {
                let (scan, in_place) = text_keys_in_place(input, keys, aggs);
                let input = scan.as_ref().unwrap_or(input);
                let keys: Vec<Key<'_>> = keys
                    .iter()
                    .zip(&in_place)
                    .map(|((expr, _), &column)| column.map_or(Key::Computed(expr), Key::InPlace))
                    .collect();
                let sink =
                    AggregateSink::new(&keys, aggs, *sort, *dropna, &*input.schema()?, Arc::clone(&schema))?;
                let in_place: Vec<usize> = in_place.into_iter().flatten().collect();
                let branches = branches(input)?.into_iter().map(|branch| branch.with_in_place(&in_place));
                return Ok(Self { branches: branches.collect(), sink: Arc::new(sink), schema });
            }
            LogicalPlan::Sort { input, keys } => (input, sort_sink(input, keys, None)?),
            LogicalPlan::TopK { input, keys, n } => (input, sort_sink(input, keys, Some(*n))?),
            LogicalPlan::Head { input, n } => (input, Arc::new(LimitSink::new(*n))),
            LogicalPlan::Join(join) if join.how == JoinHow::Outer => {
                let right = rows_in_memory(&join.right)?.clone();
                (&join.left, Arc::new(OuterSink::new(join, right, Arc::clone(&schema))?))
            }
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

/// For each key, the table column whose texts the sink can look up where they lie, instead of getting them as an array: a text column
/// of a file that is read for nothing else. And the scan without those columns, if there are any.
fn text_keys_in_place(
    input: &LogicalPlan,
    keys: &[(Expr, String)],
    aggs: &[AggExpr],
) -> (Option<LogicalPlan>, Vec<Option<usize>>) {
    let none = (None, vec![None; keys.len()]);
    let LogicalPlan::Scan(scan) = input else { return none };
    let Some(table) = scan.source.as_any().downcast_ref::<CsvTable>() else { return none };
    let schema = table.schema();
    let key_column = |expr: &Expr| match expr.clone().without_aliases() {
        Expr::Column(name) => schema.index_of(&name).ok(),
        _ => None,
    };
    let mut computed: BTreeSet<String> =
        aggs.iter().flat_map(AggExpr::exprs).flat_map(Expr::columns).collect();
    computed.extend(
        keys.iter().filter(|(expr, _)| key_column(expr).is_none()).flat_map(|(expr, _)| expr.columns()),
    );
    let may_lie = |&column: &usize| {
        schema.field(column).data_type() == &DataType::Utf8
            && !may_change(table, column)
            && !computed.contains(schema.field(column).name())
    };
    let in_place: Vec<Option<usize>> =
        keys.iter().map(|(expr, _)| key_column(expr).filter(may_lie)).collect();
    if in_place.iter().all(Option::is_none) {
        return none;
    }
    let all: Vec<usize> = scan.projection.clone().unwrap_or_else(|| (0..schema.fields().len()).collect());
    let projection = all.into_iter().filter(|&column| !in_place.contains(&Some(column))).collect();
    (Some(LogicalPlan::Scan(Scan { projection: Some(projection), ..scan.clone() })), in_place)
}

fn sort_sink(
    input: &LogicalPlan,
    keys: &[SortKey],
    fetch: Option<usize>,
) -> Result<Arc<dyn Sink>, ExecError> {
    let schema = input.schema()?;
    Ok(match fetch {
        None => Arc::new(SortSink::new(keys, &schema)?),
        Some(rows) => Arc::new(TopKSink::new(keys, &schema, rows)?),
    })
}
