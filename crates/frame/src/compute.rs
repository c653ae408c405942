//! `compute`: from a plan to a result in memory, alone or several in one pass.

use std::sync::Arc;

use chunkwise_plan::LogicalPlan;

use crate::dataframe::DataFrame;
use crate::error::Result;
use crate::table::Table;

impl DataFrame {
    /// Runs the pipeline and returns its rows.
    ///
    /// # Errors
    /// The first error in table order: a value that does not parse, an overflow, a file that changed.
    pub fn compute(&self) -> Result<Table> {
        let (mut outputs, report) = self.session().engine()?.run(&[(**self.plan()).clone()])?;
        let output = outputs.remove(0);
        Ok(Table::new(output.schema, output.batches, Arc::new(report)))
    }
}

/// Computes several results in one pass over the input that they share. The results are in the order of `frames`, each with
/// the report of the whole run; the first one's session runs them.
///
/// # Errors
/// As [`DataFrame::compute`]; then there is no result at all.
///
/// ```
/// # fn main() -> chunkwise::Result<()> {
/// # let pattern = concat!(env!("CARGO_MANIFEST_DIR"), "/../../data-fixtures/trips/trips_*.csv");
/// use chunkwise::{col, compute_all, count_all};
/// let trips = chunkwise::read_csv(pattern).open()?;
/// let all = trips.agg([count_all().alias("n")])?;
/// let shared = trips.filter(col("passenger_count").ge(2))?.agg([count_all().alias("n")])?;
/// let results = compute_all([&all, &shared])?;
/// assert_eq!(results[0].report().rows_read, trips.len()?);
/// # Ok(())
/// # }
/// ```
pub fn compute_all<F: AsRef<DataFrame>>(frames: impl IntoIterator<Item = F>) -> Result<Vec<Table>> {
    let frames: Vec<DataFrame> = frames.into_iter().map(|frame| frame.as_ref().clone()).collect();
    let Some(first) = frames.first() else { return Ok(Vec::new()) };
    let plans: Vec<LogicalPlan> = frames.iter().map(|frame| (**frame.plan()).clone()).collect();
    let (outputs, report) = first.session().engine()?.run(&plans)?;
    let report = Arc::new(report);
    Ok(outputs
        .into_iter()
        .map(|output| Table::new(output.schema, output.batches, Arc::clone(&report)))
        .collect())
}

impl AsRef<DataFrame> for DataFrame {
    fn as_ref(&self) -> &DataFrame {
        self
    }
}
