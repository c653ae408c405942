//! Project: computes each output column from the input columns.

use arrow::array::{ArrayRef, RecordBatch, RecordBatchOptions};
use arrow::datatypes::{Schema, SchemaRef};
use chunkwise_plan::{Expr, TypedExpr, bind};

use crate::error::ExecError;
use crate::eval::evaluate;

pub(crate) struct Project {
    exprs: Vec<TypedExpr>,
    schema: SchemaRef,
}

impl Project {
    /// Binds `exprs` to `input`; `schema` has the names and types of the output.
    pub(crate) fn new(
        exprs: &[(Expr, String)],
        input: &Schema,
        schema: SchemaRef,
    ) -> Result<Self, ExecError> {
        let exprs = exprs.iter().map(|(expr, _)| bind(expr, input)).collect::<Result<_, _>>()?;
        Ok(Self { exprs, schema })
    }

    pub(crate) fn run(&self, batch: &RecordBatch) -> Result<RecordBatch, ExecError> {
        let columns: Vec<ArrayRef> =
            self.exprs.iter().map(|expr| evaluate(expr, batch)).collect::<Result<_, _>>()?;
        batch_of(&self.schema, columns, batch.num_rows())
    }
}

/// A batch of `rows` rows; unlike `RecordBatch::try_new` it keeps the row count when there is no column.
pub(crate) fn batch_of(
    schema: &SchemaRef,
    columns: Vec<ArrayRef>,
    rows: usize,
) -> Result<RecordBatch, ExecError> {
    let options = RecordBatchOptions::new().with_row_count(Some(rows));
    Ok(RecordBatch::try_new_with_options(SchemaRef::clone(schema), columns, &options)?)
}
