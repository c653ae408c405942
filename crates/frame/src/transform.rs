//! Aggregates of the group of each row, beside the row.

use std::sync::Arc;

use chunkwise_plan::{AggExpr, Expr, Join, JoinHow, JoinOptions, LogicalPlan, col};

use crate::dataframe::{DataFrame, names};
use crate::error::Result;
use crate::group_by::GroupBy;

impl GroupBy {
    /// The rows of the table, in their order, with the aggregates of each row's group as columns; one that has the name of a column
    /// takes its place. Rows with a null key have nulls, unless [`dropna(false)`](Self::dropna) makes them a group. The table is
    /// read twice: for the groups, and for the rows.
    ///
    /// # Errors
    /// [`Error::Plan`](crate::Error::Plan) for an unknown column or a type that an aggregate does not take.
    ///
    /// ```
    /// # fn main() -> chunkwise::Result<()> {
    /// # let pattern = concat!(env!("CARGO_MANIFEST_DIR"), "/../../data-fixtures/trips/trips_*.csv");
    /// use chunkwise::{col, mean};
    /// let trips = chunkwise::read_csv(pattern).open()?;
    /// let usual = trips.groupby(["payment_type"])?.transform([mean("total_amount").alias("usual")])?;
    /// assert!(usual.filter(col("total_amount").gt(col("usual")))?.len()? < trips.len()?);
    /// # Ok(())
    /// # }
    /// ```
    pub fn transform(&self, aggs: impl IntoIterator<Item = AggExpr>) -> Result<DataFrame> {
        let aggs: Vec<AggExpr> = aggs.into_iter().collect();
        self.agg(aggs.iter().cloned())?; // For errors in the words of the caller.
        let columns = names(&*self.frame().schema()?);
        let hidden = |kind: &str, at: usize| unused(&columns, format!("{kind} {at}"));
        let keys: Vec<(Expr, String)> =
            self.key_exprs().into_iter().enumerate().map(|(at, key)| (key, hidden("key", at))).collect();
        let values: Vec<AggExpr> =
            aggs.iter().enumerate().map(|(at, agg)| agg.clone().alias(hidden("value", at))).collect();

        let input = Arc::clone(self.frame().plan());
        let own = columns.iter().map(|name| (col(&**name), name.clone())).chain(keys.clone()).collect();
        let rows = LogicalPlan::Project { input: Arc::clone(&input), exprs: own }.with_windows_lifted()?;
        let on = keys.iter().map(|(_, name)| (name.clone(), name.clone())).collect();
        let dropna = self.drops_nulls();
        let groups = LogicalPlan::Aggregate { input, keys, aggs: values.clone(), sort: true, dropna };
        let groups = groups.with_windows_lifted()?;
        let join = Join::new(Arc::new(rows), Arc::new(groups), &JoinOptions::new(on, JoinHow::Left))?;

        let mut exprs: Vec<(Expr, String)> =
            columns.iter().map(|name| (col(&**name), name.clone())).collect();
        for (agg, value) in aggs.into_iter().zip(values) {
            match exprs.iter_mut().find(|(_, name)| *name == agg.name) {
                Some(replaced) => replaced.0 = col(value.name),
                None => exprs.push((col(value.name), agg.name)),
            }
        }
        self.frame().with_plan(LogicalPlan::Project { input: Arc::new(LogicalPlan::Join(join)), exprs })
    }
}

/// `name`, made longer until no column is called so.
fn unused(columns: &[String], mut name: String) -> String {
    while columns.contains(&name) {
        name.push('_');
    }
    name
}
