//! Do people who tip ride longer? The mean duration of the trips without a tip, beside that of all trips.
//!
//!     cargo run -p chunkwise --release --example duration_without_tip -- 'yellow_tripdata_2015-*.csv'

use chunkwise::{Result, col, compute_all, mean, read_csv};

/// Two means from one pass.
pub(crate) fn run(pattern: &str) -> Result<String> {
    let trips = read_csv(pattern)
        .parse_dates(["tpep_pickup_datetime", "tpep_dropoff_datetime"])
        .open()?
        .with_column("duration", col("tpep_dropoff_datetime") - col("tpep_pickup_datetime"))?
        .with_column("seconds", col("duration").dt().total_seconds())?;
    let without_tip = trips.filter(col("tip_amount").eq(0))?.agg([mean("seconds")])?;
    let all = trips.agg([mean("seconds")])?;
    let means = compute_all([without_tip, all])?;
    Ok(format!("without a tip: {} s\nall trips: {} s\n", means[0].value(0, 0)?, means[1].value(0, 0)?))
}

#[allow(clippy::print_stdout, reason = "an example shows its result")]
fn main() -> Result<()> {
    let fixtures = concat!(env!("CARGO_MANIFEST_DIR"), "/../../data-fixtures/trips/trips_*.csv");
    let pattern = std::env::args().nth(1).unwrap_or_else(|| fixtures.to_owned());
    print!("{}", run(&pattern)?);
    Ok(())
}
