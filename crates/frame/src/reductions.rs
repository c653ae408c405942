//! Reductions of a whole table: one row with a value for each column.
//!
//! As in pandas, a column that has no such value is an error, and [`DataFrame::numeric_only`] leaves it out.

use arrow::datatypes::DataType;
use chunkwise_plan::{AggExpr, AggFunc, Interpolation, PlanError, col};

use crate::dataframe::DataFrame;
use crate::error::{Error, Result};

impl DataFrame {
    /// Rows of the table. Computed: it counts the records of all files, but parses nothing that no filter needs.
    ///
    /// # Errors
    /// What reading may fail with.
    pub fn len(&self) -> Result<u64> {
        let counted = self.agg([chunkwise_plan::count_all()])?.compute()?;
        match counted.value(0, 0)? {
            chunkwise_plan::Scalar::Int64(rows) => Ok(rows.unsigned_abs()),
            other => Err(Error::NoSuchValue(format!("the row count came out as {other}"))),
        }
    }

    /// Whether there is no row. Reads no more than it takes to find one.
    ///
    /// # Errors
    /// What reading may fail with.
    pub fn is_empty(&self) -> Result<bool> {
        Ok(self.head(1).compute()?.num_rows() == 0)
    }

    /// For each column, how many values are not null.
    ///
    /// # Errors
    /// Never, for a table that was built without an error.
    pub fn count(&self) -> Result<Self> {
        self.reduce_each(AggFunc::Count)
    }

    /// The sum of each column.
    ///
    /// # Errors
    /// [`Error::Plan`] for a column that has none; [`numeric_only`](Self::numeric_only) leaves such columns out.
    pub fn sum(&self) -> Result<Self> {
        self.reduce_each(AggFunc::Sum)
    }

    /// The mean of each column.
    ///
    /// # Errors
    /// [`Error::Plan`] for a column that has none; [`numeric_only`](Self::numeric_only) leaves such columns out.
    pub fn mean(&self) -> Result<Self> {
        self.reduce_each(AggFunc::Mean)
    }

    /// The smallest value of each column.
    ///
    /// # Errors
    /// Never, for a table that was built without an error.
    pub fn min(&self) -> Result<Self> {
        self.reduce_each(AggFunc::Min)
    }

    /// The largest value of each column.
    ///
    /// # Errors
    /// Never, for a table that was built without an error.
    pub fn max(&self) -> Result<Self> {
        self.reduce_each(AggFunc::Max)
    }

    /// The standard deviation of each column, with one delta degree of freedom.
    ///
    /// # Errors
    /// [`Error::Plan`] for a column that has none; [`numeric_only`](Self::numeric_only) leaves such columns out.
    pub fn std(&self) -> Result<Self> {
        self.reduce_each(AggFunc::Std { ddof: 1 })
    }

    /// The variance of each column, with one delta degree of freedom.
    ///
    /// # Errors
    /// [`Error::Plan`] for a column that has none; [`numeric_only`](Self::numeric_only) leaves such columns out.
    pub fn var(&self) -> Result<Self> {
        self.reduce_each(AggFunc::Var { ddof: 1 })
    }

    /// For each column, whether any value is true or not zero.
    ///
    /// # Errors
    /// [`Error::Plan`] for a column that has none; [`numeric_only`](Self::numeric_only) leaves such columns out.
    pub fn any(&self) -> Result<Self> {
        self.reduce_each(AggFunc::Any)
    }

    /// For each column, whether all values are true or not zero.
    ///
    /// # Errors
    /// [`Error::Plan`] for a column that has none; [`numeric_only`](Self::numeric_only) leaves such columns out.
    pub fn all(&self) -> Result<Self> {
        self.reduce_each(AggFunc::All)
    }

    /// For each column, how many different values there are, not counting null.
    ///
    /// # Errors
    /// Never, for a table that was built without an error.
    pub fn nunique(&self) -> Result<Self> {
        self.reduce_each(AggFunc::NUnique)
    }

    /// The product of each column: exact for integers, and rounded once for floats.
    ///
    /// # Errors
    /// [`Error::Plan`] for a column that has none; [`numeric_only`](Self::numeric_only) leaves such columns out.
    pub fn prod(&self) -> Result<Self> {
        self.reduce_each(AggFunc::Prod)
    }

    /// The standard error of the mean of each column, with one delta degree of freedom.
    ///
    /// # Errors
    /// [`Error::Plan`] for a column that has none; [`numeric_only`](Self::numeric_only) leaves such columns out.
    pub fn sem(&self) -> Result<Self> {
        self.reduce_each(AggFunc::Sem { ddof: 1 })
    }

    /// The skewness of each column, without bias.
    ///
    /// # Errors
    /// [`Error::Plan`] for a column that has none; [`numeric_only`](Self::numeric_only) leaves such columns out.
    pub fn skew(&self) -> Result<Self> {
        self.reduce_each(AggFunc::Skew)
    }

    /// The excess kurtosis of each column, without bias.
    ///
    /// # Errors
    /// [`Error::Plan`] for a column that has none; [`numeric_only`](Self::numeric_only) leaves such columns out.
    pub fn kurt(&self) -> Result<Self> {
        self.reduce_each(AggFunc::Kurt)
    }

    /// The middle value of each column. It holds all values.
    ///
    /// # Errors
    /// [`Error::Plan`] for a column that has none; [`numeric_only`](Self::numeric_only) leaves such columns out.
    pub fn median(&self) -> Result<Self> {
        self.reduce_each(AggFunc::Median)
    }

    /// For each column the value below which the share `q` (0 to 1) of the values lies, with linear interpolation. It holds all values.
    ///
    /// # Errors
    /// [`Error::Plan`] for a column that has none; [`numeric_only`](Self::numeric_only) leaves such columns out.
    pub fn quantile(&self, q: f64) -> Result<Self> {
        self.reduce_each(AggFunc::Quantile { q, interpolation: Interpolation::Linear })
    }

    /// The most frequent value of each column, the smallest of several: the first row of what pandas gives.
    ///
    /// # Errors
    /// Never, for a table that was built without an error.
    pub fn mode(&self) -> Result<Self> {
        self.reduce_each(AggFunc::Mode)
    }

    /// For each column the number of the row with the smallest value, counted from 0; the first of several.
    ///
    /// # Errors
    /// Never, for a table that was built without an error.
    pub fn idxmin(&self) -> Result<Self> {
        self.reduce_each(AggFunc::IdxMin)
    }

    /// For each column the number of the row with the largest value, counted from 0; the first of several.
    ///
    /// # Errors
    /// Never, for a table that was built without an error.
    pub fn idxmax(&self) -> Result<Self> {
        self.reduce_each(AggFunc::IdxMax)
    }

    /// The numeric and boolean columns: `table.numeric_only()?.mean()` is pandas' `mean(numeric_only=True)`.
    ///
    /// # Errors
    /// Never, for a table that was built without an error.
    pub fn numeric_only(&self) -> Result<Self> {
        let schema = self.schema()?;
        let numeric = schema.fields().iter().filter(|field| is_numeric(field.data_type()));
        self.select(numeric.map(|field| field.name().as_str()))
    }

    fn reduce_each(&self, func: AggFunc) -> Result<Self> {
        let columns = self.columns()?;
        let aggs = columns.iter().map(|name| AggExpr::new(func, col(name)).alias(name));
        self.agg(aggs).map_err(|error| match error {
            Error::Plan(PlanError::TypeMismatch { expr, what, .. }) => {
                let hint = "numeric_only() leaves out the columns that are not numeric".to_string();
                Error::Plan(PlanError::TypeMismatch { expr, what, hint })
            }
            other => other,
        })
    }
}

pub(crate) fn is_numeric(data_type: &DataType) -> bool {
    data_type.is_numeric() || matches!(data_type, DataType::Boolean | DataType::Null)
}
