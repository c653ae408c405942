//! The engine: runs plans, each stage over the chunks of its tables on all threads.

use std::sync::Arc;

use arrow::array::RecordBatch;
use arrow::datatypes::SchemaRef;
use chunkwise_plan::{JoinHow, LogicalPlan, optimize};
use rayon::{ThreadPool, ThreadPoolBuilder};

use crate::config::ExecConfig;
use crate::error::ExecError;
use crate::metrics::Metrics;
use crate::report::{RunReport, RunWatch};
use crate::retype::{
    first_misfit, guessed_columns, has_unsettled, infer, is_misfit, retyped, swap_table, tables,
};
use crate::run_stages::{Failure, run_stages};
use crate::stage::{Stage, part, ready, replace, result_table, with_exact_limits};
use crate::stream::BatchStream;
use crate::tables::{CsvTable, MemoryTable};

/// Runs plans. Holds its worker threads, and nothing else from one run to the next.
#[derive(Debug)]
pub struct Engine {
    config: ExecConfig,
    pool: ThreadPool,
}

/// The result of one plan.
#[derive(Debug, Clone)]
pub struct QueryOutput {
    /// Names and types of the columns, as they turned out over the whole input.
    pub schema: SchemaRef,
    /// The rows, in order.
    pub batches: Vec<RecordBatch>,
}

impl Engine {
    /// Starts the worker threads.
    ///
    /// # Errors
    /// [`ExecError::Threads`] when the system refuses them.
    pub fn new(config: &ExecConfig) -> Result<Self, ExecError> {
        let config = config.clamped();
        let pool = thread_pool(&config)?;
        Ok(Self { config, pool })
    }

    /// The settings in force.
    #[must_use]
    pub fn config(&self) -> &ExecConfig {
        &self.config
    }

    /// Runs `plans` together: a table that several of them scan is read once.
    ///
    /// # Errors
    /// The first error in table order; then no plan has a result.
    pub fn run(&self, plans: &[LogicalPlan]) -> Result<(Vec<QueryOutput>, RunReport), ExecError> {
        let watch = RunWatch::start();
        let outputs = self.run_retyped(plans, watch.metrics())?;
        let rows_out: usize =
            outputs.iter().flat_map(|output| &output.batches).map(RecordBatch::num_rows).sum();
        Ok((outputs, watch.report(&self.config, rows_out as u64)))
    }

    /// Runs `plan` and hands out its rows batch by batch, in order. Rows that come straight from files are computed a few
    /// chunks ahead of the consumer; guessed types are verified over the whole input first, so that no batch has to take
    /// back what an earlier one said. The result of an aggregate, a sort, a head or a tail is computed whole.
    ///
    /// # Errors
    /// As [`run`](Self::run), for everything that has to be done before the first batch.
    pub fn stream(&self, plan: &LogicalPlan) -> Result<BatchStream, ExecError> {
        let watch = RunWatch::start();
        if !streams_from_files(plan) {
            let QueryOutput { schema, batches } =
                self.run_retyped(std::slice::from_ref(plan), watch.metrics())?.remove(0);
            return Ok(BatchStream::ready(&self.config, schema, batches, watch));
        }
        let plan = self.verified(plan, watch.metrics())?;
        let schema = plan.schema()?;
        let mut plan = prepared(&plan)?;
        loop {
            let paths = ready(&plan);
            if paths.iter().any(Vec::is_empty) {
                return Ok(BatchStream::running(
                    &self.config,
                    self.pool.install(|| Stage::new(&plan))?,
                    schema,
                    watch,
                ));
            }
            let done = self.run_ready(vec![plan], &[paths], watch.metrics());
            plan = done.map_err(|failure| failure.error)?.remove(0);
        }
    }

    /// `plan` with the true types of the guessed columns that it reads.
    fn verified(&self, plan: &LogicalPlan, metrics: &Arc<Metrics>) -> Result<LogicalPlan, ExecError> {
        let mut plan = plan.clone();
        for table in tables(&plan) {
            let optimized = [prepared(&plan)?];
            let columns = guessed_columns(&optimized, &table);
            if !columns.is_empty() {
                let verified = self.with_true_types(&[plan], &table, &columns, None, metrics);
                plan = verified.map_err(|failure| failure.error)?.remove(0);
            }
        }
        Ok(plan)
    }

    fn run_retyped(
        &self,
        plans: &[LogicalPlan],
        metrics: &Arc<Metrics>,
    ) -> Result<Vec<QueryOutput>, ExecError> {
        let mut plans = self.settled(plans, metrics)?;
        loop {
            let optimized = plans.iter().map(prepared).collect::<Result<Vec<_>, _>>()?;
            let failure = match self.run_once(&optimized, metrics) {
                Ok(batches) => return outputs(&plans, batches),
                Err(failure) => failure,
            };
            let Some(table) = failure.table.filter(|_| is_misfit(&failure.error)) else {
                return Err(failure.error);
            };
            let columns = guessed_columns(&optimized, &table);
            if columns.is_empty() {
                return Err(failure.error);
            }
            plans = self
                .with_true_types(&plans, &table, &columns, Some(&failure.error), metrics)
                .map_err(|failure| failure.error)?;
        }
    }

    /// `plans` with the true types of columns whose guess cannot be checked on the way.
    fn settled(&self, plans: &[LogicalPlan], metrics: &Arc<Metrics>) -> Result<Vec<LogicalPlan>, ExecError> {
        let mut plans = plans.to_vec();
        let sources: Vec<_> = plans.iter().flat_map(tables).collect();
        for table in sources {
            let optimized = plans.iter().map(prepared).collect::<Result<Vec<_>, _>>()?;
            let columns = guessed_columns(&optimized, &table);
            if has_unsettled(&table, &columns) {
                let settled = self.with_true_types(&plans, &table, &columns, None, metrics);
                plans = settled.map_err(|failure| failure.error)?;
            }
        }
        Ok(plans)
    }

    /// Infers `columns` of `table` over all rows and swaps the table in `plans`.
    fn with_true_types(
        &self,
        plans: &[LogicalPlan],
        table: &Arc<dyn chunkwise_plan::TableSource>,
        columns: &[usize],
        found: Option<&ExecError>,
        metrics: &Arc<Metrics>,
    ) -> Result<Vec<LogicalPlan>, Failure> {
        let Some(csv) = table.as_any().downcast_ref::<CsvTable>() else { return Ok(plans.to_vec()) };
        let types = infer(&self.pool, table, columns, self.config.chunk_bytes, metrics)?;
        let (new, note) = retyped(csv, &types);
        let plans = swap_table(plans, table, &new);
        for plan in &plans {
            plan.check().map_err(|source| ExecError::Retyped {
                found: match found {
                    Some(error) => error.to_string(),
                    None => first_misfit(&self.pool, table, columns, self.config.chunk_bytes, metrics),
                },
                widened: note.clone().unwrap_or_default(),
                source: Box::new(source),
            })?;
        }
        metrics.restart();
        if let Some(note) = note {
            metrics.note(note);
        }
        Ok(plans)
    }

    fn run_once(
        &self,
        plans: &[LogicalPlan],
        metrics: &Arc<Metrics>,
    ) -> Result<Vec<Vec<RecordBatch>>, Failure> {
        let mut plans = plans.to_vec();
        let mut done = vec![false; plans.len()];
        while !done.iter().all(|&done| done) {
            let paths: Vec<Vec<Vec<usize>>> = plans
                .iter()
                .zip(&done)
                .map(|(plan, &done)| if done { Vec::new() } else { ready(plan) })
                .collect();
            plans = self.run_ready(plans, &paths, metrics)?;
            for (done, paths) in done.iter_mut().zip(&paths) {
                *done |= paths.iter().any(Vec::is_empty);
            }
        }
        Ok(plans.iter().map(result_batches).collect())
    }

    /// Runs the parts at `paths` of each plan, together, and puts their results in their places.
    fn run_ready(
        &self,
        mut plans: Vec<LogicalPlan>,
        paths: &[Vec<Vec<usize>>],
        metrics: &Arc<Metrics>,
    ) -> Result<Vec<LogicalPlan>, Failure> {
        let mut places = Vec::new();
        let mut stages = Vec::new();
        for (query, (plan, paths)) in plans.iter().zip(paths).enumerate() {
            for path in paths {
                stages.push(self.pool.install(|| Stage::new(part(plan, path)))?);
                places.push((query, path));
            }
        }
        let schemas: Vec<SchemaRef> = stages.iter().map(|stage| Arc::clone(&stage.schema)).collect();
        let results = run_stages(&self.pool, stages, self.config.chunk_bytes, metrics)?;
        for (((query, path), schema), batches) in places.into_iter().zip(schemas).zip(results) {
            let plan = &plans[query];
            let table = self.pool.install(|| result_table(plan, path, schema, batches, metrics))?;
            plans[query] = replace(plan, path, table);
        }
        Ok(plans)
    }
}

/// A pool of worker threads; one of its own per stream, so that a stream that waits for its consumer blocks nobody else.
pub(crate) fn thread_pool(config: &ExecConfig) -> Result<ThreadPool, ExecError> {
    // A panic of a stream's worker is noted by the worker itself; without a handler it would end the process.
    let builder = ThreadPoolBuilder::new().num_threads(config.threads).panic_handler(|_| ());
    Ok(builder.thread_name(|index| format!("chunkwise-{index}")).build()?)
}

/// The plan as it will run.
fn prepared(plan: &LogicalPlan) -> Result<LogicalPlan, ExecError> {
    Ok(with_exact_limits(&optimize(plan.clone())?))
}

fn outputs(plans: &[LogicalPlan], batches: Vec<Vec<RecordBatch>>) -> Result<Vec<QueryOutput>, ExecError> {
    plans
        .iter()
        .zip(batches)
        .map(|(plan, batches)| Ok(QueryOutput { schema: plan.schema()?, batches }))
        .collect()
}

/// The batches of a plan that has been run down to one table in memory.
fn result_batches(plan: &LogicalPlan) -> Vec<RecordBatch> {
    match plan {
        LogicalPlan::Scan(scan) => scan
            .source
            .as_any()
            .downcast_ref::<MemoryTable>()
            .map_or_else(Vec::new, |memory| memory.batches().to_vec()),
        _ => Vec::new(),
    }
}

/// Whether rows of files pass straight through to the result, so that there may be more of them than memory holds.
fn streams_from_files(plan: &LogicalPlan) -> bool {
    match plan {
        LogicalPlan::Scan(scan) => scan.source.as_any().is::<CsvTable>(),
        LogicalPlan::Aggregate { .. }
        | LogicalPlan::Sort { .. }
        | LogicalPlan::TopK { .. }
        | LogicalPlan::Head { .. }
        | LogicalPlan::Tail { .. }
        | LogicalPlan::Slice { .. }
        | LogicalPlan::Sample { .. }
        | LogicalPlan::Distinct { .. } => false,
        LogicalPlan::Join(join) => {
            join.how != JoinHow::Outer && streams_from_files(join.input(join.build_side().other()))
        }
        _ => plan.inputs().iter().any(|input| streams_from_files(input)),
    }
}

#[cfg(test)]
#[path = "engine_tests.rs"]
mod tests;
