//! Choosing rows: by place, by chance, by what is missing, by what comes twice, by rank.

use std::ops::{Bound, RangeBounds};
use std::sync::Arc;

use chunkwise_plan::{Expr, IntoColumn, Keep, LogicalPlan, SampleSize, SortKey, col, lit, parse_expr};

use crate::balanced::balanced;
use crate::dataframe::{DataFrame, known};
use crate::error::{Error, Result};

/// Which rows [`DataFrame::dropna`] drops. Begin with [`any`](Self::any), [`all`](Self::all) or [`thresh`](Self::thresh).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DropNa {
    rule: Rule,
    subset: Option<Vec<String>>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Rule {
    Any,
    All,
    Thresh(usize),
}

impl DropNa {
    /// Rows with a null.
    #[must_use]
    pub fn any() -> Self {
        Self { rule: Rule::Any, subset: None }
    }

    /// Rows in which everything is null.
    #[must_use]
    pub fn all() -> Self {
        Self { rule: Rule::All, subset: None }
    }

    /// Rows with fewer than `values` values that are not null.
    #[must_use]
    pub fn thresh(values: usize) -> Self {
        Self { rule: Rule::Thresh(values), subset: None }
    }

    /// Looks at these columns only.
    #[must_use]
    pub fn subset<S: Into<String>>(self, columns: impl IntoIterator<Item = S>) -> Self {
        Self { subset: Some(columns.into_iter().map(Into::into).collect()), ..self }
    }
}

impl DataFrame {
    /// Keeps the rows where the expression in `text` is true; the SQL text that the command line takes.
    ///
    /// # Errors
    /// [`Error::Plan`] for a text that is not an expression, an unknown column, or a condition that is not boolean.
    ///
    /// ```
    /// # fn main() -> chunkwise::Result<()> {
    /// # let pattern = concat!(env!("CARGO_MANIFEST_DIR"), "/../../data-fixtures/trips/trips_*.csv");
    /// let trips = chunkwise::read_csv(pattern).open()?;
    /// assert!(trips.query("tip_amount > 0 and payment_type = 1")?.len()? > 0);
    /// # Ok(())
    /// # }
    /// ```
    pub fn query(&self, text: &str) -> Result<Self> {
        self.filter(parse_expr(text)?)
    }

    /// Calls `function` with the table: for steps of your own in a chain of methods.
    ///
    /// ```
    /// # fn main() -> chunkwise::Result<()> {
    /// # let pattern = concat!(env!("CARGO_MANIFEST_DIR"), "/../../data-fixtures/trips/trips_*.csv");
    /// use chunkwise::{DataFrame, Result};
    /// fn generous(trips: &DataFrame) -> Result<DataFrame> {
    ///     trips.query("tip_amount > 5")
    /// }
    /// let trips = chunkwise::read_csv(pattern).open()?;
    /// assert!(trips.pipe(generous)?.pipe(DataFrame::len)? > 0);
    /// # Ok(())
    /// # }
    /// ```
    pub fn pipe<T>(&self, function: impl FnOnce(&Self) -> T) -> T {
        function(self)
    }

    /// The rows at these places, counted from 0, as pandas' `iloc[1:3]`. Reads no more chunks than that takes.
    ///
    /// ```
    /// # fn main() -> chunkwise::Result<()> {
    /// # let pattern = concat!(env!("CARGO_MANIFEST_DIR"), "/../../data-fixtures/trips/trips_*.csv");
    /// let trips = chunkwise::read_csv(pattern).open()?;
    /// assert_eq!(trips.slice(10..15).len()?, 5);
    /// # Ok(())
    /// # }
    /// ```
    #[must_use]
    pub fn slice(&self, rows: impl RangeBounds<usize>) -> Self {
        self.slice_step(rows, 1)
    }

    /// Every `step`-th of the rows at these places, the first one included, as pandas' `iloc[1:9:2]`. A step of 0 counts as 1.
    #[must_use]
    pub fn slice_step(&self, rows: impl RangeBounds<usize>, step: usize) -> Self {
        let start = match rows.start_bound() {
            Bound::Included(start) => *start,
            Bound::Excluded(before) => before.saturating_add(1),
            Bound::Unbounded => 0,
        };
        let stop = match rows.end_bound() {
            Bound::Included(last) => last.checked_add(1),
            Bound::Excluded(stop) => Some(*stop),
            Bound::Unbounded => None,
        };
        if let (0, Some(stop), 0 | 1) = (start, stop, step) {
            return self.head(stop);
        }
        let input = Arc::clone(self.plan());
        self.unchecked(LogicalPlan::Slice { input, start, stop, step: step.max(1) })
    }

    /// `n` rows drawn by chance, without replacement; all rows, if there are fewer. The same seed draws the same rows, whatever
    /// the number of threads and the size of chunks. The rows stay in table order.
    #[must_use]
    pub fn sample(&self, n: usize, seed: u64) -> Self {
        self.sampled(SampleSize::Rows(n), seed)
    }

    /// This part of the rows, drawn by chance, without replacement: `round(frac * rows)` of them, half to even. Otherwise
    /// as [`sample`](Self::sample).
    ///
    /// # Errors
    /// [`Error::BadArgument`] unless `frac` is between 0 and 1.
    pub fn sample_frac(&self, frac: f64, seed: u64) -> Result<Self> {
        if !(0.0..=1.0).contains(&frac) {
            return Err(Error::BadArgument(format!(
                "sample_frac takes a part between 0 and 1, and got {frac}"
            )));
        }
        Ok(self.sampled(SampleSize::Fraction(frac), seed))
    }

    fn sampled(&self, size: SampleSize, seed: u64) -> Self {
        self.unchecked(LogicalPlan::Sample { input: Arc::clone(self.plan()), size, seed })
    }

    /// Drops rows with nulls. NaN is not null.
    ///
    /// # Errors
    /// [`Error::Plan`] for an unknown column.
    ///
    /// ```
    /// # fn main() -> chunkwise::Result<()> {
    /// # let pattern = concat!(env!("CARGO_MANIFEST_DIR"), "/../../data-fixtures/trips/trips_*.csv");
    /// use chunkwise::DropNa;
    /// let trips = chunkwise::read_csv(pattern).open()?;
    /// let complete = trips.dropna(DropNa::any())?;
    /// let with_fare = trips.dropna(DropNa::any().subset(["fare_amount"]))?;
    /// assert!(complete.len()? <= with_fare.len()?);
    /// # Ok(())
    /// # }
    /// ```
    pub fn dropna(&self, which: DropNa) -> Result<Self> {
        let columns = match which.subset {
            Some(columns) => columns,
            None => self.columns()?,
        };
        let present = columns.iter().map(|name| col(&**name).is_not_null());
        let kept = match which.rule {
            Rule::Any => balanced(present, Expr::and),
            Rule::All => balanced(present, Expr::or),
            Rule::Thresh(values) => {
                let count = balanced(present.map(|one| one + 0), |sum, one| sum + one);
                count.map(|count| count.ge(i64::try_from(values).unwrap_or(i64::MAX)))
            }
        };
        // Of no columns, all are null and none is.
        let without_columns = match which.rule {
            Rule::Any | Rule::All => true,
            Rule::Thresh(values) => values == 0,
        };
        self.filter(kept.unwrap_or_else(|| lit(without_columns)))
    }

    /// Of rows that are the same in every column only the first. Null is the same as null.
    ///
    /// Holds the different rows in memory, and nothing else.
    ///
    /// # Errors
    /// Never, for a table that was built without an error.
    pub fn drop_duplicates(&self) -> Result<Self> {
        self.drop_duplicates_by(self.columns()?, Keep::First)
    }

    /// Of rows that are the same in the columns `subset` the first, the last, or none. Null is the same as null.
    ///
    /// # Errors
    /// [`Error::Plan`] for an unknown column.
    ///
    /// ```
    /// # fn main() -> chunkwise::Result<()> {
    /// # let pattern = concat!(env!("CARGO_MANIFEST_DIR"), "/../../data-fixtures/trips/trips_*.csv");
    /// use chunkwise::Keep;
    /// let trips = chunkwise::read_csv(pattern).open()?;
    /// let last_of_each = trips.drop_duplicates_by(["VendorID"], Keep::Last)?;
    /// assert_eq!(last_of_each.len()?, 2);
    /// # Ok(())
    /// # }
    /// ```
    pub fn drop_duplicates_by<E: IntoColumn>(
        &self,
        subset: impl IntoIterator<Item = E>,
        keep: Keep,
    ) -> Result<Self> {
        let keys: Vec<Expr> = subset.into_iter().map(IntoColumn::into_column).collect();
        if keys.is_empty() {
            return Ok(self.clone());
        }
        self.with_plan(LogicalPlan::Distinct { input: Arc::clone(self.plan()), keys, keep })
    }

    /// The `n` rows with the largest values of `columns`, largest first; of equal rows the first ones. Nulls come last. Holds no more
    /// than a few times `n` rows.
    ///
    /// # Errors
    /// [`Error::Plan`] for an unknown column.
    pub fn nlargest<E: IntoColumn>(&self, n: usize, columns: impl IntoIterator<Item = E>) -> Result<Self> {
        Ok(self.sort_by(columns.into_iter().map(SortKey::descending).collect())?.head(n))
    }

    /// The `n` rows with the smallest values of `columns`, smallest first; of equal rows the first ones. Nulls come last. Holds no
    /// more than a few times `n` rows.
    ///
    /// # Errors
    /// [`Error::Plan`] for an unknown column.
    pub fn nsmallest<E: IntoColumn>(&self, n: usize, columns: impl IntoIterator<Item = E>) -> Result<Self> {
        Ok(self.sort_values(columns)?.head(n))
    }

    /// The different values of one column, in the order in which they first come, null included.
    ///
    /// # Errors
    /// [`Error::Plan`] for an unknown column.
    pub fn unique(&self, column: &str) -> Result<Self> {
        known(&*self.schema()?, column)?;
        self.select([column])?.drop_duplicates()
    }
}
