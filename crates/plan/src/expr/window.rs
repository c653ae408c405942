//! Building expressions in row order: `col("x").cumsum()`, `col("x").rolling(3).mean()`.

use super::{Expr, IntoColumn};
use crate::window::{Rolling, RollingStat, WindowFunction};

/// How many rows there are before each row: 0, 1, 2, …; with [`Expr::over`], before it in its group.
///
/// ```
/// use chunkwise_plan::cumcount;
/// assert_eq!(cumcount().over(["k"]).to_string(), "cumcount() over (partition by k)");
/// ```
#[must_use]
pub fn cumcount() -> Expr {
    Expr::Window { function: WindowFunction::CumCount, arg: None, by: Vec::new() }
}

fn window(function: WindowFunction, arg: Expr) -> Expr {
    Expr::Window { function, arg: Some(Box::new(arg)), by: Vec::new() }
}

impl Expr {
    /// The sum of the values up to each row: exact, for floats rounded once for each row. Null stays null and is
    /// passed over, as in pandas.
    ///
    /// ```
    /// use chunkwise_plan::col;
    /// assert_eq!((col("x").cumsum() / 2).to_string(), "cumsum(x) / 2");
    /// ```
    #[must_use]
    pub fn cumsum(self) -> Expr {
        window(WindowFunction::CumSum, self)
    }

    /// The product of the values up to each row, multiplied in row order. Null stays null and is passed over.
    #[must_use]
    pub fn cumprod(self) -> Expr {
        window(WindowFunction::CumProd, self)
    }

    /// The smallest value up to each row. Null stays null and is passed over.
    #[must_use]
    pub fn cummin(self) -> Expr {
        window(WindowFunction::CumMin, self)
    }

    /// The largest value up to each row. Null stays null and is passed over.
    #[must_use]
    pub fn cummax(self) -> Expr {
        window(WindowFunction::CumMax, self)
    }

    /// The value `rows` rows before each row, or after it where `rows` is negative; null where there is no such row.
    ///
    /// ```
    /// use chunkwise_plan::col;
    /// assert_eq!((col("x") - col("x").shift(1)).to_string(), "x - shift(x, 1)");
    /// ```
    #[must_use]
    pub fn shift(self, rows: i64) -> Expr {
        if rows == 0 { self } else { window(WindowFunction::Shift(rows), self) }
    }

    /// The difference to the value `rows` rows before. Of timestamps, a duration.
    #[must_use]
    pub fn diff(self, rows: i64) -> Expr {
        self.clone() - self.shift(rows)
    }

    /// By which part the value differs from the one `rows` rows before: `x / x.shift(rows) - 1`.
    #[must_use]
    pub fn pct_change(self, rows: i64) -> Expr {
        self.clone() / self.shift(rows) - 1
    }

    /// The value, and where it is null the last one before it that is not.
    #[must_use]
    pub fn ffill(self) -> Expr {
        window(WindowFunction::ForwardFill(None), self)
    }

    /// As [`ffill`](Self::ffill), for at most `limit` nulls in a row.
    #[must_use]
    pub fn ffill_limit(self, limit: usize) -> Expr {
        window(WindowFunction::ForwardFill(Some(limit)), self)
    }

    /// The value, and where it is null the next one after it that is not. Rows wait for that value, so a long run of
    /// nulls takes memory.
    #[must_use]
    pub fn bfill(self) -> Expr {
        window(WindowFunction::BackwardFill(None), self)
    }

    /// As [`bfill`](Self::bfill), for at most `limit` nulls in a row.
    #[must_use]
    pub fn bfill_limit(self, limit: usize) -> Expr {
        window(WindowFunction::BackwardFill(Some(limit)), self)
    }

    /// A window of `rows` rows that ends with each row.
    ///
    /// ```
    /// use chunkwise_plan::col;
    /// assert_eq!(col("x").rolling(3).mean().to_string(), "rolling_mean(x, 3)");
    /// assert_eq!(col("x").rolling(3).min_periods(1).center(true).max().to_string(), "rolling_max(x, 3, 1, true)");
    /// ```
    pub fn rolling(self, rows: usize) -> RollingWindow {
        RollingWindow { expr: self, rows, min_periods: None, center: false }
    }

    /// Computes the functions in row order that are in this expression for the rows of each group with equal `keys`
    /// apart. A row with a null key gets null.
    ///
    /// ```
    /// use chunkwise_plan::col;
    /// let share = col("x") / col("x").cumsum().over(["k"]);
    /// assert_eq!(share.to_string(), "x / cumsum(x) over (partition by k)");
    /// ```
    #[must_use]
    pub fn over<E: IntoColumn>(self, keys: impl IntoIterator<Item = E>) -> Expr {
        let keys: Vec<Expr> = keys.into_iter().map(IntoColumn::into_column).collect();
        self.transform(&|expr| match expr {
            Expr::Window { function, arg, by } if by.is_empty() => {
                Expr::Window { function, arg, by: keys.clone() }
            }
            other => other,
        })
    }

    /// Whether the expression depends on the order of rows somewhere.
    pub fn has_window(&self) -> bool {
        let mut found = false;
        self.visit(&mut |expr| found |= matches!(expr, Expr::Window { .. }));
        found
    }
}

/// A window over rows, as pandas' `rolling`; made by [`Expr::rolling`].
#[derive(Debug, Clone)]
#[must_use = "a window is nothing until something is computed over it"]
pub struct RollingWindow {
    expr: Expr,
    rows: usize,
    min_periods: Option<usize>,
    center: bool,
}

impl RollingWindow {
    /// How many values that are not null a window must have; otherwise the row gets null. All rows of the window when
    /// nothing is said, and none for a count.
    pub fn min_periods(self, values: usize) -> Self {
        Self { min_periods: Some(values), ..self }
    }

    /// Whether each row is in the middle of its window instead of at the end.
    pub fn center(self, center: bool) -> Self {
        Self { center, ..self }
    }

    fn stat(self, stat: RollingStat) -> Expr {
        let min_periods = self.min_periods.unwrap_or(stat.default_min_periods(self.rows));
        let rolling = Rolling { stat, window: self.rows, min_periods, center: self.center };
        window(WindowFunction::Rolling(rolling), self.expr)
    }

    /// The sum, exact and rounded once.
    #[must_use]
    pub fn sum(self) -> Expr {
        self.stat(RollingStat::Sum)
    }

    /// The mean, exact and rounded once.
    #[must_use]
    pub fn mean(self) -> Expr {
        self.stat(RollingStat::Mean)
    }

    /// The smallest value.
    #[must_use]
    pub fn min(self) -> Expr {
        self.stat(RollingStat::Min)
    }

    /// The largest value.
    #[must_use]
    pub fn max(self) -> Expr {
        self.stat(RollingStat::Max)
    }

    /// The standard deviation (ddof 1); null for fewer than two values.
    #[must_use]
    pub fn std(self) -> Expr {
        self.stat(RollingStat::Std)
    }

    /// The variance (ddof 1); null for fewer than two values.
    #[must_use]
    pub fn var(self) -> Expr {
        self.stat(RollingStat::Var)
    }

    /// How many values are not null, as a float.
    #[must_use]
    pub fn count(self) -> Expr {
        self.stat(RollingStat::Count)
    }

    /// The value in the middle, or the mean of the two there.
    #[must_use]
    pub fn median(self) -> Expr {
        self.stat(RollingStat::Median)
    }
}
