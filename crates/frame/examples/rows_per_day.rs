//! Rows per day, and the mean of a column by day.
//!
//!     cargo run -p chunkwise --release --example rows_per_day -- 'timeseries_*.csv'

use chunkwise::{Result, col, count_all, mean, read_csv};

/// One row for each day.
pub(crate) fn run(pattern: &str) -> Result<String> {
    let series = read_csv(pattern).parse_dates(["timestamp"]).open()?;
    let days = series.groupby([col("timestamp").dt().date().alias("day")])?;
    Ok(days.agg([count_all().alias("rows"), mean("x")])?.compute()?.to_string())
}

#[allow(clippy::print_stdout, reason = "an example shows its result")]
fn main() -> Result<()> {
    let fixtures = concat!(env!("CARGO_MANIFEST_DIR"), "/../../data-fixtures/timeseries/ts_*.csv");
    let pattern = std::env::args().nth(1).unwrap_or_else(|| fixtures.to_owned());
    print!("{}", run(&pattern)?);
    Ok(())
}
