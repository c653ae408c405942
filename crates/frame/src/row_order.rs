//! What depends on the order of the rows: cumulative values, shifts, differences, filling from before and behind. Columns keep
//! their names, rows their places.

use chunkwise_plan::{Expr, col};

use crate::column::Column;
use crate::dataframe::DataFrame;
use crate::error::Result;
use crate::group_by::GroupedColumn;

impl DataFrame {
    /// Every column computed by `function`, under its own name.
    fn each_column(&self, function: impl Fn(Expr) -> Expr) -> Result<Self> {
        self.select(self.columns()?.iter().map(|name| function(col(&**name)).alias(&**name)))
    }

    /// The sums of each column up to each row; floats are added exactly and rounded once for each row. Nulls stay null and are
    /// passed over.
    ///
    /// # Errors
    /// [`Error::Plan`](crate::Error::Plan) for a column that cannot be added up.
    pub fn cumsum(&self) -> Result<Self> {
        self.each_column(Expr::cumsum)
    }

    /// The products of each column up to each row, multiplied in row order. Nulls stay null and are passed over.
    ///
    /// # Errors
    /// [`Error::Plan`](crate::Error::Plan) for a column that is not numeric.
    pub fn cumprod(&self) -> Result<Self> {
        self.each_column(Expr::cumprod)
    }

    /// The smallest value of each column up to each row. Nulls stay null and are passed over.
    ///
    /// # Errors
    /// [`Error::Plan`](crate::Error::Plan) for text.
    pub fn cummin(&self) -> Result<Self> {
        self.each_column(Expr::cummin)
    }

    /// The largest value of each column up to each row. Nulls stay null and are passed over.
    ///
    /// # Errors
    /// [`Error::Plan`](crate::Error::Plan) for text.
    pub fn cummax(&self) -> Result<Self> {
        self.each_column(Expr::cummax)
    }

    /// The rows moved down by `rows`, or up where that is negative; null where they left.
    ///
    /// # Errors
    /// Never, for a table that was built without an error.
    ///
    /// ```
    /// # fn main() -> chunkwise::Result<()> {
    /// # let pattern = concat!(env!("CARGO_MANIFEST_DIR"), "/../../data-fixtures/trips/trips_*.csv");
    /// use chunkwise::col;
    /// let fares = chunkwise::read_csv(pattern).open()?.select(["fare_amount"])?;
    /// let with_last = fares.with_column("rise", col("fare_amount") - col("fare_amount").shift(1))?;
    /// assert_eq!(with_last.columns()?, ["fare_amount", "rise"]);
    /// assert_eq!(fares.shift(1)?.head(1).compute()?.value(0, 0)?, chunkwise::Scalar::Null);
    /// # Ok(())
    /// # }
    /// ```
    pub fn shift(&self, rows: i64) -> Result<Self> {
        self.each_column(|column| column.shift(rows))
    }

    /// The difference of each value to the one `rows` rows before.
    ///
    /// # Errors
    /// [`Error::Plan`](crate::Error::Plan) for text.
    pub fn diff(&self, rows: i64) -> Result<Self> {
        self.each_column(|column| column.diff(rows))
    }

    /// By which part each value differs from the one `rows` rows before.
    ///
    /// # Errors
    /// [`Error::Plan`](crate::Error::Plan) for a column that is not numeric.
    pub fn pct_change(&self, rows: i64) -> Result<Self> {
        self.each_column(|column| column.pct_change(rows))
    }

    /// Nulls filled with the last value before them; at most `limit` nulls in a row.
    ///
    /// # Errors
    /// [`Error::Plan`](crate::Error::Plan) for a limit of 0.
    pub fn ffill(&self, limit: Option<usize>) -> Result<Self> {
        self.each_column(|column| forward(column, limit))
    }

    /// Nulls filled with the next value after them; at most `limit` nulls in a row. Rows wait for that value, so a long run
    /// of nulls takes memory.
    ///
    /// # Errors
    /// [`Error::Plan`](crate::Error::Plan) for a limit of 0.
    pub fn bfill(&self, limit: Option<usize>) -> Result<Self> {
        self.each_column(|column| backward(column, limit))
    }
}

fn forward(column: Expr, limit: Option<usize>) -> Expr {
    match limit {
        None => column.ffill(),
        Some(limit) => column.ffill_limit(limit),
    }
}

fn backward(column: Expr, limit: Option<usize>) -> Expr {
    match limit {
        None => column.bfill(),
        Some(limit) => column.bfill_limit(limit),
    }
}

impl Column {
    /// A table of this column alone, computed by `function`.
    fn in_order(&self, function: impl Fn(Expr) -> Expr) -> Result<DataFrame> {
        self.frame().select([function(self.expr()).alias(self.name())])
    }

    /// The sums up to each row. See [`DataFrame::cumsum`].
    ///
    /// # Errors
    /// [`Error::Plan`](crate::Error::Plan) for a column that cannot be added up.
    pub fn cumsum(&self) -> Result<DataFrame> {
        self.in_order(Expr::cumsum)
    }

    /// The products up to each row. See [`DataFrame::cumprod`].
    ///
    /// # Errors
    /// [`Error::Plan`](crate::Error::Plan) for a column that is not numeric.
    pub fn cumprod(&self) -> Result<DataFrame> {
        self.in_order(Expr::cumprod)
    }

    /// The smallest value up to each row.
    ///
    /// # Errors
    /// [`Error::Plan`](crate::Error::Plan) for text.
    pub fn cummin(&self) -> Result<DataFrame> {
        self.in_order(Expr::cummin)
    }

    /// The largest value up to each row.
    ///
    /// # Errors
    /// [`Error::Plan`](crate::Error::Plan) for text.
    pub fn cummax(&self) -> Result<DataFrame> {
        self.in_order(Expr::cummax)
    }

    /// The column moved down by `rows` rows, or up where that is negative.
    ///
    /// # Errors
    /// Never, for a column that exists.
    pub fn shift(&self, rows: i64) -> Result<DataFrame> {
        self.in_order(|column| column.shift(rows))
    }

    /// The difference to the value `rows` rows before.
    ///
    /// # Errors
    /// [`Error::Plan`](crate::Error::Plan) for text.
    pub fn diff(&self, rows: i64) -> Result<DataFrame> {
        self.in_order(|column| column.diff(rows))
    }

    /// By which part the value differs from the one `rows` rows before.
    ///
    /// # Errors
    /// [`Error::Plan`](crate::Error::Plan) for a column that is not numeric.
    pub fn pct_change(&self, rows: i64) -> Result<DataFrame> {
        self.in_order(|column| column.pct_change(rows))
    }

    /// Nulls filled with the last value before them; at most `limit` in a row.
    ///
    /// # Errors
    /// [`Error::Plan`](crate::Error::Plan) for a limit of 0.
    pub fn ffill(&self, limit: Option<usize>) -> Result<DataFrame> {
        self.in_order(|column| forward(column, limit))
    }

    /// Nulls filled with the next value after them; at most `limit` in a row.
    ///
    /// # Errors
    /// [`Error::Plan`](crate::Error::Plan) for a limit of 0.
    pub fn bfill(&self, limit: Option<usize>) -> Result<DataFrame> {
        self.in_order(|column| backward(column, limit))
    }
}

/// In row order within groups: one row for each row of the table, in its place; null for rows with a null key.
impl GroupedColumn {
    fn in_order(&self, function: impl Fn(Expr) -> Expr) -> Result<DataFrame> {
        let group_by = self.group_by();
        group_by.frame().select([function(col(self.name())).over(group_by.key_exprs()).alias(self.name())])
    }

    /// The sums within the group up to each row.
    ///
    /// # Errors
    /// [`Error::Plan`](crate::Error::Plan) for a column that cannot be added up.
    ///
    /// ```
    /// # fn main() -> chunkwise::Result<()> {
    /// # let pattern = concat!(env!("CARGO_MANIFEST_DIR"), "/../../data-fixtures/trips/trips_*.csv");
    /// let trips = chunkwise::read_csv(pattern).open()?;
    /// let sums = trips.groupby(["VendorID"])?.column("fare_amount")?.cumsum()?;
    /// assert_eq!(sums.len()?, trips.len()?);
    /// # Ok(())
    /// # }
    /// ```
    pub fn cumsum(&self) -> Result<DataFrame> {
        self.in_order(Expr::cumsum)
    }

    /// The products within the group up to each row.
    ///
    /// # Errors
    /// [`Error::Plan`](crate::Error::Plan) for a column that is not numeric.
    pub fn cumprod(&self) -> Result<DataFrame> {
        self.in_order(Expr::cumprod)
    }

    /// The smallest value of the group up to each row.
    ///
    /// # Errors
    /// [`Error::Plan`](crate::Error::Plan) for text.
    pub fn cummin(&self) -> Result<DataFrame> {
        self.in_order(Expr::cummin)
    }

    /// The largest value of the group up to each row.
    ///
    /// # Errors
    /// [`Error::Plan`](crate::Error::Plan) for text.
    pub fn cummax(&self) -> Result<DataFrame> {
        self.in_order(Expr::cummax)
    }

    /// The value `rows` rows of the group before, or behind where that is negative.
    ///
    /// # Errors
    /// Never, for a column that exists.
    pub fn shift(&self, rows: i64) -> Result<DataFrame> {
        self.in_order(|column| column.shift(rows))
    }

    /// The difference to the value `rows` rows of the group before.
    ///
    /// # Errors
    /// [`Error::Plan`](crate::Error::Plan) for text.
    pub fn diff(&self, rows: i64) -> Result<DataFrame> {
        self.in_order(|column| column.diff(rows))
    }

    /// By which part the value differs from the one `rows` rows of the group before.
    ///
    /// # Errors
    /// [`Error::Plan`](crate::Error::Plan) for a column that is not numeric.
    pub fn pct_change(&self, rows: i64) -> Result<DataFrame> {
        self.in_order(|column| column.pct_change(rows))
    }

    /// Nulls filled with the last value of the group before them; at most `limit` in a row.
    ///
    /// # Errors
    /// [`Error::Plan`](crate::Error::Plan) for a limit of 0.
    pub fn ffill(&self, limit: Option<usize>) -> Result<DataFrame> {
        self.in_order(|column| forward(column, limit))
    }

    /// Nulls filled with the next value of the group after them; at most `limit` in a row.
    ///
    /// # Errors
    /// [`Error::Plan`](crate::Error::Plan) for a limit of 0.
    pub fn bfill(&self, limit: Option<usize>) -> Result<DataFrame> {
        self.in_order(|column| backward(column, limit))
    }
}
