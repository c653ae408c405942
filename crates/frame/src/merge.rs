//! Joining tables.

use std::sync::Arc;

use chunkwise_plan::{Join, JoinOptions, LogicalPlan, PlanError};
pub use chunkwise_plan::{JoinHow, Validate};

use crate::dataframe::{DataFrame, names};
use crate::error::Result;

/// How two tables are joined: on which keys, which rows, under which names. What [`DataFrame::merge`] takes; the names of the keys
/// alone make an inner join.
///
/// ```
/// # fn main() -> chunkwise::Result<()> {
/// # let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../data-fixtures/pandas/inputs/");
/// # let orders = chunkwise::read_csv(format!("{path}left.csv")).open()?;
/// # let prices = chunkwise::read_csv(format!("{path}right.csv")).open()?;
/// use chunkwise::{JoinHow, Merge};
/// let all = orders.merge(&prices, Merge::on(["k"]).how(JoinHow::Left).indicator(true))?;
/// assert_eq!(all.columns()?.last().unwrap(), "_merge");
/// # Ok(())
/// # }
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
#[must_use = "it describes a join; `DataFrame::merge` makes it"]
pub struct Merge {
    left_on: Vec<String>,
    right_on: Option<Vec<String>>,
    common: bool,
    how: JoinHow,
    suffixes: (String, String),
    indicator: Option<String>,
    validate: Option<Validate>,
}

impl Merge {
    /// Joins on columns that have the same names in both tables.
    pub fn on<S: Into<String>>(keys: impl IntoIterator<Item = S>) -> Self {
        Self {
            left_on: keys.into_iter().map(Into::into).collect(),
            right_on: None,
            common: false,
            how: JoinHow::Inner,
            suffixes: ("_x".to_owned(), "_y".to_owned()),
            indicator: None,
            validate: None,
        }
    }

    /// Joins on these columns of the left table; those of the right one are given by [`right_on`](Self::right_on).
    pub fn left_on<S: Into<String>>(keys: impl IntoIterator<Item = S>) -> Self {
        Self::on(keys)
    }

    /// Joins on all columns that both tables have.
    pub fn on_common() -> Self {
        Self { common: true, ..Self::on::<String>([]) }
    }

    /// Each row of the left table with each row of the right one.
    pub fn cross() -> Self {
        Self::on::<String>([]).how(JoinHow::Cross)
    }

    /// The key columns of the right table, if they are called otherwise. Both columns come out then.
    pub fn right_on<S: Into<String>>(mut self, keys: impl IntoIterator<Item = S>) -> Self {
        self.right_on = Some(keys.into_iter().map(Into::into).collect());
        self
    }

    /// Which rows come out; inner if not given.
    pub fn how(mut self, how: JoinHow) -> Self {
        self.how = how;
        self
    }

    /// What is appended to names that both tables have, of columns that are not a common key: `_x` and `_y` if not given.
    pub fn suffixes(mut self, left: impl Into<String>, right: impl Into<String>) -> Self {
        self.suffixes = (left.into(), right.into());
        self
    }

    /// Whether a last column `_merge` says which tables a row comes from: `left_only`, `right_only` or `both`, as text.
    pub fn indicator(self, indicator: bool) -> Self {
        Self { indicator: indicator.then(|| "_merge".to_owned()), ..self }
    }

    /// As [`indicator`](Self::indicator), under another name.
    pub fn indicator_named(self, name: impl Into<String>) -> Self {
        Self { indicator: Some(name.into()), ..self }
    }

    /// What has to be so of the keys. A key that comes twice where it must not is an error that shows it; null counts as a key.
    /// The table whose keys have to be unique is held in memory.
    pub fn validate(mut self, validate: Validate) -> Self {
        self.validate = Some(validate);
        self
    }

    fn options(self, left: &DataFrame, right: &DataFrame) -> Result<JoinOptions> {
        let on = self.pairs(left, right)?;
        let Self { how, suffixes, indicator, validate, .. } = self;
        Ok(JoinOptions { on, how, suffixes, indicator, validate, asof: None })
    }

    fn pairs(&self, left: &DataFrame, right: &DataFrame) -> Result<Vec<(String, String)>> {
        if self.common {
            let of_right = names(&*right.schema()?);
            let both: Vec<String> =
                left.columns()?.into_iter().filter(|name| of_right.contains(name)).collect();
            if both.is_empty() {
                return Err(error(
                    "the tables have no column in common",
                    "name the keys of each: left_on, right_on",
                ));
            }
            return Ok(both.into_iter().map(|name| (name.clone(), name)).collect());
        }
        let right_on = self.right_on.as_ref().unwrap_or(&self.left_on);
        if self.left_on.len() != right_on.len() {
            let (of_left, of_right) = (self.left_on.len(), right_on.len());
            let what = format!("the left table has {of_left} keys and the right one {of_right}");
            return Err(error(&what, "keys go together one by one"));
        }
        Ok(self.left_on.iter().cloned().zip(right_on.iter().cloned()).collect())
    }
}

fn error(what: &str, hint: &str) -> crate::Error {
    PlanError::Join { what: what.to_owned(), hint: hint.to_owned() }.into()
}

impl From<&str> for Merge {
    fn from(key: &str) -> Self {
        Self::on([key])
    }
}

impl From<String> for Merge {
    fn from(key: String) -> Self {
        Self::on([key])
    }
}

impl<S: Into<String>, const N: usize> From<[S; N]> for Merge {
    fn from(keys: [S; N]) -> Self {
        Self::on(keys)
    }
}

impl<S: Into<String>> From<Vec<S>> for Merge {
    fn from(keys: Vec<S>) -> Self {
        Self::on(keys)
    }
}

impl DataFrame {
    /// Joins this table, the left one, with `other`, as pandas' `merge`: on a key, on several, or as a [`Merge`] says.
    ///
    /// The columns are those of the left table, then those of the right one without the keys that have the same name in both. Other
    /// names that both tables have get a suffix. A semi or anti join gives the left columns only.
    ///
    /// An inner, left, semi or anti join keeps the order of the left rows, the matches of one in the order of the right table; a
    /// right join is the other way round; an outer join is sorted by the keys, nulls last. A null key equals a null key.
    ///
    /// The right table is held in memory while the rows of the left one pass by; in a right join it is the left table, in an
    /// outer join both.
    ///
    /// # Errors
    /// [`Error::Plan`](crate::Error::Plan) for an unknown key, keys of types that do not compare, or two columns that would have the
    /// same name.
    ///
    /// ```
    /// # fn main() -> chunkwise::Result<()> {
    /// # let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../data-fixtures/pandas/inputs/");
    /// let left = chunkwise::read_csv(format!("{path}left.csv")).open()?;
    /// let right = chunkwise::read_csv(format!("{path}right.csv")).open()?;
    /// let both = left.merge(&right, "k")?;
    /// assert!(both.columns()?.contains(&"n_y".to_owned()));
    /// # Ok(())
    /// # }
    /// ```
    pub fn merge(&self, other: &Self, how: impl Into<Merge>) -> Result<Self> {
        let options = how.into().options(self, other)?;
        let join = Join::new(Arc::clone(self.plan()), Arc::clone(other.plan()), &options)?;
        self.with_plan(LogicalPlan::Join(join))
    }

    /// The columns of `other` beside those of this table, by a key: a left join. Names that both have are an error, as in pandas.
    ///
    /// # Errors
    /// As [`merge`](Self::merge).
    pub fn join<S: Into<String>>(&self, other: &Self, on: impl IntoIterator<Item = S>) -> Result<Self> {
        self.merge(other, Merge::on(on).how(JoinHow::Left).suffixes("", ""))
    }
}
