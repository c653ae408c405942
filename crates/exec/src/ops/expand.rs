//! Expand: several rows for each row, made by several lists of expressions: a row of statistics becomes a table of them.

use arrow::array::{Array, ArrayRef, RecordBatch};
use arrow::compute::interleave;
use arrow::datatypes::{Schema, SchemaRef};
use chunkwise_plan::{Expr, TypedExpr, bind};

use crate::error::ExecError;
use crate::eval::evaluate;
use crate::ops::project::batch_of;

pub(crate) struct Expand {
    rows: Vec<Vec<TypedExpr>>,
    schema: SchemaRef,
}

impl Expand {
    /// Binds `rows` to `input`; `schema` has the names and types of the output.
    pub(crate) fn new(rows: &[Vec<Expr>], input: &Schema, schema: SchemaRef) -> Result<Self, ExecError> {
        let bound = |row: &Vec<Expr>| {
            let typed = row.iter().zip(schema.fields()).map(|(expr, field)| {
                let expr = expr.clone().without_aliases();
                let same = bind(&expr, input)?.data_type == *field.data_type();
                bind(&if same { expr } else { expr.cast(field.data_type().clone()) }, input)
            });
            typed.collect::<Result<Vec<_>, _>>()
        };
        let rows = rows.iter().map(bound).collect::<Result<_, _>>()?;
        Ok(Self { rows, schema })
    }

    pub(crate) fn run(&self, batch: &RecordBatch) -> Result<RecordBatch, ExecError> {
        let lists = self.rows.len();
        let order: Vec<(usize, usize)> =
            (0..batch.num_rows()).flat_map(|row| (0..lists).map(move |list| (list, row))).collect();
        let mut columns = Vec::with_capacity(self.schema.fields().len());
        for at in 0..self.schema.fields().len() {
            let values: Vec<ArrayRef> =
                self.rows.iter().map(|row| evaluate(&row[at], batch)).collect::<Result<_, _>>()?;
            let values: Vec<&dyn Array> = values.iter().map(AsRef::as_ref).collect();
            columns.push(interleave(&values, &order)?);
        }
        batch_of(&self.schema, columns, order.len())
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use arrow::array::{Float64Array, Int64Array, StringArray};
    use arrow::datatypes::{DataType, Field};
    use chunkwise_plan::{Scalar, col, lit};

    use super::*;

    #[test]
    fn the_rows_of_a_row_stand_together_and_take_the_common_type() {
        let input = Arc::new(Schema::new(vec![Field::new("a", DataType::Int64, true)]));
        let output = Arc::new(Schema::new(vec![
            Field::new("what", DataType::Utf8, true),
            Field::new("value", DataType::Float64, true),
        ]));
        let rows =
            [vec![lit("a"), col("a")], vec![lit("half"), col("a") / 2], vec![lit("none"), lit(Scalar::Null)]];
        let expand = Expand::new(&rows, &input, Arc::clone(&output)).unwrap();
        let values: ArrayRef = Arc::new(Int64Array::from(vec![Some(3), None]));
        let out = expand.run(&RecordBatch::try_new(input, vec![values]).unwrap()).unwrap();
        let names = StringArray::from(vec!["a", "half", "none", "a", "half", "none"]);
        let values = Float64Array::from(vec![Some(3.0), Some(1.5), None, None, None, None]);
        assert_eq!(out, RecordBatch::try_new(output, vec![Arc::new(names), Arc::new(values)]).unwrap());
    }
}
