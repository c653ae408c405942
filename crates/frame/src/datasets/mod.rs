//! Deterministic CSV data to try things on, as `dask.datasets` has it: taxi trips, a time series, a group-by table,
//! tables to join, weather stations.
//!
//! The same options give the same bytes on every machine: values are drawn with integer arithmetic (and the four basic
//! floating-point operations), never with `exp` or `ln`, whose last bit differs between systems. The content of file
//! `k` depends on the seed, on `k`, and on how many rows there are; not on the other files.

mod draw;
mod groupby;
mod join;
mod permute;
mod stations;
mod taxi;
mod timeseries;

use std::fmt;
use std::fs::{self, File};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::str::FromStr;

use draw::Draw;

/// Bytes gathered before they are handed to the file.
const WRITE_BYTES: usize = 256 * 1024;

/// Which data to write.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Dataset {
    /// Trips with the 19 columns of the 2015 New York yellow cab files; one file a month.
    Taxi,
    /// One row a second from 2000-01-01: timestamp, id, name, x, y; as `dask.datasets.timeseries`.
    Timeseries,
    /// id1 … id6 and v1 … v3 with 100 groups in the small keys; as the G1 data of the public db-benchmark.
    Groupby,
    /// A table `x` with the keys id1 … id6 and v1, and the tables small, medium and big to join it with; as the join data of the public
    /// db-benchmark. The options are about `x`: `big` has as many rows, `medium` a thousandth and `small` a millionth (both at
    /// least 10), each in a file of its own.
    Join,
    /// `station;measure`, short lines and some 400 names; as the One Billion Row Challenge.
    Stations,
}

impl Dataset {
    /// All of them, in the order in which help texts list them.
    pub const ALL: [Dataset; 5] =
        [Dataset::Taxi, Dataset::Timeseries, Dataset::Groupby, Dataset::Join, Dataset::Stations];

    /// The name used on the command line.
    pub fn name(self) -> &'static str {
        match self {
            Dataset::Taxi => "taxi",
            Dataset::Timeseries => "timeseries",
            Dataset::Groupby => "groupby",
            Dataset::Join => "join",
            Dataset::Stations => "stations",
        }
    }

    /// The name of the file at 0-based position `file`. Sorted in natural order, the names are in writing order.
    ///
    /// ```
    /// use chunkwise::datasets::Dataset;
    /// assert_eq!(Dataset::Taxi.file_name(0), "yellow_tripdata_2015-01.csv");
    /// assert_eq!(Dataset::Taxi.file_name(12), "yellow_tripdata_2016-01.csv");
    /// assert_eq!(Dataset::Groupby.file_name(3), "groupby_3.csv");
    /// ```
    pub fn file_name(self, file: usize) -> String {
        match self {
            Dataset::Taxi => taxi::file_name(file),
            Dataset::Timeseries => format!("timeseries_{file}.csv"),
            Dataset::Groupby => format!("groupby_{file}.csv"),
            Dataset::Join => format!("join_x_{file}.csv"),
            Dataset::Stations => format!("stations_{file}.csv"),
        }
    }
}

impl fmt::Display for Dataset {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

impl FromStr for Dataset {
    type Err = DatasetError;

    fn from_str(name: &str) -> Result<Self, DatasetError> {
        Dataset::ALL
            .into_iter()
            .find(|kind| kind.name() == name)
            .ok_or_else(|| DatasetError::UnknownName { name: name.to_owned() })
    }
}

/// How much to write, and where.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DatasetOptions {
    /// Rows over all files. They are split as evenly as possible; the first files get one more if there is a rest.
    pub rows: u64,
    /// Number of files, at least 1.
    pub files: usize,
    /// Another seed gives other values in the same shape.
    pub seed: u64,
    /// The folder to write into. It is created if need be; files of the same names are replaced, others are left.
    pub out: PathBuf,
}

/// Why a dataset was not written.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum DatasetError {
    /// No dataset has this name.
    #[error("there is no dataset {name:?}; choose one of taxi, timeseries, groupby, join, stations")]
    UnknownName {
        /// The name asked for.
        name: String,
    },
    /// Zero files were asked for.
    #[error("a dataset needs at least one file; 0 were asked for")]
    NoFiles,
    /// The folder could not be made.
    #[error("cannot create the folder {}: {source}", path.display())]
    CreateFolder {
        /// The folder.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// A file could not be written. What was written of it has been removed.
    #[error("cannot write {}: {source}", path.display())]
    Write {
        /// The file.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
}

/// Writes a dataset and returns the paths of its files, in order.
///
/// # Errors
/// [`DatasetError::NoFiles`] for 0 files; otherwise what the file system refuses, with the path.
///
/// ```
/// use chunkwise::datasets::{self, Dataset, DatasetOptions};
/// let folder = tempfile::tempdir()?;
/// let options = DatasetOptions { rows: 5, files: 2, seed: 1, out: folder.path().to_owned() };
/// let paths = datasets::write(Dataset::Timeseries, &options)?;
/// let second = std::fs::read_to_string(&paths[1])?;
/// assert!(second.starts_with("timestamp,id,name,x,y\n2000-01-01 00:00:03,"));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn write(kind: Dataset, options: &DatasetOptions) -> Result<Vec<PathBuf>, DatasetError> {
    if options.files == 0 {
        return Err(DatasetError::NoFiles);
    }
    fs::create_dir_all(&options.out)
        .map_err(|source| DatasetError::CreateFolder { path: options.out.clone(), source })?;
    let mut paths = Vec::with_capacity(options.files);
    let mut first_row = 0;
    for file in 0..options.files {
        let rows = rows_of_file(options, file);
        let path = options.out.join(kind.file_name(file));
        let draw = Draw::new(options.seed, file);
        match kind {
            Dataset::Taxi => write_file(&path, taxi::HEADER, rows, taxi::Rows::new(draw, file, rows)),
            Dataset::Timeseries => {
                write_file(&path, timeseries::HEADER, rows, timeseries::Rows::new(draw, first_row))
            }
            Dataset::Groupby => {
                write_file(&path, groupby::HEADER, rows, groupby::Rows::new(draw, options.rows))
            }
            Dataset::Join => {
                let source = join::Rows::new(draw, join::Table::X, options.seed, options.rows, first_row);
                write_file(&path, join::X_HEADER, rows, source)
            }
            Dataset::Stations => write_file(&path, stations::HEADER, rows, stations::Rows::new(draw)),
        }?;
        first_row += rows;
        paths.push(path);
    }
    if kind == Dataset::Join {
        paths.extend(write_join_partners(options)?);
    }
    Ok(paths)
}

/// The tables that `x` is joined with, one file each.
fn write_join_partners(options: &DatasetOptions) -> Result<Vec<PathBuf>, DatasetError> {
    let write = |(at, (name, header)): (usize, &(&str, &str))| {
        let path = options.out.join(name);
        let table = join::Table::Other(at);
        // Their draws must not be those of a file of x.
        let draw = Draw::new(!options.seed, at);
        let source = join::Rows::new(draw, table, options.seed, options.rows, 0);
        write_file(&path, header, join::rows_of(table, options.rows), source)?;
        Ok(path)
    };
    join::OTHERS.iter().enumerate().map(write).collect()
}

/// What each dataset provides: one row at a time, appended as text with its line end.
trait WriteRow {
    fn write_row(&mut self, out: &mut Vec<u8>);
}

fn rows_of_file(options: &DatasetOptions, file: usize) -> u64 {
    let files = options.files as u64;
    options.rows / files + u64::from((file as u64) < options.rows % files)
}

fn write_file(path: &Path, header: &str, rows: u64, source: impl WriteRow) -> Result<(), DatasetError> {
    let failed = |source| DatasetError::Write { path: path.to_owned(), source };
    let mut file = File::create(path).map_err(failed)?;
    write_rows(&mut file, header, rows, source).map_err(|source| {
        // Half a file would later be read as a whole one. The write error is the one to report.
        let _ = fs::remove_file(path);
        failed(source)
    })
}

fn write_rows(file: &mut File, header: &str, rows: u64, mut source: impl WriteRow) -> io::Result<()> {
    let mut text = Vec::with_capacity(WRITE_BYTES + 1024);
    text.extend_from_slice(header.as_bytes());
    text.push(b'\n');
    for _ in 0..rows {
        source.write_row(&mut text);
        if text.len() >= WRITE_BYTES {
            file.write_all(&text)?;
            text.clear();
        }
    }
    file.write_all(&text)
}

#[cfg(test)]
#[path = "datasets_tests.rs"]
mod tests;
