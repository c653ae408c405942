//! Grouping.

use std::sync::Arc;

use chunkwise_plan::{
    AggExpr, AggFunc, Expr, Interpolation, IntoColumn, LogicalPlan, SortKey, col, count_all, cumcount,
    output_name,
};

use crate::dataframe::{DataFrame, known};
use crate::error::Result;

/// The rows of a table grouped by keys; made by [`DataFrame::groupby`].
///
/// ```
/// # fn main() -> chunkwise::Result<()> {
/// # let pattern = concat!(env!("CARGO_MANIFEST_DIR"), "/../../data-fixtures/trips/trips_*.csv");
/// use chunkwise::{count_all, mean};
/// let trips = chunkwise::read_csv(pattern).open()?;
/// let by_type = trips
///     .groupby(["payment_type"])?
///     .agg([mean("total_amount").alias("m"), count_all().alias("n")])?;
/// assert_eq!(by_type.columns()?, ["payment_type", "m", "n"]);
/// # Ok(())
/// # }
/// ```
#[derive(Debug, Clone)]
#[must_use = "a grouping is lazy and does nothing until it is aggregated and computed"]
pub struct GroupBy {
    pub(crate) frame: DataFrame,
    pub(crate) keys: Vec<(Expr, String)>,
    sort: bool,
    dropna: bool,
}

/// One column of a grouping: the shorthand for a single aggregate.
#[derive(Debug, Clone)]
#[must_use = "a grouping is lazy and does nothing until it is aggregated and computed"]
pub struct GroupedColumn {
    group_by: GroupBy,
    name: String,
}

impl GroupBy {
    pub(crate) fn new(frame: DataFrame, keys: Vec<(Expr, String)>) -> Result<Self> {
        let group_by = Self { frame, keys, sort: true, dropna: true };
        group_by.agg([])?;
        Ok(group_by)
    }

    /// Whether groups come sorted by key (the default), or in order of first appearance.
    pub fn sort(mut self, sort: bool) -> Self {
        self.sort = sort;
        self
    }

    /// Whether rows with a null key are left out (the default), or form groups of their own.
    pub fn dropna(mut self, dropna: bool) -> Self {
        self.dropna = dropna;
        self
    }

    /// One row per group: the keys, then `aggs`. Without an aggregate, the distinct keys.
    ///
    /// # Errors
    /// [`Error::Plan`](crate::Error::Plan) for an unknown column or a type that an aggregate does not take.
    pub fn agg(&self, aggs: impl IntoIterator<Item = AggExpr>) -> Result<DataFrame> {
        self.frame.with_plan(LogicalPlan::Aggregate {
            input: Arc::clone(self.frame.plan()),
            keys: self.keys.clone(),
            aggs: aggs.into_iter().collect(),
            sort: self.sort,
            dropna: self.dropna,
        })
    }

    /// Rows per group, in a column `size`.
    ///
    /// # Errors
    /// Never, for a grouping that was built without an error.
    pub fn size(&self) -> Result<DataFrame> {
        self.agg([count_all().alias("size")])
    }

    /// How often each combination of `columns` comes in each group, in a column `count`: the most frequent first within its group,
    /// equally frequent ones in the order in which they first come. Rows with a null key or value are left out unless
    /// [`dropna(false)`](Self::dropna) says otherwise.
    ///
    /// # Errors
    /// [`Error::Plan`](crate::Error::Plan) for an unknown column.
    pub fn value_counts<E: IntoColumn>(&self, columns: impl IntoIterator<Item = E>) -> Result<DataFrame> {
        let columns = columns.into_iter().map(|column| {
            let column = column.into_column();
            let name = output_name(&column);
            (column, name)
        });
        let counted =
            Self { keys: self.keys.iter().cloned().chain(columns).collect(), sort: false, ..self.clone() };
        let counts = counted.agg([count_all().alias("count")])?;
        let groups = self.keys.iter().filter(|_| self.sort).map(|(_, name)| SortKey::ascending(col(&**name)));
        counts.sort_by(groups.chain([SortKey::descending("count")]).collect())
    }

    /// One column, for a single aggregate of it.
    ///
    /// # Errors
    /// [`Error::Plan`](crate::Error::Plan) for an unknown column.
    pub fn column(&self, name: &str) -> Result<GroupedColumn> {
        known(&*self.frame.schema()?, name)?;
        Ok(GroupedColumn { group_by: self.clone(), name: name.to_owned() })
    }
}

impl GroupBy {
    /// How many rows of its group there are before each row, in a column `cumcount`; null for rows with a null key.
    ///
    /// # Errors
    /// Never, for a grouping that was built without an error.
    pub fn cumcount(&self) -> Result<DataFrame> {
        self.frame.select([cumcount().over(self.key_exprs()).alias("cumcount")])
    }

    pub(crate) fn frame(&self) -> &DataFrame {
        &self.frame
    }

    /// Whether rows with a null key are left out.
    pub(crate) fn drops_nulls(&self) -> bool {
        self.dropna
    }

    /// The keys.
    pub(crate) fn key_exprs(&self) -> Vec<Expr> {
        self.keys.iter().map(|(expr, _)| expr.clone()).collect()
    }
}

impl GroupedColumn {
    pub(crate) fn group_by(&self) -> &GroupBy {
        &self.group_by
    }

    pub(crate) fn name(&self) -> &str {
        &self.name
    }

    /// Values per group that are not null.
    ///
    /// # Errors
    /// Never, for a column that exists.
    pub fn count(&self) -> Result<DataFrame> {
        self.agg(AggFunc::Count)
    }

    /// The sum of each group.
    ///
    /// # Errors
    /// [`Error::Plan`](crate::Error::Plan) for a column that cannot be added up.
    pub fn sum(&self) -> Result<DataFrame> {
        self.agg(AggFunc::Sum)
    }

    /// The mean of each group.
    ///
    /// # Errors
    /// [`Error::Plan`](crate::Error::Plan) for a column that has no mean.
    pub fn mean(&self) -> Result<DataFrame> {
        self.agg(AggFunc::Mean)
    }

    /// The smallest value of each group.
    ///
    /// # Errors
    /// [`Error::Plan`](crate::Error::Plan) for a type without an order.
    pub fn min(&self) -> Result<DataFrame> {
        self.agg(AggFunc::Min)
    }

    /// The largest value of each group.
    ///
    /// # Errors
    /// [`Error::Plan`](crate::Error::Plan) for a type without an order.
    pub fn max(&self) -> Result<DataFrame> {
        self.agg(AggFunc::Max)
    }

    /// The standard deviation of each group, with one delta degree of freedom.
    ///
    /// # Errors
    /// [`Error::Plan`](crate::Error::Plan) for a column that is not numeric.
    pub fn std(&self) -> Result<DataFrame> {
        self.agg(AggFunc::Std { ddof: 1 })
    }

    /// The variance of each group, with one delta degree of freedom.
    ///
    /// # Errors
    /// [`Error::Plan`](crate::Error::Plan) for a column that is not numeric.
    pub fn var(&self) -> Result<DataFrame> {
        self.agg(AggFunc::Var { ddof: 1 })
    }

    /// Different values per group, not counting null.
    ///
    /// # Errors
    /// Never, for a column that exists.
    pub fn nunique(&self) -> Result<DataFrame> {
        self.agg(AggFunc::NUnique)
    }

    /// Whether any value of the group is true or not zero.
    ///
    /// # Errors
    /// [`Error::Plan`](crate::Error::Plan) for a column that is neither boolean nor numeric.
    pub fn any(&self) -> Result<DataFrame> {
        self.agg(AggFunc::Any)
    }

    /// Whether all values of the group are true or not zero.
    ///
    /// # Errors
    /// [`Error::Plan`](crate::Error::Plan) for a column that is neither boolean nor numeric.
    pub fn all(&self) -> Result<DataFrame> {
        self.agg(AggFunc::All)
    }

    /// The first value of each group that is not null, in row order.
    ///
    /// # Errors
    /// Never, for a column that exists.
    pub fn first(&self) -> Result<DataFrame> {
        self.agg(AggFunc::First)
    }

    /// The last value of each group that is not null, in row order.
    ///
    /// # Errors
    /// Never, for a column that exists.
    pub fn last(&self) -> Result<DataFrame> {
        self.agg(AggFunc::Last)
    }

    /// The product, for each group.
    ///
    /// # Errors
    /// [`Error::Plan`](crate::Error::Plan) for a column that is not numeric.
    pub fn prod(&self) -> Result<DataFrame> {
        self.agg(AggFunc::Prod)
    }

    /// The standard error of the mean, with one delta degree of freedom, for each group.
    ///
    /// # Errors
    /// [`Error::Plan`](crate::Error::Plan) for a column that is not numeric.
    pub fn sem(&self) -> Result<DataFrame> {
        self.agg(AggFunc::Sem { ddof: 1 })
    }

    /// The skewness, without bias, for each group.
    ///
    /// # Errors
    /// [`Error::Plan`](crate::Error::Plan) for a column that is not numeric.
    pub fn skew(&self) -> Result<DataFrame> {
        self.agg(AggFunc::Skew)
    }

    /// The excess kurtosis, without bias, for each group.
    ///
    /// # Errors
    /// [`Error::Plan`](crate::Error::Plan) for a column that is not numeric.
    pub fn kurt(&self) -> Result<DataFrame> {
        self.agg(AggFunc::Kurt)
    }

    /// The middle value, or the mean of the two in the middle, for each group.
    ///
    /// # Errors
    /// [`Error::Plan`](crate::Error::Plan) for a column of text.
    pub fn median(&self) -> Result<DataFrame> {
        self.agg(AggFunc::Median)
    }

    /// The value below which the share `q` (0 to 1) of the values lies, with linear interpolation, for each group.
    ///
    /// # Errors
    /// [`Error::Plan`](crate::Error::Plan) for a column of text, or another `q`.
    pub fn quantile(&self, q: f64) -> Result<DataFrame> {
        self.agg(AggFunc::Quantile { q, interpolation: Interpolation::Linear })
    }

    /// The most frequent value (the smallest of several), for each group.
    ///
    /// # Errors
    /// Never, for a column that exists.
    pub fn mode(&self) -> Result<DataFrame> {
        self.agg(AggFunc::Mode)
    }

    /// The number of the row with the smallest value (the first of several), counted from 0 in the table, for each group.
    ///
    /// # Errors
    /// Never, for a column that exists.
    pub fn idxmin(&self) -> Result<DataFrame> {
        self.agg(AggFunc::IdxMin)
    }

    /// The number of the row with the largest value (the first of several), counted from 0 in the table, for each group.
    ///
    /// # Errors
    /// Never, for a column that exists.
    pub fn idxmax(&self) -> Result<DataFrame> {
        self.agg(AggFunc::IdxMax)
    }

    /// All values as a list in row order, nulls included, for each group.
    ///
    /// # Errors
    /// Never, for a column that exists.
    pub fn collect(&self) -> Result<DataFrame> {
        self.agg(AggFunc::Collect)
    }

    /// The `n` largest values as a list, largest first, for each group.
    ///
    /// # Errors
    /// [`Error::Plan`](crate::Error::Plan) for a column of text.
    pub fn nlargest(&self, n: usize) -> Result<DataFrame> {
        self.agg(AggFunc::Largest { n })
    }

    /// The `n` smallest values as a list, smallest first, for each group.
    ///
    /// # Errors
    /// [`Error::Plan`](crate::Error::Plan) for a column of text.
    pub fn nsmallest(&self, n: usize) -> Result<DataFrame> {
        self.agg(AggFunc::Smallest { n })
    }

    /// The keys, and any aggregate of the column under the column's own name.
    ///
    /// # Errors
    /// [`Error::Plan`](crate::Error::Plan) for an aggregate that does not take the column's type, or takes two columns.
    pub fn agg(&self, func: AggFunc) -> Result<DataFrame> {
        self.group_by.agg([AggExpr::new(func, col(&*self.name)).alias(&*self.name)])
    }
}
