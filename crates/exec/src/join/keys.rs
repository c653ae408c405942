//! The key columns of a batch, in the types in which the keys of both tables are compared.

use std::sync::Arc;

use arrow::array::{ArrayRef, BooleanArray, RecordBatch};
use arrow::buffer::BooleanBuffer;
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
        let names: Vec<String> = join.keys(side).take(join.equal_keys()).cloned().collect();
        let position =
            |name: &String| schema.index_of(name).map_err(|_| PlanError::unknown_column(name, schema));
        let positions = names.iter().map(position).collect::<Result<_, _>>()?;
        let mut types = join.key_types()?;
        types.truncate(names.len());
        if types.is_empty() {
            types.push(DataType::Boolean); // one key for all rows
        }
        Ok(Self { names, positions, types })
    }

    /// The times of an asof join, in the type in which they are compared.
    pub(super) fn times(join: &Join, side: Side, schema: &Schema) -> Result<Option<Self>, PlanError> {
        let Some(name) = join.keys(side).nth(join.equal_keys()).filter(|_| join.asof.is_some()) else {
            return Ok(None);
        };
        let position = schema.index_of(name).map_err(|_| PlanError::unknown_column(name, schema))?;
        let types = join.key_types()?.split_off(join.equal_keys());
        Ok(Some(Self { names: vec![name.clone()], positions: vec![position], types }))
    }

    /// The keys of all batches, in parallel.
    pub(super) fn of_all(&self, batches: &[RecordBatch]) -> Result<Vec<Vec<ArrayRef>>, ExecError> {
        batches.par_iter().map(|batch| self.of(batch)).collect()
    }

    /// The keys of a batch. An integer that is compared with floats is rounded to the nearest one.
    pub(super) fn of(&self, batch: &RecordBatch) -> Result<Vec<ArrayRef>, ExecError> {
        if self.positions.is_empty() {
            return Ok(vec![Arc::new(BooleanArray::new(BooleanBuffer::new_unset(batch.num_rows()), None))]);
        }
        let columns = self.positions.iter().map(|&at| batch.column(at)).zip(&self.types);
        columns
            .map(|(column, to)| match column.data_type() == to {
                true => Ok(ArrayRef::clone(column)),
                false => Ok(cast(column, to)?),
            })
            .collect()
    }
}
