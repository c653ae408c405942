//! Aggregates of all columns by group, each under its column's name, as pandas' `groupby(..).mean()`; and several of each column.
//!
//! A column that has no such aggregate is an error, as in pandas; [`DataFrame::numeric_only`] before the grouping, or
//! [`DataFrame::select`], leaves it out.

use chunkwise_plan::{AggExpr, AggFunc, Interpolation, col};

use crate::dataframe::DataFrame;
use crate::error::Result;
use crate::group_by::GroupBy;

impl GroupBy {
    /// Several aggregates of each column, by their names, in columns `<column>_<name>`: pandas' `agg({"fare": ["min", "max"]})`.
    ///
    /// ```
    /// # fn main() -> chunkwise::Result<()> {
    /// # let pattern = concat!(env!("CARGO_MANIFEST_DIR"), "/../../data-fixtures/trips/trips_*.csv");
    /// let trips = chunkwise::read_csv(pattern).open()?;
    /// let by_type = trips.groupby(["payment_type"])?.agg_columns([
    ///     ("fare_amount", &["min", "max"][..]),
    ///     ("tip_amount", &["median"]),
    /// ])?;
    /// assert_eq!(by_type.columns()?, ["payment_type", "fare_amount_min", "fare_amount_max", "tip_amount_median"]);
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// [`Error::Plan`](crate::Error::Plan) for an unknown column or aggregate, or a type that an aggregate does not take.
    pub fn agg_columns<'a>(
        &self,
        aggs: impl IntoIterator<Item = (&'a str, &'a [&'a str])>,
    ) -> Result<DataFrame> {
        let mut named = Vec::new();
        for (column, names) in aggs {
            for name in names {
                let agg = AggExpr::new(AggFunc::from_name(name)?, col(column));
                named.push(agg.alias(format!("{column}_{name}")));
            }
        }
        self.agg(named)
    }

    /// The keys, and the same aggregate of every other column.
    fn each(&self, func: AggFunc) -> Result<DataFrame> {
        let columns = self.frame.columns()?;
        let is_key = |name: &String| self.keys.iter().any(|(_, key)| key == name);
        let others = columns.iter().filter(|name| !is_key(name));
        self.agg(others.map(|name| AggExpr::new(func, col(name)).alias(name)))
    }

    /// Values of each column that are not null.
    ///
    /// # Errors
    /// Never, for a grouping that was built without an error.
    pub fn count(&self) -> Result<DataFrame> {
        self.each(AggFunc::Count)
    }

    /// The sum of each column.
    ///
    /// # Errors
    /// [`Error::Plan`](crate::Error::Plan) for a column that has none.
    pub fn sum(&self) -> Result<DataFrame> {
        self.each(AggFunc::Sum)
    }

    /// The product of each column.
    ///
    /// # Errors
    /// [`Error::Plan`](crate::Error::Plan) for a column that has none.
    pub fn prod(&self) -> Result<DataFrame> {
        self.each(AggFunc::Prod)
    }

    /// The mean of each column.
    ///
    /// # Errors
    /// [`Error::Plan`](crate::Error::Plan) for a column that has none.
    pub fn mean(&self) -> Result<DataFrame> {
        self.each(AggFunc::Mean)
    }

    /// The middle value of each column.
    ///
    /// # Errors
    /// [`Error::Plan`](crate::Error::Plan) for a column that has none.
    pub fn median(&self) -> Result<DataFrame> {
        self.each(AggFunc::Median)
    }

    /// The value of each column below which the share `q` (0 to 1) of the values lies.
    ///
    /// # Errors
    /// [`Error::Plan`](crate::Error::Plan) for a column that has none.
    pub fn quantile(&self, q: f64) -> Result<DataFrame> {
        self.each(AggFunc::Quantile { q, interpolation: Interpolation::Linear })
    }

    /// The smallest value of each column.
    ///
    /// # Errors
    /// Never, for a grouping that was built without an error.
    pub fn min(&self) -> Result<DataFrame> {
        self.each(AggFunc::Min)
    }

    /// The largest value of each column.
    ///
    /// # Errors
    /// Never, for a grouping that was built without an error.
    pub fn max(&self) -> Result<DataFrame> {
        self.each(AggFunc::Max)
    }

    /// The standard deviation of each column, with one delta degree of freedom.
    ///
    /// # Errors
    /// [`Error::Plan`](crate::Error::Plan) for a column that has none.
    pub fn std(&self) -> Result<DataFrame> {
        self.each(AggFunc::Std { ddof: 1 })
    }

    /// The variance of each column, with one delta degree of freedom.
    ///
    /// # Errors
    /// [`Error::Plan`](crate::Error::Plan) for a column that has none.
    pub fn var(&self) -> Result<DataFrame> {
        self.each(AggFunc::Var { ddof: 1 })
    }

    /// The standard error of the mean of each column, with one delta degree of freedom.
    ///
    /// # Errors
    /// [`Error::Plan`](crate::Error::Plan) for a column that has none.
    pub fn sem(&self) -> Result<DataFrame> {
        self.each(AggFunc::Sem { ddof: 1 })
    }

    /// The skewness of each column, without bias.
    ///
    /// # Errors
    /// [`Error::Plan`](crate::Error::Plan) for a column that has none.
    pub fn skew(&self) -> Result<DataFrame> {
        self.each(AggFunc::Skew)
    }

    /// The excess kurtosis of each column, without bias.
    ///
    /// # Errors
    /// [`Error::Plan`](crate::Error::Plan) for a column that has none.
    pub fn kurt(&self) -> Result<DataFrame> {
        self.each(AggFunc::Kurt)
    }

    /// Whether any value of each column is true or not zero.
    ///
    /// # Errors
    /// [`Error::Plan`](crate::Error::Plan) for a column that has none.
    pub fn any(&self) -> Result<DataFrame> {
        self.each(AggFunc::Any)
    }

    /// Whether all values of each column are true or not zero.
    ///
    /// # Errors
    /// [`Error::Plan`](crate::Error::Plan) for a column that has none.
    pub fn all(&self) -> Result<DataFrame> {
        self.each(AggFunc::All)
    }

    /// Different values of each column, not counting null.
    ///
    /// # Errors
    /// Never, for a grouping that was built without an error.
    pub fn nunique(&self) -> Result<DataFrame> {
        self.each(AggFunc::NUnique)
    }

    /// The first value of each column that is not null, in row order.
    ///
    /// # Errors
    /// Never, for a grouping that was built without an error.
    pub fn first(&self) -> Result<DataFrame> {
        self.each(AggFunc::First)
    }

    /// The last value of each column that is not null, in row order.
    ///
    /// # Errors
    /// Never, for a grouping that was built without an error.
    pub fn last(&self) -> Result<DataFrame> {
        self.each(AggFunc::Last)
    }

    /// The number of the row with the smallest value of each column, counted from 0 in the table.
    ///
    /// # Errors
    /// Never, for a grouping that was built without an error.
    pub fn idxmin(&self) -> Result<DataFrame> {
        self.each(AggFunc::IdxMin)
    }

    /// The number of the row with the largest value of each column, counted from 0 in the table.
    ///
    /// # Errors
    /// Never, for a grouping that was built without an error.
    pub fn idxmax(&self) -> Result<DataFrame> {
        self.each(AggFunc::IdxMax)
    }
}
