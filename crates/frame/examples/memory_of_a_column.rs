//! What a column takes in memory: before it is loaded, and while it is held.
//!
//!     cargo run -p chunkwise --release --example memory_of_a_column -- 'timeseries_*.csv'

use chunkwise::format::human_bytes;
use chunkwise::{Result, memory_footprint, read_csv};

/// Bytes of the column `x`, and of the whole process before and after.
pub(crate) fn run(pattern: &str) -> Result<String> {
    let series = read_csv(pattern).usecols(["x"]).open()?;
    let before = memory_footprint();
    let column = series.compute()?;
    let after = memory_footprint();
    let (rows, bytes) = (column.num_rows(), column.nbytes());
    Ok(format!(
        "x: {rows} rows, {bytes} bytes\nresident: {} before, {} after\n",
        human_bytes(before),
        human_bytes(after)
    ))
}

#[allow(clippy::print_stdout, reason = "an example shows its result")]
fn main() -> Result<()> {
    let fixtures = concat!(env!("CARGO_MANIFEST_DIR"), "/../../data-fixtures/timeseries/ts_*.csv");
    let pattern = std::env::args().nth(1).unwrap_or_else(|| fixtures.to_owned());
    print!("{}", run(&pattern)?);
    Ok(())
}
