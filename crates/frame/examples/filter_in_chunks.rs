//! A file without a header, read in chunks of a hundred rows: each is filtered, something is counted in each, and what was kept is
//! put together again.
//!
//!     cargo run -p chunkwise --example filter_in_chunks -- 'ts_*.csv'

use chunkwise::{DataFrame, Result, col, count_all, read_csv, sum};

/// Rows with `x` above one half, their sum, and how many rows of each chunk and of all have an `id` of 1000 or more.
pub(crate) fn run(pattern: &str) -> Result<String> {
    let series =
        read_csv(pattern).no_header().skiprows(1).names(["timestamp", "id", "name", "x", "y"]).open()?;
    let mut kept = Vec::new();
    let mut large_ids = Vec::new();
    for chunk in series.chunksize(100)? {
        let chunk = chunk?;
        let chunk = DataFrame::from_batches(chunk.schema(), vec![chunk])?;
        large_ids.push(chunk.filter(col("id").ge(1000))?.len()?);
        kept.push(chunk.filter(col("x").gt(0.5))?);
    }
    let kept = DataFrame::concat(&kept)?;
    let table = kept.agg([count_all().alias("rows"), sum("x")])?.compute()?;
    let in_all: u64 = large_ids.iter().sum();
    Ok(format!("{table}id >= 1000: {large_ids:?}, in all {in_all}\n"))
}

#[allow(clippy::print_stdout, reason = "an example shows its result")]
fn main() -> Result<()> {
    let fixtures = concat!(env!("CARGO_MANIFEST_DIR"), "/../../data-fixtures/timeseries/ts_*.csv");
    let pattern = std::env::args().nth(1).unwrap_or_else(|| fixtures.to_owned());
    print!("{}", run(&pattern)?);
    Ok(())
}
