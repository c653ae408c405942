//! When a guessed column type turns out too narrow, the whole input is inferred and the query runs again, so that the result
//! is the one that a full inference would have given.

use std::collections::BTreeSet;
use std::sync::{Arc, Mutex};

use arrow::datatypes::DataType;
use chunkwise_plan::{LogicalPlan, Scan, TableSource, type_name};
use chunkwise_scan::Inference;
use rayon::ThreadPool;

use crate::driver::{Feeds, Run};
use crate::error::ExecError;
use crate::locks::lock;
use crate::metrics::Metrics;
use crate::run_stages::{Failure, run_stages, work_all};
use crate::stage::Stage;
use crate::tables::CsvTable;

/// Columns that a note on widened types names.
const CHANGES_LISTED_MAX: usize = 8;

/// The columns of `table` whose types are guesses that more rows could change, and that one of `plans` reads.
pub(crate) fn guessed_columns(plans: &[LogicalPlan], table: &Arc<dyn TableSource>) -> Vec<usize> {
    let Some(csv) = table.as_any().downcast_ref::<CsvTable>() else { return Vec::new() };
    let mut used = BTreeSet::new();
    for plan in plans {
        columns_read(plan, table, &mut used);
    }
    used.into_iter().filter(|&column| may_change(csv, column)).collect()
}

/// Whether the type of a column is a guess that other rows may change. Text stays text, unless it is unsettled.
pub(crate) fn may_change(csv: &CsvTable, column: usize) -> bool {
    let source = csv.source();
    let is_text = source.schema().field(column).data_type() == &DataType::Utf8;
    source.guessed(column) && (!is_text || source.is_unsettled(column))
}

/// Whether one of `columns` has a guess that parsing cannot check.
pub(crate) fn has_unsettled(table: &Arc<dyn TableSource>, columns: &[usize]) -> bool {
    table
        .as_any()
        .downcast_ref::<CsvTable>()
        .is_some_and(|csv| columns.iter().any(|&column| csv.source().is_unsettled(column)))
}

fn columns_read(plan: &LogicalPlan, table: &Arc<dyn TableSource>, used: &mut BTreeSet<usize>) {
    if let LogicalPlan::Scan(scan) = plan
        && std::ptr::addr_eq(Arc::as_ptr(&scan.source), Arc::as_ptr(table))
    {
        let schema = table.schema();
        match &scan.projection {
            Some(columns) => used.extend(columns),
            None => used.extend(0..schema.fields().len()),
        }
        if let Some(predicate) = &scan.predicate {
            used.extend(predicate.columns().iter().filter_map(|name| schema.index_of(name).ok()));
        }
    }
    for input in plan.inputs() {
        columns_read(input, table, used);
    }
}

/// The tables of CSV files that `plan` scans, each once.
pub(crate) fn tables(plan: &LogicalPlan) -> Vec<Arc<dyn TableSource>> {
    let mut found: Vec<Arc<dyn TableSource>> = Vec::new();
    collect_tables(plan, &mut found);
    found
}

fn collect_tables(plan: &LogicalPlan, found: &mut Vec<Arc<dyn TableSource>>) {
    if let LogicalPlan::Scan(scan) = plan
        && !found.iter().any(|table| std::ptr::addr_eq(Arc::as_ptr(table), Arc::as_ptr(&scan.source)))
    {
        found.push(Arc::clone(&scan.source));
    }
    for input in plan.inputs() {
        collect_tables(input, found);
    }
}

/// Reads all of `table` for the types of `columns`.
///
/// # Errors
/// What reading may fail with.
pub(crate) fn infer(
    pool: &ThreadPool,
    table: &Arc<dyn TableSource>,
    columns: &[usize],
    chunk_bytes: usize,
    metrics: &Arc<Metrics>,
) -> Result<Vec<(usize, DataType)>, Failure> {
    let feeds = Feeds::new(vec![(Arc::clone(table), columns.to_vec())], chunk_bytes);
    let run = Run::new(feeds, u64::MAX, Arc::clone(metrics));
    let total: Mutex<Vec<Inference>> = Mutex::new(vec![Inference::default(); columns.len()]);
    work_all(pool, &run, &|_, morsel| {
        let mut seen = vec![Inference::default(); columns.len()];
        for (inference, &column) in seen.iter_mut().zip(columns) {
            morsel.observe(column, inference);
        }
        for (all, seen) in lock(&total).iter_mut().zip(seen) {
            *all = all.merge(seen);
        }
        Ok(())
    })?;
    let total = lock(&total);
    Ok(columns.iter().zip(total.iter()).map(|(&column, inference)| (column, inference.data_type())).collect())
}

/// The message about the first value, in row order, that is not of the type that was guessed; empty if there is none.
pub(crate) fn first_misfit(
    pool: &ThreadPool,
    table: &Arc<dyn TableSource>,
    columns: &[usize],
    chunk_bytes: usize,
    metrics: &Arc<Metrics>,
) -> String {
    let scan = LogicalPlan::Scan(Scan {
        source: Arc::clone(table),
        projection: Some(columns.to_vec()),
        predicate: None,
        limit: None,
    });
    // A tail of no rows parses everything and keeps nothing.
    let parsed = Stage::new(&LogicalPlan::Tail { input: Arc::new(scan), n: 0 })
        .map_err(Failure::from)
        .and_then(|stage| run_stages(pool, vec![stage], chunk_bytes, metrics));
    parsed.err().map_or_else(String::new, |failure| failure.error.to_string())
}

/// The table with the true types of `columns`, and a note on what changed.
pub(crate) fn retyped(
    table: &CsvTable,
    types: &[(usize, DataType)],
) -> (Arc<dyn TableSource>, Option<String>) {
    let schema = table.source().schema();
    let mut changes: Vec<String> = types
        .iter()
        .filter(|(column, to)| schema.field(*column).data_type() != to)
        .map(|(column, to)| {
            let field = schema.field(*column);
            format!("{} {} → {}", field.name(), type_name(field.data_type()), type_name(to))
        })
        .collect();
    if changes.len() > CHANGES_LISTED_MAX {
        let more = changes.len() - CHANGES_LISTED_MAX;
        changes.truncate(CHANGES_LISTED_MAX);
        changes.push(format!("and {more} more"));
    }
    let note = (!changes.is_empty())
        .then(|| format!("types guessed from a sample were widened to fit all rows: {}", changes.join(", ")));
    (Arc::new(CsvTable::new(table.source().with_types(types))), note)
}

/// `plans` with `new` wherever `old` is scanned.
pub(crate) fn swap_table(
    plans: &[LogicalPlan],
    old: &Arc<dyn TableSource>,
    new: &Arc<dyn TableSource>,
) -> Vec<LogicalPlan> {
    plans
        .iter()
        .map(|plan| {
            plan.map_sources(&|source| {
                let same = std::ptr::addr_eq(Arc::as_ptr(source), Arc::as_ptr(old));
                Arc::clone(if same { new } else { source })
            })
        })
        .collect()
}

/// Whether `error` says that a guessed type is wrong.
pub(crate) fn is_misfit(error: &ExecError) -> bool {
    matches!(error, ExecError::Scan(scan) if scan.is_misfit())
}
