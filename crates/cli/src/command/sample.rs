//! `chunkwise sample`.

use crate::arguments::Sample;
use crate::command::Failure;
use crate::command::open::open;
use crate::output::print_result;

pub(crate) fn sample(sample: &Sample) -> Result<(), Failure> {
    let table = open(&sample.input)?;
    let drawn = match sample.frac {
        Some(part) => table.sample_frac(part, sample.seed).map_err(Failure::of("--frac"))?,
        None => table.sample(sample.rows.unwrap_or_default(), sample.seed),
    };
    print_result(&drawn, &table, &sample.output)
}
