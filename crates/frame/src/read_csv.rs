//! `read_csv`: a glob, a path or a list of them becomes one lazy table.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use arrow::datatypes::DataType;
use chunkwise_exec::CsvTable;
use chunkwise_plan::{LogicalPlan, Scan};
use chunkwise_scan::{ColumnRef, CsvSource, Encoding, Header, ReadOptions, ShortRows};

use crate::dataframe::DataFrame;
use crate::error::Result;
use crate::session::Session;

/// What `read_csv` takes: a path or glob, or a list of them.
pub trait IntoPaths {
    /// The paths and globs as text.
    fn into_paths(self) -> Vec<String>;
}

impl IntoPaths for &str {
    fn into_paths(self) -> Vec<String> {
        vec![self.to_owned()]
    }
}

impl IntoPaths for String {
    fn into_paths(self) -> Vec<String> {
        vec![self]
    }
}

impl IntoPaths for &String {
    fn into_paths(self) -> Vec<String> {
        vec![self.clone()]
    }
}

impl IntoPaths for &Path {
    fn into_paths(self) -> Vec<String> {
        vec![self.to_string_lossy().into_owned()]
    }
}

impl IntoPaths for PathBuf {
    fn into_paths(self) -> Vec<String> {
        self.as_path().into_paths()
    }
}

impl IntoPaths for &PathBuf {
    fn into_paths(self) -> Vec<String> {
        self.as_path().into_paths()
    }
}

impl<T: IntoPaths> IntoPaths for Vec<T> {
    fn into_paths(self) -> Vec<String> {
        self.into_iter().flat_map(IntoPaths::into_paths).collect()
    }
}

impl<T: IntoPaths, const N: usize> IntoPaths for [T; N] {
    fn into_paths(self) -> Vec<String> {
        self.into_iter().flat_map(IntoPaths::into_paths).collect()
    }
}

impl<T: Clone + IntoPaths> IntoPaths for &Vec<T> {
    fn into_paths(self) -> Vec<String> {
        self.as_slice().into_paths()
    }
}

impl<T: Clone + IntoPaths> IntoPaths for &[T] {
    fn into_paths(self) -> Vec<String> {
        self.iter().cloned().flat_map(IntoPaths::into_paths).collect()
    }
}

/// Describes CSV files to read as one table. Options are those of pandas' `read_csv`, with its defaults; [`open`](Self::open)
/// ends the description.
///
/// Columns are matched by header name, whatever their order in each file; a column that a file lacks is null there. The types
/// that are not given are guessed from a bounded sample; a guess that turns out wrong is widened when a query meets the value.
///
/// ```
/// # fn main() -> chunkwise::Result<()> {
/// # let pattern = concat!(env!("CARGO_MANIFEST_DIR"), "/../../data-fixtures/trips/trips_*.csv");
/// let trips = chunkwise::read_csv(pattern)
///     .parse_dates(["tpep_pickup_datetime", "tpep_dropoff_datetime"])
///     .open()?;
/// assert_eq!(trips.dtypes()?[1], ("tpep_pickup_datetime".to_owned(), "timestamp[us]"));
/// # Ok(())
/// # }
/// ```
#[derive(Debug, Clone)]
#[must_use = "a description of files reads nothing until `open` is called"]
pub struct ReadCsv {
    session: Arc<Session>,
    paths: Vec<String>,
    options: ReadOptions,
    rows: Option<usize>,
}

impl ReadCsv {
    pub(crate) fn new(session: Arc<Session>, paths: Vec<String>) -> Self {
        Self { session, paths, options: ReadOptions::default(), rows: None }
    }

    /// Whether the first line of each file has the column names (the default).
    pub fn has_header(mut self, has_header: bool) -> Self {
        self.options.header = if has_header { Header::FirstLine } else { Header::None };
        self
    }

    /// The files have no header line. Without [`names`](Self::names) the columns are `column_0`, `column_1`, …
    pub fn no_header(self) -> Self {
        self.has_header(false)
    }

    /// The column names, in file order; they replace those of the header if there is one.
    pub fn names<S: Into<String>>(mut self, names: impl IntoIterator<Item = S>) -> Self {
        self.options.names = Some(names.into_iter().map(Into::into).collect());
        self
    }

    /// The byte between fields; `b','` by default.
    pub fn delimiter(mut self, delimiter: u8) -> Self {
        self.options.dialect.delimiter = delimiter;
        self
    }

    /// The byte around fields that hold separators or line ends; `b'"'` by default, `None` for files without quoting.
    pub fn quote(mut self, quote: Option<u8>) -> Self {
        self.options.dialect.quote = quote;
        self
    }

    /// The decimal point of floats; `b'.'` by default.
    pub fn decimal(mut self, decimal: u8) -> Self {
        self.options.dialect.decimal = decimal;
        self
    }

    /// The character encoding of the files; UTF-8 by default.
    pub fn encoding(mut self, encoding: Encoding) -> Self {
        self.options.dialect.encoding = encoding;
        self
    }

    /// Columns to read as timestamps, by name or 0-based position.
    pub fn parse_dates<C: Into<ColumnRef>>(mut self, columns: impl IntoIterator<Item = C>) -> Self {
        self.options.parse_dates.extend(columns.into_iter().map(Into::into));
        self
    }

    /// How to read dates such as `2/1/2015`: day first (`true`) or month first (`false`). Not given, they are refused.
    pub fn dayfirst(mut self, dayfirst: bool) -> Self {
        self.options.dayfirst = Some(dayfirst);
        self
    }

    /// The type of a column. A value that does not parse as it is an error, never null.
    pub fn dtype(mut self, column: impl Into<String>, data_type: DataType) -> Self {
        self.options.dtypes.push((column.into(), data_type));
        self
    }

    /// The columns that the table has, by name or 0-based position; all others are not even located.
    pub fn usecols<C: Into<ColumnRef>>(mut self, columns: impl IntoIterator<Item = C>) -> Self {
        self.options.usecols = Some(columns.into_iter().map(Into::into).collect());
        self
    }

    /// More spellings of null, besides pandas' defaults.
    pub fn na_values<S: Into<String>>(mut self, spellings: impl IntoIterator<Item = S>) -> Self {
        self.options.na_values.extend(spellings.into_iter().map(Into::into));
        self
    }

    /// Whether pandas' default spellings of null count (they do unless this says `false`).
    pub fn keep_default_na(mut self, keep: bool) -> Self {
        self.options.keep_default_na = keep;
        self
    }

    /// Lines to skip at the top of each file, before the header.
    pub fn skiprows(mut self, lines: usize) -> Self {
        self.options.skip_rows = lines;
        self
    }

    /// At most this many rows of the whole table.
    pub fn nrows(mut self, rows: usize) -> Self {
        self.rows = Some(rows);
        self
    }

    /// Adds a last column `path` with the file that each row came from.
    pub fn include_path_column(mut self, include: bool) -> Self {
        self.options.path_column = include.then(|| "path".to_owned());
        self
    }

    /// What to do with rows that have too few fields: an error (the default), or nulls for the missing ones.
    pub fn short_rows(mut self, short_rows: ShortRows) -> Self {
        self.options.short_rows = short_rows;
        self
    }

    /// Opens the table: finds the files, reads their sizes, their headers and a bounded sample.
    ///
    /// # Errors
    /// [`Error::Scan`](crate::Error::Scan) when no file matches, one cannot be read, or a named column does not exist.
    pub fn open(self) -> Result<DataFrame> {
        let source = CsvSource::open(&self.paths, self.options)?;
        let table = Arc::new(CsvTable::new(source));
        let scan = LogicalPlan::Scan(Scan { source: table, projection: None, predicate: None, limit: None });
        let frame = DataFrame::new(self.session, scan);
        Ok(match self.rows {
            Some(rows) => frame.head(rows),
            None => frame,
        })
    }
}
