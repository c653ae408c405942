//! How many taxi trips took more than 20 minutes, of how many, and their share: all in one pass over a year of files.
//!
//!     cargo run -p chunkwise --release --example trips_over_20_minutes -- 'yellow_tripdata_2015-*.csv'

use chunkwise::{Result, col, count_all, mean, read_csv, sum};

/// The number of long trips, of all trips, and the ratio of the two.
pub(crate) fn run(pattern: &str) -> Result<String> {
    let trips = read_csv(pattern).parse_dates(["tpep_pickup_datetime", "tpep_dropoff_datetime"]).open()?;
    let duration = col("tpep_dropoff_datetime") - col("tpep_pickup_datetime");
    let table = trips
        .with_column("is_long", duration.dt().total_seconds().gt(1200))?
        .agg([
            sum("is_long").alias("long trips"),
            count_all().alias("trips"),
            mean("is_long").alias("share"),
        ])?
        .compute()?;
    Ok(table.to_string())
}

#[allow(clippy::print_stdout, reason = "an example shows its result")]
fn main() -> Result<()> {
    let fixtures = concat!(env!("CARGO_MANIFEST_DIR"), "/../../data-fixtures/trips/trips_*.csv");
    let pattern = std::env::args().nth(1).unwrap_or_else(|| fixtures.to_owned());
    print!("{}", run(&pattern)?);
    Ok(())
}
