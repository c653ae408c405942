//! What can go wrong while a query runs.

use std::error::Error;
use std::path::PathBuf;

use arrow::error::ArrowError;
use chunkwise_plan::PlanError;
use chunkwise_scan::ScanError;

use crate::agg::AggError;
use crate::eval::EvalError;
use crate::join::JoinError;

/// An error of a running query. The message names the place (file, line, column) where there is one.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ExecError {
    /// The plan is not valid: an unknown column, types that do not fit.
    #[error(transparent)]
    Plan(#[from] PlanError),
    /// Reading or parsing the input failed.
    #[error(transparent)]
    Scan(#[from] ScanError),
    /// An expression could not be computed for some row.
    #[error(transparent)]
    Eval(#[from] EvalError),
    /// An expression could not be computed for a row of a file.
    #[error("{}:{line}: {source}", path.display())]
    EvalAt {
        /// The file.
        path: PathBuf,
        /// The 1-based line of the row.
        line: u64,
        /// What went wrong.
        source: Box<EvalError>,
    },
    /// An aggregate has no value that fits its type.
    #[error(transparent)]
    Aggregate(#[from] AggError),
    /// Two tables cannot be joined as asked for.
    #[error(transparent)]
    Join(#[from] JoinError),
    /// A column's type was guessed from a sample, the whole input has another one, and the query does not fit that type.
    #[error("{}{widened}. With the types of all rows the query is not valid: {source}", first_line(found))]
    Retyped {
        /// The first value that did not fit, with its place; empty when the whole input was looked at before the query ran.
        found: String,
        /// The columns that were widened, with their types.
        widened: String,
        /// Why the query does not fit the true types.
        source: Box<PlanError>,
    },
    /// A function given to `map_partitions` failed.
    #[error("the function given to map_partitions failed: {0}")]
    MapBatches(#[source] Box<dyn Error + Send + Sync>),
    /// A function given to `map_partitions` returned other columns than it said.
    #[error("the function given to map_partitions returned {found}, but its schema says {expected}")]
    MapBatchesSchema {
        /// The columns that the pipeline was told of.
        expected: String,
        /// The columns that came.
        found: String,
    },
    /// An Arrow kernel failed.
    #[error("{0}")]
    Arrow(#[from] ArrowError),
    /// The worker threads could not be started.
    #[error("the worker threads could not be started: {0}")]
    Threads(#[from] rayon::ThreadPoolBuildError),
    /// A function of the caller's panicked in a worker thread.
    #[error("a function given to the pipeline panicked; the result would not be complete")]
    Panicked,
    /// The run was stopped because another part of it failed or its consumer went away.
    #[error("the run was stopped")]
    Stopped,
}

fn first_line(text: &str) -> String {
    if text.is_empty() { String::new() } else { format!("{text}\n") }
}
