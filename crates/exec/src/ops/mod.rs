//! Streaming operators: one batch in, one batch out, no state.

mod expand;
mod extend;
mod filter;
mod map_batches;
pub(crate) mod project;

pub(crate) use expand::Expand;
pub(crate) use extend::Extend;
pub(crate) use filter::Filter;
pub(crate) use map_batches::MapBatches;
pub(crate) use project::Project;

use arrow::array::RecordBatch;

use crate::error::ExecError;
use crate::join::Probe;

/// A step of a pipeline between the scan and the sink.
pub(crate) enum Operator {
    /// Keeps the rows where a predicate is true.
    Filter(Filter),
    /// Computes the output columns.
    Project(Project),
    /// Makes several rows of each.
    Expand(Expand),
    /// Joins with a table in memory.
    Probe(Probe),
    /// Adds columns.
    Extend(Extend),
    /// Applies a function of the caller's.
    MapBatches(MapBatches),
}

impl Operator {
    pub(crate) fn run(&self, batch: RecordBatch) -> Result<RecordBatch, ExecError> {
        match self {
            Self::Filter(filter) => filter.run(batch),
            Self::Project(project) => project.run(&batch),
            Self::Expand(expand) => expand.run(&batch),
            Self::Probe(probe) => probe.run(&batch),
            Self::Extend(extend) => extend.run(&batch),
            Self::MapBatches(map) => map.run(batch),
        }
    }
}
