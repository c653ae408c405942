//! `chunkwise datasets`.

use std::io::{self, Write};

use chunkwise::datasets::{Dataset, DatasetOptions, write};

use crate::arguments::{DatasetKind, Datasets};
use crate::command::Failure;

pub(crate) fn datasets(datasets: &Datasets) -> Result<(), Failure> {
    let kind = match datasets.kind {
        DatasetKind::Taxi => Dataset::Taxi,
        DatasetKind::Timeseries => Dataset::Timeseries,
        DatasetKind::Groupby => Dataset::Groupby,
        DatasetKind::Join => Dataset::Join,
        DatasetKind::Stations => Dataset::Stations,
    };
    let options = DatasetOptions {
        rows: datasets.rows as u64,
        files: datasets.files,
        seed: datasets.seed,
        out: datasets.out.clone(),
    };
    let mut out = io::stdout().lock();
    for path in write(kind, &options)? {
        writeln!(out, "{}", path.display())?;
    }
    Ok(())
}
