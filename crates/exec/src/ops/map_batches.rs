//! MapBatches: applies a function of the caller's to each batch (`map_partitions`).

use arrow::array::RecordBatch;
use arrow::datatypes::{Schema, SchemaRef};
use chunkwise_plan::BatchFunction;

use crate::error::ExecError;
use crate::ops::project::batch_of;

pub(crate) struct MapBatches {
    function: BatchFunction,
    schema: SchemaRef,
}

impl MapBatches {
    pub(crate) fn new(function: BatchFunction, schema: SchemaRef) -> Self {
        Self { function, schema }
    }

    /// # Errors
    /// What the function returns, or that its columns are not those it was declared with.
    pub(crate) fn run(&self, batch: RecordBatch) -> Result<RecordBatch, ExecError> {
        let output = (self.function.0)(batch).map_err(ExecError::MapBatches)?;
        let fits =
            output.num_columns() == self.schema.fields().len()
                && output.schema().fields().iter().zip(self.schema.fields()).all(|(found, said)| {
                    found.name() == said.name() && found.data_type() == said.data_type()
                });
        if !fits {
            return Err(ExecError::MapBatchesSchema {
                expected: names_and_types(&self.schema),
                found: names_and_types(&output.schema()),
            });
        }
        let rows = output.num_rows();
        batch_of(&self.schema, output.columns().to_vec(), rows)
    }
}

fn names_and_types(schema: &Schema) -> String {
    let fields: Vec<String> =
        schema.fields().iter().map(|field| format!("{}: {}", field.name(), field.data_type())).collect();
    format!("({})", fields.join(", "))
}
