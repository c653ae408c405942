//! One column of a lazy table, to reduce.

use chunkwise_plan::{AggExpr, AggFunc, Expr, LogicalPlan, Scalar, col};

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

    fn reduce(&self, func: AggFunc) -> Result<Reduction> {
        let agg = AggExpr::new(func, col(&*self.name));
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
        self.reduce(AggFunc::Count)
    }

    /// The sum: exact, and rounded once for floats; 0 when there is no value.
    ///
    /// # Errors
    /// [`Error::Plan`](crate::Error::Plan) for a column that cannot be added up.
    pub fn sum(&self) -> Result<Reduction> {
        self.reduce(AggFunc::Sum)
    }

    /// The mean, computed exactly and rounded once; null when there is no value.
    ///
    /// # Errors
    /// [`Error::Plan`](crate::Error::Plan) for a column that has no mean.
    pub fn mean(&self) -> Result<Reduction> {
        self.reduce(AggFunc::Mean)
    }

    /// The smallest value.
    ///
    /// # Errors
    /// [`Error::Plan`](crate::Error::Plan) for a type without an order.
    pub fn min(&self) -> Result<Reduction> {
        self.reduce(AggFunc::Min)
    }

    /// The largest value.
    ///
    /// # Errors
    /// [`Error::Plan`](crate::Error::Plan) for a type without an order.
    pub fn max(&self) -> Result<Reduction> {
        self.reduce(AggFunc::Max)
    }

    /// The standard deviation with one delta degree of freedom, as in pandas; null for fewer than two values.
    ///
    /// # Errors
    /// [`Error::Plan`](crate::Error::Plan) for a column that is not numeric.
    pub fn std(&self) -> Result<Reduction> {
        self.reduce(AggFunc::Std { ddof: 1 })
    }

    /// The variance with one delta degree of freedom, as in pandas; null for fewer than two values.
    ///
    /// # Errors
    /// [`Error::Plan`](crate::Error::Plan) for a column that is not numeric.
    pub fn var(&self) -> Result<Reduction> {
        self.reduce(AggFunc::Var { ddof: 1 })
    }

    /// Whether any value is true (or not zero); false when there is none.
    ///
    /// # Errors
    /// [`Error::Plan`](crate::Error::Plan) for a column that is neither boolean nor numeric.
    pub fn any(&self) -> Result<Reduction> {
        self.reduce(AggFunc::Any)
    }

    /// Whether all values are true (or not zero); true when there is none.
    ///
    /// # Errors
    /// [`Error::Plan`](crate::Error::Plan) for a column that is neither boolean nor numeric.
    pub fn all(&self) -> Result<Reduction> {
        self.reduce(AggFunc::All)
    }

    /// How many different values there are, not counting null.
    ///
    /// # Errors
    /// Never, for a column that exists.
    pub fn nunique(&self) -> Result<Reduction> {
        self.reduce(AggFunc::NUnique)
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
