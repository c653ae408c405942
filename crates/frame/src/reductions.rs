//! Reductions of a whole table: one row with a value for each column.

use arrow::datatypes::DataType;
use chunkwise_plan::{AggExpr, AggFunc, col};

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
        self.reduce_each(AggFunc::Count, |_| true)
    }

    /// The sum of each numeric column.
    ///
    /// # Errors
    /// [`Error::NoSuchValue`] when there is no such column.
    pub fn sum(&self) -> Result<Self> {
        self.reduce_each(AggFunc::Sum, is_numeric)
    }

    /// The mean of each numeric column.
    ///
    /// # Errors
    /// [`Error::NoSuchValue`] when there is no such column.
    pub fn mean(&self) -> Result<Self> {
        self.reduce_each(AggFunc::Mean, is_numeric)
    }

    /// The smallest value of each column.
    ///
    /// # Errors
    /// Never, for a table that was built without an error.
    pub fn min(&self) -> Result<Self> {
        self.reduce_each(AggFunc::Min, |_| true)
    }

    /// The largest value of each column.
    ///
    /// # Errors
    /// Never, for a table that was built without an error.
    pub fn max(&self) -> Result<Self> {
        self.reduce_each(AggFunc::Max, |_| true)
    }

    /// The standard deviation of each numeric column, with one delta degree of freedom.
    ///
    /// # Errors
    /// [`Error::NoSuchValue`] when there is no such column.
    pub fn std(&self) -> Result<Self> {
        self.reduce_each(AggFunc::Std { ddof: 1 }, is_numeric)
    }

    /// The variance of each numeric column, with one delta degree of freedom.
    ///
    /// # Errors
    /// [`Error::NoSuchValue`] when there is no such column.
    pub fn var(&self) -> Result<Self> {
        self.reduce_each(AggFunc::Var { ddof: 1 }, is_numeric)
    }

    /// For each boolean or numeric column, whether any value is true or not zero.
    ///
    /// # Errors
    /// [`Error::NoSuchValue`] when there is no such column.
    pub fn any(&self) -> Result<Self> {
        self.reduce_each(AggFunc::Any, is_numeric)
    }

    /// For each boolean or numeric column, whether all values are true or not zero.
    ///
    /// # Errors
    /// [`Error::NoSuchValue`] when there is no such column.
    pub fn all(&self) -> Result<Self> {
        self.reduce_each(AggFunc::All, is_numeric)
    }

    /// For each column, how many different values there are, not counting null.
    ///
    /// # Errors
    /// Never, for a table that was built without an error.
    pub fn nunique(&self) -> Result<Self> {
        self.reduce_each(AggFunc::NUnique, |_| true)
    }

    fn reduce_each(&self, func: AggFunc, applies: fn(&DataType) -> bool) -> Result<Self> {
        let schema = self.schema()?;
        let aggs: Vec<AggExpr> = schema
            .fields()
            .iter()
            .filter(|field| applies(field.data_type()))
            .map(|field| AggExpr::new(func, col(field.name())).alias(field.name()))
            .collect();
        if aggs.is_empty() {
            return Err(Error::NoSuchValue(format!("no column of this table has a {}", func.name())));
        }
        self.agg(aggs)
    }
}

fn is_numeric(data_type: &DataType) -> bool {
    data_type.is_numeric() || matches!(data_type, DataType::Boolean | DataType::Null)
}
