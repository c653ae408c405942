//! The share of taxi trips with two or more passengers.
//!
//!     cargo run -p chunkwise --release --example shared_rides -- 'yellow_tripdata_2015-*.csv'

use chunkwise::{Reduction, Result, Scalar, col, read_csv};

/// Two counts from one pass, and their ratio.
pub(crate) fn run(pattern: &str) -> Result<String> {
    let trips = read_csv(pattern).open()?;
    let shared = trips.filter(col("passenger_count").ge(2))?.column("passenger_count")?.count()?;
    let all = trips.column("passenger_count")?.count()?;
    let counts = Reduction::compute_all([&shared, &all])?;
    let [Scalar::Int64(shared), Scalar::Int64(all)] = counts[..] else { unreachable!("counts are integers") };
    Ok(format!("{shared} of {all} trips were shared: {:.2} %\n", 100.0 * shared as f64 / all as f64))
}

#[allow(clippy::print_stdout, reason = "an example shows its result")]
fn main() -> Result<()> {
    let fixtures = concat!(env!("CARGO_MANIFEST_DIR"), "/../../data-fixtures/trips/trips_*.csv");
    let pattern = std::env::args().nth(1).unwrap_or_else(|| fixtures.to_owned());
    print!("{}", run(&pattern)?);
    Ok(())
}
