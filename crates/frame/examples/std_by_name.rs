//! The spread of one column for each name, over the rows where another column is positive.
//!
//!     cargo run -p chunkwise --release --example std_by_name -- 'timeseries_*.csv'

use chunkwise::{Result, col, read_csv};

/// One row for each name.
pub(crate) fn run(pattern: &str) -> Result<String> {
    let series = read_csv(pattern).open()?;
    let spread = series.filter(col("y").gt(0))?.groupby(["name"])?.column("x")?.std()?;
    Ok(spread.compute()?.to_string())
}

#[allow(clippy::print_stdout, reason = "an example shows its result")]
fn main() -> Result<()> {
    let fixtures = concat!(env!("CARGO_MANIFEST_DIR"), "/../../data-fixtures/timeseries/ts_*.csv");
    let pattern = std::env::args().nth(1).unwrap_or_else(|| fixtures.to_owned());
    print!("{}", run(&pattern)?);
    Ok(())
}
