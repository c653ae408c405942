//! Covariance and correlation of all pairs of columns, as a matrix.

use std::sync::Arc;

use arrow::array::{ArrayRef, RecordBatch, StringArray, UInt32Array, new_null_array};
use arrow::compute::{concat, take};
use arrow::datatypes::{DataType, Field, Schema};
use chunkwise_plan::{AggExpr, BatchFunction, BatchResult, LogicalPlan, PlanError, corr, cov};

use crate::dataframe::DataFrame;
use crate::error::{Error, Result};

/// The column that names the rows of a matrix.
const COLUMN: &str = "column";

impl DataFrame {
    /// The covariances of all pairs of columns, over the rows where both have a value: a row and a column for each, the row's name in a first
    /// column `column`. Null where fewer than two rows have both.
    ///
    /// # Errors
    /// [`Error::Plan`] for a column that is not numeric; [`numeric_only`](Self::numeric_only) leaves such columns out.
    pub fn cov(&self) -> Result<Self> {
        self.matrix(|x, y| cov(x, y))
    }

    /// Pearson's correlations of all pairs of columns, over the rows where both have a value: a row and a column for each, the row's name in a
    /// first column `column`. Null where one of the two does not vary.
    ///
    /// ```
    /// # fn main() -> chunkwise::Result<()> {
    /// # let pattern = concat!(env!("CARGO_MANIFEST_DIR"), "/../../data-fixtures/trips/trips_*.csv");
    /// let trips = chunkwise::read_csv(pattern).open()?;
    /// let matrix = trips.select(["fare_amount", "trip_distance"])?.corr()?.compute()?;
    /// assert_eq!(matrix.num_rows(), 2);
    /// assert_eq!(matrix.floats("fare_amount")?[0], Some(1.0));
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// [`Error::Plan`] for a column that is not numeric; [`numeric_only`](Self::numeric_only) leaves such columns out.
    pub fn corr(&self) -> Result<Self> {
        self.matrix(|x, y| corr(x, y))
    }

    /// The matrix of a symmetric aggregate: all pairs in one row, which is then cut up.
    fn matrix(&self, relate: impl Fn(&str, &str) -> AggExpr) -> Result<Self> {
        let names = self.columns()?;
        let pairs = (0..names.len()).flat_map(|row| (0..=row).map(move |column| (row, column)));
        let aggs = pairs.map(|(x, y)| relate(&names[x], &names[y]).alias(format!("{x}, {y}")));
        let all = self.agg(aggs).map_err(|error| match error {
            Error::Plan(PlanError::TypeMismatch { expr, what, .. }) => {
                let hint = "numeric_only() leaves out the columns that are not numeric".to_string();
                Error::Plan(PlanError::TypeMismatch { expr, what, hint })
            }
            other => other,
        })?;
        let fields = names.iter().map(|name| Field::new(name, DataType::Float64, true));
        let fields = std::iter::once(Field::new(COLUMN, DataType::Utf8, true)).chain(fields);
        let schema = Arc::new(Schema::new(fields.collect::<Vec<_>>()));
        let target = Arc::clone(&schema);
        let function = BatchFunction::new(move |batch| cut_up(&batch, &names, &target));
        self.with_plan(LogicalPlan::MapBatches { input: Arc::clone(all.plan()), schema, function })
    }
}

/// The lower triangle of a matrix, row by row as the columns of one row, as a table.
fn cut_up(batch: &RecordBatch, names: &[String], schema: &Arc<Schema>) -> BatchResult {
    if batch.num_rows() != 1 {
        return Ok(RecordBatch::new_empty(Arc::clone(schema)));
    }
    let at = |row: usize, column: usize| {
        let (row, column) = (row.max(column), row.min(column));
        row * (row + 1) / 2 + column
    };
    let cells: Vec<&dyn arrow::array::Array> = batch.columns().iter().map(AsRef::as_ref).collect();
    let none = new_null_array(&DataType::Float64, 0);
    let cells = if cells.is_empty() { none } else { concat(&cells)? };
    let mut columns: Vec<ArrayRef> = vec![Arc::new(StringArray::from_iter_values(names))];
    for column in 0..names.len() {
        let places: UInt32Array = (0..names.len()).map(|row| at(row, column) as u32).collect();
        columns.push(take(&cells, &places, None)?);
    }
    Ok(RecordBatch::try_new(Arc::clone(schema), columns)?)
}
