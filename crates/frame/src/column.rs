//! One column of a lazy table, to reduce.

use chunkwise_plan::{AggExpr, AggFunc, Expr, Interpolation, LogicalPlan, Scalar, col, corr, cov};

use crate::compute::compute_all;
use crate::dataframe::DataFrame;
use crate::error::Result;
use crate::table::Table;

/// A column of a [`DataFrame`], named by [`DataFrame::column`].
///
/// ```
/// # fn main() -> chunkwise::Result<()> {
/// # let pattern = concat!(env!("CARGO_MANIFEST_DIR"), "/../../data-fixtures/trips/trips_*.csv");
/// use chunkwise::Scalar;
/// let trips = chunkwise::read_csv(pattern).open()?;
/// let kinds = trips.column("VendorID")?.nunique()?.compute()?;
/// assert_eq!(kinds, Scalar::Int64(2));
/// # Ok(())
/// # }
/// ```
#[derive(Debug, Clone)]
pub struct Column {
    frame: DataFrame,
    name: String,
}

/// One number (or text, or time) to be computed from a table.
#[derive(Debug, Clone)]
#[must_use = "a reduction is lazy and does nothing until it is computed"]
pub struct Reduction {
    frame: DataFrame,
}

impl Column {
    pub(crate) fn new(frame: DataFrame, name: String) -> Self {
        Self { frame, name }
    }

    fn reduce(&self, agg: AggExpr) -> Result<Reduction> {
        Ok(Reduction { frame: self.frame.reduce(vec![agg])? })
    }

    /// The column's name.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    pub(crate) fn frame(&self) -> &DataFrame {
        &self.frame
    }

    /// The column as an expression.
    #[must_use]
    pub fn expr(&self) -> Expr {
        col(&*self.name)
    }

    /// The column as a table of its own.
    ///
    /// # Errors
    /// Never, for a column that exists.
    pub fn to_frame(&self) -> Result<DataFrame> {
        self.frame.select([self.expr()])
    }

    /// How many values are not null.
    ///
    /// # Errors
    /// Never, for a column that exists.
    pub fn count(&self) -> Result<Reduction> {
        self.agg(AggFunc::Count)
    }

    /// The sum: exact, and rounded once for floats; 0 when there is no value.
    ///
    /// # Errors
    /// [`Error::Plan`](crate::Error::Plan) for a column that cannot be added up.
    pub fn sum(&self) -> Result<Reduction> {
        self.agg(AggFunc::Sum)
    }

    /// The mean, computed exactly and rounded once; null when there is no value.
    ///
    /// # Errors
    /// [`Error::Plan`](crate::Error::Plan) for a column that has no mean.
    pub fn mean(&self) -> Result<Reduction> {
        self.agg(AggFunc::Mean)
    }

    /// The smallest value.
    ///
    /// # Errors
    /// [`Error::Plan`](crate::Error::Plan) for a type without an order.
    pub fn min(&self) -> Result<Reduction> {
        self.agg(AggFunc::Min)
    }

    /// The largest value.
    ///
    /// # Errors
    /// [`Error::Plan`](crate::Error::Plan) for a type without an order.
    pub fn max(&self) -> Result<Reduction> {
        self.agg(AggFunc::Max)
    }

    /// The standard deviation with one delta degree of freedom, as in pandas; null for fewer than two values.
    ///
    /// # Errors
    /// [`Error::Plan`](crate::Error::Plan) for a column that is not numeric.
    pub fn std(&self) -> Result<Reduction> {
        self.agg(AggFunc::Std { ddof: 1 })
    }

    /// The variance with one delta degree of freedom, as in pandas; null for fewer than two values.
    ///
    /// # Errors
    /// [`Error::Plan`](crate::Error::Plan) for a column that is not numeric.
    pub fn var(&self) -> Result<Reduction> {
        self.agg(AggFunc::Var { ddof: 1 })
    }

    /// Whether any value is true (or not zero); false when there is none.
    ///
    /// # Errors
    /// [`Error::Plan`](crate::Error::Plan) for a column that is neither boolean nor numeric.
    pub fn any(&self) -> Result<Reduction> {
        self.agg(AggFunc::Any)
    }

    /// Whether all values are true (or not zero); true when there is none.
    ///
    /// # Errors
    /// [`Error::Plan`](crate::Error::Plan) for a column that is neither boolean nor numeric.
    pub fn all(&self) -> Result<Reduction> {
        self.agg(AggFunc::All)
    }

    /// How many different values there are, not counting null.
    ///
    /// # Errors
    /// Never, for a column that exists.
    pub fn nunique(&self) -> Result<Reduction> {
        self.agg(AggFunc::NUnique)
    }

    /// The product: exact for integers, and rounded once for floats; 1 when there is no value.
    ///
    /// # Errors
    /// [`Error::Plan`](crate::Error::Plan) for a column that is not numeric.
    pub fn prod(&self) -> Result<Reduction> {
        self.agg(AggFunc::Prod)
    }

    /// The standard error of the mean, with one delta degree of freedom; null for fewer than two values.
    ///
    /// # Errors
    /// [`Error::Plan`](crate::Error::Plan) for a column that is not numeric.
    pub fn sem(&self) -> Result<Reduction> {
        self.agg(AggFunc::Sem { ddof: 1 })
    }

    /// The skewness of a sample, without bias; null for fewer than three values.
    ///
    /// # Errors
    /// [`Error::Plan`](crate::Error::Plan) for a column that is not numeric.
    pub fn skew(&self) -> Result<Reduction> {
        self.agg(AggFunc::Skew)
    }

    /// The excess kurtosis of a sample, without bias; null for fewer than four values.
    ///
    /// # Errors
    /// [`Error::Plan`](crate::Error::Plan) for a column that is not numeric.
    pub fn kurt(&self) -> Result<Reduction> {
        self.agg(AggFunc::Kurt)
    }

    /// The middle value, or the mean of the two in the middle; null when there is no value. It holds all values.
    ///
    /// # Errors
    /// [`Error::Plan`](crate::Error::Plan) for a column of text.
    pub fn median(&self) -> Result<Reduction> {
        self.agg(AggFunc::Median)
    }

    /// The value below which the share `q` (0 to 1) of the values lies, with linear interpolation; null when there is no value. It holds
    /// all values.
    ///
    /// # Errors
    /// [`Error::Plan`](crate::Error::Plan) for a column of text, or another `q`.
    pub fn quantile(&self, q: f64) -> Result<Reduction> {
        self.agg(AggFunc::Quantile { q, interpolation: Interpolation::Linear })
    }

    /// The most frequent value, the smallest of several (pandas lists them all, as [`AggFunc::Modes`] does); null when there is no value.
    ///
    /// # Errors
    /// Never, for a column that exists.
    pub fn mode(&self) -> Result<Reduction> {
        self.agg(AggFunc::Mode)
    }

    /// The number of the row with the smallest value, counted from 0; the first of several. Null when there is no value.
    ///
    /// # Errors
    /// Never, for a column that exists.
    pub fn idxmin(&self) -> Result<Reduction> {
        self.agg(AggFunc::IdxMin)
    }

    /// The number of the row with the largest value, counted from 0; the first of several. Null when there is no value.
    ///
    /// # Errors
    /// Never, for a column that exists.
    pub fn idxmax(&self) -> Result<Reduction> {
        self.agg(AggFunc::IdxMax)
    }

    /// The first value that is not null, in row order.
    ///
    /// # Errors
    /// Never, for a column that exists.
    pub fn first(&self) -> Result<Reduction> {
        self.agg(AggFunc::First)
    }

    /// The last value that is not null, in row order.
    ///
    /// # Errors
    /// Never, for a column that exists.
    pub fn last(&self) -> Result<Reduction> {
        self.agg(AggFunc::Last)
    }

    /// All values as one list, in row order, nulls included.
    ///
    /// # Errors
    /// Never, for a column that exists.
    pub fn collect(&self) -> Result<Reduction> {
        self.agg(AggFunc::Collect)
    }

    /// About how many different values there are, by HyperLogLog: 4 KiB of memory at most, a standard error of 1.6 %.
    ///
    /// # Errors
    /// Never, for a column that exists.
    pub fn approx_nunique(&self) -> Result<Reduction> {
        self.agg(AggFunc::ApproxNUnique)
    }

    /// About the middle value, by DDSketch: off by at most 1 % of it, in little memory.
    ///
    /// # Errors
    /// [`Error::Plan`](crate::Error::Plan) for a column that is not numeric.
    pub fn approx_median(&self) -> Result<Reduction> {
        self.agg(AggFunc::ApproxMedian)
    }

    /// About the value below which the share `q` of the values lies, by DDSketch: off by at most 1 % of it, in little memory.
    ///
    /// # Errors
    /// [`Error::Plan`](crate::Error::Plan) for a column that is not numeric.
    pub fn approx_quantile(&self, q: f64) -> Result<Reduction> {
        self.agg(AggFunc::ApproxQuantile { q })
    }

    /// The covariance with another column of the table, over the rows where both have a value.
    ///
    /// # Errors
    /// [`Error::Plan`](crate::Error::Plan) for an unknown column or one that is not numeric.
    pub fn cov(&self, other: &str) -> Result<Reduction> {
        self.reduce(cov(&*self.name, other))
    }

    /// Pearson's correlation with another column of the table, over the rows where both have a value; null where one of them
    /// does not vary.
    ///
    /// # Errors
    /// [`Error::Plan`](crate::Error::Plan) for an unknown column or one that is not numeric.
    pub fn corr(&self, other: &str) -> Result<Reduction> {
        self.reduce(corr(&*self.name, other))
    }

    /// Any aggregate of the column, for those with parameters.
    ///
    /// ```
    /// # fn main() -> chunkwise::Result<()> {
    /// # let pattern = concat!(env!("CARGO_MANIFEST_DIR"), "/../../data-fixtures/trips/trips_*.csv");
    /// use chunkwise::{AggFunc, Interpolation, Scalar};
    /// let trips = chunkwise::read_csv(pattern).open()?;
    /// let passengers = trips.column("passenger_count")?;
    /// let high = AggFunc::Quantile { q: 0.99, interpolation: Interpolation::Higher };
    /// assert_eq!(passengers.agg(high)?.compute()?, Scalar::Int64(6));
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// [`Error::Plan`](crate::Error::Plan) for an aggregate that does not take the column's type, or takes two columns.
    pub fn agg(&self, func: AggFunc) -> Result<Reduction> {
        self.reduce(AggExpr::new(func, col(&*self.name)))
    }
}

impl Reduction {
    /// The table of one row and one column that holds the value.
    #[must_use]
    pub fn frame(&self) -> &DataFrame {
        &self.frame
    }

    /// Computes the value.
    ///
    /// # Errors
    /// What reading and computing may fail with.
    pub fn compute(&self) -> Result<Scalar> {
        self.compute_table()?.value(0, 0)
    }

    /// Computes the value, with the report of what it took.
    ///
    /// # Errors
    /// As [`compute`](Self::compute).
    pub fn compute_table(&self) -> Result<Table> {
        self.frame.compute()
    }

    /// Computes several reductions in one pass over the input that they share.
    ///
    /// # Errors
    /// As [`compute`](Self::compute).
    pub fn compute_all<'a>(reductions: impl IntoIterator<Item = &'a Self>) -> Result<Vec<Scalar>> {
        let tables = compute_all(reductions.into_iter().map(Self::frame))?;
        tables.iter().map(|table| table.value(0, 0)).collect()
    }
}

impl AsRef<DataFrame> for Reduction {
    fn as_ref(&self) -> &DataFrame {
        &self.frame
    }
}

impl DataFrame {
    /// Aggregates over the whole table: one row.
    ///
    /// # Errors
    /// [`Error::Plan`](crate::Error::Plan) for an unknown column or a type that the aggregate does not take.
    pub fn agg(&self, aggs: impl IntoIterator<Item = AggExpr>) -> Result<Self> {
        self.reduce(aggs.into_iter().collect())
    }

    fn reduce(&self, aggs: Vec<AggExpr>) -> Result<Self> {
        let input = std::sync::Arc::clone(self.plan());
        self.with_plan(LogicalPlan::Aggregate { input, keys: Vec::new(), aggs, sort: true, dropna: true })
    }
}
