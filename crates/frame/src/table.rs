//! A computed result.

use std::fmt;
use std::sync::Arc;

use arrow::array::{Array, ArrayRef, AsArray, RecordBatch};
use arrow::compute::cast;
use arrow::datatypes::{
    DataType, Date32Type, DurationMicrosecondType, Float64Type, Int64Type, SchemaRef, TimeUnit,
    TimestampMicrosecondType, UInt64Type,
};
use chunkwise_exec::RunReport;
use chunkwise_plan::Scalar;

use crate::dataframe::{DataFrame, known};
use crate::error::{Error, Result};
use crate::footprint::nbytes;
use crate::format::{TableOptions, render_table};

/// The rows of a computed pipeline, in memory, with the report of what it took. Prints as a table.
#[derive(Debug, Clone)]
pub struct Table {
    schema: SchemaRef,
    batches: Vec<RecordBatch>,
    report: Arc<RunReport>,
}

impl Table {
    pub(crate) fn new(schema: SchemaRef, batches: Vec<RecordBatch>, report: Arc<RunReport>) -> Self {
        Self { schema, batches, report }
    }

    /// Names and types of the columns, as they turned out over the whole input.
    #[must_use]
    pub fn schema(&self) -> &SchemaRef {
        &self.schema
    }

    /// The rows as Arrow batches, in order.
    #[must_use]
    pub fn batches(&self) -> &[RecordBatch] {
        &self.batches
    }

    /// How many rows there are.
    #[must_use]
    pub fn num_rows(&self) -> usize {
        self.batches.iter().map(RecordBatch::num_rows).sum()
    }

    /// How many columns there are.
    #[must_use]
    pub fn num_columns(&self) -> usize {
        self.schema.fields().len()
    }

    /// What the run took.
    #[must_use]
    pub fn report(&self) -> &RunReport {
        &self.report
    }

    /// Bytes of the values: independent of how the rows are cut into batches. See [`nbytes`](crate::nbytes).
    #[must_use]
    pub fn nbytes(&self) -> u64 {
        nbytes(&self.schema, &self.batches)
    }

    /// The table as the start of a new pipeline.
    ///
    /// # Errors
    /// Never, for a computed table.
    pub fn to_frame(&self) -> Result<DataFrame> {
        DataFrame::from_batches(Arc::clone(&self.schema), self.batches.clone())
    }

    /// The value in `row` of the column at position `column`.
    ///
    /// # Errors
    /// [`Error::NoSuchValue`] outside the table.
    pub fn value(&self, row: usize, column: usize) -> Result<Scalar> {
        let outside = || {
            let (rows, columns) = (self.num_rows(), self.num_columns());
            Error::NoSuchValue(format!(
                "there is no value at row {row}, column {column}: the table has {rows} rows and {columns} columns"
            ))
        };
        if column >= self.num_columns() {
            return Err(outside());
        }
        let mut before = 0;
        for batch in &self.batches {
            if row < before + batch.num_rows() {
                return scalar(batch.column(column), row - before);
            }
            before += batch.num_rows();
        }
        Err(outside())
    }

    /// All values of a column, in order.
    ///
    /// # Errors
    /// [`Error::Plan`] for an unknown column.
    pub fn values(&self, column: &str) -> Result<Vec<Scalar>> {
        let at = known(&self.schema, column)?;
        let arrays = self.batches.iter().map(|batch| batch.column(at));
        arrays.flat_map(|array| (0..array.len()).map(|row| scalar(array, row))).collect()
    }

    /// All values of a numeric column as floats, null as `None`.
    ///
    /// # Errors
    /// [`Error::Plan`] for an unknown column, [`Error::NoSuchValue`] for one that is not numeric.
    pub fn floats(&self, column: &str) -> Result<Vec<Option<f64>>> {
        let at = known(&self.schema, column)?;
        let mut floats = Vec::with_capacity(self.num_rows());
        for batch in &self.batches {
            let array = batch.column(at);
            if !array.data_type().is_numeric() {
                return Err(Error::NoSuchValue(format!(
                    "column {column} is {}, not a number",
                    array.data_type()
                )));
            }
            floats.extend(to_type(array, &DataType::Float64)?.as_primitive::<Float64Type>().iter());
        }
        Ok(floats)
    }
}

impl fmt::Display for Table {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match render_table(&self.schema, &self.batches, &TableOptions::default()) {
            Ok(text) => f.write_str(&text),
            Err(error) => write!(f, "<{error}>"),
        }
    }
}

fn to_type(array: &ArrayRef, data_type: &DataType) -> Result<ArrayRef> {
    cast(array, data_type).map_err(|error| Error::NoSuchValue(error.to_string()))
}

fn scalar(array: &ArrayRef, row: usize) -> Result<Scalar> {
    if array.is_null(row) || array.data_type() == &DataType::Null {
        return Ok(Scalar::Null);
    }
    let one = array.slice(row, 1);
    Ok(match array.data_type() {
        DataType::Boolean => Scalar::Bool(one.as_boolean().value(0)),
        DataType::Utf8 => Scalar::String(one.as_string::<i32>().value(0).to_owned()),
        DataType::Date32 => Scalar::Date(one.as_primitive::<Date32Type>().value(0)),
        DataType::Timestamp(TimeUnit::Microsecond, None) => {
            Scalar::Timestamp(one.as_primitive::<TimestampMicrosecondType>().value(0))
        }
        DataType::Duration(TimeUnit::Microsecond) => {
            Scalar::Duration(one.as_primitive::<DurationMicrosecondType>().value(0))
        }
        DataType::UInt64 => Scalar::UInt64(one.as_primitive::<UInt64Type>().value(0)),
        kind if kind.is_integer() => {
            Scalar::Int64(to_type(&one, &DataType::Int64)?.as_primitive::<Int64Type>().value(0))
        }
        _ => Scalar::Float64(to_type(&one, &DataType::Float64)?.as_primitive::<Float64Type>().value(0)),
    })
}
