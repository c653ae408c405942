//! Joining tables by the nearest time.

use std::sync::Arc;

use chunkwise_plan::{Asof, Join, JoinHow, JoinOptions, LogicalPlan, Scalar};

pub use chunkwise_plan::AsofDirection;

use crate::dataframe::DataFrame;
use crate::error::Result;

/// How two sorted tables are joined by time: what [`DataFrame::merge_asof`] takes; the name of the times alone takes the last right row
/// that is not later.
///
/// ```
/// use chunkwise::{AsofDirection, MergeAsof, Scalar};
/// let how = MergeAsof::on("t").by(["sym"]).direction(AsofDirection::Nearest).tolerance(Scalar::Duration(60_000_000));
/// ```
#[derive(Debug, Clone, PartialEq)]
#[must_use = "it describes a join; `DataFrame::merge_asof` makes it"]
pub struct MergeAsof {
    times: (String, String),
    by: Vec<(String, String)>,
    suffixes: (String, String),
    asof: Asof,
}

impl MergeAsof {
    /// By times, or numbers, in a column that has this name in both tables.
    pub fn on(times: impl Into<String>) -> Self {
        let times = times.into();
        Self::on_pair(times.clone(), times)
    }

    /// By times in columns of different names; both come out.
    pub fn on_pair(left: impl Into<String>, right: impl Into<String>) -> Self {
        Self {
            times: (left.into(), right.into()),
            by: Vec::new(),
            suffixes: ("_x".to_owned(), "_y".to_owned()),
            asof: Asof::default(),
        }
    }

    /// Takes only right rows that have the same values in these columns.
    pub fn by<S: Into<String>>(mut self, keys: impl IntoIterator<Item = S>) -> Self {
        self.by.extend(keys.into_iter().map(|key| {
            let key = key.into();
            (key.clone(), key)
        }));
        self
    }

    /// The same for columns of different names, given as (left, right).
    pub fn by_pairs<L: Into<String>, R: Into<String>>(
        mut self,
        keys: impl IntoIterator<Item = (L, R)>,
    ) -> Self {
        self.by.extend(keys.into_iter().map(|(left, right)| (left.into(), right.into())));
        self
    }

    /// Where the right row lies: the last one that is not later (`Backward`, if not given), the first that is not earlier
    /// (`Forward`), or the nearer of the two (`Nearest`; the earlier one if both are as near). Of rows with one time, backward and
    /// nearest take the last, forward the first.
    pub fn direction(mut self, direction: AsofDirection) -> Self {
        self.asof.direction = direction;
        self
    }

    /// How far away the right row may be, at most: a number for numbers, [`Scalar::Duration`] for dates and times.
    pub fn tolerance(mut self, tolerance: impl Into<Scalar>) -> Self {
        self.asof.tolerance = Some(tolerance.into());
        self
    }

    /// Whether the right row may have the very time of the left one; it may, if not given.
    pub fn allow_exact_matches(mut self, allow: bool) -> Self {
        self.asof.allow_exact_matches = allow;
        self
    }

    /// What is appended to names that both tables have, of columns that are not a common key: `_x` and `_y` if not given.
    pub fn suffixes(mut self, left: impl Into<String>, right: impl Into<String>) -> Self {
        self.suffixes = (left.into(), right.into());
        self
    }
}

impl From<&str> for MergeAsof {
    fn from(times: &str) -> Self {
        Self::on(times)
    }
}

impl DataFrame {
    /// Beside each row of this table the row of `other` that is nearest in time, as pandas' `merge_asof`; nulls where there is none.
    /// Both tables have to be sorted by the times, and are held in memory.
    ///
    /// # Errors
    /// [`Error::Plan`](crate::Error::Plan) for an unknown column, times that do not compare, or a tolerance of another kind. When it is
    /// computed: [`Error::Exec`](crate::Error::Exec) for a time that is null or before the one above it, with its row.
    ///
    /// ```
    /// # fn main() -> chunkwise::Result<()> {
    /// # let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../data-fixtures/pandas/inputs/");
    /// use chunkwise::{MergeAsof, read_csv};
    /// let trades = read_csv(format!("{path}ordered.csv")).parse_dates(["t"]).open()?;
    /// let quotes = read_csv(format!("{path}quotes.csv")).parse_dates(["t"]).open()?;
    /// let priced = trades.merge_asof(&quotes, MergeAsof::on("t").by(["sym"]))?;
    /// assert_eq!(priced.len()?, trades.len()?);
    /// # Ok(())
    /// # }
    /// ```
    pub fn merge_asof(&self, other: &Self, how: impl Into<MergeAsof>) -> Result<Self> {
        let MergeAsof { times, by: mut on, suffixes, asof } = how.into();
        on.push(times);
        let options = JoinOptions { suffixes, asof: Some(asof), ..JoinOptions::new(on, JoinHow::Left) };
        let join = Join::new(Arc::clone(self.plan()), Arc::clone(other.plan()), &options)?;
        self.with_plan(LogicalPlan::Join(join))
    }
}
