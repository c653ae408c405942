//! Filter: keeps the rows where a predicate is true. Null counts as false.

use arrow::array::RecordBatch;
use arrow::compute::filter_record_batch;
use arrow::datatypes::Schema;
use chunkwise_plan::{Expr, TypedExpr, bind};

use crate::error::ExecError;
use crate::eval::evaluate_predicate;

pub(crate) struct Filter {
    predicate: TypedExpr,
}

impl Filter {
    pub(crate) fn new(predicate: &Expr, input: &Schema) -> Result<Self, ExecError> {
        Ok(Self { predicate: bind(predicate, input)? })
    }

    pub(crate) fn run(&self, batch: RecordBatch) -> Result<RecordBatch, ExecError> {
        let mask = evaluate_predicate(&self.predicate, &batch)?;
        if mask.true_count() == batch.num_rows() {
            return Ok(batch);
        }
        Ok(filter_record_batch(&batch, &mask)?)
    }
}
