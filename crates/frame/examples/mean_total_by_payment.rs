//! What a taxi trip costs on average, by the way it is paid.
//!
//!     cargo run -p chunkwise --release --example mean_total_by_payment -- 'yellow_tripdata_2015-*.csv'

use chunkwise::{Result, read_csv};

/// One row for each payment type.
pub(crate) fn run(pattern: &str) -> Result<String> {
    let trips = read_csv(pattern).open()?;
    let means = trips.groupby(["payment_type"])?.column("total_amount")?.mean()?;
    Ok(means.compute()?.to_string())
}

#[allow(clippy::print_stdout, reason = "an example shows its result")]
fn main() -> Result<()> {
    let fixtures = concat!(env!("CARGO_MANIFEST_DIR"), "/../../data-fixtures/trips/trips_*.csv");
    let pattern = std::env::args().nth(1).unwrap_or_else(|| fixtures.to_owned());
    print!("{}", run(&pattern)?);
    Ok(())
}
