//! How often each value comes.

use std::sync::Arc;

use chunkwise_plan::{Expr, IntoColumn, LogicalPlan, SortKey, col, count_all, output_name};

use crate::balanced::balanced;
use crate::column::Column;
use crate::dataframe::DataFrame;
use crate::error::Result;
use crate::merge::Merge;

/// The column of [`DataFrame::value_counts`] with the numbers.
const COUNT: &str = "count";

/// How [`DataFrame::value_counts_with`] counts; the defaults are pandas'.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ValueCounts {
    sort: bool,
    ascending: bool,
    dropna: bool,
    normalize: bool,
}

impl Default for ValueCounts {
    fn default() -> Self {
        Self { sort: true, ascending: false, dropna: true, normalize: false }
    }
}

impl ValueCounts {
    /// Most frequent first (the default); otherwise in order of first appearance.
    #[must_use]
    pub fn sort(self, sort: bool) -> Self {
        Self { sort, ..self }
    }

    /// Rarest first.
    #[must_use]
    pub fn ascending(self, ascending: bool) -> Self {
        Self { ascending, ..self }
    }

    /// Leaves nulls out (the default), or counts them.
    #[must_use]
    pub fn dropna(self, dropna: bool) -> Self {
        Self { dropna, ..self }
    }

    /// Gives each value's part of all that are counted, in a column `proportion`, instead of numbers.
    #[must_use]
    pub fn normalize(self, normalize: bool) -> Self {
        Self { normalize, ..self }
    }
}

impl DataFrame {
    /// How often each combination of `columns` comes, in a column `count`: most frequent first, equally frequent ones in the order
    /// in which they first come. Rows with a null in one of the columns are left out.
    ///
    /// # Errors
    /// [`Error::Plan`](crate::Error::Plan) for an unknown column.
    ///
    /// ```
    /// # fn main() -> chunkwise::Result<()> {
    /// # let pattern = concat!(env!("CARGO_MANIFEST_DIR"), "/../../data-fixtures/trips/trips_*.csv");
    /// use chunkwise::Scalar;
    /// let trips = chunkwise::read_csv(pattern).open()?;
    /// let counts = trips.value_counts(["payment_type"])?.compute()?;
    /// assert_eq!(counts.values("count")?, [940, 581, 24, 9].map(Scalar::Int64));
    /// # Ok(())
    /// # }
    /// ```
    pub fn value_counts<E: IntoColumn>(&self, columns: impl IntoIterator<Item = E>) -> Result<Self> {
        self.value_counts_with(columns, ValueCounts::default())
    }

    /// As [`value_counts`](Self::value_counts), with options.
    ///
    /// # Errors
    /// [`Error::Plan`](crate::Error::Plan) for an unknown column.
    pub fn value_counts_with<E: IntoColumn>(
        &self,
        columns: impl IntoIterator<Item = E>,
        how: ValueCounts,
    ) -> Result<Self> {
        let keys: Vec<(Expr, String)> = columns
            .into_iter()
            .map(|column| {
                let column = column.into_column();
                let name = output_name(&column);
                (column, name)
            })
            .collect();
        let counts = self.with_plan(LogicalPlan::Aggregate {
            input: Arc::clone(self.plan()),
            keys: keys.clone(),
            aggs: vec![count_all().alias(COUNT)],
            sort: false,
            dropna: how.dropna,
        })?;
        let counts = match (how.sort, how.ascending) {
            (false, _) => counts,
            (true, true) => counts.sort_by(vec![SortKey::ascending(COUNT)])?,
            (true, false) => counts.sort_by(vec![SortKey::descending(COUNT)])?,
        };
        if how.normalize { self.proportions(&counts, keys, how.dropna) } else { Ok(counts) }
    }

    /// The keys of `counts` and each count's part of the rows that are counted.
    fn proportions(&self, counts: &Self, keys: Vec<(Expr, String)>, dropna: bool) -> Result<Self> {
        const PROPORTION: &str = "proportion";
        let present =
            keys.iter().filter(|_| dropna).map(|(key, _)| key.clone().without_aliases().is_not_null());
        let counted = match balanced(present, Expr::and) {
            Some(present) => self.filter(present)?,
            None => self.clone(),
        };
        let mut total = "total".to_owned();
        while keys.iter().any(|(_, name)| *name == total) {
            total.push('_');
        }
        let both = counts.merge(&counted.agg([count_all().alias(&*total)])?, Merge::cross())?;
        let mut exprs: Vec<(Expr, String)> = keys.into_iter().map(|(_, name)| (col(&*name), name)).collect();
        exprs.push((col(COUNT) / col(total), PROPORTION.to_owned()));
        both.project(exprs)
    }
}

impl Column {
    /// How often each value comes, in a column `count`: see [`DataFrame::value_counts`].
    ///
    /// # Errors
    /// Never, for a column that exists.
    pub fn value_counts(&self) -> Result<DataFrame> {
        self.value_counts_with(ValueCounts::default())
    }

    /// As [`value_counts`](Self::value_counts), with options.
    ///
    /// # Errors
    /// Never, for a column that exists.
    pub fn value_counts_with(&self, how: ValueCounts) -> Result<DataFrame> {
        self.to_frame()?.value_counts_with([self.expr()], how)
    }

    /// The different values in the order in which they first come, null included.
    ///
    /// # Errors
    /// Never, for a column that exists.
    pub fn unique(&self) -> Result<DataFrame> {
        self.to_frame()?.drop_duplicates()
    }

    /// The rows of the column with the `n` largest values: see [`DataFrame::nlargest`].
    ///
    /// # Errors
    /// Never, for a column that exists.
    pub fn nlargest(&self, n: usize) -> Result<DataFrame> {
        self.to_frame()?.dropna(crate::DropNa::any())?.nlargest(n, [col(self.name())])
    }

    /// The rows of the column with the `n` smallest values: see [`DataFrame::nsmallest`].
    ///
    /// # Errors
    /// Never, for a column that exists.
    pub fn nsmallest(&self, n: usize) -> Result<DataFrame> {
        self.to_frame()?.dropna(crate::DropNa::any())?.nsmallest(n, [col(self.name())])
    }
}
