//! Extend: adds what a window is computed from to the columns.

use arrow::array::{ArrayRef, RecordBatch};
use arrow::datatypes::{Field, Schema, SchemaRef};
use chunkwise_plan::TypedExpr;

use crate::error::ExecError;
use crate::eval::evaluate;
use crate::ops::project::batch_of;

pub(crate) struct Extend {
    exprs: Vec<TypedExpr>,
    schema: SchemaRef,
}

impl Extend {
    /// Adds `exprs`, which are bound to `input`, as columns behind its own.
    pub(crate) fn new(exprs: Vec<TypedExpr>, input: &Schema) -> Self {
        let own = input.fields().iter().map(|field| field.as_ref().clone());
        let added = exprs.iter().map(|expr| Field::new("", expr.data_type.clone(), true));
        let schema = SchemaRef::new(Schema::new(own.chain(added).collect::<Vec<_>>()));
        Self { exprs, schema }
    }

    pub(crate) fn run(&self, batch: &RecordBatch) -> Result<RecordBatch, ExecError> {
        let mut columns: Vec<ArrayRef> = batch.columns().to_vec();
        for expr in &self.exprs {
            columns.push(evaluate(expr, batch)?);
        }
        batch_of(&self.schema, columns, batch.num_rows())
    }
}
