//! The key columns of a batch, in the types in which the keys of both tables are compared.

use arrow::array::{ArrayRef, RecordBatch};
use arrow::compute::cast;
use arrow::datatypes::{DataType, Schema};
use chunkwise_plan::{Join, PlanError, Side};
use rayon::prelude::*;

use crate::error::ExecError;

/// Where the keys of one table are, and as what they are compared.
#[derive(Clone)]
pub(super) struct KeyColumns {
    pub(super) names: Vec<String>,
    positions: Vec<usize>,
    pub(super) types: Vec<DataType>,
}

impl KeyColumns {
    /// The keys of `join` in its table on `side`, which has `schema`.
    pub(super) fn new(join: &Join, side: Side, schema: &Schema) -> Result<Self, PlanError> {
        let names: Vec<String> = join.keys(side).cloned().collect();
        let position =
            |name: &String| schema.index_of(name).map_err(|_| PlanError::unknown_column(name, schema));
        let positions = names.iter().map(position).collect::<Result<_, _>>()?;
        Ok(Self { names, positions, types: join.key_types()? })
    }

    /// The keys of all batches, in parallel.
    pub(super) fn of_all(&self, batches: &[RecordBatch]) -> Result<Vec<Vec<ArrayRef>>, ExecError> {
        batches.par_iter().map(|batch| self.of(batch)).collect()
    }

    /// The keys of a batch. An integer that is compared with floats is rounded to the nearest one.
    pub(super) fn of(&self, batch: &RecordBatch) -> Result<Vec<ArrayRef>, ExecError> {
        let columns = self.positions.iter().map(|&at| batch.column(at)).zip(&self.types);
        columns
            .map(|(column, to)| match column.data_type() == to {
                true => Ok(ArrayRef::clone(column)),
                false => Ok(cast(column, to)?),
            })
            .collect()
    }
}
