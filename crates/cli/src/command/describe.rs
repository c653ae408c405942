//! `chunkwise describe`.

use crate::arguments::Describe;
use crate::command::Failure;
use crate::command::open::open;
use crate::list::split_list;
use crate::output::print_result;

pub(crate) fn describe(describe: &Describe) -> Result<(), Failure> {
    let mut how = chunkwise::Describe::default()
        .percentiles(percentiles(&describe.percentiles)?)
        .approximate(describe.approximate);
    if let Some(types) = &describe.include {
        how = if types.trim() == "all" { how.include_all() } else { how.include(split_list(types)) };
    }
    if let Some(types) = &describe.exclude {
        how = how.exclude(split_list(types));
    }
    let table = open(&describe.input)?;
    print_result(&table.describe_with(&how)?, &table, &describe.output)
}

fn percentiles(list: &str) -> Result<Vec<f64>, Failure> {
    let part = |text: String| {
        let message =
            || Failure::Usage(format!("--percentiles {text:?} should be a number from 0 to 1, such as 0.95"));
        text.parse().map_err(|_| message())
    };
    split_list(list).into_iter().filter(|text| !text.is_empty()).map(part).collect()
}
